//! One person of a review: the box, how each value came about, and a move of the meeting.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::access::GrantedRole;
use jenjang::people::id::PersonId;
use jenjang::policy::decide::{PolicyOnDate, outcome};
use jenjang::policy::decision::Outcome;
use jenjang::policy::explain;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use jenjang::talent::{Grid, Side};
use jenjang_service::ServiceError;
use jenjang_service::talent::{MovePerson, TalentPerson, TalentView, move_person};

use super::facts::{self, FactField};
use super::{asked, fact_name, name_of, read, suspension};
use crate::error::Failure;
use crate::evaluations::id;
use crate::form::{Filled, REVISION, Typed, Version, changed_meanwhile};
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// The longest reason, in letters.
const REASON: usize = 500;

/// One axis.
struct AxisRow {
    label: String,
    level: String,
    score: String,
}

/// A value behind the box, with where it comes from.
struct FactRow {
    label: String,
    value: String,
    source: String,
}

/// A policy that the box rests on.
struct Part {
    title: String,
    id: String,
    value: String,
    /// The article.
    basis: String,
    /// What it reads itself.
    facts: Vec<FactRow>,
}

#[derive(Template)]
#[template(path = "hr/talent/person.html")]
struct Page {
    shell: Shell,
    done: Option<&'static str>,
    filled: Filled,
    id: String,
    review: String,
    title: String,
    policy: String,
    basis: String,
    name: String,
    /// The box by the policy, and the one after the meeting where that is another.
    place: Option<String>,
    current: Option<String>,
    note: String,
    /// Since when the person is suspended from office, where that is so.
    suspended: Option<String>,
    axes: Vec<AxisRow>,
    parts: Vec<Part>,
    missing: Vec<String>,
    moves: Vec<String>,
    boxes: Vec<(String, String)>,
    /// What the form is shown at: the last move.
    revision: Option<u64>,
    oneself: bool,
    /// What can be filled in, by whoever makes reviews.
    fields: Vec<FactField>,
    facts: Filled,
    /// What that form is shown at.
    facts_revision: u64,
}

/// The person.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path((review, person)): Path<(String, String)>,
) -> Result<Response, Failure> {
    lay_out(&app, &me, &review, &id(&person)?, Filled::with(&[], me.visitor.language)).await
}

/// Records a move.
pub(super) async fn change(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path((review, person)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Failure> {
    let person: PersonId = id(&person)?;
    let seen = typed.seen(REVISION);
    let mut filled = Filled::of(typed, me.visitor.language);
    let (to, reason) = (filled.text("to", 20), filled.text("reason", REASON));
    if let (Some(to), Some(reason)) = (to, reason) {
        let command = MovePerson { review: asked(&app, &review), person: &person, to: &to, reason: &reason, seen };
        match move_person(&app.context(&me.visitor.actor), command).await {
            Ok(()) => return Ok(Redirect::to(&format!("{}?done=moved", me.visitor.uri.path())).into_response()),
            Err(error) if changed_meanwhile(&error) => {
                let view = read(&app, &app.context(&me.visitor.actor), &review).await?;
                let versions = versions(&me, &view, &person, &to, &reason)?;
                filled.overtake(REVISION, view.seen(&person), versions);
            }
            Err(error) => filled.refused("to", error)?,
        }
    }
    lay_out(&app, &me, &review, &person, filled).await
}

/// The box and the reason that were sent, beside the box and the last move as they stand.
fn versions(me: &SignedIn, view: &TalentView, person: &PersonId, to: &str, reason: &str) -> Result<Vec<Version>, Failure> {
    let grid = Grid::of(&view.policy).map_err(|error| ServiceError::refused("no-such-grid", error.message()))?;
    let shell = me.visitor.shell("");
    let wanted = grid.boxes().values.iter().find(|value| *value.code == *to).map_or(to, |value| shell.label(&value.label));
    let now = view.current(person).map_or("", |current| shell.label(current.label()));
    let last = view.log.moves().iter().rfind(|one| one.person == *person);
    let why = last.map(|one| format!("{} ({}, {})", one.reason, name_of(view, &one.by), shell.date(&one.on))).unwrap_or_default();
    Ok(vec![Version::new(shell.t("Kotak", "Box"), wanted, now), Version::new(shell.t("Alasan", "Reason"), reason, why)])
}

pub(super) async fn lay_out(app: &App, me: &SignedIn, review: &str, person: &PersonId, filled: Filled) -> Result<Response, Failure> {
    let view = read(app, &app.context(&me.visitor.actor), review).await?;
    let known = view.people.get(person).ok_or_else(Failure::not_found)?;
    let grid = Grid::of(&view.policy).map_err(|error| ServiceError::refused("no-such-grid", error.message()))?;
    let name = name_of(&view, person);
    let shell = me.visitor.shell(name.clone());
    let placed = view.map.placed().iter().find(|placement| placement.id == *person);
    let unplaced = view.map.unplaced().iter().find(|unplaced| unplaced.id == *person);
    let number = |value| explain::value(&Value::Number(value), None, shell.language);
    let axes = placed.into_iter().flat_map(|placed| Side::ALL.map(|side| (side, placed.on(side))));
    let axes = axes.map(|(side, at)| AxisRow {
        label: shell.label(&grid.axis(side).label).to_owned(),
        level: shell.label(at.level.label()).to_owned(),
        score: at.score.map_or_else(|| "–".to_owned(), |score| number(score.round_dp(4).normalize())),
    });
    let current = view.current(person).filter(|current| placed.is_some_and(|placed| placed.place != **current));
    let stands = current.or(placed.map(|placed| &placed.place));
    let note =
        stands.and_then(|at| grid.boxes().values.iter().find(|value| value.code == *at.code())).and_then(|value| value.note.as_ref());
    let choose = (String::new(), shell.t("Pilih…", "Choose…").to_owned());
    let boxes = grid.boxes().values.iter().map(|value| (value.code.to_string(), shell.label(&value.label).to_owned()));
    let makes = shell.has(GrantedRole::HrOfficer) && me.person != *person;
    let fields = if makes { facts::fields(&shell, &view, known) } else { Vec::new() };
    let page_of = Page {
        done: shell
            .done(&[("moved", "Pemindahan dicatat.", "The move is recorded."), ("filled", "Data dicatat.", "The facts are recorded.")]),
        facts: facts::form(&filled, &fields),
        facts_revision: known.revision.0,
        fields,
        id: person.to_string(),
        review: view.review.id.to_string(),
        title: shell.label(&view.review.title).to_owned(),
        policy: shell.label(&view.policy.policy().title).to_owned(),
        basis: view.policy.policy().reference.as_ref().map_or_else(String::new, |basis| basis.citation.to_string()),
        place: placed.map(|placed| shell.label(placed.place.label()).to_owned()),
        current: current.map(|current| shell.label(current.label()).to_owned()),
        note: note.map_or_else(String::new, |note| format::sentence(shell.label(note))),
        suspended: suspension(&shell, &view, person).map(|text| format::sentence(&text)),
        axes: axes.collect(),
        parts: parts(&shell, &view, known),
        missing: unplaced
            .map(|unplaced| unplaced.missing.iter().map(|name| fact_name(&shell, &view.policy, name)).collect())
            .unwrap_or_default(),
        moves: moves(&shell, &view, person),
        boxes: [choose].into_iter().chain(boxes).collect(),
        revision: view.seen(person).map(|seen| seen.0),
        oneself: me.person == *person,
        name,
        filled,
        shell: shell.clone(),
    };
    page_with(page_of.filled.status(), &page_of)
}

/// What the box rests on, policy by policy, parts before wholes: what came out of each, by which article, from which facts.
fn parts(shell: &Shell, view: &TalentView, known: &TalentPerson) -> Vec<Part> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    collect(&view.policy, &mut seen, &mut found);
    found.into_iter().map(|on| part(shell, view, known, on)).collect()
}

/// A policy after those it uses, each once.
fn collect<'v>(on: &'v PolicyOnDate, seen: &mut BTreeSet<Arc<str>>, found: &mut Vec<&'v PolicyOnDate>) {
    if !seen.insert(Arc::clone(&on.policy().id)) {
        return;
    }
    on.uses().values().flatten().for_each(|used| collect(used, seen, found));
    found.push(on);
}

