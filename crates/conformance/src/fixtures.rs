//! Things to be stored, and the small checks every test uses. All people are made up.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use jenjang::access::{AccessToken, AnsweredRequest, Grant, GrantedRole, Message, Session};
use jenjang::audit::repository::Checkpoint;
use jenjang::audit::{ChainHead, Digest, Entry, Reference, StoredEntry, SubjectSecret};
use jenjang::competency::profile::{Assessment, AssessmentUnit, Purpose};
use jenjang::competency::repository::{ProfileRecord, TextKind, TextRecord};
use jenjang::development::{DevelopmentRecord, DevelopmentState};
use jenjang::evaluation::chart::Member;
use jenjang::evaluation::cycle::Cycle;
use jenjang::evaluation::nomination::{Nomination, NominationState};
use jenjang::evaluation::repository::{Audience, CycleFile, Receipt, ResultRecord, SeveredComment, SeveredSheet, StoredAnswer};
use jenjang::evaluation::response::{Answer, Response};
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::people::repository::PersonFile;
use jenjang::people::{CivilServantRecord, OrgUnit};
use jenjang::policy::document::Waiver;
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang::policy::stored::{StoredDossier, StoredFact, StoredValue};
use jenjang::promotion::repository::{AppealRecord, AppealStage, DecisionRecord, EntryRecord, OutcomeKind, RoundFile};
use jenjang::promotion::round::{Method, RoundPlan, Stage};
use jenjang::promotion::{PanelScore, Parent, WaiverRecord};
use jenjang::record::{Kind, Record};
use jenjang::store::{Page, Revision, Store, StoreError, Transaction, Versioned};
use rust_decimal::Decimal;
use serde::Serialize;

/// A transaction that writes, does `work` and commits.
pub(crate) async fn write<T>(store: &Arc<dyn Store>, work: impl AsyncFnOnce(&mut dyn Transaction) -> T) -> T {
    let mut transaction = store.begin().await.unwrap();
    let out = work(&mut *transaction).await;
    transaction.commit().await.unwrap();
    out
}

/// A transaction that only reads.
pub(crate) async fn read<T>(store: &Arc<dyn Store>, work: impl AsyncFnOnce(&mut dyn Transaction) -> T) -> T {
    let mut transaction = store.read().await.unwrap();
    work(&mut *transaction).await
}

/// An id or code, or whatever is read from text.
#[track_caller]
pub(crate) fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

pub(crate) fn ids(texts: &[&str]) -> Vec<PersonId> {
    texts.iter().map(|text| id(text)).collect()
}

pub(crate) fn text(text: &str) -> Arc<str> {
    text.into()
}

pub(crate) fn digest(byte: u8) -> Digest {
    Digest([byte; 32])
}

pub(crate) fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// As JSON, which shows every digit and every trailing zero.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}

/// Compares byte for byte what `==` would take for equal (`1.0` and `1.00`) and shows what `Debug` hides.
#[track_caller]
pub(crate) fn check_same<T: Serialize + ?Sized>(found: &T, expected: &T) {
    let (found, expected) = (json(found), json(expected));
    if found != expected {
        let place = found.bytes().zip(expected.bytes()).take_while(|(a, b)| a == b).count();
        let around = |text: &str| text.chars().skip(place.saturating_sub(60)).take(200).collect::<String>();
        panic!("what came back differs at byte {place}\n   found: …{}…\nexpected: …{}…", around(&found), around(&expected));
    }
}

/// What stands in a list, in its order.
pub(crate) fn values<T: Clone>(found: &[Versioned<T>]) -> Vec<T> {
    found.iter().map(|stored| stored.value.clone()).collect()
}

