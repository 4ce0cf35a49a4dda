//! What may be shown: enough people behind every figure, and nothing that can be worked back from what is shown.
//!
//! INVARIANT (nothing by subtraction): results have one breakdown, so that all that can be computed from them are sums over parts of the audience. What
//! is hidden of a question, taken together, is then at least two parts and as many people as a figure needs, who did not all answer the same; a
//! hidden part is a piece of that remainder and of nothing smaller. (Methods 1.3 and 1.4; `docs/decisions/0019-surveys.md`.)

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::plan::{Cell, Wave};
use super::questionnaire::{GradeBy, Index, IndexMethod, Question, QuestionKind, Questionnaire};
use super::tally::{Counted, Tally};
use crate::audit::Digest;
use crate::index::satisfaction::{self, Convention, Element};
use crate::index::{half_up, percent};
use crate::legal::Label;
use crate::people::id::{ItemId, SurveyId};

/// How much is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Released {
    /// Nothing. Why is not said: the reason would tell something.
    #[default]
    Hidden,
    /// The mean.
    Mean,
    /// Everything.
    Full,
}

/// How many chose something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Share {
    /// Code of the option, or the value of the point.
    pub code: Arc<str>,
    /// What it says.
    pub label: Label,
    /// How many; of a ranking, how many put it first.
    pub count: u64,
    /// Of those who answered, in percent, rounded half up to one place.
    pub percent: Decimal,
    /// Points of a ranking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<u64>,
}

/// What is shown of the answers of some people to one question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Figures {
    /// How much is shown.
    pub released: Released,
    /// How many answers count; where only the mean is shown it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    /// To how many the question does not apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<u64>,
    /// Mean, rounded half up to four places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<Decimal>,
    /// Median.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median: Option<Decimal>,
    /// Distribution, in the order of the questionnaire.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distribution: Vec<Share>,
}

/// Results of one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct QuestionResult {
    /// Its id.
    pub id: ItemId,
    /// Its text.
    pub text: Label,
    /// The word of its kind.
    pub kind: Arc<str>,
    /// Everybody together.
    pub total: Figures,
    /// The parts, in the order of [`Results::cells`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Figures>,
    /// Free texts of everybody, in an order that says nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<Arc<str>>,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct IndexResult {
    /// Its code.
    pub code: Arc<str>,
    /// Its name.
    pub label: Label,
    /// Its method.
    pub method: IndexMethod,
    /// The policy that grades it, and the fact that takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<GradeBy>,
    /// Of everybody, rounded half up to two places; none where one of its questions is hidden.
    pub total: Option<Decimal>,
    /// Of the parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Option<Decimal>>,
}

/// Share of those invited who answered, with its 95 % interval, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rate {
    /// The share.
    pub percent: Decimal,
    /// Lower end (Wilson).
    pub low: Decimal,
    /// Upper end.
    pub high: Decimal,
}

/// A part of the audience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Part {
    /// The part.
    #[serde(flatten)]
    pub cell: Cell,
    /// How many answered, where that may be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<u64>,
    /// The response rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// Too few answers, or too small a share of those invited, to say more than a hint.
    pub indicative: bool,
}

/// What a survey found, as far as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Results {
    /// The survey.
    pub survey: SurveyId,
    /// Its title.
    pub title: Label,
    /// Id of the questionnaire.
    pub questionnaire: Arc<str>,
    /// Version of its wording.
    pub version: Arc<str>,
    /// Which wave.
    pub wave: Wave,
    /// Whether answers named nobody.
    pub anonymous: bool,
    /// How many were invited, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited: Option<u64>,
    /// How many answered.
    pub answered: u64,
    /// The response rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// Too few answers, or too small a share of those invited, to say more than a hint.
    pub indicative: bool,
    /// People behind a mean at least.
    pub least_for_mean: u64,
    /// People behind detail at least.
    pub least_for_detail: u64,
    /// The parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Part>,
    /// Parts whose earlier wave stands, because nearly the same people were asked again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Arc<str>>,
    /// Questions in the order asked.
    pub questions: Vec<QuestionResult>,
    /// Indices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indices: Vec<IndexResult>,
}

