//! The explainer's texts as parts of a page: headings, entries, paragraphs, tables.
//!
//! The domain explains policies and decisions as lines of text, the same in a terminal and here. Nothing is added or left out.

use jenjang::legal::Language;

use crate::format;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading; 1 is the title of the whole.
    Heading(u8, String),
    /// An entry of a list: how deep it stands, its mark (`1.`, `(a)`, empty for a dot), its text.
    Entry(usize, String, String),
    /// A line that belongs to what stands before it.
    Line(usize, String),
    /// A table: header and rows.
    Table(Vec<String>, Vec<Vec<String>>),
}

impl Block {
    /// The heading one level down, for templates: the page has a title of its own.
    pub(crate) fn heading(&self, level: u8) -> Option<&str> {
        match self {
            Block::Heading(found, text) if *found == level => Some(text),
            _ => None,
        }
    }
}

/// The parts of a text.
pub(crate) fn blocks(text: &str, language: Language) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in text.lines() {
        let body = line.trim_start();
        if body.is_empty() {
            continue;
        }
        let indent = line.len() - body.len();
        if let Some(cells) = cells(body) {
            match blocks.last_mut() {
                Some(Block::Table(_, rows)) if cells.iter().all(|cell| cell.starts_with("---")) => rows.clear(),
                Some(Block::Table(_, rows)) => rows.push(cells),
                _ => blocks.push(Block::Table(cells, Vec::new())),
            }
            continue;
        }
        let body = format::with_dates(body, language);
        let depth = (indent / 2).min(4);
        blocks.push(match heading(&body) {
            Some((level, text)) => Block::Heading(level, text.to_owned()),
            None => match marked(&body) {
                Some((mark, text)) => Block::Entry(depth, mark.to_owned(), text.to_owned()),
                None => Block::Line(depth, body),
            },
        });
    }
    blocks
}

fn heading(line: &str) -> Option<(u8, &str)> {
    (1..=3).rev().find_map(|level| Some((u8::try_from(level).ok()?, line.strip_prefix(&"#".repeat(level))?.strip_prefix(' ')?)))
}

/// `| a | b |`
fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(|cell| cell.trim().to_owned()).collect())
}

/// The mark of an entry and what follows it.
fn marked(line: &str) -> Option<(&str, &str)> {
    if let Some(text) = line.strip_prefix("- ").or_else(|| line.strip_prefix("– ")) {
        return Some(("", text));
    }
    let (mark, text) = line.split_once(' ')?;
    let inner = mark.strip_suffix('.').or_else(|| mark.strip_prefix('(').and_then(|mark| mark.strip_suffix(')')))?;
    let is_mark = !inner.is_empty()
        && inner.len() <= 4
        && (inner.bytes().all(|byte| byte.is_ascii_digit())
            || inner.len() == 1 && inner.bytes().all(|byte| byte.is_ascii_lowercase())
            || inner.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x')));
    is_mark.then_some((mark, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_headings_entries_and_tables() {
        let text = "# Judul\n\nPengantar.\n- Sejak 2026-04-01.\n   (a) satu; atau\n1. dua\n  | A | B |\n  |---|---|\n  | x | y |\n";
        let entry = |depth, mark: &str, text: &str| Block::Entry(depth, mark.into(), text.into());
        let expected = [
            Block::Heading(1, "Judul".into()),
            Block::Line(0, "Pengantar.".into()),
            entry(0, "", "Sejak 1 April 2026."),
            entry(1, "(a)", "satu; atau"),
            entry(0, "1.", "dua"),
            Block::Table(vec!["A".into(), "B".into()], vec![vec!["x".into(), "y".into()]]),
        ];
        assert_eq!(blocks(text, Language::Id), expected);
    }

    #[test]
    fn every_shipped_policy_keeps_all_its_words() {
        for policy in jenjang_asn::library().set.iter().step_by(7) {
            let text = jenjang::policy::explain::policy(policy, Language::En);
            let shown: String = blocks(&text, Language::En)
                .iter()
                .flat_map(|block| match block {
                    Block::Heading(_, text) | Block::Line(_, text) | Block::Entry(_, _, text) => vec![text.clone()],
                    Block::Table(header, rows) => header.iter().chain(rows.iter().flatten()).cloned().collect(),
                })
                .flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
                .collect();
            for word in text.split_whitespace().filter(|word| word.len() > 6 && word.chars().all(char::is_alphabetic)) {
                assert!(shown.contains(word), "`{word}` of {} is lost", policy.id);
            }
        }
    }
}