/// That a call was refused with a conflict about `what`, and over which revisions: found, expected.
#[track_caller]
pub(crate) fn check_conflict<T>(result: Result<T, StoreError>, what: &str) -> (Option<Revision>, Option<Revision>) {
    match result {
        Err(StoreError::Conflict { what: about, found, expected, .. }) => {
            assert_eq!(about, what, "the conflict is about something else");
            (found, expected)
        }
        Err(other) => panic!("expected a conflict about `{what}`, found: {other}"),
        Ok(_) => panic!("expected a conflict about `{what}`, but it was taken"),
    }
}

/// That a call was refused because the transaction only reads.
#[track_caller]
pub(crate) fn check_read_only<T>(doing: &str, result: Result<T, StoreError>) {
    match result {
        Err(StoreError::ReadOnly { .. }) => {}
        Err(other) => panic!("{doing} in a transaction that only reads: expected `ReadOnly`, found: {other}"),
        Ok(_) => panic!("{doing} in a transaction that only reads was not refused"),
    }
}

pub(crate) fn all<K>() -> Page<K> {
    Page::all()
}

/// Somebody of whom only the id is known.
pub(crate) fn somebody(person: &str) -> PersonFile {
    PersonFile { record: CivilServantRecord::new(id(person)), unit: None, superior: None, secret: SubjectSecret::new([7; 32]) }
}

/// Somebody with an employee number.
pub(crate) fn numbered(person: &str, number: &str) -> PersonFile {
    let mut file = somebody(person);
    file.record.employee_number = Some(number.into());
    file
}

/// Somebody in a unit under a superior.
pub(crate) fn placed(person: &str, unit: Option<&str>, superior: Option<&str>) -> PersonFile {
    PersonFile { unit: unit.map(id), superior: superior.map(id), ..somebody(person) }
}

/// Somebody with something in every register, everything optional there and two entries of one day.
pub(crate) fn full(person: &str) -> PersonFile {
    let mut file = numbered(person, "198502032010011004");
    file.record = serde_json::from_str(&include_str!("full.json").replace("PERSON", person)).unwrap();
    file.unit = Some(id("dinas-kesehatan"));
    file.superior = Some(id("kepala"));
    file.secret = SubjectSecret::new(std::array::from_fn(|place| u8::try_from(place * 8).unwrap()));
    file
}

pub(crate) fn unit(unit: &str, parent: Option<&str>) -> OrgUnit {
    OrgUnit { id: id(unit), name: Label::new(format!("Unit {unit}"), format!("Unit {unit} (en)")), parent: parent.map(id) }
}

pub(crate) fn policy(policy: &str, version: u8, effective: &str) -> PolicyVersion {
    PolicyVersion {
        policy: policy.into(),
        version: digest(version),
        text: format!("id = \"{policy}\"\n").into(),
        effective: id(effective),
        proposed_by: None,
        purpose: None,
        state: PolicyState::Draft,
    }
}

pub(crate) fn cycle(cycle: &str) -> CycleFile {
    let member = |person: &str, superior: Option<&str>| Member {
        person: id(person),
        name: Some(format!("Nama {person}")),
        unit: id("dinas"),
        superior: superior.map(id),
        kind: id("jf"),
        leads: None,
    };
    CycleFile {
        cycle: Cycle::new(id(cycle)),
        title: Label::new(format!("Periode {cycle}"), format!("Cycle {cycle}")),
        unit: id("dinas"),
        scheme: (text("scheme"), digest(1)),
        instrument: (text("instrument"), digest(2)),
        chart: vec![member("b", None), member("a", Some("b"))],
        severed: None,
    }
}

pub(crate) fn nomination(ratee: &str, rater: &str, state: NominationState) -> Nomination {
    Nomination::restore(id(ratee), id(rater), id("peer"), state)
}

pub(crate) fn response(ratee: &str, rater: &str, value: &str) -> Response {
    let answers = BTreeMap::from([(id("i1"), Answer::Value(id(value))), (id("i2"), Answer::NotObserved)]);
    Response { rater: id(rater), ratee: id(ratee), group: id("peer"), answers, comment: Some(format!("tentang {ratee}")), revision: 0 }
}

