//! Webhooks: events sent to other systems. Who gets which, whether they arrive, making one, sending again, ending one.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang_service::events::KEPT;
use jenjang_service::people::find_units;
use jenjang_service::permissions::Action;
use jenjang_service::webhooks::{
    MakeWebhook, ReplayWebhook, WebhookView, before_day, end_webhook, list_webhooks, make_webhook, read_webhook, replay_webhook,
};

use self::topics::TOPICS;
use super::words::UnitNames;
use crate::api::shown_secret;
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::pages::listing::part;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;
use crate::unit_field::{UnitChoice, unit};

mod topics;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/hr/webhooks", get(list).post(make))
        .route("/hr/webhooks/{id}", get(show))
        .route("/hr/webhooks/{id}/replay", post(replay))
        .route("/hr/webhooks/{id}/end", post(end))
}

/// A delivery that fails.
struct Failing {
    event: String,
    since: String,
    attempts: u32,
    next: String,
    problem: String,
}

/// A webhook as people read it.
struct Row {
    id: String,
    name: String,
    url: String,
    unit: String,
    /// Kinds of events in words; empty for all.
    topics: Vec<String>,
    since: NaiveDate,
    delivered: u64,
    given_up: u64,
    after: Option<String>,
    failing: Option<Failing>,
}

impl Row {
    fn of(view: &WebhookView, units: &UnitNames, language: Language) -> Row {
        let failing = view.failing.as_ref().map(|failing| Failing {
            event: failing.event.to_string(),
            since: format::moment(failing.since, language),
            attempts: failing.attempts,
            next: format::moment(failing.next, language),
            problem: failing.problem.to_string(),
        });
        Row {
            id: view.webhook.id.to_string(),
            name: view.webhook.name.to_string(),
            url: view.webhook.url.to_string(),
            unit: units.name(Some(&view.webhook.unit), language),
            topics: view.webhook.topics.iter().map(|topic| topics::words(topic, language).to_owned()).collect(),
            since: view.webhook.since.date_naive(),
            delivered: view.delivered,
            given_up: view.given_up,
            after: view.after.as_deref().map(str::to_owned),
            failing,
        }
    }
}

#[derive(Template)]
#[template(path = "hr/webhooks/list.html")]
struct Page {
    shell: Shell,
    form: Filled,
    done: Option<&'static str>,
    rows: Vec<Row>,
    /// After which the next page begins, where more follow.
    last: Option<String>,
    units: UnitChoice,
    topics: Vec<(&'static str, &'static str)>,
    /// The name and the secret of a webhook that was just made: it is shown once.
    made: Option<(String, String)>,
}

/// The webhooks of the own units, and a form for a new one.
async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    laid_out(&app, &me, me.empty_form(), None).await
}

async fn laid_out(app: &App, me: &SignedIn, form: Filled, made: Option<(String, String)>) -> Result<Response, Failure> {
    let (language, context) = (me.visitor.language, app.context(&me.visitor.actor));
    let found = list_webhooks(&context).await?;
    let (found, last) = part(found, Typed::query(&me.visitor.uri).get("after"), |view| &view.webhook.id);
    let units: BTreeSet<_> = found.iter().map(|view| view.webhook.unit.clone()).collect();
    let units = UnitNames::of(find_units(&context, &units).await?);
    let shell = me.visitor.titled("Webhook", "Webhooks");
    let page = Page {
        rows: found.iter().map(|view| Row::of(view, &units, language)).collect(),
        last,
        units: UnitChoice::of(app, me, Action::ManageWebhooks, form.value("unit")).await?,
        topics: TOPICS.iter().map(|(code, ..)| (*code, topics::words(code, language))).collect(),
        done: shell.done(&[(
            "ended",
            "Webhook diakhiri. Tidak ada lagi yang dikirim.",
            "The webhook was ended. Nothing is sent any more.",
        )]),
        made,
        form,
        shell,
    };
    let status = if page.made.is_some() { StatusCode::CREATED } else { page.form.status() };
    page_with(status, &page)
}

/// Makes a webhook; its secret stands on the page that answers, and nowhere else.
async fn make(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let (name, url) = (form.text("name", 100), form.text("url", 500));
    let unit = unit(&app, &me, &mut form, "unit", Action::ManageWebhooks).await?;
    let chosen = TOPICS.iter().map(|(code, ..)| *code).filter(|code| form.chosen("topic", code)).map(Arc::from).collect();
    if let (Some(name), Some(url), Some(unit)) = (name, url, unit) {
        match make_webhook(&app.context(&me.visitor.actor), &MakeWebhook { name, url, unit, topics: chosen }).await {
            Ok(made) => {
                let made = (made.webhook.name.to_string(), shown_secret(&made.secret));
                return laid_out(&app, &me, me.empty_form(), Some(made)).await;
            }
            Err(error) => {
                let field = if error.code() == "url" { "url" } else { "" };
                form.refused(field, error)?;
            }
        }
    }
    laid_out(&app, &me, form, None).await
}

#[derive(Template)]
#[template(path = "hr/webhooks/one.html")]
struct One {
    shell: Shell,
    form: Filled,
    done: Option<&'static str>,
    row: Row,
    /// How many days events are kept.
    kept: i64,
}

/// One webhook.
async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    one(&app, &me, &id, me.empty_form()).await
}

async fn one(app: &App, me: &SignedIn, id: &str, form: Filled) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let found = read_webhook(&context, id).await?;
    let units = UnitNames::of(find_units(&context, &BTreeSet::from([found.webhook.unit.clone()])).await?);
    let shell = me.visitor.shell(found.webhook.name.to_string());
    let page = One {
        row: Row::of(&found, &units, me.visitor.language),
        kept: KEPT.num_days(),
        done: shell.done(&[("replayed", "Kabar dikirim lagi mulai dari yang Anda pilih.", "Events are sent again from where you said.")]),
        form,
        shell,
    };
    page_with(page.form.status(), &page)
}

/// The last event that is not sent again; none for all that are kept, and where a field cannot be used.
fn last_kept(form: &mut Filled, today: NaiveDate) -> Option<Arc<str>> {
    match (form.value("day").is_empty(), form.value("event").is_empty()) {
        (true, true) => None,
        (true, false) => form.text("event", 120).map(Arc::from),
        (false, false) => {
            form.refuse("event", &Label::new("isi harinya atau kabarnya, tidak keduanya", "give the day or the event, not both"));
            None
        }
        (false, true) => {
            let day = form.day("day")?;
            if day > today {
                form.refuse("day", &Label::new("hari ini belum tiba", "this day has not come yet"));
            }
            Some(before_day(day))
        }
    }
}

/// Sends events again.
async fn replay(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let command = ReplayWebhook { after: last_kept(&mut form, app.today()), id };
    if !form.problems().is_empty() {
        return one(&app, &me, &command.id, form).await;
    }
    replay_webhook(&app.context(&me.visitor.actor), &command).await?;
    Ok(Redirect::to(&format!("/hr/webhooks/{}?done=replayed", command.id)).into_response())
}

/// Ends a webhook.
async fn end(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    end_webhook(&app.context(&me.visitor.actor), &id).await?;
    Ok(Redirect::to("/hr/webhooks?done=ended").into_response())
}
