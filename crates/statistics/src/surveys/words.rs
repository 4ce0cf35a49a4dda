//! Saying how sure a figure is to people who do not live with statistics: number, range, sentence, how many answered.

use jenjang::legal::Label;

use crate::Undefined;
use crate::fairness::{Selection, wilson};

/// What may be said of a change, in three levels tied to its interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clarity {
    /// The interval includes no change, and the estimate is small.
    NotVisible,
    /// The interval includes no change, but the estimate is beyond half of the difference one can detect.
    Suggestive,
    /// The interval excludes no change.
    Clear,
}

impl Clarity {
    /// The level of an estimated change with its interval; `detectable` is the minimum detectable difference.
    ///
    /// `NotFinite` where a value is not a number, `OutOfRange` where the interval is the wrong way round or the detectable difference negative.
    pub fn of(estimate: f64, interval: (f64, f64), detectable: f64) -> Result<Clarity, Undefined> {
        crate::descriptive::finite(&[estimate, interval.0, interval.1, detectable])?;
        if interval.0 > interval.1 || detectable < 0.0 {
            return Err(Undefined::OutOfRange);
        }
        Ok(if interval.0 > 0.0 || interval.1 < 0.0 {
            Clarity::Clear
        } else if estimate.abs() > detectable / 2.0 {
            Clarity::Suggestive
        } else {
            Clarity::NotVisible
        })
    }

    /// The level in words.
    pub fn label(self) -> Label {
        match self {
            Clarity::Clear => Label::new("jelas", "clear"),
            Clarity::Suggestive => Label::new("ada petunjuk", "suggestive"),
            Clarity::NotVisible => Label::new("tidak tampak", "not visible"),
        }
    }
}

/// A share as a sentence in whole percent: about how many, likely between what, who answered of whom. `invited` where it is known.
///
/// Undefined as [`wilson`].
pub fn spoken_share(share: Selection, invited: Option<u64>) -> Result<Label, Undefined> {
    let (low, high) = wilson(share, 0.95)?;
    let whole = |x: f64| format!("{}%", (100.0 * x).round());
    let (about, low, high) = (whole(share.rate()?), whole(low), whole(high));
    let (x, n) = (share.selected(), share.eligible());
    let (id, en) = match invited {
        Some(invited) => (format!("; {n} menjawab dari {invited}"), format!("; {n} answered of {invited}")),
        None => Default::default(),
    };
    Ok(Label::new(
        format!("Sekitar {about} ({x} dari {n}); kemungkinan antara {low} dan {high}{id}."),
        format!("About {about} ({x} of {n}); likely between {low} and {high}{en}."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_one_of_forty_three() {
        let found = spoken_share(Selection::try_new(31, 43).unwrap(), Some(71)).unwrap();
        assert_eq!(&*found.en, "About 72% (31 of 43); likely between 57% and 83%; 43 answered of 71.");
        assert_eq!(&*found.id, "Sekitar 72% (31 dari 43); kemungkinan antara 57% dan 83%; 43 menjawab dari 71.");
        assert_eq!(spoken_share(Selection::try_new(0, 0).unwrap(), None), Err(Undefined::EmptyTotal));
    }

    #[test]
    fn three_levels_follow_the_interval() {
        assert_eq!(Clarity::of(0.4, (0.1, 0.7), 0.9), Ok(Clarity::Clear));
        assert_eq!(Clarity::of(-0.5, (-1.0, 0.1), 0.9), Ok(Clarity::Suggestive));
        assert_eq!(Clarity::of(0.4, (-0.1, 0.9), 0.9), Ok(Clarity::NotVisible));
        assert_eq!(Clarity::of(0.0, (0.0, 0.0), 0.9), Ok(Clarity::NotVisible));
        assert_eq!(Clarity::of(0.4, (0.7, 0.1), 0.9), Err(Undefined::OutOfRange));
    }
}
