//! Home: who I am, what comes next, what was decided, what waits for me. Whoever is not signed in is shown the door.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Days, NaiveDate};
use jenjang::access::GrantedRole;
use jenjang::legal::{Label, Language};
use jenjang::people::{CivilServantRecord, CorrectionState};
use jenjang::policy::decision::Outcome;
use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use jenjang::promotion::OutcomeKind;
use jenjang_asn::appeal::appeal_clock;
use jenjang_asn::promotion::{PROMOTIONS, is_meant_for_post};
use jenjang_service::file::DecisionView;
use jenjang_service::home::{Home, NEW_DAYS, News, NewsMatter, RatingDue, ReadHome, Waiting, WaitingMatter, WaitingState, read_home};
use jenjang_service::people::OwnPlace;
use jenjang_service::permissions::Role;
use jenjang_service::promotion::ReadEligibility;

use super::standing::{Answer, Mark};
use crate::career::register_label;
use crate::demo::MONTHS;
use crate::error::Failure;
use crate::format;
use crate::session::{SignedIn, Visitor};
use crate::shell::{Shell, page};
use crate::state::{App, facts as gather};

/// The most things to do that are shown.
const SHOWN: usize = 8;

/// Days before the last one on which something is called near.
const SOON: u64 = 7;

/// Letters of a text of somebody's own that stand on a line.
const LINE: usize = 80;

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

/// Something that waits for me, or that I wait for.
struct Line {
    /// What it is, in one word or two.
    kind: &'static str,
    title: String,
    address: String,
    /// Last day, and whether it is near: within a week.
    until: Option<(NaiveDate, bool)>,
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
    /// How many more there are than are shown.
    more: usize,
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
    let asked = ReadEligibility {
        person: &me.person,
        on: today,
        policies: &PROMOTIONS[..4],
        shipped: &app.shipped,
        gatherer: &gather,
        fits_post: &is_meant_for_post,
        months: MONTHS,
    };
    let home = read_home(&app.context(&me.visitor.actor), ReadHome { eligibility: asked }).await?;
    let next = home.eligibility.as_ref().and_then(|found| {
        let standing = found.standings.iter().find(|standing| standing.fits_post)?;
        Some(Answer::of(standing, found, true, language))
    });
    let shell = me.visitor.shell(me.visitor.shell("").t("Beranda", "Home"));
    let mut due = due(&shell, &home.waiting, today);
    let more = due.len().saturating_sub(SHOWN);
    due.truncate(SHOWN);
    let page_of = Page {
        facts: known(&app, &me, &home.place, language),
        next,
        due,
        more,
        asked: under_way(&app, &shell, &home.waiting, today),
        news: news(&app, &shell, &home, today),
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

/// What I have to do: ratings first by their day, then the rest by theirs.
fn due(shell: &Shell, waiting: &Waiting, today: NaiveDate) -> Vec<Line> {
    let until = |day: NaiveDate| (day, day <= today.checked_add_days(Days::new(SOON)).unwrap_or(day));
    let rating = |due: &RatingDue| Line {
        kind: shell.t("Penilaian", "Evaluation"),
        title: format!("{}: {}", shell.label(&due.title), due.name.as_deref().unwrap_or(due.ratee.as_str())),
        address: "/evaluations".to_owned(),
        until: Some(until(due.until)),
    };
    let matter = |one: &WaitingState| {
        let (kind, address) = match one.matter {
            WaitingMatter::Nomination => (shell.t("Tunjuk penilai", "Name raters"), "/evaluations"),
            WaitingMatter::Survey => (shell.t("Survei", "Survey"), "/voice"),
            WaitingMatter::Consultation => (shell.t("Konsultasi", "Consultation"), "/voice"),
            WaitingMatter::Socialisation => (shell.t("Kebijakan untuk dibaca", "Policy to read"), "/voice"),
        };
        Line { kind, title: shell.label(&one.title).to_owned(), address: address.to_owned(), until: one.until.map(until) }
    };
    let mut lines: Vec<Line> = waiting.ratings.iter().map(rating).chain(waiting.matters.iter().map(matter)).collect();
    lines.sort_by_key(|line| (line.until.is_none(), line.until));
    lines
}

/// What I asked for and was not answered yet.
fn under_way(app: &App, shell: &Shell, waiting: &Waiting, today: NaiveDate) -> Vec<Line> {
    let language = shell.language;
    let clock = appeal_clock();
    let appeals = waiting.appeals.iter().map(|appeal| {
        let due = clock.as_ref().map(|clock| clock.answer_due(appeal.filed));
        Line {
            kind: shell.t("Keberatan", "Objection"),
            title: format!("{} {}", shell.t("diajukan", "filed on"), format::date(appeal.filed, language)),
            address: "/career/appeals".to_owned(),
            until: due.map(|due| (due, due < today)),
        }
    });
    let corrections = waiting.corrections.iter().filter(|request| request.is_open()).map(|request| Line {
        kind: shell.t("Perbaikan data", "Correction"),
        title: register_label(&request.subject.register, language),
        address: "/career/corrections".to_owned(),
        until: Some((request.due, request.due < app.today())),
    });
    appeals.chain(corrections).collect()
}

/// What came within the last month, the latest first.
fn news(app: &App, shell: &Shell, home: &Home, today: NaiveDate) -> Vec<Line> {
    let since = today.checked_sub_days(Days::new(NEW_DAYS)).unwrap_or(today);
    let answered = home.waiting.corrections.iter().filter_map(|request| {
        let (kind, on) = match &request.state {
            CorrectionState::Accepted { on, .. } => (shell.t("Perbaikan data diterima", "Correction accepted"), *on),
            CorrectionState::Refused { on, .. } => (shell.t("Perbaikan data ditolak", "Correction refused"), *on),
            _ => return None,
        };
        let (title, address) = (register_label(&request.subject.register, shell.language), "/career/corrections".to_owned());
        (on >= since).then_some(Line { kind, title, address, until: Some((on, false)) })
    });
    let mut lines: Vec<Line> = answered.chain(home.news.iter().map(|news| told(app, shell, news))).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.until));
    lines
}

