//! Which value of a parameter does what.

use jenjang::policy::decide::prepare;
use jenjang::policy::value::Value;
use jenjang_lab::compare::{Options, Suppression, compare};
use jenjang_lab::run::Threads;
use jenjang_lab::search::{Draft, Measure, Method, Steps, Sweep, Target, Variable, search, sweep};
use jenjang_lab::shown::Shown;
use rust_decimal::Decimal;

use crate::disclosure::at_random;
use crate::fixture::{AS_OF, IN_FORCE, compiled, day, people, times};
use crate::worked::counted;

const FIVE: Suppression = Suppression { least: 5, width: 5 };

fn numbers(from: i64, to: i64) -> Steps {
    Steps::Numbers { from: Decimal::new(from, 0), to: Decimal::new(to, 0), step: Decimal::ONE }
}

fn number(n: i64) -> Value {
    Value::Number(Decimal::from(n))
}

#[test]
fn a_curve_is_what_comparing_each_value_says() {
    let texts: Vec<String> = (2..=5).map(|years| IN_FORCE.replace("value = \"4\"", &format!("value = \"{years}\""))).collect();
    let all_texts: Vec<&str> = std::iter::once(IN_FORCE).chain(texts.iter().map(String::as_str)).collect();
    let (catalogue, policies) = compiled(&all_texts);
    let prepared: Vec<_> =
        policies.iter().map(|(set, policy)| std::sync::Arc::new(prepare(set, policy, day(AS_OF), day(AS_OF)).unwrap())).collect();
    let all = at_random(400, 21);
    let population = people(&catalogue, &[&all[..150], &all[150..]]);
    let draft = Draft { set: &policies[0].0, policy: &policies[0].1, as_of: day(AS_OF), known_at: day(AS_OF) };
    let curve =
        sweep(&population, &prepared[0], &draft, &Variable::named("minimum-years"), &numbers(2, 5), Measure::Eligible, Threads::default());
    let curve = curve.unwrap();
    assert_eq!((curve.points.len(), &curve.varied.present, curve.varied.unit.as_deref()), (4, &number(4), Some("years")));
    for (point, after) in curve.points.iter().zip(&prepared[1..]) {
        let open = Options { waiting: None, suppression: Suppression { least: 0, width: 0 }, ..Options::default() };
        let totals = compare(&population, &prepared[0], after, &open).unwrap().totals;
        let shown = |figure: Shown| figure.value().unwrap();
        assert_eq!((point.eligible, point.unknown), (shown(totals.after(0)), shown(totals.after(2))), "{}", point.value);
        assert_eq!(
            (point.gained, point.lost, point.count),
            (shown(totals.gained), shown(totals.lost), shown(totals.after(0))),
            "{}",
            point.value
        );
    }
}

#[test]
fn a_target_is_met_by_narrowing_down() {
    let (catalogue, policies) = compiled(&[IN_FORCE]);
    let (set, policy) = &policies[0];
    let before = std::sync::Arc::new(prepare(set, policy, day(AS_OF), day(AS_OF)).unwrap());
    let draft = Draft { set, policy, as_of: day(AS_OF), known_at: day(AS_OF) };
    // one person for each number of points from 0 to 99, long in grade
    let points: Vec<String> = (0..100).map(|n| n.to_string()).collect();
    let mut all = times(100, ["B", "2015-01-01", "0", "no", "m", "1980-03-01", "u", "r"]);
    for (person, points) in all.iter_mut().zip(points) {
        person[2] = points;
    }
    let population = people(&catalogue, &[&all]);
    let ask = |target| {
        search(
            &population,
            &before,
            &draft,
            &Variable::named("minimum-score"),
            &numbers(0, 100),
            target,
            Measure::Eligible,
            Threads::default(),
        )
        .unwrap()
    };
    // at least n points leaves 100 - n people
    let found = ask(Target::within_percent(37, Decimal::ZERO).unwrap());
    assert_eq!((found.method, &found.found, &found.nearest), (Method::Narrowing, &vec![number(63)], &Some(number(63))));
    assert!((15..40).contains(&found.tried.points.len()), "{}", found.tried.points.len());
    assert!(found.tried.points.iter().all(|point| point.value == number(100 - i64::try_from(point.count).unwrap())));
    let none = ask(Target { number: 500, least: 490, greatest: 510 });
    assert_eq!((none.found.len(), &none.nearest), (0, &Some(number(0))));
}

/// Counts that lie so close together that the people between them could be told.
fn close(one: u64, other: u64) -> bool {
    (1..5).contains(&one.abs_diff(other))
}

