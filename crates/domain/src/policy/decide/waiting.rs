//! When waiting alone meets a criterion: facts stay as they are, only the day moves.

use chrono::{Days, NaiveDate};
use rust_decimal::prelude::ToPrimitive;

use super::eligibility::standing;
use super::person::Person;
use super::points::{Points, of_criterion};
use super::prepare::{CriterionOnDate, PolicyOnDate};
use crate::period::add_months;
use crate::policy::dossier::Dossier;
use crate::policy::expression::evaluate::Truth;
use crate::policy::expression::node::{Comparison, Function, Node, NodeKind};
use crate::policy::model::Policy;
use crate::policy::normalise::constant_of;
use crate::policy::value::Value;

/// How far ahead waiting is looked for, in months: a working life.
const HORIZON: i32 = 12 * 60;

/// How far ahead days are tried one by one where a condition has no shape that tells when it changes, in days.
const TRIED_DAYS: u64 = 3660;

/// A condition that, once a day has come, holds for ever: `years between(x, as of) >= n`, `x <= as of`, parts that do not look at the day, and
/// `and` and `or` of these. The day follows from the facts without any search.
#[derive(Clone, Debug)]
pub(crate) enum Onset {
    /// A date moved by months, the day after it if so said.
    Day { date: Node, months: i32, after: bool },
    /// Does not look at the day.
    Still(Node),
    /// The first of these.
    Any(Vec<Onset>),
    /// The last of these.
    All(Vec<Onset>),
}

impl Onset {
    /// The onset of a condition whose parameters are folded; `None` for conditions of another shape.
    pub(crate) fn of(policy: &Policy, require: &Node) -> Option<Onset> {
        match &require.kind {
            NodeKind::Or(items) => items.iter().map(|item| Onset::of(policy, item)).collect::<Option<_>>().map(Onset::Any),
            NodeKind::And(items) => items.iter().map(|item| Onset::of(policy, item)).collect::<Option<_>>().map(Onset::All),
            _ if is_still(policy, require) => Some(Onset::Still(require.clone())),
            NodeKind::Compare(comparison, left, right) => {
                if constant_of(left).is_some() || matches!(left.kind, NodeKind::AsOf) {
                    Onset::of_comparison(policy, comparison.flipped(), right, left)
                } else {
                    Onset::of_comparison(policy, *comparison, left, right)
                }
            }
            _ => None,
        }
    }

    fn of_comparison(policy: &Policy, comparison: Comparison, left: &Node, right: &Node) -> Option<Onset> {
        let (date, months, after) = match (&left.kind, &right.kind, comparison) {
            (NodeKind::Call(function, arguments), NodeKind::Constant(Value::Number(n)), Comparison::GreaterOrEqual) => {
                let [date, Node { kind: NodeKind::AsOf, .. }] = arguments.as_slice() else { return None };
                let months = match function {
                    Function::YearsBetween => n.ceil().to_i32()?.checked_mul(12)?,
                    Function::MonthsBetween => n.ceil().to_i32()?,
                    _ => return None,
                };
                // before the date itself, spans are counted backwards and another rule holds
                (date, Some(months).filter(|months| *months > 0)?, false)
            }
            (_, NodeKind::AsOf, Comparison::LessOrEqual | Comparison::Less) => (left, 0, comparison == Comparison::Less),
            _ => return None,
        };
        is_still(policy, date).then(|| Onset::Day { date: date.clone(), months, after })
    }

    /// The first day it holds; `None` where it never does.
    fn day(&self, person: &Person<'_>) -> Option<NaiveDate> {
        match self {
            Onset::Day { date, months, after } => {
                let Value::Date(date) = *person.evaluate(date) else { return None };
                let day = add_months(date, *months, person.policy().policy().date_rounding())?;
                if *after { day.succ_opt() } else { Some(day) }
            }
            Onset::Still(condition) => (person.truth(condition) == Truth::True).then_some(NaiveDate::MIN),
            Onset::Any(parts) => parts.iter().filter_map(|part| part.day(person)).min(),
            Onset::All(parts) => {
                let mut last = NaiveDate::MIN;
                for part in parts {
                    last = last.max(part.day(person)?);
                }
                Some(last)
            }
        }
    }
}

/// Whether a tree reads plain facts, parameters and constants only, so that waiting never changes its value while the rules stay.
pub(super) fn is_still(policy: &Policy, node: &Node) -> bool {
    let mut still = true;
    node.walk(&mut |part| {
        still &= match &part.kind {
            NodeKind::Fact(fact) => policy.catalogue.facts().get(fact.get()).is_some_and(|fact| fact.derive.is_none()),
            NodeKind::AsOf | NodeKind::Definition(_) | NodeKind::Table(_) | NodeKind::Outcome(_) | NodeKind::Score => false,
            _ => true,
        };
    });
    still
}

/// The first day after the day decided for on which the criterion counts as met; `None` where there is none within a working life, or where
/// the policy ends first.
pub(crate) fn until(person: &Person<'_>, criterion: &CriterionOnDate) -> Option<NaiveDate> {
    let (policy, dossier, today) = (person.policy(), person.dossier(), person.day());
    if let Some(onset) = criterion.onset.as_ref().filter(|_| criterion.when.is_none()) {
        match (onset.day(person), policy.until()) {
            (None, None) => return None,
            (Some(day), until) if day > today && until.is_none_or(|until| day < until) => return Some(day),
            // the rules change before
            _ => {}
        }
    }
    let holds = |policy: &PolicyOnDate, day: NaiveDate| {
        let person = Person::new(policy, dossier, day);
        // a criterion that no longer binds asks nothing
        policy.criterion(criterion.index).is_none_or(|criterion| standing(&person, criterion).verdict.counts_as_met())
    };
    let horizon = add_months(today, HORIZON, policy.policy().date_rounding())?;
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
