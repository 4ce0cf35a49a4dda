//! What is asked: questions in order, the scales they use, when they are shown, and how many must answer before anything is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::condition::{self, Condition};
use super::problem::{Fault, Place, QuestionnaireProblem};
use crate::legal::{Label, LegalReference};
use crate::people::id::ItemId;
use crate::period::EffectivePeriod;

/// More questions than anybody answers.
pub const MOST_QUESTIONS: usize = 200;
/// More options than anybody reads.
pub const MOST_OPTIONS: usize = 100;
/// The fewest people behind a figure that a questionnaire may ask for.
const LEAST_PEOPLE: u64 = 3;

/// A point of a scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Point {
    /// The number answered.
    pub value: Decimal,
    /// What it says.
    pub label: Label,
}

/// A scale that questions share. Only its points may be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Scale {
    /// Its name in the file.
    pub name: Arc<str>,
    /// Points from low to high.
    pub points: Vec<Point>,
}

impl Scale {
    /// Lowest and highest value.
    pub fn ends(&self) -> (Decimal, Decimal) {
        let value = |point: Option<&Point>| point.map_or(Decimal::ZERO, |point| point.value);
        (value(self.points.first()), value(self.points.last()))
    }
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Choice {
    /// Its code in answers.
    pub code: Arc<str>,
    /// What it says.
    pub label: Label,
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum QuestionKind {
    /// A point of a scale.
    Scale {
        /// The scale's name.
        scale: Arc<str>,
        /// A high answer means the opposite: turned round before anything is counted.
        reversed: bool,
    },
    /// One option.
    Single {
        /// The options.
        options: Vec<Choice>,
    },
    /// Several options.
    Multiple {
        /// The options.
        options: Vec<Choice>,
        /// How many at least.
        at_least: usize,
        /// How many at most.
        at_most: usize,
    },
    /// A number.
    Number {
        /// Lowest.
        minimum: Decimal,
        /// Highest.
        maximum: Decimal,
        /// Decimal places at most.
        places: u32,
        /// Of what.
        unit: Option<Label>,
    },
    /// Free text.
    Text {
        /// Characters at most.
        longest: usize,
    },
    /// The first of the options in order, the best first.
    Rank {
        /// The options.
        options: Vec<Choice>,
        /// How many are ranked.
        top: usize,
    },
}

impl QuestionKind {
    /// The word in files.
    pub fn as_str(&self) -> &'static str {
        match self {
            QuestionKind::Scale { .. } => "scale",
            QuestionKind::Single { .. } => "single",
            QuestionKind::Multiple { .. } => "multiple",
            QuestionKind::Number { .. } => "number",
            QuestionKind::Text { .. } => "text",
            QuestionKind::Rank { .. } => "rank",
        }
    }

    /// What people read.
    pub fn label(&self) -> Label {
        match self {
            QuestionKind::Scale { .. } => Label::new("skala", "scale"),
            QuestionKind::Single { .. } => Label::new("pilihan tunggal", "single choice"),
            QuestionKind::Multiple { .. } => Label::new("pilihan ganda", "multiple choice"),
            QuestionKind::Number { .. } => Label::new("bilangan", "number"),
            QuestionKind::Text { .. } => Label::new("teks bebas", "free text"),
            QuestionKind::Rank { .. } => Label::new("urutan", "ranking"),
        }
    }

    /// The options, where there are any.
    pub fn options(&self) -> &[Choice] {
        match self {
            QuestionKind::Single { options } | QuestionKind::Multiple { options, .. } | QuestionKind::Rank { options, .. } => options,
            QuestionKind::Scale { .. } | QuestionKind::Number { .. } | QuestionKind::Text { .. } => &[],
        }
    }
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Question {
    /// Its id.
    pub id: ItemId,
    /// The sentence people read.
    pub text: Label,
    /// How it is answered.
    #[serde(flatten)]
    pub kind: QuestionKind,
    /// Whether whoever is shown it has to answer it.
    pub required: bool,
    /// Whether "not applicable" is an answer. It is one that never counts as a number.
    pub not_applicable: bool,
    /// Shown only where all of these hold.
    pub show_when: Vec<Condition>,
}

/// How an index is made of scale questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IndexMethod {
    /// The mean of the means of the questions, each weighing the same, times 25 (PermenPANRB 14/2017): answers 1 to 4.
    Satisfaction,
    /// All valid answers together by the most they could be, in percent: what is blank or not applicable leaves the denominator.
    ValidAnswers,
}

impl IndexMethod {
    /// The words in files.
    pub const WORDS: [(&'static str, IndexMethod); 2] =
        [("satisfaction", IndexMethod::Satisfaction), ("valid-answers", IndexMethod::ValidAnswers)];
}

/// A figure from 0 to 100 over several scale questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Index {
    /// Its code.
    pub code: Arc<str>,
    /// Its name.
    pub label: Label,
    /// How it is made.
    pub method: IndexMethod,
    /// Of which questions.
    pub questions: Vec<ItemId>,
    /// The policy that grades it.
    pub grade: Option<GradeBy>,
}

/// Which policy grades an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct GradeBy {
    /// Id of the policy.
    pub policy: Arc<str>,
    /// The fact that takes the index.
    pub fact: Arc<str>,
}

/// How many people must stand behind what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReleaseRule {
    /// Behind a mean.
    pub mean: u64,
    /// Behind a distribution, a median and free texts.
    pub detail: u64,
    /// A response rate below this, in percent, makes results indicative.
    pub indicative_rate: Decimal,
    /// Fewer answers than this make results indicative.
    pub indicative_answers: u64,
}

