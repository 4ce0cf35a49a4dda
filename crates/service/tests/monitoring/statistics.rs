//! Published statistics: nobody can be worked back from them.

use jenjang::indicator::Dimension;
use jenjang_service::indicators::{Outcome, PublishStatistics, Published, publish};
use jenjang_statistics::tables::{Counts, audit};

use crate::world::{World, as_on, code, facts, period, unit};

fn table<'a>(world: &'a World, by: &[Dimension], of: Option<&str>) -> PublishStatistics<'a> {
    PublishStatistics {
        outcome: Outcome::Learning(period("2026")),
        by: by.to_vec(),
        unit: of.map(unit),
        dry_run: false,
        shipped: &world.library,
        gatherer: &facts,
    }
}

/// A reader's view: hidden cells are unknown, everything else is known.
fn solved(published: &Published) -> usize {
    let table = &published.table;
    // the true counts are not in the publication: any table with the same margins and shown cells serves to find the intervals
    let hidden: Vec<(usize, usize)> = table
        .rows
        .iter()
        .enumerate()
        .flat_map(|(row, line)| line.cells.iter().enumerate().filter(|(_, cell)| cell.is_none()).map(move |(column, _)| (row, column)))
        .collect();
    let filled = fill(
        &table.rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>(),
        table.rows.iter().map(|row| row.total).collect(),
        table.totals.clone(),
    );
    let counts = Counts::try_new(filled).unwrap();
    audit(&counts, &hidden, 0, 1).unwrap().recoverable.len()
}

/// Some way to fill the hidden cells so that rows and columns add up (north-west corner rule).
fn fill(cells: &[Vec<Option<u64>>], mut rows: Vec<u64>, mut columns: Vec<u64>) -> Vec<Vec<u64>> {
    for (r, line) in cells.iter().enumerate() {
        for (c, cell) in line.iter().enumerate() {
            rows[r] -= cell.unwrap_or(0);
            columns[c] -= cell.unwrap_or(0);
        }
    }
    // a transport problem on the hidden cells: small, so by trying
    let hidden: Vec<(usize, usize)> = cells
        .iter()
        .enumerate()
        .flat_map(|(r, line)| line.iter().enumerate().filter(|(_, cell)| cell.is_none()).map(move |(c, _)| (r, c)))
        .collect();
    let mut values = vec![0; hidden.len()];
    assert!(try_fill(&hidden, 0, &mut values, &mut rows, &mut columns), "the margins do not add up");
    let mut filled: Vec<Vec<u64>> = cells.iter().map(|line| line.iter().map(|cell| cell.unwrap_or(0)).collect()).collect();
    for ((r, c), value) in hidden.iter().zip(values) {
        filled[*r][*c] = value;
    }
    filled
}

fn try_fill(hidden: &[(usize, usize)], at: usize, values: &mut [u64], rows: &mut [u64], columns: &mut [u64]) -> bool {
    let Some(&(r, c)) = hidden.get(at) else { return rows.iter().chain(columns.iter()).all(|left| *left == 0) };
    for value in (0..=rows[r].min(columns[c])).rev() {
        values[at] = value;
        rows[r] -= value;
        columns[c] -= value;
        if try_fill(hidden, at + 1, values, rows, columns) {
            return true;
        }
        rows[r] += value;
        columns[c] += value;
    }
    false
}

#[test]
fn small_cells_are_hidden_and_cannot_be_solved() {
    let world = World::new();
    let command = table(&world, &[Dimension::Sex, Dimension::GradeGroup], None);
    let published = as_on!(world, "analyst", "2027-01-10", context => publish(&context, &command)).unwrap();
    let shown = &published.table;
    assert!(shown.primary > 0, "{shown:?}");
    assert!(shown.rows.iter().flat_map(|row| &row.cells).flatten().all(|cell| *cell >= 5));
    assert!(shown.rows.iter().map(|row| row.total).chain(shown.totals.iter().copied()).all(|total| total >= 5));
    assert_eq!(shown.rows.iter().map(|row| row.total).sum::<u64>(), 46);
    assert_eq!(solved(&published), 0);
}

#[test]
fn a_published_table_stays_and_no_other_can_be_subtracted_from_it() {
    let world = World::new();
    let by_unit = table(&world, &[Dimension::Unit], None);
    let dry = PublishStatistics { dry_run: true, ..by_unit.clone() };
    assert!(as_on!(world, "hr", "2027-01-10", context => publish(&context, &dry)).unwrap().new);
    assert_eq!(world.verbs(), Vec::<String>::new());
    let first = as_on!(world, "hr", "2027-01-10", context => publish(&context, &by_unit)).unwrap();
    let again = as_on!(world, "hr", "2027-03-10", context => publish(&context, &by_unit)).unwrap();
    assert_eq!((first.new, again.new, first.table == again.table), (true, false, true));
    assert_eq!(world.verbs(), ["statistics.publish"]);
    for other in [table(&world, &[Dimension::Sex], None), table(&world, &[Dimension::Unit], Some("dinas"))] {
        assert_eq!(code(as_on!(world, "hr", "2027-03-11", context => publish(&context, &other))), "published-otherwise");
    }
}

#[test]
fn units_that_share_nobody_are_published_side_by_side() {
    let world = World::new();
    let of = |id| table(&world, &[Dimension::Sex], Some(id));
    assert_eq!(code(as_on!(world, "hr2", "2027-01-10", context => publish(&context, &of("dinas")))), "done");
    assert_eq!(code(as_on!(world, "hr", "2027-01-10", context => publish(&context, &of("layanan")))), "done");
    assert_eq!(code(as_on!(world, "hr", "2027-01-10", context => publish(&context, &of("pemda")))), "published-otherwise");
    assert_eq!(code(as_on!(world, "hr2", "2027-01-10", context => publish(&context, &table(&world, &[], None)))), "forbidden");
}

#[test]
fn attendance_is_counted_and_a_running_year_is_not_published() {
    let world = World::new();
    world.session(12);
    let command = PublishStatistics { outcome: Outcome::Training(period("2026")), ..table(&world, &[Dimension::Unit], None) };
    assert_eq!(code(as_on!(world, "hr", "2026-12-31", context => publish(&context, &command))), "period-not-over");
    let published = as_on!(world, "hr", "2027-01-10", context => publish(&context, &command)).unwrap();
    assert_eq!(published.table.totals, [12, 34]);
    assert_eq!(solved(&published), 0);
    let decisions = PublishStatistics { outcome: Outcome::Decisions("kp".parse().unwrap()), ..command };
    assert_eq!(code(as_on!(world, "hr", "2027-01-10", context => publish(&context, &decisions))), "not-found");
}
