//! Laws of the language over random input.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::evaluate::Truth;
use super::node::{Arithmetic, Comparison, Quantifier};
use super::parser::parse;
use super::standalone::{Variable, standalone};
use super::syntax::{Arguments, Syntax, SyntaxKind, SyntaxTest, Word};
use crate::policy::diagnostic::Span;
use crate::policy::types::Type;
use crate::policy::value::Value;

const NAMES: [&str; 5] = ["grade", "grade.since", "next grade", "minimum-years-in-grade", "as of"];

fn make(kind: SyntaxKind) -> Syntax {
    Syntax { kind, span: Span::default() }
}

fn boxed(syntax: Syntax) -> Box<Syntax> {
    Box::new(syntax)
}

fn leaf() -> impl Strategy<Value = Syntax> {
    prop_oneof![
        (0u32..100_000, 0u32..4).prop_map(|(digits, scale)| make(SyntaxKind::Number(rust_decimal::Decimal::new(digits.into(), scale)))),
        any::<String>().prop_map(|text| make(SyntaxKind::Text(text))),
        any::<bool>().prop_map(|b| make(SyntaxKind::Boolean(b))),
        Just(make(SyntaxKind::Null)),
        "[ -~]{0,12}".prop_map(|text| make(SyntaxKind::At(text))),
        proptest::sample::select(&NAMES[..]).prop_map(|name| make(SyntaxKind::Name(name.to_owned()))),
    ]
}

fn comparisons() -> impl Strategy<Value = Comparison> {
    proptest::sample::select(vec![
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ])
}

fn tests(inner: BoxedStrategy<Syntax>) -> impl Strategy<Value = Vec<SyntaxTest>> {
    let test =
        prop_oneof![(comparisons(), inner.clone()).prop_map(|(op, value)| SyntaxTest::Compare(op, value)), inner.prop_map(SyntaxTest::Is),];
    proptest::collection::vec(test, 1..4)
}

fn tree() -> impl Strategy<Value = Syntax> {
    leaf().prop_recursive(5, 40, 4, |inner| {
        let inner = inner.boxed();
        let one = || inner.clone().prop_map(boxed);
        let many = |least: usize| proptest::collection::vec(inner.clone(), least..4);
        let arithmetic = proptest::sample::select(vec![
            Arithmetic::Add,
            Arithmetic::Subtract,
            Arithmetic::Multiply,
            Arithmetic::Divide,
            Arithmetic::Power,
        ]);
        let quantifier = proptest::sample::select(vec![Quantifier::Some, Quantifier::Every]);
        let named = |name: &str| Word::new(name.to_owned(), Span::default());
        prop_oneof![
            many(0).prop_map(|items| make(SyntaxKind::List(items))),
            many(2).prop_map(|items| make(SyntaxKind::And(items))),
            many(2).prop_map(|items| make(SyntaxKind::Or(items))),
            (one(), any::<bool>(), one(), any::<bool>())
                .prop_map(|(low, l, high, h)| make(SyntaxKind::Range { low: Some((low, l)), high: Some((high, h)) })),
            (comparisons(), one(), one()).prop_map(|(op, a, b)| make(SyntaxKind::Compare(op, a, b))),
            (arithmetic, one(), one()).prop_map(|(op, a, b)| make(SyntaxKind::Arithmetic(op, a, b))),
            (one(), one(), one()).prop_map(|(a, b, c)| make(SyntaxKind::Between(a, b, c))),
            (one(), one(), one()).prop_map(|(a, b, c)| make(SyntaxKind::If(a, b, c))),
            (one(), tests(inner.clone())).prop_map(|(x, tests)| make(SyntaxKind::In(x, tests))),
            one().prop_map(|x| make(SyntaxKind::Negate(x))),
            (quantifier, inner.clone(), one())
                .prop_map(|(q, list, body)| { make(SyntaxKind::Quantified(q, vec![("the variable".to_owned(), list)], body)) }),
            (one(), one()).prop_map(|(list, inner)| make(SyntaxKind::Bracket(list, inner))),
            one().prop_map(move |x| make(SyntaxKind::Property(x, named("year")))),
            many(0).prop_map(move |items| make(SyntaxKind::Call(named("round half up"), Arguments::Positional(items)))),
            inner
                .clone()
                .prop_map(move |x| { make(SyntaxKind::Call(named("sublist"), Arguments::Named(vec![(named("start position"), x)]))) }),
        ]
    })
}

fn read(text: &str) -> Option<Syntax> {
    parse(text, 0, &Arc::from("test"), &|name| NAMES.contains(&name), &mut Vec::new())
}

/// Calls to wrap around a random tree, which stands at `_`.
fn calls() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "count(_)",
        "sum(_)",
        "max(_)",
        "median(_)",
        "all(_)",
        "any(_)",
        "reverse(_)",
        "flatten(_)",
        "distinct values(_)",
        "string(_)",
        "not(_)",
        "list contains(_, 1)",
        "list contains([1, 2], _)",
        "index of(_, 2)",
        "append([1], _)",
        "concatenate([1], _)",
        "union([1], _)",
        "sublist(_, 1, 1)",
        "remove(_, 1)",
        "insert before([1], 1, _)",
        "abs(_)",
        "modulo(_, 3)",
        "round up(_, 1)",
        "even(_)",
        "date(_)",
        "year(_)",
        "(_)[1]",
        "(_)[-1]",
        "(_)[item > 1]",
        "(some x in _ satisfies x > 1)",
        "(every x in _ satisfies x = 1)",
        "1 in _",
        "(_) in [1, 2]",
        "(_) in (1, > 2)",
        "(_) between 1 and 3",
        "2 between _ and 3",
        "(_) = null",
        "(_) and true",
        "(_) or false",
        "if _ then 1 else 2",
        "[_, 1]",
        "string length(_)",
        "duration(_)",
        "years between(_, as of)",
    ])
}

