//! A draft clause by clause, with a form to speak on each, and what I said with its answer.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::consultation::life::Stage;
use jenjang::consultation::process::GroupKind;
use jenjang::consultation::submission::{Channel, Position};
use jenjang::consultation::{ClauseNumber, Submission};
use jenjang::legal::{Label, Language};
use jenjang::people::id::DraftId;
use jenjang_service::consultation::{ConsultationView, SubmitOpinion, read_consultation, submit_opinion};

use crate::development::{Tag, segment};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::hr::words;
use crate::session::Visitor;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct Said {
    position: String,
    text: String,
    on: NaiveDate,
    outcome: Option<Tag>,
    reason: Option<String>,
    /// Whether I may still say something else instead.
    open: bool,
}

struct ClauseShown {
    number: String,
    at: usize,
    label: String,
    text: String,
    said: Vec<Said>,
    /// Whether I can speak on it now.
    can_speak: bool,
    replaces: bool,
}

#[derive(Template)]
#[template(path = "voice/consultation.html")]
struct Page {
    shell: Shell,
    form: Filled,
    address: String,
    stage: Tag,
    opened: Option<NaiveDate>,
    until: Option<NaiveDate>,
    clauses: Vec<ClauseShown>,
    groups: Vec<(String, String)>,
    positions: Vec<(&'static str, String)>,
    count: usize,
    unanswered: usize,
    /// What the policy is called.
    policy: String,
    signed_in: bool,
    /// The law is Indonesian; whether an English text helps beside it.
    only_indonesian: bool,
}

fn draft_of(id: &str) -> Result<DraftId, Failure> {
    id.parse().map_err(|_| Failure::not_found())
}

/// The draft as it is spoken on.
pub(super) async fn show(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = read_consultation(&app.context(&visitor.actor), &draft_of(&id)?).await?;
    let form = Filled::with(&[("position", Position::Change.as_str())], visitor.language);
    lay_out(&app, &visitor, &view, form)
}

fn lay_out(app: &App, visitor: &Visitor, view: &ConsultationView, form: Filled) -> Result<Response, Failure> {
    let language = visitor.language;
    let draft = &view.draft;
    let round = draft.round();
    let version = round.and_then(|round| draft.version(round.version)).or_else(|| draft.current()).ok_or_else(Failure::not_found)?;
    let today = app.today();
    let open = draft.stage == Stage::Consulting && round.is_some_and(|round| round.opened <= today && today <= round.until);
    let signed_in = visitor.who.is_some();
    let spoken = |number: ClauseNumber| {
        let own = |said: &&Submission| said.clause == number && (said.person.is_some() && said.person.as_ref() == visitor.actor.person());
        view.submissions.iter().filter(own).collect::<Vec<_>>()
    };
    let mut clauses = Vec::new();
    for clause in &version.text.clauses {
        let said = spoken(clause.number);
        let here = said.iter().find(|said| said.version == version.digest);
        clauses.push(ClauseShown {
            number: clause.number.to_string(),
            at: clauses.len() + 1,
            label: clause.number.label().get(language).to_owned(),
            text: clause.text.get(language).to_owned(),
            can_speak: open && here.is_none_or(|said| said.answer.is_none()),
            replaces: here.is_some(),
            said: said.iter().map(|said| shown(said, language)).collect(),
        });
    }
    let kind = |kind: GroupKind| if signed_in { kind != GroupKind::Public } else { kind == GroupKind::Public };
    let groups = draft.process.groups.iter().filter(|group| kind(group.kind));
    let stage = draft.stage.label();
    let word = stage.get(language);
    let page_of = Page {
        address: format!("/voice/consultations/{}", segment(draft.id.as_str())),
        stage: if open { Tag::open(word) } else { Tag::aside(word) },
        opened: round.map(|round| round.opened),
        until: round.map(|round| round.until),
        groups: groups.map(|group| (group.code.to_string(), group.label.get(language).to_owned())).collect(),
        positions: Position::ALL
            .iter()
            .map(|position| (position.as_str(), crate::format::capitalised(position.label().get(language))))
            .collect(),
        count: view.count,
        unanswered: view.unanswered,
        policy: words::policy(app, &version.text.policy, language),
        signed_in,
        only_indonesian: language == Language::En && version.text.clauses.iter().any(|clause| clause.text.en.is_none()),
        shell: visitor.shell(version.text.title.get(language)),
        clauses,
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

fn shown(said: &Submission, language: Language) -> Said {
    use jenjang::consultation::submission::Outcome;
    let outcome = said.answer.as_ref().map(|answer| {
        let label = answer.outcome.label();
        let word = label.get(language);
        match answer.outcome {
            Outcome::Accepted => Tag::good(word),
            Outcome::Partly => Tag { sign: "~", ..Tag::open(word) },
            Outcome::Rejected => Tag::bad(word),
        }
    });
    Said {
        position: crate::format::capitalised(said.position.label().get(language)),
        text: said.text.to_string(),
        on: said.received,
        outcome,
        reason: said.answer.as_ref().map(|answer| answer.reason.to_string()),
        open: said.answer.is_none(),
    }
}

/// Speaks on a clause.
pub(super) async fn submit(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Failure> {
    let draft = draft_of(&id)?;
    let context = app.context(&visitor.actor);
    let mut form = Filled::of(typed, visitor.language);
    let clause: ClauseNumber = form.value("clause").parse().map_err(|_| Failure::not_found())?;
    let position = Position::ALL.iter().copied().find(|position| position.as_str() == form.value("position"));
    if position.is_none() {
        form.refuse("position", &Label::new("pilih salah satu sikap", "choose one of the positions"));
    }
    let text = form.text("text", 20_000);
    let group = form.text("group", 60);
    if let (Some(position), Some(text), Some(group)) = (position, text, group) {
        let command = SubmitOpinion {
            draft: draft.clone(),
            clause,
            position,
            text: text.into(),
            group: group.into(),
            channel: Channel::Online,
            received: None,
            replace: form.value("replace") == "yes",
        };
        match submit_opinion(&context, &command).await {
            Ok(_) => return Ok(Redirect::to(&format!("/voice/consultations/{}?done=said", segment(draft.as_str()))).into_response()),
            Err(error) => {
                let field = match error.code() {
                    "too-long" | "submitted-already" | "blank" => "text",
                    "name-needed" | "no-name" | "not-a-leader" | "unknown-group" => "group",
                    _ => "",
                };
                form.refused(field, error)?;
            }
        }
    }
    let view = read_consultation(&context, &draft).await?;
    lay_out(&app, &visitor, &view, form)
}
