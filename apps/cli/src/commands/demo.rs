//! `demo`: a synthetic district, one promotion round, three people explained, what a draft would change, a 360° cycle, a nine-box, career routes, a year of development.

mod boxes;
mod district;
mod draft;
mod explained;
mod feedback;
mod keep;
mod record;
mod screen;
mod summary;
mod year;

use std::path::Path;

use chrono::NaiveDate;
use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::CivilServantRecord;
use jenjang::people::id::PersonId;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::earliest::is_permitted;
use jenjang::policy::model::PolicySet;
use jenjang::promotion::Round;
use jenjang_asn::synthetic::{CareerExample, career_example};

use crate::args::text;
use crate::commands::shared;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};

use boxes::Boxes;
use district::{District, Post};
use draft::{Comparison, Draft};
use explained::Explained;
use feedback::Feedback;
use summary::Summary;
use year::Year;

const AS_OF: &str = "2026-12-01";
const FILE: &str = "jenjang-demo.json";
const LARGEST: u32 = 20_000;

pub(crate) fn command(language: Language) -> Command {
    let t = move |id, en| text(language, id, en);
    Command::new("demo")
        .about(t(
            "Peragaan tanpa data: kabupaten sintetis, satu putaran kenaikan pangkat, tiga orang dijelaskan, satu rancangan aturan, penilaian 360 derajat, kotak talenta, rute karier, setahun pengembangan",
            "A demonstration without data: a synthetic district, one promotion round, three people explained, one draft rule, a 360-degree cycle, a nine-box, career routes, a year of development",
        ))
        .after_help(t(
            "Tidak memerlukan jaringan. Pilihan yang sama selalu menghasilkan orang dan keputusan yang sama.",
            "Needs no network. The same options always give the same people and decisions.",
        ))
        .arg(
            Arg::new("size")
                .long("size")
                .value_name("N")
                .default_value("500")
                .value_parser(move |found: &str| {
                    let size = found.parse::<u32>().ok().filter(|size| (1..=LARGEST).contains(size));
                    size.ok_or_else(|| t("seharusnya bilangan 1 sampai 20000", "expected a whole number from 1 to 20000"))
                })
                .help(t("Jumlah pegawai sintetis, 1 sampai 20000; bawaan: 500", "How many synthetic staff, 1 to 20000; default: 500")),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("N")
                .default_value("20261201")
                .value_parser(move |found: &str| {
                    found.parse::<u64>().map_err(|_| t("seharusnya bilangan bulat, 0 atau lebih", "expected a whole number, 0 or more"))
                })
                .help(t(
                    "Benih acak: benih lain, orang lain; bawaan: 20261201",
                    "Random seed: another seed, other people; default: 20261201",
                )),
        )
        .arg(
            Arg::new("as-of")
                .long("as-of")
                .value_name("DATE")
                .default_value(AS_OF)
                .help(t("Tanggal periode kenaikan pangkat; bawaan: 2026-12-01", "Day of the promotion period; default: 2026-12-01")),
        )
        .arg(Arg::new("output").long("output").value_name("FILE").help(t(
            "Berkas untuk JSON lengkap; tempat datanya di sampingnya dengan akhiran .db; bawaan: jenjang-demo.json di folder ini",
            "File for the full JSON; its store is beside it, ending in .db; default: jenjang-demo.json in this folder",
        )))
}

/// What the options ask for.
struct Options {
    size: u32,
    seed: u64,
    as_of: NaiveDate,
}

/// Everything the demonstration found out.
struct Demo {
    options: Options,
    /// The people as a store keeps them.
    records: Vec<CivilServantRecord>,
    /// The policies as shipped.
    shipped: PolicySet,
    district: District,
    rounds: Vec<Round>,
    summary: Summary,
    explained: Explained,
    draft: Draft,
    comparison: Comparison,
    feedback: Feedback,
    boxes: Boxes,
    /// One person's routes to a post; absent where nobody has a post on the map.
    routes: Option<CareerExample>,
    /// A year of development; absent where nobody has a post with a standard.
    year: Option<Year>,
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let options = Options {
        size: matches.get_one("size").copied().unwrap_or(500),
        seed: matches.get_one("seed").copied().unwrap_or_default(),
        as_of: shared::required_date(matches, "as-of")?,
    };
    let output = matches.get_one::<String>("output");
    // with --format json the answer is on standard output; a file is written only where one was asked for
    let file = output.map(String::as_str).or((!voice.is_json()).then_some(FILE));
    if let Some(file) = file {
        must_be_ours(file)?;
        keep::must_be_ours(file)?;
    }
    let demo = demonstrate(options, voice)?;
    if voice.is_json() {
        voice.json_pretty(&record::of(&demo))?;
    }
    let written = file.map(|file| write(file, &demo).and_then(|()| keep::keep(matches, file, &demo, voice)));
    if !voice.is_json() {
        let files = file.zip(written.as_ref().and_then(|written| written.as_ref().ok()).map(String::as_str));
        screen::show(&demo, files, voice);
    }
    written.transpose()?;
    Ok(Answer::Positive)
}

