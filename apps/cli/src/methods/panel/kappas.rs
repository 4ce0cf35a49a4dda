//! Agreement of raters on categories.

#![allow(clippy::float_arithmetic, reason = "statistics are floats; nothing here scores or decides")]

use std::collections::BTreeMap;

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::agreement::chance::{Categorised, counts_of, fleiss_test};
use jenjang_statistics::agreement::kappa::{Kappa, Weights, kappa, table as table_of_pairs};
use jenjang_statistics::agreement::krippendorff::{Coincidences, Metric};
use jenjang_statistics::distribution::normal_two_sided;
use serde_json::{Map, Value as Json};

use crate::methods::inputs::{exact, wrong};
use crate::methods::tables::same_length;
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "cohen_kappa",
        id: "Kappa Cohen dua penilai dengan galat baku dan selang 95%",
        en: "Cohen's kappa of two raters with standard error and 95% interval",
        formula: "(po - pe) / (1 - pe); standard error of Fleiss, Cohen & Everitt; one category only: null",
        inputs: "table [[...]], or rater1 [category] and rater2 [category]",
        run: run_cohen,
    },
    Method {
        name: "weighted_kappa",
        id: "Kappa berbobot linear dan kuadratik",
        en: "Weighted kappa, linear and quadratic",
        formula: "(po_w - pe_w) / (1 - pe_w), w = 1 - |i-j|/(q-1) or 1 - (i-j)^2/(q-1)^2",
        inputs: "table [[...]], or rater1 and rater2; categories? [lowest..highest] for texts; weights? = linear|quadratic",
        run: run_weighted,
    },
    Method {
        name: "fleiss_kappa",
        id: "Kappa Fleiss banyak penilai",
        en: "Fleiss' kappa of many raters",
        formula: "(P - Pe) / (1 - Pe), P = mean share of agreeing pairs, Pe = sum p_j^2",
        inputs: "counts_subject_by_category [[...]], or ratings_subject_by_rater [[...]] with null for gaps",
        run: run_fleiss,
    },
    Method {
        name: "chance_corrected_agreement",
        id: "Kesepakatan terkoreksi: Gwet AC1, Fleiss, Krippendorff, Brennan-Prediger",
        en: "Chance-corrected agreement: Gwet's AC1, Fleiss, Krippendorff, Brennan-Prediger",
        formula: "(pa - pe) / (1 - pe) with pe = sum p(1-p)/(q-1); sum p^2; 1/q",
        inputs: "ratings_unit_by_rater [[...]] with null for gaps, categories? [...], weights? = linear|quadratic",
        run: run_corrected,
    },
];

const FIRST: [&str; 8] = ["rater1", "rater_1", "a", "before", "x", "r1", "level_before", "box_before"];
const SECOND: [&str; 8] = ["rater2", "rater_2", "b", "after", "y", "r2", "level_after", "box_after"];

/// The order of categories: as declared, or as numbers, or as texts.
fn places(inputs: &Inputs<'_>, cells: &[&Json]) -> Result<BTreeMap<String, i64>, Label> {
    let declared = inputs.named(&["categories", "levels"]);
    if inputs.find(declared).is_some_and(Json::is_array) {
        let names = inputs.each(declared, |json| Some(plain(json)), "daftar kategori", "a list of categories")?;
        return Ok((1..).zip(names).map(|(place, name)| (name, place)).collect());
    }
    let mut texts: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
    texts.sort();
    texts.dedup();
    Ok((1..).zip(texts).map(|(place, text)| (text, place)).collect())
}

fn plain(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        other => exact(other).map_or_else(|| other.to_string(), |x| x.normalize().to_string()),
    }
}

/// Pairs of categories of two lists, as whole numbers: numbers as they are, texts by their place. A pair with a gap is left out.
pub(super) fn paired(inputs: &Inputs<'_>) -> Result<Vec<(i64, i64)>, Label> {
    let (first, second) = (inputs.named(&FIRST), inputs.named(&SECOND));
    let read = |key: &str| inputs.each(key, Some, "daftar kategori", "a list of categories");
    let (a, b) = (read(first)?, read(second)?);
    if a.len() != b.len() {
        let (left, right) = (a.len(), b.len());
        return Err(Label::new(
            format!("`{first}` berisi {left} nilai dan `{second}` {right}, diharapkan sama banyak"),
            format!("`{first}` has {left} values and `{second}` {right}, expected as many"),
        ));
    }
    let pairs: Vec<(&Json, &Json)> = a.into_iter().zip(b).filter(|(a, b)| !a.is_null() && !b.is_null()).collect();
    let cells: Vec<&Json> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let number = |json: &Json| {
        exact(json).filter(|_| json.is_number()).and_then(|x| i64::try_from(x.normalize()).ok().filter(|i| jenjang::Decimal::from(*i) == x))
    };
    if cells.iter().all(|cell| number(cell).is_some()) {
        return Ok(pairs.into_iter().filter_map(|(a, b)| number(a).zip(number(b))).collect());
    }
    let places = places(inputs, &cells)?;
    let place = |key: &str, json: &Json| {
        places
            .get(&plain(json))
            .copied()
            .ok_or_else(|| wrong(key, json, "kategori dari daftar `categories`", "a category of the list `categories`"))
    };
    pairs.into_iter().map(|(a, b)| Ok((place(first, a)?, place(second, b)?))).collect()
}

