//! Categories and validity of competency assessments, line by line, decided by the shipped policies. Every test is named by its source.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of a test: what is not there ends it")]

use chrono::NaiveDate;
use jenjang::policy::decide::{outcome, prepare};
use jenjang::policy::decision::Outcome;
use jenjang_policy_files::{FactsContext, read_facts_json};
use jenjang_tests::Law;

/// Exactly on the boundary the higher band wins.
#[test]
fn comp_002_a_match_of_80_meets_the_requirement() {
    Law::shipped().check("asn/competency/filling", "2026-04-01", r#"{"competency.match": 80}"#, "ms");
}

#[test]
fn comp_003_a_score_of_115_1_is_cut_to_100_and_marked() {
    let law = Law::shipped();
    law.check("asn/competency/clamped", "2026-04-01", r#"{"talent.potcom": 115.1}"#, "100");
    law.check("asn/competency/clamp-review", "2026-04-01", r#"{"talent.potcom": 115.1}"#, "clamped");
}

#[test]
fn comp_005_and_007_validity_by_years_of_the_calendar() {
    let law = Law::shipped();
    for (assessed, age, valid) in
        [(2026, "0", "eligible"), (2023, "3", "eligible"), (2022, "4", "not eligible"), (2021, "5", "not eligible")]
    {
        let facts = format!(r#"{{"assessment.year": {assessed}}}"#);
        law.check("asn/competency/assessment-age", "2026-06-30", &facts, age);
        law.check("asn/competency/validity-by-year", "2026-06-30", &facts, valid);
    }
    // 2021 + 3 = 2024, which the application prints as "expired since": its last valid year
    law.check("asn/competency/validity-by-year", "2024-12-31", r#"{"assessment.year": 2021}"#, "eligible");
    law.check("asn/competency/validity-by-year", "2025-01-01", r#"{"assessment.year": 2021}"#, "not eligible");
}

/// By dates: three full years, the anniversary itself no longer.
#[test]
fn peraturan_bkn_26_2019_art_29_validity_by_dates() {
    let law = Law::shipped();
    let facts = |date: &str| {
        format!(
            r#"{{"assessment.date": "{date}", "assessment.accredited": true, "assessment.target kind": "administrator", "target.kind": "administrator"}}"#
        )
    };
    for (date, day, valid) in [
        ("2023-05-10", "2026-05-09", "eligible"),
        ("2023-05-10", "2026-05-10", "not eligible"),
        ("2024-02-29", "2027-02-28", "eligible"),
        ("2024-02-29", "2027-03-01", "not eligible"),
    ] {
        law.check("asn/competency/validity", day, &facts(date), valid);
    }
}

/// A stored recap: totals against 300 under tolerances of 0, 5, 10 and 15 percent.
#[test]
fn comp_010_to_018_kaltim_recap_with_tolerances() {
    let law = Law::shipped();
    for (total, conclusions) in [
        ("379.72", ["above", "above", "above", "above"]),
        ("294.56", ["below", "above", "above", "above"]),
        ("284.6", ["below", "below", "above", "above"]),
        ("269.84", ["below", "below", "below", "above"]),
        ("250.12", ["below", "below", "below", "below"]),
    ] {
        for (tolerance, conclusion) in [0, 5, 10, 15].into_iter().zip(conclusions) {
            let facts = format!(
                r#"{{"competency.required total": 300, "competency.achieved total": {total}, "competency.tolerance": {tolerance}}}"#
            );
            for policy in ["asn/competency/tolerance", "asn/competency/tolerance-kaltim"] {
                law.check(policy, "2026-04-01", &facts, &format!("{conclusion}-standard"));
            }
        }
    }
    // the cut-offs the rows imply: 300, 285, 270, 255
    for (tolerance, cut) in [(0, "300"), (5, "285"), (10, "270"), (15, "255")] {
        let facts =
            format!(r#"{{"competency.required total": 300, "competency.achieved total": {cut}, "competency.tolerance": {tolerance}}}"#);
        law.check("asn/competency/tolerance", "2026-04-01", &facts, "meets-standard");
    }
}

/// Zero against zero is no assessment. The application answers "meets"; the rule we recommend gives no conclusion.
#[test]
fn comp_019_no_assessment_is_not_judged() {
    let law = Law::shipped();
    for tolerance in [0, 5, 10, 15] {
        let facts = format!(r#"{{"competency.required total": 0, "competency.achieved total": 0, "competency.tolerance": {tolerance}}}"#);
        law.check("asn/competency/tolerance-kaltim", "2026-04-01", &facts, "meets-standard");
        law.check("asn/competency/tolerance", "2026-04-01", &facts, "null");
    }
}

/// Bands of filling and mapping, both sides of every limit.
#[test]
fn filling_80_68_and_brin_3_2023_art_33_mapping_90_78() {
    let law = Law::shipped();
    for (value, filling, mapping) in [
        ("0", "kms", "kurang-optimal"),
        ("67.99", "kms", "kurang-optimal"),
        ("68", "mms", "kurang-optimal"),
        ("77.99", "mms", "kurang-optimal"),
        ("78", "mms", "cukup-optimal"),
        ("79.99", "mms", "cukup-optimal"),
        ("80", "ms", "cukup-optimal"),
        ("89.99", "ms", "cukup-optimal"),
        ("90", "ms", "optimal"),
        ("138.89", "ms", "optimal"),
    ] {
        let facts = format!(r#"{{"competency.match": {value}}}"#);
        law.check("asn/competency/filling", "2026-04-01", &facts, filling);
        law.check("asn/competency/mapping", "2026-04-01", &facts, mapping);
    }
}

/// Whole numbers are printed; 90.5 is rounded half up before it is looked up.
#[test]
fn permenkkp_39_2023_art_52_two_tables_after_one_rounding() {
    let law = Law::shipped();
    for (value, senior, other) in [
        ("91", "sangat-baik", "sangat-baik"),
        ("90.5", "sangat-baik", "sangat-baik"),
        ("90.49", "baik", "sangat-baik"),
        ("85", "baik", "sangat-baik"),
        ("84.5", "baik", "sangat-baik"),
        ("84.49", "kurang", "baik"),
        ("75", "kurang", "baik"),
        ("74.5", "kurang", "baik"),
        ("74.49", "kurang", "kurang"),
    ] {
        let facts = |kind: &str| format!(r#"{{"position.kind": "{kind}", "competency.match": {value}}}"#);
        law.check("asn/competency/kkp-2023", "2026-04-01", &facts("jpt-madya"), senior);
        law.check("asn/competency/kkp-2023", "2026-04-01", &facts("pengawas"), other);
    }
}

/// Four candidates, five criteria, core 60 and secondary 40: printed 4.40, 4.60, 4.20, 4.10 with the classic table. Both aspects hold the
/// same gaps, so that the aspect's value is the total.
#[test]
fn ruang_belajar_dss_profile_matching_and_the_capped_table() {
    let law = Law::shipped();
    for (core, secondary, classic, capped) in [
        ("[0, -1, -1]", "[0, -1]", "4.4", "4.4"),
        ("[-1, 0, 0]", "[-1, 0]", "4.6", "4.6"),
        ("[-2, -1, 1]", "[0, 1]", "4.2", "4.4"),
        ("[0, -2, -2]", "[1, 0]", "4.1", "4.2"),
    ] {
        let facts = format!(
            r#"{{"profile.managerial core": {core}, "profile.managerial secondary": {secondary}, "profile.technical core": {core}, "profile.technical secondary": {secondary}}}"#
        );
        for (policy, expected) in [("asn/competency/profile-matching-classic", classic), ("asn/competency/profile-matching", capped)] {
            let day: NaiveDate = "2026-04-01".parse().unwrap();
            let (people, _) = read_facts_json(&FactsContext::new("row.json", &law.catalogue, Some(day)), &facts);
            let on = prepare(&law.set, law.set.get(policy).unwrap(), day, day).unwrap();
            let Outcome::Value(jenjang::policy::value::Value::Number(found)) = outcome(&on, &people[0].dossier) else { panic!("{policy}") };
            // thirds do not end: the printed value is the rounded one
            assert_eq!(found.round_dp(10).normalize().to_string(), expected, "{policy} {core}");
        }
    }
}
