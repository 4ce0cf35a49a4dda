//! Methods of 360° scoring: severity, shrinkage, outliers, careless answers. Diagnostics; none of them changes an official score.

#![allow(clippy::float_arithmetic, reason = "statistics are floats; nothing here scores or decides")]

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::descriptive::{TRIM_AT_LEAST, cut_count, mean, median, trimmed_mean, winsorized_mean};
use jenjang_statistics::raters::additive::{Additive, additive, ratings_of};
use jenjang_statistics::raters::careless::{CarelessRule, halo, longest_run, response_variability};
use jenjang_statistics::raters::crossed::crossed;
use jenjang_statistics::raters::james_stein;
use jenjang_statistics::raters::outlier::{CUT, grubbs, modified_z};
use jenjang_statistics::raters::severity::{RATEES_AT_LEAST, rater_z};
use jenjang_statistics::raters::shrinkage::components;
use serde_json::{Map, Value as Json};

use super::inputs::wrong;
use super::tables::{Table, groups, is_turned, table};
use super::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "additive_severity_adjustment",
        id: "Rata-rata yang dinilai setelah kemurahan penilai diperhitungkan (kuadrat terkecil aditif)",
        en: "Means of ratees with raters' leniency accounted for (additive least squares)",
        formula: "y = ratee + rater; adjusted = least-squares mean over all raters; leniency sums to 0; connected design needed",
        inputs: "ratings [[...]] with rows = ratees and null for gaps, rows? = ratees|raters",
        run: run_additive,
    },
    Method {
        name: "crossed_random_effects",
        id: "Efek acak silang yang dinilai dan penilai (REML)",
        en: "Crossed random effects of ratees and raters (REML)",
        formula: "y = mu + ratee + rater + e; variance components by REML, effects as BLUP",
        inputs: "ratings [[...]] with rows = ratees and null for gaps, rows? = ratees|raters",
        run: run_crossed,
    },
    Method {
        name: "empirical_bayes_shrinkage",
        id: "Penyusutan Bayes empiris rata-rata kelompok (REML)",
        en: "Empirical Bayes shrinkage of group means (REML)",
        formula: "mu + lambda_i (mean_i - mu), lambda_i = n_i / (n_i + s2_within/s2_between)",
        inputs: "groups {name: [...]}",
        run: run_shrinkage,
    },
    Method {
        name: "james_stein",
        id: "Penyusutan James-Stein menuju rata-rata umum",
        en: "James-Stein shrinkage towards the grand mean",
        formula: "mean + c (x - mean), c = max(0, 1 - (k-3) v / sum (x - mean)^2), v = p(1-p)/n",
        inputs: "hits [...] and at_bats, or x [...] and variance",
        run: run_james_stein,
    },
    Method {
        name: "rater_z_score",
        id: "Nilai baku tiap penilai",
        en: "z scores of each rater",
        formula: "(x - rater's mean) / rater's s; a rater without spread or with too few ratees has none",
        inputs: "ratings [[...]] with rows = ratees and null for gaps, ddof? = 1, min_ratees? = 3",
        run: run_z,
    },
    Method {
        name: "outlier_modified_z",
        id: "Penilai yang sangat menyimpang menurut z termodifikasi",
        en: "Raters far from the others by the modified z",
        formula: "0.6745 (x - median) / MAD; MAD = 0: (x - median) / (1.253314 * mean |x - median|); flag |z| > cut; n >= 5",
        inputs: "rater_means [...] (or x), cut? = 3.5",
        run: run_modified_z,
    },
    Method {
        name: "outlier_grubbs",
        id: "Uji Grubbs untuk satu pencilan",
        en: "Grubbs' test for one outlier",
        formula: "G = max |x - mean| / s; critical ((n-1)/sqrt n) sqrt(t^2/(n-2+t^2)), t at alpha/n or alpha/2n; n >= 7",
        inputs: "x [...] (or values, rater_means), alpha? = 0.05, sided? = 2",
        run: run_grubbs,
    },
    Method {
        name: "halo",
        id: "Penilai yang memberi nilai hampir sama untuk semua kompetensi",
        en: "Raters whose competency means hardly differ",
        formula: "s over competency means < flag_ratio * median rater's s",
        inputs: "dimension_means_by_rater [[...]], flag_ratio? = 0.25",
        run: run_halo,
    },
    Method {
        name: "straightlining",
        id: "Jawaban lurus: rentetan terpanjang dan sebaran dalam diri",
        en: "Straight-lining: longest run and spread within a response",
        formula: "longest run >= 9 and >= 75% of answers, or s = 0 over >= 8 answers in >= 2 competencies",
        inputs: "responses [[...]] with rows = respondents, competencies? (number per response)",
        run: run_straightlining,
    },
    Method {
        name: "trimmed_mean",
        id: "Rata-rata terpangkas menurut jumlah",
        en: "Trimmed mean by count",
        formula: "floor(p n) values cut at each end; n >= 5",
        inputs: "x [...] (or values), fraction_each_tail",
        run: run_trimmed,
    },
    Method {
        name: "winsorized_mean",
        id: "Rata-rata winsor menurut jumlah",
        en: "Winsorised mean by count",
        formula: "floor(p n) values at each end replaced by the nearest kept one; n >= 5",
        inputs: "x [...] (or values), fraction_each_tail",
        run: run_trimmed,
    },
];

