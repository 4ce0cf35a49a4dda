//! Turning a condition around: which values of which facts would give it the wanted answer.

use std::cell::RefCell;

use rust_decimal::Decimal;

use crate::policy::decide::Person;
use crate::policy::document::RemedyKind;
use crate::policy::dossier::Dossier;
use crate::policy::expression::evaluate::{Truth, compare_values};
use crate::policy::expression::node::{Comparison, Function, InTest, Node, NodeKind, Quantifier};
use crate::policy::model::CellPart;
use crate::policy::normalise::constant_of;
use crate::policy::scale::Choice;
use crate::policy::types::Type;
use crate::policy::value::{Bound, FactIndex, Value};

use super::repair::{Edit, Repair, both, smallest};

/// How deep definitions are followed.
const DEPTH_LIMIT: usize = 32;

/// Decimal places of an advised number where nobody said what it is now.
const UNSTATED_PLACES: u32 = 2;

/// How many facts a search changes together.
const TOGETHER: usize = 12;

pub(super) struct Inverter<'a, 'p> {
    person: &'a Person<'p>,
    remedy: RemedyKind,
    depth: RefCell<usize>,
}

impl<'a, 'p> Inverter<'a, 'p> {
    pub(super) fn new(person: &'a Person<'p>, remedy: RemedyKind) -> Inverter<'a, 'p> {
        Inverter { person, remedy, depth: RefCell::new(0) }
    }

    fn dossier(&self) -> &Dossier {
        self.person.dossier()
    }

    /// Whether a person can change the fact: it is not protected, and no date.
    fn changeable(&self, fact: FactIndex) -> bool {
        let declared = self.dossier().catalogue().facts().get(fact.get());
        declared.is_some_and(|fact| fact.protected.is_none() && !matches!(fact.ty, Type::Date))
    }

    fn edit(&self, fact: FactIndex, item: Option<usize>, to: Value) -> Repair {
        Repair::one(Edit { fact, item, to, remedy: self.remedy })
    }

    /// The alternatives that give a condition the wanted answer; one without edits where it has it.
    pub(super) fn ways(&self, node: &Node, wanted: bool) -> Vec<Repair> {
        if self.person.truth(node) == Truth::from(wanted) {
            return vec![Repair::default()];
        }
        if *self.depth.borrow() >= DEPTH_LIMIT {
            return Vec::new();
        }
        *self.depth.borrow_mut() += 1;
        let found = self.turned(node, wanted);
        *self.depth.borrow_mut() -= 1;
        smallest(found)
    }

    fn turned(&self, node: &Node, wanted: bool) -> Vec<Repair> {
        match &node.kind {
            NodeKind::Constant(_) => Vec::new(),
            NodeKind::Not(x) => self.ways(x, !wanted),
            NodeKind::And(items) if wanted => self.all(items, true),
            NodeKind::Or(items) if !wanted => self.all(items, false),
            NodeKind::And(items) | NodeKind::Or(items) => items.iter().flat_map(|item| self.ways(item, wanted)).collect(),
            NodeKind::If(condition, yes, no) => {
                let through = |answer: bool, branch: &Node| both(&self.ways(condition, answer), &self.ways(branch, wanted), self.dossier());
                through(true, yes).into_iter().chain(through(false, no)).collect()
            }
            NodeKind::Definition(index) => match self.person.policy().definitions().get(usize::from(*index)) {
                Some(tree) => self.ways(self.person.tree(tree), wanted),
                None => Vec::new(),
            },
            NodeKind::Fact(fact) if self.changeable(*fact) && node.ty == Type::Boolean && !self.is_derived(*fact) => {
                vec![self.edit(*fact, None, Value::Boolean(wanted))]
            }
            NodeKind::Compare(comparison, left, right) => {
                self.compare(node, if wanted { *comparison } else { comparison.negated() }, left, right, wanted)
            }
            NodeKind::Quantified(quantifier, list, body) => self.items(*quantifier, list, body, wanted),
            NodeKind::Call(Function::ListContains, arguments) if wanted => self.contained(arguments),
            _ => self.search(node, wanted),
        }
    }

    fn all(&self, items: &[Node], wanted: bool) -> Vec<Repair> {
        let mut together = vec![Repair::default()];
        for item in items {
            let ways = self.ways(item, wanted);
            if ways.is_empty() {
                return Vec::new();
            }
            together = both(&together, &ways, self.dossier());
        }
        together
    }

    fn is_derived(&self, fact: FactIndex) -> bool {
        let derive = self.dossier().catalogue().facts().get(fact.get()).and_then(|fact| fact.derive.as_ref());
        derive.is_some() && self.dossier().get(fact).is_missing()
    }

