//! Erasing a person once nothing requires the file any more.
//!
//! What is about the person goes: record, histories, profiles, development, decisions, appeals, waivers, candidacies, nominations, receipts, results,
//! tokens, messages, the place in organisation charts, and the secret that keys the person's digests in the audit trail. The trail itself stays whole,
//! and nobody can tell any more which of its entries were the person's. What the person did in office (signed a decision, enacted a policy, approved a
//! rater, held a role) stays under the bare id; in the choices of rounds a random name takes the place of the id.

use std::sync::Arc;

use jenjang::audit::{Digest, Subject};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, TextError};
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::store::{Page, Transaction, Versioned};
use serde::Serialize;

use super::obstacles::{Erasure, obstacles};
use super::read::find;
use super::retention::RetentionPolicy;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::people::PersonView;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// A person to be erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasePerson {
    /// Who.
    pub person: PersonId,
    /// How long what has to be kept: at least as long as the shipped periods say.
    pub retention: RetentionPolicy,
}

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ErasedPerson {
    /// Decisions.
    pub decisions: u64,
    /// Appeals and waivers.
    pub appeals: u64,
    /// Entries of rounds.
    pub rounds: u64,
    /// Entries of 360° cycles.
    pub cycles: u64,
    /// Records of development.
    pub development: u64,
    /// Competency profiles.
    pub profiles: u64,
    /// Enrolments, plans, certificates, mentoring, submissions and whatever else named the person.
    pub records: u64,
}

/// What stands in the way of erasing a person today.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] (`retention-too-short`); [`ServiceError::Store`].
pub async fn preview_erasure(context: &Context<'_>, command: &ErasePerson) -> Result<Erasure, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ErasePerson, &Target::person(&command.person)).await?;
    let file = find(tx, &command.person).await?.value;
    obstacles(context, tx, &file, &command.retention).await
}

/// Erases a person. Afterwards the store frees the space that held the data; where that is interrupted it is done when the store is next opened.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for oneself; [`ServiceError::NotFound`]; [`ServiceError::Refused`]
/// (`must-be-kept`) with everything that has to be kept and until when, (`retention-too-short`) for periods that fall short of the shipped ones;
/// [`ServiceError::Store`].
pub async fn erase_person(context: &Context<'_>, command: &ErasePerson) -> Result<ErasedPerson, ServiceError> {
    let random = Digest(context.entropy.bytes()?).to_string();
    let pseudonym: PersonId = format!("erased-{}", random.get(..24).unwrap_or(&random))
        .parse()
        .map_err(|error: TextError| ServiceError::refused("pseudonym", Label::same(error.to_string())))?;
    let erased = transact!(context, tx => in_transaction(context, tx, command, &pseudonym).await)?;
    context.store.scrub().await?;
    Ok(erased)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &ErasePerson,
    pseudonym: &PersonId,
) -> Result<ErasedPerson, ServiceError> {
    let person = &command.person;
    authorize(context, tx, Action::ErasePerson, &Target::person(person)).await?;
    if context.actor.person() == Some(person) {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "penghapusan data diri sendiri dilakukan oleh pengelola kepegawaian lain",
            "somebody else erases one's own file",
        )));
    }
    let stored = find(tx, person).await?;
    let erasure = obstacles(context, tx, &stored.value, &command.retention).await?;
    if !erasure.is_free() {
        return Err(ServiceError::refused("must-be-kept", erasure.message()));
    }
    let mut subjects = vec![trail::person_subject(&stored.value, Some(&PersonView::of(&stored.value)), None)?];
    subjects.extend(leave_subordinates(tx, person).await?);
    subjects.extend(leave_charts(tx, person).await?);
    subjects.extend(leave_rounds(tx, person, pseudonym).await?);
    let (records, renamed) = records::forget_person(tx, person).await?;
    subjects.extend(renamed);
    subjects.push(command.retention.subject()?);
    let erased = ErasedPerson {
        decisions: tx.decisions().remove_person(person).await?,
        appeals: tx.appeals().remove_person(person).await?,
        rounds: tx.rounds().remove_person(person).await?,
        cycles: tx.cycles().remove_person(person).await?,
        development: tx.development().remove_person(person).await?,
        profiles: tx.competency().remove_profiles(person).await?,
        records,
    };
    leave_frontends(tx, person).await?;
    trail::record(context, tx, Change::new(Action::ErasePerson, subjects)).await?;
    // INVARIANT (erased is unlinked): the secret goes with the file, and with it every way to tell whose an entry of the trail was
    tx.people().remove(person, stored.revision).await?;
    Ok(erased)
}

/// Whoever had the person as superior has none now.
async fn leave_subordinates(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<Subject>, ServiceError> {
    let filter = PeopleFilter { superior: Some(person.clone()), ..PeopleFilter::default() };
    let mut subjects = Vec::new();
    for Versioned { value: before, revision } in tx.people().list(&filter, &Page::all()).await? {
        let after = PersonFile { superior: None, ..before.clone() };
        tx.people().save(&after, Some(revision)).await?;
        subjects.push(trail::person_subject(&after, Some(&PersonView::of(&before)), Some(&PersonView::of(&after)))?);
    }
    Ok(subjects)
}

/// Charts neither name the person nor a superior who is none any more.
async fn leave_charts(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<Subject>, ServiceError> {
    let mut subjects = Vec::new();
    for Versioned { value: before, revision } in tx.cycles().list().await? {
        let mut file = before.clone();
        file.chart.retain(|member| member.person != *person);
        file.chart.iter_mut().filter(|member| member.superior.as_ref() == Some(person)).for_each(|member| member.superior = None);
        if file != before {
            subjects.push(crate::cycles::load::save(tx, Some((&before, revision)), &file).await?);
        }
    }
    Ok(subjects)
}

/// The choices of rounds keep their shape under another name, and panels forget who had a conflict of interest with the person.
async fn leave_rounds(tx: &mut dyn Transaction, person: &PersonId, pseudonym: &PersonId) -> Result<Vec<Subject>, ServiceError> {
    let mut subjects = Vec::new();
    for Versioned { value: before, revision } in tx.rounds().list().await? {
        let mut file = before.clone();
        file.panel.iter_mut().for_each(|panel| panel.remove_conflict(person));
        file.selection.iter_mut().chain(&mut file.earlier).for_each(|selection| selection.rename(person, pseudonym));
        if file != before {
            tx.rounds().save(&file, Some(revision)).await?;
            subjects.push(trail::thing_subject("round", &file.plan.id, Some(&before), Some(&file))?);
        }
    }
    Ok(subjects)
}

/// Tokens and messages; sessions are opaque and expire, and so do answered requests.
async fn leave_frontends(tx: &mut dyn Transaction, person: &PersonId) -> Result<(), ServiceError> {
    for token in tx.tokens().of_person(person).await? {
        tx.tokens().remove(&token.hash).await?;
    }
    let messages = tx.outbox().after(None, Some(person), usize::MAX).await?;
    let own: Vec<Arc<str>> = messages.into_iter().filter(|m| m.recipient.as_ref() == Some(person)).map(|m| m.id).collect();
    if !own.is_empty() {
        tx.outbox().remove(&own).await?;
    }
    Ok(())
}
