//! `lab sweep`, `lab search`: what each value of a parameter does, and which one meets a number.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::{Arg, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::legal::Language;
use jenjang::number::parse_decimal;
use jenjang::policy::explain;
use jenjang::policy::expression::literal::parse_value;
use jenjang::policy::expression::suggest::nearest;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use jenjang_lab::compare::{Options, Suppression};
use jenjang_lab::population::Population;
use jenjang_lab::run::Threads;
use jenjang_lab::search::{self, Draft, Measure, Point, Search, Steps, Sweep, Target, Variable};
use jenjang_lab::shown::Shown;
use serde_json::json;

use super::people::People;
use super::run::{count, data};
use super::{Rule, comparison, days, library, population, rule, rules, threads};
use crate::args::text;
use crate::commands::shared;
use crate::library::perhaps;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

/// `PARAM=A..B` as an argument of its own.
fn values(language: Language) -> Arg {
    Arg::new("values").required(true).value_name("PARAM=A..B").help(text(
        language,
        "Parameter rancangan dan nilai-nilainya: minimum-years=2..5, minimum-years=2..5:0.5, mulai=2026-01-01..2027-01-01 (tiap bulan), jenjang=A,B,C; parameter kebijakan yang dipakainya: ID#PARAM=…",
        "A parameter of the draft and its values: minimum-years=2..5, minimum-years=2..5:0.5, start=2026-01-01..2027-01-01 (every month), level=A,B,C; of a policy it uses: ID#PARAM=…",
    ))
}

/// `--target`, `--tolerance`
pub(super) fn target(language: Language) -> [Arg; 2] {
    let t = |id, en| text(language, id, en);
    [
        Arg::new("target")
            .long("target")
            .value_name("N")
            .value_parser(clap::value_parser!(u64))
            .help(t("Jumlah orang yang dicari", "The number of people wanted")),
        Arg::new("tolerance").long("tolerance").value_name("PERCENT").default_value("2%").help(t(
            "Seberapa jauh dari --target masih diterima, sedikitnya 2 orang; bawaan: 2%",
            "How far from --target is still accepted, at least 2 people; default: 2%",
        )),
    ]
}

/// `--measure`
pub(super) fn measure(language: Language) -> Arg {
    Arg::new("measure").long("measure").value_name("day|year").value_parser(["day", "year"]).default_value("day").help(text(
        language,
        "Yang dihitung: day, memenuhi syarat pada hari itu (bawaan); year, pada salah satu hari dalam setahun",
        "What is counted: day, eligible on the day (default); year, on at least one day of the year",
    ))
}

pub(super) fn sweep(language: Language) -> Command {
    Command::new("sweep")
        .about(text(
            language,
            "Kurva kepekaan: berapa orang memenuhi syarat pada setiap nilai sebuah parameter",
            "A sensitivity curve: how many people are eligible at each value of a parameter",
        ))
        .after_help(text(
            language,
            "Contoh: jenjang lab sweep asn/promotion/regular rancangan.toml minimum-years-in-grade=2..5 --population synthetic:2000 --as-of 2027-04-01",
            "Example: jenjang lab sweep asn/promotion/regular draft.toml minimum-years-in-grade=2..5 --population synthetic:2000 --as-of 2027-04-01",
        ))
        .args(comparison::both(language))
        .arg(values(language))
        .arg(measure(language))
        .args(days(language))
        .args(rules(language))
        .args(population(language))
}

pub(super) fn search(language: Language) -> Command {
    let [target, tolerance] = target(language);
    Command::new("search")
        .about(text(
            language,
            "Cari nilai parameter yang memberi jumlah tertentu: masa minimum mana yang menaikkan 40.000 orang?",
            "Search the value of a parameter that gives a number: which minimum time promotes 40,000 people?",
        ))
        .after_help(text(language, "Kode keluar 1 bila tidak ada nilai yang diterima.", "Exit code 1 when no value is accepted."))
        .args(comparison::both(language))
        .arg(values(language))
        .args([target.required(true), tolerance])
        .arg(measure(language))
        .args(days(language))
        .args(rules(language))
        .args(population(language))
}

