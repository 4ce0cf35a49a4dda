//! The vectors of W3C *Data Integrity EdDSA Cryptosuites v1.0*, appendix "Representation: eddsa-jcs-2022".

use serde_json::{Map, Value};

use super::{Proof, ProofFault, hash_data, sign};
use crate::json::{canonical, read};
use crate::key::{PublicKey, SecretKey, decode};

const PUBLIC: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
/// The example's own secret key, published with the vectors.
const SECRET: &str = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq";
const DOCUMENT_HASH: &str = "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19";
const OPTIONS_HASH: &str = "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db";
const VALUE: &str = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX";
const CANONICAL: &str = concat!(
    r#"{"@context":["https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/examples/v2"],"credentialSubject":"#,
    r#"{"alumniOf":"The School of Examples","id":"did:example:abcdefgh"},"description":"A minimum viable example of an Alumni Credential.","#,
    r#""id":"urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33","issuer":"https://vc.example/issuers/5678","name":"Alumni Credential","#,
    r#""type":["VerifiableCredential","AlumniCredential"],"validFrom":"2023-01-01T00:00:00Z"}"#
);
const SIGNED: &str = r#"{
  "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
  "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
  "type": ["VerifiableCredential", "AlumniCredential"],
  "name": "Alumni Credential",
  "description": "A minimum viable example of an Alumni Credential.",
  "issuer": "https://vc.example/issuers/5678",
  "validFrom": "2023-01-01T00:00:00Z",
  "credentialSubject": { "id": "did:example:abcdefgh", "alumniOf": "The School of Examples" },
  "proof": {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-jcs-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
    "proofPurpose": "assertionMethod",
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "proofValue": "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
  }
}"#;

fn signed() -> Map<String, Value> {
    read(SIGNED).unwrap().as_object().unwrap().clone()
}

fn without_proof() -> Map<String, Value> {
    let mut document = signed();
    document.remove("proof");
    document
}

fn changed(change: impl FnOnce(&mut Map<String, Value>)) -> Result<bool, ProofFault> {
    let mut document = signed();
    change(&mut document);
    Proof::of(&document)?.is_of(&PUBLIC.parse().unwrap())
}

fn in_proof(field: &str, value: Value) -> Result<bool, ProofFault> {
    changed(|document| {
        document["proof"][field] = value;
    })
}

/// The secret key of the vectors: a secret Multikey (0x1300) of the seed.
fn secret() -> SecretKey {
    let bytes = decode(SECRET, 34).unwrap();
    assert_eq!(bytes[..2], [0x80, 0x26]);
    SecretKey::new(bytes[2..].try_into().unwrap())
}

#[test]
fn w3c_vectors_canonical_form_and_hashes() {
    let document = without_proof();
    assert_eq!(String::from_utf8(canonical(&Value::Object(document.clone())).unwrap()).unwrap(), CANONICAL);
    let mut options = signed()["proof"].as_object().unwrap().clone();
    options.remove("proofValue");
    let hash: String = hash_data(&options, &document).unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, format!("{OPTIONS_HASH}{DOCUMENT_HASH}"));
}

#[test]
fn w3c_vectors_verification() {
    let proof = Proof::of(&signed()).unwrap();
    let key: PublicKey = PUBLIC.parse().unwrap();
    assert_eq!(PublicKey::of_method(&proof.method), Some(key));
    assert_eq!(proof.is_of(&key), Ok(true));
    assert_eq!(proof.is_of(&SecretKey::new([1; 32]).public()), Ok(false));
}

#[test]
fn w3c_vectors_signing() {
    let key = secret();
    assert_eq!(key.public().to_string(), PUBLIC);
    let made = sign(without_proof(), &key, "2023-02-24T23:36:38Z".parse().unwrap()).unwrap();
    assert_eq!(made["proof"]["proofValue"], VALUE);
    assert_eq!(made, signed());
}

#[test]
fn every_part_is_covered() {
    assert_eq!(changed(|document| document["name"] = "Alumna".into()), Ok(false));
    assert_eq!(changed(|document| drop(document.remove("description"))), Ok(false));
    assert_eq!(changed(|document| drop(document.insert("new".into(), Value::Null))), Ok(false));
    assert_eq!(in_proof("created", "2023-02-24T23:36:39Z".into()), Ok(false));
    assert_eq!(in_proof("nonce", "1".into()), Ok(false));
    assert_eq!(changed(|document| drop(document["proof"].as_object_mut().unwrap().remove("@context"))), Ok(false));
    // the order of names is no content
    assert_eq!(changed(|document| *document = document.clone().into_iter().rev().collect()), Ok(true));
}

#[test]
fn proofs_that_are_not_tried() {
    let unsupported = |result| matches!(result, Err(ProofFault::Unsupported { .. }));
    let malformed = |result| matches!(result, Err(ProofFault::Malformed(_)));
    assert!(unsupported(in_proof("cryptosuite", "eddsa-rdfc-2022".into())));
    assert!(unsupported(in_proof("type", "Ed25519Signature2020".into())));
    assert!(malformed(in_proof("proofPurpose", "authentication".into())));
    for time in ["2023-02-24", "2023-02-24 23:36:38Z", "2023-02-24T23:36:38", "yesterday"] {
        assert!(malformed(in_proof("created", time.into())), "{time}");
    }
    assert!(malformed(changed(|document| drop(document.remove("proof")))));
    assert!(malformed(changed(|document| document["proof"] = Value::Array(vec![]))));
    assert!(malformed(changed(|document| {
        let proof = document["proof"].clone();
        document["proof"] = Value::Array(vec![proof.clone(), proof]);
    })));
    assert!(malformed(in_proof("@context", "https://example.org/other".into())));
    for value in ["", "z", "z1", &VALUE[1..], &VALUE.replacen('z', "u", 1), &format!("{VALUE}1"), &VALUE[..80]] {
        assert_eq!(in_proof("proofValue", value.into()), Err(ProofFault::Impossible), "{value}");
    }
    // one proof in a list is one proof
    assert_eq!(changed(|document| document["proof"] = Value::Array(vec![document["proof"].clone()])), Ok(true));
}