/// What is known of a survey besides the answers.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    /// The survey.
    pub survey: &'a SurveyId,
    /// Its title.
    pub title: &'a Label,
    /// Which wave.
    pub wave: &'a Wave,
    /// Whether answers name nobody.
    pub anonymous: bool,
    /// Whether those asked are known people, of whom a unanimous answer would tell everything.
    pub known_people: bool,
    /// How many were invited.
    pub invited: Option<u64>,
    /// The parts.
    pub cells: &'a [Cell],
    /// The question whose answers are the parts.
    pub by_question: Option<usize>,
    /// Parts that show nothing, because a wave with nearly the same people was shown.
    pub kept: BTreeSet<usize>,
    /// Free texts by question.
    pub texts: &'a BTreeMap<ItemId, Vec<Arc<str>>>,
}

/// What is hidden of one question.
#[derive(Clone, Debug)]
struct Hiding {
    total: Released,
    /// Parts without a mean.
    mean: BTreeSet<usize>,
    /// Parts without detail.
    detail: BTreeSet<usize>,
}

impl Hiding {
    fn of_part(&self, part: usize, has_mean: bool) -> Released {
        match (self.mean.contains(&part), self.detail.contains(&part)) {
            (_, false) => Released::Full,
            (false, true) if has_mean => Released::Mean,
            _ => Released::Hidden,
        }
    }
}

fn has_mean(question: &Question) -> bool {
    matches!(question.kind, QuestionKind::Scale { .. } | QuestionKind::Number { .. })
}

/// The results that may be shown.
pub fn released(questionnaire: &Questionnaire, frame: &Frame<'_>, tally: &Tally) -> Results {
    let rule = questionnaire.parts().release;
    let mut tally = tally.clone();
    for (place, question) in questionnaire.questions().iter().enumerate() {
        if let (QuestionKind::Text { .. }, Some(total)) = (&question.kind, tally.total.get_mut(place)) {
            total.n = frame.texts.get(&question.id).map_or(0, |texts| texts.len() as u64);
        }
    }
    let hiding = hidings(questionnaire, frame, &tally);
    let parts_known = frame.by_question.is_none_or(|place| hiding.get(place).is_some_and(|own| own.total == Released::Full));
    let indicative = |answered: u64, invited: Option<u64>| {
        let share = invited.and_then(|invited| percent(Decimal::from(answered), Decimal::from(invited)));
        answered < rule.indicative_answers || share.is_some_and(|share| share < rule.indicative_rate)
    };
    let part = |(at, cell): (usize, &Cell)| {
        let answered = tally.answered_of.get(at).copied().unwrap_or(0);
        Part {
            cell: cell.clone(),
            answered: parts_known.then_some(answered),
            rate: None,
            indicative: parts_known && indicative(answered, cell.invited),
        }
    };
    let questions = questionnaire.questions().iter().enumerate().map(|(place, question)| {
        let hidden = hiding.get(place);
        let level = hidden.map_or(Released::Hidden, |hidden| hidden.total);
        let no_parts = matches!(question.kind, QuestionKind::Text { .. });
        let parts = (0..if no_parts { 0 } else { frame.cells.len() }).map(|at| {
            let level = hidden.map_or(Released::Hidden, |hidden| hidden.of_part(at, has_mean(question)));
            tally
                .parts
                .get(place)
                .and_then(|parts| parts.get(at))
                .map_or_else(Figures::default, |part| figures(questionnaire, question, part, level))
        });
        let mut texts = if level == Released::Full { frame.texts.get(&question.id).cloned().unwrap_or_default() } else { Vec::new() };
        texts.sort_by_cached_key(|text| (Digest::of(text.as_bytes()), Arc::clone(text)));
        QuestionResult {
            id: question.id.clone(),
            text: question.text.clone(),
            kind: question.kind.as_str().into(),
            total: tally.total.get(place).map_or_else(Figures::default, |total| figures(questionnaire, question, total, level)),
            parts: parts.collect(),
            texts,
        }
    });
    Results {
        survey: frame.survey.clone(),
        title: frame.title.clone(),
        questionnaire: questionnaire.parts().id.as_str().into(),
        version: questionnaire.parts().version.as_str().into(),
        wave: frame.wave.clone(),
        anonymous: frame.anonymous,
        invited: frame.invited,
        answered: tally.answered,
        rate: None,
        indicative: indicative(tally.answered, frame.invited),
        least_for_mean: rule.mean,
        least_for_detail: rule.detail,
        cells: frame.cells.iter().enumerate().map(part).collect(),
        kept: frame.kept.iter().filter_map(|at| frame.cells.get(*at)).map(|cell| Arc::clone(&cell.code)).collect(),
        questions: questions.collect(),
        indices: questionnaire.parts().indices.iter().map(|index| index_result(questionnaire, frame, index, &tally, &hiding)).collect(),
    }
}

