//! Answering a submission.

use jenjang::consultation::life::Stage;
use jenjang::consultation::submission::{Answer, Outcome, Position};
use jenjang::consultation::{ClauseNumber, Submission};
use jenjang::legal::Label;
use jenjang::people::id::SubmissionId;
use jenjang::store::Transaction;

use super::load;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// The answer to a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerSubmission {
    /// Which.
    pub submission: SubmissionId,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
    /// The clauses that are to change because of it. Where it asks for a change, is accepted and none is named, it is its own.
    pub clauses: Vec<ClauseNumber>,
    /// Whether this takes the place of an answer given before.
    pub correct: bool,
}

/// Records the answer to a submission; whoever made it by name finds a message.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for an own one; [`ServiceError::NotFound`]; [`ServiceError::Refused`] without a
/// reason (`blank`), for a second answer (`answered-already`), for one that rejects and promises a change (`rejected-with-change`), or once the draft has
/// moved on (`draft-stage`).
pub async fn answer_submission(context: &Context<'_>, command: &AnswerSubmission) -> Result<Submission, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &AnswerSubmission) -> Result<Submission, ServiceError> {
    authorize(context, tx, Action::AnswerSubmission, &Target::everything()).await?;
    let found = records::require::<Submission>(tx, command.submission.as_str()).await?;
    let before = found.value;
    let draft = load(tx, &before.draft).await?.value;
    if !matches!(draft.stage, Stage::Consulting | Stage::Answering) {
        let state = draft.stage.label();
        return Err(ServiceError::refused(
            "draft-stage",
            Label::new(
                format!("masukan atas rancangan `{}` tidak dapat ditanggapi dalam keadaan `{}`", draft.id, state.id),
                format!("cannot answer submissions on draft `{}` from state `{}`", draft.id, state.en),
            ),
        ));
    }
    if before.person.is_some() && before.person.as_ref() == context.actor.person() {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "masukan sendiri harus ditanggapi oleh orang lain",
            "an own submission has to be answered by somebody else",
        )));
    }
    if before.answer.is_some() && !command.correct {
        let id = &before.id;
        return Err(ServiceError::refused(
            "answered-already",
            Label::new(
                format!("masukan `{id}` sudah ditanggapi; nyatakan bahwa tanggapan baru memperbaikinya"),
                format!("submission `{id}` is answered already; say that the new answer corrects it"),
            ),
        ));
    }
    if command.outcome == Outcome::Rejected && !command.clauses.is_empty() {
        return Err(ServiceError::refused(
            "rejected-with-change",
            Label::new(
                "masukan yang tidak diterima tidak mengubah ketentuan, diharapkan tanpa ketentuan yang berubah",
                "a submission that is not accepted changes no clause, expected none to be named",
            ),
        ));
    }
    let mut clauses = command.clauses.clone();
    if clauses.is_empty() && command.outcome != Outcome::Rejected && before.position != Position::Support {
        clauses.push(before.clause);
    }
    clauses.sort_unstable();
    clauses.dedup();
    let reason = records::said(&command.reason, &Label::new("alasan tanggapan", "reason of the answer"))?;
    let after =
        Submission { answer: Some(Answer { outcome: command.outcome, reason, on: context.clock.today(), clauses }), ..before.clone() };
    records::save(tx, &after, Some(found.revision)).await?;
    if let Some(person) = &after.person {
        let body = serde_json::json!({ "submission": after.id, "draft": after.draft, "outcome": command.outcome.as_str() });
        messages::tell(context, tx, "submission-answered", [person], &body).await?;
    }
    let subject = records::subject(tx, Some(&before), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::AnswerSubmission, vec![subject])).await?;
    Ok(after)
}
