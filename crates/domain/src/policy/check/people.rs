//! People to try: every combination of values worth trying where there are few, else some at random, always the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Months, NaiveDate};
use rust_decimal::Decimal;

use super::domains::{Assume, Domains};
use super::line::{Cut, Domain};
use crate::policy::catalogue::{Catalogue, Fact};
use crate::policy::dossier::Dossier;
use crate::policy::expression::node::{InTest, Node, NodeKind};
use crate::policy::model::{CellPart, Policy, PolicySet};
use crate::policy::types::Type;
use crate::policy::value::{Bound, FactIndex, Value};

/// Values tried per fact.
const VALUES: usize = 20;

/// The values worth trying under one policy on one day.
pub(super) struct Values<'a> {
    policy: &'a Policy,
    domains: Domains<'a>,
    constants: Vec<Value>,
    as_of: NaiveDate,
}

impl<'a> Values<'a> {
    pub(super) fn new(set: &'a PolicySet, policy: &'a Policy, as_of: NaiveDate) -> Values<'a> {
        let mut constants = Vec::new();
        constants_of(policy, &mut constants);
        policy.uses.iter().filter_map(|id| set.get(id)).for_each(|used| constants_of(used, &mut constants));
        Values { policy, domains: Domains::new(set, policy, Assume::Usual), constants, as_of }
    }

    /// Values worth trying for a fact, ascending.
    pub(super) fn of(&self, fact: FactIndex) -> Vec<Value> {
        candidates(self.policy.catalogue.fact(fact), &self.domains, &self.constants, self.as_of)
    }
}

/// Facts and the values tried for each.
pub(super) struct People {
    catalogue: Arc<Catalogue>,
    as_of: NaiveDate,
    facts: Vec<(FactIndex, Vec<Value>)>,
}

impl People {
    /// People who have these facts. A fact that follows from others is left to its derivation.
    pub(super) fn new(values: &Values<'_>, facts: impl Iterator<Item = FactIndex>) -> People {
        let catalogue = Arc::clone(&values.policy.catalogue);
        let given = facts.filter(|index| catalogue.fact(*index).derive.is_none());
        let facts = given.map(|index| (index, values.of(index))).filter(|(_, values)| !values.is_empty()).collect();
        People { catalogue, as_of: values.as_of, facts }
    }

    pub(super) fn facts(&self) -> impl Iterator<Item = FactIndex> {
        self.facts.iter().map(|(index, _)| *index)
    }

    /// At most so many people: all there are where they fit.
    pub(super) fn some(&self, most: usize) -> impl Iterator<Item = Dossier> {
        let all = self.facts.iter().map(|(_, values)| values.len()).fold(1usize, usize::saturating_mul);
        let mut state = 0x9E37_79B9_7F4A_7C15u64;
        (0..most.min(all)).map(move |number| {
            let mut left = number;
            let mut person = Dossier::new(Arc::clone(&self.catalogue), self.as_of);
            for (index, values) in &self.facts {
                let place = if all <= most {
                    let place = left % values.len();
                    left /= values.len();
                    place
                } else {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    usize::try_from(state % (values.len() as u64)).unwrap_or(0)
                };
                person.set(*index, values[place].clone());
            }
            person
        })
    }
}

/// Every constant a policy compares with: written, in parameters, in tables.
fn constants_of(policy: &Policy, into: &mut Vec<Value>) {
    fn add(value: &Value, into: &mut Vec<Value>) {
        match value {
            Value::List(items) => items.iter().for_each(|item| add(item, into)),
            Value::Range(range) => [&range.low, &range.high].into_iter().for_each(|bound| add_bound(bound, into)),
            value if value.is_none() || value.is_missing() || into.contains(value) => {}
            value => into.push(value.clone()),
        }
    }
    fn add_bound(bound: &Bound, into: &mut Vec<Value>) {
        if let Bound::Included(value) | Bound::Excluded(value) = bound {
            add(value, into);
        }
    }
    for node in policy.nodes() {
        node.walk(&mut |n: &Node| {
            if let NodeKind::Constant(value) = &n.kind {
                add(value, into);
            }
            if let NodeKind::In(_, tests) = &n.kind {
                for test in tests {
                    if let InTest::Compare(_, node) = test
                        && let NodeKind::Constant(value) = &node.kind
                    {
                        add(value, into);
                    }
                }
            }
        });
    }
    policy.parameters.iter().flat_map(|p| &p.values).for_each(|dated| add(&dated.value, into));
    for cell in policy.tables.iter().flat_map(|t| &t.versions).flat_map(|v| &v.value).flat_map(|row| &row.tests) {
        for part in &cell.parts {
            match part {
                CellPart::Equal(value) => add(value, into),
                CellPart::Range(range) => [&range.low, &range.high].into_iter().for_each(|bound| add_bound(bound, into)),
            }
        }
    }
}

/// Values worth trying for a fact, ascending: those around the constants of its type, the ends of its range, none where it may be.
fn candidates(fact: &Fact, domains: &Domains<'_>, constants: &[Value], as_of: NaiveDate) -> Vec<Value> {
    if let Type::List { item, max } = &fact.ty {
        let of_item = Fact { ty: (**item).clone(), can_be_none: false, ..fact.clone() };
        let items: Vec<Value> = candidates(&of_item, domains, constants, as_of).into_iter().filter(|value| !value.is_none()).collect();
        let length = max.unwrap_or(3).min(3);
        return items.into_iter().map(|value| Value::List(vec![value; length].into())).collect();
    }
    let Some(kind) = domains.kind(&fact.ty) else { return Vec::new() };
    let (line, step) = (domains.line_of(&kind), domains.step_of(&kind));
    let mut domain = Domain::new(kind, step, line);
    if let Some((low, high)) = fact.range {
        domain.full = domain.within(&super::line::Set::span(Cut::before(low), Cut::after(high)));
    }
    let mut places: BTreeSet<Decimal> = BTreeSet::new();
    let mut around: BTreeSet<Decimal> = BTreeSet::new();
    let finite = domain.full.low().and_then(Cut::value).zip(domain.full.high().and_then(Cut::value));
    if let (Some((low, high)), Some(step)) = (finite, domain.step) {
        let mut place = low;
        while place <= high && places.len() < VALUES {
            places.insert(place);
            place += step;
        }
    }
    places.extend(finite.into_iter().flat_map(|(low, high)| [low, high]));
    if fact.ty == Type::Date {
        for months in [0, 6, 12, 24, 36, 48, 60, 96, 144, 300, 480, 720] {
            places.extend(as_of.checked_sub_months(Months::new(months)).map(super::line::day_number));
        }
    }
    for place in constants.iter().filter_map(|value| domain.place(value)) {
        around.insert(place);
        let step = domain.step.unwrap_or(Decimal::ONE);
        places.extend([place.checked_sub(step), place.checked_add(step)].into_iter().flatten());
    }
    // the constants themselves first, then their neighbours, evenly thinned
    places.extend(&around);
    let mut kept: Vec<Decimal> = places.into_iter().filter(|place| domain.full.contains(*place)).collect();
    if kept.len() > 3 * VALUES {
        let every = kept.len() / (2 * VALUES);
        kept = kept.iter().enumerate().filter(|(i, place)| i % every == 0 || around.contains(place)).map(|(_, place)| *place).collect();
        kept.truncate(4 * VALUES);
    }
    let mut values: Vec<Value> = kept.into_iter().filter_map(|place| domain.value(place)).collect();
    if fact.can_be_none {
        values.push(Value::None);
    }
    values
}
