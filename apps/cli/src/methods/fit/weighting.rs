//! Simple additive weighting.

use jenjang::Decimal;
use jenjang::competency::weighting::{WeightedCell, in_order_of_ranks};
use jenjang::competency::{AdditiveWeighting, Normalisation, WeightedCandidate, WeightedCriterion, WeightedScore};
use jenjang::legal::Label;
use serde_json::{Map, Value as Json};

use super::{as_shares, number, or_null, same_length};
use crate::methods::inputs::Inputs;
use crate::methods::outputs::Outputs;

/// Decimals the score is ranked on where the request names none: finer than any decree.
const PLACES: u64 = 12;

pub(super) fn saw(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let matrix = inputs.gapped_decimals("matrix")?;
    let weights = as_shares(&inputs.decimals("weights")?);
    let cost = cost(inputs, weights.len())?;
    same_length("cost", cost.len(), "weights", weights.len())?;
    let names = names(inputs, matrix.len())?;
    let criteria = weights.into_iter().zip(cost).enumerate();
    let named =
        |i: usize| inputs.find("criteria").and_then(|names| names.get(i)?.as_str()).map_or_else(|| (i + 1).to_string(), str::to_owned);
    let criteria = criteria.map(|(i, (weight, cost))| WeightedCriterion { name: named(i).into(), weight, cost }).collect();
    let best = inputs.named(&["maxima", "max", "scale_max", "fixed_max", "best"]);
    let normalisation = match inputs.find(best) {
        Some(_) => Normalisation::Fixed(inputs.decimals(best)?),
        None => Normalisation::Pool,
    };
    let places = inputs.named(&["places", "decimals"]);
    let places = if inputs.find(places).is_some() { inputs.count(places)? } else { PLACES };
    let weighting =
        AdditiveWeighting::try_new(criteria, normalisation, u32::try_from(places).unwrap_or(u32::MAX)).map_err(|e| e.label())?;
    let candidates: Vec<WeightedCandidate> =
        names.iter().zip(matrix).map(|(name, values)| WeightedCandidate { id: name.as_str().into(), values }).collect();
    let scores = weighting.score(&candidates).map_err(|e| e.label())?;
    let mut outputs = Outputs::new();
    outputs.put("score", scores.iter().map(|score| or_null(score.score)).collect::<Vec<_>>());
    outputs.put("rank", in_order_of_ranks(&scores).iter().map(|score| Json::from(&*score.id)).collect::<Vec<_>>());
    outputs.put("ranks", scores.iter().map(|score| score.rank.map_or(Json::Null, Json::from)).collect::<Vec<_>>());
    let row = |score: &WeightedScore, value: fn(&WeightedCell) -> Decimal| -> Json {
        if score.score.is_some() { score.cells.iter().map(|cell| number(value(cell))).collect() } else { Json::Null }
    };
    let rows = |value| -> Json { scores.iter().map(|score| row(score, value)).collect() };
    outputs.put("normalised", rows(|cell| cell.normalised)).put("contributions", rows(|cell| cell.contribution));
    for (i, score) in scores.iter().enumerate().filter(|(_, score)| score.score.is_none()) {
        let missing = score.missing.join(", ");
        let reason = Label::new(
            format!("`{}` tidak mempunyai nilai untuk kriteria {missing}", score.id),
            format!("`{}` has no value for criterion {missing}", score.id),
        );
        outputs.reason(&format!("score[{i}]"), &reason);
    }
    let reversals = weighting.rank_reversals(&candidates).map_err(|e| e.label())?;
    let reversals: Vec<Json> = reversals
        .iter()
        .map(|turned| serde_json::json!({ "without": &*turned.without, "ahead": &*turned.ahead, "overtaken_by": &*turned.overtaken_by }))
        .collect();
    outputs.put("rank_reversal", !reversals.is_empty()).put("rank_reversals", reversals);
    Ok(outputs.done())
}

/// Which criteria are costs: a list of true and false, or of `cost` and `benefit`; none where nothing is said.
fn cost(inputs: &Inputs<'_>, count: usize) -> Result<Vec<bool>, Label> {
    let key = inputs.named(&["cost", "type", "types"]);
    if inputs.find(key).is_none() {
        return Ok(vec![false; count]);
    }
    let read = |json: &Json| match json {
        Json::Bool(cost) => Some(*cost),
        Json::String(word) if word == "cost" => Some(true),
        Json::String(word) if word == "benefit" => Some(false),
        _ => None,
    };
    inputs.each(key, read, "daftar true atau false", "a list of true or false")
}

/// The names of the candidates; without any, numbers from 1. A name twice is told apart nowhere, so it is refused by the library.
fn names(inputs: &Inputs<'_>, count: usize) -> Result<Vec<String>, Label> {
    let key = inputs.named(&["alternatives", "candidates", "names"]);
    let names: Vec<String> = match inputs.find(key) {
        Some(_) => inputs.texts(key)?.into_iter().map(str::to_owned).collect(),
        None => (1..=count).map(|n| n.to_string()).collect(),
    };
    same_length(key, names.len(), "matrix", count)?;
    Ok(names)
}
