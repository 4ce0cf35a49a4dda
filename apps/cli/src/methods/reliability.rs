//! Methods of 360° scoring: reliability and measurement error.

#![allow(clippy::float_arithmetic, reason = "statistics are floats; nothing here scores or decides")]

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::descriptive::mean_interval;
use jenjang_statistics::reliability::icc::{FORMS, Model, TwoWay, Unit, complete_rows};
use jenjang_statistics::reliability::one_way::{self, GroupSize, OneWay};
use jenjang_statistics::reliability::{alpha, error, mosier, spearman_brown};
use serde_json::{Map, Value as Json};

use super::tables::{groups, table};
use super::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "icc",
        id: "Enam korelasi intrakelas Shrout & Fleiss dengan selang 95%",
        en: "The six intraclass correlations of Shrout & Fleiss with 95% intervals",
        formula: "ICC(1,1) = (MSR-MSW)/(MSR+(k-1)MSW); ICC(2,1) = (MSR-MSE)/(MSR+(k-1)MSE+k(MSC-MSE)/n); ICC(3,1) = (MSR-MSE)/(MSR+(k-1)MSE); k forms for the mean of k raters",
        inputs: "ratings [[...]] with rows = targets, rows? = targets|raters, confidence? = 0.95; rows with a gap are dropped and counted",
        run: run_icc,
    },
    Method {
        name: "icc1_icc2_from_ms",
        id: "ICC1 dan ICC2 dari kuadrat tengah",
        en: "ICC1 and ICC2 from mean squares",
        formula: "ICC1 = (MSB-MSW)/(MSB+(k-1)MSW); ICC2 = (MSB-MSW)/MSB",
        inputs: "MSB, MSW, k (a number) or n_groups and n_total",
        run: run_from_mean_squares,
    },
    Method {
        name: "icc1_icc2_unequal",
        id: "ICC1 dan ICC2 kelompok yang tidak sama besar",
        en: "ICC1 and ICC2 of groups of unequal sizes",
        formula: "k0 = (N - sum n^2/N)/(G-1) (default) or N/G; ICC1 = (MSB-MSW)/(MSB+(k-1)MSW); ICC2 = (MSB-MSW)/MSB",
        inputs: "groups {name: [...]}",
        run: run_unequal,
    },
    Method {
        name: "cronbach_alpha",
        id: "Alfa Cronbach, lengkap per baris dan per pasangan, dengan selang Feldt",
        en: "Cronbach's alpha, listwise and pairwise, with Feldt's interval",
        formula: "J/(J-1) * (1 - sum s_j^2 / s_T^2)",
        inputs: "items [[...]] with rows = respondents, rows? = respondents|items, confidence? = 0.95",
        run: run_alpha,
    },
    Method {
        name: "spearman_brown",
        id: "Keandalan rata-rata k penilai",
        en: "Reliability of the mean of k raters",
        formula: "k r / (1 + (k-1) r)",
        inputs: "r_single (number or list), k (number or list)",
        run: run_spearman_brown,
    },
    Method {
        name: "spearman_brown_needed",
        id: "Jumlah penilai yang diperlukan untuk keandalan tertentu",
        en: "Raters needed for a reliability",
        formula: "t (1-r) / (r (1-t)), rounded up with a guard of 1e-9",
        inputs: "r_single (number or list), targets (number or list)",
        run: run_needed,
    },
    Method {
        name: "sem",
        id: "Galat baku pengukuran dan selang nilai",
        en: "Standard error of measurement and interval of a score",
        formula: "s * sqrt(1 - rel); score +/- 1.96 SEM",
        inputs: "sd (or sd_between_ratees), reliability, score?",
        run: run_sem,
    },
    Method {
        name: "minimum_detectable_difference",
        id: "Selisih terkecil yang berarti antara dua orang atau dua putaran",
        en: "Smallest difference of two people or two rounds that means something",
        formula: "z * SEM * sqrt 2",
        inputs: "sd_between_ratees (or sd), reliability",
        run: run_sem,
    },
    Method {
        name: "reliable_change",
        id: "Indeks perubahan andal Jacobson & Truax",
        en: "Reliable change index of Jacobson & Truax",
        formula: "(post - pre) / (SEM * sqrt 2), SEM = s_pre * sqrt(1 - rel)",
        inputs: "pre, post, sd_pre (or sd), reliability",
        run: run_change,
    },
    Method {
        name: "ci_mean_t",
        id: "Rata-rata dengan selang t",
        en: "Mean with its t interval",
        formula: "mean +/- t(n-1) * s / sqrt n; n >= 3",
        inputs: "x [...] (or values, ratings), confidence? = 0.95",
        run: run_mean_interval,
    },
    Method {
        name: "mosier_composite_reliability",
        id: "Keandalan nilai gabungan berbobot (Mosier)",
        en: "Reliability of a weighted composite (Mosier)",
        formula: "1 - sum w^2 s^2 (1-rel) / s_c^2",
        inputs: "weights [...], sds [...], reliabilities [...], composite_sd or composite_variance or correlations [[...]]",
        run: run_mosier,
    },
];

