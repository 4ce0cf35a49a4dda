//! Closing: answers become results, and the link between rater and answer is destroyed, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use jenjang::Decimal;
use jenjang::audit::Subject;
use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::duty::duties;
use jenjang::evaluation::input::CycleInput;
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::released::released;
use jenjang::evaluation::repository::{Audience, CycleFile, NominationFilter, ResultRecord};
use jenjang::evaluation::response::CheckedResponse;
use jenjang::evaluation::scheme::Scheme;
use jenjang::evaluation::scoring::{ScoreError, ScoreSheet};
use jenjang::legal::Label;
use jenjang::people::id::{CompetencyCode, CycleId, PersonId};
use jenjang::store::Transaction;

use super::load;
use super::results::{AnalysisResult, Beside, Duty, HrResult, Writing, record};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::evaluation::{CycleAnalysis, analyse_cycle, score_cycle};
use crate::permissions::{Action, Target, authorize};
use crate::trail::{self, Change};

/// A cycle to be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseCycle {
    /// The cycle.
    pub cycle: CycleId,
    /// Importance of dimensions; empty means all equal.
    pub importance: BTreeMap<CompetencyCode, Decimal>,
    /// How many people at the top matter for the severity check; without it, one in five.
    pub recommended: Option<usize>,
}

/// A closed cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedCycle {
    /// People rated.
    pub ratees: usize,
    /// Those with a score.
    pub scored: usize,
    /// Answers that were read and destroyed.
    pub responses: usize,
    /// Answers of raters whose nomination was given up after they had answered: destroyed, not counted.
    pub left_out: usize,
}

/// Closes a cycle: scores everybody, analyses the cycle, keeps what each reader may know, and destroys every answer. After the commit the store
/// frees the space that held answers; where that is interrupted it is done when the store is next opened.
///
/// Of the answers nothing is kept but results: no item, no hidden group, no exact mean where readers see a band.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a cycle that is not open, or whose last day is not over while
/// somebody has not answered (`answers-may-come`: whoever could close at will would choose who is behind a mean); [`ServiceError::Store`]. Nothing was changed then, except where the store fails only in freeing space.
pub async fn close(context: &Context<'_>, command: &CloseCycle) -> Result<ClosedCycle, ServiceError> {
    let closed = transact!(context, tx => in_transaction(context, tx, command).await)?;
    context.store.scrub().await?;
    Ok(closed)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &CloseCycle) -> Result<ClosedCycle, ServiceError> {
    let stored = load::find(tx, &command.cycle).await?;
    let before = stored.value;
    authorize(context, tx, Action::CloseCycle, &Target::unit(&before.unit)).await?;
    let today = context.clock.today();
    let mut file = before.clone();
    file.cycle.close(today)?;
    if let CycleState::Open { until, .. } = before.cycle.state()
        && today <= until
        && !everybody_answered(tx, &command.cycle).await?
    {
        return Err(ServiceError::refused(
            "answers-may-come",
            Label::new(
                format!(
                    "jawaban masih diterima sampai {until} dan belum semua menjawab, diharapkan penutupan sesudahnya (hari ini {today})"
                ),
                format!("answers are taken until {until} and not everybody has answered, expected closing after that (today is {today})"),
            ),
        ));
    }
    file.severed = Some(today);
    let scheme = load::scheme(tx, &file).await?;
    let instrument = load::instrument(tx, &file).await?;
    let Gathered { input, responses, left_out } = gather(tx, &file, &instrument).await?;
    let unscorable = |error: ScoreError| ServiceError::refused("cannot-score", error.message());
    let sheets = score_cycle(&scheme, &instrument, &input, &command.importance).map_err(unscorable)?;
    let analysis = analyse_cycle(&scheme, &instrument, &input, &sheets, command.recommended);
    let results = results(&scheme, &instrument, &input, &sheets, &analysis)?;
    tx.cycles().save_results(&command.cycle, &results).await?;
    // INVARIANT (destroyed, not flagged): nothing of an answer stays behind but the results just kept
    tx.cycles().sever(&command.cycle, &[], &[]).await?;
    let mut subjects = vec![load::save(tx, Some((&before, stored.revision)), &file).await?];
    subjects.extend(proofs(tx, &results).await?);
    trail::record(context, tx, Change::new(Action::CloseCycle, subjects)).await?;
    let scored = sheets.iter().filter(|sheet| sheet.overall.is_some()).count();
    Ok(ClosedCycle { ratees: sheets.len(), scored, responses, left_out })
}

