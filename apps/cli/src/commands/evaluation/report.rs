//! `evaluation report`: one person's result as one reader may see it.

use clap::{Arg, ArgMatches, Command};
use jenjang::evaluation::report::{HrReport, RateeReport, Reporting};
use jenjang::evaluation::scoring::ScoreSheet;
use jenjang::legal::Language;
use jenjang::people::id::PersonId;
use jenjang::policy::expression::suggest::nearest;
use serde::Serialize;
use serde_json::json;

use super::inputs::{self, Loaded};
use super::{picture, reliability};
use crate::args::text;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("report")
        .about(text(
            language,
            "Tampilkan hasil satu orang seperti yang boleh dilihat pembacanya",
            "Show one person's result as its reader may see it",
        ))
        .after_help(text(
            language,
            "Yang dinilai melihat rata-rata kelompok, penilaian dirinya, sebaran dan komentar bila penilainya cukup banyak; atasan melihat rata-rata; \
             kepegawaian melihat rata-rata, jumlah penilai, dan tanda pemeriksaan; analis melihat mutu seluruh periode, tanpa orang.\n\
             Kode keluar 1 bila nilainya belum cukup.",
            "The person rated sees group means, the own rating, and spread and comments where enough raters answered; the superior sees means; \
             HR sees means, numbers of raters and flags; the analyst sees the quality of the whole cycle, nobody's result.\n\
             Exit code 1 where there is no valid score.",
        ))
        .arg(Arg::new("ratee").long("ratee").value_name("PERSON").help(text(
            language,
            "Orang yang dinilai; tidak diperlukan untuk pembaca `analyst`",
            "The person rated; not needed for the reader `analyst`",
        )))
        .arg(
            Arg::new("reader")
                .long("reader")
                .value_name("READER")
                .default_value("ratee")
                .hide_default_value(true)
                .hide_possible_values(true)
                .value_parser(["ratee", "superior", "hr", "analyst"])
                .help(text(
                    language,
                    "Pembaca: ratee (yang dinilai), superior (atasan), hr (kepegawaian), analyst (analis); bawaan: ratee",
                    "The reader: ratee (the person rated), superior, hr, analyst; default: ratee",
                )),
        )
        .args(inputs::args(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let loaded = inputs::load(matches, voice)?;
    let sheets = loaded.sheets()?;
    let analysis = loaded.analyse(&sheets);
    let reader = matches.get_one::<String>("reader").map_or("ratee", String::as_str);
    if reader == "analyst" {
        return reliability::show(&loaded, &analysis, voice);
    }
    let sheet = chosen(matches, &sheets)?;
    let reporting = Reporting { scheme: &loaded.scheme, instrument: &loaded.instrument, sheet, precision: Some(analysis.precision()) };
    let scored = sheet.overall.is_some();
    match reader {
        "superior" => {
            let report = reporting.for_superior();
            shown(&loaded, "superior", &report, voice, || picture::summary(&report.summary, &loaded.instrument, voice))?;
        }
        "hr" => {
            let flags = analysis.flags_of.get(&sheet.ratee).cloned().unwrap_or_default();
            let report: HrReport = reporting.for_hr(flags);
            shown(&loaded, "hr", &report, voice, || {
                picture::summary(&report.summary, &loaded.instrument, voice);
                picture::flags(&report.flags, voice);
            })?;
        }
        _ => {
            let report: RateeReport = reporting.for_ratee();
            shown(&loaded, "ratee", &report, voice, || picture::own(&report, &loaded.scheme, &loaded.instrument, voice))?;
        }
    }
    Ok(Answer::positive_if(scored))
}

fn chosen<'s>(matches: &ArgMatches, sheets: &'s [ScoreSheet]) -> Result<&'s ScoreSheet, Failure> {
    let Some(name) = matches.get_one::<String>("ratee") else {
        return Err(Failure::said(
            "sebutkan orangnya dengan `--ratee`, atau pakai `--reader analyst`",
            "name the person with `--ratee`, or use `--reader analyst`",
        ));
    };
    let found = name.parse::<PersonId>().ok().and_then(|id| sheets.iter().find(|sheet| sheet.ratee == id));
    found.ok_or_else(|| {
        let near = nearest(name, sheets.iter().map(|sheet| sheet.ratee.as_str()));
        let (id, en) = near.map_or_else(Default::default, |near| (format!("; mungkin `{near}`"), format!("; did you mean `{near}`")));
        Failure::said(format!("`{name}` tidak dinilai dalam periode ini{id}"), format!("`{name}` is not rated in this cycle{en}"))
    })
}

fn shown(loaded: &Loaded, reader: &str, report: &impl Serialize, voice: &Voice, text: impl FnOnce()) -> Result<(), Failure> {
    if voice.is_json() {
        return voice.json_pretty(&json!({
            "schema": "jenjang/evaluation-report/1",
            "reader": reader,
            "cycle": loaded.cycle,
            "report": report,
        }));
    }
    text();
    Ok(())
}
