//! Many files at once: compiled against each other, problems shown where they stand.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use std::sync::Arc;

use jenjang::legal::Language;
use jenjang::policy::diagnostic::Severity;
use jenjang_policy_files::{Library, Style, load};

const CATALOGUE: &str = include_str!("data/catalogue.toml");

fn policy(id: &str, require: &str) -> String {
    format!(
        "[policy]\nid = \"{id}\"\ndecides = \"eligibility\"\ntitle = {{ id = \"Uji\", en = \"Test\" }}\ncatalogue = \"test\"\neffective = {{ from = 2020-01-01 }}\n\n[[criteria]]\ncode = \"too-low\"\nlabel = {{ id = \"Tingkat\", en = \"Level\" }}\nreference = \"A 1\"\ncertainty = \"text\"\nrequire = {require}\n"
    )
}

fn check_places(library: &Library, expected: &[&str]) {
    let found: Vec<String> = library
        .diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Error)
        .map(|d| format!("{} {} {}", d.file, d.code, &library.sources.get(&d.file)[d.span.start as usize..d.span.end as usize]))
        .collect();
    assert_eq!(found, expected, "{:#?}", library.diagnostics);
}

#[test]
fn sound_files_make_a_set() {
    let (a, b) = (policy("test/a", "'grade >= \"b\"'"), policy("test/b", "\"outcome(\\\"test/a\\\")\""));
    let library = load([("c.toml", CATALOGUE.as_bytes())], [("b.toml", b.as_bytes()), ("a.toml", a.as_bytes())]);
    check_places(&library, &[]);
    assert!(library.is_sound());
    assert_eq!(library.set.iter().map(|p| &*p.id).collect::<Vec<_>>(), ["test/a", "test/b"]);
    assert_eq!(library.catalogue("test").unwrap().facts().len(), 8);
}

#[test]
fn places_in_escaped_expressions_are_those_of_the_file() {
    let source = policy("test/a", "\"note = \\\"x\\\" and grde >= \\\"b\\\"\"");
    let library = load([("c.toml", CATALOGUE.as_bytes())], [("a.toml", source.as_bytes())]);
    check_places(&library, &["a.toml unknown-name grde"]);
    let shown = library.sources.render(&library.diagnostics[0], Language::En, Style::Excerpt);
    assert!(shown.contains("a.toml:13:29\n") && shown.contains(" |                             ^^^^\n"), "{shown}");
}

#[test]
fn a_file_with_reading_errors_decides_nothing_but_is_checked_to_the_end() {
    let source = policy("test/a", "\"grde >= 1\"").replace("effective =", "efective = 1\neffective =");
    let (user, other) = (policy("test/b", "\"outcome(\\\"test/a\\\")\""), policy("test/c", "\"true\""));
    let files = [("a.toml", source.as_bytes()), ("b.toml", user.as_bytes()), ("c.toml", other.as_bytes())];
    let mut library = Library::default();
    library.add_catalogue("cat.toml", CATALOGUE.as_bytes());
    let ids = library.add_policies(files);
    assert_eq!(ids.iter().map(|id| id.as_deref()).collect::<Vec<_>>(), [None, None, Some("test/c")]);
    let codes: Vec<&str> = library.diagnostics.iter().filter(|d| &*d.file == "a.toml").map(|d| d.code).collect();
    assert_eq!(codes, ["unknown-key", "unknown-name"]);
}

#[test]
fn a_later_file_replaces_the_policy_of_its_id() {
    let mut library = Library::default();
    library.add_catalogue("cat.toml", CATALOGUE.as_bytes());
    let (first, second) = (policy("test/a", "\"true\""), policy("test/a", "'grade >= \"b\"'"));
    library.add_policies([("first.toml", first.as_bytes())]);
    library.add_policies([("second.toml", second.as_bytes())]);
    assert!(library.is_sound(), "{:#?}", library.diagnostics);
    assert_eq!(&*library.set.get("test/a").unwrap().file, "second.toml");
}

