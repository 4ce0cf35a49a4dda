//! A policy as one readable SELECT, for an engine that runs it where the data is.
//!
//! The SELECT is written from the same folded trees that decide one person, and gives the same answers (INVARIANT (same answer everywhere);
//! `tests/tests/sql.rs` compares it with `decide` on PostgreSQL and DuckDB, `tests/spark.sh` on Spark). `docs/sql.md` shows how to read it.
//!
//! Three answers in a language of two: a value is NULL where nobody said it, and has a column `…_none` beside it where it can be known not to exist.
//! NULL under `AND`, `OR` and `NOT` is then *unknown* exactly as in a policy.

use jenjang::period::EVERYTHING_KNOWN;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::document::Kind;
use jenjang::policy::types::Type;

use crate::LabError;

mod date;
mod dialect;
mod list;
mod load;
mod names;
mod number;
mod policy;
mod table;
mod term;
mod truth;
mod value;
mod writer;

pub use dialect::Dialect;
pub use load::{csv, inserts, schema};

/// What a column of the SELECT holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The person's id.
    Id,
    /// `eligible`, `not-eligible` or `unknown`; of other kinds the value, NULL where unknown or none.
    Outcome,
    /// The verdict (`met`, `not-met`, `unknown`, `not-applicable`) of the criterion at this place of [`PolicyOnDate::criteria`].
    Criterion(u16),
    /// The verdict of the group at this place in the policy.
    Group(u16),
    /// The value of the component at this place of [`PolicyOnDate::components`], as it counts.
    Component(u16),
    /// The value of the band at this place of the policy's tables.
    Band(u16),
    /// The tie-breaker at this place.
    TieBreak(u16),
}

/// A column of the SELECT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputColumn {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub part: Part,
    /// The column that tells *none* from *unknown* where this one is NULL; absent where it cannot be none.
    pub none: Option<String>,
    comment: Option<String>,
}

/// A policy in SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// The SELECT, without a semicolon.
    pub text: String,
    /// Its columns in order, those of *none* left out.
    pub columns: Vec<OutputColumn>,
}

/// The SELECT over a table made as [`schema`] says; see [`translate`].
///
/// # Errors
/// See [`translate`].
pub fn select(on: &PolicyOnDate, dialect: Dialect, table: &str) -> Result<String, LabError> {
    Ok(translate(on, dialect, table)?.text)
}

/// A policy as one SELECT over `table` (written as it stands: quote it yourself where it needs quotes), with what its columns mean.
///
/// # Errors
/// A construct that has no exact counterpart is refused with policy, place and construct; nothing is translated nearly.
pub fn translate(on: &PolicyOnDate, dialect: Dialect, table: &str) -> Result<Translation, LabError> {
    let mut writer = writer::Writer::new(on, dialect);
    let written = policy::policy(&mut writer, on, true)?;
    let declared = on.policy();
    let mut columns = vec![OutputColumn { name: "id".to_owned(), part: Part::Id, none: None, comment: None }];
    let mut listed: Vec<(String, String, Option<String>)> = vec![("id".to_owned(), "id".to_owned(), None)];
    let outcome_none = written.outcome.none.as_ref().filter(|_| declared.kind != Kind::Eligibility);
    columns.push(OutputColumn {
        name: "outcome".to_owned(),
        part: Part::Outcome,
        none: outcome_none.map(|_| "outcome_none".to_owned()),
        comment: None,
    });
    let outcome =
        if written.outcome.sql == "NULL" { typed_null(&mut writer, &declared.outcome_type()) } else { written.outcome.sql.clone() };
    listed.push(("outcome".to_owned(), outcome, None));
    listed.extend(outcome_none.map(|none| ("outcome_none".to_owned(), none.clone(), None)));
    for (mut column, sql) in written.columns {
        let sql = if sql == "NULL" { typed_null(&mut writer, &Type::Text) } else { sql };
        listed.push((column.name.clone(), sql, column.comment.clone()));
        if let Some(none) = column.none.take() {
            let name = writer.names.give(&format!("{} is none", column.name));
            listed.push((name.clone(), none, None));
            column.none = Some(name);
        }
        columns.push(column);
    }
    let text = writer.finish(&head(on, dialect), table, &listed);
    Ok(Translation { text, columns })
}

fn typed_null(writer: &mut writer::Writer<'_>, ty: &Type) -> String {
    format!("CAST(NULL AS {})", writer.type_of(ty))
}

/// What stands above the SELECT.
fn head(on: &PolicyOnDate, dialect: Dialect) -> String {
    let policy = on.policy();
    let plain = names::comment;
    let mut text = format!("-- {}: {} / {}\n", plain(&policy.id), plain(&policy.title.id), plain(&policy.title.en));
    if let Some(reference) = &policy.reference {
        text += &format!("-- {}\n", plain(&reference.citation));
    }
    let (day, known) = (on.as_of(), on.known_at());
    // whoever knows everything written down knows it on no day of the calendar
    let (id, en) = match known < EVERYTHING_KNOWN {
        true => (format!("yang diketahui per {known}"), format!("as known on {known}")),
        false => ("dengan semua yang diketahui".to_owned(), "with everything known".to_owned()),
    };
    text += &format!("-- version {}\n-- per {day}, {id} / for {day}, {en}; {dialect}\n", policy.version);
    text += "-- NULL: nobody said / tidak diketahui. \"…_none\": known not to exist / diketahui tidak ada.\n";
    text
}
