//! Methods of person-job fit in floats: weights from comparisons, multi-criteria orders, likeness of profiles.

#![allow(clippy::float_arithmetic, reason = "statistics are floats; nothing here scores or decides")]

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::criteria::ahp::{ACCEPTED, Weights, synthesis};
use jenjang_statistics::criteria::ranking::{Normalisation, Table, moora, performance_index, ranks_of, topsis, weighted_product};
use jenjang_statistics::criteria::similarity::Similarity;
use serde_json::{Map, Value as Json};

use super::inputs::wrong;
use super::tables::{names, same_length};
use super::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "ahp",
        id: "Bobot AHP dari perbandingan berpasangan dan rasio konsistensi",
        en: "AHP weights from pairwise comparisons and the consistency ratio",
        formula: "principal eigenvector; CI = (lambda-n)/(n-1); CR = CI/RI, RI 0 0 .58 .90 1.12 1.24 1.32 1.41 1.45 1.49; accept CR <= .10",
        inputs: "matrix [[...]], RI?, elements? [name]",
        run: run_ahp,
    },
    Method {
        name: "ahp_hierarchy",
        id: "AHP berjenjang: kriteria lalu alternatif",
        en: "AHP hierarchy: criteria, then alternatives",
        formula: "sum over criteria of weight * alternative's weight (eigenvectors, distributive synthesis)",
        inputs: "criteria [name], criteria_matrix [[...]], alternatives? [name], alternative_matrices {criterion: [[...]]}",
        run: run_hierarchy,
    },
    Method {
        name: "topsis",
        id: "TOPSIS dengan normalisasi vektor atau min-maks",
        en: "TOPSIS with vector or min-max normalisation",
        formula: "C = D-/(D+ + D-) of weighted x/sqrt(sum x^2); cost handled in the ideal points",
        inputs: "matrix [[...]] with rows = alternatives, weights [...], cost? [bool], alternatives? [name]",
        run: run_topsis,
    },
    Method {
        name: "moora",
        id: "MOORA: manfaat dikurangi biaya setelah normalisasi vektor",
        en: "MOORA: benefits less costs after vector normalisation",
        formula: "sum +/- w x/sqrt(sum x^2)",
        inputs: "matrix [[...]], cost? [bool], weights? [...] (1 each unless given), alternatives? [name]",
        run: run_moora,
    },
    Method {
        name: "weighted_product",
        id: "Hasil kali berbobot",
        en: "Weighted product",
        formula: "S = prod x^(+-w), sum w = 1; V = S / sum S",
        inputs: "matrix [[...]], weights [...], cost? [bool], alternatives? [name]",
        run: run_product,
    },
    Method {
        name: "cpi",
        id: "Indeks kinerja gabungan (composite performance index)",
        en: "Composite performance index",
        formula: "100 x/min where more is better, 100 min/x where less is better; weighted sum",
        inputs: "matrix [[...]], weights? [...] (equal unless given), cost? [bool], alternatives? [name]",
        run: run_index,
    },
    Method {
        name: "profile_similarity",
        id: "Kemiripan profil orang dan jabatan",
        en: "Likeness of a person's and a post's profile",
        formula: "D2 = sum (a-t)^2; D = sqrt D2; Q = correlation across competencies (null for a flat profile)",
        inputs: "individual [...], target [...] (null for unmeasured)",
        run: run_similarity,
    },
];

fn square(inputs: &Inputs<'_>, key: &str) -> Result<Vec<Vec<f64>>, Label> {
    let matrix = inputs.matrix(key)?;
    same_length(key, &matrix)?;
    if matrix.iter().any(|row| row.len() != matrix.len() || row.iter().any(|x| *x <= 0.0)) {
        return Err(wrong(key, inputs.need(key)?, "matriks persegi perbandingan di atas 0", "a square matrix of comparisons above 0"));
    }
    Ok(matrix)
}

fn run_ahp(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let matrix = square(inputs, "matrix")?;
    let random = inputs.named(&["RI", "ri", "random_index"]);
    let random = inputs.find(random).map(|_| inputs.number(random)).transpose()?;
    let found = Weights::of(&matrix);
    let mut out = Outputs::new();
    let list = |of: fn(&Weights) -> &Vec<f64>| found.as_ref().map(|w| of(w).clone()).map_err(|reason| *reason);
    let value = |of: fn(&Weights) -> f64| found.as_ref().map(of).map_err(|reason| *reason);
    let ratio = |of: fn(&Weights) -> f64| found.as_ref().map_err(|reason| *reason).and_then(|w| w.ratio(of(w), random));
    out.maybe("w_eigen", list(|w| &w.eigenvector)).maybe("lambda_max_eigen", value(|w| w.lambda));
    out.maybe("ci", value(|w| w.index(w.lambda))).maybe("cr", ratio(|w| w.lambda));
    out.maybe("w_column_mean", list(|w| &w.column_mean)).maybe("lambda_from_column_sums", value(|w| w.lambda_column_sums));
    out.maybe("lambda_mean_ratio", value(|w| w.lambda_mean_ratio));
    out.maybe("ci_column_sums", value(|w| w.index(w.lambda_column_sums))).maybe("ci_mean_ratio", value(|w| w.index(w.lambda_mean_ratio)));
    out.maybe("cr_column_sums", ratio(|w| w.lambda_column_sums)).maybe("cr_mean_ratio", ratio(|w| w.lambda_mean_ratio));
    out.maybe("w_geometric_mean", list(|w| &w.geometric_mean)).maybe("consistent", ratio(|w| w.lambda).map(|cr| cr <= ACCEPTED));
    out.maybe("reciprocal", found.as_ref().map(|w| w.reciprocal).map_err(|reason| *reason));
    Ok(out.done())
}

