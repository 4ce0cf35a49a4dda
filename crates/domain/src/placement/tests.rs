use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn stay(first: &str, last: &str) -> Stay {
    Stay { first: day(first), last: day(last) }
}

fn place() -> Place {
    let leads_to = LeadsTo { framework: "f".parse().unwrap(), competency: "T.01".parse().unwrap(), level: Decimal::from(3) };
    Place {
        id: "bkn-2026".parse().unwrap(),
        kind: PlaceKind::Internship,
        title: "Analisis jabatan".into(),
        form: "C11".into(),
        unit: "pemda".parse().unwrap(),
        host: "Badan contoh".into(),
        supervisor: Some("boss".parse().unwrap()),
        seats: 1,
        first: day("2026-03-01"),
        last: day("2026-12-31"),
        apply_until: day("2026-06-30"),
        abroad: false,
        leads_to: vec![leads_to],
    }
}

fn placement(first: &str, last: &str) -> Placement {
    Placement {
        id: "bkn-2026/s1".parse().unwrap(),
        place: "bkn-2026".parse().unwrap(),
        person: "s1".parse().unwrap(),
        supervisor: Some("boss".parse().unwrap()),
        stay: stay(first, last),
        state: PlacementState::Applied,
    }
}

fn assessment(competency: &str, level: i64) -> PlacementAssessment {
    let levels = vec![LeadsTo { framework: "f".parse().unwrap(), competency: competency.parse().unwrap(), level: level.into() }];
    PlacementAssessment { on: day("2026-05-01"), levels, evidence: "laporan 7".into(), hours: Some(Decimal::from(20)) }
}

#[test]
fn a_placement_goes_its_way_and_no_other() {
    let (place, mut one) = (place(), placement("2026-04-01", "2026-04-30"));
    assert_eq!(one.start(day("2026-04-01")).unwrap_err().to_string(), "placement `bkn-2026/s1` is applied for, expected granted");
    let full = one.grant(&place, &[stay("2026-04-30", "2026-05-31")], day("2026-03-20")).unwrap_err().to_string();
    assert_eq!(full, "place `bkn-2026` is full on a day from 2026-04-01 to 2026-04-30 (seats: 1)");
    one.grant(&place, &[stay("2026-05-01", "2026-05-31")], day("2026-03-20")).unwrap();
    let early = one.start(day("2026-03-31")).unwrap_err().to_string();
    assert_eq!(early, "placement `bkn-2026/s1` begins on 2026-04-01, today is 2026-03-31");
    one.start(day("2026-04-02")).unwrap();
    let above = one.assess(&place, assessment("T.01", 4)).unwrap_err().to_string();
    assert_eq!(above, "`T.01` is assessed at level 4, but the place leads to T.01=3");
    assert_eq!(one.assess(&place, assessment("T.02", 1)).unwrap_err().code(), "placement-level");
    one.assess(&place, assessment("T.01", 3)).unwrap();
    assert_eq!(one.break_off(day("2026-05-02"), "sakit".into()).unwrap_err().code(), "placement-state");
    let again = one.decline(day("2026-05-02"), "penuh".into()).unwrap_err().to_string();
    assert_eq!(again, "placement `bkn-2026/s1` is assessed, expected applied for");
}

#[test]
fn an_overlap_names_both() {
    let one = placement("2026-04-01", "2026-04-30");
    let busy = |first: &str, last: Option<&str>| Busy {
        what: Label::new("detasering `d-1`", "secondment `d-1`"),
        first: day(first),
        last: last.map(day),
    };
    one.is_free_of(&[busy("2026-05-01", None), busy("2025-01-01", Some("2026-03-31"))]).unwrap();
    let refused = one.is_free_of(&[busy("2026-04-30", Some("2026-06-01"))]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "placement `bkn-2026/s1` (2026-04-01 to 2026-04-30) overlaps with secondment `d-1` (2026-04-30 to 2026-06-01)"
    );
    let open = one.is_free_of(&[busy("2020-01-01", None)]).unwrap_err();
    assert!(open.message().id.ends_with("detasering `d-1` (2020-01-01 sampai belum berakhir)"), "{}", open.message().id);
}

#[test]
fn whoever_goes_takes_the_own_record_along_and_leaves_others_theirs() {
    let one = placement("2026-04-01", "2026-04-30");
    assert_eq!(one.clone().forget(&one.person), None);
    assert_eq!(one.clone().forget(&"boss".parse().unwrap()).unwrap().supervisor, None);
    assert_eq!(place().forget(&"boss".parse().unwrap()).unwrap().supervisor, None);
}

#[test]
fn a_place_needs_seats_and_dates_in_order() {
    place().check().unwrap();
    assert_eq!(Place { seats: 0, ..place() }.check().unwrap_err().code(), "no-seats");
    assert_eq!(Place { last: day("2026-02-28"), ..place() }.check().unwrap_err().code(), "place-dates");
    assert_eq!(Place { apply_until: day("2027-01-01"), ..place() }.check().unwrap_err().code(), "place-dates");
}

proptest! {
    /// Counting where somebody begins is counting every day.
    #[test]
    fn the_most_at_once_is_that_of_the_fullest_day(
        stays in proptest::collection::vec((0_u64..30, 0_u64..10), 0..8),
        asked in (0_u64..30, 0_u64..10),
    ) {
        let from = |(start, length): (u64, u64)| {
            let first = day("2026-01-01") + chrono::Days::new(start);
            Stay { first, last: first + chrono::Days::new(length) }
        };
        let granted: Vec<Stay> = stays.into_iter().map(from).collect();
        let asked = from(asked);
        let days = asked.first.iter_days().take_while(|day| *day <= asked.last);
        let fullest = days.map(|day| granted.iter().filter(|stay| stay.first <= day && day <= stay.last).count()).max().unwrap();
        prop_assert_eq!(Place::most_at_once(&granted, asked), fullest);
    }
}
