//! Cycles: nominations, sealed answers, receipts, what the cut leaves, results.
//!
//! INVARIANT (nothing readable while open): an answer is sealed as a whole before it is sent, rater, ratee and text; beside it stands a keyed digest
//! as its place. A receipt and an answer are written in one transaction, which PostgreSQL marks on both rows: the mark leads to noise.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jenjang::evaluation::nomination::Nomination;
use jenjang::evaluation::repository::{
    Audience, CycleFile, CycleRepository, NominationFilter, Receipt, ResultRecord, SeveredComment, SeveredSheet,
};
use jenjang::evaluation::response::Response;
use jenjang::people::id::{CycleId, PersonId};
use jenjang::store::{Page, Revision, StoreError, Versioned};
use serde::Serialize;
use tokio_postgres::Row;

use crate::keys::CycleKey;
use crate::row;
use crate::seal::Seal;
use crate::transaction::{PostgresTransaction, taken};

/// Rows of one statement.
const TOGETHER: usize = 5_000;

fn file(found: &Row) -> Result<Versioned<CycleFile>, StoreError> {
    Ok(Versioned { value: row::json(found, "cycle", "body")?, revision: row::revision(found, "cycle")? })
}

fn filtered(filter: &NominationFilter) -> (Option<&str>, Option<&str>) {
    (filter.ratee.as_ref().map(PersonId::as_str), filter.rater.as_ref().map(PersonId::as_str))
}

/// What says which key seals the answers of a cycle.
struct KeyRow {
    generation: i32,
    fingerprint: Vec<u8>,
    severed: bool,
}

impl PostgresTransaction {
    async fn key_row(&mut self, cycle: &CycleId) -> Result<Option<KeyRow>, StoreError> {
        let table = "cycle_key";
        let sql = "SELECT cycle, generation, fingerprint, severed FROM cycle_key WHERE cycle = $1 ORDER BY generation DESC LIMIT 1";
        let found = self.find("looking for the key of a cycle", sql, &[&cycle.as_str()]).await?;
        let read = |found: Row| {
            Ok(KeyRow {
                generation: row::column(&found, table, "generation")?,
                fingerprint: row::column(&found, table, "fingerprint")?,
                severed: row::column(&found, table, "severed")?,
            })
        };
        found.map(read).transpose()
    }

    /// What opens the answers of a cycle; `None` where it holds none.
    pub(crate) async fn seal_of(&mut self, cycle: &CycleId) -> Result<Option<Seal>, StoreError> {
        let Some(found) = self.key_row(cycle).await?.filter(|found| !found.severed) else { return Ok(None) };
        let missing = || StoreError::KeyMissing { cycle: cycle.to_string() };
        let keys = self.shared.keys().ok_or_else(missing)?;
        let key = keys.find(cycle, found.generation)?.ok_or_else(missing)?;
        let seal = Seal::new(cycle, &key);
        // another key under the same name opens nothing
        if seal.fingerprint() == found.fingerprint { Ok(Some(seal)) } else { Err(missing()) }
    }

    /// What seals an answer; a new key for the first.
    async fn seal_for(&mut self, cycle: &CycleId) -> Result<Seal, StoreError> {
        if let Some(seal) = self.seal_of(cycle).await? {
            return Ok(seal);
        }
        // after a cut that is not finished the old key is about to go
        let generation = self.key_row(cycle).await?.map_or(1, |old| old.generation.saturating_add(1));
        let missing = || StoreError::KeyMissing { cycle: cycle.to_string() };
        let key: CycleKey = self.shared.keys().ok_or_else(missing)?.find_or_make(cycle, generation)?;
        let seal = Seal::new(cycle, &key);
        let sql = "INSERT INTO cycle_key (cycle, generation, fingerprint, severed) VALUES ($1, $2, $3, false)";
        self.run("naming the key of a cycle", sql, &[&cycle.as_str(), &generation, &seal.fingerprint()]).await?;
        Ok(seal)
    }

