//! One criterion's finding: the answer, its comparisons, records, ground and remedy.

use std::sync::Arc;

use super::eligibility::Standing;
use super::measure::{Measured, measure};
use super::missing;
use super::person::Person;
use super::prepare::{CriterionOnDate, PolicyOnDate};
use super::waiting;
use crate::policy::decision::{Finding, Remedy, Verdict};
use crate::policy::document::RemedyKind;
use crate::policy::dossier::Dossier;
use crate::policy::expression::evaluate::Truth;
use crate::policy::value::FactIndex;

/// INVARIANT (every refusal explains itself): whatever the verdict, the finding carries the comparison that decided and a reference.
///
/// The finding is built where it stays: moving it would cost as much as making it.
pub(super) fn of_criterion(person: &Person<'_>, criterion: &CriterionOnDate, findings: &mut Vec<Finding>) -> Standing {
    let policy = person.policy();
    let when = criterion.when.as_ref().map_or(Truth::True, |when| person.holds(when));
    let not_applicable = matches!(when, Truth::False | Truth::None);
    // what does not apply is explained by the condition that says so
    let plan = criterion.when_plan.as_ref().filter(|_| not_applicable).unwrap_or(&criterion.plan);
    let Measured { truth, deciding, all } = measure(person, plan);
    let standing = Standing::new(when, truth);
    let missing = if standing.verdict == Verdict::Unknown { missing_of(person, criterion) } else { Vec::new() };
    let declared = policy.policy().criteria.get(usize::from(criterion.index));
    let remedy = match standing.verdict {
        Verdict::NotMet => Some(match declared.map(|criterion| criterion.remedy).unwrap_or_default() {
            RemedyKind::Wait => Remedy::Wait { until: waiting::until(person, criterion) },
            kind => Remedy::Act { kind },
        }),
        Verdict::Unknown if !missing.is_empty() => Some(Remedy::Supply { facts: missing.clone() }),
        _ => None,
    };
    findings.push(Finding {
        code: declared.map_or_else(|| Arc::from(""), |criterion| Arc::clone(&criterion.code)),
        verdict: standing.verdict,
        measure: deciding,
        measures: all,
        records: records(person.dossier(), &criterion.reads),
        missing,
        reference: criterion.reference.clone(),
        remedy,
        waiver: None,
    });
    standing
}

/// The facts that keep a criterion's answer open.
pub(super) fn missing_of(person: &Person<'_>, criterion: &CriterionOnDate) -> Vec<Arc<str>> {
    let mut names = Vec::new();
    if let Some(when) = &criterion.when {
        missing::collect(person, person.tree(when), &mut names);
    }
    missing::collect(person, person.tree(&criterion.require), &mut names);
    if names.is_empty() { unread(person.policy(), person.dossier(), &criterion.reads) } else { names }
}

/// Every missing fact among these.
pub(super) fn unread(policy: &PolicyOnDate, dossier: &Dossier, reads: &[FactIndex]) -> Vec<Arc<str>> {
    let missing = reads.iter().filter(|fact| dossier.get(**fact).is_missing());
    missing.filter_map(|fact| policy.policy().catalogue.facts().get(fact.get())).map(|fact| Arc::clone(&fact.name)).collect()
}

/// The records facts were taken from, each once.
pub(super) fn records(dossier: &Dossier, reads: &[FactIndex]) -> Vec<Arc<str>> {
    let mut records: Vec<Arc<str>> = Vec::new();
    for source in reads.iter().filter_map(|fact| dossier.source(*fact)) {
        if !records.contains(source) {
            records.push(Arc::clone(source));
        }
    }
    records
}
