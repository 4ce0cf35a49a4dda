//! My mentoring: the pair, its goals, meetings with hours, and the review both write at the end; and the programmes I may take part in.

pub(super) mod programmes;

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::Language;
use jenjang::mentoring::{Goal, MentoringPair, MentoringProgramme, PairState, Side};
use jenjang::people::id::{PairId, PersonId};
use jenjang_service::mentoring::{
    BarPair, Meet, ReviewPair, SetGoals, bar_pair, meet, pairs_of_person, read_programme, review_pair, set_goals,
};
use jenjang_service::people::names_of;

use self::programmes::Programme;
use super::{Tag, competency, number, rules};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct Meeting {
    on: NaiveDate,
    notes: String,
    hours: String,
}

struct Target {
    number: usize,
    text: String,
    reached: Option<bool>,
}

struct Pair {
    id: String,
    /// Its place on the page, for ids of fields.
    at: usize,
    programme: String,
    until: NaiveDate,
    other: String,
    /// Whether I am the mentor.
    mentor: bool,
    tag: Tag,
    runs: bool,
    goals: Vec<Target>,
    meetings: Vec<Meeting>,
    hours: String,
    /// Why this mentor: criterion and points.
    why: Vec<String>,
    reviewed: bool,
    other_reviewed: Option<String>,
}

#[derive(Template)]
#[template(path = "development/mentoring.html")]
struct Page {
    shell: Shell,
    form: Filled,
    pairs: Vec<Pair>,
    open: Vec<Programme>,
}

/// The pairs I am in.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let form = me.empty_form();
    show(&app, &me, form).await
}

async fn show(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let found = pairs_of_person(&context, &me.person).await?;
    let ids: BTreeSet<PersonId> = found.iter().flat_map(|pair| [Some(&pair.mentee), pair.mentor.as_ref()]).flatten().cloned().collect();
    let names = names_of(&context, &ids).await?;
    let name = |person: &PersonId| names.get(person).map_or_else(|| person.to_string(), ToString::to_string);
    let mut pairs = Vec::new();
    for pair in found.iter().filter(|pair| !matches!(pair.state, PairState::Barred { .. })) {
        let programme = read_programme(&context, &pair.programme).await?.programme;
        let mentor = pair.mentor.as_ref() == Some(&me.person);
        let other = if mentor { Some(&pair.mentee) } else { pair.mentor.as_ref() };
        let (mine, theirs) = if mentor { (&pair.mentor_review, &pair.mentee_review) } else { (&pair.mentee_review, &pair.mentor_review) };
        pairs.push(Pair {
            id: pair.id.as_str().to_owned(),
            at: pairs.len() + 1,
            programme: programme.title.to_string(),
            until: programme.last,
            other: other.map_or_else(|| "–".to_owned(), name),
            mentor,
            tag: tag(pair, language),
            runs: pair.runs(),
            goals: pair
                .goals
                .iter()
                .zip(1..)
                .map(|(goal, number)| Target { number, text: goal_text(goal, &programme, language), reached: goal.reached })
                .collect(),
            meetings: pair
                .sessions
                .iter()
                .rev()
                .map(|one| Meeting { on: one.date, notes: one.notes.to_string(), hours: number(one.hours, language) })
                .collect(),
            hours: number(pair.hours(), language),
            why: why(pair, language),
            reviewed: mine.is_some(),
            other_reviewed: theirs.as_ref().filter(|_| mine.is_some()).and_then(|review| review.text.as_ref()).map(ToString::to_string),
        });
    }
    pairs.sort_by_key(|pair| !pair.runs);
    let shell = me.visitor.titled("Mentoring saya", "My mentoring");
    let open = programmes::open(app, me).await?;
    page_with(form.status(), &Page { shell, form, pairs, open })
}

/// A goal, with a competency it names by code by its name.
fn goal_text(goal: &Goal, programme: &MentoringProgramme, language: Language) -> String {
    let framework = programme.framework.as_ref().and_then(|framework| competency().framework(framework));
    let found = goal.competency.as_ref().and_then(|code| Some((code, framework?.competency(code)?)));
    match found.and_then(|(code, found)| Some((found, goal.text.strip_prefix(code.as_str())?))) {
        Some((found, rest)) => format!("{}{rest}", found.label.get(language)),
        None => goal.text.to_string(),
    }
}

