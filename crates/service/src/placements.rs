//! Internships, job shadowing, secondments, exchanges: places offered, people in them, what they learnt.
//!
//! **Conflicts of interest.** Nobody decides on, begins or assesses the own placement. The supervisor there assesses; an HR officer writes the assessment
//! down only where the supervisor is from outside and in no file.

mod apply;
mod assess;
mod break_off;
mod busy;
mod decide;
mod offer;
mod read;
mod start;

use jenjang::legal::Label;
use jenjang::people::id::PlacementId;
use jenjang::placement::{Place, Placement, PlacementError, Stay};
use jenjang::record::RecordFilter;
use jenjang::store::{Transaction, Versioned};

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

pub use apply::{ApplyForPlace, apply_for_place};
pub use assess::{AssessPlacement, AssessedPlacement, assess_placement};
pub use break_off::{BreakOffPlacement, break_off_placement};
pub(crate) use busy::{busy, placed_or_studying};
pub use decide::{DecidePlacement, decide_placement};
pub use offer::{OfferPlace, offer_place};
pub use read::{PlaceView, SupervisedPlacement, list_places, placements_of_person, read_place, supervised_placements};
pub use start::start_placement;

async fn place(tx: &mut dyn Transaction, id: &str) -> Result<Versioned<Place>, ServiceError> {
    records::require(tx, id).await
}

/// The placement with this id and its place, for somebody who may do this with it.
async fn authorized(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    id: &PlacementId,
) -> Result<(Versioned<Placement>, Place), ServiceError> {
    let placement: Versioned<Placement> = records::require(tx, id.as_str()).await?;
    let place = place(tx, placement.value.place.as_str()).await?.value;
    let target = Target::person(&placement.value.person).with(placement.value.supervisor.as_ref()).of_unit(&place.unit);
    authorize(context, tx, action, &target).await?;
    Ok((placement, place))
}

fn not_own(context: &Context<'_>, placement: &Placement) -> Result<(), ServiceError> {
    if context.actor.person() == Some(&placement.person) {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "penempatan sendiri harus diputuskan dan dinilai orang lain",
            "a placement of one's own has to be decided on and assessed by somebody else",
        )));
    }
    Ok(())
}

async fn keep(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    before: &Versioned<Placement>,
    after: &Placement,
) -> Result<(), ServiceError> {
    records::save(tx, after, Some(before.revision)).await?;
    let subject = records::subject(tx, Some(&before.value), Some(after)).await?;
    trail::record(context, tx, Change::new(action, vec![subject])).await
}

/// The stays that hold seats of a place.
async fn granted(tx: &mut dyn Transaction, place: &Place) -> Result<Vec<Stay>, ServiceError> {
    let all = records::list::<Placement>(tx, &RecordFilter::under(place.id.as_str())).await?;
    Ok(all.into_iter().map(|stored| stored.value).filter(|one| one.state.takes_a_seat()).map(|one| one.stay).collect())
}

fn refused(error: &PlacementError) -> ServiceError {
    ServiceError::refused(error.code(), error.message())
}
