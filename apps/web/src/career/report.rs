//! My released 360° results: only what may be released, with how certain it is, in words and as a small picture.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::evaluation::report::{DimensionView, OwnDimension, Precision, Raters};
use jenjang::evaluation::scheme::Effect;
use jenjang::evaluation::shown::Shown;
use jenjang::legal::{Label, Language};
use jenjang_service::cycles::{OwnResult, own_results};

use crate::error::Failure;
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// Width of a bar.
const WIDE: i64 = 240;

/// A figure of somebody else's answers: exact, or between two bounds.
struct Figure {
    /// Whose.
    label: String,
    /// In words: `4,2` or `3,8–4,4`.
    text: String,
    raters: String,
    /// Where the bar begins and how long it is.
    bar: (i64, i64),
    /// Whether it is a range.
    range: bool,
}

/// One dimension.
struct Dimension {
    label: String,
    score: Option<Figure>,
    reasons: Vec<String>,
    groups: Vec<Figure>,
    /// The own mark, in words and where it stands.
    own: Option<(String, i64)>,
    quadrant: Option<String>,
    /// Groups that are not shown.
    hidden: Vec<String>,
    withdrawn: Vec<String>,
}

/// One result.
struct Outcome {
    anchor: String,
    title: String,
    scheme: String,
    released: NaiveDate,
    edition: u32,
    score: Option<String>,
    highest: String,
    status: String,
    coverage: String,
    reasons: Vec<String>,
    effect: &'static str,
    precision: Vec<String>,
    dimensions: Vec<Dimension>,
    comments: Vec<String>,
    superior_comments: Vec<String>,
}

#[derive(Template)]
#[template(path = "career/report.html")]
struct Page {
    shell: Shell,
    wide: i64,
    results: Vec<Outcome>,
}

/// My results.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let found = own_results(&app.context(&me.visitor.actor)).await?;
    let language = me.visitor.language;
    let results = found.iter().map(|result| outcome(result, language)).collect();
    let shell = me.visitor.titled("Hasil penilaian 360° saya", "My 360° results");
    page(&Page { shell, wide: WIDE, results })
}

/// A number as people write it.
fn number(value: Decimal, language: Language) -> String {
    let text = value.normalize().to_string();
    if language == Language::Id { text.replace('.', ",") } else { text }
}

fn words(labels: &[Label], language: Language) -> Vec<String> {
    labels.iter().map(|label| format::sentence(label.get(language))).collect()
}

fn outcome(result: &OwnResult, language: Language) -> Outcome {
    let (report, summary) = (&result.report, &result.report.summary);
    let t = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let own = |dimension: &DimensionView| report.own.iter().find(|own| own.code == dimension.code);
    Outcome {
        anchor: result.cycle.as_str().to_owned(),
        title: result.title.get(language).to_owned(),
        scheme: summary.scheme.get(language).to_owned(),
        released: result.released,
        edition: summary.edition,
        score: summary.score.map(|score| score.text(result.scale, language)),
        highest: number(result.scale.1, language),
        status: summary.status.label().get(language).to_owned(),
        coverage: number(summary.coverage, language),
        reasons: words(&summary.reasons, language),
        effect: match summary.effect {
            Effect::Informs => t(
                "Hasil ini menjadi masukan bagi atasan dan tidak dengan sendirinya menetapkan predikat kinerja.",
                "This result informs the superior; by itself it sets no performance rating.",
            ),
            Effect::Numeric => t("Hasil ini ikut dihitung dalam nilai kinerja.", "This result enters the performance value."),
        },
        precision: summary.precision.as_ref().map_or_else(Vec::new, |precision| precise(precision, language)),
        dimensions: summary.dimensions.iter().map(|dimension| of_dimension(dimension, own(dimension), result.scale, language)).collect(),
        comments: report.comments.clone(),
        superior_comments: report.superior_comments.clone(),
    }
}

/// How certain a score is, in plain words.
fn precise(precision: &Precision, language: Language) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(value) = precision.standard_error.value {
        let around = number(value, language);
        said.push(match language {
            Language::Id => format!("Andai penilainya orang lain, nilainya kira-kira dapat bergeser {around} ke atas atau ke bawah."),
            Language::En => format!("Had others been asked, the score might have been some {around} higher or lower."),
        });
    }
    if let Some(value) = precision.detectable_difference.value {
        let least = number(value, language);
        said.push(match language {
            Language::Id => format!("Dua nilai yang berselisih kurang dari {least} sebaiknya dianggap sama."),
            Language::En => format!("Two scores less than {least} apart should be taken as equal."),
        });
    }
    if said.is_empty()
        && let Some(reason) = &precision.reliability.reason
    {
        let head = if language == Language::Id { "Ketelitiannya tidak dapat dihitung" } else { "Its precision cannot be computed" };
        said.push(format!("{head}: {}.", reason.get(language)));
    }
    said
}

/// Where a value stands on a bar.
fn place(value: Decimal, (low, high): (Decimal, Decimal)) -> i64 {
    let span = high - low;
    let share = if span.is_zero() { Decimal::ZERO } else { (value - low) / span };
    let at = (share * Decimal::from(WIDE)).round();
    i64::try_from(at).unwrap_or_default().clamp(0, WIDE)
}

fn figure(label: String, shown: Shown, raters: String, scale: (Decimal, Decimal), language: Language) -> Figure {
    let (bar, range) = match shown {
        Shown::Exact(value) => ((0, place(value, scale)), false),
        Shown::Between(low, high) => {
            let (low, high) = (place(low, scale), place(high, scale));
            ((low, (high - low).max(4)), true)
        }
    };
    Figure { label, text: shown.text(scale, language), raters, bar, range }
}

fn of_dimension(view: &DimensionView, own: Option<&OwnDimension>, scale: (Decimal, Decimal), language: Language) -> Dimension {
    let t = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let raters = |raters: Raters| match (raters, language) {
        (Raters::Named, Language::Id) => "seorang".to_owned(),
        (Raters::Named, Language::En) => "one person".to_owned(),
        (Raters::AtLeast(n), Language::Id) => format!("sedikitnya {n} orang"),
        (Raters::AtLeast(n), Language::En) => format!("at least {n} people"),
        (Raters::Exactly(n), Language::Id) => format!("{n} orang"),
        (Raters::Exactly(n), Language::En) => format!("{n} people"),
    };
    let names = |labels: &[Label]| labels.iter().map(|label| label.get(language).to_owned()).collect();
    let all = t("Semua kelompok", "All groups").to_owned();
    Dimension {
        label: view.label.get(language).to_owned(),
        score: view.score.map(|score| figure(all, score, String::new(), scale, language)),
        reasons: words(&view.reasons, language),
        groups: view
            .blocks
            .iter()
            .map(|block| figure(block.label.get(language).to_owned(), block.mean, raters(block.raters), scale, language))
            .collect(),
        own: own.and_then(|own| own.own).map(|mark| (number(mark, language), place(mark, scale))),
        quadrant: own.and_then(|own| own.quadrant).map(|quadrant| format::sentence(quadrant.label().get(language))),
        hidden: names(&view.hidden),
        withdrawn: names(&view.withdrawn),
    }
}
