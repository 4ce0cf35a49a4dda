//! Separated values, row by row: no more than one row is in memory.
//!
//! A quote that is not closed spoils one line, not the rest of the file: where it stays open for too long, its line is handed out as broken and
//! the lines after it are read as rows again.

use std::collections::VecDeque;
use std::io::{BufRead, Read};

use jenjang::legal::Label;

use super::encoding;
use super::{Raw, Rows, SourceRow, unreadable};
use crate::siasn::problem::{FileError, Notes};

/// The longest line, in bytes.
const LONGEST_LINE: u64 = 1 << 20;

/// Over how many lines a quoted cell may run.
const MOST_LINES: usize = 20;

pub(super) struct CsvRows {
    name: String,
    reader: Box<dyn BufRead + Send>,
    /// Lines read ahead and not used yet.
    ahead: VecDeque<Line>,
    line: u64,
    separator: u8,
}

#[derive(Clone)]
struct Line {
    number: u64,
    bytes: Vec<u8>,
    too_long: bool,
}

impl CsvRows {
    pub(super) fn open(name: &str, reader: Box<dyn BufRead + Send>, notes: &mut Notes) -> Result<CsvRows, FileError> {
        let mut rows = CsvRows { name: name.to_owned(), reader, ahead: VecDeque::new(), line: 0, separator: b',' };
        let Some(mut first) = rows.line()? else { return Ok(rows) };
        if first.bytes.starts_with(&[0xff, 0xfe]) || first.bytes.starts_with(&[0xfe, 0xff]) {
            return Err(FileError::new(
                name,
                "utf-16",
                Label::new(
                    "berkas ditulis dalam UTF-16 (\"Unicode Text\"), simpanlah sebagai CSV UTF-8",
                    "the file is written in UTF-16 (\"Unicode Text\"), expected a file saved as CSV UTF-8",
                ),
            ));
        }
        if first.bytes.starts_with(b"PK\x03\x04") {
            return Err(FileError::new(
                name,
                "not-csv",
                Label::new("berkas ini buku kerja XLSX, bukan CSV", "this file is an XLSX workbook, not CSV"),
            ));
        }
        if first.bytes.starts_with("\u{feff}".as_bytes()) {
            first.bytes.drain(..3);
            notes.add("byte-order-mark", None, 0, || {
                Label::new("berkas diawali tanda urutan bita, yang dilewati", "the file begins with a byte order mark, which is skipped")
            });
        }
        while first.bytes.iter().all(u8::is_ascii_whitespace) {
            match rows.line()? {
                Some(next) => first = next,
                None => return Ok(rows),
            }
        }
        let count = |separator: &u8| first.bytes.iter().filter(|b| *b == separator).count();
        // the last of equals: a file of one column is read either way
        rows.separator = [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',');
        rows.ahead.push_front(first);
        Ok(rows)
    }

    /// The next physical line without its line break.
    fn line(&mut self) -> Result<Option<Line>, FileError> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        let mut bytes = Vec::new();
        let fail = |error: std::io::Error| unreadable(&self.name, &error);
        let count = self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes).map_err(fail)?;
        if count == 0 {
            return Ok(None);
        }
        self.line += 1;
        let too_long = bytes.last() != Some(&b'\n') && count as u64 == LONGEST_LINE;
        if too_long {
            // the rest of the line is skipped without being kept
            loop {
                let mut rest = Vec::new();
                let more = self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut rest);
                let more = more.map_err(|error| unreadable(&self.name, &error))?;
                if more == 0 || rest.last() == Some(&b'\n') {
                    break;
                }
            }
        }
        while matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.pop();
        }
        Ok(Some(Line { number: self.line, bytes, too_long }))
    }

    fn broken(line: &Line, why: Label) -> Raw {
        let mut row = SourceRow::new(line.number);
        row.push(&encoding::text(&line.bytes[..line.bytes.len().min(4096)]).0);
        Raw::Broken(row, why)
    }
}

