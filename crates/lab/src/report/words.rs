//! Words that several parts of the report need.

#![allow(clippy::float_arithmetic, reason = "shares are shown rounded; what was counted stays whole")]

use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::period::EVERYTHING_KNOWN;
use jenjang::policy::document::Kind;
use rust_decimal::Decimal;

use super::numbers::{Writer, share};
use crate::compare::{ByDimension, Change, Comparison, GroupRow};

impl Writer {
    /// One of two texts made ready.
    pub(super) fn say(self, id: String, en: String) -> String {
        match self.0 {
            Language::Id => id,
            Language::En => en,
        }
    }

    /// A share as people count: `sekitar 8 dari 1.000 orang`; small groups exactly.
    pub(super) fn of_people(self, part: u64, whole: u64) -> String {
        let Some(found) = share(part, whole) else { return self.pick("tidak ada orang", "there is nobody").to_owned() };
        if part == 0 {
            return self.pick("tidak seorang pun", "nobody").to_owned();
        }
        if part == whole {
            return self.pick("semua orang", "everybody").to_owned();
        }
        if whole <= 100 {
            let (part, whole) = (self.count(part), self.count(whole));
            return self.say(format!("{part} dari {whole} orang"), format!("{part} of {whole} people"));
        }
        let of = [100u32, 1_000, 10_000, 100_000, 1_000_000, 10_000_000].into_iter().find(|of| found * f64::from(*of) >= 2.0);
        let of = of.unwrap_or(10_000_000);
        let (part, of) = (self.number(found * f64::from(of), 0), self.count(u64::from(of)));
        self.say(format!("sekitar {part} dari {of} orang"), format!("about {part} of {of} people"))
    }

    /// `1 orang`, `1 person`, `2,400 people`.
    pub(super) fn people(self, count: u64) -> String {
        let people = self.pick("orang", if count == 1 { "person" } else { "people" });
        format!("{} {people}", self.count(count))
    }

    /// The day whose knowledge of the rules was used, or that everything written down is known.
    pub(super) fn known_at(self, day: NaiveDate) -> String {
        if day < EVERYTHING_KNOWN { self.date(day) } else { self.pick("semua yang diketahui", "everything known").to_owned() }
    }

    /// An amount of a currency; rupiah as rupiah.
    pub(super) fn amount(self, currency: &str, amount: i128) -> String {
        match Decimal::try_from_i128_with_scale(amount, 0) {
            Ok(exact) if is_rupiah(currency) => self.money_short(exact),
            Ok(exact) => format!("{currency}\u{a0}{}", self.decimal(exact)),
            Err(_) => format!("{currency}\u{a0}{amount}"),
        }
    }
}

/// Whether amounts of this currency are written `Rp`.
pub(super) fn is_rupiah(currency: &str) -> bool {
    ["IDR", "Rp", "rupiah"].iter().any(|known| currency.eq_ignore_ascii_case(known))
}

/// What gaining is called.
pub(super) fn gain(kind: Kind) -> Label {
    Change::Gained.label(kind)
}

/// What losing is called.
pub(super) fn loss(kind: Kind) -> Label {
    Change::Lost.label(kind)
}

/// The group of an unprotected dimension in which most people are shown to change in this way, and whether all groups show how many.
pub(super) fn most(comparison: &Comparison, change: Change) -> Option<(&ByDimension, &GroupRow, u64, bool)> {
    let dimensions = || comparison.dimensions.iter().filter(|dimension| dimension.protected.is_none() && dimension.rows.len() > 1);
    let rows = || dimensions().flat_map(|dimension| dimension.rows.iter().map(move |row| (dimension, row)));
    let shown = rows().filter_map(|(dimension, row)| Some((dimension, row, row.cell(change)?))).filter(|(_, _, count)| *count > 0);
    // of equals the first
    let (dimension, row, count) = shown.min_by_key(|(_, _, count)| std::cmp::Reverse(*count))?;
    Some((dimension, row, count, rows().all(|(_, row)| !row.shown(change).is_hidden())))
}

/// A name inside a sentence: small at the start unless it is an abbreviation.
pub(super) fn lower(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

/// A sentence of another part with its large numbers in groups of three: `142011 dari 2710400` as `142.011 dari 2.710.400`.
/// Years, codes and decimals stay as they are.
pub(super) fn grouped(text: &str, writer: Writer) -> String {
    let mut written = String::new();
    let mut digits = String::new();
    let mut before = ' ';
    for letter in text.chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        let apart = |letter: char| !letter.is_alphanumeric() && !matches!(letter, '-' | '_' | '/');
        let number =
            digits.parse::<u64>().ok().filter(|_| digits.len() > 4 && apart(before) && !matches!(before, '.' | ',') && apart(letter));
        match number {
            Some(number) => written += &writer.count(number),
            None => written += &digits,
        }
        digits.clear();
        if letter != '\0' {
            written.push(letter);
        }
        before = letter;
    }
    written
}

/// A name that files and anchors can have: small letters, digits and hyphens.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "x".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_said_as_people_count() {
        let writer = Writer(Language::Id);
        assert_eq!(writer.of_people(41_234, 5_000_000), "sekitar 8 dari 1.000 orang");
        assert_eq!(writer.of_people(3, 5_000_000), "sekitar 6 dari 10.000.000 orang");
        assert_eq!(writer.of_people(3, 40), "3 dari 40 orang");
        assert_eq!(writer.of_people(0, 40), "tidak seorang pun");
        assert_eq!(writer.of_people(0, 0), "tidak ada orang");
        assert_eq!(Writer(Language::En).of_people(1, 1), "everybody");
    }

    #[test]
    fn large_numbers_in_sentences_of_others_are_grouped_and_nothing_else_is() {
        let writer = Writer(Language::Id);
        assert_eq!(grouped("A: 142011 dari 2710400 terpilih.", writer), "A: 142.011 dari 2.710.400 terpilih.");
        assert_eq!(grouped("pada 2026, kode X12345, 0,00012 dan 12345-9", writer), "pada 2026, kode X12345, 0,00012 dan 12345-9");
    }

    #[test]
    fn a_slug_is_safe_in_an_anchor_and_a_file_name() {
        assert_eq!(slug("grade.since"), "grade-since");
        assert_eq!(slug("<script>alert(1)</script>"), "script-alert-1-script");
        assert_eq!(slug("省"), "x");
    }
}
