//! The periods figures are reported for: calendar months, quarters, half years, years.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::legal::Label;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeriodKind {
    /// A calendar month: `2026-07`.
    Month,
    /// Three months: `2026-Q3`.
    Quarter,
    /// Six months: `2026-S2`.
    Semester,
    /// A calendar year: `2026`.
    Year,
}

impl PeriodKind {
    /// All kinds, shortest first.
    pub const ALL: [PeriodKind; 4] = [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Semester, PeriodKind::Year];

    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            PeriodKind::Month => "month",
            PeriodKind::Quarter => "quarter",
            PeriodKind::Semester => "semester",
            PeriodKind::Year => "year",
        }
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            PeriodKind::Month => Label::new("bulan", "month"),
            PeriodKind::Quarter => Label::new("triwulan", "quarter"),
            PeriodKind::Semester => Label::new("semester", "half year"),
            PeriodKind::Year => Label::new("tahun", "year"),
        }
    }

    /// Months in one.
    pub fn months(self) -> u32 {
        match self {
            PeriodKind::Month => 1,
            PeriodKind::Quarter => 3,
            PeriodKind::Semester => 6,
            PeriodKind::Year => 12,
        }
    }
}

/// One period. Periods of one kind are ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReportingPeriod {
    year: i32,
    kind: PeriodKind,
    // 1 for the first of its year
    number: u32,
}

/// A text that names no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no period, expected a year `2026`, half year `2026-S1`, quarter `2026-Q3` or month `2026-07`")]
pub struct PeriodError {
    /// What was found.
    pub found: String,
}

impl PeriodError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let found = &self.found;
        Label::new(
            format!("`{found}` bukan periode, diharapkan tahun `2026`, semester `2026-S1`, triwulan `2026-Q3`, atau bulan `2026-07`"),
            self.to_string(),
        )
    }
}

impl ReportingPeriod {
    /// The period of a kind in which a day lies.
    pub fn containing(kind: PeriodKind, day: NaiveDate) -> ReportingPeriod {
        ReportingPeriod { year: day.year(), kind, number: day.month0() / kind.months() + 1 }
    }

    /// How long it is.
    pub fn kind(self) -> PeriodKind {
        self.kind
    }

    /// Its calendar year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        // years and numbers were checked on the way in
        NaiveDate::from_ymd_opt(self.year, (self.number - 1) * self.kind.months() + 1, 1).unwrap_or_default()
    }

    /// The last day.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day().checked_sub_days(Days::new(1)).unwrap_or_default()
    }

    /// The period after it.
    #[must_use]
    pub fn next(self) -> ReportingPeriod {
        if self.number * self.kind.months() < 12 {
            ReportingPeriod { number: self.number + 1, ..self }
        } else {
            ReportingPeriod { year: self.year.saturating_add(1), number: 1, ..self }
        }
    }

    /// The period before it.
    #[must_use]
    pub fn previous(self) -> ReportingPeriod {
        if self.number > 1 {
            ReportingPeriod { number: self.number - 1, ..self }
        } else {
            ReportingPeriod { year: self.year.saturating_sub(1), number: 12 / self.kind.months(), ..self }
        }
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        ReportingPeriod::containing(self.kind, day) == self
    }
}

impl fmt::Display for ReportingPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PeriodKind::Year => write!(f, "{:04}", self.year),
            PeriodKind::Semester => write!(f, "{:04}-S{}", self.year, self.number),
            PeriodKind::Quarter => write!(f, "{:04}-Q{}", self.year, self.number),
            PeriodKind::Month => write!(f, "{:04}-{:02}", self.year, self.number),
        }
    }
}

impl FromStr for ReportingPeriod {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<ReportingPeriod, PeriodError> {
        let wrong = || PeriodError { found: text.chars().take(40).collect() };
        let digits = |part: &str, length: usize| {
            (part.len() == length && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u32>().ok()).flatten()
        };
        let (year, rest) = text.split_at_checked(4).ok_or_else(wrong)?;
        let year = digits(year, 4).and_then(|year| i32::try_from(year).ok()).filter(|year| *year >= 1).ok_or_else(wrong)?;
        let (kind, number) = match rest.strip_prefix('-') {
            None if rest.is_empty() => (PeriodKind::Year, Some(1)),
            None => return Err(wrong()),
            Some(rest) => match (rest.strip_prefix('S'), rest.strip_prefix('Q')) {
                (Some(half), _) => (PeriodKind::Semester, digits(half, 1)),
                (_, Some(quarter)) => (PeriodKind::Quarter, digits(quarter, 1)),
                _ => (PeriodKind::Month, digits(rest, 2)),
            },
        };
        let number = number.filter(|number| (1..=12 / kind.months()).contains(number)).ok_or_else(wrong)?;
        Ok(ReportingPeriod { year, kind, number })
    }
}

impl TryFrom<String> for ReportingPeriod {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<ReportingPeriod, PeriodError> {
        text.parse()
    }
}

impl From<ReportingPeriod> for String {
    fn from(period: ReportingPeriod) -> String {
        period.to_string()
    }
}
