//! A superior approves or refuses the raters that staff have proposed.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::evaluation::nomination::NominationState;
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId};
use jenjang_service::cycles::{
    ApproveNominations, NamingGroup, RefuseNomination, StaffCycle, approve_nominations, read_staff_naming, refuse_nomination,
};

use super::words::{called, mark};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// The longest reason, in letters.
const REASON: usize = 500;

struct Rater {
    id: String,
    name: String,
    class: &'static str,
    sign: &'static str,
    state: String,
    reason: Option<String>,
    proposed: bool,
}

struct Group {
    label: String,
    minimum: usize,
    maximum: usize,
    alive: usize,
    raters: Vec<Rater>,
}

struct Person {
    /// The form of this person: its problems stand here.
    place: String,
    id: String,
    name: String,
    groups: Vec<Group>,
    waits: usize,
    /// Whether what was typed belongs here.
    here: bool,
}

struct Cycle {
    id: String,
    title: String,
    people: Vec<Person>,
}

#[derive(Template)]
#[template(path = "evaluations/approvals.html")]
struct Page {
    shell: Shell,
    done: Option<&'static str>,
    filled: Filled,
    cycles: Vec<Cycle>,
}

/// What waits for me.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let staff = read_staff_naming(&app.context(&me.visitor.actor)).await?;
    lay_out(&me, &staff, Filled::with(&[], me.visitor.language))
}

/// Approves the raters ticked, or refuses them for a reason.
pub(crate) async fn decide(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let mut filled = Filled::of(typed, me.visitor.language);
    let cycle: CycleId = super::id(filled.value("cycle"))?;
    let ratee: PersonId = super::id(filled.value("ratee"))?;
    let raters: Vec<PersonId> = filled.typed().all("rater").map(super::id).collect::<Result<_, _>>()?;
    if raters.is_empty() {
        filled.refuse("rater", &Label::new("pilih sedikitnya satu penilai", "choose at least one rater"));
    }
    let refuses = filled.value("act") == "refuse";
    let reason = if refuses { filled.text("reason", REASON) } else { None };
    if filled.problems().is_empty() {
        let (mut done, mut outcome) = ("approved", Ok(()));
        if let Some(reason) = reason {
            done = "refused";
            for rater in raters {
                let command = RefuseNomination { cycle: cycle.clone(), ratee: ratee.clone(), rater, reason: reason.clone() };
                outcome = outcome.and(refuse_nomination(&context, &command).await);
            }
        } else {
            outcome = approve_nominations(&context, &ApproveNominations { cycle, ratee, raters }).await;
        }
        match outcome {
            Ok(()) => return Ok(Redirect::to(&format!("/evaluations/approvals?done={done}")).into_response()),
            Err(error) => filled.refused("", error)?,
        }
    }
    let staff = read_staff_naming(&context).await?;
    lay_out(&me, &staff, filled)
}

fn lay_out(me: &SignedIn, staff: &[StaffCycle], filled: Filled) -> Result<Response, Failure> {
    let shell = me.visitor.titled("Penilai bawahan", "Raters of staff");
    let mut cycles = Vec::new();
    for cycle in staff {
        let mut people = Vec::new();
        for found in &cycle.people {
            let groups: Vec<Group> = found.groups.iter().map(|group| of_group(&shell, group)).collect();
            people.push(Person {
                place: format!("{}-{}", cycles.len(), people.len()),
                id: found.person.to_string(),
                name: called(found.name.as_ref(), &found.person),
                waits: groups.iter().flat_map(|group| &group.raters).filter(|rater| rater.proposed).count(),
                here: filled.value("ratee") == found.person.as_str() && filled.value("cycle") == cycle.cycle.id().as_str(),
                groups,
            });
        }
        // who waits stands first
        people.sort_by_key(|person| person.waits == 0);
        cycles.push(Cycle { id: cycle.cycle.id().to_string(), title: shell.label(&cycle.title).to_owned(), people });
    }
    let page_of = Page {
        done: shell.done(&[
            ("approved", "Penilai disetujui.", "The raters are approved."),
            (
                "refused",
                "Usulan ditolak. Yang dinilai dapat mengusulkan orang lain.",
                "The proposal is refused. The person rated can name somebody else.",
            ),
        ]),
        filled,
        cycles,
        shell,
    };
    page_with(page_of.filled.status(), &page_of)
}

fn of_group(shell: &Shell, group: &NamingGroup) -> Group {
    let rater = |named: &jenjang_service::cycles::NamedRater| {
        let (class, sign, state) = mark(shell, &named.state);
        Rater {
            id: named.rater.to_string(),
            name: called(named.name.as_ref(), &named.rater),
            class,
            sign,
            state,
            reason: named.state.reason().map(str::to_owned),
            proposed: named.state == NominationState::Proposed,
        }
    };
    Group {
        label: shell.label(&group.group.label).to_owned(),
        minimum: group.group.minimum,
        maximum: group.group.maximum,
        alive: group.alive(),
        raters: group.named.iter().map(rater).collect(),
    }
}
