//! Login sessions: opened once somebody has proven who they are, found by the key the browser holds, ended.
//!
//! The store keeps a digest of the key, so that nobody who reads the store can take over a session.

mod end;
mod find;
mod open;

use std::fmt;

use jenjang::audit::Digest;
use jenjang::people::id::PersonId;
use serde::{Deserialize, Serialize};

pub use end::end_session;
pub use find::{FoundSession, find_session};
pub use open::{OpenSession, open_session};

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

/// What is kept of a session.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Kept {
    person: PersonId,
}
