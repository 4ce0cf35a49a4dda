//! Cycles, nominations, answers, receipts, sheets and results.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jenjang::evaluation::cycle::Cycle;
use jenjang::evaluation::nomination::Nomination;
use jenjang::evaluation::repository::{
    Audience, CycleFile, CycleRepository, NominationFilter, Receipt, ResultRecord, SeveredComment, SeveredSheet,
};
use jenjang::evaluation::response::Response;
use jenjang::people::id::{CycleId, PersonId};
use jenjang::store::{Page, Revision, StoreError, Versioned};
use rusqlite::{Row, ToSql};

use crate::link::Link;
use crate::row::{Table, json, next_revision, taken};
use crate::scrub;
use crate::transaction::SqliteTransaction;

const CYCLE: Table = Table { name: "cycle", key: 1 };
const NOMINATION: Table = Table { name: "nomination", key: 3 };
const ANSWER: Table = Table { name: "answer", key: 3 };
const DRAFT: Table = Table { name: "answer_draft", key: 3 };
const RECEIPT: Table = Table { name: "receipt", key: 3 };
const SHEET: Table = Table { name: "sheet", key: 2 };
const COMMENT: Table = Table { name: "comment", key: 2 };
const RESULT: Table = Table { name: "result", key: 4 };

const ANSWERING: &str = "taking an answer";
const DRAFTING: &str = "keeping a draft answer";
const SEVERING: &str = "severing answers from raters";
const RESULTS: &str = "saving results";

/// What is kept about a person, in all cycles.
const ERASE: [&str; 7] = [
    "DELETE FROM nomination WHERE ratee = ?1 OR rater = ?1",
    "DELETE FROM answer WHERE ratee = ?1 OR rater = ?1",
    "DELETE FROM answer_draft WHERE ratee = ?1 OR rater = ?1",
    "DELETE FROM receipt WHERE ratee = ?1 OR rater = ?1",
    "DELETE FROM sheet WHERE ratee = ?1",
    "DELETE FROM comment WHERE ratee = ?1",
    "DELETE FROM result WHERE ratee = ?1",
];

/// The chart stands in a column of its own: it may be large, and most readers do not need it.
fn cycle(row: &Row<'_>) -> Result<Versioned<CycleFile>, StoreError> {
    let body: CycleFile = CYCLE.json(row, (2, "body"))?;
    CYCLE.versioned(row, 1, CycleFile { chart: CYCLE.json(row, (3, "chart"))?, ..body })
}

/// Rows of a table keyed by cycle, person rated and rater, in that order. `select` ends with the name of the table.
fn pairs<T>(
    link: &Link,
    select: &str,
    cycle: &CycleId,
    filter: &NominationFilter,
    read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let cycle = cycle.as_str();
    let ratee = filter.ratee.as_ref().map(PersonId::as_str);
    let rater = filter.rater.as_ref().map(PersonId::as_str);
    let (condition, params): (_, &[&dyn ToSql]) = match (&ratee, &rater) {
        (None, None) => ("", &[&cycle]),
        (Some(ratee), None) => (" AND ratee = ?2", &[&cycle, ratee]),
        (None, Some(rater)) => (" AND rater = ?2", &[&cycle, rater]),
        (Some(ratee), Some(rater)) => (" AND ratee = ?2 AND rater = ?3", &[&cycle, ratee, rater]),
    };
    let sql = format!("{select} WHERE cycle = ?1{condition} ORDER BY ratee, rater");
    link.many("reading a cycle", &sql, params, read)
}

/// Rows of a table keyed by cycle and random id, in that order. `select` ends with the name of the table.
fn severed<T>(
    link: &Link,
    select: &str,
    cycle: &CycleId,
    ratee: Option<&PersonId>,
    read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let doing = "reading answers without raters";
    match ratee {
        Some(ratee) => {
            let sql = format!("{select} WHERE cycle = ?1 AND ratee = ?2 ORDER BY id");
            link.many(doing, &sql, (cycle.as_str(), ratee.as_str()), read)
        }
        None => link.many(doing, &format!("{select} WHERE cycle = ?1 ORDER BY id"), [cycle.as_str()], read),
    }
}

