//! Ranks, ties and orders made from ballots.

use std::collections::BTreeMap;

use jenjang::legal::Label;
use jenjang::number::{Rounding, RoundingMode, parse_decimal};
use jenjang::people::id::PersonId;
use jenjang::policy::value::Value;
use jenjang::promotion::ranking::{RankEntry, RankOrder, RankScore, Ranking, TieOrder};
use jenjang::{Decimal, NaiveDate};
use jenjang_statistics::Undefined;
use jenjang_statistics::ordering::ballots::{Ballot, Ballots, ballot_of_scores};
use jenjang_statistics::ordering::correlation::{kendall, pearson, spearman};
use jenjang_statistics::ranks::{Ties, ranks};
use serde_json::{Map, Value as Json};

use crate::methods::inputs::{exact, wrong};
use crate::methods::tables::{names, same_length, whole_json};
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "rank_ties",
        id: "Peringkat dengan nilai sama dan penentu yang diumumkan",
        en: "Ranks with ties and published tie-breakers",
        formula: "1, 2, 2, 4 on the rounded score, then tie-breakers in turn, then a shared rank",
        inputs: "values [...] (all ways of ranking), or scores [...] (highest first), or candidates [{id, score, tie-breakers}] with tie_breakers? [{key, order: asc|desc}] and decimals? = 2; unless told, other keys break ties in the order written: numbers greatest first, dates earliest first",
        run: run_ranks,
    },
    Method {
        name: "rank_correlation",
        id: "Korelasi peringkat Kendall tau-b dan Spearman",
        en: "Rank correlations: Kendall's tau-b and Spearman's rho",
        formula: "(C - D)/sqrt((n0-n1)(n0-n2)); Pearson's r of average ranks",
        inputs: "x [...], y [...]",
        run: run_correlation,
    },
    Method {
        name: "borda",
        id: "Nilai Borda, pemenang Condorcet, urutan Kemeny",
        en: "Borda points, Condorcet winner, Kemeny order",
        formula: "m-1 points for first ... 0 for last, equals share the mean; Kemeny: order that satisfies most pairwise preferences (up to 8)",
        inputs: "ballots [{count, order [name or [equal names], ...]}] or [[name, ...]], or scores_panelist_by_candidate [[...]] with candidates?",
        run: run_borda,
    },
];

fn run_correlation(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (x, y) = (inputs.gapped("x")?, inputs.gapped("y")?);
    if x.len() != y.len() {
        let (left, right) = (x.len(), y.len());
        return Err(Label::new(
            format!("`x` berisi {left} nilai dan `y` {right}, diharapkan sama banyak"),
            format!("`x` has {left} values and `y` {right}, expected as many"),
        ));
    }
    let (x, y): (Vec<f64>, Vec<f64>) = x.into_iter().zip(y).filter_map(|(x, y)| x.zip(y)).unzip();
    let mut out = Outputs::new();
    let tau = kendall(&x, &y);
    out.maybe("tau_b", tau.map(|t| t.tau_b)).maybe("p_asymptotic", tau.and_then(|t| t.p_asymptotic));
    out.maybe("p_exact", tau.and_then(|t| t.p_exact));
    let rho = spearman(&x, &y);
    out.maybe("spearman_rho", rho.map(|r| r.value)).maybe("rho", rho.map(|r| r.value));
    out.maybe("spearman_p", rho.and_then(|r| r.p)).maybe("p_spearman", rho.and_then(|r| r.p));
    let linear = pearson(&x, &y);
    out.maybe("pearson_r", linear.map(|r| r.value)).maybe("pearson_p", linear.and_then(|r| r.p)).put("n", x.len());
    Ok(out.done())
}

