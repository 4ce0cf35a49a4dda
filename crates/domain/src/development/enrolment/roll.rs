//! The enrolments of one session together: who has a seat, who waits and in which order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{Enrolment, EnrolmentState};
use crate::audit::Digest;
use crate::development::catalogue::{CourseSession, WaitingOrder};
use crate::legal::Label;
use crate::people::id::{CourseSessionId, EnrolmentId, PersonId};

/// Why an enrolment does not move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnrolmentError {
    /// There is none with this id on the roll.
    NoSuchEnrolment(EnrolmentId),
    /// The person has one that is alive or over already.
    EnrolledAlready {
        /// Where that stands.
        state: EnrolmentState,
    },
    /// The step does not start from where the enrolment stands.
    NoSuchStep {
        /// What was asked, as a participle.
        step: Label,
        /// Where it stands.
        state: EnrolmentState,
    },
    /// More people have seats than there would be.
    SeatsTaken {
        /// Seats there would be.
        capacity: u32,
        /// Seats that are taken.
        taken: u32,
    },
}

impl EnrolmentError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            EnrolmentError::NoSuchEnrolment(_) => "no-such-enrolment",
            EnrolmentError::EnrolledAlready { .. } => "enrolled-already",
            EnrolmentError::NoSuchStep { .. } => "no-such-step",
            EnrolmentError::SeatsTaken { .. } => "seats-taken",
        }
    }

    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        match self {
            EnrolmentError::NoSuchEnrolment(id) => {
                Label::new(format!("pendaftaran `{id}` tidak ada pada jadwal ini"), format!("there is no enrolment `{id}` in this session"))
            }
            EnrolmentError::EnrolledAlready { state } => {
                let state = state.label();
                Label::new(
                    format!("sudah terdaftar pada jadwal ini ({}), diharapkan satu pendaftaran", state.id),
                    format!("enrolled in this session already ({}), expected one enrolment", state.en),
                )
            }
            EnrolmentError::NoSuchStep { step, state } => {
                let state = state.label();
                Label::new(
                    format!("pendaftaran tidak dapat {}: keadaannya sekarang {}", step.id, state.id),
                    format!("the enrolment cannot be {}: it stands at `{}`", step.en, state.en),
                )
            }
            EnrolmentError::SeatsTaken { capacity, taken } => Label::new(
                format!("{taken} tempat sudah diberikan, kapasitas tidak dapat menjadi {capacity}"),
                format!("{taken} seats are taken, the session cannot have {capacity}"),
            ),
        }
    }
}

impl std::fmt::Display for EnrolmentError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for EnrolmentError {}

/// What is known when an enrolment is approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approval {
    /// When.
    pub at: DateTime<Utc>,
    /// Size of the need the course closes for the person.
    pub need: Decimal,
    /// Learning hours of the year up to now.
    pub hours_before: Decimal,
}

/// The lot that decides between people who are equal in everything else: SHA-256 over the id of the session, a line feed and the id of the person; the
/// smaller goes first. Nobody can choose it, and everybody who knows the ids can work it out again.
pub fn lot(session: &CourseSessionId, person: &PersonId) -> Digest {
    Digest::of(format!("{session}\n{person}"))
}

/// All enrolments of one session.
///
/// INVARIANT (never above capacity): no more people have seats than the session has.
/// INVARIANT (nobody is passed over): while seats are free nobody waits, and who gets a seat is first in the declared order.
#[derive(Clone, Debug)]
pub struct Roll {
    session: CourseSessionId,
    capacity: u32,
    order: WaitingOrder,
    enrolments: BTreeMap<EnrolmentId, Enrolment>,
    changed: BTreeSet<EnrolmentId>,
}

impl Roll {
    /// The roll of a session.
    pub fn new(session: &CourseSession, enrolments: impl IntoIterator<Item = Enrolment>) -> Roll {
        let enrolments = enrolments.into_iter().map(|enrolment| (enrolment.id.clone(), enrolment)).collect();
        let CourseSession { id, capacity, order, .. } = session;
        Roll { session: id.clone(), capacity: *capacity, order: *order, enrolments, changed: BTreeSet::new() }
    }

