//! Dated values in words, and which named parts a condition rests on.

use std::collections::BTreeSet;

use crate::period::EffectivePeriod;
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::{Dated, Parameter, Policy, in_force};
use crate::policy::value::Value;

use super::Explainer;
use super::noun::unit_of;
use super::words::{self, pick};

/// The named parts of a policy that an expression reads, those of definitions and tables included.
#[derive(Clone, Debug, Default)]
pub(super) struct Used {
    pub(super) parameters: BTreeSet<u16>,
    pub(super) definitions: BTreeSet<u16>,
    pub(super) tables: BTreeSet<u16>,
}

impl Used {
    /// Adds what `node` reads.
    pub(super) fn add(&mut self, policy: &Policy, node: &Node) {
        node.walk(&mut |part| match &part.kind {
            NodeKind::Parameter(index) => {
                self.parameters.insert(*index);
            }
            NodeKind::Definition(index) if self.definitions.insert(*index) => {
                if let Some(definition) = policy.definitions.get(usize::from(*index)) {
                    self.add(policy, &definition.node);
                }
            }
            NodeKind::Table(index) if self.tables.insert(*index) => {
                if let Some(table) = policy.tables.get(usize::from(*index)) {
                    for input in &table.inputs {
                        self.add(policy, input);
                    }
                }
            }
            _ => {}
        });
    }
}

/// The days an entry binds: until its own end, or until the next entry takes over that was not made earlier.
pub(crate) fn binding<T>(entry: &Dated<T>, history: &[Dated<T>]) -> EffectivePeriod {
    let next = history
        .iter()
        .filter(|other| other.decided >= entry.decided)
        .filter_map(|other| other.period.from)
        .filter(|from| entry.period.from.is_none_or(|own| *from > own))
        .min();
    EffectivePeriod { from: entry.period.from, to: entry.period.to.or(next) }
}

impl Explainer<'_> {
    /// When an entry binds, when it was made where that differs, and where it comes from.
    pub(super) fn provenance<T>(&self, entry: &Dated<T>, history: &[Dated<T>]) -> String {
        let language = self.language;
        let mut text = words::period(&binding(entry, history), language);
        if text.is_empty() {
            text.push_str(pick(language, "selama kebijakan ini berlaku", "as long as this policy is in force"));
        }
        if entry.decided != entry.period.from.or(self.policy.effective.from).unwrap_or(entry.decided) {
            text.push_str(&format!("; {} {}", pick(language, "ditetapkan", "decided on"), words::date(entry.decided, language)));
        }
        if let Some(reference) = &entry.reference {
            text.push_str(&format!(". {}: {}", pick(language, "Dasar", "Basis"), words::reference(reference, language)));
        }
        text
    }

    /// The entries to show: the whole history, or the one in force on the day asked for.
    pub(super) fn shown<'h, T>(&self, history: &'h [Dated<T>]) -> Vec<&'h Dated<T>> {
        match self.on {
            Some(day) => in_force(history, day, chrono::NaiveDate::MAX).into_iter().collect(),
            None => history.iter().collect(),
        }
    }

    /// A parameter with its history: one line, or a head and one line per value.
    pub(super) fn parameter_lines(&self, parameter: &Parameter) -> Vec<String> {
        let language = self.language;
        let unit = unit_of(&parameter.ty);
        let label = parameter.label.get(language);
        let value = |v: &Value| words::value(v, unit, language);
        let mut lines = match self.shown(&parameter.values).as_slice() {
            [] => vec![format!("- {label}: {}.", pick(language, "tidak ada nilai", "no value"))],
            [only] => vec![format!("- {label}: {} {}.", value(&only.value), self.provenance(only, &parameter.values))],
            many => std::iter::once(format!("- {label}:"))
                .chain(many.iter().map(|entry| format!("  - {} {}.", value(&entry.value), self.provenance(entry, &parameter.values))))
                .collect(),
        };
        if let Some((low, high)) = parameter.range {
            let (low, high) = (words::quantity(low, unit, language), words::quantity(high, unit, language));
            lines.push(match language {
                crate::legal::Language::Id => format!("  Boleh ditetapkan dari {low} sampai dengan {high}."),
                crate::legal::Language::En => format!("  May be set from {low} to {high} inclusive."),
            });
        }
        lines
    }

    /// `- Label: what it means.`
    pub(super) fn definition_lines(&self, index: u16) -> Vec<String> {
        let language = self.language;
        let Some(definition) = self.policy.definitions.get(usize::from(index)) else { return Vec::new() };
        let meaning = if definition.node.ty == crate::policy::types::Type::Boolean {
            format!("{} {}", pick(language, "benar jika", "true if"), self.clause(&definition.node, true, &[]).inline(language))
        } else {
            self.noun(&definition.node, &[])
        };
        let basis = definition
            .reference
            .as_ref()
            .map_or_else(String::new, |r| format!(" {}: {}.", pick(language, "Dasar", "Basis"), words::reference(r, language)));
        vec![format!("- {}: {meaning}.{basis}", definition.label.get(language))]
    }
}
