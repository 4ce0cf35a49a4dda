//! `evaluation score`: everybody's result of a closed cycle.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::evaluation::duty::{Deductions, DutyRecord, deductions, duties};
use jenjang::evaluation::report::{HrReport, Precision, Reporting, Status};
use jenjang::evaluation::scheme::{DutyRule, Effect};
use jenjang::legal::{Label, Language};
use jenjang::people::id::PersonId;
use jenjang::policy::diagnostic::Severity;
use serde_json::json;

use super::inputs::{self, Loaded};
use super::library::show;
use crate::args::text;
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    Command::new("score")
        .about(text(
            language,
            "Hitung nilai 360 derajat setiap orang dari tiga berkas CSV",
            "Compute everybody's 360-degree score from three CSV files",
        ))
        .after_help(text(
            language,
            "orang.csv:                                  penunjukan.csv:         jawaban.csv:\n\
             \x20 person,unit,superior,position-kind          ratee,rater,group       ratee,rater,item,answer\n\
             \x20 a-1,sekretariat,,kepala                     a-2,a-1,superior        a-2,a-1,aku-1,4\n\
             \x20 a-2,sekretariat,a-1,staf                    a-2,a-3,peer            a-2,a-3,aku-1,N/O\n\n\
             Kolom boleh dipisah koma, titik koma atau tab. Jawaban kosong, N/O atau \"tidak teramati\" berarti tidak diamati: tidak pernah 0. Butir untuk pemimpin hanya diisi tentang orang yang mempunyai bawahan atau `ya` di kolom leads.\n\
             Kelompok: `jenjang evaluation schemes ID`; butir dan skala: `jenjang evaluation instruments ID`.\n\
             Orang yang datanya belum cukup tidak diberi nilai, melainkan alasannya. Kode keluar 1 bila ada yang belum cukup.\n\n\
             Contoh:\n\
             \x20 jenjang evaluation example contoh\n\
             \x20 jenjang evaluation score --people contoh/people.csv --nominations contoh/nominations.csv \\\n\
             \x20   --answers contoh/answers.csv --closed-on 2026-03-15",
            "people.csv:                                 nominations.csv:        answers.csv:\n\
             \x20 person,unit,superior,position-kind          ratee,rater,group       ratee,rater,item,answer\n\
             \x20 a-1,office,,head                            a-2,a-1,superior        a-2,a-1,aku-1,4\n\
             \x20 a-2,office,a-1,staff                        a-2,a-3,peer            a-2,a-3,aku-1,N/O\n\n\
             Columns may be separated by commas, semicolons or tabs. A blank answer, N/O or \"not observed\" is not observed: never 0. Items for leaders are answered only about people who have subordinates or `yes` in the column leads.\n\
             Groups: `jenjang evaluation schemes ID`; items and scale: `jenjang evaluation instruments ID`.\n\
             People without enough answers get no score but the reason. Exit code 1 where somebody has none.\n\n\
             Example:\n\
             \x20 jenjang evaluation example sample\n\
             \x20 jenjang evaluation score --people sample/people.csv --nominations sample/nominations.csv \\\n\
             \x20   --answers sample/answers.csv --closed-on 2026-03-15",
        ))
        .args(inputs::args(language))
        .arg(Arg::new("notes").long("notes").action(ArgAction::SetTrue).help(text(
            language,
            "Tampilkan juga catatan, misalnya kelompok yang penilainya kurang dari kuota",
            "Show notes too, such as groups with fewer raters than their quota",
        )))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let loaded = inputs::load(matches, voice)?;
    if matches.get_flag("notes") {
        let notes: Vec<_> = loaded.notes.iter().filter(|note| note.severity == Severity::Note).cloned().collect();
        show(&loaded.sources, &notes, Severity::Note, voice);
    }
    let sheets = loaded.sheets()?;
    let analysis = loaded.analyse(&sheets);
    let precision = analysis.precision();
    let reports: Vec<HrReport> = sheets
        .iter()
        .map(|sheet| {
            let flags = analysis.flags_of.get(&sheet.ratee).cloned().unwrap_or_default();
            Reporting { scheme: &loaded.scheme, instrument: &loaded.instrument, sheet, precision: Some(precision) }.for_hr(flags)
        })
        .collect();
    let neglected = loaded.scheme.parts().duty.as_ref().map(|rule| (rule, duties(&loaded.scheme, &loaded.input)));
    let complete = reports.iter().all(|report| report.summary.status != Status::Insufficient);
    if voice.is_json() {
        let duty = neglected.as_ref().map(|(rule, records)| {
            let of = |(person, record): (&PersonId, &DutyRecord)| {
                json!({ "person": person, "undone": record, "deductions": deductions(rule, record) })
            };
            json!({ "rule": rule, "people": records.iter().map(of).collect::<Vec<_>>() })
        });
        voice.json_pretty(&json!({
            "schema": "jenjang/evaluation-scores/1",
            "cycle": loaded.cycle,
            "scheme": { "id": loaded.scheme.parts().id, "version": loaded.scheme.parts().version, "reference": loaded.scheme.parts().reference },
            "instrument": { "id": loaded.instrument.parts().id, "version": loaded.instrument.parts().version },
            "importance": loaded.importance,
            "reports": reports,
            "duty": duty,
        }))?;
        return Ok(Answer::positive_if(complete));
    }
    let parts = loaded.scheme.parts();
    voice.line(format!("{} — {}", voice.label(&parts.title), parts.reference.citation));
    voice.line(people(&loaded, &reports, voice).render(voice));
    voice.line(summary(&reports, voice));
    voice.line(precise(precision, voice));
    voice.line(match parts.effect {
        Effect::Informs => voice.t(
            "Hasil ini memberi masukan kepada atasan dan tidak dengan sendirinya menetapkan predikat.",
            "This result informs the superior and by itself sets no label.",
        ),
        Effect::Numeric => voice.t("Hasil ini adalah angka yang masuk ke dalam rumus.", "This result is a number that enters a formula."),
    });
    if let Some((rule, records)) = &neglected
        && !records.is_empty()
    {
        voice.line("");
        voice.line(format!("{} — {}", voice.t("Kewajiban menilai", "Duty to rate"), rule.reference.citation));
        voice.line(duty_table(rule, records, voice).render(voice));
        voice.line(match voice.language {
            Language::Id => format!("Pengurangan paling banyak {} poin tiap orang, hanya dari nilai pegawai.", voice.decimal(rule.cap)),
            Language::En => format!("At most {} points are taken from anybody, from the employee's value alone.", voice.decimal(rule.cap)),
        });
    }
    Ok(Answer::positive_if(complete))
}

