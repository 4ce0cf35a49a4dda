//! Publishing: results are frozen as they are, and everybody can read them.

use jenjang::people::id::SurveyId;
use jenjang::store::Transaction;
use jenjang::survey::{Results, Survey, SurveyState};

use super::{find, out_of_turn, results_of};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// Publishes the results of a closed survey. They stay as they are, whatever is erased later.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a survey that is not closed (`survey-state`);
/// [`ServiceError::Store`].
pub async fn publish_survey(context: &Context<'_>, survey: &SurveyId) -> Result<Results, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, survey).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, survey: &SurveyId) -> Result<Results, ServiceError> {
    let stored = find(tx, survey).await?;
    let before = stored.value;
    authorize(context, tx, Action::RunSurvey, &Target::unit(&before.unit)).await?;
    let today = context.clock.today();
    let SurveyState::Closed { since, .. } = before.state else {
        return Err(out_of_turn(&before, &SurveyState::Closed { since: today, on: today }));
    };
    let results = results_of(tx, &before).await?;
    let state = SurveyState::Published { since, on: today };
    let after = Survey { state, published: Some(Box::new(results.clone())), ..before.clone() };
    records::save(tx, &after, Some(stored.revision)).await?;
    let subject = records::subject(tx, Some(&before), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::RunSurvey, vec![subject])).await?;
    Ok(results)
}

/// The published results of a survey.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a survey that is not published (`survey-state`); [`ServiceError::Store`].
pub async fn read_published(context: &Context<'_>, survey: &SurveyId) -> Result<Results, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadPublishedSurvey, &Target::everything()).await?;
    let survey = find(tx, survey).await?.value;
    let today = context.clock.today();
    let published = survey.published.as_deref().cloned();
    published.ok_or_else(|| out_of_turn(&survey, &SurveyState::Published { since: today, on: today }))
}
