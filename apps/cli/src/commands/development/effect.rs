//! `development report` and `development result`: did a course work?

use std::sync::Arc;

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::id::{IndicatorId, SurveyId};
use jenjang::policy::diagnostic::Severity;
use jenjang_policy_files::{Style, read_course_results, render};
use jenjang_service::effects::{
    About, DeclareDesign, EffectQuery, EffectReport, RecordResults, declare_design, effect_report, record_results,
};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::library::{Library, read_file};
use crate::output::{Answer, Failure, Voice, plural};

pub(crate) fn commands(language: Language) -> [Command; 2] {
    let t = |id, en| text(language, id, en);
    let arg = |name: &'static str, value: &'static str, help: &'static str| Arg::new(name).long(name).value_name(value).help(help);
    [
        Command::new("report")
            .about(t(
                "Apakah pelatihan berhasil: reaksi, pembelajaran, perilaku, hasil",
                "Did it work: reaction, learning, behaviour, results",
            ))
            .arg(arg("course", "COURSE", t("Satu pelatihan", "One course")))
            .arg(arg("provider", "PROVIDER", t("Semua pelatihan suatu penyelenggara", "All courses of a provider")))
            .arg(arg("programme", "FIELD", t("Semua pelatihan suatu bidang", "All courses of a field of work")))
            .group(ArgGroup::new("about").args(["course", "provider", "programme"]).required(true))
            .arg(arg(
                "from",
                "DATE",
                t("Hanya yang berakhir pada hari ini atau sesudahnya", "Only sessions that ended on this day or later"),
            ))
            .arg(arg(
                "to",
                "DATE",
                t("Hanya yang berakhir pada hari ini atau sebelumnya", "Only sessions that ended on this day or before"),
            ))
            .args(arguments(language)),
        Command::new("result")
            .about(t("Hasil pelatihan: cara evaluasi dan angka", "Results of courses: how they are evaluated, and figures"))
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommand(
                Command::new("design")
                    .about(t(
                        "Tetapkan cara evaluasi suatu jadwal, sebelum hasilnya diketahui",
                        "Declare how a session is evaluated, before its results are known",
                    ))
                    .arg(Arg::new("session").required(true).value_name("SESSION").help(t("Jadwal pelatihan", "The session")))
                    .arg(arg("comparison", "TEXT", t("Cara memilih kelompok pembanding", "How the comparison group is chosen")))
                    .arg(
                        Arg::new("by-unit")
                            .long("by-unit")
                            .action(ArgAction::SetTrue)
                            .help(t("Unit yang dibandingkan, bukan orang", "Units are compared, not people")),
                    )
                    .arg(
                        arg(
                            "indicator",
                            "INDICATOR",
                            t("Indikator hasil unit; dapat diulang", "An indicator of the unit's results; may be repeated"),
                        )
                        .action(ArgAction::Append),
                    )
                    .arg(
                        arg(
                            "survey",
                            "LEVEL=SURVEY",
                            t(
                                "Survei anonim tentang pelatihan, misalnya 1=reaksi-1; dapat diulang",
                                "An anonymous survey about it, such as 1=reaction-1; may be repeated",
                            ),
                        )
                        .action(ArgAction::Append),
                    )
                    .args(arguments(language)),
            )
            .subcommand(
                Command::new("import")
                    .about(t(
                        "Impor hasil dari CSV: peserta, formulir, atau kepuasan",
                        "Import results from CSV: people, forms or satisfaction",
                    ))
                    .arg(Arg::new("file").required(true).value_name("FILE|-").help(t("Berkas CSV", "CSV file")))
                    .arg(
                        Arg::new("correct")
                            .long("correct")
                            .action(ArgAction::SetTrue)
                            .help(t("Ganti angka yang sudah ada", "Replace figures that are there")),
                    )
                    .args(arguments(language)),
            ),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    if name == "report" {
        return report(matches, &Voice::of(matches, language));
    }
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    if name == "design" { design(matches, &voice) } else { import(matches, &voice) }
}

fn design(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let session = Session::open(matches)?;
    let named = matches.get_many::<String>("indicator").into_iter().flatten();
    let results = named.map(|id| shared::id(id)).collect::<Result<Vec<IndicatorId>, Failure>>()?;
    let mut surveys: Vec<(u8, SurveyId)> = Vec::new();
    for given in matches.get_many::<String>("survey").into_iter().flatten() {
        let (level, survey) = given.split_once('=').and_then(|(level, survey)| Some((level.parse().ok()?, survey))).ok_or_else(|| {
            Failure::said(
                format!("`--survey {given}`: seharusnya TINGKAT=SURVEI, misalnya 1=reaksi-1"),
                format!("`--survey {given}`: expected LEVEL=SURVEY, such as 1=reaction-1"),
            )
        })?;
        surveys.push((level, shared::id(survey)?));
    }
    let command = DeclareDesign {
        session: shared::id(shared::word(matches, "session"))?,
        comparison: matches.get_one::<String>("comparison").cloned(),
        by_unit: matches.get_flag("by-unit"),
        results,
        surveys,
    };
    let done = session.ask(async |context| declare_design(context, &command).await)?;
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/course-design/1", "design": done }))?;
    } else {
        let session = &done.session;
        voice.line(match (voice.language, &done.comparison) {
            (Language::Id, Some(how)) => format!("Evaluasi {session} ditetapkan dengan pembanding: {how}."),
            (Language::Id, None) => format!("Evaluasi {session} ditetapkan tanpa pembanding: laporannya berbicara tentang perubahan."),
            (Language::En, Some(how)) => format!("The evaluation of {session} is declared, compared with: {how}."),
            (Language::En, None) => format!("The evaluation of {session} is declared without a comparison: its report speaks of change."),
        });
    }
    Ok(Answer::Positive)
}

