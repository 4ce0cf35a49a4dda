//! Questionnaires, answers and releases, tried on small ones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::questionnaire::{
    Choice, Index, IndexMethod, Point, Question, QuestionKind, Questionnaire, QuestionnaireParts, ReleaseRule, Scale,
};
use super::release::{Figures, Frame, Released, Results, released};
use super::tally::{Sheet, Tally};
use super::{Answer, AnswerProblem, Answers, Cell, Condition, Fault, Place, Test, Wave, check, waves};
use crate::legal::Label;
use crate::people::id::{ItemId, PersonId, SurveyId};
use crate::period::EffectivePeriod;

fn id(text: &str) -> ItemId {
    text.parse().unwrap()
}

fn options(codes: &[&str]) -> Vec<Choice> {
    codes.iter().map(|code| Choice { code: Arc::from(*code), label: Label::same(*code) }).collect()
}

fn question(name: &str, kind: QuestionKind) -> Question {
    Question { id: id(name), text: Label::same(name), kind, required: true, not_applicable: false, show_when: vec![] }
}

fn scale(name: &str) -> Question {
    question(name, QuestionKind::Scale { scale: "four".into(), reversed: false })
}

fn single(name: &str, codes: &[&str]) -> Question {
    question(name, QuestionKind::Single { options: options(codes) })
}

fn when(mut question: Question, other: &str, test: Test) -> Question {
    question.show_when.push(Condition { question: id(other), test });
    question
}

fn any_of(codes: &[&str]) -> Test {
    Test::AnyOf(codes.iter().map(|code| Arc::from(*code)).collect())
}

fn none_of(codes: &[&str]) -> Test {
    Test::NoneOf(codes.iter().map(|code| Arc::from(*code)).collect())
}

fn parts(questions: Vec<Question>) -> QuestionnaireParts {
    let points = (1..=4).map(|value| Point { value: value.into(), label: Label::same(value.to_string()) }).collect();
    QuestionnaireParts {
        id: "test".into(),
        version: "1".into(),
        title: Label::same("t"),
        instruction: Label::same("i"),
        effective: EffectivePeriod::default(),
        reference: None,
        release: ReleaseRule { mean: 3, detail: 5, indicative_rate: 60.into(), indicative_answers: 30 },
        scales: vec![Scale { name: "four".into(), points }],
        questions,
        indices: vec![],
    }
}

fn made(questions: Vec<Question>) -> Questionnaire {
    Questionnaire::try_new(parts(questions)).unwrap()
}

fn faults(questions: Vec<Question>) -> Vec<(Place, &'static str)> {
    let problems = Questionnaire::try_new(parts(questions)).unwrap_err();
    problems.into_iter().map(|problem| (problem.at, problem.fault.code())).collect()
}

fn value(number: i64) -> Answer {
    Answer::Value(number.into())
}

fn answers(given: &[(&str, Answer)]) -> Answers {
    given.iter().map(|(question, answer)| (id(question), answer.clone())).collect()
}

