use std::pin::pin;
use std::task::{Context, Poll, Waker};

use jenjang::audit::SubjectSecret;
use jenjang::people::CivilServantRecord;
use jenjang::people::repository::PersonFile;
use jenjang::store::{Store, StoreError};

use super::SqliteStore;

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("somebody else writes"),
    }
}

fn people(from: usize, to: usize) -> Vec<PersonFile> {
    let person = |n: usize| {
        let mut record = CivilServantRecord::new(format!("p-{n:05}").parse().unwrap());
        record.name = Some("x".repeat(500).into());
        PersonFile { record, unit: None, superior: None, secret: SubjectSecret::new([1; 32]) }
    };
    (from..to).map(person).collect()
}

fn limit_pages(store: &SqliteStore, limit: &str) {
    let link = now(store.writer()).unwrap();
    let _: i64 = link.connection().query_row(&format!("PRAGMA max_page_count = {limit}"), (), |row| row.get(0)).unwrap();
}

#[test]
fn where_no_space_is_left_nothing_of_the_transaction_is_kept() {
    let store = SqliteStore::temporary().unwrap();
    now(async {
        let mut tx = store.begin().await.unwrap();
        tx.people().save_many(&people(0, 10)).await.unwrap();
        tx.commit().await.unwrap();
    });
    limit_pages(&store, "60");
    now(async {
        let mut tx = store.begin().await.unwrap();
        let error = tx.people().save_many(&people(10, 5_000)).await.unwrap_err();
        assert!(matches!(error, StoreError::Full(_)), "{error:?}");
        // SQLite has undone the transaction: whoever goes on all the same keeps nothing and is told
        let error = tx.people().save_many(&people(0, 1)).await.unwrap_err();
        assert_eq!(error.to_string(), "an earlier error undid the transaction, nothing of it is kept");
        assert!(tx.commit().await.is_err());
        assert_eq!(store.read().await.unwrap().people().count(&Default::default()).await.unwrap(), 10);
    });
    limit_pages(&store, "1000000");
    now(async {
        let mut tx = store.begin().await.unwrap();
        tx.people().save_many(&people(5_000, 5_100)).await.unwrap();
        tx.commit().await.unwrap();
        let after = store.read().await.unwrap().people().count(&Default::default()).await.unwrap();
        assert_eq!(after, 110, "with space again it goes on");
    });
    assert!(store.check().unwrap().is_sound());
}
