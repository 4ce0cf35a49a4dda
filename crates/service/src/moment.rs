//! One moment of a store for everything that one request asks.
//!
//! A page asks several use cases, and each of them finds out anew who asks. Through a [`Moment`] they share one transaction that reads, so that they
//! see the same state, and who somebody is, which roles somebody holds and how units stand above each other is asked once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_lock::{Mutex as AsyncMutex, MutexGuardArc};
use async_trait::async_trait;
use jenjang::access::{Grant, Grants};
use jenjang::people::OrgUnit;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::{NameWords, PeopleFilter, PeopleRepository, PersonFile};
use jenjang::store::{Page, Revision, Store, StoreError, Transaction, Versioned};

/// One moment of a store: begins with the first question and ends when it is dropped or [`Moment::end`] says so.
#[derive(Clone, Default)]
pub struct Moment(Arc<Mutex<State>>);

#[derive(Clone, Default)]
enum State {
    #[default]
    NotBegun,
    Begun(Arc<AsyncMutex<Seen>>),
    Ended,
}

impl Moment {
    /// A moment that reads through a transaction which is to write afterwards: see [`Moment::into_transaction`].
    pub fn within(tx: Box<dyn Transaction>) -> Moment {
        Moment(Arc::new(Mutex::new(State::Begun(Arc::new(AsyncMutex::new(Seen::of(tx)))))))
    }

    /// The transaction, once nothing reads through it any more; none where the moment has not begun, has ended or is still read through.
    pub fn into_transaction(self) -> Option<Box<dyn Transaction>> {
        match std::mem::replace(&mut *self.state(), State::Ended) {
            State::Begun(seen) => Arc::into_inner(seen).map(|seen| seen.into_inner().tx),
            State::NotBegun | State::Ended => None,
        }
    }

    /// A transaction that reads at this moment; one of its own where the moment has ended, or another transaction of it is still held.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the store cannot be reached.
    pub async fn read(&self, store: &dyn Store) -> Result<Box<dyn Transaction>, StoreError> {
        let state = self.state().clone();
        match state {
            State::NotBegun => {
                let seen = Arc::new(AsyncMutex::new(Seen::of(store.read().await?)));
                let reading = seen.lock_arc().await;
                *self.state() = State::Begun(seen);
                Ok(Box::new(Reading(reading)))
            }
            State::Begun(seen) => match seen.try_lock_arc() {
                Some(seen) => Ok(Box::new(Reading(seen))),
                None => store.read().await,
            },
            State::Ended => store.read().await,
        }
    }