fn learnt() -> impl Strategy<Value = Value> {
    let number = |n: i64| Value::Number(n.into());
    proptest::sample::select(vec![
        Value::None,
        Value::Boolean(true),
        Value::Boolean(false),
        number(0),
        number(1),
        number(2),
        Value::Text("P1Y".into()),
        Value::Months(12),
        Value::Days(1),
        Value::Date(chrono::NaiveDate::from_ymd_opt(2020, 2, 29).unwrap()),
        Value::List(Arc::from([])),
        Value::List(Arc::from([number(1), number(2)])),
    ])
}

fn missing_inside(value: &Value) -> bool {
    match value {
        Value::Missing => true,
        Value::List(items) => items.iter().any(missing_inside),
        _ => false,
    }
}

fn truths() -> impl Strategy<Value = Truth> {
    proptest::sample::select(vec![Truth::True, Truth::False, Truth::None, Truth::Missing])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_as_the_same_tree(tree in tree()) {
        let text = tree.to_string();
        let again = read(&text);
        prop_assert_eq!(again.as_ref(), Some(&tree), "{}", text);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        let _ = standalone(&text, &[], &BTreeMap::new(), None);
    }

    #[test]
    fn no_heap_of_tokens_makes_the_reader_panic(
        tokens in proptest::collection::vec(
            proptest::sample::select(vec![
                "(", ")", "[", "]", "..", ",", "+", "-", "**", "=", "<", "and", "or", "in", "between", "if", "then", "else", "some", "x",
                "satisfies", "not(", "sum(", "date(", "item", "1", "0.5", "\"t\"", "@\"P1Y\"", "@\"2020-02-29\"", "null", "true", ":", ".", "year",
                "[item", "every", "横", "\u{a0}", "/*", "*/", "//", "range(", "sublist(", "list",
            ]),
            0..40,
        ),
        spaced in any::<bool>(),
    ) {
        let text = tokens.join(if spaced { " " } else { "" });
        let _ = standalone(&text, &[], &BTreeMap::new(), None);
    }

    #[test]
    fn every_typed_tree_has_a_value_and_a_second_look_gives_the_same(tree in tree()) {
        let variables: Vec<Variable> = NAMES[..4].iter().map(|name| Variable { name: (*name).into(), value: Value::Missing, ty: Type::Any }).collect();
        let day = chrono::NaiveDate::from_ymd_opt(2026, 4, 1);
        let first = standalone(&tree.to_string(), &variables, &BTreeMap::new(), day).map(|e| e.value);
        let second = standalone(&tree.to_string(), &variables, &BTreeMap::new(), day).map(|e| e.value);
        prop_assert_eq!(first, second);
    }

    // INVARIANT (silence is not zero): what is answered while something is missing stays so once it is known
    #[test]
    fn an_answer_given_in_ignorance_never_changes(tree in tree(), calls in proptest::collection::vec(calls(), 0..3), learnt in learnt()) {
        let mut text = tree.to_string();
        for call in calls {
            text = call.replace('_', &text);
        }
        let run = |value: &Value| {
            let variables: Vec<Variable> =
                NAMES[..4].iter().map(|name| Variable { name: (*name).into(), value: value.clone(), ty: Type::Any }).collect();
            standalone(&text, &variables, &BTreeMap::new(), chrono::NaiveDate::from_ymd_opt(2026, 4, 1)).map(|e| e.value)
        };
        if let Ok(before) = run(&Value::Missing)
            && !missing_inside(&before)
        {
            prop_assert_eq!(run(&learnt).unwrap(), before, "{} with {}", text, learnt);
        }
    }

    #[test]
    fn and_or_not_obey_their_laws(a in truths(), b in truths(), c in truths()) {
        prop_assert_eq!(a.and(b), b.and(a));
        prop_assert_eq!(a.or(b), b.or(a));
        prop_assert_eq!(a.and(b.and(c)), a.and(b).and(c));
        prop_assert_eq!(a.or(b.or(c)), a.or(b).or(c));
        prop_assert_eq!(a.and(b).not(), a.not().or(b.not()));
        prop_assert_eq!(a.not().not(), a);
        prop_assert_eq!(a.and(a), a);
        prop_assert_eq!(a.and(Truth::True), a);
        prop_assert_eq!(a.or(Truth::False), a);
        prop_assert_eq!(a.and(Truth::False), Truth::False);
        // INVARIANT (silence is not zero): learning what is missing never turns an answer round
        if a.and(b) == Truth::True || a.and(b) == Truth::False {
            for learnt in [Truth::True, Truth::False, Truth::None] {
                let fill = |t: Truth| if t == Truth::Missing { learnt } else { t };
                prop_assert_eq!(fill(a).and(fill(b)), a.and(b));
            }
        }
    }
}
