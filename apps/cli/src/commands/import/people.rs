//! `import people`: the staff list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::PersonFile;
use jenjang::people::{OrgTree, OrgUnit};
use jenjang::store::StoreError;
use jenjang_exchange::siasn::{Leaders, Mender, PersonRef, Refusal, Reject, RowProblem, SourceRow, StaffEntry, TableKind};
use jenjang_service::ServiceError;
use jenjang_service::people::{BATCH, ImportCounts, PersonChange, PersonData, SaveUnits, save_units};
use serde_json::json;

use super::rejects::Rejects;
use super::source::{Source, notes, of_file};
use super::{args, units};
use crate::args::text;
use crate::backend::Session;
use crate::commands::{audit, bulk};
use crate::output::{Answer, Failure, Voice};
use crate::progress::Interrupt;

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("people")
        .about(t("Data pegawai (75 kolom SIASN, atau tabel sendiri)", "The staff list (75 columns of SIASN, or an own table)"))
        .after_help(t(
            "Yang tidak disebut berkas tetap seperti semula. Atasan langsung diambil dari berkas, atau dari pemimpin unit bila --units diberikan.\n\
             Contoh:\n  jenjang import people pegawai.csv --units unor.csv --dry-run\n  jenjang import people pegawai.csv --units unor.csv --rejects ditolak.csv",
            "What the file does not say stays as it was. The direct superior is taken from the file, or from the leaders of units where --units is given.\n\
             Examples:\n  jenjang import people staff.csv --units units.csv --dry-run\n  jenjang import people staff.csv --units units.csv --rejects refused.csv",
        ))
        .args(args(language))
        .arg(Arg::new("units").long("units").value_name("FILE").help(t(
            "Berkas unit kerja, diimpor dahulu; pemimpinnya menjadi atasan langsung",
            "File of units, imported first; their leaders become direct superiors",
        )))
}

/// What the store knows of the people of some rows.
struct Known {
    files: BTreeMap<PersonId, PersonFile>,
    /// Internal ids by employee number.
    numbers: BTreeMap<String, PersonId>,
}

pub(crate) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let source = Source::of(matches, TableKind::Staff, session, voice)?;
    let dry_run = matches.get_flag("dry-run");
    let interrupt = Interrupt::watch(voice);
    let mut table = source.open()?;
    let mut rejects = Rejects::open(matches, table.header(), voice)?;
    let file = table.file();
    let (leaders, mut tree) = match matches.get_one::<String>("units") {
        Some(file) => of_units(file, &source, matches, session, voice)?,
        None => (Leaders::default(), OrgTree::default()),
    };
    let stored: BTreeSet<UnitId> = stored_units(session)?.into_iter().map(|unit| unit.id).collect();
    if tree.iter().next().is_none() {
        tree = OrgTree::try_new(stored_units(session)?).unwrap_or_default();
    }
    let (mut counts, mut changed) = (ImportCounts::default(), Vec::new());
    let mut rows = table.staff();
    loop {
        let mut entries = Vec::new();
        for row in rows.by_ref() {
            match row {
                Ok(entry) => entries.push(entry),
                Err(Refusal::Row(reject)) => rejects.add(&reject, voice)?,
                Err(Refusal::File(error)) => return Err(of_file(&error)),
            }
            if entries.len() == BATCH {
                break;
            }
        }
        if entries.is_empty() {
            break;
        }
        let known = look_up(&entries, &leaders, &tree, session)?;
        let mut sources: BTreeMap<PersonId, SourceRow> = BTreeMap::new();
        let mut people = Vec::with_capacity(entries.len());
        for entry in entries {
            let mut person = data(&entry, &known, &leaders, &tree, &source);
            // a dry run keeps no units: who works in one of the file's is not refused for it
            if dry_run && person.unit.as_ref().is_some_and(|unit| !stored.contains(unit) && tree.get(unit).is_some()) {
                person.unit = None;
            }
            sources.insert(person.record.id.clone(), entry.row);
            people.push(person);
        }
        let mut refused: Vec<Reject> = Vec::new();
        let mut each = |person: &PersonId, change: &PersonChange| {
            if let (PersonChange::Refused(problem), Some(row)) = (change, sources.remove(person)) {
                let problem = RowProblem::of_row(problem.code, problem.message.clone(), Mender::UnitOfficer);
                refused.push(Reject { file: Arc::clone(&file), row, problems: vec![problem] });
            }
        };
        let imported = bulk::import_with(session, &mut people.into_iter(), None, dry_run, &interrupt, voice, &mut each)?;
        for reject in &refused {
            rejects.add(reject, voice)?;
        }
        counts.new += imported.counts.new;
        counts.changed += imported.counts.changed;
        counts.unchanged += imported.counts.unchanged;
        counts.refused += imported.counts.refused;
        changed.extend(imported.changed.into_iter().take(100_usize.saturating_sub(changed.len())));
        if imported.counts.interrupted || interrupt.is_pressed() {
            counts.interrupted = true;
            break;
        }
    }
    notes(rows.table(), voice);
    let read = rows.table().counts().read;
    finish(matches, session, Finished { table: TableKind::Staff, counts, changed, rejects, read }, voice)
}