    /// A comparison of one fact with a constant has one nearest value; others are searched.
    fn compare(&self, node: &Node, comparison: Comparison, left: &Node, right: &Node, wanted: bool) -> Vec<Repair> {
        let place = |node: &Node| match &node.kind {
            NodeKind::Fact(fact) if !self.is_derived(*fact) => Some((*fact, None)),
            NodeKind::Item(list, at) => match (&list.kind, constant_of(at), self.person.evaluate(list).as_ref()) {
                (NodeKind::Fact(fact), Some(Value::Number(at)), Value::List(items)) => {
                    let at = usize::try_from(i64::try_from(at.trunc().mantissa()).ok()?.checked_sub(1)?).ok()?;
                    (at < items.len()).then_some((*fact, Some(at)))
                }
                _ => None,
            },
            _ => None,
        };
        let (subject, limit, comparison) = match (place(left), constant_of(right), place(right), constant_of(left)) {
            (Some(subject), Some(limit), _, _) => (subject, limit, comparison),
            (_, _, Some(subject), Some(limit)) => (subject, limit, comparison.flipped()),
            _ => return self.search(node, wanted),
        };
        let (fact, item) = subject;
        if !self.changeable(fact) {
            return Vec::new();
        }
        let now = Edit { fact, item, to: Value::None, remedy: self.remedy }.current(self.dossier());
        nearest(comparison, limit, &now).into_iter().map(|to| self.edit(fact, item, to)).collect()
    }

    /// Items of a list that is a fact, compared with a constant one by one.
    fn items(&self, quantifier: Quantifier, list: &Node, body: &Node, wanted: bool) -> Vec<Repair> {
        let (NodeKind::Fact(fact), NodeKind::Compare(comparison, left, right)) = (&list.kind, &body.kind) else { return Vec::new() };
        let (limit, comparison) = match (&left.kind, &right.kind) {
            (NodeKind::Local(0), NodeKind::Constant(limit)) => (limit, *comparison),
            (NodeKind::Constant(limit), NodeKind::Local(0)) => (limit, comparison.flipped()),
            _ => return Vec::new(),
        };
        let comparison = if wanted { comparison } else { comparison.negated() };
        let dates = matches!(self.dossier().catalogue().facts().get(fact.get()).map(|f| &f.ty), Some(Type::List { item, .. }) if **item == Type::Date);
        let Value::List(items) = self.dossier().get(*fact) else { return Vec::new() };
        if !self.changeable(*fact) || dates {
            return Vec::new();
        }
        let ways = items.iter().enumerate().map(|(at, item)| {
            if compare_values(comparison, item, limit) == Truth::True {
                return vec![Repair::default()];
            }
            nearest(comparison, limit, item).into_iter().map(|to| self.edit(*fact, Some(at), to)).collect()
        });
        if (quantifier == Quantifier::Every) == wanted {
            ways.fold(vec![Repair::default()], |together, ways: Vec<Repair>| both(&together, &ways, self.dossier()))
        } else {
            ways.flatten().collect()
        }
    }

    /// A list that should hold a value gets it as a further item.
    fn contained(&self, arguments: &[Node]) -> Vec<Repair> {
        let [Node { kind: NodeKind::Fact(fact), .. }, Node { kind: NodeKind::Constant(value), .. }] = arguments else { return Vec::new() };
        match self.dossier().get(*fact) {
            Value::List(items) if self.changeable(*fact) && !matches!(value, Value::Date(_)) => {
                vec![self.edit(*fact, None, Value::List(items.iter().chain([value]).cloned().collect()))]
            }
            _ => Vec::new(),
        }
    }

    /// Conditions over several facts, or through formulas and tables: values are tried, one fact alone first, then the most helpful together.
    fn search(&self, node: &Node, wanted: bool) -> Vec<Repair> {
        let trial = Trial::new(self, node, wanted);
        // facts that help by one step are usually enough, and much fewer
        let helpful: Vec<FactIndex> = trial.facts.iter().copied().filter(|fact| trial.helps(*fact)).collect();
        if !helpful.is_empty() && helpful.len() < trial.facts.len() {
            let found = self.search_over(&trial, &helpful);
            if !found.is_empty() {
                return found;
            }
        }
        self.search_over(&trial, &trial.facts)
    }

