//! Counting: exact, reversed questions turned round first, "not applicable" apart from every number.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::answer::{Answer, Answers};
use super::questionnaire::{Question, QuestionKind, Questionnaire};

/// What a group of people answered to one question. Groups can be added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// People with an answer that counts.
    pub n: u64,
    /// People to whom the question does not apply.
    pub not_applicable: u64,
    /// Sum of the numbers.
    pub sum: Decimal,
    /// How many chose each point or option, in the order of the questionnaire; of a ranking, how many put it first.
    pub counts: Vec<u64>,
    /// Points of each option of a ranking: as many as are ranked for the first place, one fewer for each place after it.
    pub points: Vec<u64>,
    /// How often each number was given.
    pub values: BTreeMap<Decimal, u64>,
}

impl Counted {
    /// Nobody, for this question.
    pub fn nobody(questionnaire: &Questionnaire, question: &Question) -> Counted {
        let options = question.kind.options().len();
        let counts = questionnaire.scale_of(question).map_or(options, |scale| scale.points.len());
        let points = if matches!(question.kind, QuestionKind::Rank { .. }) { options } else { 0 };
        Counted { counts: vec![0; counts], points: vec![0; points], ..Counted::default() }
    }

    /// Counts one more answer. One that does not fit the question is not counted.
    pub fn add(&mut self, questionnaire: &Questionnaire, question: &Question, answer: &Answer) {
        let place = |code: &Arc<str>| question.kind.options().iter().position(|option| option.code == *code);
        match (&question.kind, answer) {
            (_, Answer::NotApplicable) => self.not_applicable += 1,
            (QuestionKind::Scale { reversed, .. }, Answer::Value(value)) => {
                let Some(scale) = questionnaire.scale_of(question) else { return };
                let Some(at) = scale.points.iter().position(|point| point.value == *value) else { return };
                let at = if *reversed { scale.points.len() - 1 - at } else { at };
                let Some(point) = scale.points.get(at) else { return };
                self.number(point.value);
                bump(&mut self.counts, at, 1);
            }
            (QuestionKind::Number { .. }, Answer::Value(value)) => self.number(*value),
            (QuestionKind::Single { .. }, Answer::Choice(code)) => {
                let Some(at) = place(code) else { return };
                self.n += 1;
                bump(&mut self.counts, at, 1);
            }
            (QuestionKind::Multiple { .. }, Answer::Choices(codes)) => {
                self.n += 1;
                for at in codes.iter().filter_map(place) {
                    bump(&mut self.counts, at, 1);
                }
            }
            (QuestionKind::Rank { top, .. }, Answer::Rank(codes)) => {
                self.n += 1;
                for (rank, at) in codes.iter().map(place).enumerate() {
                    let Some(at) = at else { continue };
                    if rank == 0 {
                        bump(&mut self.counts, at, 1);
                    }
                    bump(&mut self.points, at, u64::try_from(top.saturating_sub(rank)).unwrap_or(0));
                }
            }
            (QuestionKind::Text { .. }, Answer::Text(_)) => self.n += 1,
            _ => {}
        }
    }

    fn number(&mut self, value: Decimal) {
        let value = value.normalize();
        self.n += 1;
        self.sum = self.sum.saturating_add(value);
        *self.values.entry(value).or_default() += 1;
    }

    /// Both groups together.
    #[must_use]
    pub fn with(mut self, other: &Counted) -> Counted {
        self.n += other.n;
        self.not_applicable += other.not_applicable;
        self.sum = self.sum.saturating_add(other.sum);
        for (own, others) in [(&mut self.counts, &other.counts), (&mut self.points, &other.points)] {
            own.resize(own.len().max(others.len()), 0);
            own.iter_mut().zip(others).for_each(|(own, other)| *own += other);
        }
        for (value, count) in &other.values {
            *self.values.entry(*value).or_default() += count;
        }
        self
    }

    /// The mean of the numbers, unrounded; `None` without any.
    pub fn mean(&self) -> Option<Decimal> {
        if self.values.is_empty() { None } else { self.sum.checked_div(Decimal::from(self.n)) }
    }

    /// The median of the numbers; between two, their middle. `None` without any.
    pub fn median(&self) -> Option<Decimal> {
        let count: u64 = self.values.values().sum();
        let at = |rank: u64| {
            let mut before = 0;
            self.values.iter().find_map(|(value, times)| {
                before += times;
                (before > rank).then_some(*value)
            })
        };
        let (low, high) = (at(count.checked_sub(1)? / 2)?, at(count / 2)?);
        low.checked_add(high)?.checked_div(Decimal::TWO).map(|median| median.normalize())
    }

    /// Whether everybody gave the same answer, or all chose one option: what is shown then says what each of them answered.
    pub fn names_everybody(&self) -> bool {
        self.n > 0 && (self.values.len() == 1 || self.counts.contains(&self.n))
    }

    /// People behind it, those to whom the question does not apply among them.
    pub fn people(&self) -> u64 {
        self.n.saturating_add(self.not_applicable)
    }
}

fn bump(counts: &mut [u64], at: usize, by: u64) {
    if let Some(count) = counts.get_mut(at) {
        *count = count.saturating_add(by);
    }
}

/// Somebody's answers, with the part of the audience they come from.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// Place of the part in the list of parts; none for somebody of no part.
    pub cell: Option<usize>,
    /// The answers.
    pub answers: &'a Answers,
}

/// All answers to a questionnaire, counted by question and part.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Respondents.
    pub answered: u64,
    /// Respondents by part, then those of no part.
    pub answered_of: Vec<u64>,
    /// For each question, everybody together.
    pub total: Vec<Counted>,
    /// For each question, by part, then those of no part.
    pub parts: Vec<Vec<Counted>>,
}

impl Tally {
    /// Counts sheets. Their order does not matter.
    pub fn of<'a>(questionnaire: &Questionnaire, cells: usize, sheets: impl IntoIterator<Item = Sheet<'a>>) -> Tally {
        let nobody: Vec<Counted> = questionnaire.questions().iter().map(|question| Counted::nobody(questionnaire, question)).collect();
        let mut tally = Tally {
            answered: 0,
            answered_of: vec![0; cells + 1],
            parts: nobody.iter().map(|nobody| vec![nobody.clone(); cells + 1]).collect(),
            total: nobody,
        };
        for sheet in sheets {
            tally.answered += 1;
            let cell = sheet.cell.map_or(cells, |cell| cell.min(cells));
            bump(&mut tally.answered_of, cell, 1);
            for (place, question) in questionnaire.questions().iter().enumerate() {
                let Some(answer) = sheet.answers.get(&question.id) else { continue };
                if let Some(total) = tally.total.get_mut(place) {
                    total.add(questionnaire, question, answer);
                }
                let part = tally.parts.get_mut(place).and_then(|parts| parts.get_mut(cell));
                if let Some(part) = part {
                    part.add(questionnaire, question, answer);
                }
            }
        }
        tally
    }
}
