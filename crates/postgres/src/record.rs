//! Records that are kept whole.

use std::sync::Arc;

use async_trait::async_trait;
use jenjang::people::id::PersonId;
use jenjang::record::{Kind, Record, RecordFilter, RecordRepository};
use jenjang::store::{Page, Revision, StoreError, Versioned};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::row;
use crate::transaction::PostgresTransaction;

const TABLE: &str = "record";
const READING: &str = "reading records";
const COLUMNS: &str = "kind, id, parent, person, other, revision, body";

fn record(found: &Row) -> Result<Versioned<Record>, StoreError> {
    let word: &str = row::column(found, TABLE, "kind")?;
    let kind = Kind::ALL.iter().copied().find(|kind| kind.as_str() == word);
    let person = |name| {
        let text: Option<&str> = row::column(found, TABLE, name)?;
        text.map(|text| text.parse().map_err(|_| row::corrupt(found, TABLE, name, "not an id"))).transpose()
    };
    let record = Record {
        kind: kind.ok_or_else(|| row::corrupt(found, TABLE, "kind", "unknown word"))?,
        id: row::column::<&str>(found, TABLE, "id")?.into(),
        parent: row::column::<Option<&str>>(found, TABLE, "parent")?.map(Arc::from),
        person: person("person")?,
        other: person("other")?,
        body: row::column::<&str>(found, TABLE, "body")?.into(),
    };
    Ok(Versioned { value: record, revision: row::revision(found, TABLE)? })
}

/// The conditions of a filter, numbered after the kind, and their values.
fn conditions(kind: Kind, filter: &RecordFilter) -> (String, Vec<&str>) {
    let mut values = vec![kind.as_str()];
    let mut sql = "kind = $1".to_owned();
    let wanted = [
        ("parent", filter.parent.as_deref()),
        ("person", filter.person.as_ref().map(PersonId::as_str)),
        ("other", filter.other.as_ref().map(PersonId::as_str)),
    ];
    for (column, value) in wanted {
        if let Some(value) = value {
            values.push(value);
            sql.push_str(&format!(" AND {column} = ${}", values.len()));
        }
    }
    (sql, values)
}

fn parameters<'v>(values: &'v [&'v str]) -> Vec<&'v (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

#[async_trait]
impl RecordRepository for PostgresTransaction {
    async fn find(&mut self, kind: Kind, id: &str) -> Result<Option<Versioned<Record>>, StoreError> {
        if row::has_nul(id) {
            return Ok(None);
        }
        let sql = format!("SELECT {COLUMNS} FROM record WHERE kind = $1 AND id = $2");
        self.find(READING, &sql, &[&kind.as_str(), &id]).await?.as_ref().map(record).transpose()
    }

    async fn list(&mut self, kind: Kind, filter: &RecordFilter, page: &Page<Arc<str>>) -> Result<Vec<Versioned<Record>>, StoreError> {
        if filter.parent.as_deref().is_some_and(row::has_nul) {
            return Ok(Vec::new());
        }
        let (mut sql, mut values) = conditions(kind, filter);
        if let Some(after) = &page.after {
            row::check_text("record", after)?;
            values.push(after);
            sql.push_str(&format!(" AND id > ${}", values.len()));
        }
        let limit = row::limit(page.limit);
        let mut parameters = parameters(&values);
        parameters.push(&limit);
        let sql = format!("SELECT {COLUMNS} FROM record WHERE {sql} ORDER BY id LIMIT ${}", parameters.len());
        self.rows(READING, &sql, &parameters).await?.iter().map(record).collect()
    }

    async fn about(&mut self, kind: Kind, people: &[PersonId]) -> Result<Vec<Versioned<Record>>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM record WHERE kind = $1 AND person = ANY($2) ORDER BY person, id");
        let people: Vec<&str> = people.iter().map(PersonId::as_str).collect();
        self.rows(READING, &sql, &[&kind.as_str(), &people]).await?.iter().map(record).collect()
    }

    async fn count(&mut self, kind: Kind, filter: &RecordFilter) -> Result<u64, StoreError> {
        if filter.parent.as_deref().is_some_and(row::has_nul) {
            return Ok(0);
        }
        let (sql, values) = conditions(kind, filter);
        let sql = format!("SELECT count(*) AS counted FROM record WHERE {sql}");
        let found = self.find(READING, &sql, &parameters(&values)).await?;
        found.map_or(Ok(0), |found| row::count(&found, TABLE, "counted"))
    }

    async fn save(&mut self, record: &Record, expected: Option<Revision>) -> Result<Revision, StoreError> {
        self.may_write()?;
        let (kind, id) = (record.kind.as_str(), &*record.id);
        row::check_key(kind, id)?;
        if let Some(parent) = &record.parent {
            row::check_key(kind, parent)?;
        }
        row::check_text(kind, &record.body)?;
        let sql = "SELECT kind, id, revision FROM record WHERE kind = $1 AND id = $2";
        let revision = self.next_revision((kind, TABLE, id.to_owned()), sql, &[&kind, &id], expected).await?;
        let sql = "INSERT INTO record (kind, id, parent, person, other, revision, body) VALUES ($1, $2, $3, $4, $5, $6, $7) \
                   ON CONFLICT (kind, id) DO UPDATE SET parent = excluded.parent, person = excluded.person, other = excluded.other, \
                   revision = excluded.revision, body = excluded.body";
        let (person, other) = (record.person.as_ref().map(PersonId::as_str), record.other.as_ref().map(PersonId::as_str));
        let number = row::number("revision", revision.0)?;
        self.run("keeping a record", sql, &[&kind, &id, &record.parent.as_deref(), &person, &other, &number, &&*record.body]).await?;
        Ok(revision)
    }

    async fn remove(&mut self, kind: Kind, id: &str, expected: Revision) -> Result<(), StoreError> {
        let kind = kind.as_str();
        let sql = "SELECT kind, id, revision FROM record WHERE kind = $1 AND id = $2";
        self.next_revision((kind, TABLE, id.to_owned()), sql, &[&kind, &id], Some(expected)).await?;
        self.run("removing a record", "DELETE FROM record WHERE kind = $1 AND id = $2", &[&kind, &id]).await.map(drop)
    }

    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<Versioned<Record>>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM record WHERE person = $1 OR other = $1");
        let found = self.rows(READING, &sql, &[&person.as_str()]).await?;
        let mut found = found.iter().map(record).collect::<Result<Vec<_>, _>>()?;
        found.sort_by(|a, b| (a.value.kind, &a.value.id).cmp(&(b.value.kind, &b.value.id)));
        Ok(found)
    }
}
