//! Answers on a scale: distribution first, mean beside it, bands without holes.

use std::collections::BTreeMap;

use jenjang::Decimal;
use jenjang::legal::Label;

use crate::Undefined;
use crate::distribution::normal_margin;
use crate::fairness::{Selection, wilson};

/// Bands of a mean on a five-point scale: 1.80, 2.60, 3.40, 4.20 are the lower edges of the next band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LikertBand {
    /// From 1 to below 1.80.
    VeryLow,
    /// From 1.80 to below 2.60.
    Low,
    /// From 2.60 to below 3.40.
    Middle,
    /// From 3.40 to below 4.20.
    High,
    /// From 4.20 to 5.
    VeryHigh,
}

impl LikertBand {
    /// Its name.
    pub fn label(self) -> Label {
        match self {
            LikertBand::VeryLow => Label::new("Sangat Rendah", "Very low"),
            LikertBand::Low => Label::new("Rendah", "Low"),
            LikertBand::Middle => Label::new("Cukup", "Fair"),
            LikertBand::High => Label::new("Tinggi", "High"),
            LikertBand::VeryHigh => Label::new("Sangat Tinggi", "Very high"),
        }
    }

    /// Band of `hundredths / n`, both whole: 180·n is the edge of the second.
    fn of(hundredths: i128, n: i128) -> Option<LikertBand> {
        let below = |edge: i128| hundredths < edge * n;
        Some(match () {
            () if n <= 0 || below(100) || hundredths > 500 * n => return None,
            () if below(180) => LikertBand::VeryLow,
            () if below(260) => LikertBand::Low,
            () if below(340) => LikertBand::Middle,
            () if below(420) => LikertBand::High,
            () => LikertBand::VeryHigh,
        })
    }
}

/// Band of a mean, decided on the exact decimal: 1.795 is below 1.80. `OutOfRange` outside of 1 to 5.
pub fn likert_band(mean: Decimal) -> Result<LikertBand, Undefined> {
    let n = 10i128.checked_pow(mean.scale()).ok_or(Undefined::OutOfRange)?;
    let hundredths = mean.mantissa().checked_mul(100).ok_or(Undefined::OutOfRange)?;
    if n > i128::MAX / 500 {
        return Err(Undefined::OutOfRange);
    }
    LikertBand::of(hundredths, n).ok_or(Undefined::OutOfRange)
}

/// Band of the mean of `n` whole answers that add up to `sum`, without ever dividing. `EmptyTotal` without answers, `OutOfRange` outside of 1 to 5.
pub fn likert_band_of_mean(sum: u64, n: u64) -> Result<LikertBand, Undefined> {
    if n == 0 {
        return Err(Undefined::EmptyTotal);
    }
    LikertBand::of(100 * i128::from(sum), i128::from(n)).ok_or(Undefined::OutOfRange)
}

/// Whole answers on a scale from 1 to its maximum, without the people who did not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    values: Vec<u32>,
    maximum: u32,
    missing: usize,
}

impl Answers {
    /// Answers with gaps; `reversed` turns a negatively worded item round (`maximum + 1 - x`) before anything is counted.
    ///
    /// `OutOfRange` for an answer that is not on the scale.
    pub fn of(answers: &[Option<u32>], maximum: u32, reversed: bool) -> Result<Answers, Undefined> {
        let values: Vec<u32> = answers.iter().flatten().copied().collect();
        if values.iter().any(|x| *x < 1 || *x > maximum) {
            return Err(Undefined::OutOfRange);
        }
        let missing = answers.len() - values.len();
        let values = if reversed { values.into_iter().map(|x| maximum + 1 - x).collect() } else { values };
        Ok(Answers { values, maximum, missing })
    }

    /// How many answered.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether nobody answered.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// How many did not answer.
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// How many gave each answer, from 1 to the maximum.
    pub fn distribution(&self) -> BTreeMap<u32, usize> {
        (1..=self.maximum).map(|point| (point, self.values.iter().filter(|x| **x == point).count())).collect()
    }

    /// Sum of the answers.
    pub fn sum(&self) -> u64 {
        self.values.iter().map(|x| u64::from(*x)).sum()
    }

    /// Mean. `EmptyTotal` where nobody answered.
    pub fn mean(&self) -> Result<f64, Undefined> {
        if self.is_empty() { Err(Undefined::EmptyTotal) } else { Ok(self.sum() as f64 / self.len() as f64) }
    }

    /// Median. `TooFew` where nobody answered.
    pub fn median(&self) -> Result<f64, Undefined> {
        crate::descriptive::median(&self.floats())
    }

    /// The answer given most often; of several, the lowest. `EmptyTotal` where nobody answered.
    pub fn mode(&self) -> Result<u32, Undefined> {
        let given = self.distribution();
        let most = given.values().max().copied().filter(|most| *most > 0).ok_or(Undefined::EmptyTotal)?;
        given.into_iter().find(|(_, n)| *n == most).map(|(answer, _)| answer).ok_or(Undefined::EmptyTotal)
    }

    /// Standard deviation. `TooFew` below two answers.
    pub fn sd(&self) -> Result<f64, Undefined> {
        crate::descriptive::standard_deviation(&self.floats())
    }

