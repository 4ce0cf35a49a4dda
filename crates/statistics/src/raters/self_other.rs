//! How people see themselves against how others see them. In exact decimals, since a category turns on a limit. For development only.

use jenjang::Decimal;

/// Where a self rating stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Above the others' view by more than the limit.
    Over,
    /// Within the limit.
    InAgreement,
    /// Below by more than the limit.
    Under,
}

/// The reference population of the round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Norm {
    /// Mean of self - others.
    pub mean_difference: Decimal,
    /// Standard deviation of self - others.
    pub spread: Decimal,
    /// Mean of the others' view.
    pub others_mean: Decimal,
    /// People in the population, where known.
    pub people: Option<u64>,
}

/// Self against others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelfOther {
    /// self - others.
    pub difference: Decimal,
    /// (difference - mean) / spread; `None` where the fixed band is used.
    pub z: Option<Decimal>,
    /// Over, in agreement or under.
    pub view: View,
    /// Whether the others' view is at or above the population's mean.
    pub good: bool,
}

/// Fewest people for a norm; below it the band of half a scale point decides.
pub const PEOPLE_AT_LEAST: u64 = 30;

/// Over-estimators are more than half a standard deviation above the mean difference, under-estimators more than half below (Atwater & Yammarino
/// 1992), both strictly. Where the population is below thirty or shows no spread, the band is half a scale point round 0.
///
/// `None` where the numbers leave the range of decimals.
pub fn compare(own: Decimal, others: Decimal, norm: &Norm) -> Option<SelfOther> {
    let difference = own.checked_sub(others)?;
    let fixed = norm.spread <= Decimal::ZERO || norm.people.is_some_and(|people| people < PEOPLE_AT_LEAST);
    let (distance, limit, z) = if fixed {
        (difference, Decimal::ONE, None)
    } else {
        let distance = difference.checked_sub(norm.mean_difference)?;
        (distance, norm.spread, Some(distance.checked_div(norm.spread)?))
    };
    let twice = distance.checked_mul(Decimal::TWO)?;
    let view = if twice > limit {
        View::Over
    } else if twice < -limit {
        View::Under
    } else {
        View::InAgreement
    };
    Some(SelfOther { difference, z, view, good: others >= norm.others_mean })
}

impl SelfOther {
    /// The four groups of Atwater & Yammarino: agreement is split in good and poor.
    pub fn four_groups(&self) -> &'static str {
        match (self.view, self.good) {
            (View::Over, _) => "over",
            (View::Under, _) => "under",
            (View::InAgreement, true) => "in-agreement/good",
            (View::InAgreement, false) => "in-agreement/poor",
        }
    }

    /// The six groups of Fleenor, McCauley & Brutus (1996): every view is split.
    pub fn six_groups(&self) -> &'static str {
        match (self.view, self.good) {
            (View::Over, true) => "over/good",
            (View::Over, false) => "over/poor",
            (View::Under, true) => "under/good",
            (View::Under, false) => "under/poor",
            (View::InAgreement, _) => self.four_groups(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn norm(people: Option<u64>, spread: &str) -> Norm {
        Norm { mean_difference: d("0.1"), spread: d(spread), others_mean: d("3.8"), people }
    }

    #[test]
    fn half_a_standard_deviation_exactly_is_agreement() {
        // in binary floats 4.0 - 3.65 is above 0.35 and this person would be an over-estimator
        let found = compare(d("4.0"), d("3.65"), &norm(None, "0.5")).unwrap();
        assert_eq!((found.z, found.four_groups(), found.six_groups()), (Some(d("0.5")), "in-agreement/poor", "in-agreement/poor"));
        let below = compare(d("3.0"), d("3.8"), &norm(Some(30), "0.5")).unwrap();
        assert_eq!((below.four_groups(), below.six_groups()), ("under", "under/good"));
        let over = compare(d("4.6"), d("3.8"), &norm(None, "0.5")).unwrap();
        assert_eq!((over.four_groups(), over.six_groups()), ("over", "over/good"));
    }

    #[test]
    fn small_or_flat_populations_use_the_fixed_band() {
        for norm in [norm(Some(29), "0.5"), norm(Some(500), "0")] {
            let at_the_limit = compare(d("4.3"), d("3.8"), &norm).unwrap();
            assert_eq!((at_the_limit.z, at_the_limit.view), (None, View::InAgreement));
            assert_eq!(compare(d("4.31"), d("3.8"), &norm).unwrap().view, View::Over);
            assert_eq!(compare(d("3.2"), d("3.75"), &norm).unwrap().view, View::Under);
        }
    }
}
