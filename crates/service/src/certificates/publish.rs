//! The list of revoked certificates, signed, for everybody.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;
use jenjang::certificate::Certificate;
use jenjang::legal::Label;
use jenjang::record::RecordFilter;
use jenjang_credentials::{Revocations, Revoked, SecretKey};
use serde_json::Value;

use super::key_in_use;
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
        let mut revoked = BTreeMap::new();
        for stored in records::list::<Certificate>(tx, &RecordFilter::default()).await? {
            if let Some(revocation) = &stored.value.revoked {
                let entry = Revoked { on: Some(revocation.on), reason: Some(revocation.reason.as_str().to_owned()) };
                revoked.insert(stored.value.public_id.to_string(), entry);
            }
        }
        let made = context.clock.now();
        let next = made.checked_add_signed(Duration::days(command.next_in_days.into())).unwrap_or(made);
        let list = Revocations { id: key.revocations.to_string(), issuer: key.issuer.to_string(), made, next, revoked };
        let signed = list.sign(command.key).map_err(|message: Label| ServiceError::refused("not-canonical", message))?;
        let file: Arc<str> = format!("{:#}\n", Value::Object(signed)).into();
        let subject = trail::thing_subject("revocation-list", &key.revocations, None, Some(&file))?;
        trail::record(context, tx, Change::new(Action::PublishRevocations, vec![subject])).await?;
        Ok((list, file))
    })
}
