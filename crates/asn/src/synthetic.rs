//! People who do not exist, with careers simulated forward, so that their histories are consistent. One seed always gives the same people, and
//! every id starts with `synthetic-`.
//!
//! [`district`] makes some thousands by asking the shipped rules at every step; nobody in it has a name or an employee number, and its shape
//! follows published marginals (`marginals`). [`population`] makes up to five million, streaming, with units, superiors and employee numbers;
//! it follows the splits of November 2025 and restates the rules in whole numbers.

mod career;
pub mod cycle;
mod example;
mod marginals;
mod population;
mod posts;
mod random;

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::people::{CivilServant, CivilServantRecord, View};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::PolicySet;
use jenjang::policy::value::Value;

use crate::dossier::{Gathering, Superior, gather};

pub use career::supplied_facts;
pub use example::{CareerExample, career_example};
pub use population::{MOST_STAFF, Population, PopulationError, PopulationOptions, SyntheticRecord, population, units};
pub use posts::{post_of, posts};

/// A synthetic person: the registers, and what an agency supplies by hand.
#[derive(Clone, Debug)]
pub struct SyntheticPerson {
    /// The person with all histories.
    pub servant: CivilServant,
    /// The same as a store keeps it.
    pub record: CivilServantRecord,
    supplied: Vec<(&'static str, bool)>,
}

impl SyntheticPerson {
    /// The dossier as of a day: facts from the histories, then those supplied by hand.
    pub fn dossier(&self, catalogue: &Arc<Catalogue>, day: NaiveDate) -> Dossier {
        dossier(catalogue, &self.servant, &self.supplied, day)
    }
}

/// A district of `size` people as it stands on `today`. Policies that are missing from the set or not in force simply promote nobody.
pub fn district(set: &PolicySet, catalogue: &Arc<Catalogue>, size: usize, seed: u64, today: NaiveDate) -> Vec<SyntheticPerson> {
    let mut rules = career::Rules::new(set, catalogue);
    (0..size).filter_map(|place| career::person(&mut rules, place, seed, today)).collect()
}

fn dossier(catalogue: &Arc<Catalogue>, servant: &CivilServant, supplied: &[(&'static str, bool)], day: NaiveDate) -> Dossier {
    let mut dossier = gather(catalogue, Gathering { person: servant, superior: Superior::Unknown, view: View::on(day) }).dossier;
    for (name, answer) in supplied {
        if let Some(index) = catalogue.find(name) {
            dossier.set_from(index, Value::Boolean(*answer), "data sintetis".into());
        }
    }
    dossier
}

#[cfg(test)]
mod tests;
