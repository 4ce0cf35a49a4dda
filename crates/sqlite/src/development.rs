//! Records of development.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jenjang::development::DevelopmentRecord;
use jenjang::development::repository::DevelopmentRepository;
use jenjang::people::id::{DevelopmentId, PersonId};
use jenjang::store::{Revision, StoreError, Versioned};
use rusqlite::Row;

use crate::row::{Table, json, next_revision};
use crate::scrub;
use crate::transaction::SqliteTransaction;

const DEVELOPMENT: Table = Table { name: "development", key: 1 };

const READING: &str = "reading records of development";

fn read(row: &Row<'_>) -> Result<Versioned<DevelopmentRecord>, StoreError> {
    DEVELOPMENT.versioned(row, 1, DEVELOPMENT.json(row, (2, "body"))?)
}

#[async_trait]
impl DevelopmentRepository for SqliteTransaction {
    async fn find(&mut self, id: &DevelopmentId) -> Result<Option<Versioned<DevelopmentRecord>>, StoreError> {
        self.link().one(READING, "SELECT id, revision, body FROM development WHERE id = ?1", [id.as_str()], read)
    }

    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<Versioned<DevelopmentRecord>>, StoreError> {
        let sql = "SELECT id, revision, body FROM development WHERE person = ?1 ORDER BY id";
        self.link().many(READING, sql, [person.as_str()], read)
    }

    async fn of_people(&mut self, people: &[PersonId]) -> Result<Vec<Versioned<DevelopmentRecord>>, StoreError> {
        let wanted: BTreeSet<&PersonId> = people.iter().collect();
        let sql = "SELECT id, revision, body FROM development WHERE person = ?1 ORDER BY id";
        let mut found = Vec::new();
        for person in wanted {
            found.extend(self.link().many(READING, sql, [person.as_str()], read)?);
        }
        Ok(found)
    }

    async fn save(&mut self, record: &DevelopmentRecord, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let link = self.writer()?;
        let doing = "saving a record of development";
        let find = "SELECT revision FROM development WHERE id = ?1";
        let revision = next_revision(link, "development record", find, [record.id.as_str()], &record.id, expected)?;
        let sql = "INSERT INTO development (id, person, revision, body) VALUES (?1, ?2, 1, ?3)
                   ON CONFLICT (id) DO UPDATE SET person = excluded.person, revision = revision + 1, body = excluded.body";
        link.execute(doing, sql, (record.id.as_str(), record.person.as_str(), json(doing, record)?))?;
        Ok(revision)
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        scrub::erase(self.writer()?, "DELETE FROM development WHERE person = ?1", person)
    }
}
