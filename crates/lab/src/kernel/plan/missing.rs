//! Which missing fact keeps whom unknown: the way down a tree along what is missing, as masks.

use std::sync::Arc;

use jenjang::policy::decide::{CriterionOnDate, PolicyOnDate};
use jenjang::policy::expression::node::{InTest, Node, NodeKind};
use jenjang::policy::types::Type;

use super::{NoOperation, Planner, Scope};
use crate::kernel::operation::{Blanks, MaskId, MaskInfo, MaskOp};

/// A fact, and for whom it is the reason.
#[derive(Clone, Debug)]
pub(in crate::kernel) struct Named {
    pub(in crate::kernel) name: Arc<str>,
    pub(in crate::kernel) mask: MaskId,
}

/// Reasons so far.
struct Reasons {
    found: Vec<(Arc<str>, Vec<MaskId>)>,
}

impl Reasons {
    fn add(&mut self, name: &Arc<str>, mask: MaskId) {
        match self.found.iter_mut().find(|(other, _)| other == name) {
            Some((_, masks)) => masks.push(mask),
            None => self.found.push((Arc::clone(name), vec![mask])),
        }
    }
}

impl<'k> Planner<'k> {
    /// The facts that keep a criterion unknown, each with those it does so for.
    pub(super) fn named(
        &mut self,
        policy: &'k PolicyOnDate,
        verdict: MaskId,
        criterion: &'k CriterionOnDate,
    ) -> Result<Vec<Named>, NoOperation> {
        if !self.program.mask(verdict).missing {
            return Ok(Vec::new());
        }
        let unknown = self.is_missing(Blanks::Mask(verdict));
        let scope = Scope::of(policy);
        let mut reasons = Reasons { found: Vec::new() };
        if let Some(when) = &criterion.when {
            self.follow(scope, &when.folded, unknown, &mut reasons)?;
        }
        self.follow(scope, &criterion.require.folded, unknown, &mut reasons)?;
        // where nothing below says why, every missing fact does
        let named: Vec<MaskId> = reasons.found.iter().flat_map(|(_, masks)| masks.iter().copied()).collect();
        let named = self.any(named);
        let unnamed = self.not(named);
        let rest = self.all(vec![unknown, unnamed]);
        for fact in &criterion.reads {
            let column = self.fact_column(*fact);
            let gap = self.is_missing(Blanks::Column(column));
            let mask = self.all(vec![rest, gap]);
            reasons.add(&policy.policy().catalogue.fact(*fact).name, mask);
        }
        let mut named: Vec<Named> = Vec::new();
        for (name, masks) in reasons.found {
            let mask = self.any(masks);
            named.push(Named { name, mask });
        }
        named.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(named)
    }

    /// Goes on where the tree is missing.
    fn follow(&mut self, scope: Scope<'_, 'k>, node: &'k Node, from: MaskId, reasons: &mut Reasons) -> Result<(), NoOperation> {
        if scope.depth > super::DEPTH_LIMIT {
            return Err(NoOperation);
        }
        let scope = Scope { depth: scope.depth + 1, ..scope };
        if matches!(node.kind, NodeKind::Constant(_)) {
            return Ok(());
        }
        let blanks = match &node.kind {
            NodeKind::Fact(fact) if scope.policy.policy().catalogue.fact(*fact).derive.is_none() => {
                let column = self.fact_column(*fact);
                Blanks::Column(column)
            }
            _ if node.ty == Type::Boolean => Blanks::Mask(self.mask(scope, node)?),
            _ => Blanks::Vector(self.vector(scope, node)?.id),
        };
        if !self.program.blanks(blanks).missing {
            return Ok(());
        }
        let gap = self.is_missing(blanks);
        let open = self.all(vec![from, gap]);
        match &node.kind {
            NodeKind::Fact(fact) => {
                let fact = scope.policy.policy().catalogue.fact(*fact);
                match &fact.derive {
                    Some(derivation) => self.follow(scope, derivation, open, reasons),
                    None => {
                        reasons.add(&fact.name, open);
                        Ok(())
                    }
                }
            }
            NodeKind::Definition(index) => {
                let tree = scope.policy.definitions().get(usize::from(*index)).ok_or(NoOperation)?;
                self.follow(scope, &tree.folded, open, reasons)
            }
            NodeKind::Table(index) => {
                let table = scope.policy.tables().get(usize::from(*index)).ok_or(NoOperation)?;
                table.inputs.iter().try_for_each(|input| self.follow(scope, &input.folded, open, reasons))
            }
            NodeKind::If(condition, yes, no) => {
                let answer = self.mask(scope, condition)?;
                self.follow(scope, condition, open, reasons)?;
                let holds = self.add_mask(MaskOp::Yes(answer), MaskInfo::default());
                let then = self.all(vec![open, holds]);
                self.follow(scope, yes, then, reasons)?;
                let (gap, fails) = (self.is_missing(Blanks::Mask(answer)), self.not(holds));
                let known = self.not(gap);
                let otherwise = self.all(vec![open, fails, known]);
                self.follow(scope, no, otherwise, reasons)
            }
            NodeKind::In(_, tests) => {
                if tests.iter().any(|test| matches!(test, InTest::Member(of) if !matches!(of.kind, NodeKind::Constant(_)))) {
                    return Err(NoOperation);
                }
                node.children().into_iter().try_for_each(|child| self.follow(scope, child, open, reasons))
            }
            NodeKind::Not(_)
            | NodeKind::And(_)
            | NodeKind::Or(_)
            | NodeKind::Compare(..)
            | NodeKind::Between(..)
            | NodeKind::Arithmetic(..)
            | NodeKind::Negate(_) => node.children().into_iter().try_for_each(|child| self.follow(scope, child, open, reasons)),
            // what is written out is followed item by item
            NodeKind::Call(_, arguments) if arguments.iter().all(|a| matches!(a.kind, NodeKind::List(_))) => {
                let items = arguments.iter().flat_map(Node::children);
                items.into_iter().try_for_each(|item| self.follow(scope, item, open, reasons))
            }
            NodeKind::Call(_, arguments) if arguments.iter().all(|a| !matches!(a.ty, Type::List { .. } | Type::Any)) => {
                arguments.iter().try_for_each(|child| self.follow(scope, child, open, reasons))
            }
            // lists and other policies name their parts in ways of their own
            _ => Err(NoOperation),
        }
    }
}
