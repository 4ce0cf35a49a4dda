//! Fingerprints: one over what a policy means, one over the facts a decision read.
//!
//! INVARIANT (re-run is equal): both are SHA-256 over bytes that depend on values only, never on layout, order of sections, memory or platform.
//! A stored decision can therefore be re-run years later and compared.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use super::catalogue::Catalogue;
use super::diagnostic::Spanned;
use super::document::{Citation, DatedDocument, Document, Literal, MissingRule, PeriodRule, RowDocument, StepDocument};
use super::model::VersionHash;
use super::value::{Bound, FactIndex, Value};
use crate::legal::Label;
use crate::number::{Rounding, format_decimal};
use crate::period::EffectivePeriod;

/// SHA-256 over everything in a policy file that can change a decision or how it is explained.
///
/// Counts: ids, expressions, values, dates, references and labels, and the order of criteria, groups, components and tie-breaks (findings follow it).
/// Does not count: the file's name, places in it, comments, blanks, the order of named sections, whether a whole number is quoted, and the cases,
/// which test the policy and are no part of it.
pub fn version_of(document: &Document) -> VersionHash {
    let mut out = Writer::new("jenjang policy 1");
    head(&mut out, document);
    named_sections(&mut out, document);
    ordered_sections(&mut out, document);
    out.finish()
}

fn head(out: &mut Writer, document: &Document) {
    out.text("id", &document.id.value);
    out.text("decides", document.decides.as_str());
    out.label("title", &document.title);
    out.optional_label("summary", document.summary.as_ref());
    out.text("catalogue", &document.catalogue.value);
    out.citation(&document.citation);
    out.period(&document.effective);
    out.date("decided", document.decided);
    out.optional("date-rounding", document.date_rounding.map(|r| r.as_str()));
    out.text(
        "status",
        match document.status {
            super::document::Status::Enacted => "enacted",
            super::document::Status::Draft => "draft",
        },
    );
    out.optional("lawful-basis", document.lawful_basis.as_deref());
}

/// Sections that are named, in the order of their names.
fn named_sections(out: &mut Writer, document: &Document) {
    for parameter in by_name(&document.parameters, |p| &p.name) {
        out.text("parameter", &parameter.name.value);
        out.label("label", &parameter.label);
        out.optional("type", parameter.ty.as_ref().map(|t| &*t.value));
        out.optional("unit", parameter.unit.as_deref());
        out.range(parameter.range);
        out.history(&parameter.values, |out, value| out.literal(&value.value));
    }
    for definition in by_name(&document.definitions, |d| &d.name) {
        out.text("definition", &definition.name.value);
        out.label("label", &definition.label);
        out.expression("expression", &definition.expression);
        out.optional("unit", definition.unit.as_deref());
        out.citation(&definition.citation);
    }
    for scale in by_name(&document.scales, |s| &s.name) {
        out.text("scale", &scale.name.value);
        out.label("label", &scale.label);
        out.text("ordered", if scale.ordered { "yes" } else { "no" });
        for value in &scale.values {
            out.text("value", &value.code.value);
            out.label("label", &value.label);
            value.note.iter().for_each(|note| out.label("note", note));
        }
        out.citation(&scale.citation);
    }
    for table in by_name(&document.tables, |t| &t.name) {
        out.text("table", &table.name.value);
        out.label("label", &table.label);
        table.inputs.iter().for_each(|input| out.expression("input", input));
        out.text("output", &table.output.value);
        out.optional("unit", table.unit.as_deref());
        out.text("hit", table.hit.as_str());
        if let Some(default) = &table.default {
            out.text("default", "");
            out.literal(&default.value);
        }
        out.history(&table.versions, |out, rows| rows.iter().for_each(|row| write_row(out, row)));
    }
    for bands in by_name(&document.bands, |b| &b.name) {
        out.text("bands", &bands.name.value);
        out.label("label", &bands.label);
        out.expression("of", &bands.of);
        out.text("output", &bands.output.value);
        out.optional("unit", bands.unit.as_deref());
        out.range(Some(bands.range));
        out.history(&bands.versions, |out, steps| steps.iter().for_each(|step| write_step(out, step)));
    }
}

