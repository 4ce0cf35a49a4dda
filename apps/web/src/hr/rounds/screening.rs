//! What a screening would find, and then the screening.

use std::ops::ControlFlow;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::people::id::RoundId;
use jenjang_service::promotion::{RoundDesk, ScreenRound, ScreeningPreview, preview_screening, read_round_desk, screen_round};

use super::{Head, changed, desk, revision};
use crate::error::Failure;
use crate::form::{Filled, Typed, changed_meanwhile};
use crate::hr::words;
use crate::pages::standing::Mark;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::{App, facts};

/// A criterion, and with how many it is not met or unknown.
struct Criterion {
    label: String,
    not_met: u64,
    unknown: u64,
}

/// A missing fact, who can supply it, and with how many.
struct Missing {
    label: String,
    supplier: String,
    people: u64,
}

/// Somebody who lacks data.
struct Lacking {
    /// The file, where the reader may look at it: somebody may have gone to another unit.
    file: Option<String>,
    name: String,
    facts: String,
}

#[derive(Template)]
#[template(path = "hr/rounds/screening.html")]
struct Page {
    shell: Shell,
    head: Head,
    counts: [(Mark, u64); 3],
    criteria: Vec<Criterion>,
    missing: Vec<Missing>,
    lacking: Vec<Lacking>,
    /// How many nothing can be decided about.
    unknown: u64,
    /// Whether a screening was begun and interrupted.
    begun: bool,
    total: u64,
}

/// What would come out; nothing is kept.
pub(super) async fn preview(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    let desk = read_round_desk(&context, &round).await?;
    match preview_screening(&context, &round, &app.shipped, &facts).await {
        Ok(found) => laid_out(&app, &me, &desk, &found).await,
        Err(error) => {
            let mut form = Filled::with(&[], me.visitor.language);
            form.refused("", error)?;
            desk::laid_out(&app, &me, &desk, form)
        }
    }
}

async fn laid_out(app: &App, me: &SignedIn, desk: &RoundDesk, found: &ScreeningPreview) -> Result<Response, Failure> {
    let own = words::own_units(app, me, found.lacking.iter().filter_map(|one| one.unit.as_ref())).await?;
    let language = me.visitor.language;
    let policy = &desk.file.plan.policy;
    let counts = &found.counts;
    let marks = super::desk::OUTCOMES.map(|(outcome, _)| words::outcome(outcome));
    let mut criteria: Vec<Criterion> = found
        .criteria
        .iter()
        .map(|(code, (not_met, unknown))| Criterion {
            label: words::criterion(app, policy, code, language),
            not_met: *not_met,
            unknown: *unknown,
        })
        .collect();
    criteria.sort_by_key(|criterion| std::cmp::Reverse(criterion.not_met + criterion.unknown));
    let mut missing: Vec<Missing> = found
        .missing
        .iter()
        .map(|(fact, people)| Missing {
            label: words::fact(app, fact, language),
            supplier: words::supplier(app, fact, language),
            people: *people,
        })
        .collect();
    missing.sort_by_key(|one| std::cmp::Reverse(one.people));
    let lacking = found.lacking.iter().map(|one| Lacking {
        file: one.unit.as_ref().filter(|unit| own.contains(*unit)).map(|_| format!("/people/{}", one.person)),
        name: words::name(one.name.as_ref(), &one.person),
        facts: one.facts.iter().map(|fact| words::fact(app, fact, language)).collect::<Vec<_>>().join("; "),
    });
    let shell = me.visitor.titled("Periksa syarat", "Screening");
    page(&Page {
        head: Head::of(app, desk, language),
        counts: [(marks[0], counts.eligible), (marks[1], counts.not_eligible), (marks[2], counts.unknown)],
        criteria,
        missing,
        lacking: lacking.collect(),
        unknown: counts.unknown,
        begun: desk.file.screening.is_some(),
        total: counts.eligible + counts.not_eligible + counts.unknown,
        shell,
    })
}

/// Decides everybody who stands. Where it ends early, doing it again goes on.
pub(super) async fn run(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    let before = read_round_desk(&context, &round).await?;
    if revision(&typed) != Some(before.revision) {
        return changed::page(&app, &me, &before, typed.get("revision"), Vec::new());
    }
    let command =
        ScreenRound { round: &round, shipped: &app.shipped, gatherer: &facts, dry_run: false, progress: &|_| ControlFlow::Continue(()) };
    match screen_round(&context, command).await {
        Ok(_) => Ok(Redirect::to(&format!("/hr/rounds/{round}?done=screened")).into_response()),
        Err(error) if changed_meanwhile(&error) => {
            let now = read_round_desk(&context, &round).await?;
            changed::page(&app, &me, &now, typed.get("revision"), Vec::new())
        }
        Err(error) => {
            let mut form = Filled::of(typed, me.visitor.language);
            form.refused("", error)?;
            desk::laid_out(&app, &me, &before, form)
        }
    }
}
