//! A civil servant: identity, and the registers that tell the career.

use std::fmt;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::employee_number::{EmployeeNumber, EmployeeNumberError, NumberForm};
use super::event::{Event, View};
use super::history::{History, HistoryError, Register};
use super::id::PersonId;
use super::record::{
    CertificateRecord, CreditRecord, DisciplineRecord, EducationRecord, EmploymentRecord, ExamRecord, ExaminationRecord, GradeRecord,
    LeadershipRecord, LearningRecord, PerformanceRecord, PositionRecord, Spell,
};
use super::tenure::Tenure;

/// Sex as the main staff record states it. A protected fact: no score may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// Male.
    Male,
    /// Female.
    Female,
}

impl Sex {
    /// The code used in data.
    pub fn as_str(self) -> &'static str {
        match self {
            Sex::Male => "male",
            Sex::Female => "female",
        }
    }
}

/// Takes the registers of a record one after another, whatever their kind of event: for stores and exports that treat all alike.
pub trait RegisterVisitor {
    /// Why it stops.
    type Error;

    /// Takes one register: `None` where nobody looked.
    ///
    /// # Errors
    /// Whatever ends the walk.
    fn register<T: Event + Serialize>(&mut self, name: &'static str, events: Option<&[T]>) -> Result<(), Self::Error>;
}

/// Gives the registers of a record one after another: what a [`RegisterVisitor`] took.
pub trait RegisterSource {
    /// Why it stops.
    type Error;

    /// Gives one register: `None` where nobody looked.
    ///
    /// # Errors
    /// Whatever ends the walk.
    fn register<T: Event + DeserializeOwned>(&mut self, name: &'static str) -> Result<Option<Vec<T>>, Self::Error>;
}

macro_rules! registers {
    ($($(#[$doc:meta])* $field:ident: $event:ty,)*) => {
        /// The registers of a civil servant, each consulted or not.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Registers {
            $($(#[$doc])* pub $field: Register<$event>,)*
        }

        /// The registers as they arrive: `None` where nobody looked, an empty list where the register holds nothing.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        pub struct RegisterRecords {
            $($(#[$doc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $field: Option<Vec<$event>>,)*
        }

        impl RegisterRecords {
            /// The names of the registers, as visitors and sources see them, in order.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($field)),*];

            /// Shows every register to a visitor, in the order of [`NAMES`](RegisterRecords::NAMES).
            ///
            /// # Errors
            /// Whatever ended the walk.
            pub fn visit<V: RegisterVisitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
                $(visitor.register(stringify!($field), self.$field.as_deref())?;)*
                Ok(())
            }

            /// Takes every register from a source, in the order of [`NAMES`](RegisterRecords::NAMES).
            ///
            /// # Errors
            /// Whatever ended the walk.
            pub fn read<S: RegisterSource>(source: &mut S) -> Result<RegisterRecords, S::Error> {
                Ok(RegisterRecords { $($field: source.register::<$event>(stringify!($field))?,)* })
            }

            /// Puts the events of every register in their order, so that the same events are the same record however they arrived.
            pub fn sort(&mut self) {
                $(if let Some(events) = &mut self.$field {
                    events.sort();
                })*
            }

            /// The names of the registers that newer records say otherwise; one that was not consulted says nothing.
            pub fn changed_by(&self, newer: &RegisterRecords) -> Vec<&'static str> {
                let mut changed = Vec::new();
                $(if newer.$field.is_some() && newer.$field != self.$field {
                    changed.push(stringify!($field));
                })*
                changed
            }

            /// Takes over every register that was consulted for newer records, as a whole.
            pub fn take_over(&mut self, newer: &RegisterRecords) {
                $(if newer.$field.is_some() {
                    self.$field.clone_from(&newer.$field);
                })*
            }

            /// Leaves out every register that is as it was known.
            pub fn leave_out(&mut self, known: &RegisterRecords) {
                $(if self.$field == known.$field {
                    self.$field = None;
                })*
            }

            fn check(self, birth_date: Option<NaiveDate>, faults: &mut Vec<RecordError>) -> Registers {
                Registers { $($field: check(self.$field, birth_date, faults),)* }
            }
        }
    };
}

registers! {
    /// Employment statuses.
    employments: EmploymentRecord,
    /// Grades.
    grades: GradeRecord,
    /// Positions.
    positions: PositionRecord,
    /// Diplomas.
    education: EducationRecord,
    /// Yearly performance labels.
    performance: PerformanceRecord,
    /// Credit points.
    credit: CreditRecord,
    /// Disciplinary sanctions.
    discipline: DisciplineRecord,
    /// Examinations of suspected breaches.
    examinations: ExaminationRecord,
    /// Objections and appeals against sanctions, while undecided.
    objections: Spell,
    /// Suspensions from office.
    suspensions: Spell,
    /// Study duty.
    study_duty: Spell,
    /// Secondments.
    secondments: Spell,
    /// Certificates.
    certificates: CertificateRecord,
    /// Learning.
    learning: LearningRecord,
    /// Leadership trainings passed.
    leadership: LeadershipRecord,
    /// Exams taken.
    exams: ExamRecord,
}

fn check<T: Event>(events: Option<Vec<T>>, birth_date: Option<NaiveDate>, faults: &mut Vec<RecordError>) -> Register<T> {
    let Some(events) = events else { return Register::NotConsulted };
    if let Some(early) = birth_date.and_then(|birth| events.iter().map(Event::since).filter(|day| *day <= birth).min()) {
        faults.push(RecordError::BeforeBirth { register: T::REGISTER, since: early });
    }
    match History::try_new(events) {
        Ok(history) => Register::Consulted(history),
        Err(found) => {
            faults.extend(found.into_iter().map(RecordError::History));
            Register::NotConsulted
        }
    }
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// In the employee number.
    #[error(transparent)]
    Number(#[from] EmployeeNumberError),
    /// In a history.
    #[error(transparent)]
    History(HistoryError),
    /// Something happened before birth.
    #[error("the {register} has an entry of {since}, expected a day after birth")]
    BeforeBirth {
        /// Which register.
        register: &'static str,
        /// The earliest such day.
        since: NaiveDate,
    },
}

/// Everything that is wrong with one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordErrors {
    /// Whose record.
    pub person: PersonId,
    /// What was found, register by register.
    pub faults: Vec<RecordError>,
}

impl fmt::Display for RecordErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the record of `{}` cannot be used", self.person)?;
        self.faults.iter().try_for_each(|fault| write!(f, "; {fault}"))
    }
}

impl std::error::Error for RecordErrors {}

/// A record as it arrives, before it is checked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CivilServantRecord {
    /// Internal id.
    pub id: PersonId,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Arc<str>>,
    /// Employee number, all digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employee_number: Option<Arc<str>>,
    /// Whether the number is that of contract staff.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub contract_number: bool,
    /// Date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// Sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Day of the first appointment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointed: Option<NaiveDate>,
    /// The registers.
    #[serde(default)]
    pub registers: RegisterRecords,
}

impl CivilServantRecord {
    /// A record of which only the id is known.
    pub fn new(id: PersonId) -> CivilServantRecord {
        CivilServantRecord {
            id,
            name: None,
            employee_number: None,
            contract_number: false,
            birth_date: None,
            sex: None,
            appointed: None,
            registers: RegisterRecords::default(),
        }
    }

