//! The names of states, and why a round cannot move.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::people::id::{DecisionId, PersonId, RoundId};
use crate::promotion::ranking::RankError;
use crate::promotion::selection::SelectionError;

/// A state's name, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Announced.
    Planned,
    /// People may stand.
    Open,
    /// Eligibility decided.
    Screened,
    /// Scores known.
    Scored,
    /// Ranks known.
    Ranked,
    /// Chosen.
    Decided,
    /// Public.
    Published,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stage::Planned => "planned",
            Stage::Open => "open",
            Stage::Screened => "screened",
            Stage::Scored => "scored",
            Stage::Ranked => "ranked",
            Stage::Decided => "decided",
            Stage::Published => "published",
        })
    }
}

/// Why a round cannot move.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoundError {
    /// A move from the wrong state.
    #[error("cannot move round `{round}` from `{from}` to `{to}`")]
    Transition {
        /// The round.
        round: RoundId,
        /// Its state.
        from: Stage,
        /// The state asked for.
        to: Stage,
    },
    /// A change of candidates while the round is not open.
    #[error("cannot change the candidates of round `{round}` in state `{state}`, expected `open`")]
    NotOpen {
        /// The round.
        round: RoundId,
        /// Its state.
        state: Stage,
    },
    /// A round that scores nobody.
    #[error("round `{0}` chooses by eligibility, nobody is scored or ranked in it")]
    NotRanked(RoundId),
    /// Somebody who already stands.
    #[error("`{person}` already stands in round `{round}`")]
    StandsAlready {
        /// The round.
        round: RoundId,
        /// Who.
        person: PersonId,
    },
    /// Somebody who does not stand.
    #[error("`{person}` does not stand in round `{round}`")]
    DoesNotStand {
        /// The round.
        round: RoundId,
        /// Who.
        person: PersonId,
    },
    /// Somebody without what everybody needs.
    #[error("`{person}` has no {what} in round `{round}`, expected one for everybody who {whom}")]
    Lacking {
        /// The round.
        round: RoundId,
        /// Who.
        person: PersonId,
        /// What is lacking.
        what: &'static str,
        /// Who needs one.
        whom: &'static str,
    },
    /// Two where one is expected.
    #[error("`{person}` has two {what} in round `{round}`, expected one")]
    Twice {
        /// The round.
        round: RoundId,
        /// Who.
        person: PersonId,
        /// What came twice.
        what: &'static str,
    },
    /// A score for somebody who was not found eligible.
    #[error("`{person}` was not found eligible in round `{round}` and cannot be scored")]
    NotEligible {
        /// The round.
        round: RoundId,
        /// Who.
        person: PersonId,
    },
    /// A score that the correction has no use for.
    #[error(
        "a score of `{scored}` comes with the decision about `{person}` in round `{round}`, expected one only for an eligible person of a round that has scored"
    )]
    NeedlessScore {
        /// The round.
        round: RoundId,
        /// Whom the decision is about.
        person: PersonId,
        /// Who was scored.
        scored: PersonId,
    },
    /// A decision about something else.
    #[error("decision `{decision}` is of policy `{policy}` for {as_of}, expected policy `{expected_policy}` for {expected}")]
    OtherQuestion {
        /// The decision.
        decision: DecisionId,
        /// Its policy.
        policy: Arc<str>,
        /// Its day.
        as_of: NaiveDate,
        /// The round's policy.
        expected_policy: Arc<str>,
        /// The round's day.
        expected: NaiveDate,
    },
    /// A correction of another decision than the one in force.
    #[error("decision `{decision}` does not correct `{in_force}`, the decision in force about `{person}`")]
    NotACorrection {
        /// The new decision.
        decision: DecisionId,
        /// About whom.
        person: PersonId,
        /// The decision in force.
        in_force: DecisionId,
    },
    /// A day before the last move.
    #[error("round `{round}` cannot be {to} on {on}, expected {earliest} or later")]
    Backdated {
        /// The round.
        round: RoundId,
        /// The state asked for.
        to: Stage,
        /// The day given.
        on: NaiveDate,
        /// The first possible day.
        earliest: NaiveDate,
    },
    /// The ranking cannot be made.
    #[error(transparent)]
    Ranking(#[from] RankError),
    /// The choice is refused.
    #[error(transparent)]
    Selection(#[from] SelectionError),
}
