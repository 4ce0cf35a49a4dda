//! `survey …`: questionnaires, and surveys kept in a store from their plan to their publication.

mod answer;
mod check;
mod export;
mod plan;
mod results;
mod steps;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::id::SurveyId;
use jenjang::survey::SurveyText;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("survey")
        .about(t(
            "Survei: periksa kuesioner, rencanakan, buka, jawab, tutup, baca, umumkan, ekspor",
            "Surveys: check a questionnaire, plan, open, answer, close, read, publish, export",
        ))
        .after_help(t(
            "Urutannya: check, plan, open, answer (oleh yang diundang), participation, close, results, publish. Anonim atau bernama dinyatakan saat direncanakan dan tidak diubah lagi.\n\
             Siapa yang bertindak disebut dengan --as. Bentuk berkas kuesioner dan jaminannya: docs/surveys.md.",
            "In this order: check, plan, open, answer (by those invited), participation, close, results, publish. Anonymous or named is declared with the plan and never changes.\n\
             Who acts is named with --as. The form of a questionnaire file and what is guaranteed: docs/surveys.md.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(check::command(language))
        .subcommand(plan::command(language))
        .subcommands(steps::commands(language))
        .subcommands(answer::commands(language))
        .subcommand(results::command(language))
        .subcommand(export::command(language))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    if name == "check" {
        return check::run(matches, &voice);
    }
    let session = Session::open(matches)?;
    match name {
        "plan" => plan::run(matches, &session, &voice),
        "questionnaire" | "answer" => answer::run(name, matches, &session, &voice),
        "results" => results::run(matches, &session, &voice),
        "export" => export::run(matches, &session, &voice),
        _ => steps::run(name, matches, &session, &voice),
    }
}

/// A subcommand about one survey.
fn about(name: &'static str, language: Language, about: &'static str) -> Command {
    let survey = Arg::new("survey").required(true).value_name("SURVEY").help(text(language, "Id survei", "Id of the survey"));
    Command::new(name).about(about).arg(survey).args(arguments(language))
}

fn survey_of(matches: &ArgMatches) -> Result<SurveyId, Failure> {
    shared::id(shared::word(matches, "survey"))
}

/// A shipped questionnaire by its id, or a file.
fn text_of(named: &str) -> Result<SurveyText, Failure> {
    let path = named.strip_prefix("asn/survey/").map(|name| format!("surveys/{name}.toml"));
    if let Some((path, text)) = jenjang_asn::questionnaire_texts().find(|(found, _)| path.as_deref() == Some(found)) {
        return Ok(SurveyText { file: format!("asn/{path}").into(), text: text.into() });
    }
    if named.starts_with("asn/survey/") {
        let known: Vec<String> = jenjang_asn::questionnaires().questionnaires.iter().map(|found| found.parts().id.clone()).collect();
        let known = known.join(", ");
        return Err(Failure::said(
            format!("tidak ada kuesioner bawaan `{named}`; yang ada: {known}"),
            format!("there is no shipped questionnaire `{named}`; there are: {known}"),
        ));
    }
    let text = String::from_utf8(read_file(named)?)
        .map_err(|_| Failure::said(format!("`{named}` bukan teks UTF-8"), format!("`{named}` is not UTF-8 text")))?;
    Ok(SurveyText { file: named.into(), text: text.into() })
}
