//! `import units`.

use clap::{ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_exchange::siasn::{Refusal, TableKind, UnitEntry};
use jenjang_service::people::{SaveUnits, save_units};
use serde_json::json;

use super::args;
use super::rejects::Rejects;
use super::source::{Source, notes, of_file};
use crate::args::text;
use crate::backend::Session;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("units")
        .about(text(language, "Unit kerja dan pohonnya (unor)", "Units and their tree (unor)"))
        .after_help(text(language, "Contoh: jenjang import units unor.csv", "Example: jenjang import units unor.csv"))
        .args(args(language))
}

pub(crate) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let source = Source::of(matches, TableKind::Units, session, voice)?;
    let mut table = source.open()?;
    let mut rejects = Rejects::open(matches, table.header(), voice)?;
    let entries = read(&mut table.units(), &mut rejects, voice)?;
    notes(&table, voice);
    let units: Vec<_> = entries.into_iter().map(|entry| entry.unit).collect();
    let dry_run = matches.get_flag("dry-run");
    let counts = if dry_run { None } else { Some(session.ask(async |context| save_units(context, SaveUnits { units: &units }).await)?) };
    let refused = rejects.finish(voice)?;
    let (new, changed, unchanged) = counts.map_or((0, 0, 0), |counts| (counts.new, counts.changed, counts.unchanged));
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/imported/1", "table": "units", "dry-run": dry_run, "read": units.len(), "new": new, "changed": changed, "unchanged": unchanged, "rows-refused": refused }))?;
    } else {
        let read = units.len();
        voice.line(match (voice.language, dry_run) {
            (Language::Id, true) => format!("{read} unit terbaca, {refused} baris ditolak. Tidak ada yang disimpan."),
            (Language::En, true) => format!("{read} units read, {refused} rows refused. Nothing was kept."),
            (Language::Id, false) => format!("Unit: {new} baru, {changed} berubah, {unchanged} tetap, {refused} baris ditolak."),
            (Language::En, false) => format!("Units: {new} new, {changed} changed, {unchanged} as before, {refused} rows refused."),
        });
    }
    Ok(Answer::positive_if(refused == 0))
}

/// The good rows.
pub(super) fn read(
    rows: &mut dyn Iterator<Item = Result<UnitEntry, Refusal>>,
    rejects: &mut Rejects,
    voice: &Voice,
) -> Result<Vec<UnitEntry>, Failure> {
    let mut entries = Vec::new();
    for row in rows {
        match row {
            Ok(entry) => entries.push(entry),
            Err(Refusal::Row(reject)) => rejects.add(&reject, voice)?,
            Err(Refusal::File(error)) => return Err(of_file(&error)),
        }
    }
    Ok(entries)
}
