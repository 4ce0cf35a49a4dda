//! People, their histories and units.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_trait::async_trait;
use jenjang::audit::SubjectSecret;
use jenjang::people::civil_servant::{CivilServantRecord, RegisterRecords};
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::{NameWords, PeopleFilter, PeopleRepository, PersonFile};
use jenjang::people::{Event, OrgUnit, RegisterSource, RegisterVisitor, path_among};
use jenjang::store::{Page, Revision, StoreError, Versioned};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_postgres::Row;

use crate::copy::Copy;
use crate::row;
use crate::transaction::{PostgresTransaction, Values, taken};

/// People with their histories, in one statement: the registers and the entries stand in two lists of the same length.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, revision, unit, superior, consulted, secret, body, registers, entries FROM person, LATERAL (\
               SELECT array_agg(register ORDER BY register, ordinal) AS registers, array_agg(e.body ORDER BY register, ordinal) AS entries \
               FROM person_event e WHERE e.person = person.id\
             ) history ",
            $rest
        )
    };
}

/// That the name has the words of a list. What parts words and which letters are the same is said by
/// [`NameWords`](jenjang::people::repository::NameWords). The body is searched for a word that stands in it as it is before it is read as JSON, which costs
/// more; one that holds a character 0 cannot be read.
macro_rules! named {
    ($words:literal) => {
        concat!(
            " AND CASE WHEN strpos(body, '\\u0000') > 0 THEN false WHEN EXISTS (SELECT 1 FROM unnest(",
            $words,
            "::text[]) word WHERE word ~ '^[^\"\\\\\\u0001-\\u001f]*$' \
               AND strpos(translate(body, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'), word) = 0) THEN false \
             ELSE body::json ->> 'name' IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unnest(",
            $words,
            "::text[]) word WHERE strpos(' ' || translate(body::json ->> 'name', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ-.,''', \
               'abcdefghijklmnopqrstuvwxyz    '), ' ' || word) = 0) END"
        )
    };
}

/// Units whose names and id together have the words, compared as in [`named`]; one that holds a character 0 cannot be read.
const UNITS_NAMED: &str = "WITH RECURSIVE under (id) AS (\
       SELECT given COLLATE \"C\" FROM unnest($1::text[]) given UNION \
       SELECT unit.id FROM under JOIN org_unit unit ON unit.parent = under.id\
     ) SELECT id, body FROM org_unit \
     WHERE ($1::text[] IS NULL OR id IN (SELECT id FROM under)) \
       AND CASE WHEN $2::text[] IS NULL THEN true WHEN strpos(body, '\\u0000') > 0 THEN false \
         ELSE NOT EXISTS (SELECT 1 FROM unnest($2::text[]) word WHERE strpos(' ' || translate(\
           (body::json #>> '{name,id}') || ' ' || (body::json #>> '{name,en}') || ' ' || id, \
           'ABCDEFGHIJKLMNOPQRSTUVWXYZ-.,''', 'abcdefghijklmnopqrstuvwxyz    '), ' ' || word) = 0) END \
     ORDER BY id LIMIT $3";

/// Everything about a person but the histories.
fn without_registers(record: &CivilServantRecord) -> CivilServantRecord {
    CivilServantRecord {
        id: record.id.clone(),
        name: record.name.clone(),
        employee_number: record.employee_number.clone(),
        contract_number: record.contract_number,
        birth_date: record.birth_date,
        sex: record.sex,
        appointed: record.appointed,
        registers: RegisterRecords::default(),
    }
}

/// The registers somebody has looked into.
struct Consulted(Vec<&'static str>);

impl RegisterVisitor for Consulted {
    type Error = StoreError;

    fn register<T: Event + Serialize>(&mut self, name: &'static str, events: Option<&[T]>) -> Result<(), StoreError> {
        if let Some(events) = events {
            self.0.push(name);
            events.iter().try_for_each(|event| row::check_date("day", event.since()).map(drop))?;
        }
        Ok(())
    }
}

/// Writes the events of one person.
struct Events<'a> {
    person: &'a str,
    copy: &'a mut Copy,
}

impl RegisterVisitor for Events<'_> {
    type Error = StoreError;

    fn register<T: Event + Serialize>(&mut self, name: &'static str, events: Option<&[T]>) -> Result<(), StoreError> {
        for (ordinal, event) in (0..).zip(events.unwrap_or_default()) {
            self.copy.row(5);
            self.copy.text(self.person)?;
            self.copy.text(name)?;
            self.copy.integer(ordinal);
            self.copy.date(event.since())?;
            self.copy.json(event)?;
        }
        Ok(())
    }
}

