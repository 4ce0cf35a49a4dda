//! Waivers and appeals.

use std::sync::LazyLock;

use chrono::Days;
use jenjang::access::GrantedRole;
use jenjang::people::id::{AppealId, DecisionId, PersonId};
use jenjang::policy::stored::StoredValue;
use jenjang::promotion::repository::{AppealRecord, AppealStage, DecisionRecord};
use jenjang::promotion::{AppealClock, OutcomeKind, Stage, WaiverRecord};
use jenjang_asn::appeal::appeal_clock;
use jenjang_service::ServiceError;
use jenjang_service::people::{GrantRole, find_others, grant_role};
use jenjang_service::permissions::Action;
use jenjang_service::promotion::{
    Choice, CorrectedFact, Correction, DismissAppeal, FileAppeal, GrantWaiver, Place, RankMove, RedecideAppeal, Redecided, ReviewAppeal,
    WithdrawAppeal, dismiss_appeal, file_appeal, grant_waiver, read_round, redecide_appeal, review_appeal, withdraw_appeal,
};
use serde_json::json;

use crate::rounds::{add, check_rerun, decide, give, opened, publish, ranked, round, screen};
use crate::world::{SHIPPED, World, code, data, facts, person, record, run, unit};

const TOO_SHORT: &str = "time-in-grade-too-short";

/// The terms of the law.
pub(crate) static TERM: LazyLock<AppealClock> = LazyLock::new(|| appeal_clock().unwrap());

pub(crate) fn decision_of(world: &World, who: &str) -> DecisionRecord {
    run(async { world.store.read().await.unwrap().decisions().in_force(&round(), &person(who)).await.unwrap().unwrap() })
}

pub(crate) fn appeal() -> AppealId {
    "k-1".parse().unwrap()
}

pub(crate) fn file(world: &World, actor: &str, decision: &DecisionId, criterion: &str) -> Result<AppealRecord, ServiceError> {
    let id = appeal();
    let command = FileAppeal { id: &id, decision, criterion, grounds: "TMT pangkat salah catat", clock: Some(&TERM) };
    world.act(actor, async |context| file_appeal(&context, command).await)
}

pub(crate) fn review(world: &World, actor: &str) -> Result<AppealRecord, ServiceError> {
    world.act(actor, async |context| review_appeal(&context, ReviewAppeal { appeal: appeal() }).await)
}

pub(crate) fn redecide(world: &World, actor: &str, correction: Correction<'_>) -> Result<Redecided, ServiceError> {
    let id = appeal();
    world.act(actor, async |context| redecide_appeal(&context, RedecideAppeal { appeal: &id, correction }).await)
}

/// The first day in the present grade as it should have been.
pub(crate) fn grade_since() -> CorrectedFact {
    CorrectedFact {
        fact: "grade.since".into(),
        value: StoredValue::Date("2022-04-01".parse().unwrap()),
        source: "riwayat golongan 2022-04-01 (823/contoh/2022)".into(),
    }
}

fn who_is_ranked(world: &World) -> Vec<String> {
    let details = world.act("hr", async |context| read_round(&context, &round()).await).unwrap();
    details.round.ranking().unwrap().ranked().iter().map(|ranked| ranked.id.to_string()).collect()
}

