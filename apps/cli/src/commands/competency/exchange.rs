//! `competency import` and `competency export`: frameworks from and for other systems.

use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::NaiveDate;
use jenjang::competency::{Framework, FrameworkDraft, ProficiencyLevel, Scope};
use jenjang::legal::{Certainty, Label, Language, LegalReference};
use jenjang::people::id::FrameworkId;
use jenjang::period::EffectivePeriod;
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::policy::expression::suggest::nearest;
use jenjang_exchange::competency::{CaseExport, CaseImport, head_of, read_case, read_framework_csv, write_case, write_framework_csv};
use jenjang_exchange::evaluation::File;
use jenjang_policy_files::{CompetencyLibrary, read_framework, write_framework};
use serde_json::json;

use super::sources;
use crate::args::text;
use crate::library::{perhaps, read_file};
use crate::output::{Answer, Failure, Voice, plural, write_stdout};

fn out(language: Language) -> Arg {
    Arg::new("out").long("out").value_name("FILE|-").help(text(
        language,
        "Tulis ke berkas ini, - ke keluaran standar; berkas yang sudah ada tidak ditimpa tanpa --force",
        "Write to this file, - for standard output; a file that is there is not replaced without --force",
    ))
}

fn force(language: Language) -> Arg {
    Arg::new("force").long("force").action(ArgAction::SetTrue).help(text(
        language,
        "Timpa berkas yang sudah ada",
        "Replace a file that is there",
    ))
}

pub(super) fn import_command(language: Language) -> Command {
    Command::new("import")
        .about(text(
            language,
            "Periksa kerangka kompetensi dari sistem lain (CASE 1.1 JSON atau CSV); dengan --out tulis sebagai berkas kerangka",
            "Check a competency framework of another system (CASE 1.1 JSON or CSV); with --out write it as a framework file",
        ))
        .after_help(text(
            language,
            "Contoh CSV:\n  kelompok;kompetensi;nama kompetensi;definisi;level;uraian level;indikator\n  ;;;;1;Bekerja menurut prosedur;\n  teknis;T.01;Imunisasi;Menyelenggarakan imunisasi;1;Membantu;Menyiapkan alat\nBaris tanpa kompetensi menguraikan arti umum sebuah level. Tanpa --out tidak ada yang ditulis. Semua yang tidak dibawa disebutkan. Kode keluar 1 bila ada kesalahan.",
            "Example of a CSV:\n  group,competency,competency_id,competency_en,definition_id,definition_en,level,level_id,level_en,indicator_id,indicator_en\n  ,,,,,,1,Bekerja menurut prosedur,Works by the procedure,,\n  technical,T.01,Imunisasi,Immunisation,Menyelenggarakan\u{a0}imunisasi,Runs\u{a0}immunisation,1,Membantu,Helps,Menyiapkan\u{a0}alat,Prepares\u{a0}the\u{a0}tools\nA line without a competency says what a level means in general. Without --out nothing is written. Everything that is left out is named. Exit code 1 where there are errors.",
        ))
        .arg(Arg::new("file").required(true).value_name("FILE|-").help(text(
            language,
            "Paket CASE (.json) atau tabel (.csv); - membaca masukan standar",
            "A CASE package (.json) or a table (.csv); - reads standard input",
        )))
        .arg(Arg::new("id").long("id").value_name("ID").help(text(
            language,
            "Pengenal kerangka; bawaan: yang ada dalam paket, wajib untuk CSV tanpa --like",
            "Id of the framework; default: that of the package, required for CSV without --like",
        )))
        .arg(Arg::new("levels").long("levels").value_name("N").value_parser(clap::value_parser!(u8).range(1..=20)).help(text(
            language,
            "Banyaknya level bila paket tidak menyebutkannya",
            "The number of levels where the package names none",
        )))
        .arg(Arg::new("like").long("like").value_name("ID").help(text(
            language,
            "Untuk CSV: judul, dasar, dan aturan dari kerangka ini (lihat `competency list`)",
            "For CSV: title, sources and rules of this framework (see `competency list`)",
        )))
        .args([out(language), force(language)])
        .args(sources::files(language))
}

