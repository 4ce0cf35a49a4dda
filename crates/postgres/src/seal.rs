//! Sealing of answers: XChaCha20-Poly1305 over the whole response, HMAC-SHA-256 for its place.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, KeyInit, Mac};
use jenjang::evaluation::response::Response;
use jenjang::people::id::{CycleId, PersonId};
use jenjang::store::StoreError;
use sha2::Sha256;

use crate::error::refused;
use crate::keys::CycleKey;

/// Sealed texts are as long as a multiple of this, so that their length says little about a comment.
const BLOCK: usize = 1024;

/// Bytes of the random part in front of a sealed text.
const NONCE: usize = 24;

/// Seals and opens the answers of one cycle.
pub(crate) struct Seal {
    cycle: CycleId,
    cipher: XChaCha20Poly1305,
    slots: [u8; 32],
    fingerprint: [u8; 32],
}

impl Seal {
    pub(crate) fn new(cycle: &CycleId, CycleKey(key): &CycleKey) -> Seal {
        // one key for each purpose
        let cipher = XChaCha20Poly1305::new(&digest(key, &[b"seal"]).into());
        Seal { cycle: cycle.clone(), cipher, slots: digest(key, &[b"slot"]), fingerprint: digest(key, &[b"fingerprint"]) }
    }

    /// Tells keys apart and says nothing else about them.
    pub(crate) fn fingerprint(&self) -> &[u8] {
        &self.fingerprint
    }

    /// Where the answer of a rater about a person stands: the same for a second answer, and known only to whoever has the key.
    pub(crate) fn slot(&self, ratee: &PersonId, rater: &PersonId) -> [u8; 32] {
        digest(&self.slots, &[ratee.as_str().as_bytes(), b"\0", rater.as_str().as_bytes()])
    }

    /// The response, unreadable without the key.
    pub(crate) fn seal(&self, response: &Response) -> Result<Vec<u8>, StoreError> {
        let doing = "sealing an answer";
        // the length in front, then the text, then zeros
        let mut text = vec![0; 8];
        serde_json::to_writer(&mut text, response).map_err(|error| refused(doing, error.to_string()))?;
        let length = u64::try_from(text.len().saturating_sub(8)).unwrap_or(u64::MAX);
        if let Some(place) = text.get_mut(..8) {
            place.copy_from_slice(&length.to_be_bytes());
        }
        text.resize(text.len().next_multiple_of(BLOCK), 0);
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|error| refused(doing, error.to_string()))?;
        let aad = self.aad(&self.slot(&response.ratee, &response.rater));
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), Payload { msg: &text, aad: &aad });
        let sealed = sealed.map_err(|_| refused(doing, "the cipher refused it"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// The response again; `None` where these bytes were not sealed with this key for this place.
    pub(crate) fn open(&self, slot: &[u8], sealed: &[u8]) -> Option<Response> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let nonce = XNonce::from(<[u8; NONCE]>::try_from(nonce).ok()?);
        let text = self.cipher.decrypt(&nonce, Payload { msg: sealed, aad: &self.aad(slot) }).ok()?;
        let (length, text) = text.split_at_checked(8)?;
        let length = usize::try_from(u64::from_be_bytes(length.try_into().ok()?)).ok()?;
        serde_json::from_slice(text.get(..length)?).ok()
    }

    fn aad(&self, slot: &[u8]) -> Vec<u8> {
        [slot, self.cycle.as_str().as_bytes()].concat()
    }
}

fn digest(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of every length
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(rater: &str, comment: &str) -> Response {
        Response {
            rater: rater.parse().unwrap(),
            ratee: "p-2".parse().unwrap(),
            group: "peer".parse().unwrap(),
            answers: [("i1".parse().unwrap(), jenjang::evaluation::response::Answer::NotObserved)].into(),
            comment: Some(comment.to_owned()),
            revision: 0,
        }
    }

    #[test]
    fn what_is_sealed_opens_with_the_same_key_and_place_only() {
        let cycle: CycleId = "2026-1".parse().unwrap();
        let seal = Seal::new(&cycle, &CycleKey([7; 32]));
        let one = response("p-1", "membantu semua orang");
        let slot = seal.slot(&one.ratee, &one.rater);
        let sealed = seal.seal(&one).unwrap();
        assert_eq!(seal.open(&slot, &sealed), Some(one.clone()));
        assert_ne!(seal.seal(&one).unwrap(), sealed, "the same text is sealed differently each time");
        assert_eq!(seal.open(&seal.slot(&one.ratee, &"p-3".parse().unwrap()), &sealed), None);
        assert_eq!(Seal::new(&cycle, &CycleKey([8; 32])).open(&slot, &sealed), None);
        assert_eq!(Seal::new(&"2026-2".parse().unwrap(), &CycleKey([7; 32])).open(&slot, &sealed), None);
        let mut flipped = sealed.clone();
        flipped[100] ^= 1;
        assert_eq!(seal.open(&slot, &flipped), None);
        assert_eq!(seal.open(&slot, b"short"), None);
    }

    #[test]
    fn lengths_say_little() {
        let seal = Seal::new(&"c".parse().unwrap(), &CycleKey([7; 32]));
        let length = |comment: &str| seal.seal(&response("p-1", comment)).unwrap().len();
        assert_eq!(length(""), length(&"x".repeat(500)));
    }
}
