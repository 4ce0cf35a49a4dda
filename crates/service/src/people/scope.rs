//! The units an actor may act on, worked out once for many people.

use std::collections::{BTreeMap, BTreeSet};

use jenjang::people::id::UnitId;
use jenjang::people::repository::PeopleFilter;
use jenjang::people::{OrgTree, OrgUnit};
use jenjang::store::Transaction;

use crate::context::{Actor, Context};
use crate::error::ServiceError;
use crate::permissions::{Action, Role, allowed};

/// Where an actor may do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Everywhere.
    Everything,
    /// In every unit.
    AnyUnit,
    /// In these units.
    Units(BTreeMap<UnitId, OrgUnit>),
}

/// The units as a tree; units that form none give nobody anything beyond a unit itself.
pub(crate) async fn tree(tx: &mut dyn Transaction) -> Result<OrgTree, ServiceError> {
    Ok(OrgTree::try_new(tx.people().units().await?).unwrap_or_default())
}

/// A unit and all above it, the unit first.
pub(crate) async fn path(tx: &mut dyn Transaction, unit: &UnitId) -> Result<Vec<OrgUnit>, ServiceError> {
    Ok(tx.people().units_above(unit).await?)
}

/// A unit and all under it.
pub(crate) async fn under(tx: &mut dyn Transaction, unit: &UnitId) -> Result<BTreeSet<UnitId>, ServiceError> {
    let found = tx.people().units_under(&BTreeSet::from([unit.clone()])).await?;
    Ok(found.into_iter().map(|unit| unit.id).collect())
}

/// Where an actor holds the roles that an action needs, without what lies under it.
#[derive(Debug)]
pub(super) enum Granted {
    /// Everywhere.
    Everything,
    /// In every unit.
    AnyUnit,
    /// In these units and all under them.
    Units(BTreeSet<UnitId>),
}

impl Granted {
    /// What the actor holds today for an action of the operator or of roles that are granted for units.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`] where there is none.
    pub(super) async fn of(context: &Context<'_>, tx: &mut dyn Transaction, action: Action) -> Result<Granted, ServiceError> {
        let forbidden = || ServiceError::Forbidden { action, allowed: allowed(action) };
        let actor = match context.actor {
            Actor::Operator if allowed(action).contains(&Role::Operator) => return Ok(Granted::Everything),
            Actor::Operator | Actor::Public => return Err(forbidden()),
            Actor::Person(person) => person,
        };
        if tx.people().find(actor).await?.is_none() {
            return Err(forbidden());
        }
        let today = context.clock.today();
        let grants = tx.grants().list(Some(actor)).await?;
        let held: BTreeSet<UnitId> = grants
            .into_iter()
            .filter(|grant| grant.holds_on(today) && allowed(action).contains(&Role::granted(grant.role)))
            .map(|grant| grant.unit)
            .collect();
        if held.is_empty() {
            return Err(forbidden());
        }
        let tops = tx.people().top_units().await?;
        if !tops.is_empty() && tops.iter().all(|top| held.contains(top)) {
            return Ok(Granted::AnyUnit);
        }
        Ok(Granted::Units(held))
    }
}

impl Scope {
    /// The scope of the actor today for an action of the operator or of roles that are granted for units.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`] where there is none.
    pub(crate) async fn of(context: &Context<'_>, tx: &mut dyn Transaction, action: Action) -> Result<Scope, ServiceError> {
        Ok(match Granted::of(context, tx, action).await? {
            Granted::Everything => Scope::Everything,
            Granted::AnyUnit => Scope::AnyUnit,
            Granted::Units(held) => Scope::under(tx, &held).await?,
        })
    }

    async fn under(tx: &mut dyn Transaction, units: &BTreeSet<UnitId>) -> Result<Scope, ServiceError> {
        let under = tx.people().units_under(units).await?;
        Ok(Scope::Units(under.into_iter().map(|unit| (unit.id.clone(), unit)).collect()))
    }

    /// What of it lies in one unit and under it; all of it without one.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`] for a unit outside the scope.
    pub(crate) async fn narrowed(self, tx: &mut dyn Transaction, action: Action, unit: Option<&UnitId>) -> Result<Scope, ServiceError> {
        match unit {
            None => Ok(self),
            Some(unit) if self.takes(Some(unit)) => Scope::under(tx, &BTreeSet::from([unit.clone()])).await,
            Some(_) => Err(ServiceError::Forbidden { action, allowed: allowed(action) }),
        }
    }

    /// The people in it.
    pub(crate) fn people(self) -> PeopleFilter {
        let all = PeopleFilter::default();
        match self {
            Scope::Everything => all,
            Scope::AnyUnit => PeopleFilter { placed: true, ..all },
            Scope::Units(units) => PeopleFilter { units: Some(units.into_keys().collect()), ..all },
        }
    }

    /// The units in it, in the order of their ids.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub(crate) async fn units(&self, tx: &mut dyn Transaction) -> Result<Vec<OrgUnit>, ServiceError> {
        Ok(match self {
            Scope::Everything | Scope::AnyUnit => tx.people().units().await?,
            Scope::Units(units) => units.values().cloned().collect(),
        })
    }

    /// Whether a unit lies in it; somebody without a unit is in nobody's but of who may act everywhere.
    pub(crate) fn takes(&self, unit: Option<&UnitId>) -> bool {
        match self {
            Scope::Everything => true,
            Scope::AnyUnit => unit.is_some(),
            Scope::Units(units) => unit.is_some_and(|unit| units.contains_key(unit)),
        }
    }
}
