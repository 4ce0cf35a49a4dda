use proptest::prelude::*;

use super::*;
use crate::evaluation::chart::Member;
use crate::evaluation::duty::duties;
use crate::evaluation::fixture::{parts, reference, response, scheme};
use crate::evaluation::input::CycleInput;
use crate::evaluation::scheme::{ChosenBy, Relation, Scheme, SchemeProblem};
use crate::policy::diagnostic::Severity;

fn id(text: &str) -> PersonId {
    text.parse().unwrap()
}

fn code(text: &str) -> RaterGroupCode {
    text.parse().unwrap()
}

fn member(person: &str, superior: Option<&str>) -> Member {
    Member {
        person: id(person),
        name: None,
        unit: "u".parse().unwrap(),
        superior: superior.map(id),
        kind: "staff".parse().unwrap(),
        leads: None,
    }
}

/// `boss` with staff `x`, `p1` … and, below `x`, `s1`, `s2`.
fn members(peers: usize) -> Vec<Member> {
    let mut members = vec![member("boss", None), member("x", Some("boss")), member("s1", Some("x")), member("s2", Some("x"))];
    members.extend((1..=peers).map(|n| member(&format!("p{n:02}"), Some("boss"))));
    members
}

fn chart(peers: usize) -> Chart {
    Chart::try_new(members(peers)).unwrap()
}

/// At most four peers, chosen as said; at least two.
fn with_peers(chosen_by: ChosenBy) -> Scheme {
    let mut parts = parts();
    let peer = &mut parts.groups[1];
    (peer.minimum, peer.maximum, peer.chosen_by) = (2, 4, chosen_by);
    Scheme::try_new(parts).unwrap()
}

fn raters<'n>(nominations: &'n [Nomination], ratee: &str, group: &str) -> Vec<&'n str> {
    nominations.iter().filter(|n| n.ratee().as_str() == ratee && n.group().as_str() == group).map(|n| n.rater().as_str()).collect()
}

fn sentences(problems: &[NominationProblem]) -> Vec<String> {
    problems.iter().map(|problem| problem.message().en.to_string()).collect()
}

#[test]
fn the_chart_proposes_superior_peers_subordinates_and_self() {
    let nominations = propose(&scheme(), &chart(3), "2026-1");
    assert_eq!(raters(&nominations, "x", "superior"), ["boss"]);
    assert_eq!(raters(&nominations, "x", "peer"), ["p01", "p02", "p03"]);
    assert_eq!(raters(&nominations, "x", "subordinate"), ["s1", "s2"]);
    assert_eq!(raters(&nominations, "x", "self"), ["x"]);
    assert_eq!(raters(&nominations, "boss", "superior"), [""; 0]);
    assert!(nominations.iter().all(|n| n.state() == &NominationState::Approved { by: Approval::Chart }));
    assert_eq!(review(&scheme(), &chart(3), &nominations), []);
}

#[test]
fn the_draw_is_the_published_one() {
    let nominations = propose(&with_peers(ChosenBy::Draw), &chart(9), "2026-1");
    let drawn = raters(&nominations, "x", "peer");
    assert_eq!(drawn.len(), 4);
    // fixed for ever, and equal to what a few lines of Python over SHA-256 give: whoever knows the seed can repeat it
    assert_eq!(drawn, ["p01", "p02", "p05", "p06"]);
    let nomination = nominations.iter().find(|n| n.rater() == &id("p05") && n.ratee() == &id("x")).unwrap();
    assert_eq!(nomination.state(), &NominationState::Approved { by: Approval::Draw });
}

#[test]
fn what_the_person_rated_chooses_waits_for_the_superior() {
    let chart = chart(3);
    let mut nominations = propose(&with_peers(ChosenBy::Ratee), &chart, "2026-1");
    let peer = nominations.iter_mut().find(|n| n.ratee() == &id("x") && n.rater() == &id("p02")).unwrap();
    assert_eq!(peer.state(), &NominationState::Proposed);
    let stranger = peer.approve(&id("p01"), &chart).unwrap_err().message();
    assert_eq!(&*stranger.en, "`p01` decides on the raters of `x`, expected the superior `boss`");
    peer.approve(&id("boss"), &chart).unwrap();
    assert!(peer.is_approved());
    peer.decline("cuti di luar tanggungan negara").unwrap();
    assert_eq!(peer.state().reason(), Some("cuti di luar tanggungan negara"));
    let again = peer.approve(&id("boss"), &chart).unwrap_err().message();
    assert_eq!(&*again.en, "the nomination of `p02` to rate `x` cannot go from `declined by the rater` to `approved`");
    assert_eq!(&*again.id, "penunjukan `p02` untuk menilai `x` tidak dapat berubah dari `tidak bersedia` menjadi `disetujui`");
}

