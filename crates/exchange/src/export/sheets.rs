//! The tables of an export: their names, their columns, and the cells of a row.
//!
//! Names and columns are those of the records (`grades`, `decree-date`); codes stay codes. An empty cell means that the record does not say.
//! Which registers were consulted stands in the column `registers` of `people`: a person who has no row in the table of such a register
//! holds nothing in it.

use std::borrow::Cow;

use chrono::NaiveDate;
use jenjang::people::CivilServantRecord;
use jenjang::people::Decree;
use jenjang::people::civil_servant::{RegisterRecords, RegisterVisitor};
use jenjang::people::event::Event;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::record::{CreditLine, Spell};
use jenjang::promotion::repository::DecisionRecord;
use rust_decimal::Decimal;
use serde::Serialize;

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name: that of the file or of the sheet.
    pub name: &'static str,
    /// The names of its columns.
    pub columns: &'static [&'static str],
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// The record does not say.
    Empty,
    /// Text or a code.
    Text(Cow<'a, str>),
    /// A day.
    Date(NaiveDate),
    /// An exact decimal.
    Number(Decimal),
    /// A truth value.
    Truth(bool),
}

impl<'a> Cell<'a> {
    fn text(text: &'a str) -> Cell<'a> {
        Cell::Text(Cow::Borrowed(text))
    }

    fn maybe<T: AsRef<str> + ?Sized>(text: Option<&'a T>) -> Cell<'a> {
        text.map_or(Cell::Empty, |text| Cell::text(text.as_ref()))
    }

    fn day(day: Option<NaiveDate>) -> Cell<'static> {
        day.map_or(Cell::Empty, Cell::Date)
    }
}

/// One row a person.
pub const PEOPLE: Sheet = Sheet {
    name: "people",
    columns: &["person", "name", "employee-number", "contract-number", "birth-date", "sex", "appointed", "unit", "superior", "registers"],
};

/// One row a decision, without facts and findings: those stand in the decision itself.
pub const DECISIONS: Sheet = Sheet {
    name: "decisions",
    columns: &[
        "decision",
        "person",
        "round",
        "decided-on",
        "decided-by",
        "outcome",
        "policy",
        "version",
        "rules",
        "as-of",
        "known-at",
        "corrects",
        "appeal",
    ],
};

const SPELL: &[&str] = &["person", "since", "until", "decree-date", "decree-number"];

/// One table a register, in the order of [`RegisterRecords::NAMES`]; one row an event.
pub const HISTORIES: &[Sheet] = &[
    Sheet { name: "employments", columns: &["person", "since", "status", "decree-date", "decree-number"] },
    Sheet { name: "grades", columns: &["person", "since", "grade", "kind", "decree-date", "decree-number"] },
    Sheet {
        name: "positions",
        columns: &[
            "person",
            "since",
            "until",
            "kind",
            "tier",
            "echelon",
            "unit",
            "field",
            "title",
            "acting",
            "decree-date",
            "decree-number",
        ],
    },
    Sheet { name: "education", columns: &["person", "graduated", "recognised", "level", "field"] },
    Sheet { name: "performance", columns: &["person", "year", "label", "decree-date", "decree-number"] },
    Sheet { name: "credit", columns: &["person", "assessed", "tier", "line", "points", "decree-date", "decree-number"] },
    Sheet { name: "discipline", columns: &["person", "since", "last-day", "level", "sanction", "decree-date", "decree-number"] },
    Sheet { name: "examinations", columns: &["person", "since", "until", "level"] },
    Sheet { name: "objections", columns: SPELL },
    Sheet { name: "suspensions", columns: SPELL },
    Sheet { name: "study_duty", columns: SPELL },
    Sheet { name: "secondments", columns: SPELL },
    Sheet { name: "certificates", columns: &["person", "since", "last-day", "code"] },
    Sheet { name: "learning", columns: &["person", "completed", "hours", "title"] },
    Sheet { name: "leadership", columns: &["person", "passed", "training"] },
    Sheet { name: "exams", columns: &["person", "taken", "exam", "passed"] },
];

/// The names of the registers that were consulted.
struct Consulted(Vec<&'static str>);

impl RegisterVisitor for Consulted {
    type Error = std::convert::Infallible;

    fn register<T: Event + Serialize>(&mut self, name: &'static str, events: Option<&[T]>) -> Result<(), Self::Error> {
        if events.is_some() {
            self.0.push(name);
        }
        Ok(())
    }
}

/// The row of [`PEOPLE`].
pub fn person<'a>(record: &'a CivilServantRecord, unit: Option<&'a UnitId>, superior: Option<&'a PersonId>) -> Vec<Cell<'a>> {
    let mut consulted = Consulted(Vec::new());
    // an infallible walk
    let Ok(()) = record.registers.visit(&mut consulted);
    vec![
        Cell::text(record.id.as_str()),
        Cell::maybe(record.name.as_deref()),
        Cell::maybe(record.employee_number.as_deref()),
        Cell::Truth(record.contract_number),
        Cell::day(record.birth_date),
        record.sex.map_or(Cell::Empty, |sex| Cell::text(sex.as_str())),
        Cell::day(record.appointed),
        unit.map_or(Cell::Empty, |unit| Cell::text(unit.as_str())),
        superior.map_or(Cell::Empty, |superior| Cell::text(superior.as_str())),
        Cell::Text(consulted.0.join("; ").into()),
    ]
}

