//! Surveys: planned, opened, answered once, closed, read, published.
//!
//! Of an anonymous survey the store holds receipts, which name people and say nothing of answers, and responses, which name nobody. While the survey is
//! open both come from the same transaction; closing keeps every response anew under another random id, in one transaction and without free
//! texts, which are kept by themselves. What that promises and what it cannot is in `docs/surveys.md` and `docs/decisions/0019-surveys.md`.

mod answer;
mod audience;
mod close;
mod held;
mod list;
mod open;
mod participation;
mod plan;
mod publish;
mod read;

use std::sync::Arc;

use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang::people::id::SurveyId;
use jenjang::store::{Transaction, Versioned};
use jenjang::survey::{Questionnaire, Survey, SurveyState};
use jenjang_policy_files::read_questionnaire as read_file;

use crate::context::Context;
use crate::error::ServiceError;
use crate::records;

pub use answer::{AnswerSurvey, AnsweredSurvey, AskedSurvey, Respondent, answer_survey, read_questionnaire};
pub use close::{CloseSurvey, ClosedSurvey, close_survey};
pub use held::{SurveyDesk, held_surveys, read_survey};
pub use list::{ListedSurvey, list_surveys};
pub use open::{OpenSurvey, OpenedSurvey, open_survey};
pub use participation::{Participation, read_participation};
pub use plan::{PlanSurvey, PlannedSurvey, plan_survey};
pub use publish::{publish_survey, read_published};
pub use read::{AnswerRows, ReadResults, read_answers, read_results, results_of};

/// The survey with this id.
async fn find(tx: &mut dyn Transaction, id: &SurveyId) -> Result<Versioned<Survey>, ServiceError> {
    records::require::<Survey>(tx, id.as_str()).await
}

/// The questionnaire of a survey, as it was when the survey was planned.
///
/// # Errors
/// [`ServiceError::Unsound`] where this version of the program reads it no more.
pub fn questionnaire_of(survey: &Survey) -> Result<Questionnaire, ServiceError> {
    let (read, found) = read_file(&survey.questionnaire.file, survey.questionnaire.text.as_bytes());
    read.ok_or(ServiceError::Unsound(found))
}

/// Refuses a step that does not come now.
fn out_of_turn(survey: &Survey, expected: &SurveyState) -> ServiceError {
    let (found, expected) = (survey.state.label(), expected.label());
    ServiceError::refused(
        "survey-state",
        Label::new(
            format!("survei `{}` berstatus {}, diharapkan {}", survey.id, found.id, expected.id),
            format!("survey `{}` is {}, expected {}", survey.id, found.en, expected.en),
        ),
    )
}

/// A random id that says nothing.
fn random(context: &Context<'_>) -> Result<Arc<str>, ServiceError> {
    let text = Digest(context.entropy.bytes()?).to_string();
    Ok(text.get(..32).unwrap_or(&text).into())
}