fn run_ranks(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    if inputs.find("candidates").is_some() {
        return run_candidates(inputs);
    }
    let mut out = Outputs::new();
    if inputs.find("values").is_none() && inputs.find("scores").is_some() {
        let cell = |json: &Json| if json.is_null() { Some(None) } else { exact(json).map(Some) };
        let scores = inputs.each("scores", cell, "daftar bilangan atau null", "a list of numbers or null")?;
        let rounding = rounding(inputs)?;
        let scores: Vec<Option<Decimal>> = scores.into_iter().map(|score| score.map(|score| rounding.apply(score))).collect();
        let ahead = |x: Decimal| scores.iter().flatten().filter(|y| **y > x).count();
        let ranks = scores.iter().map(|score| score.map(|x| 1 + ahead(x)));
        out.list("rank", ranks.map(|rank| rank.ok_or(Undefined::TooFew { found: 0, needed: 1 })));
        return Ok(out.done());
    }
    let mut values = inputs.decimals("values")?;
    if inputs.find("descending").is_some() && inputs.flag("descending")? {
        values.iter_mut().for_each(|x| *x = -*x);
    }
    for (name, ties) in
        [("average", Ties::Average), ("min", Ties::Min), ("max", Ties::Max), ("dense", Ties::Dense), ("ordinal", Ties::Ordinal)]
    {
        out.put(name, ranks(&values, ties).into_iter().map(whole_json).collect::<Vec<_>>());
    }
    let turned: Vec<Decimal> = values.iter().map(|x| -*x).collect();
    out.put("competition_highest_first", ranks(&turned, Ties::Min).into_iter().map(whole_json).collect::<Vec<_>>());
    Ok(out.done())
}

fn rounding(inputs: &Inputs<'_>) -> Result<Rounding, Label> {
    let key = inputs.named(&["decimals", "places"]);
    let places = if inputs.find(key).is_some() { inputs.count(key)? } else { 2 };
    Ok(Rounding { places: u32::try_from(places.min(20)).unwrap_or(20), mode: RoundingMode::HalfUp })
}

/// A published tie-breaker: key, and whether the greatest comes first.
struct TieBreak {
    key: String,
    descending: bool,
}

fn declared_tie_break(json: &Json) -> Option<TieBreak> {
    match json {
        Json::Object(object) => {
            let key = object.get("key").or_else(|| object.get("by"))?.as_str()?.to_owned();
            let order = object.get("order").or_else(|| object.get("direction")).and_then(Json::as_str).unwrap_or("desc");
            Some(TieBreak { key, descending: order.starts_with("desc") || order == "higher" })
        }
        Json::String(text) => {
            let (key, order) = text.split_once([' ', ':']).unwrap_or((text, "desc"));
            Some(TieBreak { key: key.to_owned(), descending: !matches!(order.trim(), "asc" | "ascending" | "earlier" | "lower") })
        }
        _ => None,
    }
}

fn tie_value(json: Option<&Json>) -> Option<Value> {
    match json {
        None | Some(Json::Null) => Some(Value::Missing),
        Some(Json::String(text)) => match text.parse::<NaiveDate>() {
            Ok(date) => Some(Value::Date(date)),
            Err(_) => parse_decimal(text).ok().map(Value::Number),
        },
        Some(number) => exact(number).map(Value::Number),
    }
}

fn tie_breaks(inputs: &Inputs<'_>, people: &[&Map<String, Json>]) -> Result<Vec<TieBreak>, Label> {
    let key = inputs.named(&["tie_breakers", "tie_breaks"]);
    if inputs.find(key).is_some() {
        return inputs.each(key, declared_tie_break, "daftar {key, order}", "a list of {key, order}");
    }
    let mut found: Vec<TieBreak> = Vec::new();
    for (name, json) in people.iter().flat_map(|person| person.iter()) {
        if name == "id" || name == "score" || found.iter().any(|tie| tie.key == *name) {
            continue;
        }
        match tie_value(Some(json)) {
            Some(Value::Date(_)) => found.push(TieBreak { key: name.clone(), descending: false }),
            Some(Value::Number(_)) => found.push(TieBreak { key: name.clone(), descending: true }),
            _ => {}
        }
    }
    Ok(found)
}

