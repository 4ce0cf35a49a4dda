//! Assessed levels of people as a table: one competency of one person a line.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::competency::{Assessment, AssessmentUnit, Framework, Profile, ProfileFaultKind, Purpose};
use jenjang::legal::Label;
use jenjang::people::id::{FrameworkId, PersonId};
use jenjang::policy::diagnostic::{Diagnostic, Span};
use jenjang::policy::expression::suggest::nearest;

use super::row::{Row, day, number, word};
use crate::evaluation::{File, empty, has_width, typed};
use crate::table::{Column, Other, Problems, Reading, Rows, header};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Person,
    Competency,
    Level,
    Date,
    Assessor,
    Method,
    ValidUntil,
    Framework,
    Purpose,
    Tier,
    Unit,
    Accredited,
    Evidence,
}

const COLUMNS: [Column<Key>; 13] = [
    Column { key: Key::Person, names: &["person", "orang", "pegawai", "id"], required: true },
    Column { key: Key::Competency, names: &["competency", "kompetensi", "kode"], required: true },
    Column { key: Key::Level, names: &["level"], required: true },
    Column { key: Key::Date, names: &["date", "tanggal"], required: true },
    Column { key: Key::Assessor, names: &["assessor", "asesor", "penilai"], required: true },
    Column { key: Key::Method, names: &["method", "metode"], required: true },
    Column { key: Key::ValidUntil, names: &["valid-until", "berlaku-sampai"], required: false },
    Column { key: Key::Framework, names: &["framework", "kerangka"], required: false },
    Column { key: Key::Purpose, names: &["purpose", "tujuan"], required: false },
    Column { key: Key::Tier, names: &["tier", "jenjang"], required: false },
    Column { key: Key::Unit, names: &["unit"], required: false },
    Column { key: Key::Accredited, names: &["accredited", "terakreditasi"], required: false },
    Column { key: Key::Evidence, names: &["evidence", "bukti"], required: false },
];

/// One line of the table, and where its parts stand.
#[derive(Clone, Debug)]
pub struct AssessmentRow {
    /// Who was assessed.
    pub person: PersonId,
    /// The framework, where the line names one.
    pub framework: Option<FrameworkId>,
    /// The assessment.
    pub assessment: Assessment,
    competency_span: Span,
    level_span: Span,
    valid_until_span: Span,
    framework_span: Span,
}

/// The profiles of one person, one for each framework the person was assessed in, in order of frameworks.
#[derive(Clone, Debug)]
pub struct PersonProfiles {
    /// Who.
    pub person: PersonId,
    /// The profiles.
    pub profiles: Vec<Profile>,
}

/// Reads assessments: `person`, `competency`, `level`, `date`, `assessor`, `method`; if wanted `valid-until`, `framework`, `purpose`, `tier`,
/// `unit`, `accredited`, `evidence`.
pub fn read_assessments_csv(file: File<'_>) -> Reading<Vec<AssessmentRow>> {
    let mut problems = Problems::new(file.name);
    let Some(text) = problems.text(file.bytes) else { return Reading::new(None, problems.finish(file.bytes.len())) };
    let rows = rows(text, &mut problems);
    Reading::new(rows, problems.finish(text.len()))
}

fn rows(text: &str, problems: &mut Problems) -> Option<Vec<AssessmentRow>> {
    let expected = Label::new(
        "baris judul `person,competency,level,date,assessor,method` lalu satu baris tiap kompetensi",
        "a header `person,competency,level,date,assessor,method`, then a line for each competency",
    );
    let (mut rows, mut cells) = (Rows::new(text), Vec::new());
    let Some(place) = rows.next(&mut cells, problems) else {
        empty(problems, &expected);
        return None;
    };
    let columns = header(&cells, place, &COLUMNS, problems, |_, _| Other::Unused)?;
    let (mut found, mut any) = (Vec::new(), false);
    while let Some(place) = rows.next(&mut cells, problems) {
        any = true;
        if has_width(&cells, columns.len(), place, problems) {
            found.extend(row(&Row { columns: &columns, cells: &cells, place }, problems));
        }
    }
    if !any {
        empty(problems, &expected);
    }
    Some(found)
}