    /// All enrolments, by id.
    pub fn enrolments(&self) -> impl Iterator<Item = &Enrolment> {
        self.enrolments.values()
    }

    /// The enrolment with this id.
    pub fn get(&self, id: &EnrolmentId) -> Option<&Enrolment> {
        self.enrolments.get(id)
    }

    /// What changed since the roll was made, by id.
    pub fn changed(&self) -> impl Iterator<Item = &Enrolment> {
        self.changed.iter().filter_map(|id| self.enrolments.get(id))
    }

    /// How many seats are taken.
    pub fn taken(&self) -> u32 {
        let taken = self.enrolments.values().filter(|enrolment| enrolment.state.takes_a_seat()).count();
        u32::try_from(taken).unwrap_or(u32::MAX)
    }

    /// How many seats are free.
    pub fn free(&self) -> u32 {
        self.capacity.saturating_sub(self.taken())
    }

    /// The waiting list, whoever comes next first: by the order declared with the session, then by the moment of approval, then by [`lot`].
    pub fn waiting(&self) -> Vec<&Enrolment> {
        let mut waiting: Vec<_> = self.enrolments.values().filter_map(|enrolment| Some((self.key(enrolment)?, enrolment))).collect();
        waiting.sort_by_key(|(key, _)| *key);
        waiting.into_iter().map(|(_, enrolment)| enrolment).collect()
    }

    /// The place on the waiting list, 1 for whoever comes next.
    pub fn place(&self, id: &EnrolmentId) -> Option<usize> {
        self.waiting().iter().position(|enrolment| enrolment.id == *id).map(|place| place + 1)
    }

    fn key(&self, enrolment: &Enrolment) -> Option<(Reverse<Decimal>, Decimal, DateTime<Utc>, [u8; 32])> {
        let EnrolmentState::Waiting { approved } = enrolment.state else { return None };
        let (need, hours) = match self.order {
            WaitingOrder::FirstCome => (Decimal::ZERO, Decimal::ZERO),
            WaitingOrder::LargestNeed => (enrolment.need, Decimal::ZERO),
            WaitingOrder::FewestHours => (Decimal::ZERO, enrolment.hours_before),
        };
        Some((Reverse(need), hours, approved, lot(&self.session, &enrolment.person).0))
    }

    /// Enrols somebody who is not enrolled, or whose enrolment was withdrawn, refused or called off.
    ///
    /// # Errors
    /// [`EnrolmentError::EnrolledAlready`].
    pub fn request(&mut self, enrolment: Enrolment) -> Result<(), EnrolmentError> {
        let stands = |state: &EnrolmentState| state.is_alive() || state.takes_a_seat();
        if let Some(there) = self.enrolments.values().find(|there| there.person == enrolment.person && stands(&there.state)) {
            return Err(EnrolmentError::EnrolledAlready { state: there.state.clone() });
        }
        self.changed.insert(enrolment.id.clone());
        self.enrolments.insert(enrolment.id.clone(), enrolment);
        Ok(())
    }

    /// Approves a request: it gets a seat, or a place on the waiting list.
    ///
    /// # Errors
    /// [`EnrolmentError::NoSuchStep`] for one that is not requested; [`EnrolmentError::NoSuchEnrolment`].
    pub fn approve(&mut self, id: &EnrolmentId, approval: Approval) -> Result<(), EnrolmentError> {
        let Approval { at, need, hours_before } = approval;
        self.step(id, Label::new("disetujui", "approved"), |enrolment| match enrolment.state {
            EnrolmentState::Requested => {
                Some(Enrolment { need, hours_before, state: EnrolmentState::Waiting { approved: at }, ..enrolment.clone() })
            }
            _ => None,
        })?;
        self.fill();
        Ok(())
    }

    /// Does not approve a request.
    ///
    /// # Errors
    /// As [`Roll::approve`].
    pub fn refuse(&mut self, id: &EnrolmentId, on: NaiveDate, reason: &Arc<str>) -> Result<(), EnrolmentError> {
        self.step(id, Label::new("ditolak", "refused"), |enrolment| match enrolment.state {
            EnrolmentState::Requested => {
                Some(Enrolment { state: EnrolmentState::Refused { on, reason: Arc::clone(reason) }, ..enrolment.clone() })
            }
            _ => None,
        })
    }

