//! Many threads at once: nothing is lost, nothing is done twice.

use std::sync::Arc;
use std::time::Duration;

use jenjang::audit::Verifier;
use jenjang::evaluation::cycle::{Cycle, CycleState};
use jenjang::evaluation::repository::{CycleFile, NominationFilter};
use jenjang::people::id::{CycleId, RoundId};
use jenjang::people::repository::PeopleFilter;
use jenjang::store::{Revision, Store, StoreError, Transaction};
use tokio::runtime::Handle;
use tokio::sync::Barrier;

use crate::Stores;
use crate::fixtures::*;

const THREADS: u64 = 8;

/// Runs the work in threads of their own, all begun together, and gives what each gave.
fn in_threads<T: Send, F: std::future::Future<Output = T>>(count: u64, work: impl Fn(u64) -> F + Sync) -> Vec<T> {
    let (runtime, begin) = (Handle::current(), Barrier::new(usize::try_from(count).unwrap()));
    let run = |n| {
        runtime.block_on(async {
            begin.wait().await;
            work(n).await
        })
    };
    let run = &run;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|n| scope.spawn(move || run(n))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause))).collect()
    })
}

/// Time for others to come between what was read and what is written.
async fn pause() {
    tokio::time::sleep(Duration::from_micros(300)).await;
}

/// One transaction, begun anew until nobody came first. Another error ends it.
async fn again<T>(
    store: &Arc<dyn Store>,
    mut work: impl AsyncFnMut(&mut dyn Transaction) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    for _ in 0..100_000 {
        let mut tx = match store.begin().await {
            Err(StoreError::Contended(_)) => continue,
            begun => begun?,
        };
        let done = match work(&mut *tx).await {
            Ok(done) => tx.commit().await.map(|()| done),
            Err(refused) => Err(refused),
        };
        match done {
            Err(StoreError::Contended(_)) => tokio::time::sleep(Duration::from_micros(200)).await,
            done => return done,
        }
    }
    panic!("somebody else always came first: a writer starves")
}

/// That one was taken and all others were refused with a conflict.
#[track_caller]
fn check_one_wins<T>(results: Vec<Result<T, StoreError>>) {
    let mut won = 0;
    for result in results {
        match result {
            Ok(_) => won += 1,
            Err(StoreError::Conflict { .. }) => {}
            Err(other) => panic!("expected a conflict, found: {other}"),
        }
    }
    assert_eq!(won, 1, "exactly one wins");
}

pub(crate) async fn of_two_saves_at_one_revision_exactly_one_wins(stores: Stores) {
    let store = stores.fresh().await;
    let store: &Arc<dyn Store> = &store;
    write(store, async |tx| tx.people().save(&somebody("a"), None).await.unwrap()).await;
    for round in 1..=15 {
        // everybody has read the same revision before anybody writes
        let results = in_threads(4, |n| async move {
            let file = placed("a", Some(&format!("u{round}-{n}")), None);
            again(store, async |tx| tx.people().save(&file, Some(Revision(round))).await).await
        });
        check_one_wins(results);
        let found = read(store, async |tx| tx.people().find(&id("a")).await.unwrap().unwrap()).await;
        assert_eq!(found.revision, Revision(round + 1));
    }
}

pub(crate) async fn no_increment_of_many_threads_is_lost(stores: Stores) {
    const TIMES: u64 = 20;
    let store = stores.fresh().await;
    let store: &Arc<dyn Store> = &store;
    write(store, async |tx| tx.development().save(&training("d", "a", "0"), None).await.unwrap()).await;
    in_threads(THREADS, |_| async move {
        for _ in 0..TIMES {
            // read in one transaction and written in another, as a person at a form does
            loop {
                let read = read(store, async |tx| tx.development().find(&id("d")).await.unwrap().unwrap()).await;
                let next = match read.value.state {
                    jenjang::development::DevelopmentState::Completed { hours, .. } => hours + rust_decimal::Decimal::ONE,
                    other => panic!("{other:?}"),
                };
                let changed = training("d", "a", &next.to_string());
                match again(store, async |tx| tx.development().save(&changed, Some(read.revision)).await).await {
                    Ok(_) => break,
                    Err(StoreError::Conflict { .. }) => {}
                    Err(other) => panic!("{other}"),
                }
            }
        }
    });
    let found = read(store, async |tx| tx.development().find(&id("d")).await.unwrap().unwrap()).await;
    assert_eq!(found.revision, Revision(THREADS * TIMES + 1));
    check_same(&found.value, &training("d", "a", &(THREADS * TIMES).to_string()));
}

