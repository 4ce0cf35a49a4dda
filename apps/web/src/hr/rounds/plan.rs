//! Planning a round, and planning one anew that is not open yet.

use std::num::NonZeroUsize;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::number::{format_decimal, parse_decimal};
use jenjang::people::View;
use jenjang::people::id::{PanelMemberId, RoundId};
use jenjang::policy::document::{Kind, Status};
use jenjang::promotion::{Method, Panel, PanelMember, Stage};
use jenjang::store::Revision;
use jenjang_service::ServiceError;
use jenjang_service::people::check_in_charge;
use jenjang_service::permissions::Action;
use jenjang_service::policies::read_policies;
use jenjang_service::promotion::{PlanRound, PlannedRanking, RoundDesk, plan_round, plan_round_anew, read_round_desk};
use rust_decimal::Decimal;

use super::{Head, changed, revision};
use crate::error::Failure;
use crate::form::{Filled, REVISION, Typed, Version, changed_meanwhile};
use crate::hr::named::{named, number_of};
use crate::hr::words;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;
use crate::unit_field::{UnitChoice, unit};

/// A choice of a list: value and words.
type Options = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "hr/rounds/plan.html")]
struct Page {
    shell: Shell,
    form: Filled,
    /// The round that is planned anew.
    head: Option<Head>,
    action: String,
    units: UnitChoice,
    policies: Options,
    scores: Options,
}

/// An empty form.
pub(super) async fn ask(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let today = app.today().to_string();
    let fields = [("names", "3"), ("low", "0"), ("high", "100"), ("as-of", &*today)];
    laid_out(&app, &me, Filled::with(&fields, me.visitor.language), None).await
}

/// The form with what is planned.
pub(super) async fn ask_anew(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let desk = read_round_desk(&app.context(&me.visitor.actor), &round).await?;
    if desk.file.stage == Stage::Planned && !desk.may.contains(&Action::PlanRound) {
        return Err(words::forbidden(Action::PlanRound));
    }
    let mut members = Vec::new();
    for member in desk.file.panel.iter().flat_map(|panel| panel.members()) {
        members.push(number_of(&app, &me, member.id.as_str()).await?);
    }
    let fields = planned(&desk, &members);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, &**value)).collect();
    laid_out(&app, &me, Filled::with(&fields, me.visitor.language), Some(&desk)).await
}

/// What is planned, as the fields of the form have it; `members` are those of the panel by employee number.
fn planned(desk: &RoundDesk, members: &[String]) -> Vec<(&'static str, String)> {
    let (file, plan) = (&desk.file, &desk.file.plan);
    let panel = file.panel.as_ref();
    let (low, high) = panel.map_or((Decimal::ZERO, Decimal::ONE_HUNDRED), Panel::range);
    let names = match &plan.method {
        Method::Ranking { names, .. } => names.get(),
        Method::Eligibility => 3,
    };
    vec![
        ("revision", desk.revision.0.to_string()),
        ("id", plan.id.to_string()),
        ("title-id", plan.title.id.to_string()),
        ("title-en", plan.title.en.to_string()),
        ("unit", file.unit.to_string()),
        ("policy", plan.policy.to_string()),
        ("as-of", plan.as_of.to_string()),
        ("quota", plan.quota.map(|quota| quota.to_string()).unwrap_or_default()),
        ("ranking", file.score_policy.as_deref().unwrap_or_default().to_owned()),
        ("names", names.to_string()),
        ("panel", members.join("\n")),
        ("quorum", panel.map(|panel| panel.quorum().to_string()).unwrap_or_default()),
        ("low", format_decimal(low)),
        ("high", format_decimal(high)),
    ]
}

