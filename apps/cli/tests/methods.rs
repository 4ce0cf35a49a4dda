//! Worked examples of papers, regulations and programs: each line of `tests/cases/methods/*.jsonl` is a test of its own, named by topic and id,
//! and goes through `jenjang method run` as a user's line would.
//!
//! A line has `id`, `method`, `inputs`, `expected`, `source` and, where a paper rounds, `tol`. Numbers agree when they differ by at most
//! `tol * max(1, |expected|)`; texts, truth values and null agree to the letter.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::float_arithmetic,
    reason = "helpers of tests: what is absent here ends the test, and what is compared here are statistics"
)]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/methods");
    let mut cases: Vec<(String, Value)> = Vec::new();
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|e| e == "jsonl")).collect();
    files.sort();
    for file in files {
        let topic = file.file_stem().unwrap().to_string_lossy().into_owned();
        for line in std::fs::read_to_string(&file).unwrap().lines().filter(|line| !line.trim().is_empty()) {
            cases.push((topic.clone(), serde_json::from_str(line).unwrap()));
        }
    }
    let answers = Arc::new(run(&cases));
    let trials = cases.into_iter().map(|(topic, case)| {
        let answers = Arc::clone(&answers);
        let id = case["id"].as_str().unwrap().to_owned();
        Trial::test(format!("{topic}::{id}"), move || check(&case, answers.get(&id)))
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}

/// All lines through one process.
fn run(cases: &[(String, Value)]) -> BTreeMap<String, Value> {
    let mut input = String::new();
    for (_, case) in cases {
        let line = serde_json::json!({ "id": case["id"], "method": case["method"], "inputs": case["inputs"] });
        input.push_str(&format!("{line}\n"));
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_jenjang"))
        .args(["method", "run", "--lang", "en"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).map(|v| (v["id"].as_str().unwrap().to_owned(), v)).collect()
}

fn check(case: &Value, answer: Option<&Value>) -> Result<(), Failed> {
    let answer = answer.ok_or("no answer")?;
    if let Some(error) = answer.get("error") {
        return Err(format!("refused: {error}").into());
    }
    let tol = case.get("tol").and_then(Value::as_f64).unwrap_or(1e-6);
    let mut problems = Vec::new();
    compare("", &case["expected"], &answer["outputs"], tol, &mut problems);
    if problems.is_empty() { Ok(()) } else { Err(format!("{}\n{}", case["source"], problems.join("\n")).into()) }
}

fn compare(place: &str, expected: &Value, got: &Value, tol: f64, problems: &mut Vec<String>) {
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => {
            for (key, value) in expected {
                match got.get(key) {
                    Some(found) => compare(&format!("{place}.{key}"), value, found, tol, problems),
                    None => problems.push(format!("{place}.{key} is not in the answer, expected {value}")),
                }
            }
        }
        (Value::Array(expected), Value::Array(got)) if expected.len() == got.len() => {
            for (at, (value, found)) in expected.iter().zip(got).enumerate() {
                compare(&format!("{place}[{at}]"), value, found, tol, problems);
            }
        }
        (Value::Number(value), Value::Number(found)) => {
            let (value, found) = (value.as_f64().unwrap(), found.as_f64().unwrap());
            if (found - value).abs() > tol * value.abs().max(1.0) {
                problems.push(format!("{place} is {found}, expected {value} within {tol}"));
            }
        }
        _ if expected == got => {}
        _ => problems.push(format!("{place} is {got}, expected {expected}")),
    }
}
