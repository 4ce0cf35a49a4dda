//! Methods of 360° scoring on single ratings and scores, exact: means, rounding, favourability, self view, what a mean gives away.

use jenjang::Decimal;
use jenjang::evaluation::report::Quadrant;
use jenjang::legal::Label;
use jenjang::number::RoundingMode;
use jenjang::number::ratio::Ratio;
use jenjang_statistics::Undefined;
use jenjang_statistics::disclosure::reconstruct;
use jenjang_statistics::fairness::{Selection, wilson};
use jenjang_statistics::raters::self_other::{Norm, compare};
use serde_json::{Map, Value as Json};

use super::inputs::{exact, wrong};
use super::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "group_mean",
        id: "Rata-rata kelompok: satu penilai satu suara",
        en: "Group mean: one rater, one vote",
        formula: "mean over raters of the mean of their answered items; a rater counts from 50% answered",
        inputs: "ratings_rater_by_item [[...]] with null for not observed, min_answered? = 0.5",
        run: run_group_mean,
    },
    Method {
        name: "rounding",
        id: "Pembulatan desimal tepat, dibandingkan dengan pecahan biner",
        en: "Exact decimal rounding, against binary floats",
        formula: "half away from zero; half to even; what a binary float gives",
        inputs: "values [text], places [whole] (or one number)",
        run: run_rounding,
    },
    Method {
        name: "favourability",
        id: "Bagian jawaban setuju, netral, tidak setuju",
        en: "Shares of favourable, neutral and unfavourable answers",
        formula: "favourable >= 4, unfavourable <= 2 of 5; Wilson interval; shown from n >= 5",
        inputs: "ratings [...] with null for not observed, scale? = [1, 5], favourable_from? = 4 (second highest), unfavourable_to? = 2, min_n? = 5",
        run: run_favourability,
    },
    Method {
        name: "self_other_agreement",
        id: "Penilaian diri dibandingkan dengan penilaian orang lain",
        en: "Self rating against others' ratings",
        formula: "z = (self - others - mean_d) / sd_d; over z > 0.5, under z < -0.5; n < 30 or sd_d = 0: |self - others| <= 0.50",
        inputs: "self, others, norm_mean_difference?, norm_sd_difference?, others_norm_mean, norm_n?",
        run: run_self_other,
    },
    Method {
        name: "blind_spot_hidden_strength",
        id: "Titik buta dan kekuatan tersembunyi per kompetensi",
        en: "Blind spots and hidden strengths by competency",
        formula: "high from the cut on: self high, others low = blind spot; self low, others high = hidden strength",
        inputs: "pairs_self_others [[self, others], ...], cut? = 3.5",
        run: run_quadrants,
    },
    Method {
        name: "mean_reconstruction",
        id: "Himpunan penilaian yang cocok dengan rata-rata yang ditampilkan",
        en: "Sets of ratings that fit a shown mean",
        formula: "multisets of n whole ratings whose mean, rounded half up, is the one shown",
        inputs: "mean_2dp (or mean), n, scale [lowest, highest]? = [1, 5], places? = 2",
        run: run_reconstruction,
    },
];

/// A decimal as a JSON number, with every digit.
pub(crate) fn decimal_json(value: Decimal) -> Json {
    serde_json::from_str(&value.normalize().to_string()).unwrap_or(Json::Null)
}

/// A fraction as a JSON number, to fifteen places.
pub(crate) fn ratio_json(value: Option<Ratio>) -> Json {
    value.and_then(Ratio::approximate).map_or(Json::Null, decimal_json)
}

fn run_group_mean(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let rows = inputs.gapped_decimals(inputs.named(&["ratings_rater_by_item", "ratings"]))?;
    let least = if inputs.find("min_answered").is_some() { inputs.decimal("min_answered")? } else { Decimal::new(5, 1) };
    let counts = |row: &[Option<Decimal>]| {
        let answered = Decimal::from(row.iter().flatten().count());
        !answered.is_zero() && least.checked_mul(Decimal::from(row.len())).is_some_and(|needed| answered >= needed)
    };
    let of = |row: &[Option<Decimal>]| Ratio::mean(row.iter().flatten().map(|x| Ratio::from(*x)));
    let raters: Vec<Option<Ratio>> = rows.iter().map(|row| if counts(row) { of(row) } else { None }).collect();
    let group = Ratio::mean(raters.iter().flatten().copied());
    let pooled = Ratio::mean(rows.iter().flatten().flatten().map(|x| Ratio::from(*x)));
    let mut out = Outputs::new();
    let none = Undefined::TooFew { found: 0, needed: 1 };
    out.list("rater_means", raters.iter().map(|rater| rater.map(|r| ratio_json(Some(r))).ok_or(none)));
    out.maybe("group_mean", group.map(|g| ratio_json(Some(g))).ok_or(none));
    out.put("pooled_item_mean_not_used", ratio_json(pooled)).put("n_raters", raters.iter().flatten().count());
    Ok(out.done())
}

