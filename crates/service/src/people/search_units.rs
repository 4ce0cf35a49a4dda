//! Units looked for by name.

use std::collections::{BTreeMap, BTreeSet};

use jenjang::people::OrgUnit;
use jenjang::people::id::UnitId;
use jenjang::people::repository::NameWords;

use super::scope::Granted;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;

/// How many units above one are told with it.
const ABOVE: usize = 3;

/// Units that somebody looks for.
#[derive(Clone, Copy, Debug)]
pub struct SearchUnits<'c> {
    /// What the unit is looked for to do.
    pub action: Action,
    /// Words that its two names and its id have together; all units where there are none.
    pub words: &'c str,
    /// How many at most.
    pub limit: usize,
}

/// A unit and up to three above it, the nearest first, by which units of one name are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitPlace {
    /// The unit.
    pub unit: OrgUnit,
    /// Those above it.
    pub above: Vec<OrgUnit>,
}

/// Units somebody is in charge of for an action of a granted role, by id, as many as asked for: however large the service is, no more is read.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever may not do it anywhere; [`ServiceError::Store`].
pub async fn search_units(context: &Context<'_>, search: SearchUnits<'_>) -> Result<Vec<UnitPlace>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let under = match Granted::of(context, tx, search.action).await? {
        Granted::Everything | Granted::AnyUnit => None,
        Granted::Units(units) => Some(units),
    };
    let words = NameWords::of(search.words);
    if words.is_none() && !search.words.trim().is_empty() {
        // only what parts words was typed
        return Ok(Vec::new());
    }
    let found = tx.people().units_named(under.as_ref(), words.as_ref(), search.limit).await?;
    let mut known: BTreeMap<UnitId, OrgUnit> = found.iter().map(|unit| (unit.id.clone(), unit.clone())).collect();
    for _ in 0..ABOVE {
        let missing: BTreeSet<UnitId> =
            known.values().filter_map(|unit| unit.parent.clone()).filter(|parent| !known.contains_key(parent)).collect();
        if missing.is_empty() {
            break;
        }
        known.extend(tx.people().find_units(&missing).await?.into_iter().map(|unit| (unit.id.clone(), unit)));
    }
    let parent = |unit: &OrgUnit| unit.parent.as_ref().and_then(|parent| known.get(parent)).cloned();
    let place = |unit: OrgUnit| {
        let above = std::iter::successors(parent(&unit), parent).take(ABOVE).collect();
        UnitPlace { unit, above }
    };
    Ok(found.into_iter().map(place).collect())
}
