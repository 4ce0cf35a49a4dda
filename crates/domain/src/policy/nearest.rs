//! The least a person must do: the smallest set of changes that would make them eligible.
//!
//! Every failing criterion is turned around: which values of which facts would meet it? Alternatives of all failing criteria are combined, the
//! smallest combination is applied to a copy of the facts, and the copy is decided. Nothing is advised that was not decided to be enough.
//!
//! What nobody can change is never advised: protected facts, and dates that have passed; nor is a step down a scale, such as a lower grade. Time is the one thing that changes dates; it is
//! advised as a day to wait for. A criterion's remedy says what a person may do about it: `none` nothing, `wait` only wait.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use super::decide::points::of_policy;
use super::decide::{Person, PolicyOnDate, outcome_of};
use super::decision::{Outcome, Required};
use super::document::{Kind, RemedyKind};
use super::dossier::Dossier;
use super::earliest::stretches;
use super::types::{Type, Unit};
use super::value::Value;
use crate::period::{DateRounding, add_months};

mod invert;
mod repair;

use repair::{Edit, Repair};

/// How far ahead waiting is advised, in months.
const HORIZON: i32 = 12 * 40;

/// How many repairs are decided before the search gives up.
const TRIES: usize = 96;

/// One thing to change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "change")]
pub enum Change {
    /// Wait until a day.
    Wait {
        /// The first day that is enough.
        until: NaiveDate,
    },
    /// Reach another value of a fact.
    Fact {
        /// Its name; `ratings[2]` for one item of a list.
        fact: Arc<str>,
        /// What it is now; missing where nobody said.
        from: Value,
        /// The nearest value that is enough.
        to: Value,
        /// How far apart they are: a number, or levels between choices.
        #[serde(skip_serializing_if = "Option::is_none")]
        distance: Option<Value>,
        /// Unit of the distance.
        #[serde(skip_serializing_if = "Option::is_none")]
        unit: Option<Unit>,
        /// What kind of effort the criterion names.
        remedy: RemedyKind,
        /// The record the present value was taken from.
        #[serde(skip_serializing_if = "Option::is_none")]
        record: Option<Arc<str>>,
    },
}

/// The least set of changes that would make the person eligible, decided to be enough; empty where nothing is lacking.
///
/// *Least* is the fewest changes, waiting counted as one; among equally many the earliest day, and for every fact the nearest value. `None`
/// where no such set is known: a criterion nobody can do anything about, a protected fact, a condition that cannot be turned around, or a
/// policy that is not about eligibility.
pub fn nearest_change(policy: &PolicyOnDate, dossier: &Dossier) -> Option<Vec<Change>> {
    if policy.policy().kind != Kind::Eligibility {
        return None;
    }
    let today = policy.as_of();
    if repair::is_final(&Person::new(policy, dossier, today)) {
        return None;
    }
    let mut best = on_day(policy, dossier, today, usize::MAX);
    if best.as_ref().is_some_and(|repair| repair.edits.len() <= 1) {
        return best.map(|repair| changes(policy, dossier, today, today, &repair));
    }
    let mut best_day = today;
    for (stretch, day) in later_days(policy, dossier) {
        // waiting is a change of its own
        let allowed = best.as_ref().map_or(usize::MAX, |repair| repair.edits.len() + usize::from(best_day != today));
        let Some(limit) = allowed.checked_sub(2) else { break };
        if let Some(found) = on_day(stretch, dossier, day, limit) {
            (best, best_day) = (Some(found), day);
        }
    }
    best.map(|repair| changes(policy, dossier, today, best_day, &repair))
}

/// The days after today on which something about the person's standing may change, and the rules of that day.
fn later_days<'p>(policy: &'p PolicyOnDate, dossier: &Dossier) -> Vec<(&'p PolicyOnDate, NaiveDate)> {
    let today = policy.as_of();
    let Some(horizon) = add_months(today, HORIZON, DateRounding::LastDayOfMonth) else { return Vec::new() };
    let mut found = Vec::new();
    for stretch in stretches(policy, horizon) {
        let days = of_policy(stretch.policy, dossier, stretch.from, stretch.to).days(stretch.from);
        found.extend(days.into_iter().flatten().filter(|day| *day > today).map(|day| (stretch.policy, day)));
    }
    found
}

/// The smallest repair by changing facts alone that makes the person eligible on a day, of at most `limit` edits.
fn on_day(policy: &PolicyOnDate, dossier: &Dossier, day: NaiveDate, limit: usize) -> Option<Repair> {
    let person = Person::new(policy, dossier, day);
    if outcome_of(&person) == Outcome::Eligible {
        return Some(Repair::default());
    }
    // smallest first; what fixes one criterion may break another, so a repair that is not enough is repaired further
    let mut waiting: BTreeMap<(usize, usize, usize), Repair> = BTreeMap::from([((0, 0, 0), Repair::default())]);
    let mut tried: Vec<Repair> = Vec::new();
    let mut count = 0;
    while let Some((_, repair)) = waiting.pop_first() {
        if tried.contains(&repair) {
            continue;
        }
        let changed = repair.applied(dossier);
        let person = Person::new(policy, &changed, day);
        if outcome_of(&person) == Outcome::Eligible {
            return Some(repair);
        }
        tried.push(repair.clone());
        if tried.len() > TRIES {
            return None;
        }
        for further in repair::of_policy(&person).unwrap_or_default() {
            let mut next = repair.then(&further);
            // what goes back to where it was is no change
            next.edits.retain(|edit| edit.to != edit.current(dossier));
            if next.edits.len() <= limit && !tried.contains(&next) {
                count += 1;
                waiting.insert((next.edits.len(), without_better_side(dossier, &next), count), next);
            }
        }
    }
    None
}

/// How many edits are of facts of which the law means no side to be better. Merit to be earned is advised before such, so that nobody is told
/// to give up a grade where credit points would do.
fn without_better_side(dossier: &Dossier, repair: &Repair) -> usize {
    let facts = dossier.catalogue().facts();
    repair.edits.iter().filter(|edit| facts.get(edit.fact.get()).is_none_or(|fact| fact.direction.is_none())).count()
}

fn changes(policy: &PolicyOnDate, dossier: &Dossier, today: NaiveDate, day: NaiveDate, repair: &Repair) -> Vec<Change> {
    let wait = (day != today).then_some(Change::Wait { until: day });
    wait.into_iter().chain(repair.edits.iter().map(|edit| change(policy, dossier, edit))).collect()
}

fn change(policy: &PolicyOnDate, dossier: &Dossier, edit: &Edit) -> Change {
    let declared = policy.policy().catalogue.facts().get(edit.fact.get());
    let name = declared.map_or_else(|| Arc::from("?"), |fact| Arc::clone(&fact.name));
    let from = edit.current(dossier);
    let distance = [Required::AtLeast(edit.to.clone()), Required::AtMost(edit.to.clone())]
        .iter()
        .find_map(|required| super::decide::distance(&from, required));
    let unit = match declared.map(|fact| &fact.ty) {
        Some(Type::Number(unit)) => unit.clone(),
        Some(Type::Choice(_) | Type::List { .. }) if distance.is_some() => Some("levels".into()),
        _ => None,
    };
    Change::Fact {
        fact: edit.item.map_or_else(|| Arc::clone(&name), |item| format!("{name}[{}]", item + 1).into()),
        to: edit.to.clone(),
        distance,
        unit,
        remedy: edit.remedy,
        record: dossier.source(edit.fact).cloned(),
        from,
    }
}

#[cfg(test)]
mod tests;