/// A parameter, and the values to try.
pub(super) struct Range {
    variable: Variable,
    steps: Steps,
}

/// Reads `PARAM=A..B[:STEP]` or `PARAM=V,V`, by the type of the parameter.
pub(super) fn range(argument: &str, given: &str, draft: &Rule) -> Result<Range, Failure> {
    let said = format!("{argument} {given}");
    let said = said.trim_start();
    let refused = |id: String, en: String| Failure::said(format!("`{said}`: {id}"), format!("`{said}`: {en}"));
    let Some((name, values)) = given.split_once('=') else {
        return Err(refused("diharapkan seperti minimum-years=2..5".to_owned(), "expected such as minimum-years=2..5".to_owned()));
    };
    let (other, name) = match name.split_once('#') {
        Some((id, name)) => (Some(id.trim()), name.trim()),
        None => (None, name.trim()),
    };
    let policy = match other {
        None => &draft.policy,
        Some(id) => match draft.set.get(id) {
            Some(policy) => policy,
            None => {
                let (id_near, en_near) = perhaps(nearest(id, draft.set.iter().map(|policy| &*policy.id)));
                return Err(refused(format!("tidak ada kebijakan `{id}`{id_near}"), format!("there is no policy `{id}`{en_near}")));
            }
        },
    };
    let Some(parameter) = policy.parameters.iter().find(|parameter| &*parameter.name == name) else {
        let (id_near, en_near) = perhaps(nearest(name, policy.parameters.iter().map(|parameter| &*parameter.name)));
        let all = policy.parameters.iter().map(|parameter| format!("`{}`", parameter.name)).collect::<Vec<_>>().join(", ");
        let (all_id, all_en) = if all.is_empty() { ("tidak ada", "none") } else { (&*all, &*all) };
        let id = &policy.id;
        return Err(refused(
            format!("`{id}` tidak mempunyai parameter `{name}`{id_near} (yang ada: {all_id})"),
            format!("`{id}` has no parameter `{name}`{en_near} (there are: {all_en})"),
        ));
    };
    let (values, step) = values.rsplit_once(':').map_or((values, None), |(values, step)| (values, Some(step)));
    let backwards = |from: &dyn std::fmt::Display, to: &dyn std::fmt::Display| {
        refused(
            format!("`{from}` sesudah `{to}`, diharapkan dari yang kecil ke yang besar"),
            format!("`{from}` comes after `{to}`, expected from the smaller to the greater"),
        )
    };
    let steps = match (&parameter.ty, values.split_once("..")) {
        (Type::Number(_), Some((from, to))) => {
            let number = |text: &str| -> Result<Decimal, Failure> {
                let found = text.trim();
                parse_decimal(found).map_err(|_| refused(format!("`{found}` bukan bilangan"), format!("`{found}` is no number")))
            };
            let (from, to) = (number(from)?, number(to)?);
            if from > to {
                return Err(backwards(&from, &to));
            }
            Steps::Numbers { from, to, step: step.map_or(Ok(Decimal::ONE), number)? }
        }
        (Type::Date, Some((from, to))) => {
            let day = |text: &str| -> Result<NaiveDate, Failure> {
                let found = text.trim();
                found.parse().map_err(|_| {
                    refused(
                        format!("`{found}` bukan tanggal, seharusnya seperti 2026-04-01"),
                        format!("`{found}` is no date, expected such as 2026-04-01"),
                    )
                })
            };
            let months = match step {
                None => 1,
                Some(step) => step.trim().parse().map_err(|_| {
                    refused(format!("langkah `{step}`: diharapkan jumlah bulan"), format!("step `{step}`: expected a number of months"))
                })?,
            };
            let (from, to) = (day(from)?, day(to)?);
            if from > to {
                return Err(backwards(&from, &to));
            }
            Steps::Dates { from, to, months, days: 0 }
        }
        (ty, _) => {
            let value = |text: &str| -> Result<Value, Failure> {
                let found = text.trim();
                parse_value(found, ty)
                    .map_err(|error| refused(format!("`{found}`: {}", error.message.id), format!("`{found}`: {}", error.message.en)))
            };
            Steps::Values(values.split(',').map(value).collect::<Result<_, _>>()?)
        }
    };
    // what is wrong with the steps is said with the argument they stand in
    steps.values().map_err(|error| refused(error.message().id.to_string(), error.message().en.to_string()))?;
    Ok(Range { variable: Variable { policy: other.map(Arc::from), parameter: Arc::clone(&parameter.name) }, steps })
}

