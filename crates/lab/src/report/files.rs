//! The same tables as files: JSON of everything, CSV, rows of a workbook.

use jenjang::legal::Language;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::table::{Cell, Table};

/// Letters a workbook allows in the name of a sheet.
const SHEET_NAME: usize = 31;

/// A table for a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name: 1 to 31 letters a workbook allows, unlike every other, whatever the case.
    pub name: String,
    /// What the columns hold, for people.
    pub header: Vec<String>,
    /// A cell for each column.
    pub rows: Vec<Vec<SheetCell>>,
}

/// A cell of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetCell {
    /// Nothing.
    Empty,
    /// Words; never a formula.
    Text(String),
    /// A number; shares are from 0 to 1, money in whole units of its currency.
    Number(Decimal),
    /// Yes or no.
    Truth(bool),
}

/// The tables as sheets.
pub(super) fn sheets<'t>(tables: impl Iterator<Item = &'t Table>, language: Language) -> Vec<Sheet> {
    let mut sheets: Vec<Sheet> = Vec::new();
    for table in tables {
        let plain: String = table.name.chars().map(|letter| if r"[]:*?/\'".contains(letter) { '-' } else { letter }).collect();
        let mut name: String = plain.chars().take(SHEET_NAME).collect();
        let mut number = 2;
        while sheets.iter().any(|sheet| sheet.name.eq_ignore_ascii_case(&name)) {
            let end = format!("-{number}");
            name = plain.chars().take(SHEET_NAME - end.len()).chain(end.chars()).collect();
            number += 1;
        }
        let header = table.columns.iter().map(|column| column.label.get(language).to_owned()).collect();
        let rows = table.rows.iter().map(|row| row.iter().map(|cell| sheet_cell(cell, language)).collect()).collect();
        sheets.push(Sheet { name, header, rows });
    }
    sheets
}

fn sheet_cell(cell: &Cell, language: Language) -> SheetCell {
    match cell {
        Cell::Empty => SheetCell::Empty,
        Cell::Text(label) => SheetCell::Text(label.get(language).to_owned()),
        Cell::Count(count) => SheetCell::Number(Decimal::from(*count)),
        Cell::Signed(count) => SheetCell::Number(Decimal::from(*count)),
        Cell::Suppressed => SheetCell::Text("<5".to_owned()),
        // ten places: what a statistic in binary is worth, without the digits of its rounding
        Cell::Number(value, _) | Cell::Share(value, _) => {
            Decimal::from_f64(*value).map_or(SheetCell::Empty, |value| SheetCell::Number(value.round_dp(10).normalize()))
        }
        Cell::Exact(value) | Cell::Money(value) => SheetCell::Number(value.normalize()),
        Cell::Truth(truth) => SheetCell::Truth(*truth),
    }
}

/// A table as a CSV file: the names of its columns, then its rows. Texts that a spreadsheet would take for a formula get an apostrophe.
pub(super) fn csv(table: &Table, language: Language) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(table.columns.iter().map(|column| column.key))?;
    for row in &table.rows {
        file.write_record(row.iter().map(|cell| harmless(cell, language)))?;
    }
    file.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn harmless(cell: &Cell, language: Language) -> String {
    let text = cell.plain(language);
    match cell {
        Cell::Text(_) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jenjang::legal::Label;

    #[test]
    fn a_label_is_never_a_formula_and_a_number_stays_one() {
        let mut table = Table::new("t", Label::same("t"), &[("a", "a", "a"), ("b", "b", "b")]);
        table.row([Cell::same("=HYPERLINK(\"x\")"), Cell::Signed(-5)]);
        let text = String::from_utf8(csv(&table, Language::En).unwrap()).unwrap();
        assert_eq!(text, "a,b\n\"'=HYPERLINK(\"\"x\"\")\",-5\n");
    }
}
