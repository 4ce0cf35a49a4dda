//! Asking.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::people::id::SocialisationId;
use jenjang::record::{Kept, RecordFilter};
use jenjang::socialisation::Question;
use jenjang::store::Transaction;

use super::load;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// The most characters of a question.
const MOST_CHARACTERS: usize = 4_000;

/// A question on a policy that is explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskQuestion {
    /// What is explained.
    pub id: SocialisationId,
    /// What is asked.
    pub text: String,
}

/// Asks a question; its id. Whoever asks by name finds a message with the answer; others see question and answer without the name.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a blank question, one too long, or the same words again (`asked-already`).
pub async fn ask_question(context: &Context<'_>, command: &AskQuestion) -> Result<Arc<str>, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &AskQuestion) -> Result<Arc<str>, ServiceError> {
    authorize(context, tx, Action::AskQuestion, &Target::everything()).await?;
    let found = load(tx, &command.id).await?.value;
    let text = records::said(&command.text, &Label::new("pertanyaan", "question"))?;
    let length = text.chars().count();
    if length > MOST_CHARACTERS {
        return Err(ServiceError::refused(
            "too-long",
            Label::new(
                format!("pertanyaan berisi {length} karakter, diharapkan paling banyak {MOST_CHARACTERS}"),
                format!("the question has {length} characters, expected at most {MOST_CHARACTERS}"),
            ),
        ));
    }
    let filter = RecordFilter::under(found.id.as_str());
    let asked = records::list::<Question>(tx, &filter).await?;
    if let Some(same) = asked.iter().find(|asked| asked.value.text.to_lowercase() == text.to_lowercase()) {
        let id = &same.value.id;
        return Err(ServiceError::refused(
            "asked-already",
            Label::new(format!("pertanyaan yang sama sudah ada sebagai `{id}`"), format!("the same question is there already as `{id}`")),
        ));
    }
    let count = tx.records().count(Question::KIND, &filter).await?;
    let question = Question {
        id: format!("{}/q{}", found.id, count.saturating_add(1)).into(),
        socialisation: found.id,
        text,
        on: context.clock.today(),
        person: context.actor.person().cloned(),
        answer: None,
    };
    records::save(tx, &question, None).await?;
    let subject = records::subject(tx, None, Some(&question)).await?;
    trail::record(context, tx, Change::new(Action::AskQuestion, vec![subject])).await?;
    Ok(question.id)
}
