//! Every shipped file reads and compiles.

use jenjang::policy::diagnostic::Severity;
use jenjang_tests::{list, shipped};

#[test]
fn every_shipped_file_reads_and_compiles() {
    let (_, set, problems) = shipped();
    let errors: Vec<_> = problems.into_iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{}", list(&errors));
    assert_eq!(set.iter().count(), jenjang_asn::policy_texts().count());
}

#[test]
fn every_shipped_policy_is_in_canonical_layout() {
    let rough =
        jenjang_asn::policy_texts().filter(|(path, text)| jenjang_policy_files::format(path, text.as_bytes()).as_deref() != Ok(*text));
    let rough: Vec<&str> = rough.map(|(path, _)| path).collect();
    assert!(rough.is_empty(), "run `jenjang policy fmt` on {rough:?}");
}
