//! Reading one person's file in one moment.

use std::collections::BTreeSet;

use jenjang::competency::repository::ProfileRecord;
use jenjang::development::DevelopmentRecord;
use jenjang::evaluation::cycle::{Cycle, CycleState};
use jenjang::evaluation::nomination::NominationState;
use jenjang::evaluation::repository::{Audience, NominationFilter};
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId, RaterGroupCode, RoundId};
use jenjang::people::repository::PersonFile;
use jenjang::promotion::repository::AppealRecord;
use jenjang::promotion::waiver::WaiverRecord;
use jenjang::store::{Page, Transaction, Versioned};
use serde::Serialize;

use super::findings::DecisionView;
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::PersonData;
use crate::permissions::{Action, Role, Target, authorize};

/// One person's file as its reader may see it. What a reader may not see is empty.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PersonFileView {
    /// Record, unit and superior. The superior does not see employee number, birth date and sex.
    pub data: PersonData,
    /// Competency profiles.
    pub profiles: Vec<ProfileRecord>,
    /// Development.
    pub development: Vec<DevelopmentRecord>,
    /// Decisions with their findings in words; for the person and HR.
    pub decisions: Vec<DecisionView>,
    /// Appeals; for the person and HR.
    pub appeals: Vec<AppealRecord>,
    /// Waivers; for the person and HR.
    pub waivers: Vec<WaiverRecord>,
    /// Rounds the person stands in; for the person and HR.
    pub rounds: Vec<RoundId>,
    /// Results of 360° cycles that may be read, each in its latest edition and as its reader may see it.
    pub results: Vec<ResultView>,
    /// Whom the person is named to rate, and whether that is done; for the person and HR.
    pub ratings: Vec<RatingView>,
}

/// A result of a 360° cycle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ResultView {
    /// The cycle.
    pub cycle: CycleId,
    /// For whom the report was made.
    pub audience: Audience,
    /// Its edition.
    pub edition: u32,
    /// The report, as it was computed: a `RateeReport`, `SuperiorReport` or `HrResult` as JSON.
    pub report: serde_json::Value,
}

/// A person to be rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RatingView {
    /// The cycle and where it stands.
    pub cycle: Cycle,
    /// Who is rated.
    pub ratee: PersonId,
    /// As a member of which group.
    pub group: RaterGroupCode,
    /// Where the nomination stands.
    pub state: NominationState,
    /// Whether the person has answered.
    pub answered: bool,
}

/// Reads a person's file.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_person(context: &Context<'_>, person: &PersonId) -> Result<PersonFileView, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let roles = authorize(context, tx, Action::ReadPerson, &Target::person(person)).await?;
    let file = find(tx, person).await?.value;
    let whole = roles.contains(&Role::Oneself) || roles.contains(&Role::HrOfficer);
    let mut data = PersonData::of(file);
    if !whole {
        data = data.for_superior();
    }
    let profiles = tx.competency().profiles(person).await?.into_iter().map(|stored| stored.value).collect();
    let development = tx.development().of_person(person).await?.into_iter().map(|stored| stored.value).collect();
    let mut view = PersonFileView {
        data,
        profiles,
        development,
        decisions: Vec::new(),
        appeals: Vec::new(),
        waivers: Vec::new(),
        rounds: Vec::new(),
        results: results(tx, person, audience(&roles)).await?,
        ratings: Vec::new(),
    };
    if whole {
        view.decisions = tx.decisions().of_person(person).await?.iter().map(DecisionView::of).collect();
        view.appeals = tx.appeals().list(Some(person)).await?.into_iter().map(|stored| stored.value).collect();
        view.waivers = tx.appeals().waivers(person).await?;
        view.rounds = tx.rounds().rounds_of(person).await?;
        view.ratings = ratings(tx, person).await?;
    }
    Ok(view)
}

/// As whom somebody reads results: the person concerned before HR, HR before the superior.
fn audience(roles: &BTreeSet<Role>) -> Audience {
    if roles.contains(&Role::Oneself) {
        Audience::Ratee
    } else if roles.contains(&Role::HrOfficer) {
        Audience::Hr
    } else {
        Audience::Superior
    }
}

/// The file of a person.
pub(super) async fn find(tx: &mut dyn Transaction, person: &PersonId) -> Result<Versioned<PersonFile>, ServiceError> {
    let found = tx.people().find(person).await?;
    found.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), person))
}

/// Whether the readers of an audience may read what is stored for them.
pub(super) fn may_read(cycle: &Cycle, audience: Audience) -> bool {
    match audience {
        Audience::Ratee | Audience::Superior => matches!(cycle.state(), CycleState::Released { .. }),
        Audience::Hr | Audience::Analyst => cycle.may_score().is_ok(),
        Audience::Edition => false,
    }
}

async fn results(tx: &mut dyn Transaction, person: &PersonId, audience: Audience) -> Result<Vec<ResultView>, ServiceError> {
    let mut views = Vec::new();
    for cycle in tx.cycles().states().await?.iter().filter(|cycle| may_read(cycle, audience)) {
        let found = tx.cycles().results(cycle.id(), audience, Some(person), &Page::all()).await?;
        if let Some(latest) = found.last() {
            let report = crate::cycles::results::read(latest)?;
            views.push(ResultView { cycle: cycle.id().clone(), audience, edition: latest.edition, report });
        }
    }
    Ok(views)
}

/// Whom a person is named to rate in all cycles.
pub(super) async fn ratings(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<RatingView>, ServiceError> {
    let filter = NominationFilter { ratee: None, rater: Some(person.clone()) };
    let mut views = Vec::new();
    for cycle in tx.cycles().states().await? {
        let nominations = tx.cycles().nominations(cycle.id(), &filter).await?;
        if nominations.is_empty() {
            continue;
        }
        let receipts = tx.cycles().receipts(cycle.id(), &filter).await?;
        let answered: BTreeSet<&PersonId> = receipts.iter().map(|receipt| &receipt.ratee).collect();
        views.extend(nominations.into_iter().map(|nomination| RatingView {
            cycle: cycle.clone(),
            answered: answered.contains(nomination.ratee()),
            ratee: nomination.ratee().clone(),
            group: nomination.group().clone(),
            state: nomination.state().clone(),
        }));
    }
    Ok(views)
}
