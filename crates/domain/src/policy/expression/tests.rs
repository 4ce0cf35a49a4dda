//! The language as its users meet it: functions one by one, three answers, names, types, bad input.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::standalone::{Variable, standalone};
use crate::legal::Label;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::scale::{Choice, Scale, ScaleValue};
use crate::policy::types::Type;
use crate::policy::value::Value;

fn scale(name: &str, ordered: bool, codes: &[&str]) -> Arc<Scale> {
    let values = codes.iter().map(|code| ScaleValue::new(*code, Label::same(*code))).collect();
    Arc::new(Scale { name: name.into(), label: Label::same(name), ordered, values, reference: None })
}

fn variables() -> Vec<Variable> {
    let grades = scale("grade", true, &["II/a", "III/a", "III/b", "IV/a"]);
    let kinds = scale("kind", false, &["pelaksana", "fungsional"]);
    let grade = |code: &str| Value::Choice(Choice::parse(&grades, code).unwrap());
    let typed = |name: &str, value: Value, ty: Type| Variable { name: name.into(), value, ty };
    let number = |n: i64| Value::Number(n.into());
    vec![
        Variable::new("grade", grade("III/a")),
        Variable::new("next grade", grade("III/b")),
        Variable::new("position.kind", Value::Choice(Choice::parse(&kinds, "pelaksana").unwrap())),
        typed("missing grade", Value::Missing, Type::Choice(grades.clone())),
        typed("unknown", Value::Missing, Type::Boolean),
        typed("lost", Value::Missing, Type::NUMBER),
        typed("nothing", Value::None, Type::NUMBER),
        typed("lost list", Value::Missing, Type::list(Type::NUMBER)),
        typed("years", number(4), Type::Number(Some("years".into()))),
        typed("months", number(4), Type::Number(Some("months".into()))),
        typed("minimum-years", number(4), Type::Number(Some("years".into()))),
        typed("minimum", number(10), Type::NUMBER),
        typed("share", Value::Number("0.5".parse().unwrap()), Type::Number(Some("share".into()))),
        typed("ratings", Value::List(vec![number(3), Value::Missing, number(5)].into()), Type::list(Type::NUMBER)),
        typed("word", Value::Text("kata".into()), Type::Text),
        Variable::new("grade.since", Value::Date(chrono::NaiveDate::from_ymd_opt(2020, 2, 29).unwrap())),
    ]
}

fn run(text: &str) -> Result<super::standalone::Evaluated, Vec<Diagnostic>> {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 4, 1);
    standalone(text, &variables(), &BTreeMap::new(), day)
}

#[track_caller]
fn check(text: &str, expected: &str) {
    match run(text) {
        Ok(evaluated) => assert_eq!(evaluated.value.to_string(), expected, "{text}"),
        Err(found) => panic!("{text}: {}", found[0].message.en),
    }
}

/// The codes of what is wrong, and the first sentence.
#[track_caller]
fn refused(text: &str, code: &str, says: &str) {
    let found = run(text).expect_err(text);
    assert!(found.iter().any(|d| d.code == code && d.message.en.contains(says)), "{text}: {found:?}");
    assert!(found.iter().all(|d| !d.message.id.is_empty() && d.message.id != d.message.en), "{text}: {found:?}");
}

#[test]
fn the_longest_known_name_wins_and_a_minus_between_spaces_subtracts() {
    check("minimum-years", "4");
    check("minimum - 3", "7");
    check("minimum -3", "7");
    check("minimum-3", "7");
    check("next grade", "III/b");
    check("next   grade", "III/b");
    check("grade.since", "2020-02-29");
    check("grade.since.year", "2020");
    check("as of", "2026-04-01");
    refused("next grad", "unknown-name", "perhaps `next grade` is meant");
    refused("grade.sinc", "unknown-name", "perhaps `grade.since` is meant");
    refused("grade >= baik", "unknown-name", "`baik`");
    refused("summ(1)", "unknown-function", "perhaps `sum` is meant");
    refused("a + b * c", "unknown-name", "`c`");
}

