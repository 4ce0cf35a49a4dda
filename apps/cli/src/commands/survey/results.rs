//! `survey results`: what a survey found, as far as it may be shown.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::{ArgMatches, Command};
use jenjang::Decimal;
use jenjang::legal::Language;
use jenjang::people::id::SurveyId;
use jenjang::policy::value::Value;
use jenjang::survey::release::{IndexResult, Part};
use jenjang::survey::waves::Change;
use jenjang::survey::{Figures, QuestionResult, Released, Results};
use jenjang_service::ServiceError;
use jenjang_service::surveys::{read_published, read_results};
use serde::Serialize;
use serde_json::json;

use super::{about, steps, survey_of};
use crate::args::text;
use crate::backend::Session;
use crate::commands::index::rules::{Rule, choice, code};
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    about("results", language, t("Hasil survei yang ditutup: sebaran, median, rata-rata, indeks, perubahan dari gelombang sebelumnya", "Results of a closed survey: distributions, medians, means, indices, changes since the wave before")).after_help(t(
        "`·` berarti tidak ditampilkan: terlalu sedikit orang, semua menjawab sama, atau dapat dihitung mundur dari yang lain. Survei yang diumumkan dapat dibaca siapa pun.",
        "`·` means not shown: too few people, everybody answered the same, or it could be worked back from the rest. Anybody can read a published survey.",
    ))
}

/// Results with the changes since the wave before.
pub(super) struct Found {
    pub(super) results: Results,
    changes: Vec<Change>,
    heading: Option<String>,
}

/// What the acting person may read: the results of a closed survey, or what was published.
pub(super) fn find(id: &SurveyId, session: &Session, voice: &Voice) -> Result<Found, Failure> {
    match session.try_ask(async |context| read_results(context, id).await) {
        Ok(read) => Ok(Found { heading: Some(steps::audience(&read.survey, voice)), results: read.results, changes: read.changes }),
        Err(forbidden @ ServiceError::Forbidden { .. }) => {
            let published = session.try_ask(async |context| read_published(context, id).await);
            let results = published.map_err(|error| Failure::of(if error.code() == "survey-state" { &forbidden } else { &error }))?;
            Ok(Found { results, changes: Vec::new(), heading: None })
        }
        Err(error) => Err(Failure::of(&error)),
    }
}

/// An index with what the policy makes of it.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Graded {
    index: Arc<str>,
    total: Option<Arc<str>>,
    parts: Vec<Option<Arc<str>>>,
}

pub(super) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let id = survey_of(matches)?;
    let Found { results, changes, heading } = find(&id, session, voice)?;
    let grades = Grades::of(&results, session.today())?;
    if voice.is_json() {
        let graded: Vec<Graded> = results
            .indices
            .iter()
            .map(|index| {
                let of = |value: &Option<Decimal>| Ok(grades.of_index(index, *value)?.and_then(|value| code(&value)));
                Ok(Graded {
                    index: Arc::clone(&index.code),
                    total: of(&index.total)?,
                    parts: index.parts.iter().map(of).collect::<Result<_, Failure>>()?,
                })
            })
            .collect::<Result<_, Failure>>()?;
        voice.json_pretty(&json!({ "schema": "jenjang/survey-results/1", "results": results, "grades": graded, "changes": changes }))?;
        return Ok(Answer::Positive);
    }
    head(&results, heading.as_deref(), voice);
    for question in &results.questions {
        show(question, &results, voice);
    }
    indices(&results, &grades, voice)?;
    texts(&results, voice);
    changed(&changes, voice);
    Ok(Answer::Positive)
}

