//! Rounds from plan to publication.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use jenjang::access::GrantedRole;
use jenjang::legal::Label;
use jenjang::people::id::PanelMemberId;
use jenjang::people::id::{PersonId, RoundId};
use jenjang::promotion::repository::RoundFile;
use jenjang::promotion::{OutcomeKind, Panel, PanelMember, Pick, Ranking, Selection, Stage};
use jenjang::store::Page;
use jenjang_service::ServiceError;
use jenjang_service::people::{GrantRole, grant_role};
use jenjang_service::promotion::{
    AddCandidates, Added, Candidates, Choice, DecideRound, GivenScore, OpenRound, PlanRound, PlannedRanking, PublishRound, RankRound,
    RerunDecisions, ScoreCandidate, ScoreRound, Scored, ScreenRound, Screened, Stand, WithdrawCandidate, add_candidates, decide_round,
    open_round, plan_round, publish_round, rank_round, read_published_round, read_round, rerun_decisions, score_candidate, score_round,
    screen_round, stand, withdraw_candidate,
};
use rust_decimal::Decimal;

use crate::world::{REGULAR, SHIPPED, World, code, data, facts, go_on, person, record, run, unit};

pub(crate) const ROUND: &str = "2026-04";

pub(crate) fn round() -> RoundId {
    ROUND.parse().unwrap()
}

pub(crate) fn plan(ranking: Option<PlannedRanking>) -> PlanRound<'static> {
    PlanRound {
        shipped: &SHIPPED,
        id: round(),
        title: Label::new("Periode April 2026", "April 2026 period"),
        unit: unit("kabupaten"),
        policy: REGULAR.into(),
        as_of: "2026-04-01".parse().unwrap(),
        ranking,
        quota: None,
    }
}

/// Two members; the second has a conflict with `c`.
pub(crate) fn panel_ranking() -> PlannedRanking {
    let member = |id: &str, conflicts: &[&str]| PanelMember {
        id: id.parse::<PanelMemberId>().unwrap(),
        conflicts: conflicts.iter().map(|id| person(id)).collect(),
    };
    let panel = Panel::try_new(vec![member("m1", &[]), member("m2", &["c"])], (Decimal::ZERO, Decimal::from(100)), 1).unwrap();
    PlannedRanking { score_policy: "asn/selection/open".into(), names: 2.try_into().unwrap(), panel: Some(panel) }
}

pub(crate) fn add(world: &World, actor: &str, people: &[&str]) -> Result<Added, ServiceError> {
    let people: Vec<PersonId> = people.iter().map(|id| person(id)).collect();
    let command = AddCandidates { round: round(), candidates: Candidates::People(&people) };
    world.act(actor, async |context| add_candidates(&context, command).await)
}

pub(crate) fn screen(world: &World, actor: &str) -> Result<Screened, ServiceError> {
    let id = round();
    let command = ScreenRound { round: &id, shipped: &SHIPPED, gatherer: &facts, dry_run: false, progress: &go_on };
    world.act(actor, async |context| screen_round(&context, command).await)
}

pub(crate) fn decide(world: &World, actor: &str, choice: Choice) -> Result<Selection, ServiceError> {
    world.act(actor, async |context| decide_round(&context, DecideRound { round: round(), choice }).await)
}

pub(crate) fn publish(world: &World, actor: &str) -> Result<RoundFile, ServiceError> {
    world.act(actor, async |context| publish_round(&context, PublishRound { round: round() }).await)
}

pub(crate) fn opened(world: &World, ranking: Option<PlannedRanking>) {
    world.act("hr", async |context| plan_round(&context, plan(ranking)).await).unwrap();
    world.act("hr", async |context| open_round(&context, OpenRound { round: round() }).await).unwrap();
}

pub(crate) fn give(world: &World, member: &str, candidate: &str, scores: [i64; 4]) -> Result<(), ServiceError> {
    let components = ["selection.paper", "selection.assessment centre", "selection.interview", "selection.track record"];
    let scores: Vec<GivenScore> = components
        .iter()
        .zip(scores)
        .map(|(component, score)| GivenScore { candidate: person(candidate), component: (*component).into(), score: Decimal::from(score) })
        .collect();
    let id = round();
    world.act(member, async |context| score_candidate(&context, ScoreCandidate { round: &id, scores: &scores }).await)
}

