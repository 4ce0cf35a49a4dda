//! The yearly duty of learning hours of a unit: who misses how many, most first.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jenjang_service::needs::{ReadUnitDuty, read_unit_duty};
use jenjang_service::people::names_of;
use jenjang_service::permissions::Action;

use super::demand::Chosen;
use crate::development::{needs, number};
use crate::error::Failure;
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// How many people stand on the page: those who miss most.
const MOST: usize = 50;

struct Row {
    name: String,
    counted: String,
    missing: String,
    unknown: bool,
    warnings: Vec<String>,
    consulted: bool,
}

#[derive(Template)]
#[template(path = "hr/development/duty.html")]
struct Page {
    shell: Shell,
    chosen: Chosen,
    bound: usize,
    met: usize,
    warned: usize,
    unknown: usize,
    days_left: u32,
    basis: Option<String>,
    rows: Vec<Row>,
    more: usize,
}

/// The duty of a unit and all under it.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let chosen = Chosen::of(&app, &me, Action::ReadDuty).await?;
    let context = app.context(&me.visitor.actor);
    let view = read_unit_duty(&context, &ReadUnitDuty { library: needs(&app), unit: chosen.unit.clone(), as_of: None }).await?;
    let lacking: Vec<_> = view.people.iter().filter(|person| person.owed.is_none() || !person.missing.is_zero()).collect();
    let shown: Vec<_> = lacking.iter().take(MOST).copied().collect();
    let ids: BTreeSet<_> = shown.iter().map(|person| person.person.clone()).collect();
    let names = names_of(&context, &ids).await?;
    let rows = shown.iter().map(|person| Row {
        name: names.get(&person.person).map_or_else(|| person.person.to_string(), ToString::to_string),
        counted: number(person.counted, language),
        missing: number(person.missing, language),
        unknown: person.owed.is_none(),
        warnings: person.warnings.iter().map(|warning| format::sentence(warning.label.get(language))).collect(),
        consulted: person.register_consulted,
    });
    let page_of = Page {
        chosen,
        bound: view.bound,
        met: view.met,
        warned: view.warned,
        unknown: view.unknown,
        days_left: view.days_left,
        basis: view.reference.as_ref().map(|reference| reference.citation.to_string()),
        more: lacking.len().saturating_sub(shown.len()),
        rows: rows.collect(),
        shell: me.visitor.titled("Kewajiban jam pelajaran", "Duty of learning hours"),
    };
    page_with(page_of.chosen.form.status(), &page_of)
}
