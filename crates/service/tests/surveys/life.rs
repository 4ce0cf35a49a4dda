//! The steps of a survey, who takes them, and what is refused.

use std::fmt::Debug;

use jenjang::people::id::ItemId;
use jenjang::survey::{Answer, Breakdown, Naming, SurveyState};
use jenjang_service::ServiceError;
use jenjang_service::surveys::{
    AnswerSurvey, CloseSurvey, OpenSurvey, PlanSurvey, Respondent, answer_survey, close_survey, list_surveys, open_survey, plan_survey,
    publish_survey, read_answers, read_participation, read_published, read_questionnaire, read_results,
};

use crate::world::{QUESTIONS, World, answers, code, everybody, hours, office, remark, sentence, staff, survey, text};

#[test]
fn a_survey_from_its_plan_to_its_publication() {
    let world = World::new();
    let opened = world.opened();
    assert_eq!(opened.invited, Some(29));
    let parts: Vec<(&str, Option<u64>)> = opened.cells.iter().map(|cell| (&*cell.code, cell.invited)).collect();
    // two people of `c` are of no office of their own; five of the agency itself are
    assert_eq!(parts, [("a", Some(9)), ("b", Some(7)), ("d", Some(6)), ("-others", Some(7))]);
    let asked = world.act("public", "2026-03-10", async |context| read_questionnaire(&context, &survey("staff-1")).await).unwrap();
    assert_eq!((asked.naming, asked.questionnaire.questions().len()), (Naming::Anonymous, 6));
    let everybody = everybody();
    for who in everybody.iter().take(27) {
        world.answer(who, "staff-1", "2026-03-12", answers(who)).unwrap();
    }
    let seen = world.act("hr", "2026-03-13", async |context| read_participation(&context, &survey("staff-1")).await).unwrap();
    assert_eq!((seen.answered, seen.cells.iter().map(|(_, answered)| *answered).collect::<Vec<_>>()), (27, vec![9, 7, 6, 5]));
    assert_eq!(code(world.close("staff-1", "2026-03-20")), "answers-may-come");
    assert_eq!(code(world.results("hr", "staff-1")), "survey-state");
    let closed = world.close("staff-1", "2026-03-21").unwrap();
    assert_eq!((closed.answered, closed.texts_destroyed), (27, 3), "three wrote privately, which can never be shown");
    assert_eq!(code(world.answer("auditor", "staff-1", "2026-03-21", answers("auditor"))), "survey-state");
    for who in ["hr", "analyst", "ppk", "auditor"] {
        let found = world.results(who, "staff-1").unwrap();
        assert_eq!((found.results.answered, found.results.invited, found.changes.len()), (27, Some(29), 0));
        let rate = found.results.rate.unwrap();
        assert_eq!([rate.percent, rate.low, rate.high].map(|share| share.to_string()), ["93.1", "78", "98.1"]);
        assert!(!found.results.indicative);
    }
    for who in ["a1", "hr-b", "operator", "public"] {
        assert_eq!(code(world.results(who, "staff-1")), "forbidden");
    }
    let published = |who| world.act(who, "2026-03-25", async |context| read_published(&context, &survey("staff-1")).await);
    assert_eq!(code(published("public")), "survey-state");
    let frozen = world.act("hr", "2026-03-25", async |context| publish_survey(&context, &survey("staff-1")).await).unwrap();
    assert_eq!(published("public").unwrap(), frozen);
    assert_eq!(world.results("hr", "staff-1").unwrap().results, frozen);
    let listed = world.act("a1", "2026-03-25", async |context| list_surveys(&context).await).unwrap();
    assert_eq!(listed.iter().map(|one| (one.survey.id.as_str(), one.answered)).collect::<Vec<_>>(), [("staff-1", Some(true))]);
    assert!(matches!(listed[0].survey.state, SurveyState::Published { .. }));
    assert_eq!(world.act("nobody-known", "2026-03-25", async |context| list_surveys(&context).await).unwrap()[0].answered, None);
}

#[test]
fn naming_audience_and_breakdown_are_declared_once() {
    let world = World::new();
    world.plan("analyst", &staff("staff-1")).unwrap();
    let readers = [jenjang::access::GrantedRole::HrOfficer].into();
    let again = PlanSurvey { naming: Naming::Named { readers }, ..staff("staff-1") };
    assert_eq!(code(world.plan("hr", &again)), "already-there");
    assert_eq!(code(world.plan("hr-b", &staff("staff-2"))), "forbidden", "an officer of one office asks that office");
    let nobody = PlanSurvey { naming: Naming::Named { readers: [].into() }, ..staff("staff-2") };
    assert_eq!(sentence(world.plan("hr", &nobody)), "a named survey does not say who reads the answers, expected at least one role");
    let by = |question: &str| PlanSurvey { breakdown: Breakdown::Question { question: question.parse().unwrap() }, ..staff("staff-2") };
    assert_eq!(code(world.plan("hr", &by("fair"))), "breakdown-unfit");
    world.plan("hr", &by("trained")).unwrap();
    let wishes = PlanSurvey { wishes: Some("wish".parse().unwrap()), ..staff("staff-3") };
    assert_eq!(code(world.plan("hr", &wishes)), "wishes-unfit");
    let wrong = PlanSurvey { questionnaire: text(&QUESTIONS.replace("\"agreement\"", "\"agree\"")), ..staff("staff-3") };
    assert_eq!(code(world.plan("hr", &wrong)), "unsound");
    let lost = PlanSurvey { unit: "nowhere".parse().unwrap(), ..staff("staff-3") };
    assert_eq!(code(world.plan("hr", &lost)), "forbidden");
    let later = PlanSurvey { questionnaire: text(&QUESTIONS.replace("2026-01-01", "2027-01-01")), ..staff("later") };
    world.plan("hr", &later).unwrap();
    assert_eq!(code(world.open("later", "2026-03-10", "2026-03-20")), "not-in-force");
    world.open("staff-1", "2026-03-10", "2026-03-20").unwrap();
    assert_eq!(sentence(world.open("staff-1", "2026-03-10", "2026-03-20")), "survey `staff-1` is open, expected planned");
    assert_eq!(code(world.open("later", "2026-03-20", "2026-03-10")), "day-out-of-range");
    let two = PlanSurvey { unit: "c".parse().unwrap(), breakdown: Breakdown::Nothing, ..staff("staff-c") };
    world.plan("hr", &two).unwrap();
    assert_eq!(
        sentence(world.open("staff-c", "2026-03-10", "2026-03-20")),
        "the audience is 2 people, expected at least 3: answers of fewer cannot be shown"
    );
}

