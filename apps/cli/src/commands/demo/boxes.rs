//! A nine-box of some of the district: performance from the yearly labels, potential made up.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::people::id::PersonId;
use jenjang::policy::decide::{PolicyOnDate, outcome};
use jenjang::policy::decision::Outcome;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::PolicySet;
use jenjang::policy::scale::Choice;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use jenjang::talent::{Grid, TalentMap};

use super::district::{Candidate, prepared};
use crate::output::Failure;

const GRID: &str = "asn/talent/nine-box";
const LEVEL: &str = "asn/talent/performance-level";

/// How many people are placed.
const PEOPLE: usize = 40;

/// A grid and who is on it.
pub(super) struct Boxes {
    pub(super) policy: PolicyOnDate,
    pub(super) map: TalentMap,
}

/// Places the first people of the district whose last label is known.
pub(super) fn place(set: &PolicySet, candidates: &[Candidate], seed: u64, as_of: NaiveDate) -> Result<Boxes, Failure> {
    let (policy, level) = (prepared(set, GRID, as_of)?, prepared(set, LEVEL, as_of)?);
    let with_facts: Vec<(PersonId, Dossier)> =
        candidates.iter().filter_map(|candidate| Some((candidate.id.clone(), facts(candidate, &level, seed)?))).take(PEOPLE).collect();
    let grid = Grid::of(&policy).map_err(|e| Failure { message: e.message() })?;
    let map =
        TalentMap::of(&grid, with_facts.iter().map(|(id, dossier)| (id.clone(), dossier))).map_err(|e| Failure { message: e.message() })?;
    Ok(Boxes { policy, map })
}

fn facts(candidate: &Candidate, level: &PolicyOnDate, seed: u64) -> Option<Dossier> {
    let catalogue = Arc::clone(candidate.dossier.catalogue());
    let Some(Value::List(labels)) = candidate.value("rating") else { return None };
    let mut dossier = candidate.dossier.clone();
    dossier.set(catalogue.find("performance.label")?, labels.first().filter(|label| !label.is_missing())?.clone());
    let Outcome::Value(found) = outcome(level, &dossier) else { return None };
    dossier.set(catalogue.find("talent.performance level")?, found);
    let potential = catalogue.find("talent.potential level")?;
    let Type::Choice(scale) = &catalogue.fact(potential).ty else { return None };
    // the middle twice as often as either end
    let mixed = candidate.id.as_str().bytes().fold(seed, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
    let draw = mixed >> 40;
    let rank = match draw % 4 {
        0 => 0,
        1 | 2 => 1,
        _ => 2,
    };
    dossier.set(potential, Value::Choice(Choice::at(scale, rank)?));
    Some(dossier)
}
