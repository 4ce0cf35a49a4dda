//! From a record in JSON to a dossier, a decision, a round, an appeal, and a ranking. All people are synthetic.

#![allow(clippy::unwrap_used, reason = "a test: a fixture that cannot be read ends it")]

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::number::{Rounding, RoundingMode};
use jenjang::people::{CivilServant, CivilServantRecord, View};
use jenjang::policy::decide::{decide, prepare, tie_breaks};
use jenjang::policy::decision::{Decision, Outcome};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::value::Value;
use jenjang::promotion::{
    Appeal, FactChange, Method, Panel, PanelMember, PanelScore, Pick, PromotionDecision, RankEntry, RankOrder, Ranking, Redecision, Round,
    RoundPlan, Scoresheet, Stage, TieReason,
};
use jenjang_asn::dossier::{Gathered, Gathering, Superior, gather};
use jenjang_tests::shipped;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

const REGULAR: &str = "asn/promotion/regular";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A synthetic Pelaksana with a bachelor's degree, four years in III/b on 1 April 2026.
fn record() -> Json {
    json!({
        "id": "synthetic-1",
        "employee-number": "198801022012041901",
        "birth-date": "1988-01-02",
        "sex": "male",
        "appointed": "2012-04-01",
        "registers": {
            "employments": [{ "since": "2013-04-01", "status": "pns" }, { "since": "2012-04-01", "status": "cpns" }],
            "grades": [
                { "since": "2022-04-01", "grade": "III/b", "kind": "101", "decree": { "date": "2022-03-15", "number": "823/contoh/2022" } },
                { "since": "2012-04-01", "grade": "II/c" },
                { "since": "2016-04-01", "grade": "III/a" }
            ],
            "positions": [{ "since": "2012-04-01", "kind": "pelaksana" }],
            "education": [
                { "graduated": "2010-08-01", "recognised": "2012-04-01", "level": "D-III" },
                { "graduated": "2015-08-01", "recognised": "2015-12-01", "level": "S1" }
            ],
            "performance": [{ "year": 2025, "label": "baik" }, { "year": 2024, "label": "sangat-baik" }],
            "discipline": [], "examinations": [], "objections": [], "suspensions": [],
            "study-duty": [], "secondments": [], "exams": [], "leadership": []
        }
    })
}

fn gathered(record: &Json, view: View) -> Gathered {
    let record: CivilServantRecord = serde_json::from_value(record.clone()).unwrap();
    let person = CivilServant::try_from(record).unwrap();
    gather(&shipped().0, Gathering { person: &person, superior: Superior::Unknown, view })
}

fn decision(policy: &str, dossier: &Dossier, view: View) -> Decision {
    let (_, set, _) = shipped();
    decide(&prepare(&set, set.get(policy).unwrap(), view.as_of, view.known_at).unwrap(), dossier, &[])
}

fn regular(record: &Json) -> Decision {
    let view = View::on(date("2026-04-01"));
    decision(REGULAR, &gathered(record, view).dossier, view)
}

#[test]
fn a_record_becomes_a_decision_that_cites_it() {
    let decision = regular(&record());
    assert_eq!(decision.outcome, Outcome::Eligible, "{:?}", decision.missing);
    let finding = decision.findings.iter().find(|finding| &*finding.code == "time-in-grade-too-short").unwrap();
    assert_eq!(finding.records, ["riwayat golongan 2022-04-01 (823/contoh/2022)".into()]);
    // reading after writing gives the same record
    let read: CivilServantRecord = serde_json::from_value(record()).unwrap();
    let again: CivilServantRecord = serde_json::from_value(serde_json::to_value(&read).unwrap()).unwrap();
    assert_eq!(read, again);
    assert_eq!(format!("{read:?}"), "CivilServantRecord { id: PersonId(\"synthetic-1\"), .. }");
}

#[test]
fn a_register_nobody_looked_into_leaves_the_decision_unknown_and_names_the_fact() {
    let mut record = record();
    record["registers"].as_object_mut().unwrap().remove("discipline");
    let decision = regular(&record);
    assert_eq!(decision.outcome, Outcome::Unknown);
    let missing: BTreeSet<&str> = decision.missing.iter().map(|name| &**name).collect();
    assert_eq!(missing, BTreeSet::from(["sanction.level", "sanction.since", "sanction.end"]));
}

#[test]
fn an_unknown_field_or_an_impossible_code_is_refused_where_it_stands() {
    let sentence = |record: Json| serde_json::from_value::<CivilServantRecord>(record).unwrap_err().to_string();
    let mut misspelt = record();
    misspelt["registers"]["grade"] = json!([]);
    assert!(sentence(misspelt).starts_with("unknown field `grade`"));
    let mut blank = record();
    blank["registers"]["grades"][0]["grade"] = json!(" III/b");
    assert_eq!(sentence(blank), "` III/b` is not a grade code, expected text without blanks at its ends");
}

