//! A 360° report on paper: the score with its precision, a bar for each dimension, groups, own view, spread, comments.

use std::collections::BTreeMap;

use jenjang::Decimal;
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::report::{DimensionView, Figure, Flag, OwnDimension, Precision, RateeReport, Raters, Summary};
use jenjang::evaluation::scheme::{Effect, Scheme};
use jenjang::evaluation::shown::Shown;
use jenjang::legal::Language;

use crate::output::Voice;
use crate::table::Table;

/// Characters of a bar.
const WIDTH: usize = 20;

fn ends(instrument: &Instrument) -> (Decimal, Decimal) {
    (instrument.scale().minimum, instrument.scale().maximum)
}

/// What every reader sees.
pub(crate) fn summary(summary: &Summary, instrument: &Instrument, voice: &Voice) {
    heading(summary, instrument, voice);
    chart(summary, &BTreeMap::new(), instrument, voice);
    blocks(&summary.dimensions, instrument, voice);
}

/// The report of the person rated.
pub(crate) fn own(report: &RateeReport, scheme: &Scheme, instrument: &Instrument, voice: &Voice) {
    heading(&report.summary, instrument, voice);
    let own: BTreeMap<&str, &OwnDimension> = report.own.iter().map(|own| (own.code.as_str(), own)).collect();
    chart(&report.summary, &own, instrument, voice);
    blocks(&report.summary.dimensions, instrument, voice);
    own_view(report, voice);
    spread(report, voice);
    comments(report, scheme, voice);
    voice.line("");
    voice.line(voice.t(
        "Setiap penilai satu suara; rata-rata dihitung per kelompok lalu digabung dengan bobot skema; penilaian diri tidak ikut dihitung.",
        "Each rater has one vote; groups are averaged, then combined with the weights of the scheme; the self rating does not count.",
    ));
    let fewest = scheme.release().minimum_for_means;
    voice.line(match voice.language {
        Language::Id => format!(
            "Nilai kelompok ditampilkan bila sedikitnya {fewest} orang menilai, agar tak seorang pun dapat dikenali; angka yang dapat dihitung mundur \
             menjadi nilai satu orang ditampilkan sebagai batas."
        ),
        Language::En => format!(
            "A group is shown from {fewest} raters, so that nobody can be recognised; a figure from which one person's rating could be worked back is \
             shown as a bound."
        ),
    });
}

fn heading(summary: &Summary, instrument: &Instrument, voice: &Voice) {
    voice.line(match voice.language {
        Language::Id => format!("Laporan 360 derajat: {}", summary.ratee),
        Language::En => format!("360-degree report: {}", summary.ratee),
    });
    voice.line(match voice.language {
        Language::Id => format!("{}, edisi {}", voice.label(&summary.scheme), summary.edition),
        Language::En => format!("{}, edition {}", voice.label(&summary.scheme), summary.edition),
    });
    voice.line(match summary.effect {
        Effect::Informs => voice.t(
            "Hasil ini memberi masukan kepada atasan dan tidak dengan sendirinya menetapkan predikat.",
            "This result informs the superior and by itself sets no label.",
        ),
        Effect::Numeric => voice.t("Hasil ini masuk ke dalam perhitungan nilai kinerja.", "This result enters the performance value."),
    });
    voice.line("");
    let status = voice.label(&summary.status.label()).to_owned();
    match summary.score {
        Some(score) => {
            let score = score.text(ends(instrument), voice.language);
            let highest = voice.figure(instrument.scale().maximum);
            let coverage = voice.figure(summary.coverage);
            voice.line(match voice.language {
                Language::Id => format!("Nilai {score} dari {highest} ({status}; {coverage}% bobot dimensi bernilai)"),
                Language::En => format!("Score {score} of {highest} ({status}; {coverage}% of the dimensions' weight has a score)"),
            });
            if let Some(precision) = &summary.precision {
                self::precision(precision, voice);
            }
        }
        None => {
            voice.line(match voice.language {
                Language::Id => format!("Tanpa nilai ({status}): prosedur manual berlaku."),
                Language::En => format!("No score ({status}): the manual procedure applies."),
            });
            for reason in &summary.reasons {
                voice.line(format!("- {}", voice.label(reason)));
            }
        }
    }
    voice.line("");
}

