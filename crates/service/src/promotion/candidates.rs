//! The candidates of a round, page by page, with what keeps somebody from being eligible.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::people::id::{DecisionId, PersonId, RoundId, UnitId};
use jenjang::people::repository::PersonFile;
use jenjang::promotion::repository::DecisionRecord;
use jenjang::promotion::{OutcomeKind, Stage};
use jenjang::store::{Page, Transaction};
use serde_json::Value;

use super::round::{BATCH, authorized};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;

/// A page of candidates.
#[derive(Clone, Debug)]
pub struct ListCandidates<'a> {
    /// The round.
    pub round: &'a RoundId,
    /// Only those found so; everybody where absent. Before the screening nobody was found anything.
    pub outcome: Option<OutcomeKind>,
    /// The last person of the page before.
    pub after: Option<PersonId>,
    /// How many at most.
    pub limit: usize,
}

/// Somebody who stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// The name, where it is known.
    pub name: Option<Arc<str>>,
    /// The unit, where it is known.
    pub unit: Option<UnitId>,
    /// The decision in force, once there is one.
    pub decided: Option<CandidateDecision>,
}

/// What was decided about a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateDecision {
    /// The decision.
    pub id: DecisionId,
    /// What came out.
    pub outcome: OutcomeKind,
    /// Whether it corrects another.
    pub corrected: bool,
    /// Criteria that are not met or unknown.
    pub open: Vec<OpenCriterion>,
}

/// A criterion that keeps somebody from being eligible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCriterion {
    /// Its code.
    pub code: Arc<str>,
    /// Whether it is unknown; else it is not met.
    pub unknown: bool,
    /// Names of the facts that are missing.
    pub missing: Vec<Arc<str>>,
}

/// Candidates in the order of their ids.
///
/// # Errors
/// [`ServiceError::Forbidden`]; a round that is not there.
pub async fn list_candidates(context: &Context<'_>, command: ListCandidates<'_>) -> Result<Vec<Candidate>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let file = authorized(context, tx, Action::ReadRound, command.round).await?.value;
    if matches!(file.stage, Stage::Planned | Stage::Open) {
        let page = Page { after: command.after, limit: command.limit };
        let standing = if command.outcome.is_none() { tx.rounds().candidates(command.round, &page).await? } else { Vec::new() };
        return with_files(tx, standing.into_iter().map(|person| (person, None)).collect()).await;
    }
    let decided = decided(tx, &command).await?;
    with_files(tx, decided).await
}

/// Decisions of the page: where few are asked for, as many are read as needed to find them.
async fn decided(
    tx: &mut dyn Transaction,
    command: &ListCandidates<'_>,
) -> Result<Vec<(PersonId, Option<CandidateDecision>)>, ServiceError> {
    let mut found = Vec::new();
    let mut after = command.after.clone();
    let batch = if command.outcome.is_none() { command.limit } else { BATCH };
    loop {
        let records = tx.decisions().list(command.round, &Page { after: after.take(), limit: batch }).await?;
        let last = records.len() < batch;
        after = records.last().map(|record| record.person.clone());
        let fitting = records.iter().filter(|record| command.outcome.is_none_or(|outcome| outcome == record.outcome));
        found.extend(fitting.take(command.limit - found.len()).map(|record| (record.person.clone(), Some(of_record(record)))));
        if last || found.len() >= command.limit {
            return Ok(found);
        }
    }
}

/// A decision in short, from its proof.
pub(super) fn of_record(record: &DecisionRecord) -> CandidateDecision {
    let (id, outcome, corrected) = (record.id.clone(), record.outcome, record.parent.is_some());
    CandidateDecision { id, outcome, corrected, open: open_criteria(&record.proof) }
}

/// What is not met or unknown by the proof of a decision.
pub(super) fn open_criteria(proof: &str) -> Vec<OpenCriterion> {
    let proof: Value = serde_json::from_str(proof).unwrap_or(Value::Null);
    let findings = proof.get("findings").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let word = |finding: &Value, key: &str| finding.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let open = findings.iter().filter(|finding| matches!(word(finding, "verdict").as_str(), "not-met" | "unknown"));
    let criteria = open.map(|finding| {
        let missing = finding.get("missing").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        OpenCriterion {
            code: word(finding, "code").into(),
            unknown: word(finding, "verdict") == "unknown",
            missing: missing.iter().filter_map(Value::as_str).map(Arc::from).collect(),
        }
    });
    criteria.collect()
}

async fn with_files(tx: &mut dyn Transaction, people: Vec<(PersonId, Option<CandidateDecision>)>) -> Result<Vec<Candidate>, ServiceError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let ids: BTreeSet<PersonId> = people.iter().map(|(person, _)| person.clone()).collect();
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let found = tx.people().find_many(&ids).await?;
    let mut files: BTreeMap<PersonId, PersonFile> = found.into_iter().map(|stored| (stored.value.id().clone(), stored.value)).collect();
    let candidate = |(person, decided): (PersonId, Option<CandidateDecision>)| {
        let file = files.remove(&person);
        let (name, unit) = file.map_or((None, None), |file| (file.record.name, file.unit));
        Candidate { person, name, unit, decided }
    };
    Ok(people.into_iter().map(candidate).collect())
}
