use super::*;
use crate::policy::decide::fixture::{Build, date, dossier, on, set};
use crate::policy::document::RemedyKind;
use proptest::prelude::*;

fn earliest(policy: &Arc<Policy>, facts: &[(&str, &str)], horizon: &str) -> Earliest {
    earliest_on(&on(policy, "2026-04-01"), &dossier("2026-04-01", facts), date(horizon))
}

fn on_day(text: &str) -> Earliest {
    Earliest::On { date: date(text), met_on: date(text) }
}

fn at_least_four_below_56() -> Build {
    Build::eligibility().waiting("too-short", "years between(since, as of) >= 4").waiting("too-old", "years between(birth, as of) < 56")
}

#[test]
fn the_first_day_is_the_one_on_which_the_last_criterion_is_met() {
    let policy = at_least_four_below_56().waiting("sanctioned", "sanction end = null or sanction end < as of").build();
    let facts = [("since", "2024-02-29"), ("birth", "1980-01-01"), ("sanction end", "2027-05-31")];
    assert_eq!(earliest(&policy, &facts, "2040-01-01"), on_day("2028-02-29"));
    let longer = [("since", "2024-02-29"), ("birth", "1980-01-01"), ("sanction end", "2029-05-31")];
    assert_eq!(earliest(&policy, &longer, "2040-01-01"), on_day("2029-06-01"));
    let ready = [("since", "2020-01-01"), ("birth", "1980-01-01"), ("sanction end", "null")];
    assert_eq!(earliest(&policy, &ready, "2040-01-01"), Earliest::Already);
}

#[test]
fn a_decision_takes_effect_on_a_period_only() {
    let policy = at_least_four_below_56().periods(&[4, 10], 1).build();
    let facts = [("since", "2022-06-01"), ("birth", "1980-01-01")];
    let expected = Earliest::On { date: date("2026-10-01"), met_on: date("2026-06-01") };
    assert_eq!(earliest(&policy, &facts, "2030-01-01"), expected);
    // old enough in May, too old in September: eligible for a while, but on no period
    let never = [("since", "2022-05-01"), ("birth", "1970-09-01")];
    let none = earliest(&policy, &never, "2040-01-01");
    assert_eq!(none, Earliest::NotWithinHorizon { blocking: vec!["too-old".into()] }, "{none:?}");
}

#[test]
fn what_waiting_cannot_cure_is_named() {
    let policy = at_least_four_below_56().criterion("points", "points >= 10").build();
    let facts = [("since", "2024-02-29"), ("birth", "1980-01-01"), ("points", "3")];
    assert_eq!(earliest(&policy, &facts, "2040-01-01"), Earliest::NotWithinHorizon { blocking: vec!["points".into()] });
    let unknown = [("since", "2024-02-29"), ("birth", "1980-01-01")];
    assert_eq!(earliest(&policy, &unknown, "2040-01-01"), Earliest::Unknown { missing: vec!["points".into()] });
    let horizon = [("since", "2024-02-29"), ("birth", "1980-01-01"), ("points", "30")];
    assert_eq!(earliest(&policy, &horizon, "2027-01-01"), Earliest::NotWithinHorizon { blocking: vec!["too-short".into()] });
}

#[test]
fn rules_that_change_later_count_if_they_are_known() {
    let mut policy = Build::eligibility()
        .parameter("minimum", &[("2000-01-01", "4"), ("2027-01-01", "2")])
        .waiting("too-short", "years between(since, as of) >= minimum")
        .criterion_with("abolished", "certified", |_, criterion| {
            criterion.effective.to = Some(date("2027-03-01"));
            criterion.remedy = RemedyKind::None;
        })
        .policy;
    policy.parameters[0].values[1].decided = date("2025-12-01");
    let policy = Arc::new(policy);
    let facts = [("since", "2024-06-01"), ("certified", "false")];
    assert_eq!(earliest(&policy, &facts, "2040-01-01"), on_day("2027-03-01"));
    let early = prepare(&set(&[Arc::clone(&policy)]), &policy, date("2026-04-01"), date("2025-11-30")).unwrap();
    let unseen = earliest_on(&early, &dossier("2026-04-01", &facts), date("2040-01-01"));
    assert_eq!(unseen, on_day("2028-06-01"), "the change of 2027 was not known then");
}

#[test]
fn a_policy_that_begins_later_is_waited_for_and_one_that_ends_is_not_outlived() {
    let mut policy = at_least_four_below_56().policy;
    policy.effective.from = Some(date("2027-01-01"));
    policy.effective.to = Some(date("2028-01-01"));
    policy.decided = Some(date("2026-01-01"));
    let policy = Arc::new(policy);
    let find = |since: &str| {
        let facts = dossier("2026-04-01", &[("since", since), ("birth", "1980-01-01")]);
        earliest_date(&set(&[Arc::clone(&policy)]), &policy, &facts, date("2040-01-01"), date("2026-04-01"))
    };
    assert_eq!(find("2023-06-01"), Ok(on_day("2027-06-01")));
    assert_eq!(find("2025-06-01"), Ok(Earliest::NotWithinHorizon { blocking: vec!["too-short".into()] }));
}

