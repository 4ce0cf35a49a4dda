//! The comments of a text and what stands between two places.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// All comments of a text.
pub(super) struct Comments<'a> {
    source: &'a str,
    /// Start and end of each, in order.
    places: Vec<(usize, usize)>,
}

/// What stands between two values: a comment that ends the line of the first, and comments on lines of their own.
#[derive(Default)]
pub(super) struct Gap<'a> {
    pub(super) trailing: Option<&'a str>,
    pub(super) lines: Vec<Line<'a>>,
    /// Whether an empty line follows the last comment.
    pub(super) blank_after: bool,
}

/// A comment on a line of its own.
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// Whether an empty line stands before it.
    pub(super) blank_before: bool,
}

impl<'a> Comments<'a> {
    pub(super) fn of(source: &'a str) -> Comments<'a> {
        let comments = Source::new(source).lex().filter(|token| token.kind() == TokenKind::Comment);
        Comments { source, places: comments.map(|token| (token.span().start(), token.span().end())).collect() }
    }

    fn within(&self, from: usize, to: usize) -> &[(usize, usize)] {
        let first = self.places.partition_point(|(start, _)| *start < from);
        let last = self.places.partition_point(|(start, _)| *start < to);
        self.places.get(first..last).unwrap_or(&[])
    }

    /// Whether any comment starts between two places.
    pub(super) fn any(&self, from: usize, to: usize) -> bool {
        !self.within(from, to).is_empty()
    }

    /// The comments between two places.
    pub(super) fn between(&self, from: usize, to: usize) -> Gap<'a> {
        let breaks = |a: usize, b: usize| self.source.get(a..b).map_or(0, |text| text.bytes().filter(|b| *b == b'\n').count());
        let mut gap = Gap::default();
        let mut last = from;
        for (start, end) in self.within(from, to) {
            let text = self.source.get(*start..*end).unwrap_or("").trim_end();
            match breaks(last, *start) {
                // the very start of a file is the start of a line
                0 if from > 0 => gap.trailing = Some(text),
                lines => gap.lines.push(Line { text, blank_before: lines > 1 }),
            }
            last = *end;
        }
        gap.blank_after = breaks(last, to) > 1;
        gap
    }
}
