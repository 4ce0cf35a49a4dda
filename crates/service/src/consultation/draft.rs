//! Writing a draft.

use std::sync::Arc;

use jenjang::consultation::coverage::check_coverage;
use jenjang::consultation::life::{Stage, TextVersion};
use jenjang::consultation::{Calendar, Draft, Process};
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::PersonId;
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::store::Transaction;
use jenjang_policy_files::{Library, read_draft};

use super::settle::{propose_present, withdraw_present};
use super::{DRAFT, save};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::policies::{checked, in_force};
use crate::records;
use crate::seen::Seen;

/// A text of a draft and of the policy that carries it. The first text makes the draft, later ones are versions of it.
#[derive(Clone, Debug)]
pub struct DraftConsultation<'a> {
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Name of the draft's file, for messages.
    pub file: &'a str,
    /// The draft's text.
    pub text: &'a str,
    /// Name of the policy's file, for messages.
    pub policy_file: &'a str,
    /// The policy's text.
    pub policy_text: &'a str,
    /// The process a new draft follows; a draft that is there keeps its own.
    pub process: &'a Process,
    /// The working days of a new draft.
    pub calendar: &'a Calendar,
    /// Why the text was changed.
    pub note: Option<&'a str>,
    /// What was seen of the draft before.
    pub seen: Seen,
}

/// A draft that was kept.
#[derive(Clone, Debug)]
pub struct Drafted {
    /// The draft.
    pub draft: Draft,
    /// What the checks say besides: warnings and notes.
    pub remarks: Vec<Diagnostic>,
}

/// Keeps a text of a draft: its numbering, its policy, and that each says what the other does are checked.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Unsound`] with every problem of draft, policy and their fit; [`ServiceError::Refused`] where the draft
/// takes no other text now (`draft-stage`) or this is the one it has (`same-text`); a conflict where the draft is another than what was seen.
pub async fn draft_consultation(context: &Context<'_>, command: &DraftConsultation<'_>) -> Result<Drafted, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &DraftConsultation<'_>) -> Result<Drafted, ServiceError> {
    authorize(context, tx, Action::DraftPolicy, &Target::everything()).await?;
    let Some(actor) = context.actor.person() else {
        return Err(ServiceError::Forbidden { action: Action::DraftPolicy, allowed: crate::permissions::allowed(Action::DraftPolicy) });
    };
    let (version, remarks) = version(context, tx, command, actor).await?;
    let found = records::find::<Draft>(tx, version.text.id.as_str()).await?;
    command.seen.still(DRAFT, &version.text.id, found.as_ref().map(|found| found.revision))?;
    let (before, draft) = match found {
        None => (None, Draft::new(command.process.clone(), command.calendar.clone(), version)),
        Some(found) => {
            let mut draft = found.value.clone();
            draft.revise(version)?;
            (Some(found), draft)
        }
    };
    if let (Some(before), Stage::Stepping { .. }) = (&before, &draft.stage) {
        let rules = |draft: &Draft| draft.current().map(|version| version.policy_version);
        if rules(&before.value) != rules(&draft) {
            withdraw_present(context, tx, &before.value).await?;
            propose_present(context, tx, command.shipped, &draft).await?;
        }
    }
    save(context, tx, Action::DraftPolicy, before.as_ref().map(|found| (&found.value, found.revision)), &draft).await?;
    Ok(Drafted { draft, remarks })
}

async fn version(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &DraftConsultation<'_>,
    actor: &PersonId,
) -> Result<(TextVersion, Vec<Diagnostic>), ServiceError> {
    let (document, mut found) = read_draft(command.file, command.text.as_bytes());
    let mut library = Arc::unwrap_or_clone(in_force(tx, command.shipped, View::on(context.clock.today())).await?);
    let policy = match checked(&mut library, command.policy_file, command.policy_text) {
        Ok((policy, remarks)) => {
            found.extend(remarks);
            Some(policy)
        }
        Err(ServiceError::Unsound(problems)) => {
            found.extend(problems);
            None
        }
        Err(error) => return Err(error),
    };
    if let (Some(document), Some(policy)) = (&document, &policy) {
        found.extend(check_coverage(document, policy));
    }
    if found.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(ServiceError::Unsound(found));
    }
    let (Some(document), Some(policy)) = (document, policy) else { return Err(ServiceError::Unsound(found)) };
    let text = document.text();
    let policy_version = policy.version.into();
    let note = match command.note {
        Some(note) => Some(records::said(note, &Label::new("catatan", "note"))?),
        None => None,
    };
    let version = TextVersion {
        digest: text.digest(policy_version),
        text,
        policy_text: Arc::from(command.policy_text),
        policy_version,
        on: context.clock.today(),
        by: actor.clone(),
        note,
    };
    Ok((version, found))
}
