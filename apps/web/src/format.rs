//! Dates and numbers as Indonesians and English readers write them.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use jenjang::legal::{Label, Language};
use jenjang::policy::explain;
use jenjang::policy::value::Value;

/// `1 April 2026`
pub(crate) fn date(day: NaiveDate, language: Language) -> String {
    explain::value(&Value::Date(day), None, language)
}

/// `1 April 2026, 03:15 UTC`
pub(crate) fn moment(at: DateTime<Utc>, language: Language) -> String {
    format!("{}, {} UTC", date(at.date_naive(), language), at.format("%H:%M"))
}

/// `1 April 2026 – 3 April 2026`, or the day alone where both are the same.
pub(crate) fn days(first: NaiveDate, last: NaiveDate, language: Language) -> String {
    if first == last { date(first, language) } else { format!("{} – {}", date(first, language), date(last, language)) }
}

/// A text in which days stand as in data (`riwayat golongan 2022-04-01 (823/2022)`), with the days as people write them.
pub(crate) fn with_dates(text: &str, language: Language) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let fresh = shown.chars().next_back().is_none_or(|before| !before.is_ascii_alphanumeric() && before != '-' && before != '/');
        let day = rest.get(..10).filter(|_| fresh).and_then(|word| word.parse::<NaiveDate>().ok().filter(|day| day.to_string() == word));
        let ends =
            rest.get(10..).is_some_and(|after| !after.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '-' || next == '/'));
        match day.filter(|_| ends) {
            Some(day) => {
                shown.push_str(&date(day, language));
                rest = rest.get(10..).unwrap_or_default();
            }
            None => {
                let mut letters = rest.chars();
                shown.extend(letters.next());
                rest = letters.as_str();
            }
        }
    }
    shown
}

/// The text as a sentence that stands alone.
pub(crate) fn sentence(text: &str) -> String {
    format!("{}.", capitalised(text.trim_end_matches('.')))
}

/// The text with a capital first letter.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// A day as somebody typed it: `2026-04-01`, `1/4/2026`, `01-04-2026`, `1 April 2026`, the month in either language, the day before the month.
///
/// # Errors
/// What was found and expected.
pub(crate) fn parse_day(text: &str) -> Result<NaiveDate, Label> {
    let read = text.trim().parse::<NaiveDate>().ok().or_else(|| day_in_words(text));
    read.filter(|day| (1945..=2200).contains(&day.year())).ok_or_else(|| {
        let found = crate::error::shortened(text);
        Label::new(
            format!("tanggal `{found}` tidak dapat dibaca, seharusnya seperti 2026-04-01 atau 1 April 2026"),
            format!("the date `{found}` cannot be read, expected something like 2026-04-01 or 1 April 2026"),
        )
    })
}

/// Day, month as number or name, and year.
fn day_in_words(text: &str) -> Option<NaiveDate> {
    let words: Vec<&str> = text.split([' ', '/', '-', '.', ',']).filter(|word| !word.is_empty()).collect();
    let [day, month, year] = words.as_slice() else { return None };
    let month = month.parse().ok().or_else(|| month_of(month))?;
    NaiveDate::from_ymd_opt(year.parse().ok().filter(|_| year.len() == 4)?, month, day.parse().ok()?)
}

/// The number of a month by its name in either language, or its first three letters at least.
fn month_of(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    (1..=12).find(|month| {
        let Some(first) = NaiveDate::from_ymd_opt(2026, *month, 1) else { return false };
        [Language::Id, Language::En].into_iter().any(|language| {
            let full = date(first, language).to_lowercase();
            name.chars().count() >= 3 && full.split(' ').nth(1).is_some_and(|full| full.starts_with(&name))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_records_are_shown_as_people_write_them() {
        let shown = |text: &str| with_dates(text, Language::Id);
        assert_eq!(shown("riwayat golongan 2022-04-01 (823/contoh/2022)"), "riwayat golongan 1 April 2022 (823/contoh/2022)");
        assert_eq!(shown("SKP 2024-01-01, 2025-01-01"), "SKP 1 Januari 2024, 1 Januari 2025");
        assert_eq!(shown("nomor 12/2022-04-01/7 dan 2022-04-012"), "nomor 12/2022-04-01/7 dan 2022-04-012");
        assert_eq!(with_dates("2022-04-01", Language::En), "1 April 2022");
    }

    #[test]
    fn a_day_that_is_first_and_last_is_written_once() {
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(days(day("2026-11-01"), day("2026-11-01"), Language::Id), "1 November 2026");
        assert_eq!(days(day("2026-11-01"), day("2026-12-03"), Language::Id), "1 November 2026 – 3 Desember 2026");
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for text in [" 2026-04-01 ", "1/4/2026", "01-04-2026", "1.4.2026", "1 April 2026", "1 apr 2026"] {
            assert_eq!(parse_day(text).unwrap().to_string(), "2026-04-01", "{text}");
        }
        for (text, day) in [("17 Agustus 2026", "2026-08-17"), ("17 August 2026", "2026-08-17"), ("2 Mei 2026", "2026-05-02")] {
            assert_eq!(parse_day(text).unwrap().to_string(), day);
        }
    }

    #[test]
    fn nonsense_is_no_day() {
        for text in ["", "besok", "2026-02-30", "0001-01-01", "31/02/2026", "1 ma 2026", "1/4/26", "2026/04/01", "1 2 3 2026"] {
            let error = parse_day(text).unwrap_err();
            assert!(error.id.contains(text) && error.en.contains("expected"), "{error:?}");
        }
    }
}
