//! One cycle: where it stands, who is rated in numbers, how far it is without names, and the next step.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::evaluation::cycle::CycleState;
use jenjang::legal::Label;
use jenjang::people::id::CycleId;
use jenjang::policy::diagnostic::Severity;
use jenjang_service::ServiceError;
use jenjang_service::cycles::{
    CycleProgress, CycleView, OpenCycle, ProposeRaters, Remark, open, propose_raters, read_cycle, read_progress, release_as_seen,
};

use crate::error::Failure;
use crate::evaluations::id;
use crate::evaluations::words::stage;
use crate::form::{Filled, REVISION, Typed, Version, changed_meanwhile};
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// The longest seed of a draw, in letters.
const SEED: usize = 100;

/// Something to be looked at before the cycle opens.
struct Found {
    text: String,
    count: usize,
    error: bool,
}

#[derive(Template)]
#[template(path = "hr/cycles/show.html")]
struct Page {
    shell: Shell,
    done: Option<&'static str>,
    filled: Filled,
    address: String,
    /// What the forms are shown at.
    revision: u64,
    title: String,
    unit: String,
    stage: String,
    scheme: String,
    instrument: String,
    members: usize,
    rated: usize,
    naming: Vec<(&'static str, usize)>,
    found: Vec<Found>,
    state: CycleState,
    /// Of the whole cycle in words, then of units.
    progress: Option<(String, Vec<(String, String)>, usize)>,
    severed: Option<String>,
}

impl Page {
    fn planned(&self) -> bool {
        self.state == CycleState::Planned
    }

    fn nominating(&self) -> bool {
        matches!(self.state, CycleState::Nominating { .. })
    }

    fn closed(&self) -> bool {
        matches!(self.state, CycleState::Closed { .. })
    }

    fn over(&self) -> bool {
        matches!(self.state, CycleState::Closed { .. } | CycleState::Released { .. })
    }
}

/// The cycle.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(cycle): Path<String>) -> Result<Response, Failure> {
    let cycle: CycleId = id(&cycle)?;
    let filled = Filled::with(&[("seed", cycle.as_str()), ("since", &app.today().to_string())], me.visitor.language);
    lay_out(&app, &me, &cycle, filled).await
}

/// The next step: names raters, opens, releases.
pub(super) async fn step(State(app): State<Arc<App>>, me: SignedIn, Path(cycle): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let cycle: CycleId = id(&cycle)?;
    let context = app.context(&me.visitor.actor);
    let seen = typed.seen(REVISION);
    let mut filled = Filled::of(typed, me.visitor.language);
    let (done, outcome): (_, Result<(), ServiceError>) = match filled.value("act") {
        "propose" => {
            let chosen_too = filled.chosen("chosen", "yes");
            let Some(seed) = filled.text("seed", SEED) else { return lay_out(&app, &me, &cycle, filled).await };
            let command = ProposeRaters { cycle: cycle.clone(), seed: seed.into(), chosen_too, seen };
            ("proposed", propose_raters(&context, &command).await.map(drop))
        }
        "open" => {
            let (since, until) = (filled.day("since"), filled.day("until"));
            let (Some(since), Some(until)) = (since, until) else { return lay_out(&app, &me, &cycle, filled).await };
            if until < since {
                let label = Label::new("hari terakhir mendahului hari pertama", "the last day is before the first");
                filled.refuse("until", &label);
                return lay_out(&app, &me, &cycle, filled).await;
            }
            ("opened", open(&context, &OpenCycle { cycle: cycle.clone(), since, until, seen }).await.map(drop))
        }
        "release" => ("released", release_as_seen(&context, &cycle, seen).await),
        _ => return Err(Failure::of_status(axum::http::StatusCode::BAD_REQUEST)),
    };
    match outcome {
        Ok(()) => Ok(Redirect::to(&format!("{}?done={done}", me.visitor.uri.path())).into_response()),
        // the page itself says what is wrong with nominations, without ids
        Err(ServiceError::Refused { code: "nominations-unsound", .. }) => {
            let label = Label::new(
                "masih ada yang harus diubah pada penilai yang disetujui: lihat “Yang perlu diperiksa”",
                "approved raters still have to be changed: see “To be looked at”",
            );
            filled.refuse("", &label);
            lay_out(&app, &me, &cycle, filled).await
        }
        Err(error) if changed_meanwhile(&error) => {
            let now = read_cycle(&context, &cycle).await?;
            let versions = versions(&me, &now, &filled);
            filled.overtake(REVISION, Some(now.revision), versions);
            lay_out(&app, &me, &cycle, filled).await
        }
        Err(error) => {
            filled.refused("", error)?;
            lay_out(&app, &me, &cycle, filled).await
        }
    }
}

/// The step that was to be taken beside where the cycle stands now.
fn versions(me: &SignedIn, now: &CycleView, sent: &Filled) -> Vec<Version> {
    let shell = me.visitor.shell("");
    let wanted = match sent.value("act") {
        "propose" => shell.t("tunjuk penilai", "name raters"),
        "open" => shell.t("buka periode", "open the cycle"),
        _ => shell.t("umumkan hasil", "release results"),
    };
    let mut versions = vec![Version::new(shell.t("Keadaan periode", "State of the cycle"), wanted, stage(&shell, now.cycle.state()))];
    if let (Ok(first), Ok(last)) = (format::parse_day(sent.value("since")), format::parse_day(sent.value("until"))) {
        let (since, until) = match now.cycle.state() {
            CycleState::Open { since, until } => (shell.date(&since), shell.date(&until)),
            _ => (String::new(), String::new()),
        };
        versions.push(Version::new(shell.t("Hari pertama", "First day"), shell.date(&first), since));
        versions.push(Version::new(shell.t("Hari terakhir", "Last day"), shell.date(&last), until));
    }
    versions
}

