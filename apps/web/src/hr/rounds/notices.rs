//! What each of those not chosen will read.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jenjang::legal::Language;
use jenjang::people::id::{PersonId, RoundId};
use jenjang::promotion::{OutcomeKind, Stage};
use jenjang_service::promotion::{Candidate, ListCandidates, RoundDesk, list_candidates, read_round_desk};

use super::Head;
use crate::error::Failure;
use crate::form::Typed;
use crate::hr::words;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// How many stand on a page.
const PAGE: usize = 50;

struct Notice {
    name: String,
    sentences: Vec<String>,
}

#[derive(Template)]
#[template(path = "hr/rounds/notices.html")]
struct Page {
    shell: Shell,
    head: Head,
    decided: bool,
    published: bool,
    notices: Vec<Notice>,
    last: Option<String>,
}

/// A page of notices.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    let desk = read_round_desk(&context, &round).await?;
    let language = me.visitor.language;
    let after: Option<PersonId> = match Typed::query(&me.visitor.uri).get("after") {
        "" => None,
        after => Some(after.parse().map_err(|_| Failure::not_found())?),
    };
    let decided = desk.round.selection().is_some();
    let asked = ListCandidates { round: &round, outcome: None, after, limit: PAGE + 1 };
    let mut found = if decided { list_candidates(&context, asked).await? } else { Vec::new() };
    let last = if found.len() > PAGE { found.get(PAGE - 1).map(|one| one.person.to_string()) } else { None };
    found.truncate(PAGE);
    let notices = found.iter().filter_map(|one| {
        let sentences = sentences(&app, &desk, one, language)?;
        Some(Notice { name: words::name(one.name.as_ref(), &one.person), sentences })
    });
    let notices = notices.collect();
    let shell = me.visitor.shell(me.visitor.shell("").t("Pemberitahuan", "Notices"));
    let published = desk.file.stage == Stage::Published;
    page(&Page { head: Head::of(&app, &desk, language), shell, decided, published, notices, last })
}

/// Why somebody was not chosen; none for who was.
fn sentences(app: &App, desk: &RoundDesk, candidate: &Candidate, language: Language) -> Option<Vec<String>> {
    let selection = desk.round.selection()?;
    if selection.chosen().iter().any(|pick| pick.person == candidate.person) {
        return None;
    }
    let decided = candidate.decided.as_ref()?;
    let title = desk.file.plan.title.get(language);
    let t = |id: String, en: String| if language == Language::Id { id } else { en };
    let mut said = vec![t(format!("Anda tidak terpilih dalam “{title}”."), format!("You were not chosen in “{title}”."))];
    let open = decided.open.iter().map(|open| words::criterion(app, &desk.file.plan.policy, &open.code, language));
    let open = open.collect::<Vec<_>>().join("; ");
    match decided.outcome {
        OutcomeKind::NotEligible => said.push(t(format!("Syarat yang belum terpenuhi: {open}."), format!("Requirements not met: {open}."))),
        OutcomeKind::Unknown => said.push(t(
            format!("Belum dapat diputuskan karena datanya belum lengkap: {open}."),
            format!("It could not be decided because data is missing: {open}."),
        )),
        OutcomeKind::Eligible => said.push(match place(desk, &candidate.person) {
            Place::Ranked(rank, of) if desk.put_forward.contains(&candidate.person) => t(
                format!("Anda memenuhi syarat, berada pada peringkat {rank} dari {of}, dan diajukan; pejabat yang berwenang memilih orang lain dari yang diajukan."),
                format!("You qualify, stand at rank {rank} of {of} and were put forward; the appointing authority chose somebody else of those put forward."),
            ),
            Place::Ranked(rank, of) => t(
                format!("Anda memenuhi syarat dan berada pada peringkat {rank} dari {of}, di bawah yang diajukan."),
                format!("You qualify and stand at rank {rank} of {of}, below those put forward."),
            ),
            Place::NoScore => t(
                "Anda memenuhi syarat, tetapi nilainya belum lengkap sehingga tidak diperingkat.".to_owned(),
                "You qualify, but your score is incomplete, so that you were not ranked.".to_owned(),
            ),
            Place::None => t(
                "Anda memenuhi syarat dan diajukan; pejabat yang berwenang memilih orang lain.".to_owned(),
                "You qualify and were put forward; the appointing authority chose somebody else.".to_owned(),
            ),
        }),
    }
    said.push(t(
        "Keputusan selengkapnya, dengan pasal dan datanya, ada di beranda Anda; di sana Anda juga dapat mengajukan keberatan.".to_owned(),
        "The whole decision, with its articles and records, is on your home page; there you can also object.".to_owned(),
    ));
    Some(said)
}

enum Place {
    /// A rank, of how many.
    Ranked(usize, usize),
    NoScore,
    /// Nobody is ranked.
    None,
}

fn place(desk: &RoundDesk, person: &PersonId) -> Place {
    let Some(ranking) = desk.round.ranking() else { return Place::None };
    let ranked = ranking.ranked();
    ranked.iter().find(|one| one.id == *person).map_or(Place::NoScore, |one| Place::Ranked(one.rank, ranked.len()))
}
