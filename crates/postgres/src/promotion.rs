//! Rounds with candidates and scores, appeals and waivers.

mod decisions;

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jenjang::people::id::{AppealId, PersonId, RoundId, WaiverId};
use jenjang::promotion::panel::PanelScore;
use jenjang::promotion::repository::{AppealRecord, AppealRepository, EntryRecord, RoundFile, RoundRepository};
use jenjang::promotion::waiver::WaiverRecord;
use jenjang::store::{Page, Revision, StoreError, Versioned};
use tokio_postgres::Row;

use crate::row;
use crate::transaction::{PostgresTransaction, taken};

/// Rows of one statement.
const TOGETHER: usize = 5_000;

fn file(found: &Row) -> Result<Versioned<RoundFile>, StoreError> {
    Ok(Versioned { value: row::json(found, "round", "body")?, revision: row::revision(found, "round")? })
}

fn appeal(found: &Row) -> Result<Versioned<AppealRecord>, StoreError> {
    Ok(Versioned { value: row::json(found, "appeal", "body")?, revision: row::revision(found, "appeal")? })
}

#[async_trait]
impl RoundRepository for PostgresTransaction {
    async fn find(&mut self, id: &RoundId) -> Result<Option<Versioned<RoundFile>>, StoreError> {
        let found = self.find("reading a round", "SELECT id, revision, body FROM round WHERE id = $1", &[&id.as_str()]).await?;
        found.as_ref().map(file).transpose()
    }

    async fn list(&mut self) -> Result<Vec<Versioned<RoundFile>>, StoreError> {
        self.rows("reading rounds", "SELECT id, revision, body FROM round ORDER BY id", &[]).await?.iter().map(file).collect()
    }

    async fn under_way(&mut self) -> Result<Vec<RoundFile>, StoreError> {
        let sql = "SELECT id, revision, body FROM round WHERE body::jsonb ->> 'stage' IN ('open', 'screened') ORDER BY id";
        let found = self.rows("reading rounds", sql, &[]).await?;
        found.iter().map(|found| Ok(file(found)?.value)).collect()
    }

    async fn save(&mut self, file: &RoundFile, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let id = file.plan.id.as_str();
        let sql = "SELECT id, revision FROM round WHERE id = $1";
        let revision = self.next_revision(("round", "round", id.to_owned()), sql, &[&id], expected).await?;
        let doing = "keeping a round";
        let body = row::text_of(doing, file)?;
        let sql = "INSERT INTO round (id, revision, body) VALUES ($1, $2, $3) \
                   ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, body = excluded.body";
        self.run(doing, sql, &[&id, &row::number("revision", revision.0)?, &body]).await?;
        Ok(revision)
    }

    async fn add_candidates(&mut self, round: &RoundId, people: &[PersonId]) -> Result<u64, StoreError> {
        self.may_write()?;
        let people: BTreeSet<&str> = people.iter().map(PersonId::as_str).collect();
        let people: Vec<&str> = people.into_iter().collect();
        let sql = "INSERT INTO round_candidate (round, person) SELECT $1, * FROM UNNEST($2::text[]) ON CONFLICT DO NOTHING";
        let mut new = 0_u64;
        for people in people.chunks(TOGETHER) {
            new = new.saturating_add(self.run("adding candidates", sql, &[&round.as_str(), &people]).await?);
        }
        Ok(new)
    }

    async fn remove_candidate(&mut self, round: &RoundId, person: &PersonId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM round_candidate WHERE round = $1 AND person = $2";
        Ok(self.run("removing a candidate", sql, &[&round.as_str(), &person.as_str()]).await? > 0)
    }

    async fn candidates(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT round, person FROM round_candidate WHERE round = $1 AND person > $2 ORDER BY person LIMIT $3";
        let after = page.after.as_ref().map_or("", PersonId::as_str);
        let rows = self.rows("listing candidates", sql, &[&round.as_str(), &after, &row::limit(page.limit)]).await?;
        rows.iter().map(|found| row::parsed(found, "round_candidate", "person")).collect()
    }

    async fn is_candidate(&mut self, round: &RoundId, person: &PersonId) -> Result<bool, StoreError> {
        let sql = "SELECT round, person FROM round_candidate WHERE round = $1 AND person = $2";
        Ok(self.find("looking for a candidate", sql, &[&round.as_str(), &person.as_str()]).await?.is_some())
    }

