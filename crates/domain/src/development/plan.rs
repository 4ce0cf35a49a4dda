//! The individual development plan (*rencana pengembangan individu*): what one person does in a year about which need, agreed by the person and the
//! superior, closed item by item with evidence.

mod outlook;
mod wording;

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::need::NeedLink;
use crate::legal::Label;
use crate::people::id::{CertificateId, CompetencyCode, CourseId, DevelopmentId, EnrolmentId, FrameworkId, PersonId, PlanId};
use crate::record::{Kept, Kind};

pub use outlook::{Obstacle, Offer, Outlook, Pace, outlook};

/// What shows that an item was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "evidence")]
pub enum Evidence {
    /// A certificate.
    Certificate {
        /// Its id.
        certificate: CertificateId,
    },
    /// An enrolment the person attended to the end.
    Enrolment {
        /// Its id.
        enrolment: EnrolmentId,
    },
    /// An assessment at the target level.
    Assessment {
        /// The framework.
        framework: FrameworkId,
        /// The competency.
        competency: CompetencyCode,
        /// The day.
        date: NaiveDate,
        /// The level.
        level: Decimal,
    },
    /// A completed record of development: mentoring, an internship, learning outside courses.
    Activity {
        /// Its id.
        activity: DevelopmentId,
    },
}

/// Where an item stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum ItemState {
    /// Still to be done.
    Open,
    /// Done, with evidence, as somebody else than the person recorded.
    Closed {
        /// When.
        on: NaiveDate,
        /// By whom.
        by: PersonId,
        /// What shows it.
        #[serde(flatten)]
        evidence: Evidence,
    },
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlanItem {
    /// Its number in the plan; numbers are not used again.
    pub number: u32,
    /// The need it is about, or the wish.
    pub need: NeedLink,
    /// Code of the form (`B3`).
    pub form: Arc<str>,
    /// What it is called.
    pub title: Arc<str>,
    /// The course, where it is one of the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<CourseId>,
    /// How much, in the unit of the form; said by the course where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Decimal>,
    /// The level to be reached, of a competency gap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Decimal>,
    /// By when.
    pub due: NaiveDate,
    /// When it came into the plan. Evidence is not older.
    pub added: NaiveDate,
    /// Where it stands.
    #[serde(flatten)]
    pub state: ItemState,
}

impl PlanItem {
    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        matches!(self.state, ItemState::Open)
    }
}

/// Who has agreed to a plan as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "agreement")]
pub enum PlanState {
    /// Nobody yet.
    Draft,
    /// The employee, not yet the superior.
    ByEmployee {
        /// When.
        on: NaiveDate,
    },
    /// The superior, not yet the employee.
    BySuperior {
        /// When.
        on: NaiveDate,
        /// Who; absent once erased.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    /// Both.
    Agreed {
        /// When the employee did.
        employee: NaiveDate,
        /// When the superior did.
        superior: NaiveDate,
        /// Which superior; absent once erased.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
}

/// What a plan does not take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Nothing to agree to.
    #[error("plan `{0}` has no items, expected at least one before anybody agrees")]
    Empty(PlanId),
    /// The same side twice.
    #[error("{who} has agreed to plan `{plan}` already, on {on}", who = .side.label().en)]
    Twice {
        /// The plan.
        plan: PlanId,
        /// Who.
        side: Side,
        /// When.
        on: NaiveDate,
    },
    /// Not agreed by both.
    #[error("plan `{plan}` is {state}, expected that employee and superior have agreed", state = .state.label().en)]
    NotAgreed {
        /// The plan.
        plan: PlanId,
        /// Where it stands.
        state: PlanState,
    },
    /// No such item.
    #[error("plan `{plan}` has no item {number}")]
    NoItem {
        /// The plan.
        plan: PlanId,
        /// The number.
        number: u32,
    },
    /// An item that is done.
    #[error("item {number} of plan `{plan}` was closed on {on} and stays as it is")]
    Closed {
        /// The plan.
        plan: PlanId,
        /// The number.
        number: u32,
        /// When.
        on: NaiveDate,
    },
}

/// One of the two who agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The person whose plan it is.
    Employee,
    /// The direct superior.
    Superior,
}

/// The plan of one person for one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DevelopmentPlan {
    /// Its id.
    pub id: PlanId,
    /// Whose.
    pub person: PersonId,
    /// The direct superior, as known when the plan was last changed or agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superior: Option<PersonId>,
    /// The year.
    pub year: i32,
    /// How often an agreed plan was changed.
    #[serde(default)]
    pub changes: u32,
    /// The number the next item gets.
    pub next: u32,
    /// The items, by number.
    pub items: Vec<PlanItem>,
    /// Who has agreed.
    pub state: PlanState,
}

impl DevelopmentPlan {
    /// An empty draft.
    pub fn new(id: PlanId, person: PersonId, superior: Option<PersonId>, year: i32) -> DevelopmentPlan {
        DevelopmentPlan { id, person, superior, year, changes: 0, next: 1, items: Vec::new(), state: PlanState::Draft }
    }

    /// Adds an item; its number. Agreements given before no longer hold.
    pub fn add(&mut self, item: impl FnOnce(u32) -> PlanItem) -> u32 {
        let number = self.next;
        self.items.push(item(number));
        self.next = number.saturating_add(1);
        self.changed();
        number
    }

    /// Takes an open item out. Agreements given before no longer hold.
    ///
    /// # Errors
    /// [`PlanError::NoItem`]; [`PlanError::Closed`].
    pub fn remove(&mut self, number: u32) -> Result<PlanItem, PlanError> {
        let place = self.open(number)?;
        let item = self.items.remove(place);
        self.changed();
        Ok(item)
    }