pub(crate) async fn what_has_no_revision_is_not_lost_either(stores: Stores) {
    const TIMES: u64 = 20;
    let store = stores.fresh().await;
    let store: &Arc<dyn Store> = &store;
    let counted = |n: u64| jenjang::access::Session { data: n.to_string().into(), ..session(1, "2030-01-01T00:00:00Z") };
    write(store, async |tx| tx.sessions().save(&counted(0)).await.unwrap()).await;
    in_threads(THREADS, |thread| async move {
        for n in 0..TIMES {
            let add = async |tx: &mut dyn Transaction| -> Result<(), StoreError> {
                let found = tx.sessions().find(&digest(1)).await?.unwrap();
                pause().await;
                tx.sessions().save(&counted(found.data.parse::<u64>().unwrap() + 1)).await
            };
            if (thread + n) % 5 == 0 {
                // somebody who changes their mind adds nothing
                if let Ok(mut tx) = store.begin().await {
                    let _ = add(&mut *tx).await;
                }
            }
            again(store, add).await.unwrap();
        }
    });
    check_same(&read(store, async |tx| tx.sessions().find(&digest(1)).await.unwrap().unwrap()).await, &counted(THREADS * TIMES));
}

pub(crate) async fn entries_appended_by_many_threads_form_one_chain(stores: Stores) {
    const TIMES: u64 = 15;
    let store = stores.fresh().await;
    let store: &Arc<dyn Store> = &store;
    in_threads(THREADS, |thread| async move {
        for n in 0..TIMES {
            let entry = done(&format!("race.{thread}.{n}"));
            let work = async |tx: &mut dyn Transaction| -> Result<(), StoreError> {
                let head = tx.audit().head().await?;
                pause().await;
                tx.audit().append(&entry.follow(head)).await
            };
            again(store, work).await.unwrap();
        }
    });
    let entries = read(store, async |tx| tx.audit().list(0, usize::MAX).await.unwrap()).await;
    let mut verifier = Verifier::new(None);
    for entry in &entries {
        assert_eq!(verifier.push(entry), []);
    }
    assert_eq!(verifier.entries(), THREADS * TIMES);
    for (thread, n) in (0..THREADS).flat_map(|thread| (0..TIMES).map(move |n| (thread, n))) {
        let verb = format!("\"race.{thread}.{n}\"");
        assert_eq!(entries.iter().filter(|entry| entry.text.contains(&verb)).count(), 1, "{verb}");
    }
}

pub(crate) async fn a_limit_read_in_the_transaction_holds(stores: Stores) {
    let store = stores.fresh().await;
    let store: &Arc<dyn Store> = &store;
    let round_id: &RoundId = &id("r");
    write(store, async |tx| tx.rounds().save(&round("r"), None).await.unwrap()).await;
    // each adds its own row, so that only what was read stands in the way
    in_threads(THREADS, |thread| async move {
        for n in 0..3 {
            let person = ids(&[&format!("p{thread}-{n}")]);
            let add = async |tx: &mut dyn Transaction| -> Result<(), StoreError> {
                if tx.rounds().count_candidates(round_id).await? < 5 {
                    pause().await;
                    tx.rounds().add_candidates(round_id, &person).await?;
                }
                Ok(())
            };
            again(store, add).await.unwrap();
        }
    });
    assert_eq!(read(store, async |tx| tx.rounds().count_candidates(round_id).await.unwrap()).await, 5);
}