#[async_trait]
impl CycleRepository for SqliteTransaction {
    async fn find(&mut self, id: &CycleId) -> Result<Option<Versioned<CycleFile>>, StoreError> {
        self.link().one("reading a cycle", "SELECT id, revision, body, chart FROM cycle WHERE id = ?1", [id.as_str()], cycle)
    }

    async fn states(&mut self) -> Result<Vec<Cycle>, StoreError> {
        self.link().many("reading cycles", "SELECT id, body FROM cycle ORDER BY id", (), |row| {
            let body: CycleFile = CYCLE.json(row, (1, "body"))?;
            Ok(body.cycle)
        })
    }

    async fn heads(&mut self) -> Result<Vec<CycleFile>, StoreError> {
        self.link().many("reading cycles", "SELECT id, body FROM cycle ORDER BY id", (), |row| CYCLE.json(row, (1, "body")))
    }

    async fn list(&mut self) -> Result<Vec<Versioned<CycleFile>>, StoreError> {
        self.link().many("reading cycles", "SELECT id, revision, body, chart FROM cycle ORDER BY id", (), cycle)
    }

    async fn save(&mut self, file: &CycleFile, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let link = self.writer()?;
        let id = file.cycle.id();
        let revision = next_revision(link, "cycle", "SELECT revision FROM cycle WHERE id = ?1", [id.as_str()], id, expected)?;
        let sql = "INSERT INTO cycle (id, revision, body, chart) VALUES (?1, 1, ?2, ?3)
                   ON CONFLICT (id) DO UPDATE SET revision = revision + 1, body = excluded.body, chart = excluded.chart";
        let doing = "saving a cycle";
        let CycleFile { cycle, title, unit, scheme, instrument, chart, severed } = file.clone();
        let body = json(doing, &CycleFile { cycle, title, unit, scheme, instrument, chart: Vec::new(), severed })?;
        link.execute(doing, sql, (id.as_str(), body, json(doing, &chart)?))?;
        Ok(revision)
    }

    async fn nominations(&mut self, cycle: &CycleId, filter: &NominationFilter) -> Result<Vec<Nomination>, StoreError> {
        let select = "SELECT cycle, ratee, rater, body FROM nomination";
        pairs(self.link(), select, cycle, filter, |row| NOMINATION.json(row, (3, "body")))
    }

    async fn nominations_of(&mut self, cycle: &CycleId, ratees: &BTreeSet<PersonId>) -> Result<Vec<Nomination>, StoreError> {
        let doing = "reading nominations";
        let sql = "SELECT cycle, ratee, rater, body FROM nomination
                   WHERE cycle = ?1 AND ratee IN (SELECT value FROM json_each(?2)) ORDER BY ratee, rater";
        self.link().many(doing, sql, (cycle.as_str(), json(doing, ratees)?), |row| NOMINATION.json(row, (3, "body")))
    }

    async fn save_nominations(&mut self, cycle: &CycleId, nominations: &[Nomination]) -> Result<(), StoreError> {
        let link = self.writer()?;
        let doing = "saving nominations";
        let sql = "INSERT INTO nomination (cycle, ratee, rater, body) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (cycle, ratee, rater) DO UPDATE SET body = excluded.body";
        nominations.iter().try_for_each(|nomination| {
            let (ratee, rater) = (nomination.ratee().as_str(), nomination.rater().as_str());
            link.execute(doing, sql, (cycle.as_str(), ratee, rater, json(doing, nomination)?)).map(drop)
        })
    }

    async fn put_draft(&mut self, cycle: &CycleId, draft: &Response) -> Result<(), StoreError> {
        let sql = "INSERT INTO answer_draft (cycle, ratee, rater, body) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (cycle, ratee, rater) DO UPDATE SET body = excluded.body";
        let body = json(DRAFTING, draft)?;
        self.writer()?.execute(DRAFTING, sql, (cycle.as_str(), draft.ratee.as_str(), draft.rater.as_str(), body)).map(drop)
    }

