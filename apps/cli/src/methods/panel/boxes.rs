//! Nine-box levels and what a calibration meeting changed.

#![allow(clippy::float_arithmetic, reason = "statistics are floats; levels themselves are found in exact decimals")]

use jenjang::Decimal;
use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::agreement::kappa::{Weights, kappa, table_of};
use jenjang_statistics::descriptive::mean;
use jenjang_statistics::fairness::{ChiSquare, bowker};
use jenjang_statistics::ordering::calibration::{bhapkar, sign_test, stuart_maxwell};
use jenjang_statistics::ordering::levels::{check_cuts, level};
use jenjang_statistics::reliability::error::misplaced;
use serde_json::{Map, Value as Json};

use super::kappas::{paired, pairs_or_table};
use crate::methods::inputs::{exact, whole as whole_number, wrong};
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "nine_box",
        id: "Tingkat kinerja dan potensi serta nomor kotak talenta",
        en: "Levels of performance and potential and the number of the talent box",
        formula: "level = 1 + cuts at or below the value; box by the numbering given; predicate: Sangat Baik 3, Baik 2, others 1",
        inputs: "people_performance_potential [[x, y], ...], performance_cuts, potential_cuts, box_numbering_performance_potential? {\"p,q\": box}, sem_performance?, sem_potential?; or predikat [text], potential?; or performance_level, potential_level",
        run: run_nine_box,
    },
    Method {
        name: "calibration_stats",
        id: "Apa yang diubah rapat kalibrasi: bagian berubah, pergeseran, uji tanda, kappa, Stuart-Maxwell",
        en: "What a calibration meeting changed: share changed, shift, sign test, kappa, Stuart-Maxwell",
        formula: "pct changed; mean(after - before); exact sign test of ups against downs; linear weighted kappa; Stuart-Maxwell",
        inputs: "before [level], after [level] (numbers, or texts with levels [lowest..highest]), or table [[...]]",
        run: run_calibration,
    },
    Method {
        name: "marginal_homogeneity",
        id: "Apakah sebaran tingkat bergeser antara dua penilaian (Stuart-Maxwell, Bhapkar, Bowker)",
        en: "Whether the distribution of levels moved between two ratings (Stuart-Maxwell, Bhapkar, Bowker)",
        formula: "d' S^-1 d; X/(1 - X/n); sum (n_ij - n_ji)^2/(n_ij + n_ji)",
        inputs: "table [[...]], or before and after (rater1 and rater2)",
        run: run_homogeneity,
    },
];

/// Box of performance (row) and potential (column), both from low to high.
const NINE: [[u64; 3]; 3] = [[1, 3, 6], [2, 5, 8], [4, 7, 9]];

fn numbered(inputs: &Inputs<'_>, performance: usize, potential: usize) -> Option<Json> {
    let key = inputs.named(&["box_numbering_performance_potential", "box_numbering"]);
    match inputs.find(key) {
        Some(numbering) => numbering.get(format!("{performance},{potential}")).cloned(),
        None => NINE.get(performance.checked_sub(1)?)?.get(potential.checked_sub(1)?).map(|number| Json::from(*number)),
    }
}

fn cuts(inputs: &Inputs<'_>, key: &str) -> Result<Vec<Decimal>, Label> {
    let cuts = inputs.decimals(key)?;
    match check_cuts(&cuts) {
        Ok(()) => Ok(cuts),
        Err(_) => Err(wrong(key, inputs.need(key)?, "batas yang menaik", "cuts in ascending order")),
    }
}

/// The level of a yearly performance predicate.
fn predicate(text: &str) -> Option<usize> {
    match text.trim().to_lowercase().as_str() {
        "sangat baik" => Some(3),
        "baik" => Some(2),
        "butuh perbaikan" | "cukup" | "kurang" | "sangat kurang" => Some(1),
        _ => None,
    }
}

fn predicates(inputs: &Inputs<'_>, key: &str) -> Result<Vec<Option<usize>>, Label> {
    let cell = |json: &Json| if json.is_null() { Some(None) } else { predicate(json.as_str()?).map(Some) };
    inputs.each(
        key,
        cell,
        "predikat: Sangat Baik, Baik, Butuh Perbaikan, Kurang atau Sangat Kurang",
        "a predicate: Sangat Baik, Baik, Butuh Perbaikan, Kurang or Sangat Kurang",
    )
}

