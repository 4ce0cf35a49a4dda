//! What changed between two versions of a draft, clause by clause, and which submissions led to it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::clause::ClauseNumber;
use super::draft::{Clause, DraftText};
use super::submission::{Outcome, Submission};
use crate::legal::Label;
use crate::people::id::SubmissionId;
use crate::policy::diff::{Change, ChangeKind, PolicyDiff};

/// How a clause's text changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ClauseChange {
    /// The clause.
    pub number: ClauseNumber,
    /// Added, removed or changed.
    pub kind: ChangeKind,
    /// The clause before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Clause>,
    /// The clause now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Clause>,
    /// The change as a sentence.
    pub sentence: Label,
}

/// What changed of a clause: its text, the rules that carry it, and whose words led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TracedChange {
    /// The clause; none for rules that no clause of either version names (cases, scales, the title of the policy).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<ClauseNumber>,
    /// What changed of its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<ClauseChange>,
    /// What changed of its rules.
    pub rules: Vec<Change>,
    /// Submissions whose answer names this clause.
    pub submissions: Vec<SubmissionId>,
}

/// What changed from `old` to `new`, in the order of numbers.
pub fn compare(old: &DraftText, new: &DraftText) -> Vec<ClauseChange> {
    let numbers: BTreeSet<ClauseNumber> = old.clauses.iter().chain(&new.clauses).map(|clause| clause.number).collect();
    let change = |number: ClauseNumber| {
        let (before, after) = (old.clause(number), new.clause(number));
        let name = number.label();
        let (kind, sentence) = match (before, after) {
            (Some(before), Some(after)) if before == after => return None,
            (Some(before), Some(after)) if before.text == after.text => (
                ChangeKind::Changed,
                Label::new(
                    format!("{}: aturan yang menjalankannya berubah.", name.id),
                    format!("{}: the rules that carry it changed.", name.en),
                ),
            ),
            (Some(before), Some(after)) => (
                ChangeKind::Changed,
                Label::new(
                    format!("{}: “{}” → “{}”", name.id, before.text.id, after.text.id),
                    format!(
                        "{}: “{}” → “{}”",
                        name.en,
                        before.text.get(crate::legal::Language::En),
                        after.text.get(crate::legal::Language::En)
                    ),
                ),
            ),
            (None, Some(after)) => (
                ChangeKind::Added,
                Label::new(
                    format!("{} ditambahkan: “{}”", name.id, after.text.id),
                    format!("{} added: “{}”", name.en, after.text.get(crate::legal::Language::En)),
                ),
            ),
            (Some(before), None) => (
                ChangeKind::Removed,
                Label::new(
                    format!("{} dihapus: “{}”", name.id, before.text.id),
                    format!("{} removed: “{}”", name.en, before.text.get(crate::legal::Language::En)),
                ),
            ),
            (None, None) => return None,
        };
        Some(ClauseChange { number, kind, before: before.cloned(), after: after.cloned(), sentence })
    };
    numbers.into_iter().filter_map(change).collect()
}

/// The changes of text and rules together, each with the submissions that led to it. Changes of rules stand with every clause that names them, in
/// either version; those no clause names stand last.
pub fn trace(old: &DraftText, new: &DraftText, rules: &PolicyDiff, submissions: &[Submission]) -> Vec<TracedChange> {
    let texts = compare(old, new);
    let numbers: BTreeSet<ClauseNumber> = old.clauses.iter().chain(&new.clauses).map(|clause| clause.number).collect();
    let names = |number: ClauseNumber, change: &Change| {
        let of = |text: &DraftText| text.clause(number).is_some_and(|clause| clause.rules.iter().any(|link| link.holds(&change.path)));
        of(old) || of(new)
    };
    let mut traced: Vec<TracedChange> = Vec::new();
    for number in &numbers {
        let text = texts.iter().find(|change| change.number == *number).cloned();
        let rules: Vec<Change> = rules.changes.iter().filter(|change| names(*number, change)).cloned().collect();
        if text.is_none() && rules.is_empty() {
            continue;
        }
        let led = submissions.iter().filter(|submission| asks(submission).contains(number));
        traced.push(TracedChange {
            clause: Some(*number),
            text,
            rules,
            submissions: led.map(|submission| submission.id.clone()).collect(),
        });
    }
    let rest: Vec<Change> = rules.changes.iter().filter(|change| !numbers.iter().any(|number| names(*number, change))).cloned().collect();
    if !rest.is_empty() {
        traced.push(TracedChange { clause: None, text: None, rules: rest, submissions: Vec::new() });
    }
    traced
}

/// The clauses that are to change because a submission was accepted.
fn asks(submission: &Submission) -> &[ClauseNumber] {
    submission.answer.as_ref().filter(|answer| answer.outcome != Outcome::Rejected).map_or(&[], |answer| &answer.clauses)
}

/// Promises that were not kept: submissions accepted with a change of a clause that reads as it did. `changed` are the clauses changed since the
/// version the submission spoke on.
pub fn unkept(submissions: &[Submission], changed: impl Fn(&Submission) -> BTreeSet<ClauseNumber>) -> Vec<(&SubmissionId, ClauseNumber)> {
    let mut found = Vec::new();
    for submission in submissions.iter().filter(|submission| !asks(submission).is_empty()) {
        let changed = changed(submission);
        found.extend(asks(submission).iter().filter(|number| !changed.contains(number)).map(|number| (&submission.id, *number)));
    }
    found
}
