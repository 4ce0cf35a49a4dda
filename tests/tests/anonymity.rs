//! An adversary with everything a cycle releases: all readers' reports, every edition, and totals over filters.
//!
//! It writes each figure as an equation over the unknown ratings (one unknown for each rater's answer set about each person and dimension) and tries
//! two attacks: a linear combination of figures that holds one anonymous rater alone (exact elimination in a prime field), and bounds on one rating
//! that are narrower than the stated width (linear programmes over the scale, figures known to their printed places).

#![allow(
    clippy::unwrap_used,
    clippy::float_arithmetic,
    reason = "an attack ends where something is absent, and its arithmetic is no score"
)]

use std::collections::{BTreeMap, BTreeSet};

use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, microlp, variable};
use jenjang::Decimal;
use jenjang::evaluation::cohort::QueryGuard;
use jenjang::evaluation::edition::Editions;
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::report::{Reporting, Summary};
use jenjang::evaluation::response::{Answer, CheckedResponse, Response};
use jenjang::evaluation::scheme::{Relation, Scheme};
use jenjang::evaluation::scoring::{RateeInput, rater_scores, score};
use jenjang::evaluation::shown::{Bounds, Shown, overall_bounds};
use jenjang::number::ratio::Ratio;
use jenjang::people::id::{PersonId, RaterGroupCode};
use jenjang_tests::Random;

/// An unknown: person rated, rater and how often the rater had answered again, dimension.
type Unknown = (String, String, u32, String);

/// A figure: what it is made of, what is added by ratings known by name, and what is shown.
#[derive(Clone, Debug)]
struct Figure {
    terms: BTreeMap<Unknown, Ratio>,
    known: Ratio,
    shown: Shown,
}

/// What the adversary has collected.
#[derive(Default)]
struct Released {
    figures: Vec<Figure>,
    anonymous: BTreeSet<(String, String)>,
}

/// Who answers about a person and what: group, rater, revision, mean answer on which everything hinges.
struct Crowd {
    ratee: String,
    responses: Vec<CheckedResponse>,
}

fn answers(instrument: &Instrument, level: u64, random: &mut Random) -> Vec<Option<Answer>> {
    instrument
        .items()
        .iter()
        .map(|item| {
            if item.leaders_only || random.below(9) == 0 {
                return None;
            }
            // crowds that agree at an end of the scale are where figures say most
            let value = match level {
                0 => 5,
                1 => 1,
                2 => 4 + random.below(2),
                _ => 1 + random.below(5),
            };
            Some(Answer::Value(Decimal::from(value)))
        })
        .collect()
}

fn respond(
    instrument: &Instrument,
    ratee: &str,
    rater: &str,
    group: &RaterGroupCode,
    revision: u32,
    level: u64,
    random: &mut Random,
) -> CheckedResponse {
    let answers =
        instrument.items().iter().zip(answers(instrument, level, random)).filter_map(|(item, answer)| Some((item.id.clone(), answer?)));
    let response = Response {
        rater: rater.parse().unwrap(),
        ratee: ratee.parse().unwrap(),
        group: group.clone(),
        answers: answers.collect(),
        comment: None,
        revision,
    };
    CheckedResponse::try_new(response, instrument, false).unwrap()
}

fn crowd(scheme: &Scheme, instrument: &Instrument, at: usize, random: &mut Random) -> Crowd {
    let ratee = format!("ratee-{at}");
    let mut responses = Vec::new();
    for group in scheme.groups() {
        let count = match group.relation {
            Relation::Oneself => random.below(2),
            Relation::Superior => 1,
            _ => random.below(7),
        };
        let level = random.below(5);
        for rater in 0..count {
            let name = if group.relation == Relation::Oneself { ratee.clone() } else { format!("{}-{rater}", group.code) };
            responses.push(respond(instrument, &ratee, &name, &group.code, 0, level, random));
        }
    }
    Crowd { ratee, responses }
}

fn sheet(scheme: &Scheme, instrument: &Instrument, crowd: &Crowd) -> jenjang::evaluation::scoring::ScoreSheet {
    let ratee: PersonId = crowd.ratee.parse().unwrap();
    let appointed: BTreeMap<RaterGroupCode, usize> = scheme.groups().iter().map(|group| (group.code.clone(), 1)).collect();
    let importance = BTreeMap::new();
    score(
        scheme,
        instrument,
        &RateeInput { ratee: &ratee, leads: false, responses: &crowd.responses, appointed: &appointed, importance: &importance },
    )
    .unwrap()
}

