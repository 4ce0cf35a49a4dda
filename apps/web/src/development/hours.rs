//! My learning hours of this year: what counts how much and why, what is owed by which article, and ways to fill what is missing.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::development::duty::{Because, CountReason};
use jenjang::index::learning_hours::Period;
use jenjang::legal::Language;
use jenjang_service::needs::{DutyView, ReadDuty, read_duty};

use super::overview::Hours;
use super::{needs, number, titled};
use crate::error::Failure;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

struct Line {
    on: NaiveDate,
    title: String,
    form: String,
    hours: String,
    counted: String,
    because: Option<String>,
}

#[derive(Template)]
#[template(path = "development/hours.html")]
struct Page {
    shell: Shell,
    hours: Hours,
    lines: Vec<Line>,
    consulted: bool,
    ways: Vec<String>,
}

/// My hours.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let asked = ReadDuty { library: needs(&app), person: me.person.clone(), as_of: None };
    let view = read_duty(&app.context(&me.visitor.actor), &asked).await?;
    let form = |code: &str| view.forms.get(code).map_or_else(|| code.to_owned(), |form| form.label.get(language).to_owned());
    let lines = view.duty.account.lines.iter().rev().map(|line| Line {
        on: line.credited.on,
        title: titled(&line.credited.title, &me.person).to_owned(),
        form: line.credited.form.as_deref().map_or_else(|| "–".to_owned(), &form),
        hours: number(line.credited.hours, language),
        counted: number(line.counted, language),
        because: because(&line.because, language),
    });
    let shell = me.visitor.titled("Jam pelajaran saya", "My learning hours");
    let page_of = Page {
        hours: Hours::of(&view.duty, language),
        lines: lines.collect(),
        consulted: view.duty.account.register_consulted,
        ways: ways(&view, &form, language),
        shell,
    };
    page(&page_of)
}

fn because(reason: &Because, language: Language) -> Option<String> {
    let t = |id: &str, en: &str| Some(if language == Language::Id { id } else { en }.to_owned());
    match reason {
        Because::Rule { reason: CountReason::Whole } => None,
        Because::Rule { reason: CountReason::Limited(before) } => {
            let before = number(*before, language);
            Some(match language {
                Language::Id => format!("Dibatasi aturan bentuknya: {before} sudah terhitung dalam hari atau bulan yang sama"),
                Language::En => format!("Limited by the rule of its form: {before} counted in the same day or month already"),
            })
        }
        Because::FormUnknown => {
            t("Bentuknya tidak dikenal aturan; jam dipakai sebagaimana tercatat", "The rules do not know its form; hours count as recorded")
        }
        Because::AgencyCredited => t("Jam ditetapkan instansi", "Hours credited by the agency"),
    }
}

fn ways(view: &DutyView, form: &dyn Fn(&str) -> String, language: Language) -> Vec<String> {
    let one = |way: &jenjang::index::learning_hours::Way| {
        let amount = number(way.amount, language);
        let unit = view.forms.get(&way.form).and_then(|form| form.unit.as_ref()).map_or("", |unit| unit.label.get(language));
        let name = form(&way.form);
        match (way.periods, language) {
            (None, _) => format!("{name}: {amount} {unit}"),
            (Some((count, Period::Day)), Language::Id) => format!("{name}: {amount} {unit}, sekurang-kurangnya {count} hari"),
            (Some((count, Period::Day)), Language::En) => format!("{name}: {amount} {unit}, over {count} days at least"),
            (Some((count, Period::Month)), Language::Id) => format!("{name}: {amount} {unit}, sekurang-kurangnya {count} bulan"),
            (Some((count, Period::Month)), Language::En) => format!("{name}: {amount} {unit}, over {count} months at least"),
        }
    };
    view.ways.iter().map(one).collect()
}
