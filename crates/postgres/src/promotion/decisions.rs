//! Decisions.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jenjang::people::id::{DecisionId, PersonId, RoundId};
use jenjang::promotion::repository::{DecisionHead, DecisionRecord, DecisionRepository, OutcomeKind};
use jenjang::store::{Page, StoreError};
use tokio_postgres::Row;

use crate::row;
use crate::transaction::{PostgresTransaction, taken};

/// Decisions that are looked up with one statement.
const TOGETHER: usize = 5_000;

/// What has to be known of decisions to keep more of them.
#[derive(Default)]
struct Known {
    /// Whose decision it is, in which round, and what corrects it.
    decisions: BTreeMap<String, (String, Option<String>, Option<String>)>,
    /// The decision in force about somebody in a round.
    in_force: BTreeMap<(String, String), String>,
}

impl Known {
    fn add(&mut self, found: &Row) -> Result<(), StoreError> {
        let column = |name| row::column::<Option<String>>(found, "decision", name);
        let (id, person): (String, String) = (row::column(found, "decision", "id")?, row::column(found, "decision", "person")?);
        let (round, corrected_by) = (column("round")?, column("corrected_by")?);
        if let (Some(round), None) = (&round, &corrected_by) {
            self.in_force.insert((round.clone(), person.clone()), id.clone());
        }
        self.decisions.insert(id, (person, round, corrected_by));
        Ok(())
    }

    /// Takes one more decision, as if it were kept now; `corrected` collects the parents.
    fn take(&mut self, decision: &DecisionRecord, corrected: &mut BTreeMap<String, String>) -> Result<(), StoreError> {
        let refused = |id: &str| Err(taken("decision", id));
        let (id, person) = (decision.id.as_str(), decision.person.as_str());
        let round = decision.round.as_ref().map(RoundId::as_str);
        if self.decisions.contains_key(id) {
            return refused(id);
        }
        let parent = decision.parent.as_ref().map(|parent| parent.decision.as_str());
        if let Some(parent) = parent {
            let stands =
                self.decisions.get(parent).is_some_and(|(of, within, by)| of == person && within.as_deref() == round && by.is_none());
            if !stands {
                return refused(parent);
            }
        }
        if let Some(round) = round {
            let key = (round.to_owned(), person.to_owned());
            if let Some(found) = self.in_force.get(&key).filter(|found| Some(found.as_str()) != parent) {
                return refused(found);
            }
            self.in_force.insert(key, id.to_owned());
        }
        if let Some(parent) = parent {
            if let Some((.., by)) = self.decisions.get_mut(parent) {
                *by = Some(id.to_owned());
            }
            corrected.insert(parent.to_owned(), id.to_owned());
        }
        self.decisions.insert(id.to_owned(), (person.to_owned(), round.map(str::to_owned), None));
        Ok(())
    }
}

impl PostgresTransaction {
    /// Reads what the decisions to be kept could clash with.
    async fn known(&mut self, decisions: &[DecisionRecord]) -> Result<Known, StoreError> {
        let doing = "looking for decisions";
        let mut known = Known::default();
        for decisions in decisions.chunks(TOGETHER) {
            let parents = decisions.iter().filter_map(|decision| decision.parent.as_ref());
            let ids: Vec<&str> =
                decisions.iter().map(|decision| decision.id.as_str()).chain(parents.map(|parent| parent.decision.as_str())).collect();
            let sql = "SELECT id, person, round, corrected_by FROM decision WHERE id = ANY($1)";
            for found in self.rows(doing, sql, &[&ids]).await? {
                known.add(&found)?;
            }
            let mut people: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for decision in decisions {
                if let Some(round) = &decision.round {
                    people.entry(round.as_str()).or_default().push(decision.person.as_str());
                }
            }
            let sql = "SELECT id, person, round, corrected_by FROM decision WHERE round = $1 AND person = ANY($2) AND corrected_by IS NULL";
            for (round, people) in people {
                for found in self.rows(doing, sql, &[&round, &people]).await? {
                    known.add(&found)?;
                }
            }
        }
        Ok(known)
    }
}

fn decision(found: &Row) -> Result<DecisionRecord, StoreError> {
    row::json(found, "decision", "body")
}

