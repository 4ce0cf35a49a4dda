//! What an activity counts: its amount by the rule of its form, under what the same day or month still takes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{DevelopmentRecord, DevelopmentState};
use crate::index::learning_hours::{FormRule, Limit};
use crate::legal::Label;

/// What the hours of an activity were counted from, so that the limit of a day or month holds over all activities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Counted {
    /// Held abroad.
    #[serde(default)]
    pub abroad: bool,
    /// How much counted, in the form's unit, by the first day of the day or month it counted in; of a form without a limit all of it on the last day.
    pub amounts: BTreeMap<NaiveDate, Decimal>,
}

impl Counted {
    /// How much counted, in the form's unit.
    pub fn amount(&self) -> Decimal {
        self.amounts.values().copied().sum()
    }
}

/// What is to be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// How much, in the form's unit.
    pub amount: Decimal,
    /// Held abroad.
    pub abroad: bool,
}

/// What an activity counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Learning hours.
    pub hours: Decimal,
    /// What they come from.
    pub counted: Counted,
}

/// Why an activity cannot be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditError {
    /// The rules give the form no conversion, here or abroad.
    #[error("the rules give the form no conversion to learning hours")]
    NotConvertible,
    /// Half a day, a third of a session.
    #[error("the amount is {0}, expected a whole number")]
    NotWhole(Decimal),
    /// Nothing, or less.
    #[error("the amount is {0}, expected more than 0")]
    NotPositive(Decimal),
    /// The last day is before the first.
    #[error("the last day {last} is before the first {first}")]
    Days {
        /// The first day.
        first: NaiveDate,
        /// The last day.
        last: NaiveDate,
    },
    /// The numbers have more digits than can be kept.
    #[error("the amount {0} is too large")]
    TooLarge(Decimal),
}

impl CreditError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            CreditError::NotConvertible => "ketentuan tidak memberi konversi jam pelajaran bagi bentuk ini".to_owned(),
            CreditError::NotWhole(amount) => format!("banyaknya {amount}, diharapkan bilangan bulat"),
            CreditError::NotPositive(amount) => format!("banyaknya {amount}, diharapkan lebih dari 0"),
            CreditError::Days { first, last } => format!("hari terakhir {last} sebelum hari pertama {first}"),
            CreditError::TooLarge(amount) => format!("banyaknya {amount} terlalu besar"),
        };
        Label::new(id, self.to_string())
    }
}

/// What an activity counts beside the activities that were counted before.
///
/// A limited form fills the days or months from the first to the last in their order, each up to its limit with what other activities of the form
/// (at home or abroad as this one) have taken there already. INVARIANT (no period above its limit): over all activities counted here.
///
/// # Errors
/// [`CreditError`].
pub fn credit(rule: FormRule, done: Done, form: &str, before: &[DevelopmentRecord]) -> Result<Credit, CreditError> {
    let Done { first, last, amount, abroad } = done;
    let per_unit = rule.hours_per_unit.ok_or(CreditError::NotConvertible)?;
    if last < first {
        return Err(CreditError::Days { first, last });
    }
    if amount <= Decimal::ZERO {
        return Err(CreditError::NotPositive(amount));
    }
    if !rule.divisible && !amount.fract().is_zero() {
        return Err(CreditError::NotWhole(amount));
    }
    let amounts = match rule.limit {
        None => BTreeMap::from([(last, amount)]),
        Some(limit) => {
            let used = used(form, abroad, per_unit, limit, before).ok_or(CreditError::TooLarge(amount))?;
            fill(done, limit, &used)
        }
    };
    let counted = Counted { abroad, amounts };
    let hours = counted.amount().checked_mul(per_unit).ok_or(CreditError::TooLarge(amount))?.normalize();
    Ok(Credit { hours, counted })
}

fn fill(done: Done, limit: Limit, used: &BTreeMap<NaiveDate, Decimal>) -> BTreeMap<NaiveDate, Decimal> {
    let mut amounts = BTreeMap::new();
    let (mut left, mut last_start) = (done.amount, None);
    for day in done.first.iter_days().take_while(|day| *day <= done.last) {
        let start = limit.period.start(day);
        if last_start.replace(start) == Some(start) {
            continue;
        }
        let room = (limit.amount - used.get(&start).copied().unwrap_or_default()).max(Decimal::ZERO);
        let here = left.min(room);
        if here > Decimal::ZERO {
            amounts.insert(start, here);
            left -= here;
        }
        if left.is_zero() {
            break;
        }
    }
    amounts
}

