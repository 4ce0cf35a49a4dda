//! Conditions as statements about subjects: `subject is in this set of values`, joined by all and any.
//!
//! A subject is whatever is compared with a constant (`years between(grade.since, as of)`), a pair of things compared with each other, or a condition that says
//! nothing about a single value. Subjects are taken as free of each other. Real persons have fewer combinations, so what is impossible here is impossible for
//! everybody, and what cannot fail here never fails: no statement drawn from a formula is a false alarm.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::domains::Domains;
use super::history;
use super::line::{Cut, Domain, Kind, Set, day_number};
use crate::period::EffectivePeriod;
use crate::policy::expression::evaluate::evaluate;
use crate::policy::expression::node::{Comparison, InTest, Node, NodeKind};
use crate::policy::model::{Policy, in_force};
use crate::policy::normalise::Constants;
use crate::policy::types::Type;
use crate::policy::value::Value;

/// A statement about subjects.
#[derive(Clone, Debug)]
pub(super) enum Formula {
    /// The subject's value is in the set.
    In(usize, Set),
    All(Vec<Formula>),
    Any(Vec<Formula>),
}

impl Formula {
    pub(super) const TRUE: Formula = Formula::All(Vec::new());
    pub(super) const FALSE: Formula = Formula::Any(Vec::new());

    fn constant(holds: bool) -> Formula {
        if holds { Formula::TRUE } else { Formula::FALSE }
    }

    /// The subjects it speaks of, added to a list.
    pub(super) fn subjects(&self, into: &mut Vec<usize>) {
        match self {
            Formula::In(subject, _) => into.push(*subject),
            Formula::All(parts) | Formula::Any(parts) => parts.iter().for_each(|part| part.subjects(into)),
        }
    }
}

/// Every subject met so far, with all the values it can have on the days looked at.
pub(super) struct Subjects<'a> {
    domains: Domains<'a>,
    day: NaiveDate,
    segment: EffectivePeriod,
    known: Vec<(String, Domain)>,
}

/// How a comparison can turn out between two subjects: less, equal, greater; both none; one none.
const BOTH_NONE: i64 = 2;
const ONE_NONE: i64 = 3;
const DEPTH: u32 = 40;

