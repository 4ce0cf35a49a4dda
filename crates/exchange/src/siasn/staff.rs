//! The staff list: who somebody is, and what holds today.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::civil_servant::{RecordError, RegisterRecords};
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::record::{EducationRecord, EmploymentRecord, GradeRecord, PositionRecord};
use jenjang::people::{CivilServant, CivilServantRecord, EmployeeNumber, EmployeeNumberError, Event, NumberForm, Sex};
use serde::Serialize;

use super::codes::List;
use super::columns::TableKind;
use super::identity::{PersonIds, PersonRef, register_id};
use super::position::{self, NoPosition, PositionColumns};
use super::problem::{Mender, RowProblem};
use super::row::Row;
use super::source::SourceRow;
use crate::table::shorten;

/// Whether somebody is in service (*kedudukan hukum*).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// In service, or nobody said otherwise.
    #[default]
    InService,
    /// In service but away: unpaid leave, suspension, preparation of retirement.
    Away,
    /// No longer in service, or never taken up.
    Left,
}

/// A good row of the staff list.
#[derive(Clone)]
pub struct StaffEntry {
    /// The row, to hand back where the person cannot be kept after all.
    pub row: SourceRow,
    /// Identity, with the employments the list gives and no other register: those are in [`StaffEntry::seeds`].
    pub record: CivilServantRecord,
    /// What the list says of grade, position and education: first or last entries, not whole histories. Not consulted registers are `None`.
    pub seeds: RegisterRecords,
    /// Where the person works now.
    pub unit: Option<UnitId>,
    /// The name of that unit.
    pub unit_name: Option<Arc<str>>,
    /// The direct superior, where the file names one. The leaders of the table of units say it too.
    pub superior: Option<PersonRef>,
    /// Whether the person is in service.
    pub standing: Standing,
}

/// Only the internal id: everything else is personal data.
impl fmt::Debug for StaffEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaffEntry").field("id", &self.record.id).finish_non_exhaustive()
    }
}

impl StaffEntry {
    /// The person's record after this row, given what is known so far.
    ///
    /// Identity and employments become those of the list; what the list does not say is kept as it was. What it says of grade, position and
    /// education is left to the histories that are imported `together` with it; without them it fills registers that nobody consulted, and joins
    /// others only where it is newer than all they hold, so that a second import changes nothing.
    pub fn apply(&self, known: Option<&CivilServantRecord>, together: &[TableKind]) -> CivilServantRecord {
        let mut record = match known {
            None => self.record.clone(),
            Some(known) => {
                let (new, mut record) = (&self.record, known.clone());
                record.name = new.name.clone().or(record.name);
                record.employee_number = new.employee_number.clone().or(record.employee_number);
                record.contract_number = new.contract_number;
                record.birth_date = new.birth_date.or(record.birth_date);
                record.sex = new.sex.or(record.sex);
                record.appointed = new.appointed.or(record.appointed);
                record.registers.employments = new.registers.employments.clone().or(record.registers.employments);
                record
            }
        };
        let (registers, seeds) = (&mut record.registers, &self.seeds);
        if !together.contains(&TableKind::Grades) {
            add(&mut registers.grades, &seeds.grades, |last, seed| seed.since > last.since && seed.grade != last.grade);
        }
        if !together.contains(&TableKind::Positions) {
            add(&mut registers.positions, &seeds.positions, |last, seed| seed.since > last.since);
        }
        if !together.contains(&TableKind::Education) {
            add(&mut registers.education, &seeds.education, |last, seed| seed.graduated > last.graduated && seed.level != last.level);
        }
        record
    }
}

/// Fills a register that nobody consulted; to another it adds what is newer than its last event.
fn add<T: Event + Clone>(register: &mut Option<Vec<T>>, seeds: &Option<Vec<T>>, newer: impl Fn(&T, &T) -> bool) {
    let Some(seeds) = seeds else { return };
    let Some(known) = register else {
        *register = Some(seeds.clone());
        return;
    };
    for seed in seeds {
        let last = known.iter().max_by_key(|event| event.since());
        if last.is_none_or(|last| newer(last, seed)) {
            known.push(seed.clone());
        }
    }
}

