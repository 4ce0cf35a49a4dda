//! What stands in the way of erasing somebody: what has to be kept and until when, and what is under way.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jenjang::development::DevelopmentState;
use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::repository::CycleFile;
use jenjang::legal::{Label, LegalReference};
use jenjang::people::id::{CycleId, PersonId};
use jenjang::people::repository::PersonFile;
use jenjang::promotion::repository::{AppealRecord, AppealStage};
use jenjang::store::Transaction;
use serde::Serialize;

use super::pending::pending;
use super::retention::{CountedFrom, RecordKind, RetentionPolicy, RetentionRule};
use crate::context::Context;
use crate::error::ServiceError;

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

/// What both periods and what is under way rest on, read once.
pub(super) struct OnRecord {
    /// All cycles.
    pub(super) cycles: Vec<CycleFile>,
    /// Those in which the person rates or is rated.
    pub(super) taken_part: BTreeSet<CycleId>,
    /// Those with a result about the person.
    with_results: BTreeSet<CycleId>,
    /// What the person appealed against.
    pub(super) appeals: Vec<AppealRecord>,
}

impl OnRecord {
    async fn of(tx: &mut dyn Transaction, person: &PersonId) -> Result<OnRecord, ServiceError> {
        let cycles = tx.cycles().heads().await?;
        let taken_part = tx.cycles().cycles_of(person).await?;
        let with_results = tx.cycles().cycles_with_results(person).await?;
        let appeals = tx.appeals().list(Some(person)).await?.into_iter().map(|stored| stored.value).collect();
        Ok(OnRecord { cycles, taken_part, with_results, appeals })
    }

    /// The day the last of these cycles was closed.
    fn last_closed(&self, of: &BTreeSet<CycleId>) -> Option<NaiveDate> {
        let closed = self.cycles.iter().filter_map(|file| match file.cycle.state() {
            CycleState::Closed { on: closed } | CycleState::Released { closed, .. } if of.contains(file.cycle.id()) => Some(closed),
            _ => None,
        });
        closed.max()
    }
}

/// What has to be kept, and what is under way.
///
/// # Errors
/// [`ServiceError::Refused`] (`retention-too-short`); [`ServiceError::Store`].
pub(super) async fn obstacles(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    file: &PersonFile,
    retention: &RetentionPolicy,
) -> Result<Erasure, ServiceError> {
    retention.check()?;
    let (person, today) = (file.id(), context.clock.today());
    let mut erasure = Erasure::default();
    let ended = end_of_service(file, retention, today);
    let on_record = OnRecord::of(tx, person).await?;
    for rule in &retention.rules {
        let last = match rule.kind {
            RecordKind::Record => Some(today),
            RecordKind::Profile => (!tx.competency().profiles(person).await?.is_empty()).then_some(today),
            RecordKind::Development => last_development(tx, person).await?,
            RecordKind::Decision => tx.decisions().of_person(person).await?.iter().map(|decision| decision.decided_on).max(),
            RecordKind::Appeal => last_appeal(tx, person, &on_record.appeals).await?,
            RecordKind::Result => on_record.last_closed(&on_record.with_results),
            RecordKind::Participation => on_record.last_closed(&on_record.taken_part),
        };
        erasure.kept.extend(last.and_then(|last| kept(rule, last, ended, today)));
    }
    erasure.pending = pending(tx, person, &on_record, today).await?;
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

async fn last_appeal(tx: &mut dyn Transaction, person: &PersonId, appeals: &[AppealRecord]) -> Result<Option<NaiveDate>, ServiceError> {
    let waivers = tx.appeals().waivers(person).await?;
    let ended = appeals.iter().map(|appeal| match &appeal.stage {
        AppealStage::Filed => appeal.filed,
        AppealStage::UnderReview { since, .. } => *since,
        AppealStage::Redecided { on, .. } | AppealStage::Dismissed { on, .. } | AppealStage::Withdrawn { on } => *on,
    });
    Ok(ended.chain(waivers.iter().map(|waiver| waiver.granted)).max())
}
