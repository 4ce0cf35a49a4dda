//! What is refused, and why.

use jenjang::consultation::Submission;
use jenjang::consultation::submission::{Outcome, Position};
use jenjang::policy::repository::PolicyState;
use jenjang::record::RecordFilter;
use jenjang_service::Seen;
use jenjang_service::consultation::{AnswerSubmission, SubmitOpinion, TakeStep, answer_submission, report_consultation, take_step};
use jenjang_service::file::retention::RetentionPolicy;
use jenjang_service::file::{ErasePerson, erase_person};
use jenjang_service::records;
use jenjang_sqlite::SqliteStore;

use crate::world::{DRAFT_1, DRAFT_2, POLICY, POLICY_1, POLICY_2, SHIPPED, World, code, draft_id, person};

#[test]
fn only_those_who_may_do_it() {
    let world = World::new();
    for who in ["a1", "ppk", "public", "operator"] {
        assert_eq!(code(world.draft(who, DRAFT_1, POLICY_1)), "forbidden", "{who}");
    }
    world.draft("analyst", DRAFT_1, POLICY_1).unwrap();
    assert_eq!(code(world.open("ppk", "2026-11-16")), "forbidden");
    world.open("analyst", "2026-11-16").unwrap();
    world.submit("a1", &world.opinion("1", Position::Support, "staff", "Setuju.")).unwrap();
    assert_eq!(code(world.answer("a2", 1, Outcome::Accepted, "ya")), "forbidden");
    assert_eq!(code(world.sign("analyst")), "forbidden");
    assert_eq!(code(world.act("public", async |context| report_consultation(&context, &SHIPPED, &draft_id(), false).await)), "not-closed");
}

#[test]
fn submissions_are_bound_to_window_clause_group_and_person() {
    let mut world = World::new();
    world.draft("analyst", DRAFT_1, POLICY_1).unwrap();
    let opinion = |world: &World, clause: &str, group: &str| world.opinion(clause, Position::Change, group, "Ubah.");
    assert_eq!(code(world.submit("a1", &opinion(&world, "1", "staff"))), "draft-stage");
    assert_eq!(code(world.open("analyst", "2026-11-13")), "window-too-short");
    world.open("analyst", "2026-11-16").unwrap();
    assert_eq!(code(world.submit("a1", &opinion(&world, "9", "staff"))), "unknown-clause");
    assert_eq!(code(world.submit("a1", &opinion(&world, "1", "martians"))), "unknown-group");
    assert_eq!(code(world.submit("a1", &opinion(&world, "1", "public"))), "no-name");
    assert_eq!(code(world.submit("operator", &opinion(&world, "1", "public"))), "no-name");
    assert_eq!(code(world.submit("public", &opinion(&world, "1", "staff"))), "name-needed");
    assert_eq!(code(world.submit("nobody", &opinion(&world, "1", "staff"))), "name-needed");
    assert_eq!(code(world.submit("a1", &opinion(&world, "1", "leaders"))), "not-a-leader");
    assert_eq!(code(world.submit("a1", &SubmitOpinion { text: "  ".into(), ..opinion(&world, "1", "staff") })), "blank");
    assert_eq!(code(world.submit("a1", &SubmitOpinion { text: "x".repeat(20_001).into(), ..opinion(&world, "1", "staff") })), "too-long");
    let early = SubmitOpinion { received: Some("2026-11-01".parse().unwrap()), ..opinion(&world, "1", "public") };
    assert_eq!(code(world.submit("a1", &SubmitOpinion { group: "staff".into(), ..early.clone() })), "day-not-yours");
    assert_eq!(code(world.submit("analyst", &early)), "not-open");

    // the same person speaks once on a clause, and may take it back until it is answered
    let first = world.submit("a1", &opinion(&world, "2 (2)", "staff")).unwrap();
    assert_eq!(code(world.submit("a1", &opinion(&world, "2 (2)", "korpri"))), "submitted-already");
    world.submit("a1", &opinion(&world, "3", "staff")).unwrap();
    let again = SubmitOpinion { replace: true, text: "Ubah menjadi dua puluh.".into(), ..opinion(&world, "2 (2)", "staff") };
    assert_eq!(world.submit("a1", &again).unwrap(), first);
    world.answer("analyst", 1, Outcome::Rejected, "tidak").unwrap();
    assert_eq!(code(world.submit("a1", &again)), "answered-already");
    // without names the same words count once
    world.submit("public", &opinion(&world, "2 (2)", "public")).unwrap();
    assert_eq!(
        code(world.submit("public", &SubmitOpinion { text: " ubah. ".into(), ..opinion(&world, "2 (2)", "public") })),
        "submitted-already"
    );
    world.submit("public", &opinion(&world, "2 (2)", "disability")).unwrap();

    world.later("2026-11-17");
    assert_eq!(code(world.submit("a2", &opinion(&world, "1", "staff"))), "not-open");
    assert_eq!(code(world.draft("analyst", DRAFT_2, POLICY_2)), "draft-stage");
}