/// The value with exactly these places, zeros kept: `90.00`. A rounded zero has no sign.
fn fixed(value: Decimal, places: u32, mode: RoundingMode) -> Option<String> {
    let mut rounded = jenjang::number::round_to_scale(value, i32::try_from(places).ok()?, mode)?;
    if rounded.is_zero() {
        rounded.set_sign_positive(true);
    }
    let places = usize::try_from(places).ok()?;
    Some(format!("{rounded:.places$}"))
}

/// What rounding the nearest binary float gives, written as a float is.
fn binary(value: Decimal, places: u32) -> Option<String> {
    let float: f64 = value.to_string().parse().ok()?;
    let rounded: f64 = format!("{float:.*}", usize::try_from(places).ok()?).parse().ok()?;
    Some(format!("{rounded:?}"))
}

fn run_rounding(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["values", "value", "x"]);
    let values = if inputs.need(key)?.is_array() { inputs.decimals(key)? } else { vec![inputs.decimal(key)?] };
    let places = match inputs.find("places") {
        None => vec![2; values.len()],
        Some(Json::Array(_)) => inputs.counts("places")?,
        Some(_) => vec![inputs.count("places")?; values.len()],
    };
    if places.len() != values.len() {
        let (given, expected) = (places.len(), values.len());
        return Err(Label::new(
            format!("`places` berisi {given} bilangan, diharapkan {expected} seperti `{key}`"),
            format!("`places` has {given} numbers, expected {expected} as in `{key}`"),
        ));
    }
    if let Some(found) = places.iter().find(|places| **places > 20) {
        return Err(wrong("places", &Json::from(*found), "bilangan bulat 0 sampai 20", "a whole number from 0 to 20"));
    }
    let each = |of: &dyn Fn(Decimal, u32) -> Option<String>| -> Vec<Option<String>> {
        values.iter().zip(&places).map(|(value, places)| of(*value, u32::try_from(*places).ok()?)).collect()
    };
    let mut out = Outputs::new();
    out.put("half_up", each(&|value, places| fixed(value, places, RoundingMode::HalfUp)));
    out.put("half_even", each(&|value, places| fixed(value, places, RoundingMode::HalfEven)));
    out.put("binary_float_round", each(&binary));
    Ok(out.done())
}

fn run_favourability(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["ratings", "x", "responses"]);
    let cell = |cell: &Json| if cell.is_null() { Some(None) } else { exact(cell).map(Some) };
    let cells = inputs.each(key, cell, "daftar bilangan atau null", "a list of numbers or null")?;
    let given: Vec<Decimal> = cells.into_iter().flatten().collect();
    // the two highest answers of the scale, of five points unless told
    let top = match inputs.find("scale") {
        Some(Json::Array(_)) => inputs.decimals("scale")?.last().copied().unwrap_or_else(|| Decimal::from(5)),
        Some(_) => inputs.decimal("scale")?,
        None => Decimal::from(5),
    };
    let limit = |names: &[&str], default: Decimal| {
        let key = inputs.named(names);
        if inputs.find(key).is_some() { inputs.decimal(key) } else { Ok(default) }
    };
    let second = top.checked_sub(Decimal::ONE).unwrap_or(top);
    let high = limit(&["favourable_from", "favourable_min", "favourable_threshold"], second)?;
    let low = limit(&["unfavourable_to", "unfavourable_max", "unfavourable_threshold"], Decimal::TWO)?;
    let shown_from = if inputs.find("min_n").is_some() { inputs.count("min_n")? } else { 5 };
    let n = given.len();
    let favourable = given.iter().filter(|x| **x >= high).count();
    let unfavourable = given.iter().filter(|x| **x <= low && **x < high).count();
    let none = Undefined::TooFew { found: 0, needed: 1 };
    let percent = |part: usize| {
        let part = i128::try_from(part).ok().and_then(|part| Ratio::new(part * 100, i128::try_from(n).ok()?));
        part.map(|part| ratio_json(Some(part))).ok_or(none)
    };
    let mut out = Outputs::new();
    out.put("n", n).maybe("favourable_pct", percent(favourable)).maybe("neutral_pct", percent(n - favourable - unfavourable));
    out.maybe("unfavourable_pct", percent(unfavourable));
    out.maybe("mean", Ratio::mean(given.iter().map(|x| Ratio::from(*x))).map(|mean| ratio_json(Some(mean))).ok_or(none));
    let share = Selection::try_new(u64::try_from(favourable).unwrap_or(0), u64::try_from(n).unwrap_or(0));
    out.interval("favourable_ci95", share.and_then(|share| wilson(share, 0.95)));
    out.put("shown", u64::try_from(n).is_ok_and(|n| n >= shown_from));
    Ok(out.done())
}

