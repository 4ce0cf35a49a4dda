//! Looking up a decision table with three answers.

use rust_decimal::Decimal;

use crate::policy::document::HitPolicy;
use crate::policy::expression::evaluate::{Truth, compare_values, equal_values, range_contains};
use crate::policy::expression::node::Comparison;
use crate::policy::model::{Cell, CellPart, Row};
use crate::policy::value::Value;

/// The answer of one cell, as the same test written as an expression gives it: `None` where the input is missing and the cell asks for something.
fn accepts(cell: &Cell, input: &Value) -> Option<bool> {
    if cell.is_any() {
        return Some(true);
    }
    let hit = cell.parts.iter().fold(Truth::False, |hit, part| {
        hit.or(match part {
            CellPart::Equal(expected) => equal_values(input, expected),
            CellPart::Range(range) => range_contains(range, input),
        })
    });
    match if cell.negated { hit.not() } else { hit } {
        Truth::True => Some(true),
        Truth::False | Truth::None => Some(false),
        Truth::Missing => None,
    }
}

/// The answer of one row: no where any cell says no, unknown where a cell cannot say.
fn matches(row: &Row, inputs: &[Value]) -> Option<bool> {
    let mut known = true;
    for (cell, input) in row.tests.iter().zip(inputs) {
        match accepts(cell, input) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => known = false,
        }
    }
    known.then_some(true)
}

/// The table's output for these inputs.
///
/// INVARIANT (silence is not zero): where a missing input could change which rows match, the output is missing, unless every such row
/// would give the same output.
pub fn lookup(rows: &[Row], hit: HitPolicy, default: Option<&Value>, inputs: &[Value]) -> Value {
    let none = Value::None;
    match hit {
        HitPolicy::First => {
            let mut possible: Option<&Value> = None;
            for row in rows {
                match matches(row, inputs) {
                    Some(false) => {}
                    Some(true) => return agree(possible, &row.output),
                    None if possible.is_some_and(|p| *p != row.output) => return Value::Missing,
                    None => possible = Some(&row.output),
                }
            }
            agree(possible, default.unwrap_or(&none))
        }
        HitPolicy::Unique | HitPolicy::Any => {
            // INVARIANT (order does not matter): two rows that disagree have no winner; the checker reports such tables
            let (mut hit, mut possible) = (Agreed::default(), Agreed::default());
            for row in rows {
                match matches(row, inputs) {
                    Some(false) => {}
                    Some(true) => hit.add(&row.output),
                    None => possible.add(&row.output),
                }
            }
            match (hit.conflict, possible.conflict) {
                (true, _) => Value::None,
                (false, true) => Value::Missing,
                (false, false) => agree(possible.output, hit.output.or(default).unwrap_or(&none)),
            }
        }
        HitPolicy::CollectSum | HitPolicy::CollectMin | HitPolicy::CollectMax | HitPolicy::CollectCount => {
            let mut outputs = Vec::new();
            for row in rows {
                match matches(row, inputs) {
                    Some(true) => outputs.push(&row.output),
                    Some(false) => {}
                    None => return Value::Missing,
                }
            }
            collect(hit, &outputs, default)
        }
    }
}

/// The one output of several rows, or that they disagree.
#[derive(Default)]
struct Agreed<'a> {
    output: Option<&'a Value>,
    conflict: bool,
}

impl<'a> Agreed<'a> {
    fn add(&mut self, output: &'a Value) {
        self.conflict |= self.output.is_some_and(|other| other != output);
        self.output = Some(output);
    }
}

/// The output, unless a row that may match would give another one.
fn agree(possible: Option<&Value>, output: &Value) -> Value {
    match possible {
        Some(other) if other != output => Value::Missing,
        _ => output.clone(),
    }
}

