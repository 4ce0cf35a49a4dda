//! Which values an expression can have: declared ranges of facts, scales, history of parameters, outputs of tables, whole-number functions.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::line::{Cut, Domain, Kind, Set};
use crate::number::Rounding;
use crate::policy::document::{self, HitPolicy};
use crate::policy::expression::node::{Arithmetic, Function, Node, NodeKind};
use crate::policy::model::{CellPart, Policy, PolicySet, Table};
use crate::policy::types::Type;
use crate::policy::value::Value;

/// How far the inference may trust what is usual but not declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assume {
    /// Times served are not negative, lists are long enough, arithmetic stays in range: for holes of tables, where a witness must be believable.
    Usual,
    /// Nothing: the set holds every value that can occur, for statements about *all* persons.
    Nothing,
}

/// Infers domains within one policy.
#[derive(Clone)]
pub(super) struct Domains<'a> {
    pub(super) set: &'a PolicySet,
    pub(super) policy: &'a Policy,
    pub(super) assume: Assume,
    texts: Vec<Arc<str>>,
}

const DEPTH: u32 = 40;

impl<'a> Domains<'a> {
    pub(super) fn new(set: &'a PolicySet, policy: &'a Policy, assume: Assume) -> Domains<'a> {
        Domains { set, policy, assume, texts: texts_of(policy) }
    }

    /// Every value the expression can have; `None` for lists, ranges and what has no type.
    pub(super) fn of(&self, node: &Node) -> Option<Domain> {
        let kind = self.kind(&node.ty)?;
        let (set, step) = self.full(node, &kind, DEPTH);
        Some(Domain::new(kind, step, set))
    }

    pub(super) fn kind(&self, ty: &Type) -> Option<Kind> {
        match ty {
            Type::Number(_) => Some(Kind::Number),
            Type::Date => Some(Kind::Date),
            Type::Months => Some(Kind::Months),
            Type::Days => Some(Kind::Days),
            Type::Boolean => Some(Kind::Boolean),
            Type::Choice(scale) => Some(Kind::Choice(Arc::clone(scale))),
            Type::Text => Some(Kind::Text(self.texts.clone())),
            Type::List { .. } | Type::Range(_) | Type::None | Type::Any => None,
        }
    }

    /// Every value of a kind.
    pub(super) fn line_of(&self, kind: &Kind) -> Set {
        self.line(kind).0
    }

    /// The distance of neighbouring values of a kind, none where they are dense.
    pub(super) fn step_of(&self, kind: &Kind) -> Option<Decimal> {
        self.line(kind).1
    }

    fn line(&self, kind: &Kind) -> (Set, Option<Decimal>) {
        let whole = |last: usize| {
            let high = Decimal::from(last as u64);
            (Set::span(Cut::before(Decimal::ZERO), Cut::after(high)), Some(Decimal::ONE))
        };
        match kind {
            Kind::Number => (Set::span(Cut::LOW, Cut::HIGH), None),
            Kind::Date | Kind::Months | Kind::Days => (Set::span(Cut::LOW, Cut::HIGH), Some(Decimal::ONE)),
            Kind::Boolean => whole(1),
            Kind::Choice(scale) if scale.values.is_empty() => (Set::EMPTY, Some(Decimal::ONE)),
            Kind::Choice(scale) => whole(scale.values.len() - 1),
            Kind::Text(texts) => whole(texts.len()),
        }
    }

    fn points<'v>(&self, kind: &Kind, values: impl IntoIterator<Item = &'v Value>) -> Set {
        let domain = Domain::new(kind.clone(), None, Set::EMPTY);
        values.into_iter().fold(Set::EMPTY, |set, value| match value {
            Value::None => set.union(&Set::only_none()),
            value => domain.place(value).map_or(set.clone(), |place| set.union(&Set::point(place))),
        })
    }

    fn full(&self, node: &Node, kind: &Kind, depth: u32) -> (Set, Option<Decimal>) {
        let (line, step) = self.line(kind);
        let careful = self.assume == Assume::Nothing;
        let Some(depth) = depth.checked_sub(1) else { return (line.union(&Set::only_none()), step) };
        match &node.kind {
            NodeKind::Constant(value) => (self.points(kind, [value]), step),
            NodeKind::Fact(index) => {
                let fact = self.policy.catalogue.fact(*index);
                let derived = fact.derive.as_ref().map(|derive| self.full(derive, kind, depth));
                let declared = fact.range.map(|(low, high)| Set::span(Cut::before(low), Cut::after(high)));
                let mut set = declared.unwrap_or(line);
                set.none = fact.can_be_none || (careful && derived.as_ref().is_some_and(|(set, _)| set.none));
                // a fact that follows from whole years is itself written in whole years
                (set, step.or(derived.and_then(|(_, step)| step).filter(|_| !careful)))
            }
            NodeKind::Parameter(index) => {
                let values = self.policy.parameters.get(usize::from(*index)).map(|p| p.values.as_slice()).unwrap_or_default();
                let mut set = self.points(kind, values.iter().map(|dated| &dated.value));
                set.none |= careful;
                (set, step)
            }
            NodeKind::Definition(index) => match self.policy.definitions.get(usize::from(*index)) {
                Some(definition) => self.full(&definition.node, kind, depth),
                None => (line, step),
            },
            NodeKind::Table(index) => match self.policy.tables.get(usize::from(*index)) {
                Some(table) => self.outputs(table, kind, careful),
                None => (line, step),
            },
            NodeKind::Score => {
                let rule = self.policy.score.as_ref();
                (ranged(rule.and_then(|r| r.range)).unwrap_or(line), rule.and_then(|r| r.rounding).map(places).or(step))
            }
            NodeKind::Outcome(id) => match self.set.get(id) {
                Some(other) => {
                    let inner = Domains { policy: other, ..self.clone() };
                    inner.outcome(kind, depth)
                }
                None => (line.union(&Set::only_none()), step),
            },
            NodeKind::If(_, yes, no) => {
                let (a, step_a) = self.full(yes, kind, depth);
                let (b, step_b) = self.full(no, kind, depth);
                let mut set = a.union(&b);
                set.none |= careful;
                (set, if step_a == step_b { step_a } else { None })
            }
            NodeKind::Arithmetic(op, a, b) if *kind == Kind::Number => self.arithmetic(*op, a, b, depth),
            NodeKind::Negate(a) if *kind == Kind::Number => {
                let (set, step) = self.full(a, kind, depth);
                let hull = hull(&set);
                (with_none(from_hull((hull.1.map(|v| -v), hull.0.map(|v| -v))), set.none), step)
            }
            NodeKind::Call(function, arguments) => self.call(*function, arguments, kind, (line, step), depth),
            _ => {
                let none = careful || node.children().iter().any(|child| self.may_be_none(child, depth));
                (with_none(line, none && *kind != Kind::Boolean || careful), step)
            }
        }
    }

    fn outcome(&self, kind: &Kind, depth: u32) -> (Set, Option<Decimal>) {
        let (line, step) = self.line(kind);
        let rule = match self.policy.kind {
            document::Kind::Eligibility => return (with_none(line, self.assume == Assume::Nothing), step),
            document::Kind::Score => {
                let rule = self.policy.score.as_ref();
                let set = ranged(rule.and_then(|r| r.range)).unwrap_or(line);
                return (with_none(set, self.assume == Assume::Nothing), rule.and_then(|r| r.rounding).map(places).or(step));
            }
            document::Kind::Points => self.policy.points.as_ref(),
            document::Kind::Classification => self.policy.classification.as_ref(),
        };
        let Some(rule) = rule else { return (line, step) };
        let (set, inner) = self.full(&rule.result.node, kind, depth);
        let bounded = ranged(rule.range).map_or(set.clone(), |range| with_none(range, set.none));
        (bounded, rule.rounding.map(places).or(inner))
    }

    fn outputs(&self, table: &Table, kind: &Kind, careful: bool) -> (Set, Option<Decimal>) {
        let (line, step) = self.line(kind);
        let rows = || table.versions.iter().flat_map(|version| &version.value);
        let set = match table.hit {
            HitPolicy::CollectSum => return (line.union(&Set::only_none()), step),
            HitPolicy::CollectCount => {
                let most = table.versions.iter().map(|version| version.value.len()).max().unwrap_or(0);
                return (Set::span(Cut::before(Decimal::ZERO), Cut::after(Decimal::from(most as u64))), Some(Decimal::ONE));
            }
            _ => self.points(kind, rows().map(|row| &row.output).chain(&table.default)),
        };
        (with_none(set.clone(), set.none || careful), step)
    }

    fn arithmetic(&self, op: Arithmetic, a: &Node, b: &Node, depth: u32) -> (Set, Option<Decimal>) {
        let careful = self.assume == Assume::Nothing;
        if !matches!(a.ty, Type::Number(_)) || !matches!(b.ty, Type::Number(_)) {
            return (with_none(Set::span(Cut::LOW, Cut::HIGH), careful), None);
        }
        let ((x, step_x), (y, step_y)) = (self.full(a, &Kind::Number, depth), self.full(b, &Kind::Number, depth));
        let (hx, hy) = (hull(&x), hull(&y));
        let both = |f: fn(Decimal, Decimal) -> Option<Decimal>, p: Option<Decimal>, q: Option<Decimal>| p.zip(q).and_then(|(p, q)| f(p, q));
        let bounds = match op {
            Arithmetic::Add => (both(Decimal::checked_add, hx.0, hy.0), both(Decimal::checked_add, hx.1, hy.1)),
            Arithmetic::Subtract => (both(Decimal::checked_sub, hx.0, hy.1), both(Decimal::checked_sub, hx.1, hy.0)),
            Arithmetic::Multiply => corners(hx, hy, Decimal::checked_mul),
            Arithmetic::Divide if hy.0.is_some_and(|low| low > Decimal::ZERO) => corners(hx, hy, Decimal::checked_div),
            Arithmetic::Divide | Arithmetic::Power => (None, None),
        };
        let whole = step_x.filter(|step| matches!(op, Arithmetic::Add | Arithmetic::Subtract) && Some(*step) == step_y);
        (with_none(from_hull(bounds), careful || x.none || y.none), whole)
    }

    fn call(
        &self,
        function: Function,
        arguments: &[Node],
        kind: &Kind,
        line: (Set, Option<Decimal>),
        depth: u32,
    ) -> (Set, Option<Decimal>) {
        let careful = self.assume == Assume::Nothing;
        let none = careful || arguments.iter().any(|argument| self.may_be_none(argument, depth));
        let one = Some(Decimal::ONE);
        let whole = |low: Option<i64>, high: Option<i64>| (with_none(Domain::whole(Kind::Number, low, high).full, none), one);
        let ends_today = matches!(arguments.get(1).map(|n| &n.kind), Some(NodeKind::AsOf));
        match function {
            Function::YearsBetween | Function::MonthsBetween | Function::DaysBetween => whole((ends_today && !careful).then_some(0), None),
            Function::Count => {
                let most = arguments.first().and_then(|list| if let Type::List { max, .. } = &list.ty { *max } else { None });
                whole(Some(0), most.and_then(|max| max.to_i64()))
            }
            Function::StepsBetween => {
                let scale = arguments
                    .first()
                    .and_then(|n| if let Type::Choice(scale) = &n.ty { Some(scale.values.len() as i64 - 1) } else { None });
                whole(scale.map(|s| -s), scale)
            }
            Function::DayOfYear => whole(Some(1), Some(366)),
            Function::Month if arguments.first().is_some_and(|n| n.ty == Type::Date) => whole(Some(1), Some(12)),
            Function::Day if arguments.first().is_some_and(|n| n.ty == Type::Date) => whole(Some(1), Some(31)),
            Function::StringLength => whole(Some(0), None),
            Function::Year | Function::Month | Function::Day | Function::IndexOf => whole(None, None),
            Function::Successor | Function::Predecessor => (with_none(line.0, true), line.1),
            Function::Floor
            | Function::Ceiling
            | Function::Decimal
            | Function::RoundUp
            | Function::RoundDown
            | Function::RoundHalfUp
            | Function::RoundHalfDown
                if *kind == Kind::Number =>
            {
                self.rounded(arguments, none, depth)
            }
            Function::Abs if *kind == Kind::Number => (with_none(Set::span(Cut::before(Decimal::ZERO), Cut::HIGH), none), None),
            Function::Min | Function::Max if !arguments.is_empty() && arguments.iter().all(|a| matches!(a.ty, Type::Number(_))) => {
                let parts: Vec<_> = arguments.iter().map(|a| self.full(a, kind, depth)).collect();
                let bounds: Vec<_> = parts.iter().map(|(set, _)| hull(set)).collect();
                let step = parts.first().and_then(|(_, step)| *step).filter(|step| parts.iter().all(|(_, s)| *s == Some(*step)));
                // the least of several lies between the least low and the least high
                let known = |ends: Vec<Option<Decimal>>| ends.into_iter().collect::<Option<Vec<_>>>();
                let lows = known(bounds.iter().map(|b| b.0).collect());
                let highs = known(bounds.iter().map(|b| b.1).collect());
                let choose = |ends: Option<Vec<Decimal>>| {
                    let ends = ends?.into_iter();
                    if function == Function::Min { ends.min() } else { ends.max() }
                };
                (with_none(from_hull((choose(lows), choose(highs))), none), step)
            }
            _ => (with_none(line.0, none), line.1),
        }
    }

    fn rounded(&self, arguments: &[Node], none: bool, depth: u32) -> (Set, Option<Decimal>) {
        let Some(subject) = arguments.first() else { return self.line(&Kind::Number) };
        let scale = match arguments.get(1).map(|n| &n.kind) {
            None => Some(Decimal::ZERO),
            Some(NodeKind::Constant(Value::Number(n))) => Some(*n),
            Some(NodeKind::Parameter(index)) => {
                let values = self.policy.parameters.get(usize::from(*index)).map(|p| p.values.as_slice()).unwrap_or_default();
                let numbers = values.iter().filter_map(|v| if let Value::Number(n) = v.value { Some(n) } else { None });
                numbers.max()
            }
            Some(_) => None,
        };
        let step = scale.and_then(|n| n.to_u32()).filter(|n| *n <= 20).map(|n| Decimal::new(1, n));
        let (set, _) = self.full(subject, &Kind::Number, depth);
        let bounds = hull(&set);
        let aligned = |end: Option<Decimal>, up: bool| {
            let (end, step) = end.zip(step)?;
            let steps = end.checked_div(step)?;
            (if up { steps.ceil() } else { steps.floor() }).checked_mul(step)
        };
        (with_none(from_hull((aligned(bounds.0, false), aligned(bounds.1, true))), none), step)
    }

    fn may_be_none(&self, node: &Node, depth: u32) -> bool {
        match (&node.kind, self.kind(&node.ty)) {
            (NodeKind::Constant(value), _) => value.is_none(),
            (_, Some(kind)) => self.full(node, &kind, depth).0.none,
            (NodeKind::Fact(index), None) => self.policy.catalogue.fact(*index).can_be_none,
            (_, None) => false,
        }
    }
}