async fn lay_out(app: &App, me: &SignedIn, cycle: &CycleId, filled: Filled) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let view = read_cycle(&context, cycle).await?;
    let shell = me.visitor.shell(view.title.get(me.visitor.language));
    let progress = match view.cycle.state() {
        CycleState::Open { .. } => Some(far(&shell, &read_progress(&context, cycle).await?)),
        _ => None,
    };
    let page_of = Page {
        done: shell.done(&[
            ("planned", "Periode direncanakan. Langkah berikutnya: tunjuk penilai.", "The cycle is planned. Next: name raters."),
            ("changed", "Periode direncanakan ulang. Langkah berikutnya: tunjuk penilai.", "The cycle is planned anew. Next: name raters."),
            ("proposed", "Penilai ditunjuk menurut bagan dan undian.", "Raters are named by chart and draw."),
            ("opened", "Periode dibuka. Penilai yang disetujui dapat menjawab.", "The cycle is open. Approved raters can answer."),
            (
                "closed",
                "Periode ditutup. Semua jawaban telah dihitung dan dimusnahkan.",
                "The cycle is closed. All answers are counted and destroyed.",
            ),
            (
                "released",
                "Hasil diumumkan kepada yang dinilai dan atasannya.",
                "Results are released to the people rated and their superiors.",
            ),
        ]),
        address: format!("/hr/cycles/{cycle}"),
        revision: view.revision.0,
        title: shell.title.clone(),
        unit: shell.label(&view.unit).to_owned(),
        stage: stage(&shell, view.cycle.state()),
        scheme: shell.label(&view.scheme.parts().title).to_owned(),
        instrument: shell.label(&view.instrument.parts().title).to_owned(),
        members: view.members,
        rated: view.rated,
        naming: naming(&shell, &view),
        found: found(&shell, &view.remarks),
        state: view.cycle.state(),
        progress,
        severed: view.severed.map(|day| shell.date(&day)),
        filled,
        shell,
    };
    page_with(page_of.filled.status(), &page_of)
}

fn naming(shell: &Shell, view: &CycleView) -> Vec<(&'static str, usize)> {
    let t = |id, en| if shell.code() == "id" { id } else { en };
    vec![
        (t("Disetujui", "Approved"), view.naming.approved),
        (t("Menunggu atasan", "Waiting for superiors"), view.naming.proposed),
        (t("Ditolak atasan", "Refused by superiors"), view.naming.refused),
        (t("Tidak bersedia", "Declined"), view.naming.declined),
        (t("Benturan kepentingan", "Conflicts of interest"), view.naming.conflict),
    ]
}

fn far(shell: &Shell, progress: &CycleProgress) -> (String, Vec<(String, String)>, usize) {
    let whole = progress.whole.map_or_else(
        || shell.t("Terlalu sedikit penilai untuk menyebut kemajuan.", "Too few rate to say how far it is.").to_owned(),
        |share| crate::format::sentence(shell.label(&share.label())),
    );
    let units = progress.units.iter().map(|unit| (shell.label(&unit.name).to_owned(), shell.label(&unit.share.label()).to_owned()));
    (whole, units.collect(), progress.too_small)
}

/// What is wrong with nominations, by kind, errors first.
fn found(shell: &Shell, remarks: &[Remark]) -> Vec<Found> {
    let mut counts: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for remark in remarks {
        *counts.entry((remark.severity != Severity::Error, remark.code)).or_default() += 1;
    }
    counts.into_iter().map(|((warning, code), count)| Found { text: shell.label(&kind(code)).to_owned(), count, error: !warning }).collect()
}

fn kind(code: &str) -> Label {
    match code {
        "too-few-raters" => Label::new("kelompok dengan penilai kurang dari kuotanya", "groups with fewer raters than their quota"),
        "too-many-raters" => Label::new("kelompok dengan penilai melebihi kuotanya", "groups with more raters than their quota"),
        "rater-in-two-groups" => Label::new("penilai yang sama dalam dua kelompok", "the same rater in two groups"),
        "duplicate-rater" => Label::new("penilai yang ditunjuk dua kali", "raters named twice"),
        "rates-oneself" => {
            Label::new("orang yang menilai dirinya dalam kelompok yang dihitung", "people who rate themselves in a group that counts")
        }
        "self-by-another" => Label::new("penilaian diri oleh orang lain", "self ratings by somebody else"),
        "superior-in-other-group" => Label::new("atasan dalam kelompok anonim", "superiors in an anonymous group"),
        "not-the-superior" => {
            Label::new("penilai sebagai atasan yang bukan atasan menurut bagan", "raters as superior whom the chart does not name")
        }
        "not-a-subordinate" => Label::new("penilai sebagai bawahan yang beratasan lain", "raters as subordinate with another superior"),
        _ => Label::new("penunjukan yang menyebut orang atau kelompok yang tidak dikenal", "nominations of unknown people or groups"),
    }
}
