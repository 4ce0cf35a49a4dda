//! Values: plain ones as written, lists and tables spaced, one row per line.

use toml::de::{DeTable, DeValue};

use super::WIDTH;
use super::comments::{Comments, Gap};
use super::order;
use crate::reader::Item;

/// Prints the values of one section.
pub(super) struct Values<'a, 'c> {
    pub(super) source: &'a str,
    pub(super) comments: &'c Comments<'a>,
    /// The top-level section, which decides the order of keys.
    pub(super) top: &'a str,
}

/// Where a value stands.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// Behind the key of a section, from this column on.
    Key {
        /// Columns before the value.
        column: usize,
    },
    /// In a table on one line.
    Inline,
    /// In a list.
    List,
}

/// An item of a list or table that is written over several lines.
struct Part {
    text: String,
    start: usize,
    end: usize,
    rank: usize,
}

impl<'a> Values<'a, '_> {
    /// The value of `key`, indented by `indent`.
    pub(super) fn print(&self, item: Item<'a>, key: &str, indent: usize, place: Place) -> String {
        let span = item.span();
        let commented = self.comments.any(span.start, span.end) && !matches!(item.get_ref(), DeValue::String(_));
        match item.get_ref() {
            DeValue::Array(items) => {
                let nested = items.iter().any(|item| matches!(item.get_ref(), DeValue::Array(_) | DeValue::Table(_)));
                let own_comments = commented && self.between_items(items.iter(), span.start, span.end);
                if own_comments || (nested && place != Place::List) {
                    return self.rows(item, items, key, indent);
                }
                let parts: Vec<String> = items.iter().map(|item| self.print(item, key, indent, Place::List)).collect();
                let flat = format!("[{}]", parts.join(", "));
                match place {
                    Place::Key { column } if column + flat.chars().count() > WIDTH => self.rows(item, items, key, indent),
                    _ => flat,
                }
            }
            DeValue::Table(table) => {
                let entries = entries(table, order::of_value(self.top, key));
                let own_comments = commented && self.between_items(entries.iter().map(|(_, item)| *item), span.start, span.end);
                if own_comments {
                    return self.broken_table(item, &entries, indent);
                }
                if entries.is_empty() {
                    return "{}".to_owned();
                }
                let parts = entries.iter().map(|(path, item)| {
                    let named = path.last().copied().unwrap_or("");
                    format!("{} = {}", dotted(path), self.print(item, named, indent, Place::Inline))
                });
                format!("{{ {} }}", parts.collect::<Vec<_>>().join(", "))
            }
            _ => self.source.get(span).unwrap_or("").to_owned(),
        }
    }

    /// Whether a comment stands between the items, not inside them.
    fn between_items(&self, items: impl Iterator<Item = Item<'a>>, start: usize, end: usize) -> bool {
        let mut spans: Vec<(usize, usize)> = items.map(|item| (item.span().start, item.span().end)).collect();
        spans.sort_unstable();
        let mut last = start;
        for (from, to) in spans {
            if self.comments.any(last, from) {
                return true;
            }
            last = to;
        }
        self.comments.any(last, end)
    }

    /// A list with one item per line. Cells of rows of equal length stand under each other.
    fn rows(&self, list: Item<'a>, items: &'a [toml::Spanned<DeValue<'a>>], key: &str, indent: usize) -> String {
        if items.is_empty() && !self.comments.any(list.span().start, list.span().end) {
            return "[]".to_owned();
        }
        let aligned = self.aligned(items, key, indent + 2);
        let mut parts = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let text = match aligned.as_ref().and_then(|rows| rows.get(i)) {
                Some(row) => row.clone(),
                None => self.print(item, key, indent + 2, Place::List),
            };
            parts.push(Part { text, start: item.span().start, end: item.span().end, rank: 0 });
        }
        self.broken(list, parts, indent, ("[", "]"))
    }

    /// Rows of plain cells with their columns under each other, where that keeps lines short.
    fn aligned(&self, items: &'a [toml::Spanned<DeValue<'a>>], key: &str, indent: usize) -> Option<Vec<String>> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for item in items {
            let DeValue::Array(cells) = item.get_ref() else { return None };
            if self.comments.any(item.span().start, item.span().end) {
                return None;
            }
            rows.push(cells.iter().map(|cell| self.print(cell, key, indent, Place::List)).collect());
        }
        let columns = rows.first()?.len();
        if rows.iter().any(|row| row.len() != columns || row.iter().any(|cell| cell.contains('\n'))) {
            return None;
        }
        let width = |i: usize| rows.iter().filter_map(|row| row.get(i)).map(|cell| cell.chars().count() + 1).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        if indent + 2 + widths.iter().map(|w| w + 1).sum::<usize>() > WIDTH {
            return None;
        }
        let line = |row: &Vec<String>| {
            let mut out = String::from("[");
            for (i, cell) in row.iter().enumerate() {
                let last = i + 1 == columns;
                let cell = if last { cell.clone() } else { format!("{cell},") };
                let pad = if last { 0 } else { widths.get(i).copied().unwrap_or(0) };
                out.push_str(&format!("{cell:pad$}{}", if last { "]" } else { " " }));
            }
            if columns == 0 { "[]".to_owned() } else { out }
        };
        Some(rows.iter().map(line).collect())
    }

    /// An inline table with comments: one key per line.
    fn broken_table(&self, table: Item<'a>, entries: &[(Vec<&'a str>, Item<'a>)], indent: usize) -> String {
        let known_order = entries.iter().enumerate().map(|(rank, (path, item))| {
            let named = path.last().copied().unwrap_or("");
            let text = format!("{} = {}", dotted(path), self.print(item, named, indent + 2, Place::Inline));
            Part { text, start: item.span().start, end: item.span().end, rank }
        });
        let mut parts: Vec<Part> = known_order.collect();
        parts.sort_by_key(|part| part.start);
        self.broken(table, parts, indent, ("{", "}"))
    }

    /// `parts` stand in written order; each takes its comments along to the place of its rank.
    fn broken(&self, whole: Item<'a>, parts: Vec<Part>, indent: usize, (open, close): (&str, &str)) -> String {
        let (pad, inner) = (" ".repeat(indent), " ".repeat(indent + 2));
        let own = |gap: &Gap<'_>| gap.lines.iter().map(|line| format!("{inner}{}\n", line.text)).collect::<String>();
        let mut lines: Vec<(usize, String, String)> = Vec::new();
        let mut last = whole.span().start + 1;
        for part in parts {
            let gap = self.comments.between(last, part.start);
            let mut above = own(&gap);
            match (gap.trailing, lines.last_mut()) {
                (Some(comment), Some((_, line, _))) => line.push_str(&format!(" {comment}")),
                (Some(comment), None) => above = format!("{inner}{comment}\n{above}"),
                (None, _) => {}
            }
            lines.push((part.rank, format!("{inner}{},", part.text), above));
            last = part.end;
        }
        let gap = self.comments.between(last, whole.span().end);
        let mut foot = own(&gap);
        match (gap.trailing, lines.last_mut()) {
            (Some(comment), Some((_, line, _))) => line.push_str(&format!(" {comment}")),
            (Some(comment), None) => foot = format!("{inner}{comment}\n{foot}"),
            (None, _) => {}
        }
        lines.sort_by_key(|(rank, ..)| *rank);
        let body: String = lines.into_iter().map(|(_, line, above)| format!("{above}{line}\n")).collect();
        format!("{open}\n{body}{foot}{pad}{close}")
    }
}

/// The entries of an inline table, dotted keys followed, in the order of the known keys.
fn entries<'a>(table: &'a DeTable<'a>, known: Option<&[&str]>) -> Vec<(Vec<&'a str>, Item<'a>)> {
    fn collect<'a>(table: &'a DeTable<'a>, path: &mut Vec<&'a str>, out: &mut Vec<(Vec<&'a str>, Item<'a>)>) {
        for (key, item) in table {
            path.push(key.get_ref());
            match item.get_ref() {
                // a table made by a dotted key stands where its key stands
                DeValue::Table(inner) if item.span() == key.span() => collect(inner, path, out),
                _ => out.push((path.clone(), item)),
            }
            path.pop();
        }
    }
    let mut out = Vec::new();
    collect(table, &mut Vec::new(), &mut out);
    out.sort_by_key(|(_, item)| item.span().start);
    out.sort_by_key(|(path, _)| order::rank(known, path.first().copied().unwrap_or("")));
    out
}

fn dotted(path: &[&str]) -> String {
    path.iter().map(|part| order::written(part)).collect::<Vec<_>>().join(".")
}
