//! One study assignment: what was applied for, whether the requirements are met, and the steps that can be taken now.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::legal::Language;
use jenjang::people::id::StudyId;
use jenjang::study::{StudyAssignment, StudyState};
use jenjang_service::studies::{GrantStudy, RecordStudy, StudyFile, StudyStep, grant_study, read_study_file, record_study, turn};
use jenjang_service::{Seen, ServiceError};

use super::studies::address;
use super::study_steps::{Step, possible, step};
use crate::development::{Tag, money, number, rules, studies, study_rules};
use crate::error::Failure;
use crate::form::{Filled, REVISION, Typed, Version, changed_meanwhile};
use crate::format;
use crate::hr::words;
use crate::pages::home::choice;
use crate::pages::standing::Answer;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

#[derive(Template)]
#[template(path = "hr/development/study.html")]
struct Page {
    shell: Shell,
    form: Filled,
    address: String,
    tag: Tag,
    turn: Option<String>,
    own: bool,
    /// Term and value.
    facts: Vec<(&'static str, String)>,
    /// What has happened, in sentences.
    course: Vec<String>,
    /// The findings; none where they cannot be shown any more.
    answer: Option<Answer>,
    /// What the reader can do now.
    steps: Vec<&'static Step>,
}

/// One study assignment.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let file = read(&app, &me, &id_of(&id)?).await?;
    let form = Filled::with(&[(REVISION, &file.revision.0.to_string())], me.visitor.language);
    lay_out(&app, &me, &file, form)
}

fn id_of(id: &str) -> Result<StudyId, Failure> {
    id.parse().map_err(|_| Failure::not_found())
}

async fn read(app: &App, me: &SignedIn, id: &StudyId) -> Result<StudyFile, Failure> {
    Ok(read_study_file(&app.context(&me.visitor.actor), id).await?)
}

fn lay_out(app: &App, me: &SignedIn, file: &StudyFile, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let study = &file.study;
    let shell = me.visitor.shell(words::name(file.name.as_ref(), &study.person));
    let page_of = Page {
        address: address(&study.id),
        tag: studies::tag(&study.state, language),
        turn: turn(&study.state).map(|role| role.label().get(language).to_owned()),
        own: file.own,
        facts: facts(app, &shell, study),
        course: course(&shell, study),
        answer: file.decision.as_ref().map(|found| Answer::decided(&found.policy, &found.decision, language)),
        steps: possible(file).collect(),
        form,
        shell,
    };
    page_with(page_of.form.status(), &page_of)
}

/// The application.
fn facts(app: &App, shell: &Shell, study: &StudyAssignment) -> Vec<(&'static str, String)> {
    let language = shell.language;
    let mut facts = vec![
        (shell.t("Program", "Programme"), studies::programme(app, study, language)),
        (shell.t("Perguruan tinggi", "Institution"), study.institution.to_string()),
    ];
    facts.extend(study.field.as_ref().map(|field| (shell.t("Bidang", "Field"), field.to_string())));
    let accreditation = study.accreditation.as_ref().map_or_else(
        || shell.t("belum ditentukan", "not said").to_owned(),
        |code| choice(app, jenjang_asn::STUDY_POLICIES.facts.accreditation, code, language),
    );
    facts.push((shell.t("Akreditasi program studi", "Accreditation of the programme"), accreditation));
    let funding = if study.self_funded {
        shell.t("biaya mandiri, tetap dalam jabatan", "paid by the person, who stays in the post")
    } else {
        shell.t("dibiayai instansi, dibebaskan dari jabatan", "paid by the agency, released from the post")
    };
    facts.push((shell.t("Pembiayaan", "Funding"), funding.to_owned()));
    facts.extend(study.cost.map(|cost| (shell.t("Biaya pemerintah", "Cost to the government"), money(cost, language))));
    let place = if study.abroad { shell.t("luar negeri", "abroad") } else { shell.t("dalam negeri", "in the country") };
    facts.push((shell.t("Tempat", "Where"), place.to_owned()));
    let months = match language {
        Language::Id => format!("{} ({} bulan)", shell.days(&study.first, &study.last), study.months()),
        Language::En => format!("{} ({} months)", shell.days(&study.first, &study.last), study.months()),
    };
    facts.push((shell.t("Waktu", "When"), months));
    facts.push((shell.t("Diajukan", "Applied for on"), shell.date(&study.requested)));
    facts
}

