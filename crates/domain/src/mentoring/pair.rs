//! A pair: goals, sessions, reviews, and where it stands.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::criteria::PairScore;
use crate::legal::Label;
use crate::people::id::{CompetencyCode, PairId, PersonId, ProgrammeId};
use crate::record::{Kept, Kind};

/// Something the mentee is to reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Goal {
    /// What.
    pub text: Arc<str>,
    /// The competency it raises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub competency: Option<CompetencyCode>,
    /// Whether it was reached, as the mentor said at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached: Option<bool>,
}

/// A meeting of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Session {
    /// The day.
    pub date: NaiveDate,
    /// Held abroad.
    #[serde(default)]
    pub abroad: bool,
    /// What it was about.
    pub notes: Arc<str>,
    /// Learning hours (JP) the mentee was credited with: zero where the month had as many sessions as count.
    pub hours: Decimal,
}

/// Who of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Who is accompanied.
    Mentee,
    /// Who accompanies.
    Mentor,
}

impl Side {
    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Side::Mentee => Label::new("peserta", "the mentee"),
            Side::Mentor => Label::new("mentor", "the mentor"),
        }
    }
}

/// What one of the two says at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Review {
    /// When.
    pub on: NaiveDate,
    /// What; taken out where it was about somebody who was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Arc<str>>,
}

/// Where a pair stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum PairState {
    /// These two are not to be paired: a declared conflict of interest.
    Barred {
        /// When it was declared.
        on: NaiveDate,
        /// Which conflict.
        reason: Arc<str>,
    },
    /// They meet.
    Running {
        /// Since when.
        since: NaiveDate,
    },
    /// Over, with both reviews.
    Closed {
        /// When the second review came.
        on: NaiveDate,
    },
    /// Given up before.
    Ended {
        /// When.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
}

impl PairState {
    /// What people read.
    pub fn label(&self) -> Label {
        match self {
            PairState::Barred { .. } => Label::new("tidak dipasangkan", "not to be paired"),
            PairState::Running { .. } => Label::new("berjalan", "running"),
            PairState::Closed { .. } => Label::new("selesai", "closed"),
            PairState::Ended { .. } => Label::new("dihentikan", "ended"),
        }
    }
}

/// A mentor and a mentee in a programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct MentoringPair {
    /// Its id.
    pub id: PairId,
    /// The programme.
    pub programme: ProgrammeId,
    /// Who is accompanied.
    pub mentee: PersonId,
    /// By whom; none once that person was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentor: Option<PersonId>,
    /// Why this mentor, as known when the two were paired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<PairScore>,
    /// What the mentee is to reach.
    #[serde(default)]
    pub goals: Vec<Goal>,
    /// The meetings, by day.
    #[serde(default)]
    pub sessions: Vec<Session>,
    /// What the mentee says at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentee_review: Option<Review>,
    /// What the mentor says at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentor_review: Option<Review>,
    /// Where it stands.
    #[serde(flatten)]
    pub state: PairState,
}

/// Why something cannot be done with a pair.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PairError {
    /// It does not run.
    #[error("pair `{pair}` is {}, expected running", .state.en)]
    NotRunning {
        /// The pair.
        pair: PairId,
        /// Where it stands.
        state: Label,
    },
    /// A session outside the time of the pair.
    #[error("the session was on {day}, expected from {since} to {until}")]
    Outside {
        /// The day of the session.
        day: NaiveDate,
        /// First day of the pair.
        since: NaiveDate,
        /// Today, or the last day of the programme.
        until: NaiveDate,
    },
    /// A session recorded before.
    #[error("pair `{pair}` has a session of {day} already, expected one a day")]
    Twice {
        /// The pair.
        pair: PairId,
        /// The day.
        day: NaiveDate,
    },
    /// A review handed in before.
    #[error("{} has reviewed pair `{pair}` already, expected one review of each", .side.label().en)]
    Reviewed {
        /// The pair.
        pair: PairId,
        /// Whose review.
        side: Side,
    },
    /// A goal that is not there.
    #[error("goal {found} was named, expected 1 to {count}")]
    NoGoal {
        /// The number named.
        found: usize,
        /// How many goals there are.
        count: usize,
    },
}

impl PairError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            PairError::NotRunning { .. } => "pair-not-running",
            PairError::Outside { .. } => "session-outside",
            PairError::Twice { .. } => "session-twice",
            PairError::Reviewed { .. } => "review-twice",
            PairError::NoGoal { .. } => "no-such-goal",
        }
    }

    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            PairError::NotRunning { pair, state } => format!("pasangan `{pair}` {}, diharapkan berjalan", state.id),
            PairError::Outside { day, since, until } => format!("pertemuan tanggal {day}, diharapkan dari {since} sampai {until}"),
            PairError::Twice { pair, day } => format!("pasangan `{pair}` sudah mempunyai pertemuan {day}, diharapkan satu sehari"),
            PairError::Reviewed { pair, side } => {
                format!("{} sudah menilai pasangan `{pair}`, diharapkan satu penilaian dari masing-masing", side.label().id)
            }
            PairError::NoGoal { found, count } => format!("sasaran ke-{found} disebut, diharapkan 1 sampai {count}"),
        };
        Label::new(id, self.to_string())
    }
}

