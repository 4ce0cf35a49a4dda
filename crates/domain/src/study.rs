//! Study assignments (*tugas belajar*): eligibility, studying, and the years of service owed for it afterwards.
//!
//! Who may study, how long, what is owed and what a breach costs stands in dated policies under `asn/training` (rules before and since SE MenPANRB
//! 28/2021, see `docs/mentoring.md` for what was found and what not); here stand the states and the arithmetic of months. A semester is worth what
//! the annex of Peraturan LAN 10/2018 says of forms A1 and A2.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::audit::Digest;
use crate::legal::Label;
use crate::people::id::{CompetencyCode, EducationCode, PersonId, StudyId};
use crate::period::{DateRounding, add_months, months_between};
use crate::policy::stored::StoredDossier;
use crate::promotion::OutcomeKind;
use crate::record::{Kept, Kind};

/// The policies on study assignments, and what they ask for. A country's crate names its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StudyPolicies {
    /// Eligibility: who may study.
    pub eligibility: &'static str,
    /// Points: the longest a programme may take, in years.
    pub length: &'static str,
    /// Points: months of service owed.
    pub bond: &'static str,
    /// Points: what a breach costs.
    pub pay_back: &'static str,
    /// Points: the highest fine besides.
    pub fine: &'static str,
    /// Code of the form of development that a study paid by the government is.
    pub funded_form: &'static str,
    /// Code of the form that a study paid by the person is.
    pub self_funded_form: &'static str,
    /// The facts.
    pub facts: StudyFacts,
}

/// Facts about a study assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StudyFacts {
    /// The diploma it leads to.
    pub programme: &'static str,
    /// Whether the person serves in a remote area or a post much needed.
    pub remote_or_needed: &'static str,
    /// Accreditation of the programme.
    pub accreditation: &'static str,
    /// Months of study.
    pub months: &'static str,
    /// Its cost.
    pub cost: &'static str,
    /// Months of the bond.
    pub bond_months: &'static str,
    /// Months of the bond not served.
    pub months_missing: &'static str,
}

/// The decision whether somebody may study, as it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StudyEligibility {
    /// Id of the policy.
    pub policy: Arc<str>,
    /// Its version.
    pub version: Digest,
    /// Version of the text that names all rules it rests on.
    pub rules: Digest,
    /// The day decided for.
    pub as_of: NaiveDate,
    /// What came out.
    pub outcome: OutcomeKind,
    /// Codes of criteria that are not met.
    pub not_met: Vec<Arc<str>>,
    /// Codes of criteria of which a fact is missing.
    pub unknown: Vec<Arc<str>>,
    /// The facts.
    pub dossier: StoredDossier,
    /// The decision with all findings as JSON.
    pub proof: Arc<str>,
}

/// More time than was planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Extension {
    /// When it was given.
    pub on: NaiveDate,
    /// The new last day.
    pub until: NaiveDate,
    /// The decree.
    pub decree: Arc<str>,
}

/// A semester that was completed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Semester {
    /// Its number, from 1.
    pub number: u32,
    /// Its last day.
    pub completed: NaiveDate,
    /// Learning hours credited (JP).
    pub hours: Decimal,
}

/// Service owed after studying (*ikatan dinas*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bond {
    /// First day back in service.
    pub first: NaiveDate,
    /// Last day owed.
    pub last: NaiveDate,
    /// How many months.
    pub months: u32,
    /// The policy that says how many.
    pub policy: Arc<str>,
    /// Its legal ground.
    pub reference: Arc<str>,
}

impl Bond {
    /// A bond of whole months from a day on; `None` past the calendar's end.
    pub fn of(first: NaiveDate, months: u32, policy: Arc<str>, reference: Arc<str>) -> Option<Bond> {
        // a month that does not have the day counts to its end: nobody owes a day more than whole months
        let after = add_months(first, i32::try_from(months).ok()?, DateRounding::LastDayOfMonth)?;
        Some(Bond { first, last: after.pred_opt()?.max(first), months, policy, reference })
    }

