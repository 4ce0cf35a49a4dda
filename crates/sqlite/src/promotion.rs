//! Rounds, candidates and scores; decisions; appeals and waivers.

mod appeal;
mod decision;

use async_trait::async_trait;
use jenjang::people::id::{PersonId, RoundId};
use jenjang::promotion::panel::PanelScore;
use jenjang::promotion::repository::{EntryRecord, RoundFile, RoundRepository};
use jenjang::store::{Page, Revision, StoreError, Versioned};
use rusqlite::Row;

use crate::row::{Table, after, json, limit, next_revision};
use crate::transaction::SqliteTransaction;

const ROUND: Table = Table { name: "round", key: 1 };
const CANDIDATE: Table = Table { name: "candidate", key: 2 };
const ENTRY: Table = Table { name: "entry", key: 2 };
const PANEL_SCORE: Table = Table { name: "panel_score", key: 4 };

const READING: &str = "reading candidates";

fn round(row: &Row<'_>) -> Result<Versioned<RoundFile>, StoreError> {
    ROUND.versioned(row, 1, ROUND.json(row, (2, "body"))?)
}

/// The proof stands in a column of its own, byte for byte.
fn entry(row: &Row<'_>) -> Result<EntryRecord, StoreError> {
    let body: EntryRecord = ENTRY.json(row, (2, "body"))?;
    Ok(EntryRecord { proof: ENTRY.shared(row, (3, "proof"))?, ..body })
}

#[async_trait]
impl RoundRepository for SqliteTransaction {
    async fn find(&mut self, id: &RoundId) -> Result<Option<Versioned<RoundFile>>, StoreError> {
        self.link().one("reading a round", "SELECT id, revision, body FROM round WHERE id = ?1", [id.as_str()], round)
    }

    async fn list(&mut self) -> Result<Vec<Versioned<RoundFile>>, StoreError> {
        self.link().many("reading rounds", "SELECT id, revision, body FROM round ORDER BY id", (), round)
    }

    async fn under_way(&mut self) -> Result<Vec<RoundFile>, StoreError> {
        let sql = "SELECT id, revision, body FROM round WHERE body ->> '$.stage' IN ('open', 'screened') ORDER BY id";
        Ok(self.link().many("reading rounds", sql, (), round)?.into_iter().map(|stored| stored.value).collect())
    }

    async fn save(&mut self, file: &RoundFile, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let link = self.writer()?;
        let id = &file.plan.id;
        let revision = next_revision(link, "round", "SELECT revision FROM round WHERE id = ?1", [id.as_str()], id, expected)?;
        let sql = "INSERT INTO round (id, revision, body) VALUES (?1, 1, ?2)
                   ON CONFLICT (id) DO UPDATE SET revision = revision + 1, body = excluded.body";
        link.execute("saving a round", sql, (id.as_str(), json("saving a round", file)?))?;
        Ok(revision)
    }

