//! `doctor`: is this program in order, and what does it carry.

use clap::{ArgMatches, Command};
use jenjang::legal::{Certainty, Language};
use jenjang::policy::check::run_cases;
use jenjang::policy::diagnostic::Severity;

use crate::args::text;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("doctor").about(text(
        language,
        "Periksa program ini: katalog, kebijakan bawaan, kasus ujinya, dan nilai yang belum diverifikasi",
        "Examine this program: catalogue, shipped policies, their cases, and values that are unverified",
    ))
}

pub(crate) fn run(_: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let library = Library::open(&[], voice)?;
    let errors: Vec<_> = library.files.diagnostics.iter().filter(|d| d.severity == Severity::Error).cloned().collect();
    let facts: usize = library.files.catalogues.iter().map(|c| c.facts().len()).sum();
    let policies: Vec<_> = library.set().iter().collect();
    let criteria: usize = policies.iter().map(|p| p.criteria.len()).sum();
    let results: Vec<_> = policies.iter().flat_map(|p| run_cases(library.set(), p)).collect();
    let failed = results.iter().filter(|r| !r.passed()).count();
    let unverified: Vec<&str> = policies.iter().filter(|p| p.certainty() == Certainty::Unverified).map(|p| &*p.id).collect();
    let fine = errors.is_empty() && failed == 0 && !policies.is_empty();
    if voice.is_json() {
        voice.json_pretty(&serde_json::json!({
            "schema": "jenjang/doctor/1",
            "version": env!("CARGO_PKG_VERSION"),
            "facts": facts,
            "policies": policies.len(),
            "criteria": criteria,
            "cases": results.len(),
            "failed-cases": failed,
            "errors": errors.len(),
            "unverified": unverified,
            "fine": fine,
        }))?;
        return Ok(Answer::positive_if(fine));
    }
    let row = |id, en, value: String| voice.line(format!("{:<34} {value}", voice.t(id, en)));
    row("versi", "version", env!("CARGO_PKG_VERSION").to_owned());
    row("fakta dalam katalog", "facts in the catalogue", facts.to_string());
    row("kebijakan bawaan", "shipped policies", policies.len().to_string());
    row("kriteria", "criteria", criteria.to_string());
    row("kasus uji lulus", "cases passed", format!("{}/{}", results.len() - failed, results.len()));
    row("kesalahan saat membaca", "errors while reading", errors.len().to_string());
    row("memuat nilai belum diverifikasi", "hold unverified values", unverified.len().to_string());
    for id in &unverified {
        voice.line(format!("  - {id}"));
    }
    library.show(&errors, Severity::Error, voice);
    voice.line(if fine { voice.t("Semuanya baik.", "Everything is fine.") } else { voice.t("Ada masalah.", "There are problems.") });
    Ok(Answer::positive_if(fine))
}
