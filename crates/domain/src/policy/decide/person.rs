//! One person under one prepared policy: the surroundings every expression of a decision is evaluated in.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::prepare::{PolicyOnDate, Tree};
use super::table::lookup;
use crate::period::DateRounding;
use crate::policy::decision::Outcome;
use crate::policy::dossier::Dossier;
use crate::policy::expression::environment::Environment;
use crate::policy::expression::evaluate::{Truth, compare_values, evaluate};
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::value::{FactIndex, Value};

/// How deep derivations, definitions and policies may lead into each other; the checkers refuse cycles, this bounds what they never saw.
const DEPTH_LIMIT: u32 = 64;

/// A prepared policy, a dossier and a day.
#[derive(Debug)]
pub(crate) struct Person<'a> {
    policy: &'a PolicyOnDate,
    dossier: &'a Dossier,
    as_of: NaiveDate,
    score: Value,
    depth: Cell<u32>,
    outcomes: RefCell<BTreeMap<Arc<str>, Value>>,
}

impl<'a> Person<'a> {
    /// The day may be any day before the prepared policy's next change.
    pub(crate) fn new(policy: &'a PolicyOnDate, dossier: &'a Dossier, as_of: NaiveDate) -> Person<'a> {
        Person { policy, dossier, as_of, score: Value::Missing, depth: Cell::new(0), outcomes: RefCell::default() }
    }

    pub(crate) fn policy(&self) -> &'a PolicyOnDate {
        self.policy
    }

    pub(crate) fn dossier(&self) -> &'a Dossier {
        self.dossier
    }

    pub(crate) fn day(&self) -> NaiveDate {
        self.as_of
    }

    pub(crate) fn set_score(&mut self, score: Value) {
        self.score = score;
    }

    /// The form of a tree that is right for the day.
    pub(crate) fn tree<'t>(&self, tree: &'t Tree) -> &'t Node {
        if self.as_of == self.policy.as_of() { &tree.folded } else { &tree.open }
    }

    pub(crate) fn value<'t>(&'t self, tree: &'t Tree) -> Cow<'t, Value> {
        self.evaluate(self.tree(tree))
    }

    pub(crate) fn holds(&self, tree: &Tree) -> Truth {
        self.truth(self.tree(tree))
    }

    /// A condition's answer. A comparison is answered here without building values; the rest by the evaluator, which gives the same answers.
    pub(crate) fn truth(&self, node: &Node) -> Truth {
        match &node.kind {
            NodeKind::Compare(comparison, left, right) => compare_values(*comparison, &self.evaluate(left), &self.evaluate(right)),
            _ => Truth::of(&self.evaluate(node)),
        }
    }

    /// An expression's value, borrowed where it is a fact or a constant.
    pub(crate) fn evaluate<'t>(&'t self, node: &'t Node) -> Cow<'t, Value> {
        match &node.kind {
            NodeKind::Constant(value) => Cow::Borrowed(value),
            NodeKind::Fact(fact) => self.fact(*fact),
            _ => Cow::Owned(evaluate(node, self)),
        }
    }

    pub(crate) fn table_value(&self, index: u16) -> Value {
        self.table(index).into_owned()
    }

    /// Runs `inner` one level deeper; missing where something leads into itself.
    fn deeper(&self, inner: impl FnOnce() -> Value) -> Value {
        let depth = self.depth.get();
        if depth >= DEPTH_LIMIT {
            return Value::Missing;
        }
        self.depth.set(depth + 1);
        let value = inner();
        self.depth.set(depth);
        value
    }
}

impl Environment for Person<'_> {
    fn fact(&self, fact: FactIndex) -> Cow<'_, Value> {
        let given = self.dossier.get(fact);
        if given.is_missing()
            && let Some(derivation) = self.dossier.catalogue().facts().get(fact.get()).and_then(|f| f.derive.as_ref())
        {
            return Cow::Owned(self.deeper(|| evaluate(derivation, self)));
        }
        Cow::Borrowed(given)
    }

    fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    fn date_rounding(&self) -> DateRounding {
        self.policy.policy().date_rounding()
    }

    fn parameter(&self, index: u16) -> Cow<'_, Value> {
        self.policy.parameters().get(usize::from(index)).map_or(Cow::Owned(Value::None), Cow::Borrowed)
    }

    fn definition(&self, index: u16) -> Cow<'_, Value> {
        match self.policy.definitions().get(usize::from(index)) {
            Some(tree) => Cow::Owned(self.deeper(|| self.value(tree).into_owned())),
            None => Cow::Owned(Value::Missing),
        }
    }

    fn table(&self, index: u16) -> Cow<'_, Value> {
        let place = usize::from(index);
        let (Some(table), Some(on_date)) = (self.policy.policy().tables.get(place), self.policy.tables().get(place)) else {
            return Cow::Owned(Value::Missing);
        };
        // a table without rows that day has no output, not even the default
        let Some(rows) = on_date.rows(table) else { return Cow::Owned(Value::None) };
        Cow::Owned(self.deeper(|| {
            let inputs: Vec<Value> = on_date.inputs.iter().map(|input| self.value(input).into_owned()).collect();
            lookup(rows, table.hit, table.default.as_ref(), &inputs)
        }))
    }

    fn score(&self) -> Cow<'_, Value> {
        Cow::Borrowed(&self.score)
    }

    fn outcome(&self, policy: &str) -> Cow<'_, Value> {
        if let Some(known) = self.outcomes.borrow().get(policy) {
            return Cow::Owned(known.clone());
        }
        let value = self.deeper(|| match self.policy.uses().get(policy) {
            // not in force that day: there is no result
            None | Some(None) => Value::None,
            Some(Some(used)) => {
                let person = Person::new(used, self.dossier, self.as_of);
                person.depth.set(self.depth.get());
                match super::outcome_of(&person) {
                    Outcome::Eligible => Value::Boolean(true),
                    Outcome::NotEligible => Value::Boolean(false),
                    Outcome::Unknown => Value::Missing,
                    Outcome::Value(value) => value,
                }
            }
        });
        self.outcomes.borrow_mut().insert(policy.into(), value.clone());
        Cow::Owned(value)
    }
}
