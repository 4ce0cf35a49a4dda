//! One round of 360° evaluation and what may be done with it when.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::legal::Label;
use crate::people::id::CycleId;

/// Where a cycle stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum CycleState {
    /// Announced.
    Planned,
    /// Raters are being named.
    Nominating {
        /// First day.
        since: NaiveDate,
    },
    /// Answers are taken; nothing can be read.
    Open {
        /// First day.
        since: NaiveDate,
        /// Last day on which answers are taken.
        until: NaiveDate,
    },
    /// No more answers; scores are computed.
    Closed {
        /// The day.
        on: NaiveDate,
    },
    /// Results are shown to those they are for.
    Released {
        /// The day it was closed.
        closed: NaiveDate,
        /// The day it was released.
        on: NaiveDate,
    },
}

impl CycleState {
    /// The state in words.
    pub fn label(self) -> Label {
        match self {
            CycleState::Planned => Label::new("direncanakan", "planned"),
            CycleState::Nominating { .. } => Label::new("penunjukan penilai", "nominating"),
            CycleState::Open { .. } => Label::new("dibuka", "open"),
            CycleState::Closed { .. } => Label::new("ditutup", "closed"),
            CycleState::Released { .. } => Label::new("diumumkan", "released"),
        }
    }
}

/// Why something cannot be done with a cycle now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CycleError {
    /// There is no way from one state to the other.
    Transition {
        /// The cycle.
        cycle: CycleId,
        /// The state it is in.
        from: Label,
        /// The state wanted.
        to: Label,
    },
    /// A day before the one it must follow.
    Day {
        /// The cycle.
        cycle: CycleId,
        /// The day given.
        found: NaiveDate,
        /// The earliest possible.
        earliest: NaiveDate,
    },
    /// An answer while none are taken.
    NoAnswers {
        /// The cycle.
        cycle: CycleId,
        /// The state it is in.
        state: Label,
        /// The first and last day on which answers are taken, where known.
        days: Option<(NaiveDate, NaiveDate)>,
    },
    /// An answer given on or after the day the cycle was closed.
    Late {
        /// The cycle.
        cycle: CycleId,
        /// The day of the answer.
        given: NaiveDate,
        /// The day the cycle was closed.
        closed: NaiveDate,
    },
    /// Scores or results wanted while answers may still come.
    NotReadable {
        /// The cycle.
        cycle: CycleId,
        /// The state it is in.
        state: Label,
    },
}

impl CycleError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            CycleError::Transition { .. } => "no-such-transition",
            CycleError::Day { .. } => "day-too-early",
            CycleError::NoAnswers { .. } | CycleError::Late { .. } => "cycle-takes-no-answers",
            CycleError::NotReadable { .. } => "cycle-not-readable",
        }
    }

    /// The sentence.
    pub fn message(&self) -> Label {
        match self {
            CycleError::Transition { cycle, from, to } => Label::new(
                format!("periode `{cycle}` tidak dapat berubah dari `{}` menjadi `{}`", from.id, to.id),
                format!("cycle `{cycle}` cannot go from `{}` to `{}`", from.en, to.en),
            ),
            CycleError::Day { cycle, found, earliest } => Label::new(
                format!("tanggal {found} untuk periode `{cycle}` terlalu awal, diharapkan {earliest} atau sesudahnya"),
                format!("{found} is too early for cycle `{cycle}`, expected {earliest} or later"),
            ),
            CycleError::NoAnswers { cycle, state, days: Some((first, last)) } => Label::new(
                format!("periode `{cycle}` {}: jawaban diterima dari {first} sampai {last}", state.id),
                format!("cycle `{cycle}` is {}: answers are taken from {first} to {last}", state.en),
            ),
            CycleError::NoAnswers { cycle, state, days: None } => Label::new(
                format!("periode `{cycle}` {} dan tidak menerima jawaban", state.id),
                format!("cycle `{cycle}` is {} and takes no answers", state.en),
            ),
            CycleError::Late { cycle, given, closed } => Label::new(
                format!("jawaban tanggal {given} terlambat: periode `{cycle}` ditutup pada {closed}, diharapkan sebelum hari itu"),
                format!("the answer of {given} is late: cycle `{cycle}` was closed on {closed}, expected before that day"),
            ),
            CycleError::NotReadable { cycle, state } => Label::new(
                format!("periode `{cycle}` masih {}: tidak ada nilai yang dihitung atau dibaca sebelum periode ditutup", state.id),
                format!("cycle `{cycle}` is still {}: nothing is scored or read before it is closed", state.en),
            ),
        }
    }
}

