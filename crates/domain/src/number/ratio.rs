//! Exact fractions: means and weighted means that must not lose a third.

use std::cmp::Ordering;
use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::RoundingMode;

/// A fraction in lowest terms with a positive denominator. Thresholds are decided on it, unrounded; [`Ratio::round`] is the one rounding step.
///
/// Arithmetic that would leave 128 bits answers `None`; means of ratings stay far below that.
///
/// ```
/// use jenjang::Decimal;
/// use jenjang::number::RoundingMode;
/// use jenjang::number::ratio::Ratio;
///
/// let mean = Ratio::mean([Ratio::from(4), Ratio::from(4), Ratio::from(5)]).unwrap();
/// assert_eq!(mean.to_string(), "13/3");
/// assert_eq!(mean.round(2, RoundingMode::HalfUp), Some(Decimal::new(433, 2)));
/// assert_eq!(Ratio::new(1, 0), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(i128, i128)", into = "(i128, i128)")]
pub struct Ratio {
    numerator: i128,
    // INVARIANT (lowest terms): positive, and without a common divisor with the numerator
    denominator: i128,
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Ratio = Ratio { numerator: 0, denominator: 1 };
    /// One.
    pub const ONE: Ratio = Ratio { numerator: 1, denominator: 1 };

    /// The fraction in lowest terms; `None` for a denominator of 0 or beyond 128 bits.
    pub fn new(numerator: i128, denominator: i128) -> Option<Ratio> {
        if denominator == 1 {
            return Some(Ratio { numerator, denominator });
        }
        // means of ratings are small: 64-bit division is many times faster than that of 128 bits
        if let (Ok(small), Ok(below)) = (i64::try_from(numerator), u64::try_from(denominator)) {
            if below == 0 {
                return None;
            }
            let divisor = gcd_small(small.unsigned_abs(), below);
            let magnitude = i128::from(small.unsigned_abs() / divisor);
            let numerator = if small < 0 { -magnitude } else { magnitude };
            return Some(Ratio { numerator, denominator: i128::from(below / divisor) });
        }
        if denominator == 0 {
            return None;
        }
        let divisor = i128::try_from(gcd(numerator.unsigned_abs(), denominator.unsigned_abs())).ok()?;
        let sign = denominator.signum();
        Some(Ratio { numerator: (numerator / divisor).checked_mul(sign)?, denominator: (denominator / divisor).checked_mul(sign)? })
    }