/// `no` was entered with a wrong day in grade; the panel scores `no` during the review; the round ranks anew and the choice is made anew.
#[test]
fn a_successful_appeal_ranks_the_round_anew() {
    let mut world = World::new();
    ranked(&world);
    decide(&world, "ppk", Choice::Everybody).unwrap();
    publish(&world, "hr").unwrap();
    world.later("2026-03-10");
    let disputed = decision_of(&world, "no");
    assert_eq!(code(file(&world, "a", &disputed.id, TOO_SHORT)), "forbidden", "somebody else's decision");
    assert_eq!(code(file(&world, "no", &disputed.id, "no-such-criterion")), "appeal");
    assert_eq!(code(file(&world, "a", &decision_of(&world, "a").id, TOO_SHORT)), "appeal", "the criterion is met");
    file(&world, "no", &disputed.id, TOO_SHORT).unwrap();
    assert_eq!(code(file(&world, "no", &disputed.id, TOO_SHORT)), "appeal-pending");
    assert_eq!(code(give(&world, "m1", "no", [85; 4])), "round", "nobody scores whom the decision found not eligible");
    assert_eq!(code(redecide(&world, "hr2", Correction::Facts(&[grade_since()]))), "appeal", "not under review yet");
    assert_eq!(code(review(&world, "hr")), "conflict-of-interest", "the signer of the decision");
    assert_eq!(code(review(&world, "hr-dinas")), "forbidden", "the round is of the whole district");
    review(&world, "hr2").unwrap();
    give(&world, "m1", "no", [85; 4]).unwrap();
    assert_eq!(code(redecide(&world, "hr", Correction::Facts(&[grade_since()]))), "conflict-of-interest");
    let wrong = CorrectedFact { value: StoredValue::Number(2022.into()), ..grade_since() };
    assert_eq!(code(redecide(&world, "hr2", Correction::Facts(&[wrong]))), "fact-type");
    assert_eq!(code(redecide(&world, "hr2", Correction::Facts(&[]))), "appeal", "nothing new");

    let redecided = redecide(&world, "hr2", Correction::Facts(&[grade_since()])).unwrap();
    assert_eq!(redecided.decision.outcome, OutcomeKind::Eligible);
    assert_eq!(redecided.decision.parent.as_ref().unwrap().decision, disputed.id);
    assert_eq!((redecided.decision.rules, redecided.decision.known_at), (disputed.rules, disputed.known_at), "the same rules");
    let moved = |who: &str, before, after| RankMove { person: person(who), before, after };
    assert_eq!(
        redecided.moves,
        [
            moved("b", Place::Ranked(2), Place::Ranked(3)),
            moved("c", Place::Ranked(3), Place::Ranked(4)),
            moved("no", Place::Absent, Place::Ranked(2)),
        ]
    );
    let file = redecided.round.unwrap();
    assert_eq!((file.stage, file.edition, file.earlier.len(), file.selection), (Stage::Ranked, 2, 1, None));
    let AppealStage::Redecided { changes, .. } = &redecided.appeal.stage else { panic!("{:?}", redecided.appeal.stage) };
    assert_eq!(changes[0].before, StoredValue::Date("2023-04-01".parse().unwrap()));
    assert_eq!(who_is_ranked(&world), ["a", "no", "b", "c"]);

    let anew = decide(&world, "ppk", Choice::Everybody).unwrap();
    assert_eq!(anew.passed_on(), ["a", "no"].map(person));
    publish(&world, "hr").unwrap();
    let old = run(async { world.store.read().await.unwrap().decisions().find(&disputed.id).await.unwrap().unwrap() });
    assert_eq!(old, disputed, "the old decision stays as it was");
    check_rerun(&world, 6, 4);
}

/// The register was corrected after the decision; a decree signed later than the decision counts for the appeal.
#[test]
fn an_appeal_follows_a_corrected_record() {
    let mut world = World::new();
    opened(&world, None);
    add(&world, "hr", &["a", "no"]).unwrap();
    screen(&world, "hr").unwrap();
    let disputed = decision_of(&world, "no");
    world.later("2026-03-10");
    file(&world, "no", &disputed.id, TOO_SHORT).unwrap();
    review(&world, "hr2").unwrap();
    assert_eq!(code(redecide(&world, "hr2", Correction::Record(&facts))), "appeal", "the record says what it said");
    let mut corrected = record("no");
    corrected["registers"]["grades"][2]["decree"] = serde_json::json!({ "date": "2026-03-09", "number": "perbaikan/contoh/2026" });
    world.import("hr2", vec![data(&corrected, "dinas")]).unwrap();
    let redecided = redecide(&world, "hr2", Correction::Record(&facts)).unwrap();
    assert_eq!(redecided.decision.outcome, OutcomeKind::Eligible);
    let file = redecided.round.unwrap();
    assert_eq!((file.stage, file.edition), (Stage::Screened, 2));
    let chosen = decide(&world, "ppk", Choice::Everybody).unwrap();
    assert_eq!(chosen.passed_on(), ["a", "no"].map(person));
    check_rerun(&world, 3, 0);
}

