//! Where somebody's career can lead.

use jenjang::career::{CareerMap, CareerTarget, Plan, Planner, Reach};
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::{PersonId, PositionId};
use jenjang_policy_files::Library;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::policies::in_force;
use crate::promotion::{Cases, Gatherer, Sources};
use crate::records;

/// Asks where somebody's career can lead.
#[derive(Clone, Copy)]
pub struct ReadCareer<'a> {
    /// Who.
    pub person: &'a PersonId,
    /// The posts there are, with the moves between them.
    pub map: &'a CareerMap,
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Gathers the facts.
    pub gatherer: &'a dyn Gatherer,
    /// A post to look at instead of the chosen one.
    pub to: Option<&'a PositionId>,
    /// How many different routes at most.
    pub routes: usize,
}

/// Where somebody's career can lead, today.
#[derive(Clone, Debug)]
pub struct CareerView {
    /// The chosen post.
    pub target: Option<CareerTarget>,
    /// Posts one step away; why there are none to be told, where the present post is not known.
    pub reach: Result<Reach, Label>,
    /// The ways to the post looked at or chosen; why there is none to be told. Absent where no post was chosen.
    pub plan: Option<Result<Plan, Label>>,
}

/// Posts within one step, and the ways to the chosen post.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person and an HR officer; [`ServiceError::NotFound`]; `record-unsound`; `career-pattern` where the
/// pattern does not bind today; [`ServiceError::Store`].
pub async fn read_career(context: &Context<'_>, command: ReadCareer<'_>) -> Result<CareerView, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadCareer, &Target::person(command.person)).await?;
    let today = context.clock.today();
    let view = View { as_of: today, known_at: today };
    let library = in_force(tx, command.shipped, view).await?;
    let (person, superior, _) = Cases::load(tx, std::slice::from_ref(command.person)).await?.only()?;
    let target = records::find::<CareerTarget>(tx, command.person.as_str()).await?.map(|stored| stored.value);
    drop(held);
    let catalogue = &command.map.pattern().catalogue;
    let dossier = command.gatherer.gather(catalogue, Sources { person: &person, superior: superior.as_ref(), view });
    let planner =
        Planner::new(command.map, &library.set, today, today).map_err(|error| ServiceError::refused("career-pattern", error.message()))?;
    let reach = planner.reachable(&dossier, None).map_err(|error| error.message());
    let to = command.to.or(target.as_ref().map(|target| &target.post));
    let plan = to.map(|to| planner.routes(&dossier, None, to, command.routes).map_err(|error| error.message()));
    Ok(CareerView { target, reach, plan })
}
