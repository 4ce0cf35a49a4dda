//! Series over time.

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::fairness::Selection;
use jenjang_statistics::training::{Series, control_chart, count_series, segmented, usual_lags};
use serde_json::{Map, Value as Json};

use super::same_length;
use crate::methods::inputs::wrong;
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "interrupted_time_series",
        id: "Deret waktu terputus: perubahan tingkat dan kecenderungan sejak kebijakan berlaku",
        en: "Interrupted time series: change of level and trend since a policy started",
        formula: "y = b0 + b1*t + b2*I + b3*(t-t0)*I, Newey-West SE, Durbin-Watson; counts: Poisson with log(population) offset, dispersion X2/df",
        inputs: "y [number, ...], time? [number, ...], intervention [0 or 1, ...], lag?; model? \"poisson\", population? [number, ...] or offset? [log population, ...], slope? true; intervention_start? for intervention",
        run: run_series,
    },
    Method {
        name: "control_chart_p",
        id: "Diagram kendali bagian (p-chart)",
        en: "Control chart of shares (p-chart)",
        formula: "p_bar +- 3*sqrt(p_bar(1-p_bar)/n), lower limit cut at 0",
        inputs: "defectives [count, ...], n count or [count, ...]",
        run: run_chart,
    },
];

fn run_series(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let y_key = inputs.named(&["y", "counts", "count", "events", "values", "outcome", "aces", "deaths"]);
    let y = inputs.numbers(y_key)?;
    let start = inputs.named(&["intervention_start", "intervention_time", "t0", "start"]);
    let policy_key = inputs.named(&["intervention", "policy", "smokban", "treated", "level"]);
    let time = if inputs.find("time").is_some() { inputs.numbers("time")? } else { (1..=y.len() as u32).map(f64::from).collect() };
    same_length((y_key, y.len()), ("time", time.len()))?;
    let policy = if inputs.find(policy_key).is_none() && inputs.find(start).is_some() {
        let from = inputs.number(start)?;
        time.iter().map(|t| if *t >= from { 1.0 } else { 0.0 }).collect()
    } else {
        inputs.numbers(policy_key)?
    };
    same_length((y_key, y.len()), (policy_key, policy.len()))?;
    let series = Series { time: &time, policy: &policy, y: &y };
    let population_key = inputs.named(&["population", "stdpop", "exposure", "pop", "offset_population"]);
    let model = inputs.find("model").or(inputs.find("family")).and_then(Json::as_str).unwrap_or_default().to_lowercase();
    let mut out = Outputs::new();
    let (before, from) = series.sides();
    out.put("n_before", before).put("n_after", from);
    out.put("display", if series.is_long_enough() { "estimate" } else { "chart_only" });
    let offset_key = inputs.named(&["offset", "log_population"]);
    let offset = inputs.find(offset_key).is_some_and(Json::is_array);
    if inputs.find(population_key).is_some() || offset || model.contains("poisson") {
        let population = match inputs.find(population_key) {
            Some(_) => Some(inputs.numbers(population_key)?),
            None if offset => Some(inputs.numbers(offset_key)?.into_iter().map(f64::exp).collect()),
            None => None,
        };
        if let Some(population) = &population {
            same_length((y_key, y.len()), (population_key, population.len()))?;
        }
        let slope = inputs.find("slope").and_then(Json::as_bool).unwrap_or(inputs.find("slope_change_term").is_some());
        write_counts(&mut out, &series, population.as_deref(), slope);
    } else {
        let key = inputs.named(&["lag", "lags", "newey_west_lag", "nw_lag", "maxlags"]);
        let lags = if inputs.find(key).is_some() { inputs.count(key)? as usize } else { usual_lags(y.len()) };
        write_segmented(&mut out, &series, lags);
    }
    Ok(out.done())
}

