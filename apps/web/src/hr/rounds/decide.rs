//! The choice of the appointing authority.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::legal::{Label, Language};
use jenjang::people::id::{PersonId, RoundId};
use jenjang::promotion::{OutcomeKind, Pick};
use jenjang_service::permissions::Action;
use jenjang_service::promotion::{Choice, DecideRound, ListCandidates, RoundDesk, decide_round, list_candidates, read_round_desk};

use super::{Head, changed, revision};
use crate::error::Failure;
use crate::form::{Filled, Typed, Version, changed_meanwhile};
use crate::hr::words;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// The most people a choice is made among one by one.
const LISTED: usize = 50;
/// The most letters of a reason.
const REASON: usize = 1_000;

/// Somebody who can be chosen.
struct Eligible {
    id: String,
    name: String,
    /// The rank, where there is one.
    rank: Option<usize>,
}

#[derive(Template)]
#[template(path = "hr/rounds/decide.html")]
struct Page {
    shell: Shell,
    head: Head,
    form: Filled,
    quota: Option<usize>,
    /// Those put forward; one by one where they are few.
    forward: Vec<Eligible>,
    forward_count: usize,
    /// Eligible but not put forward: choosing one needs a reason.
    others: Vec<Eligible>,
}

/// The form.
pub(super) async fn ask(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let desk = read_round_desk(&app.context(&me.visitor.actor), &round).await?;
    may(&desk)?;
    laid_out(&app, &me, &desk, Filled::with(&[("choice", "everybody")], me.visitor.language)).await
}

/// Whether the reader may decide now.
fn may(desk: &RoundDesk) -> Result<(), Failure> {
    if desk.may.contains(&Action::DecideRound) { Ok(()) } else { Err(words::forbidden(Action::DecideRound)) }
}

async fn laid_out(app: &App, me: &SignedIn, desk: &RoundDesk, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let rank = |person: &PersonId| {
        let ranked = desk.round.ranking().and_then(|ranking| ranking.ranked().iter().find(|ranked| ranked.id == *person));
        ranked.map(|ranked| ranked.rank)
    };
    let forward = desk.put_forward.iter().take(LISTED).map(|person| Eligible {
        id: person.to_string(),
        name: desk.name(person).to_owned(),
        rank: rank(person),
    });
    let forward: Vec<Eligible> = if desk.put_forward.len() > LISTED { Vec::new() } else { forward.collect() };
    let asked = ListCandidates {
        round: &desk.file.plan.id,
        outcome: Some(OutcomeKind::Eligible),
        after: None,
        limit: LISTED + desk.put_forward.len(),
    };
    let known: BTreeSet<&PersonId> = desk.put_forward.iter().collect();
    let eligible = if desk.round.ranking().is_some() { list_candidates(&app.context(&me.visitor.actor), asked).await? } else { Vec::new() };
    let others = eligible.iter().filter(|one| !known.contains(&one.person)).map(|one| Eligible {
        id: one.person.to_string(),
        name: words::name(one.name.as_ref(), &one.person),
        rank: rank(&one.person),
    });
    let mut others: Vec<Eligible> = others.collect();
    others.sort_by_key(|one| one.rank.unwrap_or(usize::MAX));
    let shell = me.visitor.titled("Putuskan", "Decide");
    let status = form.status();
    let (quota, forward_count) = (desk.file.plan.quota, desk.put_forward.len());
    page_with(status, &Page { head: Head::of(app, desk, language), shell, form, quota, forward, forward_count, others })
}

