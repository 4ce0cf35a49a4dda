//! Two groups: tests, intervals and effect sizes; one share; one share against a pool.

use jenjang::legal::Label;
use jenjang_statistics::fairness::{
    Fisher, Precision, Selection, below_four_fifths, binomial_test, chi_square_2x2, clopper_pearson, cohen_h, conditional_high,
    conditional_low, conditional_odds_ratio, fisher_exact, fisher_table, flag, impact_ratio, missing_to_four_fifths, newcombe,
    one_person_swap, phi, pool_comparison, pooled_z, risk_difference, sample_odds_ratio, shortfall, wald, wilson, woolf_interval,
};
use serde_json::{Map, Value as Json};

use super::{ELIGIBLE, SELECTED, selection_at, selection_of, two_groups};
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "adverse_impact_2x2",
        id: "Dua kelompok: tingkat lulus, rasio, selisih, uji dan besar pengaruh",
        en: "Two groups: rates, ratio, difference, tests and effect sizes",
        formula: "p1/p2; p1-p2 with Newcombe interval; z, chi-square, Yates, Fisher two-sided, mid-p, odds ratio, Cohen h, phi",
        inputs: "focal [selected, eligible], reference [selected, eligible]",
        run: run_two_groups,
    },
    Method {
        name: "fisher_exact",
        id: "Uji tepat Fisher dan rasio odds bersyarat",
        en: "Fisher's exact test and the conditional odds ratio",
        formula: "p = sum of tables with P <= P(observed)*(1+1e-7); conditional MLE as in R's fisher.test, sample odds ratio ad/bc",
        inputs: "table [[a, b], [c, d]] or any rows by columns, or focal and reference [selected, eligible]",
        run: run_fisher,
    },
    Method {
        name: "binomial_test",
        id: "Uji tepat binomial",
        en: "Exact binomial test",
        formula: "two-sided p = sum of P(k) <= P(x)*(1+1e-7); Clopper-Pearson interval",
        inputs: "x, n, p",
        run: run_binomial,
    },
    Method {
        name: "binomial_pool_comparison",
        id: "Jumlah terpilih dibanding bagian kelompok dalam sumber calon",
        en: "Number selected against the group's share of the pool",
        formula: "z = (x - n*p) / sqrt(n*p*(1-p)), exact binomial p",
        inputs: "observed, n, pool_share",
        run: run_pool,
    },
    Method {
        name: "wilson_ci",
        id: "Selang kepercayaan satu bagian (Wilson, Clopper-Pearson, Wald)",
        en: "Interval of one share (Wilson, Clopper-Pearson, Wald)",
        formula: "(p + z^2/2n +- z*sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)",
        inputs: "x, n, level?",
        run: run_wilson,
    },
    Method {
        name: "newcombe_difference_ci",
        id: "Selang kepercayaan selisih dua bagian (skor hibrida Newcombe)",
        en: "Interval of the difference of two shares (Newcombe's hybrid score)",
        formula: "d - sqrt((p1-l1)^2 + (u2-p2)^2) .. d + sqrt((u1-p1)^2 + (p2-l2)^2)",
        inputs: "x1, n1, x2, n2, level?",
        run: run_newcombe,
    },
];

fn run_two_groups(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let ((_, focal), (_, reference)) = two_groups(inputs)?;
    let mut out = Outputs::new();
    write_comparison(&mut out, focal, reference);
    Ok(out.done())
}

