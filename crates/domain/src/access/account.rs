//! An account of one's own for when the sign-in of the agency does not work: made by the operator, proven by a password.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::people::id::{AccountName, PersonId};
use crate::record::{Kept, Kind};

/// What is kept of a password: salt, parameters and digest in the PHC string format, never the password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordDigest(Arc<str>);

impl PasswordDigest {
    /// The digest as a function for passwords wrote it.
    pub fn new(text: impl Into<Arc<str>>) -> PasswordDigest {
        PasswordDigest(text.into())
    }

    /// The digest itself, to check a password against.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Without the digest.
impl fmt::Debug for PasswordDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordDigest(…)")
    }
}

/// An account that needs no provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LocalAccount {
    /// What is typed at the door.
    pub name: AccountName,
    /// Whom it signs in.
    pub person: PersonId,
    /// What proves it.
    pub password: PasswordDigest,
    /// When it was made.
    pub since: DateTime<Utc>,
}

impl Kept for LocalAccount {
    const KIND: Kind = Kind::LocalAccount;

    fn key(&self) -> Arc<str> {
        self.name.as_str().into()
    }

    fn person(&self) -> Option<&PersonId> {
        Some(&self.person)
    }
}
