//! The ranked demand of a unit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::development::demand::{Demand, Shield, Subject, Tallies};
use jenjang::development::wish::Wish;
use jenjang::legal::Label;
use jenjang::people::id::{CompetencyCode, PersonId, UnitId};
use jenjang::policy::expression::suggest::nearest;
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;
use serde::Serialize;

use super::NeedLibrary;
use super::gather::Gathering;
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::{tree, under};
use crate::permissions::{Action, Role, Target, authorize};
use crate::records;

/// A unit on a day.
#[derive(Clone, Debug)]
pub struct ReadDemand<'a> {
    /// Rules and standards.
    pub library: NeedLibrary<'a>,
    /// The unit; all under it counts too.
    pub unit: UnitId,
    /// The day; today where absent.
    pub as_of: Option<NaiveDate>,
    /// Competencies the agency names a strategic issue.
    pub strategic: BTreeSet<CompetencyCode>,
}

/// How many people wish to learn something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WishedTopic {
    /// In the words of whoever said it first; letters of any case are taken together.
    pub topic: Arc<str>,
    /// People.
    pub people: u32,
}

/// What is known of a unit beside its competencies; for HR officers of the unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct BesideDemand {
    /// People with a performance label below the one expected.
    pub performance: u32,
    /// People who miss learning hours this year.
    pub missing_hours: u32,
    /// Hours they miss altogether.
    pub hours: Decimal,
    /// What people wish to learn, most wished first; no score reads it.
    pub wishes: Vec<WishedTopic>,
}

/// The demand of a unit as its reader may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct DemandView {
    /// The unit.
    pub unit: UnitId,
    /// The day.
    pub as_of: NaiveDate,
    /// How many people; absent where they are too few for the reader.
    pub people: Option<u32>,
    /// The competencies.
    pub demand: Demand,
    /// Everything else; absent for other readers than HR officers of the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<BesideDemand>,
    /// Of how many people a figure has to be, to be shown to others than HR officers of the unit.
    pub smallest_group: u32,
}

/// Ranks what the people of a unit and all under it lack, by the score policy in force on the day.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `competency-unknown` for a strategic issue no framework has; as
/// [`needs_of_unit`](super::needs_of_unit).
pub async fn read_demand(context: &Context<'_>, command: &ReadDemand<'_>) -> Result<DemandView, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let roles = authorize(context, tx, Action::ReadDemand, &Target::unit(&command.unit)).await?;
    let officer = roles.contains(&Role::HrOfficer);
    known_competencies(command)?;
    let today = context.clock.today();
    let as_of = command.as_of.unwrap_or(today);
    let units = under(tx, &command.unit).await?;
    if units.is_empty() {
        return Err(ServiceError::not_found(Label::new("unit", "unit"), &command.unit));
    }
    let gathering = Gathering::on(tx, &command.library, as_of, today).await?;
    let people = gathering.people(tx, Some(units)).await?;
    let wishes = wishes(tx, as_of).await?;
    let mut direct: BTreeMap<UnitId, Tallies> = BTreeMap::new();
    for known in people.values() {
        let Some(unit) = &known.needs.unit else { continue };
        let own = wishes.get(&known.needs.person).map_or(&[][..], Vec::as_slice);
        let competencies: Vec<CompetencyCode> = own.iter().filter_map(|wish| wish.competency.clone()).collect();
        direct.entry(unit.clone()).or_default().count(&known.needs, &competencies).ok_or_else(digits)?;
    }
    let rules = &gathering.rules;
    let shield = Shield::of(&tree(tx).await?, &direct, rules.smallest_group).ok_or_else(digits)?;
    let nobody = Tallies::default();
    let total = shield.total(&command.unit).unwrap_or(&nobody);
    let label_of = |subject: &Subject| label(command, subject);
    let shown = |subject: &Subject, part| officer || shield.shows(&command.unit, subject, part);
    let demand = Demand::of(rules, total, &command.strategic, label_of, shown).ok_or_else(digits)?;
    let beside = officer.then(|| {
        let (missing_hours, hours) = total.hours();
        let of_unit = people.keys().filter_map(|person| wishes.get(person)).flatten();
        BesideDemand { performance: total.performance(), missing_hours, hours, wishes: topics(of_unit) }
    });
    Ok(DemandView {
        unit: command.unit.clone(),
        as_of,
        people: Some(total.people()).filter(|people| officer || *people >= rules.smallest_group),
        demand,
        beside,
        smallest_group: rules.smallest_group,
    })
}

async fn wishes(tx: &mut dyn Transaction, as_of: NaiveDate) -> Result<BTreeMap<PersonId, Vec<Wish>>, ServiceError> {
    let mut by_person: BTreeMap<PersonId, Vec<Wish>> = BTreeMap::new();
    for stored in records::list::<Wish>(tx, &RecordFilter::all()).await? {
        // who wishes to take part in mentoring asks for no course
        if stored.value.on <= as_of && stored.value.mentoring.is_none() {
            by_person.entry(stored.value.person.clone()).or_default().push(stored.value);
        }
    }
    Ok(by_person)
}

fn topics<'w>(wishes: impl Iterator<Item = &'w Wish>) -> Vec<WishedTopic> {
    let mut ordered: Vec<&Wish> = wishes.collect();
    ordered.sort_by(|a, b| (a.on, &a.id).cmp(&(b.on, &b.id)));
    let mut topics: BTreeMap<String, WishedTopic> = BTreeMap::new();
    for wish in ordered {
        let entry = topics.entry(wish.topic.to_lowercase());
        entry.or_insert_with(|| WishedTopic { topic: Arc::clone(&wish.topic), people: 0 }).people += 1;
    }
    let mut topics: Vec<WishedTopic> = topics.into_values().collect();
    topics.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.topic.cmp(&b.topic)));
    topics
}

fn label(command: &ReadDemand<'_>, subject: &Subject) -> Label {
    let framework = command.library.competency.framework(&subject.framework);
    let found = framework.and_then(|framework| framework.competency(&subject.competency));
    found.map_or_else(|| Label::same(subject.competency.as_str()), |found| found.label.clone())
}

fn known_competencies(command: &ReadDemand<'_>) -> Result<(), ServiceError> {
    let frameworks = &command.library.competency.frameworks;
    let unknown = |code: &&CompetencyCode| !frameworks.iter().any(|framework| framework.competency(code).is_some());
    let Some(code) = command.strategic.iter().find(unknown) else { return Ok(()) };
    let all = frameworks.iter().flat_map(|framework| framework.competencies()).map(|competency| competency.code.as_str());
    let (id, en) = nearest(code.as_str(), all)
        .map_or_else(Default::default, |found| (format!("; mungkin maksudnya `{found}`"), format!("; did you mean `{found}`?")));
    Err(ServiceError::refused(
        "competency-unknown",
        Label::new(
            format!("kompetensi `{code}` tidak ada dalam kerangka mana pun{id}"),
            format!("competency `{code}` is in no framework{en}"),
        ),
    ))
}

fn digits() -> ServiceError {
    ServiceError::refused(
        "too-large",
        Label::new("angka unit terlalu besar untuk dihitung persis", "the numbers of the unit are too large to be computed exactly"),
    )
}
