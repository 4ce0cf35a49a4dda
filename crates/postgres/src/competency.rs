//! Competency texts and profiles.

use async_trait::async_trait;
use jenjang::audit::Digest;
use jenjang::competency::repository::{CompetencyRepository, ProfileRecord, TextKind, TextRecord};
use jenjang::people::id::{FrameworkId, PersonId};
use jenjang::store::{Page, Revision, StoreError, Versioned};
use tokio_postgres::Row;

use crate::row;
use crate::transaction::PostgresTransaction;

const PROFILE: &str = "competency_profile";

fn profile(found: &Row) -> Result<Versioned<ProfileRecord>, StoreError> {
    Ok(Versioned { value: row::json(found, PROFILE, "body")?, revision: row::revision(found, PROFILE)? })
}

fn text(found: &Row, kind: TextKind) -> Result<TextRecord, StoreError> {
    let table = "competency_text";
    let (id, body): (&str, &str) = (row::column(found, table, "id")?, row::column(found, table, "body")?);
    Ok(TextRecord { kind, id: id.into(), version: row::digest(found, table, "version")?, text: body.into() })
}

#[async_trait]
impl CompetencyRepository for PostgresTransaction {
    async fn save_text(&mut self, text: &TextRecord) -> Result<(), StoreError> {
        self.may_write()?;
        row::check_key("id of a text", &text.id)?;
        row::check_text("text", &text.text)?;
        let sql = "INSERT INTO competency_text (kind, id, version, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        self.run("keeping a text", sql, &[&text.kind.as_str(), &&*text.id, &&text.version.0[..], &&*text.text]).await?;
        Ok(())
    }

    async fn find_text(&mut self, kind: TextKind, id: &str, version: &Digest) -> Result<Option<TextRecord>, StoreError> {
        if row::has_nul(id) {
            return Ok(None);
        }
        let sql = "SELECT kind, id, version, body FROM competency_text WHERE kind = $1 AND id = $2 AND version = $3";
        let found = self.find("reading a text", sql, &[&kind.as_str(), &id, &&version.0[..]]).await?;
        found.map(|found| text(&found, kind)).transpose()
    }

    async fn texts(&mut self, kind: TextKind) -> Result<Vec<TextRecord>, StoreError> {
        let sql = "SELECT kind, id, version, body FROM competency_text WHERE kind = $1 ORDER BY id, version";
        let rows = self.rows("reading texts", sql, &[&kind.as_str()]).await?;
        rows.iter().map(|found| text(found, kind)).collect()
    }

    async fn find_profile(&mut self, person: &PersonId, framework: &FrameworkId) -> Result<Option<Versioned<ProfileRecord>>, StoreError> {
        let sql = "SELECT person, framework, revision, body FROM competency_profile WHERE person = $1 AND framework = $2";
        let found = self.find("reading a profile", sql, &[&person.as_str(), &framework.as_str()]).await?;
        found.as_ref().map(profile).transpose()
    }

    async fn profiles(&mut self, person: &PersonId) -> Result<Vec<Versioned<ProfileRecord>>, StoreError> {
        let sql = "SELECT person, framework, revision, body FROM competency_profile WHERE person = $1 ORDER BY framework";
        self.rows("reading profiles", sql, &[&person.as_str()]).await?.iter().map(profile).collect()
    }

    async fn profiles_of(&mut self, people: &[PersonId]) -> Result<Vec<Versioned<ProfileRecord>>, StoreError> {
        let sql = "SELECT person, framework, revision, body FROM competency_profile WHERE person = ANY($1) ORDER BY person, framework";
        let people: Vec<&str> = people.iter().map(PersonId::as_str).collect();
        self.rows("reading profiles", sql, &[&people]).await?.iter().map(profile).collect()
    }

    async fn list_profiles(&mut self, framework: &FrameworkId, page: &Page<PersonId>) -> Result<Vec<Versioned<ProfileRecord>>, StoreError> {
        let sql = "SELECT person, framework, revision, body FROM competency_profile WHERE framework = $1 AND person > $2 ORDER BY person LIMIT $3";
        let after = page.after.as_ref().map_or("", PersonId::as_str);
        let rows = self.rows("listing profiles", sql, &[&framework.as_str(), &after, &row::limit(page.limit)]).await?;
        rows.iter().map(profile).collect()
    }

    async fn save_profile(&mut self, profile: &ProfileRecord, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let (person, framework) = (profile.person.as_str(), profile.framework.as_str());
        let sql = "SELECT person, framework, revision FROM competency_profile WHERE person = $1 AND framework = $2";
        let revision =
            self.next_revision(("profile", PROFILE, format!("{person}/{framework}")), sql, &[&person, &framework], expected).await?;
        let doing = "keeping a profile";
        let body = row::text_of(doing, profile)?;
        let sql = "INSERT INTO competency_profile (person, framework, revision, body) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (person, framework) DO UPDATE SET revision = excluded.revision, body = excluded.body";
        self.run(doing, sql, &[&person, &framework, &row::number("revision", revision.0)?, &body]).await?;
        Ok(revision)
    }

    async fn remove_profiles(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        self.run("removing profiles", "DELETE FROM competency_profile WHERE person = $1", &[&person.as_str()]).await
    }
}
