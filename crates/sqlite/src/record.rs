//! Records that are kept whole.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use jenjang::people::id::PersonId;
use jenjang::record::{Kind, Record, RecordFilter, RecordRepository};
use jenjang::store::{Page, Revision, StoreError, Versioned};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use crate::row::{Table, limit, next_revision};
use crate::scrub;
use crate::transaction::SqliteTransaction;

const RECORD: Table = Table { name: "record", key: 2 };

const READING: &str = "reading records";
const COLUMNS: &str = "kind, id, parent, person, other, revision, body";

fn read(row: &Row<'_>) -> Result<Versioned<Record>, StoreError> {
    let record = Record {
        kind: RECORD.word(row, (0, "kind"), Kind::ALL.iter().copied(), Kind::as_str)?,
        id: RECORD.shared(row, (1, "id"))?,
        parent: RECORD.optional_text(row, (2, "parent"))?.map(Arc::from),
        person: RECORD.optional_parse(row, (3, "person"))?,
        other: RECORD.optional_parse(row, (4, "other"))?,
        body: RECORD.shared(row, (6, "body"))?,
    };
    RECORD.versioned(row, 5, record)
}

/// The conditions of a filter, numbered after the kind, and their values.
fn conditions(kind: Kind, filter: &RecordFilter) -> (String, Vec<Value>) {
    let mut values = vec![Value::from(kind.as_str().to_owned())];
    let mut sql = "kind = ?1".to_owned();
    let wanted = [
        ("parent", filter.parent.as_deref()),
        ("person", filter.person.as_ref().map(PersonId::as_str)),
        ("other", filter.other.as_ref().map(PersonId::as_str)),
    ];
    for (column, value) in wanted {
        if let Some(value) = value {
            values.push(Value::from(value.to_owned()));
            sql.push_str(&format!(" AND {column} = ?{}", values.len()));
        }
    }
    (sql, values)
}

#[async_trait]
impl RecordRepository for SqliteTransaction {
    async fn find(&mut self, kind: Kind, id: &str) -> Result<Option<Versioned<Record>>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM record WHERE kind = ?1 AND id = ?2");
        self.link().one(READING, &sql, [kind.as_str(), id], read)
    }

    async fn list(&mut self, kind: Kind, filter: &RecordFilter, page: &Page<Arc<str>>) -> Result<Vec<Versioned<Record>>, StoreError> {
        let (mut sql, mut values) = conditions(kind, filter);
        if let Some(after) = &page.after {
            values.push(Value::from(after.as_ref().to_owned()));
            sql.push_str(&format!(" AND id > ?{}", values.len()));
        }
        values.push(Value::from(limit(page.limit)));
        let sql = format!("SELECT {COLUMNS} FROM record WHERE {sql} ORDER BY id LIMIT ?{}", values.len());
        self.link().many(READING, &sql, params_from_iter(values), read)
    }

    async fn about(&mut self, kind: Kind, people: &[PersonId]) -> Result<Vec<Versioned<Record>>, StoreError> {
        let wanted: BTreeSet<&PersonId> = people.iter().collect();
        let sql = format!("SELECT {COLUMNS} FROM record WHERE kind = ?1 AND person = ?2 ORDER BY id");
        let mut found = Vec::new();
        for person in wanted {
            found.extend(self.link().many(READING, &sql, [kind.as_str(), person.as_str()], read)?);
        }
        Ok(found)
    }

    async fn count(&mut self, kind: Kind, filter: &RecordFilter) -> Result<u64, StoreError> {
        let (sql, values) = conditions(kind, filter);
        let sql = format!("SELECT count(*) FROM record WHERE {sql}");
        let counted = self.link().one(READING, &sql, params_from_iter(values), |row| RECORD.number(row, (0, "count")))?;
        Ok(counted.unwrap_or(0))
    }

    async fn save(&mut self, record: &Record, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let link = self.writer()?;
        let find = "SELECT revision FROM record WHERE kind = ?1 AND id = ?2";
        let key = [record.kind.as_str(), &record.id];
        let revision = next_revision(link, record.kind.as_str(), find, key, &record.id, expected)?;
        let sql = "INSERT INTO record (kind, id, parent, person, other, revision, body) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)
                   ON CONFLICT (kind, id) DO UPDATE SET parent = excluded.parent, person = excluded.person, other = excluded.other,
                       revision = revision + 1, body = excluded.body";
        let (person, other) = (record.person.as_ref().map(PersonId::as_str), record.other.as_ref().map(PersonId::as_str));
        link.execute("saving a record", sql, (key[0], key[1], record.parent.as_deref(), person, other, &*record.body))?;
        Ok(revision)
    }

    async fn remove(&mut self, kind: Kind, id: &str, expected: Revision) -> Result<(), StoreError> {
        let link = self.writer()?;
        let find = "SELECT revision FROM record WHERE kind = ?1 AND id = ?2";
        next_revision(link, kind.as_str(), find, [kind.as_str(), id], id, Some(expected))?;
        link.execute("removing a record", "DELETE FROM record WHERE kind = ?1 AND id = ?2", [kind.as_str(), id])?;
        scrub::due(link)
    }

    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<Versioned<Record>>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM record WHERE person = ?1 OR other = ?1");
        let mut found = self.link().many(READING, &sql, [person.as_str()], read)?;
        found.sort_by(|a, b| (a.value.kind, &a.value.id).cmp(&(b.value.kind, &b.value.id)));
        Ok(found)
    }
}
