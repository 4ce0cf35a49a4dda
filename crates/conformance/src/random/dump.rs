//! Everything a store shows, line by line, so that two stores can be compared.

use std::collections::BTreeSet;

use jenjang::competency::repository::TextKind;
use jenjang::evaluation::repository::{Audience, NominationFilter};
use jenjang::people::id::{FrameworkId, PersonId};
use jenjang::people::repository::PeopleFilter;
use jenjang::record::{Kind, RecordFilter};
use jenjang::store::{Page, Transaction, Versioned};
use serde::Serialize;

use crate::fixtures::{digest, id, json};

/// The people, frameworks and keys that tests and sequences use; what hangs on others than these is not shown.
pub(crate) const PEOPLE: [&str; 7] = ["a", "A", "b", "Z", "budi", "siti", "x"];
pub(crate) const FRAMEWORKS: [&str; 2] = ["f", "F"];
pub(crate) const KEYS: [&str; 3] = ["k", "K", "kunci"];
pub(crate) const HASHES: u8 = 6;

struct Lines(Vec<String>);

impl Lines {
    fn add<T: Serialize>(&mut self, what: &str, of: &str, found: impl IntoIterator<Item = T>) {
        self.0.extend(found.into_iter().enumerate().map(|(place, value)| format!("{what} {of} #{place} {}", json(&value))));
    }

    fn versioned<T: Serialize>(&mut self, what: &str, of: &str, found: impl IntoIterator<Item = Versioned<T>>) {
        let with_revision = found.into_iter().map(|stored| (stored.revision, stored.value));
        self.add(what, of, with_revision);
    }
}

/// All that a transaction sees, list by list in the order of each.
pub(crate) async fn dump(tx: &mut dyn Transaction) -> Vec<String> {
    let mut lines = Lines(Vec::new());
    let mut people: BTreeSet<PersonId> = PEOPLE.iter().map(|name| id(name)).collect();
    let everybody = tx.people().list(&PeopleFilter::default(), &Page::all()).await.unwrap();
    people.extend(everybody.iter().map(|stored| stored.value.id().clone()));
    for stored in &everybody {
        if let Some(number) = &stored.value.record.employee_number {
            lines.add("number", number, tx.people().find_by_number(number).await.unwrap());
        }
    }
    lines.versioned("person", "", everybody);
    paged_people(tx, &mut lines).await;
    lines.add("count", "people", [tx.people().count(&PeopleFilter::default()).await.unwrap()]);
    lines.add("unit", "", tx.people().units().await.unwrap());
    for kind in TextKind::ALL {
        lines.add("text", kind.as_str(), tx.competency().texts(kind).await.unwrap());
    }
    for framework in FRAMEWORKS.map(id::<FrameworkId>) {
        lines.versioned("framework", framework.as_str(), tx.competency().list_profiles(&framework, &Page::all()).await.unwrap());
    }
    lines.versioned("policy", "", tx.policies().list(None).await.unwrap());
    cycles(tx, &mut lines).await;
    rounds(tx, &mut lines).await;
    for person in &people {
        let of = person.as_str();
        lines.versioned("profile", of, tx.competency().profiles(person).await.unwrap());
        lines.add("decision", of, tx.decisions().of_person(person).await.unwrap());
        lines.add("waiver", of, tx.appeals().waivers(person).await.unwrap());
        lines.versioned("development", of, tx.development().of_person(person).await.unwrap());
        lines.versioned("named", of, tx.records().of_person(person).await.unwrap());
        lines.add("token", of, tx.tokens().of_person(person).await.unwrap());
        for key in KEYS {
            lines.add("answered", of, tx.idempotency().find(person, key).await.unwrap());
        }
    }
    for kind in Kind::ALL {
        lines.versioned("record", kind.as_str(), tx.records().list(*kind, &RecordFilter::all(), &Page::all()).await.unwrap());
    }
    lines.versioned("appeal", "", tx.appeals().list(None).await.unwrap());
    lines.add("grant", "", tx.grants().list(None).await.unwrap());
    lines.add("message", "", tx.outbox().peek(usize::MAX).await.unwrap());
    for byte in 0..HASHES {
        lines.add("session", "", tx.sessions().find(&digest(byte)).await.unwrap());
    }
    lines.add("entry", "", tx.audit().list(0, usize::MAX).await.unwrap());
    lines.add("head", "", tx.audit().head().await.unwrap());
    lines.add("checkpoint", "", tx.audit().checkpoints().await.unwrap());
    lines.0
}

/// The same people in pages of two, everybody and those of one unit.
async fn paged_people(tx: &mut dyn Transaction, lines: &mut Lines) {
    for units in [None, Some(BTreeSet::from([id("u")]))] {
        let (filter, mut page) = (PeopleFilter { units, ..PeopleFilter::default() }, Page::first(2));
        // a store that never comes to an end is cut off
        for _ in 0..20 {
            let part = tx.people().list(&filter, &page).await.unwrap();
            page.after = part.last().map(|stored| stored.value.id().clone());
            lines.add("page", "people", [part.iter().map(|stored| stored.value.id().clone()).collect::<Vec<_>>()]);
            if page.after.is_none() {
                break;
            }
        }
    }
}

async fn cycles(tx: &mut dyn Transaction, lines: &mut Lines) {
    let cycles = tx.cycles().list().await.unwrap();
    for cycle in cycles.iter().map(|stored| stored.value.cycle.id()) {
        let (of, every) = (cycle.as_str(), NominationFilter::default());
        lines.add("nomination", of, tx.cycles().nominations(cycle, &every).await.unwrap());
        lines.add("answer", of, tx.cycles().answers(cycle).await.unwrap());
        lines.add("receipt", of, tx.cycles().receipts(cycle, &every).await.unwrap());
        lines.add("sheet", of, tx.cycles().sheets(cycle, None).await.unwrap());
        lines.add("comment", of, tx.cycles().comments(cycle, None).await.unwrap());
        for audience in [Audience::Ratee, Audience::Superior, Audience::Hr, Audience::Analyst, Audience::Edition] {
            lines.add("result", of, tx.cycles().results(cycle, audience, None, &Page::all()).await.unwrap());
            lines.add("results of one", of, tx.cycles().results(cycle, audience, None, &Page::first(1)).await.unwrap());
        }
    }
    lines.versioned("cycle", "", cycles);
}

async fn rounds(tx: &mut dyn Transaction, lines: &mut Lines) {
    let rounds = tx.rounds().list().await.unwrap();
    for round in rounds.iter().map(|stored| &stored.value.plan.id) {
        let (of, every) = (round.as_str(), Page::all());
        lines.add("candidate", of, tx.rounds().candidates(round, &every).await.unwrap());
        lines.add("count", of, [tx.rounds().count_candidates(round).await.unwrap()]);
        lines.add("score", of, tx.rounds().entries(round, &every).await.unwrap());
        lines.add("panel", of, tx.rounds().panel_scores(round).await.unwrap());
        lines.add("in force", of, tx.decisions().list(round, &every).await.unwrap());
        lines.add("head", of, tx.decisions().heads(round, &every).await.unwrap());
        let later = Page::after(id("a"), 2);
        lines.add("later candidate", of, tx.rounds().candidates(round, &later).await.unwrap());
        lines.add("later score", of, tx.rounds().entries(round, &later).await.unwrap());
        lines.add("later head", of, tx.decisions().heads(round, &later).await.unwrap());
    }
    lines.versioned("round", "", rounds);
}
