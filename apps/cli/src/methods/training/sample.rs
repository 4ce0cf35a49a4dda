//! Samples: strata, weights, raking.

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::surveys::{SampledStratum, effective_n, rake, stratified_mean, trim_weights, weighted_mean};
use serde_json::{Map, Value as Json};

use super::same_length;
use crate::methods::inputs::wrong;
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "stratified_mean",
        id: "Rata-rata menurut strata dengan koreksi populasi terhingga",
        en: "Mean by strata with finite population correction",
        formula: "mean = sum N_h/N*m_h; SE^2 = sum (N_h/N)^2 (1-n_h/N_h) s_h^2/n_h; Kish n = (sum w)^2/sum w^2",
        inputs: "strata [{N, n, mean, sd} or {N, values}, ...], or N, n, mean, sd as lists; weights? [number, ...] with values?",
        run: run_strata,
    },
    Method {
        name: "raking",
        id: "Penimbangan agar sesuai jumlah yang diketahui (raking)",
        en: "Weights that reproduce known margins (raking)",
        formula: "scale each category to its target in turn until every margin is within 1e-8 (at most 1000 rounds); trim? to [0.3, 3] times the mean",
        inputs: "table [[number, ...], ...], row_totals, col_totals; or people [{variable: category}, ...], targets {variable: {category: number}}, weights?",
        run: run_raking,
    },
];

const POPULATION: &[&str] = &["N", "population", "N_h", "Nh", "fpc"];
const SAMPLED: &[&str] = &["n", "sampled", "n_h", "nh"];
const MEAN: &[&str] = &["mean", "means", "mean_h", "ybar"];
const SD: &[&str] = &["sd", "s", "s_h", "sds"];
const VARIANCE: &[&str] = &["var", "variance", "s2", "s2_h", "variances"];

fn stratum(own: &Inputs<'_>) -> Result<Result<SampledStratum, Undefined>, Label> {
    let population = own.number(own.named(POPULATION))?;
    let values = own.named(&["values", "y", "x"]);
    if own.find(values).is_some() {
        let present: Vec<f64> = own.gapped(values)?.into_iter().flatten().collect();
        return Ok(SampledStratum::of(population, &present));
    }
    let variance = own.named(VARIANCE);
    let (sampled, mean) = (own.number(own.named(SAMPLED))?, own.number(own.named(MEAN))?);
    let variance = if own.find(variance).is_some() {
        Some(own.number(variance)?)
    } else if own.find(own.named(SD)).is_some() {
        let sd = own.number(own.named(SD))?;
        Some(jenjang_statistics::surveys::squared(sd))
    } else {
        None
    };
    Ok(Ok(SampledStratum { population, sampled, mean, variance }))
}

fn strata(inputs: &Inputs<'_>) -> Result<Result<Vec<SampledStratum>, Undefined>, Label> {
    let key = inputs.named(&["strata", "stratum"]);
    if let Some(object) = inputs.find(key).and_then(Json::as_object) {
        let own = object.iter().map(|(name, json)| {
            let own = json.as_object().ok_or_else(|| wrong(name, json, "objek {N, n, mean, sd}", "an object {N, n, mean, sd}"))?;
            stratum(&Inputs::new(own))
        });
        return own.collect();
    }
    let objects = inputs.find(key).and_then(Json::as_array).is_some_and(|list| list.iter().all(Json::is_object));
    if objects {
        let own = inputs.each(key, Json::as_object, "daftar objek {N, n, mean, sd}", "a list of objects {N, n, mean, sd}")?;
        return own.into_iter().map(|own| stratum(&Inputs::new(own))).collect();
    }
    let names = [POPULATION, SAMPLED, MEAN].map(|names| inputs.named(names));
    let [population_key, n_key, mean_key] = names;
    let (population, n, means) = (inputs.numbers(population_key)?, inputs.numbers(n_key)?, inputs.numbers(mean_key)?);
    same_length((population_key, population.len()), (n_key, n.len()))?;
    same_length((population_key, population.len()), (mean_key, means.len()))?;
    let (variance_key, sd_key) = (inputs.named(VARIANCE), inputs.named(SD));
    let variances: Vec<Option<f64>> = if inputs.find(variance_key).is_some() {
        inputs.gapped(variance_key)?
    } else {
        inputs.gapped(sd_key)?.into_iter().map(|sd| sd.map(jenjang_statistics::surveys::squared)).collect()
    };
    same_length((population_key, population.len()), (sd_key, variances.len()))?;
    let all = population.into_iter().zip(n).zip(means).zip(variances);
    Ok(Ok(all.map(|(((population, sampled), mean), variance)| SampledStratum { population, sampled, mean, variance }).collect()))
}

