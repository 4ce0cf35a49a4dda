//! What holds of every comparison.

use std::num::NonZero;

use jenjang_lab::compare::{Change, Options, Suppression, WaitingOptions, compare};
use jenjang_lab::run::Threads;
use jenjang_lab::shown::Shown;
use jenjang_tests::Random;

use crate::disclosure::{at_random, run};
use crate::fixture::{IN_FORCE, pair, people};
use crate::worked::draft;

/// A figure of a comparison that hides nothing.
fn shown(figure: Shown) -> u64 {
    figure.value().unwrap()
}

fn open() -> Options {
    Options { suppression: Suppression { least: 0, width: 0 }, waiting: None, ..Options::default() }
}

#[test]
fn every_dimension_adds_up_to_the_totals() {
    for seed in 0..10 {
        let found = run(&at_random(250, seed), &open());
        let t = found.totals;
        assert_eq!(t.table.iter().flatten().copied().map(shown).sum::<u64>(), t.people);
        let changes = [t.gained, t.lost, t.became_unknown, t.no_longer_unknown, t.unchanged];
        assert_eq!(changes.map(shown).iter().sum::<u64>(), t.people);
        for dimension in &found.dimensions {
            let sum = |change: Change| dimension.rows.iter().map(|row| row.cell(change).unwrap()).sum::<u64>();
            assert_eq!((sum(Change::Gained), sum(Change::Lost)), (shown(t.gained), shown(t.lost)), "{}", dimension.name);
            assert_eq!((sum(Change::BecameUnknown), sum(Change::NoLongerUnknown)), (shown(t.became_unknown), shown(t.no_longer_unknown)));
            assert_eq!(
                [Change::StayedEligible, Change::StayedNotEligible, Change::StayedUnknown].map(sum),
                [t.table[0][0], t.table[1][1], t.table[2][2]].map(shown)
            );
            assert!(dimension.rows.iter().all(|row| row.cells.map(shown).iter().sum::<u64>() == row.people));
        }
        let causes = found.causes.unwrap();
        let (gained, lost) = (shown(t.gained), shown(t.lost));
        assert!(causes.lost.iter().all(|cause| shown(cause.alone) <= shown(cause.people) && shown(cause.people) <= lost));
        assert!(lost == 0 || causes.lost.iter().map(|cause| shown(cause.people)).sum::<u64>() >= lost);
        assert!(gained == 0 || causes.gained.iter().map(|cause| shown(cause.people)).sum::<u64>() >= gained);
        for criterion in &found.criteria {
            for standing in [criterion.before, criterion.after].into_iter().flatten() {
                let all = [standing.met, standing.not_met, standing.unknown, standing.not_applicable].map(shown);
                assert_eq!(all.iter().sum::<u64>(), t.people);
                assert!(shown(standing.alone) <= shown(standing.not_met));
            }
        }
    }
}

#[test]
fn a_policy_against_itself_changes_nobody() {
    let (catalogue, before, _) = pair(IN_FORCE, &draft());
    let all = at_random(300, 5);
    let found = compare(&people(&catalogue, &[&all]), &before, &before, &Options::default()).unwrap();
    let t = found.totals;
    assert_eq!([t.gained, t.lost, t.became_unknown, t.no_longer_unknown, t.unchanged].map(shown), [0, 0, 0, 0, 300]);
    assert!(found.most_affected.by_people.is_empty());
    let causes = found.causes.unwrap();
    assert!(causes.lost.is_empty() && causes.gained.is_empty());
    let waiting = found.waiting.unwrap();
    assert_eq!(waiting.before, waiting.after);
}

#[test]
fn swapping_the_two_swaps_gained_and_lost() {
    let (catalogue, before, after) = pair(IN_FORCE, &draft());
    let all = at_random(300, 6);
    let population = people(&catalogue, &[&all]);
    let one = compare(&population, &before, &after, &open()).unwrap();
    let other = compare(&population, &after, &before, &open()).unwrap();
    assert_eq!((one.totals.gained, one.totals.lost), (other.totals.lost, other.totals.gained));
    assert_eq!((one.totals.became_unknown, one.totals.no_longer_unknown), (other.totals.no_longer_unknown, other.totals.became_unknown));
    let (one, other) = (one.causes.unwrap(), other.causes.unwrap());
    assert_eq!((one.gained, one.lost), (other.lost, other.gained));
}

#[test]
fn order_of_people_parts_and_threads_changes_nothing() {
    let (catalogue, before, after) = pair(IN_FORCE, &draft());
    let mut all = at_random(500, 7);
    let options = |threads| Options {
        threads: Threads(NonZero::new(threads).unwrap()),
        // few enough that a sample is drawn
        waiting: Some(WaitingOptions { most: 20, horizon_months: 120 }),
        ..Options::default()
    };
    let one = compare(&people(&catalogue, &[&all]), &before, &after, &options(1)).unwrap();
    let mut random = Random::new(8);
    for last in (1..all.len()).rev() {
        all.swap(last, usize::try_from(random.below(last as u64 + 1)).unwrap());
    }
    let parts: Vec<&[Vec<String>]> = all.chunks(37).collect();
    let mut other = compare(&people(&catalogue, &parts), &before, &after, &options(3)).unwrap();
    other.data.digest.clone_from(&one.data.digest);
    assert_eq!(one, other);
}

#[test]
fn a_sample_of_waiting_times_says_how_sure_it_is() {
    let all = at_random(3_000, 9);
    let with = |most| Options { waiting: Some(WaitingOptions { most, horizon_months: 120 }), ..open() };
    let (exact, sample) = (run(&all, &with(10_000)).waiting.unwrap(), run(&all, &with(25)).waiting.unwrap());
    assert_eq!(exact.before.buckets.iter().map(|bucket| shown(bucket.people)).sum::<u64>(), 3_000);
    assert_eq!(exact.before.estimated, Shown::Value(0));
    assert_eq!(sample.before.combinations_tried, 25);
    assert!(shown(sample.before.estimated) > 0);
    assert_eq!(shown(sample.before.settled) + shown(sample.before.tried) + shown(sample.before.estimated), 3_000);
    let inside = exact.before.buckets.iter().zip(&sample.before.buckets).filter(|(exact, sample)| {
        let (low, high) = sample.interval.unwrap();
        low <= shown(exact.people) && shown(exact.people) <= high
    });
    assert!(inside.count() >= 8, "{:?} {:?}", exact.before, sample.before);
}