/// What completed activities of the form have taken of each day or month. Where somebody entered hours by hand, the day of completion has taken as
/// much as gives these hours.
fn used(form: &str, abroad: bool, per_unit: Decimal, limit: Limit, before: &[DevelopmentRecord]) -> Option<BTreeMap<NaiveDate, Decimal>> {
    let mut used: BTreeMap<NaiveDate, Decimal> = BTreeMap::new();
    for record in before.iter().filter(|record| record.form.eq_ignore_ascii_case(form)) {
        let DevelopmentState::Completed { on, hours, .. } = &record.state else { continue };
        let taken = match &record.counted {
            Some(counted) if counted.abroad == abroad => counted.amounts.clone(),
            Some(_) => continue,
            None => BTreeMap::from([(limit.period.start(*on), hours.checked_div(per_unit)?)]),
        };
        for (start, amount) in taken {
            let sum = used.entry(limit.period.start(start)).or_default();
            *sum = sum.checked_add(amount)?;
        }
    }
    Some(used)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::index::learning_hours::Period;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rule(per_unit: &str, limit: Option<(i64, Period)>, divisible: bool) -> FormRule {
        let limit = limit.map(|(amount, period)| Limit { amount: amount.into(), period });
        FormRule { hours_per_unit: Some(per_unit.parse().unwrap()), limit, divisible }
    }

    fn done(first: &str, last: &str, amount: &str) -> Done {
        Done { first: day(first), last: day(last), amount: amount.parse().unwrap(), abroad: false }
    }

    fn record(form: &str, on: &str, hours: Decimal, counted: Option<Counted>) -> DevelopmentRecord {
        DevelopmentRecord {
            id: "d".parse().unwrap(),
            person: "p".parse().unwrap(),
            form: form.into(),
            title: "-".into(),
            competency: None,
            counted,
            state: DevelopmentState::Completed { on: day(on), hours, evidence: None },
        }
    }

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn what_has_no_limit_counts_whole_on_the_last_day() {
        let credit = credit(rule("1.2", None, true), done("2026-03-02", "2026-03-06", "30"), "B8", &[]).unwrap();
        assert_eq!(credit.hours, d("36"));
        assert_eq!(credit.counted.amounts, BTreeMap::from([(day("2026-03-06"), d("30"))]));
    }

    #[test]
    fn e_learning_of_a_week_counts_three_a_day_and_leaves_the_rest_of_each_day() {
        let rule = rule("1", Some((3, Period::Day)), true);
        let earlier = credit(rule, done("2026-03-04", "2026-03-04", "2"), "C3", &[]).unwrap();
        let before = [record("C3", "2026-03-04", earlier.hours, Some(earlier.counted))];
        let week = credit(rule, done("2026-03-02", "2026-03-06", "40"), "C3", &before).unwrap();
        assert_eq!(week.hours, d("13"), "three on four days, one on the day that had two");
        assert_eq!(week.counted.amounts[&day("2026-03-04")], d("1"));
        let other = credit(rule, done("2026-03-04", "2026-03-04", "2"), "C9", &before).unwrap();
        assert_eq!(other.hours, d("2"), "another form has its own limit");
    }

    #[test]
    fn a_third_mentoring_session_of_the_month_counts_nothing() {
        let rule = rule("2", Some((2, Period::Month)), false);
        let mut before = Vec::new();
        for (on, hours) in [("2026-03-02", "2"), ("2026-03-20", "2"), ("2026-03-31", "0"), ("2026-04-01", "2")] {
            let credit = credit(rule, done(on, on, "1"), "C2", &before).unwrap();
            assert_eq!(credit.hours, d(hours), "{on}");
            before.push(record("C2", on, credit.hours, Some(credit.counted)));
        }
        let abroad = credit(rule, Done { abroad: true, ..done("2026-03-31", "2026-03-31", "1") }, "C2", &before).unwrap();
        assert_eq!(abroad.hours, d("2"), "abroad has a limit of its own");
    }

    #[test]
    fn hours_entered_by_hand_take_their_place() {
        let rule = rule("2", Some((2, Period::Month)), false);
        let before = [record("C2", "2026-03-02", d("4"), None)];
        assert_eq!(credit(rule, done("2026-03-20", "2026-03-20", "1"), "C2", &before).unwrap().hours, Decimal::ZERO);
        assert_eq!(credit(rule, done("2026-04-20", "2026-04-20", "1"), "C2", &before).unwrap().hours, Decimal::TWO);
    }

    #[test]
    fn what_cannot_be_counted_says_why() {
        let none = FormRule { hours_per_unit: None, limit: None, divisible: true };
        let one = |rule, done| credit(rule, done, "B6", &[]).unwrap_err().to_string();
        assert_eq!(one(none, done("2026-03-02", "2026-03-02", "1")), "the rules give the form no conversion to learning hours");
        let whole = rule("4", None, false);
        assert_eq!(one(whole, done("2026-03-02", "2026-03-02", "1.5")), "the amount is 1.5, expected a whole number");
        assert_eq!(one(whole, done("2026-03-02", "2026-03-02", "0")), "the amount is 0, expected more than 0");
        assert_eq!(one(whole, done("2026-03-02", "2026-03-01", "1")), "the last day 2026-03-01 is before the first 2026-03-02");
    }

    proptest! {
        #[test]
        fn no_day_is_ever_above_its_limit(activities in proptest::collection::vec((0_u64..20, 0_u64..8, 1_i64..60), 1..12)) {
            let rule = rule("1", Some((3, Period::Day)), true);
            let start = day("2026-03-01");
            let mut before = Vec::new();
            for (from, length, tenths) in activities {
                let first = start + chrono::Days::new(from);
                let last = first + chrono::Days::new(length);
                let asked = Decimal::new(tenths, 1);
                let credit = credit(rule, Done { first, last, amount: asked, abroad: false }, "C3", &before).unwrap();
                prop_assert!(credit.hours <= asked);
                before.push(record("C3", &last.to_string(), credit.hours, Some(credit.counted)));
            }
            let mut days: BTreeMap<NaiveDate, Decimal> = BTreeMap::new();
            for counted in before.iter().filter_map(|record| record.counted.as_ref()) {
                for (day, amount) in &counted.amounts {
                    *days.entry(*day).or_default() += *amount;
                }
            }
            prop_assert!(days.values().all(|amount| *amount <= Decimal::from(3)));
        }
    }
}
