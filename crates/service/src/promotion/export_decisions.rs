//! The decisions of a round, page by page, for whoever writes them into a file.

use jenjang::audit::{Reference, Subject};
use jenjang::people::id::{PersonId, RoundId};
use jenjang::promotion::repository::DecisionRecord;
use jenjang::store::{Page, Transaction};

use super::round::authorized;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::trail::{Change, record};

/// Decisions to be exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportDecisions {
    /// The round.
    pub round: RoundId,
    /// How many stand on a page.
    pub page: usize,
}

/// The pages of an export, all of one moment.
pub struct DecisionPages {
    tx: Box<dyn Transaction>,
    round: RoundId,
    page: usize,
    after: Option<PersonId>,
}

impl DecisionPages {
    /// The next decisions in force, with facts and proof, in the order of the people; none after the last.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn next(&mut self) -> Result<Option<Vec<DecisionRecord>>, ServiceError> {
        let page = Page { after: self.after.clone(), limit: self.page };
        let found = self.tx.decisions().list(&self.round, &page).await?;
        let Some(last) = found.last() else { return Ok(None) };
        self.after = Some(last.person.clone());
        Ok(Some(found))
    }
}

/// Begins an export of a round's decisions with the facts they rest on: read [`DecisionPages::next`] until there is none. That somebody took them along
/// is written down in the audit trail.
///
/// # Errors
/// [`ServiceError::Forbidden`]; a round that is not there; [`ServiceError::Store`].
pub async fn export_decisions(context: &Context<'_>, command: &ExportDecisions) -> Result<DecisionPages, ServiceError> {
    transact!(context, tx => begin(context, tx, &command.round).await)?;
    let tx = context.store.read().await?;
    Ok(DecisionPages { tx, round: command.round.clone(), page: command.page.max(1), after: None })
}

async fn begin(context: &Context<'_>, tx: &mut dyn Transaction, round: &RoundId) -> Result<(), ServiceError> {
    authorized(context, tx, Action::ExportDecisions, round).await?;
    let subject = Subject { of: Reference::thing("round", round), before: None, after: None };
    record(context, tx, Change::new(Action::ExportDecisions, vec![subject])).await
}
