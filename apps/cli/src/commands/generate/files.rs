//! `generate --output`: into files instead of a store.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use clap::ArgMatches;
use jenjang::legal::Language;
use jenjang::people::id::UnitId;
use jenjang::people::{CivilServant, OrgUnit, View};
use jenjang_asn::synthetic::{PopulationOptions, SyntheticRecord, population, units};
use jenjang_exchange::export::{PeopleCsv, PeopleLines};
use jenjang_exchange::siasn::{Person, Spoiler, TableKind, TableWriter};
use jenjang_service::people::PersonData;
use jenjang_service::promotion::Sources;
use jenjang_tables::{FactsOptions, FactsParquet};
use serde_json::json;

use crate::commands::{export, round, shared};
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};
use crate::progress::{Interrupt, Progress};

/// What is written besides the rows.
#[derive(Default)]
struct Written {
    people: u64,
    rows: u64,
    spoilt: u64,
}

pub(super) fn run(output: &str, matches: &ArgMatches, options: PopulationOptions, voice: &Voice) -> Result<Answer, Failure> {
    let siasn = shared::word(matches, "shape") == "siasn";
    let dirty = dirty(shared::word(matches, "dirty"))?;
    if dirty > 0 && !siasn {
        return Err(Failure::said("`--dirty` hanya bersama `--shape siasn`", "`--dirty` goes with `--shape siasn` only"));
    }
    let written = match (siasn, export::ending(output).as_str()) {
        (true, "") => registers(output, dirty, options, voice)?,
        (false, "") => tables(output, options, voice)?,
        (false, "jsonl" | "ndjson") => lines(output, options, voice)?,
        (false, "parquet") => facts(output, options, voice)?,
        _ => {
            return Err(Failure::said(
                format!("`{output}`: seharusnya folder (CSV), atau berkas .jsonl atau .parquet; bentuk SIASN hanya ke folder"),
                format!("`{output}`: expected a folder (CSV), or a .jsonl or .parquet file; the SIASN shape goes to a folder only"),
            ));
        }
    };
    let Written { people, rows, spoilt } = written;
    if voice.is_json() {
        voice.json_pretty(&json!({
            "schema": "jenjang/generated/1", "staff": people, "seed": options.seed, "as-of": options.today, "output": output, "rows": rows, "spoilt": spoilt,
        }))?;
        return Ok(Answer::Positive);
    }
    voice.line(match voice.language {
        Language::Id => format!("{people} pegawai sintetis ditulis ke {output}: {rows} baris, {spoilt} dirusak dengan sengaja."),
        Language::En => format!("{people} synthetic people written to {output}: {rows} rows, {spoilt} spoilt on purpose."),
    });
    if siasn {
        voice.line(match voice.language {
            Language::Id => format!("Coba: `jenjang import people {output}/pegawai.csv --units {output}/unor.csv --rejects ditolak.csv`"),
            Language::En => format!("Try: `jenjang import people {output}/pegawai.csv --units {output}/unor.csv --rejects refused.csv`"),
        });
    }
    Ok(Answer::Positive)
}

/// `3%`, `0.5%` as rows of a thousand.
fn dirty(given: &str) -> Result<u16, Failure> {
    let wrong = || {
        Failure::said(
            format!("`--dirty {given}`: seharusnya persen seperti 3%, paling banyak 100%"),
            format!("`--dirty {given}`: expected a percentage such as 3%, at most 100%"),
        )
    };
    if given.is_empty() {
        return Ok(0);
    }
    let number = jenjang::number::parse_decimal(given.trim_end_matches('%')).map_err(|_| wrong())?;
    let thousandths = (number * rust_decimal::Decimal::TEN).round();
    u16::try_from(thousandths).ok().filter(|parts| *parts <= 1000).ok_or_else(wrong)
}

/// Hands everybody to a function, with a bar.
fn each(options: PopulationOptions, voice: &Voice, take: &mut dyn FnMut(SyntheticRecord) -> Result<(), Failure>) -> Result<u64, Failure> {
    let people = population(options).map_err(|error| Failure { message: error.message() })?;
    let interrupt = Interrupt::watch(voice);
    let progress = Progress::new(voice, voice.t("Menulis", "Writing"), Some(options.staff));
    let mut count = 0;
    for person in people {
        take(person)?;
        count += 1;
        if count % 1000 == 0 {
            progress.at(count);
            if interrupt.is_pressed() {
                return Err(Failure::said(
                    format!("dihentikan setelah {count} orang; berkasnya tidak lengkap"),
                    format!("stopped after {count} people; the files are not complete"),
                ));
            }
        }
    }
    Ok(count)
}