pub(super) fn export_command(language: Language) -> Command {
    Command::new("export")
        .about(text(
            language,
            "Tulis kerangka kompetensi sebagai paket CASE 1.1 JSON atau CSV",
            "Write a competency framework as a CASE 1.1 JSON package or as CSV",
        ))
        .after_help(text(
            language,
            "Yang ditulis dibaca kembali lebih dahulu dan harus sama dengan aslinya. Pengenal dalam CASE selalu sama untuk kode yang sama.",
            "What is written is first read back and must equal the original. Identifiers in CASE are always the same for the same codes.",
        ))
        .arg(Arg::new("framework-id").required(true).value_name("ID").help(text(
            language,
            "Pengenal kerangka (lihat `competency list`)",
            "Id of the framework (see `competency list`)",
        )))
        .arg(Arg::new("to").long("to").required(true).value_name("case|csv").value_parser(["case", "csv"]).help(text(
            language,
            "Bentuk keluaran",
            "What to write",
        )))
        .arg(Arg::new("changed").long("changed").value_name("DATE").help(text(
            language,
            "Tanggal perubahan terakhir untuk CASE; bawaan: tanggal mulai berlaku",
            "Day of the last change for CASE; default: the first day it binds",
        )))
        .args([out(language), force(language)])
        .args(sources::files(language))
}

/// Whether a text is a CASE package rather than a table.
fn is_json(name: &str, bytes: &[u8]) -> bool {
    let ends = |extension: &str| Path::new(name).extension().is_some_and(|found| found.eq_ignore_ascii_case(extension));
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(b));
    ends("json") || (!ends("csv") && first.is_some_and(|b| b"{[".contains(b)))
}

pub(super) fn import(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = sources::library(matches, voice)?;
    let name = matches.get_one::<String>("file").map_or("-", String::as_str);
    let bytes = read_file(name)?;
    library.sources.insert(name, &bytes);
    let id: Option<FrameworkId> = match matches.get_one::<String>("id") {
        None => None,
        Some(id) => Some(id.parse().map_err(|e: jenjang::people::id::TextError| {
            Failure::said(format!("`--id {id}` tidak sah sebagai pengenal"), format!("`--id {id}`: {e}"))
        })?),
    };
    let file = File { name, bytes: &bytes };
    let reading = if is_json(name, &bytes) {
        let levels = matches.get_one::<u8>("levels").and_then(|n| ProficiencyLevel::try_from(*n).ok());
        read_case(file, &CaseImport { id, levels })
    } else {
        read_framework_csv(file, head(&library, matches, id)?)
    };
    let found = reading.diagnostics().to_vec();
    let errors = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    match reading.sound() {
        Err(_) => {
            tell(&library, &found, None, voice)?;
            if !voice.is_json() {
                voice.note(match voice.language {
                    Language::Id => format!("{errors} kesalahan dalam `{name}`; tidak ada yang ditulis"),
                    Language::En => format!("{} in `{name}`; nothing was written", plural(errors, "error", "errors")),
                });
            }
            Ok(Answer::Negative)
        }
        Ok(framework) => {
            tell(&library, &found, Some(&framework), voice)?;
            let text = write_framework(&framework);
            let (back, problems) = read_framework("import", text.as_bytes());
            if back.as_ref() != Some(&framework) {
                let reason = problems.first().map_or_else(|| Label::same("-"), |problem| problem.message.clone());
                return Err(Failure::said(
                    format!("kerangka ini tidak dapat ditulis sebagai berkas tanpa perubahan: {}", reason.id),
                    format!("the framework cannot be written as a file without a change: {}", reason.en),
                ));
            }
            if let Some(out) = matches.get_one::<String>("out") {
                write(out, &text, matches.get_flag("force"), voice)?;
            } else if !voice.is_json() {
                voice.note(voice.t("hanya diperiksa; `--out BERKAS` menuliskannya", "only checked; `--out FILE` writes it"));
            }
            Ok(Answer::Positive)
        }
    }
}

/// Problems, and what the framework would be.
fn tell(library: &CompetencyLibrary, found: &[Diagnostic], framework: Option<&Framework>, voice: &Voice) -> Result<(), Failure> {
    let counts = framework.map(|framework| {
        let levels = framework.competencies().iter().flat_map(|competency| &competency.levels);
        let indicators = levels.map(|level| level.indicators.len()).sum::<usize>();
        (framework, framework.groups().len(), framework.competencies().len(), framework.levels().len(), indicators)
    });
    if voice.is_json() {
        let framework = counts.map(|(framework, groups, competencies, levels, indicators)| {
            json!({
                "id": framework.id(), "title": framework.title(), "groups": groups, "competencies": competencies,
                "levels": levels, "indicators": indicators,
            })
        });
        let problems: Vec<_> = found.iter().map(|diagnostic| library.sources.record(diagnostic)).collect();
        return voice.json(&json!({ "schema": "jenjang/competency-import/1", "framework": framework, "problems": problems }));
    }
    for diagnostic in found {
        voice.note(sources::render(library, diagnostic, voice));
    }
    if let Some((framework, groups, competencies, levels, indicators)) = counts {
        voice.note(match voice.language {
            Language::Id => format!(
                "{} ({}): {groups} kelompok, {competencies} kompetensi, {levels} level, {indicators} indikator",
                framework.title().id,
                framework.id()
            ),
            Language::En => format!(
                "{} ({}): {}, {}, {}, {}",
                framework.title().en,
                framework.id(),
                plural(groups, "group", "groups"),
                plural(competencies, "competency", "competencies"),
                plural(levels, "level", "levels"),
                plural(indicators, "indicator", "indicators")
            ),
        });
    }
    Ok(())
}

