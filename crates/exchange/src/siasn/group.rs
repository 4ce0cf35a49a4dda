//! Histories by person: all rows of somebody come out together, wherever they stand in the file.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::civil_servant::RegisterRecords;
use jenjang::people::{CivilServantRecord, Event, History, RecordErrors};

use super::columns::TableKind;
use super::history::Entry;
use super::identity::PersonRef;
use super::problem::{Mender, Notes, RowProblem};
use super::reject::Reject;
use super::source::SourceRow;
use super::staff::unsound;
use super::{Refusal, Table};
use std::sync::Arc;

impl TableKind {
    /// Says that the registers this history fills were looked at: where nothing is known of them, they hold nothing.
    ///
    /// For whoever knows that a file is complete: who has no row in a complete history of sanctions was never sanctioned, while of somebody whose
    /// history was never asked for nothing is known.
    pub fn consult(self, record: &mut CivilServantRecord) {
        let registers = &mut record.registers;
        match self {
            TableKind::Grades => _ = registers.grades.get_or_insert_default(),
            TableKind::Positions => _ = registers.positions.get_or_insert_default(),
            TableKind::Education => _ = registers.education.get_or_insert_default(),
            TableKind::Performance => _ = registers.performance.get_or_insert_default(),
            TableKind::Credit => _ = registers.credit.get_or_insert_default(),
            TableKind::Discipline => _ = registers.discipline.get_or_insert_default(),
            TableKind::Training => _ = registers.leadership.get_or_insert_default(),
            TableKind::Courses => _ = registers.learning.get_or_insert_default(),
            TableKind::Leave => _ = registers.study_duty.get_or_insert_default(),
            TableKind::Staff | TableKind::Units => {}
        }
    }
}

/// How many rows each person has in a file, from a first pass over it. It takes some twenty bytes a person.
#[derive(Clone, Debug)]
pub struct PeopleCounts {
    hasher: RandomState,
    rows: HashMap<u64, u32>,
}

impl PeopleCounts {
    pub(super) fn new() -> PeopleCounts {
        PeopleCounts { hasher: RandomState::new(), rows: HashMap::new() }
    }

    pub(super) fn add(&mut self, person: &PersonRef) {
        let rows = self.rows.entry(self.hasher.hash_one(key(person))).or_default();
        *rows = rows.saturating_add(1);
    }

    fn of(&self, person: &PersonRef) -> u32 {
        self.rows.get(&self.hasher.hash_one(key(person))).copied().unwrap_or(u32::MAX)
    }

    /// How many people the file names.
    pub fn people(&self) -> usize {
        self.rows.len()
    }
}

/// What tells people of one file apart: the number where there is one.
fn key(person: &PersonRef) -> &str {
    person.number.as_deref().or(person.id.as_ref().map(|id| id.as_str())).unwrap_or("")
}

/// All good rows of one person in one history file.
#[derive(Clone)]
pub struct PersonHistory {
    /// Who it is.
    pub person: PersonRef,
    /// Which history.
    pub kind: TableKind,
    /// The registers this history fills, in the order of the days; the others are `None`.
    pub registers: RegisterRecords,
    /// The rows it came from, to hand back where the person cannot be kept after all.
    pub rows: Vec<SourceRow>,
    /// How many rows of this person were refused.
    pub refused: u32,
    file: Arc<str>,
}

/// Only who and how much: everything else is personal data.
impl fmt::Debug for PersonHistory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonHistory").field("person", &self.person).field("kind", &self.kind).field("rows", &self.rows.len()).finish()
    }
}

impl PersonHistory {
    /// Puts the history into a record.
    ///
    /// A register becomes what the file says of the person. Where rows of the person were refused, what was known stays beside the new entries,
    /// so that a bad row loses nothing. Learning comes from two files (training and courses) and always joins what is known.
    pub fn apply(&self, record: &mut CivilServantRecord) {
        let (to, from) = (&mut record.registers, &self.registers);
        let whole = self.refused == 0;
        put(&mut to.grades, &from.grades, whole);
        put(&mut to.positions, &from.positions, whole);
        put(&mut to.education, &from.education, whole);
        put(&mut to.performance, &from.performance, whole);
        put(&mut to.credit, &from.credit, whole);
        put(&mut to.discipline, &from.discipline, whole);
        put(&mut to.leadership, &from.leadership, whole);
        put(&mut to.study_duty, &from.study_duty, whole);
        put(&mut to.learning, &from.learning, false);
    }

