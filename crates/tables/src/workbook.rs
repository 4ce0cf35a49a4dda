//! Workbooks (XLSX) of people with their histories, or of decisions: one sheet a table of [`jenjang_exchange::export::sheets`].
//!
//! Days are days, truth values are truth values, codes and employee numbers are text and never formulas. Decimals are numbers as far as a
//! spreadsheet keeps them exactly, fifteen digits; longer ones are text. A table that is longer than a sheet goes on in another one
//! (`grades 2`). Rows wait in temporary files, not in memory.

use std::io::{Seek, Write};

use jenjang::number::format_decimal;
use jenjang::promotion::repository::DecisionRecord;
use jenjang_exchange::export::PersonLine;
use jenjang_exchange::export::sheets::{self, Cell, DECISIONS, HISTORIES, HistoryRows, PEOPLE};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, XlsxError};

use crate::TablesError;

/// Rows of a sheet, the header among them.
const MOST_ROWS: u32 = 1_048_576;
/// Digits a spreadsheet keeps of a number.
const MOST_DIGITS: u32 = 15;
/// Letters the name of a sheet may have.
const MOST_LETTERS: usize = 31;

/// Where the next row of a table goes.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// Sheet of the workbook; none before the first row.
    sheet: Option<usize>,
    /// How many sheets the table has.
    part: usize,
    row: u32,
}

/// A workbook being written.
pub struct Workbook {
    book: rust_xlsxwriter::Workbook,
    sheets: usize,
    most_rows: u32,
    header: Format,
    day: Format,
    people: Place,
    decisions: Place,
    histories: Vec<Place>,
}

impl Default for Workbook {
    fn default() -> Workbook {
        Workbook::new()
    }
}

impl Workbook {
    /// An empty workbook. A table gets its sheet with its first row.
    pub fn new() -> Workbook {
        Workbook {
            book: rust_xlsxwriter::Workbook::new(),
            sheets: 0,
            most_rows: MOST_ROWS,
            header: Format::new().set_bold(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            people: Place::default(),
            decisions: Place::default(),
            histories: vec![Place::default(); HISTORIES.len()],
        }
    }

    /// Writes a person and every history.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn person(&mut self, person: &PersonLine) -> Result<(), TablesError> {
        let cells = sheets::person(&person.record, person.unit.as_ref(), person.superior.as_ref());
        self.people = self.row(PEOPLE.name, PEOPLE.columns, self.people, &cells)?;
        sheets::histories(&person.record, self)
    }

    /// Writes a decision.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn decision(&mut self, decision: &DecisionRecord) -> Result<(), TablesError> {
        self.decisions = self.row(DECISIONS.name, DECISIONS.columns, self.decisions, &sheets::decision(decision))?;
        Ok(())
    }

    /// Writes a table with columns of its own: a sheet of that name, even where there are no rows. A name has 1 to 31 letters, none of
    /// `[]:*?/\`, and is unlike every other in the workbook.
    ///
    /// # Errors
    /// When the name does not fit or is taken, or a temporary file cannot be written.
    pub fn table<'c>(
        &mut self,
        name: &str,
        columns: &[impl AsRef<str>],
        rows: impl IntoIterator<Item = Vec<Cell<'c>>>,
    ) -> Result<(), TablesError> {
        let mut place = self.begin(name, columns, Place::default())?;
        for cells in rows {
            place = self.row(name, columns, place, &cells)?;
        }
        Ok(())
    }

    /// Puts the workbook together. One without a row gets an empty sheet of people.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self, out: impl Write + Seek + Send) -> Result<(), TablesError> {
        if self.sheets == 0 {
            self.begin(PEOPLE.name, PEOPLE.columns, self.people)?;
        }
        Ok(self.book.save_to_writer(out)?)
    }

    /// Begins the next sheet of a table.
    fn begin(&mut self, name: &str, columns: &[impl AsRef<str>], place: Place) -> Result<Place, XlsxError> {
        let part = place.part + 1;
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        let end = if part == 1 { String::new() } else { format!(" {part}") };
        let start: String = name.chars().take(MOST_LETTERS.saturating_sub(end.len())).collect();
        sheet.set_name(start + &end)?;
        for (column, name) in (0..).zip(columns) {
            sheet.write_string_with_format(0, column, name.as_ref(), &self.header)?;
        }
        self.sheets += 1;
        Ok(Place { sheet: Some(self.sheets - 1), part, row: 1 })
    }

    fn row(&mut self, name: &str, columns: &[impl AsRef<str>], place: Place, cells: &[Cell<'_>]) -> Result<Place, XlsxError> {
        let (sheet, place) = match place.sheet.filter(|_| place.row < self.most_rows) {
            Some(sheet) => (sheet, place),
            None => {
                let place = self.begin(name, columns, place)?;
                (place.sheet.unwrap_or_default(), place)
            }
        };
        let sheet = self.book.worksheet_from_index(sheet)?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => continue,
                Cell::Text(text) => sheet.write_string(place.row, column, text.as_ref())?,
                Cell::Date(day) => sheet.write_datetime_with_format(place.row, column, day, &self.day)?,
                Cell::Number(number) => match exact(*number) {
                    Some(number) => sheet.write_number(place.row, column, number)?,
                    None => sheet.write_string(place.row, column, format_decimal(*number))?,
                },
                Cell::Truth(truth) => sheet.write_boolean(place.row, column, *truth)?,
            };
        }
        Ok(Place { row: place.row + 1, ..place })
    }
}

