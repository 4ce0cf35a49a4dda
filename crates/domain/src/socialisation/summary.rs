//! A policy in plain words: generated from its rules, then edited by people. Both are kept, and an edit of a version that is no longer explained says
//! so.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::audit::Digest;
use crate::legal::{Label, Language};
use crate::period::EVERYTHING_KNOWN;
use crate::policy::document::RemedyKind;
use crate::policy::explain::{Explainer, words};
use crate::policy::model::{Criterion, Policy, PolicySet, ResultRule, in_force};
use crate::policy::types::Type;

/// A summary written by people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    /// What they wrote.
    pub text: Label,
    /// The version of the policy they wrote about.
    pub version: Digest,
    /// When.
    pub on: NaiveDate,
}

/// A summary: generated, and as edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The version of the policy the generated text is about.
    pub version: Digest,
    /// The generated text.
    pub generated: Label,
    /// The edited text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited: Option<Edited>,
}

impl Summary {
    /// The summary of a policy as it stands on a day, not edited.
    pub fn of(policy: &Policy, others: &PolicySet, day: NaiveDate) -> Summary {
        let text = |language| generate(policy, others, day, language);
        Summary { version: policy.version.into(), generated: Label::new(text(Language::Id), text(Language::En)), edited: None }
    }

    /// Whether people edited the summary of another version.
    pub fn is_stale(&self) -> bool {
        self.edited.as_ref().is_some_and(|edited| edited.version != self.version)
    }

    /// What is shown to read: the edited text, unless it is stale; then the generated one, which is never wrong.
    pub fn shown(&self) -> &Label {
        match &self.edited {
            Some(edited) if !self.is_stale() => &edited.text,
            _ => &self.generated,
        }
    }
}

/// The rules of a policy in force on a day, in plain words: what is asked for, what the figures are, what to do about what is lacking.
pub fn generate(policy: &Policy, others: &PolicySet, day: NaiveDate, language: Language) -> String {
    let explainer = Explainer::new(policy, language).with_policies(others).on(Some(day));
    let pick = |id: &'static str, en: &'static str| words::pick(language, id, en);
    let mut lines = vec![policy.title.get(language).to_owned()];
    if let Some(summary) = &policy.summary {
        lines.push(words::sentence(summary.get(language)));
    }
    if let Some(from) = policy.effective.from {
        lines.push(format!("{} {}.", pick("Berlaku sejak", "In force since"), words::date(from, language)));
    }
    let binding: Vec<&Criterion> = policy.criteria.iter().filter(|criterion| criterion.effective.contains(day)).collect();
    if !binding.is_empty() {
        lines.extend([String::new(), pick("Yang diperlukan:", "What is needed:").to_owned()]);
    }
    for (place, criterion) in binding.iter().enumerate() {
        lines.push(format!("{}. {}", place + 1, needed(&explainer, criterion, language)));
    }
    for group in &policy.groups {
        let label = group.label.get(language);
        lines.push(match language {
            Language::Id => format!("   {label}: cukup {} dari {} hal.", group.at_least, group.of.len()),
            Language::En => format!("   {label}: {} of {} are enough.", group.at_least, group.of.len()),
        });
    }
    let counted: Vec<_> = policy.components.iter().filter(|component| component.effective.contains(day)).collect();
    if !counted.is_empty() {
        lines.extend([String::new(), pick("Yang dinilai:", "What is scored:").to_owned()]);
    }
    for component in counted {
        let (value, weight) = (explainer.expression(&component.value.node), explainer.expression(&component.weight.node));
        lines.push(format!("- {}: {value}; {} {weight}.", component.label.get(language), pick("bobot", "weight")));
    }
    let result = |rule: &ResultRule| format!("{}: {}.", pick("Hasilnya", "The result"), explainer.expression(&rule.result.node));
    lines.extend(policy.points.iter().chain(&policy.classification).flat_map(|rule| [String::new(), result(rule)]));
    lines.extend(figures(policy, day, language));
    for table in &policy.tables {
        let Some(rows) = in_force(&table.versions, day, EVERYTHING_KNOWN) else { continue };
        lines.extend([String::new(), format!("{}:", table.label.get(language)), String::new()]);
        lines.extend(explainer.rows(table, &rows.value));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// What a criterion asks for, and what to do about it.
fn needed(explainer: &Explainer<'_>, criterion: &Criterion, language: Language) -> String {
    let mut text = format!("{}: {}.", criterion.label.get(language), explainer.condition(&criterion.require.node));
    if let Some(when) = &criterion.when {
        let when = explainer.condition(&when.node);
        text.push_str(&match language {
            Language::Id => format!(" Hanya jika {when}."),
            Language::En => format!(" Only if {when}."),
        });
    }
    if criterion.remedy != RemedyKind::None {
        let remedy = Explainer::remedy_kind(criterion.remedy, language);
        text.push_str(&match language {
            Language::Id => format!(" Bila belum terpenuhi: {remedy}."),
            Language::En => format!(" If not met: {remedy}."),
        });
    }
    text
}

/// The parameters in force on a day.
fn figures(policy: &Policy, day: NaiveDate, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    for parameter in &policy.parameters {
        let Some(value) = in_force(&parameter.values, day, EVERYTHING_KNOWN) else { continue };
        let unit = match &parameter.ty {
            Type::Number(Some(unit)) => Some(&**unit),
            _ => None,
        };
        lines.push(format!("- {}: {}.", parameter.label.get(language), words::value(&value.value, unit, language)));
    }
    if !lines.is_empty() {
        lines.insert(0, words::pick(language, "Angka yang berlaku:", "Figures in force:").to_owned());
        lines.insert(0, String::new());
    }
    lines
}
