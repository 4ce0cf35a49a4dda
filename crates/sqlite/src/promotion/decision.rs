//! Decisions, with what they rest on.

use std::borrow::Cow;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::people::id::{DecisionId, PersonId, RoundId};
use jenjang::policy::document::Waiver;
use jenjang::policy::stored::StoredDossier;
use jenjang::promotion::decision::Parent;
use jenjang::promotion::repository::{DecisionHead, DecisionRecord, DecisionRepository, OutcomeKind};
use jenjang::store::{Page, StoreError};
use rusqlite::Row;
use serde::{Deserialize, Serialize};

use crate::link::Link;
use crate::row::{Column, Table, after, json, limit, taken};
use crate::scrub;
use crate::transaction::SqliteTransaction;

const DECISION: Table = Table { name: "decision", key: 1 };

const READING: &str = "reading decisions";
const SAVING: &str = "saving decisions";

const OUTCOMES: [OutcomeKind; 3] = [OutcomeKind::Eligible, OutcomeKind::NotEligible, OutcomeKind::Unknown];

/// What has no column of its own, as JSON.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Rest<'record> {
    decided_by: Arc<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<Parent>,
    policy: Arc<str>,
    version: Digest,
    rules: Digest,
    as_of: NaiveDate,
    known_at: NaiveDate,
    dossier: Cow<'record, StoredDossier>,
    #[serde(default, skip_serializing_if = "<[Waiver]>::is_empty")]
    waivers: Cow<'record, [Waiver]>,
}

fn outcome(row: &Row<'_>, column: Column) -> Result<OutcomeKind, StoreError> {
    DECISION.word(row, column, OUTCOMES, OutcomeKind::as_str)
}

/// The columns [`read`] takes, in its order.
macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, person, round, decided_on, outcome, body, proof FROM decision ", $rest)
    };
}

fn read(row: &Row<'_>) -> Result<DecisionRecord, StoreError> {
    let rest: Rest<'static> = DECISION.json(row, (5, "body"))?;
    Ok(DecisionRecord {
        id: DECISION.parse(row, (0, "id"))?,
        person: DECISION.parse(row, (1, "person"))?,
        round: DECISION.optional_parse(row, (2, "round"))?,
        decided_on: DECISION.parse(row, (3, "decided_on"))?,
        decided_by: rest.decided_by,
        parent: rest.parent,
        policy: rest.policy,
        version: rest.version,
        rules: rest.rules,
        as_of: rest.as_of,
        known_at: rest.known_at,
        outcome: outcome(row, (4, "outcome"))?,
        dossier: rest.dossier.into_owned(),
        waivers: rest.waivers.into_owned(),
        proof: DECISION.shared(row, (6, "proof"))?,
    })
}

/// The decision that stands in the way of another, if one does: it has the same id, corrects the same parent, or is about the same
/// person in the same round without being the parent. A parent that is not there or is about somebody else stands in the way itself.
fn in_the_way(link: &Link, decision: &DecisionRecord) -> Result<Option<DecisionId>, StoreError> {
    let parse = |row: &Row<'_>| DECISION.parse::<DecisionId>(row, (0, "id"));
    if let Some(same) = link.one(READING, "SELECT id FROM decision WHERE id = ?1", [decision.id.as_str()], parse)? {
        return Ok(Some(same));
    }
    let round = decision.round.as_ref().map(RoundId::as_str);
    let parent = decision.parent.as_ref().map(|parent| &parent.decision);
    if let Some(parent) = parent {
        let sql = "SELECT id FROM decision WHERE id = ?1 AND person = ?2 AND round IS ?3 AND in_force = 1";
        let stands = link.one(READING, sql, (parent.as_str(), decision.person.as_str(), round), |_| Ok(()))?;
        if stands.is_none() {
            return Ok(Some(parent.clone()));
        }
    }
    let Some(round) = round else { return Ok(None) };
    let sql = "SELECT id FROM decision WHERE round = ?1 AND person = ?2 AND in_force = 1";
    let found = link.one(READING, sql, (round, decision.person.as_str()), parse)?;
    Ok(found.filter(|found| Some(found) != parent))
}

