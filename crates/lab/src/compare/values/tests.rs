use super::*;
use crate::column::Column;

const FIVE: Suppression = Suppression { least: 5, width: 5 };

fn texts(values: impl IntoIterator<Item = String>) -> Outcomes {
    Outcomes::Values(Column::of(&Type::Text, values.into_iter().map(|text| Value::Text(text.into()))))
}

fn numbers(values: impl IntoIterator<Item = i64>) -> Outcomes {
    Outcomes::Values(Column::of(&Type::NUMBER, values.into_iter().map(|number| Value::Number(number.into()))))
}

#[test]
fn who_has_a_number_and_gets_a_text_is_in_the_table() {
    let mut values = Values::default();
    values.count(&numbers([1; 8]), &texts(std::iter::repeat_n("a".to_owned(), 8)));
    let everybody = Everybody::of([[8, 0, 0], [0; 3], [0; 3]], [0, 0, 0, 0, 8, 0, 0, 0], FIVE);
    let found = values.categories(&[], &everybody, FIVE).unwrap();
    let shown: Vec<Shown> = found.table.concat().into_iter().filter(|count| count.may_be_some()).collect();
    assert_eq!(shown, [Shown::Value(8)]);
}

/// Texts that are different for everybody are no categories; they are not kept, and nothing quadratic is made of them.
#[test]
fn results_as_various_as_people_are_not_told_one_by_one() {
    let various = |people: usize| {
        let mut values = Values::default();
        values.count(&texts((0..people).map(|n| n.to_string())), &texts((0..people).map(|n| n.to_string())));
        values
    };
    let everybody = Everybody::of([[0; 3]; 3], [0; 8], FIVE);
    assert!(various(MOST_CATEGORIES + 1).categories(&[], &everybody, FIVE).is_none());
    let mut values = various(MOST_PAIRS + 1);
    assert!(values.too_many_categories && values.categories.is_empty());
    values.add(various(10));
    assert!(values.categories.is_empty());
}

#[test]
fn too_many_numbers_are_not_kept() {
    let mut values = Values { numeric: true, ..Values::default() };
    values.count(&numbers([i64::MAX]), &numbers([0]));
    values.too_many = true;
    values.count(&numbers(0..100), &numbers(0..100));
    assert!(values.numbers.len() + values.moves.len() == 0);
}

#[test]
fn no_value_told_of_numbers_is_one_persons() {
    let spread: Vec<(Decimal, u64)> = (0..40).map(|n| (Decimal::from(n), 1)).collect();
    let of = |quarters| value_at(&spread, quarters, FIVE).map(|value| value.to_string());
    assert_eq!([of(0), of(1), of(2), of(4)], ["4", "9", "19", "35"].map(|value| Some(value.to_owned())));
    assert_eq!(value_at(&spread[..8], 2, FIVE), None);
    let mut values = Values { numeric: true, ..Values::default() };
    values.count(&numbers((0..40).map(|n| n * n)), &numbers((0..40).map(|n| n * n + n % 3)));
    let bands = values.bands(FIVE);
    assert!(!bands.is_empty() && bands.iter().all(|band| !is_few(band.before, 5) && !is_few(band.after, 5)), "{bands:?}");
    assert_eq!(bands.iter().map(|band| band.before).sum::<u64>(), 40);
    assert!(bands.iter().all(|band| ![band.from, band.to].contains(&Decimal::from(39 * 39))), "{bands:?}");
}