    /// Marks the keys of a cycle as to be destroyed, that of a first answer that was never committed too.
    async fn sever_keys(&mut self, cycle: &CycleId) -> Result<(), StoreError> {
        let doing = "severing a cycle";
        let generation = self.key_row(cycle).await?.map_or(1, |found| found.generation.saturating_add(1));
        self.run(doing, "UPDATE cycle_key SET severed = true WHERE cycle = $1", &[&cycle.as_str()]).await?;
        let forgotten = match self.shared.keys() {
            Some(keys) => keys.find(cycle, generation)?.is_some(),
            None => false,
        };
        if forgotten {
            let sql = "INSERT INTO cycle_key (cycle, generation, fingerprint, severed) VALUES ($1, $2, '', true)";
            self.run(doing, sql, &[&cycle.as_str(), &generation]).await?;
        }
        Ok(())
    }

    /// Keeps what the cut leaves: id, ratee and the record, in the order of the ids, so that the order of the rows says nothing either.
    async fn keep_severed<'a, T: Serialize + Sync + 'a>(
        &mut self,
        what: &'static str,
        sql: &str,
        cycle: &CycleId,
        records: impl Iterator<Item = (&'a str, &'a PersonId, &'a T)> + Send,
    ) -> Result<(), StoreError> {
        let doing = "keeping what the cut leaves";
        let mut by_id: BTreeMap<&str, (&str, String)> = BTreeMap::new();
        for (id, ratee, record) in records {
            row::check_key("random id", id)?;
            if by_id.insert(id, (ratee.as_str(), row::text_of(doing, record)?)).is_some() {
                return Err(taken(what, id));
            }
        }
        let records: Vec<(&str, (&str, String))> = by_id.into_iter().collect();
        for records in records.chunks(TOGETHER) {
            let ids: Vec<&str> = records.iter().map(|(id, _)| *id).collect();
            let ratees: Vec<&str> = records.iter().map(|(_, (ratee, _))| *ratee).collect();
            let bodies: Vec<&str> = records.iter().map(|(_, (_, body))| body.as_str()).collect();
            let kept = self.rows(doing, sql, &[&cycle.as_str(), &ids, &ratees, &bodies]).await?;
            if kept.len() < ids.len() {
                let mut new = BTreeSet::new();
                for row in &kept {
                    new.insert(row::column::<&str>(row, "cycle_sheet", "id")?);
                }
                return Err(taken(what, ids.iter().find(|id| !new.contains(**id)).copied().unwrap_or_default()));
            }
        }
        Ok(())
    }

    /// Removes the sealed answers and drafts in which a person rates or is rated: their places follow from the receipts and nominations.
    async fn remove_answers(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        let doing = "removing answers";
        let sql = "SELECT r.cycle, r.ratee, r.rater FROM \
                     (SELECT cycle, ratee, rater FROM cycle_receipt UNION SELECT cycle, ratee, rater FROM cycle_nomination) r \
                     JOIN cycle_key k ON k.cycle = r.cycle AND NOT k.severed \
                   WHERE r.ratee = $1 OR r.rater = $1";
        let mut pairs: BTreeMap<CycleId, Vec<(PersonId, PersonId)>> = BTreeMap::new();
        for found in self.rows(doing, sql, &[&person.as_str()]).await? {
            let [ratee, rater] = ["ratee", "rater"].map(|name| row::parsed(&found, "cycle_receipt", name));
            pairs.entry(row::parsed(&found, "cycle_receipt", "cycle")?).or_default().push((ratee?, rater?));
        }
        let mut removed = 0_u64;
        for (cycle, pairs) in pairs {
            let Some(seal) = self.seal_of(&cycle).await? else { continue };
            let slots: Vec<[u8; 32]> = pairs.iter().map(|(ratee, rater)| seal.slot(ratee, rater)).collect();
            let slots: Vec<&[u8]> = slots.iter().map(|slot| &slot[..]).collect();
            for sql in [
                "DELETE FROM cycle_sealed_answer WHERE cycle = $1 AND slot = ANY($2)",
                "DELETE FROM cycle_sealed_draft WHERE cycle = $1 AND slot = ANY($2)",
            ] {
                removed = removed.saturating_add(self.run(doing, sql, &[&cycle.as_str(), &slots]).await?);
            }
        }
        Ok(removed)
    }
}

#[async_trait]
impl CycleRepository for PostgresTransaction {
    async fn find(&mut self, id: &CycleId) -> Result<Option<Versioned<CycleFile>>, StoreError> {
        let found = self.find("reading a cycle", "SELECT id, revision, body FROM cycle WHERE id = $1", &[&id.as_str()]).await?;
        found.as_ref().map(file).transpose()
    }

