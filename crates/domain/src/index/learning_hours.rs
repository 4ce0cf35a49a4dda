//! Learning hours (jam pelajaran, JP) of one person in a calendar year: every activity by the rule of its form, limits per day or month first,
//! sums after (annex of PerLAN 10/2018; the duty of a year is PP 11/2017 art. 203 (4)).

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::Serialize;

use super::sum;

/// For how long a limit holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// A calendar day.
    Day,
    /// A calendar month.
    Month,
}

impl Period {
    /// The first day of the day or month a date lies in.
    pub fn start(self, date: NaiveDate) -> NaiveDate {
        match self {
            Period::Day => date,
            Period::Month => date.with_day(1).unwrap_or(date),
        }
    }
}

/// The most of a form that counts in one period, in the form's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Limit {
    /// How much.
    pub amount: Decimal,
    /// In which period.
    pub period: Period,
}

/// What a form is worth, at home or abroad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FormRule {
    /// JP for one unit; `None` where the rules give no conversion.
    pub hours_per_unit: Option<Decimal>,
    /// The limit, where there is one.
    pub limit: Option<Limit>,
    /// Whether the unit can be divided (JP can; days, sessions, activities and semesters cannot).
    pub divisible: bool,
}

/// One thing a person did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Activity {
    /// The day, or its first day.
    pub date: NaiveDate,
    /// Code of the form.
    pub form: Arc<str>,
    /// How much, in the form's unit.
    pub amount: Decimal,
    /// Held abroad.
    pub abroad: bool,
}

/// Why an activity counts as it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "because")]
pub enum Reason {
    /// All of it counts.
    Whole,
    /// The limit of its day or month was reached.
    Limited {
        /// The limit.
        limit: Limit,
        /// What the same day or month had counted before.
        before: Decimal,
    },
    /// The rules give no conversion for the form, here or abroad.
    NotConvertible,
    /// It was in another year.
    OtherYear,
    /// It lies after the day asked about.
    Later,
}

/// One activity with what it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Line {
    /// Its place in the list given.
    pub place: usize,
    /// How much of it counts, in the form's unit.
    pub counted: Decimal,
    /// JP.
    pub hours: Decimal,
    /// Why.
    #[serde(flatten)]
    pub reason: Reason,
}

/// The hours of a year up to a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Account {
    /// Every activity by date, then by its place in the list.
    pub lines: Vec<Line>,
    /// JP altogether.
    pub total: Decimal,
}

/// How a lack of hours could be filled with one form before the year ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Way {
    /// Code of the form.
    pub form: Arc<str>,
    /// How much of it, in its unit; whole where the unit cannot be divided.
    pub amount: Decimal,
    /// Over how many days or months, where the form is limited.
    pub periods: Option<(u32, Period)>,
}

impl Account {
    /// Counts what was done in the calendar year of `until`, up to and including that day. `rule` gives the rule of a form at home (`false`) or
    /// abroad; a form without one is not convertible. `None` where numbers have more digits than can be kept.
    // INVARIANT (order does not matter): within a day or month the limit takes the sum of what was done, whoever comes first
    pub fn of(activities: &[Activity], until: NaiveDate, rule: impl Fn(&str, bool) -> Option<FormRule>) -> Option<Account> {
        let mut order: Vec<usize> = (0..activities.len()).collect();
        order.sort_by_key(|place| activities.get(*place).map(|activity| activity.date));
        let mut used: BTreeMap<(&str, bool, NaiveDate), Decimal> = BTreeMap::new();
        let mut lines = Vec::with_capacity(activities.len());
        for place in order {
            let Some(activity) = activities.get(place) else { continue };
            let none = |reason| Line { place, counted: Decimal::ZERO, hours: Decimal::ZERO, reason };
            if activity.date.year() != until.year() {
                lines.push(none(Reason::OtherYear));
                continue;
            }
            if activity.date > until {
                lines.push(none(Reason::Later));
                continue;
            }
            let rule = rule(&activity.form, activity.abroad);
            let Some((rule, hours_per_unit)) = rule.and_then(|rule| Some((rule, rule.hours_per_unit?))) else {
                lines.push(none(Reason::NotConvertible));
                continue;
            };
            let (counted, reason) = match rule.limit {
                None => (activity.amount, Reason::Whole),
                Some(limit) => {
                    let key = (&*activity.form, activity.abroad, limit.period.start(activity.date));
                    let before = used.get(&key).copied().unwrap_or_default();
                    let left = limit.amount.checked_sub(before)?.max(Decimal::ZERO);
                    let counted = activity.amount.min(left);
                    used.insert(key, before.checked_add(counted)?);
                    (counted, if counted < activity.amount { Reason::Limited { limit, before } } else { Reason::Whole })
                }
            };
            lines.push(Line { place, counted, hours: counted.checked_mul(hours_per_unit)?.normalize(), reason });
        }
        let total = sum(lines.iter().map(|line| line.hours))?.normalize();
        Some(Account { lines, total })
    }

    /// What is lacking to a duty; zero where it is met.
    pub fn lacking(&self, duty: Decimal) -> Decimal {
        duty.checked_sub(self.total).unwrap_or_default().max(Decimal::ZERO).normalize()
    }
}