async fn laid_out(app: &App, me: &SignedIn, form: Filled, desk: Option<&RoundDesk>) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let units = UnitChoice::of(app, me, Action::ListPeople, form.value("unit")).await?;
    let today = app.today();
    let library = read_policies(&context, &app.shipped, View { as_of: today, known_at: today }).await?;
    let of = |kind: Kind| -> Options {
        let usable = library.set.iter().filter(|policy| policy.kind == kind && policy.status == Status::Enacted);
        let usable = usable.filter(|policy| policy.effective.contains(today));
        let mut found: Options = usable.map(|policy| (policy.id.to_string(), policy.title.get(language).to_owned())).collect();
        found.sort_by(|a, b| a.1.cmp(&b.1));
        found
    };
    let shell = me.visitor.titled("Rencanakan putaran", "Plan a round");
    let none = (
        String::new(),
        shell.t("tanpa peringkat: semua yang memenuhi syarat diajukan", "no ranking: everybody eligible is put forward").to_owned(),
    );
    let action = desk.map_or_else(|| "/hr/rounds/new".to_owned(), |desk| format!("/hr/rounds/{}/plan", desk.file.plan.id));
    let scores = std::iter::once(none).chain(of(Kind::Score)).collect();
    let page =
        Page { head: desk.map(|desk| Head::of(app, desk, language)), policies: of(Kind::Eligibility), scores, units, action, form, shell };
    page_with(page.form.status(), &page)
}

/// Plans a round.
pub(super) async fn take(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    // who may plan nothing is told so before anything else
    check_in_charge(&app.context(&me.visitor.actor), Action::ListPeople).await?;
    let expected =
        Label::new("huruf kecil, angka, dan tanda hubung, seperti `kp-2026-12`", "small letters, digits and hyphens, such as `kp-2026-12`");
    let plain = form.value("id").chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '-'));
    let id: Option<RoundId> = form.parsed("id", &expected).filter(|_| plain);
    if !plain {
        form.refuse("id", &Label::new(format!("seharusnya {}", expected.id), format!("expected {}", expected.en)));
    }
    let context = app.context(&me.visitor.actor);
    if let Some(id) = &id {
        // an id that is taken would be planned anew by mistake
        match read_round_desk(&context, id).await {
            Err(ServiceError::NotFound { .. }) => {}
            Ok(_) | Err(ServiceError::Forbidden { .. }) => {
                form.refuse("id", &Label::new(format!("putaran `{id}` sudah ada"), format!("there is a round `{id}` already")));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let Some(command) = command(&app, &me, &mut form, id).await? else { return laid_out(&app, &me, form, None).await };
    let id = command.id.clone();
    match plan_round(&context, command).await {
        Ok(_) => Ok(Redirect::to(&format!("/hr/rounds/{id}?done=planned")).into_response()),
        Err(error) => {
            refused(&mut form, error)?;
            laid_out(&app, &me, form, None).await
        }
    }
}

/// Plans a round anew, unless somebody else did meanwhile.
pub(super) async fn take_anew(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    let desk = read_round_desk(&context, &round).await?;
    let read: Option<Revision> = revision(&typed);
    let mut form = Filled::of(typed, me.visitor.language);
    if read != Some(desk.revision) {
        return overtaken(&app, &me, form, &desk).await;
    }
    if !desk.may.contains(&Action::PlanRound) && desk.file.stage == Stage::Planned {
        return Err(words::forbidden(Action::PlanRound));
    }
    let Some(command) = command(&app, &me, &mut form, Some(round.clone())).await? else {
        return laid_out(&app, &me, form, Some(&desk)).await;
    };
    match plan_round_anew(&context, command, desk.revision).await {
        Ok(_) => Ok(Redirect::to(&format!("/hr/rounds/{round}?done=planned")).into_response()),
        Err(error) if changed_meanwhile(&error) => {
            let now = read_round_desk(&context, &round).await?;
            overtaken(&app, &me, form, &now).await
        }
        Err(error) => {
            refused(&mut form, error)?;
            laid_out(&app, &me, form, Some(&desk)).await
        }
    }
}

/// Somebody else was faster: both versions, above the form where the round is still to be planned.
async fn overtaken(app: &App, me: &SignedIn, mut form: Filled, desk: &RoundDesk) -> Result<Response, Failure> {
    let versions = versions(me, desk, &form);
    if desk.file.stage != Stage::Planned || !desk.may.contains(&Action::PlanRound) {
        return changed::page(app, me, desk, form.value(REVISION), versions);
    }
    form.overtake(REVISION, Some(desk.revision), versions);
    laid_out(app, me, form, Some(desk)).await
}

/// The fields that differ between what was typed and what is planned.
fn versions(me: &SignedIn, desk: &RoundDesk, form: &Filled) -> Vec<Version> {
    let shell = me.visitor.shell("");
    let terms = [
        ("title-id", shell.t("Judul (Indonesia)", "Title (Indonesian)")),
        ("title-en", shell.t("Judul (Inggris)", "Title (English)")),
        ("policy", shell.t("Kebijakan", "Policy")),
        ("as-of", shell.t("Diputuskan per", "Decided for")),
        ("quota", shell.t("Paling banyak terpilih", "At most chosen")),
        ("ranking", shell.t("Peringkat", "Ranking")),
        ("names", shell.t("Nama yang diajukan", "Names put forward")),
    ];
    let now = planned(desk, &[]);
    let value = |name: &str| now.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
    let differing = terms.into_iter().filter(|(name, _)| form.value(name) != value(name));
    differing.map(|(name, term)| Version::new(term, form.value(name), value(name))).collect()
}

/// Where a refusal of the plan belongs.
fn refused(form: &mut Filled, error: ServiceError) -> Result<(), Failure> {
    let field = match error.code() {
        "wrong-kind" | "policy-not-in-force" => "policy",
        _ => "",
    };
    match error {
        ServiceError::NotFound { .. } => {
            form.refuse(field, &error.message());
            Ok(())
        }
        error => form.refused(field, error),
    }
}

/// The plan that was typed.
async fn command<'a>(app: &'a App, me: &SignedIn, form: &mut Filled, id: Option<RoundId>) -> Result<Option<PlanRound<'a>>, Failure> {
    let title = (form.text("title-id", 200), form.text("title-en", 200));
    let unit = unit(app, me, form, "unit", Action::ListPeople).await?;
    let policy = form.text("policy", 200);
    let as_of: Option<NaiveDate> = form.day("as-of");
    let quota = count(form, "quota");
    let ranking = ranking(app, me, form).await?;
    let (Some(id), (Some(title_id), Some(title_en)), Some(unit), Some(policy), Some(as_of)) = (id, title, unit, policy, as_of) else {
        return Ok(None);
    };
    let title = Label::new(title_id, title_en);
    let command = PlanRound { shipped: &app.shipped, id, title, unit, policy: policy.into(), as_of, ranking, quota };
    Ok(form.problems().is_empty().then_some(command))
}

