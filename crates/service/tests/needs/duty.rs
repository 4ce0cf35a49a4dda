//! The yearly duty, of a person and a unit.

use jenjang::development::duty::{Because, CountReason};
use jenjang::people::record::{EmploymentRecord, LearningRecord};
use jenjang_service::development::{CompleteDevelopment, PlanDevelopment, complete_development, plan_development};
use jenjang_service::needs::{DutyView, ReadDuty, ReadUnitDuty, read_duty, read_unit_duty};

use crate::world::{TODAY, World, as_on, code, d, day, library, person, unit};

fn duty(world: &World, who: &str, id: &str, on: &str) -> DutyView {
    let command = ReadDuty { library: library(), person: person(id), as_of: None };
    as_on!(world, who, on, context => read_duty(&context, &command)).unwrap()
}

/// Plans an activity and has `hr` record that it was done.
fn learn(world: &World, id: &str, form: &str, title: &str, on: &str, hours: &str) {
    let plan = PlanDevelopment { person: person(id), form: form.into(), title: title.into(), competency: None, due: None };
    let activity = as_on!(world, id, TODAY, context => plan_development(&context, &plan)).unwrap();
    let done = CompleteDevelopment { id: activity, on: day(on), hours: d(hours), evidence: Some(format!("laporan {title}").into()) };
    as_on!(world, "hr", TODAY, context => complete_development(&context, &done)).unwrap();
}

#[test]
fn an_activity_in_the_register_and_in_a_record_counts_once() {
    let world = World::new();
    learn(&world, "s1", "B3", "Bimtek anggaran", "2026-03-05", "8");
    world.change("s1", |file| {
        let entry = LearningRecord { completed: day("2026-04-02"), hours: d("4"), title: "Seminar".into() };
        file.record.registers.learning.as_mut().unwrap().push(entry);
    });
    let view = duty(&world, "s1", "s1", TODAY);
    let account = &view.duty.account;
    assert_eq!((account.total, view.duty.owed, view.duty.missing), (d("12"), Some(d("20")), d("8")));
    assert_eq!(account.lines.len(), 2);
    assert_eq!(account.lines[0].credited.evidence.as_deref(), Some("laporan Bimtek anggaran"));
    assert_eq!(account.lines[1].because, Because::FormUnknown);
    assert_eq!(view.days_left, 150);
}

#[test]
fn a_month_of_coaching_counts_two_sessions_whoever_recorded_them() {
    let world = World::new();
    learn(&world, "s1", "C1", "Coaching awal", "2026-07-02", "4");
    learn(&world, "s1", "C1", "Coaching lanjutan", "2026-07-20", "4");
    let view = duty(&world, "kepala", "s1", TODAY);
    assert_eq!(view.duty.account.total, d("4"));
    assert_eq!(view.duty.account.lines[1].because, Because::Rule { reason: CountReason::Limited(d("4")) });
    let coaching = view.room.iter().find(|room| &*room.form == "C1").unwrap();
    assert_eq!(coaching.amount, d("10"), "two sessions in each month from August to December");
    let ways: Vec<&str> = view.ways.iter().map(|way| &*way.form).collect();
    assert!(ways.contains(&"C1") && ways.contains(&"B3") && !ways.contains(&"KL12"), "{ways:?}");
}

#[test]
fn the_warning_follows_the_pace_of_the_year() {
    let world = World::new();
    let codes = |on: &str| duty(&world, "hr", "s1", on).duty.warnings.iter().map(|warning| warning.code.to_string()).collect::<Vec<_>>();
    assert!(codes("2026-03-31").is_empty(), "less than a quarter is gone");
    assert_eq!(codes("2026-04-30"), ["behind-pace"]);
    assert_eq!(codes("2026-11-02"), ["behind-pace", "late-in-the-year"]);
    let warning = duty(&world, "hr", "s1", "2026-07-01").duty.warnings.remove(0);
    // 182 of 365 days are 49.86 percent; three quarters of the pace
    assert_eq!(warning.expected, Some(d("7.48")));
    learn(&world, "s1", "B3", "Bimtek", "2026-07-30", "20");
    assert!(codes("2026-11-02").is_empty());
}

#[test]
fn nobody_is_held_to_a_duty_that_does_not_bind() {
    let world = World::new();
    world.change("s1", |file| {
        file.record.registers.employments =
            Some(vec![EmploymentRecord { since: day("2022-01-01"), status: "pppk".parse().unwrap(), decree: None }]);
    });
    world.change("s2", |file| file.record.registers.employments = None);
    let contract = duty(&world, "s1", "s1", TODAY);
    assert_eq!((contract.duty.owed, contract.duty.warnings.len()), (Some(d("0")), 0));
    let silent = duty(&world, "s2", "s2", TODAY);
    assert_eq!((silent.duty.owed, silent.duty.warnings.len()), (None, 0), "silence is not zero");
}

#[test]
fn the_unit_sees_who_misses_most_first() {
    let world = World::new();
    learn(&world, "s1", "B3", "Bimtek", "2026-05-05", "20");
    learn(&world, "s2", "B3", "Bimtek", "2026-05-05", "15");
    world.change("s3", |file| file.record.registers.employments = None);
    let command = ReadUnitDuty { library: library(), unit: unit("dinas"), as_of: None };
    let view = as_on!(world, "auditor", TODAY, context => read_unit_duty(&context, &command)).unwrap();
    assert_eq!((view.people.len(), view.bound, view.met, view.unknown), (11, 10, 1, 1));
    assert_eq!(view.warned, 8);
    assert_eq!(view.people[0].person, person("kepala"));
    let last: Vec<&str> = view.people[8..].iter().map(|one| one.person.as_str()).collect();
    assert_eq!(last, ["s2", "s1", "s3"]);
    let tree = ReadUnitDuty { library: library(), unit: unit("seksi"), as_of: None };
    assert_eq!(as_on!(world, "hr", TODAY, context => read_unit_duty(&context, &tree)).unwrap().people.len(), 2);
    for who in ["kepala", "s1", "analyst", "operator"] {
        assert_eq!(code(as_on!(world, who, TODAY, context => read_unit_duty(&context, &command))), "forbidden", "{who}");
    }
}

/// PP 11/2017 art. 203 (4) with the conversion guide of BPS (dev-028): a seminar day, two coaching sessions, e-learning on two days, a course.
#[test]
fn dev_028_a_year_of_exactly_twenty_hours() {
    let world = World::new();
    for (form, title, on, hours) in [
        ("B6", "Seminar", "2026-02-03", "4"),
        ("C1", "Coaching", "2026-03-10", "4"),
        ("C3", "Daring 1", "2026-04-01", "3"),
        ("C3", "Daring 2", "2026-04-02", "3"),
        ("B8", "Kursus", "2026-05-05", "6"),
    ] {
        learn(&world, "s1", form, title, on, hours);
    }
    let view = duty(&world, "s1", "s1", "2026-12-31");
    assert_eq!((view.duty.account.total, view.duty.missing), (d("20"), d("0")));
    assert!(view.duty.warnings.is_empty() && view.ways.is_empty());
}