#[test]
fn branches_look_back_and_can_be_reached() {
    let yes = || any_of(&["yes"]);
    assert!(Questionnaire::try_new(parts(vec![single("a", &["yes", "no"]), when(scale("b"), "a", yes())])).is_ok());
    assert_eq!(
        faults(vec![when(scale("b"), "a", yes()), single("a", &["yes", "no"])]),
        [(Place::Condition(0, 0), "looks-forward")],
        "a later question"
    );
    assert_eq!(faults(vec![when(single("a", &["yes", "no"]), "a", yes())]), [(Place::Condition(0, 0), "looks-forward")], "itself");
    assert_eq!(faults(vec![when(scale("b"), "z", yes())]), [(Place::Condition(0, 0), "unknown-question")]);
    assert_eq!(
        faults(vec![single("a", &["yes", "no"]), when(scale("b"), "a", any_of(&["maybe"]))]),
        [(Place::Condition(1, 0), "unknown-option")]
    );
    assert_eq!(faults(vec![scale("a"), when(scale("b"), "a", yes())]), [(Place::Condition(1, 0), "wrong-condition")]);
    // neither both of two options, nor a branch of a branch that leaves its own condition
    let both = when(when(scale("b"), "a", yes()), "a", any_of(&["no"]));
    assert_eq!(faults(vec![single("a", &["yes", "no"]), both]), [(Place::Question(1), "unreachable-question")]);
    let through = vec![
        single("a", &["yes", "no"]),
        when(scale("b"), "a", yes()),
        when(when(scale("c"), "b", Test::AtLeast(3.into())), "a", none_of(&["yes"])),
    ];
    assert_eq!(faults(through), [(Place::Question(2), "unreachable-question")]);
    assert_eq!(faults(vec![scale("a"), when(scale("b"), "a", Test::AtLeast(5.into()))]), [(Place::Question(1), "unreachable-question")]);
    // two of three may be chosen, three are wanted
    let multiple = |most| question("a", QuestionKind::Multiple { options: options(&["x", "y", "z"]), at_least: 1, at_most: most });
    let wants = || when(when(when(scale("b"), "a", any_of(&["x"])), "a", any_of(&["y"])), "a", any_of(&["z"]));
    assert_eq!(faults(vec![multiple(2), wants()]), [(Place::Question(1), "unreachable-question")]);
    assert!(Questionnaire::try_new(parts(vec![multiple(3), wants()])).is_ok());
    // between 0.3 and 0.4 there is no whole number
    let number = question("a", QuestionKind::Number { minimum: 0.into(), maximum: 10.into(), places: 0, unit: None });
    let narrow = when(when(scale("b"), "a", Test::AtLeast(Decimal::new(3, 1))), "a", Test::AtMost(Decimal::new(4, 1)));
    assert_eq!(faults(vec![number, narrow]), [(Place::Question(1), "unreachable-question")]);
}

#[test]
fn what_is_not_whole_is_said_in_both_languages() {
    let mut wrong = parts(vec![scale("a"), scale("a"), question("m", QuestionKind::Rank { options: options(&["x", "x"]), top: 3 })]);
    wrong.release.detail = 2;
    wrong.scales[0].points.swap(0, 1);
    wrong.indices.push(Index {
        code: "i".into(),
        label: Label::same("i"),
        method: IndexMethod::Satisfaction,
        questions: vec![id("m"), id("q")],
        grade: None,
    });
    let problems = Questionnaire::try_new(wrong).unwrap_err();
    let codes: Vec<&str> = problems.iter().map(|problem| problem.fault.code()).collect();
    assert_eq!(
        codes,
        [
            "threshold-too-low",
            "anchors-not-whole",
            "duplicate-code",
            "duplicate-code",
            "choices-not-whole",
            "index-not-whole",
            "unknown-question"
        ]
    );
    for problem in &problems {
        let message = problem.fault.message();
        assert_ne!(message.id, message.en);
    }
    assert_eq!(
        &*Fault::Unreachable { question: id("b") }.message().en,
        "question `b` is never shown: its conditions, with those of the questions they look at, cannot hold together"
    );
}

