//! One condition, two sentences.

use super::fixture::*;
use crate::legal::Language;
use crate::policy::explain;
use crate::policy::expression::node::{Arithmetic, Comparison, Function, InTest, Node, NodeKind, Quantifier};
use crate::policy::types::Type;
use crate::policy::value::Value;

#[track_caller]
fn check(node: &Node, id: &str, en: &str) {
    let policy = policy();
    assert_eq!(explain::condition(&policy, node, Language::Id), id);
    assert_eq!(explain::condition(&policy, node, Language::En), en);
}

use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};

#[test]
fn time_that_has_passed() {
    check(
        &compare(GreaterOrEqual, years_since(f("grade.since")), number("4")),
        "telah lewat sekurang-kurangnya 4 tahun sejak TMT pangkat terakhir",
        "at least 4 years have passed since the date of the present grade",
    );
    check(
        &compare(GreaterOrEqual, years_since(f("grade.since")), number("1")),
        "telah lewat sekurang-kurangnya 1 tahun sejak TMT pangkat terakhir",
        "at least 1 year has passed since the date of the present grade",
    );
    check(
        &not(compare(Greater, years_since(f("grade.since")), number("2"))),
        "telah lewat paling lama 2 tahun penuh sejak TMT pangkat terakhir",
        "at most 2 full years have passed since the date of the present grade",
    );
    check(
        &compare(
            GreaterOrEqual,
            call(Function::MonthsBetween, vec![as_of(), f("sanction.end")], Type::Number(Some("months".into()))),
            number("6"),
        ),
        "masih tersisa sekurang-kurangnya 6 bulan sampai hari terakhir hukuman disiplin",
        "at least 6 months remain until the last day of the disciplinary sanction",
    );
}

#[test]
fn a_parameter_with_a_history_shows_all_of_it() {
    check(
        &compare(LessOrEqual, parameter(0), years_since(f("grade.since"))),
        "telah lewat sekurang-kurangnya masa kerja minimum (4 tahun sejak 10 November 2000 sampai dengan 30 September 2026; 3 tahun sejak \
         1 Oktober 2026) sejak TMT pangkat terakhir",
        "at least the minimum time (4 years from 10 November 2000 through 30 September 2026; 3 years since 1 October 2026) has passed \
         since the date of the present grade",
    );
    let policy = policy();
    let node = compare(GreaterOrEqual, years_since(f("grade.since")), parameter(0));
    let at = |y| explain::Explainer::new(&policy, Language::En).on(Some(day(y, 12, 1))).condition(&node);
    assert_eq!(at(2024), "at least 4 years have passed since the date of the present grade");
    assert_eq!(at(2026), "at least 3 years have passed since the date of the present grade");
}

#[test]
fn what_does_not_exist() {
    let none = compare(Equal, f("sanction.end"), null());
    check(&none, "tidak ada hari terakhir hukuman disiplin", "there is no last day of the disciplinary sanction");
    check(
        &or(vec![none, compare(Less, f("sanction.end"), as_of())]),
        "tidak ada hari terakhir hukuman disiplin atau, jika ada, jatuh sebelum tanggal keputusan",
        "there is no last day of the disciplinary sanction, or it is before the decision date",
    );
    check(
        &compare(NotEqual, f("sanction.end"), null()),
        "ada hari terakhir hukuman disiplin",
        "the last day of the disciplinary sanction is on record",
    );
}

#[test]
fn lists_that_stand_newest_first() {
    check(
        &compare(GreaterOrEqual, item(f("rating"), "1"), rating("baik")),
        "predikat kinerja tahunan yang terbaru sekurang-kurangnya Baik",
        "the most recent of the yearly performance labels is Good or higher",
    );
    check(
        &and(vec![
            compare(GreaterOrEqual, item(f("rating"), "1"), rating("baik")),
            compare(GreaterOrEqual, item(f("rating"), "2"), rating("baik")),
            f("study duty"),
        ]),
        "masing-masing dari 2 predikat kinerja tahunan terbaru sekurang-kurangnya Baik dan sedang tugas belajar",
        "each of the 2 most recent yearly performance labels is Good or higher and the person is on study duty",
    );
    check(
        &quantified(Quantifier::Some, f("rating"), compare(Equal, local(Type::Choice(ratings())), rating("sangat-baik"))),
        "sekurang-kurangnya satu dari predikat kinerja tahunan adalah Sangat Baik",
        "at least one of the yearly performance labels is Very Good",
    );
    check(
        &not(quantified(Quantifier::Some, f("rating"), compare(Less, local(Type::Choice(ratings())), rating("baik")))),
        "tidak satu pun dari predikat kinerja tahunan lebih rendah daripada Baik",
        "none of the yearly performance labels is lower than Good",
    );
    let good = node(
        NodeKind::Filter(Box::new(f("rating")), Box::new(compare(GreaterOrEqual, local(Type::Choice(ratings())), rating("baik")))),
        f("rating").ty,
    );
    check(
        &compare(GreaterOrEqual, call(Function::Count, vec![good], Type::NUMBER), number("2")),
        "banyaknya predikat kinerja tahunan yang sekurang-kurangnya Baik sekurang-kurangnya 2",
        "the number of those of the yearly performance labels that are Good or higher is at least 2",
    );
}

