//! `generate`: people who do not exist.

mod files;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::id::UnitId;
use jenjang_asn::synthetic::{MOST_STAFF, PopulationError, PopulationOptions, population, units};
use jenjang_service::people::{PersonData, SaveUnits, save_units};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments, today};
use crate::commands::{audit, bulk, shared};
use crate::output::{Answer, Failure, Voice};
use crate::progress::Interrupt;

pub(crate) fn command(language: Language) -> Command {
    let t = move |id, en| text(language, id, en);
    Command::new("generate")
        .about(t(
            "Isi tempat data dengan pegawai sintetis, dari 500 sampai 5.000.000 orang dengan riwayat yang konsisten",
            "Fill a store with synthetic staff, from 500 to 5,000,000 people with consistent histories",
        ))
        .after_help(t(
            "Tidak seorang pun di dalamnya ada. Benih, hari, dan jumlah yang sama selalu memberi orang yang sama; seribu yang pertama dari sejuta adalah seribu orang yang sama. \
             Ctrl-C berhenti setelah kelompok yang sedang disimpan; perintah yang sama meneruskannya.\nContoh: jenjang generate --staff 500 --seed 1",
            "Nobody in it exists. The same seed, day and number always give the same people; the first thousand of a million are the same thousand. \
             Ctrl-C stops after the batch being kept; the same command goes on.\nExample: jenjang generate --staff 500 --seed 1",
        ))
        .arg(
            Arg::new("staff")
                .long("staff")
                .required(true)
                .value_name("N")
                .value_parser(clap::value_parser!(u64).range(1..=MOST_STAFF))
                .help(t("Jumlah pegawai, 1 sampai 5000000", "How many people, 1 to 5000000")),
        )
        .arg(Arg::new("seed").long("seed").value_name("N").default_value("1").value_parser(clap::value_parser!(u64)).help(t(
            "Benih acak; bawaan: 1",
            "Random seed; default: 1",
        )))
        .arg(Arg::new("as-of").long("as-of").value_name("DATE").help(t(
            "Hari keadaan mereka, 2022 sampai 2050; bawaan: hari ini",
            "The day they stand on, 2022 to 2050; default: today",
        )))
        .arg(Arg::new("output").long("output").value_name("PATH").help(t(
            "Ke berkas, bukan ke tempat data: folder untuk CSV, atau berkas .jsonl, atau .parquet (fakta)",
            "Into files instead of a store: a folder for CSV, or a .jsonl file, or .parquet (facts)",
        )))
        .arg(Arg::new("shape").long("shape").value_name("own|siasn").value_parser(["own", "siasn"]).default_value("own").help(t(
            "Bentuk CSV: own (bawaan), atau siasn untuk mencoba `jenjang import`",
            "Shape of the CSV: own (default), or siasn to try `jenjang import`",
        )))
        .arg(Arg::new("dirty").long("dirty").value_name("PERCENT").help(t(
            "Baris yang dirusak dengan sengaja, misalnya 3%; bersama --shape siasn",
            "Rows spoilt on purpose, such as 3%; with --shape siasn",
        )))
        .arg(Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue).help(t("Hanya sebutkan apa yang akan berubah", "Only say what would change")))
        .args(arguments(language))
        .arg(audit::key::argument(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let today = match shared::date(matches, "as-of")? {
        Some(day) => day,
        None => today(matches)?,
    };
    let (staff, seed) = (matches.get_one("staff").copied().unwrap_or(1), matches.get_one("seed").copied().unwrap_or(1));
    let options = PopulationOptions { staff, seed, today };
    if let Some(output) = matches.get_one::<String>("output") {
        return files::run(output, matches, options, voice);
    }
    let session = Session::open(matches)?;
    let dry_run = matches.get_flag("dry-run");
    let interrupt = Interrupt::watch(voice);
    let imported = fill(&session, options, dry_run, &interrupt, voice)?;
    let counts = imported.counts;
    if counts.new + counts.changed > 0 && !dry_run {
        audit::after_bulk(matches, &session, voice)?;
    }
    if counts.interrupted {
        return Err(bulk::interrupted(counts.new + counts.changed + counts.unchanged));
    }
    if voice.is_json() {
        voice.json_pretty(&json!({
            "schema": "jenjang/generated/1", "staff": options.staff, "seed": options.seed, "as-of": options.today, "dry-run": dry_run,
            "new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged, "refused": counts.refused,
        }))?;
    } else {
        for (person, problem) in &imported.refused {
            voice.note(format!("{person}: {}", voice.label(&problem.message)));
        }
        voice.line(bulk::counted(&counts, dry_run, voice));
    }
    Ok(Answer::positive_if(counts.refused == 0))
}

/// Brings a population into a store: units first, then people, each after their superior.
pub(crate) fn fill(
    session: &Session,
    options: PopulationOptions,
    dry_run: bool,
    interrupt: &Interrupt,
    voice: &Voice,
) -> Result<bulk::Imported, Failure> {
    let said = |error: PopulationError| {
        let message = error.message();
        Failure { message }
    };
    let people = population(options).map_err(said)?;
    let units: Vec<_> = units(options).map_err(said)?.collect();
    if !dry_run {
        session.ask(async |context| save_units(context, SaveUnits { units: &units }).await)?;
    }
    // a dry run keeps no units: nobody is refused for working in one that is still to be made
    let stored = if dry_run { Some(session.unit_ids()?) } else { None };
    let is_there = |unit: &UnitId| stored.as_ref().is_none_or(|stored| stored.contains(unit));
    let mut people =
        people.map(|person| PersonData { record: person.record, unit: Some(person.unit).filter(is_there), superior: person.superior });
    bulk::import(session, &mut people, Some(options.staff), dry_run, interrupt, voice)
}
