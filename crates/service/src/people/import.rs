//! Brings people in: compares with what is stored, writes what differs.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use jenjang::audit::SubjectSecret;
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::PersonFile;
use jenjang::people::{CivilServant, CivilServantRecord};
use jenjang::store::{StoreError, Transaction};

use super::scope::Scope;
use super::{PersonData, PersonView};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::trail::{Change, person_subject, record};

/// How many people go into one transaction, and one entry of the audit trail.
pub const BATCH: usize = 1_000;

/// Brings people in.
///
/// What a row does not say stays as it is stored (INVARIANT (silence is not zero)): a staff list without histories removes none, and a register that
/// was consulted replaces the stored one as a whole.
pub struct ImportPeople<'a> {
    /// The people; each once.
    pub people: &'a mut (dyn Iterator<Item = PersonData> + Send),
    /// Whether only to say what would change.
    pub dry_run: bool,
    /// Told of every batch once it is kept; `Break` ends the import before the next one.
    pub report: &'a mut (dyn FnMut(&ImportBatch) -> ControlFlow<()> + Send),
}

/// What became of up to [`BATCH`] people, in their order.
#[derive(Clone, Debug)]
pub struct ImportBatch {
    /// Each person.
    pub people: Vec<(PersonId, PersonChange)>,
    /// All batches so far.
    pub counts: ImportCounts,
}

/// What became of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonChange {
    /// Not there before.
    New,
    /// Other than before in these fields and registers (`name`, `grades`).
    Changed(Vec<&'static str>),
    /// As before.
    Unchanged,
    /// Not taken over.
    Refused(PersonProblem),
}

/// Why somebody was not taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonProblem {
    /// Stable code: `unsound`, `number-taken`, `unknown-unit`, `outside-unit`, `own-record`.
    pub code: &'static str,
    /// The sentence.
    pub message: Label,
}

/// How many people were what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Not there before.
    pub new: u64,
    /// Other than before.
    pub changed: u64,
    /// As before.
    pub unchanged: u64,
    /// Not taken over.
    pub refused: u64,
    /// Whether the import was ended before the last person.
    pub interrupted: bool,
}

impl ImportCounts {
    fn count(&mut self, change: &PersonChange) {
        match change {
            PersonChange::New => self.new += 1,
            PersonChange::Changed(_) => self.changed += 1,
            PersonChange::Unchanged => self.unchanged += 1,
            PersonChange::Refused(_) => self.refused += 1,
        }
    }
}

/// Brings people in, a batch at a time: one transaction and one audit entry each. Doing it again changes nothing, so that an interrupted import is
/// simply run again.
///
/// An HR officer may bring in people of the own units only, and neither take them from other units nor put them there; the own record is somebody
/// else's to change. What cannot be taken over is told with the person and does not keep the others out.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`]. Batches before stay.
pub async fn import_people(context: &Context<'_>, command: ImportPeople<'_>) -> Result<ImportCounts, ServiceError> {
    let ImportPeople { people, dry_run, report } = command;
    let mut counts = ImportCounts::default();
    let mut numbers = Numbers::new();
    {
        let mut tx = context.store.read().await?;
        Scope::of(context, &mut *tx, Action::ImportPeople).await?;
    }
    loop {
        let batch: Vec<PersonData> = (&mut *people).take(BATCH).map(in_order).collect();
        if batch.is_empty() {
            return Ok(counts);
        }
        let changes = if dry_run { preview(context, &batch, &mut numbers).await? } else { import_batch(context, &batch).await? };
        changes.iter().for_each(|change| counts.count(change));
        let people = batch.into_iter().map(|person| person.record.id).zip(changes).collect();
        if report(&ImportBatch { people, counts }).is_break() {
            counts.interrupted = true;
            return Ok(counts);
        }
    }
}

/// Events in the order of their register, whatever the order of the source (INVARIANT (order does not matter)).
fn in_order(mut person: PersonData) -> PersonData {
    person.record.registers.sort();
    person
}

/// Whose a number is, by the people met so far.
type Numbers = BTreeMap<Arc<str>, PersonId>;

async fn import_batch(context: &Context<'_>, batch: &[PersonData]) -> Result<Vec<PersonChange>, ServiceError> {
    // numbers are rarely taken: the store is asked for each only once it has refused them together
    match transact!(context, tx => keep(context, tx, batch, Ask::Nothing).await) {
        Err(ServiceError::Store(StoreError::Conflict { what: "employee number", .. })) => {
            transact!(context, tx => keep(context, tx, batch, Ask::EachNumber).await)
        }
        kept => kept,
    }
}

