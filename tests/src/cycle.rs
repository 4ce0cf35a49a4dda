//! Simulated 360° cycles: people with a level of their own, raters with a leniency of their own, answers with noise; all in whole hundredths.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what cannot be made ends the test")]

use std::collections::BTreeMap;

use jenjang::Decimal;
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::response::{Answer, CheckedResponse, Response};
use jenjang::evaluation::scheme::{Relation, Scheme};
use jenjang::evaluation::scoring::{RateeInput, ScoreSheet, score};
use jenjang::people::id::{PersonId, RaterGroupCode};

use crate::Random;

/// One simulated person and what others answered.
pub struct Simulated {
    /// The person.
    pub ratee: PersonId,
    /// Responses, self rating included.
    pub responses: Vec<CheckedResponse>,
    /// Raters by group.
    pub appointed: BTreeMap<RaterGroupCode, usize>,
}

impl Simulated {
    /// The scores, all dimensions equally important.
    pub fn sheet(&self, scheme: &Scheme, instrument: &Instrument) -> ScoreSheet {
        let importance = BTreeMap::new();
        let input = RateeInput {
            ratee: &self.ratee,
            leads: false,
            responses: &self.responses,
            appointed: &self.appointed,
            importance: &importance,
        };
        score(scheme, instrument, &input).unwrap()
    }
}

/// How a cycle is simulated, in hundredths of a point.
#[derive(Clone, Copy)]
pub struct Shape {
    /// How far people differ from each other, at most.
    pub people: u64,
    /// How far raters differ in leniency, at most.
    pub leniency: u64,
    /// How far single answers scatter, at most.
    pub noise: u64,
    /// Raters of each anonymous group.
    pub raters: usize,
    /// Of 100 answers, how many are not observed.
    pub not_observed: u64,
}

/// A usual cycle: eight raters with the superior and the self rating.
pub const USUAL: Shape = Shape { people: 120, leniency: 40, noise: 90, raters: 3, not_observed: 4 };

fn spread(random: &mut Random, most: u64) -> i64 {
    i64::try_from(random.below(2 * most + 1)).unwrap() - i64::try_from(most).unwrap()
}

/// A cycle of so many people in units of ten; raters come from the same unit, so that they overlap.
pub fn simulate(scheme: &Scheme, instrument: &Instrument, people: usize, shape: Shape, random: &mut Random) -> Vec<Simulated> {
    let level: Vec<i64> = (0..people).map(|_| 340 + spread(random, shape.people)).collect();
    let leniency: Vec<i64> = (0..people).map(|_| spread(random, shape.leniency)).collect();
    let name = |at: usize| format!("synthetic-{at:05}").parse::<PersonId>().unwrap();
    (0..people)
        .map(|at| {
            let unit: Vec<usize> = (at / 10 * 10..(at / 10 * 10 + 10).min(people)).filter(|other| *other != at).collect();
            let mut next = random.below(unit.len() as u64) as usize;
            let mut responses = Vec::new();
            let mut appointed = BTreeMap::new();
            for group in scheme.groups() {
                let count = if group.identified { 1 } else { shape.raters.min(group.maximum) };
                for _ in 0..count {
                    let rater = if group.relation == Relation::Oneself { at } else { unit[next % unit.len()] };
                    next += usize::from(group.relation != Relation::Oneself);
                    *appointed.entry(group.code.clone()).or_default() += 1;
                    let mut answers = BTreeMap::new();
                    for item in instrument.items().iter().filter(|item| !item.leaders_only) {
                        let answer = if random.below(100) < shape.not_observed {
                            Answer::NotObserved
                        } else {
                            let hundredths = level[at] + leniency[rater] + spread(random, shape.noise);
                            Answer::Value(Decimal::from(((hundredths + 50) / 100).clamp(1, 5)))
                        };
                        answers.insert(item.id.clone(), answer);
                    }
                    let response =
                        Response { rater: name(rater), ratee: name(at), group: group.code.clone(), answers, comment: None, revision: 0 };
                    responses.push(CheckedResponse::try_new(response, instrument, false).unwrap());
                }
            }
            Simulated { ratee: name(at), responses, appointed }
        })
        .collect()
}
