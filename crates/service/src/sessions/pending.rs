//! What is remembered while somebody is away at a provider. It is kept as sessions are, under the digest of a key that the browser holds.

use chrono::TimeDelta;
use jenjang::access::Session;
use jenjang::store::Transaction;
use serde::{Deserialize, Serialize};

use super::SessionKey;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::trail::json;

/// What the answer of a provider is checked against.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PendingLogin {
    /// What the answer has to repeat.
    pub state: String,
    /// What the identity has to repeat.
    pub nonce: String,
    /// What redeems the code.
    pub verifier: String,
    /// Where to go afterwards.
    pub next: String,
}

/// Without the secrets.
impl std::fmt::Debug for PendingLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PendingLogin").field("next", &self.next).finish_non_exhaustive()
    }
}

/// Another shape than a session's, so that neither is taken for the other.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Kept {
    login: PendingLogin,
}

/// Remembers a login for a while, and removes what has expired. Anybody may begin one.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn begin_login(context: &Context<'_>, login: PendingLogin, lifetime: TimeDelta) -> Result<SessionKey, ServiceError> {
    let key = SessionKey::of(context.entropy.bytes()?);
    let data = json(&Kept { login })?;
    let now = context.clock.now();
    let expires = now.checked_add_signed(lifetime).unwrap_or(now);
    let kept = Session { hash: key.digest(), data: data.into(), expires };
    transact!(context, tx => keep(tx, &kept, now).await)?;
    Ok(key)
}

async fn keep(tx: &mut dyn Transaction, kept: &Session, now: chrono::DateTime<chrono::Utc>) -> Result<(), ServiceError> {
    tx.sessions().remove_expired(now).await?;
    Ok(tx.sessions().save(kept).await?)
}

/// The login under this key, once: it is removed. None where there is none, or it took too long.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn take_login(context: &Context<'_>, key: &SessionKey) -> Result<Option<PendingLogin>, ServiceError> {
    transact!(context, tx => take(context, tx, key).await)
}

async fn take(context: &Context<'_>, tx: &mut dyn Transaction, key: &SessionKey) -> Result<Option<PendingLogin>, ServiceError> {
    let Some(found) = tx.sessions().find(&key.digest()).await? else { return Ok(None) };
    let Ok(kept) = serde_json::from_str::<Kept>(&found.data) else { return Ok(None) };
    tx.sessions().remove(&found.hash).await?;
    Ok((found.expires > context.clock.now()).then_some(kept.login))
}
