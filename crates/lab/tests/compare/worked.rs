//! People counted by hand.

use std::num::NonZero;

use jenjang_lab::compare::{Bands, Bucket, Change, Comparison, Options, Standings, compare};
use jenjang_lab::population::InMemory;
use jenjang_lab::run::Threads;
use jenjang_lab::shown::Shown;

use crate::fixture::{IN_FORCE, pair, people, times};

/// Three years instead of four, 65 points instead of 60.
pub(crate) fn draft() -> String {
    IN_FORCE.replace("value = \"4\"", "value = \"3\"").replace("value = \"60\"", "value = \"65\"")
}

/// Ten gain, six lose, twenty stay eligible, seven stay out, five become unknown, eight are no longer unknown.
pub(crate) fn counted() -> Vec<Vec<String>> {
    let mut all = times(10, ["B", "2023-05-10", "70", "yes", "f", "1990-03-01", "u1", "r1"]);
    all.extend(times(6, ["B", "2021-01-15", "62", "no", "m", "1980-03-01", "u1", "r1"]));
    all.extend(times(20, ["C", "2020-01-01", "90", "yes", "f", "1975-03-01", "u2", "r1"]));
    all.extend(times(7, ["A", "2025-01-01", "50", "no", "m", "1999-03-01", "u3", "r2"]));
    all.extend(times(5, ["A", "2023-05-10", "?", "no", "m", "1999-03-01", "u3", "r2"]));
    all.extend(times(8, ["A", "?", "62", "?", "f", "1999-03-01", "u4", "r2"]));
    all
}

fn compared(options: &Options) -> Comparison {
    let (catalogue, before, after) = pair(IN_FORCE, &draft());
    let all = counted();
    let population: InMemory = people(&catalogue, &[&all[..30], &all[30..]]);
    compare(&population, &before, &after, options).unwrap()
}

#[test]
fn everybody_is_counted_once() {
    let found = compared(&Options::default());
    assert_eq!(found.totals.table, [[20, 6, 0], [10, 7, 5], [0, 8, 0]].map(|row| row.map(Shown::Value)));
    let t = found.totals;
    let changes = [t.gained, t.lost, t.became_unknown, t.no_longer_unknown, t.unchanged, t.changed];
    assert_eq!((t.people, changes), (56, [10, 6, 5, 8, 27, 0].map(Shown::Value)));
    assert_eq!([t.before(0), t.before(1), t.before(2), t.after(0), t.after(1), t.after(2)], [26, 22, 8, 30, 21, 5].map(Shown::Value));
    assert_eq!((found.data.people, found.data.unread, found.data.absent_facts.len()), (56, 0, 0));
}

#[test]
fn groups_are_chosen_from_what_there_is() {
    let found = compared(&Options::default());
    let names: Vec<&str> = found.dimensions.iter().map(|dimension| &*dimension.name).collect();
    assert_eq!(names, ["unit", "region", "grade", "sex", "birth"]);
    let within: Vec<Option<&str>> = found.dimensions.iter().map(|dimension| dimension.within.as_deref()).collect();
    // every unit lies in one region here; and in one grade, of which there are more
    assert_eq!(within[..2], [Some("grade"), None]);
    let protected: Vec<bool> = found.dimensions.iter().map(|dimension| dimension.protected.is_some()).collect();
    assert_eq!(protected, [false, false, false, true, true]);
    let grade = &found.dimensions[2];
    let rows: Vec<(&str, u64)> = grade.rows.iter().map(|row| (&*row.code, row.people)).collect();
    assert_eq!(rows, [("A", 20), ("B", 16), ("C", 20)]);
    let cells: Vec<u64> = grade.rows.iter().map(|row| row.cell(Change::Gained).unwrap()).collect();
    assert_eq!((cells, grade.rows[1].cell(Change::Lost), grade.hidden), (vec![0, 10, 0], Some(6), 0));
    let ages: Vec<(&str, u64)> = found.dimensions[4].rows.iter().map(|row| (&*row.label.en, row.people)).collect();
    assert_eq!(ages, [("25–29 years", 20), ("35–39 years", 10), ("45–49 years", 6), ("50–54 years", 20)]);
}

#[test]
fn causes_name_what_decided() {
    let found = compared(&Options::default());
    let causes = found.causes.unwrap();
    let list = |causes: &[jenjang_lab::compare::Cause]| -> Vec<(String, u64, u64)> {
        causes.iter().map(|cause| (cause.code.to_string(), cause.people.value().unwrap(), cause.alone.value().unwrap())).collect()
    };
    assert_eq!(list(&causes.lost), [("score-too-low".to_owned(), 6, 6)]);
    assert_eq!(list(&causes.gained), [("time-too-short".to_owned(), 10, 10)]);
    let missing: Vec<(&str, Shown)> = found.became_unknown_because.iter().map(|fact| (&*fact.name, fact.people)).collect();
    assert_eq!(missing, [("points", Shown::Value(5))]);
    let [time, score] = found.criteria.as_slice() else { panic!("{:?}", found.criteria) };
    let standings = |met, not_met, unknown, alone| {
        let [met, not_met, unknown, not_applicable, alone] = [met, not_met, unknown, 0, alone].map(Shown::Value);
        Some(Standings { met, not_met, unknown, not_applicable, alone })
    };
    assert_eq!((time.before, time.after), (standings(26, 22, 8, 10), standings(41, 7, 8, 0)));
    assert_eq!((time.newly_not_met, time.no_longer_not_met), (0.into(), 15.into()));
    assert_eq!((score.before, score.after), (standings(44, 7, 5, 0), standings(30, 21, 5, 6)));
    assert_eq!((score.newly_not_met, score.no_longer_not_met), (14.into(), 0.into()));
}

