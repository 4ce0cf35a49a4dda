//! The typed policy: names resolved, types known, histories in order. Everything reads this one form.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use super::catalogue::Catalogue;
use super::diagnostic::Span;
use super::document::{HitPolicy, Kind, MissingRule, PeriodRule, RemedyKind, Status, Waivable, Waiver, WeightSum};
use super::expression::node::Node;
use super::scale::Scale;
use super::types::{Type, Unit};
use super::value::{FactIndex, RangeValue, Value};
use crate::legal::{Certainty, Label, LegalReference};
use crate::number::Rounding;
use crate::period::{DateRounding, EffectivePeriod};

/// SHA-256 over the meaning of a policy: ids, values, expressions, dates and references; comments and layout do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionHash(pub [u8; 32]);

impl fmt::Display for VersionHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for VersionHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [b'0'; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
        serializer.serialize_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

/// One entry of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    /// When it binds, as written. An open end is closed by the entry that takes over, see [`binding_end`].
    pub period: EffectivePeriod,
    /// When it was made.
    pub decided: NaiveDate,
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub reference: Option<LegalReference>,
    /// Where it stands in the file.
    pub span: Span,
}

/// Picks the entry that binds on `as_of` as known on `known_at`: the one decided last among those that bind and were known;
/// among equals the one that starts last.
pub fn in_force<T>(history: &[Dated<T>], as_of: NaiveDate, known_at: NaiveDate) -> Option<&Dated<T>> {
    history
        .iter()
        .filter(|entry| entry.period.contains(as_of) && entry.decided <= known_at)
        .max_by_key(|entry| (entry.decided, entry.period.from))
}

/// The first day on which an entry of a history (in order of `from`) no longer binds: its own `to`, or the day a later entry takes over.
pub fn binding_end<T>(history: &[Dated<T>], index: usize) -> Option<NaiveDate> {
    let entry = history.get(index)?;
    let successor = history.iter().filter(|other| other.period.from > entry.period.from && other.decided >= entry.decided);
    let taken_over = successor.filter_map(|other| other.period.from).min();
    match (entry.period.to, taken_over) {
        (Some(to), Some(taken)) => Some(to.min(taken)),
        (to, taken) => to.or(taken),
    }
}

/// A parameter with its history.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Name in expressions.
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Type of its values.
    pub ty: Type,
    /// Values a drafter may choose.
    pub range: Option<(Decimal, Decimal)>,
    /// The history in order of `from`.
    pub values: Vec<Dated<Value>>,
    /// Where it stands.
    pub span: Span,
}

/// A named intermediate expression.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Name in expressions.
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// The expression.
    pub node: Node,
    /// Where it comes from.
    pub reference: Option<LegalReference>,
}

/// One alternative of a table cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellPart {
    /// Equal to this value; `None` asks *is none*.
    Equal(Value),
    /// Inside this range.
    Range(RangeValue),
}

/// A unary test of a table cell. No parts and not negated: any value, missing or none included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// `not(…)`
    pub negated: bool,
    /// Alternatives.
    pub parts: Vec<CellPart>,
    /// Where it stands.
    pub span: Span,
}

impl Cell {
    /// Whether the cell accepts everything.
    pub fn is_any(&self) -> bool {
        self.parts.is_empty() && !self.negated
    }
}

/// A row of a decision table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// One test per input.
    pub tests: Vec<Cell>,
    /// The output.
    pub output: Value,
    /// Where it stands.
    pub span: Span,
}

/// A decision table, or bands over one number.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name in expressions.
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Inputs.
    pub inputs: Vec<Node>,
    /// The inputs as written.
    pub input_sources: Vec<Arc<str>>,
    /// Type of the output.
    pub output: Type,
    /// Which rows count.
    pub hit: HitPolicy,
    /// Output where no row matches.
    pub default: Option<Value>,
    /// The history of the rows.
    pub versions: Vec<Dated<Vec<Row>>>,
    /// For bands: the declared domain of the one input.
    pub bands: Option<(Decimal, Decimal)>,
    /// Where it stands.
    pub span: Span,
}

/// A condition with its source text.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Typed.
    pub node: Node,
    /// As written.
    pub source: Arc<str>,
}

/// A criterion of an eligibility policy.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// Names the problem it finds.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// One sentence: what it checks.
    pub check: Option<Label>,
    /// Further remark.
    pub note: Option<Label>,
    /// Legal ground.
    pub reference: LegalReference,
    /// When it binds.
    pub effective: EffectivePeriod,
    /// Applies only if this holds.
    pub when: Option<Condition>,
    /// What must hold.
    pub require: Condition,
    /// What to do where it does not.
    pub remedy: RemedyKind,
    /// Whether it can be waived.
    pub waivable: Option<Waivable>,
    /// The lawful basis for reading a protected fact.
    pub lawful_basis: Option<Arc<str>>,
    /// Facts it reads, derivations, definitions, tables and other policies followed; ascending.
    pub reads: Vec<FactIndex>,
    /// Where it stands.
    pub span: Span,
}

