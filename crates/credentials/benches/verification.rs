//! How long it takes to verify a certificate, and to sign one: `cargo bench -p jenjang-credentials`. No figure is asserted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::float_arithmetic,
    reason = "a benchmark: what is absent ends it, times are floats"
)]

use std::hint::black_box;
use std::time::Instant;

use chrono::{DateTime, Utc};
use jenjang_credentials::badge::{Achievement, Alignment, Evidence, Profile, Recipient};
use jenjang_credentials::{Badge, Issuer, Revocations, Revoked, SecretKey, TrustedKey, proof, verify};
use serde_json::Value;

const ROUNDS: usize = 2_000;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn main() {
    let key = SecretKey::new([7; 32]);
    let issuer = "https://bkpsdm.example/penerbit".to_owned();
    let alignment = |number: usize| Alignment {
        url: format!("urn:jenjang:competency:kerangka:M.{number:02}"),
        name: format!("Kompetensi {number}"),
        code: format!("M.{number:02}"),
        framework: "kerangka".to_owned(),
        description: Some("level 3".to_owned()),
    };
    let badge = Badge {
        id: "urn:uuid:0f1e2d3c-4b5a-8697-8899-aabbccddeeff".to_owned(),
        name: "Pelatihan Dasar".to_owned(),
        issuer: Profile { id: issuer.clone(), name: "BKPSDM Contoh".to_owned() },
        valid_from: at("2026-08-01T00:00:00Z"),
        valid_until: Some(at("2028-08-01T00:00:00Z")),
        recipient: Recipient::new("Contoh Ana", "code", "salt"),
        achievement: Achievement {
            id: "urn:jenjang:course:dasar".to_owned(),
            kind: "Course".to_owned(),
            name: "Pelatihan Dasar".to_owned(),
            description: "Pelatihan 40 JP".to_owned(),
            criteria: "Hadir penuh dan lulus ujian".to_owned(),
            alignments: (1..=8).map(alignment).collect(),
        },
        evidence: vec![Evidence { name: "Kehadiran".to_owned(), narrative: "40 JP".to_owned() }],
        revocations: Some("https://bkpsdm.example/pencabutan".to_owned()),
    };
    let trusted = TrustedKey { key: key.public(), from: at("2020-01-01T00:00:00Z"), until: None, compromised: None };
    let issuers = [Issuer { id: issuer.clone(), name: "BKPSDM Contoh".to_owned(), keys: vec![trusted] }];
    let entry = |number: usize| (format!("urn:uuid:{number:032x}"), Revoked { on: "2026-09-01".parse().ok(), reason: None });
    let list = Revocations {
        id: "https://bkpsdm.example/pencabutan".to_owned(),
        issuer,
        made: at("2026-09-01T00:00:00Z"),
        next: at("2030-01-01T00:00:00Z"),
        revoked: (0..10_000).map(entry).collect(),
    };
    let text = format!("{:#}", Value::Object(proof::sign(badge.to_document(), &key, at("2026-08-01T09:00:00Z")).unwrap()));
    let now = at("2026-11-02T00:00:00Z");
    assert!(verify(&text, &issuers, Some(&list), now).is_valid());
    report(&format!("verify a certificate of {} bytes against 10000 revoked ones", text.len()), || {
        black_box(verify(black_box(&text), &issuers, Some(&list), now));
    });
    report("sign it", || {
        black_box(proof::sign(black_box(badge.to_document()), &key, now).unwrap());
    });
}

fn report(what: &str, work: impl Fn()) {
    let mut times: Vec<u128> = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        work();
        times.push(begun.elapsed().as_nanos());
    }
    times.sort_unstable();
    let micros = |share: usize| times[(ROUNDS - 1) * share / 100] as f64 / 1_000.0;
    println!("{what}: median {:.1} µs, 99% {:.1} µs, {ROUNDS} rounds", micros(50), micros(99));
}
