//! Published indices, recomputed: professionalism (IP ASN), merit system, public satisfaction, composites of agencies.
//!
//! Every test names its source and the case it restates. Where a source's own figures do not add up, both figures are kept and the test says so.

#![allow(clippy::unwrap_used, reason = "a test: a figure that cannot be read ends it")]

use jenjang::index::agency::{self, AgencyIndex, achievement, composite, on_scale_of_four, target_behind};
use jenjang::index::satisfaction::{self, Convention, Element, converted, sample_size};
use jenjang::index::{Comparison, half_up, mean, percent};
use jenjang_tests::Law;
use rust_decimal::Decimal;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn ds<const N: usize>(texts: [&str; N]) -> [Decimal; N] {
    texts.map(d)
}

/// The element facts of the satisfaction policies, in the order of the regulation.
const ELEMENTS: [&str; 9] =
    ["requirements", "procedure", "time", "cost", "product", "staff competence", "staff behaviour", "facilities", "complaints"];

fn element_facts(means: &[Decimal]) -> String {
    let facts: Vec<String> =
        ELEMENTS.iter().zip(means).map(|(name, mean)| format!(r#""satisfaction.{name}": "{}""#, half_up(*mean, 10))).collect();
    format!("{{{}}}", facts.join(", "))
}

/// BKPSDM Kota Bima, IP ASN 2023 and 2024 (ipasn-001, -003, -005): qualification, competency, performance, discipline; index and class as printed.
#[test]
fn kota_bima_printed_dimensions_against_the_printed_index() {
    let law = Law::shipped();
    let rows = [
        ("2023-12-31", ["21.19", "26", "25.75", "5"], "78.41", "77.94", "sedang"),
        ("2023-12-31", ["21.37", "26.16", "25.72", "5"], "78.25", "78.25", "sedang"),
        ("2024-12-31", ["20", "29.81", "27.47", "5"], "82.26", "82.28", "tinggi"),
    ];
    for (day, parts, printed, calculated, class) in rows {
        let figures = Comparison { reported: d(printed), calculated: agency::total(&ds(parts)).unwrap() };
        assert_eq!(figures.calculated, d(calculated));
        assert_eq!(figures.agrees(), printed == calculated);
        assert_eq!(figures.difference(), Some((d(printed) - d(calculated)).normalize()));
        law.check("asn/index/ipasn/category", day, &format!(r#"{{"ipasn.index": "{printed}"}}"#), class);
    }
}

/// Same table (note of ipasn-003): the mean over all staff is the mean of civil servants and contract staff weighted by head count.
#[test]
fn kota_bima_2023_means_over_all_staff_are_weighted_by_head_count() {
    // 3252 civil servants at 26 and 171 contract staff at 20.2 make 25.71, not the printed 26.16: the printed 26 is probably a misprint for 26.47
    let all = |pns: &str| composite(&[(d("3252"), d(pns)), (d("171"), d("20.2"))]).map(|sum| half_up(sum / d("3423"), 2));
    assert_eq!(all("26"), Some(d("25.71")));
    assert_eq!(all("26.47"), Some(d("26.16")));
}

/// Attorney General's performance agreement 2026 (ipasn-006): 85.09 is high, and 3.4 on a scale of four.
#[test]
fn kejaksaan_2026_professionalism_index_on_a_scale_of_four() {
    Law::shipped().check("asn/index/ipasn/category", "2026-03-31", r#"{"ipasn.index": "85.09"}"#, "tinggi");
    assert_eq!(on_scale_of_four(d("85.09")).map(|v| half_up(v, 1)), Some(d("3.4")));
}

/// PermenPANRB 38/2018: the index of an agency is the mean over its staff, recomputed from everybody's parts.
#[test]
fn permenpanrb_38_2018_agency_index_from_the_parts_of_its_people() {
    let people = [ds(["15", "40", "25", "5"]), ds(["20", "22.5", "30", "5"]), ds(["5", "0", "25", "5"])];
    let agency = AgencyIndex::of(people.iter().map(|parts| parts.as_slice())).unwrap();
    assert_eq!(agency.parts, ds(["13.33", "20.83", "26.67", "5"]));
    assert_eq!(agency.index, d("65.83"));
    assert_eq!(agency::total(&agency.parts), Some(d("65.83")));
}

/// The nine printed classes' limits: 80.5 has no class on paper and has not reached 81.
#[test]
fn peraturan_bkn_8_2019_classes_on_both_sides_of_every_limit() {
    let law = Law::shipped();
    let rows = [
        ("100", "sangat-tinggi"),
        ("91", "sangat-tinggi"),
        ("90.99", "tinggi"),
        ("81", "tinggi"),
        ("80.5", "sedang"),
        ("71", "sedang"),
        ("70.99", "rendah"),
        ("61", "rendah"),
        ("60.99", "sangat-rendah"),
        ("0", "sangat-rendah"),
    ];
    for (index, class) in rows {
        law.check("asn/index/ipasn/category", "2023-12-31", &format!(r#"{{"ipasn.index": "{index}"}}"#), class);
    }
}

/// BKD Nusa Tenggara Timur 2022 (merit-001): eight aspects of the 410 instrument.
#[test]
fn ntt_2022_merit_system_of_eight_aspects() {
    let facts = r#"{"merit.needs planning": "37.5", "merit.recruitment": "40", "merit.career": "62.5", "merit.promotion": "25",
        "merit.performance": "57.5", "merit.reward": "30", "merit.protection": "14", "merit.information": "16"}"#;
    let law = Law::shipped();
    law.check("asn/index/merit/aspects-410", "2022-12-31", facts, "282.5");
    law.check("asn/index/merit/category", "2022-12-31", r#"{"merit.total": "282.5"}"#, "baik");
    // the printed maxima add up to 410
    assert_eq!(agency::total(&ds(["40", "40", "130", "40", "80", "40", "16", "24"])), Some(d("410")));
}

/// Attorney General 2023 (merit-003): 329 is very good and 0.82 of 400, not of 410.
#[test]
fn kejaksaan_2023_merit_total_and_index() {
    let law = Law::shipped();
    law.check("asn/index/merit/category", "2023-12-31", r#"{"merit.total": "329"}"#, "sangat-baik");
    law.check("asn/index/merit/share", "2023-12-31", r#"{"merit.total": "329"}"#, "0.82");
    assert_eq!(half_up(d("329") / d("410"), 2), d("0.8"));
}

/// Sekadau district 2019, 49 respondents (survey-002): the same answers under three conventions.
#[test]
fn sekadau_2019_satisfaction_under_three_conventions() {
    let means = [138, 139, 150, 177, 159, 163, 161, 143, 159].map(|sum| Element { answers: 49, sum }.mean().unwrap());
    let index = |convention| satisfaction::index(&means, convention);
    assert_eq!(index(Convention::Equal), Some(d("78.74")));
    assert_eq!(index(Convention::Printed(d("0.111"))), Some(d("78.66")));
    assert_eq!(index(Convention::Printed(d("0.11"))), Some(d("77.95")));
    let (law, facts) = (Law::shipped(), element_facts(&means));
    law.check("asn/index/satisfaction/index", "2019-06-30", &facts, "78.74");
    law.check("asn/index/satisfaction/index-0-111", "2019-06-30", &facts, "78.66");
    law.check("asn/index/satisfaction/index-0-11", "2019-06-30", &facts, "77.95");
}

/// Single respondents of the same survey (survey-003, -005).
#[test]
fn sekadau_2019_single_respondents() {
    let law = Law::shipped();
    for (row, sum, mean_4, expected, grade) in [("223434443", 29, "3.2222", "80.56", "B"), ("444434344", 34, "3.7778", "94.44", "A")] {
        let mut answers = Element::default();
        assert!(row.bytes().all(|digit| answers.add(digit - b'0')));
        assert_eq!((answers.answers, answers.sum), (9, sum));
        assert_eq!(half_up(answers.mean().unwrap(), 4), d(mean_4));
        assert_eq!(half_up(converted(answers.mean().unwrap()).unwrap(), 2), d(expected));
        let each: Vec<Decimal> = row.bytes().map(|digit| Decimal::from(digit - b'0')).collect();
        law.check("asn/index/satisfaction/index", "2019-06-30", &element_facts(&each), expected);
        law.check("asn/index/satisfaction/grade-2017", "2019-06-30", &format!(r#"{{"satisfaction.index": "{expected}"}}"#), grade);
    }
}

/// Tulang Bawang Barat 2023 (survey-007): 0.111 is printed, but 100 comes from ninths.
#[test]
fn tulang_bawang_barat_2023_prints_0_111_and_computes_with_ninths() {
    let means = [d("4"); 9];
    assert_eq!(satisfaction::weighted(&means, d("0.111"), 2).unwrap(), [d("0.44"); 9]);
    assert_eq!(satisfaction::index(&means, Convention::Equal), Some(d("100")));
    assert_eq!(satisfaction::index(&means, Convention::Printed(d("0.111"))), Some(d("99.9")));
    Law::shipped().check("asn/index/satisfaction/grade-2017", "2023-12-31", r#"{"satisfaction.index": "100"}"#, "A");
}

/// West Sumatra one-stop service (survey-008): the printed index does not follow from the printed elements; the grade does.
#[test]
fn west_sumatra_printed_index_against_its_own_elements() {
    let means = ds(["3.2", "3.216", "2.936", "3.53", "3.136", "3.2", "3.316", "3.916", "3.323"]);
    let weighted = satisfaction::weighted(&means, d("0.111"), 3).unwrap();
    assert_eq!(weighted, ds(["0.355", "0.357", "0.326", "0.392", "0.348", "0.355", "0.368", "0.435", "0.369"]));
    let sum = agency::total(&weighted).unwrap();
    assert_eq!(sum, d("3.305"));
    let from_printed = half_up(converted(sum).unwrap(), 2);
    assert_eq!(from_printed, d("82.63"));
    assert_eq!(satisfaction::index(&means, Convention::Printed(d("0.111"))), Some(d("82.62")));
    assert_eq!(satisfaction::index(&means, Convention::Equal), Some(d("82.7")));
    let figures = Comparison { reported: d("81.71"), calculated: from_printed };
    assert!(!figures.agrees());
    assert_eq!(figures.difference(), Some(d("-0.92")));
    let law = Law::shipped();
    for index in ["81.71", "82.63", "82.62", "82.7"] {
        law.check("asn/index/satisfaction/grade-2017", "2023-12-31", &format!(r#"{{"satisfaction.index": "{index}"}}"#), "B");
    }
}

/// Same page (survey-009, -011): grades of single elements.
#[test]
fn west_sumatra_grades_of_elements() {
    let law = Law::shipped();
    for (mean, value, grade) in [("3.2", "80", "B"), ("2.936", "73.4", "C"), ("3.916", "97.9", "A")] {
        assert_eq!(converted(d(mean)).map(|v| half_up(v, 2)), Some(d(value)));
        law.check("asn/index/satisfaction/grade-2017", "2023-12-31", &format!(r#"{{"satisfaction.index": "{value}"}}"#), grade);
    }
}

/// PermenPANRB 14/2017, annex (survey-012, -014, -016, -018, -020, -022): the limits, and the strips between two decimals.
#[test]
fn permenpanrb_14_2017_bands_on_every_limit_and_strip() {
    let law = Law::shipped();
    let rows = [
        ("25", "D"),
        ("64.99", "D"),
        ("64.9949", "D"),
        ("64.995", "C"),
        ("65", "C"),
        ("76.60", "C"),
        ("76.605", "B"),
        ("76.61", "B"),
        ("88.30", "B"),
        ("88.305", "A"),
        ("88.31", "A"),
        ("100", "A"),
    ];
    for (value, grade) in rows {
        law.check("asn/index/satisfaction/grade-2017", "2023-12-31", &format!(r#"{{"satisfaction.index": "{value}"}}"#), grade);
    }
    assert_eq!((half_up(d("64.995"), 2), half_up(d("88.305"), 2)), (d("65"), d("88.31")));
}

/// Kep. MenPAN 25/2004, annex (survey-024, -026, -028, -030): the same 82.63 is A here and B in 2017.
#[test]
fn kep_menpan_25_2004_bands_on_every_limit() {
    let law = Law::shipped();
    let rows = [("43.75", "D"), ("43.76", "C"), ("62.5", "C"), ("62.51", "B"), ("81.25", "B"), ("81.26", "A"), ("82.63", "A")];
    for (value, grade) in rows {
        law.check("asn/index/satisfaction/grade-2004", "2023-12-31", &format!(r#"{{"satisfaction.index": "{value}"}}"#), grade);
    }
    law.check("asn/index/satisfaction/grade-2017", "2023-12-31", r#"{"satisfaction.index": "82.63"}"#, "B");
}

/// Attorney General's satisfaction reading I = TS / (R × P × M) × 100 (survey-031): 98.25 is printed for 98.15.
#[test]
fn kejaksaan_satisfaction_ratio_against_the_printed_one() {
    let figures = Comparison { reported: d("98.25"), calculated: half_up(satisfaction::ratio(1060, 27, 10, 4).unwrap(), 2) };
    assert_eq!(figures.calculated, d("98.15"));
    assert!(!figures.agrees());
    assert_eq!(satisfaction::ratio(1060, 0, 10, 4), None);
}

/// Krejcie and Morgan with 3.841, 0.5 and 0.05 (survey-032, -034, -036, -038).
#[test]
fn krejcie_morgan_sample_sizes() {
    let law = Law::shipped();
    for (population, exact, nearest) in
        [(50, "44.343", "44"), (200, "131.744", "132"), (1000, "277.709", "278"), (10_000, "369.928", "370")]
    {
        let size = sample_size(population, d("3.841"), d("0.5"), d("0.05")).unwrap();
        assert_eq!((half_up(size, 3), half_up(size, 0)), (d(exact), d(nearest)));
        let facts = format!(r#"{{"satisfaction.population": "{population}"}}"#);
        law.check("asn/index/satisfaction/sample-size", "2023-12-31", &facts, nearest);
    }
}

/// PermenPANRB 14/2017 art. 1 (survey-039): at least once a year.
#[test]
fn permenpanrb_14_2017_art_1_one_survey_a_year() {
    let law = Law::shipped();
    for (surveys, expected) in [("0", "not eligible"), ("1", "eligible"), ("2", "eligible")] {
        law.check("asn/index/satisfaction/frequency", "2023-12-31", &format!(r#"{{"satisfaction.surveys": "{surveys}"}}"#), expected);
    }
}

/// Attorney General, performance report of the second quarter of 2026 (dev-093 to -103): composites, means, ratios, achievement.
#[test]
fn kejaksaan_2026_performance_report() {
    let law = Law::shipped();
    let value = composite(&[(d("0.5"), d("18.7")), (d("0.5"), d("99.27"))]).unwrap();
    assert_eq!((value.normalize(), half_up(value, 2)), (d("58.985"), d("58.99")));
    law.check("asn/index/budget-performance", "2026-06-30", r#"{"budget.first part": "18.70", "budget.second part": "99.27"}"#, "58.99");
    assert_eq!(mean(&ds(["83.61", "84.34", "82.61"])).map(|v| half_up(v, 2)), Some(d("83.52")));
    assert_eq!(percent(d("389"), d("486")).map(|v| half_up(v, 2)), Some(d("80.04")));
    for (realised, target, expected) in [("3.75", "3.6", "104.17"), ("0.82", "0.81", "101.23")] {
        assert_eq!(achievement(d(realised), d(target)).map(|v| half_up(v, 2)), Some(d(expected)));
    }
    assert_eq!(target_behind(d("88.34"), d("97.61")).map(|v| half_up(v, 1)), Some(d("90.5")));
    assert_eq!(achievement(d("88.34"), d("90.5")).map(|v| half_up(v, 2)), Some(d("97.61")));
    assert_eq!(on_scale_of_four(d("82.98")).map(|v| half_up(v, 3)), Some(d("3.319")));
}

/// Instrument of 2025 (dev-105): Σ score / maximum × weight; the weights add up to 100.
#[test]
fn lan_2025_policy_quality_index() {
    let facts = |value: &str| {
        let parts = ["profile", "planning", "implementation", "evaluation", "participation"];
        format!("{{{}}}", parts.map(|part| format!(r#""quality.{part}": "{value}""#)).join(", "))
    };
    let law = Law::shipped();
    law.check("asn/index/policy-quality", "2025-12-31", &facts("0.8"), "80");
    law.check("asn/index/policy-quality", "2025-12-31", &facts("1"), "100");
}

/// Legal reform index (dev-108): 25, 25, 35 and 15 add up to 100.
#[test]
fn legal_reform_index_weights() {
    let law = Law::shipped();
    let parts = ["harmonisation", "drafters", "deregulation", "database"];
    let facts = |of: &dyn Fn(&str) -> u32| format!("{{{}}}", parts.map(|part| format!(r#""reform.{part}": {}"#, of(part))).join(", "));
    law.check("asn/index/legal-reform", "2025-12-31", &facts(&|_| 100), "100");
    for (part, weight) in parts.into_iter().zip(["25", "25", "35", "15"]) {
        law.check("asn/index/legal-reform", "2025-12-31", &facts(&|other| if other == part { 100 } else { 0 }), weight);
    }
}

/// BKN statistics (dev-109, -111, -113): each breakdown adds up to the total; that of June 2023 by generation misses one person.
#[test]
fn bkn_statistics_breakdowns_against_their_totals() {
    let november_2025: [&[u64]; 5] = [
        &[3_599_590, 1_988_655],
        &[1_348_170, 4_240_075],
        &[2_447_785, 3_140_460],
        &[835_723, 663_805, 3_473_254, 564_079, 51_384],
        &[3_555_977, 1_714_463, 317_805],
    ];
    assert!(november_2025.iter().all(|parts| agency::excess(parts, 5_588_245) == 0));
    let december_2021: [&[u64]; 3] = [&[936_859, 3_058_775], &[2_702_464, 604_725, 688_445], &[2_105_345, 1_890_289]];
    assert!(december_2021.iter().all(|parts| agency::excess(parts, 3_995_634) == 0));
    assert_eq!(agency::excess(&[587_269, 639_305, 3_055_855], 4_282_429), 0);
    assert_eq!(agency::excess(&[183_721, 1_730_658, 2_135_541, 232_508], 4_282_429), -1);
}
