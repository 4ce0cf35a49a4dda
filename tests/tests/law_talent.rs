//! Talent rubrics of agencies, line by line, decided by the shipped policies. Every test is named by its source.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of a test: what is not there ends it")]

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::check::check;
use jenjang::policy::compile::compile;
use jenjang::policy::decide::{decide, outcome, prepare};
use jenjang::policy::decision::{Decision, Outcome};
use jenjang::policy::model::{Policy, PolicySet};
use jenjang::policy::value::Value;
use jenjang_policy_files::{FactsContext, read_facts_json, read_policy};
use rust_decimal::Decimal;

struct Law {
    catalogue: Arc<Catalogue>,
    set: PolicySet,
}

const DAY: &str = "2026-04-01";

impl Law {
    fn shipped() -> Law {
        let (catalogue, set, _) = jenjang_tests::shipped();
        Law { catalogue, set }
    }

    fn policy(&self, id: &str) -> &Arc<Policy> {
        self.set.get(id).unwrap_or_else(|| panic!("no policy {id}"))
    }

    fn decide(&self, policy: &str, facts: &str) -> Decision {
        let day: NaiveDate = DAY.parse().unwrap();
        let (people, problems) = read_facts_json(&FactsContext::new("row.json", &self.catalogue, Some(day)), facts);
        assert!(problems.is_empty(), "{problems:?}");
        let on = prepare(&self.set, self.policy(policy), day, day).unwrap();
        let decision = decide(&on, &people[0].dossier, &[]);
        assert_eq!(outcome(&on, &people[0].dossier), decision.outcome);
        decision
    }

    #[track_caller]
    fn check(&self, policy: &str, facts: &str, expected: &str) {
        let found = match self.decide(policy, facts).outcome {
            Outcome::Eligible => "eligible".to_owned(),
            Outcome::NotEligible => "not eligible".to_owned(),
            Outcome::Unknown => "unknown".to_owned(),
            Outcome::Value(value) => value.to_string(),
        };
        assert_eq!(found, expected, "{policy} with {facts}");
    }

    fn number(&self, policy: &str, facts: &str) -> Decimal {
        match self.decide(policy, facts).outcome {
            Outcome::Value(Value::Number(number)) => number,
            other => panic!("{policy}: a number was expected, found {other:?}"),
        }
    }

    /// The weights of a score policy on the day, by component.
    fn weights(&self, policy: &str) -> BTreeMap<String, Decimal> {
        let day: NaiveDate = DAY.parse().unwrap();
        let on = prepare(&self.set, self.policy(policy), day, day).unwrap();
        let code = |index: u16| self.policy(policy).components[usize::from(index)].code.to_string();
        let weight = |value: &Value| match value {
            Value::Number(weight) => *weight,
            other => panic!("a weight was expected, found {other}"),
        };
        on.components().iter().map(|component| (code(component.index), weight(&component.weight))).collect()
    }
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Equal to the number of decimals the source prints.
#[track_caller]
fn check_printed(found: Decimal, printed: &str) {
    let printed = decimal(printed);
    assert_eq!(found.round_dp(printed.scale()), printed);
}

const DIRECTOR: &str = r#"{"performance.label": "baik", "talent.potcom": 93.47, "education.level": "S2", "talent.field matches": true,
    "talent.training matches": true, "talent.years in tier": 6, "talent.breadth": "across-organisations", "talent.acting": "none",
    "sanction.level": null}"#;