#[test]
fn quoted_codes_become_choices_where_a_choice_meets_them() {
    check("grade >= \"III/a\"", "true");
    check("\"IV/a\" <= grade", "false");
    check("grade in (\"II/a\", \"III/a\")", "true");
    check("grade in [\"II/a\", \"III/b\"]", "false");
    check("grade in [\"II/a\"..\"III/b\"]", "true");
    check("grade in [[\"II/a\"..\"III/b\"], [\"IV/a\"..\"IV/a\"]]", "true");
    check("grade between \"II/a\" and \"III/a\"", "true");
    check("(if true then \"IV/a\" else \"II/a\") > grade", "true");
    check("grade = (if true then grade else \"II/a\")", "true");
    check("max(grade, \"II/a\")", "III/a");
    check("list contains([grade], \"III/a\")", "true");
    check("index of([grade, \"IV/a\"], \"IV/a\")", "[2]");
    check("steps between(grade, \"IV/a\")", "2");
    check("steps between(\"IV/a\", grade)", "-2");
    check("[grade, \"IV/a\"][item > \"III/a\"]", "[IV/a]");
    check("some g in [grade] satisfies g = \"III/a\"", "true");
    check("position.kind = \"pelaksana\"", "true");
    refused("grade = \"III/e\"", "unknown-choice", "`III/e` is not in scale `grade`");
    refused("grade in (\"II/a\", \"V\", \"VI\")", "unknown-choice", "`VI`");
    refused("grade = position.kind", "type-mismatch", "`=` does not work between `grade` and `kind`");
    refused("position.kind < \"pelaksana\"", "not-ordered", "`<`");
    refused("grade = word", "type-mismatch", "`grade` and `text`");
    refused("grade + 1", "type-mismatch", "`+` does not work between `grade` and `number`");
}

#[test]
fn successors_end_at_the_ends_of_the_scale() {
    check("successor(grade)", "III/b");
    check("predecessor(grade)", "II/a");
    check("successor(successor(next grade))", "null");
    check("predecessor(predecessor(grade))", "null");
    refused("successor(position.kind)", "wrong-argument", "`successor`");
    refused("successor(1)", "wrong-argument", "`number`");
}

#[test]
fn units_must_meet() {
    check("years >= minimum-years", "true");
    check("years + 1 > 4", "true");
    check("years between(grade.since, as of) >= minimum-years", "true");
    check("months between(grade.since, as of) / 12 > 5", "true");
    refused("years + months", "unit-mismatch", "`number (years)` and `number (months)`");
    refused("years < months", "unit-mismatch", "`<`");
    refused("years between(grade.since, as of) > months", "unit-mismatch", "`>`");
    refused("if true then years else months", "unit-mismatch", "`if`");
    refused("sum(years, months)", "unit-mismatch", "`sum`");
    refused("years in [1..months]", "unit-mismatch", "`in`");
    assert_eq!(run("years * 2").unwrap().ty, Type::Number(Some("years".into())));
    assert_eq!(run("years / 2").unwrap().ty, Type::Number(Some("years".into())));
    assert_eq!(run("years / years").unwrap().ty, Type::NUMBER);
    assert_eq!(run("years * months").unwrap().ty, Type::NUMBER);
    assert_eq!(run("share * 100").unwrap().ty, Type::NUMBER);
    assert_eq!(run("round up(years)").unwrap().ty, Type::Number(Some("years".into())));
    assert_eq!(run("days between(grade.since, as of)").unwrap().ty, Type::Number(Some("days".into())));
    assert_eq!(run("as of - grade.since").unwrap().ty, Type::Days);
}

#[test]
fn missing_spreads_unless_the_other_side_decides() {
    for (text, expected) in [
        ("lost + 1", "?"),
        ("lost = null", "?"),
        ("lost = 1", "?"),
        ("missing grade >= \"III/a\"", "?"),
        ("unknown and false", "false"),
        ("unknown and true", "?"),
        ("unknown or true", "true"),
        ("unknown or null", "?"),
        ("not(unknown)", "?"),
        ("if unknown then 1 else 1", "?"),
        ("if true then 1 else lost", "1"),
        ("lost in (1, 2)", "?"),
        ("1 in (lost, 1)", "true"),
        ("1 in (lost, 2)", "?"),
        ("5 between 7 and lost", "false"),
        ("5 between 4 and lost", "?"),
        ("some r in ratings satisfies r > 4", "true"),
        ("some r in ratings satisfies r > 5", "?"),
        ("every r in ratings satisfies r > 3", "false"),
        ("every r in ratings satisfies r > 2", "?"),
        ("count(ratings)", "?"),
        ("sum(ratings)", "?"),
        ("max(ratings)", "?"),
        ("count(ratings[item > 2])", "?"),
        ("ratings[1]", "3"),
        ("ratings[2]", "?"),
        ("ratings[-1]", "5"),
        ("ratings[4]", "null"),
        ("lost list[1]", "?"),
        ("count(lost list)", "?"),
        ("list contains(ratings, 3)", "true"),
        ("list contains(ratings, 4)", "?"),
        ("ratings = [3, 4, 6]", "false"),
        ("ratings = [3, 4, 5]", "?"),
        ("reverse(ratings)", "[5, ?, 3]"),
        ("append(ratings, lost)", "[3, ?, 5, ?]"),
        ("distinct values(ratings)", "?"),
        ("[1..lost]", "?"),
        ("round up(lost)", "?"),
        ("modulo(lost, null)", "?"),
    ] {
        check(text, expected);
    }
}

