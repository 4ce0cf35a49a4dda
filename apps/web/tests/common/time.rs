//! A clock that is put forward, and a store that is put back.

#![allow(dead_code, reason = "not every test file puts both")]

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use jenjang::store::{MemoryStore, Store, StoreError, Transaction};
use jenjang_service::Clock;

/// A clock that stands until it is put forward; its day is that of western Indonesia.
#[derive(Clone)]
pub(crate) struct Forward(Arc<AtomicI64>);

impl Forward {
    pub(crate) fn from(moment: &str) -> Forward {
        let start: DateTime<Utc> = moment.parse().unwrap();
        Forward(Arc::new(AtomicI64::new(start.timestamp())))
    }

    /// It is the morning of this day now.
    pub(crate) fn put_to(&self, day: NaiveDate) {
        self.0.store(day.and_hms_opt(3, 0, 0).unwrap().and_utc().timestamp(), Ordering::Relaxed);
    }
}

impl Clock for Forward {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.load(Ordering::Relaxed), 0).unwrap()
    }

    fn today(&self) -> NaiveDate {
        self.now().with_timezone(&FixedOffset::east_opt(7 * 3600).unwrap()).date_naive()
    }
}

/// A store in memory that is put back to what it was.
#[derive(Clone, Default)]
pub(crate) struct Rewound(Arc<Mutex<MemoryStore>>);

impl Rewound {
    /// What is stored now.
    pub(crate) fn saved(&self) -> MemoryStore {
        self.now().fork()
    }

    /// Everything is as it was saved.
    pub(crate) fn put_back(&self, saved: &MemoryStore) {
        *self.0.lock().unwrap() = saved.fork();
    }

    fn now(&self) -> MemoryStore {
        self.0.lock().unwrap().clone()
    }
}

#[async_trait]
impl Store for Rewound {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.now().begin().await
    }

    async fn read(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.now().read().await
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        self.now().scrub().await
    }
}
