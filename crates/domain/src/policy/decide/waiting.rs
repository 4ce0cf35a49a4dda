//! When waiting alone meets a criterion: facts stay as they are, only the day moves.

use chrono::{Days, NaiveDate};

use super::eligibility::standing;
use super::person::Person;
use super::points::{Points, of_criterion};
use super::prepare::{CriterionOnDate, PolicyOnDate};
use crate::period::add_months;
use crate::policy::dossier::Dossier;
use crate::policy::expression::node::{Comparison, Function, Node, NodeKind};
use crate::policy::normalise::constant_of;
use crate::policy::value::Value;
use rust_decimal::prelude::ToPrimitive;

/// How far ahead waiting is looked for, in months: a working life.
const HORIZON: i32 = 12 * 60;

/// How far ahead days are tried one by one where a condition has no shape that tells when it changes, in days.
const TRIED_DAYS: u64 = 3660;

/// A first guess at the day a criterion of the usual shape is met: `years between(x, as of) >= n`, or `x <= as of`. Only a guess: it is
/// always checked by deciding.
#[derive(Clone, Debug)]
pub(crate) struct Guess {
    date: Node,
    months: i32,
    /// The day after: `x < as of`.
    after: bool,
}

impl Guess {
    pub(crate) fn of(require: &Node) -> Option<Guess> {
        let NodeKind::Compare(comparison, left, right) = &require.kind else { return None };
        let (left, right, comparison) = if constant_of(left).is_some() || matches!(left.kind, NodeKind::AsOf) {
            (right, left, comparison.flipped())
        } else {
            (left, right, *comparison)
        };
        match (&left.kind, &right.kind, comparison) {
            (NodeKind::Call(function, arguments), NodeKind::Constant(Value::Number(n)), Comparison::GreaterOrEqual) => {
                let [date, day] = arguments.as_slice() else { return None };
                let months = match function {
                    Function::YearsBetween => n.ceil().to_i32()?.checked_mul(12)?,
                    Function::MonthsBetween => n.ceil().to_i32()?,
                    _ => return None,
                };
                matches!(day.kind, NodeKind::AsOf).then(|| Guess { date: date.clone(), months, after: false })
            }
            (_, NodeKind::AsOf, Comparison::LessOrEqual | Comparison::Less) => {
                Some(Guess { date: (**left).clone(), months: 0, after: comparison == Comparison::Less })
            }
            _ => None,
        }
    }

    fn day(&self, person: &Person<'_>) -> Option<NaiveDate> {
        let Value::Date(date) = *person.evaluate(&self.date) else { return None };
        let day = add_months(date, self.months, person.policy().policy().date_rounding)?;
        if self.after { day.succ_opt() } else { Some(day) }
    }
}

/// The first day after the day decided for on which the criterion counts as met; `None` where there is none within a working life, or where
/// the policy ends first.
pub(crate) fn until(person: &Person<'_>, criterion: &CriterionOnDate) -> Option<NaiveDate> {
    let (policy, dossier, today) = (person.policy(), person.dossier(), person.day());
    let holds = |policy: &PolicyOnDate, day: NaiveDate| {
        let person = Person::new(policy, dossier, day);
        // a criterion that no longer binds asks nothing
        policy.criterion(criterion.index).is_none_or(|criterion| standing(&person, criterion).verdict.counts_as_met())
    };
    // a guess is right if the day before does not hold yet: what the guess is made for holds from one day on
    if criterion.when.is_none()
        && let Some(day) = criterion.guess.as_ref().and_then(|guess| guess.day(person))
        && day > today
        && policy.until().is_none_or(|until| day < until)
        && holds(policy, day)
        && day.pred_opt().is_some_and(|before| !holds(policy, before))
    {
        return Some(day);
    }
    let horizon = add_months(today, HORIZON, policy.policy().date_rounding)?;
    let mut now = policy;
    let mut from = today.succ_opt()?;
    loop {
        let end = now.until().and_then(|until| until.pred_opt()).map_or(horizon, |last| last.min(horizon));
        if let Some(found) = first_in(now, dossier, criterion.index, from, end, &holds) {
            return Some(found);
        }
        from = now.until().filter(|until| *until <= horizon)?;
        now = now.next()?;
    }
}

/// The first day from `from` to `to` that holds, both included, while no rule changes.
fn first_in(
    policy: &PolicyOnDate,
    dossier: &Dossier,
    index: u16,
    from: NaiveDate,
    to: NaiveDate,
    holds: &impl Fn(&PolicyOnDate, NaiveDate) -> bool,
) -> Option<NaiveDate> {
    if from > to {
        return None;
    }
    let points = match policy.criterion(index) {
        Some(criterion) => of_criterion(policy, dossier, criterion, from, to),
        None => Points::none(),
    };
    match points.days(from) {
        Some(days) => days.into_iter().find(|day| holds(policy, *day)),
        None => {
            let last = from.checked_add_days(Days::new(TRIED_DAYS)).map_or(to, |last| last.min(to));
            from.iter_days().take_while(|day| *day <= last).find(|day| holds(policy, *day))
        }
    }
}
