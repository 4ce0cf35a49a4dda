//! Decides everybody who stands in a round.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::{PersonId, RoundId};
use jenjang::policy::decide::prepare;
use jenjang::promotion::repository::{DecisionRecord, RoundFile, ScreeningBasis};
use jenjang::promotion::{OutcomeKind, RoundParts, Stage};
use jenjang::store::{Page, Transaction};
use jenjang_policy_files::Library;

use super::actor;
use super::gather::Gatherer;
use super::judge::{Cases, Judge};
use super::round::{BATCH, authorized, candidates, does_not_stand, heads, keep, refused, restore, whole};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::policies::{in_force, rules};
use crate::trail::{Change, record};

/// Decides everybody who stands in an open round, and closes it to new candidates.
#[derive(Clone, Copy)]
pub struct ScreenRound<'a> {
    /// The round.
    pub round: &'a RoundId,
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Gathers the facts.
    pub gatherer: &'a dyn Gatherer,
    /// Whether only to say what would come out.
    pub dry_run: bool,
    /// Told after every batch; `Break` ends the screening for now.
    pub progress: &'a (dyn Fn(Screening) -> ControlFlow<()> + Sync),
}

/// How far a screening is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screening {
    /// Decided, those decided earlier included.
    pub done: u64,
    /// Who stands.
    pub of: u64,
}

/// What came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Screened {
    /// Everything required is met.
    pub eligible: u64,
    /// Something required is not met.
    pub not_eligible: u64,
    /// Something is unknown.
    pub unknown: u64,
    /// How many of these a screening that was interrupted had decided.
    pub earlier: u64,
    /// Whether it was interrupted; asked again it goes on.
    pub interrupted: bool,
}

impl Screened {
    fn count(&mut self, outcome: OutcomeKind) {
        match outcome {
            OutcomeKind::Eligible => self.eligible += 1,
            OutcomeKind::NotEligible => self.not_eligible += 1,
            OutcomeKind::Unknown => self.unknown += 1,
        }
    }

    fn total(&self) -> u64 {
        self.eligible + self.not_eligible + self.unknown
    }
}

/// Screens a round: a thousand people in one transaction and audit entry, each decision kept with its facts, waivers, rules and proof.
///
/// From the first batch on candidates, rules (those of scoring too) and the day of knowledge stay as they are, so that a screening that was interrupted, even by the end of
/// the process, goes on where it stood when it is asked for again and decides the rest like the first. When everybody is decided the round is
/// screened.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for a candidate; a state other than open; `record-unsound`;
/// [`ServiceError::Unsound`] where an enacted policy can no longer be read. Batches before stay.
pub async fn screen_round(context: &Context<'_>, command: ScreenRound<'_>) -> Result<Screened, ServiceError> {
    if command.dry_run {
        return preview(context, &command, &mut |_| {}).await;
    }
    let basis = transact!(context, tx => begin(context, tx, &command).await)?;
    let (rules, file, of) = {
        let mut tx = context.store.read().await?;
        let file = authorized(context, &mut *tx, Action::ScreenRound, command.round).await?.value;
        (rules::load(&mut *tx, &basis.rules).await?, file, tx.rounds().count_candidates(command.round).await?)
    };
    let policy = rules.prepare(&file.plan.policy, file.plan.as_of, basis.known_at)?;
    let judge = Judge {
        catalogue: &rules.catalogue,
        policy: &policy,
        rules: rules.digest,
        gatherer: command.gatherer,
        records_known_at: basis.known_at,
        round: command.round,
        decided_on: context.clock.today(),
        decided_by: actor(context, Action::ScreenRound)?.as_str().into(),
    };
    let mut screened = Screened::default();
    let mut page = Page::first(BATCH);
    while let Some((last, counts)) = transact!(context, tx => decide_batch(context, tx, &judge, &basis, &page, screened).await)? {
        screened = counts;
        page = Page::after(last, BATCH);
        if (command.progress)(Screening { done: screened.total(), of }).is_break() {
            screened.interrupted = true;
            return Ok(screened);
        }
    }
    transact!(context, tx => finish(context, tx, command.round).await)?;
    Ok(screened)
}

/// Writes down what everybody is decided by, unless an earlier screening did.
async fn begin(context: &Context<'_>, tx: &mut dyn Transaction, command: &ScreenRound<'_>) -> Result<ScreeningBasis, ServiceError> {
    let before = may_screen(context, tx, command.round).await?;
    if let Some(basis) = before.value.screening {
        return Ok(basis);
    }
    let plan = &before.value.plan;
    let known_at = context.clock.today();
    let library = in_force(tx, command.shipped, View { as_of: plan.as_of, known_at }).await?;
    let ids: Vec<&str> = [Some(&*plan.policy), before.value.score_policy.as_deref()].into_iter().flatten().collect();
    let basis = ScreeningBasis { known_at, rules: rules::keep(tx, &library, &ids).await? };
    let after = RoundFile { screening: Some(basis), ..before.value.clone() };
    keep(context, tx, Action::ScreenRound, &before, &after).await?;
    Ok(basis)
}

