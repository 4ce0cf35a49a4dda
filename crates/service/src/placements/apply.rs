//! Applying for a place.

use jenjang::legal::Label;
use jenjang::people::id::{PersonId, PlaceId, PlacementId, TextError};
use jenjang::placement::{Placement, PlacementError, PlacementState, Stay};
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;

use super::{busy, place, refused};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// Somebody who wants a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplyForPlace {
    /// The place.
    pub place: PlaceId,
    /// Who.
    pub person: PersonId,
    /// When; without it the whole time of the place.
    pub stay: Option<Stay>,
}

/// Applies for a place; the placement.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `application-late`, `stay-outside`, `placement-overlap` with both named; `own-supervisor`;
/// [`ServiceError::Store`].
pub async fn apply_for_place(context: &Context<'_>, command: &ApplyForPlace) -> Result<Placement, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &ApplyForPlace) -> Result<Placement, ServiceError> {
    authorize(context, tx, Action::ApplyForPlace, &Target::person(&command.person)).await?;
    if tx.people().find(&command.person).await?.is_none() {
        return Err(ServiceError::not_found(Label::new("pegawai", "person"), &command.person));
    }
    let place = place(tx, command.place.as_str()).await?.value;
    let today = context.clock.today();
    if today > place.apply_until {
        return Err(refused(&PlacementError::TooLate { place: place.id, until: place.apply_until, today }));
    }
    let stay = command.stay.unwrap_or(Stay { first: place.first, last: place.last });
    if stay.first < place.first || stay.last > place.last || stay.last < stay.first {
        return Err(refused(&PlacementError::Outside { stay, first: place.first, last: place.last }));
    }
    if place.supervisor.as_ref() == Some(&command.person) {
        return Err(ServiceError::refused(
            "own-supervisor",
            Label::new(
                format!("`{}` adalah pembimbing di tempat itu, diharapkan orang lain", command.person),
                format!("`{}` is the supervisor of that place, expected somebody else", command.person),
            ),
        ));
    }
    let earlier = records::list::<Placement>(tx, &RecordFilter::about(&command.person)).await?;
    let earlier = earlier.iter().filter(|stored| stored.value.place == place.id).count();
    let placement = Placement {
        id: id(&place.id, &command.person, earlier)?,
        place: place.id,
        person: command.person.clone(),
        supervisor: place.supervisor,
        stay,
        state: PlacementState::Applied,
    };
    let others = busy(tx, &command.person, placement.id.as_str()).await?;
    placement.is_free_of(&others).map_err(|error| refused(&error))?;
    records::save(tx, &placement, None).await?;
    let subject = records::subject(tx, None, Some(&placement)).await?;
    trail::record(context, tx, Change::new(Action::ApplyForPlace, vec![subject])).await?;
    Ok(placement)
}

/// The place and the person, with a number from the second time on.
fn id(place: &PlaceId, person: &PersonId, earlier: usize) -> Result<PlacementId, ServiceError> {
    let text = if earlier == 0 { format!("{place}/{person}") } else { format!("{place}/{person}/{}", earlier + 1) };
    text.parse().map_err(|error: TextError| ServiceError::refused("placement-id", Label::same(error.to_string())))
}