/// A square table of counts, given or made from two lists.
pub(super) fn pairs_or_table(inputs: &Inputs<'_>) -> Result<Vec<Vec<f64>>, Label> {
    let key = inputs.named(&["table", "before_by_after", "matrix", "counts"]);
    if inputs.find(key).is_none() && inputs.find(inputs.named(&FIRST)).is_some() {
        return Ok(table_of_pairs(&paired(inputs)?).1);
    }
    let table = inputs.matrix(key)?;
    same_length(key, &table)?;
    if table.iter().any(|row| row.len() != table.len() || row.iter().any(|x| *x < 0.0)) {
        return Err(wrong(key, inputs.need(key)?, "tabel persegi berisi jumlah", "a square table of counts"));
    }
    Ok(table)
}

fn put(out: &mut Outputs, suffix: &str, found: Result<Kappa, Undefined>) {
    let interval = found.and_then(|k| k.interval(0.95));
    out.maybe(&format!("kappa{suffix}"), found.map(|k| k.kappa)).maybe(&format!("se{suffix}"), found.map(|k| k.standard_error));
    out.interval(&format!("ci95{suffix}"), interval);
}

fn run_cohen(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let table = pairs_or_table(inputs)?;
    let found = kappa(&table, Weights::Identity);
    let mut out = Outputs::new();
    put(&mut out, "", found);
    let n: f64 = table.iter().flatten().sum();
    let same: f64 = table.iter().enumerate().filter_map(|(i, row)| row.get(i)).sum();
    out.maybe("observed_agreement", if n > 0.0 { Ok(same / n) } else { Err(Undefined::EmptyTotal) });
    out.maybe("expected_agreement", found.map(|k| k.expected));
    out.maybe("z", found.and_then(|k| k.z())).maybe("p", found.and_then(|k| k.z()).map(normal_two_sided));
    out.maybe("gwet_ac1", first_order(&table)).put("n", n);
    Ok(out.done())
}

/// Gwet's AC1 of a table of two raters, which stays sensible where nearly everybody is in one category.
fn first_order(table: &[Vec<f64>]) -> Result<f64, Undefined> {
    let n: f64 = table.iter().flatten().sum();
    if n == 0.0 {
        return Err(Undefined::EmptyTotal);
    }
    let (mut same, mut spread, mut used) = (0.0, 0.0, 0.0);
    for (i, row) in table.iter().enumerate() {
        same += row.get(i).copied().unwrap_or(0.0) / n;
        let share = (row.iter().sum::<f64>() + table.iter().filter_map(|row| row.get(i)).sum::<f64>()) / (2.0 * n);
        spread += share * (1.0 - share);
        used += 1.0;
    }
    if used < 2.0 || spread == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let expected = spread / (used - 1.0);
    Ok((same - expected) / (1.0 - expected))
}

fn weights(inputs: &Inputs<'_>) -> Result<Option<Weights>, Label> {
    match inputs.find("weights") {
        None => Ok(None),
        Some(found) => match found.as_str() {
            Some("linear" | "equal") => Ok(Some(Weights::Linear)),
            Some("quadratic" | "squared") => Ok(Some(Weights::Quadratic)),
            Some("identity" | "none" | "unweighted") => Ok(Some(Weights::Identity)),
            _ => Err(wrong("weights", found, "linear, quadratic atau identity", "linear, quadratic or identity")),
        },
    }
}

fn run_weighted(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let table = if inputs.find(inputs.named(&FIRST)).is_some() && inputs.find("table").is_none() {
        // levels between the lowest and the highest exist even where nobody has them
        let pairs = paired(inputs)?;
        let all = || pairs.iter().flat_map(|(a, b)| [*a, *b]);
        match (all().min(), all().max()) {
            (Some(low), Some(high)) if high - low <= 100 => {
                let categories: Vec<i64> = (low..=high).collect();
                jenjang_statistics::agreement::kappa::table_of(&pairs, &categories)
            }
            _ => table_of_pairs(&pairs).1,
        }
    } else {
        pairs_or_table(inputs)?
    };
    let mut out = Outputs::new();
    put(&mut out, "", kappa(&table, weights(inputs)?.unwrap_or(Weights::Linear)));
    for (name, weights) in [("unweighted", Weights::Identity), ("linear", Weights::Linear), ("quadratic", Weights::Quadratic)] {
        let found = kappa(&table, weights);
        put(&mut out, &format!("_{name}"), found);
        out.maybe(name, found.map(|k| k.kappa)).maybe(&format!("weighted_kappa_{name}"), found.map(|k| k.kappa));
    }
    out.also("kappa", &["weighted_kappa", "kappa_weighted"]).put("n", table.iter().flatten().sum::<f64>());
    Ok(out.done())
}

