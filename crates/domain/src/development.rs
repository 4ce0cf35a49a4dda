//! Development of people: what was planned and done about a gap. The plan itself comes with its own rules; here stands what is kept.

pub mod budget;
pub mod catalogue;
pub mod credit;
pub mod demand;
pub mod duty;
pub mod effect;
pub mod enrolment;
pub mod forms;
pub mod need;
pub mod plan;
pub mod repository;
pub mod wish;

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::people::id::{CompetencyCode, DevelopmentId, PersonId};

/// Where a development activity stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum DevelopmentState {
    /// Meant to be done.
    Planned {
        /// By when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<NaiveDate>,
    },
    /// Done; learning hours count from the day of completion.
    Completed {
        /// The last day.
        on: NaiveDate,
        /// Learning hours credited (*jam pelajaran*, of 45 minutes each).
        hours: Decimal,
        /// Certificate or report.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Arc<str>>,
    },
    /// Given up.
    Cancelled {
        /// When.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
}

/// One activity that develops a person: training, workshop, internship, mentoring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DevelopmentRecord {
    /// Its id.
    pub id: DevelopmentId,
    /// Whose.
    pub person: PersonId,
    /// Code of the form (`C11`), as Peraturan LAN 10/2018 lists them.
    pub form: Arc<str>,
    /// What it is called.
    pub title: Arc<str>,
    /// The competency it is to raise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub competency: Option<CompetencyCode>,
    /// What its hours were counted from, where a rule counted them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<credit::Counted>,
    /// Where it stands.
    #[serde(flatten)]
    pub state: DevelopmentState,
}