fn confidence(inputs: &Inputs<'_>) -> Result<f64, Label> {
    inputs.number_or("confidence", 0.95)
}

fn run_icc(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let rows = table(inputs, &["ratings", "x", "data"], &["raters", "rater", "judges"])?;
    let confidence = confidence(inputs)?;
    let (complete, dropped) = complete_rows(&rows);
    let found = TwoWay::of(&complete);
    let name = |(model, unit)| match (model, unit) {
        (Model::OneWay, Unit::Single) => "ICC1_1",
        (Model::TwoWayRandom, Unit::Single) => "ICC2_1",
        (Model::TwoWayMixed, Unit::Single) => "ICC3_1",
        (Model::OneWay, Unit::Average) => "ICC1_k",
        (Model::TwoWayRandom, Unit::Average) => "ICC2_k",
        (Model::TwoWayMixed, Unit::Average) => "ICC3_k",
    };
    let mut out = Outputs::new();
    for form in FORMS {
        out.maybe(name(form), found.and_then(|t| t.icc(form)));
    }
    for form in FORMS {
        out.interval(&format!("ci95_{}", name(form)), found.and_then(|t| t.interval(form, confidence)));
    }
    out.maybe("F_oneway", found.and_then(|t| t.f_one_way())).maybe("p_oneway", found.and_then(|t| t.p_one_way()));
    out.maybe("F_twoway", found.and_then(|t| t.f_two_way())).maybe("p_twoway", found.and_then(|t| t.p_two_way()));
    out.maybe("MSR", found.map(|t| t.rows)).maybe("MSC", found.map(|t| t.columns));
    out.maybe("MSE", found.map(|t| t.residual)).maybe("MSW", found.map(|t| t.within));
    out.put("n_targets", complete.len()).put("k_raters", rows.first().map_or(0, Vec::len)).put("dropped_rows", dropped);
    Ok(out.done())
}

fn run_from_mean_squares(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (between, within) = (inputs.number("MSB")?, inputs.number("MSW")?);
    // `k` may be a sentence that says how it is computed
    let given = inputs.find("k").filter(|k| k.is_number()).map(|_| inputs.number("k")).transpose()?;
    let size = match given {
        Some(size) => Ok(size),
        None => {
            let (groups, total) = (inputs.number(inputs.named(&["n_groups", "groups"]))?, inputs.number(inputs.named(&["n_total", "n"]))?);
            if groups > 0.0 { Ok(total / groups) } else { Err(Undefined::EmptyTotal) }
        }
    };
    let mut out = Outputs::new();
    out.maybe("k", size).maybe("icc1", size.and_then(|k| one_way::single(between, within, k)));
    out.maybe("icc2", one_way::average(between, within));
    out.maybe("F", if within > 0.0 { Ok(between / within) } else { Err(Undefined::NoVariation) });
    Ok(out.done())
}

