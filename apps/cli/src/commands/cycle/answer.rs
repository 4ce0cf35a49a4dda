//! `cycle questionnaire|answer`: what a rater is asked, and the answers.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::evaluation::response::Answer as Given;
use jenjang::legal::Language;
use jenjang::number::parse_decimal;
use jenjang::people::id::ItemId;
use jenjang_service::cycles::{AnswerCycle, answer, read_questionnaire};
use serde_json::json;

use super::{about, cycle_of, ratee_arg};
use crate::args::text;
use crate::backend::Session;
use crate::commands::shared;
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

/// What a rater writes who has not seen it.
const NOT_OBSERVED: [&str; 5] = ["", "-", "n/o", "not-observed", "tidak-teramati"];

pub(crate) fn commands(language: Language) -> [Command; 2] {
    let t = |id, en| text(language, id, en);
    [
        about("questionnaire", language, t("Pertanyaan tentang seseorang, untuk penilai yang bertindak", "What the acting rater is asked about somebody")).arg(ratee_arg(language).required(true)),
        about("answer", language, t("Jawab kuesioner tentang seseorang; menjawab lagi menggantikan yang tadi", "Answer the questionnaire about somebody; answering again replaces the answers"))
            .after_help(t(
                "Oleh penilai (--as). Yang tidak disebut dibiarkan kosong; `-` berarti tidak teramati. Tanda terima ditampilkan sekali dan membuktikan bahwa Anda sudah menjawab.\n\
                 Contoh:\n  jenjang cycle answer 2026-1 --ratee p-1 --answer trust-1=4 --answer trust-2=- --as p-2\n  jenjang cycle answer 2026-1 --ratee p-1 --file jawaban.csv --as p-2",
                "By a rater (--as). What is not named is left open; `-` means not observed. The receipt is shown once and proves that you have answered.\n\
                 Examples:\n  jenjang cycle answer 2026-1 --ratee p-1 --answer trust-1=4 --answer trust-2=- --as p-2\n  jenjang cycle answer 2026-1 --ratee p-1 --file answers.csv --as p-2",
            ))
            .arg(ratee_arg(language).required(true))
            .arg(Arg::new("answer").long("answer").value_name("ITEM=VALUE").action(ArgAction::Append).help(t("Jawaban; dapat diulang", "An answer; may be repeated")))
            .arg(Arg::new("file").long("file").value_name("FILE|-").help(t("Jawaban sebagai CSV: item,answer", "Answers as CSV: item,answer")))
            .arg(Arg::new("comment").long("comment").value_name("TEXT").help(t("Komentar bebas", "A comment"))),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let cycle = cycle_of(matches)?;
    let ratee = session.person(shared::word(matches, "ratee"))?;
    if name == "questionnaire" {
        let questionnaire = session.ask(async |context| read_questionnaire(context, &cycle, &ratee).await)?;
        if voice.is_json() {
            let items: Vec<_> =
                questionnaire.asked.iter().map(|item| json!({ "id": item.id, "dimension": item.dimension, "text": item.text })).collect();
            let scale = questionnaire.instrument.scale();
            voice.json_pretty(
                &json!({ "schema": "jenjang/questionnaire/1", "cycle": cycle, "ratee": ratee, "scale": scale, "items": items }),
            )?;
            return Ok(Answer::Positive);
        }
        let mut table = Table::new(if voice.language == Language::Id { &["butir", "pernyataan"] } else { &["item", "statement"] });
        for item in &questionnaire.asked {
            table.row(vec![item.id.to_string(), voice.label(&item.text).to_owned()]);
        }
        voice.line(table.render(voice));
        let scale = questionnaire.instrument.scale();
        let (low, high) = (voice.decimal(scale.minimum), voice.decimal(scale.maximum));
        voice.line(match voice.language {
            Language::Id => format!("Skala: {low} sampai {high}; `-` bila tidak teramati."),
            Language::En => format!("Scale: {low} to {high}; `-` where not observed."),
        });
        return Ok(Answer::Positive);
    }
    let command = AnswerCycle { cycle, ratee, answers: answers(matches)?, comment: matches.get_one::<String>("comment").cloned() };
    let receipt = session.ask(async |context| answer(context, &command).await)?;
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/receipt/1", "cycle": command.cycle, "ratee": command.ratee, "receipt": receipt.secret, "code": receipt.code() }))?;
        return Ok(Answer::Positive);
    }
    voice.line(match voice.language {
        Language::Id => format!("Jawaban diterima. Tanda terima, ditampilkan sekali: {}", receipt.secret),
        Language::En => format!("Your answers were taken. The receipt, shown once: {}", receipt.secret),
    });
    Ok(Answer::Positive)
}

fn answers(matches: &ArgMatches) -> Result<BTreeMap<ItemId, Given>, Failure> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    if let Some(file) = matches.get_one::<String>("file") {
        let bytes = read_file(file)?;
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes.as_slice());
        for record in reader.records() {
            let record = record.map_err(|error| Failure::said(format!("`{file}`: {error}"), format!("`{file}`: {error}")))?;
            pairs.push((record.get(0).unwrap_or_default().to_owned(), record.get(1).unwrap_or_default().to_owned()));
        }
    }
    for given in matches.get_many::<String>("answer").into_iter().flatten() {
        let (item, value) = given.split_once('=').ok_or_else(|| {
            Failure::said(
                format!("`--answer {given}`: seharusnya seperti `trust-1=4`"),
                format!("`--answer {given}`: expected something like `trust-1=4`"),
            )
        })?;
        pairs.push((item.trim().to_owned(), value.trim().to_owned()));
    }
    let mut answers = BTreeMap::new();
    for (item, value) in pairs {
        let read = if NOT_OBSERVED.contains(&value.to_lowercase().as_str()) {
            Given::NotObserved
        } else {
            let wrong = |_| {
                Failure::said(
                    format!("butir `{item}`: `{value}` bukan bilangan, dan bukan `-` (tidak teramati)"),
                    format!("item `{item}`: `{value}` is no number, and not `-` (not observed)"),
                )
            };
            Given::Value(parse_decimal(&value.replace(',', ".")).map_err(wrong)?)
        };
        let id: ItemId = shared::id(&item)?;
        if answers.insert(id, read).is_some() {
            return Err(Failure::said(format!("butir `{item}` dijawab dua kali"), format!("item `{item}` is answered twice")));
        }
    }
    Ok(answers)
}