/// Terms and known part of one dimension's blocks and score, by the responses of the edition the figures are from.
fn dimension_figures(
    scheme: &Scheme,
    instrument: &Instrument,
    summary: &Summary,
    editions: &[Vec<CheckedResponse>],
    released: &mut Released,
) -> BTreeMap<String, (BTreeMap<Unknown, Ratio>, Ratio)> {
    let mut scores = BTreeMap::new();
    let now = editions.last().unwrap();
    for dimension in &summary.dimensions {
        let place = instrument.dimensions().iter().position(|d| d.code == dimension.code).unwrap();
        let mut blocks = Vec::new();
        for block in &dimension.blocks {
            let named = block.groups.iter().any(|code| scheme.group(code).unwrap().identified);
            let responses = if named { now } else { &editions[dimension.edition as usize - 1] };
            let members: Vec<&CheckedResponse> = responses.iter().filter(|r| block.groups.contains(r.group())).collect();
            let counted: Vec<(&CheckedResponse, Ratio)> = members
                .iter()
                .zip(rater_scores(scheme, instrument, &members, false))
                .filter_map(|(response, scores)| Some((*response, scores[place].score?)))
                .collect();
            let share = Ratio::new(1, counted.len() as i128).unwrap();
            let weights = scheme.weights(|_| true);
            let weight =
                Ratio::sum(block.groups.iter().map(|code| weights[scheme.groups().iter().position(|g| g.code == *code).unwrap()])).unwrap();
            if named {
                blocks.push((weight, BTreeMap::new(), counted[0].1));
                continue;
            }
            let unknown =
                |r: &CheckedResponse| (summary.ratee.to_string(), r.rater().to_string(), r.revision(), dimension.code.to_string());
            let terms: BTreeMap<Unknown, Ratio> = counted.iter().map(|(response, _)| (unknown(response), share)).collect();
            released.anonymous.extend(counted.iter().map(|(r, _)| (summary.ratee.to_string(), r.rater().to_string())));
            released.figures.push(Figure { terms: terms.clone(), known: Ratio::ZERO, shown: block.mean });
            blocks.push((weight, terms, Ratio::ZERO));
        }
        let Some(shown) = dimension.score else { continue };
        let coverage = Ratio::sum(blocks.iter().map(|(weight, ..)| *weight)).unwrap();
        let mut whole = (BTreeMap::new(), Ratio::ZERO);
        for (weight, terms, known) in blocks {
            let weight = weight.over(coverage).unwrap();
            add(&mut whole, &(terms, known), weight);
        }
        released.figures.push(Figure { terms: whole.0.clone(), known: whole.1, shown });
        scores.insert(dimension.code.to_string(), whole);
    }
    scores
}

fn add(to: &mut (BTreeMap<Unknown, Ratio>, Ratio), from: &(BTreeMap<Unknown, Ratio>, Ratio), weight: Ratio) {
    for (unknown, coefficient) in &from.0 {
        let sum = to.0.get(unknown).copied().unwrap_or(Ratio::ZERO).plus(coefficient.times(weight).unwrap()).unwrap();
        to.0.insert(unknown.clone(), sum);
    }
    to.1 = to.1.plus(from.1.times(weight).unwrap()).unwrap();
}

