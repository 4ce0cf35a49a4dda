//! Facts from a table of comma-separated values.

use std::sync::Arc;

use csv::{Position, ReaderBuilder, StringRecord};
use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Span};
use jenjang::policy::expression::literal::parse_value;
use jenjang::policy::value::Value;

use super::gather::{Gather, Lines, Problems, Target, target};
use super::{FactsContext, People, Person};

/// What a column holds.
enum Column {
    Id,
    AsOf,
    Fact(Target),
    /// Its header was refused; its cells are not read.
    Refused,
}

/// Reads facts from CSV: a header of fact names, then one person per line.
///
/// The columns `id` and `as-of` are not facts. `rating[1]` is an item of a list; a whole list is written with `;` between its items.
/// A blank cell means what the catalogue says of the fact's blanks, `?` is missing, `null` is none. The cells may be separated by commas,
/// semicolons or tabs: what is most frequent in the header.
pub fn read_facts_csv(context: &FactsContext, text: &str) -> People {
    let whole = text;
    let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    // places count from the start of the file, a byte order mark included
    let shift = u32::try_from(whole.len() - text.len()).unwrap_or(0);
    let mut problems = Problems::default();
    let mut people = Vec::new();
    let separator = separator(text);
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut lines = Lines::new(whole);
    let mut record = StringRecord::new();
    let mut header: Option<(Vec<Column>, StringRecord)> = None;
    loop {
        let start = reader.position().clone();
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let place = line_of(text, record.position().unwrap_or(&start), reader.position()).shift(shift);
                match &header {
                    None => header = Some((columns(context, &record, place, &mut problems), record.clone())),
                    Some((columns, names)) => {
                        let line = lines.at(place.start as usize);
                        people.extend(person(context, columns, names, &record, (place, line), &mut problems));
                    }
                }
            }
            Err(error) => {
                problems.add(Diagnostic::error(
                    "csv-syntax",
                    &context.file,
                    line_of(text, &start, reader.position()).shift(shift),
                    Label::new(format!("baris CSV tidak dapat dibaca ({error})"), format!("the CSV line cannot be read ({error})")),
                ));
                if reader.is_done() || reader.position().byte() == start.byte() {
                    break;
                }
            }
        }
    }
    if header.is_none() {
        problems.add(Diagnostic::error(
            "empty-file",
            &context.file,
            Span::default(),
            Label::new("berkas kosong, diharapkan baris judul dengan nama fakta", "the file is empty, expected a header of fact names"),
        ));
    }
    (people, problems.finish(context, whole.len()))
}

pub(crate) fn separator(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or("");
    let count = |separator: &u8| header.bytes().filter(|b| b == separator).count();
    // the first of equals: a file of one column is read either way
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

/// The text of a record, without its line break.
pub(crate) fn line_of(text: &str, start: &Position, end: &Position) -> Span {
    let at = |position: &Position| usize::try_from(position.byte()).unwrap_or(usize::MAX).min(text.len());
    let (from, to) = (at(start), at(end).max(at(start)));
    let line = text.get(from..to).unwrap_or("");
    let lead = line.len() - line.trim_start_matches(['\r', '\n']).len();
    Span::new(from + lead, from + line.trim_end_matches(['\r', '\n']).len().max(lead))
}

fn columns(context: &FactsContext, header: &StringRecord, place: Span, problems: &mut Problems) -> Vec<Column> {
    let mut columns = Vec::new();
    for name in header {
        columns.push(match name.trim() {
            "id" => Column::Id,
            "as-of" => Column::AsOf,
            name => match target(context, name, place) {
                Ok(target) => Column::Fact(target),
                Err(problem) => {
                    problems.add(*problem);
                    Column::Refused
                }
            },
        });
    }
    columns
}

fn person(
    context: &FactsContext,
    columns: &[Column],
    names: &StringRecord,
    record: &StringRecord,
    (place, line): (Span, usize),
    problems: &mut Problems,
) -> Option<Person> {
    let mut gather = Gather::new(context, problems);
    if record.len() != columns.len() {
        let (found, expected) = (record.len(), columns.len());
        gather.error(
            "row-width",
            place,
            format!("banyaknya sel pada baris ini {found}, diharapkan {expected} seperti pada baris judul"),
            format!("the number of cells in this line is {found}, expected {expected} as in the header"),
        );
        return None;
    }
    let mut refused = false;
    for ((column, name), cell) in columns.iter().zip(names).zip(record) {
        let (name, cell) = (name.trim(), cell.trim());
        match column {
            Column::Id if !cell.is_empty() => gather.id = Some(Arc::from(cell)),
            Column::AsOf if !cell.is_empty() => gather.set_as_of(cell, place),
            Column::Id | Column::AsOf => {}
            Column::Fact(target) if cell.is_empty() => gather.blank(*target, name, place),
            Column::Fact(target) => gather.put(*target, name, place, |ty| match cell {
                "?" => Ok(Value::Missing),
                cell => parse_value(cell, ty),
            }),
            Column::Refused => refused = true,
        }
    }
    // a column that nobody understood may have been the one that matters
    gather.finish(place, line).filter(|_| !refused)
}
