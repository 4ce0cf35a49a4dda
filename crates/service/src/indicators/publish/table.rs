//! From counts to a table that may be shown: small groups put together, small cells hidden, and so many more that none can be worked back.

use jenjang::legal::Label;
use jenjang_statistics::tables::{Counts, Protection, audit, protect};

use super::counting::Counted;
use super::too_fine;
use crate::error::ServiceError;

/// Most cells of a table: above it, finding what to hide takes minutes.
const MOST_CELLS: usize = 200;

/// A table that may be shown.
pub(super) struct Tabled {
    pub(super) columns: Vec<Label>,
    /// The groups of each row.
    pub(super) rows: Vec<Vec<Label>>,
    pub(super) counts: Counts,
    pub(super) protection: Protection,
}

/// A row or column while groups are put together.
type Line = (Vec<Label>, Vec<u64>);

/// Puts small rows and columns together, because their totals are shown, and hides what has to be hidden.
///
/// # Errors
/// `too-few-people` where nothing is left to put together; `too-many-groups` above the cells that can be protected in reasonable time.
pub(super) fn protected(counted: Counted, least: u32, room: u32) -> Result<Tabled, ServiceError> {
    let least = u64::from(least);
    let rows: Vec<Line> = counted.rows.into_iter().map(|(label, cells)| (vec![label], cells)).collect();
    let mut rows = together(rows, least)?;
    let columns = counted.columns.into_iter().enumerate().map(|(at, label)| {
        let cells = rows.iter().map(|(_, cells)| cells.get(at).copied().unwrap_or_default()).collect();
        (vec![label], cells)
    });
    // a column nobody is in says only that: it is left out
    let columns: Vec<Line> = columns.filter(|(_, cells): &Line| cells.iter().any(|n| *n > 0)).collect();
    let columns = together(columns, least)?;
    for (row, (_, cells)) in rows.iter_mut().enumerate() {
        *cells = columns.iter().map(|(_, column)| column.get(row).copied().unwrap_or_default()).collect();
    }
    let columns: Vec<Label> = columns.into_iter().map(|(labels, _)| joined(&labels)).collect();
    loop {
        if rows.len() * columns.len() > MOST_CELLS {
            let (found, most) = (rows.len() * columns.len(), MOST_CELLS);
            return Err(ServiceError::refused(
                "too-many-groups",
                Label::new(
                    format!("tabel ini mempunyai {found} sel, paling banyak {most}: pilih rincian yang lebih kasar atau satu unit"),
                    format!("this table has {found} cells, at most {most}: choose a coarser breakdown or one unit"),
                ),
            ));
        }
        let counts = Counts::try_new(rows.iter().map(|(_, cells)| cells.clone()).collect()).map_err(undefined)?;
        let protection = protect(&counts, least, u64::from(room)).map_err(undefined)?;
        let found = audit(&counts, &protection.hidden(), least, u64::from(room)).map_err(undefined)?;
        if found.is_safe() && found.recoverable.is_empty() {
            return Ok(Tabled { columns, rows: rows.into_iter().map(|(labels, _)| labels).collect(), counts, protection });
        }
        // the margins alone give a cell away: its row is put together with the smallest other one
        let row = found.exposed.first().or(found.recoverable.first()).map_or(0, |cell| cell.0);
        if rows.len() < 2 {
            return Err(too_fine());
        }
        let line = rows.remove(row);
        merge_into_smallest(&mut rows, line);
    }
}

fn undefined(reason: jenjang_statistics::Undefined) -> ServiceError {
    ServiceError::refused("table", reason.label())
}

fn size((_, cells): &Line) -> u64 {
    cells.iter().sum()
}

