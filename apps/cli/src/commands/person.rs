//! `person …`: the file of one person.

mod transcript;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::{Label, Language};
use jenjang::people::id::PersonId;
use jenjang_service::file::retention::RetentionPolicy;
use jenjang_service::file::{ErasePerson, PersonFileView, erase_person, export_person, preview_erasure, read_person};
use jenjang_service::people::{ListPeople, list_people};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::{audit, shared};
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let about = |name: &'static str, about: &'static str| {
        let person = Arg::new("person").value_name("PERSON").help(t(
            "Id internal atau nomor pegawai; bawaan: yang bertindak (--as)",
            "Internal id or employee number; default: whoever acts (--as)",
        ));
        Command::new(name).about(about).arg(person).args(arguments(language))
    };
    Command::new("person")
        .about(t("Pegawai: daftar, baca satu berkas, bawa pulang, hapus", "People: list them, read one file, take it along, erase it"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            Command::new("list")
                .about(t("Daftar pegawai yang menjadi tanggung jawab yang bertindak", "The people whoever acts is in charge of"))
                .arg(Arg::new("unit").long("unit").value_name("UNIT").help(t("Hanya unit ini dan di bawahnya", "Only this unit and under it")))
                .arg(Arg::new("after").long("after").value_name("PERSON").help(t("Lanjutkan setelah id ini", "Go on after this id")))
                .arg(
                    Arg::new("limit")
                        .long("limit")
                        .value_name("N")
                        .default_value("50")
                        .value_parser(clap::value_parser!(usize))
                        .help(t("Paling banyak sekian orang; bawaan: 50", "At most so many people; default: 50")),
                )
                .args(arguments(language)),
            about("show", t("Baca berkas sendiri, bawahan, atau pegawai unit", "Read the own file, a subordinate's, or that of somebody in the unit")),
            about("export", t("Semua data tentang diri sendiri sebagai JSON", "All data about oneself as JSON"))
                .arg(Arg::new("output").long("output").value_name("FILE").help(t("Berkas tujuan; bawaan: keluaran standar", "File to write; default: standard output"))),
            about("transcript", t("Transkrip pengembangan kompetensi (PDF/UA-1)", "Transcript of competency development (PDF/UA-1)")).args(transcript::arguments(language)),
            about("erase", t("Hapus seorang pegawai setelah masa simpan berakhir", "Erase a person once the retention period is over"))
                .after_help(t(
                    "Oleh pengelola kepegawaian. --dry-run menyebut apa yang masih harus disimpan dan sampai kapan. Jejak audit tetap utuh: rahasia orang itu dihancurkan.",
                    "By an HR officer. --dry-run says what still has to be kept and until when. The audit trail stays whole: the secret of the person is destroyed.",
                ))
                .arg(Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue).help(t("Hanya sebutkan apa yang menghalangi", "Only say what stands in the way")))
                .arg(Arg::new("retention").long("retention").value_name("FILE").help(t("Masa simpan sendiri (JSON); bawaan: yang disertakan, belum diverifikasi", "Own retention periods (JSON); default: those shipped, unverified")))
                .arg(audit::key::argument(language)),
        ])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    if name == "list" {
        return list(matches, &session, &voice);
    }
    let person = match matches.get_one::<String>("person") {
        Some(given) => session.person(given)?,
        None => session.acting().cloned().ok_or_else(|| {
            Failure::said("sebutkan pegawainya, atau siapa yang bertindak dengan `--as`", "name the person, or who acts with `--as`")
        })?,
    };
    match name {
        "show" => show(&person, &session, &voice),
        "transcript" => transcript::run(matches, &person, &session, &voice),
        "export" => {
            let value = session.ask(async |context| export_person(context, &person).await)?;
            let Some(output) = matches.get_one::<String>("output") else {
                voice.json_pretty(&value)?;
                return Ok(Answer::Positive);
            };
            let text = serde_json::to_string_pretty(&value).unwrap_or_default();
            std::fs::write(output, text + "\n").map_err(|error| {
                Failure::said(format!("`{output}` tidak dapat ditulis: {error}"), format!("cannot write `{output}`: {error}"))
            })?;
            voice.note(match voice.language {
                Language::Id => format!("Ditulis ke {output}."),
                Language::En => format!("Written to {output}."),
            });
            Ok(Answer::Positive)
        }
        _ => erase(matches, person, &session, &voice),
    }
}

