//! Difference in differences, return on investment.

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::training::{
    Effect, Means, Pairs, Summary, independent_cells, paired_changes, printed_cells, printed_changes, return_on_investment, unit_changes,
};
use serde_json::{Map, Value as Json};

use super::same_length;
use crate::methods::inputs::wrong;
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "difference_in_differences",
        id: "Selisih perubahan: yang dilatih dikurangi pembanding",
        en: "Difference in differences: the trained less the comparison group",
        formula: "(T1-T0)-(C1-C0); SE from paired changes, from four independent cells, or from unit means (at least 4 an arm); Satterthwaite df",
        inputs: "treated_before, treated_after, control_before, control_after (numbers, or lists), or mean, sd and n of four cells with cells_order?; \
                 design? \"paired\" | \"independent\" | \"units\"; se_treated_change? and se_control_change?; \
                 or treated_changes and control_changes [number, ...]; or clusters [{treated, before, after}, ...]",
        run: run_differences,
    },
    Method {
        name: "roi",
        id: "Pengembalian atas biaya pelatihan",
        en: "Return on the cost of training",
        formula: "(benefit - cost)/cost*100; benefit/cost",
        inputs: "benefit, cost",
        run: run_return,
    },
];

const CELLS: [&str; 4] = ["treated_before", "treated_after", "control_before", "control_after"];
const OTHER_NAMES: [[&str; 3]; 4] = [
    ["treated_pre", "treatment_before", "treatment_pre"],
    ["treated_post", "treatment_after", "treatment_post"],
    ["control_pre", "comparison_before", "untreated_before"],
    ["control_post", "comparison_after", "untreated_after"],
];

/// The four cells' keys as the request names them.
fn cell_keys(inputs: &Inputs<'_>) -> [String; 4] {
    let mut keys = CELLS.map(str::to_owned);
    for (key, others) in keys.iter_mut().zip(OTHER_NAMES) {
        let [a, b, c] = others;
        let found = inputs.named(&[key.as_str(), a, b, c]).to_owned();
        *key = found;
    }
    keys
}

/// Four numbers under a key, put into the usual order by `cells_order`.
fn four(inputs: &Inputs<'_>, key: &str) -> Result<[f64; 4], Label> {
    let found = inputs.need(key)?;
    if let Some(object) = found.as_object() {
        let own = Inputs::new(object);
        let [a, b, c, d] = cell_keys(&own);
        return Ok([own.number(&a)?, own.number(&b)?, own.number(&c)?, own.number(&d)?]);
    }
    let values = inputs.numbers(key)?;
    same_length((key, values.len()), ("cells_order", 4))?;
    let order: Vec<&str> = if inputs.find("cells_order").is_some() { inputs.texts("cells_order")? } else { CELLS.to_vec() };
    let mut sorted = [0.0; 4];
    for ((slot, name), others) in sorted.iter_mut().zip(CELLS).zip(OTHER_NAMES) {
        let place = order.iter().position(|own| *own == name || others.contains(own));
        *slot = place.and_then(|at| values.get(at)).copied().ok_or_else(|| {
            Label::new(
                format!("`cells_order` tidak menyebut `{name}`, diharapkan {}", CELLS.join(", ")),
                format!("`cells_order` does not name `{name}`, expected {}", CELLS.join(", ")),
            )
        })?;
    }
    Ok(sorted)
}

