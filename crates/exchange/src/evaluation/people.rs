//! The table of people: who they are and who their superior is.

use jenjang::evaluation::chart::{Chart, ChartProblem, Member};
use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Span};

use super::{File, empty, has_width, typed};
use crate::table::{Cell, Column, Other, Problems, Reading, Rows, header, shorten};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Person,
    Name,
    Unit,
    Superior,
    Kind,
    Leads,
}

const COLUMNS: [Column<Key>; 6] = [
    Column { key: Key::Person, names: &["person", "orang", "pegawai", "id"], required: true },
    Column { key: Key::Name, names: &["name", "nama"], required: false },
    Column { key: Key::Unit, names: &["unit", "unit-kerja"], required: true },
    Column { key: Key::Superior, names: &["superior", "atasan"], required: true },
    Column { key: Key::Kind, names: &["position-kind", "jenis-jabatan"], required: true },
    Column { key: Key::Leads, names: &["leads", "memimpin"], required: false },
];

/// Reads people: `person`, `unit`, `superior` and `position-kind`, if wanted `name` and `leads`.
///
/// A blank superior is nobody's; a blank `leads` is decided by whether somebody reports to the person.
pub fn read_people_csv(file: File<'_>) -> Reading<Chart> {
    let mut problems = Problems::new(file.name);
    let Some(text) = problems.text(file.bytes) else { return Reading::new(None, problems.finish(file.bytes.len())) };
    let chart = chart(text, &mut problems);
    Reading::new(chart, problems.finish(text.len()))
}

fn chart(text: &str, problems: &mut Problems) -> Option<Chart> {
    let mut rows = Rows::new(text);
    let mut cells = Vec::new();
    let Some(place) = rows.next(&mut cells, problems) else {
        let expected = Label::new(
            "baris judul `person,unit,superior,position-kind` lalu satu baris tiap orang",
            "a header `person,unit,superior,position-kind`, then a line for each person",
        );
        empty(problems, &expected);
        return None;
    };
    let columns = header(&cells, place, &COLUMNS, problems, |_, _| Other::Unused)?;
    let (mut members, mut places) = (Vec::new(), Vec::new());
    while let Some(place) = rows.next(&mut cells, problems) {
        if has_width(&cells, columns.len(), place, problems) {
            let row = Row { columns: &columns, cells: &cells };
            if let Some(member) = member(&row, problems) {
                members.push(member);
                places.push(Places { person: row.span(Key::Person), superior: row.span(Key::Superior) });
            }
        }
    }
    if members.is_empty() {
        let expected = Label::new("sedikitnya satu orang di bawah baris judul", "at least one person below the header");
        empty(problems, &expected);
        return None;
    }
    Some(checked(members, &places, problems))
}

struct Places {
    person: Span,
    superior: Span,
}

struct Row<'r, 't> {
    columns: &'r [Option<Key>],
    cells: &'r [Cell<'t>],
}

impl<'r, 't> Row<'r, 't> {
    /// The cell of a column, where it is not blank.
    fn get(&self, key: Key) -> Option<&'r Cell<'t>> {
        let at = self.columns.iter().position(|column| *column == Some(key))?;
        self.cells.get(at).filter(|cell| !cell.is_blank())
    }

    fn span(&self, key: Key) -> Span {
        let at = self.columns.iter().position(|column| *column == Some(key));
        at.and_then(|at| self.cells.get(at)).map_or(Span::default(), |cell| cell.span)
    }

    /// A cell that must be filled.
    fn need(&self, key: Key, name: &str, problems: &mut Problems) -> Option<&'r Cell<'t>> {
        let found = self.get(key);
        if found.is_none() {
            problems.error(
                "blank-cell",
                self.span(key),
                Label::new(format!("kolom `{name}` kosong, diharapkan isinya"), format!("column `{name}` is blank, expected a value")),
            );
        }
        found
    }
}

fn member(row: &Row<'_, '_>, problems: &mut Problems) -> Option<Member> {
    let person = row.need(Key::Person, "person", problems).and_then(|cell| typed(cell, problems));
    let unit = row.need(Key::Unit, "unit", problems).and_then(|cell| typed(cell, problems));
    let kind = row.need(Key::Kind, "position-kind", problems).and_then(|cell| typed(cell, problems));
    let superior = row.get(Key::Superior).map(|cell| typed(cell, problems));
    let leads = row.get(Key::Leads).map(|cell| truth(cell, problems));
    Some(Member {
        person: person?,
        name: row.get(Key::Name).map(|cell| cell.text.to_string()),
        unit: unit?,
        superior: superior.flatten(),
        kind: kind?,
        leads: leads.flatten(),
    })
}

fn truth(cell: &Cell<'_>, problems: &mut Problems) -> Option<bool> {
    match cell.text.to_lowercase().as_str() {
        "ya" | "yes" | "y" | "true" | "1" => Some(true),
        "tidak" | "no" | "n" | "t" | "false" | "0" => Some(false),
        _ => {
            let found = shorten(&cell.text);
            problems.error(
                "unknown-word",
                cell.span,
                Label::new(
                    format!("kolom `leads` berisi `{found}`, diharapkan `ya` atau `tidak`"),
                    format!("column `leads` is `{found}`, expected `yes` or `no`"),
                ),
            );
            None
        }
    }
}

/// The chart; what does not fit is reported and left out, so that the other files can be checked all the same.
fn checked(mut members: Vec<Member>, places: &[Places], problems: &mut Problems) -> Chart {
    let found = match Chart::try_new(members.clone()) {
        Ok(chart) => return chart,
        Err(found) => found,
    };
    let mut left_out = Vec::new();
    for (at, problem) in &found {
        let at = *at;
        let (person, superior) = places.get(at).map_or((Span::default(), Span::default()), |p| (p.person, p.superior));
        let mut diagnostic = Diagnostic::error(problem.code(), &problems.file, superior, problem.message());
        match problem {
            ChartProblem::Duplicate { person: id } => {
                diagnostic.span = person;
                if let Some(first) = members.iter().position(|member| member.person == *id).and_then(|first| places.get(first)) {
                    diagnostic = diagnostic.with_related(first.person, Label::new("baris pertama", "the first line"));
                }
                left_out.push(at);
            }
            ChartProblem::UnknownSuperior { .. } | ChartProblem::Circle { .. } => {
                if let Some(member) = members.get_mut(at) {
                    member.superior = None;
                }
            }
        }
        problems.add(diagnostic);
    }
    let mut at = 0;
    members.retain(|_| {
        at += 1;
        !left_out.contains(&(at - 1))
    });
    Chart::try_new(members).unwrap_or_default()
}
