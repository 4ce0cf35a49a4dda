//! The OpenAPI 3.1 document, made from the declarations of the operations.

use std::sync::LazyLock;

use jenjang::legal::Language;
use jenjang_service::permissions::TABLE;
use serde_json::{Map, Value, json};

use super::codes::COMMON;
use super::dispatch::PAGING;
use super::operation::{Door, Field, Group, Kind, Operation, Repeat};
use super::{GROUPS, examples};

/// The document as it is served and shipped.
pub(crate) static DOCUMENT: LazyLock<String> =
    LazyLock::new(|| serde_json::to_string_pretty(&document()).map(|text| text + "\n").unwrap_or_default());

fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for group in GROUPS {
        for operation in group.operations {
            let at = paths.entry(operation.template()).or_insert_with(|| json!({}));
            if let Value::Object(methods) = at {
                methods.insert(operation.method.as_str().to_ascii_lowercase(), described(group, operation));
            }
        }
    }
    let tags: Vec<Value> =
        GROUPS.iter().map(|group| json!({ "name": group.code, "description": group.words.1, "x-description-id": group.words.0 })).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Jenjang",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Career rules of a civil service as data: the use cases of the web application for other programs. \
                Explained at /api/docs in Indonesian and English. Properties of answers are those that were seen: none is required, any may be \
                null, others may come.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "This server" }],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "A token with scopes, made at /tokens." },
                "session": { "type": "apiKey", "in": "cookie", "name": "jenjang_session", "description": "The session of the web application." },
            },
            "schemas": schemas(),
            "responses": responses(),
        },
    })
}

fn schemas() -> Value {
    let label = json!({ "type": "string", "minLength": 1 });
    let text = json!({ "type": "string" });
    let mut all = json!({
        "Problem": {
            "type": "object",
            "description": "RFC 9457. `code` is stable; `title` is a sentence in the language asked for.",
            "required": ["type", "title", "status", "code", "request"],
            "properties": {
                "type": { "type": "string", "examples": ["urn:jenjang:not-found"] },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "code": { "type": "string" },
                "request": { "type": "string", "description": "Number of the request, as in x-request-id." },
                "errors": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["pointer", "message"],
                        "properties": { "pointer": { "type": "string" }, "message": { "type": "string" } },
                    },
                },
                "present": { "type": "string", "description": "The version there is, on 412; the revision there is, on 409 `changed-meanwhile`." },
            },
        },
        "Label": {
            "type": "object",
            "description": "A text in Indonesian and English.",
            "required": ["id", "en"],
            "additionalProperties": false,
            "properties": { "id": label.clone(), "en": label },
        },
        "Words": {
            "type": ["object", "null"],
            "description": "A text of an answer in Indonesian and English.",
            "properties": { "id": text.clone(), "en": text },
        },
    });
    if let Value::Object(all) = &mut all {
        all.extend(examples::shapes());
    }
    all
}

/// Refusals by status, named `Refusal404`.
fn responses() -> Value {
    let mut all: Map<String, Value> = Map::new();
    for (status, ..) in COMMON {
        let codes: Vec<String> =
            COMMON.iter().filter(|(other, ..)| other == status).map(|(_, code, words)| format!("`{code}`: {}", words.1)).collect();
        let content = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
        all.insert(format!("Refusal{status}"), json!({ "description": codes.join("; "), "content": content }));
    }
    Value::Object(all)
}

fn described(group: &Group, operation: &Operation) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "tags": [group.code],
        "summary": operation.words.1,
        "x-summary-id": operation.words.0,
        "description": description(group, operation),
        "parameters": parameters(operation),
        "responses": answers(operation),
    });
    if !operation.body.is_empty() {
        let example = Value::Object(operation.body.iter().map(|field| (field.name.to_owned(), example(field))).collect());
        described["requestBody"] = json!({
            "required": operation.body.iter().any(|field| field.required),
            "content": { "application/json": { "schema": object(operation.body), "example": example } },
        });
    }
    if let Some(action) = operation.action {
        described["x-permission"] = json!(action.code());
    }
    described["security"] = match operation.door {
        Door::Everybody => json!([{}, { "token": [] }, { "session": [] }]),
        Door::SignedIn => json!([{ "token": [] }, { "session": [] }]),
        Door::InPerson => json!([{ "session": [] }]),
    };
    described
}