    async fn draft(&mut self, cycle: &CycleId, ratee: &PersonId, rater: &PersonId) -> Result<Option<Response>, StoreError> {
        let sql = "SELECT cycle, ratee, rater, body FROM answer_draft WHERE cycle = ?1 AND ratee = ?2 AND rater = ?3";
        let key = (cycle.as_str(), ratee.as_str(), rater.as_str());
        self.link().one("reading a draft answer", sql, key, |row| DRAFT.json(row, (3, "body")))
    }

    async fn drop_draft(&mut self, cycle: &CycleId, ratee: &PersonId, rater: &PersonId) -> Result<(), StoreError> {
        let sql = "DELETE FROM answer_draft WHERE cycle = ?1 AND ratee = ?2 AND rater = ?3";
        self.writer()?.execute(DRAFTING, sql, (cycle.as_str(), ratee.as_str(), rater.as_str())).map(drop)
    }

    async fn put_answer(&mut self, cycle: &CycleId, response: &Response, receipt: &Receipt) -> Result<(), StoreError> {
        let link = self.writer()?;
        let (cycle, ratee, rater) = (cycle.as_str(), response.ratee.as_str(), response.rater.as_str());
        let sql = "INSERT INTO answer (cycle, ratee, rater, body) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (cycle, ratee, rater) DO UPDATE SET body = excluded.body";
        link.execute(ANSWERING, sql, (cycle, ratee, rater, json(ANSWERING, response)?))?;
        link.execute(ANSWERING, "DELETE FROM answer_draft WHERE cycle = ?1 AND ratee = ?2 AND rater = ?3", (cycle, ratee, rater))?;
        let sql = "INSERT INTO receipt (cycle, ratee, rater, code) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (cycle, ratee, rater) DO UPDATE SET code = excluded.code";
        link.execute(ANSWERING, sql, (cycle, ratee, rater, receipt.code.0)).map(drop)
    }

    async fn answers(&mut self, cycle: &CycleId) -> Result<Vec<Response>, StoreError> {
        let select = "SELECT cycle, ratee, rater, body FROM answer";
        pairs(self.link(), select, cycle, &NominationFilter::default(), |row| ANSWER.json(row, (3, "body")))
    }

    async fn receipts(&mut self, cycle: &CycleId, filter: &NominationFilter) -> Result<Vec<Receipt>, StoreError> {
        pairs(self.link(), "SELECT cycle, ratee, rater, code FROM receipt", cycle, filter, |row| {
            Ok(Receipt {
                ratee: RECEIPT.parse(row, (1, "ratee"))?,
                rater: RECEIPT.parse(row, (2, "rater"))?,
                code: RECEIPT.digest(row, (3, "code"))?,
            })
        })
    }

    async fn sever(&mut self, cycle: &CycleId, sheets: &[SeveredSheet], comments: &[SeveredComment]) -> Result<(), StoreError> {
        let link = self.writer()?;
        let cycle = cycle.as_str();
        link.execute(SEVERING, "DELETE FROM answer WHERE cycle = ?1", [cycle])?;
        link.execute(SEVERING, "DELETE FROM answer_draft WHERE cycle = ?1", [cycle])?;
        scrub::due(link)?;
        let sql = "INSERT INTO sheet (cycle, id, ratee, rater_group, answers) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
        for SeveredSheet { id, ratee, group, answers } in sheets {
            let row = (cycle, &**id, ratee.as_str(), group.as_str(), json(SEVERING, answers)?);
            if link.execute(SEVERING, sql, row)? == 0 {
                return Err(taken("sheet", id));
            }
        }
        let sql = "INSERT INTO comment (cycle, id, ratee, rater_group, text) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
        for SeveredComment { id, ratee, group, text } in comments {
            if link.execute(SEVERING, sql, (cycle, &**id, ratee.as_str(), group.as_str(), &**text))? == 0 {
                return Err(taken("comment", id));
            }
        }
        Ok(())
    }

    async fn sheets(&mut self, cycle: &CycleId, ratee: Option<&PersonId>) -> Result<Vec<SeveredSheet>, StoreError> {
        severed(self.link(), "SELECT cycle, id, ratee, rater_group, answers FROM sheet", cycle, ratee, |row| {
            Ok(SeveredSheet {
                id: SHEET.shared(row, (1, "id"))?,
                ratee: SHEET.parse(row, (2, "ratee"))?,
                group: SHEET.parse(row, (3, "rater_group"))?,
                answers: SHEET.json(row, (4, "answers"))?,
            })
        })
    }

