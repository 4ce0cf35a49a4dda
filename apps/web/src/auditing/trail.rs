//! The trail in pages, the newest entries first.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use jenjang::audit::repository::Checkpoint;
use jenjang_service::audit::{ListTrail, SealFound, TrailEntry, list_trail};
use jenjang_service::permissions::Action;

use crate::error::Failure;
use crate::form::Typed;
use crate::format;
use crate::pages::standing::Mark;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// How many stand on a page.
const PAGE: usize = 50;

struct Row {
    sequence: u64,
    at: String,
    verb: String,
    code: String,
    actor: String,
    subjects: Vec<String>,
    more: usize,
    policy: Option<String>,
    digest: String,
}

/// The newest checkpoint.
struct Sealed {
    sequence: u64,
    at: String,
    digest: String,
    key: String,
    mark: Mark,
    sentence: &'static str,
    since: u64,
}

#[derive(Template)]
#[template(path = "audit/trail.html")]
struct Page {
    shell: Shell,
    entries: u64,
    sealed: Option<Sealed>,
    /// The command that signs the next one, and the one that checks with what was kept elsewhere.
    command: &'static str,
    check: &'static str,
    checkpoints: Vec<(u64, String, String)>,
    verbs: Vec<(String, String)>,
    verb: String,
    rows: Vec<Row>,
    next: Option<u64>,
}

/// A page of the trail.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let query = Typed::query(&me.visitor.uri);
    let before = match query.get("before") {
        "" => None,
        before => Some(before.parse().map_err(|_| Failure::not_found())?),
    };
    let verb = Action::ALL.iter().find(|action| action.code() == query.get("verb"));
    let asked = ListTrail { before, verb: verb.map(|verb| verb.code().into()), limit: PAGE };
    let found = list_trail(&app.context(&me.visitor.actor), &asked).await?;
    let shell = me.visitor.titled("Jejak audit", "Audit trail");
    let label = |action: &Action| format::capitalised(action.label().get(shell.language));
    let mut verbs: Vec<(String, String)> = Action::ALL.iter().map(|action| (action.code().to_owned(), label(action))).collect();
    verbs.sort_by(|a, b| a.1.cmp(&b.1));
    verbs.insert(0, (String::new(), shell.t("semuanya", "everything").to_owned()));
    let checkpoints: Vec<(u64, String, String)> = found
        .checkpoints
        .iter()
        .take(10)
        .map(|checkpoint| (checkpoint.head.sequence, moment(checkpoint.at), short(&checkpoint.key)))
        .collect();
    let page_of = Page {
        entries: found.head.map_or(0, |head| head.sequence),
        sealed: found.checkpoints.first().zip(found.newest).map(|(checkpoint, seal)| sealed(checkpoint, seal, &shell)),
        command: "jenjang audit checkpoint --database URL --audit-key FILE --format json >> checkpoints.jsonl",
        check: "jenjang audit verify --database URL --kept checkpoints.jsonl",
        checkpoints,
        verbs,
        verb: verb.map_or(String::new(), |verb| verb.code().to_owned()),
        rows: found.entries.iter().map(|entry| row(entry, &shell)).collect(),
        next: found.next,
        shell,
    };
    page(&page_of)
}

fn sealed(checkpoint: &Checkpoint, seal: SealFound, shell: &Shell) -> Sealed {
    let (mark, sentence) = match (seal.signed, seal.fits) {
        (true, true) => (
            Mark::good("Tanda tangan sah", "Signature good"),
            shell.t(
                "Tanda tangannya cocok dengan kuncinya, dan catatan yang ditandatangani masih sama, huruf demi huruf.",
                "The signature fits its key, and the entry that was signed is still the same, letter by letter.",
            ),
        ),
        (false, _) => (
            Mark::bad("Tanda tangan tidak sah", "Signature not good"),
            shell.t(
                "Tanda tangannya tidak cocok dengan kunci yang disebutnya: titik periksa ini diubah.",
                "The signature does not fit the key it names: this checkpoint was altered.",
            ),
        ),
        (true, false) => (
            Mark::bad("Jejak tidak cocok", "Trail does not fit"),
            shell.t(
                "Catatan yang ditandatangani tidak ada lagi atau sudah lain: jejak dibuat ulang sesudahnya.",
                "The entry that was signed is gone or another now: the trail was made anew since.",
            ),
        ),
    };
    Sealed {
        sequence: checkpoint.head.sequence,
        at: moment(checkpoint.at),
        digest: checkpoint.head.digest.to_string(),
        key: checkpoint.key.to_string(),
        mark,
        sentence,
        since: seal.since,
    }
}

fn row(entry: &TrailEntry, shell: &Shell) -> Row {
    let action = Action::ALL.iter().find(|action| action.code() == entry.verb);
    Row {
        sequence: entry.sequence,
        at: entry.at.map_or_else(|| "–".to_owned(), moment),
        verb: action.map_or_else(|| entry.verb.clone(), |action| format::capitalised(action.label().get(shell.language))),
        code: entry.verb.clone(),
        actor: reference(&entry.actor, shell),
        subjects: entry.subjects.iter().take(3).map(|subject| reference(subject, shell)).collect(),
        more: entry.subject_count.saturating_sub(3),
        policy: entry.policy.clone(),
        digest: short(&entry.digest.to_string()),
    }
}

/// Who or what an entry is about; people stand there under a keyed digest, which names nobody.
fn reference(text: &str, shell: &Shell) -> String {
    let Some((kind, id)) = text.split_once(':') else { return text.to_owned() };
    let kind = match kind {
        "person" => shell.t("orang", "person"),
        "round" => shell.t("putaran", "round"),
        "appeal" => shell.t("keberatan", "appeal"),
        "policy" => shell.t("kebijakan", "policy"),
        "unit" => "unit",
        "cycle" => shell.t("periode penilaian", "cycle"),
        "operator" => shell.t("operator", "operator"),
        "public" => shell.t("siapa pun", "anybody"),
        other => other,
    };
    if id == "-" { kind.to_owned() } else { format!("{kind} {}", short(id)) }
}

fn short(text: &str) -> String {
    let hex = text.len() > 24 && text.chars().all(|letter| letter.is_ascii_hexdigit());
    if hex { text.chars().take(12).chain(['…']).collect() } else { text.to_owned() }
}

/// `2026-11-23 03:00 UTC`
pub(super) fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
