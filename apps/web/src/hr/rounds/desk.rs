//! One round: where it stands, what comes next, who stands, who was chosen.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jenjang::access::GrantedRole;
use jenjang::legal::Language;
use jenjang::people::id::RoundId;
use jenjang::promotion::{Method, OutcomeKind, Stage};
use jenjang_service::permissions::{Action, Role, allowed};
use jenjang_service::promotion::{RoundDesk, read_round_desk};

use super::Head;
use crate::development::segment;
use crate::error::Failure;
use crate::form::Filled;
use crate::format;
use crate::hr::words;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// Somebody chosen.
struct Chosen {
    name: String,
    reason: Option<String>,
    /// Where the decree is, for those who may print it.
    decree: Option<String>,
}

/// What can be done next.
struct Next {
    /// What it is.
    title: &'static str,
    /// What it does.
    text: &'static str,
    /// `open`, `score`, `rank`, `publish`: a button; else a page.
    step: Option<&'static str>,
    address: Option<String>,
}

/// How many were found what.
struct Count {
    code: &'static str,
    mark: crate::pages::standing::Mark,
    people: usize,
}

#[derive(Template)]
#[template(path = "hr/rounds/desk.html")]
struct Page {
    shell: Shell,
    head: Head,
    form: Filled,
    done: Option<&'static str>,
    next: Vec<Next>,
    /// Who takes the next step, where that is not the reader.
    waits: Option<String>,
    candidates: u64,
    counts: Vec<Count>,
    method: String,
    quota: String,
    panel: Vec<(String, usize)>,
    put_forward: Vec<String>,
    chosen: Vec<Chosen>,
    decided_by: Option<String>,
    run_by: Vec<String>,
    ranked: bool,
    decided: bool,
    may_export: bool,
    may_rerun: bool,
    may_add: bool,
    published: bool,
}

const DONE: [(&str, &str, &str); 9] = [
    ("planned", "Rencana disimpan.", "The plan was kept."),
    ("opened", "Putaran dibuka bagi calon.", "The round is open to candidates."),
    ("screened", "Syarat semua calon sudah diperiksa.", "Every candidate was screened."),
    ("scored", "Nilai sudah dihitung.", "The scores were worked out."),
    ("ranked", "Peringkat sudah disusun.", "The ranking was made."),
    ("decided", "Keputusan disimpan.", "The decision was kept."),
    ("published", "Putaran diumumkan.", "The round was published."),
    ("added", "Calon ditambahkan.", "Candidates were added."),
    ("withdrawn", "Calon diundurkan.", "The candidate was taken off."),
];

/// A round.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let desk = read_round_desk(&app.context(&me.visitor.actor), &id).await?;
    laid_out(&app, &me, &desk, Filled::with(&[], me.visitor.language))
}

/// The page of a round, with what was refused.
pub(super) fn laid_out(app: &App, me: &SignedIn, desk: &RoundDesk, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let head = Head::of(app, desk, language);
    let shell = me.visitor.shell(head.title.clone());
    let next = next(&shell, desk);
    let stage = desk.file.stage;
    let count = |(outcome, code)| Count { code, mark: words::outcome(outcome), people: desk.outcomes.get(&outcome).copied().unwrap_or(0) };
    let counts = if stage >= Stage::Screened { OUTCOMES.into_iter().map(count).collect() } else { Vec::new() };
    let selection = desk.round.selection();
    let chosen = selection.map_or(&[][..], |selection| selection.chosen()).iter().take(100).map(|pick| Chosen {
        name: desk.name(&pick.person).to_owned(),
        reason: pick.reason.as_deref().map(str::to_owned),
        decree: desk
            .may
            .contains(&Action::PrintDecree)
            .then(|| format!("/hr/rounds/{}/decrees/{}", desk.file.plan.id, segment(pick.person.as_str()))),
    });
    let panel = desk.file.panel.iter().flat_map(|panel| panel.members());
    let panel = panel.map(|member| {
        let known = member.id.as_str().parse().ok().and_then(|id| desk.names.get(&id));
        (words::name(known, &member.id), member.conflicts.len())
    });
    let waits = if next.is_empty() { waiting(&shell, desk) } else { None };
    let status = form.status();
    let page = Page {
        done: shell.done(&DONE),
        waits,
        next,
        form,
        candidates: desk.candidates,
        counts,
        method: method(&shell, app, desk),
        quota: desk.file.plan.quota.map_or_else(|| shell.t("tidak dibatasi", "no limit").to_owned(), |quota| quota.to_string()),
        panel: panel.collect(),
        put_forward: desk.put_forward.iter().take(100).map(|person| desk.name(person).to_owned()).collect(),
        chosen: chosen.collect(),
        decided_by: selection.map(|selection| match selection.decided_by().parse() {
            Ok(id) => desk.name(&id).to_owned(),
            Err(_) => selection.decided_by().to_owned(),
        }),
        run_by: desk.file.run_by.iter().map(|person| desk.name(person).to_owned()).collect(),
        ranked: desk.file.plan.method != Method::Eligibility && stage >= Stage::Ranked,
        decided: selection.is_some(),
        may_export: desk.may.contains(&Action::ExportDecisions),
        may_rerun: desk.may.contains(&Action::RerunDecisions) && shell.has(GrantedRole::Auditor),
        may_add: desk.may.contains(&Action::AddCandidates),
        published: stage == Stage::Published,
        head,
        shell,
    };
    page_with(status, &page)
}

