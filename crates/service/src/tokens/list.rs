//! Lists somebody's tokens.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use jenjang::people::id::PersonId;
use serde::Serialize;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// A token without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TokenView {
    /// The id it is ended by.
    pub id: String,
    /// What people call it.
    pub name: Arc<str>,
    /// What it may do.
    pub scopes: Vec<Arc<str>>,
    /// When it ends.
    pub expires: DateTime<Utc>,
    /// Whether it has ended.
    pub ended: bool,
}

/// The tokens of a person, by the moment they end.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person and the operator.
pub async fn list_tokens(context: &Context<'_>, person: &PersonId) -> Result<Vec<TokenView>, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::EndToken, &Target::person(person)).await?;
    let now = context.clock.now();
    let mut tokens: Vec<TokenView> = tx
        .tokens()
        .of_person(person)
        .await?
        .into_iter()
        .map(|token| TokenView {
            id: token.hash.to_string(),
            name: token.name,
            scopes: token.scope.split(' ').map(Arc::from).collect(),
            expires: token.expires,
            ended: token.expires <= now,
        })
        .collect();
    tokens.sort_by(|a, b| (a.expires, &a.id).cmp(&(b.expires, &b.id)));
    Ok(tokens)
}
