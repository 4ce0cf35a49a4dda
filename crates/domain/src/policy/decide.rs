//! Deciding: a policy prepared for a day, a person's facts, and what follows with every reason.
//!
//! ```text
//! prepare(set, policy, as_of, known_at) ─► PolicyOnDate ─┐
//!                                       dossier, waivers ├─► decide ─► Decision
//! ```
//!
//! `prepare` does everything that depends on the day only, once for all people; `decide` is pure and total. Neither reads a clock.

use std::sync::Arc;

use super::decision::{Decision, Finding, Outcome};
use super::document::{Kind, Waiver};
use super::dossier::Dossier;
use super::expression::node::Node;
use super::value::Value;

pub(crate) mod eligibility;
mod finding;
mod group;
mod measure;
pub(crate) mod missing;
mod person;
mod plan;
pub(crate) mod points;
mod prepare;
mod result;
mod score;
mod steps;
pub(crate) mod subject;
pub(crate) mod table;
mod waiting;

pub use prepare::{ComponentOnDate, CriterionOnDate, PolicyOnDate, PrepareError, ResultOnDate, TableOnDate, Tree, prepare};
pub use table::lookup;

pub(crate) use measure::distance;
pub(crate) use person::Person;

/// Decides one person under a prepared policy.
///
/// Pure and total: the same policy, day, facts and waivers give the same decision (INVARIANT (re-run is equal)), whatever the facts are.
/// The dossier's facts should have been gathered for the day the policy was prepared for; facts missing from it make answers unknown, never
/// met or not met of their own accord (INVARIANT (silence is not zero)).
///
/// Waivers turn *not met* into *waived* where the criterion is waivable on the waiver's basis; all others are listed in
/// [`Decision::waivers_ignored`] with the reason.
pub fn decide(policy: &PolicyOnDate, dossier: &Dossier, waivers: &[Waiver]) -> Decision {
    let person = Person::new(policy, dossier, policy.as_of());
    let mut decision = Decision {
        policy: policy.policy().id.clone(),
        version: policy.policy().version,
        as_of: policy.as_of(),
        known_at: policy.known_at(),
        outcome: Outcome::Unknown,
        findings: Vec::new(),
        components: Vec::new(),
        bands: Vec::new(),
        missing: Vec::new(),
        steps: Vec::new(),
        waivers_ignored: Vec::new(),
        certainty: policy.certainty(),
        dossier: policy.facts_read().digest(|fact| dossier.get(fact)),
    };
    match policy.policy().kind {
        Kind::Eligibility => eligibility::decide(&person, waivers, &mut decision),
        Kind::Score => score::decide(&person, &mut decision),
        Kind::Points | Kind::Classification => result::decide(&person, &mut decision),
    }
    if policy.policy().kind != Kind::Eligibility {
        decision.waivers_ignored = eligibility::refuse_all(waivers);
    }
    let matters = |finding: &&Finding| policy.policy().kind != Kind::Eligibility || eligibility::is_required(policy, &finding.code);
    let mut missing: Vec<Arc<str>> = Vec::new();
    for name in decision.findings.iter().filter(|finding| !finding.missing.is_empty()).filter(matters).flat_map(|finding| &finding.missing)
    {
        if !missing.contains(name) {
            missing.push(Arc::clone(name));
        }
    }
    decision.missing = missing;
    decision
}

/// Only what comes out, without findings. Agrees with [`decide`] without waivers.
pub fn outcome(policy: &PolicyOnDate, dossier: &Dossier) -> Outcome {
    outcome_of(&Person::new(policy, dossier, policy.as_of()))
}

/// The values of the published tie-breakers, in their order; for ranking people with equal scores.
pub fn tie_breaks(policy: &PolicyOnDate, dossier: &Dossier) -> Vec<Value> {
    let mut person = Person::new(policy, dossier, policy.as_of());
    person.set_score(score::total(&person));
    policy.tie_breaks().iter().map(|tree| person.value(tree).into_owned()).collect()
}

/// The value of `tables[index]` of the policy (decision tables and bands) for a person; missing past the last table.
pub fn table_value(policy: &PolicyOnDate, dossier: &Dossier, index: u16) -> Value {
    let mut person = Person::new(policy, dossier, policy.as_of());
    if policy.policy().kind == Kind::Score {
        person.set_score(score::total(&person));
    }
    person.table_value(index)
}

/// The value of an expression of the policy, folded for its day, for one person. For what runs a policy in other ways (columns) and meets a part
/// it has no other way for: the answer is the one decisions use.
pub fn value_of(policy: &PolicyOnDate, dossier: &Dossier, node: &Node) -> Value {
    Person::new(policy, dossier, policy.as_of()).evaluate(node).into_owned()
}

pub(crate) fn outcome_of(person: &Person<'_>) -> Outcome {
    match person.policy().policy().kind {
        Kind::Eligibility => eligibility::outcome(person),
        Kind::Score => score::outcome(person),
        Kind::Points | Kind::Classification => result::outcome(person),
    }
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