impl<'a> Subjects<'a> {
    pub(super) fn new(domains: Domains<'a>, segment: EffectivePeriod) -> Subjects<'a> {
        Subjects { domains, day: history::day_in(&segment), segment, known: Vec::new() }
    }

    pub(super) fn domain(&self, subject: usize) -> Option<&Domain> {
        self.known.get(subject).map(|(_, domain)| domain)
    }

    /// That the condition holds.
    pub(super) fn holds(&mut self, node: &Node) -> Formula {
        self.answer(node, true, DEPTH)
    }

    /// The opposite of a formula: some subject is where the formula does not want it.
    pub(super) fn opposite(&self, formula: &Formula) -> Formula {
        match formula {
            Formula::In(subject, set) => {
                let rest = self.domain(*subject).map_or(Set::EMPTY, |domain| domain.full.minus(set));
                Formula::In(*subject, rest)
            }
            Formula::All(parts) => Formula::Any(parts.iter().map(|part| self.opposite(part)).collect()),
            Formula::Any(parts) => Formula::All(parts.iter().map(|part| self.opposite(part)).collect()),
        }
    }

    /// That the condition is true (or, with `want` false, that it is false; *none* is neither).
    fn answer(&mut self, node: &Node, want: bool, depth: u32) -> Formula {
        let Some(depth) = depth.checked_sub(1) else { return self.opaque(node, want) };
        let node = self.behind(node);
        match &node.kind {
            NodeKind::Constant(Value::Boolean(b)) => Formula::constant(*b == want),
            NodeKind::Constant(_) => Formula::FALSE,
            NodeKind::Not(x) => self.answer(x, !want, depth),
            NodeKind::And(items) | NodeKind::Or(items) => {
                let parts = items.iter().map(|item| self.answer(item, want, depth)).collect();
                if matches!(node.kind, NodeKind::And(_)) == want { Formula::All(parts) } else { Formula::Any(parts) }
            }
            NodeKind::If(condition, yes, no) => {
                self.choose(condition, depth, |me, first| me.answer(if first { yes } else { no }, want, depth))
            }
            NodeKind::Compare(op, a, b) => self.compare(*op, a, b, want, depth),
            NodeKind::Between(x, low, high) => {
                let parts = vec![
                    self.compare(Comparison::GreaterOrEqual, x, low, want, depth),
                    self.compare(Comparison::LessOrEqual, x, high, want, depth),
                ];
                if want { Formula::All(parts) } else { Formula::Any(parts) }
            }
            NodeKind::In(x, tests) => self.member(&node, x, tests, want, depth),
            _ => self.opaque(&node, want),
        }
    }

    /// One thing where the condition holds, another where it is false or none.
    fn choose(&mut self, condition: &Node, depth: u32, mut branch: impl FnMut(&mut Self, bool) -> Formula) -> Formula {
        let holds = self.answer(condition, true, depth);
        let fails = self.opposite(&holds);
        let (yes, no) = (branch(self, true), branch(self, false));
        Formula::Any(vec![Formula::All(vec![holds, yes]), Formula::All(vec![fails, no])])
    }

    fn member(&mut self, whole: &Node, x: &Node, tests: &[InTest], want: bool, depth: u32) -> Formula {
        let mut parts = Vec::new();
        for test in tests {
            match test {
                InTest::Compare(op, value) => parts.push(self.compare(*op, x, value, want, depth)),
                InTest::Range { low, high } => {
                    let mut ends = Vec::new();
                    if let Some((low, closed)) = low {
                        let op = if *closed { Comparison::GreaterOrEqual } else { Comparison::Greater };
                        ends.push(self.compare(op, x, low, want, depth));
                    }
                    if let Some((high, closed)) = high {
                        let op = if *closed { Comparison::LessOrEqual } else { Comparison::Less };
                        ends.push(self.compare(op, x, high, want, depth));
                    }
                    parts.push(if want { Formula::All(ends) } else { Formula::Any(ends) });
                }
                InTest::Member(list) => match &self.behind(list).kind {
                    NodeKind::List(items) if !matches!(x.ty, Type::List { .. } | Type::Range(_)) => {
                        let ranges = items.iter().any(|item| matches!(item.ty, Type::Range(_)));
                        if ranges {
                            return self.opaque(whole, want);
                        }
                        let equal: Vec<Formula> = items.iter().map(|item| self.compare(Comparison::Equal, x, item, want, depth)).collect();
                        parts.push(if want { Formula::Any(equal) } else { Formula::All(equal) });
                    }
                    _ => return self.opaque(whole, want),
                },
            }
        }
        if want { Formula::Any(parts) } else { Formula::All(parts) }
    }

    fn compare(&mut self, op: Comparison, a: &Node, b: &Node, want: bool, depth: u32) -> Formula {
        let Some(depth) = depth.checked_sub(1) else { return Formula::TRUE };
        let (a, b) = (self.behind(a), self.behind(b));
        if let NodeKind::If(condition, yes, no) = &a.kind {
            return self.choose(condition, depth, |me, first| me.compare(op, if first { yes } else { no }, &b, want, depth));
        }
        if let NodeKind::If(condition, yes, no) = &b.kind {
            return self.choose(condition, depth, |me, first| me.compare(op, &a, if first { yes } else { no }, want, depth));
        }
        match (self.value_of(&a, depth), self.value_of(&b, depth)) {
            (Some(x), Some(y)) => {
                let answer = crate::policy::expression::evaluate::compare_values(op, &x, &y);
                Formula::constant(Value::from(answer) == Value::Boolean(want))
            }
            (None, Some(value)) => self.against(op, &a, &value, want),
            (Some(value), None) => self.against(op.flipped(), &b, &value, want),
            (None, None) => self.pair(op, &a, &b, want),
        }
    }

    /// A subject against a constant.
    fn against(&mut self, op: Comparison, subject: &Node, value: &Value, want: bool) -> Formula {
        let Some(at) = self.subject(subject) else { return self.pair(op, subject, &constant(value.clone(), &subject.ty), want) };
        let domain = &self.known[at].1;
        let equality = matches!(op, Comparison::Equal | Comparison::NotEqual);
        let wanted = if value.is_none() {
            if !equality {
                return Formula::FALSE;
            }
            Set { none: domain.full.none, spans: Vec::new() }
        } else {
            let Some(place) = domain.place(value) else { return self.pair(op, subject, &constant(value.clone(), &subject.ty), want) };
            if matches!(domain.kind, Kind::Text(_)) && !equality {
                return self.pair(op, subject, &constant(value.clone(), &subject.ty), want);
            }
            domain.within(&match op {
                Comparison::Equal | Comparison::NotEqual => Set::point(place),
                Comparison::Less => Set::span(Cut::LOW, Cut::before(place)),
                Comparison::LessOrEqual => Set::span(Cut::LOW, Cut::after(place)),
                Comparison::Greater => Set::span(Cut::after(place), Cut::HIGH),
                Comparison::GreaterOrEqual => Set::span(Cut::before(place), Cut::HIGH),
            })
        };
        let direct = (op != Comparison::NotEqual) == want;
        let mut set = if direct { wanted } else { domain.full.minus(&wanted) };
        // by order nothing can be said of none; it equals only itself
        set.none &= equality;
        Formula::In(at, set)
    }

    /// Two subjects against each other.
    fn pair(&mut self, op: Comparison, a: &Node, b: &Node, want: bool) -> Formula {
        let (x, y) = (self.key(a), self.key(b));
        let (op, key) = if x <= y { (op, format!("{x} ? {y}")) } else { (op.flipped(), format!("{y} ? {x}")) };
        let outcomes: &[i64] = if x == y { &[0, BOTH_NONE] } else { &[-1, 0, 1, BOTH_NONE, ONE_NONE] };
        let points = |wanted: &dyn Fn(i64) -> bool| {
            outcomes.iter().filter(|o| wanted(**o)).fold(Set::EMPTY, |set, o| set.union(&Set::point(Decimal::from(*o))))
        };
        let full = Set { none: true, ..points(&|_| true) };
        let at = self.add(key, Domain::new(Kind::Number, Some(Decimal::ONE), full));
        let equality = matches!(op, Comparison::Equal | Comparison::NotEqual);
        let holds = |outcome: i64| match outcome {
            BOTH_NONE => equality.then_some(op == Comparison::Equal),
            ONE_NONE => equality.then_some(op == Comparison::NotEqual),
            order => Some(op.accepts(order.cmp(&0) as Ordering)),
        };
        let set = points(&|outcome| holds(outcome) == Some(want));
        Formula::In(at, self.known[at].1.within(&set))
    }

    /// A condition taken as it stands.
    fn opaque(&mut self, node: &Node, want: bool) -> Formula {
        match self.subject(node) {
            Some(at) => Formula::In(at, self.known[at].1.within(&Set::point(Decimal::from(u8::from(want))))),
            None => {
                let key = self.key(node);
                let full = Set { none: true, ..Domain::whole(Kind::Boolean, Some(0), Some(1)).full };
                let at = self.add(key, Domain::new(Kind::Boolean, Some(Decimal::ONE), full));
                Formula::In(at, Set::point(Decimal::from(u8::from(want))))
            }
        }
    }

    fn subject(&mut self, node: &Node) -> Option<usize> {
        let domain = if matches!(node.kind, NodeKind::AsOf) { self.days() } else { self.domains.of(node)? };
        let key = self.key(node);
        Some(self.add(key, domain))
    }

    /// The days of the stretch looked at.
    fn days(&self) -> Domain {
        let low = self.segment.from.map_or(Cut::LOW, |day| Cut::before(day_number(day)));
        let high = self.segment.to.map_or(Cut::HIGH, |day| Cut::before(day_number(day)));
        Domain::new(Kind::Date, Some(Decimal::ONE), Set::span(low, high))
    }

    fn add(&mut self, key: String, domain: Domain) -> usize {
        match self.known.iter().position(|(known, _)| *known == key) {
            Some(at) => at,
            None => {
                self.known.push((key, domain));
                self.known.len() - 1
            }
        }
    }

    /// What stands behind definitions and parameters.
    fn behind<'n>(&self, node: &'n Node) -> Cow<'n, Node>
    where
        'a: 'n,
    {
        let policy: &'a Policy = self.domains.policy;
        let mut found: &'n Node = node;
        for _ in 0..DEPTH {
            match &found.kind {
                NodeKind::Definition(index) => match policy.definitions.get(usize::from(*index)) {
                    Some(definition) => found = &definition.node,
                    None => break,
                },
                NodeKind::Parameter(_) => match self.value_of(found, 1) {
                    Some(value) => return Cow::Owned(Node::constant(value, found.ty.clone(), found.span)),
                    None => break,
                },
                _ => break,
            }
        }
        Cow::Borrowed(found)
    }