/// A round of evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cycle {
    id: CycleId,
    #[serde(flatten)]
    state: CycleState,
}

impl Cycle {
    /// A cycle that is planned.
    pub fn new(id: CycleId) -> Cycle {
        Cycle { id, state: CycleState::Planned }
    }

    /// A cycle in a state that was stored.
    pub fn restore(id: CycleId, state: CycleState) -> Cycle {
        Cycle { id, state }
    }

    /// Its id.
    pub fn id(&self) -> &CycleId {
        &self.id
    }

    /// Where it stands.
    pub fn state(&self) -> CycleState {
        self.state
    }

    /// Whether it can still be planned anew.
    ///
    /// # Errors
    /// [`CycleError::Transition`] for a cycle that is not planned.
    pub fn may_plan(&self) -> Result<(), CycleError> {
        match self.state {
            CycleState::Planned => Ok(()),
            _ => Err(self.no_way(CycleState::Planned)),
        }
    }

    /// Raters are named from a day on.
    ///
    /// # Errors
    /// [`CycleError::Transition`] for a cycle that is not planned.
    pub fn start_nominating(&mut self, since: NaiveDate) -> Result<(), CycleError> {
        let to = CycleState::Nominating { since };
        match self.state {
            CycleState::Planned => self.go(to, since, since),
            _ => Err(self.no_way(to)),
        }
    }

    /// Answers are taken from a day on, until a last one.
    ///
    /// # Errors
    /// [`CycleError::Transition`] for a cycle in which no raters are being named; [`CycleError::Day`] for days out of order.
    pub fn open(&mut self, since: NaiveDate, until: NaiveDate) -> Result<(), CycleError> {
        let to = CycleState::Open { since, until };
        match self.state {
            CycleState::Nominating { since: named } => {
                self.in_order(until, since)?;
                self.go(to, since, named)
            }
            _ => Err(self.no_way(to)),
        }
    }

    /// No more answers from this day on.
    ///
    /// # Errors
    /// [`CycleError::Transition`] for a cycle that is not open; [`CycleError::Day`] for a day before it opened.
    pub fn close(&mut self, on: NaiveDate) -> Result<(), CycleError> {
        let to = CycleState::Closed { on };
        match self.state {
            CycleState::Open { since, .. } => self.go(to, on, since),
            _ => Err(self.no_way(to)),
        }
    }

    /// Results are shown from this day on.
    ///
    /// # Errors
    /// [`CycleError::Transition`] for a cycle that is not closed; [`CycleError::Day`] for a day before it closed.
    pub fn release(&mut self, on: NaiveDate) -> Result<(), CycleError> {
        match self.state {
            CycleState::Closed { on: closed } => self.go(CycleState::Released { closed, on }, on, closed),
            _ => Err(self.no_way(CycleState::Released { closed: on, on })),
        }
    }

    /// Whether an answer given on a day is taken.
    ///
    /// # Errors
    /// [`CycleError::NoAnswers`] unless the cycle is open and the day is one of its days.
    pub fn take_answer(&self, on: NaiveDate) -> Result<(), CycleError> {
        let days = match self.state {
            CycleState::Open { since, until } if (since..=until).contains(&on) => return Ok(()),
            CycleState::Open { since, until } => Some((since, until)),
            _ => None,
        };
        Err(CycleError::NoAnswers { cycle: self.id.clone(), state: self.state.label(), days })
    }

    /// Whether an answer given on a day belongs to the cycle, now that it may be over: not before it opened, not once it was closed.
    ///
    /// # Errors
    /// [`CycleError::Late`] once the cycle is closed; [`CycleError::NoAnswers`] for an answer given while none were taken.
    pub fn keep_answer(&self, given: NaiveDate) -> Result<(), CycleError> {
        match self.state {
            CycleState::Closed { on: closed } | CycleState::Released { closed, .. } if given < closed => Ok(()),
            CycleState::Closed { on: closed } | CycleState::Released { closed, .. } => {
                Err(CycleError::Late { cycle: self.id.clone(), given, closed })
            }
            _ => self.take_answer(given),
        }
    }

