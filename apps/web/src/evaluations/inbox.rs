//! What 360-degree evaluation asks of me: people to rate, raters to name, and the cycles in which I am rated.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::nomination::NominationState;
use jenjang::evaluation::scheme::Relation;
use jenjang_service::cycles::{NamingGroup, OwnCycle, RatingTask, read_inbox, read_staff_naming};
use jenjang_service::people::own_place;

use super::words::{called, stage};
use crate::error::Failure;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// Somebody I am to rate.
struct Task {
    cycle: String,
    title: String,
    ratee: String,
    name: String,
    group: String,
    /// The last day, while answers are taken.
    until: Option<String>,
    answered: bool,
    oneself: bool,
}

/// A cycle in which I am rated.
struct Own {
    cycle: String,
    title: String,
    stage: String,
    /// Whether I name raters now.
    naming: bool,
    /// Whether some are still lacking.
    lacking: bool,
    released: bool,
}

#[derive(Template)]
#[template(path = "evaluations/inbox.html")]
struct Page {
    shell: Shell,
    done: Option<&'static str>,
    /// What waits for an answer.
    waiting: Vec<Task>,
    /// What I have answered and may still change.
    answered: Vec<Task>,
    /// What is approved and not open yet.
    coming: Vec<Task>,
    own: Vec<Own>,
    /// Whether raters of my staff are being named, and how many proposals wait for me.
    staff: bool,
    proposals: usize,
    /// Whether somebody reports to me.
    leads: bool,
}

/// My inbox.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let inbox = read_inbox(&context).await?;
    let staff = read_staff_naming(&context).await?;
    let leads = own_place(&context).await?.leads;
    let shell = me.visitor.titled("Penilaian 360 derajat", "360-degree evaluation");
    let waits = |group: &NamingGroup| group.named.iter().filter(|named| matches!(named.state, NominationState::Proposed)).count();
    let proposals = staff.iter().flat_map(|cycle| &cycle.people).flat_map(|person| &person.groups).map(waits).sum();
    let (open, coming): (Vec<&RatingTask>, Vec<&RatingTask>) =
        inbox.ratings.iter().partition(|task| matches!(task.cycle.state(), CycleState::Open { .. }));
    let (answered, waiting): (Vec<&RatingTask>, Vec<&RatingTask>) = open.into_iter().partition(|task| task.answered);
    let tasks = |found: Vec<&RatingTask>| found.into_iter().map(|found| task(&shell, found)).collect();
    let page_of = Page {
        done: shell.done(&[
            ("declined", "Anda tidak lagi diminta menilai orang ini.", "You are no longer asked to rate this person."),
            ("named", "Penilai dicatat. Atasan Anda akan memutuskan.", "The raters are noted. Your superior will decide."),
        ]),
        waiting: tasks(waiting),
        answered: tasks(answered),
        coming: tasks(coming),
        own: inbox.own.iter().map(|own| cycle(&shell, own)).collect(),
        staff: !staff.is_empty(),
        proposals,
        leads,
        shell: shell.clone(),
    };
    page(&page_of)
}

fn task(shell: &Shell, task: &RatingTask) -> Task {
    Task {
        cycle: task.cycle.id().to_string(),
        title: shell.label(&task.title).to_owned(),
        ratee: task.ratee.to_string(),
        name: called(task.name.as_ref(), &task.ratee),
        group: shell.label(&task.group).to_owned(),
        until: match task.cycle.state() {
            CycleState::Open { until, .. } => Some(shell.date(&until)),
            _ => None,
        },
        answered: task.answered,
        oneself: task.relation == Relation::Oneself,
    }
}

fn cycle(shell: &Shell, own: &OwnCycle) -> Own {
    Own {
        cycle: own.cycle.id().to_string(),
        title: shell.label(&own.title).to_owned(),
        stage: stage(shell, own.cycle.state()),
        naming: own.to_name.is_some(),
        lacking: own.to_name.is_some_and(|lacking| lacking > 0),
        released: matches!(own.cycle.state(), CycleState::Released { .. }),
    }
}
