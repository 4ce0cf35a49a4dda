//! A panel member scores, and declares whom not to score.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::legal::{Label, Language};
use jenjang::number::{format_decimal, parse_decimal};
use jenjang::people::id::{PersonId, RoundId};
use jenjang_service::promotion::{
    DeclarePanelConflict, GivenScore, PanelDesk, ScoreCandidate, declare_panel_conflict, read_panel, score_candidate,
};

use super::ranking::number;
use crate::error::{Failure, shortened};
use crate::form::{Filled, Typed};
use crate::hr::words;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// How many candidates stand on a page.
const PAGE: usize = 25;

/// One score to give.
struct Cell {
    field: String,
    label: String,
    value: String,
}

struct Row {
    id: String,
    name: String,
    conflict: bool,
    cells: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "hr/rounds/panel.html")]
struct Page {
    shell: Shell,
    form: Filled,
    done: Option<&'static str>,
    id: String,
    title: String,
    low: String,
    high: String,
    quorum: usize,
    members: usize,
    components: Vec<String>,
    rows: Vec<Row>,
    /// Where the page begins, and the next one.
    skip: usize,
    next: Option<usize>,
}

/// The form.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let desk = read_panel(&app.context(&me.visitor.actor), &round).await?;
    let skip = Typed::query(&me.visitor.uri).get("skip").parse().unwrap_or(0);
    laid_out(&me, &desk, Filled::with(&[], me.visitor.language), skip)
}

fn field(person: &PersonId, component: usize) -> String {
    format!("score-{component}-{person}")
}

fn laid_out(me: &SignedIn, desk: &PanelDesk, form: Filled, skip: usize) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let again = !form.problems().is_empty();
    let rows = desk.candidates.iter().skip(skip).take(PAGE).map(|one| Row {
        id: one.person.to_string(),
        name: words::name(one.name.as_ref(), &one.person),
        conflict: one.conflict,
        cells: desk
            .components
            .iter()
            .enumerate()
            .map(|(place, component)| {
                let field = field(&one.person, place);
                let given = one.scores.get(&component.fact).map(|score| number(&format_decimal(*score), language)).unwrap_or_default();
                let value = if again { form.value(&field).to_owned() } else { given };
                Cell { label: component.label.get(language).to_owned(), value, field }
            })
            .collect(),
    });
    let panel = desk.file.panel.as_ref();
    let (low, high) = panel.map(jenjang::promotion::Panel::range).unwrap_or_default();
    let shell = me.visitor.titled("Nilai panitia", "Panel scores");
    let next = skip.saturating_add(PAGE);
    let page = Page {
        done: shell.done(&[
            (
                "scored",
                "Nilai disimpan. Anda dapat mengubahnya sampai nilai dihitung.",
                "Your scores were kept. You can change them until the scores are worked out.",
            ),
            (
                "conflict",
                "Benturan kepentingan dicatat; nilai Anda bagi calon itu tidak dihitung.",
                "The conflict of interest was noted; a score of yours for that candidate does not count.",
            ),
        ]),
        id: desk.file.plan.id.to_string(),
        title: desk.file.plan.title.get(language).to_owned(),
        low: number(&format_decimal(low), language),
        high: number(&format_decimal(high), language),
        quorum: panel.map_or(0, jenjang::promotion::Panel::quorum),
        members: panel.map_or(0, |panel| panel.members().count()),
        components: desk.components.iter().map(|component| component.label.get(language).to_owned()).collect(),
        rows: rows.collect(),
        next: (next < desk.candidates.len()).then_some(next),
        skip,
        form,
        shell,
    };
    page_with(page.form.status(), &page)
}

/// Takes the scores of a page; what is left empty is not given.
pub(super) async fn score(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    let desk = read_panel(&context, &round).await?;
    let skip = typed.get("skip").parse().unwrap_or(0);
    let mut form = Filled::of(typed, me.visitor.language);
    let scores = given(&mut form, &desk);
    if scores.is_empty() && form.problems().is_empty() {
        form.refuse("", &Label::new("isi setidaknya satu nilai", "give at least one score"));
    }
    if form.problems().is_empty() {
        match score_candidate(&context, ScoreCandidate { round: &round, scores: &scores }).await {
            Ok(()) => return Ok(Redirect::to(&format!("/rounds/{round}/panel?skip={skip}&done=scored")).into_response()),
            Err(error) => form.refused("", error)?,
        }
    }
    laid_out(&me, &desk, form, skip)
}

/// The scores that were typed, with a comma or a point.
fn given(form: &mut Filled, desk: &PanelDesk) -> Vec<GivenScore> {
    let range = desk.file.panel.as_ref().map(jenjang::promotion::Panel::range).unwrap_or_default();
    let mut scores = Vec::new();
    for candidate in desk.candidates.iter().filter(|candidate| !candidate.conflict) {
        for (place, component) in desk.components.iter().enumerate() {
            let name = field(&candidate.person, place);
            let text = form.value(&name).to_owned();
            if text.is_empty() {
                continue;
            }
            match parse_decimal(&text.replace(',', ".")) {
                Ok(score) if range.0 <= score && score <= range.1 => {
                    scores.push(GivenScore { candidate: candidate.person.clone(), component: Arc::clone(&component.fact), score });
                }
                _ => {
                    let (found, low, high) = (shortened(&text), format_decimal(range.0), format_decimal(range.1));
                    let label = Label::new(
                        format!("`{found}` bukan nilai dari {low} sampai {high}"),
                        format!("`{found}` is no score from {low} to {high}"),
                    );
                    form.refuse(&name, &label);
                }
            }
        }
    }
    scores
}

/// Declares a conflict of interest.
pub(super) async fn conflict(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    let desk = read_panel(&context, &round).await?;
    let mut form = Filled::of(typed, me.visitor.language);
    match form.value("candidate").parse::<PersonId>() {
        Ok(candidate) => match declare_panel_conflict(&context, DeclarePanelConflict { round: round.clone(), candidate }).await {
            Ok(_) => return Ok(Redirect::to(&format!("/rounds/{round}/panel?done=conflict")).into_response()),
            Err(error) => form.refused("candidate", error)?,
        },
        Err(_) => form.refuse("candidate", &Label::new("pilih seorang calon", "choose a candidate")),
    }
    laid_out(&me, &desk, form, 0)
}

/// What people read beside a score of somebody.
fn cell_label(row: &Row, cell: &Cell, language: &Language) -> String {
    match language {
        Language::Id => format!("{} bagi {}", cell.label, row.name),
        Language::En => format!("{} of {}", cell.label, row.name),
    }
}
