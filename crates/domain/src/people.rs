//! Civil servants: who they are, what their record says, and what of it holds on a day.
//!
//! Country-free: grades, tiers, labels and sanctions are codes, which a catalogue of facts turns into choices of its scales. What is
//! known of one country (its [`employee number`](employee_number)) stands in its own file.
//!
//! Reading order: [`id`] typed ids and codes, [`event`] what happened when, [`history`] events in order, [`record`] the kinds of events,
//! [`tenure`] time served without double counting, [`civil_servant`] the person, [`org_unit`] the tree of units.

pub mod civil_servant;
pub mod correction;
pub mod employee_number;
pub mod event;
pub mod history;
pub mod id;
pub mod org_unit;
pub mod record;
pub mod repository;
pub mod tenure;
mod wording;

pub use civil_servant::{CivilServant, CivilServantRecord, Discrepancy, RecordErrors, RegisterSource, RegisterVisitor, Registers, Sex};
pub use correction::{CorrectionRequest, CorrectionState, CorrectionSubject};
pub use employee_number::{EmployeeNumber, EmployeeNumberError, NumberForm};
pub use event::{Decree, Event, View};
pub use history::{History, HistoryError, Register};
pub use org_unit::{OrgTree, OrgTreeError, OrgUnit, path_among};
pub use tenure::{Tenure, TenureLength};