    fn search_over(&self, trial: &Trial<'_, '_>, facts: &[FactIndex]) -> Vec<Repair> {
        let candidates: Vec<(FactIndex, Vec<Value>)> = facts.iter().map(|fact| (*fact, trial.candidates(*fact))).collect();
        let mut alone: Vec<Repair> = Vec::new();
        for (fact, values) in &candidates {
            if let Some(value) = values.iter().find(|value| trial.holds(&[(*fact, value)])) {
                alone.push(self.edit(*fact, None, value.clone()));
            }
        }
        if !alone.is_empty() {
            return alone;
        }
        trial
            .together(&candidates)
            .map(|edits| Repair { edits: edits.into_iter().map(|(fact, to)| Edit { fact, item: None, to, remedy: self.remedy }).collect() })
            .into_iter()
            .collect()
    }
}

/// The values nearest to the present one that satisfy a comparison.
fn nearest(comparison: Comparison, limit: &Value, now: &Value) -> Option<Value> {
    match comparison {
        // whether something exists at all is no value to reach
        Comparison::Equal | Comparison::GreaterOrEqual | Comparison::LessOrEqual if limit.is_none() || limit.is_missing() => None,
        Comparison::Equal | Comparison::GreaterOrEqual | Comparison::LessOrEqual => Some(limit.clone()),
        Comparison::Greater => step(limit, now, true),
        Comparison::Less => step(limit, now, false),
        Comparison::NotEqual => match limit {
            Value::Boolean(value) => Some(Value::Boolean(!value)),
            Value::Choice(choice) => choice.successor().or_else(|| choice.predecessor()).map(Value::Choice),
            _ => None,
        },
    }
}

/// The next value past a limit: the next level, day or month, or for numbers one unit of the finest place in sight.
fn step(limit: &Value, now: &Value, up: bool) -> Option<Value> {
    match limit {
        Value::Number(n) => {
            let places = match now {
                Value::Number(now) => now.normalize().scale().max(n.normalize().scale()),
                _ => n.normalize().scale(),
            };
            let unit = Decimal::try_new(1, places).ok()?;
            (if up { n.checked_add(unit) } else { n.checked_sub(unit) }).map(Value::Number)
        }
        Value::Choice(choice) => (if up { choice.successor() } else { choice.predecessor() }).map(Value::Choice),
        Value::Months(months) => months.checked_add(if up { 1 } else { -1 }).map(Value::Months),
        Value::Days(days) => days.checked_add(if up { 1 } else { -1 }).map(Value::Days),
        _ => None,
    }
}

/// A condition that is tried with other values of the facts it reads.
struct Trial<'a, 'p> {
    person: &'a Person<'p>,
    node: &'a Node,
    wanted: Truth,
    facts: Vec<FactIndex>,
    constants: Vec<Value>,
    scratch: RefCell<Dossier>,
    /// The balance as things are.
    start: Option<Decimal>,
}

impl<'a, 'p> Trial<'a, 'p> {
    fn new(inverter: &Inverter<'a, 'p>, node: &'a Node, wanted: bool) -> Trial<'a, 'p> {
        let person = inverter.person;
        let mut reach = Reach { person, facts: Vec::new(), constants: Vec::new(), depth: 0 };
        reach.node(node);
        let Reach { mut facts, constants, .. } = reach;
        facts.retain(|fact| inverter.changeable(*fact) && !matches!(person.dossier().get(*fact), Value::List(_)));
        facts.truncate(TOGETHER);
        let scratch = RefCell::new(person.dossier().clone());
        let mut trial = Trial { person, node, wanted: Truth::from(wanted), facts, constants, scratch, start: None };
        trial.start = trial.balance(&[]);
        trial
    }

