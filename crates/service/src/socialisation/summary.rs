//! Editing the summary, and bringing it up to date.

use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang::people::id::SocialisationId;
use jenjang::socialisation::check::from_cases;
use jenjang::socialisation::summary::Edited;
use jenjang::socialisation::{Socialisation, Summary};
use jenjang::store::Transaction;
use jenjang_policy_files::Library;

use super::{authorize_audience, enacted, explained_on, load, outdated};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records;
use crate::seen::Seen;
use crate::trail::{self, Change};

/// A summary in people's words, or none to generate it anew from the version enacted last.
#[derive(Clone, Debug)]
pub struct EditSummary<'a> {
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Which.
    pub id: SocialisationId,
    /// The text in both languages; none brings the generated one up to date.
    pub text: Option<Label>,
    /// What was seen of it before.
    pub seen: Seen,
}

/// Edits the summary; the generated text stays beside it. Without a text the summary and the questions made from cases are generated anew from the
/// version of the policy enacted last: an edit of the version before is kept and marked stale.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a blank text, or an edit of what is no longer the rule
/// (`summary-outdated`); a conflict where the summary is another than what was seen.
pub async fn edit_summary(context: &Context<'_>, command: &EditSummary<'_>) -> Result<Socialisation, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &EditSummary<'_>) -> Result<Socialisation, ServiceError> {
    let found = load(tx, &command.id).await?;
    let before = found.value;
    authorize_audience(context, tx, Action::RunSocialisation, &before.audience).await?;
    command.seen.still("socialisation", &command.id, Some(found.revision))?;
    let today = context.clock.today();
    let (policy, library) = enacted(tx, command.shipped, &before.policy, today).await?;
    let version = Digest::from(policy.version);
    let mut after = before.clone();
    match &command.text {
        Some(_) if version != before.version => return Err(outdated(&before).into()),
        Some(text) => {
            let what = Label::new("ringkasan", "summary");
            let text = Label { id: records::said(&text.id, &what)?, en: records::said(&text.en, &what)? };
            after.summary.edited = Some(Edited { text, version, on: today });
        }
        None => {
            let fresh = Summary::of(&policy, &library.set, explained_on(&policy, today));
            after.summary = Summary { edited: before.summary.edited.clone(), ..fresh };
            after.version = version;
            after.title = policy.title.clone();
            let made = before.questions.iter().filter(|question| question.case.is_some()).count();
            after.questions.retain(|question| question.case.is_none());
            after.questions.extend(from_cases(&policy, made));
            after.needed = before.needed.min(after.questions.len());
        }
    }
    records::save(tx, &after, Some(found.revision)).await?;
    let subject = records::subject(tx, Some(&before), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::RunSocialisation, vec![subject]).under(&after.policy, version)).await?;
    Ok(after)
}