fn row(row: &Row<'_, '_, Key>, problems: &mut Problems) -> Option<AssessmentRow> {
    let person = row.need(Key::Person, "person", problems).and_then(|cell| typed(cell, problems));
    let competency = row.need(Key::Competency, "competency", problems).and_then(|cell| typed(cell, problems));
    let level = row.need(Key::Level, "level", problems).and_then(|cell| number(cell, "level", problems));
    let date = row.need(Key::Date, "date", problems).and_then(|cell| day(cell, "date", problems));
    let assessor = row.need(Key::Assessor, "assessor", problems).map(|cell| Arc::<str>::from(&*cell.text));
    let method = row.need(Key::Method, "method", problems).map(|cell| Arc::<str>::from(&*cell.text));
    let valid_until = row.get(Key::ValidUntil).map(|cell| day(cell, "valid-until", problems));
    let framework = row.get(Key::Framework).map(|cell| typed(cell, problems));
    let tier = row.get(Key::Tier).map(|cell| typed(cell, problems));
    let purposes: [(&[&str], Purpose); 2] = [(&["filling", "pengisian"], Purpose::Filling), (&["mapping", "pemetaan"], Purpose::Mapping)];
    let purpose = row.get(Key::Purpose).map(|cell| word(cell, "purpose", &purposes, problems));
    let truths: [(&[&str], bool); 2] = [(&["yes", "ya", "y", "true", "1"], true), (&["no", "tidak", "n", "t", "false", "0"], false)];
    let accredited = row.get(Key::Accredited).map(|cell| word(cell, "accredited", &truths, problems));
    let unit = row.get(Key::Unit).map(|cell| Arc::<str>::from(&*cell.text));
    let accredited = accredited.flatten();
    let unit = match (unit, accredited) {
        (None, None) => None,
        // who says whether a unit was accredited may leave its name to the assessor's
        (name, accredited) => Some(AssessmentUnit { name: name.or_else(|| assessor.clone())?, accredited }),
    };
    let evidence = row
        .get(Key::Evidence)
        .map_or_else(Vec::new, |cell| cell.text.split('|').map(str::trim).filter(|part| !part.is_empty()).map(Arc::from).collect());
    Some(AssessmentRow {
        person: person?,
        framework: framework.flatten(),
        assessment: Assessment {
            competency: competency?,
            level: level?,
            date: date?,
            valid_until: valid_until.flatten(),
            assessor: assessor?,
            method: method?,
            purpose: purpose.flatten(),
            tier: tier.flatten(),
            unit,
            evidence,
        },
        competency_span: row.span(Key::Competency),
        level_span: row.span(Key::Level),
        valid_until_span: row.span(Key::ValidUntil),
        framework_span: row.span(Key::Framework),
    })
}

/// Puts lines together: one profile per person and framework, people in order of their ids.
///
/// A line without a framework belongs to the one framework that has its competency; where several have it, the line must say which.
pub fn profiles(file: &str, rows: &[AssessmentRow], frameworks: &[Framework]) -> Reading<Vec<PersonProfiles>> {
    let mut problems = Problems::new(file);
    let mut sorted: BTreeMap<&PersonId, BTreeMap<&FrameworkId, Vec<&AssessmentRow>>> = BTreeMap::new();
    for row in rows {
        if let Some(framework) = framework_of(row, frameworks, &mut problems) {
            sorted.entry(&row.person).or_default().entry(framework.id()).or_default().push(row);
        }
    }
    let mut people = Vec::new();
    for (person, by_framework) in sorted {
        let mut profiles = Vec::new();
        for (id, rows) in by_framework {
            let Some(framework) = frameworks.iter().find(|framework| framework.id() == id) else { continue };
            let assessments = rows.iter().map(|row| row.assessment.clone()).collect();
            match Profile::try_new(person.clone(), framework, assessments) {
                Ok(profile) => profiles.push(profile),
                Err(errors) => {
                    for fault in &errors.0 {
                        let Some(row) = rows.get(fault.assessment) else { continue };
                        let span = match &fault.kind {
                            ProfileFaultKind::UnknownCompetency { .. } => row.competency_span,
                            ProfileFaultKind::LevelOutsideScale { .. } | ProfileFaultKind::TooManyPlaces { .. } => row.level_span,
                            ProfileFaultKind::ValidBefore { .. } => row.valid_until_span,
                        };
                        problems.error(fault.kind.code(), span, fault.kind.label());
                    }
                }
            }
        }
        people.push(PersonProfiles { person: person.clone(), profiles });
    }
    Reading::new(Some(people), problems.finish(usize::MAX))
}

fn framework_of<'f>(row: &AssessmentRow, frameworks: &'f [Framework], problems: &mut Problems) -> Option<&'f Framework> {
    if let Some(named) = &row.framework {
        let found = frameworks.iter().find(|framework| framework.id() == named);
        if found.is_none() {
            let names = || frameworks.iter().map(|framework| framework.id().as_str());
            let message = Label::new(
                format!("kerangka kompetensi `{named}` tidak dikenal (lihat `jenjang competency list`)"),
                format!("unknown competency framework `{named}` (see `jenjang competency list`)"),
            );
            suggest("unknown-framework", row.framework_span, message, nearest(named.as_str(), names()), problems);
        }
        return found;
    }
    let code = &row.assessment.competency;
    let with: Vec<&Framework> = frameworks.iter().filter(|framework| framework.competency(code).is_some()).collect();
    match with.as_slice() {
        [only] => Some(only),
        [] => {
            let known = frameworks.iter().flat_map(Framework::competencies).map(|competency| competency.code.as_str());
            let message = Label::new(
                format!("kompetensi `{code}` tidak ada dalam kerangka mana pun (lihat `jenjang competency list`)"),
                format!("competency `{code}` is in no framework (see `jenjang competency list`)"),
            );
            suggest("unknown-competency", row.competency_span, message, nearest(code.as_str(), known), problems);
            None
        }
        several => {
            let names = several.iter().map(|framework| format!("`{}`", framework.id())).collect::<Vec<_>>().join(", ");
            problems.error(
                "ambiguous-competency",
                row.competency_span,
                Label::new(
                    format!("kompetensi `{code}` ada dalam {names}; sebutkan yang dimaksud dalam kolom `framework`"),
                    format!("competency `{code}` is in {names}; say which one in a column `framework`"),
                ),
            );
            None
        }
    }
}

fn suggest(code: &'static str, span: Span, message: Label, near: Option<&str>, problems: &mut Problems) {
    let mut diagnostic = Diagnostic::error(code, &problems.file, span, message);
    if let Some(near) = near {
        diagnostic = diagnostic.with_help(Label::new(format!("maksudnya `{near}`?"), format!("did you mean `{near}`?")));
    }
    problems.add(diagnostic);
}

#[cfg(test)]
mod tests;
