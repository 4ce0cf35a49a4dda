//! Texts of frameworks, standards, schemes and questionnaires, and profiles of people.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jenjang::audit::Digest;
use jenjang::competency::repository::{CompetencyRepository, ProfileRecord, TextKind, TextRecord};
use jenjang::people::id::{FrameworkId, PersonId};
use jenjang::store::{Page, Revision, StoreError, Versioned};
use rusqlite::Row;

use crate::row::{Table, after, json, limit, next_revision};
use crate::scrub;
use crate::transaction::SqliteTransaction;

const TEXT: Table = Table { name: "text", key: 3 };
const PROFILE: Table = Table { name: "profile", key: 2 };

const READING: &str = "reading profiles";

fn text(row: &Row<'_>) -> Result<TextRecord, StoreError> {
    Ok(TextRecord {
        kind: TEXT.word(row, (0, "kind"), TextKind::ALL, TextKind::as_str)?,
        id: TEXT.shared(row, (1, "id"))?,
        version: TEXT.digest(row, (2, "version"))?,
        text: TEXT.shared(row, (3, "text"))?,
    })
}

fn profile(row: &Row<'_>) -> Result<Versioned<ProfileRecord>, StoreError> {
    let record = ProfileRecord {
        person: PROFILE.parse(row, (0, "person"))?,
        framework: PROFILE.parse(row, (1, "framework"))?,
        assessments: PROFILE.json(row, (3, "body"))?,
    };
    PROFILE.versioned(row, 2, record)
}

#[async_trait]
impl CompetencyRepository for SqliteTransaction {
    async fn save_text(&mut self, text: &TextRecord) -> Result<(), StoreError> {
        let sql = "INSERT INTO text (kind, id, version, text) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
        let row = (text.kind.as_str(), &*text.id, text.version.0, &*text.text);
        self.writer()?.execute("saving a text", sql, row).map(drop)
    }

    async fn find_text(&mut self, kind: TextKind, id: &str, version: &Digest) -> Result<Option<TextRecord>, StoreError> {
        let sql = "SELECT kind, id, version, text FROM text WHERE kind = ?1 AND id = ?2 AND version = ?3";
        self.link().one("reading a text", sql, (kind.as_str(), id, version.0), text)
    }

    async fn texts(&mut self, kind: TextKind) -> Result<Vec<TextRecord>, StoreError> {
        let sql = "SELECT kind, id, version, text FROM text WHERE kind = ?1 ORDER BY id, version";
        self.link().many("reading texts", sql, [kind.as_str()], text)
    }

    async fn find_profile(&mut self, person: &PersonId, framework: &FrameworkId) -> Result<Option<Versioned<ProfileRecord>>, StoreError> {
        let sql = "SELECT person, framework, revision, body FROM profile WHERE person = ?1 AND framework = ?2";
        self.link().one(READING, sql, (person.as_str(), framework.as_str()), profile)
    }

    async fn profiles(&mut self, person: &PersonId) -> Result<Vec<Versioned<ProfileRecord>>, StoreError> {
        let sql = "SELECT person, framework, revision, body FROM profile WHERE person = ?1 ORDER BY framework";
        self.link().many(READING, sql, [person.as_str()], profile)
    }

    async fn profiles_of(&mut self, people: &[PersonId]) -> Result<Vec<Versioned<ProfileRecord>>, StoreError> {
        let wanted: BTreeSet<&PersonId> = people.iter().collect();
        let sql = "SELECT person, framework, revision, body FROM profile WHERE person = ?1 ORDER BY framework";
        let mut found = Vec::new();
        for person in wanted {
            found.extend(self.link().many(READING, sql, [person.as_str()], profile)?);
        }
        Ok(found)
    }

    async fn list_profiles(&mut self, framework: &FrameworkId, page: &Page<PersonId>) -> Result<Vec<Versioned<ProfileRecord>>, StoreError> {
        let sql = "SELECT person, framework, revision, body FROM profile WHERE framework = ?1 AND person > ?2 ORDER BY person LIMIT ?3";
        self.link().many(READING, sql, (framework.as_str(), after(page, PersonId::as_str), limit(page.limit)), profile)
    }

    async fn save_profile(&mut self, profile: &ProfileRecord, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let link = self.writer()?;
        let key = (profile.person.as_str(), profile.framework.as_str());
        let find = "SELECT revision FROM profile WHERE person = ?1 AND framework = ?2";
        let name = format!("{}/{}", key.0, key.1);
        let revision = next_revision(link, "profile", find, key, name, expected)?;
        let sql = "INSERT INTO profile (person, framework, revision, body) VALUES (?1, ?2, 1, ?3)
                   ON CONFLICT (person, framework) DO UPDATE SET revision = revision + 1, body = excluded.body";
        link.execute("saving a profile", sql, (key.0, key.1, json("saving a profile", &profile.assessments)?))?;
        Ok(revision)
    }

    async fn remove_profiles(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        scrub::erase(self.writer()?, "DELETE FROM profile WHERE person = ?1", person)
    }
}
