//! Every version of a policy in the store, with what can be done with it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::access::GrantedRole;
use jenjang::audit::Digest;
use jenjang::legal::Language;
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang_service::drafts::draft_checker;
use jenjang_service::policies::list_policies;

use super::acts::move_version;
use super::pick;
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::public::policies::unknown;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct Version {
    digest: String,
    class: &'static str,
    sign: &'static str,
    state: String,
    detail: String,
    effective: NaiveDate,
    purpose: String,
    in_force: bool,
    /// Forms for the visitor: hand in, enact, withdraw.
    submit: bool,
    enact: bool,
    withdraw: bool,
    /// Why the visitor may not enact, where somebody else may.
    barred: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "drafts/versions.html")]
struct VersionsPage<'p> {
    shell: Shell,
    policy: Arc<str>,
    title: String,
    versions: Vec<Version>,
    writes: bool,
    done: Option<&'p str>,
    form: Filled,
}

const DONE: [(&str, &str, &str); 3] = [
    ("submitted", "Diajukan untuk ditetapkan.", "Handed in to be enacted."),
    ("enacted", "Ditetapkan.", "Enacted."),
    ("withdrawn", "Ditarik.", "Withdrawn."),
];

/// The list.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(policy): Path<String>) -> Result<Response, Failure> {
    versions_page(&app, &me, &policy, Filled::with(&[], me.visitor.language)).await
}

async fn versions_page(app: &App, me: &SignedIn, policy: &str, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let checker = draft_checker(&context, &app.shipped).await?;
    let listed = list_policies(&context, Some(policy)).await?;
    let library = checker.in_force();
    let title = library.set.get(policy).map(|policy| policy.title.get(language).to_owned());
    if title.is_none() && listed.is_empty() {
        return Err(unknown(policy, library.set.iter().map(|policy| &*policy.id)));
    }
    let versions = listed.iter().rev().map(|listing| version(&listing.version, listing.in_force, me, language)).collect();
    let shell = me.visitor.shell(pick(language, "Versi kebijakan", "Versions of a policy"));
    let done = shell.done(&DONE);
    let writes = me.who.grants.iter().any(|grant| grant.role == GrantedRole::PolicyAnalyst);
    page_with(
        form.status(),
        &VersionsPage { policy: policy.into(), title: title.unwrap_or_else(|| policy.to_owned()), versions, writes, done, form, shell },
    )
}

fn version(version: &PolicyVersion, in_force: bool, me: &SignedIn, language: Language) -> Version {
    let holds = |role| me.who.grants.iter().any(|grant| grant.role == role);
    let (writes, signs) = (holds(GrantedRole::PolicyAnalyst), holds(GrantedRole::AppointingAuthority));
    let date = |day: &NaiveDate| format::date(*day, language);
    let (class, sign, detail) = match &version.state {
        PolicyState::Draft => ("aside", "✎", String::new()),
        PolicyState::UnderReview { since, .. } => ("unknown", "…", format!("{} {}", pick(language, "sejak", "since"), date(since))),
        PolicyState::Enacted { on, .. } => ("met", "✓", date(on)),
        PolicyState::Superseded { enacted, on, .. } => ("aside", "↷", format::days(*enacted, *on, language)),
        PolicyState::Withdrawn { on, reason } => ("not-met", "✕", format!("{}: {reason}", date(on))),
        PolicyState::Shipped => ("aside", "–", String::new()),
    };
    let own = match &version.state {
        PolicyState::UnderReview { by, .. } => by == &me.person || version.proposed_by.as_ref() == Some(&me.person),
        _ => false,
    };
    let waits = matches!(version.state, PolicyState::UnderReview { .. });
    Version {
        digest: version.version.to_string(),
        class,
        sign,
        state: version.state.label().get(language).to_owned(),
        detail,
        effective: version.effective,
        purpose: version.purpose.as_ref().map_or_else(String::new, ToString::to_string),
        in_force,
        submit: writes && version.state == PolicyState::Draft,
        enact: signs && waits && !own,
        withdraw: (writes || signs) && (waits || version.state == PolicyState::Draft),
        barred: waits.then_some(()).and_then(|()| match (own, signs) {
            (true, _) => Some(pick(
                language,
                "Anda mengusulkan atau mengajukan versi ini, jadi orang lain yang menetapkannya.",
                "You proposed this version or handed it in, so somebody else has to enact it.",
            )),
            (false, false) => {
                Some(pick(language, "Menunggu penetapan oleh pejabat pembina kepegawaian.", "It waits for the appointing authority."))
            }
            _ => None,
        }),
    }
}

/// Hands in, enacts or withdraws a version.
pub(crate) async fn act(State(app): State<Arc<App>>, me: SignedIn, Path(policy): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let code = form.value("do").to_owned();
    let (digest, reason) = (form.value("version").to_owned(), form.value("reason").to_owned());
    let listed = list_policies(&app.context(&me.visitor.actor), Some(&policy)).await?;
    let version: Option<Digest> = listed.iter().map(|listing| listing.version.version).find(|version| version.to_string() == digest);
    let version = version.ok_or_else(Failure::not_found)?;
    if !["submit", "enact", "withdraw"].contains(&code.as_str()) {
        return Err(Failure::of_status(StatusCode::BAD_REQUEST));
    }
    let effective = if form.value("effective").is_empty() { None } else { form.day("effective") };
    if form.problems().is_empty() {
        match move_version(&app, &me, &code, &policy, version, effective, &reason).await {
            Ok(done) => return Ok(Redirect::to(&format!("/drafts/versions/{policy}?done={done}")).into_response()),
            Err(error) => form.refused("", error)?,
        }
    }
    versions_page(&app, &me, &policy, form).await
}