#[test]
fn every_fault_of_an_answer_is_a_sentence_of_its_own() {
    let mut optional = question("why", QuestionKind::Text { longest: 5 });
    optional.required = false;
    let mut fees = scale("fees");
    fees.not_applicable = true;
    let questionnaire = made(vec![
        single("came", &["yes", "no"]),
        when(scale("good"), "came", any_of(&["yes"])),
        when(scale("deep"), "good", Test::AtMost(2.into())),
        fees,
        question("topics", QuestionKind::Multiple { options: options(&["x", "y", "z"]), at_least: 0, at_most: 2 }),
        question("order", QuestionKind::Rank { options: options(&["x", "y", "z"]), top: 2 }),
        question("hours", QuestionKind::Number { minimum: 0.into(), maximum: 40.into(), places: 1, unit: None }),
        optional,
    ]);
    let codes = |codes: &[&str]| Answer::Choices(codes.iter().map(|code| Arc::from(*code)).collect());
    let rank = |codes: &[&str]| Answer::Rank(codes.iter().map(|code| Arc::from(*code)).collect());
    let sound = [
        ("came", Answer::Choice("no".into())),
        ("fees", Answer::NotApplicable),
        ("topics", codes(&["x"])),
        ("order", rank(&["z", "x"])),
        ("hours", Answer::Value(Decimal::new(25, 1))),
    ];
    assert_eq!(check(&questionnaire, &answers(&sound)), Ok(()));
    let wrong = [
        ("came", Answer::Choice("no".into())),
        ("good", value(1)),
        ("deep", value(1)),
        ("fees", value(9)),
        ("topics", codes(&["x", "y", "q"])),
        ("order", rank(&["x", "x", "y"])),
        ("hours", Answer::Value(Decimal::new(255, 2))),
        ("why", Answer::Text("too long".into())),
        ("what", value(1)),
    ];
    let found = check(&questionnaire, &answers(&wrong)).unwrap_err();
    let sentences: Vec<String> = found.iter().map(|problem| problem.message().en.to_string()).collect();
    assert_eq!(
        sentences,
        [
            "the questionnaire has no question `what`",
            "question `good` is answered although earlier answers skip it, expected nothing",
            "question `deep` is answered although earlier answers skip it, expected nothing",
            "question `fees` is answered 9, expected one of 1, 2, 3, 4",
            "question `topics` is answered `q`, which is none of its options",
            "question `topics` names 3 options, expected 1 to 2",
            "question `order` names `x` twice, expected once",
            "question `order` names 3 options, expected 2",
            "question `hours` is answered 2.55, expected at most 1 decimal places",
            "question `why` is answered with 8 characters, expected 1 to 5",
        ]
    );
    let missing = check(&questionnaire, &answers(&[("came", Answer::Choice("yes".into())), ("hours", Answer::NotApplicable)])).unwrap_err();
    assert_eq!(
        missing,
        [
            AnswerProblem::Missing(id("good")),
            AnswerProblem::Missing(id("fees")),
            AnswerProblem::Missing(id("topics")),
            AnswerProblem::Missing(id("order")),
            AnswerProblem::Applies(id("hours")),
        ]
    );
    let typed = |name: &str, text: &str| questionnaire.find(&id(name)).unwrap().read(text);
    assert_eq!(typed("hours", " 2,5 "), Ok(Some(Answer::Value(Decimal::new(25, 1)))));
    assert_eq!(typed("order", "z; x"), Ok(Some(rank(&["z", "x"]))));
    assert_eq!((typed("fees", "-"), typed("why", "-")), (Ok(Some(Answer::NotApplicable)), Ok(Some(Answer::Text("-".into())))));
    assert_eq!(typed("why", "  "), Ok(None));
    assert_eq!(&*typed("hours", "ten").unwrap_err().message().en, "question `hours` is answered in another way, expected a number");
}

fn results_of(
    questionnaire: &Questionnaire,
    cells: usize,
    sheets: &[(Option<usize>, Answers)],
    known: bool,
    kept: BTreeSet<usize>,
) -> (Results, Tally) {
    let cells: Vec<Cell> =
        (0..cells).map(|at| Cell { code: format!("u{at}").into(), label: Label::same("u"), invited: Some(40) }).collect();
    let tally = Tally::of(questionnaire, cells.len(), sheets.iter().map(|(cell, answers)| Sheet { cell: *cell, answers }));
    let survey: SurveyId = "s".parse().unwrap();
    let wave = Wave { first: survey.clone(), number: 1 };
    let frame = Frame {
        survey: &survey,
        title: &Label::same("t"),
        wave: &wave,
        anonymous: true,
        known_people: known,
        invited: Some(100),
        cells: &cells,
        by_question: None,
        kept,
        texts: &BTreeMap::new(),
    };
    (released(questionnaire, &frame, &tally), tally)
}

