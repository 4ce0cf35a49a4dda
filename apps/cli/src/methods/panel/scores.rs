//! Scores of panelists and of several panels.

#![allow(clippy::float_arithmetic, reason = "statistics are floats; means and ranges that are shown are exact")]

use jenjang::Decimal;
use jenjang::legal::Label;
use jenjang::number::ratio::Ratio;
use jenjang_statistics::Undefined;
use jenjang_statistics::agreement::concordance::kendall_w;
use jenjang_statistics::descriptive::{mean, standard_deviation};
use jenjang_statistics::reliability::one_way::{GroupSize, OneWay};
use jenjang_statistics::training::one_way;
use serde_json::{Map, Value as Json};

use crate::methods::ratings::{decimal_json, ratio_json};
use crate::methods::tables::{self, table};
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "panel_mean",
        id: "Nilai panel: rata-rata, tanpa tertinggi dan terendah, median, rentang",
        en: "Panel score: mean, without highest and lowest, median, range",
        formula: "mean; drop one highest and one lowest where n >= 5; range > 20% of the scale: discuss before averaging",
        inputs: "scores_candidate_by_panelist [[...]] with null for recusal, scale? = 100 (its width), range_limit_pct? = 20",
        run: run_panel,
    },
    Method {
        name: "kendall_w",
        id: "Koefisien kesepakatan Kendall dengan koreksi nilai sama",
        en: "Kendall's coefficient of concordance, corrected for ties",
        formula: "12 S / (m^2 (n^3-n) - m sum(t^3-t)); chi2 = m(n-1)W",
        inputs: "ratings_rater_by_subject [[...]], rows? = raters|subjects",
        run: run_kendall,
    },
    Method {
        name: "inter_panel",
        id: "Apakah panel berbeda: ANOVA, Kruskal-Wallis, ICC(1), nilai baku dalam panel",
        en: "Whether panels differ: ANOVA, Kruskal-Wallis, ICC(1), z scores within panels",
        formula: "F = MSB/MSW; (MSB-MSW)/(MSB+(k0-1)MSW); (x - panel mean)/panel s",
        inputs: "panels {name: [...]}",
        run: run_panels,
    },
];

fn middle(sorted: &[Decimal]) -> Option<Ratio> {
    let half = sorted.len() / 2;
    let at = |i: usize| sorted.get(i).map(|x| Ratio::from(*x));
    if sorted.len() % 2 == 1 { at(half) } else { Ratio::mean([at(half.checked_sub(1)?)?, at(half)?]) }
}

fn run_panel(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let rows = inputs.gapped_decimals(inputs.named(&["scores_candidate_by_panelist", "scores"]))?;
    let width = match inputs.find("scale") {
        Some(Json::Array(_)) => match inputs.decimals("scale")?.as_slice() {
            [low, high] => *high - *low,
            _ => Decimal::ONE_HUNDRED,
        },
        Some(_) => inputs.decimal("scale")?,
        None => Decimal::ONE_HUNDRED,
    };
    let percent = if inputs.find("range_limit_pct").is_some() { inputs.decimal("range_limit_pct")? } else { Decimal::from(20) };
    let sorted: Vec<Vec<Decimal>> = rows
        .iter()
        .map(|row| {
            let mut given: Vec<Decimal> = row.iter().flatten().copied().collect();
            given.sort_unstable();
            given
        })
        .collect();
    let few = |row: &[Decimal], needed: usize| Undefined::TooFew { found: row.len(), needed };
    let average = |values: &[Decimal]| Ratio::mean(values.iter().map(|x| Ratio::from(*x))).map(|mean| ratio_json(Some(mean)));
    let range = |row: &[Decimal]| row.first().zip(row.last()).and_then(|(low, high)| high.checked_sub(*low));
    let mut out = Outputs::new();
    out.list("mean", sorted.iter().map(|row| average(row).ok_or(few(row, 1))));
    let trimmed = |row: &Vec<Decimal>| match row.as_slice() {
        [_, kept @ .., _] if row.len() >= 5 => average(kept).ok_or(few(row, 5)),
        _ => Err(few(row, 5)),
    };
    out.list("trimmed", sorted.iter().map(trimmed));
    out.list("median", sorted.iter().map(|row| middle(row).map(|m| ratio_json(Some(m))).ok_or(few(row, 1))));
    out.list("range", sorted.iter().map(|row| range(row).map(decimal_json).ok_or(few(row, 1))));
    let wide = |row: &Vec<Decimal>| {
        let limit = percent.checked_mul(width)?;
        Some(range(row)?.checked_mul(Decimal::ONE_HUNDRED)? > limit)
    };
    let flags: Vec<bool> = sorted.iter().map(|row| wide(row).unwrap_or(false)).collect();
    out.put(&format!("discuss_flag_range_gt_{}pct_of_{}", percent.normalize(), width.normalize()), flags.clone());
    out.put("discuss_flag", flags).put("n_panelists", sorted.iter().map(Vec::len).collect::<Vec<_>>());
    out.put("panel_large_enough", sorted.iter().map(|row| row.len() >= 3).collect::<Vec<_>>());
    Ok(out.done())
}

