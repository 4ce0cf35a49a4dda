use super::*;
use crate::policy::decide::Person;
use crate::policy::decide::fixture::{Build, date, dossier, on};
use crate::policy::dossier::Dossier;
use crate::policy::expression::evaluate::Truth;
use proptest::prelude::*;
use std::sync::Arc;

/// The original and the folded answer for a person on a day.
fn both(text: &str, rounding: DateRounding, as_of: &str, dossier: &Dossier) -> (Truth, Truth) {
    let mut policy = Build::eligibility().parameter("minimum", &[("2000-01-01", "4")]).definition("tenure", "years between(since, as of)");
    let original = policy.condition(text).node;
    policy.policy.date_rounding = Some(rounding);
    let policy = policy.criterion("c", text).build();
    let prepared = on(&policy, as_of);
    let person = Person::new(&prepared, dossier, date(as_of));
    (Truth::of(&evaluate(&original, &person)), Truth::of(&evaluate(&prepared.criteria()[0].require.folded, &person)))
}

fn folded(text: &str) -> Node {
    let policy = Build::eligibility().parameter("minimum", &[("2000-01-01", "4")]).definition("tenure", "years between(since, as of)");
    on(&policy.criterion("c", text).build(), "2026-04-01").criteria()[0].require.folded.clone()
}

#[test]
fn a_span_of_time_becomes_a_date() {
    for text in ["years between(since, as of) >= minimum", "minimum <= years between(since, as of)", "tenure >= 4", "tenure > 3.5"] {
        let node = folded(text);
        let NodeKind::Compare(Comparison::LessOrEqual, left, right) = &node.kind else { panic!("{text}: {node:?}") };
        assert!(matches!(left.kind, NodeKind::Fact(_)), "{text}");
        assert_eq!(constant_of(right), Some(&Value::Date(date("2022-04-01"))), "{text}");
    }
}

#[test]
fn what_depends_on_nobody_is_a_constant_and_decided_parts_go() {
    assert_eq!(constant_of(&folded("minimum * 2 = 8 or certified")), Some(&Value::Boolean(true)));
    assert!(matches!(folded("minimum > 3 and certified").kind, NodeKind::Fact(_)));
    assert!(matches!(folded("if as of < @\"2026-01-01\" then exempt else certified").kind, NodeKind::Fact(_)));
}

const OPERATORS: [&str; 6] = ["=", "!=", "<", "<=", ">", ">="];

