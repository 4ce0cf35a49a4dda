//! Explaining the policy that was enacted.

use std::collections::BTreeSet;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::people::id::SocialisationId;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang::socialisation::Socialisation;
use jenjang_policy_files::read_questions;
use jenjang_service::home::{Home, NewsMatter, ReadHome, WaitingMatter, read_home};
use jenjang_service::policies::{EnactPolicy, ProposePolicy, SubmitPolicy, enact_policy, propose_policy, submit_policy};
use jenjang_service::promotion::{ReadEligibility, Sources};
use jenjang_service::socialisation::{
    Acknowledge, Acknowledged, AnswerQuestion, AskQuestion, EditSummary, Remind, StartSocialisation, acknowledge, answer_question,
    ask_question, edit_summary, list_socialisations, read_socialisation, remind, report_socialisation, start_socialisation,
};
use jenjang_service::{Seen, ServiceError};

use crate::world::{POLICY, POLICY_2, SHIPPED, World, code, draft_id, person};

fn id() -> SocialisationId {
    "sos-jp".parse().unwrap()
}

fn command<'a>(units: &[&str]) -> StartSocialisation<'a> {
    StartSocialisation {
        shipped: &SHIPPED,
        id: id(),
        policy: POLICY,
        draft: Some(draft_id()),
        units: units.iter().map(|unit| unit.parse().unwrap()).collect(),
        posts: BTreeSet::new(),
        until: Some("2027-01-31".parse().unwrap()),
        questions: Vec::new(),
        from_cases: 3,
        needed: Some(2),
    }
}

fn start(world: &World, actor: &str, units: &[&str]) -> Result<Socialisation, ServiceError> {
    world.act(actor, async |context| start_socialisation(&context, &command(units)).await)
}

fn read(world: &World, actor: &str, answers: &[usize]) -> Result<Acknowledged, ServiceError> {
    let command = Acknowledge { shipped: &SHIPPED, id: id(), answers: answers.to_vec() };
    world.act(actor, async |context| acknowledge(&context, &command).await)
}

#[test]
fn a_policy_is_explained_to_those_it_concerns() {
    let mut world = World::new();
    assert_eq!(code(start(&world, "analyst", &["dinas"])), "not-found");
    world.enact();
    assert_eq!(code(start(&world, "a1", &["dinas"])), "forbidden");
    assert_eq!(code(start(&world, "analyst", &[])), "no-audience");
    assert_eq!(code(start(&world, "analyst", &["nowhere"])), "forbidden");
    let too_many = StartSocialisation { needed: Some(4), ..command(&["dinas"]) };
    assert_eq!(code(world.act("hr", async |context| start_socialisation(&context, &too_many).await)), "too-many-needed");
    let started = start(&world, "hr", &["kabupaten"]).unwrap();
    assert_eq!(code(start(&world, "hr", &["kabupaten"])), "id-taken");
    let text = started.summary.generated.clone();
    assert_eq!(
        &*text.en,
        "Development hours before a promotion\n\
         Whoever is put forward for promotion has developed competence in the last 12 months.\n\
         In force since 1 January 2027.\n\
         \n\
         What is needed:\n\
         1. Development hours: the learning hours completed in the last 12 months are at least the hours needed by grade. \
         Only if at least 12 months have passed since the date of the present grade. \
         If not met: earn what is lacking, for example by training, credit or a higher level.\n\
         2. Performance label of the last year: the most recent of the yearly performance labels is Good or higher. \
         If not met: earn what is lacking, for example by training, credit or a higher level.\n\
         \n\
         Figures in force:\n\
         - Lowest performance label: Good.\n\
         - Time in grade before the duty begins: 12 months.\n\
         \n\
         Hours needed by grade:\n\
         \n\
         | Grade | Hours needed by grade |\n\
         |---|---|\n\
         | from Juru Muda (I/a) to Pengatur Tingkat I (II/d) inclusive | 20 hours |\n\
         | from Penata Muda (III/a) to Penata Tingkat I (III/d) inclusive | 24 hours |\n\
         | Pembina (IV/a) or higher | 32 hours |\n"
    );
    assert!(text.id.contains("Yang diperlukan:"));
    // one question of each outcome first, in the order of the cases, and the right answer is what the rules give
    let cases: Vec<_> = started.questions.iter().map(|question| (question.case.clone().unwrap().to_string(), question.right)).collect();
    assert_eq!(
        cases,
        [
            ("dua puluh empat jam cukup bagi golongan III".to_owned(), 1),
            ("dua puluh tiga jam belum cukup".to_owned(), 2),
            ("riwayat pengembangan belum diketahui".to_owned(), 3),
        ]
    );

    // readers see neither the right answers nor the case that gives them away
    let view = world.act("public", async |context| read_socialisation(&context, &SHIPPED, &id()).await).unwrap();
    assert!(view.socialisation.questions.iter().all(|question| question.right == 0 && question.case.is_none()));
    assert!(!view.outdated && view.acknowledged.is_none());

    assert_eq!(code(read(&world, "a1", &[1, 2])), "answers-missing");
    let refused = read(&world, "a1", &[2, 1, 3]).unwrap_err();
    assert_eq!(refused.code(), "check-not-passed");
    assert_eq!(
        refused.to_string(),
        "1 of 3 answers are right, 2 are needed; read the summary again for questions `kasus-1`, `kasus-2`, then try again"
    );
    assert_eq!(read(&world, "a1", &[1, 1, 3]).unwrap(), Acknowledged { right: 2, of: 3 });
    assert_eq!(code(read(&world, "a1", &[1, 2, 3])), "acknowledged-already");
    assert_eq!(code(read(&world, "public", &[1, 2, 3])), "forbidden");
    for who in ["a2", "a3", "b1"] {
        read(&world, who, &[1, 2, 3]).unwrap();
    }

    let report = |world: &World, actor: &str| world.act(actor, async |context| report_socialisation(&context, &SHIPPED, &id()).await);
    assert_eq!(code(report(&world, "a1")), "forbidden");
    let found = report(&world, "hr").unwrap();
    assert_eq!((found.people, found.acknowledged, found.share.unwrap().to_string()), (15, 4, "26.7".to_owned()));
    let units: Vec<_> = found.units.iter().map(|rate| (rate.unit.to_string(), rate.people, rate.acknowledged)).collect();
    // `badan` has two people; `kabupaten`, the next smallest, goes with it so that the total does not give it away
    assert_eq!(units, [("badan".to_owned(), None, None), ("dinas".to_owned(), Some(7), Some(3)), ("kabupaten".to_owned(), None, None)]);

    // reminders go to those who have not, once
    let again = |world: &World| world.act("hr", async |context| remind(&context, &Remind { id: id() }).await);
    assert_eq!(again(&world).unwrap(), 11);
    assert_eq!(again(&world).unwrap(), 0);
    let messages = world.wait(async { world.store.read().await.unwrap().outbox().peek(usize::MAX).await.unwrap() });
    let reminded: BTreeSet<String> = messages
        .iter()
        .filter(|message| &*message.topic == "socialisation-reminder")
        .filter_map(|message| message.recipient.as_ref().map(ToString::to_string))
        .collect();
    assert!(reminded.len() == 11 && !reminded.contains("a1") && reminded.contains("b2"));
    assert_eq!(world.act("public", async |context| list_socialisations(&context).await).unwrap().len(), 1);
}

