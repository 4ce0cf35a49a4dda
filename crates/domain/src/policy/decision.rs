//! What a decision is: an outcome with every finding, its reasons and their legal ground.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::document::{RemedyKind, Waiver};
use super::model::VersionHash;
use super::types::Unit;
use super::value::{RangeValue, Value};
use crate::legal::{Certainty, Label, LegalReference};

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything required is met.
    Eligible,
    /// Something required is not met.
    NotEligible,
    /// Nothing required is known to fail, but something is unknown.
    Unknown,
    /// The result of a score, points or classification policy.
    Value(Value),
}

/// `"eligible"`, `"not-eligible"`, `"unknown"`, or `{"value": …}`.
impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        match self {
            Outcome::Eligible => serializer.serialize_str("eligible"),
            Outcome::NotEligible => serializer.serialize_str("not-eligible"),
            Outcome::Unknown => serializer.serialize_str("unknown"),
            Outcome::Value(value) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("value", value)?;
                map.end()
            }
        }
    }
}

/// The answer to one criterion, group or component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It holds.
    Met,
    /// It does not hold.
    NotMet,
    /// A fact is missing.
    Unknown,
    /// Its condition does not apply to the person; counts as met.
    NotApplicable,
    /// It does not hold, and a recorded waiver sets it aside; counts as met.
    Waived,
}

impl Verdict {
    /// Whether it counts as met.
    pub fn counts_as_met(self) -> bool {
        matches!(self, Verdict::Met | Verdict::NotApplicable | Verdict::Waived)
    }
}

/// What a criterion asks of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "test", content = "value")]
pub enum Required {
    /// Equal to.
    Equal(Value),
    /// Different from.
    NotEqual(Value),
    /// Less than.
    Less(Value),
    /// At most.
    AtMost(Value),
    /// More than.
    More(Value),
    /// At least.
    AtLeast(Value),
    /// Inside the range.
    Within(#[serde(serialize_with = "range_as_text")] Arc<RangeValue>),
    /// One of these.
    OneOf(Vec<Value>),
    /// None may exist.
    None,
    /// One must exist.
    Some,
    /// The condition as a whole; it cannot be said of one value.
    Condition,
}

fn range_as_text<S: Serializer>(range: &Arc<RangeValue>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Value::Range(Arc::clone(range)))
}

/// One comparison inside a criterion: what was found, what was required, how far apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Measure {
    /// The left side as written (`years between(grade.since, as of)`).
    pub subject: Arc<str>,
    /// What was found.
    pub found: Value,
    /// What was required.
    pub required: Required,
    /// How much is lacking: a positive number, duration, days or levels; absent where met or not measurable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance: Option<Value>,
    /// Unit of found, required and distance. `levels` for the distance between choices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Whether this comparison holds.
    pub verdict: Verdict,
}

fn without_verdict<S: Serializer>(measure: &Measure, serializer: S) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeStruct;
    let Measure { subject, found, required, distance, unit, verdict: _ } = measure;
    let optional = usize::from(distance.is_some()) + usize::from(unit.is_some());
    let mut fields = serializer.serialize_struct("Measure", 3 + optional)?;
    fields.serialize_field("subject", subject)?;
    fields.serialize_field("found", found)?;
    fields.serialize_field("required", required)?;
    if let Some(distance) = distance {
        fields.serialize_field("distance", distance)?;
    }
    if let Some(unit) = unit {
        fields.serialize_field("unit", unit)?;
    }
    fields.end()
}

/// What to do about a criterion that is not met or unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "do")]
pub enum Remedy {
    /// Waiting alone meets it on this date; absent when waiting never does, or the date is past the calendar.
    Wait {
        /// First day on which it is met.
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<NaiveDate>,
    },
    /// Something the policy names with [`RemedyKind`]: earn, record, post, none.
    Act {
        /// Which.
        kind: RemedyKind,
    },
    /// Supply these facts.
    Supply {
        /// Names of missing facts; the catalogue says who can supply each.
        facts: Vec<Arc<str>>,
    },
}

