//! A later edition of a result: the only thing the cut leaves possible is to withdraw whole groups.

use std::sync::Arc;

use jenjang::evaluation::edition;
use jenjang::evaluation::repository::{Audience, ResultRecord};
use jenjang::evaluation::scoring::ScoreSheet;
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId, RaterGroupCode};
use jenjang::store::{Page, Transaction};

use super::close::proofs;
use super::load;
use super::results::{self, Beside, HrResult, Withdrawal, Writing};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{self, Change};

/// Groups to be withdrawn from one person's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithdrawGroups {
    /// The cycle.
    pub cycle: CycleId,
    /// Whose result.
    pub ratee: PersonId,
    /// Which groups of raters.
    pub groups: Vec<RaterGroupCode>,
    /// Why, for HR's record.
    pub reason: Arc<str>,
}

/// Makes a new edition of a person's result without some groups; a group that was merged takes the others of its block along. Readers see the
/// latest edition. The number of the new edition.
///
/// Remarks on answers are not carried over: nobody knows any more whose they were.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] before the cycle is closed, without a reason or a group, or for
/// a group the scheme does not have; [`ServiceError::Store`].
pub async fn withdraw_groups(context: &Context<'_>, command: &WithdrawGroups) -> Result<u32, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &WithdrawGroups) -> Result<u32, ServiceError> {
    let file = load::find(tx, &command.cycle).await?.value;
    authorize(context, tx, Action::WithdrawGroup, &Target::unit(&file.unit)).await?;
    file.cycle.may_score()?;
    if context.actor.person() == Some(&command.ratee) {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "kelompok penilai dalam hasil sendiri harus ditarik oleh orang lain",
            "groups of the own result have to be withdrawn by somebody else",
        )));
    }
    if command.groups.is_empty() || command.reason.trim().is_empty() {
        return Err(ServiceError::refused(
            "nothing-to-withdraw",
            Label::new("diharapkan sedikitnya satu kelompok dan alasannya", "expected at least one group and a reason"),
        ));
    }
    let scheme = load::scheme(tx, &file).await?;
    let instrument = load::instrument(tx, &file).await?;
    let sheet: ScoreSheet = results::read(&last(tx, command, Audience::Edition).await?)?;
    let hr_before: HrResult = results::read(&last(tx, command, Audience::Hr).await?)?;
    let next = edition::withdraw(&scheme, &sheet.cut(), &command.groups)
        .map_err(|error| ServiceError::refused("cannot-withdraw", error.message()))?;
    let precision = hr_before.report.as_ref().and_then(|report| report.summary.precision.as_ref());
    let beside = Beside {
        duty: hr_before.duty.clone(),
        sensitive: hr_before.sensitive,
        withdrawn: Some(Withdrawal { on: context.clock.today(), groups: command.groups.clone(), reason: command.reason.trim().into() }),
        ..Beside::default()
    };
    let records = Writing { scheme: &scheme, instrument: &instrument, precision }.results(&next, beside)?;
    tx.cycles().save_results(&command.cycle, &records).await?;
    let mut subjects = vec![load::mentioned(&command.cycle)?];
    subjects.extend(proofs(tx, &records).await?);
    trail::record(context, tx, Change::new(Action::WithdrawGroup, subjects)).await?;
    Ok(next.edition)
}

/// The latest edition for an audience.
async fn last(tx: &mut dyn Transaction, command: &WithdrawGroups, audience: Audience) -> Result<ResultRecord, ServiceError> {
    let found = tx.cycles().results(&command.cycle, audience, Some(&command.ratee), &Page::all()).await?;
    found.into_iter().last().ok_or_else(|| ServiceError::not_found(Label::new("hasil", "result of"), &command.ratee))
}
