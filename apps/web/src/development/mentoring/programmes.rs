//! Programmes I may take part in, why they fit me, and saying that I want to. Who offers to be a mentor is not named.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::Language;
use jenjang::mentoring::{MentoringProgramme, Side, Weighted};
use jenjang::people::id::{CompetencyCode, ProgrammeId};
use jenjang_service::mentoring::{MatchSources, MentorsOffered, OpenProgramme, WishMentoring, open_programmes, wish_mentoring};
use jenjang_service::needs::{WithdrawWish, withdraw_wish};

use super::super::{competency, needs, number};
use super::show;
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::session::SignedIn;
use crate::state::{App, facts};

/// That I want to take part.
pub(super) struct Wished {
    pub(super) id: String,
    pub(super) sentence: &'static str,
    pub(super) on: NaiveDate,
}

/// A programme I may take part in.
pub(super) struct Programme {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    /// What counts when people are matched.
    pub(super) criteria: String,
    /// How many offer to be mentors.
    pub(super) mentors: String,
    /// Why it fits me.
    pub(super) reasons: Vec<String>,
    pub(super) wishes: Vec<Wished>,
    /// Whether I may ask for a mentor, and offer to be one.
    pub(super) as_mentee: bool,
    pub(super) as_mentor: bool,
}

/// The programmes I may take part in.
pub(super) async fn open(app: &App, me: &SignedIn) -> Result<Vec<Programme>, Failure> {
    let catalogue = app.catalogue().ok_or_else(Failure::internal)?;
    let sources = MatchSources { needs: needs(app), catalogue, gatherer: &facts, ranks: jenjang_asn::RANK_FACTS };
    let found = open_programmes(&app.context(&me.visitor.actor), &sources).await?;
    Ok(found.iter().map(|open| programme(open, me.visitor.language)).collect())
}

fn programme(open: &OpenProgramme, language: Language) -> Programme {
    let OpenProgramme { programme, wishes, accompanied, offered } = open;
    let side = |side: Side| wishes.iter().any(|wish| wish.mentoring.as_ref().is_some_and(|mentoring| mentoring.side == side));
    let counts = |one: &Weighted| format!("{} {}", one.criterion.label().get(language), number(one.weight, language));
    let wished = wishes.iter().filter_map(|wish| {
        let sentence = match (wish.mentoring.as_ref()?.side, language) {
            (Side::Mentee, Language::Id) => "Anda ingin dibimbing",
            (Side::Mentee, Language::En) => "You want to be accompanied",
            (Side::Mentor, Language::Id) => "Anda menawarkan diri sebagai mentor",
            (Side::Mentor, Language::En) => "You offer to be a mentor",
        };
        Some(Wished { id: wish.id.to_string(), sentence, on: wish.on })
    });
    Programme {
        id: programme.id.to_string(),
        title: programme.title.to_string(),
        first: programme.first,
        last: programme.last,
        criteria: programme.criteria.iter().map(counts).collect::<Vec<_>>().join(", "),
        mentors: mentors(offered.as_ref().map_or(0, |offered| offered.mentors), language),
        reasons: offered.iter().flat_map(|offered| reasons(programme, offered, language)).collect(),
        wishes: wished.collect(),
        as_mentee: !accompanied && !side(Side::Mentee),
        as_mentor: !side(Side::Mentor),
    }
}

fn mentors(count: usize, language: Language) -> String {
    match (count, language) {
        (0, Language::Id) => "Belum ada yang menawarkan diri sebagai mentor bagi Anda.".to_owned(),
        (0, Language::En) => "Nobody has offered to be a mentor for you yet.".to_owned(),
        (_, Language::Id) => format!("{count} orang menawarkan diri sebagai mentor."),
        (1, Language::En) => "1 person offers to be a mentor.".to_owned(),
        (_, Language::En) => format!("{count} people offer to be mentors."),
    }
}

/// Why the mentors of a programme fit me: what I lack and one of them has, and how many meet each criterion.
fn reasons(programme: &MentoringProgramme, offered: &MentorsOffered, language: Language) -> Vec<String> {
    let lacks = offered.lacks.iter().map(|(code, covered)| {
        let name = competency_name(programme, code, language);
        match (covered, language) {
            (true, Language::Id) => format!("Anda perlu {name}: ada mentor pada level yang disyaratkan jabatan Anda"),
            (true, Language::En) => format!("You lack {name}: a mentor has the level your post requires"),
            (false, Language::Id) => format!("Anda perlu {name}: belum ada mentor pada level itu"),
            (false, Language::En) => format!("You lack {name}: no mentor has that level yet"),
        }
    });
    let count = offered.mentors;
    let meets = offered.meets.iter().filter(|(_, met)| *met > 0).map(|(criterion, met)| {
        let label = criterion.label();
        let label = format::capitalised(label.get(language));
        match language {
            Language::Id => format!("{label}: {met} dari {count} mentor"),
            Language::En => format!("{label}: {met} of {count} mentors"),
        }
    });
    lacks.chain(meets).collect()
}

fn competency_name(programme: &MentoringProgramme, code: &CompetencyCode, language: Language) -> String {
    let framework = programme.framework.as_ref().and_then(|framework| competency().framework(framework));
    let found = framework.and_then(|framework| framework.competency(code));
    found.map_or_else(|| code.to_string(), |found| found.label.get(language).to_owned())
}

/// Says that I want to take part.
pub(crate) async fn wish(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let programme: ProgrammeId = form.value("programme").parse().map_err(|_| Failure::not_found())?;
    let side = match form.value("side") {
        "mentee" => Side::Mentee,
        "mentor" => Side::Mentor,
        _ => return Err(Failure::not_found()),
    };
    match wish_mentoring(&app.context(&me.visitor.actor), &WishMentoring { programme, side }).await {
        Ok(_) => return Ok(Redirect::to("/development/mentoring?done=wished").into_response()),
        Err(error) => form.refused("", error)?,
    }
    show(&app, &me, form).await
}

/// Takes it back.
pub(crate) async fn withdraw(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    withdraw_wish(&app.context(&me.visitor.actor), &WithdrawWish { id: typed.get("wish").into() }).await?;
    Ok(Redirect::to("/development/mentoring?done=unwished").into_response())
}
