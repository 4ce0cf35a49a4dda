//! People, their histories and units.

mod history;

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jenjang::audit::SubjectSecret;
use jenjang::people::civil_servant::RegisterRecords;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::{NameWords, PeopleFilter, PeopleRepository, PersonFile};
use jenjang::people::{CivilServantRecord, OrgUnit, Sex, path_among};
use jenjang::store::{Page, Revision, StoreError, Versioned};
use rusqlite::{Row, ToSql, named_params};

use self::history::{Histories, Stored};
use crate::link::Link;
use crate::row::{Table, after, json, limit, next_revision, taken};
use crate::scrub;
use crate::transaction::SqliteTransaction;

const PERSON: Table = Table { name: "person", key: 1 };
const UNIT: Table = Table { name: "unit", key: 1 };

const READING: &str = "reading people";
const SAVING: &str = "saving people";

const REVISION: &str = "SELECT revision FROM person WHERE id = ?1";

/// The columns [`read`] takes, in its order.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, revision, name, employee_number, contract_number, birth_date, sex, appointed, unit, superior, consulted, secret, no ",
            "FROM person ",
            $rest
        )
    };
}

const FIND: &str = select!("WHERE id = ?1");
const LIST: &str = select!("WHERE (unit IS NOT NULL OR NOT ?3) AND id > ?1 ORDER BY id LIMIT ?2");
const LIST_UNDER: &str = select!("WHERE superior = ?3 AND (unit IS NOT NULL OR NOT ?4) AND id > ?1 ORDER BY id LIMIT ?2");
const LIST_IN_UNITS: &str = select!("WHERE unit IN (SELECT value FROM json_each(?3)) AND id > ?1 ORDER BY id LIMIT ?2");
const LIST_UNDER_IN_UNITS: &str =
    select!("WHERE superior = ?4 AND +unit IN (SELECT value FROM json_each(?3)) AND id > ?1 ORDER BY id LIMIT ?2");

