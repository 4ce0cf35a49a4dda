//! Answering: once, and by whoever was invited.

use std::sync::Arc;

use jenjang::audit::{Digest, Entry, Reference, Subject};
use jenjang::legal::Label;
use jenjang::people::id::SurveyId;
use jenjang::store::{Transaction, Versioned};
use jenjang::survey::{Answers, Audience, Cell, Naming, Questionnaire, Survey, SurveyReceipt, SurveyResponse, SurveyState, check};

use super::{find, out_of_turn, questionnaire_of, random};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// More answers than one file of paper forms holds.
const MOST_FORMS: usize = 10_000;

/// Who answers.
#[derive(Clone, PartialEq, Eq)]
pub enum Respondent {
    /// The acting person, or anybody where a survey takes answers from anybody.
    Actor,
    /// Whoever holds this link.
    Link(Arc<str>),
}

/// Answers to a survey.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerSurvey {
    /// The survey.
    pub survey: SurveyId,
    /// Who answers.
    pub respondent: Respondent,
    /// The answers. Several sheets only of a survey that takes answers from anybody: paper forms that an officer enters.
    pub sheets: Vec<Answers>,
}

/// Without what is answered, and without the link.
impl std::fmt::Debug for AnswerSurvey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnswerSurvey").field("survey", &self.survey).field("sheets", &self.sheets.len()).finish_non_exhaustive()
    }
}

/// What whoever answered is handed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredSurvey {
    /// Random bytes nobody else has; the store and the trail hold their SHA-256. They prove that there is an answer and lead to none.
    pub receipt: Digest,
    /// How many sheets were taken.
    pub sheets: usize,
}

/// What somebody is asked.
#[derive(Clone, Debug)]
pub struct AskedSurvey {
    /// The survey's id.
    pub survey: SurveyId,
    /// Its title.
    pub title: Label,
    /// Whether answers are named, and who reads them.
    pub naming: Naming,
    /// Where it stands.
    pub state: SurveyState,
    /// The questions.
    pub questionnaire: Questionnaire,
}

/// What a survey asks. Anybody may see it, so that people know before they answer.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_questionnaire(context: &Context<'_>, survey: &SurveyId) -> Result<AskedSurvey, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::AnswerSurvey, &Target::everything()).await?;
    let survey = find(tx, survey).await?.value;
    let questionnaire = questionnaire_of(&survey)?;
    Ok(AskedSurvey { survey: survey.id, title: survey.title, naming: survey.naming, state: survey.state, questionnaire })
}

/// Takes answers. Nothing says when they came; of an anonymous survey the answers name nobody and the trail names the receipt alone.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] where the survey takes no answers today (`survey-state`, `day-out-of-range`), the actor or link was
/// not invited (`not-invited`) or has answered (`already-answered`), answers do not fit the questionnaire (`answer-unsound`, every fault in a sentence),
/// several sheets where one is taken (`one-sheet`); [`ServiceError::Forbidden`] for several sheets by anybody who does not run the survey;
/// [`ServiceError::Store`].
pub async fn answer_survey(context: &Context<'_>, command: &AnswerSurvey) -> Result<AnsweredSurvey, ServiceError> {
    let receipt = Digest(context.entropy.bytes()?);
    transact!(context, tx => in_transaction(context, tx, command, Digest::of(receipt.0)).await)?;
    Ok(AnsweredSurvey { receipt, sheets: command.sheets.len() })
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &AnswerSurvey, code: Digest) -> Result<(), ServiceError> {
    authorize(context, tx, Action::AnswerSurvey, &Target::everything()).await?;
    let survey = find(tx, &command.survey).await?.value;
    takes_answers(context, &survey)?;
    let invitation = invitation(context, tx, &survey, command).await?;
    let questionnaire = questionnaire_of(&survey)?;
    sound(&questionnaire, &command.sheets)?;
    let (person, cell) = match &invitation {
        Some(stored) => (stored.value.person.clone().filter(|_| !survey.naming.is_anonymous()), stored.value.cell.clone()),
        None => (None, None),
    };
    let mut named = None;
    for answers in &command.sheets {
        let response = SurveyResponse {
            id: random(context)?,
            survey: survey.id.clone(),
            person: person.clone(),
            cell: cell.clone(),
            loose: false,
            answers: answers.clone(),
        };
        records::save(tx, &response, None).await?;
        named = person.is_some().then_some(response);
    }
    if let Some(stored) = invitation {
        records::save(tx, &SurveyReceipt { code: Some(code), ..stored.value }, Some(stored.revision)).await?;
    }
    let of_survey = Subject { of: Reference::thing("survey", &survey.id), before: None, after: None };
    match named {
        // INVARIANT (the receipt alone): no actor, no time of day, no digest of what was answered
        None if command.sheets.len() == 1 => trail::append(tx, Entry::response(context.clock.now(), &survey.id, code)).await,
        None => trail::record(context, tx, Change::new(Action::AnswerSurvey, vec![of_survey])).await,
        Some(response) => {
            let subject = records::subject(tx, None, Some(&response)).await?;
            trail::record(context, tx, Change::new(Action::AnswerSurvey, vec![of_survey, subject])).await
        }
    }
}

