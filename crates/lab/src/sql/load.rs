//! The table a SELECT reads, and people as rows of it.

use jenjang::policy::catalogue::Fact;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::expression::node::NodeKind;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use rust_decimal::Decimal;

use super::dialect::Dialect;
use super::names;
use super::term::Width;
use crate::LabError;
use crate::segment::Segment;

/// A list whose fact declares no length has this many places.
const PLACES: usize = 10;

/// Digits of the numbers of a fact: as many as its declared range needs, and four places, two for large sums.
pub(super) fn width_of(fact: &Fact, ty: &Type) -> Option<Width> {
    if !matches!(ty, Type::Number(_)) {
        return None;
    }
    let greatest = fact.range.map_or(Decimal::from(9_999_999), |(low, high)| low.abs().max(high.abs()));
    let whole = super::number::width_of_constant(greatest).whole().max(1);
    let places = if whole <= 8 { 4 } else { 2 };
    Some(Width::new(whole, places))
}

/// How many places a list has columns for.
pub(super) fn places(fact: &Fact) -> usize {
    match &fact.ty {
        Type::List { max, .. } => max.unwrap_or(PLACES),
        _ => 0,
    }
}

/// The columns of a fact whose first is called `own`.
pub(super) fn columns_of(fact: &Fact, own: &str) -> Vec<String> {
    let mut columns = Vec::new();
    if matches!(fact.ty, Type::List { .. }) {
        columns.push(format!("{own}_count"));
        columns.extend((1..=places(fact)).flat_map(|place| [format!("{own}_{place}"), format!("{own}_{place}_none")]));
    } else {
        columns.push(own.to_owned());
    }
    if fact.can_be_none {
        columns.push(format!("{own}_none"));
    }
    columns
}

/// The facts a policy reads and those they follow from, ascending.
fn facts(on: &PolicyOnDate) -> Vec<FactIndex> {
    let catalogue = &on.policy().catalogue;
    let mut facts: Vec<FactIndex> = on.facts().to_vec();
    let mut place = 0;
    while let Some(fact) = facts.get(place).copied() {
        place += 1;
        if let Some(derivation) = &catalogue.fact(fact).derive {
            derivation.walk(&mut |node| {
                if let NodeKind::Fact(source) = node.kind
                    && !facts.contains(&source)
                {
                    facts.push(source);
                }
            });
        }
    }
    facts.sort_unstable();
    facts
}

/// Name and type of every column.
fn columns(on: &PolicyOnDate, dialect: Dialect) -> Vec<(String, String, Option<String>)> {
    let catalogue = &on.policy().catalogue;
    let (names, _) = names::of_facts(catalogue);
    let mut columns = vec![("id".to_owned(), dialect.text_type().to_owned(), None)];
    for index in facts(on) {
        let fact = catalogue.fact(index);
        let own = names.get(index.get()).cloned().unwrap_or_default();
        let mut comment = Some(format!("{} / {}", names::comment(&fact.label.id), names::comment(&fact.label.en)));
        for column in columns_of(fact, &own) {
            let ty = if column.ends_with("_none") && column != own {
                "BOOLEAN".to_owned()
            } else if column == format!("{own}_count") && matches!(fact.ty, Type::List { .. }) {
                "INTEGER".to_owned()
            } else {
                column_type(fact, dialect)
            };
            columns.push((column, ty, comment.take()));
        }
    }
    columns
}

fn column_type(fact: &Fact, dialect: Dialect) -> String {
    let ty = match &fact.ty {
        Type::List { item, .. } => item,
        other => other,
    };
    match ty {
        Type::Number(_) => width_of(fact, ty).map_or_else(|| "NUMERIC".to_owned(), |width| dialect.decimal(width)),
        Type::Date => "DATE".to_owned(),
        Type::Months => "INTEGER".to_owned(),
        Type::Days => "BIGINT".to_owned(),
        Type::Boolean => "BOOLEAN".to_owned(),
        _ => dialect.text_type().to_owned(),
    }
}

/// The table a policy's SELECT reads: a column for each fact, `…_none` beside it where it can be known not to exist, and for a list a column for
/// each place with `…_count` and `…_none` for each.
///
/// NULL is *missing*, except where `…_none` is true; `…_none` itself is never NULL where the database can refuse that. Numbers are exact decimals.
/// Codes of choices are refused where they are unknown (not by Spark, whose tables know no checks).
pub fn schema(on: &PolicyOnDate, dialect: Dialect, table: &str) -> String {
    let catalogue = &on.policy().catalogue;
    let mut text = format!("CREATE TABLE {table} (\n");
    let columns = columns(on, dialect);
    let (names, _) = names::of_facts(catalogue);
    let mut lines: Vec<(String, Option<String>)> = Vec::new();
    for (name, ty, comment) in columns {
        let rule = match (name.as_str(), ty.as_str(), dialect) {
            ("id", _, Dialect::Spark) => " NOT NULL",
            ("id", _, _) => " PRIMARY KEY",
            (name, "BOOLEAN", Dialect::Postgres | Dialect::DuckDb) if name.ends_with("_none") => " NOT NULL DEFAULT FALSE",
            _ => "",
        };
        lines.push((format!("{name} {ty}{rule}"), comment));
    }
    if dialect != Dialect::Spark {
        for index in facts(on) {
            let fact = catalogue.fact(index);
            let own = names.get(index.get()).cloned().unwrap_or_default();
            let scale = match &fact.ty {
                Type::Choice(scale) => Some(scale),
                Type::List { item, .. } => match &**item {
                    Type::Choice(scale) => Some(scale),
                    _ => None,
                },
                _ => None,
            };
            if let Some(scale) = scale {
                let codes: Vec<String> = scale.values.iter().map(|value| dialect.text(&value.code)).collect();
                let held = columns_of(fact, &own).into_iter().filter(|column| !column.ends_with("_none") && !column.ends_with("_count"));
                for column in held {
                    lines.push((format!("CHECK ({column} IN ({}))", codes.join(", ")), None));
                }
            }
        }
    }
    for (at, (line, comment)) in lines.iter().enumerate() {
        if let Some(comment) = comment {
            text += &format!("  -- {comment}\n");
        }
        let comma = if at + 1 < lines.len() { "," } else { "" };
        text += &format!("  {line}{comma}\n");
    }
    text + ")"
}

