use proptest::prelude::*;

use super::*;

fn session(capacity: u32, order: WaitingOrder) -> CourseSession {
    CourseSession {
        id: "k1-1".parse().unwrap(),
        course: "k1".parse().unwrap(),
        first: day(),
        last: day(),
        place: "Balai".into(),
        capacity,
        fixed_cost: Decimal::ZERO,
        cost_each: Decimal::ZERO,
        enrol_until: day(),
        order,
        unit: "dinas".parse().unwrap(),
        cancelled: None,
    }
}

fn day() -> NaiveDate {
    "2026-03-02".parse().unwrap()
}

fn at(minute: i64) -> DateTime<Utc> {
    "2026-02-01T08:00:00Z".parse::<DateTime<Utc>>().unwrap() + chrono::TimeDelta::minutes(minute)
}

fn id(person: usize) -> EnrolmentId {
    format!("k1-1/p{person:02}").parse().unwrap()
}

fn request(person: usize) -> Enrolment {
    let who: PersonId = format!("p{person:02}").parse().unwrap();
    Enrolment {
        id: id(person),
        session: "k1-1".parse().unwrap(),
        person: who,
        requested_by: None,
        requested: at(0),
        need: Decimal::ZERO,
        hours_before: Decimal::ZERO,
        state: EnrolmentState::Requested,
    }
}

fn approval(minute: i64, need: i64, hours: i64) -> Approval {
    Approval { at: at(minute), need: need.into(), hours_before: hours.into() }
}

fn reason() -> Arc<str> {
    "sakit".into()
}

fn people(enrolments: &[&Enrolment]) -> Vec<String> {
    enrolments.iter().map(|enrolment| enrolment.person.to_string()).collect()
}

/// Everybody asks and is approved: person, minute, need, hours.
fn approved(capacity: u32, order: WaitingOrder, people: &[(usize, i64, i64, i64)]) -> Roll {
    let mut roll = Roll::new(&session(capacity, order), []);
    for (person, minute, need, hours) in people {
        roll.request(request(*person)).unwrap();
        roll.approve(&id(*person), approval(*minute, *need, *hours)).unwrap();
    }
    roll
}

#[test]
fn the_waiting_list_follows_the_declared_order() {
    let asked = [(0, 0, 9, 0), (1, 1, 1, 30), (2, 2, 3, 20), (3, 3, 2, 10), (4, 4, 3, 10)];
    let order = |order| people(&approved(1, order, &asked).waiting());
    assert_eq!(order(WaitingOrder::FirstCome), ["p01", "p02", "p03", "p04"]);
    assert_eq!(order(WaitingOrder::LargestNeed), ["p02", "p04", "p03", "p01"], "equal needs by the moment of approval");
    assert_eq!(order(WaitingOrder::FewestHours), ["p03", "p04", "p02", "p01"]);
}

#[test]
fn equals_are_drawn_by_a_lot_that_anybody_can_work_out_again() {
    let asked: Vec<(usize, i64, i64, i64)> = (0..6).map(|person| (person, 0, 1, 1)).collect();
    let mut expected: Vec<String> = (1..6).map(|person| format!("p{person:02}")).collect();
    let session: CourseSessionId = "k1-1".parse().unwrap();
    expected.sort_by_key(|person| lot(&session, &person.parse().unwrap()).0);
    for order in WaitingOrder::ALL {
        assert_eq!(people(&approved(1, order, &asked).waiting()), expected, "{order:?}: p00 came when the seat was free");
    }
    assert_ne!(expected, ["p01", "p02", "p03", "p04", "p05"], "not the order of ids");
    let known = lot(&session, &"p01".parse().unwrap()).to_string();
    assert_eq!(known, Digest::of("k1-1\np01").to_string());
}

#[test]
fn a_seat_that_is_given_up_goes_to_whoever_comes_next() {
    let mut roll = approved(2, WaitingOrder::LargestNeed, &[(0, 0, 1, 0), (1, 1, 1, 0), (2, 2, 1, 0), (3, 3, 5, 0)]);
    assert_eq!((roll.taken(), roll.free(), roll.place(&id(3)), roll.place(&id(2))), (2, 0, Some(1), Some(2)));
    roll.withdraw(&id(0), day(), &reason(), true).unwrap();
    assert_eq!(roll.get(&id(3)).unwrap().state, EnrolmentState::Seated { approved: at(3) });
    assert_eq!(people(&roll.waiting()), ["p02"]);
    roll.withdraw(&id(1), day(), &reason(), false).unwrap();
    assert_eq!((roll.free(), people(&roll.waiting())), (1, vec!["p02".to_owned()]), "the session has begun");
    roll.resize(2).unwrap();
    assert!(roll.waiting().is_empty());
    assert_eq!(roll.resize(1).unwrap_err().to_string(), "2 seats are taken, the session cannot have 1");
    roll.call_off(day());
    assert_eq!(roll.taken(), 0);
    assert_eq!(roll.get(&id(0)).unwrap().state.word(), "withdrawn", "what was over stays as it was");
}

