//! Scores and categories before and after.

use jenjang_lab::compare::{Change, Options, compare};
use jenjang_lab::shown::Shown;
use rust_decimal::Decimal;

use crate::fixture::{pair, people, times};

pub(crate) const SCORE: &str = r#"
[policy]
id        = "small/score"
decides   = "score"
title     = { id = "Nilai", en = "Score" }
catalogue = "small"
reference = "R"
certainty = "text"
effective = { from = 2020-01-01 }

[[components]]
code      = "result"
label     = { id = "Hasil", en = "Result" }
reference = "R 1"
certainty = "text"
weight    = "0.8"
value     = "points"
range     = ["0", "100"]

[[components]]
code      = "certificate"
label     = { id = "Sertifikat", en = "Certificate" }
reference = "R 2"
certainty = "text"
weight    = "0.2"
value     = "if certificate then 100 else 0"
range     = ["0", "100"]

[score]
weights   = "share"
range     = ["0", "100"]
rounding  = { places = 2, mode = "half-up" }
missing   = "unknown"
reference = "R 3"
"#;

pub(crate) const BANDS: &str = r#"
[policy]
id        = "small/band"
decides   = "classification"
title     = { id = "Peringkat", en = "Band" }
catalogue = "small"
reference = "R"
certainty = "text"
effective = { from = 2020-01-01 }

[parameters.high-from]
label  = { id = "Tinggi sejak", en = "High from" }
values = [{ from = 2020-01-01, value = "75", reference = "R 1", certainty = "text" }]

[classification]
result    = 'if points >= high-from then "high" else "low"'
output    = "band"
reference = "R 2"
"#;

#[test]
fn scores_move_and_places_change_hands() {
    let after = SCORE.replace("\"0.8\"", "\"0.5\"").replace("\"0.2\"", "\"0.5\"");
    let (catalogue, before, after) = pair(SCORE, &after);
    // before 0.8 s + 20 with a certificate; after 0.5 s + 50
    let mut all = times(5, ["A", "2020-01-01", "50", "yes", "f", "1990-01-01", "u", "r"]); // 60 → 75
    all.extend(times(5, ["A", "2020-01-01", "90", "no", "f", "1990-01-01", "u", "r"])); // 72 → 45
    all.extend(times(5, ["A", "2020-01-01", "100", "yes", "f", "1990-01-01", "u", "r"])); // 100 → 100
    all.extend(times(5, ["A", "2020-01-01", "?", "yes", "f", "1990-01-01", "u", "r"])); // unknown
    let options = Options { places: Some(8), ..Options::default() };
    let found = compare(&people(&catalogue, &[&all[..7], &all[7..]]), &before, &after, &options).unwrap();
    let t = found.totals;
    assert_eq!([t.gained, t.lost, t.unchanged, t.table[2][2]], [5, 5, 10, 5].map(Shown::Value));
    let values = found.values.unwrap();
    let numbers = values.numbers.unwrap();
    let decimals = |numbers: [i64; 5]| Some(numbers.map(Decimal::from));
    assert_eq!(numbers.before.quartiles, decimals([60, 60, 72, 100, 100]));
    assert_eq!(numbers.after.quartiles, decimals([45, 45, 75, 100, 100]));
    assert_eq!([numbers.before.people, numbers.before.unknown, numbers.same], [15, 5, 5].map(Shown::Value));
    assert_eq!(numbers.before.mean, Some("77.3333".parse().unwrap()));
    // of five who move no value has five on either side of it
    assert_eq!((numbers.up.people, numbers.up.mean, numbers.up.median), (5.into(), Some(Decimal::from(15)), None));
    assert_eq!(numbers.bands.iter().map(|band| (band.before, band.after)).fold((0, 0), |s, b| (s.0 + b.0, s.1 + b.1)), (15, 15));
    // eight places: five at 100, then five who share the sixth place: at 72 before, at 75 after
    let cut = values.cut.unwrap();
    assert_eq!((cut.value_before, cut.value_after), (Some(Decimal::from(72)), Some(Decimal::from(75))));
    assert_eq!([cut.inside_before, cut.tied_before, cut.entered, cut.left], [10, 5, 5, 5].map(Shown::Value));
    assert!(found.causes.is_none() && found.waiting.is_none() && found.examples.is_none());
}

#[test]
fn categories_move_from_one_to_another() {
    let (catalogue, before, after) = pair(BANDS, &BANDS.replace("\"75\"", "\"60\""));
    let mut all = times(6, ["A", "2020-01-01", "70", "yes", "f", "1990-01-01", "u", "r"]);
    all.extend(times(7, ["A", "2020-01-01", "50", "yes", "f", "1990-01-01", "u", "r"]));
    all.extend(times(8, ["A", "2020-01-01", "80", "yes", "f", "1990-01-01", "u", "r"]));
    all.extend(times(9, ["A", "2020-01-01", "?", "yes", "f", "1990-01-01", "u", "r"]));
    let found = compare(&people(&catalogue, &[&all]), &before, &after, &Options::default()).unwrap();
    let categories = found.values.unwrap().categories.unwrap();
    let codes: Vec<&str> = categories.categories.iter().map(|category| &*category.code).collect();
    assert_eq!(codes, ["low", "high", "none", "unknown"]);
    assert_eq!(categories.table, [[7, 6, 0, 0], [0, 8, 0, 0], [0, 0, 0, 0], [0, 0, 0, 9]].map(|row| row.map(Shown::Value)));
    assert_eq!([found.totals.gained, found.totals.lost, found.totals.unchanged], [6, 0, 24].map(Shown::Value));
    let grade = found.dimensions.iter().find(|dimension| &*dimension.name == "grade").unwrap();
    assert_eq!(grade.rows[0].cell(Change::Gained), Some(6));
}

/// The compiler went round in circles here.
#[test]
fn a_component_that_names_the_score_ends_all_the_same() {
    let circular = SCORE.replace("= \"points\"\nrange", "= \"score\"\nrange");
    assert_ne!(circular, SCORE);
    let (catalogue, before, after) = pair(SCORE, &circular);
    let all = times(5, ["A", "2020-01-01", "50", "yes", "f", "1990-01-01", "u", "r"]);
    let found = compare(&people(&catalogue, &[&all]), &before, &after, &Options::default()).unwrap();
    assert_eq!(found.totals.became_unknown, Shown::Value(5));
}
