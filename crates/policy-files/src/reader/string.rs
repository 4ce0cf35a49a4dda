//! Where the content of a quoted text stands.

use jenjang::policy::diagnostic::Span;

/// The place between the quotes of a TOML string that stands at `span`. The line break after opening triple quotes is not content.
pub(crate) fn content(source: &str, span: Span) -> Span {
    let Some(raw) = source.get(span.start as usize..span.end as usize) else { return span };
    let (open, close) = match raw {
        _ if raw.len() >= 6 && (is_triple(raw, "\"\"\"") || is_triple(raw, "'''")) => {
            let line_break = if raw[3..].starts_with("\r\n") { 2 } else { usize::from(raw[3..].starts_with('\n')) };
            (3 + line_break, 3)
        }
        _ if raw.len() >= 2 && (raw.starts_with('"') || raw.starts_with('\'')) => (1, 1),
        _ => return span,
    };
    let start = span.start as usize + open;
    Span::new(start, (span.end as usize).saturating_sub(close).max(start))
}

fn is_triple(raw: &str, quotes: &str) -> bool {
    raw.starts_with(quotes) && raw.ends_with(quotes)
}