fn run_differences(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let mut out = Outputs::new();
    if inputs.find("mean").is_some() {
        let means = four(inputs, "mean")?;
        write_means(&mut out, means);
        if inputs.find("se").is_some() {
            write_effect(&mut out, printed_cells(of(means), four(inputs, "se")?));
        } else if inputs.find("sd").is_some() {
            let (sd, n) = (four(inputs, "sd")?, four(inputs, "n")?);
            write_effect(&mut out, independent_cells(summaries(means, sd, n)));
        }
        return Ok(out.done());
    }
    let units = inputs.named(&["clusters", "units"]);
    if inputs.find(units).is_some() {
        write_units(inputs, units, &mut out)?;
        return Ok(out.done());
    }
    let changes = [["treated_changes", "treated_change", "changes_treated"], ["control_changes", "control_change", "changes_control"]]
        .map(|names| inputs.named(&names));
    if changes.iter().all(|key| inputs.find(key).is_some_and(Json::is_array)) {
        let [treated, control] = changes.map(|key| {
            let after = inputs.gapped(key)?;
            Pairs::of(&vec![Some(0.0); after.len()], &after).map_err(Undefined::label)
        });
        write_pairs(&mut out, &treated?, &control?, false);
        return Ok(out.done());
    }
    let keys = cell_keys(inputs);
    let [t0, t1, c0, c1] = &keys;
    if inputs.need(t0)?.is_array() {
        let lists = [inputs.gapped(t0)?, inputs.gapped(t1)?, inputs.gapped(c0)?, inputs.gapped(c1)?];
        lists_of_people(inputs, &keys, &lists, &mut out)?;
        return Ok(out.done());
    }
    let means = [inputs.number(t0)?, inputs.number(t1)?, inputs.number(c0)?, inputs.number(c1)?];
    write_means(&mut out, means);
    let error = |arm: &str, other: &str| {
        let names = [
            format!("se_{arm}_change"),
            format!("se_change_{arm}"),
            format!("{arm}_change_se"),
            format!("se_{arm}"),
            format!("{arm}_se"),
            format!("se_{other}"),
            format!("se_{other}_change"),
        ];
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let key = inputs.named(&names).to_owned();
        if inputs.find(&key).is_some() { inputs.number(&key).map(Some) } else { Ok(None) }
    };
    if let (Some(treated), Some(control)) = (error("treated", "treatment")?, error("control", "comparison")?) {
        write_effect(&mut out, printed_changes(of(means), treated, control));
    } else if inputs.find("se").is_some() {
        write_effect(&mut out, printed_cells(of(means), four(inputs, "se")?));
    } else if inputs.find("sd").is_some() && inputs.find("n").is_some() {
        write_effect(&mut out, independent_cells(summaries(means, four(inputs, "sd")?, four(inputs, "n")?)));
    }
    Ok(out.done())
}

fn summaries(mean: [f64; 4], sd: [f64; 4], n: [f64; 4]) -> [Summary; 4] {
    let mut cells = mean.map(|mean| Summary { mean, sd: 0.0, n: 0.0 });
    for ((cell, sd), n) in cells.iter_mut().zip(sd).zip(n) {
        (cell.sd, cell.n) = (sd, n);
    }
    cells
}

fn lists_of_people(inputs: &Inputs<'_>, keys: &[String; 4], lists: &[Vec<Option<f64>>; 4], out: &mut Outputs) -> Result<(), Label> {
    let [t0, t1, c0, c1] = lists;
    let design = match inputs.find("design").and_then(Json::as_str) {
        Some(design @ ("paired" | "independent" | "units")) => design,
        Some(other) => {
            return Err(Label::new(
                format!("`design` berisi `{other}`, diharapkan paired, independent atau units"),
                format!("`design` is `{other}`, expected paired, independent or units"),
            ));
        }
        None if t0.len() == t1.len() && c0.len() == c1.len() => "paired",
        None => "independent",
    };
    if design == "independent" {
        let cell = |list: &Vec<Option<f64>>| Summary::of(&list.iter().flatten().copied().collect::<Vec<f64>>());
        let cells = [cell(t0), cell(t1), cell(c0), cell(c1)];
        match cells {
            [Ok(t0), Ok(t1), Ok(c0), Ok(c1)] => {
                write_means(out, [t0.mean, t1.mean, c0.mean, c1.mean]);
                write_effect(out, independent_cells([t0, t1, c0, c1]));
            }
            _ => write_effect(out, cells.into_iter().find_map(Result::err).map_or(Err(Undefined::Shape), Err)),
        }
        return Ok(());
    }
    let [k0, k1, k2, k3] = keys;
    same_length((k0, t0.len()), (k1, t1.len()))?;
    same_length((k2, c0.len()), (k3, c1.len()))?;
    let treated = Pairs::of(t0, t1).map_err(Undefined::label)?;
    let control = Pairs::of(c0, c1).map_err(Undefined::label)?;
    write_pairs(out, &treated, &control, design == "units");
    Ok(())
}