pub(crate) async fn of_many_who_claim_one_number_exactly_one_gets_it(stores: Stores) {
    let store = stores.fresh().await;
    let store: &Arc<dyn Store> = &store;
    for round in 0..4 {
        let number = format!("{round}");
        let number: &str = &number;
        let results = in_threads(THREADS, |thread| async move {
            let file = numbered(&format!("p{round}-{thread}"), number);
            again(store, async |tx| match thread % 2 {
                0 => tx.people().save(&file, None).await.map(drop),
                _ => tx.people().save_many(std::slice::from_ref(&file)).await,
            })
            .await
        });
        check_one_wins(results);
    }
    assert_eq!(read(store, async |tx| tx.people().count(&PeopleFilter::default()).await.unwrap()).await, 4);
}

pub(crate) async fn of_many_who_decide_about_a_person_exactly_one_does(stores: Stores) {
    let store = stores.fresh().await;
    let store: &Arc<dyn Store> = &store;
    write(store, async |tx| tx.rounds().save(&round("r"), None).await.unwrap()).await;
    let results = in_threads(THREADS, |thread| async move {
        let made = decision(&format!("k{thread}"), "a", Some("r"));
        again(store, async |tx| tx.decisions().insert(std::slice::from_ref(&made)).await).await
    });
    check_one_wins(results);
    let first = read(store, async |tx| tx.decisions().in_force(&id("r"), &id("a")).await.unwrap().unwrap()).await;
    let first: &str = first.id.as_str();
    let results = in_threads(THREADS, |thread| async move {
        let made = correction(&format!("c{thread}"), "a", Some("r"), first);
        again(store, async |tx| tx.decisions().insert(std::slice::from_ref(&made)).await).await
    });
    check_one_wins(results);
    assert_eq!(read(store, async |tx| tx.decisions().of_person(&id("a")).await.unwrap().len()).await, 2);
}

pub(crate) async fn a_request_sent_many_times_at_once_is_done_once(stores: Stores) {
    let store = stores.fresh().await;
    let store: &Arc<dyn Store> = &store;
    let results = in_threads(THREADS, |thread| async move {
        let file = somebody(&format!("p{thread}"));
        let work = async |tx: &mut dyn Transaction| -> Result<(), StoreError> {
            tx.people().save(&file, None).await?;
            tx.idempotency().insert(&answered("a", "k")).await
        };
        again(store, work).await
    });
    check_one_wins(results);
    assert_eq!(read(store, async |tx| tx.people().count(&PeopleFilter::default()).await.unwrap()).await, 1);
}

pub(crate) async fn readers_never_see_half_of_a_change(stores: Stores) {
    let store = stores.fresh().await;
    let store: &Arc<dyn Store> = &store;
    let names = ["a", "b", "c", "d"];
    let files = |unit: &str| names.map(|name| placed(name, Some(unit), None)).to_vec();
    write(store, async |tx| tx.people().save_many(&files("0")).await.unwrap()).await;
    let files = &files;
    in_threads(6, |thread| async move {
        for n in 1..=25 {
            if thread < 2 {
                let changed = files(&format!("{thread}-{n}"));
                let work = async |tx: &mut dyn Transaction| -> Result<(), StoreError> {
                    tx.people().save_many(&changed).await?;
                    append(tx, &done("people.import")).await.map(drop)
                };
                again(store, work).await.unwrap();
                continue;
            }
            read(store, async |tx| {
                let first = tx.people().find(&id("a")).await.unwrap().unwrap();
                tokio::time::sleep(Duration::from_millis(1)).await;
                let found = tx.people().list(&PeopleFilter::default(), &all()).await.unwrap();
                assert!(found.iter().all(|stored| stored.value.unit == first.value.unit), "two states mixed in one reader");
                // the entry of each change is there, and no other
                let head = tx.audit().head().await.unwrap().map_or(0, |head| head.sequence);
                assert_eq!(first.revision, Revision(head + 1));
            })
            .await;
        }
    });
    let head = read(store, async |tx| tx.audit().head().await.unwrap().unwrap()).await;
    assert_eq!(head.sequence, 50);
}

