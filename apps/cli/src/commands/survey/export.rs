//! `survey export`: results, or answers that may be read one by one, for other programs.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::legal::Language;
use jenjang::survey::{Answer as Given, Figures, Released, Results};
use jenjang_service::surveys::{AnswerRows, read_answers};
use serde_json::json;

use super::{about, results, survey_of};
use crate::args::text;
use crate::backend::Session;
use crate::output::{Answer, Failure, Voice, write_stdout};

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    about("export", language, t("Ekspor hasil sebagai CSV, atau JSON dengan --format json", "Export results as CSV, or as JSON with --format json"))
        .after_help(t(
            "Tanpa pilihan: hasil, satu baris per pertanyaan, bagian, dan pilihan; yang tidak ditampilkan dibiarkan kosong. --answers: jawaban satu per satu, hanya survei bernama (oleh peran yang dinyatakan) dan survei masyarakat (tanpa teks bebas).",
            "Without options: results, a line for each question, part and option; what is not shown is left blank. --answers: answers one by one, only of named surveys (by the roles declared) and public ones (without free text).",
        ))
        .arg(Arg::new("answers").long("answers").action(ArgAction::SetTrue).help(t("Jawaban satu per satu", "Answers one by one")))
}

pub(super) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let id = survey_of(matches)?;
    if matches.get_flag("answers") {
        let rows = session.ask(async |context| read_answers(context, &id).await)?;
        if voice.is_json() {
            for (person, answers) in &rows.rows {
                voice.json(&json!({ "schema": "jenjang/survey-answer/1", "survey": id, "person": person, "answers": answers }))?;
            }
        } else {
            write_stdout(&sheets(&rows)?);
        }
        return Ok(Answer::Positive);
    }
    let found = results::find(&id, session, voice)?.results;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/survey-results/1", "results": found }))?;
    } else {
        write_stdout(&table(&found)?);
    }
    Ok(Answer::Positive)
}

fn csv_failure(error: impl std::fmt::Display) -> Failure {
    Failure::said(format!("CSV: {error}"), format!("CSV: {error}"))
}

fn written(writer: csv::Writer<Vec<u8>>) -> Result<String, Failure> {
    let bytes = writer.into_inner().map_err(csv_failure)?;
    String::from_utf8(bytes).map_err(csv_failure)
}

fn table(results: &Results) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["question", "part", "shown", "n", "mean", "median", "option", "count", "percent"];
    writer.write_record(header).map_err(csv_failure)?;
    for question in &results.questions {
        let all = std::iter::once(("", &question.total));
        let parts = results.cells.iter().map(|part| &*part.cell.code).zip(&question.parts);
        for (part, figures) in all.chain(parts) {
            for row in rows(question.id.as_str(), part, figures) {
                writer.write_record(row).map_err(csv_failure)?;
            }
        }
    }
    for index in &results.indices {
        let all = std::iter::once(("", &index.total));
        for (part, value) in all.chain(results.cells.iter().map(|part| &*part.cell.code).zip(&index.parts)) {
            let shown = if value.is_some() { "mean" } else { "hidden" };
            let value = value.map_or_else(String::new, |value| value.to_string());
            writer.write_record([&index.code, part, shown, "", &value, "", "", "", ""]).map_err(csv_failure)?;
        }
    }
    written(writer)
}

/// One line for the figures, then one for each option.
fn rows(question: &str, part: &str, figures: &Figures) -> Vec<[String; 9]> {
    let shown = match figures.released {
        Released::Hidden => "hidden",
        Released::Mean => "mean",
        Released::Full => "full",
    };
    let number = |value: Option<Decimal>| value.map_or_else(String::new, |value| value.to_string());
    let count = |value: Option<u64>| value.map_or_else(String::new, |value| value.to_string());
    let head = [question.to_owned(), part.to_owned(), shown.to_owned(), count(figures.n), number(figures.mean), number(figures.median)];
    let line = |option: &str, times: String, percent: String| {
        let [a, b, c, d, e, f] = head.clone();
        [a, b, c, d, e, f, option.to_owned(), times, percent]
    };
    let options = figures.distribution.iter().map(|share| line(&share.code, share.count.to_string(), share.percent.to_string()));
    std::iter::once(line("", String::new(), String::new())).chain(options).collect()
}

fn sheets(rows: &AnswerRows) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let questions = rows.questionnaire.questions();
    let named = rows.rows.iter().any(|(person, _)| person.is_some());
    let header = named.then_some("person").into_iter().chain(questions.iter().map(|question| question.id.as_str()));
    writer.write_record(header).map_err(csv_failure)?;
    for (person, answers) in &rows.rows {
        let person = person.as_ref().map(ToString::to_string);
        let cells = questions.iter().map(|question| answers.get(&question.id).map_or_else(String::new, typed));
        writer.write_record(named.then(|| person.unwrap_or_default()).into_iter().chain(cells)).map_err(csv_failure)?;
    }
    written(writer)
}

/// An answer as `survey answer` reads it.
fn typed(answer: &Given) -> String {
    match answer {
        Given::Value(value) => value.normalize().to_string(),
        Given::Choice(text) | Given::Text(text) => text.to_string(),
        Given::Choices(codes) => codes.iter().map(|code| &**code).collect::<Vec<_>>().join(";"),
        Given::Rank(codes) => codes.iter().map(|code| &**code).collect::<Vec<_>>().join(";"),
        Given::NotApplicable => "-".to_owned(),
    }
}