#[test]
fn means_need_three_people_detail_five_and_reversed_questions_turn_first() {
    let reversed = question("bad", QuestionKind::Scale { scale: "four".into(), reversed: true });
    let questionnaire = made(vec![scale("good"), reversed]);
    let sheets = |given: &[i64]| -> Vec<(Option<usize>, Answers)> {
        given.iter().map(|given| (None, answers(&[("good", value(*given)), ("bad", value(*given))]))).collect()
    };
    let of = |given: &[i64]| results_of(&questionnaire, 0, &sheets(given), true, BTreeSet::new()).0;
    let two = of(&[1, 4]);
    assert_eq!((two.answered, &two.questions[0].total), (2, &Figures::default()));
    let three = of(&[1, 2, 2]);
    assert_eq!(three.questions[0].total, Figures { released: Released::Mean, mean: Some(Decimal::new(16667, 4)), ..Figures::default() });
    let five = of(&[1, 2, 2, 4, 4]);
    let [good, bad] = [0, 1].map(|at: usize| five.questions[at].total.clone());
    assert_eq!((good.n, good.mean, good.median), (Some(5), Some(Decimal::new(26, 1)), Some(2.into())));
    assert_eq!(good.distribution.iter().map(|share| share.count).collect::<Vec<_>>(), [1, 2, 0, 2]);
    assert_eq!((bad.mean, bad.median), (Some(Decimal::new(24, 1)), Some(3.into())));
    assert_eq!(bad.distribution.iter().map(|share| share.count).collect::<Vec<_>>(), [2, 0, 2, 1]);
    assert!(five.indicative, "five of a hundred");
    // everybody agrees: of known people nothing is shown, of unknown ones everything
    assert_eq!(of(&[4; 6]).questions[0].total, Figures::default());
    assert_eq!(results_of(&questionnaire, 0, &sheets(&[4; 6]), false, BTreeSet::new()).0.questions[0].total.n, Some(6));
}

#[test]
fn a_wave_with_nearly_the_same_people_keeps_the_earlier_figure() {
    let people = |ids: &[&str]| -> BTreeSet<PersonId> { ids.iter().map(|id| id.parse().unwrap()).collect() };
    let first = people(&["a", "b", "c", "d"]);
    assert!(!waves::too_close(&first, &first, 3));
    assert!(waves::too_close(&first, &people(&["a", "b", "c"]), 3));
    assert!(waves::too_close(&first, &people(&["a", "b", "c", "e"]), 3));
    assert!(!waves::too_close(&first, &people(&["a", "b", "e"]), 3));
    let questionnaire = made(vec![scale("good")]);
    let sheets: Vec<_> = (0..40).map(|at| (Some(at % 4), answers(&[("good", value(1 + (at as i64 / 4) % 4))]))).collect();
    let (open, _) = results_of(&questionnaire, 4, &sheets, true, BTreeSet::new());
    let (kept, _) = results_of(&questionnaire, 4, &sheets, true, BTreeSet::from([2]));
    assert!(open.questions[0].parts.iter().all(|part| part.released == Released::Full));
    let shown = |results: &Results| results.questions[0].parts.iter().map(|part| part.released).collect::<Vec<_>>();
    assert_eq!(
        shown(&kept),
        [Released::Hidden, Released::Full, Released::Hidden, Released::Full],
        "and one more, so that it cannot be subtracted"
    );
    assert_eq!(kept.kept, [Arc::from("u2")]);
    let changes = waves::compare(&open, &kept);
    assert_eq!(
        changes.iter().map(|change| change.change).collect::<Vec<_>>(),
        [Some(Decimal::ZERO), None, Some(Decimal::ZERO), None, Some(Decimal::ZERO)]
    );
}

/// One question on a scale, one that some are asked because of their answer to another, all broken down by units of any size.
fn attacked() -> Questionnaire {
    made(vec![
        scale("good"),
        single("came", &["yes", "no"]),
        when(scale("deep"), "came", any_of(&["yes"])),
        question("topics", QuestionKind::Multiple { options: options(&["x", "y"]), at_least: 0, at_most: 2 }),
    ])
}