#[test]
fn none_is_an_answer() {
    for (text, expected) in [
        ("nothing = null", "true"),
        ("nothing != null", "false"),
        ("nothing = 1", "false"),
        ("nothing > 1", "null"),
        ("nothing + 1", "null"),
        ("nothing > 1 or true", "true"),
        ("nothing > 1 and false", "false"),
        ("nothing > 1 and true", "null"),
        ("if nothing > 1 then 1 else 2", "2"),
        ("null in [1, null]", "true"),
        ("null in (1, null)", "true"),
        ("1 / 0", "null"),
        ("0 ** -1", "null"),
        ("79228162514264337593543950335 + 1", "null"),
        ("10 ** 30", "null"),
        ("@\"9999-12-31\" + @\"P3000000Y\"", "null"),
        ("@\"P1D\" / 2", "null"),
        ("sum([])", "null"),
        ("max([])", "null"),
        ("mean([])", "null"),
        ("count([])", "0"),
        ("all([])", "true"),
        ("any([])", "false"),
        ("[1, null][2]", "null"),
    ] {
        check(text, expected);
    }
}

#[test]
fn numbers_are_exact() {
    for (text, expected) in [
        ("0.1 + 0.2 = 0.3", "true"),
        ("-5 ** 2", "25"),
        ("2 ** 10", "1024"),
        ("2 ** -2", "0.25"),
        ("0 ** 0", "1"),
        ("1.5 ** 3", "3.375"),
        ("floor(-1.56, 1)", "-1.6"),
        ("ceiling(-1.56, 1)", "-1.5"),
        ("floor(1255, -2)", "1200"),
        ("round half up(2.5)", "3"),
        ("round half up(-2.5, 0)", "-3"),
        ("round half down(2.5, 0)", "2"),
        ("round half down(-2.5, 0)", "-2"),
        ("round up(1250, -2)", "1300"),
        ("round down(-1.9, 0)", "-1"),
        ("round up(5.5, 6176)", "5.5"),
        ("round up(5.5, 6177)", "null"),
        ("decimal(2.5, 0)", "2"),
        ("decimal(3.5, 0)", "4"),
        ("modulo(-12, 5)", "3"),
        ("modulo(12, -5)", "-3"),
        ("modulo(-10.1, 4.5)", "3.4"),
        ("modulo(10, 5)", "0"),
        ("even(-2)", "true"),
        ("odd(-3)", "true"),
        ("odd(2.5)", "false"),
        ("abs(-3)", "3"),
        ("1.23e4", "12300"),
        ("1.23E-2", "0.0123"),
        ("number(\"1 000,50\", \" \", \",\")", "1000.5"),
        ("number(\"-3\")", "-3"),
        ("number(\"x\")", "null"),
    ] {
        check(text, expected);
    }
    refused("2 ** 0.5", "type-mismatch", "`**`");
    refused("1234567890123456789012345678901", "number-range", "28 digits");
    refused("1e99", "number-range", "28 digits");
}

