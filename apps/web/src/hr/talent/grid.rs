//! The grid of a review: how many stand in each box, who is near a cut, who cannot be placed, what the meeting did.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jenjang::legal::{Label, Language};
use jenjang::number::parse_decimal;
use jenjang::policy::explain;
use jenjang::policy::value::Value;
use jenjang::talent::{Grid, Side};
use jenjang_service::ServiceError;
use jenjang_service::talent::{Sem, TalentView, borderline, list_reviews, summarise};
use serde::Deserialize;

use super::{Filter, fact_name, name_of, read, suspension};
use crate::error::Failure;
use crate::form::Filled;
use crate::pages::listing::part;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// Most people listed by name.
const LISTED: usize = 50;

/// What is asked about the grid.
#[derive(Deserialize)]
pub(super) struct Asked {
    unit: Option<String>,
    sem: Option<String>,
    after: Option<String>,
}

struct Cell {
    code: String,
    label: String,
    note: String,
    count: usize,
}

struct Line {
    level: String,
    cells: Vec<Option<Cell>>,
}

struct Near {
    id: String,
    name: String,
    axis: String,
    score: String,
    cut: String,
    levels: String,
    chance: String,
}

struct Moved {
    day: String,
    name: String,
    from: String,
    to: String,
    reason: String,
    by: String,
}

struct Missing {
    id: String,
    name: String,
    facts: String,
    /// Since when the person is suspended from office, where that is so.
    suspended: Option<String>,
}

#[derive(Template)]
#[template(path = "hr/talent/grid.html")]
struct Page {
    shell: Shell,
    done: Option<&'static str>,
    filled: Filled,
    id: String,
    title: String,
    policy: String,
    day: String,
    units: Vec<(String, String)>,
    unit: String,
    upward: String,
    rightward: String,
    columns: Vec<String>,
    lines: Vec<Line>,
    near: Option<Vec<Near>>,
    /// Whether an axis has scores, so that somebody can be near a cut.
    measured: bool,
    unplaced: Vec<Missing>,
    /// How many have no box, and of each missing fact how many lack it; empty where everybody has one.
    lacking: String,
    /// After whom the next page of them begins, where more follow.
    last: Option<String>,
    moves: Vec<Moved>,
    /// What the meeting did, in one sentence.
    moved: String,
}

/// The grid.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path(review): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let view = read(&app, &context, &review).await?;
    let units = list_reviews(&context).await?.units;
    let filter = Filter::of(&units, asked.unit.as_deref());
    let grid = Grid::of(&view.policy).map_err(|error| ServiceError::refused("no-such-grid", error.message()))?;
    let shell = me.visitor.shell(view.review.title.get(me.visitor.language));
    let mut filled = Filled::with(&[("sem", asked.sem.as_deref().unwrap_or_default())], me.visitor.language);
    let near = near(&shell, &view, &grid, &filter, &mut filled);
    let all = (String::new(), shell.t("Semua unit", "All units").to_owned());
    let own = units
        .iter()
        .filter(|unit| view.people.values().any(|person| person.unit.as_ref() == Some(&unit.id)) || view.review.unit == unit.id);
    let summary = summarise(&grid, &view.log);
    let moved = match shell.language {
        Language::Id => format!("{} dari {} orang pindah kotak; tidak ada jumlah yang dipaksakan.", summary.changed, summary.people),
        Language::En => format!("{} of {} people changed the box; no number is forced.", summary.changed, summary.people),
    };
    let status = if filled.problems().is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (unplaced, last) = unplaced(&shell, &view, &filter, asked.after.as_deref().unwrap_or_default());
    let page_of = Page {
        done: shell.done(&[("made", "Tinjauan tersusun.", "The review is made.")]),
        id: view.review.id.to_string(),
        title: shell.title.clone(),
        policy: shell.label(&view.policy.policy().title).to_owned(),
        day: shell.date(&view.review.as_of),
        units: [all].into_iter().chain(own.map(|unit| (unit.id.to_string(), shell.label(&unit.name).to_owned()))).collect(),
        unit: filter.unit.as_ref().map_or_else(String::new, ToString::to_string),
        upward: shell.label(&grid.axis(Side::Upward).label).to_owned(),
        rightward: shell.label(&grid.axis(Side::Rightward).label).to_owned(),
        columns: levels(&shell, &grid, Side::Rightward),
        lines: lines(&shell, &view, &grid, &filter),
        near,
        measured: Side::ALL.into_iter().any(|side| !grid.axis(side).cuts.is_empty()),
        lacking: lacking(&shell, &view, &filter),
        unplaced,
        last,
        moves: moves(&shell, &view, &filter),
        moved,
        filled,
        shell: shell.clone(),
    };
    page_with(status, &page_of)
}

fn levels(shell: &Shell, grid: &Grid<'_>, side: Side) -> Vec<String> {
    grid.axis(side).scale.values.iter().map(|level| shell.label(&level.label).to_owned()).collect()
}

