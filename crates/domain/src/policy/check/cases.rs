//! A policy's own cases: decided, and compared with what they expect. Used by [`super::check`] and by the `policy test` command.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Months, NaiveDate};
use serde::{Serialize, Serializer};

use super::Checker;
use crate::legal::Label;
use crate::policy::decide::{PolicyOnDate, PrepareError, decide, prepare, table_value};
use crate::policy::decision::{Decision, Outcome, Verdict};
use crate::policy::diagnostic::Span;
use crate::policy::dossier::Dossier;
use crate::policy::earliest::{Earliest, earliest_on};
use crate::policy::model::{Case, ExpectedOutcome, Policy, PolicySet};

/// How far ahead the earliest date of a case is looked for.
const HORIZON_YEARS: u32 = 60;

/// What came of one case.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CaseResult {
    /// The case's sentence.
    pub name: Arc<str>,
    /// Where the case comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Arc<str>>,
    /// The day decided for.
    pub as_of: NaiveDate,
    /// What differs from the expectation; empty where the case passes.
    pub mismatches: Vec<Mismatch>,
    /// The decision; absent where none could be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// Where the case stands.
    #[serde(skip)]
    pub span: Span,
}

impl CaseResult {
    /// Whether everything came out as expected.
    pub fn passed(&self) -> bool {
        self.mismatches.is_empty()
    }
}

/// One difference between what a case expects and what came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Mismatch {
    /// What was compared.
    #[serde(serialize_with = "about_as_text")]
    pub about: About,
    /// What the case expects.
    pub expected: String,
    /// What came out.
    pub found: String,
}

/// What a mismatch is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The outcome.
    Outcome,
    /// The criteria that are not met.
    NotMet,
    /// The criteria that are unknown.
    Unknown,
    /// The value of this table or these bands.
    Table(Arc<str>),
    /// The first day on which waiting suffices.
    Earliest,
    /// That there is a decision at all.
    Decision,
}

impl About {
    /// In words.
    pub fn label(&self) -> Label {
        match self {
            About::Outcome => Label::new("hasil", "outcome"),
            About::NotMet => Label::new("syarat yang tidak terpenuhi", "criteria not met"),
            About::Unknown => Label::new("syarat yang belum diketahui", "criteria unknown"),
            About::Table(name) => Label::same(format!("`{name}`")),
            About::Earliest => Label::new("tanggal paling awal", "earliest date"),
            About::Decision => Label::new("keputusan", "decision"),
        }
    }
}

fn about_as_text<S: Serializer>(about: &About, serializer: S) -> Result<S::Ok, S::Error> {
    match about {
        About::Outcome => serializer.serialize_str("outcome"),
        About::NotMet => serializer.serialize_str("not-met"),
        About::Unknown => serializer.serialize_str("unknown"),
        About::Table(name) => serializer.collect_str(name),
        About::Earliest => serializer.serialize_str("earliest"),
        About::Decision => serializer.serialize_str("decision"),
    }
}

/// Decides every case of a policy, in the order written. Cases without a day of knowledge use everything the policy holds.
pub fn run_cases(set: &PolicySet, policy: &Policy) -> Vec<CaseResult> {
    let policy = &shared(set, policy);
    // many cases share their days
    let mut days: BTreeMap<(NaiveDate, NaiveDate), Result<PolicyOnDate, PrepareError>> = BTreeMap::new();
    let mut results = Vec::with_capacity(policy.cases.len());
    for case in &policy.cases {
        let known_at = case.known_at.unwrap_or(NaiveDate::MAX);
        let prepared = days.entry((case.as_of, known_at)).or_insert_with(|| prepare(set, policy, case.as_of, known_at));
        results.push(run(policy, case, prepared));
    }
    results
}

/// The policy as its set shares it.
pub(super) fn shared(set: &PolicySet, policy: &Policy) -> Arc<Policy> {
    match set.get(&policy.id) {
        Some(known) if std::ptr::eq(&**known, policy) => Arc::clone(known),
        _ => Arc::new(policy.clone()),
    }
}

fn run(policy: &Policy, case: &Case, prepared: &Result<PolicyOnDate, PrepareError>) -> CaseResult {
    let mut result = CaseResult {
        name: Arc::clone(&case.name),
        source: case.source.clone(),
        as_of: case.as_of,
        mismatches: Vec::new(),
        decision: None,
        span: case.span,
    };
    match prepared {
        Ok(prepared) => {
            let mut dossier = Dossier::new(Arc::clone(&policy.catalogue), case.as_of);
            for (fact, value) in &case.given {
                dossier.set(*fact, value.clone());
            }
            let decision = decide(prepared, &dossier, &case.waivers);
            compare(policy, prepared, &dossier, case, &decision, &mut result.mismatches);
            result.decision = Some(decision);
        }
        Err(error) => {
            let expected = case.expect.outcome.as_ref().map_or_else(|| "a decision".to_owned(), expected_text);
            result.mismatches.push(Mismatch { about: About::Decision, expected, found: error.to_string() });
        }
    }
    result
}

