//! The yearly review of a policy: what it promised beside what happened.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::definition::{Direction, Indicator};
use super::period::ReportingPeriod;
use super::reading::{Reading, current};
use crate::audit::Digest;
use crate::legal::Label;
use crate::people::id::{IndicatorId, PersonId};
use crate::record::{Kept, Kind};

/// Where an expected figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Somebody stated it.
    Stated,
    /// A simulation of the draft gave it.
    Simulated,
}

impl Basis {
    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Basis::Stated => Label::new("dinyatakan", "stated"),
            Basis::Simulated => Label::new("hasil simulasi", "simulated"),
        }
    }
}

/// One expected figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PromiseLine {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period.
    pub period: ReportingPeriod,
    /// What is expected of it.
    pub expected: Decimal,
    /// Where that comes from.
    pub basis: Basis,
}

/// What a version of a policy promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Promise {
    /// The policy.
    pub policy: Arc<str>,
    /// Its version.
    pub version: Digest,
    /// The expected figures, by indicator and period.
    pub lines: Vec<PromiseLine>,
    /// When it was entered.
    pub entered: NaiveDate,
    /// Who entered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<PersonId>,
}

/// What became of one promised figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Reached.
    Kept,
    /// Better than before, but not as promised.
    Partly,
    /// Not better than before.
    NotKept,
    /// No verified figure, or no figure promised.
    Unknown,
}

impl Verdict {
    /// The verdict on a figure. Without a baseline what is not reached is not kept.
    pub fn of(direction: Direction, baseline: Option<Decimal>, promised: Option<Decimal>, happened: Option<Decimal>) -> Verdict {
        let (Some(promised), Some(happened)) = (promised, happened) else { return Verdict::Unknown };
        if direction.reaches(happened, promised) {
            return Verdict::Kept;
        }
        match baseline {
            Some(baseline) if happened != baseline && direction.reaches(happened, baseline) => Verdict::Partly,
            _ => Verdict::NotKept,
        }
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Verdict::Kept => Label::new("tercapai", "kept"),
            Verdict::Partly => Label::new("sebagian", "partly"),
            Verdict::NotKept => Label::new("tidak tercapai", "not kept"),
            Verdict::Unknown => Label::new("belum diketahui", "unknown"),
        }
    }
}

/// One promised figure beside what happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReviewLine {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period.
    pub period: ReportingPeriod,
    /// Where it stood before the policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Decimal>,
    /// What was promised; absent for an indicator of the policy nobody promised anything about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<Decimal>,
    /// The verified figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Decimal>,
    /// What became of it.
    pub verdict: Verdict,
}

impl ReviewLine {
    /// The line of an indicator and period: only a verified figure counts as having happened.
    pub fn of(indicator: &Indicator, readings: &[Reading], period: ReportingPeriod, promised: Option<Decimal>) -> ReviewLine {
        let verified = current(readings, period).filter(|reading| reading.is_verified());
        let happened = verified.and_then(|reading| reading.value(&indicator.source));
        let verdict = Verdict::of(indicator.direction, indicator.baseline, promised, happened);
        ReviewLine { indicator: indicator.id.clone(), period, baseline: indicator.baseline, promised, happened, verdict }
    }
}

/// What a review recommends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recommendation {
    /// Leave it as it is.
    Keep,
    /// Change it.
    Amend,
    /// End it.
    Repeal,
}

impl Recommendation {
    /// All recommendations.
    pub const ALL: [Recommendation; 3] = [Recommendation::Keep, Recommendation::Amend, Recommendation::Repeal];

    /// The word in files and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Recommendation::Keep => "keep",
            Recommendation::Amend => "amend",
            Recommendation::Repeal => "repeal",
        }
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Recommendation::Keep => Label::new("dipertahankan", "keep"),
            Recommendation::Amend => Label::new("diubah", "amend"),
            Recommendation::Repeal => Label::new("dicabut", "repeal"),
        }
    }
}

/// A review, as it was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Review {
    /// The policy.
    pub policy: Arc<str>,
    /// The version reviewed.
    pub version: Digest,
    /// When the promise was entered; none where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<NaiveDate>,
    /// Promise and result, by indicator and period.
    pub lines: Vec<ReviewLine>,
    /// What it recommends.
    pub recommendation: Recommendation,
    /// Why.
    pub reasons: Arc<str>,
    /// When it was decided.
    pub decided: NaiveDate,
    /// Who decided it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<PersonId>,
}

/// What is kept about the review of a policy: the promise entered with a version, and every review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum PolicyReview {
    /// A promise.
    Promise(Promise),
    /// A review.
    Review(Review),
}

impl PolicyReview {
    /// The id of the promise of a version.
    pub fn promise_id(policy: &str, version: &Digest) -> Arc<str> {
        format!("{policy}@{}/promise", short(version)).into()
    }

    /// The id of the review of a version on a day.
    pub fn review_id(policy: &str, version: &Digest, day: NaiveDate) -> Arc<str> {
        format!("{policy}@{}/{day}", short(version)).into()
    }
}

/// Enough of a version to tell it from others.
fn short(version: &Digest) -> String {
    version.to_string().chars().filter(char::is_ascii_hexdigit).take(12).collect()
}

impl Kept for PolicyReview {
    const KIND: Kind = Kind::PolicyReview;

    fn key(&self) -> Arc<str> {
        match self {
            PolicyReview::Promise(promise) => PolicyReview::promise_id(&promise.policy, &promise.version),
            PolicyReview::Review(review) => PolicyReview::review_id(&review.policy, &review.version, review.decided),
        }
    }

    fn parent(&self) -> Option<Arc<str>> {
        match self {
            PolicyReview::Promise(promise) => Some(Arc::clone(&promise.policy)),
            PolicyReview::Review(review) => Some(Arc::clone(&review.policy)),
        }
    }

    fn person(&self) -> Option<&PersonId> {
        match self {
            PolicyReview::Promise(promise) => promise.entered_by.as_ref(),
            PolicyReview::Review(review) => review.decided_by.as_ref(),
        }
    }

    /// What was promised and decided stays: only the name goes.
    fn forget(mut self, person: &PersonId) -> Option<PolicyReview> {
        let by = match &mut self {
            PolicyReview::Promise(promise) => &mut promise.entered_by,
            PolicyReview::Review(review) => &mut review.decided_by,
        };
        *by = by.take().filter(|by| by != person);
        Some(self)
    }
}
