//! Hours by the rule of each form: the published guide of BPS, line by line, through the one helper that credits.

use std::collections::BTreeSet;
use std::sync::Arc;

use jenjang::Decimal;
use jenjang::development::forms::Forms;
use jenjang::index::learning_hours::{Limit, Period};
use jenjang::legal::Certainty;
use jenjang::people::View;
use jenjang::store::MemoryStore;
use jenjang_asn::codes::LearningForm;
use jenjang_service::ServiceError;
use jenjang_service::development::{CompletedDevelopment, CreditHours, CreditedHours, credit_hours};

use crate::world::{SHIPPED, World, acting, d, day, person, rules, run};

fn command(id: &str, form: &str, on: &str, amount: &str, abroad: bool) -> CreditHours {
    CreditHours {
        id: id.parse().unwrap(),
        person: person("s01"),
        form: form.into(),
        title: format!("kegiatan {id}").into(),
        competency: None,
        amount: d(amount),
        abroad,
        first: day(on),
        last: day(on),
        hours: None,
        evidence: Some("sertifikat".into()),
    }
}

fn credited(world: &World, command: &CreditHours) -> Result<CreditedHours, ServiceError> {
    let (actor, clock) = acting("hr", "2024-12-31");
    let context = world.context(&actor, &clock);
    run(async {
        let mut tx = world.store.begin().await.unwrap();
        let done = credit_hours(&context, &mut *tx, rules(), command).await?;
        tx.commit().await.unwrap();
        Ok(done)
    })
}

/// What several activities of one form give together, one after the other; each enters the learning register.
#[track_caller]
fn check(form: &str, amounts: &[(&str, &str)], abroad: bool, expected: &str) {
    let world = World::new(Arc::new(MemoryStore::new()));
    for (place, (on, amount)) in amounts.iter().enumerate() {
        let done = credited(&world, &command(&format!("d{place}"), form, on, amount, abroad)).unwrap();
        assert_eq!(done.register, CompletedDevelopment::Entered);
    }
    let entered = world.learning("s01");
    assert_eq!(entered.len(), amounts.len());
    let total: Decimal = entered.iter().map(|entry| entry.hours).sum();
    assert_eq!(total, d(expected), "{form}, abroad: {abroad}");
}

macro_rules! cases {
    ($($name:ident: $form:literal, [$(($on:literal, $amount:literal)),*], $abroad:literal => $hours:literal;)*) => {
        $(#[test]
        fn $name() {
            check($form, &[$(($on, $amount)),*], $abroad, $hours);
        })*
    };
}

// BPS guide to recording competence development, letter B-031/BPS/2600/02/2019 on the annex of PerLAN 10/2018
cases! {
    dev_001_a_semester_of_a_study_assignment: "A1", [("2024-06-30", "1")], false => "20";
    dev_003_leadership_training_as_held: "B1", [("2024-03-04", "30")], false => "30";
    dev_005_a_day_of_a_seminar_abroad: "B6", [("2024-03-04", "1")], true => "6";
    dev_007_a_day_of_a_workshop: "B7", [("2024-03-04", "1")], false => "5";
    dev_009_a_course_abroad_counts_a_fifth_more: "B8", [("2024-03-04", "30")], true => "36";
    dev_011_two_days_of_an_information_session: "B11", [("2024-03-04", "2")], false => "8";
    dev_013_one_coaching_session: "C1", [("2024-03-04", "1")], false => "2";
    dev_015_two_mentoring_sessions_of_a_month_abroad: "C2", [("2024-03-04", "1"), ("2024-03-18", "1")], true => "8";
    dev_017_three_days_of_e_learning_abroad: "C3", [("2024-03-04", "5"), ("2024-03-05", "2"), ("2024-03-06", "3")], true => "9";
    dev_019_a_secondment_abroad: "C5", [("2024-03-04", "1")], true => "24";
    dev_021_benchmarking_abroad: "C7", [("2024-03-04", "1")], true => "20";
    dev_023_an_exchange_abroad: "C8", [("2024-03-04", "1")], true => "24";
    dev_025_three_days_of_a_community_of_practice: "C10", [("2024-03-04", "2"), ("2024-03-05", "2"), ("2024-03-06", "2")], false => "6";
    dev_027_an_internship_abroad: "C11", [("2024-03-04", "1")], true => "24";
    limits_hold_over_activities_of_one_month: "C2", [("2024-03-04", "1"), ("2024-03-11", "1"), ("2024-03-18", "1"), ("2024-04-01", "1")], false => "6";
}

