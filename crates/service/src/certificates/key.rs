//! Keys of the issuer: a new one takes over from the one before, at a moment.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use jenjang::certificate::IssuerKey;
use jenjang::legal::Label;
use jenjang::people::id::{IssuerKeyId, TextError};
use jenjang::store::{Transaction, Versioned};
use jenjang_credentials::{Issuer, PublicKey, TrustedKey};

use super::keys;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// A new key takes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotateIssuerKey {
    /// Its public half. The secret half stays in its file and is never in the store.
    pub public: PublicKey,
    /// The identifier of the issuer, a URI; as before where nothing is said.
    pub issuer: Option<Arc<str>>,
    /// What the issuer is called; as before where nothing is said.
    pub name: Option<Arc<str>>,
    /// Where the list of revoked certificates is published, a URI; as before where nothing is said.
    pub revocations: Option<Arc<str>>,
    /// From when on others may have had the key before: what it signed later is refused.
    pub compromised: Option<DateTime<Utc>>,
}

/// What became of the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotatedKey {
    /// The key in use from now on.
    pub key: IssuerKey,
    /// The key it took over from.
    pub before: Option<IssuerKey>,
}

/// Puts a new key in use and ends the time of the one before; what that one signed stays valid.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Refused`] where the first key comes without an issuer, for a key that was used before, another issuer than
/// before, or a moment of compromise in the future; [`ServiceError::Store`].
pub async fn rotate_issuer_key(context: &Context<'_>, command: &RotateIssuerKey) -> Result<RotatedKey, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &RotateIssuerKey) -> Result<RotatedKey, ServiceError> {
    authorize(context, tx, Action::RotateIssuerKey, &Target::everything()).await?;
    let now = context.clock.now();
    let known = keys(tx).await?;
    let id: IssuerKeyId = command
        .public
        .to_string()
        .parse()
        .map_err(|error: TextError| ServiceError::refused("issuer-key-id", Label::same(error.to_string())))?;
    if known.iter().any(|key| key.value.id == id) {
        return Err(ServiceError::refused(
            "key-used-before",
            Label::new(
                format!("kunci `{id}` sudah pernah dipakai, diharapkan kunci baru"),
                format!("key `{id}` was used before, expected a new one"),
            ),
        ));
    }
    let last = known.into_iter().next_back();
    if let Some(since) = command.compromised.filter(|since| *since > now) {
        return Err(ServiceError::refused(
            "compromised-in-future",
            Label::new(format!("saat bocor {since} ada di masa depan"), format!("the moment of compromise, {since}, is in the future")),
        ));
    }
    let key = successor(command, id, last.as_ref().map(|stored| &stored.value), now)?;
    let mut subjects = Vec::new();
    let before = match last {
        Some(Versioned { value: before, revision }) => {
            let compromised = [before.compromised, command.compromised].into_iter().flatten().min();
            let after = IssuerKey { until: Some(before.until.unwrap_or(now)), compromised, ..before.clone() };
            records::save(tx, &after, Some(revision)).await?;
            subjects.push(records::subject(tx, Some(&before), Some(&after)).await?);
            Some(after)
        }
        None => None,
    };
    records::save(tx, &key, None).await?;
    subjects.push(records::subject(tx, None, Some(&key)).await?);
    trail::record(context, tx, Change::new(Action::RotateIssuerKey, subjects)).await?;
    Ok(RotatedKey { key, before })
}

fn successor(command: &RotateIssuerKey, id: IssuerKeyId, last: Option<&IssuerKey>, now: DateTime<Utc>) -> Result<IssuerKey, ServiceError> {
    let of = |given: &Option<Arc<str>>, before: fn(&IssuerKey) -> &Arc<str>, what: Label| match given.as_ref().or(last.map(before)) {
        Some(text) => records::said(text, &what),
        None => Err(ServiceError::refused(
            "issuer-missing",
            Label::new(format!("kunci pertama memerlukan {}", what.id), format!("the first key needs the {}", what.en)),
        )),
    };
    let issuer = of(&command.issuer, |key| &key.issuer, Label::new("pengenal penerbit", "identifier of the issuer"))?;
    let name = of(&command.name, |key| &key.name, Label::new("nama penerbit", "name of the issuer"))?;
    let revocations =
        of(&command.revocations, |key| &key.revocations, Label::new("alamat daftar pencabutan", "address of the revocation list"))?;
    if let Some(last) = last.filter(|last| last.issuer != issuer) {
        return Err(ServiceError::refused(
            "another-issuer",
            Label::new(
                format!("penerbit `{issuer}`, diharapkan tetap `{}`: sertifikat lama menyebutnya", last.issuer),
                format!("issuer `{issuer}`, expected `{}` as before: earlier certificates name it", last.issuer),
            ),
        ));
    }
    for uri in [&issuer, &revocations] {
        let is_uri =
            uri.split_once(':').is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty()) && !uri.contains(char::is_whitespace);
        if !is_uri {
            return Err(ServiceError::refused(
                "not-a-uri",
                Label::new(
                    format!("`{uri}` bukan URI, diharapkan seperti `https://bkpsdm.example/penerbit`"),
                    format!("`{uri}` is not a URI, expected one such as `https://bkpsdm.example/issuer`"),
                ),
            ));
        }
    }
    Ok(IssuerKey { id, issuer, name, revocations, from: now, until: None, compromised: None })
}

/// The keys of the issuer, the oldest first. They are public.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn list_issuer_keys(context: &Context<'_>) -> Result<Vec<IssuerKey>, ServiceError> {
    let mut tx = context.store.read().await?;
    Ok(keys(tx.as_mut()).await?.into_iter().map(|stored| stored.value).collect())
}

/// What is handed to whoever verifies: the issuer with all its keys and their times. It is public.
///
/// # Errors
/// [`ServiceError::Refused`] where there is no key yet; [`ServiceError::Store`].
pub async fn issuer_document(context: &Context<'_>) -> Result<Issuer, ServiceError> {
    let keys = list_issuer_keys(context).await?;
    let Some(last) = keys.last() else {
        return Err(ServiceError::refused("no-issuer-key", Label::new("belum ada kunci penerbit", "there is no issuer key yet")));
    };
    let mut trusted = Vec::new();
    for key in &keys {
        let public: PublicKey = key
            .id
            .as_str()
            .parse()
            .map_err(|error: jenjang_credentials::key::KeyError| ServiceError::refused("issuer-key-id", error.message()))?;
        trusted.push(TrustedKey { key: public, from: key.from, until: key.until, compromised: key.compromised });
    }
    Ok(Issuer { id: last.issuer.to_string(), name: last.name.to_string(), keys: trusted })
}
