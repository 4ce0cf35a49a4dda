//! What changed between two versions of a policy: structural, dated, with a sentence in both languages.
//!
//! Compared is what the policies mean. Layout, places in files, the order of parts that have names or codes, and the order of rows where it
//! decides nothing do not count. `diff(p, p)` is empty.

mod canonical;
mod cases;
mod differ;
mod history;
mod parts;
mod scoring;
mod tables;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::Serialize;

use super::model::{Policy, VersionHash};
use crate::legal::{Label, Language, LegalReference};
use crate::period::EffectivePeriod;

/// What happened to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Only the new version has it.
    Added,
    /// Only the old version has it.
    Removed,
    /// Both have it and it differs.
    Changed,
}

/// Which kind of part changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Title, period, status and the like of the policy as a whole.
    Policy,
    /// A parameter or one of its values.
    Parameter,
    /// A definition.
    Definition,
    /// A scale of the policy's own.
    Scale,
    /// A decision table or one of its rows.
    Table,
    /// Bands or one of their steps.
    Bands,
    /// A criterion.
    Criterion,
    /// A group.
    Group,
    /// A component of a score.
    Component,
    /// How a score is put together.
    Score,
    /// The published tie-breakers.
    TieBreak,
    /// The formula of a points policy.
    Points,
    /// The result of a classification.
    Classification,
    /// Dates on which a decision may take effect.
    Periods,
    /// A test of the policy's own.
    Case,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Change {
    /// Added, removed or changed.
    pub kind: ChangeKind,
    /// The kind of part.
    pub part: Part,
    /// Where, as in the policy file: `parameters.minimum-years.values[2026-10-01]`, `criteria.too-old.require`.
    pub path: String,
    /// What stood there, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Label>,
    /// What stands there now, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Label>,
    /// The days the changed value binds, where it is dated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<EffectivePeriod>,
    /// Where the new value comes from, or the removed one came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<LegalReference>,
    /// The change as a sentence.
    pub sentence: Label,
}

/// Everything that changed between two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PolicyDiff {
    /// Id of the new version.
    pub policy: Arc<str>,
    /// Hash of the old version.
    pub before: VersionHash,
    /// Hash of the new version.
    pub after: VersionHash,
    /// The changes, in the order of a policy file.
    pub changes: Vec<Change>,
}

impl PolicyDiff {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// One line per change.
    pub fn text(&self, language: Language) -> String {
        if self.is_empty() {
            return super::explain::words::pick(language, "Tidak ada perbedaan.\n", "There is no difference.\n").to_owned();
        }
        self.changes.iter().map(|change| format!("- {}\n", change.sentence.get(language))).collect()
    }
}

/// What changed from `old` to `new`.
pub fn diff(old: &Policy, new: &Policy) -> PolicyDiff {
    let mut differ = differ::Differ::new(old, new);
    differ.policy();
    differ.parameters();
    differ.definitions();
    differ.scales();
    differ.tables();
    differ.criteria();
    differ.groups();
    differ.components();
    differ.score();
    differ.tie_breaks();
    differ.results();
    differ.periods();
    differ.cases();
    PolicyDiff { policy: Arc::clone(&new.id), before: old.version, after: new.version, changes: differ.finish() }
}
