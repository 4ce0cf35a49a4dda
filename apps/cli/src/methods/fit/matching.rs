//! Profile matching.

use std::collections::BTreeMap;

use jenjang::Decimal;
use jenjang::competency::{Aspect, Factor, FractionalGap, GapTable, MatchingError, MatchingPlan, ProfileMatch};
use jenjang::legal::Label;
use jenjang::people::id::CompetencyCode;
use serde_json::{Map, Value as Json};

use super::{as_shares, code, gapped, number, or_null, same_length};
use crate::methods::inputs::{Inputs, exact, wrong};
use crate::methods::outputs::Outputs;

const TARGET: &[&str] = &["target", "standard", "required"];
const TABLE: &[&str] = &["gap_table", "table"];

pub(super) fn classic(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    matched(inputs, GapTable::classic())
}

pub(super) fn capped(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    matched(inputs, GapTable::capped())
}

fn matched(inputs: &Inputs<'_>, default: GapTable) -> Result<Map<String, Json>, Label> {
    let target = inputs.decimals(inputs.named(TARGET))?;
    let plan =
        MatchingPlan::try_new(aspects(inputs, &target)?, read_table(inputs, default)?, fractional(inputs)?).map_err(|e| e.label())?;
    let (mut finals, mut details, mut scored, mut warnings) = (Map::new(), Map::new(), Vec::new(), Map::new());
    let mut reasons: Vec<(String, Label)> = Vec::new();
    for (name, values) in persons(inputs)? {
        same_length(&name, values.len(), inputs.named(TARGET), target.len())?;
        let mut levels = BTreeMap::new();
        for (i, value) in values.iter().enumerate() {
            levels.extend(value.map(|value| Ok::<_, Label>((code(i)?, value))).transpose()?);
        }
        let found = match plan.score(&levels) {
            Ok(found) => found,
            Err(error @ MatchingError::FractionalGap { .. }) => {
                finals.insert(name.clone(), Json::Null);
                details.insert(name.clone(), Json::Null);
                reasons.push((name, error.label()));
                continue;
            }
            Err(error) => return Err(error.label()),
        };
        finals.insert(name.clone(), or_null(found.total));
        details.insert(name.clone(), detail(&found));
        if !found.warnings.is_empty() {
            warnings.insert(name.clone(), found.warnings.iter().map(|warning| both(&warning.label())).collect());
        }
        match found.total {
            Some(total) => scored.push((name, total)),
            None => reasons.push((name, unmeasured(&found.unmeasured))),
        }
    }
    // the sort is stable: equals stay in the order they came
    scored.sort_by(|(_, a), (_, b)| b.cmp(a));
    let mut outputs = Outputs::new();
    outputs.put("final", finals).put("detail", details);
    outputs.put("rank", scored.into_iter().map(|(name, _)| Json::from(name)).collect::<Vec<_>>());
    outputs.put("warnings", warnings);
    for (name, reason) in &reasons {
        outputs.reason(&format!("final.{name}"), reason);
    }
    Ok(outputs.done())
}

fn both(label: &Label) -> Json {
    serde_json::json!({ "id": label.id, "en": label.en })
}

fn unmeasured(factors: &[CompetencyCode]) -> Label {
    let places = factors.iter().map(CompetencyCode::as_str).collect::<Vec<_>>().join(", ");
    Label::new(format!("faktor tanpa nilai: {places}"), format!("factors without a value: {places}"))
}

fn detail(found: &ProfileMatch) -> Json {
    let aspects = found.aspects.iter().map(|aspect| {
        let values = serde_json::json!({ "ncf": or_null(aspect.core), "nsf": or_null(aspect.secondary), "total": or_null(aspect.total) });
        (aspect.name.as_ref().to_owned(), values)
    });
    Json::Object(aspects.collect())
}