fn people(loaded: &Loaded, reports: &[HrReport], voice: &Voice) -> Table {
    let scale = loaded.instrument.scale();
    let named = loaded.input.chart.members().any(|member| member.name.is_some());
    let mut header = vec![voice.t("orang", "person")];
    if named {
        header.push(voice.t("nama", "name"));
    }
    header.extend([
        voice.t("status", "status"),
        voice.t("nilai", "score"),
        voice.t("cakupan", "coverage"),
        voice.t("keterangan", "remarks"),
    ]);
    let mut table = Table::new(&header);
    for report in reports {
        let summary = &report.summary;
        let mut row = vec![summary.ratee.to_string()];
        if named {
            row.push(loaded.input.chart.get(&summary.ratee).and_then(|member| member.name.clone()).unwrap_or_default());
        }
        row.push(voice.label(&summary.status.label()).to_owned());
        // no score is a dash, never a number
        row.push(summary.score.map_or_else(|| "–".to_owned(), |score| score.text((scale.minimum, scale.maximum), voice.language)));
        row.push(format!("{}%", voice.decimal(summary.coverage)));
        row.push(remarks(report, voice));
        table.row(row);
    }
    table
}

/// Why there is no score, else which groups are not shown and what was combined.
fn remarks(report: &HrReport, voice: &Voice) -> String {
    let summary = &report.summary;
    if !summary.reasons.is_empty() {
        return summary.reasons.iter().map(|reason| voice.label(reason)).collect::<Vec<_>>().join("; ");
    }
    let labels = |found: &mut dyn Iterator<Item = &Label>| found.map(|label| voice.label(label).to_owned()).collect::<BTreeSet<String>>();
    let hidden = labels(&mut summary.dimensions.iter().flat_map(|dimension| &dimension.hidden));
    let combined = labels(&mut summary.dimensions.iter().flat_map(|d| &d.blocks).filter(|b| b.groups.len() > 1).map(|b| &b.label));
    let without = summary.dimensions.iter().filter(|dimension| dimension.score.is_none()).count();
    let mut remarks: Vec<String> = combined.into_iter().collect();
    if !hidden.is_empty() {
        let hidden = hidden.into_iter().collect::<Vec<_>>().join(", ");
        remarks.push(format!("{} {hidden}", voice.t("tidak ditampilkan dan tidak dihitung:", "not shown and not scored:")));
    }
    if without > 0 {
        remarks.push(match voice.language {
            Language::Id => format!("{without} dimensi tanpa nilai"),
            Language::En => format!("{} without a score", plural(without, "dimension", "dimensions")),
        });
    }
    remarks.extend(report.flags.iter().map(|(flag, count)| format!("{}: {count}", voice.label(&flag.label()))));
    remarks.join("; ")
}

