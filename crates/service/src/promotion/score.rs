//! Scores everybody eligible.

use std::collections::BTreeSet;
use std::sync::Arc;

use jenjang::audit::{Digest, Subject};
use jenjang::legal::Label;
use jenjang::number::{Rounding, RoundingMode};
use jenjang::people::id::{PersonId, RoundId};
use jenjang::policy::decide::{PolicyOnDate, decide, tie_breaks};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::value::Value;
use jenjang::promotion::repository::{DecisionRecord, EntryRecord, RoundFile};
use jenjang::promotion::{Method, OutcomeKind, RankEntry, RankOrder, RankScore, RoundError, Scoresheet, Stage};
use jenjang::store::{Page, Transaction};

use super::round::{BATCH, authorized, does_not_stand, keep, refused, score_policy, whole};
use super::score_candidate::panel_says;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::policies::rules::{self, Rules};
use crate::trail::{Change, files, json, record};

/// How a panel's mean is rounded before it becomes a fact.
const MEAN: Rounding = Rounding { places: 2, mode: RoundingMode::HalfUp };

/// Scores everybody eligible of a screened round.
#[derive(Clone, Debug)]
pub struct ScoreRound {
    /// The round.
    pub round: RoundId,
}

/// What came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scored {
    /// How many have a score.
    pub known: u64,
    /// How many lack a fact for one.
    pub unknown: u64,
}

/// Scores a round by its score policy as it was when the screening began: the facts each decision rests on, and the means of the panel in the
/// place of the components it scored.
///
/// INVARIANT (silence is not zero): below the quorum a component stays missing, and with it the score.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for a candidate; a round that ranks nobody or in a state other than
/// screened; `order-changed` where the tie-breakers of the policy are no longer those published with the round.
pub async fn score_round(context: &Context<'_>, command: ScoreRound) -> Result<Scored, ServiceError> {
    transact!(context, tx => score(context, tx, &command).await)
}

async fn score(context: &Context<'_>, tx: &mut dyn Transaction, command: &ScoreRound) -> Result<Scored, ServiceError> {
    let before = authorized(context, tx, Action::ScoreRound, &command.round).await?;
    does_not_stand(context, tx, &command.round).await?;
    let file = &before.value;
    let round = whole(tx, file).await?;
    score_policy(file)?;
    let (Some(basis), Stage::Screened) = (file.screening, file.stage) else {
        return Err(refused(RoundError::Transition { round: file.plan.id.clone(), from: file.stage, to: Stage::Scored }));
    };
    let rules = rules::load(tx, &basis.rules).await?;
    let scorer = Scorer::new(tx, file, rules).await?;
    let mut entries: Vec<RankEntry> = Vec::new();
    let mut scored = Scored::default();
    let mut page = Page::first(BATCH);
    loop {
        let decisions = tx.decisions().list(&command.round, &page).await?;
        let Some(last) = decisions.last().map(|decision| decision.person.clone()) else { break };
        let mut records = Vec::new();
        for decision in decisions.iter().filter(|decision| decision.outcome == OutcomeKind::Eligible) {
            let (entry, record) = scorer.score(decision)?;
            match entry.score {
                RankScore::Known(_) => scored.known += 1,
                RankScore::Unknown(_) => scored.unknown += 1,
            }
            entries.push(entry);
            records.push(record);
        }
        tx.rounds().save_entries(&command.round, &records).await?;
        let subjects = entry_subjects(tx, &records).await?;
        if !subjects.is_empty() {
            let policy = scorer.policy.policy();
            record(context, tx, Change::new(Action::ScoreRound, subjects).under(&policy.id, Digest::from(policy.version))).await?;
        }
        page = Page::after(last, BATCH);
    }
    let after = round.score(entries).map_err(refused)?.file(file, context.clock.today());
    keep(context, tx, Action::ScoreRound, &before, &after).await?;
    Ok(scored)
}

/// The score policy on the round's day, with what the panel gave.
pub(super) struct Scorer {
    rules: Rules,
    policy: PolicyOnDate,
    panel: Option<(Scoresheet, BTreeSet<Arc<str>>)>,
}

impl Scorer {
    /// Of a round, by these rules.
    pub(super) async fn new(tx: &mut dyn Transaction, file: &RoundFile, rules: Rules) -> Result<Scorer, ServiceError> {
        let known_at = file.screening.map_or(file.since, |basis| basis.known_at);
        let policy = rules.prepare(score_policy(file)?, file.plan.as_of, known_at)?;
        if let Method::Ranking { order, .. } = &file.plan.method
            && RankOrder::published(policy.policy()) != *order
        {
            return Err(ServiceError::refused(
                "order-changed",
                Label::new(
                    format!("penentu urutan kebijakan `{}` bukan lagi yang diumumkan bersama putaran", policy.policy().id),
                    format!("the tie-breakers of policy `{}` are no longer those published with the round", policy.policy().id),
                ),
            ));
        }
        let panel = match &file.panel {
            None => None,
            Some(panel) => {
                let scores = tx.rounds().panel_scores(&file.plan.id).await?;
                let components = scores.iter().map(|score| Arc::clone(&score.component)).collect();
                Some((Scoresheet::try_new(panel.clone(), scores).map_err(|faults| panel_says(&faults))?, components))
            }
        };
        Ok(Scorer { rules, policy, panel })
    }

    /// The entry of one person, from the facts the decision rests on.
    pub(super) fn score(&self, decision: &DecisionRecord) -> Result<(RankEntry, EntryRecord), ServiceError> {
        let (person, facts) = (&decision.person, &decision.dossier);
        let unreadable = |text: String| ServiceError::refused("facts-unreadable", Label::same(text));
        let mut dossier = facts.restore(&self.rules.catalogue).map_err(|error| unreadable(error.to_string()))?;
        self.add_panel(person, &mut dossier);
        let decision = decide(&self.policy, &dossier, &[]);
        let entry = RankEntry::from_decision(person.clone(), &decision, tie_breaks(&self.policy, &dossier))
            .map_err(|error| ServiceError::refused("round", error.message()))?;
        let record = EntryRecord::of(&entry, self.rules.digest, json(&decision)?.into());
        Ok((entry, record))
    }

    fn add_panel(&self, person: &PersonId, dossier: &mut Dossier) {
        let Some((sheet, components)) = &self.panel else { return };
        for component in components {
            let Some(place) = self.rules.catalogue.find(component) else { continue };
            match sheet.result(person, component).mean(MEAN) {
                Some(mean) => dossier.set_from(place, Value::Number(mean), "panitia seleksi".into()),
                None => dossier.set(place, Value::Missing),
            }
        }
    }
}

/// What is written down of scores: a keyed digest for each person.
pub(super) async fn entry_subjects(tx: &mut dyn Transaction, records: &[EntryRecord]) -> Result<Vec<Subject>, ServiceError> {
    let people: Vec<PersonId> = records.iter().map(|record| record.person.clone()).collect();
    let known = files(tx, &people).await?;
    let mut subjects = Vec::with_capacity(records.len());
    for entry in records {
        if let Some(file) = known.get(&entry.person) {
            subjects.push(crate::trail::person_subject(file, None, Some(entry))?);
        }
    }
    Ok(subjects)
}
