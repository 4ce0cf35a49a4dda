//! Reading results, and the answers of surveys that may be read one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::Decimal;
use jenjang::access::GrantedRole;
use jenjang::index::half_up;
use jenjang::legal::Label;
use jenjang::people::id::{ItemId, PersonId, SurveyId};
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;
use jenjang::survey::release::{Frame, Rate, released};
use jenjang::survey::tally::{Sheet, Tally};
use jenjang::survey::waves::{Change, compare, too_close};
use jenjang::survey::{Answer, Answers, Audience, Breakdown, Cell, Naming, Questionnaire, Results, Survey, SurveyResponse, SurveyState};
use jenjang_statistics::fairness::{Selection, wilson};

use super::answer::place_of;
use super::{audience, find, out_of_turn, questionnaire_of};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, authorize};
use crate::records;
use crate::trail;

/// Results, beside those of the wave before.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadResults {
    /// The survey.
    pub survey: Survey,
    /// What may be shown.
    pub results: Results,
    /// What changed since the wave before, where there is one.
    pub changes: Vec<Change>,
}

/// What a survey found, as far as it may be shown: the same for every reader.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] while the survey is not closed (`survey-state`);
/// [`ServiceError::Store`].
pub async fn read_results(context: &Context<'_>, survey: &SurveyId) -> Result<ReadResults, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let survey = find(tx, survey).await?.value;
    authorize(context, tx, Action::ReadSurvey, &Target::unit(&survey.unit)).await?;
    let results = results_of(tx, &survey).await?;
    let changes = match audience::earlier_waves(tx, &survey).await?.last() {
        Some(earlier) => compare(&results_of(tx, earlier).await?, &results),
        None => Vec::new(),
    };
    Ok(ReadResults { survey, results, changes })
}

/// The results of a survey that is over, for use cases that have asked who reads. A published survey gives what was published.
///
/// # Errors
/// [`ServiceError::Refused`] while the survey is not closed (`survey-state`); [`ServiceError::Unsound`]; [`ServiceError::Store`].
pub async fn results_of(tx: &mut dyn Transaction, survey: &Survey) -> Result<Results, ServiceError> {
    let SurveyState::Closed { .. } = survey.state else {
        let published = survey.published.as_deref().filter(|_| survey.state.is_over());
        let closed = || SurveyState::Closed { since: chrono::NaiveDate::MIN, on: chrono::NaiveDate::MIN };
        return published.cloned().ok_or_else(|| out_of_turn(survey, &closed()));
    };
    let questionnaire = questionnaire_of(survey)?;
    let responses = records::list::<SurveyResponse>(tx, &RecordFilter::under(survey.id.as_str())).await?;
    let responses: Vec<SurveyResponse> = responses.into_iter().map(|stored| stored.value).collect();
    let mut texts: BTreeMap<ItemId, Vec<Arc<str>>> = BTreeMap::new();
    for (question, answer) in responses.iter().flat_map(|response| &response.answers) {
        if let Answer::Text(text) = answer {
            texts.entry(question.clone()).or_default().push(Arc::clone(text));
        }
    }
    let by_question = match &survey.breakdown {
        Breakdown::Question { question } => questionnaire.place_of(question),
        Breakdown::Nothing | Breakdown::Unit => None,
    };
    let cells = match by_question.and_then(|place| questionnaire.questions().get(place)) {
        Some(question) => question
            .kind
            .options()
            .iter()
            .map(|option| Cell { code: Arc::clone(&option.code), label: option.label.clone(), invited: None })
            .collect(),
        None => survey.cells.clone(),
    };
    let cell = |response: &SurveyResponse| -> Option<usize> {
        match &survey.breakdown {
            Breakdown::Question { question } => match response.answers.get(question)? {
                Answer::Choice(code) => place_of(&cells, code),
                _ => None,
            },
            Breakdown::Nothing | Breakdown::Unit => place_of(&cells, response.cell.as_deref()?),
        }
    };
    let sheets = responses.iter().filter(|response| !response.loose);
    let tally = Tally::of(&questionnaire, cells.len(), sheets.map(|response| Sheet { cell: cell(response), answers: &response.answers }));
    let frame = Frame {
        survey: &survey.id,
        title: &survey.title,
        wave: &survey.wave,
        anonymous: survey.naming.is_anonymous(),
        known_people: !survey.audience.is_public(),
        invited: survey.invited,
        cells: &cells,
        by_question,
        kept: kept(tx, survey, &questionnaire, &cells).await?,
        texts: &texts,
    };
    let mut results = released(&questionnaire, &frame, &tally);
    results.rate = rate(results.answered, results.invited);
    for part in &mut results.cells {
        part.rate = part.answered.and_then(|answered| rate(answered, part.cell.invited));
    }
    Ok(results)
}