/// Somebody who was ranked turns out not to be eligible: the score goes, the others move up.
#[test]
fn an_appeal_may_end_worse() {
    let mut world = World::new();
    ranked(&world);
    world.later("2026-03-10");
    // silent disputes what is unknown; with a performance that is too low the answer is no
    let disputed = decision_of(&world, "silent");
    let criterion = serde_json::from_str::<serde_json::Value>(&disputed.proof).unwrap()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["verdict"] == "unknown")
        .unwrap()["code"]
        .as_str()
        .unwrap()
        .to_owned();
    file(&world, "silent", &disputed.id, &criterion).unwrap();
    review(&world, "hr2").unwrap();
    let mut known = record("silent");
    known["registers"]["performance"] =
        serde_json::json!([{ "year": 2024, "label": "sangat-kurang" }, { "year": 2025, "label": "kurang" }]);
    world.import("hr2", vec![data(&known, "dinas")]).unwrap();
    let redecided = redecide(&world, "hr2", Correction::Record(&facts)).unwrap();
    assert_eq!((redecided.decision.outcome, redecided.moves), (OutcomeKind::NotEligible, vec![]));
    assert_eq!(who_is_ranked(&world), ["a", "b", "c"]);
    check_rerun(&world, 6, 3);
}

#[test]
fn an_appeal_is_taken_back_or_turned_down() {
    let world = World::new();
    opened(&world, None);
    add(&world, "hr", &["no"]).unwrap();
    screen(&world, "hr").unwrap();
    let disputed = decision_of(&world, "no");
    let withdraw = |who: &str| world.act(who, async |context| withdraw_appeal(&context, WithdrawAppeal { appeal: appeal() }).await);
    let dismiss = |who: &str, reason: &str| {
        let id = appeal();
        world.act(who, async |context| dismiss_appeal(&context, DismissAppeal { appeal: &id, reason }).await)
    };
    assert_eq!(code(withdraw("no")), "not-found");
    file(&world, "no", &disputed.id, TOO_SHORT).unwrap();
    assert_eq!(code(withdraw("a")), "forbidden");
    assert_eq!(code(dismiss("hr2", "bukti tidak ada")), "appeal", "not under review");
    review(&world, "hr2").unwrap();
    assert_eq!(code(dismiss("hr2", " ")), "appeal", "silent reasons");
    assert_eq!(code(dismiss("hr", "bukti tidak ada")), "conflict-of-interest");
    assert!(matches!(dismiss("ppk", "bukti tidak ada").unwrap().stage, AppealStage::Dismissed { .. }));
    assert_eq!(code(withdraw("no")), "appeal", "it is resolved");
    let again: AppealId = "k-2".parse().unwrap();
    let command = FileAppeal { id: &again, decision: &disputed.id, criterion: TOO_SHORT, grounds: "sekali lagi", clock: Some(&TERM) };
    world.act("no", async |context| file_appeal(&context, command).await).unwrap();
    let taken_back = world.act("no", async |context| withdraw_appeal(&context, WithdrawAppeal { appeal: again.clone() }).await).unwrap();
    assert!(matches!(taken_back.stage, AppealStage::Withdrawn { .. }));
}

#[test]
fn an_objection_after_the_last_day_is_refused_with_the_article() {
    let mut world = World::new();
    opened(&world, None);
    add(&world, "hr", &["no"]).unwrap();
    screen(&world, "hr").unwrap();
    let disputed = decision_of(&world, "no");
    let last = TERM.last_day(disputed.decided_on);
    world.later(&(last + Days::new(1)).to_string());
    let late = file(&world, "no", &disputed.id, TOO_SHORT).unwrap_err();
    assert_eq!(late.code(), "appeal-late");
    let said = late.message();
    assert!(said.en.contains("within 21 working days") && said.en.contains(&last.to_string()), "{said:?}");
    assert!(said.en.contains("UU 30/2014 ps. 77 (1), (4); unverified") && said.id.contains("belum diverifikasi"), "{said:?}");
    // whose decision it is, is asked before whether it is late
    assert_eq!(code(file(&world, "a", &disputed.id, TOO_SHORT)), "forbidden");
    // where no term is known nobody is late
    let id = appeal();
    let command = FileAppeal { id: &id, decision: &disputed.id, criterion: TOO_SHORT, grounds: "bukti baru", clock: None };
    world.act("no", async |context| file_appeal(&context, command).await).unwrap();
}

#[test]
fn an_objection_on_the_last_day_is_in_time() {
    let mut world = World::new();
    opened(&world, None);
    add(&world, "hr", &["no"]).unwrap();
    screen(&world, "hr").unwrap();
    let disputed = decision_of(&world, "no");
    world.later(&TERM.last_day(disputed.decided_on).to_string());
    let filed = file(&world, "no", &disputed.id, TOO_SHORT).unwrap();
    assert_eq!(filed.filed, TERM.last_day(disputed.decided_on));
}

