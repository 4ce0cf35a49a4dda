//! How many have answered, while a survey is open and afterwards: from receipts, never from answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::people::id::SurveyId;
use jenjang::record::{Kept, Kind, RecordFilter};
use jenjang::store::Transaction;
use jenjang::survey::{Audience, Cell, Survey, SurveyReceipt};

use super::find;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// How many have answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// The survey.
    pub survey: Survey,
    /// How many answered.
    pub answered: u64,
    /// The parts and how many of them answered.
    pub cells: Vec<(Cell, u64)>,
}

/// How many of those invited have answered, by part. Not who: a list of those who have not would be a list to press them with.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_participation(context: &Context<'_>, survey: &SurveyId) -> Result<Participation, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let survey = find(tx, survey).await?.value;
    authorize(context, tx, Action::RunSurvey, &Target::unit(&survey.unit)).await?;
    participation(tx, survey).await
}

/// How many have answered, for use cases that have asked who reads.
pub(super) async fn participation(tx: &mut dyn Transaction, survey: Survey) -> Result<Participation, ServiceError> {
    let filter = RecordFilter::under(survey.key());
    if survey.audience == Audience::Anybody {
        let answered = match survey.state.is_over() {
            // free texts are kept by themselves once it is over
            true => {
                records::list::<jenjang::survey::SurveyResponse>(tx, &filter).await?.iter().filter(|one| !one.value.loose).count() as u64
            }
            false => tx.records().count(Kind::SurveyResponse, &filter).await?,
        };
        return Ok(Participation { survey, answered, cells: Vec::new() });
    }
    let mut by_cell: BTreeMap<Option<Arc<str>>, u64> = BTreeMap::new();
    for receipt in records::list::<SurveyReceipt>(tx, &filter).await? {
        if receipt.value.is_answered() {
            *by_cell.entry(receipt.value.cell).or_default() += 1;
        }
    }
    let cells = survey.cells.iter().map(|cell| (cell.clone(), by_cell.get(&Some(Arc::clone(&cell.code))).copied().unwrap_or(0))).collect();
    Ok(Participation { answered: by_cell.values().sum(), cells, survey })
}
