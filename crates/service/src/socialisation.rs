//! Explaining an enacted policy: to whom, in which words, who has understood it, and what people ask.

mod acknowledge;
mod answer;
mod ask;
mod audiences;
mod own;
mod read;
mod remind;
mod report;
mod start;
mod summary;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::consultation::Refusal;
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, SocialisationId, UnitId};
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::people::{CivilServant, View};
use jenjang::policy::model::Policy;
use jenjang::policy::repository::PolicyState;
use jenjang::socialisation::{Audience, Socialisation};
use jenjang::store::{Page, Transaction, Versioned};
use jenjang_policy_files::Library;

use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::under;
use crate::permissions::{Action, Target, authorize};
use crate::policies::{checked, in_force};
use crate::records;

pub use acknowledge::{Acknowledge, Acknowledged, acknowledge};
pub use answer::{AnswerQuestion, answer_question};
pub use ask::{AskQuestion, ask_question};
pub use audiences::list_audiences;
pub use own::{OwnSocialisation, own_socialisations};
pub use read::{SocialisationView, list_socialisations, read_socialisation};
pub use remind::{Remind, remind};
pub use report::{SocialisationReport, report_socialisation};
pub use start::{StartSocialisation, start_socialisation};
pub use summary::{EditSummary, edit_summary};

async fn load(tx: &mut dyn Transaction, id: &SocialisationId) -> Result<Versioned<Socialisation>, ServiceError> {
    records::require::<Socialisation>(tx, id.as_str()).await
}

/// Whether the actor may do something to everybody of an audience.
async fn authorize_audience(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    audience: &Audience,
) -> Result<(), ServiceError> {
    for unit in &audience.units {
        authorize(context, tx, action, &Target::unit(unit)).await?;
    }
    Ok(())
}

/// The version of a policy that was enacted last, whether it binds already or not; of a policy never enacted in the store, the one that came with the
/// program. And the library it was compiled in.
async fn enacted(
    tx: &mut dyn Transaction,
    shipped: &Library,
    policy: &str,
    today: NaiveDate,
) -> Result<(Arc<Policy>, Library), ServiceError> {
    let mut library = Arc::unwrap_or_clone(in_force(tx, shipped, View::on(today)).await?);
    let versions = tx.policies().list(Some(policy)).await?;
    let signed = versions.into_iter().map(|stored| stored.value).find(|version| matches!(version.state, PolicyState::Enacted { .. }));
    if let Some(version) = signed {
        let (policy, _) = checked(&mut library, &version.policy, &version.text)?;
        return Ok((policy, library));
    }
    match library.set.get(policy).cloned() {
        Some(policy) => Ok((policy, library)),
        None => Err(ServiceError::not_found(Label::new("kebijakan yang ditetapkan", "enacted policy"), policy)),
    }
}

/// The day whose values a policy is explained with: today, or its first day where that is still to come.
fn explained_on(policy: &Policy, today: NaiveDate) -> NaiveDate {
    policy.effective.from.map_or(today, |from| from.max(today))
}

/// That the version explained is the one enacted last.
async fn up_to_date(tx: &mut dyn Transaction, shipped: &Library, found: &Socialisation, today: NaiveDate) -> Result<bool, ServiceError> {
    let (policy, _) = enacted(tx, shipped, &found.policy, today).await?;
    Ok(Digest::from(policy.version) == found.version)
}

/// Why nobody acknowledges or edits what is no longer the rule.
fn outdated(found: &Socialisation) -> Refusal {
    Refusal::new(
        "summary-outdated",
        format!("kebijakan `{}` telah berubah sejak sosialisasi `{}` disusun; perbarui ringkasannya lebih dahulu", found.policy, found.id),
        format!("policy `{}` has changed since socialisation `{}` was written; bring its summary up to date first", found.policy, found.id),
    )
}

/// Whether somebody in these units belongs to the audience.
pub(crate) fn concerns(audience: &Audience, file: &PersonFile, today: NaiveDate) -> bool {
    if audience.posts.is_empty() {
        return true;
    }
    let Ok(person) = CivilServant::try_from(file.record.clone()) else { return false };
    let Some(positions) = person.registers().positions.consulted() else { return false };
    positions.held(View::on(today)).is_some_and(|position| audience.posts.contains(&position.kind))
}

/// The people of an audience by the unit they work in.
pub(crate) async fn people(
    tx: &mut dyn Transaction,
    audience: &Audience,
    today: NaiveDate,
) -> Result<BTreeMap<UnitId, Vec<PersonId>>, ServiceError> {
    let mut units = std::collections::BTreeSet::new();
    for unit in &audience.units {
        units.extend(under(tx, unit).await?);
    }
    let filter = PeopleFilter { units: Some(units), ..PeopleFilter::default() };
    let mut by_unit: BTreeMap<UnitId, Vec<PersonId>> = BTreeMap::new();
    for stored in tx.people().list(&filter, &Page::all()).await? {
        if let Some(unit) = stored.value.unit.clone().filter(|_| concerns(audience, &stored.value, today)) {
            by_unit.entry(unit).or_default().push(stored.value.id().clone());
        }
    }
    Ok(by_unit)
}

/// Whether a person belongs to an audience.
async fn belongs(tx: &mut dyn Transaction, audience: &Audience, person: &PersonId, today: NaiveDate) -> Result<bool, ServiceError> {
    let Some(file) = tx.people().find(person).await? else { return Ok(false) };
    let Some(unit) = &file.value.unit else { return Ok(false) };
    let tree = crate::people::scope::tree(tx).await?;
    let within = audience.units.iter().any(|above| tree.is_within(unit, above));
    Ok(within && concerns(audience, &file.value, today))
}
