//! Gaps and job-person match.

use jenjang::Decimal;
use jenjang::competency::{CompetencyGap, GapReport, JobPersonMatch, Percentage};
use jenjang::legal::Label;
use serde_json::{Map, Value as Json};

use super::{code, gapped, number, or_null, same_length};
use crate::methods::inputs::{Inputs, wrong};
use crate::methods::outputs::Outputs;

const ACTUAL: &[&str] = &["actual", "individual", "achieved", "levels"];
const REQUIRED: &[&str] = &["required", "standard", "target"];

/// Filling a post: memenuhi, masih memenuhi, kurang memenuhi syarat. Peraturan BKN 26/2019 in practice.
const FILLING: [(i64, &str); 3] = [(80, "MS"), (68, "MMS"), (0, "KMS")];
/// Mapping talent.
const MAPPING: [(i64, &str); 3] = [(90, "Optimal"), (78, "Cukup Optimal"), (0, "Kurang Optimal")];

/// The rows of a request, and those of them a report can be made of.
struct Read {
    rows: Vec<CompetencyGap>,
    report: GapReport,
    /// Why there is no match, where a required level is zero.
    invalid: Option<Label>,
}

fn read(inputs: &Inputs<'_>) -> Result<Read, Label> {
    let (actual, required) = (gapped(inputs, ACTUAL)?, gapped(inputs, REQUIRED)?);
    same_length(inputs.named(ACTUAL), actual.len(), inputs.named(REQUIRED), required.len())?;
    let weights = if inputs.find("weight").is_some() || inputs.find("weights").is_some() {
        inputs.decimals(inputs.named(&["weight", "weights"]))?
    } else {
        vec![Decimal::ONE; required.len()]
    };
    same_length(inputs.named(&["weight", "weights"]), weights.len(), inputs.named(REQUIRED), required.len())?;
    let critical = match inputs.find("critical") {
        Some(_) => inputs.each("critical", Json::as_bool, "daftar true atau false", "a list of true or false")?,
        None => vec![false; required.len()],
    };
    same_length("critical", critical.len(), inputs.named(REQUIRED), required.len())?;
    let mut rows = Vec::new();
    for (i, actual) in actual.into_iter().enumerate() {
        let (Some(required), Some(weight), Some(critical)) = (required.get(i).copied(), weights.get(i), critical.get(i)) else { continue };
        let required = required.ok_or_else(|| wrong(inputs.named(REQUIRED), &Json::Null, "bilangan desimal", "a decimal number"))?;
        rows.push(CompetencyGap { competency: code(i)?, required, actual, weight: *weight, critical: *critical });
    }
    let zero = |row: &CompetencyGap| row.required.is_zero();
    let invalid = rows.iter().find(|row| zero(row)).map(|row| {
        Label::new(
            format!("level yang dipersyaratkan di tempat ke-{} adalah 0, diharapkan lebih dari 0", row.competency),
            format!("the required level at place {} is 0, expected more than 0", row.competency),
        )
    });
    let report = GapReport::try_new(rows.iter().filter(|row| !zero(row)).cloned().collect()).map_err(|e| e.label())?;
    // what the report did not see must be small enough as well
    GapReport::try_new(rows.iter().filter(|row| zero(row)).map(|row| CompetencyGap { required: Decimal::ONE, ..row.clone() }).collect())
        .map_err(|e| e.label())?;
    Ok(Read { rows, report, invalid })
}

fn places(rows: &[&CompetencyGap]) -> Json {
    rows.iter().filter_map(|row| row.competency.as_str().parse::<u64>().ok()).collect()
}

/// Everything said about gaps, whatever the method.
fn put_gaps(read: &Read, outputs: &mut Outputs) {
    let gaps: Vec<Json> = read.rows.iter().map(|row| or_null(row.gap())).collect();
    let sum: Decimal = read.rows.iter().filter_map(CompetencyGap::gap).sum();
    let (deficits, unmeasured) = (read.report.deficits(), read.rows.iter().filter(|row| row.actual.is_none()).collect::<Vec<_>>());
    outputs.put("gap", gaps);
    outputs.put("n_deficit", deficits.len()).put("n_below", deficits.len());
    outputs.put("weighted_deficit", number(read.report.weighted_deficit()));
    outputs.put("sum_gap", number(sum));
    outputs.put("deficits", places(&deficits)).put("critical_deficits", places(&read.report.critical_deficits()));
    outputs.put("unmeasured", places(&unmeasured)).put("n_unmeasured", unmeasured.len());
}

/// The match both ways, or `null` for all of them with the reason.
fn put_match(read: &Read, outputs: &mut Outputs) -> Option<JobPersonMatch> {
    let found = match (&read.invalid, JobPersonMatch::of(&read.report)) {
        (None, Ok(found)) => found,
        (Some(reason), _) => return absent(reason, outputs),
        (None, Err(none)) => return absent(&none.label(), outputs),
    };
    outputs.put("jpm_uncapped", number(found.uncapped().value())).put("jpm", number(found.total().value()));
    outputs.put("jpm_capped_each", number(found.capped_each().value()));
    Some(found)
}

fn absent(reason: &Label, outputs: &mut Outputs) -> Option<JobPersonMatch> {
    for key in ["jpm_uncapped", "jpm", "jpm_capped_each"] {
        outputs.absent(key, reason);
    }
    None
}

pub(super) fn competency_gap(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let read = read(inputs)?;
    let mut outputs = Outputs::new();
    put_gaps(&read, &mut outputs);
    put_match(&read, &mut outputs);
    match read.report.critical_deficit() {
        Some(fails) => outputs.put("critical_fail", fails),
        None => {
            outputs.absent("critical_fail", &Label::new("ada kompetensi kritis yang belum diukur", "a critical competency is unmeasured"))
        }
    };
    Ok(outputs.done())
}

fn category(percentage: Percentage, bands: [(i64, &'static str); 3]) -> &'static str {
    bands.into_iter().find(|(lower, _)| percentage.at_least(Decimal::from(*lower))).map_or("", |(_, name)| name)
}

pub(super) fn job_person_match(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let read = read(inputs)?;
    let mut outputs = Outputs::new();
    put_gaps(&read, &mut outputs);
    let found = put_match(&read, &mut outputs);
    let categories: [(&str, fn(&JobPersonMatch) -> Percentage, _); 4] = [
        ("kategori_pengisian", JobPersonMatch::total, FILLING),
        ("kategori_pemetaan", JobPersonMatch::total, MAPPING),
        ("kategori_pengisian_capped_each", JobPersonMatch::capped_each, FILLING),
        ("kategori_pemetaan_capped_each", JobPersonMatch::capped_each, MAPPING),
    ];
    for (key, which, bands) in categories {
        match &found {
            Some(found) => outputs.put(key, category(which(found), bands)),
            None => outputs.absent(key, &Label::new("JPM tidak terdefinisi", "the JPM is not defined")),
        };
    }
    Ok(outputs.done())
}
