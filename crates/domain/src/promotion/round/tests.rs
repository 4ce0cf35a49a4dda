use super::*;
use crate::legal::{Certainty, LegalReference};
use crate::policy::decision::{Decision, Finding, Measure, Outcome, Required, Verdict};
use crate::policy::model::VersionHash;
use crate::policy::value::Value;
use crate::promotion::appeal::{Appeal, AppealState, FactChange, Redecision};
use crate::promotion::ranking::{RankScore, TieOrder};
use crate::promotion::repository::RoundFile;
use rust_decimal::Decimal;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

/// A decision with one finding; `facts` stands for the facts it rests on.
fn decision(verdict: Verdict, facts: u8) -> Arc<Decision> {
    let outcome = match verdict {
        Verdict::NotMet => Outcome::NotEligible,
        Verdict::Unknown => Outcome::Unknown,
        _ => Outcome::Eligible,
    };
    let reference = LegalReference { citation: "PP 99/2000 ps. 7".into(), certainty: Certainty::Secondary };
    let measure = Measure {
        subject: "years between(grade.since, as of)".into(),
        found: Value::Number(Decimal::from(3)),
        required: Required::AtLeast(Value::Number(Decimal::from(4))),
        distance: None,
        unit: None,
        verdict,
    };
    let finding = Finding {
        code: "time-in-grade-too-short".into(),
        verdict,
        measure,
        measures: Vec::new(),
        records: Vec::new(),
        missing: Vec::new(),
        reference,
        remedy: None,
        waiver: None,
    };
    Arc::new(Decision {
        policy: "asn/promotion/regular".into(),
        version: VersionHash([0; 32]),
        as_of: date("2026-04-01"),
        known_at: date("2026-04-01"),
        outcome,
        findings: vec![finding],
        components: Vec::new(),
        bands: Vec::new(),
        missing: Vec::new(),
        steps: Vec::new(),
        waivers_ignored: Vec::new(),
        certainty: Certainty::Secondary,
        dossier: VersionHash([facts; 32]),
    })
}

fn decided(id: &str, who: &str, verdict: Verdict) -> PromotionDecision {
    PromotionDecision::new(id.parse().unwrap(), person(who), decision(verdict, 1), date("2026-03-20"), "contoh".into())
}

fn entry(who: &str, score: i64) -> RankEntry {
    let tie_breaks = vec![Value::Date(date("2020-01-01"))];
    RankEntry { id: person(who), score: RankScore::Known(Decimal::from(score)), tie_breaks }
}

fn plan(method: Method, quota: Option<usize>) -> Round {
    Round::new(RoundPlan {
        id: "2026-04".parse().unwrap(),
        title: Label::new("Periode April 2026", "April 2026 period"),
        policy: "asn/promotion/regular".into(),
        as_of: date("2026-04-01"),
        method,
        quota,
    })
}

fn by_ranking(names: usize) -> Method {
    let tie_break = TieOrder { label: Label::new("TMT pangkat", "date of grade"), descending: false };
    Method::Ranking { order: RankOrder { descending: true, tie_breaks: vec![tie_break] }, names: names.try_into().unwrap() }
}

fn pick(who: &str, reason: Option<&str>) -> Pick {
    Pick { person: person(who), reason: reason.map(Into::into) }
}

/// Screened: a, b, c, d eligible, `no` not eligible, `silent` unknown.
fn screened(method: Method) -> Round {
    let round = plan(method, Some(1)).open(date("2026-03-01")).unwrap();
    let round = round.stand_all(["a", "b", "c", "d", "no", "silent"].map(person)).unwrap();
    let mut decisions: Vec<_> = ["a", "b", "c", "d"].iter().map(|who| decided(&format!("d-{who}"), who, Verdict::Met)).collect();
    decisions.push(decided("d-no", "no", Verdict::NotMet));
    decisions.push(decided("d-silent", "silent", Verdict::Unknown));
    round.screen(decisions).unwrap()
}

fn ranked() -> Round {
    let scored = screened(by_ranking(2)).score([entry("a", 70), entry("b", 90), entry("c", 80), entry("d", 60)]).unwrap();
    scored.rank().unwrap()
}

