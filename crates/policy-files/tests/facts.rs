//! Facts from JSON, JSON lines and CSV.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Language;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::compile::compile_catalogue;
use jenjang::policy::diagnostic::Severity;
use jenjang_policy_files::{FactsContext, People, Style, read_catalogue, read_facts_csv, read_facts_json, read_facts_jsonl, render};
use proptest::prelude::*;

const CATALOGUE: &str = include_str!("data/catalogue.toml");

fn catalogue() -> Arc<Catalogue> {
    let (document, diagnostics) = read_catalogue("catalogue.toml", CATALOGUE.as_bytes());
    assert_eq!(diagnostics, []);
    let (catalogue, diagnostics) = compile_catalogue(&document.unwrap());
    assert_eq!(diagnostics, []);
    catalogue
}

fn context() -> FactsContext {
    FactsContext::new("facts", &catalogue(), NaiveDate::from_ymd_opt(2026, 4, 1))
}

/// All facts that are not missing, as text.
fn facts((people, _): &People, person: usize) -> Vec<String> {
    let dossier = &people[person].dossier;
    let named = dossier.catalogue().facts().iter().zip(dossier.values());
    named.filter(|(_, value)| !value.is_missing()).map(|(fact, value)| format!("{}={value}", fact.name)).collect()
}

/// The problems as `line:column code message`.
fn problems((_, diagnostics): &People, text: &str) -> Vec<String> {
    let line = |d| render(d, text, Language::En, Style::Sentences).lines().next().unwrap().to_owned();
    diagnostics.iter().map(line).collect()
}

#[test]
fn one_person_as_json() {
    let text = r#"{
  "id": "a-1", "as-of": "2025-01-01",
  "grade": "b", "since": "2020-02-29", "score": 12.50, "years": 1.5e1, "suspended": false, "note": "12",
  "sanction": null, "rating": ["good", "poor"],
  "waivers": [{ "criterion": "x", "basis": "Act 1", "by": "president" }]
}"#;
    let read = read_facts_json(&context(), text);
    assert_eq!(read.1, []);
    assert_eq!(
        facts(&read, 0),
        ["grade=b", "since=2020-02-29", "score=12.5", "years=15", "suspended=false", "note=12", "sanction=null", "rating=[good, poor]"]
    );
    let person = &read.0[0];
    assert_eq!((person.id.as_deref(), person.line), (Some("a-1"), 1));
    assert_eq!(person.dossier.as_of(), NaiveDate::from_ymd_opt(2025, 1, 1).unwrap());
    assert_eq!(&*person.waivers[0].criterion, "x");
}