    async fn heads(&mut self) -> Result<Vec<CycleFile>, StoreError> {
        let sql = "SELECT id, jsonb_set(body::jsonb, '{chart}', '[]')::text AS body FROM cycle ORDER BY id";
        self.rows("reading cycles", sql, &[]).await?.iter().map(|found| row::json(found, "cycle", "body")).collect()
    }

    async fn list(&mut self) -> Result<Vec<Versioned<CycleFile>>, StoreError> {
        self.rows("reading cycles", "SELECT id, revision, body FROM cycle ORDER BY id", &[]).await?.iter().map(file).collect()
    }

    async fn save(&mut self, file: &CycleFile, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let id = file.cycle.id().as_str();
        let sql = "SELECT id, revision FROM cycle WHERE id = $1";
        let revision = self.next_revision(("cycle", "cycle", id.to_owned()), sql, &[&id], expected).await?;
        let doing = "keeping a cycle";
        let body = row::text_of(doing, file)?;
        let sql = "INSERT INTO cycle (id, revision, body) VALUES ($1, $2, $3) \
                   ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, body = excluded.body";
        self.run(doing, sql, &[&id, &row::number("revision", revision.0)?, &body]).await?;
        Ok(revision)
    }

    async fn nominations(&mut self, cycle: &CycleId, filter: &NominationFilter) -> Result<Vec<Nomination>, StoreError> {
        let (ratee, rater) = filtered(filter);
        let sql = "SELECT cycle, ratee, rater, body FROM cycle_nomination \
                   WHERE cycle = $1 AND ($2::text IS NULL OR ratee = $2) AND ($3::text IS NULL OR rater = $3) ORDER BY ratee, rater";
        let rows = self.rows("reading nominations", sql, &[&cycle.as_str(), &ratee, &rater]).await?;
        rows.iter().map(|found| row::json(found, "cycle_nomination", "body")).collect()
    }

    async fn nominations_of(&mut self, cycle: &CycleId, ratees: &BTreeSet<PersonId>) -> Result<Vec<Nomination>, StoreError> {
        let ratees: Vec<&str> = ratees.iter().map(PersonId::as_str).collect();
        let sql = "SELECT cycle, ratee, rater, body FROM cycle_nomination WHERE cycle = $1 AND ratee = ANY($2) ORDER BY ratee, rater";
        let rows = self.rows("reading nominations", sql, &[&cycle.as_str(), &ratees]).await?;
        rows.iter().map(|found| row::json(found, "cycle_nomination", "body")).collect()
    }

    async fn save_nominations(&mut self, cycle: &CycleId, nominations: &[Nomination]) -> Result<(), StoreError> {
        self.may_write()?;
        let doing = "keeping nominations";
        let mut last: BTreeMap<(&str, &str), String> = BTreeMap::new();
        for nomination in nominations {
            last.insert((nomination.ratee().as_str(), nomination.rater().as_str()), row::text_of(doing, nomination)?);
        }
        let sql = "INSERT INTO cycle_nomination (cycle, ratee, rater, body) SELECT $1, * FROM UNNEST($2::text[], $3::text[], $4::text[]) \
                   ON CONFLICT (cycle, ratee, rater) DO UPDATE SET body = excluded.body";
        let last: Vec<((&str, &str), String)> = last.into_iter().collect();
        for part in last.chunks(TOGETHER) {
            let ratees: Vec<&str> = part.iter().map(|((ratee, _), _)| *ratee).collect();
            let raters: Vec<&str> = part.iter().map(|((_, rater), _)| *rater).collect();
            let bodies: Vec<&str> = part.iter().map(|(_, body)| body.as_str()).collect();
            self.run(doing, sql, &[&cycle.as_str(), &ratees, &raters, &bodies]).await?;
        }
        Ok(())
    }