/// Sections whose order can be seen in a decision, in that order; then those that exist once.
fn ordered_sections(out: &mut Writer, document: &Document) {
    for criterion in &document.criteria {
        out.text("criterion", &criterion.code.value);
        out.label("label", &criterion.label);
        out.optional_label("check", criterion.check.as_ref());
        out.optional_label("note", criterion.note.as_ref());
        out.citation(&criterion.citation);
        out.period(&criterion.effective);
        if let Some(when) = &criterion.when {
            out.expression("when", when);
        }
        out.expression("require", &criterion.require);
        out.text("remedy", remedy_word(criterion.remedy));
        if let Some(waivable) = &criterion.waivable {
            out.text("waivable-by", &waivable.by);
            out.text("waivable-basis", &waivable.basis);
        }
        out.optional("lawful-basis", criterion.lawful_basis.as_deref());
    }
    for group in &document.groups {
        out.text("group", &group.code.value);
        out.label("label", &group.label);
        out.citation(&group.citation);
        group.of.iter().for_each(|member| out.text("of", &member.value));
        out.text("at-least", &group.at_least.to_string());
    }
    for component in &document.components {
        out.text("component", &component.code.value);
        out.label("label", &component.label);
        out.citation(&component.citation);
        out.period(&component.effective);
        out.expression("weight", &component.weight);
        out.expression("value", &component.value);
        out.range(component.range);
    }
    if let Some(score) = &document.score {
        out.text(
            "score",
            match score.weights {
                super::document::WeightSum::Share => "share",
                super::document::WeightSum::Percent => "percent",
                super::document::WeightSum::Points => "points",
            },
        );
        out.range(score.range);
        out.rounding(score.rounding);
        match score.missing {
            MissingRule::Unknown => out.text("missing", "unknown"),
            MissingRule::Renormalise { minimum_weight } => out.text("missing", &format_decimal(minimum_weight)),
        }
        out.citation(&score.citation);
    }
    for tie_break in &document.tie_breaks {
        out.text("tie-break", if tie_break.descending { "descending" } else { "ascending" });
        out.label("label", &tie_break.label);
        out.expression("value", &tie_break.value);
        out.citation(&tie_break.citation);
    }
    if let Some(points) = &document.points {
        out.expression("points", &points.result);
        out.optional("unit", points.unit.as_deref());
        out.rounding(points.rounding);
        out.range(points.range);
        out.citation(&points.citation);
    }
    if let Some(classification) = &document.classification {
        out.expression("classification", &classification.result);
        out.text("output", &classification.output.value);
        out.citation(&classification.citation);
    }
    if let Some(periods) = &document.periods {
        out.label("periods", &periods.label);
        out.history(&periods.values, write_period_rule);
    }
}

fn write_row(out: &mut Writer, row: &RowDocument) {
    out.text("row", "");
    row.cells.iter().for_each(|cell| out.literal(&cell.value));
}

fn write_step(out: &mut Writer, step: &StepDocument) {
    out.text("from", &format_decimal(step.from.value));
    out.literal(&step.output.value);
}

fn write_period_rule(out: &mut Writer, rule: &PeriodRule) {
    rule.months.iter().for_each(|month| out.text("month", &month.to_string()));
    out.text("day", &rule.day.to_string());
}

fn remedy_word(remedy: super::document::RemedyKind) -> &'static str {
    use super::document::RemedyKind;
    match remedy {
        RemedyKind::Wait => "wait",
        RemedyKind::Earn => "earn",
        RemedyKind::Record => "record",
        RemedyKind::Post => "post",
        RemedyKind::None => "none",
    }
}