#[test]
fn answers_have_reasons_and_nobody_answers_the_own_words() {
    let world = World::new();
    world.draft("analyst", DRAFT_1, POLICY_1).unwrap();
    world.open("analyst", "2026-11-16").unwrap();
    world.submit("analyst2", &world.opinion("4", Position::Change, "staff", "Dua tahun.")).unwrap();
    assert_eq!(code(world.answer("analyst2", 1, Outcome::Accepted, "ya")), "conflict-of-interest");
    assert_eq!(code(world.answer("analyst", 1, Outcome::Accepted, " ")), "blank");
    assert_eq!(code(world.answer("analyst", 7, Outcome::Accepted, "ya")), "not-found");
    let answer = |outcome, clauses: &[&str], correct| AnswerSubmission {
        submission: "perbup-jp/1".parse().unwrap(),
        outcome,
        reason: "karena".to_owned(),
        clauses: clauses.iter().map(|clause| clause.parse().unwrap()).collect(),
        correct,
    };
    let say = |command: AnswerSubmission| world.act("analyst", async |context| answer_submission(&context, &command).await);
    assert_eq!(code(say(answer(Outcome::Rejected, &["4"], false))), "rejected-with-change");
    // an accepted change names its own clause where none is named
    let kept = say(answer(Outcome::Accepted, &[], false)).unwrap();
    assert_eq!(kept.answer.unwrap().clauses, ["4".parse().unwrap()]);
    assert_eq!(code(say(answer(Outcome::Rejected, &[], false))), "answered-already");
    assert!(say(answer(Outcome::Rejected, &[], true)).unwrap().answer.unwrap().clauses.is_empty());
}

#[test]
fn steps_go_in_their_order_and_the_drafter_does_not_sign() {
    let mut world = World::new();
    world.draft("both", DRAFT_1, POLICY_1).unwrap();
    world.open("analyst", "2026-11-16").unwrap();
    assert_eq!(code(world.close("analyst")), "window-open");
    world.later("2026-11-17");
    world.close("analyst").unwrap();
    assert_eq!(code(world.sign("ppk")), "draft-stage");
    world.settle("analyst").unwrap();
    assert_eq!(code(world.step("analyst", "harmonisation")), "other-step");
    // who drafted does not review
    assert_eq!(code(world.step("both", "legal-review")), "conflict-of-interest");
    assert_eq!(code(world.step("hr", "legal-review")), "other-role");
    assert_eq!(code(world.step("a1", "legal-review")), "forbidden");
    assert_eq!(code(world.sign("ppk")), "steps-left");
    world.step("analyst", "legal-review").unwrap();
    // a text that changes in a step takes the policy proposed with it
    world.draft("analyst2", DRAFT_2, POLICY_2).unwrap();
    let states = |world: &World| -> Vec<&'static str> {
        let found = world.wait(async { world.store.read().await.unwrap().policies().list(Some(POLICY)).await.unwrap() });
        let mut states: Vec<&str> = found.iter().map(|stored| stored.value.state.as_str()).collect();
        states.sort_unstable();
        states
    };
    assert_eq!(states(&world), ["under-review", "withdrawn"]);
    world.step("analyst", "harmonisation").unwrap();
    world.step("analyst", "facilitation").unwrap();
    assert_eq!(code(world.step("analyst", "signature")), "other-role");
    assert_eq!(code(world.step("ppk", "signature")), "signature-next");
    assert_eq!(code(world.draft("analyst", DRAFT_1, POLICY_1)), "draft-stage");
    let refused = world.sign("both").unwrap_err();
    assert_eq!(refused.code(), "conflict-of-interest");
    assert_eq!(refused.to_string(), "draft `perbup-jp` has to be signed by somebody else than its drafter");
    // given back, with a reason
    let back = |note: Option<&str>| TakeStep {
        draft: draft_id(),
        step: "signature".into(),
        returned: true,
        note: note.map(str::to_owned),
        seen: Seen::Anything,
    };
    let give_back = |note: Option<&str>| world.act("ppk", async |context| take_step(&context, &back(note)).await);
    assert_eq!(code(give_back(None)), "reason-missing");
    assert_eq!(give_back(Some("Pasal 5 belum jelas")).unwrap().step().map(|step| step.code.to_string()), Some("facilitation".to_owned()));
    world.step("analyst", "facilitation").unwrap();
    world.sign("ppk").unwrap();
    assert_eq!(states(&world), ["enacted", "withdrawn"]);
    assert_eq!(code(world.sign("ppk")), "draft-stage");
}

