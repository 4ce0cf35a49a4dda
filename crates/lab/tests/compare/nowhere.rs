//! No number of 1 to 4 people stands anywhere in a comparison, and none follows from two that stand beside each other.

use std::collections::BTreeMap;

use jenjang_lab::compare::{CategoryComparison, Comparison, CriterionComparison, Options, compare};
use jenjang_lab::cost::PayTable;
use jenjang_lab::shown::Shown;
use serde_json::Value;

use crate::disclosure::at_random;
use crate::fixture::{IN_FORCE, pair, people, times};
use crate::values::{BANDS, SCORE};
use crate::worked::draft;

const PAY: &str = "grade,per-month\nA,1000\nB,2000\nC,3500\n";

/// Numbers that count no people: settings, places of rows, how many cells and facts there are, amounts of money.
const NOT_PEOPLE: [&str; 14] = [
    "seed",
    "least",
    "width",
    "merged",
    "hidden",
    "left-away",
    "not-listed",
    "combinations-tried",
    "horizon-months",
    "unread",
    "places",
    "shared-by",
    "quartiles",
    "bands",
];

fn numbers(value: &Value, path: &str, found: &mut Vec<(String, u64)>) {
    match value {
        Value::Number(number) => found.extend(number.as_u64().map(|number| (path.to_owned(), number))),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, path, found)),
        Value::Object(fields) => {
            for (name, value) in fields.iter().filter(|(name, _)| !NOT_PEOPLE.contains(&name.as_str())) {
                numbers(value, &format!("{path}.{name}"), found);
            }
        }
        _ => {}
    }
}

fn few(count: u64) -> bool {
    (1..5).contains(&count)
}

/// Neither is few what is left of the whole when the part is taken away, where both are shown.
fn check_rest(what: &str, whole: Shown, part: Shown) {
    if let (Some(whole), Some(part)) = (whole.value(), part.value()) {
        assert!(!few(whole.saturating_sub(part)), "{what}: {part} of {whole}");
    }
}

fn check(what: &str, found: &Comparison) {
    let mut all = Vec::new();
    numbers(&serde_json::to_value(found).unwrap(), "", &mut all);
    assert!(all.len() > 20 || found.data.people < 20, "{what}: {all:?}");
    for (path, number) in all {
        assert!(!few(number), "{what}: {number} at {path}");
    }
    let totals = &found.totals;
    for answer in 0..3 {
        for other in 0..3 {
            check_rest(what, totals.before(answer), totals.table[answer][other]);
            check_rest(what, totals.after(answer), totals.table[other][answer]);
        }
    }
    for (causes, whole) in found.causes.iter().flat_map(|causes| [(&causes.lost, totals.lost), (&causes.gained, totals.gained)]) {
        for cause in causes {
            check_rest(what, whole, cause.people);
            check_rest(what, cause.people, cause.alone);
        }
        // who is stopped by one rule alone, and who is left
        if let (Some(whole), Some(alone)) = (whole.value(), causes.iter().map(|cause| cause.alone.value()).sum::<Option<u64>>()) {
            assert!(!few(whole.saturating_sub(alone)), "{what}: {alone} of {whole} alone");
        }
    }
    for criterion in &found.criteria {
        check_criterion(what, criterion);
    }
    for times in found.waiting.iter().flat_map(|waiting| [&waiting.before, &waiting.after]) {
        let hidden: Vec<Shown> = times.buckets.iter().map(|bucket| bucket.people).filter(|people| people.is_hidden()).collect();
        let shown: u64 = times.buckets.iter().filter_map(|bucket| bucket.people.value()).sum();
        assert!(hidden.is_empty() || hidden.len() > 1 && (found.data.people - shown >= 8 || shown == 0), "{what}: {hidden:?}");
    }
}

fn check_criterion(what: &str, criterion: &CriterionComparison) {
    let not_met = |standings: Option<jenjang_lab::compare::Standings>| standings.map_or(Shown::Value(0), |standings| standings.not_met);
    let (was, is) = (not_met(criterion.before), not_met(criterion.after));
    check_rest(what, was, criterion.no_longer_not_met);
    check_rest(what, is, criterion.newly_not_met);
    // not met before, less those it no longer stops, and those newly stopped, are those not met after
    let three = [was, is, criterion.newly_not_met, criterion.no_longer_not_met];
    assert_ne!(three.iter().filter(|figure| figure.is_hidden()).count(), 1, "{what}: {criterion:?}");
    for standings in [criterion.before, criterion.after].into_iter().flatten() {
        let parts = [standings.met, standings.not_met, standings.unknown, standings.not_applicable];
        assert_ne!(parts.iter().filter(|part| part.is_hidden()).count(), 1, "{what}: {standings:?}");
        check_rest(what, standings.not_met, standings.alone);
    }
}

