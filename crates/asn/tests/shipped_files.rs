//! Every shipped file can be read: no unknown key, no wrong value, nothing to remark.

use std::collections::BTreeSet;

use jenjang_asn::{CATALOGUE_PATH, catalogue_text, policy_texts};
use jenjang_policy_files::{read_catalogue, read_policy};

#[test]
fn the_catalogue_reads_without_a_problem() {
    let (document, problems) = read_catalogue(CATALOGUE_PATH, catalogue_text().as_bytes());
    assert!(problems.is_empty(), "{problems:#?}");
    assert!(document.is_some());
}

#[test]
fn every_policy_reads_without_a_problem() {
    let problems: Vec<String> = policy_texts()
        .flat_map(|(path, text)| read_policy(path, text.as_bytes()).1.into_iter().map(move |problem| format!("{path}: {problem:?}")))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_id_of_a_policy_is_its_path_and_every_policy_has_cases_with_different_names() {
    for (path, text) in policy_texts() {
        let (document, _) = read_policy(path, text.as_bytes());
        let document = document.unwrap_or_else(|| panic!("`{path}` can be read"));
        let expected = format!("asn/{}", path.trim_start_matches("policies/").trim_end_matches(".toml"));
        assert_eq!(document.id.value.as_ref(), expected, "{path}");
        let names: BTreeSet<_> = document.cases.iter().map(|case| case.name.value.to_string()).collect();
        assert!(names.len() == document.cases.len() && names.len() >= 2, "`{path}`: {} cases, {} names", document.cases.len(), names.len());
    }
}
