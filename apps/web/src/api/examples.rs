//! Examples: of parameters in paths, and of answers as the demonstration gives them.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

/// Answers recorded from the demonstration by `apps/web/tests/api_walk.rs`, by operation; long lists are cut.
static ANSWERS: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../assets/api-examples.json")).unwrap_or_default());

/// An answer as the demonstration gave it.
pub(crate) fn answer(operation: &str) -> Option<Value> {
    ANSWERS.get(operation).cloned()
}

/// What the demonstration was seen to answer, by operation: kinds of values and names of properties.
static SHAPES: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../assets/api-answers.json")).unwrap_or_default());

/// A schema of what an operation was seen to answer, or of what stands in its list. Nothing in it is required, and nothing else is barred.
pub(crate) fn shape(operation: &str) -> Option<Value> {
    SHAPES.get(operation).map(schema)
}

/// A schema of what was observed. A property may be null elsewhere, and of one that was never anything else nothing is said.
fn schema(observed: &Value) -> Value {
    let mut schema = Map::new();
    if let [one] = kinds(observed) {
        schema.insert("type".to_owned(), one.clone());
    }
    if let Some(fields) = observed["properties"].as_object() {
        let property = |field: &Value| match kinds(field) {
            [one] if one == "null" => json!({}),
            seen => json!({ "type": seen.iter().filter(|kind| *kind != "null").chain([&json!("null")]).collect::<Vec<_>>() }),
        };
        let properties = fields.iter().map(|(name, field)| (name.clone(), property(field))).collect();
        schema.insert("properties".to_owned(), Value::Object(properties));
    }
    Value::Object(schema)
}

/// The kinds of values that were observed.
fn kinds(observed: &Value) -> &[Value] {
    observed["type"].as_array().map(Vec::as_slice).unwrap_or_default()
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
