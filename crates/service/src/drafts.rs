//! What the policy team writes before anything is proposed: texts kept as they are typed, checked against the policies in force, tried on the
//! people stored. From the proposal on, [`policies`](crate::policies) and [`consultation`](crate::consultation) take over.

mod check;
mod list;
mod people;
mod read;
mod save;

pub use check::{Checked, Checker, draft_checker};
pub use list::list_drafts;
pub use people::people_for_simulation;
pub use read::read_draft;
pub use save::{MOST_BYTES, SaveDraft, save_draft};