async fn preview(context: &Context<'_>, batch: &[PersonData], met: &mut Numbers) -> Result<Vec<PersonChange>, ServiceError> {
    let mut tx = context.store.read().await?;
    let compared = compare(context, &mut *tx, batch, Ask::EachNumber, met).await?;
    let changed = compared.people.into_iter().filter(|(_, person)| person.changes());
    met.extend(changed.filter_map(|(id, person)| person.now.and_then(|now| now.record.employee_number).map(|number| (number, id))));
    Ok(compared.changes)
}

async fn keep(context: &Context<'_>, tx: &mut dyn Transaction, batch: &[PersonData], ask: Ask) -> Result<Vec<PersonChange>, ServiceError> {
    let compared = compare(context, tx, batch, ask, &Numbers::new()).await?;
    let (mut files, mut subjects) = (Vec::new(), Vec::new());
    for person in compared.people.into_values().filter(Compared::changes) {
        let Some(now) = person.now else { continue };
        subjects.push(person_subject(&now, person.before.as_ref().map(PersonView::of).as_ref(), Some(&PersonView::of(&now)))?);
        files.push(now);
    }
    if !files.is_empty() {
        tx.people().save_many(&files).await?;
        record(context, tx, Change::new(Action::ImportPeople, subjects)).await?;
    }
    Ok(compared.changes)
}

/// Whether the store is asked whose each new employee number is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    Nothing,
    EachNumber,
}

/// A person before and after.
#[derive(Default)]
struct Compared {
    before: Option<PersonFile>,
    /// None where nothing changes.
    now: Option<PersonFile>,
}

impl Compared {
    fn changes(&self) -> bool {
        self.now.is_some()
    }

    fn file(&self) -> Option<&PersonFile> {
        self.now.as_ref().or(self.before.as_ref())
    }
}

struct Batch {
    people: BTreeMap<PersonId, Compared>,
    /// By place in the batch.
    changes: Vec<PersonChange>,
}

async fn compare(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    batch: &[PersonData],
    ask: Ask,
    met: &Numbers,
) -> Result<Batch, ServiceError> {
    let scope = Scope::of(context, tx, Action::ImportPeople).await?;
    let units: BTreeSet<UnitId> = tx.people().units().await?.into_iter().map(|unit| unit.id).collect();
    let ids: Vec<PersonId> = batch.iter().map(|person| person.record.id.clone()).collect();
    let found = tx.people().find_many(&ids).await?;
    let mut people: BTreeMap<PersonId, Compared> =
        found.into_iter().map(|stored| (stored.value.id().clone(), Compared { before: Some(stored.value), now: None })).collect();
    let mut changes = Vec::with_capacity(batch.len());
    for incoming in batch {
        let person = people.entry(incoming.record.id.clone()).or_default();
        changes.push(match judge(context, person.file(), incoming, &scope, &units)? {
            Judged::Unchanged => PersonChange::Unchanged,
            Judged::Refused(problem) => PersonChange::Refused(problem),
            Judged::Changed(file, fields) => {
                let change = if person.file().is_none() { PersonChange::New } else { PersonChange::Changed(fields) };
                person.now = Some(*file);
                change
            }
        });
    }
    let mut batch = Batch { people, changes };
    refuse_taken_numbers(tx, &ids, &mut batch, ask, met).await?;
    Ok(batch)
}