    async fn put_draft(&mut self, cycle: &CycleId, draft: &Response) -> Result<(), StoreError> {
        self.may_write()?;
        let seal = self.seal_for(cycle).await?;
        let slot = seal.slot(&draft.ratee, &draft.rater);
        let sealed = seal.seal(draft)?;
        let sql = "INSERT INTO cycle_sealed_draft (cycle, slot, sealed) VALUES ($1, $2, $3) \
                   ON CONFLICT (cycle, slot) DO UPDATE SET sealed = excluded.sealed";
        self.run("keeping a draft answer", sql, &[&cycle.as_str(), &&slot[..], &sealed]).await.map(drop)
    }

    async fn draft(&mut self, cycle: &CycleId, ratee: &PersonId, rater: &PersonId) -> Result<Option<Response>, StoreError> {
        let Some(seal) = self.seal_of(cycle).await? else { return Ok(None) };
        let slot = seal.slot(ratee, rater);
        let (table, sql) = ("cycle_sealed_draft", "SELECT cycle, slot, sealed FROM cycle_sealed_draft WHERE cycle = $1 AND slot = $2");
        let Some(found) = PostgresTransaction::find(self, "reading a draft answer", sql, &[&cycle.as_str(), &&slot[..]]).await? else {
            return Ok(None);
        };
        let draft = seal.open(&slot, row::column(&found, table, "sealed")?);
        draft.ok_or_else(|| row::corrupt(&found, table, "sealed", "not sealed with the key of the cycle for this place")).map(Some)
    }

    async fn drop_draft(&mut self, cycle: &CycleId, ratee: &PersonId, rater: &PersonId) -> Result<(), StoreError> {
        self.may_write()?;
        let Some(seal) = self.seal_of(cycle).await? else { return Ok(()) };
        let slot = seal.slot(ratee, rater);
        let sql = "DELETE FROM cycle_sealed_draft WHERE cycle = $1 AND slot = $2";
        self.run("destroying a draft answer", sql, &[&cycle.as_str(), &&slot[..]]).await.map(drop)
    }

    async fn put_answer(&mut self, cycle: &CycleId, response: &Response, receipt: &Receipt) -> Result<(), StoreError> {
        self.may_write()?;
        let doing = "keeping an answer";
        let seal = self.seal_for(cycle).await?;
        let slot = seal.slot(&response.ratee, &response.rater);
        let sealed = seal.seal(response)?;
        let sql = "INSERT INTO cycle_sealed_answer (cycle, slot, sealed) VALUES ($1, $2, $3) \
                   ON CONFLICT (cycle, slot) DO UPDATE SET sealed = excluded.sealed";
        self.run(doing, sql, &[&cycle.as_str(), &&slot[..], &sealed]).await?;
        self.run(doing, "DELETE FROM cycle_sealed_draft WHERE cycle = $1 AND slot = $2", &[&cycle.as_str(), &&slot[..]]).await?;
        let sql = "INSERT INTO cycle_receipt (cycle, ratee, rater, code) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (cycle, ratee, rater) DO UPDATE SET code = excluded.code";
        let (ratee, rater) = (response.ratee.as_str(), response.rater.as_str());
        self.run("keeping a receipt", sql, &[&cycle.as_str(), &ratee, &rater, &&receipt.code.0[..]]).await?;
        Ok(())
    }

    async fn answers(&mut self, cycle: &CycleId) -> Result<Vec<Response>, StoreError> {
        let table = "cycle_sealed_answer";
        let sql = "SELECT cycle, slot, sealed FROM cycle_sealed_answer WHERE cycle = $1";
        let rows = self.rows("reading answers", sql, &[&cycle.as_str()]).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let seal = self.seal_of(cycle).await?.ok_or_else(|| StoreError::KeyMissing { cycle: cycle.to_string() })?;
        let mut answers = Vec::with_capacity(rows.len());
        for found in &rows {
            let (slot, sealed): (&[u8], &[u8]) = (row::column(found, table, "slot")?, row::column(found, table, "sealed")?);
            let answer = seal.open(slot, sealed);
            answers
                .push(answer.ok_or_else(|| row::corrupt(found, table, "sealed", "not sealed with the key of the cycle for this place"))?);
        }
        answers.sort_by(|a, b| (&a.ratee, &a.rater).cmp(&(&b.ratee, &b.rater)));
        Ok(answers)
    }

