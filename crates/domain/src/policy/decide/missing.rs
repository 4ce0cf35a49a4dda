//! Which missing facts matter: those that keep an answer open, not those an `and` or `or` has already decided without.

use std::sync::Arc;

use super::person::Person;
use crate::policy::decision::Outcome;
use crate::policy::expression::evaluate::Truth;
use crate::policy::expression::node::{InTest, Node, NodeKind};
use crate::policy::normalise::substitute;
use crate::policy::value::Value;

/// How deep trees are followed through derivations, definitions, tables and policies.
const DEPTH_LIMIT: usize = 64;

/// Appends the names of the facts that keep this tree's value missing, each once, in the order they are met.
pub(crate) fn collect(person: &Person<'_>, node: &Node, names: &mut Vec<Arc<str>>) {
    Collector { person, names, depth: 0 }.node(node);
}

struct Collector<'a, 'p> {
    person: &'a Person<'p>,
    names: &'a mut Vec<Arc<str>>,
    depth: usize,
}

impl Collector<'_, '_> {
    fn node(&mut self, node: &Node) {
        if self.depth >= DEPTH_LIMIT || !self.person.evaluate(node).is_missing() {
            return;
        }
        self.depth += 1;
        match &node.kind {
            NodeKind::Fact(fact) => {
                let declared = self.person.dossier().catalogue().facts().get(fact.get());
                match declared.and_then(|fact| fact.derive.as_ref()) {
                    Some(derivation) => self.node(derivation),
                    None => self.name(declared.map(|fact| Arc::clone(&fact.name))),
                }
            }
            NodeKind::Definition(index) => {
                if let Some(tree) = self.person.policy().definitions().get(usize::from(*index)) {
                    self.node(self.person.tree(tree));
                }
            }
            NodeKind::Table(index) => {
                if let Some(table) = self.person.policy().tables().get(usize::from(*index)) {
                    table.inputs.iter().for_each(|input| self.node(self.person.tree(input)));
                }
            }
            NodeKind::Outcome(policy) => self.outcome(policy),
            NodeKind::If(condition, yes, no) => {
                let branch = match Truth::of(&self.person.evaluate(condition)) {
                    Truth::Missing => condition,
                    Truth::True => yes,
                    _ => no,
                };
                self.node(branch);
            }
            NodeKind::Item(list, index) => self.item(list, index),
            NodeKind::Quantified(_, list, body) | NodeKind::Filter(list, body) => self.bound(list, body),
            NodeKind::Call(_, arguments) if arguments.iter().all(|a| !self.person.evaluate(a).is_missing()) => {
                // a list is known as a whole while items in it are missing
                arguments.iter().for_each(|argument| self.items_of(argument));
            }
            NodeKind::In(subject, tests) if !self.person.evaluate(subject).is_missing() => {
                for test in tests {
                    if let InTest::Member(list) = test {
                        self.items_of(list);
                    }
                }
                node.children().into_iter().for_each(|child| self.node(child));
            }
            _ => node.children().into_iter().for_each(|child| self.node(child)),
        }
        self.depth -= 1;
    }

    fn name(&mut self, name: Option<Arc<str>>) {
        if let Some(name) = name
            && !self.names.contains(&name)
        {
            self.names.push(name);
        }
    }

    fn outcome(&mut self, policy: &str) {
        let Some(Some(used)) = self.person.policy().uses().get(policy) else { return };
        let person = Person::new(used, self.person.dossier(), self.person.day());
        for name in of_policy(&person) {
            self.name(Some(name));
        }
    }

    /// One item of a list is missing, or the list or the place is.
    fn item(&mut self, list: &Node, index: &Node) {
        let (found, place) = (self.person.evaluate(list), self.person.evaluate(index));
        match (&list.kind, &*found, &*place) {
            (NodeKind::Fact(fact), Value::List(_), place) => {
                let name = self.person.dossier().catalogue().facts().get(fact.get()).map(|fact| &fact.name);
                self.name(name.map(|name| format!("{name}[{place}]").into()));
            }
            _ => {
                self.node(list);
                self.node(index);
            }
        }
    }

    fn items_of(&mut self, node: &Node) {
        let value = self.person.evaluate(node);
        let Value::List(items) = &*value else { return };
        match &node.kind {
            NodeKind::Fact(fact) => {
                let name = self.person.dossier().catalogue().facts().get(fact.get()).map(|fact| Arc::clone(&fact.name));
                for (at, _) in items.iter().enumerate().filter(|(_, item)| item.is_missing()) {
                    self.name(name.as_ref().map(|name| format!("{name}[{}]", at + 1).into()));
                }
            }
            _ => node.children().into_iter().for_each(|child| {
                self.node(child);
                self.items_of(child);
            }),
        }
    }

    fn bound(&mut self, list: &Node, body: &Node) {
        let value = self.person.evaluate(list);
        match &*value {
            Value::List(items) => {
                if items.iter().any(Value::is_missing) {
                    self.items_of(list);
                }
                for item in items.iter().filter(|item| !item.is_missing()) {
                    self.node(&substitute(body, 0, item));
                }
            }
            Value::Missing => self.node(list),
            single => self.node(&substitute(body, 0, single)),
        }
    }
}

/// The facts that keep another policy's outcome open.
pub(crate) fn of_policy(person: &Person<'_>) -> Vec<Arc<str>> {
    let mut names = Vec::new();
    if super::outcome_of(person) != Outcome::Unknown {
        return names;
    }
    let policy = person.policy();
    for criterion in super::eligibility::open_criteria(person) {
        criterion.when.iter().for_each(|when| collect(person, person.tree(when), &mut names));
        collect(person, person.tree(&criterion.require), &mut names);
    }
    for component in policy.components() {
        collect(person, person.tree(&component.value), &mut names);
    }
    if let Some(result) = policy.result() {
        collect(person, person.tree(&result.result), &mut names);
    }
    names
}