/// A whole cycle with corrections and filters, as far as anybody may see it.
fn cycle(scheme: &Scheme, instrument: &Instrument, random: &mut Random) -> Released {
    let mut released = Released::default();
    let mut totals: BTreeMap<String, ((BTreeMap<Unknown, Ratio>, Ratio), Bounds)> = BTreeMap::new();
    for at in 0..6 {
        let mut crowd = crowd(scheme, instrument, at, random);
        let mut responses = vec![crowd.responses.clone()];
        let mut editions = Editions::first(sheet(scheme, instrument, &crowd));
        for correction in 1..=random.below(4) as u32 {
            change(scheme, instrument, &mut crowd, correction, random);
            editions.correct(scheme, instrument, &sheet(scheme, instrument, &crowd)).unwrap();
            responses.push(crowd.responses.clone());
        }
        for (edition, sheet) in editions.all().iter().enumerate() {
            let reporting = Reporting { scheme, instrument, sheet, precision: None };
            let hr = reporting.for_hr(BTreeMap::new());
            assert_eq!(values(&hr.summary), values(&reporting.for_ratee().summary), "all readers see the same figures");
            assert_eq!(values(&hr.summary), values(&reporting.for_superior().summary));
            let scores = dimension_figures(scheme, instrument, &hr.summary, &responses[..=edition], &mut released);
            let Some(shown) = hr.summary.score else { continue };
            let mut whole = (BTreeMap::new(), Ratio::ZERO);
            let each = Ratio::new(1, scores.len() as i128).unwrap();
            scores.values().for_each(|dimension| add(&mut whole, dimension, each));
            released.figures.push(Figure { terms: whole.0.clone(), known: whole.1, shown });
            totals.insert(crowd.ratee.clone(), (whole, overall_bounds(scheme, instrument, sheet).unwrap()));
        }
    }
    filters(scheme, &totals, &mut released, random);
    released
}

fn values(summary: &Summary) -> Vec<Option<Shown>> {
    let dimensions = summary.dimensions.iter().flat_map(|d| d.blocks.iter().map(|b| Some(b.mean)).chain([d.score]));
    dimensions.chain([summary.score]).collect()
}

/// Late answers, answers given again, raters taken out.
fn change(scheme: &Scheme, instrument: &Instrument, crowd: &mut Crowd, correction: u32, random: &mut Random) {
    let anonymous: Vec<_> = scheme.groups().iter().filter(|group| !group.identified && group.relation != Relation::Oneself).collect();
    let ratee = crowd.ratee.clone();
    // those who come late often agree, and then their mean is everybody's answer
    let level = random.below(5);
    for late in 0..random.below(6) {
        let group = &anonymous[random.below(anonymous.len() as u64) as usize].code;
        crowd.responses.push(respond(instrument, &ratee, &format!("late-{correction}-{late}"), group, 0, level, random));
    }
    for response in &mut crowd.responses {
        if random.below(8) == 0 && anonymous.iter().any(|group| group.code == *response.group()) {
            *response = respond(instrument, &ratee, response.rater().as_str(), response.group(), correction, 4, random);
        }
    }
    let gone = random.below(10);
    crowd.responses.retain(|response| {
        let named = scheme.group(response.group()).unwrap().identified;
        named || gone != 0 || response.rater().as_str().len() % 2 == 0
    });
}

/// Means over parts of the cycle, as far as the guard answers.
fn filters(
    scheme: &Scheme,
    totals: &BTreeMap<String, ((BTreeMap<Unknown, Ratio>, Ratio), Bounds)>,
    released: &mut Released,
    random: &mut Random,
) {
    let population: BTreeSet<&String> = totals.keys().collect();
    let minimum = scheme.release().minimum_for_means;
    let Ok(mut guard) = QueryGuard::try_new(&population, minimum) else { return };
    for _ in 0..6 {
        let part: BTreeSet<&String> = population.iter().copied().filter(|_| random.below(3) > 0).collect();
        if part.is_empty() || guard.ask(&part).is_err() {
            continue;
        }
        let each = Ratio::new(1, part.len() as i128).unwrap();
        let mut whole = (BTreeMap::new(), Ratio::ZERO);
        part.iter().for_each(|ratee| add(&mut whole, &totals[*ratee].0, each));
        let bounds = Bounds::mean(part.iter().map(|ratee| totals[*ratee].1).collect::<Vec<_>>()).unwrap();
        released.figures.push(Figure { terms: whole.0, known: whole.1, shown: bounds.shown(scheme.parts().places).unwrap() });
    }
}

const PRIME: u128 = (1 << 61) - 1;

fn power(mut base: u128, mut exponent: u128) -> u128 {
    let mut result = 1;
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    result
}

fn residue(ratio: Ratio) -> u128 {
    let of = |value: i128| value.rem_euclid(PRIME as i128) as u128;
    of(ratio.numerator()) * power(of(ratio.denominator()), PRIME - 2) % PRIME
}

