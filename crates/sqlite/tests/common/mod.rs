//! Directories, people, and a way to run one future.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use jenjang::audit::SubjectSecret;
use jenjang::people::CivilServantRecord;
use jenjang::people::repository::PersonFile;
use jenjang::store::{Store, StoreError, Transaction};

/// A directory that is removed with everything in it.
pub struct Directory(pub PathBuf);

impl Directory {
    pub fn new() -> Directory {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("jenjang-sqlite-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Directory(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

struct Unpark(std::thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs one future on this thread: the store needs no runtime.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// Does something in one transaction and commits it.
pub fn run<T>(store: &dyn Store, work: impl AsyncFnOnce(&mut dyn Transaction) -> Result<T, StoreError>) -> T {
    block_on(async {
        let mut tx = store.begin().await.unwrap();
        let value = work(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        value
    })
}

/// A person of whom little is known.
pub fn person(id: &str, number: Option<&str>) -> PersonFile {
    let mut record = CivilServantRecord::new(id.parse().unwrap());
    record.employee_number = number.map(Into::into);
    PersonFile { record, unit: Some("unit-1".parse().unwrap()), superior: None, secret: SubjectSecret::new([7; 32]) }
}
