//! A synthetic 360° cycle: an organisation of small teams, raters by the scheme, answers of people with a level and raters with a leniency.
//!
//! Everything is in whole hundredths of a point, so that a seed gives the same answers on every machine. Levels, leniencies and scatter are made up.

use std::collections::BTreeMap;

use jenjang::Decimal;
use jenjang::evaluation::chart::{Chart, ChartProblem, Member};
use jenjang::evaluation::input::CycleInput;
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::nomination::{Nomination, propose};
use jenjang::evaluation::response::{Answer, CheckedResponse, Response};
use jenjang::evaluation::scheme::{Relation, Scheme};
use jenjang::people::id::{PersonId, TextError};

use super::random::Random;

/// People who report to one head.
const TEAM: usize = 7;

/// Remarks raters leave, now and then.
const COMMENTS: [&str; 8] = [
    "Sigap membantu rekan yang kewalahan.",
    "Penjelasannya jelas dan sabar.",
    "Laporan sering terlambat satu dua hari.",
    "Mau mendengar sebelum memutuskan.",
    "Perlu lebih berani menyampaikan pendapat dalam rapat.",
    "Datanya selalu dapat dipertanggungjawabkan.",
    "Kadang kurang sabar kepada warga.",
    "Ide perbaikannya dipakai di seluruh bidang.",
];

/// Why there is no cycle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CycleError {
    /// An id could not be made.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The people given cannot be an organisation: somebody stands in it twice.
    #[error("{}", .0.message().en)]
    Chart(ChartProblem),
}

/// Teams of seven under a head; the heads are a team of the first person.
///
/// # Errors
/// [`CycleError::Chart`] where a person is given twice.
pub fn chart(people: &[PersonId]) -> Result<Chart, CycleError> {
    let head_of = |at: usize| at / (TEAM + 1) * (TEAM + 1);
    let mut members = Vec::with_capacity(people.len());
    for (at, person) in people.iter().enumerate() {
        let head = head_of(at);
        let superior = if at == 0 { None } else { people.get(if at == head { 0 } else { head }).cloned() };
        members.push(Member {
            person: person.clone(),
            name: None,
            unit: format!("synthetic-unit-{:02}", at / (TEAM + 1)).parse()?,
            superior,
            kind: if at == head { "structural" } else { "general" }.parse()?,
            leads: None,
        });
    }
    Chart::try_new(members).map_err(|problems| {
        let first = problems.into_iter().next().map(|(_, problem)| problem);
        CycleError::Chart(first.unwrap_or(ChartProblem::Circle { people: Vec::new() }))
    })
}

/// A cycle in which every proposal was approved and nearly everybody answered.
///
/// # Errors
/// As [`chart`].
pub fn cycle(scheme: &Scheme, instrument: &Instrument, people: &[PersonId], seed: u64) -> Result<CycleInput, CycleError> {
    let chart = chart(people)?;
    let mut nominations = propose(scheme, &chart, &seed.to_string());
    for nomination in &mut nominations {
        // raters the person rated would choose wait for the superior, who agrees here
        if let Some(superior) = chart.superior_of(nomination.ratee()).cloned() {
            let _ = nomination.approve(&superior, &chart);
        }
    }
    let mut random = Random::new(seed);
    let mut trait_of = |low: u32, high: u32| -> BTreeMap<&PersonId, i64> {
        people.iter().map(|person| (person, i64::from(random.between(low, high)))).collect()
    };
    let (level, leniency) = (trait_of(270, 460), trait_of(0, 80));
    let mut random = Random::new(seed.wrapping_add(1));
    let dimensions: Vec<i64> = instrument.dimensions().iter().map(|_| i64::from(random.between(0, 60)) - 30).collect();
    let mut responses = Vec::new();
    for nomination in nominations.iter().filter(|nomination| nomination.is_approved()) {
        let answers_at_all = random.chance(960);
        let base = level.get(nomination.ratee()).copied().unwrap_or(350) + leniency.get(nomination.rater()).copied().unwrap_or(40) - 40;
        let own = if nomination.ratee() == nomination.rater() { 30 } else { 0 };
        if let Some(response) =
            answers_at_all.then(|| answer(scheme, instrument, &chart, nomination, base + own, &dimensions, &mut random)).flatten()
        {
            responses.push(response);
        }
    }
    Ok(CycleInput::new(chart, nominations, responses))
}

fn answer(
    scheme: &Scheme,
    instrument: &Instrument,
    chart: &Chart,
    nomination: &Nomination,
    base: i64,
    dimensions: &[i64],
    random: &mut Random,
) -> Option<CheckedResponse> {
    let leads = chart.leads(nomination.ratee());
    let mut answers = BTreeMap::new();
    for (at, item) in instrument.items().iter().enumerate() {
        if !instrument.is_asked(at, leads) || random.chance(15) {
            continue;
        }
        let dimension = instrument.dimension_of(at).and_then(|at| dimensions.get(at)).copied().unwrap_or(0);
        let hundredths = base + dimension + i64::from(random.between(0, 160)) - 80;
        let point = Decimal::from((hundredths + 50) / 100).clamp(instrument.scale().minimum, instrument.scale().maximum);
        answers.insert(item.id.clone(), if random.chance(30) { Answer::NotObserved } else { Answer::Value(point) });
    }
    let own = scheme.group(nomination.group()).is_some_and(|group| group.relation == Relation::Oneself);
    let comment = (!own && random.chance(250)).then(|| {
        let at = usize::try_from(random.between(0, 7)).unwrap_or(0);
        COMMENTS.get(at).map(|text| (*text).to_owned())
    });
    let response = Response {
        rater: nomination.rater().clone(),
        ratee: nomination.ratee().clone(),
        group: nomination.group().clone(),
        answers,
        comment: comment.flatten(),
        revision: 0,
    };
    CheckedResponse::try_new(response, instrument, leads).ok()
}
