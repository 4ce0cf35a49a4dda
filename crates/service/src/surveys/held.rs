//! The surveys of the units somebody runs or reads surveys of.

use std::cmp::Reverse;

use chrono::NaiveDate;
use jenjang::people::id::SurveyId;
use jenjang::record::RecordFilter;
use jenjang::survey::{Survey, SurveyState};

use super::find;
use super::participation::{Participation, participation};
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::{Action, Target, allowed, authorize};
use crate::records;

/// A survey as its readers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyDesk {
    /// The survey.
    pub survey: Survey,
    /// How many have answered; only for whoever runs it.
    pub participation: Option<Participation>,
}

/// Surveys of the units the actor reads surveys of: those not over first, then the latest.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever reads none anywhere; [`ServiceError::Store`].
pub async fn held_surveys(context: &Context<'_>) -> Result<Vec<Survey>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let scope = Scope::of(context, tx, Action::ReadSurvey).await?;
    let all = records::list::<Survey>(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value);
    let mut found: Vec<Survey> = all.filter(|survey| scope.takes(Some(&survey.unit))).collect();
    found.sort_by(|a, b| (a.state.is_over(), Reverse(began(a)), &a.id).cmp(&(b.state.is_over(), Reverse(began(b)), &b.id)));
    Ok(found)
}

/// First day of answers; a survey that is only planned comes last of all days.
fn began(survey: &Survey) -> NaiveDate {
    match survey.state {
        SurveyState::Planned => NaiveDate::MAX,
        SurveyState::Open { since, .. } | SurveyState::Closed { since, .. } | SurveyState::Published { since, .. } => since,
    }
}

/// One survey, with how many have answered for whoever runs it. Never who.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_survey(context: &Context<'_>, survey: &SurveyId) -> Result<SurveyDesk, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let survey = find(tx, survey).await?.value;
    let roles = authorize(context, tx, Action::ReadSurvey, &Target::unit(&survey.unit)).await?;
    let runs = roles.iter().any(|role| allowed(Action::RunSurvey).contains(role));
    let participation = if runs { Some(participation(tx, survey.clone()).await?) } else { None };
    Ok(SurveyDesk { survey, participation })
}
