//! A round loaded from a store, moved by the domain, and kept again.

use std::collections::BTreeSet;

use jenjang::legal::Label;
use jenjang::people::id::{PersonId, RoundId};
use jenjang::promotion::repository::RoundFile;
use jenjang::promotion::{DecisionHead, Method, RankEntry, Round, RoundError, RoundParts, Stage};
use jenjang::store::{Page, Revision, Transaction, Versioned};

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::policies::rules::{self, Rules};
use crate::trail::{Change, record, thing_subject};

/// How many rows are read or written at once.
pub(super) const BATCH: usize = 1_000;

/// The file of a round.
pub(super) async fn file(tx: &mut dyn Transaction, id: &RoundId) -> Result<Versioned<RoundFile>, ServiceError> {
    tx.rounds().find(id).await?.ok_or_else(|| ServiceError::not_found(Label::new("putaran", "round"), id))
}

/// The file of a round, for somebody who may do this to it.
pub(super) async fn authorized(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    id: &RoundId,
) -> Result<Versioned<RoundFile>, ServiceError> {
    let file = file(tx, id).await?;
    authorize(context, tx, action, &Target::unit(&file.value.unit).in_round(id)).await?;
    Ok(file)
}

/// INVARIANT (no judge in the own cause): who stands in a round does not move it.
pub(super) async fn does_not_stand(context: &Context<'_>, tx: &mut dyn Transaction, id: &RoundId) -> Result<(), ServiceError> {
    let Some(actor) = context.actor.person() else { return Ok(()) };
    if !tx.rounds().is_candidate(id, actor).await? {
        return Ok(());
    }
    Err(ServiceError::ConflictOfInterest(Label::new(
        format!(
            "calon dalam putaran `{id}` tidak boleh ikut menjalankan putaran itu; orang lain menjalankannya, atau calon itu mundur selama putaran dibuka"
        ),
        format!(
            "a candidate of round `{id}` has no part in running it; somebody else runs it, or the candidate withdraws while it is open"
        ),
    )))
}

/// Refuses a change of candidates once the screening has begun.
pub(super) fn not_frozen(file: &RoundFile) -> Result<(), ServiceError> {
    if file.stage != Stage::Open || file.screening.is_none() {
        return Ok(());
    }
    let id = &file.plan.id;
    Err(ServiceError::refused(
        "screening-begun",
        Label::new(
            format!("pemeriksaan syarat putaran `{id}` sudah dimulai, calonnya tidak dapat diubah lagi"),
            format!("the screening of round `{id}` has begun, its candidates stay as they are"),
        ),
    ))
}

/// What the domain says no to.
pub(super) fn refused(error: RoundError) -> ServiceError {
    ServiceError::refused("round", error.message())
}

/// A round without candidates, decisions and scores, or with those given.
pub(super) fn restore(file: &RoundFile, parts: RoundParts) -> Result<Round, ServiceError> {
    Round::restore(file, parts).map_err(|error| ServiceError::refused("round", error.message()))
}

/// A round with all that its stage needs. Heads and scores only: a round of a whole service fits in memory.
pub(super) async fn whole(tx: &mut dyn Transaction, file: &RoundFile) -> Result<Round, ServiceError> {
    let id = &file.plan.id;
    let mut parts = RoundParts::default();
    match file.stage {
        Stage::Planned => {}
        Stage::Open => parts.candidates = candidates(tx, id).await?,
        Stage::Screened => parts.heads = heads(tx, id).await?,
        Stage::Scored | Stage::Ranked | Stage::Decided | Stage::Published => {
            parts.heads = heads(tx, id).await?;
            if file.plan.method != Method::Eligibility {
                parts.entries = entries(tx, file).await?;
            }
        }
    }
    restore(file, parts)
}

/// Everybody who stands.
pub(super) async fn candidates(tx: &mut dyn Transaction, id: &RoundId) -> Result<BTreeSet<PersonId>, ServiceError> {
    let mut all = BTreeSet::new();
    let mut page = Page::first(BATCH);
    loop {
        let found = tx.rounds().candidates(id, &page).await?;
        let Some(last) = found.last().cloned() else { return Ok(all) };
        all.extend(found);
        page = Page::after(last, BATCH);
    }
}

/// The heads of all decisions in force.
pub(super) async fn heads(tx: &mut dyn Transaction, id: &RoundId) -> Result<Vec<DecisionHead>, ServiceError> {
    let mut all = Vec::new();
    let mut page = Page::first(BATCH);
    loop {
        let found = tx.decisions().heads(id, &page).await?;
        let Some(last) = found.last().map(|head| head.person.clone()) else { return Ok(all) };
        all.extend(found);
        page = Page::after(last, BATCH);
    }
}

async fn entries(tx: &mut dyn Transaction, file: &RoundFile) -> Result<Vec<RankEntry>, ServiceError> {
    let mut all: Vec<RankEntry> = Vec::new();
    let mut known: Option<Rules> = None;
    let mut page = Page::first(BATCH);
    loop {
        let found = tx.rounds().entries(&file.plan.id, &page).await?;
        let Some(last) = found.last().map(|entry| entry.person.clone()) else { return Ok(all) };
        for entry in &found {
            let rules = match known.take().filter(|rules| rules.digest == entry.rules) {
                Some(rules) => rules,
                None => rules::load(tx, &entry.rules).await?,
            };
            let policy = rules.policy(score_policy(file)?)?;
            let restored = entry.restore(policy, &rules.catalogue);
            all.push(restored.map_err(|error| ServiceError::refused("score-unreadable", Label::same(error.to_string())))?);
            known = Some(rules);
        }
        page = Page::after(last, BATCH);
    }
}

/// The policy that scores the round.
pub(super) fn score_policy(file: &RoundFile) -> Result<&str, ServiceError> {
    let id = &file.plan.id;
    file.score_policy.as_deref().ok_or_else(|| refused(RoundError::NotRanked(id.clone())))
}

/// Keeps what a move gave, and writes it down.
pub(super) async fn keep(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    before: &Versioned<RoundFile>,
    after: &RoundFile,
) -> Result<Revision, ServiceError> {
    let mut after = after.clone();
    if matches!(action, Action::OpenRound | Action::ScreenRound | Action::ScoreRound | Action::RankRound) {
        after.run_by.extend(context.actor.person().cloned());
    }
    let revision = tx.rounds().save(&after, Some(before.revision)).await?;
    let subject = thing_subject("round", &after.plan.id, Some(&before.value), Some(&after))?;
    record(context, tx, Change::new(action, vec![subject])).await?;
    Ok(revision)
}