/// Sheet "Sample", target post director (JPT pratama), step by step.
#[test]
fn talent_001_djbk_rubric_2026_sample_line() {
    let law = Law::shipped();
    law.check("asn/performance/label-score", DIRECTOR, "80");
    law.check("asn/talent/education-score", DIRECTOR, "90");
    law.check("asn/talent/field-score", DIRECTOR, "100");
    law.check("asn/talent/training-score", DIRECTOR, "100");
    law.check("asn/talent/length-score", DIRECTOR, "100");
    law.check("asn/talent/breadth-score", DIRECTOR, "100");
    law.check("asn/talent/acting-score", DIRECTOR, "0");
    law.check("asn/talent/discipline-score", DIRECTOR, "100");

    let potential = law.decide("asn/talent/djbk/potential", DIRECTOR);
    let part = |code: &str| match &potential.components.iter().find(|c| &*c.code == code).unwrap().contribution {
        Value::Number(part) => *part,
        other => panic!("{code}: {other}"),
    };
    check_printed(part("potcom"), "60.7555");
    check_printed(part("education"), "4.5");
    check_printed(part("field"), "5");
    check_printed(part("training"), "5");
    check_printed(part("experience"), "3.33333333333");
    check_printed(part("discipline"), "15");
    check_printed(law.number("asn/talent/djbk/potential", DIRECTOR), "93.5888333333");
    check_printed(law.number("asn/talent/djbk/value", DIRECTOR), "86.7944166667");
    let weights: Vec<(String, Decimal)> = law.weights("asn/talent/djbk/potential").into_iter().collect();
    let rubric = [
        ("discipline", "0.15"),
        ("education", "0.05"),
        ("experience", "0.05"),
        ("field", "0.05"),
        ("potcom", "0.65"),
        ("training", "0.05"),
    ];
    assert_eq!(weights, rubric.map(|(code, weight)| (code.to_owned(), decimal(weight))));
    // the sheet prints no box; with the rubric's own limits a Baik is above expectation
    law.check("asn/talent/djbk/box", DIRECTOR, "9");
}

