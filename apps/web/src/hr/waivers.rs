//! Waivers: which criteria may be waived on which article, and granting one to somebody who is found by name or employee number.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::{PersonId, WaiverId};
use jenjang_service::ServiceError;
use jenjang_service::people::{OtherPerson, find_others};
use jenjang_service::permissions::Action;
use jenjang_service::policies::read_policies;
use jenjang_service::promotion::{GrantWaiver, grant_waiver, list_rounds};

use super::words;
use crate::error::{Failure, shortened};
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// How many people are offered to choose from.
const MOST: usize = 20;
/// The longest reason, in letters.
const REASON: usize = 1_000;

/// A criterion that may be waived.
struct Waivable {
    /// `policy criterion`, the value of the choice.
    value: String,
    policy_id: String,
    policy: String,
    code: String,
    criterion: String,
    basis: String,
}

/// What one policy allows to be waived on one article.
struct Allowed {
    policy_id: String,
    policy: String,
    basis: String,
    criteria: Vec<String>,
}

impl Allowed {
    fn of(waivable: &[Waivable]) -> Vec<Allowed> {
        let alike = waivable.chunk_by(|one, next| (&one.policy_id, &one.basis) == (&next.policy_id, &next.basis));
        let allowed = alike.filter_map(|alike| {
            let first = alike.first()?;
            let criteria = alike.iter().map(|one| one.criterion.clone()).collect();
            Some(Allowed { policy_id: first.policy_id.clone(), policy: first.policy.clone(), basis: first.basis.clone(), criteria })
        });
        allowed.collect()
    }
}

/// Whom the waiver may be for: those who were found, and whoever was chosen before.
#[derive(Default)]
struct Found {
    people: Vec<OtherPerson>,
    /// Whether there are more than are shown.
    more: bool,
}

#[derive(Template)]
#[template(path = "hr/waivers.html")]
struct Page {
    shell: Shell,
    form: Filled,
    done: Option<&'static str>,
    waivable: Vec<Allowed>,
    options: Vec<(String, String)>,
    /// Who was found: id, and name with number and unit.
    people: Vec<(String, String)>,
    more: bool,
    may_grant: bool,
}

/// What may be waived, and the form for those who may grant.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    // those who read rounds read this
    list_rounds(&app.context(&me.visitor.actor)).await?;
    laid_out(&app, &me, Filled::with(&[], me.visitor.language), Found::default()).await
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
                code: criterion.code.to_string(),
                criterion: criterion.label.get(language).to_owned(),
                basis,
            })
        })
    });
    Ok(of_policy.collect())
}

/// Looks for whom the waiver is, by what was typed; who was chosen stays to be chosen.
async fn find(app: &App, me: &SignedIn, form: &Filled) -> Result<Found, Failure> {
    let context = app.context(&me.visitor.actor);
    let (typed, chosen) = (form.value("find"), form.value("person"));
    let mut people = if typed.is_empty() { Vec::new() } else { find_others(&context, Action::GrantWaiver, typed, MOST + 1).await? };
    let more = people.len() > MOST;
    people.truncate(MOST);
    if !chosen.is_empty() && people.iter().all(|one| one.id.as_str() != chosen) {
        let before = find_others(&context, Action::GrantWaiver, chosen, 1).await?;
        people.extend(before.into_iter().filter(|one| one.id.as_str() == chosen));
    }
    Ok(Found { people, more })
}

/// Somebody as one of those to choose from.
fn option(shell: &Shell, person: &OtherPerson) -> (String, String) {
    let mut words = vec![words::name(person.name.as_ref(), &person.id)];
    words.extend(person.employee_number.as_ref().map(|number| format!("{} {number}", shell.t("NIP", "employee number"))));
    words.extend(person.unit.as_ref().map(|unit| shell.label(&unit.name).to_owned()));
    (person.id.to_string(), words.join(", "))
}

