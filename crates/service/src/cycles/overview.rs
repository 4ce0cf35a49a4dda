//! One cycle as whoever runs it sees it: its texts, its people in numbers, what is wrong with nominations.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jenjang::evaluation::cycle::Cycle;
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::nomination::{Nomination, NominationState};
use jenjang::evaluation::repository::NominationFilter;
use jenjang::evaluation::scheme::Scheme;
use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::people::id::{CycleId, UnitId};
use jenjang::store::{Revision, Versioned};

use super::load;
use super::nominate::{Remark, remarks};
use super::read::CycleOverview;
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::{Action, Target, authorize};

/// Cycles of the units somebody is in charge of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunCycles {
    /// The cycles, the latest first by id.
    pub cycles: Vec<CycleOverview>,
    /// The units, by name: whose cycles may be planned.
    pub units: Vec<OrgUnit>,
}

/// The cycles that whoever acts runs, and the units to plan another for.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever runs none; [`ServiceError::Store`].
pub async fn list_run_cycles(context: &Context<'_>) -> Result<RunCycles, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let scope = Scope::of(context, tx, Action::PlanCycle).await?;
    let mut units = scope.units(tx).await?;
    units.sort_by(|a, b| a.name.id.cmp(&b.name.id).then_with(|| a.id.cmp(&b.id)));
    let mut cycles: Vec<CycleOverview> = tx.cycles().heads().await?.into_iter().map(CycleOverview::of).collect();
    cycles.retain(|cycle| scope.takes(Some(&cycle.unit)));
    cycles.reverse();
    Ok(RunCycles { cycles, units })
}

/// A cycle as whoever runs it sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycleView {
    /// Id and state.
    pub cycle: Cycle,
    /// The revision it was read at.
    pub revision: Revision,
    /// What people read.
    pub title: Label,
    /// Whose it is.
    pub unit_id: UnitId,
    /// What its unit is called.
    pub unit: Label,
    /// The scheme.
    pub scheme: Scheme,
    /// The questionnaire.
    pub instrument: Instrument,
    /// People in its chart.
    pub members: usize,
    /// People for whom somebody is named.
    pub rated: usize,
    /// Nominations by state.
    pub naming: NamingCounts,
    /// What is wrong with nominations: of approved ones once the cycle is open.
    pub remarks: Vec<Remark>,
    /// When answers were destroyed.
    pub severed: Option<NaiveDate>,
}

/// How many nominations stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NamingCounts {
    /// Wait for a superior.
    pub proposed: usize,
    /// May rate.
    pub approved: usize,
    /// Refused by a superior.
    pub refused: usize,
    /// Declined by the rater.
    pub declined: usize,
    /// Given up for a conflict of interest.
    pub conflict: usize,
}

/// A cycle with its nominations in numbers.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever does not run cycles of the unit; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_cycle(context: &Context<'_>, cycle: &CycleId) -> Result<CycleView, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let Versioned { value: file, revision } = load::find(tx, cycle).await?;
    authorize(context, tx, Action::ReadNominations, &Target::unit(&file.unit)).await?;
    let scheme = load::scheme(tx, &file).await?;
    let instrument = load::instrument(tx, &file).await?;
    let chart = load::chart(&file.chart)?;
    let unit = tx.people().find_unit(&file.unit).await?.map_or_else(|| Label::same(file.unit.as_str()), |unit| unit.name);
    let all = tx.cycles().nominations(cycle, &NominationFilter::default()).await?;
    let mut naming = NamingCounts::default();
    for nomination in &all {
        let count = match nomination.state() {
            NominationState::Proposed => &mut naming.proposed,
            NominationState::Approved { .. } => &mut naming.approved,
            NominationState::Refused { .. } => &mut naming.refused,
            NominationState::Declined { .. } => &mut naming.declined,
            NominationState::Conflict { .. } => &mut naming.conflict,
        };
        *count += 1;
    }
    let rated: BTreeSet<_> = all.iter().map(Nomination::ratee).collect();
    let (rated, remarks) = (rated.len(), remarks(&scheme, &chart, &all));
    let (members, severed) = (file.chart.len(), file.severed);
    Ok(CycleView {
        cycle: file.cycle,
        revision,
        title: file.title,
        unit_id: file.unit,
        unit,
        scheme,
        instrument,
        members,
        rated,
        naming,
        remarks,
        severed,
    })
}
