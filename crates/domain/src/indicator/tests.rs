//! Periods, achievement, alerts, verdicts.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::definition::ACHIEVEMENT_UP;
use super::*;
use crate::index::agency;
use crate::legal::Label;
use crate::people::id::PersonId;
use crate::record::Kept;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn period(text: &str) -> ReportingPeriod {
    text.parse().unwrap()
}

fn indicator(direction: Direction, achievement: &str) -> Indicator {
    Indicator {
        id: "jp".parse().unwrap(),
        name: Label::same("JP"),
        unit: Label::same("%"),
        direction,
        period: PeriodKind::Quarter,
        source: Source::Reported,
        policy: None,
        scope: None,
        formulas: Vec::new(),
        achievement: achievement.into(),
        off_track: "achievement < 90".into(),
        places: 2,
        tolerance: d("0.01"),
        due_days: 15,
        baseline: None,
        targets: BTreeMap::new(),
        since: period("2026-Q1"),
        until: None,
        reference: None,
    }
}

fn reading(of: &Indicator, at: &str, number: u32, value: &str) -> Reading {
    Reading {
        indicator: of.id.clone(),
        period: period(at),
        number,
        corrects: None,
        reason: None,
        formula: None,
        reported: Some(Reported { value: d(value), inputs: BTreeMap::new(), evidence: "laporan".into() }),
        calculated: None,
        not_calculated: None,
        entered: day("2026-04-02"),
        entered_by: Some("hr".parse().unwrap()),
        verified_by: None,
        state: ReadingState::Entered,
    }
}

#[test]
fn periods_are_read_and_written() {
    for (text, first, last) in [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-S2", "2026-07-01", "2026-12-31"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
    ] {
        let found = period(text);
        assert_eq!((found.to_string().as_str(), found.first_day(), found.last_day()), (text, day(first), day(last)));
        assert_eq!(found.next().previous(), found);
        assert!(found.contains(found.last_day()) && !found.contains(found.next().first_day()));
    }
    for wrong in ["", "26", "2026-S3", "2026-Q0", "2026-13", "2026-1", "0000", "2026-", "2026-Q1x", "２０２６"] {
        assert!(wrong.parse::<ReportingPeriod>().is_err(), "{wrong}");
    }
}

/// Attorney General, performance report of the second quarter of 2026 (dev-097, dev-099, dev-101).
#[test]
fn achievement_is_not_cut_at_a_hundred() {
    let mut up = indicator(Direction::Up, ACHIEVEMENT_UP);
    let q1 = period("2026-Q1");
    for (realised, target, expected) in [("3.75", "3.6", "104.17"), ("0.82", "0.81", "101.23"), ("88.34", "90.5", "97.61")] {
        up.targets.insert(q1, d(target));
        let achieved = up.achieved(d(realised), q1).unwrap();
        assert_eq!(up.shown(achieved), d(expected));
        assert_eq!(Some(achieved), agency::achievement(d(realised), d(target)));
    }
    up.targets.insert(q1, Decimal::ZERO);
    assert_eq!(up.achieved(d("3"), q1), None, "a target of zero has no achievement");
    assert_eq!(up.achieved(d("3"), period("2026-Q2")), None, "no target");
}

#[test]
fn less_is_better_by_a_declared_formula() {
    let mut down = indicator(Direction::Down, "(2 * target - realised) / target * 100");
    let q1 = period("2026-Q1");
    down.targets.insert(q1, d("40"));
    assert_eq!(down.achieved(d("36"), q1), Some(d("110")));
    assert_eq!(down.is_off_track(d("36"), q1), Some(false));
    assert_eq!(down.is_off_track(d("45"), q1), Some(true));
    assert_eq!(down.faults(), []);
}

