//! One person's needs, each with its source.

use jenjang::development::need::{NeedSource, Unknown};
use jenjang::evaluation::shown::Shown;
use jenjang::people::record::{LearningRecord, PerformanceRecord};
use jenjang_service::needs::{AddWish, ReadNeeds, WithdrawWish, add_wish, list_wishes, read_needs, withdraw_wish};

use crate::world::{TODAY, World, as_on, code, d, day, library, person};

#[test]
fn a_gap_says_what_is_required_what_was_shown_and_by_whom() {
    let world = World::new();
    world.profile("s1", &[("M.03", "1.5"), ("M.05", "3"), ("SK.1", "-")]);
    let view = world.needs("s1");
    let gap = &view.needs.needs[0];
    assert_eq!(gap.link().to_string(), "gap:permenpanrb-38-2017/M.03");
    assert_eq!((gap.size, gap.since), (d("0.5"), day("2026-02-10")));
    let NeedSource::Gap { required, actual, assessor, evidence, .. } = &gap.source else { panic!("{gap:?}") };
    assert_eq!((*required, *actual, &**assessor, evidence.len()), (d("2"), d("1.5"), "UPT Penilaian", 1));
    assert!(gap.reference.citation.contains("aplikasi"), "where the standard comes from: {}", gap.reference.citation);
    // what nobody measured is a remark, and more than required is no need
    assert_eq!(view.needs.not_measured.len(), 1);
    assert_eq!(view.needs.not_measured[0].competency.as_str(), "SK.1");
    assert_eq!(view.needs.met.len(), 7);
    assert_eq!(view.needs.needs.len(), 2, "the gap and the learning hours of the year");
}

#[test]
fn nothing_measured_is_no_need_of_size_zero() {
    let world = World::new();
    let view = world.needs("s1");
    assert!(view.needs.needs.iter().all(|need| !matches!(need.source, NeedSource::Gap { .. })));
    assert_eq!((view.needs.not_measured.len(), view.needs.met.len()), (9, 0));
    assert_eq!(&*view.needs.not_measured[0].reason().en, "never assessed");
    world.change("s1", |file| {
        file.record.registers.positions = None;
        file.record.registers.learning = None;
        file.record.registers.performance = Some(Vec::new());
        file.record.registers.employments = None;
    });
    let view = world.needs("s1");
    assert_eq!(
        view.needs.unknown,
        [Unknown::Position, Unknown::Feedback, Unknown::Performance, Unknown::LearningRegister, Unknown::Employment]
    );
    assert!(view.needs.needs.is_empty());
}

#[test]
fn an_old_assessment_is_set_aside_with_the_reason() {
    let world = World::new();
    world.profile("s1", &[("M.01", "1")]);
    let command = ReadNeeds { library: library(), person: person("s1"), as_of: Some(day("2030-01-05")) };
    let view = as_on!(world, "hr", TODAY, context => read_needs(&context, &command)).unwrap();
    assert_eq!(view.needs.not_measured.len(), 9);
    assert!(view.needs.not_measured[0].reason().en.contains("2029"), "{}", view.needs.not_measured[0].reason().en);
}

#[test]
fn only_released_360_figures_below_the_threshold_are_needs() {
    let world = World::new();
    let exact = |value: &str| Some(Shown::Exact(d(value)));
    let scores = [
        ("M.01", exact("3.49")),
        ("M.02", exact("3.50")),
        // seen as a range: a need only where all of it lies below
        ("M.03", Some(Shown::Between(d("1.00"), d("1.40")))),
        ("M.04", Some(Shown::Between(d("3.20"), d("3.80")))),
        // a hidden group leaves no score
        ("M.05", None),
    ];
    world.cycle("2026-1", true, &[("s1", &scores)]);
    world.cycle("2026-2", false, &[("s1", &[("M.02", exact("1.00"))])]);
    let view = world.needs("s1");
    let found: Vec<(String, String)> = view
        .needs
        .needs
        .iter()
        .filter(|need| matches!(need.source, NeedSource::Feedback { .. }))
        .map(|need| (need.link().to_string(), need.size.to_string()))
        .collect();
    assert_eq!(found, [("feedback:2026-1/M.01".to_owned(), "0.01".to_owned()), ("feedback:2026-1/M.03".to_owned(), "2.1".to_owned())]);
    let sentence = view.needs.needs[0].sentence();
    assert_eq!(&*sentence.en, "the 360° score 3.49 is below 3.5 in cycle 2026-1, released on 2026-06-15");
    assert!(view.needs.needs[1].sentence().en.contains("≤ 1.40"), "no exact figure behind a range");
    // before the release nobody knew
    let before = ReadNeeds { library: library(), person: person("s1"), as_of: Some(day("2026-06-14")) };
    let view = as_on!(world, "s1", TODAY, context => read_needs(&context, &before)).unwrap();
    assert!(view.needs.unknown.contains(&Unknown::Feedback));
}