    /// Whole months of service done by the end of a day.
    pub fn served(&self, day: NaiveDate) -> u32 {
        if day < self.first {
            return 0;
        }
        let until = day.succ_opt().unwrap_or(day);
        let done = months_between(self.first, until, DateRounding::LastDayOfMonth);
        u32::try_from(done).unwrap_or(0).min(self.months)
    }

    /// Whole months still owed after a day; a month begun is owed whole.
    pub fn missing(&self, day: NaiveDate) -> u32 {
        self.months - self.served(day)
    }
}

/// Leaving before the bond is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Breach {
    /// Last day in service.
    pub on: NaiveDate,
    /// Why.
    pub reason: Arc<str>,
    /// Months still owed.
    pub missing_months: u32,
    /// What has to be paid back, in rupiah; none where the cost of the study or a rule is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_back: Option<Decimal>,
    /// The highest fine that may be added, in rupiah; none where the cost or a rule is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fine_at_most: Option<Decimal>,
}

/// Where a study assignment stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum StudyState {
    /// Asked for.
    Applied,
    /// Not given.
    Refused {
        /// When.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
    /// Given, not yet begun.
    Granted {
        /// When.
        on: NaiveDate,
        /// The decree.
        decree: Arc<str>,
    },
    /// Studying.
    Studying {
        /// Since when.
        since: NaiveDate,
    },
    /// Studying longer than planned; the extensions say until when.
    Extended {
        /// Since when the study goes on.
        since: NaiveDate,
    },
    /// Passed.
    Graduated {
        /// Day of the diploma.
        on: NaiveDate,
    },
    /// Ended without a diploma.
    Failed {
        /// When.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
    /// Back in service, which is owed until the bond ends.
    BondRunning,
    /// All that was owed is served.
    BondOver {
        /// When it was recorded.
        on: NaiveDate,
    },
    /// Left before.
    Breached(Breach),
}

impl StudyState {
    /// What people read.
    pub fn label(&self) -> Label {
        match self {
            StudyState::Applied => Label::new("diajukan", "applied for"),
            StudyState::Refused { .. } => Label::new("ditolak", "refused"),
            StudyState::Granted { .. } => Label::new("ditetapkan", "granted"),
            StudyState::Studying { .. } => Label::new("sedang belajar", "studying"),
            StudyState::Extended { .. } => Label::new("diperpanjang", "extended"),
            StudyState::Graduated { .. } => Label::new("lulus", "graduated"),
            StudyState::Failed { .. } => Label::new("tidak lulus", "failed"),
            StudyState::BondRunning => Label::new("ikatan dinas berjalan", "bond running"),
            StudyState::BondOver { .. } => Label::new("ikatan dinas selesai", "bond over"),
            StudyState::Breached(_) => Label::new("ikatan dinas dilanggar", "bond broken"),
        }
    }

    /// Whether it is asked for, granted or going on.
    pub fn is_alive(&self) -> bool {
        matches!(self, StudyState::Applied | StudyState::Granted { .. } | StudyState::Studying { .. } | StudyState::Extended { .. })
    }
}

/// A study assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StudyAssignment {
    /// Its id.
    pub id: StudyId,
    /// Who.
    pub person: PersonId,
    /// The diploma it leads to.
    pub programme: EducationCode,
    /// Field of study.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Arc<str>>,
    /// Where.
    pub institution: Arc<str>,
    /// Code of the programme's accreditation, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accreditation: Option<Arc<str>>,
    /// Whether the person serves in a remote area or a post much needed, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_or_needed: Option<bool>,
    /// Paid by the person (before SE MenPANRB 28/2021 a study permit, *izin belajar*).
    #[serde(default)]
    pub self_funded: bool,
    /// Abroad.
    #[serde(default)]
    pub abroad: bool,
    /// The competency it raises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub competency: Option<CompetencyCode>,
    /// What the government pays for it, in rupiah.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Decimal>,
    /// First day.
    pub first: NaiveDate,
    /// Last day as planned, and as extended.
    pub last: NaiveDate,
    /// When it was asked for.
    pub requested: NaiveDate,
    /// Whether the person may, as decided when it was asked for or granted, the later of the two.
    pub eligibility: StudyEligibility,
    /// The longest the programme may take, in years, where a rule says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_years: Option<Decimal>,
    /// More time that was given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// What was completed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub semesters: Vec<Semester>,
    /// What is owed, once the person is back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bond: Option<Bond>,
    /// Where it stands.
    #[serde(flatten)]
    pub state: StudyState,
}

