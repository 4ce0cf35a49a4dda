//! How far expressions reach once definitions, tables, derived facts and other policies are written out where they are used.
//!
//! A short file can define `d1` as `d0 + d0`, `d2` as `d1 + d1` and so on: forty lines that take longer than anybody lives to compute.
//! What reaches too far is refused here, so that everything after the compiler may follow references without counting.

use std::sync::Arc;

use crate::legal::Label;
use crate::policy::catalogue::Catalogue;
use crate::policy::diagnostic::{Diagnostic, Span};
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::{Policy, PolicySet};

/// The most references that may lead into each other. Deciding follows a few more, see `DEPTH_LIMIT` there.
const MAX_STEPS: u32 = 48;
/// The deepest nesting of everything written out.
const MAX_DEPTH: u32 = 300;
/// The most parts of one definition, table or derivation with everything written out.
const MAX_SIZE: u64 = 20_000;
/// The most parts of one policy with everything written out.
const MAX_POLICY_SIZE: u64 = 200_000;

/// How far an expression reaches.
///
/// In order of size: of several things that reach too far, the least is where a limit is passed first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Extent {
    size: u64,
    steps: u32,
    depth: u32,
}

impl Extent {
    fn beside(self, other: Extent) -> Extent {
        Extent { steps: self.steps.max(other.steps), depth: self.depth.max(other.depth), size: self.size.saturating_add(other.size) }
    }

    /// Whether one definition, table or derivation reaches too far.
    pub(super) fn too_far(self) -> bool {
        self.farther_than(MAX_SIZE)
    }

    fn farther_than(self, size: u64) -> bool {
        self.steps > MAX_STEPS || self.depth > MAX_DEPTH || self.size > size
    }

    /// What is wrong with the derivation of a fact that reaches too far.
    pub(super) fn of_fact(self, name: &str, file: &Arc<str>, span: Span) -> Diagnostic {
        self.problem(&format!("penurunan fakta `{name}`"), &format!("the derivation of the fact `{name}`"), MAX_SIZE, file, span)
    }

    fn problem(self, what_id: &str, what_en: &str, size: u64, file: &Arc<str>, span: Span) -> Diagnostic {
        let message = if self.steps > MAX_STEPS || self.depth > MAX_DEPTH {
            Label::new(
                format!(
                    "{what_id} bergantung berlapis-lapis pada definisi, tabel, fakta turunan, atau kebijakan lain: {} rujukan berurutan dan kedalaman {}, paling banyak {MAX_STEPS} dan {MAX_DEPTH}",
                    self.steps, self.depth
                ),
                format!(
                    "{what_en} builds on definitions, tables, derived facts or other policies one upon another: {} references in a row and a depth of {}, expected at most {MAX_STEPS} and {MAX_DEPTH}",
                    self.steps, self.depth
                ),
            )
        } else {
            Label::new(
                format!("{what_id} menjadi {} bagian bila semua yang dipakainya dituliskan, paling banyak {size}", self.size),
                format!("{what_en} has {} parts with everything it uses written out, expected at most {size}", self.size),
            )
        };
        Diagnostic::error("too-deep", file, span, message)
    }
}

/// The extent of a tree; `reference` gives that of what a node refers to.
fn measure(node: &Node, reference: &dyn Fn(&NodeKind) -> Option<Extent>) -> Extent {
    let mut below = reference(&node.kind).map(|used| Extent { steps: used.steps + 1, ..used }).unwrap_or_default();
    for child in node.children() {
        below = below.beside(measure(child, reference));
    }
    Extent { steps: below.steps, depth: below.depth.saturating_add(1), size: below.size.saturating_add(1) }
}

