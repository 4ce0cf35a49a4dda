//! My data as it is kept: registers with their sources, who may see what, how long it stays, and all of it to take along.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jenjang::legal::{Label, Language};
use jenjang_service::file::export_person;
use jenjang_service::file::retention::{CountedFrom, RetentionPolicy};
use serde_json::Value;

use super::registers::{self, Values};
use crate::error::Failure;
use crate::form::Typed;
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// One register.
struct Register {
    name: &'static str,
    title: String,
    /// The entries, each as terms and values; absent where nobody has looked.
    entries: Option<Vec<Vec<(String, String)>>>,
}

/// How long something is kept.
struct Kept {
    label: String,
    years: u32,
    from: &'static str,
    ground: String,
}

#[derive(Template)]
#[template(path = "career/data.html")]
struct Page {
    shell: Shell,
    identity: Vec<(&'static str, String)>,
    registers: Vec<Register>,
    retention: Vec<Kept>,
}

/// What the fields of entries are called.
const FIELDS: [(&str, &str, &str); 34] = [
    ("since", "Sejak", "Since"),
    ("until", "Sampai", "Until"),
    ("last-day", "Hari terakhir", "Last day"),
    ("grade", "Golongan", "Grade"),
    ("kind", "Jenis", "Kind"),
    ("tier", "Jenjang", "Tier"),
    ("echelon", "Eselon", "Echelon"),
    ("unit", "Unit", "Unit"),
    ("field", "Bidang", "Field"),
    ("title", "Nama", "Name"),
    ("acting", "Sebagai pelaksana tugas", "Acting"),
    ("number", "Nomor surat", "Number of the decree"),
    ("date", "Tanggal surat", "Date of the decree"),
    ("decided", "Tanggal surat", "Date of the decree"),
    ("level", "Tingkat", "Level"),
    ("label", "Predikat", "Rating"),
    ("rating", "Predikat", "Rating"),
    ("year", "Tahun", "Year"),
    ("points", "Angka kredit", "Points"),
    ("assessed", "Dinilai", "Assessed"),
    ("hours", "Jam pelajaran", "Hours"),
    ("completed", "Selesai", "Completed"),
    ("code", "Kode", "Code"),
    ("status", "Status", "Status"),
    ("employment", "Status", "Status"),
    ("sanction", "Hukuman", "Sanction"),
    ("training", "Pelatihan", "Training"),
    ("exam", "Ujian", "Examination"),
    ("passed", "Lulus", "Passed"),
    ("on", "Tanggal", "Day"),
    ("line", "Butir", "Line"),
    ("graduated", "Tanggal lulus", "Graduated"),
    ("recognised", "Diakui sejak", "Recognised since"),
    ("taken", "Tanggal ujian", "Taken"),
];

fn term(field: &str, language: Language) -> String {
    let found = FIELDS.iter().find(|(name, ..)| *name == field);
    let named = found.map(|(_, id, en)| if language == Language::Id { *id } else { *en });
    named.map_or_else(|| format::capitalised(&field.replace('-', " ")), str::to_owned)
}

/// The fields of an entry of a register, with those of what stands inside it.
fn flat(values: &Values<'_>, register: &str, entry: &Value, language: Language, fields: &mut Vec<(String, String)>) {
    let Value::Object(members) = entry else { return };
    for (name, value) in members {
        let text = match value {
            Value::Object(_) => {
                flat(values, register, value, language, fields);
                continue;
            }
            Value::Null => continue,
            Value::Bool(true) => if language == Language::Id { "ya" } else { "yes" }.to_owned(),
            Value::Bool(false) => if language == Language::Id { "tidak" } else { "no" }.to_owned(),
            Value::String(text) => format::with_dates(&values.name(register, name, text), language),
            Value::Array(items) => {
                items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect::<Vec<_>>().join(", ")
            }
            Value::Number(number) => number.to_string(),
        };
        fields.push((term(name, language), text));
    }
}

/// My data.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let values = Values::of(&app, &me, &me.who.data.record).await?;
    let shell = me.visitor.titled("Data saya", "My data");
    let record = &me.who.data.record;
    let none = || shell.t("belum diisi", "not given").to_owned();
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(none, |day| format::date(day, language));
    let identity = vec![
        (shell.t("Nama", "Name"), record.name.as_deref().map_or_else(none, str::to_owned)),
        (shell.t("NIP", "Employee number"), record.employee_number.as_deref().map_or_else(none, str::to_owned)),
        (shell.t("Tanggal lahir", "Birth date"), day(record.birth_date)),
        (shell.t("Pengangkatan pertama", "First appointment"), day(record.appointed)),
    ];
    let kept = serde_json::to_value(&record.registers).unwrap_or(Value::Null);
    let entries = |name: &str| {
        let found = kept.get(name).or_else(|| kept.get(name.replace('_', "-")))?.as_array()?;
        let entry = |entry: &Value| {
            let mut fields = Vec::new();
            flat(&values, name, entry, language, &mut fields);
            fields
        };
        // the latest first
        Some(found.iter().rev().map(entry).collect())
    };
    let registers = registers::REGISTERS
        .iter()
        .filter(|(name, ..)| *name != "identity")
        .map(|(name, ..)| Register { name, title: registers::label(name, language), entries: entries(name) })
        .collect();
    let retention = RetentionPolicy::shipped()?;
    let retention = retention
        .rules
        .iter()
        .map(|rule| Kept {
            label: format::capitalised(rule.label.get(language)),
            years: rule.years,
            from: match rule.from {
                CountedFrom::EndOfService => shell.t("sejak berhenti bekerja", "from the end of service"),
                CountedFrom::LastEvent => shell.t("sejak peristiwa terakhirnya", "from its last event"),
            },
            ground: format!("{}; {}", rule.reference.citation, rule.reference.certainty.label().get(language)),
        })
        .collect();
    page(&Page { identity, registers, retention, shell })
}