/// What a table does not say: from `--like`, or as little as possible.
fn head(library: &CompetencyLibrary, matches: &ArgMatches, id: Option<FrameworkId>) -> Result<FrameworkDraft, Failure> {
    if let Some(like) = matches.get_one::<String>("like") {
        let mut head = head_of(named(library, like)?);
        head.id = id.unwrap_or(head.id);
        return Ok(head);
    }
    let Some(id) = id else {
        return Err(Failure::said(
            "tabel CSV tidak menyebut pengenal kerangka, sebutkan `--id` atau `--like`",
            "a CSV table does not name its framework, give `--id` or `--like`",
        ));
    };
    Ok(FrameworkDraft {
        title: Label::same(id.as_str()),
        version: "1".into(),
        effective: EffectivePeriod::ALWAYS,
        source: LegalReference { citation: id.as_str().into(), certainty: Certainty::Unverified },
        note: None,
        scope: Scope::Everywhere,
        assessment: Default::default(),
        levels: Vec::new(),
        groups: Vec::new(),
        affairs: Vec::new(),
        competencies: Vec::new(),
        id,
    })
}

fn named<'l>(library: &'l CompetencyLibrary, name: &str) -> Result<&'l Framework, Failure> {
    library.frameworks.iter().find(|framework| framework.id().as_str() == name).ok_or_else(|| {
        let (id, en) = perhaps(nearest(name, library.frameworks.iter().map(|framework| framework.id().as_str())));
        Failure::said(
            format!("tidak ada kerangka kompetensi `{name}`{id} (lihat `jenjang competency list`)"),
            format!("there is no competency framework `{name}`{en} (see `jenjang competency list`)"),
        )
    })
}

pub(super) fn export(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let library = sources::library(matches, voice)?;
    let framework = named(&library, matches.get_one::<String>("framework-id").map_or("", String::as_str))?;
    let (text, back) = if matches.get_one::<String>("to").is_some_and(|to| to == "case") {
        let changed = changed(framework, matches)?;
        let mut text = serde_json::to_string_pretty(&write_case(framework, &CaseExport::on(changed))).unwrap_or_default();
        text.push('\n');
        let back = read_case(File { name: "export", bytes: text.as_bytes() }, &CaseImport::default()).sound();
        (text, back)
    } else {
        let text = write_framework_csv(framework).map_err(|e| Failure::said(format!("CSV: {e}"), format!("CSV: {e}")))?;
        let back = read_framework_csv(File { name: "export", bytes: text.as_bytes() }, head_of(framework)).sound();
        (text, back)
    };
    if back.as_ref() != Ok(framework) {
        return Err(Failure::said(
            format!("`{}` tidak dapat ditulis tanpa perubahan: setelah dibaca kembali isinya lain", framework.id()),
            format!("`{}` cannot be written without a change: read back, it says something else", framework.id()),
        ));
    }
    write(matches.get_one::<String>("out").map_or("-", String::as_str), &text, matches.get_flag("force"), voice)?;
    Ok(Answer::Positive)
}

fn changed(framework: &Framework, matches: &ArgMatches) -> Result<NaiveDate, Failure> {
    if matches.get_one::<String>("changed").is_some() {
        return crate::commands::shared::required_date(matches, "changed");
    }
    framework.effective().from.ok_or_else(|| {
        Failure::said(
            "kerangka ini tidak mempunyai tanggal mulai berlaku, sebutkan `--changed`",
            "the framework has no first day it binds, give `--changed`",
        )
    })
}

fn write(out: &str, text: &str, force: bool, voice: &Voice) -> Result<(), Failure> {
    if out == "-" {
        write_stdout(text);
        return Ok(());
    }
    if !force && Path::new(out).exists() {
        return Err(Failure::said(
            format!("`{out}` sudah ada, tidak ditimpa tanpa `--force`"),
            format!("`{out}` is there already, it is not replaced without `--force`"),
        ));
    }
    std::fs::write(out, text)
        .map_err(|e| Failure::said(format!("`{out}` tidak dapat ditulis: {e}"), format!("cannot write `{out}`: {e}")))?;
    voice.note(match voice.language {
        Language::Id => format!("ditulis ke `{out}`"),
        Language::En => format!("written to `{out}`"),
    });
    Ok(())
}