impl Range {
    /// The curve.
    pub(super) fn sweep(
        &self,
        people: &dyn Population,
        before: &Rule,
        after: &Rule,
        measure: Measure,
        threads: Threads,
    ) -> Result<Sweep<Shown>, Failure> {
        Ok(search::sweep(people, &before.on, &draft(after), &self.variable, &self.steps, measure, threads)?.shown(suppression())?)
    }

    /// The search.
    pub(super) fn search(
        &self,
        people: &dyn Population,
        before: &Rule,
        after: &Rule,
        target: Target,
        measure: Measure,
        threads: Threads,
    ) -> Result<Search<Shown>, Failure> {
        let target = target.at_least_wide(suppression().width);
        Ok(search::search(people, &before.on, &draft(after), &self.variable, &self.steps, target, measure, threads)?.shown(suppression())?)
    }
}

/// How small counts are treated.
pub(super) fn suppression() -> Suppression {
    Options::default().suppression
}

/// A count, or the mark that says why it is not shown.
pub(super) fn shown(number: Shown, voice: &Voice) -> String {
    match number {
        Shown::Value(number) => count(number, voice),
        Shown::Few => "<5".to_owned(),
        Shown::Protecting => "·".to_owned(),
    }
}

/// What the marks among these counts mean.
pub(super) fn marks(numbers: impl Iterator<Item = Shown>, voice: &Voice) {
    let (mut few, mut protecting) = (false, false);
    for number in numbers {
        few |= number == Shown::Few;
        protecting |= number == Shown::Protecting;
    }
    if few {
        voice.line(voice.t("<5: kurang dari lima orang.", "<5: fewer than five people."));
    }
    if protecting {
        voice.line(
            voice.t(
                "·: disembunyikan agar angka kecil tidak dapat dihitung mundur.",
                "·: hidden so that a small count cannot be worked back.",
            ),
        );
    }
}

fn draft(rule: &Rule) -> Draft<'_> {
    Draft { set: &rule.set, policy: &rule.policy, as_of: rule.as_of, known_at: rule.known_at }
}

/// `--target` and `--tolerance`
pub(super) fn wanted(matches: &ArgMatches) -> Result<Target, Failure> {
    let Some(number) = matches.get_one::<u64>("target").copied() else {
        return Err(Failure::said(
            "`--target` belum diisi: jumlah orang yang dicari",
            "`--target` is missing: the number of people wanted",
        ));
    };
    let given = shared::word(matches, "tolerance");
    let percent = parse_decimal(given.trim().trim_end_matches('%').trim_end()).map_err(|_| {
        Failure::said(
            format!("`--tolerance {given}`: diharapkan persen seperti 2%"),
            format!("`--tolerance {given}`: expected a percentage such as 2%"),
        )
    })?;
    Ok(Target::within_percent(number, percent)?)
}

/// `--measure`
pub(super) fn measured(matches: &ArgMatches) -> Measure {
    if shared::word(matches, "measure") == "year" { Measure::WithinYear } else { Measure::Eligible }
}

