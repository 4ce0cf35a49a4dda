//! What holds for transactions whatever is kept in them.

use jenjang::people::repository::PeopleFilter;
use jenjang::record::Kind;
use jenjang::store::{Revision, StoreError};

use crate::Stores;
use crate::fixtures::*;

pub(crate) async fn a_commit_keeps_everything_written(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| everything(tx).await).await;
    let mut before = read(&store, async |tx| crate::random::dump(tx).await).await;
    assert!(before.len() > 30, "every repository holds something: {}", before.len());
    let again = read(&store, async |tx| crate::random::dump(tx).await).await;
    assert_eq!(before, again);
    store.scrub().await.unwrap();
    store.scrub().await.unwrap();
    before.sort();
    let mut after = read(&store, async |tx| crate::random::dump(tx).await).await;
    after.sort();
    assert_eq!(before, after, "scrubbing takes nothing away");
}

pub(crate) async fn a_dropped_transaction_leaves_nothing(stores: Stores) {
    let store = stores.fresh().await;
    let empty = read(&store, async |tx| crate::random::dump(tx).await).await;
    let mut tx = store.begin().await.unwrap();
    everything(&mut *tx).await;
    drop(tx);
    assert_eq!(read(&store, async |tx| crate::random::dump(tx).await).await, empty);
    // and nothing stands in the way of doing it again
    write(&store, async |tx| everything(tx).await).await;
}

pub(crate) async fn a_dropped_transaction_leaves_what_was_there(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| everything(tx).await).await;
    let before = read(&store, async |tx| crate::random::dump(tx).await).await;
    let mut tx = store.begin().await.unwrap();
    tx.people().save(&somebody("siti"), Some(Revision(1))).await.unwrap();
    tx.competency().remove_profiles(&id("siti")).await.unwrap();
    tx.cycles().sever(&id("2026-1"), &[sheet("s9", "siti", "1")], &[]).await.unwrap();
    tx.cycles().remove_person(&id("siti")).await.unwrap();
    tx.rounds().remove_candidate(&id("r-1"), &id("siti")).await.unwrap();
    tx.rounds().remove_entry(&id("r-1"), &id("siti")).await.unwrap();
    tx.decisions().remove_person(&id("siti")).await.unwrap();
    tx.appeals().remove_person(&id("siti")).await.unwrap();
    tx.development().remove_person(&id("siti")).await.unwrap();
    tx.records().remove(Kind::Enrolment, "e-1", Revision(1)).await.unwrap();
    append(&mut *tx, &done("never")).await.unwrap();
    tx.outbox().remove(&[text("m-1")]).await.unwrap();
    tx.idempotency().remove_expired(moment("2030-01-01T00:00:00Z")).await.unwrap();
    tx.tokens().remove(&digest(1)).await.unwrap();
    tx.sessions().remove(&digest(1)).await.unwrap();
    tx.people().remove(&id("siti"), Revision(2)).await.unwrap();
    drop(tx);
    assert_eq!(read(&store, async |tx| crate::random::dump(tx).await).await, before);
}

pub(crate) async fn a_transaction_sees_what_it_wrote(stores: Stores) {
    let store = stores.fresh().await;
    let inside = write(&store, async |tx| {
        everything(tx).await;
        crate::random::dump(tx).await
    })
    .await;
    assert_eq!(read(&store, async |tx| crate::random::dump(tx).await).await, inside);
}

pub(crate) async fn a_reader_sees_one_moment_while_writers_commit(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| tx.people().save_many(&[somebody("a"), somebody("b")]).await.unwrap()).await;
    let mut reader = store.read().await.unwrap();
    let before = crate::random::dump(&mut *reader).await;
    write(&store, async |tx| {
        tx.people().save(&placed("a", Some("u"), None), Some(Revision(1))).await.unwrap();
        tx.people().remove(&id("b"), Revision(1)).await.unwrap();
        everything(tx).await;
    })
    .await;
    assert_eq!(crate::random::dump(&mut *reader).await, before, "the reader still sees the moment it began");
    let mut later = store.read().await.unwrap();
    let after = crate::random::dump(&mut *later).await;
    assert_ne!(after, before);
    write(&store, async |tx| tx.people().save(&somebody("c"), None).await.unwrap()).await;
    assert_eq!(crate::random::dump(&mut *later).await, after);
    assert_eq!(crate::random::dump(&mut *reader).await, before);
    reader.commit().await.unwrap();
}