pub(crate) fn score(world: &World, actor: &str) -> Result<Scored, ServiceError> {
    world.act(actor, async |context| score_round(&context, ScoreRound { round: round() }).await)
}

pub(crate) fn rank(world: &World, actor: &str) -> Result<Ranking, ServiceError> {
    world.act(actor, async |context| rank_round(&context, RankRound { round: round() }).await)
}

pub(crate) fn places(ranking: &Ranking) -> Vec<(usize, &str)> {
    ranking.ranked().iter().map(|ranked| (ranked.rank, ranked.id.as_str())).collect()
}

/// A round of a, b, c, no and silent by the panel's scores: a first, then b, then c.
pub(crate) fn ranked(world: &World) -> Ranking {
    opened(world, Some(panel_ranking()));
    add(world, "hr", &["a", "b", "c", "no", "silent"]).unwrap();
    screen(world, "hr").unwrap();
    for (member, candidate, scores) in
        [("m1", "a", [90, 90, 90, 90]), ("m2", "a", [80, 90, 90, 90]), ("m1", "b", [80, 80, 80, 80]), ("m1", "c", [70, 70, 70, 70])]
    {
        give(world, member, candidate, scores).unwrap();
    }
    assert_eq!(score(world, "hr").unwrap(), Scored { known: 3, unknown: 0 });
    rank(world, "hr").unwrap()
}

/// Everything stored comes out again.
pub(crate) fn check_rerun(world: &World, decisions: u64, scores: u64) {
    let report = world.act("auditor", async |context| rerun_decisions(&context, RerunDecisions { round: None, progress: &go_on }).await);
    let report = report.unwrap();
    assert_eq!((report.decisions, report.scores, report.mismatches), (decisions, scores, Vec::new()));
}

#[test]
fn a_round_by_eligibility_goes_from_plan_to_publication() {
    let world = World::new();
    opened(&world, None);
    assert_eq!(add(&world, "hr", &["a", "b", "no", "silent"]).unwrap(), Added { new: 4, already: 0 });
    assert_eq!(add(&world, "hr", &["a", "c"]).unwrap(), Added { new: 1, already: 1 });
    let before = world.trail().len();
    let screened = screen(&world, "hr").unwrap();
    assert_eq!((screened.eligible, screened.not_eligible, screened.unknown, screened.earlier), (3, 1, 1, 0));
    assert_eq!(world.verbs(before), ["round.screen"; 3], "begun, one batch, screened");
    let details = world.act("hr", async |context| read_round(&context, &round()).await).unwrap();
    assert_eq!((details.file.stage, details.candidates), (Stage::Screened, 5));

    let chosen = decide(&world, "ppk", Choice::Everybody).unwrap();
    assert_eq!(chosen.passed_on(), ["a", "b", "c"].map(person));
    assert_eq!(chosen.chosen().len(), 3);
    let hidden = world.act("public", async |context| read_published_round(&context, &round()).await);
    assert_eq!(code(hidden), "not-found", "nobody may read it before it is published");
    assert_eq!(publish(&world, "hr").unwrap().stage, Stage::Published);
    let public = world.act("public", async |context| read_published_round(&context, &round()).await).unwrap();
    assert_eq!(public.selection, chosen);
    check_rerun(&world, 5, 0);
}

#[test]
fn a_round_that_ranks_takes_the_means_of_a_panel() {
    let world = World::new();
    let ranking = ranked(&world);
    assert_eq!(places(&ranking), [(1, "a"), (2, "b"), (3, "c")]);
    // 0.20 × 85 + 0.25 × 90 + 0.35 × 90 + 0.20 × 90
    assert_eq!(ranking.ranked()[0].score, "89".parse().unwrap());
    assert_eq!(code(decide(&world, "ppk", Choice::These(vec![Pick { person: person("c"), reason: None }]))), "round", "not put forward");
    let chosen = decide(&world, "ppk", Choice::These(vec![Pick { person: person("b"), reason: None }])).unwrap();
    assert_eq!(chosen.passed_on(), ["a", "b"].map(person));
    publish(&world, "ppk").unwrap();
    let public = world.act("public", async |context| read_published_round(&context, &round()).await).unwrap();
    assert_eq!(public.ranked.len(), 3);
    check_rerun(&world, 5, 3);
}

