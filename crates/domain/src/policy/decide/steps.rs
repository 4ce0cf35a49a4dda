//! How a result came about: every fact, value of the rule, definition, table and other policy it was computed from, parts before wholes.

use std::sync::Arc;

use super::person::Person;
use crate::policy::decision::{Step, StepKind};
use crate::policy::expression::environment::Environment;
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::in_force;
use crate::policy::types::{Type, Unit};
use crate::policy::value::Value;

/// The steps an expression of the policy rests on, each once.
pub(super) fn of(person: &Person<'_>, node: &Node) -> Vec<Step> {
    let mut steps = Steps { person, found: Vec::new() };
    steps.node(node);
    steps.found
}

struct Steps<'p, 'a> {
    person: &'p Person<'a>,
    found: Vec<Step>,
}

impl Steps<'_, '_> {
    fn node(&mut self, node: &Node) {
        node.children().into_iter().for_each(|child| self.node(child));
        let on_date = self.person.policy();
        let policy = on_date.policy();
        let (day, known_at) = (on_date.as_of(), on_date.known_at());
        match &node.kind {
            NodeKind::Fact(index) => {
                let fact = policy.catalogue.fact(*index);
                if self.is_new(StepKind::Fact, &fact.name) {
                    if let Some(derivation) = fact.derive.as_ref().filter(|_| self.person.dossier().get(*index).is_missing()) {
                        self.node(derivation);
                    }
                    let value = self.person.fact(*index).into_owned();
                    let record = self.person.dossier().source(*index).cloned();
                    self.found.push(Step { record, ..step(StepKind::Fact, &fact.name, value, &fact.ty) });
                }
            }
            NodeKind::Parameter(index) => {
                let Some(parameter) = policy.parameters.get(usize::from(*index)) else { return };
                if self.is_new(StepKind::Parameter, &parameter.name) {
                    let value = self.person.parameter(*index).into_owned();
                    let reference = in_force(&parameter.values, day, known_at).and_then(|entry| entry.reference.clone());
                    self.found.push(Step { reference, ..step(StepKind::Parameter, &parameter.name, value, &parameter.ty) });
                }
            }
            NodeKind::Definition(index) => {
                let Some(definition) = policy.definitions.get(usize::from(*index)) else { return };
                if self.is_new(StepKind::Definition, &definition.name) {
                    self.node(&definition.node);
                    let value = self.person.definition(*index).into_owned();
                    let reference = definition.reference.clone();
                    self.found.push(Step { reference, ..step(StepKind::Definition, &definition.name, value, &definition.node.ty) });
                }
            }
            NodeKind::Table(index) => {
                let Some(table) = policy.tables.get(usize::from(*index)) else { return };
                if self.is_new(StepKind::Table, &table.name) {
                    table.inputs.iter().for_each(|input| self.node(input));
                    let value = self.person.table_value(*index);
                    let reference = in_force(&table.versions, day, known_at).and_then(|entry| entry.reference.clone());
                    self.found.push(Step { reference, ..step(StepKind::Table, &table.name, value, &table.output) });
                }
            }
            NodeKind::Outcome(id) if self.is_new(StepKind::Policy, id) => {
                let value = self.person.outcome(id).into_owned();
                self.found.push(step(StepKind::Policy, id, value, &node.ty));
            }
            _ => {}
        }
    }

    fn is_new(&self, kind: StepKind, name: &Arc<str>) -> bool {
        !self.found.iter().any(|step| step.kind == kind && step.name == *name)
    }
}

fn step(kind: StepKind, name: &Arc<str>, value: Value, ty: &Type) -> Step {
    let unit: Option<Unit> = match ty {
        Type::Number(unit) => unit.clone(),
        _ => None,
    };
    Step { kind, name: Arc::clone(name), value, unit, reference: None, record: None }
}
