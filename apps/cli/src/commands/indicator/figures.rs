//! `indicator report|verify|calculate`.

use std::collections::BTreeMap;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::indicator::{Indicator, Reading};
use jenjang::legal::Language;
use jenjang::people::id::IndicatorId;
use jenjang_service::Seen;
use jenjang_service::indicators::{CalculateReadings, ReportReading, VerifyReading, calculate, read_indicator, report, verify};
use jenjang_service::needs::NeedLibrary;
use serde_json::{Value, json};

use super::look::{figure, remarks};
use super::{decimal, needed_period, period, period_arg};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::round::gatherer;
use crate::commands::shared;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(super) fn commands(language: Language) -> [Command; 3] {
    let t = |id, en| text(language, id, en);
    let arg = |name: &'static str, value: &'static str, help: &'static str| Arg::new(name).long(name).value_name(value).help(help);
    [
        Command::new("report")
            .about(t("Laporkan angka suatu periode", "Report the figure of a period"))
            .arg(super::indicator(language))
            .arg(period_arg(language).required(true))
            .arg(arg("value", "NUMBER", t("Angka seperti tercetak dalam laporan", "The figure as the report prints it")).required(true))
            .arg(
                arg(
                    "part",
                    "NAME=NUMBER",
                    t("Unsur rumus, misalnya answered=180; dapat diulang", "A part of the formula, such as answered=180; may be repeated"),
                )
                .action(ArgAction::Append),
            )
            .arg(arg("evidence", "TEXT", t("Di mana angka dapat diperiksa", "Where it can be looked up")).required(true))
            .arg(arg(
                "correct",
                "REASON",
                t("Alasan, bila mengoreksi angka yang sudah ada", "The reason, to correct a figure that is there"),
            ))
            .args(arguments(language)),
        Command::new("verify")
            .about(t(
                "Verifikasi angka suatu periode, oleh orang lain daripada yang memasukkannya",
                "Verify the figure of a period, by somebody else than who entered it",
            ))
            .arg(super::indicator(language))
            .arg(period_arg(language).required(true))
            .arg(arg("refuse", "REASON", t("Tolak angka itu, dengan alasan", "Refuse the figure, with a reason")))
            .args(arguments(language)),
        Command::new("calculate")
            .about(t(
                "Hitung angka dari data tersimpan, untuk satu indikator atau semuanya",
                "Calculate figures from stored data, for one indicator or all",
            ))
            .arg(super::indicator(language).required(false))
            .arg(period_arg(language))
            .args(arguments(language)),
    ]
}

pub(super) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    match name {
        "report" => {
            let command = ReportReading {
                indicator: shared::id(shared::word(matches, "indicator"))?,
                period: needed_period(matches)?,
                value: decimal(shared::word(matches, "value"), "--value")?,
                inputs: parts(matches)?,
                evidence: shared::word(matches, "evidence").to_owned(),
                correction: matches.get_one::<String>("correct").cloned(),
                seen: Seen::Anything,
            };
            let reading = session.ask(async |context| report(context, &command).await)?;
            told(&command.indicator, &reading, session, voice)
        }
        "verify" => {
            let command = VerifyReading {
                indicator: shared::id(shared::word(matches, "indicator"))?,
                period: needed_period(matches)?,
                refused: matches.get_one::<String>("refuse").cloned(),
                seen: Seen::Anything,
            };
            let reading = session.ask(async |context| verify(context, &command).await)?;
            if voice.is_json() {
                voice.json(&json!({ "schema": "jenjang/reading/1", "reading": reading }))?;
            } else {
                let (id, state) = (reading.id(), reading.state.label());
                voice.line(format!("{id}: {}.", voice.label(&state)));
            }
            Ok(Answer::Positive)
        }
        _ => calculated(matches, session, voice),
    }
}

/// `--part answered=180`
fn parts(matches: &ArgMatches) -> Result<BTreeMap<Arc<str>, Decimal>, Failure> {
    let mut parts = BTreeMap::new();
    for text in matches.get_many::<String>("part").into_iter().flatten() {
        let (name, value) = text.split_once('=').ok_or_else(|| {
            Failure::said(format!("`--part {text}`: seharusnya NAMA=ANGKA"), format!("`--part {text}`: expected NAME=NUMBER"))
        })?;
        if parts.insert(Arc::from(name.trim()), decimal(value.trim(), "--part")?).is_some() {
            return Err(Failure::said(format!("unsur `{name}` disebut dua kali"), format!("the part `{name}` is named twice")));
        }
    }
    Ok(parts)
}

/// What was reported beside what was calculated.
fn told(id: &IndicatorId, reading: &Reading, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/reading/1", "reading": reading }))?;
        return Ok(Answer::Positive);
    }
    let indicator = session.ask(async |context| read_indicator(context, id).await)?.indicator;
    let value = |value: Decimal| figure(&indicator, value, voice);
    if let Some(reported) = &reading.reported {
        voice.line(format!(
            "{} ({}): {} {}.",
            reading.id(),
            voice.label(&reading.state.label()),
            voice.t("dilaporkan", "reported"),
            value(reported.value)
        ));
    }
    if let Some(calculated) = &reading.calculated {
        voice.line(format!("{} {}.", voice.t("Dihitung:", "Calculated:"), value(calculated.value)));
    }
    if reading.differs(&indicator) {
        voice.note(voice.t(
            "Angka yang dilaporkan dan yang dihitung berbeda melebihi toleransi; keduanya disimpan.",
            "The reported and the calculated figure differ by more than the tolerance; both are kept.",
        ));
    }
    Ok(Answer::Positive)
}

fn calculated(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let library = Library::open(&[], voice)?;
    let competency = jenjang_asn::competency();
    let indicator: Option<IndicatorId> = matches.get_one::<String>("indicator").map(|id| shared::id(id)).transpose()?;
    let command = CalculateReadings {
        indicator: indicator.as_ref(),
        period: period(matches)?,
        library: NeedLibrary { shipped: &library.files, policies: &jenjang_asn::NEED_POLICIES, competency: &competency },
        gatherer: &gatherer::facts,
    };
    let found = session.ask(async |context| calculate(context, &command).await)?;
    if voice.is_json() {
        let all: Vec<Value> = found.iter().map(|done| json!({ "reading": done.reading, "new": done.new })).collect();
        voice.json_pretty(&json!({ "schema": "jenjang/indicator-calculated/1", "readings": all }))?;
        return Ok(Answer::Positive);
    }
    if found.is_empty() {
        voice.line(voice.t(
            "Tidak ada indikator yang dihitung dari data tersimpan untuk periode itu.",
            "There is no indicator that is calculated from stored data for that period.",
        ));
        return Ok(Answer::Positive);
    }
    let header: &[&str] = if voice.language == Language::Id {
        &["indikator", "periode", "dihitung", "keterangan", ""]
    } else {
        &["indicator", "period", "calculated", "remarks", ""]
    };
    let mut table = Table::new(header);
    for done in &found {
        let shown = |indicator: &Indicator, reading: &Reading| {
            reading.calculated.as_ref().map_or_else(|| "-".to_owned(), |calculated| figure(indicator, calculated.value, voice))
        };
        table.row(vec![
            done.indicator.id.to_string(),
            done.reading.period.to_string(),
            shown(&done.indicator, &done.reading),
            remarks(&done.reading, voice),
            if done.new { voice.t("baru", "new").to_owned() } else { voice.t("seperti sebelumnya", "as before").to_owned() },
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}
