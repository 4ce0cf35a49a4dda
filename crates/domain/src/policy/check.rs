//! What a policy would do wrong, found before anyone is decided: tables with holes, weights that cannot add up, criteria nobody can meet,
//! histories with gaps, protected facts, a broken direction.
//!
//! Every analysis looks at the typed policy only. Statements about *all* persons are proved with sets of values per input, never by trying values out;
//! where an example exists it is given as a witness. docs/checks.md lists every code with the legal text that inspired it.

mod boxes;
pub mod cases;
mod certainty;
mod criteria;
mod dates;
mod direction;
mod domains;
#[cfg(test)]
mod fixture;
mod formula;
mod history;
mod line;
mod names;
mod nullable;
mod people;
mod protected;
mod reach;
mod tables;
mod trend;
mod unused;
mod weights;

use std::sync::Arc;

use super::diagnostic::{Diagnostic, Severity, Span};
use super::expression::node::Node;
use super::model::{Policy, PolicySet};
use crate::legal::Label;

pub use cases::{CaseResult, run_cases};
pub use names::{CODES, CheckCode};

/// Everything worth saying about a typed policy, by place in its file.
///
/// `set` holds the policies it may use; a policy that is missing there is treated as one about which nothing is known.
pub fn check(set: &PolicySet, policy: &Policy) -> Vec<Diagnostic> {
    let mut checker = Checker { set, policy, out: Vec::new() };
    tables::check(&mut checker);
    weights::check(&mut checker);
    criteria::check(&mut checker);
    unused::check(&mut checker);
    dates::check(&mut checker);
    protected::check(&mut checker);
    direction::check(&mut checker);
    nullable::check(&mut checker);
    certainty::check(&mut checker);
    cases::check(&mut checker);
    let mut out = checker.out;
    out.sort_by_key(|d| (d.span, d.code));
    out
}

/// What the analyses share: the policy, and the list of what was found.
struct Checker<'a> {
    set: &'a PolicySet,
    policy: &'a Policy,
    out: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        debug_assert!(
            CODES.iter().any(|c| c.code == diagnostic.code && c.severity == diagnostic.severity),
            "{} is listed",
            diagnostic.code
        );
        self.out.push(diagnostic);
    }

    /// A diagnostic with the listed severity of its code.
    fn diagnostic(&self, code: &'static str, span: Span, id: String, en: String) -> Diagnostic {
        let severity = CODES.iter().find(|c| c.code == code).map_or(Severity::Warning, |c| c.severity);
        Diagnostic::new(severity, code, &self.policy.file, span, Label::new(id, en))
    }
}

/// Every expression written in a policy, in the order of its sections.
fn nodes_of(policy: &Policy) -> Vec<&Node> {
    let mut nodes: Vec<&Node> = Vec::new();
    nodes.extend(policy.definitions.iter().map(|d| &d.node));
    nodes.extend(policy.tables.iter().flat_map(|t| &t.inputs));
    for criterion in &policy.criteria {
        nodes.extend(criterion.when.iter().map(|w| &w.node));
        nodes.push(&criterion.require.node);
    }
    nodes.extend(policy.components.iter().flat_map(|c| [&c.weight.node, &c.value.node]));
    nodes.extend(policy.tie_breaks.iter().map(|t| &t.value.node));
    nodes.extend(policy.points.iter().chain(&policy.classification).map(|r| &r.result.node));
    nodes
}

/// The span of a whole policy, for what has no better place.
fn place_of(policy: &Policy) -> Span {
    let spans = (policy.criteria.iter().map(|c| c.span))
        .chain(policy.components.iter().map(|c| c.span))
        .chain(policy.tables.iter().map(|t| t.span))
        .chain(policy.parameters.iter().map(|p| p.span));
    spans.min().unwrap_or_default()
}

/// `` `a`, `b` and `c` `` in both languages.
fn listed(names: &[Arc<str>]) -> (String, String) {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => (last.clone(), last.clone()),
        Some((last, rest)) => (format!("{} dan {last}", rest.join(", ")), format!("{} and {last}", rest.join(", "))),
        None => (String::new(), String::new()),
    }
}
