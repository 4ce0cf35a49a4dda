//! Dates as registers and spreadsheets write them.

use chrono::NaiveDate;

/// A way to write dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum DateForm {
    /// `dd-mm-yyyy`, also with `/` or `.`
    DayMonthYear,
    /// `mm-dd-yyyy`, also with `/` or `.`; only where a mapping says so.
    MonthDayYear,
    /// `yyyy-mm-dd`, also with `/` or `.`
    YearMonthDay,
    /// `yyyymmdd`
    Digits,
    /// `17 Agustus 2024`
    Words,
}

impl DateForm {
    /// The words of mapping files.
    pub(crate) const WORDS: [(&'static str, DateForm); 5] = [
        ("dd-mm-yyyy", DateForm::DayMonthYear),
        ("mm-dd-yyyy", DateForm::MonthDayYear),
        ("yyyy-mm-dd", DateForm::YearMonthDay),
        ("yyyymmdd", DateForm::Digits),
        ("dd mmmm yyyy", DateForm::Words),
    ];

    /// What is tried where no mapping says otherwise. No two of them read one text differently.
    pub(crate) const USUAL: [DateForm; 3] = [DateForm::DayMonthYear, DateForm::YearMonthDay, DateForm::Words];
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateFault {
    /// Not written as a date.
    Form,
    /// Written as a date that the calendar does not have.
    Impossible,
    /// The number of a day, as spreadsheets keep dates.
    Serial,
    /// A year of two digits.
    ShortYear,
}

const MONTHS: [(&str, &str); 12] = [
    ("januari", "jan"),
    ("februari", "feb"),
    ("maret", "mar"),
    ("april", "apr"),
    ("mei", "mei"),
    ("juni", "jun"),
    ("juli", "jul"),
    ("agustus", "agu"),
    ("september", "sep"),
    ("oktober", "okt"),
    ("november", "nov"),
    ("desember", "des"),
];

/// Reads a date in one of some forms. A time of day after it is left out.
pub(crate) fn read(text: &str, forms: &[DateForm]) -> Result<NaiveDate, DateFault> {
    let text = without_time(text.trim());
    if (4..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DateFault::Serial);
    }
    let mut fault = DateFault::Form;
    for form in forms {
        match of_form(text, *form) {
            Ok((year, month, day)) => match NaiveDate::from_ymd_opt(year, month, day).filter(|_| (1900..=2999).contains(&year)) {
                Some(date) => return Ok(date),
                None => fault = DateFault::Impossible,
            },
            Err(DateFault::Form) => {}
            Err(other) => fault = other,
        }
    }
    Err(fault)
}

/// `2024-08-17T00:00:00+07:00` and `17-08-2024 00:00` without their time.
fn without_time(text: &str) -> &str {
    let cut = text.find('T').or_else(|| text.find(' '));
    match cut {
        Some(at) if text.get(at + 1..).is_some_and(|rest| rest.contains(':')) => text.get(..at).unwrap_or(text).trim(),
        _ => text,
    }
}

fn of_form(text: &str, form: DateForm) -> Result<(i32, u32, u32), DateFault> {
    let number = |part: &str, digits: std::ops::RangeInclusive<usize>| {
        let fits = digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| fits)
    };
    let triple = |parts: [&str; 3], year: usize, month: usize, day: usize| {
        let (Some(d), Some(m)) = (number(parts[day], 1..=2), number(parts[month], 1..=2)) else { return Err(DateFault::Form) };
        if parts[year].len() == 2 && number(parts[year], 2..=2).is_some() {
            return Err(DateFault::ShortYear);
        }
        let y = number(parts[year], 4..=4).and_then(|y| i32::try_from(y).ok()).ok_or(DateFault::Form)?;
        Ok((y, m, d))
    };
    let cut = || {
        let separator = ['-', '/', '.'].into_iter().find(|mark| text.contains(*mark)).ok_or(DateFault::Form)?;
        let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
        <[&str; 3]>::try_from(parts).map_err(|_| DateFault::Form)
    };
    match form {
        DateForm::DayMonthYear => triple(cut()?, 2, 1, 0),
        DateForm::MonthDayYear => triple(cut()?, 2, 0, 1),
        DateForm::YearMonthDay => {
            let parts = cut()?;
            if parts[0].len() != 4 { Err(DateFault::Form) } else { triple(parts, 0, 1, 2) }
        }
        DateForm::Digits => match (text.len(), text.get(..4), text.get(4..6), text.get(6..)) {
            (8, Some(year), Some(month), Some(day)) => triple([year, month, day], 0, 1, 2),
            _ => Err(DateFault::Form),
        },
        DateForm::Words => {
            let parts: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == '-').filter(|part| !part.is_empty()).collect();
            let [day, month, year] = parts.as_slice() else { return Err(DateFault::Form) };
            let word = month.to_lowercase();
            let at = MONTHS.iter().position(|(long, short)| word == *long || word == *short).ok_or(DateFault::Form)?;
            let month = (at + 1).to_string();
            triple([day, &month, year], 2, 1, 0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_registers_and_spreadsheets() {
        let day = NaiveDate::from_ymd_opt(2024, 8, 17).unwrap();
        for text in [
            "17-08-2024",
            "2024-08-17",
            "17/08/2024",
            "17.8.2024",
            "2024-08-17T00:00:00.000Z",
            "17-08-2024 00:00:00",
            "17 Agustus 2024",
            "17-Agu-2024",
        ] {
            assert_eq!(read(text, &DateForm::USUAL), Ok(day), "{text}");
        }
        assert_eq!(read("08/17/2024", &[DateForm::MonthDayYear]), Ok(day));
        assert_eq!(read("20240817", &[DateForm::Digits]), Ok(day));
    }

    #[test]
    fn what_is_no_date_says_why() {
        for (text, fault) in [
            ("31-02-2024", DateFault::Impossible),
            ("08/17/2024", DateFault::Impossible),
            ("00-00-0000", DateFault::Impossible),
            ("17-08-24", DateFault::ShortYear),
            ("45521", DateFault::Serial),
            ("2024", DateFault::Serial),
            ("kemarin", DateFault::Form),
            ("17-08", DateFault::Form),
            ("17-08-1024", DateFault::Impossible),
        ] {
            assert_eq!(read(text, &DateForm::USUAL), Err(fault), "{text}");
        }
    }
}
