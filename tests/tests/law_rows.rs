//! Printed tables of promotion and credit law, row by row and on both sides of every limit, decided by the shipped policies.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of a test: what is not there ends it")]

use jenjang_tests::Law;

fn yes(holds: bool) -> &'static str {
    if holds { "eligible" } else { "not eligible" }
}

const GRADES: [&str; 17] = [
    "I/a", "I/b", "I/c", "I/d", "II/a", "II/b", "II/c", "II/d", "III/a", "III/b", "III/c", "III/d", "IV/a", "IV/b", "IV/c", "IV/d", "IV/e",
];

fn rank(grade: &str) -> usize {
    GRADES.iter().position(|other| *other == grade).unwrap()
}

/// PermenPANRB 1/2023 art. 37 (1): share times coefficient, nothing rounded.
#[test]
fn permenpanrb_1_2023_art_37_a_year_of_every_tier_and_label() {
    let law = Law::shipped();
    let labels = ["sangat-baik", "baik", "butuh-perbaikan", "kurang", "sangat-kurang"];
    let rows = [
        ("pemula", ["5.625", "3.75", "2.8125", "1.875", "0.9375"]),
        ("terampil", ["7.5", "5", "3.75", "2.5", "1.25"]),
        ("mahir", ["18.75", "12.5", "9.375", "6.25", "3.125"]),
        ("penyelia", ["37.5", "25", "18.75", "12.5", "6.25"]),
        ("ahli-pertama", ["18.75", "12.5", "9.375", "6.25", "3.125"]),
        ("ahli-muda", ["37.5", "25", "18.75", "12.5", "6.25"]),
        ("ahli-madya", ["56.25", "37.5", "28.125", "18.75", "9.375"]),
        ("ahli-utama", ["75", "50", "37.5", "25", "12.5"]),
    ];
    for (tier, amounts) in rows {
        for (label, amount) in labels.into_iter().zip(amounts) {
            law.check("asn/credit/yearly", "2024-12-31", &format!(r#"{{"tier": "{tier}", "credit.label": "{label}"}}"#), amount);
        }
    }
}

/// Form PAK integrasi: every grade has a range; both ends belong, a hundredth beyond does not.
#[test]
fn pak_integrasi_ranges_of_every_grade() {
    let law = Law::shipped();
    let rows = [
        ("III/a", "100", "150", "150.01"),
        ("III/b", "150", "200", "200.01"),
        ("III/c", "200", "300", "300.01"),
        ("III/d", "300", "400", "400.01"),
        ("IV/a", "400", "550", "550.01"),
        ("IV/b", "550", "700", "700.01"),
        ("IV/c", "700", "850", "850.01"),
        ("IV/d", "850", "1050", "1050.01"),
        ("IV/e", "1050", "1250", "1250.01"),
    ];
    for (grade, low, high, beyond) in rows {
        for (old, expected) in [(low, "eligible"), (high, "eligible"), (beyond, "not eligible")] {
            let facts = format!(r#"{{"grade": "{grade}", "credit.conventional": {old}}}"#);
            law.check("asn/credit/integration-range", "2023-06-30", &facts, expected);
        }
    }
}

/// Table of PP 13/2002: in range after four years, one below after one; nobody else.
#[test]
fn pp_13_2002_every_echelon_and_grade() {
    let law = Law::shipped();
    let rows = [
        ("I.a", "IV/d", "IV/e"),
        ("I.b", "IV/c", "IV/e"),
        ("II.a", "IV/c", "IV/d"),
        ("II.b", "IV/b", "IV/c"),
        ("III.a", "IV/a", "IV/b"),
        ("III.b", "III/d", "IV/a"),
        ("IV.a", "III/c", "III/d"),
        ("IV.b", "III/b", "III/c"),
        ("V.a", "III/a", "III/b"),
    ];
    for (echelon, lowest, highest) in rows {
        for grade in &GRADES[rank("II/c")..] {
            let facts = |since: &str| {
                format!(
                    r#"{{"employment": "pns", "position.kind": "pengawas", "position.echelon": "{echelon}", "position.since": "2025-04-01", "grade": "{grade}",
                    "grade.since": "{since}", "rating": ["baik", "baik"], "service exam.first": true, "service exam.second": true,
                    "sanction.level": null, "examination.level": null, "suspended": false}}"#
                )
            };
            let inside = rank(grade) >= rank(lowest) && rank(grade) < rank(highest);
            law.check("asn/promotion/structural-in-range", "2026-04-01", &facts("2022-04-01"), yes(inside));
            law.check("asn/promotion/structural-in-range", "2026-04-01", &facts("2022-04-02"), "not eligible");
            let below = rank(grade) + 1 == rank(lowest);
            law.check("asn/promotion/structural-one-below", "2026-04-01", &facts("2025-04-01"), yes(below));
            let appointed = format!(r#"{{"grade": "{grade}", "target.echelon": "{echelon}"}}"#);
            law.check("asn/position/structural-grade", "2014-11-01", &appointed, yes(rank(grade) + 1 >= rank(lowest)));
        }
    }
}

/// PermenPANRB 1/2023: exactly the credit of the grade, and a hundredth less. At the top grade of a tier the tier is raised first.
#[test]
fn permenpanrb_1_2023_every_grade_of_every_tier() {
    let law = Law::shipped();
    let rows = [
        ("pemula", "II/a", "15", "14.99", false),
        ("terampil", "II/b", "20", "19.99", true),
        ("terampil", "II/c", "40", "39.99", true),
        ("terampil", "II/d", "60", "59.99", false),
        ("mahir", "III/a", "50", "49.99", true),
        ("mahir", "III/b", "100", "99.99", false),
        ("penyelia", "III/c", "100", "99.99", true),
        ("ahli-pertama", "III/a", "50", "49.99", true),
        ("ahli-pertama", "III/b", "100", "99.99", false),
        ("ahli-muda", "III/c", "100", "99.99", true),
        ("ahli-muda", "III/d", "200", "199.99", false),
        ("ahli-madya", "IV/a", "150", "149.99", true),
        ("ahli-madya", "IV/b", "300", "299.99", true),
        ("ahli-madya", "IV/c", "450", "449.99", false),
        ("ahli-utama", "IV/d", "200", "199.99", true),
    ];
    for (tier, grade, enough, short, within_tier) in rows {
        let facts = |held: &str| {
            format!(
                r#"{{"employment": "pns", "position.kind": "fungsional", "tier": "{tier}", "grade": "{grade}", "grade.since": "2024-04-01", "credit.held": {held},
                "rating": ["baik", "baik"], "sanction.level": null, "examination.level": null, "suspended": false}}"#
            )
        };
        law.check("asn/credit/met-rank", "2026-04-01", &facts(enough), "eligible");
        law.check("asn/credit/met-rank", "2026-04-01", &facts(short), "not eligible");
        law.check("asn/promotion/functional", "2026-04-01", &facts(enough), yes(within_tier));
        law.check("asn/promotion/functional", "2026-04-01", &facts(short), "not eligible");
    }
}