/// Reads the entries of one person.
struct Stored<'a> {
    person: &'a str,
    consulted: Vec<&'a str>,
    entries: HashMap<&'a str, Vec<&'a str>>,
}

impl RegisterSource for Stored<'_> {
    type Error = StoreError;

    fn register<T: Event + DeserializeOwned>(&mut self, name: &'static str) -> Result<Option<Vec<T>>, StoreError> {
        let entries = self.entries.remove(name);
        if !self.consulted.contains(&name) {
            return match entries {
                None => Ok(None),
                Some(_) => Err(self.corrupt(format!("`{name}` has events and was not consulted"))),
            };
        }
        let read = |(ordinal, entry): (usize, &str)| {
            serde_json::from_str(entry).map_err(|error| StoreError::Corrupt {
                table: "person_event",
                column: "body",
                row: format!("{}/{name}/{ordinal}", self.person),
                // the reader's own sentence may repeat values, which may be personal data
                problem: format!("not the record expected, line {} column {}", error.line(), error.column()),
            })
        };
        entries.unwrap_or_default().into_iter().enumerate().map(read).collect::<Result<_, _>>().map(Some)
    }
}

impl Stored<'_> {
    fn corrupt(&self, problem: String) -> StoreError {
        StoreError::Corrupt { table: "person", column: "consulted", row: self.person.to_owned(), problem }
    }
}

fn person(stored: &Row) -> Result<Versioned<PersonFile>, StoreError> {
    let table = "person";
    let mut record: CivilServantRecord = row::json(stored, table, "body")?;
    let id: &str = row::column(stored, table, "id")?;
    let mut source = Stored { person: id, consulted: row::column(stored, table, "consulted")?, entries: HashMap::new() };
    let registers: Option<Vec<&str>> = row::column(stored, "person_event", "registers")?;
    let entries: Option<Vec<&str>> = row::column(stored, "person_event", "entries")?;
    for (register, entry) in registers.into_iter().flatten().zip(entries.into_iter().flatten()) {
        source.entries.entry(register).or_default().push(entry);
    }
    record.registers = RegisterRecords::read(&mut source)?;
    let known = |name: &&str| RegisterRecords::NAMES.contains(name);
    if let Some(name) = source.entries.keys().copied().chain(source.consulted.iter().copied()).find(|name| !known(name)) {
        return Err(source.corrupt(format!("unknown register `{name}`")));
    }
    let unit: Option<&str> = row::column(stored, table, "unit")?;
    let superior: Option<&str> = row::column(stored, table, "superior")?;
    let wrong = |name| row::corrupt(stored, table, name, "not an id");
    let file = PersonFile {
        record,
        unit: unit.map(|unit| unit.parse().map_err(|_| wrong("unit"))).transpose()?,
        superior: superior.map(|superior| superior.parse().map_err(|_| wrong("superior"))).transpose()?,
        secret: SubjectSecret::new(row::digest(stored, table, "secret")?.0),
    };
    Ok(Versioned { value: file, revision: row::revision(stored, table)? })
}

impl PostgresTransaction {
    /// The people a statement gives.
    async fn people_of(&mut self, doing: &'static str, sql: &str, values: Values<'_>) -> Result<Vec<Versioned<PersonFile>>, StoreError> {
        self.rows(doing, sql, values).await?.iter().map(person).collect()
    }

    /// Refuses what PostgreSQL cannot hold, before anything is written.
    fn check_people<'a>(files: impl Iterator<Item = &'a PersonFile>) -> Result<(), StoreError> {
        for file in files {
            if let Some(number) = &file.record.employee_number {
                row::check_key("employee number", number)?;
            }
            file.record.registers.visit(&mut Consulted(Vec::new()))?;
        }
        Ok(())
    }

    /// Writes people by COPY. `replaced` are those who are there: their rows go first.
    async fn write_people(&mut self, files: &[(&PersonFile, Revision)], replaced: &[&str]) -> Result<(), StoreError> {
        let doing = "keeping people";
        if !replaced.is_empty() {
            self.run(doing, "DELETE FROM person_event WHERE person = ANY($1)", &[&replaced]).await?;
            self.run(doing, "DELETE FROM person WHERE id = ANY($1)", &[&replaced]).await?;
        }
        let sql = "COPY person (id, revision, employee_number, unit, superior, consulted, secret, body) FROM STDIN BINARY";
        let mut copy = self.copy(doing, sql).await?;
        for (file, revision) in files {
            let mut consulted = Consulted(Vec::new());
            file.record.registers.visit(&mut consulted)?;
            copy.row(8);
            copy.text(file.id().as_str())?;
            copy.bigint(row::number("revision", revision.0)?);
            copy.optional(file.record.employee_number.as_deref())?;
            copy.optional(file.unit.as_ref().map(UnitId::as_str))?;
            copy.optional(file.superior.as_ref().map(PersonId::as_str))?;
            copy.texts(&consulted.0)?;
            copy.bytes(file.secret.bytes())?;
            copy.json(&without_registers(&file.record))?;
            copy.send_much(self).await?;
        }
        copy.finish(self).await?;
        let sql = "COPY person_event (person, register, ordinal, since, body) FROM STDIN BINARY";
        let mut copy = self.copy("keeping histories", sql).await?;
        for (file, _) in files {
            file.record.registers.visit(&mut Events { person: file.id().as_str(), copy: &mut copy })?;
            copy.send_much(self).await?;
        }
        copy.finish(self).await?;
        Ok(())
    }
}

