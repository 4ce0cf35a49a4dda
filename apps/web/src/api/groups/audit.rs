//! The audit trail: verified, exported; stored decisions re-run.

use std::io::{self, Write};
use std::ops::ControlFlow;

use axum::http::StatusCode;
use jenjang::legal::Label;
use jenjang::people::id::RoundId;
use jenjang_service::ServiceError;
use jenjang_service::audit::{ListTrail, Report, Trust, export, list_trail, verify, verify_export};
use jenjang_service::permissions::Action;
use jenjang_service::promotion::{RerunDecisions, rerun_decisions};
use serde_json::{Value, json};

use crate::api::call::{Call, LARGEST_EXPORT, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::error::Failure;

const ROUND: &[Field] =
    &[may("round", Kind::Id, ("satu putaran saja; bawaan: semua", "one round alone; all where absent"), "\"kp-reguler-2026-11\"")];

const VERB: &[Field] = &[may("verb", Kind::Text(120), ("satu perbuatan saja", "one act alone"), "\"round.open\"")];

const EXPORT: &[Field] =
    &[must("export", Kind::Text(8_000_000), ("isi salinan, satu catatan satu baris", "the exported trail, an entry a line"), "\"{}\\n\"")];

pub(crate) const GROUP: Group = Group {
    code: "audit",
    words: ("Jejak audit", "The audit trail"),
    operations: &[
        get("audit.verify", "/audit/verification", ("Apakah jejak audit utuh", "Whether the audit trail is whole"), run!(check))
            .by(Action::VerifyAudit),
        get(
            "audit.export",
            "/audit/export",
            ("Seluruh jejak audit, satu catatan satu baris, sampai 32 MB", "The whole audit trail, one entry a line, up to 32 MB"),
            run!(whole),
        )
        .by(Action::ExportAudit)
        .media("application/x-ndjson"),
        get(
            "audit.entries",
            "/audit/entries",
            ("Catatan jejak audit, yang terbaru dahulu", "Entries of the audit trail, newest first"),
            run!(entries),
        )
        .by(Action::VerifyAudit)
        .query(VERB)
        .paged(),
        post(
            "audit.verify-export",
            "/audit/verify-export",
            ("Periksa salinan jejak audit; tidak ada yang disimpan", "Verify an exported trail; nothing is kept"),
            run!(check_export),
        )
        .body(EXPORT)
        .unkept()
        .large(),
        get("audit.rerun", "/audit/rerun", ("Uji ulang keputusan tersimpan", "Re-run stored decisions"), run!(rerun))
            .by(Action::RerunDecisions)
            .query(ROUND),
    ],
};

async fn check(call: Call) -> Result<Reply, Failure> {
    let report = verify(&call.context(), &Trust::default(), &mut |_, _| ()).await?;
    Reply::ok(shown(&report))
}

fn shown(report: &Report) -> Value {
    let faults: Vec<Value> = report
        .faults
        .iter()
        .map(|fault| json!({ "code": fault.code(), "sequence": fault.sequence(), "message": fault.message() }))
        .collect();
    let keys: Vec<Value> = report.keys.iter().map(|key| json!({ "key": key.key, "trusted": key.trusted })).collect();
    json!({
        "sound": report.is_sound(), "entries": report.entries, "head": report.head, "checkpoints": report.checkpoints, "sealed": report.sealed,
        "unsealed": report.unsealed(), "keys": keys, "faults": faults, "more": report.more,
    })
}

/// Takes so much and no more.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len().saturating_add(bytes.len()) > LARGEST_EXPORT {
            return Err(io::Error::other("larger than the API gives"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn whole(call: Call) -> Result<Reply, Failure> {
    let mut out = Bounded(Vec::new());
    match export(&call.context(), &mut out, &mut |_, _| ()).await {
        Ok(_) => Ok(Reply::text(String::from_utf8_lossy(&out.0).into_owned())),
        Err(ServiceError::Refused { code: "not-written", .. }) => {
            let message = Label::new(
                "jejak audit lebih besar dari 32 MB; pakai perintah `jenjang audit export`",
                "the audit trail is larger than 32 MB; use the command `jenjang audit export`",
            );
            Err(Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "too-large", message))
        }
        Err(error) => Err(error.into()),
    }
}

async fn rerun(call: Call) -> Result<Reply, Failure> {
    let round: Option<RoundId> = call.maybe("round")?;
    let progress = |_| ControlFlow::Continue(());
    let found = rerun_decisions(&call.context(), RerunDecisions { round: round.as_ref(), progress: &progress }).await?;
    let mismatches: Vec<Value> = found.mismatches.iter().map(|one| json!({ "decision": one.decision, "problem": one.problem })).collect();
    Reply::ok(json!({ "decisions": found.decisions, "scores": found.scores, "mismatches": mismatches }))
}

async fn entries(call: Call) -> Result<Reply, Failure> {
    let command = ListTrail { before: call.after()?, verb: call.text("verb").map(Into::into), limit: call.limit() };
    let page = list_trail(&call.context(), &command).await?;
    let items: Vec<Value> = page
        .entries
        .iter()
        .map(|one| {
            json!({
                "sequence": one.sequence, "digest": one.digest, "at": one.at, "actor": one.actor, "verb": one.verb, "subjects": one.subjects,
                "subject-count": one.subject_count, "policy": one.policy,
            })
        })
        .collect();
    Reply::ok(json!({ "items": items, "next": page.next.map(|next| call.following(&next.to_string())) }))
}

async fn check_export(call: Call) -> Result<Reply, Failure> {
    let report = verify_export(call.said("export").as_bytes(), &Trust::default()).map_err(|error| {
        tracing::error!(%error, "an exported trail cannot be read");
        Failure::internal()
    })?;
    Reply::ok(shown(&report))
}
