//! Waivers: which criteria may be waived on which article, and granting one.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::WaiverId;
use jenjang_service::ServiceError;
use jenjang_service::permissions::Action;
use jenjang_service::policies::read_policies;
use jenjang_service::promotion::{GrantWaiver, grant_waiver, list_rounds};

use super::words;
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// A criterion that may be waived.
struct Waivable {
    /// `policy criterion`, the value of the choice.
    value: String,
    policy_id: String,
    policy: String,
    criterion: String,
    basis: String,
}

#[derive(Template)]
#[template(path = "hr/waivers.html")]
struct Page {
    shell: Shell,
    form: Filled,
    done: Option<&'static str>,
    waivable: Vec<Waivable>,
    options: Vec<(String, String)>,
    may_grant: bool,
}

/// What may be waived, and the form for those who may grant.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    // those who read rounds read this
    list_rounds(&app.context(&me.visitor.actor)).await?;
    laid_out(&app, &me, Filled::with(&[], me.visitor.language)).await
}

async fn waivable(app: &App, me: &SignedIn) -> Result<Vec<Waivable>, Failure> {
    let (today, language) = (app.today(), me.visitor.language);
    let library = read_policies(&app.context(&me.visitor.actor), &app.shipped, View { as_of: today, known_at: today }).await?;
    let in_force = library.set.iter().filter(|policy| policy.effective.contains(today));
    let of_policy = in_force.flat_map(|policy| {
        policy.criteria.iter().filter_map(move |criterion| {
            let basis = criterion.waivable.as_ref()?.basis.to_string();
            Some(Waivable {
                value: format!("{} {}", policy.id, criterion.code),
                policy_id: policy.id.to_string(),
                policy: policy.title.get(language).to_owned(),
                criterion: criterion.label.get(language).to_owned(),
                basis,
            })
        })
    });
    Ok(of_policy.collect())
}

async fn laid_out(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let waivable = waivable(app, me).await?;
    let shell = me.visitor.shell(me.visitor.shell("").t("Pengecualian", "Waivers"));
    let options = waivable.iter().map(|one| (one.value.clone(), format!("{}: {}", one.policy, one.criterion))).collect();
    let done = shell.done(&[(
        "granted",
        "Pengecualian diberikan. Ia tampak pada berkas pegawai.",
        "The waiver was granted. It stands in the person's file.",
    )]);
    let may_grant = shell.has(jenjang::access::GrantedRole::AppointingAuthority);
    page_with(form.status(), &Page { shell, form, done, waivable, options, may_grant })
}

/// Grants a waiver.
pub(super) async fn grant(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    if !me.visitor.shell("").has(jenjang::access::GrantedRole::AppointingAuthority) {
        return Err(words::forbidden(Action::GrantWaiver));
    }
    let mut form = Filled::of(typed, me.visitor.language);
    let known = waivable(&app, &me).await?;
    let chosen = known.iter().find(|one| one.value == form.value("criterion"));
    if chosen.is_none() {
        form.refuse("criterion", &Label::new("pilih syarat yang dapat dikecualikan", "choose a requirement that can be waived"));
    }
    let basis = form.text("basis", 200);
    let person =
        form.parsed("person", &Label::new("id pegawai, seperti di alamat berkasnya", "the id of a person, as in the address of the file"));
    let last_day: Option<NaiveDate> = if form.value("last-day").is_empty() { None } else { form.day("last-day") };
    let (Some(chosen), Some(basis), Some(person), true) = (chosen, basis, person, form.problems().is_empty()) else {
        return laid_out(&app, &me, form).await;
    };
    let bytes = app.backend.request_id();
    let id: WaiverId = format!("pengecualian-{bytes}").parse().map_err(|_| Failure::internal())?;
    let criterion = chosen.value.split_once(' ').map_or("", |(_, criterion)| criterion).to_owned();
    let command =
        GrantWaiver { shipped: &app.shipped, id, person, policy: &chosen.policy_id, criterion: &criterion, basis: &basis, last_day };
    match grant_waiver(&context, command).await {
        Ok(_) => Ok(Redirect::to("/hr/waivers?done=granted").into_response()),
        Err(error @ ServiceError::NotFound { .. }) => {
            form.refuse("person", &error.message());
            laid_out(&app, &me, form).await
        }
        Err(error) => {
            let field = match error.code() {
                "not-waivable" => "basis",
                "backdated" => "last-day",
                _ => "",
            };
            form.refused(field, error)?;
            laid_out(&app, &me, form).await
        }
    }
}
