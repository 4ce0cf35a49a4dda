//! Finds a session.

use chrono::{DateTime, Utc};
use jenjang::access::LocalAccount;
use jenjang::people::id::PersonId;

use super::{Kept, Means, SessionKey};
use crate::context::Context;
use crate::error::ServiceError;
use crate::records;

/// A session that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSession {
    /// Whose it is.
    pub person: PersonId,
    /// How the person proved to be who they are.
    pub means: Means,
    /// When it ends.
    pub expires: DateTime<Utc>,
}

/// The session with this key; none where there is none or it has ended, by itself or with the account it was opened with.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn find_session(context: &Context<'_>, key: &SessionKey) -> Result<Option<FoundSession>, ServiceError> {
    let mut tx = context.store.read().await?;
    let found = tx.sessions().find(&key.digest()).await?.filter(|session| session.expires > context.clock.now());
    let Some(session) = found else { return Ok(None) };
    let Ok(kept) = serde_json::from_str::<Kept>(&session.data) else { return Ok(None) };
    if kept.means == Means::Account {
        let Some(opened) = kept.account else { return Ok(None) };
        let account = records::find::<LocalAccount>(&mut *tx, opened.name.as_str()).await?;
        if account.is_none_or(|account| account.value.person != kept.person || account.value.since != opened.since) {
            return Ok(None);
        }
    }
    Ok(Some(FoundSession { person: kept.person, means: kept.means, expires: session.expires }))
}
