//! Worked examples of promotion and selection law, each named by its instrument or source, decided by the shipped policies.
//! The files of the policies carry more cases of their own (`shipped_cases.rs`); docs/law lists them by article.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of a test: what is not there ends it")]

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{decide, prepare};
use jenjang::policy::decision::{Decision, Outcome, Verdict};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::earliest::is_permitted;
use jenjang::policy::model::PolicySet;
use jenjang_policy_files::{FactsContext, read_facts_json};

struct Law {
    catalogue: Arc<Catalogue>,
    set: PolicySet,
}

impl Law {
    fn shipped() -> Law {
        let (catalogue, set, _) = jenjang_tests::shipped();
        Law { catalogue, set }
    }

    fn dossier(&self, day: NaiveDate, facts: &str) -> Dossier {
        let (people, problems) = read_facts_json(&FactsContext::new("example.json", &self.catalogue, Some(day)), facts);
        assert!(problems.is_empty(), "{problems:?}");
        people.into_iter().next().unwrap().dossier
    }

    fn decide(&self, policy: &str, day: &str, facts: &str) -> Decision {
        let day: NaiveDate = day.parse().unwrap();
        let on = prepare(&self.set, self.set.get(policy).unwrap(), day, day).unwrap();
        decide(&on, &self.dossier(day, facts), &[])
    }

    #[track_caller]
    fn check(&self, policy: &str, day: &str, facts: &str, expected: &str) {
        let decision = self.decide(policy, day, facts);
        let not_met: Vec<&str> = decision.findings.iter().filter(|f| f.verdict == Verdict::NotMet).map(|f| &*f.code).collect();
        let found = match &decision.outcome {
            Outcome::Eligible => "eligible".to_owned(),
            Outcome::NotEligible => format!("not eligible: {}", not_met.join(", ")),
            Outcome::Unknown => format!("unknown: {:?}", decision.missing),
            Outcome::Value(value) => value.to_string(),
        };
        assert_eq!(found, expected, "{policy} on {day} with {facts}");
    }

    /// Days of a year on which a promotion under the policy may take effect.
    fn periods(&self, policy: &str, year: i32) -> Vec<String> {
        let policy = self.set.get(policy).unwrap();
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let days = first.iter_days().take_while(|day| day.format("%Y").to_string() == year.to_string());
        days.filter(|day| is_permitted(policy, *day, *day)).map(|day| day.format("%m-%d").to_string()).collect()
    }
}

const PROMOTIONS: [&str; 7] = [
    "asn/promotion/regular",
    "asn/promotion/structural-one-below",
    "asn/promotion/structural-in-range",
    "asn/promotion/functional",
    "asn/promotion/outstanding-performance",
    "asn/promotion/new-invention",
    "asn/promotion/diploma-adjustment",
];

#[test]
fn peraturan_bkn_4_2025_has_twelve_periods_a_year_and_its_forerunners_six_and_two() {
    let law = Law::shipped();
    let monthly: Vec<String> = (1..=12).map(|month| format!("{month:02}-01")).collect();
    for policy in PROMOTIONS {
        assert_eq!(law.periods(policy, 2026), monthly, "{policy}");
        assert_eq!(law.periods(policy, 2024).len(), 6, "{policy}");
        assert_eq!(law.periods(policy, 2023), ["04-01", "10-01"], "{policy}");
        // the year of the change: every second month until the first of October, monthly from then on
        assert_eq!(law.periods(policy, 2025), ["02-01", "04-01", "06-01", "08-01", "10-01", "11-01", "12-01"], "{policy}");
    }
}

#[test]
fn peraturan_bkn_2_2025_lets_a_regular_promotion_pass_the_superior_within_the_diploma() {
    let law = Law::shipped();
    let facts = r#"{"employment": "pns", "position.kind": "pelaksana", "grade": "III/c", "grade.since": "2021-04-01", "education.level": "S1",
        "rating": ["baik", "baik"], "superior.grade": "III/c", "sanction.level": null, "examination.level": null, "suspended": false}"#;
    law.check("asn/promotion/regular", "2025-05-20", facts, "eligible");
    law.check("asn/promotion/regular", "2025-05-19", facts, "not eligible: above-superior-grade");
    let above_the_diploma =
        facts.replace("III/c\", \"grade.since", "III/d\", \"grade.since").replace("false}", "false, \"service exam.second\": true}");
    law.check("asn/promotion/regular", "2025-05-20", &above_the_diploma, "not eligible: diploma-ceiling-reached");
}

