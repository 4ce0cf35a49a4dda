//! The days on which an answer may change while facts and rules stay as they are.
//!
//! Most conditions look at the day through monotone functions (years in grade, age, a date compared with the day). Such a comparison changes
//! its answer at most once, and the day is found by halving. Where a part has no such shape, every day is a candidate.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::person::Person;
use super::prepare::{CriterionOnDate, PolicyOnDate};
use crate::policy::dossier::Dossier;
use crate::policy::expression::evaluate::Truth;
use crate::policy::expression::node::{Arithmetic, Comparison, Function, InTest, Node, NodeKind};
use crate::policy::model::CellPart;
use crate::policy::normalise::{constant_of, substitute};
use crate::policy::types::Type;
use crate::policy::value::{Bound, Value};

/// More changes of one value than this, and every day is a candidate.
const STEP_LIMIT: usize = 1500;

/// How deep definitions, derivations, tables and policies are followed.
const DEPTH_LIMIT: usize = 32;

/// Candidate days.
#[derive(Debug, Default)]
pub(crate) struct Points {
    days: BTreeSet<NaiveDate>,
    every: bool,
}

impl Points {
    pub(crate) fn none() -> Points {
        Points::default()
    }

    /// The days in order, the first day of the stretch among them; `None` where every day may matter.
    pub(crate) fn days(self, from: NaiveDate) -> Option<BTreeSet<NaiveDate>> {
        let mut days = self.days;
        days.insert(from);
        (!self.every).then_some(days)
    }
}

/// The days from `from` to `to` on which a criterion's answer may change.
pub(crate) fn of_criterion(
    policy: &PolicyOnDate,
    dossier: &Dossier,
    criterion: &CriterionOnDate,
    from: NaiveDate,
    to: NaiveDate,
) -> Points {
    let mut finder = Finder { policy, dossier, from, to, points: Points::default(), depth: 0 };
    finder.criterion(criterion);
    finder.points
}

/// The days from `from` to `to` on which the policy's outcome may change.
pub(crate) fn of_policy(policy: &PolicyOnDate, dossier: &Dossier, from: NaiveDate, to: NaiveDate) -> Points {
    let mut finder = Finder { policy, dossier, from, to, points: Points::default(), depth: 0 };
    finder.policy();
    finder.points
}

/// How a value moves as the day moves on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trend {
    Still,
    Up,
    Down,
    Unclear,
}

impl Trend {
    fn reversed(self) -> Trend {
        match self {
            Trend::Up => Trend::Down,
            Trend::Down => Trend::Up,
            same => same,
        }
    }

    /// Of a sum of two.
    fn with(self, other: Trend) -> Trend {
        match (self, other) {
            (Trend::Still, other) => other,
            (this, Trend::Still) => this,
            (this, other) if this == other => this,
            _ => Trend::Unclear,
        }
    }
}

struct Finder<'a> {
    policy: &'a PolicyOnDate,
    dossier: &'a Dossier,
    from: NaiveDate,
    to: NaiveDate,
    points: Points,
    depth: usize,
}