#[test]
fn steps_that_do_not_follow_say_where_the_enrolment_stands() {
    let mut roll = approved(1, WaitingOrder::FirstCome, &[(0, 0, 0, 0), (1, 1, 0, 0)]);
    let again = roll.approve(&id(0), approval(5, 0, 0)).unwrap_err();
    assert_eq!(again.to_string(), "the enrolment cannot be approved: it stands at `has a seat`");
    assert_eq!(
        roll.request(request(1)).unwrap_err().to_string(),
        "enrolled in this session already (on the waiting list), expected one enrolment"
    );
    let absent = EnrolmentState::Absent { on: day() };
    assert_eq!(roll.record(&id(1), absent.clone()).unwrap_err().code(), "no-such-step", "who waits cannot be absent");
    roll.record(&id(0), absent.clone()).unwrap();
    assert_eq!(roll.record(&id(0), absent).unwrap_err().code(), "no-such-step");
    assert_eq!(roll.withdraw(&id(0), day(), &reason(), true).unwrap_err().code(), "no-such-step");
    assert_eq!(roll.refuse(&id(1), day(), &reason()).unwrap_err().code(), "no-such-step");
    assert_eq!(roll.refuse(&id(9), day(), &reason()).unwrap_err().to_string(), "there is no enrolment `k1-1/p09` in this session");
    assert_eq!(roll.record(&id(1), EnrolmentState::Requested).unwrap_err().code(), "no-such-step", "that is no result");
    roll.withdraw(&id(1), day(), &reason(), true).unwrap();
    roll.request(request(1)).unwrap();
    assert_eq!(roll.get(&id(1)).unwrap().state, EnrolmentState::Requested, "who withdrew may ask again");
}

#[derive(Clone, Debug)]
enum Operation {
    Request(usize),
    Approve(usize, i64, i64),
    Refuse(usize),
    Withdraw(usize),
    Absent(usize),
    Resize(u32),
}

fn operation() -> impl Strategy<Value = Operation> {
    let person = 0_usize..12;
    prop_oneof![
        4 => person.clone().prop_map(Operation::Request),
        4 => (person.clone(), 0_i64..4, 0_i64..4).prop_map(|(person, need, hours)| Operation::Approve(person, need, hours)),
        1 => person.clone().prop_map(Operation::Refuse),
        2 => person.clone().prop_map(Operation::Withdraw),
        1 => person.prop_map(Operation::Absent),
        1 => (0_u32..6).prop_map(Operation::Resize),
    ]
}

proptest! {
    #[test]
    fn seats_never_exceed_capacity_and_nobody_is_passed_over(
        order in prop::sample::select(WaitingOrder::ALL.to_vec()),
        operations in prop::collection::vec(operation(), 1..80),
    ) {
        let mut capacity = 3;
        let mut roll = Roll::new(&session(capacity, order), []);
        for (minute, operation) in operations.into_iter().enumerate() {
            let before = roll.clone();
            let minute = i64::try_from(minute / 3).unwrap();
            let done = match operation {
                Operation::Request(person) => roll.request(request(person)),
                Operation::Approve(person, need, hours) => roll.approve(&id(person), approval(minute, need, hours)),
                Operation::Refuse(person) => roll.refuse(&id(person), day(), &reason()),
                Operation::Withdraw(person) => roll.withdraw(&id(person), day(), &reason(), true),
                Operation::Absent(person) => roll.record(&id(person), EnrolmentState::Absent { on: day() }),
                Operation::Resize(seats) => roll.resize(seats).inspect(|()| capacity = seats),
            };
            if done.is_err() {
                prop_assert!(before.enrolments().eq(roll.enrolments()), "what is refused changes nothing");
            }
            prop_assert!(roll.taken() <= capacity);
            prop_assert!(roll.free() == 0 || roll.waiting().is_empty(), "no seat is free while somebody waits");
            // who was seated out of the waiting list was before everybody who still waits from then
            let waited = before.waiting();
            let still: Vec<_> = waited.iter().map(|enrolment| roll.get(&enrolment.id).unwrap()).collect();
            let first_left = still.iter().position(|enrolment| matches!(enrolment.state, EnrolmentState::Waiting { .. }));
            let last_seated = still.iter().rposition(|enrolment| matches!(enrolment.state, EnrolmentState::Seated { .. }));
            if let (Some(left), Some(seated)) = (first_left, last_seated) {
                prop_assert!(seated < left);
            }
            // the order does not depend on the order the enrolments are read in
            let mut listed: Vec<Enrolment> = roll.enrolments().cloned().collect();
            listed.reverse();
            let read_again = Roll::new(&session(capacity, order), listed);
            prop_assert_eq!(read_again.waiting(), roll.waiting());
        }
    }

    #[test]
    fn the_same_approvals_in_any_order_wait_in_the_same_order(
        order in prop::sample::select(WaitingOrder::ALL.to_vec()),
        people in Just((1_usize..9).collect::<Vec<_>>()).prop_shuffle(),
        figures in prop::collection::vec((0_i64..3, 0_i64..3, 0_i64..3), 9),
    ) {
        let of = |person: usize| (person, figures[person].0, figures[person].1, figures[person].2);
        let sorted: Vec<_> = (1..9).map(of).collect();
        let shuffled: Vec<_> = people.into_iter().map(of).collect();
        let with_first = |rest: Vec<(usize, i64, i64, i64)>| std::iter::once((0, 0, 0, 0)).chain(rest).collect::<Vec<_>>();
        let a = approved(1, order, &with_first(sorted));
        let b = approved(1, order, &with_first(shuffled));
        prop_assert_eq!(a.waiting(), b.waiting());
    }
}
