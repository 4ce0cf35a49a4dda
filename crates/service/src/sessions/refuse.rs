//! Writes down that somebody could not prove who they are.

use jenjang::audit::{Reference, Subject};
use jenjang::people::id::PersonId;
use jenjang::store::Transaction;

use super::Means;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{Change, person_subject, record};

/// Somebody who was not let in.
#[derive(Clone, Debug)]
pub struct RefuseSession {
    /// Whose account was tried, where there is one of that name.
    pub person: Option<PersonId>,
    /// How it was tried.
    pub means: Means,
}

/// Writes a failed sign-in into the audit trail. What was typed is not written down: people type passwords into the wrong field.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the program itself; [`ServiceError::Store`].
pub async fn refuse_session(context: &Context<'_>, command: RefuseSession) -> Result<(), ServiceError> {
    transact!(context, tx => refuse(context, tx, &command).await)
}

async fn refuse(context: &Context<'_>, tx: &mut dyn Transaction, command: &RefuseSession) -> Result<(), ServiceError> {
    authorize(context, tx, Action::RefuseSession, &Target::everything()).await?;
    let file = match &command.person {
        Some(person) => tx.people().find(person).await?,
        None => None,
    };
    let whom = match file {
        Some(file) => person_subject::<()>(&file.value, None, None)?,
        None => Subject { of: Reference::thing("account", "unknown"), before: None, after: None },
    };
    record(context, tx, Change::new(Action::RefuseSession, vec![whom, means(command.means)])).await
}

/// How it was tried, as a subject of the trail.
pub(super) fn means(means: Means) -> Subject {
    Subject { of: Reference::thing("sign-in", means.as_str()), before: None, after: None }
}
