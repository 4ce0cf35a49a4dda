//! The ranking of a round, with every component of every score and every tie-breaker.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jenjang::legal::Language;
use jenjang::number::{format_decimal, parse_decimal};
use jenjang::people::id::RoundId;
use jenjang::policy::stored::StoredValue;
use jenjang::promotion::TieReason;
use jenjang_service::promotion::{RankingComponent, RankingRow, ReadRanking, read_ranking, read_round_desk};

use super::Head;
use crate::error::Failure;
use crate::form::Typed;
use crate::format;
use crate::hr::words;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// How many stand on a page.
const PAGE: usize = 25;

struct Row {
    rank: usize,
    name: String,
    score: String,
    /// Value, weight and what it added, one a component.
    components: Vec<[String; 3]>,
    tie_breaks: Vec<String>,
    /// Which tie-breakers were needed, and why others share the rank.
    note: String,
    put_forward: bool,
}

#[derive(Template)]
#[template(path = "hr/rounds/ranking.html")]
struct Page {
    shell: Shell,
    head: Head,
    components: Vec<String>,
    tie_breaks: Vec<String>,
    rows: Vec<Row>,
    unranked: Vec<(String, String)>,
    total: usize,
    next: Option<usize>,
    first: bool,
}

/// A page of the ranking.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    let desk = read_round_desk(&context, &round).await?;
    let skip = match Typed::query(&me.visitor.uri).get("skip") {
        "" => 0,
        skip => skip.parse().map_err(|_| Failure::not_found())?,
    };
    let found = read_ranking(&context, ReadRanking { round: &round, skip, limit: PAGE }).await?;
    let language = me.visitor.language;
    let shell = me.visitor.titled("Peringkat", "Ranking");
    let rows = found.rows.iter().map(|one| row(&app, &shell, one, desk.put_forward.contains(&one.ranked.id))).collect();
    let unranked = found.unranked.iter().map(|(one, name)| {
        let missing = one.missing.iter().map(|fact| words::fact(&app, fact, language)).collect::<Vec<_>>().join("; ");
        (words::name(name.as_ref(), &one.id), missing)
    });
    let labels = |labels: &[jenjang::legal::Label]| labels.iter().map(|label| label.get(language).to_owned()).collect();
    let next = skip.saturating_add(PAGE);
    page(&Page {
        head: Head::of(&app, &desk, language),
        components: labels(&found.components),
        tie_breaks: labels(&found.tie_breaks),
        rows,
        unranked: if skip == 0 { unranked.collect() } else { Vec::new() },
        total: found.total,
        next: (next < found.total).then_some(next),
        first: skip == 0,
        shell,
    })
}

/// A number as people write it.
pub(crate) fn number(text: &str, language: Language) -> String {
    match parse_decimal(text) {
        Ok(number) if language == Language::Id => format_decimal(number.normalize()).replace('.', ","),
        Ok(number) => format_decimal(number.normalize()),
        Err(_) if text.is_empty() => "–".to_owned(),
        Err(_) => text.to_owned(),
    }
}

fn row(app: &App, shell: &Shell, row: &RankingRow, put_forward: bool) -> Row {
    let language = shell.language;
    let of =
        |component: &RankingComponent| [&component.value, &component.weight, &component.contribution].map(|text| number(text, language));
    let used = row.ranked.tie_breaks_used;
    let mut note = String::new();
    if used > 0 {
        note = match language {
            Language::Id => format!("ditentukan oleh {used} penentu urutan"),
            Language::En => format!("settled by {used} of the tie-breakers"),
        };
    }
    match &row.ranked.tie {
        None => {}
        Some(TieReason::Equal) => {
            note = shell.t("sama dalam nilai dan semua penentu urutan", "equal in score and every tie-breaker").to_owned()
        }
        Some(TieReason::TieBreakMissing { tie_break, .. }) => {
            let place = tie_break + 1;
            note = match language {
                Language::Id => format!("berbagi peringkat: penentu urutan ke-{place} belum diketahui"),
                Language::En => format!("shares the rank: tie-breaker {place} is not known"),
            };
        }
    }
    Row {
        rank: row.ranked.rank,
        name: words::name(row.name.as_ref(), &row.ranked.id),
        score: number(&format_decimal(row.ranked.score), language),
        components: row.components.iter().map(of).collect(),
        tie_breaks: row.tie_breaks.iter().map(|value| stored(app, value, language)).collect(),
        note: format::capitalised(&note),
        put_forward,
    }
}

/// A stored value as people read it; the catalogue names choices.
pub(crate) fn stored(app: &App, value: &StoredValue, language: Language) -> String {
    let t = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en }.to_owned();
    match value {
        StoredValue::Missing => t("belum diketahui", "not known"),
        StoredValue::None => t("tidak ada", "none"),
        StoredValue::Boolean(true) => t("ya", "yes"),
        StoredValue::Boolean(false) => t("tidak", "no"),
        StoredValue::Number(value) => number(&format_decimal(*value), language),
        StoredValue::Text(text) => text.to_string(),
        StoredValue::Date(day) => format::date(*day, language),
        other => match app.catalogue().and_then(|catalogue| other.restore(catalogue).ok()) {
            Some(value) => jenjang::policy::explain::value(&value, None, language),
            None => t("nilai lain", "another value"),
        },
    }
}