    /// Whether scores may be computed, and seen by those who run the cycle.
    // INVARIANT (nothing readable while open)
    ///
    /// # Errors
    /// [`CycleError::NotReadable`] before the cycle is closed.
    pub fn may_score(&self) -> Result<(), CycleError> {
        match self.state {
            CycleState::Closed { .. } | CycleState::Released { .. } => Ok(()),
            _ => Err(CycleError::NotReadable { cycle: self.id.clone(), state: self.state.label() }),
        }
    }

    /// Whether results may be shown to those they are about.
    ///
    /// # Errors
    /// [`CycleError::NotReadable`] before the cycle is released.
    pub fn may_read(&self) -> Result<(), CycleError> {
        match self.state {
            CycleState::Released { .. } => Ok(()),
            _ => Err(CycleError::NotReadable { cycle: self.id.clone(), state: self.state.label() }),
        }
    }

    fn no_way(&self, to: CycleState) -> CycleError {
        CycleError::Transition { cycle: self.id.clone(), from: self.state.label(), to: to.label() }
    }

    fn in_order(&self, found: NaiveDate, earliest: NaiveDate) -> Result<(), CycleError> {
        if found < earliest { Err(CycleError::Day { cycle: self.id.clone(), found, earliest }) } else { Ok(()) }
    }

    fn go(&mut self, to: CycleState, day: NaiveDate, earliest: NaiveDate) -> Result<(), CycleError> {
        self.in_order(day, earliest)?;
        self.state = to;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, d).unwrap()
    }

    fn cycle() -> Cycle {
        Cycle::new("2026-1".parse().unwrap())
    }

    fn open() -> Cycle {
        let mut cycle = cycle();
        cycle.start_nominating(day(1)).unwrap();
        cycle.open(day(8), day(14)).unwrap();
        cycle
    }

    #[test]
    fn a_cycle_goes_one_way() {
        let mut cycle = open();
        cycle.close(day(15)).unwrap();
        cycle.release(day(20)).unwrap();
        assert_eq!(cycle.state(), CycleState::Released { closed: day(15), on: day(20) });
        let error = cycle.close(day(21)).unwrap_err().message();
        assert_eq!(&*error.en, "cycle `2026-1` cannot go from `released` to `closed`");
        assert_eq!(&*error.id, "periode `2026-1` tidak dapat berubah dari `diumumkan` menjadi `ditutup`");
    }

    #[test]
    fn days_follow_each_other() {
        let mut cycle = open();
        assert_eq!(
            &*cycle.close(day(7)).unwrap_err().message().en,
            "2026-03-07 is too early for cycle `2026-1`, expected 2026-03-08 or later"
        );
        assert_eq!(cycle.state(), CycleState::Open { since: day(8), until: day(14) }, "a refused move changes nothing");
    }

    #[test]
    fn answers_are_taken_only_while_open() {
        let mut cycle = open();
        assert_eq!(cycle.take_answer(day(8)), Ok(()));
        assert_eq!(cycle.take_answer(day(14)), Ok(()));
        let late = cycle.take_answer(day(15)).unwrap_err().message();
        assert_eq!(&*late.en, "cycle `2026-1` is open: answers are taken from 2026-03-08 to 2026-03-14");
        cycle.close(day(15)).unwrap();
        assert_eq!(cycle.keep_answer(day(14)), Ok(()), "given in time");
        let late = cycle.keep_answer(day(15)).unwrap_err().message();
        assert_eq!(&*late.en, "the answer of 2026-03-15 is late: cycle `2026-1` was closed on 2026-03-15, expected before that day");
        let closed = cycle.take_answer(day(10)).unwrap_err().message();
        assert_eq!(&*closed.en, "cycle `2026-1` is closed and takes no answers");
        assert_eq!(&*closed.id, "periode `2026-1` ditutup dan tidak menerima jawaban");
    }

    #[test]
    fn nothing_is_readable_while_open() {
        let mut cycle = open();
        let sentence = cycle.may_score().unwrap_err().message();
        assert_eq!(&*sentence.en, "cycle `2026-1` is still open: nothing is scored or read before it is closed");
        cycle.close(day(15)).unwrap();
        assert_eq!(cycle.may_score(), Ok(()));
        assert!(cycle.may_read().is_err());
        cycle.release(day(15)).unwrap();
        assert_eq!(cycle.may_read(), Ok(()));
    }
}
