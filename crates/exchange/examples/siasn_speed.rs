//! How fast the national register's tables are read, and in how much memory: `cargo run --release -p jenjang-exchange --example siasn_speed 100000`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::float_arithmetic, reason = "a measurement")]

use std::fs::File;
use std::io::{BufWriter, Read};
use std::time::Instant;

use chrono::NaiveDate;
use jenjang_asn::synthetic::{PopulationOptions, population};
use jenjang_exchange::siasn::{Format, Options, Person, Table, TableKind, TableWriter};

fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn main() {
    let staff: u64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let today = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    let folder = std::env::temp_dir().join(format!("siasn-speed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let kinds = [TableKind::Staff, TableKind::Grades, TableKind::Positions, TableKind::Education, TableKind::Performance];
    let path = |kind: TableKind| folder.join(format!("{kind}.csv"));
    let begin = Instant::now();
    let mut writers: Vec<_> =
        kinds.iter().map(|kind| TableWriter::new(BufWriter::new(File::create(path(*kind)).unwrap()), *kind, today).unwrap()).collect();
    for person in population(PopulationOptions { staff, seed: 7, today }).unwrap() {
        for writer in &mut writers {
            let whole = Person { unit_id: Some(&person.unit), superior: person.superior.as_ref(), ..Person::new(&person.record) };
            writer.person(whole).unwrap();
        }
    }
    writers.into_iter().for_each(|writer| drop(writer.finish().unwrap()));
    println!("generated and written in {:.1} s, peak {} MiB", begin.elapsed().as_secs_f64(), peak_mib());
    let open = |kind: TableKind| {
        let reader: Box<dyn Read + Send> = Box::new(File::open(path(kind)).unwrap());
        Table::open("uji", kind, Format::Csv, reader, &Options::default()).unwrap()
    };
    for kind in kinds {
        let begin = Instant::now();
        let mut table = open(kind);
        let people = if kind == TableKind::Staff {
            table.staff().filter(Result::is_ok).count()
        } else {
            let counts = open(kind).people().unwrap();
            let first = begin.elapsed().as_secs_f64();
            println!("  first pass {first:.2} s");
            table.histories(counts).filter(Result::is_ok).count()
        };
        let seconds = begin.elapsed().as_secs_f64();
        let rows = table.counts().read;
        println!("{kind}: {rows} rows, {people} people, {seconds:.2} s, {:.0} rows/s, peak {} MiB", rows as f64 / seconds, peak_mib());
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
