//! The tables as separated values: UTF-8, commas, a header, days as `yyyy-mm-dd`, decimals exactly.

use std::io::Write;

use jenjang::number::format_decimal;
use jenjang::promotion::repository::DecisionRecord;

use super::PersonLine;
use super::sheets::{self, Cell, DECISIONS, HISTORIES, HistoryRows, PEOPLE, Sheet};

/// One table being written.
struct Table<W: Write>(csv::Writer<W>);

impl<W: Write> Table<W> {
    fn new(sheet: &Sheet, out: W) -> Result<Table<W>, csv::Error> {
        let mut table = csv::Writer::from_writer(out);
        table.write_record(sheet.columns)?;
        Ok(Table(table))
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), csv::Error> {
        for cell in cells {
            match cell {
                Cell::Empty => self.0.write_field(b"")?,
                Cell::Text(text) => self.0.write_field(text.as_bytes())?,
                Cell::Date(day) => self.0.write_field(day.to_string())?,
                Cell::Number(number) => self.0.write_field(format_decimal(*number))?,
                Cell::Truth(truth) => self.0.write_field(if *truth { "true" } else { "false" })?,
            }
        }
        self.0.write_record(None::<&[u8]>)
    }

    fn finish(self) -> Result<W, csv::Error> {
        self.0.into_inner().map_err(|error| error.into_error().into())
    }
}

/// People and their histories as a table of people and one table a register.
pub struct PeopleCsv<W: Write> {
    people: Table<W>,
    histories: Vec<Table<W>>,
}

impl<W: Write> PeopleCsv<W> {
    /// Opens the tables; `create` is asked for each by the name of its file (`people.csv`, `grades.csv`).
    ///
    /// # Errors
    /// What `create` or the first write says.
    pub fn create(mut create: impl FnMut(&str) -> std::io::Result<W>) -> Result<PeopleCsv<W>, csv::Error> {
        let mut table = |sheet: &Sheet| Table::new(sheet, create(&format!("{}.csv", sheet.name))?);
        let people = table(&PEOPLE)?;
        Ok(PeopleCsv { people, histories: HISTORIES.iter().map(table).collect::<Result<_, _>>()? })
    }

    /// Writes one person.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(&mut self, person: &PersonLine) -> Result<(), csv::Error> {
        self.people.row(&sheets::person(&person.record, person.unit.as_ref(), person.superior.as_ref()))?;
        sheets::histories(&person.record, &mut Histories(&mut self.histories))
    }

    /// Writes what is still held back and gives the writers back: that of the people, then one a register.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(self) -> Result<Vec<W>, csv::Error> {
        std::iter::once(self.people).chain(self.histories).map(Table::finish).collect()
    }
}

struct Histories<'a, W: Write>(&'a mut [Table<W>]);

impl<W: Write> HistoryRows for Histories<'_, W> {
    type Error = csv::Error;

    fn row(&mut self, sheet: usize, cells: &[Cell<'_>]) -> Result<(), csv::Error> {
        self.0.get_mut(sheet).map_or(Ok(()), |table| table.row(cells))
    }
}

/// Decisions as a table.
pub struct DecisionsCsv<W: Write>(Table<W>);

impl<W: Write> DecisionsCsv<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(out: W) -> Result<DecisionsCsv<W>, csv::Error> {
        Table::new(&DECISIONS, out).map(DecisionsCsv)
    }

    /// Writes one decision.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(&mut self, decision: &DecisionRecord) -> Result<(), csv::Error> {
        self.0.row(&sheets::decision(decision))
    }

    /// Writes what is still held back and gives the writer back.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(self) -> Result<W, csv::Error> {
        self.0.finish()
    }
}
