//! What a calibration meeting did: how many were moved, which way, and how far the levels before and after agree. Nothing here says how many
//! should have been moved: there is no forced distribution.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::Decimal;
use jenjang::evaluation::report::Figure;
use jenjang::legal::Label;
use jenjang::number::{Rounding, RoundingMode};
use jenjang::people::id::PersonId;
use jenjang::policy::scale::Choice;
use jenjang::talent::{CalibrationLog, Grid, Side};
use jenjang_statistics::Undefined;
use jenjang_statistics::agreement::kappa::{Weights, kappa, table_of};
use jenjang_statistics::ordering::calibration::{sign_test, stuart_maxwell};
use serde::Serialize;

use crate::evaluation::figures::{COEFFICIENT, figure};

/// What happened on one axis, in levels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct AxisShift {
    /// Which axis.
    pub side: Side,
    /// People whose boxes before and now each stand for one pair of levels; only they are counted here.
    pub compared: usize,
    /// Moved to a higher level.
    pub up: usize,
    /// Moved to a lower level.
    pub down: usize,
    /// Mean of level now less level before, rounded half up to three places.
    pub mean_shift: Figure,
    /// Exact two-sided sign test of ups against downs; undefined where nobody changed the level.
    pub sign_test: Figure,
    /// Stuart and Maxwell's test: the chance of so great a change in how the levels are used, if nothing had changed; undefined where nobody
    /// changed the level.
    pub stuart_maxwell: Figure,
    /// Agreement of the levels before and now, linear weights; undefined where everybody has one level.
    pub kappa: Figure,
}

/// What happened to the map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CalibrationSummary {
    /// Everybody in the calibration.
    pub people: usize,
    /// Entries of the log about them.
    pub moves: usize,
    /// In another box now than before.
    pub changed: usize,
    /// The same in percent, rounded half up to one place.
    pub percent_changed: Figure,
    /// Both axes, upward first.
    pub axes: Vec<AxisShift>,
}

/// The calibration as a whole.
pub fn summarise(grid: &Grid<'_>, log: &CalibrationLog) -> CalibrationSummary {
    of(grid, log, |_| true)
}

/// The calibration by unit, or by a group an audit asks about. Who belongs to none is in no summary.
pub fn summarise_by(
    grid: &Grid<'_>,
    log: &CalibrationLog,
    group: impl Fn(&PersonId) -> Option<Arc<str>>,
) -> BTreeMap<Arc<str>, CalibrationSummary> {
    let groups: Vec<Arc<str>> = log.before_and_now().filter_map(|(person, ..)| group(person)).collect();
    groups
        .into_iter()
        .map(|name| {
            let summary = of(grid, log, |person| group(person).is_some_and(|other| other == name));
            (name, summary)
        })
        .collect()
}

fn of(grid: &Grid<'_>, log: &CalibrationLog, counts: impl Fn(&PersonId) -> bool) -> CalibrationSummary {
    let people: Vec<(&Choice, &Choice)> =
        log.before_and_now().filter(|(person, ..)| counts(person)).map(|(_, before, now)| (before, now)).collect();
    let changed = people.iter().filter(|(before, now)| before != now).count();
    CalibrationSummary {
        people: people.len(),
        moves: log.moves().iter().filter(|entry| counts(&entry.person)).count(),
        changed,
        percent_changed: share(Decimal::from(changed) * Decimal::ONE_HUNDRED, people.len(), 1),
        axes: Side::ALL.into_iter().map(|side| shift(grid, side, &people)).collect(),
    }
}

/// An exact quotient, rounded once.
fn share(sum: Decimal, count: usize, places: u32) -> Figure {
    match sum.checked_div(Decimal::from(count)) {
        Some(value) => Figure::known(Rounding { places, mode: RoundingMode::HalfUp }.apply(value)),
        None => Figure::undefined(Undefined::EmptyTotal.label()),
    }
}

fn shift(grid: &Grid<'_>, side: Side, people: &[(&Choice, &Choice)]) -> AxisShift {
    let level = |place: &Choice| {
        let (up, right) = grid.levels_of(place)?;
        Some(match side {
            Side::Upward => up,
            Side::Rightward => right,
        })
    };
    let pairs: Vec<(usize, usize)> = people.iter().filter_map(|(before, now)| Some((level(before)?, level(now)?))).collect();
    let (up, down) = (pairs.iter().filter(|(a, b)| b > a).count(), pairs.iter().filter(|(a, b)| b < a).count());
    let steps: Decimal = pairs.iter().map(|(a, b)| Decimal::from(*b) - Decimal::from(*a)).sum();
    let levels: Vec<usize> = (0..grid.axis(side).scale.values.len()).collect();
    let still = || Label::new("tidak ada yang pindah tingkat", "nobody changed the level");
    let moved = |test: Result<f64, Undefined>| if up + down == 0 { Figure::undefined(still()) } else { figure(test, COEFFICIENT) };
    let table = table_of(&pairs, &levels);
    AxisShift {
        side,
        compared: pairs.len(),
        up,
        down,
        mean_shift: share(steps, pairs.len(), 3),
        sign_test: moved(sign_test(up as u64, down as u64)),
        stuart_maxwell: moved(stuart_maxwell(&table).map(|test| test.p)),
        kappa: figure(kappa(&table, Weights::Linear).map(|k| k.kappa), COEFFICIENT),
    }
}
