use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::people::id::PersonId;
use crate::record::Kept;

fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

fn programme(criteria: &[(Criterion, i64, bool)], load_limit: u32) -> MentoringProgramme {
    let weighted = |(criterion, weight, required): &(Criterion, i64, bool)| Weighted {
        criterion: *criterion,
        weight: Decimal::from(*weight),
        required: *required,
    };
    MentoringProgramme {
        id: "cpns-2026".parse().unwrap(),
        title: "Pendampingan CPNS 2026".into(),
        unit: "pemda".parse().unwrap(),
        first: "2026-03-01".parse().unwrap(),
        last: "2027-02-28".parse().unwrap(),
        framework: None,
        load_limit,
        no_superior: true,
        criteria: criteria.iter().map(weighted).collect(),
    }
}

fn somebody(id: &str, unit: &str, grade: usize) -> Participant {
    Participant { unit: Some(unit.parse().unwrap()), grade: Some(grade), ..Participant::new(person(id)) }
}

fn pairs(matching: &Matching) -> Vec<(&str, &str)> {
    matching.pairs.iter().map(|pair| (pair.mentee.as_str(), pair.mentor.as_str())).collect()
}

fn nobody() -> BTreeMap<PersonId, Option<PersonId>> {
    BTreeMap::new()
}

#[test]
fn everybody_who_can_gets_a_mentor_and_every_pair_says_why() {
    let programme = programme(&[(Criterion::SameUnit, 2, false), (Criterion::HigherGrade, 1, true)], 1);
    let mentees = [somebody("n1", "a", 1), somebody("n2", "a", 1), somebody("n3", "b", 9)];
    let mentors = [somebody("m1", "a", 3), somebody("m2", "b", 4), somebody("m3", "b", 5)];
    let found = match_pairs(&programme, Standing { paired: &nobody(), ..standing() }, &mentees, &mentors).unwrap();
    assert_eq!(pairs(&found), [("n1", "m1"), ("n2", "m2")]);
    assert_eq!(found.total, Decimal::from(3 + 1));
    let first = &found.pairs[0];
    assert_eq!(first.score.of, Decimal::from(3));
    assert_eq!(first.score.criteria[0].share, Some(Decimal::ONE));
    // n1 and n2 are alike: who gets the mentor of the own unit was decided by id, and n2 could have m3 as well as m2
    assert_eq!(first.also, [person("m2"), person("m3")]);
    assert_eq!(found.pairs[1].also, [person("m1"), person("m3")]);
    let left = &found.unmatched[0];
    assert_eq!(left.mentee, person("n3"));
    assert!(left.refusals.iter().all(|(_, refusal)| *refusal == Refusal::NotMet { criterion: Criterion::HigherGrade }));
    assert_eq!(left.refusals.len(), 3);
}

fn standing() -> Standing<'static> {
    static NONE: BTreeMap<PersonId, Option<PersonId>> = BTreeMap::new();
    Standing { running: &[], paired: &NONE, conflicts: &[] }
}

#[test]
fn what_is_not_known_adds_nothing_and_fails_what_is_required() {
    let programme = programme(&[(Criterion::SameUnit, 1, false), (Criterion::HigherTier, 1, true)], 1);
    let (mentee, mentor) = (somebody("n", "a", 1), somebody("m", "a", 2));
    let refusal = standing().refusal(&programme, &mentee, &mentor);
    assert_eq!(refusal, Some(Refusal::NotKnown { criterion: Criterion::HigherTier }));
    let score = PairScore::of(&programme, &mentee, &mentor);
    assert_eq!((score.total, score.criteria[1].share), (Decimal::ONE, None));
}

#[test]
fn the_share_of_lacking_competencies_counts() {
    let programme = programme(&[(Criterion::Competency, 9, false)], 1);
    let levels = |pairs: &[(&str, i64)]| Some(pairs.iter().map(|(code, level)| (code.parse().unwrap(), Decimal::from(*level))).collect());
    let mentee = Participant { lacks: levels(&[("M.01", 3), ("M.02", 2), ("M.03", 2)]), ..Participant::new(person("n")) };
    let mentor = Participant { levels: levels(&[("M.01", 3), ("M.02", 1), ("M.03", 4)]), ..Participant::new(person("m")) };
    let score = PairScore::of(&programme, &mentee, &mentor);
    assert_eq!(score.criteria[0].share, Some("0.6667".parse().unwrap()));
    assert_eq!(score.total, "6.0003".parse().unwrap());
}