/// The table of a regional personnel agency, entry and top grade by diploma.
#[test]
fn pp_99_2000_and_pp_12_2002_entry_and_top_grade_by_diploma() {
    let law = Law::shipped();
    let table = [
        ("SD", "I/a", "II/a", "I/d"),
        ("SLTP", "I/c", "II/c", "II/b"),
        ("SLTP-K", "I/c", "II/d", "II/c"),
        ("SLTA", "II/a", "III/b", "III/a"),
        ("D-I", "II/a", "III/b", "III/a"),
        ("D-II", "II/b", "III/b", "III/a"),
        ("SGPLB", "II/b", "III/c", "III/b"),
        ("D-III", "II/c", "III/c", "III/b"),
        ("S1", "III/a", "III/d", "III/c"),
        ("D-IV", "III/a", "III/d", "III/c"),
        ("Dokter", "III/b", "IV/a", "III/d"),
        ("S2", "III/b", "IV/a", "III/d"),
        ("S3", "III/c", "IV/b", "IV/a"),
    ];
    for (diploma, entry, top, one_below) in table {
        law.check("asn/grade/entry", "2014-11-01", &format!(r#"{{"education.level": "{diploma}"}}"#), entry);
        let at = |grade: &str| {
            format!(
                r#"{{"employment": "pns", "position.kind": "pelaksana", "grade": "{grade}", "grade.since": "2020-04-01", "education.level": "{diploma}",
                "rating": ["baik", "baik"], "service exam.first": true, "service exam.second": true, "sanction.level": null, "examination.level": null,
                "suspended": false}}"#
            )
        };
        law.check("asn/promotion/regular", "2026-04-01", &at(one_below), "eligible");
        law.check("asn/promotion/regular", "2026-04-01", &at(top), "not eligible: diploma-ceiling-reached");
    }
}

#[test]
fn pp_99_2000_ps_9_and_12_structural_official_one_grade_below_the_position() {
    let law = Law::shipped();
    let facts = |grade_since: &str, position_since: &str| {
        format!(
            r#"{{"employment": "pns", "position.kind": "pengawas", "position.echelon": "IV.a", "position.since": "{position_since}", "grade": "III/b",
            "grade.since": "{grade_since}", "rating": ["baik", "baik"], "sanction.level": null, "examination.level": null, "suspended": false}}"#
        )
    };
    let policy = "asn/promotion/structural-one-below";
    law.check(policy, "2026-04-01", &facts("2025-04-01", "2025-04-01"), "eligible");
    law.check(policy, "2026-04-01", &facts("2022-04-01", "2026-03-31"), "eligible");
    law.check(policy, "2026-04-01", &facts("2022-04-02", "2026-03-31"), "not eligible: time-in-position-too-short");
}

#[test]
fn pp_99_2000_ps_13_functional_official_needs_two_years_credit_and_good_performance_together() {
    let law = Law::shipped();
    let facts = |since: &str, met: bool, older: &str| {
        format!(
            r#"{{"employment": "pns", "position.kind": "fungsional", "tier": "ahli-pertama", "grade": "III/a", "grade.since": "{since}",
            "credit.requirement met": {met}, "rating": ["baik", "{older}"], "sanction.level": null, "examination.level": null, "suspended": false}}"#
        )
    };
    let policy = "asn/promotion/functional";
    law.check(policy, "2022-10-01", &facts("2020-10-01", true, "baik"), "eligible");
    law.check(policy, "2022-10-01", &facts("2020-10-02", true, "baik"), "not eligible: time-in-grade-too-short");
    law.check(policy, "2022-10-01", &facts("2020-10-01", false, "baik"), "not eligible: credit-requirement-not-met");
    law.check(policy, "2022-10-01", &facts("2020-10-01", true, "kurang"), "not eligible: performance-below-good");
}