fn insert(link: &Link, decision: &DecisionRecord) -> Result<(), StoreError> {
    if let Some(other) = in_the_way(link, decision)? {
        return Err(taken("decision", other));
    }
    let DecisionRecord {
        id,
        person,
        round,
        decided_on,
        decided_by,
        parent,
        policy,
        version,
        rules,
        as_of,
        known_at,
        outcome,
        dossier,
        waivers,
        proof,
    } = decision;
    let rest = Rest {
        decided_by: Arc::clone(decided_by),
        parent: parent.clone(),
        policy: Arc::clone(policy),
        version: *version,
        rules: *rules,
        as_of: *as_of,
        known_at: *known_at,
        dossier: Cow::Borrowed(dossier),
        waivers: Cow::Borrowed(waivers),
    };
    let corrects = parent.as_ref().map(|parent| parent.decision.as_str());
    if let Some(corrects) = corrects {
        link.execute(SAVING, "UPDATE decision SET in_force = 0 WHERE id = ?1", [corrects])?;
    }
    let sql = "INSERT INTO decision (id, person, round, decided_on, outcome, corrects, in_force, body, proof)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8)";
    let row = (
        id.as_str(),
        person.as_str(),
        round.as_ref().map(RoundId::as_str),
        decided_on.to_string(),
        outcome.as_str(),
        corrects,
        json(SAVING, &rest)?,
        &**proof,
    );
    link.execute(SAVING, sql, row).map(drop)
}

#[async_trait]
impl DecisionRepository for SqliteTransaction {
    async fn insert(&mut self, decisions: &[DecisionRecord]) -> Result<(), StoreError> {
        let link = self.writer()?;
        decisions.iter().try_for_each(|decision| insert(link, decision))
    }

    async fn find(&mut self, id: &DecisionId) -> Result<Option<DecisionRecord>, StoreError> {
        self.link().one(READING, select!("WHERE id = ?1"), [id.as_str()], read)
    }

    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<DecisionRecord>, StoreError> {
        let mut found = self.link().many(READING, select!("WHERE person = ?1"), [person.as_str()], read)?;
        found.sort_by(|a, b| (a.decided_on, &a.id).cmp(&(b.decided_on, &b.id)));
        Ok(found)
    }

    async fn in_force(&mut self, round: &RoundId, person: &PersonId) -> Result<Option<DecisionRecord>, StoreError> {
        let sql = select!("WHERE round = ?1 AND person = ?2 AND in_force = 1");
        self.link().one(READING, sql, (round.as_str(), person.as_str()), read)
    }

    async fn list(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<DecisionRecord>, StoreError> {
        let sql = select!("WHERE round = ?1 AND person > ?2 AND in_force = 1 ORDER BY person LIMIT ?3");
        self.link().many(READING, sql, (round.as_str(), after(page, PersonId::as_str), limit(page.limit)), read)
    }

    async fn heads(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<DecisionHead>, StoreError> {
        let sql = "SELECT id, person, decided_on, outcome FROM decision WHERE round = ?1 AND person > ?2 AND in_force = 1
                   ORDER BY person LIMIT ?3";
        self.link().many(READING, sql, (round.as_str(), after(page, PersonId::as_str), limit(page.limit)), |row| {
            Ok(DecisionHead {
                id: DECISION.parse(row, (0, "id"))?,
                person: DECISION.parse(row, (1, "person"))?,
                decided_on: DECISION.parse(row, (2, "decided_on"))?,
                outcome: outcome(row, (3, "outcome"))?,
            })
        })
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        scrub::erase(self.writer()?, "DELETE FROM decision WHERE person = ?1", person)
    }
}
