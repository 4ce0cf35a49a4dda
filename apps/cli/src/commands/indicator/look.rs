//! `indicator list|show|alerts`.

use clap::{ArgMatches, Command};
use jenjang::Decimal;
use jenjang::index::half_up;
use jenjang::indicator::reading::current;
use jenjang::indicator::{Indicator, Reading, ReadingState, ReportingPeriod, Source};
use jenjang::legal::Language;
use jenjang_service::indicators::{IndicatorView, attention, read_indicator, read_indicators};
use serde_json::{Value, json};

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

pub(super) fn commands(language: Language) -> [Command; 3] {
    let t = |id, en| text(language, id, en);
    [
        Command::new("list")
            .about(t("Semua indikator dengan angka terakhir", "All indicators with their last figure"))
            .args(arguments(language)),
        Command::new("show")
            .about(t("Satu indikator dengan semua angkanya", "One indicator with all its figures"))
            .arg(super::indicator(language))
            .args(arguments(language)),
        Command::new("alerts")
            .about(t(
                "Yang perlu diperhatikan: di luar jalur, belum ada angka atau target, selisih, kebijakan yang belum dievaluasi",
                "What needs attention: off track, no figure or target, differences, policies not reviewed",
            ))
            .args(arguments(language)),
    ]
}

pub(super) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    match name {
        "list" => list(session, voice),
        "show" => show(matches, session, voice),
        _ => alerts(session, voice),
    }
}

/// A figure as the indicator shows it, with its unit.
pub(super) fn figure(indicator: &Indicator, value: Decimal, voice: &Voice) -> String {
    format!("{} {}", voice.figure(indicator.shown(value)), voice.label(&indicator.unit))
}

fn achievement(indicator: &Indicator, value: Decimal, period: ReportingPeriod) -> Option<Decimal> {
    indicator.achieved(value, period).map(|achieved| half_up(achieved, 2))
}

