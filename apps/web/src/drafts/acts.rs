//! The next step of a draft, taken.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::people::id::DraftId;
use jenjang_service::consultation::{
    DraftConsultation, SettleConsultation, SignDraft, TakeStep, draft_consultation, settle_consultation, sign_draft, take_step,
};
use jenjang_service::policies::{
    EnactPolicy, ProposePolicy, SubmitPolicy, WithdrawPolicy, enact_policy, propose_policy, submit_policy, withdraw_policy,
};
use jenjang_service::{Seen, ServiceError};

use super::overview::{asked, know, overview_page};
use super::{CLAUSES_FILE, POLICY_FILE, draft_id, in_address, pick};
use crate::error::Failure;
use crate::form::{Filled, REVISION, Typed, Version, changed_meanwhile};
use crate::format;
use crate::session::SignedIn;
use crate::state::App;

/// The hidden field that says which revision of the text being written the page was shown at.
const TEXT: &str = "revision-text";

/// Takes the step that the pressed button names.
pub(crate) async fn act(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let (code, note, at) = asked(&typed);
    let (seen, text) = (typed.seen(REVISION), typed.seen(TEXT));
    let mut form = Filled::of(typed, me.visitor.language);
    let effective = if form.value("effective").is_empty() { None } else { form.day("effective") };
    if !form.problems().is_empty() {
        return overview_page(&app, &me, id, form).await;
    }
    let done = match code.as_str() {
        "draft" => draft(&app, &me, &id, form.value("process"), (seen, text)).await?,
        "propose" => propose(&app, &me, &id, text).await?,
        "submit" | "enact" | "withdraw" => version(&app, &me, &id, &code, &at, effective, &note).await?,
        "settle" => {
            let command = SettleConsultation { shipped: &app.shipped, draft: &id, seen };
            settle_consultation(&app.context(&me.visitor.actor), &command).await.map(|_| "settled")
        }
        "take" | "return" => {
            let returned = code == "return";
            let note = Some(note).filter(|note| !note.is_empty());
            let command = TakeStep { draft: id.clone(), step: at.into(), returned, note, seen };
            take_step(&app.context(&me.visitor.actor), &command).await.map(|_| if returned { "returned" } else { "taken" })
        }
        "sign" => {
            let note = Some(note.as_str()).filter(|note| !note.is_empty());
            let command = SignDraft { shipped: &app.shipped, draft: &id, effective, note, seen };
            sign_draft(&app.context(&me.visitor.actor), &command).await.map(|_| "signed")
        }
        _ => return Err(Failure::of_status(StatusCode::BAD_REQUEST)),
    };
    match done {
        Ok(done) => Ok(Redirect::to(&format!("/drafts/{}?done={done}", in_address(id.as_str()))).into_response()),
        Err(error) if changed_meanwhile(&error) => {
            let versions = versions(&app, &me, &id, &code, &form).await?;
            form.overtake(REVISION, None, versions);
            overview_page(&app, &me, id, form).await
        }
        Err(error) => {
            form.refused("", error)?;
            overview_page(&app, &me, id, form).await
        }
    }
}

/// The step that was to be taken, beside where the draft stands now; and the text it was to be taken with, where that is another.
async fn versions(app: &App, me: &SignedIn, id: &DraftId, code: &str, sent: &Filled) -> Result<Vec<Version>, Failure> {
    let language = me.visitor.language;
    let t = |id: &'static str, en: &'static str| pick(language, id, en);
    let known = know(app, me, id.clone()).await?;
    let wanted = match code {
        "draft" => t("jadikan naskah ini versi rancangan berbutir", "make this text a version of the draft in clauses"),
        "propose" => t("usulkan naskah ini", "propose this text"),
        "settle" => t("teruskan ke tahap penetapan", "move on to the steps"),
        "return" => t("kembalikan ke tahap sebelumnya", "give back to the step before"),
        "sign" => t("tanda tangani dan tetapkan", "sign and enact"),
        _ => t("selesaikan tahap", "complete the step"),
    };
    let mut versions = vec![Version::new(t("Langkah", "Step"), wanted, known.standing(language))];
    if let Some(written) = known.text.as_ref().filter(|_| matches!(code, "draft" | "propose")) {
        let change = |revision: &str| format!("{} {revision}", t("perubahan ke-", "change no."));
        let yours = Some(sent.value(TEXT)).filter(|revision| !revision.is_empty()).map(change).unwrap_or_default();
        let now = known.text_revision.map(|revision| change(&revision.0.to_string())).unwrap_or_default();
        versions.push(Version::new(t("Naskah", "Text"), yours, format!("{now}, {}", format::date(written.changed, language))));
    }
    if !sent.value("note").is_empty() {
        versions.push(Version::new(t("Catatan", "Note"), sent.value("note"), ""));
    }
    Ok(versions)
}

