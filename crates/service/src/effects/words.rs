//! Saying figures to people who do not live with statistics: number, range, sentence, how many.

#![allow(clippy::float_arithmetic, reason = "statistics are f64; they are rounded here before anybody sees them")]

use jenjang::Decimal;
use jenjang::legal::{Label, Language};
use jenjang_statistics::distribution::{normal_quantile, t_margin};
use jenjang_statistics::surveys::Clarity;

use super::report::Statement;
use crate::evaluation::figures::rounded;

/// Chance with which a detectable difference is seen.
const POWER: f64 = 0.8;

/// Never more decimals than the range supports: whole numbers for a range of ten to each side, one place for one, two otherwise.
pub(super) fn places(interval: Option<(f64, f64)>) -> usize {
    match interval.map(|(low, high)| (high - low) / 2.0) {
        Some(half) if half >= 10.0 => 0,
        Some(half) if half >= 1.0 => 1,
        Some(_) => 2,
        None => 1,
    }
}

/// A number as a language writes it.
pub(super) fn number(value: f64, places: usize, language: Language) -> String {
    let text = rounded(value, places).map_or_else(|| "-".to_owned(), |value| value.to_string());
    if language == Language::Id { text.replace('.', ",") } else { text }
}

/// A label in which both languages say the same numbers in their own way.
pub(super) fn both(text: impl Fn(Language) -> String) -> Label {
    Label::new(text(Language::Id), text(Language::En))
}

/// The word of a language.
pub(super) fn t<'w>(language: Language, id: &'w str, en: &'w str) -> &'w str {
    if language == Language::Id { id } else { en }
}

/// `naik 3,2` or `turun 3,2`.
pub(super) fn moved(change: f64, places: usize, language: Language) -> String {
    let word = if change < 0.0 { t(language, "turun", "fell by") } else { t(language, "naik", "rose by") };
    format!("{word} {}", number(change.abs(), places, language))
}

/// `; kemungkinan antara 1,2 dan 5,2`.
pub(super) fn likely(interval: Option<(f64, f64)>, places: usize, language: Language) -> String {
    interval.map_or_else(String::new, |(low, high)| {
        let (low, high) = (number(low, places, language), number(high, places, language));
        match language {
            Language::Id => format!("; kemungkinan antara {low} dan {high}"),
            Language::En => format!("; likely between {low} and {high}"),
        }
    })
}

/// What may be said of an estimate with its interval: the difference one can detect follows from the standard error and degrees of freedom.
pub(super) fn clarity(estimate: f64, interval: (f64, f64), se: f64, df: f64) -> Option<Clarity> {
    let margin = if df.is_finite() { t_margin(0.95, df).ok()? } else { jenjang_statistics::distribution::normal_margin(0.95).ok()? };
    let detectable = (margin + normal_quantile(POWER).ok()?) * se;
    Clarity::of(estimate, interval, detectable).ok()
}

/// The sentence of a level, about a change or an effect.
pub(super) fn verdict(clarity: Clarity, effect: bool, language: Language) -> &'static str {
    match (clarity, effect, language) {
        (Clarity::Clear, false, Language::Id) => "Perubahannya jelas.",
        (Clarity::Clear, false, Language::En) => "A clear change.",
        (Clarity::Suggestive, false, Language::Id) => "Ada petunjuk perubahan, belum pasti.",
        (Clarity::Suggestive, false, Language::En) => "A suggestive change, not certain.",
        (Clarity::NotVisible, false, Language::Id) => "Perubahan tidak tampak.",
        (Clarity::NotVisible, false, Language::En) => "No change is visible.",
        (Clarity::Clear, true, Language::Id) => "Pengaruhnya jelas.",
        (Clarity::Clear, true, Language::En) => "A clear effect.",
        (Clarity::Suggestive, true, Language::Id) => "Ada petunjuk pengaruh, belum pasti.",
        (Clarity::Suggestive, true, Language::En) => "A suggestive effect, not certain.",
        (Clarity::NotVisible, true, Language::Id) => "Pengaruh tidak tampak.",
        (Clarity::NotVisible, true, Language::En) => "No effect is visible.",
    }
}

/// A statement with its number, range and level, rounded as it is said.
pub(super) fn statement(
    code: &'static str,
    text: Label,
    value: Option<f64>,
    interval: Option<(f64, f64)>,
    clarity: Option<Clarity>,
    people: Option<usize>,
) -> Statement {
    let places = places(interval);
    let round = |value: f64| rounded(value, places);
    let interval: Option<(Decimal, Decimal)> = interval.and_then(|(low, high)| Some((round(low)?, round(high)?)));
    Statement { code, text, value: value.and_then(round), interval, clarity: clarity.map(word), people }
}

/// A statement of words alone.
pub(super) fn remark(code: &'static str, text: Label) -> Statement {
    Statement { code, text, value: None, interval: None, clarity: None, people: None }
}

fn word(clarity: Clarity) -> &'static str {
    match clarity {
        Clarity::Clear => "clear",
        Clarity::Suggestive => "suggestive",
        Clarity::NotVisible => "not-visible",
    }
}