impl Kept for StudyAssignment {
    const KIND: Kind = Kind::Study;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }

    fn person(&self) -> Option<&PersonId> {
        Some(&self.person)
    }

    fn is_under_way(&self) -> bool {
        self.state.is_alive() || matches!(self.state, StudyState::BondRunning)
    }
}

/// Why something cannot be done with a study assignment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StudyError {
    /// Not what it would have to be.
    #[error("study `{study}` is {}, expected {}", .found.en, .expected.en)]
    State {
        /// The study.
        study: StudyId,
        /// Where it stands.
        found: Label,
        /// Where it would have to stand.
        expected: Label,
    },
    /// A day that does not fit.
    #[error("{} is {found}, expected {}", .what.en, .expected.en)]
    Day {
        /// Which day.
        what: Label,
        /// What was given.
        found: NaiveDate,
        /// What would do.
        expected: Label,
    },
    /// Longer than the programme may take.
    #[error("the study takes {months} months, expected at most {longest} (programme `{programme}`)")]
    TooLong {
        /// Months from the first to the last day.
        months: u32,
        /// The most there may be.
        longest: u32,
        /// The programme.
        programme: EducationCode,
    },
    /// A semester out of order.
    #[error("semester {found} was named, expected semester {expected}: each is credited once, in order")]
    Semester {
        /// The number given.
        found: u32,
        /// The next one.
        expected: u32,
    },
    /// Not eligible, or not known to be.
    #[error("study `{study}` cannot be granted: {}", .reason.en)]
    NotEligible {
        /// The study.
        study: StudyId,
        /// What is not met or not known.
        reason: Label,
    },
    /// Past the calendar's end.
    #[error("a bond of {0} months passes the calendar's end")]
    Calendar(u32),
}

impl StudyError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            StudyError::State { .. } => "study-state",
            StudyError::Day { .. } => "study-day",
            StudyError::TooLong { .. } => "study-too-long",
            StudyError::Semester { .. } => "study-semester",
            StudyError::NotEligible { .. } => "study-not-eligible",
            StudyError::Calendar(_) => "calendar",
        }
    }

    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            StudyError::State { study, found, expected } => format!("tugas belajar `{study}` {}, diharapkan {}", found.id, expected.id),
            StudyError::Day { what, found, expected } => format!("{} {found}, diharapkan {}", what.id, expected.id),
            StudyError::TooLong { months, longest, programme } => {
                format!("lama belajar {months} bulan, diharapkan paling lama {longest} (program `{programme}`)")
            }
            StudyError::Semester { found, expected } => {
                format!("semester {found} disebut, diharapkan semester {expected}: masing-masing dihitung sekali, berurutan")
            }
            StudyError::NotEligible { study, reason } => format!("tugas belajar `{study}` tidak dapat ditetapkan: {}", reason.id),
            StudyError::Calendar(months) => format!("ikatan dinas {months} bulan melewati akhir kalender"),
        };
        Label::new(id, self.to_string())
    }
}

/// Months that a time from the first to the last day fills; a month begun counts.
fn months_of(first: NaiveDate, last: NaiveDate) -> u32 {
    let after = last.succ_opt().unwrap_or(last);
    let whole = months_between(first, after, DateRounding::LastDayOfMonth);
    let full = add_months(first, whole, DateRounding::LastDayOfMonth) == Some(after);
    u32::try_from(whole).unwrap_or(0) + u32::from(!full)
}

impl StudyAssignment {
    fn wrong_state(&self, expected: Label) -> StudyError {
        StudyError::State { study: self.id.clone(), found: self.state.label(), expected }
    }

    fn day(what: (&str, &str), found: NaiveDate, expected: (String, String)) -> StudyError {
        StudyError::Day { what: Label::new(what.0, what.1), found, expected: Label::new(expected.0, expected.1) }
    }

