//! Study assignments as those who decide on and record them see them.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::people::id::{PersonId, StudyId};
use jenjang::policy::decide::decide;
use jenjang::policy::decision::Decision;
use jenjang::policy::model::Policy;
use jenjang::record::RecordFilter;
use jenjang::store::{Page, Revision, Transaction};
use jenjang::study::{StudyAssignment, StudyEligibility, StudyState};

use super::is_own;
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::{Action, Role, Target, allowed, authorize, roles};
use crate::policies::rules;
use crate::records;
use crate::trail::{files, json};

/// Whose turn it is; nobody's where the study has come to its end.
pub fn turn(state: &StudyState) -> Option<Role> {
    match state {
        StudyState::Applied => Some(Role::AppointingAuthority),
        StudyState::Granted { .. }
        | StudyState::Studying { .. }
        | StudyState::Extended { .. }
        | StudyState::Graduated { .. }
        | StudyState::Failed { .. }
        | StudyState::BondRunning => Some(Role::HrOfficer),
        StudyState::Refused { .. } | StudyState::BondOver { .. } | StudyState::Breached(_) => None,
    }
}

/// Whether the next step is due on a day: nobody waits for a semester that has not ended.
fn is_due(study: &StudyAssignment, today: NaiveDate) -> bool {
    match study.state {
        StudyState::Applied | StudyState::Graduated { .. } | StudyState::Failed { .. } => true,
        StudyState::Granted { .. } => study.first <= today,
        StudyState::Studying { .. } | StudyState::Extended { .. } => study.last < today,
        StudyState::BondRunning => study.bond.as_ref().is_some_and(|bond| bond.last < today),
        StudyState::Refused { .. } | StudyState::BondOver { .. } | StudyState::Breached(_) => false,
    }
}

/// A study assignment in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudyRow {
    /// The study.
    pub study: StudyAssignment,
    /// What the person is called, where that is known.
    pub name: Option<Arc<str>>,
    /// Whether the next step is due and the actor's to take.
    pub waits: bool,
}

/// Which study assignments are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadStudyDesk {
    /// Only those in which the actor's step is due.
    pub waiting: bool,
    /// Which part of the list.
    pub page: Page<StudyId>,
}

/// Where the actor may do something, if anywhere.
async fn scope(context: &Context<'_>, tx: &mut dyn Transaction, action: Action) -> Result<Option<Scope>, ServiceError> {
    match Scope::of(context, tx, action).await {
        Err(ServiceError::Forbidden { .. }) => Ok(None),
        found => found.map(Some),
    }
}

/// The study assignments of the units in which the actor grants or records them, by id.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer and the appointing authority; [`ServiceError::Store`].
pub async fn read_study_desk(context: &Context<'_>, command: &ReadStudyDesk) -> Result<Vec<StudyRow>, ServiceError> {
    let mut found = rows(context).await?;
    found.retain(|row| !command.waiting || row.waits);
    let after = |row: &StudyRow| command.page.after.as_ref().is_none_or(|after| row.study.id > *after);
    Ok(found.into_iter().filter(after).take(command.page.limit).collect())
}

/// How many study assignments wait for a step of the actor.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer and the appointing authority; [`ServiceError::Store`].
pub async fn waiting_studies(context: &Context<'_>) -> Result<usize, ServiceError> {
    Ok(rows(context).await?.iter().filter(|row| row.waits).count())
}

async fn rows(context: &Context<'_>) -> Result<Vec<StudyRow>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let (grants, records) = (scope(context, tx, Action::GrantStudy).await?, scope(context, tx, Action::RecordStudy).await?);
    if grants.is_none() && records.is_none() {
        let action = Action::ListStudies;
        return Err(ServiceError::Forbidden { action, allowed: allowed(action) });
    }
    let today = context.clock.today();
    let found = records::list::<StudyAssignment>(tx, &RecordFilter::all()).await?;
    let people: BTreeSet<PersonId> = found.iter().map(|stored| stored.value.person.clone()).collect();
    let files = files(tx, &people.into_iter().collect::<Vec<_>>()).await?;
    let row = |study: StudyAssignment| {
        let file = files.get(&study.person);
        let takes = |scope: &Option<Scope>| scope.as_ref().is_some_and(|scope| scope.takes(file.and_then(|file| file.unit.as_ref())));
        let (grants, records) = (takes(&grants), takes(&records));
        let mine = match turn(&study.state) {
            Some(Role::AppointingAuthority) => grants,
            Some(_) => records,
            None => false,
        };
        let waits = mine && is_due(&study, today) && !is_own(context, &study.person);
        let name = file.and_then(|file| file.record.name.clone());
        (grants || records).then_some(StudyRow { study, name, waits })
    };
    Ok(found.into_iter().filter_map(|stored| row(stored.value)).collect())
}

/// The decision whether somebody may study, decided again from what was kept with it.
#[derive(Clone, Debug)]
pub struct StudyDecision {
    /// The policy as it was then.
    pub policy: Arc<Policy>,
    /// The decision with all findings.
    pub decision: Decision,
}

/// A study assignment with all that whoever decides on it needs.
#[derive(Clone, Debug)]
pub struct StudyFile {
    /// The study.
    pub study: StudyAssignment,
    /// At which revision.
    pub revision: Revision,
    /// What the person is called, where that is known.
    pub name: Option<Arc<str>>,
    /// The decision on eligibility; none where the same proof does not come out again.
    pub decision: Option<StudyDecision>,
    /// Whether the actor may grant or refuse it.
    pub grants: bool,
    /// Whether the actor may record its course.
    pub records: bool,
    /// Whether it is the actor's own.
    pub own: bool,
}

/// One study assignment, for those who grant and record: the application, the findings, and what the actor may do.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Forbidden`] for anybody but an HR officer and the appointing authority of the person's unit;
/// [`ServiceError::Store`].
pub async fn read_study_file(context: &Context<'_>, id: &StudyId) -> Result<StudyFile, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let stored = records::require::<StudyAssignment>(tx, id.as_str()).await?;
    let study = stored.value;
    let target = Target::person(&study.person);
    authorize(context, tx, Action::ListStudies, &target).await?;
    let held = roles(context, tx, &target).await?;
    let own = is_own(context, &study.person);
    let may = |action: Action| !own && allowed(action).iter().any(|role| held.contains(role));
    let name = tx.people().find(&study.person).await?.and_then(|file| file.value.record.name);
    let decision = match again(tx, &study.eligibility).await {
        Err(ServiceError::Store(error)) => return Err(error.into()),
        found => found.ok().flatten(),
    };
    Ok(StudyFile {
        name,
        decision,
        grants: may(Action::GrantStudy),
        records: may(Action::RecordStudy),
        own,
        revision: stored.revision,
        study,
    })
}

/// Decides again under the rules of then; none where something else comes out.
async fn again(tx: &mut dyn Transaction, kept: &StudyEligibility) -> Result<Option<StudyDecision>, ServiceError> {
    let rules = rules::load(tx, &kept.rules).await?;
    let policy = rules.prepare(&kept.policy, kept.as_of, kept.as_of)?;
    let Ok(dossier) = kept.dossier.restore(&rules.catalogue) else { return Ok(None) };
    let decision = decide(&policy, &dossier, &[]);
    let same = json(&decision)? == *kept.proof;
    Ok(same.then(|| StudyDecision { policy: Arc::clone(policy.policy()), decision }))
}
