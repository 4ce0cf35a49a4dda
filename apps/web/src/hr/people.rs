//! One person's file, for HR: record, histories and what is odd about them.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::Language;
use jenjang::people::id::PersonId;
use jenjang::people::repository::NameWords;
use jenjang_exchange::quality::{Expectations, Survey};
use jenjang_service::ServiceError;
use jenjang_service::file::read_person;
use jenjang_service::people::{ListPeople, check_in_charge, find_units, list_people, look_up_person};
use jenjang_service::permissions::Action;

use super::words::{self, UnitNames};
use crate::career::RegisterValues;
use crate::error::{Failure, shortened};
use crate::form::Typed;
use crate::format;
use crate::pages::standing::{Mark, encoded};
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::App;

/// A history: what it is called, and its entries, the latest first.
struct History {
    title: String,
    /// `None` where nobody said anything, which is not the same as nothing.
    entries: Option<Vec<Entry>>,
}

/// An entry of a history.
struct Entry {
    day: Option<NaiveDate>,
    text: String,
    source: String,
}

struct Decided {
    id: String,
    title: String,
    mark: Mark,
    as_of: NaiveDate,
}

#[derive(Template)]
#[template(path = "hr/person.html")]
struct Page {
    shell: Shell,
    id: String,
    name: String,
    facts: Vec<(&'static str, String)>,
    findings: Vec<(String, String)>,
    histories: Vec<History>,
    decisions: Vec<Decided>,
    waivers: Vec<String>,
}

/// Somebody's file.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let person: PersonId = id.parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    let language = me.visitor.language;
    // the pages of the person and of superiors are others
    check_in_charge(&context, Action::ListPeople).await?;
    let file = match read_person(&context, &person).await {
        Err(ServiceError::NotFound { .. }) => return Err(words::forbidden(Action::ReadPerson)),
        file => file?,
    };
    let units = UnitNames::of(find_units(&context, &file.data.unit.iter().cloned().collect()).await?);
    let record = &file.data.record;
    let mut survey = Survey::new(Expectations::national(app.today()));
    let found = survey.add(record, file.data.unit.as_ref());
    let findings =
        found.keys().map(|finding| (finding.label().get(language).to_owned(), finding.mender().label().get(language).to_owned()));
    let name = record.name.as_deref().unwrap_or(person.as_str()).to_owned();
    let shell = me.visitor.shell(name.clone());
    let values = RegisterValues::of(&app, &me, record).await?;
    let superior = match &file.data.superior {
        Some(superior) => look_up_person(&context, superior.as_str()).await?.and_then(|found| found.record.name),
        None => None,
    };
    let dash = || "–".to_owned();
    let facts = vec![
        (shell.t("NIP", "Employee number"), record.employee_number.as_deref().map_or_else(dash, str::to_owned)),
        (shell.t("Unit kerja", "Unit"), units.name(file.data.unit.as_ref(), language)),
        (shell.t("Atasan langsung", "Direct superior"), superior.map_or_else(dash, |name| name.to_string())),
        (shell.t("Tanggal lahir", "Birth date"), record.birth_date.map_or_else(dash, |day| format::date(day, language))),
        (shell.t("Diangkat", "Appointed"), record.appointed.map_or_else(dash, |day| format::date(day, language))),
    ];
    let decided = |view: &jenjang_service::file::DecisionView| Decided {
        id: view.id.as_str().to_owned(),
        title: words::policy(&app, &view.policy, language),
        mark: words::outcome(view.outcome),
        as_of: view.as_of,
    };
    let mut decisions: Vec<Decided> = file.decisions.iter().map(decided).collect();
    decisions.sort_by_key(|decision| std::cmp::Reverse(decision.as_of));
    let waivers = file.waivers.iter().map(|waiver| {
        let criterion = words::criterion(&app, &waiver.policy, &waiver.waiver.criterion, language);
        let policy = words::policy(&app, &waiver.policy, language);
        let reason = waiver.reason.as_ref().map(|reason| format!("; {reason}")).unwrap_or_default();
        format!("{criterion} ({policy}); {}; {}{reason}", waiver.waiver.basis, format::date(waiver.granted, language))
    });
    let page_of = Page {
        id: person.to_string(),
        name,
        facts,
        findings: findings.collect(),
        histories: histories(&values, record, language),
        decisions,
        waivers: waivers.collect(),
        shell,
    };
    page(&page_of)
}

/// The registers by name, their entries read from how they are exported, so that none is forgotten.
fn histories(values: &RegisterValues<'_>, record: &jenjang::people::CivilServantRecord, language: Language) -> Vec<History> {
    let registers = serde_json::to_value(&record.registers).unwrap_or_default();
    let known = TITLES.iter().map(|(name, id, en)| {
        let title = if language == Language::Id { *id } else { *en }.to_owned();
        let entries = registers.get(*name).and_then(serde_json::Value::as_array);
        let entries = entries.map(|entries| {
            let mut entries: Vec<Entry> = entries.iter().map(|one| entry(values, name, one, language)).collect();
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.day));
            entries
        });
        History { title, entries }
    });
    known.collect()
}

