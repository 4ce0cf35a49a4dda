//! Whether an item can still be done by its target date, and if not, why and when at the earliest.

use chrono::{Datelike, Days, Months, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use crate::development::catalogue::CourseSession;
use crate::index::learning_hours::{Limit, Period};

/// Something that stands between an item and its target date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "obstacle")]
pub enum Obstacle {
    /// The target date is past.
    Overdue,
    /// No session that can still be joined ends by the target date.
    NoSession {
        /// Where one begins before the target date: when it ends.
        #[serde(skip_serializing_if = "Option::is_none")]
        begun: Option<NaiveDate>,
        /// When the next one begins.
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<NaiveDate>,
    },
    /// It takes longer than the time left.
    TooLong {
        /// Days it takes at least.
        days: u32,
        /// Days left.
        left: i64,
    },
    /// What counts in a day or month is limited.
    Limit {
        /// How much counts, in the unit of the form.
        amount: Decimal,
        /// In which period.
        period: Period,
        /// How many periods it takes, the present one included where it has room.
        needed: u32,
    },
}

/// What an item needs besides its own words.
#[derive(Clone, Copy, Debug)]
pub enum Offer<'a> {
    /// A course, with its sessions.
    Course(&'a [CourseSession]),
    /// Something else, at a pace.
    Free(Pace),
}

/// How fast something without sessions can be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Days it takes at least, where the rules say.
    pub least_days: Option<u32>,
    /// How much of its form is to be done: this item and those of the same form that are due before.
    pub amount: Option<Decimal>,
    /// The limit of a day or month, where there is one.
    pub limit: Option<Limit>,
    /// How much of the present month still counts, of a form limited by the month.
    pub rest_of_month: Decimal,
}

/// What stands between an item and its target date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Outlook {
    /// Nothing where it can be met.
    pub obstacles: Vec<Obstacle>,
    /// The earliest day it could be done; absent where nobody knows one.
    pub earliest: Option<NaiveDate>,
}

impl Outlook {
    /// Whether the target date can be met as far as is known.
    pub fn can_be_met(&self) -> bool {
        self.obstacles.is_empty()
    }
}

/// Whether something can be done by `due`, begun tomorrow at the earliest.
pub fn outlook(due: NaiveDate, today: NaiveDate, offer: Offer<'_>) -> Outlook {
    let mut found = match offer {
        Offer::Course(sessions) => by_sessions(due, today, sessions),
        Offer::Free(pace) => by_pace(due, today, pace),
    };
    if due < today {
        found.obstacles.insert(0, Obstacle::Overdue);
    }
    found
}

fn by_sessions(due: NaiveDate, today: NaiveDate, sessions: &[CourseSession]) -> Outlook {
    let open = |session: &&CourseSession| session.cancelled.is_none() && session.enrol_until >= today && session.first >= today;
    let mut open: Vec<&CourseSession> = sessions.iter().filter(open).collect();
    open.sort_by_key(|session| (session.last, session.first));
    let earliest = open.first().map(|session| session.last);
    if earliest.is_some_and(|last| last <= due) {
        return Outlook { obstacles: Vec::new(), earliest };
    }
    let begun = open.iter().find(|session| session.first <= due).map(|session| session.last);
    let next = open.iter().map(|session| session.first).min();
    Outlook { obstacles: vec![Obstacle::NoSession { begun, next }], earliest }
}

fn by_pace(due: NaiveDate, today: NaiveDate, pace: Pace) -> Outlook {
    let mut found = Outlook { obstacles: Vec::new(), earliest: None };
    if let Some(days) = pace.least_days {
        let end = today.checked_add_days(Days::new(days.into()));
        if end.is_none_or(|end| end > due) {
            found.obstacles.push(Obstacle::TooLong { days, left: (due - today).num_days().max(0) });
        }
        found.earliest = end;
    }
    if let (Some(amount), Some(limit)) = (pace.amount, pace.limit)
        && let Some((needed, end)) = filled(amount, limit, pace.rest_of_month, today)
    {
        if end.is_none_or(|end| end > due) {
            found.obstacles.push(Obstacle::Limit { amount: limit.amount, period: limit.period, needed });
        }
        found.earliest = found.earliest.max(end);
    }
    found
}

/// In how many periods an amount is filled, and on which day at the earliest. `None` where the limit lets nothing count.
fn filled(amount: Decimal, limit: Limit, rest_of_month: Decimal, today: NaiveDate) -> Option<(u32, Option<NaiveDate>)> {
    let periods = |amount: Decimal| amount.max(Decimal::ZERO).checked_div(limit.amount)?.ceil().to_u32();
    match limit.period {
        Period::Day => {
            let days = periods(amount)?;
            Some((days, today.checked_add_days(Days::new(days.into()))))
        }
        Period::Month => {
            let later = periods(amount.checked_sub(rest_of_month)?)?;
            let here = u32::from(rest_of_month > Decimal::ZERO);
            let end = if later == 0 {
                today.succ_opt()
            } else {
                today.with_day(1).and_then(|first| first.checked_add_months(Months::new(later)))
            };
            Some((later.saturating_add(here), end))
        }
    }
}
