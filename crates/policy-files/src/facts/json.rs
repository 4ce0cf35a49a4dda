//! Facts from JSON and JSON lines. Numbers are read from their digits, never through binary fractions.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Span};
use jenjang::policy::document::Waiver;
use jenjang::policy::expression::literal::{ParseValueError, parse_value};
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::gather::{Gather, Lines, Problems, target};
use super::{FactsContext, People, Person};
use crate::words::shorten;

/// Reads facts from JSON: one object of fact names and values, or a list of such objects, one per person.
///
/// `id`, `as-of` and `waivers` (a list of `{ "criterion", "basis", "by" }`) are not facts. `null` is none, what is not there is missing,
/// and so is `{"missing": true}`. `"rating[1]"` sets one item of a list. Decimals may be JSON numbers or strings; both are exact.
pub fn read_facts_json(context: &FactsContext, text: &str) -> People {
    let mut problems = Problems::default();
    let mut people = Vec::new();
    let whole = text.trim_start_matches('\u{feff}');
    let read = if whole.trim_start().starts_with('[') {
        serde_json::from_str::<Vec<&RawValue>>(whole)
    } else {
        serde_json::from_str::<&RawValue>(whole).map(|one| vec![one])
    };
    match read {
        Err(error) => problems.add(syntax(context, text, text.len() - whole.len(), whole, &error)),
        Ok(objects) => {
            let mut lines = Lines::new(text);
            for object in objects {
                let line = lines.at(offset(text, object.get()));
                people.extend(person(context, text, object.get(), line, &mut problems));
            }
        }
    }
    (people, problems.finish(context, text.len()))
}

/// Reads facts from JSON lines: one object per line, as in [`read_facts_json`]. Empty lines are skipped.
pub fn read_facts_jsonl(context: &FactsContext, text: &str) -> People {
    let mut problems = Problems::default();
    let mut people = Vec::new();
    for (number, line) in text.split('\n').enumerate() {
        let line = line.trim_start_matches('\u{feff}').trim_end_matches('\r');
        if !line.trim().is_empty() {
            people.extend(person(context, text, line, number + 1, &mut problems));
        }
    }
    (people, problems.finish(context, text.len()))
}

/// Where `part`, a piece of `text`, starts in it.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len())
}

fn place(text: &str, part: &str) -> Span {
    let start = offset(text, part);
    Span::new(start, start + part.len())
}

fn syntax(context: &FactsContext, text: &str, shift: usize, part: &str, error: &serde_json::Error) -> Diagnostic {
    let lines = part.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let at = (shift + lines + error.column().saturating_sub(1)).min(text.len());
    let reason = error.to_string();
    // the reader counts lines within the part; ours are those of the file
    let reason = reason.split(" at line ").next().unwrap_or("");
    Diagnostic::error(
        "json-syntax",
        &context.file,
        Span::new(at, at),
        Label::new(
            format!("JSON tidak dapat dibaca: {}", reason_id(error)),
            format!("the JSON cannot be read: {}", if error.is_eof() { "the text ends before the JSON is complete" } else { reason }),
        ),
    )
}

/// What is wrong, in Indonesian; the reader itself only speaks English.
fn reason_id(error: &serde_json::Error) -> &'static str {
    use serde_json::error::Category;
    match error.classify() {
        Category::Eof => "teks berakhir sebelum JSON-nya lengkap",
        Category::Data => "seharusnya objek yang berisi nama fakta dan nilainya, atau daftar objek seperti itu",
        Category::Syntax | Category::Io => "di sini tulisannya bukan JSON; periksa tanda kutip, koma, dan kurung",
    }
}

/// The fields of an object in written order, repeated ones included.
struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

/// A key that knows where it stands, unless it is written with escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key<'de>, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Keys)
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Object<'de>, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of fact names and values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some((Key(key), value)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
                    fields.push((key, value));
                }
                Ok(Object(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

fn person(context: &FactsContext, text: &str, object: &str, line: usize, problems: &mut Problems) -> Option<Person> {
    let Object(fields) = match serde_json::from_str::<Object<'_>>(object) {
        Ok(fields) => fields,
        Err(error) => {
            problems.add(syntax(context, text, offset(text, object), object, &error));
            return None;
        }
    };
    let whole = place(text, object.trim());
    let mut gather = Gather::new(context, problems);
    let mut reserved: Vec<&str> = Vec::new();
    for (key, value) in &fields {
        let (value, at) = (value.get(), place(text, value.get()));
        let key_at = match key {
            Cow::Borrowed(key) => place(text, key),
            Cow::Owned(_) => at,
        };
        if ["id", "as-of", "waivers"].contains(&&**key) {
            if reserved.contains(&&**key) {
                gather.error(
                    "duplicate-fact",
                    key_at,
                    format!("`{key}` sudah diisi sebelumnya, diharapkan satu kali"),
                    format!("`{key}` was already given, expected it once"),
                );
            }
            reserved.push(key);
        }
        match &**key {
            "id" => match (string(value), scalar(value)) {
                (Some(id), _) => gather.id = Some(Arc::from(&*id)),
                (None, Some(Scalar::Number)) => gather.id = Some(Arc::from(value)),
                _ => wrong(&mut gather, "id", at, "teks atau bilangan", "a text or number"),
            },
            "as-of" => match string(value) {
                Some(date) => gather.set_as_of(&date, at),
                None => wrong(&mut gather, "as-of", at, "tanggal seperti `\"2026-04-01\"`", "a date such as `\"2026-04-01\"`"),
            },
            "waivers" => waivers(&mut gather, text, value),
            name => match target(context, name, key_at) {
                Ok(target) => gather.put(target, name, at, |ty| typed(value, ty)),
                Err(problem) => gather.report(*problem),
            },
        }
    }
    gather.finish(whole, line)
}

fn wrong(gather: &mut Gather<'_, '_>, name: &str, at: Span, id: &str, en: &str) {
    gather.error(
        "type-mismatch",
        at,
        format!("`{name}` bukan {id}, seharusnya {id}"),
        format!("`{name}` is another kind of value, expected {en}"),
    );
}

fn waivers(gather: &mut Gather<'_, '_>, text: &str, value: &str) {
    let at = place(text, value);
    let Ok(list) = serde_json::from_str::<Vec<Object<'_>>>(value) else {
        wrong(gather, "waivers", at, "daftar `{ \"criterion\", \"basis\", \"by\" }`", "a list of `{ \"criterion\", \"basis\", \"by\" }`");
        return;
    };
    for Object(fields) in list {
        let mut found: [Option<Arc<str>>; 3] = [None, None, None];
        const NAMES: [&str; 3] = ["criterion", "basis", "by"];
        for (key, value) in &fields {
            let slot = NAMES.iter().position(|name| *name == &**key).and_then(|i| found.get_mut(i));
            match (slot, string(value.get())) {
                (Some(slot), Some(text)) => *slot = Some(Arc::from(&*text)),
                (Some(_), None) => wrong(gather, key, place(text, value.get()), "teks", "a text"),
                (None, _) => {
                    let key = shorten(key);
                    gather.error(
                        "unknown-key",
                        place(text, value.get()),
                        format!("kunci `{key}` tidak dikenal dalam pengecualian"),
                        format!("unknown key `{key}` in a waiver"),
                    );
                }
            }
        }
        let [criterion, basis, by] = found;
        match (criterion, basis, by) {
            (Some(criterion), Some(basis), Some(by)) => gather.waivers.push(Waiver { criterion, basis, by }),
            _ => gather.error(
                "missing-key",
                at,
                "pengecualian tidak lengkap, diharapkan `criterion`, `basis` dan `by`".to_owned(),
                "a waiver is incomplete, expected `criterion`, `basis` and `by`".to_owned(),
            ),
        }
    }
}

