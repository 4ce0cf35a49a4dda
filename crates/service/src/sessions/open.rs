//! Opens a session.

use chrono::TimeDelta;
use jenjang::access::Session;
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::store::Transaction;

use super::{Kept, SessionKey};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::json;

/// Opens a session for somebody who has proven who they are.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// Who.
    pub person: PersonId,
    /// How long it lasts.
    pub lifetime: TimeDelta,
}

/// Opens a session, and removes those that have expired.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the program itself; [`ServiceError::NotFound`] for somebody who is not in the store.
pub async fn open_session(context: &Context<'_>, command: OpenSession) -> Result<SessionKey, ServiceError> {
    let key = SessionKey::of(context.entropy.bytes()?);
    transact!(context, tx => open(context, tx, &command, &key).await)?;
    Ok(key)
}

async fn open(context: &Context<'_>, tx: &mut dyn Transaction, command: &OpenSession, key: &SessionKey) -> Result<(), ServiceError> {
    authorize(context, tx, Action::OpenSession, &Target::everything()).await?;
    if tx.people().find(&command.person).await?.is_none() {
        return Err(ServiceError::not_found(Label::new("pegawai", "person"), &command.person));
    }
    let now = context.clock.now();
    tx.sessions().remove_expired(now).await?;
    let data = json(&Kept { person: command.person.clone() })?.into();
    let expires = now.checked_add_signed(command.lifetime).unwrap_or(now);
    Ok(tx.sessions().save(&Session { hash: key.digest(), data, expires }).await?)
}
