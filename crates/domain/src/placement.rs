//! Learning by working elsewhere for a time: internship (*magang*), job shadowing, secondment (*detasering*), exchange with private firms.
//!
//! A unit offers a [`Place`] with seats and dates; somebody applies and becomes a [`Placement`], which is decided, begun, and assessed by the
//! supervisor there or broken off. The forms and what they are worth stand in the annex of Peraturan LAN 10/2018 (C5, C8, C11), as policies under
//! `asn/learning`; how long a placement may be was not found in any source, so the offering unit says it.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::development::catalogue::LeadsTo;
use crate::legal::Label;
use crate::people::id::{PersonId, PlaceId, PlacementId, UnitId};
use crate::record::{Kept, Kind};

/// What kind of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// Working along (*magang*, *praktik kerja*).
    Internship,
    /// Watching somebody at work.
    JobShadowing,
    /// Working for another unit or agency (*detasering*).
    Secondment,
    /// Changing places with an employee of a private or state-owned firm.
    Exchange,
}

impl PlaceKind {
    /// All kinds.
    pub const ALL: [PlaceKind; 4] = [PlaceKind::Internship, PlaceKind::JobShadowing, PlaceKind::Secondment, PlaceKind::Exchange];

    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            PlaceKind::Internship => "internship",
            PlaceKind::JobShadowing => "job-shadowing",
            PlaceKind::Secondment => "secondment",
            PlaceKind::Exchange => "exchange",
        }
    }

    /// The kind with this word.
    pub fn parse(word: &str) -> Option<PlaceKind> {
        PlaceKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            PlaceKind::Internship => Label::new("magang", "internship"),
            PlaceKind::JobShadowing => Label::new("pembayangan kerja", "job shadowing"),
            PlaceKind::Secondment => Label::new("detasering", "secondment"),
            PlaceKind::Exchange => Label::new("pertukaran dengan swasta", "exchange with a firm"),
        }
    }
}

/// Days from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Stay {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
}

impl Stay {
    /// Whether the two share a day.
    pub fn overlaps(self, other: Stay) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// A place that is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Place {
    /// Its id.
    pub id: PlaceId,
    /// What kind.
    pub kind: PlaceKind,
    /// What one does there.
    pub title: Arc<str>,
    /// Code of the form of development (`C11`), which says what it is worth.
    pub form: Arc<str>,
    /// The unit that offers it; its officers decide.
    pub unit: UnitId,
    /// Where one works: the unit, another agency, a firm.
    pub host: Arc<str>,
    /// Who looks after people there; none where that person is in no unit of the store, or was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisor: Option<PersonId>,
    /// How many people at a time.
    pub seats: u32,
    /// First day anybody can be there.
    pub first: NaiveDate,
    /// Last day anybody can be there.
    pub last: NaiveDate,
    /// Last day of application.
    pub apply_until: NaiveDate,
    /// Abroad, where some forms are worth more.
    #[serde(default)]
    pub abroad: bool,
    /// What one learns there, and how far at most.
    #[serde(default)]
    pub leads_to: Vec<LeadsTo>,
}

impl Kept for Place {
    const KIND: Kind = Kind::Place;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }

    fn other(&self) -> Option<&PersonId> {
        self.supervisor.as_ref()
    }

    fn forget(mut self, person: &PersonId) -> Option<Place> {
        if self.supervisor.as_ref() == Some(person) {
            self.supervisor = None;
        }
        Some(self)
    }
}

impl Place {
    /// Whether it can be offered.
    ///
    /// # Errors
    /// [`PlacementError`] for no seat, or dates out of order.
    pub fn check(&self) -> Result<(), PlacementError> {
        if self.seats == 0 {
            return Err(PlacementError::NoSeats);
        }
        if self.last < self.first || self.apply_until > self.last {
            return Err(PlacementError::PlaceDates { first: self.first, last: self.last, apply_until: self.apply_until });
        }
        Ok(())
    }

    /// The most people there on one day of a stay, among the stays that are granted.
    pub fn most_at_once(granted: &[Stay], stay: Stay) -> usize {
        let inside: Vec<&Stay> = granted.iter().filter(|other| other.overlaps(stay)).collect();
        // the number changes upwards only where somebody begins
        let days = inside.iter().map(|other| other.first.max(stay.first)).chain([stay.first]);
        days.map(|day| inside.iter().filter(|other| other.first <= day && day <= other.last).count()).max().unwrap_or(0)
    }
}

