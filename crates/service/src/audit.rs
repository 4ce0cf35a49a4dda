//! The audit trail: checking it, sealing it with signed checkpoints, and handing it to somebody who has no database.
//!
//! What can be found, and where: an entry that was altered, entries removed, inserted or put in another order, and a trail that was made anew from a
//! point (a signed checkpoint does not fit it any more). Entries removed at the end are found when a checkpoint names them, in the store or among
//! those kept elsewhere ([`Trust::kept`]); what is younger than the newest checkpoint anybody kept can be removed unseen, so checkpoints are made often
//! and given away. docs/audit.md has the whole story.

mod check;
mod checkpoint;
mod export;
mod fault;
mod key;
mod list;
mod verify;
mod verify_export;

pub use check::{Report, SigningKeySeen, Trust};
pub use checkpoint::{due, sign_checkpoint};
pub use export::export;
pub use fault::TrailFault;
pub use key::{AuditKey, KeyError, PublicKey};
pub use list::{ListTrail, SealFound, TrailEntry, TrailPage, list_trail};
pub use verify::verify;
pub use verify_export::verify_export;

/// How many entries are read at a time: an entry of a batch names everybody in it and may have megabytes.
const PAGE: usize = 100;

#[cfg(test)]
mod tests;
