//! Appeals and waivers.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jenjang::people::id::{AppealId, PersonId, WaiverId};
use jenjang::promotion::repository::{AppealRecord, AppealRepository};
use jenjang::promotion::waiver::WaiverRecord;
use jenjang::store::{Revision, StoreError, Versioned};
use rusqlite::Row;

use crate::row::{Table, json, next_revision, taken};
use crate::scrub;
use crate::transaction::SqliteTransaction;

const APPEAL: Table = Table { name: "appeal", key: 1 };
const WAIVER: Table = Table { name: "waiver", key: 1 };

fn appeal(row: &Row<'_>) -> Result<Versioned<AppealRecord>, StoreError> {
    APPEAL.versioned(row, 1, APPEAL.json(row, (2, "body"))?)
}

fn waiver(row: &Row<'_>) -> Result<WaiverRecord, StoreError> {
    WAIVER.json(row, (1, "body"))
}

#[async_trait]
impl AppealRepository for SqliteTransaction {
    async fn find(&mut self, id: &AppealId) -> Result<Option<Versioned<AppealRecord>>, StoreError> {
        self.link().one("reading an appeal", "SELECT id, revision, body FROM appeal WHERE id = ?1", [id.as_str()], appeal)
    }

    async fn list(&mut self, person: Option<&PersonId>) -> Result<Vec<Versioned<AppealRecord>>, StoreError> {
        let doing = "reading appeals";
        match person {
            Some(person) => {
                let sql = "SELECT id, revision, body FROM appeal WHERE person = ?1 ORDER BY id";
                self.link().many(doing, sql, [person.as_str()], appeal)
            }
            None => self.link().many(doing, "SELECT id, revision, body FROM appeal ORDER BY id", (), appeal),
        }
    }

    async fn save(&mut self, appeal: &AppealRecord, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let link = self.writer()?;
        let id = &appeal.id;
        let revision = next_revision(link, "appeal", "SELECT revision FROM appeal WHERE id = ?1", [id.as_str()], id, expected)?;
        let sql = "INSERT INTO appeal (id, person, revision, body) VALUES (?1, ?2, 1, ?3)
                   ON CONFLICT (id) DO UPDATE SET person = excluded.person, revision = revision + 1, body = excluded.body";
        link.execute("saving an appeal", sql, (id.as_str(), appeal.person.as_str(), json("saving an appeal", appeal)?))?;
        Ok(revision)
    }

    async fn find_waiver(&mut self, id: &WaiverId) -> Result<Option<WaiverRecord>, StoreError> {
        self.link().one("reading a waiver", "SELECT id, body FROM waiver WHERE id = ?1", [id.as_str()], waiver)
    }

    async fn waivers(&mut self, person: &PersonId) -> Result<Vec<WaiverRecord>, StoreError> {
        let sql = "SELECT id, body FROM waiver WHERE person = ?1 ORDER BY id";
        self.link().many("reading waivers", sql, [person.as_str()], waiver)
    }

    async fn waivers_of(&mut self, people: &[PersonId]) -> Result<Vec<WaiverRecord>, StoreError> {
        let wanted: BTreeSet<&PersonId> = people.iter().collect();
        let sql = "SELECT id, body FROM waiver WHERE person = ?1 ORDER BY id";
        let mut found = Vec::new();
        for person in wanted {
            found.extend(self.link().many("reading waivers", sql, [person.as_str()], waiver)?);
        }
        Ok(found)
    }

    async fn insert_waiver(&mut self, waiver: &WaiverRecord) -> Result<(), StoreError> {
        let doing = "saving a waiver";
        let sql = "INSERT INTO waiver (id, person, body) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        match self.writer()?.execute(doing, sql, (waiver.id.as_str(), waiver.person.as_str(), json(doing, waiver)?))? {
            0 => Err(taken("waiver", &waiver.id)),
            _ => Ok(()),
        }
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        let link = self.writer()?;
        let appeals = scrub::erase(link, "DELETE FROM appeal WHERE person = ?1", person)?;
        Ok(appeals.saturating_add(scrub::erase(link, "DELETE FROM waiver WHERE person = ?1", person)?))
    }
}