#[test]
fn choices_numbers_dates_and_ranges() {
    check(
        &compare(LessOrEqual, f("grade"), f("superior.grade")),
        "pangkat tidak lebih tinggi daripada pangkat atasan langsung",
        "the grade is no higher than the grade of the direct superior",
    );
    check(&compare(NotEqual, f("grade"), grade("b")), "pangkat bukan Madya (b)", "the grade is not Middle (b)");
    check(
        &compare(GreaterOrEqual, f("credit"), number("4.5")),
        "angka kredit sekurang-kurangnya 4,5 poin",
        "the credit points are at least 4.5 points",
    );
    check(&compare(LessOrEqual, f("age"), number("56")), "usia paling tinggi 56 tahun", "the age is at most 56 years");
    check(
        &compare(LessOrEqual, f("grade.since"), on(2026, 4, 1)),
        "TMT pangkat terakhir jatuh paling lambat pada 1 April 2026",
        "the date of the present grade is no later than 1 April 2026",
    );
    let between = node(NodeKind::Between(Box::new(f("credit")), Box::new(number("10")), Box::new(number("20"))), Type::Boolean);
    check(
        &between,
        "angka kredit berada dalam rentang 10 sampai dengan 20 poin",
        "the credit points are in the range from 10 to 20 points inclusive",
    );
    let one_of = |values: &[&str]| {
        let tests = values.iter().map(|code| InTest::Compare(Equal, grade(code))).collect();
        node(NodeKind::In(Box::new(f("grade")), tests), Type::Boolean)
    };
    check(&one_of(&["a", "b"]), "pangkat adalah Muda (a) atau Madya (b)", "the grade is Junior (a) or Middle (b)");
    check(&not(one_of(&["a", "b"])), "pangkat bukan Muda (a) maupun Madya (b)", "the grade is neither Junior (a) nor Middle (b)");
    let band = InTest::Range { low: Some((number("68"), true)), high: Some((number("80"), false)) };
    check(
        &node(NodeKind::In(Box::new(f("credit")), vec![band, InTest::Compare(GreaterOrEqual, number("90"))]), Type::Boolean),
        "angka kredit berada dalam rentang 68 sampai kurang dari 80 poin atau sekurang-kurangnya 90 poin",
        "the credit points are in the range from 68 to less than 80 points or are at least 90 points",
    );
    check(
        &compare(
            GreaterOrEqual,
            call(Function::StepsBetween, vec![f("grade"), f("superior.grade")], Type::Number(Some("levels".into()))),
            number("1"),
        ),
        "pangkat atasan langsung sekurang-kurangnya 1 tingkat di atas pangkat",
        "the grade of the direct superior is at least 1 level above the grade",
    );
}

#[test]
fn yes_and_no_and_other_policies() {
    check(&not(f("study duty")), "tidak sedang tugas belajar", "the person is not on study duty");
    check(
        &compare(Equal, f("study duty"), node(NodeKind::Constant(Value::Boolean(false)), Type::Boolean)),
        "tidak sedang tugas belajar",
        "the person is not on study duty",
    );
    check(
        &node(NodeKind::Outcome("test/promotion".into()), Type::Boolean),
        "syarat “Kenaikan pangkat percobaan” terpenuhi",
        "the requirements of “Trial promotion” are met",
    );
    check(
        &node(NodeKind::Definition(0), Type::Boolean),
        "bersih dari hukuman disiplin (yaitu tidak ada hari terakhir hukuman disiplin)",
        "the person is free of disciplinary sanctions (that is, there is no last day of the disciplinary sanction)",
    );
}

