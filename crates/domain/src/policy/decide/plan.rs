//! How the reasons of a condition are read: which comparisons it is made of, what each asks of what, prepared once per day.

use std::sync::Arc;

use crate::policy::decision::Required;
use crate::policy::expression::node::{Comparison, InTest, Node, NodeKind, Quantifier};
use crate::policy::model::{Condition, Policy};
use crate::policy::normalise::{Fold, constant_of};
use crate::policy::types::{Type, Unit};
use crate::policy::value::{Bound, RangeValue, Value};

use super::subject;

/// Conditions with more comparisons than this are explained as a whole.
const LEAF_LIMIT: usize = 32;

/// The comparisons of a condition, in the order they are written, with negations moved inwards.
#[derive(Clone, Debug)]
pub(crate) enum Plan {
    /// One comparison.
    Leaf(Box<Leaf>),
    /// All must hold.
    All(Vec<Plan>),
    /// One must hold.
    Any(Vec<Plan>),
    /// The first decides which of the others must hold.
    If(Box<[Plan; 3]>),
    /// A comparison of every item of a list.
    Items(Box<Items>),
}

/// One comparison.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    /// The left side as written.
    pub(crate) subject: Arc<str>,
    /// Its unit.
    pub(crate) unit: Option<Unit>,
    /// The left side, folded for the day.
    pub(crate) left: Node,
    /// What is asked of it.
    pub(crate) test: Test,
}

/// What is asked of a value.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// A comparison with a constant.
    Constant { comparison: Comparison, limit: Value, required: Required },
    /// A comparison with something else about the person.
    Compare { comparison: Comparison, right: Node },
    /// It is this truth value.
    Is { expected: bool, required: Required },
    /// This condition over it holds.
    Holds { whole: Node, negated: bool, required: Required },
}

/// `some x in list satisfies x op limit`, or `every`.
#[derive(Clone, Debug)]
pub(crate) struct Items {
    pub(crate) every: bool,
    pub(crate) subject: Arc<str>,
    pub(crate) unit: Option<Unit>,
    pub(crate) list: Node,
    pub(crate) comparison: Comparison,
    pub(crate) limit: Value,
    pub(crate) required: Required,
}

impl Plan {
    /// The plan of a condition.
    pub(crate) fn of(policy: &Policy, fold: &Fold<'_>, condition: &Condition) -> Plan {
        let mut maker = Maker { policy, fold, leaves: 0 };
        let plan = maker.plan(&condition.node, false);
        if maker.leaves <= LEAF_LIMIT {
            return plan;
        }
        Plan::Leaf(Box::new(Leaf {
            subject: Arc::clone(&condition.source),
            unit: None,
            left: fold.node(&condition.node),
            test: Test::Is { expected: true, required: Required::Condition },
        }))
    }
}

struct Maker<'a> {
    policy: &'a Policy,
    fold: &'a Fold<'a>,
    leaves: usize,
}

