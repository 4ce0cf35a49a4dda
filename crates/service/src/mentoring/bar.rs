//! Declaring that two people must not be paired.

use jenjang::legal::Label;
use jenjang::mentoring::{MentoringPair, PairState};
use jenjang::people::id::{PairId, PersonId, ProgrammeId};
use jenjang::store::Transaction;

use super::{pair_id, programme};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records::{self, said};
use crate::trail::{self, Change};

/// A conflict of interest between two people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarPair {
    /// The programme it was declared in; it holds in all.
    pub programme: ProgrammeId,
    /// One of them.
    pub mentee: PersonId,
    /// The other.
    pub mentor: PersonId,
    /// Which conflict.
    pub reason: String,
}

/// Declares a conflict of interest; the record's id. A pair of the two that runs goes on until it is ended.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the two and an HR officer of the first; [`ServiceError::NotFound`]; `blank`; `barred-twice`;
/// [`ServiceError::Store`].
pub async fn bar_pair(context: &Context<'_>, command: &BarPair) -> Result<PairId, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &BarPair) -> Result<PairId, ServiceError> {
    let target = Target::person(&command.mentee).with(Some(&command.mentor));
    authorize(context, tx, Action::DeclareMentoringConflict, &target).await?;
    for person in [&command.mentee, &command.mentor] {
        if tx.people().find(person).await?.is_none() {
            return Err(ServiceError::not_found(Label::new("pegawai", "person"), person));
        }
    }
    let programme = programme(tx, &command.programme).await?.value;
    let reason = said(&command.reason, &Label::new("alasan", "reason"))?;
    let id = pair_id(&format!("{}/{}/x/{}", programme.id, command.mentee, command.mentor))?;
    if records::find::<MentoringPair>(tx, id.as_str()).await?.is_some() {
        return Err(ServiceError::refused(
            "barred-twice",
            Label::new(
                format!("benturan kepentingan `{id}` sudah dinyatakan, diharapkan sekali"),
                format!("conflict of interest `{id}` was declared already, expected once"),
            ),
        ));
    }
    let pair = MentoringPair {
        id: id.clone(),
        programme: programme.id,
        mentee: command.mentee.clone(),
        mentor: Some(command.mentor.clone()),
        score: None,
        goals: Vec::new(),
        sessions: Vec::new(),
        mentee_review: None,
        mentor_review: None,
        state: PairState::Barred { on: context.clock.today(), reason },
    };
    records::save(tx, &pair, None).await?;
    let subject = records::subject(tx, None, Some(&pair)).await?;
    trail::record(context, tx, Change::new(Action::DeclareMentoringConflict, vec![subject])).await?;
    Ok(id)
}
