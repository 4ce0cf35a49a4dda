//! What people and machines see of a problem.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use jenjang::legal::{Label, Language};
use jenjang::policy::diagnostic::{Diagnostic, Span};
use jenjang_policy_files::{Style, read_policy, record, render};

/// The diagnostic of a place that is found by its text.
fn at(source: &str, text: &str) -> Diagnostic {
    let start = source.find(text).unwrap();
    Diagnostic::error("some-code", &"a.toml".into(), Span::new(start, start + text.len()), Label::new("kalimat", "a sentence"))
}

#[track_caller]
fn check_rendered(diagnostic: &Diagnostic, source: &str, style: Style, expected: &str) {
    assert_eq!(render(diagnostic, source, Language::En, style), expected);
}

#[test]
fn a_caret_stands_under_the_place() {
    let source = "first\nsecond line\nthird\n";
    let diagnostic = at(source, "line")
        .with_help(Label::new("saran", "do this"))
        .with_witness("score", "80.5")
        .with_related(Span::new(0, 5), Label::new("di sini", "here"));
    check_rendered(
        &diagnostic,
        source,
        Style::Excerpt,
        "error[some-code]: a sentence\n --> a.toml:2:8\n  |\n2 | second line\n  |        ^^^^\n  |\n1 | first\n  | ----- here\n  = example: score = 80.5\n  = help: do this\n",
    );
    check_rendered(
        &diagnostic,
        source,
        Style::Sentences,
        "a.toml:2:8: error some-code: a sentence\n  example: score = 80.5\n  a.toml:1:1: here\n  help: do this\n",
    );
    let id = render(&diagnostic, source, Language::Id, Style::Excerpt);
    assert!(id.starts_with("kesalahan[some-code]: kalimat\n") && id.contains("saran: saran") && id.contains("contoh: score"), "{id}");
    let coloured = render(&diagnostic, source, Language::En, Style::Colour);
    assert!(coloured.starts_with("\u{1b}[1;31merror[some-code]\u{1b}[0m"));
}

#[test]
fn tabs_and_wide_characters_keep_the_caret_in_place() {
    let source = "\tx = \"漢字\" here\n";
    check_rendered(
        &at(source, "here"),
        source,
        Style::Excerpt,
        "error[some-code]: a sentence\n --> a.toml:1:11\n  |\n1 |     x = \"漢字\" here\n  |                ^^^^\n",
    );
    check_rendered(
        &at(source, "漢字"),
        source,
        Style::Excerpt,
        "error[some-code]: a sentence\n --> a.toml:1:7\n  |\n1 |     x = \"漢字\" here\n  |          ^^^^\n",
    );
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let source = format!("{}needle{}", "a".repeat(5000), "b".repeat(5000));
    let text = render(&at(&source, "needle"), &source, Language::En, Style::Excerpt);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[3], format!("1 | …{}needle{}…", "a".repeat(30), "b".repeat(63)));
    assert_eq!(lines[4], format!("  | {}^^^^^^", " ".repeat(31)));
}

#[test]
fn characters_a_terminal_would_act_on_are_replaced() {
    let source = "a = \"\u{1b}[2J\u{202e}evil\"\n";
    let text = render(&at(source, "evil"), source, Language::En, Style::Excerpt);
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
    assert!(text.contains("1 | a = \"\u{fffd}[2J\u{fffd}evil\""));
}

#[test]
fn places_over_several_lines_and_at_the_end() {
    let source = "values = [\n1,\n]\n";
    let text = render(&at(source, "[\n1,\n]"), source, Language::En, Style::Excerpt);
    assert!(text.contains("1 | values = [\n  |          ^ … to line 3\n"), "{text}");
    let end = Diagnostic::error("c", &"a.toml".into(), Span::new(99, 200), Label::same("m"));
    assert!(render(&end, source, Language::En, Style::Excerpt).contains("--> a.toml:4:1"));
    assert!(render(&end, "", Language::En, Style::Excerpt).contains("--> a.toml:1:1"));
}

#[test]
fn the_record_says_all_of_it() {
    let source = "ü = 1\nx = 2\n";
    let diagnostic = at(source, "x = 2")
        .with_help(Label::new("saran", "help"))
        .with_witness("a", "1")
        .with_related(Span::new(0, 2), Label::new("di", "at"));
    let json = serde_json::to_string(&record(&diagnostic, source)).unwrap();
    assert_eq!(
        json,
        r#"{"file":"a.toml","line":2,"column":1,"end":{"line":2,"column":6},"code":"some-code","severity":"error","message":{"id":"kalimat","en":"a sentence"},"help":{"id":"saran","en":"help"},"witness":[{"name":"a","value":"1"}],"related":[{"line":1,"column":1,"message":{"id":"di","en":"at"}}]}"#
    );
}

/// One file with many mistakes, as an analyst sees it.
#[test]
fn a_file_full_of_mistakes() {
    let source = include_str!("data/mistakes.toml");
    let (_, diagnostics) = read_policy("mistakes.toml", source.as_bytes());
    for (language, name) in [(Language::Id, "mistakes.id"), (Language::En, "mistakes.en")] {
        let text: Vec<String> = diagnostics.iter().map(|d| render(d, source, language, Style::Excerpt)).collect();
        insta::assert_snapshot!(name, text.join("\n"));
    }
}