/// Everything about me, as JSON or as a table of places and values.
pub(super) async fn export(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let value = export_person(&app.context(&me.visitor.actor), &me.person).await?;
    let (kind, ending, body) = match typed.get("format") {
        "csv" => ("text/csv; charset=utf-8", "csv", table(&value, me.visitor.language)),
        "json" | "" => {
            let text = serde_json::to_string_pretty(&value).map_err(|_| Failure::internal())?;
            ("application/json", "json", text)
        }
        other => {
            let found = crate::error::shortened(other);
            let message = Label::new(
                format!("bentuk `{found}` tidak dikenal, seharusnya json atau csv"),
                format!("there is no format `{found}`, expected json or csv"),
            );
            return Err(Failure::new(axum::http::StatusCode::UNPROCESSABLE_ENTITY, "format", message));
        }
    };
    let named = format!("attachment; filename=\"jenjang-{}.{ending}\"", app.today());
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, body).into_response())
}

/// One line for each value: where it stands, and what it is.
fn table(value: &Value, language: Language) -> String {
    let mut lines = vec![if language == Language::Id { "tempat,isi" } else { "place,value" }.to_owned()];
    walk(value, &mut String::new(), &mut lines);
    lines.join("\r\n") + "\r\n"
}

fn walk(value: &Value, place: &mut String, lines: &mut Vec<String>) {
    let length = place.len();
    let mut inner = |name: &str, value: &Value, lines: &mut Vec<String>| {
        if length > 0 {
            place.push('/');
        }
        place.push_str(name);
        walk(value, place, lines);
        place.truncate(length);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| inner(name, value, lines)),
        Value::Array(items) => items.iter().zip(1..).for_each(|(value, at): (_, u32)| inner(&at.to_string(), value, lines)),
        Value::Null => {}
        Value::String(text) => lines.push(format!("{},{}", cell(place), cell(text))),
        other => lines.push(format!("{},{}", cell(place), cell(&other.to_string()))),
    }
}

/// A cell: quoted, and never taken for a formula.
fn cell(text: &str) -> String {
    let guarded = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<jenjang::Decimal>().is_err() {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if guarded.contains([',', '"', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_line_and_none_is_a_formula() {
        let value = serde_json::json!({ "a": [{ "b": "=1+1" }, { "b": "x,\"y\"" }], "c": -3, "d": null });
        assert_eq!(table(&value, Language::En), "place,value\r\na/1/b,'=1+1\r\na/2/b,\"x,\"\"y\"\"\"\r\nc,-3\r\n");
    }
}
