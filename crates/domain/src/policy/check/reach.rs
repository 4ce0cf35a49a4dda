//! Which facts an expression reads in the end, and on which way: through definitions, tables, derivations of facts, other policies.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::policy::catalogue::Fact;
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::{Policy, PolicySet};

/// A fact that is read, and the shortest way to it.
pub(super) struct Reached<'a> {
    pub(super) fact: &'a Fact,
    /// Names on the way, the fact's own last.
    pub(super) path: Vec<Arc<str>>,
}

impl Reached<'_> {
    /// Whether the way leads through another fact of the same ground: the birth date behind an age is the same use of it.
    pub(super) fn is_behind_same_ground(&self, policy: &Policy) -> bool {
        let ground = |name: &Arc<str>| policy.catalogue.find(name).and_then(|index| policy.catalogue.fact(index).protected);
        self.fact.protected.is_some() && self.path.iter().rev().skip(1).any(|name| ground(name) == self.fact.protected)
    }

    /// `` `a` → `b` → `fact` ``
    pub(super) fn way(&self) -> String {
        self.path.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → ")
    }
}

/// Every fact the nodes read, by name.
pub(super) fn facts<'a>(
    set: &'a PolicySet,
    policy: &'a Policy,
    nodes: impl IntoIterator<Item = &'a Node>,
) -> BTreeMap<Arc<str>, Reached<'a>> {
    let mut found: BTreeMap<Arc<str>, Reached<'a>> = BTreeMap::new();
    let mut seen: BTreeSet<(Arc<str>, u8, usize)> = BTreeSet::new();
    let mut open: VecDeque<(&'a Policy, &'a Node, Vec<Arc<str>>)> = nodes.into_iter().map(|node| (policy, node, Vec::new())).collect();
    while let Some((policy, node, path)) = open.pop_front() {
        let longer = |name: &Arc<str>| path.iter().chain([name]).cloned().collect::<Vec<_>>();
        let mut first = |id: &Arc<str>, kind: u8, place: usize| seen.insert((Arc::clone(id), kind, place));
        let mut next: Vec<(&'a Policy, &'a Node, Vec<Arc<str>>)> = Vec::new();
        node.walk(&mut |n: &'a Node| match &n.kind {
            NodeKind::Fact(index) => {
                let fact = policy.catalogue.fact(*index);
                if !found.contains_key(&fact.name) {
                    found.insert(Arc::clone(&fact.name), Reached { fact, path: longer(&fact.name) });
                    next.extend(fact.derive.iter().map(|derive| (policy, derive, longer(&fact.name))));
                }
            }
            NodeKind::Definition(index) if first(&policy.id, 0, usize::from(*index)) => {
                let definition = policy.definitions.get(usize::from(*index));
                next.extend(definition.map(|d| (policy, &d.node, longer(&d.name))));
            }
            NodeKind::Table(index) if first(&policy.id, 1, usize::from(*index)) => {
                if let Some(table) = policy.tables.get(usize::from(*index)) {
                    next.extend(table.inputs.iter().map(|input| (policy, input, longer(&table.name))));
                }
            }
            NodeKind::Score if first(&policy.id, 2, 0) => {
                next.extend(policy.components.iter().map(|c| (policy, &c.value.node, longer(&c.code))));
            }
            NodeKind::Outcome(id) => {
                if let Some(other) = set.get(id).filter(|other| first(&other.id, 3, 0)) {
                    next.extend(results_of(other).into_iter().map(|node| (&**other, node, longer(id))));
                }
            }
            _ => {}
        });
        open.extend(next);
    }
    found
}

/// The expressions a policy's outcome follows from.
fn results_of(policy: &Policy) -> Vec<&Node> {
    let conditions = policy.criteria.iter().flat_map(|c| c.when.iter().chain([&c.require]));
    let components = policy.components.iter().flat_map(|c| [&c.weight, &c.value]);
    let results = policy.points.iter().chain(&policy.classification).map(|r| &r.result);
    conditions.chain(components).chain(results).map(|condition| &condition.node).collect()
}

/// Whether two of the inputs read a common fact, so that they cannot take every combination of values.
pub(super) fn inputs_share_facts(set: &PolicySet, policy: &Policy, inputs: &[Node]) -> bool {
    let mut seen: BTreeSet<Arc<str>> = BTreeSet::new();
    inputs.iter().any(|input| facts(set, policy, [input]).into_keys().any(|name| !seen.insert(name)))
}
