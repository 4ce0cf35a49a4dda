use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::{Note, Verification, digest_of, verify};
use crate::badge::{Achievement, Alignment, Badge, Evidence, Profile, Recipient};
use crate::issuer::{Issuer, TrustedKey};
use crate::key::SecretKey;
use crate::proof::sign;
use crate::revocations::{Revocations, Revoked};

const ISSUER: &str = "https://bkpsdm.example/penerbit";
const LIST: &str = "https://bkpsdm.example/pencabutan";

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}T00:00:00Z").parse().unwrap()
}

/// The key in use until July 2026, and the one after it.
fn old() -> SecretKey {
    SecretKey::new([1; 32])
}

fn new() -> SecretKey {
    SecretKey::new([2; 32])
}

fn issuer() -> Issuer {
    let key = |key: SecretKey, from, until: Option<&str>| TrustedKey {
        key: key.public(),
        from: at(from),
        until: until.map(at),
        compromised: None,
    };
    let keys = vec![key(old(), "2025-01-01", Some("2026-07-01")), key(new(), "2026-07-01", None)];
    Issuer { id: ISSUER.to_owned(), name: "BKPSDM Contoh".to_owned(), keys }
}

fn badge() -> Badge {
    Badge {
        id: "urn:uuid:0f1e2d3c-4b5a-8697-8899-aabbccddeeff".to_owned(),
        name: "Pelatihan Dasar".to_owned(),
        issuer: Profile { id: ISSUER.to_owned(), name: "BKPSDM Contoh".to_owned() },
        valid_from: at("2026-08-01"),
        valid_until: Some(at("2028-08-01")),
        recipient: Recipient::new("Contoh \"Ana\" Ñ", "code", "salt"),
        achievement: Achievement {
            id: "urn:jenjang:course:dasar".to_owned(),
            kind: "Course".to_owned(),
            name: "Pelatihan Dasar".to_owned(),
            description: "Pelatihan 40 JP".to_owned(),
            criteria: "Hadir penuh dan lulus ujian".to_owned(),
            alignments: vec![Alignment {
                url: "urn:jenjang:competency:permenpanrb-38-2017:M.01".to_owned(),
                name: "Integritas".to_owned(),
                code: "M.01".to_owned(),
                framework: "permenpanrb-38-2017".to_owned(),
                description: Some("level 3".to_owned()),
            }],
        },
        evidence: vec![Evidence { name: "Kehadiran".to_owned(), narrative: "40 JP".to_owned() }],
        revocations: Some(LIST.to_owned()),
    }
}

fn signed_with(badge: &Badge, key: &SecretKey, created: &str) -> String {
    Value::Object(sign(badge.to_document(), key, at(created)).unwrap()).to_string()
}

fn signed() -> String {
    signed_with(&badge(), &new(), "2026-08-01")
}

/// The codes found on a day, with a list that revokes nothing.
fn codes(text: &str, day: &str) -> Vec<&'static str> {
    let outcome = verify(text, &[issuer()], Some(&list(&[])), at(day));
    assert!(outcome.notes.is_empty(), "{:?}", outcome.notes);
    found(&outcome)
}

fn found(outcome: &Verification) -> Vec<&'static str> {
    outcome.findings.iter().map(super::Finding::code).collect()
}

fn list(revoked: &[&str]) -> Revocations {
    let entry = |id: &&str| ((*id).to_owned(), Revoked { on: "2026-09-01".parse().ok(), reason: Some("issued-in-error".to_owned()) });
    Revocations {
        id: LIST.to_owned(),
        issuer: ISSUER.to_owned(),
        made: at("2026-09-01"),
        next: at("2030-01-01"),
        revoked: revoked.iter().map(entry).collect::<BTreeMap<_, _>>(),
    }
}

