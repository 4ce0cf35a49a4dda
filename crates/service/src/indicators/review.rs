//! The promise of a policy, and its yearly review.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::audit::Digest;
use jenjang::indicator::{Indicator, PolicyReview, Promise, PromiseLine, Reading, Recommendation, Review, ReviewLine};
use jenjang::legal::Label;
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;

use super::{acting, readings};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// What a version of a policy promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseFigures {
    /// The policy.
    pub policy: Arc<str>,
    /// Its version; the one enacted last where absent.
    pub version: Option<Digest>,
    /// The expected figures.
    pub lines: Vec<PromiseLine>,
}

/// Enters what a version of a policy promises, by a policy analyst, once: with the draft, or at the latest before the first period it speaks of is over.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a promise that is there, a period that is over, an indicator
/// without that period, no figures; [`ServiceError::Store`].
pub async fn promise(context: &Context<'_>, command: &PromiseFigures) -> Result<Promise, ServiceError> {
    transact!(context, tx => promised(context, tx, command).await)
}

async fn promised(context: &Context<'_>, tx: &mut dyn Transaction, command: &PromiseFigures) -> Result<Promise, ServiceError> {
    authorize(context, tx, Action::ReviewPolicy, &Target::everything()).await?;
    let actor = acting(context, Action::ReviewPolicy)?.clone();
    let version = version(tx, &command.policy, command.version).await?;
    let id = PolicyReview::promise_id(&version.policy, &version.version);
    if records::find::<PolicyReview>(tx, &id).await?.is_some() {
        return Err(ServiceError::refused(
            "promise-there",
            Label::new(
                format!("janji kebijakan `{}` versi ini sudah dicatat dan tidak diubah", version.policy),
                format!("the promise of this version of policy `{}` is entered already and does not change", version.policy),
            ),
        ));
    }
    if command.lines.is_empty() {
        return Err(ServiceError::refused(
            "no-figures",
            Label::new(
                "janji tanpa angka, diharapkan sedikitnya satu indikator",
                "a promise without figures, expected at least one indicator",
            ),
        ));
    }
    let today = context.clock.today();
    let mut lines: BTreeMap<_, PromiseLine> = BTreeMap::new();
    for line in &command.lines {
        let indicator = records::require::<Indicator>(tx, line.indicator.as_str()).await?.value;
        if !indicator.covers(line.period) {
            return Err(ServiceError::refused(
                "period-not-covered",
                Label::new(
                    format!("indikator `{}` tidak mempunyai angka untuk `{}`", indicator.id, line.period),
                    format!("indicator `{}` has no figure for `{}`", indicator.id, line.period),
                ),
            ));
        }
        if line.period.last_day() < today {
            return Err(ServiceError::refused(
                "promise-too-late",
                Label::new(
                    format!("periode `{}` sudah berakhir, janji dicatat sebelum hasilnya diketahui", line.period),
                    format!("period `{}` is over, a promise is entered before its result is known", line.period),
                ),
            ));
        }
        if lines.insert((line.indicator.clone(), line.period), line.clone()).is_some() {
            return Err(ServiceError::refused(
                "duplicate-figure",
                Label::new(
                    format!("indikator `{}` periode `{}` dijanjikan dua kali", line.indicator, line.period),
                    format!("indicator `{}` is promised twice for `{}`", line.indicator, line.period),
                ),
            ));
        }
    }
    let lines = lines.into_values().collect();
    let promise = Promise { policy: version.policy, version: version.version, lines, entered: today, entered_by: Some(actor) };
    keep(context, tx, &PolicyReview::Promise(promise.clone())).await?;
    Ok(promise)
}

/// A review to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewPolicy {
    /// The policy.
    pub policy: Arc<str>,
    /// Its version; the one enacted last where absent.
    pub version: Option<Digest>,
    /// What is recommended.
    pub recommendation: Recommendation,
    /// Why.
    pub reasons: String,
}

/// Reviews a policy in force, by a policy analyst who did not propose it: puts its promise beside the verified figures, with a verdict for each, and keeps what is
/// recommended. Indicators that watch the policy stand in the review too, promised or not.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for who proposed the version; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a
/// policy not in force, no reasons, a review of the same day; [`ServiceError::Store`].
pub async fn review(context: &Context<'_>, command: &ReviewPolicy) -> Result<Review, ServiceError> {
    transact!(context, tx => reviewed(context, tx, command).await)
}

