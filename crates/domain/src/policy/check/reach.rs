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
                    next.extend(super::nodes_of(other).into_iter().map(|node| (&**other, node, longer(id))));
                }
            }
            _ => {}
        });
        open.extend(next);
    }
    found
}

/// Whether two of the inputs read a common fact, so that they cannot take every combination of values.
pub(super) fn inputs_share_facts(set: &PolicySet, policy: &Policy, inputs: &[Node]) -> bool {
    let mut seen: BTreeSet<Arc<str>> = BTreeSet::new();
    inputs.iter().any(|input| facts(set, policy, [input]).into_keys().any(|name| !seen.insert(name)))
}