fn ratings(inputs: &Inputs<'_>) -> Result<Table, Label> {
    table(inputs, &["ratings", "ratings_target_by_rater", "x"], &["raters", "rater", "judges"])
}

fn run_additive(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let rows = ratings(inputs)?;
    let list = ratings_of(&rows);
    let found = additive(&list, rows.len(), rows.first().map_or(0, Vec::len));
    let mut out = Outputs::new();
    let parts = found.as_ref().map(|f| f.part_count).unwrap_or(0);
    match &found {
        Ok(found) => out.list("raw_mean", found.raw.iter().copied()),
        Err(reason) => out.absent("raw_mean", &reason.label()),
    };
    match found.and_then(Additive::connected) {
        Ok(found) => {
            out.list("adjusted_mean", found.adjusted.iter().copied()).list("rater_leniency", found.leniency.iter().copied());
            out.maybe("residual_ss", Ok(found.residual));
        }
        Err(reason) => {
            for key in ["adjusted_mean", "rater_leniency", "residual_ss"] {
                out.absent(key, &reason.label());
            }
        }
    }
    out.put("connected", parts == 1).put("parts", parts).put("n_ratings", list.len());
    Ok(out.done())
}

fn run_crossed(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let rows = ratings(inputs)?;
    let found = crossed(&ratings_of(&rows), rows.len(), rows.first().map_or(0, Vec::len));
    let mut out = Outputs::new();
    let of = |part: fn(&jenjang_statistics::raters::crossed::Crossed) -> f64| found.as_ref().map(part).map_err(|reason| *reason);
    out.maybe("mu", of(|f| f.mu)).maybe("var_target", of(|f| f.ratee_variance)).maybe("var_judge", of(|f| f.rater_variance));
    out.maybe("var_resid", of(|f| f.residual_variance));
    out.maybe("icc2_1", of(|f| f.ratee_variance / (f.ratee_variance + f.rater_variance + f.residual_variance)));
    out.maybe("target_effect", found.as_ref().map(|f| f.ratees.clone()).map_err(|reason| *reason));
    out.maybe("judge_effect", found.as_ref().map(|f| f.raters.clone()).map_err(|reason| *reason));
    Ok(out.done())
}

fn run_shrinkage(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let groups = groups(inputs, &["groups", "ratings"])?;
    let values: Vec<&[f64]> = groups.iter().map(|(_, values)| values.as_slice()).collect();
    let found = components(&values);
    let mut out = Outputs::new();
    out.maybe("var_between", found.map(|c| c.between)).maybe("var_within", found.map(|c| c.within)).maybe("mu", found.map(|c| c.mu));
    let each = |of: &dyn Fn(usize, f64) -> Result<f64, Undefined>| -> Vec<(&str, Result<f64, Undefined>)> {
        groups.iter().map(|(name, values)| (name.as_str(), mean(values).and_then(|mean| of(values.len(), mean)))).collect()
    };
    out.by_name("mean", each(&|_, mean| Ok(mean)));
    out.by_name("shrunken", each(&|n, mean| found.map(|c| c.shrunken(n, mean))));
    out.by_name("lambda", each(&|n, _| found.map(|c| c.lambda(n))));
    if found.is_ok_and(|c| c.between == 0.0) {
        out.put("note", "no detectable difference between groups");
    }
    Ok(out.done())
}

