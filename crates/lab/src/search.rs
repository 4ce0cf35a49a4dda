//! Which value of a parameter does what: the search for a target, and the curve over many values.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::compare::{DataRead, PolicyIdentity, Suppression};
use crate::error::LabError;
use crate::population::Population;
use crate::run::Threads;

mod curve;
mod disclosure;
mod variant;

pub use variant::{Draft, Steps, Variable, with_value};

use curve::Curve;

/// The parameter that is varied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Varied {
    /// Id of the policy it belongs to.
    pub policy: Arc<str>,
    /// Its name.
    pub parameter: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Arc<str>>,
    /// The value it has on the day as the draft stands; none where it has none.
    pub present: Value,
}

/// What is counted at each value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Point<C = u64> {
    /// The value of the parameter.
    pub value: Value,
    /// How many the target is about: eligible on the day, or promoted within the year.
    pub count: C,
    /// Eligible on the day.
    pub eligible: C,
    /// Unknown on the day.
    pub unknown: C,
    /// Not eligible under the rule in force, eligible with this value.
    pub gained: C,
    /// Eligible under the rule in force, not eligible with this value.
    pub lost: C,
}

/// A curve: what each value of a parameter does. As counted it holds every number: what others may see is [`Sweep::shown`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Sweep<C = u64> {
    /// The rule in force that gained and lost are counted against.
    pub before: PolicyIdentity,
    /// The policy whose parameter is varied.
    pub policy: PolicyIdentity,
    /// The day.
    pub as_of: NaiveDate,
    /// The people.
    pub data: DataRead,
    /// The parameter.
    pub varied: Varied,
    /// What `count` counts.
    pub measure: Label,
    /// A point for each value, in the order of the values.
    pub points: Vec<Point<C>>,
    /// For each point everybody by the answer of the rule in force and the answer with the value (eligible, not eligible, unknown). Never shown.
    #[serde(skip)]
    pub answers: Vec<[[u64; 3]; 3]>,
    /// How small counts are treated; absent where nothing is hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppression: Option<Suppression>,
    /// What a reader should know of the numbers.
    pub notes: Vec<Label>,
}

/// The answer of a search. As counted it holds every number: what others may see is [`Search::shown`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Search<C = u64> {
    /// The curve of every value that was tried, in the order of the values.
    pub tried: Sweep<C>,
    /// How many values there were to try.
    pub values: u64,
    /// The number asked for.
    pub target: u64,
    /// Least number accepted.
    pub least: u64,
    /// Greatest number accepted.
    pub greatest: u64,
    /// Values tried whose number is accepted, nearest to the target first.
    pub found: Vec<Value>,
    /// The value tried whose number is nearest to the target.
    pub nearest: Option<Value>,
    /// How the values were tried.
    pub method: Method,
    /// The same in words.
    pub explanation: Label,
}

/// How values were tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Every value.
    Exhaustive,
    /// By narrowing down; numbers ran one way at every value tried.
    Narrowing,
    /// Narrowing was begun, numbers did not run one way, and every value was tried.
    ExhaustiveAfterNarrowing,
}

/// What is counted for a target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Who is eligible on the day.
    #[default]
    Eligible,
    /// Who is eligible on at least one day of the year that begins with the day on which a decision may take effect. A policy that names no such
    /// days is tried on the day itself and on the first of each following month. Facts stay as they are, dates age.
    WithinYear,
}

impl Measure {
    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Measure::Eligible => Label::new("memenuhi syarat pada hari itu", "eligible on the day"),
            Measure::WithinYear => Label::new("dapat naik dalam setahun", "can be promoted within the year"),
        }
    }
}

/// The number wanted, and the numbers that are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The number wanted.
    pub number: u64,
    /// At least.
    pub least: u64,
    /// At most.
    pub greatest: u64,
}

impl Target {
    /// A number, give or take so many percent of it: `40,000 ± 2 %` is 39,200 to 40,800. Ends are rounded inwards.
    ///
    /// # Errors
    /// [`LabError::Refused`] for a share below 0 or above 100 percent.
    pub fn within_percent(number: u64, percent: Decimal) -> Result<Target, LabError> {
        let refused = || {
            LabError::refused(
                format!("toleransi `{percent}` % tidak mungkin, seharusnya 0 sampai 100"),
                format!("a tolerance of `{percent}` % is impossible, expected 0 to 100"),
            )
        };
        if percent < Decimal::ZERO || percent > Decimal::ONE_HUNDRED {
            return Err(refused());
        }
        let room = Decimal::from(number).checked_mul(percent).and_then(|room| room.checked_div(Decimal::ONE_HUNDRED));
        let room = room.and_then(|room| u64::try_from(room.floor()).ok()).ok_or_else(refused)?;
        Ok(Target { number, least: number.saturating_sub(room), greatest: number.saturating_add(room) })
    }

    /// The same, accepting at least so many different numbers around the one wanted: numbers that lie closer together are not told apart, because
    /// the people between them could be.
    #[must_use]
    pub fn at_least_wide(self, numbers: u64) -> Target {
        let room = numbers / 2;
        Target {
            number: self.number,
            least: self.least.min(self.number.saturating_sub(room)),
            greatest: self.greatest.max(self.number.saturating_add(room)),
        }
    }
}

/// Up to so many values are all tried.
const ALL_TRIED: usize = 32;
/// Values tried at a time while narrowing down.
const AT_A_TIME: usize = 15;

