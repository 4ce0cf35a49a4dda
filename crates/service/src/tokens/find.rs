//! Finds a token.

use jenjang::access::AccessToken;

use super::Token;
use crate::context::Context;
use crate::error::ServiceError;

/// The token, where it is one and has not ended. Whoever holds it may ask.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn find_token(context: &Context<'_>, token: &Token) -> Result<Option<AccessToken>, ServiceError> {
    let mut tx = context.store.read().await?;
    let found = tx.tokens().find(&token.digest()).await?;
    Ok(found.filter(|token| token.expires > context.clock.now()))
}
