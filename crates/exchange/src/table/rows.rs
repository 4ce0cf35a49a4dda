//! Cutting a text into rows and cells. Every cell knows its place, which readers of the `csv` crate do not say.

use std::borrow::Cow;

use jenjang::legal::Label;
use jenjang::policy::diagnostic::Span;

use super::Problems;

/// A cell without the blanks around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell<'t> {
    pub(crate) text: Cow<'t, str>,
    /// Its place, quotes included.
    pub(crate) span: Span,
}

impl Cell<'_> {
    pub(crate) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// The rows of a text, blank lines left out.
pub(crate) struct Rows<'t> {
    text: &'t str,
    at: usize,
    separator: u8,
}

impl<'t> Rows<'t> {
    /// Cells may be separated by commas, semicolons or tabs: what is most frequent in the first line. A byte order mark is skipped.
    pub(crate) fn new(text: &'t str) -> Rows<'t> {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let first = text[start..].lines().find(|line| !line.trim().is_empty()).unwrap_or("");
        let count = |separator: &u8| first.bytes().filter(|b| b == separator).count();
        // the last of equals: a file of one column is read either way
        let separator = [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',');
        Rows { text, at: start, separator }
    }

    /// Reads the next row that is not blank into `cells`; its place, or nothing at the end.
    pub(crate) fn next(&mut self, cells: &mut Vec<Cell<'t>>, problems: &mut Problems) -> Option<Span> {
        let bytes = self.text.as_bytes();
        loop {
            cells.clear();
            if self.at >= bytes.len() {
                return None;
            }
            let start = self.at;
            let end = self.row(cells, problems);
            if cells.iter().any(|cell| !cell.is_blank()) {
                return Some(Span::new(start, end));
            }
        }
    }

    /// Reads one row and its line break; where the row ends.
    fn row(&mut self, cells: &mut Vec<Cell<'t>>, problems: &mut Problems) -> usize {
        let bytes = self.text.as_bytes();
        loop {
            let blank = |b: u8| b == b' ' || (b == b'\t' && self.separator != b'\t');
            while bytes.get(self.at).is_some_and(|b| blank(*b)) {
                self.at += 1;
            }
            let cell = if bytes.get(self.at) == Some(&b'"') { self.quoted(problems) } else { self.bare() };
            cells.push(cell);
            let end = self.at;
            match bytes.get(self.at) {
                Some(b) if *b == self.separator => self.at += 1,
                Some(b'\r') if bytes.get(self.at + 1) == Some(&b'\n') => {
                    self.at += 2;
                    return end;
                }
                Some(_) => {
                    self.at += 1;
                    return end;
                }
                None => return end,
            }
        }
    }

    fn ends_cell(&self, b: u8) -> bool {
        b == self.separator || b == b'\n' || b == b'\r'
    }

    fn bare(&mut self) -> Cell<'t> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(|b| !self.ends_cell(*b)) {
            self.at += 1;
        }
        let text = self.text[start..self.at].trim();
        let lead = self.text[start..self.at].len() - self.text[start..self.at].trim_start().len();
        Cell { text: Cow::Borrowed(text), span: Span::new(start + lead, start + lead + text.len()) }
    }

    fn quoted(&mut self, problems: &mut Problems) -> Cell<'t> {
        let bytes = self.text.as_bytes();
        let open = self.at;
        self.at += 1;
        let (mut from, mut text) = (self.at, Cow::Borrowed(""));
        loop {
            match bytes.get(self.at) {
                None => {
                    text += &self.text[from..self.at];
                    problems.error(
                        "csv-syntax",
                        Span::new(open, open + 1),
                        Label::new(
                            "tanda kutip ini tidak ditutup sampai akhir berkas, diharapkan `\"` penutup",
                            "this quote is not closed before the end of the file, expected a closing `\"`",
                        ),
                    );
                    break;
                }
                Some(b'"') if bytes.get(self.at + 1) == Some(&b'"') => {
                    text += &self.text[from..=self.at];
                    self.at += 2;
                    from = self.at;
                }
                Some(b'"') => {
                    text += &self.text[from..self.at];
                    self.at += 1;
                    break;
                }
                Some(_) => self.at += 1,
            }
        }
        let close = self.at;
        while bytes.get(self.at).is_some_and(|b| !self.ends_cell(*b)) {
            self.at += 1;
        }
        if !self.text[close..self.at].trim().is_empty() {
            problems.error(
                "csv-syntax",
                Span::new(close, self.at),
                Label::new(
                    "ada teks sesudah tanda kutip penutup, diharapkan pemisah atau akhir baris (tanda kutip di dalam teks ditulis dua kali)",
                    "there is text after the closing quote, expected a separator or the end of the line (a quote inside a text is doubled)",
                ),
            );
        }
        let text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        Cell { text, span: Span::new(open, close) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Vec<String>>, Vec<&'static str>) {
        let mut problems = Problems::new("a.csv");
        let mut rows = Rows::new(text);
        let (mut cells, mut found) = (Vec::new(), Vec::new());
        while rows.next(&mut cells, &mut problems).is_some() {
            for cell in &cells {
                let raw = &text[cell.span.start as usize..cell.span.end as usize];
                let inside = raw.strip_prefix('"').map_or(raw, |rest| rest.strip_suffix('"').unwrap_or(rest));
                assert_eq!(inside.replace("\"\"", "\"").trim(), cell.text, "a cell stands where it says");
            }
            found.push(cells.iter().map(|cell| cell.text.to_string()).collect());
        }
        (found, problems.finish(text.len()).iter().map(|d| d.code).collect())
    }

    fn rows(text: &str) -> Vec<Vec<String>> {
        let (rows, problems) = read(text);
        assert_eq!(problems, [""; 0]);
        rows
    }

    #[test]
    fn separators_quotes_and_line_breaks() {
        assert_eq!(rows("a,b\n1, 2 \r\n\n \n3,\n"), [["a", "b"], ["1", "2"], ["3", ""]]);
        assert_eq!(rows("\u{feff}a;b\n\"1;5\";\"say \"\"hi\"\"\"\n"), [["a", "b"], ["1;5", "say \"hi\""]]);
        assert_eq!(rows("a\tb\n1\t\n"), [["a", "b"], ["1", ""]]);
        assert_eq!(rows("a,b\n\"two\nlines\",2"), [["a", "b"], ["two\nlines", "2"]]);
        assert_eq!(rows("").len() + rows("\u{feff}").len() + rows(" \n\n").len(), 0);
        assert_eq!(rows("a,b\r1,2\r"), [["a", "b"], ["1", "2"]]);
    }

    #[test]
    fn quotes_that_do_not_fit_are_reported() {
        assert_eq!(read("a,b\n\"1\"x,2\n").1, ["csv-syntax"]);
        assert_eq!(read("a,b\n1,\"2\n3,4\n").1, ["csv-syntax"]);
    }
}
