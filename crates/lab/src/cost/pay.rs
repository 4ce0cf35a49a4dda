//! Pay tables: what a grade is paid a month, after how many years of service, and on which days.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::period::{DateRounding, EffectivePeriod, years_between};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};

use crate::error::LabError;
use crate::segment::Segment;

/// A pay table: whole amounts a month, never fractions.
///
/// ```
/// use jenjang_lab::cost::PayTable;
///
/// let table = PayTable::read_csv("pay.csv", "grade,years,until,per-month,from,to\nIII/a,0,,2785700,2024-01-01,\nIII/a,2,,2873500,2024-01-01,\n")?;
/// assert_eq!(table.rows.len(), 2);
/// let problem = PayTable::read_csv("pay.csv", "grade,per-month\nIII/a,2.785.700\n").unwrap_err();
/// assert_eq!(problem.to_string(), "`pay.csv` line 2: `2.785.700` is no amount, expected a whole number without separators");
/// # Ok::<(), jenjang_lab::LabError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayTable {
    /// What people read.
    pub label: Label,
    /// Currency of the amounts.
    pub currency: Arc<str>,
    /// Name of the fact that holds the grade: a choice of an ordered scale.
    pub grade: Arc<str>,
    /// Name of the fact that holds the day service began; needed where a row asks for years.
    pub service: Option<Arc<str>>,
    /// The rows.
    pub rows: Vec<PayRow>,
}

/// A row of a pay table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayRow {
    /// Code of the grade.
    pub grade: Arc<str>,
    /// From so many completed years of service on; from the first day where absent.
    pub years: Option<u32>,
    /// Before so many years; until the next row of the grade where absent.
    pub until: Option<u32>,
    /// Amount a month.
    pub per_month: i64,
    /// The days on which it is paid.
    pub valid: EffectivePeriod,
}

impl PayTable {
    /// A table of these rows in rupiah, by the fact `grade`; years of service since `civil servant.since`, where a row asks for years.
    pub fn of_rows(label: Label, rows: Vec<PayRow>) -> PayTable {
        let years = rows.iter().any(|row| row.years.is_some() || row.until.is_some());
        PayTable { label, currency: "IDR".into(), grade: "grade".into(), service: years.then(|| "civil servant.since".into()), rows }
    }