fn head(results: &Results, heading: Option<&str>, voice: &Voice) {
    let heading = heading.map_or_else(String::new, |heading| format!(" ({heading})"));
    voice.line(format!("{}{heading}", voice.label(&results.title)));
    let (answered, number) = (results.answered, results.wave.number);
    let rate = results.rate.map_or_else(String::new, |rate| {
        let [share, low, high] = [rate.percent, rate.low, rate.high].map(|share| voice.decimal(share));
        match voice.language {
            Language::Id => format!(" ({share}%; antara {low}% dan {high}%)"),
            Language::En => format!(" ({share}%; between {low}% and {high}%)"),
        }
    });
    voice.line(match (voice.language, results.invited) {
        (Language::Id, Some(invited)) => format!("Gelombang {number}: {answered} menjawab dari {invited}{rate}."),
        (Language::En, Some(invited)) => format!("Wave {number}: {answered} answered of {invited}{rate}."),
        (Language::Id, None) => format!("Gelombang {number}: {answered} jawaban; banyaknya orang tidak diketahui."),
        (Language::En, None) => format!("Wave {number}: {answered} answers; from how many people is not known."),
    });
    if results.indicative {
        voice.line(voice.t(
            "Hanya petunjuk: jawabannya terlalu sedikit untuk mewakili semua.",
            "Indicative only: too few answers to stand for everybody.",
        ));
    }
    for part in &results.cells {
        voice.line(format!("  {}", said(part, voice)));
    }
    if !results.kept.is_empty() {
        let parts = results.kept.join(", ");
        voice.line(match voice.language {
            Language::Id => format!("Angka gelombang sebelumnya tetap berlaku untuk {parts}: sasarannya hampir sama, sehingga selisihnya akan menunjuk kepada sedikit orang."),
            Language::En => format!("The figures of the earlier wave stand for {parts}: nearly the same people were asked, so that the difference would be about a few."),
        });
    }
}

fn said(part: &Part, voice: &Voice) -> String {
    let label = voice.label(&part.cell.label);
    let indicative = if part.indicative { voice.t(" (petunjuk)", " (indicative)") } else { "" };
    match (part.answered, part.cell.invited) {
        (Some(answered), Some(invited)) => match voice.language {
            Language::Id => format!("{label}: {answered} dari {invited}{indicative}"),
            Language::En => format!("{label}: {answered} of {invited}{indicative}"),
        },
        (Some(answered), None) => format!("{label}: {answered}{indicative}"),
        (None, _) => format!("{label}: ·"),
    }
}

/// One question: a row for everybody and one for each part.
fn show(question: &QuestionResult, results: &Results, voice: &Voice) {
    if &*question.kind == "text" {
        return;
    }
    voice.line("");
    voice.line(format!("{}  {}", question.id, voice.label(&question.text)));
    let named = match question.total.distribution.as_slice() {
        [] => Vec::new(),
        shares => shares.iter().map(|share| voice.label(&share.label).to_owned()).collect(),
    };
    let mut header = vec![voice.t("bagian", "part").to_owned(), "n".to_owned()];
    let numbers = ["scale", "number"].contains(&&*question.kind);
    if numbers {
        header.extend([voice.t("median", "median"), voice.t("rata-rata", "mean")].map(str::to_owned));
    }
    header.extend(named.iter().cloned());
    if question.total.not_applicable.is_some() {
        header.push(voice.t("tidak berlaku", "not applicable").to_owned());
    }
    let borrowed: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut table = Table::new(&borrowed);
    let mut row = |label: &str, figures: &Figures| {
        let figure = |value: Option<Decimal>| value.map_or_else(|| "·".to_owned(), |value| voice.decimal(value.round_dp(2)));
        let mut cells = vec![label.to_owned(), people(figures, results)];
        if numbers {
            cells.extend([figure(figures.median), figure(figures.mean)]);
        }
        for at in 0..named.len() {
            cells.push(figures.distribution.get(at).map_or_else(
                || "·".to_owned(),
                |share| {
                    let points = share.points.map_or_else(String::new, |points| match voice.language {
                        Language::Id => format!(", {points} poin"),
                        Language::En => format!(", {points} points"),
                    });
                    format!("{} ({}%{points})", share.count, voice.decimal(share.percent))
                },
            ));
        }
        if question.total.not_applicable.is_some() {
            cells.push(figures.not_applicable.map_or_else(|| "·".to_owned(), |count| count.to_string()));
        }
        table.row(cells);
    };
    row(voice.t("semua", "all"), &question.total);
    for (part, figures) in results.cells.iter().zip(&question.parts) {
        row(voice.label(&part.cell.label), figures);
    }
    voice.line(table.render(voice));
}