#[test]
fn lists_work_from_one_and_from_the_end() {
    for (text, expected) in [
        ("sublist([1, 2, 3], 2)", "[2, 3]"),
        ("sublist([1, 2, 3], -2, 1)", "[2]"),
        ("sublist([1, 2, 3], 2, 3)", "null"),
        ("append([1], 2, 3)", "[1, 2, 3]"),
        ("append([1], [2])", "[1, [2]]"),
        ("concatenate([1], [2, 3], [4])", "[1, 2, 3, 4]"),
        ("remove([1, 2, 3], 2)", "[1, 3]"),
        ("remove([1, 2, 3], -1)", "[1, 2]"),
        ("remove([1, 2, 3], 4)", "null"),
        ("reverse([1, 2])", "[2, 1]"),
        ("index of([1, 2, 1], 1)", "[1, 3]"),
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ("distinct values([1, 1.0, null, null, 2])", "[1, null, 2]"),
        ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
        ("insert before([1, 3], -1, 2)", "[1, 2, 3]"),
        ("insert before(list: [1, 3], position: 1, newItem: 0)", "[0, 1, 3]"),
        ("flatten([[1, [2]], 3])", "[1, 2, 3]"),
        ("list contains([1, null], null)", "true"),
        ("median([8, 2, 5, 3, 4])", "4"),
        ("median(6, 1, 2, 3)", "2.5"),
        ("mean(1, 2)", "1.5"),
        ("min(@\"2020-01-01\", @\"2019-01-01\")", "2019-01-01"),
        ("max(\"a\", \"b\")", "b"),
        ("count(5)", "1"),
        ("5[1]", "5"),
        ("[1, 2, 3][item > 1][1]", "2"),
        ("[[1, 2], [3]][count(item) > 1]", "[[1, 2]]"),
        ("[[1, 2], [3]][count(item[item > 2]) > 0]", "[[3]]"),
        ("[1, 2, 3][minimum > 5]", "[1, 2, 3]"),
        ("7[minimum < 5]", "[]"),
        ("every x in [1, 2], y in [3, 4] satisfies x < y", "true"),
        ("some x in [1, 2], y in [x] satisfies x = y + 1", "false"),
        ("some x in [1, 2] satisfies every y in [0, x] satisfies y < 2", "true"),
        ("all([true, null])", "null"),
        ("all([false, null])", "false"),
        ("any([true, null])", "true"),
    ] {
        check(text, expected);
    }
    refused("sum(1, \"a\")", "wrong-argument", "`sum` expects `number` as argument 2, found `text`");
    refused("all([true, 1])", "wrong-argument", "`all`");
    refused("[1, 2][\"a\"]", "type-mismatch", "found `text`");
    refused("[1, 2][1.5]", "wrong-argument", "whole number");
    refused("sublist([1], \"a\")", "wrong-argument", "`sublist`");
}

#[test]
fn dates_follow_the_calendar() {
    for (text, expected) in [
        ("date(2024, 2, 29)", "2024-02-29"),
        ("date(2023, 2, 29)", "null"),
        ("date(\"2024-02-30\")", "null"),
        ("grade.since + @\"P1Y\"", "2021-02-28"),
        ("@\"2021-01-31\" + @\"P1M\"", "2021-02-28"),
        ("@\"2021-03-31\" - @\"P1M\"", "2021-02-28"),
        ("@\"2021-01-01\" + @\"P30D\"", "2021-01-31"),
        ("@\"2021-01-03\" - @\"2021-01-01\"", "P2D"),
        ("years between(@\"2020-02-29\", @\"2021-02-28\")", "1"),
        ("years between(@\"2021-02-28\", @\"2020-02-29\")", "-1"),
        ("months between(@\"2021-01-31\", @\"2021-02-28\")", "1"),
        ("days between(@\"2021-01-31\", @\"2021-02-28\")", "28"),
        ("years and months duration(@\"2011-12-22\", @\"2013-08-24\")", "P1Y8M"),
        ("day of year(@\"2020-12-31\")", "366"),
        ("@\"2020-12-31\".month", "12"),
        ("@\"2020-12-31\".day", "31"),
        ("@\"P2Y7M\".years", "2"),
        ("@\"P2Y7M\".months", "7"),
        ("@\"P30D\".days", "30"),
        ("@\"P1Y\" * 1.5", "P1Y6M"),
        ("-@\"P1Y\"", "-P1Y"),
        ("@\"P1Y\" / @\"P6M\"", "2"),
        ("duration(\"PT48H\")", "P2D"),
        ("abs(@\"-P3M\")", "P3M"),
        ("string(@\"-0044-03-15\")", "-0044-03-15"),
    ] {
        check(text, expected);
    }
    refused("@\"2021-01-01\" + 1", "type-mismatch", "`date` and `number`");
    refused("@\"P1Y\" + @\"P1D\"", "type-mismatch", "`duration` and `days`");
    refused("@\"P1Y\" < @\"P400D\"", "type-mismatch", "`duration` and `days`");
    refused("@\"2021-01-01T10:00:00\"", "outside-subset", "time of day");
    refused("@\"10:00:00\"", "outside-subset", "times of day");
    refused("@\"PT1H\"", "outside-subset", "whole days");
    refused("date and time(\"2021-01-01T10:00:00\")", "outside-subset", "time of day");
    refused("grade.since.hour", "outside-subset", "times of day");
    refused("grade.since.season", "unknown-name", "`season`");
}

