//! Reading an explanation.

use jenjang::people::id::SocialisationId;
use jenjang::record::RecordFilter;
use jenjang::socialisation::{Acknowledgement, Question, Socialisation};
use jenjang::store::{Revision, Versioned};
use jenjang_policy_files::Library;

use super::{load, up_to_date};
use crate::consultation::counted;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// An explanation as anybody may read it.
#[derive(Clone, Debug)]
pub struct SocialisationView {
    /// The explanation. Of its questions everybody sees what can be answered, and nobody which is right.
    pub socialisation: Socialisation,
    /// The revision it was read at.
    pub revision: Revision,
    /// Questions people asked, in order, without names.
    pub questions: Vec<Question>,
    /// Whether the policy has changed since.
    pub outdated: bool,
    /// When the reader acknowledged the version explained.
    pub acknowledged: Option<chrono::NaiveDate>,
}

/// An explanation with its questions and answers.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_socialisation(context: &Context<'_>, shipped: &Library, id: &SocialisationId) -> Result<SocialisationView, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = &mut *held;
    authorize(context, tx, Action::ReadPolicies, &Target::everything()).await?;
    let Versioned { value: socialisation, revision } = load(tx, id).await?;
    let outdated = !up_to_date(tx, shipped, &socialisation, context.clock.today()).await?;
    let socialisation = without_answers(socialisation);
    let asked = records::list::<Question>(tx, &RecordFilter::under(id.as_str())).await?;
    let mut questions: Vec<Question> = asked.into_iter().map(|stored| Question { person: None, ..stored.value }).collect();
    questions.sort_by(|a, b| counted(&a.id).cmp(&counted(&b.id)));
    let own = match context.actor.person() {
        Some(person) => records::find::<Acknowledgement>(tx, Acknowledgement::id(id, person)).await?,
        None => None,
    };
    let acknowledged = own.filter(|own| own.value.version == socialisation.version).map(|own| own.value.on);
    Ok(SocialisationView { socialisation, revision, questions, outdated, acknowledged })
}

/// The questions of the check without what is right.
pub(super) fn without_answers(mut socialisation: Socialisation) -> Socialisation {
    socialisation.questions.iter_mut().for_each(|question| {
        question.right = 0;
        // the name of a case often says what comes out
        question.case = None;
    });
    socialisation
}

/// All explanations, by id.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn list_socialisations(context: &Context<'_>) -> Result<Vec<Socialisation>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = &mut *held;
    authorize(context, tx, Action::ReadPolicies, &Target::everything()).await?;
    let all = records::list::<Socialisation>(tx, &RecordFilter::all()).await?;
    Ok(all.into_iter().map(|stored| without_answers(stored.value)).collect())
}
