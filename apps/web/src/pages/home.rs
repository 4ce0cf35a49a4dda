//! Home: who I am, what comes next, what was decided, what waits for me. Whoever is not signed in is shown the door.

mod lines;

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::access::GrantedRole;
use jenjang::legal::{Label, Language};
use jenjang::people::CivilServantRecord;
use jenjang::policy::decision::Outcome;
use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use jenjang::promotion::OutcomeKind;
use jenjang_service::file::DecisionView;
use jenjang_service::home::{ReadHome, read_home};
use jenjang_service::people::OwnPlace;
use jenjang_service::permissions::Role;

use self::lines::Line;
use super::standing::{Answer, Mark};
use crate::error::Failure;
use crate::format;
use crate::session::{SignedIn, Visitor};
use crate::shell::{Shell, page};
use crate::state::App;

/// The most things to do that are shown.
const SHOWN: usize = 8;

/// A fact about me, and since when.
struct Fact {
    term: &'static str,
    value: String,
    since: Option<NaiveDate>,
}

/// A decision about me.
struct Decided {
    id: String,
    title: String,
    mark: Mark,
    as_of: NaiveDate,
}

/// What a role opens.
struct Door {
    title: String,
    text: String,
    address: &'static str,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Page {
    shell: Shell,
    facts: Vec<Fact>,
    next: Option<Answer>,
    /// What I have to do, the most urgent first.
    due: Vec<Line>,
    /// What else there is to do.
    more: Vec<Line>,
    /// What I asked for and wait for.
    asked: Vec<Line>,
    /// What came lately.
    news: Vec<Line>,
    decisions: Vec<Decided>,
    doors: Vec<Door>,
}

/// The home page, or the door.
pub(crate) async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, Failure> {
    let (Some(person), Some(who)) = (visitor.actor.person().cloned(), visitor.who.clone()) else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    let me = SignedIn { person, who, visitor };
    let language = me.visitor.language;
    let today = app.today();
    let home = read_home(&app.context(&me.visitor.actor), ReadHome { eligibility: app.qualifying_in_short(&me.person) }).await?;
    let next = home.eligibility.as_ref().and_then(|found| {
        let standing = found.standings.iter().find(|standing| standing.fits_post)?;
        Some(Answer::of(standing, found, true, language))
    });
    let shell = me.visitor.titled("Beranda", "Home");
    let mut due = lines::due(&shell, &home.waiting, today);
    let more = due.split_off(SHOWN.min(due.len()));
    let page_of = Page {
        facts: known(&app, &me, &home.place, language),
        next,
        due,
        more,
        asked: lines::under_way(&shell, &home.waiting, today),
        news: lines::news(&app, &shell, &home, today),
        decisions: decided(&app, &home.decisions, language),
        doors: doors(&me, &home.place, language),
        shell,
    };
    page(&page_of)
}

/// What is known about me that matters for a career.
fn known(app: &App, me: &SignedIn, place: &OwnPlace, language: Language) -> Vec<Fact> {
    let t = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let record = &me.who.data.record;
    let mut facts = Vec::new();
    if let Some(grade) = record.registers.grades.iter().flatten().max_by_key(|grade| grade.since) {
        let value = choice(app, "grade", grade.grade.as_str(), language);
        facts.push(Fact { term: t("Pangkat", "Grade"), value, since: Some(grade.since) });
    }
    if let Some((title, since)) = post(app, record, language) {
        facts.push(Fact { term: t("Jabatan", "Post"), value: title, since: Some(since) });
    }
    if let Some(unit) = &place.unit {
        facts.push(Fact { term: t("Unit kerja", "Unit"), value: unit.name.get(language).to_owned(), since: None });
    }
    if let Some(superior) = &place.superior {
        facts.push(Fact { term: t("Atasan langsung", "Direct superior"), value: superior.to_string(), since: None });
    }
    facts
}

pub(crate) fn post(app: &App, record: &CivilServantRecord, language: Language) -> Option<(String, NaiveDate)> {
    let held = record.registers.positions.iter().flatten().filter(|position| !position.acting).max_by_key(|position| position.since)?;
    let kind = choice(app, "position.kind", held.kind.as_str(), language);
    let title = held.title.as_ref().map_or_else(|| kind.clone(), |title| format!("{title}, {kind}"));
    Some((title, held.since))
}

/// The scale a fact chooses from, or the items of a list.
fn scale(of: &Type) -> Option<Arc<Scale>> {
    match of {
        Type::Choice(scale) => Some(Arc::clone(scale)),
        Type::List { item, .. } => scale(item),
        _ => None,
    }
}

/// What a code of a fact is called.
pub(crate) fn choice(app: &App, fact: &str, code: &str, language: Language) -> String {
    let scale = app.catalogue().and_then(|catalogue| scale(&catalogue.fact(catalogue.find(fact)?).ty));
    let value = scale.and_then(|scale| scale.values.iter().find(|value| &*value.code == code).map(|value| value.label.clone()));
    value.map_or_else(|| code.to_owned(), |label: Label| label.get(language).to_owned())
}

/// Decisions about me, as they come: the latest first.
fn decided(app: &App, decisions: &[DecisionView], language: Language) -> Vec<Decided> {
    let decided = |view: &DecisionView| {
        let outcome = match view.outcome {
            OutcomeKind::Eligible => Outcome::Eligible,
            OutcomeKind::NotEligible => Outcome::NotEligible,
            OutcomeKind::Unknown => Outcome::Unknown,
        };
        let title =
            app.shipped.set.get(&view.policy).map_or_else(|| view.policy.to_string(), |policy| policy.title.get(language).to_owned());
        Decided { id: view.id.as_str().to_owned(), title, mark: Mark::of_outcome(&outcome), as_of: view.as_of }
    };
    decisions.iter().map(decided).collect()
}

/// What my roles open.
fn doors(me: &SignedIn, place: &OwnPlace, language: Language) -> Vec<Door> {
    let pick = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    // a role held for several units opens one door
    let roles: BTreeSet<GrantedRole> = me.who.grants.iter().map(|grant| grant.role).collect();
    let mut doors: Vec<Door> = roles
        .into_iter()
        .map(|role| {
            let (text, address) = match role {
                GrantedRole::HrOfficer => (
                    pick(
                        "Pegawai, putaran, periode penilaian, keberatan, dan permintaan perbaikan data.",
                        "People, rounds, evaluation cycles, appeals and corrections.",
                    ),
                    "/hr",
                ),
                GrantedRole::PolicyAnalyst => (
                    pick(
                        "Menyusun, menguji, mengonsultasikan, dan mengajukan rancangan kebijakan.",
                        "Drafting, testing, consulting on and handing in policies.",
                    ),
                    "/drafts",
                ),
                GrantedRole::AppointingAuthority => {
                    (pick("Menetapkan putusan putaran dan kebijakan.", "Signing decisions of rounds and policies."), "/hr")
                }
                GrantedRole::Auditor => (pick("Memeriksa jejak audit dan keputusan.", "Checking the audit trail and decisions."), "/audit"),
            };
            let title = format::capitalised(Role::granted(role).label().get(language));
            Door { title, text: text.to_owned(), address }
        })
        .collect();
    if place.leads {
        doors.push(Door {
            title: pick("Atasan langsung", "Direct superior").to_owned(),
            text: pick(
                "Pegawai yang melapor kepada Anda, dan yang menunggu persetujuan Anda.",
                "The people who report to you, and what waits for your approval.",
            )
            .to_owned(),
            address: "/team",
        });
    }
    doors
}
