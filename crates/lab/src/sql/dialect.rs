//! Where the engines differ in how they spell the same thing.

use std::fmt;

use chrono::NaiveDate;

use super::term::{Width, atom};

/// The engine a policy is translated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// PostgreSQL 12 and later, and what speaks its language (Citus).
    Postgres,
    /// DuckDB 1.4 and later.
    DuckDb,
    /// Spark SQL 3.5 and later.
    Spark,
}

impl Dialect {
    /// All dialects.
    pub const ALL: [Dialect; 3] = [Dialect::Postgres, Dialect::DuckDb, Dialect::Spark];

    /// The word for it on a command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Dialect::Postgres => "postgres",
            Dialect::DuckDb => "duckdb",
            Dialect::Spark => "spark",
        }
    }

    /// The dialect with this word.
    pub fn parse(word: &str) -> Option<Dialect> {
        Dialect::ALL.into_iter().find(|dialect| dialect.as_str() == word)
    }

    /// Most digits a decimal may have; absent where there is no such limit to meet.
    pub(super) fn most_digits(self) -> Option<u32> {
        match self {
            Dialect::Postgres => None,
            Dialect::DuckDb | Dialect::Spark => Some(38),
        }
    }

    pub(super) fn text(self, text: &str) -> String {
        match self {
            // a backslash escapes there, two quotes are two texts side by side, and `${…}` is a variable
            Dialect::Spark => {
                format!("'{}'", text.replace('\\', "\\u005C").replace('\'', "\\u0027").replace("${", "\\u0024{"))
            }
            Dialect::Postgres | Dialect::DuckDb => format!("'{}'", text.replace('\'', "''")),
        }
    }

    pub(super) fn date(self, date: NaiveDate) -> String {
        format!("DATE '{}'", date.format("%Y-%m-%d"))
    }

    pub(super) fn decimal(self, width: Width) -> String {
        let digits = width.digits();
        match self {
            Dialect::Postgres => format!("NUMERIC({digits}, {})", width.places),
            Dialect::DuckDb | Dialect::Spark => format!("DECIMAL({digits}, {})", width.places),
        }
    }

    pub(super) fn text_type(self) -> &'static str {
        match self {
            Dialect::Postgres => "TEXT",
            Dialect::DuckDb => "VARCHAR",
            Dialect::Spark => "STRING",
        }
    }

    /// The order of texts by their characters' numbers.
    pub(super) fn collated(self, sql: &str) -> String {
        match self {
            Dialect::Postgres => format!("{} COLLATE \"C\"", atom(sql)),
            Dialect::DuckDb | Dialect::Spark => sql.to_owned(),
        }
    }

    /// Days from the second date to the first.
    pub(super) fn days(self, to: &str, from: &str) -> String {
        match self {
            Dialect::Postgres | Dialect::DuckDb => format!("{} - {}", atom(to), atom(from)),
            Dialect::Spark => format!("DATEDIFF({to}, {from})"),
        }
    }

    pub(super) fn plus_days(self, date: &str, days: &str) -> String {
        match self {
            Dialect::Postgres | Dialect::DuckDb => format!("{} + CAST({days} AS INTEGER)", atom(date)),
            Dialect::Spark => format!("DATE_ADD({date}, CAST({days} AS INT))"),
        }
    }

    /// A date moved by months; a day the month does not have becomes its last.
    pub(super) fn plus_months(self, date: &str, months: &str) -> String {
        match self {
            Dialect::Postgres => format!("CAST({} + {} * INTERVAL '1 month' AS DATE)", atom(date), atom(months)),
            Dialect::DuckDb => format!("CAST({} + TO_MONTHS(CAST({months} AS INTEGER)) AS DATE)", atom(date)),
            Dialect::Spark => format!("ADD_MONTHS({date}, CAST({months} AS INT))"),
        }
    }

    pub(super) fn part(self, part: &str, date: &str) -> String {
        match self {
            // a numeric there
            Dialect::Postgres => format!("CAST(EXTRACT({part} FROM {date}) AS INTEGER)"),
            Dialect::DuckDb | Dialect::Spark => format!("EXTRACT({part} FROM {date})"),
        }
    }

    /// The whole part of the quotient of two whole numbers, neither negative.
    pub(super) fn quotient(self, a: &str, b: &str) -> String {
        let (a, b) = (atom(a), atom(b));
        match self {
            Dialect::Postgres => format!("DIV({}, {})", super::term::unwrapped(&a), super::term::unwrapped(&b)),
            Dialect::DuckDb => format!("{a} // {b}"),
            Dialect::Spark => format!("CAST(({a} - {a} % {b}) / {b} AS DECIMAL(38, 0))"),
        }
    }

    /// What such a division leaves.
    pub(super) fn remainder(self, a: &str, b: &str) -> String {
        match self {
            Dialect::Postgres => format!("MOD({a}, {b})"),
            Dialect::DuckDb | Dialect::Spark => format!("{} % {}", atom(a), atom(b)),
        }
    }

    /// The type of whole numbers with many digits.
    pub(super) fn whole(self) -> &'static str {
        match self {
            Dialect::Postgres => "NUMERIC",
            Dialect::DuckDb => "HUGEINT",
            Dialect::Spark => "DECIMAL(38, 0)",
        }
    }

    /// Why a step stays a step: what it computes is used several times after it.
    pub(super) fn step(self) -> &'static str {
        match self {
            Dialect::Postgres => "AS MATERIALIZED",
            Dialect::DuckDb | Dialect::Spark => "AS",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
