//! The changes a worker makes, each with its audit entry in one transaction.
//!
//! INVARIANT (the trail tells what there is): the names in an entry say what the change made, so that a check reads off the trail what the store
//! must hold. Names carry the number of the entry, so that no two workers use the same.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jenjang::audit::{Digest, Entry, StoredEntry};
use jenjang::evaluation::repository::{NominationFilter, Receipt};
use jenjang::people::repository::PersonFile;
use jenjang::store::{Store, StoreError, Transaction};

use crate::dice::Dice;
use crate::records::{self, entry, id};

/// People rated in a cycle, and raters of each.
const RATEES: u64 = 4;
const RATERS: u64 = 5;

/// What a worker is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doing {
    /// Keeps a batch of new people.
    Importing,
    /// Writes a batch of people again.
    Moving,
    /// Opens a cycle.
    Opening,
    /// Takes an answer.
    Answering,
    /// Computes, severs, closes.
    Closing,
    /// Frees what held answers.
    Scrubbing,
    /// Opens a round and decides about everybody in it.
    Screening,
    /// Decides anew on an appeal.
    Redeciding,
}

impl Doing {
    /// The word on standard output.
    pub fn as_str(self) -> &'static str {
        match self {
            Doing::Importing => "import",
            Doing::Moving => "move",
            Doing::Opening => "open",
            Doing::Answering => "answer",
            Doing::Closing => "close",
            Doing::Scrubbing => "scrub",
            Doing::Screening => "screen",
            Doing::Redeciding => "redecide",
        }
    }
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What happens to a worker, as it happens.
pub enum Event<'a> {
    /// It begins something.
    Begin(Doing),
    /// A commit returned.
    Kept(&'a StoredEntry),
}

/// Begins anew where another writer came first.
async fn again<T>(store: &dyn Store, mut change: impl AsyncFnMut(&mut dyn Transaction) -> Result<T, StoreError>) -> Result<T, StoreError> {
    loop {
        let mut tx = match store.begin().await {
            Err(StoreError::Contended(_)) => continue,
            begun => begun?,
        };
        let done = match change(&mut *tx).await {
            Ok(done) => tx.commit().await.map(|()| done),
            Err(refused) => Err(refused),
        };
        match done {
            Err(StoreError::Contended(_)) => tokio::time::sleep(Duration::from_millis(1)).await,
            done => return done,
        }
    }
}

async fn next_number(tx: &mut dyn Transaction) -> Result<u64, StoreError> {
    Ok(tx.audit().head().await?.map_or(1, |head| head.sequence + 1))
}

async fn append(tx: &mut dyn Transaction, entry: Entry) -> Result<StoredEntry, StoreError> {
    let next = entry.follow(tx.audit().head().await?);
    tx.audit().append(&next).await?;
    Ok(next)
}

