use super::*;
use crate::development::catalogue::{Agreement, LeadsTo, WaitingOrder};
use crate::development::forms::{Form, FormUnit};
use crate::index::learning_hours::FormRule;
use crate::legal::Certainty;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn forms() -> Forms {
    let form = |code: &str, unit: Option<&str>, divisible| {
        let rule = FormRule { hours_per_unit: unit.map(|_| Decimal::ONE), limit: None, divisible };
        Form {
            code: code.into(),
            label: Label::same(code),
            unit: unit.map(|unit| FormUnit { code: unit.into(), label: Label::same(unit) }),
            home: rule,
            abroad: rule,
            reference: None,
            certainty: Certainty::Secondary,
        }
    };
    Forms::from_iter([form("B3", Some("jp"), true), form("B7", Some("day"), false), form("KL12", None, true)])
}

fn provider() -> Provider {
    let agreement = |number: &str, since: &str, last_day: &str| Agreement {
        number: number.into(),
        since: since.parse().unwrap(),
        last_day: last_day.parse().unwrap(),
    };
    Provider {
        id: "lembaga".parse().unwrap(),
        name: "Lembaga".into(),
        own: false,
        agreements: vec![agreement("1", "2026-01-01", "2026-06-30"), agreement("2", "2026-07-01", "2026-12-31")],
    }
}

fn course() -> Course {
    let to = LeadsTo { framework: "f".parse().unwrap(), competency: "M.01".parse().unwrap(), level: d("3") };
    Course {
        id: "k1".parse().unwrap(),
        title: Label::new("Menulis", "Writing"),
        form: "B3".into(),
        amount: d("12.5"),
        abroad: false,
        provider: "lembaga".parse().unwrap(),
        leads_to: vec![to],
        leadership: None,
        field: None,
        retired: false,
    }
}

fn session() -> CourseSession {
    CourseSession {
        id: "k1-1".parse().unwrap(),
        course: "k1".parse().unwrap(),
        first: "2026-03-02".parse().unwrap(),
        last: "2026-03-04".parse().unwrap(),
        place: "Balai".into(),
        capacity: 20,
        fixed_cost: d("1000000"),
        cost_each: d("0"),
        enrol_until: "2026-02-20".parse().unwrap(),
        order: WaitingOrder::FirstCome,
        unit: "dinas".parse().unwrap(),
        cancelled: None,
    }
}

#[track_caller]
fn says(found: Vec<Problem>, expected: &[&str]) {
    let found: Vec<&str> = found.iter().map(|problem| &*problem.message.en).collect();
    assert_eq!(found, expected);
}

#[test]
fn what_is_sound_has_no_problem() {
    says(check_provider(&provider()), &[]);
    says(check_course(&course(), Some(&provider()), &forms()), &[]);
    says(check_session(&session(), Some(&course()), Some(&provider())), &[]);
    let across = CourseSession { last: "2026-07-03".parse().unwrap(), ..session() };
    says(check_session(&across, Some(&course()), Some(&provider())), &[]);
}

#[test]
fn agreements_have_numbers_and_days_in_order() {
    let mut bad = provider();
    bad.name = " ".into();
    bad.agreements[1].number = "1".into();
    bad.agreements[1].last_day = "2026-06-01".parse().unwrap();
    let blank = Agreement { number: "".into(), ..bad.agreements[0].clone() };
    bad.agreements.push(blank);
    says(
        check_provider(&bad),
        &[
            "the name of provider `lembaga` is blank, expected text",
            "agreement `1` with `lembaga` is named twice, expected once",
            "agreement `1` ends on 2026-06-01 before it begins on 2026-07-01",
            "the number of an agreement with `lembaga` is blank, expected text",
        ],
    );
}

#[test]
fn a_course_needs_a_provider_a_form_and_an_amount_in_its_unit() {
    let mut bad = Course { form: "B33".into(), amount: d("0"), ..course() };
    bad.leads_to[0].level = d("6");
    bad.leads_to.push(bad.leads_to[0].clone());
    let level = "course `k1` leads to level 6 of `M.01`, expected above 0 and up to 5";
    says(
        check_course(&bad, None, &forms()),
        &[
            "provider `lembaga` of course `k1` is not in the catalogue",
            "unknown form `B33` of course `k1`, expected a code such as B3 or C11; perhaps `B3`?",
            "the amount of course `k1` is 0, expected above 0 and up to 10000",
            level,
            level,
            "course `k1` names competency `M.01` twice, expected once",
        ],
    );
    let half = Course { form: "B7".into(), amount: d("1.5"), leads_to: Vec::new(), ..course() };
    says(check_course(&half, Some(&provider()), &forms()), &["the amount of course `k1` is 1.5 (unit: day), expected a whole number"]);
    says(check_course(&Course { form: "KL12".into(), ..half }, Some(&provider()), &forms()), &[]);
}

#[test]
fn a_session_is_held_under_an_agreement_with_seats_and_days_in_order() {
    let bad = CourseSession {
        last: "2026-03-01".parse().unwrap(),
        place: " ".into(),
        capacity: 0,
        fixed_cost: d("-1"),
        cost_each: d("1000000000001"),
        enrol_until: "2026-03-03".parse().unwrap(),
        ..session()
    };
    let retired = Course { retired: true, ..course() };
    says(
        check_session(&bad, Some(&retired), Some(&provider())),
        &[
            "course `k1` of session `k1-1` is no longer offered",
            "the last day 2026-03-01 of session `k1-1` is before its first day 2026-03-02",
            "enrolment in session `k1-1` closes on 2026-03-03, after its first day 2026-03-02",
            "the place of session `k1-1` is blank, expected text",
            "session `k1-1` has 0 seats, expected 1 to 100000",
            "session `k1-1` costs -1 rupiah, expected 0 to 1000000000000",
            "session `k1-1` costs 1000000000001 rupiah, expected 0 to 1000000000000",
        ],
    );
    let late = CourseSession { last: "2027-01-02".parse().unwrap(), ..session() };
    says(
        check_session(&late, Some(&course()), Some(&provider())),
        &["no agreement with provider `lembaga` holds on 2027-01-01, but session `k1-1` lasts from 2026-03-02 to 2027-01-02"],
    );
    let own = Provider { own: true, agreements: Vec::new(), ..provider() };
    says(check_session(&late, Some(&course()), Some(&own)), &[]);
    says(check_session(&late, None, None), &["course `k1` of session `k1-1` is not in the catalogue"]);
    let long = CourseSession { last: "2036-03-02".parse().unwrap(), ..session() };
    says(
        check_session(&long, Some(&course()), Some(&own)),
        &["session `k1-1` lasts from 2026-03-02 to 2036-03-02, expected at most 1830 days"],
    );
}