/// Takes the choice.
pub(super) async fn take(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    let desk = read_round_desk(&context, &round).await?;
    let seen = typed.get("revision").to_owned();
    let stale = revision(&typed) != Some(desk.revision);
    let mut form = Filled::of(typed, me.visitor.language);
    if stale {
        return changed::page(&app, &me, &desk, &seen, versions(&me, &desk, &form));
    }
    may(&desk)?;
    let Some(choice) = choice(&mut form, &desk) else { return laid_out(&app, &me, &desk, form).await };
    match decide_round(&context, DecideRound { round: round.clone(), choice }).await {
        Ok(_) => Ok(Redirect::to(&format!("/hr/rounds/{round}?done=decided")).into_response()),
        Err(error) if changed_meanwhile(&error) => {
            let now = read_round_desk(&context, &round).await?;
            changed::page(&app, &me, &now, &seen, versions(&me, &now, &form))
        }
        Err(error) => {
            form.refused("choice", error)?;
            laid_out(&app, &me, &desk, form).await
        }
    }
}

/// What was chosen, and what stands.
fn versions(me: &SignedIn, desk: &RoundDesk, form: &Filled) -> Vec<Version> {
    let shell = me.visitor.shell("");
    let named = |people: Vec<&str>| {
        let all: Vec<String> = people.iter().filter_map(|id| id.parse::<PersonId>().ok()).map(|id| desk.name(&id).to_owned()).collect();
        if all.is_empty() { "–".to_owned() } else { all.join(", ") }
    };
    let yours = match form.value("choice") {
        "everybody" => shell.t("semua yang diajukan", "everybody put forward").to_owned(),
        _ => named(form.typed().all("chosen").chain(Some(form.value("other")).filter(|other| !other.is_empty())).collect()),
    };
    let now = desk.round.selection().map_or(&[][..], |selection| selection.chosen());
    let now = named(now.iter().map(|pick| pick.person.as_str()).collect());
    vec![Version::new(shell.t("Yang terpilih", "Chosen"), yours, now)]
}

/// The choice that was typed. Whoever was not put forward needs a reason.
fn choice(form: &mut Filled, desk: &RoundDesk) -> Option<Choice> {
    match form.value("choice") {
        "everybody" => return Some(Choice::Everybody),
        "nobody" => return Some(Choice::These(Vec::new())),
        "these" => {}
        _ => {
            form.refuse("choice", &Label::new("pilih salah satu", "choose one of these"));
            return None;
        }
    }
    let mut picks = Vec::new();
    let chosen: Vec<String> = form.typed().all("chosen").map(str::to_owned).collect();
    for id in chosen {
        match id.parse::<PersonId>() {
            Ok(person) if desk.put_forward.contains(&person) => picks.push(Pick { person, reason: None }),
            _ => form.refuse("choice", &Label::new("salah satu yang dicentang tidak diajukan", "one of those ticked was not put forward")),
        }
    }
    let other = form.value("other").to_owned();
    if !other.is_empty() {
        let reason = form.text("reason", REASON);
        match (other.parse::<PersonId>(), reason) {
            (Ok(person), Some(reason)) => picks.push(Pick { person, reason: Some(reason.into()) }),
            (Err(_), _) => form.refuse("other", &Label::new("orang ini tidak ada dalam daftar", "this person is not on the list")),
            (_, None) => {}
        }
    } else if !form.value("reason").is_empty() {
        form.refuse("other", &Label::new("pilih orang yang dimaksud alasan itu", "choose the person the reason is about"));
    }
    if picks.is_empty() && form.problems().is_empty() {
        form.refuse(
            "choice",
            &Label::new("centang setidaknya satu orang, atau pilih “tidak seorang pun”", "tick at least one person, or choose “nobody”"),
        );
    }
    if let Some(quota) = desk.file.plan.quota.filter(|quota| picks.len() > *quota) {
        let label = Label::new(
            format!("{} orang dipilih, paling banyak {quota}", picks.len()),
            format!("{} people are chosen, at most {quota} can be", picks.len()),
        );
        form.refuse("choice", &label);
    }
    form.problems().is_empty().then_some(Choice::These(picks))
}

/// A person's line in a list.
fn line(shell: &Shell, one: &Eligible) -> String {
    match (one.rank, shell.language) {
        (None, _) => one.name.clone(),
        (Some(rank), Language::Id) => format!("{}, peringkat {rank}", one.name),
        (Some(rank), Language::En) => format!("{}, rank {rank}", one.name),
    }
}
