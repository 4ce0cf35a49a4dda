//! Who is asked, and into which parts the audience falls.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::legal::Label;
use jenjang::people::id::{CourseSessionId, PersonId, SurveyId, UnitId};
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::record::RecordFilter;
use jenjang::store::{Page, Transaction};
use jenjang::survey::{Audience, Breakdown, Cell, Relation, Survey, SurveyReceipt};

use crate::error::ServiceError;
use crate::people::scope::{tree, under};
use crate::records;

/// Code of small units together.
const OTHERS: &str = "-others";
/// People read at once.
const PAGE: usize = 5_000;

/// The known people a survey asks, with their units; nobody for a survey of the public.
pub(super) async fn people(
    tx: &mut dyn Transaction,
    survey: &Survey,
    today: NaiveDate,
) -> Result<BTreeMap<PersonId, Option<UnitId>>, ServiceError> {
    match &survey.audience {
        Audience::Unit => of_units(tx, &survey.unit, |_| true).await,
        Audience::Posts { kinds, grades } => {
            let fits = |file: &PersonFile| {
                let registers = &file.record.registers;
                let grade = registers.grades.iter().flatten().filter(|event| event.since <= today).max_by_key(|event| event.since);
                let held = |event: &&jenjang::people::record::PositionRecord| {
                    !event.acting && event.since <= today && event.until.is_none_or(|until| today < until)
                };
                let position = registers.positions.iter().flatten().filter(held).max_by_key(|event| event.since);
                (kinds.is_empty() || position.is_some_and(|position| kinds.contains(&position.kind)))
                    && (grades.is_empty() || grade.is_some_and(|grade| grades.contains(&grade.grade)))
            };
            of_units(tx, &survey.unit, fits).await
        }
        Audience::Session { session, relation } => around(tx, session, *relation).await,
        Audience::Links { .. } | Audience::Anybody => Ok(BTreeMap::new()),
    }
}

async fn of_units(
    tx: &mut dyn Transaction,
    unit: &UnitId,
    fits: impl Fn(&PersonFile) -> bool,
) -> Result<BTreeMap<PersonId, Option<UnitId>>, ServiceError> {
    let filter = PeopleFilter { units: Some(under(tx, unit).await?), ..PeopleFilter::default() };
    let mut found = BTreeMap::new();
    let mut page = Page::first(PAGE);
    loop {
        let files = tx.people().list(&filter, &page).await?;
        let Some(last) = files.last().map(|file| file.value.id().clone()) else { return Ok(found) };
        found.extend(files.into_iter().map(|file| file.value).filter(|file| fits(file)).map(|file| (file.id().clone(), file.unit)));
        page = Page::after(last, PAGE);
    }
}

async fn around(
    tx: &mut dyn Transaction,
    session: &CourseSessionId,
    relation: Relation,
) -> Result<BTreeMap<PersonId, Option<UnitId>>, ServiceError> {
    let enrolled = records::list::<Enrolment>(tx, &RecordFilter::under(session.as_str())).await?;
    let attended = enrolled.into_iter().map(|stored| stored.value).filter(|one| matches!(one.state, EnrolmentState::Attended { .. }));
    let participants: BTreeSet<PersonId> = attended.map(|one| one.person).collect();
    let ids: Vec<PersonId> = participants.iter().cloned().collect();
    let files = tx.people().find_many(&ids).await?;
    let superiors: BTreeSet<PersonId> = files.iter().filter_map(|file| file.value.superior.clone()).collect();
    let asked = match relation {
        Relation::Participant => files,
        Relation::Superior => tx.people().find_many(&superiors.iter().cloned().collect::<Vec<_>>()).await?,
        Relation::Peer => {
            let mut peers = Vec::new();
            for superior in superiors {
                let filter = PeopleFilter { superior: Some(superior), ..PeopleFilter::default() };
                peers.extend(tx.people().list(&filter, &Page::all()).await?);
            }
            peers.retain(|file| !participants.contains(file.value.id()));
            peers
        }
    };
    Ok(asked.into_iter().map(|file| (file.value.id().clone(), file.value.unit)).collect())
}