/// Puts lines below the least number together until none is below it.
fn together(mut lines: Vec<Line>, least: u64) -> Result<Vec<Line>, ServiceError> {
    lines.retain(|line| size(line) > 0);
    if lines.iter().map(size).sum::<u64>() < least {
        return Err(too_fine());
    }
    loop {
        let Some((at, _)) = lines.iter().enumerate().filter(|(_, line)| size(line) < least).min_by_key(|(at, line)| (size(line), *at))
        else {
            return Ok(lines);
        };
        let line = lines.remove(at);
        merge_into_smallest(&mut lines, line);
    }
}

/// Adds a line to the smallest of the others; of several, the first.
fn merge_into_smallest(lines: &mut [Line], (labels, cells): Line) {
    let smallest = lines.iter().enumerate().min_by_key(|(at, line)| (size(line), *at)).map(|(at, _)| at);
    if let Some(other) = smallest.and_then(|at| lines.get_mut(at)) {
        other.0.extend(labels);
        for (sum, n) in other.1.iter_mut().zip(cells) {
            *sum += n;
        }
    }
}

fn joined(labels: &[Label]) -> Label {
    let text = |part: fn(&Label) -> &str| labels.iter().map(part).collect::<Vec<_>>().join(" / ");
    Label::new(text(|label| &label.id), text(|label| &label.en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn counted(rows: &[(&str, &[u64])]) -> Counted {
        let width = rows[0].1.len();
        Counted {
            title: Label::same("t"),
            columns: (0..width).map(|at| Label::same(format!("c{at}"))).collect(),
            rows: rows.iter().map(|(label, cells)| (Label::same(*label), cells.to_vec())).collect::<BTreeMap<_, _>>(),
        }
    }

    #[test]
    fn small_rows_and_columns_are_put_together() {
        let table = protected(counted(&[("a", &[30, 20, 1]), ("b", &[2, 1, 0]), ("c", &[40, 10, 2])]), 5, 5).ok().unwrap();
        let rows: Vec<Vec<&str>> = table.rows.iter().map(|labels| labels.iter().map(|label| &*label.en).collect()).collect();
        assert_eq!(rows, [vec!["a", "b"], vec!["c"]]);
        assert_eq!(table.columns.iter().map(|label| &*label.en).collect::<Vec<_>>(), ["c0", "c1 / c2"]);
        assert_eq!(table.counts.row_totals(), [54, 52]);
    }

    #[test]
    fn nobody_is_shown_alone() {
        let refused = |rows: &[(&str, &[u64])]| protected(counted(rows), 5, 5).map(|table| table.protection).unwrap_err().code();
        assert_eq!(refused(&[("a", &[1, 2])]), "too-few-people");
        let many: Vec<(String, [u64; 2])> = (0..101).map(|n| (format!("r{n:03}"), [9, 9])).collect();
        let many: Vec<(&str, &[u64])> = many.iter().map(|(label, cells)| (label.as_str(), cells.as_slice())).collect();
        assert_eq!(refused(&many), "too-many-groups");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        /// No hidden cell of a finished table can be worked back, whatever is counted.
        #[test]
        fn hidden_cells_stay_hidden(cells in proptest::collection::vec(proptest::collection::vec(0_u64..30, 3), 1..7)) {
            let labels: Vec<String> = (0..cells.len()).map(|n| format!("r{n}")).collect();
            let rows: Vec<(&str, &[u64])> = labels.iter().map(String::as_str).zip(cells.iter().map(Vec::as_slice)).collect();
            match protected(counted(&rows), 5, 5) {
                Err(refused) => proptest::prop_assert_eq!(refused.code(), "too-few-people"),
                Ok(table) => {
                    let found = audit(&table.counts, &table.protection.hidden(), 5, 5).unwrap();
                    proptest::prop_assert!(found.is_safe() && found.recoverable.is_empty());
                    proptest::prop_assert!(table.counts.row_totals().iter().chain(table.counts.column_totals()).all(|total| *total >= 5));
                    let people: u64 = cells.iter().flatten().sum();
                    proptest::prop_assert_eq!(table.counts.row_totals().iter().sum::<u64>(), people);
                }
            }
        }
    }
}