/// A member of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// `criteria[i]`
    Criterion(u16),
    /// `groups[i]`
    Group(u16),
}

/// An any-of or at-least-n group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its code.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Legal ground.
    pub reference: LegalReference,
    /// Members.
    pub of: Vec<Member>,
    /// How many must hold.
    pub at_least: u32,
    /// Where it stands.
    pub span: Span,
}

/// A weighted component of a score.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its code.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Legal ground.
    pub reference: LegalReference,
    /// When it counts.
    pub effective: EffectivePeriod,
    /// The weight: constants and parameters only.
    pub weight: Condition,
    /// The value.
    pub value: Condition,
    /// Declared least and greatest value.
    pub range: Option<(Decimal, Decimal)>,
    /// Facts it reads, ascending.
    pub reads: Vec<FactIndex>,
    /// Where it stands.
    pub span: Span,
}

/// How a score is put together.
#[derive(Clone, Debug)]
pub struct ScoreRule {
    /// What weights add up to.
    pub weights: WeightSum,
    /// Declared least and greatest score.
    pub range: Option<(Decimal, Decimal)>,
    /// The one rounding step.
    pub rounding: Option<Rounding>,
    /// What a missing component does.
    pub missing: MissingRule,
    /// Legal ground.
    pub reference: Option<LegalReference>,
    /// Where it stands.
    pub span: Span,
}

/// A published tie-breaker.
#[derive(Clone, Debug)]
pub struct TieBreak {
    /// What people read.
    pub label: Label,
    /// The value compared.
    pub value: Condition,
    /// Greatest first.
    pub descending: bool,
    /// Legal ground.
    pub reference: Option<LegalReference>,
}

/// The formula of a points policy or the result of a classification.
#[derive(Clone, Debug)]
pub struct ResultRule {
    /// The expression.
    pub result: Condition,
    /// Unit of a number.
    pub unit: Option<Unit>,
    /// Rounding step of a number.
    pub rounding: Option<Rounding>,
    /// Declared least and greatest number.
    pub range: Option<(Decimal, Decimal)>,
    /// Legal ground.
    pub reference: Option<LegalReference>,
    /// Facts it reads, ascending.
    pub reads: Vec<FactIndex>,
}

/// Dates on which a decision may take effect.
#[derive(Clone, Debug)]
pub struct Periods {
    /// What people read.
    pub label: Label,
    /// The history.
    pub values: Vec<Dated<PeriodRule>>,
}

/// What a case expects, typed.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    /// The outcome in the form of a decision's JSON: `eligible`, `not-eligible`, `unknown`, or the value.
    pub outcome: Option<ExpectedOutcome>,
    /// Exact list of criteria not met.
    pub not_met: Option<Vec<Arc<str>>>,
    /// Exact list of unknown criteria.
    pub unknown: Option<Vec<Arc<str>>>,
    /// Results of tables or bands: `tables[i]` and its value.
    pub bands: Vec<(u16, Value)>,
    /// First date on which waiting suffices.
    pub earliest: Option<NaiveDate>,
}

/// An outcome a case expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedOutcome {
    /// `eligible`
    Eligible,
    /// `not-eligible`
    NotEligible,
    /// `unknown`
    Unknown,
    /// This value (a number, a choice, none).
    Value(Value),
}

/// A test of the policy's own.
#[derive(Clone, Debug)]
pub struct Case {
    /// A sentence.
    pub name: Arc<str>,
    /// Where it comes from.
    pub source: Option<Arc<str>>,
    /// The day decided for.
    pub as_of: NaiveDate,
    /// Decide as known on this day.
    pub known_at: Option<NaiveDate>,
    /// Typed facts.
    pub given: Vec<(FactIndex, Value)>,
    /// Waivers.
    pub waivers: Vec<Waiver>,
    /// What must come out.
    pub expect: Expectation,
    /// Where it stands.
    pub span: Span,
}