/// The people by name, in the order written; a list gives them numbers from 1.
fn persons(inputs: &Inputs<'_>) -> Result<Vec<(String, Vec<Option<Decimal>>)>, Label> {
    let key = inputs.named(&["persons", "people", "alternatives", "individual"]);
    let found = inputs.need(key)?;
    let refused = || wrong(key, found, "objek nama ke daftar bilangan atau null", "an object of names and lists of numbers or null");
    let values = |json: &Json| -> Result<Vec<Option<Decimal>>, Label> {
        let one = |item: &Json| if item.is_null() { Some(None) } else { exact(item).map(Some) };
        json.as_array().and_then(|items| items.iter().map(one).collect()).ok_or_else(refused)
    };
    match found {
        Json::Object(people) => people.iter().map(|(name, json)| Ok((name.clone(), values(json)?))).collect(),
        Json::Array(rows) if rows.iter().all(Json::is_array) => {
            rows.iter().enumerate().map(|(i, json)| Ok(((i + 1).to_string(), values(json)?))).collect()
        }
        Json::Array(_) => Ok(vec![("1".to_owned(), values(found)?)]),
        _ => Err(refused()),
    }
}

/// The aspects; without any, all factors are one aspect.
fn aspects(inputs: &Inputs<'_>, target: &[Decimal]) -> Result<Vec<Aspect>, Label> {
    let kind = |json: &Json| match json.as_str()? {
        "core" | "cf" | "inti" => Some(true),
        "secondary" | "sf" | "pendukung" => Some(false),
        _ => None,
    };
    let core = inputs.each("type", kind, "daftar `core` atau `secondary`", "a list of `core` or `secondary`")?;
    same_length("type", core.len(), inputs.named(TARGET), target.len())?;
    let factors = |places: Vec<usize>| -> Result<Vec<Factor>, Label> {
        let at = |place: usize| {
            let (target, core) = target.get(place).zip(core.get(place)).ok_or_else(|| outside(place, target.len()))?;
            Ok(Factor { competency: code(place)?, target: *target, core: *core })
        };
        places.into_iter().map(at).collect()
    };
    if inputs.find("aspects").is_none() {
        let (core, secondary) = shares(inputs)?;
        return Ok(vec![Aspect {
            name: "all".into(),
            weight: Decimal::ONE,
            core,
            secondary,
            factors: factors((0..target.len()).collect())?,
        }]);
    }
    let mut aspects = Vec::new();
    for (name, json) in inputs.object("aspects")? {
        let object = json.as_object().ok_or_else(|| {
            wrong("aspects", json, "objek dengan idx, weight, core, secondary", "an object with idx, weight, core, secondary")
        })?;
        let own = Inputs::new(object);
        let (core, secondary) = shares(&own)?;
        aspects.push(Aspect {
            name: name.as_str().into(),
            weight: own.decimal("weight")?,
            core,
            secondary,
            factors: factors(places(&own)?)?,
        });
    }
    let weights = as_shares(&aspects.iter().map(|aspect| aspect.weight).collect::<Vec<_>>());
    for (aspect, weight) in aspects.iter_mut().zip(weights) {
        aspect.weight = weight;
    }
    Ok(aspects)
}

fn outside(place: usize, count: usize) -> Label {
    Label::new(
        format!("`aspects` menyebut faktor {place}, sedangkan ada {count} faktor, dihitung mulai dari 0"),
        format!("`aspects` names factor {place}, but there are {count} factors, counted from 0"),
    )
}

/// Shares of core and secondary factors, 60 to 40 where nothing is said.
fn shares(inputs: &Inputs<'_>) -> Result<(Decimal, Decimal), Label> {
    let or = |key: &str, default: i64| if inputs.find(key).is_some() { inputs.decimal(key) } else { Ok(Decimal::new(default, 1)) };
    let shares = as_shares(&[or("core", 6)?, or("secondary", 4)?]);
    Ok((shares.first().copied().unwrap_or_default(), shares.last().copied().unwrap_or_default()))
}

