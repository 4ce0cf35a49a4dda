//! What the first page tells whom a decision concerns.

use jenjang::promotion::Stage;
use jenjang_service::home::{Home, NEW_DAYS, NewsMatter, ReadHome, read_home};
use jenjang_service::promotion::{Choice, Correction, DismissAppeal, ReadEligibility, dismiss_appeal};

use crate::appeals::{appeal, decision_of, file, grade_since, redecide, review};
use crate::rounds::{add, decide, opened, publish, ranked, screen};
use crate::world::{SHIPPED, World, facts, person};

const TOO_SHORT: &str = "time-in-grade-too-short";

fn home(world: &World, actor: &str) -> Home {
    let own = person(actor);
    let eligibility = ReadEligibility {
        person: &own,
        on: "2026-03-01".parse().unwrap(),
        policies: &[],
        shipped: &SHIPPED,
        gatherer: &facts,
        fits_post: &|_, _, _| true,
        months: 1,
    };
    world.act(actor, async |context| read_home(&context, ReadHome { eligibility }).await).unwrap()
}

fn news(world: &World, actor: &str) -> Vec<(String, NewsMatter)> {
    home(world, actor).news.into_iter().map(|news| (news.on.to_string(), news.matter)).collect()
}

fn choice(world: &World, who: &str, chosen: bool) -> NewsMatter {
    let title = jenjang::legal::Label::new("Periode April 2026", "April 2026 period");
    NewsMatter::Choice { title, decision: decision_of(world, who).id, chosen }
}

/// `a` and `b` are chosen, `c` was ranked behind them, `no` was never eligible, `x` stood nowhere.
#[test]
fn whoever_stood_is_told_of_the_choice_once_it_is_public() {
    let mut world = World::new();
    ranked(&world);
    decide(&world, "ppk", Choice::Everybody).unwrap();
    for who in ["a", "c", "no"] {
        assert_eq!(news(&world, who), [], "a choice that is not published is nobody's to know: {who}");
    }
    world.later("2026-03-09");
    publish(&world, "hr").unwrap();
    for (who, chosen) in [("a", true), ("b", true), ("c", false), ("no", false)] {
        assert_eq!(news(&world, who), [("2026-03-09".to_owned(), choice(&world, who, chosen))], "{who}");
    }
    assert_eq!(news(&world, "x"), [], "who did not stand");
    world.later("2026-04-08");
    assert_eq!(news(&world, "c").len(), 1, "the last of {NEW_DAYS} days");
    world.later("2026-04-09");
    assert_eq!(news(&world, "c"), []);
}

#[test]
fn an_answer_to_an_appeal_is_news_to_who_filed_it() {
    let mut world = World::new();
    opened(&world, None);
    add(&world, "hr", &["a", "no"]).unwrap();
    screen(&world, "hr").unwrap();
    decide(&world, "ppk", Choice::Everybody).unwrap();
    publish(&world, "hr").unwrap();
    let disputed = decision_of(&world, "no");
    world.later("2026-03-10");
    file(&world, "no", &disputed.id, TOO_SHORT).unwrap();
    let before = home(&world, "no");
    assert_eq!((before.news.len(), before.waiting.appeals.len()), (1, 1), "the choice; the appeal waits for its answer");
    review(&world, "hr2").unwrap();
    world.later("2026-03-12");
    redecide(&world, "hr2", Correction::Facts(&[grade_since()])).unwrap();
    // the choice is to be made again: what was published no longer holds
    assert_eq!(news(&world, "no"), [("2026-03-12".to_owned(), NewsMatter::Appeal { redecided: true })]);
    assert!(home(&world, "no").waiting.appeals.is_empty());
    assert_eq!(news(&world, "a"), [], "somebody else's appeal");
    decide(&world, "ppk", Choice::Everybody).unwrap();
    assert_eq!(publish(&world, "hr").unwrap().stage, Stage::Published);
    let told = news(&world, "no");
    assert!(told.contains(&("2026-03-12".to_owned(), choice(&world, "no", true))), "the decision in force: {told:?}");
}

#[test]
fn an_appeal_turned_down_is_news() {
    let mut world = World::new();
    opened(&world, None);
    add(&world, "hr", &["no"]).unwrap();
    screen(&world, "hr").unwrap();
    file(&world, "no", &decision_of(&world, "no").id, TOO_SHORT).unwrap();
    review(&world, "hr2").unwrap();
    world.later("2026-03-05");
    let id = appeal();
    let command = DismissAppeal { appeal: &id, reason: "bukti tidak ada" };
    world.act("ppk", async |context| dismiss_appeal(&context, command).await).unwrap();
    assert_eq!(news(&world, "no"), [("2026-03-05".to_owned(), NewsMatter::Appeal { redecided: false })]);
}
