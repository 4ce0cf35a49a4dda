use proptest::prelude::*;

use super::*;
use crate::development::catalogue::{CourseSession, WaitingOrder};
use crate::index::learning_hours::{Limit, Period};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

fn item(number: u32) -> PlanItem {
    PlanItem {
        number,
        need: "gap:f/M.01".parse().unwrap(),
        form: "B3".into(),
        title: "Pelatihan".into(),
        course: None,
        amount: None,
        target: Some(d("3")),
        due: day("2026-10-31"),
        added: day("2026-03-01"),
        state: ItemState::Open,
    }
}

fn plan() -> DevelopmentPlan {
    let mut plan = DevelopmentPlan::new("rpi-1".parse().unwrap(), person("p"), Some(person("boss")), 2026);
    plan.add(item);
    plan
}

fn certificate() -> Evidence {
    Evidence::Certificate { certificate: "c-1".parse().unwrap() }
}

#[test]
fn both_have_to_agree_in_any_order() {
    for order in [[Side::Employee, Side::Superior], [Side::Superior, Side::Employee]] {
        let mut plan = plan();
        let by = |side| if side == Side::Employee { person("p") } else { person("boss") };
        plan.agree(order[0], &by(order[0]), day("2026-03-02")).unwrap();
        assert_eq!(plan.agree(order[0], &by(order[0]), day("2026-03-03")).unwrap_err().code(), "agreed-already");
        assert_eq!(plan.close(1, &person("boss"), certificate(), day("2026-03-03")).unwrap_err().code(), "plan-not-agreed");
        plan.agree(order[1], &by(order[1]), day("2026-03-04")).unwrap();
        assert!(matches!(&plan.state, PlanState::Agreed { by: Some(by), .. } if *by == person("boss")));
        assert_eq!(plan.agree(order[1], &by(order[1]), day("2026-03-05")).unwrap_err().code(), "agreed-already");
    }
    let mut empty = DevelopmentPlan::new("rpi-2".parse().unwrap(), person("p"), None, 2026);
    assert_eq!(empty.agree(Side::Employee, &person("p"), day("2026-03-02")).unwrap_err().code(), "plan-empty");
}

#[test]
fn a_change_after_the_agreement_needs_a_new_one() {
    let mut plan = plan();
    plan.agree(Side::Employee, &person("p"), day("2026-03-02")).unwrap();
    plan.agree(Side::Superior, &person("boss"), day("2026-03-02")).unwrap();
    plan.close(1, &person("boss"), certificate(), day("2026-06-01")).unwrap();
    assert!(plan.is_done());
    assert_eq!(plan.add(item), 2);
    assert_eq!((&plan.state, plan.changes), (&PlanState::Draft, 1));
    assert_eq!(plan.remove(1).unwrap_err().to_string(), "item 1 of plan `rpi-1` was closed on 2026-06-01 and stays as it is");
    plan.remove(2).unwrap();
    assert_eq!(plan.add(item), 3, "numbers are not used again");
    assert_eq!(plan.remove(2).unwrap_err().code(), "no-such-item");
}

#[test]
fn an_erased_superior_goes_and_the_plan_stays() {
    let mut plan = plan();
    plan.agree(Side::Employee, &person("p"), day("2026-03-02")).unwrap();
    plan.agree(Side::Superior, &person("boss"), day("2026-03-02")).unwrap();
    let kept = plan.clone().forget(&person("boss")).unwrap();
    assert!(kept.superior.is_none() && matches!(kept.state, PlanState::Agreed { by: None, .. }));
    assert!(!format!("{kept:?}").contains("boss"));
    assert!(plan.forget(&person("p")).is_none());
}

fn session(first: &str, last: &str, until: &str) -> CourseSession {
    CourseSession {
        id: format!("s-{first}").parse().unwrap(),
        course: "c".parse().unwrap(),
        first: day(first),
        last: day(last),
        place: "Aula".into(),
        capacity: 30,
        fixed_cost: Decimal::ZERO,
        cost_each: Decimal::ZERO,
        enrol_until: day(until),
        order: WaitingOrder::FirstCome,
        unit: "u".parse().unwrap(),
        cancelled: None,
    }
}