fn sheet(seed: &[u8; 4]) -> Answers {
    let mut given = vec![("good", value(1 + i64::from(seed[0] % 4)))];
    if !seed[1].is_multiple_of(3) {
        given.extend([("came", Answer::Choice("yes".into())), ("deep", value(1 + i64::from(seed[2] % 4)))]);
    } else {
        given.push(("came", Answer::Choice("no".into())));
    }
    let topics: BTreeSet<Arc<str>> =
        [(seed[3] & 1, "x"), (seed[3] & 2, "y")].iter().filter(|(chosen, _)| *chosen > 0).map(|(_, code)| Arc::from(*code)).collect();
    if !topics.is_empty() {
        given.push(("topics", Answer::Choices(topics)));
    }
    answers(&given)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The adversary knows how many of each unit answered and subtracts what is shown of units from what is shown of all. What is left of a question is
    /// nobody, or at least two units and as many people as a figure needs, who did not agree; and what is shown has as many behind it.
    #[test]
    fn nothing_about_fewer_people_can_be_subtracted(people in proptest::collection::vec((0_usize..6, any::<[u8; 4]>()), 0..60), small in 0_u8..8) {
        let questionnaire = attacked();
        // some runs put most people into two units, so that the others are small
        let cell = |at: usize| if small > 4 && at > 2 { 0 } else { at };
        // the sixth unit is no unit: people of no part
        let sheets: Vec<_> = people.iter().map(|(at, seed)| (Some(cell(*at)).filter(|at| *at < 5), sheet(seed))).collect();
        let (results, tally) = results_of(&questionnaire, 5, &sheets, true, BTreeSet::new());
        for (place, question) in results.questions.iter().enumerate() {
            for (least, level, has) in [(3_u64, Released::Mean, place != 1 && place != 3), (5, Released::Full, true)] {
                if !has || question.total.released < level {
                    prop_assert!(!has || question.parts.iter().all(|part| part.released < level), "a part of what is hidden is shown");
                    continue;
                }
                prop_assert!(tally.total[place].n >= least && !tally.total[place].names_everybody());
                let shown: Vec<usize> = (0..5).filter(|at| question.parts[*at].released >= level).collect();
                for at in &shown {
                    let row = &tally.parts[place][*at];
                    prop_assert!(row.n >= least && !row.names_everybody());
                }
                let left: Vec<_> = (0..=5).filter(|at| !shown.contains(at)).map(|at| &tally.parts[place][at]).filter(|row| row.n > 0).collect();
                let pool = left.iter().fold(super::tally::Counted::default(), |pool, row| pool.with(row));
                // where no part is shown nothing is subtracted: what is left is everybody
                if pool.n > 0 && !shown.is_empty() {
                    prop_assert!(left.len() > 1 && pool.n >= least && !pool.names_everybody(), "{left:?}");
                }
            }
        }
        // who was asked `deep` is who answered yes: where that is hidden, nothing of `deep` says how many they were
        for at in 0..5 {
            let hidden = results.questions[1].parts[at].released == Released::Hidden;
            prop_assert!(!hidden || results.questions[2].parts[at].released == Released::Hidden);
        }
    }

    #[test]
    fn the_order_of_sheets_does_not_matter(people in proptest::collection::vec((0_usize..4, any::<[u8; 4]>()), 0..40), turn in 0_usize..40) {
        let questionnaire = attacked();
        let mut sheets: Vec<_> = people.iter().map(|(at, seed)| (Some(*at), sheet(seed))).collect();
        let (straight, _) = results_of(&questionnaire, 4, &sheets, true, BTreeSet::new());
        let by = turn % sheets.len().max(1);
        sheets.rotate_left(by);
        prop_assert_eq!(results_of(&questionnaire, 4, &sheets, true, BTreeSet::new()).0, straight);
    }

    /// An answer sheet that passes has an answer to a question only where it is shown.
    #[test]
    fn skipped_branches_are_empty(seed in any::<[u8; 4]>(), extra in proptest::option::of(1_i64..5)) {
        let questionnaire = attacked();
        let mut given = sheet(&seed);
        if let Some(extra) = extra {
            given.insert(id("deep"), value(extra));
        }
        given.entry(id("topics")).or_insert_with(|| Answer::Choices(BTreeSet::from([Arc::from("x")])));
        let came = given.get(&id("came")) == Some(&Answer::Choice("yes".into()));
        prop_assert_eq!(check(&questionnaire, &given).is_ok(), came == given.contains_key(&id("deep")));
    }
}