impl Finder<'_> {
    fn policy(&mut self) {
        let policy = self.policy;
        policy.criteria().iter().for_each(|criterion| self.criterion(criterion));
        policy.components().iter().for_each(|component| self.node(&component.value.open));
        if let Some(result) = policy.result() {
            self.node(&result.result.open);
        }
    }

    fn criterion(&mut self, criterion: &CriterionOnDate) {
        if let Some(when) = &criterion.when {
            self.node(&when.open);
        }
        self.node(&criterion.require.open);
    }

    fn every(&mut self) {
        self.points.every = true;
    }

    fn node(&mut self, node: &Node) {
        if self.points.every || self.still(node) {
            return;
        }
        if self.depth >= DEPTH_LIMIT {
            return self.every();
        }
        self.depth += 1;
        self.follow(node);
        self.depth -= 1;
    }

    fn follow(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::AsOf | NodeKind::Local(_) => self.every(),
            NodeKind::Fact(fact) => {
                if let Some(derivation) = self.derivation(*fact) {
                    self.node(&derivation);
                }
            }
            NodeKind::Definition(index) => {
                if let Some(tree) = self.policy.definitions().get(usize::from(*index)) {
                    self.node(&tree.open);
                }
            }
            NodeKind::Table(index) => self.table(*index),
            NodeKind::Outcome(id) => {
                if let Some(Some(used)) = self.policy.uses().get(id) {
                    let mut inner = Finder { policy: used, points: Points::default(), ..*self };
                    inner.policy();
                    self.points.every |= inner.points.every;
                    self.points.days.append(&mut inner.points.days);
                }
            }
            NodeKind::Compare(comparison, left, right) => self.compare(*comparison, left, right),
            NodeKind::Between(x, low, high) => {
                self.compare(Comparison::GreaterOrEqual, x, low);
                self.compare(Comparison::LessOrEqual, x, high);
            }
            NodeKind::In(x, tests) => tests.iter().for_each(|test| match test {
                InTest::Compare(comparison, limit) => self.compare(*comparison, x, limit),
                InTest::Range { low, high } => {
                    let comparison = |included: bool, yes, no| if included { yes } else { no };
                    if let Some((low, included)) = low {
                        self.compare(comparison(*included, Comparison::GreaterOrEqual, Comparison::Greater), x, low);
                    }
                    if let Some((high, included)) = high {
                        self.compare(comparison(*included, Comparison::LessOrEqual, Comparison::Less), x, high);
                    }
                }
                InTest::Member(list) => {
                    self.node(x);
                    self.node(list);
                }
            }),
            NodeKind::Quantified(_, list, body) | NodeKind::Filter(list, body) => self.bound(list, body),
            NodeKind::Call(Function::DaysBetween, _) => self.every(),
            NodeKind::Call(..) if !matches!(self.trend(node), Trend::Unclear) => self.steps(node),
            _ => node.children().into_iter().for_each(|child| self.node(child)),
        }
    }

    fn compare(&mut self, comparison: Comparison, left: &Node, right: &Node) {
        if self.still(left) && self.still(right) {
            return;
        }
        let trend = self.trend(left).with(self.trend(right).reversed());
        if trend == Trend::Unclear {
            self.node(left);
            self.node(right);
            return;
        }
        match comparison {
            Comparison::Equal | Comparison::NotEqual => {
                self.flip(&compare_node(Comparison::Less, left, right));
                self.flip(&compare_node(Comparison::Greater, left, right));
            }
            inequality => self.flip(&compare_node(inequality, left, right)),
        }
    }

    /// The one day on which a monotone condition changes.
    fn flip(&mut self, condition: &Node) {
        let at_start = self.truth(condition, self.from);
        if self.truth(condition, self.to) == at_start {
            return;
        }
        let (mut low, mut high) = (self.from.num_days_from_ce(), self.to.num_days_from_ce());
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            let Some(day) = NaiveDate::from_num_days_from_ce_opt(middle) else { return self.every() };
            if self.truth(condition, day) == at_start { low = middle } else { high = middle }
        }
        self.points.days.extend(NaiveDate::from_num_days_from_ce_opt(high));
    }

    /// Every day on which a monotone value changes.
    fn steps(&mut self, node: &Node) {
        let mut found = Vec::new();
        let (low, high) = (self.from.num_days_from_ce(), self.to.num_days_from_ce());
        let value = |day: i32| {
            let day = NaiveDate::from_num_days_from_ce_opt(day).unwrap_or(self.from);
            Person::new(self.policy, self.dossier, day).evaluate(node).into_owned()
        };
        let mut open = vec![(low, value(low), high, value(high))];
        while let Some((low, at_low, high, at_high)) = open.pop() {
            if at_low == at_high {
                continue;
            }
            if found.len() > STEP_LIMIT {
                return self.every();
            }
            if high - low == 1 {
                found.extend(NaiveDate::from_num_days_from_ce_opt(high));
                continue;
            }
            let middle = low + (high - low) / 2;
            let at_middle = value(middle);
            open.push((low, at_low, middle, at_middle.clone()));
            open.push((middle, at_middle, high, at_high));
        }
        self.points.days.extend(found);
    }

    /// A table changes where an input crosses a bound of a cell.
    fn table(&mut self, index: u16) {
        let place = usize::from(index);
        let (Some(on_date), Some(table)) = (self.policy.tables().get(place), self.policy.policy().tables.get(place)) else { return };
        let Some(rows) = on_date.rows(table) else { return };
        for (at, input) in on_date.inputs.iter().enumerate() {
            let input = &input.open;
            if self.still(input) {
                continue;
            }
            if self.trend(input) == Trend::Unclear {
                self.node(input);
                continue;
            }
            let parts = rows.iter().filter_map(|row| row.tests.get(at)).flat_map(|cell| &cell.parts);
            let mut limits: Vec<Value> = Vec::new();
            for part in parts {
                match part {
                    CellPart::Equal(value) => limits.push(value.clone()),
                    CellPart::Range(range) => limits.extend([&range.low, &range.high].into_iter().filter_map(|bound| match bound {
                        Bound::Open => None,
                        Bound::Included(value) | Bound::Excluded(value) => Some(value.clone()),
                    })),
                }
            }
            for limit in limits {
                let limit = Node::constant(limit, input.ty.clone(), input.span);
                self.flip(&compare_node(Comparison::Less, input, &limit));
                self.flip(&compare_node(Comparison::Greater, input, &limit));
            }
        }
    }

    /// A condition over the items of a list that itself stays as it is.
    fn bound(&mut self, list: &Node, body: &Node) {
        if !self.still(list) {
            return self.every();
        }
        let value = Person::new(self.policy, self.dossier, self.from).evaluate(list).into_owned();
        match &value {
            Value::List(items) => items.iter().for_each(|item| self.node(&substitute(body, 0, item))),
            Value::None | Value::Missing => {}
            single => self.node(&substitute(body, 0, single)),
        }
    }

    fn truth(&self, condition: &Node, day: NaiveDate) -> Truth {
        Person::new(self.policy, self.dossier, day).truth(condition)
    }

    /// The derivation of a fact that is not given.
    fn derivation(&self, fact: crate::policy::value::FactIndex) -> Option<Node> {
        if !self.dossier.get(fact).is_missing() {
            return None;
        }
        self.dossier.catalogue().facts().get(fact.get()).and_then(|fact| fact.derive.clone())
    }

    /// Whether a value stays as it is while the day moves.
    fn still(&self, node: &Node) -> bool {
        self.still_to(node, 0)
    }

    fn still_to(&self, node: &Node, depth: usize) -> bool {
        if depth > DEPTH_LIMIT {
            return false;
        }
        match &node.kind {
            NodeKind::AsOf => false,
            NodeKind::Fact(fact) => self.derivation(*fact).is_none_or(|derivation| self.still_to(&derivation, depth + 1)),
            NodeKind::Definition(index) => {
                self.policy.definitions().get(usize::from(*index)).is_none_or(|tree| self.still_to(&tree.open, depth + 1))
            }
            NodeKind::Table(index) => self
                .policy
                .tables()
                .get(usize::from(*index))
                .is_none_or(|table| table.inputs.iter().all(|input| self.still_to(&input.open, depth + 1))),
            NodeKind::Outcome(id) => match self.policy.uses().get(id) {
                Some(Some(used)) => {
                    let inner = Finder { policy: used, points: Points::default(), ..*self };
                    let criteria = used.criteria().iter().flat_map(|c| c.when.iter().chain([&c.require]));
                    let others = used.components().iter().map(|c| &c.value).chain(used.result().map(|r| &r.result));
                    criteria.chain(others).all(|tree| inner.still_to(&tree.open, depth + 1))
                }
                _ => true,
            },
            _ => node.children().into_iter().all(|child| self.still_to(child, depth)),
        }
    }

    fn trend(&self, node: &Node) -> Trend {
        self.trend_to(node, 0)
    }

    fn trend_to(&self, node: &Node, depth: usize) -> Trend {
        if depth > DEPTH_LIMIT {
            return Trend::Unclear;
        }
        if self.still_to(node, depth) {
            return Trend::Still;
        }
        let of = |node: &Node| self.trend_to(node, depth + 1);
        match &node.kind {
            NodeKind::AsOf => Trend::Up,
            NodeKind::Fact(fact) => self.derivation(*fact).map_or(Trend::Still, |derivation| of(&derivation)),
            NodeKind::Definition(index) => self.policy.definitions().get(usize::from(*index)).map_or(Trend::Unclear, |tree| of(&tree.open)),
            NodeKind::Negate(x) => of(x).reversed(),
            NodeKind::Arithmetic(Arithmetic::Add, a, b) => of(a).with(of(b)),
            NodeKind::Arithmetic(Arithmetic::Subtract, a, b) => of(a).with(of(b).reversed()),
            NodeKind::Arithmetic(Arithmetic::Multiply, a, b) => match (constant_of(a), constant_of(b)) {
                (Some(factor), _) => scaled(of(b), factor),
                (_, Some(factor)) => scaled(of(a), factor),
                _ => Trend::Unclear,
            },
            NodeKind::Arithmetic(Arithmetic::Divide, a, b) => constant_of(b).map_or(Trend::Unclear, |factor| scaled(of(a), factor)),
            NodeKind::Call(function, arguments) => match (function, arguments.as_slice()) {
                (Function::YearsBetween | Function::MonthsBetween | Function::DaysBetween | Function::YearsAndMonthsDuration, [a, b]) => {
                    of(b).with(of(a).reversed())
                }
                (
                    Function::Floor
                    | Function::Ceiling
                    | Function::Decimal
                    | Function::RoundUp
                    | Function::RoundDown
                    | Function::RoundHalfUp
                    | Function::RoundHalfDown,
                    [x, rest @ ..],
                ) if rest.iter().all(|argument| constant_of(argument).is_some()) => of(x),
                (Function::Year, [x]) if x.ty == Type::Date => of(x),
                (Function::Min | Function::Max | Function::Sum, items) => {
                    let items: Vec<&Node> = match items {
                        [Node { kind: NodeKind::List(items), .. }] => items.iter().collect(),
                        items => items.iter().collect(),
                    };
                    if items.iter().any(|item| matches!(item.ty, Type::List { .. })) {
                        return Trend::Unclear;
                    }
                    items.into_iter().map(of).fold(Trend::Still, Trend::with)
                }
                _ => Trend::Unclear,
            },
            _ => Trend::Unclear,
        }
    }
}

fn scaled(trend: Trend, factor: &Value) -> Trend {
    match factor {
        Value::Number(n) if *n > Decimal::ZERO => trend,
        Value::Number(n) if *n < Decimal::ZERO => trend.reversed(),
        _ => Trend::Unclear,
    }
}

fn compare_node(comparison: Comparison, left: &Node, right: &Node) -> Node {
    Node { kind: NodeKind::Compare(comparison, Box::new(left.clone()), Box::new(right.clone())), ty: Type::Boolean, span: left.span }
}