    async fn count_candidates(&mut self, round: &RoundId) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) AS candidates FROM round_candidate WHERE round = $1";
        let found = self.find("counting candidates", sql, &[&round.as_str()]).await?;
        found.map_or(Ok(0), |found| row::count(&found, "round_candidate", "candidates"))
    }

    async fn rounds_of(&mut self, person: &PersonId) -> Result<Vec<RoundId>, StoreError> {
        let sql = "SELECT round, person FROM round_candidate WHERE person = $1 ORDER BY round";
        let rows = self.rows("looking for rounds", sql, &[&person.as_str()]).await?;
        rows.iter().map(|found| row::parsed(found, "round_candidate", "round")).collect()
    }

    async fn save_entries(&mut self, round: &RoundId, entries: &[EntryRecord]) -> Result<(), StoreError> {
        self.may_write()?;
        let doing = "keeping scores";
        let mut last: BTreeMap<&str, String> = BTreeMap::new();
        for entry in entries {
            last.insert(entry.person.as_str(), row::text_of(doing, entry)?);
        }
        let last: Vec<(&str, String)> = last.into_iter().collect();
        let sql = "INSERT INTO round_entry (round, person, body) SELECT $1, * FROM UNNEST($2::text[], $3::text[]) \
                   ON CONFLICT (round, person) DO UPDATE SET body = excluded.body";
        for part in last.chunks(TOGETHER) {
            let people: Vec<&str> = part.iter().map(|(person, _)| *person).collect();
            let bodies: Vec<&str> = part.iter().map(|(_, body)| body.as_str()).collect();
            self.run(doing, sql, &[&round.as_str(), &people, &bodies]).await?;
        }
        Ok(())
    }

    async fn remove_entry(&mut self, round: &RoundId, person: &PersonId) -> Result<(), StoreError> {
        let sql = "DELETE FROM round_entry WHERE round = $1 AND person = $2";
        self.run("removing a score", sql, &[&round.as_str(), &person.as_str()]).await?;
        Ok(())
    }

    async fn entries(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<EntryRecord>, StoreError> {
        let sql = "SELECT round, person, body FROM round_entry WHERE round = $1 AND person > $2 ORDER BY person LIMIT $3";
        let after = page.after.as_ref().map_or("", PersonId::as_str);
        let rows = self.rows("listing scores", sql, &[&round.as_str(), &after, &row::limit(page.limit)]).await?;
        rows.iter().map(|found| row::json(found, "round_entry", "body")).collect()
    }

    async fn find_entry(&mut self, round: &RoundId, person: &PersonId) -> Result<Option<EntryRecord>, StoreError> {
        let sql = "SELECT round, person, body FROM round_entry WHERE round = $1 AND person = $2";
        let found = self.find("reading a score", sql, &[&round.as_str(), &person.as_str()]).await?;
        found.as_ref().map(|found| row::json(found, "round_entry", "body")).transpose()
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        self.may_write()?;
        let statements = [
            "DELETE FROM round_candidate WHERE person = $1",
            "DELETE FROM round_entry WHERE person = $1",
            "DELETE FROM round_panel_score WHERE candidate = $1",
        ];
        let mut removed = 0_u64;
        for sql in statements {
            removed = removed.saturating_add(self.run("removing a person from rounds", sql, &[&person.as_str()]).await?);
        }
        Ok(removed)
    }

    async fn save_panel_scores(&mut self, round: &RoundId, scores: &[PanelScore]) -> Result<(), StoreError> {
        self.may_write()?;
        let doing = "keeping scores of a panel";
        let mut last: BTreeMap<(&str, &str, &str), String> = BTreeMap::new();
        for score in scores {
            row::check_key("component", &score.component)?;
            last.insert((score.member.as_str(), score.candidate.as_str(), &score.component), row::text_of(doing, score)?);
        }
        let last: Vec<((&str, &str, &str), String)> = last.into_iter().collect();
        let sql = "INSERT INTO round_panel_score (round, member, candidate, component, body) \
                   SELECT $1, * FROM UNNEST($2::text[], $3::text[], $4::text[], $5::text[]) \
                   ON CONFLICT (round, member, candidate, component) DO UPDATE SET body = excluded.body";
        for part in last.chunks(TOGETHER) {
            let members: Vec<&str> = part.iter().map(|((member, ..), _)| *member).collect();
            let candidates: Vec<&str> = part.iter().map(|((_, candidate, _), _)| *candidate).collect();
            let components: Vec<&str> = part.iter().map(|((.., component), _)| *component).collect();
            let bodies: Vec<&str> = part.iter().map(|(_, body)| body.as_str()).collect();
            self.run(doing, sql, &[&round.as_str(), &members, &candidates, &components, &bodies]).await?;
        }
        Ok(())
    }

    async fn panel_scores(&mut self, round: &RoundId) -> Result<Vec<PanelScore>, StoreError> {
        let sql = "SELECT round, member, candidate, component, body FROM round_panel_score WHERE round = $1 \
                   ORDER BY member, candidate, component";
        let rows = self.rows("reading scores of a panel", sql, &[&round.as_str()]).await?;
        rows.iter().map(|found| row::json(found, "round_panel_score", "body")).collect()
    }
}

