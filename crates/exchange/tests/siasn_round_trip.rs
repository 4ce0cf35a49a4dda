//! Records written in the register's shape and read again are the same records; no file whatever ends in a panic or loses a row.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests: what is absent here ends the test")]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jenjang::people::CivilServantRecord;
use jenjang_asn::synthetic::{PopulationOptions, population};
use jenjang_exchange::siasn::{Format, Options, Person, Refusal, Spoiler, Table, TableKind, TableWriter};
use proptest::prelude::*;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();

const HISTORIES: [TableKind; 9] = [
    TableKind::Grades,
    TableKind::Positions,
    TableKind::Education,
    TableKind::Performance,
    TableKind::Credit,
    TableKind::Discipline,
    TableKind::Training,
    TableKind::Courses,
    TableKind::Leave,
];

fn people(staff: u64, seed: u64) -> Vec<CivilServantRecord> {
    population(PopulationOptions { staff, seed, today: TODAY }).unwrap().map(|person| person.record).collect()
}

fn write(kind: TableKind, people: &[CivilServantRecord], spoiler: Option<Spoiler>) -> (Vec<u8>, u64) {
    let mut table = TableWriter::new(Vec::new(), kind, TODAY).unwrap();
    if let Some(spoiler) = spoiler {
        table = table.spoiled_by(spoiler);
    }
    for record in people {
        table.person(Person::new(record)).unwrap();
    }
    let spoilt = table.spoilt();
    (table.finish().unwrap(), spoilt)
}

fn open(kind: TableKind, format: Format, bytes: &[u8]) -> Result<Table, jenjang_exchange::siasn::FileError> {
    Table::open("uji", kind, format, Box::new(std::io::Cursor::new(bytes.to_vec())), &Options::default())
}

/// Imports a staff list and histories the way a use case does.
fn import(files: &BTreeMap<TableKind, Vec<u8>>) -> BTreeMap<String, CivilServantRecord> {
    let mut records = BTreeMap::new();
    let mut table = open(TableKind::Staff, Format::Csv, &files[&TableKind::Staff]).unwrap();
    for entry in table.staff() {
        match entry {
            Ok(entry) => {
                let mut record = entry.apply(None, &HISTORIES);
                HISTORIES.iter().for_each(|kind| kind.consult(&mut record));
                records.insert(record.id.to_string(), record);
            }
            Err(Refusal::Row(reject)) => panic!("{:?} {}", reject.problems, reject.row.cells().collect::<Vec<_>>().join("|")),
            Err(Refusal::File(error)) => panic!("{error}"),
        }
    }
    for kind in HISTORIES {
        let counts = open(kind, Format::Csv, &files[&kind]).unwrap().people().unwrap();
        let mut table = open(kind, Format::Csv, &files[&kind]).unwrap();
        for item in table.histories(counts) {
            match item {
                Ok(history) => {
                    let id = history.person.person_id(&Default::default()).unwrap();
                    history.apply(records.get_mut(id.as_str()).unwrap());
                }
                Err(Refusal::Row(reject)) => panic!("{:?} {}", reject.problems, reject.row.cells().collect::<Vec<_>>().join("|")),
                Err(Refusal::File(error)) => panic!("{error}"),
            }
        }
        assert_eq!(table.counts().good, table.counts().read);
    }
    records
}

/// What the register keeps of a record.
fn kept(record: &CivilServantRecord) -> CivilServantRecord {
    let mut kept = record.clone();
    let registers = &mut kept.registers;
    registers.examinations = None;
    registers.objections = None;
    registers.suspensions = None;
    registers.secondments = None;
    registers.certificates = None;
    registers.exams = None;
    // the order of entries says nothing
    registers.learning.iter_mut().for_each(|list| list.sort_by(|a, b| a.completed.cmp(&b.completed).then_with(|| a.cmp(b))));
    HISTORIES.iter().for_each(|kind| kind.consult(&mut kept));
    kept
}

