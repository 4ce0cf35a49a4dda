//! What is hidden stays hidden: small cells, small groups, what lies in them, and examples.

use jenjang_lab::compare::{AffectedGroup, ByDimension, Comparison, Dimension, Options, Suppression, compare};
use jenjang_lab::shown::Shown;
use jenjang_statistics::tables::{Cell, Counts, audit};
use jenjang_tests::Random;

use crate::fixture::{IN_FORCE, pair, people};
use crate::worked::draft;

/// People at random: 3 regions of 4 units each, one of them tiny.
pub(crate) fn at_random(number: usize, seed: u64) -> Vec<Vec<String>> {
    let mut random = Random::new(seed);
    let mut pick = |from: &[&str]| from[usize::try_from(random.below(from.len() as u64)).unwrap()].to_owned();
    (0..number)
        .map(|n| {
            let region = if n % 97 == 0 { "r9".to_owned() } else { pick(&["r1", "r2", "r2", "r3", "r3", "r3", "r3"]) };
            let unit = format!("{region}-{}", pick(&["a", "a", "a", "a", "a", "a", "b", "b", "c", "d"]));
            vec![
                pick(&["A", "A", "A", "B", "B", "C"]),
                pick(&["2020-05-01", "2022-02-28", "2023-01-31", "2023-06-15", "2023-09-30", "2024-01-01", "?"]),
                pick(&["40", "55", "61", "62.5", "64", "70", "85", "90", "99", "?"]),
                pick(&["yes", "no", "?"]),
                pick(&["f", "m", "m"]),
                pick(&["1970-01-01", "1980-06-30", "1990-02-28", "2000-12-31"]),
                unit,
                region,
            ]
        })
        .collect()
}

pub(crate) fn run(all: &[Vec<String>], options: &Options) -> Comparison {
    let (catalogue, before, after) = pair(IN_FORCE, &draft());
    let parts: Vec<&[Vec<String>]> = all.chunks(61).collect();
    compare(&people(&catalogue, &parts), &before, &after, options).unwrap()
}

fn open() -> Options {
    Options { suppression: Suppression { least: 0, width: 0 }, ..Options::default() }
}

/// The true counts of the rows of a table that shows fewer, by the codes of its rows; rows put together are left out.
fn hidden_of(shown: &ByDimension) -> Vec<Cell> {
    let rows = shown.rows.iter().enumerate();
    rows.flat_map(|(at, row)| row.cells.iter().enumerate().filter(|(_, cell)| cell.is_hidden()).map(move |(column, _)| (at, column)))
        .collect()
}

#[test]
fn no_hidden_cell_can_be_worked_back() {
    for seed in 0..6 {
        let all = at_random(300, seed);
        // no tiny groups, so that rows of both tables are the same
        let dimensions = Some(vec![Dimension::named("grade"), Dimension::named("sex"), Dimension::named("birth")]);
        let protected = run(&all, &Options { dimensions: dimensions.clone(), ..Options::default() });
        let known = run(&all, &Options { dimensions, ..open() });
        assert_eq!(protected.totals, known.totals);
        for (shown, full) in protected.dimensions.iter().zip(&known.dimensions) {
            assert_eq!((shown.merged, full.hidden, shown.within.is_none()), (0, 0, true));
            let counts =
                Counts::try_new(full.rows.iter().map(|row| row.cells.map(|cell| cell.value().unwrap()).to_vec()).collect()).unwrap();
            let hidden = hidden_of(shown);
            assert_eq!(hidden.len() as u64, shown.hidden);
            for (at, (row, full)) in shown.rows.iter().zip(&full.rows).enumerate() {
                for (column, (cell, count)) in row.cells.iter().zip(full.cells.map(|cell| cell.value().unwrap())).enumerate() {
                    assert!(cell.is_hidden() || count == 0 || count >= 5, "seed {seed}: {count} is shown at {at} {column}");
                    assert!(cell.value().is_none_or(|cell| cell == count));
                    assert_eq!(*cell == Shown::Few, (1..5).contains(&count), "seed {seed}: the mark of {at} {column}");
                }
            }
            for interval in audit(&counts, &hidden, 0, 5).unwrap().intervals {
                let widest = counts.widest(interval.cell).unwrap().width().min(5.0);
                assert!(interval.width() + 0.5 > widest, "seed {seed}: {interval:?} of {counts:?} hiding {hidden:?}");
            }
        }
    }
}

#[test]
fn small_groups_are_counted_together() {
    let found = run(&at_random(300, 3), &Options::default());
    let region = found.dimensions.iter().find(|dimension| &*dimension.name == "region").unwrap();
    assert!(region.rows.iter().all(|row| row.people >= 5), "{region:?}");
    assert!(region.merged > 0);
    let unit = found.dimensions.iter().find(|dimension| &*dimension.name == "unit").unwrap();
    assert_eq!(unit.within.as_deref(), Some("region"));
    assert!(unit.rows.iter().all(|row| row.people >= 5), "{unit:?}");
    assert_eq!(unit.rows.iter().map(|row| row.people).sum::<u64>(), 300);
}