fn takes_answers(context: &Context<'_>, survey: &Survey) -> Result<(), ServiceError> {
    let today = context.clock.today();
    let SurveyState::Open { since, until } = survey.state else {
        return Err(out_of_turn(survey, &SurveyState::Open { since: today, until: today }));
    };
    if since <= today && today <= until {
        return Ok(());
    }
    Err(ServiceError::refused(
        "day-out-of-range",
        Label::new(
            format!("jawaban diterima {since} sampai {until}, hari ini {today}"),
            format!("answers are taken from {since} to {until}, today is {today}"),
        ),
    ))
}

/// The invitation that is answered; none where anybody may answer.
async fn invitation(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    survey: &Survey,
    command: &AnswerSurvey,
) -> Result<Option<Versioned<SurveyReceipt>>, ServiceError> {
    let anybody = survey.audience == Audience::Anybody;
    if command.sheets.len() != 1 {
        if !anybody || command.sheets.is_empty() || command.sheets.len() > MOST_FORMS {
            let (found, most) = (command.sheets.len(), if anybody { MOST_FORMS } else { 1 });
            return Err(ServiceError::refused(
                "one-sheet",
                Label::new(
                    format!("{found} lembar jawaban, diharapkan 1 sampai {most}"),
                    format!("{found} sheets of answers, expected 1 to {most}"),
                ),
            ));
        }
        authorize(context, tx, Action::RunSurvey, &Target::unit(&survey.unit)).await?;
    }
    let id = match (&command.respondent, context.actor.person()) {
        _ if anybody => return Ok(None),
        (Respondent::Link(secret), _) => SurveyReceipt::of_link(&survey.id, Digest::of(secret.trim().as_bytes())),
        (Respondent::Actor, Some(person)) => SurveyReceipt::of_person(&survey.id, person),
        (Respondent::Actor, None) => return Err(ServiceError::Forbidden { action: Action::AnswerSurvey, allowed: &[Role::Employee] }),
    };
    let Some(stored) = records::find::<SurveyReceipt>(tx, &id).await? else {
        return Err(ServiceError::refused(
            "not-invited",
            match &command.respondent {
                Respondent::Actor => Label::new(
                    format!("Anda tidak termasuk sasaran survei `{}`", survey.id),
                    format!("you do not belong to the audience of survey `{}`", survey.id),
                ),
                Respondent::Link(_) => Label::new(
                    format!("tautan ini bukan tautan survei `{}`", survey.id),
                    format!("this link is none of survey `{}`", survey.id),
                ),
            },
        ));
    };
    if stored.value.is_answered() {
        return Err(ServiceError::refused(
            "already-answered",
            Label::new(
                format!("survei `{}` sudah dijawab dengan undangan ini; jawaban tidak dapat ditambah atau diganti", survey.id),
                format!("survey `{}` has been answered with this invitation; an answer cannot be added to or replaced", survey.id),
            ),
        ));
    }
    Ok(Some(stored))
}

fn sound(questionnaire: &Questionnaire, sheets: &[Answers]) -> Result<(), ServiceError> {
    let mut sentences = Vec::new();
    for (at, answers) in sheets.iter().enumerate() {
        let Err(problems) = check(questionnaire, answers) else { continue };
        let number = at + 1;
        sentences.extend(problems.iter().map(|problem| {
            let said = problem.message();
            if sheets.len() == 1 {
                said
            } else {
                Label::new(format!("lembar {number}: {}", said.id), format!("sheet {number}: {}", said.en))
            }
        }));
    }
    if sentences.is_empty() {
        return Ok(());
    }
    let join = |of: fn(&Label) -> &str| sentences.iter().map(of).collect::<Vec<_>>().join("; ");
    Err(ServiceError::refused("answer-unsound", Label::new(join(|said| &said.id), join(|said| &said.en))))
}

/// The place of a part by its code.
pub(super) fn place_of(cells: &[Cell], code: &str) -> Option<usize> {
    cells.iter().position(|cell| *cell.code == *code)
}