#[test]
fn mixed_conditions_are_numbered_so_that_they_cannot_be_misread() {
    let c = || compare(GreaterOrEqual, f("credit"), number("50"));
    check(
        &and(vec![c(), or(vec![f("study duty"), compare(Equal, f("grade"), grade("a"))])]),
        "semua hal berikut terpenuhi: (a) angka kredit sekurang-kurangnya 50 poin; dan (b) sedang tugas belajar atau pangkat adalah Muda (a)",
        "all of the following hold: (a) the credit points are at least 50 points; and (b) the person is on study duty or the grade is Junior (a)",
    );
    check(
        &not(and(vec![c(), f("study duty")])),
        "angka kredit kurang dari 50 poin atau tidak sedang tugas belajar",
        "the credit points are less than 50 points or the person is not on study duty",
    );
    check(
        &node(NodeKind::If(Box::new(f("study duty")), Box::new(c()), Box::new(compare(Equal, f("grade"), grade("c")))), Type::Boolean),
        "jika sedang tugas belajar, maka angka kredit sekurang-kurangnya 50 poin; jika tidak, maka pangkat adalah Utama (c)",
        "if the person is on study duty, then the credit points are at least 50 points; if not, then the grade is Senior (c)",
    );
}

#[test]
fn dates_move_by_durations() {
    let four_years = node(NodeKind::Constant(Value::Months(54)), Type::Months);
    check(
        &compare(LessOrEqual, arithmetic(Arithmetic::Add, f("grade.since"), four_years), as_of()),
        "telah lewat sekurang-kurangnya 4 tahun 6 bulan sejak TMT pangkat terakhir",
        "at least 4 years 6 months have passed since the date of the present grade",
    );
}

#[test]
fn one_subject_is_named_once() {
    check(
        &and(vec![compare(GreaterOrEqual, f("credit"), number("1")), compare(LessOrEqual, f("credit"), number("2"))]),
        "angka kredit sekurang-kurangnya 1 poin dan paling banyak 2 poin",
        "the credit points are at least 1 point and at most 2 points",
    );
    let two_years = node(NodeKind::Constant(Value::Months(24)), Type::Months);
    check(
        &or(vec![
            compare(Equal, f("sanction.end"), null()),
            compare(Less, arithmetic(Arithmetic::Add, f("sanction.end"), two_years), as_of()),
        ]),
        "tidak ada hari terakhir hukuman disiplin atau, jika ada, telah lewat lebih dari 2 tahun sejak tanggal itu",
        "there is no last day of the disciplinary sanction, or more than 2 years have passed since then",
    );
}

const FUNCTIONS: [(Function, usize); 55] = {
    use Function as F;
    [
        (F::Abs, 1),
        (F::Floor, 2),
        (F::Ceiling, 2),
        (F::Modulo, 2),
        (F::Even, 1),
        (F::Odd, 1),
        (F::Decimal, 2),
        (F::RoundUp, 2),
        (F::RoundDown, 2),
        (F::RoundHalfUp, 2),
        (F::RoundHalfDown, 2),
        (F::Count, 1),
        (F::Sum, 2),
        (F::Min, 2),
        (F::Max, 3),
        (F::Mean, 1),
        (F::Median, 1),
        (F::All, 1),
        (F::Any, 1),
        (F::ListContains, 2),
        (F::Sublist, 3),
        (F::Append, 2),
        (F::Concatenate, 2),
        (F::Remove, 2),
        (F::Reverse, 1),
        (F::IndexOf, 2),
        (F::Union, 2),
        (F::DistinctValues, 1),
        (F::InsertBefore, 3),
        (F::Flatten, 1),
        (F::Date, 3),
        (F::Duration, 1),
        (F::YearsAndMonthsDuration, 2),
        (F::YearsBetween, 2),
        (F::MonthsBetween, 2),
        (F::DaysBetween, 2),
        (F::DayOfYear, 1),
        (F::Year, 1),
        (F::Month, 1),
        (F::Day, 1),
        (F::Successor, 1),
        (F::Predecessor, 1),
        (F::StepsBetween, 2),
        (F::StringLength, 1),
        (F::UpperCase, 1),
        (F::LowerCase, 1),
        (F::Contains, 2),
        (F::StartsWith, 2),
        (F::EndsWith, 2),
        (F::Substring, 3),
        (F::SubstringBefore, 2),
        (F::SubstringAfter, 2),
        (F::String, 1),
        (F::Number, 1),
        (F::Range, 1),
    ]
};

