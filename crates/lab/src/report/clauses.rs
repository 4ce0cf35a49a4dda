//! What a draft changes in the text, and which criteria each change concerns.

use std::collections::BTreeSet;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::diff::{Change, Part, PolicyDiff, diff};
use jenjang::policy::expression::node::{Node, NodeKind};
use jenjang::policy::model::Policy;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use serde::Serialize;

/// The differences between two policies, each with the criteria whose answers it can move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ClauseDiff {
    /// The differences.
    pub diff: PolicyDiff,
    /// For each change in order: codes of the criteria, groups or components concerned, in the order of the policies; empty where it concerns none
    /// or the policy as a whole.
    pub concerned: Vec<Vec<Arc<str>>>,
    /// Parameters as they stand on the day: those of the rule in force, then those only the draft has.
    pub parameters: Vec<ParameterOnDay>,
}

/// A parameter on the day decided for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ParameterOnDay {
    /// Its name.
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Arc<str>>,
    /// Under the rule in force; absent where that has no such parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// Under the draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// Compares two policies clause by clause, and their parameters on the day they were prepared for.
pub fn clauses(before: &PolicyOnDate, after: &PolicyOnDate) -> ClauseDiff {
    let diff = diff(before.policy(), after.policy());
    let concerned = diff.changes.iter().map(|change| concerned(change, before.policy(), after.policy())).collect();
    let mut parameters: Vec<ParameterOnDay> = Vec::new();
    for (policy, is_draft) in [(before, false), (after, true)] {
        for (parameter, value) in policy.policy().parameters.iter().zip(policy.parameters()) {
            let place = parameters.iter().position(|known| known.name == parameter.name).unwrap_or_else(|| {
                let unit = match &parameter.ty {
                    Type::Number(unit) => unit.clone(),
                    _ => None,
                };
                let (name, label) = (Arc::clone(&parameter.name), parameter.label.clone());
                parameters.push(ParameterOnDay { name, label, unit, before: None, after: None });
                parameters.len() - 1
            });
            if let Some(known) = parameters.get_mut(place) {
                *(if is_draft { &mut known.after } else { &mut known.before }) = Some(value.clone());
            }
        }
    }
    ClauseDiff { diff, concerned, parameters }
}

fn concerned(change: &Change, before: &Policy, after: &Policy) -> Vec<Arc<str>> {
    let mut codes: Vec<Arc<str>> = Vec::new();
    for policy in [before, after] {
        for code in concerned_in(change, policy) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    codes
}

fn concerned_in(change: &Change, policy: &Policy) -> Vec<Arc<str>> {
    let at = |section: &str, name: &str| is_at(&change.path, section, name);
    match change.part {
        Part::Criterion => policy.criteria.iter().filter(|c| at("criteria", &c.code)).map(|c| Arc::clone(&c.code)).collect(),
        Part::Group => policy.groups.iter().filter(|g| at("groups", &g.code)).map(|g| Arc::clone(&g.code)).collect(),
        Part::Component => policy.components.iter().filter(|c| at("components", &c.code)).map(|c| Arc::clone(&c.code)).collect(),
        Part::Parameter => {
            let found = policy.parameters.iter().position(|p| at("parameters", &p.name));
            found.map_or_else(Vec::new, |index| readers(policy, |node| is_index(node, index, Named::Parameter)))
        }
        Part::Definition => {
            let found = policy.definitions.iter().position(|d| at("definitions", &d.name));
            found.map_or_else(Vec::new, |index| readers(policy, |node| is_index(node, index, Named::Definition)))
        }
        Part::Table | Part::Bands => {
            let found = policy.tables.iter().position(|t| at("tables", &t.name) || at("bands", &t.name));
            found.map_or_else(Vec::new, |index| readers(policy, |node| is_index(node, index, Named::Table)))
        }
        _ => Vec::new(),
    }
}

/// Whether a path is of this part: `criteria.too-old`, `criteria.too-old.require`, `parameters.x.values[…]`.
fn is_at(path: &str, section: &str, name: &str) -> bool {
    let rest = path.strip_prefix(section).and_then(|rest| rest.strip_prefix('.')).and_then(|rest| rest.strip_prefix(name));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    Parameter,
    Definition,
    Table,
}

fn is_index(node: &Node, index: usize, named: Named) -> bool {
    match (&node.kind, named) {
        (NodeKind::Parameter(at), Named::Parameter)
        | (NodeKind::Definition(at), Named::Definition)
        | (NodeKind::Table(at), Named::Table) => usize::from(*at) == index,
        _ => false,
    }
}

/// Criteria and components whose expressions lead to a node that matches, through definitions and tables.
fn readers(policy: &Policy, matches: impl Fn(&Node) -> bool) -> Vec<Arc<str>> {
    let reaches = |starts: &[&Node]| {
        let mut open: Vec<&Node> = starts.to_vec();
        let mut seen: BTreeSet<(bool, u16)> = BTreeSet::new();
        let mut found = false;
        while let Some(start) = open.pop() {
            start.walk(&mut |node| {
                found |= matches(node);
                match node.kind {
                    NodeKind::Definition(at) if seen.insert((true, at)) => {
                        open.extend(policy.definitions.get(usize::from(at)).map(|definition| &definition.node));
                    }
                    NodeKind::Table(at) if seen.insert((false, at)) => {
                        open.extend(policy.tables.get(usize::from(at)).into_iter().flat_map(|table| &table.inputs));
                    }
                    _ => {}
                }
            });
        }
        found
    };
    let mut codes = Vec::new();
    for criterion in &policy.criteria {
        let starts: Vec<&Node> = criterion.when.iter().chain([&criterion.require]).map(|condition| &condition.node).collect();
        if reaches(&starts) {
            codes.push(Arc::clone(&criterion.code));
        }
    }
    for component in &policy.components {
        if reaches(&[&component.weight.node, &component.value.node]) {
            codes.push(Arc::clone(&component.code));
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::is_at;

    #[test]
    fn a_path_belongs_to_the_part_it_names_and_to_no_other() {
        assert!(is_at("parameters.minimum-years.values[2026-10-01]", "parameters", "minimum-years"));
        assert!(is_at("criteria.too-old", "criteria", "too-old"));
        assert!(!is_at("criteria.too-old-for-post.require", "criteria", "too-old"));
        assert!(!is_at("groups.too-old", "criteria", "too-old"));
    }
}
