use proptest::prelude::*;

use super::*;

fn report(pairs: &[(i64, Option<i64>)]) -> GapReport {
    let row = |(i, (required, actual)): (usize, &(i64, Option<i64>))| CompetencyGap {
        competency: format!("c-{i}").parse().unwrap(),
        required: (*required).into(),
        actual: actual.map(Decimal::from),
        weight: Decimal::ONE,
        critical: false,
    };
    GapReport::try_new(pairs.iter().enumerate().map(row).collect()).unwrap()
}

fn figures(found: &JobPersonMatch) -> [String; 3] {
    [found.uncapped(), found.total(), found.capped_each()].map(|percentage| percentage.rounded(2).to_string())
}

#[test]
fn a_surplus_pays_for_a_deficit_in_the_sum_but_not_where_each_is_capped() {
    let report = report(&[(3, Some(5)), (3, Some(1)), (3, Some(5)), (3, Some(1)), (3, Some(5)), (3, Some(1)), (3, Some(5)), (3, Some(1))]);
    assert_eq!(figures(&JobPersonMatch::of(&report).unwrap()), ["100", "100", "66.67"]);
}

#[test]
fn a_threshold_is_decided_without_a_rounding_accident() {
    let at = |achieved: i64, required: i64, threshold: i64| {
        let found = JobPersonMatch::of(&report(&[(required, Some(achieved))])).unwrap();
        found.total().at_least(threshold.into())
    };
    assert!(at(24, 30, 80));
    assert!(!at(799_999, 1_000_000, 80), "79.9999 reads as 80.00 and is still below");
    assert!(at(7, 21, 33) && !at(7, 21, 34));
}

#[test]
fn the_unmeasured_are_in_neither_sum_and_too_many_of_them_leave_no_figure() {
    let four_of_five = JobPersonMatch::of(&report(&[(4, Some(3)), (4, Some(3)), (4, Some(3)), (4, Some(3)), (4, None)])).unwrap();
    assert_eq!(figures(&four_of_five), ["75", "75", "75"]);
    assert_eq!(four_of_five.unmeasured().len(), 1);
    let too_many = JobPersonMatch::of(&report(&[(4, Some(3)), (4, Some(3)), (4, Some(3)), (4, None)])).unwrap_err();
    assert_eq!(too_many, NoMatch::TooMuchUnmeasured { unmeasured: 1, of: 4 });
    assert_eq!(&*too_many.label().en, "1 of 4 competencies are unmeasured, expected at most 20%");
    assert_eq!(JobPersonMatch::of(&report(&[])), Err(NoMatch::NothingRequired));
}

proptest! {
    #[test]
    fn capping_never_raises_and_never_passes_a_hundred(pairs in prop::collection::vec((1i64..6, 0i64..7), 1..12)) {
        let with: Vec<(i64, Option<i64>)> = pairs.iter().map(|(required, actual)| (*required, Some(*actual))).collect();
        let found = JobPersonMatch::of(&report(&with)).unwrap();
        prop_assert!(found.capped_each().value() <= found.total().value());
        prop_assert!(found.total().value() <= found.uncapped().value());
        prop_assert!(found.total().value() <= Decimal::ONE_HUNDRED);
        // the two agree where nobody is above the standard
        let below: Vec<(i64, Option<i64>)> = pairs.iter().map(|(required, actual)| (*required, Some(*actual.min(required)))).collect();
        let found = JobPersonMatch::of(&report(&below)).unwrap();
        prop_assert_eq!(found.capped_each(), found.uncapped());
        let mut reversed = with.clone();
        reversed.reverse();
        let same = JobPersonMatch::of(&report(&reversed)).unwrap();
        prop_assert_eq!(same.capped_each(), JobPersonMatch::of(&report(&with)).unwrap().capped_each());
    }
}