/// Share of those invited who answered, with its Wilson interval, rounded to one place in percent.
fn rate(answered: u64, invited: Option<u64>) -> Option<Rate> {
    let share = Selection::try_new(answered, invited?).ok()?;
    let (low, high) = wilson(share, 0.95).ok()?;
    let percent = |share: f64| {
        Decimal::from_f64_retain(share).and_then(|share| share.checked_mul(Decimal::ONE_HUNDRED)).map(|share| half_up(share, 1))
    };
    Some(Rate { percent: percent(share.rate().ok()?)?, low: percent(low)?, high: percent(high)? })
}

/// The parts whose earlier wave stands: in which nearly the same people were asked before.
async fn kept(
    tx: &mut dyn Transaction,
    survey: &Survey,
    questionnaire: &Questionnaire,
    cells: &[Cell],
) -> Result<BTreeSet<usize>, ServiceError> {
    let mut kept = BTreeSet::new();
    if survey.cells.is_empty() || !survey.naming.is_anonymous() {
        return Ok(kept);
    }
    let now = audience::invited(tx, &survey.id).await?;
    let least = questionnaire.parts().release.mean;
    for earlier in audience::earlier_waves(tx, survey).await? {
        let then = audience::invited(tx, &earlier.id).await?;
        for (at, cell) in cells.iter().enumerate() {
            let (of, nobody) = (Some(Arc::clone(&cell.code)), BTreeSet::new());
            let before = then.get(&of).unwrap_or(&nobody);
            if !before.is_empty() && too_close(before, now.get(&of).unwrap_or(&nobody), least) {
                kept.insert(at);
            }
        }
    }
    Ok(kept)
}

/// Answers, sheet by sheet.
#[derive(Clone, Debug)]
pub struct AnswerRows {
    /// The questionnaire.
    pub questionnaire: Questionnaire,
    /// Who answered, where answers are named, and the answers; in the order of names or of contents.
    pub rows: Vec<(Option<PersonId>, Answers)>,
}

/// Answers one by one: of a named survey for those it was declared to; of a survey of the public without free texts. Of an anonymous survey of known
/// people they are read by nobody, because a sheet is a pattern that somebody may know.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] while the survey is not closed (`survey-state`), for an anonymous
/// survey (`anonymous`) and for somebody whose role was not declared (`not-a-reader`); [`ServiceError::Store`].
pub async fn read_answers(context: &Context<'_>, survey: &SurveyId) -> Result<AnswerRows, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let survey = find(tx, survey).await?.value;
    let roles = authorize(context, tx, Action::ReadSurvey, &Target::unit(&survey.unit)).await?;
    if !survey.state.is_over() {
        let today = context.clock.today();
        return Err(out_of_turn(&survey, &SurveyState::Closed { since: today, on: today }));
    }
    match &survey.naming {
        Naming::Named { readers } => declared(readers, &roles)?,
        // whoever sends links may know to whom
        Naming::Anonymous if matches!(survey.audience, Audience::Anybody) => {}
        Naming::Anonymous => {
            return Err(ServiceError::refused(
                "anonymous",
                Label::new(
                    "survei ini anonim: jawaban satu per satu tidak dibaca siapa pun, hanya hasilnya",
                    "this survey is anonymous: nobody reads answers one by one, only results",
                ),
            ));
        }
    }
    let questionnaire = questionnaire_of(&survey)?;
    let responses = records::list::<SurveyResponse>(tx, &RecordFilter::under(survey.id.as_str())).await?;
    let sheets = responses.into_iter().map(|stored| stored.value).filter(|response| !response.loose);
    let rows: Vec<(Option<PersonId>, Answers)> = sheets.map(|response| (response.person, response.answers)).collect();
    // in the order of names, or of what was answered: never in that in which answers came
    let mut keyed = Vec::with_capacity(rows.len());
    for row in rows {
        keyed.push(((row.0.clone(), trail::json(&row.1)?), row));
    }
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(AnswerRows { questionnaire, rows: keyed.into_iter().map(|(_, row)| row).collect() })
}

fn declared(readers: &BTreeSet<GrantedRole>, roles: &BTreeSet<Role>) -> Result<(), ServiceError> {
    if readers.iter().any(|reader| roles.contains(&Role::granted(*reader))) {
        return Ok(());
    }
    let names =
        |of: fn(&Label) -> &str| readers.iter().map(|reader| of(&Role::granted(*reader).label()).to_owned()).collect::<Vec<_>>().join(", ");
    Err(ServiceError::refused(
        "not-a-reader",
        Label::new(
            format!("jawaban bernama survei ini hanya dibaca oleh: {}", names(|label| &label.id)),
            format!("the named answers of this survey are read only by: {}", names(|label| &label.en)),
        ),
    ))
}
