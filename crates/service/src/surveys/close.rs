//! Closing: no more answers, and of an anonymous survey nothing that leads from a receipt to an answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::audit::Subject;
use jenjang::development::wish::Wish;
use jenjang::legal::Label;
use jenjang::legal::Language;
use jenjang::people::id::{ItemId, SurveyId};
use jenjang::record::RecordFilter;
use jenjang::store::{Transaction, Versioned};
use jenjang::survey::{Answer, Answers, Questionnaire, Survey, SurveyReceipt, SurveyResponse, SurveyState};

use super::{find, out_of_turn, questionnaire_of, random};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// A survey to be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseSurvey {
    /// Which.
    pub survey: SurveyId,
}

/// A closed survey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClosedSurvey {
    /// How many sheets of answers there are.
    pub answered: u64,
    /// Free texts destroyed, because too few people wrote any to that question.
    pub texts_destroyed: u64,
    /// Wishes for training kept.
    pub wishes: u64,
}

/// Closes a survey.
///
/// Of an anonymous one every response is kept anew under another random id, free texts by themselves and without their part of the audience, and free
/// texts that can never be shown not at all; receipts that were used are written anew too. All in one transaction, so that what is stored of an answer
/// and of a receipt has the same age. After the commit the store frees the space that held the old ones.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a survey that is not open, or whose last day is not over while
/// somebody has not answered (`answers-may-come`: whoever could close at will would choose who is behind a figure); [`ServiceError::Store`].
pub async fn close_survey(context: &Context<'_>, command: &CloseSurvey) -> Result<ClosedSurvey, ServiceError> {
    let closed = transact!(context, tx => in_transaction(context, tx, command).await)?;
    context.store.scrub().await?;
    Ok(closed)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &CloseSurvey) -> Result<ClosedSurvey, ServiceError> {
    let stored = find(tx, &command.survey).await?;
    let before = stored.value;
    authorize(context, tx, Action::RunSurvey, &Target::unit(&before.unit)).await?;
    let today = context.clock.today();
    let SurveyState::Open { since, until } = before.state else {
        return Err(out_of_turn(&before, &SurveyState::Open { since: today, until: today }));
    };
    let receipts = records::list::<SurveyReceipt>(tx, &RecordFilter::under(before.id.as_str())).await?;
    let all_answered = before.invited.is_some() && receipts.iter().all(|receipt| receipt.value.is_answered());
    if today <= until && !all_answered {
        // of a survey anybody answers nobody knows who is missing
        let missing = if before.invited.is_some() { (" dan belum semua menjawab", " and not everybody has answered") } else { ("", "") };
        return Err(ServiceError::refused(
            "answers-may-come",
            Label::new(
                format!("jawaban masih diterima sampai {until}{}, diharapkan penutupan sesudahnya (hari ini {today})", missing.0),
                format!("answers are taken until {until}{}, expected closing after that (today is {today})", missing.1),
            ),
        ));
    }
    let questionnaire = questionnaire_of(&before)?;
    let responses = records::list::<SurveyResponse>(tx, &RecordFilter::under(before.id.as_str())).await?;
    let mut closed = ClosedSurvey { answered: responses.len() as u64, ..ClosedSurvey::default() };
    let mut subjects: Vec<Subject> = Vec::new();
    if before.naming.is_anonymous() {
        closed.texts_destroyed = keep_anew(context, tx, &questionnaire, responses).await?;
        for receipt in receipts.iter().filter(|receipt| receipt.value.is_answered()) {
            records::save(tx, &receipt.value, Some(receipt.revision)).await?;
        }
    } else if let Some(question) = &before.wishes {
        for response in &responses {
            for wish in wishes(&before, &questionnaire, question, &response.value, today) {
                let known = records::find::<Wish>(tx, &wish.id).await?;
                records::save(tx, &wish, known.as_ref().map(|known| known.revision)).await?;
                subjects.push(records::subject(tx, known.as_ref().map(|known| &known.value), Some(&wish)).await?);
                closed.wishes += 1;
            }
        }
    }
    let after = Survey { state: SurveyState::Closed { since, on: today }, ..before.clone() };
    records::save(tx, &after, Some(stored.revision)).await?;
    subjects.insert(0, records::subject(tx, Some(&before), Some(&after)).await?);
    trail::record(context, tx, Change::new(Action::RunSurvey, subjects)).await?;
    Ok(closed)
}

/// Replaces every response by one with another id, its free texts by responses of their own; how many free texts were left out.
async fn keep_anew(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    questionnaire: &Questionnaire,
    mut responses: Vec<Versioned<SurveyResponse>>,
) -> Result<u64, ServiceError> {
    // new ids are given in the order of what was answered, so that what is kept is the same whoever answered it
    let mut order = Vec::with_capacity(responses.len());
    for response in responses.drain(..) {
        order.push(((response.value.cell.clone(), trail::json(&response.value.answers)?), response));
    }
    order.sort_by(|(a, _), (b, _)| a.cmp(b));
    responses.extend(order.into_iter().map(|(_, response)| response));
    let mut written: BTreeMap<&ItemId, u64> = BTreeMap::new();
    for response in &responses {
        for (question, _) in response.value.answers.iter().filter(|(_, answer)| matches!(answer, Answer::Text(_))) {
            *written.entry(question).or_default() += 1;
        }
    }
    let least = questionnaire.parts().release.detail;
    let mut fresh = BTreeMap::new();
    let mut destroyed = 0;
    for response in &responses {
        let (texts, rest): (Answers, Answers) =
            response.value.answers.clone().into_iter().partition(|(_, answer)| matches!(answer, Answer::Text(_)));
        let sheet = SurveyResponse { id: random(context)?, answers: rest, ..response.value.clone() };
        fresh.insert(Arc::clone(&sheet.id), sheet);
        for (question, text) in texts {
            if written.get(&question).is_none_or(|count| *count < least) {
                destroyed += 1;
                continue;
            }
            let answers = Answers::from([(question, text)]);
            let loose = SurveyResponse {
                id: random(context)?,
                survey: response.value.survey.clone(),
                person: None,
                cell: None,
                loose: true,
                answers,
            };
            fresh.insert(Arc::clone(&loose.id), loose);
        }
    }
    for response in &responses {
        records::remove(tx, response).await?;
    }
    // in the order of the new ids, which is nobody's
    for response in fresh.values() {
        records::save(tx, response, None).await?;
    }
    Ok(destroyed)
}

/// What somebody chose, as wishes for training.
fn wishes(
    survey: &Survey,
    questionnaire: &Questionnaire,
    question: &ItemId,
    response: &SurveyResponse,
    on: chrono::NaiveDate,
) -> Vec<Wish> {
    let chosen: Vec<&Arc<str>> = match response.answers.get(question) {
        Some(Answer::Choice(code)) => vec![code],
        Some(Answer::Choices(codes)) => codes.iter().collect(),
        Some(Answer::Rank(codes)) => codes.iter().collect(),
        _ => Vec::new(),
    };
    let label = |code: &Arc<str>| {
        let option = questionnaire.find(question)?.kind.options().iter().find(|option| option.code == *code)?;
        Some(Arc::from(option.label.get(Language::Id)))
    };
    let wish = |code: &Arc<str>| {
        Some(Wish {
            id: format!("{}/{}/{code}", survey.id, response.person.as_ref()?).into(),
            person: response.person.clone()?,
            topic: label(code)?,
            competency: None,
            course: None,
            mentoring: None,
            on,
        })
    };
    chosen.into_iter().filter_map(wish).collect()
}
