//! Whom a round's policy is meant for.

use jenjang::people::View;
use jenjang::people::id::{PersonId, RoundId};
use jenjang::people::repository::PeopleFilter;
use jenjang::policy::decide::{decide, prepare};
use jenjang::policy::decision::Decision;
use jenjang::policy::dossier::Dossier;
use jenjang::store::Page;
use jenjang_policy_files::Library;

use super::gather::{Gatherer, Sources};
use super::judge::Cases;
use super::round::{BATCH, authorized};
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::under;
use crate::permissions::Action;
use crate::policies::{in_force, rules};

/// Asks whom a round's policy is meant for.
#[derive(Clone, Copy)]
pub struct FindFitting<'a> {
    /// The round.
    pub round: &'a RoundId,
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Gathers the facts.
    pub gatherer: &'a dyn Gatherer,
    /// Whether a policy is meant for the post somebody holds, by its id: a country's crate knows.
    pub fits_post: &'a (dyn Fn(&str, &Dossier, &Decision) -> bool + Sync),
}

/// The people of the round's unit whose post its policy is meant for, by id; whoever asks is left out. To be put forward with
/// [`add_candidates`](super::add_candidates).
///
/// # Errors
/// [`ServiceError::Forbidden`]; a round that is not there; `policy-not-in-force`.
pub async fn find_fitting(context: &Context<'_>, command: FindFitting<'_>) -> Result<Vec<PersonId>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let file = authorized(context, tx, Action::AddCandidates, command.round).await?.value;
    let view = View { as_of: file.plan.as_of, known_at: context.clock.today() };
    let library = in_force(tx, command.shipped, view).await?;
    let policy = rules::policy(&library, &file.plan.policy)?;
    let on_day = prepare(&library.set, policy, view.as_of, view.known_at)
        .map_err(|error| ServiceError::refused("policy-not-in-force", error.message()))?;
    let filter = PeopleFilter { units: Some(under(tx, &file.unit).await?), ..PeopleFilter::default() };
    let (mut fitting, mut page) = (Vec::new(), Page::first(BATCH));
    loop {
        let found = tx.people().list(&filter, &page).await?;
        let ids: Vec<PersonId> = found.into_iter().map(|stored| stored.value.id().clone()).collect();
        let Some(last) = ids.last().cloned() else { return Ok(fitting) };
        for (person, superior) in Cases::load(tx, &ids).await?.sound() {
            if person.registers().positions.consulted().is_none() {
                // whose post nobody recorded is put forward by name, if at all: such are those who only sign
                continue;
            }
            let sources = Sources { person: &person, superior: superior.as_ref(), view };
            let dossier = command.gatherer.gather(&policy.catalogue, sources);
            let fits = (command.fits_post)(&policy.id, &dossier, &decide(&on_day, &dossier, &[]));
            if fits && context.actor.person() != Some(person.id()) {
                fitting.push(person.id().clone());
            }
        }
        page = Page::after(last, BATCH);
    }
}