/// A span of time over `since`, and how its limit is written.
const SPANS: [(&str, fn(i32) -> String); 13] = [
    ("years between(since, as of)", |n| n.to_string()),
    ("years between(as of, since)", |n| format!("-{n}")),
    ("months between(since, as of)", |n| n.to_string()),
    ("months between(as of, since)", |n| format!("{n}.5")),
    ("days between(since, as of)", |n| n.to_string()),
    ("as of - since", |n| format!("@\"P{n}D\"")),
    ("since - as of", |n| format!("@\"-P{n}D\"")),
    ("years and months duration(since, as of)", |n| format!("@\"P{n}M\"")),
    ("since + @\"P1Y1M\"", |n| format!("@\"{}-02-28\"", 2000 + n)),
    ("since - @\"P7M\"", |n| format!("@\"{}-03-31\"", 2000 + n)),
    ("since + @\"P45D\"", |n| format!("@\"{}-01-01\"", 2000 + n)),
    ("since.year", |n| (2000 + n).to_string()),
    ("tenure", |n| n.to_string()),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn the_folded_tree_answers_as_the_original(
        span in 0..SPANS.len(),
        operator in prop::sample::select(OPERATORS.to_vec()),
        n in 0i32..40,
        flipped in any::<bool>(),
        negated in any::<bool>(),
        up in any::<bool>(),
        as_of in prop::sample::select(vec!["2024-02-29", "2026-04-01", "2026-02-28", "2026-03-01", "2025-01-31", "2024-12-31"]),
        start in 0u64..17000,
    ) {
        let (subject, limit) = SPANS[span];
        let limit = limit(n);
        let text = if flipped { format!("{limit} {operator} {subject}") } else { format!("{subject} {operator} {limit}") };
        let text = if negated { format!("not({text})") } else { text };
        let rounding = if up { DateRounding::FirstDayOfNextMonth } else { DateRounding::LastDayOfMonth };
        let policy = {
            let mut build = Build::eligibility().definition("tenure", "years between(since, as of)");
            build.policy.date_rounding = Some(rounding);
            build.criterion("c", &text).build()
        };
        let original = &policy.criteria[0].require.node;
        let prepared = on(&policy, as_of);
        let tree = &prepared.criteria()[0].require.folded;
        let mut reads_day = false;
        tree.walk(&mut |node| reads_day |= matches!(node.kind, NodeKind::AsOf | NodeKind::Call(..) | NodeKind::Arithmetic(..)));
        prop_assert!(!reads_day, "{} is still {:?}", text, tree.kind);
        let since = crate::policy::decide::fixture::fact(&policy.catalogue, "since");
        let mut facts = Dossier::new(Arc::clone(&policy.catalogue), date(as_of));
        // a hundred days in a row, so that month ends and the day of the threshold are among them; and the days around the threshold
        let threshold: Vec<NaiveDate> = {
            let mut found = Vec::new();
            tree.walk(&mut |node| if let Some(Value::Date(day)) = constant_of(node) { found.push(*day) });
            found
        };
        let around = threshold.iter().flat_map(|day| (-3i64..=3).map(move |n| *day + chrono::Duration::days(n)));
        let row = (0..100).map(|n| date("1990-01-01") + chrono::Days::new(start + n));
        let days = row.chain(around).filter(|day| (first_day()..=last_day()).contains(day));
        let values: Vec<Value> = days.map(Value::Date).chain([Value::None, Value::Missing]).collect();
        for value in values {
            facts.set(since, value.clone());
            let person = Person::new(&prepared, &facts, date(as_of));
            let (before, after) = (Truth::of(&evaluate(original, &person)), Truth::of(&evaluate(tree, &person)));
            prop_assert_eq!(before, after, "{} for {}", text, value);
        }
    }

    #[test]
    fn compound_conditions_keep_their_answer(
        parts in prop::collection::vec(0..PARTS.len(), 1..5),
        any in any::<bool>(),
        facts in prop::collection::vec(prop::option::of(0usize..3), 5),
    ) {
        let text = parts.iter().map(|at| format!("({})", PARTS[*at])).collect::<Vec<_>>().join(if any { " or " } else { " and " });
        let names = ["since", "points", "certified", "ratings", "certificates"];
        let values = [
            ["2020-01-01", "2024-02-29", "null"], ["3", "12", "null"], ["true", "false", "null"], ["good|poor", "best", "good|?"],
            ["2025-01-01|2027-01-01", "2030-01-01", "null"],
        ];
        let given: Vec<(&str, &str)> = names.iter().zip(values).zip(&facts).filter_map(|((name, of), at)| Some((*name, of[(*at)?]))).collect();
        let (before, after) = both(&text, DateRounding::LastDayOfMonth, "2026-04-01", &dossier("2026-04-01", &given));
        prop_assert_eq!(before, after, "{} for {:?}", text, given);
    }
}

const PARTS: [&str; 12] = [
    "tenure between 2 and minimum",
    "tenure in [2..4)",
    "years between(since, as of) != null",
    "not(tenure = minimum)",
    "minimum >= 4",
    "minimum > 4",
    "null = 1",
    "points >= minimum * 2",
    "some r in ratings satisfies r >= \"good\"",
    "count(certificates[years between(item, as of) < 1]) >= 1",
    "if certified then tenure >= minimum else points > 10",
    "every c in certificates satisfies c >= as of",
];
