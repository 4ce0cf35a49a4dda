//! Small problems: the plan is the best of all plans, whatever the order of the input, and floors that clash are named.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests: what is absent here ends the test")]

#[path = "small/every.rs"]
mod every;
#[path = "small/generated.rs"]
mod generated;

use std::collections::BTreeSet;

use generated::{Shape, candidate, envelope, person, problem, session};
use jenjang::Decimal;
use jenjang_planning::{Clash, Effort, Floor, Floors, Measure, PlanError, Problem, Proof, Strength, UnitFloor, Why, plan};

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn quick() -> Effort {
    Effort { rounds: 60, compare: false, ..Effort::default() }
}

#[test]
fn a_plan_is_the_best_of_all_plans() {
    let (mut proven, mut planned) = (0, 0);
    for seed in 0..250 {
        let problem = problem(seed, Shape::small(seed));
        let found = plan(&problem, &quick());
        let best = every::best(&problem);
        match (&found, best) {
            (Ok(found), Some((floors, gain))) => {
                every::check(&problem, found);
                let covered: Vec<Decimal> = found.floors.iter().map(|floor| floor.covered.min(floor.wanted)).collect();
                assert_eq!(covered, floors, "seed {seed}");
                assert_eq!(found.gain, gain, "seed {seed}");
                assert!(found.at_most >= gain, "seed {seed}");
                proven += usize::from(found.proof == Proof::Optimal);
                planned += 1;
            }
            (Err(PlanError::Clash(clash)), None) => {
                assert!(clash.proven, "seed {seed}: {clash}");
                every::check_clash(&problem, clash);
            }
            (found, best) => panic!("seed {seed}: {found:?}, expected {best:?}"),
        }
    }
    assert!(planned > 150 && proven * 100 >= planned * 99, "{proven} of {planned} proven");
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    for seed in 300..340 {
        let mut shape = Shape::small(seed);
        (shape.people, shape.sessions) = (12, 8);
        let problem = problem(seed, shape);
        let mut other = problem.clone();
        other.people.reverse();
        other.sessions.reverse();
        other.candidates.reverse();
        let middle = other.candidates.len() / 2;
        other.candidates.rotate_left(middle);
        other.envelopes.reverse();
        other.floors.units.reverse();
        assert_eq!(plan(&problem, &quick()), plan(&other, &quick()), "seed {seed}");
    }
}

/// Two people, one seat each of two sessions, money for one.
fn two() -> Problem {
    Problem {
        people: vec![person("a", "north", "20", false), person("b", "south", "0", false)],
        sessions: vec![session("s1", "c1", 1, 1, "0", "1000000"), session("s2", "c2", 11, 1, "0", "1000000")],
        candidates: vec![candidate("a", "s1", "0.5", "20", "k1"), candidate("b", "s2", "2", "20", "k2")],
        envelopes: vec![envelope("e", "1500000")],
        floors: Floors { mandatory: Strength::Off, duty: Strength::Off, units: Vec::new() },
        sessions_each: None,
    }
}

#[test]
fn without_floors_the_larger_gain_goes_first_and_the_other_hears_why() {
    let found = plan(&two(), &Effort::default()).unwrap();
    assert_eq!((found.gain, found.proof), (d("2"), Proof::Optimal));
    assert_eq!(found.left_out.len(), 1);
    assert_eq!(found.left_out[0].why, Why::NoMoney { needed: d("1000000"), left: d("500000") });
    // a million more pays for the other
    let (more, gained, proven) = found.prices[0].again.unwrap();
    assert_eq!((more, gained, proven), (d("1000000"), d("0.5"), true));
}

#[test]
fn the_duty_comes_first_while_money_lasts_and_its_cost_is_told() {
    let mut problem = two();
    problem.floors.duty = Strength::First;
    let found = plan(&problem, &Effort::default()).unwrap();
    assert_eq!(found.gain, d("0.5"));
    assert_eq!((found.floors[0].covered, found.floors[0].wanted), (d("20"), d("20")));
    let fairness = found.fairness.unwrap();
    assert_eq!((fairness.without, fairness.cost), (d("2"), d("1.5")));
}

