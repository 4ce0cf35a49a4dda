//! Sessions of a plan and their money: what is committed, what was spent and freed; settling one once its invoice is there.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::Decimal;
use jenjang::development::budget::{Envelope, PlannedSession};
use jenjang::legal::{Label, Language};
use jenjang::people::id::CourseSessionId;
use jenjang_service::budget::{SettleSession, settle_session};

use super::plan::{id_of, lay_out, own_address};
use super::rupiah;
use crate::development::{money, segment};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::state::App;

/// A session of a plan.
pub(super) struct Held {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) people: u32,
    pub(super) cost: String,
    /// What is committed and neither spent nor freed yet.
    pub(super) committed: Option<String>,
    /// What was spent of it and what was freed, once it is settled.
    pub(super) settled: Option<(String, String)>,
}

impl Held {
    pub(super) fn of(planned: &PlannedSession, title: String, envelope: &Envelope, language: Language) -> Held {
        let left = planned.entry.map(|entry| envelope.left_of(entry)).filter(|left| *left > Decimal::ZERO);
        let over = planned.entry.filter(|_| left.is_none());
        Held {
            id: planned.session.to_string(),
            title,
            people: planned.people,
            cost: money(planned.cost, language),
            committed: left.map(|left| money(left, language)),
            settled: over.map(|entry| (money(envelope.settled_of(entry), language), money(envelope.taken_back_of(entry), language))),
        }
    }
}

/// Settles a session: what was committed is spent, and the rest is free again.
pub(super) async fn settle(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let plan = id_of(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    let session = form.parsed::<CourseSessionId>("session", &Label::new("salah satu jadwal", "one of the sessions"));
    let document = form.text("document", 200);
    let amount = if form.value("amount").is_empty() { None } else { rupiah(&mut form, "amount") };
    let over = if form.value("over").is_empty() { None } else { form.text("over", 2_000) };
    if let (Some(session), Some(document), true) = (session, document, form.problems().is_empty()) {
        let command = SettleSession { plan: plan.clone(), session, amount, document: document.into(), over: over.map(Into::into) };
        match settle_session(&app.context(&me.visitor.actor), &command).await {
            Ok(_) => {
                let session = segment(command.session.as_str());
                return Ok(Redirect::to(&format!("{}?done=settled&session={session}", own_address(&plan))).into_response());
            }
            Err(error) => {
                let field = match error.code() {
                    "overspent" => "over",
                    "results-missing" | "amount-not-positive" | "too-large" => "amount",
                    _ => "",
                };
                form.refused(field, error)?;
            }
        }
    }
    lay_out(&app, &me, &plan, form).await
}