/// What was learnt, as the supervisor saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlacementAssessment {
    /// When.
    pub on: NaiveDate,
    /// The level shown in each competency.
    pub levels: Vec<LeadsTo>,
    /// Report or document it rests on.
    pub evidence: Arc<str>,
    /// Learning hours credited (JP); none where the form has no conversion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Decimal>,
}

/// Where a placement stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum PlacementState {
    /// Asked for.
    Applied,
    /// Not given.
    Declined {
        /// When.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
    /// Given, not yet begun.
    Granted {
        /// When.
        on: NaiveDate,
    },
    /// The person is there.
    UnderWay {
        /// Since when.
        since: NaiveDate,
    },
    /// Over, and assessed.
    Assessed(PlacementAssessment),
    /// Given up: before it was decided, before it began, or while it was under way.
    BrokenOff {
        /// When.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
}

impl PlacementState {
    /// What people read.
    pub fn label(&self) -> Label {
        match self {
            PlacementState::Applied => Label::new("dilamar", "applied for"),
            PlacementState::Declined { .. } => Label::new("ditolak", "declined"),
            PlacementState::Granted { .. } => Label::new("disetujui", "granted"),
            PlacementState::UnderWay { .. } => Label::new("berjalan", "under way"),
            PlacementState::Assessed(_) => Label::new("dinilai", "assessed"),
            PlacementState::BrokenOff { .. } => Label::new("dihentikan", "broken off"),
        }
    }

    /// Whether the time of the person is taken, or asked for.
    pub fn takes_time(&self) -> bool {
        !matches!(self, PlacementState::Declined { .. } | PlacementState::BrokenOff { .. })
    }

    /// Whether it takes a seat.
    pub fn takes_a_seat(&self) -> bool {
        matches!(self, PlacementState::Granted { .. } | PlacementState::UnderWay { .. } | PlacementState::Assessed(_))
    }
}

/// Somebody in a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Placement {
    /// Its id.
    pub id: PlacementId,
    /// The place.
    pub place: PlaceId,
    /// Who.
    pub person: PersonId,
    /// Who looks after the person there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisor: Option<PersonId>,
    /// When.
    #[serde(flatten)]
    pub stay: Stay,
    /// Where it stands.
    #[serde(flatten)]
    pub state: PlacementState,
}

impl Kept for Placement {
    const KIND: Kind = Kind::Placement;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.place.as_str().into())
    }

    fn person(&self) -> Option<&PersonId> {
        Some(&self.person)
    }

    fn other(&self) -> Option<&PersonId> {
        self.supervisor.as_ref()
    }

    fn is_under_way(&self) -> bool {
        matches!(self.state, PlacementState::Granted { .. } | PlacementState::UnderWay { .. })
    }

    fn forget(mut self, person: &PersonId) -> Option<Placement> {
        if self.person == *person {
            return None;
        }
        if self.supervisor.as_ref() == Some(person) {
            self.supervisor = None;
        }
        Some(self)
    }
}

/// Something else that takes the time of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Busy {
    /// What, with its id.
    pub what: Label,
    /// When; without a last day it has not ended.
    pub first: NaiveDate,
    /// Last day.
    pub last: Option<NaiveDate>,
}

impl Busy {
    /// Whether it shares a day with a stay.
    pub fn overlaps(&self, stay: Stay) -> bool {
        self.first <= stay.last && self.last.is_none_or(|last| stay.first <= last)
    }
}

