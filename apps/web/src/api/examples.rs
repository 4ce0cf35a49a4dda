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

/// What operations were seen to answer, by operation, as schemas; recorded by `apps/web/tests/common/answers.rs`.
static SHAPES: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../assets/api-answers.json")).unwrap_or_default());

/// Where the schema of what an operation was seen to answer stands, or of what stands in its list.
pub(crate) fn shape(operation: &str) -> Option<Value> {
    SHAPES.contains_key(operation).then(|| json!({ "$ref": format!("#/components/schemas/{operation}") }))
}

/// Schemas of what was seen, by operation.
pub(crate) fn shapes() -> impl Iterator<Item = (String, Value)> {
    SHAPES.iter().map(|(operation, schema)| (operation.clone(), tidy(schema)))
}

/// A text in both languages, as it is seen in answers.
fn words() -> Value {
    json!({
        "type": ["object"], "required": ["en", "id"], "properties": { "en": { "type": ["string"] }, "id": { "type": ["string"] } },
    })
}

/// A schema that names a single kind as such, and not in a list of one, and texts in both languages by a name.
fn tidy(schema: &Value) -> Value {
    let Value::Object(parts) = schema else { return schema.clone() };
    if *schema == words() {
        return json!({ "$ref": "#/components/schemas/Words" });
    }
    let part = |(name, part): (&String, &Value)| {
        let part = match part.as_array().map(Vec::as_slice) {
            Some([one]) if name == "type" => one.clone(),
            _ => tidy(part),
        };
        (name.clone(), part)
    };
    Value::Object(parts.iter().map(part).collect())
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
