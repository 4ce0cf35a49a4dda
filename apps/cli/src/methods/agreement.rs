//! Methods of 360° scoring: agreement of raters about one person, and Krippendorff's alpha.

#![allow(clippy::float_arithmetic, reason = "statistics are floats; nothing here scores or decides")]

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::agreement::krippendorff::{Coincidences, METRICS, Metric, units_of_observers};
use jenjang_statistics::agreement::rwg::{self, Strength};
use jenjang_statistics::descriptive::variance;
use jenjang_statistics::reliability::alpha;
use serde_json::{Map, Value as Json};

use super::inputs::wrong;
use super::tables::{Table, is_turned, or_gap, same_length, table, transpose};
use super::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "rwg_ad",
        id: "Kesepakatan penilai tentang satu orang: rwg, rwg(J), r*wg(J), AD, awg",
        en: "Agreement of raters about one person: rwg, rwg(J), r*wg(J), AD, awg",
        formula: "rwg = 1 - s2/sE2, sE2 = (A^2-1)/12; rwg(J) = J(1-v/sE2)/(J(1-v/sE2)+v/sE2); r*wg(J) = 1 - v/sE2; AD = mean|x - centre|",
        inputs: "ratings [[...]] with rows = raters, rows? = raters|items, categories? = 5, lowest? = 1",
        run: run_rwg,
    },
    Method {
        name: "rwg_edge",
        id: "rwg dan AD di batasnya: satu penilai, semua sama, terbelah dua",
        en: "rwg and AD at their edges: one rater, all equal, split in two",
        formula: "rwg = 1 - s2/sE2; below 0 it is shown as 0 and kept raw; one rater: null",
        inputs: "ratings [...] (or [[...]] as rwg_ad), categories? = 5, lowest? = 1",
        run: run_edge,
    },
    Method {
        name: "rwg_null_variance",
        id: "Ragam jawaban acak merata dan batas AD",
        en: "Variance of uniform random answers and the cut-off of AD",
        formula: "(A^2-1)/12; A/6",
        inputs: "categories (number or list)",
        run: run_null_variance,
    },
    Method {
        name: "krippendorff_alpha",
        id: "Alfa Krippendorff: nominal, ordinal, interval, rasio",
        en: "Krippendorff's alpha: nominal, ordinal, interval, ratio",
        formula: "1 - Do/De",
        inputs: "ratings [[...]] with rows = observers and null for gaps (texts: nominal only), rows? = observers|units",
        run: run_krippendorff,
    },
];

fn scale(inputs: &Inputs<'_>) -> Result<(usize, f64), Label> {
    // a scale is told by its ends or by its number of points
    if inputs.find("scale").is_some_and(Json::is_array)
        && let [low, high] = inputs.numbers("scale")?.as_slice()
    {
        return Ok((whole_categories(high - low + 1.0), *low));
    }
    let key = inputs.named(&["categories", "A", "n_categories"]);
    let categories = if inputs.find(key).is_some() { inputs.number(key)? } else { 5.0 };
    Ok((whole_categories(categories), inputs.number_or("lowest", 1.0)?))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded before the cast")]
fn whole_categories(categories: f64) -> usize {
    categories.clamp(0.0, 10_000.0).round() as usize
}

fn run_rwg(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["ratings", "x"]);
    if inputs.need(key)?.as_array().is_some_and(|rows| !rows.iter().any(Json::is_array)) {
        return run_edge(inputs);
    }
    let rows = table(inputs, &["ratings", "x"], &["items", "item"])?;
    let (categories, lowest) = scale(inputs)?;
    Ok(over_items(&rows, categories, lowest))
}

fn over_items(rows: &Table, categories: usize, lowest: f64) -> Map<String, Json> {
    let found = rwg::over_items(rows, categories, lowest);
    let of = |part: fn(&rwg::ItemAgreement) -> f64| found.as_ref().map(part).map_err(|reason| *reason);
    let first: Vec<f64> = rows.iter().filter_map(|row| row.first().copied()?).collect();
    let null_variance = rwg::uniform_null_variance(categories);
    let mut out = Outputs::new();
    let one = null_variance.and_then(|null| rwg::rwg(&first, null));
    out.maybe("rwg_item1", one.map(rwg::shown)).maybe("rwg_item1_raw", one);
    match &found {
        Ok(found) => out.list("item_variances", found.variances.iter().copied()),
        Err(reason) => out.absent("item_variances", &reason.label()),
    };
    out.maybe("mean_item_variance", of(|f| f.mean_variance)).maybe("rwg_j", of(|f| f.rwg_j));
    out.maybe("rwg_j_lindell", of(|f| rwg::shown(f.rwg_j_lindell))).maybe("rwg_j_lindell_raw", of(|f| f.rwg_j_lindell));
    out.maybe("agreement", of(|f| f.rwg_j_lindell).map(|value| Strength::of(value).as_str()));
    out.maybe("AD_mean_item1", rwg::deviation_from_mean(&first)).maybe("AD_median_item1", rwg::deviation_from_median(&first));
    out.maybe("AD_mean_J", of(|f| f.deviation_from_mean)).maybe("AD_median_J", of(|f| f.deviation_from_median));
    out.put("AD_cutoff", rwg::deviation_cutoff(categories));
    out.maybe("awg_J", found.as_ref().map_err(|reason| *reason).and_then(|f| f.awg));
    out.maybe("cronbach_alpha", alpha::listwise(rows).map(|a| a.alpha));
    out.put("n_raters", rows.len()).maybe("n_items", found.as_ref().map(|f| f.items).map_err(|reason| *reason));
    out.maybe("null_variance", null_variance);
    out.done()
}