/// Every kind of node, every function with every number of arguments, and every test of `in`, alone and denied.
#[test]
fn every_part_of_the_language_has_words_in_both_languages() {
    let policy = policy();
    let boxed = |node: Node| Box::new(node);
    let mut trees: Vec<Node> = vec![
        node(NodeKind::Constant(Value::Boolean(true)), Type::Boolean),
        f("study duty"),
        parameter(0),
        parameter(1),
        node(NodeKind::Definition(0), Type::Boolean),
        node(NodeKind::Table(0), Type::Choice(grades())),
        node(NodeKind::Score, Type::NUMBER),
        node(NodeKind::Outcome("test/promotion".into()), Type::NUMBER),
        as_of(),
        node(NodeKind::Negate(boxed(f("credit"))), Type::NUMBER),
        node(NodeKind::List(vec![number("1"), number("2"), number("3")]), Type::list(Type::NUMBER)),
        node(NodeKind::List(Vec::new()), Type::list(Type::NUMBER)),
        node(NodeKind::Range { low: Some((boxed(number("1")), false)), high: Some((boxed(number("2")), true)) }, Type::Range(boxed_type())),
        node(NodeKind::Range { low: None, high: Some((boxed(on(2026, 4, 1)), false)) }, Type::Range(boxed_type())),
        node(NodeKind::Item(boxed(f("rating")), boxed(arithmetic(Arithmetic::Add, number("1"), number("1")))), Type::Choice(ratings())),
        item(f("scores"), "-1"),
        item(f("rating"), "-2"),
        node(NodeKind::If(boxed(f("study duty")), boxed(number("1")), boxed(number("2"))), Type::NUMBER),
        node(
            NodeKind::Filter(boxed(f("scores")), boxed(or(vec![compare(Greater, local(Type::NUMBER), number("3")), f("study duty")]))),
            f("scores").ty,
        ),
        quantified(
            Quantifier::Every,
            f("scores"),
            quantified(
                Quantifier::Some,
                f("scores"),
                compare(Less, node(NodeKind::Local(1), Type::NUMBER), node(NodeKind::Local(0), Type::NUMBER)),
            ),
        ),
        node(
            NodeKind::In(
                boxed(f("credit")),
                vec![
                    InTest::Compare(Equal, null()),
                    InTest::Compare(NotEqual, number("7")),
                    InTest::Range { low: None, high: Some((number("3"), true)) },
                    InTest::Member(f("scores")),
                ],
            ),
            Type::Boolean,
        ),
        compare(Equal, f("study duty"), node(NodeKind::Definition(0), Type::Boolean)),
        compare(Equal, f("name"), node(NodeKind::Constant(Value::Text("Auditor".into())), Type::Text)),
    ];
    for operator in [Arithmetic::Add, Arithmetic::Subtract, Arithmetic::Multiply, Arithmetic::Divide, Arithmetic::Power] {
        trees.push(arithmetic(operator, f("credit"), arithmetic(operator, number("2"), number("3"))));
    }
    trees.push(arithmetic(Arithmetic::Subtract, as_of(), f("grade.since")));
    for operator in [Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual] {
        for (left, right) in [
            (f("credit"), number("5")),
            (f("credit"), f("age")),
            (f("grade"), grade("b")),
            (f("grade"), f("superior.grade")),
            (f("grade.since"), on(2026, 4, 1)),
            (years_since(f("grade.since")), number("5")),
            (call(Function::StepsBetween, vec![f("grade"), f("superior.grade")], Type::NUMBER), number("2")),
            (f("sanction.end"), null()),
        ] {
            trees.push(compare(operator, left, right));
        }
    }
    for (function, arguments) in FUNCTIONS {
        use Function as F;
        let least = match function {
            F::Floor | F::Ceiling | F::RoundUp | F::RoundDown | F::RoundHalfUp | F::RoundHalfDown | F::Date => 1,
            F::Sublist | F::Substring => 2,
            _ => arguments,
        };
        for count in [least, arguments.max(least)] {
            let arguments = (0..count).map(|i| if i == 0 { f("credit") } else { number(&format!("{}", 40 + i)) }).collect();
            trees.push(call(function, arguments, Type::Any));
        }
    }
    let code = ["between(", "grade.since", "sanction.end", "Fact", "null", " and of", "{", "}", "  ", "minimum-years", ">=", "<=", "P54M"];
    for tree in &trees {
        for tree in [tree.clone(), not(tree.clone())] {
            let [id, en] = [Language::Id, Language::En].map(|language| {
                [explain::condition(&policy, &tree, language), explain::Explainer::new(&policy, language).expression(&tree)]
            });
            for (id, en) in id.iter().zip(&en) {
                assert!(id.len() > 1 && en.len() > 1, "{tree:?}: {id} / {en}");
                assert_ne!(id, en, "{tree:?}");
                for text in [id, en] {
                    assert!(!code.iter().any(|code| text.contains(code)), "{text}");
                }
            }
            // every number of the tree is in the sentence
            tree.walk(&mut |part| {
                if let NodeKind::Constant(Value::Number(n)) = &part.kind {
                    let digits = n.abs().to_string();
                    let said =
                        en[0].contains(&digits) || ["first", "second", "third"].iter().any(|w| en[0].contains(w)) || en[0].contains("last");
                    assert!(said, "{digits} in {}", en[0]);
                }
            });
        }
    }
}

fn boxed_type() -> Box<Type> {
    Box::new(Type::NUMBER)
}
