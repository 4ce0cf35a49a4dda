//! From a byte offset to a line and a column.

use std::fmt;

use serde::Serialize;

/// A place as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters. A tab is one character.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The line and column of a byte offset. An offset past the end is the end; one inside a character is that character's start.
pub fn position(source: &str, offset: usize) -> Position {
    let before = &source[..floor(source, offset)];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    // a byte order mark is no character of the text
    let column = before[start..].chars().filter(|c| *c != '\u{feff}').count() + 1;
    Position { line, column }
}

/// The nearest character boundary at or before `offset`.
pub(super) fn floor(source: &str, offset: usize) -> usize {
    let mut at = offset.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters() {
        let text = "a\né\tx\r\nz";
        let at = |offset| (position(text, offset).line, position(text, offset).column);
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(2), (2, 1));
        assert_eq!(at(3), (2, 1), "inside é");
        assert_eq!(at(4), (2, 2));
        assert_eq!(at(5), (2, 3));
        assert_eq!(at(8), (3, 1));
        assert_eq!(at(9), (3, 2));
        assert_eq!(at(999), (3, 2), "past the end");
    }
}