/// The units and the superior of a filter, as values of a statement that takes everybody where they are null.
fn conditions(filter: &PeopleFilter) -> (Option<Vec<&str>>, Option<&str>) {
    let units = filter.units.as_ref().map(|units| units.iter().map(UnitId::as_str).collect());
    (units, filter.superior.as_ref().map(PersonId::as_str))
}

#[async_trait]
impl PeopleRepository for PostgresTransaction {
    async fn find(&mut self, id: &PersonId) -> Result<Option<Versioned<PersonFile>>, StoreError> {
        Ok(self.people_of("reading a person", select!("WHERE id = $1"), &[&id.as_str()]).await?.pop())
    }

    async fn find_many(&mut self, ids: &[PersonId]) -> Result<Vec<Versioned<PersonFile>>, StoreError> {
        let ids: Vec<&str> = ids.iter().map(PersonId::as_str).collect();
        self.people_of("reading people", select!("WHERE id = ANY($1) ORDER BY id"), &[&ids]).await
    }

    async fn find_by_number(&mut self, number: &str) -> Result<Option<PersonId>, StoreError> {
        if row::has_nul(number) {
            return Ok(None);
        }
        let found = self.find("looking for a number", "SELECT id FROM person WHERE employee_number = $1", &[&number]).await?;
        found.map(|found| row::parsed(&found, "person", "id")).transpose()
    }

    async fn list(&mut self, filter: &PeopleFilter, page: &Page<PersonId>) -> Result<Vec<Versioned<PersonFile>>, StoreError> {
        let (units, superior) = conditions(filter);
        let after = page.after.as_ref().map_or("", PersonId::as_str);
        let limit = row::limit(page.limit);
        // statements of their own, so that each is answered from its index
        let doing = "listing people";
        if let Some(words) = &filter.name {
            let sql = concat!(
                select!(
                    "WHERE ($3::text[] IS NULL OR unit = ANY($3)) AND ($4::text IS NULL OR superior = $4) \
                     AND (unit IS NOT NULL OR NOT $6::boolean) AND id > $1"
                ),
                named!("$5"),
                " ORDER BY id LIMIT $2"
            );
            return self.people_of(doing, sql, &[&after, &limit, &units, &superior, &words.words(), &filter.placed]).await;
        }
        match (&units, &superior) {
            (None, None) => {
                let sql = select!("WHERE (unit IS NOT NULL OR NOT $3::boolean) AND id > $1 ORDER BY id LIMIT $2");
                self.people_of(doing, sql, &[&after, &limit, &filter.placed]).await
            }
            (Some(units), None) => {
                let sql = select!("WHERE unit = ANY($3) AND id > $1 ORDER BY id LIMIT $2");
                self.people_of(doing, sql, &[&after, &limit, units]).await
            }
            (None, Some(superior)) => {
                let sql = select!("WHERE superior = $3 AND (unit IS NOT NULL OR NOT $4::boolean) AND id > $1 ORDER BY id LIMIT $2");
                self.people_of(doing, sql, &[&after, &limit, superior, &filter.placed]).await
            }
            (Some(units), Some(superior)) => {
                let sql = select!("WHERE unit = ANY($3) AND superior = $4 AND id > $1 ORDER BY id LIMIT $2");
                self.people_of(doing, sql, &[&after, &limit, units, superior]).await
            }
        }
    }

