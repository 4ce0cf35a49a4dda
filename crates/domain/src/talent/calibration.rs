//! The log of a calibration meeting: who was moved from which box to which, why, by whom and when. It only grows.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use crate::people::id::PersonId;
use crate::policy::scale::Choice;

/// One move from a box to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Move {
    /// Who was moved.
    pub person: PersonId,
    /// The box before.
    pub before: Choice,
    /// The box after.
    pub after: Choice,
    /// Why, in the words of the meeting.
    pub reason: Arc<str>,
    /// Who answers for it.
    pub by: PersonId,
    /// When.
    pub on: NaiveDate,
}

/// Why a move is not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalibrationError {
    /// The same person twice at the start.
    #[error("`{0}` enters the calibration twice, expected each person once")]
    Twice(PersonId),
    /// Somebody who was never placed.
    #[error("`{0}` has no box in this calibration, expected somebody who was placed before the meeting")]
    NotPlaced(PersonId),
    /// No reason.
    #[error("the move of `{person}` to `{after}` has no reason, expected a sentence that the person may read")]
    NoReason {
        /// Who.
        person: PersonId,
        /// The box after.
        after: Arc<str>,
    },
    /// Not a move.
    #[error("`{person}` is in box `{place}` already, expected another box")]
    SameBox {
        /// Who.
        person: PersonId,
        /// The box.
        place: Arc<str>,
    },
    /// A box of another grid.
    #[error("`{after}` is a box of the scale `{found}`, but `{person}` was placed on `{expected}`")]
    OtherGrid {
        /// Who.
        person: PersonId,
        /// The box after.
        after: Arc<str>,
        /// Its scale.
        found: Arc<str>,
        /// The scale of the person's box.
        expected: Arc<str>,
    },
    /// Deciding about oneself.
    #[error("`{0}` moves himself or herself, expected another member of the meeting")]
    OwnMove(PersonId),
    /// A move before an earlier entry.
    #[error("the move of `{person}` is dated {found}, before the last entry of {last}: the log only grows")]
    Earlier {
        /// Who.
        person: PersonId,
        /// The day of the move.
        found: NaiveDate,
        /// The day of the last entry.
        last: NaiveDate,
    },
}

/// The boxes people came with and every move since, in the order of recording.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CalibrationLog {
    before: BTreeMap<PersonId, Choice>,
    moves: Vec<Move>,
}

impl CalibrationLog {
    /// A log with the boxes people were placed in by the policy.
    ///
    /// # Errors
    /// [`CalibrationError::Twice`] where somebody comes twice.
    pub fn open(placed: impl IntoIterator<Item = (PersonId, Choice)>) -> Result<CalibrationLog, CalibrationError> {
        let mut before = BTreeMap::new();
        for (person, place) in placed {
            if before.contains_key(&person) {
                return Err(CalibrationError::Twice(person));
            }
            before.insert(person, place);
        }
        Ok(CalibrationLog { before, moves: Vec::new() })
    }

    /// Records a move. Nothing recorded can be changed or taken back; who was moved wrongly is moved again.
    ///
    /// # Errors
    /// [`CalibrationError`]: nobody of this id was placed, the reason is blank, the box is the present one or of another grid, the person
    /// moves himself or herself, or the day lies before that of the last entry. The log is then as it was.
    pub fn record(
        &mut self,
        person: &PersonId,
        after: Choice,
        reason: &str,
        by: PersonId,
        on: NaiveDate,
    ) -> Result<&Move, CalibrationError> {
        let before = self.current(person).ok_or_else(|| CalibrationError::NotPlaced(person.clone()))?.clone();
        let who = || person.clone();
        if reason.trim().is_empty() {
            return Err(CalibrationError::NoReason { person: who(), after: Arc::clone(after.code()) });
        }
        if !after.same_scale(&before) {
            return Err(CalibrationError::OtherGrid {
                person: who(),
                after: Arc::clone(after.code()),
                found: Arc::clone(&after.scale().name),
                expected: Arc::clone(&before.scale().name),
            });
        }
        if after == before {
            return Err(CalibrationError::SameBox { person: who(), place: Arc::clone(after.code()) });
        }
        if by == *person {
            return Err(CalibrationError::OwnMove(by));
        }
        if let Some(last) = self.moves.last().map(|entry| entry.on).filter(|last| on < *last) {
            return Err(CalibrationError::Earlier { person: who(), found: on, last });
        }
        let at = self.moves.len();
        self.moves.push(Move { person: who(), before, after, reason: reason.trim().into(), by, on });
        self.moves.get(at).ok_or_else(|| CalibrationError::NotPlaced(who()))
    }

    /// Every move, oldest first.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// The box a person is in now.
    pub fn current(&self, person: &PersonId) -> Option<&Choice> {
        let moved = self.moves.iter().rev().find(|entry| entry.person == *person).map(|entry| &entry.after);
        moved.or_else(|| self.before.get(person))
    }

    /// Everybody with the box before the meeting and the box now, by id.
    pub fn before_and_now(&self) -> impl Iterator<Item = (&PersonId, &Choice, &Choice)> {
        let mut now: BTreeMap<&PersonId, &Choice> = self.before.iter().collect();
        now.extend(self.moves.iter().map(|entry| (&entry.person, &entry.after)));
        self.before.iter().filter_map(move |(person, before)| Some((person, before, *now.get(person)?)))
    }
}