/// All 25 forms of the annex with their other codes, and the two of education: one row for each, with a rule or without one.
#[test]
fn every_form_is_listed_once_with_its_codes() {
    let forms = Forms::on(&SHIPPED.set, &jenjang_asn::FORM_POLICIES, View::on(day("2026-01-01"))).unwrap();
    assert_eq!(forms.all().len(), 27);
    let codes: Vec<(Option<&str>, Option<u8>)> =
        forms.all().iter().map(|form| LearningForm::find(&form.code).unwrap()).map(|form| (form.form_code(), form.register_id())).collect();
    let registered: BTreeSet<u8> = codes.iter().filter_map(|(_, id)| *id).collect();
    assert_eq!(registered, (1..=25).collect());
    let classroom = (1..=12).map(|number| format!("KL{number:02}"));
    let expected: BTreeSet<String> = classroom.chain((1..=13).map(|number| format!("NKL{number:02}"))).collect();
    assert_eq!(codes.iter().filter_map(|(code, _)| code.map(str::to_owned)).collect::<BTreeSet<_>>(), expected);
    let without: Vec<&str> = forms.all().iter().filter(|form| form.home.hours_per_unit.is_none()).map(|form| &*form.code).collect();
    assert_eq!(without, ["KL12", "NKL11", "NKL13"]);
    for form in forms.all() {
        assert_eq!(form.unit.is_none(), form.home.hours_per_unit.is_none(), "{}", form.code);
        assert!(!form.label.id.is_empty() && !form.label.en.is_empty());
        assert_eq!(form.certainty, Certainty::Secondary);
    }
    let coaching = forms.get("c1").unwrap();
    let limit = Limit { amount: d("2"), period: Period::Month };
    assert_eq!((coaching.home.limit, coaching.abroad.limit, coaching.home.divisible), (Some(limit), Some(limit), false));
    let e_learning = forms.get("C3").unwrap();
    assert_eq!(e_learning.abroad.limit, Some(Limit { amount: d("4"), period: Period::Day }));
}

#[test]
fn an_activity_of_several_days_fills_each_of_them() {
    let world = World::new(Arc::new(MemoryStore::new()));
    let week = CreditHours { first: day("2024-03-04"), ..command("week", "C3", "2024-03-08", "40", false) };
    let done = credited(&world, &week).unwrap();
    assert_eq!((done.counted, done.hours), (d("15"), d("15")));
    let more = credited(&world, &command("more", "C3", "2024-03-06", "1", false)).unwrap();
    assert_eq!(more.hours, Decimal::ZERO, "the Wednesday has its three hours");
}

#[test]
fn nothing_is_credited_twice() {
    let world = World::new(Arc::new(MemoryStore::new()));
    credited(&world, &command("d", "B7", "2024-03-04", "1", false)).unwrap();
    let again = credited(&world, &command("d", "B7", "2024-03-04", "1", false)).unwrap_err();
    assert_eq!(again.to_string(), "activity `d` is completed already, expected still planned");
    assert_eq!(world.learning("s01").len(), 1);
}

#[test]
fn a_form_without_a_rule_takes_the_hours_of_the_agency_and_no_other_does() {
    let world = World::new(Arc::new(MemoryStore::new()));
    let says = |command: CreditHours| credited(&world, &command).unwrap_err();
    let none = says(command("d", "NKL11", "2024-03-04", "3", false));
    assert_eq!(none.code(), "no-conversion");
    assert_eq!(
        none.to_string(),
        "the rules give form `NKL11` no conversion to learning hours: the agency says how many it credits (`hours`)"
    );
    // no rule for abroad is a lack of its own
    assert_eq!(says(command("d", "B1", "2024-03-04", "30", true)).code(), "no-conversion");
    let by_rule = says(CreditHours { hours: Some(d("9")), ..command("d", "B7", "2024-03-04", "1", false) });
    assert_eq!(by_rule.to_string(), "the hours of form `B7` follow from its rule (5 JP), found 9 JP");
    assert_eq!(says(command("d", "Z9", "2024-03-04", "1", false)).code(), "form-unknown");
    assert_eq!(says(command("d", "B7", "2024-03-04", "0.5", false)).to_string(), "the amount is 0.5, expected a whole number");
    assert_eq!(says(command("d", "B7", "2025-01-01", "1", false)).code(), "day-out-of-range");
    assert_eq!(says(command("d", "B7", "2017-01-01", "1", false)).code(), "forms", "no rule before 2018");
    assert!(world.learning("s01").is_empty());
    let done = credited(&world, &CreditHours { hours: Some(d("9")), ..command("d", "NKL11", "2024-03-04", "3", false) }).unwrap();
    assert_eq!(done.hours, d("9"));
    assert_eq!(world.learning("s01")[0].hours, d("9"));
}
