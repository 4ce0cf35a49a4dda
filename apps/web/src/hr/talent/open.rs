//! Making a talent review: whose people, on which grid, for which day, and for those who have one a table of what records do not say.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::legal::Label;
use jenjang_service::ServiceError;
use jenjang_service::permissions::{Action, Role, allowed};
use jenjang_service::talent::{OpenReview, open_review};

use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;
use crate::unit_field::{UnitChoice, unit};

/// The longest title, in letters.
const TITLE: usize = 120;
/// The longest table, in letters.
const TABLE: usize = 50_000;
/// Classifications that are grids of two axes.
const GRIDS: [&str; 5] =
    ["asn/talent/bkn-411/box", "asn/talent/nine-box", "asn/talent/four-box", "asn/talent/djbk/box", "asn/talent/aceh-barat/box"];

#[derive(Template)]
#[template(path = "hr/talent/open.html")]
struct Page {
    shell: Shell,
    filled: Filled,
    units: UnitChoice,
    policies: Vec<(String, String)>,
}

/// Who may make one: an HR officer, by the same row of the table that the use case asks.
pub(super) fn may(me: &SignedIn) -> Result<(), ServiceError> {
    let allowed = allowed(Action::RunTalent);
    let holds = me.who.grants.iter().any(|grant| allowed.contains(&Role::granted(grant.role)));
    if holds { Ok(()) } else { Err(ServiceError::Forbidden { action: Action::RunTalent, allowed }) }
}

/// The empty form.
pub(super) async fn ask(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    may(&me)?;
    let fields = [("as-of", &*app.today().to_string()), ("policy", GRIDS[0])];
    lay_out(&app, &me, Filled::with(&fields, me.visitor.language)).await
}

/// Makes it.
pub(super) async fn open(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    may(&me)?;
    let context = app.context(&me.visitor.actor);
    let mut filled = Filled::of(typed, me.visitor.language);
    let title = filled.text("title", TITLE);
    let id = filled.value("id").to_owned();
    let plain =
        !id.is_empty() && id != "new" && id.len() <= 40 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !plain {
        let shown = crate::error::shortened(&id);
        let problem = Label::new(
            format!("kode `{shown}` tidak dapat dipakai, seharusnya huruf kecil, angka, dan tanda hubung, seperti talenta-2027"),
            format!("the code `{shown}` cannot be used, expected small letters, digits and hyphens, such as talent-2027"),
        );
        filled.refuse("id", &problem);
    }
    let unit = unit(&app, &me, &mut filled, "unit", Action::RunTalent).await?;
    let policy = filled.value("policy").to_owned();
    if !GRIDS.contains(&policy.as_str()) {
        filled.refuse("policy", &Label::new("pilih salah satu kisi", "choose one of the grids"));
    }
    let (as_of, table) = (filled.day("as-of"), filled.value("table").to_owned());
    if table.chars().count() > TABLE {
        filled.text("table", TABLE);
    }
    if let (Some(title), Some(unit), Some(as_of), true) = (title, unit, as_of, filled.problems().is_empty()) {
        let title = Label::same(title);
        let command = OpenReview { shipped: &app.shipped, id: &id, title: &title, unit: &unit, policy: &policy, as_of, table: &table };
        match open_review(&context, command).await {
            Ok(_) => return Ok(Redirect::to(&format!("/hr/talent/{id}?done=made")).into_response()),
            Err(error) => {
                let field = match error.code() {
                    "taken" => "id",
                    "talent-table" if table.is_empty() => "unit",
                    _ => "table",
                };
                filled.refused(field, error)?;
            }
        }
    }
    lay_out(&app, &me, filled).await
}

async fn lay_out(app: &App, me: &SignedIn, filled: Filled) -> Result<Response, Failure> {
    let shell = me.visitor.titled("Susun tinjauan talenta", "Make a talent review");
    let units = UnitChoice::of(app, me, Action::RunTalent, filled.value("unit")).await?;
    let known = GRIDS.iter().filter_map(|id| app.shipped.set.get(id));
    let policies = known.map(|policy| (policy.id.to_string(), shell.label(&policy.title).to_owned())).collect();
    let page_of = Page { units, policies, filled, shell: shell.clone() };
    page_with(page_of.filled.status(), &page_of)
}