fn run_james_stein(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let hits = inputs.named(&["hits", "successes"]);
    let found = if inputs.find(hits).is_some() {
        let trials = inputs.named(&["at_bats", "n", "trials"]);
        let trials = match inputs.need(trials)? {
            Json::Array(_) => {
                let each = inputs.numbers(trials)?;
                match each.as_slice() {
                    [first, rest @ ..] if rest.iter().all(|n| n == first) => *first,
                    _ => {
                        return Err(Label::new(
                            format!("`{trials}` berbeda-beda, diharapkan jumlah percobaan yang sama untuk semua"),
                            format!("`{trials}` differs, expected the same number of trials for all"),
                        ));
                    }
                }
            }
            _ => inputs.number(trials)?,
        };
        james_stein::of_shares(&inputs.numbers(hits)?, trials)
    } else {
        let variance = inputs.named(&["variance", "sigma2", "var"]);
        james_stein::towards_mean(&inputs.numbers(inputs.named(&["x", "values", "means"]))?, inputs.number(variance)?)
    };
    let mut out = Outputs::new();
    out.maybe("grand_mean", found.as_ref().map(|f| f.grand_mean).map_err(|reason| *reason));
    out.maybe("shrink_factor_c", found.as_ref().map(|f| f.factor).map_err(|reason| *reason));
    out.maybe("js", found.map(|f| f.shrunken));
    Ok(out.done())
}

fn small_count(inputs: &Inputs<'_>, key: &str, default: usize) -> Result<usize, Label> {
    if inputs.find(key).is_some() { Ok(usize::try_from(inputs.count(key)?).unwrap_or(usize::MAX)) } else { Ok(default) }
}

fn run_z(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let rows = ratings(inputs)?;
    let mut out = Outputs::new();
    match rater_z(&rows, small_count(inputs, "ddof", 1)?, small_count(inputs, "min_ratees", RATEES_AT_LEAST)?) {
        Ok(found) => {
            out.put("z", found.z).list("mean_z_per_target", found.means);
            out.put("rater_usable", found.raters.iter().map(Result::is_ok).collect::<Vec<_>>());
            out.list("raters", found.raters.into_iter().map(|rater| rater.map(|()| "usable")));
        }
        Err(reason) => {
            out.absent("z", &reason.label()).absent("mean_z_per_target", &reason.label());
        }
    }
    Ok(out.done())
}

fn run_modified_z(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["rater_means", "x", "values", "ratings"]);
    let values = inputs.gapped(key)?;
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let cut = inputs.number_or("cut", CUT)?;
    let mut out = Outputs::new();
    let found = modified_z(&known);
    out.maybe("mode", found.as_ref().map(|(spread, _)| spread.as_str()).map_err(|reason| *reason));
    // a gap stays a gap
    let spread_out = |z: &[f64]| {
        let mut z = z.iter().copied();
        values.iter().map(|x| x.and_then(|_| z.next())).collect::<Vec<Option<f64>>>()
    };
    out.maybe("z", found.as_ref().map(|(_, z)| spread_out(z)).map_err(|reason| *reason));
    let flags = match &found {
        Ok((_, z)) => spread_out(z).iter().map(|z| z.is_some_and(|z| z.abs() > cut)).collect(),
        Err(_) => vec![false; values.len()],
    };
    out.put("flags", flags).maybe("median", median(&known)).put("n", known.len());
    Ok(out.done())
}

