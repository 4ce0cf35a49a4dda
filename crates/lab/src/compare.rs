//! A draft against the rule in force: who gains, who loses, where, why, and how that is shown without showing anybody.
//!
//! ```text
//! population ─► segments ─► kernel(rule in force, draft) ─► changes ─┬─► by group, by two groups ─► small cells hidden
//!                                                                    ├─► causes, criteria, missing facts
//!                                                                    └─► samples of combinations: examples, waiting times
//! ```
//!
//! Everything counted is a sum over people, and every choice by chance looks at what is known of people and never at where they stand, so that
//! the order of people, parts and threads changes nothing.

mod affected;
mod data;
mod dimension;
mod examples;
mod reasons;
mod result;
mod run;
mod sketch;
mod table;
mod tally;
mod totals;
mod values;
mod waiting;

use std::sync::Arc;

use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::value::FactIndex;

use crate::cost::PayTable;
use crate::error::LabError;
use crate::population::Population;
use crate::run::Threads;

pub use data::{DataRead, PeopleTwice, RowTwice, UnreadValue};
pub(crate) use dimension::{Axis, Source};
pub use dimension::{Banding, Dimension};
pub use examples::{Because, Example, Examples, ShownFact};
pub use result::{
    AffectedGroup, ByDimension, Cause, Causes, Change, Comparison, CriterionComparison, GroupRow, LeftOut, Membership, MissingFact,
    MostAffected, PolicyIdentity, Standings, Suppression, Totals,
};
pub(crate) use table::Table;
pub(crate) use tally::Pool;
pub(crate) use totals::{Everybody, Whole};
pub use values::{Category, CategoryComparison, CutComparison, Distribution, Moves, NumberBand, NumberComparison, ValueComparison};
pub use waiting::{Bucket, Waiting, WaitingBucket, WaitingTimes};

/// What is asked of a comparison.
#[derive(Clone, Debug)]
pub struct Options {
    /// What people are grouped by; [`Dimension::usual`] where absent.
    pub dimensions: Option<Vec<Dimension>>,
    /// How small cells are treated.
    pub suppression: Suppression,
    /// What choices by chance start from.
    pub seed: u64,
    /// How many examples each way.
    pub examples: usize,
    /// Facts that no example shows, such as a unit or a region that is a fact. Texts and protected facts are never shown.
    pub not_in_examples: Vec<Arc<str>>,
    /// Waiting times, where asked for.
    pub waiting: Option<WaitingOptions>,
    /// What promotions cost, where a pay table is given.
    pub pay: Option<PayTable>,
    /// Compare who is among the first so many places; score and points policies.
    pub places: Option<u64>,
    /// What share of everybody one expects to be eligible after.
    pub expected: Option<Bands>,
    /// How many threads may be used. Changes nothing but the time it takes.
    pub threads: Threads,
}

impl Default for Options {
    /// The usual dimensions, cells of fewer than 5 hidden, ten examples each way, waiting times, no costs.
    fn default() -> Options {
        Options {
            dimensions: None,
            suppression: Suppression { least: 5, width: 5 },
            seed: 1,
            examples: 10,
            not_in_examples: Vec::new(),
            waiting: Some(WaitingOptions::default()),
            pay: None,
            places: None,
            expected: None,
            threads: Threads::default(),
        }
    }
}

/// How waiting times are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingOptions {
    /// At most so many combinations of facts are tried under each policy; everything is exact where there are no more.
    pub most: usize,
    /// How far ahead days are tried, in months.
    pub horizon_months: u32,
}

impl Default for WaitingOptions {
    /// 2,000 combinations, 40 years.
    fn default() -> WaitingOptions {
        WaitingOptions { most: 2_000, horizon_months: 480 }
    }
}

/// What share of a population one expects to be eligible, in whole per mille of everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// At least.
    pub least_per_mille: u32,
    /// At most.
    pub most_per_mille: u32,
}

/// Compares a draft with the rule in force over a population.
///
/// Both are prepared for the same day, of the same kind, and read the population's catalogue.
///
/// # Errors
/// [`LabError::Refused`] where they do not fit together, and whatever reading the population meets.
pub fn compare(
    population: &dyn Population,
    before: &Arc<PolicyOnDate>,
    after: &Arc<PolicyOnDate>,
    options: &Options,
) -> Result<Comparison, LabError> {
    check(population, before, after)?;
    run::compare(population, before, after, options)
}

/// Refuses policies that cannot be compared.
pub(crate) fn check(population: &dyn Population, before: &PolicyOnDate, after: &PolicyOnDate) -> Result<(), LabError> {
    let (one, other) = (before.policy(), after.policy());
    if before.as_of() != after.as_of() {
        return Err(LabError::refused(
            format!(
                "`{}` disiapkan untuk {} dan `{}` untuk {}, seharusnya untuk hari yang sama",
                one.id,
                before.as_of(),
                other.id,
                after.as_of()
            ),
            format!("`{}` is prepared for {} and `{}` for {}, expected the same day", one.id, before.as_of(), other.id, after.as_of()),
        ));
    }
    if one.kind != other.kind {
        let (a, b) = (one.kind.as_str(), other.kind.as_str());
        return Err(LabError::refused(
            format!("`{}` memutuskan `{a}` dan `{}` memutuskan `{b}`, seharusnya jenis yang sama", one.id, other.id),
            format!("`{}` decides `{a}` and `{}` decides `{b}`, expected the same kind", one.id, other.id),
        ));
    }
    for policy in [one, other] {
        let (read, given) = (&policy.catalogue, population.catalogue());
        if read.id != given.id || read.facts().len() != given.facts().len() {
            return Err(LabError::refused(
                format!("`{}` membaca katalog `{}`, sedangkan data memakai katalog `{}`", policy.id, read.id, given.id),
                format!("`{}` reads catalogue `{}`, but the data is described by catalogue `{}`", policy.id, read.id, given.id),
            ));
        }
    }
    Ok(())
}

/// The facts policies read that the data has no column for and that do not follow from others.
pub(crate) fn absent_facts(population: &dyn Population, facts: &[FactIndex]) -> Vec<Arc<str>> {
    let (catalogue, present) = (population.catalogue(), population.facts());
    let absent = facts.iter().filter(|fact| !present.contains(fact)).map(|fact| catalogue.fact(*fact));
    let mut names: Vec<Arc<str>> = absent.filter(|fact| fact.derive.is_none()).map(|fact| Arc::clone(&fact.name)).collect();
    names.sort();
    names
}