#[test]
fn texts_count_characters() {
    for (text, expected) in [
        ("string length(\"横綱\")", "2"),
        ("upper case(\"aé\")", "AÉ"),
        ("lower case(\"AÉ\")", "aé"),
        ("contains(\"foobar\", \"ob\")", "true"),
        ("starts with(\"foobar\", \"fo\")", "true"),
        ("ends with(\"foobar\", \"ar\")", "true"),
        ("substring(\"foobar\", 3)", "obar"),
        ("substring(\"foobar\", 3, 3)", "oba"),
        ("substring(\"foobar\", -2, 1)", "a"),
        ("substring(\"foobar\", 0)", "null"),
        ("substring before(\"foobar\", \"bar\")", "foo"),
        ("substring before(\"foobar\", \"xyz\")", ""),
        ("substring after(\"foobar\", \"ob\")", "ar"),
        ("substring after(\"foobar\", \"\")", "foobar"),
        ("\"a\" + \"b\"", "ab"),
        ("\"a\" < \"b\"", "true"),
        ("string(1.50)", "1.5"),
        ("string([1, \"a\"])", "[1, \"a\"]"),
        ("string(null)", "null"),
        ("\"\\u0041\\n\\\"\"", "A\n\""),
        ("1 + /* in between */ 1 // at the end", "2"),
    ] {
        check(text, expected);
    }
}

#[test]
fn ranges_have_ends() {
    for (text, expected) in [
        ("5 in [1..5]", "true"),
        ("5 in [1..5)", "false"),
        ("1 in ]1..5[", "false"),
        ("5 in [18..21[ or true", "true"),
        ("range(\"[1..3)\") = [1..3)", "true"),
        ("range(\"[3..1]\")", "null"),
        ("2 in range(\"[1..3]\")", "true"),
        ("(< 10) = (< 10)", "true"),
        ("3 in (< 10)", "true"),
        ("3 in (1, > 2)", "true"),
        ("[1..lost] = null", "?"),
        ("5 in [1..null)", "null"),
        ("0 in [1..null)", "false"),
        ("string([1..3))", "[1..3)"),
        ("[ratings[1]..ratings[3]]", "[3..5]"),
    ] {
        check(text, expected);
    }
    refused("[1..\"a\"]", "type-mismatch", "`number` and `text`");
    refused("[true..false]", "not-ordered", "`boolean`");
    refused("word in [1..3]", "type-mismatch", "`in` does not work between `text` and `range of number`");
}

#[test]
fn wrong_calls_name_the_function_and_what_it_takes() {
    refused("abs()", "wrong-argument", "`abs` is called as `abs(n)`, found no arguments");
    refused("abs(1, 2)", "wrong-argument", "found (`number`, `number`)");
    refused("abs(number: 1)", "wrong-argument", "`abs(n)`");
    refused("round up(n: 1, scal: 2)", "wrong-argument", "`round up(n, scale?)`");
    refused("abs(\"1\")", "wrong-argument", "`abs` expects `number` / `duration` / `days` as argument 1, found `text`");
    refused("not(1)", "type-mismatch", "`not` expects `boolean`, found `number`");
    refused("true and 1", "type-mismatch", "`and` expects `boolean` on every side, found `boolean` and `number`");
    refused("outcome(\"asn/none\")", "unknown-policy", "`asn/none`");
    refused("{ a: 1 }", "outside-subset", "contexts");
    refused("for x in [1] return x", "outside-subset", "loops");
    refused("x instance of number", "outside-subset", "instance of");
    refused("matches(\"a\", \"b\")", "outside-subset", "regular");
}

#[test]
fn every_mistake_is_reported_at_its_place() {
    let found = run("nope = 1 and grade > 3 or sum(\"a\") > zilch").expect_err("four mistakes");
    let places: Vec<(&str, u32)> = found.iter().map(|d| (d.code, d.span.start)).collect();
    assert_eq!(places, [("unknown-name", 0), ("type-mismatch", 13), ("wrong-argument", 26), ("unknown-name", 37)]);
}

