//! Months as whole numbers, the periods of promotion, and the decrees.

use chrono::{Datelike, NaiveDate};
use jenjang::people::Decree;

/// A month, counted from January of year 0. Everything that happens in a synthetic career happens on the first day of a month.
pub(super) type Month = i32;

/// The month that holds a day.
pub(super) fn month_of(day: NaiveDate) -> Month {
    day.year() * 12 + day.month0().cast_signed()
}

/// The year of a month.
pub(super) fn year(month: Month) -> i32 {
    month.div_euclid(12)
}

/// The first day of a month.
pub(super) fn first_day(month: Month) -> NaiveDate {
    let number = month.rem_euclid(12).cast_unsigned() + 1;
    // every year of a career is far within the calendar
    NaiveDate::from_ymd_opt(year(month), number, 1).unwrap_or(NaiveDate::MAX)
}

/// Whether promotions take effect on the first of the month, as the periods of `asn/promotion/regular` say: April and October until the end
/// of 2023, every second month until September 2025, every month since (Peraturan BKN 4/2023 and 4/2025).
pub(super) fn is_period(month: Month) -> bool {
    let of_year = month.rem_euclid(12) + 1;
    match year(month) {
        ..=2023 => of_year == 4 || of_year == 10,
        2024 => of_year % 2 == 0,
        2025 => of_year >= 10 || of_year % 2 == 0,
        _ => true,
    }
}

/// The paper of something that takes effect with a month: signed six weeks before, and marked as an example.
pub(super) fn decree(series: &str, place: u64, month: Month) -> Option<Decree> {
    let date = first_day(month) - chrono::Days::new(42);
    Some(Decree { date, number: format!("{series}-{}/contoh/{}", place + 1, date.year()).into() })
}