#[test]
fn a_label_below_good_is_a_need_until_a_later_year() {
    let world = World::new();
    let of = |as_of: &str| {
        let command = ReadNeeds { library: library(), person: person("s1"), as_of: Some(day(as_of)) };
        let view = as_on!(world, "hr", TODAY, context => read_needs(&context, &command)).unwrap();
        view.needs.needs.into_iter().find(|need| matches!(need.source, NeedSource::Performance { .. }))
    };
    let found = of("2025-06-01").unwrap();
    assert_eq!((found.link().to_string().as_str(), found.size, found.since), ("performance:2024", d("1"), day("2025-01-01")));
    assert_eq!(&*found.sentence().en, "the label is `Needs Improvement`, expected at least `Good`");
    assert!(of("2026-08-03").is_none(), "2025 was good");
    world.change("s1", |file| {
        let label = PerformanceRecord { year: 2025, label: "sangat-kurang".parse().unwrap(), decree: None };
        file.record.registers.performance = Some(vec![label]);
    });
    assert_eq!(of("2026-08-03").unwrap().size, d("3"));
}

#[test]
fn missing_hours_are_a_need_of_the_year() {
    let world = World::new();
    world.change("s1", |file| {
        let learnt = |on: &str, hours: &str| LearningRecord { completed: day(on), hours: d(hours), title: "Bimtek".into() };
        file.record.registers.learning = Some(vec![learnt("2025-12-30", "40"), learnt("2026-02-03", "12.5")]);
    });
    let view = world.needs("s1");
    let need = view.needs.needs.last().unwrap();
    assert_eq!((need.link().to_string().as_str(), need.size), ("hours:2026", d("7.5")));
    assert_eq!(&*need.sentence().id, "12,5 JP dari 20 JP, kurang 7,5 JP");
    assert!(need.reference.citation.contains("203"));
    assert_eq!(view.needs.missing_hours(), d("7.5"));
}

#[test]
fn a_wish_stays_a_wish() {
    let world = World::new();
    let wish = |topic: &str| AddWish { person: person("s1"), topic: topic.into(), competency: Some("M.02".parse().unwrap()), course: None };
    let before = world.needs("s1");
    let added = as_on!(world, "s1", TODAY, context => add_wish(&context, &wish(" Negosiasi "))).unwrap();
    assert_eq!((&*added.id, &*added.topic), ("s1-w1", "Negosiasi"));
    let after = world.needs("s1");
    assert_eq!(after.needs, before.needs, "no need came of it");
    assert_eq!(after.wishes, [added]);
    assert_eq!(code(as_on!(world, "s1", TODAY, context => add_wish(&context, &wish("negosiasi")))), "wish-twice");
    assert_eq!(code(as_on!(world, "s1", TODAY, context => add_wish(&context, &wish("  ")))), "blank");
    assert_eq!(code(as_on!(world, "kepala", TODAY, context => add_wish(&context, &wish("Pidato")))), "forbidden");
    let unknown = AddWish { course: Some("tidak-ada".parse().unwrap()), ..wish("Pidato") };
    assert_eq!(code(as_on!(world, "s1", TODAY, context => add_wish(&context, &unknown))), "not-found");
    let own = WithdrawWish { id: "s1-w1".into() };
    assert_eq!(code(as_on!(world, "s2", TODAY, context => withdraw_wish(&context, &own))), "forbidden");
    as_on!(world, "s1", TODAY, context => withdraw_wish(&context, &own)).unwrap();
    assert!(as_on!(world, "kepala", TODAY, context => list_wishes(&context, &person("s1"))).unwrap().is_empty());
    assert_eq!(world.verbs(), ["need.wish", "need.wish"]);
}

#[test]
fn needs_are_for_the_person_the_superior_and_hr() {
    let world = World::new();
    let command = ReadNeeds { library: library(), person: person("s1"), as_of: None };
    for who in ["s1", "kepala", "hr"] {
        assert!(as_on!(world, who, TODAY, context => read_needs(&context, &command)).is_ok(), "{who}");
    }
    for who in ["s2", "analyst", "auditor", "operator", "public"] {
        assert_eq!(code(as_on!(world, who, TODAY, context => read_needs(&context, &command))), "forbidden", "{who}");
    }
}
