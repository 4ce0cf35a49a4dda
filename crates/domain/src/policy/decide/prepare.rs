//! A policy prepared for a day: everything that does not depend on a person is worked out once.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use super::plan::Plan;
use super::waiting::{Onset, is_still};
use crate::legal::{Certainty, Label, Language, LegalReference};
use crate::period::EffectivePeriod;
use crate::policy::digest::FactsRead;
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::{Condition, Policy, PolicySet, ResultRule, Row, Table, in_force};
use crate::policy::normalise::{Fold, FoldTable};
use crate::policy::value::{FactIndex, Value};

mod change;
mod reads;

/// Why a policy cannot be prepared for a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    /// The rule family does not exist on the day. There is then no decision at all, not even *unknown*: nobody may be judged by a rule that
    /// does not bind. Inside another policy its outcome is *none*.
    #[error("policy `{policy}` is not in force on {as_of}, expected a day {}", days(*effective, Language::En))]
    NotInForce {
        /// Id of the policy.
        policy: Arc<str>,
        /// The day decided for.
        as_of: NaiveDate,
        /// When the policy is in force.
        effective: EffectivePeriod,
    },
    /// The policy had not been made yet on the day whose knowledge is asked for.
    #[error("policy `{policy}` was decided on {decided}, expected a day of knowledge from then on, found {known_at}")]
    NotKnown {
        /// Id of the policy.
        policy: Arc<str>,
        /// When it was made.
        decided: NaiveDate,
        /// The day of knowledge.
        known_at: NaiveDate,
    },
    /// A policy it uses is not in the set.
    #[error("policy `{policy}` uses policy `{used}`, which is not in the set")]
    Missing {
        /// Id of the policy.
        policy: Arc<str>,
        /// Id of the policy it uses.
        used: Arc<str>,
    },
    /// Policies use each other in a circle, or too deep.
    #[error("policy `{policy}` uses other policies more than {limit} deep, expected no circle")]
    TooDeep {
        /// Id of the policy at the end of the chain.
        policy: Arc<str>,
        /// The limit.
        limit: usize,
    },
}

impl PrepareError {
    /// The sentence for people.
    pub fn message(&self) -> Label {
        let id = match self {
            PrepareError::NotInForce { policy, as_of, effective } => {
                format!("kebijakan `{policy}` tidak berlaku pada {as_of}, seharusnya tanggal {}", days(*effective, Language::Id))
            }
            PrepareError::NotKnown { policy, decided, known_at } => {
                format!("kebijakan `{policy}` ditetapkan pada {decided}, seharusnya diketahui sejak tanggal itu, ditemukan {known_at}")
            }
            PrepareError::Missing { policy, used } => {
                format!("kebijakan `{policy}` memakai kebijakan `{used}` yang tidak ada dalam himpunan")
            }
            PrepareError::TooDeep { policy, limit } => {
                format!("kebijakan `{policy}` memakai kebijakan lain lebih dari {limit} tingkat, seharusnya tidak melingkar")
            }
        };
        Label::new(id, self.to_string())
    }
}

/// How deep policies may use each other.
const USE_LIMIT: usize = 16;

/// A tree with parameters folded in, and the same tree folded for the day as well.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Parameters are constants; `as of` stays open, so that the tree holds until the next change of a rule.
    pub open: Node,
    /// Everything that does not depend on a person is a constant, and spans of time are dates. Right for the prepared day only.
    pub folded: Node,
}

/// The rows of a table in force, and its inputs.
#[derive(Clone, Debug)]
pub struct TableOnDate {
    /// Place of the version in the table's history; absent where no rows are in force.
    pub version: Option<usize>,
    /// The inputs.
    pub inputs: Vec<Tree>,
}

impl TableOnDate {
    /// The rows in force.
    pub fn rows<'t>(&self, table: &'t Table) -> Option<&'t [Row]> {
        self.version.and_then(|at| table.versions.get(at)).map(|version| version.value.as_slice())
    }
}

