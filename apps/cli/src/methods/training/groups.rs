//! Different people: two groups, several groups, effect sizes, power.

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::training::{
    Design, Pairs, Sides, Summary, in_standard_deviations, one_way, people_for_power, people_for_shares, power_shares, power_t, rank_sum,
    standardised_difference, student_t, welch_t,
};
use serde_json::{Map, Value as Json};

use super::change::{pairs, write_paired, write_rank_p};
use super::{AFTER, BEFORE, present};
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "welch_t",
        id: "Uji t Welch dua kelompok",
        en: "Welch's t of two groups",
        formula: "t = (m1-m2)/sqrt(s1^2/n1+s2^2/n2), Satterthwaite df",
        inputs: "x [number, ...], y [number, ...], or mean1, sd1, n1, mean2, sd2, n2",
        run: run_welch,
    },
    Method {
        name: "mann_whitney",
        id: "Uji Mann-Whitney dua kelompok",
        en: "Mann-Whitney's test of two groups",
        formula: "W = pairs with x > y, equal ones half; exact below 50 without ties, else normal with tie correction; W/(n*m)",
        inputs: "x [number, ...], y [number, ...]",
        run: run_ranks,
    },
    Method {
        name: "one_way_anova",
        id: "Analisis ragam satu arah dan Kruskal-Wallis",
        en: "One-way analysis of variance and Kruskal-Wallis",
        formula: "F = MSB/MSW; eta^2 = SSB/SST; H with tie correction",
        inputs: "groups {name: [number, ...]}",
        run: run_groups,
    },
    Method {
        name: "standardised_mean_difference",
        id: "Selisih rata-rata terstandar",
        en: "Standardised mean difference",
        formula: "d = (m1-m2)/s_pooled; g = d*(1-3/(4*df-1)); se = sqrt((n1+n2)/(n1*n2) + d^2/(2(n1+n2)))",
        inputs: "mean1, sd1, n1, mean2, sd2, n2, or x and y",
        run: run_standardised,
    },
    Method {
        name: "effect_size",
        id: "Besar pengaruh: dua kelompok dan berpasangan",
        en: "Effect sizes: two groups and paired",
        formula: "d_s and g_s with the pooled SD; d_z, d_av, g_av, d_rm for pairs (Lakens 2013)",
        inputs: "x and y, or pre and post [number, ...], or mean1, sd1, n1, mean2, sd2, n2",
        run: run_effect,
    },
    Method {
        name: "power",
        id: "Kuasa uji t dan jumlah orang yang diperlukan",
        en: "Power of the t test and the number of people needed",
        formula: "P(|T| > t) of the noncentral t with shift d*sqrt(n/2)",
        inputs: "n_per_group?, delta, sd? or p1, p2 (shares), alpha?, power?, type? \"two.sample\" | \"paired\" | \"one.sample\", alternative? \"two.sided\" | \"one.sided\"",
        run: run_power,
    },
];

/// The two groups, from values or from mean, sd and n.
fn two(inputs: &Inputs<'_>) -> Result<(Result<Summary, Undefined>, Result<Summary, Undefined>), Label> {
    if inputs.find("mean1").is_some() || inputs.find("m1").is_some() {
        let one = |at: u8| {
            let key = |names: [&str; 2]| names.map(|name| format!("{name}{at}"));
            let read = |names: [&str; 2]| {
                let [a, b] = key(names);
                inputs.number(inputs.named(&[&a, &b]))
            };
            Ok(Summary { mean: read(["mean", "m"])?, sd: read(["sd", "s"])?, n: read(["n", "N"])? })
        };
        return Ok((Ok(one(1)?), Ok(one(2)?)));
    }
    if inputs.find("groups").is_some() {
        let groups = named_groups(inputs)?;
        return match groups.as_slice() {
            [first, second] => Ok((Summary::of(first), Summary::of(second))),
            _ => Err(Label::new(
                format!("`groups` memuat {} kelompok, diharapkan 2", groups.len()),
                format!("`groups` has {} groups, expected 2", groups.len()),
            )),
        };
    }
    Ok((Summary::of(&present(inputs, BEFORE)?), Summary::of(&present(inputs, AFTER)?)))
}