    fn not_before(what: (&str, &str), found: NaiveDate, least: NaiveDate) -> Result<(), StudyError> {
        if found >= least {
            return Ok(());
        }
        Err(StudyAssignment::day(what, found, (format!("{least} atau sesudahnya"), format!("{least} or later"))))
    }

    /// Months of study so far, as planned and extended; a month begun counts.
    pub fn months(&self) -> u32 {
        months_of(self.first, self.last)
    }

    /// Whether dates and length are in order.
    ///
    /// # Errors
    /// [`StudyError`] where it ends before it begins or takes longer than the programme may.
    pub fn check(&self) -> Result<(), StudyError> {
        StudyAssignment::not_before(("hari terakhir", "the last day"), self.last, self.first)?;
        let longest = self.longest_years.and_then(|years| u32::try_from(years * Decimal::from(12)).ok());
        match longest {
            Some(longest) if self.months() > longest => {
                Err(StudyError::TooLong { months: self.months(), longest, programme: self.programme.clone() })
            }
            _ => Ok(()),
        }
    }

    /// Grants it. Who is not eligible, or not known to be, is granted nothing.
    ///
    /// # Errors
    /// [`StudyError`].
    pub fn grant(&mut self, eligibility: StudyEligibility, on: NaiveDate, decree: Arc<str>) -> Result<(), StudyError> {
        if self.state != StudyState::Applied {
            return Err(self.wrong_state(StudyState::Applied.label()));
        }
        if eligibility.outcome != OutcomeKind::Eligible {
            let list = |codes: &[Arc<str>]| codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
            let (not_met, unknown) = (list(&eligibility.not_met), list(&eligibility.unknown));
            let mut parts: Vec<(String, String)> = Vec::new();
            if !not_met.is_empty() {
                parts.push((format!("tidak terpenuhi {not_met}"), format!("not met {not_met}")));
            }
            if !unknown.is_empty() {
                parts.push((format!("belum diketahui {unknown}"), format!("not known {unknown}")));
            }
            let (id, en): (Vec<String>, Vec<String>) = parts.into_iter().unzip();
            let reason = Label::new(id.join("; "), en.join("; "));
            return Err(StudyError::NotEligible { study: self.id.clone(), reason });
        }
        self.eligibility = eligibility;
        self.state = StudyState::Granted { on, decree };
        Ok(())
    }

    /// Refuses it.
    ///
    /// # Errors
    /// [`StudyError::State`].
    pub fn refuse(&mut self, on: NaiveDate, reason: Arc<str>) -> Result<(), StudyError> {
        if self.state != StudyState::Applied {
            return Err(self.wrong_state(StudyState::Applied.label()));
        }
        self.state = StudyState::Refused { on, reason };
        Ok(())
    }

    fn since(&self) -> Result<NaiveDate, StudyError> {
        match self.state {
            StudyState::Studying { since } | StudyState::Extended { since } => Ok(since),
            _ => Err(self.wrong_state(Label::new("sedang belajar", "studying"))),
        }
    }

    /// Begins.
    ///
    /// # Errors
    /// [`StudyError`] where it is not granted, or the day is before the first.
    pub fn start(&mut self, on: NaiveDate) -> Result<(), StudyError> {
        if !matches!(self.state, StudyState::Granted { .. }) {
            return Err(self.wrong_state(Label::new("ditetapkan", "granted")));
        }
        StudyAssignment::not_before(("hari pertama", "the first day"), on, self.first)?;
        // length and bond follow the time really taken
        self.first = on;
        self.state = StudyState::Studying { since: on };
        Ok(())
    }

    /// Whether this semester is the next, and on which day it can have ended.
    ///
    /// # Errors
    /// [`StudyError`].
    pub fn can_complete(&self, number: u32, completed: NaiveDate) -> Result<(), StudyError> {
        let since = self.since()?;
        let expected = u32::try_from(self.semesters.len()).unwrap_or(u32::MAX).saturating_add(1);
        if number != expected {
            return Err(StudyError::Semester { found: number, expected });
        }
        let before = self.semesters.last().map_or(since, |semester| semester.completed);
        let what = ("akhir semester", "the end of the semester");
        StudyAssignment::not_before(what, completed, before.succ_opt().unwrap_or(before))?;
        if completed > self.last {
            let expected = (format!("paling lambat {}", self.last), format!("{} at the latest", self.last));
            return Err(StudyAssignment::day(what, completed, expected));
        }
        Ok(())
    }