#[test]
fn pp_99_2000_outstanding_performance_is_not_bound_by_the_range_of_the_grade() {
    let law = Law::shipped();
    let facts = r#"{"employment": "pns", "grade": "III/d", "grade.since": "2025-04-01", "education.level": "S1", "position.echelon": "IV.a",
        "rating": ["sangat-baik"], "outstanding performance": true, "sanction.level": null, "examination.level": null, "suspended": false}"#;
    law.check("asn/promotion/outstanding-performance", "2026-04-01", facts, "eligible");
    law.check(
        "asn/promotion/outstanding-performance",
        "2026-04-01",
        &facts.replace("sangat-baik", "baik"),
        "not eligible: performance-below-very-good",
    );
}

#[test]
fn pp_53_2010_ps_41_a_pending_appeal_froze_promotion_until_pp_94_2021() {
    let law = Law::shipped();
    let facts = r#"{"sanction.level": null, "examination.level": null, "suspended": false, "appeal pending": true}"#;
    law.check("asn/discipline/promotion-freeze", "2021-08-30", facts, "frozen");
    law.check("asn/discipline/promotion-freeze", "2021-08-31", facts, "free");
    let annulled = facts.replace("true", "false");
    law.check("asn/discipline/promotion-freeze", "2021-08-30", &annulled, "free");
}

#[test]
fn pp_11_2017_ps_54_administrator_after_three_years_as_pengawas_or_in_an_equal_functional_position() {
    let law = Law::shipped();
    let facts = |pengawas: &str, functional: &str| {
        format!(
            r#"{{"employment": "pns", "education.level": "S1", "experience.pengawas": "{pengawas}", "experience.equal functional": "{functional}",
            "rating": ["baik", "baik"], "competency.standard met": true, "integrity.good": true, "health.fit": true}}"#
        )
    };
    law.check("asn/position/administrator", "2019-08-01", &facts("3", "0"), "eligible");
    law.check("asn/position/administrator", "2019-08-01", &facts("0", "3"), "eligible");
    law.check(
        "asn/position/administrator",
        "2019-08-01",
        &facts("2.99", "2.99"),
        "not eligible: experience-as-pengawas-too-short, experience-as-equal-functional-too-short, experience-too-short",
    );
}

