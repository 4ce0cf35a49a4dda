//! Keys of the issuer, each with the time it signs.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::people::id::IssuerKeyId;
use crate::record::{Kept, Kind};

/// The public half of a key, and for whom it signs. The secret half is never in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct IssuerKey {
    /// The public key as a Multikey (`z6Mk…`), which names it.
    pub id: IssuerKeyId,
    /// The identifier of the issuer, a URI that stays when keys change.
    pub issuer: Arc<str>,
    /// What the issuer is called.
    pub name: Arc<str>,
    /// Where the list of revoked certificates is published.
    pub revocations: Arc<str>,
    /// From when it signs.
    pub from: DateTime<Utc>,
    /// Until when it signed: moments are whole seconds, and what was signed in the second of the change was signed in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// From when on others may have had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compromised: Option<DateTime<Utc>>,
}

impl IssuerKey {
    /// Orders keys as they came; of two that came in the same second the one whose time has ended came first.
    pub fn order(&self) -> (DateTime<Utc>, bool, &IssuerKeyId) {
        (self.from, self.until.is_none(), &self.id)
    }

    /// Whether it may sign at this moment.
    pub fn signs_at(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && self.until.is_none_or(|until| at <= until) && self.compromised.is_none_or(|since| at < since)
    }
}

/// The key that signs now: of several the one that came last, and of two that came in the same second the one whose time has not ended.
pub fn current_key(keys: impl IntoIterator<Item = IssuerKey>, at: DateTime<Utc>) -> Option<IssuerKey> {
    keys.into_iter().filter(|key| key.signs_at(at)).max_by(|a, b| a.order().cmp(&b.order()))
}

impl Kept for IssuerKey {
    const KIND: Kind = Kind::IssuerKey;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }
}
