//! Login sessions: opened once somebody has proven who they are, found by the key the browser holds, ended. And what is remembered between the
//! door and a provider's answer.
//!
//! The store keeps a digest of the key, so that nobody who reads the store can take over a session.

mod end;
mod find;
mod identify;
mod open;
mod pending;
mod refuse;

use std::fmt;

use chrono::{DateTime, Utc};
use jenjang::audit::Digest;
use jenjang::people::id::{AccountName, PersonId};
use serde::{Deserialize, Serialize};

pub use end::end_session;
pub use find::{FoundSession, find_session};
pub use identify::{IdentifyPerson, Known, identify_person};
pub use open::{OpenSession, open_session};
pub use pending::{PendingLogin, begin_login, take_login};
pub use refuse::{RefuseSession, refuse_session};

/// What the browser holds: 64 hexadecimal digits that nobody can guess.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionKey(String);

impl SessionKey {
    fn of(bytes: [u8; 32]) -> SessionKey {
        SessionKey(Digest(bytes).to_string())
    }

    /// A key as a browser sent it; none where it cannot be one.
    pub fn parse(text: &str) -> Option<SessionKey> {
        let sound = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        sound.then(|| SessionKey(text.to_owned()))
    }

    /// The key itself, for the cookie alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }
}

/// Without the key.
impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey(…)")
    }
}

/// How somebody proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// Not at all: everybody in the demonstration is made up.
    Demonstration,
    /// A provider said so (OpenID Connect).
    Provider,
    /// By the password of an account kept here.
    Account,
}

impl Means {
    /// The word in the audit trail.
    pub fn as_str(self) -> &'static str {
        match self {
            Means::Demonstration => "demonstration",
            Means::Provider => "provider",
            Means::Account => "account",
        }
    }
}

/// What is kept of a session.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Kept {
    person: PersonId,
    means: Means,
    /// The account it was opened with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<Opened>,
}

/// An account as it was when a session was opened with it: ended by removing the account, or giving it a new password.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Opened {
    name: AccountName,
    since: DateTime<Utc>,
}
