//! `indicator define`: indicators from a file, several at once.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::indicator::Indicator;
use jenjang::legal::Language;
use jenjang::policy::diagnostic::Severity;
use jenjang_policy_files::{Style, read_indicators, render};
use jenjang_service::indicators::{Calculation, DefineIndicators, define};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("define")
        .about(t(
            "Tetapkan indikator dari berkas TOML, semuanya atau tidak sama sekali",
            "Define indicators from a TOML file, all of them or none",
        ))
        .arg(
            Arg::new("file")
                .value_name("FILE|-")
                .required_unless_present_any(["shipped", "list"])
                .help(t("Berkas indikator", "File of indicators")),
        )
        .arg(
            Arg::new("shipped")
                .long("shipped")
                .value_name("NAME")
                .conflicts_with("file")
                .help(t("Kumpulan bawaan, misalnya development", "A set that came with the program, such as development")),
        )
        .arg(Arg::new("list").long("list").action(ArgAction::SetTrue).help(t(
            "Tampilkan kumpulan bawaan dan perhitungan dari data tersimpan",
            "Show the sets that came with the program and the calculations from stored data",
        )))
        .args(arguments(language))
}

pub(super) fn list(voice: &Voice) -> Result<Answer, Failure> {
    let sets: Vec<&str> = jenjang_asn::indicator_texts().map(|(name, _)| name).collect();
    if voice.is_json() {
        let calculations: Vec<_> = Calculation::ALL.iter().map(|found| json!({ "name": found.as_str(), "what": found.label() })).collect();
        voice.json_pretty(&json!({ "schema": "jenjang/indicator-calculations/1", "shipped": sets, "calculations": calculations }))?;
        return Ok(Answer::Positive);
    }
    voice.line(format!("{}: {}", voice.t("Kumpulan bawaan", "Sets that came with the program"), sets.join(", ")));
    let mut table = Table::new(if voice.language == Language::Id { &["perhitungan", "isi"] } else { &["calculation", "what it counts"] });
    for found in Calculation::ALL {
        table.row(vec![found.as_str().to_owned(), voice.label(&found.label()).to_owned()]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

/// The indicators of a file or shipped set; problems are shown, and then none is given.
fn read(matches: &ArgMatches, voice: &Voice) -> Result<Option<Vec<Indicator>>, Failure> {
    let (name, bytes) = match matches.get_one::<String>("shipped") {
        Some(set) => {
            let found = jenjang_asn::indicator_texts().find(|(name, _)| name == set);
            let (_, text) = found.ok_or_else(|| {
                let sets = jenjang_asn::indicator_texts().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                Failure::said(
                    format!("tidak ada kumpulan bawaan `{set}`, yang ada: {sets}"),
                    format!("there is no shipped set `{set}`, there are: {sets}"),
                )
            })?;
            (format!("asn/indicators/{set}.toml"), text.as_bytes().to_vec())
        }
        None => {
            let name = shared::word(matches, "file");
            (name.to_owned(), read_file(name)?)
        }
    };
    let (found, problems) = read_indicators(&name, &bytes, Calculation::NAMES);
    let source = String::from_utf8_lossy(&bytes);
    let style = match (voice.plain, voice.colour()) {
        (true, _) => Style::Sentences,
        (false, true) => Style::Colour,
        (false, false) => Style::Excerpt,
    };
    for problem in &problems {
        voice.note(render(problem, &source, voice.language, style).trim_end());
    }
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    if errors == 0 {
        return Ok(Some(found));
    }
    voice.note(match voice.language {
        Language::Id => format!("{errors} kesalahan; tidak ada yang ditetapkan."),
        Language::En => format!("{}; nothing was defined.", plural(errors, "error", "errors")),
    });
    Ok(None)
}

pub(super) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let Some(indicators) = read(matches, voice)? else { return Ok(Answer::Negative) };
    let command = DefineIndicators { indicators };
    let done = session.ask(async |context| define(context, &command).await)?;
    if voice.is_json() {
        voice.json(
            &json!({ "schema": "jenjang/indicator-defined/1", "new": done.new, "changed": done.changed, "as-before": done.as_before }),
        )?;
    } else {
        let (new, changed, before) = (done.new, done.changed, done.as_before);
        voice.line(match voice.language {
            Language::Id => format!("{new} indikator baru, {changed} diubah, {before} seperti sebelumnya."),
            Language::En => format!("{}, {changed} changed, {before} as before.", plural(new, "new indicator", "new indicators")),
        });
    }
    Ok(Answer::Positive)
}