fn run_unequal(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let groups: Vec<Vec<f64>> = groups(inputs, &["groups", "ratings"])?.into_iter().map(|(_, values)| values).collect();
    let confidence = confidence(inputs)?;
    let found = OneWay::of(&groups);
    let mut out = Outputs::new();
    out.maybe("n_groups", found.map(|w| w.groups)).maybe("n_total", found.map(|w| w.n));
    out.maybe("MSB", found.map(|w| w.between)).maybe("MSW", found.map(|w| w.within));
    out.maybe("F", found.and_then(|w| w.f())).maybe("p", found.and_then(|w| w.p()));
    out.maybe("k0", found.map(|w| w.k0)).maybe("k_mean", found.map(|w| w.size(GroupSize::Mean)));
    let single = |size| found.and_then(|w| w.single(size));
    out.maybe("icc1", single(GroupSize::K0)).maybe("icc2", found.and_then(|w| w.average()));
    out.maybe("icc1_k0", single(GroupSize::K0)).maybe("icc1_k_mean", single(GroupSize::Mean));
    out.maybe("icc1_multilevel", single(GroupSize::Mean)).maybe("icc2_k0", found.and_then(|w| w.average()));
    out.interval("ci95_icc1", found.and_then(|w| w.single_interval(GroupSize::K0, confidence)));
    out.interval("ci95_icc2", found.and_then(|w| w.average_interval(confidence)));
    out.also("icc1_k_mean", &["icc1_mean_k"]).also("icc2", &["icc2_k_mean", "icc2_mean_k", "icc2_multilevel"]);
    Ok(out.done())
}

fn run_alpha(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let rows = table(inputs, &["items", "responses", "ratings", "x"], &["items", "item"])?;
    let confidence = confidence(inputs)?;
    let (listwise, pairwise) = (alpha::listwise(&rows), alpha::pairwise(&rows));
    let mut out = Outputs::new();
    out.maybe("alpha", listwise.map(|a| a.alpha)).maybe("alpha_listwise", listwise.map(|a| a.alpha));
    out.maybe("alpha_pairwise", pairwise.map(|a| a.alpha));
    out.interval("ci95", listwise.and_then(|a| a.interval(confidence)));
    out.interval("ci95_pairwise", pairwise.and_then(|a| a.interval(confidence)));
    let complete = complete_rows(&rows).0.len();
    out.put("n_listwise", complete).put("n", complete).put("n_rows", rows.len()).put("n_items", rows.first().map_or(0, Vec::len));
    Ok(out.done())
}

/// A number, or a list of numbers.
fn one_or_more(inputs: &Inputs<'_>, names: &[&str]) -> Result<(Vec<f64>, bool), Label> {
    let key = inputs.named(names);
    if inputs.need(key)?.is_array() { Ok((inputs.numbers(key)?, true)) } else { Ok((vec![inputs.number(key)?], false)) }
}

/// A grid of values: as many dimensions as lists were given, with the reason of each gap.
fn grid(out: &mut Outputs, key: &str, rows: (&[f64], bool), columns: (&[f64], bool), of: impl Fn(f64, f64) -> Result<f64, Undefined>) {
    let cell = |r: f64, c: f64| of(r, c).map(super::tables::whole_json);
    match (rows, columns) {
        (([r], false), ([c], false)) => out.maybe(key, cell(*r, *c)),
        ((rows, true), ([c], false)) => out.list(key, rows.iter().map(|r| cell(*r, *c))),
        (([r], false), (columns, _)) => out.list(key, columns.iter().map(|c| cell(*r, *c))),
        ((rows, _), (columns, _)) => {
            let table: Vec<Vec<Option<Json>>> = rows.iter().map(|r| columns.iter().map(|c| cell(*r, *c).ok()).collect()).collect();
            if let Some(reason) = rows.iter().flat_map(|r| columns.iter().filter_map(|c| of(*r, *c).err())).next() {
                out.absent(key, &reason.label());
            }
            out.put(key, table)
        }
    };
}

fn run_spearman_brown(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (r, r_list) = one_or_more(inputs, &["r_single", "r", "reliability"])?;
    let (k, k_list) = one_or_more(inputs, &["k", "n_raters"])?;
    let mut out = Outputs::new();
    grid(&mut out, "reliability", (&r, r_list), (&k, k_list), spearman_brown::stepped_up);
    Ok(out.done())
}

fn run_needed(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (r, r_list) = one_or_more(inputs, &["r_single", "r", "reliability"])?;
    let (t, t_list) = one_or_more(inputs, &["targets", "target"])?;
    let mut out = Outputs::new();
    grid(&mut out, "k_exact", (&r, r_list), (&t, t_list), spearman_brown::needed);
    grid(&mut out, "k_ceil", (&r, r_list), (&t, t_list), spearman_brown::needed_whole);
    Ok(out.done())
}