#[test]
fn parts_without_a_value_are_remarked() {
    for text in ["1 / 0", "date(\"2023-02-29\")", "@\"foo\"", "range(\"[\")", "duration(\"4Y\")"] {
        let evaluated = run(text).unwrap();
        assert!(evaluated.value.is_none(), "{text}");
        assert_eq!(evaluated.warnings.iter().map(|d| d.code).collect::<Vec<_>>(), ["no-value"], "{text}");
    }
    assert_eq!(run("true or 5").unwrap().warnings[0].code, "idle-operand");
    assert_eq!(run("[1, true]").unwrap().warnings[0].code, "mixed-types");
    assert_eq!(run("list contains([1], \"a\")").unwrap().warnings[0].code, "never-equal");
}

#[test]
fn bad_text_is_refused_with_a_sentence() {
    for text in [
        "",
        "1 +",
        "(1",
        "[1, 2",
        "\"open",
        "/* open",
        "if true then 1",
        "1 2",
        "a b c",
        "#",
        "1 in",
        "some x in",
        "x.",
        "\"\\q\"",
        "))",
        "1 in ()",
    ] {
        let found = run(text).expect_err(text);
        assert!(!found.is_empty(), "{text}");
    }
}

#[test]
fn habits_of_other_languages_get_a_hint() {
    for (text, hint) in [
        ("1 == 1", "`=`"),
        ("1 <> 1", "`!=`"),
        ("true && false", "`and`"),
        ("true || false", "`or`"),
        ("!true", "`not(…)`"),
        ("word = 'kata'", "`\"`"),
    ] {
        let found = run(text).expect_err(text);
        assert!(found[0].help.as_ref().is_some_and(|help| help.en.contains(hint)), "{text}: {found:?}");
    }
}

#[test]
fn nesting_without_end_is_refused_not_crashed_on() {
    let deep = 10_000;
    for (open, close) in
        [("(", ")"), ("[", "]"), ("not(", ")"), ("-", ""), ("if true then 1 else ", ""), ("abs(", ")"), ("1 + (", ")"), ("1 in (", ")")]
    {
        let text = format!("{}1{}", open.repeat(deep), close.repeat(deep));
        assert_eq!(
            run(&text).expect_err(open)[0].code,
            if text.len() > super::parser::MAX_LENGTH { "too-long" } else { "too-deep" },
            "{open}"
        );
    }
    for chain in ["1 + ", "1 < ", "1 ** "] {
        assert_eq!(run(&format!("{}1", chain.repeat(deep))).expect_err(chain)[0].code, "too-deep", "{chain}");
    }
    assert_eq!(run(&format!("1{}", "[1]".repeat(deep))).expect_err("brackets")[0].code, "too-deep");
    assert_eq!(run(&"x".repeat(10_000_000)).expect_err("long")[0].code, "too-long");
    // what is allowed does not overflow either
    let depth = super::parser::MAX_DEPTH - 2;
    for (open, close) in [("(", ")"), ("[", "]"), ("-", ""), ("if true then 1 else ", ""), ("abs(", ")"), ("1 + (", ")"), ("count(", ")")] {
        let text = format!("{}1{}", open.repeat(depth), close.repeat(depth));
        assert!(run(&text).is_ok(), "{open}");
    }
    check(&format!("{}true", "true and ".repeat(5000)), "true");
}

#[test]
fn type_words_are_read_and_unknown_ones_refused() {
    use super::typing::parse_type;
    use crate::policy::diagnostic::{Span, Spanned};
    let grades = scale("grade", true, &["II/a"]);
    let read = |word: &str, unit: Option<&str>| {
        let mut out = Vec::new();
        let unit = unit.map(Arc::from);
        let word = Spanned::new(Arc::from(word), Span::default());
        let scales = |name: &str| (name == "grade").then(|| grades.clone());
        let ty = parse_type(&word, unit.as_ref(), Some(5), &scales, &Arc::from("test"), &mut out);
        (ty, out.iter().map(|d| d.code).collect::<Vec<_>>())
    };
    assert_eq!(read("number", Some("years")), (Some(Type::Number(Some("years".into()))), vec![]));
    assert_eq!(read("grade", None), (Some(Type::Choice(grades.clone())), vec![]));
    assert_eq!(read("list of days", None), (Some(Type::List { item: Box::new(Type::Days), max: Some(5) }), vec![]));
    assert_eq!(read("numbr", None), (None, vec!["unknown-type"]));
    assert_eq!(read("list of list of number", None), (None, vec!["unknown-type"]));
    assert_eq!(read(&"list of ".repeat(1_000_000), None), (None, vec!["unknown-type"]));
    assert_eq!(read("date", Some("years")).1, ["unit-mismatch"]);
}