#[test]
fn permenpanrb_15_2019_three_names_go_to_the_appointing_authority() {
    let law = Law::shipped();
    let passed: Vec<u32> = (1..=9)
        .filter(|rank| {
            let decision = law.decide("asn/selection/shortlist", "2022-06-01", &format!(r#"{{"selection.rank": {rank}}}"#));
            decision.outcome == Outcome::Eligible
        })
        .collect();
    assert_eq!(passed, [1, 2, 3]);
}

/// Weights 20, 25, 35 and 20 percent, read back from the score: one component at 100 and the others at 0 gives its weight.
#[test]
fn kepulauan_meranti_2022_and_maluku_tenggara_2019_weights() {
    let law = Law::shipped();
    let weights = |policy: &str, day: &str, components: &[&str]| -> Vec<String> {
        let score = |full: &&str| {
            let facts: Vec<String> = components.iter().map(|c| format!(r#""{c}": {}"#, if c == full { 100 } else { 0 })).collect();
            match law.decide(policy, day, &format!("{{{}}}", facts.join(", "))).outcome {
                Outcome::Value(value) => value.to_string(),
                other => panic!("a score was expected, found {other:?}"),
            }
        };
        components.iter().map(score).collect()
    };
    let four = ["selection.paper", "selection.assessment centre", "selection.interview", "selection.track record"];
    assert_eq!(weights("asn/selection/open", "2022-06-01", &four), ["20", "25", "35", "20"]);
    assert_eq!(
        weights("asn/selection/maluku-tenggara-2019", "2019-06-01", &["selection.panel", "selection.assessment centre"]),
        ["60", "40"]
    );
}

#[test]
fn kota_malang_2022_below_68_does_not_meet_the_requirement_but_does_not_exclude() {
    let law = Law::shipped();
    for (score, class) in [("67.99", "kurang-memenuhi"), ("68", "masih-memenuhi"), ("79.99", "masih-memenuhi"), ("80", "memenuhi")] {
        law.check("asn/selection/assessment-class", "2022-07-01", &format!(r#"{{"selection.assessment centre": "{score}"}}"#), class);
    }
    law.check("asn/selection/malang-2022", "2022-07-01", r#"{"selection.choices": 2, "selection.assessment centre": "60"}"#, "eligible");
    law.check("asn/selection/malang-2022", "2022-07-01", r#"{"selection.choices": 3}"#, "not eligible: too-many-choices");
}

#[test]
fn kuningan_2020_two_years_in_echelon_iii_b() {
    let law = Law::shipped();
    for (since, expected) in [
        ("2020-04-02", "not eligible: time-in-post-too-short"),
        ("2019-04-02", "not eligible: time-in-post-too-short"),
        ("2018-10-02", "eligible"),
    ] {
        let facts = format!(r#"{{"position.echelon": "III.b", "position.since": "{since}"}}"#);
        law.check("asn/selection/kuningan-2020", "2020-10-02", &facts, expected);
    }
}

#[test]
fn ministry_of_agriculture_2020_age_on_application_and_at_inauguration() {
    let law = Law::shipped();
    let facts = |applied: &str, inaugurated: &str| {
        format!(
            r#"{{"grade": "IV/b", "experience.administrator": "2", "experience.ahli-madya": "0", "tier": null, "experience.related": "5",
            "rating": ["baik", "baik"], "sanction.heaviest": null, "birth date": "1965-01-15", "selection.application date": "{applied}",
            "selection.inauguration date": "{inaugurated}"}}"#
        )
    };
    let policy = "asn/selection/agriculture-2020";
    law.check(policy, "2020-07-15", &facts("2020-07-15", "2021-01-14"), "eligible");
    law.check(policy, "2020-07-16", &facts("2020-07-16", "2021-01-14"), "not eligible: too-old-on-application");
    law.check(policy, "2020-07-15", &facts("2020-07-15", "2021-01-15"), "not eligible: too-old-at-inauguration");
}

/// The notice restates PP 11/2017 art. 107 (1) b and adds two years of performance: whoever fails the law fails the notice.
#[test]
fn south_sumatra_2024_agrees_with_pp_11_2017_ps_107() {
    let law = Law::shipped();
    for (related, birth, fits) in [("7", "1966-10-01", true), ("6.9", "1966-10-01", false), ("7", "1966-09-30", false)] {
        let facts = format!(
            r#"{{"employment": "pns", "education.level": "S1", "experience.jpt-pratama": "2", "experience.ahli-utama": "0", "experience.related": "{related}",
            "position.kind": "jpt-pratama", "position.since": "2022-10-01", "tier": null, "rating": ["baik", "baik"], "birth date": "{birth}",
            "competency.standard met": true, "integrity.good": true, "track record.good": true, "health.fit": true,
            "selection.inauguration date": "2024-10-01"}}"#
        );
        for policy in ["asn/position/jpt-madya", "asn/selection/south-sumatra-2024"] {
            assert_eq!(law.decide(policy, "2024-10-01", &facts).outcome == Outcome::Eligible, fits, "{policy} with {facts}");
        }
    }
}

/// Where the freeze is spelt out and where it is asked for, the answer is the same.
#[test]
fn the_criteria_of_regular_promotion_agree_with_the_promotion_freeze() {
    let law = Law::shipped();
    let levels = ["null", r#""ringan""#, r#""sedang""#, r#""berat""#];
    let codes = ["sanction-in-force", "under-examination", "suspended", "appeal-pending"];
    for day in ["2015-04-01", "2021-08-30", "2021-08-31", "2026-04-01"] {
        for (level, end, examined) in levels
            .iter()
            .flat_map(|l| ["null", r#""2015-04-01""#, r#""2026-03-31""#].map(|e| (l, e)))
            .flat_map(|(l, e)| levels.map(|x| (l, e, x)))
        {
            for (suspended, appeal) in [(false, false), (false, true), (true, false)] {
                let facts = format!(
                    r#"{{"sanction.level": {level}, "sanction.since": "2014-01-01", "sanction.end": {end}, "examination.level": {examined},
                    "suspended": {suspended}, "appeal pending": {appeal}}}"#
                );
                let regular = law.decide("asn/promotion/regular", day, &facts);
                let blocked = regular.findings.iter().any(|f| f.verdict == Verdict::NotMet && codes.contains(&&*f.code));
                law.check("asn/discipline/promotion-freeze", day, &facts, if blocked { "frozen" } else { "free" });
            }
        }
    }
}
