//! Of which units somebody is in charge, told without reading everything that lies under them.

use std::collections::{BTreeMap, BTreeSet};

use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::people::id::UnitId;
use jenjang::store::Transaction;

use super::scope::Granted;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;

/// Whether somebody is in charge of any unit for an action of a granted role.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever may not do it anywhere; [`ServiceError::Store`].
pub async fn check_in_charge(context: &Context<'_>, action: Action) -> Result<(), ServiceError> {
    let mut held = context.store.read().await?;
    Granted::of(context, held.as_mut(), action).await.map(drop)
}

/// Those of these units that somebody is in charge of for an action of a granted role; what is no unit is not among them. The store is asked once for
/// each level of units above them, however many they are.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever may not do it anywhere; [`ServiceError::Store`].
pub async fn in_charge_among(context: &Context<'_>, action: Action, units: &BTreeSet<UnitId>) -> Result<BTreeSet<UnitId>, ServiceError> {
    let mut store = context.store.read().await?;
    let tx = store.as_mut();
    let granted = Granted::of(context, tx, action).await?;
    let found = tx.people().find_units(units).await?;
    let there = found.iter().map(|unit| unit.id.clone()).collect();
    let Granted::Units(held) = granted else { return Ok(there) };
    let parents = with_parents(tx, found).await?;
    let takes = |unit: &UnitId| {
        let mut at = Some(unit);
        // no path is longer than there are units on it
        for _ in 0..=parents.len() {
            match at {
                Some(unit) if held.contains(unit) => return true,
                Some(unit) => at = parents.get(unit).and_then(Option::as_ref),
                None => return false,
            }
        }
        false
    };
    Ok(there.into_iter().filter(takes).collect())
}

/// The unit above each of these units and of all above them.
async fn with_parents(tx: &mut dyn Transaction, units: Vec<OrgUnit>) -> Result<BTreeMap<UnitId, Option<UnitId>>, ServiceError> {
    let mut parents = BTreeMap::new();
    let mut level = units;
    while !level.is_empty() {
        parents.extend(level.into_iter().map(|unit| (unit.id, unit.parent)));
        let above: BTreeSet<UnitId> = parents.values().flatten().filter(|unit| !parents.contains_key(*unit)).cloned().collect();
        level = if above.is_empty() { Vec::new() } else { tx.people().find_units(&above).await? };
    }
    Ok(parents)
}

/// Whether somebody is in charge of a unit for an action of a granted role.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn in_charge_of(context: &Context<'_>, action: Action, unit: &UnitId) -> Result<bool, ServiceError> {
    match in_charge_among(context, action, &BTreeSet::from([unit.clone()])).await {
        Ok(found) => Ok(!found.is_empty()),
        Err(ServiceError::Forbidden { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The unit that somebody holds a role at that an action needs; the first by id of several.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever may not do it anywhere; [`ServiceError::NotFound`] where there are no units; [`ServiceError::Store`].
pub async fn highest_in_charge(context: &Context<'_>, action: Action) -> Result<UnitId, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let highest = match Granted::of(context, tx, action).await? {
        Granted::Everything | Granted::AnyUnit => tx.people().top_units().await?.into_iter().min(),
        Granted::Units(units) => units.into_iter().next(),
    };
    highest.ok_or_else(|| ServiceError::not_found(Label::new("unit", "unit"), "-"))
}
