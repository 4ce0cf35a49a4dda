//! Finds an account at the door.

use jenjang::access::LocalAccount;
use jenjang::people::id::AccountName;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// The account of this name, with what is kept of its password; none where there is none.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the program itself; [`ServiceError::Store`].
pub async fn find_account(context: &Context<'_>, name: &AccountName) -> Result<Option<LocalAccount>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::FindAccount, &Target::everything()).await?;
    Ok(records::find::<LocalAccount>(tx, name.as_str()).await?.map(|found| found.value))
}