/// Whoever goes leaves the words and takes the name; the trail stays whole.
#[test]
fn the_words_of_a_submitter_who_goes_stay_without_the_name() {
    let folder = std::env::temp_dir().join(format!("jenjang-consultation-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let store = SqliteStore::create(folder.join("s.db")).unwrap();
    let world = World::on(Box::new(store));
    world.draft("analyst", DRAFT_1, POLICY_1).unwrap();
    world.open("analyst", "2026-11-16").unwrap();
    world.submit("b1", &world.opinion("3", Position::Refuse, "staff", "Tidak setuju.")).unwrap();
    let of = |who: &str| {
        let filter = RecordFilter::about(&person(who));
        world.wait(async { records::list::<Submission>(&mut *world.store.read().await.unwrap(), &filter).await.unwrap() })
    };
    assert_eq!(of("b1").len(), 1);
    let command = ErasePerson { person: person("b1"), retention: RetentionPolicy::shipped().unwrap() };
    let done = world.act("hr", async |context| erase_person(&context, &command).await).unwrap();
    assert_eq!(done.records, 1);
    assert!(of("b1").is_empty());
    let all = world.wait(async {
        records::list::<Submission>(&mut *world.store.read().await.unwrap(), &RecordFilter::under("perbup-jp")).await.unwrap()
    });
    assert_eq!((all.len(), all[0].value.person.clone(), &*all[0].value.text), (1, None, "Tidak setuju."));
    assert!(world.verbs().contains(&"person.erase".to_owned()));
    drop(world);
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn a_policy_proposed_elsewhere_meanwhile_is_not_enacted_twice() {
    let mut world = World::new();
    world.enact();
    let found = world.wait(async { world.store.read().await.unwrap().policies().list(Some(POLICY)).await.unwrap() });
    assert!(found.iter().all(|stored| matches!(stored.value.state, PolicyState::Enacted { .. })));
    // the same meaning again under another draft
    let other = DRAFT_2.replace("\"perbup-jp\"", "\"perbup-lain\"");
    world.draft("analyst", &other, POLICY_2).unwrap();
    let id = "perbup-lain".parse().unwrap();
    let open = jenjang_service::consultation::OpenConsultation {
        draft: id,
        until: "2026-12-15".parse().unwrap(),
        notices: vec![jenjang::consultation::life::Notice {
            channel: jenjang::consultation::submission::Channel::Letter,
            on: "2026-11-17".parse().unwrap(),
            access: "surat".into(),
            groups: std::collections::BTreeSet::new(),
        }],
    };
    world.act("analyst", async |context| jenjang_service::consultation::open_consultation(&context, &open).await).unwrap();
    world.later("2026-12-16");
    let close = jenjang_service::consultation::CloseConsultation { draft: open.draft.clone() };
    world.act("analyst", async |context| jenjang_service::consultation::close_consultation(&context, &close).await).unwrap();
    let settle = jenjang_service::consultation::SettleConsultation { shipped: &SHIPPED, draft: &open.draft, seen: Seen::Anything };
    let refused = world.act("analyst", async |context| jenjang_service::consultation::settle_consultation(&context, &settle).await);
    assert_eq!(code(refused), "policy-known");
}