    /// Gives an enrolment up. `refill`: a seat that becomes free goes to whoever comes next; afterwards, once the session has begun, it stays empty.
    ///
    /// # Errors
    /// [`EnrolmentError::NoSuchStep`] for one that is not alive; [`EnrolmentError::NoSuchEnrolment`].
    pub fn withdraw(&mut self, id: &EnrolmentId, on: NaiveDate, reason: &Arc<str>, refill: bool) -> Result<(), EnrolmentError> {
        self.step(id, Label::new("dibatalkan", "withdrawn"), |enrolment| {
            let state = EnrolmentState::Withdrawn { on, reason: Arc::clone(reason) };
            enrolment.state.is_alive().then(|| Enrolment { state, ..enrolment.clone() })
        })?;
        if refill {
            self.fill();
        }
        Ok(())
    }

    /// Records that somebody with a seat did not come, or that somebody came to the end.
    ///
    /// # Errors
    /// [`EnrolmentError::NoSuchStep`] for one without a seat; [`EnrolmentError::NoSuchEnrolment`].
    pub fn record(&mut self, id: &EnrolmentId, result: EnrolmentState) -> Result<(), EnrolmentError> {
        self.step(id, Label::new("dicatat hasilnya", "given a result"), |enrolment| match (&enrolment.state, &result) {
            (EnrolmentState::Seated { .. }, EnrolmentState::Absent { .. } | EnrolmentState::Attended { .. }) => {
                Some(Enrolment { state: result.clone(), ..enrolment.clone() })
            }
            _ => None,
        })
    }

    /// The session is called off: everything alive ends.
    pub fn call_off(&mut self, on: NaiveDate) {
        let alive: Vec<EnrolmentId> =
            self.enrolments.values().filter(|enrolment| enrolment.state.is_alive()).map(|enrolment| enrolment.id.clone()).collect();
        for id in alive {
            self.put(&id, EnrolmentState::CalledOff { on });
        }
    }

    /// Gives the session another number of seats; new ones go to whoever comes next.
    ///
    /// # Errors
    /// [`EnrolmentError::SeatsTaken`] where more are taken.
    pub fn resize(&mut self, capacity: u32) -> Result<(), EnrolmentError> {
        let taken = self.taken();
        if capacity < taken {
            return Err(EnrolmentError::SeatsTaken { capacity, taken });
        }
        self.capacity = capacity;
        self.fill();
        Ok(())
    }

    fn step(&mut self, id: &EnrolmentId, step: Label, make: impl FnOnce(&Enrolment) -> Option<Enrolment>) -> Result<(), EnrolmentError> {
        let before = self.enrolments.get(id).ok_or_else(|| EnrolmentError::NoSuchEnrolment(id.clone()))?;
        let after = make(before).ok_or_else(|| EnrolmentError::NoSuchStep { step, state: before.state.clone() })?;
        self.changed.insert(id.clone());
        self.enrolments.insert(id.clone(), after);
        Ok(())
    }

    fn put(&mut self, id: &EnrolmentId, state: EnrolmentState) {
        if let Some(enrolment) = self.enrolments.get_mut(id) {
            enrolment.state = state;
            self.changed.insert(id.clone());
        }
    }

    /// Free seats go to whoever comes next.
    fn fill(&mut self) {
        let free = usize::try_from(self.free()).unwrap_or(usize::MAX);
        let next: Vec<(EnrolmentId, DateTime<Utc>)> = self
            .waiting()
            .into_iter()
            .take(free)
            .filter_map(|enrolment| match enrolment.state {
                EnrolmentState::Waiting { approved } => Some((enrolment.id.clone(), approved)),
                _ => None,
            })
            .collect();
        for (id, approved) in next {
            self.put(&id, EnrolmentState::Seated { approved });
        }
    }
}

#[cfg(test)]
mod tests;
