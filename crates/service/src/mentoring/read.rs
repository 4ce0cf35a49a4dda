//! Reading programmes and pairs.

use jenjang::development::wish::Wish;
use jenjang::mentoring::{MentoringPair, MentoringProgramme, PairState};
use jenjang::people::id::{PairId, PersonId, ProgrammeId};
use jenjang::record::RecordFilter;
use jenjang::store::{Revision, Versioned};
use serde::Serialize;

use super::authorized;
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::{Action, Role, Target, authorize, roles};
use crate::records;

/// A programme with its pairs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProgrammeView {
    /// The programme.
    pub programme: MentoringProgramme,
    /// The revision it was read at.
    pub revision: Revision,
    /// The pairs the actor may read, by id; without what the two wrote in reviews, unless it is the actor's own pair.
    pub pairs: Vec<MentoringPair>,
    /// Who wishes to take part, the first to say so first; for HR officers alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wishes: Vec<Wish>,
}

/// A programme and its pairs, for those who run or audit it; for others the pairs of their own.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Forbidden`] for somebody who is nobody in it; [`ServiceError::Store`].
pub async fn read_programme(context: &Context<'_>, id: &ProgrammeId) -> Result<ProgrammeView, ServiceError> {
    let mut tx = context.store.read().await?;
    let Versioned { value: programme, revision } = records::require::<MentoringProgramme>(&mut *tx, id.as_str()).await?;
    let held = roles(context, &mut *tx, &Target::unit(&programme.unit)).await?;
    let pairs = records::list::<MentoringPair>(&mut *tx, &RecordFilter::under(id.as_str())).await?;
    let mut pairs: Vec<MentoringPair> = pairs.into_iter().map(|stored| stored.value).collect();
    let actor = context.actor.person();
    let own = |pair: &MentoringPair| actor.is_some_and(|actor| pair.mentee == *actor || pair.mentor.as_ref() == Some(actor));
    if !held.contains(&Role::HrOfficer) && !held.contains(&Role::Auditor) {
        pairs.retain(own);
        if pairs.is_empty() {
            return Err(ServiceError::Forbidden { action: Action::ReadMentoring, allowed: &[Role::HrOfficer, Role::Auditor] });
        }
    }
    let mut wishes: Vec<Wish> = Vec::new();
    if held.contains(&Role::HrOfficer) {
        let found = records::list::<Wish>(&mut *tx, &RecordFilter::under(id.as_str())).await?;
        wishes = found.into_iter().map(|stored| stored.value).collect();
        wishes.sort_by(|a, b| (a.on, &a.id).cmp(&(b.on, &b.id)));
    } else {
        pairs.retain(|pair| !is_barred(pair));
    }
    for pair in pairs.iter_mut().filter(|pair| !own(pair)) {
        without_texts(pair);
    }
    Ok(ProgrammeView { programme, revision, pairs, wishes })
}

/// A declared conflict is read by HR officers alone: it may say of one what the other is not to know.
fn is_barred(pair: &MentoringPair) -> bool {
    matches!(pair.state, PairState::Barred { .. })
}

/// Who runs a programme needs to know that a review came, not what the two wrote about each other.
fn without_texts(pair: &mut MentoringPair) {
    for review in [&mut pair.mentee_review, &mut pair.mentor_review].into_iter().flatten() {
        review.text = None;
    }
}

/// One pair.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn read_pair(context: &Context<'_>, id: &PairId) -> Result<MentoringPair, ServiceError> {
    let mut tx = context.store.read().await?;
    let (pair, _) = authorized(context, &mut *tx, Action::ReadMentoring, id).await?;
    let mut pair = pair.value;
    let officer = authorize(context, &mut *tx, Action::ReadMentoring, &Target::person(&pair.mentee)).await;
    if is_barred(&pair) && !officer.is_ok_and(|roles| roles.contains(&Role::HrOfficer)) {
        return Err(ServiceError::Forbidden { action: Action::ReadMentoring, allowed: &[Role::HrOfficer] });
    }
    let actor = context.actor.person();
    if actor != Some(&pair.mentee) && (actor.is_none() || actor != pair.mentor.as_ref()) {
        without_texts(&mut pair);
    }
    Ok(pair)
}

/// The pairs somebody is in, as mentee and as mentor.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person, the superior, an HR officer and an auditor; [`ServiceError::Store`].
pub async fn pairs_of_person(context: &Context<'_>, person: &PersonId) -> Result<Vec<MentoringPair>, ServiceError> {
    let mut tx = context.store.read().await?;
    let held = authorize(context, &mut *tx, Action::ReadMentoring, &Target::person(person)).await?;
    let mut pairs = Vec::new();
    for filter in [RecordFilter::about(person), RecordFilter::with(person)] {
        pairs.extend(records::list::<MentoringPair>(&mut *tx, &filter).await?.into_iter().map(|stored| stored.value));
    }
    if !held.contains(&Role::HrOfficer) {
        pairs.retain(|pair| !is_barred(pair));
    }
    if context.actor.person() != Some(person) {
        pairs.iter_mut().for_each(without_texts);
    }
    Ok(pairs)
}

/// The programmes of the units the actor may see, the latest first.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer; [`ServiceError::Store`].
pub async fn list_programmes(context: &Context<'_>) -> Result<Vec<MentoringProgramme>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let scope = Scope::of(context, tx, Action::RunMentoring).await?;
    let all = records::list::<MentoringProgramme>(tx, &RecordFilter::all()).await?;
    let mut found: Vec<MentoringProgramme> =
        all.into_iter().map(|stored| stored.value).filter(|programme| scope.takes(Some(&programme.unit))).collect();
    found.sort_by(|a, b| (b.first, &a.id).cmp(&(a.first, &b.id)));
    Ok(found)
}
