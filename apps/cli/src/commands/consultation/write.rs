//! `consultation draft|process`: texts of a draft, and the processes it may follow.

use clap::{Arg, ArgMatches, Command};
use jenjang::consultation::{Calendar, Process};
use jenjang::legal::Language;
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang_policy_files::{Style, read_calendar, read_process, render};
use jenjang_service::consultation::{DraftConsultation, draft_consultation};
use jenjang_service::{Seen, ServiceError};
use serde_json::json;

use super::short;
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::library::{Library, perhaps, read_file};
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn commands(language: Language) -> [Command; 2] {
    let t = |id, en| text(language, id, en);
    [
        Command::new("draft")
            .about(t("Simpan naskah rancangan, atau versi berikutnya", "Keep the text of a draft, or its next version"))
            .after_help(t(
                "Oleh analis kebijakan. Naskah dan kebijakannya diperiksa lebih dahulu. Berikutnya: `consultation open`.",
                "By a policy analyst. The text and its policy are checked first. Next: `consultation open`.",
            ))
            .arg(Arg::new("file").required(true).value_name("FILE").help(t("Berkas rancangan (.toml)", "The draft's file (.toml)")))
            .arg(
                Arg::new("policy")
                    .long("policy")
                    .required(true)
                    .value_name("FILE")
                    .help(t("Berkas kebijakan yang menjalankannya (.toml)", "File of the policy that carries it (.toml)")),
            )
            .arg(Arg::new("process").long("process").value_name("ID|FILE").default_value("asn/regional").help(t(
                "Proses menurut id (`consultation process`) atau berkas sendiri; bawaan: asn/regional",
                "A process by id (`consultation process`) or a file of your own; default: asn/regional",
            )))
            .arg(Arg::new("calendar").long("calendar").value_name("FILE").help(t(
                "Hari kerja dan hari libur sendiri; bawaan: lima hari kerja tanpa libur yang bergeser tiap tahun",
                "Working days and holidays of your own; default: five working days, without the holidays that move every year",
            )))
            .arg(Arg::new("note").long("note").value_name("TEXT").help(t("Alasan perubahan", "Why it was changed")))
            .args(arguments(language)),
        Command::new("process")
            .about(t("Proses bawaan, atau naskahnya untuk disalin", "The shipped processes, or the text of one to copy"))
            .arg(
                Arg::new("id")
                    .value_name("ID")
                    .help(t("Id proses, atau asn/five-days untuk kalender", "Id of a process, or asn/five-days for the calendar")),
            ),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    if name == "process" { processes(matches, voice) } else { draft(matches, voice) }
}

fn utf8(file: &str) -> Result<String, Failure> {
    String::from_utf8(read_file(file)?)
        .map_err(|_| Failure::said(format!("`{file}` bukan teks UTF-8"), format!("`{file}` is not UTF-8 text")))
}

/// Shows what is wrong with a file of the user's own, and refuses it where it gave nothing.
pub(crate) fn usable<T>(file: &str, text: &str, read: (Option<T>, Vec<Diagnostic>), voice: &Voice) -> Result<T, Failure> {
    let (value, found) = read;
    for problem in &found {
        let style = if voice.plain { Style::Sentences } else { Style::Excerpt };
        voice.note(render(problem, text, voice.language, style).trim_end());
    }
    value.ok_or_else(|| Failure::said(format!("`{file}` tidak dapat dipakai"), format!("`{file}` cannot be used")))
}

fn process(named: &str, voice: &Voice) -> Result<Process, Failure> {
    let shipped = jenjang_asn::processes();
    if let Some(process) = shipped.iter().find(|process| &*process.id == named) {
        return Ok(process.clone());
    }
    if !named.ends_with(".toml") {
        let near = jenjang::policy::expression::suggest::nearest(named, shipped.iter().map(|process| &*process.id));
        let (id, en) = perhaps(near);
        return Err(Failure::said(
            format!("tidak ada proses atau berkas bernama `{named}`{id} (lihat `jenjang consultation process`)"),
            format!("there is no process or file named `{named}`{en} (see `jenjang consultation process`)"),
        ));
    }
    let text = utf8(named)?;
    usable(named, &text, read_process(named, text.as_bytes()), voice)
}

fn calendar(file: Option<&String>, voice: &Voice) -> Result<Calendar, Failure> {
    match file {
        Some(file) => {
            let text = utf8(file)?;
            usable(file, &text, read_calendar(file, text.as_bytes()), voice)
        }
        None => jenjang_asn::calendar().ok_or_else(|| Failure::said("kalender bawaan tidak ada", "there is no shipped calendar")),
    }
}

fn draft(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let (file, policy_file) = (shared::word(matches, "file"), shared::word(matches, "policy"));
    let (draft_text, policy_text) = (utf8(file)?, utf8(policy_file)?);
    let process = process(shared::word(matches, "process"), voice)?;
    let calendar = calendar(matches.get_one::<String>("calendar"), voice)?;
    let session = Session::open(matches)?;
    let mut library = Library::open(&[], voice)?;
    let shipped = library.files.clone();
    let command = DraftConsultation {
        shipped: &shipped,
        file,
        text: &draft_text,
        policy_file,
        policy_text: &policy_text,
        process: &process,
        calendar: &calendar,
        note: matches.get_one::<String>("note").map(String::as_str),
        seen: Seen::Anything,
    };
    let result = session.try_ask(async |context| draft_consultation(context, &command).await);
    library.files.sources.insert(file, draft_text.as_bytes());
    library.files.sources.insert(policy_file, policy_text.as_bytes());
    let drafted = match result {
        Ok(drafted) => drafted,
        Err(ServiceError::Unsound(problems)) => {
            library.show(&problems, Severity::Error, voice);
            voice.note(match voice.language {
                Language::Id => format!("`{file}` tidak lulus pemeriksaan dan tidak disimpan."),
                Language::En => format!("`{file}` does not pass its check and was not kept."),
            });
            return Ok(Answer::Negative);
        }
        Err(error) => return Err(Failure::of(&error)),
    };
    library.show(&drafted.remarks, Severity::Warning, voice);
    let draft = &drafted.draft;
    let digest = draft.current().map(|version| short(&version.digest)).unwrap_or_default();
    if voice.is_json() {
        voice.json(&json!({
            "schema": "jenjang/consultation-draft/1",
            "draft": draft.id,
            "version": draft.current().map(|version| version.digest),
            "versions": draft.versions.len(),
            "stage": draft.stage.as_str(),
        }))?;
        return Ok(Answer::Positive);
    }
    let (id, count, process) = (&draft.id, draft.versions.len(), &draft.process.title);
    voice.line(match voice.language {
        Language::Id => format!("Rancangan {id}, versi {count} ({digest}), disimpan. Proses: {}.", process.id),
        Language::En => format!("Draft {id}, version {count} ({digest}), is kept. Process: {}.", process.en),
    });
    Ok(Answer::Positive)
}

fn processes(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let shipped = jenjang_asn::processes();
    if let Some(id) = matches.get_one::<String>("id") {
        let calendar = jenjang_asn::calendar().filter(|calendar| *calendar.id == **id).map(|_| jenjang_asn::CALENDAR_PATH);
        let texts = jenjang_asn::process_texts();
        let path = calendar.map(str::to_owned).or_else(|| {
            texts
                .into_iter()
                .find(|(path, text)| read_process(path, text.as_bytes()).0.is_some_and(|found| *found.id == **id))
                .map(|(path, _)| path.to_owned())
        });
        let Some((_, text)) = path.and_then(|path| jenjang_asn::SOURCES.iter().find(|(known, _)| *known == path)) else {
            return Err(Failure::said(format!("tidak ada proses `{id}`"), format!("there is no process `{id}`")));
        };
        voice.line(text.trim_end());
        return Ok(Answer::Positive);
    }
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/consultation-processes/1", "processes": shipped }))?;
        return Ok(Answer::Positive);
    }
    let header: &[&str] = match voice.language {
        Language::Id => &["proses", "judul", "tahap", "kepastian sumber"],
        Language::En => &["process", "title", "steps", "certainty of sources"],
    };
    let mut table = Table::new(header);
    for process in &shipped {
        let step = |step: &jenjang::consultation::process::Step| match &step.limit {
            Some(limit) => format!("{} ({} {})", voice.label(&step.label), limit.working_days, voice.t("hari kerja", "working days")),
            None => voice.label(&step.label).to_owned(),
        };
        let steps = process.steps.iter().map(step).collect::<Vec<_>>().join("; ");
        table.row(vec![
            process.id.to_string(),
            voice.label(&process.title).to_owned(),
            steps,
            voice.label(&process.certainty().label()).to_owned(),
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}
