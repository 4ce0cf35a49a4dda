use proptest::prelude::*;

use super::cohort::{QueryGuard, TooClose};
use super::composite::Insufficient;
use super::edition::{EditionError, Editions, Reason, withdraw};
use super::fixture::{instrument, parts, response, scheme, sheet, try_score, with_comment};
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
    responses.push(response("p5", "peer", [2; 4]));
    let withheld = editions.correct(&scheme(), &instrument(), &sheet(&responses)).unwrap();
    let alone = Reason::TooClose(TooClose { left: 1, minimum: 3 });
    assert_eq!(withheld.iter().map(|w| w.reason).collect::<Vec<_>>(), [alone, alone]);
    assert_eq!(editions.all()[1].overall, editions.all()[0].overall);
    responses.extend(["p6", "p7"].map(|rater| response(rater, "peer", [2; 4])));
    assert!(editions.correct(&scheme(), &instrument(), &sheet(&responses)).unwrap().is_empty(), "three more may be shown");
    assert_ne!(editions.all()[2].overall, editions.all()[0].overall);
}

fn peers(values: &[(&str, [i64; 4])]) -> Vec<super::response::CheckedResponse> {
    let mut all = vec![response("s", "superior", [4; 4])];
    all.extend(values.iter().map(|(rater, v)| response(rater, "peer", *v)));
    all
}

#[test]
fn late_raters_who_agree_at_an_end_of_the_scale_wait() {
    let first = ["p1", "p2", "p3", "p4", "p5"].map(|rater| (rater, [3, 3, 3, 3]));
    let mut editions = Editions::first(sheet(&peers(&first)));
    let late: Vec<_> = first.into_iter().chain(["p6", "p7", "p8"].map(|rater| (rater, [5, 5, 3, 3]))).collect();
    let withheld = editions.correct(&scheme(), &instrument(), &sheet(&peers(&late))).unwrap();
    assert_eq!(withheld.len(), 1, "8 * 3.75 - 5 * 3 would give each of the three a five");
    assert_eq!(withheld[0].reason, Reason::AtAnEnd { raters: 3 });
    assert_eq!(editions.all()[1].dimensions[0].composite.blocks[1].raters, 5);
    assert_eq!(editions.all()[1].dimensions[1].edition, 1, "dimensions stay or go together");
}

#[test]
fn distributions_of_two_editions_cannot_be_subtracted() {
    let first = [("p1", [2, 3, 3, 3]), ("p2", [4, 4, 3, 3]), ("p3", [3, 3, 3, 3]), ("p4", [2, 3, 3, 3]), ("p5", [3, 3, 3, 3])];
    let mut editions = Editions::first(sheet(&peers(&first)));
    assert!(editions.all()[0].dimensions[0].details[1].is_some());
    let late: Vec<_> = first.into_iter().chain(["p6", "p7", "p8"].map(|rater| (rater, [2, 2, 3, 3]))).collect();
    assert_eq!(editions.correct(&scheme(), &instrument(), &sheet(&peers(&late))), Ok(Vec::new()));
    let second = &editions.all()[1].dimensions[0];
    assert_eq!((second.edition, second.composite.blocks[1].raters, &second.details[1]), (2, 8, &None));
}

#[test]
fn details_and_comments_need_five_who_count() {
    let four = peers(&[("p1", [1, 2, 3, 3]), ("p2", [5, 4, 3, 3]), ("p3", [3; 4]), ("p4", [3; 4])]);
    assert_eq!(sheet(&four).dimensions[0].details[1], None);
    let commented = |rater: &str, values, text: &str| with_comment(rater, "peer", values, text);
    let mut few = peers(&[("p1", [0; 4]), ("p2", [0; 4]), ("p3", [0; 4]), ("p4", [0; 4])]);
    few.push(commented("p5", [3; 4], "only comment"));
    assert!(sheet(&few).comments.is_empty(), "who observed nothing counts towards no minimum");
    let mut enough = peers(&[("p1", [3; 4]), ("p2", [4; 4]), ("p3", [3; 4]), ("p4", [2; 4])]);
    enough.push(commented("p5", [3; 4], "helpful"));
    let mut editions = Editions::first(sheet(&enough));
    assert_eq!(editions.all()[0].comments, ["helpful"]);
    enough.push(commented("p6", [0; 4], "he takes bribes"));
    editions.correct(&scheme(), &instrument(), &sheet(&enough)).unwrap();
    enough.extend(["p7", "p8", "p9"].map(|rater| commented(rater, [3; 4], "late")));
    let withheld = editions.correct(&scheme(), &instrument(), &sheet(&enough)).unwrap();
    assert_eq!(editions.all()[2].comments, ["helpful"], "three known people wrote the late ones");
    assert_eq!(withheld.iter().map(|w| w.dimension.is_none()).collect::<Vec<_>>(), [true]);
}