    /// Only what this record says otherwise than one that was known before, so that taking it over leaves everything else as it is stored by then.
    #[must_use]
    pub fn beyond(mut self, known: &CivilServantRecord) -> CivilServantRecord {
        fn other<T: PartialEq>(new: Option<T>, known: Option<&T>) -> Option<T> {
            new.filter(|new| known != Some(new))
        }
        self.name = other(self.name, known.name.as_ref());
        // what form the number has is said together with the number
        if self.contract_number == known.contract_number {
            self.employee_number = other(self.employee_number, known.employee_number.as_ref());
        }
        self.birth_date = other(self.birth_date, known.birth_date.as_ref());
        self.sex = other(self.sex, known.sex.as_ref());
        self.appointed = other(self.appointed, known.appointed.as_ref());
        self.registers.sort();
        self.registers.leave_out(&known.registers);
        self
    }
}

/// Only the internal id: everything else is personal data.
impl fmt::Debug for CivilServantRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CivilServantRecord").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A civil servant whose record is sound (*pegawai ASN*).
///
/// Made from a [`CivilServantRecord`]; every [`History`] in it is sound and nothing in it happened before birth.
#[derive(Clone, PartialEq, Eq)]
pub struct CivilServant {
    id: PersonId,
    name: Option<Arc<str>>,
    number: Option<EmployeeNumber>,
    birth_date: Option<NaiveDate>,
    sex: Option<Sex>,
    appointed: Option<NaiveDate>,
    registers: Registers,
}

impl TryFrom<CivilServantRecord> for CivilServant {
    type Error = RecordErrors;

