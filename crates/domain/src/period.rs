//! Dates, calendar arithmetic with a declared rounding, and half-open periods.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// The day of knowledge of somebody who knows everything written down: the last day of the year 9999.
pub const EVERYTHING_KNOWN: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// What a date becomes that the calendar does not have: 29 February plus a year, 31 January plus a month.
///
/// Written in every policy that moves dates by months (`date-rounding`), never assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateRounding {
    /// 29 February plus a year is 28 February. FEEL's reading.
    LastDayOfMonth,
    /// 29 February plus a year is 1 March.
    FirstDayOfNextMonth,
}

impl DateRounding {
    /// The word used in policy files.
    pub fn as_str(self) -> &'static str {
        match self {
            DateRounding::LastDayOfMonth => "last-day-of-month",
            DateRounding::FirstDayOfNextMonth => "first-day-of-next-month",
        }
    }

    /// The rounding with this word.
    pub fn parse(word: &str) -> Option<DateRounding> {
        [DateRounding::LastDayOfMonth, DateRounding::FirstDayOfNextMonth].into_iter().find(|r| r.as_str() == word)
    }
}

/// `date` moved by whole months (negative: back). `None` past the calendar's ends.
pub fn add_months(date: NaiveDate, months: i32, rounding: DateRounding) -> Option<NaiveDate> {
    let moved = if months >= 0 {
        date.checked_add_months(Months::new(months.unsigned_abs()))?
    } else {
        date.checked_sub_months(Months::new(months.unsigned_abs()))?
    };
    // chrono clamps to the month's last day; a clamped day is one that does not exist
    if moved.day() != date.day() && rounding == DateRounding::FirstDayOfNextMonth { moved.succ_opt() } else { Some(moved) }
}

/// Whole months from `from` to `to`: the largest `n` with `from + n months <= to` (negative and mirrored when `to` is earlier).
///
/// Agrees with [`add_months`] under the same rounding: `from + n months <= to < from + (n + 1) months`.
pub fn months_between(from: NaiveDate, to: NaiveDate, rounding: DateRounding) -> i32 {
    if to < from {
        return -months_between(to, from, rounding);
    }
    let rough = (to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32;
    match add_months(from, rough, rounding) {
        Some(reached) if reached <= to => rough,
        _ => rough - 1,
    }
}

/// Whole years from `from` to `to`, truncated towards zero.
pub fn years_between(from: NaiveDate, to: NaiveDate, rounding: DateRounding) -> i32 {
    months_between(from, to, rounding) / 12
}

/// A half-open period: `from` is the first day it binds, `to` the first day it no longer binds. Either end may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EffectivePeriod {
    /// First day, or open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// First day after, or open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

impl EffectivePeriod {
    /// Every day.
    pub const ALWAYS: EffectivePeriod = EffectivePeriod { from: None, to: None };

    /// Whether the period binds on `date`.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date < to)
    }

    /// Whether two periods share a day.
    pub fn overlaps(&self, other: &EffectivePeriod) -> bool {
        let starts_before = |a: &EffectivePeriod, b: &EffectivePeriod| match (a.from, b.to) {
            (Some(from), Some(to)) => from < to,
            _ => true,
        };
        starts_before(self, other) && starts_before(other, self)
    }
}

impl fmt::Display for EffectivePeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) => write!(f, "[{from}..{to})"),
            (Some(from), None) => write!(f, "[{from}..)"),
            (None, Some(to)) => write!(f, "(..{to})"),
            (None, None) => f.write_str("(..)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn the_29th_of_february_rounds_as_declared() {
        let leap = date(2020, 2, 29);
        assert_eq!(add_months(leap, 12, DateRounding::LastDayOfMonth), Some(date(2021, 2, 28)));
        assert_eq!(add_months(leap, 12, DateRounding::FirstDayOfNextMonth), Some(date(2021, 3, 1)));
        assert_eq!(add_months(leap, 48, DateRounding::FirstDayOfNextMonth), Some(date(2024, 2, 29)));
        assert_eq!(years_between(leap, date(2021, 2, 28), DateRounding::LastDayOfMonth), 1);
        assert_eq!(years_between(leap, date(2021, 2, 28), DateRounding::FirstDayOfNextMonth), 0);
    }

    proptest! {
        #[test]
        fn months_between_inverts_add_months(a in 0i32..40000, b in 0i32..40000, up in any::<bool>()) {
            let rounding = if up { DateRounding::FirstDayOfNextMonth } else { DateRounding::LastDayOfMonth };
            let day = |n: i32| date(1950, 1, 1) + chrono::Days::new(n as u64);
            let (from, to) = (day(a.min(b)), day(a.max(b)));
            let n = months_between(from, to, rounding);
            prop_assert!(add_months(from, n, rounding).unwrap() <= to);
            prop_assert!(add_months(from, n + 1, rounding).unwrap() > to);
        }
    }
}