fn precision(precision: &Precision, voice: &Voice) {
    let Figure { value: Some(error), .. } = precision.standard_error else {
        if let Some(reason) = precision.standard_error.reason.as_ref().or(precision.reliability.reason.as_ref()) {
            voice.line(match voice.language {
                Language::Id => format!("Ketelitian periode ini tidak dapat dihitung: {}.", reason.id),
                Language::En => format!("The precision of this cycle cannot be computed: {}.", reason.en),
            });
        }
        return;
    };
    // 95 % of a normal error lies within 1.96 of its standard deviation
    let half = (error * Decimal::new(196, 2)).round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    let reliability = precision.reliability.value.map_or_else(|| "–".to_owned(), |value| voice.figure(value));
    let least = precision.detectable_difference.value.map_or_else(|| "–".to_owned(), |value| voice.figure(value));
    let half = voice.figure(half);
    voice.line(match voice.language {
        Language::Id => {
            format!("Ketelitian: ± {half} (95%), reliabilitas periode {reliability}. Selisih di bawah {least} belum dapat dianggap nyata.")
        }
        Language::En => {
            format!("Precision: ± {half} (95%), reliability of the cycle {reliability}. A difference below {least} cannot be called real.")
        }
    });
}

/// A bar for each dimension: filled up to the score, a mark at the own rating.
fn chart(summary: &Summary, own: &BTreeMap<&str, &OwnDimension>, instrument: &Instrument, voice: &Voice) {
    let has_own = own.values().any(|own| own.own.is_some());
    let (low, high) = ends(instrument);
    let axis = format!("{}{}{}", voice.figure(low), " ".repeat(WIDTH.saturating_sub(2)), voice.figure(high));
    let mut header = vec![voice.t("dimensi", "dimension")];
    // a picture says nothing to a screen reader
    if !voice.plain {
        header.push(&axis);
    }
    header.push(voice.t("nilai", "score"));
    if has_own {
        header.extend([voice.t("diri", "self"), voice.t("selisih", "difference")]);
    }
    let mut table = Table::new(&header);
    for dimension in &summary.dimensions {
        let mine = own.get(dimension.code.as_str());
        let mut row = vec![voice.label(&dimension.label).to_owned()];
        if !voice.plain {
            row.push(bar(dimension.score, mine.and_then(|own| own.own), (low, high)));
        }
        row.push(dimension.score.map_or_else(|| "–".to_owned(), |score| score.text((low, high), voice.language)));
        if has_own {
            row.push(mine.and_then(|own| own.own).map_or_else(|| "–".to_owned(), |own| voice.figure(own)));
            row.push(mine.and_then(|own| own.difference).map_or_else(|| "–".to_owned(), |difference| signed(difference, voice)));
        }
        table.row(row);
    }
    voice.line(table.render(voice));
    if has_own && !voice.plain {
        voice.line(voice.t(
            "█ nilai, ▒ batas atas nilai yang tidak dirinci, ◆ penilaian diri",
            "█ score, ▒ upper bound of a score not given exactly, ◆ self rating",
        ));
    }
    // what holds for the whole has been said
    for dimension in summary.dimensions.iter().filter(|d| d.score.is_none() && d.reasons != summary.reasons) {
        let reasons = dimension.reasons.iter().map(|reason| voice.label(reason)).collect::<Vec<_>>().join("; ");
        voice.line(format!("{}: {reasons}", voice.label(&dimension.label)));
    }
}

fn signed(difference: Shown, voice: &Voice) -> String {
    let sign = |value: Decimal| format!("{}{}", if value > Decimal::ZERO { "+" } else { "" }, voice.figure(value));
    match difference {
        Shown::Exact(value) => sign(value),
        Shown::Between(low, high) => format!("{} … {}", sign(low), sign(high)),
    }
}

fn bar(score: Option<Shown>, own: Option<Decimal>, (low, high): (Decimal, Decimal)) -> String {
    let place = |value: Decimal| {
        let share = (value - low) * Decimal::from(WIDTH) / (high - low);
        usize::try_from(share.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero).mantissa())
            .unwrap_or(0)
            .min(WIDTH)
    };
    let mut cells: Vec<char> = vec!['·'; WIDTH];
    let (from, to) = match score {
        None => (0, 0),
        Some(Shown::Exact(value)) => (place(value), place(value)),
        Some(Shown::Between(least, most)) => (place(least), place(most)),
    };
    cells.iter_mut().take(to).for_each(|cell| *cell = '▒');
    cells.iter_mut().take(from).for_each(|cell| *cell = '█');
    if let Some(cell) = own.and_then(|own| cells.get_mut(place(own).saturating_sub(1))) {
        *cell = '◆';
    }
    cells.into_iter().collect()
}