/// What an import came to.
pub(super) struct Finished {
    pub(super) table: TableKind,
    pub(super) counts: ImportCounts,
    pub(super) changed: Vec<(PersonId, Vec<&'static str>)>,
    pub(super) rejects: Rejects,
    pub(super) read: u64,
}

/// Seals the trail and says what came of it.
pub(super) fn finish(matches: &ArgMatches, session: &Session, finished: Finished, voice: &Voice) -> Result<Answer, Failure> {
    let Finished { table, counts, changed, rejects, read } = finished;
    let dry_run = matches.get_flag("dry-run");
    if !dry_run && counts.new + counts.changed > 0 {
        audit::after_bulk(matches, session, voice)?;
    }
    let refused = rejects.finish(voice)?;
    if counts.interrupted {
        return Err(bulk::interrupted(counts.new + counts.changed + counts.unchanged));
    }
    if voice.is_json() {
        let changed: Vec<_> = changed.iter().map(|(person, fields)| json!({ "person": person, "fields": fields })).collect();
        voice.json_pretty(&json!({
            "schema": "jenjang/imported/1", "table": table, "dry-run": dry_run, "rows": read, "rows-refused": refused,
            "new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged, "changes": changed,
        }))?;
        return Ok(Answer::positive_if(refused == 0));
    }
    if dry_run {
        for (person, fields) in changed.iter().take(20) {
            voice.line(match voice.language {
                Language::Id => format!("{person}: akan berubah {}", fields.join(", ")),
                Language::En => format!("{person}: would change {}", fields.join(", ")),
            });
        }
    }
    let ImportCounts { new, changed, unchanged, .. } = counts;
    voice.line(match (voice.language, dry_run) {
        (Language::Id, false) => format!("{read} baris dibaca: {new} pegawai baru, {changed} berubah, {unchanged} tetap; {refused} baris ditolak."),
        (Language::En, false) => format!("{read} rows read: {new} people new, {changed} changed, {unchanged} as before; {refused} rows refused."),
        (Language::Id, true) => format!("{read} baris dibaca: {new} pegawai akan menjadi baru, {changed} berubah, {unchanged} tetap; {refused} baris ditolak. Tidak ada yang disimpan."),
        (Language::En, true) => format!("{read} rows read: {new} people would be new, {changed} changed, {unchanged} as before; {refused} rows refused. Nothing was kept."),
    });
    Ok(Answer::positive_if(refused == 0))
}

fn of_units(file: &str, source: &Source, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<(Leaders, OrgTree), Failure> {
    let mut table = source.other(file, TableKind::Units)?.open()?;
    let mut rejects = Rejects::none();
    let entries = units::read(&mut table.units(), &mut rejects, voice)?;
    rejects.finish(voice)?;
    let leaders = Leaders::of(&entries);
    let units: Vec<OrgUnit> = entries.into_iter().map(|entry| entry.unit).collect();
    if !matches.get_flag("dry-run") {
        session.ask(async |context| save_units(context, SaveUnits { units: &units }).await)?;
    }
    let mut all: BTreeMap<_, _> = stored_units(session)?.into_iter().map(|unit| (unit.id.clone(), unit)).collect();
    all.extend(units.into_iter().map(|unit| (unit.id.clone(), unit)));
    Ok((leaders, OrgTree::try_new(all.into_values()).unwrap_or_default()))
}

fn stored_units(session: &Session) -> Result<Vec<OrgUnit>, Failure> {
    let units: Result<_, StoreError> = session.wait(async { session.store().read().await?.people().units().await });
    units.map_err(|error| Failure::of(&ServiceError::from(error)))
}

/// The superior a row names, or the leader of the unit.
fn superior<'e>(entry: &'e StaffEntry, leaders: &'e Leaders, tree: &OrgTree) -> Option<&'e PersonRef> {
    let own = PersonRef { id: Some(entry.record.id.clone()), number: entry.record.employee_number.clone() };
    entry.superior.as_ref().or_else(|| leaders.superior(tree, entry.unit.as_ref()?, &own))
}

/// What is stored about the people of some rows, and about those they name as superiors.
fn look_up(entries: &[StaffEntry], leaders: &Leaders, tree: &OrgTree, session: &Session) -> Result<Known, Failure> {
    let found: Result<Known, StoreError> = session.wait(async {
        let mut tx = session.store().read().await?;
        let mut numbers: BTreeMap<String, PersonId> = BTreeMap::new();
        let superiors = entries.iter().filter_map(|entry| superior(entry, leaders, tree)?.number.as_deref());
        let wanted: BTreeSet<&str> = entries.iter().filter_map(|entry| entry.record.employee_number.as_deref()).chain(superiors).collect();
        for number in wanted {
            if let Some(id) = tx.people().find_by_number(number).await? {
                numbers.insert(number.to_owned(), id);
            }
        }
        let ids: BTreeSet<PersonId> = entries.iter().map(|entry| entry.record.id.clone()).chain(numbers.values().cloned()).collect();
        let ids: Vec<PersonId> = ids.into_iter().collect();
        let files = tx.people().find_many(&ids).await?.into_iter().map(|stored| (stored.value.id().clone(), stored.value)).collect();
        Ok(Known { files, numbers })
    });
    found.map_err(|error| Failure::of(&ServiceError::from(error)))
}

/// The person after this row. Who is stored under the same number keeps the internal id.
fn data(entry: &StaffEntry, known: &Known, leaders: &Leaders, tree: &OrgTree, source: &Source) -> PersonData {
    let number = entry.record.employee_number.as_deref();
    let file = known.files.get(&entry.record.id).or_else(|| known.files.get(known.numbers.get(number?)?));
    let mut record = entry.apply(file.map(|file| &file.record), &[]);
    if let Some(file) = file {
        // only what the row says: what somebody else brings in meanwhile stays
        record = record.beyond(&file.record);
    }
    let person = |named: &PersonRef| {
        let stored = named.number.as_deref().and_then(|number| known.numbers.get(number).cloned());
        stored.or_else(|| named.person_id(&source.options.ids))
    };
    let superior = superior(entry, leaders, tree).and_then(person).filter(|superior| *superior != record.id);
    PersonData { record, unit: entry.unit.clone(), superior }
}