/// Everything known about two groups.
pub(super) fn write_comparison(out: &mut Outputs, focal: Selection, reference: Selection) {
    out.maybe("rate_focal", focal.rate());
    out.maybe("rate_reference", reference.rate());
    out.maybe("impact_ratio", impact_ratio(focal, reference));
    out.maybe("risk_difference", risk_difference(focal, reference));
    out.interval("newcombe95", newcombe(focal, reference, 0.95));
    out.interval("wilson95_focal", wilson(focal, 0.95));
    out.interval("wilson95_reference", wilson(reference, 0.95));
    let z = pooled_z(focal, reference);
    out.maybe("z_pooled", z.map(|z| z.statistic));
    out.maybe("p_z_two_sided", z.map(|z| z.p));
    let plain = chi_square_2x2(focal, reference, false);
    out.maybe("chi2_uncorrected", plain.map(|c| c.statistic));
    out.maybe("p_chi2_uncorrected", plain.map(|c| c.p));
    let yates = chi_square_2x2(focal, reference, true);
    out.maybe("chi2_yates", yates.map(|c| c.statistic));
    out.maybe("p_yates", yates.map(|c| c.p));
    let fisher = fisher_exact(focal, reference);
    out.maybe("fisher_two_sided_p", fisher.map(|f| f.two_sided));
    out.maybe("fisher_p_less", fisher.map(|f| f.less));
    out.maybe("fisher_p_greater", fisher.map(|f| f.greater));
    out.maybe("mid_p_two_sided", fisher.map(|f| f.mid_two_sided));
    out.maybe("mid_p_one_sided_lower", fisher.map(|f| f.mid_less));
    out.maybe("mid_p_one_sided_upper", fisher.map(|f| f.mid_greater));
    out.maybe("odds_ratio_sample", sample_odds_ratio(focal, reference));
    out.interval("odds_ratio_ci95_woolf", woolf_interval(focal, reference, 0.95));
    out.maybe("odds_ratio_conditional_mle", conditional_odds_ratio(focal, reference, Precision::LikeR));
    out.maybe("cohen_h", cohen_h(focal, reference));
    out.maybe("phi", phi(focal, reference));
    let short = shortfall(focal, reference);
    out.maybe("shortfall", short.map(|s| s.missing));
    out.maybe("sd_units_hypergeometric", short.and_then(|s| s.sd_units));
    out.maybe("selections_to_four_fifths", missing_to_four_fifths(focal, reference));
    out.maybe("below_four_fifths", below_four_fifths(focal, reference));
    out.put("fragile", one_person_swap(focal, reference).fragile());
    out.maybe("flag", flag(focal, reference).map(|flag| flag.code()));
}

fn run_fisher(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (first, second) = match inputs.find("table") {
        Some(_) => {
            let table = inputs.count_table("table")?;
            match table.iter().map(Vec::as_slice).collect::<Vec<_>>().as_slice() {
                [[a, b], [c, d]] => (selection_of("table", *a, a.saturating_add(*b))?, selection_of("table", *c, c.saturating_add(*d))?),
                _ => {
                    let mut out = Outputs::new();
                    out.maybe("p_two_sided", fisher_table(&table)).also("p_two_sided", &["p"]);
                    return Ok(out.done());
                }
            }
        }
        None => {
            let ((_, focal), (_, reference)) = two_groups(inputs)?;
            (focal, reference)
        }
    };
    let mut out = Outputs::new();
    write_fisher(&mut out, fisher_exact(first, second));
    let precision = Precision::LikeR;
    out.maybe("odds_ratio_conditional_mle", conditional_odds_ratio(first, second, precision));
    out.maybe("odds_ratio_conditional_mle_full_precision", conditional_odds_ratio(first, second, Precision::Full));
    out.maybe("odds_ratio_sample", sample_odds_ratio(first, second));
    out.maybe("ci95_greater_lower", conditional_low(first, second, 0.05, precision));
    out.maybe("ci95_less_upper", conditional_high(first, second, 0.05, precision));
    let (low, high) = (conditional_low(first, second, 0.025, precision), conditional_high(first, second, 0.025, precision));
    out.maybe("ci95_lower", low);
    out.maybe("ci95_upper", high);
    out.list("ci95", [low, high]);
    out.list("ci95_two_sided", [low, high]);
    Ok(out.done())
}

fn write_fisher(out: &mut Outputs, fisher: Result<Fisher, jenjang_statistics::Undefined>) {
    out.maybe("p_two_sided", fisher.map(|f| f.two_sided));
    out.maybe("p_greater", fisher.map(|f| f.greater));
    out.maybe("p_less", fisher.map(|f| f.less));
    out.maybe("mid_p_two_sided", fisher.map(|f| f.mid_two_sided));
    out.maybe("mid_p_less", fisher.map(|f| f.mid_less));
    out.maybe("mid_p_greater", fisher.map(|f| f.mid_greater));
}