pub(crate) fn receipt(ratee: &str, rater: &str, byte: u8) -> Receipt {
    Receipt { ratee: id(ratee), rater: id(rater), code: digest(byte) }
}

pub(crate) fn sheet(sheet: &str, ratee: &str, value: &str) -> SeveredSheet {
    SeveredSheet {
        id: sheet.into(),
        ratee: id(ratee),
        group: id("peer"),
        answers: BTreeMap::from([(id("i1"), StoredAnswer::Value(id(value))), (id("i2"), StoredAnswer::NotObserved)]),
    }
}

pub(crate) fn comment(comment: &str, ratee: &str, words: &str) -> SeveredComment {
    SeveredComment { id: comment.into(), ratee: id(ratee), group: id("peer"), text: words.into() }
}

pub(crate) fn result(ratee: Option<&str>, audience: Audience, edition: u32) -> ResultRecord {
    let report = format!("{{\"edition\":{edition},\"of\":\"{}\"}}", ratee.unwrap_or("cycle")).into();
    ResultRecord { ratee: ratee.map(id), audience, edition, report }
}

pub(crate) fn round(round: &str) -> RoundFile {
    RoundFile {
        plan: RoundPlan {
            id: id(round),
            title: Label::new(format!("Seleksi {round}"), format!("Selection {round}")),
            policy: text("asn/promotion/regular"),
            as_of: id("2026-04-01"),
            method: Method::Eligibility,
            quota: Some(3),
        },
        unit: id("dinas"),
        opened_by: id("pengelola"),
        run_by: Default::default(),
        score_policy: None,
        panel: None,
        stage: Stage::Planned,
        since: id("2026-01-05"),
        screening: None,
        edition: 1,
        earlier: Vec::new(),
        selection: None,
    }
}

pub(crate) fn entry(person: &str, score: Option<&str>) -> EntryRecord {
    EntryRecord {
        person: id(person),
        score: score.map(id),
        missing: if score.is_none() { vec![text("training.hours")] } else { Vec::new() },
        rules: digest(10),
        tie_breaks: vec![StoredValue::Months(120), StoredValue::Missing],
        proof: text("{\"score\":1}"),
    }
}

pub(crate) fn panel_score(member: &str, candidate: &str, component: &str, score: &str) -> PanelScore {
    PanelScore { member: id(member), candidate: id(candidate), component: component.into(), score: id(score) }
}

pub(crate) fn decision(decision: &str, person: &str, round: Option<&str>) -> DecisionRecord {
    let value = |value| StoredFact { value, source: Some(text("SK 12/2024")) };
    let facts = BTreeMap::from([
        (text("grade"), value(StoredValue::Choice(text("grade"), text("III/b")))),
        (text("points"), value(StoredValue::Number(Decimal::new(1250, 2)))),
        (text("since"), value(StoredValue::Date(id("2022-04-01")))),
    ]);
    DecisionRecord {
        id: id(decision),
        person: id(person),
        round: round.map(id),
        decided_on: id("2026-04-02"),
        decided_by: text("pejabat"),
        parent: None,
        policy: text("asn/promotion/regular"),
        version: digest(9),
        rules: digest(10),
        as_of: id("2026-04-01"),
        known_at: id("2026-04-01"),
        outcome: OutcomeKind::Eligible,
        dossier: StoredDossier { as_of: id("2026-04-01"), facts },
        waivers: Vec::new(),
        proof: format!("{{\"decision\":\"{decision}\"}}").into(),
    }
}

/// A decision that corrects another.
pub(crate) fn correction(id_: &str, person: &str, round: Option<&str>, parent: &str) -> DecisionRecord {
    let parent = Parent { decision: id(parent), appeal: id("banding-1"), criterion: text("points") };
    DecisionRecord { parent: Some(parent), outcome: OutcomeKind::NotEligible, ..decision(id_, person, round) }
}