/// A criterion in force.
#[derive(Clone, Debug)]
pub struct CriterionOnDate {
    /// Its place in the policy.
    pub index: u16,
    /// Applies only if this holds.
    pub when: Option<Tree>,
    /// What must hold.
    pub require: Tree,
    /// Its citation with the certainty of the least certain value it uses: its own, its parameters', tables' and used policies'.
    pub reference: LegalReference,
    /// Facts it reads, derivations followed; ascending.
    pub reads: Vec<FactIndex>,
    pub(crate) plan: Plan,
    pub(crate) when_plan: Option<Plan>,
    pub(crate) onset: Option<Onset>,
    /// Whether neither condition looks at the day.
    pub(crate) timeless: bool,
}

impl CriterionOnDate {
    /// Whether the answer stays the same while the facts and the rules do, whatever the day: neither condition looks at it.
    pub fn is_timeless(&self) -> bool {
        self.timeless
    }
}

/// A component in force.
#[derive(Clone, Debug)]
pub struct ComponentOnDate {
    /// Its place in the policy.
    pub index: u16,
    /// Its weight on the day: a number, or none where a parameter has no value.
    pub weight: Value,
    /// Its value.
    pub value: Tree,
    /// Its citation with the certainty of the least certain value it uses.
    pub reference: LegalReference,
    /// Facts it reads, ascending.
    pub reads: Vec<FactIndex>,
}

/// The formula or classification on the day.
#[derive(Clone, Debug)]
pub struct ResultOnDate {
    /// The expression.
    pub result: Tree,
    /// Citation with the certainty of the least certain value used.
    pub reference: LegalReference,
    /// Facts it reads, ascending.
    pub reads: Vec<FactIndex>,
}

/// A policy prepared for one day, as known on one day.
#[derive(Clone, Debug)]
pub struct PolicyOnDate {
    policy: Arc<Policy>,
    family: Arc<PolicySet>,
    as_of: NaiveDate,
    known_at: NaiveDate,
    until: Option<NaiveDate>,
    parameters: Vec<Value>,
    definitions: Vec<Tree>,
    tables: Vec<TableOnDate>,
    criteria: Vec<CriterionOnDate>,
    places: Vec<Option<u16>>,
    components: Vec<ComponentOnDate>,
    tie_breaks: Vec<Tree>,
    result: Option<ResultOnDate>,
    uses: BTreeMap<Arc<str>, Option<Arc<PolicyOnDate>>>,
    facts_read: FactsRead,
    certainty: Certainty,
    next: OnceLock<Option<Arc<PolicyOnDate>>>,
}

/// Prepares a policy for a day, as its rules were known on another.
///
/// Picks the parameter values, table rows, criteria and components in force, prepares the policies it uses, and folds every expression for
/// the day. Values decided after `known_at` are not seen.
///
/// # Errors
/// [`PrepareError`] where the policy does not bind on the day or was not known, or a policy it uses is not in the set. A *used* policy that
/// does not bind on the day is no error: its outcome is none.
pub fn prepare(set: &PolicySet, policy: &Arc<Policy>, as_of: NaiveDate, known_at: NaiveDate) -> Result<PolicyOnDate, PrepareError> {
    let mut family = PolicySet::new();
    gather(set, policy, &mut family, 0)?;
    prepare_in(&Arc::new(family), policy, as_of, known_at)
}

/// The days of a period in words: `from 2000-11-10 on`.
fn days(period: EffectivePeriod, language: Language) -> String {
    match (period.from, period.to, language) {
        (Some(from), None, Language::Id) => format!("sejak {from}"),
        (Some(from), None, Language::En) => format!("from {from} on"),
        (Some(from), Some(to), Language::Id) => format!("sejak {from} dan sebelum {to}"),
        (Some(from), Some(to), Language::En) => format!("from {from} on and before {to}"),
        (None, Some(to), Language::Id) => format!("sebelum {to}"),
        (None, Some(to), Language::En) => format!("before {to}"),
        (None, None, Language::Id) => "kapan saja".to_owned(),
        (None, None, Language::En) => "of any date".to_owned(),
    }
}

