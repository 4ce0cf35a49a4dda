//! Exact decimals: reading, writing and the explicit rounding step.

pub mod ratio;

use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// How a value between two neighbours is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoundingMode {
    /// Halves away from zero; the usual rule of Indonesian regulations.
    HalfUp,
    /// Halves to the even neighbour.
    HalfEven,
    /// Halves towards zero.
    HalfDown,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

impl RoundingMode {
    /// All modes, in the order of the format reference.
    pub const ALL: [RoundingMode; 5] =
        [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::HalfDown, RoundingMode::Up, RoundingMode::Down];

    /// The word used in policy files.
    pub fn as_str(self) -> &'static str {
        match self {
            RoundingMode::HalfUp => "half-up",
            RoundingMode::HalfEven => "half-even",
            RoundingMode::HalfDown => "half-down",
            RoundingMode::Up => "up",
            RoundingMode::Down => "down",
        }
    }

    /// The mode with this word.
    pub fn parse(word: &str) -> Option<RoundingMode> {
        RoundingMode::ALL.into_iter().find(|m| m.as_str() == word)
    }

    fn strategy(self) -> RoundingStrategy {
        match self {
            RoundingMode::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            RoundingMode::HalfEven => RoundingStrategy::MidpointNearestEven,
            RoundingMode::HalfDown => RoundingStrategy::MidpointTowardZero,
            RoundingMode::Up => RoundingStrategy::AwayFromZero,
            RoundingMode::Down => RoundingStrategy::ToZero,
        }
    }
}

/// An explicit rounding step: decimal places and mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rounding {
    /// Decimal places kept, 0 to 28.
    pub places: u32,
    /// What happens to the rest.
    pub mode: RoundingMode,
}

impl Rounding {
    /// The rounded value, written with trailing zeros removed.
    pub fn apply(self, value: Decimal) -> Decimal {
        value.round_dp_with_strategy(self.places, self.mode.strategy()).normalize()
    }
}

/// Rounds to a power of ten: `scale` 2 keeps two places, `-2` rounds to hundreds. Total for every scale.
pub fn round_to_scale(value: Decimal, scale: i32, mode: RoundingMode) -> Option<Decimal> {
    if scale >= 0 {
        return Some(value.round_dp_with_strategy(scale.unsigned_abs().min(28), mode.strategy()));
    }
    let power = scale.unsigned_abs();
    if power > 28 {
        return Some(Decimal::ZERO).filter(|_| !matches!(mode, RoundingMode::Up) || value.is_zero());
    }
    let unit = Decimal::try_from_i128_with_scale(10i128.checked_pow(power)?, 0).ok()?;
    // a scale of 28 is exact: dividing by a power of ten only moves the point
    let mut quotient = value;
    let scale_now = quotient.scale();
    if scale_now + power <= 28 {
        quotient.set_scale(scale_now + power).ok()?;
    } else {
        quotient = value.checked_div(unit)?;
    }
    quotient.round_dp_with_strategy(0, mode.strategy()).checked_mul(unit)
}

/// A text that is not a decimal number this system can hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseDecimalError {
    /// Not a number at all.
    #[error("`{found}` is not a decimal number, expected digits with an optional sign and point, such as `-12.50`")]
    Syntax {
        /// What was found.
        found: String,
    },
    /// More digits than can be held exactly.
    #[error("`{found}` has more digits than can be kept exactly, expected at most 28 digits and 28 decimal places")]
    Range {
        /// What was found.
        found: String,
    },
}

/// Reads a plain decimal (`-12.50`, `.5`); exponents, blanks and separators are refused, and so is anything that cannot be kept exactly.
///
/// # Errors
/// [`ParseDecimalError`] says whether the text is no number or has too many digits.
pub fn parse_decimal(text: &str) -> Result<Decimal, ParseDecimalError> {
    let shorten = || if text.chars().count() > 60 { text.chars().take(60).chain("…".chars()).collect() } else { text.to_owned() };
    let digits = text.strip_prefix('-').unwrap_or(text);
    let well_formed = !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().filter(|b| *b == b'.').count() <= 1
        && digits.bytes().any(|b| b.is_ascii_digit())
        && !digits.ends_with('.');
    if !well_formed {
        return Err(ParseDecimalError::Syntax { found: shorten() });
    }
    Decimal::from_str_exact(text)
        .or_else(|_| Decimal::from_str(text).ok().filter(|_| fits(digits)).ok_or(()))
        .map_err(|()| ParseDecimalError::Range { found: shorten() })
}