enum Judged {
    Unchanged,
    Changed(Box<PersonFile>, Vec<&'static str>),
    Refused(PersonProblem),
}

fn judge(
    context: &Context<'_>,
    stored: Option<&PersonFile>,
    incoming: &PersonData,
    scope: &Scope,
    units: &BTreeSet<UnitId>,
) -> Result<Judged, ServiceError> {
    let id = &incoming.record.id;
    let fields = stored.map_or_else(Vec::new, |stored| differences(stored, incoming));
    if stored.is_some() && fields.is_empty() {
        return Ok(Judged::Unchanged);
    }
    let refused = |code, id: String, en: String| Ok(Judged::Refused(PersonProblem { code, message: Label::new(id, en) }));
    if context.actor.person() == Some(id) {
        return refused(
            "own-record",
            "data sendiri harus diimpor oleh orang lain".to_owned(),
            "the own record has to be brought in by somebody else".to_owned(),
        );
    }
    let unit = incoming.unit.as_ref().or(stored.and_then(|stored| stored.unit.as_ref()));
    if let Some(unknown) = incoming.unit.as_ref().filter(|unit| !units.contains(*unit)) {
        return refused(
            "unknown-unit",
            format!("unit `{unknown}` belum ada, simpan unit lebih dulu"),
            format!("unit `{unknown}` is not there, save units first"),
        );
    }
    if !scope.takes(unit) || stored.is_some_and(|stored| !scope.takes(stored.unit.as_ref())) {
        return refused(
            "outside-unit",
            "pegawai ini berasal dari atau akan masuk ke unit di luar wewenang Anda".to_owned(),
            "the person belongs to or would move to a unit that is not yours".to_owned(),
        );
    }
    let file = match stored {
        Some(stored) => merge(stored.clone(), incoming),
        None => {
            let secret = SubjectSecret::new(context.entropy.bytes()?);
            merge(PersonFile { record: CivilServantRecord::new(id.clone()), unit: None, superior: None, secret }, incoming)
        }
    };
    if let Err(faults) = CivilServant::try_from(file.record.clone()) {
        return Ok(Judged::Refused(PersonProblem { code: "unsound", message: faults.message() }));
    }
    Ok(Judged::Changed(Box::new(file), fields))
}

/// The fields and registers that the incoming person says otherwise.
fn differences(stored: &PersonFile, incoming: &PersonData) -> Vec<&'static str> {
    fn differs<T: PartialEq>(incoming: Option<&T>, stored: Option<&T>) -> bool {
        incoming.is_some() && incoming != stored
    }
    let (old, new) = (&stored.record, &incoming.record);
    let mut fields = Vec::new();
    let checks = [
        ("name", differs(new.name.as_ref(), old.name.as_ref())),
        ("employee-number", differs(new.employee_number.as_ref(), old.employee_number.as_ref())),
        ("contract-number", new.employee_number.is_some() && new.contract_number != old.contract_number),
        ("birth-date", differs(new.birth_date.as_ref(), old.birth_date.as_ref())),
        ("sex", differs(new.sex.as_ref(), old.sex.as_ref())),
        ("appointed", differs(new.appointed.as_ref(), old.appointed.as_ref())),
        ("unit", differs(incoming.unit.as_ref(), stored.unit.as_ref())),
        ("superior", differs(incoming.superior.as_ref(), stored.superior.as_ref())),
    ];
    fields.extend(checks.into_iter().filter_map(|(name, differs)| differs.then_some(name)));
    fields.extend(old.registers.changed_by(&new.registers));
    fields
}

/// Takes over everything the incoming person says.
fn merge(mut file: PersonFile, incoming: &PersonData) -> PersonFile {
    let (record, new) = (&mut file.record, &incoming.record);
    if new.employee_number.is_some() {
        record.employee_number.clone_from(&new.employee_number);
        record.contract_number = new.contract_number;
    }
    record.name = new.name.clone().or(record.name.take());
    record.birth_date = new.birth_date.or(record.birth_date);
    record.sex = new.sex.or(record.sex);
    record.appointed = new.appointed.or(record.appointed);
    record.registers.take_over(&new.registers);
    file.unit = incoming.unit.clone().or(file.unit.take());
    file.superior = incoming.superior.clone().or(file.superior.take());
    file
}

/// Keeps out whoever comes with an employee number that is somebody else's. Who is kept out keeps the own number, which somebody may have come
/// with: so until nobody more is found.
async fn refuse_taken_numbers(
    tx: &mut dyn Transaction,
    ids: &[PersonId],
    batch: &mut Batch,
    ask: Ask,
    met: &Numbers,
) -> Result<(), ServiceError> {
    loop {
        let mut holders: BTreeMap<Arc<str>, Vec<PersonId>> = BTreeMap::new();
        for (id, person) in &batch.people {
            if let Some(number) = person.file().and_then(|file| file.record.employee_number.clone()) {
                holders.entry(number).or_default().push(id.clone());
            }
        }
        let mut taken: Vec<PersonId> = Vec::new();
        for (number, holders) in &holders {
            let newly = |id: &&PersonId| {
                let before = batch.people.get(*id).and_then(|person| person.before.as_ref());
                before.is_none_or(|before| before.record.employee_number.as_ref() != Some(number))
            };
            let mut owner = holders.iter().find(|id| !newly(id)).cloned().or_else(|| met.get(number).cloned());
            let claims: Vec<&PersonId> = holders.iter().filter(newly).collect();
            if owner.is_none() && ask == Ask::EachNumber && !claims.is_empty() {
                // one who gives the number away in this batch is no owner any more
                let found = tx.people().find_by_number(number).await?;
                owner = found.filter(|found| !batch.people.contains_key(found) || holders.contains(found));
            }
            let first = owner.or_else(|| claims.first().map(|id| (*id).clone()));
            taken.extend(claims.into_iter().filter(|id| first.as_ref() != Some(*id)).cloned());
        }
        if taken.is_empty() {
            return Ok(());
        }
        for id in taken {
            if let Some(person) = batch.people.get_mut(&id) {
                person.now = None;
            }
            for (_, change) in ids.iter().zip(&mut batch.changes).filter(|(of, _)| **of == id) {
                *change = PersonChange::Refused(PersonProblem {
                    code: "number-taken",
                    message: Label::new("NIP ini milik pegawai lain", "the employee number is somebody else's"),
                });
            }
        }
    }
}