#[test]
fn refusing_declining_and_conflicts_need_a_reason() {
    let chart = chart(1);
    let mut nomination = Nomination::new(id("x"), id("p01"), code("peer"));
    assert_eq!(&*nomination.decline("  ").unwrap_err().message().en, "`declined by the rater` needs a reason");
    assert_eq!(&*nomination.refuse(&id("boss"), &chart, "").unwrap_err().message().en, "`refused by the superior` needs a reason");
    nomination.declare_conflict("pasangan suami istri").unwrap();
    assert!(!nomination.is_alive());
    assert!(nomination.declare_conflict("lagi").is_err());
}

#[test]
fn every_conflict_of_interest_is_found() {
    let named = [
        ("x", "boss", "superior"),
        ("x", "x", "peer"),
        ("x", "boss", "peer"),
        ("x", "p01", "peer"),
        ("x", "p01", "peer"),
        ("x", "s1", "peer"),
        ("x", "s1", "subordinate"),
        ("x", "p02", "self"),
        ("x", "p02", "neighbour"),
        ("x", "nobody", "peer"),
        ("nobody", "p01", "peer"),
    ];
    let nominations: Vec<Nomination> =
        named.iter().map(|(ratee, rater, group)| Nomination::new(id(ratee), id(rater), code(group))).collect();
    let problems = review(&scheme(), &chart(2), &nominations);
    assert!(problems.iter().all(|problem| problem.severity() == Severity::Error));
    let found: Vec<(Vec<usize>, &str)> = problems.iter().map(|problem| (problem.places.clone(), problem.code())).collect();
    assert_eq!(
        found,
        [
            (vec![1], "rates-oneself"),
            (vec![2], "superior-in-other-group"),
            (vec![0, 2], "rater-in-two-groups"),
            (vec![3, 4], "duplicate-rater"),
            (vec![5, 6], "rater-in-two-groups"),
            (vec![7], "self-by-another"),
            (vec![8], "unknown-group"),
            (vec![7, 8], "rater-in-two-groups"),
            (vec![9], "unknown-rater"),
            (vec![10], "unknown-ratee"),
        ]
    );
}

#[test]
fn a_superior_or_subordinate_the_chart_does_not_know_is_a_warning() {
    let named = [("x", "p01", "superior"), ("boss", "p01", "superior"), ("x", "p02", "subordinate"), ("x", "s1", "subordinate")];
    let nominations: Vec<Nomination> =
        named.iter().map(|(ratee, rater, group)| Nomination::new(id(ratee), id(rater), code(group))).collect();
    let problems = review(&scheme(), &chart(2), &nominations);
    let relations: Vec<_> = problems.iter().filter(|problem| problem.code().starts_with("not-")).cloned().collect();
    assert!(relations.iter().all(|problem| problem.severity() == Severity::Warning));
    assert_eq!(
        sentences(&relations),
        [
            "`p01` rates `x` as the superior, but among the people the superior is `boss`",
            "`p01` rates `boss` as the superior, but among the people `boss` has none",
            "`p02` rates `x` as a subordinate, but among the people `x` is not the superior of `p02`",
        ]
    );
}

#[test]
fn a_nomination_given_up_is_not_in_anybodys_way() {
    let mut first = Nomination::new(id("x"), id("s1"), code("peer"));
    first.declare_conflict("bawahan langsung").unwrap();
    let second = Nomination::new(id("x"), id("s1"), code("subordinate"));
    assert_eq!(review(&scheme(), &chart(2), &[first, second]), []);
}