/// What each group said, dimension by dimension.
fn blocks(dimensions: &[DimensionView], instrument: &Instrument, voice: &Voice) {
    voice.line("");
    for dimension in dimensions {
        let blocks = dimension.blocks.iter().map(|block| {
            let mean = block.mean.text(ends(instrument), voice.language);
            let raters = match (block.raters, voice.language) {
                (Raters::Named, _) => String::new(),
                (Raters::AtLeast(n), Language::Id) => format!(" (≥ {n} penilai)"),
                (Raters::AtLeast(n), Language::En) => format!(" (≥ {n} raters)"),
                (Raters::Exactly(n), Language::Id) => format!(" ({n} penilai)"),
                (Raters::Exactly(n), Language::En) => format!(" ({n} raters)"),
            };
            format!("{} {mean}{raters}", voice.label(&block.label))
        });
        let hidden = dimension.hidden.iter().map(|label| match voice.language {
            Language::Id => format!("{} terlalu sedikit, tidak ditampilkan dan tidak dihitung", label.id),
            Language::En => format!("{} too few, neither shown nor scored", label.en),
        });
        let withdrawn = dimension.withdrawn.iter().map(|label| match voice.language {
            Language::Id => format!("{} ditarik", label.id),
            Language::En => format!("{} withdrawn", label.en),
        });
        let all = blocks.chain(hidden).chain(withdrawn).collect::<Vec<_>>().join(" · ");
        voice.line(format!("{}: {}", voice.label(&dimension.label), if all.is_empty() { "–" } else { &all }));
    }
}

fn own_view(report: &RateeReport, voice: &Voice) {
    let seen: Vec<_> = report.own.iter().filter_map(|own| Some((own, own.quadrant?))).collect();
    if seen.is_empty() {
        return;
    }
    voice.line("");
    voice.line(voice.t("Pandangan diri, hanya untuk pengembangan:", "Own view, for development only:"));
    for (own, quadrant) in seen {
        let label = report.summary.dimensions.iter().find(|d| d.code == own.code).map_or(own.code.as_str(), |d| voice.label(&d.label));
        voice.line(format!("- {label}: {}", voice.label(&quadrant.label())));
    }
}

fn spread(report: &RateeReport, voice: &Voice) {
    let mut table = Table::new(&[
        voice.t("dimensi", "dimension"),
        voice.t("kelompok", "group"),
        voice.t("setuju", "favourable"),
        voice.t("tengah", "middle"),
        voice.t("tidak setuju", "unfavourable"),
    ]);
    let mut any = false;
    for (own, dimension) in report.own.iter().zip(&report.summary.dimensions) {
        for detail in &own.details {
            any = true;
            let percent = |value: Decimal| format!("{}%", voice.figure(value));
            table.row(vec![
                voice.label(&dimension.label).to_owned(),
                voice.label(&detail.label).to_owned(),
                percent(detail.favourable),
                percent(detail.neutral),
                percent(detail.unfavourable),
            ]);
        }
    }
    if any {
        voice.line("");
        voice.line(voice.t(
            "Sebaran jawaban, bila cukup banyak penilai menjawab semua butirnya dan jawabannya cukup beragam:",
            "Spread of answers, where enough raters answered every item and their answers differ enough:",
        ));
        voice.line(table.render(voice));
    }
}

fn comments(report: &RateeReport, scheme: &Scheme, voice: &Voice) {
    let list = |title: &str, comments: &[String]| {
        if !comments.is_empty() {
            voice.line("");
            voice.line(title);
            comments.iter().for_each(|comment| voice.line(format!("- {comment}")));
        }
    };
    list(voice.t("Komentar atasan:", "Comments of the superior:"), &report.superior_comments);
    list(
        voice.t("Komentar penilai lain, tanpa urutan dan tanpa nama:", "Comments of other raters, without order or name:"),
        &report.comments,
    );
    if report.comments.is_empty() {
        let fewest = scheme.release().minimum_for_detail;
        voice.line("");
        voice.line(match voice.language {
            Language::Id => {
                format!("Tidak ada komentar penilai lain untuk ditampilkan; komentar tampil bila sedikitnya {fewest} orang menilai.")
            }
            Language::En => format!("No comments of other raters to be shown; comments appear where at least {fewest} people rated."),
        });
    }
}

/// Remarks for HR: counts, never whose.
pub(crate) fn flags(flags: &BTreeMap<Flag, usize>, voice: &Voice) {
    voice.line("");
    if flags.is_empty() {
        voice.line(voice.t("Tidak ada tanggapan yang perlu diperiksa.", "No response needs a look."));
        return;
    }
    voice.line(voice.t("Tanggapan untuk diperiksa, bukan dihapus:", "Responses to be checked, not deleted:"));
    for (flag, count) in flags {
        voice.line(format!("- {}: {count}", voice.label(&flag.label())));
    }
}
