//! A policy as written: every text with its place, nothing resolved yet. Readers of any syntax produce this; the compiler types it.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::diagnostic::{Span, Spanned};
use crate::legal::{Certainty, Label};
use crate::number::Rounding;
use crate::period::{DateRounding, EffectivePeriod};

/// What a policy decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Criteria, any-of groups, at-least-n, waivers.
    Eligibility,
    /// Weighted components, bands, ranking and tie-breaks.
    Score,
    /// A formula: credit points, learning hours.
    Points,
    /// Decision tables and matrices.
    Classification,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 4] = [Kind::Eligibility, Kind::Score, Kind::Points, Kind::Classification];

    /// The word used in policy files.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Eligibility => "eligibility",
            Kind::Score => "score",
            Kind::Points => "points",
            Kind::Classification => "classification",
        }
    }
}

/// Whether a policy is in force or proposed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Put in force.
    #[default]
    Enacted,
    /// Proposed.
    Draft,
}

/// Citation and certainty as written; the certainty falls back to the enclosing section's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// The citation.
    pub reference: Option<Spanned<Arc<str>>>,
    /// The certainty mark.
    pub certainty: Option<Certainty>,
}

/// A value as written in the file, before its type is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A string.
    Text(Arc<str>),
    /// A whole number.
    Integer(i64),
    /// A truth value.
    Boolean(bool),
    /// A local date.
    Date(NaiveDate),
    /// An array.
    List(Vec<Spanned<Literal>>),
}

/// One entry of a history.
#[derive(Clone, Debug)]
pub struct DatedDocument<T> {
    /// When it binds.
    pub period: EffectivePeriod,
    /// When it was made.
    pub decided: Option<NaiveDate>,
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub citation: Citation,
    /// The entry in the file.
    pub span: Span,
}

/// `[parameters.NAME]`
#[derive(Clone, Debug)]
pub struct ParameterDocument {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// What people read.
    pub label: Label,
    /// Type word, `number` where absent.
    pub ty: Option<Spanned<Arc<str>>>,
    /// Unit of a number.
    pub unit: Option<Arc<str>>,
    /// Values a drafter may choose.
    pub range: Option<(Decimal, Decimal)>,
    /// The history.
    pub values: Vec<DatedDocument<Spanned<Literal>>>,
    /// The section.
    pub span: Span,
}

/// `[definitions.NAME]`
#[derive(Clone, Debug)]
pub struct DefinitionDocument {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// What people read.
    pub label: Label,
    /// The expression.
    pub expression: Spanned<String>,
    /// Unit of a number.
    pub unit: Option<Arc<str>>,
    /// Where it comes from.
    pub citation: Citation,
}

/// One choice of a scale.
#[derive(Clone, Debug)]
pub struct ScaleValueDocument {
    /// Its code.
    pub code: Spanned<Arc<str>>,
    /// What people read.
    pub label: Label,
    /// What it means or asks for.
    pub note: Option<Label>,
}

/// `[scales.NAME]` of a policy or catalogue.
#[derive(Clone, Debug)]
pub struct ScaleDocument {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// What people read.
    pub label: Label,
    /// Whether `<` means anything.
    pub ordered: bool,
    /// The choices from lowest to highest.
    pub values: Vec<ScaleValueDocument>,
    /// Where it comes from.
    pub citation: Citation,
}

/// Which rows of a table count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HitPolicy {
    /// At most one row matches.
    #[default]
    Unique,
    /// The first matching row.
    First,
    /// All matching rows agree.
    Any,
    /// The sum of the matching outputs.
    CollectSum,
    /// The least of the matching outputs.
    CollectMin,
    /// The greatest of the matching outputs.
    CollectMax,
    /// How many rows match.
    CollectCount,
}

impl HitPolicy {
    /// All hit policies.
    pub const ALL: [HitPolicy; 7] = [
        HitPolicy::Unique,
        HitPolicy::First,
        HitPolicy::Any,
        HitPolicy::CollectSum,
        HitPolicy::CollectMin,
        HitPolicy::CollectMax,
        HitPolicy::CollectCount,
    ];