pub(super) fn run_sweep(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = library(matches, voice)?;
    let before = rule(&mut library, matches, "in-force", voice)?;
    let after = rule(&mut library, matches, "draft", voice)?;
    let range = range("", shared::word(matches, "values"), &after)?;
    let people = People::open(matches, &mut library, &before.policy.catalogue, before.as_of, voice)?;
    let watched = people.watched();
    let sweep = range.sweep(&watched, &before, &after, measured(matches), threads(matches))?;
    drop(watched);
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/lab-sweep/1", "population": people.origin, "sweep": sweep }))?;
    } else {
        show(&sweep, voice);
    }
    Ok(Answer::Positive)
}

pub(super) fn run_search(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = library(matches, voice)?;
    let before = rule(&mut library, matches, "in-force", voice)?;
    let after = rule(&mut library, matches, "draft", voice)?;
    let range = range("", shared::word(matches, "values"), &after)?;
    let target = wanted(matches)?;
    let people = People::open(matches, &mut library, &before.policy.catalogue, before.as_of, voice)?;
    let watched = people.watched();
    let found = range.search(&watched, &before, &after, target, measured(matches), threads(matches))?;
    drop(watched);
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/lab-search/1", "population": people.origin, "search": found }))?;
    } else {
        show_search(&found, voice);
    }
    Ok(Answer::positive_if(!found.found.is_empty()))
}

fn value(value: &Value, sweep: &Sweep<Shown>, voice: &Voice) -> String {
    explain::value(value, sweep.varied.unit.as_ref(), voice.language)
}

/// The curve as a table.
pub(super) fn show(sweep: &Sweep<Shown>, voice: &Voice) {
    let (label, people, day) = (voice.label(&sweep.varied.label), count(sweep.data.people, voice), sweep.as_of);
    let (measure, present) = (voice.label(&sweep.measure), value(&sweep.varied.present, sweep, voice));
    voice.line(match voice.language {
        Language::Id => format!("{label}, sekarang {present} dalam rancangan; {measure}, {day}, {people} orang:"),
        Language::En => format!("{label}, {present} in the draft; {measure}, {day}, {people} people:"),
    });
    data(&sweep.data, voice);
    let mut table = Table::new(&[
        voice.t("nilai", "value"),
        voice.t("jumlah", "number"),
        voice.t("untung", "gain"),
        voice.t("rugi", "lose"),
        voice.t("belum diketahui", "unknown"),
    ]);
    let numbers = |point: &Point<Shown>| [point.count, point.gained, point.lost, point.unknown];
    for point in &sweep.points {
        let numbers = numbers(point).map(|number| shown(number, voice));
        table.row(std::iter::once(value(&point.value, sweep, voice)).chain(numbers).collect());
    }
    voice.line(table.render(voice));
    marks(sweep.points.iter().flat_map(numbers), voice);
    for note in &sweep.notes {
        voice.line(voice.label(note));
    }
}

/// The curve that was tried, and what was found.
pub(super) fn show_search(found: &Search<Shown>, voice: &Voice) {
    show(&found.tried, voice);
    let [least, greatest] = [found.least, found.greatest].map(|number| count(number, voice));
    let written = |given: &Value| value(given, &found.tried, voice);
    let accepted = found.found.iter().map(written).collect::<Vec<_>>().join(", ");
    let nearest = found.nearest.as_ref().map(written).unwrap_or_default();
    voice.line(match (voice.language, accepted.is_empty()) {
        (Language::Id, false) => format!("Memberi {least} sampai {greatest}, terdekat lebih dahulu: {accepted}."),
        (Language::En, false) => format!("Gives {least} to {greatest}, nearest first: {accepted}."),
        (Language::Id, true) => format!("Tidak ada nilai yang memberi {least} sampai {greatest}; terdekat: {nearest}."),
        (Language::En, true) => format!("No value gives {least} to {greatest}; nearest: {nearest}."),
    });
    voice.line(voice.label(&found.explanation));
}
