//! What is explained to whoever asks.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jenjang::people::id::SocialisationId;
use jenjang::record::RecordFilter;
use jenjang::socialisation::{Acknowledgement, Socialisation};

use super::concerns;
use super::read::without_answers;
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::tree;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// An explanation as it stands towards the reader.
#[derive(Clone, Debug)]
pub struct OwnSocialisation {
    /// The explanation, without what is right in its check.
    pub socialisation: Socialisation,
    /// Whether it is meant for the reader.
    pub concerns: bool,
    /// When the reader acknowledged the version explained.
    pub acknowledged: Option<NaiveDate>,
}

/// All explanations, those for the reader marked; by id. The same few questions however many there are.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn own_socialisations(context: &Context<'_>) -> Result<Vec<OwnSocialisation>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = &mut *held;
    authorize(context, tx, Action::ReadPolicies, &Target::everything()).await?;
    let all = records::list::<Socialisation>(tx, &RecordFilter::all()).await?;
    let (mut file, mut done) = (None, BTreeMap::<SocialisationId, Acknowledgement>::new());
    if let Some(person) = context.actor.person() {
        file = tx.people().find(person).await?;
        let own = records::list::<Acknowledgement>(tx, &RecordFilter::about(person)).await?;
        done = own.into_iter().map(|stored| (stored.value.socialisation.clone(), stored.value)).collect();
    }
    let tree = tree(tx).await?;
    let today = context.clock.today();
    let is_meant = |found: &Socialisation| {
        let Some(file) = &file else { return false };
        let within = file.value.unit.as_ref().is_some_and(|unit| found.audience.units.iter().any(|above| tree.is_within(unit, above)));
        within && concerns(&found.audience, &file.value, today)
    };
    let own = all.into_iter().map(|stored| {
        let found = stored.value;
        OwnSocialisation {
            concerns: is_meant(&found),
            acknowledged: done.get(&found.id).filter(|done| done.version == found.version).map(|done| done.on),
            socialisation: without_answers(found),
        }
    });
    Ok(own.collect())
}
