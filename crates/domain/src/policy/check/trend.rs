//! Which way an expression moves when one fact gets better and everything else stays: a proof, not a trial.
//!
//! Only known values are compared with each other; a fact that appears or disappears is another question.

use super::domains::{Assume, Domains, hull};
use super::line::{Cut, Domain, Set};
use super::tables::Grid;
use crate::policy::catalogue::Direction;
use crate::policy::document::{HitPolicy, Kind};
use crate::policy::expression::node::{Arithmetic, Comparison, Function, InTest, Node, NodeKind};
use crate::policy::model::{Criterion, Member, Policy, PolicySet, Table};
use crate::policy::types::Type;
use crate::policy::value::{FactIndex, Value};

use rust_decimal::Decimal;

/// The movement of a value while the fact gets better. Truth rises from false to true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trend {
    /// It stays.
    Constant,
    /// It never falls.
    Up,
    /// It never rises.
    Down,
    /// Nothing can be said.
    Mixed,
}

impl Trend {
    fn and(self, other: Trend) -> Trend {
        match (self, other) {
            (Trend::Constant, x) | (x, Trend::Constant) => x,
            (a, b) if a == b => a,
            _ => Trend::Mixed,
        }
    }

    fn flipped(self) -> Trend {
        match self {
            Trend::Up => Trend::Down,
            Trend::Down => Trend::Up,
            same => same,
        }
    }

    fn all(trends: impl IntoIterator<Item = Trend>) -> Trend {
        trends.into_iter().fold(Trend::Constant, Trend::and)
    }

    /// A function of `self`'s kind applied to something that moves as `inner` does.
    fn of(self, inner: Trend) -> Trend {
        match (self, inner) {
            (_, Trend::Constant) | (Trend::Constant, _) => Trend::Constant,
            (Trend::Up, x) => x,
            (Trend::Down, x) => x.flipped(),
            (Trend::Mixed, _) => Trend::Mixed,
        }
    }
}

/// Follows one fact through one policy.
pub(super) struct Follow<'a> {
    set: &'a PolicySet,
    policy: &'a Policy,
    fact: FactIndex,
    domains: Domains<'a>,
    locals: Vec<Trend>,
    depth: u32,
}

const DEPTH: u32 = 60;

