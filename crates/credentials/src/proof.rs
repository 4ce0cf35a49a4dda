//! Data Integrity proofs of the suite `eddsa-jcs-2022` (W3C *Data Integrity EdDSA Cryptosuites v1.0*, section 3.3).
//!
//! What is signed is SHA-256 of the canonical proof options, followed by SHA-256 of the canonical document without its proof.

use chrono::{DateTime, SecondsFormat, Utc};
use jenjang::legal::Label;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::json::canonical;
use crate::key::{PublicKey, SecretKey, Signed, decode};

/// The suite.
pub const SUITE: &str = "eddsa-jcs-2022";
const KIND: &str = "DataIntegrityProof";
const PURPOSE: &str = "assertionMethod";

/// Why a proof cannot even be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProofFault {
    /// Another suite, or another kind of proof.
    Unsupported {
        /// What the proof names.
        found: String,
    },
    /// There is no proof, more than one, or one without what it must have.
    Malformed(Label),
    /// The proof value is no signature that any key makes.
    Impossible,
}

/// A proof that can be tried against a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// When it says it was made.
    pub created: DateTime<Utc>,
    /// When it says it ends.
    pub expires: Option<DateTime<Utc>>,
    /// The verification method it names.
    pub method: String,
    signature: [u8; 64],
    data: Vec<u8>,
}

/// How a moment is written in credentials.
pub fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Signs a document: the same document with its proof.
///
/// # Errors
/// A sentence where the document has no canonical form.
pub fn sign(document: Map<String, Value>, key: &SecretKey, created: DateTime<Utc>) -> Result<Map<String, Value>, Label> {
    let mut document = document;
    document.remove("proof");
    let mut options = Map::new();
    let facts = [("type", KIND), ("cryptosuite", SUITE), ("created", &moment(created)), ("verificationMethod", &key.public().method())];
    options.extend(facts.map(|(name, value)| (name.to_owned(), json!(value))));
    options.insert("proofPurpose".to_owned(), json!(PURPOSE));
    if let Some(context) = document.get("@context") {
        options.insert("@context".to_owned(), context.clone());
    }
    let data = hash_data(&options, &document)?;
    let value = format!("z{}", bs58::encode(key.sign(&data)).into_string());
    options.insert("proofValue".to_owned(), json!(value));
    document.insert("proof".to_owned(), Value::Object(options));
    Ok(document)
}

/// What is signed: SHA-256 of the canonical options, then SHA-256 of the canonical document.
fn hash_data(options: &Map<String, Value>, document: &Map<String, Value>) -> Result<Vec<u8>, Label> {
    let hash = |map: &Map<String, Value>| Ok::<_, Label>(Sha256::digest(canonical(&Value::Object(map.clone()))?));
    Ok(hash(options)?.iter().chain(hash(document)?.iter()).copied().collect())
}

impl Proof {
    /// The proof of a secured document.
    ///
    /// # Errors
    /// [`ProofFault`].
    pub fn of(secured: &Map<String, Value>) -> Result<Proof, ProofFault> {
        let malformed = |id: &str, en: &str| ProofFault::Malformed(Label::new(id, en));
        let proof = match secured.get("proof") {
            Some(Value::Object(proof)) => proof,
            Some(Value::Array(several)) => match several.as_slice() {
                [Value::Object(proof)] => proof,
                _ => {
                    return Err(malformed(
                        &format!("`proof` berisi {} bukti, diharapkan satu", several.len()),
                        &format!("`proof` holds {} proofs, expected one", several.len()),
                    ));
                }
            },
            _ => return Err(malformed("tidak ada `proof`", "there is no `proof`")),
        };
        let text = |name: &str| proof.get(name).and_then(Value::as_str);
        let missing = |name: &str, what_id: &str, what_en: &str| {
            malformed(&format!("`proof.{name}` bukan {what_id}"), &format!("`proof.{name}` is not {what_en}"))
        };
        let (kind, suite) = (text("type").unwrap_or_default(), text("cryptosuite").unwrap_or_default());
        if kind != KIND || suite != SUITE {
            let found = [kind, suite].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            return Err(ProofFault::Unsupported { found: shown(&found) });
        }
        if text("proofPurpose") != Some(PURPOSE) {
            return Err(missing("proofPurpose", "`assertionMethod`", "`assertionMethod`"));
        }
        let created = text("created").and_then(read_moment).ok_or_else(|| missing("created", "waktu", "a time"))?;
        let expires = match proof.get("expires") {
            None => None,
            Some(value) => Some(value.as_str().and_then(read_moment).ok_or_else(|| missing("expires", "waktu", "a time"))?),
        };
        let method = text("verificationMethod").ok_or_else(|| missing("verificationMethod", "teks", "a text"))?.to_owned();
        let value = text("proofValue").ok_or_else(|| missing("proofValue", "teks", "a text"))?;
        let signature: [u8; 64] = decode(value, 64).and_then(|bytes| bytes.try_into().ok()).ok_or(ProofFault::Impossible)?;

        let mut document = secured.clone();
        document.remove("proof");
        let mut options = proof.clone();
        options.remove("proofValue");
        if let Some(context) = options.get("@context") {
            let (of_document, of_proof) = (several(secured.get("@context")), several(Some(context)));
            if !of_document.starts_with(&of_proof) {
                return Err(malformed(
                    "`@context` tidak diawali `proof.@context`",
                    "`@context` does not begin with what `proof.@context` holds",
                ));
            }
            document.insert("@context".to_owned(), context.clone());
        }
        let data = hash_data(&options, &document).map_err(ProofFault::Malformed)?;
        Ok(Proof { created, expires, method, signature, data })
    }

    /// Whether this key made it over this document.
    ///
    /// # Errors
    /// [`ProofFault::Impossible`] where no key made it over anything.
    pub fn is_of(&self, key: &PublicKey) -> Result<bool, ProofFault> {
        match key.signed(&self.data, &self.signature) {
            Signed::Yes => Ok(true),
            Signed::No => Ok(false),
            Signed::Impossible => Err(ProofFault::Impossible),
        }
    }
}

/// One value or several.
pub(crate) fn several(value: Option<&Value>) -> Vec<Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(list)) => list.clone(),
        Some(one) => vec![one.clone()],
    }
}

/// A moment with its zone, as XML Schema and RFC 3339 both write it.
pub(crate) fn read_moment(text: &str) -> Option<DateTime<Utc>> {
    // RFC 3339 lets a blank or a small letter stand for `T`; XML Schema does not
    let strict = text.as_bytes().get(10) == Some(&b'T') && !text.ends_with('z');
    strict.then(|| DateTime::parse_from_rfc3339(text).ok()).flatten().map(|at| at.with_timezone(&Utc))
}

/// A text of a stranger, for a sentence: short, and nothing in it moves the cursor.
pub(crate) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(100).flat_map(char::escape_debug).collect();
    if text.chars().count() > 100 {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests;
