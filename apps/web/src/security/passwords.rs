//! Passwords of emergency accounts: argon2id, a few at a time.

use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use jenjang::access::PasswordDigest;
use jenjang::legal::Label;
use tokio::sync::Semaphore;

use super::Secret;
use crate::error::Failure;

/// How many passwords are checked at one moment: each takes 19 MiB and the time of a processor.
const AT_ONCE: usize = 2;

/// How long a try waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The fewest letters of a password, and the most bytes.
pub(super) const FEWEST: usize = 12;
pub(super) const MOST: usize = 1024;

/// Checks passwords.
pub(super) struct Passwords {
    turns: Semaphore,
    /// What the password of a name that nobody has is compared with, so that it takes as long.
    nobody: PasswordDigest,
}

impl Passwords {
    /// # Errors
    /// The sentence for the operator where the machine has no random bytes to give.
    pub(super) fn new() -> Result<Passwords, Label> {
        let mut nobody = [0; 32];
        getrandom::fill(&mut nobody).map_err(failed)?;
        Ok(Passwords { turns: Semaphore::new(AT_ONCE), nobody: digest(&nobody)? })
    }

    /// Whether the password is that of the account; without an account never, after the same time.
    pub(super) async fn check(&self, kept: Option<PasswordDigest>, password: Secret) -> Result<bool, Failure> {
        let busy = || {
            Failure::new(
                axum::http::StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                Label::new(
                    "terlalu banyak orang mencoba masuk; coba lagi sebentar lagi",
                    "too many people are signing in; try again in a moment",
                ),
            )
        };
        let turn = tokio::time::timeout(PATIENCE, self.turns.acquire()).await;
        let Ok(Ok(_turn)) = turn else { return Err(busy()) };
        let known = kept.is_some();
        let against = kept.unwrap_or_else(|| self.nobody.clone());
        let right = tokio::task::spawn_blocking(move || {
            let short = password.reveal().len() <= MOST;
            Argon2::default().verify_password(password.reveal().as_bytes(), against.reveal()).is_ok() && short
        });
        let right = right.await.map_err(|error| {
            tracing::error!(%error, "a password could not be checked");
            Failure::internal()
        })?;
        Ok(right && known)
    }
}

fn failed(error: impl std::fmt::Display) -> Label {
    Label::new(format!("kata sandi tidak dapat diolah: {error}"), format!("a password cannot be worked on: {error}"))
}

/// What is kept of a password: argon2id with a salt of its own, the parameters OWASP names (19 MiB, two passes).
///
/// # Errors
/// The sentence for the operator where the machine has no random bytes to give.
pub(super) fn digest(password: &[u8]) -> Result<PasswordDigest, Label> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(failed)?;
    let digest = Argon2::default().hash_password_with_salt(password, &salt).map_err(failed)?;
    Ok(PasswordDigest::new(digest.to_string()))
}

/// Whether a password is long enough.
///
/// # Errors
/// The sentence.
pub(super) fn sound(password: &str) -> Result<(), Label> {
    let letters = password.chars().count();
    if letters < FEWEST {
        return Err(Label::new(
            format!("kata sandi ini {letters} huruf, paling sedikit {FEWEST}"),
            format!("this password has {letters} letters, at least {FEWEST} are needed"),
        ));
    }
    if password.len() > MOST {
        return Err(Label::new(format!("kata sandi ini lebih dari {MOST} bita"), format!("this password has more than {MOST} bytes")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_kept_as_argon2id_and_only_the_right_one_fits() {
        let kept = digest(b"kuda tepat baterai").unwrap();
        assert!(kept.reveal().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", kept.reveal());
        assert_ne!(kept, digest(b"kuda tepat baterai").unwrap(), "every salt is another");
        let passwords = Passwords::new().unwrap();
        let check = async |kept: Option<PasswordDigest>, word: &str| passwords.check(kept, Secret::new(word)).await.unwrap();
        assert!(check(Some(kept.clone()), "kuda tepat baterai").await);
        assert!(!check(Some(kept), "kuda tepat bateraj").await);
        assert!(!check(None, "kuda tepat baterai").await);
        assert!(!check(Some(PasswordDigest::new("nonsense")), "nonsense").await);
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert!(sound("sebelas-hrf").is_err() && sound("dua-belas-hr").is_ok() && sound(&"a".repeat(1025)).is_err());
    }
}