fn by_name<T>(sections: &[T], name: impl Fn(&T) -> &Spanned<Arc<str>>) -> Vec<&T> {
    let mut sorted: Vec<&T> = sections.iter().collect();
    sorted.sort_by(|a, b| name(a).value.cmp(&name(b).value));
    sorted
}

/// Blanks of an expression that mean nothing: runs become one, and those beside brackets, commas and operators go. Quoted text stays as it is.
fn without_layout(expression: &str) -> String {
    // `-` is not among them: `a - b` subtracts and `a-b` is a name
    let glued = |c: char| "()[],<>=!*/+".contains(c);
    let mut out = String::with_capacity(expression.len());
    let mut quoted = false;
    let mut escaped = false;
    let mut blank = false;
    for c in expression.trim().chars() {
        if quoted {
            out.push(c);
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && !glued(c) && !out.chars().next_back().is_none_or(glued) {
            out.push(' ');
        }
        blank = false;
        quoted = c == '"';
        out.push(c);
    }
    out
}

/// Writes tagged, length-prefixed fields, so that no two different contents give the same bytes.
struct Writer(Sha256);

impl Writer {
    fn new(domain: &str) -> Writer {
        let mut writer = Writer(Sha256::new());
        writer.bytes(domain.as_bytes());
        writer
    }

    fn finish(self) -> VersionHash {
        VersionHash(self.0.finalize().into())
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn text(&mut self, tag: &str, value: &str) {
        self.bytes(tag.as_bytes());
        self.bytes(value.as_bytes());
    }

    fn optional(&mut self, tag: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(tag, value);
        }
    }

    fn label(&mut self, tag: &str, label: &Label) {
        self.text(tag, &label.id);
        self.text("en", &label.en);
    }

    fn optional_label(&mut self, tag: &str, label: Option<&Label>) {
        if let Some(label) = label {
            self.label(tag, label);
        }
    }

    fn date(&mut self, tag: &str, date: Option<NaiveDate>) {
        if let Some(date) = date {
            self.text(tag, &date.to_string());
        }
    }

    fn period(&mut self, period: &EffectivePeriod) {
        self.date("from", period.from);
        self.date("to", period.to);
    }

    fn range(&mut self, range: Option<(Decimal, Decimal)>) {
        if let Some((low, high)) = range {
            self.text("low", &format_decimal(low));
            self.text("high", &format_decimal(high));
        }
    }

    fn rounding(&mut self, rounding: Option<Rounding>) {
        if let Some(rounding) = rounding {
            self.text("places", &rounding.places.to_string());
            self.text("mode", rounding.mode.as_str());
        }
    }

    fn citation(&mut self, citation: &Citation) {
        self.optional("reference", citation.reference.as_ref().map(|r| &*r.value));
        self.optional("certainty", citation.certainty.map(|c| c.as_str()));
    }

    fn expression(&mut self, tag: &str, expression: &Spanned<String>) {
        self.text(tag, &without_layout(&expression.value));
    }

    fn history<T>(&mut self, history: &[DatedDocument<T>], mut write: impl FnMut(&mut Writer, &T)) {
        for entry in history {
            self.text("entry", "");
            self.period(&entry.period);
            self.date("decided", entry.decided);
            write(self, &entry.value);
            self.citation(&entry.citation);
        }
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Text(text) => self.text("plain", text),
            // `4` and `"4"` mean the same wherever both are accepted
            Literal::Integer(number) => self.text("plain", &number.to_string()),
            Literal::Boolean(value) => self.text("boolean", if *value { "true" } else { "false" }),
            Literal::Date(date) => self.text("date", &date.to_string()),
            Literal::List(items) => {
                self.text("list", &items.len().to_string());
                items.iter().for_each(|item| self.literal(&item.value));
            }
        }
    }
}

