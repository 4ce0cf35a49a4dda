use std::time::{Duration, Instant};

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::super::fixture::{dec, fact, policy, table};
use super::super::{Checker, check};
use crate::policy::diagnostic::Diagnostic;
use crate::policy::document::{HitPolicy, Kind};
use crate::policy::model::{Cell, CellPart, Policy, PolicySet};
use crate::policy::types::Type;
use crate::policy::value::{Bound, RangeValue, Value};

fn checked(facts: &[(&str, &str, &str)], hit: HitPolicy, rows: &[&[&str]]) -> Vec<Diagnostic> {
    let facts = facts.iter().map(|(name, low, high)| fact(name, Type::NUMBER, Some((low, high)))).collect();
    let mut policy = policy(Kind::Classification, facts);
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    policy.tables = vec![table(&policy, hit, &rows)];
    of_tables(&policy)
}

/// What the checker says about tables.
fn of_tables(policy: &Policy) -> Vec<Diagnostic> {
    check(&PolicySet::new(), policy).into_iter().filter(|d| d.code.starts_with("table-")).collect()
}

fn witnesses(found: &[Diagnostic]) -> Vec<String> {
    found
        .iter()
        .map(|d| format!("{} {}", d.code, d.witness.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join(" ")))
        .collect()
}

#[test]
fn integer_bands_lose_what_lies_between() {
    let found = checked(&[("potential", "0", "100")], HitPolicy::Unique, &[&["[0..60]", "1"], &["[61..80]", "2"], &["[81..100]", "3"]]);
    assert_eq!(witnesses(&found), ["table-hole potential=60.5", "table-hole potential=80.5"]);
    assert_eq!(
        &*found[0].message.en,
        "table `t` has no row for `potential` in (60..61), for example `potential` = 60.5; the result would be none"
    );
}

#[test]
fn two_inputs_are_looked_at_together() {
    let rows: &[&[&str]] = &[&["< 60", "-", "1"], &[">= 60", "< 60", "2"], &["[60..80)", ">= 60", "3"], &[">= 80", ">= 70", "4"]];
    let found = checked(&[("x", "0", "100"), ("y", "0", "100")], HitPolicy::Unique, rows);
    assert_eq!(witnesses(&found), ["table-hole x=80 y=60"]);
    let more: Vec<&[&str]> = rows.iter().copied().chain([&[">= 75", "[60..70)", "5"] as &[&str]]).collect();
    let found = checked(&[("x", "0", "100"), ("y", "0", "100")], HitPolicy::Unique, &more);
    assert_eq!(witnesses(&found), ["table-overlap x=75 y=60"]);
}

#[test]
fn what_hit_policies_forgive_differs() {
    let rows: &[&[&str]] = &[&["[0..60]", "1"], &["[50..100]", "2"], &["[10..20]", "1"]];
    let of = |hit| checked(&[("x", "0", "100")], hit, rows).iter().map(|d| d.code).collect::<Vec<_>>();
    assert_eq!(of(HitPolicy::Unique), ["table-overlap", "table-overlap"]);
    assert_eq!(of(HitPolicy::Any), ["table-rows-disagree"]);
    assert_eq!(of(HitPolicy::First), ["table-row-unreachable"]);
    assert_eq!(of(HitPolicy::CollectSum), [] as [&str; 0]);
}

#[test]
fn rows_written_twice_and_rows_that_never_match() {
    let found = checked(
        &[("x", "0", "100")],
        HitPolicy::Unique,
        &[&["[0..60)", "1"], &["[60..100]", "2"], &["[0..60)", "1"], &["(100..120]", "3"]],
    );
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), ["table-row-duplicate", "table-row-unreachable"]);
}

#[test]
fn a_fact_that_may_not_exist_needs_a_row_of_its_own() {
    let mut level = fact("level", Type::NUMBER, Some(("0", "3")));
    level.can_be_none = true;
    let mut policy = policy(Kind::Classification, vec![level]);
    let rows = |cells: &[(&str, &str)]| -> Vec<Vec<String>> { cells.iter().map(|(a, b)| vec![(*a).to_owned(), (*b).to_owned()]).collect() };
    let mut found = |cells: &[(&str, &str)]| {
        policy.tables = vec![table(&policy, HitPolicy::Unique, &rows(cells))];
        witnesses(&check(&PolicySet::new(), &policy).into_iter().filter(|d| d.code == "table-none").collect::<Vec<_>>())
    };
    assert_eq!(found(&[("[0..3]", "1")]), ["table-none level=null"]);
    assert_eq!(found(&[("[0..3]", "1"), ("null", "2")]), [] as [&str; 0]);
    // as in expressions: what does not exist is different from 2, but neither inside nor outside a range
    assert_eq!(found(&[("not(2)", "1"), ("2", "2")]), [] as [&str; 0]);
    assert_eq!(found(&[("not([1..2])", "1"), ("[1..2]", "2")]), ["table-none level=null"]);
}

#[test]
fn three_thousand_rows_over_five_inputs_take_no_time() {
    // a grid of 3,000 blocks that stand apart, with one left out
    let mut rows: Vec<Vec<String>> = Vec::new();
    let step = |i: usize, n: usize| if i + 1 == n { format!("[{i}..{n}]") } else { format!("[{i}..{})", i + 1) };
    for i in 0..3000usize {
        let (a, b, c, d, e) = (i % 5, i / 5 % 5, i / 25 % 6, i / 150 % 5, i / 750);
        rows.push(vec![step(a, 5), step(b, 5), step(c, 6), step(d, 5), step(e, 4), "1".to_owned()]);
    }
    let facts = [("a", "5"), ("b", "5"), ("c", "6"), ("d", "5"), ("e", "4")];
    let facts = facts.iter().map(|(name, high)| fact(name, Type::NUMBER, Some(("0", high)))).collect();
    let mut policy = policy(Kind::Classification, facts);
    policy.tables = vec![table(&policy, HitPolicy::Unique, &rows)];
    let started = Instant::now();
    assert_eq!(witnesses(&of_tables(&policy)), [] as [&str; 0]);
    rows.remove(1234);
    policy.tables = vec![table(&policy, HitPolicy::Unique, &rows)];
    let found = of_tables(&policy);
    assert_eq!(witnesses(&found), ["table-hole a=4 b=1 c=1 d=3 e=1"]);
    assert!(started.elapsed() < Duration::from_secs(8), "unoptimised, twice");
}