/// Least and greatest value; open ends are `None`.
pub(super) fn hull(set: &Set) -> (Option<Decimal>, Option<Decimal>) {
    (set.low().and_then(Cut::value), set.high().and_then(Cut::value))
}

fn from_hull(bounds: (Option<Decimal>, Option<Decimal>)) -> Set {
    Set::span(bounds.0.map_or(Cut::LOW, Cut::before), bounds.1.map_or(Cut::HIGH, Cut::after))
}

fn corners(
    x: (Option<Decimal>, Option<Decimal>),
    y: (Option<Decimal>, Option<Decimal>),
    f: fn(Decimal, Decimal) -> Option<Decimal>,
) -> (Option<Decimal>, Option<Decimal>) {
    let all = [(x.0, y.0), (x.0, y.1), (x.1, y.0), (x.1, y.1)].into_iter().map(|(a, b)| f(a?, b?)).collect::<Option<Vec<Decimal>>>();
    all.map_or((None, None), |all| (all.iter().copied().min(), all.iter().copied().max()))
}

fn with_none(mut set: Set, none: bool) -> Set {
    set.none = none;
    set
}

fn ranged(range: Option<(Decimal, Decimal)>) -> Option<Set> {
    range.map(|(low, high)| Set::span(Cut::before(low), Cut::after(high)))
}

fn places(rounding: Rounding) -> Decimal {
    Decimal::new(1, rounding.places.min(28))
}

/// Every text constant the policy mentions, ascending.
fn texts_of(policy: &Policy) -> Vec<Arc<str>> {
    let mut texts: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut add = |value: &Value| {
        if let Value::Text(text) = value {
            texts.insert(Arc::clone(text));
        }
    };
    for node in super::nodes_of(policy) {
        node.walk(&mut |n: &Node| {
            if let NodeKind::Constant(value) = &n.kind {
                match value {
                    Value::List(items) => items.iter().for_each(&mut add),
                    value => add(value),
                }
            }
        });
    }
    policy.parameters.iter().flat_map(|p| &p.values).for_each(|dated| add(&dated.value));
    for table in &policy.tables {
        table.default.iter().for_each(&mut add);
        for row in table.versions.iter().flat_map(|version| &version.value) {
            add(&row.output);
            for part in row.tests.iter().flat_map(|cell| &cell.parts) {
                if let CellPart::Equal(value) = part {
                    add(value);
                }
            }
        }
    }
    texts.into_iter().collect()
}
