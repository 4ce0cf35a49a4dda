//! Appeals and waivers.

use jenjang::policy::stored::StoredValue;
use jenjang::promotion::WaiverRecord;
use jenjang::promotion::repository::{AppealRecord, AppealStage, ChangeRecord};
use jenjang::store::Revision;

use crate::Stores;
use crate::fixtures::*;

pub(crate) async fn an_appeal_or_waiver_that_is_not_there_is_none(stores: Stores) {
    let store = stores.fresh().await;
    read(&store, async |tx| {
        assert!(tx.appeals().find(&id("x")).await.unwrap().is_none());
        assert!(tx.appeals().list(None).await.unwrap().is_empty());
        assert!(tx.appeals().list(Some(&id("a"))).await.unwrap().is_empty());
        assert!(tx.appeals().find_waiver(&id("x")).await.unwrap().is_none());
        assert!(tx.appeals().waivers(&id("a")).await.unwrap().is_empty());
        assert!(tx.appeals().waivers_of(&ids(&["a", "b"])).await.unwrap().is_empty());
    })
    .await;
}

pub(crate) async fn appeals_are_kept_in_every_stage_and_carry_revisions(stores: Stores) {
    let store = stores.fresh().await;
    let change = ChangeRecord {
        fact: text("points"),
        before: StoredValue::Missing,
        after: StoredValue::Number(id("37.50")),
        source: text("PAK 2024"),
    };
    let stages = [
        AppealStage::Filed,
        AppealStage::UnderReview { since: id("2026-04-12"), by: id("penelaah") },
        AppealStage::Redecided { on: id("2026-04-20"), decision: id("k-2"), changes: vec![change] },
        AppealStage::Dismissed { on: id("2026-04-21"), reason: text("tidak berdasar") },
        AppealStage::Withdrawn { on: id("2026-04-22") },
    ];
    let mut expected = None;
    for stage in stages {
        let record = AppealRecord { round: Some(id("r")), stage, ..appeal("x", "a") };
        let revision = write(&store, async |tx| tx.appeals().save(&record, expected).await.unwrap()).await;
        assert_eq!(revision, expected.map_or(Revision::FIRST, Revision::next));
        expected = Some(revision);
        let found = read(&store, async |tx| tx.appeals().find(&id("x")).await.unwrap().unwrap()).await;
        assert_eq!(found.revision, revision);
        check_same(&found.value, &record);
    }
    write(&store, async |tx| {
        let refused = tx.appeals().save(&appeal("x", "a"), Some(Revision(2))).await;
        assert_eq!(check_conflict(refused, "appeal"), (Some(Revision(5)), Some(Revision(2))));
        check_conflict(tx.appeals().save(&appeal("x", "a"), None).await, "appeal");
        check_conflict(tx.appeals().save(&appeal("y", "a"), Some(Revision(1))).await, "appeal");
    })
    .await;
}

pub(crate) async fn appeals_stand_by_id_of_one_person_or_all(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for (name, person) in [("c", "a"), ("b", "b"), ("A", "a")] {
            tx.appeals().save(&appeal(name, person), None).await.unwrap();
        }
    })
    .await;
    read(&store, async |tx| {
        check_same(&values(&tx.appeals().list(None).await.unwrap()), &vec![appeal("A", "a"), appeal("b", "b"), appeal("c", "a")]);
        check_same(&values(&tx.appeals().list(Some(&id("a"))).await.unwrap()), &vec![appeal("A", "a"), appeal("c", "a")]);
    })
    .await;
}

pub(crate) async fn waivers_do_not_change(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for (name, person) in [("c", "a"), ("b", "b"), ("A", "a")] {
            tx.appeals().insert_waiver(&waiver(name, person)).await.unwrap();
        }
        let other = WaiverRecord { last_day: None, reason: None, ..waiver("c", "b") };
        check_conflict(tx.appeals().insert_waiver(&other).await, "waiver");
        check_conflict(tx.appeals().insert_waiver(&waiver("c", "a")).await, "waiver");
    })
    .await;
    read(&store, async |tx| {
        check_same(&tx.appeals().waivers(&id("a")).await.unwrap(), &vec![waiver("A", "a"), waiver("c", "a")]);
        check_same(&tx.appeals().find_waiver(&id("b")).await.unwrap(), &Some(waiver("b", "b")));
    })
    .await;
}

pub(crate) async fn waivers_of_many_people_stand_by_person_and_id(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for (name, person) in [("1", "b"), ("4", "a"), ("2", "c"), ("3", "a"), ("5", "A")] {
            tx.appeals().insert_waiver(&waiver(name, person)).await.unwrap();
        }
    })
    .await;
    read(&store, async |tx| {
        let found = tx.appeals().waivers_of(&ids(&["b", "x", "a", "A", "b"])).await.unwrap();
        check_same(&found, &vec![waiver("5", "A"), waiver("3", "a"), waiver("4", "a"), waiver("1", "b")]);
        assert!(tx.appeals().waivers_of(&[]).await.unwrap().is_empty());
        let very_many: Vec<_> = (0..70_000).map(|n| id(&format!("p{n}"))).chain(ids(&["c"])).collect();
        check_same(&tx.appeals().waivers_of(&very_many).await.unwrap(), &vec![waiver("2", "c")]);
    })
    .await;
}

pub(crate) async fn removing_a_person_takes_appeals_and_waivers(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for (name, person) in [("c", "a"), ("b", "b"), ("d", "a")] {
            tx.appeals().save(&appeal(name, person), None).await.unwrap();
        }
        for (name, person) in [("c", "a"), ("b", "b")] {
            tx.appeals().insert_waiver(&waiver(name, person)).await.unwrap();
        }
        assert_eq!(tx.appeals().remove_person(&id("a")).await.unwrap(), 3);
        assert_eq!(tx.appeals().remove_person(&id("a")).await.unwrap(), 0);
    })
    .await;
    read(&store, async |tx| {
        check_same(&values(&tx.appeals().list(None).await.unwrap()), &vec![appeal("b", "b")]);
        check_same(&tx.appeals().waivers(&id("b")).await.unwrap(), &vec![waiver("b", "b")]);
        assert!(tx.appeals().find_waiver(&id("c")).await.unwrap().is_none());
    })
    .await;
}
