//! `socialisation show|acknowledge|ask|report`: by those who read.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_service::socialisation::{
    Acknowledge, AskQuestion, SocialisationReport, SocialisationView, acknowledge, ask_question, read_socialisation, report_socialisation,
};
use serde_json::json;

use super::{about, id_of};
use crate::args::text;
use crate::backend::Session;
use crate::commands::shared;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn commands(language: Language) -> [Command; 4] {
    let t = |id, en| text(language, id, en);
    [
        about(
            "show",
            language,
            t("Baca ringkasan, pertanyaan uji, dan tanya jawab", "Read the summary, the questions of the check, and what people asked"),
        ),
        about(
            "acknowledge",
            language,
            t("Nyatakan telah memahami, dengan jawaban uji", "Acknowledge having understood, with answers to the check"),
        )
        .arg(
            Arg::new("answers")
                .long("answers")
                .value_name("1,2,…")
                .help(t("Nomor pilihan untuk setiap pertanyaan, menurut urutan", "Number of the option for each question, in order")),
        ),
        about("ask", language, t("Ajukan pertanyaan", "Ask a question"))
            .arg(Arg::new("text").long("text").required(true).value_name("TEXT").help(t("Pertanyaan", "The question")))
            .arg(
                Arg::new("public")
                    .long("public")
                    .action(ArgAction::SetTrue)
                    .conflicts_with("as")
                    .help(t("Tanpa nama, sebagai masyarakat", "Without a name, as the public")),
            ),
        about("report", language, t("Capaian menurut unit", "How many have understood, by unit")),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let id = id_of(matches)?;
    let library = Library::open(&[], voice)?;
    let session = Session::open(matches)?;
    match name {
        "show" => {
            let view = session.ask(async |context| read_socialisation(context, &library.files, &id).await)?;
            show(&view, voice)
        }
        "acknowledge" => {
            let given = shared::word(matches, "answers");
            let answers =
                given.split(',').map(str::trim).filter(|answer| !answer.is_empty()).map(str::parse).collect::<Result<Vec<usize>, _>>();
            let answers = answers.map_err(|_| {
                Failure::said(
                    format!("`--answers {given}`: diharapkan nomor pilihan dipisah koma, misalnya 1,2,3"),
                    format!("`--answers {given}`: expected numbers of options with commas between, such as 1,2,3"),
                )
            })?;
            let command = Acknowledge { shipped: &library.files, id, answers };
            let kept = session.ask(async |context| acknowledge(context, &command).await)?;
            if voice.is_json() {
                voice.json(
                    &json!({ "schema": "jenjang/acknowledgement/1", "socialisation": command.id, "right": kept.right, "of": kept.of }),
                )?;
            } else {
                voice.line(match voice.language {
                    Language::Id => format!("Terima kasih, tercatat: {} dari {} jawaban benar.", kept.right, kept.of),
                    Language::En => format!("Thank you, noted: {} of {} answers are right.", kept.right, kept.of),
                });
            }
            Ok(Answer::Positive)
        }
        "ask" => {
            let command = AskQuestion { id, text: shared::word(matches, "text").to_owned() };
            let question = if matches.get_flag("public") {
                session.ask_as_public(async |context| ask_question(context, &command).await)?
            } else {
                session.ask(async |context| ask_question(context, &command).await)?
            };
            if voice.is_json() {
                voice.json(&json!({ "schema": "jenjang/socialisation-question/1", "question": &*question }))?;
            } else {
                voice.line(match voice.language {
                    Language::Id => format!("Pertanyaan diterima sebagai {question}."),
                    Language::En => format!("The question is received as {question}."),
                });
            }
            Ok(Answer::Positive)
        }
        _ => {
            let found = session.ask(async |context| report_socialisation(context, &library.files, &id).await)?;
            report(&found, voice)
        }
    }
}

fn show(view: &SocialisationView, voice: &Voice) -> Result<Answer, Failure> {
    let found = &view.socialisation;
    if voice.is_json() {
        voice.json_pretty(&json!({
            "schema": "jenjang/socialisation-view/1",
            "socialisation": found,
            "stale": found.summary.is_stale(),
            "outdated": view.outdated,
            "asked": view.questions,
            "acknowledged": view.acknowledged,
        }))?;
        return Ok(Answer::Positive);
    }
    if view.outdated {
        voice.note(voice.t(
            "Kebijakan ini telah berubah; ringkasan di bawah belum diperbarui.",
            "This policy has changed; the summary below is not up to date.",
        ));
    }
    voice.line(voice.label(found.summary.shown()).trim_end());
    for (place, question) in found.questions.iter().enumerate() {
        voice.line("");
        voice.line(format!("{} {} ({}): {}", voice.t("Pertanyaan", "Question"), place + 1, question.code, voice.label(&question.text)));
        for (place, option) in question.options.iter().enumerate() {
            voice.line(format!("  {}. {}", place + 1, voice.label(option)));
        }
    }
    for asked in &view.questions {
        voice.line("");
        voice.line(format!("{}: {}", asked.id, asked.text));
        match &asked.answer {
            Some(answer) => voice.line(format!("  {} ({})", answer.text, answer.on)),
            None => voice.line(voice.t("  (belum dijawab)", "  (not answered yet)")),
        }
    }
    if let Some(on) = view.acknowledged {
        voice.line("");
        voice.line(format!("{} {on}.", voice.t("Anda menyatakan telah memahami pada", "You acknowledged this on")));
    }
    Ok(Answer::Positive)
}

fn report(found: &SocialisationReport, voice: &Voice) -> Result<Answer, Failure> {
    let of = &found.socialisation;
    if voice.is_json() {
        voice.json_pretty(&json!({
            "schema": "jenjang/socialisation-report/1",
            "socialisation": of.id,
            "policy": &*of.policy,
            "version": of.version,
            "outdated": found.outdated,
            "stale": of.summary.is_stale(),
            "people": found.people,
            "acknowledged": found.acknowledged,
            "share": found.share,
            "units": found.units,
            "questions": found.questions,
            "unanswered": found.unanswered,
        }))?;
        return Ok(Answer::Positive);
    }
    let share = found.share.map_or_else(|| "–".to_owned(), |share| format!("{} %", voice.figure(share)));
    let (people, done, asked, open) = (found.people, found.acknowledged, found.questions, found.unanswered);
    voice.line(match voice.language {
        Language::Id => format!("{}: {done} dari {people} telah memahami ({share}). Pertanyaan: {asked}, belum dijawab: {open}.", of.id),
        Language::En => format!("{}: {done} of {people} have understood ({share}). Questions: {asked}, not answered: {open}.", of.id),
    });
    if found.outdated {
        voice.note(voice.t(
            "Kebijakan ini telah berubah; perbarui dengan `socialisation summary`.",
            "This policy has changed; bring it up to date with `socialisation summary`.",
        ));
    }
    let header: &[&str] = match voice.language {
        Language::Id => &["unit", "sasaran", "memahami", "bagian"],
        Language::En => &["unit", "concerned", "understood", "share"],
    };
    let hidden = |figure: Option<String>| figure.unwrap_or_else(|| "*".to_owned());
    let mut table = Table::new(header);
    for unit in &found.units {
        table.row(vec![
            voice.label(&unit.label).to_owned(),
            hidden(unit.people.map(|people| people.to_string())),
            hidden(unit.acknowledged.map(|done| done.to_string())),
            hidden(unit.share.map(|share| format!("{} %", voice.figure(share)))),
        ]);
    }
    voice.line(table.render(voice));
    if found.units.iter().any(|unit| unit.people.is_none()) {
        voice.line(voice.t(
            "* tidak ditampilkan: kurang dari lima orang, atau unit yang akan membukanya",
            "* not shown: fewer than five people, or a unit that would give those away",
        ));
    }
    Ok(Answer::Positive)
}
