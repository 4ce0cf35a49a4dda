//! Promotion rounds and appeals: how long they take, how often an appeal changes the outcome.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jenjang::audit::Reference;
use jenjang::legal::Label;
use jenjang::promotion::Stage;
use jenjang::promotion::repository::{AppealRecord, AppealStage};
use jenjang::store::Transaction;
use serde::Deserialize;

use super::{Data, Figure, median, share};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::trail::time_of;

/// Entries of the trail read at once.
const BATCH: usize = 1_000;

/// As much of an entry as is needed.
#[derive(Deserialize)]
struct Verb {
    verb: String,
    subjects: Vec<Of>,
}

#[derive(Deserialize)]
struct Of {
    of: String,
}

/// The day each round was first opened, as the audit trail has it.
async fn openings(tx: &mut dyn Transaction) -> Result<BTreeMap<String, NaiveDate>, ServiceError> {
    let mut found = BTreeMap::new();
    let mut after = 0;
    loop {
        let entries = tx.audit().list(after, BATCH).await?;
        let Some(last) = entries.last().map(|entry| entry.sequence) else { return Ok(found) };
        let quoted = format!("\"{}\"", Action::OpenRound.code());
        for entry in entries.iter().filter(|entry| entry.text.contains(&quoted)) {
            let (Ok(read), Some(at)) = (serde_json::from_str::<Verb>(&entry.text), time_of(entry)) else { continue };
            if read.verb == Action::OpenRound.code() {
                for subject in read.subjects {
                    found.entry(subject.of).or_insert_with(|| at.date_naive());
                }
            }
        }
        after = last;
    }
}

pub(super) async fn days(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
    let rounds = tx.rounds().list().await?;
    let published: Vec<_> = rounds
        .into_iter()
        .map(|stored| stored.value)
        .filter(|file| file.stage == Stage::Published && data.period.contains(file.since) && data.takes(Some(&file.unit)))
        .collect();
    let openings = if published.is_empty() { BTreeMap::new() } else { openings(tx).await? };
    let (mut known, mut unknown) = (Vec::new(), 0_u64);
    for file in published {
        match openings.get(Reference::thing("round", &file.plan.id).as_str()) {
            Some(opened) => known.push((file.since - *opened).num_days()),
            None => unknown += 1,
        }
    }
    Ok(median(known, unknown, || Label::new("tidak ada putaran yang diumumkan dalam periode ini", "no round was published in this period")))
}

/// Appeals of people of the units that were resolved in the period, and when.
async fn resolved(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Vec<(AppealRecord, NaiveDate)>, ServiceError> {
    let mut found = Vec::new();
    for stored in tx.appeals().list(None).await? {
        let appeal = stored.value;
        let (AppealStage::Redecided { on, .. } | AppealStage::Dismissed { on, .. }) = appeal.stage else { continue };
        if !data.period.contains(on) {
            continue;
        }
        if data.units.is_some() {
            let file = tx.people().find(&appeal.person).await?;
            if !data.takes(file.and_then(|file| file.value.unit).as_ref()) {
                continue;
            }
        }
        found.push((appeal, on));
    }
    Ok(found)
}

fn no_appeals() -> Label {
    Label::new("tidak ada keberatan yang selesai dalam periode ini", "no appeal was resolved in this period")
}

pub(super) async fn upheld(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
    let (mut upheld, mut known, mut unknown) = (0_u64, 0_u64, 0_u64);
    for (appeal, _) in resolved(tx, data).await? {
        let AppealStage::Redecided { decision, .. } = &appeal.stage else {
            known += 1;
            continue;
        };
        let (old, new) = (tx.decisions().find(&appeal.decision).await?, tx.decisions().find(decision).await?);
        match (old, new) {
            (Some(old), Some(new)) => {
                known += 1;
                upheld += u64::from(old.outcome != new.outcome);
            }
            _ => unknown += 1,
        }
    }
    Ok(share(upheld, known, unknown, no_appeals))
}

pub(super) async fn appeal_days(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
    let days = resolved(tx, data).await?.into_iter().map(|(appeal, on)| (on - appeal.filed).num_days()).collect();
    Ok(median(days, 0, no_appeals))
}