    /// The words used in policy files.
    pub fn as_str(self) -> &'static str {
        match self {
            HitPolicy::Unique => "unique",
            HitPolicy::First => "first",
            HitPolicy::Any => "any",
            HitPolicy::CollectSum => "collect sum",
            HitPolicy::CollectMin => "collect min",
            HitPolicy::CollectMax => "collect max",
            HitPolicy::CollectCount => "collect count",
        }
    }
}

/// One row as written: the cells, the last one the output.
#[derive(Clone, Debug)]
pub struct RowDocument {
    /// Tests, then the output.
    pub cells: Vec<Spanned<Literal>>,
    /// The row in the file.
    pub span: Span,
}

/// `[tables.NAME]`
#[derive(Clone, Debug)]
pub struct TableDocument {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// What people read.
    pub label: Label,
    /// Input expressions.
    pub inputs: Vec<Spanned<String>>,
    /// Type word of the output.
    pub output: Spanned<Arc<str>>,
    /// Unit of a number output.
    pub unit: Option<Arc<str>>,
    /// Which rows count.
    pub hit: HitPolicy,
    /// Output where no row matches.
    pub default: Option<Spanned<Literal>>,
    /// The history of the rows.
    pub versions: Vec<DatedDocument<Vec<RowDocument>>>,
    /// The section.
    pub span: Span,
}

/// One step of a band as written.
#[derive(Clone, Debug)]
pub struct StepDocument {
    /// Lower bound, included.
    pub from: Spanned<Decimal>,
    /// The output.
    pub output: Spanned<Literal>,
}

/// `[bands.NAME]`
#[derive(Clone, Debug)]
pub struct BandsDocument {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// What people read.
    pub label: Label,
    /// The number that is banded.
    pub of: Spanned<String>,
    /// Type word of the output.
    pub output: Spanned<Arc<str>>,
    /// Unit of a number output.
    pub unit: Option<Arc<str>>,
    /// Declared domain.
    pub range: (Decimal, Decimal),
    /// The history of the steps: lower bound and output.
    pub versions: Vec<DatedDocument<Vec<StepDocument>>>,
    /// The section.
    pub span: Span,
}

/// What a criterion that is not met asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RemedyKind {
    /// Time alone.
    Wait,
    /// Training, credit, a level.
    Earn,
    /// A record to supply or correct.
    Record,
    /// Another position.
    Post,
    /// Nothing the person can do.
    #[default]
    None,
}

/// Who may waive a criterion and on which ground.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waivable {
    /// Role that approves.
    pub by: Arc<str>,
    /// Legal ground.
    pub basis: Arc<str>,
}

/// `[[criteria]]`
#[derive(Clone, Debug)]
pub struct CriterionDocument {
    /// Names the problem it finds.
    pub code: Spanned<Arc<str>>,
    /// What people read.
    pub label: Label,
    /// One sentence: what it checks.
    pub check: Option<Label>,
    /// Further remark.
    pub note: Option<Label>,
    /// Legal ground.
    pub citation: Citation,
    /// When it binds.
    pub effective: EffectivePeriod,
    /// Applies only if this holds.
    pub when: Option<Spanned<String>>,
    /// What must hold.
    pub require: Spanned<String>,
    /// What to do where it does not.
    pub remedy: RemedyKind,
    /// Whether it can be waived.
    pub waivable: Option<Waivable>,
    /// The lawful basis for reading a protected fact.
    pub lawful_basis: Option<Arc<str>>,
    /// The section.
    pub span: Span,
}

/// `[[groups]]`
#[derive(Clone, Debug)]
pub struct GroupDocument {
    /// Its code.
    pub code: Spanned<Arc<str>>,
    /// What people read.
    pub label: Label,
    /// Legal ground.
    pub citation: Citation,
    /// Criteria or groups.
    pub of: Vec<Spanned<Arc<str>>>,
    /// How many must hold; any-of is 1.
    pub at_least: u32,
    /// The section.
    pub span: Span,
}

