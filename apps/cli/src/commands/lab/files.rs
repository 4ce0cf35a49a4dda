//! `lab open`, `lab decode`: what is in a file of people, and a file that opens at once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::{Label, Language};
use jenjang::policy::catalogue::Catalogue;
use jenjang_lab::bits::Bits;
use jenjang_lab::input::{self, Duplicates, decoded};
use jenjang_lab::population::{Population, Reading, Wanted};
use jenjang_lab::run::{self, Threads};
use serde_json::json;

use super::people::{mapping, opened};
use super::run::{count, people, twice_lines, unread_lines, without_id};
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

/// What a column says of people: the rest have a value.
#[derive(Clone, Copy, Default)]
struct Told {
    none: u64,
    missing: u64,
}

/// Of how many people each column says what.
fn told(file: &File) -> Result<(BTreeMap<Arc<str>, Told>, Reading), Failure> {
    let catalogue = file.people.catalogue();
    let (parts, reading) =
        run::over(&*file.people, &file.wanted, file.threads, BTreeMap::new, |told: &mut BTreeMap<Arc<str>, Told>, segment| {
            let facts = file.wanted.facts.iter().map(|fact| (&catalogue.fact(*fact).name, segment.fact(*fact)));
            let others = file.wanted.others.iter().map(|name| (name, segment.other(name)));
            for (name, column) in facts.chain(others) {
                let set = |bits: &Option<Bits>| bits.as_ref().map_or(0, Bits::count);
                let one = told.entry(Arc::clone(name)).or_default();
                one.none += column.map_or(0, |column| set(&column.none));
                one.missing += column.map_or(segment.len() as u64, |column| set(&column.missing));
            }
            Ok(())
        })?;
    let mut all: BTreeMap<Arc<str>, Told> = BTreeMap::new();
    for (name, told) in parts.into_iter().flatten() {
        let sum = all.entry(name).or_default();
        sum.none += told.none;
        sum.missing += told.missing;
    }
    Ok((all, reading))
}

/// A line of what is in a file.
struct Line {
    name: Arc<str>,
    /// Absent for what is no fact.
    label: Option<Label>,
    /// Absent where the file has no names of its own; none where a mapping says what always holds.
    columns: Option<Vec<Arc<str>>>,
    told: Told,
}

fn lines(file: &File, told: &BTreeMap<Arc<str>, Told>) -> Vec<Line> {
    let catalogue = file.people.catalogue();
    let told = |name: &Arc<str>| told.get(name).copied().unwrap_or_default();
    let facts = file.wanted.facts.iter().map(|fact| {
        let (name, label) = (Arc::clone(&catalogue.fact(*fact).name), Some(catalogue.fact(*fact).label.clone()));
        Line { told: told(&name), name, label, columns: file.people.columns_of(*fact) }
    });
    let others = file.wanted.others.iter().map(|name| {
        let columns = file.people.column_of(name).map(|column| vec![column]);
        Line { told: told(name), name: Arc::clone(name), label: None, columns }
    });
    facts.chain(others).collect()
}

pub(super) fn run_open(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let file = file(matches, voice)?;
    let (told, reading) = told(&file)?;
    let catalogue = file.people.catalogue();
    let has_id = file.wanted.others.iter().any(|name| &**name == input::ID);
    let twice = if has_id { input::duplicates(&*file.people)? } else { Duplicates::default() };
    let name = shared::word(matches, "file");
    let absent = (0..).map(jenjang::policy::value::FactIndex).zip(catalogue.facts());
    let absent = absent.filter(|(at, fact)| fact.derive.is_none() && !file.wanted.facts.contains(at));
    let absent: Vec<_> = absent.map(|(_, fact)| fact).collect();
    let lines = lines(&file, &told);
    let answer = Answer::positive_if(reading.unread_count == 0 && twice.count == 0);
    if voice.is_json() {
        let columns = |facts: bool| -> Vec<_> {
            let lines = lines.iter().filter(|line| line.label.is_some() == facts);
            let told = |line: &Line| reading.people.saturating_sub(line.told.missing);
            lines.map(|line| json!({ "name": line.name, "columns": line.columns, "told": told(line), "none": line.told.none })).collect()
        };
        voice.json_pretty(&json!({
            "schema": "jenjang/lab-open/1",
            "file": name,
            "catalogue": catalogue.id,
            "people": reading.people,
            "facts": columns(true),
            "others": columns(false),
            "absent-facts": absent.iter().map(|fact| &fact.name).collect::<Vec<_>>(),
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
    let (found, id) = (people(reading.people, voice), &catalogue.id);
    voice.line(match voice.language {
        Language::Id => format!("{name}: {found}, katalog `{id}`."),
        Language::En => format!("{name}: {found}, catalogue `{id}`."),
    });
    if !lines.is_empty() {
        voice.line(table(&lines, reading.people, voice).render(voice));
    }
    if !absent.is_empty() {
        let names = absent.iter().map(|fact| format!("`{}`", fact.name)).collect::<Vec<_>>().join(", ");
        voice.line(match voice.language {
            Language::Id => format!("Tanpa kolom, jadi belum diketahui bagi semua orang: {names}."),
            Language::En => format!("Without a column, so unknown for everybody: {names}."),
        });
    }
    unread(&reading, voice);
    if !has_id {
        voice.line(voice.t(
            "Tidak ada kolom id: orang yang ganda tidak dapat ditemukan.",
            "There is no column of ids: who is there twice cannot be found.",
        ));
    }
    twice_lines(twice.count, twice.shown.iter().take(10).map(|row| (row.row, row.first)), voice);
    without_id(twice.without_id, voice);
    Ok(answer)
}

fn table(lines: &[Line], people: u64, voice: &Voice) -> Table {
    let mut table = Table::new(&[
        voice.t("fakta", "fact"),
        voice.t("arti", "meaning"),
        voice.t("kolom", "column"),
        voice.t("bernilai", "has a value"),
        voice.t("tidak punya", "has none"),
        voice.t("belum diketahui", "not told"),
    ]);
    for line in lines {
        let columns = match &line.columns {
            Some(columns) if columns.is_empty() => voice.t("(tetap, dari pemetaan)", "(always, by the mapping)").to_owned(),
            Some(columns) => columns.join(", "),
            None => String::new(),
        };
        let meaning = line.label.as_ref().map_or(voice.t("(bukan fakta)", "(no fact)"), |label| voice.label(label));
        let Told { none, missing } = line.told;
        let numbers = [people.saturating_sub(none + missing), none, missing].map(|number| count(number, voice));
        table.row([line.name.to_string(), meaning.to_owned(), columns].into_iter().chain(numbers).collect());
    }
    table
}

fn unread(reading: &Reading, voice: &Voice) {
    let first = reading.unread.iter().take(10);
    unread_lines(reading.unread_count, first.map(|value| (value.row, &*value.column, Some(&*value.found), &value.expected)), voice);
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
    let written = people(reading.people, voice);
    voice.line(match voice.language {
        Language::Id => format!("{written} ditulis ke {to}."),
        Language::En => format!("{written} written to {to}."),
    });
    unread(&reading, voice);
    Ok(Answer::positive_if(reading.unread_count == 0))
}
