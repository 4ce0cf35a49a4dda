//! Several groups: tables, shares, a trend, adjusted p-values, error rates, weights, a gap in scores.

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::fairness::{
    Confusion, Selection, benjamini_hochberg, benjamini_yekutieli, bonferroni, chi_square, equal_shares, expected_impact, hochberg, holm,
    narrowest_ratio, odds_gaps, reweighing, trend_in_shares, widest_difference,
};
use serde_json::{Map, Value as Json};

use super::selection_of;
use crate::methods::inputs::wrong;
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "chi_square_rxc",
        id: "Khi-kuadrat tabel baris kali kolom",
        en: "Chi-square of a table of rows and columns",
        formula: "sum (O-E)^2/E, df (r-1)(c-1), no correction; Cramer V",
        inputs: "table [[count, ...], ...]",
        run: run_chi_square,
    },
    Method {
        name: "k_proportions",
        id: "Kesamaan beberapa bagian",
        en: "Equality of several shares",
        formula: "chi-square of successes and failures, df k-1",
        inputs: "x [count, ...], n [count, ...]",
        run: run_shares,
    },
    Method {
        name: "trend_in_proportions",
        id: "Kecenderungan suatu bagian menurut tahun atau jenjang (Cochran-Armitage)",
        en: "Trend of a share over years or grades (Cochran-Armitage)",
        formula: "T = sum s(x - n*p); chi2 = T^2 / (p(1-p)(sum n*s^2 - (sum n*s)^2/N)), df 1",
        inputs: "x [count, ...], n [count, ...], scores? [number, ...]",
        run: run_trend,
    },
    Method {
        name: "multiple_testing",
        id: "Nilai p yang disesuaikan dengan banyaknya pengujian",
        en: "p-values adjusted for their number",
        formula: "Holm: max_{j<=i} (m-j+1)p_(j); Hochberg: min_{j>=i} (m-j+1)p_(j); Benjamini-Hochberg: min_{j>=i} m/j*p_(j), Yekutieli: times sum 1/i; Bonferroni m*p",
        inputs: "p [number, ...], alpha?",
        run: run_several,
    },
    Method {
        name: "equalized_odds",
        id: "Tingkat galat tiap kelompok dan selisihnya",
        en: "Error rates by group and their gaps",
        formula: "TPR = TP/(TP+FN), FPR = FP/(FP+TN), PPV = TP/(TP+FP); equalized odds = max(gap TPR, gap FPR)",
        inputs: "groups {name: {tp, fp, tn, fn}}, or y_true, y_pred, group",
        run: run_odds,
    },
    Method {
        name: "reweighing",
        id: "Bobot yang membuat kelompok dan hasil saling bebas (hanya analisis)",
        en: "Weights under which group and outcome are independent (analysis only)",
        formula: "w = n_group*n_outcome / (N*n_cell)",
        inputs: "counts {group: {outcome: count}}",
        run: run_reweighing,
    },
    Method {
        name: "smd_to_impact_ratio",
        id: "Rasio dampak yang ditimbulkan selisih nilai pada suatu batas lulus",
        en: "Impact ratio that a gap in scores causes at a cut",
        formula: "(1-q)*S(u) + q*S(u+d) = selection ratio; ratio = S(u+d)/S(u)",
        inputs: "d, selection_ratio, pct_minority",
        run: run_expected,
    },
];

fn run_chi_square(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let found = chi_square(&inputs.count_table(inputs.named(&["table", "counts", "observed"]))?);
    let mut out = Outputs::new();
    out.maybe("chi2", found.map(|f| f.test.statistic));
    out.maybe("df", found.map(|f| f.test.df));
    out.maybe("p", found.map(|f| f.test.p));
    out.maybe("cramers_v", found.map(|f| f.cramers_v));
    out.maybe("expected_min", found.map(|f| f.least_expected));
    Ok(out.done())
}

/// The groups of `x` and `n`.
fn shares(inputs: &Inputs<'_>) -> Result<Vec<Selection>, Label> {
    if inputs.find("x").is_none() && inputs.find("groups").is_some() {
        return Ok(super::groups(inputs, "groups")?.into_iter().map(|(_, share)| share).collect());
    }
    let (x, n) = (inputs.counts("x")?, inputs.counts("n")?);
    if x.len() != n.len() {
        return Err(Label::new(
            format!("`x` berisi {} bilangan dan `n` {}, diharapkan sama banyak", x.len(), n.len()),
            format!("`x` has {} numbers and `n` has {}, expected as many", x.len(), n.len()),
        ));
    }
    x.into_iter().zip(n).map(|(x, n)| selection_of("x", x, n)).collect()
}

fn run_shares(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let groups = shares(inputs)?;
    let found = equal_shares(&groups);
    let mut out = Outputs::new();
    out.maybe("chi2", found.map(|f| f.statistic));
    out.maybe("df", found.map(|f| f.df));
    out.maybe("p", found.map(|f| f.p));
    out.list("share", groups.iter().map(|g| g.rate()));
    Ok(out.done())
}

