use crate::audit::Digest;
use crate::legal::Label;
use crate::socialisation::check::{CheckQuestion, Marked, mark};
use crate::socialisation::rates::rates;
use crate::socialisation::summary::{Edited, Summary};

fn question(code: &str, right: usize) -> CheckQuestion {
    CheckQuestion { code: code.into(), text: Label::same(code), options: vec![Label::same("a"), Label::same("b")], right, case: None }
}

#[test]
fn answers_are_marked_one_by_one() {
    let questions = [question("q1", 1), question("q2", 2)];
    assert_eq!(mark(&questions, &[1, 1]), Ok(Marked { right: 1, wrong: vec!["q2".into()] }));
    assert_eq!(mark(&questions, &[1, 2]), Ok(Marked { right: 2, wrong: vec![] }));
    assert_eq!(mark(&questions, &[1]).unwrap_err().to_string(), "there are 2 questions, but 1 answers were given");
    assert_eq!(mark(&questions, &[1, 3]).unwrap_err().to_string(), "question `q2` was answered `3`, expected 1 to 2");
    assert!(mark(&questions, &[0, 1]).is_err());
    assert_eq!(mark(&[], &[]), Ok(Marked { right: 0, wrong: vec![] }));
}

#[test]
fn a_stale_edit_is_not_what_people_read() {
    let (one, two) = (Digest([1; 32]), Digest([2; 32]));
    let on = "2026-03-02".parse().unwrap();
    let edited = Edited { text: Label::same("edited"), version: one, on };
    let mut summary = Summary { version: one, generated: Label::same("generated"), edited: Some(edited) };
    assert_eq!((summary.is_stale(), &*summary.shown().id), (false, "edited"));
    summary.version = two;
    assert_eq!((summary.is_stale(), &*summary.shown().id), (true, "generated"));
    summary.edited = None;
    assert!(!summary.is_stale());
}

#[test]
fn small_units_are_not_shown() {
    let unit = |id: &str, people, done| (id.parse().unwrap(), Label::same(id), people, done);
    let shown = rates(vec![unit("a", 20, 15), unit("b", 3, 3), unit("c", 8, 4)], 5);
    let figures: Vec<_> = shown.iter().map(|rate| (rate.people, rate.acknowledged, rate.share.map(|share| share.to_string()))).collect();
    assert_eq!(figures, [(Some(20), Some(15), Some("75.0".to_owned())), (None, None, None), (None, None, None)]);
}
