//! Opens a session.

use chrono::TimeDelta;
use jenjang::access::{LocalAccount, Session};
use jenjang::legal::Label;
use jenjang::people::id::{AccountName, PersonId};
use jenjang::store::Transaction;

use super::refuse::means;
use super::{Kept, Means, Opened, SessionKey};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{Change, json, person_subject, record};

/// Opens a session for somebody who has proven who they are.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// Who.
    pub person: PersonId,
    /// How they proved it.
    pub means: Means,
    /// The account whose password it was, for [`Means::Account`] and for it alone.
    pub account: Option<AccountName>,
    /// How long it lasts.
    pub lifetime: TimeDelta,
}

/// Opens a session, and removes those that have expired. The audit trail says who signed in, and by which means.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the program itself; [`ServiceError::NotFound`] for somebody who is not in the store, and for an account
/// that is not there or another's.
pub async fn open_session(context: &Context<'_>, command: OpenSession) -> Result<SessionKey, ServiceError> {
    let key = SessionKey::of(context.entropy.bytes()?);
    transact!(context, tx => open(context, tx, &command, &key).await)?;
    Ok(key)
}

async fn open(context: &Context<'_>, tx: &mut dyn Transaction, command: &OpenSession, key: &SessionKey) -> Result<(), ServiceError> {
    authorize(context, tx, Action::OpenSession, &Target::everything()).await?;
    let Some(file) = tx.people().find(&command.person).await? else {
        return Err(ServiceError::not_found(Label::new("pegawai", "person"), &command.person));
    };
    let now = context.clock.now();
    tx.sessions().remove_expired(now).await?;
    let account = match &command.account {
        Some(name) => {
            let found = records::find::<LocalAccount>(tx, name.as_str()).await?.filter(|found| found.value.person == command.person);
            let found = found.ok_or_else(|| ServiceError::not_found(Label::new("akun", "account"), name))?;
            Some(Opened { name: found.value.name, since: found.value.since })
        }
        None => None,
    };
    let data = json(&Kept { person: command.person.clone(), means: command.means, account })?.into();
    let expires = now.checked_add_signed(command.lifetime).unwrap_or(now);
    tx.sessions().save(&Session { hash: key.digest(), data, expires }).await?;
    let subjects = vec![person_subject::<()>(&file.value, None, None)?, means(command.means)];
    record(context, tx, Change::new(Action::OpenSession, subjects)).await
}