    /// Runs `ask` with some facts changed.
    fn with<T>(&self, values: &[(FactIndex, &Value)], ask: impl Fn(&Person<'_>) -> T) -> T {
        for (fact, value) in values {
            self.scratch.borrow_mut().set(*fact, (*value).clone());
        }
        let answer = {
            let dossier = self.scratch.borrow();
            ask(&Person::new(self.person.policy(), &dossier, self.person.day()))
        };
        for (fact, _) in values {
            self.scratch.borrow_mut().set(*fact, self.person.dossier().get(*fact).clone());
        }
        answer
    }

    fn holds(&self, values: &[(FactIndex, &Value)]) -> bool {
        self.with(values, |person| person.truth(self.node)) == self.wanted
    }

    /// How far a comparison of numbers or choices is from changing: right minus left.
    fn balance(&self, values: &[(FactIndex, &Value)]) -> Option<Decimal> {
        let NodeKind::Compare(_, left, right) = &self.node.kind else { return None };
        self.with(values, |person| match (&*person.evaluate(left), &*person.evaluate(right)) {
            (Value::Number(a), Value::Number(b)) => b.checked_sub(*a),
            (Value::Choice(a), Value::Choice(b)) => Some(Decimal::from(b.rank()) - Decimal::from(a.rank())),
            _ => None,
        })
    }

    /// Whether one step of a known number moves a comparison of numbers the way it must go.
    fn helps(&self, fact: FactIndex) -> bool {
        let (Value::Number(now), Some(start), Some(up)) = (self.person.dossier().get(fact), self.start, self.upwards()) else {
            return true;
        };
        [Decimal::ONE, -Decimal::ONE].iter().any(|step| {
            let moved = now.checked_add(*step).and_then(|next| self.balance(&[(fact, &Value::Number(next))]));
            moved.is_none_or(|moved| if up { moved > start } else { moved < start })
        })
    }

    /// Which way the balance must move; `None` where the condition is no inequality.
    fn upwards(&self) -> Option<bool> {
        match &self.node.kind {
            NodeKind::Compare(Comparison::Less | Comparison::LessOrEqual, ..) => Some(self.wanted == Truth::True),
            NodeKind::Compare(Comparison::Greater | Comparison::GreaterOrEqual, ..) => Some(self.wanted != Truth::True),
            _ => None,
        }
    }

    /// Values worth trying for a fact, from the nearest to the farthest from the present one.
    fn candidates(&self, fact: FactIndex) -> Vec<Value> {
        let now = self.person.dossier().get(fact);
        let Some(declared) = self.person.dossier().catalogue().facts().get(fact.get()) else { return Vec::new() };
        let mut found: Vec<Value> = match &declared.ty {
            Type::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
            Type::Choice(scale) => {
                let ranks = 0..u16::try_from(scale.values.len()).unwrap_or(u16::MAX);
                ranks.filter_map(|rank| Choice::at(scale, rank)).map(Value::Choice).collect()
            }
            Type::Number(_) => self.numbers(fact, now, declared.range),
            Type::Text => self.constants.iter().filter(|value| matches!(value, Value::Text(_))).cloned().collect(),
            _ => Vec::new(),
        };
        found.retain(|value| value != now);
        let far = |value: &Value| match (value, now) {
            (Value::Number(a), Value::Number(b)) => a.checked_sub(*b).map_or(Decimal::MAX, |gap| gap.abs()),
            (Value::Number(a), _) => a.abs(),
            (Value::Choice(a), Value::Choice(b)) => (Decimal::from(a.rank()) - Decimal::from(b.rank())).abs(),
            (Value::Choice(a), _) => Decimal::from(a.rank()),
            _ => Decimal::ZERO,
        };
        found.sort_by_key(far);
        found
    }

    /// Constants of the condition and their neighbours, and where a straight line through two tries crosses the limit.
    fn numbers(&self, fact: FactIndex, now: &Value, range: Option<(Decimal, Decimal)>) -> Vec<Value> {
        let start = match now {
            Value::Number(n) => *n,
            _ => Decimal::ZERO,
        };
        let mut found: Vec<Decimal> = Vec::new();
        for constant in &self.constants {
            if let Value::Number(n) = constant {
                found.push(*n);
                found.extend([true, false].iter().filter_map(|up| match step(constant, now, *up) {
                    Some(Value::Number(n)) => Some(n),
                    _ => None,
                }));
            }
        }
        let at = |n: Decimal| self.balance(&[(fact, &Value::Number(n))]);
        for width in [Decimal::ONE, Decimal::ONE_HUNDRED] {
            let Some(next) = start.checked_add(width) else { continue };
            let (Some(here), Some(there)) = (at(start), at(next)) else { continue };
            let slope = there.checked_sub(here).and_then(|rise| rise.checked_div(width)).filter(|slope| !slope.is_zero());
            let Some(cross) = slope.and_then(|slope| here.checked_div(-slope)).and_then(|far| start.checked_add(far)) else { continue };
            // in steps of the present value's last digit
            let places = match now {
                Value::Number(n) => n.normalize().scale(),
                _ => UNSTATED_PLACES,
            };
            let (rounded, unit) = (cross.round_dp(places), Decimal::try_new(1, places).unwrap_or(Decimal::ONE));
            found.extend([Some(rounded), rounded.checked_add(unit), rounded.checked_sub(unit)].into_iter().flatten());
        }
        if let Some((low, high)) = range {
            found.retain(|n| *n >= low && *n <= high);
            found.extend([low, high]);
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|n| Value::Number(n.normalize())).collect()
    }

    /// The fewest facts changed together: the most helpful one first, until the condition has its answer; then each brought back as near to
    /// its present value as the answer allows.
    fn together(&self, candidates: &[(FactIndex, Vec<Value>)]) -> Option<Vec<(FactIndex, Value)>> {
        let (start, up) = (self.start?, self.upwards()?);
        let mut helpful: Vec<(Decimal, FactIndex, &Value)> = Vec::new();
        for (fact, values) in candidates {
            let best = values
                .iter()
                .filter_map(|value| {
                    let moved = self.balance(&[(*fact, value)])?.checked_sub(start)?;
                    Some((if up { moved } else { -moved }, value))
                })
                // of equally helpful values the nearest, which stands first
                .fold(None, |best: Option<(Decimal, &Value)>, (gain, value)| match best {
                    Some((most, _)) if most >= gain => best,
                    _ => Some((gain, value)),
                });
            helpful.extend(best.filter(|(gain, _)| *gain > Decimal::ZERO).map(|(gain, value)| (gain, *fact, value)));
        }
        helpful.sort_by_key(|(gain, fact, _)| (std::cmp::Reverse(*gain), *fact));
        let mut edits: Vec<(FactIndex, &Value)> = Vec::new();
        for (_, fact, value) in &helpful {
            edits.push((*fact, value));
            if self.holds(&edits) {
                break;
            }
        }
        if !self.holds(&edits) {
            return None;
        }
        for at in (0..edits.len()).rev() {
            let Some((fact, _)) = edits.get(at).copied() else { continue };
            let values = candidates.iter().find(|(other, _)| *other == fact).map_or(&[][..], |(_, values)| values);
            for value in values {
                let mut nearer = edits.clone();
                if let Some(place) = nearer.get_mut(at) {
                    *place = (fact, value);
                }
                if self.holds(&nearer) {
                    edits = nearer;
                    break;
                }
            }
        }
        Some(edits.into_iter().map(|(fact, value)| (fact, value.clone())).collect())
    }
}

/// The facts and constants a tree reaches.
struct Reach<'a, 'p> {
    person: &'a Person<'p>,
    facts: Vec<FactIndex>,
    constants: Vec<Value>,
    depth: usize,
}

impl Reach<'_, '_> {
    fn node(&mut self, node: &Node) {
        if self.depth > DEPTH_LIMIT {
            return;
        }
        self.depth += 1;
        match &node.kind {
            NodeKind::Constant(value) => self.constants.push(value.clone()),
            NodeKind::Fact(fact) => self.fact(*fact),
            NodeKind::Definition(index) => {
                if let Some(tree) = self.person.policy().definitions().get(usize::from(*index)) {
                    self.node(self.person.tree(tree));
                }
            }
            NodeKind::Table(index) => self.table(*index),
            NodeKind::Outcome(id) => {
                if let Some(Some(used)) = self.person.policy().uses().get(id) {
                    used.facts().iter().for_each(|fact| self.fact(*fact));
                }
            }
            NodeKind::In(x, tests) => {
                self.node(x);
                for test in tests {
                    match test {
                        InTest::Compare(_, node) | InTest::Member(node) => self.node(node),
                        InTest::Range { low, high } => low.iter().chain(high).for_each(|(node, _)| self.node(node)),
                    }
                }
            }
            _ => node.children().into_iter().for_each(|child| self.node(child)),
        }
        self.depth -= 1;
    }

