//! `development catalogue import`: three tables, all of them or nothing.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::development::forms::Forms;
use jenjang::legal::Language;
use jenjang::people::View;
use jenjang::policy::diagnostic::Severity;
use jenjang_asn::codes::LearningForm;
use jenjang_exchange::catalogue::{Around, CatalogueFiles, CatalogueTables, read_catalogue as read_tables};
use jenjang_exchange::evaluation::File;
use jenjang_policy_files::{Sources, Style};
use jenjang_service::catalogue::{CatalogueCounts, ImportCatalogue, import_catalogue, read_catalogue};
use serde_json::json;

use super::super::given::{Shipped, option};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice, plural};

const TABLES: [&str; 3] = ["providers", "courses", "sessions"];

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("import")
        .about(t(
            "Bawa masuk penyelenggara, pelatihan, dan jadwal dari tabel CSV, seluruhnya atau tidak sama sekali",
            "Bring providers, courses and sessions in from CSV tables, all of them or nothing",
        ))
        .after_help(t(
            "Setiap masalah disebut dengan berkas, baris, dan kolomnya. Menjalankan lagi tidak mengubah apa pun; yang tidak disebut berkas tetap seperti semula.\n\
             Kolom (urutan bebas, nama Indonesia atau Inggris; lihat docs/catalogue.md):\n\
             \u{20}\u{20}penyelenggara: id,nama,milik-sendiri,perjanjian,sejak,sampai\n\
             \u{20}\u{20}pelatihan: id,judul,judul-en,bentuk,banyak,luar-negeri,penyelenggara,kerangka,kompetensi,kepemimpinan,bidang,tidak-ditawarkan\n\
             \u{20}\u{20}jadwal: id,pelatihan,mulai,selesai,tempat,kapasitas,biaya-tetap,biaya-per-orang,pendaftaran-sampai,urutan,unit\n\
             Contoh: jenjang development catalogue import --providers penyelenggara.csv --courses pelatihan.csv --sessions jadwal.csv --dry-run --as 199102022016042900",
            "Every problem is named with its file, line and column. Running it again changes nothing; what the files do not name stays as it was.\n\
             Columns (in any order, named in Indonesian or English; see docs/catalogue.md):\n\
             \u{20}\u{20}providers: id,name,own,agreement,since,until\n\
             \u{20}\u{20}courses: id,title,title-en,form,amount,abroad,provider,framework,leads-to,leadership,field,retired\n\
             \u{20}\u{20}sessions: id,course,first,last,place,capacity,fixed-cost,cost-each,enrol-until,order,unit\n\
             Example: jenjang development catalogue import --providers providers.csv --courses courses.csv --sessions sessions.csv --dry-run --as 199102022016042900",
        ))
        .arg(option(language, "providers", "FILE", ("Tabel penyelenggara dan perjanjiannya", "Table of providers and their agreements")))
        .arg(option(language, "courses", "FILE", ("Tabel pelatihan", "Table of courses")))
        .arg(option(language, "sessions", "FILE", ("Tabel jadwal", "Table of sessions")))
        .group(clap::ArgGroup::new("tables").args(TABLES).required(true).multiple(true))
        .arg(Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue).help(t("Hanya sebutkan apa yang akan berubah", "Only say what would change")))
        .args(arguments(language))
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let session = Session::open(matches)?;
    let shipped = Shipped::new();
    let mut sources = Sources::default();
    let mut bytes = Vec::new();
    for name in TABLES.iter().filter_map(|table| matches.get_one::<String>(table)) {
        let read = read_file(name)?;
        sources.insert(name, &read);
        bytes.push((name.as_str(), read));
    }
    let file = |table: &str| {
        let name = matches.get_one::<String>(table)?;
        bytes.iter().find(|(read, _)| read == name).map(|(name, bytes)| File { name, bytes })
    };
    let files = CatalogueFiles { providers: file("providers"), courses: file("courses"), sessions: file("sessions") };
    let known = session.ask(async |context| read_catalogue(context).await)?;
    let units = session.unit_ids()?;
    let view = View::on(session.today());
    let forms: Forms = session.ask(async |context| {
        let mut tx = context.store.read().await?;
        shipped.learning().forms(&mut *tx, view).await
    })?;
    let form_code = |code: &str| LearningForm::find(code).map(|form| form.as_str().into());
    let around = Around { known: &known, forms: &forms, form_code: &form_code, units: &units, frameworks: shipped.frameworks() };
    let reading = read_tables(files, around);
    let found = reading.diagnostics().to_vec();
    let errors = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let style = match (voice.plain, voice.colour()) {
        (true, _) => Style::Sentences,
        (false, true) => Style::Colour,
        (false, false) => Style::Excerpt,
    };
    let Ok(tables) = reading.sound() else {
        if voice.is_json() {
            let problems: Vec<_> = found.iter().map(|diagnostic| sources.record(diagnostic)).collect();
            voice.json_pretty(&json!({ "schema": "jenjang/catalogue-import/1", "kept": false, "problems": problems }))?;
        } else {
            for diagnostic in &found {
                voice.note(sources.render(diagnostic, voice.language, style).trim_end());
            }
            let unknown = |code: &str| found.iter().any(|diagnostic| diagnostic.code == code);
            for (code, table) in [("provider-unknown", "providers"), ("course-unknown", "courses")] {
                if unknown(code) && matches.get_one::<String>(table).is_none() {
                    voice.note(match voice.language {
                        Language::Id => format!("yang belum ada dalam katalog dapat dibawa masuk sekaligus dengan `--{table}`"),
                        Language::En => format!("what is not in the catalogue yet can be brought in at once with `--{table}`"),
                    });
                }
            }
            voice.note(match voice.language {
                Language::Id => format!("{errors} kesalahan; tidak ada yang disimpan"),
                Language::En => format!("{}; nothing was kept", plural(errors, "error", "errors")),
            });
        }
        return Ok(Answer::Negative);
    };
    if !voice.is_json() {
        for diagnostic in &found {
            voice.note(sources.render(diagnostic, voice.language, style).trim_end());
        }
    }
    let CatalogueTables { providers, courses, sessions } = tables;
    let dry_run = matches.get_flag("dry-run");
    let command = ImportCatalogue { providers, courses, sessions, rules: shipped.learning(), dry_run };
    let done = session.ask(async |context| import_catalogue(context, &command).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/catalogue-import/1", "kept": !dry_run, "imported": done }))?;
        return Ok(Answer::Positive);
    }
    let counted = |id: &str, en: &str, counts: CatalogueCounts| {
        let CatalogueCounts { new, changed, unchanged } = counts;
        voice.line(match voice.language {
            Language::Id => format!("{id}: {new} baru, {changed} berubah, {unchanged} tetap."),
            Language::En => format!("{en}: {new} new, {changed} changed, {unchanged} as before."),
        });
    };
    counted("Penyelenggara", "Providers", done.providers);
    counted("Pelatihan", "Courses", done.courses);
    counted("Jadwal", "Sessions", done.sessions);
    if !done.seated.is_empty() {
        let people = done.seated.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        voice.line(format!("{}: {people}.", voice.t("Mendapat tempat dari daftar tunggu", "Got a seat out of the waiting list")));
    }
    if dry_run {
        voice.line(voice.t("Tidak ada yang disimpan (--dry-run).", "Nothing was kept (--dry-run)."));
    }
    Ok(Answer::Positive)
}