/// The parts of an audience, and the part of each person.
pub(super) type Parts = (Vec<Cell>, BTreeMap<PersonId, Arc<str>>);

/// The parts a survey's results are broken down by. An answer carries its part, so that no part may be small: units with fewer than `least` people are
/// put together, with the smallest other unit where that is still too few.
pub(super) async fn parts(
    tx: &mut dyn Transaction,
    survey: &Survey,
    people: &BTreeMap<PersonId, Option<UnitId>>,
    least: u64,
) -> Result<Parts, ServiceError> {
    if survey.breakdown != Breakdown::Unit {
        return Ok((Vec::new(), BTreeMap::new()));
    }
    let tree = tree(tx).await?;
    let part_of = |unit: &UnitId| {
        let below = tree.path(unit).take_while(|at| at.id != survey.unit).last();
        below.map_or_else(|| survey.unit.clone(), |below| below.id.clone())
    };
    let mut of: BTreeMap<UnitId, Vec<&PersonId>> = BTreeMap::new();
    for (person, unit) in people {
        of.entry(unit.as_ref().map_or_else(|| survey.unit.clone(), &part_of)).or_default().push(person);
    }
    let size = |people: &Vec<&PersonId>| people.len() as u64;
    let mut others: Vec<&PersonId> = Vec::new();
    let small: Vec<UnitId> = of.iter().filter(|(_, people)| size(people) < least).map(|(unit, _)| unit.clone()).collect();
    for unit in small {
        others.extend(of.remove(&unit).unwrap_or_default());
    }
    while !others.is_empty() && size(&others) < least {
        let Some(next) = of.iter().min_by_key(|(unit, people)| (people.len(), (*unit).clone())).map(|(unit, _)| unit.clone()) else {
            break;
        };
        others.extend(of.remove(&next).unwrap_or_default());
    }
    let mut cells = Vec::new();
    let mut part_of_person = BTreeMap::new();
    for (unit, people) in of {
        let label = tree.get(&unit).map_or_else(|| Label::same(unit.as_str()), |found| found.name.clone());
        let code: Arc<str> = unit.as_str().into();
        part_of_person.extend(people.iter().map(|person| ((*person).clone(), Arc::clone(&code))));
        cells.push(Cell { code, label, invited: Some(size(&people)) });
    }
    if !others.is_empty() {
        let code: Arc<str> = OTHERS.into();
        part_of_person.extend(others.iter().map(|person| ((*person).clone(), Arc::clone(&code))));
        cells.push(Cell { code, label: Label::new("unit lain bersama", "other units together"), invited: Some(size(&others)) });
    }
    if cells.len() < 2 { Ok((Vec::new(), BTreeMap::new())) } else { Ok((cells, part_of_person)) }
}

/// Everybody who was invited to a survey, by part; `None` for those of no part.
pub(super) async fn invited(
    tx: &mut dyn Transaction,
    survey: &SurveyId,
) -> Result<BTreeMap<Option<Arc<str>>, BTreeSet<PersonId>>, ServiceError> {
    let mut found: BTreeMap<Option<Arc<str>>, BTreeSet<PersonId>> = BTreeMap::new();
    for receipt in records::list::<SurveyReceipt>(tx, &RecordFilter::under(survey.as_str())).await? {
        if let Some(person) = receipt.value.person {
            found.entry(receipt.value.cell).or_default().insert(person);
        }
    }
    Ok(found)
}

/// The earlier waves of a survey that were asked.
pub(super) async fn earlier_waves(tx: &mut dyn Transaction, survey: &Survey) -> Result<Vec<Survey>, ServiceError> {
    if survey.wave.number < 2 {
        return Ok(Vec::new());
    }
    let all = records::list::<Survey>(tx, &RecordFilter::all()).await?;
    let earlier = |other: &Survey| other.wave.first == survey.wave.first && other.wave.number < survey.wave.number && other.state.is_over();
    let mut found: Vec<Survey> = all.into_iter().map(|stored| stored.value).filter(earlier).collect();
    found.sort_by_key(|wave| wave.wave.number);
    Ok(found)
}
