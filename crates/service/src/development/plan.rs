//! Planning an activity.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::development::{DevelopmentRecord, DevelopmentState};
use jenjang::legal::Label;
use jenjang::people::id::{CompetencyCode, DevelopmentId, PersonId, TextError};
use jenjang::store::Transaction;

use super::{person, said, subject};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{self, Change};

/// An activity to be planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDevelopment {
    /// Whose.
    pub person: PersonId,
    /// Code of the form (`C11`), as Peraturan LAN 10/2018 lists them.
    pub form: Arc<str>,
    /// What it is called.
    pub title: Arc<str>,
    /// The competency it is to raise.
    pub competency: Option<CompetencyCode>,
    /// By when.
    pub due: Option<NaiveDate>,
}

/// Plans an activity; its id.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] (`blank`) without a form or title; [`ServiceError::Store`].
pub async fn plan_development(context: &Context<'_>, command: &PlanDevelopment) -> Result<DevelopmentId, ServiceError> {
    let random = Digest(context.entropy.bytes()?).to_string();
    let id: DevelopmentId = random
        .get(..24)
        .unwrap_or(&random)
        .parse()
        .map_err(|error: TextError| ServiceError::refused("development-id", Label::same(error.to_string())))?;
    transact!(context, tx => in_transaction(context, tx, command, &id).await)?;
    Ok(id)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &PlanDevelopment,
    id: &DevelopmentId,
) -> Result<(), ServiceError> {
    authorize(context, tx, Action::RecordDevelopment, &Target::person(&command.person)).await?;
    let file = person(tx, &command.person).await?;
    let record = DevelopmentRecord {
        id: id.clone(),
        person: command.person.clone(),
        form: said(&command.form, &Label::new("bentuk pengembangan", "form of development"))?,
        title: said(&command.title, &Label::new("nama kegiatan", "title"))?,
        competency: command.competency.clone(),
        counted: None,
        state: DevelopmentState::Planned { due: command.due },
    };
    tx.development().save(&record, None).await?;
    let subject = subject(&file.value, None, (&record, None))?;
    trail::record(context, tx, Change::new(Action::RecordDevelopment, vec![subject])).await
}
