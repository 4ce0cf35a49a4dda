//! How a test gets its stores and is run.

use std::any::Any;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jenjang::store::Store;

/// No test of a sound store takes longer; one that does waits for a lock nobody gives back.
const LIMIT: Duration = Duration::from_secs(600);

type Future<T> = Pin<Box<dyn std::future::Future<Output = T>>>;
type Made = (Arc<dyn Store>, Box<dyn Any>);

/// Makes stores for a test, each empty and apart from the others.
pub struct Stores(Box<dyn Fn() -> Future<Made>>);

impl Stores {
    /// Takes a constructor of an empty store. What it gives beside the store (a directory, a database to be dropped) is kept as long as the
    /// store is and then dropped.
    pub fn new<S, G, F>(make: impl Fn() -> F + 'static) -> Stores
    where
        S: Store + 'static,
        G: 'static,
        F: std::future::Future<Output = (S, G)> + 'static,
    {
        Stores(Box::new(move || {
            let made = make();
            Box::pin(async move {
                let (store, guard) = made.await;
                (Arc::new(store) as Arc<dyn Store>, Box::new(guard) as Box<dyn Any>)
            })
        }))
    }

    /// An empty store.
    pub async fn fresh(&self) -> Fresh {
        let (store, guard) = (self.0)().await;
        Fresh { store, _guard: guard }
    }
}

/// A store that was empty, with what has to stay as long as it is used.
pub struct Fresh {
    // dropped before the guard
    store: Arc<dyn Store>,
    _guard: Box<dyn Any>,
}

impl Deref for Fresh {
    type Target = Arc<dyn Store>;

    fn deref(&self) -> &Arc<dyn Store> {
        &self.store
    }
}

/// One test of the list.
#[derive(Clone, Copy)]
pub struct Test {
    /// Area and name, as `cargo test` shows it: `people::an_employee_number_belongs_to_one_person`.
    pub name: &'static str,
    /// Runs it; panics where the store does not keep the promise.
    pub run: fn(Stores),
}

/// Runs a test on a runtime with threads of its own.
///
/// # Panics
/// Where the test fails, or takes longer than ten minutes.
pub(crate) fn run<F: std::future::Future<Output = ()>>(test: impl FnOnce(Stores) -> F, stores: Stores) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    let done = runtime.block_on(async { tokio::time::timeout(LIMIT, test(stores)).await });
    assert!(done.is_ok(), "the test did not end within {} seconds: somebody waits for a lock nobody gives back", LIMIT.as_secs());
}

/// Runs the test of this name, for [`suite!`](crate::suite).
///
/// # Panics
/// Where the test fails, or there is none of this name.
pub fn check(name: &str, stores: Stores) {
    let test = crate::TESTS.iter().find(|test| test.name == name);
    let test = test.unwrap_or_else(|| panic!("unknown test `{name}`, expected a name of the list"));
    (test.run)(stores);
}
