//! What I am asked, and what I was told: surveys, consultations, policies that are explained. Whoever is not signed in sees what anybody may.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::consultation::life::Stage;
use jenjang::survey::SurveyState;
use jenjang_service::consultation::list_consultations;
use jenjang_service::socialisation::own_socialisations;
use jenjang_service::surveys::list_surveys;

use crate::development::{Tag, segment};
use crate::error::Failure;
use crate::session::Visitor;
use crate::shell::{Shell, page};
use crate::state::App;

struct Survey {
    address: String,
    title: String,
    until: Option<NaiveDate>,
    tag: Tag,
    waits: bool,
}

struct Consultation {
    address: String,
    title: String,
    until: Option<NaiveDate>,
    tag: Tag,
    open: bool,
}

struct Policy {
    address: String,
    title: String,
    until: Option<NaiveDate>,
    tag: Tag,
    waits: bool,
}

#[derive(Template)]
#[template(path = "voice/overview.html")]
struct Page {
    shell: Shell,
    surveys: Vec<Survey>,
    results: Vec<Survey>,
    consultations: Vec<Consultation>,
    policies: Vec<Policy>,
    waiting: usize,
    signed_in: bool,
}

/// Where people have their say.
pub(super) async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, Failure> {
    let language = visitor.language;
    let context = app.context(&visitor.actor);
    let today = app.today();
    let shell = visitor.titled("Suara Anda", "Have your say");
    let (mut surveys, mut results) = (Vec::new(), Vec::new());
    for listed in list_surveys(&context).await? {
        let address = format!("/voice/surveys/{}", segment(listed.survey.id.as_str()));
        let title = listed.survey.title.get(language).to_owned();
        match listed.survey.state {
            SurveyState::Open { since, until } if since <= today && today <= until => {
                let (tag, waits) = match listed.answered {
                    Some(true) => (Tag::good(shell.t("sudah Anda jawab", "answered")), false),
                    Some(false) => (Tag::open(shell.t("menunggu jawaban Anda", "waits for your answer")), true),
                    None if listed.survey.audience.is_public() => (Tag::open(shell.t("terbuka bagi siapa pun", "open to anybody")), false),
                    None => continue,
                };
                surveys.push(Survey { address, title, until: Some(until), tag, waits });
            }
            SurveyState::Published { .. } => {
                let tag = Tag::good(shell.t("diumumkan", "published"));
                results.push(Survey { address: format!("{address}/results"), title, until: None, tag, waits: false });
            }
            _ => {}
        }
    }
    surveys.sort_by_key(|survey| (!survey.waits, survey.until));
    let mut consultations: Vec<Consultation> = list_consultations(&context)
        .await?
        .iter()
        .filter(|draft| !draft.rounds.is_empty())
        .filter_map(|draft| {
            let text = draft.current()?;
            let until = draft.round().map(|round| round.until);
            let open = draft.stage == Stage::Consulting && until.is_some_and(|until| today <= until);
            let stage = draft.stage.label();
            let word = stage.get(language);
            Some(Consultation {
                address: format!("/voice/consultations/{}", segment(draft.id.as_str())),
                title: text.text.title.get(language).to_owned(),
                until,
                tag: if open { Tag::open(shell.t("terbuka bagi masukan", "open to submissions")) } else { Tag::aside(word) },
                open,
            })
        })
        .collect();
    consultations.sort_by_key(|one| (!one.open, one.until));
    let mut policies: Vec<Policy> = own_socialisations(&context)
        .await?
        .into_iter()
        .map(|own| {
            let (tag, waits) = match (own.acknowledged, own.concerns) {
                (Some(_), _) => (Tag::good(shell.t("sudah Anda pahami", "understood")), false),
                (None, true) => (Tag::open(shell.t("menunggu Anda baca", "waits for you to read")), true),
                (None, false) => (Tag::aside(shell.t("bukan bagi unit atau jabatan Anda", "not for your unit or post")), false),
            };
            Policy {
                address: format!("/voice/policies/{}", segment(own.socialisation.id.as_str())),
                title: own.socialisation.title.get(language).to_owned(),
                until: own.socialisation.until,
                tag,
                waits,
            }
        })
        .collect();
    policies.sort_by_key(|policy| (!policy.waits, policy.until));
    let waiting = surveys.iter().filter(|survey| survey.waits).count() + policies.iter().filter(|policy| policy.waits).count();
    page(&Page { surveys, results, consultations, policies, waiting, signed_in: visitor.who.is_some(), shell })
}
