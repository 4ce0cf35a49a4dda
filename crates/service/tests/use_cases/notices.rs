//! What a published round says to those who stood in it, each about oneself.

use jenjang::promotion::{OutcomeKind, Pick};
use jenjang_service::ServiceError;
use jenjang_service::promotion::{
    CandidateOutcome, Choice, Correction, ListCandidates, OwnNotice, OwnResult, RankOf, list_candidates, list_own_results, read_own_notice,
    read_round_desk,
};

use crate::appeals::{decision_of, file, grade_since, redecide, review};
use crate::rounds::{add, decide, opened, publish, ranked, round, screen};
use crate::world::{World, code, person};

const TOO_SHORT: &str = "time-in-grade-too-short";

fn notice(world: &World, actor: &str) -> Result<OwnNotice, ServiceError> {
    world.act(actor, async |context| read_own_notice(&context, &round()).await)
}

fn results(world: &World, actor: &str) -> Vec<OwnResult> {
    world.act(actor, async |context| list_own_results(&context).await).unwrap()
}

fn outcome(world: &World, actor: &str) -> CandidateOutcome {
    notice(world, actor).unwrap().outcome
}

/// `a` and `b` are put forward, `c` is ranked behind them, `no` was never eligible, `x` stood nowhere.
#[test]
fn everybody_reads_the_own_place_once_the_choice_is_public() {
    let mut world = World::new();
    ranked(&world);
    let chosen = vec![Pick { person: person("b"), reason: None }];
    decide(&world, "ppk", Choice::These(chosen)).unwrap();
    for who in ["a", "b", "c", "no"] {
        assert_eq!(code(notice(&world, who)), "not-found", "nothing before it is published: {who}");
        assert_eq!(results(&world, who), [], "{who}");
    }
    world.later("2026-03-09");
    publish(&world, "hr").unwrap();
    let of = |rank| RankOf { rank, of: 3 };
    assert_eq!(outcome(&world, "a"), CandidateOutcome::PutForward { rank: Some(of(1)) });
    assert_eq!(outcome(&world, "b"), CandidateOutcome::Chosen { rank: Some(of(2)), reason: None });
    assert_eq!(outcome(&world, "c"), CandidateOutcome::Below { rank: of(3) });
    let CandidateOutcome::NotEligible { open } = outcome(&world, "no") else { panic!("{:?}", outcome(&world, "no")) };
    assert!(open.iter().any(|open| &*open.code == TOO_SHORT), "{open:?}");
    assert!(matches!(outcome(&world, "silent"), CandidateOutcome::Unknown { .. }));
    let told = notice(&world, "c").unwrap();
    assert_eq!((told.decision, told.published.to_string()), (decision_of(&world, "c").id, "2026-03-09".to_owned()));
    let [listed] = <[OwnResult; 1]>::try_from(results(&world, "c")).unwrap();
    assert_eq!((listed.outcome, listed.chosen), (OutcomeKind::Eligible, false));
    assert!(results(&world, "b")[0].chosen);
    // nobody is told of a round in which one did not stand, whatever one's role
    for who in ["x", "hr", "ppk", "m1"] {
        assert_eq!((code(notice(&world, who)), results(&world, who)), ("not-found", Vec::new()), "{who}");
    }
    for who in ["public", "operator"] {
        assert_eq!(code(notice(&world, who)), "forbidden", "{who}");
    }
    // the desk of those who run it says the same about each
    let desk = world.act("hr", async |context| read_round_desk(&context, &round()).await).unwrap();
    let asked = ListCandidates { round: &round(), outcome: None, after: None, limit: 10 };
    let listed = world.act("hr", async |context| list_candidates(&context, asked).await).unwrap();
    for candidate in &listed {
        assert_eq!(desk.outcome_of(candidate), Some(outcome(&world, candidate.person.as_str())), "{}", candidate.person);
    }
}

#[test]
fn a_round_that_an_appeal_led_back_says_nothing_until_it_is_published_again() {
    let world = World::new();
    opened(&world, None);
    add(&world, "hr", &["a", "no"]).unwrap();
    screen(&world, "hr").unwrap();
    decide(&world, "ppk", Choice::Everybody).unwrap();
    publish(&world, "hr").unwrap();
    assert_eq!(outcome(&world, "a"), CandidateOutcome::Chosen { rank: None, reason: None });
    file(&world, "no", &decision_of(&world, "no").id, TOO_SHORT).unwrap();
    review(&world, "hr2").unwrap();
    redecide(&world, "hr2", Correction::Facts(&[grade_since()])).unwrap();
    assert_eq!((code(notice(&world, "a")), results(&world, "a")), ("not-found", Vec::new()));
    decide(&world, "ppk", Choice::These(vec![Pick { person: person("a"), reason: None }])).unwrap();
    publish(&world, "hr").unwrap();
    let told = notice(&world, "no").unwrap();
    assert_eq!(told.outcome, CandidateOutcome::PutForward { rank: None }, "the decision in force, not the one that was disputed");
    assert_eq!((told.decision, told.edition), (decision_of(&world, "no").id, 2));
    assert_eq!(results(&world, "no").len(), 1, "one line for a round");
}
