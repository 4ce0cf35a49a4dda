//! The key that signs checkpoints.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jenjang::audit::repository::Checkpoint;
use jenjang::audit::{ChainHead, Digest};
use jenjang::legal::Label;

use chrono::{DateTime, Utc};

/// First word of a key file.
const SECRET: &str = "jenjang-audit-key-1";

/// A secret Ed25519 key. It is kept outside the store: who can write the store must not be able to sign.
#[derive(Clone)]
pub struct AuditKey(SigningKey);

/// Never shown.
impl fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditKey")
    }
}

/// A public Ed25519 key; written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Digest(self.0.to_bytes()), f)
    }
}

/// A text that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// Not the text of a secret key.
    Secret,
    /// Not 64 hexadecimal digits, or not a point of the curve.
    Public,
}

impl KeyError {
    /// The sentence; it never repeats what was found, which may be a secret.
    pub fn message(self) -> Label {
        match self {
            KeyError::Secret => Label::new(
                format!("bukan kunci rahasia jejak audit, seharusnya `{SECRET}` diikuti 64 digit heksadesimal"),
                format!("not a secret key of the audit trail, expected `{SECRET}` followed by 64 hexadecimal digits"),
            ),
            KeyError::Public => Label::new(
                "bukan kunci publik, seharusnya 64 digit heksadesimal seperti yang ditulis `jenjang audit key`",
                "not a public key, expected 64 hexadecimal digits as `jenjang audit key` writes them",
            ),
        }
    }
}

impl AuditKey {
    /// The key of 32 random bytes.
    pub fn new(random: [u8; 32]) -> AuditKey {
        AuditKey(SigningKey::from_bytes(&random))
    }

    /// The text of a key file. Whoever has it can sign.
    pub fn to_file(&self) -> String {
        format!("{SECRET} {}\n", Digest(self.0.to_bytes()))
    }

    /// The half that may be given to everybody.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs where a chain stands.
    pub fn sign(&self, head: ChainHead, at: DateTime<Utc>) -> Checkpoint {
        let signature = self.0.sign(Checkpoint::text(head, at).as_bytes());
        Checkpoint { head, at, key: self.public().to_string().into(), signature: hexadecimal(&signature.to_bytes()).into() }
    }
}

impl FromStr for AuditKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<AuditKey, KeyError> {
        let (name, digits) = text.trim().split_once(' ').ok_or(KeyError::Secret)?;
        let Digest(bytes) = digits.trim().parse().map_err(|_| KeyError::Secret)?;
        if name == SECRET { Ok(AuditKey::new(bytes)) } else { Err(KeyError::Secret) }
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<PublicKey, KeyError> {
        let Digest(bytes) = text.trim().parse().map_err(|_| KeyError::Public)?;
        VerifyingKey::from_bytes(&bytes).map(PublicKey).map_err(|_| KeyError::Public)
    }
}

/// Whether the signature of a checkpoint is that of the key it names, over what it says, and nothing looser (`verify_strict`).
pub(super) fn is_signed(checkpoint: &Checkpoint) -> bool {
    let Ok(PublicKey(key)) = checkpoint.key.parse() else { return false };
    let Some(signature) = signature(&checkpoint.signature) else { return false };
    // written in one way only: a digit in the other case is an alteration too
    PublicKey(key).to_string() == *checkpoint.key
        && hexadecimal(&signature.to_bytes()) == *checkpoint.signature
        && key.verify_strict(Checkpoint::text(checkpoint.head, checkpoint.at).as_bytes(), &signature).is_ok()
}

fn signature(text: &str) -> Option<Signature> {
    let (first, second) = text.split_at_checked(64)?;
    let (Digest(first), Digest(second)) = (first.parse().ok()?, second.parse().ok()?);
    let mut bytes = [0_u8; 64];
    bytes[..32].copy_from_slice(&first);
    bytes[32..].copy_from_slice(&second);
    Some(Signature::from_bytes(&bytes))
}

fn hexadecimal(bytes: &[u8; 64]) -> String {
    let half = |bytes: &[u8]| <[u8; 32]>::try_from(bytes).map(Digest).map(|digest| digest.to_string()).unwrap_or_default();
    let (first, second) = bytes.split_at(32);
    half(first) + &half(second)
}
