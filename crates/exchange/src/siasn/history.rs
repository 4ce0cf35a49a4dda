//! Entries of histories, one row each.

mod records;

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::people::id::EducationCode;
use jenjang::people::record::{
    CreditRecord, DisciplineRecord, EducationRecord, GradeRecord, LeadershipRecord, LearningRecord, PerformanceRecord, PositionRecord,
    Spell,
};

use super::codes::List;
use super::columns::TableKind;
use super::identity::{PersonRef, register_id};
use super::problem::Mender;
use super::row::Row;
use super::staff;

pub(super) use records::line_word;

/// What a row of a history says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Grade(GradeRecord),
    Position(PositionRecord),
    Education(EducationRecord),
    Performance(PerformanceRecord),
    Credit(CreditRecord),
    Discipline(DisciplineRecord),
    Training(Option<LeadershipRecord>, Option<LearningRecord>),
    StudyDuty(Spell),
    /// A sound row of which nothing is kept, which is remarked on.
    Nothing,
}

/// Who a row is about and what it says; no entry where something is wrong, all of which is reported.
pub(super) fn read(kind: TableKind, row: &mut Row<'_>) -> (Option<PersonRef>, Option<Entry>) {
    let person = person(row);
    let entry = match kind {
        TableKind::Grades => records::grade(row),
        TableKind::Positions => records::position(row),
        TableKind::Education => records::education(row),
        TableKind::Performance => records::performance(row),
        TableKind::Credit => records::credit(row),
        TableKind::Discipline => records::discipline(row),
        TableKind::Training => records::training(row),
        TableKind::Courses => records::course(row),
        TableKind::Leave => records::leave(row),
        TableKind::Staff | TableKind::Units => None,
    };
    let entry = entry.filter(|_| row.problems.is_empty() && person.is_some());
    (person, entry)
}

/// Who the row is about. Only the keys are read: this is also what counts the rows of each person.
pub(super) fn person(row: &mut Row<'_>) -> Option<PersonRef> {
    let id = row.cell("idPns").and_then(|text| row.typed("idPns", &register_id(&text), Mender::UnitOfficer));
    let number = match row.cell("nipBaru") {
        Some(text) => staff::clean_number(row, "nipBaru", &text).map(Arc::from),
        None => None,
    };
    if id.is_none() && number.is_none() && row.problems.is_empty() {
        row.row_problem(
            "person-missing",
            Label::new(
                "tidak menyebut pegawai, diharapkan id PNS atau NIP",
                "names nobody, expected the id of a person or an employee number",
            ),
            Mender::UnitOfficer,
        );
    }
    (id.is_some() || number.is_some()).then_some(PersonRef { id, number })
}

/// An education level. Of professional degrees the register does not say which level they equal: a physician's or pharmacist's is told by the
/// programme, the others count as the level they are built on, which is remarked on.
pub(super) fn education_level(row: &mut Row<'_>, id: &'static str, text: &'static str, programme: &'static str) -> Option<EducationCode> {
    let level = row.code(List::Education, id, text, Mender::PersonnelAgency)?;
    let programme = row.cell(programme).unwrap_or_default().to_uppercase();
    let ours = if level.kind == "approximate" {
        if level.code == "42" && (programme.contains("DOKTER") || programme.contains("APOTEKER")) {
            "Dokter"
        } else {
            row.note("level-approximate", id, || {
                Label::new(
                    "profesi dibaca sebagai S1, spesialis dan subspesialis sebagai S2: register tidak menyebut kesetaraannya",
                    "professional degrees are read as S1, specialists as S2: the register does not say what they equal",
                )
            });
            level.ours
        }
    } else {
        level.ours
    };
    row.typed(id, ours, Mender::PersonnelAgency)
}
