//! Indices over valid answers, and what of them may be shown.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::*;
use crate::people::id::{CourseSessionId, PersonId};
use crate::record::Kept;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn form(code: &str, role: RaterRole, answers: &[Option<u16>], highest: u16) -> BehaviourForm {
    let behaviour = answers.iter().zip(1..).map(|(answer, n): (_, u32)| (Arc::from(format!("q{n}")), *answer)).collect();
    BehaviourForm { code: code.into(), role, phase: Phase::After, highest, behaviour, impact: Default::default() }
}

fn result(forms: Vec<BehaviourForm>) -> PersonResult {
    let (session, person): (CourseSessionId, PersonId) = ("s-1".parse().unwrap(), "p-1".parse().unwrap());
    PersonResult { forms, ..PersonResult::new(session, person, Arm::Trained) }
}

#[test]
fn blanks_and_free_text_leave_the_denominator() {
    let mut answers = Valid::default();
    for answer in [Some(5), Some(4), None, Some(3), Some(0), Some(6)] {
        answers.add(answer, 5);
    }
    // 12 of 15, not of 30
    assert_eq!((answers.count(), answers.index()), (3, Some(d("80"))));
    assert_eq!(Valid::default().index(), None);
    answers.add(Some(60), 100);
    assert_eq!(answers.index(), Some(d("75")));
}

#[test]
fn peers_are_hidden_below_three_and_then_scored_nowhere() {
    let superior = form("a", RaterRole::Superior, &[Some(4), Some(5)], 5);
    let peers = ["b", "c", "d"].map(|code| form(code, RaterRole::Peer, &[Some(2), Some(2)], 5));
    let own = form("e", RaterRole::Oneself, &[Some(5), Some(5)], 5);
    let two = result(vec![superior.clone(), peers[0].clone(), peers[1].clone(), own.clone()]);
    let figures = two.figures(Phase::After, Part::Behaviour, 3);
    let peer = &figures.roles[&RaterRole::Peer];
    assert_eq!((peer.forms, peer.index, peer.hidden), (None, None, true));
    assert_eq!(figures.index, Some(d("90")), "only the superior");
    assert_eq!(figures.roles[&RaterRole::Oneself].index, Some(d("100")));
    let three = result(vec![superior, peers[0].clone(), peers[1].clone(), peers[2].clone(), own]);
    let figures = three.figures(Phase::After, Part::Behaviour, 3);
    assert_eq!(figures.roles[&RaterRole::Peer].index, Some(d("40")));
    assert_eq!(figures.index, Some(d("52.5")));
    assert_eq!(figures.roles.get(&RaterRole::Subordinate), None);
}

#[test]
fn a_form_without_a_valid_answer_counts_for_no_threshold() {
    let blank = form("b", RaterRole::Peer, &[None, None], 5);
    let full = |code| form(code, RaterRole::Peer, &[Some(3)], 5);
    let figures = result(vec![blank, full("c"), full("d")]).figures(Phase::After, Part::Behaviour, 3);
    assert!(figures.roles[&RaterRole::Peer].hidden);
}

#[test]
fn nine_elements_weigh_a_ninth_each() {
    let session = "s-1".parse().unwrap();
    let figure = |means: Vec<Decimal>| Satisfaction {
        session: CourseSessionId::clone(&session),
        unit: "u".parse().unwrap(),
        period: "2026-S1".parse().unwrap(),
        respondents: 120,
        means,
        printed: None,
    };
    assert_eq!(figure(vec![d("3"); 9]).index(), Some(d("75")));
    assert_eq!(figure(vec![d("3"); 8]).index(), None);
}

#[test]
fn erasing_a_participant_takes_the_figures_and_leaves_the_design() {
    let person: PersonId = "p-1".parse().unwrap();
    assert_eq!(CourseResult::Person(Box::new(result(Vec::new()))).forget(&person), None);
    let design = Design {
        session: "s-1".parse().unwrap(),
        comparison: None,
        by_unit: false,
        results: Vec::new(),
        surveys: Vec::new(),
        declared: "2026-01-02".parse().unwrap(),
        declared_by: Some(person.clone()),
    };
    let left = CourseResult::Design(design.clone()).forget(&person).unwrap();
    assert_eq!(left, CourseResult::Design(Design { declared_by: None, ..design }));
}
