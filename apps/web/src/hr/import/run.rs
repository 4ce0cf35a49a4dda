//! What a file says about whom, compared with what is stored, and kept.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::people::CivilServant;
use jenjang::people::id::PersonId;
use jenjang_exchange::siasn::{
    FileError, Mender, Options, PersonHistory, PersonRef, Refusal, Reject, RowProblem, SourceRow, StaffEntry, Table, TableKind,
};
use jenjang_service::people::{
    ImportBatch, ImportCounts, ImportPeople, KnownPeople, PersonChange, PersonData, import_people, known_people,
};
use jenjang_service::{Context, ServiceError};

use super::uploads::Upload;

/// How many changes are listed.
const LISTED: usize = 20;

/// What came of a file, or would come.
pub(super) struct Outcome {
    pub(super) rows: u64,
    pub(super) counts: ImportCounts,
    /// The first people who change, with what.
    pub(super) changes: Vec<(String, Vec<&'static str>)>,
    pub(super) rejects: Vec<Reject>,
    pub(super) header: SourceRow,
}

/// A file as it was read.
enum Content {
    Staff(Vec<StaffEntry>),
    Histories(Vec<PersonHistory>),
}

struct Read {
    file: Arc<str>,
    header: SourceRow,
    content: Content,
    rejects: Vec<Reject>,
    rows: u64,
}

/// Reads a file and compares it with what is stored; keeps it where it is no dry run. The sentence where the file cannot be read.
pub(super) async fn run(context: &Context<'_>, upload: &Upload, dry_run: bool) -> Result<Result<Outcome, Label>, ServiceError> {
    let read = match read(upload) {
        Ok(read) => read,
        Err(error) => return Ok(Err(error.message)),
    };
    let Read { file, header, content, mut rejects, rows } = read;
    let (people, sources) = match content {
        Content::Staff(entries) => staff(context, upload, entries).await?,
        Content::Histories(histories) => of_histories(context, upload, histories, &mut rejects).await?,
    };
    let names: BTreeMap<PersonId, String> = people
        .iter()
        .map(|person| {
            let name = person.record.name.as_deref().or(person.record.employee_number.as_deref()).unwrap_or(person.record.id.as_str());
            (person.record.id.clone(), name.to_owned())
        })
        .collect();
    let mut sources = sources;
    let (mut changes, mut refused) = (Vec::new(), Vec::new());
    let mut report = |batch: &ImportBatch| {
        for (person, change) in &batch.people {
            match change {
                PersonChange::Changed(fields) if changes.len() < LISTED => {
                    changes.push((names.get(person).cloned().unwrap_or_default(), fields.clone()));
                }
                PersonChange::Refused(problem) => {
                    let problem = RowProblem::of_row(problem.code, problem.message.clone(), Mender::UnitOfficer);
                    let rows = sources.remove(person).unwrap_or_default();
                    refused.extend(rows.into_iter().map(|row| Reject { file: Arc::clone(&file), row, problems: vec![problem.clone()] }));
                }
                _ => {}
            }
        }
        ControlFlow::Continue(())
    };
    let command = ImportPeople { people: &mut people.into_iter(), dry_run, report: &mut report };
    let counts = import_people(context, command).await?;
    rejects.extend(refused);
    rejects.sort_by_key(|reject| reject.row.line);
    Ok(Ok(Outcome { rows, counts, changes, rejects, header }))
}

fn read(upload: &Upload) -> Result<Read, FileError> {
    let options = Options { ids: upload.ids.clone(), ..Options::default() };
    let open = || {
        let reader = Box::new(Cursor::new(Arc::clone(&upload.bytes)));
        Table::open(&upload.name, upload.kind, upload.format, reader, &options)
    };
    let mut rejects = Vec::new();
    let mut table = open()?;
    let (file, header) = (table.file(), table.header().clone());
    let content = if upload.kind == TableKind::Staff {
        let mut entries = Vec::new();
        for row in table.staff() {
            match row {
                Ok(entry) => entries.push(entry),
                Err(Refusal::Row(reject)) => rejects.push(*reject),
                Err(Refusal::File(error)) => return Err(error),
            }
        }
        Content::Staff(entries)
    } else {
        let people = open()?.people()?;
        let mut histories = Vec::new();
        for history in table.histories(people) {
            match history {
                Ok(history) => histories.push(history),
                Err(Refusal::Row(reject)) => rejects.push(*reject),
                Err(Refusal::File(error)) => return Err(error),
            }
        }
        Content::Histories(histories)
    };
    let rows = table.counts().read;
    Ok(Read { file, header, content, rejects, rows })
}

type People = (Vec<PersonData>, BTreeMap<PersonId, Vec<SourceRow>>);

/// The people after the rows of a staff list. Who is stored under the same number keeps the internal id.
async fn staff(context: &Context<'_>, upload: &Upload, entries: Vec<StaffEntry>) -> Result<People, ServiceError> {
    let numbers = entries.iter().flat_map(|entry| {
        let superior = entry.superior.as_ref().and_then(|superior| superior.number.as_deref());
        entry.record.employee_number.as_deref().into_iter().chain(superior)
    });
    let numbers: BTreeSet<String> = numbers.map(str::to_owned).collect();
    let ids = entries.iter().map(|entry| entry.record.id.clone()).collect();
    let known = known_people(context, &numbers, &ids).await?;
    let (mut people, mut sources) = (Vec::with_capacity(entries.len()), BTreeMap::<PersonId, Vec<SourceRow>>::new());
    for entry in entries {
        let stored = stored(&known, &entry);
        let mut record = entry.apply(stored.map(|stored| &stored.record), &[]);
        if let Some(stored) = stored {
            // only what the row says: what somebody else brings in meanwhile stays
            record = record.beyond(&stored.record);
        }
        let named = |person: &PersonRef| {
            let stored = person.number.as_deref().and_then(|number| known.numbers.get(number).cloned());
            stored.or_else(|| person.person_id(&upload.ids))
        };
        let superior = entry.superior.as_ref().and_then(named).filter(|superior| *superior != record.id);
        sources.entry(record.id.clone()).or_default().push(entry.row);
        people.push(PersonData { record, unit: entry.unit, superior });
    }
    Ok((people, sources))
}

fn stored<'k>(known: &'k KnownPeople, entry: &StaffEntry) -> Option<&'k PersonData> {
    let by_number = || known.people.get(known.numbers.get(entry.record.employee_number.as_deref()?)?);
    known.people.get(&entry.record.id).or_else(by_number)
}