fn run_kendall(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let rows = table(inputs, &["ratings_rater_by_subject", "ratings", "ranks"], &["subjects", "subject", "targets", "candidates"])?;
    // a subject somebody did not rank is left out for all
    let complete: Vec<Vec<f64>> = {
        let columns = tables::transpose(&rows);
        let whole: Vec<Vec<f64>> = columns.into_iter().filter_map(|column| column.into_iter().collect()).collect();
        tables::transpose(&whole)
    };
    let subjects = complete.first().map_or(0, Vec::len);
    let found = kendall_w(&complete);
    let mut out = Outputs::new();
    out.maybe("kendall_Wt", found.map(|f| f.w)).maybe("kendall_W", found.map(|f| f.w));
    out.maybe("chi2", found.map(|f| f.chi_square)).maybe("df", found.map(|f| f.freedom)).maybe("p", found.map(|f| f.p));
    out.maybe("mean_spearman", found.map(|f| f.mean_spearman)).maybe("amber_below_50", found.map(|f| f.w < 0.5));
    out.put("n_raters", rows.len()).put("n_subjects", subjects).put("dropped_subjects", rows.first().map_or(0, Vec::len) - subjects);
    Ok(out.done())
}

fn run_panels(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let panels = tables::groups(inputs, &["panels", "groups"])?;
    let values: Vec<&[f64]> = panels.iter().map(|(_, values)| values.as_slice()).collect();
    let found = OneWay::of(&values);
    let mut out = Outputs::new();
    out.maybe("F", found.and_then(|w| w.f())).maybe("p", found.and_then(|w| w.p()));
    out.maybe("df", found.map(|w| vec![w.freedom().0, w.freedom().1]));
    let ranked = one_way(&values).and_then(|g| g.kruskal);
    out.maybe("kruskal_H", ranked.map(|k| k.statistic)).maybe("kruskal_p", ranked.map(|k| k.p));
    out.maybe("icc1_panel", found.and_then(|w| w.single(GroupSize::K0)));
    out.by_name("panel_mean", panels.iter().map(|(name, values)| (name.as_str(), mean(values))));
    out.by_name("panel_sd", panels.iter().map(|(name, values)| (name.as_str(), standard_deviation(values))));
    let standardised = |values: &[f64]| -> Vec<Option<f64>> {
        let (centre, spread) = (mean(values), standard_deviation(values));
        let z = |x: &f64| centre.ok().zip(spread.ok().filter(|s| *s > 0.0)).map(|(centre, spread)| (x - centre) / spread);
        values.iter().map(z).collect()
    };
    let z: Map<String, Json> = panels.iter().map(|(name, values)| (name.clone(), Json::from(standardised(values)))).collect();
    out.put("z_within_panel", z);
    let enough = panels.iter().all(|(_, values)| values.len() >= 5);
    out.put("every_panel_has_5", enough);
    Ok(out.done())
}
