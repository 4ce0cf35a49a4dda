//! Study assignments: what I asked for, how it goes, the service owed after it; and asking for one.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::people::id::{EducationCode, StudyId};
use jenjang::policy::types::Type;
use jenjang::promotion::OutcomeKind;
use jenjang::study::{StudyAssignment, StudyState};
use jenjang_service::studies::{RequestStudy, StudyRequest, request_study, studies_of_person};

use super::{Tag, number, study_rules};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct Row {
    title: String,
    tag: Tag,
    first: NaiveDate,
    last: NaiveDate,
    eligible: Tag,
    policy: String,
    semesters: Vec<String>,
    bond: Option<(NaiveDate, NaiveDate, u32, String)>,
    note: Option<String>,
}

#[derive(Template)]
#[template(path = "development/studies.html")]
struct Page {
    shell: Shell,
    form: Filled,
    rows: Vec<Row>,
    alive: bool,
    programmes: Vec<(String, String)>,
    accreditations: Vec<(String, String)>,
    funding: Vec<(&'static str, &'static str)>,
}

/// My study assignments.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let form = Filled::with(&[("funding", "agency")], me.visitor.language);
    show(&app, &me, form).await
}

async fn show(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let mut found = studies_of_person(&app.context(&me.visitor.actor), &me.person).await?;
    found.reverse();
    let shell = me.visitor.titled("Tugas belajar", "Study assignments");
    let page_of = Page {
        rows: found.iter().map(|study| row(app, study, language)).collect(),
        alive: found.iter().any(|study| study.state.is_alive()),
        programmes: choices(app, jenjang_asn::STUDY_POLICIES.facts.programme, &shell),
        accreditations: choices(app, jenjang_asn::STUDY_POLICIES.facts.accreditation, &shell),
        funding: vec![
            ("agency", shell.t("dibiayai instansi, dibebaskan dari jabatan", "paid by the agency, released from the post")),
            ("self", shell.t("biaya mandiri, tetap dalam jabatan", "paid by myself, staying in the post")),
        ],
        form,
        shell,
    };
    page_with(page_of.form.status(), &page_of)
}

/// The values of a choice fact with their labels, first the one that says nothing.
fn choices(app: &App, fact: &str, shell: &Shell) -> Vec<(String, String)> {
    let mut choices = vec![(String::new(), shell.t("belum ditentukan", "not said").to_owned())];
    let scale = app.catalogue().and_then(|catalogue| match &catalogue.fact(catalogue.find(fact)?).ty {
        Type::Choice(scale) => Some(Arc::clone(scale)),
        _ => None,
    });
    let values = scale.iter().flat_map(|scale| &scale.values);
    choices.extend(values.map(|value| (value.code.to_string(), value.label.get(shell.language).to_owned())));
    choices
}

/// Where a study assignment stands.
pub(crate) fn tag(state: &StudyState, language: Language) -> Tag {
    let label = state.label();
    let word = label.get(language);
    match state {
        StudyState::Applied => Tag::open(word),
        StudyState::Refused { .. } | StudyState::Failed { .. } | StudyState::Breached(_) => Tag::bad(word),
        _ => Tag::good(word),
    }
}

fn row(app: &App, study: &StudyAssignment, language: Language) -> Row {
    let tag = tag(&study.state, language);
    let t = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let eligible = match study.eligibility.outcome {
        OutcomeKind::Eligible => Tag::good(t("memenuhi syarat", "eligible")),
        OutcomeKind::NotEligible => Tag::bad(t("belum memenuhi syarat", "not eligible")),
        OutcomeKind::Unknown => Tag::open(t("belum dapat ditentukan", "not known yet")),
    };
    let policy = app.shipped.set.get(&study.eligibility.policy);
    let names = |codes: &[Arc<str>]| {
        let label = |code: &Arc<str>| {
            let found = policy.and_then(|policy| policy.criteria.iter().find(|criterion| criterion.code == *code));
            found.map_or_else(|| code.to_string(), |criterion| criterion.label.get(language).to_owned())
        };
        codes.iter().map(label).collect::<Vec<_>>().join("; ")
    };
    let note = match &study.state {
        StudyState::Refused { reason, .. } | StudyState::Failed { reason, .. } => Some(reason.to_string()),
        _ if !study.eligibility.not_met.is_empty() => {
            Some(format!("{}: {}", t("Belum terpenuhi", "Not met"), names(&study.eligibility.not_met)))
        }
        _ if !study.eligibility.unknown.is_empty() => {
            Some(format!("{}: {}", t("Belum diketahui", "Not known"), names(&study.eligibility.unknown)))
        }
        _ => None,
    };
    let name = programme(app, study, language);
    Row {
        title: format!("{name}, {}", study.institution),
        tag,
        first: study.first,
        last: study.last,
        eligible,
        policy: study.eligibility.policy.to_string(),
        semesters: study
            .semesters
            .iter()
            .map(|one| format!("Semester {}: {}, {} JP", one.number, format::date(one.completed, language), number(one.hours, language)))
            .collect(),
        bond: study.bond.as_ref().map(|bond| (bond.first, bond.last, bond.months, bond.reference.to_string())),
        note,
    }
}

/// The diploma a study leads to.
pub(crate) fn programme(app: &App, study: &StudyAssignment, language: Language) -> String {
    let fact = jenjang_asn::STUDY_POLICIES.facts.programme;
    let scale = app.catalogue().and_then(|catalogue| match &catalogue.fact(catalogue.find(fact)?).ty {
        Type::Choice(scale) => Some(Arc::clone(scale)),
        _ => None,
    });
    let found =
        scale.and_then(|scale| scale.values.iter().find(|value| &*value.code == study.programme.as_str()).map(|value| value.label.clone()));
    found.map_or_else(|| study.programme.to_string(), |label| label.get(language).to_owned())
}

/// Asks for a study assignment; whether I may is decided at once.
pub(super) async fn request(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let programme = form.parsed::<EducationCode>("programme", &Label::new("sebuah program, seperti S2", "a programme, such as S2"));
    let institution = form.text("institution", 200);
    let (first, last) = (form.day("first"), form.day("last"));
    let said = |name: &str| Some(form.value(name)).filter(|text| !text.is_empty()).map(Arc::<str>::from);
    let (field, accreditation) = (said("field"), said("accreditation"));
    let count = studies_of_person(&app.context(&me.visitor.actor), &me.person).await?.len() + 1;
    let id: Result<StudyId, _> = format!("{}-tb{count}", me.person).parse();
    if let (Some(programme), Some(institution), Some(first), Some(last), Ok(id)) = (programme, institution, first, last, id) {
        let request = StudyRequest {
            id,
            person: me.person.clone(),
            programme,
            field,
            institution: institution.into(),
            accreditation,
            remote_or_needed: None,
            self_funded: form.value("funding") == "self",
            abroad: form.chosen("abroad", "yes"),
            competency: None,
            cost: None,
            first,
            last,
        };
        let command = RequestStudy { request: &request, rules: study_rules(&app) };
        match request_study(&app.context(&me.visitor.actor), command).await {
            Ok(_) => return Ok(Redirect::to("/development/studies?done=requested").into_response()),
            Err(error) => {
                let field = match error.code() {
                    "study-day" | "study-too-long" => "last",
                    "fact" => "programme",
                    _ => "",
                };
                form.refused(field, error)?;
            }
        }
    }
    show(&app, &me, form).await
}
