//! The checker over every shipped policy: what it says must be true and worth saying.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may end in a panic")]

use jenjang::policy::check::check;
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang_tests::{list, shipped};

#[test]
fn shipped_policies_raise_no_alarm() {
    let (_, set, _) = shipped();
    let found: Vec<Diagnostic> = set.iter().flat_map(|policy| check(&set, policy)).collect();
    let alarms: Vec<Diagnostic> = found.into_iter().filter(|d| d.severity > Severity::Note).collect();
    assert!(alarms.is_empty(), "{}", list(&alarms));
}

/// PermenPANRB 15/2019: paper 15–20 %, assessment 20–25 %, interview 30–35 %, track record 15–20 %. A shipped policy says so, and so must the checker.
#[test]
fn the_ranges_of_open_selection_leave_one_choice() {
    let (_, set, _) = shipped();
    let policy = set.get("asn/selection/open").unwrap();
    let note = check(&set, policy).into_iter().find(|d| d.code == "weights-only-at-extreme").unwrap();
    assert_eq!(note.severity, Severity::Note);
    let mut weights: Vec<&str> = note.witness.iter().map(|(_, weight)| &**weight).collect();
    weights.sort_unstable();
    assert_eq!(weights, ["0.2", "0.2", "0.25", "0.35"]);
}