/// Values of each group, without gaps, from an object by name or a list of lists.
fn named_groups(inputs: &Inputs<'_>) -> Result<Vec<Vec<f64>>, Label> {
    if inputs.need("groups")?.is_array() {
        return Ok(inputs.gapped_matrix("groups")?.into_iter().map(|row| row.into_iter().flatten().collect()).collect());
    }
    let object = inputs.object("groups")?;
    object.keys().map(|name| present(&Inputs::new(object), &[name])).collect()
}

fn run_welch(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (first, second) = two(inputs)?;
    let both = first.and_then(|first| second.map(|second| (first, second)));
    let found = both.and_then(|(first, second)| welch_t(first, second));
    let mut out = Outputs::new();
    out.maybe("t", found.map(|f| f.test.statistic));
    out.maybe("df", found.map(|f| f.df));
    out.maybe("p_two_sided", found.map(|f| f.test.p));
    out.maybe("p", found.map(|f| f.test.p));
    out.interval("ci95", found.map(|f| f.ci95));
    out.maybe("mean_difference", both.map(|(first, second)| first.above(second)));
    out.maybe("difference", found.map(|f| f.difference));
    out.maybe("se", found.map(|f| f.se));
    for (at, side) in [(1, first), (2, second)] {
        out.maybe(&format!("mean{at}"), side.map(|s| s.mean));
        out.maybe(&format!("sd{at}"), side.map(|s| s.sd));
        out.maybe(&format!("n{at}"), side.map(|s| s.n));
    }
    let pooled = both.and_then(|(first, second)| student_t(first, second));
    out.maybe("t_pooled", pooled.map(|f| f.test.statistic));
    out.maybe("df_pooled", pooled.map(|f| f.df));
    out.maybe("p_pooled", pooled.map(|f| f.test.p));
    out.also("mean1", &["mean_x"]).also("mean2", &["mean_y"]);
    Ok(out.done())
}

fn run_ranks(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let found = rank_sum(&present(inputs, BEFORE)?, &present(inputs, AFTER)?);
    let mut out = Outputs::new();
    out.maybe("W", found.map(|f| f.w));
    out.maybe("U", found.map(|f| f.w));
    write_rank_p(&mut out, found.and_then(|f| f.exact), found.and_then(|f| f.normal), found.and_then(|f| f.corrected));
    out.maybe("method", found.map(|f| if f.exact.is_ok() { "exact" } else { "normal" }));
    out.maybe("ties", found.map(|f| f.tied));
    out.maybe("prob_superiority", found.map(|f| f.superiority));
    out.maybe("rank_biserial", found.map(|f| f.rank_biserial()));
    Ok(out.done())
}

fn run_groups(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let found = one_way(&named_groups(inputs)?);
    let mut out = Outputs::new();
    out.maybe("F", found.and_then(|f| f.f).map(|t| t.statistic));
    out.maybe("df", found.map(|f| vec![f.df.0, f.df.1]));
    out.maybe("p", found.and_then(|f| f.f).map(|t| t.p));
    out.maybe("eta_squared", found.and_then(|f| f.eta_squared));
    out.maybe("omega_squared", found.and_then(|f| f.omega_squared));
    let kruskal = found.and_then(|f| f.kruskal);
    out.maybe("kruskal_H", kruskal.map(|t| t.statistic));
    out.maybe("kruskal_df", kruskal.map(|t| t.df));
    out.maybe("kruskal_p", kruskal.map(|t| t.p));
    Ok(out.done())
}

fn run_standardised(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (first, second) = two(inputs)?;
    let mut out = Outputs::new();
    write_standardised(&mut out, first, second);
    Ok(out.done())
}

fn write_standardised(out: &mut Outputs, first: Result<Summary, Undefined>, second: Result<Summary, Undefined>) {
    let found = first.and_then(|first| standardised_difference(first, second?));
    out.maybe("sd_pooled", found.map(|f| f.sd_pooled));
    for name in ["cohen_d", "cohen_ds", "d_s"] {
        out.maybe(name, found.map(|f| f.d));
    }
    for name in ["hedges_g", "hedges_gs", "g_s"] {
        out.maybe(name, found.map(|f| f.g));
    }
    out.maybe("se_d", found.map(|f| f.se_d));
    out.interval("ci95_d", found.map(|f| f.ci95_d));
    out.maybe("se_g", found.map(|f| f.se_g));
    out.interval("ci95_g", found.map(|f| f.ci95_g));
    out.maybe("glass_delta", found.and_then(|f| f.glass_delta));
    out.maybe("prob_superiority", found.map(|f| f.superiority)).also("prob_superiority", &["common_language", "cl_effect_size"]);
}