/// Whether some combination of the rows has nothing but the last `own` columns in it.
fn isolates(mut rows: Vec<Vec<u128>>, others: usize) -> bool {
    let mut used = 0;
    for column in 0..others {
        let Some(pivot) = (used..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
        rows.swap(used, pivot);
        let inverse = power(rows[used][column], PRIME - 2);
        let pivot = rows[used].clone();
        for row in rows.iter_mut().skip(used + 1).filter(|row| row[column] != 0) {
            let factor = row[column] * inverse % PRIME;
            for (cell, of_pivot) in row.iter_mut().zip(&pivot).skip(column) {
                *cell = (*cell + PRIME - factor * of_pivot % PRIME) % PRIME;
            }
        }
        used += 1;
    }
    rows[used..].iter().any(|row| row.iter().any(|cell| *cell != 0))
}

/// All figures known exactly, as rows whose last columns are those of one rater.
fn rows_for(released: &Released, ratee: &str, rater: &str) -> (Vec<Vec<u128>>, usize) {
    let figures: Vec<&Figure> = released.figures.iter().filter(|figure| matches!(figure.shown, Shown::Exact(_))).collect();
    let all: BTreeSet<&Unknown> = figures.iter().flat_map(|figure| figure.terms.keys()).collect();
    let is_own = |unknown: &Unknown| unknown.0 == ratee && unknown.1 == rater;
    let (own, others): (Vec<&Unknown>, Vec<&Unknown>) = all.into_iter().partition(|unknown| is_own(unknown));
    let columns: Vec<&Unknown> = others.iter().chain(&own).copied().collect();
    let mut rows: Vec<Vec<u128>> = Vec::new();
    let mut seen = BTreeSet::new();
    for figure in figures {
        let row: Vec<u128> = columns.iter().map(|unknown| figure.terms.get(*unknown).map_or(0, |r| residue(*r))).collect();
        // the same figure in two editions says nothing new
        if seen.insert(row.clone()) {
            rows.push(row);
        }
    }
    (rows, others.len())
}

/// The shipped questionnaire of a scheme with its first dimensions, so that a whole cycle can be eliminated at once.
fn short(scheme: &Scheme) -> Instrument {
    let shipped = jenjang_asn::instruments().into_iter().find(|i| i.parts().id == scheme.parts().instrument).unwrap();
    let mut parts = shipped.parts().clone();
    parts.dimensions.truncate(3);
    parts.items.retain(|item| parts.dimensions.iter().any(|dimension| dimension.code == item.dimension));
    Instrument::try_new(parts).unwrap()
}

#[test]
fn no_combination_of_released_figures_holds_one_rater_alone() {
    let mut attacked = 0;
    for (at, scheme) in jenjang_asn::schemes().iter().enumerate() {
        let instrument = short(scheme);
        for seed in 0..12 {
            let mut random = Random::new(1000 * at as u64 + seed);
            let released = cycle(scheme, &instrument, &mut random);
            let raters: Vec<_> = released.anonymous.iter().collect();
            for (ratee, rater) in raters.iter().step_by(11) {
                let (rows, others) = rows_for(&released, ratee, rater);
                assert!(
                    !isolates(rows, others),
                    "{}: seed {seed}: {rater} about {ratee} is alone in a combination of figures",
                    scheme.parts().id
                );
                attacked += 1;
            }
        }
    }
    assert!(attacked > 100, "{attacked} raters were attacked");
}

#[test]
fn a_reader_of_totals_alone_cannot_single_out_a_person() {
    let people: Vec<u32> = (0..30).collect();
    let row = |members: &BTreeSet<u32>, last: u32| -> Vec<u128> {
        let columns = people.iter().filter(|person| **person != last).chain([&last]);
        columns.map(|person| u128::from(members.contains(person))).collect()
    };
    let alone =
        |answered: &[BTreeSet<u32>]| people.iter().any(|person| isolates(answered.iter().map(|set| row(set, *person)).collect(), 29));
    let population: BTreeSet<u32> = people.iter().copied().collect();
    let mut refused = 0;
    for seed in 0..10 {
        let mut random = Random::new(seed);
        let mut guard = QueryGuard::try_new(&population, 3).unwrap();
        let mut answered = vec![population.clone()];
        let mut asked = vec![population.clone()];
        for _ in 0..60 {
            let start = random.below(28) as u32;
            let part: BTreeSet<u32> = (start..30).take(2 + random.below(20) as usize).collect();
            asked.push(part.clone());
            match guard.ask(&part) {
                Ok(()) => answered.push(part),
                Err(_) => refused += 1,
            }
        }
        assert!(!alone(&answered), "seed {seed}: the totals answered single somebody out");
        assert!(answered.len() > 2 && alone(&asked), "seed {seed}: unguarded they would");
    }
    assert!(refused > 100);
}

#[test]
fn the_attack_finds_a_rater_where_editions_are_not_guarded() {
    let row = |raters: &[u8], n: i128| {
        (0..5).map(|r| if raters.contains(&r) { residue(Ratio::new(1, n).unwrap()) } else { 0 }).collect::<Vec<_>>()
    };
    assert!(isolates(vec![row(&[0, 1, 2, 3], 4), row(&[0, 1, 2, 3, 4], 5)], 4), "the fifth came alone");
    assert!(!isolates(vec![row(&[0, 1], 2), row(&[2, 3, 4], 3)], 4));
}

/// From where to where a rating can lie, given everything released about the person.
fn feasible(released: &Released, target: &Unknown, scale: (f64, f64), places: u32) -> (f64, f64) {
    let figures: Vec<&Figure> = released.figures.iter().filter(|figure| figure.terms.keys().any(|unknown| unknown.0 == target.0)).collect();
    let half = 0.5 / 10f64.powi(places as i32);
    let solve = |maximise: bool| {
        let mut problem = ProblemVariables::new();
        let all: BTreeSet<&Unknown> = figures.iter().flat_map(|figure| figure.terms.keys()).collect();
        let columns: BTreeMap<&Unknown, Variable> =
            all.into_iter().map(|unknown| (unknown, problem.add(variable().min(scale.0).max(scale.1)))).collect();
        let goal = columns[target];
        let mut model = if maximise { problem.maximise(goal).using(microlp) } else { problem.minimise(goal).using(microlp) };
        for figure in &figures {
            let mut sum = Expression::from(float(figure.known));
            for (unknown, coefficient) in &figure.terms {
                sum += float(*coefficient) * columns[unknown];
            }
            let (low, high) = match figure.shown {
                Shown::Exact(value) => (decimal(value) - half, decimal(value) + half),
                Shown::Between(low, high) => (decimal(low), decimal(high)),
            };
            model = model.with(sum.clone().geq(low)).with(sum.leq(high));
        }
        model.solve().unwrap().value(goal)
    };
    (solve(false), solve(true))
}

fn float(ratio: Ratio) -> f64 {
    ratio.numerator() as f64 / ratio.denominator() as f64
}

fn decimal(value: Decimal) -> f64 {
    value.to_string().parse().unwrap()
}

#[test]
fn no_rating_is_narrowed_down_below_the_stated_width() {
    let mut narrowest = f64::INFINITY;
    for (at, scheme) in jenjang_asn::schemes().iter().enumerate() {
        let instrument = &short(scheme);
        let scale = (decimal(instrument.scale().minimum), decimal(instrument.scale().maximum));
        let stated = decimal(scheme.stated_width()) * (scale.1 - scale.0);
        for seed in 0..20 {
            let mut random = Random::new(77 * at as u64 + seed);
            let released = cycle(scheme, instrument, &mut random);
            let unknowns: BTreeSet<&Unknown> = released.figures.iter().flat_map(|figure| figure.terms.keys()).collect();
            // of each person, dimension and crowd that came together one is enough: the others have the same bounds
            for target in unknowns.iter().step_by(7) {
                let (low, high) = feasible(&released, target, scale, scheme.parts().places);
                assert!(
                    high - low >= stated - 1e-6,
                    "{}: seed {seed}: {target:?} lies within {low} to {high}, stated {stated}",
                    scheme.parts().id
                );
                narrowest = narrowest.min(high - low);
            }
        }
    }
    assert!(narrowest.is_finite() && narrowest < 4.0, "the attack does narrow ratings down: {narrowest}");
}
