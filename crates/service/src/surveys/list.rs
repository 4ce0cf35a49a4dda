//! The surveys somebody has to do with.

use jenjang::record::RecordFilter;
use jenjang::survey::{Survey, SurveyReceipt, SurveyState};

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, allowed, authorize, roles};
use crate::records;

/// A survey in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSurvey {
    /// The survey.
    pub survey: Survey,
    /// Whether the acting person has answered; none for whoever was not invited.
    pub answered: Option<bool>,
}

/// The surveys the actor runs or reads, was invited to, or may read because they are published or take answers from anybody; by id.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn list_surveys(context: &Context<'_>) -> Result<Vec<ListedSurvey>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadPublishedSurvey, &Target::everything()).await?;
    let mut listed = Vec::new();
    for stored in records::list::<Survey>(tx, &RecordFilter::all()).await? {
        let survey = stored.value;
        let answered = match context.actor.person() {
            Some(person) => records::find::<SurveyReceipt>(tx, SurveyReceipt::of_person(&survey.id, person))
                .await?
                .map(|receipt| receipt.value.is_answered()),
            None => None,
        };
        let open_to_all = survey.audience.is_public() && matches!(survey.state, SurveyState::Open { .. });
        let held = roles(context, tx, &Target::unit(&survey.unit)).await?;
        let runs = [Action::RunSurvey, Action::ReadSurvey].iter().any(|action| held.iter().any(|role| allowed(*action).contains(role)));
        if answered.is_some() || open_to_all || runs || matches!(survey.state, SurveyState::Published { .. }) {
            listed.push(ListedSurvey { survey, answered });
        }
    }
    Ok(listed)
}