fn import(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let name = shared::word(matches, "file");
    let bytes = read_file(name)?;
    let source = String::from_utf8(bytes)
        .map_err(|_| Failure::said(format!("`{name}` bukan teks UTF-8"), format!("`{name}` is no text in UTF-8")))?;
    let (found, problems) = read_course_results(name, &source);
    let style = if voice.plain || !voice.colour() { Style::Sentences } else { Style::Colour };
    for problem in &problems {
        voice.note(render(problem, &source, voice.language, style).trim_end());
    }
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    if errors > 0 {
        voice.note(match voice.language {
            Language::Id => format!("{errors} kesalahan; tidak ada yang dicatat."),
            Language::En => format!("{}; nothing was recorded.", plural(errors, "error", "errors")),
        });
        return Ok(Answer::Negative);
    }
    let session = Session::open(matches)?;
    let command =
        RecordResults { people: found.people, forms: found.forms, satisfaction: found.satisfaction, correct: matches.get_flag("correct") };
    let done = session.ask(async |context| record_results(context, &command).await)?;
    let (people, forms, before, satisfaction) = (done.people, done.forms, done.forms_before, done.satisfaction);
    if voice.is_json() {
        voice.json(&json!({
            "schema": "jenjang/course-results/1", "people": people, "forms": forms, "forms-before": before, "satisfaction": satisfaction
        }))?;
    } else {
        voice.line(match voice.language {
            Language::Id => format!("Dicatat: angka {people} orang, {forms} formulir ({before} sudah ada), {satisfaction} angka kepuasan."),
            Language::En => format!(
                "Recorded: figures of {}, {} ({before} were there), {}.",
                plural(people, "person", "people"),
                plural(forms, "form", "forms"),
                plural(satisfaction, "figure of satisfaction", "figures of satisfaction"),
            ),
        });
    }
    Ok(Answer::Positive)
}

fn report(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let session = Session::open(matches)?;
    let library = Library::open(&[], voice)?;
    let named = |name: &str| matches.get_one::<String>(name);
    let about = match (named("course"), named("provider")) {
        (Some(course), _) => About::Course(shared::id(course)?),
        (_, Some(provider)) => About::Provider(shared::id(provider)?),
        _ => About::Programme(Arc::from(shared::word(matches, "programme"))),
    };
    let query = EffectQuery { about, from: shared::date(matches, "from")?, to: shared::date(matches, "to")?, shipped: &library.files };
    let found = session.ask(async |context| effect_report(context, &query).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/effect-report/1", "report": found }))?;
    } else {
        show(&found, voice);
    }
    Ok(Answer::Positive)
}

fn show(report: &EffectReport, voice: &Voice) {
    let (title, sessions, participants) = (voice.label(&report.title), report.sessions.len(), report.participants);
    voice.line(match voice.language {
        Language::Id => format!("{title}: {sessions} jadwal, {participants} peserta."),
        Language::En => {
            format!("{title}: {}, {}.", plural(sessions, "session", "sessions"), plural(participants, "participant", "participants"))
        }
    });
    if report.suppressed {
        voice.line(voice.t(
            "Pesertanya terlalu sedikit untuk laporan: angka orang per orang tidak ditampilkan.",
            "There are too few participants for a report: figures of single people are not shown.",
        ));
    }
    for level in &report.levels {
        voice.line(format!("\n{}. {}", level.level, voice.label(&level.title)));
        if level.statements.is_empty() {
            voice.line(voice.t("   Belum ada yang diketahui.", "   Nothing is known yet."));
        }
        for statement in &level.statements {
            voice.line(format!("   {}", voice.label(&statement.text)));
        }
    }
    if !report.missing.is_empty() {
        voice.line(voice.t("\nYang belum ada, dan siapa yang dapat melengkapinya:", "\nWhat is missing, and who can supply it:"));
        for missing in &report.missing {
            voice.line(format!("   ({}) {}: {}", missing.level, voice.label(&missing.what), voice.label(&missing.supplier)));
        }
    }
}
