//! Records of development.

use async_trait::async_trait;
use jenjang::development::DevelopmentRecord;
use jenjang::development::repository::DevelopmentRepository;
use jenjang::people::id::{DevelopmentId, PersonId};
use jenjang::store::{Revision, StoreError, Versioned};
use tokio_postgres::Row;

use crate::row;
use crate::transaction::PostgresTransaction;

const TABLE: &str = "development_record";

fn record(found: &Row) -> Result<Versioned<DevelopmentRecord>, StoreError> {
    Ok(Versioned { value: row::json(found, TABLE, "body")?, revision: row::revision(found, TABLE)? })
}

#[async_trait]
impl DevelopmentRepository for PostgresTransaction {
    async fn find(&mut self, id: &DevelopmentId) -> Result<Option<Versioned<DevelopmentRecord>>, StoreError> {
        let sql = "SELECT id, revision, body FROM development_record WHERE id = $1";
        self.find("reading development", sql, &[&id.as_str()]).await?.as_ref().map(record).transpose()
    }

    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<Versioned<DevelopmentRecord>>, StoreError> {
        let sql = "SELECT id, revision, body FROM development_record WHERE person = $1 ORDER BY id";
        self.rows("reading development", sql, &[&person.as_str()]).await?.iter().map(record).collect()
    }

    async fn of_people(&mut self, people: &[PersonId]) -> Result<Vec<Versioned<DevelopmentRecord>>, StoreError> {
        let sql = "SELECT id, revision, body FROM development_record WHERE person = ANY($1) ORDER BY person, id";
        let people: Vec<&str> = people.iter().map(PersonId::as_str).collect();
        self.rows("reading development", sql, &[&people]).await?.iter().map(record).collect()
    }

    async fn save(&mut self, record: &DevelopmentRecord, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let id = record.id.as_str();
        let sql = "SELECT id, revision FROM development_record WHERE id = $1";
        let revision = self.next_revision(("development record", TABLE, id.to_owned()), sql, &[&id], expected).await?;
        let doing = "keeping development";
        let body = row::text_of(doing, record)?;
        let sql = "INSERT INTO development_record (id, revision, person, body) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, person = excluded.person, body = excluded.body";
        self.run(doing, sql, &[&id, &row::number("revision", revision.0)?, &record.person.as_str(), &body]).await?;
        Ok(revision)
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        self.run("removing development", "DELETE FROM development_record WHERE person = $1", &[&person.as_str()]).await
    }
}