/// The answer to one criterion with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    /// The criterion's, group's or component's code.
    pub code: Arc<str>,
    /// The answer.
    pub verdict: Verdict,
    /// The comparison that decided. In JSON its fields stand beside the finding's own verdict, which can differ (a waived criterion is not met).
    #[serde(flatten, serialize_with = "without_verdict")]
    pub measure: Measure,
    /// Every comparison, where there is more than one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Measure>,
    /// Source records the facts were taken from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<Arc<str>>,
    /// Missing facts, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Arc<str>>,
    /// Legal ground.
    pub reference: LegalReference,
    /// What to do; absent where nothing needs doing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
    /// The waiver that was applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<Waiver>,
}

/// A component of a score, with what it added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ComponentScore {
    /// The component's code.
    pub code: Arc<str>,
    /// Its weight on the day.
    pub weight: Value,
    /// Its value.
    pub value: Value,
    /// weight × value, unrounded.
    pub contribution: Value,
    /// Missing facts, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Arc<str>>,
    /// Legal ground.
    pub reference: LegalReference,
}

/// Why a waiver had no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverRefusal {
    /// The policy has no criterion with this code.
    NoSuchCriterion,
    /// The criterion does not bind on the day.
    NotInForce,
    /// Nobody may waive the criterion.
    NotWaivable,
    /// The criterion may be waived on another ground only.
    OtherBasis,
    /// Nobody knows yet whether the criterion is met; a waiver sets aside what is not met.
    Unknown,
    /// The criterion is met or does not apply.
    NotNeeded,
}

impl WaiverRefusal {
    /// The reason, for people.
    pub fn label(self) -> Label {
        match self {
            WaiverRefusal::NoSuchCriterion => Label::new("kebijakan tidak memuat kriteria ini", "the policy has no such criterion"),
            WaiverRefusal::NotInForce => Label::new("kriteria tidak berlaku pada tanggal ini", "the criterion does not bind on the day"),
            WaiverRefusal::NotWaivable => Label::new("kriteria tidak dapat dikecualikan", "the criterion cannot be waived"),
            WaiverRefusal::OtherBasis => {
                Label::new("kriteria hanya dapat dikecualikan atas dasar lain", "the criterion can be waived on another ground only")
            }
            WaiverRefusal::Unknown => Label::new("belum diketahui apakah kriteria terpenuhi", "whether the criterion is met is unknown"),
            WaiverRefusal::NotNeeded => {
                Label::new("kriteria terpenuhi atau tidak berlaku bagi yang bersangkutan", "the criterion is met or does not apply")
            }
        }
    }
}

/// A waiver that had no effect, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct IgnoredWaiver {
    /// The waiver.
    pub waiver: Waiver,
    /// Why it had no effect.
    pub reason: WaiverRefusal,
}

/// What kind of value a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// A fact of the dossier, or one derived from others.
    Fact,
    /// A parameter of the policy on the day.
    Parameter,
    /// A definition of the policy.
    Definition,
    /// A decision table or bands.
    Table,
    /// The result of another policy.
    Policy,
}

/// A value the result of a points or classification policy was computed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Step {
    /// What kind of value.
    pub kind: StepKind,
    /// Its name in the policy or catalogue; the id of another policy.
    pub name: Arc<str>,
    /// The value.
    pub value: Value,
    /// Unit of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Where the rule's value comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<LegalReference>,
    /// The record a fact was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Arc<str>>,
}

/// A decision with its proof. Immutable; an appeal makes a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Decision {
    /// Id of the policy.
    pub policy: Arc<str>,
    /// Hash of the policy's meaning.
    pub version: VersionHash,
    /// The day decided for.
    pub as_of: NaiveDate,
    /// The day whose knowledge of the rules was used.
    pub known_at: NaiveDate,
    /// What came out.
    pub outcome: Outcome,
    /// One per criterion and group in force, in the policy's order.
    pub findings: Vec<Finding>,
    /// Components of a score.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentScore>,
    /// Results of bands and named tables that say more about the result.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<(Arc<str>, Value)>,
    /// What the result of a points or classification policy was computed from, parts before wholes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Missing facts of what is required, by name; those of a group's members only where the group is unknown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Arc<str>>,
    /// Waivers that had no effect.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waivers_ignored: Vec<IgnoredWaiver>,
    /// The least certain value the decision rests on.
    pub certainty: Certainty,
    /// SHA-256 over the facts read.
    pub dossier: VersionHash,
}
