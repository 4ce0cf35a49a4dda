//! Decides stored decisions again and compares.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang::people::id::{DecisionId, PersonId, RoundId};
use jenjang::policy::decide::PolicyOnDate;
use jenjang::promotion::repository::{DecisionRecord, EntryRecord, RoundFile};
use jenjang::store::{Page, Transaction};

use super::file_appeal::again;
use super::round::{BATCH, authorized};
use super::score::Scorer;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::policies::rules::{self, Rules};

/// Decides stored decisions again.
#[derive(Clone, Copy)]
pub struct RerunDecisions<'a> {
    /// Of one round; of all rounds without it.
    pub round: Option<&'a RoundId>,
    /// Told after every batch how many decisions were decided again; `Break` ends the run.
    pub progress: &'a (dyn Fn(u64) -> ControlFlow<()> + Sync),
}

/// What a re-run found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RerunReport {
    /// Decisions decided again, corrected ones included.
    pub decisions: u64,
    /// Scores worked out again.
    pub scores: u64,
    /// What did not come out again.
    pub mismatches: Vec<RerunMismatch>,
    /// Whether it was ended before the last decision.
    pub interrupted: bool,
}

/// A decision that does not come out again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RerunMismatch {
    /// The decision; its id says nothing about the person.
    pub decision: DecisionId,
    /// What is wrong.
    pub problem: Label,
}

/// Decides every stored decision again from its facts, waivers and rules, and compares byte for byte; the same of the scores of rounds that rank.
///
/// # Errors
/// [`ServiceError::Forbidden`]; a round that is not there; [`ServiceError::Store`]. What does not come out again is no error but reported.
pub async fn rerun_decisions(context: &Context<'_>, command: RerunDecisions<'_>) -> Result<RerunReport, ServiceError> {
    let mut tx = context.store.read().await?;
    let rounds: Vec<RoundFile> = match command.round {
        Some(id) => vec![authorized(context, &mut *tx, Action::RerunDecisions, id).await?.value],
        None => {
            authorize(context, &mut *tx, Action::RerunDecisions, &Target::everything()).await?;
            tx.rounds().list().await?.into_iter().map(|stored| stored.value).collect()
        }
    };
    let mut run = Rerun::default();
    for round in &rounds {
        run.round(&mut *tx, round, &command).await?;
        if run.report.interrupted {
            break;
        }
    }
    Ok(run.report)
}

/// A policy of some rules on a day.
type Question = (Digest, Arc<str>, NaiveDate, NaiveDate);

#[derive(Default)]
struct Rerun {
    report: RerunReport,
    rules: BTreeMap<Digest, Rules>,
    prepared: BTreeMap<Question, PolicyOnDate>,
}

impl Rerun {
    async fn round(&mut self, tx: &mut dyn Transaction, round: &RoundFile, command: &RerunDecisions<'_>) -> Result<(), ServiceError> {
        let id = &round.plan.id;
        let mut page = Page::first(BATCH);
        loop {
            let found = tx.decisions().list(id, &page).await?;
            let Some(last) = found.last().map(|decision| decision.person.clone()) else { return Ok(()) };
            self.scores(tx, round, &page, &found).await?;
            for decision in found {
                let mut next = Some(decision);
                while let Some(decision) = next {
                    self.decision(tx, &decision).await?;
                    next = match &decision.parent {
                        Some(parent) => tx.decisions().find(&parent.decision).await?,
                        None => None,
                    };
                }
            }
            if (command.progress)(self.report.decisions).is_break() {
                self.report.interrupted = true;
                return Ok(());
            }
            page = Page::after(last, BATCH);
        }
    }

    async fn decision(&mut self, tx: &mut dyn Transaction, decision: &DecisionRecord) -> Result<(), ServiceError> {
        self.report.decisions += 1;
        if let Err(error) = self.prepare(tx, decision).await {
            return self.mismatch(&decision.id, error);
        }
        let question = question(decision);
        let (Some(rules), Some(policy)) = (self.rules.get(&decision.rules), self.prepared.get(&question)) else { return Ok(()) };
        match again(rules, policy, decision) {
            Ok(_) => Ok(()),
            Err(error) => self.mismatch(&decision.id, error),
        }
    }

    async fn prepare(&mut self, tx: &mut dyn Transaction, decision: &DecisionRecord) -> Result<(), ServiceError> {
        if let Entry::Vacant(free) = self.rules.entry(decision.rules) {
            free.insert(rules::load(tx, &decision.rules).await?);
        }
        let question = question(decision);
        if let (Some(rules), false) = (self.rules.get(&decision.rules), self.prepared.contains_key(&question)) {
            self.prepared.insert(question, rules.prepare(&decision.policy, decision.as_of, decision.known_at)?);
        }
        Ok(())
    }

    /// The scores of the people whose decisions these are.
    async fn scores(
        &mut self,
        tx: &mut dyn Transaction,
        round: &RoundFile,
        page: &Page<PersonId>,
        decisions: &[DecisionRecord],
    ) -> Result<(), ServiceError> {
        if round.score_policy.is_none() {
            return Ok(());
        }
        let mut scorers: BTreeMap<Digest, Scorer> = BTreeMap::new();
        let entries: BTreeMap<PersonId, EntryRecord> =
            tx.rounds().entries(&round.plan.id, page).await?.into_iter().map(|entry| (entry.person.clone(), entry)).collect();
        for decision in decisions {
            let Some(entry) = entries.get(&decision.person) else { continue };
            self.report.scores += 1;
            if let Entry::Vacant(free) = scorers.entry(entry.rules) {
                match scorer(tx, round, &entry.rules).await {
                    Ok(scorer) => _ = free.insert(scorer),
                    Err(error) => {
                        self.mismatch(&decision.id, error)?;
                        continue;
                    }
                }
            }
            let again = scorers.get(&entry.rules).map(|scorer| scorer.score(decision));
            match again {
                Some(Ok((_, again))) if again == *entry => {}
                Some(Err(error)) => self.mismatch(&decision.id, error)?,
                _ => self.report.mismatches.push(RerunMismatch {
                    decision: decision.id.clone(),
                    problem: Label::new(
                        "nilai yang disimpan tidak sama jika dihitung ulang",
                        "the score kept is not what is worked out again",
                    ),
                }),
            }
        }
        Ok(())
    }

    /// Reports what is wrong with a decision; only the store itself ends the run.
    fn mismatch(&mut self, decision: &DecisionId, error: ServiceError) -> Result<(), ServiceError> {
        if matches!(error, ServiceError::Store(_)) {
            return Err(error);
        }
        self.report.mismatches.push(RerunMismatch { decision: decision.clone(), problem: error.message() });
        Ok(())
    }
}

fn question(decision: &DecisionRecord) -> Question {
    (decision.rules, Arc::clone(&decision.policy), decision.as_of, decision.known_at)
}

async fn scorer(tx: &mut dyn Transaction, round: &RoundFile, digest: &Digest) -> Result<Scorer, ServiceError> {
    let rules = rules::load(tx, digest).await?;
    Scorer::new(tx, round, rules).await
}
