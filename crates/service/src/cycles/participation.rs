//! Who has answered, never what.

use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::nomination::Nomination;
use jenjang::evaluation::repository::NominationFilter;
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId, RaterGroupCode};
use serde::Serialize;

use super::load;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// Who has answered about one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Participation {
    /// Who is rated.
    pub ratee: PersonId,
    /// The approved raters, by id.
    pub raters: Vec<RaterParticipation>,
}

/// Whether one rater has answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RaterParticipation {
    /// Who rates.
    pub rater: PersonId,
    /// As a member of which group.
    pub group: RaterGroupCode,
    /// Whether there is a receipt.
    pub answered: bool,
}

/// Who has answered about whom in a cycle, by person rated.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] before the cycle opened; [`ServiceError::Store`].
pub async fn read_participation(context: &Context<'_>, cycle: &CycleId) -> Result<Vec<Participation>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let file = load::find(tx, cycle).await?.value;
    authorize(context, tx, Action::ReadParticipation, &Target::unit(&file.unit)).await?;
    if matches!(file.cycle.state(), CycleState::Planned | CycleState::Nominating { .. }) {
        let state = file.cycle.state().label();
        return Err(ServiceError::refused(
            "not-open-yet",
            Label::new(
                format!("periode `{cycle}` {}: belum ada yang dapat menjawab", state.id),
                format!("cycle `{cycle}` is {}: nobody can have answered yet", state.en),
            ),
        ));
    }
    let everybody = NominationFilter::default();
    let receipts = tx.cycles().receipts(cycle, &everybody).await?;
    let answered = |ratee: &PersonId, rater: &PersonId| {
        receipts.binary_search_by(|receipt| (&receipt.ratee, &receipt.rater).cmp(&(ratee, rater))).is_ok()
    };
    let mut found: Vec<Participation> = Vec::new();
    // whoever runs the cycle does not learn who rates that very person
    let shown = |nomination: &Nomination| nomination.is_approved() && context.actor.person() != Some(nomination.ratee());
    for nomination in tx.cycles().nominations(cycle, &everybody).await?.into_iter().filter(shown) {
        let (ratee, rater) = (nomination.ratee(), nomination.rater());
        let one = RaterParticipation { rater: rater.clone(), group: nomination.group().clone(), answered: answered(ratee, rater) };
        match found.last_mut() {
            Some(last) if last.ratee == *ratee => last.raters.push(one),
            _ => found.push(Participation { ratee: ratee.clone(), raters: vec![one] }),
        }
    }
    Ok(found)
}
