//! `evaluation reliability`: how far the scores of a cycle can be trusted, without anybody's result.

use std::collections::BTreeSet;

use clap::{ArgMatches, Command};
use jenjang::Decimal;
use jenjang::evaluation::report::Figure;
use jenjang::legal::Language;
use jenjang_service::evaluation::{CycleAnalysis, GroupReliability, Severity};
use serde_json::json;

use super::inputs::{self, Loaded};
use crate::args::text;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    Command::new("reliability")
        .about(text(
            language,
            "Periksa seberapa dapat dipercaya nilai satu periode: reliabilitas, kesepakatan, tanda pemeriksaan, kepekaan",
            "Check how far the scores of a cycle can be trusted: reliability, agreement, flags, sensitivity",
        ))
        .after_help(text(
            language,
            "Angka yang tidak dapat dihitung tampil sebagai tanda hubung dengan sebabnya. Tidak ada nilai resmi yang diubah.\n\
             Kode keluar 1 bila reliabilitas gabungan tidak dapat dihitung.",
            "A figure that cannot be computed is a dash with the reason. No official score is changed.\n\
             Exit code 1 where the reliability of the composite cannot be computed.",
        ))
        .args(inputs::args(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let loaded = inputs::load(matches, voice)?;
    let sheets = loaded.sheets()?;
    show(&loaded, &loaded.analyse(&sheets), voice)
}

pub(super) fn show(loaded: &Loaded, analysis: &CycleAnalysis, voice: &Voice) -> Result<Answer, Failure> {
    let answer = Answer::positive_if(analysis.precision().reliability.value.is_some());
    if voice.is_json() {
        voice.json_pretty(&json!({
            "schema": "jenjang/evaluation-reliability/1",
            "cycle": loaded.cycle,
            "scheme": loaded.scheme.parts().id,
            "analysis": analysis,
        }))?;
        return Ok(answer);
    }
    voice.line(match voice.language {
        Language::Id => format!(
            "{} orang dinilai, {} bernilai sah, oleh {} penilai dengan {} tanggapan.",
            analysis.ratees, analysis.scored, analysis.raters, analysis.responses
        ),
        Language::En => format!(
            "{} people rated, {} with a valid score, by {} raters with {} responses.",
            analysis.ratees, analysis.scored, analysis.raters, analysis.responses
        ),
    });
    voice.line("");
    precision(analysis, voice);
    voice.line("");
    groups(&analysis.reliability.groups, voice);
    voice.line("");
    panel(analysis, voice);
    voice.line("");
    dimensions(analysis, voice);
    voice.line("");
    let own = &analysis.reliability.self_view;
    voice.line(match voice.language {
        Language::Id => format!(
            "Penilaian diri dikurangi nilai: rata-rata {}, simpangan baku {} ({} orang).",
            figure(&own.mean, voice),
            figure(&own.spread, voice),
            own.people
        ),
        Language::En => format!(
            "Own rating less score: mean {}, standard deviation {} ({} people).",
            figure(&own.mean, voice),
            figure(&own.spread, voice),
            own.people
        ),
    });
    flags(analysis, voice);
    severity(&analysis.severity, voice);
    Ok(answer)
}

/// The value, or a dash whose reason stands under the table.
fn cell(figure: &Figure, reasons: &mut BTreeSet<String>, voice: &Voice) -> String {
    match (&figure.value, &figure.reason) {
        (Some(value), _) => voice.figure(*value),
        (None, reason) => {
            reasons.extend(reason.iter().map(|reason| voice.label(reason).to_owned()));
            "–".to_owned()
        }
    }
}

fn notes(reasons: &BTreeSet<String>, voice: &Voice) {
    for reason in reasons {
        voice.line(format!("–: {reason}"));
    }
}

/// The value, or a dash with the reason.
fn figure(figure: &Figure, voice: &Voice) -> String {
    match (&figure.value, &figure.reason) {
        (Some(value), _) => voice.figure(*value),
        (None, Some(reason)) => format!("– ({})", voice.label(reason)),
        (None, None) => "–".to_owned(),
    }
}

fn with_interval(found: &Figure, interval: Option<(Decimal, Decimal)>, reasons: &mut BTreeSet<String>, voice: &Voice) -> String {
    match (found.value, interval) {
        (Some(value), Some((low, high))) => format!("{} ({}; {})", voice.figure(value), voice.figure(low), voice.figure(high)),
        _ => cell(found, reasons, voice),
    }
}

fn precision(analysis: &CycleAnalysis, voice: &Voice) {
    let precision = analysis.precision();
    let line = |id: &'static str, en: &'static str, value: &Figure| voice.line(format!("{}: {}", voice.t(id, en), figure(value, voice)));
    line("Reliabilitas nilai gabungan (Mosier)", "Reliability of the composite (Mosier)", &precision.reliability);
    if let Some(assumed) = &analysis.reliability.assumed {
        voice.line(format!("  {}", voice.label(assumed)));
    }
    line("Galat baku pengukuran", "Standard error of measurement", &precision.standard_error);
    line("Selisih terkecil yang nyata (95%)", "Least real difference (95%)", &precision.detectable_difference);
    if let Some(least) = precision.detectable_difference.value {
        voice.line(match voice.language {
            Language::Id => format!("Selisih di bawah {} belum dapat dianggap perbedaan nyata.", voice.figure(least)),
            Language::En => format!("A difference below {} cannot be called a real difference.", voice.figure(least)),
        });
    }
}

fn groups(groups: &[GroupReliability], voice: &Voice) {
    let mut table = Table::new(&[
        voice.t("kelompok", "group"),
        voice.t("orang dinilai", "people rated"),
        voice.t("penilaian", "ratings"),
        voice.t("penilai per orang", "raters per person"),
        voice.t("ICC(1,1) dan selang 95%", "ICC(1,1) and 95% interval"),
        voice.t("ICC(1,k) dan selang 95%", "ICC(1,k) and 95% interval"),
        voice.t("penilai untuk 0,70", "raters for .70"),
    ]);
    let mut reasons = BTreeSet::new();
    for group in groups {
        table.row(vec![
            voice.label(&group.label).to_owned(),
            group.ratees.to_string(),
            group.ratings.to_string(),
            cell(&group.raters, &mut reasons, voice),
            with_interval(&group.one_way.single, group.one_way.single_interval, &mut reasons, voice),
            with_interval(&group.one_way.average, group.one_way.average_interval, &mut reasons, voice),
            cell(&group.needed, &mut reasons, voice),
        ]);
    }
    voice.line(table.render(voice));
    notes(&reasons, voice);
}

fn panel(analysis: &CycleAnalysis, voice: &Voice) {
    let reliability = &analysis.reliability;
    if reliability.panel < 2 {
        voice.line(voice.t(
            "ICC(2) dan ICC(3) memerlukan penilai yang sama untuk semua orang; di sini setiap orang dinilai orang lain.",
            "ICC(2) and ICC(3) need the same raters for everybody; here each person has other raters.",
        ));
        return;
    }
    voice.line(match voice.language {
        Language::Id => format!("{} penilai menilai semua orang:", reliability.panel),
        Language::En => format!("{} raters rated everybody:", reliability.panel),
    });
    let mut reasons = BTreeSet::new();
    for (name, of) in [("2", &reliability.same_panel), ("3", &reliability.same_panel_consistency)] {
        voice.line(format!("  ICC({name},1): {}", with_interval(&of.single, of.single_interval, &mut reasons, voice)));
        voice.line(format!("  ICC({name},k): {}", with_interval(&of.average, of.average_interval, &mut reasons, voice)));
    }
    notes(&reasons, voice);
}

fn dimensions(analysis: &CycleAnalysis, voice: &Voice) {
    let mut table = Table::new(&[
        voice.t("dimensi", "dimension"),
        "r*wg(J)",
        "AD",
        voice.t("kelompok ≥ 5", "groups ≥ 5"),
        voice.t("alpha Krippendorff", "Krippendorff's alpha"),
        voice.t("alpha Cronbach dan selang 95%", "Cronbach's alpha and 95% interval"),
        voice.t("tanggapan lengkap", "complete responses"),
    ]);
    let mut reasons = BTreeSet::new();
    for dimension in &analysis.reliability.dimensions {
        table.row(vec![
            voice.label(&dimension.label).to_owned(),
            cell(&dimension.agreement, &mut reasons, voice),
            cell(&dimension.deviation, &mut reasons, voice),
            dimension.groups.to_string(),
            cell(&dimension.krippendorff, &mut reasons, voice),
            with_interval(&dimension.alpha, dimension.alpha_interval, &mut reasons, voice),
            dimension.responses.to_string(),
        ]);
    }
    voice.line(table.render(voice));
    notes(&reasons, voice);
}

fn flags(analysis: &CycleAnalysis, voice: &Voice) {
    let found = analysis.flags.iter().map(|(flag, count)| format!("{} {count}", voice.label(&flag.label()))).collect::<Vec<_>>().join(", ");
    voice.line(match (voice.language, found.is_empty()) {
        (Language::Id, true) => "Tidak ada tanggapan yang perlu diperiksa.".to_owned(),
        (Language::En, true) => "No response needs a look.".to_owned(),
        (Language::Id, false) => format!("Tanggapan untuk diperiksa, bukan dihapus: {found}."),
        (Language::En, false) => format!("Responses to be checked, not deleted: {found}."),
    });
}

fn severity(severity: &Severity, voice: &Voice) {
    voice.line(match (voice.language, severity.sensitive) {
        (Language::Id, true) => format!(
            "Peka terhadap penilai yang murah atau pelit nilai: {} orang teratas akan berubah; bawa ke rapat panel. Nilai resmi tidak diubah.",
            severity.recommended
        ),
        (Language::En, true) => format!(
            "Sensitive to lenient or severe raters: the top {} would change; take it to the panel. The official score is not altered.",
            severity.recommended
        ),
        (Language::Id, false) => format!("{} orang teratas tidak berubah bila penilai yang murah atau pelit nilainya diperhitungkan.", severity.recommended),
        (Language::En, false) => format!("The top {} would not change if lenient or severe raters were accounted for.", severity.recommended),
    });
    for (id, en, check) in [
        ("penyusutan Bayes empiris", "empirical Bayes shrinkage", &severity.shrinkage),
        ("model aditif penilai", "additive model of raters", &severity.additive),
    ] {
        let name = voice.t(id, en);
        if check.basis.value.is_none() {
            voice.line(format!("  {name}: {}", figure(&check.basis, voice)));
            continue;
        }
        let list = |people: &[jenjang::people::id::PersonId]| {
            if people.is_empty() { "–".to_owned() } else { people.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ") }
        };
        voice.line(match voice.language {
            Language::Id => format!("  {name}: masuk {}; keluar {}", list(&check.entering), list(&check.leaving)),
            Language::En => format!("  {name}: entering {}; leaving {}", list(&check.entering), list(&check.leaving)),
        });
    }
}