/// What a patient reader tries on a curve without people who are unknown: every number, every difference, and who is eligible as who was, with those
/// gained and without those lost.
fn gives_nothing_away(counted: &Sweep, shown: &Sweep<Shown>) {
    let before: u64 = counted.answers[0][0].iter().sum();
    let mut anchors = vec![before];
    for (point, real) in shown.points.iter().zip(&counted.points) {
        for (number, real) in
            [(point.eligible, real.eligible), (point.gained, real.gained), (point.lost, real.lost), (point.count, real.count)]
        {
            assert!(number.value().is_none_or(|value| value == real && !close(value, 0)), "{}: {number:?}", point.value);
        }
        if let Some(eligible) = point.eligible.value() {
            assert!(anchors.iter().all(|other| !close(eligible, *other)), "{} shows {eligible} beside {anchors:?}", point.value);
            anchors.push(eligible);
        }
        let known = [point.eligible.value(), point.gained.value(), point.lost.value()];
        let third_follows = real.unknown == 0 && known.iter().flatten().count() == 2;
        assert!(!third_follows, "{}: the third of {known:?} follows", point.value);
    }
}

#[test]
fn a_curve_shows_nobody_between_two_values() {
    let (catalogue, policies) = compiled(&[IN_FORCE]);
    let (set, policy) = &policies[0];
    let before = std::sync::Arc::new(prepare(set, policy, day(AS_OF), day(AS_OF)).unwrap());
    let draft = Draft { set, policy, as_of: day(AS_OF), known_at: day(AS_OF) };
    // so many people for each number of points: 1 to 7
    let mut all = Vec::new();
    for points in 0..60_usize {
        let mut some = times(1 + points * 5 % 7, ["B", "2015-01-01", "0", "no", "m", "1980-03-01", "u", "r"]);
        some.iter_mut().for_each(|person| person[2] = points.to_string());
        all.extend(some);
    }
    let population = people(&catalogue, &[&all]);
    let variable = Variable::named("minimum-score");
    let curve = sweep(&population, &before, &draft, &variable, &numbers(0, 60), Measure::Eligible, Threads::default()).unwrap();
    let shown = curve.shown(FIVE).unwrap();
    gives_nothing_away(&curve, &shown);
    let seen = shown.points.iter().filter(|point| !point.count.is_hidden()).count();
    assert!((20..50).contains(&seen), "{seen} of 61 numbers are shown");
    // the value the draft has is shown before its neighbours
    let present = shown.points.iter().find(|point| point.value == shown.varied.present).unwrap();
    assert!(!present.count.is_hidden() && shown.answers.is_empty());
    // with people who lack the facts
    let population = people(&catalogue, &[&at_random(400, 21)]);
    let years = Variable::named("minimum-years");
    let curve = sweep(&population, &before, &draft, &years, &numbers(1, 9), Measure::WithinYear, Threads::default()).unwrap();
    gives_nothing_away(&curve, &curve.shown(FIVE).unwrap());
}

#[test]
fn a_search_finds_without_telling_how_near() {
    let (catalogue, policies) = compiled(&[IN_FORCE]);
    let (set, policy) = &policies[0];
    let before = std::sync::Arc::new(prepare(set, policy, day(AS_OF), day(AS_OF)).unwrap());
    let draft = Draft { set, policy, as_of: day(AS_OF), known_at: day(AS_OF) };
    let mut all = times(100, ["B", "2015-01-01", "0", "no", "m", "1980-03-01", "u", "r"]);
    all.iter_mut().enumerate().for_each(|(points, person)| person[2] = points.to_string());
    let population = people(&catalogue, &[&all]);
    let ask = |target| {
        let variable = Variable::named("minimum-score");
        search(&population, &before, &draft, &variable, &numbers(50, 80), target, Measure::Eligible, Threads::default()).unwrap()
    };
    let exact = Target { number: 30, least: 30, greatest: 30 };
    let wide = ask(exact.at_least_wide(5)).shown(FIVE).unwrap();
    // 28 to 32 people: the nearest is shown, the others are named in the order of the values
    assert_eq!((wide.least, wide.greatest), (28, 32));
    assert_eq!(wide.found, [70, 68, 69, 71, 72].map(number));
    let hidden = |value: &Value| wide.tried.points.iter().find(|point| point.value == *value).unwrap().count.is_hidden();
    assert_eq!(wide.found.iter().map(hidden).collect::<Vec<_>>(), [false, true, true, true, true]);
    // where 29 to 31 are accepted, a second value would tell of one person
    let narrow = ask(Target { number: 30, least: 29, greatest: 31 });
    assert_eq!((narrow.found.len(), narrow.shown(FIVE).unwrap().found), (3, vec![number(70)]));
}

