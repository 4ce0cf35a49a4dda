//! The file of activities: one line each, every mistake named with its line.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use jenjang::Decimal;
use jenjang::index::learning_hours::Activity;
use jenjang::legal::{Label, Language};
use jenjang::number::parse_decimal;
use jenjang::people::id::PersonId;
use jenjang_asn::codes::LearningForm;

use super::{Form, Forms};
use crate::commands::index::sheet::{Column, Sheet, shown};
use crate::output::{Failure, Voice};

/// No single activity is longer.
const MOST: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

/// A person's activities, with the line of each.
#[derive(Default)]
pub(super) struct Person {
    pub(super) activities: Vec<Activity>,
    pub(super) lines: Vec<u64>,
    seen: BTreeMap<(NaiveDate, Arc<str>, bool, Decimal), u64>,
}

/// Everybody's activities by name, in the order of names.
pub(super) fn read(file: &str, forms: &Forms, voice: &Voice) -> Result<BTreeMap<String, Person>, Failure> {
    let mut sheet = Sheet::read(file)?;
    let columns = ["person orang id", "date tanggal", "form bentuk", "amount banyak banyaknya", "unit satuan", "abroad luar-negeri"]
        .map(|names| Column::new(names, true));
    let places: Vec<Option<usize>> = sheet.columns(&columns);
    let places: Option<Vec<usize>> = places.into_iter().collect();
    let mut people: BTreeMap<String, Person> = BTreeMap::new();
    for row in places.iter().flat_map(|_| &sheet.rows) {
        let cell = |column: usize| places.as_ref().and_then(|places| places.get(column)).map_or("", |place| row.cell(*place));
        let [person, date, form, amount, unit, abroad] = [0, 1, 2, 3, 4, 5].map(cell);
        match activity([date, form, amount, unit, abroad], forms) {
            _ if person.is_empty() => sheet.problems.add(row.line, "orangnya belum disebut", "the person is not named"),
            _ if person.parse::<PersonId>().is_err() => {
                let person = shown(person);
                sheet.problems.add(
                    row.line,
                    format!("`{person}` tidak menyebut orang, diharapkan pengenal tanpa karakter kendali"),
                    format!("`{person}` names nobody, expected an id without control characters"),
                );
            }
            Ok(activity) => {
                let person = people.entry(person.to_owned()).or_default();
                let key = (activity.date, Arc::clone(&activity.form), activity.abroad, activity.amount);
                if let Some(first) = person.seen.insert(key, row.line) {
                    voice.note(match voice.language {
                        Language::Id => format!("{file}:{}: sama dengan baris {first}; keduanya dihitung", row.line),
                        Language::En => format!("{file}:{}: the same as line {first}; both are counted", row.line),
                    });
                }
                person.activities.push(activity);
                person.lines.push(row.line);
            }
            Err(problems) => problems.into_iter().for_each(|problem| sheet.problems.add(row.line, problem.id, problem.en)),
        }
    }
    sheet.problems.refuse_any(voice)?;
    if people.is_empty() {
        return Err(Failure::said(format!("tidak ada kegiatan dalam `{file}`"), format!("there are no activities in `{file}`")));
    }
    Ok(people)
}

/// One line as an activity, or everything that is wrong with it.
fn activity([date, form, amount, unit, abroad]: [&str; 5], forms: &Forms) -> Result<Activity, Vec<Label>> {
    let mut problems = Vec::new();
    let mut keep = |problem: Label| problems.push(problem);
    let day = day(date).map_err(&mut keep).ok();
    let found = LearningForm::find(form).and_then(|form| forms.get(form.as_str())).ok_or_else(|| {
        let form = shown(form);
        Label::new(
            format!("bentuk `{form}` tidak dikenal, seharusnya A1-C11, KL01-KL12, NKL01-NKL13, atau id SIASN 1-25"),
            format!("unknown form `{form}`, expected A1-C11, KL01-KL12, NKL01-NKL13 or a SIASN id 1-25"),
        )
    });
    let found = found.map_err(&mut keep).ok();
    let abroad = yes_or_no(abroad).map_err(&mut keep).ok();
    let amount = much(amount, found).map_err(&mut keep).ok();
    if let Err(problem) = counted_by(unit, found) {
        keep(problem);
    }
    match (day, found, abroad, amount) {
        (Some(date), Some(form), Some(abroad), Some(amount)) if problems.is_empty() => {
            Ok(Activity { date, form: form.code.into(), amount, abroad })
        }
        _ => Err(problems),
    }
}

