//! `lab open`, `lab decode`: what is in a file of people, and a file that opens at once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::catalogue::Catalogue;
use jenjang_lab::input::{self, Duplicates, decoded};
use jenjang_lab::population::{Population, Reading, Wanted};
use jenjang_lab::run::{self, Threads};
use serde_json::json;

use super::people::{mapping, opened};
use super::run::count;
use super::{library, rules, threads};
use crate::args::text;
use crate::commands::shared;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

/// A file, how it is read, and by what catalogue.
fn arguments(language: Language) -> Vec<Arg> {
    let t = |id, en| text(language, id, en);
    let own = [
        Arg::new("file")
            .required(true)
            .value_name("FILE")
            .help(t("Berkas Parquet, Arrow atau CSV (docs/lab-input.md)", "A Parquet, Arrow or CSV file (docs/lab-input.md)")),
        Arg::new("mapping").long("mapping").value_name("FILE").help(t(
            "Pemetaan kolom berkas asing ke fakta katalog (docs/lab-input.md)",
            "Mapping of a foreign file's columns to facts of the catalogue (docs/lab-input.md)",
        )),
        Arg::new("threads").long("threads").value_name("N").value_parser(clap::value_parser!(u16).range(1..=1024)).help(t(
            "Jumlah utas; bawaan: semua inti. Hasilnya tidak berubah",
            "How many threads; default: every core. The results do not change",
        )),
    ];
    own.into_iter().chain(rules(language)).collect()
}

pub(super) fn open(language: Language) -> Command {
    Command::new("open")
        .about(text(
            language,
            "Isi sebuah berkas: kolom mana menjadi fakta mana, berapa orang, nilai mana yang tidak terbaca, siapa yang ganda",
            "What is in a file: which columns are which facts, how many people, which values cannot be read, who is there twice",
        ))
        .after_help(text(
            language,
            "Kode keluar 1 bila ada nilai yang tidak terbaca atau orang yang ganda.",
            "Exit code 1 when a value cannot be read or somebody is there twice.",
        ))
        .args(arguments(language))
}

pub(super) fn decode(language: Language) -> Command {
    Command::new("decode")
        .about(text(
            language,
            "Tulis berkas orang sebagai kolom sempit, yang dibuka kembali seketika",
            "Write a file of people as narrow columns, which open again at once",
        ))
        .args(arguments(language))
        .arg(Arg::new("output").required(true).value_name("OUT").help(text(
            language,
            "Berkas .arrow yang ditulis",
            "The .arrow file to write",
        )))
}

/// The catalogue of the file: the last of `--catalogue` and `--policies`, else the shipped one.
fn catalogue(library: &Library) -> Result<Arc<Catalogue>, Failure> {
    let last = library.files.catalogues.last().cloned();
    last.ok_or_else(|| Failure::said("katalog fakta tidak ada", "there is no catalogue of facts"))
}

struct File {
    people: Box<dyn Population>,
    wanted: Wanted,
    threads: Threads,
}

fn file(matches: &ArgMatches, voice: &Voice) -> Result<File, Failure> {
    let mut library = library(matches, voice)?;
    let catalogue = catalogue(&library)?;
    let mapping = mapping(matches, &mut library, &catalogue, voice)?;
    let people = opened(shared::word(matches, "file"), &catalogue, mapping.as_ref())?;
    let wanted = Wanted { facts: people.facts(), others: people.others() };
    Ok(File { people, wanted, threads: threads(matches) })
}

/// Of how many people each column says something.
fn told(file: &File) -> Result<(BTreeMap<Arc<str>, u64>, Reading), Failure> {
    let catalogue = file.people.catalogue();
    let (parts, reading) =
        run::over(&*file.people, &file.wanted, file.threads, BTreeMap::new, |told: &mut BTreeMap<Arc<str>, u64>, segment| {
            let facts = file.wanted.facts.iter().map(|fact| (&catalogue.fact(*fact).name, segment.fact(*fact)));
            let others = file.wanted.others.iter().map(|name| (name, segment.other(name)));
            for (name, column) in facts.chain(others) {
                let missing = column.map(|column| column.missing.as_ref().map_or(0, |bits| bits.count()));
                let people = segment.len() as u64;
                *told.entry(Arc::clone(name)).or_default() += people - missing.unwrap_or(people);
            }
            Ok(())
        })?;
    let mut all = BTreeMap::new();
    for (name, people) in parts.into_iter().flatten() {
        *all.entry(name).or_default() += people;
    }
    Ok((all, reading))
}

