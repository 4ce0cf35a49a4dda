//! When several policies are met on one day, while facts move with time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::pattern::CareerPattern;
use super::service::Moving;
use crate::policy::decide::eligibility::required;
use crate::policy::decide::points::of_policy;
use crate::policy::decide::{Person, PolicyOnDate};
use crate::policy::decision::Verdict;
use crate::policy::dossier::Dossier;
use crate::policy::earliest::{permitted_from, stretches};
use crate::policy::model::{Group, Member, Policy};
use crate::policy::value::FactIndex;

/// How many days are tried one by one where a condition has no shape that tells when it changes.
const TRIED_DAYS: usize = 3660;

/// A requirement: the place of its guard, and its code.
pub(crate) type Key = (usize, Arc<str>);

/// What waiting does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Waited {
    /// The answers on the first day.
    pub(crate) at_start: Vec<(Key, Verdict)>,
    /// The first day on which everything is met that waiting can meet.
    pub(crate) day: Option<NaiveDate>,
    /// What is not met on that day.
    pub(crate) open: BTreeMap<Key, Verdict>,
    /// The first day on which a requirement that was not met at the start is met.
    pub(crate) met_on: BTreeMap<Key, NaiveDate>,
    /// Where there is no such day: what is not met on the day that comes nearest.
    pub(crate) clash: BTreeMap<Key, Verdict>,
    /// Whether any day was one on which all guards bind.
    pub(crate) in_force: bool,
}

/// Guards, the days they are asked about, and what moves meanwhile.
pub(crate) struct Question<'q> {
    pub(crate) pattern: &'q CareerPattern,
    pub(crate) guards: &'q [&'q PolicyOnDate],
    pub(crate) moving: &'q Moving,
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
}

impl Question<'_> {
    /// Looks for the day. What is in `ignored` need not be met.
    pub(crate) fn ask(&self, dossier: &Dossier, ignored: &BTreeSet<Key>) -> Waited {
        // what no guard reads need not move
        let mut moving = self.moving.clone();
        moving.growing.retain(|growing| self.guards.iter().any(|guard| guard.facts().contains(&growing.fact())));
        let mut work = dossier.clone();
        moving.apply(self.pattern, &mut work, self.from);
        let moved = moving.facts(self.pattern);
        let mut waited = Waited::default();
        let mut still: BTreeSet<Key> = ignored.clone();
        let mut tried: Vec<(NaiveDate, BTreeMap<Key, Verdict>)> = Vec::new();
        for day in self.days(&moving, &work) {
            moving.apply(self.pattern, &mut work, day);
            let Some(answers) = self.answers(&work, day) else { continue };
            if !waited.in_force {
                waited.in_force = true;
                let unmet = answers.iter().filter(|(_, verdict)| !verdict.counts_as_met());
                still.extend(unmet.filter(|(key, _)| self.is_still(key, &moved)).map(|(key, _)| key.clone()));
                waited.at_start.clone_from(&answers);
            }
            let mut unmet = BTreeMap::new();
            for (key, verdict) in answers {
                if verdict.counts_as_met() {
                    waited.met_on.entry(key).or_insert(day);
                } else {
                    unmet.insert(key, verdict);
                }
            }
            if unmet.keys().all(|key| still.contains(key)) {
                (waited.day, waited.open) = (Some(day), unmet);
                return waited;
            }
            tried.push((day, unmet));
        }
        // what no day meets is lacking whatever the day
        let never = |key: &Key| still.contains(key) || !waited.met_on.contains_key(key);
        if let Some((day, unmet)) = tried.iter().find(|(_, unmet)| unmet.keys().all(never)) {
            (waited.day, waited.open) = (Some(*day), unmet.clone());
        } else if let Some((_, unmet)) = tried.iter().rev().min_by_key(|(_, unmet)| unmet.keys().filter(|key| !never(key)).count()) {
            waited.clash = unmet.iter().filter(|(key, _)| !never(key)).map(|(key, verdict)| (key.clone(), *verdict)).collect();
        }
        waited
    }

    /// The days on which an answer may change and a decision may take effect.
    fn days(&self, moving: &Moving, dossier: &Dossier) -> BTreeSet<NaiveDate> {
        let mut days: BTreeSet<NaiveDate> = moving.days(self.pattern, self.from, self.to).into_iter().collect();
        days.insert(self.from);
        for guard in self.guards {
            for stretch in stretches(guard, self.to) {
                let from = stretch.from.max(self.from);
                if from > stretch.to {
                    continue;
                }
                match of_policy(stretch.policy, dossier, from, stretch.to).days(from) {
                    Some(found) => days.extend(found),
                    None => days.extend(from.iter_days().take_while(|day| *day <= stretch.to).take(TRIED_DAYS)),
                }
            }
        }
        for guard in self.guards {
            days = days.into_iter().filter_map(|day| permitted_from(guard, day, self.to)).collect();
        }
        days
    }

    /// The answers of all guards on a day; `None` where one does not bind.
    fn answers(&self, dossier: &Dossier, day: NaiveDate) -> Option<Vec<(Key, Verdict)>> {
        let mut answers = Vec::new();
        for (at, guard) in self.guards.iter().enumerate() {
            let policy = on_day(guard, day)?;
            answers.extend(required(&Person::new(policy, dossier, day)).into_iter().map(|(code, verdict)| ((at, code), verdict)));
        }
        Some(answers)
    }

    /// Whether neither the day nor what moves can change an answer.
    fn is_still(&self, key: &Key, moved: &[FactIndex]) -> bool {
        let Some(guard) = self.guards.get(key.0) else { return false };
        guard.until().is_none()
            && criteria_of(guard.policy(), &key.1).into_iter().all(|index| {
                guard
                    .criterion(index)
                    .is_none_or(|criterion| criterion.timeless && !criterion.reads.iter().any(|fact| moved.contains(fact)))
            })
    }
}

/// The rules of a prepared policy that bind on a day.
pub(crate) fn on_day(policy: &PolicyOnDate, day: NaiveDate) -> Option<&PolicyOnDate> {
    let found = stretches(policy, day).into_iter().next_back()?;
    (found.from <= day && day <= found.to).then_some(found.policy)
}

/// The places of a criterion, or of all criteria of a group.
pub(crate) fn criteria_of(policy: &Policy, code: &str) -> Vec<u16> {
    if let Some(place) = policy.criteria.iter().position(|criterion| &*criterion.code == code) {
        return u16::try_from(place).into_iter().collect();
    }
    let mut found = Vec::new();
    let mut open: Vec<&Group> = policy.groups.iter().filter(|group| &*group.code == code).collect();
    let mut budget = policy.groups.len();
    while let Some(group) = open.pop() {
        for member in &group.of {
            match member {
                Member::Criterion(index) => found.push(*index),
                Member::Group(index) if budget > 0 => {
                    budget -= 1;
                    open.extend(policy.groups.get(usize::from(*index)));
                }
                Member::Group(_) => {}
            }
        }
    }
    found.sort_unstable();
    found
}
