//! One envelope: where the money stands, the plans made for it, and making one.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::legal::{Label, Language};
use jenjang::people::id::{BudgetPlanId, EnvelopeId, UnitId};
use jenjang_service::ServiceError;
use jenjang_service::budget::{Effort, FloorsAsked, PlanBudget, Share, Strength, plan_budget, read_envelope};
use jenjang_service::people::{find_units, in_charge_of};
use jenjang_service::permissions::Action;

use super::{Standing, address, name_of, rupiah, tag};
use crate::development::{Tag, money, needs, segment};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::hr::listing::MOST;
use crate::runs::{Refused, WAITED};
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::App;
use crate::unit_field::{UnitChoice, unit};

/// How many units can be given a share.
const SHARES: [usize; 3] = [1, 2, 3];

struct Entry {
    number: u32,
    on: NaiveDate,
    stage: String,
    what: String,
    amount: String,
    document: String,
}

struct PlanRow {
    address: String,
    id: String,
    made: NaiveDate,
    cost: String,
    tag: Tag,
}

#[derive(Template)]
#[template(path = "hr/development/budget/envelope.html")]
struct Page {
    shell: Shell,
    form: Filled,
    address: String,
    unit: String,
    year: i32,
    document: String,
    standing: Standing,
    entries: Vec<Entry>,
    more: bool,
    plans: Vec<PlanRow>,
    /// Whose people may be planned for; none for whoever only reads.
    units: Option<UnitChoice>,
    /// The same for the fields of shares.
    share_units: UnitChoice,
    strengths: Vec<(&'static str, &'static str)>,
    shares: Vec<(String, String)>,
}

fn id_of(id: &str) -> Result<EnvelopeId, Failure> {
    id.parse().map_err(|_| Failure::not_found())
}

fn plan_address(plan: &BudgetPlanId) -> String {
    format!("/hr/development/budget/plans/{}", segment(plan.as_str()))
}

/// Where the money stands.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let form = Filled::with(&[("duty", "first"), ("mandatory", "first")], me.visitor.language);
    lay_out(&app, &me, &id_of(&id)?, form).await
}

