//! Random well-typed policies: the checker always answers, and what it says of all persons is true of every person tried.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may end in a panic")]

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::check::check;
use jenjang::policy::compile::{compile, compile_catalogue};
use jenjang::policy::decide::{PolicyOnDate, decide, prepare, table_value};
use jenjang::policy::decision::{Outcome, Verdict};
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::{Policy, PolicySet};
use jenjang::policy::value::Value;
use jenjang_policy_files::{read_catalogue, read_policy};
use jenjang_tests::{Random, list, random_dossier};
use proptest::prelude::*;

const CATALOGUE: &str = r#"
[catalogue]
id = "c"
title = { id = "c", en = "c" }
[scales.level]
@label
values = [{ code = "low", @label }, { code = "mid", @label }, { code = "high", @label }]
[facts.n]
type = "number"
range = ["0", "10"]
direction = "more-is-better"
@fact
[facts.m]
type = "number"
range = ["0", "10"]
none = true
@fact
[facts.day]
type = "date"
@fact
[facts.level]
type = "level"
direction = "more-is-better"
@fact
[facts.flag]
type = "boolean"
@fact
[facts.marks]
type = "list of level"
max-length = 3
@fact
"#;

fn filled(text: &str) -> String {
    let label = r#"label = { id = "l", en = "l" }"#;
    let fact = format!("{label}\nsource = {{ id = \"s\", en = \"s\" }}\nsupplier = {{ id = \"s\", en = \"s\" }}");
    text.replace("@fact", &fact).replace("@label", label)
}

fn number(random: &mut Random) -> String {
    match random.below(8) {
        0 => "n".into(),
        1 => "m".into(),
        2 => "p".into(),
        3 => "d".into(),
        4 => "years between(day, as of)".into(),
        5 => format!("({} + {})", number(random), random.below(4)),
        6 => format!("(if {} then {} else {})", condition(random, 1), random.below(9), random.below(9)),
        _ => format!("{}", random.below(11)),
    }
}

fn code(random: &mut Random) -> &'static str {
    ["low", "mid", "high"][random.below(3) as usize]
}

fn comparison(random: &mut Random) -> &'static str {
    ["<", "<=", ">", ">=", "=", "!="][random.below(6) as usize]
}

fn condition(random: &mut Random, depth: u32) -> String {
    let kinds = if depth == 0 { 8 } else { 12 };
    match random.below(kinds) {
        0 | 1 => format!("{} {} {}", ["n", "m", "d"][random.below(3) as usize], comparison(random), random.below(11)),
        2 => format!("{} {} {}", number(random), comparison(random), ["n", "m", "p"][random.below(3) as usize]),
        3 => format!("level {} \"{}\"", comparison(random), code(random)),
        4 => "flag".into(),
        5 => format!("m {} null", ["=", "!="][random.below(2) as usize]),
        6 => format!("n in ({}, [{}..{}], >= {})", random.below(5), random.below(5), random.below(5) + 4, random.below(4) + 7),
        7 => format!("marks[1] {} \"{}\"", comparison(random), code(random)),
        8 => format!("not({})", condition(random, depth - 1)),
        9 => format!("({} and {})", condition(random, depth - 1), condition(random, depth - 1)),
        10 => format!("({} or {})", condition(random, depth - 1), condition(random, depth - 1)),
        _ => format!("(if {} then {} else {})", condition(random, depth - 1), condition(random, depth - 1), condition(random, depth - 1)),
    }
}

fn cell(random: &mut Random) -> String {
    let (a, b) = (random.below(8), random.below(5));
    match random.below(7) {
        0 => "-".into(),
        1 => format!("{a}"),
        2 => format!(">= {a}"),
        3 => format!("< {a}"),
        4 => format!("[{a}..{}]", a + b),
        5 => format!("not({a})"),
        _ => "null".into(),
    }
}

