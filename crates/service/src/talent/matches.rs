//! How well people match a critical post, by their stored competency profiles.

use std::collections::BTreeMap;

use jenjang::Decimal;
use jenjang::competency::Profile;
use jenjang::competency::repository::ProfileRecord;
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::store::Transaction;
use jenjang::talent::{PostStandard, Unmatched};

use crate::error::ServiceError;

/// Where somebody's match with a post comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatchSource {
    /// The table that was handed in.
    Table,
    /// The competency profile: the official match, at most 100.
    Profile(Decimal),
    /// Nowhere, and why.
    Missing(Label),
}

/// The match of each of these people with a standard: one question to the store.
pub(super) async fn matches(
    tx: &mut dyn Transaction,
    standard: &PostStandard<'_>,
    people: &[PersonId],
) -> Result<BTreeMap<PersonId, MatchSource>, ServiceError> {
    let framework = standard.framework();
    let stored = tx.competency().profiles_of(people).await?.into_iter().map(|stored| stored.value);
    let mut profiles: BTreeMap<PersonId, ProfileRecord> =
        stored.filter(|record| record.framework == *framework.id()).map(|record| (record.person.clone(), record)).collect();
    let matched = |person: &PersonId| {
        let record = profiles.remove(person);
        let profile = record.map(|record| Profile::try_new(record.person, framework, record.assessments)).transpose();
        let found = profile.map_err(Unmatched::from).and_then(|profile| standard.matching(profile.as_ref()));
        (person.clone(), found.map_or_else(|none| MatchSource::Missing(none.message()), MatchSource::Profile))
    };
    Ok(people.iter().map(matched).collect())
}
