//! What I qualify for: every promotion that is meant for my post, criterion by criterion, with the day on which it would be met.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use jenjang::legal::Language;
use jenjang::people::id::PersonId;
use jenjang_asn::promotion::PROMOTIONS;
use jenjang_service::Actor;
use jenjang_service::people::names_of;
use jenjang_service::promotion::{Eligibility, read_eligibility};
use serde::Deserialize;

use super::standing::Answer;
use crate::error::Failure;
use crate::public::policies::{Day, unknown};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// The day asked about.
#[derive(Deserialize)]
pub(crate) struct Asked {
    on: Option<String>,
}

/// A policy that asks for another post.
struct Elsewhere {
    policy: Arc<str>,
    title: String,
}

#[derive(Template)]
#[template(path = "eligibility.html")]
struct Page {
    shell: Shell,
    heading: String,
    /// Whether somebody else's, for an HR officer.
    of_another: bool,
    /// The file of whom it is about, where that is somebody else.
    file: Option<String>,
    /// Where the form and the links of this page lead.
    address: String,
    day: Day,
    answers: Vec<Answer>,
    elsewhere: Vec<Elsewhere>,
}

/// Asks what a person qualifies for.
pub(crate) async fn ask(app: &App, actor: &Actor, person: &PersonId, day: &Day, policies: &[&str]) -> Result<Eligibility, Failure> {
    Ok(read_eligibility(&app.context(actor), app.qualifying(person, day.day, policies)).await?)
}

/// What I qualify for.
pub(crate) async fn own(State(app): State<Arc<App>>, me: SignedIn, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let person = me.person.clone();
    show(&app, &me, &person, "/eligibility".to_owned(), asked).await
}

/// What somebody else qualifies for.
pub(crate) async fn of(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let person: PersonId = id.parse().map_err(|_| Failure::not_found())?;
    let address = format!("/people/{person}/eligibility");
    show(&app, &me, &person, address, asked).await
}

async fn show(app: &App, me: &SignedIn, person: &PersonId, address: String, asked: Asked) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let day = Day::read(asked.on.as_deref(), app.today(), language);
    let found = ask(app, &me.visitor.actor, person, &day, &PROMOTIONS).await?;
    let (fitting, other): (Vec<_>, Vec<_>) = found.standings.iter().partition(|standing| standing.fits_post);
    let own = *person == me.person;
    let answers = fitting.into_iter().map(|standing| Answer::of(standing, &found, own, language)).collect();
    let elsewhere = other
        .into_iter()
        .map(|standing| Elsewhere { policy: Arc::clone(&standing.policy.id), title: standing.policy.title.get(language).to_owned() })
        .collect();
    let heading = if own {
        me.visitor.shell("").t("Kelayakan saya", "My eligibility").to_owned()
    } else {
        let names = names_of(&app.context(&me.visitor.actor), &BTreeSet::from([person.clone()])).await?;
        let name = names.get(person).map_or_else(|| person.as_str(), |name| &**name);
        match language {
            Language::Id => format!("Kelayakan {name}"),
            Language::En => format!("Eligibility of {name}"),
        }
    };
    let file = (!own).then(|| format!("/people/{person}"));
    let shell = me.visitor.shell(heading.clone());
    page_with(day.status(), &Page { shell, heading, of_another: !own, file, address, day, answers, elsewhere })
}

/// What I qualify for under one policy, whatever post it is meant for.
pub(crate) async fn own_under(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path(policy): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let Some(policy) = PROMOTIONS.into_iter().find(|known| *known == policy) else {
        return Err(unknown(&policy, PROMOTIONS.into_iter()));
    };
    let day = Day::read(asked.on.as_deref(), app.today(), language);
    let found = ask(&app, &me.visitor.actor, &me.person, &day, &[policy]).await?;
    let answers: Vec<Answer> = found.standings.iter().map(|standing| Answer::of(standing, &found, true, language)).collect();
    let shell = me.visitor.shell("");
    let heading = answers.first().map_or_else(|| shell.t("Kelayakan saya", "My eligibility").to_owned(), |answer| answer.title.clone());
    let shell = me.visitor.shell(heading.clone());
    let address = format!("/eligibility/{policy}");
    page_with(day.status(), &Page { shell, heading, of_another: false, file: None, address, day, answers, elsewhere: Vec::new() })
}