    fn fact(&mut self, fact: FactIndex) {
        let derivation = self.person.dossier().catalogue().facts().get(fact.get()).and_then(|fact| fact.derive.as_ref());
        match derivation {
            // what follows from other facts is changed through them
            Some(derivation) if self.person.dossier().get(fact).is_missing() => self.node(derivation),
            _ if !self.facts.contains(&fact) => self.facts.push(fact),
            _ => {}
        }
    }

    fn table(&mut self, index: u16) {
        let place = usize::from(index);
        let policy = self.person.policy();
        let (Some(on_date), Some(table)) = (policy.tables().get(place), policy.policy().tables.get(place)) else { return };
        on_date.inputs.iter().for_each(|input| self.node(self.person.tree(input)));
        let rows = on_date.rows(table).unwrap_or_default();
        for part in rows.iter().flat_map(|row| &row.tests).flat_map(|cell| &cell.parts) {
            match part {
                CellPart::Equal(value) => self.constants.push(value.clone()),
                CellPart::Range(range) => {
                    self.constants.extend([&range.low, &range.high].into_iter().filter_map(|bound| match bound {
                        Bound::Open => None,
                        Bound::Included(value) | Bound::Excluded(value) => Some(value.clone()),
                    }));
                }
            }
        }
    }
}
