//! What may be seen of an exact figure: the number, or bounds where the number would narrow down a single rater.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::composite::{Block, Composite};
use super::instrument::Instrument;
use super::scheme::Scheme;
use super::scoring::ScoreSheet;
use crate::legal::Language;
use crate::number::RoundingMode;
use crate::number::ratio::Ratio;

/// A figure as a reader sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// The number, rounded half up to the scheme's places.
    Exact(Decimal),
    /// Somewhere from the first number to the second: the exact one would tell what each of a few raters answered.
    Between(Decimal, Decimal),
}

impl Shown {
    /// A score in words of a language, with all its places; `scale` gives the ends that need not be named.
    pub fn text(self, scale: (Decimal, Decimal), language: Language) -> String {
        let number = |value: Decimal| match language {
            Language::Id => value.to_string().replace('.', ","),
            Language::En => value.to_string(),
        };
        match self {
            Shown::Exact(value) => number(value),
            Shown::Between(low, high) if high >= scale.1 => format!("≥ {}", number(low)),
            Shown::Between(low, high) if low <= scale.0 => format!("≤ {}", number(high)),
            Shown::Between(low, high) => format!("{}–{}", number(low), number(high)),
        }
    }
}

/// From where to where a figure is known to readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Lowest possible.
    pub low: Ratio,
    /// Highest possible.
    pub high: Ratio,
}

impl Bounds {
    /// A figure known exactly.
    pub fn exact(value: Ratio) -> Bounds {
        Bounds { low: value, high: value }
    }

    /// The mean of several, such as the scores of a unit; `None` for none. Who may be put together is for
    /// [`QueryGuard`](super::cohort::QueryGuard) to say.
    pub fn mean(all: impl IntoIterator<Item = Bounds> + Clone) -> Option<Bounds> {
        Some(Bounds {
            low: Ratio::mean(all.clone().into_iter().map(|bounds| bounds.low))?,
            high: Ratio::mean(all.into_iter().map(|bounds| bounds.high))?,
        })
    }

    /// The figure at so many places: one number where both ends round to it, so that the number says no more than the bounds.
    pub fn shown(self, places: u32) -> Option<Shown> {
        let half_up = |value: Ratio| value.round(places, RoundingMode::HalfUp);
        if self.low == self.high {
            return half_up(self.low).map(Shown::Exact);
        }
        let (low, high) = (half_up(self.low)?, half_up(self.high)?);
        if low == high {
            return Some(Shown::Exact(low));
        }
        let floor = |value: Ratio| {
            let rounded = half_up(value)?;
            if Ratio::from(rounded) > value { Some(rounded - Decimal::new(1, places)) } else { Some(rounded) }
        };
        let ceiling = |value: Ratio| {
            let rounded = half_up(value)?;
            if Ratio::from(rounded) < value { Some(rounded + Decimal::new(1, places)) } else { Some(rounded) }
        };
        Some(Shown::Between(floor(self.low)?, ceiling(self.high)?))
    }
}

/// The ends of the scale near which a mean is shown as a band.
///
/// Close to an end the mean would leave each rater little room (all fives give 5.00; of four raters, 4.75 is one four), so there it is shown as the whole
/// band. Everywhere else every rater's own value keeps at least [`Scheme::stated_width`] of the scale, because `n` raters share the distance to the end.
/// Bounds protect against everybody who did not rate: a rater of a group of three knows the own rating and so the sum of the other two.
// INVARIANT (no single rater): the band is stated width / threshold reached, so n * band >= stated width, inside and outside of it
#[derive(Clone, Copy, Debug)]
pub struct Ends {
    low: Ratio,
    high: Ratio,
    /// Where the bands of groups of few raters end, from below and from above.
    few: (Ratio, Ratio),
    /// The same of groups that reach the threshold for detail.
    many: (Ratio, Ratio),
    many_from: usize,
}