    async fn comments(&mut self, cycle: &CycleId, ratee: Option<&PersonId>) -> Result<Vec<SeveredComment>, StoreError> {
        severed(self.link(), "SELECT cycle, id, ratee, rater_group, text FROM comment", cycle, ratee, |row| {
            Ok(SeveredComment {
                id: COMMENT.shared(row, (1, "id"))?,
                ratee: COMMENT.parse(row, (2, "ratee"))?,
                group: COMMENT.parse(row, (3, "rater_group"))?,
                text: COMMENT.shared(row, (4, "text"))?,
            })
        })
    }

    async fn save_results(&mut self, cycle: &CycleId, results: &[ResultRecord]) -> Result<(), StoreError> {
        let link = self.writer()?;
        let sql = "INSERT INTO result (cycle, audience, ratee, edition, report) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
        for ResultRecord { ratee, audience, edition, report } in results {
            let ratee = ratee.as_ref().map_or("", PersonId::as_str);
            if link.execute(RESULTS, sql, (cycle.as_str(), audience.as_str(), ratee, edition, &**report))? == 0 {
                return Err(taken("result", if ratee.is_empty() { cycle.as_str() } else { ratee }));
            }
        }
        Ok(())
    }

    async fn results(
        &mut self,
        cycle: &CycleId,
        audience: Audience,
        ratee: Option<&PersonId>,
        page: &Page<PersonId>,
    ) -> Result<Vec<ResultRecord>, StoreError> {
        let link = self.link();
        // what is about no person stands first, on the first page
        let (condition, key) = match (ratee, &page.after) {
            (Some(ratee), Some(after)) if ratee <= after => return Ok(Vec::new()),
            (Some(ratee), _) => ("ratee = ?3", ratee.as_str()),
            (None, Some(after)) => ("ratee > ?3", after.as_str()),
            (None, None) => ("ratee >= ?3", ""),
        };
        let sql = format!(
            "SELECT cycle, audience, ratee, edition, report FROM result WHERE cycle = ?1 AND audience = ?2 AND {condition}
             ORDER BY ratee, edition"
        );
        let mut statement = link.statement("reading results", &sql)?;
        let mut rows = statement.query((cycle.as_str(), audience.as_str(), key)).map_err(link.failed("reading results"))?;
        let mut results: Vec<ResultRecord> = Vec::new();
        let mut people = 0_usize;
        while let Some(row) = rows.next().map_err(link.failed("reading results"))? {
            let ratee: Option<PersonId> = match RESULT.text(row, (2, "ratee"))? {
                "" => None,
                _ => Some(RESULT.parse(row, (2, "ratee"))?),
            };
            if ratee.is_some() && results.last().is_none_or(|last| last.ratee != ratee) {
                people += 1;
                if people > page.limit {
                    break;
                }
            }
            let edition = RESULT.number(row, (3, "edition"))?;
            results.push(ResultRecord { ratee, audience, edition, report: RESULT.shared(row, (4, "report"))? });
        }
        Ok(results)
    }

    async fn cycles_of(&mut self, person: &PersonId) -> Result<BTreeSet<CycleId>, StoreError> {
        let sql = "SELECT cycle, ratee, rater FROM nomination WHERE ratee = ?1 OR rater = ?1";
        let found = self.link().many("looking for cycles", sql, [person.as_str()], |row| NOMINATION.parse(row, (0, "cycle")))?;
        Ok(found.into_iter().collect())
    }

    async fn cycles_with_results(&mut self, person: &PersonId) -> Result<BTreeSet<CycleId>, StoreError> {
        let sql = "SELECT cycle, audience, ratee, edition FROM result WHERE ratee = ?1 AND audience = ?2";
        let key = (person.as_str(), Audience::Hr.as_str());
        let found = self.link().many("looking for cycles", sql, key, |row| RESULT.parse(row, (0, "cycle")))?;
        Ok(found.into_iter().collect())
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        let link = self.writer()?;
        ERASE.iter().try_fold(0_u64, |sum, sql| Ok(sum.saturating_add(scrub::erase(link, sql, person)?)))
    }
}