fn policy_text(random: &mut Random) -> String {
    let mut text = String::from(
        "[policy]\nid = \"t/a\"\ndecides = \"eligibility\"\ntitle = { id = \"t\", en = \"t\" }\ncatalogue = \"c\"\nreference = \"R\"\n\
         certainty = \"text\"\neffective = { from = 2020-01-01 }\ndate-rounding = \"last-day-of-month\"\n",
    );
    let first = random.below(11);
    text += &format!(
        "[parameters.p]\n@label\nvalues = [{{ from = 2020-01-01, value = \"{first}\", reference = \"R\" }}, {{ from = 2023-01-01, value = \"{}\", reference = \"R\" }}]\n",
        random.below(11)
    );
    text += &format!("[definitions.d]\n@label\nexpression = \"n - {}\"\n", random.below(4));
    let hit = ["unique", "first", "any"][random.below(3) as usize];
    text += &format!(
        "[tables.t]\n@label\ninputs = [\"n\", \"level\", \"m\"]\noutput = \"number\"\nhit = \"{hit}\"\nreference = \"R\"\nrows = [\n"
    );
    for _ in 0..=random.below(7) {
        let level = ["-".to_owned(), code(random).to_owned(), format!(">= {}", code(random))][random.below(3) as usize].clone();
        let number = cell(random).replace("null", "-");
        text += &format!("[\"{number}\", \"{level}\", \"{}\", \"{}\"],\n", cell(random), random.below(3));
    }
    text += "]\n";
    let criteria = 2 + random.below(4);
    for i in 0..criteria {
        let depth = random.below(3) as u32;
        text += &format!("[[criteria]]\ncode = \"c{i}\"\n@label\nreference = \"R\"\nrequire = '{}'\n", condition(random, depth));
        if random.below(4) == 0 {
            text += &format!("when = '{}'\n", condition(random, 1));
        }
        if random.below(6) == 0 {
            text += "effective = { from = 2022-01-01 }\n";
        }
    }
    if random.below(3) == 0 {
        text +=
            &format!("[[groups]]\ncode = \"g\"\n@label\nreference = \"R\"\nof = [\"c0\", \"c1\"]\nat-least = {}\n", 1 + random.below(2));
    }
    text
}

/// A typed policy, where the text happens to be well typed.
fn built(seed: u64) -> Option<(Arc<Catalogue>, PolicySet, String)> {
    let mut random = Random::new(seed);
    let (catalogue, _) = read_catalogue("c.toml", filled(CATALOGUE).as_bytes());
    let (catalogue, problems) = compile_catalogue(&catalogue?);
    assert!(problems.is_empty(), "{}", list(&problems));
    let text = filled(&policy_text(&mut random));
    let (document, problems) = read_policy("a.toml", text.as_bytes());
    assert!(problems.iter().all(|d| d.severity != Severity::Error), "{text}\n{}", list(&problems));
    let (set, problems) = compile(&[document?], &[Arc::clone(&catalogue)], &PolicySet::new());
    if problems.iter().any(|d| d.severity == Severity::Error) {
        return None;
    }
    Some((catalogue, set, text))
}

/// The criterion a finding is about: the one in whose text it stands.
fn about<'p>(policy: &'p Policy, found: &Diagnostic) -> &'p str {
    let inside = |c: &&jenjang::policy::model::Criterion| {
        let conditions = c.when.iter().chain([&c.require]);
        conditions.map(|condition| condition.node.span).any(|span| span == found.span)
    };
    policy.criteria.iter().find(inside).map_or("?", |c| &c.code)
}

/// All facts known or known to be none, items of lists included.
fn complete(catalogue: &Arc<Catalogue>, as_of: NaiveDate, random: &mut Random) -> Dossier {
    let mut dossier = random_dossier(catalogue, as_of, 0, random);
    if let Some(index) = catalogue.find("marks")
        && let Value::List(items) = dossier.get(index).clone()
    {
        dossier.set(index, Value::List(items.iter().filter(|item| !item.is_missing()).cloned().collect()));
    }
    dossier
}

/// Whether a sentence (`… from 2022-01-01 until before 2023-01-01 …`) speaks of a day.
fn speaks_of(sentence: &str, day: NaiveDate) -> bool {
    let date = |word: &str| sentence.split_once(word).and_then(|(_, rest)| rest.get(..10)?.parse::<NaiveDate>().ok());
    date(" from ").is_none_or(|from| from <= day) && date(" before ").is_none_or(|to| day < to)
}

