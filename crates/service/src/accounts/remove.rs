//! Removes an account.

use jenjang::access::LocalAccount;
use jenjang::people::id::AccountName;
use jenjang::store::Transaction;

use super::subject;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{Change, record};

/// Removes an account, and with it the sessions that it opened.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the operator; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn remove_account(context: &Context<'_>, name: &AccountName) -> Result<(), ServiceError> {
    transact!(context, tx => remove(context, tx, name).await)
}

async fn remove(context: &Context<'_>, tx: &mut dyn Transaction, name: &AccountName) -> Result<(), ServiceError> {
    authorize(context, tx, Action::RemoveAccount, &Target::everything()).await?;
    let found = records::require::<LocalAccount>(tx, name.as_str()).await?;
    let subjects = subject(tx, Some(&found.value), None).await?;
    records::remove(tx, &found).await?;
    record(context, tx, Change::new(Action::RemoveAccount, subjects)).await
}
