//! `policy fmt`: the canonical layout.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::diagnostic::Severity;

use crate::args::text;
use crate::library::{Library, read_file};
use crate::output::{Answer, Failure, Voice, write_stdout};

pub(crate) fn command(language: Language) -> Command {
    Command::new("fmt")
        .about(text(
            language,
            "Rapikan berkas kebijakan ke tata letak baku; komentar dan arti tetap",
            "Put policy files into the canonical layout; comments and meaning stay",
        ))
        .arg(Arg::new("files").required(true).num_args(1..).value_name("FILE|-").help(text(
            language,
            "Berkas kebijakan; - membaca masukan standar dan menulis ke keluaran standar",
            "Policy files; - reads standard input and writes to standard output",
        )))
        .arg(Arg::new("check").long("check").action(ArgAction::SetTrue).help(text(
            language,
            "Jangan menulis; kode keluar 1 bila ada berkas yang belum rapi",
            "Write nothing; exit code 1 if a file is not in canonical layout",
        )))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let check = matches.get_flag("check");
    let mut changed = Vec::new();
    for file in matches.get_many::<String>("files").into_iter().flatten() {
        let bytes = read_file(file)?;
        let formatted = match jenjang_policy_files::format(file, &bytes) {
            Ok(text) => text,
            Err(diagnostics) => {
                let mut library = Library::default();
                library.files.sources.insert(file, &bytes);
                library.show(&diagnostics, Severity::Error, voice);
                return Err(Failure::said(format!("`{file}` tidak dirapikan"), format!("`{file}` was left as it is")));
            }
        };
        if file == "-" && !check {
            write_stdout(&formatted);
        } else if formatted.as_bytes() != bytes {
            changed.push(file.clone());
            if !check {
                std::fs::write(file, &formatted)
                    .map_err(|e| Failure::said(format!("`{file}` tidak dapat ditulis: {e}"), format!("cannot write `{file}`: {e}")))?;
            }
        }
    }
    if voice.is_json() {
        voice.json(&serde_json::json!({ "schema": "jenjang/format/1", "changed": changed, "written": !check }))?;
    } else {
        for file in &changed {
            voice.line(match (check, voice.language) {
                (true, Language::Id) => format!("belum rapi: {file}"),
                (true, Language::En) => format!("not in canonical layout: {file}"),
                (false, Language::Id) => format!("dirapikan: {file}"),
                (false, Language::En) => format!("formatted: {file}"),
            });
        }
    }
    Ok(Answer::positive_if(!check || changed.is_empty()))
}