#[test]
fn circles_are_named_from_the_new_mentor_on() {
    let people = ["a", "b", "c", "d"].map(person);
    let [a, b, c, d] = &people;
    assert_eq!(circle([(a, b)], b, a), Some(vec![b.clone(), a.clone()]));
    assert_eq!(circle([(a, b), (b, c), (c, d), (a, d)], d, b), Some(vec![d.clone(), b.clone(), c.clone()]));
    assert_eq!(circle([(a, b), (b, c)], a, d), None);
    let refusal = Refusal::Circle { people: vec![b.clone(), a.clone()] };
    assert_eq!(refusal.message().en.as_ref(), "circular mentors: `b` → `a` → `b`; expected that nobody mentors the own mentor");
}

#[test]
fn two_new_pairs_do_not_close_a_circle_either() {
    let programme = programme(&[(Criterion::HigherGrade, 1, false)], 2);
    // x mentors p and y mentors q already; matching p→y and q→x would close x→p→y→q→x
    let running = [(person("x"), person("p")), (person("y"), person("q"))];
    let standing = Standing { running: &running, ..standing() };
    let mentees = [somebody("x", "a", 3), somebody("y", "a", 3)];
    let mentors = [somebody("p", "a", 5), somebody("q", "a", 4)];
    let found = match_pairs(&programme, standing, &mentees, &mentors).unwrap();
    // p cannot mentor x, nor q mentor y: what is left closes the long circle, so one of them goes without
    assert_eq!(found.circles.len(), 1);
    assert_eq!(found.circles[0].len(), 4);
    assert_eq!(pairs(&found), [("x", "q")]);
    assert_eq!(found.unmatched[0].mentee, person("y"));
}

#[test]
fn conflicts_superiors_load_and_pairs_that_run_are_refused() {
    let programme = programme(&[(Criterion::SameUnit, 1, false)], 1);
    let mentee = Participant { superior: Some(person("boss")), ..somebody("n", "a", 1) };
    let conflicts = [(person("kin"), person("n"), "kakak".into())];
    let running = [(person("busy"), person("z"))];
    let paired = BTreeMap::from([(person("z"), Some(person("busy")))]);
    let standing = Standing { running: &running, paired: &paired, conflicts: &conflicts };
    let refused = |mentee: &Participant, mentor: &str| standing.refusal(&programme, mentee, &somebody(mentor, "a", 1)).map(|r| r.code());
    assert_eq!(refused(&mentee, "n"), Some("own-mentor"));
    assert_eq!(refused(&mentee, "boss"), Some("mentor-is-superior"));
    assert_eq!(refused(&mentee, "kin"), Some("mentor-conflict"));
    assert_eq!(refused(&mentee, "busy"), Some("mentor-full"));
    assert_eq!(refused(&somebody("z", "a", 1), "m"), Some("mentee-paired"));
    assert_eq!(refused(&mentee, "m"), None);
    let twice = [mentee.clone(), mentee];
    assert_eq!(match_pairs(&programme, standing, &twice, &[]).unwrap_err().to_string(), "`n` is listed twice, expected everybody once");
}