pub(crate) fn appeal(appeal: &str, person: &str) -> AppealRecord {
    AppealRecord {
        id: id(appeal),
        person: id(person),
        decision: id("k-1"),
        round: None,
        criterion: text("points"),
        grounds: text("angka kredit 2024 belum dihitung"),
        filed: id("2026-04-10"),
        stage: AppealStage::Filed,
    }
}

/// The entry of something done, not yet in the chain.
pub(crate) fn done(verb: &str) -> Entry {
    Entry { at: moment("2026-04-01T08:00:00Z"), actor: Reference::operator(), verb: verb.into(), subjects: Vec::new(), policy: None }
}

/// Adds an entry to the trail as a use case does.
pub(crate) async fn append(transaction: &mut dyn Transaction, entry: &Entry) -> Result<StoredEntry, StoreError> {
    let head = transaction.audit().head().await?;
    let next = entry.follow(head);
    transaction.audit().append(&next).await?;
    Ok(next)
}

pub(crate) fn text_record(name: &str) -> TextRecord {
    TextRecord { kind: TextKind::Framework, id: name.into(), version: digest(8), text: format!("[framework]\nid = \"{name}\"\n").into() }
}

pub(crate) fn profile(person: &str, framework: &str, level: &str) -> ProfileRecord {
    let assessment = Assessment {
        competency: id("M.01"),
        level: id(level),
        date: id("2025-05-05"),
        valid_until: Some(id("2028-05-04")),
        assessor: text("Asesor"),
        method: text("assessment-centre"),
        purpose: Some(Purpose::Filling),
        tier: Some(id("ahli-muda")),
        unit: Some(AssessmentUnit { name: text("UPT"), accredited: None }),
        evidence: vec![text("laporan 1"), text("laporan 2")],
    };
    ProfileRecord { person: id(person), framework: id(framework), assessments: vec![assessment] }
}

pub(crate) fn proposed(ratee: &str, rater: &str) -> Nomination {
    nomination(ratee, rater, NominationState::Proposed)
}

pub(crate) fn hr_result(ratee: &str) -> ResultRecord {
    result(Some(ratee), Audience::Hr, 1)
}

pub(crate) fn waiver(waiver: &str, person: &str) -> WaiverRecord {
    WaiverRecord {
        id: id(waiver),
        person: id(person),
        policy: text("asn/promotion/regular"),
        waiver: Waiver { criterion: text("points"), basis: text("PP 17/2020 ps. 107 (2)"), by: text("presiden") },
        reason: Some(text("formasi tidak terisi")),
        granted: id("2026-01-02"),
        last_day: Some(id("2026-12-31")),
    }
}

/// A training completed with some hours.
pub(crate) fn training(record: &str, person: &str, hours: &str) -> DevelopmentRecord {
    DevelopmentRecord {
        id: id(record),
        person: id(person),
        form: text("C11"),
        title: text("Bimtek"),
        competency: None,
        counted: None,
        state: DevelopmentState::Completed { on: id("2025-01-31"), hours: id(hours), evidence: None },
    }
}

/// A record with what it belongs to and the people it names.
pub(crate) fn record(kind: Kind, name: &str, (parent, person, other): (Option<&str>, Option<&str>, Option<&str>), body: &str) -> Record {
    Record { kind, id: text(name), parent: parent.map(text), person: person.map(id), other: other.map(id), body: text(body) }
}

pub(crate) fn checkpoint(sequence: u64) -> Checkpoint {
    let head = ChainHead { sequence, digest: digest(5) };
    Checkpoint { head, at: moment("2026-04-02T00:00:00Z"), key: text("00ff"), signature: text("ab12") }
}

pub(crate) fn grant(person: &str, unit: &str, since: &str) -> Grant {
    Grant { person: id(person), role: GrantedRole::HrOfficer, unit: id(unit), since: id(since), until: None }
}

