//! Our certificates in the eyes of an independent verifier: a Python library that knows `eddsa-jcs-2022` by itself, in a process of its own.
//!
//! The first run makes a Python environment below the target folder and installs what `independent/requirements.txt` names. Where there is no Python 3 or
//! the package index cannot be reached the test is skipped and says why.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests: what is absent here ends the test")]

use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, Utc};
use jenjang_credentials::badge::{Achievement, Alignment, Evidence, Profile, Recipient};
use jenjang_credentials::{Badge, Issuer, SecretKey, TrustedKey, proof, verify};
use serde_json::{Value, json};

const NOW: &str = "2026-11-02T00:00:00+00:00";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The interpreter of an environment that has the verifier, or why there is none.
fn python() -> Result<PathBuf, String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent");
    let wanted = std::fs::read_to_string(source.join("requirements.txt")).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("independent-verifier");
    let (interpreter, done) = (folder.join("bin/python"), folder.join("installed.txt"));
    if std::fs::read_to_string(&done).is_ok_and(|installed| installed == wanted) {
        return Ok(interpreter);
    }
    let run = |command: &mut Command, what: &str| match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{what}: {}", String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default())),
        Err(error) => Err(format!("{what}: {error}")),
    };
    let _ = std::fs::remove_dir_all(&folder);
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder), "no Python environment")?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--timeout", "10", "--retries", "1", "-r"];
    run(Command::new(&interpreter).args(install).arg(source.join("requirements.txt")), "the verifier cannot be installed")?;
    std::fs::write(done, wanted).unwrap();
    Ok(interpreter)
}

fn badge() -> Badge {
    Badge {
        id: "urn:uuid:0f1e2d3c-4b5a-8697-8899-aabbccddeeff".to_owned(),
        name: "Pelatihan \"Dasar\" € 😀 \u{7}".to_owned(),
        issuer: Profile { id: "https://bkpsdm.example/penerbit".to_owned(), name: "BKPSDM Contoh".to_owned() },
        valid_from: at("2026-08-01T00:00:00Z"),
        valid_until: Some(at("2028-08-01T00:00:00Z")),
        recipient: Recipient::new("Ñi Contoh \\ Ana", "code", "salt"),
        achievement: Achievement {
            id: "urn:jenjang:course:dasar".to_owned(),
            kind: "Course".to_owned(),
            name: "Pelatihan Dasar".to_owned(),
            description: "Pelatihan 40 JP".to_owned(),
            criteria: "Hadir penuh".to_owned(),
            alignments: vec![Alignment {
                url: "urn:jenjang:competency:kerangka:M.01".to_owned(),
                name: "Integritas".to_owned(),
                code: "M.01".to_owned(),
                framework: "kerangka".to_owned(),
                description: Some("level 3".to_owned()),
            }],
        },
        evidence: vec![Evidence { name: "Kehadiran".to_owned(), narrative: "40 JP".to_owned() }],
        revocations: Some("https://bkpsdm.example/pencabutan".to_owned()),
    }
}

#[test]
fn an_independent_verifier_says_the_same() {
    let python = match python() {
        Ok(python) => python,
        Err(reason) => {
            println!("skipped: {reason}");
            return;
        }
    };
    let key = SecretKey::new([7; 32]);
    let trusted = TrustedKey { key: key.public(), from: at("2020-01-01T00:00:00Z"), until: None, compromised: None };
    let issuer = Issuer { id: badge().issuer.id, name: "BKPSDM Contoh".to_owned(), keys: vec![trusted] };
    let signed = |badge: &Badge, key: &SecretKey| Value::Object(proof::sign(badge.to_document(), key, at("2026-08-01T09:00:00Z")).unwrap());
    let sound = signed(&badge(), &key);
    let edited = |edit: &dyn Fn(&mut Value)| {
        let mut value = sound.clone();
        edit(&mut value);
        value.to_string()
    };
    let other = SecretKey::new([8; 32]);
    // each with the answer both have to give
    let cases: Vec<(&str, String, bool)> = vec![
        ("as it was signed", sound.to_string(), true),
        ("in another layout", format!("{sound:#}"), true),
        (
            "names in another order",
            {
                let map = sound.as_object().unwrap().clone();
                Value::Object(map.into_iter().rev().collect()).to_string()
            },
            true,
        ),
        ("with escapes", sound.to_string().replace('Ñ', "\\u00d1").replace('😀', "\\ud83d\\ude00"), true),
        ("a name altered", edited(&|value| value["credentialSubject"]["identifier"][0]["identityHash"] = json!("Orang Lain")), false),
        ("a day altered", edited(&|value| value["validUntil"] = json!("2038-08-01T00:00:00Z")), false),
        ("the time of signing altered", edited(&|value| value["proof"]["created"] = json!("2026-08-02T09:00:00Z")), false),
        ("a name added", edited(&|value| value["extra"] = json!(1)), false),
        ("a name given twice", sound.to_string().replacen('{', "{\"name\":\"x\",", 1), false),
        ("another key named", edited(&|value| value["proof"]["verificationMethod"] = json!(other.public().method())), false),
        (
            "the signature of another certificate",
            {
                let of_another = signed(&Badge { name: "Lain".to_owned(), ..badge() }, &key);
                edited(&move |value| value["proof"] = of_another["proof"].clone())
            },
            false,
        ),
        ("no signature", edited(&|value| value["proof"]["proofValue"] = json!(format!("z{}", "1".repeat(64)))), false),
        ("another suite", edited(&|value| value["proof"]["cryptosuite"] = json!("eddsa-rdfc-2022")), false),
        ("expired", signed(&Badge { valid_until: Some(at("2026-10-01T00:00:00Z")), ..badge() }, &key).to_string(), false),
        ("not yet valid", signed(&Badge { valid_from: at("2027-01-01T00:00:00Z"), ..badge() }, &key).to_string(), false),
    ];
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("independent-files");
    std::fs::create_dir_all(&folder).unwrap();
    let files: Vec<PathBuf> = (0..cases.len()).map(|number| folder.join(format!("{number}.json"))).collect();
    for ((_, text, _), file) in cases.iter().zip(&files) {
        std::fs::write(file, text).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/verify.py");
    let output = Command::new(python).arg(script).arg(NOW).args(&files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<&str> = answers.lines().collect();
    assert_eq!(answers.len(), cases.len(), "{answers:?}");
    for ((what, text, expected), answer) in cases.iter().zip(answers) {
        let ours = verify(text, std::slice::from_ref(&issuer), None, at(NOW));
        println!("{what}: {answer}; ours: {:?}", ours.findings.iter().map(|finding| finding.code()).collect::<Vec<_>>());
        assert_eq!(answer == "valid", *expected, "the independent verifier on {what}: {answer}");
        assert_eq!(ours.is_valid(), *expected, "ours on {what}: {:?}", ours.findings);
    }
}
