//! What a closed cycle says: each person's result as HR reads it, the quality of the cycle, and withdrawing a group.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::Decimal;
use jenjang::evaluation::report::{Figure, HrReport, Raters};
use jenjang::evaluation::shown::Shown;
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId, RaterGroupCode};
use jenjang::store::Page as Keys;
use jenjang_service::cycles::results::AnalysisResult;
use jenjang_service::cycles::{CycleView, WithdrawGroups, read_analysis, read_cycle, read_unit_result, read_unit_results, withdraw_groups};
use serde::Deserialize;

use crate::error::Failure;
use crate::evaluations::id;
use crate::evaluations::words::called;
use crate::form::{Filled, Typed};
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::App;

/// People on a page.
const PAGE: usize = 50;
/// The longest reason, in letters.
const REASON: usize = 500;

/// Where a page begins.
#[derive(Deserialize)]
pub(super) struct Asked {
    after: Option<String>,
}

struct Row {
    id: String,
    name: String,
    score: String,
    status: String,
    remarks: usize,
    sensitive: bool,
    withdrawn: bool,
}

#[derive(Template)]
#[template(path = "hr/cycles/results.html")]
struct ListPage {
    shell: Shell,
    address: String,
    title: String,
    rows: Vec<Row>,
    next: Option<String>,
}

/// The people of the unit, by id.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path(cycle): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let cycle: CycleId = id(&cycle)?;
    let context = app.context(&me.visitor.actor);
    let view = read_cycle(&context, &cycle).await?;
    let after = asked.after.as_deref().filter(|after| !after.is_empty()).map(id).transpose()?;
    let found = read_unit_results(&context, &cycle, &view.unit_id, &Keys { after, limit: PAGE }).await?;
    let shell = me.visitor.titled("Hasil setiap orang", "Results of each person");
    let scale = scale(&view);
    let rows = found.results.iter().map(|result| {
        let summary = result.report.as_ref().map(|report| &report.summary);
        Row {
            id: result.person.to_string(),
            name: called(found.names.get(&result.person), &result.person),
            score: shown(&shell, summary.and_then(|summary| summary.score), scale),
            status: summary.map_or_else(
                || shell.t("Tidak dinilai", "Not rated").to_owned(),
                |summary| format::capitalised(shell.label(&summary.status.label())),
            ),
            remarks: result.report.as_ref().map_or(0, |report| report.flags.values().sum()),
            sensitive: result.sensitive,
            withdrawn: result.withdrawn.is_some(),
        }
    });
    let page_of = ListPage {
        address: format!("/hr/cycles/{cycle}"),
        title: shell.label(&view.title).to_owned(),
        rows: rows.collect(),
        next: found.next.map(|next| next.to_string()),
        shell: shell.clone(),
    };
    page(&page_of)
}

fn scale(view: &CycleView) -> (Decimal, Decimal) {
    (view.instrument.scale().minimum, view.instrument.scale().maximum)
}

fn shown(shell: &Shell, figure: Option<Shown>, scale: (Decimal, Decimal)) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| figure.text(scale, shell.language))
}

/// One dimension of a result.
struct DimensionRow {
    label: String,
    score: String,
    blocks: Vec<String>,
    notes: Vec<String>,
}

#[derive(Template)]
#[template(path = "hr/cycles/person.html")]
struct PersonPage {
    shell: Shell,
    done: Option<&'static str>,
    filled: Filled,
    address: String,
    title: String,
    name: String,
    score: String,
    status: String,
    edition: u32,
    precision: Option<String>,
    dimensions: Vec<DimensionRow>,
    flags: Vec<(String, usize)>,
    sensitive: bool,
    withdrawn: Option<String>,
    /// Groups that stand behind the result: code and name.
    groups: Vec<(String, String)>,
}

/// One person's result.
pub(super) async fn person(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path((cycle, person)): Path<(String, String)>,
) -> Result<Response, Failure> {
    lay_out(&app, &me, &id(&cycle)?, &id(&person)?, Filled::with(&[], me.visitor.language)).await
}

