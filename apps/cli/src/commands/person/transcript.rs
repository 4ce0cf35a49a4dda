//! `person transcript`: what somebody has learnt, as a document.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use clap::{Arg, ArgMatches};
use jenjang::development::DevelopmentState;
use jenjang::legal::Language;
use jenjang::people::id::PersonId;
use jenjang::{Decimal, development::DevelopmentRecord, people::record::LearningRecord};
use jenjang_documents::{Activity, Transcript, YearTotal, transcript};
use jenjang_service::file::{PersonFileView, read_person};

use crate::args::text;
use crate::backend::Session;
use crate::commands::certificate::pdf;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(super) fn arguments(language: Language) -> Vec<Arg> {
    let t = |id, en| text(language, id, en);
    let mut arguments = vec![
        Arg::new("issuer")
            .long("issuer")
            .required(true)
            .value_name("NAME")
            .help(t("Nama instansi di kepala transkrip", "The agency at the head of the transcript")),
        Arg::new("since").long("since").value_name("YEAR").help(t("Sejak tahun ini; bawaan: semua", "From this year on; default: all")),
        pdf::file(language),
    ];
    arguments.extend(pdf::signatory(language));
    arguments
}

pub(super) fn run(matches: &ArgMatches, person: &PersonId, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let since = match matches.get_one::<String>("since") {
        Some(year) => year.parse::<i32>().ok().filter(|year| (1..=9999).contains(year)).ok_or_else(|| {
            Failure::said(
                format!("`--since {year}` bukan tahun, seharusnya seperti 2024"),
                format!("`--since {year}` is no year, expected one such as 2024"),
            )
        })?,
        None => i32::MIN,
    };
    let view = session.ask(async |context| read_person(context, person).await)?;
    let record = &view.data.record;
    let mut activities = activities(record.registers.learning.as_deref().unwrap_or_default(), &view.development);
    activities.retain(|activity| activity.completed.year() >= since);
    let mut facts: Vec<(String, String)> = Vec::new();
    facts.extend(record.employee_number.as_deref().map(|number| ("NIP".to_owned(), number.to_owned())));
    facts.extend(view.data.unit.as_ref().map(|unit| (voice.t("Unit kerja", "Unit").to_owned(), unit.to_string())));
    let sheet = Transcript {
        issuer: shared::word(matches, "issuer").to_owned(),
        person: record.name.as_deref().unwrap_or(record.id.as_str()).to_owned(),
        facts,
        years: years(&activities),
        activities,
        note: Some(note(&view, voice)),
        signatory: pdf::signatory_of(matches, session)?,
    };
    pdf::save(matches, transcript(&sheet, voice.language), voice)
}

/// The learning register, with form and evidence where the development record of the same day and title has them; what is in the development records
/// alone comes too.
fn activities(register: &[LearningRecord], development: &[DevelopmentRecord]) -> Vec<Activity> {
    let completed = |record: &DevelopmentRecord| match &record.state {
        DevelopmentState::Completed { on, hours, evidence } => Some((*on, *hours, evidence.clone())),
        _ => None,
    };
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut found: Vec<Activity> = Vec::new();
    for entry in register {
        let same =
            |record: &DevelopmentRecord, on: NaiveDate| on == entry.completed && record.title.to_lowercase() == entry.title.to_lowercase();
        let record = development
            .iter()
            .enumerate()
            .find(|(index, record)| !used.contains(index) && completed(record).is_some_and(|(on, ..)| same(record, on)));
        used.extend(record.map(|(index, _)| index));
        found.push(Activity {
            completed: entry.completed,
            title: entry.title.to_string(),
            form: record.map(|(_, record)| record.form.to_string()),
            hours: entry.hours,
            evidence: record.and_then(|(_, record)| completed(record)).and_then(|(_, _, evidence)| evidence).map(|text| text.to_string()),
        });
    }
    for (_, record) in development.iter().enumerate().filter(|(index, _)| !used.contains(index)) {
        let Some((on, hours, evidence)) = completed(record) else { continue };
        found.push(Activity {
            completed: on,
            title: record.title.to_string(),
            form: Some(record.form.to_string()),
            hours,
            evidence: evidence.map(|text| text.to_string()),
        });
    }
    found.sort_by(|a, b| (a.completed, &a.title).cmp(&(b.completed, &b.title)));
    found
}

fn years(activities: &[Activity]) -> Vec<YearTotal> {
    let mut totals: BTreeMap<i32, (usize, Decimal)> = BTreeMap::new();
    for activity in activities {
        let total = totals.entry(activity.completed.year()).or_default();
        *total = (total.0.saturating_add(1), total.1.saturating_add(activity.hours));
    }
    totals.into_iter().map(|(year, (activities, hours))| YearTotal { year, activities, hours }).collect()
}

fn note(view: &PersonFileView, voice: &Voice) -> String {
    let register = view.data.record.registers.learning.is_some();
    let said = match voice.language {
        Language::Id => "JP: jam pelajaran, masing-masing 45 menit.".to_owned(),
        Language::En => "Hours: learning hours of 45 minutes each.".to_owned(),
    };
    if register {
        return said;
    }
    format!(
        "{said} {}",
        voice.t("Riwayat pengembangan belum diambil dari sistem lain.", "The learning register of other systems has not been consulted.")
    )
}