#[test]
fn faults_name_the_key_and_say_what_was_expected() {
    let mut wrong = indicator(Direction::Up, "realised > target");
    wrong.off_track = "achievement".into();
    wrong.targets.insert(period("2026"), d("1"));
    wrong.until = Some(period("2025-Q4"));
    let formula = |version, from: &str, value: &str| Formula {
        version,
        from: period(from),
        inputs: BTreeMap::from([(Arc::from("served"), Label::same("served"))]),
        value: value.into(),
        share: Some(("served".into(), "asked".into())),
    };
    wrong.formulas = vec![formula(1, "2026-Q2", "served * 2"), formula(1, "2026-Q1", "serve * 2")];
    let found: Vec<(&str, &str)> = wrong.faults().iter().map(|fault| (fault.code, fault.key)).collect();
    let expected = [
        ("empty-period", "until"),
        ("period-kind", "targets"),
        ("formula-inputs", "formulas"),
        ("formula-order", "formulas"),
        ("expression", "formulas"),
        ("formula-inputs", "formulas"),
        ("expression", "achievement"),
        ("expression", "off-track"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_figure_follows_from_its_parts_or_says_why_not() {
    let inputs = ["met", "people"].map(|name| (Arc::from(name), Label::same(name)));
    let formula =
        Formula { version: 1, from: period("2026-Q1"), inputs: BTreeMap::from(inputs), value: "met / people * 100".into(), share: None };
    let parts = |met: &str, people: &str| BTreeMap::from([(Arc::from("met"), d(met)), (Arc::from("people"), d(people))]);
    assert_eq!(formula.calculate(&parts("389", "486")).map(|value| crate::index::half_up(value, 2)), Ok(d("80.04")));
    assert!(formula.calculate(&parts("0", "0")).unwrap_err().en.contains("no number"));
    assert!(formula.calculate(&BTreeMap::from([(Arc::from("met"), d("1"))])).unwrap_err().en.contains("`people`"));
    let mut three = parts("1", "2");
    three.insert("age".into(), d("3"));
    assert!(formula.calculate(&three).unwrap_err().en.contains("`age`"));
}

#[test]
fn alerts_say_what_is_missing_and_who_supplies_it() {
    let mut up = indicator(Direction::Up, ACHIEVEMENT_UP);
    up.targets = BTreeMap::from([(period("2026-Q1"), d("80")), (period("2026-Q2"), d("80"))]);
    let kinds = |readings: &[Reading], today: &str| {
        alerts(&up, readings, day(today)).into_iter().map(|alert| (alert.period.to_string(), alert.kind)).collect::<Vec<_>>()
    };
    // within the declared days nothing is missing yet
    assert_eq!(kinds(&[], "2026-04-15"), []);
    assert_eq!(kinds(&[], "2026-04-16"), [("2026-Q1".to_owned(), AlertKind::ReadingMissing)]);
    let mut low = reading(&up, "2026-Q1", 1, "60");
    low.calculated = Some(Calculated { value: d("59.5"), counted: None, unknown: None });
    let found = kinds(std::slice::from_ref(&low), "2026-04-16");
    let q1 = |kind| ("2026-Q1".to_owned(), kind);
    assert_eq!(found, [q1(AlertKind::OffTrack), q1(AlertKind::Differs), q1(AlertKind::NotVerified)]);
    // a correction takes its place; a refused one does not
    let mut better = reading(&up, "2026-Q1", 2, "79");
    better.state = ReadingState::Verified { on: day("2026-04-10") };
    assert_eq!(kinds(&[low.clone(), better.clone()], "2026-04-16"), []);
    better.state = ReadingState::Refused { on: day("2026-04-10"), reason: "bukti tidak cocok".into() };
    assert_eq!(kinds(&[low, better], "2026-04-16").len(), 3);
    // the third quarter has begun without a target
    let late = kinds(&[], "2026-07-20");
    assert_eq!(late.last(), Some(&("2026-Q3".to_owned(), AlertKind::TargetMissing)));
}

#[test]
fn verdicts_know_the_direction_and_silence() {
    use Verdict::{Kept, NotKept, Partly, Unknown};
    let of = |direction, baseline: Option<&str>, promised: Option<&str>, happened: Option<&str>| {
        Verdict::of(direction, baseline.map(d), promised.map(d), happened.map(d))
    };
    assert_eq!(of(Direction::Up, Some("50"), Some("60"), Some("60")), Kept);
    assert_eq!(of(Direction::Up, Some("50"), Some("60"), Some("55")), Partly);
    assert_eq!(of(Direction::Up, Some("50"), Some("60"), Some("50")), NotKept);
    assert_eq!(of(Direction::Up, None, Some("60"), Some("55")), NotKept);
    assert_eq!(of(Direction::Down, Some("50"), Some("40"), Some("45")), Partly);
    assert_eq!(of(Direction::Down, Some("50"), Some("40"), Some("55")), NotKept);
    assert_eq!(of(Direction::Up, Some("50"), Some("60"), None), Unknown);
    assert_eq!(of(Direction::Up, Some("50"), None, Some("60")), Unknown);
}

#[test]
fn only_verified_figures_count_in_a_review() {
    let up = indicator(Direction::Up, ACHIEVEMENT_UP);
    let mut figure = reading(&up, "2026-Q1", 1, "82");
    let line = |figure: &Reading| ReviewLine::of(&up, std::slice::from_ref(figure), period("2026-Q1"), Some(d("80")));
    assert_eq!((line(&figure).happened, line(&figure).verdict), (None, Verdict::Unknown));
    figure.state = ReadingState::Verified { on: day("2026-04-10") };
    assert_eq!((line(&figure).happened, line(&figure).verdict), (Some(d("82")), Verdict::Kept));
}

#[test]
fn erasing_who_entered_a_figure_leaves_the_figure() {
    let up = indicator(Direction::Up, ACHIEVEMENT_UP);
    let figure = reading(&up, "2026-Q1", 1, "82");
    let hr: PersonId = "hr".parse().unwrap();
    let left = figure.clone().forget(&hr).unwrap();
    assert_eq!((left.entered_by, left.reported), (None, figure.reported));
}

proptest! {
    #[test]
    fn every_day_lies_in_exactly_one_period_of_each_kind(days in 0_i64..3_000_000) {
        let day = NaiveDate::from_ymd_opt(1, 1, 1).unwrap() + chrono::Days::new(u64::try_from(days).unwrap());
        for kind in PeriodKind::ALL {
            let found = ReportingPeriod::containing(kind, day);
            prop_assert!(found.first_day() <= day && day <= found.last_day());
            prop_assert!(!found.next().contains(day) && !found.previous().contains(day));
        }
    }

    #[test]
    fn more_is_never_worse_where_more_is_better(low in 0_u32..10_000, more in 0_u32..10_000, promised in 1_u32..10_000, baseline in 0_u32..10_000) {
        let verdict = |happened: u32| {
            let all = [promised, happened, baseline].map(|value| Some(Decimal::from(value)));
            match Verdict::of(Direction::Up, all[2], all[0], all[1]) {
                Verdict::Kept => 2,
                Verdict::Partly => 1,
                Verdict::NotKept | Verdict::Unknown => 0,
            }
        };
        prop_assert!(verdict(low + more) >= verdict(low));
    }
}
