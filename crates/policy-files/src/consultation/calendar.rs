//! Calendar files: the days of the week that are worked, and holidays.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jenjang::consultation::process::{Calendar, Holiday, HolidayDay};
use jenjang::legal::Label;
use jenjang::policy::diagnostic::Diagnostic;

use crate::keys;
use crate::reader::{Section, read_file, span_of};

const WEEK: [(&str, u32); 7] =
    [("monday", 1), ("tuesday", 2), ("wednesday", 3), ("thursday", 4), ("friday", 5), ("saturday", 6), ("sunday", 7)];

/// Reads a calendar. As [`crate::read_catalogue`].
pub fn read_calendar(file_name: &str, bytes: &[u8]) -> (Option<Calendar>, Vec<Diagnostic>) {
    read_file(file_name, bytes, keys::CALENDAR_FILE, document)
}

fn document(top: &Section<'_, '_>) -> Option<Calendar> {
    let Some(field) = top.find("calendar") else {
        top.missing("`[calendar]`");
        return None;
    };
    let head = Section::open(top.reader, &field, "[calendar]", keys::CALENDAR)?;
    let (id, title, reference) = (head.need_text("id"), head.need_label("title", "-"), head.need_source());
    let days = head.need("working-days").and_then(|field| top.reader.list(&field)).unwrap_or_default();
    let week: BTreeSet<u32> = days.iter().filter_map(|day| top.reader.word(day, &WEEK)).collect();
    if week.is_empty() {
        head.missing("`working-days`");
    }
    let holidays = top.repeated("holidays", keys::HOLIDAY).iter().filter_map(holiday).collect();
    if top.reader.problems() > 0 {
        return None;
    }
    Some(Calendar { id: id?.value, title, week, holidays, reference: reference? })
}

/// `on = 2026-03-21`, or `every = "08-17"`
fn holiday(section: &Section<'_, '_>) -> Option<Holiday> {
    let label = section.need_label("label", "-");
    let day = match (section.date("on"), section.text("every")) {
        (Some(on), None) => HolidayDay::On(on),
        (None, Some(text)) => {
            // a leap year, so that 29 February is a day
            let day = NaiveDate::parse_from_str(&format!("2024-{}", text.value), "%Y-%m-%d").ok().filter(|_| text.value.len() == 5);
            let Some(day) = day else {
                let found = &text.value;
                section.reader.error(
                    "impossible-date",
                    text.span,
                    Label::new(
                        format!("`{found}` bukan hari dalam setahun, diharapkan bulan dan hari seperti `08-17`"),
                        format!("`{found}` is no day of the year, expected month and day such as `08-17`"),
                    ),
                );
                return None;
            };
            use chrono::Datelike as _;
            HolidayDay::Every(day.month(), day.day())
        }
        (Some(_), Some(_)) => {
            let span = section.find("every").map_or(section.span, |field| span_of(field.item));
            section.reader.error(
                "two-days",
                span,
                Label::new(
                    "hari libur ini memakai `on` dan juga `every`, diharapkan salah satu",
                    "the holiday has `on` and `every` too, expected one of them",
                ),
            );
            return None;
        }
        (None, None) => {
            if section.find("on").is_none() && section.find("every").is_none() {
                section.missing("`on` / `every`");
            }
            return None;
        }
    };
    Some(Holiday { day, label })
}
