//! Who stands so near a cut that the level may be another one.

use std::fmt;

use jenjang::legal::Label;
use jenjang::number::format_decimal;
use jenjang::people::id::PersonId;
use jenjang::policy::scale::Choice;
use jenjang::talent::{Axis, Cut, Grid, Placement, Side, TalentMap};
use jenjang_statistics::reliability::error::misplaced;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

/// A person is listed from this chance of another level on: one standard error from a cut. Below it the grid is not in doubt; above .84, which
/// only a level narrower than the error can reach, the person belongs before the committee all the more.
pub const LISTED_FROM: f64 = 0.16;

/// Standard errors of measurement of the two axes, in points of the score. An axis without one is taken as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Sem {
    /// Of the axis that runs upward.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upward: Option<Decimal>,
    /// Of the axis that runs to the right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rightward: Option<Decimal>,
}

impl Sem {
    /// The standard error of an axis.
    pub fn on(&self, side: Side) -> Option<Decimal> {
        match side {
            Side::Upward => self.upward,
            Side::Rightward => self.rightward,
        }
    }
}

/// Somebody near a cut. Nobody is moved for it: the committee looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Borderline {
    /// Who.
    pub id: PersonId,
    /// On which axis.
    pub side: Side,
    /// The score.
    pub score: Decimal,
    /// The level it gives.
    pub level: Choice,
    /// The nearest cut.
    pub cut: Decimal,
    /// The level on the other side of it.
    pub other_level: Choice,
    /// The chance that the true level is another one, rounded half up to three places.
    pub chance: Decimal,
    /// The box.
    pub place: Choice,
    /// The box with the other level; absent where the grid has none there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_place: Option<Choice>,
}

/// A standard error that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SemError {
    /// Not above zero.
    NotPositive {
        /// The axis.
        axis: Label,
        /// What was given.
        found: Decimal,
    },
    /// An axis whose levels come without a number.
    NoScore {
        /// The axis.
        axis: Label,
    },
}

impl SemError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        match self {
            SemError::NotPositive { axis, found } => Label::new(
                format!("kesalahan baku pengukuran untuk `{}` adalah {}, seharusnya di atas nol", axis.id, format_decimal(*found)),
                format!("the standard error of measurement for `{}` is {}, expected more than zero", axis.en, format_decimal(*found)),
            ),
            SemError::NoScore { axis } => Label::new(
                format!("`{}` ditetapkan tanpa nilai angka, sehingga kesalahan baku pengukuran tidak dapat dipakai", axis.id),
                format!("`{}` comes without a score, so that a standard error of measurement means nothing for it", axis.en),
            ),
        }
    }
}

impl fmt::Display for SemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for SemError {}

/// Everybody whose level on an axis is in doubt, given the standard errors; the most doubtful first, then by id.
///
/// # Errors
/// [`SemError`] where a standard error is not above zero or its axis has no scores.
pub fn borderline(grid: &Grid<'_>, map: &TalentMap, sem: Sem) -> Result<Vec<Borderline>, SemError> {
    let mut found = Vec::new();
    for side in Side::ALL {
        let Some(error) = sem.on(side) else { continue };
        let axis = grid.axis(side);
        if axis.cuts.is_empty() {
            return Err(SemError::NoScore { axis: axis.label.clone() });
        }
        if error <= Decimal::ZERO {
            return Err(SemError::NotPositive { axis: axis.label.clone(), found: error });
        }
        found.extend(map.placed().iter().filter_map(|placement| near(grid, axis, side, placement, error)));
    }
    found.sort_by(|a, b| b.chance.cmp(&a.chance).then_with(|| a.id.cmp(&b.id)).then_with(|| a.side.cmp(&b.side)));
    Ok(found)
}

fn near(grid: &Grid<'_>, axis: &Axis, side: Side, placement: &Placement, error: Decimal) -> Option<Borderline> {
    let position = placement.on(side);
    let score = position.score?;
    // the lowest level begins where the scale does: nobody is on the other side of that
    let cuts = axis.cuts.get(1..)?;
    let values: Vec<f64> = cuts.iter().filter_map(|cut| cut.from.to_f64()).collect();
    let chance = misplaced(score.to_f64()?, &values, error.to_f64()?).ok()?;
    if chance < LISTED_FROM {
        return None;
    }
    let cut = cuts.iter().min_by_key(|cut| (cut.from - score).abs())?;
    let other_level = beyond(&axis.cuts, cut, score)?;
    let (up, right) = match side {
        Side::Upward => (&other_level, &placement.rightward.level),
        Side::Rightward => (&placement.upward.level, &other_level),
    };
    let other_place = grid.cell(usize::from(up.rank()), usize::from(right.rank())).cloned();
    Some(Borderline {
        id: placement.id.clone(),
        side,
        score,
        level: position.level.clone(),
        cut: cut.from,
        other_level,
        chance: Decimal::from_f64_retain(chance)?.round_dp_with_strategy(3, rust_decimal::RoundingStrategy::MidpointAwayFromZero),
        place: placement.place.clone(),
        other_place,
    })
}

/// The level on the other side of a cut.
fn beyond(cuts: &[Cut], cut: &Cut, score: Decimal) -> Option<Choice> {
    if score < cut.from {
        return Some(cut.level.clone());
    }
    let at = cuts.iter().position(|other| other == cut)?;
    cuts.get(at.checked_sub(1)?).map(|below| below.level.clone())
}
