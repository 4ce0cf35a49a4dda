//! Tables of ratings in a request: which way round they are, names of rows, and the pieces several methods share.

#![allow(clippy::float_arithmetic, reason = "statistics are floats; nothing here scores or decides")]

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use serde_json::{Map, Value as Json};

use super::Inputs;
use super::inputs::wrong;

/// Rows of numbers or gaps.
pub(crate) type Table = Vec<Vec<Option<f64>>>;

/// Columns as rows; rows of one length are expected.
pub(crate) fn transpose<T: Clone>(rows: &[Vec<T>]) -> Vec<Vec<T>> {
    let width = rows.first().map_or(0, Vec::len);
    (0..width).map(|j| rows.iter().filter_map(|row| row.get(j).cloned()).collect()).collect()
}

/// A table under the first of several names, turned where `rows` names the other side.
pub(crate) fn table(inputs: &Inputs<'_>, names: &[&str], turned: &[&str]) -> Result<Table, Label> {
    let key = inputs.named(names);
    let rows = inputs.gapped_matrix(key)?;
    same_length(key, &rows)?;
    Ok(if is_turned(inputs, turned)? { transpose(&rows) } else { rows })
}

/// Whether the key `rows` says that rows are what columns usually are.
pub(crate) fn is_turned(inputs: &Inputs<'_>, turned: &[&str]) -> Result<bool, Label> {
    match inputs.find("rows") {
        None => Ok(false),
        Some(_) => Ok(turned.contains(&inputs.text("rows")?)),
    }
}

/// Refuses rows of different lengths.
pub(crate) fn same_length<T>(key: &str, rows: &[Vec<T>]) -> Result<(), Label> {
    let width = rows.first().map_or(0, Vec::len);
    match rows.iter().position(|row| row.len() != width) {
        None => Ok(()),
        Some(at) => {
            let (line, found) = (at + 1, rows.get(at).map_or(0, Vec::len));
            Err(Label::new(
                format!("baris {line} dari `{key}` berisi {found} nilai, diharapkan {width} seperti baris pertama"),
                format!("row {line} of `{key}` has {found} values, expected {width} as in the first row"),
            ))
        }
    }
}

/// Named groups of numbers: an object, or a list of lists named by their place from 1. `null` in a group is a gap and does not count.
pub(crate) fn groups(inputs: &Inputs<'_>, names: &[&str]) -> Result<Vec<(String, Vec<f64>)>, Label> {
    let key = inputs.named(names);
    let found = inputs.need(key)?;
    let object: Map<String, Json> = match found {
        Json::Object(object) => object.clone(),
        Json::Array(list) => list.iter().enumerate().map(|(at, group)| ((at + 1).to_string(), group.clone())).collect(),
        _ => return Err(wrong(key, found, "objek nama dan daftar bilangan", "an object of names and lists of numbers")),
    };
    let read = Inputs::new(&object);
    object.keys().map(|name| Ok((name.clone(), read.gapped(name)?.into_iter().flatten().collect()))).collect()
}

/// The names of a list of things, or their places with a letter before.
pub(crate) fn names(inputs: &Inputs<'_>, keys: &[&str], letter: &str, len: usize) -> Result<Vec<String>, Label> {
    let key = inputs.named(keys);
    if inputs.find(key).is_none() {
        return Ok((1..=len).map(|place| format!("{letter}{place}")).collect());
    }
    let found: Vec<String> = inputs.texts(key)?.into_iter().map(str::to_owned).collect();
    if found.len() == len {
        return Ok(found);
    }
    let given = found.len();
    Err(Label::new(format!("`{key}` berisi {given} nama, diharapkan {len}"), format!("`{key}` has {given} names, expected {len}")))
}

/// `Ok` as a number, a reason as a gap; for tables in which reasons are told once.
pub(crate) fn or_gap<T>(value: &Result<T, Undefined>) -> Option<T>
where
    T: Copy,
{
    value.as_ref().ok().copied()
}

/// A count as a JSON number.
pub(crate) fn whole_json(value: f64) -> Json {
    #[allow(clippy::cast_possible_truncation, reason = "a float that is a small whole number")]
    if value.fract() == 0.0 && value.abs() < 1e15 { Json::from(value as i64) } else { Json::from(value) }
}