#[test]
fn a_round_goes_its_way_and_says_from_where_to_where_it_cannot() {
    let planned = plan(by_ranking(3), None);
    let sentence = |error: RoundError| error.to_string();
    assert_eq!(sentence(planned.publish(date("2026-04-01")).unwrap_err()), "cannot move round `2026-04` from `planned` to `published`");
    assert_eq!(sentence(planned.rank().unwrap_err()), "cannot move round `2026-04` from `planned` to `ranked`");
    assert_eq!(
        sentence(planned.stand(person("a")).unwrap_err()),
        "cannot change the candidates of round `2026-04` in state `planned`, expected `open`"
    );
    let decided = ranked().decide(vec![pick("c", None)], date("2026-03-25"), "PPK".into()).unwrap();
    assert_eq!(sentence(decided.open(date("2026-03-25")).unwrap_err()), "cannot move round `2026-04` from `decided` to `open`");
    assert_eq!(
        sentence(decided.publish(date("2026-03-24")).unwrap_err()),
        "round `2026-04` cannot be published on 2026-03-24, expected 2026-03-25 or later"
    );
    let published = decided.publish(date("2026-03-26")).unwrap();
    assert_eq!(published.stage(), Stage::Published);
    assert_eq!(published.selection().unwrap().passed_on(), ["b", "c"].map(person));
}

#[test]
fn everybody_who_stands_is_decided_and_everybody_eligible_scored() {
    let open = plan(by_ranking(2), None).open(date("2026-03-01")).unwrap().stand(person("a")).unwrap();
    assert_eq!(open.screen([]).unwrap_err().to_string(), "`a` has no decision in round `2026-04`, expected one for everybody who stands");
    assert_eq!(open.screen([decided("d", "x", Verdict::Met)]).unwrap_err().to_string(), "`x` does not stand in round `2026-04`");
    let screened = screened(by_ranking(2));
    assert_eq!(
        screened.score([entry("no", 99)]).unwrap_err().to_string(),
        "`no` was not found eligible in round `2026-04` and cannot be scored"
    );
    assert_eq!(
        screened.score([entry("a", 1)]).unwrap_err().to_string(),
        "`b` has no score in round `2026-04`, expected one for everybody who is eligible"
    );
}

/// PermenPANRB 15/2019: any of the names passed on may be chosen; the rest is ours.
#[test]
fn permenpanrb_15_2019_any_of_the_names_passed_on_may_be_chosen() {
    let choose = |picks| ranked().decide(picks, date("2026-03-25"), "PPK".into());
    assert!(choose(vec![pick("c", None)]).is_ok());
    assert_eq!(
        choose(vec![pick("a", None)]).unwrap_err().to_string(),
        "`a` is not among those passed on, choosing outside the ranking requires a reason"
    );
    assert!(choose(vec![pick("a", Some("ditolak oleh dua calon di atasnya"))]).is_ok());
    assert_eq!(choose(vec![pick("no", Some("x"))]).unwrap_err().to_string(), "`no` is chosen but was not found eligible");
    assert_eq!(choose(vec![pick("b", None), pick("c", None)]).unwrap_err().to_string(), "2 people are chosen, expected at most 1");
}

#[test]
fn a_round_by_eligibility_puts_forward_everybody_eligible() {
    let round = screened(Method::Eligibility);
    assert_eq!(round.score([]).unwrap_err().to_string(), "round `2026-04` chooses by eligibility, nobody is scored or ranked in it");
    let decided = round.decide(vec![pick("d", None)], date("2026-03-25"), "PPK".into()).unwrap();
    assert_eq!(decided.selection().unwrap().passed_on(), ["a", "b", "c", "d"].map(person));
    assert_eq!(decided.ranking(), None);
}

fn change() -> FactChange {
    FactChange {
        fact: "grade.since".into(),
        before: Value::Date(date("2023-04-01")),
        after: Value::Date(date("2022-04-01")),
        source: "riwayat golongan 2022-04-01 (823/contoh/2022)".into(),
    }
}

fn redecision(decision: Arc<Decision>, changes: Vec<FactChange>) -> Redecision {
    Redecision { id: "d-no-2".parse().unwrap(), decision, changes, on: date("2026-04-10"), by: "contoh".into() }
}

#[test]
fn an_appeal_makes_a_new_decision_and_the_round_ranks_anew() {
    let published = ranked().decide(vec![pick("b", None)], date("2026-03-25"), "PPK".into()).unwrap().publish(date("2026-03-26")).unwrap();
    let disputed = decided("d-no", "no", Verdict::NotMet);
    assert_eq!(*published.screening().unwrap().find(&person("no")).unwrap(), disputed.head());
    let filed = Appeal::file("k-1".parse().unwrap(), &disputed, "time-in-grade-too-short", "TMT salah", date("2026-04-02")).unwrap();
    let review = filed.review(date("2026-04-03")).unwrap();
    let (appeal, new) = review.redecide(&disputed, redecision(decision(Verdict::Met, 2), vec![change()])).unwrap();
    assert!(matches!(appeal.state(), AppealState::Redecided { decision, .. } if *decision == *new.id()));
    assert_eq!(new.parent().unwrap().decision, *disputed.id());
    assert_eq!(&*new.parent().unwrap().criterion, "time-in-grade-too-short");
    assert!(!disputed.is_eligible() && new.is_eligible());

    assert_eq!(
        published.correct(&new, None).unwrap_err().to_string(),
        "`no` has no score in round `2026-04`, expected one for everybody who is eligible"
    );
    let corrected = published.correct(&new, Some(entry("no", 85))).unwrap();
    let places: Vec<_> = corrected.ranking().unwrap().ranked().iter().map(|r| (r.rank, r.id.as_str())).collect();
    assert_eq!(places, [(1, "b"), (2, "no"), (3, "c"), (4, "a"), (5, "d")]);
    assert_eq!((corrected.stage(), corrected.edition(), corrected.earlier().len()), (Stage::Ranked, 2, 1));
    assert_eq!(published.ranking().unwrap().ranked().len(), 4, "the old round stays as it was");
    assert!(corrected.correct(&new, Some(entry("no", 85))).unwrap_err().to_string().starts_with("decision `d-no-2` does not correct"));
}

