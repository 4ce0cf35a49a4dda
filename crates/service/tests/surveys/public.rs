//! Surveys of the public: links that work once, answers from anybody, and the satisfaction index.

use std::sync::Arc;

use jenjang::Decimal;
use jenjang::index::satisfaction::{self, Convention, Element};
use jenjang::survey::{Answer, Answers, Audience, Breakdown, Results, SurveyText};
use jenjang_service::ServiceError;
use jenjang_service::surveys::{
    AnswerSurvey, AnsweredSurvey, PlanSurvey, Respondent, answer_survey, read_answers, read_participation, read_results,
};

use crate::world::{World, answers, code, sentence, staff, survey};

/// Sekadau district, semester I 2019: the first rows of its published respondents.
const ROWS: [&str; 2] = ["223434443", "444434344"];

fn shipped(id: &str) -> SurveyText {
    let (file, text) = jenjang_asn::questionnaire_texts().find(|(_, text)| text.contains(&format!("\"{id}\""))).unwrap();
    SurveyText { file: file.into(), text: text.into() }
}

fn form(row: &str, service: &str) -> Answers {
    let elements = row.bytes().enumerate().map(|(at, digit)| (format!("u{}", at + 1), Answer::Value(i64::from(digit - b'0').into())));
    let service = ("service".to_owned(), Answer::Choice(service.into()));
    elements.chain([service]).map(|(id, answer)| (id.parse().unwrap(), answer)).collect()
}

fn satisfaction(id: &str, audience: Audience) -> PlanSurvey {
    PlanSurvey {
        questionnaire: shipped("asn/survey/public-satisfaction-2017"),
        audience,
        breakdown: Breakdown::Question { question: "service".parse().unwrap() },
        ..staff(id)
    }
}

fn results(world: &World, id: &str) -> Results {
    world.act("hr", "2026-04-01", async |context| read_results(&context, &survey(id)).await).unwrap().results
}

#[test]
fn a_link_is_used_once() {
    let world = World::new();
    world.plan("hr", &PlanSurvey { audience: Audience::Links { count: 4 }, breakdown: Breakdown::Nothing, ..staff("links") }).unwrap();
    world.plan("hr", &PlanSurvey { audience: Audience::Links { count: 0 }, breakdown: Breakdown::Nothing, ..staff("none") }).unwrap();
    assert_eq!(code(world.open("none", "2026-03-10", "2026-03-20")), "links-out-of-range");
    let links = world.open("links", "2026-03-10", "2026-03-20").unwrap().links;
    assert_eq!(links.len(), 4);
    let answer = |link: &str, who: &str| -> Result<AnsweredSurvey, ServiceError> {
        let command = AnswerSurvey { survey: survey("links"), respondent: Respondent::Link(link.into()), sheets: vec![answers(who)] };
        world.act("public", "2026-03-11", async |context| answer_survey(&context, &command).await)
    };
    answer(&links[0], "x1").unwrap();
    assert_eq!(code(answer(&links[0], "x2")), "already-answered");
    assert_eq!(sentence(answer("guess", "x2")), "this link is none of survey `links`");
    assert!(
        world
            .receipts("links")
            .iter()
            .all(|receipt| receipt.person.is_none() && !links.iter().any(|link| receipt.link.unwrap().to_string() == **link))
    );
    for (link, who) in links[1..].iter().zip(["x2", "x3", "x4"]) {
        answer(link, who).unwrap();
    }
    world.close("links", "2026-03-15").unwrap();
    let found = results(&world, "links");
    assert_eq!((found.invited, found.answered), (Some(4), 4));
    assert!(found.questions[0].total.mean.is_some() && found.questions[0].total.n.is_none(), "four are enough for a mean alone");
}