fn run_candidates(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let people: Vec<&Map<String, Json>> =
        inputs.each("candidates", Json::as_object, "daftar objek {id, score}", "a list of objects {id, score}")?;
    let ties = tie_breaks(inputs, &people)?;
    let rounding = rounding(inputs)?;
    let mut entries = Vec::new();
    for person in &people {
        let read = Inputs::new(person);
        let id = read.text("id")?;
        let id: PersonId = id.parse().map_err(|e| Label::same(format!("`id`: {e}")))?;
        let score = match read.find("score") {
            Some(_) => RankScore::Known(rounding.apply(read.decimal("score")?)),
            None => RankScore::Unknown(vec!["score".into()]),
        };
        let values = ties.iter().map(|tie| {
            let json = person.get(&tie.key);
            tie_value(json).ok_or_else(|| wrong(&tie.key, json.unwrap_or(&Json::Null), "bilangan atau tanggal", "a number or a date"))
        });
        entries.push(RankEntry { id, score, tie_breaks: values.collect::<Result<_, _>>()? });
    }
    let order = RankOrder {
        descending: true,
        tie_breaks: ties.iter().map(|tie| TieOrder { label: Label::same(tie.key.as_str()), descending: tie.descending }).collect(),
    };
    let ranking = Ranking::of(entries, &order).map_err(|e| Label::same(e.to_string()))?;
    let mut shared: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for ranked in ranking.ranked() {
        shared.entry(ranked.rank).or_default().push(ranked.id.as_str());
    }
    let mut out = Outputs::new();
    out.put("order", ranking.ranked().iter().map(|ranked| ranked.id.as_str()).collect::<Vec<_>>());
    let ranks: Map<String, Json> = ranking.ranked().iter().map(|ranked| (ranked.id.as_str().to_owned(), Json::from(ranked.rank))).collect();
    out.put("rank", ranks);
    out.put("shared", shared.into_values().filter(|ids| ids.len() > 1).map(Json::from).collect::<Vec<_>>());
    out.put("unranked", ranking.unranked().iter().map(|person| person.id.as_str()).collect::<Vec<_>>());
    Ok(out.done())
}

/// One ballot as names: groups of equals from first to last.
fn ballot_names(json: &Json) -> Option<(Option<&Json>, Vec<Vec<&str>>)> {
    let (voters, order) = match json {
        Json::Object(object) => {
            (object.get("count").or_else(|| object.get("voters")), object.get("order").or_else(|| object.get("ranking"))?)
        }
        other => (None, other),
    };
    let mut groups = Vec::new();
    for place in order.as_array()? {
        match place {
            Json::Array(names) => groups.push(names.iter().map(Json::as_str).collect::<Option<Vec<_>>>()?),
            _ => groups.push(vec![place.as_str()?]),
        }
    }
    Some((voters, groups))
}

/// Scores {panelist: {candidate: score}}; who has no score from a panelist is not on that ballot.
fn named_scores(panel: &Map<String, Json>) -> Result<(Vec<String>, Vec<Ballot>), Label> {
    let mut names: Vec<String> = Vec::new();
    let mut rows = Vec::with_capacity(panel.len());
    for (panelist, scores) in panel {
        let row = scores.as_object().ok_or_else(|| wrong(panelist, scores, "objek {calon: nilai}", "an object {candidate: score}"))?;
        names.extend(row.keys().filter(|name| !names.contains(name)).cloned().collect::<Vec<_>>());
        rows.push(Inputs::new(row));
    }
    let score = |row: &Inputs<'_>, name: &String| row.find(name).map(|_| row.number(name)).transpose();
    let rows = rows.iter().map(|row| names.iter().map(|name| score(row, name)).collect());
    let ballots = rows.map(|row: Result<Vec<Option<f64>>, Label>| row.map(|row| ballot_of_scores(&row))).collect::<Result<_, _>>()?;
    Ok((names, ballots))
}

fn ballots(inputs: &Inputs<'_>) -> Result<(Vec<String>, Vec<Ballot>), Label> {
    let key = inputs.named(&["scores_panelist_by_candidate", "scores_by_panelist", "scores"]);
    if inputs.find("ballots").is_none() && inputs.find(key).is_some() {
        if let Some(panel) = inputs.find(key).and_then(Json::as_object) {
            return named_scores(panel);
        }
        let rows = inputs.gapped_matrix(key)?;
        same_length(key, &rows)?;
        let names = names(inputs, &["candidates", "alternatives"], "C", rows.first().map_or(0, Vec::len))?;
        return Ok((names, rows.iter().map(|row| ballot_of_scores(row)).collect()));
    }
    let read = inputs.each("ballots", ballot_names, "daftar {count, order}", "a list of {count, order}")?;
    let mut candidates: Vec<String> = match inputs.find("candidates") {
        Some(_) => inputs.texts("candidates")?.into_iter().map(str::to_owned).collect(),
        None => Vec::new(),
    };
    if candidates.is_empty() {
        for name in read.iter().flat_map(|(_, groups)| groups.iter().flatten()) {
            if !candidates.iter().any(|known| known == name) {
                candidates.push((*name).to_owned());
            }
        }
    }
    let mut all = Vec::new();
    for (voters, groups) in read {
        let voters = match voters {
            None => 1.0,
            Some(json) => {
                let count = exact(json).filter(|x| *x >= Decimal::ZERO).and_then(|x| x.to_string().parse().ok());
                count.ok_or_else(|| wrong("count", json, "jumlah suara", "a number of voters"))?
            }
        };
        let place = |name: &str| {
            let found = candidates.iter().position(|known| known == name);
            found.ok_or_else(|| wrong("ballots", &Json::from(name), "nama dari `candidates`", "a name of `candidates`"))
        };
        let order = groups.iter().map(|group| group.iter().map(|name| place(name)).collect()).collect::<Result<_, _>>()?;
        all.push(Ballot { voters, order });
    }
    Ok((candidates, all))
}