#[async_trait]
impl AppealRepository for PostgresTransaction {
    async fn find(&mut self, id: &AppealId) -> Result<Option<Versioned<AppealRecord>>, StoreError> {
        let found = self.find("reading an appeal", "SELECT id, revision, body FROM appeal WHERE id = $1", &[&id.as_str()]).await?;
        found.as_ref().map(appeal).transpose()
    }

    async fn list(&mut self, person: Option<&PersonId>) -> Result<Vec<Versioned<AppealRecord>>, StoreError> {
        let sql = "SELECT id, revision, body FROM appeal WHERE $1::text IS NULL OR person = $1 ORDER BY id";
        self.rows("reading appeals", sql, &[&person.map(PersonId::as_str)]).await?.iter().map(appeal).collect()
    }

    async fn save(&mut self, appeal: &AppealRecord, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let id = appeal.id.as_str();
        let sql = "SELECT id, revision FROM appeal WHERE id = $1";
        let revision = self.next_revision(("appeal", "appeal", id.to_owned()), sql, &[&id], expected).await?;
        let doing = "keeping an appeal";
        let body = row::text_of(doing, appeal)?;
        let sql = "INSERT INTO appeal (id, revision, person, body) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, person = excluded.person, body = excluded.body";
        self.run(doing, sql, &[&id, &row::number("revision", revision.0)?, &appeal.person.as_str(), &body]).await?;
        Ok(revision)
    }

    async fn find_waiver(&mut self, id: &WaiverId) -> Result<Option<WaiverRecord>, StoreError> {
        let found = self.find("reading a waiver", "SELECT id, body FROM waiver WHERE id = $1", &[&id.as_str()]).await?;
        found.map(|found| row::json(&found, "waiver", "body")).transpose()
    }

    async fn waivers(&mut self, person: &PersonId) -> Result<Vec<WaiverRecord>, StoreError> {
        let rows = self.rows("reading waivers", "SELECT id, body FROM waiver WHERE person = $1 ORDER BY id", &[&person.as_str()]).await?;
        rows.iter().map(|found| row::json(found, "waiver", "body")).collect()
    }

    async fn waivers_of(&mut self, people: &[PersonId]) -> Result<Vec<WaiverRecord>, StoreError> {
        let people: Vec<&str> = people.iter().map(PersonId::as_str).collect();
        let sql = "SELECT id, body FROM waiver WHERE person = ANY($1) ORDER BY person, id";
        let rows = self.rows("reading waivers", sql, &[&people]).await?;
        rows.iter().map(|found| row::json(found, "waiver", "body")).collect()
    }

    async fn insert_waiver(&mut self, waiver: &WaiverRecord) -> Result<(), StoreError> {
        self.may_write()?;
        let doing = "keeping a waiver";
        let body = row::text_of(doing, waiver)?;
        let sql = "INSERT INTO waiver (id, person, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        let kept = self.run(doing, sql, &[&waiver.id.as_str(), &waiver.person.as_str(), &body]).await?;
        if kept == 0 { Err(taken("waiver", &waiver.id)) } else { Ok(()) }
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        let doing = "removing appeals and waivers";
        let appeals = self.run(doing, "DELETE FROM appeal WHERE person = $1", &[&person.as_str()]).await?;
        Ok(appeals.saturating_add(self.run(doing, "DELETE FROM waiver WHERE person = $1", &[&person.as_str()]).await?))
    }
}
