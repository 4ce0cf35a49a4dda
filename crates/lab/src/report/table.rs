//! A table of the report: what a page shows, a CSV file holds and a sheet of a workbook gets.

use jenjang::legal::{Label, Language};
use rust_decimal::Decimal;

use super::numbers::Writer;
use crate::shown::Shown;

/// Stands for fewer than five people.
pub(super) const FEW: &str = "<5";
/// Stands for a figure hidden so that a small one cannot be worked back.
pub(super) const PROTECTING: &str = "·";

/// What `<5` means.
fn few() -> Label {
    Label::new("“<5”: kurang dari lima orang", "“<5”: fewer than five people")
}

/// What `·` means.
fn protecting() -> Label {
    Label::new("“·”: disembunyikan agar angka kecil tidak dapat dihitung mundur", "“·”: hidden so that a small count cannot be worked back")
}

/// What the marks among these cells mean.
pub(super) fn meanings<'c>(cells: impl Iterator<Item = &'c Cell> + Clone) -> Vec<Label> {
    let has = |mark: Cell| cells.clone().any(|cell| *cell == mark);
    let (few_of_them, others) = (has(Cell::Suppressed), has(Cell::Protecting));
    few_of_them.then(few).into_iter().chain(others.then(protecting)).collect()
}

/// A figure in a sentence or a chart.
pub(super) fn figure(shown: Shown, writer: Writer) -> String {
    Cell::of(shown).shown(writer)
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Nothing: not computed, or it does not apply.
    Empty,
    /// Words.
    Text(Label),
    /// A number of people or things.
    Count(u64),
    /// A difference of numbers of people.
    Signed(i64),
    /// Fewer than five people: not shown.
    Suppressed,
    /// Hidden so that a small count cannot be worked back.
    Protecting,
    /// A measured number, shown to so many places.
    Number(f64, usize),
    /// A share from 0 to 1, shown in hundredths to so many places.
    Share(f64, usize),
    /// An exact number.
    Exact(Decimal),
    /// An amount of rupiah.
    Money(Decimal),
    /// Yes or no.
    Truth(bool),
}

impl Cell {
    /// Words that are the same in both languages.
    pub(super) fn same(text: impl Into<std::sync::Arc<str>>) -> Cell {
        Cell::Text(Label::same(text))
    }

    /// A count, or the mark that says why it is not shown.
    pub(super) fn of(count: Shown) -> Cell {
        Cell::made(count, Cell::Count)
    }

    /// A figure made into a cell, or the mark that says why it is not shown.
    pub(super) fn made<T>(figure: Shown<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
        match figure {
            Shown::Value(value) => cell(value),
            Shown::Few => Cell::Suppressed,
            Shown::Protecting => Cell::Protecting,
        }
    }

    /// How many more there are than before, where both are shown.
    pub(super) fn difference(after: Shown, before: Shown) -> Cell {
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        Cell::made(after.with(before, |after, before| signed(after) - signed(before)), Cell::Signed)
    }

    /// Whether it is hidden, for either reason.
    pub(super) fn is_hidden(&self) -> bool {
        matches!(self, Cell::Suppressed | Cell::Protecting)
    }

    /// A share, where there is one.
    pub(super) fn share(share: Option<f64>) -> Cell {
        share.map_or(Cell::Empty, |share| Cell::Share(share, 1))
    }

    /// As people read it.
    pub(super) fn shown(&self, writer: Writer) -> String {
        match self {
            Cell::Empty => "–".to_owned(),
            Cell::Text(label) => label.get(writer.0).to_owned(),
            Cell::Count(count) => writer.count(*count),
            Cell::Signed(count) => writer.signed(*count),
            Cell::Suppressed => FEW.to_owned(),
            Cell::Protecting => PROTECTING.to_owned(),
            Cell::Number(value, places) => writer.number(*value, *places),
            Cell::Share(share, places) => writer.percent(*share, *places),
            Cell::Exact(value) => writer.decimal(*value),
            Cell::Money(amount) => writer.money(*amount),
            Cell::Truth(true) => writer.pick("ya", "yes").to_owned(),
            Cell::Truth(false) => writer.pick("tidak", "no").to_owned(),
        }
    }

    /// As programs read it: a point before decimals, no groups, `<5` and `·` for what is not shown.
    pub(super) fn plain(&self, language: Language) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(label) => label.get(language).to_owned(),
            Cell::Count(count) => count.to_string(),
            Cell::Signed(count) => count.to_string(),
            Cell::Suppressed => FEW.to_owned(),
            Cell::Protecting => PROTECTING.to_owned(),
            Cell::Number(value, _) | Cell::Share(value, _) => value.to_string(),
            Cell::Exact(value) | Cell::Money(value) => value.normalize().to_string(),
            Cell::Truth(truth) => truth.to_string(),
        }
    }

    /// Whether it belongs at the right edge of its column.
    pub(super) fn is_number(&self) -> bool {
        !matches!(self, Cell::Text(_) | Cell::Truth(_))
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    /// Its name in files, which does not change with the language.
    pub(super) key: &'static str,
    /// Its name for people.
    pub(super) label: Label,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    /// Its name in files: kebab-case, unlike every other.
    pub(super) name: String,
    /// What it shows.
    pub(super) title: Label,
    /// What a reader has to know of it.
    pub(super) note: Option<Label>,
    /// Its columns. The first names the row.
    pub(super) columns: Vec<Heading>,
    /// Its rows, a cell for each column.
    pub(super) rows: Vec<Vec<Cell>>,
    /// Columns that only files have, by their names there.
    pub(super) only_files: Vec<&'static str>,
    /// Rows the page shows, where it does not show all.
    pub(super) shown: Option<Vec<usize>>,
}

impl Table {
    /// A table without rows; columns as (key, Indonesian, English).
    pub(super) fn new(name: impl Into<String>, title: Label, columns: &[(&'static str, &str, &str)]) -> Table {
        let columns = columns.iter().map(|(key, id, en)| Heading { key, label: Label::new(*id, *en) }).collect();
        Table { name: name.into(), title, note: None, columns, rows: Vec::new(), only_files: Vec::new(), shown: None }
    }

    /// With a note under it.
    pub(super) fn noted(mut self, id: &str, en: &str) -> Table {
        self.note = Some(Label::new(id, en));
        self
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: impl Into<Vec<Cell>>) {
        self.rows.push(cells.into());
    }

    /// Leaves these columns to files.
    pub(super) fn leave_to_files(&mut self, keys: &[&'static str]) {
        self.only_files.extend(keys);
    }

    /// Leaves these columns to files where nothing but zeros and empty cells stand in them.
    pub(super) fn leave_zeros_to_files(&mut self, keys: &[&'static str]) {
        for key in keys {
            let Some(place) = self.columns.iter().position(|column| column.key == *key) else { continue };
            let says_nothing = |row: &Vec<Cell>| matches!(row.get(place), Some(Cell::Empty | Cell::Count(0)) | None);
            if self.rows.iter().all(says_nothing) {
                self.only_files.push(key);
            }
        }
    }

    /// The rows the page shows.
    pub(super) fn page_rows(&self) -> Vec<&Vec<Cell>> {
        match &self.shown {
            None => self.rows.iter().collect(),
            Some(shown) => shown.iter().filter_map(|row| self.rows.get(*row)).collect(),
        }
    }
}
