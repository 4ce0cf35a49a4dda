//! How good the data about people is: what contradicts itself, what is missing, what cannot be.
//!
//! A [`Survey`] takes records one after the other and keeps counts and a few ids, so that its memory does not grow with the histories; to find
//! people who are there twice it remembers some forty bytes a person. Nothing is changed, and nothing is decided by it.

mod checks;
mod names;
mod report;

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::competency::standard::Standards;
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::{CivilServantRecord, EmployeeNumber, NumberForm};
use serde::{Serialize, Serializer};

use crate::siasn::Mender;

pub use report::{FindingCount, QualityReport, UnitQuality};

/// How many ids are kept of each finding.
const EXAMPLES: usize = 10;

macro_rules! findings {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $mender:ident, $id:literal, $en:literal;)*) => {
        /// What can be wrong with a record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Finding {
            $($(#[$doc])* $name,)*
        }

        impl Finding {
            /// Every finding, in the order of reports.
            pub const ALL: &'static [Finding] = &[$(Finding::$name),*];

            /// Stable kebab-case code, listed in docs/import.md.
            pub fn code(self) -> &'static str {
                match self { $(Finding::$name => $code,)* }
            }

            /// What it says, in both languages.
            pub fn label(self) -> Label {
                match self { $(Finding::$name => Label::new($id, $en),)* }
            }

            /// Who can mend it.
            pub fn mender(self) -> Mender {
                match self { $(Finding::$name => Mender::$mender,)* }
            }
        }
    };
}

