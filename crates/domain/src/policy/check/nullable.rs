//! Facts that may not exist (no sanction, no echelon), compared as if they always did.
//!
//! A comparison with *none* is never met, so a person without a sanction would fail `sanction.end < as of`. Silent where the criterion, or another one that
//! must hold as well, asks whether the fact exists; and where more of the fact is better, because then nobody expects its absence to help.

use std::collections::BTreeSet;

use super::Checker;
use crate::legal::Label;
use crate::policy::catalogue::Direction;
use crate::policy::diagnostic::Span;
use crate::policy::expression::node::{Comparison, InTest, Node, NodeKind};
use crate::policy::model::{Criterion, Member, Policy};
use crate::policy::value::FactIndex;

pub(super) fn check(checker: &mut Checker<'_>) {
    let policy = checker.policy;
    let mut asked_by_required: BTreeSet<FactIndex> = BTreeSet::new();
    for criterion in
        policy.required.iter().filter_map(|m| if let Member::Criterion(i) = m { policy.criteria.get(usize::from(*i)) } else { None })
    {
        asked_by_required.extend(Uses::of(policy, criterion).asked);
    }
    for criterion in &policy.criteria {
        let uses = Uses::of(policy, criterion);
        for (index, span) in &uses.compared {
            let fact = policy.catalogue.fact(*index);
            let same_record = |asked: &FactIndex| record(&policy.catalogue.fact(*asked).name) == record(&fact.name);
            let asked = uses.asked.iter().chain(&asked_by_required).any(same_record);
            if !fact.can_be_none || asked || fact.direction == Some(Direction::MoreIsBetter) {
                continue;
            }
            let (name, code) = (&fact.name, &criterion.code);
            let diagnostic = checker
                .diagnostic(
                    "none-not-handled",
                    *span,
                    format!("`{name}` dapat tidak ada, tetapi syarat `{code}` membandingkannya tanpa bertanya apakah ada; bila tidak ada, syarat ini tidak terpenuhi"),
                    format!("`{name}` may not exist, but the criterion `{code}` compares it without asking whether it does; where it does not, the criterion is not met"),
                )
                .with_help(Label::new(format!("tulis `{name} = null or …` atau `{name} != null and …`"), format!("write `{name} = null or …` or `{name} != null and …`")))
                .with_witness(&**name, "null");
            checker.report(diagnostic);
        }
    }
}

/// The record a fact belongs to: `tier` for `tier` and `tier.since`. What asks about one asks about the record.
fn record(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// How a criterion uses facts.
#[derive(Default)]
struct Uses {
    /// Facts asked for existence, or demanded by equality with a value.
    asked: BTreeSet<FactIndex>,
    /// Facts inside a comparison by order, with the first such place.
    compared: Vec<(FactIndex, Span)>,
}

impl Uses {
    fn of(policy: &Policy, criterion: &Criterion) -> Uses {
        let mut uses = Uses::default();
        for node in criterion.when.iter().map(|w| &w.node).chain([&criterion.require.node]) {
            uses.add(policy, node, 0);
        }
        uses
    }

    fn add(&mut self, policy: &Policy, node: &Node, depth: u8) {
        if depth > 40 {
            return;
        }
        let is_none = |node: &Node| matches!(&node.kind, NodeKind::Constant(value) if value.is_none());
        node.walk(&mut |n: &Node| match &n.kind {
            NodeKind::Compare(op, a, b) => {
                let ordering = !matches!(op, Comparison::Equal | Comparison::NotEqual);
                for side in [a, b] {
                    // `x = null` asks; `x = "pelaksana"` names what must exist
                    if !ordering || is_none(a) || is_none(b) {
                        self.ask(side);
                    } else {
                        self.compare(side, n.span);
                    }
                }
            }
            NodeKind::Between(x, low, high) => [x, low, high].into_iter().for_each(|side| self.compare(side, n.span)),
            NodeKind::In(x, tests) => {
                let by_order = |test: &InTest| {
                    matches!(test, InTest::Compare(op, _) if !matches!(op, Comparison::Equal | Comparison::NotEqual))
                        || matches!(test, InTest::Range { .. })
                };
                if tests.iter().any(by_order) && !tests.iter().any(|t| matches!(t, InTest::Compare(_, value) if is_none(value))) {
                    self.compare(x, n.span);
                } else {
                    self.ask(x);
                }
            }
            NodeKind::Definition(index) => {
                if let Some(definition) = policy.definitions.get(usize::from(*index)) {
                    self.add(policy, &definition.node, depth + 1);
                }
            }
            _ => {}
        });
    }

    fn ask(&mut self, node: &Node) {
        if let NodeKind::Fact(index) = &node.kind {
            self.asked.insert(*index);
        }
    }

    fn compare(&mut self, node: &Node, span: Span) {
        node.walk(&mut |n: &Node| {
            if let NodeKind::Fact(index) = &n.kind
                && !self.compared.iter().any(|(seen, _)| seen == index)
            {
                self.compared.push((*index, span));
            }
        });
    }
}