/// Levels that are already known, 1 or more.
fn given_levels(inputs: &Inputs<'_>, key: &str) -> Result<Option<Vec<Option<usize>>>, Label> {
    let cell =
        |json: &Json| if json.is_null() { Some(None) } else { usize::try_from(whole_number(json)?).ok().filter(|l| *l > 0).map(Some) };
    inputs.find(key).map(|_| inputs.each(key, cell, "daftar tingkat 1, 2, 3", "a list of levels 1, 2, 3")).transpose()
}

type Values = Vec<Option<Decimal>>;

/// Two columns of values, from pairs or from two lists.
fn columns(inputs: &Inputs<'_>) -> Result<(Option<Values>, Option<Values>), Label> {
    let key = inputs.named(&["people_performance_potential", "people"]);
    if inputs.find(key).is_some() {
        let rows = inputs.gapped_decimals(key)?;
        if rows.iter().any(|row| row.len() != 2) {
            return Err(wrong(key, inputs.need(key)?, "pasangan [kinerja, potensi]", "pairs [performance, potential]"));
        }
        let column = |at: usize| rows.iter().map(|row| row.get(at).copied().flatten()).collect();
        return Ok((Some(column(0)), Some(column(1))));
    }
    let cell = |json: &Json| if json.is_null() { Some(None) } else { exact(json).map(Some) };
    let list =
        |key: &str| inputs.find(key).map(|_| inputs.each(key, cell, "daftar bilangan atau null", "a list of numbers or null")).transpose();
    Ok((list("performance")?, list("potential")?))
}

fn run_nine_box(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let mut out = Outputs::new();
    let (performance, potential) = columns(inputs)?;
    let levels = |values: &Values, cuts: &[Decimal]| -> Vec<Option<usize>> { values.iter().map(|x| x.map(|x| level(x, cuts))).collect() };
    let key = inputs.named(&["predikat", "predicate", "predicates"]);
    let performance_levels = match &performance {
        Some(values) => Some(levels(values, &cuts(inputs, "performance_cuts")?)),
        None if inputs.find(key).is_some() => Some(predicates(inputs, key)?),
        None => given_levels(inputs, "performance_level")?,
    };
    let potential_levels = match &potential {
        Some(values) => Some(levels(values, &cuts(inputs, "potential_cuts")?)),
        None => given_levels(inputs, "potential_level")?,
    };
    if performance_levels.is_none() && potential_levels.is_none() {
        return Err(Label::new(
            "`people_performance_potential` atau `predikat` tidak ada di `inputs`",
            "neither `people_performance_potential` nor `predikat` is in `inputs`",
        ));
    }
    if let Some(levels) = &performance_levels {
        out.put("performance_level", levels.clone());
    }
    if let Some(levels) = &potential_levels {
        out.put("potential_level", levels.clone());
    }
    if let (Some(performance), Some(potential)) = (&performance_levels, &potential_levels) {
        let boxes = performance.iter().zip(potential).map(|(p, q)| p.zip(*q).and_then(|(p, q)| numbered(inputs, p, q)));
        out.list("box", boxes.map(|number| number.ok_or(Undefined::TooFew { found: 1, needed: 2 })));
    }
    for (values, axis) in [(&performance, "performance"), (&potential, "potential")] {
        let error = format!("sem_{axis}");
        if let (Some(values), Some(_)) = (values, inputs.find(&error)) {
            let error = inputs.number(&error)?;
            let cuts = inputs.numbers(&format!("{axis}_cuts"))?;
            let chance = |x: &Option<Decimal>| {
                let x = x.and_then(|x| x.to_string().parse::<f64>().ok()).ok_or(Undefined::TooFew { found: 0, needed: 1 })?;
                misplaced(x, &cuts, error)
            };
            let chances: Vec<Result<f64, Undefined>> = values.iter().map(chance).collect();
            let borderline: Vec<bool> = chances.iter().map(|p| p.is_ok_and(|p| (0.16..=0.84).contains(&p))).collect();
            out.list(&format!("p_other_level_{axis}"), chances).put(&format!("borderline_{axis}"), borderline);
        }
    }
    Ok(out.done())
}

fn chi_square(out: &mut Outputs, name: &str, found: Result<ChiSquare, Undefined>) {
    out.maybe(name, found.map(|f| f.statistic)).maybe(&format!("{name}_chi2"), found.map(|f| f.statistic));
    out.maybe(&format!("{name}_df"), found.map(|f| f.df)).maybe(&format!("{name}_p"), found.map(|f| f.p));
}