findings! {
    /// The record as a whole cannot be used.
    Unsound = "unsound-record", PersonnelAgency, "data tidak dapat dipakai (riwayat bertentangan)", "record cannot be used (a history contradicts itself)";
    /// No employee number.
    NumberMissing = "number-missing", UnitOfficer, "tanpa NIP", "no employee number";
    /// A number that is none.
    NumberInvalid = "number-invalid", NationalRegister, "NIP tidak sah", "employee number not valid";
    /// Number and record give different birth dates.
    NumberBirthDate = "number-birth-date", NationalRegister, "tanggal lahir berbeda dari NIP", "birth date differs from the employee number";
    /// Number and record give different months of appointment.
    NumberAppointment = "number-appointment", NationalRegister, "TMT CPNS berbeda dari NIP", "month of appointment differs from the employee number";
    /// Number and record give different sexes.
    NumberSex = "number-sex", NationalRegister, "jenis kelamin berbeda dari NIP", "sex differs from the employee number";
    /// The same number as somebody before.
    NumberTwice = "number-twice", NationalRegister, "NIP sama dengan pegawai lain", "the same employee number as somebody else";
    /// Nearly the same name and the same birth date as somebody before.
    PossiblyTwice = "possibly-twice", UnitOfficer, "nama mirip dan tanggal lahir sama dengan pegawai lain", "nearly the name and the same birth date as somebody else";
    /// No birth date, in the record or in the number.
    BirthDateMissing = "birth-date-missing", UnitOfficer, "tanpa tanggal lahir", "no birth date";
    /// Appointed under the least age.
    AppointedTooYoung = "appointed-too-young", PersonnelAgency, "diangkat di bawah usia 18 tahun", "appointed under 18 years of age";
    /// Older than anybody may serve.
    TooOld = "too-old", PersonnelAgency, "berusia lebih dari 70 tahun", "older than 70 years";
    /// Past the retirement age of the position.
    PastRetirement = "past-retirement", PersonnelAgency, "melewati batas usia pensiun jabatannya", "past the retirement age of the position";
    /// Something is dated after the day of the report.
    DateInFuture = "date-in-future", PersonnelAgency, "tanggal di masa depan", "a date in the future";
    /// Something in the service before the appointment.
    BeforeAppointment = "before-appointment", PersonnelAgency, "pangkat atau jabatan sebelum diangkat", "a grade or position before the appointment";
    /// No grade on record, of a civil servant.
    GradeMissing = "grade-missing", PersonnelAgency, "tanpa riwayat golongan", "no grade history";
    /// A grade that is not of the list.
    GradeUnknown = "grade-unknown", PersonnelAgency, "golongan tidak dikenal", "unknown grade";
    /// Up by more than one grade.
    GradeSkipped = "grade-skipped", PersonnelAgency, "golongan melompat lebih dari satu tingkat", "a step of more than one grade";
    /// Down.
    GradeDown = "grade-down", PersonnelAgency, "golongan turun", "a step down in grade";
    /// The same grade again.
    GradeRepeated = "grade-repeated", PersonnelAgency, "golongan yang sama dua kali berturut-turut", "the same grade twice in a row";
    /// A grade without its decree.
    GradeWithoutDecree = "grade-without-decree", Employee, "golongan tanpa SK", "a grade without decree";
    /// No position on record.
    PositionMissing = "position-missing", PersonnelAgency, "tanpa riwayat jabatan", "no position history";
    /// Two positions at one time.
    PositionsOverlap = "positions-overlap", PersonnelAgency, "jabatan bertumpang tindih", "positions overlap";
    /// No position for a time.
    PositionGap = "position-gap", PersonnelAgency, "masa tanpa jabatan di antara dua jabatan", "a time without position between two positions";
    /// A functional position without tier.
    TierMissing = "tier-missing", PersonnelAgency, "jabatan fungsional tanpa jenjang", "a functional position without tier";
    /// No standard for the position held.
    PostWithoutStandard = "post-without-standard", PersonnelAgency, "jabatan tanpa standar kompetensi", "a post without competency standard";
    /// A year of service without label.
    YearWithoutLabel = "year-without-label", UnitOfficer, "tahun tanpa predikat kinerja", "a year without performance label";
    /// No education on record.
    EducationMissing = "education-missing", Employee, "tanpa riwayat pendidikan", "no education history";
    /// A diploma younger people do not have.
    EducationTooYoung = "education-too-young", Employee, "ijazah pada usia yang tidak mungkin", "a diploma at an impossible age";
    /// A higher diploma before a lower one.
    EducationOrder = "education-order", Employee, "ijazah lebih tinggi mendahului yang lebih rendah", "a higher diploma before a lower one";
    /// The first grade is above what the education then had gives.
    EntryAboveEducation = "entry-above-education", PersonnelAgency, "golongan awal di atas pendidikan saat itu", "first grade above what the education of the time gives";
    /// A moderate or severe sanction without its last day.
    SanctionWithoutEnd = "sanction-without-end", PersonnelAgency, "hukuman sedang atau berat tanpa tanggal akhir", "a moderate or severe sanction without last day";
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// What the data is held against.
#[derive(Clone, Debug)]
pub struct Expectations {
    /// The day of the report.
    pub as_of: NaiveDate,
    /// The least age at appointment, in years (PP 11/2017 ps. 23: 18).
    pub least_age: i32,
    /// The age beyond which nobody serves, in years.
    pub greatest_age: i32,
    /// Retirement ages in years by kind of position, and by tier of functional positions (PP 11/2017 ps. 239, read in a secondary source).
    pub retirement: BTreeMap<Arc<str>, i32>,
    /// The first year that must have a label (SKP 2022: 2022).
    pub labels_since: i32,
    /// Grades from the lowest to the highest.
    pub grades: Vec<Arc<str>>,
    /// Education levels, the highest first grade each gives (PP 99/2000 and practice), and the least age of graduates; from lowest to highest.
    pub education: Vec<EducationExpectation>,
    /// Competency standards; none where posts are not to be checked.
    pub standards: Option<Vec<Standards>>,
}

/// What an education level implies.
#[derive(Clone, Debug)]
pub struct EducationExpectation {
    /// The level.
    pub level: Arc<str>,
    /// The first grade it gives.
    pub first_grade: Arc<str>,
    /// Nobody younger has it, in years.
    pub least_age: i32,
}

impl Expectations {
    /// Those of the Indonesian civil service on a day.
    pub fn national(as_of: NaiveDate) -> Expectations {
        let ages = [
            ("pelaksana", 58),
            ("pengawas", 58),
            ("administrator", 58),
            ("jpt-pratama", 60),
            ("jpt-madya", 60),
            ("jpt-utama", 60),
            ("pemula", 58),
            ("terampil", 58),
            ("mahir", 58),
            ("penyelia", 58),
            ("ahli-pertama", 58),
            ("ahli-muda", 58),
            ("ahli-madya", 60),
            ("ahli-utama", 65),
        ];
        let education = [
            ("SD", "I/a", 10),
            ("SLTP", "I/c", 13),
            ("SLTP-K", "I/c", 13),
            ("SLTA", "II/a", 15),
            ("D-I", "II/a", 16),
            ("D-II", "II/b", 17),
            ("SGPLB", "II/b", 17),
            ("D-III", "II/c", 18),
            ("S1", "III/a", 18),
            ("D-IV", "III/a", 18),
            ("Dokter", "III/b", 20),
            ("S2", "III/b", 20),
            ("S3", "III/c", 22),
        ];
        let expectation = |(level, first_grade, least_age): (&str, &str, i32)| EducationExpectation {
            level: level.into(),
            first_grade: first_grade.into(),
            least_age,
        };
        Expectations {
            as_of,
            least_age: 18,
            greatest_age: 70,
            retirement: ages.into_iter().map(|(code, age)| (Arc::from(code), age)).collect(),
            labels_since: 2022,
            grades: crate::siasn::grades().map(Arc::from).collect(),
            education: education.into_iter().map(expectation).collect(),
            standards: None,
        }
    }
}

/// Counts of one finding.
#[derive(Clone, Debug, Default)]
struct Tally {
    people: u64,
    entries: u64,
    examples: Vec<PersonId>,
}

/// Counts of one unit.
#[derive(Clone, Debug, Default)]
struct UnitTally {
    people: u64,
    clean: u64,
    findings: BTreeMap<Finding, u64>,
}

/// Records under survey.
#[derive(Debug)]
pub struct Survey {
    expectations: Expectations,
    people: u64,
    clean: u64,
    findings: BTreeMap<Finding, Tally>,
    units: BTreeMap<Option<UnitId>, UnitTally>,
    hasher: RandomState,
    numbers: HashSet<u64>,
    names: HashSet<u64>,
}

impl Survey {
    /// Begins a survey.
    pub fn new(expectations: Expectations) -> Survey {
        Survey {
            expectations,
            people: 0,
            clean: 0,
            findings: BTreeMap::new(),
            units: BTreeMap::new(),
            hasher: RandomState::new(),
            numbers: HashSet::new(),
            names: HashSet::new(),
        }
    }

    /// Looks at one record; what was found, with how many entries each. People may come in any order, each once.
    pub fn add(&mut self, record: &CivilServantRecord, unit: Option<&UnitId>) -> BTreeMap<Finding, u64> {
        let mut found = checks::record(record, &self.expectations);
        self.twice(record, &mut found);
        self.people += 1;
        let own = self.units.entry(unit.cloned()).or_default();
        own.people += 1;
        if found.is_empty() {
            self.clean += 1;
            own.clean += 1;
        }
        for (finding, entries) in &found {
            *own.findings.entry(*finding).or_default() += 1;
            let tally = self.findings.entry(*finding).or_default();
            tally.people += 1;
            tally.entries += entries;
            if tally.examples.len() < EXAMPLES {
                tally.examples.push(record.id.clone());
            }
        }
        found
    }

    fn twice(&mut self, record: &CivilServantRecord, found: &mut BTreeMap<Finding, u64>) {
        if let Some(number) = &record.employee_number
            && !self.numbers.insert(self.hasher.hash_one(&**number))
        {
            found.insert(Finding::NumberTwice, 1);
        }
        let form = if record.contract_number { NumberForm::Contract } else { NumberForm::CivilServant };
        let from_number = || EmployeeNumber::parse(record.employee_number.as_deref()?, form).ok().map(|number| number.birth_date());
        let birth = record.birth_date.or_else(from_number);
        let key = record.name.as_deref().map(names::key).filter(|key| !key.is_empty());
        if let Some(both) = key.zip(birth)
            && !self.names.insert(self.hasher.hash_one(both))
        {
            found.insert(Finding::PossiblyTwice, 1);
        }
    }

    /// The report.
    pub fn finish(self) -> QualityReport {
        QualityReport::new(self)
    }
}

/// Surveys all records of an iterator.
pub fn survey<'r>(
    expectations: Expectations,
    records: impl IntoIterator<Item = (&'r CivilServantRecord, Option<&'r UnitId>)>,
) -> QualityReport {
    let mut survey = Survey::new(expectations);
    for (record, unit) in records {
        survey.add(record, unit);
    }
    survey.finish()
}
