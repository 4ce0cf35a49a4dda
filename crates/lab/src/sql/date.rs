//! Dates and durations. Durations of years and months are whole months, durations of days whole days; no interval of any engine is used.

use chrono::{Datelike, NaiveDate};
use jenjang::number::RoundingMode;
use jenjang::period::DateRounding;
use jenjang::policy::expression::node::{Arithmetic, Function, Node};
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;

use super::dialect::Dialect;
use super::term::{Term, Width, atom};
use super::writer::Writer;
use crate::LabError;

/// A date, and its parts as literals where it depends on nobody.
struct Day<'t> {
    sql: &'t str,
    constant: Option<NaiveDate>,
}

impl<'t> Day<'t> {
    fn of(term: &'t Term) -> Day<'t> {
        let constant = match &term.constant {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        };
        Day { sql: &term.sql, constant }
    }

    fn part(&self, dialect: Dialect, part: &str) -> String {
        match (self.constant, part) {
            (Some(date), "YEAR") => date.year().to_string(),
            (Some(date), "MONTH") => date.month().to_string(),
            (Some(date), "DAY") => date.day().to_string(),
            _ => dialect.part(part, self.sql),
        }
    }

    /// Whether it is the last day of its month; nothing where it is not.
    fn last_of_month(&self, dialect: Dialect) -> Option<String> {
        match self.constant {
            Some(date) => date.succ_opt().is_none_or(|next| next.day() == 1).then(|| "TRUE".to_owned()),
            None => Some(format!("{} = 1", dialect.part("DAY", &dialect.plus_days(self.sql, "1")))),
        }
    }
}

impl Writer<'_> {
    fn date_rounding(&self) -> DateRounding {
        self.on().map_or(DateRounding::LastDayOfMonth, |on| on.policy().date_rounding())
    }

    pub(super) fn dates(&mut self, function: Function, first: &Node, rest: &[Node]) -> Result<Term, LabError> {
        let from = self.value(first)?;
        if let [second] = rest {
            let to = self.value(second)?;
            if from.is_missing() || to.is_missing() {
                return Ok(Term::missing());
            }
            if from.is_none() || to.is_none() {
                return self.no_value(&[&from, &to]);
            }
            let (sql, digits) = match function {
                Function::DaysBetween => (self.dialect.days(&to.sql, &from.sql), 7),
                Function::YearsBetween => (self.months_between(&from, &to, true), 5),
                _ => (self.months_between(&from, &to, false), 6),
            };
            let width = (function != Function::YearsAndMonthsDuration).then(|| Width::new(digits, 0));
            let sql = match width {
                Some(_) => format!("CAST({sql} AS INTEGER)"),
                None => sql,
            };
            return Ok(self.joint(sql, &[&from, &to], width, true));
        }
        if from.is_missing() || from.is_none() {
            return Ok(from);
        }
        let (sql, digits) = match (&first.ty, function) {
            (Type::Date, Function::Year) => (self.dialect.part("YEAR", &from.sql), 4),
            (Type::Date, Function::Month) => (self.dialect.part("MONTH", &from.sql), 2),
            (Type::Date, Function::Day) => (self.dialect.part("DAY", &from.sql), 2),
            (Type::Date, Function::DayOfYear) => (self.dialect.part("DOY", &from.sql), 3),
            (Type::Days, Function::Day) => (from.sql.clone(), 10),
            _ => return Err(self.refused("bagian dari durasi", "a part of a duration")),
        };
        let sql = if self.dialect == Dialect::DuckDb { format!("CAST({sql} AS INTEGER)") } else { sql };
        Ok(self.joint(sql, &[&from], Some(Width::new(digits, 0)), true))
    }

