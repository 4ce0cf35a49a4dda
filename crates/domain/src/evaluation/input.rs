//! A whole cycle ready for scoring: people, nominations, answers.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::chart::Chart;
use super::nomination::{Nomination, NominationState};
use super::response::CheckedResponse;
use super::scoring::RateeInput;
use crate::people::id::{CompetencyCode, PersonId, RaterGroupCode};

/// One person to be scored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RateeData {
    /// Whether the person leads others.
    pub leads: bool,
    /// How many raters were appointed for each group. Those who declined afterwards count: the group exists for this person all the same.
    pub appointed: BTreeMap<RaterGroupCode, usize>,
    /// The responses about the person, in the order of their raters.
    pub responses: Vec<CheckedResponse>,
}

impl RateeData {
    /// Whether a rater has answered about this person.
    pub fn has_answer_of(&self, rater: &PersonId) -> bool {
        self.responses.binary_search_by(|response| response.rater().cmp(rater)).is_ok()
    }

    /// What [`super::scoring::score`] takes.
    pub fn input<'a>(&'a self, ratee: &'a PersonId, importance: &'a BTreeMap<CompetencyCode, Decimal>) -> RateeInput<'a> {
        RateeInput { ratee, leads: self.leads, responses: &self.responses, appointed: &self.appointed, importance }
    }
}

/// A whole cycle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CycleInput {
    /// Who reports to whom.
    pub chart: Chart,
    /// Who rates whom, as named.
    pub nominations: Vec<Nomination>,
    /// Everybody for whom raters were named or who was answered about, in the order of their ids.
    pub ratees: BTreeMap<PersonId, RateeData>,
}

impl CycleInput {
    /// Puts nominations and responses together by person; the order of neither matters.
    pub fn new(chart: Chart, nominations: Vec<Nomination>, responses: Vec<CheckedResponse>) -> CycleInput {
        let mut ratees: BTreeMap<PersonId, RateeData> = BTreeMap::new();
        for nomination in &nominations {
            let data = ratees.entry(nomination.ratee().clone()).or_default();
            if matches!(nomination.state(), NominationState::Approved { .. } | NominationState::Declined { .. }) {
                *data.appointed.entry(nomination.group().clone()).or_default() += 1;
            }
        }
        for response in responses {
            match ratees.get_mut(response.ratee()) {
                Some(data) => data.responses.push(response),
                None => ratees.entry(response.ratee().clone()).or_default().responses.push(response),
            }
        }
        for (ratee, data) in &mut ratees {
            data.leads = chart.leads(ratee);
            data.responses.sort_by(|a, b| a.rater().cmp(b.rater()));
        }
        CycleInput { chart, nominations, ratees }
    }

    /// How many answers there are in all, items left open not counted.
    pub fn answers(&self) -> usize {
        let responses = self.ratees.values().flat_map(|data| &data.responses);
        responses.map(|response| response.answers().iter().flatten().count()).sum()
    }
}