    /// Refuses all rows, because nobody has this id or number.
    pub fn unknown_person(self) -> Vec<Reject> {
        self.refuse(&[RowProblem::of_row(
            "unknown-person",
            Label::new(
                "pegawai ini tidak ada dalam data pegawai, impor dahulu data pegawainya",
                "this person is not on record, expected somebody of the staff list, which is imported first",
            ),
            Mender::UnitOfficer,
        )])
    }

    /// Refuses all rows, because the person's record cannot be used with them.
    pub fn unsound(self, faults: &RecordErrors) -> Vec<Reject> {
        let problems: Vec<RowProblem> = faults.faults.iter().map(unsound).collect();
        self.refuse(&problems)
    }

    /// Refuses all rows.
    pub fn refuse(self, problems: &[RowProblem]) -> Vec<Reject> {
        let file = self.file;
        self.rows.into_iter().map(|row| Reject { file: Arc::clone(&file), row, problems: problems.to_vec() }).collect()
    }
}

fn put<T: Event + Clone>(register: &mut Option<Vec<T>>, new: &Option<Vec<T>>, whole: bool) {
    let Some(new) = new else { return };
    let mut list = new.clone();
    if !whole {
        for known in register.iter().flatten() {
            let excluded = known.exclusive_day().is_some_and(|day| new.iter().any(|event| event.exclusive_day() == Some(day)));
            if !excluded && !list.contains(known) {
                list.push(known.clone());
            }
        }
    }
    list.sort_by(|a, b| a.since().cmp(&b.since()).then_with(|| a.cmp(b)));
    *register = Some(list);
}

struct Pending {
    person: PersonRef,
    rows: Vec<(SourceRow, Entry)>,
    seen: u32,
    refused: u32,
}

/// The histories of a file, person by person; rows that are refused come in between.
pub struct Histories<'t> {
    table: &'t mut Table,
    counts: PeopleCounts,
    pending: BTreeMap<String, Pending>,
    ready: VecDeque<Result<PersonHistory, Refusal>>,
    ended: bool,
}

impl<'t> Histories<'t> {
    pub(super) fn new(table: &'t mut Table, counts: PeopleCounts) -> Histories<'t> {
        Histories { table, counts, pending: BTreeMap::new(), ready: VecDeque::new(), ended: false }
    }

    /// The file's header, remarks and counts so far.
    pub fn table(&self) -> &Table {
        self.table
    }

    fn step(&mut self) {
        let Some((person, outcome)) = self.table.next_entry() else {
            self.ended = true;
            for (_, pending) in std::mem::take(&mut self.pending) {
                self.complete(pending);
            }
            return;
        };
        let (row, entry) = match outcome {
            Ok((row, entry)) => (Some(row), Some(entry)),
            Err(refusal) => {
                self.ready.push_back(Err(refusal));
                (None, None)
            }
        };
        let Some(person) = person else { return };
        let expected = self.counts.of(&person);
        let key = key(&person).to_owned();
        let pending = self.pending.entry(key.clone()).or_insert_with(|| Pending { person, rows: Vec::new(), seen: 0, refused: 0 });
        pending.seen = pending.seen.saturating_add(1);
        match row.zip(entry) {
            Some(row) => pending.rows.push(row),
            None => pending.refused = pending.refused.saturating_add(1),
        }
        if pending.seen >= expected
            && let Some(pending) = self.pending.remove(&key)
        {
            self.complete(pending);
        }
    }

    fn complete(&mut self, pending: Pending) {
        if pending.rows.is_empty() {
            return;
        }
        let kind = self.table.kind();
        let mut build = Build {
            file: self.table.file(),
            notes: &mut self.table.notes,
            rejects: Vec::new(),
            rows: Vec::new(),
            refused: pending.refused,
        };
        let registers = build.registers(kind, pending.rows);
        let (rejects, rows, refused) = (build.rejects, build.rows, build.refused);
        self.table.counts.good -= rejects.len() as u64;
        self.table.counts.bad += rejects.len() as u64;
        self.ready.extend(rejects.into_iter().map(|reject| Err(Refusal::Row(Box::new(reject)))));
        let file = self.table.file();
        self.ready.push_back(Ok(PersonHistory { person: pending.person, kind, registers, rows, refused, file }));
    }
}

impl Iterator for Histories<'_> {
    type Item = Result<PersonHistory, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() && !self.ended {
            self.step();
        }
        self.ready.pop_front()
    }
}

