//! `cycle result`: what came out, for whoever reads.

use clap::{Arg, ArgMatches, Command};
use jenjang::competency::repository::TextKind;
use jenjang::evaluation::repository::CycleFile;
use jenjang::evaluation::shown::Shown;
use jenjang::legal::{Label, Language};
use jenjang::people::id::CycleId;
use jenjang::store::{Page, StoreError};
use jenjang_policy_files::EvaluationLibrary;
use jenjang_service::ServiceError;
use jenjang_service::cycles::{read_analysis, read_own_result, read_staff_result, read_unit_results};
use serde::Serialize;
use serde_json::json;

use super::{about, cycle_of, ratee_arg};
use crate::args::text;
use crate::backend::Session;
use crate::commands::evaluation::picture;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    about("result", language, t("Hasil: sendiri, bawahan, satu unit, atau analisis seluruh periode", "Results: one's own, a subordinate's, a unit's, or the analysis of the cycle"))
        .after_help(t(
            "Tanpa pilihan: hasil sendiri (--as). --ratee: hasil bawahan. --unit: semua hasil sebuah unit, untuk pengelola kepegawaian. --analysis: mutu periode, tanpa orang.",
            "Without options: the own result (--as). --ratee: a subordinate's. --unit: all results of a unit, for HR officers. --analysis: the quality of the cycle, nobody's result.",
        ))
        .arg(ratee_arg(language))
        .arg(Arg::new("unit").long("unit").value_name("UNIT").help(t("Unit kerja", "The unit")))
        .arg(Arg::new("analysis").long("analysis").action(clap::ArgAction::SetTrue).help(t("Analisis seluruh periode", "The analysis of the whole cycle")))
}

pub(crate) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let cycle = cycle_of(matches)?;
    if matches.get_flag("analysis") {
        let result = session.ask(async |context| read_analysis(context, &cycle).await)?;
        if voice.is_json() {
            json_of("analyst", &cycle, &result.analysis, voice)?;
        } else {
            let analysis = &result.analysis;
            voice.line(match voice.language {
                Language::Id => format!(
                    "{} orang dinilai, {} mempunyai nilai, {} jawaban dari {} penilai. Rincian: `--format json`.",
                    analysis.ratees, analysis.scored, analysis.responses, analysis.raters
                ),
                Language::En => format!(
                    "{} people rated, {} with a score, {} responses by {} raters. Details: `--format json`.",
                    analysis.ratees, analysis.scored, analysis.responses, analysis.raters
                ),
            });
        }
        return Ok(Answer::Positive);
    }
    if let Some(unit) = matches.get_one::<String>("unit") {
        return of_unit(unit, &cycle, session, voice);
    }
    let texts = texts(session, &cycle)?;
    let (Some(scheme), Some(instrument)) = (texts.schemes.first(), texts.instruments.first()) else {
        return Err(Failure::said(
            "skema atau instrumen periode ini tidak dapat dibaca lagi",
            "the scheme or questionnaire of this cycle can no longer be read",
        ));
    };
    match matches.get_one::<String>("ratee") {
        Some(ratee) => {
            let ratee = session.person(ratee)?;
            let report = session.ask(async |context| read_staff_result(context, &cycle, &ratee).await)?;
            if voice.is_json() {
                json_of("superior", &cycle, &report, voice)?;
            } else {
                picture::summary(&report.summary, instrument, voice);
            }
        }
        None => {
            let person = session
                .acting()
                .cloned()
                .ok_or_else(|| Failure::said("sebutkan siapa yang bertindak dengan `--as`", "name who acts with `--as`"))?;
            let report = session.ask(async |context| read_own_result(context, &cycle, &person).await)?;
            if voice.is_json() {
                json_of("ratee", &cycle, &report, voice)?;
            } else {
                picture::own(&report, scheme, instrument, voice);
            }
        }
    }
    Ok(Answer::Positive)
}

fn of_unit(unit: &str, cycle: &CycleId, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let unit = shared::id(unit)?;
    let (mut page, mut results) = (Page::first(500), Vec::new());
    loop {
        let found = session.ask(async |context| read_unit_results(context, cycle, &unit, &page).await)?;
        results.extend(found.results);
        match found.next {
            Some(next) => page = Page::after(next, 500),
            None => break,
        }
    }
    if voice.is_json() {
        json_of("hr", cycle, &results, voice)?;
        return Ok(Answer::Positive);
    }
    let header: &[&str] = if voice.language == Language::Id { &["pegawai", "nilai"] } else { &["person", "score"] };
    let mut table = Table::new(header);
    for result in &results {
        let shown = result.report.as_ref().and_then(|report| report.summary.score.as_ref());
        let score = shown.map_or_else(|| voice.t("belum cukup", "insufficient").to_owned(), |score| in_words(*score, voice));
        table.row(vec![result.person.to_string(), score]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

fn json_of(reader: &str, cycle: &CycleId, report: &impl Serialize, voice: &Voice) -> Result<(), Failure> {
    voice.json_pretty(&json!({ "schema": "jenjang/evaluation-report/1", "reader": reader, "cycle": cycle, "report": report }))
}

/// Scheme and questionnaire of a cycle, in the version it was held with.
fn texts(session: &Session, cycle: &CycleId) -> Result<EvaluationLibrary, Failure> {
    let read: Result<Option<(CycleFile, Vec<std::sync::Arc<str>>)>, StoreError> = session.wait(async {
        let mut tx = session.store().read().await?;
        let Some(file) = tx.cycles().find(cycle).await? else { return Ok(None) };
        let file = file.value;
        let mut texts = Vec::new();
        for (kind, (id, version)) in [(TextKind::Scheme, &file.scheme), (TextKind::Instrument, &file.instrument)] {
            texts.extend(tx.competency().find_text(kind, id, version).await?.map(|record| record.text));
        }
        Ok(Some((file, texts)))
    });
    let found = read.map_err(|error| Failure::of(&ServiceError::from(error)))?;
    let (file, texts) = found.ok_or_else(|| Failure::of(&ServiceError::not_found(Label::new("periode penilaian", "cycle"), cycle)))?;
    let mut library = EvaluationLibrary::default();
    if let [scheme, instrument] = texts.as_slice() {
        library.add_instrument(&file.instrument.0, instrument.as_bytes());
        library.add_scheme(&file.scheme.0, scheme.as_bytes());
    }
    Ok(library)
}

/// A score as it may be shown: exact, or between two bounds.
fn in_words(score: Shown, voice: &Voice) -> String {
    match score {
        Shown::Exact(value) => voice.figure(value),
        Shown::Between(low, high) => format!("{} … {}", voice.figure(low), voice.figure(high)),
    }
}