pub(crate) async fn a_readers_moment_is_that_of_its_beginning(stores: Stores) {
    let store = stores.fresh().await;
    // not of its first look
    let mut reader = store.read().await.unwrap();
    write(&store, async |tx| tx.people().save(&somebody("a"), None).await.unwrap()).await;
    assert_eq!(reader.people().count(&PeopleFilter::default()).await.unwrap(), 0);
}

pub(crate) async fn nobody_sees_what_is_not_committed(stores: Stores) {
    let store = stores.fresh().await;
    let mut writer = store.begin().await.unwrap();
    everything(&mut *writer).await;
    let empty = crate::random::dump(&mut *store.read().await.unwrap()).await;
    assert!(!empty.iter().any(|line| line.contains("siti")), "{empty:?}");
    writer.commit().await.unwrap();
    let full = crate::random::dump(&mut *store.read().await.unwrap()).await;
    assert!(full.iter().any(|line| line.contains("siti")));
}

pub(crate) async fn a_writer_sees_what_was_committed_before_it_began(stores: Stores) {
    let store = stores.fresh().await;
    for expected in 0..20_u64 {
        write(&store, async |tx| {
            assert_eq!(tx.people().count(&PeopleFilter::default()).await.unwrap(), expected);
            tx.people().save(&somebody(&format!("p{expected}")), None).await.unwrap();
        })
        .await;
        let seen = read(&store, async |tx| tx.people().count(&PeopleFilter::default()).await.unwrap()).await;
        assert_eq!(seen, expected + 1, "what is committed is seen by whoever begins then");
    }
}

pub(crate) async fn a_reading_transaction_refuses_every_way_to_write(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| everything(tx).await).await;
    let before = read(&store, async |tx| crate::random::dump(tx).await).await;
    macro_rules! refused {
        ($($repository:ident { $($call:ident($($argument:expr),*);)* })*) => {$($({
            let mut tx = store.read().await.unwrap();
            let result = tx.$repository().$call($($argument),*).await;
            check_read_only(concat!(stringify!($repository), ".", stringify!($call)), result);
        })*)*};
    }
    refused! {
        people {
            save(&somebody("x"), None);
            save_many(&[somebody("x")]);
            remove(&id("siti"), Revision(1));
            save_units(&[unit("x", None)]);
        }
        competency {
            save_text(&text_record("x"));
            save_profile(&profile("x", "f", "1"), None);
            remove_profiles(&id("siti"));
        }
        policies {
            save(&policy("x", 1, "2026-01-01"), None);
        }
        cycles {
            save(&cycle("x"), None);
            save_nominations(&id("2026-1"), &[proposed("x", "y")]);
            put_answer(&id("2026-1"), &response("x", "y", "3"), &receipt("x", "y", 3));
            sever(&id("2026-1"), &[], &[]);
            save_results(&id("2026-1"), &[hr_result("x")]);
            remove_person(&id("siti"));
        }
        rounds {
            save(&round("x"), None);
            add_candidates(&id("r-1"), &ids(&["x"]));
            remove_candidate(&id("r-1"), &id("siti"));
            save_entries(&id("r-1"), &[entry("x", None)]);
            remove_entry(&id("r-1"), &id("siti"));
            save_panel_scores(&id("r-1"), &[panel_score("m", "x", "c", "1")]);
        }
        decisions {
            insert(&[decision("x", "x", None)]);
            remove_person(&id("siti"));
        }
        appeals {
            save(&appeal("x", "x"), None);
            insert_waiver(&waiver("x", "x"));
            remove_person(&id("siti"));
        }
        development {
            save(&training("x", "x", "1"), None);
            remove_person(&id("siti"));
        }
        records {
            save(&record(Kind::Enrolment, "x", (None, None, None), "{}"), None);
            remove(Kind::Enrolment, "e-1", Revision(1));
        }
        audit {
            append(&done("x").follow(None));
            save_checkpoint(&checkpoint(7));
        }
        grants {
            save(&grant("x", "u", "2026-01-01"));
        }
        outbox {
            put(&message("x"));
            remove(&[text("m-1")]);
        }
        idempotency {
            insert(&answered("x", "k"));
            remove_expired(moment("2030-01-01T00:00:00Z"));
        }
        tokens {
            insert(&token(9, "x"));
            remove(&digest(1));
        }
        sessions {
            save(&session(9, "2026-01-01T00:00:00Z"));
            remove(&digest(1));
            remove_expired(moment("2030-01-01T00:00:00Z"));
        }
    }
    assert_eq!(read(&store, async |tx| crate::random::dump(tx).await).await, before);
}