fn run_trend(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let groups = shares(inputs)?;
    let scores = match inputs.find("scores") {
        Some(_) => inputs.numbers("scores")?,
        None => (1..=groups.len() as u32).map(f64::from).collect(),
    };
    let found = trend_in_shares(&groups, &scores);
    let mut out = Outputs::new();
    out.maybe("chi2", found.map(|f| f.chi2));
    out.maybe("df", found.map(|_| 1));
    out.maybe("p", found.map(|f| f.p));
    out.maybe("z", found.map(|f| f.z));
    out.list("share", groups.iter().map(|g| g.rate()));
    Ok(out.done())
}

fn run_several(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["p", "p_values", "pvalues", "p_value", "ps"]);
    let p = inputs.numbers(key)?;
    if let Some(wrong) = p.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(Label::new(
            format!("`{key}` memuat {wrong}, diharapkan antara 0 dan 1"),
            format!("`{key}` has {wrong}, expected between 0 and 1"),
        ));
    }
    let (by_name, screening) = (inputs.number_or("alpha", 0.05)?, inputs.number_or("alpha", inputs.number_or("q", 0.10)?)?);
    let mut out = Outputs::new();
    let adjusted = [
        ("holm", holm(&p), by_name),
        ("bh", benjamini_hochberg(&p), screening),
        ("bonferroni", bonferroni(&p), by_name),
        ("hochberg", hochberg(&p), by_name),
        ("by", benjamini_yekutieli(&p), screening),
    ];
    for (name, values, level) in adjusted {
        let rejected = values.clone().map(|values| values.iter().map(|p| *p <= level).collect::<Vec<bool>>());
        let count = rejected.clone().map(|all| all.iter().filter(|rejected| **rejected).count());
        let [reject, number] = [format!("{name}_reject"), format!("n_rejected_{name}")];
        out.maybe(name, values).also(name, &[&format!("{name}_adjusted")]);
        out.maybe(&reject, rejected).also(&reject, &[&format!("reject_{name}"), &format!("rejected_{name}")]);
        out.maybe(&number, count).also(&number, &[&format!("n_reject_{name}")]);
    }
    out.also("bh", &["benjamini_hochberg", "BH", "fdr_bh"]).also("bh_reject", &["benjamini_hochberg_reject"]);
    out.also("by", &["benjamini_yekutieli", "BY"]);
    Ok(out.done())
}

fn run_odds(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let groups = confusions(inputs)?;
    let mut out = Outputs::new();
    let rates: [(&str, fn(&Confusion) -> Result<f64, Undefined>); 9] = [
        ("tpr", Confusion::true_positive_rate),
        ("fpr", Confusion::false_positive_rate),
        ("fnr", Confusion::false_negative_rate),
        ("tnr", Confusion::true_negative_rate),
        ("ppv", Confusion::positive_predictive_value),
        ("npv", Confusion::negative_predictive_value),
        ("selection_rate", Confusion::selection_rate),
        ("base_rate", Confusion::base_rate),
        ("accuracy", Confusion::accuracy),
    ];
    for (name, rate) in rates {
        let values: Vec<Result<f64, Undefined>> = groups.iter().map(|(_, g)| rate(g)).collect();
        out.by_name(name, groups.iter().map(|(name, _)| name.as_str()).zip(values.iter().copied()));
        out.maybe(&format!("{name}_difference"), widest_difference(&values));
        out.maybe(&format!("{name}_ratio"), narrowest_ratio(&values));
    }
    let all: Vec<Confusion> = groups.iter().map(|&(_, g)| g).collect();
    let gaps = odds_gaps(&all);
    out.maybe("equal_opportunity_difference", gaps.true_positive);
    out.maybe("equalized_odds_difference", gaps.equalized_odds);
    out.maybe("average_odds_difference", gaps.average_odds);
    let ratio = |rate: fn(&Confusion) -> Result<f64, Undefined>| narrowest_ratio(&all.iter().map(rate).collect::<Vec<_>>());
    let both = ratio(Confusion::true_positive_rate).and_then(|t| ratio(Confusion::false_positive_rate).map(|f| t.min(f)));
    out.maybe("equalized_odds_ratio", both);
    let rates: Vec<Result<f64, Undefined>> = all.iter().map(Confusion::selection_rate).collect();
    out.maybe("demographic_parity_difference", widest_difference(&rates));
    out.maybe("demographic_parity_ratio", narrowest_ratio(&rates));
    out.also("ppv_difference", &["predictive_parity_difference"]).also("tpr_difference", &["tpr_gap"]).also("fpr_difference", &["fpr_gap"]);
    Ok(out.done())
}