/// Guides to diploma adjustment: from any grade below the one the diploma opens, after a year; from that grade on nothing.
#[test]
fn diploma_adjustment_from_every_grade() {
    let law = Law::shipped();
    let rows = [
        ("SLTP", "I/c"),
        ("SLTA", "II/a"),
        ("D-I", "II/a"),
        ("D-II", "II/b"),
        ("SGPLB", "II/b"),
        ("D-III", "II/c"),
        ("S1", "III/a"),
        ("D-IV", "III/a"),
        ("Dokter", "III/b"),
        ("S2", "III/b"),
        ("S3", "III/c"),
    ];
    for (diploma, opens) in rows {
        for grade in GRADES {
            let reached = if rank(grade) < rank(opens) { opens } else { grade };
            let facts = |since: &str| {
                format!(
                    r#"{{"employment": "pns", "position.kind": "pelaksana", "grade": "{grade}", "grade.since": "{since}", "new diploma": "{diploma}",
                    "new diploma.needed": true, "new diploma.exam passed": true, "rating": ["baik"],
                    "sanction.level": null, "examination.level": null, "suspended": false}}"#
                )
            };
            law.check("asn/grade/after-diploma-adjustment", "2026-04-01", &facts("2025-04-01"), reached);
            law.check("asn/promotion/diploma-adjustment", "2026-04-01", &facts("2025-04-01"), yes(reached != grade));
            law.check("asn/promotion/diploma-adjustment", "2026-04-01", &facts("2025-04-02"), "not eligible");
        }
    }
}

/// PermenPANRB 1/2023: age limits of a transfer, on the birthday and the day after it.
#[test]
fn permenpanrb_1_2023_age_limits_of_a_transfer() {
    let law = Law::shipped();
    let rows = [
        ("pelaksana", "null", "terampil", false, 53),
        ("pelaksana", "null", "ahli-pertama", false, 53),
        ("pengawas", "null", "ahli-muda", false, 53),
        ("administrator", "null", "ahli-madya", false, 55),
        ("jpt-pratama", "null", "ahli-utama", false, 60),
        ("fungsional", r#""ahli-utama""#, "ahli-utama", false, 60),
        ("fungsional", r#""ahli-utama""#, "ahli-utama", true, 63),
    ];
    for (kind, tier, target, cluster, age) in rows {
        let born = 2026 - age;
        for (birth, expected) in [(format!("{born}-04-01"), "eligible"), (format!("{born}-03-31"), "not eligible")] {
            let facts = format!(
                r#"{{"employment": "pns", "position.kind": "{kind}", "tier": {tier}, "target tier": "{target}", "target.same cluster": {cluster},
                "birth date": "{birth}", "experience.related": 2, "rating": ["baik", "baik"], "competency test passed": true}}"#
            );
            law.check("asn/position/functional-transfer", "2026-04-01", &facts, expected);
        }
    }
}
