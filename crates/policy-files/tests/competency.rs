//! Framework and standards files: what is read, and every fault with its place.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop at the first surprise")]

use jenjang::competency::{Framework, Importance, Scope, StandardTarget};
use jenjang::policy::diagnostic::Diagnostic;
use jenjang_policy_files::{position, read_framework, read_standards};

const FRAMEWORK: &str = include_str!("data/framework.toml");
const STANDARDS: &str = include_str!("data/standards.toml");

fn framework() -> Framework {
    let (framework, found) = read_framework("framework.toml", FRAMEWORK.as_bytes());
    assert_eq!(found, []);
    framework.unwrap()
}

/// Line, column and code of each problem.
fn places(text: &str, found: &[Diagnostic]) -> Vec<(usize, usize, &'static str)> {
    let at = |d: &Diagnostic| position(text, d.span.start as usize);
    found.iter().map(|d| (at(d).line, at(d).column, d.code)).collect()
}

fn framework_problems(edits: &[(&str, &str)]) -> (Vec<(usize, usize, &'static str)>, Vec<String>) {
    let text = edited(FRAMEWORK, edits);
    let (framework, found) = read_framework("framework.toml", text.as_bytes());
    assert!(framework.is_none(), "what has errors is not used");
    (places(&text, &found), found.iter().map(|d| d.message.en.to_string()).collect())
}

fn standards_problems(edits: &[(&str, &str)]) -> (Vec<(usize, usize, &'static str)>, Vec<String>) {
    let text = edited(STANDARDS, edits);
    let (standards, found) = read_standards("standards.toml", text.as_bytes(), &[framework()]);
    assert!(standards.is_none(), "what has errors is not used");
    (places(&text, &found), found.iter().map(|d| d.message.en.to_string()).collect())
}

fn edited(text: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "`{from}` is in the file");
        text.replacen(from, to, 1)
    })
}

#[test]
fn a_whole_framework_is_read() {
    let framework = framework();
    let [team, health] = framework.competencies() else { panic!("two competencies") };
    assert_eq!(framework.highest_level().get(), 2);
    let rules = framework.assessment_rules();
    assert_eq!((rules.valid_months, rules.accredited_only, rules.same_tier), (Some(36), true, true));
    assert_eq!(&*team.levels[0].indicators[1].en, "Helps");
    assert_eq!(framework.scope_of(team), &Scope::Everywhere);
    assert_eq!(framework.scope_of(health), &Scope::Affair("health".into()));
    let source = health.source.clone().unwrap();
    assert_eq!((&*source.citation, source.certainty.as_str()), ("Contoh 2/2021", "practice"));
    assert!(team.source.is_none(), "the framework's source holds");
}

#[test]
fn whole_standards_are_read() {
    let (standards, found) = read_standards("standards.toml", STANDARDS.as_bytes(), &[framework()]);
    assert_eq!(found, []);
    let standards = standards.unwrap();
    let [default, own] = standards.standards() else { panic!("two standards") };
    assert!(matches!(default.target, StandardTarget::Tier(_)));
    assert_eq!((&*default.source.citation, default.source.certainty.as_str()), ("Contoh 3/2020", "unverified"));
    assert_eq!(
        own.requirements.iter().map(|r| (r.weight.to_string(), r.critical)).collect::<Vec<_>>(),
        [("0.7".to_owned(), false), ("0.3".to_owned(), true)]
    );
    assert_eq!(own.education.as_ref().map(|e| e.importance), Some(Importance::Mutlak));
    assert_eq!(own.experience[0].years, Some(3));
    assert_eq!(own.effective.to_string(), "[2021-01-01..2030-01-01)");
}

#[test]
fn faults_of_a_framework_stand_where_they_are_written() {
    let (places, sentences) = framework_problems(&[
        ("group      = \"technical\"", "group      = \"tecnical\""),
        ("level       = 2\ndescription = { id = \"Membangun", "level       = 3\ndescription = { id = \"Membangun"),
        ("affair     = \"health\"", "affair     = \"fishery\""),
    ]);
    assert_eq!(places, [(42, 15, "missing-level"), (52, 1, "unknown-level"), (59, 15, "unknown-group"), (62, 14, "unknown-affair")]);
    assert_eq!(sentences[2], "competency `T.01` is in group `tecnical`, which the framework does not have");
}

#[test]
fn what_is_missing_or_of_another_kind_is_said() {
    let (places, sentences) = framework_problems(&[
        ("certainty = \"text\"\n", ""),
        ("level       = 1\nlabel", "level       = 0\nlabel"),
        ("{ id = \"Kesehatan\", en = \"Health\" }", "\"Health\""),
    ]);
    let codes: Vec<&str> = places.iter().map(|(_, _, code)| *code).collect();
    assert_eq!(codes, ["missing-key", "missing-level", "number-out-of-range", "wrong-kind"]);
    assert_eq!(sentences[2], "`level` ([[levels]] 1) is 0, expected 1 to 20");
}

#[test]
fn faults_of_standards_stand_where_they_are_written() {
    let (places, sentences) = standards_problems(&[
        ("levels    = { \"M.01\" = 2 }", "levels    = { \"M.1\" = 2, \"M.01\" = 3 }"),
        ("critical   = [\"T.01\"]", "critical   = [\"T.02\"]"),
        ("importance = { \"M.01\" = \"0.7\", \"T.01\" = \"0.3\" }", "importance = { \"M.01\" = \"0.7\" }"),
        ("importance = \"penting\"", "importance = \"penitng\""),
    ]);
    assert_eq!(
        places,
        [
            (14, 15, "unknown-competency"),
            (14, 26, "unknown-level"),
            (23, 1, "missing-key"),
            (24, 16, "unknown-competency"),
            (26, 103, "unknown-word")
        ]
    );
    assert_eq!(sentences[0], "unknown competency `M.1` in the standard for `administrator`, expected one of framework `example-1`");
    assert_eq!(sentences[2], "`importance` does not name `T.01`, expected a weight for every competency in `levels`");
}

#[test]
fn the_framework_must_be_known_and_a_target_named_once() {
    let (places, _) = standards_problems(&[("framework = \"example-1\"", "framework = \"exampel-1\"")]);
    assert_eq!(places, [(4, 14, "unknown-framework")]);
    let (places, _) = standards_problems(&[("tier      = \"administrator\"", "post      = \"head-of-health\"")]);
    assert_eq!(places, [(17, 15, "duplicate-standard")]);
    let (places, sentences) = standards_problems(&[("tier      = \"administrator\"\n", "")]);
    assert_eq!(places, [(10, 1, "missing-key")]);
    assert_eq!(sentences[0], "`[[for]] 1` has neither `post` nor `tier`, expected one of them");
}

#[test]
fn nothing_makes_the_readers_panic() {
    for text in [FRAMEWORK, STANDARDS] {
        for end in (0..text.len()).step_by(7).filter(|end| text.is_char_boundary(*end)) {
            let (_, found) = read_framework("cut.toml", &text.as_bytes()[..end]);
            let (_, more) = read_standards("cut.toml", &text.as_bytes()[..end], &[framework()]);
            assert!(!found.is_empty() || !more.is_empty(), "no cut file is both");
        }
    }
}