/// What has happened since, in its order.
fn course(shell: &Shell, study: &StudyAssignment) -> Vec<String> {
    let language = shell.language;
    let mut said = Vec::new();
    let dated = |id: &'static str, en: &'static str, on, more: &str| {
        let text = format!("{} {}", shell.t(id, en), shell.date(on));
        if more.is_empty() { text } else { format!("{text}: {more}") }
    };
    for one in &study.semesters {
        let hours = number(one.hours, language);
        said.push(format!("Semester {}: {}, {hours} JP", one.number, shell.date(&one.completed)));
    }
    for one in &study.extensions {
        said.push(dated("Diperpanjang sampai", "Extended until", &one.until, &one.decree));
    }
    if let Some(bond) = &study.bond {
        let months = shell.t("bulan", "months");
        said.push(format!(
            "{}: {} {months}, {} ({})",
            shell.t("Ikatan dinas", "Service owed"),
            bond.months,
            shell.days(&bond.first, &bond.last),
            bond.reference
        ));
    }
    match &study.state {
        StudyState::Refused { on, reason } => said.push(dated("Ditolak", "Refused on", on, reason)),
        StudyState::Granted { on, decree } => said.push(dated("Ditetapkan", "Granted on", on, decree)),
        StudyState::Studying { since } | StudyState::Extended { since } => {
            said.insert(0, dated("Belajar sejak", "Studying since", since, ""))
        }
        StudyState::Graduated { on } => said.push(dated("Lulus", "Graduated on", on, "")),
        StudyState::Failed { on, reason } => said.push(dated("Tidak lulus", "Ended without a diploma on", on, reason)),
        StudyState::BondOver { on } => said.push(dated("Ikatan dinas selesai; dicatat", "The service owed is done; recorded on", on, "")),
        StudyState::Breached(breach) => {
            said.push(dated(
                "Berhenti sebelum ikatan dinas selesai",
                "Left before the service owed was done, on",
                &breach.on,
                &breach.reason,
            ));
            let amount = |amount: Option<_>| {
                amount.map_or_else(|| shell.t("belum diketahui", "not known").to_owned(), |amount| money(amount, language))
            };
            said.push(format!(
                "{}: {}. {}: {}. {}: {}",
                shell.t("Bulan yang belum dijalani", "Months still owed"),
                breach.missing_months,
                shell.t("Pengembalian", "To be paid back"),
                amount(breach.pay_back),
                shell.t("Denda paling tinggi", "Highest fine"),
                amount(breach.fine_at_most)
            ));
        }
        StudyState::Applied | StudyState::BondRunning => {}
    }
    said
}

/// Takes a step.
pub(super) async fn take_step(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let mut file = read(&app, &me, &id).await?;
    let seen = typed.seen(REVISION);
    let mut form = Filled::of(typed, me.visitor.language);
    let taken = step(form.value("step")).ok_or_else(Failure::not_found)?;
    if let Some(action) = taken.read(&mut form, &file.study) {
        let done = match &action {
            Action::Decide(decision) => decide(&app, &me, &id, decision, seen).await,
            Action::Record(step) => record(&app, &me, &id, step, seen).await,
        };
        match done {
            Ok(()) => return Ok(Redirect::to(&format!("{}?done={}", address(&id), taken.code)).into_response()),
            Err(error) if changed_meanwhile(&error) || error.code() == "study-state" => {
                file = read(&app, &me, &id).await?;
                form.overtake(REVISION, Some(file.revision), versions(&me, taken, &form, &file.study));
            }
            Err(error) => form.refused(taken.field_of(error.code()), error)?,
        }
    }
    lay_out(&app, &me, &file, form)
}

/// What is sent to a use case.
pub(super) enum Action {
    /// The number of the decree, or why it is refused.
    Decide(Result<String, String>),
    /// What happened.
    Record(StudyStep),
}

async fn decide(app: &App, me: &SignedIn, id: &StudyId, decision: &Result<String, String>, seen: Seen) -> Result<(), ServiceError> {
    let decision = decision.as_ref().map(String::as_str).map_err(String::as_str);
    grant_study(&app.context(&me.visitor.actor), GrantStudy { study: id, decision, seen, rules: study_rules(app) }).await.map(drop)
}

async fn record(app: &App, me: &SignedIn, id: &StudyId, step: &StudyStep, seen: Seen) -> Result<(), ServiceError> {
    let command = RecordStudy { study: id, step, seen, rules: study_rules(app), learning: rules(app) };
    record_study(&app.context(&me.visitor.actor), command).await.map(drop)
}

/// The step that was sent beside where the study stands now.
fn versions(me: &SignedIn, taken: &Step, form: &Filled, now: &StudyAssignment) -> Vec<Version> {
    let shell = me.visitor.shell("");
    let state = now.state.label();
    let mut versions = vec![Version::new(shell.t("Langkah", "Step"), taken.title(&shell), format::capitalised(state.get(shell.language)))];
    versions.extend(taken.fields.iter().map(|field| Version::new(field.label(&shell), form.value(field.name), "")));
    if let Some(last) = course(&shell, now).pop() {
        versions.push(Version::new(shell.t("Yang terakhir dicatat", "What was recorded last"), "", last));
    }
    versions
}
