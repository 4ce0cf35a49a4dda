//! The cycles of the own units.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jenjang_service::cycles::list_run_cycles;

use crate::error::Failure;
use crate::evaluations::words::stage;
use crate::form::Typed;
use crate::pages::listing::part;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

struct Row {
    id: String,
    title: String,
    unit: String,
    stage: String,
}

#[derive(Template)]
#[template(path = "hr/cycles/list.html")]
struct Page {
    shell: Shell,
    rows: Vec<Row>,
    /// After which the next page begins, where more follow.
    last: Option<String>,
}

/// The latest first.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let run = list_run_cycles(&app.context(&me.visitor.actor)).await?;
    let shell = me.visitor.titled("Periode penilaian", "Evaluation cycles");
    let names: BTreeMap<_, _> = run.units.iter().map(|unit| (&unit.id, shell.label(&unit.name))).collect();
    let (listed, last) = part(run.cycles, Typed::query(&me.visitor.uri).get("after"), |cycle| cycle.cycle.id().as_str());
    let rows = listed.iter().map(|cycle| Row {
        id: cycle.cycle.id().to_string(),
        title: shell.label(&cycle.title).to_owned(),
        unit: names.get(&cycle.unit).map_or("–", |name| name).to_owned(),
        stage: stage(&shell, cycle.cycle.state()),
    });
    page(&Page { rows: rows.collect(), last, shell: shell.clone() })
}
