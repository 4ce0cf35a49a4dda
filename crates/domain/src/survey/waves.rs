//! The same questionnaire again: who was asked both times, and what changed.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use super::release::{Figures, Results};
use crate::people::id::{ItemId, PersonId};

/// Whether so few people were asked only once that the difference of two figures would be about them: one to fewer than `least`.
pub fn too_close(earlier: &BTreeSet<PersonId>, later: &BTreeSet<PersonId>, least: u64) -> bool {
    let differing = earlier.symmetric_difference(later).count() as u64;
    differing > 0 && differing < least
}

/// What changed in a figure from one wave to the next. A change, not an effect: nobody says what caused it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Change {
    /// The question, or none for an index.
    pub question: Option<ItemId>,
    /// The index, or none for a question.
    pub index: Option<Arc<str>>,
    /// The part; none for everybody.
    pub part: Option<Arc<str>>,
    /// The earlier figure; none where it is hidden.
    pub earlier: Option<Decimal>,
    /// The later figure; none where it is hidden.
    pub later: Option<Decimal>,
    /// Later less earlier, where both are shown.
    pub change: Option<Decimal>,
}

/// Compares means and indices of two waves, question by question and part by part; parts are matched by their codes.
pub fn compare(earlier: &Results, later: &Results) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut push =
        |question: Option<&ItemId>, index: Option<&Arc<str>>, part: Option<&Arc<str>>, before: Option<Decimal>, after: Option<Decimal>| {
            if before.is_some() || after.is_some() {
                let change = before.zip(after).and_then(|(before, after)| after.checked_sub(before)).map(|change| change.normalize());
                changes.push(Change {
                    question: question.cloned(),
                    index: index.cloned(),
                    part: part.cloned(),
                    earlier: before,
                    later: after,
                    change,
                });
            }
        };
    let place = |results: &Results, code: &Arc<str>| results.cells.iter().position(|part| part.cell.code == *code);
    let mean = |figures: Option<&Figures>| figures.and_then(|figures| figures.mean);
    for question in &later.questions {
        let before = earlier.questions.iter().find(|other| other.id == question.id);
        push(Some(&question.id), None, None, before.and_then(|before| before.total.mean), question.total.mean);
        for (at, part) in later.cells.iter().enumerate() {
            let old = place(earlier, &part.cell.code).and_then(|old| before?.parts.get(old));
            push(Some(&question.id), None, Some(&part.cell.code), mean(old), mean(question.parts.get(at)));
        }
    }
    for index in &later.indices {
        let before = earlier.indices.iter().find(|other| other.code == index.code);
        push(None, Some(&index.code), None, before.and_then(|before| before.total), index.total);
        for (at, part) in later.cells.iter().enumerate() {
            let old = place(earlier, &part.cell.code).and_then(|old| before?.parts.get(old).copied().flatten());
            push(None, Some(&index.code), Some(&part.cell.code), old, index.parts.get(at).copied().flatten());
        }
    }
    changes
}
