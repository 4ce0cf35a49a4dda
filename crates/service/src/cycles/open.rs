//! Opening a cycle for answers.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jenjang::evaluation::nomination::{Nomination, review};
use jenjang::evaluation::repository::NominationFilter;
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId};
use jenjang::policy::diagnostic::Severity;
use jenjang::store::Transaction;

use super::load;
use super::nominate::Remark;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages;
use crate::permissions::{Action, Target, authorize};
use crate::seen::Seen;
use crate::trail::{self, Change};

/// A cycle to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCycle {
    /// The cycle.
    pub cycle: CycleId,
    /// First day on which answers are taken.
    pub since: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// What was seen of the cycle before.
    pub seen: Seen,
}

/// An opened cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedCycle {
    /// People rated.
    pub ratees: usize,
    /// Approved nominations.
    pub nominations: usize,
    /// Nominations the superior has not decided on: they lead to no answer.
    pub undecided: usize,
    /// What remains and may: a group nobody stands in, an acting superior.
    pub remarks: Vec<Remark>,
}

/// Opens a cycle: from its first to its last day approved raters answer, and nobody reads.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] where approved raters are such that the scheme does not allow
/// it (`nominations-unsound`, all sentences at once), where nobody is rated, or for days out of order; [`ServiceError::Store`],
/// with a conflict where the cycle is another than what was seen.
pub async fn open(context: &Context<'_>, command: &OpenCycle) -> Result<OpenedCycle, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &OpenCycle) -> Result<OpenedCycle, ServiceError> {
    let stored = load::find(tx, &command.cycle).await?;
    let before = stored.value;
    authorize(context, tx, Action::OpenCycle, &Target::unit(&before.unit)).await?;
    command.seen.still(load::CYCLE, &command.cycle, Some(stored.revision))?;
    let mut file = before.clone();
    file.cycle.open(command.since, command.until)?;
    let scheme = load::scheme(tx, &file).await?;
    let chart = load::chart(&file.chart)?;
    let all = tx.cycles().nominations(&command.cycle, &NominationFilter::default()).await?;
    let approved: Vec<Nomination> = all.iter().filter(|nomination| nomination.is_approved()).cloned().collect();
    let ratees: BTreeSet<&PersonId> = approved.iter().map(Nomination::ratee).collect();
    let remarks: Vec<Remark> = review(&scheme, &chart, &approved).iter().map(Remark::of).collect();
    let wrong: Vec<Label> = remarks.iter().filter(|remark| remark.severity == Severity::Error).map(|r| r.message.clone()).collect();
    if !wrong.is_empty() {
        return Err(ServiceError::refused("nominations-unsound", load::together(&wrong)));
    }
    if ratees.is_empty() {
        return Err(ServiceError::refused(
            "nobody-rated",
            Label::new("belum ada penilai yang disetujui, diharapkan sedikitnya satu", "no rater is approved yet, expected at least one"),
        ));
    }
    let opened = OpenedCycle {
        ratees: ratees.len(),
        nominations: approved.len(),
        undecided: all.iter().filter(|nomination| nomination.is_alive() && !nomination.is_approved()).count(),
        remarks,
    };
    let subject = load::save(tx, Some((&before, stored.revision)), &file).await?;
    trail::record(context, tx, Change::new(Action::OpenCycle, vec![subject])).await?;
    // one message for a rater, however many people are to be rated, and none of their names
    let raters: BTreeSet<&PersonId> = approved.iter().map(Nomination::rater).collect();
    let body = serde_json::json!({ "cycle": command.cycle, "until": command.until });
    messages::tell(context, tx, "answer-due", raters, &body).await?;
    Ok(opened)
}
