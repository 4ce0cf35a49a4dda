//! When would waiting suffice: the first day on which a person is eligible while the facts stay as they are and the rules run on as known.
//!
//! Facts that are dates age with the day; all other facts stay frozen. Rules may help or hurt as time goes by (a maximum age ends what a
//! minimum time in grade began), so nothing is assumed about the outcome between two days: the days on which it may change are found, and each
//! candidate is decided.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::decide::points::of_policy;
use super::decide::{Person, PolicyOnDate, PrepareError, eligibility, missing, outcome_of, prepare};
use super::decision::Outcome;
use super::document::Kind;
use super::dossier::Dossier;
use super::model::{Periods, Policy, PolicySet, in_force};

/// The answer to "when would I qualify by waiting?".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "when")]
pub enum Earliest {
    /// Eligible on the day asked for, and a decision may take effect that day.
    Already,
    /// Eligible on a later day.
    On {
        /// The first day on which the person is eligible and a decision may take effect (the start of a period, where the policy has periods).
        date: NaiveDate,
        /// The day from which everything is met without a break until that date.
        #[serde(rename = "met-on")]
        met_on: NaiveDate,
    },
    /// Not on any day up to the horizon.
    #[serde(rename_all = "kebab-case")]
    NotWithinHorizon {
        /// Required criteria and groups that are not met on any of those days: what waiting cannot cure. Where each is met at some time but never
        /// all together, those not met on the last day.
        blocking: Vec<Arc<str>>,
    },
    /// Not known to be eligible on any day, and unknown on some.
    Unknown {
        /// Names of the facts that are missing on the first such day.
        missing: Vec<Arc<str>>,
    },
}

impl Earliest {
    /// The date itself, where there is one; `today` stands for [`Earliest::Already`].
    pub fn date(&self, today: NaiveDate) -> Option<NaiveDate> {
        match self {
            Earliest::Already => Some(today),
            Earliest::On { date, .. } => Some(*date),
            Earliest::NotWithinHorizon { .. } | Earliest::Unknown { .. } => None,
        }
    }
}

/// The first day from the dossier's day to `horizon`, both included, on which waiting suffices.
///
/// Where the policy begins only after the dossier's day, the days from its beginning count.
///
/// # Errors
/// [`PrepareError`] where the policy does not bind on any of these days, was not known, or uses one that is not in the set.
pub fn earliest_date(
    set: &PolicySet,
    policy: &Arc<Policy>,
    dossier: &Dossier,
    horizon: NaiveDate,
    known_at: NaiveDate,
) -> Result<Earliest, PrepareError> {
    Ok(earliest_on(&prepare_waiting(set, policy, dossier.as_of(), horizon, known_at)?, dossier, horizon))
}

/// Prepares a policy for [`earliest_on`], once for all people who wait from `from`: for that day, or for the policy's beginning where that is later
/// and not past `horizon`.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_waiting(
    set: &PolicySet,
    policy: &Arc<Policy>,
    from: NaiveDate,
    horizon: NaiveDate,
    known_at: NaiveDate,
) -> Result<PolicyOnDate, PrepareError> {
    let start = policy.effective.from.filter(|begins| *begins <= horizon).map_or(from, |begins| begins.max(from));
    prepare(set, policy, start, known_at)
}

/// The same from a prepared policy: the days from the one it is prepared for.
pub fn earliest_on(policy: &PolicyOnDate, dossier: &Dossier, horizon: NaiveDate) -> Earliest {
    let mut search = Search::new(policy);
    for stretch in stretches(policy, horizon) {
        let changes = of_policy(stretch.policy, dossier, stretch.from, stretch.to).days(stretch.from);
        match changes {
            Some(days) => {
                for change in days {
                    let Some(day) = permitted_from(policy, change, stretch.to) else { break };
                    if let Some(found) = search.try_day(stretch.policy, dossier, day) {
                        return search.finish(policy, dossier, found);
                    }
                }
            }
            None => {
                let mut next = permitted_from(policy, stretch.from, stretch.to);
                while let Some(day) = next {
                    if let Some(found) = search.try_day(stretch.policy, dossier, day) {
                        return search.finish(policy, dossier, found);
                    }
                    next = day.succ_opt().and_then(|day| permitted_from(policy, day, stretch.to));
                }
            }
        }
    }
    search.give_up()
}

/// The same where the facts themselves change with time: `dossier_on` gives the facts as of each day on which a decision may take effect.
///
/// Every such day up to the horizon is decided, so without periods this costs a dossier per day.
pub fn earliest_with(policy: &PolicyOnDate, horizon: NaiveDate, dossier_on: &dyn Fn(NaiveDate) -> Dossier) -> Earliest {
    let mut search = Search::new(policy);
    let mut met_on = None;
    for stretch in stretches(policy, horizon) {
        let mut next = permitted_from(policy, stretch.from, stretch.to);
        while let Some(day) = next {
            if let Some(found) = search.try_day(stretch.policy, &dossier_on(day), day) {
                met_on = Some(found);
                break;
            }
            next = day.succ_opt().and_then(|day| permitted_from(policy, day, stretch.to));
        }
        if met_on.is_some() {
            break;
        }
    }
    match met_on {
        Some(day) if day == policy.as_of() => Earliest::Already,
        Some(day) => Earliest::On { date: day, met_on: day },
        None => search.give_up(),
    }
}