/// The facts a policy reads, ready to be fingerprinted: their names are hashed once, here, and not for every person.
#[derive(Clone, Debug)]
pub(crate) struct FactsRead {
    /// In the order of their names.
    facts: Vec<FactIndex>,
    names: Sha256,
}

impl FactsRead {
    /// Facts in any order, repeats allowed.
    pub(crate) fn new(catalogue: &Catalogue, facts: impl IntoIterator<Item = FactIndex>) -> FactsRead {
        let mut facts: Vec<FactIndex> = facts.into_iter().collect();
        facts.sort_by(|a, b| catalogue.fact(*a).name.cmp(&catalogue.fact(*b).name));
        facts.dedup();
        let mut writer = Writer::new("jenjang dossier 1");
        facts.iter().for_each(|fact| writer.text("fact", &catalogue.fact(*fact).name));
        FactsRead { facts, names: writer.0 }
    }

    /// SHA-256 over names and values of these facts as `value_of` gives them.
    pub(crate) fn digest<'a>(&self, value_of: impl Fn(FactIndex) -> &'a Value) -> VersionHash {
        let mut bytes = Vec::with_capacity(12 * self.facts.len());
        self.facts.iter().for_each(|fact| write_value(&mut bytes, value_of(*fact)));
        let mut hash = self.names.clone();
        hash.update(&bytes);
        VersionHash(hash.finalize().into())
    }

    /// The facts, in the order of their names.
    pub(crate) fn facts(&self) -> &[FactIndex] {
        &self.facts
    }
}

/// A kind byte, then the value at a fixed or prefixed length.
fn write_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Missing => out.push(0),
        Value::None => out.push(1),
        Value::Boolean(b) => out.extend([2, u8::from(*b)]),
        Value::Number(n) => {
            // `1.50` and `1.5` are the same number
            let n = if n.scale() == 0 { *n } else { n.normalize() };
            let mantissa = n.mantissa();
            let bytes = mantissa.to_be_bytes();
            // a small number needs few bytes; the first one kept still shows the sign
            let unused = if mantissa < 0 { (!mantissa).leading_zeros() } else { mantissa.leading_zeros() };
            let start = unused.saturating_sub(1) / 8;
            let kept = usize::try_from(start).ok().and_then(|start| bytes.get(start..)).unwrap_or(&bytes);
            out.extend([3, u8::try_from(n.scale()).unwrap_or(u8::MAX), u8::try_from(kept.len()).unwrap_or(u8::MAX)]);
            out.extend(kept);
        }
        Value::Text(text) => {
            out.push(4);
            write_text(out, text);
        }
        Value::Date(date) => {
            out.push(5);
            out.extend(date.num_days_from_ce().to_be_bytes());
        }
        Value::Months(months) => {
            out.push(6);
            out.extend(months.to_be_bytes());
        }
        Value::Days(days) => {
            out.push(7);
            out.extend(days.to_be_bytes());
        }
        Value::Choice(choice) => {
            out.push(8);
            write_text(out, choice.code());
        }
        Value::List(items) => {
            out.push(9);
            write_length(out, items.len());
            items.iter().for_each(|item| write_value(out, item));
        }
        Value::Range(range) => {
            out.push(10);
            write_bound(out, &range.low);
            write_bound(out, &range.high);
        }
    }
}

fn write_bound(out: &mut Vec<u8>, bound: &Bound) {
    match bound {
        Bound::Open => out.push(0),
        Bound::Included(value) => {
            out.push(1);
            write_value(out, value);
        }
        Bound::Excluded(value) => {
            out.push(2);
            write_value(out, value);
        }
    }
}

fn write_text(out: &mut Vec<u8>, text: &str) {
    write_length(out, text.len());
    out.extend(text.as_bytes());
}

/// Seven bits a byte, the last one without the high bit.
fn write_length(out: &mut Vec<u8>, mut length: usize) {
    while length >= 0x80 {
        out.push((length & 0x7F) as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
}

#[cfg(test)]
mod tests;