async fn lay_out(app: &App, me: &SignedIn, id: &EnvelopeId, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let found = read_envelope(&context, id).await?;
    let all = find_units(&context, &BTreeSet::from([found.envelope.unit.clone()])).await?;
    let shell = me.visitor.shell(&*found.envelope.programme);
    let mut units = UnitChoice::if_any(app, me, Action::PlanBudget, form.value("unit")).await?;
    if let Some((_, none)) = units.as_mut().and_then(|units| units.options.as_mut()?.first_mut()) {
        *none = shell.t("seluruh unit pagu", "all of the envelope's unit").to_owned();
    }
    let entries = found.envelope.entries.iter().rev().take(MOST).map(|entry| Entry {
        number: entry.number,
        on: entry.on,
        stage: format::capitalised(entry.stage.label().get(language)),
        what: entry.what.to_string(),
        amount: money(entry.amount, language),
        document: entry.document.to_string(),
    });
    let mut plans = found.plans;
    plans.sort_by(|a, b| (b.made, &a.id).cmp(&(a.made, &b.id)));
    let page_of = Page {
        address: address(id),
        unit: name_of(&all, &found.envelope.unit, language),
        year: found.envelope.year,
        document: found.envelope.document.to_string(),
        standing: Standing::of(found.envelope.money, &found.balance, language),
        more: found.envelope.entries.len() > MOST,
        entries: entries.collect(),
        plans: plans
            .iter()
            .take(MOST)
            .map(|plan| PlanRow {
                address: plan_address(&plan.id),
                id: plan.id.to_string(),
                made: plan.made,
                cost: money(plan.cost, language),
                tag: tag(&plan.state, language),
            })
            .collect(),
        share_units: UnitChoice { options: units.as_ref().and_then(|units| units.options.clone()), named: None },
        units,
        strengths: vec![
            ("first", shell.t("didahulukan selama uang ada", "comes first while money lasts")),
            ("firm", shell.t("harus dipenuhi", "has to be met")),
            ("off", shell.t("tidak didahulukan", "does not come first")),
        ],
        shares: SHARES.map(|at| (format!("share-unit-{at}"), format!("share-{at}"))).to_vec(),
        shell,
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

fn strength(form: &Filled, name: &str) -> Strength {
    match form.value(name) {
        "off" => Strength::Off,
        "firm" => Strength::Firm,
        _ => Strength::First,
    }
}

/// What units are to have at least.
async fn shares(app: &App, me: &SignedIn, form: &mut Filled) -> Result<Vec<(UnitId, Share)>, Failure> {
    let mut found = Vec::new();
    for at in SHARES {
        let (of, name) = (format!("share-unit-{at}"), format!("share-{at}"));
        let (typed, much) = (form.value(&of).to_owned(), form.value(&name).to_owned());
        if typed.is_empty() && much.is_empty() {
            continue;
        }
        let share = match much.strip_suffix('%') {
            Some(percent) => percent
                .trim()
                .replace(',', ".")
                .parse()
                .ok()
                .filter(|percent: &Decimal| *percent >= Decimal::ZERO && *percent <= Decimal::ONE_HUNDRED)
                .map(Share::Percent),
            None => much.parse().ok().map(Share::Seats),
        };
        if typed.is_empty() {
            form.refuse(&of, &Label::new("pilih unitnya", "choose the unit"));
            continue;
        }
        match (unit(app, me, form, &of, Action::PlanBudget).await?, share) {
            (Some(unit), Some(share)) => found.push((unit, share)),
            (None, _) => {}
            (_, None) => form.refuse(
                &name,
                &Label::new(
                    "bagian ini perlu berisi seperti 25% (uang) atau 5 (kursi)",
                    "expected such as 25% (of the money) or 5 (seats)",
                ),
            ),
        }
    }
    Ok(found)
}

/// Everything that is asked of the planner, for its thread.
struct Job {
    id: BudgetPlanId,
    envelope: EnvelopeId,
    unit: Option<UnitId>,
    money: Option<Decimal>,
    floors: FloorsAsked,
    each: Option<u32>,
    compare: bool,
}

/// What was typed, as a job; the problems are in the form.
async fn job(app: &App, me: &SignedIn, form: &mut Filled, envelope: &EnvelopeId) -> Result<Option<Job>, Failure> {
    let id = form.parsed("code", &Label::new("kode singkat, seperti rencana-2027-1", "a short code, such as plan-2027-1"));
    let unit = match form.value("unit") {
        "" => None,
        _ => unit(app, me, form, "unit", Action::PlanBudget).await?,
    };
    let money = if form.value("money").is_empty() { None } else { rupiah(form, "money") };
    let each = match form.value("each") {
        "" => None,
        _ => {
            let expected = Label::new("bilangan bulat mulai 1", "a whole number from 1");
            form.parsed::<std::num::NonZeroU32>("each", &expected).map(std::num::NonZeroU32::get)
        }
    };
    let floors = FloorsAsked { mandatory: strength(form, "mandatory"), duty: strength(form, "duty"), shares: shares(app, me, form).await? };
    if !form.problems().is_empty() {
        return Ok(None);
    }
    Ok(id.map(|id| Job { id, envelope: envelope.clone(), unit, money, floors, each, compare: form.chosen("compare", "yes") }))
}

/// Has a plan computed beside the requests, and leads to it; where it takes longer a page there says so.
pub(super) async fn plan(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let envelope = id_of(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    // permission is asked before anything is computed
    let context = app.context(&me.visitor.actor);
    let found = read_envelope(&context, &envelope).await?;
    if !in_charge_of(&context, Action::PlanBudget, &found.envelope.unit).await? {
        return Err(Failure::of_status(StatusCode::FORBIDDEN));
    }
    let Some(job) = job(&app, &me, &mut form, &envelope).await? else { return lay_out(&app, &me, &envelope, form).await };
    let running = match app.plans.begin(me.person.clone(), job.id.clone()) {
        Ok(running) => running,
        Err(refused) => {
            form.refuse("", &refusal(refused));
            return lay_out(&app, &me, &envelope, form).await;
        }
    };
    let (plan, theirs, actor) = (job.id.clone(), Arc::clone(&app), me.visitor.actor.clone());
    let wait = tokio::runtime::Handle::current();
    let work = tokio::task::spawn_blocking(move || {
        // the search is counted, never timed: so much of it is a bound that gives the same plan on every machine
        let effort = Effort { rounds: 200, core: 500, cores: 2, nodes: 1_000, compare: job.compare };
        let command = PlanBudget {
            needs: needs(&theirs),
            policies: &jenjang_asn::BUDGET_POLICIES,
            id: Some(job.id),
            envelope: job.envelope,
            unit: job.unit,
            year: None,
            money: job.money,
            strategic: BTreeSet::new(),
            floors: job.floors,
            sessions_each: job.each,
            effort,
        };
        let done = wait.block_on(plan_budget(&theirs.context(&actor), &command)).map(drop);
        match &done {
            Ok(()) => drop(running),
            Err(error) => running.end(error.message()),
        }
        done
    });
    match tokio::time::timeout(WAITED, work).await {
        Ok(Ok(Ok(()))) => Ok(Redirect::to(&format!("{}?done=planned", plan_address(&plan))).into_response()),
        Ok(Ok(Err(error))) => {
            let field = match error.code() {
                "plan-exists" => "code",
                "overspent" | "amount-not-positive" => "money",
                "unit-outside-envelope" => "unit",
                _ => "",
            };
            match error {
                missing @ ServiceError::NotFound { .. } => form.refuse("", &missing.message()),
                error => form.refused(field, error)?,
            }
            lay_out(&app, &me, &envelope, form).await
        }
        Ok(Err(broken)) => {
            tracing::error!(error = %broken, "a plan could not be computed");
            Err(Failure::internal())
        }
        // a plan that takes longer is looked for by its page
        Err(_) => Ok(Redirect::to(&format!("{}/runs/{}", address(&envelope), segment(plan.as_str()))).into_response()),
    }
}

fn refusal(refused: Refused) -> Label {
    match refused {
        Refused::Own => Label::new(
            "rencana Anda yang sebelumnya masih dihitung; tunggu sampai selesai",
            "your plan before this one is still being computed; wait until it is done",
        ),
        Refused::Busy => Label::new(
            "server sedang menghitung rencana lain sebanyak yang dapat sekaligus; coba lagi sebentar lagi",
            "the server is computing as many plans as it can at once; try again in a moment",
        ),
    }
}

#[derive(Template)]
#[template(path = "hr/development/budget/running.html")]
struct RunningPage {
    shell: Shell,
    back: String,
    /// Why there is no plan; absent while it is computed.
    failed: Option<String>,
}

/// A plan that is being computed, for whoever asked for it and nobody else.
pub(super) async fn running(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path((id, plan)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (envelope, plan) = (id_of(&id)?, plan.parse::<BudgetPlanId>().map_err(|_| Failure::not_found())?);
    let language = me.visitor.language;
    let title = if language == Language::Id { "Rencana sedang dihitung" } else { "The plan is being computed" };
    let shell = me.visitor.shell(title);
    match app.plans.of(&me.person, &plan) {
        None => Ok(Redirect::to(&format!("{}?done=planned", plan_address(&plan))).into_response()),
        Some(None) => {
            let mut answer = page(&RunningPage { shell, back: address(&envelope), failed: None })?;
            answer.headers_mut().insert(header::REFRESH, HeaderValue::from_static("3"));
            Ok(answer)
        }
        Some(Some(why)) => {
            let failed = Some(format::sentence(why.get(language)));
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &RunningPage { shell, back: address(&envelope), failed })
        }
    }
}
