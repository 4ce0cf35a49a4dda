use proptest::prelude::*;

use super::cohort::QueryGuard;
use super::edition::{EditionError, Editions, withdraw};
use super::fixture::{instrument, parts, response, scheme, sheet, try_score};
use super::report::{Raters, Reporting, Status};
use super::scheme::{Scheme, SmallGroups};
use super::scoring::ScoreError;
use super::shown::Shown;
use crate::number::ratio::Ratio;

fn ratio(numerator: i128, denominator: i128) -> Ratio {
    Ratio::new(numerator, denominator).unwrap()
}

fn decimal(text: &str) -> rust_decimal::Decimal {
    text.parse().unwrap()
}

#[test]
fn one_rater_one_vote_and_not_observed_is_missing() {
    let sheet = sheet(&[
        response("s", "superior", [4, 4, 4, 4]),
        response("p1", "peer", [5, 0, 3, 3]),
        response("p2", "peer", [3, 3, 3, 3]),
        response("p3", "peer", [4, 4, 0, 0]),
        response("p4", "peer", [4, 4, 3, 3]),
    ]);
    let a = &sheet.dimensions[0].composite;
    assert_eq!(a.blocks[1].mean, Ratio::from(4), "p1 skipped an item and keeps one full vote");
    assert_eq!((a.coverage, a.score), (ratio(4, 5), Some(Ratio::from(4))));
    let b = &sheet.dimensions[1].composite;
    assert_eq!((b.blocks[1].raters, b.blocks[1].mean), (3, Ratio::from(3)), "p3 saw nothing of it and is not a zero");
    assert_eq!(b.score, Some(ratio(29, 8)), "(0.5 * 4 + 0.3 * 3) / 0.8");
}

#[test]
fn without_a_superior_there_is_no_score_and_a_reason() {
    let sheet = sheet(&[response("p1", "peer", [4; 4]), response("p2", "peer", [3; 4]), response("p3", "peer", [4; 4])]);
    let (scheme, instrument) = (scheme(), instrument());
    let report = Reporting { scheme: &scheme, instrument: &instrument, sheet: &sheet, precision: None }.for_ratee();
    assert_eq!((report.summary.status, report.summary.score), (Status::Insufficient, None));
    assert!(report.summary.reasons.iter().any(|r| &*r.en == "the superior has not rated"), "{:?}", report.summary.reasons);
}

#[test]
fn a_lone_small_group_joins_the_smallest_released_one() {
    let sheet = sheet(&[
        response("s", "superior", [4; 4]),
        response("p1", "peer", [4; 4]),
        response("p2", "peer", [3; 4]),
        response("p3", "peer", [4; 4]),
        response("u1", "subordinate", [2; 4]),
    ]);
    let composite = &sheet.dimensions[0].composite;
    assert_eq!(composite.blocks[1].groups, [1, 2]);
    assert_eq!((composite.blocks[1].raters, composite.blocks[1].weight), (4, ratio(1, 2)));
    assert!(composite.suppressed.is_empty() && composite.coverage == Ratio::ONE);
}

#[test]
fn all_fives_are_a_bound_for_every_reader_and_so_is_what_is_made_of_them() {
    let all = |value| {
        let mut responses = vec![response("s", "superior", [4; 4])];
        responses.extend(["p1", "p2", "p3"].map(|rater| response(rater, "peer", value)));
        sheet(&responses)
    };
    let (scheme, instrument) = (scheme(), instrument());
    let sheet = all([5, 5, 3, 4]);
    let report = Reporting { scheme: &scheme, instrument: &instrument, sheet: &sheet, precision: None }.for_hr(Default::default());
    let first = &report.summary.dimensions[0];
    assert_eq!(first.blocks[1].mean, Shown::Between(decimal("4.66"), decimal("5.00")), "three raters share a quarter of the scale");
    assert_eq!(first.score, Some(Shown::Between(decimal("4.25"), decimal("4.38"))), "0.625 * 4 + 0.375 * (4.67 to 5)");
    assert!(matches!(report.summary.score, Some(Shown::Between(..))));
    assert_eq!(report.summary.dimensions[1].blocks[1].mean, Shown::Exact(decimal("3.50")));
    assert_eq!(report.summary.dimensions[1].blocks[1].raters, Raters::Exactly(3));
}

