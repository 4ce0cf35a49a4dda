//! Appeals: with their clocks, what each is about, and how it ends.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::people::id::AppealId;
use jenjang::promotion::repository::{AppealRecord, AppealStage};
use jenjang_asn::appeal::appeal_clock;
use jenjang_service::ServiceError;
use jenjang_service::permissions::Action;
use jenjang_service::promotion::{
    AppealView, Correction, DismissAppeal, RedecideAppeal, ReviewAppeal, dismiss_appeal, list_appeals, read_appeal, redecide_appeal,
    review_appeal,
};

use super::rounds::ranking;
use super::words;
use crate::career::appeal_ground as ground;
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::pages::listing::part;
use crate::pages::standing::Mark;
use crate::prose::{Block, blocks};
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::{App, facts};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/hr/appeals", get(list))
        .route("/hr/appeals/{id}", get(show))
        .route("/hr/appeals/{id}/review", post(review))
        .route("/hr/appeals/{id}/dismiss", post(dismiss))
        .route("/hr/appeals/{id}/redecide", post(redecide))
}

/// How long an appeal still has.
struct Clock {
    due: NaiveDate,
    mark: Mark,
    /// Legal ground of the term, with how certain it is.
    ground: String,
    /// In words.
    said: String,
}

impl Clock {
    fn of(appeal: &AppealRecord, today: NaiveDate, language: Language) -> Option<Clock> {
        if !matches!(appeal.stage, AppealStage::Filed | AppealStage::UnderReview { .. }) {
            return None;
        }
        let clock = appeal_clock()?;
        let (calendar, due) = (&clock.calendar, clock.answer_due(appeal.filed));
        let over = due < today;
        let days = if over { calendar.between(due, today) } else { calendar.between(today, due) };
        let working = if days == 1 { "working day" } else { "working days" };
        let (mark, said) = if over {
            let mark = Mark::new("not-met", "✕", "Lewat waktu", "Overdue");
            (mark, if language == Language::Id { format!("lewat {days} hari kerja") } else { format!("{days} {working} overdue") })
        } else {
            let mark =
                if days <= 3 { Mark::new("unknown", "!", "Segera", "Soon") } else { Mark::new("met", "✓", "Dalam waktu", "In time") };
            (mark, if language == Language::Id { format!("sisa {days} hari kerja") } else { format!("{days} {working} left") })
        };
        Some(Clock { due, mark, ground: ground(&clock, language), said })
    }
}

/// Where an appeal stands.
fn stage(stage: &AppealStage) -> Mark {
    match stage {
        AppealStage::Filed => Mark::new("unknown", "○", "Diajukan", "Filed"),
        AppealStage::UnderReview { .. } => Mark::new("unknown", "◐", "Ditinjau", "Under review"),
        AppealStage::Redecided { .. } => Mark::new("met", "✓", "Diputuskan lagi", "Decided again"),
        AppealStage::Dismissed { .. } => Mark::new("not-met", "✕", "Ditolak", "Dismissed"),
        AppealStage::Withdrawn { .. } => Mark::new("aside", "–", "Dicabut", "Withdrawn"),
    }
}

struct Row {
    id: String,
    name: String,
    round: String,
    filed: NaiveDate,
    mark: Mark,
    clock: Option<Clock>,
}

#[derive(Template)]
#[template(path = "hr/appeals.html")]
struct ListPage {
    shell: Shell,
    /// Working days, and their legal ground.
    term: Option<(u32, String)>,
    rows: Vec<Row>,
    /// After which the next page begins, where more follow.
    last: Option<String>,
}

/// Those waiting longest first.
async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let found = list_appeals(&app.context(&me.visitor.actor)).await?;
    let (found, last) = part(found, Typed::query(&me.visitor.uri).get("after"), |row| row.appeal.id.as_str());
    let rows = found.iter().map(|row| Row {
        id: row.appeal.id.to_string(),
        name: words::name(row.name.as_ref(), &row.appeal.person),
        round: row.round.as_ref().map_or_else(|| "–".to_owned(), |plan| plan.title.get(language).to_owned()),
        filed: row.appeal.filed,
        mark: stage(&row.appeal.stage),
        clock: Clock::of(&row.appeal, app.today(), language),
    });
    let rows = rows.collect();
    let shell = me.visitor.titled("Keberatan", "Appeals");
    let term = appeal_clock().map(|clock| (clock.answer_within, ground(&clock, language)));
    page(&ListPage { shell, term, rows, last })
}

#[derive(Template)]
#[template(path = "hr/appeal.html")]
struct Page {
    shell: Shell,
    form: Filled,
    done: Option<&'static str>,
    id: String,
    name: String,
    /// The appellant's file, for those who may read it.
    file: Option<String>,
    mark: Mark,
    filed: NaiveDate,
    clock: Option<Clock>,
    criterion: String,
    grounds: String,
    round: Option<(String, String)>,
    signed_by: String,
    signed_on: NaiveDate,
    outcome: Mark,
    again: Result<Vec<Block>, String>,
    now: Option<(Mark, Vec<[String; 3]>)>,
    open: bool,
    ending: Option<String>,
    redecided: Option<Mark>,
    changes: Vec<[String; 3]>,
    may_review: bool,
    may_resolve: bool,
}

/// One appeal.
async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: AppealId = id.parse().map_err(|_| Failure::not_found())?;
    laid_out(&app, &me, &id, Filled::with(&[], me.visitor.language)).await
}