    async fn receipts(&mut self, cycle: &CycleId, filter: &NominationFilter) -> Result<Vec<Receipt>, StoreError> {
        let table = "cycle_receipt";
        let (ratee, rater) = filtered(filter);
        let sql = "SELECT cycle, ratee, rater, code FROM cycle_receipt \
                   WHERE cycle = $1 AND ($2::text IS NULL OR ratee = $2) AND ($3::text IS NULL OR rater = $3) ORDER BY ratee, rater";
        let rows = self.rows("reading receipts", sql, &[&cycle.as_str(), &ratee, &rater]).await?;
        let receipt = |found| {
            let (ratee, rater) = (row::parsed(found, table, "ratee")?, row::parsed(found, table, "rater")?);
            Ok(Receipt { ratee, rater, code: row::digest(found, table, "code")? })
        };
        rows.iter().map(receipt).collect()
    }

    async fn sever(&mut self, cycle: &CycleId, sheets: &[SeveredSheet], comments: &[SeveredComment]) -> Result<(), StoreError> {
        self.may_write()?;
        for sql in ["DELETE FROM cycle_sealed_answer WHERE cycle = $1", "DELETE FROM cycle_sealed_draft WHERE cycle = $1"] {
            self.run("severing a cycle", sql, &[&cycle.as_str()]).await?;
        }
        self.sever_keys(cycle).await?;
        let sql = "INSERT INTO cycle_sheet (cycle, id, ratee, body) SELECT $1, * FROM UNNEST($2::text[], $3::text[], $4::text[]) \
                   ON CONFLICT DO NOTHING RETURNING id";
        self.keep_severed("sheet", sql, cycle, sheets.iter().map(|sheet| (&*sheet.id, &sheet.ratee, sheet))).await?;
        let sql = "INSERT INTO cycle_comment (cycle, id, ratee, body) SELECT $1, * FROM UNNEST($2::text[], $3::text[], $4::text[]) \
                   ON CONFLICT DO NOTHING RETURNING id";
        self.keep_severed("comment", sql, cycle, comments.iter().map(|comment| (&*comment.id, &comment.ratee, comment))).await
    }

    async fn sheets(&mut self, cycle: &CycleId, ratee: Option<&PersonId>) -> Result<Vec<SeveredSheet>, StoreError> {
        let sql = "SELECT cycle, id, body FROM cycle_sheet WHERE cycle = $1 AND ($2::text IS NULL OR ratee = $2) ORDER BY id";
        let rows = self.rows("reading sheets", sql, &[&cycle.as_str(), &ratee.map(PersonId::as_str)]).await?;
        rows.iter().map(|found| row::json(found, "cycle_sheet", "body")).collect()
    }

    async fn comments(&mut self, cycle: &CycleId, ratee: Option<&PersonId>) -> Result<Vec<SeveredComment>, StoreError> {
        let sql = "SELECT cycle, id, body FROM cycle_comment WHERE cycle = $1 AND ($2::text IS NULL OR ratee = $2) ORDER BY id";
        let rows = self.rows("reading comments", sql, &[&cycle.as_str(), &ratee.map(PersonId::as_str)]).await?;
        rows.iter().map(|found| row::json(found, "cycle_comment", "body")).collect()
    }

