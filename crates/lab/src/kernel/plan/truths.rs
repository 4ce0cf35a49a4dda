//! Conditions: trees to masks.

use jenjang::policy::expression::evaluate::Truth;
use jenjang::policy::expression::node::{Comparison, Function, InTest, Node, NodeKind};
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;

use super::{Local, NoOperation, Planned, Planner, Scope};
use crate::kernel::operation::{Blanks, MaskId, MaskInfo, MaskOp};

impl<'k> Planner<'k> {
    /// The operation for a condition.
    pub(super) fn truth(&mut self, scope: Scope<'_, 'k>, node: &'k Node) -> Result<MaskId, NoOperation> {
        match &node.kind {
            NodeKind::Constant(value) => Ok(self.constant(Truth::of(value))),
            NodeKind::Fact(fact) => {
                let column = self.fact_column(*fact);
                let given = self.truth_column(column)?;
                match &scope.policy.policy().catalogue.fact(*fact).derive {
                    Some(derivation) if self.program.mask(given).missing => {
                        let derived = self.mask(Scope { locals: &[], ..scope }, derivation)?;
                        Ok(self.fill_mask(given, derived))
                    }
                    _ => Ok(given),
                }
            }
            NodeKind::Local(index) => match scope.locals.get(usize::from(*index)) {
                Some(Local::Column(id)) => self.truth_column(*id),
                Some(Local::Node(item)) => self.mask(Scope { locals: &[], ..scope }, item),
                None => Err(NoOperation),
            },
            NodeKind::Definition(index) => match self.definition(scope, *index)? {
                Planned::Mask(mask) => Ok(mask),
                Planned::Vector(_) => Err(NoOperation),
            },
            NodeKind::Table(index) => match self.table(scope, *index)? {
                Planned::Mask(mask) => Ok(mask),
                Planned::Vector(_) => Err(NoOperation),
            },
            NodeKind::Outcome(policy) => match scope.policy.uses().get(policy) {
                None | Some(None) => Ok(self.constant(Truth::None)),
                Some(Some(used)) => self.outcome_truth(used, scope.depth),
            },
            NodeKind::Not(part) => {
                let part = self.mask(scope, part)?;
                Ok(self.not(part))
            }
            NodeKind::And(parts) => {
                let parts = self.masks(scope, parts.iter())?;
                Ok(self.all(parts))
            }
            NodeKind::Or(parts) => {
                let parts = self.masks(scope, parts.iter())?;
                Ok(self.any(parts))
            }
            NodeKind::If(condition, yes, no) => {
                let condition = self.mask(scope, condition)?;
                let (yes, no) = (self.mask(scope, yes)?, self.mask(scope, no)?);
                Ok(self.choose(condition, yes, no))
            }
            NodeKind::Compare(op, a, b) => self.compare(scope, *op, a, b),
            NodeKind::Between(x, low, high) => {
                let ends =
                    vec![self.compare(scope, Comparison::GreaterOrEqual, x, low)?, self.compare(scope, Comparison::LessOrEqual, x, high)?];
                Ok(self.all(ends))
            }
            NodeKind::In(x, tests) => {
                let mut answers = Vec::with_capacity(tests.len());
                for test in tests {
                    answers.push(self.in_test(scope, x, test)?);
                }
                Ok(self.any(answers))
            }
            NodeKind::Quantified(quantifier, list, body) => self.quantified(scope, *quantifier, list, body),
            NodeKind::Item(list, index) if node.ty == Type::Boolean => self.truth_item(scope, list, index),
            NodeKind::Call(Function::ListContains, arguments) => match arguments.as_slice() {
                [list, element] => self.contains(scope, list, element),
                _ => Err(NoOperation),
            },
            NodeKind::Call(function @ (Function::All | Function::Any), arguments) => match arguments.as_slice() {
                [Node { kind: NodeKind::List(items), .. }] if items.iter().all(|item| item.ty == Type::Boolean) => {
                    let items = self.masks(scope, items.iter())?;
                    Ok(if *function == Function::All { self.all(items) } else { self.any(items) })
                }
                _ => Err(NoOperation),
            },
            _ => Err(NoOperation),
        }
    }

    pub(super) fn masks(&mut self, scope: Scope<'_, 'k>, nodes: impl Iterator<Item = &'k Node>) -> Result<Vec<MaskId>, NoOperation> {
        nodes.map(|node| self.mask(scope, node)).collect()
    }

    pub(super) fn fill_mask(&mut self, given: MaskId, derived: MaskId) -> MaskId {
        let (first, second) = (self.program.mask(given), self.program.mask(derived));
        let info = MaskInfo { missing: first.missing && second.missing, none: first.none || second.none };
        self.add_mask(MaskOp::Fill(given, derived), info)
    }