/// Withdraws groups from it.
pub(super) async fn withdraw(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path((cycle, person)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Failure> {
    let (cycle, ratee): (CycleId, PersonId) = (id(&cycle)?, id(&person)?);
    let mut filled = Filled::of(typed, me.visitor.language);
    let groups: Vec<RaterGroupCode> = filled.typed().all("group").map(id).collect::<Result<_, _>>()?;
    if groups.is_empty() {
        filled.refuse("group", &Label::new("pilih sedikitnya satu kelompok", "choose at least one group"));
    }
    let reason = filled.text("reason", REASON);
    if let Some(reason) = reason.filter(|_| filled.problems().is_empty()) {
        let command = WithdrawGroups { cycle: cycle.clone(), ratee: ratee.clone(), groups, reason: reason.into() };
        match withdraw_groups(&app.context(&me.visitor.actor), &command).await {
            Ok(_) => return Ok(Redirect::to(&format!("{}?done=withdrawn", me.visitor.uri.path())).into_response()),
            Err(error) => filled.refused("", error)?,
        }
    }
    lay_out(&app, &me, &cycle, &ratee, filled).await
}

async fn lay_out(app: &App, me: &SignedIn, cycle: &CycleId, ratee: &PersonId, filled: Filled) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let (result, name) = read_unit_result(&context, cycle, ratee).await?;
    let view = read_cycle(&context, cycle).await?;
    let name = called(name.as_ref(), ratee);
    let shell = me.visitor.shell(name.clone());
    let scale = scale(&view);
    let report = result.report.as_ref();
    let withdrawn = result.withdrawn.as_ref().map(|withdrawn| {
        let names = withdrawn.groups.iter().filter_map(|code| view.scheme.group(code)).map(|group| shell.label(&group.label));
        format!("{}, {}: {}", names.collect::<Vec<_>>().join(", "), shell.date(&withdrawn.on), withdrawn.reason)
    });
    let page_of = PersonPage {
        done: shell.done(&[("withdrawn", "Kelompok ditarik; edisi baru berlaku.", "The group is withdrawn; a new edition stands.")]),
        filled,
        address: format!("/hr/cycles/{cycle}"),
        title: shell.label(&view.title).to_owned(),
        name,
        score: shown(&shell, report.and_then(|report| report.summary.score), scale),
        status: report.map_or_else(String::new, |report| format::capitalised(shell.label(&report.summary.status.label()))),
        edition: report.map_or(1, |report| report.summary.edition),
        precision: report.and_then(|report| precision(&shell, report)),
        dimensions: report.map(|report| dimensions(&shell, report, scale)).unwrap_or_default(),
        flags: report
            .map(|report| report.flags.iter().map(|(flag, count)| (format::capitalised(shell.label(&flag.label())), *count)).collect())
            .unwrap_or_default(),
        sensitive: result.sensitive,
        withdrawn,
        groups: groups(&shell, &view, report),
        shell,
    };
    page_with(page_of.filled.status(), &page_of)
}

/// The groups behind any figure of a report.
fn groups(shell: &Shell, view: &CycleView, report: Option<&HrReport>) -> Vec<(String, String)> {
    let blocks = || report.into_iter().flat_map(|report| &report.summary.dimensions).flat_map(|dimension| &dimension.blocks);
    let stands = |code: &RaterGroupCode| blocks().any(|block| block.groups.contains(code));
    let found = view.scheme.groups().iter().filter(|group| stands(&group.code));
    found.map(|group| (group.code.to_string(), shell.label(&group.label).to_owned())).collect()
}

fn precision(shell: &Shell, report: &HrReport) -> Option<String> {
    let least = report.summary.precision.as_ref()?.detectable_difference.value?;
    let least = figure(shell, &Figure::known(least));
    Some(match shell.code() {
        "id" => format!("Selisih di bawah {least} belum dapat dianggap perbedaan nyata."),
        _ => format!("A difference below {least} cannot be called a real difference."),
    })
}

fn dimensions(shell: &Shell, report: &HrReport, scale: (Decimal, Decimal)) -> Vec<DimensionRow> {
    let row = |dimension: &jenjang::evaluation::report::DimensionView| {
        let block = |block: &jenjang::evaluation::report::BlockView| {
            let raters = match block.raters {
                Raters::Named => String::new(),
                Raters::AtLeast(count) => format!(" (n ≥ {count})"),
                Raters::Exactly(count) => format!(" (n = {count})"),
            };
            format!("{}: {}{raters}", shell.label(&block.label), shown(shell, Some(block.mean), scale))
        };
        let hidden = dimension
            .hidden
            .iter()
            .map(|group| format!("{} {}", shell.label(group), shell.t("terlalu sedikit untuk ditampilkan", "too few to be shown")));
        let withdrawn = dimension.withdrawn.iter().map(|group| format!("{} {}", shell.label(group), shell.t("ditarik", "withdrawn")));
        let reasons = dimension.reasons.iter().map(|reason| shell.label(reason).to_owned());
        DimensionRow {
            label: shell.label(&dimension.label).to_owned(),
            score: shown(shell, dimension.score, scale),
            blocks: dimension.blocks.iter().map(block).collect(),
            notes: hidden.chain(withdrawn).chain(reasons).collect(),
        }
    };
    report.summary.dimensions.iter().map(row).collect()
}

/// A figure of the analysis, or why there is none.
fn figure(shell: &Shell, figure: &Figure) -> String {
    match (&figure.value, &figure.reason) {
        (Some(value), _) if shell.code() == "id" => value.to_string().replace('.', ","),
        (Some(value), _) => value.to_string(),
        (None, Some(reason)) => format!("– ({})", shell.label(reason)),
        (None, None) => "–".to_owned(),
    }
}

struct GroupRow {
    label: String,
    people: usize,
    ratings: usize,
    single: String,
    average: String,
    needed: String,
}

#[derive(Template)]
#[template(path = "hr/cycles/analysis.html")]
struct AnalysisPage {
    shell: Shell,
    ratees: usize,
    scored: usize,
    /// Terms and values of the whole cycle.
    facts: Vec<(&'static str, String)>,
    assumed: Option<String>,
    groups: Vec<GroupRow>,
    flags: Vec<(String, usize)>,
    sensitive: bool,
    entering: (usize, usize),
}

/// The quality of the cycle, without names: for HR, policy analysts and auditors.
pub(super) async fn analysis(State(app): State<Arc<App>>, me: SignedIn, Path(cycle): Path<String>) -> Result<Response, Failure> {
    let found = read_analysis(&app.context(&me.visitor.actor), &id(&cycle)?).await?;
    let shell = me.visitor.titled("Mutu periode", "Quality of the cycle");
    page(&laid_out(shell, &found))
}

fn laid_out(shell: Shell, found: &AnalysisResult) -> AnalysisPage {
    let analysis = &found.analysis;
    let precision = analysis.precision();
    let of = |of: &Figure| figure(&shell, of);
    let t = |id: &'static str, en: &'static str| if shell.code() == "id" { id } else { en };
    let facts = vec![
        (t("Reliabilitas nilai gabungan (Mosier)", "Reliability of the composite (Mosier)"), of(&precision.reliability)),
        (t("Galat baku pengukuran", "Standard error of measurement"), of(&precision.standard_error)),
        (t("Selisih terkecil yang nyata (95%)", "Least real difference (95%)"), of(&precision.detectable_difference)),
    ];
    let groups = analysis.reliability.groups.iter().map(|group| GroupRow {
        label: shell.label(&group.label).to_owned(),
        people: group.ratees,
        ratings: group.ratings,
        single: of(&group.one_way.single),
        average: of(&group.one_way.average),
        needed: of(&group.needed),
    });
    AnalysisPage {
        ratees: analysis.ratees,
        scored: analysis.scored,
        facts,
        assumed: analysis.reliability.assumed.as_ref().map(|assumed| format::sentence(shell.label(assumed))),
        groups: groups.collect(),
        flags: analysis.flags.iter().map(|(flag, count)| (format::capitalised(shell.label(&flag.label())), *count)).collect(),
        sensitive: analysis.severity.sensitive,
        entering: (found.entering_by_shrinkage, found.entering_by_additive),
        shell: shell.clone(),
    }
}
