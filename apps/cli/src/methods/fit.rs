//! Methods of person-job fit that are exact: gaps, job-person match, profile matching, additive weighting.

mod gap;
mod matching;
mod weighting;

use jenjang::Decimal;
use jenjang::legal::Label;
use jenjang::number::format_decimal;
use jenjang::people::id::CompetencyCode;
use serde_json::Value as Json;

use super::Method;
use super::inputs::{Inputs, exact};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "competency_gap",
        id: "Kesenjangan kompetensi bertanda, defisit tertimbang, dan defisit kritis",
        en: "Signed competency gaps, weighted deficit and critical deficits",
        formula: "gap = actual - required; weighted deficit = sum of weight*|gap| over gap < 0",
        inputs: "actual, required, weight?, critical?",
        run: gap::competency_gap,
    },
    Method {
        name: "job_person_match",
        id: "Job person match (JPM): dari jumlah level dan dengan setiap kompetensi dibatasi",
        en: "Job-person match (JPM): of the sums, and with each competency capped",
        formula: "JPM = 100*sum(actual)/sum(required), at most 100; capped each = 100*sum(min(actual, required))/sum(required)",
        inputs: "individual, standard",
        run: gap::job_person_match,
    },
    Method {
        name: "profile_matching",
        id: "Pencocokan profil dengan tabel nilai kesenjangan, faktor inti dan pendukung",
        en: "Profile matching with a table of gap values, core and secondary factors",
        formula: "N = core*mean(table[gap of core]) + secondary*mean(table[gap of secondary]); total = sum(weight*N)",
        inputs: "target, type, persons, aspects?, gap_table?, interpolate?",
        run: matching::classic,
    },
    Method {
        name: "profile_matching_variant",
        id: "Pencocokan profil dengan kelebihan yang tidak mengurangi nilai",
        en: "Profile matching in which a surplus costs nothing",
        formula: "as profile_matching, with table[gap >= 0] = table[0] where no table is given",
        inputs: "target, type, persons, aspects?, gap_table?, interpolate?",
        run: matching::capped,
    },
    Method {
        name: "profile_matching_table",
        id: "Nilai setiap kesenjangan menurut tabel pencocokan profil",
        en: "The value of each gap by the table of profile matching",
        formula: "0: 5, +1: 4.5, -1: 4, +2: 3.5, -2: 3, +3: 2.5, -3: 2, +4: 1.5, -4: 1; beyond: as the end of the table",
        inputs: "gaps | individual and target, gap_table?, interpolate?",
        run: matching::table,
    },
    Method {
        name: "saw",
        id: "Penjumlahan terbobot (SAW) pada skala tetap atau skala peserta, dengan laporan pembalikan urutan",
        en: "Simple additive weighting on a fixed scale or on that of the pool, with a report of rank reversals",
        formula: "V = sum(w*r); r = x/max, for a cost min/x",
        inputs: "matrix, weights, cost?, alternatives?, maxima?, places?",
        run: weighting::saw,
    },
];

/// An exact decimal as a JSON number, digit by digit.
fn number(value: Decimal) -> Json {
    serde_json::from_str(&format_decimal(value)).unwrap_or(Json::Null)
}

fn or_null(value: Option<Decimal>) -> Json {
    value.map_or(Json::Null, number)
}

/// The code of the factor at a place, counted from 0.
fn code(place: usize) -> Result<CompetencyCode, Label> {
    place.to_string().parse().map_err(|e| Label::same(format!("{e}")))
}

/// Decimals or gaps under the first of several names of a key.
fn gapped(inputs: &Inputs<'_>, names: &[&str]) -> Result<Vec<Option<Decimal>>, Label> {
    let read = |json: &Json| if json.is_null() { Some(None) } else { exact(json).map(Some) };
    inputs.each(inputs.named(names), read, "daftar bilangan desimal atau null", "a list of decimal numbers or null")
}

/// Refuses two lists of different length.
fn same_length(key: &str, found: usize, other: &str, expected: usize) -> Result<(), Label> {
    if found == expected {
        return Ok(());
    }
    Err(Label::new(
        format!("`{key}` berisi {found} nilai, diharapkan {expected} seperti `{other}`"),
        format!("`{key}` has {found} values, expected {expected} as `{other}` has"),
    ))
}

/// Weights written as percentages (adding up to 100) as shares of 1.
fn as_shares(weights: &[Decimal]) -> Vec<Decimal> {
    let sum: Decimal = weights.iter().fold(Decimal::ZERO, |sum, weight| sum.checked_add(*weight).unwrap_or(Decimal::MAX));
    let unit = if sum == Decimal::ONE_HUNDRED { Decimal::ONE_HUNDRED } else { Decimal::ONE };
    weights.iter().map(|weight| weight.checked_div(unit).unwrap_or(*weight)).collect()
}
