//! Somebody's own place on a talent grid, and how it came about.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::PersonId;
use jenjang::policy::decide::{decide, prepare};
use jenjang::policy::decision::{Decision, Outcome};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::Policy;
use jenjang::policy::value::Value;
use jenjang::talent::{Grid, Side, TalentMap};
use jenjang_policy_files::Library;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::policies::in_force;
use crate::promotion::{Cases, Gatherer, Sources};

/// Asks for a place on a talent grid.
#[derive(Clone, Copy)]
pub struct ReadTalent<'a> {
    /// Who.
    pub person: &'a PersonId,
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Gathers the facts.
    pub gatherer: &'a dyn Gatherer,
    /// The classification with two axes.
    pub grid: &'a str,
    /// Classifications whose outcome is the value of a fact where no history gives it: policy and fact.
    pub levels: &'a [(&'a str, &'a str)],
}

/// A place on a talent grid.
#[derive(Clone, Debug)]
pub struct TalentView {
    /// The policy.
    pub policy: Arc<Policy>,
    /// Upward and rightward axis.
    pub axes: [AxisView; 2],
    /// The boxes, row by row from the top, from the left.
    pub boxes: Vec<BoxView>,
    /// The decision behind the place, or behind there being none.
    pub decision: Decision,
    /// Facts nobody has supplied: what they are, and who can.
    pub missing: Vec<(Label, Label)>,
    /// Classifications that gave a level, with what they decided.
    pub levels: Vec<(Arc<Policy>, Decision)>,
}

/// An axis.
#[derive(Clone, Debug)]
pub struct AxisView {
    /// What it is called.
    pub label: Label,
    /// Its levels, the lowest first.
    pub levels: Vec<Label>,
    /// The own level, where it is known.
    pub own: Option<Label>,
}

/// A box of the grid.
#[derive(Clone, Debug)]
pub struct BoxView {
    /// Its code.
    pub code: Arc<str>,
    /// What it is called.
    pub label: Label,
    /// What is recommended for people in it.
    pub note: Option<Label>,
    /// Whether the person is in it.
    pub own: bool,
}

/// The place on a talent grid as it follows from the record today. Nothing of it is kept.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person and an HR officer; [`ServiceError::NotFound`] for a policy that is not in force;
/// `record-unsound`; `talent-grid` for a policy that is no grid; [`ServiceError::Store`].
pub async fn read_talent(context: &Context<'_>, command: ReadTalent<'_>) -> Result<TalentView, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadCareer, &Target::person(command.person)).await?;
    let today = context.clock.today();
    let view = View { as_of: today, known_at: today };
    let library = in_force(tx, command.shipped, view).await?;
    let (person, superior, _) = Cases::load(tx, std::slice::from_ref(command.person)).await?.only()?;
    drop(held);
    let absent = || ServiceError::not_found(Label::new("kebijakan", "policy"), command.grid);
    let policy = library.set.get(command.grid).ok_or_else(absent)?;
    let on_day = prepare(&library.set, policy, today, today).map_err(|_| absent())?;
    let grid = Grid::of(&on_day).map_err(|error| ServiceError::refused("talent-grid", error.message()))?;
    let mut dossier = command.gatherer.gather(&policy.catalogue, Sources { person: &person, superior: superior.as_ref(), view });
    let levels = derive_levels(&mut dossier, &library, &command, view);
    let map = TalentMap::of(&grid, [(command.person.clone(), &dossier)])
        .map_err(|error| ServiceError::refused("talent-grid", error.message()))?;
    let placed = map.placed().first();
    let own = |side: Side| placed.map(|placed| placed.on(side).level.label().clone());
    let axis = |side: Side| {
        let axis = grid.axis(side);
        AxisView { label: axis.label.clone(), levels: axis.scale.values.iter().map(|value| value.label.clone()).collect(), own: own(side) }
    };
    let (rows, columns) = (grid.axis(Side::Upward).scale.values.len(), grid.axis(Side::Rightward).scale.values.len());
    let mut boxes = Vec::with_capacity(rows * columns);
    for upward in (0..rows).rev() {
        for cell in (0..columns).filter_map(|rightward| grid.cell(upward, rightward)) {
            let own = placed.is_some_and(|placed| placed.place == *cell);
            let note = grid.boxes().values.iter().find(|value| value.code == *cell.code()).and_then(|value| value.note.clone());
            boxes.push(BoxView { code: Arc::clone(cell.code()), label: cell.label().clone(), note, own });
        }
    }
    let names = map.unplaced().first().map(|unplaced| unplaced.missing.clone()).unwrap_or_default();
    let supplier = |name: &Arc<str>| {
        let fact = policy.catalogue.find(name).map(|index| policy.catalogue.fact(index));
        fact.map_or_else(|| (Label::same(&**name), Label::same("–")), |fact| (fact.label.clone(), fact.supplier.clone()))
    };
    let decision = match (placed, map.unplaced().first()) {
        (Some(placed), _) => placed.decision.clone(),
        (None, Some(unplaced)) => unplaced.decision.clone(),
        (None, None) => decide(&on_day, &dossier, &[]),
    };
    let axes = [axis(Side::Upward), axis(Side::Rightward)];
    Ok(TalentView { policy: Arc::clone(policy), axes, boxes, decision, missing: names.iter().map(supplier).collect(), levels })
}

/// Sets facts of levels from the classifications that give them, where the record says nothing.
fn derive_levels(dossier: &mut Dossier, library: &Library, command: &ReadTalent<'_>, view: View) -> Vec<(Arc<Policy>, Decision)> {
    let mut found = Vec::new();
    for (id, fact) in command.levels {
        let Some(policy) = library.set.get(id) else { continue };
        let Some(index) = policy.catalogue.find(fact) else { continue };
        let Ok(on_day) = prepare(&library.set, policy, view.as_of, view.known_at) else { continue };
        let decision = decide(&on_day, dossier, &[]);
        if let (Outcome::Value(value @ Value::Choice(_)), Value::Missing) = (&decision.outcome, dossier.get(index)) {
            dossier.set_from(index, value.clone(), Arc::clone(&policy.id));
        }
        found.push((Arc::clone(policy), decision));
    }
    found
}