/// The people of a segment as CSV with a header, for the table of [`schema`]: NULL is an empty cell without quotes, texts stand in quotes.
/// A person's id is that of the column `id` of the segment, else the person's number in it, from 1.
///
/// # Errors
/// A value that does not fit its column is refused with the fact, the person and the value: nothing is rounded or cut to fit.
pub fn csv(on: &PolicyOnDate, segment: &Segment) -> Result<String, LabError> {
    let names: Vec<String> = columns(on, Dialect::Postgres).into_iter().map(|(name, ..)| name).collect();
    let mut text = names.join(",") + "\n";
    for person in 0..segment.len() {
        let cells = cells(on, segment, person, &|value| match value {
            Value::Text(_) | Value::Choice(_) => format!("\"{}\"", value.to_string().replace('"', "\"\"")),
            Value::Months(months) => months.to_string(),
            Value::Days(days) => days.to_string(),
            other => other.to_string(),
        })?;
        let cells: Vec<String> = cells.into_iter().map(Option::unwrap_or_default).collect();
        text += &cells.join(",");
        text.push('\n');
    }
    Ok(text)
}

/// The people of a segment as INSERT statements of up to 500 rows, for the table of [`schema`].
///
/// # Errors
/// See [`csv`].
pub fn inserts(on: &PolicyOnDate, dialect: Dialect, table: &str, segment: &Segment) -> Result<Vec<String>, LabError> {
    let names: Vec<String> = columns(on, dialect).into_iter().map(|(name, ..)| name).collect();
    let mut statements = Vec::new();
    let people: Vec<usize> = (0..segment.len()).collect();
    for part in people.chunks(500) {
        let mut rows = Vec::new();
        for person in part {
            let cells = cells(on, segment, *person, &|value| match value {
                Value::Text(_) | Value::Choice(_) => dialect.text(&value.to_string()),
                Value::Date(date) => dialect.date(*date),
                Value::Months(months) => months.to_string(),
                Value::Days(days) => days.to_string(),
                other => other.to_string(),
            })?;
            let cells: Vec<String> = cells.into_iter().map(|cell| cell.unwrap_or_else(|| "NULL".to_owned())).collect();
            rows.push(format!("({})", cells.join(", ")));
        }
        statements.push(format!("INSERT INTO {table} ({}) VALUES\n{}", names.join(", "), rows.join(",\n")));
    }
    Ok(statements)
}

/// The cells of a person; nothing for NULL.
fn cells(on: &PolicyOnDate, segment: &Segment, person: usize, write: &dyn Fn(&Value) -> String) -> Result<Vec<Option<String>>, LabError> {
    let catalogue = &on.policy().catalogue;
    let id = match segment.other("id").map(|column| column.value(person)) {
        Some(value) if !value.is_missing() && !value.is_none() => value.to_string(),
        _ => (person + 1).to_string(),
    };
    let mut cells = vec![Some(write(&Value::Text(id.as_str().into())))];
    let known = |value: &Value| (!value.is_missing() && !value.is_none()).then(|| write(value));
    let flag = |value: bool| Some(write(&Value::Boolean(value)));
    for index in facts(on) {
        let fact = catalogue.fact(index);
        let value = segment.value(index, person);
        let refused = |value: &Value| {
            LabError::refused(
                format!("orang `{id}`: nilai `{value}` dari fakta `{}` tidak muat dalam kolomnya", fact.name),
                format!("person `{id}`: the value `{value}` of the fact `{}` does not fit its column", fact.name),
            )
        };
        let fits = |value: &Value| match (value, &fact.ty) {
            (Value::Number(n), Type::Number(_)) => width_of(fact, &fact.ty).is_none_or(|width| has_room(*n, width)),
            (Value::Number(n), Type::List { item, .. }) => width_of(fact, item).is_none_or(|width| has_room(*n, width)),
            (Value::Date(date), _) => (1..=9999).contains(&chrono::Datelike::year(date)),
            (Value::Text(text), _) => !text.contains('\0'),
            _ => true,
        };
        match (&fact.ty, &value) {
            (Type::List { .. }, Value::List(items)) => {
                if items.len() > places(fact) || !items.iter().all(fits) {
                    return Err(refused(&value));
                }
                cells.push(Some(items.len().to_string()));
                for place in 0..places(fact) {
                    let item = items.get(place).unwrap_or(&Value::Missing);
                    cells.push(known(item));
                    cells.push(flag(item.is_none()));
                }
            }
            (Type::List { .. }, _) => {
                cells.push(None);
                for _ in 0..places(fact) {
                    cells.push(None);
                    cells.push(flag(false));
                }
            }
            (_, value) => {
                if !fits(value) {
                    return Err(refused(value));
                }
                cells.push(known(value));
            }
        }
        if fact.can_be_none {
            cells.push(flag(value.is_none()));
        } else if value.is_none() {
            return Err(refused(&value));
        }
    }
    Ok(cells)
}

/// Whether a column of this width holds the number as it is.
fn has_room(n: Decimal, width: Width) -> bool {
    let needed = super::number::width_of_constant(n);
    needed.whole() <= width.whole() && needed.places <= width.places
}