#[test]
fn no_small_number_stands_in_a_comparison_of_few() {
    let (catalogue, before, after) = pair(IN_FORCE, &draft());
    let mut hidden = 0;
    for number in [1, 4, 9, 23, 40, 61, 95, 140, 260] {
        for seed in 0..6 {
            let all = at_random(number, seed);
            let options = Options { pay: Some(PayTable::read_csv("pay.csv", PAY).unwrap()), ..Options::default() };
            let found = compare(&people(&catalogue, &[&all]), &before, &after, &options).unwrap();
            hidden += u64::from(found.totals.gained.is_hidden());
            // a whole file of four is told to hold four
            let mut found = found;
            found.data.people = found.data.people.max(5);
            found.totals.people = found.totals.people.max(5);
            if number < 5 {
                assert!(found.dimensions.iter().flat_map(|dimension| &dimension.rows).all(|row| row.people == number as u64));
                found.dimensions.clear();
            }
            check(&format!("{number} people, seed {seed}"), &found);
        }
    }
    assert!(hidden > 10, "the totals are small here");
}

#[test]
fn no_small_number_stands_in_a_comparison_of_scores() {
    let weights = SCORE.replace("\"0.8\"", "\"0.5\"").replace("\"0.2\"", "\"0.5\"");
    let bands = BANDS.replace("\"75\"", "\"60\"");
    for (policy, draft) in [(SCORE, weights.as_str()), (BANDS, bands.as_str())] {
        let (catalogue, before, after) = pair(policy, draft);
        for number in [3, 12, 30, 55, 90, 200] {
            for seed in 0..6 {
                let all = at_random(number, seed);
                let options = Options { places: Some(6), ..Options::default() };
                let mut found = compare(&people(&catalogue, &[&all]), &before, &after, &options).unwrap();
                found.data.people = found.data.people.max(5);
                found.totals.people = found.totals.people.max(5);
                if number < 5 {
                    found.dimensions.clear();
                }
                check(&format!("{number} people, seed {seed}"), &found);
                let values = found.values.unwrap();
                for band in values.numbers.iter().flat_map(|numbers| &numbers.bands) {
                    assert!(!few(band.before) && !few(band.after), "{band:?}");
                }
                if let Some(categories) = &values.categories {
                    check_categories(categories, &found.totals);
                }
            }
        }
    }
}

/// Pairs whose value is better, worse and the same add up to what the totals tell: in none is one pair hidden alone.
fn check_categories(found: &CategoryComparison, totals: &jenjang_lab::compare::Totals) {
    let values = found.categories.len() - 2;
    let mut kinds: BTreeMap<&str, Vec<Shown>> = BTreeMap::new();
    for was in 0..values {
        for is in 0..values {
            let kind = if is > was {
                "better"
            } else if is < was {
                "worse"
            } else {
                "same"
            };
            kinds.entry(kind).or_default().push(found.table[was][is]);
        }
    }
    for (kind, pairs) in kinds {
        let whole = match kind {
            "better" => totals.gained,
            "worse" => totals.lost,
            _ => totals.unchanged,
        };
        let hidden = pairs.iter().filter(|pair| pair.is_hidden()).count();
        assert!(hidden != 1 || whole.is_hidden(), "{kind}: {pairs:?} of {whole:?}");
    }
}

#[test]
fn the_best_and_the_worst_score_are_nobodys() {
    let (catalogue, before, after) = pair(SCORE, &SCORE.replace("\"0.8\"", "\"0.5\"").replace("\"0.2\"", "\"0.5\""));
    let mut all = times(30, ["A", "2020-01-01", "50", "yes", "f", "1990-01-01", "u", "r"]);
    all.extend(times(1, ["A", "2020-01-01", "3.25", "no", "f", "1990-01-01", "u", "r"]));
    all.extend(times(1, ["A", "2020-01-01", "98.75", "yes", "f", "1990-01-01", "u", "r"]));
    let found = compare(&people(&catalogue, &[&all]), &before, &after, &Options::default()).unwrap();
    let text = serde_json::to_string(&found.values).unwrap();
    // 0.8 × 3.25 and 0.5 × 3.25; 0.8 × 98.75 + 20 and 0.5 × 98.75 + 50
    for score in ["2.6", "1.63", "99.38", "49.38"] {
        assert!(!text.contains(&format!("\"{score}\"")), "{score} in {text}");
    }
    let numbers = found.values.unwrap().numbers.unwrap();
    let quartiles = numbers.before.quartiles.unwrap();
    assert!(quartiles.iter().all(|value| *value == quartiles[0]), "{quartiles:?}");
}
