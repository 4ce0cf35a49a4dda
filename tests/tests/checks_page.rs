//! docs/checks.md lists every code of the checker with its severity, and every code of typing and linking.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may end in a panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jenjang::policy::check::CODES;
use jenjang::policy::diagnostic::Severity;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn page() -> String {
    fs::read_to_string(root().join("docs/checks.md")).unwrap()
}

#[test]
fn the_page_lists_every_code_of_the_checker_with_its_severity() {
    let page = page();
    let before_typing = page.split("## Typing and linking").next().unwrap();
    let rows: Vec<Vec<&str>> = before_typing
        .lines()
        .filter(|l| l.starts_with("| `"))
        .map(|l| l.split(" | ").map(|c| c.trim_matches(['|', ' '])).collect())
        .collect();
    for code in CODES {
        let row =
            rows.iter().find(|row| row[0] == format!("`{}`", code.code)).unwrap_or_else(|| panic!("{} is not on the page", code.code));
        let severity = match code.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        assert_eq!(row[1], severity, "{}", code.code);
        assert!(!code.id.is_empty() && !code.en.is_empty());
    }
    let known: BTreeSet<String> = CODES.iter().map(|c| format!("`{}`", c.code)).collect();
    assert_eq!(known.len(), CODES.len(), "no code stands twice");
    for row in &rows {
        assert!(known.contains(row[0]), "{} is on the page but not in the checker", row[0]);
    }
}

/// Codes given as the first argument of a call that reports a problem.
fn codes_in(text: &str, codes: &mut BTreeSet<String>) {
    for call in ["error(", "warning(", "note("] {
        for (at, _) in text.match_indices(call) {
            let rest = text[at + call.len()..].trim_start();
            let Some(code) = rest.strip_prefix('"').and_then(|r| r.split('"').next()) else { continue };
            if code.contains('-') && code.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
                codes.insert(code.to_owned());
            }
        }
    }
}

fn sources(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, texts);
        } else if path.extension().is_some_and(|e| e == "rs") {
            texts.push(fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_page_lists_every_code_of_typing_and_linking() {
    let policy = root().join("crates/domain/src/policy");
    let mut texts = vec![fs::read_to_string(policy.join("compile.rs")).unwrap()];
    sources(&policy.join("compile"), &mut texts);
    sources(&policy.join("expression"), &mut texts);
    let mut codes = BTreeSet::new();
    texts.iter().for_each(|text| codes_in(text, &mut codes));
    assert!(codes.len() > 20, "{codes:?}");
    let page = page();
    let missing: Vec<&String> = codes.iter().filter(|code| !page.contains(&format!("`{code}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