pub(super) fn run_open(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let file = file(matches, voice)?;
    let (told, reading) = told(&file)?;
    let catalogue = file.people.catalogue();
    let has_id = file.wanted.others.iter().any(|name| &**name == input::ID);
    let twice = if has_id { input::duplicates(&*file.people, None)? } else { Duplicates::default() };
    let name = shared::word(matches, "file");
    let absent = (0..).map(jenjang::policy::value::FactIndex).zip(catalogue.facts());
    let absent = absent.filter(|(at, fact)| fact.derive.is_none() && !file.wanted.facts.contains(at));
    let absent: Vec<&str> = absent.map(|(_, fact)| &*fact.name).collect();
    let told_of = |name: &Arc<str>| told.get(name).copied().unwrap_or_default();
    let facts: Vec<_> = file.wanted.facts.iter().map(|fact| catalogue.fact(*fact)).collect();
    let answer = Answer::positive_if(reading.unread_count == 0 && twice.count == 0);
    if voice.is_json() {
        let columns = |name: &Arc<str>| json!({ "name": name, "told": told_of(name) });
        voice.json_pretty(&json!({
            "schema": "jenjang/lab-open/1",
            "file": name,
            "catalogue": catalogue.id,
            "people": reading.people,
            "facts": facts.iter().map(|fact| columns(&fact.name)).collect::<Vec<_>>(),
            "others": file.wanted.others.iter().map(columns).collect::<Vec<_>>(),
            "absent-facts": absent,
            "unread": reading.unread_count,
            "first-unread": reading.unread.iter().map(|unread| json!({
                "row": unread.row, "column": unread.column, "found": unread.found, "expected": unread.expected,
            })).collect::<Vec<_>>(),
            "duplicates": twice.count,
            "first-duplicates": twice.shown.iter().map(|row| json!({ "row": row.row, "first": row.first })).collect::<Vec<_>>(),
            "without-id": twice.without_id,
        }))?;
        return Ok(answer);
    }
    let people = count(reading.people, voice);
    let id = &catalogue.id;
    voice.line(match voice.language {
        Language::Id => format!("{name}: {people} orang, katalog `{id}`."),
        Language::En => format!("{name}: {people} people, catalogue `{id}`."),
    });
    if reading.people > 0 || !facts.is_empty() {
        let mut table = Table::new(&[voice.t("fakta", "fact"), voice.t("arti", "meaning"), voice.t("diketahui", "told")]);
        for fact in &facts {
            table.row(vec![fact.name.to_string(), voice.label(&fact.label).to_owned(), count(told_of(&fact.name), voice)]);
        }
        for other in &file.wanted.others {
            table.row(vec![other.to_string(), voice.t("(bukan fakta)", "(no fact)").to_owned(), count(told_of(other), voice)]);
        }
        voice.line(table.render(voice));
    }
    if !absent.is_empty() {
        let names = absent.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        voice.line(match voice.language {
            Language::Id => format!("Tanpa kolom, jadi belum diketahui bagi semua orang: {names}."),
            Language::En => format!("Without a column, so unknown for everybody: {names}."),
        });
    }
    unread(&reading, voice);
    doubles(&twice, has_id, voice);
    Ok(answer)
}

fn unread(reading: &Reading, voice: &Voice) {
    if reading.unread_count == 0 {
        return;
    }
    let number = count(reading.unread_count, voice);
    voice.line(match voice.language {
        Language::Id => format!("{number} nilai tidak dapat dibaca dan dihitung sebagai belum diketahui; tidak seorang pun dikeluarkan:"),
        Language::En => format!("{number} values could not be read and count as unknown; nobody is left out:"),
    });
    for value in reading.unread.iter().take(10) {
        let (row, column, found, expected) = (value.row, &value.column, &value.found, voice.label(&value.expected));
        voice.line(match voice.language {
            Language::Id => format!("  baris {row}, kolom `{column}`: ditemukan `{found}`, diharapkan {expected}"),
            Language::En => format!("  row {row}, column `{column}`: found `{found}`, expected {expected}"),
        });
    }
}

fn doubles(twice: &Duplicates, has_id: bool, voice: &Voice) {
    if !has_id {
        voice.line(voice.t(
            "Tidak ada kolom id: orang yang ganda tidak dapat ditemukan.",
            "There is no column of ids: who is there twice cannot be found.",
        ));
    }
    if twice.count == 0 {
        return;
    }
    let number = count(twice.count, voice);
    voice.line(match voice.language {
        Language::Id => format!("{number} baris adalah orang yang sudah ada:"),
        Language::En if twice.count == 1 => "1 row is somebody who is there already:".to_owned(),
        Language::En => format!("{number} rows are people who are there already:"),
    });
    for row in twice.shown.iter().take(10) {
        let (row, first) = (row.row, row.first);
        voice.line(match voice.language {
            Language::Id => format!("  baris {row}, sudah di baris {first}"),
            Language::En => format!("  row {row}, already in row {first}"),
        });
    }
}

pub(super) fn run_decode(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let file = file(matches, voice)?;
    let (from, to) = (shared::word(matches, "file"), shared::word(matches, "output"));
    let same = |a: &str, b: &str| a == b || std::fs::canonicalize(a).ok().zip(std::fs::canonicalize(b).ok()).is_some_and(|(a, b)| a == b);
    if same(from, to) {
        return Err(Failure::said(
            format!("`{to}` adalah berkas yang dibaca; tulis ke berkas lain"),
            format!("`{to}` is the file being read; write to another"),
        ));
    }
    let reading = decoded::write(&*file.people, &file.wanted, file.threads, Path::new(to))?;
    if voice.is_json() {
        voice.json_pretty(&json!({
            "schema": "jenjang/lab-decoded/1", "file": from, "output": to, "people": reading.people, "unread": reading.unread_count,
        }))?;
        return Ok(Answer::positive_if(reading.unread_count == 0));
    }
    let people = count(reading.people, voice);
    voice.line(match voice.language {
        Language::Id => format!("{people} orang ditulis ke {to}."),
        Language::En => format!("{people} people written to {to}."),
    });
    unread(&reading, voice);
    Ok(Answer::positive_if(reading.unread_count == 0))
}