fn description(group: &Group, operation: &Operation) -> String {
    let mut parts = Vec::new();
    if let Some(rule) = operation.action.and_then(|action| TABLE.iter().find(|rule| rule.action == action)) {
        let roles: Vec<String> = rule.allowed.iter().map(|role| role.label().get(Language::En).to_owned()).collect();
        parts.push(format!("Who: {}. When: {}.", roles.join(", "), rule.stage.1));
    }
    match operation.door {
        Door::Everybody => parts.push("Open to everybody.".to_owned()),
        Door::InPerson => parts.push("With a session only, not with a token.".to_owned()),
        Door::SignedIn => {
            let right = if operation.is_read() { "read" } else { "write" };
            parts.push(format!("Scope of a token: `{}:{right}` or `{right}`.", group.code));
        }
    }
    parts.join(" ")
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let mut all: Vec<Value> = operation
        .parameters()
        .map(|name| {
            let example = examples::parameter(name);
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 }, "example": example })
        })
        .collect();
    let paging: &[Field] = if operation.paged { &PAGING } else { &[] };
    for field in operation.query.iter().chain(paging) {
        let (description, id) = (field.words.1, field.words.0);
        all.push(json!({
            "name": field.name, "in": "query", "required": field.required, "description": description, "x-description-id": id,
            "schema": schema(field.kind), "example": example(field),
        }));
    }
    let languages = json!({ "type": "string", "enum": ["id", "en"] });
    all.push(json!({ "name": "lang", "in": "query", "required": false, "description": "language of sentences; else Accept-Language", "schema": languages }));
    if operation.is_read() {
        let text = json!({ "type": "string" });
        all.push(
            json!({ "name": "If-None-Match", "in": "header", "required": false, "description": "a version already known", "schema": text }),
        );
    } else if operation.repeat == Repeat::Kept {
        let key = json!({ "type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$" });
        all.push(json!({ "name": "Idempotency-Key", "in": "header", "required": false, "description": "the same key again gives the same answer", "schema": key }));
    }
    if let Some(reads) = operation.guards {
        let text = json!({ "type": "string" });
        all.push(json!({ "name": "If-Match", "in": "header", "required": false, "description": format!("the ETag of `{reads}`"), "schema": text }));
    }
    all
}

fn answers(operation: &Operation) -> Value {
    let mut all: Map<String, Value> = Map::new();
    let shape = examples::shape(operation.id);
    let schema = match operation.media {
        "application/json" if operation.paged => json!({
            "type": "object",
            "required": ["items", "next"],
            "properties": {
                "items": { "type": "array", "items": shape.unwrap_or(json!({})) },
                "next": { "type": ["string", "null"], "description": "The address of the page after this one." },
            },
        }),
        "application/json" => shape.unwrap_or(json!({})),
        _ => json!({ "type": "string" }),
    };
    let mut content = json!({ operation.media: { "schema": schema } });
    if let Some(example) = examples::answer(operation.id) {
        content[operation.media]["example"] = example;
    }
    let mut success = json!({ "description": operation.words.1, "content": content });
    if operation.is_read() {
        success["headers"] = json!({ "ETag": { "description": "The version of the answer.", "schema": { "type": "string" } } });
        all.insert("200".to_owned(), success);
        all.insert("304".to_owned(), json!({ "description": "The version already known is the present one." }));
    } else {
        all.insert("200".to_owned(), success.clone());
        all.insert("201".to_owned(), success);
    }
    let write: &[u16] = if operation.is_read() { &[] } else { &[409, 412, 413, 415] };
    for status in [400, 401, 403, 404, 422, 429, 500, 503].iter().chain(write) {
        all.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/Refusal{status}") }));
    }
    Value::Object(all)
}

fn object(fields: &[Field]) -> Value {
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    let mut properties: Map<String, Value> = Map::new();
    for field in fields {
        let mut of_field = schema(field.kind);
        if let Value::Object(of_field) = &mut of_field {
            of_field.insert("description".to_owned(), json!(field.words.1));
            of_field.insert("x-description-id".to_owned(), json!(field.words.0));
        }
        properties.insert(field.name.to_owned(), of_field);
    }
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

fn schema(kind: Kind) -> Value {
    match kind {
        Kind::Text(most) => json!({ "type": "string", "minLength": 1, "maxLength": most }),
        Kind::Free(most) => json!({ "type": "string", "maxLength": most }),
        Kind::Id => json!({ "type": "string", "minLength": 1, "maxLength": 120, "pattern": "^\\S(.*\\S)?$" }),
        Kind::Day => json!({ "type": "string", "format": "date" }),
        Kind::Decimal => json!({ "type": "string", "pattern": "^-?[0-9]{1,12}(\\.[0-9]{1,6})?$" }),
        Kind::Whole(from, to) => json!({ "type": "integer", "minimum": from, "maximum": to }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::One(words) => json!({ "type": "string", "enum": words }),
        Kind::Label => json!({ "$ref": "#/components/schemas/Label" }),
        Kind::Many(kind, most) => json!({ "type": "array", "maxItems": most, "items": schema(*kind) }),
        Kind::Object(fields) => object(fields),
        Kind::Map(kind) => json!({ "type": "object", "additionalProperties": schema(*kind) }),
        Kind::Any => json!({}),
    }
}

/// The example of a field.
pub(crate) fn example(field: &Field) -> Value {
    serde_json::from_str(field.example).unwrap_or_else(|_| Value::String(field.example.to_owned()))
}