/// `[[components]]`
#[derive(Clone, Debug)]
pub struct ComponentDocument {
    /// Its code.
    pub code: Spanned<Arc<str>>,
    /// What people read.
    pub label: Label,
    /// Legal ground.
    pub citation: Citation,
    /// When it counts.
    pub effective: EffectivePeriod,
    /// Decimal or expression over parameters.
    pub weight: Spanned<String>,
    /// The value.
    pub value: Spanned<String>,
    /// Declared least and greatest value.
    pub range: Option<(Decimal, Decimal)>,
    /// The section.
    pub span: Span,
}

/// What the weights add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WeightSum {
    /// 1
    #[default]
    Share,
    /// 100
    Percent,
    /// Nothing: plain points.
    Points,
}

/// What a missing component does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "rule")]
pub enum MissingRule {
    /// The score is unknown.
    #[default]
    Unknown,
    /// The others carry its weight, if they hold at least this much of it.
    Renormalise {
        /// Least weight that must be present.
        minimum_weight: Decimal,
    },
}

/// `[score]`
#[derive(Clone, Debug)]
pub struct ScoreDocument {
    /// What weights add up to.
    pub weights: WeightSum,
    /// Declared least and greatest score.
    pub range: Option<(Decimal, Decimal)>,
    /// The one rounding step.
    pub rounding: Option<Rounding>,
    /// What a missing component does.
    pub missing: MissingRule,
    /// Legal ground.
    pub citation: Citation,
    /// The section.
    pub span: Span,
}

/// `[[tie-breaks]]`
#[derive(Clone, Debug)]
pub struct TieBreakDocument {
    /// What people read.
    pub label: Label,
    /// The value compared.
    pub value: Spanned<String>,
    /// Greatest first.
    pub descending: bool,
    /// Legal ground.
    pub citation: Citation,
}

/// `[points]`
#[derive(Clone, Debug)]
pub struct PointsDocument {
    /// The formula.
    pub result: Spanned<String>,
    /// Unit of the result.
    pub unit: Option<Arc<str>>,
    /// Rounding step.
    pub rounding: Option<Rounding>,
    /// Declared least and greatest result.
    pub range: Option<(Decimal, Decimal)>,
    /// Legal ground.
    pub citation: Citation,
}

/// `[classification]`
#[derive(Clone, Debug)]
pub struct ClassificationDocument {
    /// The expression.
    pub result: Spanned<String>,
    /// Scale of the result.
    pub output: Spanned<Arc<str>>,
    /// Legal ground.
    pub citation: Citation,
}

/// Months and day on which a decision may take effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodRule {
    /// Months, 1 to 12, ascending.
    pub months: Vec<u32>,
    /// Day of the month, 1 to 28.
    pub day: u32,
}

/// `[periods]`
#[derive(Clone, Debug)]
pub struct PeriodsDocument {
    /// What people read.
    pub label: Label,
    /// The history.
    pub values: Vec<DatedDocument<PeriodRule>>,
}

/// A waiver in a case or request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// Code of the criterion waived.
    pub criterion: Arc<str>,
    /// Legal ground.
    pub basis: Arc<str>,
    /// Who approved.
    pub by: Arc<str>,
}

/// What a case expects.
#[derive(Clone, Debug, Default)]
pub struct ExpectationDocument {
    /// `eligible`, `not-eligible`, `unknown`, or the value.
    pub outcome: Option<Spanned<Literal>>,
    /// Exact list of criteria not met.
    pub not_met: Option<Vec<Spanned<Arc<str>>>>,
    /// Exact list of unknown criteria.
    pub unknown: Option<Vec<Spanned<Arc<str>>>>,
    /// Results of tables or bands by name.
    pub bands: Vec<(Spanned<Arc<str>>, Spanned<Literal>)>,
    /// First date on which waiting suffices.
    pub earliest: Option<NaiveDate>,
}