    async fn add_candidates(&mut self, round: &RoundId, people: &[PersonId]) -> Result<u64, StoreError> {
        let link = self.writer()?;
        let sql = "INSERT INTO candidate (round, person) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        people.iter().try_fold(0_u64, |sum, person| {
            Ok(sum.saturating_add(link.execute("adding candidates", sql, (round.as_str(), person.as_str()))?))
        })
    }

    async fn remove_candidate(&mut self, round: &RoundId, person: &PersonId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM candidate WHERE round = ?1 AND person = ?2";
        Ok(self.writer()?.execute("removing a candidate", sql, (round.as_str(), person.as_str()))? > 0)
    }

    async fn candidates(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT round, person FROM candidate WHERE round = ?1 AND person > ?2 ORDER BY person LIMIT ?3";
        let params = (round.as_str(), after(page, PersonId::as_str), limit(page.limit));
        self.link().many(READING, sql, params, |row| CANDIDATE.parse(row, (1, "person")))
    }

    async fn is_candidate(&mut self, round: &RoundId, person: &PersonId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM candidate WHERE round = ?1 AND person = ?2";
        Ok(self.link().one(READING, sql, (round.as_str(), person.as_str()), |_| Ok(()))?.is_some())
    }

    async fn count_candidates(&mut self, round: &RoundId) -> Result<u64, StoreError> {
        let link = self.link();
        let sql = "SELECT count(*) FROM candidate WHERE round = ?1";
        let count: Option<i64> = link.one(READING, sql, [round.as_str()], |row| row.get(0).map_err(link.failed(READING)))?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
    }

    async fn rounds_of(&mut self, person: &PersonId) -> Result<Vec<RoundId>, StoreError> {
        let sql = "SELECT round, person FROM candidate WHERE person = ?1 ORDER BY round";
        self.link().many(READING, sql, [person.as_str()], |row| CANDIDATE.parse(row, (0, "round")))
    }

    async fn save_entries(&mut self, round: &RoundId, entries: &[EntryRecord]) -> Result<(), StoreError> {
        let link = self.writer()?;
        let doing = "saving scores";
        let sql = "INSERT INTO entry (round, person, body, proof) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (round, person) DO UPDATE SET body = excluded.body, proof = excluded.proof";
        entries.iter().try_for_each(|entry| {
            let body = json(doing, &EntryRecord { proof: "".into(), ..entry.clone() })?;
            link.execute(doing, sql, (round.as_str(), entry.person.as_str(), body, &*entry.proof)).map(drop)
        })
    }

    async fn remove_entry(&mut self, round: &RoundId, person: &PersonId) -> Result<(), StoreError> {
        let sql = "DELETE FROM entry WHERE round = ?1 AND person = ?2";
        self.writer()?.execute("removing a score", sql, (round.as_str(), person.as_str())).map(drop)
    }

    async fn entries(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<EntryRecord>, StoreError> {
        let sql = "SELECT round, person, body, proof FROM entry WHERE round = ?1 AND person > ?2 ORDER BY person LIMIT ?3";
        self.link().many("reading scores", sql, (round.as_str(), after(page, PersonId::as_str), limit(page.limit)), entry)
    }

    async fn find_entry(&mut self, round: &RoundId, person: &PersonId) -> Result<Option<EntryRecord>, StoreError> {
        let sql = "SELECT round, person, body, proof FROM entry WHERE round = ?1 AND person = ?2";
        self.link().one("reading a score", sql, (round.as_str(), person.as_str()), entry)
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        let link = self.writer()?;
        let erase = [
            "DELETE FROM candidate WHERE person = ?1",
            "DELETE FROM entry WHERE person = ?1",
            "DELETE FROM panel_score WHERE candidate = ?1",
        ];
        erase.iter().try_fold(0_u64, |sum, sql| Ok(sum.saturating_add(link.execute("erasing a candidate", sql, [person.as_str()])?)))
    }

    async fn save_panel_scores(&mut self, round: &RoundId, scores: &[PanelScore]) -> Result<(), StoreError> {
        let link = self.writer()?;
        let sql = "INSERT INTO panel_score (round, member, candidate, component, score) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (round, member, candidate, component) DO UPDATE SET score = excluded.score";
        scores.iter().try_for_each(|score| {
            let PanelScore { member, candidate, component, score } = score;
            let row = (round.as_str(), member.as_str(), candidate.as_str(), &**component, score.to_string());
            link.execute("saving panel scores", sql, row).map(drop)
        })
    }

    async fn panel_scores(&mut self, round: &RoundId) -> Result<Vec<PanelScore>, StoreError> {
        let sql = "SELECT round, member, candidate, component, score FROM panel_score WHERE round = ?1
                   ORDER BY member, candidate, component";
        self.link().many("reading panel scores", sql, [round.as_str()], |row| {
            Ok(PanelScore {
                member: PANEL_SCORE.parse(row, (1, "member"))?,
                candidate: PANEL_SCORE.parse(row, (2, "candidate"))?,
                component: PANEL_SCORE.shared(row, (3, "component"))?,
                score: PANEL_SCORE.parse(row, (4, "score"))?,
            })
        })
    }
}
