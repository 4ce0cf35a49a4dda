//! Numbers, days and money the way a language writes them.

#![allow(clippy::float_arithmetic, reason = "shares and statistics are shown rounded; what was counted stays whole")]

use chrono::NaiveDate;
use jenjang::legal::Language;
use jenjang::policy::explain;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;

/// Writes for readers of one language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writer(pub(super) Language);

impl Writer {
    /// The text of this language.
    pub(super) fn pick<'t>(self, id: &'t str, en: &'t str) -> &'t str {
        match self.0 {
            Language::Id => id,
            Language::En => en,
        }
    }

    /// `1.234.567` or `1,234,567`.
    pub(super) fn count(self, count: u64) -> String {
        self.grouped(&count.to_string())
    }

    /// With its sign, which is a real minus: `+1.234`, `−1.234`, `0`.
    pub(super) fn signed(self, count: i64) -> String {
        let sign = match count.signum() {
            1 => "+",
            -1 => "\u{2212}",
            _ => "",
        };
        format!("{sign}{}", self.count(count.unsigned_abs()))
    }

    /// To so many places: `1.234,5` or `1,234.5`; what is not finite is a dash.
    pub(super) fn number(self, value: f64, places: usize) -> String {
        if !value.is_finite() {
            return "–".to_owned();
        }
        let text = format!("{:.places$}", value.abs());
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let zero = text.chars().all(|letter| matches!(letter, '0' | '.'));
        let sign = if value < 0.0 && !zero { "\u{2212}" } else { "" };
        let whole = self.grouped(whole);
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}{}{fraction}", self.pick(",", ".")) }
    }

    /// A share from 0 to 1 in hundredths: `12,3%`. A share that is not nothing is never shown as `0,0%`, nor one that is not all as `100,0%`.
    pub(super) fn percent(self, share: f64, places: usize) -> String {
        let hundredths = share * 100.0;
        let smallest = 10f64.powi(-i32::try_from(places).unwrap_or(0));
        if hundredths > 0.0 && hundredths < smallest / 2.0 {
            return format!("<{}%", self.number(smallest, places));
        }
        if hundredths < 100.0 && hundredths > 100.0 - smallest / 2.0 {
            return format!(">{}%", self.number(100.0 - smallest, places));
        }
        format!("{}%", self.number(hundredths, places))
    }

    /// The share that `part` is of `whole`; a dash where there is no whole.
    pub(super) fn share(self, part: u64, whole: u64) -> String {
        share(part, whole).map_or_else(|| "–".to_owned(), |share| self.percent(share, 1))
    }

    /// `Rp 1.250.000`, with a real minus.
    pub(super) fn money(self, amount: Decimal) -> String {
        jenjang::development::budget::rupiah(amount).get(self.0).replace('-', "\u{2212}").replace(' ', "\u{a0}")
    }

    /// Large money in words: `Rp 1,25 triliun`; below a million in full.
    pub(super) fn money_short(self, amount: Decimal) -> String {
        let steps: [(i64, &str, &str); 3] =
            [(1_000_000_000_000, "triliun", "trillion"), (1_000_000_000, "miliar", "billion"), (1_000_000, "juta", "million")];
        let found = steps.into_iter().find(|(size, _, _)| amount.abs() >= Decimal::from(*size));
        let Some((size, id, en)) = found else { return self.money(amount.round()) };
        let short = (amount.abs() / Decimal::from(size)).round_dp(2);
        let text = short.normalize().to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let sign = if amount.is_sign_negative() { "\u{2212}" } else { "" };
        let point = if fraction.is_empty() { "" } else { self.pick(",", ".") };
        format!("{sign}Rp\u{a0}{}{point}{fraction}\u{a0}{}", self.grouped(whole), self.pick(id, en))
    }

    /// `1 April 2026`.
    pub(super) fn date(self, date: NaiveDate) -> String {
        explain::value(&Value::Date(date), None, self.0)
    }

    /// An exact number.
    pub(super) fn decimal(self, value: Decimal) -> String {
        let text = value.normalize().abs().to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let sign = if value.is_sign_negative() && !value.is_zero() { "\u{2212}" } else { "" };
        let point = if fraction.is_empty() { "" } else { self.pick(",", ".") };
        format!("{sign}{}{point}{fraction}", self.grouped(whole))
    }

    fn grouped(self, digits: &str) -> String {
        let mut text = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push_str(self.pick(".", ","));
            }
            text.push(digit);
        }
        text
    }
}

/// The share that `part` is of `whole`, where there is a whole.
#[allow(clippy::cast_precision_loss, reason = "shown to a few places")]
pub(super) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Writer = Writer(Language::Id);
    const EN: Writer = Writer(Language::En);

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        assert_eq!((ID.count(1_234_567).as_str(), EN.count(1_234_567).as_str()), ("1.234.567", "1,234,567"));
        assert_eq!((ID.number(1_234_567.84, 1).as_str(), EN.number(1_234_567.84, 1).as_str()), ("1.234.567,8", "1,234,567.8"));
        assert_eq!((ID.count(0).as_str(), ID.count(999).as_str(), ID.count(1000).as_str()), ("0", "999", "1.000"));
        assert_eq!((ID.signed(-1200).as_str(), EN.signed(7).as_str(), EN.signed(0).as_str()), ("\u{2212}1.200", "+7", "0"));
        assert_eq!(ID.number(-0.04, 1), "0,0", "no minus before nothing");
        assert_eq!(ID.number(f64::NAN, 1), "–");
        assert_eq!(ID.decimal("-1234.50".parse().unwrap()), "\u{2212}1.234,5");
    }

    #[test]
    fn a_little_is_not_nothing_and_almost_all_is_not_all() {
        assert_eq!((ID.percent(0.123, 1).as_str(), EN.percent(0.123, 1).as_str()), ("12,3%", "12.3%"));
        assert_eq!(ID.percent(0.000_001, 1), "<0,1%");
        assert_eq!(ID.percent(0.999_999, 1), ">99,9%");
        assert_eq!((ID.percent(0.0, 1).as_str(), ID.percent(1.0, 1).as_str()), ("0,0%", "100,0%"));
        assert_eq!(ID.share(1, 0), "–");
    }

    #[test]
    fn money_is_short_where_it_is_large() {
        assert_eq!(ID.money_short("1250000000000".parse().unwrap()), "Rp\u{a0}1,25\u{a0}triliun");
        assert_eq!(EN.money_short("-2500000".parse().unwrap()), "\u{2212}Rp\u{a0}2.5\u{a0}million");
        assert_eq!(ID.money_short("999999".parse().unwrap()), "Rp\u{a0}999.999");
        assert_eq!(ID.money("-1000.5".parse().unwrap()), "\u{2212}Rp\u{a0}1.000,50");
        assert_eq!(ID.date(NaiveDate::from_ymd_opt(2026, 8, 17).unwrap()), "17 Agustus 2026");
    }
}
