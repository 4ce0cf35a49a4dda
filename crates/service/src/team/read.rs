//! Reading the staff of whoever acts.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::competency::repository::ProfileRecord;
use jenjang::development::DevelopmentRecord;
use jenjang::development::need::{Need, NeedSource, NotMeasured, Unknown};
use jenjang::development::plan::DevelopmentPlan;
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::people::{CivilServant, View};
use jenjang::promotion::WaiverRecord;
use jenjang::store::{Page, Transaction};

use super::{Due, Known, ReadTeam, TeamMember, due};
use crate::context::Context;
use crate::error::ServiceError;
use crate::needs::Gathering;
use crate::people::PersonData;
use crate::permissions::{Action, Target, allowed, authorize};
use crate::policies::in_force;
use crate::promotion::{Standing, standings};
use crate::records;

/// A page of those who report to whoever acts, in the order of their ids, with what each lacks and what is due. The store is asked the same number of
/// questions however many they are.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; [`ServiceError::Unsound`] where an enacted policy can no longer be read; `need-rules` where a rule
/// is not in force; [`ServiceError::Store`].
pub async fn read_team(context: &Context<'_>, command: &ReadTeam<'_>, page: &Page<PersonId>) -> Result<Vec<TeamMember>, ServiceError> {
    let action = Action::ReadTeam;
    let actor = context.actor.person().ok_or(ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    // being the direct superior is what allows it; nobody is the own one
    let filter = PeopleFilter { superior: Some(actor.clone()), ..PeopleFilter::default() };
    let found = tx.people().list(&filter, page).await?.into_iter().map(|stored| stored.value);
    let files: Vec<PersonFile> = found.filter(|file| file.id() != actor).collect();
    members(tx, command, actor, files, context.clock.today()).await
}

/// One of those who report to whoever acts.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the direct superior; as [`read_team`].
pub async fn read_team_member(context: &Context<'_>, command: &ReadTeam<'_>, person: &PersonId) -> Result<TeamMember, ServiceError> {
    let action = Action::ReadTeam;
    let forbidden = || ServiceError::Forbidden { action, allowed: allowed(action) };
    let actor = context.actor.person().ok_or_else(forbidden)?;
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, action, &Target::person(person)).await?;
    let file = tx.people().find(person).await?.map(|stored| stored.value).filter(|_| person != actor).ok_or_else(forbidden)?;
    members(tx, command, actor, vec![file], context.clock.today()).await?.pop().ok_or_else(forbidden)
}

async fn members(
    tx: &mut dyn Transaction,
    command: &ReadTeam<'_>,
    actor: &PersonId,
    files: Vec<PersonFile>,
    today: NaiveDate,
) -> Result<Vec<TeamMember>, ServiceError> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let view = View { as_of: today, known_at: today };
    let ids: Vec<PersonId> = files.iter().map(|file| file.id().clone()).collect();
    // a superior whose record is unsound is as good as unknown
    let superior = tx.people().find(actor).await?.and_then(|stored| CivilServant::try_from(stored.value.record).ok());
    let policies = in_force(tx, command.eligibility.shipped, view).await?;
    let gathering = Gathering::without_feedback(&policies, &command.library, view)?;
    let mut profiles: BTreeMap<PersonId, Vec<ProfileRecord>> = BTreeMap::new();
    for stored in tx.competency().profiles_of(&ids).await? {
        profiles.entry(stored.value.person.clone()).or_default().push(stored.value);
    }
    let mut activities: BTreeMap<PersonId, Vec<DevelopmentRecord>> = BTreeMap::new();
    for stored in tx.development().of_people(&ids).await? {
        activities.entry(stored.value.person.clone()).or_default().push(stored.value);
    }
    let mut waivers: BTreeMap<PersonId, Vec<WaiverRecord>> = BTreeMap::new();
    for waiver in tx.appeals().waivers_of(&ids).await? {
        waivers.entry(waiver.person.clone()).or_default().push(waiver);
    }
    let mut plans: BTreeMap<PersonId, Vec<DevelopmentPlan>> = BTreeMap::new();
    for stored in records::about::<DevelopmentPlan>(tx, &ids).await? {
        plans.entry(stored.value.person.clone()).or_default().push(stored.value);
    }
    let mut due = due::of_people(tx, actor, &ids, today).await?;
    let mut members = Vec::with_capacity(files.len());
    for file in files {
        let id = file.id().clone();
        let person = PersonData::of(file.clone()).for_superior();
        let known = match CivilServant::try_from(file.record.clone()) {
            Err(_) => None,
            Ok(servant) => {
                let own = profiles.remove(&id).unwrap_or_default();
                let found = gathering.known(file, own, &[], &activities.remove(&id).unwrap_or_default())?;
                let granted = waivers.remove(&id).unwrap_or_default();
                let promotions = match servant.registers().grades.consulted() {
                    Some(_) => {
                        let of = (&servant, superior.as_ref());
                        standings(Arc::clone(&policies), &command.eligibility, of, &granted, view).standings
                    }
                    None => Vec::new(),
                };
                Some(known(found, promotions))
            }
        };
        let mut plans = plans.remove(&id).unwrap_or_default();
        plans.sort_by_key(|plan| std::cmp::Reverse(plan.year));
        let due: Due = due.remove(&id).unwrap_or_default();
        members.push(TeamMember { person, known, due, plans });
    }
    Ok(members)
}

/// What a superior reads: competencies of the post, hours, days. What raters said is left out, also where it came in as an assessment.
fn known(found: crate::needs::KnownPerson, standings: Vec<Standing>) -> Known {
    let crate::needs::KnownPerson { needs, duty } = found;
    let by_raters = |need: &Need| matches!(&need.source, NeedSource::Gap { method, .. } if method.contains("360"));
    let (hidden, gaps): (Vec<Need>, Vec<Need>) =
        needs.needs.into_iter().filter(|need| matches!(need.source, NeedSource::Gap { .. })).partition(by_raters);
    let not_shown = Label::new(
        "dinilai hanya oleh penilai 360°, yang tidak ditampilkan di sini",
        "rated by 360° raters alone, which is not shown here",
    );
    let hidden = hidden.into_iter().map(|need| (need.source.subject(), not_shown.clone()));
    let unmeasured = |one: &NotMeasured| (one.label.clone(), one.reason());
    let earliest = |standing: Standing| standing.fits_post.then(|| (standing.policy.title.clone(), standing.earliest));
    Known {
        met: needs.met.len(),
        not_measured: needs.not_measured.iter().map(unmeasured).chain(hidden).collect(),
        gaps,
        standards: needs.standards,
        unknown: needs.unknown.into_iter().filter(|unknown| *unknown != Unknown::Feedback && *unknown != Unknown::Performance).collect(),
        duty,
        promotions: standings.into_iter().filter_map(earliest).collect(),
    }
}