const POSITION: PositionColumns = PositionColumns {
    kind: "jenis_jabatan_id",
    kind_name: "jenis_jabatan_nama",
    echelon: "eselon_id",
    echelon_name: "eselon_nama",
    tier: "jenjang_id",
    tier_name: "jenjang_nama",
    titles: &["jabatan_nama"],
    unit: "unor_id",
};

/// Reads a row; nothing where something is wrong, all of which is reported.
pub(super) fn read(row: &mut Row<'_>, ids: &PersonIds) -> Option<StaffEntry> {
    let employment = row.cell("jenis_pegawai_nama").into_iter().chain(row.cell("status_cpns_pns"));
    let says_contract = employment.map(|text| text.to_uppercase()).any(|text| text.contains("PPPK") || text.contains("P3K"));
    let number = number(row, "nip_baru", says_contract);
    let own_id = row.cell("pns_id").and_then(|text| row.typed::<PersonId>("pns_id", &register_id(&text), Mender::NationalRegister));
    let id = own_id.or_else(|| ids.of_number(number.as_ref().map(EmployeeNumber::reveal)?));
    let contract = number.as_ref().is_some_and(|number| number.form() == NumberForm::Contract);

    let name = row.text("nama");
    let birth_date = row.date("tanggal_lahir", Mender::NationalRegister);
    let sex = row.code(List::Sex, "jenis_kelamin", "jenis_kelamin", Mender::UnitOfficer);
    let sex = sex.and_then(|sex| match sex.ours {
        "male" => Some(Sex::Male),
        "female" => Some(Sex::Female),
        _ => None,
    });
    let appointed = row.date("tmt_cpns", Mender::PersonnelAgency);
    let employments = employments(row, contract, appointed);
    let grades = if contract { contract_grade(row) } else { grades(row, appointed) };
    let positions = position(row);
    let education = education(row);
    let standing =
        match row.code(List::LegalStatus, "kedudukan_hukum_id", "kedudukan_hukum_nama", Mender::UnitOfficer).map(|code| code.ours) {
            Some("away") => Standing::Away,
            Some("left") => Standing::Left,
            _ => Standing::InService,
        };
    let unit = row.cell("unor_id").and_then(|text| row.typed("unor_id", &register_id(&text), Mender::UnitOfficer));
    let unit_name = row.text("unor_nama");
    let superior = superior(row);

    let mut record = CivilServantRecord::new(id?);
    record.name = name;
    record.employee_number = number.as_ref().map(|number| Arc::from(number.reveal()));
    record.contract_number = contract;
    record.birth_date = birth_date;
    record.sex = sex;
    record.appointed = appointed;
    record.registers.employments = employments;
    let seeds = RegisterRecords { grades, positions, education, ..RegisterRecords::default() };
    let entry = StaffEntry { row: row.source.clone(), record, seeds, unit, unit_name, superior, standing };
    if row.problems.is_empty()
        && let Err(faults) = CivilServant::try_from(entry.apply(None, &[]))
    {
        row.problems.extend(faults.faults.iter().map(unsound));
    }
    row.problems.is_empty().then_some(entry)
}

/// A fault of a whole record as a problem of the row that brought it.
pub(crate) fn unsound(fault: &RecordError) -> RowProblem {
    let mender = match fault {
        RecordError::Number(_) => Mender::NationalRegister,
        _ => Mender::PersonnelAgency,
    };
    RowProblem::of_row("unsound-record", fault.message(), mender)
}

/// An employee number as a cell has it: blanks, dots and a spreadsheet's apostrophe are left out. What lost digits is refused.
pub(super) fn number(row: &mut Row<'_>, name: &'static str, contract_first: bool) -> Option<EmployeeNumber> {
    let text = row.need(name, Mender::UnitOfficer)?;
    let digits = clean_number(row, name, &text)?;
    let forms =
        if contract_first { [NumberForm::Contract, NumberForm::CivilServant] } else { [NumberForm::CivilServant, NumberForm::Contract] };
    let first = match EmployeeNumber::parse(&digits, forms[0]) {
        Ok(number) => return Some(number),
        Err(fault) => fault,
    };
    // digits 13 to 14 beyond 12 are no month: the number of contract staff
    if matches!(first, EmployeeNumberError::AppointmentMonth { .. })
        && let Ok(number) = EmployeeNumber::parse(&digits, forms[1])
    {
        row.note("contract-number", name, || {
            Label::new(
                "angka 13 sampai 14 NIP bukan bulan, dibaca sebagai NIP PPPK",
                "digits 13 to 14 of the number are no month, read as that of contract staff",
            )
        });
        return Some(number);
    }
    let mender = match first {
        EmployeeNumberError::Length { .. } | EmployeeNumberError::NotADigit { .. } => Mender::UnitOfficer,
        _ => Mender::NationalRegister,
    };
    row.problem("bad-number", name, first.message(), mender);
    None
}