fn summary(reports: &[HrReport], voice: &Voice) -> String {
    let count = |status| reports.iter().filter(|report| report.summary.status == status).count();
    let (complete, renormalised, insufficient) = (count(Status::Complete), count(Status::Renormalised), count(Status::Insufficient));
    let of = |status: Status| status.label().get(voice.language).to_owned();
    let counts = format!(
        "{complete} {}, {renormalised} {}, {insufficient} {}",
        of(Status::Complete),
        of(Status::Renormalised),
        of(Status::Insufficient)
    );
    match voice.language {
        Language::Id => format!("{} orang: {counts}.", reports.len()),
        Language::En => format!("{}: {counts}.", plural(reports.len(), "person", "people")),
    }
}

/// How precise the scores are, or why nobody can say.
fn precise(precision: &Precision, voice: &Voice) -> String {
    let figures = [
        (voice.t("reliabilitas", "reliability"), &precision.reliability),
        (voice.t("galat baku", "standard error"), &precision.standard_error),
        (voice.t("beda nyata terkecil", "least real difference"), &precision.detectable_difference),
    ];
    let known: Vec<String> = figures.iter().filter_map(|(name, figure)| Some(format!("{name} {}", voice.figure(figure.value?)))).collect();
    let reason = figures.iter().find_map(|(_, figure)| figure.reason.as_ref());
    let start = voice.t("Ketelitian", "Precision");
    match (known.is_empty(), reason) {
        (false, _) => format!("{start}: {}.", known.join(", ")),
        (true, Some(reason)) => format!("{start}: – ({}).", voice.label(reason)),
        (true, None) => format!("{start}: –."),
    }
}

fn duty_table(rule: &DutyRule, records: &BTreeMap<PersonId, DutyRecord>, voice: &Voice) -> Table {
    let mut table = Table::new(&[voice.t("orang", "person"), voice.t("yang belum dilakukan", "left undone"), voice.t("poin", "points")]);
    for (person, record) in records {
        let found: Deductions = deductions(rule, record);
        let items: Vec<String> = found
            .items
            .iter()
            .map(|item| {
                let points = voice.decimal(item.points);
                format!("{}: {} × {} = {points}", voice.label(&item.kind.label()), item.count, voice.decimal(item.each))
            })
            .collect();
        let mut points = voice.decimal(found.taken);
        if found.is_capped() {
            points.push_str(&format!(" ({} {})", voice.t("dari", "of"), voice.decimal(found.sum)));
        }
        table.row(vec![person.to_string(), items.join("; "), points]);
    }
    table
}
