//! `evaluation nominate`: propose raters from the organisation chart, or check a list of nominations.

use clap::{Arg, ArgMatches, Command};
use jenjang::evaluation::chart::Chart;
use jenjang::evaluation::nomination::{Nomination, NominationState, propose, review};
use jenjang::evaluation::scheme::Scheme;
use jenjang::legal::{Label, Language};
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang_exchange::evaluation::{File, read_nominations_csv, read_people_csv, write_nominations_csv};
use jenjang_policy_files::Sources;
use serde_json::json;

use super::inputs::{people_arg, scheme, scheme_arg};
use super::library::{Library, ProblemLine, show};
use crate::args::text;
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice, plural, write_stdout};

pub(crate) fn command(language: Language) -> Command {
    Command::new("nominate")
        .about(text(
            language,
            "Usulkan penilai dari bagan organisasi sebagai CSV, atau periksa daftar penunjukan",
            "Propose raters from the organisation chart as CSV, or check a list of nominations",
        ))
        .after_help(text(
            language,
            "orang.csv:\n  person,name,unit,superior,position-kind\n  a-1,Contoh Satu,sekretariat,,kepala\n  a-2,Contoh Dua,sekretariat,a-1,staf\n\n\
             Rekan adalah orang dengan atasan dan jenis jabatan yang sama. Bila lebih banyak orang daripada kuota, penilai diundi: undian hanya bergantung pada --seed dan orangnya, sehingga siapa pun dapat mengulanginya. Penunjukan `proposed` menunggu persetujuan atasan: ubahlah menjadi `approved`, `refused`, `declined` atau `conflict` (dengan alasan di kolom reason).\n\n\
             Contoh:\n  jenjang evaluation nominate --people orang.csv --seed 2026-1 > penunjukan.csv\n\
             \x20 jenjang evaluation nominate --people orang.csv --check penunjukan.csv",
            "people.csv:\n  person,name,unit,superior,position-kind\n  a-1,Example One,office,,head\n  a-2,Example Two,office,a-1,staff\n\n\
             Peers are people with the same superior and kind of position. Where there are more people than the quota, raters are drawn: the draw depends only on --seed and the people, so that anybody can repeat it. Nominations that are `proposed` wait for the superior: change them to `approved`, `refused`, `declined` or `conflict` (with the reason in the column reason).\n\n\
             Examples:\n  jenjang evaluation nominate --people people.csv --seed 2026-1 > nominations.csv\n\
             \x20 jenjang evaluation nominate --people people.csv --check nominations.csv",
        ))
        .args([
            people_arg(language),
            Arg::new("seed").long("seed").value_name("TEXT").required_unless_present("check").help(text(
                language,
                "Benih undian yang diumumkan, misalnya nama periode",
                "The published seed of the draw, such as the name of the cycle",
            )),
            Arg::new("check").long("check").value_name("FILE").conflicts_with("seed").help(text(
                language,
                "Periksa daftar penunjukan ini: benturan kepentingan, penilai ganda, kuota",
                "Check this list of nominations: conflicts of interest, duplicate raters, quotas",
            )),
            scheme_arg(language),
        ])
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let scheme = scheme(matches, &mut Library::open(), voice)?;
    let name = matches.get_one::<String>("people").map_or("-", String::as_str);
    let bytes = read_file(name)?;
    let mut sources = Sources::default();
    sources.insert(name, &bytes);
    let people = read_people_csv(File { name, bytes: &bytes });
    show(&sources, people.diagnostics(), Severity::Warning, voice);
    let chart = people.sound().map_err(|found| {
        let errors = found.iter().filter(|d| d.severity == Severity::Error).count();
        Failure::said(
            format!("{errors} kesalahan dalam `{name}`; tidak ada penilai yang diusulkan"),
            format!("{} in `{name}`; no raters were proposed", plural(errors, "error", "errors")),
        )
    })?;
    match (matches.get_one::<String>("check"), matches.get_one::<String>("seed")) {
        (Some(file), _) => check(&scheme, &chart, file, sources, voice),
        (None, seed) => proposal(&scheme, &chart, seed.map_or("", String::as_str), voice),
    }
}

fn proposal(scheme: &Scheme, chart: &Chart, seed: &str, voice: &Voice) -> Result<Answer, Failure> {
    let nominations = propose(scheme, chart, seed);
    let problems = review(scheme, chart, &nominations);
    if voice.is_json() {
        let problems: Vec<_> =
            problems.iter().map(|p| json!({ "code": p.code(), "severity": p.severity(), "message": p.message() })).collect();
        voice.json_pretty(&json!({
            "schema": "jenjang/nominations/1",
            "scheme": scheme.parts().id,
            "seed": seed,
            "nominations": nominations,
            "problems": problems,
        }))?;
        return Ok(Answer::Positive);
    }
    write_stdout(&write_nominations_csv(&nominations));
    for problem in &problems {
        voice.note(voice.label(&problem.message()));
    }
    let waiting = nominations.iter().filter(|n| *n.state() == NominationState::Proposed).count();
    voice.note(summary(&nominations, waiting, voice.language));
    Ok(Answer::Positive)
}

fn summary(nominations: &[Nomination], waiting: usize, language: Language) -> String {
    let label = Label::new(
        format!("{} penunjukan, {waiting} menunggu persetujuan atasan.", nominations.len()),
        format!(
            "{}, {} for the superior's approval.",
            plural(nominations.len(), "nomination", "nominations"),
            plural(waiting, "waits", "wait")
        ),
    );
    label.get(language).to_owned()
}

fn check(scheme: &Scheme, chart: &Chart, name: &str, mut sources: Sources, voice: &Voice) -> Result<Answer, Failure> {
    let bytes = read_file(name)?;
    sources.insert(name, &bytes);
    let reading = read_nominations_csv(File { name, bytes: &bytes }, scheme, chart);
    // here a quota is what the check is about
    let as_problem = |diagnostic: &Diagnostic| {
        let mut diagnostic = diagnostic.clone();
        diagnostic.severity = diagnostic.severity.max(Severity::Warning);
        diagnostic
    };
    let found: Vec<Diagnostic> = reading.diagnostics().iter().map(as_problem).collect();
    let errors = found.iter().filter(|d| d.severity == Severity::Error).count();
    let warnings = found.len() - errors;
    let listed = reading.partial().map_or(&[][..], |read| &read.list);
    if voice.is_json() {
        for diagnostic in &found {
            voice.json(&ProblemLine::new(sources.record(diagnostic)))?;
        }
    } else {
        show(&sources, &found, Severity::Warning, voice);
        let waiting = listed.iter().filter(|n| *n.state() == NominationState::Proposed).count();
        voice.line(summary(listed, waiting, voice.language));
        voice.line(match voice.language {
            Language::Id => format!("{errors} kesalahan, {warnings} peringatan."),
            Language::En => format!("{}, {}.", plural(errors, "error", "errors"), plural(warnings, "warning", "warnings")),
        });
    }
    let quotas = reading.partial().map(|read| read.quotas).unwrap_or_default();
    Ok(Answer::positive_if(errors == 0 && quotas.too_few == 0 && quotas.too_many == 0))
}
