//! Accounts for when the sign-in of the agency does not work: made, listed and removed by the operator, asked for at the door.
//!
//! What a password is checked with is the door's affair; here stands what is kept of it, and what the audit trail says of accounts.

mod add;
mod find;
mod list;
mod remove;

use jenjang::access::LocalAccount;
use jenjang::audit::Subject;
use jenjang::people::id::{AccountName, PersonId};
use jenjang::store::Transaction;
use serde::Serialize;

use crate::error::ServiceError;
use crate::trail;

pub use add::{AddAccount, add_account};
pub use find::find_account;
pub use list::{ListedAccount, list_accounts};
pub use remove::remove_account;

/// What the trail proves of an account: not the password's digest, so that nobody can try passwords on an export of the trail.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Proven<'a> {
    account: &'a AccountName,
    person: &'a PersonId,
}

async fn subject(
    tx: &mut dyn Transaction,
    before: Option<&LocalAccount>,
    after: Option<&LocalAccount>,
) -> Result<Vec<Subject>, ServiceError> {
    let proven = |account: &LocalAccount| trail::json(&Proven { account: &account.name, person: &account.person });
    let Some(named) = after.or(before) else { return Ok(Vec::new()) };
    let Some(file) = tx.people().find(&named.person).await? else { return Ok(Vec::new()) };
    let before = before.map(proven).transpose()?;
    let after = after.map(proven).transpose()?;
    Ok(vec![trail::person_subject(&file.value, before.as_ref(), after.as_ref())?])
}
