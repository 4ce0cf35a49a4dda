//! What somebody qualifies for on a day, and when waiting would be enough.

use std::sync::Arc;

use chrono::{Months, NaiveDate};
use jenjang::people::id::PersonId;
use jenjang::people::{CivilServant, View};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::decide;
use jenjang::policy::decision::Decision;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::earliest::{Earliest, earliest_on};
use jenjang::policy::model::Policy;
use jenjang::promotion::{WaiverRecord, waivers_for};
use jenjang_policy_files::Library;

use super::gather::{Gatherer, Sources};
use super::judge::Cases;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::policies::in_force;

/// Asks what somebody qualifies for.
#[derive(Clone, Copy)]
pub struct ReadEligibility<'a> {
    /// Who.
    pub person: &'a PersonId,
    /// The day asked about.
    pub on: NaiveDate,
    /// Ids of eligibility policies, in the order they are answered.
    pub policies: &'a [&'a str],
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Gathers the facts.
    pub gatherer: &'a dyn Gatherer,
    /// Whether a policy is meant for the post somebody holds, by its id: a country's crate knows.
    pub fits_post: &'a (dyn Fn(&str, &Dossier, &Decision) -> bool + Sync),
    /// How many months ahead waiting is looked at.
    pub months: u32,
}

/// What somebody qualifies for. Nothing of it is kept: it binds nobody, and the next record may change it.
#[derive(Clone, Debug)]
pub struct Eligibility {
    /// The day asked about.
    pub on: NaiveDate,
    /// The last day that waiting was looked at.
    pub horizon: NaiveDate,
    /// The policies in force on the day, to name those that others use.
    pub library: Arc<Library>,
    /// One for each policy in force, in the order asked.
    pub standings: Vec<Standing>,
}

/// Where somebody stands under one policy.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The policy.
    pub policy: Arc<Policy>,
    /// What would be decided on the day, with every reason.
    pub decision: Decision,
    /// When waiting alone would be enough.
    pub earliest: Earliest,
    /// Whether the policy is meant for the post the person holds.
    pub fits_post: bool,
}

/// What a person qualifies for on a day under each of these policies, with the waivers granted. A policy that is not in force on the day is left out.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person and an HR officer; [`ServiceError::NotFound`]; `record-unsound`; [`ServiceError::Unsound`]
/// where an enacted policy can no longer be read.
pub async fn read_eligibility(context: &Context<'_>, command: ReadEligibility<'_>) -> Result<Eligibility, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadEligibility, &Target::person(command.person)).await?;
    let view = View { as_of: command.on, known_at: context.clock.today() };
    let library = in_force(tx, command.shipped, view).await?;
    let (person, superior, granted) = Cases::load(tx, std::slice::from_ref(command.person)).await?.only()?;
    drop(held);
    Ok(standings(library, &command, (&person, superior.as_ref()), &granted, view))
}

/// Where a person stands under each of the policies asked about.
pub(crate) fn standings(
    library: Arc<Library>,
    command: &ReadEligibility<'_>,
    (person, superior): (&CivilServant, Option<&CivilServant>),
    granted: &[WaiverRecord],
    view: View,
) -> Eligibility {
    let horizon = command.on.checked_add_months(Months::new(command.months)).unwrap_or(NaiveDate::MAX);
    let mut standings = Vec::with_capacity(command.policies.len());
    let mut gathered: Option<(&Arc<Catalogue>, Dossier)> = None;
    for policy in command.policies.iter().filter_map(|id| library.set.get(id)) {
        let Ok(on_day) = library.on_day(policy, view.as_of, view.known_at) else { continue };
        // policies share their catalogue, and with it the facts
        let (_, dossier) = match gathered.take() {
            Some(same) if Arc::ptr_eq(same.0, &policy.catalogue) => gathered.insert(same),
            _ => gathered.insert((&policy.catalogue, command.gatherer.gather(&policy.catalogue, Sources { person, superior, view }))),
        };
        let waivers = waivers_for(granted, person.id(), &policy.id, view);
        let decision = decide(&on_day, dossier, &waivers);
        // it binds on the day, so the wait begins there
        let earliest = earliest_on(&on_day, dossier, horizon);
        let fits_post = (command.fits_post)(&policy.id, dossier, &decision);
        standings.push(Standing { policy: Arc::clone(policy), decision, earliest, fits_post });
    }
    Eligibility { on: view.as_of, horizon, library, standings }
}
