//! One row, read cell by cell: every getter reports what was found, what was expected and who can mend it, and goes on.

use std::str::FromStr;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::number::parse_decimal;
use jenjang::people::Decree;
use jenjang::people::id::MAX_LENGTH;
use rust_decimal::Decimal;

use super::codes::{Code, List, Match, codes};
use super::dates::{self, DateFault, DateForm};
use super::header::Columns;
use super::mapping::Mapping;
use super::problem::{Mender, Notes, RowProblem};
use super::source::SourceRow;
use crate::table::shorten;

/// What stands for the number of a decree of which only the date is known: the date says since when it was known.
const UNNUMBERED: &str = "tanpa nomor";

/// A row under reading.
pub(crate) struct Row<'r> {
    pub(crate) columns: &'r Columns,
    pub(crate) source: &'r SourceRow,
    pub(crate) mapping: Option<&'r Mapping>,
    pub(crate) notes: &'r mut Notes,
    pub(crate) problems: Vec<RowProblem>,
}

/// What counts as nothing.
fn is_blank(text: &str) -> bool {
    let text = text.trim();
    text.chars().all(|c| matches!(c, '-' | '–' | '—' | '.'))
        || ["null", "none", "nan", "n/a", "#n/a", "nil"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

impl<'r> Row<'r> {
    /// A cell that is not blank, after the mapping's values and constants.
    pub(crate) fn cell(&mut self, name: &'static str) -> Option<String> {
        let mut found: Option<&str> = None;
        let mut differs = false;
        for at in self.columns.places(name) {
            let text = self.source.cell(*at);
            if is_blank(text) {
                continue;
            }
            match found {
                None => found = Some(text.trim()),
                Some(first) => differs |= first != text.trim(),
            }
        }
        if differs {
            self.problem(
                "columns-differ",
                name,
                Label::new(
                    "dua kolom yang sama artinya berbeda isinya, diharapkan sama",
                    "two columns of the same meaning differ, expected the same",
                ),
                Mender::UnitOfficer,
            );
        }
        let translated = |text: &str| self.mapping.and_then(|mapping| mapping.value(name, text)).map(str::to_owned);
        match found {
            Some(text) => Some(translated(text).unwrap_or_else(|| text.to_owned())).filter(|text| !is_blank(text)),
            None => self.mapping.and_then(|mapping| mapping.constant(name)).map(str::to_owned),
        }
    }

    /// Whether the file has a column at all.
    pub(crate) fn has_column(&self, name: &str) -> bool {
        !self.columns.places(name).is_empty() || self.mapping.is_some_and(|mapping| mapping.constant(name).is_some())
    }

    pub(crate) fn problem(&mut self, code: &'static str, name: &'static str, message: Label, mender: Mender) {
        let column = Some(self.columns.shown(name));
        self.problems.push(RowProblem { code, column, message, mender });
    }

    pub(crate) fn row_problem(&mut self, code: &'static str, message: Label, mender: Mender) {
        self.problems.push(RowProblem::of_row(code, message, mender));
    }

    pub(crate) fn note(&mut self, code: &'static str, name: &'static str, message: impl FnOnce() -> Label) {
        let column = self.columns.shown(name);
        self.notes.add(code, Some(&column), self.source.line, message);
    }

    /// Reports a cell that must be filled.
    pub(crate) fn blank(&mut self, name: &'static str, mender: Mender) {
        self.problem("blank-cell", name, Label::new("kosong, diharapkan isinya", "blank, expected a value"), mender);
    }

    pub(crate) fn need(&mut self, name: &'static str, mender: Mender) -> Option<String> {
        let found = self.cell(name);
        if found.is_none() {
            self.blank(name, mender);
        }
        found
    }

    /// A short text.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<Arc<str>> {
        let text = self.cell(name)?;
        let clean: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Arc::from(clean))
    }

    /// An id or code that domain types take as it is.
    pub(crate) fn typed<T: FromStr>(&mut self, name: &'static str, text: &str, mender: Mender) -> Option<T> {
        let read = text.parse().ok();
        if read.is_none() {
            let found = shorten(text);
            self.problem(
                "bad-name",
                name,
                Label::new(
                    format!("`{found}` tidak sah sebagai pengenal, diharapkan 1 sampai {MAX_LENGTH} huruf tanpa karakter kendali"),
                    format!("`{found}` is not an id, expected 1 to {MAX_LENGTH} characters and no control characters"),
                ),
                mender,
            );
        }
        read
    }

    /// A date, where the cell is filled.
    pub(crate) fn date(&mut self, name: &'static str, mender: Mender) -> Option<NaiveDate> {
        let text = self.cell(name)?;
        if text.bytes().all(|b| !(b'1'..=b'9').contains(&b)) && text.bytes().any(|b| b == b'0') {
            self.note("zero-date", name, || Label::new("tanggal nol dibaca sebagai kosong", "a date of zeros is read as blank"));
            return None;
        }
        let forms = self.mapping.map(|mapping| mapping.dates.as_slice()).filter(|forms| !forms.is_empty());
        match dates::read(&text, forms.unwrap_or(&DateForm::USUAL)) {
            Ok(date) => Some(date),
            Err(fault) => {
                let found = shorten(&text);
                let (code, id, en) = match fault {
                    DateFault::Form => (
                        "not-a-date",
                        format!("`{found}` bukan tanggal, diharapkan hari-bulan-tahun seperti `01-04-2024`"),
                        format!("`{found}` is not a date, expected day, month, year such as `01-04-2024`"),
                    ),
                    DateFault::Impossible => (
                        "impossible-date",
                        format!("`{found}` tidak ada pada kalender, diharapkan hari-bulan-tahun seperti `01-04-2024`"),
                        format!("`{found}` is not a day of the calendar, expected day, month, year such as `01-04-2024`"),
                    ),
                    DateFault::Serial => (
                        "date-serial",
                        format!("`{found}` adalah bilangan, bukan tanggal; ubahlah format sel menjadi teks atau tanggal"),
                        format!("`{found}` is a number, not a date, expected a cell formatted as a date or as text"),
                    ),
                    DateFault::ShortYear => (
                        "short-year",
                        format!("`{found}` bertahun dua angka, diharapkan empat angka seperti `01-04-2024`"),
                        format!("`{found}` has a year of two digits, expected four such as `01-04-2024`"),
                    ),
                };
                self.problem(code, name, Label::new(id, en), mender);
                None
            }
        }
    }

    /// A date that must be there. `None` where it is missing or wrong, both reported.
    pub(crate) fn need_date(&mut self, name: &'static str, mender: Mender) -> Option<NaiveDate> {
        let before = self.problems.len();
        let date = self.date(name, mender);
        if date.is_none() && self.problems.len() == before {
            self.blank(name, mender);
        }
        date
    }

    /// A number written with a comma or a point.
    pub(crate) fn decimal(&mut self, name: &'static str, mender: Mender) -> Option<Decimal> {
        let text = self.cell(name)?;
        let read = decimal(&text);
        if read.is_none() {
            let found = shorten(&text);
            self.problem(
                "not-a-number",
                name,
                Label::new(
                    format!("`{found}` bukan bilangan, diharapkan angka seperti `12,5`"),
                    format!("`{found}` is not a number, expected digits such as `12.5`"),
                ),
                mender,
            );
        }
        read
    }

    /// A year of four digits.
    pub(crate) fn year(&mut self, name: &'static str, mender: Mender) -> Option<i32> {
        let text = self.cell(name)?;
        let plain = text.split_once('.').filter(|(_, rest)| rest.bytes().all(|b| b == b'0')).map_or(text.as_str(), |(whole, _)| whole);
        let read = plain.parse::<i32>().ok().filter(|year| (1900..=2999).contains(year) && plain.len() == 4);
        if read.is_none() {
            let found = shorten(&text);
            self.problem(
                "not-a-year",
                name,
                Label::new(
                    format!("`{found}` bukan tahun, diharapkan empat angka seperti `2024`"),
                    format!("`{found}` is not a year, expected four digits such as `2024`"),
                ),
                mender,
            );
        }
        read
    }

    /// `1`, `true`, `ya`; anything else that is not blank or a no is reported.
    pub(crate) fn flag(&mut self, name: &'static str, mender: Mender) -> bool {
        let Some(text) = self.cell(name) else { return false };
        match text.to_lowercase().as_str() {
            "1" | "true" | "ya" | "y" | "yes" | "t" => true,
            "0" | "false" | "tidak" | "n" | "no" | "f" => false,
            _ => {
                let found = shorten(&text);
                self.problem(
                    "unknown-word",
                    name,
                    Label::new(
                        format!("berisi `{found}`, diharapkan `1`/`0` atau `ya`/`tidak`"),
                        format!("is `{found}`, expected `1` or `0`, `ya` or `tidak`"),
                    ),
                    mender,
                );
                false
            }
        }
    }

    /// A code of a list by its id column, and by its text where the id is blank. The id decides.
    ///
    /// `None` where both are blank, which is for the caller to judge, or where the code is unknown, which is reported.
    pub(crate) fn code(&mut self, list: List, id: &'static str, text: &'static str, mender: Mender) -> Option<Code> {
        let written = self.cell(text);
        let Some(found) = self.cell(id) else {
            return written.and_then(|written| self.by_text(list, text, &written, mender));
        };
        let row = self.by_id(list, id, &found, mender)?;
        if let Some(written) = written
            && let Some((other, _)) = codes().by_text(list, &written)
            && other.code != row.code
            && other.ours != row.ours
        {
            self.note("code-and-text-differ", id, || {
                Label::new(
                    format!("kode dan teks `{}` tidak sama; yang dipakai kodenya", list.name()),
                    format!("code and text of `{}` differ; the code is used", list.name()),
                )
            });
        }
        Some(row)
    }

    fn by_id(&mut self, list: List, id: &'static str, found: &str, mender: Mender) -> Option<Code> {
        let capital = found.to_ascii_uppercase();
        if let Some(row) = codes().find(list, found).or_else(|| codes().find(list, &capital)) {
            return Some(row);
        }
        let whole = found.split_once(['.', ',']).filter(|(_, rest)| rest.bytes().all(|b| b == b'0')).map_or(found, |(whole, _)| whole);
        if let Some(row) = codes().find(list, whole).or_else(|| codes().find_without_zeros(list, whole)) {
            self.note("leading-zero", id, || {
                Label::new(
                    format!(
                        "kode `{}` kehilangan angka nol atau menjadi pecahan, mungkin karena lembar kerja; dikenali sebagai kode aslinya",
                        list.name()
                    ),
                    format!("codes of `{}` lost their zero or became fractions, as in a spreadsheet; they are recognised", list.name()),
                )
            });
            return Some(row);
        }
        // a text in the column of the code
        if let Some((row, how)) = codes().by_text(list, found) {
            self.matched(list, id, how);
            return Some(row);
        }
        self.unknown_code(list, id, found, mender);
        None
    }

    fn by_text(&mut self, list: List, name: &'static str, text: &str, mender: Mender) -> Option<Code> {
        if let Some((row, how)) = codes().by_text(list, text) {
            self.matched(list, name, how);
            return Some(row);
        }
        if codes().find_without_zeros(list, text).is_some() {
            return self.by_id(list, name, text, mender);
        }
        self.unknown_code(list, name, text, mender);
        None
    }

    fn matched(&mut self, list: List, name: &'static str, how: Match) {
        match how {
            Match::Text => self.note("matched-by-text", name, || {
                Label::new(
                    format!("tanpa kode, `{}` dikenali dari teksnya", list.name()),
                    format!("without a code, `{}` is recognised by its text", list.name()),
                )
            }),
            Match::Spelling => self.note("matched-by-spelling", name, || {
                Label::new(
                    format!("tanpa kode, `{}` dikenali dari ejaan lain yang sudah dikenal", list.name()),
                    format!("without a code, `{}` is recognised by another known spelling", list.name()),
                )
            }),
        }
    }

    fn unknown_code(&mut self, list: List, name: &'static str, found: &str, mender: Mender) {
        let found = shorten(found);
        let all: Vec<&str> = codes().of(list).map(|row| row.code).filter(|code| !code.is_empty()).collect();
        let expected = match all.as_slice() {
            [first, .., last] if all.len() > 8 => Label::new(format!("`{first}` sampai `{last}`"), format!("`{first}` to `{last}`")),
            _ => Label::same(all.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ")),
        };
        self.problem(
            "unknown-code",
            name,
            Label::new(
                format!("`{found}` bukan kode `{}`, diharapkan {}", list.name(), expected.id),
                format!("`{found}` is not a code of `{}`, expected {}", list.name(), expected.en),
            ),
            mender,
        );
    }

    /// The decree of a row: number and date. Without a date there is none, which is remarked on.
    pub(crate) fn decree(&mut self, number: &'static str, date: &'static str) -> Option<Decree> {
        let written = self.text(number);
        let day = self.date(date, Mender::UnitOfficer);
        match (written, day) {
            (Some(number), Some(date)) => Some(Decree { date, number: number.chars().take(MAX_LENGTH).collect::<String>().into() }),
            (None, None) => None,
            (Some(_), None) => {
                self.note("decree-without-date", date, || {
                    Label::new("SK tanpa tanggal tidak disimpan", "a decree without a date is not kept")
                });
                None
            }
            (None, Some(date)) => {
                self.note("decree-without-number", number, || {
                    Label::new("SK tanpa nomor disimpan dengan tanggalnya saja", "a decree without a number is kept with its date alone")
                });
                Some(Decree { date, number: UNNUMBERED.into() })
            }
        }
    }
}

/// `12,5`, `12.5`, `1.234,50` and `1,234.50`: of two kinds of marks the last is the decimal one.
fn decimal(text: &str) -> Option<Decimal> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let clean = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => text.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => text.replace(',', ""),
        (Some(_), None) => text.replace(',', "."),
        _ => text,
    };
    parse_decimal(&clean).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_comma_or_point() {
        for (text, number) in [("12,5", "12.5"), ("12.5", "12.5"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("20", "20")] {
            assert_eq!(decimal(text), Some(number.parse().unwrap()), "{text}");
        }
        assert_eq!(decimal("1,2,3"), None);
        assert_eq!(decimal("dua"), None);
    }

    #[test]
    fn nothing_is_written_in_many_ways() {
        assert!(["", " - ", "--", "null", "NULL", "–", "None", "#N/A"].iter().all(|text| is_blank(text)));
        assert!(!is_blank("0") && !is_blank("00") && !is_blank("nol"));
    }
}
