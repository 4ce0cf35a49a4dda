//! `consultation check`: whether text and rules say the same.

use clap::{Arg, ArgMatches, Command};
use jenjang::consultation::coverage::check_coverage;
use jenjang::consultation::link::parts;
use jenjang::legal::Language;
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang_policy_files::{DiagnosticRecord, read_draft};
use serde::Serialize;

use crate::args::text;
use crate::commands::shared;
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice, plural};

pub(crate) fn command(language: Language) -> Command {
    Command::new("check")
        .about(text(
            language,
            "Periksa rancangan: penomoran, ketentuan tanpa aturan, aturan tanpa ketentuan, tautan yang tidak ada",
            "Check a draft: numbering, clauses without a rule, rules without a clause, links to nothing",
        ))
        .after_help(text(
            language,
            "Tidak memerlukan tempat data. Kode keluar 1 bila ada kesalahan.",
            "Needs no store. Exit code 1 on errors.",
        ))
        .arg(Arg::new("file").required(true).value_name("FILE").help(text(
            language,
            "Berkas rancangan (.toml)",
            "The draft's file (.toml)",
        )))
        .arg(Arg::new("policy").long("policy").required(true).value_name("ID|FILE").help(text(
            language,
            "Kebijakan yang menjalankannya",
            "The policy that carries it",
        )))
        .args(shared::sources(language))
}

#[derive(Serialize)]
struct Line {
    schema: &'static str,
    #[serde(flatten)]
    record: DiagnosticRecord,
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = shared::library(matches, voice)?;
    let policy = library.policy(shared::word(matches, "policy"), voice)?;
    let file = shared::word(matches, "file");
    let bytes = read_file(file)?;
    library.files.sources.insert(file, &bytes);
    let (document, mut found): (_, Vec<Diagnostic>) = read_draft(file, &bytes);
    if let Some(document) = &document {
        found.extend(check_coverage(document, &policy));
    }
    let count = |severity| found.iter().filter(|problem| problem.severity == severity).count();
    let (errors, notes) = (count(Severity::Error), count(Severity::Note));
    if voice.is_json() {
        for problem in &found {
            voice.json(&Line { schema: "jenjang/diagnostic/1", record: library.files.sources.record(problem) })?;
        }
        return Ok(Answer::positive_if(errors == 0));
    }
    for problem in &found {
        voice.line(library.render(problem, voice, voice.colour_out()));
    }
    let clauses = document.as_ref().map_or(0, |document| document.clauses.len());
    let without = document.as_ref().map_or(0, |document| document.clauses.iter().filter(|clause| clause.without_rule.is_some()).count());
    let rules = parts(&policy).iter().filter(|part| part.decides).count();
    voice.line(match voice.language {
        Language::Id => format!(
            "{clauses} ketentuan ({without} dinyatakan tanpa aturan), {rules} aturan dalam {}: {errors} kesalahan, {notes} catatan.",
            policy.id
        ),
        Language::En => format!(
            "{} ({without} declared without a rule), {} in {}: {}, {}.",
            plural(clauses, "clause", "clauses"),
            plural(rules, "rule", "rules"),
            policy.id,
            plural(errors, "error", "errors"),
            plural(notes, "note", "notes")
        ),
    });
    Ok(Answer::positive_if(errors == 0))
}
