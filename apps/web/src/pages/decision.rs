//! A decision about me in the words of its policy, decided again from what it rests on.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::people::id::DecisionId;
use jenjang_service::ServiceError;
use jenjang_service::people::names_of;
use jenjang_service::promotion::{DecisionDetails, read_decision, read_own_notice};

use crate::career::objection;
use crate::development::segment;
use crate::error::Failure;
use crate::pages::notice::sentences;
use crate::proof::Proof;
use crate::prose::{Block, blocks};
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

#[derive(Template)]
#[template(path = "decision.html")]
struct Page {
    shell: Shell,
    headline: String,
    blocks: Vec<Block>,
    proof: Proof,
    /// Whom it is about.
    person: String,
    decided_on: NaiveDate,
    as_of: NaiveDate,
    in_force: bool,
    own: bool,
    /// What came of its round for the person, once that is published, with where everybody reads the result.
    notice: Option<(Vec<String>, String)>,
    /// How many appeals there are against it.
    appeals: usize,
    /// Where an objection is filed, and until when.
    objection: Option<(String, Option<NaiveDate>)>,
    /// Where the decree is printed, for those who may.
    decree: Option<String>,
}

/// A decision with every reason.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    me: SignedIn,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let decision: DecisionId = id.parse().map_err(|_| Failure::not_found())?;
    let language = me.visitor.language;
    let found = read_decision(&app.context(&me.visitor.actor), &decision, language).await?;
    let (headline, rest) = found.text.split_once('\n').unwrap_or((&found.text, ""));
    let shell = me.visitor.shell("");
    let title = if found.own { shell.t("Keputusan tentang saya", "A decision about me") } else { shell.t("Keputusan", "Decision") };
    let shell = me.visitor.shell(title);
    let page_of = Page {
        headline: headline.to_owned(),
        blocks: blocks(rest, language),
        proof: Proof::of(&app, &headers, found.view.id.as_str().to_owned())?,
        person: person(&app, &me, &found).await?,
        decided_on: found.view.decided_on,
        as_of: found.view.as_of,
        in_force: found.in_force,
        own: found.own,
        notice: notice(&app, &me, &found).await?,
        appeals: found.appeals.len(),
        objection: objection(&app, &found),
        decree: found.decree.map(|(round, person)| format!("/hr/rounds/{round}/decrees/{}", segment(person.as_str()))),
        shell,
    };
    page(&page_of)
}

/// What whom it is about is called: on paper nothing else says it.
async fn person(app: &App, me: &SignedIn, found: &DecisionDetails) -> Result<String, Failure> {
    let names = names_of(&app.context(&me.visitor.actor), &BTreeSet::from([found.person.clone()])).await?;
    Ok(names.get(&found.person).map_or_else(|| found.person.to_string(), ToString::to_string))
}

/// What came of the round for the person concerned; nothing for anybody else, nor while it is not published.
async fn notice(app: &App, me: &SignedIn, found: &DecisionDetails) -> Result<Option<(Vec<String>, String)>, Failure> {
    let Some(round) = found.view.round.as_ref().filter(|_| found.own && found.in_force) else { return Ok(None) };
    match read_own_notice(&app.context(&me.visitor.actor), round).await {
        Ok(notice) => {
            let said = sentences(app, &notice.title, &notice.policy, &notice.outcome, me.visitor.language);
            Ok(Some((said, format!("/results/{round}"))))
        }
        Err(ServiceError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