/// Why something cannot be done with a place or placement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlacementError {
    /// No seat.
    #[error("the place has 0 seats, expected at least 1")]
    NoSeats,
    /// Dates out of order.
    #[error(
        "the place is open from {first} to {last} with applications until {apply_until}, expected the last day not before the first, and applications until then at the latest"
    )]
    PlaceDates {
        /// First day.
        first: NaiveDate,
        /// Last day.
        last: NaiveDate,
        /// Last day of application.
        apply_until: NaiveDate,
    },
    /// Asked for too late.
    #[error("applications for place `{place}` ended on {until}, today is {today}")]
    TooLate {
        /// The place.
        place: PlaceId,
        /// Last day of application.
        until: NaiveDate,
        /// Today.
        today: NaiveDate,
    },
    /// Days the place is not open.
    #[error("the stay is from {} to {}, expected within {first} to {last}", .stay.first, .stay.last)]
    Outside {
        /// The days asked for.
        stay: Stay,
        /// First day of the place.
        first: NaiveDate,
        /// Last day of the place.
        last: NaiveDate,
    },
    /// The person is elsewhere then.
    #[error("placement `{placement}` ({} to {}) overlaps with {} ({} to {})", .stay.first, .stay.last, .other.what.en, .other.first, .other.last.map_or_else(|| "no end".to_owned(), |day| day.to_string()))]
    Overlap {
        /// The placement.
        placement: PlacementId,
        /// Its days.
        stay: Stay,
        /// What else there is.
        other: Box<Busy>,
    },
    /// All seats are taken.
    #[error("place `{place}` is full on a day from {} to {} (seats: {seats})", .stay.first, .stay.last)]
    Full {
        /// The place.
        place: PlaceId,
        /// Its seats.
        seats: u32,
        /// The days asked for.
        stay: Stay,
    },
    /// Not what it would have to be.
    #[error("placement `{placement}` is {}, expected {}", .found.en, .expected.en)]
    State {
        /// The placement.
        placement: PlacementId,
        /// Where it stands.
        found: Label,
        /// Where it would have to stand.
        expected: Label,
    },
    /// Begun before its first day.
    #[error("placement `{placement}` begins on {first}, today is {today}")]
    TooEarly {
        /// The placement.
        placement: PlacementId,
        /// Its first day.
        first: NaiveDate,
        /// Today.
        today: NaiveDate,
    },
    /// A level the place does not lead to.
    #[error("`{competency}` is assessed at level {level}, but the place leads to {expected}")]
    Level {
        /// The competency.
        competency: Arc<str>,
        /// The level given.
        level: Decimal,
        /// What the place says.
        expected: Arc<str>,
    },
}

impl PlacementError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            PlacementError::NoSeats => "no-seats",
            PlacementError::PlaceDates { .. } => "place-dates",
            PlacementError::TooLate { .. } => "application-late",
            PlacementError::Outside { .. } => "stay-outside",
            PlacementError::Overlap { .. } => "placement-overlap",
            PlacementError::Full { .. } => "place-full",
            PlacementError::State { .. } => "placement-state",
            PlacementError::TooEarly { .. } => "placement-early",
            PlacementError::Level { .. } => "placement-level",
        }
    }

    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            PlacementError::NoSeats => "tempat ini mempunyai 0 kursi, diharapkan paling sedikit 1".to_owned(),
            PlacementError::PlaceDates { first, last, apply_until } => format!(
                "tempat dibuka {first} sampai {last} dengan lamaran sampai {apply_until}; diharapkan hari terakhir tidak sebelum hari pertama, dan lamaran paling lambat pada hari itu"
            ),
            PlacementError::TooLate { place, until, today } => {
                format!("lamaran untuk tempat `{place}` berakhir {until}, sedangkan hari ini {today}")
            }
            PlacementError::Outside { stay, first, last } => {
                format!("masa penempatan {} sampai {}, diharapkan dalam {first} sampai {last}", stay.first, stay.last)
            }
            PlacementError::Overlap { placement, stay, other } => format!(
                "penempatan `{placement}` ({} sampai {}) bertumpang tindih dengan {} ({} sampai {})",
                stay.first,
                stay.last,
                other.what.id,
                other.first,
                other.last.map_or_else(|| "belum berakhir".to_owned(), |day| day.to_string())
            ),
            PlacementError::Full { place, seats, stay } => {
                format!("tempat `{place}` penuh pada suatu hari dari {} sampai {} (kursi: {seats})", stay.first, stay.last)
            }
            PlacementError::State { placement, found, expected } => {
                format!("penempatan `{placement}` {}, diharapkan {}", found.id, expected.id)
            }
            PlacementError::TooEarly { placement, first, today } => {
                format!("penempatan `{placement}` mulai {first}, sedangkan hari ini {today}")
            }
            PlacementError::Level { competency, level, expected } => {
                format!("`{competency}` dinilai pada level {level}, sedangkan tempat ini mengantar ke {expected}")
            }
        };
        Label::new(id, self.to_string())
    }
}

