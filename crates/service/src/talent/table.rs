//! What is handed in about people: a table with one line for each, and what is filled in afterwards.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::policy::value::{FactIndex, Value};
use jenjang_policy_files::{FactsContext, Person, read_facts_csv};

use crate::error::ServiceError;

/// Most people of one review.
pub(super) const MOST: usize = 2_000;

/// What is filled in and takes back what a table says.
pub(super) const UNKNOWN: &str = "?";

pub(super) fn unfit(id: String, en: String) -> ServiceError {
    ServiceError::refused("talent-table", Label::new(id, en))
}

/// A cell as tables write it, whatever it holds.
pub(super) fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The first line of a table, and one line per person.
pub(super) fn lines(table: &str) -> Result<(&str, Vec<&str>), ServiceError> {
    let mut lines = table.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty());
    let header = lines.next().ok_or_else(|| {
        unfit(
            "tabel kosong, diharapkan baris judul `id,…` dan satu baris per orang".to_owned(),
            "the table is empty, expected a header `id,…` and one line per person".to_owned(),
        )
    })?;
    let rows: Vec<&str> = lines.collect();
    if rows.is_empty() || rows.len() > MOST {
        return Err(unfit(
            format!("tabel berisi {} orang, diharapkan 1 sampai {MOST}", rows.len()),
            format!("the table holds {} people, expected 1 to {MOST}", rows.len()),
        ));
    }
    Ok((header, rows))
}

/// The people of a table.
pub(super) fn read(on: &PolicyOnDate, table: &str) -> Result<Vec<Person>, ServiceError> {
    let facts = FactsContext::new("tabel", &on.policy().catalogue, Some(on.as_of()));
    let (people, found) = read_facts_csv(&facts, table);
    sound(found, is_error)?;
    let (_, rows) = lines(table)?;
    if people.len() != rows.len() {
        return Err(unfit("tiap orang harus berdiri pada satu baris".to_owned(), "each person has to stand on one line".to_owned()));
    }
    if let Some(person) = people.iter().find(|person| person.dossier.as_of() != on.as_of()) {
        let line = person.line;
        return Err(unfit(
            format!("baris {line} menyebut hari lain daripada hari tinjauan"),
            format!("line {line} names another day than that of the review"),
        ));
    }
    Ok(people)
}

/// Facts of one person by name, as they are typed.
type Facts = BTreeMap<Arc<str>, Arc<str>>;

/// Values that were filled in about one person.
///
/// # Errors
/// [`ServiceError::Unsound`], with everything that is wrong.
pub(super) fn filled_in(on: &PolicyOnDate, facts: &Facts) -> Result<Vec<(FactIndex, Value)>, ServiceError> {
    values(on, facts, is_error)
}

/// Values that somebody is filling in: as [`filled_in`], and inside the range of the catalogue.
///
/// # Errors
/// [`ServiceError::Unsound`], with everything that is wrong.
pub(super) fn typed_in(on: &PolicyOnDate, facts: &Facts) -> Result<Vec<(FactIndex, Value)>, ServiceError> {
    values(on, facts, |found| is_error(found) || found.code == "outside-range")
}

fn is_error(found: &Diagnostic) -> bool {
    found.severity == Severity::Error
}

fn values(on: &PolicyOnDate, facts: &Facts, is_refused: fn(&Diagnostic) -> bool) -> Result<Vec<(FactIndex, Value)>, ServiceError> {
    if facts.is_empty() {
        return Ok(Vec::new());
    }
    let line = |cells: Vec<String>| cells.join(",");
    let (names, values) = (facts.keys().map(|name| cell(name)).collect(), facts.values().map(|text| cell(text)).collect());
    let catalogue = &on.policy().catalogue;
    let context = FactsContext::new("isian", catalogue, Some(on.as_of()));
    let (people, found) = read_facts_csv(&context, &format!("{}\n{}\n", line(names), line(values)));
    sound(found, is_refused)?;
    let Some(person) = people.into_iter().next() else { return Ok(Vec::new()) };
    let value = |name: &Arc<str>| catalogue.find(name).map(|index| (index, person.dossier.get(index).clone()));
    Ok(facts.keys().filter_map(value).collect())
}

/// What is wrong with a value of a fact as it was typed, if anything is.
pub fn fact_problem(on: &PolicyOnDate, fact: &Arc<str>, text: &str) -> Option<Label> {
    match typed_in(on, &BTreeMap::from([(Arc::clone(fact), Arc::from(text))])) {
        Err(ServiceError::Unsound(found)) => found.into_iter().next().map(|diagnostic| {
            let short = |sentence: &str| sentence.strip_prefix(&format!("`{fact}`: ")).unwrap_or(sentence).to_owned();
            Label::new(short(&diagnostic.message.id), short(&diagnostic.message.en))
        }),
        _ => None,
    }
}

/// Refuses what is wrong, all of it.
fn sound(found: Vec<Diagnostic>, is_refused: fn(&Diagnostic) -> bool) -> Result<(), ServiceError> {
    let refused: Vec<Diagnostic> = found.into_iter().filter(is_refused).collect();
    if refused.is_empty() { Ok(()) } else { Err(ServiceError::Unsound(refused)) }
}