fn show(person: &PersonId, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let view = session.ask(async |context| read_person(context, person).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/person/1", "file": view }))?;
        return Ok(Answer::Positive);
    }
    let PersonFileView { data, decisions, appeals, results, ratings, rounds, development, .. } = &view;
    let record = &data.record;
    voice.line(record.name.as_deref().unwrap_or(record.id.as_str()));
    let fact = |id: &'static str, en: &'static str, value: Option<String>| {
        if let Some(value) = value {
            voice.line(format!("  {}: {value}", voice.t(id, en)));
        }
    };
    fact("id internal", "internal id", Some(record.id.to_string()));
    fact("nomor pegawai", "employee number", record.employee_number.as_deref().map(str::to_owned));
    fact("unit", "unit", data.unit.as_ref().map(ToString::to_string));
    fact("atasan langsung", "direct superior", data.superior.as_ref().map(ToString::to_string));
    let registers = &record.registers;
    let last = registers.grades.as_ref().and_then(|grades| grades.last());
    fact("pangkat", "grade", last.map(|last| format!("{} ({})", last.grade, last.since)));
    fact("putaran", "rounds", (!rounds.is_empty()).then(|| rounds.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")));
    for decision in decisions {
        let outcome = decision.outcome.as_str();
        let outcome = match voice.language {
            Language::Id => match outcome {
                "eligible" => "memenuhi syarat",
                "not-eligible" => "tidak memenuhi syarat",
                _ => "belum dapat diputuskan",
            }
            .to_owned(),
            Language::En => outcome.replace('-', " "),
        };
        voice.line(format!("\n{} {} ({}): {outcome}", voice.t("Keputusan", "Decision"), decision.id, decision.policy));
        for finding in decision.findings.iter().filter(|finding| finding.verdict != "met" && finding.verdict != "not-applicable") {
            voice.line(format!("  {}", voice.label(&finding.sentence)));
            voice.line(format!("    {} {}", voice.t("Kode:", "Code:"), finding.code));
        }
    }
    for appeal in appeals {
        voice.line(format!("\n{} {}: {} ({})", voice.t("Keberatan", "Appeal"), appeal.id, appeal.criterion, appeal.stage.as_str()));
    }
    for rating in ratings.iter().filter(|rating| !rating.answered) {
        voice.line(format!(
            "\n{} {}: {} {}",
            voice.t("Periode", "Cycle"),
            rating.cycle.id(),
            voice.t("Anda penilai untuk", "you rate"),
            rating.ratee
        ));
    }
    for result in results {
        voice.line(match voice.language {
            Language::Id => format!("\nHasil 360 derajat {}: `jenjang cycle result {}`", result.cycle, result.cycle),
            Language::En => format!("\n360-degree result {}: `jenjang cycle result {}`", result.cycle, result.cycle),
        });
    }
    for activity in development {
        voice.line(format!("\n{} {}: {}", voice.t("Pengembangan", "Development"), activity.id, activity.title));
    }
    Ok(Answer::Positive)
}

fn erase(matches: &ArgMatches, person: PersonId, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let retention = match matches.get_one::<String>("retention") {
        Some(file) => RetentionPolicy::read(&String::from_utf8_lossy(&read_file(file)?))?,
        None => RetentionPolicy::shipped()?,
    };
    let command = ErasePerson { person, retention };
    if matches.get_flag("dry-run") {
        let erasure = session.ask(async |context| preview_erasure(context, &command).await)?;
        let free = erasure.kept.is_empty() && erasure.pending.is_empty();
        if voice.is_json() {
            voice.json_pretty(
                &json!({ "schema": "jenjang/erasure/1", "person": command.person, "kept": erasure.kept, "pending": erasure.pending }),
            )?;
        } else {
            for kept in &erasure.kept {
                voice.line(match (voice.language, kept.until) {
                    (Language::Id, Some(day)) => format!("{}: disimpan sampai {day}", kept.label.id),
                    (Language::En, Some(day)) => format!("{}: kept until {day}", kept.label.en),
                    (Language::Id, None) => format!("{}: disimpan selama masih berdinas", kept.label.id),
                    (Language::En, None) => format!("{}: kept while in service", kept.label.en),
                });
            }
            let pending = |label: &Label| voice.line(voice.label(label));
            erasure.pending.iter().for_each(pending);
            if free {
                voice.line(voice.t("Tidak ada yang menghalangi.", "Nothing stands in the way."));
            }
        }
        return Ok(Answer::positive_if(free));
    }
    let erased = session.ask(async |context| erase_person(context, &command).await)?;
    audit::after_bulk(matches, session, voice)?;
    if voice.is_json() {
        voice.json_pretty(&json!({
            "schema": "jenjang/erased/1", "decisions": erased.decisions, "appeals": erased.appeals, "rounds": erased.rounds,
            "cycles": erased.cycles, "development": erased.development, "profiles": erased.profiles,
        }))?;
    } else {
        voice.line(match voice.language {
            Language::Id => format!(
                "Dihapus, beserta {} keputusan, {} keberatan dan pengecualian, {} entri periode 360 derajat.",
                erased.decisions, erased.appeals, erased.cycles
            ),
            Language::En => format!(
                "Erased, with decisions {}, appeals and waivers {}, entries of 360-degree cycles {}.",
                erased.decisions, erased.appeals, erased.cycles
            ),
        });
    }
    Ok(Answer::Positive)
}

fn list(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let unit = matches.get_one::<String>("unit").map(|unit| shared::id(unit)).transpose()?;
    let after = matches.get_one::<String>("after").map(|after| shared::id(after)).transpose()?;
    let limit = matches.get_one("limit").copied().unwrap_or(50);
    let found = session.ask(async |context| list_people(context, ListPeople { unit, name: None, after, limit }).await)?;
    if voice.is_json() {
        for person in &found {
            voice.json(&json!({ "schema": "jenjang/person/1", "id": person.record.id, "name": person.record.name, "unit": person.unit, "superior": person.superior }))?;
        }
        return Ok(Answer::Positive);
    }
    let mut table =
        Table::new(&[voice.t("pegawai", "person"), voice.t("nama", "name"), voice.t("unit", "unit"), voice.t("atasan", "superior")]);
    for person in &found {
        let or_blank = |text: Option<&str>| text.unwrap_or_default().to_owned();
        table.row(vec![
            person.record.id.to_string(),
            or_blank(person.record.name.as_deref()),
            or_blank(person.unit.as_ref().map(jenjang::people::id::UnitId::as_str)),
            or_blank(person.superior.as_ref().map(PersonId::as_str)),
        ]);
    }
    voice.line(table.render(voice));
    if let Some(last) = found.last().filter(|_| found.len() == limit) {
        let last = &last.record.id;
        voice.line(match voice.language {
            Language::Id => format!("Selanjutnya: --after {last}"),
            Language::En => format!("More: --after {last}"),
        });
    }
    Ok(Answer::Positive)
}