pub(crate) fn message(name: &str) -> Message {
    Message {
        id: name.into(),
        topic: text("cycle-opened"),
        recipient: Some(id("siti")),
        body: text("{\"cycle\":\"2026-1\"}"),
        at: moment("2026-04-01T08:00:00.123456789Z"),
    }
}

pub(crate) fn answered(person: &str, key: &str) -> AnsweredRequest {
    let answer = format!("{{\"for\":\"{person}\"}}").into();
    AnsweredRequest { person: id(person), key: key.into(), request: digest(6), answer, expires: moment("2026-05-01T00:00:00Z") }
}

pub(crate) fn token(byte: u8, person: &str) -> AccessToken {
    AccessToken {
        hash: digest(byte),
        person: id(person),
        name: text("presensi"),
        scope: text("read"),
        expires: moment("2027-01-01T00:00:00Z"),
    }
}

pub(crate) fn session(byte: u8, expires: &str) -> Session {
    Session { hash: digest(byte), data: format!("data {byte}").into(), expires: moment(expires) }
}

/// Something in every repository, about `siti` mostly.
pub(crate) async fn everything(tx: &mut dyn Transaction) {
    let (cycle_id, round_id) = (id("2026-1"), id("r-1"));
    tx.people().save_units(&[unit("dinas", None)]).await.unwrap();
    tx.people().save(&full("siti"), None).await.unwrap();
    tx.competency().save_text(&text_record("f")).await.unwrap();
    tx.competency().save_profile(&profile("siti", "f", "3"), None).await.unwrap();
    tx.policies().save(&policy("asn/promotion/regular", 9, "2026-01-01"), None).await.unwrap();
    tx.cycles().save(&cycle("2026-1"), None).await.unwrap();
    tx.cycles().save_nominations(&cycle_id, &[proposed("siti", "b")]).await.unwrap();
    tx.cycles().put_answer(&cycle_id, &response("siti", "b", "4"), &receipt("siti", "b", 4)).await.unwrap();
    tx.cycles().save(&cycle("2025-1"), None).await.unwrap();
    tx.cycles().sever(&id("2025-1"), &[sheet("s1", "siti", "2")], &[comment("c1", "siti", "baik")]).await.unwrap();
    tx.cycles().save_results(&id("2025-1"), &[hr_result("siti"), result(None, Audience::Analyst, 1)]).await.unwrap();
    tx.rounds().save(&round("r-1"), None).await.unwrap();
    tx.rounds().add_candidates(&round_id, &ids(&["siti", "budi"])).await.unwrap();
    tx.rounds().save_entries(&round_id, &[entry("siti", Some("81.50")), entry("budi", None)]).await.unwrap();
    tx.rounds().save_panel_scores(&round_id, &[panel_score("m", "siti", "interview", "80.0")]).await.unwrap();
    tx.decisions().insert(&[decision("k-1", "siti", Some("r-1")), correction("k-2", "siti", Some("r-1"), "k-1")]).await.unwrap();
    tx.decisions().insert(&[decision("k-0", "siti", None)]).await.unwrap();
    tx.appeals().save(&appeal("banding-1", "siti"), None).await.unwrap();
    tx.appeals().insert_waiver(&waiver("w-1", "siti")).await.unwrap();
    tx.development().save(&training("d-1", "siti", "20"), None).await.unwrap();
    tx.records().save(&record(Kind::Enrolment, "e-1", (Some("s-1"), Some("siti"), None), "{}"), None).await.unwrap();
    tx.grants().save(&grant("siti", "dinas", "2026-01-01")).await.unwrap();
    tx.outbox().put(&message("m-1")).await.unwrap();
    tx.idempotency().insert(&answered("siti", "kunci")).await.unwrap();
    tx.tokens().insert(&token(1, "siti")).await.unwrap();
    tx.sessions().save(&session(1, "2026-06-01T00:00:00Z")).await.unwrap();
    append(tx, &done("district.fill")).await.unwrap();
    tx.audit().save_checkpoint(&checkpoint(1)).await.unwrap();
}