/// `idx` with the first and the last factor, or `factors` with each of them; both count from 0.
fn places(aspect: &Inputs<'_>) -> Result<Vec<usize>, Label> {
    let key = aspect.named(&["idx", "factors"]);
    let places = aspect.counts(key)?.into_iter().map(|place| usize::try_from(place).unwrap_or(usize::MAX)).collect::<Vec<_>>();
    match (key, places.as_slice()) {
        ("idx", [first, last]) if last.saturating_sub(*first) < 100_000 => Ok((*first..=*last).collect()),
        ("factors", _) => Ok(places),
        _ => Err(wrong(key, aspect.need(key)?, "dua bilangan, faktor pertama dan terakhir", "two numbers, the first and the last factor")),
    }
}

fn fractional(inputs: &Inputs<'_>) -> Result<FractionalGap, Label> {
    let key = inputs.named(&["interpolate", "interpolation"]);
    let interpolate = match inputs.find(key) {
        None => false,
        Some(Json::String(word)) => word == "linear",
        Some(_) => inputs.flag(key)?,
    };
    Ok(if interpolate { FractionalGap::Interpolate } else { FractionalGap::Refuse })
}

/// `gap_table`: the values by gap, or `classic` or `capped`.
fn read_table(inputs: &Inputs<'_>, default: GapTable) -> Result<GapTable, Label> {
    let key = inputs.named(TABLE);
    let refused = |json: &Json| {
        wrong(key, json, "`classic`, `capped`, atau objek kesenjangan ke nilai", "`classic`, `capped` or an object of gaps and values")
    };
    match inputs.find(key) {
        None => Ok(default),
        Some(Json::String(word)) if word == "classic" => Ok(GapTable::classic()),
        Some(Json::String(word)) if word == "capped" => Ok(GapTable::capped()),
        Some(json) => {
            let entry = |(gap, value): (&String, &Json)| Some((gap.strip_prefix('+').unwrap_or(gap).parse::<i32>().ok()?, exact(value)?));
            let values = json.as_object().and_then(|object| object.iter().map(entry).collect::<Option<BTreeMap<i32, Decimal>>>());
            GapTable::try_new(values.ok_or_else(|| refused(json))?).map_err(|e| e.label())
        }
    }
}

pub(super) fn table(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (table, fractional) = (read_table(inputs, GapTable::classic())?, fractional(inputs)?);
    let mut outputs = Outputs::new();
    let gaps = match inputs.named(&["gaps", "gap"]) {
        key if inputs.find(key).is_some_and(Json::is_array) => gapped(inputs, &[key])?,
        key if inputs.find(key).is_some() => vec![Some(inputs.decimal(key)?)],
        _ if inputs.find(inputs.named(TARGET)).is_some() => {
            let names: &[&str] = &["individual", "actual", "persons"];
            let (individual, target) = (gapped(inputs, names)?, inputs.decimals(inputs.named(TARGET))?);
            same_length(inputs.named(names), individual.len(), inputs.named(TARGET), target.len())?;
            individual.into_iter().zip(target).map(|(value, target)| value.and_then(|value| value.checked_sub(target))).collect()
        }
        _ => table.values().keys().map(|gap| Some(Decimal::from(*gap))).collect(),
    };
    let (mut values, mut clamped) = (Vec::new(), Vec::new());
    for (i, gap) in gaps.iter().enumerate() {
        let found = gap.map(|gap| table.value(gap, fractional));
        clamped.push(matches!(&found, Some(Ok(value)) if value.moved_to.is_some()));
        match found {
            Some(Ok(found)) => values.push(number(found.value)),
            Some(Err(error)) => {
                outputs.reason(&format!("weights[{i}]"), &error.label());
                values.push(Json::Null);
            }
            None => {
                outputs.reason(&format!("weights[{i}]"), &Label::new("kesenjangan tidak diketahui", "the gap is unknown"));
                values.push(Json::Null);
            }
        }
    }
    for key in ["weights", "weight", "values"] {
        outputs.put(key, values.clone());
    }
    outputs.put("gaps", gaps.iter().map(|gap| or_null(*gap)).collect::<Vec<_>>());
    outputs.put("n_clamped", clamped.iter().filter(|clamped| **clamped).count()).put("clamped", clamped);
    outputs.put("table", Json::Object(table.values().iter().map(|(gap, value)| (gap.to_string(), number(*value))).collect()));
    Ok(outputs.done())
}