fn run_homogeneity(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let table = pairs_or_table(inputs)?;
    let stuart = stuart_maxwell(&table);
    let mut out = Outputs::new();
    out.maybe("chi2", stuart.map(|f| f.statistic)).maybe("df", stuart.map(|f| f.df)).maybe("p", stuart.map(|f| f.p));
    chi_square(&mut out, "stuart_maxwell", stuart);
    chi_square(&mut out, "bhapkar", bhapkar(&table));
    let people: Vec<Vec<u64>> =
        table.iter().map(|row| row.iter().map(|times| u64::try_from(whole(*times)).unwrap_or(u64::MAX)).collect()).collect();
    chi_square(&mut out, "bowker", bowker(&people));
    let margin = |of: &dyn Fn(usize) -> f64| (0..table.len()).map(of).collect::<Vec<f64>>();
    out.put("row_totals", margin(&|i| table.get(i).into_iter().flatten().sum()));
    out.put("column_totals", margin(&|i| table.iter().filter_map(|row| row.get(i)).sum()));
    out.put("n", table.iter().flatten().sum::<f64>());
    Ok(out.done())
}

/// Pairs of levels, from lists or from the cells of a table, with numbers for the mean shift.
fn levels(inputs: &Inputs<'_>) -> Result<(Vec<Vec<f64>>, Vec<(f64, f64)>), Label> {
    let key = inputs.named(&["table", "before_by_after"]);
    if inputs.find(key).is_some() {
        let table = pairs_or_table(inputs)?;
        let place = |i: usize| u32::try_from(i + 1).map_or(0.0, f64::from);
        let pairs = table
            .iter()
            .enumerate()
            .flat_map(|(i, row)| row.iter().enumerate().map(move |(j, times)| (i, j, *times)))
            .flat_map(|(i, j, times)| std::iter::repeat_n((place(i), place(j)), whole(times)))
            .collect();
        return Ok((table, pairs));
    }
    let pairs = paired(inputs)?;
    let numbers: Vec<i64> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let categories: Vec<i64> = match (numbers.iter().min(), numbers.iter().max()) {
        // the levels in between exist even where nobody has them
        (Some(low), Some(high)) if high - low <= 100 => (*low..=*high).collect(),
        _ => {
            let mut distinct = numbers.clone();
            distinct.sort_unstable();
            distinct.dedup();
            distinct
        }
    };
    let float = |x: i64| Decimal::from(x).to_string().parse::<f64>().unwrap_or(0.0);
    let table = table_of(&pairs, &categories);
    Ok((table, pairs.into_iter().map(|(a, b)| (float(a), float(b))).collect()))
}

/// A count that comes as a float.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of people, bounded before the cast")]
pub(super) fn whole(times: f64) -> usize {
    times.clamp(0.0, 1e7).round() as usize
}

fn run_calibration(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (table, pairs) = levels(inputs)?;
    let n = pairs.len();
    let ups = pairs.iter().filter(|(before, after)| after > before).count();
    let downs = pairs.iter().filter(|(before, after)| after < before).count();
    let changed = ups + downs;
    let (before, after): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let share = mean(&pairs.iter().map(|(before, after)| if before == after { 0.0 } else { 100.0 }).collect::<Vec<_>>());
    let shift = mean(&pairs.iter().map(|(before, after)| after - before).collect::<Vec<_>>());
    let linear = kappa(&table, Weights::Linear);
    let stuart = stuart_maxwell(&table);
    let sign = sign_test(u64::try_from(ups).unwrap_or(u64::MAX), u64::try_from(downs).unwrap_or(u64::MAX));
    let mut out = Outputs::new();
    out.put("n", n).put("changed", changed).put("n_changed", changed).maybe("pct_changed", share).maybe("percent_changed", share);
    out.maybe("mean_before", mean(&before)).maybe("mean_after", mean(&after)).maybe("mean_shift", shift);
    out.put("ups", ups).put("downs", downs).put("unchanged", n - changed);
    out.maybe("sign_test_p", sign);
    out.maybe("weighted_kappa_linear", linear.map(|k| k.kappa)).maybe("kappa_linear", linear.map(|k| k.kappa));
    out.maybe("kappa", kappa(&table, Weights::Identity).map(|k| k.kappa));
    out.maybe("kappa_quadratic", kappa(&table, Weights::Quadratic).map(|k| k.kappa));
    chi_square(&mut out, "stuart_maxwell", stuart);
    out.also("ups", &["n_up", "n_ups", "upgrades"]).also("downs", &["n_down", "n_downs", "downgrades"]);
    out.also("pct_changed", &["changed_pct"]).also("sign_test_p", &["sign_p", "p_sign"]).also("kappa", &["kappa_unweighted"]);
    Ok(out.done())
}
