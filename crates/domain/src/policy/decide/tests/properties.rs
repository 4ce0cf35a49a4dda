//! Properties of every decision, over random policies and people.

use super::*;
use crate::policy::decide::fixture::{fact, value};
use crate::policy::dossier::Dossier;
use crate::policy::expression::evaluate::{Truth, evaluate};
use proptest::prelude::*;

const CONDITIONS: [&str; 18] = [
    "points >= 10",
    "hours > 20 or certified",
    "years between(since, as of) >= 4",
    "years between(since, as of) != 4",
    "not(exempt) and points < 12",
    "if certified then hours >= 20 else points >= 12",
    "every r in ratings satisfies r >= \"good\"",
    "some r in ratings satisfies r >= \"best\"",
    "ratings[1] >= \"fair\"",
    "grade in (\"II\", \"III\")",
    "next grade <= superior grade",
    "sanction end = null or sanction end < as of",
    "points between 5 and 15",
    "not(points in [5..15))",
    "count(ratings[item >= \"good\"]) >= 2",
    "level = null",
    "step >= 2",
    "points + hours >= 30",
];

const FACTS: [(&str, [&str; 3]); 10] = [
    ("points", ["3", "12", "null"]),
    ("hours", ["5", "25", "null"]),
    ("certified", ["true", "false", "null"]),
    ("exempt", ["true", "false", "null"]),
    ("since", ["2020-01-01", "2024-02-29", "null"]),
    ("ratings", ["good|best", "best|poor|good", "fair|?"]),
    ("grade", ["I", "III", "V"]),
    ("superior grade", ["II", "IV", "null"]),
    ("sanction end", ["2026-03-31", "2026-09-30", "null"]),
    ("level", ["1", "3", "null"]),
];

#[derive(Clone, Debug)]
struct Shape {
    criteria: Vec<(usize, Option<usize>)>,
    grouped: Option<u32>,
}

fn shape() -> impl Strategy<Value = Shape> {
    let criterion = (0..CONDITIONS.len(), prop::option::weighted(0.3, 0..CONDITIONS.len()));
    (prop::collection::vec(criterion, 1..6), prop::option::of(1u32..3)).prop_map(|(criteria, grouped)| Shape { criteria, grouped })
}

fn facts() -> impl Strategy<Value = Vec<Option<usize>>> {
    prop::collection::vec(prop::option::weighted(0.75, 0usize..3), FACTS.len())
}

fn policy(shape: &Shape, order: &[usize]) -> Arc<Policy> {
    let at_least = |n: i64| Cell {
        parts: vec![CellPart::Range(RangeValue { low: Bound::Included(number(&n.to_string())), high: Bound::Open })],
        ..Cell::default()
    };
    let below = |n: i64| Cell {
        parts: vec![CellPart::Range(RangeValue { low: Bound::Open, high: Bound::Excluded(number(&n.to_string())) })],
        ..Cell::default()
    };
    let mut rows = vec![
        Row { tests: vec![at_least(2), Cell::default()], output: number("3"), span: Default::default() },
        Row { tests: vec![below(2), at_least(10)], output: number("2"), span: Default::default() },
        Row { tests: vec![below(2), below(10)], output: number("1"), span: Default::default() },
    ];
    if order.first().is_some_and(|first| first % 2 == 1) {
        rows.reverse();
    }
    let mut build = Build::eligibility().table("step", &["level", "points"], Type::NUMBER, HitPolicy::Unique, rows);
    for at in order {
        let (require, when) = shape.criteria[*at];
        build = build.criterion_with(&format!("c{at}"), CONDITIONS[require], |build, criterion| {
            criterion.when = when.map(|when| build.condition(CONDITIONS[when]));
            criterion.remedy = RemedyKind::Wait;
        });
    }
    if let Some(n) = shape.grouped.filter(|_| shape.criteria.len() >= 3) {
        build = build.group("group", &["c0", "c1", "c2"], n);
    }
    build.build()
}