fn day(text: &str) -> Result<NaiveDate, Label> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| text.len() == 10 && (1..=9999).contains(&day.year()));
    day.ok_or_else(|| {
        let text = shown(text);
        Label::new(
            format!("`{text}` bukan tanggal, seharusnya tahun-bulan-hari seperti 2026-04-01"),
            format!("`{text}` is no date, expected year-month-day such as 2026-04-01"),
        )
    })
}

fn yes_or_no(text: &str) -> Result<bool, Label> {
    match text.to_lowercase().as_str() {
        "ya" | "yes" | "true" | "1" => Ok(true),
        "tidak" | "no" | "false" | "0" => Ok(false),
        _ => {
            let text = shown(text);
            Err(Label::new(
                format!("`{text}` untuk luar negeri tidak dikenal, seharusnya ya atau tidak"),
                format!("`{text}` for abroad is not known, expected yes or no"),
            ))
        }
    }
}

/// Code and Indonesian name of the units, with the words people write.
const UNITS: [(&str, &str, &[&str]); 5] = [
    ("jp", "jp", &["jp", "hour", "hours"]),
    ("day", "hari", &["hari", "day", "days"]),
    ("session", "sesi", &["sesi", "session", "sessions"]),
    ("activity", "kegiatan", &["kegiatan", "activity", "activities"]),
    ("semester", "semester", &["semester", "semesters"]),
];

/// The unit is a known one, and the form's own.
fn counted_by(text: &str, form: Option<&Form>) -> Result<(), Label> {
    let folded = text.to_lowercase();
    let text = shown(text);
    let Some((named, _, _)) = UNITS.iter().find(|(_, _, words)| words.contains(&folded.as_str())) else {
        return Err(Label::new(
            format!("satuan `{text}` tidak dikenal, seharusnya jp, hari, sesi, kegiatan, atau semester"),
            format!("unknown unit `{text}`, expected jp, day, session, activity or semester"),
        ));
    };
    let own = form.and_then(|form| Some((form, form.unit.as_deref()?)));
    match own {
        Some((form, own)) if own != *named => {
            let id = UNITS.iter().find(|(code, _, _)| *code == own).map_or(own, |(_, id, _)| id);
            Err(Label::new(
                format!("bentuk {} dihitung dalam {id}, ditemukan `{text}`", form.code),
                format!("form {} is counted by {own}, found `{text}`", form.code),
            ))
        }
        _ => Ok(()),
    }
}

/// A positive amount, whole where the form's unit cannot be divided.
fn much(text: &str, form: Option<&Form>) -> Result<Decimal, Label> {
    let whole = form.is_some_and(|form| form.unit.is_some() && !form.home.divisible);
    let amount = parse_decimal(text).ok().filter(|much| *much > Decimal::ZERO && *much <= MOST && (!whole || much.fract().is_zero()));
    let text = shown(text);
    amount.ok_or_else(|| {
        if whole {
            Label::new(
                format!("banyaknya `{text}` bukan bilangan bulat dari 1 sampai 10000"),
                format!("the amount `{text}` is no whole number from 1 to 10000"),
            )
        } else {
            Label::new(
                format!("banyaknya `{text}` bukan bilangan di atas 0 sampai 10000, misalnya 2.5"),
                format!("the amount `{text}` is no number above 0 up to 10000, such as 2.5"),
            )
        }
    })
}