/// `[[cases]]`
#[derive(Clone, Debug)]
pub struct CaseDocument {
    /// A sentence.
    pub name: Spanned<Arc<str>>,
    /// Where it comes from.
    pub source: Option<Arc<str>>,
    /// The day decided for.
    pub as_of: NaiveDate,
    /// Decide as known on this day.
    pub known_at: Option<NaiveDate>,
    /// Facts by name; `rating[1]` sets one item.
    pub given: Vec<(Spanned<Arc<str>>, Spanned<Literal>)>,
    /// Waivers.
    pub waivers: Vec<Waiver>,
    /// What must come out.
    pub expect: ExpectationDocument,
    /// The section.
    pub span: Span,
}

/// A whole policy file as written.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file's name, as the reader was told.
    pub file: Arc<str>,
    /// Path of kebab-case words.
    pub id: Spanned<Arc<str>>,
    /// The kind.
    pub decides: Kind,
    /// What people read.
    pub title: Label,
    /// One or two sentences.
    pub summary: Option<Label>,
    /// Id of the fact catalogue.
    pub catalogue: Spanned<Arc<str>>,
    /// The instrument as a whole.
    pub citation: Citation,
    /// When the rule family exists.
    pub effective: EffectivePeriod,
    /// When it was made.
    pub decided: Option<NaiveDate>,
    /// How missing calendar days round.
    pub date_rounding: Option<DateRounding>,
    /// In force or proposed.
    pub status: Status,
    /// The lawful basis for reading protected facts in the whole policy.
    pub lawful_basis: Option<Arc<str>>,
    /// `[policy]`
    pub span: Span,
    /// `[parameters]`
    pub parameters: Vec<ParameterDocument>,
    /// `[definitions]`
    pub definitions: Vec<DefinitionDocument>,
    /// `[scales]`
    pub scales: Vec<ScaleDocument>,
    /// `[tables]`
    pub tables: Vec<TableDocument>,
    /// `[bands]`
    pub bands: Vec<BandsDocument>,
    /// `[[criteria]]`
    pub criteria: Vec<CriterionDocument>,
    /// `[[groups]]`
    pub groups: Vec<GroupDocument>,
    /// `[[components]]`
    pub components: Vec<ComponentDocument>,
    /// `[score]`
    pub score: Option<ScoreDocument>,
    /// `[[tie-breaks]]`
    pub tie_breaks: Vec<TieBreakDocument>,
    /// `[points]`
    pub points: Option<PointsDocument>,
    /// `[classification]`
    pub classification: Option<ClassificationDocument>,
    /// `[periods]`
    pub periods: Option<PeriodsDocument>,
    /// `[[cases]]`
    pub cases: Vec<CaseDocument>,
}

/// One fact of a catalogue as written.
#[derive(Clone, Debug)]
pub struct FactDocument {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// Type word.
    pub ty: Spanned<Arc<str>>,
    /// Declared maximum length of a list.
    pub max_length: Option<usize>,
    /// Unit of a number.
    pub unit: Option<Arc<str>>,
    /// What people read.
    pub label: Label,
    /// Register.
    pub source: Label,
    /// Who can supply it.
    pub supplier: Label,
    /// Declared least and greatest number.
    pub range: Option<(Decimal, Decimal)>,
    /// Which way is better.
    pub direction: Option<super::catalogue::Direction>,
    /// What a blank means.
    pub blank: super::catalogue::Blank,
    /// Whether it can be none.
    pub can_be_none: bool,
    /// Protected ground.
    pub protected: Option<super::catalogue::ProtectedGround>,
    /// Derivation.
    pub derive: Option<Spanned<String>>,
    /// The section.
    pub span: Span,
}

/// A whole catalogue file as written.
#[derive(Clone, Debug)]
pub struct CatalogueDocument {
    /// The file's name.
    pub file: Arc<str>,
    /// Id policies refer to.
    pub id: Spanned<Arc<str>>,
    /// What people read.
    pub title: Label,
    /// Scales.
    pub scales: Vec<ScaleDocument>,
    /// Facts.
    pub facts: Vec<FactDocument>,
}
