//! Erasing a person once nothing requires the file any more.
//!
//! What is about the person goes: record, histories, profiles, development, decisions, appeals, waivers, candidacies, nominations, receipts, results,
//! tokens, messages, the place in organisation charts, and the secret that keys the person's digests in the audit trail. The trail itself stays whole,
//! and nobody can tell any more which of its entries were the person's. What the person did in office (signed a decision, enacted a policy, approved a
//! rater, held a role) stays under the bare id; in the choices of rounds a random name takes the place of the id.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::{Digest, Subject};
use jenjang::development::DevelopmentState;
use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::repository::{Audience, NominationFilter};
use jenjang::legal::{Label, LegalReference};
use jenjang::people::id::{CycleId, PersonId, TextError};
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::promotion::repository::AppealStage;
use jenjang::promotion::round::Stage;
use jenjang::record::RecordFilter;
use jenjang::store::{Page, Transaction, Versioned};
use jenjang::study::{StudyAssignment, StudyState};
use serde::Serialize;

use super::read::find;
use super::retention::{CountedFrom, RecordKind, RetentionPolicy, RetentionRule};
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

/// What stands in the way of erasing somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Erasure {
    /// What has to be kept, and until when.
    pub kept: Vec<KeptUntil>,
    /// What is under way.
    pub pending: Vec<Label>,
}

/// Something that has to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct KeptUntil {
    /// What.
    pub kind: RecordKind,
    /// What people read.
    pub label: Label,
    /// The first day on which it may be erased; none while the person is in service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Where the period comes from.
    pub reference: LegalReference,
}

impl Erasure {
    /// Whether the person may be erased.
    pub fn is_free(&self) -> bool {
        self.kept.is_empty() && self.pending.is_empty()
    }

