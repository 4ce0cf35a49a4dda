//! Records of development.

use jenjang::development::{DevelopmentRecord, DevelopmentState};
use jenjang::store::Revision;

use crate::Stores;
use crate::fixtures::*;

pub(crate) async fn records_are_kept_in_every_state_and_carry_revisions(stores: Stores) {
    let store = stores.fresh().await;
    assert!(read(&store, async |tx| tx.development().find(&id("d")).await.unwrap().is_none()).await);
    let states = [
        DevelopmentState::Planned { due: None },
        DevelopmentState::Planned { due: Some(id("2026-12-31")) },
        DevelopmentState::Completed { on: id("2026-06-01"), hours: id("20.50"), evidence: Some(text("sertifikat 1/2026")) },
        DevelopmentState::Cancelled { on: id("2026-06-02"), reason: text("dibatalkan") },
    ];
    let mut expected = None;
    for state in states {
        let record = DevelopmentRecord { competency: Some(id("M.01")), state, ..training("d", "a", "1") };
        let revision = write(&store, async |tx| tx.development().save(&record, expected).await.unwrap()).await;
        assert_eq!(revision, expected.map_or(Revision::FIRST, Revision::next));
        expected = Some(revision);
        let found = read(&store, async |tx| tx.development().find(&id("d")).await.unwrap().unwrap()).await;
        assert_eq!(found.revision, revision);
        check_same(&found.value, &record);
    }
    write(&store, async |tx| {
        let refused = tx.development().save(&training("d", "a", "1"), Some(Revision(1))).await;
        assert_eq!(check_conflict(refused, "development record"), (Some(Revision(4)), Some(Revision(1))));
        check_conflict(tx.development().save(&training("d", "a", "1"), None).await, "development record");
    })
    .await;
}

pub(crate) async fn records_of_a_person_stand_by_id_and_go_together(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for (record, person) in [("d3", "a"), ("d1", "a"), ("D2", "a"), ("d2", "b")] {
            tx.development().save(&training(record, person, "8"), None).await.unwrap();
        }
    })
    .await;
    read(&store, async |tx| {
        let expected = vec![training("D2", "a", "8"), training("d1", "a", "8"), training("d3", "a", "8")];
        check_same(&values(&tx.development().of_person(&id("a")).await.unwrap()), &expected);
        assert!(tx.development().of_person(&id("A")).await.unwrap().is_empty());
        let of_many = values(&tx.development().of_people(&ids(&["b", "a", "A", "b"])).await.unwrap());
        check_same(&of_many, &expected.into_iter().chain([training("d2", "b", "8")]).collect());
        assert!(tx.development().of_people(&[]).await.unwrap().is_empty());
    })
    .await;
    write(&store, async |tx| {
        assert_eq!(tx.development().remove_person(&id("a")).await.unwrap(), 3);
        assert_eq!(tx.development().remove_person(&id("a")).await.unwrap(), 0);
    })
    .await;
    read(&store, async |tx| {
        assert!(tx.development().find(&id("d1")).await.unwrap().is_none());
        assert!(tx.development().find(&id("d2")).await.unwrap().is_some());
    })
    .await;
}