fn run_strata(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let mut out = Outputs::new();
    if inputs.find("weights").is_some() {
        let weights = inputs.numbers("weights")?;
        for name in ["kish_effective_n", "effective_n", "n_effective"] {
            out.maybe(name, effective_n(&weights));
        }
        if inputs.find("values").is_some() {
            let values = inputs.numbers("values")?;
            same_length(("values", values.len()), ("weights", weights.len()))?;
            out.maybe("mean", weighted_mean(&values, &weights));
            out.maybe("weighted_mean", weighted_mean(&values, &weights));
        }
        out.also("kish_effective_n", &["kish_n_eff", "n_eff"]);
        return Ok(out.done());
    }
    let strata = strata(inputs)?;
    if let Ok(Some(wrong)) = strata.as_ref().map(|all| all.iter().find(|s| s.sampled > s.population)) {
        return Err(Label::new(
            format!("{} menjawab dari {} orang dalam satu strata, diharapkan tidak lebih", wrong.sampled, wrong.population),
            format!("{} answered of {} people in a stratum, expected no more", wrong.sampled, wrong.population),
        ));
    }
    let found = strata.and_then(|strata| stratified_mean(&strata));
    out.maybe("mean", found.map(|f| f.mean));
    out.maybe("se", found.and_then(|f| f.se));
    out.interval("ci95", found.and_then(|f| f.ci95));
    for name in ["se_without_fpc", "se_no_fpc"] {
        out.maybe(name, found.and_then(|f| f.se_without_fpc));
    }
    for name in ["kish_effective_n", "effective_n", "n_effective"] {
        out.maybe(name, found.map(|f| f.effective_n));
    }
    out.maybe("total", found.map(|f| f.total()));
    out.maybe("se_total", found.and_then(|f| f.se_of_total()));
    out.also("mean", &["weighted_mean", "estimate"]).also("kish_effective_n", &["kish_n_eff", "n_eff"]);
    out.maybe("N", found.map(|f| f.population));
    out.maybe("n", found.map(|f| f.sampled));
    Ok(out.done())
}

fn run_raking(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let table_key = inputs.named(&["table", "seed", "sample", "counts", "cells", "initial"]);
    if inputs.find(table_key).is_some() { rake_table(inputs, table_key) } else { rake_people(inputs) }
}

fn refused(reason: Undefined) -> Label {
    match reason {
        Undefined::NoConvergence => Label::new(
            "penimbangan tidak mencapai jumlah yang diminta dalam 1000 putaran; jumlahnya mungkin saling bertentangan".to_owned(),
            "the weights do not reach the targets within 1000 rounds; the targets may contradict each other".to_owned(),
        ),
        Undefined::EmptyTotal => Label::new(
            "ada kategori yang diminta berisi orang tetapi tidak ada seorang pun di dalamnya".to_owned(),
            "a category has a target but nobody in it".to_owned(),
        ),
        other => other.label(),
    }
}

