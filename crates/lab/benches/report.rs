//! What a whole comparison costs: the draft "three years in grade in place of four" of the regular promotion, over a synthetic service of 5,000,000.
//!
//! `cargo bench -p jenjang-lab --bench report [-- PEOPLE [FILE.html]]`. Making the people takes minutes and is not part of any figure; they lie in
//! memory as narrow columns. Medians of five rounds, wall clock, on all cores; beside them one pass of the kernel alone in the same round, and
//! a projection of the rule in force over ten years.

#![allow(
    clippy::unwrap_used,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a measurement may stop at what it did not expect, and counts milliseconds"
)]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use chrono::NaiveDate;
use jenjang::legal::Language;
use jenjang::people::{CivilServant, View};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::prepare;
use jenjang::policy::value::{FactIndex, Value};
use jenjang_asn::dossier::{Gathering, Superior, gather};
use jenjang_asn::synthetic::{Population as Made, PopulationOptions, population, units};
use jenjang_lab::answers::Detail;
use jenjang_lab::compare::{Options, compare};
use jenjang_lab::input::{Row, rows};
use jenjang_lab::kernel::Kernel;
use jenjang_lab::population::{InMemory, Population, Wanted};
use jenjang_lab::project::{Horizon, ProjectionRules, Rule, project};
use jenjang_lab::report::{Contents, Provenance, clauses, html};
use jenjang_lab::run::{Threads, over};
use jenjang_lab::search::{Draft, Measure, Steps, Variable, sweep, with_value};
use jenjang_lab::segment::Segment;
use jenjang_tests::shipped;

const ROUNDS: usize = 5;
/// The usual groups and what examples show, beside what the policy reads.
const GROUPS: [&str; 7] = ["grade", "grade.since", "position.kind", "sex", "birth date", "education.level", "age"];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let people: u64 = words.first().and_then(|word| word.parse().ok()).unwrap_or(5_000_000);
    let day = NaiveDate::from_ymd_opt(2027, 4, 1).unwrap();
    let (catalogue, set, _) = shipped();
    let policy = set.get("asn/promotion/regular").unwrap();
    let before = Arc::new(prepare(&set, policy, day, day).unwrap());
    let draft = Draft { set: &set, policy, as_of: day, known_at: day };
    let years = Variable::named("minimum-years-in-grade");
    let after = Arc::new(with_value(&draft, &years, &Value::Number(3.into()), day).unwrap());
    let kernel = Kernel::new(&[Arc::clone(&before), Arc::clone(&after)]);
    let mut facts: Vec<FactIndex> = kernel.facts().iter().copied().chain(GROUPS.iter().filter_map(|name| catalogue.find(name))).collect();
    let retirement = prepare(&set, set.get("asn/position/retirement-age").unwrap(), day, day).unwrap();
    facts.extend(retirement.facts());
    facts.sort_unstable();
    facts.dedup();
    let service = service(&catalogue, &facts, people, day);
    println!("{people} people, {} columns, {:.1} bytes a person", service.facts().len() + 1, service.bytes() as f64 / people as f64);

    let wanted = Wanted { facts: kernel.facts().to_vec(), others: Vec::new() };
    let options = || Options::default();
    let (mut kernels, mut comparisons, mut sweeps, mut pages) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut projections = Vec::new();
    let rules = ProjectionRules::parse("national.toml", jenjang_asn::projection_rules_text()).unwrap();
    let horizon = Horizon { from: day, years: 10, known_at: day };
    let mut page = String::new();
    for _ in 0..ROUNDS {
        kernels.push(timed(|| pass(&kernel, &service, &wanted)).0);
        let (time, comparison) = timed(|| compare(&service, &before, &after, &options()).unwrap());
        comparisons.push(time);
        let steps = Steps::Numbers { from: 2.into(), to: 6.into(), step: 1.into() };
        let (time, curve) = timed(|| sweep(&service, &before, &draft, &years, &steps, Measure::Eligible, Threads::default()).unwrap());
        sweeps.push(time);
        let rule = Rule { set: &set, policy };
        projections.push(timed(|| project(&service, rule, None, &rules, horizon, 1, Threads::default()).unwrap()).0);
        let contents = Contents {
            comparison,
            clause_diff: clauses(&before, &after),
            sweep: Some(curve.shown(options().suppression).unwrap()),
            search: None,
            projection: None,
            audit: None,
            provenance: Provenance { program: "jenjang".into(), population: "synthetic".into(), command: "cargo bench".into() },
        };
        let (time, made) = timed(|| html(&contents, Language::Id));
        pages.push(time);
        page = made;
    }
    for (name, times) in [
        ("both policies, every mask and missing fact", &mut kernels),
        ("comparison with groups, causes, examples, waiting", &mut comparisons),
        ("sweep over five values", &mut sweeps),
        ("page", &mut pages),
        ("projection of ten years by the national rules", &mut projections),
    ] {
        times.sort_by(f64::total_cmp);
        println!("{name:<56}{:>10.0} ms", times[times.len() / 2]);
    }
    if let Some(path) = words.get(1) {
        std::fs::write(path, page).unwrap();
    }
}

fn timed<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let made = black_box(run());
    (start.elapsed().as_secs_f64() * 1e3, made)
}

fn pass(kernel: &Kernel, service: &InMemory, wanted: &Wanted) -> u64 {
    let count = |sum: &mut u64, segment: &Segment| {
        *sum += kernel.answer(segment, Detail::Missing).iter().map(|answers| answers.outcome.eligible().count()).sum::<u64>();
        Ok(())
    };
    over(service, wanted, Threads::default(), || 0_u64, count).unwrap().0.iter().sum()
}

/// People who do not exist, made on all cores, in order of their places.
fn service(catalogue: &Arc<Catalogue>, facts: &[FactIndex], people: u64, day: NaiveDate) -> InMemory {
    let options = PopulationOptions { staff: people, seed: 1, today: day };
    let made = population(options).unwrap();
    let names: BTreeMap<_, _> = units(options).unwrap().map(|unit| (unit.id.clone(), unit.name.id)).collect();
    let size = 65_536_u64;
    let next = Mutex::new(0..people.div_ceil(size));
    let done = Mutex::new(Vec::new());
    let work = || {
        loop {
            let Some(part) = next.lock().unwrap().next() else { return };
            let range: Made = made.range(part * size..people.min((part + 1) * size));
            let row = |person: jenjang_asn::synthetic::SyntheticRecord| {
                let unit = names.get(&person.unit).map_or(Value::Missing, |name| Value::Text(Arc::clone(name)));
                let id = Arc::from(person.record.id.to_string());
                let servant = CivilServant::try_from(person.record).unwrap();
                let gathering = Gathering { person: &servant, superior: Superior::Unknown, view: View::on(day) };
                Ok(Row { id, dossier: gather(catalogue, gathering).dossier, others: vec![unit] })
            };
            let rows = rows(catalogue, facts, &[Arc::from("unit")], range.map(row)).unwrap();
            done.lock().unwrap().push((part, rows.segments().to_vec()));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..Threads::default().0.get() {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap();
    done.sort_unstable_by_key(|(part, _)| *part);
    InMemory::new(catalogue, done.into_iter().flat_map(|(_, segments)| segments).collect())
}
