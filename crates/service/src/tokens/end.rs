//! Ends a token.

use jenjang::audit::Digest;
use jenjang::people::id::PersonId;
use jenjang::store::Transaction;

use super::make::Proof;
use super::no_such_token;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{self, Change};

/// Ends a token at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndToken {
    /// For whom it acts.
    pub person: PersonId,
    /// Its id.
    pub id: String,
}

/// Ends a token; a program that uses it is refused from now on.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person and the operator; [`ServiceError::NotFound`].
pub async fn end_token(context: &Context<'_>, command: &EndToken) -> Result<(), ServiceError> {
    transact!(context, tx => end(context, tx, command).await)
}

async fn end(context: &Context<'_>, tx: &mut dyn Transaction, command: &EndToken) -> Result<(), ServiceError> {
    authorize(context, tx, Action::EndToken, &Target::person(&command.person)).await?;
    let hash: Digest = command.id.parse().map_err(|_| no_such_token(&command.id))?;
    let found = tx.tokens().find(&hash).await?.filter(|token| token.person == command.person);
    let token = found.ok_or_else(|| no_such_token(&command.id))?;
    tx.tokens().remove(&hash).await?;
    if let Some(file) = tx.people().find(&command.person).await? {
        let proof = Proof { token: hash.to_string(), name: &token.name, scope: &token.scope, expires: token.expires };
        let subject = trail::person_subject(&file.value, Some(&proof), None)?;
        trail::record(context, tx, Change::new(Action::EndToken, vec![subject])).await?;
    }
    Ok(())
}