pub(crate) async fn a_reading_transaction_may_be_committed_and_dropped(stores: Stores) {
    let store = stores.fresh().await;
    let mut reader = store.read().await.unwrap();
    reader.people().units().await.unwrap();
    reader.commit().await.unwrap();
    for _ in 0..100 {
        drop(store.read().await.unwrap());
    }
    write(&store, async |tx| tx.people().save(&somebody("a"), None).await.unwrap()).await;
}

pub(crate) async fn transactions_begun_and_dropped_a_hundred_times_block_nobody(stores: Stores) {
    let store = stores.fresh().await;
    for round in 0..100 {
        let mut tx = store.begin().await.unwrap();
        if round % 2 == 0 {
            tx.people().save(&somebody("a"), None).await.unwrap();
        }
        drop(tx);
    }
    write(&store, async |tx| assert_eq!(tx.people().save(&somebody("a"), None).await.unwrap(), Revision(1))).await;
}

pub(crate) async fn an_empty_transaction_may_be_committed(stores: Stores) {
    let store = stores.fresh().await;
    store.begin().await.unwrap().commit().await.unwrap();
    write(&store, async |tx| tx.people().save(&somebody("a"), None).await.unwrap()).await;
    store.begin().await.unwrap().commit().await.unwrap();
    assert_eq!(read(&store, async |tx| tx.people().count(&PeopleFilter::default()).await.unwrap()).await, 1);
}

/// A database may give a transaction up after an error and answer `commit` as if all were well; the caller would tell somebody that something
/// is kept which is not.
pub(crate) async fn a_commit_after_an_error_keeps_what_came_before_or_says_no(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| tx.people().save(&numbered("taken", "1"), None).await.unwrap()).await;
    for (place, name) in ["conflict", "number", "many", "decision", "zero"].into_iter().enumerate() {
        let mut tx = store.begin().await.unwrap();
        tx.people().save(&somebody(name), None).await.unwrap();
        let failed: Result<(), StoreError> = match place {
            0 => tx.people().save(&somebody(name), None).await.map(drop),
            1 => tx.people().save(&numbered("other", "1"), None).await.map(drop),
            2 => tx.people().save_many(&[numbered("other", "1")]).await,
            3 => tx.decisions().insert(&[decision("k", "a", None), decision("k", "b", None)]).await,
            _ => {
                let mut odd = somebody("odd");
                odd.record.name = Some(text("nol \0"));
                tx.people().save(&odd, None).await.map(drop)
            }
        };
        assert!(failed.is_err() || place == 4, "`{name}` was not refused");
        let said_yes = tx.commit().await.is_ok();
        let kept = read(&store, async |tx| tx.people().find(&id(name)).await.unwrap().is_some()).await;
        assert_eq!(said_yes, kept, "after the error `{name}` the commit said {said_yes} and what came before it is kept: {kept}");
    }
}