#[test]
fn floors_that_clash_are_named_and_no_others() {
    let mut problem = two();
    let share = |unit: &str, seats| UnitFloor { unit: unit.parse().unwrap(), at_least: Measure::Seats(seats) };
    problem.floors = Floors { mandatory: Strength::First, duty: Strength::Firm, units: vec![share("south", 1)] };
    let Err(PlanError::Clash(Clash { floors, proven, at_most })) = plan(&problem, &Effort::default()) else { panic!("no clash") };
    assert_eq!(floors, [(Floor::UnitSeats("south".parse().unwrap()), d("1")), (Floor::Duty, d("20"))]);
    assert_eq!((proven, at_most), (true, d("0")));
    // alone each of them holds
    problem.floors.units.clear();
    assert!(plan(&problem, &Effort::default()).is_ok());
}

#[test]
fn mandatory_leadership_training_comes_before_any_gap() {
    let mut problem = two();
    problem.people[0].mandatory = true;
    problem.candidates[0].mandatory = true;
    problem.candidates[0].gain = d("0");
    problem.floors.mandatory = Strength::First;
    let found = plan(&problem, &Effort::default()).unwrap();
    assert_eq!(found.seats[0].person.as_str(), "a");
    assert_eq!(found.gain, d("0"));
    assert_eq!(found.fairness.unwrap().cost, d("2"));
}

#[test]
fn a_session_to_which_too_few_would_come_is_not_held() {
    let mut problem = two();
    problem.sessions[1].at_least = 2;
    let found = plan(&problem, &Effort::default()).unwrap();
    assert_eq!(found.gain, d("0.5"));
    assert_eq!(found.left_out[0].why, Why::NoMoney { needed: d("1000000"), left: d("500000") });
}

#[test]
fn one_session_for_one_need_and_none_on_the_same_days() {
    let mut problem = two();
    problem.envelopes[0].money = d("9000000");
    problem.candidates.push(candidate("a", "s2", "3", "20", "k3"));
    problem.sessions[1].seats = 2;
    assert_eq!(plan(&problem, &quick()).unwrap().gain, d("5.5"));
    problem.candidates[2].closes = BTreeSet::from(["k1".into()]);
    assert_eq!(plan(&problem, &quick()).unwrap().gain, d("5"));
    problem.candidates[2].closes = BTreeSet::from(["k3".into()]);
    (problem.sessions[1].first, problem.sessions[1].last) = (problem.sessions[0].first, problem.sessions[0].last);
    let found = plan(&problem, &quick()).unwrap();
    assert_eq!(found.gain, d("5"));
    assert_eq!(found.left_out[0].why, Why::Overlap { with: "s2".parse().unwrap() });
}

#[test]
fn input_that_does_not_hold_together_is_refused_in_sentences() {
    let mut problem = two();
    problem.people.push(person("a", "north", "-1", false));
    problem.sessions[0].cost_each = d("-5");
    problem.candidates.push(candidate("c", "s9", "1", "1", "k"));
    problem.sessions[1].envelope = "other".parse().unwrap();
    let Err(PlanError::Input(found)) = plan(&problem, &quick()) else { panic!("accepted") };
    let sentences: Vec<String> = found.iter().map(ToString::to_string).collect();
    for expected in [
        "person `a` is named twice",
        "the number of hours that `a` lacks is -1, expected zero or more",
        "the cost of each in `s1` is -5, expected zero or more",
        "session `s2` is paid from envelope `other`, which is not there",
        "candidate `c` is not among the people",
        "candidate `c` names session `s9`, which is not there",
    ] {
        assert!(sentences.iter().any(|sentence| sentence == expected), "{expected} is not among {sentences:?}");
    }
}

#[test]
fn nothing_to_plan_is_a_plan() {
    let found = plan(&Problem::default(), &Effort::default()).unwrap();
    assert_eq!((found.gain, found.proof, found.seats.len()), (Decimal::ZERO, Proof::Optimal, 0));
}