fn part(shell: &Shell, view: &TalentView, known: &TalentPerson, on: &PolicyOnDate) -> Part {
    let policy = on.policy();
    let elsewhere: BTreeSet<FactIndex> = on.uses().values().flatten().flat_map(|used| used.facts().iter().copied()).collect();
    let own = on.facts().iter().filter(|fact| !elsewhere.contains(fact));
    let value = match outcome(on, &known.dossier) {
        Outcome::Value(value) => explain::value(&value, None, shell.language),
        Outcome::Eligible => shell.t("terpenuhi", "met").to_owned(),
        Outcome::NotEligible => shell.t("tidak terpenuhi", "not met").to_owned(),
        Outcome::Unknown => shell.t("belum diketahui", "not known").to_owned(),
    };
    Part {
        title: shell.label(&policy.title).to_owned(),
        id: policy.id.to_string(),
        value,
        basis: policy.reference.as_ref().map_or_else(String::new, |basis| basis.citation.to_string()),
        facts: own.map(|index| fact(shell, view, known, *index)).collect(),
    }
}

fn fact(shell: &Shell, view: &TalentView, known: &TalentPerson, index: FactIndex) -> FactRow {
    let fact = known.dossier.catalogue().fact(index);
    let unit = match &fact.ty {
        Type::Number(unit) => unit.as_ref(),
        _ => None,
    };
    let value = known.dossier.get(index);
    let missing = matches!(value, Value::Missing);
    let source = if missing {
        format!("{}: {}", shell.t("dapat diisi oleh", "can be supplied by"), shell.label(&fact.supplier))
    } else if known.given.contains(&fact.name) {
        let (title, day) = (shell.label(&view.review.title), shell.date(&view.review.as_of));
        let filled_in = known.filled_in.contains(&fact.name);
        let from = if filled_in { shell.t("diisi untuk", "filled in for") } else { shell.t("tabel", "table of") };
        format!("{from} {title}, {day}")
    } else {
        let record = known.dossier.source(index).map(|record| format::with_dates(record, shell.language));
        record.unwrap_or_else(|| shell.label(&fact.source).to_owned())
    };
    let value = if missing { shell.t("belum diketahui", "not known").to_owned() } else { explain::value(value, unit, shell.language) };
    FactRow { label: shell.label(&fact.label).to_owned(), value, source }
}

fn moves(shell: &Shell, view: &TalentView, person: &PersonId) -> Vec<String> {
    let own = view.log.moves().iter().filter(|one| one.person == *person);
    own.map(|one| {
        let (from, to) = (shell.label(one.before.label()), shell.label(one.after.label()));
        format!("{}: {from} → {to}. {} ({})", shell.date(&one.on), one.reason, name_of(view, &one.by))
    })
    .collect()
}
