//! What trees rest on: the facts they read and how certain their values are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::PolicyOnDate;
use crate::legal::Certainty;
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::{Policy, in_force};
use crate::policy::value::FactIndex;

type Uses = BTreeMap<Arc<str>, Option<Arc<PolicyOnDate>>>;

/// The facts trees read: directly, through derivations, definitions, tables and other policies. Ascending.
pub(super) fn facts(policy: &Policy, uses: &Uses, nodes: &[&Node]) -> Vec<FactIndex> {
    let mut reached =
        Reached { policy, facts: BTreeSet::new(), definitions: BTreeSet::new(), tables: BTreeSet::new(), outcomes: BTreeSet::new() };
    nodes.iter().for_each(|node| reached.node(node));
    for used in reached.outcomes.iter().filter_map(|id| uses.get(*id)).flatten() {
        reached.facts.extend(used.facts());
    }
    reached.facts.into_iter().collect()
}

/// The certainty of the least certain value trees use on the day; `None` where they use none.
pub(super) fn certainty(policy: &Policy, uses: &Uses, nodes: &[&Node], as_of: NaiveDate, known_at: NaiveDate) -> Option<Certainty> {
    let mut reached =
        Reached { policy, facts: BTreeSet::new(), definitions: BTreeSet::new(), tables: BTreeSet::new(), outcomes: BTreeSet::new() };
    nodes.iter().for_each(|node| reached.node(node));
    let mut parameters = BTreeSet::new();
    let mut collect = |node: &Node| {
        node.walk(&mut |part| {
            if let NodeKind::Parameter(index) = part.kind {
                parameters.insert(index);
            }
        });
    };
    nodes.iter().for_each(|node| collect(node));
    let definitions = reached.definitions.iter().filter_map(|at| policy.definitions.get(usize::from(*at)));
    let tables = reached.tables.iter().filter_map(|at| policy.tables.get(usize::from(*at)));
    definitions.clone().for_each(|definition| collect(&definition.node));
    tables.clone().for_each(|table| table.inputs.iter().for_each(&mut collect));

    let of_parameters = parameters
        .iter()
        .filter_map(|at| policy.parameters.get(usize::from(*at)))
        .filter_map(|parameter| in_force(&parameter.values, as_of, known_at)?.reference.as_ref());
    let of_definitions = definitions.filter_map(|definition| definition.reference.as_ref());
    let of_tables = tables.filter_map(|table| in_force(&table.versions, as_of, known_at)?.reference.as_ref());
    let of_policies = reached.outcomes.iter().filter_map(|id| uses.get(*id)).flatten().map(|used| used.certainty());
    of_parameters.chain(of_definitions).chain(of_tables).map(|reference| reference.certainty).chain(of_policies).max()
}

struct Reached<'a> {
    policy: &'a Policy,
    facts: BTreeSet<FactIndex>,
    definitions: BTreeSet<u16>,
    tables: BTreeSet<u16>,
    outcomes: BTreeSet<&'a str>,
}

impl<'a> Reached<'a> {
    fn node(&mut self, node: &'a Node) {
        let mut parts = Vec::new();
        node.walk(&mut |part| parts.push(part));
        for part in parts {
            match &part.kind {
                NodeKind::Fact(fact) => {
                    let derivation = self.policy.catalogue.facts().get(fact.get()).and_then(|fact| fact.derive.as_ref());
                    if self.facts.insert(*fact)
                        && let Some(derivation) = derivation
                    {
                        self.node(derivation);
                    }
                }
                NodeKind::Definition(index) => {
                    if self.definitions.insert(*index)
                        && let Some(definition) = self.policy.definitions.get(usize::from(*index))
                    {
                        self.node(&definition.node);
                    }
                }
                NodeKind::Table(index) => {
                    if self.tables.insert(*index)
                        && let Some(table) = self.policy.tables.get(usize::from(*index))
                    {
                        table.inputs.iter().for_each(|input| self.node(input));
                    }
                }
                NodeKind::Outcome(id) => {
                    self.outcomes.insert(id);
                }
                _ => {}
            }
        }
    }
}
