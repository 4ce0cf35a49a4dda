//! The same people before and after.

use jenjang::legal::Label;
use jenjang_statistics::training::{Pairs, RankP, mcnemar, normalised_gain, paired_t, signed_ranks};
use jenjang_statistics::{Undefined, fairness};
use serde_json::{Map, Value as Json};

use super::{AFTER, BEFORE, same_length};
use crate::methods::inputs::wrong;
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "paired_t",
        id: "Perubahan rata-rata orang yang sama, dengan selang t dan besar pengaruh",
        en: "Mean change of the same people, with its t interval and effect sizes",
        formula: "t = mean(d)/(s_d/sqrt n); d_z = mean(d)/s_d; d_av = mean(d)/((s1+s2)/2); g_av = d_av*(1-3/(4*2(n-1)-1))",
        inputs: "pre [number or null, ...], post [number or null, ...]",
        run: run_paired,
    },
    Method {
        name: "wilcoxon_signed_rank",
        id: "Uji peringkat bertanda Wilcoxon",
        en: "Wilcoxon's signed-rank test",
        formula: "V = sum of ranks of pre > post; exact for n <= 25 without ties or zeros, else normal with tie correction; zeros dropped and counted",
        inputs: "pre [number or null, ...], post [number or null, ...]",
        run: run_signed,
    },
    Method {
        name: "mcnemar",
        id: "Jawaban yang berubah (uji McNemar)",
        en: "Changed answers (McNemar's test)",
        formula: "(b-c)^2/(b+c), with correction (|b-c|-1)^2/(b+c), exact binomial; more than two answers: Bowker",
        inputs: "table [[a, b], [c, d]], or b and c",
        run: run_mcnemar,
    },
    Method {
        name: "normalised_gain",
        id: "Perolehan ternormalisasi Hake",
        en: "Hake's normalised gain",
        formula: "g = (post - pre) / (max - pre); null where pre = max",
        inputs: "pairs_pre_post [[pre, post], ...], or pre and post; max",
        run: run_gain,
    },
];

/// The pairs of a request.
pub(super) fn pairs(inputs: &Inputs<'_>) -> Result<Pairs, Label> {
    let (before, after) = (inputs.named(BEFORE), inputs.named(AFTER));
    let (x, y) = (inputs.gapped(before)?, inputs.gapped(after)?);
    same_length((before, x.len()), (after, y.len()))?;
    Pairs::of(&x, &y).map_err(Undefined::label)
}

/// What may be shown of so few pairs.
fn display(pairs: usize) -> &'static str {
    match pairs {
        0..5 => "counts_only",
        5..12 => "wilcoxon",
        _ => "t_and_wilcoxon",
    }
}

pub(super) fn write_paired(out: &mut Outputs, pairs: &Pairs) {
    let found = paired_t(pairs);
    out.maybe("mean_difference_pre_minus_post", found.map(|f| f.mean));
    out.maybe("mean_change", found.map(|f| f.change()));
    out.maybe("se", found.map(|f| f.se));
    out.maybe("t", found.and_then(|f| f.test).map(|t| t.statistic));
    out.maybe("df", found.map(|f| f.df));
    out.maybe("p_two_sided", found.and_then(|f| f.test).map(|t| t.p));
    out.interval("ci95", found.and_then(|f| f.ci95));
    for (name, value) in [
        ("cohen_dz", found.and_then(|f| f.d_z)),
        ("cohen_dav", found.and_then(|f| f.d_av)),
        ("cohen_drm", found.and_then(|f| f.d_rm)),
        ("hedges_gav", found.and_then(|f| f.g_av)),
        ("d_z", found.and_then(|f| f.d_z)),
        ("d_av", found.and_then(|f| f.d_av)),
        ("d_rm", found.and_then(|f| f.d_rm)),
        ("g_av", found.and_then(|f| f.g_av)),
    ] {
        out.maybe(name, value);
    }
    out.maybe("correlation", pairs.correlation());
    out.put("n_pairs", pairs.len()).put("n_dropped", pairs.dropped());
}

fn run_paired(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let pairs = pairs(inputs)?;
    let mut out = Outputs::new();
    write_paired(&mut out, &pairs);
    write_directions(&mut out, &pairs);
    Ok(out.done())
}

fn write_directions(out: &mut Outputs, pairs: &Pairs) {
    let (up, same, down) = pairs.directions();
    out.put("n_up", up).put("n_same", same).put("n_down", down).put("display", display(pairs.len()));
}

fn run_signed(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let pairs = pairs(inputs)?;
    let found = signed_ranks(&pairs);
    let mut out = Outputs::new();
    // nobody changed: no ranks to add up, and no test
    let nobody = if found == Err(Undefined::NoVariation) { Ok(()) } else { Err(Undefined::EmptyTotal) };
    out.maybe("V", found.map(|f| f.v).or_else(|reason| nobody.map(|()| 0.0).map_err(|_| reason)));
    out.maybe("n", found.map(|f| f.changed).or_else(|reason| nobody.map(|()| 0).map_err(|_| reason)));
    out.put("n_pairs", pairs.len()).put("n_dropped", pairs.dropped());
    out.maybe("n_zeros_dropped", found.map(|f| f.unchanged).or(Ok(pairs.len())));
    out.maybe("ties", found.map(|f| f.tied));
    write_rank_p(&mut out, found.and_then(|f| f.exact), found.and_then(|f| f.normal), found.and_then(|f| f.corrected));
    out.maybe("method", found.map(|f| if f.exact.is_ok() { "exact" } else { "normal" }));
    out.maybe("rank_biserial", found.map(|f| f.rank_biserial));
    out.also("n_zeros_dropped", &["n_zero", "n_zeros", "zeros_dropped"]).also("n", &["n_used", "n_nonzero"]);
    write_directions(&mut out, &pairs);
    Ok(out.done())
}

