//! Records that are kept whole.

use std::sync::Arc;

use jenjang::record::{Kind, Record, RecordFilter};
use jenjang::store::{Page, Revision, StoreError};

use crate::Stores;
use crate::fixtures::*;

fn ids_of(found: &[jenjang::store::Versioned<Record>]) -> Vec<&str> {
    found.iter().map(|stored| &*stored.value.id).collect()
}

pub(crate) async fn a_record_comes_back_byte_for_byte_and_carries_revisions(stores: Stores) {
    let store = stores.fresh().await;
    assert!(read(&store, async |tx| tx.records().find(Kind::Course, "c").await.unwrap().is_none()).await);
    let mut expected = None;
    for body in ["{}", "{ \"jam\" : 20.50,\"judul\":\"Pelatihan 'dasar' — ✓ \\u0000\" }", ""] {
        let kept = record(Kind::Course, "c", (Some("induk"), Some("siti"), Some("budi")), body);
        let revision = write(&store, async |tx| tx.records().save(&kept, expected).await.unwrap()).await;
        assert_eq!(revision, expected.map_or(Revision::FIRST, Revision::next));
        expected = Some(revision);
        let found = read(&store, async |tx| tx.records().find(Kind::Course, "c").await.unwrap().unwrap()).await;
        assert_eq!((found.value, found.revision), (kept, revision));
    }
    let bare = record(Kind::Course, "c", (None, None, None), "{}");
    write(&store, async |tx| {
        let refused = tx.records().save(&bare, Some(Revision(1))).await;
        assert_eq!(check_conflict(refused, "course"), (Some(Revision(3)), Some(Revision(1))));
        check_conflict(tx.records().save(&bare, None).await, "course");
        tx.records().save(&bare, Some(Revision(3))).await.unwrap();
    })
    .await;
    let found = read(&store, async |tx| tx.records().find(Kind::Course, "c").await.unwrap().unwrap()).await;
    assert_eq!(found.value, bare, "what it belonged to and named is gone with the old record");
}

pub(crate) async fn records_of_different_kinds_do_not_meet(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for kind in Kind::ALL {
            tx.records().save(&record(*kind, "same", (Some("p"), None, None), kind.as_str()), None).await.unwrap();
        }
    })
    .await;
    read(&store, async |tx| {
        for kind in Kind::ALL {
            let found = tx.records().list(*kind, &RecordFilter::under("p"), &Page::all()).await.unwrap();
            assert_eq!(found.len(), 1, "{kind:?}");
            assert_eq!((found[0].value.kind, &*found[0].value.body), (*kind, kind.as_str()));
            assert_eq!(tx.records().count(*kind, &RecordFilter::all()).await.unwrap(), 1);
        }
    })
    .await;
}

pub(crate) async fn records_are_found_by_what_they_belong_to_and_whom_they_name(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for (name, parent, person, other) in [
            ("e3", Some("s1"), Some("a"), Some("b")),
            ("E2", Some("s1"), Some("b"), None),
            ("e1", Some("s2"), Some("a"), None),
            ("e4", None, None, Some("a")),
            ("é", Some("s1"), None, Some("b")),
        ] {
            tx.records().save(&record(Kind::Enrolment, name, (parent, person, other), "{}"), None).await.unwrap();
        }
        tx.records().save(&record(Kind::Wish, "w", (Some("s1"), Some("a"), None), "{}"), None).await.unwrap();
    })
    .await;
    read(&store, async |tx| {
        let both = RecordFilter { person: Some(id("a")), ..RecordFilter::under("s1") };
        let nobody = RecordFilter { other: Some(id("z")), ..RecordFilter::under("s1") };
        for (filter, expected) in [
            (RecordFilter::all(), vec!["E2", "e1", "e3", "e4", "é"]),
            (RecordFilter::under("s1"), vec!["E2", "e3", "é"]),
            (RecordFilter::about(&id("a")), vec!["e1", "e3"]),
            (RecordFilter::with(&id("b")), vec!["e3", "é"]),
            (RecordFilter::under("S1"), vec![]),
            (both, vec!["e3"]),
            (nobody, vec![]),
        ] {
            let found = tx.records().list(Kind::Enrolment, &filter, &Page::all()).await.unwrap();
            assert_eq!(ids_of(&found), expected, "{filter:?}");
            assert_eq!(tx.records().count(Kind::Enrolment, &filter).await.unwrap(), expected.len() as u64);
            let mut paged: Vec<Arc<str>> = Vec::new();
            loop {
                let page = Page { after: paged.last().cloned(), limit: 2 };
                let next = tx.records().list(Kind::Enrolment, &filter, &page).await.unwrap();
                if next.is_empty() {
                    break;
                }
                paged.extend(next.into_iter().map(|stored| stored.value.id));
            }
            assert_eq!(paged.iter().map(|name| &**name).collect::<Vec<_>>(), expected, "in pages of two");
        }
        let about = tx.records().about(Kind::Enrolment, &ids(&["b", "z", "a", "b"])).await.unwrap();
        assert_eq!(ids_of(&about), ["e1", "e3", "E2"], "by person and id");
        assert!(tx.records().about(Kind::Enrolment, &[]).await.unwrap().is_empty());
        let of_person = tx.records().of_person(&id("a")).await.unwrap();
        let named: Vec<(Kind, &str)> = of_person.iter().map(|stored| (stored.value.kind, &*stored.value.id)).collect();
        let expected = [(Kind::Enrolment, "e1"), (Kind::Enrolment, "e3"), (Kind::Enrolment, "e4"), (Kind::Wish, "w")];
        assert_eq!(named, expected);
    })
    .await;
}

pub(crate) async fn a_removed_record_is_gone_and_may_come_anew(stores: Stores) {
    let store = stores.fresh().await;
    let kept = record(Kind::SurveyResponse, "r", (Some("s"), None, None), "{\"jawaban\":1}");
    write(&store, async |tx| {
        tx.records().save(&kept, None).await.unwrap();
        tx.records().save(&kept, Some(Revision(1))).await.unwrap();
    })
    .await;
    write(&store, async |tx| {
        let stale = tx.records().remove(Kind::SurveyResponse, "r", Revision(1)).await;
        assert_eq!(check_conflict(stale, "survey-response"), (Some(Revision(2)), Some(Revision(1))));
        let other_kind = tx.records().remove(Kind::SurveyReceipt, "r", Revision(2)).await;
        assert_eq!(check_conflict(other_kind, "survey-receipt"), (None, Some(Revision(2))));
        tx.records().remove(Kind::SurveyResponse, "r", Revision(2)).await.unwrap();
        assert!(tx.records().find(Kind::SurveyResponse, "r").await.unwrap().is_none());
    })
    .await;
    write(&store, async |tx| {
        assert!(matches!(tx.records().remove(Kind::SurveyResponse, "r", Revision(2)).await, Err(StoreError::Conflict { found: None, .. })));
        assert_eq!(tx.records().save(&kept, None).await.unwrap(), Revision::FIRST);
    })
    .await;
}