/// Days from `from` to `to`, both included, during which no rule changes.
pub(crate) struct Stretch<'a> {
    pub(crate) policy: &'a PolicyOnDate,
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
}

pub(crate) fn stretches(policy: &PolicyOnDate, horizon: NaiveDate) -> Vec<Stretch<'_>> {
    let mut found = Vec::new();
    let mut now = Some(policy);
    while let Some(policy) = now {
        let from = policy.as_of();
        if from > horizon {
            break;
        }
        let to = policy.until().and_then(|until| until.pred_opt()).map_or(horizon, |last| last.min(horizon));
        found.push(Stretch { policy, from, to });
        now = policy.next().map(|next| &**next);
    }
    found
}

/// What has been tried so far.
struct Search {
    today: NaiveDate,
    /// Days tried, in order, and whether the person is eligible.
    unknown: Option<Vec<Arc<str>>>,
    /// Codes of what is required, and whether each was ever met.
    ever_met: Vec<(Arc<str>, bool)>,
    last_blocking: Vec<Arc<str>>,
    last: Option<NaiveDate>,
}

impl Search {
    fn new(policy: &PolicyOnDate) -> Search {
        Search { today: policy.as_of(), unknown: None, ever_met: Vec::new(), last_blocking: Vec::new(), last: None }
    }

    /// Decides a day; the day where the person is eligible.
    fn try_day(&mut self, policy: &PolicyOnDate, dossier: &Dossier, day: NaiveDate) -> Option<NaiveDate> {
        if self.last == Some(day) {
            return None;
        }
        self.last = Some(day);
        let person = Person::new(policy, dossier, day);
        match outcome_of(&person) {
            Outcome::Eligible | Outcome::Value(_) => return Some(day),
            Outcome::Unknown => {
                if self.unknown.is_none() {
                    self.unknown = Some(missing::of_policy(&person));
                }
            }
            Outcome::NotEligible => {}
        }
        if policy.policy().kind == Kind::Eligibility && self.unknown.is_none() {
            self.last_blocking.clear();
            for (code, verdict) in eligibility::required(&person) {
                let met = verdict.counts_as_met();
                if !met {
                    self.last_blocking.push(Arc::clone(&code));
                }
                match self.ever_met.iter_mut().find(|(known, _)| *known == code) {
                    Some((_, ever)) => *ever |= met,
                    None => self.ever_met.push((code, met)),
                }
            }
        }
        None
    }

    /// The day from which everything is met without a break.
    fn finish(&self, policy: &PolicyOnDate, dossier: &Dossier, date: NaiveDate) -> Earliest {
        if date == self.today {
            return Earliest::Already;
        }
        let mut met_on = date;
        for stretch in stretches(policy, date).into_iter().rev() {
            let Some(days) = of_policy(stretch.policy, dossier, stretch.from, stretch.to).days(stretch.from) else {
                return Earliest::On { date, met_on };
            };
            for day in days.into_iter().rev() {
                match outcome_of(&Person::new(stretch.policy, dossier, day)) {
                    Outcome::Eligible | Outcome::Value(_) => met_on = day,
                    Outcome::NotEligible | Outcome::Unknown => return Earliest::On { date, met_on },
                }
            }
        }
        Earliest::On { date, met_on }
    }

    fn give_up(self) -> Earliest {
        if let Some(missing) = self.unknown {
            return Earliest::Unknown { missing };
        }
        let blocking: Vec<Arc<str>> = self.ever_met.into_iter().filter(|(_, ever)| !ever).map(|(code, _)| code).collect();
        Earliest::NotWithinHorizon { blocking: if blocking.is_empty() { self.last_blocking } else { blocking } }
    }
}

/// The first day from `from` to `to` on which a decision may take effect.
pub(crate) fn permitted_from(policy: &PolicyOnDate, from: NaiveDate, to: NaiveDate) -> Option<NaiveDate> {
    let found = match &policy.policy().periods {
        None => Some(from),
        Some(periods) => first_period(periods, from, to, policy.known_at()),
    };
    found.filter(|day| *day <= to)
}

/// Whether the policy lets a decision take effect on a day, as known on another. Without periods any day counts.
pub fn is_permitted(policy: &Policy, day: NaiveDate, known_at: NaiveDate) -> bool {
    policy.periods.as_ref().is_none_or(|periods| is_period(periods, day, known_at))
}

fn is_period(periods: &Periods, day: NaiveDate, known_at: NaiveDate) -> bool {
    in_force(&periods.values, day, known_at).is_some_and(|entry| entry.value.day == day.day() && entry.value.months.contains(&day.month()))
}

fn first_period(periods: &Periods, from: NaiveDate, to: NaiveDate, known_at: NaiveDate) -> Option<NaiveDate> {
    let (mut year, mut month) = (from.year(), from.month());
    while (year, month) <= (to.year(), to.month()) {
        let day = periods
            .values
            .iter()
            .filter(|entry| entry.value.months.contains(&month))
            .filter_map(|entry| NaiveDate::from_ymd_opt(year, month, entry.value.day))
            .filter(|day| *day >= from && is_period(periods, *day, known_at))
            .min();
        if day.is_some() {
            return day;
        }
        (year, month) = if month == 12 { (year.checked_add(1)?, 1) } else { (year, month + 1) };
    }
    None
}

#[cfg(test)]
mod tests;
