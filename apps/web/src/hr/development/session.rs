//! One session: who takes part, approving and refusing, results, certificates, calling off.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::access::GrantedRole;
use jenjang::certificate::RevocationReason;
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::legal::{Label, Language};
use jenjang::people::id::{CertificateId, CompetencyCode, CourseSessionId, EnrolmentId, FrameworkId, PersonId};
use jenjang_service::catalogue::{CancelSession, cancel_session};
use jenjang_service::certificates::{IssueCertificate, On, RevokeCertificate, issue_certificate, revoke_certificate};
use jenjang_service::enrolment::{
    ApproveEnrolment, Presence, RecordResults, RefuseEnrolment, SessionResult, approve_enrolment, participants, record_results,
    refuse_enrolment,
};
use jenjang_service::people::names_of;

use super::issuer_key;
use crate::development::{Tag, competency, money, needs, number, rules, segment};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct Row {
    enrolment: String,
    person: String,
    name: String,
    tag: Tag,
    note: String,
    certificate: Option<String>,
    /// Whether a certificate can be issued now.
    can_certify: bool,
}

#[derive(Template)]
#[template(path = "hr/development/session.html")]
struct Page {
    shell: Shell,
    form: Filled,
    address: String,
    first: NaiveDate,
    last: NaiveDate,
    until: NaiveDate,
    place: String,
    order: String,
    cost: String,
    capacity: u32,
    free: u32,
    cancelled: Option<String>,
    asked: Vec<Row>,
    seated: Vec<Row>,
    waiting: Vec<Row>,
    others: Vec<Row>,
    /// Seated people whose presence is not recorded yet, once the session has begun.
    to_record: Vec<Row>,
    has_key: bool,
    can_cancel: bool,
    /// Whether to lead to the form that changes it: an auditor reads alone.
    can_edit: bool,
    reasons: Vec<(&'static str, String)>,
}

fn id_of(id: &str) -> Result<CourseSessionId, Failure> {
    id.parse().map_err(|_| Failure::not_found())
}

/// Who takes part.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let form = me.empty_form();
    lay_out(&app, &me, &id_of(&id)?, form).await
}