impl MentoringPair {
    fn since(&self) -> Result<NaiveDate, PairError> {
        match &self.state {
            PairState::Running { since } => Ok(*since),
            other => Err(PairError::NotRunning { pair: self.id.clone(), state: other.label() }),
        }
    }

    /// Refuses for a pair that does not run.
    ///
    /// # Errors
    /// [`PairError::NotRunning`].
    pub fn must_run(&self) -> Result<(), PairError> {
        self.since().map(|_| ())
    }

    /// Whether it runs.
    pub fn runs(&self) -> bool {
        matches!(self.state, PairState::Running { .. })
    }

    /// Whether a session of a day can be added; `until` is today or the last day of the programme, whichever is earlier.
    ///
    /// # Errors
    /// [`PairError`] where the pair does not run, the day lies outside, or has a session already.
    pub fn can_meet(&self, day: NaiveDate, until: NaiveDate) -> Result<(), PairError> {
        let since = self.since()?;
        if day < since || day > until {
            return Err(PairError::Outside { day, since, until });
        }
        if self.sessions.iter().any(|session| session.date == day) {
            return Err(PairError::Twice { pair: self.id.clone(), day });
        }
        Ok(())
    }

    /// Adds a session, in the order of days.
    pub fn add(&mut self, session: Session) {
        self.sessions.push(session);
        self.sessions.sort_by_key(|session| session.date);
    }

    /// Takes the review of one side; with the second one the pair is closed. The mentor says which goals (from 1) were reached.
    ///
    /// # Errors
    /// [`PairError`] where the pair does not run, this side has reviewed already, or a goal is not there.
    pub fn review(&mut self, side: Side, review: Review, reached: Option<&[usize]>) -> Result<(), PairError> {
        self.since()?;
        let slot = match side {
            Side::Mentee => &mut self.mentee_review,
            Side::Mentor => &mut self.mentor_review,
        };
        if slot.is_some() {
            return Err(PairError::Reviewed { pair: self.id.clone(), side });
        }
        let count = self.goals.len();
        if let Some(found) = reached.into_iter().flatten().find(|goal| !(1..=count).contains(goal)) {
            return Err(PairError::NoGoal { found: *found, count });
        }
        let on = review.on;
        *slot = Some(review);
        if let Some(reached) = reached {
            for (place, goal) in self.goals.iter_mut().enumerate() {
                goal.reached = Some(reached.contains(&(place + 1)));
            }
        }
        if self.mentee_review.is_some() && self.mentor_review.is_some() {
            self.state = PairState::Closed { on };
        }
        Ok(())
    }

    /// Gives the pair up.
    ///
    /// # Errors
    /// [`PairError::NotRunning`].
    pub fn end(&mut self, on: NaiveDate, reason: Arc<str>) -> Result<(), PairError> {
        self.since()?;
        self.state = PairState::Ended { on, reason };
        Ok(())
    }

    /// Learning hours credited so far.
    pub fn hours(&self) -> Decimal {
        self.sessions.iter().map(|session| session.hours).sum::<Decimal>().normalize()
    }
}

impl Kept for MentoringPair {
    const KIND: Kind = Kind::MentoringPair;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.programme.as_str().into())
    }

    fn person(&self) -> Option<&PersonId> {
        Some(&self.mentee)
    }

    fn other(&self) -> Option<&PersonId> {
        self.mentor.as_ref()
    }

    fn is_under_way(&self) -> bool {
        matches!(self.state, PairState::Running { .. })
    }

    /// A mentor who goes leaves sessions and hours to the mentee; the name goes, and what the mentee wrote about the mentor. A running pair ends with
    /// it. A conflict has no meaning without both.
    fn forget(mut self, person: &PersonId) -> Option<MentoringPair> {
        if self.mentee == *person || (self.mentor.as_ref() == Some(person) && matches!(self.state, PairState::Barred { .. })) {
            return None;
        }
        if self.mentor.as_ref() != Some(person) {
            return Some(self);
        }
        self.mentor = None;
        for review in [&mut self.mentee_review, &mut self.mentor_review].into_iter().flatten() {
            review.text = None;
        }
        if let PairState::Running { since } = self.state {
            let on = self.sessions.last().map_or(since, |session| session.date);
            self.state = PairState::Ended { on, reason: "data mentor dihapus / the mentor's data were erased".into() };
        }
        Some(self)
    }
}
