//! Policies and decisions in plain Indonesian and English, generated from the typed tree.
//!
//! Labels of facts, parameters, tables and choices are the nouns; every sentence comes from the tree, so what people read cannot differ
//! from what is decided. Nothing is left out: numbers, units, bounds, dates, conditions, groups, waivers, lawful bases, remedies,
//! periods, references, certainties and whole histories all appear.

mod advice;
mod boolean;
mod clause;
mod criterion;
mod decision;
mod finding;
mod function;
mod history;
mod layout;
mod noun;
mod parts;
mod predicate;
mod reasons;
mod sections;
mod table;
mod time;
mod together;
pub(crate) mod words;

pub(crate) use history::binding;
pub use reasons::Reasons;

#[cfg(test)]
pub(crate) mod tests;

use chrono::NaiveDate;

use super::decision::{Decision, Finding, Remedy};
use super::expression::node::Node;
use super::model::{Criterion, Policy, PolicySet};
use super::types::Unit;
use super::value::Value;
use crate::legal::Language;

/// Puts one policy into words.
///
/// Without [`on`](Explainer::on) parameters are shown with their whole history; with it, with the value in force on that day.
/// Without [`with_policies`](Explainer::with_policies) other policies are named by their id instead of their title.
#[derive(Clone, Copy, Debug)]
pub struct Explainer<'a> {
    policy: &'a Policy,
    others: Option<&'a PolicySet>,
    language: Language,
    on: Option<NaiveDate>,
    /// Histories and definitions stand in the sentence itself, because nothing follows it.
    inline: bool,
}

impl<'a> Explainer<'a> {
    /// An explainer of the whole history of `policy`.
    pub fn new(policy: &'a Policy, language: Language) -> Explainer<'a> {
        Explainer { policy, others: None, language, on: None, inline: false }
    }

    /// The same, naming other policies by the titles they have in `others`.
    #[must_use]
    pub fn with_policies(mut self, others: &'a PolicySet) -> Explainer<'a> {
        self.others = Some(others);
        self
    }

    /// The same, with the values in force on `day` only.
    #[must_use]
    pub fn on(mut self, day: Option<NaiveDate>) -> Explainer<'a> {
        self.on = day;
        self
    }

    /// A condition of the policy as one clause without a full stop; what it names is spelled out inside it.
    pub fn condition(&self, node: &Node) -> String {
        Explainer { inline: true, ..*self }.clause(node, true, &[]).inline(self.language)
    }

    /// A condition as one clause; parameters and definitions by their label.
    pub(crate) fn condition_brief(&self, node: &Node) -> String {
        self.clause(node, true, &[]).inline(self.language)
    }

    /// A value expression as one noun phrase; parameters and definitions by their label.
    pub(crate) fn expression_brief(&self, node: &Node) -> String {
        self.noun(node, &[])
    }

    /// What a criterion that is not met asks for.
    pub(crate) fn remedy_kind(kind: super::document::RemedyKind, language: Language) -> &'static str {
        criterion::remedy_kind(kind, language)
    }

    /// What a hit policy means.
    pub(crate) fn hit_words(hit: super::document::HitPolicy, language: Language) -> &'static str {
        table::hit(hit, language)
    }

    /// A value expression of the policy as one noun phrase.
    pub fn expression(&self, node: &Node) -> String {
        Explainer { inline: true, ..*self }.noun(node, &[])
    }
}

/// A condition in words, everything it uses spelled out; one clause without a full stop.
pub fn condition(policy: &Policy, node: &Node, language: Language) -> String {
    Explainer::new(policy, language).condition(node)
}

/// One criterion in words with everything it rests on; with `on`, as it stands on that day.
pub fn criterion(policy: &Policy, criterion: &Criterion, language: Language, on: Option<NaiveDate>) -> String {
    Explainer::new(policy, language).on(on).criterion(criterion)
}

/// The whole policy in words, in blocks with headings.
pub fn policy(policy: &Policy, language: Language) -> String {
    Explainer::new(policy, language).policy()
}

/// A finding in words: what was found, what is required, what is lacking, on which ground, what to do.
pub fn finding(policy: &Policy, finding: &Finding, language: Language) -> String {
    Explainer::new(policy, language).finding(finding)
}

/// A decision in words: the result, then every reason.
pub fn decision(policy: &Policy, decision: &Decision, language: Language) -> String {
    Explainer::new(policy, language).decision(decision)
}

/// What to do, in one sentence.
pub fn remedy(policy: &Policy, remedy: &Remedy, language: Language) -> String {
    Explainer::new(policy, language).remedy(remedy)
}

/// A value in words, with its unit.
pub fn value(value: &Value, unit: Option<&Unit>, language: Language) -> String {
    words::value(value, unit.map(|u| &**u), language)
}