    /// Reads a table from CSV: columns `grade` and `per-month`, and where wanted `years`, `until` (years of service) and `from`, `to` (days).
    ///
    /// # Errors
    /// [`LabError::Refused`] with the line and column of the first mistake.
    pub fn read_csv(name: &str, text: &str) -> Result<PayTable, LabError> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let broken = |error: csv::Error| {
            LabError::refused(format!("`{name}` tidak dapat dibaca: {error}"), format!("`{name}` cannot be read: {error}"))
        };
        let headers = reader.headers().map_err(broken)?.clone();
        let known = ["grade", "years", "until", "per-month", "from", "to"];
        if let Some(other) = headers.iter().find(|header| !known.contains(header)) {
            return Err(LabError::refused(
                format!("`{name}` memuat kolom `{other}` yang tidak dikenal, seharusnya {}", known.join(", ")),
                format!("`{name}` has an unknown column `{other}`, expected {}", known.join(", ")),
            ));
        }
        let place = |column: &str| headers.iter().position(|header| header == column);
        let (Some(grade), Some(amount)) = (place("grade"), place("per-month")) else {
            return Err(LabError::refused(
                format!("`{name}` tidak memuat kolom `grade` dan `per-month`"),
                format!("`{name}` lacks the columns `grade` and `per-month`"),
            ));
        };
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(broken)?;
            let line = record.position().map_or(0, csv::Position::line);
            let text = |at: usize| record.get(at).unwrap_or_default();
            let optional = |column: &str| place(column).map(text).filter(|text| !text.is_empty());
            let fault = |found: &str, id: &str, en: &str| {
                LabError::refused(format!("`{name}` baris {line}: `{found}` {id}"), format!("`{name}` line {line}: `{found}` {en}"))
            };
            let years = |column: &str| match optional(column) {
                None => Ok(None),
                Some(text) => text.parse::<u32>().map(Some).map_err(|_| {
                    fault(text, "bukan jumlah tahun, seharusnya bilangan bulat", "is no number of years, expected a whole number")
                }),
            };
            let day = |column: &str| match optional(column) {
                None => Ok(None),
                Some(text) => text
                    .parse::<NaiveDate>()
                    .map(Some)
                    .map_err(|_| fault(text, "bukan tanggal, seharusnya seperti 2026-01-31", "is no date, expected one like 2026-01-31")),
            };
            let per_month = text(amount).parse::<i64>().ok().filter(|amount| (0..=1 << 50).contains(amount)).ok_or_else(|| {
                fault(
                    text(amount),
                    "bukan jumlah uang, seharusnya bilangan bulat tanpa pemisah",
                    "is no amount, expected a whole number without separators",
                )
            })?;
            if text(grade).is_empty() {
                return Err(fault("", "bukan golongan, seharusnya kode golongan", "is no grade, expected the code of one"));
            }
            rows.push(PayRow {
                grade: text(grade).into(),
                years: years("years")?,
                until: years("until")?,
                per_month,
                valid: EffectivePeriod { from: day("from")?, to: day("to")? },
            });
        }
        if rows.is_empty() {
            return Err(LabError::refused(format!("`{name}` tidak memuat baris gaji"), format!("`{name}` has no rows of pay")));
        }
        Ok(PayTable::of_rows(Label::new(format!("tabel gaji `{name}`"), format!("pay table `{name}`")), rows))
    }

    /// The rows of a day by grade.
    pub(crate) fn reader(&self, catalogue: &Catalogue, as_of: NaiveDate, rounding: DateRounding) -> Result<Reader, LabError> {
        let grade = catalogue.find(&self.grade);
        let scale = grade.and_then(|fact| if let Type::Choice(scale) = &catalogue.fact(fact).ty { Some(scale) } else { None });
        let (Some(grade), Some(scale)) = (grade, scale.filter(|scale| scale.ordered)) else {
            let name = &self.grade;
            return Err(LabError::refused(
                format!(
                    "tabel gaji memerlukan fakta `{name}` berupa pilihan dari skala berurutan; sebut fakta yang adalah golongan (`--pay-grade`)"
                ),
                format!(
                    "the pay table needs a fact `{name}` that is a choice of an ordered scale; name the fact that is the grade (`--pay-grade`)"
                ),
            ));
        };
        let service = match &self.service {
            None => None,
            Some(name) => {
                let fact = catalogue.find(name).filter(|fact| catalogue.fact(*fact).ty == Type::Date);
                Some(fact.ok_or_else(|| {
                    LabError::refused(
                        format!("tabel gaji memerlukan fakta `{name}` berupa tanggal; sebut tanggal mulai bekerja (`--pay-since`)"),
                        format!("the pay table needs a fact `{name}` that is a date; name the date service began (`--pay-since`)"),
                    )
                })?)
            }
        };
        let mut steps: Vec<Vec<Step>> = vec![Vec::new(); scale.values.len()];
        for row in self.rows.iter().filter(|row| row.valid.contains(as_of)) {
            let Some(of_grade) = scale.rank(&row.grade).and_then(|rank| steps.get_mut(usize::from(rank))) else {
                let (found, scale) = (&row.grade, &scale.name);
                return Err(LabError::refused(
                    format!("tabel gaji memuat golongan `{found}` yang tidak ada dalam skala `{scale}`"),
                    format!("the pay table has a grade `{found}` that is not in scale `{scale}`"),
                ));
            };
            of_grade.push(Step { from: row.years.unwrap_or(0), until: row.until, per_month: row.per_month });
        }
        for (steps, grade) in steps.iter_mut().zip(&scale.values) {
            steps.sort_by_key(|step| step.from);
            let clash = steps.windows(2).find_map(|pair| match pair {
                [one, other] if one.from == other.from || one.until.is_some_and(|until| until > other.from) => Some(other.from),
                _ => None,
            });
            if let Some(years) = clash {
                let code = &grade.code;
                return Err(LabError::refused(
                    format!("tabel gaji memuat dua baris untuk `{code}` sejak {years} tahun pada {as_of}"),
                    format!("the pay table has two rows for `{code}` from {years} years on {as_of}"),
                ));
            }
        }
        Ok(Reader { grade, service, scale: Arc::clone(scale), steps, as_of, rounding })
    }
}

#[derive(Clone, Debug)]
struct Step {
    from: u32,
    until: Option<u32>,
    per_month: i64,
}

/// A pay table of a day.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(super) grade: FactIndex,
    pub(super) service: Option<FactIndex>,
    scale: Arc<Scale>,
    steps: Vec<Vec<Step>>,
    as_of: NaiveDate,
    rounding: DateRounding,
}

/// What promoting a person to the next grade changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promotion {
    /// Paid a month now and then.
    Paid {
        now: i64,
        then: i64,
    },
    HighestGrade,
    NoGrade,
    NoRow,
}

impl Reader {
    pub(super) fn promotion(&self, segment: &Segment, place: usize) -> Promotion {
        let Value::Choice(grade) = segment.value(self.grade, place) else { return Promotion::NoGrade };
        let years = match self.service.map(|fact| segment.value(fact, place)) {
            None => 0,
            // who begins later has served no year yet
            Some(Value::Date(since)) => u32::try_from(years_between(since, self.as_of, self.rounding)).unwrap_or(0),
            Some(_) => return Promotion::NoGrade,
        };
        let rank = usize::from(grade.rank());
        if rank + 1 >= self.scale.values.len() {
            return Promotion::HighestGrade;
        }
        match (self.pay(rank, years), self.pay(rank + 1, years)) {
            (Some(now), Some(then)) => Promotion::Paid { now, then },
            _ => Promotion::NoRow,
        }
    }

    fn pay(&self, rank: usize, years: u32) -> Option<i64> {
        let step = self.steps.get(rank)?.iter().rev().find(|step| step.from <= years)?;
        step.until.is_none_or(|until| years < until).then_some(step.per_month)
    }
}