async fn reviewed(context: &Context<'_>, tx: &mut dyn Transaction, command: &ReviewPolicy) -> Result<Review, ServiceError> {
    authorize(context, tx, Action::ReviewPolicy, &Target::everything()).await?;
    let actor = acting(context, Action::ReviewPolicy)?.clone();
    let version = version(tx, &command.policy, command.version).await?;
    let today = context.clock.today();
    if !matches!(version.state, PolicyState::Enacted { .. } | PolicyState::Superseded { .. }) || version.effective > today {
        let state = version.state.label();
        return Err(ServiceError::refused(
            "policy-state",
            Label::new(
                format!("kebijakan `{}` {} dan berlaku mulai {}, diharapkan sudah berlaku", version.policy, state.id, version.effective),
                format!("policy `{}` is {} and effective from {}, expected in force", version.policy, state.en, version.effective),
            ),
        ));
    }
    if version.proposed_by.as_ref() == Some(&actor) {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "kebijakan ditinjau oleh orang lain daripada pengusulnya",
            "a policy is reviewed by somebody else than who proposed it",
        )));
    }
    let reasons = records::said(&command.reasons, &Label::new("alasan rekomendasi", "reasons of the recommendation"))?;
    let id = PolicyReview::promise_id(&version.policy, &version.version);
    let promise = match records::find::<PolicyReview>(tx, &id).await?.map(|stored| stored.value) {
        Some(PolicyReview::Promise(promise)) => Some(promise),
        _ => None,
    };
    let mut expected: BTreeMap<_, Option<jenjang::Decimal>> = BTreeMap::new();
    for line in promise.iter().flat_map(|promise| &promise.lines).filter(|line| line.period.last_day() < today) {
        expected.insert((line.indicator.clone(), line.period), Some(line.expected));
    }
    for stored in records::list::<Indicator>(tx, &RecordFilter::under(Arc::clone(&version.policy))).await? {
        let last = jenjang::indicator::ReportingPeriod::containing(stored.value.period, today).previous();
        if stored.value.covers(last) {
            expected.entry((stored.value.id.clone(), last)).or_insert(None);
        }
    }
    let mut lines = Vec::new();
    for ((indicator, period), promised) in expected {
        let indicator = records::require::<Indicator>(tx, indicator.as_str()).await?.value;
        let figures: Vec<Reading> = readings(tx, &indicator.id).await?.into_iter().map(|stored| stored.value).collect();
        lines.push(ReviewLine::of(&indicator, &figures, period, promised));
    }
    let review = Review {
        policy: version.policy,
        version: version.version,
        promised: promise.map(|promise| promise.entered),
        lines,
        recommendation: command.recommendation,
        reasons,
        decided: today,
        decided_by: Some(actor),
    };
    let kept = PolicyReview::Review(review.clone());
    if records::find::<PolicyReview>(tx, jenjang::record::Kept::key(&kept)).await?.is_some() {
        return Err(ServiceError::refused(
            "review-there",
            Label::new(
                format!("kebijakan `{}` sudah ditinjau hari ini", review.policy),
                format!("policy `{}` was reviewed today already", review.policy),
            ),
        ));
    }
    keep(context, tx, &kept).await?;
    Ok(review)
}

async fn keep(context: &Context<'_>, tx: &mut dyn Transaction, kept: &PolicyReview) -> Result<(), ServiceError> {
    records::save(tx, kept, None).await?;
    let subject = records::subject(tx, None, Some(kept)).await?;
    trail::record(context, tx, Change::new(Action::ReviewPolicy, vec![subject])).await
}

/// The version named, or the one enacted last; before any was enacted the last draft.
async fn version(tx: &mut dyn Transaction, policy: &Arc<str>, version: Option<Digest>) -> Result<PolicyVersion, ServiceError> {
    let stored = tx.policies().list(Some(policy)).await?;
    let found = match version {
        Some(version) => stored.into_iter().find(|stored| stored.value.version == version),
        None => stored.into_iter().max_by_key(|stored| {
            let rank = match stored.value.state {
                PolicyState::Enacted { on, .. } => (2, on),
                PolicyState::Draft | PolicyState::UnderReview { .. } => (1, stored.value.effective),
                _ => (0, stored.value.effective),
            };
            (rank, stored.value.version)
        }),
    };
    found.map(|stored| stored.value).ok_or_else(|| {
        let named = version.map_or_else(|| policy.to_string(), |version| format!("{policy} {version}"));
        ServiceError::not_found(Label::new("versi kebijakan", "policy version"), named)
    })
}
