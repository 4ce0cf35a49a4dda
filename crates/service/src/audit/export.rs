//! Hands the trail to somebody who has no database.
//!
//! JSON lines: one header, then every checkpoint, then every entry with its exact text as a string. The digest of an entry is the SHA-256 of that
//! string, and the string names the digest of the entry before under `previous`, so that `jq` and `sha256sum` suffice to check it.

use std::io::Write;

use jenjang::audit::repository::Checkpoint;
use jenjang::audit::{ChainHead, Digest, StoredEntry};
use jenjang::legal::Label;
use serde::{Deserialize, Serialize};

use super::PAGE;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// Name and version of the file format.
pub(super) const SCHEMA: &str = "jenjang/audit-trail/1";

/// A line of an exported trail. Read again and written again it is the same to the letter.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", deny_unknown_fields)]
pub(super) enum Line {
    /// The first line.
    Header { schema: String, entries: u64, checkpoints: u64, head: Option<ChainHead> },
    /// A checkpoint; `text` is what was signed.
    Checkpoint { sequence: u64, digest: Digest, at: chrono::DateTime<chrono::Utc>, key: String, signature: String, text: String },
    /// An entry.
    Entry { sequence: u64, digest: Digest, text: String },
}

impl Line {
    pub(super) fn checkpoint(checkpoint: &Checkpoint) -> Line {
        let ChainHead { sequence, digest } = checkpoint.head;
        Line::Checkpoint {
            sequence,
            digest,
            at: checkpoint.at,
            key: checkpoint.key.to_string(),
            signature: checkpoint.signature.to_string(),
            text: Checkpoint::text(checkpoint.head, checkpoint.at),
        }
    }

    pub(super) fn entry(entry: &StoredEntry) -> Line {
        Line::Entry { sequence: entry.sequence, digest: entry.digest, text: entry.text.to_string() }
    }
}

/// Writes the trail of one moment. How many entries.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an auditor and the operator; [`ServiceError::Refused`] (`not-written`) where `out` takes no more;
/// [`ServiceError::Store`].
pub async fn export(
    context: &Context<'_>,
    out: &mut (dyn Write + Send),
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<u64, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = &mut *held;
    authorize(context, tx, Action::ExportAudit, &Target::everything()).await?;
    let head = tx.audit().head().await?;
    let total = head.map_or(0, |head| head.sequence);
    let checkpoints = tx.audit().checkpoints().await?;
    let count = u64::try_from(checkpoints.len()).unwrap_or(u64::MAX);
    write(out, &Line::Header { schema: SCHEMA.to_owned(), entries: total, checkpoints: count, head })?;
    for checkpoint in &checkpoints {
        write(out, &Line::checkpoint(checkpoint))?;
    }
    let (mut after, mut written) = (0, 0_u64);
    loop {
        let page = tx.audit().list(after, PAGE).await?;
        for entry in &page {
            write(out, &Line::entry(entry))?;
            written = written.saturating_add(1);
        }
        progress(written, total);
        match page.last() {
            Some(last) if last.sequence > after => after = last.sequence,
            _ => break,
        }
    }
    out.flush().map_err(|error| not_written(&error))?;
    Ok(written)
}

fn write(out: &mut (dyn Write + Send), line: &Line) -> Result<(), ServiceError> {
    let mut text = crate::trail::json(line)?;
    text.push('\n');
    out.write_all(text.as_bytes()).map_err(|error| not_written(&error))
}

fn not_written(error: &std::io::Error) -> ServiceError {
    ServiceError::refused(
        "not-written",
        Label::new(format!("ekspor tidak dapat ditulis: {error}"), format!("the export cannot be written: {error}")),
    )
}
