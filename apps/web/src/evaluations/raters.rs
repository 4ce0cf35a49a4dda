//! I name my raters, within the quota of each group, and say where somebody should not rate me.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::nomination::NominationState;
use jenjang::evaluation::scheme::Relation;
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId, RaterGroupCode};
use jenjang_service::cycles::{DeclareConflict, Nominate, OwnNaming, declare_conflict, nominate, read_own_naming};

use super::id;
use super::words::{called, mark, stage};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// The longest reason, in letters.
const REASON: usize = 500;

/// Somebody I named.
struct Named {
    name: String,
    class: &'static str,
    sign: &'static str,
    state: String,
    reason: Option<String>,
}

/// A group I fill.
struct Group {
    /// Name of its boxes.
    field: String,
    label: String,
    minimum: usize,
    maximum: usize,
    alive: usize,
    named: Vec<Named>,
    /// Who may still be named: id and name.
    candidates: Vec<(String, String)>,
    /// Whether nobody inside stands in this relation.
    outside: bool,
}

#[derive(Template)]
#[template(path = "evaluations/raters.html")]
struct Page {
    shell: Shell,
    done: Option<&'static str>,
    filled: Filled,
    title: String,
    stage: String,
    open: bool,
    groups: Vec<Group>,
    others: String,
    /// Raters about whom a conflict can be declared: id and name.
    alive: Vec<(String, String)>,
}

/// My raters.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(cycle): Path<String>) -> Result<Response, Failure> {
    let cycle: CycleId = id(&cycle)?;
    let own = read_own_naming(&app.context(&me.visitor.actor), &cycle).await?;
    lay_out(&me, &own, Filled::with(&[], me.visitor.language))
}

/// Names raters, or declares a conflict of interest.
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path(cycle): Path<String>,
    typed: Typed,
) -> Result<Response, Failure> {
    let cycle: CycleId = id(&cycle)?;
    let context = app.context(&me.visitor.actor);
    let own = read_own_naming(&context, &cycle).await?;
    let mut filled = Filled::of(typed, me.visitor.language);
    let (done, outcome) = if filled.value("act") == "conflict" {
        let who = Label::new("seorang penilai dari daftar", "a rater of the list");
        let rater = filled.parsed::<PersonId>("rater", &who).filter(|rater| listed(&mut filled, &own, rater));
        let reason = filled.text("reason", REASON);
        let (Some(rater), Some(reason)) = (rater, reason) else { return lay_out(&me, &own, filled) };
        let command = DeclareConflict { cycle: cycle.clone(), ratee: me.person.clone(), rater, reason };
        ("conflict", declare_conflict(&context, &command).await)
    } else {
        let Some(raters) = picked(&mut filled, &own) else { return lay_out(&me, &own, filled) };
        let command = Nominate { cycle: cycle.clone(), ratee: me.person.clone(), raters };
        ("named", nominate(&context, &command).await.map(drop))
    };
    match outcome {
        Ok(()) => Ok(Redirect::to(&format!("{}?done={done}", me.visitor.uri.path())).into_response()),
        Err(error) => {
            filled.refused("", error)?;
            lay_out(&me, &own, filled)
        }
    }
}

/// Whether somebody is among those I named; who rates me through other groups, nobody learns here.
fn listed(filled: &mut Filled, own: &OwnNaming, rater: &PersonId) -> bool {
    let found = own.groups.iter().flat_map(|group| &group.named).any(|named| named.rater == *rater && is_alive(&named.state));
    if !found {
        filled
            .refuse("rater", &Label::new("orang ini tidak ada dalam daftar penilai Anda", "this person is not in the list of your raters"));
    }
    found
}

fn is_alive(state: &NominationState) -> bool {
    matches!(state, NominationState::Proposed | NominationState::Approved { .. })
}

/// The boxes ticked, where they fit the quotas.
fn picked(filled: &mut Filled, own: &OwnNaming) -> Option<Vec<(PersonId, RaterGroupCode)>> {
    let mut raters = Vec::new();
    for group in &own.groups {
        let field = format!("pick-{}", group.group.code);
        let chosen: Vec<String> = filled.typed().all(&field).map(str::to_owned).collect();
        let room = group.group.maximum.saturating_sub(group.alive());
        if chosen.len() > room {
            let count = chosen.len();
            let problem = Label::new(
                format!("{count} orang dipilih, sedangkan masih ada tempat bagi {room}"),
                format!("{count} people are chosen, but there is room for {room} more"),
            );
            filled.refuse(&field, &problem);
        }
        for text in chosen {
            match text.parse::<PersonId>().ok().filter(|person| group.candidates.iter().any(|(candidate, _)| candidate == person)) {
                Some(person) => raters.push((person, group.group.code.clone())),
                None => {
                    let found = crate::error::shortened(&text);
                    let problem = Label::new(
                        format!("`{found}` tidak dapat diusulkan dalam kelompok ini"),
                        format!("`{found}` cannot be named in this group"),
                    );
                    filled.refuse(&field, &problem);
                }
            }
        }
    }
    if raters.is_empty() && filled.problems().is_empty() {
        filled.refuse("", &Label::new("belum ada yang dipilih", "nobody is chosen yet"));
    }
    filled.problems().is_empty().then_some(raters)
}

fn lay_out(me: &SignedIn, own: &OwnNaming, filled: Filled) -> Result<Response, Failure> {
    let shell = me.visitor.titled("Penilai saya", "My raters");
    let mut alive = vec![(String::new(), shell.t("Pilih…", "Choose…").to_owned())];
    let mut groups = Vec::new();
    for group in &own.groups {
        let mut named = Vec::new();
        for found in &group.named {
            let name = called(found.name.as_ref(), &found.rater);
            if is_alive(&found.state) {
                alive.push((found.rater.to_string(), name.clone()));
            }
            let (class, sign, state) = mark(&shell, &found.state);
            named.push(Named { name, class, sign, state, reason: found.state.reason().map(str::to_owned) });
        }
        groups.push(Group {
            field: format!("pick-{}", group.group.code),
            label: shell.label(&group.group.label).to_owned(),
            minimum: group.group.minimum,
            maximum: group.group.maximum,
            alive: group.alive(),
            named,
            candidates: group.candidates.iter().map(|(id, name)| (id.to_string(), called(name.as_ref(), id))).collect(),
            outside: group.group.relation == Relation::External,
        });
    }
    let page_of = Page {
        done: shell.done(&[
            ("named", "Usulan dicatat. Atasan Anda akan memutuskan.", "Your proposal is noted. Your superior will decide."),
            (
                "conflict",
                "Benturan kepentingan dicatat. Orang ini tidak menilai Anda.",
                "The conflict of interest is noted. This person does not rate you.",
            ),
        ]),
        filled,
        title: shell.label(&own.title).to_owned(),
        stage: stage(&shell, own.cycle.state()),
        open: matches!(own.cycle.state(), CycleState::Nominating { .. }),
        groups,
        others: own.others.iter().map(|label| shell.label(label)).collect::<Vec<_>>().join(", "),
        alive,
        shell,
    };
    page_with(page_of.filled.status(), &page_of)
}