/// Outcomes and what they are called in addresses.
pub(super) const OUTCOMES: [(OutcomeKind, &str); 3] =
    [(OutcomeKind::Eligible, "eligible"), (OutcomeKind::NotEligible, "not-eligible"), (OutcomeKind::Unknown, "unknown")];

fn method(shell: &Shell, app: &App, desk: &RoundDesk) -> String {
    match (&desk.file.plan.method, &desk.file.score_policy) {
        (Method::Ranking { names, .. }, Some(policy)) => {
            let policy = words::policy(app, policy, shell.language);
            match shell.language {
                Language::Id => format!("diperingkat menurut “{policy}”; {names} nama teratas diajukan"),
                Language::En => format!("ranked by “{policy}”; the first {names} names are put forward"),
            }
        }
        _ => shell.t("semua yang memenuhi syarat diajukan", "everybody eligible is put forward").to_owned(),
    }
}

/// What the reader may do next.
fn next(shell: &Shell, desk: &RoundDesk) -> Vec<Next> {
    let id = &desk.file.plan.id;
    let page = |title, text, path: &str| Next { title, text, step: None, address: Some(format!("/hr/rounds/{id}/{path}")) };
    let button = |title, text, step| Next { title, text, step: Some(step), address: None };
    let known = [
        (
            Action::PlanRound,
            page(
                shell.t("Ubah rencana", "Change the plan"),
                shell.t("Selama putaran belum dibuka.", "As long as the round is not open."),
                "plan",
            ),
        ),
        (
            Action::OpenRound,
            button(
                shell.t("Buka bagi calon", "Open to candidates"),
                shell.t(
                    "Mulai sekarang pegawai dapat mencalonkan diri dan dicalonkan. Rencana tidak dapat diubah lagi.",
                    "From now on people can stand and be put forward. The plan stays as it is.",
                ),
                "open",
            ),
        ),
        (
            Action::AddCandidates,
            page(
                shell.t("Calonkan pegawai", "Put people forward"),
                shell.t("Satu per satu, atau semua yang jabatannya sesuai.", "One by one, or everybody whose post fits."),
                "candidates",
            ),
        ),
        (
            Action::ScreenRound,
            page(
                shell.t("Periksa syarat", "Screen"),
                shell.t(
                    "Dicoba dulu: siapa memenuhi, siapa tidak, siapa belum lengkap datanya. Baru sesudah itu diputuskan.",
                    "Tried first: who qualifies, who does not, who lacks data. Decided only after that.",
                ),
                "screening",
            ),
        ),
        (
            Action::ScoreRound,
            button(
                shell.t("Hitung nilai", "Work out the scores"),
                shell.t(
                    "Dari fakta keputusan dan rata-rata nilai panitia. Sesudah itu panitia tidak dapat menilai lagi.",
                    "From the facts of the decisions and the means of the panel. The panel cannot score after that.",
                ),
                "score",
            ),
        ),
        (
            Action::RankRound,
            button(
                shell.t("Susun peringkat", "Make the ranking"),
                shell.t(
                    "Menurut nilai dan penentu urutan yang diumumkan bersama rencana.",
                    "By score and the tie-breakers published with the plan.",
                ),
                "rank",
            ),
        ),
        (
            Action::DecideRound,
            page(
                shell.t("Putuskan", "Decide"),
                shell.t(
                    "Pilih dari yang diajukan; memilih di luar yang diajukan memerlukan alasan.",
                    "Choose from those put forward; choosing somebody else needs a reason.",
                ),
                "decision",
            ),
        ),
        (
            Action::PublishRound,
            button(
                shell.t("Umumkan", "Publish"),
                shell.t("Mulai sekarang siapa pun dapat membaca hasilnya.", "From now on everybody can read the result."),
                "publish",
            ),
        ),
    ];
    let mut next: Vec<Next> = known.into_iter().filter(|(action, _)| desk.may.contains(action)).map(|(_, next)| next).collect();
    if desk.may.contains(&Action::ScoreCandidate) {
        next.push(Next {
            title: shell.t("Nilai calon", "Score candidates"),
            text: shell.t("Anda anggota panitia putaran ini.", "You are on the panel of this round."),
            step: None,
            address: Some(format!("/rounds/{id}/panel")),
        });
    }
    next
}

/// Who takes the next step.
fn waiting(shell: &Shell, desk: &RoundDesk) -> Option<String> {
    let ranks = desk.file.plan.method != Method::Eligibility;
    let action = match desk.file.stage {
        Stage::Planned => Action::OpenRound,
        Stage::Open => Action::ScreenRound,
        Stage::Screened if ranks => Action::ScoreRound,
        Stage::Scored => Action::RankRound,
        Stage::Screened | Stage::Ranked => Action::DecideRound,
        Stage::Decided => Action::PublishRound,
        Stage::Published => return None,
    };
    let who = |role: &Role| role.label().get(shell.language).to_owned();
    let who = allowed(action).iter().map(who).collect::<Vec<_>>().join(shell.t(" atau ", " or "));
    let what = action.label();
    Some(format::sentence(&match shell.language {
        Language::Id => format!("langkah berikutnya, {}, ada pada {who}", what.id),
        Language::En => format!("the next step, to {}, is up to {who}", what.en),
    }))
}