/// Makes changes until `count` were made; `tell` hears of each.
///
/// # Errors
/// What the store answers, where beginning anew does not help.
pub async fn work(store: &Arc<dyn Store>, seed: u64, count: u64, mut tell: impl FnMut(Event<'_>)) -> Result<(), StoreError> {
    let mut dice = Dice::new(seed);
    let (mut batches, mut rounds): (Vec<(u64, u64)>, Vec<(u64, u64)>) = (Vec::new(), Vec::new());
    let mut made = 0;
    while made < count {
        let before = made;
        match dice.below(6) {
            0 | 1 => {
                tell(Event::Begin(Doing::Importing));
                let size = 1 + dice.below(150);
                let kept = again(&**store, async |tx| import(tx, size).await).await?;
                tell(Event::Kept(&kept));
                batches.push((kept.sequence, size));
                made += 1;
            }
            2 => {
                let Some((batch, size)) = batches.last().copied() else { continue };
                tell(Event::Begin(Doing::Moving));
                let kept = again(&**store, async |tx| move_batch(tx, batch, size).await).await?;
                tell(Event::Kept(&kept));
                made += 1;
            }
            3 => made += whole_cycle(store, &mut dice, &mut tell).await?,
            4 => {
                tell(Event::Begin(Doing::Screening));
                let size = 1 + dice.below(60);
                let kept = again(&**store, async |tx| screen(tx, size).await).await?;
                tell(Event::Kept(&kept));
                rounds.push((kept.sequence, size));
                made += 1;
            }
            _ => {
                let Some((round, size)) = rounds.pop() else { continue };
                tell(Event::Begin(Doing::Redeciding));
                let of = dice.below(size);
                let kept = again(&**store, async |tx| redecide(tx, round, of).await).await?;
                tell(Event::Kept(&kept));
                made += 1;
            }
        }
        debug_assert!(made > before);
    }
    Ok(())
}

async fn import(tx: &mut dyn Transaction, size: u64) -> Result<StoredEntry, StoreError> {
    let number = next_number(tx).await?;
    let people: Vec<PersonFile> = (0..size).map(|n| records::person(number, n, number)).collect();
    // in two calls, so that a kill may fall between them
    let (first, rest) = people.split_at(people.len() / 2);
    tx.people().save_many(first).await?;
    tx.people().save_many(rest).await?;
    append(tx, entry("people.import", &[("batch", format!("{number}:{size}:{number}"))])).await
}

async fn move_batch(tx: &mut dyn Transaction, batch: u64, size: u64) -> Result<StoredEntry, StoreError> {
    let number = next_number(tx).await?;
    let kept = append(tx, entry("people.move", &[("batch", format!("{batch}:{size}:{number}"))])).await?;
    let people: Vec<PersonFile> = (0..size).map(|n| records::person(batch, n, number)).collect();
    let (first, rest) = people.split_at(people.len() / 2);
    tx.people().save_many(first).await?;
    tx.people().save_many(rest).await?;
    Ok(kept)
}

/// Opens a cycle, takes answers and, mostly, closes it. How many entries it made.
async fn whole_cycle(store: &Arc<dyn Store>, dice: &mut Dice, tell: &mut impl FnMut(Event<'_>)) -> Result<u64, StoreError> {
    tell(Event::Begin(Doing::Opening));
    let kept = again(&**store, async |tx| open(tx).await).await?;
    tell(Event::Kept(&kept));
    let (number, mut made) = (kept.sequence, 1);
    for place in 0..RATEES * RATERS {
        if dice.below(3) == 0 {
            continue;
        }
        tell(Event::Begin(Doing::Answering));
        let value = dice.below(5);
        let kept = again(&**store, async |tx| answer(tx, number, place, value).await).await?;
        tell(Event::Kept(&kept));
        made += 1;
    }
    if dice.below(5) > 0 {
        tell(Event::Begin(Doing::Closing));
        let kept = again(&**store, async |tx| close(tx, number).await).await?;
        tell(Event::Kept(&kept));
        made += 1;
        tell(Event::Begin(Doing::Scrubbing));
        match store.scrub().await {
            // somebody reads: it stays due
            Ok(()) | Err(StoreError::Busy { .. } | StoreError::Contended(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(made)
}

fn pair(cycle: u64, place: u64) -> (String, String) {
    (format!("c{cycle}-ratee{}", place / RATERS), format!("c{cycle}-rater{}", place % RATERS))
}

async fn open(tx: &mut dyn Transaction) -> Result<StoredEntry, StoreError> {
    let number = next_number(tx).await?;
    let name = format!("c{number}");
    tx.cycles().save(&records::cycle(&name), None).await?;
    let named = (0..RATEES * RATERS).map(|place| {
        let (ratee, rater) = pair(number, place);
        records::nomination(&ratee, &rater)
    });
    tx.cycles().save_nominations(&id(&name), &named.collect::<Vec<_>>()).await?;
    append(tx, entry("cycle.open", &[("cycle", format!("{name}:{}", RATEES * RATERS))])).await
}

async fn answer(tx: &mut dyn Transaction, cycle: u64, place: u64, value: u64) -> Result<StoredEntry, StoreError> {
    let (ratee, rater) = pair(cycle, place);
    let name = format!("c{cycle}");
    let receipt = Receipt { ratee: id(&ratee), rater: id(&rater), code: Digest::of(format!("{ratee} {rater}")) };
    tx.cycles().put_answer(&id(&name), &records::response(&ratee, &rater, value), &receipt).await?;
    append(tx, Entry::answer(records::moment(), &name, receipt.code)).await
}

async fn close(tx: &mut dyn Transaction, cycle: u64) -> Result<StoredEntry, StoreError> {
    let name = format!("c{cycle}");
    let found = tx.cycles().find(&id(&name)).await?.expect("the cycle is there");
    let answers = tx.cycles().answers(&id(&name)).await?;
    let sheets: Vec<_> = answers.iter().map(records::sheet).collect();
    let comments: Vec<_> = answers.iter().map(records::comment).collect();
    let results: Vec<_> = (0..RATEES).map(|n| records::result(&pair(cycle, n * RATERS).0)).collect();
    tx.cycles().save_results(&id(&name), &results).await?;
    tx.cycles().sever(&id(&name), &sheets, &comments).await?;
    let receipts = tx.cycles().receipts(&id(&name), &NominationFilter::default()).await?.len();
    let closed = jenjang::evaluation::repository::CycleFile { severed: Some(records::day()), ..found.value };
    tx.cycles().save(&closed, Some(found.revision)).await?;
    append(tx, entry("cycle.close", &[("cycle", format!("{name}:{receipts}"))])).await
}

async fn screen(tx: &mut dyn Transaction, size: u64) -> Result<StoredEntry, StoreError> {
    let number = next_number(tx).await?;
    let name = format!("r{number}");
    tx.rounds().save(&records::round(&name), None).await?;
    let people: Vec<_> = (0..size).map(|n| id(format!("{name}-p{n:03}"))).collect();
    tx.rounds().add_candidates(&id(&name), &people).await?;
    let decisions: Vec<_> = people.iter().map(|person| records::decision(&format!("k-{person}"), person.as_str(), &name)).collect();
    let (first, rest) = decisions.split_at(decisions.len() / 2);
    tx.decisions().insert(first).await?;
    tx.decisions().insert(rest).await?;
    append(tx, entry("round.screen", &[("round", format!("{name}:{size}"))])).await
}

async fn redecide(tx: &mut dyn Transaction, round: u64, of: u64) -> Result<StoredEntry, StoreError> {
    let (name, person) = (format!("r{round}"), format!("r{round}-p{of:03}"));
    let (first, second, appeal) = (format!("k-{person}"), format!("k2-{person}"), format!("a-{person}"));
    tx.decisions().insert(&[records::correction(&second, &person, &name, &first, &appeal)]).await?;
    tx.appeals().save(&records::appeal(&appeal, &person, &name, &first, &second), None).await?;
    append(tx, entry("appeal.redecide", &[("appeal", appeal)])).await
}