fn run_borda(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let (names, list) = ballots(inputs)?;
    // candidates in order of names, so that the order of input cannot matter where orders are equally good
    let mut by_name: Vec<usize> = (0..names.len()).collect();
    by_name.sort_by_key(|at| names.get(*at));
    let renamed: BTreeMap<usize, usize> = by_name.iter().enumerate().map(|(new, old)| (*old, new)).collect();
    let list: Vec<Ballot> = list
        .into_iter()
        .map(|ballot| {
            let group = |group: Vec<usize>| group.iter().filter_map(|old| renamed.get(old).copied()).collect();
            Ballot { voters: ballot.voters, order: ballot.order.into_iter().map(group).collect() }
        })
        .collect();
    let name = |at: usize| by_name.get(at).and_then(|old| names.get(*old)).cloned().unwrap_or_default();
    let ballots = Ballots::of(names.len(), &list).map_err(|reason| {
        let label = reason.label();
        Label::new(format!("`ballots` tidak dapat dihitung: {}", label.id), format!("`ballots` cannot be counted: {}", label.en))
    })?;
    let winners = |points: &[f64]| -> Option<String> {
        let most = points.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut first = points.iter().enumerate().filter(|(_, x)| **x == most).map(|(at, _)| at);
        first.next().filter(|_| first.next().is_none()).map(name)
    };
    let points = ballots.borda();
    let firsts: Vec<f64> = (0..names.len()).map(|at| ballots.first_choices(at)).collect();
    let place = |old: &usize| renamed.get(old).copied().unwrap_or(0);
    let mut out = Outputs::new();
    let as_written = || 0..names.len();
    let named = |of: &dyn Fn(usize) -> Json| -> Map<String, Json> {
        as_written().map(|old| (names.get(old).cloned().unwrap_or_default(), of(place(&old)))).collect()
    };
    out.put("points", named(&|at| points.get(at).copied().map_or(Json::Null, whole_json)));
    let tie = Label::new("ada lebih dari satu yang teratas", "more than one is on top");
    let put = |out: &mut Outputs, key: &str, winner: Option<String>, why: &Label| {
        match winner {
            Some(winner) => out.put(key, winner),
            None => out.absent(key, why),
        };
    };
    put(&mut out, "winner", winners(&points), &tie);
    let none = Label::new("tidak ada yang mengalahkan semua yang lain", "nobody beats every other one");
    put(&mut out, "condorcet_winner", ballots.condorcet().map(name), &none);
    put(&mut out, "plurality_winner", winners(&firsts), &tie);
    let kemeny = ballots.kemeny();
    out.maybe("kemeny_order", kemeny.as_ref().map(|k| k.order.iter().map(|at| name(*at)).collect::<Vec<_>>()).map_err(|reason| *reason));
    out.maybe("kemeny_score", kemeny.as_ref().map(|k| whole_json(k.score)).map_err(|reason| *reason));
    out.maybe("kemeny_unique", kemeny.as_ref().map(|k| k.unique).map_err(|reason| *reason));
    let mut pairwise = Map::new();
    for a in as_written() {
        for b in as_written().filter(|b| *b != a) {
            pairwise.insert(format!("{}>{}", name(place(&a)), name(place(&b))), whole_json(ballots.prefer(place(&a), place(&b))));
        }
    }
    out.put("pairwise", pairwise);
    Ok(out.done())
}
