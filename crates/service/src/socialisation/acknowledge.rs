//! Acknowledging.

use jenjang::legal::Label;
use jenjang::people::id::SocialisationId;
use jenjang::socialisation::Acknowledgement;
use jenjang::socialisation::check::mark;
use jenjang::store::Transaction;
use jenjang_policy_files::Library;

use super::{belongs, load, outdated, up_to_date};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, allowed, authorize};
use crate::records;
use crate::trail::{self, Change};

/// That the actor has read the summary, with answers to its questions.
#[derive(Clone, Debug)]
pub struct Acknowledge<'a> {
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// What was read.
    pub id: SocialisationId,
    /// Places of the options chosen, from 1, one for each question in order.
    pub answers: Vec<usize>,
}

/// What was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// Right answers.
    pub right: usize,
    /// Of how many.
    pub of: usize,
}

/// Records that somebody of the audience has read and understood. Of a try that does not pass nothing is kept: it may be repeated, and nobody is ranked.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for somebody it does not concern (`not-concerned`), too few right
/// answers (`check-not-passed`, with the questions to read again), a second time (`acknowledged-already`), or where the rule has changed meanwhile
/// (`summary-outdated`).
pub async fn acknowledge(context: &Context<'_>, command: &Acknowledge<'_>) -> Result<Acknowledged, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &Acknowledge<'_>) -> Result<Acknowledged, ServiceError> {
    authorize(context, tx, Action::Acknowledge, &Target::everything()).await?;
    let Some(person) = context.actor.person() else {
        return Err(ServiceError::Forbidden { action: Action::Acknowledge, allowed: allowed(Action::Acknowledge) });
    };
    let found = load(tx, &command.id).await?.value;
    let today = context.clock.today();
    if !belongs(tx, &found.audience, person, today).await? {
        let id = &found.id;
        return Err(ServiceError::refused(
            "not-concerned",
            Label::new(
                format!("sosialisasi `{id}` tidak ditujukan kepada unit atau jabatan Anda"),
                format!("socialisation `{id}` does not concern your unit or post"),
            ),
        ));
    }
    if !up_to_date(tx, command.shipped, &found, today).await? {
        return Err(outdated(&found).into());
    }
    let before = records::find::<Acknowledgement>(tx, Acknowledgement::id(&found.id, person)).await?;
    if let Some(before) = before.as_ref().filter(|before| before.value.version == found.version) {
        let on = before.value.on;
        return Err(ServiceError::refused(
            "acknowledged-already",
            Label::new(format!("Anda sudah menyatakan telah memahami pada {on}"), format!("you acknowledged this already on {on}")),
        ));
    }
    let marked = mark(&found.questions, &command.answers)?;
    let (right, needed, of) = (marked.right, found.needed, found.questions.len());
    if right < needed {
        let wrong = marked.wrong.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
        return Err(ServiceError::refused(
            "check-not-passed",
            Label::new(
                format!(
                    "{right} dari {of} jawaban benar, diperlukan {needed}; baca lagi ringkasannya untuk pertanyaan {wrong}, lalu coba lagi"
                ),
                format!(
                    "{right} of {of} answers are right, {needed} are needed; read the summary again for questions {wrong}, then try again"
                ),
            ),
        ));
    }
    let after = Acknowledgement { socialisation: found.id, person: person.clone(), version: found.version, on: today, right, of };
    records::save(tx, &after, before.as_ref().map(|before| before.revision)).await?;
    let subject = records::subject(tx, before.as_ref().map(|before| &before.value), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::Acknowledge, vec![subject]).under(&found.policy, found.version)).await?;
    Ok(Acknowledged { right, of })
}
