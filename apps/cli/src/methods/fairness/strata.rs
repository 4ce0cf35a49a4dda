//! Comparison within strata, and how evenly something is spread.

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::fairness::{
    Stratum, conditional, gini, impact_ratio, is_reversed, odds_ratios, pooled, standardised_rates, theil, theil_split, top_share,
};
use serde_json::{Map, Value as Json};

use super::compare::write_comparison;
use super::{named_pair, selection_of, two_groups};
use crate::methods::inputs::wrong;
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "cmh_conditional_parity",
        id: "Perbandingan dua kelompok dalam unit dan jenjang yang sama (Cochran-Mantel-Haenszel)",
        en: "Two groups within the same unit and grade (Cochran-Mantel-Haenszel)",
        formula: "CMH with and without correction; OR = sum(ad/n)/sum(bc/n); Woolf and Breslow-Day homogeneity; directly standardised rates",
        inputs: "strata [{first: [selected, eligible], second: [selected, eligible]}, ...], or tables [[[a, b], [c, d]], ...]",
        run: run_strata,
    },
    Method {
        name: "simpsons_paradox",
        id: "Angka gabungan dua kelompok, untuk dibandingkan dengan angka tiap strata",
        en: "Combined figures of two groups, to set beside those of each stratum",
        formula: "as adverse_impact_2x2 over all strata together; reversed iff every stratum points the other way",
        inputs: "two groups {name: [selected, eligible]} (reference first), or strata as in cmh_conditional_parity",
        run: run_paradox,
    },
    Method {
        name: "gini_theil",
        id: "Kemerataan: Gini dan Theil, antar dan dalam kelompok",
        en: "Evenness: Gini and Theil, between and within groups",
        formula: "G = sum|xi-xj| / (2 n^2 mean); T = mean(x/mu*ln(x/mu)) = between + within",
        inputs: "values [number, ...], groups? [label, ...]",
        run: run_spread,
    },
];

/// Names of the two groups and the strata.
fn strata(inputs: &Inputs<'_>) -> Result<(String, String, Vec<Stratum>), Label> {
    let listed = inputs.find("strata").and_then(Json::as_array).is_some_and(|list| list.first().is_some_and(Json::is_array));
    if listed || inputs.find("strata").is_none() && inputs.find("tables").is_some() {
        let tables = inputs.need(if listed { "strata" } else { "tables" })?.as_array().map(Vec::as_slice).unwrap_or_default();
        let read = |json: &Json| {
            let mut one = Map::new();
            one.insert("table".to_owned(), json.clone());
            match Inputs::new(&one).count_table("table")?.as_slice() {
                [first, second] => match (first.as_slice(), second.as_slice()) {
                    (&[a, b], &[c, d]) => Ok(Stratum {
                        first: selection_of("tables", a, a.saturating_add(b))?,
                        second: selection_of("tables", c, c.saturating_add(d))?,
                    }),
                    _ => Err(wrong("tables", json, "[[a, b], [c, d]]", "[[a, b], [c, d]]")),
                },
                _ => Err(wrong("tables", json, "[[a, b], [c, d]]", "[[a, b], [c, d]]")),
            }
        };
        return Ok(("first".to_owned(), "second".to_owned(), tables.iter().map(read).collect::<Result<_, Label>>()?));
    }
    let listed = inputs.each("strata", Json::as_object, "daftar strata", "a list of strata")?;
    let mut names: Option<(String, String)> = None;
    let mut found = Vec::with_capacity(listed.len());
    for object in listed {
        let ((focal, second), (reference, first)) = named_pair(&Inputs::new(object))?;
        match &names {
            None => names = Some((reference, focal)),
            Some((a, b)) if *a == reference && *b == focal => {}
            Some((a, b)) => {
                return Err(Label::new(
                    format!("`strata` menyebut kelompok `{reference}` dan `{focal}`, sebelumnya `{a}` dan `{b}`"),
                    format!("`strata` names the groups `{reference}` and `{focal}`, before that `{a}` and `{b}`"),
                ));
            }
        }
        found.push(Stratum { first, second });
    }
    let (first, second) = names.unwrap_or_else(|| ("first".to_owned(), "second".to_owned()));
    Ok((first, second, found))
}

fn run_strata(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (first, second, strata) = strata(inputs)?;
    let mut out = Outputs::new();
    write_strata(&mut out, &first, &second, &strata);
    Ok(out.done())
}