impl<'a> Follow<'a> {
    pub(super) fn new(set: &'a PolicySet, policy: &'a Policy, fact: FactIndex) -> Follow<'a> {
        Follow { set, policy, fact, domains: Domains::new(set, policy, Assume::Nothing), locals: Vec::new(), depth: 0 }
    }

    /// The policy's outcome; better is up. For eligibility what all required criteria together say.
    pub(super) fn outcome(&mut self) -> Trend {
        let policy = self.policy;
        match policy.kind {
            Kind::Eligibility => Trend::all(policy.required.iter().map(|member| self.member(member, 0))),
            Kind::Score => self.score(),
            Kind::Points | Kind::Classification => {
                let rules = policy.points.iter().chain(&policy.classification);
                Trend::all(rules.map(|rule| self.node(&rule.result.node)))
            }
        }
    }

    fn member(&mut self, member: &Member, depth: u8) -> Trend {
        let policy = self.policy;
        match member {
            Member::Criterion(index) => policy.criteria.get(usize::from(*index)).map_or(Trend::Constant, |c| self.criterion(c)),
            Member::Group(index) => match policy.groups.get(usize::from(*index)) {
                Some(group) if depth < 16 => Trend::all(group.of.iter().map(|inner| self.member(inner, depth + 1))),
                _ => Trend::Mixed,
            },
        }
    }

    fn criterion(&mut self, criterion: &Criterion) -> Trend {
        let applies = criterion.when.as_ref().map_or(Trend::Constant, |when| self.node(&when.node));
        self.node(&criterion.require.node).and(applies.flipped())
    }

    fn score(&mut self) -> Trend {
        let policy = self.policy;
        let parts = policy.components.iter().map(|component| {
            let weight = self.domains.of(&component.weight.node);
            let signed =
                if weight.is_some_and(|w| hull(&w.full).0.is_some_and(|low| low >= Decimal::ZERO)) { Trend::Up } else { Trend::Mixed };
            signed.of(self.node(&component.value.node))
        });
        Trend::all(parts.collect::<Vec<_>>())
    }

    /// The movement of an expression.
    fn node(&mut self, node: &Node) -> Trend {
        if self.depth >= DEPTH {
            return Trend::Mixed;
        }
        self.depth += 1;
        let trend = self.inner(node);
        self.depth -= 1;
        trend
    }

    fn inner(&mut self, node: &Node) -> Trend {
        let policy = self.policy;
        match &node.kind {
            NodeKind::Constant(_) | NodeKind::AsOf | NodeKind::Parameter(_) => Trend::Constant,
            NodeKind::Fact(index) => {
                let fact = policy.catalogue.fact(*index);
                if *index == self.fact {
                    return if fact.direction == Some(Direction::LessIsBetter) { Trend::Down } else { Trend::Up };
                }
                fact.derive.as_ref().map_or(Trend::Constant, |derive| self.node(derive))
            }
            NodeKind::Definition(index) => policy.definitions.get(usize::from(*index)).map_or(Trend::Constant, |d| self.node(&d.node)),
            NodeKind::Table(index) => policy.tables.get(usize::from(*index)).map_or(Trend::Constant, |t| self.table(t)),
            NodeKind::Score => self.score(),
            NodeKind::Outcome(id) => self.other(id),
            NodeKind::Local(index) => self.locals.get(usize::from(*index)).copied().unwrap_or(Trend::Mixed),
            NodeKind::Not(x) | NodeKind::Negate(x) => self.node(x).flipped(),
            NodeKind::And(items) | NodeKind::Or(items) | NodeKind::List(items) => Trend::all(items.iter().map(|item| self.node(item))),
            NodeKind::Compare(op, a, b) => self.compare(*op, a, b),
            NodeKind::Between(x, low, high) => {
                let (x, ends) = (self.node(x), self.node(low).flipped().and(self.node(high)));
                // rising past the low end helps, past the high end hurts
                if x == Trend::Constant { ends } else { Trend::Mixed }
            }
            NodeKind::In(x, tests) => self.member_of(node, x, tests),
            NodeKind::Arithmetic(op, a, b) => self.arithmetic(*op, a, b),
            NodeKind::If(condition, yes, no) => self.choice(condition, yes, no),
            NodeKind::Quantified(_, list, body) => {
                let list = self.node(list);
                self.locals.push(list);
                let body = self.node(body);
                self.locals.pop();
                body
            }
            NodeKind::Filter(list, body) => {
                let list = self.node(list);
                self.locals.push(list);
                let body = self.node(body);
                self.locals.pop();
                if list.and(body) == Trend::Constant { Trend::Constant } else { Trend::Mixed }
            }
            NodeKind::Item(list, at) => {
                if self.node(at) == Trend::Constant {
                    self.node(list)
                } else {
                    Trend::Mixed
                }
            }
            NodeKind::Call(function, arguments) => self.call(*function, arguments),
            NodeKind::Range { .. } => self.still(node),
        }
    }

    /// Constant where nothing below moves, else unknown.
    fn still(&mut self, node: &Node) -> Trend {
        let moves = node.children().into_iter().any(|child| self.node(child) != Trend::Constant);
        if moves { Trend::Mixed } else { Trend::Constant }
    }

    fn compare(&mut self, op: Comparison, a: &Node, b: &Node) -> Trend {
        let (x, y) = (self.node(a), self.node(b));
        if x.and(y) == Trend::Constant {
            return Trend::Constant;
        }
        let is_none = |node: &Node| matches!(&node.kind, NodeKind::Constant(value) if value.is_none());
        // a known value stays known, a list as long as it is
        let own = |node: &Node| matches!(&node.kind, NodeKind::Fact(index) if *index == self.fact);
        let plain = |node: &Node| own(node) || matches!(&node.kind, NodeKind::Item(list, _) if own(list));
        match op {
            Comparison::GreaterOrEqual | Comparison::Greater => x.and(y.flipped()),
            Comparison::LessOrEqual | Comparison::Less => x.flipped().and(y),
            Comparison::Equal | Comparison::NotEqual if (is_none(b) && plain(a)) || (is_none(a) && plain(b)) => Trend::Constant,
            Comparison::Equal => self.within(a, x, y, |domain| domain.place(constant_of(b)?).map(Set::point)),
            Comparison::NotEqual => self.within(a, x, y, |domain| domain.place(constant_of(b)?).map(Set::point)).flipped(),
        }
    }

    /// Whether being in a set of constants helps: it does where the set reaches up to the top of the scale.
    fn within(&self, subject: &Node, moves: Trend, other: Trend, set: impl Fn(&Domain) -> Option<Set>) -> Trend {
        let Some(domain) = self.domains.of(subject).filter(|_| other == Trend::Constant) else { return Trend::Mixed };
        let Some(set) = set(&domain).map(|set| domain.within(&set)) else { return Trend::Mixed };
        closed(&set, &domain).of(moves)
    }

    fn member_of(&mut self, node: &Node, x: &Node, tests: &[InTest]) -> Trend {
        let moves = self.node(x);
        if moves == Trend::Constant {
            return self.still(node);
        }
        self.within(x, moves, Trend::Constant, |domain| {
            tests.iter().try_fold(Set::EMPTY, |set, test| {
                let place = |node: &Node| domain.place(constant_of(node)?);
                let more = match test {
                    InTest::Compare(Comparison::Equal, value) => Set::point(place(value)?),
                    InTest::Compare(Comparison::Less, value) => Set::span(Cut::LOW, Cut::before(place(value)?)),
                    InTest::Compare(Comparison::LessOrEqual, value) => Set::span(Cut::LOW, Cut::after(place(value)?)),
                    InTest::Compare(Comparison::Greater, value) => Set::span(Cut::after(place(value)?), Cut::HIGH),
                    InTest::Compare(Comparison::GreaterOrEqual, value) => Set::span(Cut::before(place(value)?), Cut::HIGH),
                    InTest::Compare(Comparison::NotEqual, _) => return None,
                    InTest::Range { low, high } => {
                        let low = match low {
                            Some((node, true)) => Cut::before(place(node)?),
                            Some((node, false)) => Cut::after(place(node)?),
                            None => Cut::LOW,
                        };
                        let high = match high {
                            Some((node, true)) => Cut::after(place(node)?),
                            Some((node, false)) => Cut::before(place(node)?),
                            None => Cut::HIGH,
                        };
                        Set::span(low, high)
                    }
                    InTest::Member(list) => match constant_of(list)? {
                        Value::List(items) => {
                            items.iter().try_fold(Set::EMPTY, |set, item| Some(set.union(&Set::point(domain.place(item)?))))?
                        }
                        _ => return None,
                    },
                };
                Some(set.union(&more))
            })
        })
    }

    fn sign(&self, node: &Node) -> Option<bool> {
        let (low, high) = hull(&self.domains.of(node)?.full);
        if low.is_some_and(|low| low >= Decimal::ZERO) { Some(true) } else { high.filter(|high| *high <= Decimal::ZERO).map(|_| false) }
    }

    fn arithmetic(&mut self, op: Arithmetic, a: &Node, b: &Node) -> Trend {
        let (x, y) = (self.node(a), self.node(b));
        let scaled = |moves: Trend, positive: Option<bool>| match positive {
            _ if moves == Trend::Constant => Trend::Constant,
            Some(true) => moves,
            Some(false) => moves.flipped(),
            None => Trend::Mixed,
        };
        match op {
            Arithmetic::Add => x.and(y),
            Arithmetic::Subtract => x.and(y.flipped()),
            Arithmetic::Multiply => scaled(x, self.sign(b)).and(scaled(y, self.sign(a))),
            Arithmetic::Divide => scaled(x, self.sign(b)).and(scaled(y.flipped(), self.sign(a))),
            Arithmetic::Power => {
                if x.and(y) == Trend::Constant {
                    Trend::Constant
                } else {
                    Trend::Mixed
                }
            }
        }
    }

    fn choice(&mut self, condition: &Node, yes: &Node, no: &Node) -> Trend {
        let (c, a, b) = (self.node(condition), self.node(yes), self.node(no));
        if c == Trend::Constant {
            return a.and(b);
        }
        // from nothing to something is no fall
        if matches!(&no.kind, NodeKind::Constant(value) if value.is_none()) && c == Trend::Up {
            return a.and(Trend::Up);
        }
        let ends = |node: &Node| self.domains.of(node).map(|d| (d.full.low().and_then(Cut::value), d.full.high().and_then(Cut::value)));
        let above = |high: &Node, low: &Node| {
            let (Some((Some(bottom), _)), Some((_, Some(top)))) = (ends(high), ends(low)) else { return false };
            bottom >= top
        };
        // going over to a branch that is never lower is a rise
        if above(yes, no) {
            a.and(b).and(c)
        } else if above(no, yes) {
            a.and(b).and(c.flipped())
        } else {
            Trend::Mixed
        }
    }

    fn call(&mut self, function: Function, arguments: &[Node]) -> Trend {
        let moves: Vec<Trend> = arguments.iter().map(|argument| self.node(argument)).collect();
        let rest_still = moves.iter().skip(1).all(|t| *t == Trend::Constant);
        let first = moves.first().copied().unwrap_or(Trend::Constant);
        match function {
            _ if moves.iter().all(|t| *t == Trend::Constant) => Trend::Constant,
            Function::Floor | Function::Ceiling | Function::Decimal | Function::RoundHalfUp | Function::RoundHalfDown if rest_still => {
                first
            }
            Function::RoundUp | Function::RoundDown if rest_still => first,
            Function::Min | Function::Max | Function::Sum | Function::Mean | Function::Median | Function::All | Function::Any => {
                Trend::all(moves)
            }
            // as long as before: only the items get better
            Function::Count => Trend::Constant,
            Function::Sublist | Function::Reverse if rest_still => first,
            Function::Concatenate | Function::Append => Trend::all(moves),
            Function::YearsBetween | Function::MonthsBetween | Function::DaysBetween | Function::StepsBetween => {
                first.flipped().and(moves.get(1).copied().unwrap_or(Trend::Constant))
            }
            _ => Trend::Mixed,
        }
    }

    fn other(&mut self, id: &str) -> Trend {
        let Some(other) = self.set.get(id) else { return Trend::Mixed };
        let name = &self.policy.catalogue.fact(self.fact).name;
        let Some(fact) = other.catalogue.find(name) else { return Trend::Constant };
        let mut follow = Follow { depth: self.depth + 10, ..Follow::new(self.set, other, fact) };
        if follow.depth >= DEPTH { Trend::Mixed } else { follow.outcome() }
    }

    fn table(&mut self, table: &Table) -> Trend {
        let moves: Vec<Trend> = table.inputs.iter().map(|input| self.node(input)).collect();
        if moves.iter().all(|t| *t == Trend::Constant) {
            return Trend::Constant;
        }
        if matches!(table.hit, HitPolicy::CollectSum | HitPolicy::CollectCount | HitPolicy::CollectMin | HitPolicy::CollectMax) {
            return Trend::Mixed;
        }
        let inputs: Option<Vec<Domain>> = table.inputs.iter().map(|node| self.domains.of(node)).collect();
        let Some(mut inputs) = inputs else { return Trend::Mixed };
        if let (Some((low, high)), Some(input)) = (table.bands, inputs.first_mut()) {
            input.full = Domain::new(super::line::Kind::Number, input.step, Set::span(Cut::before(low), Cut::after(high))).full;
        }
        // what does not exist does not move
        inputs.iter_mut().for_each(|input| input.full.none = false);
        let mut trend = Trend::Constant;
        for (i, inner) in moves.iter().enumerate().filter(|(_, t)| **t != Trend::Constant) {
            trend = trend.and(self.table_in(table, &inputs, i).of(*inner));
        }
        trend
    }

    /// How the output moves while one input rises and the others stay.
    fn table_in(&self, table: &Table, inputs: &[Domain], moving: usize) -> Trend {
        let ordered = !matches!(&inputs[moving].kind, super::line::Kind::Text(_))
            && match &table.inputs[moving].ty {
                Type::Choice(scale) => scale.ordered,
                _ => true,
            };
        let Some(kind) = self.domains.kind(&table.output).filter(|_| ordered && table.output.is_ordered()) else { return Trend::Mixed };
        let output = Domain::new(kind, None, Set::EMPTY);
        let mut trend = Trend::Constant;
        for version in &table.versions {
            let Some(grid) = Grid::new(inputs, &version.value) else { return Trend::Mixed };
            // without a row for every value the output may end instead of rising
            if grid.blocks.len() > 400 || grid.has_hole() {
                return Trend::Mixed;
            }
            let places: Vec<Option<Decimal>> = version.value.iter().map(|row| output.place(&row.output)).collect();
            for (a, low) in grid.blocks.iter().enumerate() {
                for (b, high) in grid.blocks.iter().enumerate() {
                    if a == b || !beside(low, high, moving) || !below(&low[moving], &high[moving]) {
                        continue;
                    }
                    let (Some(from), Some(to)) = (places[a], places[b]) else { return Trend::Mixed };
                    trend = trend.and(match to.cmp(&from) {
                        std::cmp::Ordering::Less => Trend::Down,
                        std::cmp::Ordering::Equal => Trend::Constant,
                        std::cmp::Ordering::Greater => Trend::Up,
                    });
                }
            }
        }
        trend
    }
}