/// The parts of a questionnaire as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct QuestionnaireParts {
    /// Id (`asn/survey/wanted-training`).
    pub id: String,
    /// Version of the wording.
    pub version: String,
    /// Title.
    pub title: Label,
    /// What people read first.
    pub instruction: Label,
    /// When it may be used.
    pub effective: EffectivePeriod,
    /// Legal basis, where there is one.
    pub reference: Option<LegalReference>,
    /// Thresholds.
    pub release: ReleaseRule,
    /// Scales.
    pub scales: Vec<Scale>,
    /// Questions in the order asked.
    pub questions: Vec<Question>,
    /// Indices.
    pub indices: Vec<Index>,
}

/// A questionnaire that can be used: conditions look back only and can be met, scales are whole, every name means something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Questionnaire {
    #[serde(flatten)]
    parts: QuestionnaireParts,
    #[serde(skip)]
    place_of: BTreeMap<ItemId, usize>,
}

impl Questionnaire {
    /// Checks the parts.
    ///
    /// # Errors
    /// Every [`QuestionnaireProblem`] found.
    pub fn try_new(parts: QuestionnaireParts) -> Result<Questionnaire, Vec<QuestionnaireProblem>> {
        let mut problems = Vec::new();
        let mut report = |at: Place, fault: Fault| problems.push(QuestionnaireProblem { at, fault });
        check_release(&parts.release, &mut report);
        for scale in &parts.scales {
            check_scale(scale, &mut report);
        }
        let mut names = BTreeSet::new();
        for scale in &parts.scales {
            if !names.insert(&scale.name) {
                report(Place::Scale(Arc::clone(&scale.name)), Fault::Repeated { id: scale.name.to_string() });
            }
        }
        match parts.questions.len() {
            0 => report(Place::File, Fault::NoQuestions),
            found if found > MOST_QUESTIONS => report(Place::File, Fault::TooManyQuestions { found }),
            _ => {}
        }
        let mut place_of = BTreeMap::new();
        for (place, question) in parts.questions.iter().enumerate() {
            if place_of.contains_key(&question.id) {
                report(Place::Question(place), Fault::Repeated { id: question.id.to_string() });
            } else {
                place_of.insert(question.id.clone(), place);
            }
            check_kind(place, question, &names, &mut report);
        }
        let scales: BTreeMap<&str, &Scale> = parts.scales.iter().map(|scale| (&*scale.name, scale)).collect();
        let mut sound = vec![false; parts.questions.len()];
        for (place, question) in parts.questions.iter().enumerate() {
            let mut good = true;
            for (at, asked) in question.show_when.iter().enumerate() {
                if let Some(fault) = asked.fault(place, &parts.questions, &place_of) {
                    good = false;
                    report(Place::Condition(place, at), fault);
                } else {
                    good &= place_of.get(&asked.question).is_some_and(|other| sound.get(*other).copied().unwrap_or(false));
                }
            }
            if let Some(slot) = sound.get_mut(place) {
                *slot = good;
            }
            // what a wrong condition makes unreachable is not reported twice
            if good && !question.show_when.is_empty() && !condition::reachable(place, &parts.questions, &place_of, &scales) {
                report(Place::Question(place), Fault::Unreachable { question: question.id.clone() });
            }
        }
        for (place, index) in parts.indices.iter().enumerate() {
            check_index(place, index, &parts.questions, &place_of, &scales, &mut report);
        }
        if problems.is_empty() { Ok(Questionnaire { parts, place_of }) } else { Err(problems) }
    }

