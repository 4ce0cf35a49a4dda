//! What an audit finds. No count of fewer than five people is in any of these values, and none can be worked back from them.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use serde::Serialize;

use crate::compare::Suppression;
use crate::project::PolicyName;
use crate::shown::{Shown, is_few};

/// A fairness audit of a policy over a population. For auditors only.
///
/// A flag in it is a question to be answered, not a finding about a person or a unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FairnessAudit {
    /// The policy.
    pub policy: PolicyName,
    /// The day decided for.
    pub as_of: NaiveDate,
    /// People, all of them.
    pub people: u64,
    /// Values that could not be read and count as missing.
    pub unread: u64,
    /// What counts as selected.
    pub selected: Label,
    /// How small counts are treated.
    pub suppression: Suppression,
    /// What people were compared within: names of the dimensions (unit, grade). Empty where there are none.
    pub strata: Vec<Label>,
    /// One for each attribute.
    pub attributes: Vec<AttributeAudit>,
    /// How many looks there were, and what follows.
    pub multiplicity: Multiplicity,
    /// What stands in for a protected attribute; empty unless asked for.
    pub proxies: Vec<Proxy>,
    /// What changing a protected fact alone does; absent unless asked for.
    pub flips: Option<FlipTest>,
    /// How it was done and how to read it.
    pub notes: Vec<Label>,
}

/// One attribute.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct AttributeAudit {
    /// Name of the fact or column.
    pub attribute: Arc<str>,
    /// What people read.
    pub name: Label,
    /// Whether the catalogue says it is protected.
    pub protected: bool,
    /// People of whom it is not known; absent where they are too few and are counted with others.
    pub unknown: Option<u64>,
    /// How many groups were too small to stand alone and are counted together.
    pub merged: u64,
    /// The final outcome first, then every step in the policy's order, each by itself and as a funnel.
    pub steps: Vec<StepAudit>,
}

/// Which pool a step is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// The final outcome, of everybody.
    Outcome,
    /// Of those who passed all steps before it.
    Funnel,
    /// Of everybody it applies to.
    ByItself,
}

/// One step (a criterion, a group of criteria, the outcome).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct StepAudit {
    /// Code of the criterion or group; `outcome` for the final one.
    pub code: Arc<str>,
    /// What people read.
    pub name: Label,
    /// The pool.
    pub kind: StepKind,
    /// The groups, in order: last those of whom it is not known, and small ones together; these two are compared with nobody.
    pub groups: Vec<GroupFound>,
    /// Name of the group the others are compared with, or why there is none.
    pub reference: Found<Label>,
    /// The most urgent flag: `red`, `amber`, `grey` or `clear`; absent where nothing could be compared.
    pub flag: Option<&'static str>,
    /// The nine steps of the page in their order, in words.
    pub page: Vec<WordedStep>,
}

/// One step of the page, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WordedStep {
    /// Stable code (`counts`, `rates`, …).
    pub code: &'static str,
    /// Heading.
    pub title: Label,
    /// What it means.
    pub explain: Label,
    /// A sentence for each group shown.
    pub lines: Vec<Label>,
}

/// A value, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found<T> {
    /// The value.
    Value(T),
    /// Why there is none.
    Absent(Label),
}

/// A statistic, or why it is not defined.
pub type Figure = Found<f64>;

impl<T> Found<T> {
    /// The value, where there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Found::Value(value) => Some(value),
            Found::Absent(_) => None,
        }
    }
}

impl<T> From<Result<T, Undefined>> for Found<T> {
    fn from(result: Result<T, Undefined>) -> Found<T> {
        match result {
            Ok(value) => Found::Value(value),
            Err(reason) => Found::Absent(reason.label()),
        }
    }
}

/// What a row of an audit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// One group.
    Group,
    /// People of whom it is not known.
    NotKnown,
    /// Groups that are too small to stand alone.
    Others,
}

/// How many people, without saying it exactly, so that nothing can be worked back by taking one from another: `nobody`, `few` (1 to 4), or at least
/// so many (5, 10, 100 and so on).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// Nobody.
    Nobody,
    /// Fewer than the least number shown.
    Few,
    /// At least this many, and fewer than the next power of ten.
    AtLeast(u64),
}

impl About {
    /// Of a count, where fewer than `least` are few.
    pub fn of(count: u64, least: u64) -> About {
        match count {
            0 => About::Nobody,
            few if is_few(few, least) => About::Few,
            many => About::AtLeast(10_u64.pow(many.ilog10()).max(least)),
        }
    }

    /// Whether anybody is counted.
    pub fn is_somebody(self) -> bool {
        self != About::Nobody
    }

    /// As people read it, where fewer than `least` are few.
    pub fn label(self, least: u64) -> Label {
        match self {
            About::Nobody => Label::same("0"),
            About::Few => Label::same(format!("<{least}")),
            About::AtLeast(least) => {
                Label::new(format!("{} atau lebih", thousands(least, '.')), format!("{} or more", thousands(least, ',')))
            }
        }
    }
}

/// A number with a mark between its thousands.
fn thousands(number: u64, mark: char) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// A group at a step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct GroupFound {
    /// What people read.
    pub name: Label,
    /// What it counts.
    pub part: Part,
    /// People of the group who are considered at the step.
    pub pool: Shown,
    /// Selected of them.
    pub selected: Shown,
    /// Of the others, those of whom a missing fact decides.
    pub unknown: Shown,
    /// Selection rate.
    pub rate: Figure,
    /// 95 % Wilson interval.
    pub wilson: Found<(f64, f64)>,
    /// The comparison; absent for the group the others are compared with.
    pub against: Option<Compared>,
}

