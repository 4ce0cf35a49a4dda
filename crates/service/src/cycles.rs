//! Use cases of 360° cycles, in the order of a cycle's life: plan, name raters, approve or refuse them, open, answer, close, release, withdraw a
//! group, read.
//!
//! INVARIANT (nothing readable while open): only [`close`] reads answers, and only in the transaction that destroys them.
//!
//! INVARIANT (kept is shown): of the answers the store keeps what their readers may know and nothing else; see
//! [`jenjang::evaluation::released`] and docs/decisions/0011.

mod answer;
mod approve;
mod close;
mod decline;
mod inbox;
pub(crate) mod load;
mod naming;
mod nominate;
mod open;
mod overview;
mod own;
mod plan;
mod progress;
mod rating;
mod read;
mod release;
pub mod results;
mod withdraw;

pub use answer::{AnswerCycle, AnswerReceipt, Questionnaire, answer, read_questionnaire};
pub use approve::{ApproveNominations, RefuseNomination, approve_nominations, refuse_nomination};
pub use close::{CloseCycle, ClosedCycle, close};
pub use decline::{DeclareConflict, DeclineNomination, declare_conflict, decline_nomination};
pub use inbox::{Inbox, OwnCycle, RatingTask, read_inbox};
pub(crate) use load::{chosen_by_ratee, instrument_of, together};
pub use naming::{NamedRater, NamingGroup, OwnNaming, StaffCycle, StaffNaming, read_own_naming, read_staff_naming};
pub use nominate::{Nominate, ProposeRaters, ProposedRaters, Remark, nominate, propose_raters, read_nominations, review_nominations};
pub use open::{OpenCycle, OpenedCycle, open};
pub use overview::{CycleView, NamingCounts, RunCycles, list_run_cycles, read_cycle};
pub use own::{OwnResult, own_results};
pub use plan::{CycleText, PlanCycle, PlannedCycle, plan, read_plan};
pub use progress::{CycleProgress, Share, UnitProgress, read_progress};
pub use rating::{DraftAnswer, Rating, discard_draft, read_rating, save_draft};
pub use read::{
    CycleOverview, UnitResults, list_cycles, read_analysis, read_own_result, read_staff_result, read_unit_result, read_unit_results,
};
pub use release::{release, release_as_seen};
pub use withdraw::{WithdrawGroups, withdraw_groups};