/// Whether leading and trailing zeros aside the digits can be held.
fn fits(digits: &str) -> bool {
    let trimmed = if digits.contains('.') { digits.trim_end_matches('0') } else { digits };
    let significant = trimmed.trim_start_matches(['0', '.']).bytes().filter(u8::is_ascii_digit).count();
    let places = trimmed.split_once('.').map_or(0, |(_, p)| p.len());
    significant <= 28 && places <= 28
}

/// The shortest plain form without an allocation, for writing many numbers: [`format_decimal`] as bytes on the stack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainDecimal {
    bytes: [u8; PlainDecimal::LENGTH],
    start: usize,
}

impl PlainDecimal {
    /// A sign, a leading zero, a point and 29 digits fit.
    const LENGTH: usize = 40;

    pub(crate) fn new(value: Decimal) -> PlainDecimal {
        let mut plain = PlainDecimal { bytes: [b'0'; PlainDecimal::LENGTH], start: PlainDecimal::LENGTH };
        let (mut rest, mut places) = (value.mantissa().unsigned_abs(), value.scale());
        let negative = value.is_sign_negative() && rest != 0;
        let mut fraction = false;
        loop {
            // most numbers fit the machine's own division
            let digit = match u64::try_from(rest) {
                Ok(small) => {
                    rest = u128::from(small / 10);
                    small % 10
                }
                Err(_) => {
                    let digit = rest % 10;
                    rest /= 10;
                    u64::try_from(digit).unwrap_or(0)
                }
            };
            if places == 0 {
                plain.push(b'0' + u8::try_from(digit).unwrap_or(0));
                if rest == 0 {
                    break;
                }
                continue;
            }
            // zeros at the end of the fraction are not written
            if digit != 0 || fraction {
                fraction = true;
                plain.push(b'0' + u8::try_from(digit).unwrap_or(0));
            }
            places -= 1;
            if places == 0 && fraction {
                plain.push(b'.');
            }
        }
        if negative {
            plain.push(b'-');
        }
        plain
    }

    fn push(&mut self, byte: u8) {
        self.start = self.start.saturating_sub(1);
        if let Some(place) = self.bytes.get_mut(self.start) {
            *place = byte;
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        self.bytes.get(self.start..).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }
}

/// The shortest plain form (`0.5`, not `0.50`).
pub fn format_decimal(value: Decimal) -> String {
    value.normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_can_keep_and_refuses_the_rest() {
        assert_eq!(parse_decimal("-12.50").map(format_decimal), Ok("-12.5".to_owned()));
        assert_eq!(parse_decimal(".5").map(format_decimal), Ok("0.5".to_owned()));
        for bad in ["", "-", ".", "1.", "1e5", "1,5", " 1", "+1", "1.2.3"] {
            assert!(matches!(parse_decimal(bad), Err(ParseDecimalError::Syntax { .. })), "{bad}");
        }
        let long = "9".repeat(40);
        assert!(matches!(parse_decimal(&long), Err(ParseDecimalError::Range { .. })));
        assert!(matches!(parse_decimal(&format!("0.{}1", "0".repeat(40))), Err(ParseDecimalError::Range { .. })));
    }

    #[test]
    fn the_plain_form_is_the_same_with_and_without_an_allocation() {
        let texts = [
            "0",
            "0.000",
            "-0.5",
            "0.05",
            "100",
            "1.50",
            "-12.340",
            "10.01",
            "79228162514264337593543950335",
            "0.0000000000000000000000000001",
        ];
        for text in texts {
            let value = Decimal::from_str(text).unwrap();
            assert_eq!(PlainDecimal::new(value).as_str(), format_decimal(value), "{text}");
            assert_eq!(PlainDecimal::new(-value).as_str(), format_decimal(-value), "-{text}");
        }
        for n in -3000i64..3000 {
            for places in 0..6 {
                let value = Decimal::new(n, places);
                assert_eq!(PlainDecimal::new(value).as_str(), format_decimal(value));
            }
        }
    }

    #[test]
    fn rounding_is_the_declared_one() {
        let value = parse_decimal("2.125").unwrap();
        let at = |mode| format_decimal(Rounding { places: 2, mode }.apply(value));
        assert_eq!(at(RoundingMode::HalfUp), "2.13");
        assert_eq!(at(RoundingMode::HalfEven), "2.12");
        assert_eq!(at(RoundingMode::HalfDown), "2.12");
        assert_eq!(at(RoundingMode::Up), "2.13");
        assert_eq!(at(RoundingMode::Down), "2.12");
        assert_eq!(round_to_scale(parse_decimal("1250").unwrap(), -2, RoundingMode::HalfUp).map(format_decimal), Some("1300".into()));
    }
}
