//! Whether what was sent is what an operation takes: every problem with the place it stands at, as a sentence in both languages.

use chrono::{Datelike, NaiveDate};
use jenjang::legal::Label;
use jenjang::number::parse_decimal;
use jenjang::people::id::{MAX_LENGTH, PersonId};
use jenjang::policy::expression::suggest::nearest;
use serde_json::{Map, Value};

use super::operation::{Field, Kind};
use crate::error::{FieldProblem, shortened};

/// The problems of an object.
pub(crate) fn object(fields: &[Field], given: &Map<String, Value>, at: &str, problems: &mut Vec<FieldProblem>) {
    for name in given.keys().filter(|name| fields.iter().all(|field| field.name != **name)) {
        let found = shortened(name);
        let near = nearest(name, fields.iter().map(|field| field.name));
        let (id, en) =
            near.map_or_else(Default::default, |near| (format!("; mungkin maksudnya `{near}`"), format!("; did you mean `{near}`?")));
        let label = Label::new(format!("`{found}` tidak dikenal di sini{id}"), format!("`{found}` is not known here{en}"));
        problems.push(FieldProblem::new(pointer(at, name), label));
    }
    for field in fields {
        match given.get(field.name) {
            None | Some(Value::Null) if field.required => {
                let label = Label::new(
                    format!("`{}` perlu diisi: {}", field.name, field.words.0),
                    format!("`{}` has to be given: {}", field.name, field.words.1),
                );
                problems.push(FieldProblem::new(pointer(at, field.name), label));
            }
            None | Some(Value::Null) => {}
            Some(value) => check(field.kind, value, &pointer(at, field.name), problems),
        }
    }
}

/// A place in JSON (RFC 6901).
fn pointer(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn check(kind: Kind, value: &Value, at: &str, problems: &mut Vec<FieldProblem>) {
    let mut wrong = |id: String, en: String| {
        let found = shown(value);
        let label = Label::new(format!("ditemukan {found}, seharusnya {id}"), format!("found {found}, expected {en}"));
        problems.push(FieldProblem::new(at.to_owned(), label));
    };
    match (kind, value) {
        (Kind::Text(most), Value::String(text)) => {
            let sound = !text.trim().is_empty() && text.chars().count() <= most && !text.contains('\0');
            if !sound {
                wrong(format!("teks berisi 1 sampai {most} huruf"), format!("text of 1 to {most} letters"));
            }
        }
        (Kind::Free(most), Value::String(text)) => {
            if text.chars().count() > most || text.contains('\0') {
                wrong(format!("teks paling banyak {most} huruf"), format!("text of at most {most} letters"));
            }
        }
        (Kind::Id, Value::String(text)) => {
            if text.parse::<PersonId>().is_err() {
                wrong(
                    format!("kode berisi 1 sampai {MAX_LENGTH} huruf tanpa spasi di ujungnya"),
                    format!("a code of 1 to {MAX_LENGTH} letters without blanks at its ends"),
                );
            }
        }
        (Kind::Day, Value::String(text)) => {
            let sound = text.parse::<NaiveDate>().is_ok_and(|day| (1900..=2200).contains(&day.year()) && day.to_string() == *text);
            if !sound {
                wrong("tanggal seperti \"2026-04-01\"".into(), "a date such as \"2026-04-01\"".into());
            }
        }
        (Kind::Decimal, Value::String(text)) => {
            if parse_decimal(text).is_err() {
                wrong("bilangan sebagai teks seperti \"82.5\"".into(), "a number as text such as \"82.5\"".into());
            }
        }
        (Kind::Whole(from, to), Value::Number(number)) => {
            if !number.as_i64().is_some_and(|number| (from..=to).contains(&number)) {
                wrong(format!("bilangan bulat {from} sampai {to}"), format!("a whole number from {from} to {to}"));
            }
        }
        (Kind::Flag, Value::Bool(_)) | (Kind::Any, _) => {}
        (Kind::One(words), Value::String(text)) => {
            if !words.contains(&&**text) {
                let all = words.join(", ");
                wrong(format!("salah satu dari {all}"), format!("one of {all}"));
            }
        }
        (Kind::Label, Value::Object(texts)) => {
            let said =
                |name: &str| texts.get(name).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty() && text.len() <= 2_000);
            if !(said("id") && said("en") && texts.len() == 2) {
                wrong("teks dalam dua bahasa: {\"id\": …, \"en\": …}".into(), "text in two languages: {\"id\": …, \"en\": …}".into());
            }
        }
        (Kind::Many(kind, most), Value::Array(values)) => {
            if values.len() > most {
                wrong(format!("paling banyak {most}"), format!("at most {most}"));
            } else {
                for (index, value) in values.iter().enumerate() {
                    check(*kind, value, &format!("{at}/{index}"), problems);
                }
            }
        }
        (Kind::Object(fields), Value::Object(given)) => object(fields, given, at, problems),
        (Kind::Map(kind), Value::Object(given)) => {
            for (name, value) in given {
                check(*kind, value, &pointer(at, name), problems);
            }
        }
        (kind, _) => {
            let (id, en) = expected(kind);
            wrong(id.to_owned(), en.to_owned());
        }
    }
}

