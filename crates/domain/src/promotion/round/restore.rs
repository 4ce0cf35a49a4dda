//! A round as a store keeps it, and back.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Method, Round, RoundChoice, RoundState, ScoredEntry, Screening, Stage};
use crate::people::id::PersonId;
use crate::promotion::decision::DecisionHead;
use crate::promotion::ranking::{RankEntry, RankError, Ranking};
use crate::promotion::repository::RoundFile;

/// What a store keeps of a round beside its file.
#[derive(Clone, Debug, Default)]
pub struct RoundParts {
    /// Who stands; needed while the round is open.
    pub candidates: BTreeSet<PersonId>,
    /// The heads of the decisions in force; needed from screened on.
    pub heads: Vec<DecisionHead>,
    /// The scores; needed from scored on, of a round that ranks.
    pub entries: Vec<RankEntry>,
}

impl Round {
    /// The round again. The ranking is made anew from the scores, which gives the same (INVARIANT (order does not matter)).
    ///
    /// # Errors
    /// [`RankError`] where the scores kept cannot be compared.
    pub fn restore(file: &RoundFile, parts: RoundParts) -> Result<Round, RankError> {
        let screening = || Screening(parts.heads.iter().map(|head| (head.person.clone(), head.clone())).collect());
        let entries = || -> BTreeMap<PersonId, ScoredEntry> {
            parts.entries.iter().map(|entry| (entry.id.clone(), ScoredEntry(entry.clone()))).collect()
        };
        let ranking = || match &file.plan.method {
            Method::Ranking { order, .. } => Ranking::of(parts.entries.clone(), order).map(Some),
            Method::Eligibility => Ok(None),
        };
        let state = match (file.stage, ranking, &file.selection) {
            (Stage::Planned, ..) => RoundState::Planned,
            (Stage::Open, ..) => RoundState::Open { since: file.since, candidates: parts.candidates },
            (Stage::Scored, ..) => RoundState::Scored { screening: screening(), entries: entries() },
            (Stage::Decided | Stage::Published, ranking, Some(selection)) => {
                let selection = selection.clone();
                let choice = Box::new(RoundChoice { screening: screening(), entries: entries(), ranking: ranking()?, selection });
                match file.stage {
                    Stage::Published => RoundState::Published { on: file.since, choice },
                    _ => RoundState::Decided(choice),
                }
            }
            // a choice that is not there has to be made
            (Stage::Ranked | Stage::Decided | Stage::Published, ranking, _) => match ranking()? {
                Some(ranking) => RoundState::Ranked { screening: screening(), entries: entries(), ranking },
                None => RoundState::Screened { screening: screening() },
            },
            (Stage::Screened, ..) => RoundState::Screened { screening: screening() },
        };
        Ok(Round { plan: file.plan.clone(), edition: file.edition, earlier: file.earlier.clone(), state })
    }

    /// The file after a move made on a day; what the moves do not touch stays as it is in the file before.
    pub fn file(&self, before: &RoundFile, on: NaiveDate) -> RoundFile {
        RoundFile {
            plan: self.plan.clone(),
            stage: self.stage(),
            since: on,
            edition: self.edition,
            earlier: self.earlier.clone(),
            selection: self.selection().cloned(),
            ..before.clone()
        }
    }

    /// The score and tie-breakers of a person, once there are any.
    pub fn entry(&self, person: &PersonId) -> Option<&RankEntry> {
        let entries = match &self.state {
            RoundState::Scored { entries, .. } | RoundState::Ranked { entries, .. } => entries,
            RoundState::Decided(choice) | RoundState::Published { choice, .. } => &choice.entries,
            _ => return None,
        };
        entries.get(person).map(ScoredEntry::entry)
    }
}
