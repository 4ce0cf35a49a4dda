//! What somebody answers, and what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::questionnaire::{Question, QuestionKind, Questionnaire};
use crate::legal::Label;
use crate::number::parse_decimal;
use crate::people::id::ItemId;

/// Answers by question. A question that is absent was not answered.
pub type Answers = BTreeMap<ItemId, Answer>;

/// One answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// A point of a scale, or a number.
    Value(Decimal),
    /// The option chosen.
    Choice(Arc<str>),
    /// The options chosen.
    Choices(BTreeSet<Arc<str>>),
    /// What was written.
    Text(Arc<str>),
    /// Options, the best first.
    Rank(Vec<Arc<str>>),
    /// The question does not apply. Never a number.
    NotApplicable,
}

/// Without what is answered.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answer(…)")
    }
}

/// What people type for "not applicable".
pub const NOT_APPLICABLE: [&str; 5] = ["-", "n/a", "na", "tb", "not-applicable"];

/// What is wrong with answers. None of it repeats what was answered in free text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerProblem {
    /// The questionnaire has no such question.
    Unknown(ItemId),
    /// Not answered, and it has to be.
    Missing(ItemId),
    /// Answered although earlier answers skip it.
    Skipped(ItemId),
    /// Another kind of answer than the question takes.
    Kind(ItemId, Label),
    /// Not a point of the scale.
    NotAPoint(ItemId, Decimal, Vec<Decimal>),
    /// Outside of the bounds.
    OutOfBounds(ItemId, Decimal, Decimal, Decimal),
    /// More decimal places than asked for.
    TooFine(ItemId, Decimal, u32),
    /// Not an option.
    NotAnOption(ItemId, Arc<str>),
    /// An option ranked twice.
    Twice(ItemId, Arc<str>),
    /// Too few or too many options: how many, at least, at most.
    Count(ItemId, usize, usize, usize),
    /// A text with nothing in it, or more characters than there is room for: how many, at most.
    Length(ItemId, usize, usize),
    /// "Not applicable" where it is no answer.
    Applies(ItemId),
}

impl AnswerProblem {
    /// The sentence.
    pub fn message(&self) -> Label {
        let both = |id: String, en: String| Label::new(id, en);
        match self {
            AnswerProblem::Unknown(q) => {
                both(format!("kuesioner tidak memuat pertanyaan `{q}`"), format!("the questionnaire has no question `{q}`"))
            }
            AnswerProblem::Missing(q) => both(
                format!("pertanyaan `{q}` belum dijawab, padahal wajib"),
                format!("question `{q}` is not answered, expected an answer"),
            ),
            AnswerProblem::Skipped(q) => both(
                format!("pertanyaan `{q}` dijawab, padahal dilewati menurut jawaban sebelumnya; diharapkan kosong"),
                format!("question `{q}` is answered although earlier answers skip it, expected nothing"),
            ),
            AnswerProblem::Kind(q, expected) => both(
                format!("pertanyaan `{q}` dijawab dengan jenis lain, diharapkan {}", expected.id),
                format!("question `{q}` is answered in another way, expected a {}", expected.en),
            ),
            AnswerProblem::NotAPoint(q, found, points) => {
                let points = list(points);
                both(
                    format!("pertanyaan `{q}` dijawab {found}, diharapkan salah satu dari {points}"),
                    format!("question `{q}` is answered {found}, expected one of {points}"),
                )
            }
            AnswerProblem::OutOfBounds(q, found, low, high) => both(
                format!("pertanyaan `{q}` dijawab {found}, diharapkan {low} sampai {high}"),
                format!("question `{q}` is answered {found}, expected {low} to {high}"),
            ),
            AnswerProblem::TooFine(q, found, places) => both(
                format!("pertanyaan `{q}` dijawab {found}, diharapkan paling banyak {places} angka di belakang koma"),
                format!("question `{q}` is answered {found}, expected at most {places} decimal places"),
            ),
            AnswerProblem::NotAnOption(q, found) => both(
                format!("pertanyaan `{q}` dijawab `{found}`, yang bukan pilihannya"),
                format!("question `{q}` is answered `{found}`, which is none of its options"),
            ),
            AnswerProblem::Twice(q, found) => both(
                format!("pertanyaan `{q}` menyebut `{found}` dua kali, diharapkan sekali"),
                format!("question `{q}` names `{found}` twice, expected once"),
            ),
            AnswerProblem::Count(q, found, least, most) => {
                let (id, en) = if least == most {
                    (format!("{least}"), format!("{least}"))
                } else {
                    (format!("{least} sampai {most}"), format!("{least} to {most}"))
                };
                both(
                    format!("pertanyaan `{q}` memuat {found} pilihan, diharapkan {id}"),
                    format!("question `{q}` names {found} options, expected {en}"),
                )
            }
            AnswerProblem::Length(q, found, most) => both(
                format!("pertanyaan `{q}` dijawab dengan {found} huruf, diharapkan 1 sampai {most}"),
                format!("question `{q}` is answered with {found} characters, expected 1 to {most}"),
            ),
            AnswerProblem::Applies(q) => both(
                format!("pertanyaan `{q}` dijawab \"tidak berlaku\", yang bukan jawaban untuknya"),
                format!("question `{q}` is answered \"not applicable\", which is no answer to it"),
            ),
        }
    }
}

