//! Records that are kept whole.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

use async_trait::async_trait;

use super::{MemoryTransaction, save};
use crate::people::id::PersonId;
use crate::record::{Kind, Record, RecordFilter, RecordRepository};
use crate::store::{Page, Revision, StoreError, Versioned};

#[async_trait]
impl RecordRepository for MemoryTransaction {
    async fn find(&mut self, kind: Kind, id: &str) -> Result<Option<Versioned<Record>>, StoreError> {
        Ok(self.state.records.get(&(kind, Arc::from(id))).cloned())
    }

    async fn list(&mut self, kind: Kind, filter: &RecordFilter, page: &Page<Arc<str>>) -> Result<Vec<Versioned<Record>>, StoreError> {
        let start = match &page.after {
            Some(after) => Bound::Excluded((kind, Arc::clone(after))),
            None => Bound::Included((kind, Arc::from(""))),
        };
        let of_kind = self.state.records.range((start, Bound::Unbounded)).take_while(|((found, _), _)| *found == kind);
        let found = of_kind.map(|(_, stored)| stored).filter(|stored| filter.takes(&stored.value));
        Ok(found.take(page.limit).cloned().collect())
    }

    async fn about(&mut self, kind: Kind, people: &[PersonId]) -> Result<Vec<Versioned<Record>>, StoreError> {
        let wanted: BTreeSet<&PersonId> = people.iter().collect();
        let of_kind = self.state.records.range((kind, Arc::from(""))..).take_while(|((found, _), _)| *found == kind);
        let meant = |stored: &&Versioned<Record>| stored.value.person.as_ref().is_some_and(|person| wanted.contains(person));
        let mut found: Vec<_> = of_kind.map(|(_, stored)| stored).filter(meant).cloned().collect();
        found.sort_by(|a, b| (&a.value.person, &a.value.id).cmp(&(&b.value.person, &b.value.id)));
        Ok(found)
    }

    async fn count(&mut self, kind: Kind, filter: &RecordFilter) -> Result<u64, StoreError> {
        let of_kind = self.state.records.range((kind, Arc::from(""))..).take_while(|((found, _), _)| *found == kind);
        Ok(u64::try_from(of_kind.filter(|(_, stored)| filter.takes(&stored.value)).count()).unwrap_or(u64::MAX))
    }

    async fn save(&mut self, record: &Record, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let key = (record.kind, Arc::clone(&record.id));
        save(&mut self.write()?.records, record.kind.as_str(), key, &record.id, record.clone(), expected)
    }

    async fn remove(&mut self, kind: Kind, id: &str, expected: Revision) -> Result<(), StoreError> {
        let key = (kind, Arc::from(id));
        let records = &mut self.write()?.records;
        let found = records.get(&key).map(|stored| stored.revision);
        if found != Some(expected) {
            return Err(StoreError::Conflict { what: kind.as_str(), id: id.to_owned(), found, expected: Some(expected) });
        }
        Arc::make_mut(records).remove(&key);
        Ok(())
    }

    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<Versioned<Record>>, StoreError> {
        let named = |record: &Record| record.person.as_ref() == Some(person) || record.other.as_ref() == Some(person);
        Ok(self.state.records.values().filter(|stored| named(&stored.value)).cloned().collect())
    }
}
