//! Keeps what is being written.

use std::sync::Arc;

use jenjang::consultation::WorkingText;
use jenjang::legal::Label;
use jenjang::people::id::DraftId;
use jenjang::store::{Revision, Transaction, Versioned};

use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, allowed, authorize};
use crate::records;
use crate::trail::{self, Change};

/// The most bytes of a text that is kept: twenty times the largest policy of the country.
pub const MOST_BYTES: usize = 256 * 1024;

/// The most characters of the purpose.
const MOST_PURPOSE: usize = 500;

/// A text to keep, new or in the place of what was read.
#[derive(Clone, Copy, Debug)]
pub struct SaveDraft<'a> {
    /// The draft.
    pub id: &'a DraftId,
    /// The policy file's text.
    pub policy_text: &'a str,
    /// The draft file's text; empty where there is none yet.
    pub clauses: &'a str,
    /// The policy it is a copy of; only of a new one.
    pub from: Option<&'a str>,
    /// What it is for.
    pub purpose: &'a str,
    /// What was read before it was changed; none for a new one.
    pub expected: Option<Revision>,
}

/// Keeps a text as it was typed. It need not be sound: only a proposal has to be.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Refused`] for a text too long (`too-long`), one with characters no file of a policy holds
/// (`control-character`), an id that is taken (`id-taken`); [`ServiceError::Store`] with a conflict where somebody else changed it meanwhile.
pub async fn save_draft(context: &Context<'_>, command: SaveDraft<'_>) -> Result<Versioned<WorkingText>, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, &command).await)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &SaveDraft<'_>,
) -> Result<Versioned<WorkingText>, ServiceError> {
    authorize(context, tx, Action::WriteDraft, &Target::everything()).await?;
    let Some(actor) = context.actor.person() else {
        return Err(ServiceError::Forbidden { action: Action::WriteDraft, allowed: allowed(Action::WriteDraft) });
    };
    for text in [command.policy_text, command.clauses, command.purpose] {
        fits(text)?;
    }
    let purpose = command.purpose.trim();
    let length = purpose.chars().count();
    if length > MOST_PURPOSE {
        return Err(ServiceError::refused(
            "too-long",
            Label::new(
                format!("tujuan berisi {length} huruf, paling banyak {MOST_PURPOSE}"),
                format!("the purpose has {length} letters, at most {MOST_PURPOSE} are taken"),
            ),
        ));
    }
    let found = records::find::<WorkingText>(tx, command.id.as_str()).await?;
    if let (Some(_), None) = (&found, command.expected) {
        let id = command.id;
        return Err(ServiceError::refused(
            "id-taken",
            Label::new(format!("rancangan `{id}` sudah ada"), format!("draft `{id}` is there already")),
        ));
    }
    let before = found.map(|found| found.value);
    let after = WorkingText {
        id: command.id.clone(),
        policy_text: Arc::from(command.policy_text),
        clauses: Arc::from(command.clauses),
        from: before.as_ref().map_or_else(|| command.from.map(Arc::from), |before| before.from.clone()),
        purpose: Arc::from(purpose),
        changed: context.clock.today(),
        by: Some(actor.clone()),
    };
    let revision = records::save(tx, &after, command.expected).await?;
    let subject = records::subject(tx, before.as_ref(), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::WriteDraft, vec![subject])).await?;
    Ok(Versioned { value: after, revision })
}

/// Refuses what cannot be kept everywhere: texts too long, and characters that cannot be seen.
fn fits(text: &str) -> Result<(), ServiceError> {
    if text.len() > MOST_BYTES {
        let (found, most) = (text.len() / 1024, MOST_BYTES / 1024);
        return Err(ServiceError::refused(
            "too-long",
            Label::new(
                format!("naskah sepanjang {found} kB terlalu panjang, paling banyak {most} kB"),
                format!("a text of {found} kB is too long, at most {most} kB are taken"),
            ),
        ));
    }
    for (at, line) in text.split('\n').enumerate() {
        if let Some(found) = line.chars().find(|letter| letter.is_control() && !matches!(letter, '\t' | '\r')) {
            let (line, code) = (at + 1, format!("U+{:04X}", u32::from(found)));
            return Err(ServiceError::refused(
                "control-character",
                Label::new(
                    format!("baris {line} memuat huruf kendali {code} yang tidak terlihat; hapus huruf itu"),
                    format!("line {line} holds the control character {code}, which cannot be seen; remove it"),
                ),
            ));
        }
    }
    Ok(())
}
