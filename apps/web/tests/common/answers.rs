//! What operations were seen to answer, as schemas: kept in `assets/api-answers.json`, from which the OpenAPI document describes answers.
//!
//! Every test that notes answers adds to the file where `UPDATE_SNAPSHOTS` is set, and otherwise fails for an answer that the file does not describe. What is
//! no longer answered goes when the file is removed first and all tests that add to it are run.

mod names;
mod shape;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use axum::http::header;
use serde_json::Value;

use super::{Answer, Visitor, get};
pub(crate) use names::Names;
pub(crate) use shape::Shape;

/// Objects within objects that are described.
const DEEP: usize = 4;

/// Operations as addresses are told apart, and what each was seen to answer.
struct Noted {
    operations: Vec<Operation>,
    names: Names,
    shapes: BTreeMap<String, Shape>,
}

struct Operation {
    id: String,
    method: String,
    /// The parts of its address; none stands for anything.
    parts: Vec<Option<String>>,
    paged: bool,
}

impl Operation {
    /// Whether it answers this address; a last part that stands for anything may stand for several.
    fn is_at(&self, method: &str, path: &[&str]) -> bool {
        let several = path.len() > self.parts.len() && self.parts.last().is_some_and(Option::is_none);
        let same = |(part, found): (&Option<String>, &&str)| part.as_ref().is_none_or(|part| part == found);
        self.method == method && (several || path.len() == self.parts.len()) && self.parts.iter().zip(path).all(same)
    }
}

static NOTED: OnceLock<Mutex<Noted>> = OnceLock::new();

/// Notes from now on what every operation answers that is asked by this program.
pub(crate) fn note_all() {
    let document: Value = serde_json::from_str(&get("/api/v1/openapi.json", &Visitor::nobody()).body).unwrap();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase(),
                parts: path.split('/').map(|part| (!part.starts_with('{')).then(|| part.to_owned())).collect(),
                paged: operation["parameters"].as_array().unwrap().iter().any(|one| one["name"] == "after"),
            });
        }
    }
    let noted = Noted { operations, names: Names::of_sources(), shapes: BTreeMap::new() };
    assert!(NOTED.set(Mutex::new(noted)).is_ok(), "what is answered is noted already");
}

/// Notes what was answered, where that was asked for; of a list in pages what stands in it.
pub(crate) fn note(method: &str, address: &str, answer: &Answer) {
    let Some(noted) = NOTED.get() else { return };
    if !answer.status.is_success() || answer.header(header::CONTENT_TYPE) != "application/json" {
        return;
    }
    let mut noted = noted.lock().unwrap();
    let path: Vec<&str> = address.split('?').next().unwrap_or_default().split('/').collect();
    let found = noted.operations.iter().filter(|operation| operation.is_at(method, &path));
    // a part that is said goes before one that stands for anything
    let Some(operation) = found.max_by_key(|operation| (operation.parts.len(), operation.parts.iter().flatten().count())) else { return };
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let bodies = if operation.paged { body["items"].as_array().unwrap().clone() } else { vec![body] };
    let seen = bodies.iter().map(|body| Shape::of(body, DEEP, &noted.names)).reduce(Shape::with);
    let id = operation.id.clone();
    if let Some(seen) = seen {
        let before = noted.shapes.remove(&id).unwrap_or_default();
        noted.shapes.insert(id, before.with(seen));
    }
}

/// That what was noted is what is kept.
pub(crate) fn check_noted() {
    let noted = NOTED.get().expect("note_all comes first").lock().unwrap();
    let file: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/api-answers.json");
    let mut kept: BTreeMap<String, Shape> =
        std::fs::read_to_string(&file).map_or_else(|_| BTreeMap::new(), |text| serde_json::from_str(&text).unwrap());
    for (id, seen) in &noted.shapes {
        let before = kept.get(id).cloned().unwrap_or_default();
        let both = before.clone().with(seen.clone());
        if std::env::var_os("UPDATE_SNAPSHOTS").is_none() {
            let (seen, kept) = (serde_json::to_string(seen).unwrap(), serde_json::to_string(&before).unwrap());
            assert!(
                both == before,
                "{id} answers what is not described: renew it with UPDATE_SNAPSHOTS=1 and this test\n{seen}\nwhere is kept\n{kept}"
            );
        }
        kept.insert(id.clone(), both);
    }
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        // what is no operation any more is not described; a line each
        kept.retain(|id, _| noted.operations.iter().any(|operation| operation.id == *id));
        let mut text = String::new();
        for (id, shape) in &kept {
            write!(text, "{}\n\"{id}\":{}", if text.is_empty() { "{" } else { "," }, serde_json::to_string(shape).unwrap()).unwrap();
        }
        std::fs::write(file, text + "\n}\n").unwrap();
    }
}