    async fn save_results(&mut self, cycle: &CycleId, results: &[ResultRecord]) -> Result<(), StoreError> {
        self.may_write()?;
        let doing = "keeping results";
        let ratee = |result: &ResultRecord| result.ratee.as_ref().map_or(String::new(), PersonId::to_string);
        let name = |result: &ResultRecord| result.ratee.as_ref().map_or_else(|| cycle.to_string(), PersonId::to_string);
        let key = |result: &ResultRecord| (result.audience.as_str(), ratee(result), i64::from(result.edition));
        let mut seen = BTreeSet::new();
        for result in results {
            row::check_text("result", &result.report)?;
            if !seen.insert(key(result)) {
                return Err(taken("result", name(result)));
            }
        }
        let sql = "INSERT INTO cycle_result (cycle, audience, ratee, edition, report) \
                   SELECT $1, * FROM UNNEST($2::text[], $3::text[], $4::bigint[], $5::text[]) \
                   ON CONFLICT DO NOTHING RETURNING audience, ratee, edition";
        for part in results.chunks(TOGETHER) {
            let audiences: Vec<&str> = part.iter().map(|result| result.audience.as_str()).collect();
            let ratees: Vec<String> = part.iter().map(ratee).collect();
            let editions: Vec<i64> = part.iter().map(|result| i64::from(result.edition)).collect();
            let reports: Vec<&str> = part.iter().map(|result| &*result.report).collect();
            let kept = self.rows(doing, sql, &[&cycle.as_str(), &audiences, &ratees, &editions, &reports]).await?;
            if kept.len() < part.len() {
                let mut new = BTreeSet::new();
                for row in &kept {
                    let (audience, ratee): (&str, &str) =
                        (row::column(row, "cycle_result", "audience")?, row::column(row, "cycle_result", "ratee")?);
                    new.insert((audience, ratee.to_owned(), row::column::<i64>(row, "cycle_result", "edition")?));
                }
                let old = part.iter().find(|result| !new.contains(&key(result)));
                return Err(taken("result", old.map_or_else(|| cycle.to_string(), name)));
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
        let table = "cycle_result";
        // what is about no person has an empty ratee, which is the smallest of all
        let after = page.after.as_ref().map_or("", PersonId::as_str);
        let with_cycle = ratee.is_none() && page.after.is_none();
        let sql = "SELECT cycle, audience, ratee, edition, report FROM cycle_result \
                   WHERE cycle = $1 AND audience = $2 AND (($5 AND ratee = '') OR ratee IN ( \
                     SELECT DISTINCT ratee FROM cycle_result \
                     WHERE cycle = $1 AND audience = $2 AND ratee > $3 AND ($4::text IS NULL OR ratee = $4) ORDER BY ratee LIMIT $6)) \
                   ORDER BY ratee, edition";
        let ratee = ratee.map(PersonId::as_str);
        let limit = row::limit(page.limit);
        let rows = self.rows("reading results", sql, &[&cycle.as_str(), &audience.as_str(), &after, &ratee, &with_cycle, &limit]).await?;
        let mut results = Vec::with_capacity(rows.len());
        for found in &rows {
            let (ratee, report): (&str, &str) = (row::column(found, table, "ratee")?, row::column(found, table, "report")?);
            let ratee = if ratee.is_empty() { None } else { Some(row::parsed(found, table, "ratee")?) };
            let edition: i64 = row::column(found, table, "edition")?;
            let edition = u32::try_from(edition).map_err(|_| row::corrupt(found, table, "edition", "not the number of an edition"))?;
            results.push(ResultRecord { ratee, audience, edition, report: report.into() });
        }
        Ok(results)
    }

    async fn cycles_of(&mut self, person: &PersonId) -> Result<BTreeSet<CycleId>, StoreError> {
        let sql = "SELECT DISTINCT cycle FROM cycle_nomination WHERE ratee = $1 OR rater = $1";
        let rows = self.rows("looking for cycles", sql, &[&person.as_str()]).await?;
        rows.iter().map(|found| row::parsed(found, "cycle_nomination", "cycle")).collect()
    }

    async fn cycles_with_results(&mut self, person: &PersonId) -> Result<BTreeSet<CycleId>, StoreError> {
        let sql = "SELECT DISTINCT cycle FROM cycle_result WHERE ratee = $1 AND audience = $2";
        let rows = self.rows("looking for cycles", sql, &[&person.as_str(), &Audience::Hr.as_str()]).await?;
        rows.iter().map(|found| row::parsed(found, "cycle_result", "cycle")).collect()
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        self.may_write()?;
        let mut removed = self.remove_answers(person).await?;
        let statements = [
            "DELETE FROM cycle_nomination WHERE ratee = $1 OR rater = $1",
            "DELETE FROM cycle_receipt WHERE ratee = $1 OR rater = $1",
            "DELETE FROM cycle_sheet WHERE ratee = $1",
            "DELETE FROM cycle_comment WHERE ratee = $1",
            "DELETE FROM cycle_result WHERE ratee = $1",
        ];
        for sql in statements {
            removed = removed.saturating_add(self.run("removing a person from cycles", sql, &[&person.as_str()]).await?);
        }
        Ok(removed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_no_person_sorts_before_everybody() {
        assert!("".parse::<PersonId>().is_err(), "so that an empty ratee cannot be a person's");
    }
}