async fn everybody_answered(tx: &mut dyn Transaction, cycle: &CycleId) -> Result<bool, ServiceError> {
    let everybody = NominationFilter::default();
    let receipts = tx.cycles().receipts(cycle, &everybody).await?;
    let answered: BTreeSet<(&PersonId, &PersonId)> = receipts.iter().map(|receipt| (&receipt.ratee, &receipt.rater)).collect();
    let nominations = tx.cycles().nominations(cycle, &everybody).await?;
    Ok(nominations.iter().filter(|nomination| nomination.is_approved()).all(|n| answered.contains(&(n.ratee(), n.rater()))))
}

struct Gathered {
    input: CycleInput,
    responses: usize,
    left_out: usize,
}

/// Reads all answers: the one place that does.
async fn gather(tx: &mut dyn Transaction, file: &CycleFile, instrument: &Instrument) -> Result<Gathered, ServiceError> {
    let chart = load::chart(&file.chart)?;
    let nominations = tx.cycles().nominations(file.cycle.id(), &NominationFilter::default()).await?;
    let answers = tx.cycles().answers(file.cycle.id()).await?;
    let responses = answers.len();
    let approved: BTreeSet<(&PersonId, &PersonId)> =
        nominations.iter().filter(|nomination| nomination.is_approved()).map(|n| (n.ratee(), n.rater())).collect();
    let mut counted = Vec::with_capacity(responses);
    for response in answers.into_iter().filter(|response| approved.contains(&(&response.ratee, &response.rater))) {
        let leads = chart.leads(&response.ratee);
        // the problem itself would say what was answered
        let unsound = |_| {
            ServiceError::refused(
                "stored-answer-unsound",
                Label::new("jawaban yang tersimpan tidak sesuai kuesioner", "a stored answer does not fit the questionnaire"),
            )
        };
        counted.push(CheckedResponse::try_new(response, instrument, leads).map_err(unsound)?);
    }
    let left_out = responses - counted.len();
    Ok(Gathered { input: CycleInput::new(chart, nominations, counted), responses, left_out })
}

/// Everything that is kept, by person and reader.
fn results(
    scheme: &Scheme,
    instrument: &Instrument,
    input: &CycleInput,
    sheets: &[ScoreSheet],
    analysis: &CycleAnalysis,
) -> Result<Vec<ResultRecord>, ServiceError> {
    let writing = Writing { scheme, instrument, precision: Some(analysis.precision()) };
    let mut undone: BTreeMap<PersonId, Duty> =
        duties(scheme, input).iter().map(|(person, record)| (person.clone(), Duty::of(scheme, record))).collect();
    let checks = [&analysis.severity.shrinkage, &analysis.severity.additive];
    let moved: BTreeSet<&PersonId> = checks.iter().flat_map(|check| check.entering.iter().chain(&check.leaving)).collect();
    let mut results = vec![record(None, Audience::Analyst, 1, &AnalysisResult::of(analysis))?];
    for sheet in sheets {
        let beside = Beside {
            flags: analysis.flags_of.get(&sheet.ratee).cloned().unwrap_or_default(),
            duty: undone.remove(&sheet.ratee),
            sensitive: moved.contains(&sheet.ratee),
            withdrawn: None,
        };
        results.extend(writing.results(&released(scheme, instrument, sheet), beside)?);
    }
    for (person, duty) in undone {
        let hr = HrResult { person: person.clone(), report: None, duty: Some(duty), sensitive: false, withdrawn: None };
        results.push(record(Some(&person), Audience::Hr, 1, &hr)?);
    }
    Ok(results)
}

/// What the trail proves of results: a digest for each person, keyed with the person's secret.
pub(super) async fn proofs(tx: &mut dyn Transaction, results: &[ResultRecord]) -> Result<Vec<Subject>, ServiceError> {
    let mut by_person: BTreeMap<&PersonId, Vec<&ResultRecord>> = BTreeMap::new();
    for result in results {
        if let Some(person) = &result.ratee {
            by_person.entry(person).or_default().push(result);
        }
    }
    let people: Vec<PersonId> = by_person.keys().map(|person| (*person).clone()).collect();
    let files = trail::files(tx, &people).await?;
    let subject = |(person, results): (&&PersonId, &Vec<&ResultRecord>)| {
        files.get(*person).map(|file| trail::person_subject(file, None, Some(results)))
    };
    by_person.iter().filter_map(subject).collect()
}