fn edited(edit: impl FnOnce(&mut Map<String, Value>)) -> String {
    let mut value: Map<String, Value> = serde_json::from_str(&signed()).unwrap();
    edit(&mut value);
    Value::Object(value).to_string()
}

#[test]
fn a_sound_certificate_is_valid_and_says_what_it_says() {
    let outcome = verify(&signed(), &[issuer()], Some(&list(&[])), at("2026-11-02"));
    assert_eq!((outcome.is_valid(), found(&outcome)), (true, vec![]));
    assert_eq!(outcome.badge, Some(badge()));
    assert_eq!(outcome.signed, Some((at("2026-08-01"), new().public())));
    assert_eq!(outcome.digest, Some(digest_of(&signed()).unwrap()));
    // layout is no content
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&signed()).unwrap()).unwrap();
    assert_eq!(codes(&pretty, "2026-11-02"), [""; 0]);
    assert_eq!(digest_of(&pretty), digest_of(&signed()));
}

#[test]
fn no_byte_can_be_changed() {
    let text = signed();
    for place in 0..text.len() {
        for mask in [0x01, 0x20] {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= mask;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            let outcome = verify(&changed, &[issuer()], Some(&list(&[])), at("2026-11-02"));
            assert!(!outcome.is_valid(), "byte {place}: {changed}");
            assert!(outcome.badge.is_none(), "what is not signed is not believed: byte {place}");
        }
    }
}

#[test]
fn altered() {
    let text = edited(|map| map["credentialSubject"]["identifier"][0]["identityHash"] = json!("Orang Lain"));
    assert_eq!(codes(&text, "2026-11-02"), ["altered"]);
    // a proof of another certificate of the same issuer
    let other = signed_with(&Badge { name: "Lain".to_owned(), ..badge() }, &new(), "2026-08-01");
    let other: Value = serde_json::from_str(&other).unwrap();
    assert_eq!(codes(&edited(|map| map["proof"] = other["proof"].clone()), "2026-11-02"), ["altered"]);
}

#[test]
fn forged() {
    let zeros = format!("z{}", "1".repeat(64));
    assert_eq!(codes(&edited(|map| map["proof"]["proofValue"] = json!(zeros)), "2026-11-02"), ["forged"]);
    assert_eq!(codes(&edited(|map| map["proof"]["proofValue"] = json!("z5qF")), "2026-11-02"), ["forged"]);
}

#[test]
fn wrong_key() {
    let stranger = SecretKey::new([9; 32]);
    let text = signed_with(&badge(), &stranger, "2026-08-01");
    let outcome = verify(&text, &[issuer()], None, at("2026-11-02"));
    assert_eq!(found(&outcome), ["wrong-key"]);
    assert!(outcome.findings[0].message().en.starts_with("signed with a key that is none of the issuer's: `did:key:z6Mk"));
    let renamed = edited(|map| map["proof"]["verificationMethod"] = json!(stranger.public().method()));
    let outcome = verify(&renamed, &[issuer()], None, at("2026-11-02"));
    assert!(outcome.findings[0].message().en.starts_with("names a key that is none of the issuer's: `did:key:z6Mk"));
    // the other key of the issuer did not sign it
    assert_eq!(codes(&edited(|map| map["proof"]["verificationMethod"] = json!(old().public().method())), "2026-11-02"), ["altered"]);
}

#[test]
fn unknown_issuer() {
    assert_eq!(found(&verify(&signed(), &[], None, at("2026-11-02"))), ["unknown-issuer"]);
    let text = signed_with(
        &Badge { issuer: Profile { id: "https://lain.example".to_owned(), name: "BKPSDM Contoh".to_owned() }, ..badge() },
        &new(),
        "2026-08-01",
    );
    assert_eq!(codes(&text, "2026-11-02"), ["unknown-issuer"]);
}