/// The people with one history of each as the file says. Who is not stored is refused: people are brought in first.
async fn of_histories(
    context: &Context<'_>,
    upload: &Upload,
    histories: Vec<PersonHistory>,
    rejects: &mut Vec<Reject>,
) -> Result<People, ServiceError> {
    let numbers: BTreeSet<String> = histories.iter().filter_map(|history| history.person.number.as_deref().map(str::to_owned)).collect();
    let ids: BTreeSet<PersonId> = histories.iter().filter_map(|history| history.person.person_id(&upload.ids)).collect();
    let known = known_people(context, &numbers, &ids).await?;
    let (mut people, mut sources) = (Vec::new(), BTreeMap::<PersonId, Vec<SourceRow>>::new());
    for history in histories {
        let by_number = history.person.number.as_deref().and_then(|number| known.numbers.get(number).cloned());
        let id = by_number.or_else(|| history.person.person_id(&upload.ids));
        let Some(stored) = id.and_then(|id| known.people.get(&id)) else {
            rejects.extend(history.unknown_person());
            continue;
        };
        let mut record = stored.record.clone();
        history.apply(&mut record);
        if let Err(faults) = CivilServant::try_from(record.clone()) {
            rejects.extend(history.unsound(&faults));
            continue;
        }
        sources.entry(record.id.clone()).or_default().extend(history.rows);
        people.push(PersonData { record: record.beyond(&stored.record), unit: None, superior: None });
    }
    Ok((people, sources))
}
