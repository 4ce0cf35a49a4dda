//! `survey list|open|participation|close|publish`.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::survey::{Audience, Survey};
use jenjang_service::surveys::{CloseSurvey, OpenSurvey, close_survey, list_surveys, open_survey, publish_survey, read_participation};
use serde_json::json;

use super::{about, survey_of};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

pub(super) fn commands(language: Language) -> Vec<Command> {
    let t = |id, en| text(language, id, en);
    let day = |name: &'static str, help| Arg::new(name).long(name).required(true).value_name("DATE").help(help);
    vec![
        Command::new("list").about(t("Survei yang dikelola, dibaca, atau ditujukan kepada yang bertindak", "Surveys the acting person runs, reads or is asked")).args(arguments(language)),
        about("open", language, t("Buka survei: sasarannya hari ini diundang", "Open a survey: whoever is in its audience today is invited"))
            .after_help(t(
                "Tautan survei masyarakat ditampilkan sekali. Contoh: jenjang survey open iklim-2026 --from 2026-11-02 --to 2026-11-20 --as p-1",
                "Links of a public survey are shown once. Example: jenjang survey open climate-2026 --from 2026-11-02 --to 2026-11-20 --as p-1",
            ))
            .arg(day("from", t("Hari pertama jawaban diterima", "First day of answers")))
            .arg(day("to", t("Hari terakhir", "Last day"))),
        about("participation", language, t("Berapa yang sudah menjawab, menurut rincian; bukan siapa", "How many have answered, by part; not who")),
        about("close", language, t("Tutup survei: jawaban anonim disimpan kembali tanpa jejak penjawabnya", "Close a survey: anonymous answers are kept anew without a trace of who gave them")),
        about("publish", language, t("Umumkan hasil: dibekukan, dan dapat dibaca siapa pun", "Publish the results: frozen, and readable by anybody")),
    ]
}

pub(super) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    match name {
        "open" => open(matches, session, voice),
        "participation" => participation(matches, session, voice),
        "close" => close(matches, session, voice),
        "publish" => publish(matches, session, voice),
        _ => list(session, voice),
    }
}

