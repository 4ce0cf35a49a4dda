//! Reading a consultation.

use jenjang::consultation::{Draft, Meeting, Submission};
use jenjang::people::id::DraftId;
use jenjang::record::RecordFilter;
use jenjang::store::{Revision, Transaction, Versioned};

use super::{load, meetings, submissions};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, allowed, authorize, roles};
use crate::records;

/// A consultation as somebody may see it.
#[derive(Clone, Debug)]
pub struct ConsultationView {
    /// The draft.
    pub draft: Draft,
    /// The revision it was read at.
    pub revision: Revision,
    /// Submissions: all for those in office, who see no names; the own ones for others.
    pub submissions: Vec<Submission>,
    /// How many there are of all.
    pub count: usize,
    /// How many of all lack an answer.
    pub unanswered: usize,
    /// Meetings.
    pub meetings: Vec<Meeting>,
    /// Whether the reader drafts, signs or audits.
    pub in_office: bool,
}

/// Whether the actor drafts, signs or audits.
pub(super) async fn in_office(context: &Context<'_>, tx: &mut dyn Transaction) -> Result<bool, ServiceError> {
    let held = roles(context, tx, &Target::everything()).await?;
    Ok([Role::PolicyAnalyst, Role::AppointingAuthority, Role::Auditor].iter().any(|role| held.contains(role)))
}

/// A draft with what was said on it.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Forbidden`] for a draft that nobody was asked about yet, but for those who draft, sign or audit.
pub async fn read_consultation(context: &Context<'_>, draft: &DraftId) -> Result<ConsultationView, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = &mut *held;
    authorize(context, tx, Action::ReadConsultation, &Target::everything()).await?;
    let in_office = in_office(context, tx).await?;
    let Versioned { value: draft, revision } = load(tx, draft).await?;
    if draft.rounds.is_empty() && !in_office {
        return Err(ServiceError::Forbidden { action: Action::ReadConsultation, allowed: allowed(Action::DraftPolicy) });
    }
    let all = submissions(tx, &draft.id).await?;
    let (count, unanswered) = (all.len(), all.iter().filter(|submission| submission.answer.is_none()).count());
    let actor = context.actor.person();
    let mut shown: Vec<Submission> = if in_office {
        all
    } else {
        all.into_iter().filter(|submission| submission.person.is_some() && submission.person.as_ref() == actor).collect()
    };
    shown.iter_mut().filter(|submission| submission.person.as_ref() != actor).for_each(|submission| submission.person = None);
    let meetings = meetings(tx, &draft.id).await?;
    Ok(ConsultationView { draft, revision, submissions: shown, count, unanswered, meetings, in_office })
}

/// The drafts the actor may see, by id.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn list_consultations(context: &Context<'_>) -> Result<Vec<Draft>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = &mut *held;
    authorize(context, tx, Action::ReadConsultation, &Target::everything()).await?;
    let in_office = in_office(context, tx).await?;
    let all = records::list::<Draft>(tx, &RecordFilter::all()).await?;
    Ok(all.into_iter().map(|stored| stored.value).filter(|draft| in_office || !draft.rounds.is_empty()).collect())
}