/// The digits of a number; nothing where a spreadsheet took some of them, which is reported.
pub(super) fn clean_number(row: &mut Row<'_>, name: &'static str, text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '\'' | '’' | '`')).collect();
    if is_scientific(text) {
        row.problem(
            "number-lost-digits",
            name,
            Label::new(
                "lembar kerja menyimpan nomor ini sebagai bilangan sehingga angka terakhirnya hilang; ubahlah format kolom menjadi teks dan isilah lagi dari sumbernya",
                "the spreadsheet kept this number as a number and lost its last digits, expected a column formatted as text and filled again from its source",
            ),
            Mender::UnitOfficer,
        );
        return None;
    }
    if digits != text {
        row.note("number-cleaned", name, || {
            Label::new("spasi, titik, atau tanda petik pada nomor dilewati", "blanks, dots or quotes inside numbers are left out")
        });
    }
    Some(digits)
}

/// `1.99608182022041E+17`
fn is_scientific(text: &str) -> bool {
    let Some((front, exponent)) = text.split_once(['e', 'E']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(exponent) && exponent.len() <= 3 && digits(&front.replace(['.', ','], ""))
}

fn employments(row: &mut Row<'_>, contract: bool, appointed: Option<NaiveDate>) -> Option<Vec<EmploymentRecord>> {
    let first = row.decree("nomor_sk_cpns", "tanggal_sk_cpns");
    let second = row.decree("nomor_sk_pns", "tanggal_sk_pns");
    let established = row.date("tmt_pns", Mender::PersonnelAgency);
    let status = if contract { None } else { status(row) };
    let code = |row: &mut Row<'_>, code: &str| row.typed("status_cpns_pns", code, Mender::PersonnelAgency);
    if contract {
        let since = appointed.or(established)?;
        let status = code(row, "pppk")?;
        return Some(vec![EmploymentRecord { since, status, decree: first.or(second) }]);
    }
    if let (Some(from), Some(to)) = (appointed, established)
        && to < from
    {
        row.problem(
            "dates-reversed",
            "tmt_pns",
            Label::new(
                format!("TMT PNS {to} mendahului TMT CPNS {from}, diharapkan sesudahnya"),
                format!("appointed civil servant on {to}, before the candidacy of {from}, expected a later day"),
            ),
            Mender::PersonnelAgency,
        );
        return None;
    }
    if status == Some("pns") && established.is_none() {
        row.note("status-without-date", "tmt_pns", || {
            Label::new(
                "berstatus PNS tanpa TMT PNS: riwayat status kepegawaian tidak disimpan",
                "a civil servant without the day of the appointment: the employment history is not kept",
            )
        });
        return None;
    }
    let mut list = Vec::new();
    // somebody who became a civil servant on the day of the candidacy was never a candidate
    if let Some(since) = appointed.filter(|day| established != Some(*day)) {
        list.push(EmploymentRecord { since, status: code(row, "cpns")?, decree: first });
    }
    if let Some(since) = established {
        list.push(EmploymentRecord { since, status: code(row, "pns")?, decree: second });
    }
    (!list.is_empty()).then_some(list)
}

fn status(row: &mut Row<'_>) -> Option<&'static str> {
    row.code(List::Status, "status_cpns_pns", "status_cpns_pns", Mender::UnitOfficer).and_then(|code| code.ours())
}

fn contract_grade(row: &mut Row<'_>) -> Option<Vec<GradeRecord>> {
    if row.cell("gol_akhir_id").is_some() || row.cell("gol_akhir_nama").is_some() {
        row.note("contract-grade", "gol_akhir_nama", || {
            Label::new(
                "golongan PPPK tidak disimpan karena bukan golongan ruang PNS",
                "the grade of contract staff is not kept, because it is no grade of civil servants",
            )
        });
    }
    None
}

fn grades(row: &mut Row<'_>, appointed: Option<NaiveDate>) -> Option<Vec<GradeRecord>> {
    let first = row.code(List::Grade, "gol_awal_id", "gol_awal_nama", Mender::PersonnelAgency);
    let last = row.code(List::Grade, "gol_akhir_id", "gol_akhir_nama", Mender::PersonnelAgency);
    let since = row.date("tmt_golongan", Mender::PersonnelAgency);
    let mut list: Vec<GradeRecord> = Vec::new();
    if let (Some(grade), Some(since)) = (first, appointed) {
        let grade = row.typed("gol_awal_id", grade.ours, Mender::PersonnelAgency)?;
        list.push(GradeRecord { since, grade, kind: None, decree: None });
    }
    match (last, since) {
        (Some(grade), Some(since)) => {
            let grade = row.typed("gol_akhir_id", grade.ours, Mender::PersonnelAgency)?;
            if !list.iter().any(|known| known.since == since && known.grade == grade) {
                list.push(GradeRecord { since, grade, kind: None, decree: None });
            }
        }
        (Some(_), None) => row.note("grade-without-date", "tmt_golongan", || {
            Label::new("golongan tanpa TMT tidak disimpan", "a grade without the day it began is not kept")
        }),
        _ => {}
    }
    (!list.is_empty()).then_some(list)
}

fn position(row: &mut Row<'_>) -> Option<Vec<PositionRecord>> {
    let since = row.date("tmt_jabatan", Mender::PersonnelAgency);
    match position::read(row, &POSITION) {
        Ok(parts) => {
            let Some(since) = since else {
                row.note("position-without-date", "tmt_jabatan", || {
                    Label::new("jabatan tanpa TMT tidak disimpan", "a position without the day it began is not kept")
                });
                return None;
            };
            Some(vec![PositionRecord {
                since,
                until: None,
                kind: parts.kind,
                tier: parts.tier,
                echelon: parts.echelon,
                unit: parts.unit,
                field: None,
                title: parts.title,
                acting: false,
                decree: None,
            }])
        }
        Err(NoPosition::NoEchelon) => {
            row.note("position-without-echelon", "jenis_jabatan_id", || {
                Label::new(
                    "jabatan struktural tanpa eselon tidak disimpan dari data pegawai; riwayat jabatan menyebutkannya",
                    "a structural position without echelon is not kept from the staff list; the position history says it",
                )
            });
            None
        }
        Err(NoPosition::Unnamed | NoPosition::Wrong) => None,
    }
}

fn education(row: &mut Row<'_>) -> Option<Vec<EducationRecord>> {
    let level = super::history::education_level(row, "tingkat_pendidikan_id", "tingkat_pendidikan_nama", "pendidikan_nama");
    let year = row.year("tahun_lulus", Mender::Employee);
    let field = row.text("pendidikan_nama");
    let (level, year) = (level?, year?);
    let graduated = NaiveDate::from_ymd_opt(year, 12, 31)?;
    Some(vec![EducationRecord { graduated, recognised: Some(graduated), level, field }])
}

fn superior(row: &mut Row<'_>) -> Option<PersonRef> {
    let id = row.cell("atasan_pns_id").and_then(|text| row.typed("atasan_pns_id", &register_id(&text), Mender::UnitOfficer));
    let number = row.cell("atasan_nip").and_then(|text| {
        let digits = clean_number(row, "atasan_nip", &text)?;
        let sound = digits.len() == 18 && digits.bytes().all(|b| b.is_ascii_digit());
        if !sound {
            let found = shorten(&digits).chars().count();
            row.problem(
                "bad-number",
                "atasan_nip",
                Label::new(
                    format!("NIP terdiri atas 18 angka, ditemukan {found} karakter"),
                    format!("an employee number has 18 digits, found {found} characters"),
                ),
                Mender::UnitOfficer,
            );
        }
        sound.then(|| Arc::from(digits))
    });
    (id.is_some() || number.is_some()).then_some(PersonRef { id, number })
}
