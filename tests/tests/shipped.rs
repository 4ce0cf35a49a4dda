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
