//! Tokens with which programs act for somebody: made and ended by the person, or by the operator for the person.
//!
//! The token is shown once; the store keeps a digest of it, so that nobody who reads the store can use it.

mod end;
mod find;
mod list;
mod make;

use std::fmt;

use jenjang::audit::Digest;
use jenjang::legal::Label;

use crate::error::ServiceError;

pub use end::{EndToken, end_token};
pub use find::find_token;
pub use list::{TokenView, list_tokens};
pub use make::{MadeToken, MakeToken, make_token};

/// What every token begins with, so that people and scanners of leaked secrets recognise it.
const MARK: &str = "jenjang_";

/// A token: the mark and 64 hexadecimal digits that nobody can guess.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    fn of(bytes: [u8; 32]) -> Token {
        Token(format!("{MARK}{}", Digest(bytes)))
    }

    /// A token as a program sent it; none where it cannot be one.
    pub fn parse(text: &str) -> Option<Token> {
        let digits = text.strip_prefix(MARK)?;
        let sound = digits.len() == 64 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        sound.then(|| Token(text.to_owned()))
    }

    /// The token itself, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }
}

/// Without the token.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Whether a scope is one: `read`, `write`, or one of these about one matter: `rounds:read`.
pub fn is_scope(text: &str) -> bool {
    let (matter, right) = text.split_once(':').map_or(("all", text), |(matter, right)| (matter, right));
    let word = !matter.is_empty() && matter.len() <= 40 && matter.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    word && matches!(right, "read" | "write")
}

/// Whether scopes allow to read or write about a matter; whoever may write may read.
pub fn allows(scopes: &str, matter: &str, write: bool) -> bool {
    scopes.split(' ').any(|scope| {
        let (of, right) = scope.split_once(':').unwrap_or((matter, scope));
        of == matter && (right == "write" || (right == "read" && !write))
    })
}

fn no_such_token(id: &str) -> ServiceError {
    ServiceError::not_found(Label::new("token", "token"), id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_allow_what_they_say_and_no_more() {
        assert!(allows("read", "rounds", false) && !allows("read", "rounds", true));
        assert!(
            allows("rounds:write", "rounds", true) && allows("rounds:write", "rounds", false) && !allows("rounds:write", "people", false)
        );
        assert!(allows("people:read rounds:write", "people", false) && !allows("people:read rounds:write", "people", true));
        assert!(!allows("", "rounds", false) && allows("write", "people", true));
        assert!(is_scope("read") && is_scope("rounds:write") && !is_scope("admin") && !is_scope(":read") && !is_scope("rounds:"));
    }
}
