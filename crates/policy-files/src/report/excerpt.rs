//! The line of a place with a caret under it.

use jenjang::policy::diagnostic::Span;
use unicode_width::UnicodeWidthChar;

use super::position::{floor, position};
use super::{Paint, Words};

/// Columns shown of a line.
const WIDTH: usize = 100;
/// Columns shown before the place in a line that is cut.
const BEFORE: usize = 30;

/// A character as it is shown and how many columns it takes.
fn shown(c: char) -> (char, usize) {
    match c {
        '\t' => (' ', 4),
        _ if c.is_control() || is_direction(c) => ('\u{fffd}', 1),
        _ => (c, c.width().unwrap_or(0)),
    }
}

/// Characters that change the direction of what follows, or cannot be seen.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A message without characters that a terminal would act on.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_direction(c) { '\u{fffd}' } else { c }).collect()
}

/// Three lines: an empty one, the line of the place, the marks under it.
pub(super) fn draw(source: &str, span: Span, gutter: usize, label: &str, mark: char, words: &Words, paint: &Paint) -> String {
    let start = floor(source, span.start as usize);
    let end = floor(source, span.end as usize).max(start);
    let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = source[start..].find('\n').map_or(source.len(), |at| start + at);
    let line = source[line_start..line_end].trim_end_matches('\r');
    let (from, to) = (start - line_start, end.min(line_start + line.len()).saturating_sub(line_start));
    let window = Window::around(line, from.min(line.len()), to.min(line.len()));
    let mut note = label.to_owned();
    if end > line_end {
        let last = position(source, end).line;
        let gap = if note.is_empty() { "" } else { " " };
        note = format!("{note}{gap}… {} {last}", words.until_line);
    }
    let (pad, bar) = (" ".repeat(gutter), paint.line("|"));
    let number = paint.line(&format!("{:>gutter$}", position(source, start).line));
    let marks = format!("{}{}", " ".repeat(window.before), mark.to_string().repeat(window.marked.max(1)));
    let marks = format!("{marks}{}{note}", if note.is_empty() { "" } else { " " });
    let painted = if mark == '^' { paint.head(&marks) } else { paint.line(&marks) };
    format!("{pad} {bar}\n{number} {bar} {}\n{pad} {bar} {painted}\n", window.text)
}

/// The part of a line that is shown.
struct Window {
    text: String,
    /// Columns before the marks.
    before: usize,
    /// Columns marked.
    marked: usize,
}

impl Window {
    fn around(line: &str, from: usize, to: usize) -> Window {
        let width = |text: &str| text.chars().map(|c| shown(c).1).sum::<usize>();
        let (lead, total) = (width(&line[..from]), width(line));
        // columns left out on the left: none unless the line is long and the place is far right
        let skip = if total > WIDTH && lead > BEFORE { lead - BEFORE } else { 0 };
        let (mut text, mut before, mut marked, mut column, mut used) = (String::new(), 0, 0, 0, 0);
        if skip > 0 {
            text.push('…');
            (before, used) = (1, 1);
        }
        for (at, c) in line.char_indices() {
            let (c, wide) = shown(c);
            column += wide;
            if column <= skip {
                continue;
            }
            if used + wide > WIDTH {
                text.push('…');
                break;
            }
            text.extend(std::iter::repeat_n(c, if wide > 1 && c == ' ' { wide } else { 1 }));
            used += wide;
            if at < from {
                before += wide;
            } else if at < to {
                marked += wide;
            }
        }
        Window { text: text.trim_end().to_owned(), before, marked }
    }
}
