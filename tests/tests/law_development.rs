//! Learning hours, development needs, training: published rules and examples, decided by the shipped policies.
//!
//! Every test names its source and the cases it restates. Printed tables with holes stay as printed: the policy gives no answer there, and the
//! checker names the hole as soon as nobody says that it is meant.

#![allow(clippy::unwrap_used, reason = "a test: what cannot be read ends it")]

use jenjang::index::{distribution, half_up, mean};
use jenjang::policy::check::check;
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang_tests::Law;
use rust_decimal::Decimal;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// JP of `amounts` done on different days (or in different months), each under the limit of its own.
fn hours(law: &Law, form: &str, amounts: &[&str], abroad: bool) -> Decimal {
    let each = amounts.iter().map(|amount| {
        let facts = format!(r#"{{"learning.form": "{form}", "learning.amount": "{amount}", "learning.abroad": {abroad}}}"#);
        d(&law.says("asn/learning/hours", "2024-12-31", &facts))
    });
    each.sum()
}

/// BPS guide to recording competence development, letter B-031/BPS/2600/02/2019 on the annex of PerLAN 10/2018 (dev-001 to -027).
#[test]
fn bps_2019_learning_hours_by_form() {
    let law = Law::shipped();
    let rows: [(&str, &[&str], bool, &str); 14] = [
        ("A1", &["1"], false, "20"),
        ("B1", &["30"], false, "30"),
        ("B6", &["1"], true, "6"),
        ("B7", &["1"], false, "5"),
        ("B8", &["30"], true, "36"),
        ("B11", &["2"], false, "8"),
        ("C1", &["1"], false, "2"),
        ("C2", &["2"], true, "8"),
        ("C3", &["5", "2", "3"], true, "9"),
        ("C5", &["1"], true, "24"),
        ("C7", &["1"], true, "20"),
        ("C8", &["1"], true, "24"),
        ("C10", &["2", "2", "2"], false, "6"),
        ("C11", &["1"], true, "24"),
    ];
    for (form, amounts, abroad, expected) in rows {
        assert_eq!(hours(&law, form, amounts, abroad), d(expected), "{form} {amounts:?} abroad: {abroad}");
    }
}

/// Same annex, all 27 forms at home and abroad: JP per unit, the unit, the limit.
#[test]
fn perlan_10_2018_every_form_at_home_and_abroad() {
    let law = Law::shipped();
    let plus_twenty = ["B2", "B3", "B4", "B5", "B8", "B9", "B10", "C4", "C6"].map(|form| (form, "jp", "1", "1.2", "null", "null"));
    let others = [
        ("A1", "semester", "20", "20", "null", "null"),
        ("A2", "semester", "20", "20", "null", "null"),
        ("B1", "jp", "1", "null", "null", "null"),
        ("B6", "day", "4", "6", "null", "null"),
        ("B7", "day", "5", "7", "null", "null"),
        ("B11", "day", "4", "6", "null", "null"),
        ("C1", "session", "2", "4", "2", "2"),
        ("C2", "session", "2", "4", "2", "2"),
        ("C3", "jp", "1", "1", "3", "4"),
        ("C5", "activity", "20", "24", "null", "null"),
        ("C7", "activity", "10", "20", "null", "null"),
        ("C8", "activity", "20", "24", "null", "null"),
        ("C9", "jp", "1", "1.2", "2", "2"),
        ("C10", "jp", "1", "1.2", "2", "2"),
        ("C11", "activity", "20", "24", "null", "null"),
        ("KL12", "null", "null", "null", "null", "null"),
        ("NKL11", "null", "null", "null", "null", "null"),
        ("NKL13", "null", "null", "null", "null", "null"),
    ];
    let rows: Vec<_> = plus_twenty.into_iter().chain(others).collect();
    assert_eq!(rows.len(), 27);
    for (form, unit, home, abroad, limit_home, limit_abroad) in rows {
        law.check("asn/learning/unit", "2024-12-31", &format!(r#"{{"learning.form": "{form}"}}"#), unit);
        for (away, per_unit, limit) in [(false, home, limit_home), (true, abroad, limit_abroad)] {
            let facts = format!(r#"{{"learning.form": "{form}", "learning.abroad": {away}}}"#);
            law.check("asn/learning/hours-per-unit", "2024-12-31", &facts, per_unit);
            law.check("asn/learning/limit", "2024-12-31", &facts, limit);
        }
    }
}

/// PP 11/2017 art. 203 (4) (dev-028): four activities that meet the 20 JP exactly.
#[test]
fn pp_11_2017_art_203_a_year_of_exactly_twenty_hours() {
    let law = Law::shipped();
    let each =
        [("B6", &["1"][..]), ("C1", &["2"]), ("C3", &["3", "3"]), ("B8", &["6"])].map(|(form, amounts)| hours(&law, form, amounts, false));
    assert_eq!(each, [d("4"), d("4"), d("6"), d("6")]);
    let total: Decimal = each.into_iter().sum();
    let duty = |total: Decimal| {
        let facts = format!(r#"{{"employment": "pns", "learning.hours this year": "{total}"}}"#);
        law.says("asn/learning/yearly-duty", "2024-12-31", &facts)
    };
    assert_eq!((total, duty(total)), (d("20"), "eligible".to_owned()));
    assert_eq!(duty(d("19")), "not eligible");
}

/// Talent application of Banjarmasin (dev-030 to -048): hours a year, training against the target, years without a sanction.
#[test]
fn banjarmasin_talent_scores() {
    let law = Law::shipped();
    for (hours, score) in
        [("42", "100"), ("41", "null"), ("40", "80"), ("31", "80"), ("30", "70"), ("21", "70"), ("20", "60"), ("19", "20")]
    {
        let facts = format!(r#"{{"practice.learning hours a year": {hours}}}"#);
        law.check("asn/practice/banjarmasin/learning-hours", "2024-12-31", &facts, score);
    }
    for (state, score) in
        [("target-done", "100"), ("target-running", "50"), ("current-done", "30"), ("current-running", "20"), ("none", "0")]
    {
        let facts = format!(r#"{{"practice.training against target": "{state}"}}"#);
        law.check("asn/practice/banjarmasin/training", "2024-12-31", &facts, score);
    }
    for (years, score) in [("3", "20"), ("6", "40"), ("9", "60"), ("12", "80"), ("15", "100")] {
        let facts = format!(r#"{{"practice.years without sanction": {years}}}"#);
        law.check("asn/practice/banjarmasin/years-without-sanction", "2024-12-31", &facts, score);
    }
}

/// Same application (dev-049): the mean of seven components times 0.35, of three times 0.15.
#[test]
fn banjarmasin_talent_components() {
    let law = Law::shipped();
    assert_eq!(mean(&["100", "80", "60", "100", "50", "70", "80"].map(d)).map(|v| half_up(v, 2)), Some(d("77.14")));
    let track = r#"{"practice.track record": [100, 80, 60, 100, 50, 70, 80]}"#;
    law.check("asn/practice/banjarmasin/track-record", "2024-12-31", track, "27");
    assert_eq!(mean(&["60", "80", "100"].map(d)), Some(d("80")));
    law.check("asn/practice/banjarmasin/other-considerations", "2024-12-31", r#"{"practice.other considerations": [60, 80, 100]}"#, "12");
}

/// Profile matching of posts, sample with ten aspects (dev-050, -052, -054).
#[test]
fn profile_matching_2019_weights_of_gaps() {
    let law = Law::shipped();
    let weight = |required: i32, present: i32| {
        let facts = format!(r#"{{"development.required level": {required}, "development.present level": {present}}}"#);
        d(&law.says("asn/development/gap-weight", "2024-12-31", &facts))
    };
    let required = [3, 3, 4, 4, 3, 4, 4, 5, 3, 4];
    let people = [
        ([2, 4, 3, 3, 2, 2, 4, 3, 2, 3], ["4", "4.5", "4", "4", "4", "3", "5", "3", "4", "4"]),
        ([4, 4, 3, 3, 4, 3, 2, 3, 3, 2], ["4.5", "4.5", "4", "4", "4.5", "4", "3", "3", "5", "3"]),
    ];
    for (present, expected) in people {
        let weights: Vec<Decimal> = required.into_iter().zip(present).map(|(r, p)| weight(r, p)).collect();
        assert_eq!(weights, expected.map(d));
        assert_eq!(mean(&weights), Some(d("3.95")));
    }
    let gaps = [0, 0, -1, -3, -1, 1, -1, -3, 2, 0].map(|gap| weight(5, 5 + gap));
    assert_eq!(gaps, ["5", "5", "4", "2", "4", "4.5", "4", "2", "3.5", "5"].map(d));
}

/// TNA-T study (dev-056) and the National Library's reading (dev-058 to -063).
#[test]
fn training_needs_levels_and_priorities() {
    let law = Law::shipped();
    for (level, label) in [("9", "tinggi"), ("8.75", "tinggi"), ("7", "tinggi"), ("5", "sedang"), ("2", "rendah"), ("3.5", "null")] {
        law.check("asn/development/tna-level", "2024-12-31", &format!(r#"{{"development.rated level": {level}}}"#), label);
    }
    let rows =
        [("85", "tinggi"), ("70.1", "tinggi"), ("70", "null"), ("69.9", "sedang"), ("60", "sedang"), ("59.9", "null"), ("59.8", "rendah")];
    for (share, priority) in rows {
        law.check("asn/development/priority", "2024-12-31", &format!(r#"{{"development.share not competent": {share}}}"#), priority);
    }
}

/// The checker's words about a shipped policy whose statement that its holes are meant (`default`) is taken away.
fn holes_as_printed(path: &str) -> Vec<Diagnostic> {
    let text = jenjang_asn::policy_texts().find(|(name, _)| *name == path).map(|(_, text)| text).unwrap();
    let printed: String = text.lines().filter(|line| !line.starts_with("default ")).map(|line| format!("{line}\n")).collect();
    assert_ne!(printed.lines().count(), text.lines().count(), "{path} says that its holes are meant");
    let mut library = jenjang_asn::library();
    let id = library.add_policies([("printed.toml", printed.as_bytes())]).into_iter().next().flatten().unwrap();
    let found = check(&library.set, library.set.get(&id).unwrap());
    found.into_iter().filter(|d| d.code == "table-hole").collect()
}

/// Banjarmasin (dev-038) and the National Library (dev-063): "above 41" beside "31-40", "above 70" beside "60-69.9".
#[test]
fn printed_tables_with_holes_are_reported() {
    let rows = [
        ("policies/practice/banjarmasin/learning-hours.toml", &["(20..21)", "(30..31)", "(40..41]"][..]),
        ("policies/development/priority.toml", &["(69.9..70]", "[59.9..60)"]),
        ("policies/development/tna-level.toml", &["(3..4)", "(6..7)", "[0..1)"]),
        ("policies/training/impact.toml", &["(60..61)", "(70..71)", "(80..81)", "(90..91)", "[0..10)"]),
    ];
    for (path, expected) in rows {
        let holes = holes_as_printed(path);
        assert!(holes.iter().all(|hole| hole.severity == Severity::Warning));
        let said: String = holes.iter().map(|hole| format!("{}\n", hole.message.en)).collect();
        for hole in expected {
            assert!(said.contains(hole), "{path}: {hole} is not in\n{said}");
        }
    }
}

/// LAN's service page on PKN II (dev-064 to -072).
#[test]
fn lan_pkn_2_participants() {
    let law = Law::shipped();
    let rows = [
        (r#"{"position.kind": "jpt-pratama", "birth date": "1968-04-01", "training.retirement age": 60}"#, "eligible", "not-needed"),
        (r#"{"position.kind": "jpt-pratama", "birth date": "1967-04-01", "training.retirement age": 60}"#, "not eligible", "not-needed"),
        (
            r#"{"position.kind": "administrator", "grade": "IV/a", "grade.since": "2022-10-01", "birth date": "1972-04-01"}"#,
            "eligible",
            "needed",
        ),
        (
            r#"{"position.kind": "administrator", "grade": "IV/a", "grade.since": "2022-11-01", "birth date": "1972-04-01"}"#,
            "not eligible",
            "needed",
        ),
        (
            r#"{"position.kind": "administrator", "grade": "III/d", "grade.since": "2020-04-01", "birth date": "1976-04-01"}"#,
            "not eligible",
            "needed",
        ),
        (
            r#"{"position.kind": "fungsional", "tier": "ahli-madya", "grade": "IV/a", "grade.since": "2023-10-01", "birth date": "1971-04-01"}"#,
            "eligible",
            "needed",
        ),
        (
            r#"{"position.kind": "fungsional", "tier": "ahli-madya", "grade": "IV/a", "grade.since": "2023-10-01", "birth date": "1970-04-01"}"#,
            "not eligible",
            "needed",
        ),
        (r#"{"position.kind": "fungsional", "tier": "ahli-utama", "birth date": "1972-04-01"}"#, "eligible", "not-needed"),
    ];
    for (facts, eligible, selection) in rows {
        let facts = facts.replacen('{', r#"{"employment": "pns", "#, 1);
        law.check("asn/training/pkn-2", "2026-04-01", &facts, eligible);
        law.check("asn/training/pkn-2-selection", "2026-04-01", &facts, selection);
    }
}

/// BKN's explanation of August 2021 (dev-073 to -077): the ages before SE MenPANRB 28/2021, on the limit and a year past it.
#[test]
fn bkn_2021_study_assignment_ages() {
    let law = Law::shipped();
    let rows = [("D-III", 25, 37), ("S1", 25, 37), ("S2", 37, 42), ("S3", 40, 47)];
    for (programme, usual, remote) in rows {
        for (needed, age) in [(false, usual), (true, remote)] {
            for (years, expected) in [(age, "eligible"), (age + 1, "not eligible")] {
                let facts = format!(
                    r#"{{"study.programme": "{programme}", "study.remote or needed": {needed}, "birth date": "{}-09-01"}}"#,
                    2021 - years
                );
                law.check("asn/training/study-assignment-age", "2021-09-01", &facts, expected);
            }
        }
    }
}

/// PKP 2021 evaluation report, 57 supervisors (dev-081, -083, and the row quoted in the notes): counts in percent, one decimal.
#[test]
fn pkp_2021_evaluation_distribution() {
    assert_eq!(distribution(&[26, 1, 3, 0, 27], 1).unwrap(), ["45.6", "1.8", "5.3", "0", "47.4"].map(d));
    assert_eq!(distribution(&[38, 15, 4, 0, 0], 1).unwrap(), ["66.7", "26.3", "7", "0", "0"].map(d));
    let first_two = distribution(&[34, 18, 5], 1).unwrap();
    assert_eq!(first_two[..2], ["59.6", "31.6"].map(d));
}

/// West Java post-training evaluation (dev-084 to -090): whole numbers only, 90.5 has no label.
#[test]
fn west_java_training_impact_labels() {
    let law = Law::shipped();
    let rows = [
        ("91", "sangat-baik"),
        ("81", "baik"),
        ("71", "cukup"),
        ("61", "kurang"),
        ("60", "sangat-kurang"),
        ("10", "sangat-kurang"),
        ("90.5", "null"),
    ];
    for (index, label) in rows {
        law.check("asn/training/impact", "2024-12-31", &format!(r#"{{"training.impact index": {index}}}"#), label);
    }
}