#[test]
fn literals_are_typed_where_they_stand() {
    use super::literal::{parse_value, typed_literal};
    use crate::policy::diagnostic::{Span, Spanned};
    use crate::policy::document::Literal;
    let grades = Type::Choice(scale("grade", true, &["II/a", "III/b"]));
    let at = |literal: Literal| Spanned::new(literal, Span::default());
    let text = |t: &str| at(Literal::Text(t.into()));
    let read = |literal: &Spanned<Literal>, ty: &Type| {
        let mut out = Vec::new();
        let value = typed_literal(literal, ty, &Arc::from("test"), &mut out);
        value.map(|v| v.to_string()).ok_or_else(|| out[0].code)
    };
    assert_eq!(read(&text("4"), &Type::NUMBER), Ok("4".into()));
    assert_eq!(read(&at(Literal::Integer(4)), &Type::NUMBER), Ok("4".into()));
    assert_eq!(read(&text("P2Y6M"), &Type::Months), Ok("P2Y6M".into()));
    assert_eq!(read(&text("P30D"), &Type::Days), Ok("P30D".into()));
    assert_eq!(read(&text("P30D"), &Type::Months), Err("type-mismatch"));
    assert_eq!(read(&text("III/b"), &grades), Ok("III/b".into()));
    assert_eq!(read(&text("III/c"), &grades), Err("unknown-choice"));
    assert_eq!(read(&text("null"), &grades), Ok("null".into()));
    assert_eq!(read(&text("2026-02-29"), &Type::Date), Err("type-mismatch"));
    assert_eq!(read(&at(Literal::Boolean(true)), &Type::Boolean), Ok("true".into()));
    assert_eq!(read(&at(Literal::Boolean(true)), &Type::NUMBER), Err("type-mismatch"));
    let list = Type::List { item: Box::new(grades.clone()), max: Some(2) };
    assert_eq!(read(&at(Literal::List(vec![text("II/a"), text("?")])), &list), Ok("[II/a, ?]".into()));
    assert_eq!(read(&at(Literal::List(vec![text("II/a"); 3])), &list), Err("list-too-long"));
    assert_eq!(parse_value("II/a; ?;null", &list).unwrap_err().code, "list-too-long");
    assert_eq!(parse_value("II/a;?", &list).unwrap().to_string(), "[II/a, ?]");
    assert_eq!(parse_value("[]", &list).unwrap().to_string(), "[]");
    assert_eq!(parse_value("99999999999999999999999999999999", &Type::NUMBER).unwrap_err().code, "number-range");
    assert_eq!(parse_value("[1..3)", &Type::Range(Box::new(Type::NUMBER))).unwrap().to_string(), "[1..3)");
}

#[test]
fn months_move_dates_only_where_the_policy_says_how() {
    use super::typing::{Scope, compile};
    use crate::policy::catalogue::Catalogue;
    let catalogue = Catalogue::new("test".into(), Label::same("test"), "test".into(), Vec::new(), Vec::new());
    let scales = BTreeMap::new();
    let scope = Scope {
        catalogue: &catalogue,
        file: "test".into(),
        names: BTreeMap::new(),
        scales: &scales,
        outcome: &|_| None,
        dates_round: false,
    };
    for text in [
        "as of + @\"P1M\"",
        "as of - @\"P1Y\"",
        "years between(as of, as of)",
        "months between(as of, as of)",
        "years and months duration(as of, as of)",
    ] {
        let mut out = Vec::new();
        assert!(compile(text, 7, &scope, None, &mut out).is_none());
        assert_eq!((out[0].code, out[0].span.start), ("date-rounding-missing", 7), "{text}");
    }
    for text in ["as of + @\"P30D\"", "days between(as of, as of)", "as of - as of"] {
        assert!(compile(text, 0, &scope, None, &mut Vec::new()).is_some(), "{text}");
    }
    let mut out = Vec::new();
    assert!(compile("as of", 3, &scope, Some(&Type::Boolean), &mut out).is_none());
    assert_eq!(&*out[0].message.en, "the expression is `date`, expected `boolean` here");
}
