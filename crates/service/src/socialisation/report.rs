//! How many have understood.

use std::collections::{BTreeMap, BTreeSet};

use jenjang::Decimal;
use jenjang::consultation::metrics::{LEAST_SHOWN, percent};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, SocialisationId, UnitId};
use jenjang::record::RecordFilter;
use jenjang::socialisation::rates::{UnitRate, rates};
use jenjang::socialisation::{Acknowledgement, Question, Socialisation};
use jenjang_policy_files::Library;

use super::{authorize_audience, load, people, up_to_date};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records;

/// How many have understood, by unit.
#[derive(Clone, Debug)]
pub struct SocialisationReport {
    /// The explanation.
    pub socialisation: Socialisation,
    /// Whether the policy has changed since.
    pub outdated: bool,
    /// People of the audience.
    pub people: u64,
    /// Of these, who acknowledged the version explained.
    pub acknowledged: u64,
    /// The share in percent, one place; none without people.
    pub share: Option<Decimal>,
    /// By unit, small ones left out.
    pub units: Vec<UnitRate>,
    /// Questions asked.
    pub questions: usize,
    /// Of these, without an answer.
    pub unanswered: usize,
}

/// The report on an explanation: only the version explained now counts, and units with fewer than five people are not shown.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn report_socialisation(
    context: &Context<'_>,
    shipped: &Library,
    id: &SocialisationId,
) -> Result<SocialisationReport, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = &mut *held;
    let socialisation = load(tx, id).await?.value;
    authorize_audience(context, tx, Action::ReadSocialisation, &socialisation.audience).await?;
    let today = context.clock.today();
    let outdated = !up_to_date(tx, shipped, &socialisation, today).await?;
    let done: BTreeSet<PersonId> = records::list::<Acknowledgement>(tx, &RecordFilter::under(id.as_str()))
        .await?
        .into_iter()
        .filter(|stored| stored.value.version == socialisation.version)
        .map(|stored| stored.value.person)
        .collect();
    let names: BTreeMap<UnitId, Label> = tx.people().units().await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let by_unit = people(tx, &socialisation.audience, today).await?;
    let size = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let units: Vec<(UnitId, Label, u64, u64)> = by_unit
        .into_iter()
        .map(|(unit, people)| {
            let label = names.get(&unit).cloned().unwrap_or_else(|| Label::same(unit.as_str()));
            let acknowledged = people.iter().filter(|person| done.contains(*person)).count();
            (unit, label, size(people.len()), size(acknowledged))
        })
        .collect();
    let (people, acknowledged) = units.iter().fold((0, 0), |(people, done), unit| (people + unit.2, done + unit.3));
    let questions = records::list::<Question>(tx, &RecordFilter::under(id.as_str())).await?;
    Ok(SocialisationReport {
        outdated,
        people,
        acknowledged,
        share: percent(acknowledged, people),
        units: rates(units, LEAST_SHOWN),
        questions: questions.len(),
        unanswered: questions.iter().filter(|question| question.value.answer.is_none()).count(),
        socialisation,
    })
}
