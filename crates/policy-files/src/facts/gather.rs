//! Gathering the facts of one person: names found, values typed, nothing dropped in silence.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use jenjang::legal::Label;
use jenjang::policy::catalogue::{Blank, Fact};
use jenjang::policy::diagnostic::{Diagnostic, Severity, Span};
use jenjang::policy::document::Waiver;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::expression::literal::{ParseValueError, parse_date};
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};

use super::{FactsContext, Person};
use crate::words::{did_you_mean, nearest, shorten};

/// Problems kept per file; the rest is counted.
const MOST_PROBLEMS: usize = 1000;

/// The problems of a file.
#[derive(Default)]
pub(super) struct Problems {
    kept: Vec<Diagnostic>,
    more: usize,
}

impl Problems {
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        if self.kept.len() < MOST_PROBLEMS {
            self.kept.push(diagnostic);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn finish(mut self, context: &FactsContext, end: usize) -> Vec<Diagnostic> {
        let more = self.more;
        if more > 0 {
            self.kept.push(Diagnostic::error(
                "too-many-problems",
                &context.file,
                Span::new(end, end),
                Label::new(
                    format!("masih ada {more} masalah lain, yang dilaporkan {MOST_PROBLEMS} yang pertama"),
                    format!("{more} more problems were found, the first {MOST_PROBLEMS} are reported"),
                ),
            ));
        }
        self.kept
    }
}

/// Counts lines while walking forward through a text.
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Lines<'a> {
        Lines { text, at: 0, line: 1 }
    }

    pub(super) fn at(&mut self, offset: usize) -> usize {
        self.line += self.text.as_bytes().get(self.at..offset).map_or(0, |part| part.iter().filter(|b| **b == b'\n').count());
        self.at = offset;
        self.line
    }
}

/// Which fact a name means: the whole fact, or one item of a list.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) fact: FactIndex,
    /// From 0.
    pub(super) item: Option<usize>,
}

/// Finds the fact of a name (`grade.since`, `rating[1]`), or says what is wrong with it.
pub(super) fn target(context: &FactsContext, name: &str, place: Span) -> Result<Target, Box<Diagnostic>> {
    let catalogue = &context.catalogue;
    if let Some(fact) = catalogue.find(name) {
        return Ok(Target { fact, item: None });
    }
    let split = name.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
    let base = split.map_or(name, |(base, _)| base);
    let Some(fact) = catalogue.find(base) else {
        let (found, id) = (shorten(base), &catalogue.id);
        let unknown = Diagnostic::error(
            "unknown-fact",
            &context.file,
            place,
            Label::new(
                format!("fakta `{found}` tidak ada dalam katalog `{id}`"),
                format!("there is no fact `{found}` in the catalogue `{id}`"),
            ),
        );
        let near = nearest(base, catalogue.facts().iter().map(|fact| &*fact.name));
        return Err(Box::new(match near {
            Some(word) => unknown.with_help(did_you_mean(word)),
            None => unknown,
        }));
    };
    let number = split.and_then(|(_, number)| number.parse::<usize>().ok());
    let longest = match &catalogue.fact(fact).ty {
        Type::List { max, .. } => max.unwrap_or(usize::MAX),
        _ => 0,
    };
    match number.and_then(|n| n.checked_sub(1)).filter(|item| *item < longest.min(100_000)) {
        Some(item) => Ok(Target { fact, item: Some(item) }),
        None => {
            let found = shorten(name);
            let (id, en) = match longest {
                0 => (format!("`{base}` bukan daftar"), format!("`{base}` is no list")),
                most => (format!("diharapkan nomor 1 sampai {most}"), format!("expected a number from 1 to {most}")),
            };
            Err(Box::new(Diagnostic::error(
                "item-out-of-range",
                &context.file,
                place,
                Label::new(format!("`{found}` tidak ada: {id}"), format!("there is no `{found}`: {en}")),
            )))
        }
    }
}

/// One person being read.
pub(super) struct Gather<'c, 'p> {
    context: &'c FactsContext,
    problems: &'p mut Problems,
    failed: bool,
    whole: BTreeMap<FactIndex, Value>,
    items: BTreeMap<FactIndex, BTreeMap<usize, Option<Value>>>,
    pub(super) id: Option<Arc<str>>,
    pub(super) as_of: Option<NaiveDate>,
    pub(super) waivers: Vec<Waiver>,
}

impl<'c, 'p> Gather<'c, 'p> {
    pub(super) fn new(context: &'c FactsContext, problems: &'p mut Problems) -> Gather<'c, 'p> {
        let (whole, items) = (BTreeMap::new(), BTreeMap::new());
        Gather { context, problems, failed: false, whole, items, id: None, as_of: None, waivers: Vec::new() }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.failed |= diagnostic.severity == Severity::Error;
        self.problems.add(diagnostic);
    }

    pub(super) fn error(&mut self, code: &'static str, place: Span, id: String, en: String) {
        self.report(Diagnostic::error(code, &self.context.file, place, Label::new(id, en)));
    }