#[test]
fn a_broken_value_that_does_as_the_next_whole_one_is_said() {
    let (catalogue, policies) = compiled(&[IN_FORCE]);
    let (set, policy) = &policies[0];
    let before = std::sync::Arc::new(prepare(set, policy, day(AS_OF), day(AS_OF)).unwrap());
    let draft = Draft { set, policy, as_of: day(AS_OF), known_at: day(AS_OF) };
    let population = people(&catalogue, &[&at_random(400, 21)]);
    let halves = Steps::Numbers { from: Decimal::TWO, to: Decimal::from(5), step: Decimal::new(5, 1) };
    let ask = |steps: &Steps| {
        sweep(&population, &before, &draft, &Variable::named("minimum-years"), steps, Measure::Eligible, Threads::default()).unwrap()
    };
    let curve = ask(&halves);
    assert_eq!(curve.points.len(), 7);
    assert!(curve.notes[0].en.starts_with("At every value with a fraction"), "{:?}", curve.notes);
    assert!(ask(&numbers(2, 5)).notes.is_empty());
}

#[test]
fn a_number_that_turns_round_is_tried_everywhere() {
    let text = IN_FORCE.replace("points >= minimum-score", "points >= minimum-score - 10 and points <= minimum-score + 10");
    let (catalogue, policies) = compiled(&[&text]);
    let (set, policy) = &policies[0];
    let before = std::sync::Arc::new(prepare(set, policy, day(AS_OF), day(AS_OF)).unwrap());
    let draft = Draft { set, policy, as_of: day(AS_OF), known_at: day(AS_OF) };
    let mut all = times(10, ["B", "2015-01-01", "50", "no", "m", "1980-03-01", "u", "r"]);
    all.extend(times(4, ["B", "2015-01-01", "55", "no", "m", "1980-03-01", "u", "r"]));
    let target = Target { number: 14, least: 14, greatest: 14 };
    let found = search(
        &people(&catalogue, &[&all]),
        &before,
        &draft,
        &Variable::named("minimum-score"),
        &numbers(0, 100),
        target,
        Measure::Eligible,
        Threads::default(),
    )
    .unwrap();
    assert_eq!((found.method, found.tried.points.len(), found.found.len()), (Method::ExhaustiveAfterNarrowing, 101, 16));
    assert_eq!(found.found.first(), Some(&number(45)));
}

#[test]
fn a_year_counts_who_is_eligible_on_any_of_its_days() {
    let (catalogue, policies) = compiled(&[IN_FORCE]);
    let (set, policy) = &policies[0];
    let before = std::sync::Arc::new(prepare(set, policy, day(AS_OF), day(AS_OF)).unwrap());
    let draft = Draft { set, policy, as_of: day(AS_OF), known_at: day(AS_OF) };
    let population = people(&catalogue, &[&counted()]);
    let years = Variable::named("minimum-years");
    let curve = sweep(&population, &before, &draft, &years, &numbers(4, 4), Measure::WithinYear, Threads::default()).unwrap();
    // 26 today, and the ten whose fourth year ends in May
    assert_eq!((curve.points[0].count, curve.points[0].eligible), (36, 26));
}

#[test]
fn what_cannot_be_varied_is_refused() {
    let (catalogue, policies) = compiled(&[IN_FORCE]);
    let (set, policy) = &policies[0];
    let before = std::sync::Arc::new(prepare(set, policy, day(AS_OF), day(AS_OF)).unwrap());
    let draft = Draft { set, policy, as_of: day(AS_OF), known_at: day(AS_OF) };
    let population = people(&catalogue, &[&counted()]);
    let ask = |name: &str, steps: &Steps| {
        sweep(&population, &before, &draft, &Variable::named(name), steps, Measure::Eligible, Threads::default()).unwrap_err().to_string()
    };
    let message = "policy `small/promotion` has no parameter `years`, there are: minimum-years, minimum-score";
    assert_eq!(ask("years", &numbers(1, 2)), message);
    let zero = Steps::Numbers { from: Decimal::ONE, to: Decimal::TEN, step: Decimal::ZERO };
    assert_eq!(ask("minimum-years", &zero), "a step of `0` leads nowhere, expected more than 0");
    assert_eq!(ask("minimum-years", &numbers(3, 1)), "there is no value to try");
    assert_eq!(ask("minimum-years", &numbers(0, 5000)), "more than 2000 values to try; widen the steps");
    let text = Steps::Values(vec![Value::Boolean(true)]);
    assert_eq!(ask("minimum-years", &text), "value `true` is of type boolean, expected number (years) for parameter `minimum-years`");
}
