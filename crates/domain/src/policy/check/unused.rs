//! Parameters, definitions and tables that nothing uses.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Checker;
use crate::policy::diagnostic::Span;
use crate::policy::document::Kind;
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::Policy;

pub(super) fn check(checker: &mut Checker<'_>) {
    let policy = checker.policy;
    let used = Used::of(policy);
    let mut unused: Vec<(&Arc<str>, Span, &str, &str)> = Vec::new();
    let left = |count: usize, used: &BTreeSet<u16>| (0..count).filter(|i| !used.contains(&(*i as u16))).collect::<Vec<_>>();
    for i in left(policy.parameters.len(), &used.parameters) {
        unused.push((&policy.parameters[i].name, policy.parameters[i].span, "parameter", "parameter"));
    }
    for i in left(policy.definitions.len(), &used.definitions) {
        unused.push((&policy.definitions[i].name, policy.definitions[i].node.span, "definisi", "definition"));
    }
    for i in left(policy.tables.len(), &used.tables) {
        unused.push((&policy.tables[i].name, policy.tables[i].span, "tabel", "table"));
    }
    for (name, span, id, en) in unused {
        let diagnostic = checker.diagnostic(
            "unused",
            span,
            format!("{id} `{name}` tidak dipakai oleh syarat atau hasil mana pun"),
            format!("the {en} `{name}` is used by no criterion and no result"),
        );
        checker.report(diagnostic);
    }
}

#[derive(Default)]
struct Used {
    parameters: BTreeSet<u16>,
    definitions: BTreeSet<u16>,
    tables: BTreeSet<u16>,
}

impl Used {
    fn of(policy: &Policy) -> Used {
        let mut used = Used::default();
        for criterion in &policy.criteria {
            criterion.when.iter().for_each(|when| used.add(policy, &when.node));
            used.add(policy, &criterion.require.node);
        }
        for component in &policy.components {
            used.add(policy, &component.weight.node);
            used.add(policy, &component.value.node);
        }
        policy.tie_breaks.iter().for_each(|t| used.add(policy, &t.value.node));
        policy.points.iter().chain(&policy.classification).for_each(|r| used.add(policy, &r.result.node));
        // bands and tables that say more about the result are shown with it, and a case may ask for them
        for (i, table) in policy.tables.iter().enumerate() {
            let mut of_score = false;
            table.inputs.iter().for_each(|input| input.walk(&mut |n| of_score |= matches!(n.kind, NodeKind::Score)));
            let shown = table.bands.is_some() && policy.kind != Kind::Eligibility;
            let asked = policy.cases.iter().any(|case| case.expect.bands.iter().any(|(band, _)| usize::from(*band) == i));
            if of_score || shown || asked {
                used.table(policy, i as u16);
            }
        }
        used
    }

    fn table(&mut self, policy: &Policy, index: u16) {
        if self.tables.insert(index)
            && let Some(table) = policy.tables.get(usize::from(index))
        {
            table.inputs.iter().for_each(|input| self.add(policy, input));
        }
    }

    fn add(&mut self, policy: &Policy, node: &Node) {
        node.walk(&mut |n: &Node| match &n.kind {
            NodeKind::Parameter(index) => {
                self.parameters.insert(*index);
            }
            NodeKind::Definition(index) => {
                if self.definitions.insert(*index)
                    && let Some(definition) = policy.definitions.get(usize::from(*index))
                {
                    self.add(policy, &definition.node);
                }
            }
            NodeKind::Table(index) => self.table(policy, *index),
            _ => {}
        });
    }
}