    /// The value of an expression that depends on nobody and on no day of the stretch.
    fn value_of(&self, node: &Node, depth: u32) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        let policy = self.domains.policy;
        let inner = |n: &Node| self.value_of(n, depth).map(|value| Node::constant(value, n.ty.clone(), n.span));
        let kind = match &node.kind {
            NodeKind::Constant(value) => return Some(value.clone()),
            NodeKind::Parameter(index) => {
                let parameter = policy.parameters.get(usize::from(*index))?;
                // where the history has a gap the value is open; `dates.rs` reports the gap
                return in_force(&parameter.values, self.day, NaiveDate::MAX).map(|entry| entry.value.clone());
            }
            NodeKind::Definition(index) => return self.value_of(&policy.definitions.get(usize::from(*index))?.node, depth),
            NodeKind::Arithmetic(op, a, b) => NodeKind::Arithmetic(*op, Box::new(inner(a)?), Box::new(inner(b)?)),
            NodeKind::Negate(a) => NodeKind::Negate(Box::new(inner(a)?)),
            NodeKind::Call(function, arguments) => NodeKind::Call(*function, arguments.iter().map(inner).collect::<Option<_>>()?),
            NodeKind::List(items) => NodeKind::List(items.iter().map(inner).collect::<Option<_>>()?),
            _ => return None,
        };
        let folded = Node { kind, ty: node.ty.clone(), span: node.span };
        Some(evaluate(&folded, &Constants { as_of: self.day, rounding: policy.date_rounding() }))
    }

    /// A text that is the same for expressions that mean the same value.
    fn key(&self, node: &Node) -> String {
        let mut text = String::new();
        self.write_key(node, &mut text, DEPTH);
        text
    }

    fn write_key(&self, node: &Node, out: &mut String, depth: u32) {
        // writing to a string cannot fail
        let Some(depth) = depth.checked_sub(1) else {
            let _ = write!(out, "{node:?}");
            return;
        };
        if let Some(value) = self.value_of(node, depth) {
            let _ = write!(out, "={value:?}");
            return;
        }
        let node = self.behind(node);
        let _ = match &node.kind {
            NodeKind::Not(_) => write!(out, "not"),
            NodeKind::And(_) => write!(out, "and"),
            NodeKind::Or(_) => write!(out, "or"),
            NodeKind::Compare(op, ..) => write!(out, "{op:?}"),
            NodeKind::Between(..) => write!(out, "between"),
            NodeKind::Arithmetic(op, ..) => write!(out, "{op:?}"),
            NodeKind::Negate(_) => write!(out, "negate"),
            NodeKind::If(..) => write!(out, "if"),
            NodeKind::Quantified(quantifier, ..) => write!(out, "{quantifier:?}"),
            NodeKind::Filter(..) => write!(out, "filter"),
            NodeKind::Item(..) => write!(out, "item"),
            NodeKind::List(_) => write!(out, "list"),
            NodeKind::Call(function, _) => write!(out, "{function:?}"),
            NodeKind::In(_, tests) => {
                let shape = tests.iter().map(|test| match test {
                    InTest::Compare(op, _) => format!("{op:?}"),
                    InTest::Range { low, high } => format!("{:?}{:?}", low.as_ref().map(|l| l.1), high.as_ref().map(|h| h.1)),
                    InTest::Member(_) => "member".to_owned(),
                });
                write!(out, "in{}", shape.collect::<Vec<_>>().join(","))
            }
            NodeKind::Range { low, high } => write!(out, "range{:?}{:?}", low.as_ref().map(|l| l.1), high.as_ref().map(|h| h.1)),
            leaf => write!(out, "{leaf:?}"),
        };
        let children = node.children();
        if !children.is_empty() {
            out.push('(');
            for child in children {
                self.write_key(child, out, depth);
                out.push(' ');
            }
            out.push(')');
        }
    }

    /// Whether some combination of values makes all formulas hold; `None` where that took too long to find out.
    pub(super) fn possible(&self, formulas: &[&Formula]) -> Option<bool> {
        let mut budget = 4_000u32;
        let allowed: Vec<Set> = self.known.iter().map(|(_, domain)| domain.full.clone()).collect();
        search(allowed, formulas.to_vec(), &mut budget)
    }
}