    /// Ends the moment, before something is written: who reads afterwards is to see it.
    pub fn end(&self) {
        *self.state() = State::Ended;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A transaction and what was seen through it.
struct Seen {
    tx: Box<dyn Transaction>,
    people: BTreeMap<PersonId, Option<Versioned<PersonFile>>>,
    units: BTreeMap<UnitId, Option<OrgUnit>>,
    above: BTreeMap<UnitId, Vec<OrgUnit>>,
    tops: Option<Vec<UnitId>>,
    grants: BTreeMap<PersonId, Vec<Grant>>,
}

impl Seen {
    fn of(tx: Box<dyn Transaction>) -> Seen {
        Seen { tx, people: BTreeMap::new(), units: BTreeMap::new(), above: BTreeMap::new(), tops: None, grants: BTreeMap::new() }
    }
}

struct Reading(MutexGuardArc<Seen>);

macro_rules! answered {
    (people: $repository:path) => {
        fn people(&mut self) -> &mut dyn $repository {
            &mut *self.0
        }
    };
    (grants: $repository:path) => {
        fn grants(&mut self) -> &mut dyn $repository {
            &mut *self.0
        }
    };
    ($name:ident: $repository:path) => {
        fn $name(&mut self) -> &mut dyn $repository {
            self.0.tx.$name()
        }
    };
}

macro_rules! passed_on {
    ($($name:ident: $repository:path,)*) => {
        #[async_trait]
        impl Transaction for Reading {
            $(answered! { $name: $repository })*

            async fn commit(self: Box<Self>) -> Result<(), StoreError> {
                // nothing was written
                Ok(())
            }
        }
    };
}

jenjang::each_repository!(passed_on);

#[async_trait]
impl PeopleRepository for Seen {
    async fn find(&mut self, id: &PersonId) -> Result<Option<Versioned<PersonFile>>, StoreError> {
        if let Some(known) = self.people.get(id) {
            return Ok(known.clone());
        }
        let found = self.tx.people().find(id).await?;
        self.people.insert(id.clone(), found.clone());
        Ok(found)
    }

    async fn find_many(&mut self, ids: &[PersonId]) -> Result<Vec<Versioned<PersonFile>>, StoreError> {
        let wanted: BTreeSet<&PersonId> = ids.iter().collect();
        let unknown: Vec<PersonId> = wanted.iter().filter(|id| !self.people.contains_key(**id)).map(|id| (*id).clone()).collect();
        if !unknown.is_empty() {
            let mut found = self.tx.people().find_many(&unknown).await?.into_iter().peekable();
            for id in unknown {
                let there = found.next_if(|there| *there.value.id() == id);
                self.people.insert(id, there);
            }
        }
        Ok(wanted.into_iter().filter_map(|id| self.people.get(id).cloned().flatten()).collect())
    }

    async fn find_by_number(&mut self, number: &str) -> Result<Option<PersonId>, StoreError> {
        self.tx.people().find_by_number(number).await
    }

    async fn list(&mut self, filter: &PeopleFilter, page: &Page<PersonId>) -> Result<Vec<Versioned<PersonFile>>, StoreError> {
        self.tx.people().list(filter, page).await
    }

    async fn count(&mut self, filter: &PeopleFilter) -> Result<u64, StoreError> {
        self.tx.people().count(filter).await
    }

    async fn save(&mut self, file: &PersonFile, expected: Option<Revision>) -> Result<Revision, StoreError> {
        self.tx.people().save(file, expected).await
    }

    async fn save_many(&mut self, files: &[PersonFile]) -> Result<(), StoreError> {
        self.tx.people().save_many(files).await
    }

    async fn remove(&mut self, id: &PersonId, expected: Revision) -> Result<(), StoreError> {
        self.tx.people().remove(id, expected).await
    }

    async fn find_unit(&mut self, id: &UnitId) -> Result<Option<OrgUnit>, StoreError> {
        if let Some(known) = self.units.get(id) {
            return Ok(known.clone());
        }
        let found = self.tx.people().find_unit(id).await?;
        self.units.insert(id.clone(), found.clone());
        Ok(found)
    }

    async fn units_above(&mut self, id: &UnitId) -> Result<Vec<OrgUnit>, StoreError> {
        if let Some(known) = self.above.get(id) {
            return Ok(known.clone());
        }
        let found = self.tx.people().units_above(id).await?;
        self.units.extend(found.iter().map(|unit| (unit.id.clone(), Some(unit.clone()))));
        self.above.insert(id.clone(), found.clone());
        Ok(found)
    }

    async fn units(&mut self) -> Result<Vec<OrgUnit>, StoreError> {
        self.tx.people().units().await
    }

    async fn find_units(&mut self, ids: &BTreeSet<UnitId>) -> Result<Vec<OrgUnit>, StoreError> {
        self.tx.people().find_units(ids).await
    }

    async fn units_under(&mut self, ids: &BTreeSet<UnitId>) -> Result<Vec<OrgUnit>, StoreError> {
        self.tx.people().units_under(ids).await
    }

    async fn units_named(
        &mut self,
        under: Option<&BTreeSet<UnitId>>,
        words: Option<&NameWords>,
        limit: usize,
    ) -> Result<Vec<OrgUnit>, StoreError> {
        self.tx.people().units_named(under, words, limit).await
    }

    async fn top_units(&mut self) -> Result<Vec<UnitId>, StoreError> {
        if let Some(known) = &self.tops {
            return Ok(known.clone());
        }
        let found = self.tx.people().top_units().await?;
        self.tops = Some(found.clone());
        Ok(found)
    }

    async fn save_units(&mut self, units: &[OrgUnit]) -> Result<(), StoreError> {
        self.tx.people().save_units(units).await
    }
}

#[async_trait]
impl Grants for Seen {
    async fn list(&mut self, person: Option<&PersonId>) -> Result<Vec<Grant>, StoreError> {
        let Some(person) = person else { return self.tx.grants().list(None).await };
        if let Some(known) = self.grants.get(person) {
            return Ok(known.clone());
        }
        let found = self.tx.grants().list(Some(person)).await?;
        self.grants.insert(person.clone(), found.clone());
        Ok(found)
    }

    async fn save(&mut self, grant: &Grant) -> Result<(), StoreError> {
        self.tx.grants().save(grant).await
    }
}
