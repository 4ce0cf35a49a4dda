//! What opening decoded columns again costs: 5,000,000 people of 34 bytes, beside a plain read of the same bytes in the same run.
//!
//! `cargo bench -p jenjang-lab --bench open [-- PEOPLE]`. The file is written by this program and lies in the page cache, as it does for
//! whoever opens it a second time. Rounds alternate; medians are printed. Wall clock on one thread, unless it says otherwise.

#![allow(
    clippy::unwrap_used,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "a measurement may stop at what it did not expect, and counts milliseconds"
)]

use std::fs::File;
use std::hint::black_box;
use std::io::Read;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use chrono::{Days, NaiveDate};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::scale::Choice;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use jenjang_lab::column::{Column, Data, Shape};
use jenjang_lab::input::decoded;
use jenjang_lab::population::{InMemory, Population, Wanted};
use jenjang_lab::run::{Threads, over};
use jenjang_lab::segment::Segment;
use jenjang_policy_files::load;
use jenjang_tests::Random;

const ROUNDS: usize = 11;

fn main() {
    let people = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(5_000_000);
    let text: &[u8] = include_bytes!("../../../tests/benches/reference/catalogue.toml");
    let library = load([("catalogue.toml", text)], []);
    let catalogue = library.catalogue("reference").unwrap();
    let population = population(catalogue, people);
    let wanted = Wanted { facts: population.facts(), others: population.others() };
    let path = std::env::temp_dir().join(format!("jenjang-open-{}.arrow", std::process::id()));
    decoded::write(&population, &wanted, Threads::default(), &path).unwrap();
    let bytes = std::fs::metadata(&path).unwrap().len();
    println!(
        "{people} people, {} columns, {bytes} bytes in the file, {:.1} a person",
        population.facts().len(),
        bytes as f64 / people as f64
    );
    let expected = sum(&population, &wanted, 1);
    drop(population);

    type Measure<'m> = (&'static str, Box<dyn Fn() -> u64 + 'm>);
    let all = || decoded::open(&path, catalogue).unwrap();
    let two = 2;
    let measures: [Measure<'_>; 7] = [
        ("plain read of the file into one piece of memory", Box::new(|| plain(&path, bytes))),
        ("plain read of the file by 2 MiB, each forgotten", Box::new(|| pieces(&path))),
        ("open: ready to read any part", Box::new(|| all().people().unwrap())),
        ("open and have every column of everybody in memory", Box::new(|| load_all(&all(), &wanted, 1))),
        ("the same on two threads", Box::new(|| load_all(&all(), &wanted, two))),
        ("open and go once through all columns, part by part", Box::new(|| touch(&all(), &wanted, 1))),
        ("the same on two threads", Box::new(|| touch(&all(), &wanted, two))),
    ];
    assert_eq!(sum(&all(), &wanted, 1), expected, "the columns are those that were written");
    let mut times = vec![Vec::new(); measures.len()];
    for _ in 0..ROUNDS {
        for ((_, run), times) in measures.iter().zip(&mut times) {
            let start = Instant::now();
            black_box(run());
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    println!("{:<56}{:>12}{:>12}", "", "median ms", "of the first");
    let median = |times: &[f64]| {
        let mut sorted = times.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    };
    let first = times[0].clone();
    for ((name, _), times) in measures.iter().zip(&times) {
        // ratios inside a round
        let ratios: Vec<f64> = times.iter().zip(&first).map(|(time, first)| time / first).collect();
        println!("{name:<56}{:>12.1}{:>12.2}", median(times), median(&ratios));
    }
    std::fs::remove_file(&path).unwrap();
}

/// People of the reference catalogue, decoded, some with blanks.
fn population(catalogue: &Arc<Catalogue>, people: usize) -> InMemory {
    let mut random = Random::new(7);
    let first = NaiveDate::from_ymd_opt(1965, 1, 1).unwrap();
    let mut segments = Vec::new();
    let mut left = people;
    while left > 0 {
        let len = left.min(65_536);
        let mut segment = Segment::new(catalogue, len);
        for (index, fact) in (0..).map(FactIndex).zip(catalogue.facts()) {
            let mut value = || match &fact.ty {
                _ if fact.can_be_none && random.below(20) > 0 => Value::None,
                Type::Choice(scale) => {
                    Choice::at(scale, u16::try_from(random.below(scale.values.len() as u64)).unwrap()).map(Value::Choice).unwrap()
                }
                Type::Date => Value::Date(first + Days::new(random.below(22_000))),
                Type::Boolean => Value::Boolean(random.below(2) == 1),
                _ if &*fact.name == "evaluation" => {
                    Value::Number(rust_decimal::Decimal::new(i64::try_from(random.below(10_000)).unwrap(), 2))
                }
                _ => Value::Number(random.below(200).into()),
            };
            segment.set(index, Column::of(&fact.ty, (0..len).map(|_| value())));
        }
        segments.push(segment);
        left -= len;
    }
    InMemory::new(catalogue, segments)
}

fn plain(path: &Path, bytes: u64) -> u64 {
    let mut all = vec![0; usize::try_from(bytes).unwrap()];
    File::open(path).unwrap().read_exact(&mut all).unwrap();
    all.len() as u64
}

fn pieces(path: &Path) -> u64 {
    let (mut file, mut piece, mut sum) = (File::open(path).unwrap(), vec![0; 2 << 20], 0);
    loop {
        match file.read(&mut piece).unwrap() {
            0 => return sum,
            length => sum += length as u64,
        }
    }
}

fn threads(count: usize) -> Threads {
    Threads(NonZero::new(count).unwrap())
}

fn load_all(population: &dyn Population, wanted: &Wanted, count: usize) -> u64 {
    let (parts, _) = over(population, wanted, threads(count), Vec::new, |segments: &mut Vec<Segment>, segment| {
        segments.push(segment.clone());
        Ok(())
    })
    .unwrap();
    parts.iter().flatten().map(|segment| segment.len() as u64).sum()
}

/// Reads every integer.
fn touch(population: &dyn Population, wanted: &Wanted, count: usize) -> u64 {
    sum(population, wanted, count)
}

fn sum(population: &dyn Population, wanted: &Wanted, count: usize) -> u64 {
    let (parts, _) = over(
        population,
        wanted,
        threads(count),
        || 0_u64,
        |sum, segment| {
            for fact in segment.facts() {
                let column = segment.fact(fact).unwrap();
                *sum = sum.wrapping_add(integers(column));
            }
            Ok(())
        },
    )
    .unwrap();
    parts.into_iter().fold(0, u64::wrapping_add)
}

/// The sum of the values, whatever their base.
fn integers(column: &Column) -> u64 {
    let Shape::Narrow { data, base, .. } = &column.shape else { return 0 };
    let sum: u64 = match data {
        Data::U8(values) => values.iter().map(|n| u64::from(*n)).sum(),
        Data::U16(values) => values.iter().map(|n| u64::from(*n)).sum(),
        Data::U32(values) => values.iter().map(|n| u64::from(*n)).sum(),
        Data::I64(values) => values.iter().map(|n| n.cast_unsigned()).fold(0, u64::wrapping_add),
    };
    let absent = [&column.missing, &column.none].into_iter().flatten().map(|bits| bits.count()).sum::<u64>();
    sum.wrapping_add(base.cast_unsigned().wrapping_mul(column.len() as u64 - absent))
}