#[test]
fn a_group_is_merged_alike_in_every_dimension() {
    let mut all = peers(&[("p1", [3, 3, 3, 3]), ("p2", [3, 3, 3, 3]), ("p3", [3, 3, 3, 3])]);
    all.push(response("u1", "subordinate", [2, 2, 0, 0]));
    let sheet = sheet(&all);
    let (a, b) = (&sheet.dimensions[0].composite.blocks[1], &sheet.dimensions[1].composite.blocks[1]);
    assert_eq!((&a.groups, &b.groups), (&vec![1, 2], &vec![1, 2]), "a block of peers alone would say that u1 left B open");
    let (scheme, instrument) = (scheme(), instrument());
    let report = Reporting { scheme: &scheme, instrument: &instrument, sheet: &sheet, precision: None }.for_hr(Default::default());
    let raters: Vec<Raters> = report.summary.dimensions.iter().map(|d| d.blocks[1].raters).collect();
    assert_eq!(raters, [Raters::Exactly(4), Raters::Exactly(4)]);
}

#[test]
fn a_kept_score_keeps_the_weights_it_was_made_with() {
    let mut with = parts();
    with.alternatives = vec![super::scheme::Alternative {
        without: vec!["subordinate".parse().unwrap()],
        weights: vec![("superior".parse().unwrap(), decimal("0.6")), ("peer".parse().unwrap(), decimal("0.4"))],
        reference: super::fixture::reference(),
    }];
    let with = Scheme::try_new(with).unwrap();
    let mut all = peers(&[("p1", [3; 4]), ("p2", [4; 4]), ("p3", [4; 4])]);
    all.push(response("u1", "subordinate", [3; 4]));
    let mut editions = Editions::first(try_score(&with, &all).unwrap());
    let before = editions.all()[0].overall;
    all.pop();
    let gone = try_score(&with, &all).unwrap();
    assert_ne!(gone.overall, before);
    assert_eq!(editions.correct(&with, &instrument(), &gone).unwrap().len(), 2);
    let kept = &editions.all()[1];
    assert_eq!((kept.overall, kept.dimensions[0].composite.coverage), (before, Ratio::ONE));
}

#[test]
fn self_and_missing_groups_have_no_second_weight() {
    let mut wrong = parts();
    wrong.pool = Some(super::scheme::Pool {
        groups: vec!["peer".parse().unwrap(), "self".parse().unwrap()],
        weight: decimal("0.3"),
        reference: super::fixture::reference(),
    });
    wrong.alternatives = vec![super::scheme::Alternative {
        without: Vec::new(),
        weights: vec![("superior".parse().unwrap(), decimal("0.6")), ("self".parse().unwrap(), decimal("0.4"))],
        reference: super::fixture::reference(),
    }];
    let codes: Vec<&str> = Scheme::try_new(wrong).unwrap_err().iter().map(|problem| problem.code()).collect();
    assert_eq!(codes, ["weight-misplaced", "always-holds", "weight-misplaced"]);
}

#[test]
fn a_late_superior_counts_while_the_late_peer_waits() {
    let mut responses: Vec<_> = ["p1", "p2", "p3"].map(|rater| response(rater, "peer", [3, 4, 3, 4])).into();
    let mut editions = Editions::first(sheet(&responses));
    responses.extend([response("s", "superior", [4; 4]), response("p4", "peer", [1; 4])]);
    assert_eq!(editions.correct(&scheme(), &instrument(), &sheet(&responses)).unwrap().len(), 2);
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
    assert_eq!(Editions::first(cut.clone()).correct(&scheme(), &instrument(), &sheet), Err(EditionError::Cut));
    let next = withdraw(&scheme(), &cut, &["subordinate".parse().unwrap()]).unwrap();
    assert_eq!(next.overall, Some(ratio(29, 8)));
    assert_eq!((next.edition, next.dimensions[0].composite.withdrawn.as_slice()), (2, [2].as_slice()));
    let without = withdraw(&scheme(), &cut, &["superior".parse().unwrap()]).unwrap();
    assert_eq!(without.overall, None);
    assert!(without.dimensions[0].composite.reasons.contains(&Insufficient::Withdrawn));
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