/// The number as a spreadsheet keeps it, if it keeps all of its digits.
fn exact(number: Decimal) -> Option<f64> {
    let digits = number.normalize().mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
    number.to_f64().filter(|_| digits <= MOST_DIGITS)
}

impl HistoryRows for Workbook {
    type Error = TablesError;

    fn row(&mut self, sheet: usize, cells: &[Cell<'_>]) -> Result<(), TablesError> {
        if let (Some(table), Some(place)) = (HISTORIES.get(sheet), self.histories.get(sheet).copied()) {
            self.histories[sheet] = Workbook::row(self, table.name, table.columns, place, cells)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use jenjang::people::CivilServantRecord;
    use jenjang::people::record::GradeRecord;

    fn promoted(id: &str, grades: i32) -> PersonLine {
        let mut record = CivilServantRecord::new(id.parse().unwrap());
        let given = |year| GradeRecord {
            since: chrono::NaiveDate::from_ymd_opt(2000 + year, 4, 1).unwrap(),
            grade: "III/a".parse().unwrap(),
            kind: None,
            decree: None,
        };
        record.registers.grades = Some((0..grades).map(given).collect());
        PersonLine { record, unit: None, superior: None }
    }

    #[test]
    fn a_table_longer_than_a_sheet_goes_on_in_another() {
        let mut book = Workbook { most_rows: 4, ..Workbook::new() };
        book.person(&promoted("a", 5)).unwrap();
        book.person(&promoted("b", 2)).unwrap();
        let mut bytes = Cursor::new(Vec::new());
        book.finish(&mut bytes).unwrap();
        let mut read: Xlsx<_> = Xlsx::new(bytes).unwrap();
        assert_eq!(read.sheet_names(), ["people", "grades", "grades 2", "grades 3"]);
        let rows: Vec<usize> = ["grades", "grades 2", "grades 3"].iter().map(|name| read.worksheet_range(name).unwrap().height()).collect();
        assert_eq!(rows, [4, 4, 2], "each with its header");
        assert_eq!(read.worksheet_range("grades 3").unwrap().get((1, 0)), Some(&Data::String("b".into())));
    }

    #[test]
    fn a_table_has_its_own_columns_and_texts_are_never_formulas() {
        let mut book = Workbook { most_rows: 3, ..Workbook::new() };
        let row = |text: &str, number: i64| vec![Cell::Text(text.to_owned().into()), Cell::Number(number.into())];
        let name = "a name that is as long as allowed";
        let name: String = name.chars().take(31).collect();
        book.table(&name, &["group", "people"], [row("=1+1", 5), row("b", 6), row("c", 7)]).unwrap();
        book.table("empty", &["group".to_owned()], Vec::<Vec<Cell<'_>>>::new()).unwrap();
        let mut bytes = Cursor::new(Vec::new());
        book.finish(&mut bytes).unwrap();
        let mut read: Xlsx<_> = Xlsx::new(bytes).unwrap();
        assert_eq!(read.sheet_names(), [name.as_str(), "a name that is as long as all 2", "empty"]);
        let range = read.worksheet_range(&name).unwrap();
        assert_eq!(range.get((1, 0)), Some(&Data::String("=1+1".into())));
        assert_eq!(range.get((1, 1)), Some(&Data::Float(5.0)));
        assert!(read.worksheet_formula(&name).unwrap().is_empty());
        assert_eq!(read.worksheet_range("empty").unwrap().height(), 1);
    }

    #[test]
    fn what_a_spreadsheet_would_round_becomes_text() {
        assert_eq!(exact("12.5".parse().unwrap()), Some(12.5));
        assert_eq!(exact("123456789012345".parse().unwrap()), Some(123_456_789_012_345.0));
        assert_eq!(exact("1234567890123456".parse().unwrap()), None);
        assert_eq!(exact("0.1234567890123456".parse().unwrap()), None);
    }

    #[test]
    fn an_empty_workbook_can_be_opened() {
        let mut bytes = Cursor::new(Vec::new());
        Workbook::new().finish(&mut bytes).unwrap();
        assert_eq!(Xlsx::new(bytes).unwrap().sheet_names(), ["people"]);
    }
}
