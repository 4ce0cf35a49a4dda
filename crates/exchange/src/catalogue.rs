//! A catalogue of training as three tables: institutions, courses, sessions. The columns are in docs/catalogue.md.
//!
//! Every table may be separated by commas, semicolons or tabs and have its columns in any order, with names in Indonesian or English. Any of the three
//! may be left out; what the others name may stand in the catalogue that is there already. All tables are read whatever is wrong with the first, and
//! every problem stands at its cell.

mod courses;
mod providers;
mod sessions;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::sync::Arc;

use jenjang::competency::Framework;
use jenjang::development::catalogue::{Catalogue, Course, CourseSession, Field, Problem, Provider};
use jenjang::development::forms::Forms;
use jenjang::legal::Label;
use jenjang::people::id::UnitId;
use jenjang::policy::diagnostic::{Diagnostic, Span};

use crate::competency::row::{Row, word};
use crate::evaluation::{File, empty, has_width};
use crate::table::{Column, Other, Problems, Reading, Rows, header};

/// The tables; those that are there.
#[derive(Clone, Copy, Debug, Default)]
pub struct CatalogueFiles<'a> {
    /// Institutions.
    pub providers: Option<File<'a>>,
    /// Courses.
    pub courses: Option<File<'a>>,
    /// Sessions.
    pub sessions: Option<File<'a>>,
}

/// What the tables are checked against.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The catalogue that is there already.
    pub known: &'a Catalogue,
    /// The forms of development.
    pub forms: &'a Forms,
    /// The code of a form that somebody calls by another code; nothing where it is none.
    pub form_code: &'a dyn Fn(&str) -> Option<Arc<str>>,
    /// The units there are.
    pub units: &'a BTreeSet<UnitId>,
    /// The competency frameworks.
    pub frameworks: &'a [Framework],
}

/// What the tables hold, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogueTables {
    /// Institutions.
    pub providers: Vec<Provider>,
    /// Courses.
    pub courses: Vec<Course>,
    /// Sessions.
    pub sessions: Vec<CourseSession>,
}

/// Reads the tables of a catalogue.
pub fn read_catalogue(files: CatalogueFiles<'_>, around: Around<'_>) -> Reading<CatalogueTables> {
    let mut diagnostics = Vec::new();
    let mut tables = CatalogueTables::default();
    let mut all = around.known.clone();
    let mut sound = true;
    if let Some(file) = files.providers {
        let found = providers::read(file, &mut diagnostics);
        sound &= found.is_some();
        tables.providers = found.unwrap_or_default();
        all.providers.extend(tables.providers.iter().map(|provider| (provider.id.clone(), provider.clone())));
    }
    if let Some(file) = files.courses {
        let found = courses::read(file, &all, around, &mut diagnostics);
        sound &= found.is_some();
        tables.courses = found.unwrap_or_default();
        all.courses.extend(tables.courses.iter().map(|course| (course.id.clone(), course.clone())));
    }
    if let Some(file) = files.sessions {
        let found = sessions::read(file, &all, around.units, &mut diagnostics);
        sound &= found.is_some();
        tables.sessions = found.unwrap_or_default();
    }
    Reading::new(sound.then_some(tables), diagnostics)
}

const YES_OR_NO: [(&[&str], bool); 2] = [(&["yes", "ya", "y", "true", "1"], true), (&["no", "tidak", "n", "t", "false", "0"], false)];

/// Yes or no; no where the cell is blank.
fn yes<K: Copy + PartialEq>(row: &Row<'_, '_, K>, key: K, column: &str, problems: &mut Problems) -> Option<bool> {
    match row.get(key) {
        None => Some(false),
        Some(cell) => word(cell, column, &YES_OR_NO, problems),
    }
}

/// Reads a table row by row; nothing where its header cannot be used.
fn table<K: Copy + PartialEq>(
    file: File<'_>,
    columns: &'static [Column<K>],
    expected: &Label,
    diagnostics: &mut Vec<Diagnostic>,
    mut each: impl FnMut(&Row<'_, '_, K>, &mut Problems),
) -> Option<()> {
    let mut problems = Problems::new(file.name);
    let read = problems.text(file.bytes).and_then(|text| {
        let (mut rows, mut cells) = (Rows::new(text), Vec::new());
        let Some(place) = rows.next(&mut cells, &mut problems) else {
            empty(&mut problems, expected);
            return None;
        };
        let columns = header(&cells, place, columns, &mut problems, |_, _| Other::Unused)?;
        let mut any = false;
        while let Some(place) = rows.next(&mut cells, &mut problems) {
            any = true;
            if has_width(&cells, columns.len(), place, &mut problems) {
                each(&Row { columns: &columns, cells: &cells, place }, &mut problems);
            }
        }
        if !any {
            empty(&mut problems, expected);
        }
        Some(())
    });
    diagnostics.extend(problems.finish(file.bytes.len()));
    read
}

/// What the domain finds, each at its cell.
fn at_cells<K: Copy + PartialEq>(found: Vec<Problem>, row: &Row<'_, '_, K>, key: impl Fn(Field) -> K, problems: &mut Problems) {
    for problem in found {
        problems.error(problem.code, row.span(key(problem.field)), problem.message);
    }
}

/// Whether an id stands in the table for the first time.
fn first_time<I: Ord + Clone + Display>(id: &I, span: Span, seen: &mut BTreeMap<I, Span>, problems: &mut Problems) -> bool {
    let Some(first) = seen.get(id) else {
        seen.insert(id.clone(), span);
        return true;
    };
    let message = Label::new(
        format!("`{id}` sudah ada pada baris sebelumnya, diharapkan sekali"),
        format!("`{id}` stands in an earlier line, expected once"),
    );
    let twice = Diagnostic::error("duplicate-id", &problems.file, span, message);
    problems.add(twice.with_related(*first, Label::new("yang pertama", "the first one")));
    false
}

/// A decimal amount as it is kept: without zeros that say nothing, so that the same table read again changes nothing.
fn normal(value: jenjang::Decimal) -> jenjang::Decimal {
    value.normalize()
}

#[cfg(test)]
mod tests;