#[test]
fn an_appeal_is_refused_with_the_reason() {
    let disputed = decided("d-no", "no", Verdict::NotMet);
    let id = || "k-1".parse().unwrap();
    let file = |decision: &PromotionDecision, criterion: &str| Appeal::file(id(), decision, criterion, "TMT salah", date("2026-04-02"));
    assert_eq!(file(&disputed, "x").unwrap_err().to_string(), "decision `d-no` has no criterion `x`");
    assert_eq!(
        file(&decided("d-a", "a", Verdict::Met), "time-in-grade-too-short").unwrap_err().to_string(),
        "criterion `time-in-grade-too-short` counts as met in decision `d-a`, expected one that is not met or unknown"
    );
    let filed = file(&disputed, "time-in-grade-too-short").unwrap();
    assert_eq!(filed.dismiss(date("2026-04-03"), "x").unwrap_err().to_string(), "cannot move appeal `k-1` from `filed` to `dismissed`");
    let review = filed.review(date("2026-04-03")).unwrap();
    let refused = |decision, changes| review.redecide(&disputed, redecision(decision, changes)).unwrap_err().to_string();
    assert_eq!(refused(decision(Verdict::NotMet, 1), vec![]), "the new decision rests on the same facts, rules and waivers as `d-no`");
    assert_eq!(
        refused(decision(Verdict::Met, 2), vec![]),
        "the new decision rests on other facts than `d-no`, but no changed fact is named"
    );
    let withdrawn = review.withdraw(date("2026-04-04")).unwrap();
    assert_eq!(
        withdrawn.review(date("2026-04-05")).unwrap_err().to_string(),
        "cannot move appeal `k-1` from `withdrawn` to `under review`"
    );
}

/// What a store would keep of a round.
fn parts(round: &Round) -> RoundParts {
    let candidates = match round.state() {
        RoundState::Open { candidates, .. } => candidates.clone(),
        _ => BTreeSet::new(),
    };
    let heads: Vec<DecisionHead> = round.screening().map(|screening| screening.heads().cloned().collect()).unwrap_or_default();
    let entries = heads.iter().filter_map(|head| round.entry(&head.person).cloned()).collect();
    RoundParts { candidates, heads, entries }
}

#[test]
fn a_round_is_restored_at_every_stage() {
    let planned = plan(by_ranking(2), Some(1));
    let open = planned.open(date("2026-03-01")).unwrap().stand(person("a")).unwrap();
    let ranked = ranked();
    let decided = ranked.decide(vec![pick("c", None)], date("2026-03-25"), "PPK".into()).unwrap();
    let published = decided.publish(date("2026-03-26")).unwrap();
    let scored = screened(by_ranking(2)).score([entry("a", 70), entry("b", 90), entry("c", 80), entry("d", 60)]).unwrap();
    let eligibility = screened(Method::Eligibility);
    let chosen = eligibility.decide(vec![pick("d", None)], date("2026-03-25"), "PPK".into()).unwrap();
    let all = [(planned, "2026-02-01"), (open, "2026-03-01"), (screened(by_ranking(2)), "2026-03-20"), (scored, "2026-03-21")]
        .into_iter()
        .chain([
            (ranked, "2026-03-21"),
            (decided, "2026-03-25"),
            (published, "2026-03-26"),
            (eligibility, "2026-03-20"),
            (chosen, "2026-03-25"),
        ]);
    for (round, since) in all {
        let before = RoundFile {
            plan: round.plan().clone(),
            unit: "dinas".parse().unwrap(),
            opened_by: person("hr"),
            run_by: Default::default(),
            score_policy: None,
            panel: None,
            stage: Stage::Planned,
            since: date("2026-02-01"),
            screening: None,
            edition: 1,
            earlier: Vec::new(),
            selection: None,
        };
        let file = round.file(&before, date(since));
        assert_eq!(file.stage, round.stage());
        assert_eq!(Round::restore(&file, parts(&round)).unwrap(), round);
    }
}