#[test]
fn quotas_hold_where_there_are_people() {
    let scheme = with_peers(ChosenBy::Organisation);
    let peers = |n: usize| (1..=n).map(|i| Nomination::new(id("x"), id(&format!("p{i:02}")), code("peer"))).collect::<Vec<_>>();
    assert_eq!(sentences(&review(&scheme, &chart(9), &peers(1))), ["group `peer` for `x` has 1 rater, expected at least 2 (9 available)"]);
    assert_eq!(sentences(&review(&scheme, &chart(9), &peers(5))), ["group `peer` for `x` has 5 raters, expected at most 4"]);
    let few = review(&scheme, &chart(1), &peers(1));
    assert_eq!((few.len(), few[0].severity()), (1, Severity::Warning), "there is nobody else to name");
    let alone = [Nomination::new(id("x"), id("boss"), code("superior"))];
    assert_eq!(review(&scheme, &chart(0), &alone), [], "somebody without peers needs none");
}

#[test]
fn duties_left_undone_are_found() {
    let scheme = with_peers(ChosenBy::Ratee);
    let chart = chart(3);
    let approved = |rater: &str, group: &str| {
        Nomination::restore(id("x"), id(rater), code(group), NominationState::Approved { by: Approval::Unnamed })
    };
    let nominations = vec![approved("boss", "superior"), approved("p01", "peer"), approved("p02", "peer"), approved("p03", "peer")];
    let responses = vec![response("p02", "peer", [3; 4]), response("boss", "superior", [4; 4])];
    let records = duties(&scheme, &CycleInput::new(chart, nominations, responses));
    assert_eq!(records[&id("p01")].not_rated, [id("x")]);
    assert!(!records[&id("p02")].not_rated.contains(&id("x")));
    assert!(!records.contains_key(&id("x")) || !records[&id("x")].did_not_nominate, "x proposed peers");
    assert!(records[&id("p01")].did_not_nominate);
    // of those below `boss`, only `x` has raters
    assert_eq!(records[&id("boss")].subordinates_without_raters, [id("p01"), id("p02"), id("p03")]);
}

#[test]
fn deductions_of_a_scheme_lie_within_bounds() {
    let mut parts = parts();
    parts.duty = Some(crate::evaluation::scheme::DutyRule {
        per_person_not_rated: (-1).into(),
        per_subordinate_without_raters: 2.into(),
        for_not_nominating: 5.into(),
        cap: 2000.into(),
        reference: reference(),
    });
    let problems = Scheme::try_new(parts).unwrap_err();
    let keys: Vec<&str> = problems.iter().map(|p| if let SchemeProblem::Range { key, .. } = p { key } else { "?" }).collect();
    assert_eq!(keys, ["per-person-not-rated", "cap"]);
}

proptest! {
    #[test]
    fn order_of_people_does_not_matter(order in Just(members(12)).prop_shuffle(), seed in "[a-z0-9-]{1,8}") {
        let scheme = with_peers(ChosenBy::Draw);
        let sorted = propose(&scheme, &chart(12), &seed);
        prop_assert_eq!(propose(&scheme, &Chart::try_new(order).unwrap(), &seed), sorted);
    }

    #[test]
    fn the_draw_depends_only_on_seed_and_candidates(seed in "[a-z0-9-]{1,8}", peers in 5usize..14) {
        let scheme = with_peers(ChosenBy::Draw);
        let of_x = |chart: &Chart| raters(&propose(&scheme, chart, &seed), "x", "peer").iter().map(ToString::to_string).collect::<Vec<_>>();
        let drawn = of_x(&chart(peers));
        prop_assert_eq!(drawn.len(), 4);
        // people elsewhere change nothing, nor does somebody leaving who was not drawn
        let mut more = members(peers);
        more.push(member("z", Some("p01")));
        prop_assert_eq!(&of_x(&Chart::try_new(more).unwrap()), &drawn);
        let left = (1..=peers).map(|n| format!("p{n:02}")).find(|p| !drawn.contains(p)).unwrap();
        let fewer: Vec<Member> = members(peers).into_iter().filter(|m| m.person.as_str() != left).collect();
        prop_assert_eq!(of_x(&Chart::try_new(fewer).unwrap()), drawn);
    }

    #[test]
    fn a_proposal_breaks_no_rule(peers in 0usize..14, seed in "[a-z0-9-]{1,8}") {
        let scheme = with_peers(ChosenBy::Draw);
        let chart = chart(peers);
        let problems = review(&scheme, &chart, &propose(&scheme, &chart, &seed));
        prop_assert!(problems.iter().all(|problem| problem.severity() < Severity::Error), "{:?}", problems);
        prop_assert_eq!(candidates(&chart, &id("x"), Relation::Peer).len(), peers);
    }
}
