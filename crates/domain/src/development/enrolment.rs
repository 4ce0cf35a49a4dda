//! Enrolments: who asks for a seat, who gets one, who came, what it led to.
//!
//! ```text
//! requested ─► seated ◄─ waiting ◄─ (approved without a free seat)
//!     │           ├─► attended, absent
//!     ├─► refused └─► withdrawn ◄─ requested, waiting       called off ◄─ whatever is alive
//! ```
//!
//! [`Roll`] moves them: all enrolments of one session together, so that seats and the waiting list are always right.

mod roll;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::legal::Label;
use crate::people::id::{CertificateId, CourseSessionId, EnrolmentId, PersonId};
use crate::record::{Kept, Kind};

pub use roll::{Approval, EnrolmentError, Roll, lot};

/// Where an enrolment stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum EnrolmentState {
    /// Asked for, not yet approved.
    Requested,
    /// Approved, with a seat.
    Seated {
        /// When the approval came.
        approved: DateTime<Utc>,
    },
    /// Approved, without a seat yet.
    Waiting {
        /// When the approval came.
        approved: DateTime<Utc>,
    },
    /// Not approved.
    Refused {
        /// When.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
    /// Given up before the end.
    Withdrawn {
        /// When.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
    /// The session was called off while the enrolment was alive.
    CalledOff {
        /// When.
        on: NaiveDate,
    },
    /// Had a seat and did not come.
    Absent {
        /// When it was recorded.
        on: NaiveDate,
    },
    /// Came, to the end.
    Attended {
        /// The last day.
        on: NaiveDate,
        /// Learning hours credited (JP).
        hours: Decimal,
        /// Whether the person passed; absent where nobody is tested.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        passed: Option<bool>,
        /// The certificate.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        certificate: Option<CertificateId>,
    },
}

impl EnrolmentState {
    /// Whether it holds a seat of a session that is still to be held or was.
    pub fn takes_a_seat(&self) -> bool {
        matches!(self, EnrolmentState::Seated { .. } | EnrolmentState::Absent { .. } | EnrolmentState::Attended { .. })
    }

    /// The word in files.
    pub fn word(&self) -> &'static str {
        match self {
            EnrolmentState::Requested => "requested",
            EnrolmentState::Seated { .. } => "seated",
            EnrolmentState::Waiting { .. } => "waiting",
            EnrolmentState::Refused { .. } => "refused",
            EnrolmentState::Withdrawn { .. } => "withdrawn",
            EnrolmentState::CalledOff { .. } => "called-off",
            EnrolmentState::Absent { .. } => "absent",
            EnrolmentState::Attended { .. } => "attended",
        }
    }

    /// What people read.
    pub fn label(&self) -> Label {
        match self {
            EnrolmentState::Requested => Label::new("menunggu persetujuan", "asked for"),
            EnrolmentState::Seated { .. } => Label::new("mendapat tempat", "has a seat"),
            EnrolmentState::Waiting { .. } => Label::new("dalam daftar tunggu", "on the waiting list"),
            EnrolmentState::Refused { .. } => Label::new("ditolak", "refused"),
            EnrolmentState::Withdrawn { .. } => Label::new("dibatalkan", "withdrawn"),
            EnrolmentState::CalledOff { .. } => Label::new("jadwal dibatalkan", "session called off"),
            EnrolmentState::Absent { .. } => Label::new("tidak hadir", "absent"),
            EnrolmentState::Attended { .. } => Label::new("hadir", "attended"),
        }
    }

    /// Whether the person may still come.
    pub fn is_alive(&self) -> bool {
        matches!(self, EnrolmentState::Requested | EnrolmentState::Seated { .. } | EnrolmentState::Waiting { .. })
    }
}

/// Somebody's enrolment in a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Enrolment {
    /// Its id.
    pub id: EnrolmentId,
    /// The session.
    pub session: CourseSessionId,
    /// Who.
    pub person: PersonId,
    /// Who asked for the person, where the person did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_by: Option<PersonId>,
    /// When it was asked.
    pub requested: DateTime<Utc>,
    /// Size of the need the course closes for the person, as known when it was approved; for the waiting list.
    #[serde(default)]
    pub need: Decimal,
    /// Learning hours of the year when it was approved; for the waiting list.
    #[serde(default)]
    pub hours_before: Decimal,
    /// Where it stands.
    #[serde(flatten)]
    pub state: EnrolmentState,
}

impl Kept for Enrolment {
    const KIND: Kind = Kind::Enrolment;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.session.as_str().into())
    }

    fn person(&self) -> Option<&PersonId> {
        Some(&self.person)
    }

    fn is_under_way(&self) -> bool {
        self.state.is_alive()
    }

    fn other(&self) -> Option<&PersonId> {
        self.requested_by.as_ref()
    }

    fn forget(self, person: &PersonId) -> Option<Enrolment> {
        // whoever asked for somebody else goes, the enrolment stays
        (self.person != *person).then(|| Enrolment { requested_by: self.requested_by.filter(|by| by != person), ..self })
    }
}