/// Something I have to be told, and where it is said at length.
fn told(app: &App, shell: &Shell, news: &News) -> Line {
    let (kind, title, address) = match &news.matter {
        NewsMatter::Choice { title, decision, chosen } => {
            let kind =
                if *chosen { shell.t("Anda terpilih", "You were chosen") } else { shell.t("Anda tidak terpilih", "You were not chosen") };
            (kind, shell.label(title).to_owned(), format!("/decisions/{decision}"))
        }
        NewsMatter::Appeal { redecided } => {
            let title = if *redecided {
                shell.t("putusan baru telah dibuat", "a new decision was made")
            } else {
                shell.t("ditolak, dengan alasannya", "turned down, with the reason")
            };
            (shell.t("Keberatan dijawab", "Objection answered"), title.to_owned(), "/career/appeals".to_owned())
        }
        NewsMatter::Result { title } => {
            (shell.t("Hasil 360° diumumkan", "360° result released"), shell.label(title).to_owned(), "/career/report".to_owned())
        }
        NewsMatter::Waiver { policy } => {
            let title = app.shipped.set.get(policy).map_or_else(|| policy.to_string(), |policy| shell.label(&policy.title).to_owned());
            (shell.t("Pengecualian diberikan", "Waiver granted"), title, "/eligibility".to_owned())
        }
        NewsMatter::Submission { draft, text } => {
            (shell.t("Masukan dijawab", "Submission answered"), cut(text), format!("/voice/consultations/{draft}"))
        }
        NewsMatter::Question { socialisation, text } => {
            (shell.t("Pertanyaan dijawab", "Question answered"), cut(text), format!("/voice/policies/{socialisation}"))
        }
    };
    Line { kind, title, address, until: Some((news.on, false)) }
}

/// The beginning of what somebody wrote, on one line.
fn cut(text: &str) -> String {
    let mut letters = text.chars();
    let beginning: String = letters.by_ref().take(LINE).collect();
    if letters.next().is_none() { beginning } else { format!("{}…", beginning.trim_end()) }
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
