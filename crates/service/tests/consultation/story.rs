//! One policy from its first clause to its enactment, and what the public reads about it.

use jenjang::audit::Digest;
use jenjang::consultation::life::Stage;
use jenjang::consultation::submission::{Channel, MeetingForm, Outcome, Position};
use jenjang::people::View;
use jenjang::people::id::PersonId;
use jenjang::policy::repository::PolicyState;
use jenjang_service::consultation::{
    RecordMeeting, SubmitOpinion, list_consultations, read_consultation, record_meeting, report_consultation,
};
use jenjang_service::policies::in_force;

use crate::world::{DRAFT_1, DRAFT_2, POLICY, POLICY_1, POLICY_2, SHIPPED, World, draft_id, person};

#[test]
fn from_the_first_clause_to_the_signature() {
    let mut world = World::new();
    let drafted = world.draft("analyst", DRAFT_1, POLICY_1).unwrap().draft;
    assert_eq!((drafted.stage.clone(), drafted.versions.len()), (Stage::Drafting, 1));
    // nobody else sees a draft before it is opened
    assert_eq!(world.act("a1", async |context| read_consultation(&context, &draft_id()).await).unwrap_err().code(), "forbidden");
    assert!(world.act("public", async |context| list_consultations(&context).await).unwrap().is_empty());
    world.open("analyst", "2026-11-16").unwrap();
    assert_eq!(world.act("public", async |context| list_consultations(&context).await).unwrap().len(), 1);

    // staff, a leader, and the public speak
    for (who, clause, position, group, text) in [
        ("a1", "2 (2)", Position::Change, "staff", "Empat puluh jam terlalu banyak untuk golongan III."),
        ("a2", "2 (2)", Position::Refuse, "staff", "Jangan dihitung per jam."),
        ("a3", "3", Position::Support, "staff", "Setuju."),
        ("a4", "2 (2)", Position::Change, "korpri", "Cukup dua puluh empat."),
        ("a5", "2 (1)", Position::Support, "staff", "Setuju."),
        ("a6", "4", Position::Change, "staff", "Dua tahun saja."),
        ("chief", "2 (2)", Position::Change, "leaders", "Sesuaikan dengan jadwal pelatihan."),
        ("public", "2 (1)", Position::Support, "public", "Pegawai memang harus terus belajar."),
        ("public", "5", Position::Change, "disability", "Pelatihan belum dapat diakses penyandang disabilitas."),
    ] {
        world.submit(who, &world.opinion(clause, position, group, text)).unwrap();
    }
    world.later("2026-11-10");
    let meeting = RecordMeeting {
        draft: draft_id(),
        form: MeetingForm::Hearing,
        on: "2026-11-09".parse().unwrap(),
        place: "aula kabupaten".to_owned(),
        minutes: "Peserta meminta jam pelajaran diturunkan.".to_owned(),
        participants: [("staff".into(), 20), ("public".into(), 12), ("disability".into(), 3)].into(),
    };
    let meeting = world.act("analyst", async |context| record_meeting(&context, &meeting).await).unwrap();
    assert_eq!(&*meeting, "perbup-jp/m1");
    // some are answered while the window is open
    world.answer("analyst", 3, Outcome::Accepted, "Terima kasih.").unwrap();
    world.later("2026-11-18");
    world.close("analyst").unwrap();
    // a letter that came in time is entered after the closing, without a name
    let letter = SubmitOpinion {
        received: Some("2026-11-13".parse().unwrap()),
        channel: Channel::Letter,
        ..world.opinion("6", Position::Support, "public", "Anggarannya jelas.")
    };
    assert_eq!(world.submit("analyst", &letter).unwrap().as_str(), "perbup-jp/10");

    let refused = world.settle("analyst").unwrap_err();
    assert_eq!(refused.code(), "unanswered");
    assert_eq!(
        refused.to_string(),
        "submissions on draft `perbup-jp` that lack an answer: 9, expected none: `perbup-jp/1`, `perbup-jp/2`, `perbup-jp/4`, `perbup-jp/5`, `perbup-jp/6`, …"
    );
    for (number, outcome, reason) in [
        (1, Outcome::Accepted, "Diturunkan menjadi 24."),
        (2, Outcome::Partly, "Jamnya diturunkan, satuannya tetap."),
        (4, Outcome::Accepted, "Diturunkan menjadi 24."),
        (5, Outcome::Accepted, "Terima kasih."),
        (6, Outcome::Rejected, "Satu tahun cukup untuk mengikuti pelatihan."),
        (7, Outcome::Partly, "Jamnya diturunkan."),
        (8, Outcome::Accepted, "Terima kasih."),
        (9, Outcome::Accepted, "Ditambahkan ke Pasal 5."),
        (10, Outcome::Accepted, "Terima kasih."),
    ] {
        world.answer("analyst", number, outcome, reason).unwrap();
    }
    // what was promised has to stand in the text
    let refused = world.settle("analyst").unwrap_err();
    assert_eq!(refused.code(), "promise-not-kept");
    assert!(refused.to_string().contains("`perbup-jp/9` (article 5)"), "{refused}");
    world.draft("analyst", DRAFT_2, POLICY_2).unwrap();
    world.settle("analyst").unwrap();
    world.later("2026-12-01");
    world.step("analyst2", "legal-review").unwrap();
    world.later("2026-12-28");
    world.step("analyst", "harmonisation").unwrap();
    world.step("analyst", "facilitation").unwrap();
    let signed = world.sign("ppk").unwrap();
    let signature = signed.signed.clone().unwrap();
    assert_eq!((signature.by, signature.effective), (person("ppk"), "2027-01-01".parse().unwrap()));
    // ten working days from the 18th of November: the 2nd of December. Fifteen from the 1st of December: the 22nd, the 28th is three later (Christmas)
    let late: Vec<u32> = signed.clocks("2026-12-28".parse().unwrap()).iter().map(|clock| clock.late).collect();
    assert_eq!(late, [0, 3, 0, 0, 0]);
    let finished = world.step("analyst", "promulgation").unwrap();
    assert_eq!(finished.stage, Stage::Finished { on: "2026-12-28".parse().unwrap() });

    // the policy is enacted by the use cases of policies, and binds on its day
    let versions = world.wait(async { world.store.read().await.unwrap().policies().list(Some(POLICY)).await.unwrap() });
    assert_eq!(versions.len(), 1);
    assert_eq!(versions[0].value.state, PolicyState::Enacted { on: "2026-12-28".parse().unwrap(), by: person("ppk") });
    let on = |day: &str| {
        let view = View { as_of: day.parse().unwrap(), known_at: "2026-12-28".parse().unwrap() };
        world.wait(async { in_force(&mut *world.store.read().await.unwrap(), &SHIPPED, view).await.unwrap() })
    };
    assert!(on("2026-12-31").set.get(POLICY).is_none());
    assert_eq!(Digest::from(on("2027-01-01").set.get(POLICY).unwrap().version), signature.policy_version);

    let verbs = world.verbs();
    let of = |verb: &str| verbs.iter().filter(|found| *found == verb).count();
    assert_eq!((of("consultation.submit"), of("consultation.answer"), of("consultation.step")), (10, 10, 4));
    assert_eq!((of("policy.propose"), of("policy.submit"), of("policy.enact"), of("consultation.sign")), (1, 1, 1, 1));

    report(&world);
}