/// What each value of a parameter does.
///
/// # Errors
/// [`LabError::Refused`] where the parameter, its values or the policies do not fit; and whatever reading the population meets.
pub fn sweep(
    population: &dyn Population,
    before: &Arc<PolicyOnDate>,
    draft: &Draft<'_>,
    variable: &Variable,
    steps: &Steps,
    measure: Measure,
    threads: Threads,
) -> Result<Sweep, LabError> {
    let mut curve = Curve::new(population, before, draft, variable, steps, measure, threads)?;
    curve.try_all((0..curve.len()).collect())?;
    curve.sweep()
}

/// The values of a parameter that bring a number to a target.
///
/// Up to 32 values are all tried. Of more, 15 at a time are tried, first over all of them and then between the two whose numbers lie around the
/// target, as long as the numbers run one way at every value tried; where they do not, every value is tried. What was tried is all in the answer.
///
/// # Errors
/// As [`sweep`].
#[expect(clippy::too_many_arguments, reason = "a sweep with a target")]
pub fn search(
    population: &dyn Population,
    before: &Arc<PolicyOnDate>,
    draft: &Draft<'_>,
    variable: &Variable,
    steps: &Steps,
    target: Target,
    measure: Measure,
    threads: Threads,
) -> Result<Search, LabError> {
    let mut curve = Curve::new(population, before, draft, variable, steps, measure, threads)?;
    let values = curve.len();
    let method = if values <= ALL_TRIED {
        curve.try_all((0..values).collect())?;
        Method::Exhaustive
    } else {
        curve.try_all(spread(0, values - 1))?;
        loop {
            if !runs_one_way(curve.counts()) {
                curve.try_all((0..values).collect())?;
                break Method::ExhaustiveAfterNarrowing;
            }
            match around(curve.counts(), target.number) {
                Some((low, high)) => curve.try_all(spread(low, high))?,
                None => break Method::Narrowing,
            }
        }
    };
    let mut accepted: Vec<(u64, usize)> = Vec::new();
    let mut nearest: Option<(u64, usize)> = None;
    for (at, count) in curve.counts() {
        let distance = (count.abs_diff(target.number), *at);
        if target.least <= *count && *count <= target.greatest {
            accepted.push(distance);
        }
        nearest = Some(nearest.map_or(distance, |known| known.min(distance)));
    }
    accepted.sort_unstable();
    let found: Vec<Value> = accepted.into_iter().filter_map(|(_, at)| curve.value(at).cloned()).collect();
    let nearest = nearest.and_then(|(_, at)| curve.value(at).cloned());
    let tried = curve.counts().len();
    Ok(Search {
        explanation: explain(method, tried, values),
        tried: curve.sweep()?,
        values: values as u64,
        target: target.number,
        least: target.least,
        greatest: target.greatest,
        found,
        nearest,
        method,
    })
}

/// Places between two, both included, as far apart as possible.
fn spread(low: usize, high: usize) -> Vec<usize> {
    let width = high.saturating_sub(low);
    let mut places: Vec<usize> = (0..AT_A_TIME).map(|n| low + width * n / (AT_A_TIME - 1)).collect();
    places.dedup();
    places
}

/// Whether numbers never fall, or never rise.
fn runs_one_way(counts: &BTreeMap<usize, u64>) -> bool {
    counts.values().is_sorted() || counts.values().is_sorted_by(|a, b| a >= b)
}

/// Two values tried, others between them, whose numbers lie around the target.
fn around(counts: &BTreeMap<usize, u64>, target: u64) -> Option<(usize, usize)> {
    let pairs = counts.iter().zip(counts.iter().skip(1));
    let around = |one: u64, other: u64| one.min(other) <= target && target <= one.max(other);
    pairs
        .filter(|((low, _), (high, _))| *high - *low > 1)
        .find(|((_, one), (_, other))| around(**one, **other))
        .map(|((l, _), (h, _))| (*l, *h))
}

fn explain(method: Method, tried: usize, values: usize) -> Label {
    match method {
        Method::Exhaustive => Label::new(format!("semua {values} nilai dicoba"), format!("all {values} values were tried")),
        Method::Narrowing => Label::new(
            format!("{tried} dari {values} nilai dicoba; pada semua nilai yang dicoba, jumlahnya bergerak ke satu arah"),
            format!("{tried} of {values} values were tried; at every value tried, the numbers run one way"),
        ),
        Method::ExhaustiveAfterNarrowing => Label::new(
            format!("jumlahnya tidak bergerak ke satu arah, sehingga semua {values} nilai dicoba"),
            format!("the numbers do not run one way, so all {values} values were tried"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_given_or_taken() {
        let target = Target::within_percent(40_000, Decimal::TWO).unwrap();
        assert_eq!((target.least, target.greatest), (39_200, 40_800));
        assert_eq!(Target::within_percent(33, Decimal::TWO).unwrap(), Target { number: 33, least: 33, greatest: 33 });
        assert!(Target::within_percent(10, Decimal::from(101)).is_err());
    }

    #[test]
    fn narrowing_closes_in() {
        assert_eq!(spread(0, 280), (0..=280).step_by(20).collect::<Vec<_>>());
        assert_eq!(spread(3, 6), [3, 4, 5, 6]);
        let counts = BTreeMap::from([(0, 90), (10, 50), (20, 10)]);
        assert_eq!(around(&counts, 40), Some((10, 20)));
        assert_eq!(around(&counts, 95), None);
        assert!(runs_one_way(&counts));
        assert!(!runs_one_way(&BTreeMap::from([(0, 1), (1, 3), (2, 2)])));
    }
}
