//! 360° scoring: one report, and a whole cycle of 4,000 people and 280,000 answers scored, released and checked for reliability.
//!
//! `tests/evaluation-bench` runs it beside the plain group means by NumPy and Polars. Times are medians of repeated runs on whatever machine this is;
//! compare ratios.

#![allow(clippy::unwrap_used, clippy::float_arithmetic, reason = "a measurement: what is absent ends it, and times are no scores")]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use jenjang::evaluation::instrument::{Instrument, Item};
use jenjang::evaluation::report::Reporting;
use jenjang::evaluation::response::Answer;
use jenjang::evaluation::scheme::Scheme;
use jenjang::evaluation::scoring::ScoreSheet;
use jenjang_exchange::evaluation::{File, read_cycle};
use jenjang_service::evaluation::{Rated, analyse};
use jenjang_tests::Random;
use jenjang_tests::cycle::{Shape, Simulated, USUAL, simulate};

/// The shipped managerial questionnaire with so many dimensions and items.
fn instrument(dimensions: usize, items: usize) -> Instrument {
    let shipped = jenjang_asn::instruments().into_iter().find(|i| i.parts().id == "managerial").unwrap();
    let mut parts = shipped.parts().clone();
    parts.dimensions.truncate(dimensions);
    parts.items.retain(|item| !item.leaders_only && parts.dimensions.iter().any(|d| d.code == item.dimension));
    let own = parts.items.clone();
    let more = own.iter().cycle().enumerate().map(|(at, item)| Item { id: format!("{}-{at}", item.id).parse().unwrap(), ..item.clone() });
    parts.items.extend(more.take(items.saturating_sub(own.len())));
    parts.items.truncate(items);
    Instrument::try_new(parts).unwrap()
}

fn median(mut run: impl FnMut(), times: usize) -> Duration {
    let mut all: Vec<Duration> = (0..times)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    all.sort();
    all[times / 2]
}

fn report(scheme: &Scheme, instrument: &Instrument, person: &Simulated) {
    let sheet = person.sheet(scheme, instrument);
    black_box(Reporting { scheme, instrument, sheet: &sheet, precision: None }.for_ratee());
}

/// People, nominations and answers as CSV in the long form.
fn tables(cycle: &[Simulated], instrument: &Instrument) -> [String; 3] {
    let mut people = String::from("person,unit,superior,position-kind\n");
    let mut nominations = String::from("ratee,rater,group\n");
    let mut answers = String::from("ratee,rater,item,answer\n");
    let mut everybody = BTreeSet::new();
    for response in cycle.iter().flat_map(|person| &person.responses) {
        let (ratee, rater) = (response.ratee(), response.rater());
        everybody.extend([ratee, rater]);
        nominations.push_str(&format!("{ratee},{rater},{}\n", response.group()));
        for (item, answer) in instrument.items().iter().zip(response.answers()) {
            match answer {
                Some(Answer::Value(value)) => answers.push_str(&format!("{ratee},{rater},{},{value}\n", item.id)),
                Some(Answer::NotObserved) => answers.push_str(&format!("{ratee},{rater},{},N/O\n", item.id)),
                None => {}
            }
        }
    }
    everybody.iter().for_each(|person| people.push_str(&format!("{person},u,,staff\n")));
    [people, nominations, answers]
}

fn main() {
    let scheme = jenjang_asn::schemes().into_iter().find(|s| s.parts().id == "asn/360/default").unwrap();
    let (nine, eight) = (instrument(9, 20), Shape { raters: 3, ..USUAL });
    let person = simulate(&scheme, &nine, 10, eight, &mut Random::new(1)).swap_remove(0);
    println!(
        "one report: {} raters with the self rating, {} items, {} competencies",
        person.responses.len(),
        nine.items().len(),
        nine.dimensions().len()
    );
    println!("  {:?}", median(|| (0..100).for_each(|_| report(&scheme, &nine, &person)), 31) / 100);

    let five = instrument(5, 10);
    let mut cycle = simulate(&scheme, &five, 4_000, eight, &mut Random::new(2));
    // seven raters for each person, without self ratings
    cycle.iter_mut().for_each(|person| person.responses.retain(|response| response.rater() != response.ratee()));
    let answers: usize = cycle.iter().flat_map(|person| &person.responses).map(|r| r.answers().iter().flatten().count()).sum();
    println!("one cycle: {} people, {answers} answers", cycle.len());
    let [people, nominations, table] = tables(&cycle, &five);
    let file = |name, text: &'static str| File { name, bytes: text.as_bytes() };
    let (people, nominations, table) =
        (file("people", people.leak()), file("nominations", nominations.leak()), file("answers", table.leak()));
    let read = || black_box(read_cycle(&scheme, &five, None, people, nominations, table)).sound().unwrap();
    assert_eq!(read().answers(), answers);
    println!("  read from CSV, one line an answer {:?}", median(|| drop(read()), 5));
    let scored = median(|| drop(black_box(cycle.iter().map(|person| person.sheet(&scheme, &five)).collect::<Vec<ScoreSheet>>())), 5);
    let sheets: Vec<ScoreSheet> = cycle.iter().map(|person| person.sheet(&scheme, &five)).collect();
    let rated: Vec<Rated<'_>> =
        cycle.iter().zip(&sheets).map(|(person, sheet)| Rated { sheet, responses: &person.responses, leads: false }).collect();
    let analysed = median(|| drop(black_box(analyse(&scheme, &five, &rated, None))), 5);
    let analysis = analyse(&scheme, &five, &rated, None);
    let released = median(
        || {
            for sheet in &sheets {
                let reporting = Reporting { scheme: &scheme, instrument: &five, sheet, precision: Some(analysis.precision()) };
                black_box((reporting.for_ratee(), reporting.for_hr(Default::default())));
            }
        },
        5,
    );
    println!("  scored                     {scored:?}");
    println!("  reliability, flags, severity {analysed:?}");
    println!("  reports for ratee and HR   {released:?}");
    println!("  all                        {:?}", scored + analysed + released);
}