#[test]
fn a_programme_says_what_is_wrong_with_it() {
    let sound = programme(&[(Criterion::SameUnit, 1, false)], 3);
    assert_eq!(sound.check(), Ok(()));
    let said = |change: fn(&mut MentoringProgramme)| {
        let mut programme = sound.clone();
        change(&mut programme);
        programme.check().unwrap_err().to_string()
    };
    assert_eq!(said(|p| p.last = "2026-02-28".parse().unwrap()), "the programme ends on 2026-02-28, expected a day from 2026-03-01 on");
    assert_eq!(said(|p| p.load_limit = 0), "a mentor may have 0 mentees, expected 1 to 50");
    assert_eq!(said(|p| p.criteria.clear()), "no criterion counts, expected at least one with a weight above 0");
    assert_eq!(
        said(|p| p.criteria[0].weight = "0.123".parse().unwrap()),
        "criterion `same-unit` weighs 0.123, expected 0 to 1000 with at most two decimals"
    );
    assert_eq!(said(|p| p.criteria.push(p.criteria[0].clone())), "criterion `same-unit` stands twice, expected it once");
    let opposite = |p: &mut MentoringProgramme| p.criteria.push(Weighted { criterion: Criterion::OtherUnit, ..p.criteria[0].clone() });
    assert_eq!(said(opposite), "`same-unit` and `other-unit` both count, expected one of them");
}

fn pair() -> MentoringPair {
    MentoringPair {
        id: "cpns-2026/n".parse().unwrap(),
        programme: "cpns-2026".parse().unwrap(),
        mentee: person("n"),
        mentor: Some(person("m")),
        score: None,
        goals: ["menyusun laporan", "melayani publik"].map(|text| Goal { text: text.into(), competency: None, reached: None }).to_vec(),
        sessions: Vec::new(),
        mentee_review: None,
        mentor_review: None,
        state: PairState::Running { since: "2026-03-01".parse().unwrap() },
    }
}

#[test]
fn a_pair_meets_once_a_day_and_closes_with_both_reviews() {
    let mut pair = pair();
    let day = |text: &str| text.parse().unwrap();
    let until = day("2026-06-30");
    pair.can_meet(day("2026-03-10"), until).unwrap();
    pair.add(Session { date: day("2026-03-10"), abroad: false, notes: "orientasi".into(), hours: Decimal::TWO });
    let twice = pair.can_meet(day("2026-03-10"), until).unwrap_err().to_string();
    assert_eq!(twice, "pair `cpns-2026/n` has a session of 2026-03-10 already, expected one a day");
    let outside = pair.can_meet(day("2026-07-01"), until).unwrap_err().to_string();
    assert_eq!(outside, "the session was on 2026-07-01, expected from 2026-03-01 to 2026-06-30");
    let review = |text: &str| Review { on: day("2026-06-30"), text: Some(text.into()) };
    assert_eq!(pair.review(Side::Mentor, review("baik"), Some(&[3])).unwrap_err().code(), "no-such-goal");
    assert!(pair.mentor_review.is_none());
    pair.review(Side::Mentor, review("baik"), Some(&[2])).unwrap();
    assert!(pair.runs());
    assert_eq!(pair.review(Side::Mentor, review("baik"), None).unwrap_err().code(), "review-twice");
    pair.review(Side::Mentee, review("terbantu"), None).unwrap();
    assert_eq!(pair.state, PairState::Closed { on: day("2026-06-30") });
    assert_eq!(pair.goals.iter().map(|goal| goal.reached).collect::<Vec<_>>(), [Some(false), Some(true)]);
    assert_eq!(pair.can_meet(day("2026-06-29"), until).unwrap_err().to_string(), "pair `cpns-2026/n` is closed, expected running");
}

#[test]
fn a_mentor_who_goes_leaves_the_hours_and_no_name() {
    let mut kept = pair();
    kept.add(Session { date: "2026-03-10".parse().unwrap(), abroad: false, notes: "orientasi".into(), hours: Decimal::TWO });
    kept.mentor_review = Some(Review { on: "2026-06-30".parse().unwrap(), text: Some("rajin".into()) });
    let after = kept.clone().forget(&person("m")).unwrap();
    assert_eq!((after.mentor.as_ref(), after.hours()), (None, Decimal::TWO));
    assert_eq!(after.mentor_review.as_ref().unwrap().text, None);
    assert!(matches!(after.state, PairState::Ended { .. }));
    assert_eq!(kept.clone().forget(&person("n")), None);
    assert_eq!(kept.clone().forget(&person("somebody")), Some(kept));
}

