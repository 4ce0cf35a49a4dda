//! The decisions of a round as a file.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jenjang::people::id::RoundId;
use jenjang_service::promotion::{ExportDecisions, export_decisions};

use crate::error::Failure;
use crate::form::Typed;
use crate::session::SignedIn;
use crate::state::App;

/// How many decisions are read at once.
const BATCH: usize = 1_000;

/// Gives the decisions in force with facts and proof; that somebody took them is in the audit trail.
pub(super) async fn give(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let csv = typed.get("format") == "csv";
    let mut pages = export_decisions(&app.context(&me.visitor.actor), &ExportDecisions { round: round.clone(), page: BATCH }).await?;
    let mut out = String::new();
    if csv {
        out.push_str("person,decision,policy,version,as-of,decided-on,decided-by,outcome\n");
    }
    while let Some(records) = pages.next().await? {
        for record in &records {
            if csv {
                let cells = [
                    record.person.as_str(),
                    record.id.as_str(),
                    &record.policy,
                    &record.version.to_string(),
                    &record.as_of.to_string(),
                    &record.decided_on.to_string(),
                    &record.decided_by,
                    record.outcome.as_str(),
                ]
                .map(cell);
                out.push_str(&cells.join(","));
            } else {
                out.push_str(&serde_json::to_string(record).map_err(|_| Failure::internal())?);
            }
            out.push('\n');
        }
    }
    let (kind, ending) = if csv { ("text/csv; charset=utf-8", "csv") } else { ("application/jsonl; charset=utf-8", "jsonl") };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{round}.{ending}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, out).into_response())
}

/// A cell of CSV: quoted where it has to be, and never read as a formula.
pub(crate) fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_quoted_and_no_formula() {
        assert_eq!(cell("contoh"), "contoh");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(cell("=1+1"), "'=1+1");
    }
}