async fn laid_out(app: &App, me: &SignedIn, id: &AppealId, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let view = read_appeal(&app.context(&me.visitor.actor), id, &facts, language).await?;
    let shell = me.visitor.titled("Keberatan", "Appeal");
    let status = form.status();
    let AppealView { appeal, .. } = &view;
    let signed_by = match view.disputed.decided_by.parse() {
        Ok(person) => words::name(view.names.get(&person), &person),
        Err(_) => view.disputed.decided_by.to_string(),
    };
    let again = match &view.again {
        Ok(text) => {
            let mut again = blocks(text, language);
            again.retain(|block| block.heading(1).is_none());
            Ok(again)
        }
        Err(problem) => Err(problem.get(language).to_owned()),
    };
    let now = view.now.as_ref().map(|now| {
        let changes = now.changes.iter().map(|(fact, before, after)| [fact, before, after].map(|label| label.get(language).to_owned()));
        (words::outcome(now.outcome), changes.collect())
    });
    let (ending, changes) = match &appeal.stage {
        AppealStage::Dismissed { on, reason } => (Some(format!("{}: {reason}", shell.date(on))), Vec::new()),
        AppealStage::Withdrawn { on } | AppealStage::Redecided { on, .. } => (Some(shell.date(on)), changes(app, appeal, language)),
        _ => (None, Vec::new()),
    };
    let page_of = Page {
        done: shell.done(&[
            ("review", "Keberatan ini Anda tinjau.", "You look into this appeal now."),
            ("dismissed", "Keberatan ditolak; keputusan tetap.", "The appeal was dismissed; the decision stands."),
            (
                "redecided",
                "Diputuskan lagi. Putarannya diperingkat ulang dan pilihannya harus dibuat lagi.",
                "Decided again. Its round is ranked anew, and its choice has to be made again.",
            ),
        ]),
        id: id.to_string(),
        name: words::name(view.name.as_ref(), &appeal.person),
        file: view.reads_file.then(|| format!("/people/{}", appeal.person)),
        mark: stage(&appeal.stage),
        filed: appeal.filed,
        clock: Clock::of(appeal, app.today(), language),
        criterion: view.criterion.get(language).to_owned(),
        grounds: appeal.grounds.to_string(),
        round: view.round.as_ref().map(|plan| (plan.id.to_string(), plan.title.get(language).to_owned())),
        signed_by,
        signed_on: view.disputed.decided_on,
        outcome: words::outcome(view.disputed.outcome),
        again,
        now,
        open: matches!(appeal.stage, AppealStage::Filed | AppealStage::UnderReview { .. }),
        ending,
        redecided: view.redecided.as_ref().map(|decision| words::outcome(decision.outcome)),
        changes,
        may_review: view.may.contains(&Action::ReviewAppeal),
        may_resolve: view.may.contains(&Action::ResolveAppeal),
        form,
        shell,
    };
    page_with(status, &page_of)
}

/// The facts that an appeal corrected.
fn changes(app: &App, appeal: &AppealRecord, language: Language) -> Vec<[String; 3]> {
    let AppealStage::Redecided { changes, .. } = &appeal.stage else { return Vec::new() };
    let said = |value| ranking::stored(app, value, language);
    changes.iter().map(|change| [words::fact(app, &change.fact, language), said(&change.before), said(&change.after)]).collect()
}

/// Takes an appeal up.
async fn review(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id: AppealId = id.parse().map_err(|_| Failure::not_found())?;
    let done = review_appeal(&app.context(&me.visitor.actor), ReviewAppeal { appeal: id.clone() }).await.map(drop);
    answer(&app, &me, &id, Filled::of(typed, me.visitor.language), "", done, "review").await
}

/// Turns an appeal down, with a reason.
async fn dismiss(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id: AppealId = id.parse().map_err(|_| Failure::not_found())?;
    let mut form = Filled::of(typed, me.visitor.language);
    // who may not see it is told so before anything else
    let context = app.context(&me.visitor.actor);
    read_appeal(&context, &id, &facts, me.visitor.language).await?;
    let Some(reason) = form.text("reason", 2_000) else { return laid_out(&app, &me, &id, form).await };
    let done = dismiss_appeal(&context, DismissAppeal { appeal: &id, reason: &reason }).await.map(drop);
    answer(&app, &me, &id, form, "reason", done, "dismissed").await
}

/// Decides again from the record as it stands now.
async fn redecide(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id: AppealId = id.parse().map_err(|_| Failure::not_found())?;
    let command = RedecideAppeal { appeal: &id, correction: Correction::Record(&facts) };
    let done = redecide_appeal(&app.context(&me.visitor.actor), command).await.map(drop);
    answer(&app, &me, &id, Filled::of(typed, me.visitor.language), "", done, "redecided").await
}

async fn answer(
    app: &App,
    me: &SignedIn,
    id: &AppealId,
    mut form: Filled,
    field: &str,
    done: Result<(), ServiceError>,
    code: &str,
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/hr/appeals/{id}?done={code}")).into_response()),
        // somebody else moved it meanwhile: the page shows where it stands now
        Err(error) if matches!(error.code(), "appeal") && !form.typed().get("stage").is_empty() && moved(app, me, id, &form).await? => {
            let label = Label::new(
                "orang lain sudah memindahkan keberatan ini setelah Anda membukanya; di bawah ini keadaannya sekarang",
                "somebody else moved this appeal after you opened it; below is where it stands now",
            );
            form.refuse("", &label);
            let mut response = laid_out(app, me, id, form).await?;
            *response.status_mut() = axum::http::StatusCode::CONFLICT;
            Ok(response)
        }
        Err(error) => {
            form.refused(field, error)?;
            laid_out(app, me, id, form).await
        }
    }
}

/// Whether an appeal is at another stage than the form was shown at.
async fn moved(app: &App, me: &SignedIn, id: &AppealId, form: &Filled) -> Result<bool, Failure> {
    let view = read_appeal(&app.context(&me.visitor.actor), id, &facts, me.visitor.language).await?;
    Ok(view.appeal.stage.as_str() != form.typed().get("stage"))
}
