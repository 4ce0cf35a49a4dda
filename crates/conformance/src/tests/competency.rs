//! Texts and profiles.

use jenjang::competency::repository::{TextKind, TextRecord};
use jenjang::store::{Page, Revision};

use crate::Stores;
use crate::fixtures::*;

pub(crate) async fn a_text_or_profile_that_is_not_there_is_none(stores: Stores) {
    let store = stores.fresh().await;
    read(&store, async |tx| {
        assert!(tx.competency().find_text(TextKind::Scheme, "x", &digest(1)).await.unwrap().is_none());
        assert!(tx.competency().texts(TextKind::Scheme).await.unwrap().is_empty());
        assert!(tx.competency().find_profile(&id("a"), &id("f")).await.unwrap().is_none());
        assert!(tx.competency().profiles(&id("a")).await.unwrap().is_empty());
        assert!(tx.competency().list_profiles(&id("f"), &all()).await.unwrap().is_empty());
    })
    .await;
}

pub(crate) async fn texts_are_apart_by_kind_id_and_version(stores: Stores) {
    let store = stores.fresh().await;
    let text_of = |kind, name: &str, version: u8| TextRecord {
        kind,
        id: name.into(),
        version: digest(version),
        text: format!("{kind:?} {name} {version}\r\n").into(),
    };
    let kept: Vec<TextRecord> = TextKind::ALL
        .into_iter()
        .flat_map(|kind| [text_of(kind, "b", 1), text_of(kind, "a", 200), text_of(kind, "a", 3), text_of(kind, "A", 4)])
        .collect();
    write(&store, async |tx| {
        for record in &kept {
            tx.competency().save_text(record).await.unwrap();
        }
    })
    .await;
    read(&store, async |tx| {
        for record in &kept {
            let found = tx.competency().find_text(record.kind, &record.id, &record.version).await.unwrap();
            check_same(&found, &Some(record.clone()));
        }
        assert!(tx.competency().find_text(TextKind::Scheme, "b", &digest(3)).await.unwrap().is_none());
        for kind in TextKind::ALL {
            let expected = vec![text_of(kind, "A", 4), text_of(kind, "a", 3), text_of(kind, "a", 200), text_of(kind, "b", 1)];
            check_same(&tx.competency().texts(kind).await.unwrap(), &expected);
        }
    })
    .await;
}

pub(crate) async fn the_same_version_of_a_text_again_changes_nothing(stores: Stores) {
    let store = stores.fresh().await;
    let first = text_record("x");
    let other = TextRecord { text: text("another"), ..first.clone() };
    write(&store, async |tx| {
        tx.competency().save_text(&first).await.unwrap();
        tx.competency().save_text(&first).await.unwrap();
    })
    .await;
    write(&store, async |tx| tx.competency().save_text(&other).await.unwrap()).await;
    check_same(&read(&store, async |tx| tx.competency().texts(first.kind).await.unwrap()).await, &vec![first]);
}

pub(crate) async fn profiles_carry_revisions(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        let refused = tx.competency().save_profile(&profile("a", "f", "3"), Some(Revision(1))).await;
        assert_eq!(check_conflict(refused, "profile"), (None, Some(Revision(1))));
        assert_eq!(tx.competency().save_profile(&profile("a", "f", "3"), None).await.unwrap(), Revision(1));
        assert_eq!(tx.competency().save_profile(&profile("a", "g", "4"), None).await.unwrap(), Revision(1));
        assert_eq!(tx.competency().save_profile(&profile("a", "f", "3.50"), Some(Revision(1))).await.unwrap(), Revision(2));
        let refused = tx.competency().save_profile(&profile("a", "f", "1"), Some(Revision(1))).await;
        assert_eq!(check_conflict(refused, "profile"), (Some(Revision(2)), Some(Revision(1))));
        check_conflict(tx.competency().save_profile(&profile("a", "f", "1"), None).await, "profile");
    })
    .await;
    read(&store, async |tx| {
        let found = tx.competency().find_profile(&id("a"), &id("f")).await.unwrap().unwrap();
        assert_eq!(found.revision, Revision(2));
        check_same(&found.value, &profile("a", "f", "3.50"));
        assert!(tx.competency().find_profile(&id("b"), &id("f")).await.unwrap().is_none());
    })
    .await;
}

pub(crate) async fn profiles_are_listed_by_framework_and_by_person(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for (person, framework) in [("c", "f"), ("a", "g"), ("a", "f"), ("b", "f"), ("A", "f"), ("b", "F")] {
            tx.competency().save_profile(&profile(person, framework, "2"), None).await.unwrap();
        }
    })
    .await;
    read(&store, async |tx| {
        check_same(&values(&tx.competency().profiles(&id("a")).await.unwrap()), &vec![profile("a", "f", "2"), profile("a", "g", "2")]);
        check_same(&values(&tx.competency().profiles(&id("b")).await.unwrap()), &vec![profile("b", "F", "2"), profile("b", "f", "2")]);
        let of_many = tx.competency().profiles_of(&ids(&["b", "x", "a", "A", "b"])).await.unwrap();
        let expected = [("A", "f"), ("a", "f"), ("a", "g"), ("b", "F"), ("b", "f")];
        check_same(&values(&of_many), &expected.map(|(person, framework)| profile(person, framework, "2")).to_vec());
        assert!(tx.competency().profiles_of(&[]).await.unwrap().is_empty());
        let first = tx.competency().list_profiles(&id("f"), &Page::first(3)).await.unwrap();
        check_same(&values(&first), &vec![profile("A", "f", "2"), profile("a", "f", "2"), profile("b", "f", "2")]);
        let next = tx.competency().list_profiles(&id("f"), &Page::after(id("b"), 3)).await.unwrap();
        check_same(&values(&next), &vec![profile("c", "f", "2")]);
    })
    .await;
}

pub(crate) async fn removing_profiles_takes_those_of_one_person(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for (person, framework) in [("a", "f"), ("a", "g"), ("b", "f")] {
            tx.competency().save_profile(&profile(person, framework, "2"), None).await.unwrap();
        }
        assert_eq!(tx.competency().remove_profiles(&id("a")).await.unwrap(), 2);
        assert_eq!(tx.competency().remove_profiles(&id("a")).await.unwrap(), 0);
        assert_eq!(tx.competency().save_profile(&profile("a", "f", "1"), None).await.unwrap(), Revision(1));
    })
    .await;
    let found = read(&store, async |tx| tx.competency().list_profiles(&id("f"), &all()).await.unwrap()).await;
    check_same(&values(&found), &vec![profile("a", "f", "1"), profile("b", "f", "2")]);
}