    /// # Errors
    /// Every fault of the record, not only the first.
    fn try_from(record: CivilServantRecord) -> Result<CivilServant, RecordErrors> {
        let mut faults = Vec::new();
        let form = if record.contract_number { NumberForm::Contract } else { NumberForm::CivilServant };
        let number = match record.employee_number.as_deref().map(|text| EmployeeNumber::parse(text, form)).transpose() {
            Ok(number) => number,
            Err(fault) => {
                faults.push(RecordError::Number(fault));
                None
            }
        };
        let registers = record.registers.check(record.birth_date, &mut faults);
        if !faults.is_empty() {
            return Err(RecordErrors { person: record.id, faults });
        }
        Ok(CivilServant {
            id: record.id,
            name: record.name,
            number,
            birth_date: record.birth_date,
            sex: record.sex,
            appointed: record.appointed,
            registers,
        })
    }
}

/// Only the internal id: everything else is personal data.
impl fmt::Debug for CivilServant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CivilServant").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Where the employee number and the record say different things. It names the part, not the values, which are personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Discrepancy {
    /// Digits 1 to 8.
    #[error("the employee number (digits 1 to 8) and the record give different birth dates")]
    BirthDate,
    /// Digits 9 to 14.
    #[error("the employee number (digits 9 to 14) and the record give different months of first appointment")]
    Appointment,
    /// Digit 15.
    #[error("the employee number (digit 15) and the record give different sexes")]
    Sex,
}

impl CivilServant {
    /// Internal id.
    pub fn id(&self) -> &PersonId {
        &self.id
    }

    /// Name.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Employee number.
    pub fn number(&self) -> Option<&EmployeeNumber> {
        self.number.as_ref()
    }

    /// Date of birth as the record states it.
    pub fn birth_date(&self) -> Option<NaiveDate> {
        self.birth_date
    }

    /// Sex as the record states it.
    pub fn sex(&self) -> Option<Sex> {
        self.sex
    }

    /// Day of the first appointment as the record states it.
    pub fn appointed(&self) -> Option<NaiveDate> {
        self.appointed
    }

    /// The registers.
    pub fn registers(&self) -> &Registers {
        &self.registers
    }

    /// Where the employee number contradicts the record. What the record does not state is not compared.
    pub fn discrepancies(&self) -> Vec<Discrepancy> {
        let Some(number) = &self.number else { return Vec::new() };
        let appointment_agrees =
            |day: NaiveDate| day.year() == number.entry_year() && number.entry_month().is_none_or(|month| month == day.month());
        [
            (Discrepancy::BirthDate, self.birth_date.is_some_and(|day| day != number.birth_date())),
            (Discrepancy::Appointment, self.appointed.is_some_and(|day| !appointment_agrees(day))),
            (Discrepancy::Sex, self.sex.is_some_and(|sex| sex != number.sex())),
        ]
        .into_iter()
        .filter_map(|(discrepancy, found)| found.then_some(discrepancy))
        .collect()
    }
}

/// A substantive position and the first day it is no longer held, as far as the view knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding<'a> {
    /// The position.
    pub position: &'a PositionRecord,
    /// First day after: its own end or the beginning of the next substantive position, whichever is first; open where neither has come.
    pub until: Option<NaiveDate>,
}

impl History<PositionRecord> {
    /// The substantive positions that have begun, oldest first. Each ends at the latest when the next begins.
    pub fn holdings(&self, view: View) -> Vec<Holding<'_>> {
        let held: Vec<&PositionRecord> = self.visible(view).filter(|position| !position.acting).collect();
        held.iter()
            .enumerate()
            .map(|(i, position)| {
                let next = held.get(i + 1).map(|next| next.since);
                let own = position.until.filter(|until| *until <= view.as_of);
                Holding { position, until: own.into_iter().chain(next).min() }
            })
            .collect()
    }

    /// The substantive position held on the day asked about.
    pub fn held(&self, view: View) -> Option<&PositionRecord> {
        self.holdings(view).last().filter(|holding| holding.until.is_none()).map(|holding| holding.position)
    }

    /// Time served, up to the day asked about, in positions that satisfy `counts`.
    pub fn tenure(&self, view: View, counts: impl Fn(&PositionRecord) -> bool) -> Tenure {
        let holdings = self.holdings(view);
        let counted = holdings.iter().filter(|holding| counts(holding.position));
        Tenure::of(counted.map(|holding| (holding.position.since, holding.until.unwrap_or(view.as_of))))
    }
}

#[cfg(test)]
mod tests;
