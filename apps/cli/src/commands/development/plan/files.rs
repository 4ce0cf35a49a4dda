//! A problem from two tables, without a store: who lacks what, and which sessions there are.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::number::parse_decimal;
use jenjang::people::id::{CourseSessionId, EnvelopeId, PersonId};
use jenjang_planning::{Candidate, Person, Problem, Session};

use super::super::money;
use crate::commands::index::sheet::{Column, Problems, Sheet, shown};
use crate::output::{Failure, Voice};

/// The columns of the table of people.
pub(super) const PEOPLE: &str = "person, unit, competency, gap, weight, hours-missing, training-due";
/// The columns of the table of sessions.
pub(super) const SESSIONS: &str = "session, course, teaches, hours, first, last, seats, at-least, fixed-cost, cost-each, training";

#[derive(Default)]
struct Lacks {
    unit: String,
    gaps: Vec<(String, Decimal, Decimal)>,
    missing: Decimal,
    due: Option<String>,
}

struct Offer {
    session: Session,
    teaches: Vec<(String, Decimal)>,
    hours: Decimal,
    training: Option<String>,
}

/// Reads both tables. Every problem is shown with its line before anything is refused.
pub(super) fn read(people: &str, sessions: &str, envelope: &EnvelopeId, voice: &Voice) -> Result<Problem, Failure> {
    let (lacks, people_problems) = read_people(people)?;
    let (offers, session_problems) = read_sessions(sessions, envelope)?;
    let both = [people_problems.refuse_any(voice), session_problems.refuse_any(voice)];
    both.into_iter().collect::<Result<Vec<()>, Failure>>()?;
    let mut problem = Problem::default();
    for (id, lacks) in &lacks {
        let unit = if lacks.unit.is_empty() { "-" } else { &lacks.unit };
        problem.people.push(Person {
            id: id.clone(),
            unit: crate::commands::shared::id(unit)?,
            hours_missing: lacks.missing,
            mandatory: lacks.due.is_some(),
        });
        for offer in &offers {
            let (mut gain, mut closes) = (Decimal::ZERO, BTreeSet::new());
            for (competency, gap, weight) in &lacks.gaps {
                let levels = offer.teaches.iter().find(|(taught, _)| taught == competency).map_or(Decimal::ZERO, |(_, levels)| *levels);
                if levels > Decimal::ZERO {
                    gain += levels.min(*gap) * *weight;
                    closes.insert(competency.as_str().into());
                }
            }
            let mandatory = lacks.due.is_some() && offer.training == lacks.due;
            if gain > Decimal::ZERO || mandatory || (offer.hours > Decimal::ZERO && lacks.missing > Decimal::ZERO) {
                problem.candidates.push(Candidate {
                    person: id.clone(),
                    session: offer.session.id.clone(),
                    gain,
                    hours: offer.hours,
                    mandatory,
                    closes,
                });
            }
        }
    }
    problem.sessions = offers.into_iter().map(|offer| offer.session).collect();
    Ok(problem)
}

/// One line of a table, read cell by cell; what is wrong is noted.
struct Cells<'a> {
    row: &'a crate::commands::index::sheet::Row,
    places: &'a [Option<usize>],
    names: &'a [&'static str],
    problems: &'a mut Problems,
}

impl Cells<'_> {
    fn text(&self, at: usize) -> &str {
        self.places.get(at).copied().flatten().map_or("", |place| self.row.cell(place))
    }

    fn bad(&mut self, at: usize, id: &str, en: &str) {
        let (name, cell) = (self.names[at], shown(self.text(at)));
        self.problems.add(
            self.row.line,
            format!("kolom `{name}`: `{cell}`, seharusnya {id}"),
            format!("column `{name}`: `{cell}`, expected {en}"),
        );
    }

    fn number(&mut self, at: usize, absent: Decimal) -> Decimal {
        let text = self.text(at);
        if text.is_empty() {
            return absent;
        }
        match parse_decimal(&text.replace(',', ".")).ok().filter(|number| *number >= Decimal::ZERO) {
            Some(number) => number,
            None => {
                self.bad(at, "bilangan nol atau lebih", "a number of zero or more");
                absent
            }
        }
    }

    fn count(&mut self, at: usize, absent: Option<u32>) -> u32 {
        let text = self.text(at);
        match (text.is_empty(), absent) {
            (true, Some(absent)) => absent,
            _ => text.parse().unwrap_or_else(|_| {
                self.bad(at, "bilangan bulat", "a whole number");
                0
            }),
        }
    }

    fn rupiah(&mut self, at: usize) -> Decimal {
        let text = self.text(at);
        if text.is_empty() {
            return Decimal::ZERO;
        }
        money::parse(text).unwrap_or_else(|| {
            self.bad(at, "rupiah seperti 1250000 atau 1.250.000", "rupiah such as 1250000 or 1.250.000");
            Decimal::ZERO
        })
    }

    fn day(&mut self, at: usize) -> NaiveDate {
        NaiveDate::parse_from_str(self.text(at), "%Y-%m-%d").unwrap_or_else(|_| {
            self.bad(at, "tanggal seperti 2026-06-01", "a day such as 2026-06-01");
            NaiveDate::MIN
        })
    }

    fn id<T: std::str::FromStr>(&mut self, at: usize) -> Option<T> {
        let found = self.text(at).parse().ok();
        if found.is_none() {
            self.bad(at, "sebuah id", "an id");
        }
        found
    }

    fn word(&self, at: usize) -> Option<String> {
        let text = self.text(at);
        (!text.is_empty()).then(|| text.to_lowercase())
    }
}

