//! `socialisation start|summary|remind|answer`: by those who run it.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jenjang::legal::{Label, Language};
use jenjang::socialisation::Socialisation;
use jenjang_policy_files::read_questions;
use jenjang_service::Seen;
use jenjang_service::socialisation::{
    AnswerQuestion, EditSummary, Remind, StartSocialisation, answer_question, edit_summary, remind, start_socialisation,
};
use serde_json::json;

use super::{about, id_of};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::library::{Library, read_file};
use crate::output::{Answer, Failure, Voice};

pub(crate) fn commands(language: Language) -> [Command; 4] {
    let t = |id, en| text(language, id, en);
    let said = |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).value_name(value).help(t(id, en));
    [
        about(
            "start",
            language,
            t(
                "Mulai: ringkasan dibuat dari aturannya, pertanyaan dari kasusnya",
                "Start: a summary is made from the rules, questions from the cases",
            ),
        )
        .arg(said("policy", "ID", "Kebijakan yang ditetapkan", "The policy that was enacted").required(true))
        .arg(
            said(
                "unit",
                "UNIT",
                "Unit sasaran dengan semua di bawahnya; dapat diulang",
                "A unit it concerns, with all under it; may be repeated",
            )
            .required(true)
            .action(ArgAction::Append),
        )
        .arg(
            said("post", "CODE", "Hanya jenis jabatan ini; dapat diulang", "Only this kind of post; may be repeated")
                .action(ArgAction::Append),
        )
        .arg(said("draft", "DRAFT", "Rancangan asalnya", "The draft it came from"))
        .arg(said("until", "DATE", "Dibaca paling lambat", "To be read by"))
        .arg(said("questions", "FILE", "Pertanyaan buatan sendiri (.toml)", "Questions of your own (.toml)"))
        .arg(
            said(
                "from-cases",
                "COUNT",
                "Banyaknya pertanyaan dari kasus kebijakan; bawaan: 3",
                "How many questions to make from the cases; default: 3",
            )
            .value_parser(value_parser!(u8))
            .default_value("3"),
        )
        .arg(
            said("needed", "COUNT", "Jawaban benar yang diperlukan; bawaan: semua", "Right answers that are needed; default: all")
                .value_parser(value_parser!(u8)),
        ),
        about(
            "summary",
            language,
            t("Sunting ringkasan, atau perbarui dari aturannya", "Edit the summary, or bring it up to date with the rules"),
        )
        .after_help(t(
            "Tanpa berkas: ringkasan dibuat lagi dari versi yang terakhir ditetapkan.",
            "Without files: the summary is made anew from the version enacted last.",
        ))
        .arg(said("text-id", "FILE", "Naskah bahasa Indonesia", "The Indonesian text").requires("text-en"))
        .arg(said("text-en", "FILE", "Naskah bahasa Inggris", "The English text").requires("text-id")),
        about(
            "remind",
            language,
            t("Kirim pengingat kepada yang belum menyatakan memahami", "Send a reminder to those who have not acknowledged"),
        ),
        Command::new("answer")
            .about(t("Jawab sebuah pertanyaan", "Answer a question"))
            .arg(
                Arg::new("question")
                    .required(true)
                    .value_name("QUESTION")
                    .help(t("Id pertanyaan, misalnya sos-jp/q1", "Id of the question, such as sos-jp/q1")),
            )
            .arg(said("text", "TEXT", "Jawaban", "The answer").required(true))
            .args(arguments(language)),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    match name {
        "start" => start(matches, voice),
        "summary" => summary(matches, voice),
        "remind" => {
            let command = Remind { id: id_of(matches)? };
            let session = Session::open(matches)?;
            let count = session.ask(async |context| remind(context, &command).await)?;
            if voice.is_json() {
                voice.json(&json!({ "schema": "jenjang/socialisation-reminders/1", "socialisation": command.id, "reminders": count }))?;
            } else {
                voice.line(match voice.language {
                    Language::Id => format!("{count} pengingat disiapkan untuk dikirim."),
                    Language::En => format!("Reminders ready to be sent: {count}."),
                });
            }
            Ok(Answer::Positive)
        }
        _ => {
            let command =
                AnswerQuestion { question: shared::word(matches, "question").into(), text: shared::word(matches, "text").to_owned() };
            let session = Session::open(matches)?;
            let kept = session.ask(async |context| answer_question(context, &command).await)?;
            if voice.is_json() {
                voice.json(&json!({ "schema": "jenjang/socialisation-answer/1", "question": &*kept.id }))?;
            } else {
                voice.line(match voice.language {
                    Language::Id => format!("Pertanyaan {} dijawab.", kept.id),
                    Language::En => format!("Question {} is answered.", kept.id),
                });
            }
            Ok(Answer::Positive)
        }
    }
}

fn utf8(file: &str) -> Result<String, Failure> {
    String::from_utf8(read_file(file)?)
        .map_err(|_| Failure::said(format!("`{file}` bukan teks UTF-8"), format!("`{file}` is not UTF-8 text")))
}

fn start(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let many = |name: &str| matches.get_many::<String>(name).into_iter().flatten();
    let questions = match matches.get_one::<String>("questions") {
        Some(file) => {
            let text = utf8(file)?;
            crate::commands::consultation::usable(file, &text, read_questions(file, text.as_bytes()), voice)?
        }
        None => Vec::new(),
    };
    let library = Library::open(&[], voice)?;
    let command = StartSocialisation {
        shipped: &library.files,
        id: id_of(matches)?,
        policy: shared::word(matches, "policy"),
        draft: matches.get_one::<String>("draft").map(|draft| shared::id(draft)).transpose()?,
        units: many("unit").map(|unit| shared::id(unit)).collect::<Result<_, _>>()?,
        posts: many("post").map(|post| shared::id(post)).collect::<Result<_, _>>()?,
        until: shared::date(matches, "until")?,
        questions,
        from_cases: matches.get_one::<u8>("from-cases").map_or(3, |count| usize::from(*count)),
        needed: matches.get_one::<u8>("needed").map(|count| usize::from(*count)),
    };
    let session = Session::open(matches)?;
    let started = session.ask(async |context| start_socialisation(context, &command).await)?;
    shown(&started, voice)
}

fn summary(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let file = |name: &str| matches.get_one::<String>(name).map(|file| utf8(file)).transpose();
    let text = file("text-id")?.zip(file("text-en")?).map(|(id, en)| Label::new(id, en));
    let library = Library::open(&[], voice)?;
    let command = EditSummary { shipped: &library.files, id: id_of(matches)?, text, seen: Seen::Anything };
    let session = Session::open(matches)?;
    let kept = session.ask(async |context| edit_summary(context, &command).await)?;
    if !voice.is_json() && kept.summary.is_stale() {
        voice.note(voice.t(
            "Suntingan sebelumnya ditulis untuk versi lain dan tidak ditampilkan lagi; suntinglah kembali.",
            "The edit was written for another version and is not shown any more; edit it again.",
        ));
    }
    shown(&kept, voice)
}

fn shown(found: &Socialisation, voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/socialisation/1", "socialisation": found }))?;
        return Ok(Answer::Positive);
    }
    let (id, of, needed) = (&found.id, found.questions.len(), found.needed);
    voice.line(match voice.language {
        Language::Id => format!("Sosialisasi {id}: {of} pertanyaan, diperlukan {needed} jawaban benar. Ringkasannya:"),
        Language::En => format!("Socialisation {id}: {of} questions, {needed} right answers are needed. Its summary:"),
    });
    voice.line("");
    voice.line(voice.label(found.summary.shown()).trim_end());
    Ok(Answer::Positive)
}