/// What officials and the public read afterwards.
fn report(world: &World) {
    let full = world.act("analyst", async |context| report_consultation(&context, &SHIPPED, &draft_id(), false).await).unwrap();
    let metrics = &full.metrics;
    let groups = |metrics: &jenjang::consultation::metrics::Metrics| -> Vec<(String, Option<u64>, Option<u64>)> {
        metrics.groups.iter().map(|group| (group.group.to_string(), group.submissions, group.participants)).collect()
    };
    assert_eq!(
        groups(metrics),
        [
            ("staff".to_owned(), Some(5), Some(20)),
            ("leaders".to_owned(), Some(1), Some(0)),
            ("korpri".to_owned(), Some(1), Some(0)),
            ("public".to_owned(), Some(2), Some(12)),
            ("disability".to_owned(), Some(1), Some(3)),
        ]
    );
    assert_eq!((metrics.submissions, metrics.answered, metrics.answered_share.unwrap().to_string()), (10, 10, "100.0".to_owned()));
    // nine of ten accepted wholly or in part; days: 8 for the third, 5 for the letter, 16 for the rest
    assert_eq!(
        (metrics.accepted_share.unwrap().to_string(), metrics.median_days.unwrap().to_string()),
        ("90.0".to_owned(), "16".to_owned())
    );
    // clauses 2 (1) and 2 (2) link to other cases now, 2 (2) and 5 read otherwise
    let changed: Vec<String> =
        full.changes.iter().map(|change| change.clause.map_or("-".to_owned(), |clause| clause.to_string())).collect();
    assert_eq!(changed, ["2 (1)", "2 (2)", "5"]);
    let led = |place: usize| full.changes[place].submissions.iter().map(|id| id.to_string()).collect::<Vec<_>>();
    assert_eq!(led(1), ["perbup-jp/1", "perbup-jp/2", "perbup-jp/4", "perbup-jp/7"]);
    assert_eq!(led(2), ["perbup-jp/9"]);
    assert!(full.changes[1].rules.iter().any(|change| change.path.starts_with("tables.required-hours")), "{:?}", full.changes[1].rules);
    assert_eq!((metrics.clauses_changed, metrics.clauses_changed_by_submissions), (3, 2));

    let shown = world.act("public", async |context| report_consultation(&context, &SHIPPED, &draft_id(), false).await).unwrap();
    assert!(shown.published);
    assert_eq!(
        groups(&shown.metrics),
        [
            ("staff".to_owned(), Some(5), Some(20)),
            ("leaders".to_owned(), None, Some(0)),
            ("korpri".to_owned(), None, Some(0)),
            ("public".to_owned(), None, None),
            ("disability".to_owned(), None, None),
        ]
    );
    assert!(shown.meetings[0].participants.is_empty() && shown.answers.len() == 10);

    // officials see no names, and each person the own submission
    let office = world.act("analyst", async |context| read_consultation(&context, &draft_id()).await).unwrap();
    assert_eq!((office.submissions.len(), office.submissions.iter().filter(|one| one.person.is_some()).count()), (10, 0));
    let own = world.act("a1", async |context| read_consultation(&context, &draft_id()).await).unwrap();
    assert_eq!((own.submissions.len(), own.submissions[0].id.as_str(), own.count), (1, "perbup-jp/1", 10));
    let messages = world.wait(async { world.store.read().await.unwrap().outbox().peek(usize::MAX).await.unwrap() });
    let told: Vec<PersonId> =
        messages.into_iter().filter(|one| &*one.topic == "submission-answered").filter_map(|one| one.recipient).collect();
    assert_eq!(told.len(), 7, "those who spoke by name");
}
