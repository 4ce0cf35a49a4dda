//! `expression eval`: one expression, or JSON lines of them.

use std::io::BufRead;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use std::collections::BTreeMap;

use jenjang::policy::expression::standalone::{Evaluated, Variable, standalone};
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use serde_json::{Map, Value as Json};

use crate::args::text;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("expression")
        .about(text(language, "Hitung ekspresi", "Evaluate expressions"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("eval")
                .about(text(
                    language,
                    "Hitung satu ekspresi, atau JSON lines {\"expression\": …, \"variables\": …} dari masukan standar",
                    "Evaluate one expression, or JSON lines {\"expression\": …, \"variables\": …} from standard input",
                ))
                .after_help(text(
                    language,
                    "Setiap jawaban JSON menyebut tipenya, misalnya {\"number\": \"3\"}; variabel boleh ditulis dengan cara yang sama. Kode keluar 1 bila ada ekspresi yang tidak dapat dihitung.",
                    "Every JSON answer names its type, such as {\"number\": \"3\"}; variables may be written the same way. Exit code 1 when an expression cannot be evaluated.",
                ))
                .arg(Arg::new("expression").value_name("EXPRESSION").allow_hyphen_values(true).help(text(
                    language,
                    "Ekspresi, misalnya 'years between(date(\"2022-04-01\"), date(\"2026-04-01\")) >= 4'; tanpa ini: JSON lines",
                    "The expression, such as 'years between(date(\"2022-04-01\"), date(\"2026-04-01\")) >= 4'; without it: JSON lines",
                ))),
        )
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let Some((_, matches)) = matches.subcommand() else {
        return Err(Failure::said("perintah belum disebut", "no command given"));
    };
    let voice = Voice::of(matches, language);
    if let Some(expression) = matches.get_one::<String>("expression") {
        return match standalone(expression, &[], &BTreeMap::new(), None) {
            Ok(Evaluated { value, warnings, .. }) => {
                show(expression, &warnings, &voice);
                if voice.is_json() {
                    voice.json(&answer(&value))?;
                } else {
                    voice.line(value.to_string());
                }
                Ok(Answer::Positive)
            }
            Err(diagnostics) => {
                if voice.is_json() {
                    voice.json(&problem(&diagnostics))?;
                } else {
                    show(expression, &diagnostics, &voice);
                }
                Ok(Answer::Negative)
            }
        };
    }
    lines(&voice)
}

/// Problems and remarks with their place in the expression, on standard error.
fn show(expression: &str, diagnostics: &[Diagnostic], voice: &Voice) {
    let mut library = Library::default();
    let file = diagnostics.first().map(|d| d.file.clone()).unwrap_or_default();
    library.files.sources.insert(&file, expression.as_bytes());
    library.show(diagnostics, Severity::Warning, voice);
}

fn lines(voice: &Voice) -> Result<Answer, Failure> {
    let mut all_fine = true;
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line
            .map_err(|e| Failure::said(format!("masukan standar tidak dapat dibaca: {e}"), format!("cannot read standard input: {e}")))?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let result = utf8(&line).and_then(request).and_then(|(expression, variables)| {
            standalone(&expression, &variables, &BTreeMap::new(), None).map_err(|diagnostics| problem(&diagnostics))
        });
        match result {
            Ok(Evaluated { value, .. }) => voice.json(&answer(&value))?,
            Err(json) => {
                all_fine = false;
                voice.json(&json)?;
            }
        }
    }
    Ok(Answer::positive_if(all_fine))
}

type Variables = Vec<Variable>;

fn refuse(id: String, en: String) -> Json {
    serde_json::json!({ "errors": [{ "code": "request", "message": { "id": id, "en": en } }] })
}

fn utf8(line: &[u8]) -> Result<&str, Json> {
    std::str::from_utf8(line).map_err(|e| {
        let byte = e.valid_up_to() + 1;
        refuse(format!("bukan teks UTF-8: bita ke-{byte} tidak dapat dibaca"), format!("not UTF-8 text: byte {byte} cannot be read"))
    })
}