fn run_hierarchy(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let matrices = inputs.object("alternative_matrices")?;
    let criteria: Vec<String> = match inputs.find("criteria") {
        Some(_) => inputs.texts("criteria")?.into_iter().map(str::to_owned).collect(),
        None => matrices.keys().cloned().collect(),
    };
    let weights = Weights::of(&square(inputs, "criteria_matrix")?);
    let read = Inputs::new(matrices);
    let each: Vec<Result<Weights, Undefined>> =
        criteria.iter().map(|name| square(&read, name).map(|matrix| Weights::of(&matrix))).collect::<Result<_, Label>>()?;
    let ratio = |found: &Result<Weights, Undefined>| found.as_ref().map_err(|reason| *reason).and_then(|w| w.ratio(w.lambda, None));
    let rows: Result<Vec<Vec<f64>>, Undefined> =
        each.iter().map(|found| found.as_ref().map(|w| w.eigenvector.clone()).map_err(|reason| *reason)).collect();
    let alternatives = each.first().and_then(|found| found.as_ref().ok()).map_or(0, |w| w.eigenvector.len());
    let names = names(inputs, &["alternatives"], "A", alternatives)?;
    let last = weights
        .as_ref()
        .map_err(|reason| *reason)
        .and_then(|w| rows.as_ref().map_err(|reason| *reason).and_then(|rows| synthesis(&w.eigenvector, rows)));
    let mut out = Outputs::new();
    out.maybe("criteria_weights", weights.as_ref().map(|w| w.eigenvector.clone()).map_err(|reason| *reason))
        .maybe("criteria_cr", ratio(&weights));
    out.maybe("final", last.clone());
    let local: Map<String, Json> = criteria
        .iter()
        .zip(&each)
        .map(|(name, found)| (name.clone(), found.as_ref().map_or(Json::Null, |w| Json::from(w.eigenvector.clone()))))
        .collect();
    out.put("alternative_weights", local);
    out.by_name("alternative_cr", criteria.iter().map(String::as_str).zip(each.iter().map(ratio)));
    put_order(&mut out, &names, &last.map_or_else(|reason| vec![Err(reason); names.len()], |list| list.into_iter().map(Ok).collect()));
    Ok(out.done())
}

/// Names from best to worst, equals in order of names, and the rank of each in the order of input.
fn put_order(out: &mut Outputs, names: &[String], scores: &[Result<f64, Undefined>]) {
    let ranks = ranks_of(scores);
    let mut order: Vec<(usize, &String)> = ranks.iter().zip(names).filter_map(|(rank, name)| rank.map(|rank| (rank, name))).collect();
    order.sort();
    out.put("rank", order.into_iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>()).put("rank_number", ranks);
}

/// Rows, weights and which criteria are costs.
struct Read {
    rows: Vec<Vec<f64>>,
    weights: Vec<f64>,
    cost: Vec<bool>,
    names: Vec<String>,
}

fn read(inputs: &Inputs<'_>, weight: Option<f64>) -> Result<Read, Label> {
    let key = inputs.named(&["matrix", "values"]);
    let rows = inputs.matrix(key)?;
    same_length(key, &rows)?;
    let width = rows.first().map_or(0, Vec::len);
    let weights = match (inputs.find("weights"), weight) {
        (None, Some(weight)) => vec![weight; width],
        _ => inputs.numbers("weights")?,
    };
    let flag = |json: &Json| match json {
        Json::Bool(cost) => Some(*cost),
        Json::String(word) => match word.as_str() {
            "cost" | "min" | "-" => Some(true),
            "benefit" | "max" | "+" => Some(false),
            _ => None,
        },
        _ => None,
    };
    let costs = inputs.named(&["cost", "types", "trend"]);
    let cost = match inputs.find(costs) {
        Some(_) => inputs.each(costs, flag, "daftar true/false atau cost/benefit", "a list of true/false or cost/benefit")?,
        None => vec![false; width],
    };
    for (key, len) in [("weights", weights.len()), (costs, cost.len())] {
        if len != width {
            return Err(Label::new(
                format!("`{key}` berisi {len} nilai, diharapkan {width} seperti kolom matriks"),
                format!("`{key}` has {len} values, expected {width} as the columns of the matrix"),
            ));
        }
    }
    if let Some(found) = weights.iter().find(|w| **w < 0.0) {
        return Err(wrong("weights", &Json::from(*found), "bobot 0 atau lebih", "a weight of 0 or more"));
    }
    let names = names(inputs, &["alternatives"], "A", rows.len())?;
    Ok(Read { rows, weights, cost, names })
}