fn list(session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let views = session.ask(async |context| read_indicators(context).await)?;
    if voice.is_json() {
        let all: Vec<Value> = views.iter().map(record).collect();
        voice.json_pretty(&json!({ "schema": "jenjang/indicators/1", "indicators": all }))?;
        return Ok(Answer::Positive);
    }
    if views.is_empty() {
        voice.line(voice.t(
            "Belum ada indikator; tetapkan dengan `jenjang indicator define --shipped development`.",
            "There are no indicators yet; define some with `jenjang indicator define --shipped development`.",
        ));
        return Ok(Answer::Positive);
    }
    let header: &[&str] = if voice.language == Language::Id {
        &["kode", "indikator", "periode", "angka", "target", "capaian", "keadaan"]
    } else {
        &["code", "indicator", "period", "figure", "target", "achievement", "state"]
    };
    let mut table = Table::new(header);
    for IndicatorView { indicator, readings, .. } in &views {
        let last = readings.iter().map(|reading| reading.period).max().and_then(|period| current(readings, period));
        let value = last.and_then(|reading| reading.value(&indicator.source));
        let target = last.and_then(|reading| indicator.targets.get(&reading.period));
        let achieved = last.zip(value).and_then(|(reading, value)| achievement(indicator, value, reading.period));
        table.row(vec![
            indicator.id.to_string(),
            voice.label(&indicator.name).to_owned(),
            last.map_or_else(|| "-".to_owned(), |reading| reading.period.to_string()),
            value.map_or_else(|| "-".to_owned(), |value| figure(indicator, value, voice)),
            target.map_or_else(String::new, |target| figure(indicator, *target, voice)),
            achieved.map_or_else(String::new, |achieved| format!("{}%", voice.figure(achieved))),
            last.map_or_else(String::new, |reading| voice.label(&reading.state.label()).to_owned()),
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

fn record(view: &IndicatorView) -> Value {
    json!({ "indicator": view.indicator, "readings": view.readings })
}

fn show(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let id = shared::id(shared::word(matches, "indicator"))?;
    let view = session.ask(async |context| read_indicator(context, &id).await)?;
    if voice.is_json() {
        let mut value = record(&view);
        if let Value::Object(fields) = &mut value {
            fields.insert("schema".into(), json!("jenjang/indicator/1"));
        }
        voice.json_pretty(&value)?;
        return Ok(Answer::Positive);
    }
    let IndicatorView { indicator, readings, .. } = &view;
    voice.line(format!("{} ({})", voice.label(&indicator.name), indicator.id));
    let line = |id: &'static str, en: &'static str, value: String| voice.line(format!("  {}: {value}", voice.t(id, en)));
    line("satuan", "unit", voice.label(&indicator.unit).to_owned());
    line("arah", "direction", voice.label(&indicator.direction.label()).to_owned());
    line("periode", "period", format!("{} ({} {})", voice.label(&indicator.period.label()), voice.t("sejak", "since"), indicator.since));
    let source = match &indicator.source {
        Source::Reported => voice.t("dilaporkan", "reported").to_owned(),
        Source::Stored { calculation, of } => {
            let of = of.as_ref().map_or_else(String::new, |of| format!(" ({of})"));
            format!("{} {calculation}{of}", voice.t("dihitung dari data tersimpan:", "calculated from stored data:"))
        }
    };
    line("sumber", "source", source);
    for formula in &indicator.formulas {
        let (version, from) = (formula.version, formula.from);
        line(
            "rumus",
            "formula",
            format!("{} ({} {version}, {} {from})", formula.value, voice.t("versi", "version"), voice.t("mulai", "from")),
        );
    }
    line("capaian", "achievement", indicator.achievement.to_string());
    line("di luar jalur bila", "off track where", indicator.off_track.to_string());
    if let Some(policy) = &indicator.policy {
        line("kebijakan", "policy", policy.to_string());
    }
    if let Some(baseline) = indicator.baseline {
        line("nilai awal", "baseline", figure(indicator, baseline, voice));
    }
    if let Some(reference) = &indicator.reference {
        line("dasar", "reference", reference.citation.to_string());
    }
    if readings.is_empty() {
        voice.line(voice.t("Belum ada angka.", "There are no figures yet."));
        return Ok(Answer::Positive);
    }
    voice.line(figures(indicator, readings, voice));
    Ok(Answer::Positive)
}

/// Reported and calculated figures side by side, corrected ones too.
fn figures(indicator: &Indicator, readings: &[Reading], voice: &Voice) -> String {
    let header: &[&str] = if voice.language == Language::Id {
        &["periode", "no.", "dilaporkan", "dihitung", "target", "capaian", "keadaan", "keterangan"]
    } else {
        &["period", "no.", "reported", "calculated", "target", "achievement", "state", "remarks"]
    };
    let mut table = Table::new(header);
    for reading in readings {
        let shown = |value: Option<Decimal>| value.map_or_else(|| "-".to_owned(), |value| voice.figure(indicator.shown(value)));
        let value = reading.value(&indicator.source);
        let achieved = value.and_then(|value| achievement(indicator, value, reading.period));
        table.row(vec![
            reading.period.to_string(),
            reading.number.to_string(),
            shown(reading.reported.as_ref().map(|reported| reported.value)),
            shown(reading.calculated.as_ref().map(|calculated| calculated.value)),
            indicator.targets.get(&reading.period).map_or_else(|| "-".to_owned(), |target| voice.figure(*target)),
            achieved.map_or_else(|| "-".to_owned(), |achieved| format!("{}%", voice.figure(achieved))),
            voice.label(&reading.state.label()).to_owned(),
            remarks(reading, voice),
        ]);
    }
    table.render(voice)
}

pub(super) fn remarks(reading: &Reading, voice: &Voice) -> String {
    let mut remarks: Vec<String> = Vec::new();
    if let Some(reported) = &reading.reported {
        remarks.push(format!("{} {}", voice.t("bukti:", "evidence:"), reported.evidence));
    }
    if let Some(calculated) = &reading.calculated {
        if let Some(counted) = calculated.counted {
            remarks.push(format!("{} {counted}", voice.t("dari", "of")));
        }
        if let Some(unknown) = calculated.unknown.filter(|unknown| *unknown > 0) {
            remarks.push(format!("{unknown} {}", voice.t("tidak diketahui", "not known")));
        }
    }
    if let Some(why) = &reading.not_calculated {
        remarks.push(voice.label(why).to_owned());
    }
    if let (Some(corrects), Some(reason)) = (reading.corrects, &reading.reason) {
        remarks.push(format!("{} {corrects}: {reason}", voice.t("menggantikan no.", "in place of no.")));
    }
    if let ReadingState::Refused { reason, .. } = &reading.state {
        remarks.push(format!("{} {reason}", voice.t("ditolak:", "refused:")));
    }
    remarks.join("; ")
}

fn alerts(session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let library = Library::open(&[], voice)?;
    let found = session.ask(async |context| attention(context, &library.files).await)?;
    if voice.is_json() {
        let reviews: Vec<Value> = found
            .reviews
            .iter()
            .map(|due| json!({ "policy": due.policy, "version": due.version, "since": due.since, "due": due.due }))
            .collect();
        voice.json_pretty(&json!({ "schema": "jenjang/indicator-alerts/1", "alerts": found.alerts, "reviews": reviews }))?;
        return Ok(Answer::positive_if(found.alerts.is_empty() && reviews.is_empty()));
    }
    let header: &[&str] = if voice.language == Language::Id {
        &["indikator", "periode", "yang perlu diperhatikan"]
    } else {
        &["indicator", "period", "what needs attention"]
    };
    let mut table = Table::new(header);
    for alert in &found.alerts {
        table.row(vec![alert.indicator.to_string(), alert.period.to_string(), voice.label(&alert.message).to_owned()]);
    }
    if !found.alerts.is_empty() {
        voice.line(table.render(voice));
    }
    for due in &found.reviews {
        let (policy, since, by) = (&due.policy, due.since, due.due);
        voice.line(match (voice.language, due.reviewed_before) {
            (Language::Id, false) => format!("Kebijakan {policy} berlaku sejak {since} dan belum pernah dievaluasi (tenggat {by})."),
            (Language::Id, true) => format!("Kebijakan {policy} terakhir dievaluasi {since} (tenggat berikutnya {by})."),
            (Language::En, false) => format!("Policy {policy} is in force since {since} and was never reviewed (due on {by})."),
            (Language::En, true) => format!("Policy {policy} was last reviewed on {since} (next due on {by})."),
        });
    }
    let n = found.alerts.len() + found.reviews.len();
    if n == 0 {
        voice.line(voice.t("Tidak ada yang perlu diperhatikan.", "Nothing needs attention."));
    } else {
        voice.note(match voice.language {
            Language::Id => format!("{n} hal perlu diperhatikan."),
            Language::En => format!("{} attention.", plural(n, "thing needs", "things need")),
        });
    }
    Ok(Answer::positive_if(n == 0))
}