fn run_binomial(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["x", "observed", "successes", "k", "selected"]);
    let (x, n) = (inputs.count(key)?, inputs.count(inputs.named(ELIGIBLE))?);
    let share = selection_of(key, x, n)?;
    let p = inputs.named(&["p", "p0", "pool_share", "prob", "probability", "pi", "p_null", "null_p", "null"]);
    let probability = if inputs.find(p).is_some() { probability(inputs, p)? } else { 0.5 };
    let found = binomial_test(share, probability);
    let mut out = Outputs::new();
    out.maybe("p_two_sided", found.map(|b| b.two_sided));
    let side = inputs.find("alternative").and_then(Json::as_str).unwrap_or("two-sided");
    let chosen = found.map(|b| match side {
        "greater" => b.greater,
        "less" => b.less,
        _ => b.two_sided,
    });
    out.maybe("p", chosen).maybe("p_value", chosen);
    out.maybe("p_greater", found.map(|b| b.greater));
    out.maybe("p_less", found.map(|b| b.less));
    out.maybe("estimate", share.rate());
    out.maybe("share", share.rate());
    out.maybe("expected", pool_comparison(share, probability).map(|c| c.expected));
    let level = inputs.number_or("level", 0.95)?;
    let exact = clopper_pearson(share, level);
    out.interval("ci95", exact);
    out.interval("clopper_pearson95", exact);
    out.interval("wilson95", wilson(share, level));
    Ok(out.done())
}

fn probability(inputs: &Inputs<'_>, key: &str) -> Result<f64, Label> {
    let found = inputs.number(key)?;
    if (0.0..=1.0).contains(&found) {
        return Ok(found);
    }
    Err(Label::new(format!("`{key}` bernilai {found}, diharapkan antara 0 dan 1"), format!("`{key}` is {found}, expected between 0 and 1")))
}

fn run_pool(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["observed", "x", "selected"]);
    let share = selection_of(key, inputs.count(key)?, inputs.count(inputs.named(ELIGIBLE))?)?;
    let found = pool_comparison(share, probability(inputs, inputs.named(&["pool_share", "p", "p0"]))?);
    let mut out = Outputs::new();
    out.maybe("expected", found.map(|c| c.expected));
    out.maybe("difference", found.map(|c| c.difference));
    out.maybe("sd", found.map(|c| c.sd));
    out.maybe("sd_units", found.and_then(|c| c.z));
    out.maybe("z", found.and_then(|c| c.z));
    out.maybe("binomial_two_sided_p", found.map(|c| c.exact.two_sided));
    out.maybe("binomial_p_less", found.map(|c| c.exact.less));
    out.maybe("binomial_p_greater", found.map(|c| c.exact.greater));
    Ok(out.done())
}

fn run_wilson(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(SELECTED);
    let share = selection_of(key, inputs.count(inputs.named(&["x", key]))?, inputs.count(inputs.named(ELIGIBLE))?)?;
    let level = inputs.number_or("level", 0.95)?;
    let mut out = Outputs::new();
    out.maybe("share", share.rate());
    out.interval("wilson95", wilson(share, level));
    out.interval("clopper_pearson95", clopper_pearson(share, level));
    out.interval("wald95_untruncated", wald(share, level));
    Ok(out.done())
}

fn run_newcombe(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (first, second) = if inputs.find("x1").is_some() || inputs.find("focal").is_none() {
        (selection_of("x1", inputs.count("x1")?, inputs.count("n1")?)?, selection_of("x2", inputs.count("x2")?, inputs.count("n2")?)?)
    } else {
        (selection_at(inputs, "focal")?, selection_at(inputs, "reference")?)
    };
    let level = inputs.number_or("level", 0.95)?;
    let mut out = Outputs::new();
    out.maybe("difference", risk_difference(first, second));
    let interval = newcombe(first, second, level);
    out.interval("ci95", interval);
    out.interval("newcombe95", interval);
    Ok(out.done())
}