/// A decree of 2022 was entered as of 2023: not eligible; the appeal corrects the date, and the round decides anew.
#[test]
fn an_appeal_corrects_one_fact_and_the_round_chooses_anew() {
    let mut wrong = record();
    wrong["registers"]["grades"][0]["since"] = json!("2023-04-01");
    let policy = REGULAR.into();
    let round = Round::new(RoundPlan {
        id: "2026-04".parse().unwrap(),
        title: jenjang::legal::Label::new("Periode 1 April 2026", "Period of 1 April 2026"),
        policy,
        as_of: date("2026-04-01"),
        method: Method::Eligibility,
        quota: None,
    });
    let person = || "synthetic-1".parse().unwrap();
    let old = PromotionDecision::new("d-1".parse().unwrap(), person(), Arc::new(regular(&wrong)), date("2026-03-20"), "BKPSDM".into());
    assert!(!old.is_eligible());
    let published = round.open(date("2026-03-01")).unwrap().stand(person()).unwrap().screen([old.clone()]).unwrap();
    let published = published.decide(vec![], date("2026-03-25"), "PPK".into()).unwrap().publish(date("2026-03-26")).unwrap();

    let appeal =
        Appeal::file("k-1".parse().unwrap(), &old, "time-in-grade-too-short", "TMT pangkat salah catat", date("2026-03-28")).unwrap();
    let change = FactChange {
        fact: "grade.since".into(),
        before: Value::Date(date("2023-04-01")),
        after: Value::Date(date("2022-04-01")),
        source: "riwayat golongan 2022-04-01 (823/contoh/2022)".into(),
    };
    let redecision = Redecision {
        id: "d-2".parse().unwrap(),
        decision: Arc::new(regular(&record())),
        changes: vec![change],
        on: date("2026-04-05"),
        by: "BKPSDM".into(),
    };
    let (_, new) = appeal.review(date("2026-03-30")).unwrap().redecide(&old, redecision).unwrap();
    let corrected = published.correct(&new, None).unwrap();
    assert_eq!((corrected.stage(), corrected.edition()), (Stage::Screened, 2));
    let decided = corrected.decide(vec![Pick { person: person(), reason: None }], date("2026-04-06"), "PPK".into()).unwrap();

    let json = serde_json::to_value(&decided).unwrap();
    assert_eq!(json["state"]["state"], "decided");
    assert_eq!(json["state"]["selection"]["chosen"], json!([{ "person": "synthetic-1" }]));
    let head = json!({ "id": "d-2", "person": "synthetic-1", "decided-on": "2026-04-05", "outcome": "eligible" });
    assert_eq!(json["state"]["screening"]["synthetic-1"], head);
    let kept = serde_json::to_value(&new).unwrap();
    assert_eq!(kept["parent"], json!({ "decision": "d-1", "appeal": "k-1", "criterion": "time-in-grade-too-short" }));
    assert_eq!(kept["decision"]["outcome"], "eligible");
    assert_eq!(json["earlier"][0]["chosen"], json!([]));
}

/// Panel scores become facts, facts a score, scores a ranking; the weights are those of PermenPANRB 15/2019.
#[test]
fn permenpanrb_15_2019_panel_scores_become_a_ranking() {
    let (catalogue, set, _) = shipped();
    let member = |id: &str, conflicts: &[&str]| PanelMember {
        id: id.parse().unwrap(),
        conflicts: conflicts.iter().map(|c| c.parse().unwrap()).collect::<BTreeSet<_>>(),
    };
    let members = vec![member("m1", &[]), member("m2", &["c"]), member("m3", &[])];
    let panel = Panel::try_new(members, (Decimal::ZERO, Decimal::from(100)), 2).unwrap();
    let given = [("a", [90, 80, 85]), ("b", [80, 85, 90]), ("c", [70, 100, 80]), ("d", [60, 60, 60])];
    let scores = given.iter().flat_map(|(candidate, scores)| {
        ["m1", "m2", "m3"].iter().zip(scores).map(|(member, score)| PanelScore {
            member: member.parse().unwrap(),
            candidate: candidate.parse().unwrap(),
            component: "interview".into(),
            score: Decimal::from(*score),
        })
    });
    let sheet = Scoresheet::try_new(panel, scores).unwrap();

    let view = View::on(date("2026-04-01"));
    let policy = set.get("asn/selection/open").unwrap();
    let prepared = prepare(&set, policy, view.as_of, view.known_at).unwrap();
    let entries = given.iter().map(|(candidate, _)| {
        let id: jenjang::people::id::PersonId = candidate.parse().unwrap();
        let mut dossier = Dossier::new(Arc::clone(&catalogue), view.as_of);
        let mut set_fact = |name: &str, value: Decimal| dossier.set(catalogue.find(name).unwrap(), Value::Number(value));
        set_fact("selection.paper", Decimal::from(80));
        set_fact("selection.assessment centre", Decimal::from(75));
        let mean = sheet.result(&id, &"interview".into()).mean(Rounding { places: 2, mode: RoundingMode::HalfUp });
        set_fact("selection.interview", mean.unwrap());
        // nobody entered the track record of d
        if *candidate != "d" {
            set_fact("selection.track record", Decimal::from(70));
        }
        RankEntry::from_decision(id, &decide(&prepared, &dossier, &[]), tie_breaks(&prepared, &dossier)).unwrap()
    });
    let ranking = Ranking::of(entries.collect(), &RankOrder::published(policy)).unwrap();
    let places: Vec<_> = ranking.ranked().iter().map(|r| (r.rank, r.id.as_str(), r.score.to_string())).collect();
    // 0.20 × 80 + 0.25 × 75 + 0.35 × interview + 0.20 × 70; the 100 of a member with a conflict of interest does not count for c
    assert_eq!(places, [(1, "a", "78.5".to_owned()), (1, "b", "78.5".to_owned()), (3, "c", "75".to_owned())]);
    assert_eq!(ranking.ranked()[0].tie, Some(TieReason::Equal), "both tie-breakers are equal too: an honest tie");
    assert_eq!(ranking.unranked()[0].missing, ["selection.track record".into()]);
}