#[test]
fn distributions_need_five_complete_raters_who_differ() {
    let peers = |values: [[i64; 4]; 5]| {
        let mut responses = vec![response("s", "superior", [4; 4])];
        responses.extend(["p1", "p2", "p3", "p4", "p5"].iter().zip(values).map(|(rater, v)| response(rater, "peer", v)));
        sheet(&responses)
    };
    let shown = peers([[1, 2, 3, 3], [5, 4, 3, 3], [3, 3, 3, 3], [4, 4, 3, 3], [2, 2, 3, 0]]);
    assert_eq!(shown.dimensions[0].details[1].as_ref().unwrap().counts, [1, 3, 2, 3, 1]);
    assert_eq!(shown.dimensions[1].details[1], None, "one left an item open: distribution less mean would be that rater's");
    let equal = peers([[3, 3, 3, 3]; 5]);
    assert_eq!(equal.dimensions[0].details[1], None, "all equal: the distribution is everybody's answer");
}

#[test]
fn bad_responses_have_their_sentence() {
    let superior = response("s", "superior", [4; 4]);
    let twice = [superior.clone(), response("p1", "peer", [4; 4]), response("p1", "subordinate", [4; 4])];
    assert!(matches!(try_score(&scheme(), &twice), Err(ScoreError::DuplicateRater { .. })));
    let own = [superior.clone(), response("x", "peer", [5; 4])];
    let error = try_score(&scheme(), &own).unwrap_err();
    assert!(matches!(error, ScoreError::RatesOneself { .. }));
    assert!(error.message().en.starts_with("`x` in group `peer`: a self rating"));
    assert!(matches!(try_score(&scheme(), &[response("p1", "self", [5; 4])]), Err(ScoreError::RatesOneself { .. })));
    assert!(matches!(try_score(&scheme(), &[response("p1", "friend", [5; 4])]), Err(ScoreError::UnknownGroup { .. })));
    let two = [superior, response("t", "superior", [4; 4])];
    assert!(matches!(try_score(&scheme(), &two), Err(ScoreError::SeveralNamed { found: 2, .. })));
}

#[test]
fn weights_that_miss_one_are_refused_with_their_sum() {
    let mut wrong = parts();
    wrong.groups[1].weight = decimal("0.25");
    wrong.groups[3].weight = decimal("0.1");
    let problems = Scheme::try_new(wrong).unwrap_err();
    let sentences: Vec<String> = problems.iter().map(|p| p.message().en.to_string()).collect();
    assert_eq!(
        sentences,
        [
            "the self rating has weight 0.1, expected 0: it never counts",
            "the weights of the rater groups add up to 0.95, expected exactly 1"
        ]
    );
}

#[test]
fn a_late_answer_alone_changes_nothing_released() {
    let peers = ["p1", "p2", "p3", "p4"];
    let mut responses = vec![response("s", "superior", [4; 4])];
    responses.extend(peers.map(|rater| response(rater, "peer", [3, 4, 3, 4])));
    let mut editions = Editions::first(sheet(&responses));
    responses.push(response("p5", "peer", [1; 4]));
    let withheld = editions.correct(&scheme(), sheet(&responses)).unwrap();
    assert_eq!(withheld.iter().map(|w| (w.reason.left, w.reason.minimum)).collect::<Vec<_>>(), [(1, 3), (1, 3)]);
    assert_eq!(editions.all()[1].overall, editions.all()[0].overall);
    responses.extend(["p6", "p7"].map(|rater| response(rater, "peer", [1; 4])));
    assert!(editions.correct(&scheme(), sheet(&responses)).unwrap().is_empty(), "three more may be shown");
    assert_ne!(editions.all()[2].overall, editions.all()[0].overall);
}

#[test]
fn a_late_superior_counts_while_the_late_peer_waits() {
    let mut responses: Vec<_> = ["p1", "p2", "p3"].map(|rater| response(rater, "peer", [3, 4, 3, 4])).into();
    let mut editions = Editions::first(sheet(&responses));
    responses.extend([response("s", "superior", [4; 4]), response("p4", "peer", [1; 4])]);
    assert_eq!(editions.correct(&scheme(), sheet(&responses)).unwrap().len(), 2);
    let last = &editions.all()[1];
    assert_eq!(last.dimensions[0].composite.blocks[1].mean, ratio(7, 2));
    assert_eq!(last.overall, Some(ratio(61, 16)), "(0.5 * 4 + 0.3 * 3.5) / 0.8");
}