fn person(given: &[Option<usize>]) -> Dossier {
    let chosen: Vec<(&str, &str)> = FACTS.iter().zip(given).filter_map(|((name, values), at)| Some((*name, values[(*at)?]))).collect();
    dossier("2026-04-01", &chosen)
}

fn straight(shape: &Shape) -> Vec<usize> {
    (0..shape.criteria.len()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    // INVARIANT (silence is not zero)
    #[test]
    fn removing_a_fact_only_ever_makes_answers_unknown(shape in shape(), given in facts(), removed in 0..FACTS.len()) {
        let policy = policy(&shape, &straight(&shape));
        let prepared = on(&policy, "2026-04-01");
        let full = decide(&prepared, &person(&given), &[]);
        let mut less = given.clone();
        less[removed] = None;
        let less = decide(&prepared, &person(&less), &[]);
        prop_assert!(less.outcome == Outcome::Unknown || less.outcome == full.outcome, "{:?} became {:?}", full.outcome, less.outcome);
        for (before, after) in full.findings.iter().zip(&less.findings) {
            // applying and being met count the same, and which of the two it is may be what became unknown
            let same = before.verdict == after.verdict || before.verdict.counts_as_met() && after.verdict.counts_as_met();
            prop_assert!(after.verdict == Verdict::Unknown || same, "{} was {:?} and is {:?}", before.code, before.verdict, after.verdict);
        }
    }

    // INVARIANT (every refusal explains itself)
    #[test]
    fn whoever_is_not_eligible_is_told_why(shape in shape(), given in facts()) {
        let policy = policy(&shape, &straight(&shape));
        let decision = decide(&on(&policy, "2026-04-01"), &person(&given), &[]);
        match decision.outcome {
            Outcome::NotEligible => {
                let found = decision.findings.iter().find(|finding| finding.verdict == Verdict::NotMet);
                prop_assert!(found.is_some_and(|finding| !finding.reference.citation.is_empty() && finding.remedy.is_some()));
            }
            Outcome::Unknown => {
                for finding in decision.findings.iter().filter(|finding| finding.verdict == Verdict::Unknown) {
                    prop_assert!(!finding.missing.is_empty(), "{} names nothing", finding.code);
                }
                prop_assert!(decision.findings.iter().any(|finding| finding.verdict == Verdict::Unknown));
            }
            _ => prop_assert!(decision.findings.iter().all(|f| f.verdict != Verdict::NotMet || shape.grouped.is_some())),
        }
        for finding in &decision.findings {
            if let Some(first) = finding.measures.first() {
                prop_assert_eq!(first, &finding.measure);
            }
        }
    }

    // INVARIANT (re-run is equal)
    #[test]
    fn deciding_twice_gives_the_same(shape in shape(), given in facts()) {
        let policy = policy(&shape, &straight(&shape));
        let (first, second) = (on(&policy, "2026-04-01"), on(&policy, "2026-04-01"));
        let person = person(&given);
        prop_assert_eq!(decide(&first, &person, &[]), decide(&second, &person.clone(), &[]));
        prop_assert_eq!(decide(&first, &person, &[]).outcome, outcome(&second, &person));
    }

    // INVARIANT (order does not matter)
    #[test]
    fn the_order_of_criteria_and_rows_changes_nothing_but_the_order_of_findings(
        (shape, order) in shape().prop_flat_map(|shape| { let order = straight(&shape); (Just(shape), Just(order).prop_shuffle()) }),
        given in facts(),
    ) {
        let person = person(&given);
        let one = decide(&on(&policy(&shape, &straight(&shape)), "2026-04-01"), &person, &[]);
        let other = decide(&on(&policy(&shape, &order), "2026-04-01"), &person, &[]);
        prop_assert_eq!(&one.outcome, &other.outcome);
        for finding in one.findings.iter().filter(|finding| &*finding.code != "group") {
            let same = other.findings.iter().find(|other| other.code == finding.code);
            prop_assert_eq!(Some(finding), same);
        }
    }

    #[test]
    fn a_further_failed_criterion_never_makes_eligible(shape in shape(), given in facts()) {
        let person = person(&given);
        let before = decide(&on(&policy(&shape, &straight(&shape)), "2026-04-01"), &person, &[]);
        let mut more = Arc::unwrap_or_clone(policy(&shape, &straight(&shape)));
        let never = Build::eligibility().criterion("never", "1 > 2").policy;
        more.required.push(crate::policy::model::Member::Criterion(u16::try_from(more.criteria.len()).unwrap()));
        more.criteria.extend(never.criteria);
        let after = decide(&on(&Arc::new(more), "2026-04-01"), &person, &[]);
        prop_assert_eq!(after.outcome, Outcome::NotEligible);
        prop_assert_eq!(&after.findings[..shape.criteria.len()], &before.findings[..shape.criteria.len()]);
    }

    // INVARIANT (same answer everywhere): the comparisons shown add up to the answer the expression has
    #[test]
    fn the_reasons_agree_with_the_expression(shape in shape(), given in facts()) {
        let policy = policy(&shape, &straight(&shape));
        let prepared = on(&policy, "2026-04-01");
        let dossier = person(&given);
        let decision = decide(&prepared, &dossier, &[]);
        let person = Person::new(&prepared, &dossier, prepared.as_of());
        for (criterion, finding) in policy.criteria.iter().zip(&decision.findings) {
            let when = criterion.when.as_ref().map_or(Truth::True, |when| Truth::of(&evaluate(&when.node, &person)));
            let require = Truth::of(&evaluate(&criterion.require.node, &person));
            let expected = eligibility::Standing::new(when, require).verdict;
            prop_assert_eq!(finding.verdict, expected, "{}", criterion.require.source);
        }
    }

    // INVARIANT (merit only)
    #[test]
    fn a_protected_fact_that_is_not_read_changes_nothing(shape in shape(), given in facts(), sex in prop::sample::select(vec!["f", "m", "?"])) {
        let policy = policy(&shape, &straight(&shape));
        let prepared = on(&policy, "2026-04-01");
        let before = person(&given);
        let mut after = before.clone();
        after.set(fact(&policy.catalogue, "sex"), value(&policy.catalogue, "sex", sex));
        after.set(fact(&policy.catalogue, "birth"), value(&policy.catalogue, "birth", "1970-01-01"));
        prop_assert_eq!(decide(&prepared, &before, &[]), decide(&prepared, &after, &[]));
    }
}

const WAITS: [&str; 8] = [
    "years between(since, as of) >= 4",
    "3.5 <= years between(since, as of)",
    "months between(since, as of) >= 15",
    "sanction end = null or sanction end < as of",
    "sanction end <= as of and years between(since, as of) >= 2",
    "certified or years between(since, as of) >= 10",
    "as of >= since and (exempt or sanction end < as of)",
    "not(years between(since, as of) < 3)",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]
    #[test]
    fn the_day_to_wait_for_is_the_first_that_holds(
        at in 0..WAITS.len(), since in 0u64..4000, end in 0u64..3000, certified in any::<bool>(), exempt in any::<bool>(),
    ) {
        let policy = Build::eligibility().waiting("c", WAITS[at]).build();
        let word = |b: bool| if b { "true" } else { "false" };
        let (since, end) = ((date("2018-01-01") + chrono::Days::new(since)).to_string(), (date("2024-01-01") + chrono::Days::new(end)).to_string());
        let facts = [("since", since.as_str()), ("sanction end", &end), ("certified", word(certified)), ("exempt", word(exempt))];
        let person = dossier("2026-04-01", &facts);
        let decision = decide(&on(&policy, "2026-04-01"), &person, &[]);
        if decision.outcome == Outcome::NotEligible {
            let last = date("2041-12-31");
            let first = date("2026-04-02").iter_days().take_while(|day| *day <= last).find(|day| {
                let prepared = on(&policy, &day.to_string());
                outcome(&prepared, &person) == Outcome::Eligible
            });
            prop_assert_eq!(&decision.findings[0].remedy, &Some(Remedy::Wait { until: first }));
        }
    }
}
