//! Places inside texts that are written with escapes.
//!
//! The compiler sees a text after unescaping and counts in it. Unescaping only ever shortens a text, so such a place always lies inside
//! the written text and can be told back: this module does that for diagnostics.

use jenjang::policy::diagnostic::{Diagnostic, Span};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::reader::content;

/// Moves the places of diagnostics that count in an unescaped text (those of the compiler and the checker) to where they stand in `source`.
///
/// Must not be given diagnostics of the reader: their places are already those of the file.
pub fn restore_places(source: &str, diagnostics: &mut [Diagnostic]) {
    if diagnostics.is_empty() || !source.contains('\\') {
        return;
    }
    let texts = escaped_texts(source);
    for diagnostic in diagnostics {
        diagnostic.span = restored(source, &texts, diagnostic.span);
        for (place, _) in &mut diagnostic.related {
            *place = restored(source, &texts, *place);
        }
    }
}

/// The contents of all texts with escapes, in the order of the file.
fn escaped_texts(source: &str) -> Vec<Span> {
    let is_text = |kind| matches!(kind, TokenKind::BasicString | TokenKind::MlBasicString);
    let place = |token: toml_parser::lexer::Token| Span::new(token.span().start(), token.span().end());
    let texts = Source::new(source).lex().filter(|token| is_text(token.kind())).map(|token| content(source, place(token)));
    texts.filter(|text| source.get(range(*text)).is_some_and(|raw| raw.contains('\\'))).collect()
}

fn range(span: Span) -> std::ops::Range<usize> {
    span.start as usize..span.end as usize
}

fn restored(source: &str, texts: &[Span], span: Span) -> Span {
    let after = texts.partition_point(|text| text.start <= span.start);
    let Some(text) = after.checked_sub(1).and_then(|i| texts.get(i)) else { return span };
    if span.start > text.end || span.end > text.end || *text == span {
        return span;
    }
    let Some(raw) = source.get(range(*text)) else { return span };
    let start = written(raw, span.start - text.start);
    let end = written(raw, span.end - text.start).max(start);
    Span { start: text.start + start, end: text.start + end }
}

/// The offset in the written text of an offset in the unescaped text.
fn written(raw: &str, offset: u32) -> u32 {
    let mut plain = 0usize;
    let mut at = 0usize;
    while at < raw.len() && plain < offset as usize {
        let rest = &raw[at..];
        let (taken, given) = match rest.strip_prefix('\\') {
            Some(escape) => unescape(escape),
            None => rest.chars().next().map_or((1, 1), |c| (c.len_utf8(), c.len_utf8())),
        };
        at += taken;
        plain += given;
    }
    // a line break that is escaped away belongs to what follows it
    while let Some((taken, 0)) = raw.get(at..).and_then(|rest| rest.strip_prefix('\\')).map(unescape) {
        at += taken;
    }
    u32::try_from(at.min(raw.len())).unwrap_or(u32::MAX)
}

/// How many bytes an escape takes (with its backslash) and how many it stands for.
fn unescape(escape: &str) -> (usize, usize) {
    let code = |digits: usize| {
        let hex = escape.get(1..1 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        hex.map_or((2, 1), |c| (2 + digits, c.len_utf8()))
    };
    match escape.chars().next() {
        Some('x') => code(2),
        Some('u') => code(4),
        Some('U') => code(8),
        Some(c) if c.is_whitespace() => (1 + escape.len() - escape.trim_start_matches([' ', '\t', '\r', '\n']).len(), 0),
        Some(c) => (1 + c.len_utf8(), 1),
        None => (1, 1),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jenjang::legal::Label;
    use proptest::prelude::*;
    use toml::de::DeTable;

    use super::*;

    /// The text of the file at the place restored for `found` in the first text of `source`.
    #[track_caller]
    fn check_restored(source: &str, found: &str, expected: &str) {
        let tree = DeTable::parse(source).unwrap();
        let item = tree.get_ref().get("a").unwrap();
        let value = item.get_ref().as_str().unwrap();
        let begin = content(source, Span::new(item.span().start, item.span().end)).start;
        let at = u32::try_from(value.find(found).unwrap()).unwrap() + begin;
        let span = Span { start: at, end: at + u32::try_from(found.len()).unwrap() };
        let file: Arc<str> = Arc::from("a.toml");
        let mut diagnostics = [Diagnostic::error("x", &file, span, Label::same("x"))];
        restore_places(source, &mut diagnostics);
        assert_eq!(&source[range(diagnostics[0].span)], expected);
    }

    #[test]
    fn places_in_escaped_texts_are_those_of_the_file() {
        check_restored("a = \"plain word\"", "word", "word");
        check_restored(r#"a = "kind = \"pelaksana\" and grde""#, "grde", "grde");
        check_restored(r#"a = "kind = \"pelaksana\" and grde""#, "\"pelaksana\"", "\\\"pelaksana\\\"");
        check_restored("a = \"\"\"\nfirst \\\n   second \\u00e9 third\"\"\"", "third", "third");
        check_restored("a = \"\"\"\nfirst \\\n   second \\u00e9 third\"\"\"", "second", "second");
        check_restored("a = 'no \\ escape here'", "here", "here");
    }

    #[test]
    fn line_breaks_of_two_characters_keep_places() {
        check_restored("a = \"\"\"\r\nfirst\r\nneedle\"\"\"", "needle", "needle");
        check_restored("a = '''\r\nfirst\r\nneedle'''", "needle", "needle");
        check_restored("a = \"\"\"\r\nfi\\\"rst\r\nneedle\"\"\"", "needle", "needle");
        check_restored("a = \"\"\"\r\nfirst \\\r\n  needle\"\"\"", "needle", "needle");
    }

    #[test]
    fn a_text_before_does_not_move_what_follows() {
        check_restored("b = \"\\\"\\\"\\\"\"\na = \"x \\\" y\"", "y", "y");
    }

    proptest! {
        #[test]
        fn every_word_is_found_again(parts in proptest::collection::vec(prop_oneof![Just("\\\""), Just("\\t"), Just("\\u00e9"), Just("é"), Just("b ")], 0..12)) {
            let source = format!("a = \"{}needle{}\"", parts.concat(), parts.concat());
            check_restored(&source, "needle", "needle");
        }
    }
}
