//! Once a session was held and its invoice is there: what was committed is spent, and the rest is free again.

use std::sync::Arc;

use jenjang::Decimal;
use jenjang::development::budget::{LineOutcome, NewEntry, Stage};
use jenjang::development::catalogue::CourseSession;
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::legal::Label;
use jenjang::people::id::{BudgetPlanId, CourseSessionId};
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;

use super::envelope::fault;
use super::{envelope, stored_plan};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records::{self, said};
use crate::trail::{self, Change};

/// A session to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettleSession {
    /// The plan it was committed by.
    pub plan: BudgetPlanId,
    /// The session.
    pub session: CourseSessionId,
    /// What the invoice says, in rupiah; without it what the session costs as a whole and for those of the plan's people who came.
    pub amount: Option<Decimal>,
    /// The invoice.
    pub document: Arc<str>,
    /// Why more may be spent than there is.
    pub over: Option<Arc<str>>,
}

/// What settling did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Spent, in rupiah.
    pub spent: Decimal,
    /// Committed and not needed, in rupiah.
    pub freed: Decimal,
}

/// Settles a session of an adopted plan.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `nothing-committed`, `results-missing` where nothing says who came and no amount is given,
/// `overspent`, `blank`; [`ServiceError::Store`].
pub async fn settle_session(context: &Context<'_>, command: &SettleSession) -> Result<Settled, ServiceError> {
    transact!(context, tx => settled(context, tx, command).await)
}

async fn settled(context: &Context<'_>, tx: &mut dyn Transaction, command: &SettleSession) -> Result<Settled, ServiceError> {
    let plan = stored_plan(tx, &command.plan).await?.value;
    let stored = envelope(tx, &plan.envelope).await?;
    authorize(context, tx, Action::ManageBudget, &Target::unit(&stored.value.unit)).await?;
    let document = said(&command.document, &Label::new("dokumen", "document"))?;
    let planned = plan.sessions.iter().find(|planned| planned.session == command.session);
    let entry = planned.and_then(|planned| planned.entry).filter(|entry| stored.value.left_of(*entry) > Decimal::ZERO);
    let (Some(planned), Some(entry)) = (planned, entry) else {
        return Err(ServiceError::refused(
            "nothing-committed",
            Label::new(
                format!("rencana `{}` tidak mempunyai uang terikat untuk jadwal `{}`", command.plan, command.session),
                format!("plan `{}` has no money committed for session `{}`", command.plan, command.session),
            ),
        ));
    };
    let amount = match command.amount {
        Some(amount) => amount,
        None => cost_of_those_who_came(tx, command, planned.cost, planned.people).await?,
    };
    let mut after = stored.value.clone();
    let today = context.clock.today();
    if !amount.is_zero() {
        let what: Arc<str> = command.session.as_str().into();
        let new = NewEntry {
            on: today,
            stage: Stage::Spent,
            what,
            amount,
            document: Arc::clone(&document),
            settles: Some(entry),
            over: command.over.clone(),
        };
        after.enter(new).map_err(|found| fault(&found))?;
    }
    let freed = after.left_of(entry);
    if freed > Decimal::ZERO {
        after.take_back(entry, None, today, "sisa ikatan, rest of the commitment".into(), document).map_err(|found| fault(&found))?;
    }
    records::save(tx, &after, Some(stored.revision)).await?;
    let subject = records::subject(tx, Some(&stored.value), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::ManageBudget, vec![subject])).await?;
    Ok(Settled { spent: amount, freed })
}

/// What was planned for the session, less the seats of those of the plan who did not come.
async fn cost_of_those_who_came(
    tx: &mut dyn Transaction,
    command: &SettleSession,
    cost: Decimal,
    people: u32,
) -> Result<Decimal, ServiceError> {
    let session = records::require::<CourseSession>(tx, command.session.as_str()).await?.value;
    let lines = super::read::lines(tx, &command.plan).await?;
    let mut absent = 0_u32;
    for stored in records::list::<Enrolment>(tx, &RecordFilter::under(command.session.as_str())).await? {
        let of_plan = lines.iter().any(|line| {
            line.person == stored.value.person
                && line.session.as_ref() == Some(&command.session)
                && matches!(line.outcome, LineOutcome::Seat { .. })
        });
        match stored.value.state {
            _ if !of_plan => {}
            EnrolmentState::Attended { .. } => {}
            EnrolmentState::Seated { .. } | EnrolmentState::Requested | EnrolmentState::Waiting { .. } => {
                return Err(ServiceError::refused(
                    "results-missing",
                    Label::new(
                        format!(
                            "kehadiran pada jadwal `{}` belum lengkap dicatat; catat dahulu atau beri jumlah menurut tagihan",
                            command.session
                        ),
                        format!(
                            "attendance of session `{}` is not recorded in full; record it, or give the amount of the invoice",
                            command.session
                        ),
                    ),
                ));
            }
            _ => absent = absent.saturating_add(1),
        }
    }
    Ok((cost - session.cost_each * Decimal::from(absent.min(people))).max(Decimal::ZERO))
}
