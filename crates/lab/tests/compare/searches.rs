//! Which value of a parameter does what.

use jenjang::policy::decide::prepare;
use jenjang::policy::value::Value;
use jenjang_lab::compare::{Options, Suppression, compare};
use jenjang_lab::run::Threads;
use jenjang_lab::search::{Draft, Measure, Method, Steps, Target, Variable, search, sweep};
use jenjang_lab::shown::Shown;
use rust_decimal::Decimal;

use crate::disclosure::at_random;
use crate::fixture::{AS_OF, IN_FORCE, compiled, day, people, times};
use crate::worked::counted;

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
