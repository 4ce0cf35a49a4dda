//! `import histories`: one history of everybody.

use std::collections::BTreeMap;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::CivilServant;
use jenjang::people::id::PersonId;
use jenjang::people::repository::PersonFile;
use jenjang::store::StoreError;
use jenjang_exchange::siasn::{Mender, PersonHistory, PersonRef, Refusal, Reject, RowProblem, TableKind};
use jenjang_service::ServiceError;
use jenjang_service::people::{BATCH, ImportCounts, PersonChange, PersonData};

use super::args;
use super::people::{Finished, finish};
use super::rejects::Rejects;
use super::source::{Source, notes, of_file};
use crate::args::text;
use crate::backend::Session;
use crate::commands::{bulk, shared};
use crate::output::{Answer, Failure, Voice};
use crate::progress::Interrupt;

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let kinds: Vec<&'static str> = TableKind::ALL.into_iter().filter(|kind| kind.is_history()).map(TableKind::as_str).collect();
    Command::new("histories")
        .about(t("Satu riwayat semua pegawai: golongan, jabatan, pendidikan, SKP, …", "One history of everybody: grades, positions, education, performance, …"))
        .after_help(t(
            "Riwayat seseorang menjadi seperti dalam berkas; bila ada barisnya yang ditolak, yang sudah diketahui tetap. Pegawainya diimpor dahulu.\n\
             Contoh: jenjang import histories riwayat-golongan.csv --kind grades --rejects ditolak.csv",
            "Somebody's history becomes what the file says; where a row of it is refused, what was known stays. People are imported first.\n\
             Example: jenjang import histories grades.csv --kind grades --rejects refused.csv",
        ))
        .arg(Arg::new("kind").long("kind").required(true).value_name("KIND").value_parser(clap::builder::PossibleValuesParser::new(kinds)).help(t(
            "Riwayat: grades, positions, education, performance, credit, discipline, training, courses, leave",
            "Which: grades, positions, education, performance, credit, discipline, training, courses, leave",
        )))
        .args(args(language))
}

pub(crate) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let word = shared::word(matches, "kind");
    let kind = TableKind::ALL.into_iter().find(|kind| kind.as_str() == word).unwrap_or(TableKind::Grades);
    let source = Source::of(matches, kind, session, voice)?;
    let interrupt = Interrupt::watch(voice);
    let people = source.open()?.people().map_err(|error| of_file(&error))?;
    let mut table = source.open()?;
    let file = table.file();
    let mut rejects = Rejects::open(matches, table.header(), voice)?;
    let (mut counts, mut changed) = (ImportCounts::default(), Vec::new());
    {
        let mut histories = table.histories(people);
        loop {
            let mut batch = Vec::new();
            for history in histories.by_ref() {
                match history {
                    Ok(history) => batch.push(history),
                    Err(Refusal::Row(reject)) => rejects.add(&reject, voice)?,
                    Err(Refusal::File(error)) => return Err(of_file(&error)),
                }
                if batch.len() == BATCH {
                    break;
                }
            }
            if batch.is_empty() {
                break;
            }
            let imported = keep(batch, &source, matches.get_flag("dry-run"), session, &interrupt, &mut rejects, &file, voice)?;
            counts.changed += imported.counts.changed;
            counts.unchanged += imported.counts.unchanged;
            counts.refused += imported.counts.refused;
            changed.extend(imported.changed.into_iter().take(100_usize.saturating_sub(changed.len())));
            if imported.counts.interrupted || interrupt.is_pressed() {
                counts.interrupted = true;
                break;
            }
        }
    }
    notes(&table, voice);
    let read = table.counts().read;
    finish(matches, session, Finished { table: kind, counts, changed, rejects, read }, voice)
}

/// Puts the histories of some people into their files.
#[expect(clippy::too_many_arguments, reason = "what one batch needs, and nothing that belongs together otherwise")]
fn keep(
    batch: Vec<PersonHistory>,
    source: &Source,
    dry_run: bool,
    session: &Session,
    interrupt: &Interrupt,
    rejects: &mut Rejects,
    file: &std::sync::Arc<str>,
    voice: &Voice,
) -> Result<bulk::Imported, Failure> {
    let files = look_up(&batch, source, session)?;
    let mut people = Vec::new();
    let mut histories: BTreeMap<PersonId, PersonHistory> = BTreeMap::new();
    for history in batch {
        let Some(known) = files.get(&history.person) else {
            for reject in history.unknown_person() {
                rejects.add(&reject, voice)?;
            }
            continue;
        };
        let mut record = known.record.clone();
        history.apply(&mut record);
        if let Err(faults) = CivilServant::try_from(record.clone()) {
            for reject in history.unsound(&faults) {
                rejects.add(&reject, voice)?;
            }
            continue;
        }
        histories.insert(record.id.clone(), history);
        // only the history itself: what somebody else brings in meanwhile stays
        people.push(PersonData { record: record.beyond(&known.record), unit: None, superior: None });
    }
    let mut refused: Vec<Reject> = Vec::new();
    let mut each = |person: &PersonId, change: &PersonChange| {
        if let (PersonChange::Refused(problem), Some(history)) = (change, histories.remove(person)) {
            let problem = RowProblem::of_row(problem.code, problem.message.clone(), Mender::UnitOfficer);
            refused.extend(history.rows.into_iter().map(|row| Reject {
                file: std::sync::Arc::clone(file),
                row,
                problems: vec![problem.clone()],
            }));
        }
    };
    let imported = bulk::import_with(session, &mut people.into_iter(), None, dry_run, interrupt, voice, &mut each)?;
    for reject in &refused {
        rejects.add(reject, voice)?;
    }
    Ok(imported)
}

/// The stored files of the people of some histories.
fn look_up(batch: &[PersonHistory], source: &Source, session: &Session) -> Result<BTreeMap<PersonRef, PersonFile>, Failure> {
    let found: Result<_, StoreError> = session.wait(async {
        let mut tx = session.store().read().await?;
        let mut ids: BTreeMap<PersonId, PersonRef> = BTreeMap::new();
        for history in batch {
            let person = &history.person;
            let stored = match person.number.as_deref() {
                Some(number) => tx.people().find_by_number(number).await?,
                None => None,
            };
            if let Some(id) = stored.or_else(|| person.person_id(&source.options.ids)) {
                ids.insert(id, person.clone());
            }
        }
        let wanted: Vec<PersonId> = ids.keys().cloned().collect();
        let stored = tx.people().find_many(&wanted).await?;
        Ok(stored.into_iter().filter_map(|stored| Some((ids.remove(stored.value.id())?, stored.value))).collect())
    });
    found.map_err(|error| Failure::of(&ServiceError::from(error)))
}