#[test]
fn a_waiver_is_granted_to_others_on_the_ground_the_policy_names() {
    let world = World::new();
    let grant_because = |actor: &str, whom: &str, criterion: &str, basis: &str, reason: &str| {
        let command = GrantWaiver {
            shipped: &SHIPPED,
            id: "w-1".parse().unwrap(),
            person: person(whom),
            policy: "asn/position/jpt-madya",
            criterion,
            basis,
            reason,
            last_day: None,
        };
        world.act(actor, async |context| grant_waiver(&context, command).await)
    };
    let grant =
        |actor: &str, whom: &str, criterion: &str, basis: &str| grant_because(actor, whom, criterion, basis, "formasi tidak terisi");
    let basis = "PP 17/2020 ps. 107 (2)";
    assert_eq!(code(grant("hr", "a", "diploma-too-low", basis)), "forbidden");
    assert_eq!(code(grant("ppk", "ppk", "diploma-too-low", basis)), "conflict-of-interest");
    assert_eq!(code(grant("ppk", "a", "no-such", basis)), "not-found");
    assert_eq!(code(grant("ppk", "a", "diploma-too-low", "kebijaksanaan")), "not-waivable");
    assert_eq!(code(grant_because("ppk", "a", "diploma-too-low", basis, " ")), "blank");
    let waiver = grant("ppk", "a", "diploma-too-low", basis).unwrap();
    assert_eq!(waiver.reason.as_deref(), Some("formasi tidak terisi"));
    assert_eq!((&*waiver.waiver.by, waiver.granted), ("ppk", "2026-03-01".parse().unwrap()));
    assert_eq!(code(grant("ppk", "b", "diploma-too-low", basis)), "changed-meanwhile", "the id is taken");
    let people: Vec<PersonId> = vec![person("a"), person("b")];
    let kept = run(async { world.store.read().await.unwrap().appeals().waivers_of(&people).await.unwrap() });
    assert_eq!(kept, [waiver]);
}

#[test]
fn a_waiver_kept_before_reasons_were_asked_for_is_read_and_keeps_its_bytes() {
    let kept = r#"{"id":"w","person":"p","policy":"x","waiver":{"criterion":"c","basis":"b","by":"ppk"},"granted":"2026-01-01"}"#;
    let record: WaiverRecord = serde_json::from_str(kept).unwrap();
    assert_eq!(record.reason, None);
    assert_eq!(serde_json::to_string(&record).unwrap(), kept);
}

#[test]
fn whom_a_waiver_is_for_is_found_by_name_or_number_in_the_own_units() {
    let world = World::new();
    let named = |id: &str, name: &str, unit: &str| {
        let mut record = record(id);
        record["name"] = json!(name);
        data(&record, unit)
    };
    let people = vec![named("n1", "Siti Aminah", "dinas"), named("n2", "Siti Amalia", "badan"), named("siti", "Budi", "badan")];
    world.import("operator", people).unwrap();
    let grant = GrantRole { person: person("n1"), role: GrantedRole::AppointingAuthority, unit: unit("badan"), since: None };
    world.act("operator", async |context| grant_role(&context, grant).await).unwrap();
    let find = |actor: &str, typed: &str, limit: usize| {
        let found = world.act(actor, async |context| find_others(&context, Action::GrantWaiver, typed, limit).await);
        found.map(|found| found.iter().map(|one| one.id.to_string()).collect::<Vec<_>>())
    };
    assert_eq!(find("ppk", "sit am", 10).unwrap(), ["n1", "n2"]);
    assert_eq!(find("ppk", "sit am", 1).unwrap(), ["n1"]);
    assert_eq!(find("ppk", "siti", 10).unwrap(), ["siti"], "an id means one person");
    assert_eq!(find("ppk", "12345", 10).unwrap(), Vec::<String>::new(), "a number is no word of a name");
    assert_eq!(find("n1", "sit am", 10).unwrap(), ["n2"], "of the own unit, and not oneself");
    assert_eq!(find("n1", "a", 10).unwrap(), ["n2"], "an id of another unit is nobody");
    assert_eq!(code(find("hr", "sit am", 10)), "forbidden");
}