/// A number of people, or nothing.
fn count(form: &mut Filled, name: &str) -> Option<usize> {
    if form.value(name).is_empty() {
        return None;
    }
    let expected = Label::new("bilangan bulat dari 1", "a whole number from 1");
    form.parsed::<NonZeroUsize>(name, &expected).map(NonZeroUsize::get)
}

async fn ranking(app: &App, me: &SignedIn, form: &mut Filled) -> Result<Option<PlannedRanking>, Failure> {
    let policy = form.value("ranking").to_owned();
    if policy.is_empty() {
        if !form.value("panel").is_empty() {
            let label = Label::new("panitia hanya menilai dalam putaran yang diperingkat", "a panel scores only in a round that ranks");
            form.refuse("panel", &label);
        }
        return Ok(None);
    }
    let names: Option<NonZeroUsize> = form.parsed("names", &Label::new("bilangan bulat dari 1", "a whole number from 1"));
    let panel = panel(app, me, form).await?;
    Ok(names.map(|names| PlannedRanking { score_policy: policy.into(), names, panel }))
}

async fn panel(app: &App, me: &SignedIn, form: &mut Filled) -> Result<Option<Panel>, Failure> {
    if form.value("panel").is_empty() {
        return Ok(None);
    }
    let people = named(app, me, form, "panel").await?;
    let members: Vec<PanelMember> = people
        .iter()
        .filter_map(|person| person.as_str().parse::<PanelMemberId>().ok())
        .map(|id| PanelMember { id, conflicts: std::collections::BTreeSet::new() })
        .collect();
    let quorum = count(form, "quorum").unwrap_or(members.len());
    let (low, high) = (decimal(form, "low"), decimal(form, "high"));
    let (Some(low), Some(high), true) = (low, high, form.problems().is_empty()) else { return Ok(None) };
    match Panel::try_new(members, (low, high), quorum) {
        Ok(panel) => Ok(Some(panel)),
        Err(error) => {
            form.refuse("panel", &error.message());
            Ok(None)
        }
    }
}

fn decimal(form: &mut Filled, name: &str) -> Option<Decimal> {
    let text = form.value(name).replace(',', ".");
    let read = parse_decimal(&text).ok();
    if read.is_none() {
        form.refuse(name, &Label::new("tulis sebuah bilangan, seperti 100", "write a number, such as 100"));
    }
    read
}
