//! Money for development: envelopes, plans for them, and what they brought.
//!
//! A plan is computed without holding the store, from needs, the catalogue and enrolments as they are; it is adopted by the appointing authority, who is
//! not the planner. Adopting gives the seats and commits the money in one transaction, and refuses where either is no longer there.

mod adopt;
mod envelope;
mod outcome;
mod plan;
mod problem;
mod read;
mod settle;

use jenjang::development::budget::{BudgetPlan, BudgetRecord, Envelope};
use jenjang::legal::Label;
use jenjang::people::id::{BudgetPlanId, EnvelopeId};
use jenjang::store::{Transaction, Versioned};

use crate::error::ServiceError;
use crate::records;

pub use adopt::{Adopted, adopt_plan, withdraw_plan};
pub use jenjang_planning::{Effort, Strength};

pub use envelope::{EnterMoney, OpenEnvelope, TakeBack, enter_money, open_envelope, take_back};
pub use outcome::{BudgetOutcome, Distribution, Groups, ReadOutcome, read_outcome};
pub use plan::{PlanBudget, Planned, plan_budget};
pub use problem::{FloorsAsked, Share};
pub use read::{EnvelopeView, PlanView, list_envelopes, read_envelope, read_plan};
pub use settle::{SettleSession, Settled, settle_session};

async fn envelope(tx: &mut dyn Transaction, id: &EnvelopeId) -> Result<Versioned<Envelope>, ServiceError> {
    records::require(tx, id.as_str()).await
}

async fn stored_plan(tx: &mut dyn Transaction, id: &BudgetPlanId) -> Result<Versioned<BudgetPlan>, ServiceError> {
    let Versioned { value, revision } = records::require::<BudgetRecord>(tx, id.as_str()).await?;
    match value {
        BudgetRecord::Plan(plan) => Ok(Versioned { value: *plan, revision }),
        BudgetRecord::Line(_) => Err(ServiceError::not_found(Label::new("rencana anggaran", "budget plan"), id)),
    }
}
