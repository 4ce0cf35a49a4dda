//! `[[cases]]`

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Spanned};
use jenjang::policy::document::{CaseDocument, ExpectationDocument, Literal, Waiver};
use toml::de::DeValue;

use crate::keys;
use crate::reader::{Section, span_of};

pub(super) fn cases(top: &Section<'_, '_>) -> Vec<CaseDocument> {
    top.repeated("cases", keys::CASE).iter().filter_map(case).collect()
}

fn case(section: &Section<'_, '_>) -> Option<CaseDocument> {
    let (name, source) = (section.need_text("name"), section.plain("source"));
    let (as_of, known_at) = (section.need_date("as-of"), section.date("known-at"));
    if section.find("given").is_none() {
        section.missing("`given`");
    }
    let given = named_values(section, "given");
    let waivers = match section.find("waivers") {
        Some(_) => section.entries("waivers", keys::WAIVER).unwrap_or_default().iter().filter_map(waiver).collect(),
        None => Vec::new(),
    };
    let expect = section.need("expect").and_then(|field| {
        Section::open(section.reader, &field, format!("{}.expect", section.name), keys::EXPECT).map(|inner| expectation(&inner))
    });
    Some(CaseDocument { name: name?, source, as_of: as_of?, known_at, given, waivers, expect: expect?, span: section.span })
}

fn waiver(entry: &Section<'_, '_>) -> Option<Waiver> {
    let (criterion, basis, by) = (entry.need_text("criterion"), entry.need_text("basis"), entry.need_text("by"));
    Some(Waiver { criterion: criterion?.value, basis: basis?.value, by: by?.value })
}

fn expectation(section: &Section<'_, '_>) -> ExpectationDocument {
    let codes = |key: &str| section.find(key).and_then(|field| section.reader.texts(&field));
    let expectation = ExpectationDocument {
        outcome: section.literal("outcome"),
        not_met: codes("not-met"),
        unknown: codes("unknown"),
        bands: named_values(section, "bands"),
        earliest: section.date("earliest"),
    };
    if section.fields().next().is_none() {
        section.missing("`outcome`");
    }
    expectation
}

/// A table of free names with values: facts, bands.
fn named_values(section: &Section<'_, '_>, key: &str) -> Vec<(Spanned<Arc<str>>, Spanned<Literal>)> {
    let reader = section.reader;
    let Some(field) = section.find(key) else { return Vec::new() };
    let Some(free) = Section::free(reader, &field) else {
        reader.wrong_kind(&field, &Label::new("tabel nama dan nilai", "a table of names and values"));
        return Vec::new();
    };
    let mut values = Vec::new();
    for entry in free.fields() {
        if let DeValue::Table(inner) = entry.item.get_ref() {
            let first = inner.keys().next().map(|key| key.get_ref().to_string()).unwrap_or_default();
            let written = format!("\"{}.{first}\"", entry.key.value);
            reader.report(
                Diagnostic::error(
                    "wrong-kind",
                    &reader.file,
                    span_of(entry.item),
                    Label::new(
                        format!("{} berisi tabel, diharapkan sebuah nilai", entry.name()),
                        format!("{} is a table, expected a value", entry.name()),
                    ),
                )
                .with_help(Label::new(
                    format!("nama yang bertitik ditulis di antara tanda kutip: `{written}`"),
                    format!("a name with a dot is written in quotes: `{written}`"),
                )),
            );
            continue;
        }
        let name = Spanned::new(Arc::from(entry.key.value), entry.key.span);
        values.extend(reader.literal(&entry).map(|value| (name, value)));
    }
    values
}