#[test]
fn nobody_acts_in_the_own_cause() {
    let world = World::new();
    opened(&world, Some(panel_ranking()));
    add(&world, "hr", &["a", "b", "c", "m1"]).unwrap();
    // whoever stands does not run the round, though the role would allow it
    world.act("hr2", async |context| stand(&context, Stand { round: round() }).await).unwrap();
    world.act("ppk", async |context| stand(&context, Stand { round: round() }).await).unwrap();
    assert_eq!(code(screen(&world, "hr2")), "conflict-of-interest");
    screen(&world, "hr").unwrap();
    assert_eq!(code(give(&world, "m1", "m1", [90; 4])), "conflict-of-interest", "not oneself");
    assert_eq!(code(give(&world, "m2", "c", [90; 4])), "conflict-of-interest", "whom the panel names");
    assert_eq!(code(give(&world, "m1", "a", [0; 4])), "conflict-of-interest", "nor a rival");
    give(&world, "m2", "a", [90; 4]).unwrap();
    assert_eq!(code(score(&world, "hr2")), "conflict-of-interest");
    let scored = score(&world, "hr").unwrap();
    assert_eq!((scored.known, scored.unknown), (1, 5), "a component nobody scored is missing, not zero");
    assert_eq!(code(rank(&world, "hr2")), "conflict-of-interest");
    rank(&world, "hr").unwrap();
    assert_eq!(code(decide(&world, "ppk", Choice::Everybody)), "conflict-of-interest", "the signer stands");
    decide(&world, "ppk2", Choice::Everybody).unwrap();
    assert_eq!(code(publish(&world, "hr2")), "conflict-of-interest");
}

#[test]
fn who_opens_a_round_does_not_decide_it() {
    let world = World::new();
    let both = jenjang_service::people::GrantRole {
        person: person("hr"),
        role: jenjang::access::GrantedRole::AppointingAuthority,
        unit: unit("kabupaten"),
        since: None,
    };
    world.act("operator", async |context| jenjang_service::people::grant_role(&context, both).await).unwrap();
    opened(&world, None);
    add(&world, "hr", &["a"]).unwrap();
    screen(&world, "hr").unwrap();
    assert_eq!(code(decide(&world, "hr", Choice::Everybody)), "conflict-of-interest");
    decide(&world, "ppk", Choice::Everybody).unwrap();
}

#[test]
fn candidates_come_from_the_unit_of_the_round_and_stay_once_the_screening_began() {
    let world = World::new();
    let of_dinas = PlanRound { unit: unit("dinas"), ..plan(None) };
    world.act("hr-dinas", async |context| plan_round(&context, of_dinas).await).unwrap();
    assert_eq!(code(add(&world, "hr-dinas", &["a"])), "round", "not open yet");
    world.act("hr-dinas", async |context| open_round(&context, OpenRound { round: round() }).await).unwrap();
    assert_eq!(code(add(&world, "hr-dinas", &["a", "x"])), "outside-round");
    let whole = AddCandidates { round: round(), candidates: Candidates::Unit(&unit("dinas")) };
    let added = world.act("hr-dinas", async |context| add_candidates(&context, whole).await).unwrap();
    assert_eq!(added.new, 5, "a, b, c of the section under it, no, silent");
    let stand_as = |who: &str| world.act(who, async |context| stand(&context, Stand { round: round() }).await);
    assert_eq!(code(stand_as("x")), "outside-round");
    assert_eq!(code(stand_as("a")), "round", "stands already");
    let withdraw = |actor: &str, who: &str| {
        let command = WithdrawCandidate { round: round(), person: person(who) };
        world.act(actor, async |context| withdraw_candidate(&context, command).await)
    };
    withdraw("a", "a").unwrap();
    assert_eq!(code(withdraw("b", "c")), "forbidden", "somebody else");
    withdraw("hr-dinas", "c").unwrap();
    stand_as("a").unwrap();

    // the screening is interrupted after its first batch
    let id = round();
    let stop = |_| ControlFlow::Break(());
    let command = ScreenRound { round: &id, shipped: &SHIPPED, gatherer: &facts, dry_run: false, progress: &stop };
    let screened = world.act("hr", async |context| screen_round(&context, command).await).unwrap();
    assert!(screened.interrupted);
    assert_eq!(code(stand_as("c")), "screening-begun");
    assert_eq!(code(add(&world, "hr-dinas", &["c"])), "screening-begun");
    assert_eq!(code(withdraw("hr-dinas", "b")), "screening-begun");
    let screened = screen(&world, "hr").unwrap();
    assert_eq!((screened.earlier, screened.interrupted), (4, false));
}