/// What became of a step: its code, or why it was refused.
type Done = Result<&'static str, ServiceError>;

/// Keeps the text being written as a version of the draft in clauses.
async fn draft(app: &App, me: &SignedIn, id: &DraftId, process: &str, (seen, text_seen): (Seen, Seen)) -> Result<Done, Failure> {
    super::edit::may_write(app, me).await?;
    let written = super::written(app, &me.visitor.actor, id).await?;
    // what is kept is the text that was seen, and no other
    if let Err(error) = text_seen.still("text of the draft", id, Some(written.revision)) {
        return Ok(Err(error));
    }
    let text = written.value;
    let processes = jenjang_asn::processes();
    let process = processes.iter().find(|known| *known.id == *process).or(processes.last());
    let (Some(process), Some(calendar)) = (process, jenjang_asn::calendar()) else { return Err(Failure::internal()) };
    let command = DraftConsultation {
        shipped: &app.shipped,
        file: CLAUSES_FILE,
        text: &text.clauses,
        policy_file: POLICY_FILE,
        policy_text: &text.policy_text,
        process,
        calendar: &calendar,
        note: None,
        seen,
    };
    // the address of a draft is its id: a text that names another would go astray
    let (document, _) = jenjang_policy_files::read_draft(CLAUSES_FILE, text.clauses.as_bytes());
    if let Some(document) = document.filter(|document| document.id != *id) {
        let found = document.id;
        return Ok(Err(ServiceError::refused(
            "other-draft",
            jenjang::legal::Label::new(
                format!("ketentuan menyebut rancangan `{found}`, seharusnya `{id}`"),
                format!("the clauses name draft `{found}`, expected `{id}`"),
            ),
        )));
    }
    Ok(draft_consultation(&app.context(&me.visitor.actor), &command).await.map(|_| "drafted"))
}

async fn propose(app: &App, me: &SignedIn, id: &DraftId, seen: Seen) -> Result<Done, Failure> {
    super::edit::may_write(app, me).await?;
    let written = super::written(app, &me.visitor.actor, id).await?;
    if let Err(error) = seen.still("text of the draft", id, Some(written.revision)) {
        return Ok(Err(error));
    }
    let text = written.value;
    let command =
        ProposePolicy { shipped: &app.shipped, file: POLICY_FILE, text: &text.policy_text, purpose: Some(&text.purpose), effective: None };
    Ok(propose_policy(&app.context(&me.visitor.actor), command).await.map(|_| "proposed"))
}

/// Hands in, enacts or withdraws the version that was shown; a text that changed meanwhile is another version.
async fn version(
    app: &App,
    me: &SignedIn,
    id: &DraftId,
    code: &str,
    at: &str,
    effective: Option<NaiveDate>,
    reason: &str,
) -> Result<Done, Failure> {
    let known = know(app, me, id.clone()).await?;
    let Some(found) = known.version.filter(|version| version.version.to_string() == at) else {
        return Err(Failure::new(
            StatusCode::CONFLICT,
            "version-changed",
            jenjang::legal::Label::new(
                "naskah rancangan ini berubah sementara itu; buka lagi halamannya dan periksa versinya",
                "the text of this draft changed meanwhile; open its page again and look at the version",
            ),
        ));
    };
    Ok(move_version(app, me, code, &found.policy, found.version, effective, reason).await)
}

/// Moves a version of a policy on.
pub(super) async fn move_version(
    app: &App,
    me: &SignedIn,
    code: &str,
    policy: &str,
    version: Digest,
    effective: Option<NaiveDate>,
    reason: &str,
) -> Done {
    let context = app.context(&me.visitor.actor);
    let shipped = &app.shipped;
    match code {
        "submit" => submit_policy(&context, SubmitPolicy { shipped, policy, version }).await.map(|_| "submitted"),
        "enact" => enact_policy(&context, EnactPolicy { shipped, policy, version, effective }).await.map(|_| "enacted"),
        _ => withdraw_policy(&context, WithdrawPolicy { policy, version, reason }).await.map(|_| "withdrawn"),
    }
}
