//! A sheet of a workbook as a table.
//!
//! Spreadsheets keep numbers in binary with 15 exact digits. A longer one (an employee number typed as a number) is handed on in scientific
//! notation, which every reader of identity numbers refuses: its last digits are lost and must not be guessed.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};
use jenjang::legal::Label;

use super::{InMemory, SourceRow};
use crate::siasn::problem::{FileError, Notes};

/// The most cells read of a sheet; a small file can unpack into a very large one.
const MOST_CELLS: usize = 60_000_000;

/// The most columns.
const MOST_COLUMNS: u32 = 2_000;

/// From here on a spreadsheet's number has digits it does not know.
const INEXACT: f64 = 1e15;

/// The named sheet, or the first.
pub(super) fn read(name: &str, bytes: &[u8], sheet: Option<&str>, notes: &mut Notes) -> Result<InMemory, FileError> {
    let fail = |error: &dyn std::fmt::Display| {
        FileError::new(
            name,
            "not-xlsx",
            Label::new(format!("buku kerja tidak dapat dibaca ({error})"), format!("the workbook cannot be read ({error})")),
        )
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| fail(&error))?;
    let names = book.sheet_names();
    let chosen = match sheet {
        Some(wanted) => names.iter().find(|name| name.trim().eq_ignore_ascii_case(wanted.trim())).cloned(),
        None => names.first().cloned(),
    };
    let all = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let Some(chosen) = chosen else {
        let wanted = sheet.unwrap_or("");
        return Err(FileError::new(
            name,
            "unknown-sheet",
            Label::new(
                format!("buku kerja tidak mempunyai lembar `{wanted}`, yang ada: {all}"),
                format!("the workbook has no sheet `{wanted}`, expected one of {all}"),
            ),
        ));
    };
    if names.len() > 1 && sheet.is_none() {
        notes.add("first-sheet", None, 0, || {
            Label::new(
                format!("buku kerja mempunyai lembar {all}; yang dibaca `{chosen}`"),
                format!("the workbook has the sheets {all}; `{chosen}` is read"),
            )
        });
    }
    let mut cells = book.worksheet_cells_reader(&chosen).map_err(|error| fail(&error))?;
    let mut rows: Vec<SourceRow> = Vec::new();
    let mut count = 0_usize;
    while let Some(cell) = cells.next_cell().map_err(|error| fail(&error))? {
        let (row, column) = cell.get_position();
        count += 1;
        if count > MOST_CELLS || column >= MOST_COLUMNS {
            return Err(FileError::new(
                name,
                "sheet-too-large",
                Label::new(
                    format!(
                        "lembar `{chosen}` terlalu besar (paling banyak {MOST_CELLS} sel dan {MOST_COLUMNS} kolom), simpanlah sebagai CSV"
                    ),
                    format!("sheet `{chosen}` is too large, expected at most {MOST_CELLS} cells and {MOST_COLUMNS} columns, or a CSV file"),
                ),
            ));
        }
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let line = u64::from(row) + 1;
        if rows.last().is_none_or(|last| last.line != line) {
            rows.push(SourceRow::new(line));
        }
        if let Some(last) = rows.last_mut() {
            while last.width() < column as usize {
                last.push("");
            }
            last.push(&text);
        }
    }
    // sheets leave out blank cells at the end of a row
    let width = rows.first().map_or(0, SourceRow::width);
    for row in &mut rows {
        while row.width() < width {
            row.push("");
        }
    }
    Ok(InMemory(rows.into_iter()))
}

/// What a cell says, blanks around it left out.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.abs() >= INEXACT => format!("{number:E}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_or_say_that_they_lost_them() {
        assert_eq!(text(&DataRef::Float(5.0)), "5");
        assert_eq!(text(&DataRef::Float(12.5)), "12.5");
        assert_eq!(text(&DataRef::Float(199_608_182_022_041_001.0)), "1.99608182022041E17");
        assert_eq!(text(&DataRef::SharedString(" 05 ")), "05");
    }

    #[test]
    fn what_is_not_a_workbook_is_refused() {
        let error = read("a.xlsx", b"a,b\n1,2\n", None, &mut Notes::default()).err().unwrap();
        assert_eq!(error.code, "not-xlsx");
    }
}
