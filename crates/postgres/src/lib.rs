//! PostgreSQL storage, for servers.
//!
//! ```no_run
//! # async fn example() -> Result<(), jenjang::store::StoreError> {
//! use jenjang::store::Store;
//! use jenjang_postgres::{PostgresOptions, PostgresStore};
//!
//! let options = PostgresOptions { keys: Some("/var/lib/jenjang/keys".into()), ..PostgresOptions::default() };
//! let url = "postgres://jenjang@db.example/jenjang?sslmode=require";
//! PostgresStore::migrate(url, &options).await?;
//! let store = PostgresStore::connect(url, &options).await?;
//! let people = store.read().await?.people().count(&Default::default()).await?;
//! # Ok(())
//! # }
//! ```
//!
//! INVARIANT (one writer at a time): the first statement of a transaction that may write locks the one row of `audit_head`. Writers of every process
//! go one after another and each sees what the one before committed; see `docs/decisions/0008-postgres.md`.

mod access;
mod audit;
mod competency;
mod copy;
mod development;
mod error;
mod evaluation;
mod keys;
mod migrate;
mod options;
mod people;
mod policy;
mod promotion;
mod record;
mod row;
mod seal;
mod store;
mod transaction;

pub use migrate::{Migrated, NEWEST};
pub use options::PostgresOptions;
pub use store::{PostgresStore, SealedCycle};
