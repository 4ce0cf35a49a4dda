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
static WORDS: LazyLock<Value> = LazyLock::new(|| {
    let text = json!({ "type": ["string"] });
    json!({ "type": ["object"], "properties": { "en": text.clone(), "id": text } })
});

/// A schema of what was seen. Any property may be null elsewhere, and of one that was never anything else nothing is said; texts in both languages go
/// by a name.
fn tidy(schema: &Value) -> Value {
    let mut tidied = Map::new();
    match kinds(schema) {
        [one] => drop(tidied.insert("type".to_owned(), one.clone())),
        [] => {}
        several => drop(tidied.insert("type".to_owned(), json!(several))),
    }
    if let Some(fields) = schema["properties"].as_object() {
        let fields = fields.iter().map(|(name, field)| (name.clone(), property(field))).collect();
        tidied.insert("properties".to_owned(), Value::Object(fields));
    }
    for under in ["items", "additionalProperties"] {
        if schema[under].is_object() {
            tidied.insert(under.to_owned(), property(&schema[under]));
        }
    }
    Value::Object(tidied)
}

/// What stands under a name.
fn property(schema: &Value) -> Value {
    if *schema == *WORDS {
        return json!({ "$ref": "#/components/schemas/Words" });
    }
    let seen = kinds(schema);
    let something: Vec<&Value> = seen.iter().filter(|kind| *kind != "null").collect();
    if something.is_empty() {
        return json!({});
    }
    let mut tidied = tidy(schema);
    tidied["type"] = something.into_iter().chain([&json!("null")]).cloned().collect();
    tidied
}

/// The kinds of values that were seen.
fn kinds(schema: &Value) -> &[Value] {
    schema["type"].as_array().map(Vec::as_slice).unwrap_or_default()
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