    fn floats(&self) -> Vec<f64> {
        self.values.iter().map(|x| f64::from(*x)).collect()
    }

    /// How many of those who answered gave one of the two highest answers.
    pub fn top_two(&self) -> Result<Selection, Undefined> {
        self.counted(|x| x + 1 >= self.maximum)
    }

    /// How many of those who answered gave one of the two lowest answers.
    pub fn bottom_two(&self) -> Result<Selection, Undefined> {
        self.counted(|x| x <= 2)
    }

    fn counted(&self, holds: impl Fn(u32) -> bool) -> Result<Selection, Undefined> {
        Selection::try_new(self.values.iter().filter(|x| holds(**x)).count() as u64, self.len() as u64)
    }

    /// Share and 95 % Wilson interval of the two highest answers, in percent.
    pub fn top_two_percent(&self) -> Result<(f64, (f64, f64)), Undefined> {
        let top = self.top_two()?;
        let (low, high) = wilson(top, 0.95)?;
        Ok((100.0 * top.rate()?, (100.0 * low, 100.0 * high)))
    }

    /// Band of the mean, on a five-point scale. `OutOfRange` for another scale.
    pub fn band(&self) -> Result<LikertBand, Undefined> {
        if self.maximum != 5 {
            return Err(Undefined::OutOfRange);
        }
        likert_band_of_mean(self.sum(), self.len() as u64)
    }
}

/// Net promoter score. Discouraged: it throws away most of what people answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NetPromoter {
    /// How many answered.
    pub n: usize,
    /// Share of 9 and 10.
    pub promoters: f64,
    /// Share of 0 to 6.
    pub detractors: f64,
    /// `100·(p - d)`.
    pub score: f64,
    /// `p + d - (p - d)²`, of one answer counted as 1, 0 or -1.
    pub variance: f64,
    /// `100·sqrt(variance / n)`.
    pub se: f64,
    /// 95 % interval of the score, not cut at -100 and 100.
    pub ci95: (f64, f64),
}

/// Net promoter score of answers from 0 to 10. `EmptyTotal` without answers, `OutOfRange` above 10.
pub fn net_promoter(answers: &[u32]) -> Result<NetPromoter, Undefined> {
    if answers.is_empty() {
        return Err(Undefined::EmptyTotal);
    }
    if answers.iter().any(|x| *x > 10) {
        return Err(Undefined::OutOfRange);
    }
    let share = |holds: fn(u32) -> bool| answers.iter().filter(|x| holds(**x)).count() as f64 / answers.len() as f64;
    let (promoters, detractors) = (share(|x| x >= 9), share(|x| x <= 6));
    let difference = promoters - detractors;
    let variance = promoters + detractors - difference * difference;
    let (score, se) = (100.0 * difference, 100.0 * (variance / answers.len() as f64).sqrt());
    let half = normal_margin(0.95)? * se;
    Ok(NetPromoter { n: answers.len(), promoters, detractors, score, variance, se, ci95: (score - half, score + half) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn band(text: &str) -> LikertBand {
        likert_band(text.parse().unwrap()).unwrap()
    }

    #[test]
    fn bands_have_no_holes() {
        assert_eq!(band("1.795"), LikertBand::VeryLow);
        assert_eq!(band("1.7999999999"), LikertBand::VeryLow);
        assert_eq!(band("1.8"), LikertBand::Low);
        assert_eq!(band("4.20"), LikertBand::VeryHigh);
        assert_eq!(band("5"), LikertBand::VeryHigh);
        assert_eq!(likert_band("5.01".parse().unwrap()), Err(Undefined::OutOfRange));
        assert_eq!(likert_band("0.99".parse().unwrap()), Err(Undefined::OutOfRange));
        assert_eq!(likert_band_of_mean(9, 5), Ok(LikertBand::Low));
        assert_eq!(likert_band_of_mean(0, 0), Err(Undefined::EmptyTotal));
    }

    #[test]
    fn a_negative_item_is_turned_round_first() {
        let found = Answers::of(&[Some(1), Some(2), None], 5, true).unwrap();
        assert_eq!((found.sum(), found.len(), found.missing()), (9, 2, 1));
        assert_eq!(found.distribution()[&5], 1);
        assert_eq!((found.mode(), Answers::of(&[], 5, false).unwrap().mode()), (Ok(4), Err(Undefined::EmptyTotal)));
        assert_eq!(Answers::of(&[Some(6)], 5, false), Err(Undefined::OutOfRange));
        assert_eq!(Answers::of(&[None], 5, false).unwrap().mean(), Err(Undefined::EmptyTotal));
        assert_eq!(net_promoter(&[]), Err(Undefined::EmptyTotal));
    }

    proptest! {
        #[test]
        fn the_band_of_whole_answers_is_that_of_their_exact_mean(answers in proptest::collection::vec(1u32..=5, 1..60)) {
            let n = answers.len() as u64;
            let sum: u64 = answers.iter().map(|x| u64::from(*x)).sum();
            // a mean written with as many digits as it takes: n·sum/n² has the same band as sum/n
            let mean = Decimal::from(sum) / Decimal::from(n);
            if mean * Decimal::from(n) == Decimal::from(sum) {
                prop_assert_eq!(likert_band(mean), likert_band_of_mean(sum, n));
            }
        }
    }
}