impl Maker<'_> {
    fn plan(&mut self, node: &Node, negated: bool) -> Plan {
        match &node.kind {
            NodeKind::Not(x) => self.plan(x, !negated),
            NodeKind::And(items) => self.join(items, negated, !negated),
            NodeKind::Or(items) => self.join(items, negated, negated),
            NodeKind::If(condition, yes, no) if self.leaves <= LEAF_LIMIT => {
                Plan::If(Box::new([self.plan(condition, false), self.plan(yes, negated), self.plan(no, negated)]))
            }
            NodeKind::Definition(index) if self.leaves <= LEAF_LIMIT => match self.policy.definitions.get(usize::from(*index)) {
                Some(definition) => self.plan(&definition.node, negated),
                None => self.truth(node, negated),
            },
            NodeKind::Compare(comparison, left, right) => {
                self.compare(if negated { comparison.negated() } else { *comparison }, left, right)
            }
            NodeKind::Between(x, low, high) => self.between(node, x, low, high, negated),
            NodeKind::In(x, tests) => self.member(node, x, tests, negated),
            NodeKind::Quantified(quantifier, list, body) => {
                self.items(*quantifier, list, body, negated).unwrap_or_else(|| self.truth(node, negated))
            }
            _ => self.truth(node, negated),
        }
    }

    fn join(&mut self, items: &[Node], negated: bool, all: bool) -> Plan {
        let mut parts = Vec::with_capacity(items.len());
        for item in items {
            if self.leaves > LEAF_LIMIT {
                break;
            }
            match self.plan(item, negated) {
                // (a and b) and c is a and b and c
                Plan::All(inner) if all => parts.extend(inner),
                Plan::Any(inner) if !all => parts.extend(inner),
                part => parts.push(part),
            }
        }
        if all { Plan::All(parts) } else { Plan::Any(parts) }
    }

    fn leaf(&mut self, subject: &Node, test: Test) -> Plan {
        self.leaves += 1;
        let written = subject::write(self.policy, subject);
        Plan::Leaf(Box::new(Leaf { subject: written.into(), unit: unit_of(&subject.ty), left: self.fold.node(subject), test }))
    }

    /// A part that is a truth value by itself.
    fn truth(&mut self, node: &Node, negated: bool) -> Plan {
        self.leaf(node, Test::Is { expected: !negated, required: Required::Equal(Value::Boolean(!negated)) })
    }

    fn compare(&mut self, comparison: Comparison, left: &Node, right: &Node) -> Plan {
        let (folded_left, folded_right) = (self.fold.node(left), self.fold.node(right));
        let (subject, other, comparison, right) = match (constant_of(&folded_left), constant_of(&folded_right)) {
            (Some(_), None) => (right, left, comparison.flipped(), folded_left),
            _ => (left, right, comparison, folded_right),
        };
        let test = match constant_of(&right) {
            Some(limit) => Test::Constant { comparison, limit: limit.clone(), required: required(comparison, limit) },
            None => Test::Compare { comparison, right },
        };
        let mut plan = self.leaf(subject, test);
        if let Plan::Leaf(leaf) = &mut plan
            && leaf.unit.is_none()
        {
            leaf.unit = unit_of(&other.ty);
        }
        plan
    }

    fn between(&mut self, node: &Node, x: &Node, low: &Node, high: &Node, negated: bool) -> Plan {
        if negated {
            return Plan::Any(vec![self.compare(Comparison::Less, x, low), self.compare(Comparison::Greater, x, high)]);
        }
        let (low, high) = (self.fold.node(low), self.fold.node(high));
        let required = match (constant_of(&low), constant_of(&high)) {
            (Some(low), Some(high)) => {
                Required::Within(Arc::new(RangeValue { low: Bound::Included(low.clone()), high: Bound::Included(high.clone()) }))
            }
            _ => Required::Condition,
        };
        let whole = self.fold.node(node);
        self.leaf(x, Test::Holds { whole, negated: false, required })
    }

    fn member(&mut self, node: &Node, x: &Node, tests: &[InTest], negated: bool) -> Plan {
        if let [InTest::Compare(comparison, limit)] = tests {
            return self.compare(if negated { comparison.negated() } else { *comparison }, x, limit);
        }
        let required = if negated { None } else { self.alternatives(tests) };
        let whole = self.fold.node(node);
        self.leaf(x, Test::Holds { whole, negated, required: required.unwrap_or(Required::Condition) })
    }

    /// What membership asks, where it can be said of one value.
    fn alternatives(&self, tests: &[InTest]) -> Option<Required> {
        let constant = |node: &Node| constant_of(&self.fold.node(node)).cloned();
        if let [InTest::Range { low, high }] = tests {
            let bound = |end: &Option<(Node, bool)>| match end {
                None => Some(Bound::Open),
                Some((node, included)) => {
                    constant(node).map(|value| if *included { Bound::Included(value) } else { Bound::Excluded(value) })
                }
            };
            return Some(Required::Within(Arc::new(RangeValue { low: bound(low)?, high: bound(high)? })));
        }
        let mut values = Vec::new();
        for test in tests {
            match test {
                InTest::Compare(Comparison::Equal, node) => values.push(constant(node)?),
                InTest::Member(node) => match constant(node)? {
                    Value::List(items) => values.extend(items.iter().cloned()),
                    _ => return None,
                },
                _ => return None,
            }
        }
        Some(Required::OneOf(values))
    }

    /// Only a plain comparison of the variable with a constant can be said item by item.
    fn items(&mut self, quantifier: Quantifier, list: &Node, body: &Node, negated: bool) -> Option<Plan> {
        let NodeKind::Compare(comparison, left, right) = &body.kind else { return None };
        let (variable, limit, comparison) = match (&left.kind, &right.kind) {
            (NodeKind::Local(0), _) => (left, self.fold.node(right), *comparison),
            (_, NodeKind::Local(0)) => (right, self.fold.node(left), comparison.flipped()),
            _ => return None,
        };
        let limit = constant_of(&limit)?.clone();
        let comparison = if negated { comparison.negated() } else { comparison };
        self.leaves += 1;
        Some(Plan::Items(Box::new(Items {
            every: (quantifier == Quantifier::Every) != negated,
            subject: subject::write(self.policy, list).into(),
            unit: unit_of(&variable.ty),
            list: self.fold.node(list),
            comparison,
            required: required(comparison, &limit),
            limit,
        })))
    }
}

/// What a comparison with a value asks.
pub(crate) fn required(comparison: Comparison, limit: &Value) -> Required {
    match (comparison, limit) {
        (Comparison::Equal, Value::None) => Required::None,
        (Comparison::NotEqual, Value::None) => Required::Some,
        (Comparison::Equal, limit) => Required::Equal(limit.clone()),
        (Comparison::NotEqual, limit) => Required::NotEqual(limit.clone()),
        (Comparison::Less, limit) => Required::Less(limit.clone()),
        (Comparison::LessOrEqual, limit) => Required::AtMost(limit.clone()),
        (Comparison::Greater, limit) => Required::More(limit.clone()),
        (Comparison::GreaterOrEqual, limit) => Required::AtLeast(limit.clone()),
    }
}

/// The unit values of a type are counted in; choices are apart by levels.
fn unit_of(ty: &Type) -> Option<Unit> {
    match ty {
        Type::Number(unit) => unit.clone(),
        Type::Choice(scale) if scale.ordered => Some("levels".into()),
        _ => None,
    }
}
