//! Naming raters as the person rated and the superior see it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::evaluation::cycle::{Cycle, CycleState};
use jenjang::evaluation::nomination::{Nomination, NominationState, candidates};
use jenjang::evaluation::repository::NominationFilter;
use jenjang::evaluation::scheme::{ChosenBy, RaterGroup, Relation};
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId};

use super::inbox::names;
use super::load;
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::staff_of;
use crate::permissions::{Action, Target, allowed, authorize};

/// Somebody named to rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedRater {
    /// Who.
    pub rater: PersonId,
    /// What that person is called.
    pub name: Option<Arc<str>>,
    /// Where the nomination stands.
    pub state: NominationState,
}

/// A group of raters of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamingGroup {
    /// The group with its quota.
    pub group: RaterGroup,
    /// Who is named.
    pub named: Vec<NamedRater>,
    /// Who may still be named, by the chart of the cycle: with name where known.
    pub candidates: Vec<(PersonId, Option<Arc<str>>)>,
}

impl NamingGroup {
    /// How many of those named may still rate.
    pub fn alive(&self) -> usize {
        let alive = |state: &NominationState| matches!(state, NominationState::Proposed | NominationState::Approved { .. });
        self.named.iter().filter(|named| alive(&named.state)).count()
    }
}

/// The groups of raters that a person fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnNaming {
    /// The cycle and where it stands.
    pub cycle: Cycle,
    /// What it is called.
    pub title: Label,
    /// Groups left to the person, in the order of the scheme.
    pub groups: Vec<NamingGroup>,
    /// Names of the groups that others fill.
    pub others: Vec<Label>,
}

/// The groups that whoever acts fills in a cycle, with everybody who may be named. Groups filled by chart or draw are named without their members.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`] for a cycle in which the person is not rated; [`ServiceError::Store`].
pub async fn read_own_naming(context: &Context<'_>, cycle: &CycleId) -> Result<OwnNaming, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let action = Action::ReadNominations;
    let person = context.actor.person().ok_or(ServiceError::Forbidden { action, allowed: allowed(action) })?;
    authorize(context, tx, action, &Target::person(person)).await?;
    let file = load::find(tx, cycle).await?.value;
    let chart = load::chart(&file.chart)?;
    if chart.get(person).is_none() {
        return Err(ServiceError::not_found(Label::new("orang yang dinilai", "person rated"), person));
    }
    let scheme = load::scheme(tx, &file).await?;
    let filter = NominationFilter { ratee: Some(person.clone()), rater: None };
    let nominations = tx.cycles().nominations(cycle, &filter).await?;
    let taken: BTreeSet<&PersonId> = nominations.iter().map(Nomination::rater).collect();
    let (chosen, others): (Vec<&RaterGroup>, Vec<&RaterGroup>) =
        scheme.groups().iter().filter(|group| group.relation != Relation::Oneself).partition(|group| group.chosen_by == ChosenBy::Ratee);
    let superior = chart.superior_of(person);
    let mut groups: Vec<NamingGroup> = Vec::new();
    for group in chosen {
        let mut named = Vec::new();
        for nomination in nominations.iter().filter(|nomination| *nomination.group() == group.code) {
            named.push(NamedRater { rater: nomination.rater().clone(), name: None, state: nomination.state().clone() });
        }
        let free = candidates(&chart, person, group.relation);
        let free = free.into_iter().filter(|id| !taken.contains(id) && superior != Some(*id) && *id != person);
        groups.push(NamingGroup { group: group.clone(), named, candidates: free.map(|id| (id.clone(), None)).collect() });
    }
    let everybody = groups.iter().flat_map(|group| {
        let named = group.named.iter().map(|named| named.rater.clone());
        named.chain(group.candidates.iter().map(|(id, _)| id.clone()))
    });
    let called = names(tx, everybody.collect::<Vec<_>>()).await?;
    for group in &mut groups {
        call(&mut group.named, &called);
        group.candidates.iter_mut().for_each(|(id, name)| *name = called.get(id).cloned());
    }
    let others = others.into_iter().map(|group| group.label.clone()).collect();
    Ok(OwnNaming { cycle: file.cycle, title: file.title, groups, others })
}

fn call(named: &mut [NamedRater], called: &BTreeMap<PersonId, Arc<str>>) {
    named.iter_mut().for_each(|named| named.name = called.get(&named.rater).cloned());
}

/// A cycle in which staff of whoever acts are rated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffCycle {
    /// The cycle and where it stands.
    pub cycle: Cycle,
    /// What it is called.
    pub title: Label,
    /// The staff, by id.
    pub people: Vec<StaffNaming>,
}

/// Who is named to rate one of the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffNaming {
    /// Who is rated.
    pub person: PersonId,
    /// What that person is called.
    pub name: Option<Arc<str>>,
    /// The groups that wait for the superior or have been decided by the superior, without candidates.
    pub groups: Vec<NamingGroup>,
}

/// Who is named to rate those who report to whoever acts, in the cycles that are naming raters.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; [`ServiceError::Store`].
pub async fn read_staff_naming(context: &Context<'_>) -> Result<Vec<StaffCycle>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let action = Action::ApproveNomination;
    let actor = context.actor.person().ok_or(ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let staff = staff_of(tx, actor).await?;
    let mut found = Vec::new();
    if staff.is_empty() {
        return Ok(found);
    }
    let ids: BTreeSet<PersonId> = staff.keys().cloned().collect();
    for file in tx.cycles().heads().await? {
        if !matches!(file.cycle.state(), CycleState::Nominating { .. }) {
            continue;
        }
        let nominations = tx.cycles().nominations_of(file.cycle.id(), &ids).await?;
        if nominations.is_empty() {
            continue;
        }
        let scheme = load::scheme(tx, &file).await?;
        let called = names(tx, nominations.iter().map(|nomination| nomination.rater().clone())).await?;
        let mut people: Vec<StaffNaming> = Vec::new();
        for (person, name) in &staff {
            let own = || nominations.iter().filter(|nomination| nomination.ratee() == person);
            if own().next().is_none() {
                continue;
            }
            let chosen = scheme.groups().iter().filter(|group| group.chosen_by == ChosenBy::Ratee);
            let groups = chosen.map(|group| {
                let of_group = own().filter(|nomination| *nomination.group() == group.code);
                let named = |nomination: &Nomination| NamedRater {
                    rater: nomination.rater().clone(),
                    name: called.get(nomination.rater()).cloned(),
                    state: nomination.state().clone(),
                };
                NamingGroup { group: group.clone(), named: of_group.map(named).collect(), candidates: Vec::new() }
            });
            people.push(StaffNaming { person: person.clone(), name: name.clone(), groups: groups.collect() });
        }
        found.push(StaffCycle { cycle: file.cycle, title: file.title, people });
    }
    Ok(found)
}