/// The grid from its highest level down.
fn lines(shell: &Shell, view: &TalentView, grid: &Grid<'_>, filter: &Filter) -> Vec<Line> {
    let (rows, columns) = (levels(shell, grid, Side::Upward), levels(shell, grid, Side::Rightward).len());
    let inside = |place: &jenjang::policy::scale::Choice| {
        view.people.keys().filter(|id| filter.takes(view, id) && view.current(id) == Some(place)).count()
    };
    let cell = |up: usize, right: usize| {
        let place = grid.cell(up, right)?;
        let value = grid.boxes().values.iter().find(|value| value.code == *place.code());
        let note = value.and_then(|value| value.note.as_ref()).map_or_else(String::new, |note| shell.label(note).to_owned());
        Some(Cell { code: place.code().to_string(), label: shell.label(place.label()).to_owned(), note, count: inside(place) })
    };
    let line = |(up, level): (usize, String)| Line { level, cells: (0..columns).map(|right| cell(up, right)).collect() };
    rows.into_iter().enumerate().rev().map(line).collect()
}

/// Who is near a cut, where a standard error is given that can be used.
fn near(shell: &Shell, view: &TalentView, grid: &Grid<'_>, filter: &Filter, filled: &mut Filled) -> Option<Vec<Near>> {
    let typed = filled.value("sem").to_owned();
    if typed.is_empty() {
        return None;
    }
    let Ok(error) = parse_decimal(&typed.replace(',', ".")) else {
        let found = crate::error::shortened(&typed);
        let problem = Label::new(
            format!("`{found}` bukan bilangan, seharusnya seperti 3,5"),
            format!("`{found}` is no number, expected one such as 3.5"),
        );
        filled.refuse("sem", &problem);
        return None;
    };
    let on = |side: Side| (!grid.axis(side).cuts.is_empty()).then_some(error);
    let sem = Sem { upward: on(Side::Upward), rightward: on(Side::Rightward) };
    let found = match borderline(grid, &view.map, sem) {
        Ok(found) => found,
        Err(error) => {
            filled.refuse("sem", &error.message());
            return None;
        }
    };
    let number = |value| explain::value(&Value::Number(value), None, shell.language);
    let row = |one: &jenjang_service::talent::Borderline| Near {
        id: one.id.to_string(),
        name: name_of(view, &one.id),
        axis: shell.label(&grid.axis(one.side).label).to_owned(),
        score: number(one.score.round_dp(4).normalize()),
        cut: number(one.cut),
        levels: format!("{} / {}", shell.label(one.level.label()), shell.label(one.other_level.label())),
        chance: number(one.chance),
    };
    Some(found.iter().filter(|one| filter.takes(view, &one.id)).take(LISTED).map(row).collect())
}

/// A page of those without a box, and after whom the next begins.
fn unplaced(shell: &Shell, view: &TalentView, filter: &Filter, after: &str) -> (Vec<Missing>, Option<String>) {
    let found: Vec<_> = view.map.unplaced().iter().filter(|one| filter.takes(view, &one.id)).collect();
    let (found, last) = part(found, after, |one| one.id.as_str());
    let row = |one: &jenjang::talent::Unplaced| Missing {
        id: one.id.to_string(),
        name: name_of(view, &one.id),
        facts: one.missing.iter().map(|name| fact_name(shell, &view.policy, name)).collect::<Vec<_>>().join(", "),
        suspended: suspension(shell, view, &one.id),
    };
    (found.into_iter().map(row).collect(), last)
}

/// How many have no box, and how many lack each fact, the most first.
fn lacking(shell: &Shell, view: &TalentView, filter: &Filter) -> String {
    let mut people = 0_usize;
    let mut counts: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
    for one in view.map.unplaced().iter().filter(|one| filter.takes(view, &one.id)) {
        people += 1;
        one.missing.iter().for_each(|name| *counts.entry(name).or_default() += 1);
    }
    let mut counts: Vec<(&Arc<str>, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let facts: Vec<String> =
        counts.into_iter().map(|(name, count)| format!("{} ({count})", fact_name(shell, &view.policy, name))).collect();
    match (people, facts.is_empty()) {
        (0, _) => String::new(),
        (people, true) => format!("{}: {people}.", shell.t("Belum ditempatkan", "Without a box")),
        (people, false) => {
            let (without, lacks) = (shell.t("Belum ditempatkan", "Without a box"), shell.t("Yang belum diketahui", "Not known"));
            format!("{without}: {people}. {lacks}: {}.", facts.join(", "))
        }
    }
}

fn moves(shell: &Shell, view: &TalentView, filter: &Filter) -> Vec<Moved> {
    let found = view.log.moves().iter().rev().filter(|one| filter.takes(view, &one.person)).take(LISTED);
    let row = |one: &jenjang::talent::Move| Moved {
        day: shell.date(&one.on),
        name: name_of(view, &one.person),
        from: shell.label(one.before.label()).to_owned(),
        to: shell.label(one.after.label()).to_owned(),
        reason: one.reason.to_string(),
        by: name_of(view, &one.by),
    };
    found.map(row).collect()
}
