//! `lab …`: what a rule does to a whole service before it is signed.

mod comparison;
mod curve;
mod fairness;
mod files;
mod people;
mod projection;
mod run;
mod sql;

use std::num::NonZero;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::decide::{PolicyOnDate, prepare};
use jenjang::policy::model::{Policy, PolicySet};
use jenjang_lab::LabError;
use jenjang_lab::run::Threads;

use crate::args::text;
use crate::backend::arguments;
use crate::commands::shared;
use crate::library::{Library, read_file};
use crate::output::{Answer, Failure, Voice};
use crate::progress::stop_at_once;

pub(crate) fn command(language: Language) -> Command {
    Command::new("lab")
        .about(text(
            language,
            "Laboratorium kebijakan: akibat sebuah aturan bagi seluruh pegawai, sebelum ditandatangani",
            "The policy lab: what a rule does to a whole service, before it is signed",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            run::command(language),
            comparison::command(language),
            curve::sweep(language),
            curve::search(language),
            projection::command(language),
            fairness::command(language),
            sql::command(language),
            files::open(language),
            files::decode(language),
        ])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    stop_at_once(voice.t(
        "Dihentikan sebelum selesai; data tidak diubah. Berkas hasil yang sedang ditulis belum lengkap.",
        "Stopped before the end; no data was changed. A result that was being written is not whole.",
    ));
    match name {
        "run" => run::run(matches, &voice),
        "compare" => comparison::run(matches, &voice),
        "sweep" => curve::run_sweep(matches, &voice),
        "search" => curve::run_search(matches, &voice),
        "project" => projection::run(matches, &voice),
        "audit" => fairness::run(matches, &voice),
        "sql" => sql::run(matches, &voice),
        "open" => files::run_open(matches, &voice),
        _ => files::run_decode(matches, &voice),
    }
}

impl From<LabError> for Failure {
    fn from(error: LabError) -> Failure {
        Failure { message: error.message() }
    }
}

/// Where the rules are: `--catalogue`, `--policies`, `--with`.
fn rules(language: Language) -> Vec<Arg> {
    let policies = Arg::new("policies").long("policies").value_name("PATH").action(ArgAction::Append).help(text(
        language,
        "Berkas kebijakan dan katalog sendiri, atau folder berisi semuanya; dapat diulang",
        "Policy and catalogue files of your own, or a folder of them; may be repeated",
    ));
    shared::sources(language).into_iter().chain([policies]).collect()
}

/// The days a rule is applied on.
fn days(language: Language) -> [Arg; 2] {
    [shared::as_of(language), shared::known_at(language)]
}

/// Who the people are, and how fast.
fn population(language: Language) -> Vec<Arg> {
    let t = |id, en| text(language, id, en);
    let own = [
        Arg::new("population").long("population").required(true).value_name("FILE|store|synthetic:N").help(t(
            "Orangnya: berkas Parquet, Arrow atau CSV (docs/lab-input.md); store untuk tempat data (--database); synthetic:N[:BENIH] untuk N pegawai yang tidak ada",
            "The people: a Parquet, Arrow or CSV file (docs/lab-input.md); store for the store (--database); synthetic:N[:SEED] for N people who do not exist",
        )),
        Arg::new("mapping").long("mapping").value_name("FILE").help(t(
            "Pemetaan kolom berkas asing ke fakta katalog (docs/lab-input.md)",
            "Mapping of a foreign file's columns to facts of the catalogue (docs/lab-input.md)",
        )),
        Arg::new("threads").long("threads").value_name("N").value_parser(clap::value_parser!(u16).range(1..=1024)).help(t(
            "Jumlah utas; bawaan: semua inti. Hasilnya tidak berubah",
            "How many threads; default: every core. The results do not change",
        )),
    ];
    own.into_iter().chain(arguments(language)).collect()
}

/// `--threads`
fn threads(matches: &ArgMatches) -> Threads {
    let given = matches.get_one::<u16>("threads").copied().and_then(|count| NonZero::new(usize::from(count)));
    given.map_or_else(Threads::default, Threads)
}

/// The shipped rules, with the files given to `--catalogue`, `--policies` and `--with`.
fn library(matches: &ArgMatches, voice: &Voice) -> Result<Library, Failure> {
    let given = |name| -> Vec<String> { matches.get_many::<String>(name).into_iter().flatten().cloned().collect() };
    let (mut catalogues, mut policies) = (given("catalogue"), given("with"));
    for path in given("policies") {
        for file in toml_files(&path)? {
            let text = String::from_utf8_lossy(&read_file(&file)?).into_owned();
            let has = |table: &str| text.lines().any(|line| line.trim_end() == table);
            if has("[catalogue]") {
                catalogues.push(file);
            } else if has("[policy]") {
                policies.push(file);
            } else if file == path {
                return Err(Failure::said(
                    format!("`{file}` bukan berkas kebijakan atau katalog: tidak ada `[policy]` atau `[catalogue]`"),
                    format!("`{file}` is no policy or catalogue file: there is no `[policy]` or `[catalogue]`"),
                ));
            }
        }
    }
    let mut library = Library::open(&catalogues, voice)?;
    library.add_all(&policies, voice)?;
    Ok(library)
}

/// The file, or the TOML files of the folder by name.
fn toml_files(path: &str) -> Result<Vec<String>, Failure> {
    if !std::path::Path::new(path).is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let unreadable = |error: std::io::Error| {
        Failure::said(format!("folder `{path}` tidak dapat dibaca: {error}"), format!("cannot read the folder `{path}`: {error}"))
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|ending| ending == "toml") {
            files.push(file.to_string_lossy().into_owned());
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Failure::said(format!("folder `{path}` tidak berisi berkas .toml"), format!("the folder `{path}` has no .toml files")));
    }
    Ok(files)
}

/// A policy with the set it was read in, ready for the day.
struct Rule {
    set: PolicySet,
    policy: Arc<Policy>,
    on: Arc<PolicyOnDate>,
    as_of: NaiveDate,
    known_at: NaiveDate,
}

/// The policy named by the argument, an id or a file.
fn rule(library: &mut Library, matches: &ArgMatches, argument: &str, voice: &Voice) -> Result<Rule, Failure> {
    let policy = library.policy(shared::word(matches, argument), voice)?;
    let (as_of, known_at) = (shared::required_date(matches, "as-of")?, shared::known_at_or_all(matches)?);
    let set = library.set().clone();
    let on = prepare(&set, &policy, as_of, known_at).map_err(|error| Failure { message: error.message() })?;
    Ok(Rule { set, policy, on: Arc::new(on), as_of, known_at })
}
