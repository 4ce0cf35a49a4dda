//! A short check of understanding: questions with one right answer, generated from the policy's own cases or written by hand.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::consultation::Refusal;
use crate::legal::{Label, Language};
use crate::policy::explain::words;
use crate::policy::model::{Case, ExpectedOutcome, Policy};
use crate::policy::types::Type;

/// A question with one right answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckQuestion {
    /// Its code.
    pub code: Arc<str>,
    /// What is asked.
    pub text: Label,
    /// What can be answered: at least two.
    pub options: Vec<Label>,
    /// Place of the right one, from 1.
    pub right: usize,
    /// The case of the policy it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Arc<str>>,
}

/// How somebody's answers were marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Right answers.
    pub right: usize,
    /// Codes of the questions answered wrongly, in order.
    pub wrong: Vec<Arc<str>>,
}

/// Marks answers: places of options from 1, one for each question in order.
///
/// # Errors
/// `answers-missing` for more or fewer answers than questions; `no-such-option`.
pub fn mark(questions: &[CheckQuestion], answers: &[usize]) -> Result<Marked, Refusal> {
    if questions.len() != answers.len() {
        let (expected, found) = (questions.len(), answers.len());
        return Err(Refusal::new(
            "answers-missing",
            format!("ada {expected} pertanyaan, tetapi {found} jawaban diberikan"),
            format!("there are {expected} questions, but {found} answers were given"),
        ));
    }
    let mut marked = Marked { right: 0, wrong: Vec::new() };
    for (question, answer) in questions.iter().zip(answers) {
        if *answer == 0 || *answer > question.options.len() {
            let (code, most) = (&question.code, question.options.len());
            return Err(Refusal::new(
                "no-such-option",
                format!("pertanyaan `{code}` dijawab `{answer}`, diharapkan 1 sampai {most}"),
                format!("question `{code}` was answered `{answer}`, expected 1 to {most}"),
            ));
        }
        if *answer == question.right { marked.right += 1 } else { marked.wrong.push(Arc::clone(&question.code)) }
    }
    Ok(marked)
}

/// At most `most` questions from the cases of a policy that tell who is eligible: first one of each outcome, then the
/// others, as they stand. The checker has tried every case, so the right answer is what the rules give.
pub fn from_cases(policy: &Policy, most: usize) -> Vec<CheckQuestion> {
    let usable: Vec<(usize, &Case, usize)> =
        policy.cases.iter().enumerate().filter_map(|(place, case)| Some((place, case, outcome(case)?))).collect();
    let mut chosen: Vec<(usize, &Case, usize)> = Vec::new();
    for found in &usable {
        if !chosen.iter().any(|(_, _, right)| *right == found.2) {
            chosen.push(*found);
        }
    }
    chosen.extend(usable.iter().filter(|found| !chosen.iter().any(|(place, ..)| *place == found.0)).copied().collect::<Vec<_>>());
    chosen.truncate(most);
    chosen.sort_by_key(|(place, ..)| *place);
    let question = |(number, (_, case, right)): (usize, &(usize, &Case, usize))| CheckQuestion {
        code: format!("kasus-{}", number + 1).into(),
        text: Label::new(asked(policy, case, Language::Id), asked(policy, case, Language::En)),
        options: vec![
            Label::new("memenuhi syarat", "eligible"),
            Label::new("tidak memenuhi syarat", "not eligible"),
            Label::new("belum dapat ditentukan, ada data yang kurang", "not known, something is missing"),
        ],
        right: *right,
        case: Some(Arc::clone(&case.name)),
    };
    chosen.iter().enumerate().map(question).collect()
}

/// Place of the option that is right for a case of an eligibility policy without waivers.
fn outcome(case: &Case) -> Option<usize> {
    if !case.waivers.is_empty() || case.known_at.is_some() {
        return None;
    }
    match case.expect.outcome {
        Some(ExpectedOutcome::Eligible) => Some(1),
        Some(ExpectedOutcome::NotEligible) => Some(2),
        Some(ExpectedOutcome::Unknown) => Some(3),
        Some(ExpectedOutcome::Value(_)) | None => None,
    }
}

fn asked(policy: &Policy, case: &Case, language: Language) -> String {
    let given: Vec<String> = case
        .given
        .iter()
        .map(|(fact, value)| {
            let fact = policy.catalogue.fact(*fact);
            let unit = match &fact.ty {
                Type::Number(Some(unit)) => Some(&**unit),
                _ => None,
            };
            format!("{}: {}", words::inside(fact.label.get(language)), words::value(value, unit, language))
        })
        .collect();
    let (day, title, given) = (words::date(case.as_of, language), policy.title.get(language), given.join("; "));
    match language {
        Language::Id => format!("Pada {day}, dari seorang pegawai diketahui: {given}. Bagaimana hasilnya menurut “{title}”?"),
        Language::En => format!("On {day} this is known of somebody: {given}. What comes out under “{title}”?"),
    }
}
