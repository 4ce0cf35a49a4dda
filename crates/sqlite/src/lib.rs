//! SQLite storage for Jenjang: the embedded default. One file holds everything.
//!
//! ```
//! use jenjang::store::Store;
//! use jenjang_sqlite::SqliteStore;
//!
//! # fn main() -> Result<(), jenjang::store::StoreError> {
//! let store = SqliteStore::temporary()?;
//! assert!(store.check()?.is_sound());
//! # Ok(())
//! # }
//! ```
//!
//! The repositories stand in files named like the domain's modules. Calls are synchronous inside the `async` ports: one takes microseconds, less than
//! handing it to another thread would; what may take longer says so. One writer at a time; readers have connections of their own and see the
//! moment they began at. What is promised on a crash, and which tables there are, `docs/storage.md` says.

mod access;
mod audit;
mod competency;
mod development;
mod error;
mod evaluation;
mod file;
mod link;
mod migration;
mod people;
mod policy;
mod promotion;
mod record;
mod row;
mod scrub;
mod store;
mod transaction;
mod upkeep;

pub use store::{OpenMode, SqliteStore};
pub use upkeep::{Broken, CheckReport, CopyReport};