/// Every way to give mentees mentors: how many have one, the points, and who is with whom.
fn all_ways(points: &[Vec<Option<i64>>], limits: &[usize]) -> Vec<(usize, i64, Vec<Option<usize>>)> {
    let mut ways = vec![(0, 0, Vec::new())];
    for row in points {
        let mut next = Vec::new();
        for (count, total, chosen) in ways {
            let mut without = chosen.clone();
            without.push(None);
            next.push((count, total, without));
            for (mentor, points) in row.iter().enumerate() {
                let used = chosen.iter().filter(|taken| **taken == Some(mentor)).count();
                if let Some(points) = points.filter(|_| used < limits[mentor]) {
                    let mut with = chosen.clone();
                    with.push(Some(mentor));
                    next.push((count + 1, total + points, with));
                }
            }
        }
        ways = next;
    }
    ways
}

proptest! {
    /// No other choice gives more mentees a mentor or has more points; every equally good choice is named, and nothing else; order does not matter.
    #[test]
    fn matching_is_optimal_ties_are_exact_and_order_does_not_matter(
        grades in proptest::collection::vec((0_usize..3, 0_usize..3), 1..5),
        mentors in proptest::collection::vec((0_usize..3, 0_usize..3, 0_u32..3), 1..4),
        required in any::<bool>(),
        turn in 0_usize..4,
    ) {
        let programme = programme(&[(Criterion::SameUnit, 2, false), (Criterion::HigherGrade, 1, required)], 1);
        let unit = |n: usize| ["a", "b", "c"][n];
        let mut new: Vec<Participant> = grades.iter().enumerate().map(|(n, (u, g))| somebody(&format!("n{n}"), unit(*u), *g)).collect();
        let mut old: Vec<Participant> = mentors.iter().enumerate()
            .map(|(n, (u, g, limit))| Participant { limit: Some(*limit), ..somebody(&format!("m{n}"), unit(*u), *g) }).collect();
        let points: Vec<Vec<Option<i64>>> = grades.iter().map(|(u, g)| mentors.iter().map(|(mu, mg, _)| {
            (!required || mg > g).then(|| i64::from(u == mu) * 2 + i64::from(mg > g))
        }).collect()).collect();
        let limits: Vec<usize> = mentors.iter().map(|(_, _, limit)| *limit as usize).collect();
        let ways = all_ways(&points, &limits);
        let best = ways.iter().map(|(count, total, _)| (*count, *total)).max().unwrap();
        let optima: Vec<&Vec<Option<usize>>> = ways.iter().filter(|(count, total, _)| (*count, *total) == best).map(|(_, _, way)| way).collect();

        let found = match_pairs(&programme, standing(), &new, &old).unwrap();
        prop_assert_eq!((found.pairs.len(), found.total), (best.0, Decimal::from(best.1)));
        for row in 0..grades.len() {
            let id = format!("n{row}");
            let possible: BTreeSet<Option<usize>> = optima.iter().map(|way| way[row]).collect();
            let index = |mentor: &PersonId| mentor.as_str()[1..].parse::<usize>().unwrap();
            let said: BTreeSet<Option<usize>> = match found.pairs.iter().find(|pair| pair.mentee.as_str() == id) {
                Some(pair) => {
                    let mut said: BTreeSet<_> = pair.also.iter().map(|mentor| Some(index(mentor))).collect();
                    said.insert(Some(index(&pair.mentor)));
                    said.extend(pair.or_nobody.then_some(None));
                    said
                }
                None => {
                    let left = found.unmatched.iter().find(|left| left.mentee.as_str() == id).unwrap();
                    let mut said: BTreeSet<_> = left.also.iter().map(|mentor| Some(index(mentor))).collect();
                    said.insert(None);
                    said
                }
            };
            prop_assert_eq!(said, possible, "mentee {}", row);
        }
        let (turned_new, turned_old) = (turn % new.len(), turn % old.len());
        new.rotate_left(turned_new);
        old.rotate_left(turned_old);
        new.reverse();
        prop_assert_eq!(match_pairs(&programme, standing(), &new, &old).unwrap(), found);
    }
}
