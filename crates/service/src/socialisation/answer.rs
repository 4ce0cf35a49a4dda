//! Answering a question.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::socialisation::{Question, QuestionAnswer};
use jenjang::store::Transaction;

use super::{authorize_audience, load};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages;
use crate::permissions::Action;
use crate::records;
use crate::trail::{self, Change};

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerQuestion {
    /// Which.
    pub question: Arc<str>,
    /// The answer.
    pub text: String,
}

/// Answers a question. Whoever asked by name finds a message.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a blank answer or a second one (`answered-already`).
pub async fn answer_question(context: &Context<'_>, command: &AnswerQuestion) -> Result<Question, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &AnswerQuestion) -> Result<Question, ServiceError> {
    let found = records::require::<Question>(tx, &command.question).await?;
    let before = found.value;
    let of = load(tx, &before.socialisation).await?.value;
    authorize_audience(context, tx, Action::AnswerQuestion, &of.audience).await?;
    if before.answer.is_some() {
        let id = &before.id;
        return Err(ServiceError::refused(
            "answered-already",
            Label::new(format!("pertanyaan `{id}` sudah dijawab"), format!("question `{id}` is answered already")),
        ));
    }
    let text = records::said(&command.text, &Label::new("jawaban", "answer"))?;
    let after = Question { answer: Some(QuestionAnswer { text, on: context.clock.today() }), ..before.clone() };
    records::save(tx, &after, Some(found.revision)).await?;
    if let Some(person) = &after.person {
        let body = serde_json::json!({ "question": &*after.id, "socialisation": after.socialisation });
        messages::tell(context, tx, "question-answered", [person], &body).await?;
    }
    let subject = records::subject(tx, Some(&before), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::AnswerQuestion, vec![subject])).await?;
    Ok(after)
}