#[test]
fn facts_that_change_with_the_day_are_gathered_for_each() {
    let policy = Build::eligibility().criterion("hours", "hours >= 20").periods(&[1, 7], 1).build();
    let hours = |day: NaiveDate| dossier("2026-04-01", &[("hours", if day.year() >= 2028 { "25" } else { "5" })]);
    let found = earliest_with(&on(&policy, "2026-04-01"), date("2030-01-01"), &hours);
    assert_eq!(found, on_day("2028-01-01"));
}

/// Conditions of many shapes over the day, monotone and not.
const SHAPES: [&str; 16] = [
    "years between(since, as of) >= 2",
    "years between(birth, as of) < 56",
    "months between(post since, as of) in [14..30]",
    "sanction end = null or sanction end < as of",
    "as of - since >= @\"P400D\"",
    "since + @\"P1Y1M\" <= as of",
    "as of.month = 4 or as of.month = 10",
    "not(years between(since, as of) = 3)",
    "if years between(since, as of) > 1 then certified else exempt",
    "years between(since, as of) + years between(post since, as of) >= 5",
    "count(certificates[item >= as of]) >= 1",
    "every c in certificates satisfies years between(c, as of) < 3",
    "span >= 30",
    "step = 2",
    "max(months between(since, as of), months between(post since, as of)) between 20 and 40",
    "years and months duration(since, as of) > @\"P2Y\"",
];

fn shaped(shapes: &[usize], periods: bool, grouped: bool) -> Arc<Policy> {
    let range = |low: i64, high: i64| crate::policy::model::Cell {
        parts: vec![crate::policy::model::CellPart::Range(crate::policy::value::RangeValue {
            low: crate::policy::value::Bound::Included(crate::policy::decide::fixture::number(&low.to_string())),
            high: crate::policy::value::Bound::Excluded(crate::policy::decide::fixture::number(&high.to_string())),
        })],
        ..Default::default()
    };
    let row = |low, high, output: &str| crate::policy::model::Row {
        tests: vec![range(low, high)],
        output: crate::policy::decide::fixture::number(output),
        span: Default::default(),
    };
    let mut build = Build::eligibility()
        .parameter("minimum", &[("2000-01-01", "1"), ("2027-02-10", "3")])
        .definition("span", "months between(since, as of)")
        .table(
            "step",
            &["years between(post since, as of)"],
            crate::policy::types::Type::NUMBER,
            crate::policy::document::HitPolicy::Unique,
            vec![row(0, 2, "1"), row(2, 4, "2"), row(4, 9, "1")],
        );
    for entry in &mut build.policy.parameters[0].values {
        entry.decided = date("2000-01-01");
    }
    for (at, shape) in shapes.iter().enumerate() {
        build = build.waiting(&format!("c{at}"), SHAPES[*shape]);
    }
    build = build.waiting("changing", "years between(since, as of) >= minimum");
    if grouped && shapes.len() >= 2 {
        build = build.group("either", &["c0", "c1"], 1);
    }
    if periods {
        build = build.periods(&[4, 10], 1);
    }
    build.build()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn the_same_day_as_trying_every_day(
        shapes in prop::collection::vec(0..SHAPES.len(), 1..4),
        days in prop::collection::vec(0u64..3000, 5),
        missing in prop::option::weighted(0.15, 0usize..5),
        flags in prop::collection::vec(any::<bool>(), 4),
    ) {
        let policy = shaped(&shapes, flags[0], flags[1]);
        let day = |n: u64| (date("2020-01-01") + chrono::Days::new(n)).to_string();
        let birth = (date("1968-01-01") + chrono::Days::new(days[3])).to_string();
        let (since, post, end, certificate) = (day(days[0]), day(days[1]), day(days[2]), day(days[4]));
        let mut facts = vec![
            ("since", since.as_str()), ("post since", &post), ("sanction end", &end), ("birth", &birth), ("certificates", &certificate),
        ];
        if let Some(at) = missing { facts.remove(at); }
        facts.push(("certified", if flags[2] { "true" } else { "false" }));
        facts.push(("exempt", if flags[3] { "true" } else { "false" }));
        let dossier = dossier("2026-04-01", &facts);
        let horizon = date("2030-06-30");
        let known = date("2026-04-01");
        let family = set(&[Arc::clone(&policy)]);
        let mut first = None;
        let mut unknown = false;
        for day in known.iter_days().take_while(|day| *day <= horizon).filter(|day| is_permitted(&policy, *day, known)) {
            match crate::policy::decide::outcome(&prepare(&family, &policy, day, known).unwrap(), &dossier) {
                Outcome::Eligible => { first = Some(day); break; }
                Outcome::Unknown => unknown = true,
                _ => {}
            }
        }
        let found = earliest_on(&prepare(&family, &policy, known, known).unwrap(), &dossier, horizon);
        prop_assert_eq!(found.date(known), first, "{:?}", found);
        prop_assert_eq!(matches!(found, Earliest::Unknown { .. }), first.is_none() && unknown);
        if let Earliest::On { date: last, met_on } = found {
            for day in met_on.iter_days().take_while(|day| *day <= last) {
                prop_assert_eq!(crate::policy::decide::outcome(&prepare(&family, &policy, day, known).unwrap(), &dossier), Outcome::Eligible);
            }
        }
    }
}
