//! The policy's own tests, by name.

use super::differ::{Differ, Field, Place, both, matched};
use super::parts::unit;
use super::{ChangeKind, Part, canonical};
use crate::legal::{Label, Language};
use crate::policy::explain::words;
use crate::policy::model::{Case, ExpectedOutcome, Policy};

/// The facts of a case by name; their order does not count.
fn given(policy: &Policy, case: &Case) -> Label {
    both(|language| {
        let mut facts: Vec<String> = case
            .given
            .iter()
            .filter_map(|(index, value)| policy.catalogue.facts().get(index.get()).map(|fact| (fact, value)))
            .map(|(fact, value)| format!("{}: {}", fact.label.get(language), words::value(value, unit(&fact.ty), language)))
            .collect();
        facts.sort();
        facts.join("; ")
    })
}

/// The same by name and value, for comparing.
fn given_key(policy: &Policy, case: &Case) -> Vec<String> {
    let mut facts: Vec<String> = case
        .given
        .iter()
        .map(|(index, value)| {
            let name = policy.catalogue.facts().get(index.get()).map_or_else(|| index.0.to_string(), |fact| fact.name.to_string());
            format!("{name}={}", canonical::value(value))
        })
        .collect();
    facts.sort();
    facts
}

fn outcome(policy: &Policy, outcome: &ExpectedOutcome, language: Language) -> String {
    match outcome {
        ExpectedOutcome::Eligible => words::pick(language, "memenuhi syarat", "eligible").to_owned(),
        ExpectedOutcome::NotEligible => words::pick(language, "tidak memenuhi syarat", "not eligible").to_owned(),
        ExpectedOutcome::Unknown => words::pick(language, "belum dapat ditentukan", "not known").to_owned(),
        ExpectedOutcome::Value(value) => words::value(value, policy.points.as_ref().and_then(|p| p.unit.as_deref()), language),
    }
}

/// Everything a case expects.
fn expected(policy: &Policy, case: &Case) -> Label {
    both(|language| {
        let expect = &case.expect;
        let mut parts: Vec<String> = expect.outcome.iter().map(|o| outcome(policy, o, language)).collect();
        let list = |codes: &[std::sync::Arc<str>]| {
            let mut codes: Vec<&str> = codes.iter().map(|c| &**c).collect();
            codes.sort_unstable();
            if codes.is_empty() { words::pick(language, "tidak ada", "none").to_owned() } else { codes.join(", ") }
        };
        if let Some(codes) = &expect.not_met {
            parts.push(format!("{}: {}", words::pick(language, "tidak terpenuhi", "not met"), list(codes)));
        }
        if let Some(codes) = &expect.unknown {
            parts.push(format!("{}: {}", words::pick(language, "belum diketahui", "not known"), list(codes)));
        }
        let mut bands: Vec<String> = expect
            .bands
            .iter()
            .filter_map(|(table, value)| policy.tables.get(usize::from(*table)).map(|t| (t, value)))
            .map(|(table, value)| format!("{}: {}", table.label.get(language), words::value(value, unit(&table.output), language)))
            .collect();
        bands.sort();
        parts.extend(bands);
        if let Some(day) = expect.earliest {
            parts.push(format!("{} {}", words::pick(language, "paling cepat", "earliest"), words::date(day, language)));
        }
        parts.join("; ")
    })
}

fn waivers(case: &Case) -> Option<Label> {
    let mut list: Vec<String> = case.waivers.iter().map(|w| format!("{} ({}; {})", w.criterion, w.basis, w.by)).collect();
    list.sort();
    (!list.is_empty()).then(|| Label::same(list.join("; ")))
}

impl Differ<'_> {
    pub(super) fn cases(&mut self) {
        for (old, new) in matched(&self.old.cases, &self.new.cases, |c| &c.name) {
            let Some(any) = new.or(old) else { continue };
            let owner = both(|language| format!("{} “{}”", words::pick(language, "kasus", "case"), any.name));
            let place = Place::new(Part::Case, format!("cases.{}", any.name), &owner);
            let (Some(old), Some(new)) = (old, new) else {
                let (kind, policy) = if old.is_some() { (ChangeKind::Removed, self.old) } else { (ChangeKind::Added, self.new) };
                self.part(kind, &place, expected(policy, any), None);
                continue;
            };
            let day = |day: chrono::NaiveDate| Some(both(|language| words::date(day, language)));
            self.field(&place, Field::new("as-of", "tanggal keputusan", "decision date"), day(old.as_of), day(new.as_of));
            let known = |case: &Case| case.known_at.and_then(day);
            self.field(&place, Field::new("known-at", "sebagaimana diketahui pada", "as known on"), known(old), known(new));
            self.text(&place, Field::new("source", "sumber", "source"), old.source.as_ref(), new.source.as_ref());
            if given_key(self.old, old) != given_key(self.new, new) {
                let (a, b) = (given(self.old, old), given(self.new, new));
                let shown = super::differ::Shown { before: Some(a), after: Some(b), ..Default::default() };
                self.push(ChangeKind::Changed, &place, Some(Field::new("given", "fakta", "facts")), shown);
            }
            self.field(&place, Field::new("waivers", "pengecualian", "waivers"), waivers(old), waivers(new));
            let (a, b) = (Some(expected(self.old, old)), Some(expected(self.new, new)));
            self.field(&place, Field::new("expect", "hasil yang diharapkan", "expected result"), a, b);
        }
    }
}