/// Whether two rows accept common values of all inputs but one.
fn beside(a: &super::boxes::Block, b: &super::boxes::Block, but: usize) -> bool {
    let meets = |x: &[(u32, u32)], y: &[(u32, u32)]| x.iter().any(|r| y.iter().any(|s| r.0.max(s.0) < r.1.min(s.1)));
    a.iter().zip(b).enumerate().all(|(i, (x, y))| i == but || meets(x, y))
}

/// Whether some cell of the one lies below some cell of the other.
fn below(a: &[(u32, u32)], b: &[(u32, u32)]) -> bool {
    let (Some(first), Some(last)) = (a.first(), b.last()) else { return false };
    first.0 + 1 < last.1
}

/// Up where the set is everything from some value on, down where it is everything up to some value.
fn closed(set: &Set, domain: &Domain) -> Trend {
    let full = Set { none: false, ..domain.full.clone() };
    let known = Set { none: false, ..set.clone() };
    let rest = full.minus(&known);
    match (known.low().zip(known.high()), rest.low().zip(rest.high())) {
        (_, None) | (None, _) => Trend::Constant,
        (Some((low, _)), Some((_, high))) if high <= low => Trend::Up,
        (Some((_, high)), Some((low, _))) if high <= low => Trend::Down,
        _ => Trend::Mixed,
    }
}

fn constant_of(node: &Node) -> Option<&Value> {
    if let NodeKind::Constant(value) = &node.kind { Some(value) } else { None }
}
