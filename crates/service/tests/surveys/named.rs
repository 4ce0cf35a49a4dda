//! Named surveys: who reads, what becomes of wishes, and people around a course.

use jenjang::access::GrantedRole;
use jenjang::development::wish::Wish;
use jenjang::record::{Kind, RecordFilter};
use jenjang::store::Page;
use jenjang::survey::{Answer, Answers, Audience, Breakdown, Naming, Relation, SurveyText};
use jenjang_service::surveys::{PlanSurvey, read_answers};

use crate::world::{World, answers, code, person, run, sentence, staff, survey};

fn named(id: &str, readers: &[GrantedRole]) -> PlanSurvey {
    PlanSurvey {
        naming: Naming::Named { readers: readers.iter().copied().collect() },
        unit: "b".parse().unwrap(),
        breakdown: Breakdown::Nothing,
        ..staff(id)
    }
}

#[test]
fn named_answers_are_read_by_those_it_was_declared_to() {
    let world = World::new();
    world.plan("hr", &named("open-1", &[GrantedRole::PolicyAnalyst])).unwrap();
    world.open("open-1", "2026-03-10", "2026-03-20").unwrap();
    for who in ["b1", "b2", "b3"] {
        world.answer(who, "open-1", "2026-03-11", answers(who)).unwrap();
    }
    let read = |who: &str| world.act(who, "2026-03-25", async |context| read_answers(&context, &survey("open-1")).await);
    assert_eq!(code(read("analyst")), "survey-state");
    world.close("open-1", "2026-03-21").unwrap();
    assert_eq!(sentence(read("hr")), "the named answers of this survey are read only by: a policy analyst");
    let rows = read("analyst").unwrap().rows;
    assert_eq!(rows.iter().map(|(person, _)| person.clone().unwrap()).collect::<Vec<_>>(), ["b1", "b2", "b3"].map(person));
    assert_eq!(rows[0].1, answers("b1"), "texts included");
    // the trail proves a named answer with the secret of the person
    let entry = world.trail().into_iter().find(|entry| entry.text.contains("\"verb\":\"survey.answer\"")).unwrap();
    assert!(
        entry.text.contains("\"actor\":\"person:") && !entry.text.contains("\"b1\"") && !entry.text.contains(":b1\""),
        "{}",
        entry.text
    );
    // results of three people show means alone, named or not
    let results = world.results("hr", "open-1").unwrap().results;
    assert!(!results.anonymous && results.questions[0].total.n.is_none());
}

#[test]
fn an_anonymous_survey_is_read_one_by_one_by_nobody() {
    let world = World::new();
    world.opened();
    for who in ["a1", "a2", "a3", "a4", "a5", "a6"] {
        world.answer(who, "staff-1", "2026-03-11", answers(who)).unwrap();
    }
    world.close("staff-1", "2026-03-21").unwrap();
    for who in ["hr", "analyst", "ppk", "auditor"] {
        let read = world.act(who, "2026-03-25", async |context| read_answers(&context, &survey("staff-1")).await);
        assert_eq!(code(read), "anonymous");
    }
}

#[test]
fn what_people_wish_to_learn_is_kept_as_their_wish_and_nothing_else() {
    let world = World::new();
    let (file, text) = jenjang_asn::questionnaire_texts().find(|(path, _)| path.ends_with("wanted-training.toml")).unwrap();
    let questionnaire = SurveyText { file: file.into(), text: text.into() };
    let plan = PlanSurvey { questionnaire, wishes: Some("fields".parse().unwrap()), ..named("wishes-1", &[GrantedRole::HrOfficer]) };
    world.plan("hr", &plan).unwrap();
    world.open("wishes-1", "2026-03-10", "2026-03-20").unwrap();
    let given =
        |answers: &[(&str, Answer)]| -> Answers { answers.iter().map(|(id, answer)| (id.parse().unwrap(), answer.clone())).collect() };
    let rank = ["data", "finance", "archives"].map(std::sync::Arc::from).to_vec();
    let yes = given(&[
        ("wants", Answer::Choice("yes".into())),
        ("fields", Answer::Rank(rank)),
        ("forms", Answer::Choices(["workshop".into()].into())),
        ("hours", Answer::Value(40.into())),
    ]);
    world.answer("b1", "wishes-1", "2026-03-11", yes).unwrap();
    world.answer("b2", "wishes-1", "2026-03-11", given(&[("wants", Answer::Choice("no".into()))])).unwrap();
    assert_eq!(world.close("wishes-1", "2026-03-21").unwrap().wishes, 3);
    let kept = run(async {
        let mut tx = world.store.read().await.unwrap();
        tx.records().list(Kind::Wish, &RecordFilter::all(), &Page::all()).await.unwrap()
    });
    let wishes: Vec<Wish> = kept.iter().map(|stored| serde_json::from_str(&stored.value.body).unwrap()).collect();
    assert!(wishes.iter().all(|wish| wish.person == person("b1") && wish.competency.is_none()));
    let mut topics: Vec<&str> = wishes.iter().map(|wish| &*wish.topic).collect();
    topics.sort_unstable();
    assert_eq!(topics, ["Data, statistik, dan teknologi informasi", "Kearsipan dan tata naskah", "Keuangan dan akuntansi daerah"]);
}

#[test]
fn posts_and_sessions_without_anybody_are_not_opened() {
    let world = World::new();
    let audience = Audience::Posts { kinds: ["pelaksana".parse().unwrap()].into(), grades: [].into() };
    world.plan("hr", &PlanSurvey { audience, ..staff("posts") }).unwrap();
    assert_eq!(code(world.open("posts", "2026-03-10", "2026-03-20")), "nobody-to-ask", "no register says who is a pelaksana");
    let audience = Audience::Session { session: "s-1".parse().unwrap(), relation: Relation::Participant };
    let plan = PlanSurvey { audience, breakdown: Breakdown::Nothing, ..staff("course") };
    assert_eq!(code(world.plan("hr", &plan)), "not-found");
}
