//! docs/law walks from article to rule to case. A walk that ends nowhere is worse than none: what the pages name must exist.

#![allow(clippy::panic, reason = "helpers of a test: a page or row that is not there ends it")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jenjang::policy::model::Policy;
use jenjang_tests::shipped;

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/law").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Words between backticks.
fn code_words(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_policy_the_pages_name_exists_and_every_policy_has_its_page() {
    let (_, set, _) = shipped();
    let pages = [
        "promotion.md",
        "position.md",
        "selection.md",
        "discipline.md",
        "credit.md",
        "performance.md",
        "talent.md",
        "competency.md",
        "indices.md",
        "career.md",
    ];
    let texts = pages.map(page).join("\n");
    let named: BTreeSet<&str> =
        code_words(&texts).filter(|word| word.starts_with("asn/") && word.len() > 4 && !word.contains('*')).collect();
    let ids: BTreeSet<&str> = set.iter().map(|policy| &*policy.id).collect();
    let unknown: Vec<_> = named.difference(&ids).collect();
    assert!(unknown.is_empty(), "named, but not shipped: {unknown:?}");
    let parts = [
        "asn/promotion/",
        "asn/position/",
        "asn/exam/",
        "asn/grade/",
        "asn/selection/",
        "asn/discipline/",
        "asn/talent/",
        "asn/competency/",
        "asn/index/",
        "asn/learning/",
        "asn/development/",
        "asn/training/",
        "asn/practice/banjarmasin/",
    ];
    let silent: Vec<_> = ids.difference(&named).filter(|id| parts.iter().any(|part| id.starts_with(part))).collect();
    assert!(silent.is_empty(), "shipped, but on no page: {silent:?}");
}

#[test]
fn criteria_and_cases_stand_in_the_policy_whose_section_names_them() {
    let (_, set, _) = shipped();
    for name in ["promotion.md", "position.md", "selection.md", "discipline.md", "talent.md", "competency.md"] {
        let text = page(name);
        let sections: Vec<&str> = text.split("\n### `").skip(1).collect();
        assert!(sections.len() >= 5, "{name} has sections");
        for section in sections {
            let id = section.split('`').next().unwrap_or_default();
            let policy = set.get(id).unwrap_or_else(|| panic!("{name}: no policy `{id}`"));
            check_section(name, policy, section);
        }
    }
}

fn check_section(page: &str, policy: &Policy, section: &str) {
    let cases: BTreeSet<&str> = policy.cases.iter().map(|case| &*case.name).collect();
    let lines = section.lines().filter(|line| line.starts_with("| ") || line.starts_with("Eligible: "));
    let rows: Vec<&str> = lines.collect();
    for named in rows.iter().flat_map(|line| line.split('"').skip(1).step_by(2)) {
        assert!(cases.contains(named), "{page}: `{}` has no case \"{named}\"", policy.id);
    }
    for criterion in &policy.criteria {
        let row = rows.iter().find(|row| row.contains(&format!("`{}`", criterion.code)));
        let row = row.unwrap_or_else(|| panic!("{page}: `{}` says nothing about `{}`", policy.id, criterion.code));
        assert!(row.contains(&*criterion.reference.citation), "{page}: `{}` cites another ground than `{}`", criterion.code, policy.id);
    }
}

#[test]
fn cases_of_the_page_on_indices_stand_in_a_policy_of_their_row() {
    let (_, set, _) = shipped();
    let text = page("indices.md");
    let mut named = 0;
    for row in text.lines().filter(|line| line.starts_with("| ")) {
        let policies: Vec<&Policy> = code_words(row).filter_map(|id| set.get(id).map(|policy| &**policy)).collect();
        for case in row.split('"').skip(1).step_by(2).filter(|text| !text.contains('`')) {
            named += 1;
            assert!(
                policies.iter().any(|policy| policy.cases.iter().any(|own| &*own.name == case)),
                "no case \"{case}\" in the rules of: {row}"
            );
        }
    }
    assert!(named >= 30, "{named}");
}
