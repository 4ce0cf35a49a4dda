//! Roles: who holds which one, giving one to somebody and ending one.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use chrono::NaiveDate;
use jenjang::access::{Grant, GrantedRole};
use jenjang::legal::{Label, Language};
use jenjang::people::id::PersonId;
use jenjang_service::ServiceError;
use jenjang_service::people::{EndRole, GrantRole, end_role, find_others, find_units, grant_role, list_grants, names_of};
use jenjang_service::permissions::{Action, Role};

use super::words::{self, UnitNames};
use crate::error::{Failure, shortened};
use crate::form::{Filled, Typed};
use crate::format;
use crate::pages::listing::part;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;
use crate::unit_field::{UnitChoice, unit};

/// The most people that a refusal names.
const TOLD: usize = 5;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/hr/roles", get(show).post(give)).route("/hr/roles/end", post(end))
}

/// Somebody with a role.
struct Row {
    person: PersonId,
    name: String,
    role: GrantedRole,
    label: String,
    unit_id: String,
    unit: String,
    since: NaiveDate,
    until: Option<NaiveDate>,
    /// Whether no end is set and it is not the reader's own.
    endable: bool,
}

#[derive(Template)]
#[template(path = "hr/roles.html")]
struct Page {
    shell: Shell,
    form: Filled,
    done: Option<&'static str>,
    rows: Vec<Row>,
    /// After which the next page begins, where more follow.
    last: Option<String>,
    units: UnitChoice,
    roles: Vec<(String, String)>,
}

/// Who holds, held or will hold which role, and the form that gives one.
async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    laid_out(&app, &me, Filled::with(&[], me.visitor.language)).await
}

/// What a role is called.
fn called(role: GrantedRole, language: Language) -> String {
    format::capitalised(Role::granted(role).label().get(language))
}

async fn laid_out(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let (language, context, today) = (me.visitor.language, app.context(&me.visitor.actor), app.today());
    let mut grants = list_grants(&context).await?;
    let over = |grant: &Grant| grant.until.is_some_and(|until| until <= today);
    grants.sort_by_key(over);
    let keyed: Vec<(String, Grant)> = grants.into_iter().map(|grant| (key(&grant), grant)).collect();
    let (grants, last) = part(keyed, Typed::query(&me.visitor.uri).get("after"), |(key, _)| key);
    let names = names_of(&context, &grants.iter().map(|(_, grant)| grant.person.clone()).collect()).await?;
    let units: BTreeSet<_> = grants.iter().map(|(_, grant)| grant.unit.clone()).collect();
    let units = UnitNames::of(find_units(&context, &units).await?);
    let row = |grant: &Grant| Row {
        name: words::name(names.get(&grant.person), &grant.person),
        label: called(grant.role, language),
        unit_id: grant.unit.to_string(),
        unit: units.name(Some(&grant.unit), language),
        endable: grant.until.is_none() && grant.person != me.person,
        person: grant.person.clone(),
        role: grant.role,
        since: grant.since,
        until: grant.until,
    };
    let shell = me.visitor.titled("Peran", "Roles");
    let choose = (String::new(), shell.t("Pilih…", "Choose…").to_owned());
    let page = Page {
        rows: grants.iter().map(|(_, grant)| row(grant)).collect(),
        last,
        units: UnitChoice::of(app, me, Action::GrantRole, form.value("unit")).await?,
        roles: std::iter::once(choose).chain(GrantedRole::ALL.map(|role| (role.as_str().to_owned(), called(role, language)))).collect(),
        done: shell.done(&[
            ("given", "Peran diberikan. Ia berlaku mulai harinya.", "The role was given. It holds from its day on."),
            ("ended", "Peran diakhiri. Riwayatnya tetap tersimpan.", "The role was ended. That it was held stays on record."),
        ]),
        form,
        shell,
    };
    page_with(page.form.status(), &page)
}

/// By which a grant is told from every other.
fn key(grant: &Grant) -> String {
    format!("{} {} {} {}", grant.person, grant.role.as_str(), grant.unit, grant.since)
}

/// The role of a field.
fn role(form: &mut Filled) -> Option<GrantedRole> {
    let found = GrantedRole::ALL.into_iter().find(|role| role.as_str() == form.value("role"));
    if found.is_none() {
        form.refuse("role", &Label::new("pilih salah satu peran", "choose one of the roles"));
    }
    found
}

/// Whom the role is for: by employee number, or by words of the name that only one person of the own units has.
async fn whom(app: &App, me: &SignedIn, form: &mut Filled) -> Result<Option<PersonId>, Failure> {
    let Some(typed) = form.text("person", 200) else { return Ok(None) };
    let found = find_others(&app.context(&me.visitor.actor), Action::GrantRole, &typed, TOLD + 1).await?;
    match &found[..] {
        [only] => return Ok(Some(only.id.clone())),
        [] => {
            let typed = shortened(&typed);
            let label = Label::new(
                format!("tidak ada pegawai lain dengan nama atau NIP `{typed}` di unit Anda"),
                format!("nobody else in your units has the name or employee number `{typed}`"),
            );
            form.refuse("person", &label);
        }
        several => {
            let told = several.iter().take(TOLD).map(|one| {
                let number = one.employee_number.as_ref().map_or_else(|| one.id.to_string(), ToString::to_string);
                format!("{} ({number})", words::name(one.name.as_ref(), &one.id))
            });
            let told = told.collect::<Vec<_>>().join("; ");
            let label = Label::new(
                format!("lebih dari satu orang ditemukan; tulis NIP yang dimaksud: {told}"),
                format!("more than one person was found; write the employee number of the one you mean: {told}"),
            );
            form.refuse("person", &label);
        }
    }
    Ok(None)
}

/// Gives a role.
async fn give(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let person = whom(&app, &me, &mut form).await?;
    let role = role(&mut form);
    let unit = unit(&app, &me, &mut form, "unit", Action::GrantRole).await?;
    let since = if form.value("since").is_empty() { None } else { form.day("since") };
    if let (Some(person), Some(role), Some(unit), true) = (person, role, unit, form.problems().is_empty()) {
        match grant_role(&app.context(&me.visitor.actor), GrantRole { person, role, unit, since }).await {
            Ok(_) => return Ok(Redirect::to("/hr/roles?done=given").into_response()),
            Err(error) => {
                let field = match error.code() {
                    "role-held" => "role",
                    "backdated" => "since",
                    _ => "",
                };
                form.refused(field, error)?;
            }
        }
    }
    laid_out(&app, &me, form).await
}

/// Ends a role.
async fn end(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let person = form.value("person").parse().map_err(|_| Failure::not_found())?;
    let unit = form.value("unit").parse().map_err(|_| Failure::not_found())?;
    let role = role(&mut form).ok_or_else(Failure::not_found)?;
    let until = if form.value("until").is_empty() { None } else { form.day("until") };
    if form.problems().is_empty() {
        match end_role(&app.context(&me.visitor.actor), EndRole { person, role, unit, until }).await {
            Ok(_) => return Ok(Redirect::to("/hr/roles?done=ended").into_response()),
            // somebody else ended it meanwhile: the list shows it
            Err(error @ ServiceError::NotFound { .. }) => form.refuse("", &error.message()),
            Err(error) => form.refused("", error)?,
        }
    }
    // what was sent belongs to a row, not to the form that gives a role
    let problems: Vec<Label> = form.problems().iter().map(|problem| Label::same(problem.sentence.clone())).collect();
    let mut form = Filled::with(&[], me.visitor.language);
    problems.iter().for_each(|problem| form.refuse("", problem));
    laid_out(&app, &me, form).await
}