/// Exact where it can be had, the approximations beside it.
pub(super) fn write_rank_p(
    out: &mut Outputs,
    exact: Result<RankP, Undefined>,
    normal: Result<RankP, Undefined>,
    corrected: Result<RankP, Undefined>,
) {
    for (ending, p) in [("", exact.or(normal)), ("_exact", exact), ("_normal", normal), ("_normal_corrected", corrected)] {
        out.maybe(&format!("p_two_sided{ending}"), p.map(|p| p.two_sided));
        out.maybe(&format!("p_greater{ending}"), p.map(|p| p.greater));
        out.maybe(&format!("p_less{ending}"), p.map(|p| p.less));
    }
    for side in ["two_sided", "greater", "less"] {
        out.also(&format!("p_{side}_normal"), &[&format!("p_{side}_asymptotic"), &format!("p_{side}_approx")]);
    }
}

fn run_mcnemar(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let mut out = Outputs::new();
    let (b, c) = if inputs.find("table").is_some() {
        let table = inputs.count_table("table")?;
        let square = |size: usize| table.len() == size && table.iter().all(|row| row.len() == size);
        match table.as_slice() {
            [first, second] if square(2) => (first.get(1).copied().unwrap_or(0), second.first().copied().unwrap_or(0)),
            rows if rows.len() > 2 && square(rows.len()) => {
                let found = fairness::bowker(rows);
                out.maybe("chi2", found.map(|f| f.statistic));
                out.maybe("df", found.map(|f| f.df));
                out.maybe("p", found.map(|f| f.p));
                return Ok(out.done());
            }
            _ => return Err(wrong("table", inputs.need("table")?, "tabel bujur sangkar", "a square table")),
        }
    } else {
        (inputs.count(inputs.named(&["b", "n01", "only_before"]))?, inputs.count(inputs.named(&["c", "n10", "only_after"]))?)
    };
    let found = mcnemar(b, c);
    let (plain, corrected) = (found.map(|f| f.plain), found.map(|f| f.corrected));
    for (name, test) in [("chi2", plain), ("chi2_uncorrected", plain), ("chi2_corrected", corrected), ("chi2_yates", corrected)] {
        out.maybe(name, test.map(|t| t.statistic));
    }
    for (name, test) in [("p", plain), ("p_uncorrected", plain), ("p_corrected", corrected), ("p_yates", corrected)] {
        out.maybe(name, test.map(|t| t.p));
    }
    out.maybe("df", found.map(|_| 1));
    for name in ["p_exact", "exact_p", "p_exact_two_sided"] {
        out.maybe(name, found.map(|f| f.exact_p));
    }
    out.also("p_exact", &["p_two_sided_exact", "binomial_p"]).maybe("mid_p", found.map(|f| f.mid_p));
    out.maybe("odds_ratio", found.and_then(|f| f.odds_ratio));
    out.put("b", b).put("c", c).put("n_changed", b.saturating_add(c));
    Ok(out.done())
}

fn run_gain(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["pairs_pre_post", "pairs"]);
    let rows: Vec<(Option<f64>, Option<f64>)> = if inputs.find(key).is_some() {
        let mut rows = Vec::new();
        for row in inputs.gapped_matrix(key)? {
            match row.as_slice() {
                &[before, after] => rows.push((before, after)),
                _ => return Err(wrong(key, inputs.need(key)?, "[[sebelum, sesudah], ...]", "[[pre, post], ...]")),
            }
        }
        rows
    } else {
        let (before, after) = (inputs.named(BEFORE), inputs.named(AFTER));
        let (x, y) = match inputs.need(before)? {
            Json::Array(_) => (inputs.gapped(before)?, inputs.gapped(after)?),
            _ => (vec![Some(inputs.number(before)?)], vec![Some(inputs.number(after)?)]),
        };
        same_length((before, x.len()), (after, y.len()))?;
        x.into_iter().zip(y).collect()
    };
    let maximum = inputs.number(inputs.named(&["max", "maximum"]))?;
    if let Some(value) = rows.iter().flat_map(|(x, y)| [x, y]).flatten().find(|value| **value > maximum) {
        return Err(Label::new(format!("nilai {value} di atas `max` {maximum}"), format!("the value {value} is above `max` {maximum}")));
    }
    let gain = |(before, after): &(Option<f64>, Option<f64>)| match (before, after) {
        (Some(before), Some(after)) => normalised_gain(*before, *after, maximum),
        _ => Err(Undefined::TooFew { found: 1, needed: 2 }),
    };
    let gains: Vec<Result<f64, Undefined>> = rows.iter().map(gain).collect();
    let mut out = Outputs::new();
    out.list("g", gains.iter().copied());
    let known: Vec<f64> = gains.iter().filter_map(|g| g.ok()).collect();
    out.maybe("mean_g", jenjang_statistics::descriptive::mean(&known));
    let complete = |side: fn(&(f64, f64)) -> f64| {
        let pairs: Vec<(f64, f64)> = rows.iter().filter_map(|(x, y)| Some(((*x)?, (*y)?))).collect();
        jenjang_statistics::descriptive::mean(&pairs.iter().map(side).collect::<Vec<f64>>())
    };
    let of_means = complete(|pair| pair.0).and_then(|before| normalised_gain(before, complete(|pair| pair.1)?, maximum));
    out.maybe("g_of_means", of_means);
    Ok(out.done())
}
