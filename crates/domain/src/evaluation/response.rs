//! What one rater answered about one person.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::instrument::Instrument;
use crate::legal::Label;
use crate::people::id::{ItemId, PersonId, RaterGroupCode};

/// The answer to one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// A value of the scale.
    Value(Decimal),
    /// The rater did not see it. Missing: never 0, never the middle.
    NotObserved,
}

/// A response as handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// Who answers.
    pub rater: PersonId,
    /// About whom.
    pub ratee: PersonId,
    /// As a member of which group.
    pub group: RaterGroupCode,
    /// Answers by item; an item that is absent was left open.
    pub answers: BTreeMap<ItemId, Answer>,
    /// Free text, where given.
    pub comment: Option<String>,
    /// How often this rater has answered again about this person; 0 at first.
    pub revision: u32,
}

/// What is wrong with a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseProblem {
    /// An item the instrument does not have.
    UnknownItem {
        /// The item.
        item: ItemId,
    },
    /// An item for leaders, about somebody who leads nobody.
    LeadersOnly {
        /// The item.
        item: ItemId,
        /// The person rated.
        ratee: PersonId,
    },
    /// A value that is not on the scale.
    OutsideScale {
        /// The item.
        item: ItemId,
        /// The value.
        found: Decimal,
        /// The values of the scale.
        expected: Vec<Decimal>,
    },
}

impl ResponseProblem {
    /// The sentence.
    pub fn message(&self) -> Label {
        match self {
            ResponseProblem::UnknownItem { item } => {
                Label::new(format!("butir `{item}` tidak ada dalam instrumen"), format!("unknown item `{item}` in the instrument"))
            }
            ResponseProblem::LeadersOnly { item, ratee } => Label::new(
                format!("butir `{item}` hanya untuk pemimpin, sedangkan `{ratee}` tidak memimpin"),
                format!("item `{item}` is for leaders only, but `{ratee}` leads nobody"),
            ),
            ResponseProblem::OutsideScale { item, found, expected } => {
                let shown = expected.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                Label::new(
                    format!("jawaban `{found}` untuk butir `{item}` di luar skala, diharapkan salah satu dari {shown}"),
                    format!("answer `{found}` to item `{item}` is outside the scale, expected one of {shown}"),
                )
            }
        }
    }
}

/// A response that fits its instrument: answers stand in the order of the items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedResponse {
    rater: PersonId,
    ratee: PersonId,
    group: RaterGroupCode,
    answers: Vec<Option<Answer>>,
    comment: Option<String>,
    revision: u32,
}

impl CheckedResponse {
    /// Checks a response about somebody who leads others or not.
    ///
    /// # Errors
    /// Every [`ResponseProblem`] found.
    pub fn try_new(response: Response, instrument: &Instrument, leads: bool) -> Result<CheckedResponse, Vec<ResponseProblem>> {
        let mut problems = Vec::new();
        let mut answers = vec![None; instrument.items().len()];
        for (item, answer) in response.answers {
            let Some(place) = instrument.place_of(&item) else {
                problems.push(ResponseProblem::UnknownItem { item });
                continue;
            };
            if !instrument.is_asked(place, leads) {
                problems.push(ResponseProblem::LeadersOnly { item, ratee: response.ratee.clone() });
                continue;
            }
            if let Answer::Value(found) = answer
                && !instrument.scale().anchors.iter().any(|anchor| anchor.value == found)
            {
                let expected = instrument.scale().anchors.iter().map(|anchor| anchor.value).collect();
                problems.push(ResponseProblem::OutsideScale { item, found, expected });
                continue;
            }
            answers[place] = Some(answer);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let Response { rater, ratee, group, comment, revision, .. } = response;
        let comment = comment.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(CheckedResponse { rater, ratee, group, answers, comment, revision })
    }

    /// Who answers.
    pub fn rater(&self) -> &PersonId {
        &self.rater
    }

    /// About whom.
    pub fn ratee(&self) -> &PersonId {
        &self.ratee
    }

    /// As a member of which group.
    pub fn group(&self) -> &RaterGroupCode {
        &self.group
    }

    /// Answers in the order of the instrument's items; `None` was left open or not asked.
    pub fn answers(&self) -> &[Option<Answer>] {
        &self.answers
    }

    /// Free text, where given.
    pub fn comment(&self) -> Option<&str> {
        self.comment.as_deref()
    }

    /// How often this rater has answered again.
    pub fn revision(&self) -> u32 {
        self.revision
    }
}
