//! Dates as tables write them.

use chrono::NaiveDate;
use jenjang::policy::expression::literal::parse_date;

use crate::column::day_number;

/// A way to write dates. Marks may be `-`, `/` or `.`; a time of midnight after the date is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateForm {
    DayMonthYear,
    MonthDayYear,
    YearMonthDay,
    /// `yyyymmdd`
    Digits,
}

impl DateForm {
    /// The words of mapping files.
    pub(super) const WORDS: [(&'static str, DateForm); 4] = [
        ("dd-mm-yyyy", DateForm::DayMonthYear),
        ("mm-dd-yyyy", DateForm::MonthDayYear),
        ("yyyy-mm-dd", DateForm::YearMonthDay),
        ("yyyymmdd", DateForm::Digits),
    ];

    pub(super) fn word(self) -> &'static str {
        DateForm::WORDS.iter().find(|(_, form)| *form == self).map_or("", |(word, _)| word)
    }

    fn example(self) -> &'static str {
        match self {
            DateForm::DayMonthYear => "01-04-2026",
            DateForm::MonthDayYear => "04-01-2026",
            DateForm::YearMonthDay => "2026-04-01",
            DateForm::Digits => "20260401",
        }
    }
}

/// What dates of these forms look like.
pub(super) fn examples(forms: &[DateForm]) -> String {
    let forms = if forms.is_empty() { &[DateForm::YearMonthDay] } else { forms };
    forms.iter().map(|form| format!("`{}` ({})", form.example(), form.word())).collect::<Vec<_>>().join(", ")
}

/// Days since 1970-01-01 of a date in one of the forms; without forms, as in data files (`2026-04-01`).
pub(super) fn read(text: &str, forms: &[DateForm]) -> Option<i64> {
    let text = without_midnight(text);
    let date = if forms.is_empty() { parse_date(text) } else { forms.iter().find_map(|form| of_form(text, *form)) };
    date.map(day_number).filter(|day| YEARS.contains(day))
}

/// Days in the years 1 to 9999, in which dates of data lie.
pub(super) const YEARS: std::ops::RangeInclusive<i64> = -719_162..=2_932_896;

fn without_midnight(text: &str) -> &str {
    let Some((date, time)) = text.split_once(['T', ' ']) else { return text };
    let time = time.trim_end_matches('Z');
    if !time.is_empty() && time.bytes().all(|b| matches!(b, b'0' | b':' | b'.')) { date } else { text }
}

fn of_form(text: &str, form: DateForm) -> Option<NaiveDate> {
    let number = |part: &str, digits: std::ops::RangeInclusive<usize>| {
        let fits = digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| fits)
    };
    let cut = || {
        let mark = ['-', '/', '.'].into_iter().find(|mark| text.contains(*mark))?;
        let mut parts = text.split(mark);
        Some((parts.next()?, parts.next()?, parts.next()?)).filter(|_| parts.next().is_none())
    };
    let (year, month, day) = match form {
        DateForm::YearMonthDay => cut()?,
        DateForm::DayMonthYear => cut().map(|(day, month, year)| (year, month, day))?,
        DateForm::MonthDayYear => cut().map(|(month, day, year)| (year, month, day))?,
        DateForm::Digits if text.len() == 8 => (text.get(..4)?, text.get(4..6)?, text.get(6..)?),
        DateForm::Digits => return None,
    };
    NaiveDate::from_ymd_opt(i32::try_from(number(year, 4..=4)?).ok()?, number(month, 1..=2)?, number(day, 1..=2)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_forms_that_were_named_and_no_other() {
        let day = Some(day_number(NaiveDate::from_ymd_opt(2024, 8, 7).unwrap()));
        assert_eq!(read("2024-08-07", &[]), day);
        assert_eq!(read("2024-08-07T00:00:00", &[]), day);
        assert_eq!(read("2024-08-07 08:30:00", &[]), None, "a time of day is lost by nobody");
        assert_eq!(read("07/08/2024", &[DateForm::DayMonthYear]), day);
        assert_eq!(read("8/7/2024", &[DateForm::MonthDayYear]), day);
        assert_eq!(read("20240807", &[DateForm::DayMonthYear, DateForm::Digits]), day);
        assert_eq!(read("07/08/2024", &[]), None);
        assert_eq!(read("31-02-2024", &[DateForm::DayMonthYear]), None);
        assert_eq!(read("07-08-24", &[DateForm::DayMonthYear]), None, "a short year");
        assert_eq!(read("0000-01-01", &[]), None);
        let (first, last) = (NaiveDate::from_ymd_opt(1, 1, 1).unwrap(), NaiveDate::from_ymd_opt(9999, 12, 31).unwrap());
        assert_eq!((*YEARS.start(), *YEARS.end()), (day_number(first), day_number(last)));
    }
}