/// A round larger than a batch, stopped after the first and taken up another day by somebody else, with a law that changed meanwhile.
#[test]
fn an_interrupted_screening_goes_on_as_it_began() {
    let mut world = World::new();
    let many: Vec<_> = (0..1_500).map(|n| data(&record(&format!("p{n:04}")), "dinas")).collect();
    world.import("operator", many).unwrap();
    opened(&world, None);
    let whole = AddCandidates { round: round(), candidates: Candidates::Unit(&unit("dinas")) };
    world.act("hr", async |context| add_candidates(&context, whole).await).unwrap();
    let id = round();
    let preview = ScreenRound { round: &id, shipped: &SHIPPED, gatherer: &facts, dry_run: true, progress: &go_on };
    let entries = world.trail().len();
    let expected = world.act("hr", async |context| screen_round(&context, preview).await).unwrap();
    assert_eq!((expected.eligible, world.trail().len()), (1_503, entries), "a dry run writes nothing");

    let batches = AtomicU64::new(0);
    let once = |_| if batches.fetch_add(1, Ordering::Relaxed) == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let command = ScreenRound { round: &id, shipped: &SHIPPED, gatherer: &facts, dry_run: false, progress: &once };
    let first = world.act("hr", async |context| screen_round(&context, command).await).unwrap();
    assert!(first.interrupted && first.eligible < 1_503);
    world.later("2026-03-09");
    let second = world.act("hr2", async |context| screen_round(&context, command).await).unwrap();
    assert_eq!((second.eligible, second.not_eligible, second.unknown), (expected.eligible, expected.not_eligible, expected.unknown));
    assert_eq!(second.earlier, 1_000);
    let decisions = run(async { world.store.read().await.unwrap().decisions().list(&round(), &Page::all()).await.unwrap() });
    assert!(decisions.iter().all(|d| d.known_at == "2026-03-01".parse().unwrap()), "the day the screening began");
    assert!(decisions.iter().all(|d| d.rules == decisions[0].rules));
    assert!(decisions.iter().all(|d| !d.id.as_str().contains("p0")), "an id says nothing about the person");
    assert_eq!(decisions.iter().filter(|d| &*d.decided_by == "hr2").count(), 505);
    assert_eq!(decisions.iter().filter(|d| d.outcome == OutcomeKind::Eligible).count(), 1_503);
    check_rerun(&world, 1_505, 0);
}

#[test]
fn nobody_who_ran_a_round_decides_it() {
    let mut world = World::new();
    opened(&world, None);
    add(&world, "hr", &["a"]).unwrap();
    // the second officer only screens, and becomes an authority afterwards
    screen(&world, "hr2").unwrap();
    world.later("2026-03-02");
    for officer in ["hr", "hr2"] {
        let grant = GrantRole { person: person(officer), role: GrantedRole::AppointingAuthority, unit: unit("kabupaten"), since: None };
        world.act("operator", async |context| grant_role(&context, grant).await).unwrap();
        assert_eq!(code(decide(&world, officer, Choice::Everybody)), "conflict-of-interest", "{officer}");
    }
    decide(&world, "ppk", Choice::Everybody).unwrap();
}