fn write_strata(out: &mut Outputs, first: &str, second: &str, strata: &[Stratum]) {
    let rates = |side: fn(&Stratum) -> jenjang_statistics::fairness::Selection| {
        Json::Array(strata.iter().map(|s| side(s).rate().map_or(Json::Null, Json::from)).collect())
    };
    let mut by_stratum = Map::new();
    by_stratum.insert(first.to_owned(), rates(|s| s.first));
    by_stratum.insert(second.to_owned(), rates(|s| s.second));
    out.put("rate_by_stratum", by_stratum);
    out.list(&format!("impact_ratio_{second}_{first}_by_stratum"), strata.iter().map(|s| impact_ratio(s.second, s.first)));
    out.list(&format!("odds_ratio_{first}_vs_{second}_by_stratum"), odds_ratios(strata));
    let found = conditional(strata);
    out.maybe("cmh_chi2_corrected", found.cmh_corrected.map(|t| t.statistic));
    out.maybe("cmh_p_corrected", found.cmh_corrected.map(|t| t.p));
    out.maybe("cmh_chi2_uncorrected", found.cmh.map(|t| t.statistic));
    out.maybe("cmh_p_uncorrected", found.cmh.map(|t| t.p));
    out.maybe(&format!("mh_common_odds_ratio_{first}_vs_{second}"), found.odds_ratio);
    out.maybe("mh_common_odds_ratio", found.odds_ratio);
    out.interval("mh_common_odds_ratio_ci95", found.odds_ratio_ci95);
    let turned: Vec<Stratum> = strata.iter().map(|s| Stratum { first: s.second, second: s.first }).collect();
    out.maybe(&format!("mh_common_odds_ratio_{second}_vs_{first}"), conditional(&turned).odds_ratio);
    out.maybe("woolf_homogeneity_chi2", found.woolf.map(|t| t.statistic));
    out.maybe("woolf_df", found.woolf.map(|t| t.df));
    out.maybe("woolf_p", found.woolf.map(|t| t.p));
    out.maybe("breslow_day_chi2", found.breslow_day.map(|t| t.statistic));
    out.maybe("breslow_day_df", found.breslow_day.map(|t| t.df));
    out.maybe("breslow_day_p", found.breslow_day.map(|t| t.p));
    match standardised_rates(strata) {
        Ok((one, two)) => out.by_name("directly_standardised_rate", [(first, Ok(one)), (second, Ok(two))]),
        Err(reason) => out.by_name("directly_standardised_rate", [(first, Err::<f64, _>(reason)), (second, Err(reason))]),
    };
    out.put("strata_skipped", found.skipped);
}

fn run_paradox(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let mut out = Outputs::new();
    if inputs.find("strata").is_some() || inputs.find("tables").is_some() {
        let (first, second, strata) = strata(inputs)?;
        let whole = pooled(&strata).map_err(Undefined::label)?;
        write_comparison(&mut out, whole.second, whole.first);
        write_strata(&mut out, &first, &second, &strata);
        out.maybe("reversed", is_reversed(&strata));
    } else {
        let ((_, focal), (_, reference)) = two_groups(inputs)?;
        write_comparison(&mut out, focal, reference);
    }
    Ok(out.done())
}

fn run_spread(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let values = inputs.numbers(inputs.named(&["values", "x"]))?;
    let mut out = Outputs::new();
    out.maybe("gini", gini(&values));
    out.maybe("theil_T", theil(&values));
    if inputs.find("groups").is_some() {
        let groups = inputs.each("groups", |json| Some(json.to_string()), "daftar kelompok", "a list of groups")?;
        if groups.len() != values.len() {
            return Err(Label::new(
                format!("`values` berisi {} bilangan dan `groups` {}, diharapkan sama banyak", values.len(), groups.len()),
                format!("`values` has {} numbers and `groups` has {}, expected as many", values.len(), groups.len()),
            ));
        }
        let split = theil_split(&values, &groups);
        out.maybe("theil_between", split.map(|s| s.between));
        out.maybe("theil_within", split.map(|s| s.within));
        out.maybe("between_share", split.and_then(|s| s.between_share));
    }
    out.maybe("top20_share", top_share(&values, 0.2));
    Ok(out.done())
}