    /// Whole months, or years, from one date to another; negative and mirrored where the second is earlier.
    fn months_between(&self, from: &Term, to: &Term, years: bool) -> String {
        let whole = |a: &Day<'_>, b: &Day<'_>| {
            let part = |day: &Day<'_>, part: &str| day.part(self.dialect, part);
            let rough = format!("({} - {}) * 12 + {} - {}", part(b, "YEAR"), part(a, "YEAR"), part(b, "MONTH"), part(a, "MONTH"));
            let mut short = format!("{} > {}", part(a, "DAY"), part(b, "DAY"));
            // the last day of a short month stands for the days it does not have
            if self.date_rounding() == DateRounding::LastDayOfMonth {
                match b.last_of_month(self.dialect).as_deref() {
                    Some("TRUE") => short = "FALSE".to_owned(),
                    Some(last) => short = format!("{short} AND NOT {}", atom(last)),
                    None => {}
                }
            }
            let months = if short == "FALSE" { rough } else { format!("{rough} - CASE WHEN {short} THEN 1 ELSE 0 END") };
            match (years, self.dialect) {
                (false, _) => months,
                // neither is negative here
                (true, Dialect::Postgres) => format!("({months}) / 12"),
                (true, Dialect::DuckDb) => format!("({months}) // 12"),
                (true, Dialect::Spark) => format!("({months}) DIV 12"),
            }
        };
        let (a, b) = (Day::of(from), Day::of(to));
        let (forth, back) = (whole(&a, &b), whole(&b, &a));
        format!("CASE WHEN {} >= {} THEN {forth} WHEN {} < {} THEN -({back}) END", b.sql, a.sql, b.sql, a.sql)
    }

    /// Arithmetic with dates and durations.
    pub(super) fn durations(&mut self, op: Arithmetic, (left, a): (&Type, &Term), (right, b): (&Type, &Term)) -> Result<Term, LabError> {
        if a.is_missing() || b.is_missing() {
            return Ok(Term::missing());
        }
        let none = self.joint(String::new(), &[a, b], None, true);
        let made = |sql: String, integer: bool| Term { sql, integer, ..none.clone() };
        let minus = |term: &Term| format!("-{}", atom(&term.sql));
        Ok(match (op, left, right) {
            (Arithmetic::Add, Type::Text, Type::Text) => made(format!("{} || {}", atom(&a.sql), atom(&b.sql)), false),
            (Arithmetic::Add, Type::Date, Type::Months) => made(self.moved(&a.sql, &b.sql)?, false),
            (Arithmetic::Add, Type::Months, Type::Date) => made(self.moved(&b.sql, &a.sql)?, false),
            (Arithmetic::Subtract, Type::Date, Type::Months) => made(self.moved(&a.sql, &minus(b))?, false),
            (Arithmetic::Add, Type::Date, Type::Days) => made(self.dialect.plus_days(&a.sql, &b.sql), false),
            (Arithmetic::Add, Type::Days, Type::Date) => made(self.dialect.plus_days(&b.sql, &a.sql), false),
            (Arithmetic::Subtract, Type::Date, Type::Days) => made(self.dialect.plus_days(&a.sql, &minus(b)), false),
            (Arithmetic::Subtract, Type::Date, Type::Date) => made(self.dialect.days(&a.sql, &b.sql), true),
            (Arithmetic::Add | Arithmetic::Subtract, Type::Months, Type::Months)
            | (Arithmetic::Add | Arithmetic::Subtract, Type::Days, Type::Days) => {
                made(format!("{} {} {}", atom(&a.sql), op.as_str(), atom(&b.sql)), true)
            }
            (Arithmetic::Multiply, Type::Months, Type::Number(_)) => self.many_months(a, b)?,
            (Arithmetic::Multiply, Type::Number(_), Type::Months) => self.many_months(b, a)?,
            _ => return Err(self.refused("hitungan durasi ini", "this arithmetic of durations")),
        })
    }

    fn moved(&mut self, date: &str, months: &str) -> Result<String, LabError> {
        let moved = self.dialect.plus_months(date, months);
        Ok(match self.date_rounding() {
            DateRounding::LastDayOfMonth => moved,
            DateRounding::FirstDayOfNextMonth => {
                let moved = self.column("moved date", moved, None);
                let (day, before) = (self.dialect.part("DAY", &moved), self.dialect.part("DAY", date));
                format!("CASE WHEN {day} <> {before} THEN {} ELSE {moved} END", self.dialect.plus_days(&moved, "1"))
            }
        })
    }

    /// A duration times a number: a part of a month is cut off.
    fn many_months(&mut self, months: &Term, number: &Term) -> Result<Term, LabError> {
        let months = Term { width: Some(Width::new(6, 0)), ..months.clone() };
        let product = self.numbers(Arithmetic::Multiply, &months, number)?;
        let cut = self.rounded(&product, 0, RoundingMode::Down)?;
        let sql = format!("CAST({} AS INTEGER)", cut.sql);
        Ok(Term { sql, width: None, integer: true, ..cut })
    }
}
