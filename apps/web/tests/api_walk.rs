//! Every operation of the API as every kind of visitor, from the OpenAPI document itself, so that no new one is forgotten.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use axum::http::header;
use serde_json::{Map, Value, json};

use common::json::{action_of, check_allowed};
use common::{Answer, Visitor, address_of, app, committed, get, program, roles, visitors};

fn document() -> Value {
    serde_json::from_str(&get("/api/v1/openapi.json", &Visitor::nobody()).body).unwrap()
}

#[test]
fn the_shipped_document_is_the_one_that_is_served() {
    let answer = get("/api/v1/openapi.json", &Visitor::nobody());
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
    committed("../../docs/openapi.json", &answer.body);
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let named: Vec<&str> = operation["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|one| one["in"] == "path")
                .map(|one| one["name"].as_str().unwrap())
                .collect();
            for name in named {
                assert!(path.contains(&format!("{{{name}}}")), "{method} {path} has no {name}");
            }
            for text in ["summary", "x-summary-id", "operationId"] {
                assert!(!operation[text].as_str().unwrap().is_empty(), "{method} {path}: {text}");
            }
        }
    }
}

/// What the demonstration holds, to be read.
const READ: [(&str, &str); 7] = [
    ("{draft}", "reguler-tiga-tahun"),
    ("{cycle}", "360-2027"),
    ("{survey}", "iklim-pengembangan"),
    ("{socialisation}", "jam-pelajaran"),
    ("{indicator}", "hari-proses-usulan"),
    ("{place}", "magang-statistik"),
    ("{table}", "decisions/kp-reguler-2026-11/synthetic-daerah-001"),
];

/// What could stand in a path, so that what is there is met too.
fn filled(path: &str, decision: &str) -> String {
    let own = &app().waiting;
    path.replace("{person}", own)
        .replace("{ratee}", own)
        .replace("{round}", "kp-reguler-2026-11")
        .replace("{decision}", decision)
        .replace('{', "no-such-")
        .replace('}', "")
}

fn address(method: &str, path: &str, operation: &Value, decision: &str) -> String {
    let mut path = path.to_owned();
    // these are only read: what changes them is for tests of their own
    for (name, there) in READ.iter().filter(|_| method == "get") {
        path = path.replace(name, there);
    }
    let mut address = filled(&path, decision);
    let parameters = operation["parameters"].as_array().unwrap();
    let required = parameters.iter().filter(|one| one["in"] == "query" && one["required"] == true);
    for (index, one) in required.enumerate() {
        let value = one["example"].as_str().map_or_else(|| one["example"].to_string(), str::to_owned);
        write!(address, "{}{}={}", if index == 0 { '?' } else { '&' }, one["name"].as_str().unwrap(), value.replace('/', "%2F")).unwrap();
    }
    address
}

fn check_refusal(answer: &Answer, what: &str) {
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json", "{what}: {}", answer.body);
    let problem: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(problem["status"].as_u64(), Some(u64::from(answer.status.as_u16())), "{what}");
    assert!(!problem["title"].as_str().unwrap().is_empty() && !problem["code"].as_str().unwrap().is_empty(), "{what}");
    assert_eq!(problem["request"].as_str(), Some(answer.header("x-request-id").as_str()), "{what}");
}

/// A long answer with fewer of the same.
fn short(value: Value, depth: usize) -> Value {
    match value {
        Value::Array(values) => values.into_iter().take(if depth == 0 { 3 } else { 1 }).map(|value| short(value, depth + 1)).collect(),
        Value::Object(fields) => {
            let most = if depth > 6 { 3 } else { 60 };
            Value::Object(fields.into_iter().take(most).map(|(name, value)| (name, short(value, depth + 1))).collect())
        }
        Value::String(text) if text.chars().count() > 400 => json!(format!("{}…", text.chars().take(400).collect::<String>())),
        other => other,
    }
}

/// Adds what an answer is to what was observed of an operation: the kinds of values, and the names in an object as deep as said. Further down a name may
/// be an id, so that nothing is said of it.
fn observe(observed: &mut Value, value: &Value, deep: usize) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let mut kinds: BTreeSet<String> = serde_json::from_value(observed["type"].clone()).unwrap_or_default();
    kinds.insert(kind.to_owned());
    observed["type"] = json!(kinds);
    if let (Value::Object(fields), true) = (value, deep > 0) {
        for (name, value) in fields {
            observe(&mut observed["properties"][name], value, deep - 1);
        }
    }
}

/// What an answer of an operation is; of a list in pages, what stands in it.
fn observe_answer(observed: &mut Value, paged: bool, answer: &Value) {
    if paged {
        answer["items"].as_array().unwrap().iter().for_each(|item| observe(observed, item, 1));
    } else {
        observe(observed, answer, 1);
    }
}

