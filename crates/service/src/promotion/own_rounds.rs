//! Rounds as an employee sees them: where one may stand, stands, or was decided about.

use std::collections::BTreeSet;

use jenjang::people::OrgUnit;
use jenjang::people::id::RoundId;
use jenjang::promotion::repository::RoundFile;
use jenjang::promotion::{Method, Stage};

use super::actor;
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::path;
use crate::permissions::{Action, Target, authorize};

/// A round as an employee sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRound {
    /// The round.
    pub file: RoundFile,
    /// Its unit.
    pub unit: Option<OrgUnit>,
    /// Whether one stands in it.
    pub stands: bool,
    /// Whether one may stand now, or withdraw.
    pub open: bool,
}

/// The rounds that are open to whoever asks, and those one stands in, by id. One that ranks is open to everybody, one by eligibility to people of its
/// unit.
///
/// # Errors
/// [`ServiceError::Forbidden`] for who is not in the store; [`ServiceError::Store`].
pub async fn list_own_rounds(context: &Context<'_>) -> Result<Vec<OwnRound>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let person = actor(context, Action::Stand)?;
    authorize(context, tx, Action::Stand, &Target::person(person)).await?;
    let own = tx.people().find(person).await?;
    let above = match own.as_ref().and_then(|own| own.value.unit.as_ref()) {
        Some(unit) => path(tx, unit).await?,
        None => Vec::new(),
    };
    let standing: BTreeSet<RoundId> = tx.rounds().rounds_of(person).await?.into_iter().collect();
    let mut units: Vec<OrgUnit> = above.clone();
    let mut found = Vec::new();
    for file in tx.rounds().list().await?.into_iter().map(|stored| stored.value) {
        let stands = standing.contains(&file.plan.id);
        let open = takes_candidates(&file);
        if !(stands || open && reaches(&file, &above)) {
            continue;
        }
        if !units.iter().any(|unit| unit.id == file.unit) {
            units.extend(tx.people().find_unit(&file.unit).await?);
        }
        let unit = units.iter().find(|unit| unit.id == file.unit).cloned();
        found.push(OwnRound { file, unit, stands, open });
    }
    Ok(found)
}

/// Whether somebody may still stand in a round, or withdraw.
fn takes_candidates(file: &RoundFile) -> bool {
    file.stage == Stage::Open && file.screening.is_none()
}

/// Whether a round is for people of a unit, given with all above it.
fn reaches(file: &RoundFile, above: &[OrgUnit]) -> bool {
    file.plan.method != Method::Eligibility || above.iter().any(|unit| unit.id == file.unit)
}

/// Whether somebody of a unit, given with all above it, may stand in a round now.
pub(crate) fn is_open_to(file: &RoundFile, above: &[OrgUnit]) -> bool {
    takes_candidates(file) && reaches(file, above)
}
