//! Between exact numbers and statistics: f64 in, rounded decimals out.

#![allow(clippy::float_arithmetic, reason = "statistics are f64; they are rounded here before anybody sees them")]

use jenjang::Decimal;
use jenjang::evaluation::report::Figure;
use jenjang::evaluation::response::Answer;
use jenjang::number::ratio::Ratio;
use jenjang_statistics::Undefined;

/// Decimal places of coefficients.
pub(crate) const COEFFICIENT: usize = 3;
/// Decimal places of points of the scale.
pub(crate) const POINTS: usize = 2;

#[expect(clippy::cast_precision_loss, reason = "means of ratings have few digits")]
pub(crate) fn float(ratio: Ratio) -> f64 {
    ratio.numerator() as f64 / ratio.denominator() as f64
}

pub(crate) fn decimal(value: Decimal) -> f64 {
    float(Ratio::from(value))
}

pub(crate) fn answer(answer: Option<Answer>) -> Option<f64> {
    match answer {
        Some(Answer::Value(value)) => Some(decimal(value)),
        _ => None,
    }
}

pub(crate) fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (mut count, mut sum) = (0u32, 0.0);
    for value in values {
        count += 1;
        sum += value;
    }
    if count == 0 { None } else { Some(sum / f64::from(count)) }
}

/// A statistic rounded to its declared places, or its reason.
pub(crate) fn figure(value: Result<f64, Undefined>, places: usize) -> Figure {
    match value.map(|x| rounded(x, places)) {
        Ok(Some(value)) => Figure::known(value),
        Ok(None) => Figure::undefined(Undefined::NotFinite.label()),
        Err(reason) => Figure::undefined(reason.label()),
    }
}

pub(crate) fn rounded(value: f64, places: usize) -> Option<Decimal> {
    let text = format!("{value:.places$}");
    text.parse::<Decimal>().ok().map(|d| if d.is_zero() { d.abs() } else { d })
}

#[expect(clippy::cast_precision_loss, reason = "counts of people and raters are small")]
pub(crate) fn count(n: usize) -> f64 {
    n as f64
}
