//! The expression language against the public DMN TCK: 1,090 expressions and what FEEL says they are.
//!
//! Inside the subset every case with a value agrees by value. Where FEEL answers null, ours is none, or an error of the checker where the null stood for a type
//! error. Every deliberate difference is in the fixture with its reason and in docs/policy-format.md.

#![allow(clippy::unwrap_used, reason = "a broken fixture must fail the test")]

use std::collections::BTreeMap;

use jenjang::policy::expression::literal::{parse_date, parse_duration};
use jenjang::policy::expression::standalone::{Evaluated, Variable, standalone};
use jenjang::policy::value::Value;
use serde_json::Value as Json;

const FIXTURE: &str = include_str!("../fixtures/feel.jsonl");
const FORMAT: &str = include_str!("../../docs/policy-format.md");

/// Codes of errors that stand where FEEL turns a type error into null.
const TYPE_ERRORS: [&str; 4] = ["type-mismatch", "unit-mismatch", "wrong-argument", "not-ordered"];

fn value(json: &Json) -> Option<Value> {
    if json.is_null() {
        return Some(Value::None);
    }
    let (kind, held) = (json[0].as_str()?, &json[1]);
    Some(match kind {
        "boolean" => Value::Boolean(held.as_bool()?),
        "number" => Value::Number(jenjang::number::parse_decimal(held.as_str()?).ok()?),
        "text" => Value::Text(held.as_str()?.into()),
        "date" => Value::Date(parse_date(held.as_str()?)?),
        "duration" => parse_duration(held.as_str()?).ok()?,
        "list" => Value::List(held.as_array()?.iter().map(value).collect::<Option<Vec<_>>>()?.into()),
        _ => return None,
    })
}

/// Equal; a number the TCK prints rounded is compared at the digits it prints.
fn agrees(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Number(found), Value::Number(expected)) => {
            found == expected || expected.scale() >= 10 && found.round_dp(expected.scale()) == *expected
        }
        (found, expected) => found == expected,
    }
}

fn describe(result: &Result<Evaluated, Vec<jenjang::policy::diagnostic::Diagnostic>>) -> String {
    match result {
        Ok(evaluated) => format!("{}", evaluated.value),
        Err(found) => found.iter().map(|d| d.code).collect::<Vec<_>>().join(" "),
    }
}

#[derive(Default)]
struct Report {
    by_value: usize,
    by_type_error: usize,
    outside: BTreeMap<String, usize>,
    differences: Vec<(String, String)>,
    wrong: Vec<String>,
}

fn run() -> Report {
    let mut report = Report::default();
    for line in FIXTURE.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let name = case["case"].as_str().unwrap();
        let expression = case["expression"].as_str().unwrap();
        let variables: Vec<Variable> = case["variables"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, held)| Variable::new(name.as_str(), value(held).unwrap()))
            .collect();
        let result = standalone(expression, &variables, &BTreeMap::new(), None);
        let mut wrong = |why: &str| report.wrong.push(format!("{name}: `{expression}` {why}, found {}", describe(&result)));
        if let Some(construct) = case["outside"].as_str() {
            let said = |d: &jenjang::policy::diagnostic::Diagnostic| d.code == "outside-subset" && d.message.en.starts_with(construct);
            match &result {
                Err(found) if found.iter().any(said) => *report.outside.entry(construct.to_owned()).or_default() += 1,
                _ => wrong(&format!("should be outside the language as {construct}")),
            }
            continue;
        }
        if let Some(reason) = case["difference"].as_str() {
            let ours = case["ours"].as_str().unwrap();
            if describe(&result) == ours {
                report.differences.push((name.to_owned(), reason.to_owned()));
            } else {
                wrong(&format!("should differ as {ours}"));
            }
            continue;
        }
        let expected = value(&case["expected"]);
        match (&result, expected) {
            (Ok(evaluated), Some(expected)) if agrees(&evaluated.value, &expected) => report.by_value += 1,
            (Err(found), Some(Value::None)) if found.iter().all(|d| TYPE_ERRORS.contains(&d.code)) => {
                if found.iter().all(|d| names_what_met(&d.message.en) && names_what_met(&d.message.id)) {
                    report.by_type_error += 1;
                } else {
                    wrong("gives an error that does not name operator and types");
                }
            }
            _ => wrong(&format!("should be {}", case["expected"])),
        }
    }
    report
}

/// A type error names the operator or function and the types it met, all in backticks.
fn names_what_met(message: &str) -> bool {
    message.matches('`').count() >= 4 || message.contains("no arguments") || message.contains("tanpa argumen")
}

#[test]
fn every_case_of_the_tck_agrees_differs_for_a_reason_or_is_outside() {
    let report = run();
    let outside: usize = report.outside.values().sum();
    say(&format!("agreed by value: {}", report.by_value));
    say(&format!("agreed by type error: {}", report.by_type_error));
    say(&format!("outside: {outside}"));
    for (construct, count) in &report.outside {
        say(&format!("  {count:4} {construct}"));
    }
    say(&format!("deliberate differences: {}", report.differences.len()));
    for (name, reason) in &report.differences {
        say(&format!("  {name}: {reason}"));
    }
    assert!(report.wrong.is_empty(), "{} cases disagree:\n{}", report.wrong.len(), report.wrong.join("\n"));
    assert_eq!(report.by_value + report.by_type_error + outside + report.differences.len(), 1090);
}

#[test]
fn every_difference_is_in_the_format_reference() {
    for (name, reason) in run().differences {
        assert!(FORMAT.contains(&reason), "docs/policy-format.md does not give the reason of {name}: {reason}");
    }
}

/// Writes past the test runner's capture, so that the three numbers stand in every report.
fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "FEEL conformance: {line}");
}
