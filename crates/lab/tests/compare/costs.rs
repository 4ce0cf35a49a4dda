//! Pay tables and the cost of promotions, counted by hand.

use jenjang_lab::compare::{Options, compare};
use jenjang_lab::cost::{CostComparison, PayTable};
use jenjang_lab::shown::Shown;

use crate::fixture::{IN_FORCE, pair, people};
use crate::worked::{counted, draft};

const PAY: &str = "grade,per-month,from,to\nA,1000,2020-01-01,\nB,1500,2020-01-01,2026-01-01\nB,2000,2026-01-01,\nC,3500,2020-01-01,\n";

fn costs(pay: PayTable) -> CostComparison {
    let (catalogue, before, after) = pair(IN_FORCE, &draft());
    let options = Options { pay: Some(pay), ..Options::default() };
    compare(&people(&catalogue, &[&counted()]), &before, &after, &options).unwrap().cost.unwrap()
}

#[test]
fn the_increase_of_those_promoted_is_counted() {
    let found = costs(PayTable::read_csv("pay.csv", PAY).unwrap());
    // before: six of grade B and twenty of C, the highest; after: ten of grade B and twenty of C
    assert_eq!((found.before.promoted, found.before.highest_grade), (6.into(), 20.into()));
    assert_eq!((found.before.paid_now, found.before.paid_then), ((6 * 2000 * 12).into(), (6 * 3500 * 12).into()));
    assert_eq!([found.before.increase, found.after.increase, found.difference], [108_000, 180_000, 72_000].map(Shown::Value));
    let grade = found.dimensions.iter().find(|dimension| &*dimension.name == "grade").unwrap();
    let of_b = grade.rows.iter().find(|row| &*row.code == "B").unwrap();
    assert_eq!(of_b.difference, Shown::Few, "six and ten differ by four people");
}

#[test]
fn people_without_a_row_are_counted() {
    let found = costs(PayTable::read_csv("pay.csv", "grade,per-month\nA,1000\nC,3500\n").unwrap());
    assert_eq!([found.before.promoted, found.before.without_row, found.after.without_row], [0, 6, 10].map(Shown::Value));
    assert_eq!(found.difference, Shown::Value(0));
}

#[test]
fn mistakes_in_a_table_are_named() {
    let (catalogue, before, after) = pair(IN_FORCE, &draft());
    let refused = |text: &str| {
        let table = match PayTable::read_csv("pay.csv", text) {
            Ok(table) => table,
            Err(error) => return error.to_string(),
        };
        let options = Options { pay: Some(table), ..Options::default() };
        compare(&people(&catalogue, &[&counted()]), &before, &after, &options).unwrap_err().to_string()
    };
    assert_eq!(refused("grade,per-month\nX,1\n"), "the pay table has a grade `X` that is not in scale `grade`");
    assert_eq!(refused("grade,per-month\nA,1\nA,2\n"), "the pay table has two rows for `A` from 0 years on 2026-10-01");
    assert_eq!(
        refused("grade,per-month,years\nA,1,0\n"),
        "the pay table needs a fact `civil servant.since` that is a date; name the date service began (`--pay-since`)"
    );
    assert_eq!(refused("grade,wage\nA,1\n"), "`pay.csv` has an unknown column `wage`, expected grade, years, until, per-month, from, to");
    assert_eq!(refused("grade,per-month,from\nA,1,1/2/2026\n"), "`pay.csv` line 2: `1/2/2026` is no date, expected one like 2026-01-31");
}
