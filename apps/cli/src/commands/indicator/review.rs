//! `indicator promise|review`.

use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::index::half_up;
use jenjang::indicator::{Basis, PolicyReview, PromiseLine, Recommendation, Review};
use jenjang::legal::Language;
use jenjang_service::indicators::{PromiseFigures, ReviewPolicy, promise, read_reviews, review};
use serde_json::json;

use super::{decimal, period_of};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

pub(super) fn commands(language: Language) -> [Command; 2] {
    let t = |id, en| text(language, id, en);
    let policy = || Arg::new("policy").required(true).value_name("POLICY").help(t("Id kebijakan", "Id of the policy"));
    [
        Command::new("promise")
            .about(t(
                "Catat janji kebijakan dalam angka, sebelum hasilnya diketahui",
                "Enter what a policy promises in figures, before the results are known",
            ))
            .arg(policy())
            .arg(Arg::new("figure").long("figure").required(true).value_name("INDICATOR@PERIOD=NUMBER").action(ArgAction::Append).help(t(
                "Angka yang diharapkan, misalnya learning-duty@2027=80; dapat diulang",
                "An expected figure, such as learning-duty@2027=80; may be repeated",
            )))
            .arg(Arg::new("simulated").long("simulated").action(ArgAction::SetTrue).help(t(
                "Angka berasal dari simulasi rancangan; bawaan: dinyatakan",
                "The figures come from a simulation of the draft; default: stated",
            )))
            .args(arguments(language)),
        Command::new("review")
            .about(t(
                "Evaluasi kebijakan: janji di samping kenyataan, dengan rekomendasi; tanpa --recommend menampilkan yang ada",
                "Review a policy: its promise beside what happened, with a recommendation; without --recommend shows what there is",
            ))
            .arg(policy())
            .arg(
                Arg::new("recommend")
                    .long("recommend")
                    .value_name("keep|amend|repeal")
                    .value_parser(Recommendation::ALL.map(Recommendation::as_str))
                    .requires("reason")
                    .help(t("Rekomendasi: dipertahankan, diubah, dicabut", "The recommendation")),
            )
            .arg(Arg::new("reason").long("reason").value_name("TEXT").help(t("Alasan rekomendasi", "Why")))
            .args(arguments(language)),
    ]
}

pub(super) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let policy: Arc<str> = shared::word(matches, "policy").into();
    if name == "promise" {
        return promised(policy, matches, session, voice);
    }
    let Some(word) = matches.get_one::<String>("recommend") else { return shown(&policy, session, voice) };
    let recommendation = Recommendation::ALL.into_iter().find(|known| known.as_str() == word).unwrap_or(Recommendation::Keep);
    let reasons = shared::word(matches, "reason").to_owned();
    let command = ReviewPolicy { policy, version: None, recommendation, reasons };
    let done = session.ask(async |context| review(context, &command).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/policy-review/1", "review": done }))?;
    } else {
        one(&done, voice);
    }
    Ok(Answer::Positive)
}

fn promised(policy: Arc<str>, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let basis = if matches.get_flag("simulated") { Basis::Simulated } else { Basis::Stated };
    let mut lines = Vec::new();
    for text in matches.get_many::<String>("figure").into_iter().flatten() {
        let parts = text.split_once('=').and_then(|(left, value)| Some((left.split_once('@')?, value)));
        let ((indicator, period), value) = parts.ok_or_else(|| {
            Failure::said(
                format!("`--figure {text}`: seharusnya INDIKATOR@PERIODE=ANGKA, misalnya learning-duty@2027=80"),
                format!("`--figure {text}`: expected INDICATOR@PERIOD=NUMBER, such as learning-duty@2027=80"),
            )
        })?;
        lines.push(PromiseLine {
            indicator: shared::id(indicator)?,
            period: period_of(period)?,
            expected: decimal(value, "--figure")?,
            basis,
        });
    }
    let command = PromiseFigures { policy, version: None, lines };
    let done = session.ask(async |context| promise(context, &command).await)?;
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/policy-promise/1", "promise": done }))?;
    } else {
        let (n, policy) = (done.lines.len(), &done.policy);
        voice.line(match voice.language {
            Language::Id => format!("Janji {policy} dicatat: {n} angka, tidak diubah lagi."),
            Language::En => format!("The promise of {policy} is entered: {}, which will not change.", plural(n, "figure", "figures")),
        });
    }
    Ok(Answer::Positive)
}

fn shown(policy: &Arc<str>, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let found = session.ask(async |context| read_reviews(context, Some(policy)).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/policy-reviews/1", "kept": found.kept }))?;
        return Ok(Answer::Positive);
    }
    if found.kept.is_empty() {
        voice.line(voice.t("Belum ada janji atau evaluasi.", "There is no promise or review yet."));
    }
    for kept in &found.kept {
        match kept {
            PolicyReview::Review(review) => one(review, voice),
            PolicyReview::Promise(promise) => {
                let version: String = promise.version.to_string().chars().take(8).collect();
                voice.line(format!("{} {version}, {}:", voice.t("Janji versi", "Promise of version"), promise.entered));
                for line in &promise.lines {
                    let (expected, basis) = (voice.decimal(line.expected), line.basis.label());
                    voice.line(format!("  {} {}: {expected} ({})", line.indicator, line.period, voice.label(&basis)));
                }
            }
        }
    }
    Ok(Answer::Positive)
}

fn one(review: &Review, voice: &Voice) {
    let promised = review.promised.map_or_else(
        || voice.t("tanpa janji yang dicatat", "no promise was entered").to_owned(),
        |day| format!("{} {day}", voice.t("janji dicatat", "promise entered on")),
    );
    voice.line(format!("{} {}, {} ({promised}):", voice.t("Evaluasi", "Review of"), review.policy, review.decided));
    let header: &[&str] = if voice.language == Language::Id {
        &["indikator", "periode", "awal", "janji", "kenyataan", "simpulan"]
    } else {
        &["indicator", "period", "before", "promised", "happened", "verdict"]
    };
    let mut table = Table::new(header);
    let number = |value: Option<Decimal>| value.map_or_else(|| "-".to_owned(), |value| voice.decimal(half_up(value, 2)));
    for line in &review.lines {
        table.row(vec![
            line.indicator.to_string(),
            line.period.to_string(),
            number(line.baseline),
            number(line.promised),
            number(line.happened),
            voice.label(&line.verdict.label()).to_owned(),
        ]);
    }
    voice.line(table.render(voice));
    let recommendation = review.recommendation.label();
    voice.line(format!("{} {}. {}", voice.t("Rekomendasi:", "Recommendation:"), voice.label(&recommendation), review.reasons));
}