fn hidings(questionnaire: &Questionnaire, frame: &Frame<'_>, tally: &Tally) -> Vec<Hiding> {
    let rule = questionnaire.parts().release;
    // the part of those who are of no part is never shown
    let all: BTreeSet<usize> = (0..=frame.cells.len()).collect();
    let mut found: Vec<Hiding> = Vec::new();
    for (place, question) in questionnaire.questions().iter().enumerate() {
        let nobody = Counted::default();
        let total = tally.total.get(place).unwrap_or(&nobody);
        let rows = tally.parts.get(place).map_or(&[][..], Vec::as_slice);
        let names = |counted: &Counted| frame.known_people && counted.names_everybody();
        // how many are asked a question is how many answered another one so: what is hidden there stays hidden here
        let depends: Vec<&Hiding> = questionnaire.depends_on(place).iter().filter_map(|other| found.get(*other)).collect();
        let level = match () {
            () if depends.iter().any(|other| other.total != Released::Full) || names(total) => Released::Hidden,
            () if total.n >= rule.detail => Released::Full,
            () if total.n >= rule.mean && has_mean(question) => Released::Mean,
            () => Released::Hidden,
        };
        let mut mean: BTreeSet<usize> =
            depends.iter().flat_map(|other| other.detail.iter().copied()).chain(frame.kept.iter().copied()).collect();
        mean.insert(frame.cells.len());
        if level == Released::Hidden || frame.by_question == Some(place) || matches!(question.kind, QuestionKind::Text { .. }) {
            mean.clone_from(&all);
        }
        let mut detail = mean.clone();
        if has_mean(question) {
            mean.extend(rows.iter().enumerate().filter(|(_, row)| row.n < rule.mean || names(row)).map(|(at, _)| at));
            complete(rows, &mut mean, rule.mean, &names);
        }
        detail.extend(&mean);
        detail.extend(rows.iter().enumerate().filter(|(_, row)| row.n < rule.detail || names(row)).map(|(at, _)| at));
        complete(rows, &mut detail, rule.detail, &names);
        if level != Released::Full {
            detail.clone_from(&all);
        }
        if !has_mean(question) {
            mean.clone_from(&detail);
        }
        found.push(Hiding { total: level, mean, detail });
    }
    found
}

/// Hides further parts, the smallest first, until what is hidden together is nobody, or at least two parts and `least` people who did not all answer
/// the same.
fn complete(rows: &[Counted], hidden: &mut BTreeSet<usize>, least: u64, names: &impl Fn(&Counted) -> bool) {
    loop {
        let filled: Vec<&Counted> = hidden.iter().filter_map(|at| rows.get(*at)).filter(|row| row.people() > 0).collect();
        let pool = filled.iter().fold(Counted::default(), |pool, row| pool.with(row));
        if filled.is_empty() || (filled.len() > 1 && pool.n >= least && !names(&pool)) {
            return;
        }
        let open = rows.iter().enumerate().filter(|(at, row)| !hidden.contains(at) && row.people() > 0);
        let Some((next, _)) = open.min_by_key(|(at, row)| (row.n, *at)) else { return };
        hidden.insert(next);
    }
}