const SPREAD: [&str; 5] = ["sd_between_ratees", "sd", "s", "sd_x", "sd_pre"];
const RELIABILITY: [&str; 5] = ["reliability", "rel", "icc", "alpha", "r"];

fn run_sem(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (spread, reliability) = (inputs.number(inputs.named(&SPREAD))?, inputs.number(inputs.named(&RELIABILITY))?);
    let sem = error::standard_error(spread, reliability);
    let mut out = Outputs::new();
    out.maybe("sem", sem);
    let half = sem.and_then(|sem| error::half_width(sem, 0.95));
    out.maybe("ci95_halfwidth", half);
    out.maybe("mdd95", sem.and_then(|sem| error::detectable_difference(sem, 0.95)));
    out.maybe("mdd90", sem.and_then(|sem| error::detectable_difference(sem, 0.90)));
    out.maybe("s_diff", sem.map(|sem| sem * std::f64::consts::SQRT_2));
    let score = inputs.named(&["score", "observed", "x", "mean"]);
    if inputs.find(score).is_some() {
        let score = inputs.number(score)?;
        out.interval("ci95", half.map(|half| (score - half, score + half)));
    }
    Ok(out.done())
}

fn run_change(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (before, after) = (inputs.number(inputs.named(&["pre", "x1", "before"]))?, inputs.number(inputs.named(&["post", "x2", "after"]))?);
    let spread = inputs.number(inputs.named(&["sd_pre", "sd", "sd_between_ratees", "s"]))?;
    let sem = error::standard_error(spread, inputs.number(inputs.named(&RELIABILITY))?);
    let index = sem.and_then(|sem| error::reliable_change(before, after, sem));
    let mut out = Outputs::new();
    out.maybe("sem", sem).maybe("s_diff", sem.map(|sem| sem * std::f64::consts::SQRT_2)).maybe("rci", index);
    let least = sem.and_then(|sem| error::detectable_difference(sem, 0.95));
    out.maybe("mdd95", least);
    out.maybe("reliable", index.and(least).map(|least| (after - before).abs() > least));
    Ok(out.done())
}

fn run_mean_interval(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let values: Vec<f64> =
        inputs.gapped(inputs.named(&["x", "values", "ratings", "scores", "rater_means"]))?.into_iter().flatten().collect();
    let found = mean_interval(&values, confidence(inputs)?);
    let mut out = Outputs::new();
    out.put("n", values.len());
    out.maybe("mean", jenjang_statistics::descriptive::mean(&values));
    let spread = jenjang_statistics::descriptive::standard_deviation(&values);
    out.maybe("sd", spread)
        .maybe("se", found.map(|i| i.standard_error).or_else(|reason| if values.len() > 2 { Ok(0.0) } else { Err(reason) }));
    out.put("df", values.len().saturating_sub(1)).maybe("t", found.map(|i| i.t));
    out.maybe("halfwidth", found.map(|i| i.t * i.standard_error)).also("t", &["t_crit", "t_critical"]);
    out.interval("ci95", found.map(|i| i.interval));
    Ok(out.done())
}

fn run_mosier(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let weights = inputs.numbers("weights")?;
    let spreads = inputs.numbers(inputs.named(&["sds", "sd"]))?;
    let reliabilities = inputs.numbers(inputs.named(&["reliabilities", "reliability"]))?;
    let mut out = Outputs::new();
    if spreads.len() != weights.len() || reliabilities.len() != weights.len() {
        out.absent("reliability", &Undefined::Shape.label());
        return Ok(out.done());
    }
    let parts: Vec<mosier::Part> = weights
        .iter()
        .zip(spreads.iter().zip(&reliabilities))
        .map(|(weight, (spread, reliability))| mosier::Part { weight: *weight, standard_deviation: *spread, reliability: *reliability })
        .collect();
    let variance = if inputs.find("composite_variance").is_some() {
        Ok(inputs.number("composite_variance")?)
    } else if inputs.find("composite_sd").is_some() {
        inputs.number("composite_sd").map(|s| Ok(s * s))?
    } else {
        mosier::composite_variance(&parts, &inputs.matrix("correlations")?)
    };
    out.maybe("composite_variance", variance).maybe("reliability", variance.and_then(|variance| mosier::composite(&parts, variance)));
    Ok(out.done())
}