    async fn count(&mut self, filter: &PeopleFilter) -> Result<u64, StoreError> {
        let (units, superior) = conditions(filter);
        if let Some(words) = &filter.name {
            let sql = concat!(
                "SELECT count(*) AS people FROM person \
                 WHERE ($1::text[] IS NULL OR unit = ANY($1)) AND ($2::text IS NULL OR superior = $2) \
                 AND (unit IS NOT NULL OR NOT $4::boolean)",
                named!("$3")
            );
            let found = self.find("counting people", sql, &[&units, &superior, &words.words(), &filter.placed]).await?;
            return found.map_or(Ok(0), |found| row::count(&found, "person", "people"));
        }
        let sql = "SELECT count(*) AS people FROM person \
                   WHERE ($1::text[] IS NULL OR unit = ANY($1)) AND ($2::text IS NULL OR superior = $2) \
                   AND (unit IS NOT NULL OR NOT $3::boolean)";
        let found = self.find("counting people", sql, &[&units, &superior, &filter.placed]).await?;
        found.map_or(Ok(0), |found| row::count(&found, "person", "people"))
    }

    async fn save(&mut self, file: &PersonFile, expected: Option<Revision>) -> Result<Revision, StoreError> {
        self.may_write()?;
        PostgresTransaction::check_people(std::iter::once(file))?;
        let id = file.id().as_str();
        if let Some(number) = file.record.employee_number.as_deref() {
            let sql = "SELECT id FROM person WHERE employee_number = $1 AND id <> $2";
            if let Some(other) = self.find("looking for a number", sql, &[&number, &id]).await? {
                return Err(taken("employee number", row::column::<&str>(&other, "person", "id")?));
            }
        }
        let sql = "SELECT id, revision FROM person WHERE id = $1";
        let revision = self.next_revision(("person", "person", id.to_owned()), sql, &[&id], expected).await?;
        let replaced: &[&str] = if expected.is_some() { &[id] } else { &[] };
        self.write_people(&[(file, revision)], replaced).await?;
        Ok(revision)
    }

    async fn save_many(&mut self, files: &[PersonFile]) -> Result<(), StoreError> {
        let last: BTreeMap<&str, &PersonFile> = files.iter().map(|file| (file.id().as_str(), file)).collect();
        if last.is_empty() {
            return Ok(());
        }
        self.may_write()?;
        PostgresTransaction::check_people(last.values().copied())?;
        let doing = "looking for people";
        let ids: Vec<&str> = last.keys().copied().collect();
        let there = self.rows(doing, "SELECT id, revision FROM person WHERE id = ANY($1)", &[&ids]).await?;
        let mut revisions: BTreeMap<&str, Revision> = BTreeMap::new();
        for row in &there {
            revisions.insert(row::column(row, "person", "id")?, row::revision(row, "person")?);
        }
        // numbers are compared as they are when all are written
        let mut numbers: HashMap<&str, &str> = HashMap::with_capacity(last.len());
        for (id, file) in &last {
            let other = file.record.employee_number.as_deref().and_then(|number| numbers.insert(number, id));
            if let Some(other) = other {
                return Err(taken("employee number", other));
            }
        }
        if !numbers.is_empty() {
            let numbers: Vec<&str> = numbers.into_keys().collect();
            let holders = self.rows(doing, "SELECT id FROM person WHERE employee_number = ANY($1)", &[&numbers]).await?;
            for holder in &holders {
                let holder: &str = row::column(holder, "person", "id")?;
                if !last.contains_key(holder) {
                    return Err(taken("employee number", holder));
                }
            }
        }
        let next = |id: &str| revisions.get(id).copied().map_or(Revision::FIRST, Revision::next);
        let files: Vec<(&PersonFile, Revision)> = last.iter().map(|(id, file)| (*file, next(id))).collect();
        let replaced: Vec<&str> = revisions.keys().copied().collect();
        self.write_people(&files, &replaced).await
    }

    async fn remove(&mut self, id: &PersonId, expected: Revision) -> Result<(), StoreError> {
        let id = id.as_str();
        let sql = "SELECT id, revision FROM person WHERE id = $1";
        self.next_revision(("person", "person", id.to_owned()), sql, &[&id], Some(expected)).await?;
        let doing = "removing a person";
        self.run(doing, "DELETE FROM person_event WHERE person = $1", &[&id]).await?;
        self.run(doing, "DELETE FROM person WHERE id = $1", &[&id]).await?;
        Ok(())
    }

    async fn find_unit(&mut self, id: &UnitId) -> Result<Option<OrgUnit>, StoreError> {
        let found = self.find("reading units", "SELECT id, body FROM org_unit WHERE id = $1", &[&id.as_str()]).await?;
        found.map(|unit| row::json(&unit, "org_unit", "body")).transpose()
    }