fn compare(policy: &Policy, prepared: &PolicyOnDate, dossier: &Dossier, case: &Case, decision: &Decision, out: &mut Vec<Mismatch>) {
    let expect = &case.expect;
    if let Some(expected) = expect.outcome.as_ref().filter(|expected| !agrees(expected, &decision.outcome)) {
        out.push(Mismatch { about: About::Outcome, expected: expected_text(expected), found: outcome_text(&decision.outcome) });
    }
    for (about, expected, verdict) in
        [(About::NotMet, &expect.not_met, Verdict::NotMet), (About::Unknown, &expect.unknown, Verdict::Unknown)]
    {
        let Some(expected) = expected else { continue };
        let expected: BTreeSet<&Arc<str>> = expected.iter().collect();
        // groups count only where the case names one
        let counted = |code: &Arc<str>| policy.criteria.iter().any(|c| c.code == *code) || expected.contains(code);
        let found: BTreeSet<&Arc<str>> =
            decision.findings.iter().filter(|f| f.verdict == verdict).map(|f| &f.code).filter(|c| counted(c)).collect();
        if expected != found {
            out.push(Mismatch { about, expected: joined(&expected), found: joined(&found) });
        }
    }
    for (index, expected) in &expect.bands {
        let found = table_value(prepared, dossier, *index);
        if found != *expected {
            let name = policy.tables.get(usize::from(*index)).map_or_else(|| "?".into(), |t| Arc::clone(&t.name));
            out.push(Mismatch { about: About::Table(name), expected: expected.to_string(), found: found.to_string() });
        }
    }
    if let Some(expected) = expect.earliest {
        // up to the expected day is enough where the case passes
        if earliest_on(prepared, dossier, expected.max(case.as_of)).date(case.as_of) != Some(expected) {
            let horizon = case.as_of.checked_add_months(Months::new(12 * HORIZON_YEARS)).unwrap_or(NaiveDate::MAX);
            let earliest = earliest_on(prepared, dossier, horizon);
            out.push(Mismatch { about: About::Earliest, expected: expected.to_string(), found: earliest_text(&earliest, case.as_of) });
        }
    }
}

fn agrees(expected: &ExpectedOutcome, found: &Outcome) -> bool {
    match (expected, found) {
        (ExpectedOutcome::Eligible, Outcome::Eligible)
        | (ExpectedOutcome::NotEligible, Outcome::NotEligible)
        | (ExpectedOutcome::Unknown, Outcome::Unknown) => true,
        (ExpectedOutcome::Value(expected), Outcome::Value(found)) => expected == found,
        _ => false,
    }
}

fn expected_text(expected: &ExpectedOutcome) -> String {
    match expected {
        ExpectedOutcome::Eligible => "eligible".to_owned(),
        ExpectedOutcome::NotEligible => "not-eligible".to_owned(),
        ExpectedOutcome::Unknown => "unknown".to_owned(),
        ExpectedOutcome::Value(value) => value.to_string(),
    }
}

pub(super) fn outcome_text(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Eligible => "eligible".to_owned(),
        Outcome::NotEligible => "not-eligible".to_owned(),
        Outcome::Unknown => "unknown".to_owned(),
        Outcome::Value(value) => value.to_string(),
    }
}

fn earliest_text(earliest: &Earliest, today: NaiveDate) -> String {
    match earliest {
        Earliest::Already | Earliest::On { .. } => earliest.date(today).map(|d| d.to_string()).unwrap_or_default(),
        Earliest::NotWithinHorizon { blocking } => format!("never: {}", joined(&blocking.iter().collect())),
        Earliest::Unknown { missing } => format!("unknown: {}", joined(&missing.iter().collect())),
    }
}

fn joined(names: &BTreeSet<&Arc<str>>) -> String {
    if names.is_empty() { "-".to_owned() } else { names.iter().map(|name| &***name).collect::<Vec<_>>().join(", ") }
}

pub(super) fn check(checker: &mut Checker<'_>) {
    for result in run_cases(checker.set, checker.policy).into_iter().filter(|result| !result.passed()) {
        let parts = |language: fn(&Label) -> &str, expected: &str, found: &str| {
            let part = |m: &Mismatch| format!("{} {expected} `{}`, {found} `{}`", language(&m.about.label()), m.expected, m.found);
            result.mismatches.iter().map(part).collect::<Vec<_>>().join("; ")
        };
        let mut diagnostic = checker.diagnostic(
            "case-failed",
            result.span,
            format!("kasus `{}` gagal: {}", result.name, parts(|l| &l.id, "seharusnya", "ternyata")),
            format!("the case `{}` fails: {}", result.name, parts(|l| &l.en, "expected", "found")),
        );
        for finding in result.decision.iter().flat_map(|d| &d.findings).filter(|f| matches!(f.verdict, Verdict::NotMet | Verdict::Unknown))
        {
            diagnostic = diagnostic.with_witness(&*finding.code, if finding.verdict == Verdict::NotMet { "not-met" } else { "unknown" });
        }
        checker.report(diagnostic);
    }
}
