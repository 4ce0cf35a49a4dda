//! `cargo bench -p jenjang-tables --bench population [-- people]`: how fast people who do not exist are made and exported, and in how much
//! memory. Docs: `docs/performance.md`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on has nothing to say")]

use std::fs::File;
use std::hint::black_box;
use std::io::BufWriter;
use std::time::Instant;

use chrono::NaiveDate;
use jenjang::people::{CivilServant, View};
use jenjang::policy::value::FactIndex;
use jenjang_asn::dossier::{Gathering, Superior, derived_facts, gather};
use jenjang_asn::synthetic::{Population, PopulationOptions, population};
use jenjang_exchange::export::{PeopleCsv, PeopleLines, PersonLine};
use jenjang_tables::{FactsOptions, FactsParquet, Workbook};

fn main() {
    let staff: u64 = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(1_000_000);
    let few = staff.min(100_000);
    let folder = std::env::temp_dir().join(format!("jenjang-population-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let catalogue = jenjang_asn::shipped().unwrap().catalogue;
    let today = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    let facts: Vec<FactIndex> = derived_facts().filter_map(|name| catalogue.find(name)).collect();
    let made = |staff| population(PopulationOptions { staff, seed: 1, today }).unwrap();
    let servant = |record| CivilServant::try_from(record).unwrap();
    let line = |person: jenjang_asn::synthetic::SyntheticRecord| PersonLine {
        record: person.record,
        unit: Some(person.unit),
        superior: person.superior,
    };

    println!("{:34} {:>10} {:>8} {:>8} {:>11} {:>9} {:>9}", "", "people", "clock s", "work s", "people/s", "peak MB", "file MB");
    measured("make", staff, || {
        made(staff).for_each(|person| drop(black_box(person)));
        0
    });
    measured("make on two threads", staff, || {
        let half = |places| move |people: Population| people.range(places).for_each(|person| drop(black_box(person)));
        let (first, second) = (half(0..staff / 2), half(staff / 2..staff));
        std::thread::scope(|scope| {
            scope.spawn(|| first(made(staff)));
            scope.spawn(|| second(made(staff)));
        });
        0
    });
    measured("make and check", staff, || {
        made(staff).for_each(|person| drop(black_box(servant(person.record))));
        0
    });
    measured("make, check, gather facts", few, || {
        for person in made(few) {
            let person = servant(person.record);
            black_box(gather(&catalogue, Gathering { person: &person, superior: Superior::Unknown, view: View::on(today) }));
        }
        0
    });
    measured(&format!("… and write {} columns as Parquet", facts.len()), staff, || {
        let path = folder.join("facts.parquet");
        let out = File::create(&path).unwrap();
        let mut file = FactsParquet::new(out, &catalogue, &facts, today, FactsOptions::default()).unwrap();
        for person in made(staff) {
            let id = person.record.id.clone();
            let person = servant(person.record);
            let gathered = gather(&catalogue, Gathering { person: &person, superior: Superior::Unknown, view: View::on(today) });
            file.write(&id, &gathered.dossier).unwrap();
        }
        file.finish().unwrap();
        std::fs::metadata(path).unwrap().len()
    });
    measured("make and write CSV, 17 tables", few, || {
        let csv = folder.join("csv");
        std::fs::create_dir_all(&csv).unwrap();
        let mut tables = PeopleCsv::create(|name| File::create(csv.join(name))).unwrap();
        made(few).for_each(|person| tables.write(&line(person)).unwrap());
        tables.finish().unwrap();
        let sizes = std::fs::read_dir(csv).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
        std::fs::remove_dir_all(folder.join("csv")).unwrap();
        sizes
    });
    measured("make and write JSON lines", few, || {
        let path = folder.join("people.jsonl");
        let mut lines = PeopleLines::new(BufWriter::new(File::create(&path).unwrap()));
        made(few).for_each(|person| lines.write(&line(person)).unwrap());
        lines.finish().unwrap();
        let size = std::fs::metadata(&path).unwrap().len();
        std::fs::remove_file(path).unwrap();
        size
    });
    measured("make and write a workbook", few, || {
        let path = folder.join("people.xlsx");
        let mut book = Workbook::new();
        made(few).for_each(|person| book.person(&line(person)).unwrap());
        book.finish(File::create(&path).unwrap()).unwrap();
        std::fs::metadata(path).unwrap().len()
    });
    std::fs::remove_dir_all(folder).unwrap();
}

/// Runs something once and prints how long it took, how much memory the process had at most, and how many bytes it wrote. The speed is that of
/// the time the processor worked for it: on a machine shared with others the clock says little.
fn measured(what: &str, people: u64, run: impl FnOnce() -> u64) {
    // from here on the kernel counts the peak anew; where it does not, the peak is that of everything before
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (start, before) = (Instant::now(), worked());
    let bytes = run();
    let clock = start.elapsed().as_millis();
    let work = worked().map_or(clock, |now| now.saturating_sub(before.unwrap_or(0)).into()).max(1);
    let speed = u128::from(people) * 1000 / work;
    let seconds = |millis: u128| format!("{}.{}", millis / 1000, millis % 1000 / 100);
    println!("{what:34} {people:>10} {:>8} {:>8} {speed:>11} {:>9} {:>9}", seconds(clock), seconds(work), peak(), bytes / 1_000_000);
}

/// Milliseconds the processor worked for this process, where the system says it (in hundredths of a second).
fn worked() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // behind the name of the program, which ends with the last bracket: own time and that of the system are the twelfth and thirteenth
    let ticks = stat.rsplit_once(')')?.1.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().ok());
    ticks.sum::<Option<u64>>().map(|ticks| ticks * 10)
}

/// The largest resident size so far, in MB; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) / 1000
}
