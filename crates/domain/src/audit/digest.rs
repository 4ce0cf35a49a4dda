//! SHA-256 digests, plain and keyed.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::policy::model::VersionHash;

/// A SHA-256 digest, or 32 random bytes; written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(pub [u8; 32]);

/// A text that is not a digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a digest, expected 64 hexadecimal digits")]
pub struct DigestError {
    /// What was found.
    pub found: String,
}

impl Digest {
    /// SHA-256 over bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Digest {
        Digest(Sha256::digest(bytes.as_ref()).into())
    }

    /// SHA-256 over all that a reader still gives, a piece at a time.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of_reader(mut reader: impl std::io::Read) -> std::io::Result<Digest> {
        let mut hash = Sha256::new();
        let mut piece = vec![0; 1 << 18];
        loop {
            match reader.read(&mut piece) {
                Ok(0) => return Ok(Digest(hash.finalize().into())),
                Ok(length) => hash.update(piece.get(..length).unwrap_or_default()),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl From<VersionHash> for Digest {
    fn from(VersionHash(bytes): VersionHash) -> Digest {
        Digest(bytes)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [b'0'; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Digest, DigestError> {
        let fault = || DigestError { found: text.chars().take(80).collect() };
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or_else(fault);
        let found = text.as_bytes();
        if found.len() != 64 {
            return Err(fault());
        }
        let mut bytes = [0_u8; 32];
        for (byte, pair) in bytes.iter_mut().zip(found.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Digest(bytes))
    }
}

impl TryFrom<String> for Digest {
    type Error = DigestError;

    fn try_from(text: String) -> Result<Digest, DigestError> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

/// Random bytes that key the digests of one person's data (HMAC-SHA-256). Without them nobody can tell whose an entry is or try values.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubjectSecret(Digest);

/// Never shown.
impl fmt::Debug for SubjectSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubjectSecret")
    }
}

impl SubjectSecret {
    /// A secret of 32 random bytes.
    pub fn new(random: [u8; 32]) -> SubjectSecret {
        SubjectSecret(Digest(random))
    }

    /// The bytes, for a store.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0.0
    }

    /// The digest of data about the person.
    pub fn digest(&self, data: impl AsRef<[u8]>) -> Digest {
        // HMAC takes keys of every length
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0.0) else { return Digest([0; 32]) };
        mac.update(data.as_ref());
        Digest(mac.finalize().into_bytes().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_read_as_they_are_written() {
        let digest = Digest::of("abc");
        assert_eq!(digest.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
        assert_eq!("xyz".parse::<Digest>().unwrap_err().to_string(), "`xyz` is not a digest, expected 64 hexadecimal digits");
        assert!("é".repeat(32).parse::<Digest>().is_err());
    }

    #[test]
    fn keyed_digests_are_hmac_sha_256() {
        // RFC 4231 test case 2 with its key filled up with zeros, which HMAC does by itself
        let mut key = [0_u8; 32];
        key[..4].copy_from_slice(b"Jefe");
        let digest = SubjectSecret::new(key).digest("what do ya want for nothing?");
        assert_eq!(digest.to_string(), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert_ne!(digest, SubjectSecret::new([1; 32]).digest("what do ya want for nothing?"));
    }
}