fn demonstrate(options: Options, voice: &Voice) -> Result<Demo, Failure> {
    let as_of = options.as_of;
    let mut library = Library::open(&[], voice)?;
    let shipped = library.set().clone();
    let catalogue = library.files.catalogue("asn").cloned().ok_or_else(|| district::missing("asn"))?;
    let regular = shipped.get(Post::General.policy()).ok_or_else(|| district::missing(Post::General.policy()))?;
    if !is_permitted(regular, as_of, as_of) {
        return Err(Failure::said(
            format!("tidak ada periode kenaikan pangkat pada {as_of}; pilih tanggal 1 suatu bulan periode, misalnya `--as-of {AS_OF}`"),
            format!("no promotion takes effect on {as_of}; choose the first of a month that is a period, such as `--as-of {AS_OF}`"),
        ));
    }
    voice.note(match voice.language {
        Language::Id => format!("Menyusun {} karier sintetis…", options.size),
        Language::En => format!("Making up {} careers…", options.size),
    });
    let size = usize::try_from(options.size).unwrap_or(usize::MAX);
    let made = jenjang_asn::synthetic::district(&shipped, &catalogue, size, options.seed, as_of);
    let people: Vec<(PersonId, Dossier)> =
        made.iter().map(|person| (person.servant.id().clone(), person.dossier(&catalogue, as_of))).collect();
    let records: Vec<CivilServantRecord> = made.into_iter().map(|person| person.record).collect();
    voice.note(voice.t("Memutuskan putaran dan menguji rancangan…", "Deciding the round and trying the draft…"));
    let district = district::decide_all(&shipped, people, as_of)?;
    let rounds = district::hold_rounds(&district)?;
    let summary = summary::summarise(&district);
    let explained = explained::choose(&district);
    let draft = draft::draft(&mut library, as_of, voice)?;
    let comparison = draft::compare(&library, &district)?;
    voice.note(voice.t("Menjalankan penilaian 360 derajat dan kotak talenta…", "Running a 360-degree cycle and a nine-box…"));
    let ids: Vec<PersonId> = district.candidates.iter().map(|candidate| candidate.id.clone()).collect();
    let feedback = feedback::hold(&ids, options.seed)?;
    let boxes = boxes::place(&shipped, &district.candidates, options.seed, as_of)?;
    voice.note(voice.t("Mencari rute karier…", "Looking for career routes…"));
    let dossiers: Vec<(PersonId, Dossier)> =
        district.candidates.iter().map(|candidate| (candidate.id.clone(), candidate.dossier.clone())).collect();
    let routes = career_example(&shipped, &catalogue, &dossiers, as_of);
    voice.note(voice.t("Memainkan setahun pengembangan kompetensi…", "Playing a year of development…"));
    let year = year::play(&library.files, &records, options.seed, as_of)?;
    Ok(Demo { options, records, shipped, district, rounds, summary, explained, draft, comparison, feedback, boxes, routes, year })
}

/// Refuses a place that cannot be written, and to write over something that an earlier demonstration did not write.
fn must_be_ours(file: &str) -> Result<(), Failure> {
    use std::io::Read;
    let path = Path::new(file);
    if path.is_dir() {
        return Err(unwritable(file, "itu sebuah folder", "it is a folder"));
    }
    if path.parent().is_some_and(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        return Err(unwritable(file, "foldernya tidak ada", "its folder does not exist"));
    }
    if !path.exists() {
        return Ok(());
    }
    let mut start = Vec::new();
    let read = std::fs::File::open(file).and_then(|opened| opened.take(200).read_to_end(&mut start));
    if read.is_ok() && String::from_utf8_lossy(&start).contains(record::SCHEMA) {
        return Ok(());
    }
    Err(Failure::said(
        format!("`{file}` sudah ada dan bukan hasil `jenjang demo`; pilih berkas lain dengan `--output`"),
        format!("`{file}` exists and was not written by `jenjang demo`; choose another file with `--output`"),
    ))
}

fn unwritable(file: &str, id: &str, en: &str) -> Failure {
    Failure::said(
        format!("`{file}` tidak dapat ditulis: {id}; pilih berkas lain dengan `--output`"),
        format!("cannot write `{file}`: {en}; choose another file with `--output`"),
    )
}

fn write(file: &str, demo: &Demo) -> Result<(), Failure> {
    let mut text =
        serde_json::to_string_pretty(&record::of(demo)).map_err(|error| unwritable(file, &error.to_string(), &error.to_string()))?;
    text.push('\n');
    std::fs::write(file, text).map_err(|error| match error.kind() {
        std::io::ErrorKind::PermissionDenied => unwritable(file, "tidak ada izin menulis", "no permission to write it"),
        _ => unwritable(file, &error.to_string(), &error.to_string()),
    })
}

#[cfg(test)]
mod tests;
