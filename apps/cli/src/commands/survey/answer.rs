//! `survey questionnaire|answer`: what is asked, and the answers.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::{Label, Language};
use jenjang::people::id::ItemId;
use jenjang::survey::{Answers, Condition, Naming, Question, QuestionKind, Questionnaire, Test};
use jenjang_service::permissions::Role;
use jenjang_service::surveys::{AnswerSurvey, AskedSurvey, Respondent, answer_survey, read_questionnaire};
use serde_json::{Value as Json, json};

use super::{about, survey_of};
use crate::args::text;
use crate::backend::Session;
use crate::commands::shared;
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(super) fn commands(language: Language) -> [Command; 2] {
    let t = |id, en| text(language, id, en);
    [
        about("questionnaire", language, t("Pertanyaan survei, dan siapa yang membaca jawaban", "The questions of a survey, and who reads the answers")),
        about("answer", language, t("Jawab survei, sekali", "Answer a survey, once"))
            .after_help(t(
                "Skala dan bilangan ditulis sebagai angka, pilihan sebagai kodenya, beberapa pilihan dan urutan (yang terbaik dahulu) dipisah titik koma, `-` berarti tidak berlaku. Pertanyaan yang dilewati dibiarkan kosong.\n\
                 Berkas: CSV question,answer (satu lembar), CSV dengan satu kolom per pertanyaan (satu lembar per baris), atau JSON. Beberapa lembar hanya untuk formulir kertas survei masyarakat, oleh penyelenggaranya.\n\
                 Contoh:\n  jenjang survey answer iklim-2026 --answer fair=4 --answer trained=yes --answer helped=5 --as p-2\n  \
                 jenjang survey answer skm-2026-1 --file formulir.csv --as p-1",
                "Scales and numbers are written as numbers, options as their codes, several options and rankings (the best first) with semicolons between them, `-` means not applicable. Questions that are skipped are left blank.\n\
                 Files: CSV question,answer (one sheet), CSV with a column per question (a sheet per row), or JSON. Several sheets are for paper forms of a public survey alone, by whoever runs it.\n\
                 Examples:\n  jenjang survey answer climate-2026 --answer fair=4 --answer trained=yes --answer helped=5 --as p-2\n  \
                 jenjang survey answer skm-2026-1 --file forms.csv --as p-1",
            ))
            .arg(Arg::new("answer").long("answer").value_name("QUESTION=ANSWER").action(ArgAction::Append).help(t("Jawaban; dapat diulang", "An answer; may be repeated")))
            .arg(Arg::new("file").long("file").value_name("FILE|-").conflicts_with("answer").help(t("Jawaban sebagai CSV atau JSON", "Answers as CSV or JSON")))
            .arg(Arg::new("link").long("link").value_name("SECRET").help(t("Tautan yang diterima", "The link that was handed out"))),
    ]
}

pub(super) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let survey = survey_of(matches)?;
    let asked = session.ask(async |context| read_questionnaire(context, &survey).await)?;
    if name == "questionnaire" {
        return show(&asked, voice);
    }
    let sheets = sheets(matches, &asked.questionnaire)?;
    let respondent = matches.get_one::<String>("link").map_or(Respondent::Actor, |link| Respondent::Link(link.as_str().into()));
    let command = AnswerSurvey { survey, respondent, sheets };
    let answered = session.ask(async |context| answer_survey(context, &command).await)?;
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/survey-answered/1", "survey": command.survey, "sheets": answered.sheets, "receipt": answered.receipt }))?;
        return Ok(Answer::Positive);
    }
    if !asked.naming.is_anonymous() {
        voice.line(voice.t("Jawaban diterima.", "Your answers were taken."));
        return Ok(Answer::Positive);
    }
    voice.line(match (voice.language, answered.sheets) {
        (Language::Id, 1) => format!("Jawaban diterima. Tanda terima, ditampilkan sekali: {}", answered.receipt),
        (Language::En, 1) => format!("Your answers were taken. The receipt, shown once: {}", answered.receipt),
        (Language::Id, sheets) => format!("{sheets} lembar diterima."),
        (Language::En, sheets) => format!("{sheets} sheets were taken."),
    });
    Ok(Answer::Positive)
}