    /// What stands in the way, in sentences.
    pub fn message(&self) -> Label {
        let mut sentences: Vec<Label> = self
            .kept
            .iter()
            .map(|kept| {
                let basis = format!("{}, {}", kept.reference.citation, kept.reference.certainty);
                match kept.until {
                    Some(until) => Label::new(
                        format!("{} disimpan sampai {until} ({basis})", kept.label.id),
                        format!("{} are kept until {until} ({basis})", kept.label.en),
                    ),
                    None => Label::new(
                        format!("{} disimpan selama masih bekerja ({basis})", kept.label.id),
                        format!("{} are kept while the person is in service ({basis})", kept.label.en),
                    ),
                }
            })
            .collect();
        sentences.extend(self.pending.iter().cloned());
        crate::cycles::together(&sentences)
    }
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

/// What has to be kept, and what is under way.
async fn obstacles(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    file: &PersonFile,
    retention: &RetentionPolicy,
) -> Result<Erasure, ServiceError> {
    retention.check()?;
    let (person, today) = (file.id(), context.clock.today());
    let mut erasure = Erasure::default();
    let ended = end_of_service(file, retention, today);
    for rule in &retention.rules {
        let last = match rule.kind {
            RecordKind::Record => Some(today),
            RecordKind::Profile => (!tx.competency().profiles(person).await?.is_empty()).then_some(today),
            RecordKind::Development => last_development(tx, person).await?,
            RecordKind::Decision => tx.decisions().of_person(person).await?.iter().map(|decision| decision.decided_on).max(),
            RecordKind::Appeal => last_appeal(tx, person).await?,
            RecordKind::Result => last_cycle(tx, person, true).await?,
            RecordKind::Participation => last_cycle(tx, person, false).await?,
        };
        erasure.kept.extend(last.and_then(|last| kept(rule, last, ended, today)));
    }
    erasure.pending = pending(tx, person, today).await?;
    Ok(erasure)
}

fn kept(rule: &RetentionRule, last: NaiveDate, ended: Option<NaiveDate>, today: NaiveDate) -> Option<KeptUntil> {
    let until = match rule.from {
        CountedFrom::LastEvent => Some(rule.until(last)),
        CountedFrom::EndOfService => ended.map(|ended| rule.until(ended)),
    };
    let free = until.is_some_and(|until| until <= today);
    let found = || KeptUntil { kind: rule.kind, label: rule.label.clone(), until, reference: rule.reference.clone() };
    (!free).then(found)
}

/// The day the person left the service for good, as the record tells today.
fn end_of_service(file: &PersonFile, retention: &RetentionPolicy, today: NaiveDate) -> Option<NaiveDate> {
    let employments = file.record.registers.employments.as_deref().unwrap_or_default();
    let last = employments.iter().filter(|status| status.since <= today).max_by_key(|status| status.since)?;
    retention.service_ends_with.contains(&last.status).then_some(last.since)
}

async fn last_development(tx: &mut dyn Transaction, person: &PersonId) -> Result<Option<NaiveDate>, ServiceError> {
    let found = tx.development().of_person(person).await?;
    let day = |state: &DevelopmentState| match state {
        DevelopmentState::Planned { due } => due.unwrap_or(NaiveDate::MIN),
        DevelopmentState::Completed { on, .. } | DevelopmentState::Cancelled { on, .. } => *on,
    };
    Ok(found.iter().map(|stored| day(&stored.value.state)).max())
}

async fn last_appeal(tx: &mut dyn Transaction, person: &PersonId) -> Result<Option<NaiveDate>, ServiceError> {
    let appeals = tx.appeals().list(Some(person)).await?;
    let waivers = tx.appeals().waivers(person).await?;
    let ended = appeals.iter().map(|stored| match &stored.value.stage {
        AppealStage::Filed => stored.value.filed,
        AppealStage::UnderReview { since, .. } => *since,
        AppealStage::Redecided { on, .. } | AppealStage::Dismissed { on, .. } | AppealStage::Withdrawn { on } => *on,
    });
    Ok(ended.chain(waivers.iter().map(|waiver| waiver.granted)).max())
}

/// The day the last cycle with something of the person was closed; results, or nominations and receipts.
async fn last_cycle(tx: &mut dyn Transaction, person: &PersonId, results: bool) -> Result<Option<NaiveDate>, ServiceError> {
    let mut last = None;
    for cycle in tx.cycles().states().await? {
        let (CycleState::Closed { on: closed } | CycleState::Released { closed, .. }) = cycle.state() else { continue };
        let found = if results {
            !tx.cycles().results(cycle.id(), Audience::Hr, Some(person), &Page::all()).await?.is_empty()
        } else {
            takes_part(tx, cycle.id(), person).await?
        };
        if found {
            last = last.max(Some(closed));
        }
    }
    Ok(last)
}

async fn takes_part(tx: &mut dyn Transaction, cycle: &CycleId, person: &PersonId) -> Result<bool, ServiceError> {
    let rated = NominationFilter { ratee: Some(person.clone()), rater: None };
    let rates = NominationFilter { ratee: None, rater: Some(person.clone()) };
    Ok(!tx.cycles().nominations(cycle, &rated).await?.is_empty() || !tx.cycles().nominations(cycle, &rates).await?.is_empty())
}

/// What is under way and has to end first.
async fn pending(tx: &mut dyn Transaction, person: &PersonId, today: NaiveDate) -> Result<Vec<Label>, ServiceError> {
    let mut found = Vec::new();
    for cycle in tx.cycles().states().await? {
        let over = matches!(cycle.state(), CycleState::Closed { .. } | CycleState::Released { .. });
        if !over && takes_part(tx, cycle.id(), person).await? {
            let id = cycle.id();
            found.push(Label::new(
                format!("ikut dalam periode penilaian `{id}` yang belum ditutup"),
                format!("takes part in cycle `{id}`, which is not closed"),
            ));
        }
    }
    for id in tx.rounds().rounds_of(person).await? {
        if tx.rounds().find(&id).await?.is_some_and(|round| round.value.stage != Stage::Published) {
            found.push(Label::new(
                format!("menjadi calon dalam putaran `{id}` yang belum diumumkan"),
                format!("stands in round `{id}`, which is not published"),
            ));
        }
    }
    for appeal in tx.appeals().list(Some(person)).await? {
        if matches!(appeal.value.stage, AppealStage::Filed | AppealStage::UnderReview { .. }) {
            let id = &appeal.value.id;
            found.push(Label::new(format!("keberatan `{id}` belum diputus"), format!("appeal `{id}` is not decided")));
        }
    }
    for study in records::list::<StudyAssignment>(tx, &RecordFilter::about(person)).await? {
        if study.value.state.is_alive() || study.value.state == StudyState::BondRunning {
            let (id, state) = (&study.value.id, study.value.state.label());
            found.push(Label::new(format!("tugas belajar `{id}`: {}", state.id), format!("study assignment `{id}` is {}", state.en)));
        }
    }
    for (kind, id) in records::under_way(tx, person).await? {
        let kind = kind.label();
        found.push(Label::new(format!("{} `{id}` belum selesai", kind.id), format!("{} `{id}` is not over", kind.en)));
    }
    for grant in tx.grants().list(Some(person)).await?.iter().filter(|grant| grant.until.is_none_or(|until| today < until)) {
        let (role, unit) = (grant.role.as_str(), &grant.unit);
        found.push(Label::new(
            format!("masih memegang peran `{role}` di unit `{unit}`"),
            format!("still holds the role `{role}` for unit `{unit}`"),
        ));
    }
    Ok(found)
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
