//! Lists accounts.

use chrono::{DateTime, Utc};
use jenjang::access::LocalAccount;
use jenjang::people::id::{AccountName, PersonId};
use jenjang::record::RecordFilter;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// An account without what is kept of its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAccount {
    /// What is typed at the door.
    pub name: AccountName,
    /// Whom it signs in.
    pub person: PersonId,
    /// Since when it has its password.
    pub since: DateTime<Utc>,
}

/// All accounts, by name.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the operator; [`ServiceError::Store`].
pub async fn list_accounts(context: &Context<'_>) -> Result<Vec<ListedAccount>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ListAccounts, &Target::everything()).await?;
    let found = records::list::<LocalAccount>(tx, &RecordFilter::all()).await?;
    let listed = |account: LocalAccount| ListedAccount { name: account.name, person: account.person, since: account.since };
    Ok(found.into_iter().map(|stored| listed(stored.value)).collect())
}