fn show(asked: &AskedSurvey, voice: &Voice) -> Result<Answer, Failure> {
    let parts = asked.questionnaire.parts();
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/survey-questionnaire/1", "survey": asked.survey, "title": asked.title, "naming": asked.naming, "state": asked.state, "questionnaire": asked.questionnaire }))?;
        return Ok(Answer::Positive);
    }
    voice.line(voice.label(&asked.title));
    voice.line(voice.label(&parts.instruction));
    voice.line(match &asked.naming {
        Naming::Anonymous => {
            voice.t("Anonim: tidak seorang pun membaca siapa menjawab apa.", "Anonymous: nobody reads who answered what.").to_owned()
        }
        Naming::Named { readers } => {
            let of = |label: fn(&Label) -> &str| {
                readers.iter().map(|role| label(&Role::granted(*role).label()).to_owned()).collect::<Vec<_>>().join(", ")
            };
            match voice.language {
                Language::Id => format!("Bernama; jawaban dibaca oleh: {}.", of(|label| &label.id)),
                Language::En => format!("Named; answers are read by: {}.", of(|label| &label.en)),
            }
        }
    });
    let mut table = Table::new(match voice.language {
        Language::Id => &["kode", "pertanyaan", "jawaban", "bila"],
        Language::En => &["code", "question", "answer", "if"],
    });
    for question in asked.questionnaire.questions() {
        let optional = if question.required { "" } else { voice.t(" (boleh kosong)", " (optional)") };
        let not_applicable = if question.not_applicable { "; -" } else { "" };
        table.row(vec![
            question.id.to_string(),
            format!("{}{optional}", voice.label(&question.text)),
            format!("{}{not_applicable}", takes(&asked.questionnaire, question, voice)),
            question.show_when.iter().map(|condition| when(condition, voice)).collect::<Vec<_>>().join(voice.t(" dan ", " and ")),
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

/// What may be answered.
fn takes(questionnaire: &Questionnaire, question: &Question, voice: &Voice) -> String {
    let options = || {
        question
            .kind
            .options()
            .iter()
            .map(|option| format!("{} ({})", option.code, voice.label(&option.label)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match &question.kind {
        QuestionKind::Scale { .. } => {
            let points = questionnaire.scale_of(question).map_or(&[][..], |scale| &scale.points);
            points
                .iter()
                .map(|point| format!("{} ({})", voice.decimal(point.value), voice.label(&point.label)))
                .collect::<Vec<_>>()
                .join(", ")
        }
        QuestionKind::Single { .. } => options(),
        QuestionKind::Multiple { at_most, .. } => match voice.language {
            Language::Id => format!("paling banyak {at_most} dari: {}", options()),
            Language::En => format!("at most {at_most} of: {}", options()),
        },
        QuestionKind::Rank { top, .. } => match voice.language {
            Language::Id => format!("{top} teratas dari: {}", options()),
            Language::En => format!("the first {top} of: {}", options()),
        },
        QuestionKind::Number { minimum, maximum, unit, .. } => {
            let unit = unit.as_ref().map_or(String::new(), |unit| format!(" {}", voice.label(unit)));
            let (low, high) = (voice.decimal(*minimum), voice.decimal(*maximum));
            match voice.language {
                Language::Id => format!("{low} sampai {high}{unit}"),
                Language::En => format!("{low} to {high}{unit}"),
            }
        }
        QuestionKind::Text { .. } => voice.t("teks", "text").to_owned(),
    }
}

fn when(condition: &Condition, voice: &Voice) -> String {
    let codes = |codes: &std::collections::BTreeSet<std::sync::Arc<str>>| codes.iter().map(|code| &**code).collect::<Vec<_>>().join("|");
    let id = &condition.question;
    match &condition.test {
        Test::AnyOf(any) => format!("{id} = {}", codes(any)),
        Test::NoneOf(none) => format!("{id} ≠ {}", codes(none)),
        Test::AtLeast(least) => format!("{id} ≥ {}", voice.decimal(*least)),
        Test::AtMost(most) => format!("{id} ≤ {}", voice.decimal(*most)),
    }
}

/// A sheet as it was written: question and answer.
type Written = Vec<(String, String)>;

fn sheets(matches: &ArgMatches, questionnaire: &Questionnaire) -> Result<Vec<Answers>, Failure> {
    let written: Vec<Written> = match matches.get_one::<String>("file") {
        Some(file) => read(file)?,
        None => {
            let pair = |given: &String| {
                let (question, answer) = given.split_once('=').ok_or_else(|| {
                    Failure::said(
                        format!("`--answer {given}`: seharusnya seperti `fair=4`"),
                        format!("`--answer {given}`: expected something like `fair=4`"),
                    )
                })?;
                Ok((question.trim().to_owned(), answer.to_owned()))
            };
            vec![matches.get_many::<String>("answer").into_iter().flatten().map(pair).collect::<Result<_, Failure>>()?]
        }
    };
    let many = written.len() > 1;
    written
        .into_iter()
        .enumerate()
        .map(|(at, sheet)| answers(sheet, questionnaire).map_err(|failure| in_sheet(failure, many.then_some(at + 1))))
        .collect()
}

fn in_sheet(failure: Failure, number: Option<usize>) -> Failure {
    match number {
        Some(number) => {
            Failure::said(format!("lembar {number}: {}", failure.message.id), format!("sheet {number}: {}", failure.message.en))
        }
        None => failure,
    }
}

fn answers(sheet: Written, questionnaire: &Questionnaire) -> Result<Answers, Failure> {
    let mut answers = BTreeMap::new();
    for (written, answer) in sheet {
        let id: ItemId = shared::id(&written)?;
        let question = questionnaire.find(&id).ok_or_else(|| {
            Failure::said(format!("kuesioner tidak memuat pertanyaan `{id}`"), format!("the questionnaire has no question `{id}`"))
        })?;
        let Some(read) = question.read(&answer).map_err(|problem| Failure { message: problem.message() })? else { continue };
        if answers.insert(id, read).is_some() {
            return Err(Failure::said(
                format!("pertanyaan `{written}` dijawab dua kali"),
                format!("question `{written}` is answered twice"),
            ));
        }
    }
    Ok(answers)
}

fn read(file: &str) -> Result<Vec<Written>, Failure> {
    let bytes = read_file(file)?;
    let unreadable = |error: String| Failure::said(format!("`{file}`: {error}"), format!("`{file}`: {error}"));
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| [b'{', b'['].contains(byte)) {
        let value: Json = serde_json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))?;
        return match value {
            Json::Array(sheets) => sheets.iter().map(|sheet| of_json(sheet, file)).collect(),
            sheet => Ok(vec![of_json(&sheet, file)?]),
        };
    }
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes.as_slice());
    let header = reader.headers().map_err(|error| unreadable(error.to_string()))?.clone();
    let narrow = header.len() == 2 && header.get(0).is_some_and(|head| ["question", "pertanyaan"].contains(&head));
    let mut sheets: Vec<Written> = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| unreadable(error.to_string()))?;
        if narrow {
            if sheets.is_empty() {
                sheets.push(Vec::new());
            }
            if let Some(sheet) = sheets.first_mut() {
                sheet.push((row.get(0).unwrap_or_default().to_owned(), row.get(1).unwrap_or_default().to_owned()));
            }
        } else {
            sheets.push(
                header
                    .iter()
                    .zip(&row)
                    .filter(|(_, cell)| !cell.is_empty())
                    .map(|(question, cell)| (question.to_owned(), cell.to_owned()))
                    .collect(),
            );
        }
    }
    Ok(sheets)
}

fn of_json(sheet: &Json, file: &str) -> Result<Written, Failure> {
    let wrong = |what: &str| {
        Failure::said(
            format!("`{file}`: {what}, diharapkan objek pertanyaan dan jawaban seperti {{\"fair\": 4, \"topics\": [\"a\", \"b\"]}}"),
            format!("`{file}`: {what}, expected an object of questions and answers such as {{\"fair\": 4, \"topics\": [\"a\", \"b\"]}}"),
        )
    };
    let Json::Object(members) = sheet else { return Err(wrong(&sheet.to_string())) };
    let mut written = Vec::new();
    for (question, answer) in members {
        let text = match answer {
            Json::Null => continue,
            Json::String(text) => text.clone(),
            Json::Number(number) => number.to_string(),
            Json::Array(codes) if codes.iter().all(Json::is_string) => codes.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(";"),
            other => return Err(wrong(&format!("{question}: {other}"))),
        };
        written.push((question.clone(), text));
    }
    Ok(written)
}