/// That the name has the words of a JSON list. What parts words and which letters are the same is said by
/// [`NameWords`](jenjang::people::repository::NameWords); `lower` of SQLite folds the Latin alphabet alone.
macro_rules! named {
    ($words:literal) => {
        concat!(
            " AND name IS NOT NULL AND instr(name, char(0)) = 0 AND NOT EXISTS (SELECT 1 FROM json_each(",
            $words,
            ") word WHERE instr(
                ' ' || replace(replace(replace(replace(lower(person.name), '-', ' '), '.', ' '), ',', ' '), '''', ' '),
                ' ' || word.value
            ) = 0)"
        )
    };
}

const LIST_NAMED: &str = concat!(
    select!(
        "WHERE (?3 IS NULL OR unit IN (SELECT value FROM json_each(?3))) AND (?4 IS NULL OR superior = ?4)
         AND (unit IS NOT NULL OR NOT ?6) AND id > ?1"
    ),
    named!("?5"),
    " ORDER BY id LIMIT ?2"
);

/// Units whose names and id together have the words, as [`LIST_NAMED`] compares them.
const UNITS_NAMED: &str = "WITH RECURSIVE under (id) AS (
       SELECT value FROM json_each(?1) UNION SELECT unit.id FROM under JOIN unit ON unit.body ->> 'parent' = under.id
     ) SELECT id, body FROM unit
     WHERE (?1 IS NULL OR unit.id IN (SELECT id FROM under)) AND (?2 IS NULL OR instr(body, '\\u0000') = 0)
       AND NOT EXISTS (SELECT 1 FROM json_each(?2) word WHERE instr(
         ' ' || replace(replace(replace(replace(
           lower((unit.body ->> '$.name.id') || ' ' || (unit.body ->> '$.name.en') || ' ' || unit.id), '-', ' '), '.', ' '), ',', ' '), '''', ' '),
         ' ' || word.value
       ) = 0)
     ORDER BY id LIMIT ?3";

const COUNT_NAMED: &str = concat!(
    "SELECT count(*) FROM person WHERE (?1 IS NULL OR unit IN (SELECT value FROM json_each(?1))) AND (?2 IS NULL OR superior = ?2)
     AND (unit IS NOT NULL OR NOT ?4)",
    named!("?3")
);

const INSERT: &str = "INSERT INTO person
    (id, revision, name, employee_number, contract_number, birth_date, sex, appointed, unit, superior, consulted, secret)
    VALUES (:id, 1, :name, :number, :contract, :born, :sex, :appointed, :unit, :superior, :consulted, :secret)
    ON CONFLICT (id) DO NOTHING";

const UPDATE: &str = "UPDATE person SET revision = revision + 1, name = :name, employee_number = :number, contract_number = :contract,
    birth_date = :born, sex = :sex, appointed = :appointed, unit = :unit, superior = :superior, consulted = :consulted, secret = :secret
    WHERE id = :id RETURNING no, revision";

/// A person's row without the histories; `no` is their key.
struct Found {
    file: Versioned<PersonFile>,
    consulted: String,
    no: i64,
}

fn read(row: &Row<'_>) -> Result<Found, StoreError> {
    let parse_unit = |column| PERSON.optional_parse::<UnitId>(row, column);
    let shared = |column| PERSON.optional_text(row, column).map(|text| text.map(Into::into));
    let sex = match PERSON.optional_text(row, (6, "sex"))? {
        None => None,
        Some(_) => Some(PERSON.word(row, (6, "sex"), [Sex::Male, Sex::Female], Sex::as_str)?),
    };
    let record = CivilServantRecord {
        id: PERSON.parse(row, (0, "id"))?,
        name: shared((2, "name"))?,
        employee_number: shared((3, "employee_number"))?,
        contract_number: PERSON.integer(row, (4, "contract_number"))? != 0,
        birth_date: PERSON.optional_parse(row, (5, "birth_date"))?,
        sex,
        appointed: PERSON.optional_parse(row, (7, "appointed"))?,
        registers: RegisterRecords::default(),
    };
    let file = PersonFile {
        record,
        unit: parse_unit((8, "unit"))?,
        superior: PERSON.optional_parse(row, (9, "superior"))?,
        secret: SubjectSecret::new(PERSON.digest(row, (11, "secret"))?.0),
    };
    Ok(Found {
        file: PERSON.versioned(row, 1, file)?,
        consulted: PERSON.text(row, (10, "consulted"))?.to_owned(),
        no: PERSON.integer(row, (12, "no"))?,
    })
}

impl Found {
    fn complete(self, link: &Link) -> Result<Versioned<PersonFile>, StoreError> {
        let Found { mut file, consulted, no } = self;
        file.value.record.registers = Stored::load(link, no, &consulted)?.registers()?;
        Ok(file)
    }
}

fn load(link: &Link, sql: &str, params: &[&dyn ToSql]) -> Result<Vec<Versioned<PersonFile>>, StoreError> {
    let found = link.many(READING, sql, params, read)?;
    found.into_iter().map(|found| found.complete(link)).collect()
}

fn find(link: &Link, id: &PersonId) -> Result<Option<Versioned<PersonFile>>, StoreError> {
    link.one(READING, FIND, [id.as_str()], read)?.map(|found| found.complete(link)).transpose()
}

/// How many rows are looked through in the order of ids for each person wanted, before asking by unit.
const STRETCH: usize = 8;

/// A page of people of some units. Looking through everybody in the order of ids is slow where these units have few of all people, and
/// sorting the people of these units for every page is slow where they have many. So a stretch is looked through, and only what is then still
/// missing is asked for by unit.
fn list_in_units(link: &Link, units: &BTreeSet<UnitId>, after: &str, wanted: usize) -> Result<Vec<Versioned<PersonFile>>, StoreError> {
    let stretch = wanted.saturating_mul(STRETCH).saturating_add(1_000);
    let mut found: Vec<PersonId> = Vec::new();
    let mut looked_at = 0_usize;
    let mut last = after.to_owned();
    {
        let mut statement = link.statement(READING, "SELECT id, unit FROM person WHERE id > ?1 ORDER BY id")?;
        let mut rows = statement.query([after]).map_err(link.failed(READING))?;
        while found.len() < wanted && looked_at < stretch {
            let Some(row) = rows.next().map_err(link.failed(READING))? else { break };
            looked_at += 1;
            PERSON.text(row, (0, "id"))?.clone_into(&mut last);
            if PERSON.optional_parse::<UnitId>(row, (1, "unit"))?.is_some_and(|unit| units.contains(&unit)) {
                found.push(PERSON.parse(row, (0, "id"))?);
            }
        }
    }
    let missing = wanted.saturating_sub(found.len());
    let mut people: Vec<Versioned<PersonFile>> = found.iter().filter_map(|id| find(link, id).transpose()).collect::<Result<_, _>>()?;
    if missing > 0 && looked_at == stretch {
        people.extend(load(link, LIST_IN_UNITS, &[&last, &limit(missing), &list_of(units)?])?);
    }
    Ok(people)
}

/// Units as a JSON list, for `json_each`.
fn list_of(units: &BTreeSet<UnitId>) -> Result<String, StoreError> {
    json(READING, units)
}

/// Saves people one after another with statements prepared once.
struct Saver<'link> {
    link: &'link Link,
    insert: rusqlite::CachedStatement<'link>,
    update: rusqlite::CachedStatement<'link>,
    histories: Histories<'link>,
}

impl<'link> Saver<'link> {
    fn new(link: &'link Link) -> Result<Saver<'link>, StoreError> {
        Ok(Saver {
            link,
            insert: link.statement(SAVING, INSERT)?,
            update: link.statement(SAVING, UPDATE)?,
            histories: Histories::new(link)?,
        })
    }

    /// Writes one person, whatever the revision.
    fn save(&mut self, file: &PersonFile) -> Result<Revision, Refusal> {
        let CivilServantRecord { id, name, employee_number, contract_number, birth_date, sex, appointed, registers } = &file.record;
        let consulted = history::consulted(registers);
        let (born, appointed) = (birth_date.map(|day| day.to_string()), appointed.map(|day| day.to_string()));
        let params = named_params! {
            ":id": id.as_str(),
            ":name": name.as_deref(),
            ":number": employee_number.as_deref(),
            ":contract": contract_number,
            ":born": born,
            ":sex": sex.map(Sex::as_str),
            ":appointed": appointed,
            ":unit": file.unit.as_ref().map(UnitId::as_str),
            ":superior": file.superior.as_ref().map(PersonId::as_str),
            ":consulted": consulted,
            ":secret": file.secret.bytes(),
        };
        let refused = |error| Refusal::of(self.link, error, employee_number.as_deref());
        if self.insert.execute(params).map_err(refused)? == 1 {
            self.histories.write(self.link.connection().last_insert_rowid(), registers)?;
            return Ok(Revision::FIRST);
        }
        let (no, revision): (i64, i64) = self.update.query_row(params, |row| Ok((row.get(0)?, row.get(1)?))).map_err(refused)?;
        self.histories.remove(no)?;
        self.histories.write(no, registers)?;
        Ok(Revision(u64::try_from(revision).unwrap_or_default()))
    }
}

/// Why a person was not written.
enum Refusal {
    /// The employee number is this person's.
    Number(PersonId),
    Failed(StoreError),
}

impl Refusal {
    fn of(link: &Link, error: rusqlite::Error, number: Option<&str>) -> Refusal {
        let other = match (error.sqlite_error_code(), number) {
            (Some(rusqlite::ErrorCode::ConstraintViolation), Some(number)) => by_number(link, number),
            _ => Ok(None),
        };
        match other {
            Ok(Some(other)) => Refusal::Number(other),
            _ => Refusal::Failed(link.failed(SAVING)(error)),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        Refusal::Failed(error)
    }
}

impl From<Refusal> for StoreError {
    fn from(refusal: Refusal) -> StoreError {
        match refusal {
            Refusal::Number(other) => taken("employee number", other),
            Refusal::Failed(error) => error,
        }
    }
}

/// Frees the number somebody has, where it is to become another.
fn free_number(link: &Link, file: &PersonFile) -> Result<(), StoreError> {
    let sql = "UPDATE person SET employee_number = NULL WHERE id = ?1 AND employee_number IS NOT ?2";
    link.execute(SAVING, sql, (file.id().as_str(), file.record.employee_number.as_deref())).map(drop)
}

fn by_number(link: &Link, number: &str) -> Result<Option<PersonId>, StoreError> {
    link.one(READING, "SELECT id FROM person WHERE employee_number = ?1", [number], |row| PERSON.parse(row, (0, "id")))
}

#[async_trait]
impl PeopleRepository for SqliteTransaction {
    async fn find(&mut self, id: &PersonId) -> Result<Option<Versioned<PersonFile>>, StoreError> {
        find(self.link(), id)
    }

    async fn find_many(&mut self, ids: &[PersonId]) -> Result<Vec<Versioned<PersonFile>>, StoreError> {
        let wanted: BTreeSet<&PersonId> = ids.iter().collect();
        wanted.into_iter().filter_map(|id| find(self.link(), id).transpose()).collect()
    }

    async fn find_by_number(&mut self, number: &str) -> Result<Option<PersonId>, StoreError> {
        by_number(self.link(), number)
    }

    async fn list(&mut self, filter: &PeopleFilter, page: &Page<PersonId>) -> Result<Vec<Versioned<PersonFile>>, StoreError> {
        let (after, limit) = (after(page, PersonId::as_str), limit(page.limit));
        let superior = filter.superior.as_ref().map(PersonId::as_str);
        if let Some(words) = &filter.name {
            let units = filter.units.as_ref().map(list_of).transpose()?;
            return load(self.link(), LIST_NAMED, &[&after, &limit, &units, &superior, &json(READING, &words.words())?, &filter.placed]);
        }
        match (&filter.units, superior) {
            (None, None) => load(self.link(), LIST, &[&after, &limit, &filter.placed]),
            (None, Some(superior)) => load(self.link(), LIST_UNDER, &[&after, &limit, &superior, &filter.placed]),
            (Some(units), None) => list_in_units(self.link(), units, after, page.limit),
            (Some(units), Some(superior)) => load(self.link(), LIST_UNDER_IN_UNITS, &[&after, &limit, &list_of(units)?, &superior]),
        }
    }

    async fn count(&mut self, filter: &PeopleFilter) -> Result<u64, StoreError> {
        let superior = filter.superior.as_ref().map(PersonId::as_str);
        let units = filter.units.as_ref().map(list_of).transpose()?;
        let words = filter.name.as_ref().map(|words| json(READING, &words.words())).transpose()?;
        let named: &[&dyn ToSql] = &[&units, &superior, &words, &filter.placed];
        let (sql, params): (_, &[&dyn ToSql]) = match (&units, &superior) {
            _ if words.is_some() => (COUNT_NAMED, named),
            (None, None) => ("SELECT count(*) FROM person WHERE unit IS NOT NULL OR NOT ?1", &[&filter.placed]),
            (None, Some(superior)) => {
                ("SELECT count(*) FROM person WHERE superior = ?1 AND (unit IS NOT NULL OR NOT ?2)", &[superior, &filter.placed])
            }
            (Some(units), None) => ("SELECT count(*) FROM person WHERE unit IN (SELECT value FROM json_each(?1))", &[units]),
            (Some(units), Some(superior)) => {
                let sql = "SELECT count(*) FROM person WHERE superior = ?2 AND +unit IN (SELECT value FROM json_each(?1))";
                (sql, &[units, superior])
            }
        };
        let count = self.link().one(READING, sql, params, |row| row.get::<_, i64>(0).map_err(self.link().failed(READING)))?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
    }

    async fn save(&mut self, file: &PersonFile, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let link = self.writer()?;
        if let Some(number) = file.record.employee_number.as_deref()
            && let Some(other) = by_number(link, number)?.filter(|other| other != file.id())
        {
            return Err(taken("employee number", other));
        }
        next_revision(link, "person", REVISION, [file.id().as_str()], file.id(), expected)?;
        Ok(Saver::new(link)?.save(file)?)
    }

    async fn save_many(&mut self, files: &[PersonFile]) -> Result<(), StoreError> {
        let last: BTreeMap<&PersonId, &PersonFile> = files.iter().map(|file| (file.id(), file)).collect();
        if last.is_empty() {
            return Ok(());
        }
        let link = self.writer()?;
        let mut saver = Saver::new(link)?;
        let mut freed = false;
        for file in last.values() {
            match saver.save(file) {
                Err(Refusal::Number(_)) if !freed => {
                    // whoever has the number may be about to get another one
                    last.values().try_for_each(|file| free_number(link, file))?;
                    freed = true;
                    saver.save(file)?;
                }
                saved => {
                    saved?;
                }
            }
        }
        Ok(())
    }

    async fn remove(&mut self, id: &PersonId, expected: Revision) -> Result<(), StoreError> {
        let link = self.writer()?;
        next_revision(link, "person", REVISION, [id.as_str()], id, Some(expected))?;
        link.execute("removing a person", "DELETE FROM person WHERE id = ?1", [id.as_str()])?;
        scrub::due(link)
    }

    async fn find_unit(&mut self, id: &UnitId) -> Result<Option<OrgUnit>, StoreError> {
        self.link().one("reading units", "SELECT id, body FROM unit WHERE id = ?1", [id.as_str()], |row| UNIT.json(row, (1, "body")))
    }

    async fn units_above(&mut self, id: &UnitId) -> Result<Vec<OrgUnit>, StoreError> {
        let sql = "WITH RECURSIVE above (id) AS (
                     SELECT ?1 UNION SELECT unit.body ->> 'parent' FROM above JOIN unit ON unit.id = above.id
                   ) SELECT unit.id, unit.body FROM above JOIN unit ON unit.id = above.id";
        let found = self.link().many("reading units", sql, [id.as_str()], |row| UNIT.json(row, (1, "body")))?;
        Ok(path_among(id, found))
    }

    async fn units(&mut self) -> Result<Vec<OrgUnit>, StoreError> {
        self.link().many("reading units", "SELECT id, body FROM unit ORDER BY id", (), |row| UNIT.json(row, (1, "body")))
    }

    async fn find_units(&mut self, ids: &BTreeSet<UnitId>) -> Result<Vec<OrgUnit>, StoreError> {
        let sql = "SELECT id, body FROM unit WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id";
        self.link().many("reading units", sql, [list_of(ids)?], |row| UNIT.json(row, (1, "body")))
    }

    async fn units_under(&mut self, ids: &BTreeSet<UnitId>) -> Result<Vec<OrgUnit>, StoreError> {
        let sql = "WITH RECURSIVE under (id) AS (
                     SELECT value FROM json_each(?1) UNION SELECT unit.id FROM under JOIN unit ON unit.body ->> 'parent' = under.id
                   ) SELECT unit.id, unit.body FROM under JOIN unit ON unit.id = under.id ORDER BY unit.id";
        self.link().many("reading units", sql, [list_of(ids)?], |row| UNIT.json(row, (1, "body")))
    }

    async fn units_named(
        &mut self,
        under: Option<&BTreeSet<UnitId>>,
        words: Option<&NameWords>,
        limit: usize,
    ) -> Result<Vec<OrgUnit>, StoreError> {
        let under = under.map(list_of).transpose()?;
        let words = words.map(|words| json(READING, &words.words())).transpose()?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.link().many("reading units", UNITS_NAMED, (under, words, limit), |row| UNIT.json(row, (1, "body")))
    }

    async fn top_units(&mut self) -> Result<Vec<UnitId>, StoreError> {
        let sql = "SELECT id FROM unit WHERE body ->> 'parent' IS NULL ORDER BY id";
        self.link().many("reading units", sql, (), |row| UNIT.parse(row, (0, "id")))
    }

    async fn save_units(&mut self, units: &[OrgUnit]) -> Result<(), StoreError> {
        let link = self.writer()?;
        let sql = "INSERT INTO unit (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = excluded.body";
        units.iter().try_for_each(|unit| link.execute("saving units", sql, (unit.id.as_str(), json("saving units", unit)?)).map(drop))
    }
}