/// The policy and all it uses.
fn gather(set: &PolicySet, policy: &Arc<Policy>, family: &mut PolicySet, depth: usize) -> Result<(), PrepareError> {
    if depth > USE_LIMIT {
        return Err(PrepareError::TooDeep { policy: Arc::clone(&policy.id), limit: USE_LIMIT });
    }
    for id in &policy.uses {
        let used = set.get(id).ok_or_else(|| PrepareError::Missing { policy: Arc::clone(&policy.id), used: Arc::clone(id) })?;
        gather(set, used, family, depth + 1)?;
    }
    family.insert(Arc::clone(policy));
    Ok(())
}

pub(crate) fn prepare_in(
    family: &Arc<PolicySet>,
    policy: &Arc<Policy>,
    as_of: NaiveDate,
    known_at: NaiveDate,
) -> Result<PolicyOnDate, PrepareError> {
    if !policy.effective.contains(as_of) {
        return Err(PrepareError::NotInForce { policy: Arc::clone(&policy.id), as_of, effective: policy.effective });
    }
    if let Some(decided) = policy.decided.or(policy.effective.from)
        && decided > known_at
    {
        return Err(PrepareError::NotKnown { policy: Arc::clone(&policy.id), decided, known_at });
    }
    let mut uses = BTreeMap::new();
    for id in &policy.uses {
        let used = family.get(id).map(|used| prepare_in(family, used, as_of, known_at));
        let used = match used {
            Some(Ok(used)) => Some(Arc::new(used)),
            Some(Err(PrepareError::NotInForce { .. } | PrepareError::NotKnown { .. })) | None => None,
            Some(Err(other)) => return Err(other),
        };
        uses.insert(Arc::clone(id), used);
    }
    let parameters: Vec<Value> = policy
        .parameters
        .iter()
        .map(|parameter| in_force(&parameter.values, as_of, known_at).map_or(Value::None, |entry| entry.value.clone()))
        .collect();
    let until = change::next_change(family, policy, as_of);
    Ok(Builder { family, policy, as_of, known_at, until, parameters, uses }.build())
}

/// The parts that are known before any tree is folded.
struct Builder<'a> {
    family: &'a Arc<PolicySet>,
    policy: &'a Arc<Policy>,
    as_of: NaiveDate,
    known_at: NaiveDate,
    until: Option<NaiveDate>,
    parameters: Vec<Value>,
    uses: BTreeMap<Arc<str>, Option<Arc<PolicyOnDate>>>,
}

