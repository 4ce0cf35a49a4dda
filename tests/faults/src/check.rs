//! What a store must hold after whatever happened to its workers, read off the audit trail.

use std::collections::{BTreeMap, BTreeSet};

use jenjang::audit::{Digest, StoredEntry, Verifier};
use jenjang::evaluation::repository::{Audience, NominationFilter};
use jenjang::people::repository::PeopleFilter;
use jenjang::store::{Page, Store, StoreError, Transaction};

use crate::records::id;

/// What a store held.
#[derive(Debug, Default)]
pub struct Found {
    /// The entries of the trail, by number.
    pub entries: Vec<StoredEntry>,
    /// People.
    pub people: u64,
    /// Cycles, closed ones among them.
    pub cycles: u64,
    /// Decisions in force.
    pub decisions: u64,
    /// What is not as the trail says, as sentences.
    pub faults: Vec<String>,
}

/// What the trail says was done.
#[derive(Default)]
struct Told {
    /// By batch: how many, and the unit they were moved to last.
    batches: BTreeMap<u64, (u64, u64)>,
    /// By cycle: codes of receipts, and how many there were at closing.
    cycles: BTreeMap<String, (BTreeSet<Digest>, Option<u64>)>,
    /// By round: how many.
    rounds: BTreeMap<String, u64>,
    appeals: BTreeSet<String>,
}

impl Told {
    /// Takes what an entry says; a sentence where it cannot have been said.
    fn hear(&mut self, entry: &StoredEntry) -> Result<(), String> {
        let text: serde_json::Value = serde_json::from_str(&entry.text).map_err(|error| format!("entry {}: {error}", entry.sequence))?;
        let things: Vec<&str> = text["subjects"].as_array().into_iter().flatten().filter_map(|subject| subject["of"].as_str()).collect();
        let number = |text: &str| text.parse::<u64>().map_err(|_| format!("entry {}: `{text}` is no number", entry.sequence));
        let strange = || format!("entry {} says what no worker says: {}", entry.sequence, entry.text);
        match (text["verb"].as_str().unwrap_or_default(), things.as_slice()) {
            ("people.import" | "people.move", [batch]) => {
                let parts: Vec<&str> = batch.split(':').collect();
                let [_, batch, size, unit] = parts.as_slice() else { return Err(strange()) };
                self.batches.insert(number(batch)?, (number(size)?, number(unit)?));
            }
            ("cycle.open", [cycle]) => {
                let parts: Vec<&str> = cycle.split(':').collect();
                let [_, cycle, _] = parts.as_slice() else { return Err(strange()) };
                self.cycles.insert((*cycle).to_owned(), (BTreeSet::new(), None));
            }
            ("cycle.answer", [cycle, receipt]) => {
                let cycle = cycle.trim_start_matches("cycle:");
                let code = receipt.trim_start_matches("receipt:").parse().map_err(|_| strange())?;
                let Some((codes, closed)) = self.cycles.get_mut(cycle) else { return Err(strange()) };
                if closed.is_some() || !codes.insert(code) {
                    return Err(format!("entry {}: an answer taken twice, or after closing", entry.sequence));
                }
            }
            ("cycle.close", [cycle]) => {
                let parts: Vec<&str> = cycle.split(':').collect();
                let [_, cycle, count] = parts.as_slice() else { return Err(strange()) };
                let Some((_, closed)) = self.cycles.get_mut(*cycle) else { return Err(strange()) };
                *closed = Some(number(count)?);
            }
            ("round.screen", [round]) => {
                let parts: Vec<&str> = round.split(':').collect();
                let [_, round, size] = parts.as_slice() else { return Err(strange()) };
                self.rounds.insert((*round).to_owned(), number(size)?);
            }
            ("appeal.redecide", [appeal]) => {
                self.appeals.insert(appeal.trim_start_matches("appeal:").to_owned());
            }
            _ => return Err(strange()),
        }
        Ok(())
    }
}

/// Looks through the whole store.
///
/// # Errors
/// Where it cannot be read at all.
pub async fn check(store: &dyn Store) -> Result<Found, StoreError> {
    let mut tx = store.read().await?;
    let (mut found, mut told, mut verifier) = (Found::default(), Told::default(), Verifier::new(None));
    loop {
        let part = tx.audit().list(verifier.head().map_or(0, |head| head.sequence), 1000).await?;
        if part.is_empty() {
            break;
        }
        for entry in part {
            found.faults.extend(verifier.push(&entry).into_iter().map(|fault| format!("the chain: {fault:?}")));
            found.faults.extend(told.hear(&entry).err());
            found.entries.push(entry);
        }
    }
    people(&mut *tx, &told, &mut found).await?;
    cycles(&mut *tx, &told, &mut found).await?;
    rounds(&mut *tx, &told, &mut found).await?;
    Ok(found)
}

/// A sentence where two things are not the same.
fn compare<T: PartialEq + std::fmt::Debug>(found: &mut Found, what: impl std::fmt::Display, is: T, told: T) {
    if is != told {
        found.faults.push(format!("{what}: found {is:?}, the trail says {told:?}"));
    }
}