/// Definitions `d0`, `d1`, … after a policy, and what is reported about them.
fn check_definitions(count: usize, expression: impl Fn(usize) -> String, expected: &[&str]) {
    let mut source = policy("test/a", &format!("\"d{} > 1\"", count - 1));
    for place in 0..count {
        let expression = if place == 0 { "count(rating)".to_owned() } else { expression(place - 1) };
        source.push_str(&format!("[definitions.d{place}]\nexpression = \"{expression}\"\nlabel = {{ id = \"d\", en = \"d\" }}\n"));
    }
    let mut library = Library::default();
    library.add_catalogue("cat.toml", CATALOGUE.as_bytes());
    library.add_policies([("a.toml", source.as_bytes())]);
    check_places(&library, expected);
}

#[test]
fn definitions_that_unfold_beyond_measure_are_refused_where_the_limit_is_passed() {
    check_definitions(40, |before| format!("d{before} + 1"), &[]);
    check_definitions(500, |before| format!("d{before} + 1"), &["a.toml too-deep d49"]);
    check_definitions(11, |before| format!("d{before} + d{before}"), &[]);
    check_definitions(200, |before| format!("d{before} + d{before}"), &["a.toml too-deep d12"]);
    check_definitions(6, |before| format!("{}d{before}", "-".repeat(90)), &["a.toml too-deep d4"]);
}

#[test]
fn derived_facts_that_unfold_beyond_measure_are_refused() {
    for (expression, expected) in [("f@ + 1", "f49"), ("f@ + f@", "f13")] {
        let mut catalogue = String::from("[catalogue]\nid = \"t\"\ntitle = { id = \"t\", en = \"t\" }\n");
        for place in 0..100 {
            let text = "label = { id = \"f\", en = \"f\" }\nsource = { id = \"s\", en = \"s\" }\nsupplier = { id = \"s\", en = \"s\" }";
            catalogue.push_str(&format!("[facts.f{place}]\ntype = \"number\"\n{text}\n"));
            if place > 0 {
                catalogue.push_str(&format!("derive = \"{}\"\n", expression.replace('@', &(place - 1).to_string())));
            }
        }
        let library = load([("cat.toml", catalogue.as_bytes())], []);
        let found: Vec<_> =
            library.diagnostics.iter().map(|d| (d.code, d.message.get(Language::En).contains(&format!("`{expected}`")))).collect();
        assert_eq!(found, [("too-deep", true)], "{:#?}", library.diagnostics);
    }
}

#[test]
fn a_policy_is_prepared_for_a_day_once_until_the_library_changes() {
    let (first, second) = (policy("test/a", "'grade >= \"b\"'"), policy("test/a", "'grade >= \"c\"'"));
    let mut library = load([("c.toml", CATALOGUE.as_bytes())], [("a.toml", first.as_bytes())]);
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let (today, later) = (day("2026-04-01"), day("2026-10-01"));
    let old = library.set.get("test/a").unwrap().clone();
    let prepared = library.on_day(&old, today, today).unwrap();
    assert!(Arc::ptr_eq(&prepared, &library.on_day(&old, today, today).unwrap()));
    // another day, or another day of knowledge, is another question
    assert_eq!(library.on_day(&old, later, today).unwrap().as_of(), later);
    assert!(!Arc::ptr_eq(&prepared, &library.on_day(&old, today, later).unwrap()));
    assert!(library.on_day(&old, day("2019-12-31"), today).is_err(), "before it begins it binds nobody, and that is not kept");
    library.add_policies([("a.toml", second.as_bytes())]);
    let new = library.set.get("test/a").unwrap().clone();
    assert_ne!(new.version, old.version);
    assert!(!Arc::ptr_eq(&prepared, &library.on_day(&new, today, today).unwrap()));
}
