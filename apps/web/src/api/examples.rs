//! Examples: of parameters in paths, and of answers as the demonstration gives them.

use std::sync::LazyLock;

use serde_json::{Map, Value};

/// Answers recorded from the demonstration by `apps/web/tests/api.rs`, by operation; long lists are cut.
static ANSWERS: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../assets/api-examples.json")).unwrap_or_default());

/// An answer as the demonstration gave it.
pub(crate) fn answer(operation: &str) -> Option<Value> {
    ANSWERS.get(operation).cloned()
}

/// What could stand in a path.
pub(crate) fn parameter(name: &str) -> &'static str {
    match name {
        "person" | "ratee" => "synthetic-0000012",
        "policy" => "asn/promotion/regular",
        "round" => "kp-reguler-2026-11",
        "cycle" => "360-2026",
        "plan" => "synthetic-0000012-2026",
        "unit" => "synthetic-daerah-001",
        _ => "contoh-1",
    }
}