async fn may_screen(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    round: &RoundId,
) -> Result<jenjang::store::Versioned<RoundFile>, ServiceError> {
    let file = authorized(context, tx, Action::ScreenRound, round).await?;
    does_not_stand(context, tx, round).await?;
    if file.value.stage != Stage::Open {
        restore(&file.value, RoundParts::default())?.screen_heads([]).map_err(refused)?;
    }
    Ok(file)
}

/// Decides those of a page of candidates who have no decision yet. The last candidate of the page and the counts with it; none after the last page.
async fn decide_batch(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    judge: &Judge<'_>,
    basis: &ScreeningBasis,
    page: &Page<PersonId>,
    mut counts: Screened,
) -> Result<Option<(PersonId, Screened)>, ServiceError> {
    let round = judge.round;
    let file = may_screen(context, tx, round).await?.value;
    if file.screening != Some(*basis) {
        return Err(ServiceError::refused(
            "screening-changed",
            Label::new("pemeriksaan syarat ini sudah dijalankan orang lain", "somebody else ran this screening meanwhile"),
        ));
    }
    let standing = tx.rounds().candidates(round, page).await?;
    let Some(last) = standing.last().cloned() else { return Ok(None) };
    let decided = tx.decisions().heads(round, page).await?;
    let mut have = BTreeSet::new();
    for head in decided.into_iter().filter(|head| head.person <= last) {
        counts.count(head.outcome);
        counts.earlier += 1;
        have.insert(head.person);
    }
    let waiting: Vec<PersonId> = standing.into_iter().filter(|person| !have.contains(person)).collect();
    if !waiting.is_empty() {
        let judged = judge.decide_all(Cases::load(tx, &waiting).await?)?;
        let (mut records, mut subjects) = (Vec::with_capacity(judged.len()), Vec::with_capacity(judged.len()));
        for one in judged {
            counts.count(one.record.outcome);
            records.push(one.record);
            subjects.push(one.subject);
        }
        tx.decisions().insert(&records).await?;
        let policy = judge.policy.policy();
        let change = Change::new(Action::ScreenRound, subjects).under(&policy.id, Digest::from(policy.version));
        record(context, tx, change).await?;
    }
    Ok(Some((last, counts)))
}

/// Everybody has a decision: the round is screened.
async fn finish(context: &Context<'_>, tx: &mut dyn Transaction, round: &RoundId) -> Result<(), ServiceError> {
    let before = may_screen(context, tx, round).await?;
    let decided = heads(tx, round).await?;
    let screened = whole(tx, &before.value).await?.screen_heads(decided).map_err(refused)?;
    let after = screened.file(&before.value, context.clock.today());
    keep(context, tx, Action::ScreenRound, &before, &after).await?;
    Ok(())
}

/// What would come out, decided in memory; `see` is shown every decision.
pub(super) async fn preview(
    context: &Context<'_>,
    command: &ScreenRound<'_>,
    see: &mut (dyn FnMut(&DecisionRecord) + Send),
) -> Result<Screened, ServiceError> {
    let mut tx = context.store.read().await?;
    let file = may_screen(context, &mut *tx, command.round).await?.value;
    let (plan, today) = (&file.plan, context.clock.today());
    let known_at = file.screening.map_or(today, |basis| basis.known_at);
    let library = in_force(&mut *tx, command.shipped, View { as_of: plan.as_of, known_at }).await?;
    let policy = rules::policy(&library, &plan.policy)?;
    let policy = prepare(&library.set, policy, plan.as_of, known_at)
        .map_err(|error| ServiceError::refused("policy-not-in-force", error.message()))?;
    let judge = Judge {
        catalogue: &policy.policy().catalogue,
        policy: &policy,
        rules: Digest([0; 32]),
        gatherer: command.gatherer,
        records_known_at: known_at,
        round: command.round,
        decided_on: today,
        decided_by: Arc::from("-"),
    };
    let standing: Vec<PersonId> = candidates(&mut *tx, command.round).await?.into_iter().collect();
    let of = u64::try_from(standing.len()).unwrap_or(u64::MAX);
    let mut screened = Screened::default();
    for batch in standing.chunks(BATCH) {
        let judged = judge.decide_all(Cases::load(&mut *tx, batch).await?)?;
        for one in &judged {
            screened.count(one.record.outcome);
            see(&one.record);
        }
        if (command.progress)(Screening { done: screened.total(), of }).is_break() {
            screened.interrupted = true;
            break;
        }
    }
    Ok(screened)
}
