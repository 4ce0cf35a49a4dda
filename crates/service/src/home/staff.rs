//! What waits for a superior, and for whoever supervises a placement.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};
use jenjang::development::plan::{DevelopmentPlan, PlanState};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, PlaceId};
use jenjang::placement::{Placement, PlacementState};
use jenjang::record::Kind;
use jenjang::store::Transaction;
use serde::Serialize;

use super::Kept;
use super::waiting::bodies;
use crate::error::ServiceError;
use crate::team::requests_of;

/// Days before the last one from which on a placement waits for its assessment.
const ASSESSED_FROM: u64 = 7;

/// The plan of somebody who reports to the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlanDue {
    /// Whose.
    pub person: PersonId,
    /// The name, where the record holds one.
    pub name: Option<Arc<str>>,
}

/// A placement that ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlacementDue {
    /// Where.
    pub place: PlaceId,
    /// Who is there.
    pub person: PersonId,
    /// The name, where the record holds one.
    pub name: Option<Arc<str>>,
    /// Its last day.
    pub last: NaiveDate,
}

/// What waits for a superior, and for whoever supervises a placement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaffWaiting {
    /// Raters that were proposed: what the cycle is called, and how many wait for approval.
    pub raters: Vec<(Label, usize)>,
    /// How many enrolments wait for approval.
    pub enrolments: usize,
    /// The first day of that session among theirs which begins first.
    pub first: Option<NaiveDate>,
    /// Plans of this year that wait for agreement.
    pub plans: Vec<PlanDue>,
    /// Placements to assess: those in their last days, or past them.
    pub placements: Vec<PlacementDue>,
}

impl StaffWaiting {
    /// Reads it, but for the raters, which are found with what the person has to name.
    pub(super) async fn read(
        tx: &mut dyn Transaction,
        me: &PersonId,
        kept: Kept<'_>,
        today: NaiveDate,
    ) -> Result<StaffWaiting, ServiceError> {
        let mut waiting = StaffWaiting { placements: placements(kept, me, today)?, ..StaffWaiting::default() };
        if kept.staff.is_empty() {
            return Ok(waiting);
        }
        let people: Vec<PersonId> = kept.staff.iter().cloned().collect();
        let requests = requests_of(tx, &people, today).await?;
        waiting.enrolments = requests.len();
        waiting.first = requests.iter().filter_map(|(_, first)| *first).min();
        // a plan may still name the superior before
        let plans = bodies::<DevelopmentPlan>(kept.own, Kind::DevelopmentPlan)?.into_iter();
        let waits = |plan: &DevelopmentPlan| {
            let open = matches!(plan.state, PlanState::Draft | PlanState::ByEmployee { .. });
            open && !plan.items.is_empty() && plan.year == today.year() && kept.staff.contains(&plan.person)
        };
        waiting.plans = plans.filter(waits).map(|plan| PlanDue { person: plan.person, name: None }).collect();
        Ok(waiting)
    }

    /// Whose names are needed.
    pub(super) fn people(&self) -> impl Iterator<Item = &PersonId> {
        self.plans.iter().map(|plan| &plan.person).chain(self.placements.iter().map(|placement| &placement.person))
    }

    pub(super) fn name(&mut self, names: &BTreeMap<PersonId, Arc<str>>) {
        for plan in &mut self.plans {
            plan.name = names.get(&plan.person).cloned();
        }
        for placement in &mut self.placements {
            placement.name = names.get(&placement.person).cloned();
        }
    }
}

fn placements(kept: Kept<'_>, me: &PersonId, today: NaiveDate) -> Result<Vec<PlacementDue>, ServiceError> {
    let soon = today.checked_add_days(Days::new(ASSESSED_FROM)).unwrap_or(today);
    let waits = |one: &Placement| {
        let supervised = one.supervisor.as_ref() == Some(me) && one.person != *me;
        supervised && matches!(one.state, PlacementState::UnderWay { .. }) && one.stay.last <= soon
    };
    let due = |one: Placement| PlacementDue { place: one.place, person: one.person, name: None, last: one.stay.last };
    Ok(bodies::<Placement>(kept.own, Kind::Placement)?.into_iter().filter(waits).map(due).collect())
}
