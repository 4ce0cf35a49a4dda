//! Branching: a question is shown where small conditions over earlier answers hold. All have to hold, and silence meets none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Answers};
use super::problem::Fault;
use super::questionnaire::{Question, QuestionKind, Scale};
use crate::people::id::ItemId;

/// What is asked of an earlier answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// One of these was chosen.
    AnyOf(BTreeSet<Arc<str>>),
    /// None of these was chosen, and something was.
    NoneOf(BTreeSet<Arc<str>>),
    /// The number is at least this.
    AtLeast(Decimal),
    /// The number is at most this.
    AtMost(Decimal),
}

impl Test {
    /// The word in files.
    pub fn as_str(&self) -> &'static str {
        match self {
            Test::AnyOf(_) => "any-of",
            Test::NoneOf(_) => "none-of",
            Test::AtLeast(_) => "at-least",
            Test::AtMost(_) => "at-most",
        }
    }
}

/// A condition over one earlier question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Condition {
    /// Which question.
    pub question: ItemId,
    /// What is asked of its answer.
    #[serde(flatten)]
    pub test: Test,
}

impl Condition {
    /// Whether it holds. An answer that is not there, or "not applicable", meets nothing.
    pub fn holds(&self, answers: &Answers) -> bool {
        let Some(answer) = answers.get(&self.question) else { return false };
        match (&self.test, answer) {
            (Test::AnyOf(codes), Answer::Choice(code)) => codes.contains(code),
            (Test::NoneOf(codes), Answer::Choice(code)) => !codes.contains(code),
            (Test::AnyOf(codes), Answer::Choices(chosen)) => chosen.iter().any(|code| codes.contains(code)),
            (Test::NoneOf(codes), Answer::Choices(chosen)) => !chosen.iter().any(|code| codes.contains(code)),
            (Test::AtLeast(least), Answer::Value(value)) => value >= least,
            (Test::AtMost(most), Answer::Value(value)) => value <= most,
            _ => false,
        }
    }

    /// What is wrong with it as a condition of the question at `place`.
    pub(super) fn fault(&self, place: usize, questions: &[Question], place_of: &BTreeMap<ItemId, usize>) -> Option<Fault> {
        let own = questions.get(place)?.id.clone();
        let Some(other) = place_of.get(&self.question) else { return Some(Fault::UnknownQuestion { found: self.question.clone() }) };
        if *other >= place {
            return Some(Fault::LooksForward { question: own, other: self.question.clone() });
        }
        let other = questions.get(*other)?;
        match (&self.test, &other.kind) {
            (Test::AnyOf(codes) | Test::NoneOf(codes), QuestionKind::Single { options } | QuestionKind::Multiple { options, .. }) => {
                if codes.is_empty() {
                    return Some(Fault::EmptyTest { question: own });
                }
                let unknown = codes.iter().find(|code| !options.iter().any(|option| option.code == **code))?;
                Some(Fault::UnknownOption { question: other.id.clone(), found: Arc::clone(unknown) })
            }
            (Test::AtLeast(_) | Test::AtMost(_), QuestionKind::Scale { .. } | QuestionKind::Number { .. }) => None,
            (test, kind) => Some(Fault::WrongTest { other: other.id.clone(), test: test.as_str(), kind: kind.label() }),
        }
    }
}

/// Whether some answers to the earlier questions show the question at `place`.
///
/// Exact: what has to hold is a conjunction, of its own conditions and of those of every question they look at, so that each question looked at
/// can be tried alone.
pub(super) fn reachable(place: usize, questions: &[Question], place_of: &BTreeMap<ItemId, usize>, scales: &BTreeMap<&str, &Scale>) -> bool {
    let mut asked: BTreeMap<usize, Vec<&Test>> = BTreeMap::new();
    let (mut left, mut seen) = (vec![place], BTreeSet::from([place]));
    while let Some(at) = left.pop() {
        for condition in questions.get(at).map_or(&[][..], |question| &question.show_when) {
            let Some(other) = place_of.get(&condition.question) else { continue };
            asked.entry(*other).or_default().push(&condition.test);
            if seen.insert(*other) {
                left.push(*other);
            }
        }
    }
    asked.into_iter().all(|(at, tests)| questions.get(at).is_some_and(|question| can_be(question, &tests, scales)))
}

/// Whether one answer meets all tests.
fn can_be(question: &Question, tests: &[&Test], scales: &BTreeMap<&str, &Scale>) -> bool {
    let holds = |answer: Answer| {
        let answers = Answers::from([(question.id.clone(), answer)]);
        tests.iter().all(|test| Condition { question: question.id.clone(), test: (*test).clone() }.holds(&answers))
    };
    match &question.kind {
        QuestionKind::Single { options } => options.iter().any(|option| holds(Answer::Choice(Arc::clone(&option.code)))),
        QuestionKind::Scale { scale, .. } => {
            scales.get(&**scale).is_some_and(|scale| scale.points.iter().any(|point| holds(Answer::Value(point.value))))
        }
        QuestionKind::Number { minimum, maximum, places, .. } => {
            let (mut low, mut high) = (*minimum, *maximum);
            for test in tests {
                match test {
                    Test::AtLeast(least) => low = low.max(*least),
                    Test::AtMost(most) => high = high.min(*most),
                    Test::AnyOf(_) | Test::NoneOf(_) => return false,
                }
            }
            low.round_dp_with_strategy(*places, RoundingStrategy::ToPositiveInfinity) <= high
        }
        QuestionKind::Multiple { options, at_least, at_most } => {
            let mut allowed: BTreeSet<&Arc<str>> = options.iter().map(|option| &option.code).collect();
            let mut wanted: Vec<&BTreeSet<Arc<str>>> = Vec::new();
            for test in tests {
                match test {
                    Test::NoneOf(codes) => allowed.retain(|code| !codes.contains(*code)),
                    Test::AnyOf(codes) => wanted.push(codes),
                    Test::AtLeast(_) | Test::AtMost(_) => return false,
                }
            }
            allowed.len() >= (*at_least).max(1) && can_hit(&wanted, &allowed, *at_most, &BTreeSet::new())
        }
        QuestionKind::Text { .. } | QuestionKind::Rank { .. } => false,
    }
}

/// Whether at most `left` further options meet every wish.
fn can_hit(wanted: &[&BTreeSet<Arc<str>>], allowed: &BTreeSet<&Arc<str>>, left: usize, chosen: &BTreeSet<Arc<str>>) -> bool {
    let Some(open) = wanted.iter().find(|codes| codes.is_disjoint(chosen)) else { return true };
    left > 0
        && open.iter().filter(|code| allowed.contains(code)).any(|code| {
            let mut chosen = chosen.clone();
            chosen.insert(Arc::clone(code));
            can_hit(wanted, allowed, left - 1, &chosen)
        })
}