/// The registers of one person under construction.
struct Build<'n> {
    file: Arc<str>,
    notes: &'n mut Notes,
    rejects: Vec<Reject>,
    rows: Vec<SourceRow>,
    refused: u32,
}

impl Build<'_> {
    fn registers(&mut self, kind: TableKind, rows: Vec<(SourceRow, Entry)>) -> RegisterRecords {
        let mut registers = RegisterRecords::default();
        match kind {
            TableKind::Grades => registers.grades = Some(Vec::new()),
            TableKind::Positions => registers.positions = Some(Vec::new()),
            TableKind::Education => registers.education = Some(Vec::new()),
            TableKind::Performance => registers.performance = Some(Vec::new()),
            TableKind::Credit => registers.credit = Some(Vec::new()),
            TableKind::Discipline => registers.discipline = Some(Vec::new()),
            TableKind::Training => registers.leadership = Some(Vec::new()),
            TableKind::Leave => registers.study_duty = Some(Vec::new()),
            TableKind::Courses | TableKind::Staff | TableKind::Units => {}
        }
        let mut taken: BTreeMap<NaiveDate, u64> = BTreeMap::new();
        for (row, entry) in rows {
            let kept = match entry {
                Entry::Grade(event) => self.push(&mut registers.grades, event, &row, &mut taken),
                Entry::Position(event) => self.push(&mut registers.positions, event, &row, &mut taken),
                Entry::Education(event) => self.push(&mut registers.education, event, &row, &mut taken),
                Entry::Performance(event) => self.push(&mut registers.performance, event, &row, &mut taken),
                Entry::Credit(event) => self.push(&mut registers.credit, event, &row, &mut taken),
                Entry::Discipline(event) => self.push(&mut registers.discipline, event, &row, &mut taken),
                Entry::StudyDuty(event) => self.push(&mut registers.study_duty, event, &row, &mut taken),
                Entry::Training(leadership, learning) => {
                    let first = leadership.is_none_or(|event| self.push(&mut registers.leadership, event, &row, &mut taken));
                    let second = learning.is_none_or(|event| self.push(&mut registers.learning, event, &row, &mut taken));
                    first && second
                }
                Entry::Nothing => true,
            };
            if kept {
                self.rows.push(row);
            }
        }
        registers
    }

    /// Adds an event; whether its row is good. The same event twice is one; another on a day of its own is refused.
    fn push<T: Event + Clone>(
        &mut self,
        register: &mut Option<Vec<T>>,
        event: T,
        row: &SourceRow,
        taken: &mut BTreeMap<NaiveDate, u64>,
    ) -> bool {
        let list = register.get_or_insert_default();
        if list.contains(&event) {
            self.notes.add("duplicate-row", None, row.line, || {
                Label::new("baris yang sama isinya disimpan satu kali", "rows that say the same are kept once")
            });
            return true;
        }
        if let Some(day) = event.exclusive_day() {
            if let Some(first) = taken.get(&day) {
                let problem = RowProblem::of_row(
                    "same-day",
                    Label::new(
                        format!("baris {first} sudah memuat catatan lain pegawai ini yang mulai {day}, diharapkan satu"),
                        format!("row {first} has another entry of this person that begins on {day}, expected one"),
                    ),
                    Mender::PersonnelAgency,
                );
                self.rejects.push(Reject { file: Arc::clone(&self.file), row: row.clone(), problems: vec![problem] });
                self.refused = self.refused.saturating_add(1);
                return false;
            }
            taken.insert(day, row.line);
        }
        let at = list.partition_point(|known| (known.since(), known) <= (event.since(), &event));
        list.insert(at, event);
        true
    }
}

/// What is wrong with an entry by itself.
pub(super) fn faults(entry: &Entry) -> Vec<RowProblem> {
    fn of<T: Event + Clone>(event: &T) -> Vec<RowProblem> {
        let found = History::try_new(vec![event.clone()]).err().unwrap_or_default();
        found.into_iter().map(|fault| RowProblem::of_row("unsound-record", fault.message(), Mender::PersonnelAgency)).collect()
    }
    match entry {
        Entry::Grade(event) => of(event),
        Entry::Position(event) => of(event),
        Entry::Education(event) => of(event),
        Entry::Performance(event) => of(event),
        Entry::Credit(event) => of(event),
        Entry::Discipline(event) => of(event),
        Entry::StudyDuty(event) => of(event),
        Entry::Training(leadership, learning) => leadership.iter().flat_map(of).chain(learning.iter().flat_map(of)).collect(),
        Entry::Nothing => Vec::new(),
    }
}