    /// The numerator, in lowest terms.
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator, in lowest terms; positive.
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// Whether it is 0.
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// The sum.
    pub fn plus(self, other: Ratio) -> Option<Ratio> {
        if self.denominator == other.denominator {
            return Ratio::new(self.numerator.checked_add(other.numerator)?, self.denominator);
        }
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Ratio::new(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    /// The difference.
    pub fn minus(self, other: Ratio) -> Option<Ratio> {
        self.plus(Ratio { numerator: other.numerator.checked_neg()?, denominator: other.denominator })
    }

    /// The product.
    pub fn times(self, other: Ratio) -> Option<Ratio> {
        Ratio::new(self.numerator.checked_mul(other.numerator)?, self.denominator.checked_mul(other.denominator)?)
    }

    /// The quotient; `None` for division by 0.
    pub fn over(self, other: Ratio) -> Option<Ratio> {
        Ratio::new(self.numerator.checked_mul(other.denominator)?, self.denominator.checked_mul(other.numerator)?)
    }

    /// The sum of several; 0 for none.
    pub fn sum(values: impl IntoIterator<Item = Ratio>) -> Option<Ratio> {
        values.into_iter().try_fold(Ratio::ZERO, Ratio::plus)
    }

    /// The mean; `None` for no values.
    pub fn mean(values: impl IntoIterator<Item = Ratio>) -> Option<Ratio> {
        let mut count = 0i128;
        let mut total = Ratio::ZERO;
        for value in values {
            total = total.plus(value)?;
            count += 1;
        }
        total.over(Ratio::from(count))
    }

    /// The value to so many decimal places; `None` where a decimal cannot hold it.
    pub fn round(self, places: u32, mode: RoundingMode) -> Option<Decimal> {
        let scaled = self.numerator.checked_mul(10i128.checked_pow(places)?)?;
        let (whole, rest) = match (i64::try_from(scaled), i64::try_from(self.denominator)) {
            (Ok(scaled), Ok(denominator)) => (i128::from(scaled / denominator), i128::from(scaled % denominator)),
            _ => (scaled / self.denominator, scaled % self.denominator),
        };
        let twice = rest.unsigned_abs().checked_mul(2)?.cmp(&self.denominator.unsigned_abs());
        let away = match (mode, twice) {
            _ if rest == 0 => false,
            (RoundingMode::Up, _) | (_, Ordering::Greater) if mode != RoundingMode::Down => true,
            (RoundingMode::HalfUp, Ordering::Equal) => true,
            (RoundingMode::HalfEven, Ordering::Equal) => whole % 2 != 0,
            _ => false,
        };
        let rounded = if away { whole.checked_add(scaled.signum())? } else { whole };
        Decimal::try_from_i128_with_scale(rounded, places).ok()
    }

    /// The value with as many decimal places as a decimal holds (up to 15), halves up: for values that are shown further, never for thresholds.
    pub fn approximate(self) -> Option<Decimal> {
        (0..=15).rev().find_map(|places| self.round(places, RoundingMode::HalfUp)).map(|d| d.normalize())
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Stein's algorithm: shifts and subtractions only.
fn gcd_small(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return (a | b).max(1);
    }
    let twos = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    loop {
        b >>= b.trailing_zeros();
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        b -= a;
        if b == 0 {
            return a << twos;
        }
    }
}

impl From<i128> for Ratio {
    fn from(whole: i128) -> Ratio {
        Ratio { numerator: whole, denominator: 1 }
    }
}

impl From<Decimal> for Ratio {
    fn from(value: Decimal) -> Ratio {
        if value.scale() == 0 {
            return Ratio::from(value.mantissa());
        }
        // a decimal has at most 28 places, and 10^28 is within 128 bits
        let denominator = 10i128.checked_pow(value.scale()).unwrap_or(1);
        Ratio::new(value.mantissa(), denominator).unwrap_or(Ratio::ZERO)
    }
}

impl TryFrom<(i128, i128)> for Ratio {
    type Error = &'static str;

    fn try_from((numerator, denominator): (i128, i128)) -> Result<Ratio, &'static str> {
        Ratio::new(numerator, denominator).ok_or("a fraction with denominator 0, expected any other")
    }
}

impl From<Ratio> for (i128, i128) {
    fn from(ratio: Ratio) -> (i128, i128) {
        (ratio.numerator, ratio.denominator)
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    /// Exact for all fractions: whole parts first, then the reciprocals of what is left (the continued fraction), so that nothing overflows.
    fn cmp(&self, other: &Ratio) -> Ordering {
        let (mut a, mut b, mut c, mut d) = (self.numerator, self.denominator, other.numerator, other.denominator);
        if let (Some(left), Some(right)) = (a.checked_mul(d), c.checked_mul(b)) {
            return left.cmp(&right);
        }
        let mut flipped = false;
        loop {
            let order = a.div_euclid(b).cmp(&c.div_euclid(d));
            let (left, right) = (a.rem_euclid(b), c.rem_euclid(d));
            let order = match order {
                Ordering::Equal => match (left, right) {
                    (0, 0) => Ordering::Equal,
                    (0, _) => Ordering::Less,
                    (_, 0) => Ordering::Greater,
                    _ => {
                        // compare d/right with b/left: the order turns round
                        (a, b, c, d) = (b, left, d, right);
                        flipped = !flipped;
                        continue;
                    }
                },
                decided => decided,
            };
            return if flipped { order.reverse() } else { order };
        }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 { write!(f, "{}", self.numerator) } else { write!(f, "{}/{}", self.numerator, self.denominator) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ratio(numerator: i128, denominator: i128) -> Ratio {
        Ratio::new(numerator, denominator).unwrap()
    }

    #[test]
    fn halves_go_away_from_zero_and_thirds_stay_exact() {
        assert_eq!(ratio(2675, 1000).round(2, RoundingMode::HalfUp).unwrap().to_string(), "2.68");
        assert_eq!(ratio(-1005, 1000).round(2, RoundingMode::HalfUp).unwrap().to_string(), "-1.01");
        assert_eq!(ratio(-1005, 1000).round(2, RoundingMode::HalfEven).unwrap().to_string(), "-1.00");
        assert_eq!(ratio(1, 3).round(2, RoundingMode::Up).unwrap().to_string(), "0.34");
        assert_eq!(ratio(2, 3).round(2, RoundingMode::Down).unwrap().to_string(), "0.66");
        let thirds = Ratio::sum([ratio(1, 3), ratio(1, 3), ratio(1, 3)]).unwrap();
        assert_eq!(thirds, Ratio::ONE);
    }

    #[test]
    fn what_does_not_fit_is_none_and_still_compares() {
        let huge = ratio(i128::MAX, 3);
        assert_eq!(huge.plus(huge), None);
        assert!(ratio(i128::MAX, 5) < huge && ratio(i128::MAX - 1, i128::MAX) < Ratio::ONE);
    }

    proptest! {
        #[test]
        fn the_order_is_that_of_cross_products(a in -1000i128..1000, b in 1i128..1000, c in -1000i128..1000, d in 1i128..1000) {
            prop_assert_eq!(ratio(a, b).cmp(&ratio(c, d)), (a * d).cmp(&(c * b)));
        }

        #[test]
        fn large_values_keep_the_order_of_small_differences(a in 1i128..i128::MAX / 2, b in 1i128..i128::MAX / 2) {
            let (left, right) = (ratio(a, b), ratio(a + 1, b));
            prop_assert!(left < right);
            prop_assert_eq!(right.cmp(&left), Ordering::Greater);
        }

        #[test]
        fn rounding_half_up_agrees_with_decimals(mantissa in -1_000_000i64..1_000_000, scale in 0u32..6, places in 0u32..4) {
            let value = Decimal::new(mantissa, scale);
            let expected = crate::number::Rounding { places, mode: RoundingMode::HalfUp }.apply(value);
            prop_assert_eq!(Ratio::from(value).round(places, RoundingMode::HalfUp).unwrap().normalize(), expected);
        }
    }
}