#[test]
fn a_population_comes_back_as_it_was() {
    let people = people(400, 7);
    let mut files = BTreeMap::new();
    for kind in [TableKind::Staff].into_iter().chain(HISTORIES) {
        files.insert(kind, write(kind, &people, None).0);
    }
    let found = import(&files);
    assert_eq!(found.len(), people.len());
    for record in &people {
        let (wanted, read) = (kept(record), &found[record.id.as_str()]);
        let lines =
            |record: &CivilServantRecord| serde_json::to_string_pretty(record).unwrap().lines().map(str::to_owned).collect::<Vec<_>>();
        let (read, wanted) = (lines(read), lines(&wanted));
        let first = read.iter().zip(&wanted).position(|(a, b)| a != b).unwrap_or(read.len().min(wanted.len()));
        let around = |lines: &[String]| lines[first.saturating_sub(6)..(first + 3).min(lines.len())].join("\n");
        assert!(read == wanted, "{} comes back as\n{}\ninstead of\n{}", record.id, around(&read), around(&wanted));
    }
    assert_eq!(found, import(&files), "a second import changes nothing");
}

#[test]
fn of_a_list_with_three_percent_dirty_rows_the_others_land() {
    let people = people(2000, 11);
    for kind in [TableKind::Staff, TableKind::Grades, TableKind::Positions, TableKind::Performance] {
        let (bytes, spoilt) = write(kind, &people, Some(Spoiler::new(3, 30)));
        let mut table = open(kind, Format::Csv, &bytes).unwrap();
        if kind == TableKind::Staff {
            assert_eq!(table.staff().filter(Result::is_ok).count() as u64, table.counts().good);
        } else {
            let counts = open(kind, Format::Csv, &bytes).unwrap().people().unwrap();
            assert!(table.histories(counts).filter(Result::is_ok).count() > 1000);
        }
        let counts = table.counts();
        assert_eq!((counts.bad, counts.good), (spoilt, counts.read - spoilt), "{kind}");
        assert!(spoilt * 1000 > counts.read * 20 && spoilt * 1000 < counts.read * 40, "{kind}: {spoilt} of {}", counts.read);
    }
}

/// Reads a file as a table, whatever it is, and holds it to its promises.
fn read_through(kind: TableKind, format: Format, bytes: &[u8]) {
    let Ok(mut table) = open(kind, format, bytes) else { return };
    match kind {
        TableKind::Staff => table.staff().for_each(drop),
        TableKind::Units => table.units().for_each(drop),
        _ => {
            let Ok(counts) = open(kind, format, bytes).unwrap().people() else { return };
            let mut rows = 0;
            for item in table.histories(counts) {
                rows += match item {
                    Ok(history) => history.rows.len() as u64,
                    Err(Refusal::Row(reject)) => {
                        assert!(!reject.problems.is_empty());
                        1
                    }
                    Err(Refusal::File(_)) => 0,
                };
            }
            assert_eq!(rows, table.counts().read, "every row comes out once");
        }
    }
    let counts = table.counts();
    assert_eq!(counts.good + counts.bad, counts.read);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_bytes_end_in_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), kind in 0..TableKind::ALL.len()) {
        for format in [Format::Csv, Format::Json, Format::Xlsx] {
            read_through(TableKind::ALL[kind], format, &bytes);
        }
    }

    #[test]
    fn no_damage_loses_a_row_without_saying_so(
        seed in 0u64..50,
        kind in 0..TableKind::ALL.len(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), "[-0-9/;,\"'\\n A-Za-zé]{0,3}"), 0..12),
    ) {
        let kind = TableKind::ALL[kind];
        let mut text = String::from_utf8(write(kind, &people(6, seed), None).0).unwrap();
        let header = text.find('\n').unwrap_or(0) + 1;
        for (at, junk) in damage {
            let at = header + at.index(text.len() - header + 1);
            let at = (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
            text.insert_str(at, &junk);
        }
        read_through(kind, Format::Csv, text.as_bytes());
    }
}
