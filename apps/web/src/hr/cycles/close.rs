//! Closing a cycle, after a page that says what is destroyed.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::evaluation::cycle::CycleState;
use jenjang::legal::Label;
use jenjang::people::id::CycleId;
use jenjang_service::cycles::{CloseCycle, close as close_cycle, read_cycle};

use crate::error::Failure;
use crate::evaluations::id;
use crate::evaluations::words::stage;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

#[derive(Template)]
#[template(path = "hr/cycles/close.html")]
struct Page {
    shell: Shell,
    filled: Filled,
    address: String,
    title: String,
    stage: String,
    /// Whether it is open.
    open: bool,
    /// The last day on which answers are taken, where that is not over.
    until: Option<String>,
}

/// Asks whether it is meant.
pub(super) async fn ask(State(app): State<Arc<App>>, me: SignedIn, Path(cycle): Path<String>) -> Result<Response, Failure> {
    lay_out(&app, &me, &id(&cycle)?, Filled::with(&[], me.visitor.language)).await
}

/// Closes it.
pub(super) async fn close(State(app): State<Arc<App>>, me: SignedIn, Path(cycle): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let cycle: CycleId = id(&cycle)?;
    let mut filled = Filled::of(typed, me.visitor.language);
    if filled.chosen("meant", "yes") {
        let command = CloseCycle { cycle: cycle.clone(), importance: BTreeMap::new(), recommended: None };
        match close_cycle(&app.context(&me.visitor.actor), &command).await {
            Ok(_) => return Ok(Redirect::to(&format!("/hr/cycles/{cycle}?done=closed")).into_response()),
            Err(error) => filled.refused("", error)?,
        }
    } else {
        let label = Label::new("centang dulu bahwa penutupan ini dikehendaki", "tick first that this closing is meant");
        filled.refuse("meant", &label);
    }
    lay_out(&app, &me, &cycle, filled).await
}

async fn lay_out(app: &App, me: &SignedIn, cycle: &CycleId, filled: Filled) -> Result<Response, Failure> {
    let view = read_cycle(&app.context(&me.visitor.actor), cycle).await?;
    let shell = me.visitor.titled("Tutup periode", "Close the cycle");
    let until = match view.cycle.state() {
        CycleState::Open { until, .. } if app.today() <= until => Some(shell.date(&until)),
        _ => None,
    };
    let page_of = Page {
        address: format!("/hr/cycles/{cycle}"),
        title: shell.label(&view.title).to_owned(),
        stage: stage(&shell, view.cycle.state()),
        open: matches!(view.cycle.state(), CycleState::Open { .. }),
        until,
        filled,
        shell,
    };
    page_with(page_of.filled.status(), &page_of)
}