impl Rows for CsvRows {
    fn next_row(&mut self, notes: &mut Notes) -> Result<Option<Raw>, FileError> {
        loop {
            let Some(first) = self.line()? else { return Ok(None) };
            if first.too_long {
                let why = Label::new(
                    format!("baris lebih panjang dari {LONGEST_LINE} bita"),
                    format!("the line is longer than {LONGEST_LINE} bytes"),
                );
                return Ok(Some(CsvRows::broken(&first, why)));
            }
            if first.bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let mut bytes = first.bytes.clone();
            let mut more = Vec::new();
            loop {
                match split(&bytes, self.separator) {
                    Cut::Cells(cells) => {
                        let mut row = SourceRow::new(first.number);
                        for cell in cells {
                            let (text, legacy) = encoding::text(&cell);
                            if legacy {
                                notes.add("windows-1252", None, first.number, || {
                                    Label::new("bukan UTF-8, dibaca sebagai Windows-1252", "not UTF-8, read as Windows-1252")
                                });
                            }
                            row.push(text.trim());
                        }
                        if row.is_blank() {
                            break;
                        }
                        return Ok(Some(Raw::Row(row)));
                    }
                    Cut::Open => {
                        let next = if more.len() < MOST_LINES { self.line()? } else { None };
                        if let Some(next) = next.filter(|next| !next.too_long) {
                            bytes.push(b'\n');
                            bytes.extend_from_slice(&next.bytes);
                            more.push(next);
                            continue;
                        }
                        for line in more.into_iter().rev() {
                            self.ahead.push_front(line);
                        }
                        let why = Label::new(
                            "tanda kutip tidak ditutup, diharapkan `\"` penutup",
                            "a quote is not closed, expected a closing `\"`",
                        );
                        return Ok(Some(CsvRows::broken(&first, why)));
                    }
                    Cut::AfterQuote => {
                        for line in more.into_iter().rev() {
                            self.ahead.push_front(line);
                        }
                        let why = Label::new(
                            "ada teks sesudah tanda kutip penutup, diharapkan pemisah (tanda kutip di dalam teks ditulis dua kali)",
                            "there is text after a closing quote, expected a separator (a quote inside a text is doubled)",
                        );
                        return Ok(Some(CsvRows::broken(&first, why)));
                    }
                }
            }
        }
    }
}

enum Cut {
    Cells(Vec<Vec<u8>>),
    /// A quote is still open at the end.
    Open,
    /// Something stands between a closing quote and the separator.
    AfterQuote,
}

fn split(bytes: &[u8], separator: u8) -> Cut {
    let blank = |b: u8| b == b' ' || (b == b'\t' && separator != b'\t');
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        while bytes.get(at).is_some_and(|b| blank(*b)) {
            at += 1;
        }
        let mut cell = Vec::new();
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            loop {
                match bytes.get(at) {
                    None => return Cut::Open,
                    Some(b'"') if bytes.get(at + 1) == Some(&b'"') => {
                        cell.push(b'"');
                        at += 2;
                    }
                    Some(b'"') => break,
                    Some(b) => {
                        cell.push(*b);
                        at += 1;
                    }
                }
            }
            at += 1;
            while bytes.get(at).is_some_and(|b| blank(*b)) {
                at += 1;
            }
            if bytes.get(at).is_some_and(|b| *b != separator) {
                return Cut::AfterQuote;
            }
        } else {
            while let Some(b) = bytes.get(at).filter(|b| **b != separator) {
                cell.push(*b);
                at += 1;
            }
        }
        cells.push(cell);
        if at >= bytes.len() {
            return Cut::Cells(cells);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> (Vec<String>, Vec<&'static str>) {
        let mut notes = Notes::default();
        let mut rows = CsvRows::open("a.csv", Box::new(std::io::Cursor::new(text.to_vec())), &mut notes).unwrap();
        let mut found = Vec::new();
        while let Some(raw) = rows.next_row(&mut notes).unwrap() {
            found.push(match raw {
                Raw::Row(row) => format!("{}:{}", row.line, row.cells().collect::<Vec<_>>().join("|")),
                Raw::Broken(row, why) => format!("{}!{}", row.line, why.en),
            });
        }
        (found, notes.list().iter().map(|note| note.code).collect())
    }

    #[test]
    fn separators_marks_and_line_breaks() {
        assert_eq!(read(b"a,b\r\n1, 2 \r\n\r\n3,\n").0, ["1:a|b", "2:1|2", "4:3|"]);
        assert_eq!(
            read("\u{feff}a;b\n\"1;5\";\"say \"\"hi\"\"\"\n".as_bytes()),
            (vec!["1:a|b".into(), "2:1;5|say \"hi\"".into()], vec!["byte-order-mark"])
        );
        assert_eq!(read(b"a\tb\n1\t\n").0, ["1:a|b", "2:1|"]);
        assert_eq!(read(b"a,b\n\"two\nlines\",2\n3,4").0, ["1:a|b", "2:two\nlines|2", "4:3|4"]);
        assert_eq!(read(b"a,b\nCaf\xe9,2\n"), (vec!["1:a|b".into(), "2:Café|2".into()], vec!["windows-1252"]));
        assert_eq!(read(b"").0.len() + read(b" \n\n").0.len(), 0);
    }

    #[test]
    fn an_open_quote_spoils_its_own_line_only() {
        let (found, _) = read(b"a,b\n1,\"2\n3,4\n5,6\n");
        assert_eq!(found, ["1:a|b", "2!a quote is not closed, expected a closing `\"`", "3:3|4", "4:5|6"]);
        assert!(read(b"a,b\n1,\"2\"x\n3,4\n").0[1].starts_with("2!there is text after a closing quote"));
    }
}