#[test]
fn not_yet_valid_and_expired() {
    assert_eq!(codes(&signed(), "2026-07-31"), ["not-yet-valid"]);
    assert_eq!(codes(&signed(), "2026-08-01"), [""; 0]);
    assert_eq!(codes(&signed(), "2028-08-01"), ["expired"]);
    // signed for a later day: it holds from then on
    let text = signed_with(&badge(), &new(), "2026-12-01");
    assert_eq!(codes(&text, "2026-11-02"), ["not-yet-valid"]);
}

#[test]
fn revoked() {
    let outcome = verify(&signed(), &[issuer()], Some(&list(&[&badge().id])), at("2028-09-01"));
    assert_eq!(found(&outcome), ["expired", "revoked"]);
    assert_eq!(&*outcome.findings[1].message().en, "revoked by the issuer 2026-09-01 (issued in error)");
    assert_eq!(&*outcome.findings[1].message().id, "dicabut oleh penerbit 2026-09-01 (keliru diterbitkan)");
    assert!(outcome.badge.is_some(), "it is genuine all the same");
}

#[test]
fn keys_sign_in_their_time() {
    // signed by the old key in its time: valid after rotation too
    assert_eq!(codes(&signed_with(&badge(), &old(), "2026-06-30"), "2026-11-02"), [""; 0]);
    assert_eq!(codes(&signed_with(&badge(), &old(), "2026-07-01"), "2026-11-02"), [""; 0]);
    assert_eq!(codes(&signed_with(&badge(), &old(), "2026-07-02"), "2026-11-02"), ["key-retired"]);
    assert_eq!(codes(&signed_with(&badge(), &new(), "2026-06-30"), "2026-11-02"), ["key-not-yet"]);
    let mut compromised = issuer();
    compromised.keys[0].compromised = Some(at("2026-03-01"));
    let outcome =
        |created| found(&verify(&signed_with(&badge(), &old(), created), &[compromised.clone()], Some(&list(&[])), at("2026-11-02")));
    assert_eq!(outcome("2026-02-28"), [""; 0]);
    assert_eq!(outcome("2026-03-01"), ["key-compromised"]);
    assert_eq!(outcome("2026-08-01"), ["key-retired", "key-compromised"]);
}

#[test]
fn unsupported_suites_and_malformed_files() {
    assert_eq!(codes(&edited(|map| map["proof"]["cryptosuite"] = json!("ecdsa-rdfc-2019")), "2026-11-02"), ["unsupported-suite"]);
    for (text, expected) in [
        (String::new(), "found the end of the file, expected a JSON value"),
        ("[]".to_owned(), "not a JSON object"),
        (signed().replacen('{', "{\"name\":\"x\",", 1), "the name `name` is given twice in one object"),
        (edited(|map| map["@context"][1] = json!("https://example.org/")), "`@context[1]` is `https://example.org/`, expected"),
        (edited(|map| map["@context"] = json!([])), "`@context[0]` is ``, expected"),
        (edited(|map| map["@context"].as_array_mut().unwrap().push(json!({ "name": "https://example.org/" }))), "`@context[3]` is ``"),
        (edited(|map| map["type"] = json!("VerifiableCredential")), "`type` does not hold `OpenBadgeCredential`"),
        (edited(|map| drop(map.remove("validFrom"))), "`validFrom` is not a time"),
        (edited(|map| map["validUntil"] = json!("2028-08-01")), "`validUntil` is not a time with its zone"),
        (edited(|map| drop(map.remove("issuer"))), "`issuer` is not an object"),
        (edited(|map| drop(map.remove("id"))), "`id` is not a text"),
        (
            edited(|map| map["credentialStatus"]["type"] = json!("BitstringStatusListEntry")),
            "`credentialStatus.type` is `BitstringStatusListEntry`",
        ),
        (edited(|map| map["credentialSubject"]["achievement"] = json!([])), "`credentialSubject.achievement` is not an object"),
        (" ".repeat(2 << 20), "expected at most 1048576"),
    ] {
        let outcome = verify(&text, &[issuer()], None, at("2026-11-02"));
        assert_eq!(found(&outcome), ["malformed"], "{expected}");
        assert!(outcome.findings[0].message().en.contains(expected), "{:?}", outcome.findings[0]);
    }
}