fn run_edge(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["ratings", "x"]);
    if inputs.need(key)?.as_array().is_some_and(|rows| rows.iter().any(Json::is_array)) {
        return run_rwg(inputs);
    }
    let ratings: Vec<f64> = inputs.gapped(key)?.into_iter().flatten().collect();
    let (categories, lowest) = scale(inputs)?;
    let null_variance = rwg::uniform_null_variance(categories);
    let raw = null_variance.and_then(|null| rwg::rwg(&ratings, null));
    let mut out = Outputs::new();
    out.put("n", ratings.len()).maybe("variance", variance(&ratings)).maybe("null_variance", null_variance);
    out.maybe("rwg", raw.map(rwg::shown)).maybe("rwg_raw", raw).maybe("rwg_reported", raw.map(rwg::shown));
    out.maybe("agreement", raw.map(|value| Strength::of(value).as_str()));
    out.maybe("AD_mean", rwg::deviation_from_mean(&ratings)).maybe("AD_median", rwg::deviation_from_median(&ratings));
    out.also("rwg", &["rwg_item1", "rwg_clipped"]).also("rwg_raw", &["rwg_item1_raw"]).also("AD_mean", &["AD"]);
    out.put("AD_cutoff", rwg::deviation_cutoff(categories));
    let highest = lowest + null_variance.map_or(0.0, |_| f64::from(u32::try_from(categories - 1).unwrap_or(u32::MAX)));
    out.maybe("awg", rwg::awg(&ratings, lowest, highest));
    Ok(out.done())
}

fn run_null_variance(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["categories", "A"]);
    let mut out = Outputs::new();
    if inputs.need(key)?.is_array() {
        let categories: Vec<usize> = inputs.numbers(key)?.into_iter().map(whole_categories).collect();
        out.list("uniform_null_variance", categories.iter().map(|a| rwg::uniform_null_variance(*a)));
        out.put("AD_cutoff_A_over_6", categories.iter().map(|a| rwg::deviation_cutoff(*a)).collect::<Vec<_>>());
    } else {
        let categories = whole_categories(inputs.number(key)?);
        out.maybe("uniform_null_variance", rwg::uniform_null_variance(categories));
        out.put("AD_cutoff_A_over_6", rwg::deviation_cutoff(categories));
    }
    Ok(out.done())
}

/// Ratings that may be texts: numbers stay, texts are coded by their order; the flag says whether any was a text.
fn coded(inputs: &Inputs<'_>, key: &str) -> Result<(Table, bool), Label> {
    let found = inputs.need(key)?;
    let rows = found.as_array().ok_or_else(|| wrong(key, found, "daftar baris", "a list of rows"))?;
    let cells = || rows.iter().filter_map(Json::as_array).flatten();
    if !cells().any(|cell| cell.as_str().is_some_and(|text| jenjang::number::parse_decimal(text).is_err())) {
        return Ok((inputs.gapped_matrix(key)?, false));
    }
    let mut codes: Vec<&str> = cells().filter_map(Json::as_str).collect();
    codes.sort_unstable();
    codes.dedup();
    let cell = |cell: &Json| match cell {
        Json::Null => Some(None),
        Json::String(text) => codes.binary_search(&text.as_str()).ok().and_then(|place| u32::try_from(place).ok()).map(f64::from).map(Some),
        _ => None,
    };
    let row = |row: &Json| row.as_array()?.iter().map(cell).collect();
    Ok((inputs.each(key, row, "daftar baris teks atau null", "a list of rows of texts or null")?, true))
}

fn run_krippendorff(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["ratings", "reliability_data", "x"]);
    let (rows, texts) = coded(inputs, key)?;
    same_length(key, &rows)?;
    let rows = if is_turned(inputs, &["units", "unit", "items", "targets", "subjects"])? { transpose(&rows) } else { rows };
    let found = units_of_observers(&rows).and_then(|units| Coincidences::of(&units));
    let mut out = Outputs::new();
    for metric in METRICS {
        let value = found.as_ref().map_err(|reason| *reason).and_then(|f| f.alpha(metric));
        // texts have no order and no distance
        out.maybe(metric.as_str(), if texts && metric != Metric::Nominal { Err(Undefined::NotFinite) } else { value });
    }
    // the coefficient of the one metric asked for
    if let Some(metric) =
        METRICS.iter().find(|metric| inputs.find(inputs.named(&["metric", "level"])).is_some_and(|own| own == metric.as_str()))
    {
        out.also(metric.as_str(), &["alpha"]);
    }
    out.put("n_units", or_gap(&found.as_ref().map(Coincidences::units).map_err(|reason| *reason)).unwrap_or(0));
    out.put("n_pairable", or_gap(&found.as_ref().map(Coincidences::pairable).map_err(|reason| *reason)).unwrap_or(0));
    Ok(out.done())
}
