//! The form of a rater: what is asked, and what was filled in so far.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::evaluation::cycle::Cycle;
use jenjang::evaluation::repository::NominationFilter;
use jenjang::evaluation::response::{Answer, Response};
use jenjang::evaluation::scheme::{RaterGroup, ReleaseRule};
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, ItemId, PersonId};
use jenjang::store::Transaction;

use super::answer::{AnswerCycle, Questionnaire, asked, response};
use super::load;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, authorize};

/// What a rater sees before answering about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The cycle and where it stands.
    pub cycle: Cycle,
    /// What the cycle is called.
    pub title: Label,
    /// What the person rated is called.
    pub name: Option<Arc<str>>,
    /// Whether the person reports to the rater today, who then may read what is on record about the person.
    pub reports: bool,
    /// The group the rater answers in.
    pub group: RaterGroup,
    /// Whether the nomination is approved.
    pub approved: bool,
    /// When figures are shown.
    pub release: ReleaseRule,
    /// What is asked.
    pub questionnaire: Questionnaire,
    /// Whether this rater has answered already. What was answered, nobody can read, the rater neither.
    pub answered: bool,
    /// What this rater filled in so far.
    pub draft: Option<DraftAnswer>,
}

/// Answers that are not handed in.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DraftAnswer {
    /// Answers by item.
    pub answers: BTreeMap<ItemId, Answer>,
    /// Free text.
    pub comment: Option<String>,
}

/// Without what is answered.
impl std::fmt::Debug for DraftAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DraftAnswer").finish_non_exhaustive()
    }
}

/// The form of the acting rater about a person, with the own draft.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever is not named to rate the person; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_rating(context: &Context<'_>, cycle: &CycleId, ratee: &PersonId) -> Result<Rating, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::Answer, &Target::ratee(cycle, ratee)).await?;
    let rater = rater(context, Action::Answer)?;
    let file = load::find(tx, cycle).await?.value;
    let nomination = load::nomination(tx, cycle, ratee, rater).await?;
    let scheme = load::scheme(tx, &file).await?;
    let group = scheme.group(nomination.group()).cloned();
    let group = group.ok_or_else(|| ServiceError::not_found(Label::new("kelompok penilai", "group of raters"), nomination.group()))?;
    let instrument = load::instrument(tx, &file).await?;
    let asked = asked(&instrument, &file, ratee)?;
    let filter = NominationFilter { ratee: Some(ratee.clone()), rater: Some(rater.clone()) };
    let answered = !tx.cycles().receipts(cycle, &filter).await?.is_empty();
    let draft = tx.cycles().draft(cycle, ratee, rater).await?;
    let person = tx.people().find(ratee).await?.map(|stored| stored.value);
    let reports = person.as_ref().is_some_and(|person| person.superior.as_ref() == Some(rater));
    let name = person.and_then(|person| person.record.name);
    Ok(Rating {
        cycle: file.cycle,
        title: file.title,
        name,
        reports,
        group,
        approved: nomination.is_approved(),
        release: scheme.release().clone(),
        questionnaire: Questionnaire { instrument, asked },
        answered,
        draft: draft.map(|Response { answers, comment, .. }| DraftAnswer { answers, comment }),
    })
}

/// Keeps what the acting rater filled in so far, as safely as an answer is kept: only that rater reads it again, it is counted nowhere, no entry of the
/// trail mentions it, and it is destroyed by handing in, by [`discard_draft`] and by the closing.
///
/// # Errors
/// As [`answer`](super::answer()).
pub async fn save_draft(context: &Context<'_>, command: &AnswerCycle) -> Result<(), ServiceError> {
    transact!(context, tx => save_in(context, tx, command).await)
}

async fn save_in(context: &Context<'_>, tx: &mut dyn Transaction, command: &AnswerCycle) -> Result<(), ServiceError> {
    authorize(context, tx, Action::SaveDraft, &Target::ratee(&command.cycle, &command.ratee)).await?;
    let draft = response(context, tx, command, rater(context, Action::SaveDraft)?).await?;
    Ok(tx.cycles().put_draft(&command.cycle, &draft).await?)
}

/// Destroys the draft of the acting rater about a person.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever is not named to rate the person; [`ServiceError::Store`].
pub async fn discard_draft(context: &Context<'_>, cycle: &CycleId, ratee: &PersonId) -> Result<(), ServiceError> {
    transact!(context, tx => discard_in(context, tx, cycle, ratee).await)
}

async fn discard_in(context: &Context<'_>, tx: &mut dyn Transaction, cycle: &CycleId, ratee: &PersonId) -> Result<(), ServiceError> {
    authorize(context, tx, Action::SaveDraft, &Target::ratee(cycle, ratee)).await?;
    let rater = rater(context, Action::SaveDraft)?;
    Ok(tx.cycles().drop_draft(cycle, ratee, rater).await?)
}

fn rater<'c>(context: &Context<'c>, action: Action) -> Result<&'c PersonId, ServiceError> {
    context.actor.person().ok_or(ServiceError::Forbidden { action, allowed: &[Role::Rater] })
}