#[test]
fn after_the_cut_only_whole_groups_can_be_withdrawn() {
    let mut responses = vec![response("s", "superior", [4; 4])];
    responses.extend(["p1", "p2", "p3"].map(|rater| response(rater, "peer", [3; 4])));
    responses.extend(["u1", "u2", "u3"].map(|rater| response(rater, "subordinate", [2; 4])));
    let sheet = sheet(&responses);
    let cut = sheet.clone().cut();
    assert_eq!(Editions::first(cut.clone()).correct(&scheme(), sheet), Err(EditionError::Cut));
    let next = withdraw(&scheme(), &cut, &["subordinate".parse().unwrap()]).unwrap();
    assert_eq!(next.overall, Some(ratio(29, 8)));
    assert_eq!((next.edition, next.dimensions[0].composite.suppressed.as_slice()), (2, [2].as_slice()));
}

#[test]
fn filters_that_differ_by_few_people_are_refused() {
    let people: std::collections::BTreeSet<u32> = (0..20).collect();
    let mut guard = QueryGuard::try_new(&people, 3).unwrap();
    guard.ask(&(0..10).collect()).unwrap();
    let refused = guard.ask(&(0..8).collect()).unwrap_err();
    assert_eq!((refused.left, refused.minimum), (2, 3));
    guard.ask(&(0..7).collect()).unwrap();
    assert!(guard.ask(&(0..18).collect()).is_err(), "the rest of the total would be two people");
}

fn answers() -> impl Strategy<Value = [i64; 4]> {
    [0i64..=5, 0i64..=5, 0i64..=5, 0i64..=5]
}

fn crowd() -> impl Strategy<Value = Vec<(u8, [i64; 4])>> {
    proptest::collection::vec((1u8..3, answers()), 0..9)
}

fn responses(superior: [i64; 4], crowd: &[(u8, [i64; 4])]) -> Vec<super::response::CheckedResponse> {
    let mut all = vec![response("s", "superior", superior)];
    let name = |group: u8| if group == 1 { "peer" } else { "subordinate" };
    all.extend(crowd.iter().enumerate().map(|(at, (group, values))| response(&format!("r{at}"), name(*group), *values)));
    all
}

proptest! {
    #[test]
    fn order_of_raters_never_matters(superior in answers(), crowd in crowd(), seed in 0usize..50) {
        let straight = responses(superior, &crowd);
        let mut turned = straight.clone();
        let at = seed % turned.len();
        turned.rotate_left(at);
        turned.reverse();
        prop_assert_eq!(sheet(&straight), sheet(&turned));
    }

    #[test]
    fn the_self_rating_never_changes_an_official_number(superior in answers(), crowd in crowd(), own in answers()) {
        let mut all = responses(superior, &crowd);
        let before = sheet(&all);
        all.push(response("x", "self", own));
        let after = sheet(&all);
        prop_assert_eq!((before.overall, before.coverage, &before.reasons), (after.overall, after.coverage, &after.reasons));
        for (before, after) in before.dimensions.iter().zip(&after.dimensions) {
            prop_assert_eq!(&before.composite, &after.composite);
        }
    }

    #[test]
    fn a_rater_below_the_threshold_changes_nothing_released(superior in answers(), peers in 3usize..6, small in 0usize..2, late in answers()) {
        let mut suppress = parts();
        suppress.release.small_groups = SmallGroups::Suppress;
        let suppress = Scheme::try_new(suppress).unwrap();
        let mut crowd: Vec<_> = (0..peers).map(|at| (1u8, [4, 3, (at % 5) as i64 + 1, 2])).collect();
        crowd.extend((0..small).map(|_| (2u8, [2, 2, 2, 2])));
        let before = try_score(&suppress, &responses(superior, &crowd)).unwrap();
        crowd.push((2, late));
        let after = try_score(&suppress, &responses(superior, &crowd)).unwrap();
        prop_assert_eq!(before.overall, after.overall);
        for (before, after) in before.dimensions.iter().zip(&after.dimensions) {
            prop_assert_eq!(&before.composite.blocks, &after.composite.blocks);
            prop_assert_eq!(before.composite.score, after.composite.score);
        }
    }

    #[test]
    fn a_score_stays_on_the_scale(superior in answers(), crowd in crowd()) {
        let sheet = sheet(&responses(superior, &crowd));
        if let Some(score) = sheet.overall {
            prop_assert!(score >= Ratio::ONE && score <= Ratio::from(5));
        } else {
            prop_assert!(!sheet.reasons.is_empty(), "no score has a reason");
        }
    }
}