impl Ends {
    /// The ends for a scheme and the scale of an instrument; `None` where exact arithmetic would overflow.
    pub fn of(scheme: &Scheme, instrument: &Instrument) -> Option<Ends> {
        let scale = instrument.scale();
        let (low, high) = (Ratio::from(scale.minimum), Ratio::from(scale.maximum));
        let width = Ratio::from(scheme.stated_width()).times(high.minus(low)?)?;
        let release = scheme.release();
        let bands = |raters: usize| {
            let band = width.over(Ratio::from(i128::try_from(raters).ok()?))?;
            Some((low.plus(band)?, high.minus(band)?))
        };
        Some(Ends {
            low,
            high,
            few: bands(release.minimum_for_means)?,
            many: bands(release.minimum_for_detail)?,
            many_from: release.minimum_for_detail,
        })
    }

    /// The end of a band that does not lie at an end of the scale.
    pub(super) fn inner_edge(&self, band: Bounds) -> Ratio {
        if band.high == self.high { band.low } else { band.high }
    }

    /// What readers may know of a block's mean.
    pub fn of_block(&self, block: &Block) -> Bounds {
        if block.identified { Bounds::exact(block.mean) } else { self.of_mean(block.raters, block.mean) }
    }

    /// What readers may know of the mean of so many anonymous raters.
    pub fn of_mean(&self, raters: usize, mean: Ratio) -> Bounds {
        let (bottom, top) = if raters >= self.many_from { self.many } else { self.few };
        if mean >= top {
            Bounds { low: top, high: self.high }
        } else if mean <= bottom {
            Bounds { low: self.low, high: bottom }
        } else {
            Bounds::exact(mean)
        }
    }
}

/// What readers may know of a dimension: of each block, and of the score that is their weighted mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DimensionBounds {
    /// Of each block, in their order.
    pub blocks: Vec<Bounds>,
    /// Of the score; absent where there is none.
    pub score: Option<Bounds>,
}

impl DimensionBounds {
    /// Works them out.
    pub fn of(ends: &Ends, composite: &Composite) -> Option<DimensionBounds> {
        let blocks: Vec<Bounds> = composite.blocks.iter().map(|block| ends.of_block(block)).collect();
        let Some(exact) = composite.score else { return Some(DimensionBounds { blocks, score: None }) };
        if blocks.iter().all(|bounds| bounds.low == bounds.high) {
            return Some(DimensionBounds { blocks, score: Some(Bounds::exact(exact)) });
        }
        let (mut low, mut high) = (Ratio::ZERO, Ratio::ZERO);
        for (block, bounds) in composite.blocks.iter().zip(&blocks).filter(|(block, _)| !block.weight.is_zero()) {
            low = low.plus(bounds.low.times(block.weight)?)?;
            high = high.plus(bounds.high.times(block.weight)?)?;
        }
        let score = Bounds { low: low.over(composite.coverage)?, high: high.over(composite.coverage)? };
        Some(DimensionBounds { blocks, score: Some(score) })
    }
}

/// What readers may know of the overall score, from the bounds of its dimensions.
pub fn overall_of(sheet: &ScoreSheet, dimensions: &[DimensionBounds]) -> Option<Bounds> {
    let exact = sheet.overall?;
    if dimensions.iter().flat_map(|dimension| dimension.score).all(|bounds| bounds.low == bounds.high) {
        return Some(Bounds::exact(exact));
    }
    let (mut low, mut high, mut covered) = (Ratio::ZERO, Ratio::ZERO, Ratio::ZERO);
    for (dimension, weight) in dimensions.iter().zip(&sheet.importance) {
        let Some(bounds) = dimension.score else { continue };
        low = low.plus(bounds.low.times(*weight)?)?;
        high = high.plus(bounds.high.times(*weight)?)?;
        covered = covered.plus(*weight)?;
    }
    Some(Bounds { low: low.over(covered)?, high: high.over(covered)? })
}

/// What readers may know of the overall score.
pub fn overall_bounds(scheme: &Scheme, instrument: &Instrument, sheet: &ScoreSheet) -> Option<Bounds> {
    let ends = Ends::of(scheme, instrument)?;
    let dimensions: Option<Vec<DimensionBounds>> =
        sheet.dimensions.iter().map(|dimension| DimensionBounds::of(&ends, &dimension.composite)).collect();
    overall_of(sheet, &dimensions?)
}