impl Builder<'_> {
    fn build(self) -> PolicyOnDate {
        let policy = self.policy;
        let definitions = self.definitions();
        let opened: Vec<Node> = definitions.iter().map(|tree| tree.open.clone()).collect();
        let folded: Vec<Node> = definitions.iter().map(|tree| tree.folded.clone()).collect();
        let tables = self.tables(&opened, &folded);
        let inputs: Vec<(Vec<Node>, Vec<Node>)> =
            tables.iter().map(|table| table.inputs.iter().map(|input| (input.open.clone(), input.folded.clone())).unzip()).collect();
        let fold_tables = |pick: fn(&(Vec<Node>, Vec<Node>)) -> &Vec<Node>| -> Vec<FoldTable<'_>> {
            policy
                .tables
                .iter()
                .zip(&tables)
                .zip(&inputs)
                .map(|((table, on_date), inputs)| FoldTable { table, rows: on_date.rows(table), inputs: pick(inputs) })
                .collect()
        };
        let (open_tables, folded_tables) = (fold_tables(|inputs| &inputs.0), fold_tables(|inputs| &inputs.1));
        let rounding = policy.date_rounding();
        let open = Fold { parameters: &self.parameters, definitions: &opened, tables: &open_tables, as_of: None, rounding };
        let closed = Fold { definitions: &folded, tables: &folded_tables, as_of: Some(self.as_of), ..open };
        let tree = |node: &Node| Tree { open: open.node(node), folded: closed.node(node) };

        let mut places = vec![None; policy.criteria.len()];
        let mut criteria = Vec::with_capacity(policy.criteria.len());
        for (at, criterion) in policy.criteria.iter().enumerate() {
            if !criterion.effective.contains(self.as_of) {
                continue;
            }
            if let Some(place) = places.get_mut(at) {
                *place = u16::try_from(criteria.len()).ok();
            }
            let conditions: Vec<&Condition> = criterion.when.iter().chain([&criterion.require]).collect();
            let nodes: Vec<&Node> = conditions.iter().map(|condition| &condition.node).collect();
            let require = tree(&criterion.require.node);
            criteria.push(CriterionOnDate {
                index: u16::try_from(at).unwrap_or(u16::MAX),
                when: criterion.when.as_ref().map(|when| tree(&when.node)),
                reference: self.certain(&criterion.reference, &nodes),
                reads: reads::facts(policy, &self.uses, &nodes),
                plan: Plan::of(policy, &closed, &criterion.require),
                when_plan: criterion.when.as_ref().map(|when| Plan::of(policy, &closed, when)),
                onset: Onset::of(policy, &require.open),
                timeless: nodes.iter().all(|node| is_still(policy, node)),
                require,
            });
        }
        let components: Vec<ComponentOnDate> = policy
            .components
            .iter()
            .enumerate()
            .filter(|(_, component)| component.effective.contains(self.as_of))
            .map(|(at, component)| {
                let nodes = [&component.weight.node, &component.value.node];
                let weight = match closed.node(&component.weight.node).kind {
                    NodeKind::Constant(value) => value,
                    _ => Value::Missing,
                };
                ComponentOnDate {
                    index: u16::try_from(at).unwrap_or(u16::MAX),
                    weight,
                    value: tree(&component.value.node),
                    reference: self.certain(&component.reference, &nodes),
                    reads: reads::facts(policy, &self.uses, &nodes),
                }
            })
            .collect();
        let result = policy.points.as_ref().or(policy.classification.as_ref()).map(|rule: &ResultRule| ResultOnDate {
            result: tree(&rule.result.node),
            reference: self.certain(&own_reference(policy, rule.reference.as_ref()), &[&rule.result.node]),
            reads: reads::facts(policy, &self.uses, &[&rule.result.node]),
        });
        let tie_breaks: Vec<Tree> = policy.tie_breaks.iter().map(|tie_break| tree(&tie_break.value.node)).collect();

        let facts_read = FactsRead::new(
            &policy.catalogue,
            criteria
                .iter()
                .flat_map(|c| &c.reads)
                .chain(components.iter().flat_map(|c| &c.reads))
                .chain(result.iter().flat_map(|r| &r.reads))
                .copied()
                .chain(reads::facts(policy, &self.uses, &policy.tie_breaks.iter().map(|t| &t.value.node).collect::<Vec<_>>())),
        );
        let certainty = (criteria.iter().map(|c| c.reference.certainty))
            .chain(components.iter().map(|c| c.reference.certainty))
            .chain(result.iter().map(|r| r.reference.certainty))
            .chain(policy.groups.iter().map(|g| g.reference.certainty))
            .chain(policy.reference.iter().map(|r| r.certainty))
            .max()
            .unwrap_or(Certainty::Unverified);
        PolicyOnDate {
            policy: Arc::clone(policy),
            family: Arc::clone(self.family),
            as_of: self.as_of,
            known_at: self.known_at,
            until: self.until,
            definitions,
            tables,
            criteria,
            places,
            components,
            tie_breaks,
            result,
            facts_read,
            certainty,
            next: OnceLock::new(),
            parameters: self.parameters,
            uses: self.uses,
        }
    }

    fn definitions(&self) -> Vec<Tree> {
        let rounding = self.policy.date_rounding();
        let (mut opened, mut folded): (Vec<Node>, Vec<Node>) = (Vec::new(), Vec::new());
        for definition in &self.policy.definitions {
            let open = Fold { parameters: &self.parameters, definitions: &opened, tables: &[], as_of: None, rounding };
            let closed = Fold { definitions: &folded, as_of: Some(self.as_of), ..open };
            let (one, other) = (open.node(&definition.node), closed.node(&definition.node));
            opened.push(one);
            folded.push(other);
        }
        opened.into_iter().zip(folded).map(|(open, folded)| Tree { open, folded }).collect()
    }

    fn tables(&self, opened: &[Node], folded: &[Node]) -> Vec<TableOnDate> {
        let rounding = self.policy.date_rounding();
        let open = Fold { parameters: &self.parameters, definitions: opened, tables: &[], as_of: None, rounding };
        let closed = Fold { definitions: folded, as_of: Some(self.as_of), ..open };
        let version = |table: &Table| {
            let entry = in_force(&table.versions, self.as_of, self.known_at)?;
            table.versions.iter().position(|other| std::ptr::eq(other, entry))
        };
        self.policy
            .tables
            .iter()
            .map(|table| TableOnDate {
                version: version(table),
                inputs: table.inputs.iter().map(|node| Tree { open: open.node(node), folded: closed.node(node) }).collect(),
            })
            .collect()
    }

    /// A citation with the certainty of the least certain value these trees use.
    fn certain(&self, reference: &LegalReference, nodes: &[&Node]) -> LegalReference {
        let used = reads::certainty(self.policy, &self.uses, nodes, self.as_of, self.known_at);
        LegalReference {
            citation: Arc::clone(&reference.citation),
            certainty: used.map_or(reference.certainty, |c| c.max(reference.certainty)),
        }
    }
}

