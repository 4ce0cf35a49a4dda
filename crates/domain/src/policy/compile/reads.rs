//! Links policies that use each other: unknown or broken ones, cycles, and the facts each part reads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::extent;
use crate::legal::Label;
use crate::policy::diagnostic::{Diagnostic, Span};
use crate::policy::document::Document;
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::{Policy, PolicySet};
use crate::policy::value::FactIndex;

/// Ids of the policies an otherwise finished policy uses, ascending.
pub(super) fn used_policies(policy: &Policy) -> Vec<Arc<str>> {
    let mut used = BTreeSet::new();
    for node in policy.nodes() {
        node.walk(&mut |n: &Node| {
            if let NodeKind::Outcome(id) = &n.kind {
                used.insert(Arc::clone(id));
            }
        });
    }
    used.into_iter().collect()
}

/// Adds the policies to `known` in an order in which each uses only those before it, with the facts they read filled in.
pub(super) fn link(
    mut compiled: BTreeMap<Arc<str>, Policy>,
    documents: &[Document],
    known: &PolicySet,
    out: &mut Vec<Diagnostic>,
) -> PolicySet {
    let mut set = known.clone();
    // a policy that is compiled anew replaces the known one, also while the others are linked
    for id in compiled.keys() {
        set.remove(id);
    }
    loop {
        let ready: Vec<Arc<str>> =
            compiled.values().filter(|p| p.uses.iter().all(|id| set.get(id).is_some())).map(|p| p.id.clone()).collect();
        if ready.is_empty() {
            break;
        }
        for id in ready {
            let Some(mut policy) = compiled.remove(&id) else { continue };
            match extent::of_policy(&policy, &set, &|name| place_of(name, &id, documents)) {
                Ok(extent) => {
                    policy.extent = extent;
                    fill_reads(&mut policy, &set);
                    set.insert(Arc::new(policy));
                }
                Err(problem) => out.push(*problem),
            }
        }
    }
    for policy in compiled.values() {
        report_unlinked(policy, &compiled, documents, &set, out);
    }
    set
}

/// Where a definition of a policy stands, or the policy itself.
fn place_of(definition: &str, policy: &str, documents: &[Document]) -> Span {
    let Some(document) = documents.iter().find(|d| *d.id.value == *policy) else { return Span::default() };
    document.definitions.iter().find(|d| *d.name.value == *definition).map_or(document.id.span, |d| d.name.span)
}

fn report_unlinked(policy: &Policy, left: &BTreeMap<Arc<str>, Policy>, documents: &[Document], set: &PolicySet, out: &mut Vec<Diagnostic>) {
    let span = documents.iter().find(|d| d.id.value == policy.id).map(|d| d.id.span).unwrap_or_default();
    if let Some(path) = path_back(&policy.id, left) {
        let path = path.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" → ");
        let message = Label::new(format!("kebijakan ini memakai dirinya sendiri: {path}"), format!("this policy uses itself: {path}"));
        out.push(Diagnostic::error("policy-cycle", &policy.file, span, message));
        return;
    }
    for id in policy.uses.iter().filter(|id| set.get(id).is_none()) {
        let message = Label::new(
            format!("kebijakan `{id}` yang dipakai di sini masih mengandung kesalahan"),
            format!("the policy `{id}` used here has errors of its own"),
        );
        out.push(Diagnostic::error("uses-broken-policy", &policy.file, span, message));
    }
}

/// A path from a policy through those left over back to itself.
fn path_back(start: &Arc<str>, left: &BTreeMap<Arc<str>, Policy>) -> Option<Vec<Arc<str>>> {
    let mut open = vec![vec![Arc::clone(start)]];
    let mut seen = BTreeSet::new();
    while let Some(path) = open.pop() {
        let last = path.last()?;
        for next in left.get(last).map(|p| p.uses.as_slice()).unwrap_or_default() {
            let mut longer = path.clone();
            longer.push(Arc::clone(next));
            if next == start {
                return Some(longer);
            }
            if seen.insert(Arc::clone(next)) {
                open.push(longer);
            }
        }
    }
    None
}

fn fill_reads(policy: &mut Policy, set: &PolicySet) {
    let reader = Reader { policy: policy.clone(), set };
    for criterion in &mut policy.criteria {
        let nodes = criterion.when.iter().map(|w| &w.node).chain([&criterion.require.node]);
        criterion.reads = reader.of(nodes);
    }
    for component in &mut policy.components {
        component.reads = reader.of([&component.value.node]);
    }
    for rule in policy.points.iter_mut().chain(&mut policy.classification) {
        rule.reads = reader.of([&rule.result.node]);
    }
}

struct Reader<'a> {
    policy: Policy,
    set: &'a PolicySet,
}

impl Reader<'_> {
    fn of<'n>(&self, nodes: impl IntoIterator<Item = &'n Node>) -> Vec<FactIndex> {
        let mut facts = BTreeSet::new();
        let (mut tables, mut definitions, mut score) = (BTreeSet::new(), BTreeSet::new(), false);
        let mut open: Vec<Node> = nodes.into_iter().cloned().collect();
        while let Some(node) = open.pop() {
            let mut more = Vec::new();
            node.walk(&mut |n: &Node| match &n.kind {
                NodeKind::Fact(index) if facts.insert(*index) => more.extend(self.policy.catalogue.fact(*index).derive.clone()),
                NodeKind::Definition(index) if definitions.insert(*index) => {
                    more.extend(self.policy.definitions.get(usize::from(*index)).map(|d| d.node.clone()));
                }
                NodeKind::Table(index) if tables.insert(*index) => {
                    more.extend(self.policy.tables.get(usize::from(*index)).into_iter().flat_map(|t| t.inputs.clone()));
                }
                // once: a component that reads the total reads itself
                NodeKind::Score if !std::mem::replace(&mut score, true) => {
                    more.extend(self.policy.components.iter().map(|c| c.value.node.clone()));
                }
                NodeKind::Outcome(id) => facts.extend(self.set.get(id).map(|p| p.reads()).unwrap_or_default()),
                _ => {}
            });
            open.extend(more);
        }
        facts.into_iter().collect()
    }
}
