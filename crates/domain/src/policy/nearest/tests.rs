use super::*;
use crate::policy::decide::fixture::{Build, date, dossier, fact, number, on, value};
use crate::policy::decide::outcome;
use crate::policy::model::Policy;
use proptest::prelude::*;

fn advice(policy: &Arc<Policy>, facts: &[(&str, &str)]) -> Option<Vec<Change>> {
    nearest_change(&on(policy, "2026-04-01"), &dossier("2026-04-01", facts))
}

/// Facts and their new values, waits as `wait`.
fn short(changes: Option<Vec<Change>>) -> Option<Vec<(String, String)>> {
    changes.map(|changes| {
        changes
            .iter()
            .map(|change| match change {
                Change::Wait { until } => ("wait".to_owned(), until.to_string()),
                Change::Fact { fact, to, .. } => (fact.to_string(), to.to_string()),
            })
            .collect()
    })
}

fn pairs(expected: &[(&str, &str)]) -> Option<Vec<(String, String)>> {
    Some(expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
}

#[test]
fn each_failing_criterion_gets_its_nearest_value_with_the_gap() {
    let policy = Build::eligibility()
        .criterion("points", "points >= 10")
        .criterion("hours", "hours > 20")
        .criterion("certificate", "certified")
        .criterion("grade", "grade >= \"III\"")
        .build();
    let found = advice(&policy, &[("points", "7.5"), ("hours", "20"), ("certified", "false"), ("grade", "I")]).unwrap();
    assert_eq!(short(Some(found.clone())), pairs(&[("points", "10"), ("hours", "21"), ("certified", "true"), ("grade", "III")]));
    let Change::Fact { distance, from, .. } = &found[0] else { panic!() };
    assert_eq!((distance, from), (&Some(number("2.5")), &number("7.5")));
    let Change::Fact { distance, unit, .. } = &found[3] else { panic!() };
    assert_eq!((distance, unit.as_deref()), (&Some(number("2")), Some("levels")));
    assert_eq!(advice(&policy, &[("points", "12"), ("hours", "21"), ("certified", "true"), ("grade", "V")]), Some(Vec::new()));
}

#[test]
fn waiting_is_advised_as_a_day_and_combined_with_what_must_be_done() {
    let policy = Build::eligibility().waiting("too-short", "years between(since, as of) >= 4").criterion("points", "points >= 10").build();
    let found = advice(&policy, &[("since", "2024-02-29"), ("points", "3")]);
    assert_eq!(short(found), pairs(&[("wait", "2028-02-29"), ("points", "10")]));
}

#[test]
fn the_smaller_of_two_ways_is_taken() {
    let policy = Build::eligibility()
        .criterion("both", "points >= 10 and hours >= 20")
        .criterion("certificate", "certified")
        .group("either", &["both", "certificate"], 1)
        .build();
    assert_eq!(short(advice(&policy, &[("points", "3"), ("hours", "3"), ("certified", "false")])), pairs(&[("certified", "true")]));
    assert_eq!(short(advice(&policy, &[("points", "3"), ("hours", "30"), ("certified", "false")])), pairs(&[("points", "10")]));
}

#[test]
fn what_nobody_can_change_is_never_advised() {
    let policy = Build::eligibility().criterion("age", "years between(birth, as of) < 56").criterion("sex", "sex = \"f\"").build();
    assert_eq!(advice(&policy, &[("birth", "1960-01-01"), ("sex", "f")]), None);
    assert_eq!(advice(&policy, &[("birth", "1990-01-01"), ("sex", "m")]), None);
    let fixed =
        Build::eligibility().criterion_with("grade", "grade >= \"III\"", |_, criterion| criterion.remedy = RemedyKind::None).build();
    assert_eq!(advice(&fixed, &[("grade", "II")]), None);
}

#[test]
fn a_sum_over_several_facts_is_met_with_the_fewest() {
    let policy = Build::eligibility().criterion("gap", "max(0, 3 - a) + max(0, 3 - b) + max(0, 4 - level) <= 1").build();
    assert_eq!(short(advice(&policy, &[("a", "3"), ("b", "1"), ("level", "4")])), pairs(&[("b", "2")]));
    assert_eq!(short(advice(&policy, &[("a", "2"), ("b", "1"), ("level", "4")])), pairs(&[("b", "3")]));
    assert_eq!(short(advice(&policy, &[("a", "1"), ("b", "2"), ("level", "1")])), pairs(&[("level", "4"), ("a", "3")]));
}

#[test]
fn ratings_and_missing_facts_are_named_one_by_one() {
    let policy =
        Build::eligibility().criterion("ratings", "every r in ratings satisfies r >= \"good\"").criterion("points", "points >= 10").build();
    let found = advice(&policy, &[("ratings", "best|fair|poor")]);
    assert_eq!(short(found.clone()), pairs(&[("ratings[2]", "good"), ("ratings[3]", "good"), ("points", "10")]));
    assert!(matches!(&found.unwrap()[2], Change::Fact { from: Value::Missing, .. }));
}

#[test]
fn through_formulas_and_derived_facts() {
    let policy = Build::eligibility()
        .criterion("weighted", "points * 0.6 + hours * 0.4 >= 70")
        .criterion("grade", "next grade <= superior grade")
        .build();
    let found = advice(&policy, &[("points", "50"), ("hours", "90"), ("grade", "III"), ("superior grade", "III")]);
    assert_eq!(short(found), pairs(&[("points", "57"), ("superior grade", "IV")]), "57 × 0.6 + 90 × 0.4 = 70.2");
}

const CONDITIONS: [&str; 12] = [
    "a >= 2",
    "b > 1",
    "a + b >= 4",
    "a <= 1 or certified",
    "if certified then a >= 2 else b >= 3",
    "not(certified) or level >= 2",
    "level in [1..2]",
    "a >= level",
    "certified and exempt",
    "a between 1 and 2",
    "level = 2",
    "exempt or (b >= 2 and level >= 1)",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn what_is_advised_is_enough_and_nothing_smaller_is(
        conditions in prop::collection::vec(0..CONDITIONS.len(), 1..4),
        numbers in prop::collection::vec(0u8..4, 3),
        truths in prop::collection::vec(any::<bool>(), 2),
        grouped in any::<bool>(),
    ) {
        let mut build = Build::eligibility();
        for (at, condition) in conditions.iter().enumerate() {
            build = build.criterion(&format!("c{at}"), CONDITIONS[*condition]);
        }
        if grouped && conditions.len() >= 2 {
            build = build.group("either", &["c0", "c1"], 1);
        }
        let policy = build.build();
        let prepared = on(&policy, "2026-04-01");
        let word = |b: bool| if b { "true" } else { "false" };
        let texts: Vec<String> = numbers.iter().map(u8::to_string).collect();
        let facts = [("a", texts[0].as_str()), ("b", &texts[1]), ("level", &texts[2]), ("certified", word(truths[0])), ("exempt", word(truths[1]))];
        let person = dossier("2026-04-01", &facts);

        // brute force: the fewest facts that must change
        let domains: [&[&str]; 5] = [&["0", "1", "2", "3", "4"], &["0", "1", "2", "3", "4"], &["0", "1", "2", "3", "4"], &["true", "false"], &["true", "false"]];
        let mut fewest: Option<usize> = None;
        let mut places = [0usize; 5];
        loop {
            let mut changed = person.clone();
            let mut count = 0;
            for (at, (name, now)) in facts.iter().enumerate() {
                let text = domains[at][places[at]];
                count += usize::from(text != *now);
                changed.set(fact(&policy.catalogue, name), value(&policy.catalogue, name, text));
            }
            if fewest.is_none_or(|few| count < few) && outcome(&prepared, &changed) == Outcome::Eligible {
                fewest = Some(count);
            }
            let Some(next) = (0..5).find(|at| places[*at] + 1 < domains[*at].len()) else { break };
            places[next] += 1;
            places[..next].fill(0);
        }

        let found = nearest_change(&prepared, &person);
        if let Some(found) = &found {
            let mut changed = person.clone();
            for change in found {
                let Change::Fact { fact: name, to, .. } = change else { panic!("no dates here") };
                changed.set(fact(&policy.catalogue, name), to.clone());
            }
            prop_assert_eq!(outcome(&prepared, &changed), Outcome::Eligible);
        }
        prop_assert_eq!(found.as_ref().map(Vec::len), fewest, "{:?} for {:?}: {:?}", conditions, facts, found);
    }
}

#[test]
fn other_kinds_have_no_advice() {
    let policy = Build::new("test/points", Kind::Points).points("points * 2", None).build();
    assert_eq!(advice(&policy, &[("points", "1")]), None);
    assert_eq!(date("2026-04-01").to_string(), "2026-04-01");
}