fn collect(hit: HitPolicy, outputs: &[&Value], default: Option<&Value>) -> Value {
    if hit == HitPolicy::CollectCount {
        return Value::Number(Decimal::from(outputs.len()));
    }
    let Some((first, rest)) = outputs.split_first() else {
        return default.cloned().unwrap_or(Value::None);
    };
    let mut result = (*first).clone();
    for output in rest {
        result = match (hit, &result, output) {
            (HitPolicy::CollectSum, Value::Number(a), Value::Number(b)) => a.checked_add(*b).map_or(Value::None, Value::Number),
            (HitPolicy::CollectSum, Value::Months(a), Value::Months(b)) => a.checked_add(*b).map_or(Value::None, Value::Months),
            (HitPolicy::CollectSum, Value::Days(a), Value::Days(b)) => a.checked_add(*b).map_or(Value::None, Value::Days),
            (HitPolicy::CollectMin, a, b) if compare_values(Comparison::Greater, a, b) == Truth::True => (*b).clone(),
            (HitPolicy::CollectMax, a, b) if compare_values(Comparison::Less, a, b) == Truth::True => (*b).clone(),
            (HitPolicy::CollectMin | HitPolicy::CollectMax, ..) => continue,
            _ => Value::None,
        };
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::value::{Bound, RangeValue};
    use proptest::prelude::*;

    fn number(n: i64) -> Value {
        Value::Number(Decimal::from(n))
    }

    fn at_least(n: i64) -> Cell {
        let range = RangeValue { low: Bound::Included(number(n)), high: Bound::Open };
        Cell { negated: false, parts: vec![CellPart::Range(range)], ..Cell::default() }
    }

    fn is(n: i64) -> Cell {
        Cell { negated: false, parts: vec![CellPart::Equal(number(n))], ..Cell::default() }
    }

    fn row(tests: Vec<Cell>, output: i64) -> Row {
        Row { tests, output: number(output), span: Default::default() }
    }

    #[test]
    fn hit_policies_pick_as_named() {
        let rows = [row(vec![at_least(10)], 1), row(vec![at_least(5)], 2), row(vec![Cell::default()], 3)];
        let at = |hit| lookup(&rows, hit, None, &[number(12)]);
        assert_eq!(at(HitPolicy::First), number(1));
        assert_eq!(at(HitPolicy::Unique), Value::None);
        assert_eq!(at(HitPolicy::CollectSum), number(6));
        assert_eq!(at(HitPolicy::CollectMin), number(1));
        assert_eq!(at(HitPolicy::CollectMax), number(3));
        assert_eq!(at(HitPolicy::CollectCount), number(3));
    }

    #[test]
    fn a_missing_input_counts_only_where_it_matters() {
        let rows = [row(vec![is(1), is(1)], 1), row(vec![is(1), is(2)], 1), row(vec![is(2), Cell::default()], 2)];
        let unique = |a: Value, b: Value| lookup(&rows, HitPolicy::Unique, None, &[a, b]);
        assert_eq!(unique(number(2), Value::Missing), number(2));
        assert_eq!(unique(number(1), Value::Missing), Value::Missing, "b could be 3, and then no row matches");
        assert_eq!(lookup(&rows, HitPolicy::Unique, Some(&number(1)), &[number(1), Value::Missing]), number(1), "every way gives 1");
        assert_eq!(unique(number(9), Value::Missing), Value::None, "no b makes a row match");
    }

    #[test]
    fn none_matches_only_what_asks_for_none() {
        let none = Cell { parts: vec![CellPart::Equal(Value::None)], ..Cell::default() };
        let rows = [row(vec![none], 1), row(vec![at_least(0)], 2)];
        assert_eq!(lookup(&rows, HitPolicy::Unique, None, &[Value::None]), number(1));
        assert_eq!(lookup(&rows, HitPolicy::Unique, None, &[number(3)]), number(2));
    }

    fn any_cell() -> impl Strategy<Value = Cell> {
        (0..4u8, 0..4i64, any::<bool>()).prop_map(|(kind, n, negated)| match kind {
            0 => Cell::default(),
            1 => at_least(n),
            _ => Cell { negated, ..is(n) },
        })
    }

    proptest! {
        #[test]
        fn a_known_answer_survives_every_way_of_filling_in_what_is_missing(
            cells in prop::collection::vec((any_cell(), any_cell(), 0..3i64), 1..6),
            a in 0..4i64, b in 0..4i64,
            hit in prop::sample::select(HitPolicy::ALL.to_vec()),
        ) {
            let rows: Vec<Row> = cells.into_iter().map(|(x, y, out)| row(vec![x, y], out)).collect();
            let less = lookup(&rows, hit, None, &[number(a), Value::Missing]);
            let full = lookup(&rows, hit, None, &[number(a), number(b)]);
            prop_assert!(less.is_missing() || less == full, "{less} became {full}");
        }

        #[test]
        fn order_of_rows_matters_only_to_first(
            cells in prop::collection::vec((any_cell(), any_cell(), 0..3i64), 1..6),
            a in prop::option::of(0..4i64), b in prop::option::of(0..4i64),
            hit in prop::sample::select(HitPolicy::ALL.to_vec()),
        ) {
            prop_assume!(hit != HitPolicy::First);
            let mut rows: Vec<Row> = cells.into_iter().map(|(x, y, out)| row(vec![x, y], out)).collect();
            let inputs = [a.map_or(Value::Missing, number), b.map_or(Value::Missing, number)];
            let before = lookup(&rows, hit, None, &inputs);
            rows.reverse();
            prop_assert_eq!(before, lookup(&rows, hit, None, &inputs));
        }
    }
}
