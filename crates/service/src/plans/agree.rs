//! Agreeing to a plan.

use jenjang::development::plan::Side;
use jenjang::legal::Label;
use jenjang::people::id::PlanId;
use jenjang::store::Transaction;

use super::{PLAN, find, keep};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, authorize};
use crate::seen::Seen;

/// A plan to agree to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreePlan {
    /// Which.
    pub plan: PlanId,
    /// What was seen of it before: nobody agrees to what came into it meanwhile.
    pub seen: Seen,
}

/// Agrees to a plan as it stands: as the person whose plan it is, or as the direct superior of today. For which side it was.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `plan-empty`, `agreed-already`; [`ServiceError::Store`], with a conflict where the plan is
/// another than what was seen.
pub async fn agree_plan(context: &Context<'_>, command: &AgreePlan) -> Result<Side, ServiceError> {
    transact!(context, tx => agree(context, tx, command).await)
}

async fn agree(context: &Context<'_>, tx: &mut dyn Transaction, command: &AgreePlan) -> Result<Side, ServiceError> {
    let stored = find(tx, &command.plan).await?;
    let roles = authorize(context, tx, Action::AgreePlan, &Target::person(&stored.value.person)).await?;
    let Some(actor) = context.actor.person() else {
        return Err(ServiceError::Forbidden { action: Action::AgreePlan, allowed: &[Role::Oneself, Role::Supervisor] });
    };
    command.seen.still(PLAN, &command.plan, Some(stored.revision))?;
    // nobody is the own superior, whatever a record says
    let side = if roles.contains(&Role::Oneself) { Side::Employee } else { Side::Superior };
    let mut after = stored.value.clone();
    after.agree(side, actor, context.clock.today())?;
    if side == Side::Superior {
        after.superior = Some(actor.clone());
    } else {
        let person = tx.people().find(actor).await?;
        let superior = person.and_then(|person| person.value.superior).filter(|superior| superior != actor);
        if superior.is_none() {
            return Err(ServiceError::refused(
                "no-superior",
                Label::new(
                    "atasan langsung tidak tercatat sehingga rencana tidak dapat disetujui keduanya: minta pengelola kepegawaian mencatatnya",
                    "no direct superior is on record, so that both cannot agree: ask an HR officer to record one",
                ),
            ));
        }
    }
    keep(context, tx, Action::AgreePlan, Some((&stored.value, stored.revision)), &after).await?;
    Ok(side)
}
