//! Whether a print of a decision is genuine, for whoever holds it.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang::people::id::DecisionId;
use jenjang::promotion::repository::{DecisionRecord, OutcomeKind};

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// How many hexadecimal digits of the digest stand in a code: nobody guesses 80 bits.
const DIGITS: usize = 20;

/// The code on a print of a decision: its id and the beginning of a digest over its proof, the person and the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationCode {
    decision: Arc<str>,
    digits: String,
}

impl VerificationCode {
    /// The code of a decision.
    pub(super) fn of(record: &DecisionRecord) -> VerificationCode {
        let DecisionRecord { id, person, decided_on, decided_by, proof, .. } = record;
        let digest = Digest::of(format!("{id}\n{person}\n{decided_on}\n{decided_by}\n{proof}")).to_string();
        VerificationCode { decision: id.as_str().into(), digits: digest.chars().take(DIGITS).collect() }
    }

    /// A code as somebody typed it, in any case and with spaces.
    fn parse(text: &str) -> Option<VerificationCode> {
        let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let (decision, digits) = text.rsplit_once('.')?;
        let digits = digits.to_lowercase();
        (digits.len() == DIGITS).then(|| VerificationCode { decision: decision.into(), digits })
    }
}

impl fmt::Display for VerificationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.decision, self.digits)
    }
}

/// What may be told of a decision to whoever holds a print of it: nothing about the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedDecision {
    /// Id of the policy.
    pub policy: Arc<str>,
    /// The day decided for.
    pub as_of: NaiveDate,
    /// When it was signed.
    pub decided_on: NaiveDate,
    /// What came out.
    pub outcome: OutcomeKind,
    /// Whether no other decision has taken its place.
    pub in_force: bool,
}

/// Checks the code of a print.
///
/// # Errors
/// [`ServiceError::NotFound`] where no decision has this code: whether the id or the digits are wrong is nobody's business; [`ServiceError::Store`].
pub async fn verify_decision(context: &Context<'_>, code: &str) -> Result<VerifiedDecision, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::VerifyDecision, &Target::everything()).await?;
    let absent = || ServiceError::not_found(Label::new("keputusan dengan kode", "decision with the code"), code.trim());
    let given = VerificationCode::parse(code).ok_or_else(absent)?;
    let id: DecisionId = given.decision.parse().map_err(|_| absent())?;
    let record = tx.decisions().find(&id).await?.filter(|record| VerificationCode::of(record) == given).ok_or_else(absent)?;
    let in_force = match &record.round {
        Some(round) => tx.decisions().in_force(round, &record.person).await?.is_some_and(|found| found.id == record.id),
        None => true,
    };
    let DecisionRecord { policy, as_of, decided_on, outcome, .. } = record;
    Ok(VerifiedDecision { policy, as_of, decided_on, outcome, in_force })
}