fn run_effect(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (first, second) = two(inputs)?;
    let mut out = Outputs::new();
    write_standardised(&mut out, first, second);
    let lists = inputs.find(inputs.named(BEFORE)).and_then(Json::as_array).zip(inputs.find(inputs.named(AFTER)).and_then(Json::as_array));
    if lists.is_some_and(|(x, y)| x.len() == y.len()) {
        let pairs: Pairs = pairs(inputs)?;
        write_paired(&mut out, &pairs);
    }
    Ok(out.done())
}

fn run_power(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let sd = inputs.number_or("sd", 1.0)?;
    let alpha = inputs.number_or(inputs.named(&["alpha", "sig_level"]), 0.05)?;
    let design = match inputs.find("type").or(inputs.find("design")).and_then(Json::as_str) {
        None if inputs.find("n_pairs").is_some() => Design::OneGroup,
        None | Some("two.sample" | "two_sample" | "two_groups") => Design::TwoGroups,
        Some("paired" | "one.sample" | "one_sample") => Design::OneGroup,
        Some(other) => {
            return Err(Label::new(
                format!("`type` berisi `{other}`, diharapkan two.sample, paired atau one.sample"),
                format!("`type` is `{other}`, expected two.sample, paired or one.sample"),
            ));
        }
    };
    let alternative = inputs.find("alternative").and_then(Json::as_str).unwrap_or("two.sided");
    let sides = match alternative {
        "two.sided" | "two_sided" | "two-sided" => Sides::Two,
        "one.sided" | "one_sided" | "one-sided" | "greater" | "larger" | "less" | "smaller" => Sides::One,
        other => {
            return Err(Label::new(
                format!("`alternative` berisi `{other}`, diharapkan two.sided atau one.sided"),
                format!("`alternative` is `{other}`, expected two.sided or one.sided"),
            ));
        }
    };
    if sd <= 0.0 || !(alpha > 0.0 && alpha < 1.0) {
        return Err(Label::new(
            "`sd` harus di atas 0 dan `alpha` di antara 0 dan 1".to_owned(),
            "`sd` must be above 0 and `alpha` between 0 and 1".to_owned(),
        ));
    }
    let n_key = inputs.named(&["n_per_group", "n", "n_pairs"]);
    let n = if inputs.find(n_key).is_some() { Some(inputs.number(n_key)?) } else { None };
    let mut out = Outputs::new();
    if inputs.find("p1").is_some() {
        let (p1, p2) = (inputs.number("p1")?, inputs.number("p2")?);
        if let Some(n) = n {
            out.maybe("power", power_shares(sides, n, p1, p2, alpha));
        }
        write_needed(&mut out, inputs, |power| people_for_shares(sides, p1, p2, alpha, power))?;
        return Ok(out.done());
    }
    let delta = inputs.number(inputs.named(&["delta", "d", "effect_size", "effect", "cohen_d"]))?;
    let effect = in_standard_deviations(delta, sd);
    if let Some(n) = n {
        out.maybe("power", effect.and_then(|d| power_t(design, sides, n, d, alpha)));
    }
    write_needed(&mut out, inputs, |power| effect.and_then(|d| people_for_power(design, sides, d, alpha, power)))?;
    Ok(out.done())
}

/// People needed for the usual chances, and for the one asked for.
fn write_needed(out: &mut Outputs, inputs: &Inputs<'_>, needed: impl Fn(f64) -> Result<f64, Undefined>) -> Result<(), Label> {
    for (percent, power) in [(80, 0.80), (90, 0.90), (95, 0.95)] {
        out.maybe(&format!("n_per_group_for_{percent}pct"), needed(power));
    }
    let target = inputs.named(&["power", "target_power", "power_target"]);
    if inputs.find(target).is_some() {
        let found = needed(inputs.number(target)?);
        out.maybe("n_per_group", found).also("n_per_group", &["n"]);
        out.maybe("n_per_group_ceil", found.map(f64::ceil));
    }
    Ok(())
}