/// The row of [`DECISIONS`].
pub fn decision(decision: &DecisionRecord) -> Vec<Cell<'_>> {
    let parent = decision.parent.as_ref();
    vec![
        Cell::text(decision.id.as_str()),
        Cell::text(decision.person.as_str()),
        decision.round.as_ref().map_or(Cell::Empty, |round| Cell::text(round.as_str())),
        Cell::Date(decision.decided_on),
        Cell::text(&decision.decided_by),
        Cell::text(decision.outcome.as_str()),
        Cell::text(&decision.policy),
        Cell::Text(decision.version.to_string().into()),
        Cell::Text(decision.rules.to_string().into()),
        Cell::Date(decision.as_of),
        Cell::Date(decision.known_at),
        parent.map_or(Cell::Empty, |parent| Cell::text(parent.decision.as_str())),
        parent.map_or(Cell::Empty, |parent| Cell::text(parent.appeal.as_str())),
    ]
}

/// Takes rows of [`HISTORIES`]: the place of the table, and the cells.
pub trait HistoryRows {
    /// Why it stops.
    type Error;

    /// Takes one row.
    ///
    /// # Errors
    /// Whatever ends the export.
    fn row(&mut self, sheet: usize, cells: &[Cell<'_>]) -> Result<(), Self::Error>;
}

/// Gives the rows of every register of a record, register by register.
///
/// # Errors
/// Whatever the receiver says.
pub fn histories<R: HistoryRows>(record: &CivilServantRecord, rows: &mut R) -> Result<(), R::Error> {
    let person = || Cell::text(record.id.as_str());
    let RegisterRecords {
        employments,
        grades,
        positions,
        education,
        performance,
        credit,
        discipline,
        examinations,
        objections,
        suspensions,
        study_duty,
        secondments,
        certificates,
        learning,
        leadership,
        exams,
    } = &record.registers;
    for e in employments.iter().flatten() {
        let [day, number] = decree(e.decree.as_ref());
        rows.row(0, &[person(), Cell::Date(e.since), Cell::text(e.status.as_str()), day, number])?;
    }
    for e in grades.iter().flatten() {
        let [day, number] = decree(e.decree.as_ref());
        let kind = e.kind.as_ref().map_or(Cell::Empty, |kind| Cell::text(kind.as_str()));
        rows.row(1, &[person(), Cell::Date(e.since), Cell::text(e.grade.as_str()), kind, day, number])?;
    }
    for e in positions.iter().flatten() {
        let [day, number] = decree(e.decree.as_ref());
        let cells = [
            person(),
            Cell::Date(e.since),
            Cell::day(e.until),
            Cell::text(e.kind.as_str()),
            e.tier.as_ref().map_or(Cell::Empty, |tier| Cell::text(tier.as_str())),
            e.echelon.as_ref().map_or(Cell::Empty, |echelon| Cell::text(echelon.as_str())),
            e.unit.as_ref().map_or(Cell::Empty, |unit| Cell::text(unit.as_str())),
            Cell::maybe(e.field.as_deref()),
            Cell::maybe(e.title.as_deref()),
            Cell::Truth(e.acting),
            day,
            number,
        ];
        rows.row(2, &cells)?;
    }
    for e in education.iter().flatten() {
        let level = Cell::text(e.level.as_str());
        rows.row(3, &[person(), Cell::Date(e.graduated), Cell::day(e.recognised), level, Cell::maybe(e.field.as_deref())])?;
    }
    for e in performance.iter().flatten() {
        let [day, number] = decree(e.decree.as_ref());
        rows.row(4, &[person(), Cell::Number(Decimal::from(e.year)), Cell::text(e.label.as_str()), day, number])?;
    }
    for e in credit.iter().flatten() {
        let [day, number] = decree(e.decree.as_ref());
        let line = Cell::text(credit_line(e.line));
        let tier = Cell::text(e.tier.as_str());
        rows.row(5, &[person(), Cell::Date(e.assessed), tier, line, Cell::Number(e.points), day, number])?;
    }
    for e in discipline.iter().flatten() {
        let [day, number] = decree(e.decree.as_ref());
        let sanction = e.sanction.as_ref().map_or(Cell::Empty, |sanction| Cell::text(sanction.as_str()));
        let level = Cell::text(e.level.as_str());
        rows.row(6, &[person(), Cell::Date(e.since), Cell::day(e.last_day), level, sanction, day, number])?;
    }
    for e in examinations.iter().flatten() {
        rows.row(7, &[person(), Cell::Date(e.since), Cell::day(e.until), Cell::text(e.level.as_str())])?;
    }
    for (sheet, spells) in [(8, objections), (9, suspensions), (10, study_duty), (11, secondments)] {
        for e in spells.iter().flatten() {
            rows.row(sheet, &spell(person(), e))?;
        }
    }
    for e in certificates.iter().flatten() {
        rows.row(12, &[person(), Cell::Date(e.since), Cell::day(e.last_day), Cell::text(e.code.as_str())])?;
    }
    for e in learning.iter().flatten() {
        rows.row(13, &[person(), Cell::Date(e.completed), Cell::Number(e.hours), Cell::text(&e.title)])?;
    }
    for e in leadership.iter().flatten() {
        rows.row(14, &[person(), Cell::Date(e.passed), Cell::text(e.training.as_str())])?;
    }
    for e in exams.iter().flatten() {
        rows.row(15, &[person(), Cell::Date(e.taken), Cell::text(e.exam.as_str()), Cell::Truth(e.passed)])?;
    }
    Ok(())
}

fn decree(decree: Option<&Decree>) -> [Cell<'_>; 2] {
    decree.map_or([Cell::Empty, Cell::Empty], |decree| [Cell::Date(decree.date), Cell::text(&decree.number)])
}

fn spell<'a>(person: Cell<'a>, spell: &'a Spell) -> [Cell<'a>; 5] {
    let [day, number] = decree(spell.decree.as_ref());
    [person, Cell::Date(spell.since), Cell::day(spell.until), day, number]
}

fn credit_line(line: CreditLine) -> &'static str {
    match line {
        CreditLine::Base => "base",
        CreditLine::Former => "former",
        CreditLine::Adjustment => "adjustment",
        CreditLine::Conversion => "conversion",
        CreditLine::Education => "education",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_register_has_its_table_at_its_place() {
        assert!(HISTORIES.iter().map(|sheet| sheet.name).eq(RegisterRecords::NAMES.iter().copied()));
        assert!(HISTORIES.iter().all(|sheet| sheet.columns[0] == "person"));
    }
}
