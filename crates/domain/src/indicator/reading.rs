//! Figures of an indicator: reported, calculated, verified by somebody else, corrected by a new one that points at the old.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::definition::{Indicator, Source};
use super::period::ReportingPeriod;
use crate::legal::Label;
use crate::people::id::{IndicatorId, PersonId};
use crate::record::{Kept, Kind};

/// A figure as somebody reported it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reported {
    /// The figure.
    pub value: Decimal,
    /// Its parts, where the formula names some.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: BTreeMap<Arc<str>, Decimal>,
    /// Where it can be looked up.
    pub evidence: Arc<str>,
}

/// A figure as it was calculated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Calculated {
    /// The figure, unrounded.
    pub value: Decimal,
    /// Of how many people, rounds or answers; absent where it follows from reported parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<u64>,
    /// How many more there were that nobody knows enough about; they are in no part of the figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<u64>,
}

/// Where a reading stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum ReadingState {
    /// Entered, not looked at by anybody else.
    Entered,
    /// Found right by somebody else than who entered it.
    Verified {
        /// When.
        on: NaiveDate,
    },
    /// Found wrong by somebody else.
    Refused {
        /// When.
        on: NaiveDate,
        /// Why. Under another name in files, where the reason of a correction stands beside it.
        #[serde(rename = "refusal")]
        reason: Arc<str>,
    },
}

impl ReadingState {
    /// What people read.
    pub fn label(&self) -> Label {
        match self {
            ReadingState::Entered => Label::new("dilaporkan", "entered"),
            ReadingState::Verified { .. } => Label::new("terverifikasi", "verified"),
            ReadingState::Refused { .. } => Label::new("ditolak", "refused"),
        }
    }
}

/// One figure of an indicator in a period. It does not change but for being verified or refused; a correction is a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reading {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period.
    pub period: ReportingPeriod,
    /// 1 for the first of its period, and one more for each correction.
    pub number: u32,
    /// The number of the reading it corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<u32>,
    /// Why it was corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Arc<str>>,
    /// The version of the formula it was calculated by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<u32>,
    /// As reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<Reported>,
    /// As calculated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calculated: Option<Calculated>,
    /// Why nothing was calculated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_calculated: Option<Label>,
    /// When it was entered.
    pub entered: NaiveDate,
    /// Who entered it; absent once that person was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<PersonId>,
    /// Who verified or refused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<PersonId>,
    /// Where it stands.
    #[serde(flatten)]
    pub state: ReadingState,
}

impl Reading {
    /// The id of the reading with this number.
    pub fn id_of(indicator: &IndicatorId, period: ReportingPeriod, number: u32) -> Arc<str> {
        format!("{indicator}/{period}/{number}").into()
    }

    /// Its id.
    pub fn id(&self) -> Arc<str> {
        Reading::id_of(&self.indicator, self.period, self.number)
    }

    /// The figure that counts: the calculated one of an indicator that is calculated from stored data, the reported one otherwise; the other where that
    /// one is absent.
    pub fn value(&self, source: &Source) -> Option<Decimal> {
        let reported = self.reported.as_ref().map(|reported| reported.value);
        let calculated = self.calculated.as_ref().map(|calculated| calculated.value);
        match source {
            Source::Reported => reported.or(calculated),
            Source::Stored { .. } => calculated.or(reported),
        }
    }

    /// Reported less calculated, where both are there.
    pub fn difference(&self) -> Option<Decimal> {
        self.reported.as_ref()?.value.checked_sub(self.calculated.as_ref()?.value)
    }

    /// Whether the two differ by more than the indicator allows; each is rounded as it is shown first, as reports print it.
    pub fn differs(&self, indicator: &Indicator) -> bool {
        let (Some(reported), Some(calculated)) = (&self.reported, &self.calculated) else { return false };
        let difference = indicator.shown(reported.value).checked_sub(indicator.shown(calculated.value));
        difference.is_none_or(|difference| difference.abs() > indicator.tolerance)
    }

    /// Whether it may count: not refused.
    pub fn is_alive(&self) -> bool {
        !matches!(self.state, ReadingState::Refused { .. })
    }

    /// Whether somebody else found it right.
    pub fn is_verified(&self) -> bool {
        matches!(self.state, ReadingState::Verified { .. })
    }
}

/// The reading of a period that counts: the last that was not refused.
pub fn current(readings: &[Reading], period: ReportingPeriod) -> Option<&Reading> {
    readings.iter().filter(|reading| reading.period == period && reading.is_alive()).max_by_key(|reading| reading.number)
}

impl Kept for Reading {
    const KIND: Kind = Kind::Reading;

    fn key(&self) -> Arc<str> {
        self.id()
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.indicator.as_str().into())
    }

    fn person(&self) -> Option<&PersonId> {
        self.entered_by.as_ref()
    }

    fn other(&self) -> Option<&PersonId> {
        self.verified_by.as_ref()
    }

    /// The figure is the agency's: only the names go.
    fn forget(mut self, person: &PersonId) -> Option<Reading> {
        self.entered_by = self.entered_by.filter(|by| by != person);
        self.verified_by = self.verified_by.filter(|by| by != person);
        Some(self)
    }
}
