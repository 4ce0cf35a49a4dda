//! Certificates: what was certified to whom, on what ground, for how long, and what became of it; and the keys they are signed with.
//!
//! The public certificate is a signed file that stands for itself (`jenjang-credentials`). Here is what the issuer keeps of it: enough to list, revoke and
//! renew it. Once a person is erased the entry stays without the person, because the file may still be shown to somebody and a revocation has to hold.

mod key;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::audit::Digest;
use crate::legal::Label;
use crate::people::id::{CertificateId, CompetencyCode, CourseId, EnrolmentId, FrameworkId, IssuerKeyId, PersonId};
use crate::record::{Kept, Kind};

pub use key::{IssuerKey, current_key};

/// A competency a certificate stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CertifiedCompetency {
    /// The framework.
    pub framework: FrameworkId,
    /// The competency.
    pub competency: CompetencyCode,
    /// What it is called, in Indonesian.
    pub name: Arc<str>,
    /// The level.
    pub level: Decimal,
}

/// What a certificate certifies, in the words of the public file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Achievement {
    /// What it is called.
    pub title: Arc<str>,
    /// What it is.
    pub description: Arc<str>,
    /// What had to be done for it.
    pub criteria: Arc<str>,
    /// The competencies it stands for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub competencies: Vec<CertifiedCompetency>,
}

/// What a certificate rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ground")]
pub enum Ground {
    /// A course that was attended to the end, and passed where it is tested.
    Enrolment {
        /// The enrolment.
        enrolment: EnrolmentId,
        /// The course.
        course: CourseId,
        /// The last day.
        on: NaiveDate,
        /// Learning hours (JP).
        hours: Decimal,
    },
    /// An assessment in the competency profile.
    Assessment {
        /// The framework.
        framework: FrameworkId,
        /// The competency.
        competency: CompetencyCode,
        /// The day of the assessment.
        on: NaiveDate,
        /// The level shown.
        level: Decimal,
        /// How it was assessed.
        method: Arc<str>,
    },
    /// Something else, in words.
    Evidence {
        /// What it is.
        text: Arc<str>,
    },
}

impl Ground {
    /// What kind of achievement it is, as Open Badges call it.
    pub fn achievement_type(&self) -> &'static str {
        match self {
            Ground::Enrolment { .. } => "Course",
            Ground::Assessment { .. } => "Competency",
            Ground::Evidence { .. } => "Certificate",
        }
    }
}

/// Why a certificate was taken back. The code is public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationReason {
    /// It should not have been issued, or says something wrong.
    IssuedInError,
    /// What it rested on is not true.
    FalseEvidence,
    /// The holder no longer meets what it asks for.
    RequirementsNotMet,
    /// The key it was signed with fell into other hands.
    KeyCompromised,
    /// The holder asked for it.
    AtRequest,
}

impl RevocationReason {
    /// All reasons.
    pub const ALL: [RevocationReason; 5] = [
        RevocationReason::IssuedInError,
        RevocationReason::FalseEvidence,
        RevocationReason::RequirementsNotMet,
        RevocationReason::KeyCompromised,
        RevocationReason::AtRequest,
    ];

    /// The code in files.
    pub fn as_str(self) -> &'static str {
        match self {
            RevocationReason::IssuedInError => "issued-in-error",
            RevocationReason::FalseEvidence => "false-evidence",
            RevocationReason::RequirementsNotMet => "requirements-not-met",
            RevocationReason::KeyCompromised => "key-compromised",
            RevocationReason::AtRequest => "at-request",
        }
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            RevocationReason::IssuedInError => Label::new("keliru diterbitkan", "issued in error"),
            RevocationReason::FalseEvidence => Label::new("buktinya tidak benar", "false evidence"),
            RevocationReason::RequirementsNotMet => Label::new("syarat tidak lagi terpenuhi", "requirements no longer met"),
            RevocationReason::KeyCompromised => Label::new("kunci penerbit bocor", "key in other hands"),
            RevocationReason::AtRequest => Label::new("atas permintaan pemegang", "at the holder's request"),
        }
    }
}

/// That a certificate was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Revocation {
    /// When.
    pub on: NaiveDate,
    /// Why, for the public.
    pub reason: RevocationReason,
    /// Why, for the issuer's own files.
    pub note: Arc<str>,
}

/// Where a certificate stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It does not hold yet.
    NotYet,
    /// It holds.
    Valid,
    /// Its last day is over.
    Expired,
    /// It was taken back.
    Revoked,
}

impl Standing {
    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Standing::NotYet => Label::new("belum berlaku", "not yet valid"),
            Standing::Valid => Label::new("berlaku", "valid"),
            Standing::Expired => Label::new("berakhir", "expired"),
            Standing::Revoked => Label::new("dicabut", "revoked"),
        }
    }
}