fn list(values: &[Decimal]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl Question {
    /// Whether earlier answers show it. A question that is skipped has no answer, so that what depends on it is skipped too.
    pub fn is_shown(&self, answers: &Answers) -> bool {
        self.show_when.iter().all(|condition| condition.holds(answers))
    }

    /// Reads an answer as people type it: a number, a code, codes separated by `;` (several options, or a ranking with the best first), a text, `-`
    /// for "not applicable". `None` where nothing is written.
    ///
    /// # Errors
    /// [`AnswerProblem::Kind`] for what is no number where one is expected.
    pub fn read(&self, text: &str) -> Result<Option<Answer>, AnswerProblem> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if !matches!(self.kind, QuestionKind::Text { .. }) && NOT_APPLICABLE.contains(&text.to_lowercase().as_str()) {
            return Ok(Some(Answer::NotApplicable));
        }
        let codes = || text.split(';').map(str::trim).filter(|code| !code.is_empty()).map(Arc::from);
        Ok(Some(match &self.kind {
            QuestionKind::Scale { .. } | QuestionKind::Number { .. } => {
                let wrong = |_| AnswerProblem::Kind(self.id.clone(), Label::new("bilangan", "number"));
                Answer::Value(parse_decimal(&text.replace(',', ".")).map_err(wrong)?)
            }
            QuestionKind::Single { .. } => Answer::Choice(text.into()),
            QuestionKind::Multiple { .. } => Answer::Choices(codes().collect()),
            QuestionKind::Rank { .. } => Answer::Rank(codes().collect()),
            QuestionKind::Text { .. } => Answer::Text(text.into()),
        }))
    }
}

/// Checks answers against the questionnaire.
///
/// # Errors
/// Every [`AnswerProblem`], in the order of the questions; unknown questions first.
pub fn check(questionnaire: &Questionnaire, answers: &Answers) -> Result<(), Vec<AnswerProblem>> {
    let unknown = answers.keys().filter(|id| questionnaire.find(id).is_none());
    let mut problems: Vec<AnswerProblem> = unknown.map(|id| AnswerProblem::Unknown(id.clone())).collect();
    // what was answered although it is skipped shows nothing further
    let mut counted = Answers::new();
    for question in questionnaire.questions() {
        let id = || question.id.clone();
        match (question.is_shown(&counted), answers.get(&question.id)) {
            (true, None) if question.required => problems.push(AnswerProblem::Missing(id())),
            (_, None) => {}
            (false, Some(_)) => problems.push(AnswerProblem::Skipped(id())),
            (true, Some(answer)) => {
                problems.extend(faults(questionnaire, question, answer));
                counted.insert(id(), answer.clone());
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn faults(questionnaire: &Questionnaire, question: &Question, answer: &Answer) -> Vec<AnswerProblem> {
    let id = || question.id.clone();
    let is_option = |code: &Arc<str>| question.kind.options().iter().any(|option| option.code == *code);
    let strangers = |codes: &mut dyn Iterator<Item = &Arc<str>>| -> Vec<AnswerProblem> {
        codes.filter(|code| !is_option(code)).map(|code| AnswerProblem::NotAnOption(id(), Arc::clone(code))).collect()
    };
    match (&question.kind, answer) {
        (_, Answer::NotApplicable) => {
            if question.not_applicable {
                vec![]
            } else {
                vec![AnswerProblem::Applies(id())]
            }
        }
        (QuestionKind::Scale { .. }, Answer::Value(value)) => {
            let points: Vec<Decimal> =
                questionnaire.scale_of(question).map_or_else(Vec::new, |scale| scale.points.iter().map(|point| point.value).collect());
            if points.contains(value) { vec![] } else { vec![AnswerProblem::NotAPoint(id(), *value, points)] }
        }
        (QuestionKind::Number { minimum, maximum, places, .. }, Answer::Value(value)) => {
            if value < minimum || value > maximum {
                vec![AnswerProblem::OutOfBounds(id(), *value, *minimum, *maximum)]
            } else if value.normalize().scale() > *places {
                vec![AnswerProblem::TooFine(id(), *value, *places)]
            } else {
                vec![]
            }
        }
        (QuestionKind::Single { .. }, Answer::Choice(code)) => strangers(&mut std::iter::once(code)),
        (QuestionKind::Multiple { at_least, at_most, .. }, Answer::Choices(codes)) => {
            let mut found = strangers(&mut codes.iter());
            if codes.len() < (*at_least).max(1) || codes.len() > *at_most {
                found.push(AnswerProblem::Count(id(), codes.len(), (*at_least).max(1), *at_most));
            }
            found
        }
        (QuestionKind::Rank { top, .. }, Answer::Rank(codes)) => {
            let mut found = strangers(&mut codes.iter());
            let mut seen = BTreeSet::new();
            found.extend(codes.iter().filter(|code| !seen.insert(*code)).map(|code| AnswerProblem::Twice(id(), Arc::clone(code))));
            if codes.len() != *top {
                found.push(AnswerProblem::Count(id(), codes.len(), *top, *top));
            }
            found
        }
        (QuestionKind::Text { longest }, Answer::Text(text)) => {
            let length = text.trim().chars().count();
            if length == 0 || length > *longest { vec![AnswerProblem::Length(id(), length, *longest)] } else { vec![] }
        }
        (kind, _) => vec![AnswerProblem::Kind(id(), kind.label())],
    }
}
