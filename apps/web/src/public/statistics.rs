//! Published statistics: tables of outcomes in which small counts are hidden.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::record::Kept;
use jenjang_service::indicators::{PublishedTable, list_published, read_published};

use crate::development::segment;
use crate::error::Failure;
use crate::form::Typed;
use crate::format;
use crate::session::Visitor;
use crate::shell::{Shell, page};
use crate::state::App;

/// How many tables stand on a page.
const PAGE: usize = 50;

struct Row {
    address: String,
    title: String,
    unit: String,
    by: String,
    published: NaiveDate,
}

impl Row {
    fn of(found: &PublishedTable, language: Language) -> Row {
        let table = &found.table;
        let whole = Label::new("seluruh instansi", "the whole service");
        let unit = found.unit.as_ref().map_or_else(|| whole.get(language), |unit| unit.name.get(language));
        let key = table.key();
        Row {
            address: format!("/statistics/{}", key.split('/').map(segment).collect::<Vec<_>>().join("/")),
            title: format::capitalised(table.title.get(language)),
            unit: unit.to_owned(),
            by: joined(table.by.iter().map(|dimension| dimension.label()), language),
            published: table.published,
        }
    }
}

fn joined(labels: impl Iterator<Item = Label>, language: Language) -> String {
    labels.map(|label| label.get(language).to_owned()).collect::<Vec<_>>().join(", ")
}

#[derive(Template)]
#[template(path = "statistics.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    next: Option<usize>,
}

/// Every table that was published, the latest first.
pub(super) async fn list(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, Failure> {
    let found = list_published(&app.context(&visitor.actor)).await?;
    let skip: usize = match Typed::query(&visitor.uri).get("skip") {
        "" => 0,
        skip => skip.parse().map_err(|_| Failure::not_found())?,
    };
    let next = Some(skip.saturating_add(PAGE)).filter(|next| *next < found.len());
    let rows = found.iter().skip(skip).take(PAGE).map(|one| Row::of(one, visitor.language)).collect();
    let shell = visitor.titled("Statistik yang diumumkan", "Published statistics");
    page(&ListPage { shell, rows, next })
}

struct Group {
    name: String,
    cells: Vec<Option<u64>>,
    total: u64,
}

#[derive(Template)]
#[template(path = "statistic.html")]
struct Page {
    shell: Shell,
    row: Row,
    columns: Vec<String>,
    groups: Vec<Group>,
    totals: Vec<u64>,
    all: u64,
    least: u32,
    hidden: u32,
}

/// One table, as it was published.
pub(super) async fn show(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let language = visitor.language;
    let found = read_published(&app.context(&visitor.actor), &id).await?;
    let table = &found.table;
    let together = Label::new(" dan ", " and ");
    let name = |groups: &[Label]| {
        if groups.is_empty() {
            return Label::new("Semua", "Everybody").get(language).to_owned();
        }
        groups.iter().map(|group| group.get(language)).collect::<Vec<_>>().join(together.get(language))
    };
    let groups = table.rows.iter().map(|row| Group { name: name(&row.groups), cells: row.cells.clone(), total: row.total });
    let row = Row::of(&found, language);
    let page_of = Page {
        columns: table.columns.iter().map(|column| format::capitalised(column.get(language))).collect(),
        groups: groups.collect(),
        totals: table.totals.clone(),
        all: table.totals.iter().sum(),
        least: table.least,
        hidden: table.primary.saturating_add(table.complementary),
        shell: visitor.shell(row.title.clone()),
        row,
    };
    page(&page_of)
}