enum Scalar {
    Number,
    Boolean,
    Null,
}

fn scalar(value: &str) -> Option<Scalar> {
    match value.as_bytes().first()? {
        b'-' | b'0'..=b'9' => Some(Scalar::Number),
        b't' | b'f' => Some(Scalar::Boolean),
        b'n' => Some(Scalar::Null),
        _ => None,
    }
}

fn string(value: &str) -> Option<Cow<'_, str>> {
    value.starts_with('"').then(|| serde_json::from_str::<Key<'_>>(value).ok()).flatten().map(|Key(text)| text)
}

/// A JSON value as a value of a type.
fn typed(value: &str, ty: &Type) -> Result<Value, ParseValueError> {
    let mismatch = || {
        // a text that no type but `text` can hold gives the sentence of the type
        let (found, expected) = (shorten(value), ty.to_string());
        ParseValueError {
            code: "type-mismatch",
            message: Label::new(
                format!("`{found}` bukan nilai bertipe `{expected}`"),
                format!("`{found}` is no value of type `{expected}`"),
            ),
        }
    };
    if let Some(text) = string(value) {
        return match ty {
            Type::List { .. } => Err(mismatch()),
            _ => parse_value(&text, ty),
        };
    }
    match (scalar(value), ty) {
        (Some(Scalar::Null), _) => Ok(Value::None),
        (Some(Scalar::Number), Type::Number(_)) => parse_value(&plain_number(value).unwrap_or_else(|| value.to_owned()), ty),
        (Some(Scalar::Boolean), Type::Boolean) => parse_value(value, ty),
        (Some(_), Type::Number(_) | Type::Date | Type::Months | Type::Days | Type::Boolean) => parse_value(value, ty),
        (Some(_), _) => Err(mismatch()),
        (None, Type::List { item, max }) if value.starts_with('[') => {
            let items: Vec<&RawValue> = serde_json::from_str(value).map_err(|_| mismatch())?;
            if let Some(most) = max.filter(|most| items.len() > *most) {
                let count = items.len();
                return Err(ParseValueError {
                    code: "list-too-long",
                    message: Label::new(
                        format!("daftar memuat {count} butir, paling banyak {most}"),
                        format!("the list holds {count} items, expected at most {most}"),
                    ),
                });
            }
            let read = items.iter().map(|raw| match string(raw.get()) {
                Some(text) if text == "?" => Ok(Value::Missing),
                _ => typed(raw.get(), item),
            });
            read.collect::<Result<Vec<Value>, ParseValueError>>().map(|values| Value::List(values.into()))
        }
        (None, _) if is_missing(value) => Ok(Value::Missing),
        (None, _) => Err(mismatch()),
    }
}

/// `{"missing": true}`, as decisions print what nobody said.
fn is_missing(value: &str) -> bool {
    matches!(serde_json::from_str::<Object<'_>>(value), Ok(Object(fields)) if matches!(fields.as_slice(), [(key, raw)] if key == "missing" && raw.get() == "true"))
}

/// A JSON number without its exponent (`1.5e2` is `150`), as long as it stays short.
fn plain_number(number: &str) -> Option<String> {
    let (mantissa, exponent) = number.split_once(['e', 'E'])?;
    let exponent: i32 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok().filter(|e: &i32| e.abs() <= 60)?;
    let (sign, digits) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let text = if point <= 0 {
        format!("0.{}{all}", "0".repeat(usize::try_from(-point).ok()?))
    } else {
        let point = usize::try_from(point).ok()?;
        if point >= all.len() { format!("{all}{}", "0".repeat(point - all.len())) } else { format!("{}.{}", &all[..point], &all[point..]) }
    };
    Some(format!("{sign}{text}"))
}
