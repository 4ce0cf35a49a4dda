//! Selection rates, impact ratios, the four-fifths rule and the one-person swap.

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::fairness::{
    ReferenceRule, Selection, below_four_fifths, below_four_fifths_in_floats, four_fifths, impact_ratio, one_person_swap,
};
use serde_json::{Map, Value as Json};

use super::{groups, selection, selection_at};
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "four_fifths",
        id: "Aturan empat per lima: tingkat lulus tiap kelompok terhadap kelompok pembanding",
        en: "Four-fifths rule: each group's selection rate against the reference group",
        formula: "rate = x/n; reference = highest rate with n >= 5 and n >= 2% of the pool; below iff 5*x_g*n_r < 4*x_r*n_g (integers)",
        inputs: "groups {name: [selected, eligible]}, min_n?, min_share_percent?",
        run: run_four_fifths,
    },
    Method {
        name: "impact_ratio",
        id: "Rasio dampak tiap kelompok terhadap kelompok pembanding",
        en: "Impact ratio of each group to the reference group",
        formula: "(x_g/n_g) / (x_r/n_r)",
        inputs: "groups {name: [selected, eligible]}, or focal and reference [selected, eligible]",
        run: run_four_fifths,
    },
    Method {
        name: "four_fifths_edge",
        id: "Aturan empat per lima tepat di batasnya: bilangan bulat dibanding pecahan biner",
        en: "Four-fifths rule exactly at its edge: integers against binary floats",
        formula: "below iff 5*x_g*n_r < 4*x_r*n_g",
        inputs: "pairs_focal_reference [[[x_g, n_g], [x_r, n_r]], ...], or groups, or focal and reference",
        run: run_edge,
    },
    Method {
        name: "one_person_swap",
        id: "Apakah tanda hilang bila satu kelulusan berpindah kelompok",
        en: "Whether a flag disappears when one selection moves to the other group",
        formula: "((x_g+1)/n_g) / ((x_r-1)/n_r); fragile iff below before and not below after",
        inputs: "focal [selected, eligible], reference [selected, eligible]",
        run: run_swap,
    },
];

fn run_four_fifths(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    if inputs.find("groups").is_none() && inputs.find("focal").is_some() {
        return run_pair(inputs);
    }
    let named = groups(inputs, "groups")?;
    let mut rule = ReferenceRule::default();
    if inputs.find("min_n").is_some() {
        rule.people = inputs.count("min_n")?;
    }
    if inputs.find("min_share_percent").is_some() {
        rule.percent_of_pool = inputs.count("min_share_percent")?;
    }
    let selections: Vec<Selection> = named.iter().map(|&(_, s)| s).collect();
    let found = four_fifths(&selections, rule);
    let each = || named.iter().map(|&(name, _)| name).zip(&found.groups);
    let reference = found.reference.and_then(|at| named.get(at).copied().ok_or(Undefined::Shape));
    let mut out = Outputs::new();
    out.by_name("selection_rate", each().map(|(name, g)| (name, g.rate)));
    out.maybe("reference", reference.map(|(name, _)| name));
    out.by_name("impact_ratio", each().map(|(name, g)| (name, g.ratio)));
    out.by_name("below_four_fifths", each().map(|(name, g)| (name, g.below)));
    out.by_name("selections_to_four_fifths", each().map(|(name, g)| (name, g.missing)));
    let fragile =
        |focal| reference.and_then(|(_, reference)| impact_ratio(focal, reference).map(|_| one_person_swap(focal, reference).fragile()));
    out.by_name("fragile", named.iter().map(|&(name, focal)| (name, fragile(focal))));
    out.put(
        "status",
        match found.reference {
            Ok(_) => "ok",
            Err(Undefined::NoSelections) => "no_selections",
            Err(_) => "no_reference",
        },
    );
    out.put("any_below", found.groups.iter().any(|g| g.below == Ok(true)));
    Ok(out.done())
}

fn run_pair(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (focal, reference) = (selection_at(inputs, "focal")?, selection_at(inputs, "reference")?);
    let mut out = Outputs::new();
    out.maybe("rate_focal", focal.rate());
    out.maybe("rate_reference", reference.rate());
    out.maybe("impact_ratio", impact_ratio(focal, reference));
    out.maybe("exact_ratio", impact_ratio(focal, reference));
    out.maybe("below_four_fifths", below_four_fifths(focal, reference));
    out.maybe("naive_binary_float_below", below_four_fifths_in_floats(focal, reference));
    let nobody = focal.selected() == 0 && reference.selected() == 0;
    out.put("status", if nobody { "no_selections" } else { "ok" });
    Ok(out.done())
}

fn run_edge(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["pairs_focal_reference", "pairs"]);
    if inputs.find(key).is_none() && (inputs.find("groups").is_some() || inputs.find("focal").is_some()) {
        return run_four_fifths(inputs);
    }
    let listed = inputs.each(key, Json::as_array, "[[x, n], [x, n]]", "[[x, n], [x, n]]")?;
    let mut pairs = Vec::with_capacity(listed.len());
    for pair in listed {
        match pair.as_slice() {
            [focal, reference] => pairs.push((selection(key, focal)?, selection(key, reference)?)),
            _ => return Err(super::pair_expected(key, &Json::Array(pair.clone()))),
        }
    }
    let mut out = Outputs::new();
    out.list("exact_ratio", pairs.iter().map(|&(focal, reference)| impact_ratio(focal, reference)));
    out.list("below_four_fifths", pairs.iter().map(|&(focal, reference)| below_four_fifths(focal, reference)));
    out.list("naive_binary_float_below", pairs.iter().map(|&(focal, reference)| below_four_fifths_in_floats(focal, reference)));
    Ok(out.done())
}

fn run_swap(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (focal, reference) = (selection_at(inputs, "focal")?, selection_at(inputs, "reference")?);
    let swap = one_person_swap(focal, reference);
    let mut out = Outputs::new();
    out.maybe("impact_ratio", swap.ratio_before);
    out.maybe("ratio_after_one_swap", swap.ratio_after);
    out.maybe("flag_before", swap.flag_before);
    out.maybe("flag_after", swap.flag_after);
    out.put("fragile", swap.fragile());
    Ok(out.done())
}
