//! What waits for a superior.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use jenjang::development::catalogue::CourseSession;
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::nomination::{Nomination, NominationState};
use jenjang::evaluation::repository::NominationFilter;
use jenjang::people::id::{CourseSessionId, PersonId};
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;

use super::Due;
use crate::error::ServiceError;
use crate::records;

/// What waits for the superior `me` about each of these people. Asks each cycle that is open or naming raters, never each person.
pub(super) async fn of_people(
    tx: &mut dyn Transaction,
    me: &PersonId,
    people: &[PersonId],
    today: NaiveDate,
) -> Result<BTreeMap<PersonId, Due>, ServiceError> {
    let mut due: BTreeMap<PersonId, Due> = people.iter().map(|person| (person.clone(), Due::default())).collect();
    cycles(tx, me, today, &mut due).await?;
    for (enrolment, day) in requests(tx, people, today).await? {
        if let Some(due) = due.get_mut(&enrolment.person) {
            due.requests.push((enrolment, day));
        }
    }
    Ok(due)
}

/// Enrolments of these people that wait for approval, and the first day of the session where it is known; a session that has begun takes nobody any more.
pub(crate) async fn requests(
    tx: &mut dyn Transaction,
    people: &[PersonId],
    today: NaiveDate,
) -> Result<Vec<(Enrolment, Option<NaiveDate>)>, ServiceError> {
    let asked = records::about::<Enrolment>(tx, people).await?.into_iter().map(|stored| stored.value);
    let asked: Vec<Enrolment> = asked.filter(|enrolment| enrolment.state == EnrolmentState::Requested).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let sessions = records::list::<CourseSession>(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value);
    let first: BTreeMap<CourseSessionId, NaiveDate> = sessions.map(|session| (session.id, session.first)).collect();
    let dated = asked.into_iter().map(|enrolment| {
        let day = first.get(&enrolment.session).copied();
        (enrolment, day)
    });
    Ok(dated.filter(|(_, day)| day.is_none_or(|day| today <= day)).collect())
}

async fn cycles(tx: &mut dyn Transaction, me: &PersonId, today: NaiveDate, due: &mut BTreeMap<PersonId, Due>) -> Result<(), ServiceError> {
    let ids: BTreeSet<PersonId> = due.keys().cloned().collect();
    for file in tx.cycles().heads().await? {
        let cycle = file.cycle.id();
        match file.cycle.state() {
            CycleState::Open { until, .. } if today <= until => {
                // what the superior rates and has rated; of nobody else is anything read
                let own = NominationFilter { ratee: None, rater: Some(me.clone()) };
                let named = tx.cycles().nominations(cycle, &own).await?;
                let named: Vec<&Nomination> = named.iter().filter(|one| one.is_alive() && ids.contains(one.ratee())).collect();
                let receipts = tx.cycles().receipts(cycle, &own).await?;
                let rated: BTreeSet<&PersonId> = receipts.iter().map(|receipt| &receipt.ratee).collect();
                for nomination in named.into_iter().filter(|one| !rated.contains(one.ratee())) {
                    if let Some(due) = due.get_mut(nomination.ratee()) {
                        due.ratings.push((cycle.clone(), file.title.clone(), until));
                    }
                }
            }
            CycleState::Nominating { .. } => {
                let mut counts: BTreeMap<PersonId, usize> = BTreeMap::new();
                for nomination in tx.cycles().nominations_of(cycle, &ids).await? {
                    if matches!(nomination.state(), NominationState::Proposed) {
                        *counts.entry(nomination.ratee().clone()).or_default() += 1;
                    }
                }
                for (person, count) in counts {
                    if let Some(due) = due.get_mut(&person) {
                        due.nominations.push((file.title.clone(), count));
                    }
                }
            }
            _ => {}
        }
    }
    due.values_mut().for_each(|due| due.ratings.sort_by(|a, b| (a.2, &a.0).cmp(&(b.2, &b.0))));
    Ok(())
}