/// How many answers count; where only the mean is shown, that there are enough.
fn people(figures: &Figures, results: &Results) -> String {
    match (figures.released, figures.n) {
        (Released::Full, Some(n)) => n.to_string(),
        (Released::Mean, _) => format!("≥{}", results.least_for_mean),
        _ => "·".to_owned(),
    }
}

/// The policies that grade indices, on the day of reading.
struct Grades(Vec<(Arc<str>, Rule)>);

impl Grades {
    fn of(results: &Results, today: NaiveDate) -> Result<Grades, Failure> {
        let mut rules = Vec::new();
        let named: Vec<&Arc<str>> = results.indices.iter().filter_map(|index| index.grade.as_ref().map(|grade| &grade.policy)).collect();
        if named.is_empty() {
            return Ok(Grades(rules));
        }
        let library = jenjang_asn::library();
        for policy in named {
            // a questionnaire of one's own may name a policy that is not shipped; its index is shown without a grade
            if library.set.get(policy).is_some() {
                rules.push((Arc::clone(policy), Rule::of(&library.set, policy, today, jenjang::period::EVERYTHING_KNOWN)?));
            }
        }
        Ok(Grades(rules))
    }

    fn of_index(&self, index: &IndexResult, value: Option<Decimal>) -> Result<Option<Value>, Failure> {
        let (Some(grade), Some(value)) = (&index.grade, value) else { return Ok(None) };
        let Some((_, rule)) = self.0.iter().find(|(policy, _)| *policy == grade.policy) else { return Ok(None) };
        rule.value(&[(&*grade.fact, &value.to_string())]).map(Some)
    }
}

fn indices(results: &Results, grades: &Grades, voice: &Voice) -> Result<(), Failure> {
    for index in &results.indices {
        voice.line("");
        let shown = |value: Option<Decimal>| -> Result<String, Failure> {
            let graded = grades.of_index(index, value)?.map_or_else(String::new, |grade| format!(" ({})", choice(&grade, voice)));
            Ok(value.map_or_else(|| "·".to_owned(), |value| format!("{}{graded}", voice.figure(value))))
        };
        voice.line(format!("{}: {}", voice.label(&index.label), shown(index.total)?));
        for (part, value) in results.cells.iter().zip(&index.parts) {
            voice.line(format!("  {}: {}", voice.label(&part.cell.label), shown(*value)?));
        }
    }
    Ok(())
}

fn texts(results: &Results, voice: &Voice) {
    for question in results.questions.iter().filter(|question| &*question.kind == "text") {
        voice.line("");
        voice.line(format!("{}  {}", question.id, voice.label(&question.text)));
        if question.texts.is_empty() {
            voice.line("  ·");
        }
        for text in &question.texts {
            voice.line(format!("  - {}", text.replace('\n', " ")));
        }
    }
}

fn changed(changes: &[Change], voice: &Voice) {
    if changes.is_empty() {
        return;
    }
    voice.line("");
    voice.line(
        voice
            .t("Perubahan dari gelombang sebelumnya (perubahan, bukan pengaruh):", "Changes since the wave before (changes, not effects):"),
    );
    let mut table = Table::new(match voice.language {
        Language::Id => &["pertanyaan", "bagian", "sebelum", "sekarang", "perubahan"],
        Language::En => &["question", "part", "before", "now", "change"],
    });
    let figure = |value: Option<Decimal>| value.map_or_else(|| "·".to_owned(), |value| voice.decimal(value.round_dp(2)));
    for change in changes {
        let named = change.question.as_ref().map_or_else(|| change.index.as_deref().unwrap_or_default().to_owned(), ToString::to_string);
        let part = change.part.as_deref().unwrap_or(voice.t("semua", "all"));
        table.row(vec![named, part.to_owned(), figure(change.earlier), figure(change.later), figure(change.change)]);
    }
    voice.line(table.render(voice));
}
