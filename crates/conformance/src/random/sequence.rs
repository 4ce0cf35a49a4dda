//! Runs a sequence on two stores and says where they part; makes a failing one shorter.

use std::fmt;
use std::sync::Arc;

use jenjang::store::{MemoryStore, Store, StoreError};

use super::dump::dump;
use super::generate::{Dice, operation};
use super::operation::Operation;
use crate::Stores;
use crate::fixtures::{cycle, round};

/// Operations in one transaction, and how it ends.
#[derive(Clone, Debug)]
struct Step {
    operations: Vec<Operation>,
    commits: bool,
    /// A reader begins before it and looks again after it.
    watched: bool,
}

/// Transactions one after another.
#[derive(Clone)]
struct Sequence(Vec<Step>);

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.0 {
            writeln!(f, "begin{}", if step.watched { ", with a reader from before" } else { "" })?;
            step.operations.iter().try_for_each(|operation| writeln!(f, "    {operation:?}"))?;
            writeln!(f, "{}", if step.commits { "commit" } else { "drop" })?;
        }
        Ok(())
    }
}

impl Sequence {
    fn random(seed: u64) -> Sequence {
        let mut dice = Dice::new(seed);
        let steps = 4 + dice.below(8);
        // half of them stay with one part of the store and come to states that mixed ones seldom reach
        let stays = dice.chance(50).then(|| dice.below(7));
        let step = |dice: &mut Dice| {
            let (part, count) = (stays.unwrap_or_else(|| dice.below(9)), 1 + dice.below(10));
            let operations = (0..count).map(|_| operation(dice, part)).collect();
            Step { operations, commits: dice.chance(75), watched: dice.chance(25) }
        };
        Sequence((0..steps).map(|_| step(&mut dice)).collect())
    }

    /// Every sequence that leaves one transaction, or one operation, out.
    fn shorter(&self) -> Vec<Sequence> {
        let without_step = (0..self.0.len()).map(|at| {
            let mut steps = self.0.clone();
            steps.remove(at);
            Sequence(steps)
        });
        let places = self.0.iter().enumerate().flat_map(|(at, step)| (0..step.operations.len()).map(move |place| (at, place)));
        let without_operation = places.map(|(at, place)| {
            let mut steps = self.0.clone();
            steps[at].operations.remove(place);
            Sequence(steps)
        });
        without_step.chain(without_operation).collect()
    }
}

/// Where two stores part.
struct Parting {
    doing: String,
    found: String,
    expected: String,
}

async fn begin(store: &dyn Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    for name in ["2026-1", "2026-2"] {
        tx.cycles().save(&cycle(name), None).await?;
    }
    for name in ["r-1", "r-2"] {
        tx.rounds().save(&round(name), None).await?;
    }
    tx.commit().await
}

/// The first lines in which two stores differ.
fn compare(doing: &str, found: &[String], expected: &[String]) -> Result<(), Parting> {
    if found == expected {
        return Ok(());
    }
    let only = |these: &[String], others: &[String]| {
        let lines: Vec<&str> = these.iter().filter(|line| !others.contains(line)).take(4).map(String::as_str).collect();
        if lines.is_empty() { "nothing the other has not, in another order or number".to_owned() } else { lines.join("\n              ") }
    };
    Err(Parting { doing: doing.to_owned(), found: only(found, expected), expected: only(expected, found) })
}

async fn run(sequence: &Sequence, store: &dyn Store) -> Result<(), Parting> {
    let memory = MemoryStore::new();
    begin(store).await.unwrap();
    begin(&memory).await.unwrap();
    for step in &sequence.0 {
        let before = if step.watched { Some((store.read().await.unwrap(), dump(&mut *memory.read().await.unwrap()).await)) } else { None };
        let (mut tx, mut model) = (store.begin().await.unwrap(), memory.begin().await.unwrap());
        let mut goes_on = true;
        for operation in &step.operations {
            let (found, expected) = (operation.run(&mut *tx).await, operation.run(&mut *model).await);
            if found.text != expected.text {
                return Err(Parting { doing: format!("{operation:?}"), found: found.text, expected: expected.text });
            }
            goes_on = expected.goes_on;
            if !goes_on {
                break;
            }
        }
        if goes_on {
            compare("looking before the end of the transaction", &dump(&mut *tx).await, &dump(&mut *model).await)?;
        }
        if goes_on && step.commits {
            tx.commit().await.unwrap();
            model.commit().await.unwrap();
        } else {
            drop(tx);
            drop(model);
        }
        if let Some((mut reader, before)) = before {
            compare("looking again with a reader from before", &dump(&mut *reader).await, &before)?;
        }
        let (found, expected) = (dump(&mut *store.read().await.unwrap()).await, dump(&mut *memory.read().await.unwrap()).await);
        compare("looking after the end of the transaction", &found, &expected)?;
    }
    Ok(())
}

/// Runs sequences of these seeds.
///
/// # Panics
/// Where the store parts from the memory store, with the seed and the shortest sequence found that still shows it.
pub(crate) async fn check(stores: &Stores, seeds: impl IntoIterator<Item = u64>) {
    for seed in seeds {
        let mut failing = Sequence::random(seed);
        let store = stores.fresh().await;
        let Err(mut parting) = run(&failing, &**store as &dyn Store).await else { continue };
        drop(store);
        let mut attempts = 0;
        'shrink: while attempts < 400 {
            for shorter in failing.shorter() {
                attempts += 1;
                let store = stores.fresh().await;
                let store: &Arc<dyn Store> = &store;
                if let Err(still) = run(&shorter, &**store).await {
                    (failing, parting) = (shorter, still);
                    continue 'shrink;
                }
            }
            break;
        }
        let Parting { doing, found, expected } = parting;
        panic!(
            "seed {seed}: the store parts from the memory store at: {doing}\n   store gives: {found}\n  memory gives: {expected}\nthe shortest sequence found:\n{failing}"
        );
    }
}