#[test]
fn an_answer_is_taken_once_and_only_as_the_questionnaire_asks() {
    let world = World::new();
    world.opened();
    let answer = |who: &str, day: &str| world.answer(who, "staff-1", day, answers(who));
    assert_eq!(sentence(answer("a1", "2026-03-09")), "answers are taken from 2026-03-10 to 2026-03-20, today is 2026-03-09");
    answer("a1", "2026-03-10").unwrap();
    assert_eq!(
        sentence(answer("a1", "2026-03-11")),
        "survey `staff-1` has been answered with this invitation; an answer cannot be added to or replaced"
    );
    world.import(&["b8".to_owned()], "2026-03-11");
    assert_eq!(sentence(answer("b8", "2026-03-11")), "you do not belong to the audience of survey `staff-1`", "came after the opening");
    assert_eq!(code(answer("public", "2026-03-11")), "forbidden");
    let hours_of: ItemId = "hours".parse().unwrap();
    let mut wrong = answers("a2");
    wrong.insert("trained".parse().unwrap(), Answer::Choice("no".into()));
    wrong.insert(hours_of, Answer::Value(3.into()));
    wrong.insert("fair".parse().unwrap(), Answer::Value(5.into()));
    assert_eq!(
        sentence(world.answer("a2", "staff-1", "2026-03-11", wrong)),
        "question `fair` is answered 5, expected one of 1, 2, 3, 4; question `hours` is answered although earlier answers skip it, expected nothing"
    );
    answer("a2", "2026-03-11").unwrap();
    let two = AnswerSurvey { survey: survey("staff-1"), respondent: Respondent::Actor, sheets: vec![answers("a3"), answers("a4")] };
    assert_eq!(
        sentence(world.act("a3", "2026-03-11", async |context| answer_survey(&context, &two).await)),
        "2 sheets of answers, expected 1 to 1"
    );
    assert_eq!(world.receipts("staff-1").iter().filter(|receipt| receipt.is_answered()).count(), 2);
    for who in everybody().iter().filter(|who| !["a1", "a2"].contains(&who.as_str())) {
        answer(who, "2026-03-12").unwrap();
    }
    world.close("staff-1", "2026-03-12").unwrap();
}

/// While a survey is open, and afterwards as far as single answers go, nobody is told what was answered.
#[test]
fn no_use_case_tells_what_somebody_answered() {
    let world = World::new();
    world.opened();
    for who in everybody() {
        world.answer(&who, "staff-1", "2026-03-12", answers(&who)).unwrap();
    }
    let id = survey("staff-1");
    let mut said = Vec::new();
    let mut walk = |day: &str| {
        let mut add = |found: String| said.push(found);
        fn told<T: Debug>(found: Result<T, ServiceError>) -> String {
            found.map_or_else(|error| format!("{error:?} {}", error.message().id), |value| format!("{value:?}"))
        }
        for who in everybody().into_iter().chain(["public", "operator", "nobody-known"].map(str::to_owned)) {
            let who = who.as_str();
            add(told(world.act(who, day, async |context| list_surveys(&context).await)));
            add(told(world.act(who, day, async |context| read_questionnaire(&context, &id).await)));
            add(told(world.act(who, day, async |context| read_participation(&context, &id).await)));
            add(told(world.act(who, day, async |context| read_answers(&context, &id).await)));
            add(told(world.act(who, day, async |context| read_published(&context, &id).await)));
            add(told(world.act(who, day, async |context| plan_survey(&context, &staff("staff-1")).await)));
            let opening = OpenSurvey { survey: id.clone(), since: "2026-03-10".parse().unwrap(), until: "2026-03-20".parse().unwrap() };
            add(told(world.act(who, day, async |context| open_survey(&context, &opening).await)));
            let command = AnswerSurvey { survey: id.clone(), respondent: Respondent::Actor, sheets: vec![answers("a1")] };
            add(told(world.act(who, day, async |context| answer_survey(&context, &command).await)));
            if day < "2026-03-20" {
                add(told(world.act(who, day, async |context| read_results(&context, &id).await)));
                add(told(world.act(who, day, async |context| publish_survey(&context, &id).await)));
            }
        }
    };
    walk("2026-03-12");
    let command = CloseSurvey { survey: id.clone() };
    world.act("hr", "2026-03-21", async |context| close_survey(&context, &command).await).unwrap();
    walk("2026-03-22");
    for who in everybody() {
        let told = said.iter().find(|text| text.contains(&hours(&who)) || text.contains(&remark(&who)) || text.contains("rahasia"));
        assert_eq!(told, None, "what {who} answered");
    }
    assert!(
        office("a", 9).iter().any(|who| answers(who).contains_key(&"hours".parse::<ItemId>().unwrap())),
        "somebody answered what we look for"
    );
}
