//! Tables of comma-separated values with the line of every row, and problems that are all shown before anything is refused.

use jenjang::legal::{Label, Language};
use jenjang::policy::expression::suggest::nearest;

use crate::library::{perhaps, read_file};
use crate::output::{Failure, Voice, plural};

/// One line of a sheet.
pub(crate) struct Row {
    /// Its line in the file, 1 for the header.
    pub(crate) line: u64,
    cells: Vec<String>,
}

impl Row {
    /// The cell of a column, without blanks around it.
    pub(crate) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }

    /// Whether every cell is blank.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// A table with a header.
pub(crate) struct Sheet {
    /// Names of the columns as written, without blanks around them.
    pub(crate) header: Vec<String>,
    /// The rows that are not blank.
    pub(crate) rows: Vec<Row>,
    /// What is wrong with it.
    pub(crate) problems: Problems,
}

/// Problems of one file, each with its line.
pub(crate) struct Problems {
    file: String,
    found: Vec<(u64, Label)>,
}

impl Problems {
    pub(crate) fn add(&mut self, line: u64, id: impl Into<std::sync::Arc<str>>, en: impl Into<std::sync::Arc<str>>) {
        self.found.push((line, Label::new(id, en)));
    }

    /// Shows everything and refuses the file, if anything was found.
    pub(crate) fn refuse_any(&self, voice: &Voice) -> Result<(), Failure> {
        let mut found: Vec<&(u64, Label)> = self.found.iter().collect();
        found.sort_by_key(|(line, _)| *line);
        for (line, problem) in found.into_iter().take(100) {
            voice.note(format!("{}:{line}: {}", self.file, voice.label(problem)));
        }
        let count = self.found.len();
        if count > 100 {
            voice.note(match voice.language {
                Language::Id => format!("… dan {} lagi", count - 100),
                Language::En => format!("… and {} more", count - 100),
            });
        }
        if count == 0 {
            return Ok(());
        }
        Err(Failure::said(
            format!("{count} kesalahan dalam `{}`; tidak ada yang dihitung", self.file),
            format!("{} in `{}`; nothing was computed", plural(count, "error", "errors"), self.file),
        ))
    }
}

impl Sheet {
    /// Reads a file, `-` for standard input. Cells are separated by commas, semicolons or tabs: what is most frequent in the header.
    pub(crate) fn read(name: &str) -> Result<Sheet, Failure> {
        let bytes = read_file(name)?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let place = e.utf8_error().valid_up_to() + 1;
            Failure::said(
                format!("`{name}` bukan teks UTF-8: bita ke-{place} tidak dapat dibaca"),
                format!("`{name}` is not UTF-8 text: byte {place} cannot be read"),
            )
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let first = text.lines().next().unwrap_or("");
        let count = |separator: &u8| first.bytes().filter(|b| b == separator).count();
        let separator = [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
        let mut sheet = Sheet { header: Vec::new(), rows: Vec::new(), problems: Problems { file: name.to_owned(), found: Vec::new() } };
        for record in reader.records() {
            let record = record.map_err(|e| {
                Failure::said(format!("`{name}`: baris CSV tidak dapat dibaca: {e}"), format!("`{name}`: a CSV line cannot be read: {e}"))
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
            if sheet.header.is_empty() {
                sheet.header = cells;
                continue;
            }
            let row = Row { line, cells };
            if row.is_blank() && row.cells.len() <= 1 {
                continue;
            }
            let (found, expected) = (row.cells.len(), sheet.header.len());
            if found != expected {
                sheet.problems.add(
                    line,
                    format!("baris ini berisi {found} sel, seharusnya {expected} seperti pada baris judul"),
                    format!("this line has {}, expected {expected} as in the header", plural(found, "cell", "cells")),
                );
                continue;
            }
            sheet.rows.push(row);
        }
        if sheet.header.iter().all(String::is_empty) {
            return Err(Failure::said(
                format!("`{name}` kosong, diharapkan baris judul"),
                format!("`{name}` is empty, expected a header line"),
            ));
        }
        Ok(sheet)
    }

    /// The columns a caller knows, by the names each goes by. An unknown column and one that stands twice are problems; so is a required one that is
    /// not there. Gives the place of each, in the order asked.
    pub(crate) fn columns(&mut self, known: &[Column]) -> Vec<Option<usize>> {
        let mut places = vec![None; known.len()];
        for (at, name) in self.header.iter().enumerate() {
            let folded = name.to_lowercase();
            let Some(column) = known.iter().position(|column| column.names.contains(&folded)) else {
                let all = known.iter().flat_map(|column| column.names.iter().map(String::as_str));
                let (id, en) = perhaps(nearest(&folded, all));
                let name = shown(name);
                self.problems.add(1, format!("kolom `{name}` tidak dikenal{id}"), format!("unknown column `{name}`{en}"));
                continue;
            };
            match places.get_mut(column) {
                Some(place @ None) => *place = Some(at),
                _ => self.problems.add(1, format!("kolom `{name}` ada dua kali"), format!("the column `{name}` stands twice")),
            }
        }
        for (column, place) in known.iter().zip(&places) {
            if column.required && place.is_none() {
                let names = column.names.join("`, `");
                self.problems.add(1, format!("tidak ada kolom `{names}`"), format!("there is no column `{names}`"));
            }
        }
        places
    }
}

/// A cell as it can be shown in a sentence: short, and without characters that would move the text.
pub(crate) fn shown(cell: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let short: String = cell.chars().take(40).filter(|c| !turns(*c)).collect();
    let short = short.escape_debug().to_string().replace("\\'", "'").replace("\\\"", "\"");
    if cell.chars().count() > 40 { format!("{short}…") } else { short }
}

/// A column and the names it goes by, in small letters; the first is the one we use.
pub(crate) struct Column {
    pub(crate) names: Vec<String>,
    pub(crate) required: bool,
}

impl Column {
    /// A column by its names, separated by blanks.
    pub(crate) fn new(names: &str, required: bool) -> Column {
        Column { names: names.split_whitespace().map(str::to_owned).collect(), required }
    }
}