    async fn units_above(&mut self, id: &UnitId) -> Result<Vec<OrgUnit>, StoreError> {
        let sql = "WITH RECURSIVE above (id) AS (\
                     SELECT $1::text COLLATE \"C\" UNION SELECT unit.parent FROM above JOIN org_unit unit ON unit.id = above.id\
                   ) SELECT unit.id, unit.body FROM above JOIN org_unit unit ON unit.id = above.id";
        let rows = self.rows("reading units", sql, &[&id.as_str()]).await?;
        let found: Vec<OrgUnit> = rows.iter().map(|unit| row::json(unit, "org_unit", "body")).collect::<Result<_, _>>()?;
        Ok(path_among(id, found))
    }

    async fn units(&mut self) -> Result<Vec<OrgUnit>, StoreError> {
        let rows = self.rows("reading units", "SELECT id, body FROM org_unit ORDER BY id", &[]).await?;
        rows.iter().map(|unit| row::json(unit, "org_unit", "body")).collect()
    }

    async fn find_units(&mut self, ids: &BTreeSet<UnitId>) -> Result<Vec<OrgUnit>, StoreError> {
        let ids: Vec<&str> = ids.iter().map(UnitId::as_str).collect();
        let rows = self.rows("reading units", "SELECT id, body FROM org_unit WHERE id = ANY($1) ORDER BY id", &[&ids]).await?;
        rows.iter().map(|unit| row::json(unit, "org_unit", "body")).collect()
    }

    async fn units_under(&mut self, ids: &BTreeSet<UnitId>) -> Result<Vec<OrgUnit>, StoreError> {
        let ids: Vec<&str> = ids.iter().map(UnitId::as_str).collect();
        let sql = "WITH RECURSIVE under (id) AS (\
                     SELECT given COLLATE \"C\" FROM unnest($1::text[]) given UNION \
                     SELECT unit.id FROM under JOIN org_unit unit ON unit.parent = under.id\
                   ) SELECT unit.id, unit.body FROM under JOIN org_unit unit ON unit.id = under.id ORDER BY unit.id";
        let rows = self.rows("reading units", sql, &[&ids]).await?;
        rows.iter().map(|unit| row::json(unit, "org_unit", "body")).collect()
    }

    async fn units_named(
        &mut self,
        under: Option<&BTreeSet<UnitId>>,
        words: Option<&NameWords>,
        limit: usize,
    ) -> Result<Vec<OrgUnit>, StoreError> {
        let under: Option<Vec<&str>> = under.map(|ids| ids.iter().map(UnitId::as_str).collect());
        let words = words.map(NameWords::words);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.rows("reading units", UNITS_NAMED, &[&under, &words, &limit]).await?;
        rows.iter().map(|unit| row::json(unit, "org_unit", "body")).collect()
    }

    async fn top_units(&mut self) -> Result<Vec<UnitId>, StoreError> {
        let sql = "SELECT id FROM org_unit WHERE parent IS NULL ORDER BY id";
        let rows = self.rows("reading units", sql, &[]).await?;
        rows.iter().map(|unit| row::parsed(unit, "org_unit", "id")).collect()
    }

    async fn save_units(&mut self, units: &[OrgUnit]) -> Result<(), StoreError> {
        self.may_write()?;
        let doing = "keeping units";
        let mut last: BTreeMap<&str, (Option<&str>, String)> = BTreeMap::new();
        for unit in units {
            last.insert(unit.id.as_str(), (unit.parent.as_ref().map(UnitId::as_str), row::text_of(doing, unit)?));
        }
        let ids: Vec<&str> = last.keys().copied().collect();
        let (parents, bodies): (Vec<Option<&str>>, Vec<String>) = last.into_values().unzip();
        let sql = "INSERT INTO org_unit (id, parent, body) SELECT * FROM UNNEST($1::text[], $2::text[], $3::text[]) \
                   ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, body = excluded.body";
        self.run(doing, sql, &[&ids, &parents, &bodies]).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_without_registers_says_everything_else() {
        let mut record = CivilServantRecord::new("p-1".parse().unwrap());
        record.name = Some("Sari".into());
        record.contract_number = true;
        let bare = without_registers(&record);
        assert_eq!(bare, record);
        record.registers.grades = Some(Vec::new());
        assert_eq!(without_registers(&record), bare);
        let names: std::collections::BTreeSet<&str> = RegisterRecords::NAMES.iter().copied().collect();
        assert_eq!(names.len(), RegisterRecords::NAMES.len());
    }
}