/// Narrows the sets by everything that must hold, then tries the alternatives of one *any* after the other.
fn search(mut allowed: Vec<Set>, mut open: Vec<&Formula>, budget: &mut u32) -> Option<bool> {
    *budget = budget.checked_sub(1)?;
    let mut choices: Vec<&[Formula]> = Vec::new();
    while let Some(formula) = open.pop() {
        match formula {
            Formula::In(subject, set) => {
                let Some(now) = allowed.get_mut(*subject) else { continue };
                *now = now.intersection(set);
                if now.is_empty() {
                    return Some(false);
                }
            }
            Formula::All(parts) => open.extend(parts),
            Formula::Any(parts) => match parts.as_slice() {
                [] => return Some(false),
                [only] => open.push(only),
                several => choices.push(several),
            },
        }
    }
    let alive = |part: &&Formula| match part {
        Formula::In(subject, set) => allowed.get(*subject).is_none_or(|now| !now.intersection(set).is_empty()),
        Formula::Any(parts) => !parts.is_empty(),
        Formula::All(_) => true,
    };
    // an alternative that already holds needs no choice
    let settled = |part: &Formula| match part {
        Formula::In(subject, set) => allowed.get(*subject).is_some_and(|now| now.is_subset(set)),
        Formula::All(parts) => parts.is_empty(),
        Formula::Any(_) => false,
    };
    choices.retain(|parts| !parts.iter().any(settled));
    let Some((at, _)) = choices.iter().enumerate().min_by_key(|(_, parts)| parts.iter().filter(alive).count()) else { return Some(true) };
    let chosen = choices.swap_remove(at);
    for part in chosen.iter().filter(alive) {
        let mut next: Vec<&Formula> = vec![part];
        // the other choices stay what they are: an any of the same parts
        let rest: Vec<Formula> = choices.iter().map(|parts| Formula::Any(parts.to_vec())).collect();
        next.extend(&rest);
        if search(allowed.clone(), next, budget)? {
            return Some(true);
        }
    }
    Some(false)
}

fn constant(value: Value, ty: &Type) -> Node {
    Node::constant(value, ty.clone(), Default::default())
}
