//! Published rounds, in suppressed form.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::legal::Language;
use jenjang::number::format_decimal;
use jenjang::people::id::RoundId;
use jenjang_service::promotion::{LEAST, PublishedHead, list_published_rounds, read_published_result};

use crate::error::Failure;
use crate::form::Typed;
use crate::hr::words;
use crate::pages::standing::Mark;
use crate::session::Visitor;
use crate::shell::{Shell, page};
use crate::state::App;

/// How many stand on a page.
const PAGE: usize = 50;

struct Row {
    id: String,
    title: String,
    policy: String,
    as_of: NaiveDate,
    published: NaiveDate,
}

#[derive(Template)]
#[template(path = "results.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    next: Option<usize>,
}

/// The published rounds, the latest first.
pub(crate) async fn list(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, Failure> {
    let found = list_published_rounds(&app.context(&visitor.actor)).await?;
    let skip: usize = match Typed::query(&visitor.uri).get("skip") {
        "" => 0,
        skip => skip.parse().map_err(|_| Failure::not_found())?,
    };
    let next = skip.saturating_add(PAGE);
    let next = (next < found.len()).then_some(next);
    let rows = found.iter().skip(skip).take(PAGE).map(|head| row(&app, head, visitor.language)).collect();
    let shell = visitor.titled("Hasil yang diumumkan", "Published results");
    page(&ListPage { shell, rows, next })
}

fn row(app: &App, head: &PublishedHead, language: Language) -> Row {
    Row {
        id: head.plan.id.to_string(),
        title: head.plan.title.get(language).to_owned(),
        policy: words::policy(app, &head.plan.policy, language),
        as_of: head.plan.as_of,
        published: head.published,
    }
}

/// Somebody chosen.
struct Chosen {
    name: String,
    rank: Option<(usize, String)>,
    reason: Option<String>,
}

#[derive(Template)]
#[template(path = "result.html")]
struct Page {
    shell: Shell,
    row: Row,
    policy_id: String,
    unit: String,
    edition: u32,
    least: usize,
    candidates: Option<usize>,
    outcomes: Vec<(Mark, Option<usize>)>,
    hidden: bool,
    chosen: Vec<Chosen>,
    chosen_count: usize,
}

/// One published round.
pub(crate) async fn show(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let language = visitor.language;
    let found = read_published_result(&app.context(&visitor.actor), &round, 200).await?;
    let row = row(&app, &found.head, language);
    let shell = visitor.shell(row.title.clone());
    let unnamed = shell.t("nama tidak tercatat", "name not recorded").to_owned();
    let chosen = found.chosen.iter().map(|pick| Chosen {
        name: pick.name.as_deref().map_or_else(|| unnamed.clone(), str::to_owned),
        rank: pick.ranked.map(|(rank, score)| (rank, crate::hr::rounds::ranking::number(&format_decimal(score), language))),
        reason: pick.reason.as_deref().map(str::to_owned),
    });
    let page_of = Page {
        policy_id: found.head.plan.policy.to_string(),
        unit: found.unit.as_ref().map_or_else(|| "–".to_owned(), |unit| unit.name.get(language).to_owned()),
        edition: found.head.edition,
        least: LEAST,
        candidates: found.candidates,
        outcomes: found.outcomes.iter().map(|(outcome, count)| (words::outcome(*outcome), *count)).collect(),
        hidden: found.candidates.is_none() || found.outcomes.iter().any(|(_, count)| count.is_none()),
        chosen: chosen.collect(),
        chosen_count: found.chosen_count,
        row,
        shell,
    };
    page(&page_of)
}
