//! How values move: scores, points and classifications before and after.

use std::sync::Arc;

use jenjang::legal::Label;
use rust_decimal::Decimal;
use serde::Serialize;

/// Values before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ValueComparison {
    /// Numbers: how they are distributed and move. Absent for categories.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<NumberComparison>,
    /// Categories: how many move from which to which. Absent for numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categories: Option<CategoryComparison>,
    /// Who is among the first places, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<CutComparison>,
}

/// Numbers before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct NumberComparison {
    /// Unit of the numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Arc<str>>,
    /// Under the rule in force.
    pub before: Distribution,
    /// Under the draft.
    pub after: Distribution,
    /// Bands of equal width over both; each half-open, the last closed.
    pub bands: Vec<NumberBand>,
    /// Whose value is greater after, and by how much.
    pub up: Moves,
    /// Whose value is less after, and by how much.
    pub down: Moves,
    /// Whose value is the same.
    pub same: u64,
}

/// A distribution of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Distribution {
    /// People with a value.
    pub people: u64,
    /// Known to have none.
    pub none: u64,
    /// Unknown.
    pub unknown: u64,
    /// Least, quartiles and greatest: the value at or below which that share of people stand. Absent without people.
    pub quartiles: Option<[Decimal; 5]>,
    /// The mean, to four places, halves up.
    pub mean: Option<Decimal>,
}

/// People whose value lies between two numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct NumberBand {
    /// From, included.
    pub from: Decimal,
    /// To, not included save in the last band.
    pub to: Decimal,
    /// People before.
    pub before: u64,
    /// People after.
    pub after: u64,
}

/// How far values move in one direction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Moves {
    /// People.
    pub people: u64,
    /// Half of them move by at most this.
    pub median: Option<Decimal>,
    /// The mean, to four places.
    pub mean: Option<Decimal>,
    /// The widest move.
    pub greatest: Option<Decimal>,
}

/// Categories before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CategoryComparison {
    /// The categories from lowest to highest, then none, then unknown.
    pub categories: Vec<Category>,
    /// `table[before][after]`.
    pub table: Vec<Vec<u64>>,
}

/// A category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Category {
    /// Its code; `none`, `unknown`.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
}

/// Who is among the first places. Places are competition ranks (1, 2, 2, 4) by value, the greatest first; who shares the last place is inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CutComparison {
    /// How many places.
    pub places: u64,
    /// The value at the last place before.
    pub value_before: Option<Decimal>,
    /// The value at the last place after.
    pub value_after: Option<Decimal>,
    /// Inside before, with those who share the last place.
    pub inside_before: u64,
    /// Inside after.
    pub inside_after: u64,
    /// Who share the last place before; tie-breakers decide among them.
    pub tied_before: u64,
    /// Who share the last place after.
    pub tied_after: u64,
    /// Inside after and not before.
    pub entered: u64,
    /// Inside before and not after.
    pub left: u64,
}
