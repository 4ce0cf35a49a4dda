//! The talent reviews of the own units.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jenjang::access::GrantedRole;
use jenjang_service::talent::list_reviews;

use crate::error::Failure;
use crate::form::Typed;
use crate::pages::listing::part;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

struct Row {
    id: String,
    title: String,
    unit: String,
    policy: String,
    day: String,
}

#[derive(Template)]
#[template(path = "hr/talent/list.html")]
struct Page {
    shell: Shell,
    rows: Vec<Row>,
    /// After which the next page begins, where more follow.
    last: Option<String>,
    makes: bool,
}

/// The latest first.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let found = list_reviews(&app.context(&me.visitor.actor)).await?;
    let shell = me.visitor.titled("Talenta", "Talent");
    let units: BTreeMap<_, _> = found.units.iter().map(|unit| (&unit.id, shell.label(&unit.name))).collect();
    let (listed, last) = part(found.reviews, Typed::query(&me.visitor.uri).get("after"), |review| &review.id);
    let rows = listed.iter().map(|review| Row {
        id: review.id.to_string(),
        title: shell.label(&review.title).to_owned(),
        unit: units.get(&review.unit).map_or("–", |name| name).to_owned(),
        policy: app.shipped.set.get(&review.policy).map_or_else(|| review.policy.to_string(), |of| shell.label(&of.title).to_owned()),
        day: shell.date(&review.as_of),
    });
    page(&Page { rows: rows.collect(), last, makes: shell.has(GrantedRole::HrOfficer), shell: shell.clone() })
}
