//! Who stands in a round, page by page; putting people forward and taking them off.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::legal::Language;
use jenjang::people::id::{PersonId, RoundId, UnitId};
use jenjang_asn::promotion::is_meant_for_post;
use jenjang_service::permissions::Action;
use jenjang_service::promotion::{
    AddCandidates, Candidate, Candidates, FindFitting, ListCandidates, RoundDesk, WithdrawCandidate, add_candidates, find_fitting,
    list_candidates, read_round_desk, withdraw_candidate,
};

use super::Head;
use super::desk::OUTCOMES;
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::hr::named::named;
use crate::hr::words;
use crate::pages::standing::Mark;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::{App, facts};

/// How many stand on a page.
const PAGE: usize = 50;

struct Row {
    id: String,
    name: String,
    decision: Option<(String, Mark)>,
    /// Whether the reader may read the decision: somebody may have gone to another unit.
    readable: bool,
    corrected: bool,
    /// What keeps the candidate from being eligible.
    reasons: Vec<String>,
}

#[derive(Template)]
#[template(path = "hr/rounds/candidates.html")]
struct Page {
    shell: Shell,
    head: Head,
    form: Filled,
    done: Option<&'static str>,
    outcome: &'static str,
    filters: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    last: Option<String>,
    may_add: bool,
    may_withdraw: bool,
    may_read_decisions: bool,
}

/// A page of candidates.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let desk = read_round_desk(&app.context(&me.visitor.actor), &round).await?;
    laid_out(&app, &me, &desk, Filled::with(&[("who", "people")], me.visitor.language)).await
}

async fn laid_out(app: &App, me: &SignedIn, desk: &RoundDesk, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let query = Typed::query(&me.visitor.uri);
    let filter = OUTCOMES.into_iter().find(|(_, code)| *code == query.get("outcome"));
    let after: Option<PersonId> = match query.get("after") {
        "" => None,
        after => Some(after.parse().map_err(|_| Failure::not_found())?),
    };
    let asked = ListCandidates { round: &desk.file.plan.id, outcome: filter.map(|(outcome, _)| outcome), after, limit: PAGE + 1 };
    let mut found = list_candidates(&app.context(&me.visitor.actor), asked).await?;
    let last = if found.len() > PAGE { found.get(PAGE - 1).map(|one| one.person.to_string()) } else { None };
    found.truncate(PAGE);
    let own = words::own_units(app, me, found.iter().filter_map(|one| one.unit.as_ref())).await?;
    let rows = found.iter().map(|one| row(app, &desk.file.plan.policy, one, &own, language)).collect();
    let shell = me.visitor.titled("Calon", "Candidates");
    let filters = if desk.outcomes.is_empty() {
        Vec::new()
    } else {
        let of = |(outcome, code)| (code, words::outcome(outcome).word(&language).to_owned());
        std::iter::once(("", shell.t("Semua", "All").to_owned())).chain(OUTCOMES.into_iter().map(of)).collect()
    };
    let status = form.status();
    let page = Page {
        head: Head::of(app, desk, language),
        done: shell.done(&[
            ("added", "Calon ditambahkan.", "Candidates were added."),
            ("nobody", "Semua sudah tercatat sebagai calon.", "All of them stood already."),
            ("withdrawn", "Calon diundurkan.", "The candidate was taken off."),
        ]),
        outcome: filter.map_or("", |(_, code)| code),
        filters,
        rows,
        last,
        may_add: desk.may.contains(&Action::AddCandidates),
        may_withdraw: desk.may.contains(&Action::WithdrawCandidate),
        may_read_decisions: shell.has(jenjang::access::GrantedRole::HrOfficer),
        form,
        shell,
    };
    page_with(status, &page)
}

fn row(app: &App, policy: &str, candidate: &Candidate, own: &BTreeSet<UnitId>, language: Language) -> Row {
    let decided = candidate.decided.as_ref();
    let reasons = decided.map_or(&[][..], |decided| &decided.open[..]).iter().map(|open| {
        let label = words::criterion(app, policy, &open.code, language);
        if open.missing.is_empty() {
            return label;
        }
        let lacks = open.missing.iter().map(|fact| words::fact(app, fact, language)).collect::<Vec<_>>().join("; ");
        match language {
            Language::Id => format!("{label} (data belum ada: {lacks})"),
            Language::En => format!("{label} (data missing: {lacks})"),
        }
    });
    Row {
        id: candidate.person.to_string(),
        name: words::name(candidate.name.as_ref(), &candidate.person),
        decision: decided.map(|decided| (decided.id.as_str().to_owned(), words::outcome(decided.outcome))),
        readable: candidate.unit.as_ref().is_some_and(|unit| own.contains(unit)),
        corrected: decided.is_some_and(|decided| decided.corrected),
        reasons: reasons.collect(),
    }
}

/// Puts people forward: those named, or everybody whose post fits.
pub(super) async fn add(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    let desk = read_round_desk(&context, &round).await?;
    let mut form = Filled::of(typed, me.visitor.language);
    let people = match form.value("who") {
        "fitting" => {
            let asked = FindFitting { round: &round, shipped: &app.shipped, gatherer: &facts, fits_post: &is_meant_for_post };
            match find_fitting(&context, asked).await {
                Ok(people) => people,
                Err(error) => {
                    form.refused("", error)?;
                    Vec::new()
                }
            }
        }
        _ => named(&app, &me, &mut form, "people").await?,
    };
    if form.problems().is_empty() {
        match add_candidates(&context, AddCandidates { round: round.clone(), candidates: Candidates::People(&people) }).await {
            Ok(added) => {
                let done = if added.new > 0 { "added" } else { "nobody" };
                return Ok(Redirect::to(&format!("/hr/rounds/{round}/candidates?done={done}")).into_response());
            }
            Err(error) => form.refused("people", error)?,
        }
    }
    laid_out(&app, &me, &desk, form).await
}

/// Takes a candidate off.
pub(super) async fn withdraw(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let person: PersonId = typed.get("person").parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    let desk = read_round_desk(&context, &round).await?;
    match withdraw_candidate(&context, WithdrawCandidate { round: round.clone(), person }).await {
        Ok(()) => Ok(Redirect::to(&format!("/hr/rounds/{round}/candidates?done=withdrawn")).into_response()),
        Err(error) => {
            let mut form = Filled::of(typed, me.visitor.language);
            form.refused("", error)?;
            laid_out(&app, &me, &desk, form).await
        }
    }
}