    /// The parts, as checked.
    pub fn parts(&self) -> &QuestionnaireParts {
        &self.parts
    }

    /// Questions in the order asked.
    pub fn questions(&self) -> &[Question] {
        &self.parts.questions
    }

    /// The question with this id.
    pub fn find(&self, id: &ItemId) -> Option<&Question> {
        self.parts.questions.get(*self.place_of.get(id)?)
    }

    /// The place of a question.
    pub fn place_of(&self, id: &ItemId) -> Option<usize> {
        self.place_of.get(id).copied()
    }

    /// The scale of a scale question.
    pub fn scale_of(&self, question: &Question) -> Option<&Scale> {
        match &question.kind {
            QuestionKind::Scale { scale, .. } => self.parts.scales.iter().find(|found| found.name == *scale),
            _ => None,
        }
    }

    /// Every question whose answer decides whether this one is shown, directly or through another.
    pub fn depends_on(&self, place: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut left = vec![place];
        while let Some(at) = left.pop() {
            let conditions = self.parts.questions.get(at).map_or(&[][..], |question| &question.show_when);
            left.extend(conditions.iter().filter_map(|asked| self.place_of(&asked.question)).filter(|other| found.insert(*other)));
        }
        found
    }

    /// Whether both ask the same, so that answers can be compared: the same questions, scales and thresholds under the same id.
    pub fn asks_as(&self, other: &Questionnaire) -> bool {
        let (own, others) = (&self.parts, &other.parts);
        own.id == others.id && own.scales == others.scales && own.questions == others.questions && own.release == others.release
    }
}

fn check_release(rule: &ReleaseRule, report: &mut impl FnMut(Place, Fault)) {
    if rule.mean < LEAST_PEOPLE || rule.detail < rule.mean {
        report(Place::Release, Fault::Thresholds { mean: rule.mean, detail: rule.detail });
    }
    if rule.indicative_rate < Decimal::ZERO || rule.indicative_rate > Decimal::ONE_HUNDRED {
        report(Place::Release, Fault::Rate { found: rule.indicative_rate });
    }
}

fn check_scale(scale: &Scale, report: &mut impl FnMut(Place, Fault)) {
    let values: Vec<Decimal> = scale.points.iter().map(|point| point.value).collect();
    let rising = values.windows(2).all(|pair| matches!(pair, [low, high] if low < high));
    if values.len() < 2 || !rising || values.iter().any(far_away) {
        report(Place::Scale(Arc::clone(&scale.name)), Fault::Points { found: values });
    }
}

fn far_away(value: &Decimal) -> bool {
    value.abs() > Decimal::ONE_THOUSAND || value.normalize().scale() > 4
}