fn sheet(file: &str, names: &[&'static str], required: &[&str]) -> Result<(Sheet, Vec<Option<usize>>), Failure> {
    let mut sheet = Sheet::read(file)?;
    let known: Vec<Column> = names.iter().map(|name| Column::new(name, required.contains(name))).collect();
    let places = sheet.columns(&known);
    Ok((sheet, places))
}

fn read_people(file: &str) -> Result<(BTreeMap<PersonId, Lacks>, Problems), Failure> {
    let names: Vec<&'static str> = PEOPLE.split(", ").collect();
    let (sheet, places) = sheet(file, &names, &["person"])?;
    let Sheet { rows, mut problems, .. } = sheet;
    let mut found: BTreeMap<PersonId, Lacks> = BTreeMap::new();
    if places[0].is_none() {
        return Ok((found, problems));
    }
    for row in &rows {
        let mut cells = Cells { row, places: &places, names: &names, problems: &mut problems };
        let Some(id) = cells.id::<PersonId>(0) else { continue };
        let (missing, due) = (cells.number(5, Decimal::ZERO), cells.word(6));
        let unit = cells.text(1).to_owned();
        let gap = cells.text(2).to_owned();
        let lacks = found.entry(id).or_default();
        if !gap.is_empty() {
            let (size, weight) = (cells.number(3, Decimal::ZERO), cells.number(4, Decimal::ONE));
            if lacks.gaps.iter().any(|(other, ..)| *other == gap) {
                cells.bad(2, "tiap kompetensi satu kali untuk tiap orang", "each competency once for each person");
            }
            lacks.gaps.push((gap, size, weight));
        }
        // what is said of the person may stand in one line alone, and does not contradict itself
        if !unit.is_empty() {
            if !lacks.unit.is_empty() && lacks.unit != unit {
                cells.bad(1, "unit yang sama pada semua baris orang ini", "the same unit in all lines of the person");
            }
            lacks.unit = unit;
        }
        if missing > Decimal::ZERO {
            if lacks.missing > Decimal::ZERO && lacks.missing != missing {
                cells.bad(5, "angka yang sama pada semua baris orang ini", "the same number in all lines of the person");
            }
            lacks.missing = missing;
        }
        lacks.due = due.or(lacks.due.take());
    }
    Ok((found, problems))
}

fn read_sessions(file: &str, envelope: &EnvelopeId) -> Result<(Vec<Offer>, Problems), Failure> {
    let names: Vec<&'static str> = SESSIONS.split(", ").collect();
    let (sheet, places) = sheet(file, &names, &["session", "course", "first", "last", "seats"])?;
    let Sheet { rows, mut problems, .. } = sheet;
    let mut offers: Vec<Offer> = Vec::new();
    if [0, 1, 4, 5, 6].iter().any(|at| places[*at].is_none()) {
        return Ok((offers, problems));
    }
    for row in &rows {
        let mut cells = Cells { row, places: &places, names: &names, problems: &mut problems };
        let (id, course) = (cells.id::<CourseSessionId>(0), cells.id(1));
        let mut teaches = Vec::new();
        for part in cells.text(2).split_whitespace().map(str::to_owned).collect::<Vec<_>>() {
            let (code, levels) = part.split_once(':').unwrap_or((&part, "1"));
            match parse_decimal(&levels.replace(',', ".")) {
                Ok(levels) if levels > Decimal::ZERO => teaches.push((code.to_owned(), levels)),
                _ => cells.bad(
                    2,
                    "kompetensi dengan jumlah tingkat, seperti M.01:1 M.03:2",
                    "competencies with levels, such as M.01:1 M.03:2",
                ),
            }
        }
        let hours = cells.number(3, Decimal::ZERO);
        let (first, last) = (cells.day(4), cells.day(5));
        let (seats, at_least) = (cells.count(6, None), cells.count(7, Some(1)));
        let (fixed_cost, cost_each) = (cells.rupiah(8), cells.rupiah(9));
        let training = cells.word(10);
        let (Some(id), Some(course)) = (id, course) else { continue };
        let session = Session { id, course, first, last, envelope: envelope.clone(), seats, at_least, fixed_cost, cost_each };
        offers.push(Offer { session, teaches, hours, training });
    }
    Ok((offers, problems))
}
