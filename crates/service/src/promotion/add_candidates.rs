//! Puts people forward.

use jenjang::audit::{Reference, Subject};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, RoundId, UnitId};
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::promotion::repository::RoundFile;
use jenjang::promotion::{RoundError, Stage};
use jenjang::store::{Page, Transaction};

use super::round::{BATCH, authorized, not_frozen, refused};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::people::scope::under;
use crate::permissions::Action;
use crate::trail::{Change, record};

/// Who is put forward.
#[derive(Clone, Copy, Debug)]
pub enum Candidates<'a> {
    /// These people.
    People(&'a [PersonId]),
    /// Everybody of a unit and all under it.
    Unit(&'a UnitId),
}

/// Puts people forward in an open round.
#[derive(Clone, Debug)]
pub struct AddCandidates<'a> {
    /// The round.
    pub round: RoundId,
    /// Who.
    pub candidates: Candidates<'a>,
}

/// How many were put forward.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Did not stand before.
    pub new: u64,
    /// Stood already.
    pub already: u64,
}

/// Puts people of the round's unit forward, a thousand in one transaction and audit entry. Doing it again changes nothing.
///
/// # Errors
/// [`ServiceError::Forbidden`]; a round or person that is not there; a state other than open; `screening-begun`; `outside-round` for somebody of
/// another unit. Batches before stay.
pub async fn add_candidates(context: &Context<'_>, command: AddCandidates<'_>) -> Result<Added, ServiceError> {
    let mut added = Added::default();
    let mut count = |batch: Added| {
        added.new += batch.new;
        added.already += batch.already;
    };
    match command.candidates {
        Candidates::People(people) => {
            for batch in people.chunks(BATCH) {
                count(transact!(context, tx => add(context, tx, &command.round, batch).await)?);
            }
        }
        Candidates::Unit(unit) => {
            let mut page = Page::first(BATCH);
            loop {
                let batch = people_of(context, &command.round, unit, &page).await?;
                let Some(last) = batch.last().cloned() else { break };
                count(transact!(context, tx => add(context, tx, &command.round, &batch).await)?);
                page = Page::after(last, BATCH);
            }
        }
    }
    Ok(added)
}

async fn people_of(context: &Context<'_>, round: &RoundId, unit: &UnitId, page: &Page<PersonId>) -> Result<Vec<PersonId>, ServiceError> {
    let mut tx = context.store.read().await?;
    authorized(context, &mut *tx, Action::AddCandidates, round).await?;
    let units = under(&mut *tx, unit).await?;
    let found = tx.people().list(&PeopleFilter { units: Some(units), ..PeopleFilter::default() }, page).await?;
    Ok(found.into_iter().map(|stored| stored.value.id().clone()).collect())
}

async fn add(context: &Context<'_>, tx: &mut dyn Transaction, round: &RoundId, people: &[PersonId]) -> Result<Added, ServiceError> {
    let file = authorized(context, tx, Action::AddCandidates, round).await?.value;
    must_be_open(&file)?;
    not_frozen(&file)?;
    let units = under(tx, &file.unit).await?;
    let files = tx.people().find_many(people).await?;
    if let Some(unknown) = people.iter().find(|id| files.binary_search_by(|found| found.value.id().cmp(id)).is_err()) {
        return Err(ServiceError::not_found(Label::new("pegawai", "person"), unknown));
    }
    let outside = |file: &&PersonFile| !file.unit.as_ref().is_some_and(|unit| units.contains(unit));
    if let Some(outsider) = files.iter().map(|stored| &stored.value).find(outside) {
        return Err(outside_round(&file, outsider.id()));
    }
    let new = tx.rounds().add_candidates(round, people).await?;
    let given = u64::try_from(files.len()).unwrap_or(u64::MAX);
    if new > 0 {
        let mut subjects = vec![Subject { of: Reference::thing("round", round), before: None, after: None }];
        subjects.extend(files.iter().map(|stored| {
            let of = Reference::person(&stored.value.secret, stored.value.id());
            Subject { of, before: None, after: None }
        }));
        record(context, tx, Change::new(Action::AddCandidates, subjects)).await?;
    }
    Ok(Added { new, already: given.saturating_sub(new) })
}

pub(super) fn must_be_open(file: &RoundFile) -> Result<(), ServiceError> {
    if file.stage == Stage::Open {
        return Ok(());
    }
    Err(refused(RoundError::NotOpen { round: file.plan.id.clone(), state: file.stage }))
}

pub(super) fn outside_round(file: &RoundFile, person: &PersonId) -> ServiceError {
    ServiceError::refused(
        "outside-round",
        Label::new(
            format!("`{person}` tidak bekerja di unit `{}` atau di bawahnya", file.unit),
            format!("`{person}` does not work in unit `{}` or under it", file.unit),
        ),
    )
}