/// How much of a limited form at home still counts from the day after `until` to the end of that year; `None` where the form has no limit.
pub fn still_counts(activities: &[Activity], form: &str, limit: Limit, until: NaiveDate) -> Option<Decimal> {
    let last = NaiveDate::from_ymd_opt(until.year(), 12, 31)?;
    match limit.period {
        Period::Day => limit.amount.checked_mul(Decimal::from((last - until).num_days())),
        Period::Month => {
            let this_month = activities.iter().filter(|activity| {
                *activity.form == *form
                    && !activity.abroad
                    && activity.date <= until
                    && Period::Month.start(activity.date) == Period::Month.start(until)
            });
            let used = sum(this_month.map(|activity| activity.amount))?;
            let month_over = until.succ_opt().is_none_or(|next| next.month() != until.month());
            let rest_of_month = if month_over { Decimal::ZERO } else { limit.amount.checked_sub(used)?.max(Decimal::ZERO) };
            limit.amount.checked_mul(Decimal::from(12 - until.month()))?.checked_add(rest_of_month)
        }
    }
}

/// The forms that could fill `lacking` hours at home by themselves before the year of `until` ends, each with how much of it; forms without a
/// conversion, and those whose limit leaves too little room, are left out.
pub fn ways<'f>(
    activities: &[Activity],
    lacking: Decimal,
    until: NaiveDate,
    forms: impl IntoIterator<Item = (&'f str, FormRule)>,
) -> Vec<Way> {
    let way = |(form, rule): (&str, FormRule)| {
        let units = lacking.checked_div(rule.hours_per_unit?)?;
        let amount = if rule.divisible { units } else { units.ceil() }.normalize();
        let periods = match rule.limit {
            None => None,
            Some(limit) if still_counts(activities, form, limit, until)? >= amount => {
                let periods = amount.checked_div(limit.amount)?.ceil();
                Some((u32::try_from(periods).ok()?, limit.period))
            }
            Some(_) => return None,
        };
        Some(Way { form: form.into(), amount, periods })
    };
    if lacking.is_zero() {
        return Vec::new();
    }
    forms.into_iter().filter_map(way).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rule(form: &str, _abroad: bool) -> Option<FormRule> {
        let limit = |amount: i64, period| Some(Limit { amount: Decimal::from(amount), period });
        let rule = |hours: i64, limit, divisible| FormRule { hours_per_unit: Some(Decimal::from(hours)), limit, divisible };
        match form {
            "C1" => Some(rule(2, limit(2, Period::Month), false)),
            "C3" => Some(rule(1, limit(3, Period::Day), true)),
            "B6" => Some(rule(4, None, false)),
            "KL12" => Some(FormRule { hours_per_unit: None, limit: None, divisible: true }),
            _ => None,
        }
    }

    fn did(date: &str, form: &str, amount: i64) -> Activity {
        Activity { date: day(date), form: form.into(), amount: Decimal::from(amount), abroad: false }
    }

    #[test]
    fn limits_take_the_sum_of_a_day_or_month_in_any_order() {
        let mut activities = vec![
            did("2026-03-02", "C3", 2),
            did("2026-03-02", "C3", 2),
            did("2026-03-03", "C3", 5),
            did("2026-03-31", "C1", 1),
            did("2026-03-01", "C1", 2),
            did("2026-04-01", "C1", 1),
            did("2025-12-31", "B6", 1),
            did("2026-12-01", "B6", 1),
            did("2026-02-01", "KL12", 9),
        ];
        let account = Account::of(&activities, day("2026-06-30"), rule).unwrap();
        assert_eq!(account.total, Decimal::from(3 + 3 + 4 + 2));
        let reasons: Vec<(usize, Reason)> = account.lines.iter().map(|line| (line.place, line.reason)).collect();
        assert_eq!(reasons[0], (6, Reason::OtherYear));
        assert_eq!(reasons[1], (8, Reason::NotConvertible));
        assert!(matches!(reasons[4], (1, Reason::Limited { before, .. }) if before == Decimal::TWO));
        assert_eq!(reasons[8], (7, Reason::Later));
        activities.reverse();
        assert_eq!(Account::of(&activities, day("2026-06-30"), rule).unwrap().total, account.total);
    }

    #[test]
    fn what_still_counts_ends_with_the_year() {
        let limit = Limit { amount: Decimal::TWO, period: Period::Month };
        let done = [did("2026-11-03", "C1", 1)];
        assert_eq!(still_counts(&done, "C1", limit, day("2026-11-20")), Some(Decimal::from(3)));
        assert_eq!(still_counts(&done, "C1", limit, day("2026-11-30")), Some(Decimal::TWO));
        assert_eq!(still_counts(&done, "C1", limit, day("2026-12-31")), Some(Decimal::ZERO));
        let forms = ["C1", "C3", "B6", "KL12"].map(|form| (form, rule(form, false).unwrap()));
        let ways = ways(&done, Decimal::from(7), day("2026-12-30"), forms);
        // a coaching month and a day of e-learning leave too little room
        assert_eq!(ways, [Way { form: "B6".into(), amount: Decimal::TWO, periods: None }]);
        assert!(super::ways(&done, Decimal::ZERO, day("2026-01-01"), forms).is_empty());
    }

    #[test]
    fn a_met_duty_lacks_nothing() {
        let account = Account::of(&[did("2026-01-05", "B6", 6)], day("2026-12-31"), rule).unwrap();
        assert_eq!(account.lacking(Decimal::from(20)), Decimal::ZERO);
        assert_eq!(account.lacking(Decimal::from(30)), Decimal::from(6));
    }
}
