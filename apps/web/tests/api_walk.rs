//! Every operation of the API as every kind of visitor, from the OpenAPI document itself, so that no new one is forgotten.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use axum::http::header;
use serde_json::{Map, Value, json};

use common::answers::{Names, Shape};
use common::json::{action_of, check_allowed};
use common::{Answer, Visitor, address_of, answers, app, committed, get, program, roles, visitors};

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

/// Operations whose answers no test sees, so that no schema describes them, and why.
const UNSEEN: &[(&str, &str)] = &[
    ("cycles.open", "needs a whole unit's raters named and approved"),
    ("people.erase", "needs somebody of whom nothing has to be kept any more"),
    ("placements.supervised", "needs a supervisor who is tried"),
];

#[test]
fn every_answer_is_described_but_for_those_that_are_named() {
    let document = document();
    let mut bare = Vec::new();
    for methods in document["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
            let listed = &schema["properties"]["items"]["items"];
            let paged = operation["parameters"].as_array().unwrap().iter().any(|one| one["name"] == "after");
            let described = if paged { listed } else { schema };
            if described.as_object().is_some_and(Map::is_empty) {
                bare.push(operation["operationId"].as_str().unwrap());
            }
        }
    }
    bare.sort_unstable();
    let named: Vec<&str> = UNSEEN.iter().map(|(id, _)| *id).collect();
    assert_eq!(bare, named, "answers without a schema: send a request that succeeds in tests/stages, and name no more than there are");
}

#[test]
fn several_answers_make_one_schema() {
    let names = Names::of_sources();
    let of = |value: Value| Shape::of(&value, 2, &names);
    let schema = |shape: Shape| serde_json::to_value(shape).unwrap();
    let whole = of(json!({ "person": "p-1", "score": null, "candidates": [{ "person": "p-1", "rank": 1 }] }));
    let part = of(
        json!({ "person": "p-2", "score": "80", "candidates": [{ "person": "p-3" }], "panel": { "plan": { "unit": "a" }, "quorum": 3 } }),
    );
    let both = whole.with(part);
    assert_eq!(
        schema(both.clone()),
        json!({
            "type": ["object"],
            "properties": {
                "person": { "type": ["string"] }, "score": { "type": ["null", "string"] },
                "candidates": { "type": ["array"], "items": {
                    "type": ["object"],
                    "properties": { "person": { "type": ["string"] }, "rank": { "type": ["integer"] } },
                } },
                "panel": { "type": ["object"], "properties": { "plan": { "type": ["object"] }, "quorum": { "type": ["integer"] } }},
            },
        }),
    );
    assert_eq!(
        both.clone().with(of(json!({ "person": "p-4", "score": "1", "candidates": [] }))),
        both,
        "an answer that is described adds nothing"
    );
    assert_ne!(both.clone().with(of(json!({ "person": 4, "score": "1", "candidates": [] }))), both, "one of another kind does");
    let map = json!({ "type": ["object"], "additionalProperties": { "type": ["integer"] } });
    assert_eq!(schema(of(json!({ "synthetic-0000012": 1, "person": 2 }))), map, "names of people are names of a map");
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

#[test]
fn every_operation_answers_every_visitor_as_the_table_of_permissions_says() {
    let document = document();
    let decision = address_of(&get("/", &Visitor::signed_in(&app().waiting)).body, "/decisions/").replace("/decisions/", "");
    let visitors = visitors();
    let mut table = String::from(
        "# Statuses of every operation for: nobody, the employee concerned, another employee, a superior, HR, HR of another region, analyst, authority, auditor.\n# Made by apps/web/tests/api_walk.rs.\n",
    );
    let mut examples = Map::new();
    answers::note_all();
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
                line.push(status.to_string());
                count += 1;
            }
            writeln!(table, "{id} {}", line.join(" ")).unwrap();
        }
    }
    assert!(count > 900, "{count}");
    committed("tests/api-walk.txt", &table);
    answers::check_noted();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/api-examples.json");
    let kept: Map<String, Value> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
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
        return;
    }
    for (id, answer) in &examples {
        let kept = kept.get(id).unwrap_or_else(|| panic!("{id} has no example: renew them with UPDATE_SNAPSHOTS=1"));
        assert_eq!(names(kept), names(answer), "the example of {id} is stale: renew it with UPDATE_SNAPSHOTS=1");
    }
}
