//! Sections in their order, each with its comments and its keys.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::comments::{Comments, Gap};
use super::order;
use super::values::{Place, Values};
use crate::reader::Item;

/// A file as sections.
pub(super) struct File<'a> {
    source: &'a str,
    sections: Vec<Section<'a>>,
}

/// What stands under one header; the first has none: what is written before any header.
struct Section<'a> {
    /// Parts of the header; empty for what has none.
    path: Vec<&'a str>,
    /// Whether the header is `[[…]]`.
    repeated: bool,
    /// Where the header starts and ends.
    header: (usize, usize),
    entries: Vec<Entry<'a>>,
}

/// `key = value`
struct Entry<'a> {
    path: Vec<&'a str>,
    start: usize,
    item: Item<'a>,
}

impl<'a> Entry<'a> {
    fn end(&self) -> usize {
        self.item.span().end
    }
}

impl<'a> File<'a> {
    pub(super) fn read(source: &'a str, root: &'a DeTable<'a>) -> File<'a> {
        let top = Section { path: Vec::new(), repeated: false, header: (0, 0), entries: Vec::new() };
        let mut file = File { source, sections: vec![top] };
        file.collect(0, &mut Vec::new(), 0, root);
        file.sections.sort_by_key(|section| section.header.0);
        for section in &mut file.sections {
            section.entries.sort_by_key(|entry| entry.start);
        }
        file
    }

    /// Sorts what is in `table` into entries of section `at` and sections of their own. `path` leads to the table, of which
    /// the first `depth` parts are in the section's header.
    fn collect(&mut self, at: usize, path: &mut Vec<&'a str>, depth: usize, table: &'a DeTable<'a>) {
        for (key, item) in table {
            path.push(key.get_ref());
            match item.get_ref() {
                DeValue::Table(inner) if self.starts_with(item, "[") => self.section(path, false, item, inner),
                // a table made by dotted keys, or by headers below it
                DeValue::Table(inner) if !self.starts_with(item, "{") => self.collect(at, path, depth, inner),
                DeValue::Array(items) if items.first().is_some_and(|first| first.get_ref().is_table() && self.starts_with(first, "[")) => {
                    for item in items {
                        if let DeValue::Table(inner) = item.get_ref() {
                            self.section(path, true, item, inner);
                        }
                    }
                }
                _ => {
                    let entry = Entry { path: path.get(depth..).unwrap_or(&[]).to_vec(), start: key.span().start, item };
                    if let Some(section) = self.sections.get_mut(at) {
                        section.entries.push(entry);
                    }
                }
            }
            path.pop();
        }
    }

    fn section(&mut self, path: &mut Vec<&'a str>, repeated: bool, item: Item<'a>, table: &'a DeTable<'a>) {
        let header = (item.span().start, item.span().end);
        self.sections.push(Section { path: path.clone(), repeated, header, entries: Vec::new() });
        self.collect(self.sections.len() - 1, path, path.len(), table);
    }

    fn starts_with(&self, item: &Spanned<DeValue<'_>>, open: &str) -> bool {
        self.source.get(item.span().start..).is_some_and(|text| text.starts_with(open))
    }

    pub(super) fn print(&self, comments: &Comments<'a>) -> String {
        let mut blocks: Vec<(usize, String)> = Vec::new();
        let mut head = String::new();
        let named = |name: &str| self.sections.iter().any(|section| section.path.first() == Some(&name));
        let in_catalogue = named("catalogue") && !named("policy");
        let mut end = 0;
        let mut gap = Gap::default();
        for (i, section) in self.sections.iter().enumerate() {
            if section.path.is_empty() && section.entries.is_empty() {
                continue;
            }
            let first = section.entries.first().map_or(0, |entry| entry.start);
            let start = if section.path.is_empty() { first } else { section.header.0 };
            if end == 0 {
                gap = comments.between(0, start);
                head = split_head(&mut gap);
            }
            let mut block = above(&gap);
            if gap.blank_after && !block.is_empty() {
                block.push('\n');
            }
            end = section.entries.last().map_or(section.header.1, Entry::end).max(section.header.1);
            let next = self.sections.get(i + 1).map_or(self.source.len(), |next| next.header.0);
            gap = comments.between(end, next);
            block.push_str(&self.print_section(section, comments, gap.trailing));
            let rank = section.path.first().map_or(0, |name| order::rank_of_section(in_catalogue, name) + 1);
            blocks.push((rank, block));
        }
        if end == 0 {
            gap = comments.between(0, self.source.len());
        }
        blocks.sort_by_key(|(rank, _)| *rank);
        let foot = above(&gap);
        let parts = [head].into_iter().chain(blocks.into_iter().map(|(_, block)| block)).chain([foot]);
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// Header and keys. `trailing` is the comment that ends the last line.
    fn print_section(&self, section: &Section<'a>, comments: &Comments<'a>, trailing: Option<&str>) -> String {
        let values = Values { source: self.source, comments, top: section.path.first().copied().unwrap_or("") };
        let mut out = String::new();
        if !section.path.is_empty() {
            let name = dotted(&section.path);
            out.push_str(&if section.repeated { format!("[[{name}]]") } else { format!("[{name}]") });
        }
        // each entry with the comments above it and the one behind it; the gap before it belongs half to what stood before
        let mut lines: Vec<(usize, String, String, String)> = Vec::new();
        let known = order::of_section(&section.path);
        let width = section.entries.iter().map(|entry| dotted(&entry.path).chars().count()).max().unwrap_or(0);
        let mut last = section.header.1;
        for entry in &section.entries {
            let gap = if last == 0 { Gap::default() } else { comments.between(last, entry.start) };
            if let Some(comment) = gap.trailing {
                match lines.last_mut() {
                    Some((_, _, _, behind)) => behind.push_str(&format!(" {comment}")),
                    None => out.push_str(&format!(" {comment}")),
                }
            }
            let key = entry.path.first().copied().unwrap_or("");
            let lead = format!("{:width$} = ", dotted(&entry.path));
            let named = entry.path.last().copied().unwrap_or("");
            let value = values.print(entry.item, named, 0, Place::Key { column: lead.chars().count() });
            lines.push((order::rank(known, key), above(&gap), format!("{lead}{value}"), String::new()));
            last = entry.end();
        }
        if let Some(comment) = trailing {
            match lines.last_mut() {
                Some((_, _, _, behind)) => behind.push_str(&format!(" {comment}")),
                None => out.push_str(&format!(" {comment}")),
            }
        }
        if !out.is_empty() {
            out.push('\n');
        }
        lines.sort_by_key(|(rank, ..)| *rank);
        for (_, above, line, behind) in lines {
            out.push_str(&format!("{above}{line}{behind}\n"));
        }
        out
    }
}

fn dotted(path: &[&str]) -> String {
    path.iter().map(|part| order::written(part)).collect::<Vec<_>>().join(".")
}

/// The comment lines of a gap; empty lines between them are kept, one at a time.
fn above(gap: &Gap<'_>) -> String {
    let mut out = String::new();
    for (i, line) in gap.lines.iter().enumerate() {
        if i > 0 && line.blank_before {
            out.push('\n');
        }
        out.push_str(line.text);
        out.push('\n');
    }
    out
}

/// Takes what introduces the whole file: the comments above the last empty line before the first section.
fn split_head(gap: &mut Gap<'_>) -> String {
    let cut = if gap.blank_after { gap.lines.len() } else { gap.lines.iter().rposition(|line| line.blank_before).unwrap_or(0) };
    let rest = gap.lines.split_off(cut);
    let head = above(gap);
    gap.lines = rest;
    if !head.is_empty() {
        gap.blank_after = false;
    }
    head
}
