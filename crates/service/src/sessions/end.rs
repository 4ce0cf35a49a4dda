//! Ends a session.

use super::SessionKey;
use crate::context::{Context, transact};
use crate::error::ServiceError;

/// Ends the session with this key; whether there was one. Whoever holds the key may end it.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn end_session(context: &Context<'_>, key: &SessionKey) -> Result<bool, ServiceError> {
    transact!(context, tx => tx.sessions().remove(&key.digest()).await.map_err(ServiceError::from))
}