#[test]
fn what_could_not_be_checked_is_said() {
    let notes = |list: Option<&Revocations>, day| verify(&signed(), &[issuer()], list, at(day)).notes;
    assert_eq!(notes(None, "2026-11-02"), [Note::RevocationsNotChecked { list: LIST.to_owned() }]);
    let other = Revocations { issuer: "https://lain.example".to_owned(), ..list(&[]) };
    assert_eq!(notes(Some(&other), "2026-11-02"), [Note::RevocationsOfAnother { issuer: other.issuer.clone() }]);
    let stale = Revocations { next: at("2026-11-01"), ..list(&[]) };
    assert_eq!(notes(Some(&stale), "2026-11-02"), [Note::RevocationsOutdated { next: stale.next }]);
    let without = Badge { revocations: None, ..badge() };
    assert_eq!(verify(&signed_with(&without, &new(), "2026-08-01"), &[issuer()], None, at("2026-11-02")).notes, []);
}

#[test]
fn a_list_of_revoked_certificates_is_believed_as_a_certificate_is() {
    let revoked = list(&[&badge().id]);
    let text = Value::Object(revoked.sign(&new()).unwrap()).to_string();
    assert_eq!(Revocations::read(&text, &[issuer()]), Ok(revoked.clone()));
    let code = |text: &str| Revocations::read(text, &[issuer()]).unwrap_err().code();
    assert_eq!(code(&text.replace("issued-in-error", "at-request")), "altered");
    assert_eq!(code(&text.replace(&badge().id, "urn:uuid:0")), "altered");
    assert_eq!(code(&Value::Object(revoked.sign(&SecretKey::new([9; 32])).unwrap()).to_string()), "wrong-key");
    assert_eq!(code(&Value::Object(revoked.sign(&old()).unwrap()).to_string()), "key-retired");
    assert_eq!(code(&signed()), "malformed");
    assert_eq!(Revocations::read(&text, &[]).unwrap_err().code(), "unknown-issuer");
}

#[test]
fn an_issuer_is_read_as_it_is_written() {
    let mut issuer = issuer();
    issuer.keys[0].compromised = Some(at("2026-03-01"));
    assert_eq!(Issuer::read(&issuer.to_json().to_string()), Ok(issuer.clone()));
    let sentence = |text: &str| Issuer::read(text).unwrap_err().en.to_string();
    assert_eq!(sentence("{}"), "`id` is not a text");
    assert_eq!(sentence(r#"{"id":"x"}"#), "`verificationMethod` is not a list");
    let wrong = sentence(r#"{"id":"x","verificationMethod":[{"publicKeyMultibase":"zabc"}]}"#);
    assert!(wrong.starts_with("`verificationMethod[0].publicKeyMultibase`: `zabc` is not a public Ed25519 key"), "{wrong}");
    // a key alone can be trusted too
    let key = new().public();
    let own = Badge { issuer: Profile { id: key.did(), name: "x".to_owned() }, ..badge() };
    assert!(verify(&signed_with(&own, &new(), "2026-08-01"), &[Issuer::of_key(key)], None, at("2026-11-02")).is_valid());
}

#[test]
fn nobody_is_identified_by_a_number() {
    let recipient = Recipient::new("Contoh Ana", "code", "salt");
    assert!(recipient.has_code("code") && !recipient.has_code("other"));
    // SHA-256 of `codesalt`
    assert_eq!(recipient.hash, "sha256$117e10c289a1b0df6ab32603667057b7ac360ddb6ea83c1dcea0b98250813c73");
    assert_ne!(recipient.hash, Recipient::new("Contoh Ana", "code", "other").hash);
}