fn run_self_other(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let mut out = Outputs::new();
    let optional = |names: &[&str]| {
        let key = inputs.named(names);
        if inputs.find(key).is_some() { inputs.decimal(key).map(Some) } else { Ok(None) }
    };
    let (own, others) = (optional(&["self"])?, optional(&["others"])?);
    let others_mean = optional(&["others_norm_mean", "norm_others_mean", "others_mean"])?;
    let people = inputs.named(&["norm_n", "population_n", "n"]);
    let norm = Norm {
        mean_difference: optional(&["norm_mean_difference", "mean_difference"])?.unwrap_or_default(),
        // without a norm the fixed band decides
        spread: optional(&["norm_sd_difference", "sd_difference"])?.unwrap_or_default(),
        others_mean: others_mean.unwrap_or_default(),
        people: inputs.find(people).map(|_| inputs.count(people)).transpose()?,
    };
    let found = own.zip(others).and_then(|(own, others)| compare(own, others, &norm));
    let Some(found) = found else {
        let reason = Label::new("penilaian diri atau penilaian orang lain tidak ada", "there is no self rating or no rating of others");
        for key in ["difference", "z", "four_group", "six_group"] {
            out.absent(key, &reason);
        }
        return Ok(out.done());
    };
    out.put("difference", decimal_json(found.difference));
    match found.z {
        Some(z) => out.put("z", decimal_json(z)),
        None => {
            let reason = Label::new(
                "kelompok acuan terlalu kecil atau tidak bervariasi; dipakai pita tetap 0,50",
                "the reference group is too small or shows no spread; the fixed band of 0.50 is used",
            );
            out.absent("z", &reason)
        }
    };
    out.put("four_group", found.four_groups()).put("six_group", found.six_groups());
    Ok(out.done())
}

/// The word for programs.
fn quadrant(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::BlindSpot => "blind_spot",
        Quadrant::HiddenStrength => "hidden_strength",
        Quadrant::ConfirmedStrength => "confirmed_strength",
        Quadrant::ConfirmedNeed => "confirmed_development_need",
    }
}

fn run_quadrants(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["pairs_self_others", "pairs"]);
    let cut = if inputs.find("cut").is_some() { inputs.decimal("cut")? } else { Decimal::new(35, 1) };
    let rows = inputs.gapped_decimals(key)?;
    let mut categories = Vec::new();
    for (row, json) in rows.iter().zip(inputs.need(key)?.as_array().into_iter().flatten()) {
        match row.as_slice() {
            [own, others] => categories.push(own.zip(*others).map(|(own, others)| quadrant(Quadrant::of(own >= cut, others >= cut)))),
            _ => return Err(wrong(key, json, "pasangan [diri, orang lain]", "a pair [self, others]")),
        }
    }
    let mut out = Outputs::new();
    out.list("category", categories.into_iter().map(|category| category.ok_or(Undefined::TooFew { found: 1, needed: 2 })));
    Ok(out.done())
}

fn run_reconstruction(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    const LISTED: usize = 1000;
    let places = if inputs.find("places").is_some() { inputs.count("places")? } else { 2 };
    let mean = inputs.decimal(inputs.named(&["mean_2dp", "mean", "shown_mean"]))?;
    let bound = |json: &Json| exact(json).and_then(|x| i64::try_from(x.normalize()).ok());
    let scale = match inputs.find("scale") {
        None => (1, 5),
        Some(found) => {
            let bounds = inputs.each("scale", bound, "[terendah, tertinggi] bilangan bulat", "[lowest, highest] in whole numbers")?;
            match bounds.as_slice() {
                [low, high] => (*low, *high),
                _ => return Err(wrong("scale", found, "[terendah, tertinggi] bilangan bulat", "[lowest, highest] in whole numbers")),
            }
        }
    };
    let found = reconstruct(mean, inputs.count("n")?, scale, u32::try_from(places.min(20)).unwrap_or(20), LISTED);
    let mut out = Outputs::new();
    match found {
        Ok(found) => {
            out.put("n_multisets", found.count).put("unique", found.count == 1);
            match found.extremes {
                Some((low, high)) => out.put("possible_ratings", vec![low, high]),
                None => {
                    out.absent("possible_ratings", &Label::new("tidak ada penilaian dengan rata-rata ini", "no ratings have this mean"))
                }
            };
            out.put("multisets", found.sets);
        }
        Err(reason) => {
            for key in ["n_multisets", "multisets", "unique"] {
                out.absent(key, &reason.label());
            }
        }
    }
    Ok(out.done())
}