fn check_kind(place: usize, question: &Question, scales: &BTreeSet<&Arc<str>>, report: &mut impl FnMut(Place, Fault)) {
    let options = question.kind.options();
    let mut seen = BTreeSet::new();
    for (at, option) in options.iter().enumerate() {
        if !seen.insert(&option.code) {
            report(Place::Option(place, at), Fault::Repeated { id: option.code.to_string() });
        }
    }
    let id = || question.id.clone();
    let counted = |report: &mut dyn FnMut(Place, Fault)| {
        if options.len() < 2 || options.len() > MOST_OPTIONS {
            report(Place::Question(place), Fault::Options { question: id(), found: options.len() });
        }
    };
    match &question.kind {
        QuestionKind::Scale { scale, .. } => {
            if !scales.contains(scale) {
                report(Place::Question(place), Fault::UnknownScale { question: id(), scale: Arc::clone(scale) });
            }
        }
        QuestionKind::Single { .. } => counted(report),
        QuestionKind::Multiple { at_least, at_most, .. } => {
            counted(report);
            if at_least > at_most || *at_most == 0 || *at_most > options.len() {
                report(
                    Place::Question(place),
                    Fault::Counts { question: id(), at_least: *at_least, at_most: *at_most, options: options.len() },
                );
            }
        }
        QuestionKind::Rank { top, .. } => {
            counted(report);
            if *top == 0 || *top > options.len() {
                report(Place::Question(place), Fault::Counts { question: id(), at_least: 1, at_most: *top, options: options.len() });
            }
        }
        QuestionKind::Number { minimum, maximum, places, .. } => {
            let (wide, fine) = (Decimal::from(1_000_000_000_000_i64), 6);
            if minimum >= maximum || minimum.abs() > wide || maximum.abs() > wide || *places > fine {
                report(Place::Question(place), Fault::Bounds { question: id(), minimum: *minimum, maximum: *maximum });
            }
        }
        QuestionKind::Text { longest } => {
            if *longest == 0 || *longest > 10_000 {
                report(Place::Question(place), Fault::Length { question: id(), found: *longest });
            }
        }
    }
}

fn check_index(
    place: usize,
    index: &Index,
    questions: &[Question],
    place_of: &BTreeMap<ItemId, usize>,
    scales: &BTreeMap<&str, &Scale>,
    report: &mut impl FnMut(Place, Fault),
) {
    let mut seen = BTreeSet::new();
    let mut ends = BTreeSet::new();
    for (at, id) in index.questions.iter().enumerate() {
        let here = Place::Index(place, at);
        if !seen.insert(id) {
            report(here.clone(), Fault::Repeated { id: id.to_string() });
        }
        match place_of.get(id).and_then(|found| questions.get(*found)).map(|question| &question.kind) {
            None => report(here, Fault::UnknownQuestion { found: id.clone() }),
            Some(QuestionKind::Scale { scale, .. }) => {
                let Some(scale) = scales.get(&**scale) else { continue };
                ends.insert(scale.ends());
                if !fits(scale, index.method) {
                    report(here, Fault::IndexScale { question: id.clone(), method: index.method });
                }
            }
            Some(_) => report(here, Fault::IndexOfOther { question: id.clone() }),
        }
    }
    if index.questions.is_empty() || ends.len() > 1 {
        report(Place::Index(place, 0), Fault::IndexMixed { code: Arc::clone(&index.code), found: ends.into_iter().collect() });
    }
}

/// Whether the method is defined on the scale: 1 to 4 in whole steps for public satisfaction, whole positive numbers for valid answers.
fn fits(scale: &Scale, method: IndexMethod) -> bool {
    let whole = scale.points.iter().all(|point| point.value.fract().is_zero() && point.value > Decimal::ZERO);
    match method {
        IndexMethod::Satisfaction => {
            let values: Vec<Decimal> = scale.points.iter().map(|point| point.value).collect();
            values == (1..=4).map(Decimal::from).collect::<Vec<_>>()
        }
        IndexMethod::ValidAnswers => whole,
    }
}