pub(crate) async fn no_answer_slips_in_while_a_cycle_closes(stores: Stores) {
    let store = stores.fresh().await;
    let store: &Arc<dyn Store> = &store;
    let one: &CycleId = &id("1");
    let open = CycleState::Open { since: id("2026-02-01"), until: id("2026-02-28") };
    write(store, async |tx| tx.cycles().save(&CycleFile { cycle: Cycle::restore(id("1"), open), ..cycle("1") }, None).await.unwrap()).await;
    let closed = || CycleFile {
        cycle: Cycle::restore(id("1"), CycleState::Closed { on: id("2026-03-01") }),
        severed: Some(id("2026-03-01")),
        ..cycle("1")
    };
    let closed = &closed;
    let taken: u64 = in_threads(THREADS, |thread| async move {
        let mut taken = 0;
        for n in 0..20 {
            if thread == 0 {
                if n != 10 {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    continue;
                }
                let close = async |tx: &mut dyn Transaction| -> Result<(), StoreError> {
                    let found = tx.cycles().find(one).await?.unwrap();
                    let answers = tx.cycles().answers(one).await?;
                    pause().await;
                    let kept: Vec<_> =
                        answers.iter().zip(0..).map(|(answer, n)| sheet(&format!("{n:03}"), answer.ratee.as_str(), "3")).collect();
                    tx.cycles().sever(one, &kept, &[]).await?;
                    tx.cycles().save(&closed(), Some(found.revision)).await.map(drop)
                };
                again(store, close).await.unwrap();
                continue;
            }
            let (ratee, rater) = (format!("e{n}"), format!("r{thread}"));
            let answer = async |tx: &mut dyn Transaction| -> Result<bool, StoreError> {
                let found = tx.cycles().find(one).await?.unwrap();
                let is_open = found.value.severed.is_none();
                if is_open {
                    pause().await;
                    tx.cycles().put_answer(one, &response(&ratee, &rater, "3"), &receipt(&ratee, &rater, 1)).await?;
                }
                Ok(is_open)
            };
            taken += u64::from(again(store, answer).await.unwrap());
        }
        taken
    })
    .into_iter()
    .sum();
    write(store, async |tx| {
        assert!(tx.cycles().answers(one).await.unwrap().is_empty());
        assert_eq!(tx.cycles().sheets(one, None).await.unwrap().len() as u64, taken, "every answer acknowledged is counted");
        assert_eq!(tx.cycles().receipts(one, &NominationFilter::default()).await.unwrap().len() as u64, taken);
    })
    .await;
}

/// A request whose client hangs up is dropped wherever it waits.
pub(crate) async fn work_given_up_at_any_moment_leaves_nothing_and_blocks_nobody(stores: Stores) {
    let store = stores.fresh().await;
    let mut acknowledged = 0_u64;
    for n in 0..40_u64 {
        let (store, kept) = (Arc::clone(&store), Arc::new(std::sync::atomic::AtomicBool::new(false)));
        let told = Arc::clone(&kept);
        let work = tokio::spawn(async move {
            let mut tx = store.begin().await.unwrap();
            let entry = done(&format!("change.{n}"));
            tx.people().save_many(&[somebody(&format!("p{n}-1")), full("moving")]).await.unwrap();
            append(&mut *tx, &entry).await.unwrap();
            tx.people().save_many(&[somebody(&format!("p{n}-2"))]).await.unwrap();
            tx.commit().await.unwrap();
            told.store(true, std::sync::atomic::Ordering::SeqCst);
        });
        tokio::time::sleep(Duration::from_micros(n * n * 15)).await;
        work.abort();
        let _ = work.await;
        acknowledged += u64::from(kept.load(std::sync::atomic::Ordering::SeqCst));
    }
    let changes = read(&store, async |tx| {
        let head = tx.audit().head().await.unwrap().map_or(0, |head| head.sequence);
        let people = tx.people().list(&PeopleFilter::default(), &all()).await.unwrap();
        let count = |end: &str| people.iter().filter(|stored| stored.value.id().as_str().ends_with(end)).count() as u64;
        assert_eq!((count("-1"), count("-2")), (head, head), "a change without its entry, or half of one");
        head
    })
    .await;
    assert!(acknowledged <= changes, "{acknowledged} were acknowledged, {changes} are kept");
    write(&store, async |tx| tx.people().save(&somebody("last"), None).await.unwrap()).await;
}
