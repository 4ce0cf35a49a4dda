//! Reading places and placements.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::people::id::{PersonId, PlaceId};
use jenjang::placement::{Place, Placement, PlacementState};
use jenjang::record::RecordFilter;
use serde::Serialize;

use super::place;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, allowed, authorize};
use crate::records;
use crate::trail::files;

/// A place with the people in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlaceView {
    /// The place.
    pub place: Place,
    /// Who applied, is there, was there; by id.
    pub placements: Vec<Placement>,
}

/// The places that are offered: those anybody can still apply for, or all.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn list_places(context: &Context<'_>, all: bool) -> Result<Vec<Place>, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadCatalogue, &Target::everything()).await?;
    let today = context.clock.today();
    let places = records::list::<Place>(&mut *tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value);
    Ok(places.filter(|place| all || today <= place.apply_until).collect())
}

/// A place with everybody in it.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the supervisor, an HR officer of its unit and an auditor; [`ServiceError::Store`].
pub async fn read_place(context: &Context<'_>, id: &PlaceId) -> Result<PlaceView, ServiceError> {
    let mut tx = context.store.read().await?;
    let place = place(&mut *tx, id.as_str()).await?.value;
    let target = Target::unit(&place.unit).with(place.supervisor.as_ref());
    authorize(context, &mut *tx, Action::ReadPlacement, &target).await?;
    let placements = records::list::<Placement>(&mut *tx, &RecordFilter::under(id.as_str())).await?;
    Ok(PlaceView { place, placements: placements.into_iter().map(|stored| stored.value).collect() })
}

/// Somebody's placements.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person, the superior, an HR officer and an auditor; [`ServiceError::Store`].
pub async fn placements_of_person(context: &Context<'_>, person: &PersonId) -> Result<Vec<Placement>, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadPlacement, &Target::person(person)).await?;
    let placements = records::list::<Placement>(&mut *tx, &RecordFilter::about(person)).await?;
    Ok(placements.into_iter().map(|stored| stored.value).collect())
}

/// A placement under way, as its supervisor sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupervisedPlacement {
    /// The placement.
    pub placement: Placement,
    /// Where.
    pub place: Place,
    /// What the person is called, where that is known.
    pub name: Option<Arc<str>>,
}

/// The placements under way whose supervisor acts, those that end soonest first.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; [`ServiceError::Store`].
pub async fn supervised_placements(context: &Context<'_>) -> Result<Vec<SupervisedPlacement>, ServiceError> {
    let action = Action::ReadPlacement;
    let actor = context.actor.person().ok_or(ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    // being the supervisor is what allows it
    let all = records::list::<Placement>(tx, &RecordFilter::with(actor)).await?.into_iter().map(|stored| stored.value);
    let running: Vec<Placement> = all.filter(|one| matches!(one.state, PlacementState::UnderWay { .. })).collect();
    let people: Vec<PersonId> = running.iter().map(|one| one.person.clone()).collect();
    let files = if people.is_empty() { BTreeMap::new() } else { files(tx, &people).await? };
    let mut found = Vec::new();
    for placement in running {
        let place = place(tx, placement.place.as_str()).await?.value;
        let name = files.get(&placement.person).and_then(|file| file.record.name.clone());
        found.push(SupervisedPlacement { placement, place, name });
    }
    found.sort_by(|a, b| (a.placement.stay.last, &a.placement.id).cmp(&(b.placement.stay.last, &b.placement.id)));
    Ok(found)
}
