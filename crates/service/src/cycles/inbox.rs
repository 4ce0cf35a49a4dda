//! What a 360° cycle asks of whoever acts: people to rate, raters to name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::evaluation::cycle::{Cycle, CycleState};
use jenjang::evaluation::nomination::Nomination;
use jenjang::evaluation::repository::{CycleFile, NominationFilter};
use jenjang::evaluation::scheme::{ChosenBy, RaterGroup, Relation};
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::store::Transaction;

use super::load;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, allowed, authorize};

/// How many cycles that are over are looked at for the own results: the latest by id.
const PAST: usize = 6;

/// What waits for whoever acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// People to rate in cycles that are open or about to be, those with the earliest last day first.
    pub ratings: Vec<RatingTask>,
    /// Cycles in which whoever acts is rated, the latest first.
    pub own: Vec<OwnCycle>,
}

/// Somebody to rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingTask {
    /// The cycle and where it stands.
    pub cycle: Cycle,
    /// What the cycle is called.
    pub title: Label,
    /// Who is rated.
    pub ratee: PersonId,
    /// That person's name.
    pub name: Option<Arc<str>>,
    /// As a member of which group.
    pub group: Label,
    /// How the rater stands to the person.
    pub relation: Relation,
    /// Whether whoever acts has answered.
    pub answered: bool,
}

/// A cycle in which somebody is rated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCycle {
    /// The cycle and where it stands.
    pub cycle: Cycle,
    /// What it is called.
    pub title: Label,
    /// While raters are being named: how many more the person has to name, over all groups left to that person; absent where none is.
    pub to_name: Option<usize>,
}

/// What waits for whoever acts, and nothing about anybody else's answers.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person in the store; [`ServiceError::Store`].
pub async fn read_inbox(context: &Context<'_>) -> Result<Inbox, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadInbox, &Target::everything()).await?;
    let action = Action::ReadInbox;
    let actor = context.actor.person().ok_or(ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let mut inbox = Inbox { ratings: Vec::new(), own: Vec::new() };
    for file in looked_at(tx.cycles().heads().await?) {
        if is_live(&file.cycle) {
            inbox.ratings.extend(ratings(tx, &file, actor).await?);
        }
        inbox.own.extend(own(tx, &file, actor).await?);
    }
    let names = names(tx, inbox.ratings.iter().map(|task| task.ratee.clone())).await?;
    for task in &mut inbox.ratings {
        task.name = names.get(&task.ratee).cloned();
    }
    inbox.ratings.sort_by_key(|task| (until(&task.cycle), task.cycle.id().clone(), task.relation, task.ratee.clone()));
    Ok(inbox)
}

/// The last day, for sorting: what is not open yet comes last.
fn until(cycle: &Cycle) -> NaiveDate {
    match cycle.state() {
        CycleState::Open { until, .. } => until,
        _ => NaiveDate::MAX,
    }
}

fn is_live(cycle: &Cycle) -> bool {
    matches!(cycle.state(), CycleState::Nominating { .. } | CycleState::Open { .. })
}

/// Cycles that run, and the latest of those that are over; the latest first.
fn looked_at(mut files: Vec<CycleFile>) -> Vec<CycleFile> {
    files.reverse();
    let mut past = 0;
    files.retain(|file| {
        let over = matches!(file.cycle.state(), CycleState::Closed { .. } | CycleState::Released { .. });
        past += usize::from(over);
        is_live(&file.cycle) || (over && past <= PAST)
    });
    files
}

async fn ratings(tx: &mut dyn Transaction, file: &CycleFile, actor: &PersonId) -> Result<Vec<RatingTask>, ServiceError> {
    let filter = NominationFilter { ratee: None, rater: Some(actor.clone()) };
    let mut nominations = tx.cycles().nominations(file.cycle.id(), &filter).await?;
    nominations.retain(Nomination::is_approved);
    if nominations.is_empty() {
        return Ok(Vec::new());
    }
    let receipts = tx.cycles().receipts(file.cycle.id(), &filter).await?;
    let answered: BTreeSet<&PersonId> = receipts.iter().map(|receipt| &receipt.ratee).collect();
    let scheme = load::scheme(tx, file).await?;
    let task = |nomination: &Nomination| {
        let group = scheme.group(nomination.group())?;
        Some(RatingTask {
            cycle: file.cycle.clone(),
            title: file.title.clone(),
            ratee: nomination.ratee().clone(),
            name: None,
            group: group.label.clone(),
            relation: group.relation,
            answered: answered.contains(nomination.ratee()),
        })
    };
    Ok(nominations.iter().filter_map(task).collect())
}

async fn own(tx: &mut dyn Transaction, file: &CycleFile, actor: &PersonId) -> Result<Option<OwnCycle>, ServiceError> {
    let filter = NominationFilter { ratee: Some(actor.clone()), rater: None };
    let nominations = tx.cycles().nominations(file.cycle.id(), &filter).await?;
    if nominations.is_empty() {
        return Ok(None);
    }
    let mut to_name = None;
    if matches!(file.cycle.state(), CycleState::Nominating { .. }) {
        let scheme = load::scheme(tx, file).await?;
        let chosen = scheme.groups().iter().filter(|group| group.chosen_by == ChosenBy::Ratee);
        let lacking = |group: &RaterGroup| {
            let named = nominations.iter().filter(|n| n.is_alive() && *n.group() == group.code).count();
            group.minimum.saturating_sub(named)
        };
        to_name = chosen.map(lacking).reduce(usize::saturating_add);
    }
    Ok(Some(OwnCycle { cycle: file.cycle.clone(), title: file.title.clone(), to_name }))
}

/// What people are called, those who have a name.
pub(super) async fn names(
    tx: &mut dyn Transaction,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, Arc<str>>, ServiceError> {
    let ids: BTreeSet<PersonId> = people.into_iter().collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = tx.people().find_many(&ids.into_iter().collect::<Vec<_>>()).await?;
    Ok(found.into_iter().filter_map(|stored| Some((stored.value.id().clone(), stored.value.record.name?))).collect())
}
