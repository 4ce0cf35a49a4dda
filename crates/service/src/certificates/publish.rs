//! The list of revoked certificates, signed, for everybody.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;
use jenjang::certificate::{Certificate, IssuerKey};
use jenjang::legal::Label;
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;
use jenjang_credentials::{Revocations, Revoked, SecretKey};
use serde_json::Value;

use super::{key_in_use, keys};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// A list to be published.
pub struct PublishRevocations<'a> {
    /// In how many days the next is due; verification says so once that is over.
    pub next_in_days: u32,
    /// The secret key of the issuer.
    pub key: &'a SecretKey,
}

/// The signed list of all certificates that were revoked. It holds their public identifiers, days and reasons, and nothing about people.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Refused`] without a key in use or with another key; [`ServiceError::Store`].
pub async fn publish_revocations(context: &Context<'_>, command: &PublishRevocations<'_>) -> Result<(Revocations, Arc<str>), ServiceError> {
    transact!(context, tx => {
        authorize(context, tx, Action::PublishRevocations, &Target::everything()).await?;
        let key = key_in_use(context, tx, command.key).await?;
        let next_in_days = Duration::days(command.next_in_days.into());
        let list = known(context, tx, &key, next_in_days).await?;
        let signed = list.sign(command.key).map_err(|message: Label| ServiceError::refused("not-canonical", message))?;
        let file: Arc<str> = format!("{:#}\n", Value::Object(signed)).into();
        let subject = trail::thing_subject("revocation-list", &key.revocations, None, Some(&file))?;
        trail::record(context, tx, Change::new(Action::PublishRevocations, vec![subject])).await?;
        Ok((list, file))
    })
}

/// What the store knows of revoked certificates at this moment. It is public, as the list is.
///
/// # Errors
/// [`ServiceError::Refused`] where there is no issuer key yet; [`ServiceError::Store`].
pub async fn known_revocations(context: &Context<'_>) -> Result<Revocations, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let Some(last) = keys(tx).await?.into_iter().next_back() else {
        return Err(ServiceError::refused("no-issuer-key", Label::new("belum ada kunci penerbit", "there is no issuer key yet")));
    };
    known(context, tx, &last.value, Duration::days(1)).await
}

async fn known(context: &Context<'_>, tx: &mut dyn Transaction, key: &IssuerKey, next: Duration) -> Result<Revocations, ServiceError> {
    let mut revoked = BTreeMap::new();
    for stored in records::list::<Certificate>(tx, &RecordFilter::all()).await? {
        if let Some(revocation) = &stored.value.revoked {
            let entry = Revoked { on: Some(revocation.on), reason: Some(revocation.reason.as_str().to_owned()) };
            revoked.insert(stored.value.public_id.to_string(), entry);
        }
    }
    let made = context.clock.now();
    let next = made.checked_add_signed(next).unwrap_or(made);
    Ok(Revocations { id: key.revocations.to_string(), issuer: key.issuer.to_string(), made, next, revoked })
}