/// The tables of the national register, some of their rows spoilt.
fn registers(output: &str, dirty: u16, options: PopulationOptions, voice: &Voice) -> Result<Written, Failure> {
    std::fs::create_dir_all(output).map_err(|error| export::unwritable(output, &error))?;
    let unwritable = |error: std::io::Error| export::unwritable(output, &error);
    let units: BTreeMap<UnitId, OrgUnit> =
        units(options).map_err(|error| Failure { message: error.message() })?.map(|unit| (unit.id.clone(), unit)).collect();
    let open = |kind: TableKind| {
        let name = if kind.is_history() { format!("riwayat-{}.csv", kind.siasn_name()) } else { format!("{}.csv", kind.siasn_name()) };
        let file = File::create(Path::new(output).join(name)).map(BufWriter::new)?;
        let writer = TableWriter::new(file, kind, options.today)?;
        // the tree of units stays whole: a spoilt unit would take everybody under it along
        Ok(if kind == TableKind::Units { writer } else { writer.spoiled_by(Spoiler::new(options.seed ^ kind as u64, dirty)) })
    };
    let mut tables = TableKind::ALL.into_iter().map(open).collect::<Result<Vec<_>, std::io::Error>>().map_err(unwritable)?;
    if let Some(table) = tables.first_mut() {
        units.values().try_for_each(|unit| table.unit(unit, None)).map_err(unwritable)?;
    }
    let people = each(options, voice, &mut |person| {
        let written = Person {
            record: &person.record,
            unit: units.get(&person.unit),
            unit_id: Some(&person.unit),
            superior: person.superior.as_ref(),
        };
        tables.iter_mut().try_for_each(|table| table.person(written)).map_err(unwritable)
    })?;
    let mut total = Written { people, ..Written::default() };
    for table in tables {
        total.rows += table.rows();
        total.spoilt += table.spoilt();
        table.finish().map_err(unwritable)?;
    }
    Ok(total)
}

fn tables(output: &str, options: PopulationOptions, voice: &Voice) -> Result<Written, Failure> {
    std::fs::create_dir_all(output).map_err(|error| export::unwritable(output, &error))?;
    let made = PeopleCsv::create(|name| File::create(Path::new(output).join(name)).map(BufWriter::new));
    let mut tables = made.map_err(|error| export::unwritable(output, &error))?;
    let people =
        each(options, voice, &mut |person| tables.write(&export::line(data(person))).map_err(|error| export::unwritable(output, &error)))?;
    tables.finish().map_err(|error| export::unwritable(output, &error))?;
    Ok(Written { people, rows: people, spoilt: 0 })
}

fn lines(output: &str, options: PopulationOptions, voice: &Voice) -> Result<Written, Failure> {
    let mut out = PeopleLines::new(export::create(output)?);
    let people =
        each(options, voice, &mut |person| out.write(&export::line(data(person))).map_err(|error| export::unwritable(output, &error)))?;
    out.finish().map_err(|error| export::unwritable(output, &error))?;
    Ok(Written { people, rows: people, spoilt: 0 })
}

fn facts(output: &str, options: PopulationOptions, voice: &Voice) -> Result<Written, Failure> {
    let library = Library::open(&[], voice)?;
    let catalogue = library.files.catalogue("asn").cloned();
    let catalogue = catalogue.ok_or_else(|| Failure::said("katalog fakta tidak ada", "there is no catalogue of facts"))?;
    let indexes: Vec<_> = jenjang_asn::dossier::derived_facts().filter_map(|name| catalogue.find(name)).collect();
    let said = |error: jenjang_tables::TablesError| Failure { message: error.message() };
    let mut out = FactsParquet::new(export::create(output)?, &catalogue, &indexes, options.today, FactsOptions::default()).map_err(said)?;
    let people = each(options, voice, &mut |person| {
        let id = person.record.id.clone();
        // the population is sound: a test of the generator says so
        let Ok(servant) = CivilServant::try_from(person.record) else { return Ok(()) };
        let dossier = round::gatherer::facts(&catalogue, Sources { person: &servant, superior: None, view: View::on(options.today) });
        out.write(&id, &dossier).map_err(said)
    })?;
    out.finish().map_err(said)?;
    Ok(Written { people, rows: people, spoilt: 0 })
}

fn data(person: SyntheticRecord) -> PersonData {
    PersonData { record: person.record, unit: Some(person.unit), superior: person.superior }
}
