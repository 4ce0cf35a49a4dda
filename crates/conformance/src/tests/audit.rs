//! The audit trail.

use jenjang::audit::{StoredEntry, Verifier};

use crate::Stores;
use crate::fixtures::*;

pub(crate) async fn an_empty_trail_has_no_head(stores: Stores) {
    let store = stores.fresh().await;
    read(&store, async |tx| {
        assert!(tx.audit().head().await.unwrap().is_none());
        assert!(tx.audit().list(0, usize::MAX).await.unwrap().is_empty());
        assert!(tx.audit().list(u64::MAX, usize::MAX).await.unwrap().is_empty());
        assert!(tx.audit().checkpoints().await.unwrap().is_empty());
    })
    .await;
}

pub(crate) async fn entries_come_back_as_kept_and_form_a_chain(stores: Stores) {
    let store = stores.fresh().await;
    let mut kept: Vec<StoredEntry> = Vec::new();
    for part in 0..4 {
        write(&store, async |tx| {
            for n in 0..5 {
                kept.push(append(tx, &done(&format!("verb \"{part}\".{n} é🙂"))).await.unwrap());
                assert_eq!(tx.audit().head().await.unwrap(), kept.last().map(StoredEntry::head));
            }
        })
        .await;
    }
    read(&store, async |tx| {
        check_same(&tx.audit().list(0, usize::MAX).await.unwrap(), &kept);
        check_same(&tx.audit().list(7, 3).await.unwrap(), &kept[7..10].to_vec());
        check_same(&tx.audit().list(19, 3).await.unwrap(), &kept[19..].to_vec());
        assert!(tx.audit().list(20, 3).await.unwrap().is_empty());
        assert!(tx.audit().list(0, 0).await.unwrap().is_empty());
        assert_eq!(tx.audit().head().await.unwrap(), kept.last().map(StoredEntry::head));
        let mut verifier = Verifier::new(None);
        assert!(tx.audit().list(0, usize::MAX).await.unwrap().iter().all(|entry| verifier.push(entry).is_empty()));
    })
    .await;
}

pub(crate) async fn only_the_next_number_is_appended(stores: Stores) {
    let store = stores.fresh().await;
    let first = done("one").follow(None);
    let second = done("two").follow(Some(first.head()));
    let third = done("three").follow(Some(second.head()));
    write(&store, async |tx| {
        check_conflict(tx.audit().append(&second).await, "audit entry");
        check_conflict(tx.audit().append(&StoredEntry { sequence: 0, ..first.clone() }).await, "audit entry");
        tx.audit().append(&first).await.unwrap();
        check_conflict(tx.audit().append(&first).await, "audit entry");
        check_conflict(tx.audit().append(&third).await, "audit entry");
    })
    .await;
    write(&store, async |tx| {
        check_conflict(tx.audit().append(&first).await, "audit entry");
        check_conflict(tx.audit().append(&StoredEntry { sequence: u64::MAX, ..third.clone() }).await, "audit entry");
        tx.audit().append(&second).await.unwrap();
        tx.audit().append(&third).await.unwrap();
    })
    .await;
    check_same(&read(&store, async |tx| tx.audit().list(0, 9).await.unwrap()).await, &vec![first, second, third]);
}

pub(crate) async fn the_number_of_a_dropped_entry_is_used_again(stores: Stores) {
    let store = stores.fresh().await;
    let first = write(&store, async |tx| append(tx, &done("one")).await.unwrap()).await;
    let mut tx = store.begin().await.unwrap();
    append(&mut *tx, &done("never")).await.unwrap();
    drop(tx);
    let second = write(&store, async |tx| append(tx, &done("two")).await.unwrap()).await;
    assert_eq!(second.sequence, 2, "a gap would look like a removed entry");
    check_same(&read(&store, async |tx| tx.audit().list(0, 9).await.unwrap()).await, &vec![first, second]);
}

pub(crate) async fn checkpoints_are_kept_once_by_number(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for sequence in [30, 4, 100] {
            tx.audit().save_checkpoint(&checkpoint(sequence)).await.unwrap();
        }
        check_conflict(tx.audit().save_checkpoint(&checkpoint(30)).await, "checkpoint");
    })
    .await;
    let found = read(&store, async |tx| tx.audit().checkpoints().await.unwrap()).await;
    check_same(&found, &vec![checkpoint(4), checkpoint(30), checkpoint(100)]);
}
