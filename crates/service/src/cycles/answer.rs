//! Answering: the only way in, and no way out before closing.

use std::collections::BTreeMap;

use jenjang::audit::{Digest, Entry};
use jenjang::evaluation::instrument::{Instrument, Item};
use jenjang::evaluation::repository::{CycleFile, Receipt};
use jenjang::evaluation::response::{Answer, CheckedResponse, Response, ResponseProblem};
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, ItemId, PersonId};
use jenjang::store::Transaction;

use super::load;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, authorize};
use crate::trail;

/// What a rater answers about a person.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerCycle {
    /// The cycle.
    pub cycle: CycleId,
    /// About whom.
    pub ratee: PersonId,
    /// Answers by item; an item that is absent is left open.
    pub answers: BTreeMap<ItemId, Answer>,
    /// Free text.
    pub comment: Option<String>,
}

/// Without what is answered.
impl std::fmt::Debug for AnswerCycle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnswerCycle").field("cycle", &self.cycle).finish_non_exhaustive()
    }
}

/// What the rater is handed: random bytes nobody else has. Their SHA-256 stands in the store and in the audit trail.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerReceipt {
    /// The bytes, as 64 hexadecimal digits.
    pub secret: Digest,
}

impl AnswerReceipt {
    /// What the store and the trail hold.
    pub fn code(&self) -> Digest {
        Digest::of(self.secret.0)
    }
}

/// Without the secret.
impl std::fmt::Debug for AnswerReceipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnswerReceipt").finish_non_exhaustive()
    }
}

/// What a rater is asked about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Questionnaire {
    /// The whole questionnaire, with its scale and instruction.
    pub instrument: Instrument,
    /// The items asked about this person.
    pub asked: Vec<Item>,
}

/// What the acting rater is asked about a person.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever is not named to rate the person; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_questionnaire(context: &Context<'_>, cycle: &CycleId, ratee: &PersonId) -> Result<Questionnaire, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::Answer, &Target::ratee(cycle, ratee)).await?;
    let file = load::find(tx, cycle).await?.value;
    let instrument = load::instrument(tx, &file).await?;
    let asked = asked(&instrument, &file, ratee)?;
    Ok(Questionnaire { instrument, asked })
}

/// The items asked about a person.
pub(super) fn asked(instrument: &Instrument, file: &CycleFile, ratee: &PersonId) -> Result<Vec<Item>, ServiceError> {
    let leads = load::chart(&file.chart)?.leads(ratee);
    let asked = (0..instrument.items().len()).filter(|place| instrument.is_asked(*place, leads));
    Ok(asked.filter_map(|place| instrument.items().get(place).cloned()).collect())
}

/// Takes the answers of the acting rater about a person. Answering again replaces answers and receipt.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever is not named; [`ServiceError::Refused`] where the nomination is not approved, the cycle takes no answers
/// today, or an answer does not fit the questionnaire (`answer-unsound`); [`ServiceError::Store`].
pub async fn answer(context: &Context<'_>, command: &AnswerCycle) -> Result<AnswerReceipt, ServiceError> {
    let receipt = AnswerReceipt { secret: Digest(context.entropy.bytes()?) };
    transact!(context, tx => in_transaction(context, tx, command, receipt.code()).await)?;
    Ok(receipt)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &AnswerCycle, code: Digest) -> Result<(), ServiceError> {
    authorize(context, tx, Action::Answer, &Target::ratee(&command.cycle, &command.ratee)).await?;
    let Some(rater) = context.actor.person() else {
        return Err(ServiceError::Forbidden { action: Action::Answer, allowed: &[Role::Rater] });
    };
    let response = response(context, tx, command, rater).await?;
    let receipt = Receipt { ratee: command.ratee.clone(), rater: rater.clone(), code };
    tx.cycles().put_answer(&command.cycle, &response, &receipt).await?;
    trail::append(tx, Entry::answer(context.clock.now(), &command.cycle, code)).await
}

/// What a rater says about a person, where the cycle takes it today and it fits the questionnaire.
pub(super) async fn response(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &AnswerCycle,
    rater: &PersonId,
) -> Result<Response, ServiceError> {
    let file = load::find(tx, &command.cycle).await?.value;
    file.cycle.take_answer(context.clock.today())?;
    let nomination = load::nomination(tx, &command.cycle, &command.ratee, rater).await?;
    if !nomination.is_approved() {
        let state = nomination.state().label();
        return Err(ServiceError::refused(
            "rater-not-approved",
            Label::new(
                format!("penunjukan Anda untuk menilai `{}` berstatus {}, diharapkan disetujui", command.ratee, state.id),
                format!("your nomination to rate `{}` is {}, expected approved", command.ratee, state.en),
            ),
        ));
    }
    let instrument = load::instrument(tx, &file).await?;
    let leads = load::chart(&file.chart)?.leads(&command.ratee);
    let response = Response {
        rater: rater.clone(),
        ratee: command.ratee.clone(),
        group: nomination.group().clone(),
        answers: command.answers.clone(),
        comment: command.comment.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned),
        // how often somebody answered again is not kept: it would be a trace
        revision: 0,
    };
    CheckedResponse::try_new(response.clone(), &instrument, leads).map_err(|found| {
        let sentences: Vec<Label> = found.iter().map(ResponseProblem::message).collect();
        ServiceError::refused("answer-unsound", load::together(&sentences))
    })?;
    Ok(response)
}