fn confusions(inputs: &Inputs<'_>) -> Result<Vec<(String, Confusion)>, Label> {
    let labels = inputs.named(&["y_true", "actual", "outcome", "truth"]);
    if inputs.find(labels).is_some() {
        let truth = yes_no(inputs, labels)?;
        let predicted = yes_no(inputs, inputs.named(&["y_pred", "predicted", "selected", "decision"]))?;
        let key = inputs.named(&["group", "groups", "sensitive_features", "sensitive", "protected", "attribute"]);
        let names = inputs.each(
            key,
            |json| json.as_str().map(str::to_owned).or_else(|| Some(json.to_string())),
            "daftar kelompok",
            "a list of groups",
        )?;
        if truth.len() != predicted.len() || truth.len() != names.len() {
            return Err(Undefined::Shape.label());
        }
        let mut groups: Vec<(String, Vec<(bool, bool)>)> = Vec::new();
        for ((truth, predicted), name) in truth.into_iter().zip(predicted).zip(names) {
            match groups.iter_mut().find(|(own, _)| *own == name) {
                Some((_, pairs)) => pairs.push((truth, predicted)),
                None => groups.push((name, vec![(truth, predicted)])),
            }
        }
        return Ok(groups.into_iter().map(|(name, pairs)| (name, Confusion::count(pairs))).collect());
    }
    let object = if inputs.find("groups").is_some() || inputs.find("counts").is_some() || inputs.find("confusion").is_some() {
        inputs.object(inputs.named(&["groups", "counts", "confusion"]))?.iter().collect::<Vec<_>>()
    } else {
        inputs.objects()
    };
    let read = |(name, json): (&String, &Json)| {
        let own = json.as_object().ok_or_else(|| wrong(name, json, "objek {tp, fp, tn, fn}", "an object {tp, fp, tn, fn}"))?;
        let own = Inputs::new(own);
        let confusion = Confusion {
            true_positive: own.count(own.named(&["tp", "TP", "true_positive"]))?,
            false_positive: own.count(own.named(&["fp", "FP", "false_positive"]))?,
            true_negative: own.count(own.named(&["tn", "TN", "true_negative"]))?,
            false_negative: own.count(own.named(&["fn", "FN", "false_negative"]))?,
        };
        Ok((name.clone(), confusion))
    };
    let found: Vec<(String, Confusion)> = object.into_iter().map(read).collect::<Result<_, Label>>()?;
    if found.is_empty() { Err(inputs.need("groups").err().unwrap_or_else(|| Undefined::EmptyTotal.label())) } else { Ok(found) }
}

fn yes_no(inputs: &Inputs<'_>, key: &str) -> Result<Vec<bool>, Label> {
    let read = |json: &Json| json.as_bool().or_else(|| json.as_u64().filter(|n| *n < 2).map(|n| n == 1));
    inputs.each(key, read, "daftar 0 dan 1", "a list of 0 and 1")
}

fn run_reweighing(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let object = inputs.object("counts")?;
    let mut outcomes: Vec<&str> = Vec::new();
    let mut rows: Vec<(&str, Inputs<'_>)> = Vec::new();
    for (group, json) in object {
        let own = json.as_object().ok_or_else(|| wrong(group, json, "objek {hasil: jumlah}", "an object {outcome: count}"))?;
        for outcome in own.keys().filter(|outcome| !outcomes.contains(&outcome.as_str())).collect::<Vec<_>>() {
            outcomes.push(outcome);
        }
        rows.push((group, Inputs::new(own)));
    }
    let count = |own: &Inputs<'_>, outcome: &str| if own.find(outcome).is_some() { own.count(outcome) } else { Ok(0) };
    let counts: Vec<Vec<u64>> =
        rows.iter().map(|(_, own)| outcomes.iter().map(|outcome| count(own, outcome)).collect()).collect::<Result<_, Label>>()?;
    let weights = reweighing(&counts).map_err(Undefined::label)?;
    let mut named: Vec<(String, Result<f64, Undefined>)> = Vec::new();
    for ((group, _), row) in rows.iter().zip(weights) {
        named.extend(outcomes.iter().zip(row).map(|(outcome, weight)| (format!("{group}_{outcome}"), weight)));
    }
    let mut out = Outputs::new();
    out.by_name("weights", named.iter().map(|(name, weight)| (name.as_str(), *weight)));
    let rates: Vec<Result<f64, Undefined>> = counts
        .iter()
        .map(|row| {
            let all = row.iter().try_fold(0u64, |sum, n| sum.checked_add(*n)).ok_or(Undefined::OutOfRange)?;
            Selection::try_new(row.first().copied().unwrap_or(0), all).and_then(Selection::rate)
        })
        .collect();
    out.maybe("rate_difference", widest_difference(&rates));
    Ok(out.done())
}

fn run_expected(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let d = inputs.number(inputs.named(&["d", "smd"]))?;
    let selected = inputs.number(inputs.named(&["selection_ratio", "sr"]))?;
    let found = expected_impact(d, selected, inputs.number(inputs.named(&["pct_minority", "minority_share", "q"]))?);
    let mut out = Outputs::new();
    out.maybe("ai", found.map(|f| f.ratio));
    out.maybe("impact_ratio", found.map(|f| f.ratio));
    out.maybe("sr_majority", found.map(|f| f.majority));
    out.maybe("sr_minority", found.map(|f| f.minority));
    out.maybe("cutoff", found.map(|f| f.cut));
    Ok(out.done())
}