fn figures(questionnaire: &Questionnaire, question: &Question, counted: &Counted, level: Released) -> Figures {
    let mean = || counted.mean().map(|mean| half_up(mean, 4));
    match level {
        Released::Hidden => Figures::default(),
        Released::Mean => Figures { released: level, mean: mean(), ..Figures::default() },
        Released::Full => Figures {
            released: level,
            n: Some(counted.n),
            not_applicable: question.not_applicable.then_some(counted.not_applicable),
            mean: mean(),
            median: counted.median(),
            distribution: distribution(questionnaire, question, counted),
        },
    }
}

fn distribution(questionnaire: &Questionnaire, question: &Question, counted: &Counted) -> Vec<Share> {
    let scale = questionnaire.scale_of(question).map_or(&[][..], |scale| &scale.points);
    let points = scale.iter().map(|point| (Arc::from(point.value.normalize().to_string()), point.label.clone()));
    let options = question.kind.options().iter().map(|option| (Arc::clone(&option.code), option.label.clone()));
    let share = |(at, (code, label)): (usize, (Arc<str>, Label))| {
        let count = counted.counts.get(at).copied().unwrap_or(0);
        let share = percent(Decimal::from(count), Decimal::from(counted.n)).unwrap_or_default();
        Share { code, label, count, percent: half_up(share, 1), points: counted.points.get(at).copied() }
    };
    points.chain(options).enumerate().map(share).collect()
}

fn index_result(questionnaire: &Questionnaire, frame: &Frame<'_>, index: &Index, tally: &Tally, hiding: &[Hiding]) -> IndexResult {
    let places: Vec<usize> = index.questions.iter().filter_map(|id| questionnaire.place_of(id)).collect();
    let of = |part: Option<usize>| {
        let shown = places.iter().all(|place| {
            hiding.get(*place).is_some_and(|hidden| match part {
                None => hidden.total != Released::Hidden,
                Some(part) => hidden.of_part(part, true) != Released::Hidden,
            })
        });
        let counted: Option<Vec<&Counted>> = places
            .iter()
            .map(|place| match part {
                None => tally.total.get(*place),
                Some(part) => tally.parts.get(*place)?.get(part),
            })
            .collect();
        counted.filter(|_| shown).and_then(|counted| index_value(questionnaire, index, &counted))
    };
    IndexResult {
        code: Arc::clone(&index.code),
        label: index.label.clone(),
        method: index.method,
        grade: index.grade.clone(),
        total: of(None),
        parts: (0..frame.cells.len()).map(|part| of(Some(part))).collect(),
    }
}

/// The index over the answers to its questions, rounded half up to two places; `None` where a question has no answers.
fn index_value(questionnaire: &Questionnaire, index: &Index, counted: &[&Counted]) -> Option<Decimal> {
    let elements = counted.iter().map(|counted| Some(Element { answers: counted.n, sum: u64::try_from(counted.sum).ok()? }));
    let elements: Vec<Element> = elements.collect::<Option<_>>()?;
    match index.method {
        IndexMethod::Satisfaction => {
            let means: Vec<Decimal> = elements.iter().map(|element| element.mean()).collect::<Option<_>>()?;
            satisfaction::index(&means, Convention::Equal)
        }
        IndexMethod::ValidAnswers => {
            let (answers, sum) = elements.iter().fold((0, 0), |(answers, sum), element| (answers + element.answers, sum + element.sum));
            let first = questionnaire.find(index.questions.first()?)?;
            let (_, highest) = questionnaire.scale_of(first)?.ends();
            satisfaction::ratio(sum, answers, 1, u64::try_from(highest).ok()?).map(|value| half_up(value, 2))
        }
    }
}
