//! Keys of an issuer: the secret half in a file, the public half as a Multikey (`z6Mk…`).

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jenjang::audit::Digest;
use jenjang::legal::Label;

/// First word of a key file.
const SECRET: &str = "jenjang-issuer-key-1";

/// The code of an Ed25519 public key among Multikeys (0xed as a variable length integer).
const MULTIKEY: [u8; 2] = [0xed, 0x01];

/// A secret Ed25519 key. It is kept outside the store: who can write the store must not be able to sign certificates.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

/// Never shown.
impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

/// A public Ed25519 key, written as a Multikey.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<u8> = MULTIKEY.iter().chain(self.0.as_bytes()).copied().collect();
        write!(f, "z{}", bs58::encode(bytes).into_string())
    }
}

/// A text that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// Not the text of a secret key.
    Secret,
    /// Not a Multikey of Ed25519, or a point of small order that anybody can sign for.
    Public,
}

impl KeyError {
    /// The sentence; it never repeats what was found, which may be a secret.
    pub fn message(self) -> Label {
        match self {
            KeyError::Secret => Label::new(
                format!("bukan kunci rahasia penerbit, seharusnya `{SECRET}` diikuti 64 digit heksadesimal"),
                format!("not a secret key of an issuer, expected `{SECRET}` followed by 64 hexadecimal digits"),
            ),
            KeyError::Public => Label::new(
                "bukan kunci publik Ed25519, seharusnya Multikey yang diawali `z6Mk`",
                "not a public Ed25519 key, expected a Multikey that begins with `z6Mk`",
            ),
        }
    }
}

impl SecretKey {
    /// The key of 32 random bytes.
    pub fn new(random: [u8; 32]) -> SecretKey {
        SecretKey(SigningKey::from_bytes(&random))
    }

    /// The text of a key file. Whoever has it can issue certificates.
    pub fn to_file(&self) -> String {
        format!("{SECRET} {}\n", Digest(self.0.to_bytes()))
    }

    /// The half that may be given to everybody.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs bytes.
    pub(crate) fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

impl PublicKey {
    /// The key as an identifier of its own (`did:key:z6Mk…`).
    pub fn did(&self) -> String {
        format!("did:key:{self}")
    }

    /// The verification method proofs name: the key of that identifier.
    pub fn method(&self) -> String {
        format!("did:key:{self}#{self}")
    }

    /// The key a verification method of the form `did:key:z6Mk…#z6Mk…` names.
    pub fn of_method(method: &str) -> Option<PublicKey> {
        let (of, fragment) = method.strip_prefix("did:key:")?.split_once('#')?;
        (of == fragment).then(|| of.parse().ok()).flatten()
    }

    /// Whether the signature is of this key over these bytes, and nothing looser.
    pub(crate) fn signed(&self, bytes: &[u8], signature: &[u8; 64]) -> Signed {
        let signature = Signature::from_bytes(signature);
        if self.0.verify_strict(bytes, &signature).is_ok() {
            return Signed::Yes;
        }
        // a number beyond the order of the group, or no point of the curve: nobody who signs makes these
        if is_possible(&signature) { Signed::No } else { Signed::Impossible }
    }
}

/// What a signature is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signed {
    /// It is of the key, over the bytes.
    Yes,
    /// It is of another key or over other bytes.
    No,
    /// No key makes such a signature.
    Impossible,
}

fn is_possible(signature: &Signature) -> bool {
    /// The order of the group, least byte first (RFC 8032, 5.1).
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0x10,
    ];
    let scalar_is_small = signature.s_bytes().iter().rev().lt(ORDER.iter().rev());
    let point = VerifyingKey::from_bytes(signature.r_bytes());
    scalar_is_small && point.is_ok_and(|point| !point.is_weak())
}

impl FromStr for SecretKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<SecretKey, KeyError> {
        let (name, digits) = text.trim().split_once(' ').ok_or(KeyError::Secret)?;
        let Digest(bytes) = digits.trim().parse().map_err(|_| KeyError::Secret)?;
        if name == SECRET { Ok(SecretKey::new(bytes)) } else { Err(KeyError::Secret) }
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<PublicKey, KeyError> {
        let bytes = decode(text, 34).ok_or(KeyError::Public)?;
        let bytes = bytes.strip_prefix(&MULTIKEY[..]).ok_or(KeyError::Public)?;
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| KeyError::Public)?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Public)?;
        if key.is_weak() { Err(KeyError::Public) } else { Ok(PublicKey(key)) }
    }
}

/// The bytes of a multibase text in base58btc, where there are as many as expected.
pub(crate) fn decode(text: &str, length: usize) -> Option<Vec<u8>> {
    let digits = text.strip_prefix('z')?;
    // no text of so many bytes is longer; decoding takes time that grows with the square
    if digits.len() > length.saturating_mul(2) {
        return None;
    }
    let bytes = bs58::decode(digits).into_vec().ok()?;
    (bytes.len() == length).then_some(bytes)
}

#[cfg(test)]
mod tests;