impl Read {
    fn table(&self) -> Result<Table<'_>, Undefined> {
        Table::new(&self.rows, &self.weights, &self.cost)
    }
}

/// Vector normalisation unless the request names min-max.
fn normalisation(inputs: &Inputs<'_>) -> Result<Normalisation, Label> {
    let key = inputs.named(&["normalisation", "normalization"]);
    let Some(found) = inputs.find(key) else { return Ok(Normalisation::Vector) };
    let word: String = inputs.text(key)?.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    match () {
        () if word.starts_with("vector") => Ok(Normalisation::Vector),
        () if word.starts_with("minmax") => Ok(Normalisation::MinMax),
        () => Err(wrong(key, found, "vector atau min-max", "vector or min-max")),
    }
}

fn run_topsis(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let read = read(inputs, None)?;
    let mut out = Outputs::new();
    match read.table() {
        Ok(table) => {
            let found = topsis(&table, normalisation(inputs)?);
            out.put("D_plus", found.from_ideal).put("D_minus", found.from_anti_ideal).list("closeness", found.closeness.iter().copied());
            out.put("ideal", found.ideal).put("anti_ideal", found.anti_ideal);
            put_order(&mut out, &read.names, &found.closeness);
        }
        Err(reason) => {
            for key in ["D_plus", "D_minus", "closeness", "rank"] {
                out.absent(key, &reason.label());
            }
        }
    }
    Ok(out.done())
}

/// A list of scores and its order.
fn put_scores(out: &mut Outputs, key: &str, names: &[String], scores: Result<Vec<f64>, Undefined>) {
    match scores {
        Ok(scores) => {
            let each: Vec<Result<f64, Undefined>> = scores.iter().copied().map(Ok).collect();
            out.put(key, scores);
            put_order(out, names, &each);
        }
        Err(reason) => {
            out.absent(key, &reason.label()).absent("rank", &reason.label());
        }
    }
}

fn run_moora(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let read = read(inputs, Some(1.0))?;
    let mut out = Outputs::new();
    put_scores(&mut out, "score", &read.names, read.table().map(|table| moora(&table)));
    Ok(out.done())
}

fn run_product(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let read = read(inputs, None)?;
    let found = read.table().and_then(|table| weighted_product(&table));
    let mut out = Outputs::new();
    out.maybe("S", found.clone().map(|(products, _)| products));
    put_scores(&mut out, "V", &read.names, found.map(|(_, shares)| shares));
    Ok(out.done())
}

fn run_index(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let mut read = read(inputs, Some(1.0))?;
    if inputs.find("weights").is_none() {
        let total: f64 = read.weights.iter().sum();
        read.weights.iter_mut().for_each(|w| *w /= total);
    }
    let found = read.table().and_then(|table| performance_index(&table));
    let mut out = Outputs::new();
    out.maybe("transformed", found.clone().map(|f| f.transformed));
    out.maybe("score", found.clone().map(|f| f.index)).maybe("cpi", found.clone().map(|f| f.index));
    put_scores(&mut out, "index", &read.names, found.map(|f| f.index));
    Ok(out.done())
}

fn run_similarity(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (own, target) = (inputs.named(&["individual", "person", "actual"]), inputs.named(&["target", "required", "profile"]));
    let (person, post) = (inputs.gapped(own)?, inputs.gapped(target)?);
    if person.len() != post.len() {
        let (left, right) = (person.len(), post.len());
        return Err(Label::new(
            format!("`{own}` berisi {left} nilai dan `{target}` {right}, diharapkan sama banyak"),
            format!("`{own}` has {left} values and `{target}` {right}, expected as many"),
        ));
    }
    let all = person.len();
    let (person, post): (Vec<f64>, Vec<f64>) = person.into_iter().zip(post).filter_map(|(a, t)| a.zip(t)).unzip();
    let found = Similarity::of(&person, &post);
    let mut out = Outputs::new();
    out.maybe("D2", found.map(|s| s.squared_distance)).maybe("D", found.map(|s| s.distance()));
    out.maybe("mean_abs_gap", found.map(|s| s.mean_absolute_gap)).maybe("algebraic_mean_gap", found.map(|s| s.mean_gap));
    out.maybe("q_correlation", found.and_then(|s| s.correlation));
    out.maybe("n_below", found.map(|s| s.below)).maybe("n_equal", found.map(|s| s.equal)).maybe("n_above", found.map(|s| s.above));
    out.maybe("D_shape_only", found.map(|s| s.shape_distance)).put("unmeasured", all - person.len());
    Ok(out.done())
}
