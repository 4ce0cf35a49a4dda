//! A draft against the rule in force: who gains, who loses, where, why, and how that is shown without showing anybody.

mod examples;
mod result;
mod values;
mod waiting;

pub use examples::{Because, Example, Examples, ShownFact};
pub use result::{
    AffectedGroup, ByDimension, Cause, Causes, Change, Comparison, CriterionComparison, DataRead, GroupRow, LeftOut, Membership,
    MissingFact, MostAffected, PolicyIdentity, Standings, Suppression, Totals, UnreadValue,
};
pub use values::{Category, CategoryComparison, CutComparison, Distribution, Moves, NumberBand, NumberComparison, ValueComparison};
pub use waiting::{Bucket, Waiting, WaitingBucket, WaitingTimes};