impl Placement {
    fn wrong_state(&self, expected: Label) -> PlacementError {
        PlacementError::State { placement: self.id.clone(), found: self.state.label(), expected }
    }

    /// Refuses where the person is elsewhere on a day of the stay; the first of what overlaps is named.
    ///
    /// # Errors
    /// [`PlacementError::Overlap`].
    pub fn is_free_of(&self, others: &[Busy]) -> Result<(), PlacementError> {
        match others.iter().find(|other| other.overlaps(self.stay)) {
            None => Ok(()),
            Some(other) => Err(PlacementError::Overlap { placement: self.id.clone(), stay: self.stay, other: Box::new(other.clone()) }),
        }
    }

    /// Gives the place.
    ///
    /// # Errors
    /// [`PlacementError`] where it was decided before or no seat is free; `granted` are the stays that hold seats of the place.
    pub fn grant(&mut self, place: &Place, granted: &[Stay], on: NaiveDate) -> Result<(), PlacementError> {
        if self.state != PlacementState::Applied {
            return Err(self.wrong_state(PlacementState::Applied.label()));
        }
        if Place::most_at_once(granted, self.stay) >= usize::try_from(place.seats).unwrap_or(usize::MAX) {
            return Err(PlacementError::Full { place: place.id.clone(), seats: place.seats, stay: self.stay });
        }
        self.state = PlacementState::Granted { on };
        Ok(())
    }

    /// Declines.
    ///
    /// # Errors
    /// [`PlacementError::State`] where it was decided before.
    pub fn decline(&mut self, on: NaiveDate, reason: Arc<str>) -> Result<(), PlacementError> {
        if self.state != PlacementState::Applied {
            return Err(self.wrong_state(PlacementState::Applied.label()));
        }
        self.state = PlacementState::Declined { on, reason };
        Ok(())
    }

    /// Begins.
    ///
    /// # Errors
    /// [`PlacementError`] where it is not granted or the first day has not come.
    pub fn start(&mut self, today: NaiveDate) -> Result<(), PlacementError> {
        if !matches!(self.state, PlacementState::Granted { .. }) {
            return Err(self.wrong_state(Label::new("disetujui", "granted")));
        }
        if today < self.stay.first {
            return Err(PlacementError::TooEarly { placement: self.id.clone(), first: self.stay.first, today });
        }
        self.state = PlacementState::UnderWay { since: self.stay.first };
        Ok(())
    }

    /// Ends with an assessment: of competencies the place leads to, at most to the level it leads to.
    ///
    /// # Errors
    /// [`PlacementError`] where it is not under way, or a level is not one the place leads to.
    pub fn assess(&mut self, place: &Place, assessment: PlacementAssessment) -> Result<(), PlacementError> {
        if !matches!(self.state, PlacementState::UnderWay { .. }) {
            return Err(self.wrong_state(Label::new("berjalan", "under way")));
        }
        for given in &assessment.levels {
            let same = |to: &&LeadsTo| to.framework == given.framework && to.competency == given.competency;
            let leads_to = place.leads_to.iter().find(same);
            if leads_to.is_none_or(|to| given.level > to.level) || given.level < Decimal::ZERO {
                let all: Vec<String> = place.leads_to.iter().map(|to| format!("{}={}", to.competency, to.level)).collect();
                let expected = if all.is_empty() { "-".into() } else { all.join(", ").into() };
                return Err(PlacementError::Level { competency: given.competency.as_str().into(), level: given.level, expected });
            }
        }
        self.state = PlacementState::Assessed(assessment);
        Ok(())
    }

    /// Gives it up.
    ///
    /// # Errors
    /// [`PlacementError::State`] where it is over.
    pub fn break_off(&mut self, on: NaiveDate, reason: Arc<str>) -> Result<(), PlacementError> {
        match self.state {
            PlacementState::Applied | PlacementState::Granted { .. } | PlacementState::UnderWay { .. } => {
                self.state = PlacementState::BrokenOff { on, reason };
                Ok(())
            }
            _ => Err(self.wrong_state(Label::new("dilamar, disetujui, atau berjalan", "applied for, granted or under way"))),
        }
    }
}

#[cfg(test)]
mod tests;
