//! JSON as a table: every object is a row, every member a column.

use std::collections::BTreeMap;

use jenjang::legal::Label;
use serde_json::value::RawValue;

use super::{InMemory, SourceRow};
use crate::json::Members;
use crate::siasn::problem::{FileError, Notes};

/// The members of a file's objects as a table. Members that are lists or objects stand in their cell as JSON.
pub(super) fn read(name: &str, bytes: &[u8], notes: &mut Notes) -> Result<InMemory, FileError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        FileError::new(
            name,
            "not-utf8",
            Label::new(
                format!("bita pada posisi {at} bukan UTF-8, JSON harus ditulis dalam UTF-8"),
                format!("the byte at offset {at} is not UTF-8, expected JSON in UTF-8"),
            ),
        )
    })?;
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            notes.add("byte-order-mark", None, 0, || {
                Label::new("berkas diawali tanda urutan bita, yang dilewati", "the file begins with a byte order mark, which is skipped")
            });
            rest
        }
        None => text,
    };
    let syntax = |error: &serde_json::Error| {
        FileError::new(
            name,
            "json-syntax",
            Label::new(format!("berkas ini bukan JSON ({error})"), format!("this file is not JSON ({error})")),
        )
    };
    let mut objects: Vec<&RawValue> = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        collect(value.map_err(|error| syntax(&error))?, true, &mut objects, &syntax)?;
    }
    let lines: Vec<usize> = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect();
    let line = |raw: &str| {
        let at = (raw.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        lines.partition_point(|end| *end < at) as u64 + 1
    };
    let mut columns: BTreeMap<String, usize> = BTreeMap::new();
    let mut header: Vec<String> = Vec::new();
    let mut rows: Vec<(u64, Vec<(usize, String)>)> = Vec::new();
    for raw in objects {
        let Ok(Members(members)) = serde_json::from_str::<Members<'_>>(raw.get()) else {
            return Err(FileError::new(
                name,
                "wrong-kind",
                Label::new(
                    format!("baris {} bukan objek, diharapkan satu objek tiap baris data", line(raw.get())),
                    format!("line {} is not an object, expected an object for each row", line(raw.get())),
                ),
            ));
        };
        let mut cells = Vec::with_capacity(members.len());
        for (key, value) in members {
            let at = *columns.entry(key.clone()).or_insert_with(|| {
                header.push(key);
                header.len() - 1
            });
            cells.push((at, plain(value)));
        }
        rows.push((line(raw.get()), cells));
    }
    let mut table = Vec::with_capacity(rows.len() + 1);
    if !header.is_empty() {
        let mut first = SourceRow::new(1);
        header.iter().for_each(|key| first.push(key));
        table.push(first);
    }
    for (line, cells) in rows {
        let mut texts = vec![""; header.len()];
        for (at, cell) in &cells {
            if let Some(text) = texts.get_mut(*at) {
                *text = cell;
            }
        }
        let mut row = SourceRow::new(line);
        texts.iter().for_each(|text| row.push(text));
        table.push(row);
    }
    Ok(InMemory(table.into_iter()))
}

/// The objects of a value: those of a list, of `data`, or the object itself.
fn collect<'t>(
    raw: &'t RawValue,
    outside: bool,
    objects: &mut Vec<&'t RawValue>,
    syntax: &impl Fn(&serde_json::Error) -> FileError,
) -> Result<(), FileError> {
    let text = raw.get();
    if text.starts_with('[') && outside {
        objects.extend(serde_json::from_str::<Vec<&'t RawValue>>(text).map_err(|error| syntax(&error))?);
        return Ok(());
    }
    if outside
        && let Ok(Members(members)) = serde_json::from_str::<Members<'t>>(text)
        && let Some((_, data)) = members.into_iter().find(|(key, value)| key == "data" && value.get().starts_with(['[', '{']))
    {
        return match data.get().starts_with('[') {
            true => collect(data, true, objects, syntax),
            false => collect(data, false, objects, syntax),
        };
    }
    objects.push(raw);
    Ok(())
}

/// A value as text: a string's content, a number or truth value as written, `null` as nothing.
fn plain(value: &RawValue) -> String {
    let raw = value.get();
    match raw {
        "null" => String::new(),
        _ if raw.starts_with('"') => serde_json::from_str::<String>(raw).map(|text| text.trim().to_owned()).unwrap_or_default(),
        _ => raw.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Raw, Rows};
    use super::*;

    fn rows(text: &str) -> Vec<String> {
        let mut notes = Notes::default();
        let mut found = Vec::new();
        let mut rows = read("a.json", text.as_bytes(), &mut notes).unwrap();
        while let Some(Raw::Row(row)) = rows.next_row(&mut notes).unwrap() {
            found.push(format!("{}:{}", row.line, row.cells().collect::<Vec<_>>().join("|")));
        }
        found
    }

    #[test]
    fn lists_data_single_objects_and_lines() {
        assert_eq!(rows("[{\"a\": 1, \"b\": \"x\"},\n{\"b\": null, \"c\": [1]}]"), ["1:a|b|c", "1:1|x|", "2:||[1]"]);
        assert_eq!(rows("{\"code\": 1, \"data\": [{\"a\": true}]}"), ["1:a", "1:true"]);
        assert_eq!(rows("{\"data\": {\"a\": \"05\"}}"), ["1:a", "1:05"]);
        assert_eq!(rows("{\"a\": 1}\n{\"a\": 2}\n"), ["1:a", "1:1", "2:2"]);
        assert_eq!(rows("{\"a\": 199608182022041001}"), ["1:a", "1:199608182022041001"], "numbers are exact");
        assert_eq!(rows("[]"), [""; 0]);
        assert_eq!(rows("\u{feff}[{\"a\": \"\\u0041\"}]"), ["1:a", "1:A"]);
    }

    #[test]
    fn what_is_not_json_is_refused() {
        let refused = |text: &str| read("a.json", text.as_bytes(), &mut Notes::default()).err().unwrap().code;
        assert_eq!((refused("[{"), refused("[1]"), refused("nonsense")), ("json-syntax", "wrong-kind", "json-syntax"));
    }
}
