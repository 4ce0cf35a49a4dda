//! Level 1: what participants say of the course.

#![allow(clippy::float_arithmetic, reason = "statistics are f64; they are rounded before anybody sees them")]

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::development::effect::{Arm, PersonResult};
use jenjang::legal::Language;
use jenjang_statistics::fairness::Selection;
use jenjang_statistics::surveys::{Answers, spoken_share};

use super::report::Statement;
use super::words::{both, number, remark, statement, t};
use crate::evaluation::figures::count;

/// The highest answer of the form.
const HIGHEST: u32 = 5;
/// Below this share of participants who answered, or this number of them, what they say is indicative.
const ENOUGH_SHARE: f64 = 0.6;
const ENOUGH_PEOPLE: usize = 30;

/// Everything about reactions; `participants` is how many could have answered.
pub(super) fn statements(results: &[PersonResult], participants: usize, least: usize) -> Vec<Statement> {
    let trained: Vec<&PersonResult> = results.iter().filter(|result| result.arm == Arm::Trained).collect();
    let answered = trained.iter().filter(|result| result.reaction.values().any(Option::is_some)).count();
    if answered == 0 {
        return Vec::new();
    }
    if answered < least {
        let text = both(|l| match l {
            Language::Id => format!("{answered} peserta menjawab; angka ditampilkan mulai {least} orang."),
            Language::En => format!("{answered} participants answered; figures are shown from {least} people on."),
        });
        return vec![remark("reaction-suppressed", text)];
    }
    let mut found = vec![response(answered, participants.max(trained.len()))];
    let mut items: BTreeMap<&Arc<str>, Vec<Option<u32>>> = BTreeMap::new();
    for result in &trained {
        for (item, answer) in &result.reaction {
            items.entry(item).or_default().push(answer.map(u32::from));
        }
    }
    found.extend(items.into_iter().filter_map(|(item, answers)| about(item, &answers, least)));
    found
}

fn response(answered: usize, participants: usize) -> Statement {
    let share = count(answered) / count(participants.max(1));
    let indicative = share < ENOUGH_SHARE || answered < ENOUGH_PEOPLE;
    let text = both(|l| {
        let percent = number(100.0 * share, 0, l);
        let weak =
            if indicative { t(l, "; bersifat petunjuk (di bawah 60% atau 30 orang)", "; indicative (below 60% or 30 people)") } else { "" };
        match l {
            Language::Id => format!("Menjawab: {answered} dari {participants} peserta ({percent}%){weak}."),
            Language::En => format!("Answered: {answered} of {participants} participants ({percent}%){weak}."),
        }
    });
    statement("response-rate", text, Some(100.0 * share), None, None, Some(answered))
}

/// Mean and share of the two highest answers of one item.
fn about(item: &str, answers: &[Option<u32>], least: usize) -> Option<Statement> {
    let answers = Answers::of(answers, HIGHEST, false).ok()?;
    if answers.len() < least {
        return None;
    }
    let (mean, top) = (answers.mean().ok()?, answers.top_two().ok()?);
    let (percent, interval) = answers.top_two_percent().ok()?;
    let spoken = spoken_share(Selection::try_new(top.selected(), top.eligible()).ok()?, None).ok()?;
    let text = both(|l| {
        let mean = number(mean, 2, l);
        match l {
            Language::Id => format!("{item}: rata-rata {mean} dari 5. Puas (4 atau 5): {}", lowered(&spoken.id)),
            Language::En => format!("{item}: mean {mean} of 5. Satisfied (4 or 5): {}", lowered(&spoken.en)),
        }
    });
    Some(statement("reaction", text, Some(percent), Some(interval), None, Some(answers.len())))
}

fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
