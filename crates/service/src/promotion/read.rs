//! Reads rounds.

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::id::RoundId;
use jenjang::promotion::repository::RoundFile;
use jenjang::promotion::{Ranked, Round, RoundPlan, Selection, Stage};
use serde::Serialize;

use super::round::{authorized, file, whole};
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::{Action, Target, authorize};

/// A round for those who run it or audit it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundDetails {
    /// What is kept of it.
    pub file: RoundFile,
    /// How many stand.
    pub candidates: u64,
    /// What was decided about each, the ranking and the choice, as far as the round has come.
    pub round: Round,
}

/// A round for everybody: who was ranked and chosen, and nothing about those who were not found eligible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PublishedRound {
    /// What it was for.
    pub plan: RoundPlan,
    /// 1, and one more for each correction.
    pub edition: u32,
    /// When it was published.
    pub published: NaiveDate,
    /// The ranking, best first; empty where nobody is ranked.
    pub ranked: Vec<Ranked>,
    /// Who was put forward and who was chosen.
    pub selection: Selection,
}

/// A round with all that is known by now.
///
/// # Errors
/// [`ServiceError::Forbidden`]; a round that is not there.
pub async fn read_round(context: &Context<'_>, round: &RoundId) -> Result<RoundDetails, ServiceError> {
    let mut tx = context.store.read().await?;
    let file = authorized(context, &mut *tx, Action::ReadRound, round).await?.value;
    let candidates = tx.rounds().count_candidates(round).await?;
    let round = whole(&mut *tx, &file).await?;
    Ok(RoundDetails { file, candidates, round })
}

/// The rounds of the units that the actor may read about, by id.
///
/// # Errors
/// [`ServiceError::Forbidden`] for who may read no round at all; [`ServiceError::Store`].
pub async fn list_rounds(context: &Context<'_>) -> Result<Vec<RoundFile>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let scope = Scope::of(context, tx, Action::ReadRound).await?;
    let rounds = tx.rounds().list().await?;
    Ok(rounds.into_iter().map(|stored| stored.value).filter(|file| scope.takes(Some(&file.unit))).collect())
}

/// A published round. One that an appeal led back is not public until it is published again.
///
/// # Errors
/// A round that is not there or not published: which of the two is nobody's business.
pub async fn read_published_round(context: &Context<'_>, round: &RoundId) -> Result<PublishedRound, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadPublishedRound, &Target::everything()).await?;
    let absent = || ServiceError::not_found(Label::new("putaran yang diumumkan", "published round"), round);
    let file = match file(&mut *tx, round).await {
        Ok(file) if file.value.stage == Stage::Published => file.value,
        Ok(_) | Err(ServiceError::NotFound { .. }) => return Err(absent()),
        Err(error) => return Err(error),
    };
    let whole = whole(&mut *tx, &file).await?;
    let selection = whole.selection().cloned().ok_or_else(absent)?;
    let ranked = whole.ranking().map(|ranking| ranking.ranked().to_vec()).unwrap_or_default();
    Ok(PublishedRound { plan: file.plan, edition: file.edition, published: file.since, ranked, selection })
}