/// Registers: how they are called in files, in Indonesian and English.
const TITLES: [(&str, &str, &str); 16] = [
    ("employments", "Status kepegawaian", "Employment"),
    ("grades", "Riwayat golongan", "Grades"),
    ("positions", "Riwayat jabatan", "Posts"),
    ("education", "Riwayat pendidikan", "Education"),
    ("performance", "Penilaian kinerja", "Performance"),
    ("credit", "Angka kredit", "Credit points"),
    ("discipline", "Hukuman disiplin", "Sanctions"),
    ("examinations", "Pemeriksaan dugaan pelanggaran", "Examinations of suspected breaches"),
    ("objections", "Keberatan atas hukuman", "Objections to sanctions"),
    ("suspensions", "Pemberhentian sementara", "Suspensions"),
    ("study-duty", "Tugas belajar", "Study duty"),
    ("secondments", "Penugasan di instansi lain", "Secondments"),
    ("certificates", "Sertifikat", "Certificates"),
    ("learning", "Pelatihan", "Learning"),
    ("leadership", "Pelatihan kepemimpinan", "Leadership training"),
    ("exams", "Ujian", "Exams"),
];

fn entry(values: &RegisterValues<'_>, register: &str, value: &serde_json::Value, language: Language) -> Entry {
    let mut entry = Entry { day: None, text: String::new(), source: String::new() };
    let Some(fields) = value.as_object() else { return entry };
    let mut parts = Vec::new();
    for (name, value) in fields {
        let text = match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::Bool(true) => name.replace('-', " "),
            serde_json::Value::Object(decree) => {
                let word = |key: &str| decree.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
                entry.source = format!("{} ({})", word("number"), format::with_dates(word("date"), language));
                continue;
            }
            _ => continue,
        };
        match text.parse::<NaiveDate>() {
            Ok(day) if matches!(name.as_str(), "since" | "graduated" | "assessed" | "completed" | "passed" | "taken") => {
                entry.day = Some(day)
            }
            Ok(day) => parts.push(format!("{} {}", if language == Language::Id { "sampai" } else { "until" }, format::date(day, language))),
            Err(_) => parts.push(values.name(register, name, &text)),
        }
    }
    entry.text = parts.join("; ");
    entry
}

struct Row {
    id: String,
    name: String,
    number: String,
    grade: String,
    unit: String,
}

#[derive(Template)]
#[template(path = "hr/people.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    last: Option<String>,
    typed: String,
    /// Whether only people with these words in their names stand here.
    searched: bool,
    /// What was typed, for the address of the next page.
    more: String,
    problem: Option<String>,
}

/// How many stand on a page.
const PAGE: usize = 50;

/// The people of the own units; `?find=` an employee number leads to the person, words of a name to those who have them.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let language = me.visitor.language;
    let query = Typed::query(&me.visitor.uri);
    let typed = query.get("find").to_owned();
    let number = typed.chars().any(|letter| letter.is_ascii_digit()) || !typed.chars().any(char::is_alphabetic);
    let mut problem = None;
    // who types a number means one person; an id may look like a name
    if !typed.is_empty()
        && let Some(found) = look_up_person(&context, &typed).await?
    {
        return Ok(Redirect::to(&format!("/people/{}", found.record.id)).into_response());
    }
    let name = if number { None } else { NameWords::of(&typed) };
    if !typed.is_empty() && name.is_none() {
        let found = shortened(&typed);
        problem = Some(match language {
            Language::Id => format!("Tidak ada pegawai dengan NIP `{found}` di unit Anda."),
            Language::En => format!("Nobody in your units has the employee number `{found}`."),
        });
    }
    let after: Option<PersonId> = match query.get("after") {
        "" => None,
        after => Some(after.parse().map_err(|_| Failure::not_found())?),
    };
    let mut found = list_people(&context, ListPeople { unit: None, name: name.clone(), after, limit: PAGE + 1 }).await?;
    let last = if found.len() > PAGE { found.get(PAGE - 1).map(|person| person.record.id.to_string()) } else { None };
    found.truncate(PAGE);
    let units = UnitNames::of(find_units(&context, &found.iter().filter_map(|person| person.unit.clone()).collect()).await?);
    let rows = found.iter().map(|person| {
        let record = &person.record;
        let grade = record.registers.grades.iter().flatten().max_by_key(|grade| grade.since);
        Row {
            id: record.id.to_string(),
            name: record.name.as_deref().unwrap_or(record.id.as_str()).to_owned(),
            number: record.employee_number.as_deref().unwrap_or("–").to_owned(),
            grade: grade.map_or_else(|| "–".to_owned(), |grade| grade.grade.as_str().to_owned()),
            unit: units.name(person.unit.as_ref(), language),
        }
    });
    let rows = rows.collect();
    let shell = me.visitor.titled("Pegawai", "People");
    let status = if problem.is_some() { axum::http::StatusCode::UNPROCESSABLE_ENTITY } else { axum::http::StatusCode::OK };
    page_with(status, &ListPage { shell, rows, last, searched: name.is_some(), more: encoded(&[("find", &typed)]), typed, problem })
}