fn request(line: &str) -> Result<(String, Variables), Json> {
    let json: Json =
        serde_json::from_str(line).map_err(|e| refuse(format!("bukan JSON: lihat kolom {}", e.column()), format!("not JSON: {e}")))?;
    let Some(expression) = json.get("expression").and_then(Json::as_str) else {
        return Err(refuse("`expression` belum diisi".into(), "`expression` is missing".into()));
    };
    let empty = Map::new();
    let variables = match json.get("variables") {
        None | Some(Json::Null) => &empty,
        Some(Json::Object(map)) => map,
        Some(_) => return Err(refuse("`variables` seharusnya sebuah objek".into(), "`variables` must be an object".into())),
    };
    let mut typed = Vec::new();
    for (name, value) in variables {
        let (value, ty) = variable(value).ok_or_else(|| {
            let found: String = value.to_string().chars().take(60).collect();
            let forms = r#"`{"number": "1.5"}`, `{"date": "2026-04-01"}`, `{"duration": "P1Y"}`"#;
            refuse(
                format!("variabel `{name}` adalah `{found}`, seharusnya boolean, angka paling banyak 28 digit, teks, null, daftar, atau {forms}"),
                format!("the variable `{name}` is `{found}`, expected a boolean, a number of at most 28 digits, a text, null, a list, or {forms}"),
            )
        })?;
        typed.push(Variable { name: name.as_str().into(), value, ty });
    }
    Ok((expression.to_owned(), typed))
}

/// Plain JSON, or an object that names the type: `{"date": "2026-04-01"}`.
fn variable(json: &Json) -> Option<(Value, Type)> {
    use jenjang::policy::expression::literal::parse_value;
    let parsed = |text: &str, ty: Type| parse_value(text, &ty).ok().map(|value| (value, ty));
    match json {
        Json::Null => Some((Value::None, Type::None)),
        Json::Bool(b) => Some((Value::Boolean(*b), Type::Boolean)),
        Json::Number(n) => parsed(&n.to_string(), Type::NUMBER),
        Json::String(text) => Some((Value::Text(text.as_str().into()), Type::Text)),
        Json::Array(items) => list(items),
        Json::Object(map) => {
            let (kind, value) = map.iter().next().filter(|_| map.len() == 1)?;
            match (kind.as_str(), value) {
                ("null", _) => Some((Value::None, Type::None)),
                ("missing", _) => Some((Value::Missing, Type::Any)),
                ("boolean", Json::Bool(b)) => Some((Value::Boolean(*b), Type::Boolean)),
                ("number", Json::String(text)) => parsed(text, Type::NUMBER),
                ("number", Json::Number(n)) => parsed(&n.to_string(), Type::NUMBER),
                ("string" | "text", Json::String(text)) => Some((Value::Text(text.as_str().into()), Type::Text)),
                ("date", Json::String(text)) => parsed(text, Type::Date),
                ("duration", Json::String(text)) => parsed(text, Type::Months).or_else(|| parsed(text, Type::Days)),
                ("list", Json::Array(items)) => list(items),
                _ => None,
            }
        }
    }
}

fn list(items: &[Json]) -> Option<(Value, Type)> {
    let items: Vec<(Value, Type)> = items.iter().map(variable).collect::<Option<_>>()?;
    let first = items.iter().map(|(_, ty)| ty).find(|ty| **ty != Type::None).cloned().unwrap_or(Type::Any);
    let same = items.iter().all(|(_, ty)| *ty == first || *ty == Type::None);
    let values: Vec<Value> = items.into_iter().map(|(value, _)| value).collect();
    Some((Value::List(values.into()), Type::list(if same { first } else { Type::Any })))
}

/// A value as an object whose one key is its type, `{"number": "3"}`: the form variables take, so that an answer can be a variable again.
fn answer(value: &Value) -> Json {
    let text = || Json::String(value.to_string());
    let (kind, inner) = match value {
        Value::Missing => ("missing", Json::Bool(true)),
        Value::None => ("null", Json::Bool(true)),
        Value::Boolean(b) => ("boolean", Json::Bool(*b)),
        Value::Number(_) => ("number", text()),
        Value::Text(_) => ("string", text()),
        Value::Date(_) => ("date", text()),
        Value::Months(_) | Value::Days(_) => ("duration", text()),
        Value::Choice(_) => ("choice", text()),
        Value::List(items) => ("list", Json::Array(items.iter().map(answer).collect())),
        Value::Range(_) => ("range", text()),
    };
    serde_json::json!({ kind: inner })
}

fn problem(diagnostics: &[Diagnostic]) -> Json {
    let errors: Vec<Json> = diagnostics
        .iter()
        .map(|d| serde_json::json!({ "code": d.code, "message": d.message, "start": d.span.start, "end": d.span.end }))
        .collect();
    serde_json::json!({ "errors": errors })
}