    /// Sets a fact or an item to what `read` makes of its type.
    pub(super) fn put(&mut self, target: Target, name: &str, place: Span, read: impl FnOnce(&Type) -> Result<Value, ParseValueError>) {
        let catalogue = Arc::clone(&self.context.catalogue);
        let fact = catalogue.fact(target.fact);
        let ty = match (&fact.ty, target.item) {
            (Type::List { item, .. }, Some(_)) => item,
            (ty, _) => ty,
        };
        match read(ty) {
            Err(error) => {
                let name = shorten(name);
                self.error(error.code, place, format!("`{name}`: {}", error.message.id), format!("`{name}`: {}", error.message.en));
            }
            Ok(value) => {
                if value.is_none() && target.item.is_none() && !fact.can_be_none {
                    let name = shorten(name);
                    self.error(
                        "none-not-possible",
                        place,
                        format!("`{name}` tidak mungkin tidak ada, diharapkan nilainya; kosongkan bila tidak diketahui"),
                        format!("`{name}` cannot be none, expected its value; leave it out where it is not known"),
                    );
                    return;
                }
                if let Some(date) = far_date(&value) {
                    let name = shorten(name);
                    self.error(
                        "impossible-date",
                        place,
                        format!("`{name}` berisi {date}, diharapkan tanggal dari tahun 1 sampai 9999"),
                        format!("`{name}` is {date}, expected a date in the years 1 to 9999"),
                    );
                    return;
                }
                self.check_range(fact, name, place, &value);
                self.keep(target, name, place, Some(value));
            }
        }
    }

    /// A blank: what it means is for the catalogue to say. Blank items of a list are missing, unless all are blank.
    pub(super) fn blank(&mut self, target: Target, name: &str, place: Span) {
        if target.item.is_some() {
            self.keep(target, name, place, None);
            return;
        }
        if let Some(value) = blank_value(self.context.catalogue.fact(target.fact)) {
            self.keep(target, name, place, Some(value));
        }
    }

    fn keep(&mut self, target: Target, name: &str, place: Span, value: Option<Value>) {
        let repeated = match (target.item, value) {
            (None, Some(value)) => self.items.contains_key(&target.fact) || self.whole.insert(target.fact, value).is_some(),
            (None, None) => false,
            (Some(item), value) => {
                let items = self.items.entry(target.fact).or_default();
                items.insert(item, value).is_some() || self.whole.contains_key(&target.fact)
            }
        };
        if repeated {
            let name = shorten(name);
            self.error(
                "duplicate-fact",
                place,
                format!("`{name}` sudah diisi sebelumnya, diharapkan satu kali"),
                format!("`{name}` was already given, expected it once"),
            );
        }
    }

    /// A number outside its declared range is kept and remarked on.
    fn check_range(&mut self, fact: &Fact, name: &str, place: Span, value: &Value) {
        let Some((low, high)) = fact.range else { return };
        let outside = |value: &Value| matches!(value, Value::Number(n) if *n < low || *n > high);
        let found = match value {
            Value::List(items) => items.iter().find(|item| outside(item)),
            single => Some(single).filter(|single| outside(single)),
        };
        if let Some(found) = found {
            let name = shorten(name);
            self.report(Diagnostic::warning(
                "outside-range",
                &self.context.file,
                place,
                Label::new(
                    format!("`{name}` bernilai {found}, di luar rentang {low} sampai {high} menurut katalog"),
                    format!("`{name}` is {found}, outside the range {low} to {high} of the catalogue"),
                ),
            ));
        }
    }

    /// `as-of` as text.
    pub(super) fn set_as_of(&mut self, text: &str, place: Span) {
        match parse_date(text.trim()).filter(|date| (1..=9999).contains(&date.year())) {
            Some(date) => self.as_of = Some(date),
            None => {
                let found = shorten(text);
                self.error(
                    "impossible-date",
                    place,
                    format!("`as-of` berisi `{found}`, bukan tanggal, diharapkan seperti `2026-04-01`"),
                    format!("`as-of` is `{found}`, not a date, expected one such as `2026-04-01`"),
                );
            }
        }
    }

    /// The person, unless something was wrong.
    pub(super) fn finish(mut self, place: Span, line: usize) -> Option<Person> {
        let as_of = self.as_of.or(self.context.as_of);
        if as_of.is_none() && !self.failed {
            self.error(
                "missing-key",
                place,
                "tanggal keputusan tidak diketahui, diharapkan `as-of` pada berkas atau pada perintah".to_owned(),
                "the day to decide for is not known, expected `as-of` in the file or with the command".to_owned(),
            );
        }
        let as_of = as_of.filter(|_| !self.failed)?;
        let catalogue = &self.context.catalogue;
        let mut dossier = Dossier::new(Arc::clone(catalogue), as_of);
        for (fact, value) in self.whole {
            dossier.set(fact, value);
        }
        for (index, items) in self.items {
            let fact = catalogue.fact(index);
            if items.values().all(Option::is_none) {
                if let Some(value) = blank_value(fact) {
                    dossier.set(index, value);
                }
                continue;
            }
            let declared = match &fact.ty {
                Type::List { max: Some(max), .. } => *max,
                _ => 0,
            };
            let length = items.keys().last().map_or(0, |last| last + 1).max(declared);
            let mut list = vec![Value::Missing; length];
            for (item, value) in items {
                if let (Some(slot), Some(value)) = (list.get_mut(item), value) {
                    *slot = value;
                }
            }
            dossier.set(index, Value::List(list.into()));
        }
        Some(Person { id: self.id, dossier, waivers: self.waivers, line })
    }
}

/// A date outside the years 1 to 9999, in which dates of files and data lie.
fn far_date(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Date(date) => Some(*date).filter(|date| !(1..=9999).contains(&date.year())),
        Value::List(items) => items.iter().find_map(far_date),
        _ => None,
    }
}

/// What a blank of a fact sets; nothing where it means that nobody said.
fn blank_value(fact: &Fact) -> Option<Value> {
    match fact.blank {
        Blank::Missing => None,
        Blank::None => Some(Value::None),
    }
}