/// The extents of items that use each other without cycles (those in a cycle stay without one); no recursion over the items.
fn extents(items: &[Vec<&Node>], place: &dyn Fn(&NodeKind) -> Option<usize>, outside: &dyn Fn(&NodeKind) -> Option<Extent>) -> Vec<Extent> {
    let uses: Vec<Vec<usize>> = items
        .iter()
        .map(|nodes| {
            let mut found = Vec::new();
            nodes.iter().for_each(|node| node.walk(&mut |n| found.extend(place(&n.kind).filter(|p| *p < items.len()))));
            found
        })
        .collect();
    let mut known: Vec<Option<Extent>> = vec![None; items.len()];
    let mut entered = vec![false; items.len()];
    for start in 0..items.len() {
        let mut open = vec![start];
        while let Some(item) = open.last().copied() {
            let next = if entered[item] { None } else { Some(&uses[item]) };
            entered[item] = true;
            let waiting: Vec<usize> = next.into_iter().flatten().copied().filter(|used| !entered[*used]).collect();
            if !waiting.is_empty() {
                open.extend(waiting);
                continue;
            }
            open.pop();
            let reference = |kind: &NodeKind| place(kind).and_then(|p| known.get(p).copied().flatten()).or_else(|| outside(kind));
            let extent = items[item].iter().map(|node| measure(node, &reference)).fold(Extent::default(), Extent::beside);
            known[item] = Some(extent);
        }
    }
    known.into_iter().map(Option::unwrap_or_default).collect()
}

/// The extents of a catalogue's facts; nothing for one that is not derived.
pub(super) fn of_facts(derivations: &[Vec<&Node>]) -> Vec<Extent> {
    let place = |kind: &NodeKind| if let NodeKind::Fact(index) = kind { Some(index.get()) } else { None };
    extents(derivations, &place, &|_| None)
}

/// The extent of a policy, or what is wrong with it. `spans` tells where a definition stands.
pub(super) fn of_policy(policy: &Policy, set: &PolicySet, spans: &dyn Fn(&str) -> Span) -> Result<Extent, Box<Diagnostic>> {
    let facts = of_facts(&derivations(&policy.catalogue));
    let definitions = policy.definitions.len();
    let items: Vec<Vec<&Node>> =
        (policy.definitions.iter().map(|d| vec![&d.node])).chain(policy.tables.iter().map(|t| t.inputs.iter().collect())).collect();
    let place = |kind: &NodeKind| match kind {
        NodeKind::Definition(index) => Some(usize::from(*index)),
        NodeKind::Table(index) => Some(definitions + usize::from(*index)),
        _ => None,
    };
    let outside = |kind: &NodeKind| match kind {
        NodeKind::Fact(index) => facts.get(index.get()).copied().filter(|extent| extent.size > 0),
        NodeKind::Outcome(id) => set.get(id).map(|used| used.extent),
        _ => None,
    };
    let known = extents(&items, &place, &outside);
    let first = known.iter().enumerate().filter(|(_, extent)| extent.too_far()).min_by_key(|(_, extent)| **extent);
    if let Some((item, extent)) = first {
        let (name, span, id, en) = match policy.definitions.get(item) {
            Some(definition) => (&definition.name, spans(&definition.name), "definisi", "the definition"),
            None => {
                let table = &policy.tables[item - definitions];
                (&table.name, table.span, "tabel", "the table")
            }
        };
        return Err(Box::new(extent.problem(&format!("{id} `{name}`"), &format!("{en} `{name}`"), MAX_SIZE, &policy.file, span)));
    }
    let reference = |kind: &NodeKind| place(kind).and_then(|p| known.get(p).copied()).or_else(|| outside(kind));
    let whole = policy.nodes().iter().map(|node| measure(node, &reference)).fold(Extent::default(), Extent::beside);
    if whole.farther_than(MAX_POLICY_SIZE) {
        let (id, en) = (format!("kebijakan `{}`", policy.id), format!("the policy `{}`", policy.id));
        return Err(Box::new(whole.problem(&id, &en, MAX_POLICY_SIZE, &policy.file, spans(""))));
    }
    Ok(whole)
}

/// The derivation of every fact, in the catalogue's order.
fn derivations(catalogue: &Catalogue) -> Vec<Vec<&Node>> {
    catalogue.facts().iter().map(|fact| fact.derive.iter().collect()).collect()
}