/// A move that a certificate cannot make.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Revoked before.
    #[error("certificate `{id}` was revoked {on}, expected one that was not")]
    Revoked {
        /// Which.
        id: CertificateId,
        /// When.
        on: NaiveDate,
    },
    /// Renewed before.
    #[error("certificate `{id}` was renewed by `{by}`, expected one that was not")]
    Renewed {
        /// Which.
        id: CertificateId,
        /// By which.
        by: CertificateId,
    },
    /// It would end before it begins.
    #[error("the last day {last} is before the first, {first}")]
    Backwards {
        /// The first day.
        first: NaiveDate,
        /// The last day.
        last: NaiveDate,
    },
}

impl CertificateError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            CertificateError::Revoked { id, on } => format!("sertifikat `{id}` sudah dicabut {on}, diharapkan yang belum dicabut"),
            CertificateError::Renewed { id, by } => {
                format!("sertifikat `{id}` sudah diperbarui oleh `{by}`, diharapkan yang belum diperbarui")
            }
            CertificateError::Backwards { first, last } => format!("hari terakhir {last} sebelum hari pertama, {first}"),
        };
        Label::new(id, self.to_string())
    }
}

/// A certificate as its issuer keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Certificate {
    /// Its id.
    pub id: CertificateId,
    /// Its identifier in the public file, a URI.
    pub public_id: Arc<str>,
    /// Whose it is; nobody's once the person is erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// What it certifies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub achievement: Option<Achievement>,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
    /// When it was signed.
    pub issued: DateTime<Utc>,
    /// The first day it holds.
    pub first: NaiveDate,
    /// The last day it holds; one that does not end has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<NaiveDate>,
    /// The key it was signed with.
    pub key: IssuerKeyId,
    /// SHA-256 of the public file in canonical form.
    pub digest: Digest,
    /// The public file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Arc<str>>,
    /// The certificate it renews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<CertificateId>,
    /// The certificate that renewed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewed_by: Option<CertificateId>,
    /// That it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revocation>,
}

impl Certificate {
    /// Checks that a time of validity runs forward.
    ///
    /// # Errors
    /// [`CertificateError::Backwards`].
    pub fn check_days(first: NaiveDate, last: Option<NaiveDate>) -> Result<(), CertificateError> {
        match last {
            Some(last) if last < first => Err(CertificateError::Backwards { first, last }),
            _ => Ok(()),
        }
    }

    /// Where it stands on a day.
    pub fn standing(&self, day: NaiveDate) -> Standing {
        if self.revoked.is_some() {
            Standing::Revoked
        } else if day < self.first {
            Standing::NotYet
        } else if self.last.is_some_and(|last| last < day) {
            Standing::Expired
        } else {
            Standing::Valid
        }
    }

    /// Takes it back.
    ///
    /// # Errors
    /// [`CertificateError::Revoked`] for one that was.
    pub fn revoke(&self, revocation: Revocation) -> Result<Certificate, CertificateError> {
        self.not_revoked()?;
        Ok(Certificate { revoked: Some(revocation), ..self.clone() })
    }

    /// Notes that another certificate renews it. It holds to its last day all the same.
    ///
    /// # Errors
    /// [`CertificateError::Revoked`], [`CertificateError::Renewed`].
    pub fn renew(&self, by: &CertificateId) -> Result<Certificate, CertificateError> {
        self.not_revoked()?;
        match &self.renewed_by {
            Some(by) => Err(CertificateError::Renewed { id: self.id.clone(), by: by.clone() }),
            None => Ok(Certificate { renewed_by: Some(by.clone()), ..self.clone() }),
        }
    }

    fn not_revoked(&self) -> Result<(), CertificateError> {
        match &self.revoked {
            Some(revocation) => Err(CertificateError::Revoked { id: self.id.clone(), on: revocation.on }),
            None => Ok(()),
        }
    }
}

impl Kept for Certificate {
    const KIND: Kind = Kind::Certificate;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }

    fn person(&self) -> Option<&PersonId> {
        self.person.as_ref()
    }

    /// What tells a genuine certificate from another, and whether it was revoked, stays: the file may still be shown to somebody.
    fn forget(self, person: &PersonId) -> Option<Certificate> {
        if self.person.as_ref() != Some(person) {
            return Some(self);
        }
        let revoked = self.revoked.map(|revocation| Revocation { note: "".into(), ..revocation });
        Some(Certificate { person: None, achievement: None, ground: None, file: None, revoked, ..self })
    }
}

#[cfg(test)]
mod tests;