fn holds_of(policy: &Policy, prepared: &PolicyOnDate, dossier: &Dossier, found: &[Diagnostic]) -> Result<(), TestCaseError> {
    let decision = decide(prepared, dossier, &[]);
    let verdict = |code: &str| decision.findings.iter().find(|f| &*f.code == code).map(|f| f.verdict);
    for diagnostic in found {
        let code = about(policy, diagnostic);
        let now = speaks_of(&diagnostic.message.en, prepared.as_of());
        match diagnostic.code {
            "criterion-never-met" if now => prop_assert_ne!(verdict(code), Some(Verdict::Met), "{}", diagnostic.message.en),
            "criterion-always-met" => prop_assert_ne!(verdict(code), Some(Verdict::NotMet), "{}", diagnostic.message.en),
            "criterion-never-applies" => {
                prop_assert!(matches!(verdict(code), None | Some(Verdict::NotApplicable | Verdict::Unknown)), "{}", diagnostic.message.en)
            }
            "criteria-contradict" if now => {
                prop_assert_ne!(&decision.outcome, &Outcome::Eligible, "{}", diagnostic.message.en)
            }
            "criterion-implied" | "criterion-duplicate" => {
                let strong = policy.criteria.iter().find(|c| c.require.node.span == diagnostic.related[0].0).unwrap();
                if verdict(&strong.code).is_some_and(Verdict::counts_as_met) {
                    prop_assert_ne!(verdict(code), Some(Verdict::NotMet), "{}", diagnostic.message.en);
                }
            }
            _ => {}
        }
    }
    // a table without a reported hole or clash gives everybody something
    let table = ["table-hole", "table-none", "table-overlap", "table-rows-disagree", "table-too-large"];
    if !found.iter().any(|d| table.contains(&d.code)) {
        prop_assert!(!table_value(prepared, dossier, 0).is_none());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn what_is_said_of_everybody_is_true_of_everybody(seed in any::<u64>()) {
        let Some((catalogue, set, text)) = built(seed) else { return Ok(()) };
        let policy = set.get("t/a").unwrap();
        let found = check(&set, policy);
        let mut random = Random::new(seed ^ 0xABCD);
        for as_of in ["2020-06-01", "2022-06-01", "2024-06-01"] {
            let as_of: NaiveDate = as_of.parse().unwrap();
            let prepared = prepare(&set, policy, as_of, NaiveDate::MAX).unwrap();
            for _ in 0..40 {
                let dossier = complete(&catalogue, as_of, &mut random);
                let checked = holds_of(policy, &prepared, &dossier, &found);
                prop_assert!(checked.is_ok(), "{checked:?}\n{text}\n{}", list(&found));
            }
        }
    }

    /// The witness of a hole gives none; the pair of a broken direction is one step of one fact.
    #[test]
    fn every_witness_shows_what_it_is_said_to_show(seed in any::<u64>()) {
        let Some((catalogue, set, text)) = built(seed) else { return Ok(()) };
        let policy = set.get("t/a").unwrap();
        let as_of: NaiveDate = "2024-06-01".parse().unwrap();
        let prepared = prepare(&set, policy, as_of, NaiveDate::MAX).unwrap();
        for diagnostic in check(&set, policy) {
            if diagnostic.code == "table-hole" || diagnostic.code == "table-none" {
                let mut dossier = Dossier::new(Arc::clone(&catalogue), as_of);
                for (name, value) in &diagnostic.witness {
                    let index = catalogue.find(name).unwrap();
                    let ty = &catalogue.fact(index).ty;
                    let value = if value == "null" { Value::None } else { jenjang::policy::expression::literal::parse_value(value, ty).unwrap() };
                    dossier.set(index, value);
                }
                prop_assert!(table_value(&prepared, &dossier, 0).is_none(), "{}\n{text}", diagnostic.message.en);
            }
            if diagnostic.code == "direction-broken" {
                let [.., (less, _), (more, _)] = diagnostic.witness.as_slice() else { return Err(TestCaseError::fail("a pair")) };
                prop_assert_eq!(less, more);
            }
        }
    }
}