    // INVARIANT (both agree to the same): whatever is changed, nobody has agreed to it yet
    fn changed(&mut self) {
        if matches!(self.state, PlanState::Agreed { .. }) {
            self.changes = self.changes.saturating_add(1);
        }
        self.state = PlanState::Draft;
    }

    /// One side agrees to the plan as it stands.
    ///
    /// # Errors
    /// [`PlanError::Empty`]; [`PlanError::Twice`].
    pub fn agree(&mut self, side: Side, by: &PersonId, today: NaiveDate) -> Result<(), PlanError> {
        if self.items.is_empty() {
            return Err(PlanError::Empty(self.id.clone()));
        }
        let twice = |on| PlanError::Twice { plan: self.id.clone(), side, on };
        let me = || Some(by.clone());
        let next = match (&self.state, side) {
            (PlanState::Draft, Side::Employee) => PlanState::ByEmployee { on: today },
            (PlanState::Draft, Side::Superior) => PlanState::BySuperior { on: today, by: me() },
            (PlanState::ByEmployee { on }, Side::Superior) => PlanState::Agreed { employee: *on, superior: today, by: me() },
            (PlanState::BySuperior { on, by }, Side::Employee) => PlanState::Agreed { employee: today, superior: *on, by: by.clone() },
            (PlanState::ByEmployee { on }, Side::Employee) | (PlanState::BySuperior { on, .. }, Side::Superior) => {
                return Err(twice(*on));
            }
            (PlanState::Agreed { employee, .. }, Side::Employee) => return Err(twice(*employee)),
            (PlanState::Agreed { superior, .. }, Side::Superior) => return Err(twice(*superior)),
        };
        self.state = next;
        Ok(())
    }

    /// Whether an item may be closed, given that evidence shows it.
    ///
    /// # Errors
    /// As [`DevelopmentPlan::close`].
    pub fn may_close(&self, number: u32) -> Result<&PlanItem, PlanError> {
        if !matches!(self.state, PlanState::Agreed { .. }) {
            return Err(PlanError::NotAgreed { plan: self.id.clone(), state: self.state.clone() });
        }
        self.open(number)?;
        self.item(number)
    }

    /// Closes an item of an agreed plan. Whether the evidence shows it is for the caller to check.
    ///
    /// # Errors
    /// [`PlanError::NotAgreed`]; [`PlanError::NoItem`]; [`PlanError::Closed`].
    pub fn close(&mut self, number: u32, by: &PersonId, evidence: Evidence, today: NaiveDate) -> Result<(), PlanError> {
        self.may_close(number)?;
        let place = self.open(number)?;
        if let Some(item) = self.items.get_mut(place) {
            item.state = ItemState::Closed { on: today, by: by.clone(), evidence };
        }
        Ok(())
    }

    /// The item with this number.
    ///
    /// # Errors
    /// [`PlanError::NoItem`].
    pub fn item(&self, number: u32) -> Result<&PlanItem, PlanError> {
        self.items.iter().find(|item| item.number == number).ok_or_else(|| PlanError::NoItem { plan: self.id.clone(), number })
    }

    fn open(&self, number: u32) -> Result<usize, PlanError> {
        if let ItemState::Closed { on, .. } = &self.item(number)?.state {
            return Err(PlanError::Closed { plan: self.id.clone(), number, on: *on });
        }
        let place = self.items.iter().position(|item| item.number == number);
        place.ok_or_else(|| PlanError::NoItem { plan: self.id.clone(), number })
    }

    /// Whether both have agreed and every item is closed.
    pub fn is_done(&self) -> bool {
        matches!(self.state, PlanState::Agreed { .. }) && self.items.iter().all(|item| !item.is_open())
    }
}

impl Kept for DevelopmentPlan {
    const KIND: Kind = Kind::DevelopmentPlan;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }

    fn person(&self) -> Option<&PersonId> {
        Some(&self.person)
    }

    fn other(&self) -> Option<&PersonId> {
        self.superior.as_ref()
    }

    /// The plan of an erased person goes. A superior goes out of the plan, which stays: that one agreed stays too.
    fn forget(mut self, person: &PersonId) -> Option<DevelopmentPlan> {
        if self.person == *person {
            return None;
        }
        self.superior = self.superior.filter(|superior| superior != person);
        if let PlanState::BySuperior { by, .. } | PlanState::Agreed { by, .. } = &mut self.state
            && by.as_ref() == Some(person)
        {
            *by = None;
        }
        Some(self)
    }
}

impl PlanError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            PlanError::Empty(_) => "plan-empty",
            PlanError::Twice { .. } => "agreed-already",
            PlanError::NotAgreed { .. } => "plan-not-agreed",
            PlanError::NoItem { .. } => "no-such-item",
            PlanError::Closed { .. } => "item-closed",
        }
    }

    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            PlanError::Empty(plan) => format!("rencana `{plan}` tidak memuat butir, diharapkan sekurang-kurangnya satu sebelum disetujui"),
            PlanError::Twice { plan, side, on } => format!("{} sudah menyetujui rencana `{plan}` pada {on}", side.label().id),
            PlanError::NotAgreed { plan, state } => {
                format!("rencana `{plan}` {}, diharapkan sudah disetujui pegawai dan atasan", state.label().id)
            }
            PlanError::NoItem { plan, number } => format!("rencana `{plan}` tidak memuat butir {number}"),
            PlanError::Closed { plan, number, on } => {
                format!("butir {number} rencana `{plan}` sudah ditutup pada {on} dan tidak berubah lagi")
            }
        };
        Label::new(id, self.to_string())
    }
}

#[cfg(test)]
mod tests;