fn write_segmented(out: &mut Outputs, series: &Series<'_>, lags: usize) {
    let found = segmented(series, lags);
    let found = found.as_ref().map_err(|reason| *reason);
    for (at, name) in ["level0", "trend", "level_change", "trend_change"].into_iter().enumerate() {
        out.maybe(name, found.and_then(|f| f.coefficients.get(at).copied().ok_or(Undefined::Shape)));
    }
    out.maybe("se", found.map(|f| f.se.to_vec()));
    out.maybe("r2", found.and_then(|f| f.r_squared));
    out.maybe("durbin_watson", found.and_then(|f| f.durbin_watson));
    out.maybe(&format!("se_newey_west_lag{lags}"), found.map(|f| f.se_newey_west.to_vec()));
    out.maybe("se_newey_west", found.map(|f| f.se_newey_west.to_vec()));
    out.put("lag", lags);
    out.maybe("df", found.map(|f| f.df));
}

fn write_counts(out: &mut Outputs, series: &Series<'_>, population: Option<&[f64]>, slope: bool) {
    let found = count_series(series, population, slope);
    let found = found.as_ref().map_err(|reason| *reason);
    for name in ["rate_ratio", "irr", "rr", "rr_level", "irr_level"] {
        out.maybe(name, found.map(|f| f.rate_ratio()));
    }
    let interval = |quasi: bool| found.and_then(|f| f.rate_ratio_interval(0.95, quasi));
    for name in ["ci95", "ci95_poisson", "rate_ratio_ci95", "rr_ci95", "irr_ci95"] {
        out.interval(name, interval(false));
    }
    for name in ["ci95_quasi", "ci95_quasipoisson", "rate_ratio_ci95_quasi", "rr_ci95_quasi", "irr_ci95_quasi"] {
        out.interval(name, interval(true));
    }
    out.interval("ci95_to_show", found.and_then(|f| f.rate_ratio_interval(0.95, f.is_overdispersed())));
    out.also("ci95_quasi", &["quasi_ci95", "ci95_quasi_poisson", "rr_quasi_ci95"]);
    out.maybe("dispersion", found.map(|f| f.dispersion));
    out.also("dispersion", &["pearson_dispersion", "quasi_dispersion", "phi", "overdispersion"]);
    out.maybe("coefficients", found.map(|f| f.coefficients.clone()));
    out.maybe("se", found.map(|f| f.se.clone()));
    let at = |place: usize| found.and_then(|f| f.coefficients.get(place).copied().ok_or(Undefined::Shape));
    out.maybe("intercept", at(0)).maybe("level_change", at(1)).maybe("trend", at(2));
    if slope {
        out.maybe("trend_change", at(3));
    }
    out.maybe("df", found.map(|f| f.df));
}

fn run_chart(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["defectives", "x", "defects", "events"]);
    let x = inputs.counts(key)?;
    let one_size = !inputs.need("n")?.is_array();
    let n = if one_size { vec![inputs.count("n")?; x.len()] } else { inputs.counts("n")? };
    same_length((key, x.len()), ("n", n.len()))?;
    let mut samples = Vec::with_capacity(x.len());
    for (x, n) in x.iter().zip(&n) {
        let sample = Selection::try_new(*x, *n);
        samples.push(sample.map_err(|_| wrong(key, &Json::from(*x), "tidak lebih dari `n`", "no more than `n`"))?);
    }
    let found = control_chart(&samples);
    let found = found.as_ref().map_err(|reason| *reason);
    let mut out = Outputs::new();
    out.maybe("p_bar", found.map(|f| f.centre));
    let limit = |pick: fn(&(f64, f64)) -> f64| {
        found.map(|f| {
            let all: Vec<f64> = f.limits.iter().map(pick).collect();
            if one_size { all.first().copied().map_or(Json::Null, Json::from) } else { Json::from(all) }
        })
    };
    out.maybe("ucl", limit(|l| l.1));
    out.maybe("lcl", limit(|l| l.0));
    out.list("p", samples.iter().map(|s| s.rate()));
    out.maybe("out_of_control_index_1based", found.map(|f| f.outside.iter().map(|at| at + 1).collect::<Vec<usize>>()));
    Ok(out.done())
}
