//! What the worker writes. All people are made up.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use jenjang::audit::{Digest, Entry, Reference, Subject, SubjectSecret};
use jenjang::evaluation::cycle::Cycle;
use jenjang::evaluation::nomination::{Approval, Nomination, NominationState};
use jenjang::evaluation::repository::{Audience, CycleFile, ResultRecord, SeveredComment, SeveredSheet};
use jenjang::evaluation::response::{Answer, Response};
use jenjang::legal::Label;
use jenjang::people::CivilServantRecord;
use jenjang::people::record::{CreditRecord, GradeRecord};
use jenjang::people::repository::PersonFile;
use jenjang::policy::stored::{StoredDossier, StoredFact, StoredValue};
use jenjang::promotion::repository::{AppealRecord, AppealStage, DecisionRecord, OutcomeKind, RoundFile};
use jenjang::promotion::{Method, Parent, RoundPlan, Stage};

pub(crate) fn id<T: FromStr>(text: impl AsRef<str>) -> T {
    text.as_ref().parse().ok().expect("an id")
}

pub(crate) fn day() -> chrono::NaiveDate {
    id("2026-04-01")
}

/// The moment of every entry: the harness has no clock.
pub(crate) fn moment() -> DateTime<Utc> {
    "2026-04-01T08:00:00Z".parse().unwrap()
}

/// An entry about things; what they are about is in their names, so that a check can read it.
pub(crate) fn entry(verb: &str, things: &[(&str, String)]) -> Entry {
    let subject = |(kind, name): &(&str, String)| Subject { of: Reference::thing(kind, name), before: None, after: None };
    let subjects = things.iter().map(subject).collect();
    Entry { at: moment(), actor: Reference::operator(), verb: verb.into(), subjects, policy: None }
}

pub(crate) fn person(batch: u64, n: u64, unit: u64) -> PersonFile {
    let mut record = CivilServantRecord::new(id(format!("b{batch:06}-{n:04}")));
    record.name = Some(format!("Pegawai {n} dari kelompok {batch}").into());
    record.employee_number = Some(format!("{batch:09}{n:09}").into());
    let grade = |since: &str, grade: &str| GradeRecord { since: id(since), grade: id(grade), kind: None, decree: None };
    record.registers.grades = Some(vec![grade("2015-04-01", "III/a"), grade("2019-04-01", "III/b")]);
    let credit = |assessed: &str, points: &str| CreditRecord {
        assessed: id(assessed),
        tier: id("ahli-muda"),
        line: jenjang::people::record::CreditLine::Conversion,
        points: id(points),
        decree: None,
    };
    record.registers.credit = Some(vec![credit("2023-12-31", "37.50"), credit("2024-12-31", "25.00")]);
    record.registers.discipline = Some(Vec::new());
    PersonFile {
        record,
        unit: Some(id(format!("u{unit}"))),
        superior: None,
        secret: SubjectSecret::new(Digest::of(format!("{batch}-{n}")).0),
    }
}

pub(crate) fn cycle(name: &str) -> CycleFile {
    CycleFile {
        cycle: Cycle::new(id(name)),
        title: Label::new(name, name),
        unit: id("u"),
        scheme: ("scheme".into(), Digest([1; 32])),
        instrument: ("instrument".into(), Digest([2; 32])),
        chart: Vec::new(),
        severed: None,
    }
}

pub(crate) fn nomination(ratee: &str, rater: &str) -> Nomination {
    Nomination::restore(id(ratee), id(rater), id("peer"), NominationState::Approved { by: Approval::Chart })
}

pub(crate) fn response(ratee: &str, rater: &str, value: u64) -> Response {
    let answers = (0..10).map(|n| (id(format!("i{n}")), Answer::Value((value + n).into()))).collect::<BTreeMap<_, _>>();
    Response {
        rater: id(rater),
        ratee: id(ratee),
        group: id("peer"),
        answers,
        comment: Some(format!("tentang {ratee}: {value}")),
        revision: 0,
    }
}

/// The sheet of an answer. Its id says nothing, like a random one.
pub(crate) fn sheet(answer: &Response) -> SeveredSheet {
    let answers = answer.answers.iter().map(|(item, answer)| (item.clone(), (*answer).into())).collect();
    let name = Digest::of(format!("sheet {} {}", answer.ratee, answer.rater)).to_string();
    SeveredSheet { id: name.into(), ratee: answer.ratee.clone(), group: answer.group.clone(), answers }
}

pub(crate) fn comment(answer: &Response) -> SeveredComment {
    let name = Digest::of(format!("comment {} {}", answer.ratee, answer.rater)).to_string();
    let text = answer.comment.as_deref().unwrap_or_default().into();
    SeveredComment { id: name.into(), ratee: answer.ratee.clone(), group: answer.group.clone(), text }
}

pub(crate) fn result(ratee: &str) -> ResultRecord {
    ResultRecord { ratee: Some(id(ratee)), audience: Audience::Ratee, edition: 1, report: format!("{{\"of\":\"{ratee}\"}}").into() }
}

pub(crate) fn round(name: &str) -> RoundFile {
    RoundFile {
        plan: RoundPlan {
            id: id(name),
            title: Label::new(name, name),
            policy: "asn/promotion/regular".into(),
            as_of: day(),
            method: Method::Eligibility,
            quota: None,
        },
        unit: id("u"),
        opened_by: id("pengelola"),
        run_by: Default::default(),
        score_policy: None,
        panel: None,
        stage: Stage::Screened,
        since: day(),
        screening: None,
        edition: 1,
        earlier: Vec::new(),
        selection: None,
    }
}

pub(crate) fn decision(name: &str, person: &str, round: &str) -> DecisionRecord {
    let fact = StoredFact { value: StoredValue::Number(id("62.50")), source: Some("PAK 2024".into()) };
    DecisionRecord {
        id: id(name),
        person: id(person),
        round: Some(id(round)),
        decided_on: day(),
        decided_by: "pejabat".into(),
        parent: None,
        policy: "asn/promotion/regular".into(),
        version: Digest([9; 32]),
        rules: Digest([10; 32]),
        as_of: day(),
        known_at: day(),
        outcome: OutcomeKind::NotEligible,
        dossier: StoredDossier { as_of: day(), facts: BTreeMap::from([("points".into(), fact)]) },
        waivers: Vec::new(),
        proof: format!("{{\"decision\":\"{name}\"}}").into(),
    }
}

pub(crate) fn correction(name: &str, person: &str, round: &str, parent: &str, appeal: &str) -> DecisionRecord {
    let parent = Parent { decision: id(parent), appeal: id(appeal), criterion: "points".into() };
    DecisionRecord { parent: Some(parent), outcome: OutcomeKind::Eligible, ..decision(name, person, round) }
}

pub(crate) fn appeal(name: &str, person: &str, round: &str, decision: &str, redecided: &str) -> AppealRecord {
    AppealRecord {
        id: id(name),
        person: id(person),
        decision: id(decision),
        round: Some(id(round)),
        criterion: "points".into(),
        grounds: "angka kredit belum dihitung".into(),
        filed: day(),
        stage: AppealStage::Redecided { on: day(), decision: id(redecided), changes: Vec::new() },
    }
}