fn head(found: &Row) -> Result<DecisionHead, StoreError> {
    let table = "decision";
    let word: &str = row::column(found, table, "outcome")?;
    let outcome = [OutcomeKind::Eligible, OutcomeKind::NotEligible, OutcomeKind::Unknown].into_iter().find(|kind| kind.as_str() == word);
    Ok(DecisionHead {
        id: row::parsed(found, table, "id")?,
        person: row::parsed(found, table, "person")?,
        decided_on: row::column(found, table, "decided_on")?,
        outcome: outcome.ok_or_else(|| row::corrupt(found, table, "outcome", "unknown outcome"))?,
    })
}

#[async_trait]
impl DecisionRepository for PostgresTransaction {
    async fn insert(&mut self, decisions: &[DecisionRecord]) -> Result<(), StoreError> {
        self.may_write()?;
        if decisions.is_empty() {
            return Ok(());
        }
        for decision in decisions {
            row::check_date("day of a decision", decision.decided_on)?;
        }
        let mut known = self.known(decisions).await?;
        let mut corrected = BTreeMap::new();
        for decision in decisions {
            known.take(decision, &mut corrected)?;
        }
        let doing = "keeping decisions";
        // parents first: only one decision of a round and person may be in force
        let new: BTreeSet<&str> = decisions.iter().map(|decision| decision.id.as_str()).collect();
        let (parents, by): (Vec<&str>, Vec<&str>) = corrected
            .iter()
            .filter(|(parent, _)| !new.contains(parent.as_str()))
            .map(|(parent, by)| (parent.as_str(), by.as_str()))
            .unzip();
        if !parents.is_empty() {
            let sql =
                "UPDATE decision SET corrected_by = c.child FROM UNNEST($1::text[], $2::text[]) AS c (id, child) WHERE decision.id = c.id";
            self.run(doing, sql, &[&parents, &by]).await?;
        }
        let sql = "COPY decision (id, person, round, corrected_by, decided_on, outcome, body) FROM STDIN BINARY";
        let mut copy = self.copy(doing, sql).await?;
        for decision in decisions {
            copy.row(7);
            copy.text(decision.id.as_str())?;
            copy.text(decision.person.as_str())?;
            copy.optional(decision.round.as_ref().map(RoundId::as_str))?;
            copy.optional(corrected.get(decision.id.as_str()).map(String::as_str))?;
            copy.date(decision.decided_on)?;
            copy.text(decision.outcome.as_str())?;
            copy.json(decision)?;
            copy.send_much(self).await?;
        }
        copy.finish(self).await?;
        Ok(())
    }

    async fn find(&mut self, id: &DecisionId) -> Result<Option<DecisionRecord>, StoreError> {
        let found = self.find("reading a decision", "SELECT id, body FROM decision WHERE id = $1", &[&id.as_str()]).await?;
        found.as_ref().map(decision).transpose()
    }

    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<DecisionRecord>, StoreError> {
        let sql = "SELECT id, body FROM decision WHERE person = $1 ORDER BY decided_on, id";
        self.rows("reading decisions", sql, &[&person.as_str()]).await?.iter().map(decision).collect()
    }

    async fn in_force(&mut self, round: &RoundId, person: &PersonId) -> Result<Option<DecisionRecord>, StoreError> {
        let sql = "SELECT id, body FROM decision WHERE round = $1 AND person = $2 AND corrected_by IS NULL";
        let found = self.find("reading a decision", sql, &[&round.as_str(), &person.as_str()]).await?;
        found.as_ref().map(decision).transpose()
    }

    async fn list(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<DecisionRecord>, StoreError> {
        let sql = "SELECT id, body FROM decision WHERE round = $1 AND person > $2 AND corrected_by IS NULL ORDER BY person LIMIT $3";
        let after = page.after.as_ref().map_or("", PersonId::as_str);
        let rows = self.rows("listing decisions", sql, &[&round.as_str(), &after, &row::limit(page.limit)]).await?;
        rows.iter().map(decision).collect()
    }

    async fn heads(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<DecisionHead>, StoreError> {
        let sql = "SELECT id, person, decided_on, outcome FROM decision WHERE round = $1 AND person > $2 AND corrected_by IS NULL \
                   ORDER BY person LIMIT $3";
        let after = page.after.as_ref().map_or("", PersonId::as_str);
        let rows = self.rows("listing decisions", sql, &[&round.as_str(), &after, &row::limit(page.limit)]).await?;
        rows.iter().map(head).collect()
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        self.run("removing decisions", "DELETE FROM decision WHERE person = $1", &[&person.as_str()]).await
    }
}