/// A region's hidden cell must not be the sum of its units' shown ones.
#[test]
fn what_is_hidden_of_a_region_is_hidden_of_its_units() {
    for seed in 0..8 {
        let found = run(&at_random(400, seed), &Options::default());
        let by_name = |name: &str| found.dimensions.iter().find(|dimension| &*dimension.name == name).unwrap();
        let (region, unit) = (by_name("region"), by_name("unit"));
        for row in &region.rows {
            let prefix = format!("{}-", row.code);
            let inside: Vec<_> = unit
                .rows
                .iter()
                .filter(|unit| unit.code.starts_with(&prefix) || *unit.code == *format!("others in {}", row.code))
                .collect();
            assert_eq!(inside.iter().map(|unit| unit.people).sum::<u64>(), if &*row.code == "others" { 0 } else { row.people });
            for (column, cell) in row.cells.iter().enumerate() {
                let shown = inside.iter().filter(|unit| !unit.cells[column].is_hidden()).count();
                if cell.is_hidden() {
                    assert_eq!(shown, 0, "seed {seed}: {} {column}", row.code);
                } else if shown + 1 == inside.len() {
                    panic!("seed {seed}: one hidden unit of {} follows from the others", row.code);
                }
            }
        }
    }
}

#[test]
fn examples_show_no_identity_and_nothing_protected() {
    let all = at_random(2_000, 11);
    let found = run(&all, &Options::default()).examples.unwrap();
    let again = run(&all, &Options { seed: 2, ..Options::default() }).examples.unwrap();
    assert_ne!(found, again, "another seed, other examples");
    for example in found.gained.iter().chain(&found.lost) {
        let names: Vec<&str> = example.facts.iter().map(|fact| &*fact.name).collect();
        assert!(names.iter().all(|name| ["grade.since", "points"].contains(name)), "{names:?}");
        // counted by hand: at least five share what is shown
        let shares = |person: &&Vec<String>| {
            example.facts.iter().all(|fact| match &*fact.name {
                "grade.since" => person[1].get(..7).is_some_and(|month| *month == *fact.value.en),
                _ => person[2] == *fact.value.en,
            })
        };
        assert!(all.iter().filter(shares).count() >= 5, "{example:?}");
        assert!(example.facts.iter().all(|fact| fact.value.en.len() < 8), "no day: {example:?}");
    }
    assert!(!found.gained.is_empty() && !found.lost.is_empty());
}

#[test]
fn listed_groups_give_no_small_figure_away() {
    for seed in 0..6 {
        let found = run(&at_random(600, seed), &Options::default());
        let list = found.most_affected;
        assert!(list.by_people.len() <= 20 && list.by_share.len() <= 20 && !list.by_people.is_empty());
        for group in list.by_people.iter().chain(&list.by_share) {
            for figure in [Some(group.people), group.gained.value(), group.lost.value(), group.became_unknown.value()].into_iter().flatten()
            {
                assert!(figure == 0 || figure >= 5, "seed {seed}: {group:?}");
            }
            for member in &group.of {
                let row =
                    found.dimensions.iter().find(|d| d.name == member.dimension).unwrap().rows.iter().find(|row| row.code == member.code);
                assert!(row.is_some_and(|row| row.people - group.people == 0 || row.people - group.people >= 5), "seed {seed}: {group:?}");
            }
        }
        let seen = |group: &AffectedGroup| [group.gained, group.lost, group.became_unknown].iter().filter_map(|n| n.value()).sum::<u64>();
        assert!(list.by_people.is_sorted_by(|a, b| seen(a) >= seen(b)));
        assert!(list.by_share.is_sorted_by(|a, b| seen(a) * b.people >= seen(b) * a.people));
    }
}

/// One person whose region nobody told, or a unit that lies in two regions, must not let the units of a region be worked back from its row.
#[test]
fn somebody_without_a_region_switches_no_protection_off() {
    for seed in 0..8 {
        let mut all = at_random(400, seed);
        all[0][7] = "?".into();
        all[1][7] = if all[1][7] == "r1" { "r2".into() } else { "r1".into() };
        let found = run(&all, &Options::default());
        let by_name = |name: &str| found.dimensions.iter().find(|dimension| &*dimension.name == name).unwrap();
        let (region, unit) = (by_name("region"), by_name("unit"));
        for row in &region.rows {
            let prefix = format!("{}-", row.code);
            let inside: Vec<_> = unit.rows.iter().filter(|unit| unit.code.starts_with(&prefix)).collect();
            let alone = (0..8).find(|column| {
                !row.cells[*column].is_hidden()
                    && inside.len() > 1
                    && inside.iter().filter(|unit| unit.cells[*column].is_hidden()).count() == 1
            });
            let others = unit.rows.iter().any(|unit| *unit.code == *format!("others in {}", row.code));
            assert!(alone.is_none() || others, "seed {seed}: one hidden unit of {} follows from the others, column {alone:?}", row.code);
        }
    }
}