fn run_grubbs(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let values = inputs.numbers(inputs.named(&["x", "values", "rater_means", "data"]))?;
    let found = grubbs(&values, inputs.number_or("alpha", 0.05)?);
    let one_sided =
        inputs.find("sided").is_some_and(|sided| sided.as_u64() == Some(1) || sided.as_str().is_some_and(|s| s.starts_with("one")))
            || inputs.find("two_sided").is_some_and(|two| two.as_bool() == Some(false));
    let mut out = Outputs::new();
    out.put("n", values.len()).maybe("G", found.map(|f| f.g)).maybe("G_max", found.map(|f| f.g_max)).maybe("G_min", found.map(|f| f.g_min));
    out.maybe("outlier_value", found.map(|f| f.value)).maybe("outlier_index", found.map(|f| f.place));
    let critical = found.map(|f| if one_sided { f.critical_one_sided } else { f.critical_two_sided });
    out.maybe("critical", critical).maybe("G_critical", critical);
    out.maybe("critical_one_sided", found.map(|f| f.critical_one_sided)).maybe("critical_two_sided", found.map(|f| f.critical_two_sided));
    out.maybe("p_one_sided", found.map(|f| f.p_one_sided)).maybe("p_two_sided", found.map(|f| f.p_two_sided));
    let flag = found.and_then(|f| critical.map(|critical| f.g > critical));
    out.maybe("outlier", flag).maybe("flag", flag);
    out.maybe("flag_one_sided", found.map(|f| f.g > f.critical_one_sided))
        .maybe("flag_two_sided", found.map(|f| f.g > f.critical_two_sided));
    out.also("G", &["g", "statistic"]).also("outlier_value", &["value", "suspect"]).also("outlier_index", &["index"]);
    out.also("critical", &["G_crit"]).also("outlier", &["is_outlier"]);
    out.also("critical_one_sided", &["G_critical_one_sided", "G_crit_one_sided"]);
    out.also("critical_two_sided", &["G_critical_two_sided", "G_crit_two_sided"]);
    Ok(out.done())
}

fn run_halo(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let rows = inputs.gapped_matrix(inputs.named(&["dimension_means_by_rater", "ratings"]))?;
    let mut out = Outputs::new();
    match halo(&rows, inputs.number_or("flag_ratio", 0.25)?) {
        Ok(found) => {
            out.list("within_rater_sd", found.spreads).put("median_sd", found.median).put("flag", found.flags);
        }
        Err(reason) => {
            out.absent("within_rater_sd", &reason.label()).absent("median_sd", &reason.label()).put("flag", vec![false; rows.len()]);
        }
    }
    Ok(out.done())
}

fn run_straightlining(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["responses", "ratings", "answers"]);
    let rows = inputs.gapped_matrix(key)?;
    let rows = if is_turned(inputs, &["items", "item"])? { super::tables::transpose(&rows) } else { rows };
    // how many competencies the items belong to; two unless told
    let competencies = match inputs.find("competencies") {
        Some(Json::Array(names)) => {
            let mut names: Vec<String> = names.iter().map(ToString::to_string).collect();
            names.sort();
            names.dedup();
            names.len()
        }
        Some(_) => small_count(inputs, "competencies", 2)?,
        None => 2,
    };
    let rule = CarelessRule::default();
    let runs: Vec<usize> = rows.iter().map(|row| longest_run(row)).collect();
    let spreads: Vec<Result<f64, Undefined>> = rows.iter().map(|row| response_variability(row)).collect();
    let mut out = Outputs::new();
    out.put("longstring", runs.clone()).list("irv_sd", spreads.iter().copied());
    out.put("flag_longstring_ge_9", runs.iter().map(|run| *run >= 9).collect::<Vec<_>>());
    out.put("flag_irv_0", spreads.iter().map(|spread| *spread == Ok(0.0)).collect::<Vec<_>>());
    out.put("flag", rows.iter().map(|row| rule.flags(row, competencies)).collect::<Vec<_>>());
    Ok(out.done())
}

fn run_trimmed(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let values: Vec<f64> = inputs.gapped(inputs.named(&["x", "values", "ratings", "scores"]))?.into_iter().flatten().collect();
    let key = inputs.named(&["fraction_each_tail", "trim", "fraction", "p"]);
    let share = inputs.number(key)?;
    if !(0.0..0.5).contains(&share) {
        return Err(wrong(key, inputs.need(key)?, "bagian dari 0 sampai di bawah 0,5", "a share from 0 to below 0.5"));
    }
    let mut out = Outputs::new();
    out.maybe("mean", mean(&values)).maybe("trimmed_mean", trimmed_mean(&values, share));
    out.maybe("winsorized_mean", winsorized_mean(&values, share));
    let cut = if values.len() < TRIM_AT_LEAST { Ok(0) } else { cut_count(values.len(), share) };
    out.put("n", values.len()).maybe("cut_each_tail", cut);
    Ok(out.done())
}