    pub(super) fn choose(&mut self, condition: MaskId, yes: MaskId, no: MaskId) -> MaskId {
        let (c, a, b) = (self.program.mask(condition), self.program.mask(yes), self.program.mask(no));
        let info = MaskInfo { missing: c.missing || a.missing || b.missing, none: a.none || b.none };
        self.add_mask(MaskOp::If(condition, yes, no), info)
    }

    /// A definition as it is folded for the day.
    pub(super) fn definition(&mut self, scope: Scope<'_, 'k>, index: u16) -> Result<Planned, NoOperation> {
        let key = (std::ptr::from_ref(scope.policy) as usize, 0, index);
        if let Some(known) = self.definitions.get(&key) {
            return Ok(known.clone());
        }
        let tree = scope.policy.definitions().get(usize::from(index)).ok_or(NoOperation)?;
        let scope = Scope { locals: &[], ..scope };
        let planned = if tree.folded.ty == Type::Boolean {
            Planned::Mask(self.mask(scope, &tree.folded)?)
        } else {
            Planned::Vector(self.vector(scope, &tree.folded)?)
        };
        self.definitions.insert(key, planned.clone());
        Ok(planned)
    }

    pub(super) fn planned_table(
        &mut self,
        scope: Scope<'_, 'k>,
        index: u16,
        plan: impl FnOnce(&mut Self) -> Result<Planned, NoOperation>,
    ) -> Result<Planned, NoOperation> {
        // inside bands the same table has the total to read
        let key = (std::ptr::from_ref(scope.policy) as usize, 1 + u8::from(scope.score.is_some()), index);
        if let Some(known) = self.definitions.get(&key) {
            return Ok(known.clone());
        }
        let planned = plan(self)?;
        self.definitions.insert(key, planned.clone());
        Ok(planned)
    }

    fn in_test(&mut self, scope: Scope<'_, 'k>, x: &'k Node, test: &'k InTest) -> Result<MaskId, NoOperation> {
        match test {
            InTest::Compare(op, node) => self.compare(scope, *op, x, node),
            InTest::Range { low, high } => {
                let mut ends = Vec::new();
                if let Some((low, closed)) = low {
                    let op = if *closed { Comparison::GreaterOrEqual } else { Comparison::Greater };
                    ends.push(self.compare(scope, op, x, low)?);
                }
                if let Some((high, closed)) = high {
                    let op = if *closed { Comparison::LessOrEqual } else { Comparison::Less };
                    ends.push(self.compare(scope, op, x, high)?);
                }
                Ok(self.all(ends))
            }
            InTest::Member(of) => self.member(scope, x, of),
        }
    }

    /// Whether `x` belongs to a list or range, or equals a value.
    pub(super) fn member(&mut self, scope: Scope<'_, 'k>, x: &'k Node, of: &'k Node) -> Result<MaskId, NoOperation> {
        if matches!(x.ty, Type::List { .. } | Type::Range(_) | Type::Any | Type::None) {
            return Err(NoOperation);
        }
        match &of.kind {
            NodeKind::Constant(Value::List(items)) => {
                let mut answers = Vec::with_capacity(items.len());
                for item in items.iter() {
                    answers.push(match item {
                        Value::Range(range) => self.in_range(scope, x, range)?,
                        // values of other types are not the same item, which the tests below do not tell
                        item => self.compare_constant(scope, Comparison::Equal, x, item)?,
                    });
                }
                Ok(self.any(answers))
            }
            NodeKind::Constant(Value::Range(range)) => self.in_range(scope, x, range),
            NodeKind::Constant(value) => self.compare_constant(scope, Comparison::Equal, x, value),
            NodeKind::List(items) if items.iter().all(|item| item.ty == x.ty) => {
                let mut answers = Vec::with_capacity(items.len());
                for item in items {
                    answers.push(self.compare(scope, Comparison::Equal, x, item)?);
                }
                Ok(self.any(answers))
            }
            _ if of.ty == x.ty => self.compare(scope, Comparison::Equal, x, of),
            NodeKind::Fact(_) => self.contains(scope, of, x).and_then(|inside| {
                // a list that is none is equal to a value that is none; leave that to the functions that decide one person
                let info = self.program.mask(inside);
                if info.none { Err(NoOperation) } else { Ok(inside) }
            }),
            _ => Err(NoOperation),
        }
    }

    /// Missing where it is missing.
    pub(super) fn is_missing(&mut self, of: Blanks) -> MaskId {
        if self.program.blanks(of).missing {
            self.add_mask(MaskOp::IsMissing(of), MaskInfo::default())
        } else {
            self.constant(Truth::False)
        }
    }
}
