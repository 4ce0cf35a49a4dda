//! Home: who I am, what comes next, what was decided, what waits for me. Whoever is not signed in is shown the door.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::access::GrantedRole;
use jenjang::legal::{Label, Language};
use jenjang::people::CivilServantRecord;
use jenjang::policy::decision::Outcome;
use jenjang::policy::types::Type;
use jenjang::promotion::OutcomeKind;
use jenjang_asn::promotion::PROMOTIONS;
use jenjang_service::file::{DecisionView, PersonFileView, read_person};
use jenjang_service::people::{OwnPlace, own_place};
use jenjang_service::permissions::Role;

use super::eligibility::ask;
use super::standing::{Answer, Mark};
use crate::error::Failure;
use crate::format;
use crate::public::policies::Day;
use crate::session::{SignedIn, Visitor};
use crate::shell::{Shell, page};
use crate::state::App;

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

/// Somebody I am to rate.
struct Due {
    title: String,
    ratee: String,
}

/// What a role opens.
struct Door {
    title: String,
    text: String,
    address: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Page {
    shell: Shell,
    facts: Vec<Fact>,
    /// The promotion that comes first for my post.
    next: Option<Answer>,
    decisions: Vec<Decided>,
    due: Vec<Due>,
    doors: Vec<Door>,
}

/// My home page.
pub(crate) async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, Failure> {
    let (Some(person), Some(who)) = (visitor.actor.person().cloned(), visitor.who.clone()) else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    let me = SignedIn { person, who, visitor };
    let language = me.visitor.language;
    let place = own_place(&app.context(&me.visitor.actor)).await?;
    let file = read_person(&app.context(&me.visitor.actor), &me.person).await?;
    let today = app.today();
    let next = if me.who.data.record.registers.grades.is_some() {
        let day = Day::read(None, today, language);
        let found = ask(&app, &me.visitor.actor, &me.person, &day, &PROMOTIONS[..4]).await?;
        found.standings.iter().find(|standing| standing.fits_post).map(|standing| Answer::of(standing, &found, true, language))
    } else {
        None
    };
    let shell = me.visitor.shell(me.visitor.shell("").t("Beranda", "Home"));
    let page_of = Page {
        facts: known(&app, &me, &place, language),
        next,
        decisions: decided(&app, &file, language),
        due: due(&file),
        doors: doors(&me, &place, language),
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

/// What a code of a fact is called.
pub(crate) fn choice(app: &App, fact: &str, code: &str, language: Language) -> String {
    let scale = app.catalogue().and_then(|catalogue| match &catalogue.fact(catalogue.find(fact)?).ty {
        Type::Choice(scale) => Some(Arc::clone(scale)),
        _ => None,
    });
    let value = scale.and_then(|scale| scale.values.iter().find(|value| &*value.code == code).map(|value| value.label.clone()));
    value.map_or_else(|| code.to_owned(), |label: Label| label.get(language).to_owned())
}

/// Decisions about me, the latest first.
fn decided(app: &App, file: &PersonFileView, language: Language) -> Vec<Decided> {
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
    let mut decisions: Vec<Decided> = file.decisions.iter().map(decided).collect();
    decisions.sort_by_key(|decision| std::cmp::Reverse(decision.as_of));
    decisions
}

/// Whom I am still to rate.
fn due(file: &PersonFileView) -> Vec<Due> {
    let open = file.ratings.iter().filter(|rating| !rating.answered);
    open.map(|rating| Due { title: rating.cycle.id().as_str().to_owned(), ratee: rating.ratee.as_str().to_owned() }).collect()
}

/// What my roles open.
fn doors(me: &SignedIn, place: &OwnPlace, language: Language) -> Vec<Door> {
    let pick = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let mut doors: Vec<Door> = me
        .who
        .grants
        .iter()
        .map(|grant| {
            let (text, address) = match grant.role {
                GrantedRole::HrOfficer => (
                    pick("Daftar pegawai dan kelayakan setiap orang.", "The list of people and what each of them qualifies for."),
                    Some("/people"),
                ),
                GrantedRole::PolicyAnalyst => (
                    pick(
                        "Kebijakan yang berlaku. Menyusun, menguji, dan mengajukan rancangan: perintah “jenjang policy”.",
                        "The policies in force. To draft, test and propose: the command “jenjang policy”.",
                    ),
                    Some("/policies"),
                ),
                GrantedRole::AppointingAuthority => (
                    pick(
                        "Menetapkan keputusan dan kebijakan belum ada di halaman ini: perintah “jenjang round decide” dan “jenjang policy enact”.",
                        "Signing decisions and policies is not on these pages yet: the commands “jenjang round decide” and “jenjang policy enact”.",
                    ),
                    None,
                ),
                GrantedRole::Auditor => (
                    pick(
                        "Jejak audit belum ada di halaman ini: perintah “jenjang audit verify” dan “jenjang decision rerun”.",
                        "The audit trail is not on these pages yet: the commands “jenjang audit verify” and “jenjang decision rerun”.",
                    ),
                    None,
                ),
            };
            let title = format::capitalised(Role::granted(grant.role).label().get(language));
            Door { title, text: text.to_owned(), address }
        })
        .collect();
    if place.leads {
        doors.push(Door {
            title: pick("Atasan langsung", "Direct superior").to_owned(),
            text: pick("Pegawai yang melapor kepada Anda.", "The people who report to you.").to_owned(),
            address: Some("/team"),
        });
    }
    doors
}
