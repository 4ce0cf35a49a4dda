//! `policy test`: the policy's own cases.

use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::check::run_cases;
use jenjang::policy::model::Policy;

use crate::args::text;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice, plural};

pub(crate) fn command(language: Language) -> Command {
    Command::new("test")
        .about(text(language, "Jalankan kasus uji yang tertulis dalam kebijakan", "Run the cases written in the policies"))
        .after_help(text(
            language,
            "Tanpa argumen: semua kebijakan bawaan. Kode keluar 1 bila ada kasus yang gagal.",
            "Without arguments: every shipped policy. Exit code 1 when a case fails.",
        ))
        .arg(Arg::new("policies").num_args(0..).value_name("ID|FILE").help(text(
            language,
            "Id kebijakan bawaan atau berkas TOML",
            "Ids of shipped policies or TOML files",
        )))
        .args(shared::sources(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = shared::library(matches, voice)?;
    let names: Vec<String> = matches.get_many::<String>("policies").into_iter().flatten().cloned().collect();
    let mut policies: Vec<Arc<Policy>> = Vec::new();
    for name in &names {
        policies.push(library.policy(name, voice)?);
    }
    if names.is_empty() {
        policies = library.set().iter().cloned().collect();
    }
    let (mut passed, mut failed) = (0, 0);
    for policy in &policies {
        let results = run_cases(library.set(), policy);
        let bad = results.iter().filter(|result| !result.passed()).count();
        failed += bad;
        passed += results.len() - bad;
        if voice.is_json() {
            for result in &results {
                let mismatches: Vec<_> = result
                    .mismatches
                    .iter()
                    .map(|m| serde_json::json!({ "about": m.about.label(), "expected": m.expected, "found": m.found }))
                    .collect();
                voice.json(&serde_json::json!({
                    "schema": "jenjang/case-result/1",
                    "policy": &*policy.id,
                    "case": &*result.name,
                    "source": result.source,
                    "as-of": result.as_of,
                    "passed": result.passed(),
                    "mismatches": mismatches,
                }))?;
            }
            continue;
        }
        voice.line(match voice.language {
            Language::Id => format!("{}: {} kasus, {} gagal", policy.id, results.len(), bad),
            Language::En => format!("{}: {}, {bad} failed", policy.id, plural(results.len(), "case", "cases")),
        });
        for result in results.iter().filter(|result| !result.passed()) {
            voice.line(format!("  {}: {}", voice.t("gagal", "failed"), result.name));
            for mismatch in &result.mismatches {
                let about = voice.label(&mismatch.about.label()).to_owned();
                voice.line(match voice.language {
                    Language::Id => format!("    {about}: diharapkan {}, yang keluar {}", mismatch.expected, mismatch.found),
                    Language::En => format!("    {about}: expected {}, got {}", mismatch.expected, mismatch.found),
                });
            }
        }
    }
    if !voice.is_json() {
        voice.line(match voice.language {
            Language::Id => format!("{passed} lulus, {failed} gagal"),
            Language::En => format!("{passed} passed, {failed} failed"),
        });
    }
    Ok(Answer::positive_if(failed == 0))
}
