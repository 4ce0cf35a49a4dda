//! Asking for a record to be put right, and what became of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::people::{CorrectionRequest, CorrectionState, CorrectionSubject};
use jenjang_service::corrections::{
    RequestCorrection, WithdrawCorrection, own_corrections, read_correction, request_correction, withdraw_correction,
};

use super::registers::{self, REGISTERS};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::pages::standing::Mark;
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::App;

/// The most letters of each text.
const MOST: usize = 2_000;

/// A request as it is shown.
pub(super) struct Shown {
    pub(super) id: Arc<str>,
    pub(super) register: String,
    pub(super) entry: String,
    /// Title of the policy whose answer was looked at.
    pub(super) policy: Option<(Arc<str>, String)>,
    pub(super) wrong: Arc<str>,
    pub(super) right: Arc<str>,
    pub(super) evidence: Arc<str>,
    pub(super) asked: NaiveDate,
    pub(super) due: NaiveDate,
    pub(super) open: bool,
    /// Whether it waits longer than it may.
    pub(super) late: bool,
    pub(super) mark: Mark,
    /// When it ended, and what was said.
    pub(super) ended: Option<(NaiveDate, String)>,
}

impl Shown {
    pub(super) fn of(app: &App, request: &CorrectionRequest, language: Language) -> Shown {
        let subject = &request.subject;
        let title = |id: &Arc<str>| {
            let title = app.shipped.set.get(id).map_or_else(|| id.to_string(), |policy| policy.title.get(language).to_owned());
            (Arc::clone(id), title)
        };
        let (mark, ended) = match &request.state {
            CorrectionState::Open => (Mark::waiting("Menunggu jawaban", "Waiting for an answer"), None),
            CorrectionState::Accepted { on, note, .. } => (Mark::good("Diterima", "Accepted"), Some((*on, note.to_string()))),
            CorrectionState::Refused { on, reason, .. } => (Mark::bad("Ditolak", "Refused"), Some((*on, reason.to_string()))),
            CorrectionState::Withdrawn { on } => (Mark::aside("Dicabut", "Withdrawn"), Some((*on, String::new()))),
        };
        Shown {
            id: Arc::clone(&request.id),
            register: registers::label(&subject.register, language),
            entry: format::with_dates(&subject.entry, language),
            policy: subject.policy.as_ref().map(title),
            wrong: Arc::clone(&request.wrong),
            right: Arc::clone(&request.right),
            evidence: Arc::clone(&request.evidence),
            asked: request.asked,
            due: request.due,
            open: request.is_open(),
            late: request.is_open() && app.today() > request.due,
            mark,
            ended,
        }
    }
}

#[derive(Template)]
#[template(path = "career/corrections.html")]
struct ListPage {
    shell: Shell,
    done: Option<&'static str>,
    requests: Vec<Shown>,
}

/// My requests.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let found = own_corrections(&app.context(&me.visitor.actor)).await?;
    let requests = found.iter().map(|request| Shown::of(&app, request, me.visitor.language)).collect();
    let shell = me.visitor.titled("Permintaan perbaikan data", "Corrections");
    let done = shell.done(&[
        ("asked", "Permintaan Anda terkirim ke pengelola kepegawaian.", "Your request went to the HR officers."),
        ("withdrawn", "Permintaan itu dicabut.", "The request was withdrawn."),
    ]);
    page(&ListPage { shell, done, requests })
}

#[derive(Template)]
#[template(path = "career/correction.html")]
struct OnePage {
    shell: Shell,
    request: Shown,
}

/// One of my requests.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let found = read_correction(&app.context(&me.visitor.actor), &id).await?;
    let shell = me.visitor.titled("Permintaan perbaikan data", "Correction");
    page(&OnePage { request: Shown::of(&app, &found.request, me.visitor.language), shell })
}

#[derive(Template)]
#[template(path = "career/correction_new.html")]
struct FormPage {
    shell: Shell,
    form: Filled,
    registers: Vec<(&'static str, &'static str)>,
    /// The policy and requirement it began at, in words.
    about: Option<String>,
    days: u64,
}

fn laid_out(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let shell = me.visitor.titled("Data ini salah", "This record is wrong");
    let mut registers = vec![("", shell.t("Pilih riwayat", "Choose a register"))];
    registers.extend(REGISTERS.iter().map(|(name, id, en)| (*name, shell.t(id, en))));
    let about = criterion(app, form.value("policy"), form.value("criterion"), shell.language);
    page_with(form.status(), &FormPage { about, registers, days: CorrectionRequest::DAYS, form, shell })
}

/// A requirement of a policy in words: `Kenaikan pangkat reguler: masa kerja dalam golongan`.
pub(super) fn criterion(app: &App, policy: &str, code: &str, language: Language) -> Option<String> {
    let policy = app.shipped.set.get(policy)?;
    let title = policy.title.get(language);
    let criterion = policy.criteria.iter().find(|criterion| &*criterion.code == code);
    Some(criterion.map_or_else(|| title.to_owned(), |criterion| format!("{title}: {}", criterion.label.get(language))))
}

/// The form, with what is known from where it was opened.
pub(super) async fn ask(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let typed = Typed::query(&me.visitor.uri);
    let entry = typed.get("entry");
    let register = match typed.get("register") {
        "" => registers::cited(entry),
        given => given,
    };
    let fields = [("register", register), ("entry", entry), ("policy", typed.get("policy")), ("criterion", typed.get("criterion"))];
    let form = Filled::with(&fields, me.visitor.language);
    laid_out(&app, &me, form)
}

/// Sends it.
pub(super) async fn send(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let register = form.value("register").to_owned();
    if !REGISTERS.iter().any(|(name, ..)| *name == register) {
        form.refuse("register", &Label::new("pilih riwayat tempat kesalahan itu", "choose the register the mistake is in"));
    }
    let entry = form.value("entry").to_owned();
    if entry.chars().count() > MOST {
        form.refuse("entry", &Label::new(format!("paling banyak {MOST} huruf"), format!("at most {MOST} letters are taken")));
    }
    let (wrong, right, evidence) = (form.text("wrong", MOST), form.text("right", MOST), form.text("evidence", MOST));
    if let (true, Some(wrong), Some(right), Some(evidence)) = (form.problems().is_empty(), wrong, right, evidence) {
        let known = criterion(&app, form.value("policy"), form.value("criterion"), Language::Id).is_some();
        let named = |field: &str| Some(form.value(field)).filter(|value| known && !value.is_empty()).map(Arc::from);
        let subject =
            CorrectionSubject { register: register.into(), entry: entry.into(), policy: named("policy"), criterion: named("criterion") };
        let command = RequestCorrection { subject, wrong, right, evidence };
        match request_correction(&app.context(&me.visitor.actor), &command).await {
            Ok(_) => return Ok(Redirect::to("/career/corrections?done=asked").into_response()),
            Err(error) => form.refused("", error)?,
        }
    }
    laid_out(&app, &me, form)
}

/// Takes one back.
pub(super) async fn withdraw(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    withdraw_correction(&app.context(&me.visitor.actor), &WithdrawCorrection { id: id.into() }).await?;
    Ok(Redirect::to("/career/corrections?done=withdrawn").into_response())
}
