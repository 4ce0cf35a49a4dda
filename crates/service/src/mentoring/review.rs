//! Reviewing a pair at its end.

use jenjang::legal::Label;
use jenjang::mentoring::{MentoringPair, Review, Side};
use jenjang::people::id::PairId;
use jenjang::store::Transaction;

use super::{authorized, keep, refused};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, allowed};
use crate::records::said;

/// What one of the two says at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewPair {
    /// The pair.
    pub pair: PairId,
    /// What.
    pub text: String,
    /// Numbers of the goals (from 1) that were reached; the mentor says so.
    pub reached: Option<Vec<usize>>,
}

/// Takes the review of the mentee or the mentor, whoever acts; with the second one the pair is closed. The pair as it stands then.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the two; `pair-not-running`, `review-twice`, `no-such-goal`; `goals-by-mentor` for a mentee who names
/// goals; `blank`; [`ServiceError::Store`].
pub async fn review_pair(context: &Context<'_>, command: &ReviewPair) -> Result<MentoringPair, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &ReviewPair) -> Result<MentoringPair, ServiceError> {
    let (before, _) = authorized(context, tx, Action::ReviewMentoring, &command.pair).await?;
    let side = match context.actor.person() {
        Some(actor) if *actor == before.value.mentee => Side::Mentee,
        Some(actor) if Some(actor) == before.value.mentor.as_ref() => Side::Mentor,
        _ => return Err(ServiceError::Forbidden { action: Action::ReviewMentoring, allowed: allowed(Action::ReviewMentoring) }),
    };
    if side == Side::Mentee && command.reached.is_some() {
        return Err(ServiceError::refused(
            "goals-by-mentor",
            Label::new(
                "sasaran yang tercapai dinyatakan oleh mentor, diharapkan hanya penilaian",
                "which goals were reached is for the mentor to say, expected a review alone",
            ),
        ));
    }
    let text = said(&command.text, &Label::new("penilaian", "review"))?;
    let mut after = before.value.clone();
    let review = Review { on: context.clock.today(), text: Some(text) };
    after.review(side, review, command.reached.as_deref()).map_err(|error| refused(&error))?;
    keep(context, tx, Action::ReviewMentoring, &before, &after).await?;
    Ok(after)
}