#[test]
fn numbers_keep_every_digit() {
    let text = r#"{"score": 0.1234567890123456789012345678}"#;
    assert_eq!(facts(&read_facts_json(&context(), text), 0), ["score=0.1234567890123456789012345678"]);
    let text = r#"{"score": "0.30000000000000004"}"#;
    assert_eq!(facts(&read_facts_json(&context(), text), 0), ["score=0.30000000000000004"]);
    let long = format!("{{\"score\": {}}}", "9".repeat(40));
    assert_eq!(read_facts_json(&context(), &long).1[0].code, "number-range");
    assert_eq!(read_facts_json(&context(), r#"{"score": 1e999999}"#).1.len(), 1);
}

#[test]
fn lists_of_people_and_lines() {
    let text = "[\n{\"id\": 1, \"grade\": \"a\"},\n{\"id\": 2, \"rating[2]\": \"good\"}\n]";
    let read = read_facts_json(&context(), text);
    assert_eq!(read.1, []);
    assert_eq!(read.0.iter().map(|p| (p.id.as_deref(), p.line)).collect::<Vec<_>>(), [(Some("1"), 2), (Some("2"), 3)]);
    assert_eq!(facts(&read, 1), ["rating=[?, good, ?]"]);

    let text = "{\"grade\": \"a\"}\n\n{\"grade\": \"z\"}\r\n{\"grade\": }\n{\"grade\": {\"missing\": true}}\n";
    let read = read_facts_jsonl(&context(), text);
    assert_eq!(read.0.iter().map(|p| p.line).collect::<Vec<_>>(), [1, 5]);
    assert_eq!(facts(&read, 1), Vec::<String>::new());
    let found = problems(&read, text);
    assert!(found[0].starts_with("facts:3:11: error unknown-choice: `grade`: `z` is not in scale `level`"), "{}", found[0]);
    assert_eq!(found[1..], ["facts:4:11: error json-syntax: the JSON cannot be read: expected value"]);
}

#[test]
fn what_is_wrong_in_json_has_a_place_and_nothing_is_dropped() {
    let text = r#"{"grde": "a", "score": true, "since": "2026-02-30", "years": "many", "rating": "good", "grade": null, "rating[9]": "good", "grade[1]": "a", "suspended": 1, "suspended": true, "note": {"a": 1}, "as-of": 3, "waivers": [{"criterion": "x", "why": "y"}]}"#;
    let read = read_facts_json(&context(), text);
    assert!(read.0.is_empty());
    let found: Vec<String> = problems(&read, text).iter().map(|p| p.split(": ").nth(1).unwrap().to_owned()).collect();
    assert_eq!(
        found,
        [
            "error unknown-fact",
            "error type-mismatch",
            "error type-mismatch",
            "error type-mismatch",
            "error type-mismatch",
            "error none-not-possible",
            "error item-out-of-range",
            "error item-out-of-range",
            "error type-mismatch",
            "error type-mismatch",
            "error type-mismatch",
            "error unknown-key",
            "error missing-key"
        ],
        "{:#?}",
        problems(&read, text)
    );
    let unknown = &read.1[0];
    assert_eq!(&text[unknown.span.start as usize..unknown.span.end as usize], "grde");
    assert_eq!(&*unknown.help.as_ref().unwrap().en, "did you mean `grade`?");
    let twice = r#"{"score": 1, "score": 2}"#;
    assert_eq!(
        problems(&read_facts_json(&context(), twice), twice),
        ["facts:1:23: error duplicate-fact: `score` was already given, expected it once"]
    );
}

#[test]
fn dates_lie_in_the_years_1_to_9999() {
    for (date, usable) in [("0001-01-01", true), ("9999-12-31", true), ("10000-01-01", false), ("-0001-01-01", false)] {
        for name in ["since", "as-of"] {
            let read = read_facts_json(&context(), &format!("{{\"{name}\": \"{date}\"}}"));
            let codes: Vec<&str> = read.1.iter().map(|problem| problem.code).collect();
            assert_eq!(codes, if usable { vec![] } else { vec!["impossible-date"] }, "{name} {date}");
        }
    }
}

#[test]
fn numbers_outside_the_declared_range_are_remarked_on() {
    let text = r#"{"score": 101}"#;
    let read = read_facts_json(&context(), text);
    assert_eq!(facts(&read, 0), ["score=101"]);
    assert_eq!(read.1[0].severity, Severity::Warning);
    assert_eq!(problems(&read, text), ["facts:1:11: warning outside-range: `score` is 101, outside the range 0 to 100 of the catalogue"]);
}

#[test]
fn a_table_of_people() {
    let text = "\u{feff}id,grade,since,score,sanction,rating[1],rating[2],as-of\r\nx,a,2020-01-01,\"12,5\",,good,,\r\ny,,,,null,,,2020-01-01\r\nz,b,2020-01-01,7.25,low,poor,good,\r\n";
    let read = read_facts_csv(&context(), text);
    assert_eq!(
        problems(&read, text),
        ["facts:2:1: error type-mismatch: `score`: `12,5` is no value of type `number`, expected a decimal such as `12.5`"]
    );
    assert_eq!(read.0.iter().map(|p| (p.id.as_deref().unwrap(), p.line)).collect::<Vec<_>>(), [("y", 3), ("z", 4)]);
    assert_eq!(facts(&read, 0), ["sanction=null"], "a blank is what the catalogue says");
    assert_eq!(facts(&read, 1), ["grade=b", "since=2020-01-01", "score=7.25", "sanction=low", "rating=[poor, good, ?]"]);
    assert_eq!(read.0[0].dossier.as_of(), NaiveDate::from_ymd_opt(2020, 1, 1).unwrap());
}

#[test]
fn semicolons_tabs_and_bad_rows() {
    let read = read_facts_csv(&context(), "grade;rating\na;good;poor\n");
    assert_eq!(read.1[0].code, "row-width");
    let read = read_facts_csv(&context(), "grade\trating\na\tgood; ?; poor\n");
    assert_eq!((facts(&read, 0), read.1.len()), (vec!["grade=a".to_owned(), "rating=[good, ?, poor]".to_owned()], 0));
    let text = "grade,colour\na,red\n";
    let read = read_facts_csv(&context(), text);
    assert!(read.0.is_empty(), "a column nobody understood may be the one that matters");
    assert_eq!(problems(&read, text), ["facts:1:1: error unknown-fact: there is no fact `colour` in the catalogue `test`"]);
    assert_eq!(read_facts_csv(&context(), "").1[0].code, "empty-file");
}

#[test]
fn a_person_needs_a_day() {
    let context = FactsContext::new("facts", &catalogue(), None);
    assert_eq!(read_facts_json(&context, r#"{"grade": "a"}"#).1[0].code, "missing-key");
    assert_eq!(read_facts_json(&context, r#"{"as-of": "2020-01-01"}"#).0.len(), 1);
}

#[test]
fn hostile_texts_get_an_answer() {
    let answers = |text: String| {
        std::thread::Builder::new()
            .stack_size(256 * 1024)
            .spawn(move || {
                for read in [read_facts_json, read_facts_jsonl, read_facts_csv] {
                    read(&context(), &text);
                }
            })
            .unwrap()
            .join()
            .unwrap();
    };
    answers("[".repeat(100_000));
    answers(format!("{{\"note\": {}", "[".repeat(100_000)));
    answers(format!("{{\"rating\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000)));
    answers("x".repeat(10_000_000));
    answers("\"".repeat(1_000_000));
    answers("grade,grade\n".repeat(100_000));
    answers("{}\n".repeat(10_000));
}

proptest! {
    #[test]
    fn random_texts_get_an_answer(text in "[\\[\\]{}\",:;\\\\ngrade0-9e.\n\t é?-]{0,80}") {
        for read in [read_facts_json, read_facts_jsonl, read_facts_csv] {
            let (people, diagnostics) = read(&context(), &text);
            prop_assert!(people.len() <= text.len() + 1);
            for diagnostic in &diagnostics {
                prop_assert!(diagnostic.span.end as usize <= text.len() && diagnostic.span.start <= diagnostic.span.end);
                render(diagnostic, &text, Language::Id, Style::Excerpt);
            }
        }
    }
}
