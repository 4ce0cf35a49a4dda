//! `policy check`: every problem in one pass.

use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::policy::model::Policy;
use jenjang_policy_files::DiagnosticRecord;
use serde::Serialize;

use crate::args::text;
use crate::commands::shared;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice, plural};

pub(crate) fn command(language: Language) -> Command {
    Command::new("check")
        .about(text(
            language,
            "Periksa kebijakan: nama, tipe, celah dan tumpang tindih, bobot, pertentangan, fakta yang dilindungi, kasus",
            "Check policies: names, types, holes and overlaps, weights, contradictions, protected facts, cases",
        ))
        .after_help(text(
            language,
            "Tanpa argumen: semua kebijakan bawaan. Kode keluar 1 bila ada kesalahan (dengan --strict juga bila ada peringatan).",
            "Without arguments: every shipped policy. Exit code 1 on errors (with --strict on warnings too).",
        ))
        .arg(Arg::new("policies").num_args(0..).value_name("ID|FILE").help(text(
            language,
            "Id kebijakan bawaan atau berkas TOML",
            "Ids of shipped policies or TOML files",
        )))
        .arg(Arg::new("strict").long("strict").action(ArgAction::SetTrue).help(text(
            language,
            "Peringatan juga dihitung sebagai masalah",
            "Warnings count as problems too",
        )))
        .arg(Arg::new("notes").long("notes").action(ArgAction::SetTrue).help(text(
            language,
            "Tampilkan juga catatan, misalnya nilai yang belum diverifikasi",
            "Show notes too, such as values that are unverified",
        )))
        .args(shared::sources(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = shared::library(matches, voice)?;
    let names: Vec<String> = matches.get_many::<String>("policies").into_iter().flatten().cloned().collect();
    let (ids, files): (Vec<String>, Vec<String>) = names.iter().cloned().partition(|name| library.shipped(name).is_some());
    let mut found: Vec<Diagnostic> = if names.is_empty() { std::mem::take(&mut library.files.diagnostics) } else { Vec::new() };
    library.files.diagnostics.clear();
    for name in &files {
        library.must_be_a_file(name)?;
    }
    let added = library.add_files(&files)?;
    found.append(&mut library.files.diagnostics);
    let checked: Vec<Arc<Policy>> = if names.is_empty() {
        library.set().iter().cloned().collect()
    } else {
        let added = added.iter().flatten().filter_map(|id| library.set().get(id).cloned());
        ids.iter().filter_map(|id| library.shipped(id)).chain(added).collect()
    };
    for policy in &checked {
        found.extend(library.files.check(policy));
    }
    found.sort_by(|a, b| (&a.file, a.span, a.code).cmp(&(&b.file, b.span, b.code)));
    report(&library, &found, names.len().max(checked.len()), matches, voice)
}

/// One line of JSON output.
#[derive(Serialize)]
struct Line {
    schema: &'static str,
    #[serde(flatten)]
    record: DiagnosticRecord,
}

fn report(library: &Library, found: &[Diagnostic], policies: usize, matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let count = |severity| found.iter().filter(|d| d.severity == severity).count();
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    let least = if matches.get_flag("notes") { Severity::Note } else { Severity::Warning };
    if voice.is_json() {
        for diagnostic in found {
            voice.json(&Line { schema: "jenjang/diagnostic/1", record: library.files.sources.record(diagnostic) })?;
        }
    } else {
        for diagnostic in found.iter().filter(|d| d.severity >= least) {
            voice.line(library.render(diagnostic, voice, voice.colour_out()));
        }
        voice.line(match voice.language {
            Language::Id => format!("{policies} kebijakan diperiksa: {errors} kesalahan, {warnings} peringatan, {notes} catatan."),
            Language::En => format!(
                "{} checked: {}, {}, {}.",
                plural(policies, "policy", "policies"),
                plural(errors, "error", "errors"),
                plural(warnings, "warning", "warnings"),
                plural(notes, "note", "notes")
            ),
        });
    }
    Ok(Answer::positive_if(errors == 0 && (warnings == 0 || !matches.get_flag("strict"))))
}
