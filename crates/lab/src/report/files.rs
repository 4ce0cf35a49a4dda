//! The same tables as files: JSON of everything, CSV, rows of a workbook.

use jenjang::legal::{Label, Language};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::table::{Cell, Table, meanings};

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
        let noted = table.rows.iter().flatten().any(Cell::is_hidden);
        let names = table.columns.iter().map(|column| column.label.get(language).to_owned());
        let header = names.chain(noted.then(|| heading().get(language).to_owned())).collect();
        let rows = table.rows.iter().map(|row| {
            let note = noted.then(|| match note(row, language) {
                text if text.is_empty() => SheetCell::Empty,
                text => SheetCell::Text(text),
            });
            row.iter().map(|cell| sheet_cell(cell, language)).chain(note).collect()
        });
        sheets.push(Sheet { name, header, rows: rows.collect() });
    }
    sheets
}

fn sheet_cell(cell: &Cell, language: Language) -> SheetCell {
    match cell {
        Cell::Empty => SheetCell::Empty,
        Cell::Text(label) => SheetCell::Text(label.get(language).to_owned()),
        Cell::Count(count) => SheetCell::Number(Decimal::from(*count)),
        Cell::Signed(count) => SheetCell::Number(Decimal::from(*count)),
        Cell::Suppressed | Cell::Protecting => SheetCell::Text(cell.plain(language)),
        // ten places: what a statistic in binary is worth, without the digits of its rounding
        Cell::Number(value, _) | Cell::Share(value, _) => {
            Decimal::from_f64(*value).map_or(SheetCell::Empty, |value| SheetCell::Number(value.round_dp(10).normalize()))
        }
        Cell::Exact(value) | Cell::Money(value) => SheetCell::Number(value.normalize()),
        Cell::Truth(truth) => SheetCell::Truth(*truth),
    }
}

/// The name of the column that says why cells are hidden.
fn heading() -> Label {
    Label::new("Catatan", "Note")
}

/// What the marks of a row mean; empty where it has none.
fn note(row: &[Cell], language: Language) -> String {
    meanings(row.iter()).iter().map(|meaning| meaning.get(language)).collect::<Vec<_>>().join("; ")
}

/// A table as a CSV file: the names of its columns, then its rows, and where any cell is hidden a column that says why. Texts that a spreadsheet would take for a formula get an apostrophe.
pub(super) fn csv(table: &Table, language: Language) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let noted = table.rows.iter().flatten().any(Cell::is_hidden);
    file.write_record(table.columns.iter().map(|column| column.key).chain(noted.then_some("note")))?;
    for row in &table.rows {
        let note = noted.then(|| note(row, language));
        file.write_record(row.iter().map(|cell| harmless(cell, language)).chain(note))?;
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

    #[test]
    fn a_label_is_never_a_formula_and_a_number_stays_one() {
        let mut table = Table::new("t", Label::same("t"), &[("a", "a", "a"), ("b", "b", "b")]);
        table.row([Cell::same("=HYPERLINK(\"x\")"), Cell::Signed(-5)]);
        let text = String::from_utf8(csv(&table, Language::En).unwrap()).unwrap();
        assert_eq!(text, "a,b\n\"'=HYPERLINK(\"\"x\"\")\",-5\n");
    }

    #[test]
    fn a_file_says_what_its_marks_mean() {
        let mut table = Table::new("t", Label::same("t"), &[("a", "a", "a"), ("b", "b", "b")]);
        table.row([Cell::Suppressed, Cell::Protecting]);
        table.row([Cell::Count(7), Cell::Count(8)]);
        let text = String::from_utf8(csv(&table, Language::En).unwrap()).unwrap();
        assert_eq!(text, "a,b,note\n<5,·,“<5”: fewer than five people; “·”: hidden so that a small count cannot be worked back\n7,8,\n");
        let sheet = sheets(std::iter::once(&table), Language::Id).remove(0);
        assert_eq!((sheet.header.len(), &sheet.rows[0][1], &sheet.rows[1][2]), (3, &SheetCell::Text("·".into()), &SheetCell::Empty));
    }
}
