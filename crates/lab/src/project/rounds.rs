//! Which rule binds on which day, and on which days there is a round.

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use jenjang::period::{DateRounding, add_months};
use jenjang::policy::decide::{PolicyOnDate, prepare};
use jenjang::policy::model::{Policy, in_force};

use super::plan::Plan;
use super::{Horizon, Rule};
use crate::error::LabError;

/// The first day of a year of the projection, 1 for the first; and the first day after it.
pub(super) fn year(horizon: &Horizon, year: u32) -> Result<(NaiveDate, NaiveDate), LabError> {
    let day = |years: u32| {
        i32::try_from(years).ok().and_then(|years| add_months(horizon.from, years.checked_mul(12)?, DateRounding::LastDayOfMonth))
    };
    day(year.saturating_sub(1)).zip(day(year)).ok_or_else(|| {
        LabError::refused("tahun proyeksi melampaui kalender".to_owned(), "the years of the projection go past the calendar".to_owned())
    })
}

/// The rule that binds on a day: the first of these that does. A draft stands before the rule in force, which binds until the draft does.
fn binding<'r>(rules: &[Rule<'r>], day: NaiveDate, known_at: NaiveDate) -> Option<Rule<'r>> {
    let decided = |policy: &Policy| policy.decided.or(policy.effective.from);
    let binds = |policy: &Policy| policy.effective.contains(day) && decided(policy).is_none_or(|decided| decided <= known_at);
    rules.iter().copied().find(|rule| binds(rule.policy))
}

/// A policy prepared for a day of the projection, as known on the declared day or, where that is later, on the day itself: what is written today
/// to bind in two years binds in two years.
pub(super) fn prepared(rule: Rule<'_>, day: NaiveDate, horizon: &Horizon) -> Result<Arc<PolicyOnDate>, LabError> {
    Ok(Arc::new(prepare(rule.set, rule.policy, day, horizon.known_at.max(day))?))
}

/// The days of the rounds of a year, each with the rule prepared for it.
pub(super) fn of_year(
    plan: &Plan,
    rules: &[Rule<'_>],
    horizon: &Horizon,
    (start, end): (NaiveDate, NaiveDate),
) -> Result<Vec<Arc<PolicyOnDate>>, LabError> {
    let mut rounds = Vec::new();
    for day in start.iter_days().take_while(|day| *day < end) {
        let declared = plan.rules.rounds.iter().any(|round| (round.month, round.day) == (day.month(), day.day()));
        let known_at = horizon.known_at.max(day);
        let rule = binding(rules, day, known_at);
        let by_policy = || match rule.and_then(|rule| rule.policy.periods.as_ref()) {
            Some(periods) => in_force(&periods.values, day, known_at)
                .is_some_and(|rule| rule.value.day == day.day() && rule.value.months.contains(&day.month())),
            None => day == start,
        };
        if declared || (plan.rules.rounds.is_empty() && by_policy()) {
            // where nothing binds, preparing the last of them says why
            let rule = rule.or_else(|| rules.last().copied());
            if let Some(rule) = rule {
                rounds.push(prepared(rule, day, horizon)?);
            }
        }
    }
    Ok(rounds)
}
