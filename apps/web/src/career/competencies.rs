//! My competencies beside what my post and my target ask for.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::legal::{Certainty, Language};
use jenjang_service::career::{CompetencyRow, CompetencyView, ReadCompetencies, WhichPost, read_competencies};

use crate::error::Failure;
use crate::format;
use crate::pages::standing::Mark;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// One competency.
struct Row {
    label: String,
    code: Arc<str>,
    required: String,
    actual: String,
    mark: Mark,
    critical: bool,
    assessed: Option<(NaiveDate, Option<NaiveDate>)>,
}

/// One standard.
struct Standard {
    anchor: usize,
    chosen: bool,
    title: String,
    framework: String,
    source: String,
    rows: Vec<Row>,
    /// How many are met, below and not assessed.
    counts: (usize, usize, usize),
    set_aside: Vec<(String, NaiveDate, String)>,
}

#[derive(Template)]
#[template(path = "career/competencies.html")]
struct Page {
    shell: Shell,
    standards: Vec<Standard>,
}

/// A level as people write it.
fn number(value: Decimal, language: Language) -> String {
    let text = value.normalize().to_string();
    if language == Language::Id { text.replace('.', ",") } else { text }
}

fn row(row: &CompetencyRow, language: Language) -> Row {
    let mark = match row.actual {
        None => Mark::waiting("Belum dinilai", "Not assessed"),
        Some(actual) if actual >= row.required => Mark::good("Terpenuhi", "Met"),
        Some(_) => Mark::bad("Di bawah syarat", "Below"),
    };
    Row {
        label: row.label.get(language).to_owned(),
        code: Arc::clone(&row.code),
        required: number(row.required, language),
        actual: row.actual.map_or_else(|| "–".to_owned(), |level| number(level, language)),
        mark,
        critical: row.critical,
        assessed: row.assessed,
    }
}

fn standard(anchor: usize, view: &CompetencyView, language: Language) -> Standard {
    let source = match view.source.certainty {
        Certainty::Text => view.source.citation.to_string(),
        other => format!("{} ({})", view.source.citation, other.label().get(language)),
    };
    let count = |wanted: fn(&CompetencyRow) -> bool| view.rows.iter().filter(|row| wanted(row)).count();
    Standard {
        anchor,
        chosen: view.which == WhichPost::Chosen,
        title: view.standard.get(language).to_owned(),
        framework: view.framework.get(language).to_owned(),
        source,
        rows: view.rows.iter().map(|one| row(one, language)).collect(),
        counts: (
            count(|row| row.actual.is_some_and(|actual| actual >= row.required)),
            count(|row| row.actual.is_some_and(|actual| actual < row.required)),
            count(|row| row.actual.is_none()),
        ),
        set_aside: view
            .set_aside
            .iter()
            .map(|(label, day, reason)| (label.get(language).to_owned(), *day, format::with_dates(reason.get(language), language)))
            .collect(),
    }
}

/// My competencies.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let asked = ReadCompetencies { person: &me.person, library: &app.competency, map: app.posts.as_ref() };
    let found = read_competencies(&app.context(&me.visitor.actor), asked).await?;
    let standards = found.iter().enumerate().map(|(anchor, view)| standard(anchor, view, me.visitor.language)).collect();
    let shell = me.visitor.titled("Kompetensi saya", "My competencies");
    page(&Page { shell, standards })
}