#[test]
fn a_course_without_a_session_in_time_says_so() {
    let today = day("2026-05-01");
    let closed = session("2026-06-01", "2026-06-05", "2026-04-30");
    let late = session("2026-09-28", "2026-10-09", "2026-09-01");
    let fine = session("2026-08-03", "2026-08-07", "2026-07-01");
    let of = |due: &str, sessions: &[CourseSession]| outlook(day(due), today, Offer::Course(sessions));
    assert_eq!(of("2026-09-30", &[closed.clone(), fine.clone()]), Outlook { obstacles: Vec::new(), earliest: Some(day("2026-08-07")) });
    let found = of("2026-09-30", &[closed.clone(), late.clone()]);
    assert_eq!(found.earliest, Some(day("2026-10-09")));
    assert_eq!(&*found.obstacles[0].label().en, "the session that can still be joined ends on 2026-10-09 only");
    let found = of("2026-08-31", std::slice::from_ref(&late));
    assert_eq!(&*found.obstacles[0].label().en, "there is no session before the target date; the next one begins on 2026-09-28");
    let found = of("2026-08-31", &[closed, CourseSession { cancelled: Some("batal".into()), ..fine }]);
    assert_eq!((found.obstacles[0].code(), found.earliest), ("no-session", None));
}

#[test]
fn limits_of_days_and_months_take_their_time() {
    let today = day("2026-05-20");
    let limit = |amount: &str, period| Some(Limit { amount: d(amount), period });
    let coaching = |amount: &str, rest: &str| Pace {
        least_days: None,
        amount: Some(d(amount)),
        limit: limit("2", Period::Month),
        rest_of_month: d(rest),
    };
    let of = |due: &str, pace| outlook(day(due), today, Offer::Free(pace));
    let found = of("2026-06-30", coaching("6", "1"));
    assert_eq!(found.earliest, Some(day("2026-08-01")), "one in May, two in June, two in July, one in August");
    assert_eq!(&*found.obstacles[0].label().en, "at most 2 a month counts, 4 months are needed");
    assert!(of("2026-08-01", coaching("6", "1")).can_be_met());
    assert!(of("2026-05-21", coaching("1", "1")).can_be_met());
    let reading = Pace { least_days: Some(2), amount: Some(d("20")), limit: limit("2", Period::Day), rest_of_month: Decimal::ZERO };
    let found = of("2026-05-25", reading);
    assert_eq!((found.obstacles.len(), found.earliest), (1, Some(day("2026-05-30"))));
    let long = Pace { least_days: Some(182), ..Pace::default() };
    assert_eq!(&*of("2026-08-31", long).obstacles[0].label().en, "it takes at least 182 days, 103 are left");
    assert_eq!(of("2026-05-19", Pace::default()).obstacles, [Obstacle::Overdue]);
}

proptest! {
    /// What can be met by a day can be met by any later one, and what cannot says an earliest day after it.
    #[test]
    fn later_is_never_worse(days in 0_u64..400, more in 0_u64..400, amount in 1_u32..60, limit in 1_u32..6, monthly: bool, rest in 0_u32..6) {
        let today = day("2026-02-10");
        let period = if monthly { Period::Month } else { Period::Day };
        let pace = Pace {
            least_days: Some(amount.div_ceil(8)),
            amount: Some(amount.into()),
            limit: Some(Limit { amount: limit.into(), period }),
            rest_of_month: rest.min(limit).into(),
        };
        let at = |days: u64| outlook(today + chrono::Days::new(days), today, Offer::Free(pace));
        let (first, second) = (at(days), at(days + more));
        prop_assert!(!first.can_be_met() || second.can_be_met());
        prop_assert_eq!(first.earliest, second.earliest);
        prop_assert_eq!(first.can_be_met(), first.earliest.unwrap() <= today + chrono::Days::new(days));
    }
}