/// Units by raters, categories as texts; numbers keep their order.
fn rated(inputs: &Inputs<'_>, key: &str) -> Result<Vec<Vec<Option<i64>>>, Label> {
    let rows: Vec<&Vec<Json>> =
        inputs.each(key, Json::as_array, "daftar baris kategori atau null", "a list of rows of categories or null")?;
    let cells: Vec<&Json> = rows.iter().copied().flatten().filter(|cell| !cell.is_null()).collect();
    let declared = inputs.named(&["categories", "levels"]);
    let mut order: Vec<&Json> = cells.clone();
    if let Some(Json::Array(names)) = inputs.find(declared) {
        order = names.iter().collect();
    } else {
        order.sort_by(|a, b| exact(a).zip(exact(b)).map_or_else(|| plain(a).cmp(&plain(b)), |(a, b)| a.cmp(&b)));
        order.dedup_by_key(|cell| plain(cell));
    }
    let places: BTreeMap<String, i64> = (0..).zip(order).map(|(place, cell)| (plain(cell), place)).collect();
    let place = |cell: &Json| {
        if cell.is_null() {
            return Ok(None);
        }
        let found = places.get(&plain(cell)).copied();
        found.map(Some).ok_or_else(|| wrong(key, cell, "kategori dari daftar `categories`", "a category of the list `categories`"))
    };
    rows.into_iter().map(|row| row.iter().map(place).collect()).collect()
}

fn counts(inputs: &Inputs<'_>) -> Result<Vec<Vec<f64>>, Label> {
    let key = inputs.named(&["counts_subject_by_category", "counts_unit_by_category", "counts", "table"]);
    if inputs.find(key).is_some() {
        let table = inputs.matrix(key)?;
        same_length(key, &table)?;
        if table.iter().flatten().any(|x| *x < 0.0) {
            return Err(wrong(key, inputs.need(key)?, "jumlah 0 atau lebih", "counts of 0 or more"));
        }
        return Ok(table);
    }
    let key = inputs.named(&["ratings_unit_by_rater", "ratings_subject_by_rater", "ratings"]);
    let rows = rated(inputs, key)?;
    let (found, mut table) = counts_of(&rows);
    // declared categories that nobody used still are categories
    if let Some(Json::Array(declared)) = inputs.find(inputs.named(&["categories", "levels"])) {
        for place in 0..i64::try_from(declared.len()).unwrap_or(0) {
            if let Err(at) = found.binary_search(&place) {
                let before = found.iter().take(at).count() + usize::try_from(place).unwrap_or(0) - at;
                table.iter_mut().for_each(|row| row.insert(before.min(row.len()), 0.0));
            }
        }
    }
    Ok(table)
}

fn run_fleiss(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let counts = counts(inputs)?;
    let found = Categorised::of(&counts, Weights::Identity);
    let of = |part: fn(&Categorised) -> f64| found.as_ref().map(part).map_err(|reason| *reason);
    let mut out = Outputs::new();
    let each = |part: fn(&Categorised) -> Result<f64, Undefined>| found.as_ref().map_err(|reason| *reason).and_then(part);
    out.maybe("kappa", each(Categorised::fleiss));
    out.maybe("p_j", found.as_ref().map(|f| f.shares.clone()).map_err(|reason| *reason));
    out.maybe("observed_agreement", of(|f| f.observed)).maybe("expected_agreement", of(Categorised::expected_fleiss));
    let test = fleiss_test(&counts);
    out.maybe("se", test.map(|t| t.standard_error)).maybe("z", test.map(|t| t.z)).maybe("p", test.map(|t| t.p));
    out.maybe("gwet_ac1", each(Categorised::gwet)).put("n_subjects", counts.len());
    Ok(out.done())
}

fn run_corrected(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let counts = counts(inputs)?;
    let found = Categorised::of(&counts, weights(inputs)?.unwrap_or(Weights::Identity));
    let each = |part: fn(&Categorised) -> Result<f64, Undefined>| found.as_ref().map_err(|reason| *reason).and_then(part);
    // the units of Krippendorff are lists of categories
    let list = |row: &Vec<f64>| -> Vec<f64> {
        let of =
            |(place, times): (usize, &f64)| std::iter::repeat_n(u32::try_from(place).map_or(0.0, f64::from), super::boxes::whole(*times));
        row.iter().enumerate().flat_map(of).collect()
    };
    let units: Vec<Vec<f64>> = counts.iter().map(list).collect();
    let mut out = Outputs::new();
    out.maybe("gwet_ac1", each(Categorised::gwet)).maybe("fleiss", each(Categorised::fleiss));
    out.maybe("krippendorff", Coincidences::of(&units).and_then(|c| c.alpha(Metric::Nominal)));
    out.maybe("brennan_prediger", each(Categorised::brennan_prediger));
    out.maybe("percent_agreement", found.as_ref().map(|f| f.observed).map_err(|reason| *reason));
    out.maybe("n_units", found.as_ref().map(|f| f.rated).map_err(|reason| *reason));
    out.maybe("n_categories", found.as_ref().map(|f| f.categories).map_err(|reason| *reason));
    Ok(out.done())
}