    /// Gives more time.
    ///
    /// # Errors
    /// [`StudyError`] where nobody studies, or the new last day is not after the old one.
    pub fn extend(&mut self, extension: Extension) -> Result<(), StudyError> {
        let since = self.since()?;
        let next = self.last.succ_opt().unwrap_or(self.last);
        StudyAssignment::not_before(("hari terakhir yang baru", "the new last day"), extension.until, next)?;
        self.last = extension.until;
        self.extensions.push(extension);
        self.state = StudyState::Extended { since };
        Ok(())
    }

    /// Ends with a diploma, or without one for a reason.
    ///
    /// # Errors
    /// [`StudyError`] where nobody studies, or the day is before the first.
    pub fn end(&mut self, on: NaiveDate, failed: Option<Arc<str>>) -> Result<(), StudyError> {
        let since = self.since()?;
        StudyAssignment::not_before(("akhir belajar", "the end of the study"), on, since)?;
        // what is owed follows the time taken
        self.last = on;
        self.state = match failed {
            None => StudyState::Graduated { on },
            Some(reason) => StudyState::Failed { on, reason },
        };
        Ok(())
    }

    /// Whether the person can come back, and from which day the bond runs.
    ///
    /// # Errors
    /// [`StudyError`] where the study has not ended, or the day is not after its end.
    pub fn can_return(&self, on: NaiveDate) -> Result<(), StudyError> {
        let ended = match self.state {
            StudyState::Graduated { on } | StudyState::Failed { on, .. } => on,
            _ => return Err(self.wrong_state(Label::new("lulus atau tidak lulus", "graduated or failed"))),
        };
        StudyAssignment::not_before(("hari kembali bertugas", "the day back in service"), on, ended.succ_opt().unwrap_or(ended))
    }

    /// Back in service: the bond begins.
    ///
    /// # Errors
    /// As [`StudyAssignment::can_return`].
    pub fn come_back(&mut self, bond: Bond) -> Result<(), StudyError> {
        self.can_return(bond.first)?;
        self.bond = Some(bond);
        self.state = StudyState::BondRunning;
        Ok(())
    }

    fn running_bond(&self) -> Result<&Bond, StudyError> {
        match (&self.state, &self.bond) {
            (StudyState::BondRunning, Some(bond)) => Ok(bond),
            _ => Err(self.wrong_state(StudyState::BondRunning.label())),
        }
    }

    /// All that was owed is served.
    ///
    /// # Errors
    /// [`StudyError`] where no bond runs, or its last day has not passed.
    pub fn release(&mut self, on: NaiveDate) -> Result<(), StudyError> {
        let last = self.running_bond()?.last;
        let what = ("akhir ikatan dinas", "the end of the bond");
        StudyAssignment::not_before(what, on, last.succ_opt().unwrap_or(last))?;
        self.state = StudyState::BondOver { on };
        Ok(())
    }

    /// Months still owed when the person leaves after a day of the bond.
    ///
    /// # Errors
    /// [`StudyError`] where no bond runs or the day is not in it.
    pub fn missing_after(&self, on: NaiveDate) -> Result<u32, StudyError> {
        let bond = self.running_bond()?;
        if on < bond.first || on >= bond.last {
            let expected =
                (format!("dari {} sampai sebelum {}", bond.first, bond.last), format!("from {} to before {}", bond.first, bond.last));
            return Err(StudyAssignment::day(("hari terakhir bertugas", "the last day in service"), on, expected));
        }
        Ok(bond.missing(on))
    }

    /// Left before the bond was over.
    ///
    /// # Errors
    /// As [`StudyAssignment::missing_after`].
    pub fn breach(&mut self, breach: Breach) -> Result<(), StudyError> {
        self.missing_after(breach.on)?;
        self.state = StudyState::Breached(breach);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