/// A checked policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its id.
    pub id: Arc<str>,
    /// File it was read from.
    pub file: Arc<str>,
    /// The kind.
    pub kind: Kind,
    /// What people read.
    pub title: Label,
    /// One or two sentences.
    pub summary: Option<Label>,
    /// The facts it may read.
    pub catalogue: Arc<Catalogue>,
    /// The instrument as a whole.
    pub reference: Option<LegalReference>,
    /// When the rule family exists.
    pub effective: EffectivePeriod,
    /// When it was made.
    pub decided: Option<NaiveDate>,
    /// How missing calendar days round, where the policy says so. Every policy that moves dates by months does.
    pub date_rounding: Option<DateRounding>,
    /// In force or proposed.
    pub status: Status,
    /// The lawful basis for reading protected facts in the whole policy.
    pub lawful_basis: Option<Arc<str>>,
    /// Hash over its meaning.
    pub version: VersionHash,
    /// Scales of its own.
    pub scales: BTreeMap<Arc<str>, Arc<Scale>>,
    /// Parameters.
    pub parameters: Vec<Parameter>,
    /// Definitions, each using only those before it.
    pub definitions: Vec<Definition>,
    /// Tables and bands.
    pub tables: Vec<Table>,
    /// Criteria.
    pub criteria: Vec<Criterion>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Members that are required by themselves.
    pub required: Vec<Member>,
    /// Components.
    pub components: Vec<Component>,
    /// Score rule; present in score policies.
    pub score: Option<ScoreRule>,
    /// Tie-breakers in order.
    pub tie_breaks: Vec<TieBreak>,
    /// Points formula; present in points policies.
    pub points: Option<ResultRule>,
    /// Classification; present in classification policies.
    pub classification: Option<ResultRule>,
    /// Dates on which a decision may take effect.
    pub periods: Option<Periods>,
    /// Cases.
    pub cases: Vec<Case>,
    /// Ids of policies it uses.
    pub uses: Vec<Arc<str>>,
    /// How far its expressions reach; the compiler refuses what reaches too far.
    pub(crate) extent: super::compile::Extent,
}

impl Policy {
    /// How missing calendar days round; FEEL's reading for policies that never move dates by months and therefore never use it.
    pub fn date_rounding(&self) -> DateRounding {
        self.date_rounding.unwrap_or(DateRounding::LastDayOfMonth)
    }

    /// The type of `outcome("…")` of this policy.
    pub fn outcome_type(&self) -> Type {
        match self.kind {
            Kind::Eligibility => Type::Boolean,
            Kind::Score => Type::NUMBER,
            Kind::Points => Type::Number(self.points.as_ref().and_then(|rule| rule.unit.clone())),
            Kind::Classification => self.classification.as_ref().map_or(Type::Any, |rule| rule.result.node.ty.clone()),
        }
    }

    /// Every expression of the policy, in the order of the file's sections.
    pub fn nodes(&self) -> Vec<&Node> {
        let mut nodes: Vec<&Node> = self.definitions.iter().map(|d| &d.node).collect();
        nodes.extend(self.tables.iter().flat_map(|t| &t.inputs));
        for criterion in &self.criteria {
            nodes.extend(criterion.when.iter().map(|w| &w.node));
            nodes.push(&criterion.require.node);
        }
        for component in &self.components {
            nodes.push(&component.weight.node);
            nodes.push(&component.value.node);
        }
        nodes.extend(self.tie_breaks.iter().map(|t| &t.value.node));
        nodes.extend(self.points.iter().chain(&self.classification).map(|rule| &rule.result.node));
        nodes
    }

    /// The least certain reference of the whole policy, its history included.
    pub fn certainty(&self) -> Certainty {
        let histories = (self.parameters.iter().flat_map(|p| p.values.iter().map(|v| v.reference.as_ref())))
            .chain(self.tables.iter().flat_map(|t| t.versions.iter().map(|v| v.reference.as_ref())))
            .chain(self.periods.iter().flat_map(|p| p.values.iter().map(|v| v.reference.as_ref())));
        let rules = (self.criteria.iter().map(|c| Some(&c.reference)))
            .chain(self.groups.iter().map(|g| Some(&g.reference)))
            .chain(self.components.iter().map(|c| Some(&c.reference)))
            .chain(self.points.iter().chain(&self.classification).map(|r| r.reference.as_ref()));
        histories.chain(rules).chain([self.reference.as_ref()]).flatten().map(|r| r.certainty).max().unwrap_or(Certainty::Unverified)
    }

    /// Every fact that can change the outcome, ascending.
    pub fn reads(&self) -> Vec<FactIndex> {
        let mut facts: Vec<FactIndex> = (self.criteria.iter().flat_map(|c| &c.reads))
            .chain(self.components.iter().flat_map(|c| &c.reads))
            .chain(self.points.iter().chain(&self.classification).flat_map(|rule| &rule.reads))
            .copied()
            .collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }
}

/// A set of checked policies that may use each other by id; no cycles.
#[derive(Clone, Debug, Default)]
pub struct PolicySet {
    policies: BTreeMap<Arc<str>, Arc<Policy>>,
}

impl PolicySet {
    /// An empty set.
    pub fn new() -> PolicySet {
        PolicySet::default()
    }

    /// Adds or replaces a policy. The compiler has checked ids and cycles.
    pub fn insert(&mut self, policy: Arc<Policy>) {
        self.policies.insert(Arc::clone(&policy.id), policy);
    }

    /// Takes a policy out of the set.
    pub fn remove(&mut self, id: &str) -> Option<Arc<Policy>> {
        self.policies.remove(id)
    }

    /// The policy with this id.
    pub fn get(&self, id: &str) -> Option<&Arc<Policy>> {
        self.policies.get(id)
    }

    /// All policies by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Policy>> {
        self.policies.values()
    }
}
