//! Names and comments that no engine takes amiss.

use std::collections::BTreeSet;

use jenjang::policy::catalogue::Catalogue;

/// Words an engine reads as its own, or that stand in the SELECT for something else.
const RESERVED: &[&str] = &[
    "all",
    "and",
    "any",
    "as",
    "asc",
    "between",
    "both",
    "by",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "cross",
    "current",
    "date",
    "default",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "false",
    "for",
    "foreign",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "id",
    "in",
    "inner",
    "intersect",
    "interval",
    "into",
    "is",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "natural",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outcome",
    "outcome_none",
    "outer",
    "over",
    "partition",
    "people",
    "primary",
    "range",
    "references",
    "right",
    "row",
    "rows",
    "select",
    "some",
    "table",
    "then",
    "time",
    "timestamp",
    "to",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "when",
    "where",
    "window",
    "with",
];

/// Names given out, none twice.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// A name near the one wished for: small letters, digits and underscores, at most 50 of them.
    pub(super) fn give(&mut self, wish: &str) -> String {
        let plain = plain(wish);
        let mut name = plain.clone();
        let mut count = 1;
        while RESERVED.contains(&name.as_str()) || self.taken.contains(&name) {
            count += 1;
            name = format!("{plain}_{count}");
        }
        self.taken.insert(name.clone());
        name
    }

    /// Whether a name was given out.
    pub(super) fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}

fn plain(wish: &str) -> String {
    let mut name = String::new();
    for c in wish.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.ends_with('_') && !name.is_empty() {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    let name: String = name.chars().take(50).collect();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("c_{name}") }
}

/// The column of every fact of a catalogue: the same for every policy that reads it. Those beside it (`…_none`, `…_count`, `…_1`) are free too.
pub(super) fn of_facts(catalogue: &Catalogue) -> (Vec<String>, Names) {
    let mut names = Names::default();
    let mut columns = Vec::new();
    for fact in catalogue.facts() {
        let wish = plain(&fact.name);
        let mut name = wish.clone();
        let mut count = 1;
        let beside = |name: &str| [format!("{name}_none"), format!("{name}_count")].into_iter().chain(super::load::columns_of(fact, name));
        while RESERVED.contains(&name.as_str()) || beside(&name).any(|column| names.has(&column)) || names.has(&name) {
            count += 1;
            name = format!("{wish}_{count}");
        }
        names.taken.extend(beside(&name));
        names.taken.insert(name.clone());
        columns.push(name);
    }
    (columns, names)
}

/// A text as part of a comment of one line: nothing in it ends the comment, begins another, or is taken for a variable.
pub(super) fn comment(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars() {
        let hides = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        match c {
            c if c.is_control() || c.is_whitespace() || hides => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            '\\' => plain.push('/'),
            c => plain.push(c),
        }
    }
    plain.replace("*/", "* /").replace("/*", "/ *").replace("${", "$ {").trim().to_owned()
}
