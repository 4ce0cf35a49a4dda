//! Money for training: envelopes, plans of who goes where for them, and adopting a plan.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use chrono::Datelike;
use jenjang::Decimal;
use jenjang::development::budget::{Balance, PlanState};
use jenjang::legal::{Label, Language};
use jenjang::people::OrgUnit;
use jenjang::people::id::{BudgetPlanId, EnvelopeId, UnitId};
use jenjang_service::budget::{OpenEnvelope, list_envelopes, open_envelope};
use jenjang_service::people::find_units;
use jenjang_service::permissions::Action;

use crate::development::{Tag, money, segment};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::pages::listing::part;
use crate::runs::{Kept, Runs};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;
use crate::unit_field::{UnitChoice, unit};

mod envelope;
mod plan;
mod settle;

/// Plans that are being computed, and why some failed after the browser had gone on; what comes of the others is in the store.
pub(crate) type Plans = Runs<BudgetPlanId, Label>;

/// How many failures are kept.
pub(crate) const KEPT: Kept = Kept { all: 20, of_one: 20 };

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/hr/development/budget", get(list).post(open))
        .route("/hr/development/budget/{envelope}", get(envelope::show).post(envelope::plan))
        .route("/hr/development/budget/{envelope}/runs/{plan}", get(envelope::running))
        .route("/hr/development/budget/plans/{plan}", get(plan::show))
        .route("/hr/development/budget/plans/{plan}/people.csv", get(plan::file))
        .route("/hr/development/budget/plans/{plan}/adopt", post(plan::adopt))
        .route("/hr/development/budget/plans/{plan}/settle", post(settle::settle))
        .route("/hr/development/budget/plans/{plan}/withdraw", post(plan::withdraw))
}

fn address(envelope: &EnvelopeId) -> String {
    format!("/hr/development/budget/{}", segment(envelope.as_str()))
}

/// Where an envelope stands, as people write it.
struct Standing {
    money: String,
    planned: String,
    committed: String,
    spent: String,
    available: String,
}

impl Standing {
    fn of(whole: Decimal, balance: &Balance, language: Language) -> Standing {
        Standing {
            money: money(whole, language),
            planned: money(balance.planned, language),
            committed: money(balance.committed, language),
            spent: money(balance.spent, language),
            available: money(balance.available, language),
        }
    }
}

/// Where a plan stands.
fn tag(state: &PlanState, language: Language) -> Tag {
    let label = state.label();
    let word = label.get(language);
    match state {
        PlanState::Proposed => Tag::open(word),
        PlanState::Adopted { .. } => Tag::good(word),
        PlanState::Withdrawn { .. } => Tag::aside(word),
    }
}

fn name_of(units: &[OrgUnit], id: &UnitId, language: Language) -> String {
    units.iter().find(|unit| unit.id == *id).map_or_else(|| id.to_string(), |unit| unit.name.get(language).to_owned())
}

/// Rupiah as typed: with or without separators.
fn rupiah(form: &mut Filled, name: &str) -> Option<Decimal> {
    let digits: String = form.value(name).chars().filter(|letter| !matches!(letter, '.' | ',' | ' ')).collect();
    let digits = digits.strip_prefix("Rp").unwrap_or(&digits);
    if !digits.is_empty() && digits.chars().all(|letter| letter.is_ascii_digit()) {
        return digits.parse().ok();
    }
    let found = crate::error::shortened(form.value(name));
    let label = match found.as_str() {
        "" => {
            Label::new("bagian ini perlu diisi: rupiah, seperti 50.000.000", "this field has to be filled in: rupiah, such as 50,000,000")
        }
        _ => Label::new(
            format!("`{found}` tidak dapat dipakai, seharusnya rupiah bulat seperti 50.000.000"),
            format!("`{found}` cannot be used, expected whole rupiah such as 50,000,000"),
        ),
    };
    form.refuse(name, &label);
    None
}

struct Row {
    address: String,
    programme: String,
    unit: String,
    year: i32,
    standing: Standing,
}

#[derive(Template)]
#[template(path = "hr/development/budget/list.html")]
struct Page {
    shell: Shell,
    form: Filled,
    rows: Vec<Row>,
    /// After which the next page begins, where more follow.
    last: Option<String>,
    units: Option<UnitChoice>,
}

/// Envelopes of the units the reader may see.
async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let year = app.today().year().to_string();
    let form = Filled::with(&[("year", &year)], me.visitor.language);
    show(&app, &me, form).await
}

async fn show(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let mut found = list_envelopes(&context, None).await?;
    found.sort_by(|a, b| (b.envelope.year, &a.envelope.id).cmp(&(a.envelope.year, &b.envelope.id)));
    let (found, last) = part(found, Typed::query(&me.visitor.uri).get("after"), |view| view.envelope.id.as_str());
    let all = find_units(&context, &found.iter().map(|view| view.envelope.unit.clone()).collect()).await?;
    let row = |view: &jenjang_service::budget::EnvelopeView| Row {
        address: address(&view.envelope.id),
        programme: view.envelope.programme.to_string(),
        unit: name_of(&all, &view.envelope.unit, language),
        year: view.envelope.year,
        standing: Standing::of(view.envelope.money, &view.balance, language),
    };
    let page_of = Page {
        rows: found.iter().map(row).collect(),
        last,
        units: UnitChoice::if_any(app, me, Action::ManageBudget, form.value("unit")).await?,
        shell: me.visitor.titled("Anggaran pelatihan", "Training budget"),
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

/// Opens an envelope.
async fn open(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let id = form.parsed::<EnvelopeId>("code", &Label::new("kode singkat, seperti dik-2027", "a short code, such as training-2027"));
    let unit = unit(&app, &me, &mut form, "unit", Action::ManageBudget).await?;
    let (programme, document) = (form.text("programme", 200), form.text("document", 200));
    let year = form.parsed::<i32>("year", &Label::new("tahun, seperti 2027", "a year, such as 2027"));
    let money = rupiah(&mut form, "money");
    let whole = (|| {
        Some(OpenEnvelope { id: id?, unit: unit?, programme: programme?.into(), year: year?, money: money?, document: document?.into() })
    })();
    if let Some(command) = whole {
        match open_envelope(&app.context(&me.visitor.actor), &command).await {
            Ok(()) => return Ok(Redirect::to(&format!("{}?done=opened", address(&command.id))).into_response()),
            Err(error) => {
                let field = match error.code() {
                    "envelope-exists" => "code",
                    "amount-not-positive" => "money",
                    _ => "",
                };
                form.refused(field, error)?;
            }
        }
    }
    show(&app, &me, form).await
}