/// The rule's own citation, or the policy's, or the policy's id as an unverified ground: a finding always names one.
pub(crate) fn own_reference(policy: &Policy, reference: Option<&LegalReference>) -> LegalReference {
    reference
        .or(policy.reference.as_ref())
        .cloned()
        .unwrap_or_else(|| LegalReference { citation: Arc::clone(&policy.id), certainty: Certainty::Unverified })
}

impl PolicyOnDate {
    /// The policy.
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// The day it is prepared for.
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The day whose knowledge of the rules was used.
    pub fn known_at(&self) -> NaiveDate {
        self.known_at
    }

    /// The first day after the prepared one on which a rule of this policy or one it uses changes; absent where nothing changes any more.
    pub fn until(&self) -> Option<NaiveDate> {
        self.until
    }

    /// Values of the policy's parameters; none where one has no value that day.
    pub fn parameters(&self) -> &[Value] {
        &self.parameters
    }

    /// The policy's definitions.
    pub fn definitions(&self) -> &[Tree] {
        &self.definitions
    }

    /// The policy's tables.
    pub fn tables(&self) -> &[TableOnDate] {
        &self.tables
    }

    /// Criteria in force, in the policy's order.
    pub fn criteria(&self) -> &[CriterionOnDate] {
        &self.criteria
    }

    /// The criterion in force that is `criteria[index]` of the policy.
    pub fn criterion(&self, index: u16) -> Option<&CriterionOnDate> {
        self.place(index).and_then(|place| self.criteria.get(place))
    }

    /// Where among the criteria in force the policy's `criteria[index]` stands.
    pub(crate) fn place(&self, index: u16) -> Option<usize> {
        self.places.get(usize::from(index)).copied().flatten().map(usize::from)
    }

    /// Components in force, in the policy's order.
    pub fn components(&self) -> &[ComponentOnDate] {
        &self.components
    }

    /// Tie-breakers in order.
    pub fn tie_breaks(&self) -> &[Tree] {
        &self.tie_breaks
    }

    /// The formula or classification.
    pub fn result(&self) -> Option<&ResultOnDate> {
        self.result.as_ref()
    }

    /// Policies it uses; absent where one is not in force.
    pub fn uses(&self) -> &BTreeMap<Arc<str>, Option<Arc<PolicyOnDate>>> {
        &self.uses
    }

    /// The least certain value anything in it rests on.
    pub fn certainty(&self) -> Certainty {
        self.certainty
    }

    /// The facts it reads, in the order of their names.
    pub fn facts(&self) -> &[FactIndex] {
        self.facts_read.facts()
    }

    pub(crate) fn facts_read(&self) -> &FactsRead {
        &self.facts_read
    }

    /// The same policy from its next change on; absent where nothing changes any more. Prepared on first use.
    ///
    /// Where the policy itself ends, or has a pause, this is `None` too: see [`PolicyOnDate::until`].
    pub(crate) fn next(&self) -> Option<&Arc<PolicyOnDate>> {
        self.next
            .get_or_init(|| {
                let until = self.until?;
                prepare_in(&self.family, &self.policy, until, self.known_at).ok().map(Arc::new)
            })
            .as_ref()
    }
}
