//! A condition as a tree of clauses, laid out on one line or as a numbered list.

use crate::legal::Language;

use super::words::{self, pick};

/// Clauses joined by *and*, *or* and *if*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Clause {
    /// One clause.
    Say(String),
    /// All of them.
    All(Vec<Clause>),
    /// At least one of them.
    Any(Vec<Clause>),
    /// One clause or another, depending on a third.
    Choose {
        /// The condition.
        when: Box<Clause>,
        /// What must hold where it holds.
        then: Box<Clause>,
        /// What must hold where it does not.
        otherwise: Box<Clause>,
    },
}

/// The mark of the n-th entry on a level: `(a)`, `(1)`, `(i)`.
fn mark(level: usize, place: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap_or(0));
    match level % 3 {
        0 => format!("({})", letter(place)),
        1 => format!("({})", place + 1),
        _ => format!(
            "({})",
            ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
                .get(place)
                .copied()
                .map_or_else(|| (place + 1).to_string(), str::to_owned)
        ),
    }
}

/// Whether a clause can stand in a plain `a, b dan c` without being misread.
fn is_plain(clause: &Clause) -> bool {
    match clause {
        Clause::Say(text) => {
            // `or higher` belongs to its amount and joins nothing
            let text = [" or higher", " or lower", " or more", " or less", " on or after", " atau setelah", " atau lebih", " atau kurang"]
                .iter()
                .fold(text.clone(), |text, phrase| text.replace(phrase, ""));
            ![", ", "; ", ": ", " dan ", " and ", " atau ", " or "].iter().any(|mark| text.contains(mark))
        }
        _ => false,
    }
}

impl Clause {
    /// A clause of one text.
    pub(super) fn say(text: impl Into<String>) -> Clause {
        Clause::Say(text.into())
    }

    /// On one line.
    pub(super) fn inline(&self, language: Language) -> String {
        self.inline_at(0, language)
    }

    fn inline_at(&self, level: usize, language: Language) -> String {
        match self {
            Clause::Say(text) => text.clone(),
            Clause::All(items) | Clause::Any(items) if items.len() == 1 => items.iter().map(|i| i.inline_at(level, language)).collect(),
            Clause::All(items) | Clause::Any(items) => {
                let all = matches!(self, Clause::All(_));
                let word = if all { pick(language, "dan", "and") } else { pick(language, "atau", "or") };
                if items.len() <= 3 && items.iter().all(is_plain) {
                    let texts: Vec<String> = items.iter().map(|item| item.inline_at(level, language)).collect();
                    return words::join(&texts, word);
                }
                let head = match (all, language) {
                    (true, Language::Id) => "semua hal berikut terpenuhi",
                    (true, Language::En) => "all of the following hold",
                    (false, Language::Id) => "sekurang-kurangnya satu hal berikut terpenuhi",
                    (false, Language::En) => "at least one of the following holds",
                };
                let last = items.len() - 1;
                let parts: Vec<String> = items
                    .iter()
                    .enumerate()
                    .map(|(i, item)| {
                        let joint = if i == last { format!("{word} ") } else { String::new() };
                        format!("{joint}{} {}", mark(level, i), item.inline_at(level + 1, language))
                    })
                    .collect();
                format!("{head}: {}", parts.join("; "))
            }
            Clause::Choose { when, then, otherwise } => match language {
                Language::Id => format!(
                    "jika {}, maka {}; jika tidak, maka {}",
                    when.inline_at(level, language),
                    then.inline_at(level + 1, language),
                    otherwise.inline_at(level + 1, language)
                ),
                Language::En => format!(
                    "if {}, then {}; if not, then {}",
                    when.inline_at(level, language),
                    then.inline_at(level + 1, language),
                    otherwise.inline_at(level + 1, language)
                ),
            },
        }
    }

    /// As lines: one sentence, or a head with one indented line per entry.
    pub(super) fn lines(&self, indent: usize, language: Language) -> Vec<String> {
        let mut lines = Vec::new();
        self.write(indent, "", language, &mut lines);
        lines
    }

    fn write(&self, indent: usize, lead: &str, language: Language, lines: &mut Vec<String>) {
        let pad = "   ".repeat(indent);
        let head = |text: &str| format!("{pad}{lead}{}", if lead.is_empty() { words::capitalise(text) } else { text.to_owned() });
        match self {
            Clause::All(items) | Clause::Any(items) if items.len() > 3 || items.iter().any(|item| !is_plain(item)) => {
                let all = matches!(self, Clause::All(_));
                lines.push(format!(
                    "{}:",
                    head(match (all, language) {
                        (true, Language::Id) => "semua hal berikut terpenuhi",
                        (true, Language::En) => "all of the following hold",
                        (false, Language::Id) => "sekurang-kurangnya satu hal berikut terpenuhi",
                        (false, Language::En) => "at least one of the following holds",
                    })
                ));
                let last = items.len() - 1;
                for (i, item) in items.iter().enumerate() {
                    item.write(indent + 1, &format!("{} ", mark(indent, i)), language, lines);
                    // `…;` after each entry, `…; dan` before the last
                    if let Some(line) = lines.last_mut().filter(|line| i < last && line.ends_with('.')) {
                        line.pop();
                        line.push(';');
                        if i + 1 == last {
                            let word = if all { pick(language, "dan", "and") } else { pick(language, "atau", "or") };
                            line.push_str(&format!(" {word}"));
                        }
                    }
                }
            }
            Clause::Choose { when, then, otherwise } => {
                lines.push(head(&format!("{} {}:", pick(language, "jika", "if"), when.inline(language))));
                then.write(indent + 1, "– ", language, lines);
                lines.push(format!("{pad}{}", pick(language, "jika tidak:", "if not:")));
                otherwise.write(indent + 1, "– ", language, lines);
            }
            _ => lines.push(head(&words_end(&self.inline(language)))),
        }
    }
}

/// The text with a full stop.
fn words_end(text: &str) -> String {
    if text.ends_with(['.', ':', '?']) { text.to_owned() } else { format!("{text}.") }
}