async fn lay_out(app: &App, me: &SignedIn, id: &CourseSessionId, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let found = participants(&context, id).await?;
    let everybody = found.seated.iter().chain(&found.waiting).chain(&found.others);
    let ids: BTreeSet<PersonId> = everybody.map(|enrolment| enrolment.person.clone()).collect();
    let names = names_of(&context, &ids).await?;
    let row = |enrolment: &Enrolment| {
        let (note, certificate, passed) = match &enrolment.state {
            EnrolmentState::Attended { hours, passed, certificate, .. } => {
                let result = match (passed, language) {
                    (Some(true), Language::Id) => ", lulus",
                    (Some(true), Language::En) => ", passed",
                    (Some(false), Language::Id) => ", tidak lulus",
                    (Some(false), Language::En) => ", not passed",
                    (None, _) => "",
                };
                (format!("{} JP{result}", number(*hours, language)), certificate.as_ref().map(ToString::to_string), *passed != Some(false))
            }
            EnrolmentState::Refused { reason, .. } | EnrolmentState::Withdrawn { reason, .. } => (reason.to_string(), None, false),
            _ => (String::new(), None, false),
        };
        Row {
            enrolment: enrolment.id.as_str().to_owned(),
            person: enrolment.person.as_str().to_owned(),
            name: names.get(&enrolment.person).map_or_else(|| enrolment.person.to_string(), ToString::to_string),
            tag: Tag::of_enrolment(&enrolment.state, language),
            note,
            can_certify: passed && certificate.is_none(),
            certificate,
        }
    };
    let session = &found.session;
    let today = app.today();
    let (asked, others): (Vec<_>, Vec<_>) = found.others.iter().partition(|enrolment| enrolment.state == EnrolmentState::Requested);
    let begun = session.first <= today && session.cancelled.is_none();
    let held = found.seated.iter().any(|enrolment| !matches!(enrolment.state, EnrolmentState::Seated { .. }));
    let unrecorded = found.seated.iter().filter(|enrolment| begun && matches!(enrolment.state, EnrolmentState::Seated { .. }));
    let page_of = Page {
        address: format!("/hr/development/sessions/{}", segment(id.as_str())),
        first: session.first,
        last: session.last,
        until: session.enrol_until,
        place: session.place.to_string(),
        order: session.order.label().get(language).to_owned(),
        cost: format!("{} + {}", money(session.fixed_cost, language), money(session.cost_each, language)),
        capacity: session.capacity,
        free: found.free,
        cancelled: session.cancelled.as_ref().map(ToString::to_string),
        to_record: unrecorded.map(row).collect(),
        asked: asked.into_iter().map(row).collect(),
        seated: found.seated.iter().map(row).collect(),
        waiting: found.waiting.iter().map(row).collect(),
        others: others.into_iter().map(row).collect(),
        has_key: issuer_key(app).is_some(),
        can_cancel: session.cancelled.is_none() && !held,
        can_edit: session.cancelled.is_none() && !held && me.visitor.shell("").has(GrantedRole::HrOfficer),
        reasons: RevocationReason::ALL.into_iter().map(|reason| (reason.as_str(), reason.label().get(language).to_owned())).collect(),
        shell: me.visitor.shell(found.course.title.get(language)),
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

fn back(id: &CourseSessionId, done: &str) -> Response {
    Redirect::to(&format!("/hr/development/sessions/{}?done={done}", segment(id.as_str()))).into_response()
}

/// Approves or refuses an enrolment.
pub(super) async fn decide(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let context = app.context(&me.visitor.actor);
    let mut form = Filled::of(typed, me.visitor.language);
    let enrolment: EnrolmentId = form.value("enrolment").parse().map_err(|_| Failure::not_found())?;
    if form.value("decision") == "approve" {
        match approve_enrolment(&context, &ApproveEnrolment { enrolment, needs: needs(&app) }).await {
            Ok(_) => return Ok(back(&id, "approved")),
            Err(error) => form.refused("", error)?,
        }
    } else if let Some(reason) = form.text("reason", 500) {
        match refuse_enrolment(&context, &RefuseEnrolment { enrolment, reason }).await {
            Ok(()) => return Ok(back(&id, "refused")),
            Err(error) => form.refused("", error)?,
        }
    }
    lay_out(&app, &me, &id, form).await
}

/// Records who came and what came of it; whoever is left out is recorded later.
pub(super) async fn results(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    let mut given = Vec::new();
    for (person, word) in form.typed().named("presence-") {
        let attended = |passed| Presence::Attended { passed, amount: None, hours: None, evidence: None };
        let presence = match word {
            "absent" => Presence::Absent,
            "attended" => attended(None),
            "passed" => attended(Some(true)),
            "failed" => attended(Some(false)),
            _ => continue,
        };
        let person: PersonId = person.parse().map_err(|_| Failure::not_found())?;
        given.push(SessionResult { person, presence });
    }
    if given.is_empty() {
        form.refuse("", &Label::new("belum ada hasil yang dipilih", "no result was chosen"));
    } else {
        let command = RecordResults { session: id.clone(), results: given, rules: rules(&app) };
        match record_results(&app.context(&me.visitor.actor), &command).await {
            Ok(_) => return Ok(back(&id, "recorded")),
            Err(error) => form.refused("", error)?,
        }
    }
    lay_out(&app, &me, &id, form).await
}

/// Issues a certificate for an enrolment that was attended.
pub(super) async fn certify(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let context = app.context(&me.visitor.actor);
    let mut form = Filled::of(typed, me.visitor.language);
    let enrolment: EnrolmentId = form.value("enrolment").parse().map_err(|_| Failure::not_found())?;
    let Some(key) = issuer_key(&app) else {
        let message = Label::new(
            "kunci penerbit tidak ada pada server ini; terbitkan dengan `jenjang certificate issue`",
            "the issuer's key is not on this server; issue it with `jenjang certificate issue`",
        );
        form.refuse("", &message);
        return lay_out(&app, &me, &id, form).await;
    };
    let names = |framework: &FrameworkId, code: &CompetencyCode| {
        let found = competency().framework(framework).and_then(|framework| framework.competency(code));
        found.map(|found| found.label.clone())
    };
    let name = Some(form.value("name")).filter(|name| !name.is_empty()).map(Arc::<str>::from);
    let last = if form.value("last").is_empty() { None } else { form.day("last") };
    if form.problems().is_empty() {
        let command = IssueCertificate {
            id: None,
            on: On::Enrolment(enrolment),
            name,
            title: None,
            criteria: None,
            first: None,
            last,
            names: &names,
            key: &key,
        };
        match issue_certificate(&context, &command).await {
            Ok(_) => return Ok(back(&id, "certified")),
            Err(error) => form.refused("", error)?,
        }
    }
    lay_out(&app, &me, &id, form).await
}

/// Takes a certificate back.
pub(super) async fn revoke(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    let certificate: CertificateId = form.value("certificate").parse().map_err(|_| Failure::not_found())?;
    let reason = RevocationReason::ALL.into_iter().find(|reason| reason.as_str() == form.value("why"));
    if reason.is_none() {
        form.refuse("", &Label::new("pilih alasan pencabutan", "choose the reason of the revocation"));
    }
    if let (Some(reason), Some(note)) = (reason, form.text("note", 500)) {
        let command = RevokeCertificate { id: certificate, reason, note: note.into() };
        match revoke_certificate(&app.context(&me.visitor.actor), &command).await {
            Ok(_) => return Ok(back(&id, "revoked")),
            Err(error) => form.refused("", error)?,
        }
    }
    lay_out(&app, &me, &id, form).await
}

/// Calls the session off.
pub(super) async fn cancel(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    if let Some(reason) = form.text("cancel-reason", 500) {
        match cancel_session(&app.context(&me.visitor.actor), &CancelSession { session: id.clone(), reason }).await {
            Ok(_) => return Ok(back(&id, "cancelled")),
            Err(error) => form.refused("cancel-reason", error)?,
        }
    }
    lay_out(&app, &me, &id, form).await
}