/// Whether everything that was observed stands in what is kept.
fn holds(kept: &Value, observed: &Value) -> bool {
    let kinds = |of: &Value| serde_json::from_value::<BTreeSet<String>>(of["type"].clone()).unwrap_or_default();
    let properties = observed["properties"].as_object();
    kinds(observed).is_subset(&kinds(kept))
        && properties.is_none_or(|fields| fields.iter().all(|(name, field)| holds(&kept["properties"][name], field)))
}

#[test]
fn every_operation_answers_every_visitor_as_the_table_of_permissions_says() {
    let document = document();
    let decision = address_of(&get("/", &Visitor::signed_in(&app().waiting)).body, "/decisions/").replace("/decisions/", "");
    let visitors = visitors();
    let mut table = String::from(
        "# Statuses of every operation for: nobody, the employee concerned, another employee, a superior, HR, HR of another region, analyst, authority, auditor.\n# Made by apps/web/tests/api_walk.rs.\n",
    );
    let (mut examples, mut observed) = (Map::new(), json!({}));
    let mut count = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            let address = address(method, path, operation, &decision);
            let body = operation["requestBody"]["content"]["application/json"]["example"].clone();
            let body = (!body.is_null()).then(|| body.to_string());
            let method = method.to_uppercase();
            let in_front = operation["security"].as_array().unwrap().iter().all(|one| *one != json!({}));
            let action = action_of(operation);
            let mut line = Vec::new();
            for (name, visitor) in &visitors {
                let what = format!("{method} {address} as {name}");
                let answer = program(&method, &address, body.as_deref(), visitor, &[]);
                let status = answer.status.as_u16();
                assert!(status < 500, "{what}: {}", answer.body);
                assert!(operation["responses"].get(status.to_string()).is_some(), "{what}: {status} is not described: {}", answer.body);
                if *name == "nobody" {
                    assert_eq!(status == 401, in_front, "{what}: {}", answer.body);
                }
                if answer.status.is_client_error() {
                    check_refusal(&answer, &what);
                } else if let Some(action) = action {
                    check_allowed(action, &roles(name), &answer, &what);
                }
                if answer.status.is_success()
                    && method == "GET"
                    && !examples.contains_key(id)
                    && answer.header(header::CONTENT_TYPE) == "application/json"
                {
                    examples.insert(id.to_owned(), short(serde_json::from_str(&answer.body).unwrap(), 0));
                }
                if answer.status.is_success() && answer.header(header::CONTENT_TYPE) == "application/json" {
                    let paged = operation["parameters"].as_array().unwrap().iter().any(|one| one["name"] == "after");
                    observe_answer(&mut observed[id], paged, &serde_json::from_str(&answer.body).unwrap());
                }
                line.push(status.to_string());
                count += 1;
            }
            writeln!(table, "{id} {}", line.join(" ")).unwrap();
        }
    }
    assert!(count > 900, "{count}");
    committed("tests/api-walk.txt", &table);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/api-examples.json");
    let kept: Map<String, Value> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let shapes = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/api-answers.json");
    // a list that was empty for everybody says nothing
    observed.as_object_mut().unwrap().retain(|_, shape| !shape.is_null());
    let names = |value: &Value| value.as_object().map(|fields| fields.keys().cloned().collect::<BTreeSet<_>>());
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        // what is not stale stays: ids differ from run to run, and the document repeats them
        let renewed: Map<String, Value> = examples
            .into_iter()
            .map(|(id, answer)| {
                let answer = kept.get(&id).filter(|kept| names(kept) == names(&answer)).cloned().unwrap_or(answer);
                (id, answer)
            })
            .collect();
        std::fs::write(path, serde_json::to_string_pretty(&renewed).unwrap() + "\n").unwrap();
        std::fs::write(shapes, serde_json::to_string(&observed).unwrap() + "\n").unwrap();
        return;
    }
    let kept_shapes: Value = serde_json::from_str(&std::fs::read_to_string(shapes).unwrap()).unwrap();
    for (id, shape) in observed.as_object().unwrap() {
        assert!(holds(&kept_shapes[id], shape), "what {id} answers is described otherwise: renew it with UPDATE_SNAPSHOTS=1: {shape}");
    }
    for (id, answer) in &examples {
        let kept = kept.get(id).unwrap_or_else(|| panic!("{id} has no example: renew them with UPDATE_SNAPSHOTS=1"));
        assert_eq!(names(kept), names(answer), "the example of {id} is stale: renew it with UPDATE_SNAPSHOTS=1");
    }
}