async fn laid_out(app: &App, me: &SignedIn, form: Filled, found: Found) -> Result<Response, Failure> {
    let waivable = waivable(app, me).await?;
    let shell = me.visitor.titled("Pengecualian", "Waivers");
    let options = waivable.iter().map(|one| (one.value.clone(), format!("{}: {} ({})", one.policy, one.criterion, one.basis))).collect();
    let done = shell.done(&[(
        "granted",
        "Pengecualian diberikan. Ia tampak pada berkas pegawai.",
        "The waiver was granted. It stands in the person's file.",
    )]);
    let may_grant = shell.has(jenjang::access::GrantedRole::AppointingAuthority);
    let people = found.people.iter().map(|person| option(&shell, person)).collect();
    let waivable = Allowed::of(&waivable);
    page_with(form.status(), &Page { shell, form, done, waivable, options, people, more: found.more, may_grant })
}

/// Looks for the person, or grants the waiver.
pub(super) async fn grant(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    if !me.visitor.shell("").has(jenjang::access::GrantedRole::AppointingAuthority) {
        return Err(words::forbidden(Action::GrantWaiver));
    }
    let mut form = Filled::of(typed, me.visitor.language);
    let found = find(&app, &me, &form).await?;
    // the choice stands on the page only where somebody was found
    let whom = if found.people.is_empty() { "find" } else { "person" };
    if form.value("act") == "find" {
        if found.people.is_empty() {
            form.refuse("find", &nobody(form.value("find")));
        }
        return laid_out(&app, &me, form, found).await;
    }
    let person: Option<PersonId> = found.people.iter().find(|one| one.id.as_str() == form.value("person")).map(|one| one.id.clone());
    if person.is_none() {
        let problem = match form.value("person") {
            "" => Label::new("cari pegawainya, lalu pilih satu dari yang ditemukan", "find the person, then choose one of those found"),
            other => nobody(other),
        };
        form.refuse(whom, &problem);
    }
    let known = waivable(&app, &me).await?;
    let chosen = known.iter().find(|one| one.value == form.value("criterion"));
    if chosen.is_none() {
        form.refuse("criterion", &Label::new("pilih syarat yang dapat dikecualikan", "choose a requirement that can be waived"));
    }
    let reason = form.text("reason", REASON);
    let last_day: Option<NaiveDate> = if form.value("last-day").is_empty() { None } else { form.day("last-day") };
    let (Some(chosen), Some(reason), Some(person), true) = (chosen, reason, person, form.problems().is_empty()) else {
        return laid_out(&app, &me, form, found).await;
    };
    let bytes = app.backend.request_id();
    let id: WaiverId = format!("pengecualian-{bytes}").parse().map_err(|_| Failure::internal())?;
    let command = GrantWaiver {
        shipped: &app.shipped,
        id,
        person,
        policy: &chosen.policy_id,
        criterion: &chosen.code,
        basis: &chosen.basis,
        reason: &reason,
        last_day,
    };
    match grant_waiver(&context, command).await {
        Ok(_) => return Ok(Redirect::to("/hr/waivers?done=granted").into_response()),
        Err(error @ (ServiceError::NotFound { .. } | ServiceError::ConflictOfInterest(_))) => form.refuse(whom, &error.message()),
        Err(error) => {
            let field = match error.code() {
                "not-waivable" => "criterion",
                "blank" => "reason",
                "backdated" => "last-day",
                _ => "",
            };
            form.refused(field, error)?;
        }
    }
    laid_out(&app, &me, form, found).await
}

/// That nobody was found who could be granted a waiver.
fn nobody(typed: &str) -> Label {
    if typed.is_empty() {
        return Label::new("ketik nama atau NIP pegawai", "type the name or employee number of the person");
    }
    let found = shortened(typed);
    Label::new(
        format!("tidak ada pegawai lain dengan nama atau NIP `{found}` di unit Anda; cukup awal kata dari namanya"),
        format!("nobody else in your units has the name or employee number `{found}`; the beginnings of words of the name are enough"),
    )
}
