//! A stored decision in words.

use jenjang::legal::{Label, Language};
use jenjang::people::id::DecisionId;
use jenjang::policy::explain;

use super::file_appeal::Reopened;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, authorize};

/// A stored decision in the words of its policy, with every reason: it is decided again from what it rests on, under the rules of its day, and must give
/// the same proof. For the person and HR.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] (`not-reproducible`) where something else comes out than is
/// stored; [`ServiceError::Store`].
pub async fn explain_decision(context: &Context<'_>, decision: &DecisionId, language: Language) -> Result<String, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let found = tx.decisions().find(decision).await?;
    let record = found.ok_or_else(|| ServiceError::not_found(Label::new("keputusan", "decision"), decision))?;
    let roles = authorize(context, tx, Action::ReadPerson, &Target::person(&record.person)).await?;
    if !roles.contains(&Role::Oneself) && !roles.contains(&Role::HrOfficer) {
        return Err(ServiceError::Forbidden { action: Action::ReadPerson, allowed: &[Role::Oneself, Role::HrOfficer] });
    }
    let reopened = Reopened::load(tx, &record).await?;
    let policy = reopened.rules.policy(&record.policy)?;
    Ok(explain::decision(policy, reopened.signed.decision(), language))
}