#[test]
fn a_table_that_overlaps_in_too_many_ways_gets_a_note_and_no_verdict() {
    let names = ["a", "b", "c", "d", "e", "f", "g"];
    let facts = names.iter().map(|name| fact(name, Type::NUMBER, Some(("0", "1000")))).collect();
    let mut policy = policy(Kind::Classification, facts);
    // each row leaves out a thin slice of every input, so that nothing covers much alone
    let rows: Vec<Vec<String>> = (0..400)
        .map(|i| {
            names
                .iter()
                .enumerate()
                .map(|(j, _)| format!("not([{}..{}])", (i * 7 + j * 131) % 990, (i * 7 + j * 131) % 990 + 3))
                .chain(["1".to_owned()])
                .collect()
        })
        .collect();
    policy.tables = vec![table(&policy, HitPolicy::Any, &rows)];
    let started = Instant::now();
    assert_eq!(witnesses(&of_tables(&policy)), ["table-too-large "]);
    assert!(started.elapsed() < Duration::from_secs(20), "unoptimised");
}

/// Whether the cell accepts a number, worked out apart from the checker.
fn accepts(cell: &Cell, x: Decimal) -> bool {
    let number = |value: &Value| if let Value::Number(n) = value { *n } else { unreachable!() };
    let inside = |range: &RangeValue| {
        let low = match &range.low {
            Bound::Open => true,
            Bound::Included(v) => number(v) <= x,
            Bound::Excluded(v) => number(v) < x,
        };
        low && match &range.high {
            Bound::Open => true,
            Bound::Included(v) => x <= number(v),
            Bound::Excluded(v) => x < number(v),
        }
    };
    if cell.parts.is_empty() {
        return true;
    }
    let any = cell.parts.iter().any(|part| match part {
        CellPart::Equal(Value::None) => false,
        CellPart::Equal(value) => number(value) == x,
        CellPart::Range(range) => inside(range),
    });
    any != cell.negated
}

fn any_cell() -> impl Strategy<Value = String> {
    (0u8..7, 0i32..6, 0i32..4).prop_map(|(kind, a, length)| match kind {
        0 => "-".to_owned(),
        1 => format!("{a}"),
        2 => format!(">= {a}"),
        3 => format!("< {a}"),
        4 => format!("[{a}..{}]", a + length),
        5 => format!("[{a}..{})", a + length),
        _ => format!("not({a})"),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// The verdicts agree with trying every whole and half number.
    #[test]
    fn holes_and_overlaps_agree_with_sampling(
        cells in prop::collection::vec((any_cell(), any_cell(), 0u8..2), 1..8),
        hit in prop::sample::select(vec![HitPolicy::Unique, HitPolicy::Any, HitPolicy::First]),
    ) {
        let rows: Vec<Vec<String>> = cells.into_iter().map(|(a, b, out)| vec![a, b, out.to_string()]).collect();
        let facts = vec![fact("x", Type::NUMBER, Some(("0", "6"))), fact("y", Type::NUMBER, Some(("0", "6")))];
        let mut policy = policy(Kind::Classification, facts);
        let table = table(&policy, hit, &rows);
        policy.tables = vec![table.clone()];
        let set = PolicySet::new();
        let mut checker = Checker { set: &set, policy: &policy, out: Vec::new() };
        super::check(&mut checker);
        let found = checker.out;
        let rows = &table.versions[0].value;
        let halves: Vec<Decimal> = (0..=12).map(|n| Decimal::from(n) * dec("0.5")).collect();
        let (mut holes, mut clashes) = (false, false);
        let mut used = vec![false; rows.len()];
        for x in &halves {
            for y in &halves {
                let hits: Vec<usize> = (0..rows.len()).filter(|i| accepts(&rows[*i].tests[0], *x) && accepts(&rows[*i].tests[1], *y)).collect();
                holes |= hits.is_empty();
                used[hits.first().copied().unwrap_or(0)] |= !hits.is_empty();
                clashes |= hits.len() > 1 && (hit == HitPolicy::Unique || hits.iter().any(|i| rows[*i].output != rows[hits[0]].output));
            }
        }
        prop_assert_eq!(found.iter().any(|d| d.code == "table-hole"), holes);
        let reported = found.iter().any(|d| matches!(d.code, "table-overlap" | "table-rows-disagree" | "table-row-duplicate"));
        if hit == HitPolicy::Unique || found.iter().all(|d| d.code != "table-row-duplicate") {
            prop_assert!(hit == HitPolicy::First || reported == clashes);
        }
        if hit == HitPolicy::First {
            let hidden = found.iter().filter(|d| d.code == "table-row-unreachable" || d.code == "table-row-duplicate").count();
            prop_assert_eq!(hidden, used.iter().filter(|used| !**used).count());
        }
        for d in found.iter().filter(|d| d.code == "table-hole") {
            let (x, y) = (dec(&d.witness[0].1), dec(&d.witness[1].1));
            prop_assert!(rows.iter().all(|row| !(accepts(&row.tests[0], x) && accepts(&row.tests[1], y))));
        }
    }
}