async fn people(tx: &mut dyn Transaction, told: &Told, found: &mut Found) -> Result<(), StoreError> {
    let mut batches: BTreeMap<u64, (u64, BTreeSet<String>)> = BTreeMap::new();
    let mut page = Page::first(2000);
    loop {
        let part = tx.people().list(&PeopleFilter::default(), &page).await?;
        let Some(last) = part.last() else { break };
        page = Page::after(last.value.id().clone(), 2000);
        for stored in part {
            let name = stored.value.id().as_str();
            let batch = name.split('-').next().and_then(|batch| batch.trim_start_matches('b').parse().ok()).unwrap_or(0);
            let of = batches.entry(batch).or_default();
            of.0 += 1;
            of.1.insert(stored.value.unit.as_ref().map_or_else(String::new, ToString::to_string));
            let record = &stored.value.record.registers;
            let whole = record.grades.as_ref().is_some_and(|grades| grades.len() == 2)
                && record.credit.as_ref().is_some_and(|credit| credit.len() == 2)
                && record.discipline.as_ref().is_some_and(Vec::is_empty);
            if !whole {
                found.faults.push(format!("`{name}` has only part of the histories"));
            }
            found.people += 1;
        }
    }
    let expected = told.batches.iter().map(|(batch, (size, unit))| (*batch, (*size, BTreeSet::from([format!("u{unit}")])))).collect();
    if batches != expected {
        for batch in batches.keys().chain(expected.keys()).collect::<BTreeSet<_>>() {
            compare(found, format!("batch {batch} of people (how many, in which units)"), batches.get(batch), expected.get(batch));
        }
    }
    compare(found, "the number of people", tx.people().count(&PeopleFilter::default()).await?, found.people);
    Ok(())
}

async fn cycles(tx: &mut dyn Transaction, told: &Told, found: &mut Found) -> Result<(), StoreError> {
    let kept = tx.cycles().list().await?;
    let names: BTreeSet<String> = kept.iter().map(|stored| stored.value.cycle.id().to_string()).collect();
    compare(found, "the cycles", names, told.cycles.keys().cloned().collect());
    for stored in &kept {
        let cycle = stored.value.cycle.id();
        let Some((codes, closed)) = told.cycles.get(cycle.as_str()) else { continue };
        found.cycles += 1;
        let every = NominationFilter::default();
        compare(found, format!("nominations of `{cycle}`"), tx.cycles().nominations(cycle, &every).await?.len(), 20);
        let receipts: BTreeSet<Digest> = tx.cycles().receipts(cycle, &every).await?.into_iter().map(|receipt| receipt.code).collect();
        compare(found, format!("receipts of `{cycle}`"), &receipts, codes);
        compare(found, format!("whether `{cycle}` is severed"), stored.value.severed.is_some(), closed.is_some());
        let (answers, sheets) = (tx.cycles().answers(cycle).await?.len(), tx.cycles().sheets(cycle, None).await?.len());
        let (comments, results) =
            (tx.cycles().comments(cycle, None).await?.len(), tx.cycles().results(cycle, Audience::Ratee, None, &Page::all()).await?.len());
        let expected = match closed {
            Some(count) => (0, usize::try_from(*count).unwrap_or(0), usize::try_from(*count).unwrap_or(0), 4),
            None => (codes.len(), 0, 0, 0),
        };
        compare(found, format!("answers, sheets, texts, results of `{cycle}`"), (answers, sheets, comments, results), expected);
    }
    Ok(())
}

async fn rounds(tx: &mut dyn Transaction, told: &Told, found: &mut Found) -> Result<(), StoreError> {
    let names: BTreeSet<String> = tx.rounds().list().await?.iter().map(|stored| stored.value.plan.id.to_string()).collect();
    compare(found, "the rounds", names, told.rounds.keys().cloned().collect());
    for (name, size) in &told.rounds {
        let candidates = tx.rounds().count_candidates(&id(name)).await?;
        let decided = tx.decisions().heads(&id(name), &Page::all()).await?.len() as u64;
        compare(found, format!("candidates and decisions of `{name}`"), (candidates, decided), (*size, *size));
        found.decisions += decided;
    }
    let appeals = tx.appeals().list(None).await?;
    let names: BTreeSet<String> = appeals.iter().map(|stored| stored.value.id.to_string()).collect();
    compare(found, "the appeals", names, told.appeals.clone());
    for stored in appeals {
        let appeal = stored.value;
        let Some(round) = &appeal.round else { continue };
        let in_force = tx.decisions().in_force(round, &appeal.person).await?;
        let parent = in_force.and_then(|decision| decision.parent).map(|parent| parent.appeal);
        compare(found, format!("the decision in force after `{}`", appeal.id), parent, Some(appeal.id.clone()));
        compare(found, format!("decisions about `{}`", appeal.person), tx.decisions().of_person(&appeal.person).await?.len(), 2);
    }
    Ok(())
}