fn write_pairs(out: &mut Outputs, treated: &Pairs, control: &Pairs, units: bool) {
    if let Ok(means) = Means::of_pairs(treated, control) {
        write_means(out, [means.treated_before, means.treated_after, means.control_before, means.control_after]);
    }
    write_effect(out, if units { unit_changes(treated, control) } else { paired_changes(treated, control) });
    out.put("n_treated", treated.len()).put("n_control", control.len()).put("n_dropped", treated.dropped() + control.dropped());
}

/// Units as a list or by name, each {treated, before, after}; people of a unit are averaged first, so that a unit has one voice.
fn write_units(inputs: &Inputs<'_>, key: &str, out: &mut Outputs) -> Result<(), Label> {
    let shape = ("daftar {treated, before, after}", "a list of {treated, before, after}");
    let units = match inputs.need(key)? {
        Json::Object(by_name) => {
            by_name.iter().map(|(name, json)| json.as_object().ok_or_else(|| wrong(name, json, shape.0, shape.1))).collect()
        }
        _ => inputs.each(key, Json::as_object, shape.0, shape.1),
    }?;
    let mut arms = [(Vec::new(), Vec::new()), (Vec::new(), Vec::new())];
    for unit in units {
        let unit = Inputs::new(unit);
        let arm = unit.named(&["treated", "arm", "group"]);
        let treated = match unit.need(arm)? {
            Json::Bool(treated) => *treated,
            Json::String(word) if ["treated", "treatment"].contains(&word.as_str()) => true,
            Json::String(word) if ["control", "comparison"].contains(&word.as_str()) => false,
            Json::Number(number) if number.as_u64() == Some(1) => true,
            Json::Number(number) if number.as_u64() == Some(0) => false,
            other => return Err(wrong(arm, other, "true, false, treated atau control", "true, false, treated or control")),
        };
        let mean = |names: &[&str]| {
            let key = unit.named(names);
            let people = if unit.need(key)?.is_array() { unit.gapped(key)? } else { vec![Some(unit.number(key)?)] };
            Ok(jenjang_statistics::descriptive::mean(&people.into_iter().flatten().collect::<Vec<f64>>()).ok())
        };
        let [control, trained] = &mut arms;
        let (before, after) = if treated { trained } else { control };
        before.push(mean(&["before", "pre"])?);
        after.push(mean(&["after", "post"])?);
    }
    let [(c0, c1), (t0, t1)] = arms;
    let (treated, control) = (Pairs::of(&t0, &t1).map_err(Undefined::label)?, Pairs::of(&c0, &c1).map_err(Undefined::label)?);
    write_pairs(out, &treated, &control, true);
    out.also("n_treated", &["n_clusters_treated"]).also("n_control", &["n_clusters_control"]);
    Ok(())
}

fn of([treated_before, treated_after, control_before, control_after]: [f64; 4]) -> Means {
    Means { treated_before, treated_after, control_before, control_after }
}

fn write_means(out: &mut Outputs, cells: [f64; 4]) {
    let means = of(cells);
    out.put("did", means.difference());
    out.put("naive_pre_post", means.change());
    out.put("change_treated", means.change());
    out.put("change_control", means.trend());
    out.put("control_trend", means.trend());
}

fn write_effect(out: &mut Outputs, effect: Result<Effect, Undefined>) {
    out.maybe("did", effect.map(|e| e.estimate));
    out.maybe("se", effect.map(|e| e.se));
    out.maybe("df_satterthwaite", effect.and_then(|e| e.df).and_then(|df| if df.is_finite() { Ok(df) } else { Err(Undefined::Unbounded) }));
    let test = effect.and_then(|e| e.test);
    out.maybe("t", test.map(|t| t.statistic));
    out.maybe("p_two_sided", test.map(|t| t.p));
    out.interval("ci95", effect.and_then(|e| e.ci95));
}

fn run_return(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let cost = inputs.number("cost")?;
    if cost < 0.0 {
        return Err(Label::new(
            format!("`cost` bernilai {cost}, diharapkan 0 atau lebih"),
            format!("`cost` is {cost}, expected 0 or more"),
        ));
    }
    let found = return_on_investment(inputs.number("benefit")?, cost);
    let mut out = Outputs::new();
    out.maybe("roi_pct", found.map(|r| r.percent));
    out.maybe("bcr", found.map(|r| r.ratio));
    Ok(out.done())
}