fn expected(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Text(_) | Kind::Free(_) | Kind::Id => ("teks", "text"),
        Kind::Day => ("tanggal seperti \"2026-04-01\"", "a date such as \"2026-04-01\""),
        Kind::Decimal => ("bilangan sebagai teks seperti \"82.5\"", "a number as text such as \"82.5\""),
        Kind::Whole(..) => ("bilangan bulat", "a whole number"),
        Kind::Flag => ("true atau false", "true or false"),
        Kind::One(_) => ("teks", "text"),
        Kind::Label => ("teks dalam dua bahasa: {\"id\": …, \"en\": …}", "text in two languages: {\"id\": …, \"en\": …}"),
        Kind::Many(..) => ("daftar", "a list"),
        Kind::Object(_) | Kind::Map(_) => ("objek", "an object"),
        Kind::Any => ("JSON", "JSON"),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "[…]".to_owned(),
        Value::Object(_) => "{…}".to_owned(),
        Value::String(text) => format!("\"{}\"", shortened(text)),
        other => shortened(&other.to_string()),
    }
}

/// A value of an address as JSON, read as its kind asks.
pub(crate) fn of_query(kind: Kind, text: &str) -> Value {
    match kind {
        Kind::Whole(..) => text.parse::<i64>().map_or_else(|_| Value::String(text.to_owned()), Value::from),
        Kind::Flag => match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            other => Value::String(other.to_owned()),
        },
        _ => Value::String(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::operation::{may, must};
    use super::*;

    const FIELDS: &[Field] = &[
        must("unit", Kind::Id, ("unit", "the unit"), "\"a\""),
        must("as-of", Kind::Day, ("hari", "the day"), "\"2026-04-01\""),
        may("people", Kind::Many(&Kind::Id, 2), ("orang", "people"), "[]"),
        may("quota", Kind::Whole(1, 9), ("kuota", "quota"), "1"),
        may("title", Kind::Label, ("judul", "title"), "{}"),
    ];

    fn problems(text: &str) -> Vec<(String, String)> {
        let Value::Object(given) = serde_json::from_str(text).unwrap() else { panic!() };
        let mut found = Vec::new();
        object(FIELDS, &given, "", &mut found);
        found.into_iter().map(|problem| (problem.pointer, problem.message.en.to_string())).collect()
    }

    #[test]
    fn every_problem_is_named_where_it_stands() {
        assert_eq!(problems(r#"{"unit": "a", "as-of": "2026-04-01", "people": ["p"], "quota": 2, "title": {"id": "x", "en": "y"}}"#), []);
        let found = problems(r#"{"unit": 3, "as-off": "x", "people": ["p", " "], "quota": 10, "title": "x"}"#);
        let expected = [
            ("/as-off", "`as-off` is not known here; did you mean `as-of`?"),
            ("/unit", "found 3, expected text"),
            ("/as-of", "`as-of` has to be given: the day"),
            ("/people/1", "found \" \", expected a code of 1 to 120 letters without blanks at its ends"),
            ("/quota", "found 10, expected a whole number from 1 to 9"),
            ("/title", "found \"x\", expected text in two languages: {\"id\": …, \"en\": …}"),
        ];
        assert_eq!(found, expected.map(|(at, text)| (at.to_owned(), text.to_owned())));
    }
}
