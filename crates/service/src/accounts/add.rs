//! Makes an account, or gives one a new password.

use jenjang::access::{LocalAccount, PasswordDigest};
use jenjang::legal::Label;
use jenjang::people::id::{AccountName, PersonId};
use jenjang::store::Transaction;

use super::subject;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{Change, record};

/// Makes an account.
#[derive(Clone, Debug)]
pub struct AddAccount {
    /// What is typed at the door.
    pub name: AccountName,
    /// Whom it signs in: the internal id, or else the employee number.
    pub person: String,
    /// What is kept of the password.
    pub password: PasswordDigest,
}

/// Makes an account; one of the same name and person gets the new password, and the sessions it had opened end. Whose it is.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the operator; [`ServiceError::NotFound`] for somebody who is not in the store; `account-taken`
/// where the name is another's.
pub async fn add_account(context: &Context<'_>, command: AddAccount) -> Result<PersonId, ServiceError> {
    transact!(context, tx => add(context, tx, &command).await)
}

async fn add(context: &Context<'_>, tx: &mut dyn Transaction, command: &AddAccount) -> Result<PersonId, ServiceError> {
    authorize(context, tx, Action::AddAccount, &Target::everything()).await?;
    let person = whose(tx, &command.person).await?;
    let found = records::find::<LocalAccount>(tx, command.name.as_str()).await?;
    if let Some(other) = found.as_ref().filter(|found| found.value.person != person) {
        return Err(ServiceError::refused(
            "account-taken",
            Label::new(
                format!("akun `{}` sudah milik `{}`: hapus dahulu atau pilih nama lain", command.name, other.value.person),
                format!("the account `{}` is `{}`'s already: remove it first or choose another name", command.name, other.value.person),
            ),
        ));
    }
    let account =
        LocalAccount { name: command.name.clone(), person: person.clone(), password: command.password.clone(), since: context.clock.now() };
    records::save(tx, &account, found.as_ref().map(|found| found.revision)).await?;
    let subjects = subject(tx, found.as_ref().map(|found| &found.value), Some(&account)).await?;
    record(context, tx, Change::new(Action::AddAccount, subjects)).await?;
    Ok(person)
}

async fn whose(tx: &mut dyn Transaction, text: &str) -> Result<PersonId, ServiceError> {
    if let Ok(id) = text.parse::<PersonId>()
        && tx.people().find(&id).await?.is_some()
    {
        return Ok(id);
    }
    let found = tx.people().find_by_number(text).await?;
    found.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), text))
}
