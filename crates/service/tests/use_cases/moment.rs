//! What one request sees of a store.

use jenjang::people::repository::PeopleFilter;
use jenjang::store::{MemoryStore, Page, Store, Transaction};
use jenjang_service::Moment;

use crate::world::{World, person, run};

async fn name(tx: &mut dyn Transaction, id: &str) -> Option<String> {
    tx.people().find(&person(id)).await.unwrap().and_then(|stored| stored.value.record.name).map(|name| name.to_string())
}

async fn rename(store: &dyn Store, id: &str, name: &str) {
    let mut tx = store.begin().await.unwrap();
    let mut stored = tx.people().find(&person(id)).await.unwrap().unwrap();
    stored.value.record.name = Some(name.into());
    tx.people().save(&stored.value, Some(stored.revision)).await.unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn everything_is_read_at_one_moment_until_it_ends() {
    let World { store, .. } = World::new();
    let moment = Moment::default();
    run(async {
        let before = name(&mut *moment.read(&*store).await.unwrap(), "a").await;
        rename(&*store, "a", "Nama Baru").await;
        rename(&*store, "b", "Lain Lagi").await;
        let mut again = moment.read(&*store).await.unwrap();
        assert_eq!(name(&mut *again, "a").await, before);
        assert_ne!(name(&mut *again, "b").await.as_deref(), Some("Lain Lagi"), "not asked about before, and yet of the same moment");
        // while it is held another one is given, and nobody waits
        assert_eq!(name(&mut *moment.read(&*store).await.unwrap(), "a").await.as_deref(), Some("Nama Baru"));
        let stored = again.people().find(&person("a")).await.unwrap().unwrap();
        assert!(again.people().save(&stored.value, Some(stored.revision)).await.is_err(), "it only reads");
        drop(again);
        moment.end();
        rename(&*store, "a", "Yang Ketiga").await;
        assert_eq!(name(&mut *moment.read(&*store).await.unwrap(), "a").await.as_deref(), Some("Yang Ketiga"));
        rename(&*store, "a", "Yang Keempat").await;
        assert_eq!(name(&mut *moment.read(&*store).await.unwrap(), "a").await.as_deref(), Some("Yang Keempat"));
    });
}

#[test]
fn answers_are_those_of_the_store_whether_asked_before_or_not() {
    let World { store, .. } = World::new();
    let moment = Moment::default();
    run(async {
        let mut plain = store.read().await.unwrap();
        let mut seen = moment.read(&*store).await.unwrap();
        let everybody = plain.people().list(&PeopleFilter::default(), &Page::all()).await.unwrap();
        let mut ids: Vec<_> = everybody.iter().map(|stored| stored.value.id().clone()).collect();
        ids.push(person("zzz"));
        ids.push(ids[0].clone());
        for _ in 0..2 {
            // one of them was asked about alone
            assert_eq!(seen.people().find(&ids[1]).await.unwrap(), plain.people().find(&ids[1]).await.unwrap());
            assert_eq!(seen.people().find_many(&ids).await.unwrap(), plain.people().find_many(&ids).await.unwrap());
            assert_eq!(seen.people().find(&person("zzz")).await.unwrap(), None);
            for unit in plain.people().units().await.unwrap() {
                assert_eq!(seen.people().units_above(&unit.id).await.unwrap(), plain.people().units_above(&unit.id).await.unwrap());
                assert_eq!(seen.people().find_unit(&unit.id).await.unwrap().as_ref(), Some(&unit));
            }
            assert_eq!(seen.people().top_units().await.unwrap(), ["kabupaten".parse().unwrap()]);
            for person in [None, Some(&ids[0]), Some(&person("hr"))] {
                assert_eq!(seen.grants().list(person).await.unwrap(), plain.grants().list(person).await.unwrap());
            }
        }
    });
}

#[test]
fn an_empty_store_has_a_moment_too() {
    let store = MemoryStore::new();
    run(async {
        let mut seen = Moment::default().read(&store).await.unwrap();
        assert_eq!(seen.people().find_many(&[person("a")]).await.unwrap(), []);
        assert_eq!(seen.people().units_above(&"dinas".parse().unwrap()).await.unwrap(), []);
        seen.commit().await.unwrap();
    });
}