fn rake_table(inputs: &Inputs<'_>, key: &str) -> Result<Map<String, Json>, Label> {
    let table = inputs.matrix(key)?;
    let columns = table.first().map_or(0, Vec::len);
    if table.iter().any(|row| row.len() != columns) {
        return Err(wrong(key, inputs.need(key)?, "baris yang sama panjang", "rows of the same length"));
    }
    let rows_key = inputs.named(&[
        "row_totals",
        "row_targets",
        "row_margins",
        "row_margin",
        "rows_target",
        "target_rows",
        "row_target",
        "row_sums",
        "rows",
    ]);
    let columns_key = inputs.named(&[
        "col_totals",
        "col_targets",
        "col_margins",
        "col_margin",
        "column_totals",
        "column_targets",
        "target_cols",
        "col_target",
        "cols_target",
        "col_sums",
        "cols",
    ]);
    let nested = inputs.find("margins").or(inputs.find("targets")).and_then(Json::as_object).map(Inputs::new);
    let (row_targets, column_targets) = match &nested {
        Some(own) => (own.numbers(own.named(&["rows", "row"]))?, own.numbers(own.named(&["cols", "col", "columns", "column"]))?),
        None => (inputs.numbers(rows_key)?, inputs.numbers(columns_key)?),
    };
    same_length((key, table.len()), (rows_key, row_targets.len()))?;
    same_length((key, columns), (columns_key, column_targets.len()))?;
    let start: Vec<f64> = table.concat();
    let place = |at: usize| (at.checked_div(columns).unwrap_or(0), at.checked_rem(columns).unwrap_or(0));
    let margins = [
        ((0..start.len()).map(|at| place(at).0).collect(), row_targets),
        ((0..start.len()).map(|at| place(at).1).collect(), column_targets),
    ];
    let found = rake(&start, &margins).map_err(refused)?;
    let mut out = Outputs::new();
    let rows: Vec<Vec<f64>> = found.weights.chunks(columns.max(1)).map(<[f64]>::to_vec).collect();
    for name in ["fitted", "table", "raked"] {
        out.put(name, rows.clone());
    }
    let factors = jenjang_statistics::surveys::factors(&found.weights, &start);
    out.put(
        "weights",
        factors
            .chunks(columns.max(1))
            .map(|row| row.iter().map(|w| w.map_or(Json::Null, Json::from)).collect::<Json>())
            .collect::<Vec<Json>>(),
    );
    out.put("iterations", found.rounds).put("max_margin_error", found.largest_error).put("converged", true);
    Ok(out.done())
}

fn rake_people(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["people", "records", "data", "respondents"]);
    let people = inputs.each(key, Json::as_object, "daftar objek {variabel: kategori}", "a list of objects {variable: category}")?;
    let targets_key = inputs.named(&["targets", "margins", "population"]);
    let mut margins = Vec::new();
    for (variable, json) in inputs.object(targets_key)? {
        let wanted = json.as_object().ok_or_else(|| wrong(variable, json, "objek {kategori: jumlah}", "an object {category: number}"))?;
        let own = Inputs::new(wanted);
        let names: Vec<&String> = wanted.keys().collect();
        let numbers = names.iter().map(|name| own.number(name)).collect::<Result<Vec<f64>, Label>>()?;
        let mut categories = Vec::with_capacity(people.len());
        for person in &people {
            let category =
                person.get(variable).map(|json| json.as_str().map_or_else(|| json.to_string(), str::to_owned)).unwrap_or_default();
            categories.push(names.iter().position(|name| **name == category).ok_or_else(|| {
                Label::new(
                    format!("`{variable}` `{category}` tidak ada di `{targets_key}`"),
                    format!("`{variable}` `{category}` is not in `{targets_key}`"),
                )
            })?);
        }
        margins.push((categories, numbers));
    }
    let start_key = inputs.named(&["weights", "base_weights"]);
    let start = if inputs.find(start_key).is_some() { inputs.numbers(start_key)? } else { vec![1.0; people.len()] };
    same_length((key, people.len()), (start_key, start.len()))?;
    let found = rake(&start, &margins).map_err(refused)?;
    let mut out = Outputs::new();
    let mut weights = found.weights;
    if inputs.find("trim").is_some() {
        let (low, high) = match inputs.find("trim").and_then(Json::as_array) {
            Some(_) => match inputs.numbers("trim")?.as_slice() {
                &[low, high] => (low, high),
                _ => return Err(wrong("trim", inputs.need("trim")?, "[bawah, atas]", "[low, high]")),
            },
            None => (0.3, 3.0),
        };
        let (cut, trimmed) = trim_weights(&weights, low, high).map_err(Undefined::label)?;
        weights = cut;
        out.put("n_trimmed", trimmed);
    }
    out.put("weights", weights.clone());
    for name in ["kish_effective_n", "effective_n"] {
        out.maybe(name, effective_n(&weights));
    }
    out.put("iterations", found.rounds).put("max_margin_error", found.largest_error);
    Ok(out.done())
}