/// Where a pair stands.
pub(crate) fn tag(pair: &MentoringPair, language: Language) -> Tag {
    let label = pair.state.label();
    let word = label.get(language);
    match pair.state {
        PairState::Running { .. } => Tag::open(word),
        PairState::Closed { .. } => Tag::good(word),
        PairState::Ended { .. } | PairState::Barred { .. } => Tag::aside(word),
    }
}

/// What made this pair, criterion by criterion.
pub(crate) fn why(pair: &MentoringPair, language: Language) -> Vec<String> {
    let Some(score) = &pair.score else { return Vec::new() };
    score
        .criteria
        .iter()
        .map(|one| {
            let (points, of) = (number(one.points, language), number(one.weight, language));
            let label = one.criterion.label();
            let name = format::capitalised(label.get(language));
            match (one.share.is_some(), language) {
                (true, Language::Id) => format!("{name}: {points} dari {of}"),
                (true, Language::En) => format!("{name}: {points} of {of}"),
                (false, Language::Id) => format!("{name}: tidak diketahui, 0 dari {of}"),
                (false, Language::En) => format!("{name}: not known, 0 of {of}"),
            }
        })
        .collect()
}

fn pair_of(form: &Filled) -> Result<PairId, Failure> {
    form.value("pair").parse().map_err(|_| Failure::not_found())
}

/// Records a meeting, as the mentor.
pub(super) async fn meeting(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let pair = pair_of(&form)?;
    let (date, notes) = (form.day("date"), form.text("notes", 4_000));
    if let (Some(date), Some(notes)) = (date, notes) {
        let command = Meet { pair: &pair, date, notes: &notes, abroad: false, form: jenjang_asn::MENTORING_FORM, rules: rules(&app) };
        match meet(&app.context(&me.visitor.actor), command).await {
            Ok(_) => return Ok(Redirect::to("/development/mentoring?done=met").into_response()),
            Err(error) => {
                let field = if matches!(error.code(), "session-outside" | "session-twice" | "day-out-of-range") { "date" } else { "" };
                form.refused(field, error)?;
            }
        }
    }
    show(&app, &me, form).await
}

/// Adds a goal, as the mentor.
pub(super) async fn goals(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let pair = pair_of(&form)?;
    if let Some(text) = form.text("goal", 500) {
        let goal = Goal { text: text.into(), competency: None, reached: None };
        match set_goals(&app.context(&me.visitor.actor), &SetGoals { pair, goals: vec![goal] }).await {
            Ok(()) => return Ok(Redirect::to("/development/mentoring?done=goal").into_response()),
            Err(error) => form.refused("goal", error)?,
        }
    }
    show(&app, &me, form).await
}

/// Writes the own review; the mentor says which goals were reached.
pub(super) async fn review(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let pair = pair_of(&form)?;
    let reached: Vec<usize> = form.typed().all("reached").filter_map(|number| number.parse().ok()).collect();
    let reached = Some(reached).filter(|_| form.value("side") == side_word(Side::Mentor));
    if let Some(text) = form.text("review", 4_000) {
        match review_pair(&app.context(&me.visitor.actor), &ReviewPair { pair, text, reached }).await {
            Ok(_) => return Ok(Redirect::to("/development/mentoring?done=reviewed").into_response()),
            Err(error) => form.refused("review", error)?,
        }
    }
    show(&app, &me, form).await
}

/// Declares a conflict of interest with the other of a pair: the two are matched no more, in any programme.
pub(super) async fn conflict(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let id = pair_of(&form)?;
    let context = app.context(&me.visitor.actor);
    let pair = pairs_of_person(&context, &me.person).await?.into_iter().find(|pair| pair.id == id).ok_or_else(Failure::not_found)?;
    let mentor = pair.mentor.ok_or_else(Failure::not_found)?;
    if let Some(reason) = form.text("conflict", 500) {
        match bar_pair(&context, &BarPair { programme: pair.programme, mentee: pair.mentee, mentor, reason }).await {
            Ok(_) => return Ok(Redirect::to("/development/mentoring?done=conflict").into_response()),
            // that the other declared one is not to be learnt here
            Err(error) if error.code() == "barred-twice" => {
                return Ok(Redirect::to("/development/mentoring?done=conflict").into_response());
            }
            Err(error) => form.refused("conflict", error)?,
        }
    }
    show(&app, &me, form).await
}

fn side_word(side: Side) -> &'static str {
    match side {
        Side::Mentee => "mentee",
        Side::Mentor => "mentor",
    }
}