#[test]
fn paper_forms_of_a_counter_make_the_satisfaction_index() {
    let world = World::new();
    world.plan("analyst", &satisfaction("skm-2026-1", Audience::Anybody)).unwrap();
    assert_eq!(world.open("skm-2026-1", "2026-03-10", "2026-03-20").unwrap().invited, None);
    let hand_in = |who: &str, sheets: Vec<Answers>| {
        let command = AnswerSurvey { survey: survey("skm-2026-1"), respondent: Respondent::Actor, sheets };
        world.act(who, "2026-03-11", async |context| answer_survey(&context, &command).await)
    };
    let forms: Vec<Answers> = (0..40).map(|at| form(ROWS[at % 2], if at < 36 { "population" } else { "tax" })).collect();
    assert_eq!(code(hand_in("a1", forms.clone())), "forbidden", "one person does not hand in forty forms");
    let mut wrong = forms.clone();
    wrong[2].remove(&"u4".parse().unwrap());
    wrong[3].insert("u9".parse().unwrap(), Answer::Value(5.into()));
    assert_eq!(
        sentence(hand_in("hr", wrong)),
        "sheet 3: question `u4` is not answered, expected an answer; sheet 4: question `u9` is answered 5, expected one of 1, 2, 3, 4"
    );
    let before = world.trail().len();
    assert_eq!(hand_in("hr", forms).unwrap().sheets, 40);
    assert_eq!(world.trail().len(), before + 1, "one entry for the batch");
    hand_in("public", vec![form("111111111", "health")]).unwrap();
    let seen = world.act("hr", "2026-03-12", async |context| read_participation(&context, &survey("skm-2026-1")).await).unwrap();
    assert_eq!(seen.answered, 41);
    world.close("skm-2026-1", "2026-03-21").unwrap();
    let found = results(&world, "skm-2026-1");
    assert_eq!((found.answered, found.invited, found.rate), (41, None, None));
    let sums: Vec<u64> = (0..9).map(|at| ROWS.iter().map(|row| u64::from(row.as_bytes()[at] - b'0') * 20).sum::<u64>() + 1).collect();
    let means: Vec<Decimal> = sums.iter().map(|sum| Element { answers: 41, sum: *sum }.mean().unwrap()).collect();
    assert_eq!(found.indices[0].total, satisfaction::index(&means, Convention::Equal));
    let grade = found.indices[0].grade.clone().unwrap();
    assert_eq!((&*grade.policy, &*grade.fact), ("asn/index/satisfaction/grade-2017", "satisfaction.index"));
    // four came for taxes and one for health: too few for a distribution, and the four not even alone for a mean
    let codes: Vec<&str> = found.cells.iter().map(|part| &*part.cell.code).collect();
    let u1 = &found.questions[1];
    let shown = |code: &str| u1.parts[codes.iter().position(|found| *found == code).unwrap()].mean.is_some();
    assert!(!shown("health") && !shown("tax"), "one and four: if the four were shown, the one would be what is left");
    let rows = world.act("hr", "2026-04-01", async |context| read_answers(&context, &survey("skm-2026-1")).await).unwrap();
    assert_eq!(rows.rows.len(), 41);
    assert!(rows.rows.iter().all(|(person, answers)| person.is_none() && answers.len() == 10));
}

/// Everybody very satisfied (survey-007): 100, and nothing hidden, because nobody knows who was asked.
#[test]
fn nine_times_four_is_one_hundred() {
    let world = World::new();
    world.plan("hr", &satisfaction("skm", Audience::Anybody)).unwrap();
    world.open("skm", "2026-03-10", "2026-03-20").unwrap();
    let sheets: Vec<Answers> = (0..6).map(|_| form("444444444", "health")).collect();
    let command = AnswerSurvey { survey: survey("skm"), respondent: Respondent::Actor, sheets };
    world.act("hr", "2026-03-11", async |context| answer_survey(&context, &command).await).unwrap();
    world.close("skm", "2026-03-21").unwrap();
    let found = results(&world, "skm");
    assert_eq!(found.indices[0].total, Some(Decimal::ONE_HUNDRED));
    assert!(found.indicative, "six answers");
    let names: Vec<Arc<str>> = found.questions.iter().map(|question| Arc::from(question.id.as_str())).collect();
    assert_eq!(names.len(), 11);
}
