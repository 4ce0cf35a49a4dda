//! Finds a session.

use chrono::{DateTime, Utc};
use jenjang::people::id::PersonId;

use super::{Kept, Means, SessionKey};
use crate::context::Context;
use crate::error::ServiceError;

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

/// The session with this key; none where there is none or it has ended.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn find_session(context: &Context<'_>, key: &SessionKey) -> Result<Option<FoundSession>, ServiceError> {
    let mut tx = context.store.read().await?;
    let found = tx.sessions().find(&key.digest()).await?.filter(|session| session.expires > context.clock.now());
    Ok(found.and_then(|session| {
        let kept: Kept = serde_json::from_str(&session.data).ok()?;
        Some(FoundSession { person: kept.person, means: kept.means, expires: session.expires })
    }))
}