fn list(session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let listed = session.ask(async |context| list_surveys(context).await)?;
    if voice.is_json() {
        let surveys: Vec<_> = listed
            .iter()
            .map(|one| {
                let survey = &one.survey;
                json!({ "survey": survey.id, "title": survey.title, "unit": survey.unit, "anonymous": survey.naming.is_anonymous(), "wave": survey.wave,
                        "state": survey.state, "invited": survey.invited, "answered": one.answered })
            })
            .collect();
        voice.json_pretty(&json!({ "schema": "jenjang/surveys/1", "surveys": surveys }))?;
        return Ok(Answer::Positive);
    }
    let header: &[&str] = match voice.language {
        Language::Id => &["survei", "judul", "unit", "penamaan", "status", "jawaban sendiri"],
        Language::En => &["survey", "title", "unit", "naming", "state", "own answer"],
    };
    let mut table = Table::new(header);
    for one in &listed {
        let own = match one.answered {
            Some(true) => voice.t("sudah", "given"),
            Some(false) => voice.t("belum", "not given"),
            None => "",
        };
        let survey = &one.survey;
        table.row(vec![
            survey.id.to_string(),
            voice.label(&survey.title).to_owned(),
            survey.unit.to_string(),
            naming(survey, voice).to_owned(),
            voice.label(&survey.state.label()).to_owned(),
            own.to_owned(),
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

fn naming(survey: &Survey, voice: &Voice) -> &'static str {
    if survey.naming.is_anonymous() { voice.t("anonim", "anonymous") } else { voice.t("bernama", "named") }
}

fn open(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let command = OpenSurvey {
        survey: survey_of(matches)?,
        since: shared::required_date(matches, "from")?,
        until: shared::required_date(matches, "to")?,
    };
    let opened = session.ask(async |context| open_survey(context, &command).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/survey-opened/1", "survey": command.survey, "invited": opened.invited, "parts": opened.cells, "links": opened.links }))?;
        return Ok(Answer::Positive);
    }
    let (id, since, until) = (&command.survey, command.since, command.until);
    voice.line(match (voice.language, opened.invited) {
        (Language::Id, Some(invited)) => format!("Survei {id} menerima jawaban {since} sampai {until}; {invited} diundang."),
        (Language::En, Some(invited)) => format!("Survey {id} takes answers from {since} to {until}; {invited} invited."),
        (Language::Id, None) => format!("Survei {id} menerima jawaban siapa pun {since} sampai {until}; satu orang dapat menjawab lebih dari sekali, yang dilaporkan hanya banyaknya jawaban."),
        (Language::En, None) => format!("Survey {id} takes answers from anybody from {since} to {until}; one person may answer more than once, only the number of answers is reported."),
    });
    for cell in &opened.cells {
        voice.line(format!("  {}: {}", voice.label(&cell.label), cell.invited.unwrap_or(0)));
    }
    for link in &opened.links {
        voice.line(&**link);
    }
    Ok(Answer::Positive)
}

fn participation(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let id = survey_of(matches)?;
    let found = session.ask(async |context| read_participation(context, &id).await)?;
    if voice.is_json() {
        let parts: Vec<_> = found.cells.iter().map(|(cell, answered)| json!({ "part": cell, "answered": answered })).collect();
        voice.json_pretty(&json!({ "schema": "jenjang/survey-participation/1", "survey": id, "invited": found.survey.invited, "answered": found.answered, "parts": parts }))?;
        return Ok(Answer::Positive);
    }
    let answered = found.answered;
    voice.line(match (voice.language, found.survey.invited) {
        (Language::Id, Some(invited)) => format!("{answered} dari {invited} sudah menjawab."),
        (Language::En, Some(invited)) => format!("{answered} of {invited} have answered."),
        (Language::Id, None) => format!("{answered} jawaban."),
        (Language::En, None) => plural(usize::try_from(answered).unwrap_or(usize::MAX), "answer.", "answers."),
    });
    for (cell, answered) in &found.cells {
        let invited = cell.invited.unwrap_or(0);
        voice.line(match voice.language {
            Language::Id => format!("  {}: {answered} dari {invited}", cell.label.id),
            Language::En => format!("  {}: {answered} of {invited}", cell.label.en),
        });
    }
    Ok(Answer::Positive)
}

fn close(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let command = CloseSurvey { survey: survey_of(matches)? };
    let closed = session.ask(async |context| close_survey(context, &command).await)?;
    let (id, answered) = (&command.survey, closed.answered);
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/survey-closed/1", "survey": id, "answered": answered, "texts-destroyed": closed.texts_destroyed, "wishes": closed.wishes }))?;
        return Ok(Answer::Positive);
    }
    voice.line(match voice.language {
        Language::Id => format!("Survei {id} ditutup dengan {answered} jawaban. Berikutnya: `jenjang survey results {id}`."),
        Language::En => format!(
            "Survey {id} is closed with {}. Next: `jenjang survey results {id}`.",
            plural(usize::try_from(answered).unwrap_or(usize::MAX), "answer", "answers")
        ),
    });
    if closed.texts_destroyed > 0 {
        let count = closed.texts_destroyed;
        voice.line(match voice.language {
            Language::Id => format!("{count} tulisan bebas dimusnahkan: terlalu sedikit orang menulis pada pertanyaan itu."),
            Language::En => format!(
                "{} destroyed: too few people wrote anything there.",
                plural(usize::try_from(count).unwrap_or(usize::MAX), "free text", "free texts")
            ),
        });
    }
    if closed.wishes > 0 {
        let count = closed.wishes;
        voice.line(match voice.language {
            Language::Id => format!("{count} minat pelatihan disimpan, terpisah dari kebutuhan."),
            Language::En => {
                format!("{} for training kept, apart from needs.", plural(usize::try_from(count).unwrap_or(usize::MAX), "wish", "wishes"))
            }
        });
    }
    Ok(Answer::Positive)
}

fn publish(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let id = survey_of(matches)?;
    let results = session.ask(async |context| publish_survey(context, &id).await)?;
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/survey-published/1", "survey": id, "answered": results.answered }))?;
        return Ok(Answer::Positive);
    }
    voice.line(match voice.language {
        Language::Id => format!("Hasil survei {id} diumumkan dan dapat dibaca siapa pun: `jenjang survey results {id}`."),
        Language::En => format!("The results of survey {id} are published and anybody can read them: `jenjang survey results {id}`."),
    });
    Ok(Answer::Positive)
}

/// What is asked of whom, in words.
pub(super) fn audience(survey: &Survey, voice: &Voice) -> String {
    match &survey.audience {
        Audience::Unit => voice.t("pegawai unit", "people of the unit").to_owned(),
        Audience::Posts { .. } => voice.t("pegawai menurut jabatan dan golongan", "people by post and grade").to_owned(),
        Audience::Session { session, relation } => format!("{} {session}", voice.label(&relation.label())),
        Audience::Links { .. } => voice.t("masyarakat, tautan sekali pakai", "the public, links used once").to_owned(),
        Audience::Anybody => voice.t("masyarakat, siapa pun", "the public, anybody").to_owned(),
    }
}
