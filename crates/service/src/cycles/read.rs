//! Reading results, each reader the own kind and only when the cycle is that far.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::evaluation::cycle::Cycle;
use jenjang::evaluation::report::{RateeReport, SuperiorReport};
use jenjang::evaluation::repository::{Audience, CycleFile, ResultRecord};
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId, UnitId};
use jenjang::store::{Page, Transaction};

use super::inbox::names;
use super::load;
use super::results::{self, AnalysisResult, HrResult, latest};
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::{path, tree};
use crate::permissions::{Action, Target, authorize};

/// A cycle in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycleOverview {
    /// Id and state.
    pub cycle: Cycle,
    /// What people read.
    pub title: Label,
    /// Whose it is.
    pub unit: UnitId,
    /// Id of the scheme.
    pub scheme: Arc<str>,
    /// Id of the questionnaire.
    pub instrument: Arc<str>,
    /// When answers were destroyed.
    pub severed: Option<NaiveDate>,
}

impl CycleOverview {
    pub(super) fn of(file: CycleFile) -> CycleOverview {
        let (scheme, instrument) = (file.scheme.0, file.instrument.0);
        CycleOverview { cycle: file.cycle, title: file.title, unit: file.unit, scheme, instrument, severed: file.severed }
    }
}

/// The cycles of the units the actor works in or holds a role for; the operator sees all.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn list_cycles(context: &Context<'_>) -> Result<Vec<CycleOverview>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ListCycles, &Target::everything()).await?;
    let mut found: Vec<CycleOverview> = tx.cycles().heads().await?.into_iter().map(CycleOverview::of).collect();
    if let Some(person) = context.actor.person() {
        let units = concerned(context, tx, person).await?;
        found.retain(|cycle| units.contains(&cycle.unit));
    }
    Ok(found)
}

/// The units whose cycles concern somebody: the own one and those above it, those a role is held for today and all under them.
async fn concerned(context: &Context<'_>, tx: &mut dyn Transaction, person: &PersonId) -> Result<BTreeSet<UnitId>, ServiceError> {
    let today = context.clock.today();
    let held = tx.grants().list(Some(person)).await?.into_iter().filter(|grant| grant.holds_on(today)).map(|grant| grant.unit);
    let held: BTreeSet<UnitId> = held.collect();
    let mut units = BTreeSet::new();
    if !held.is_empty() {
        let tree = tree(tx).await?;
        let covered = |unit: &UnitId| tree.path(unit).any(|above| held.contains(&above.id));
        units.extend(tree.iter().map(|unit| unit.id.clone()).filter(covered));
    }
    if let Some(own) = tx.people().find(person).await?.and_then(|file| file.value.unit) {
        units.extend(path(tx, &own).await?.into_iter().map(|unit| unit.id));
    }
    Ok(units)
}

/// The own result of whoever acts, in its latest edition.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`] where the person was not rated; [`ServiceError::Refused`] before the cycle is released;
/// [`ServiceError::Store`].
pub async fn read_own_result(context: &Context<'_>, cycle: &CycleId, person: &PersonId) -> Result<RateeReport, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadOwnResult, &Target::person(person)).await?;
    load::find(tx, cycle).await?.value.cycle.may_read()?;
    results::read(&one(tx, cycle, Audience::Ratee, person).await?)
}

/// The result of a subordinate, in its latest edition.
///
/// # Errors
/// As [`read_own_result`].
pub async fn read_staff_result(context: &Context<'_>, cycle: &CycleId, person: &PersonId) -> Result<SuperiorReport, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadStaffResult, &Target::person(person)).await?;
    load::find(tx, cycle).await?.value.cycle.may_read()?;
    results::read(&one(tx, cycle, Audience::Superior, person).await?)
}

/// A page of what HR reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitResults {
    /// The people of the unit on this page, by id, each in the latest edition.
    pub results: Vec<HrResult>,
    /// What these people are called, those who have a name.
    pub names: BTreeMap<PersonId, Arc<str>>,
    /// Where the next page begins; none after the last.
    pub next: Option<PersonId>,
}

/// What HR reads about the people of a unit and all under it, by person, in the latest edition; a page counts people of the whole cycle, so that it
/// may hold fewer of the unit.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] before the cycle is closed; [`ServiceError::Store`].
pub async fn read_unit_results(
    context: &Context<'_>,
    cycle: &CycleId,
    unit: &UnitId,
    page: &Page<PersonId>,
) -> Result<UnitResults, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadUnitResults, &Target::unit(unit)).await?;
    let file = load::find(tx, cycle).await?.value;
    file.cycle.may_score()?;
    let tree = load::tree(tx).await?;
    let found = latest(tx.cycles().results(cycle, Audience::Hr, None, page).await?);
    let of_unit = |record: &&ResultRecord| {
        // the own result is read as everybody reads it
        let person = record.ratee.as_ref().filter(|person| context.actor.person() != Some(person));
        let member = person.and_then(|person| file.chart.binary_search_by(|member| member.person.cmp(person)).ok());
        member.and_then(|at| file.chart.get(at)).is_some_and(|member| load::within(&tree, &member.unit, unit))
    };
    let next = if found.len() < page.limit { None } else { found.last().and_then(|record| record.ratee.clone()) };
    let results: Vec<HrResult> = found.iter().filter(of_unit).map(results::read).collect::<Result<_, _>>()?;
    let names = names(tx, results.iter().map(|result| result.person.clone())).await?;
    Ok(UnitResults { results, names, next })
}

/// What HR reads about one person, in the latest edition, with the person's name where known.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`] where the person was not rated, and for the own result, which is read as everybody reads it;
/// [`ServiceError::Refused`] before the cycle is closed; [`ServiceError::Store`].
pub async fn read_unit_result(
    context: &Context<'_>,
    cycle: &CycleId,
    person: &PersonId,
) -> Result<(HrResult, Option<Arc<str>>), ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadUnitResults, &Target::person(person)).await?;
    if context.actor.person() == Some(person) {
        return Err(ServiceError::not_found(Label::new("hasil", "result of"), person));
    }
    load::find(tx, cycle).await?.value.cycle.may_score()?;
    let result = results::read(&one(tx, cycle, Audience::Hr, person).await?)?;
    let name = names(tx, [person.clone()]).await?.remove(person);
    Ok((result, name))
}

/// The analysis of a whole cycle.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] before the cycle is closed; [`ServiceError::Store`].
pub async fn read_analysis(context: &Context<'_>, cycle: &CycleId) -> Result<AnalysisResult, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let file = load::find(tx, cycle).await?.value;
    authorize(context, tx, Action::ReadAnalysis, &Target::unit(&file.unit)).await?;
    file.cycle.may_score()?;
    let found = tx.cycles().results(cycle, Audience::Analyst, None, &Page::first(1)).await?;
    let record = found.into_iter().find(|record| record.ratee.is_none());
    results::read(&record.ok_or_else(|| ServiceError::not_found(Label::new("analisis periode", "analysis of cycle"), cycle))?)
}

async fn one(tx: &mut dyn Transaction, cycle: &CycleId, audience: Audience, person: &PersonId) -> Result<ResultRecord, ServiceError> {
    let found = tx.cycles().results(cycle, audience, Some(person), &Page::all()).await?;
    found.into_iter().last().ok_or_else(|| ServiceError::not_found(Label::new("hasil", "result of"), person))
}