/// A group against the reference group.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Compared {
    /// Impact ratio.
    pub ratio: Figure,
    /// Below four fifths, exactly.
    pub below_four_fifths: Found<bool>,
    /// Selections lacking to four fifths.
    pub missing_to_four_fifths: Found<u64>,
    /// Difference of the rates.
    pub difference: Figure,
    /// 95 % Newcombe interval.
    pub newcombe: Found<(f64, f64)>,
    /// Fisher's exact p, two-sided.
    pub fisher: Figure,
    /// Mid-p beside it.
    pub mid_p: Figure,
    /// Fisher's p adjusted over all comparisons of the audit (Holm): for statements that name a group.
    pub holm: Figure,
    /// Fisher's p adjusted over all comparisons of the audit (Benjamini-Hochberg): for screening, at 0.10.
    pub benjamini_hochberg: Figure,
    /// Whether moving one selection clears the flag.
    pub fragile: bool,
    /// `red`, `amber`, `grey` or `clear`.
    pub flag: Found<&'static str>,
    /// Strata used and left out because they say nothing.
    pub strata: u64,
    /// Left out.
    pub strata_skipped: u64,
    /// Mantel-Haenszel odds ratio within strata, group against reference as the impact ratio: below 1 the group fares worse. Absent without strata.
    pub odds_ratio_within: Option<Figure>,
    /// Its 95 % interval.
    pub odds_ratio_interval: Option<Found<(f64, f64)>>,
    /// p of Cochran-Mantel-Haenszel with continuity correction.
    pub cmh_p: Option<Figure>,
    /// p of Woolf's test that the strata agree.
    pub woolf_p: Option<Figure>,
    /// Rates of reference and group if both were spread alike over the strata.
    pub standardised: Option<Found<(f64, f64)>>,
    /// Whether every stratum points the other way than the combined figures.
    pub reversed: Option<bool>,
    /// Impact ratios within strata where in both groups nobody or not few are selected, and nobody or not few are not.
    pub ratios: Vec<StratumRatio>,
}

/// An impact ratio within one stratum.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct StratumRatio {
    /// The stratum.
    pub stratum: Label,
    /// Impact ratio, group over reference.
    pub ratio: Figure,
}

/// Several looks at once.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Multiplicity {
    /// Comparisons with a p-value.
    pub comparisons: u64,
    /// Of them below 0.05 as they stand.
    pub below_0_05: u64,
    /// Kept by Benjamini-Hochberg at 0.10.
    pub kept_by_benjamini_hochberg: u64,
    /// Kept by Holm at 0.05.
    pub kept_by_holm: u64,
    /// The same in words.
    pub note: Label,
}

/// Which measure of association.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Numbers or dates against two groups: 0 to 1, the size of the point-biserial correlation.
    PointBiserial,
    /// Numbers, dates or ordered choices against several groups: 0 to 1.
    CorrelationRatio,
    /// Kinds against groups: 0 to 1.
    CramersV,
}

/// A fact the policy reads, and a protected attribute it may stand in for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proxy {
    /// The fact (`rating[2]` for an item).
    pub fact: Arc<str>,
    /// What people read.
    pub fact_name: Label,
    /// The attribute.
    pub attribute: Arc<str>,
    /// What people read.
    pub attribute_name: Label,
    /// Which measure.
    pub measure: Measure,
    /// Its value.
    pub association: Figure,
    /// People of whom both are known; hidden where few are left out.
    pub people: Shown,
    /// Codes of the criteria that read the fact.
    pub criteria: Vec<Arc<str>>,
    /// The gap of the outcome, and what is left of it without those criteria; or why that cannot be said.
    pub gap: Found<WithoutGap>,
    /// In words.
    pub sentence: Label,
}

/// The largest difference of outcome rates between a group and the reference group.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WithoutGap {
    /// The group with the lowest rate.
    pub lowest: Label,
    /// The group with the highest.
    pub highest: Label,
    /// Highest rate less lowest, with all criteria.
    pub with: f64,
    /// The difference between the same two groups with the criteria set aside.
    pub without: f64,
    /// How much of the gap goes through them: `(with - without) / with`; absent where there is no gap.
    pub share: Option<f64>,
}

/// Change only a protected fact, and decide again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FlipTest {
    /// One for each protected fact and change.
    pub flips: Vec<Flips>,
    /// Whether nothing changed but through criteria with a stated lawful basis.
    pub passed: bool,
    /// In words.
    pub summary: Label,
}

/// One protected fact changed in one way for everybody of whom it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Flips {
    /// The fact.
    pub fact: Arc<str>,
    /// What people read.
    pub name: Label,
    /// How it was changed.
    pub change: Label,
    /// Whether the policy reads it, directly or through anything it uses.
    pub reads: bool,
    /// Why that is certain: the facts it reads.
    pub proof: Label,
    /// People of whom the fact is known and was another one.
    pub tried: About,
    /// Of them, those whose outcome changes.
    pub outcomes: About,
    /// Those whose score or value changes.
    pub values: About,
    /// Those for whom something changes that ranks them (score or tie-breaker).
    pub ranks: About,
    /// By criterion, those with at least one change.
    pub criteria: Vec<CriterionFlips>,
    /// Whether every change comes through a criterion with a stated lawful basis; absent where nothing changes.
    pub lawful: Option<bool>,
    /// In words.
    pub sentence: Label,
}

/// Answers of one criterion that change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CriterionFlips {
    /// Its code.
    pub code: Arc<str>,
    /// What people read.
    pub name: Label,
    /// People for whom its answer changes.
    pub people: About,
    /// The lawful basis stated for reading the fact; absent where none is.
    pub lawful_basis: Option<Arc<str>>,
}