#[test]
fn an_edit_is_stale_once_the_rule_changes() {
    let mut world = World::new();
    world.enact();
    start(&world, "hr", &["kabupaten"]).unwrap();
    let edit = |world: &World, text: Option<Label>| {
        let command = EditSummary { shipped: &SHIPPED, id: id(), text, seen: Seen::Anything };
        world.act("hr", async |context| edit_summary(&context, &command).await)
    };
    assert_eq!(code(edit(&world, Some(Label::new("Ringkas", " ")))), "blank");
    let edited = edit(&world, Some(Label::new("Dua puluh empat jam setahun.", "Twenty-four hours a year."))).unwrap();
    assert_eq!(&*edited.summary.shown().en, "Twenty-four hours a year.");
    assert!(edited.summary.generated.en.contains("What is needed"));
    read(&world, "a1", &[1, 2, 3]).unwrap();

    // the rule changes: thirty hours
    let text = POLICY_2
        .replace("[\"[III/a..III/d]\", \"24\"]", "[\"[III/a..III/d]\", \"23\"]")
        .replace("\"learning hours\" = \"23\"", "\"learning hours\" = \"22\"");
    let proposal = ProposePolicy { shipped: &SHIPPED, file: "p.toml", text: &text, purpose: None, effective: None };
    let version = world.act("analyst", async |context| propose_policy(&context, proposal).await).unwrap().version.version;
    let submit = SubmitPolicy { shipped: &SHIPPED, policy: POLICY, version };
    world.act("analyst", async |context| submit_policy(&context, submit).await).unwrap();
    world
        .act("ppk", async |context| {
            enact_policy(&context, EnactPolicy { shipped: &SHIPPED, policy: POLICY, version, effective: None }).await
        })
        .unwrap();

    let view = world.act("a2", async |context| read_socialisation(&context, &SHIPPED, &id()).await).unwrap();
    assert!(view.outdated);
    assert_eq!(code(read(&world, "a2", &[1, 2, 3])), "summary-outdated");
    assert_eq!(code(edit(&world, Some(Label::same("x")))), "summary-outdated");
    let fresh = edit(&world, None).unwrap();
    assert!(fresh.summary.is_stale() && fresh.summary.shown() == &fresh.summary.generated);
    assert_eq!(&*fresh.summary.edited.unwrap().text.en, "Twenty-four hours a year.");
    // who read the old rule reads the new one
    let report = world.act("hr", async |context| report_socialisation(&context, &SHIPPED, &id()).await).unwrap();
    assert_eq!((report.acknowledged, report.outdated), (0, false));
    read(&world, "a1", &[1, 2, 3]).unwrap();
}

