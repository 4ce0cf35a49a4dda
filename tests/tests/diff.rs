//! Two versions of a shipped policy compared: an edit of the file is found as that edit and nothing else.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of a test: what is not there ends it")]

use std::sync::Arc;

use jenjang::legal::Language;
use jenjang::policy::compile::compile;
use jenjang::policy::diff::{ChangeKind, Part, PolicyDiff, diff};
use jenjang::policy::model::{Policy, PolicySet};
use jenjang_policy_files::read_policy;

/// The shipped policies with one file's text changed.
fn with_edit(path: &str, edit: impl Fn(&str) -> String) -> PolicySet {
    let (catalogue, _, _) = jenjang_tests::shipped();
    let mut documents = Vec::new();
    for (name, text) in jenjang_asn::policy_texts() {
        let text = if name == path { edit(text) } else { text.to_owned() };
        let (document, found) = read_policy(name, text.as_bytes());
        documents.push(document.unwrap_or_else(|| panic!("{}", jenjang_tests::list(&found))));
    }
    compile(&documents, &[catalogue], &PolicySet::new()).0
}

fn edited(id: &str, edit: impl Fn(&str) -> String) -> (Arc<Policy>, Arc<Policy>, PolicyDiff) {
    let set = jenjang_tests::shipped().1;
    let path = format!("policies/{}.toml", id.strip_prefix("asn/").unwrap_or(id));
    let new = with_edit(&path, edit);
    let (old, new) = (Arc::clone(set.get(id).unwrap()), Arc::clone(new.get(id).unwrap()));
    let found = diff(&old, &new);
    (old, new, found)
}

#[test]
fn no_shipped_policy_differs_from_itself() {
    let (_, set, _) = jenjang_tests::shipped();
    for policy in set.iter() {
        assert!(diff(policy, policy).is_empty(), "{}: {}", policy.id, diff(policy, policy).text(Language::En));
    }
}

#[test]
fn a_lower_minimum_time_from_october_2026_is_one_change_with_its_date_and_ground() {
    let (old, new, found) = edited("asn/promotion/regular", |text| {
        let start = text.find("[parameters.minimum-years-in-grade]").unwrap();
        let (head, tail) = text.split_at(start);
        let end = tail.find("\n\n").unwrap();
        let section = tail[..end].trim_end().strip_suffix(']').unwrap().trim_end().trim_end_matches(',').to_owned();
        let entry = r#"{ from = 2026-10-01, value = "3", reference = "Rancangan PP 2026 ps. 1", certainty = "text" }"#;
        format!("{head}{section}, {entry}]{}", &tail[end..])
    });
    assert_ne!(old.version, new.version);
    let changes = &found.changes;
    assert_eq!(changes.len(), 1, "{}", found.text(Language::En));
    assert_eq!((changes[0].part, changes[0].kind), (Part::Parameter, ChangeKind::Added));
    assert_eq!(changes[0].path, "parameters.minimum-years-in-grade.values[2026-10-01]");
    assert!(
        changes[0].sentence.en.ends_with(": 4 years → 3 years from 1 October 2026 (Rancangan PP 2026 ps. 1)."),
        "{}",
        changes[0].sentence.en
    );
    assert!(
        changes[0].sentence.id.ends_with(": 4 tahun → 3 tahun sejak 1 Oktober 2026 (Rancangan PP 2026 ps. 1)."),
        "{}",
        changes[0].sentence.id
    );
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["changes"][0]["part"], "parameter");
    assert_eq!(json["changes"][0]["kind"], "added");
    assert_eq!(json["changes"][0]["period"]["from"], "2026-10-01");
}

#[test]
fn one_cell_of_the_diploma_table_is_one_change() {
    let (_, _, found) = edited("asn/promotion/regular", |text| text.replacen(r#""II/c"]"#, r#""II/d"]"#, 1));
    assert_eq!(found.changes.len(), 1, "{}", found.text(Language::En));
    let change = &found.changes[0];
    assert_eq!(change.part, Part::Table);
    assert!(change.path.ends_with(".output"), "{}", change.path);
    assert!(
        change.sentence.id.contains("SLTP") && change.sentence.id.contains("Pengatur (II/c) → Pengatur Tingkat I (II/d)"),
        "{}",
        change.sentence.id
    );
}

#[test]
fn a_removed_criterion_is_one_change_among_the_removed_cases() {
    let (_, _, found) = edited("asn/promotion/regular", |text| {
        // cases name criteria, so they go with it
        let text = &text[..text.find("[[cases]]").unwrap()];
        let start = text.find("[[criteria]]\ncode").unwrap();
        let criterion = text[start..].split("[[criteria]]").find(|block| block.contains("\"suspended\"")).unwrap();
        text.replacen(&format!("[[criteria]]{criterion}"), "", 1)
    });
    let removed: Vec<_> = found.changes.iter().filter(|change| change.part == Part::Criterion).collect();
    assert_eq!(removed.len(), 1, "{}", found.text(Language::En));
    assert!(found.changes.iter().all(|change| matches!(change.part, Part::Criterion | Part::Case)), "{}", found.text(Language::En));
    assert_eq!((removed[0].kind, removed[0].path.as_str()), (ChangeKind::Removed, "criteria.suspended"));
    assert!(removed[0].sentence.en.contains("removed the person is not suspended from office"), "{}", removed[0].sentence.en);
}