#[test]
fn talent_004_aceh_barat_thresholds() {
    let law = Law::shipped();
    let level = |score: Decimal| {
        if score >= decimal("90") {
            3
        } else if score >= decimal("70") {
            2
        } else {
            1
        }
    };
    let boxes = [[1, 3, 6], [2, 5, 8], [4, 7, 9]];
    for performance in ["0", "69.99", "70", "89.99", "90", "100"] {
        for potential in ["0", "69.99", "70", "89.99", "90", "100"] {
            let expected: i32 = boxes[level(decimal(performance)) - 1][level(decimal(potential)) - 1];
            let facts = format!(r#"{{"performance.score": {performance}, "talent.potential": {potential}}}"#);
            law.check("asn/talent/aceh-barat/box", &facts, &expected.to_string());
        }
    }
}

/// A box for each closed interval of whole numbers, as the application's configuration prints them.
const PRINTED: &str = r#"
[policy]
id        = "asn/talent/printed"
decides   = "classification"
title     = { id = "t", en = "t" }
catalogue = "asn"
reference = "konfigurasi aplikasi"
certainty = "practice"
effective = { from = 2022-01-01 }

[tables.level]
label     = { id = "l", en = "l" }
inputs    = ["talent.potential"]
output    = "talent-level"
hit       = "unique"
reference = "konfigurasi aplikasi"
certainty = "practice"
rows      = [["[0..60]", "low"], ["[61..80]", "medium"], ["[81..100]", "high"]]

[classification]
result    = "level"
output    = "talent-level"
reference = "konfigurasi aplikasi"
certainty = "practice"
"#;

/// 60.5 and 80.5 are in no printed interval. The checker says so and names such a value; deciding gives none, never a lowest box.
#[test]
fn talent_005_intervals_with_holes_are_reported_with_a_witness() {
    let mut law = Law::shipped();
    let (document, problems) = read_policy("printed.toml", PRINTED.as_bytes());
    assert!(problems.is_empty(), "{}", jenjang_tests::list(&problems));
    let (compiled, problems) = compile(&[document.unwrap()], &[Arc::clone(&law.catalogue)], &law.set);
    assert!(problems.is_empty(), "{}", jenjang_tests::list(&problems));
    let policy = Arc::clone(compiled.get("asn/talent/printed").unwrap());
    let found = check(&compiled, &policy);
    let hole = found.iter().find(|problem| problem.code == "table-hole").unwrap_or_else(|| panic!("{}", jenjang_tests::list(&found)));
    let witness: Decimal = hole.witness.iter().find(|(name, _)| &**name == "talent.potential").unwrap().1.to_string().parse().unwrap();
    let between = |low: &str, high: &str| witness > decimal(low) && witness < decimal(high);
    assert!(between("60", "61") || between("80", "81"), "{witness}");
    law.set.insert(policy);
    for score in ["60.5", "80.5"] {
        law.check("asn/talent/printed", &format!(r#"{{"talent.potential": {score}}}"#), "null");
    }
}

#[test]
fn talent_006_weights_of_keputusan_bkn_411_2025() {
    let law = Law::shipped();
    let check = |policy: &str, printed: &[(&str, &str)]| {
        let weights = law.weights(policy);
        let printed: BTreeMap<String, Decimal> = printed.iter().map(|(code, weight)| ((*code).to_owned(), decimal(weight))).collect();
        assert_eq!(weights, printed, "{policy}");
        assert_eq!(weights.values().sum::<Decimal>(), Decimal::ONE, "{policy}");
    };
    check("asn/talent/bkn-411/performance", &[("rating", "0.6"), ("awards", "0.15"), ("team-assignments", "0.15"), ("feedback", "0.1")]);
    check(
        "asn/talent/bkn-411/potential",
        &[
            ("competency", "0.2"),
            ("development", "0.1"),
            ("experience", "0.1"),
            ("potential", "0.25"),
            ("education", "0.1"),
            ("field-match", "0.1"),
            ("discipline", "0.15"),
        ],
    );
    check("asn/talent/bkn-411/value", &[("performance", "0.5"), ("potential", "0.5")]);
    let cuts = |band: &str| {
        let policy = law.policy("asn/talent/bkn-411/box");
        let table = policy.tables.iter().find(|table| &*table.name == band).unwrap();
        let rows = &table.versions.last().unwrap().value;
        rows.iter().map(|row| format!("{:?} {}", row.tests[0].parts[0], row.output)).collect::<Vec<_>>()
    };
    for band in ["performance-level", "potential-level"] {
        let cuts = cuts(band);
        assert!(cuts[1].contains("Included(Number(60))") && cuts[2].contains("Included(Number(80))"), "{cuts:?}");
    }
    // the application counts missing awards as zero, which caps a perfect record at 70; here what nobody said stays unknown
    let perfect = r#"{"performance.label": "sangat-baik", "talent.feedback": 100}"#;
    law.check("asn/talent/bkn-411/performance", perfect, "unknown");
    let none = r#"{"performance.label": "sangat-baik", "talent.feedback": 100, "talent.awards": 0, "talent.team assignments": 0}"#;
    law.check("asn/talent/bkn-411/performance", none, "70");
}

#[test]
fn talent_007_technical_blend_by_target_tier() {
    let law = Law::shipped();
    // talent value 100, technical 0 gives the talent weight; 0 and 100 the technical weight
    let best = r#""performance.label": "sangat-baik", "talent.awards": 100, "talent.team assignments": 100, "talent.feedback": 100,
        "talent.competency": 100, "talent.development": 100, "talent.experience": 100, "talent.potential assessment": 100,
        "education.level": "S3", "talent.field matches": true, "sanction.level": null"#;
    for (target, talent, technical) in
        [("jpt-madya", "0.8", "0.2"), ("jpt-pratama", "0.7", "0.3"), ("administrator", "0.6", "0.4"), ("pengawas", "0.5", "0.5")]
    {
        let facts = |score: u32| format!(r#"{{{best}, "target.kind": "{target}", "talent.technical": {score}}}"#);
        let without = law.number("asn/talent/bkn-411/with-technical", &facts(0));
        assert_eq!(without / Decimal::ONE_HUNDRED, decimal(talent), "{target}");
        let with = law.number("asn/talent/bkn-411/with-technical", &facts(100));
        assert_eq!((with - without) / Decimal::ONE_HUNDRED, decimal(technical), "{target}");
    }
}

#[test]
fn talent_008_ministry_of_finance_style_bands() {
    let law = Law::shipped();
    for (value, class) in
        [("0", "below"), ("89.99", "below"), ("90", "meets"), ("95.5", "meets"), ("100", "meets"), ("100.01", "above"), ("120", "above")]
    {
        law.check("asn/talent/kemenkeu/performance-level", &format!(r#"{{"talent.nkp": {value}}}"#), class);
    }
}

#[test]
fn talent_010_djbk_discipline_scores() {
    let law = Law::shipped();
    for (history, score) in [
        (r#"{"sanction.level": null}"#, "100"),
        (r#"{"sanction.level": "ringan", "sanction.since": "2024-01-01", "sanction.end": null}"#, "75"),
        (r#"{"sanction.level": "sedang", "sanction.since": "2024-01-01", "sanction.end": "2024-06-30"}"#, "50"),
        (r#"{"sanction.level": "berat", "sanction.since": "2024-01-01", "sanction.end": "2024-12-31"}"#, "25"),
        (r#"{"sanction.level": "berat", "sanction.since": "2025-06-01", "sanction.end": "2026-05-31"}"#, "0"),
    ] {
        law.check("asn/talent/discipline-score", history, score);
    }
    assert_eq!(law.weights("asn/talent/djbk/potential")["discipline"], decimal("0.15"));
}

#[test]
fn talent_011_djbk_performance_scores_and_bands() {
    let law = Law::shipped();
    for (label, score, class) in [
        ("sangat-baik", "100", "above"),
        ("baik", "80", "above"),
        ("butuh-perbaikan", "60", "meets"),
        ("kurang", "40", "below"),
        ("sangat-kurang", "20", "below"),
    ] {
        law.check("asn/performance/label-score", &format!(r#"{{"performance.label": "{label}"}}"#), score);
        law.check("asn/performance/axis", &format!(r#"{{"performance.score": {score}}}"#), class);
    }
    for (score, class) in [("79.99", "meets"), ("59.99", "below")] {
        law.check("asn/performance/axis", &format!(r#"{{"performance.score": {score}}}"#), class);
    }
}

#[test]
fn talent_012_tanjungpinang_draft_2022_weights() {
    let law = Law::shipped();
    let weights = law.weights("asn/talent/tanjungpinang/potential");
    let printed =
        [("education", "10"), ("managerial", "25"), ("position-record", "5"), ("rank", "5"), ("technical", "20"), ("training", "35")];
    assert_eq!(weights.into_iter().collect::<Vec<_>>(), printed.map(|(code, weight)| (code.to_owned(), decimal(weight))));
    assert_eq!(printed.iter().map(|(_, weight)| decimal(weight)).sum::<Decimal>(), Decimal::ONE_HUNDRED);
    // before the technical part: the same five parts among themselves
    let first = law.weights("asn/talent/tanjungpinang/first-mapping");
    assert_eq!(first.values().sum::<Decimal>(), Decimal::ONE);
    assert_eq!(first["managerial"], decimal("25") / decimal("80"));
}

/// Six public applications number the boxes alike; every grid that uses the numbering says the same.
#[test]
fn permenpanrb_3_2020_annex_one_numbering_in_every_nine_box_grid() {
    let law = Law::shipped();
    let table = |policy: &Policy| -> BTreeMap<String, String> {
        let table = policy.tables.iter().find(|table| &*table.name == "box").unwrap();
        let rows = &table.versions.last().unwrap().value;
        rows.iter().map(|row| (format!("{:?}", row.tests.iter().map(|t| &t.parts).collect::<Vec<_>>()), row.output.to_string())).collect()
    };
    let national = table(law.policy("asn/talent/nine-box"));
    assert_eq!(national.len(), 9);
    let same = ["asn/talent/bkn-411/box", "asn/talent/djbk/box", "asn/talent/aceh-barat/box"];
    for policy in same {
        assert_eq!(table(law.policy(policy)), national, "{policy}");
    }
    // every box says what is recommended, in both languages
    for value in &law.catalogue.scale("nine-box").unwrap().values {
        let note = value.note.as_ref().unwrap();
        assert!(!note.id.is_empty() && !note.en.is_empty() && note.id != note.en, "{}", value.code);
    }
}

#[test]
fn permenpanrb_3_2020_succession_group_and_order_of_pick() {
    let law = Law::shipped();
    for (place, member, order) in [
        ("1", "not eligible", "null"),
        ("6", "not eligible", "null"),
        ("7", "eligible", "1"),
        ("8", "eligible", "2"),
        ("9", "eligible", "3"),
    ] {
        let facts = format!(r#"{{"talent.box": "{place}"}}"#);
        law.check("asn/talent/succession-group", &facts, member);
        law.check("asn/talent/pick-order", &facts, order);
    }
}