#[test]
fn questions_are_asked_answered_and_read_without_names() {
    let mut world = World::new();
    world.enact();
    start(&world, "hr", &["dinas"]).unwrap();
    let ask = |world: &World, actor: &str, text: &str| {
        let command = AskQuestion { id: id(), text: text.to_owned() };
        world.act(actor, async |context| ask_question(&context, &command).await)
    };
    assert_eq!(code(ask(&world, "a1", " ")), "blank");
    assert_eq!(&*ask(&world, "a1", "Apakah seminar dihitung?").unwrap(), "sos-jp/q1");
    assert_eq!(code(ask(&world, "a2", "apakah seminar dihitung?")), "asked-already");
    assert_eq!(&*ask(&world, "public", "Sejak kapan berlaku?").unwrap(), "sos-jp/q2");
    let answer = |world: &World, actor: &str, number: u32| {
        let command = AnswerQuestion { question: format!("sos-jp/q{number}").into(), text: "Ya, empat jam sehari.".to_owned() };
        world.act(actor, async |context| answer_question(&context, &command).await)
    };
    assert_eq!(code(answer(&world, "a2", 1)), "forbidden");
    answer(&world, "hr", 1).unwrap();
    assert_eq!(code(answer(&world, "hr", 1)), "answered-already");
    let view = world.act("public", async |context| read_socialisation(&context, &SHIPPED, &id()).await).unwrap();
    let shown: Vec<_> = view.questions.iter().map(|one| (one.id.to_string(), one.person.is_none(), one.answer.is_some())).collect();
    assert_eq!(shown, [("sos-jp/q1".to_owned(), true, true), ("sos-jp/q2".to_owned(), true, false)]);
    // outside the audience
    assert_eq!(code(read(&world, "b1", &[1, 2, 3])), "not-concerned");
    let messages = world.wait(async { world.store.read().await.unwrap().outbox().peek(usize::MAX).await.unwrap() });
    assert!(messages.iter().any(|one| &*one.topic == "question-answered" && one.recipient == Some(person("a1"))));
    // who asked and spoke is told on the first page, and everybody concerned that the policy waits to be read
    let submission = NewsMatter::Submission { draft: "perbup-jp".into(), text: "Empat puluh terlalu banyak.".into() };
    let question = NewsMatter::Question { socialisation: "sos-jp".into(), text: "Apakah seminar dihitung?".into() };
    let told: Vec<NewsMatter> = home(&world, "a1").news.into_iter().map(|news| news.matter).collect();
    assert_eq!(told, [submission, question]);
    assert_eq!(home(&world, "a2").news, [], "somebody else's words");
    let explained = |who: &str| home(&world, who).waiting.matters.iter().any(|one| one.matter == WaitingMatter::Socialisation);
    assert_eq!(["a1", "a2", "b1"].map(explained), [true, true, false], "b1 is of another unit");
    world.later("2027-02-01");
    assert!(!home(&world, "a2").waiting.matters.iter().any(|one| one.matter == WaitingMatter::Socialisation), "its last day is over");
    assert_eq!(home(&world, "a1").news, [], "no longer new");
}

fn home(world: &World, actor: &str) -> Home {
    let own = person(actor);
    let eligibility = ReadEligibility {
        person: &own,
        on: "2026-11-17".parse().unwrap(),
        policies: &[],
        shipped: &SHIPPED,
        gatherer: &|_: &Arc<Catalogue>, _: Sources<'_>| -> Dossier { unreachable!("no policy is asked about") },
        fits_post: &|_, _, _| true,
        months: 1,
    };
    world.act(actor, async |context| read_home(&context, ReadHome { eligibility }).await).unwrap()
}

#[test]
fn questions_written_by_hand_stand_before_those_of_cases_and_posts_narrow_the_audience() {
    let mut world = World::new();
    world.enact();
    let text = "[[questions]]\ncode = \"berapa\"\ntext = { id = \"Berapa jam?\", en = \"How many hours?\" }\noptions = [{ id = \"24\", en = \"24\" }, { id = \"40\", en = \"40\" }]\nright = 1\n";
    let questions = read_questions("q.toml", text.as_bytes()).0.unwrap();
    let mine = StartSocialisation {
        questions,
        from_cases: 1,
        needed: None,
        posts: BTreeSet::from(["administrator".parse().unwrap()]),
        ..command(&["dinas"])
    };
    let started = world.act("hr", async |context| start_socialisation(&context, &mine).await).unwrap();
    assert_eq!(started.questions.iter().map(|question| question.code.to_string()).collect::<Vec<_>>(), ["berapa", "kasus-1"]);
    assert_eq!(started.needed, 2);
    // everybody there is a Pelaksana
    assert_eq!(code(read(&world, "a1", &[1, 1])), "not-concerned");
}