#[test]
fn examples_say_what_was_found_and_what_is_required() {
    let found = compared(&Options::default()).examples.unwrap();
    let [gained] = found.gained.as_slice() else { panic!("{:?}", found.gained) };
    let shown: Vec<(&str, &str)> = gained.facts.iter().map(|fact| (&*fact.name, &*fact.value.en)).collect();
    assert_eq!(shown, [("grade.since", "2023-05"), ("points", "70")]);
    let [because] = gained.because.as_slice() else { panic!("{:?}", gained.because) };
    assert_eq!(&*because.code, "time-too-short");
    let say = |label: &Option<jenjang::legal::Label>| label.as_ref().map(|label| label.en.to_string());
    assert_eq!((say(&because.found), say(&because.required)), (Some("3".to_owned()), Some("at least 4".to_owned())));
    let because = &found.lost[0].because[0];
    assert_eq!((say(&because.found), say(&because.required)), (Some("62".to_owned()), Some("at least 65".to_owned())));
}

#[test]
fn waiting_times_follow_from_dates() {
    let waiting = compared(&Options::default()).waiting.unwrap();
    let of = |times: &jenjang_lab::compare::WaitingTimes| -> Vec<(Bucket, u64)> {
        let found = times.buckets.iter().filter(|bucket| bucket.people.may_be_some());
        found.map(|bucket| (bucket.bucket, bucket.people.value().unwrap())).collect()
    };
    // four years since 10 May 2023 are over on 10 May 2027, seven months and nine days away
    let before = [(Bucket::Now, 26), (Bucket::To12, 10), (Bucket::Never, 7), (Bucket::Unknown, 13)];
    assert_eq!(of(&waiting.before), before);
    assert_eq!(of(&waiting.after), [(Bucket::Now, 30), (Bucket::Never, 21), (Bucket::Unknown, 5)]);
    assert_eq!([waiting.before.settled, waiting.before.tried, waiting.before.estimated], [33, 23, 0].map(Shown::Value));
    assert!(waiting.before.buckets.iter().all(|bucket| bucket.interval.is_none()));
}

#[test]
fn the_most_affected_groups_come_first() {
    let found = compared(&Options::default()).most_affected;
    let first = &found.by_people[0];
    assert_eq!((first.people, first.affected, first.gained, first.lost), (16, 16.into(), 10.into(), 6.into()));
    assert_eq!((&*first.of[0].dimension, &*first.of[0].code), ("unit", "u1"));
    let all_of_b = found.by_share.iter().find(|group| group.of.len() == 1 && &*group.of[0].code == "r1").unwrap();
    assert_eq!(all_of_b.share.value().unwrap().to_string(), "0.4444");
}

#[test]
fn a_share_outside_of_what_is_expected_is_a_warning() {
    let expected =
        |least_per_mille, most_per_mille| Options { expected: Some(Bands { least_per_mille, most_per_mille }), ..Options::default() };
    // 30 of 56 are 535.7 in a thousand
    assert!(compared(&expected(535, 536)).warnings.is_empty());
    let warnings = compared(&expected(536, 600)).warnings;
    assert_eq!(&*warnings[0].en, "30 of 56 people are eligible under the draft; expected were between 536 and 600 in a thousand");
}

#[test]
fn threads_and_order_change_nothing() {
    let (catalogue, before, after) = pair(IN_FORCE, &draft());
    let mut all = counted();
    let options = |threads| Options { threads: Threads(NonZero::new(threads).unwrap()), ..Options::default() };
    let parts: Vec<&[Vec<String>]> = all.chunks(5).collect();
    let mut one = compare(&people(&catalogue, &parts), &before, &after, &options(1)).unwrap();
    let mut again = compare(&people(&catalogue, &parts), &before, &after, &options(4)).unwrap();
    assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&again).unwrap());
    all.reverse();
    again = compare(&people(&catalogue, &[&all]), &before, &after, &options(2)).unwrap();
    // only the digest may tell them apart
    one.data.digest = again.data.digest.clone();
    assert_eq!(one, again);
}

#[test]
fn policies_that_do_not_fit_are_refused() {
    let (catalogue, before, after) = pair(IN_FORCE, crate::values::SCORE);
    let error = compare(&people(&catalogue, &[&counted()]), &before, &after, &Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "`small/promotion` decides `eligibility` and `small/score` decides `score`, expected the same kind");
}

#[test]
fn nobody_and_one_person_can_be_compared() {
    let (catalogue, before, after) = pair(IN_FORCE, &draft());
    let none = compare(&people(&catalogue, &[&[]]), &before, &after, &Options::default()).unwrap();
    assert_eq!((none.totals.people, none.dimensions[0].rows.len()), (0, 0));
    assert_eq!(&*none.warnings[0].en, "there is nobody in the data");
    let one = compare(&people(&catalogue, &[&counted()[..1]]), &before, &after, &Options::default()).unwrap();
    assert_eq!((one.totals.people, one.totals.gained, one.totals.lost), (1, Shown::Few, Shown::Protecting));
    assert!(one.examples.unwrap().gained.is_empty());
}
