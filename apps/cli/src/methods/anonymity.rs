//! Methods of 360° scoring that are exact: composites, release, merging, differencing, and the value of PP 30/2019.

use std::sync::OnceLock;

use jenjang::evaluation::composite::{Composite, CompositeRule, RatedGroup, compose};
use jenjang::evaluation::scheme::SmallGroups;
use jenjang::legal::{Label, Language};
use jenjang::number::RoundingMode;
use jenjang::number::ratio::Ratio;
use jenjang::period::EVERYTHING_KNOWN;
use jenjang::policy::decide::{outcome, prepare};
use jenjang::policy::decision::Outcome;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::explain;
use jenjang::policy::value::Value;
use jenjang::{Decimal, NaiveDate};
use serde_json::{Map, Value as Json};

use super::inputs::{exact, wrong};
use super::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "weighted_composite",
        id: "Nilai gabungan kelompok penilai; kelompok kecil disembunyikan dan tidak dihitung",
        en: "Composite of rater groups; small groups are neither shown nor scored",
        formula: "sum(w_g * mean_g) / sum(w_g) over released groups; valid with the superior, one anonymous group and coverage >= min_coverage",
        inputs: "weights {group: w}, ratings {group: [score per rater]}, anonymous {group: bool}?, k_min? = 3, min_coverage? = 0.6, small_group_policy? = suppress",
        run: |inputs| run_composite(inputs, SmallGroups::Suppress),
    },
    Method {
        name: "weighted_composite_merge",
        id: "Nilai gabungan kelompok penilai; kelompok kecil digabung",
        en: "Composite of rater groups; small groups are pooled",
        formula: "groups below k pooled (weights added), a lone small group with the smallest released one; then sum(w_b * mean_b) / sum(w_b)",
        inputs: "weights, ratings, anonymous?, k_min? = 3, min_coverage? = 0.6, small_group_policy? = merge",
        run: |inputs| run_composite(inputs, SmallGroups::Merge),
    },
    Method {
        name: "weighted_composite_headcount",
        id: "Nilai gabungan dengan penilai anonim berbagi satu bobot menurut jumlah orang",
        en: "Composite in which anonymous raters share one weight by head count",
        formula: "w_superior * superior + w_shared * mean of all anonymous raters",
        inputs: "ratings {group: [score per rater]}, weights {superior: w, shared: w} (or superior_weight, shared_weight), anonymous?, k_min? = 3, min_coverage? = 0.6",
        run: run_headcount,
    },
    Method {
        name: "anonymity_release",
        id: "Kelompok mana yang rata-ratanya dan sebarannya boleh ditampilkan",
        en: "Which groups' means and distributions may be shown",
        formula: "mean: identified and n >= 1, or n >= k_mean; distribution: anonymous and n >= k_distribution",
        inputs: "groups {group: n}, k_mean? = 3, k_distribution? = 5, identified_groups? [group]",
        run: run_release,
    },
    Method {
        name: "anonymity_merge",
        id: "Penggabungan kelompok yang terlalu kecil",
        en: "Merging of groups that are too small",
        formula: "groups with n < k pooled as others_combined; a lone one with the smallest released group; still below k: suppressed",
        inputs: "groups {group: [score per rater]}, k? = 3, identified_groups? [group]",
        run: run_merge,
    },
    Method {
        name: "differencing_attack",
        id: "Apakah dua terbitan membuka nilai penilai yang datang belakangan",
        en: "Whether two releases give away the raters between them",
        formula: "(n2*mean2 - n1*mean1) / (n2 - n1); the second is blocked where 1 to k-1 raters changed",
        inputs: "release1 {n, mean}, release2 {n, mean}, k? = 3",
        run: run_differencing,
    },
    Method {
        name: "pp30_performance_composite",
        id: "Nilai dan predikat kinerja menurut PP 30/2019 pasal 41",
        en: "Performance value and label of PP 30/2019 article 41",
        formula: "0.6*SKP + 0.4*behaviour where peers and subordinates are heard, else 0.7 and 0.3; label by the shipped policy asn/performance/label-2019",
        inputs: "skp, perilaku, uses_peer_and_subordinate_opinion, new_idea",
        run: run_pp30,
    },
];

/// A named group of a request: scores and whether its raters are known.
struct Group<'a> {
    name: &'a str,
    identified: bool,
    weight: Decimal,
    ratings: Vec<Ratio>,
}

const SUPERIOR: &str = "superior";

fn ratings(key: &str, json: &Json) -> Result<Vec<Ratio>, Label> {
    let expected = || wrong(key, json, "daftar nilai, satu untuk setiap penilai", "a list of scores, one for each rater");
    let items = json.as_array().ok_or_else(expected)?;
    // null is a rater who observed nothing: missing, never 0
    items.iter().filter(|item| !item.is_null()).map(|item| exact(item).map(Ratio::from).ok_or_else(expected)).collect()
}

fn identified(inputs: &Inputs<'_>, name: &str) -> Result<bool, Label> {
    if let Some(listed) = inputs.find("identified_groups") {
        return Ok(listed.as_array().is_some_and(|names| names.iter().any(|n| n.as_str() == Some(name))));
    }
    match inputs.find("anonymous") {
        None => Ok(name == SUPERIOR),
        Some(_) => match inputs.object("anonymous")?.get(name) {
            None => Ok(name == SUPERIOR),
            Some(found) => {
                found.as_bool().map(|anonymous| !anonymous).ok_or_else(|| wrong("anonymous", found, "true atau false", "true or false"))
            }
        },
    }
}

fn groups<'a>(inputs: &Inputs<'a>, key: &str, weight: impl Fn(&str) -> Result<Decimal, Label>) -> Result<Vec<Group<'a>>, Label> {
    let mut groups = Vec::new();
    for (name, json) in inputs.object(key)? {
        // the self rating is collected and never counted
        if name == "self" {
            continue;
        }
        groups.push(Group { name, identified: identified(inputs, name)?, weight: weight(name)?, ratings: ratings(key, json)? });
    }
    Ok(groups)
}

fn count_or(inputs: &Inputs<'_>, names: &[&str], default: usize) -> Result<usize, Label> {
    match names.iter().find(|name| inputs.find(name).is_some()) {
        None => Ok(default),
        Some(name) => inputs.count(name).map(|n| usize::try_from(n).unwrap_or(usize::MAX)),
    }
}

fn rule(inputs: &Inputs<'_>, groups: &[Group<'_>], small_groups: SmallGroups) -> Result<CompositeRule, Label> {
    let coverage = if inputs.find("min_coverage").is_some() { inputs.decimal("min_coverage")? } else { Decimal::new(6, 1) };
    Ok(CompositeRule {
        minimum_for_means: count_or(inputs, &["k_min", "k", "k_mean"], 3)?,
        small_groups,
        superior_required: groups.iter().any(|group| group.name == SUPERIOR),
        anonymous_groups: 1,
        coverage: Ratio::from(coverage),
    })
}

fn composed(groups: &[Group<'_>], rule: &CompositeRule) -> Composite {
    let rated: Vec<RatedGroup<'_>> = groups
        .iter()
        .map(|group| RatedGroup {
            name: group.name,
            superior: group.name == SUPERIOR,
            identified: group.identified,
            weight: Ratio::from(group.weight),
            ratings: &group.ratings,
        })
        .collect();
    compose(&rated, rule)
}

/// The weights of a request, which must be 0 or more and add up to exactly 1.
fn weights(inputs: &Inputs<'_>, key: &str) -> Result<Vec<(String, Decimal)>, Label> {
    let mut weights = Vec::new();
    for (name, json) in inputs.object(key)? {
        let found = exact(json).filter(|weight| *weight >= Decimal::ZERO);
        weights.push((name.clone(), found.ok_or_else(|| wrong(key, json, "bobot 0 atau lebih", "a weight of 0 or more"))?));
    }
    let sum: Decimal = weights.iter().filter(|(name, _)| name != "self").map(|(_, weight)| *weight).sum();
    if sum != Decimal::ONE {
        return Err(Label::new(
            format!("`{key}` berjumlah {sum}, diharapkan tepat 1"),
            format!("`{key}` add up to {sum}, expected exactly 1"),
        ));
    }
    if let Some((_, weight)) = weights.iter().find(|(name, weight)| name == "self" && !weight.is_zero()) {
        return Err(Label::new(
            format!("bobot `self` bernilai {weight}, diharapkan 0: penilaian diri tidak pernah ikut dihitung"),
            format!("the weight of `self` is {weight}, expected 0: the self rating never counts"),
        ));
    }
    Ok(weights)
}

fn run_composite(inputs: &Inputs<'_>, default: SmallGroups) -> Result<Map<String, Json>, Label> {
    let small_groups = match inputs.find("small_group_policy").and_then(Json::as_str) {
        None => default,
        Some("merge") => SmallGroups::Merge,
        Some("suppress") => SmallGroups::Suppress,
        Some(other) => {
            return Err(Label::new(
                format!("`small_group_policy` berisi `{other}`, diharapkan `merge` atau `suppress`"),
                format!("`small_group_policy` is `{other}`, expected `merge` or `suppress`"),
            ));
        }
    };
    let weights = weights(inputs, "weights")?;
    let mut groups = groups(inputs, "ratings", |name| {
        weights.iter().find(|(n, _)| n == name).map(|(_, weight)| *weight).ok_or_else(|| {
            Label::new(format!("kelompok `{name}` tidak memiliki bobot di `weights`"), format!("group `{name}` has no weight in `weights`"))
        })
    })?;
    // a group that is weighed but nobody of whom answered is absent
    for (name, weight) in weights.iter().filter(|(name, _)| name != "self") {
        if !groups.iter().any(|group| group.name == name) {
            groups.push(Group { name, identified: identified(inputs, name)?, weight: *weight, ratings: Vec::new() });
        }
    }
    Ok(answer(&groups, &composed(&groups, &rule(inputs, &groups, small_groups)?)))
}

fn run_headcount(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let single = |key: &str| inputs.find(key).map(|_| inputs.decimal(key)).transpose();
    let superior = match (single("superior_weight")?, single("weight_superior")?, inputs.find("weights")) {
        (Some(weight), ..) | (None, Some(weight), _) => weight,
        (None, None, Some(_)) => weights(inputs, "weights")?.iter().find(|(name, _)| name == SUPERIOR).map_or(Decimal::ZERO, |(_, w)| *w),
        (None, None, None) => Decimal::new(6, 1),
    };
    let shared = Decimal::ONE - superior;
    if superior < Decimal::ZERO || shared < Decimal::ZERO {
        return Err(Label::new(
            format!("bobot atasan {superior}, diharapkan 0 sampai 1"),
            format!("the superior's weight is {superior}, expected 0 to 1"),
        ));
    }
    let all = groups(inputs, "ratings", |_| Ok(Decimal::ZERO))?;
    let (named, anonymous): (Vec<Group<'_>>, Vec<Group<'_>>) = all.into_iter().partition(|group| group.identified);
    let pooled: Vec<Ratio> = anonymous.iter().flat_map(|group| group.ratings.iter().copied()).collect();
    let heads = pooled.len();
    let mut groups: Vec<Group<'_>> = named.into_iter().map(|group| Group { weight: superior, ..group }).collect();
    groups.push(Group { name: "others_combined", identified: false, weight: shared, ratings: pooled });
    let composite = composed(&groups, &rule(inputs, &groups, SmallGroups::Suppress)?);
    let mut outputs = answer(&groups, &composite);
    let each = Ratio::from(shared).over(Ratio::from(i128::try_from(heads).unwrap_or(i128::MAX)));
    for name in ["n_shared", "n_others", "n_pooled"] {
        outputs.insert(name.to_owned(), heads.into());
    }
    outputs.insert("weight_per_head".to_owned(), each.map_or(Json::Null, number));
    Ok(outputs)
}

fn number(value: Ratio) -> Json {
    value.approximate().and_then(|d| d.to_string().parse::<serde_json::Number>().ok()).map_or(Json::Null, Json::Number)
}

fn names(groups: &[Group<'_>], places: impl IntoIterator<Item = usize>) -> Json {
    let mut names: Vec<&str> = places.into_iter().map(|place| groups[place].name).collect();
    names.sort_unstable();
    names.into()
}

fn block_name<'a>(groups: &[Group<'a>], places: &[usize]) -> &'a str {
    match places {
        [one] => groups[*one].name,
        _ => "others_combined",
    }
}

fn answer(groups: &[Group<'_>], composite: &Composite) -> Map<String, Json> {
    let mut outputs = Outputs::new();
    let status = match composite.score {
        None => "insufficient",
        Some(_) if composite.is_renormalised() => "renormalised",
        Some(_) => "ok",
    };
    outputs.put("status", status);
    match composite.score {
        Some(score) => {
            outputs.put("score", number(score));
            let rounded = score.round(2, RoundingMode::HalfUp).map(|d| d.to_string());
            outputs.put("score_2dp", rounded.map_or(Json::Null, Json::String));
        }
        None => {
            let texts =
                |language: Language| composite.reasons.iter().map(|r| r.label().get(language).to_owned()).collect::<Vec<_>>().join("; ");
            let reason = Label::new(texts(Language::Id), texts(Language::En));
            outputs.absent("score", &reason).absent("score_2dp", &reason);
        }
    }
    outputs.put("coverage", number(composite.coverage));
    outputs.put("suppressed", names(groups, composite.suppressed.iter().copied()));
    outputs.put("absent", names(groups, composite.absent.iter().copied()));
    outputs
        .put("merged_from", names(groups, composite.blocks.iter().filter(|b| b.groups.len() > 1).flat_map(|b| b.groups.iter().copied())));
    let by_block = |value: &dyn Fn(&jenjang::evaluation::composite::Block) -> Json| -> Map<String, Json> {
        composite.blocks.iter().map(|block| (block_name(groups, &block.groups).to_owned(), value(block))).collect()
    };
    let means = by_block(&|block| number(block.mean));
    outputs.put("group_means", means.clone()).put("block_means", means);
    outputs.put("block_weights", by_block(&|block| number(block.weight)));
    outputs.put("effective_weights", by_block(&|block| composite.effective_weight(block).map_or(Json::Null, number)));
    outputs.put("n", by_block(&|block| block.raters.into()));
    outputs.done()
}

fn run_release(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let means = count_or(inputs, &["k_mean", "k", "k_min"], 3)?;
    let detail = count_or(inputs, &["k_distribution", "k_detail"], 5)?;
    let (mut mean_released, mut distribution_released) = (Map::new(), Map::new());
    let counts = inputs.object("groups")?;
    for name in counts.keys() {
        let n = usize::try_from(Inputs::new(counts).count(name)?).unwrap_or(usize::MAX);
        let named = identified(inputs, name)?;
        mean_released.insert(name.clone(), (if named { n >= 1 } else { n >= means }).into());
        distribution_released.insert(name.clone(), (!named && n >= detail.max(means)).into());
    }
    let mut outputs = Outputs::new();
    outputs.put("mean_released", mean_released).put("distribution_released", distribution_released);
    Ok(outputs.done())
}

fn run_merge(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    // every group has some weight: merging is asked for, not a score
    let groups = groups(inputs, "groups", |_| Ok(Decimal::ONE))?;
    let rule = CompositeRule { superior_required: false, anonymous_groups: 0, ..rule(inputs, &groups, SmallGroups::Merge)? };
    let composite = composed(&groups, &rule);
    let mut outputs = Outputs::new();
    let released: Map<String, Json> =
        composite.blocks.iter().map(|block| (block_name(&groups, &block.groups).to_owned(), number(block.mean))).collect();
    outputs.put("released", released);
    outputs
        .put("merged_from", names(&groups, composite.blocks.iter().filter(|b| b.groups.len() > 1).flat_map(|b| b.groups.iter().copied())));
    outputs.put("suppressed", names(&groups, composite.suppressed.iter().copied()));
    outputs.put("absent", names(&groups, composite.absent.iter().copied()));
    Ok(outputs.done())
}

fn run_differencing(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let minimum = count_or(inputs, &["k", "k_min", "k_mean"], 3)?;
    let release = |key: &str| -> Result<(i128, Ratio), Label> {
        let release = Inputs::new(inputs.object(key)?);
        Ok((i128::from(release.count("n")?), Ratio::from(release.decimal("mean")?)))
    };
    let ((n1, mean1), (n2, mean2)) = (release("release1")?, release("release2")?);
    let sum = |n: i128, mean: Ratio| Ratio::from(n).times(mean);
    let between = || sum(n2, mean2)?.minus(sum(n1, mean1)?)?.over(Ratio::from(n2 - n1));
    let mut outputs = Outputs::new();
    outputs.put("delta_n", i64::try_from((n2 - n1).abs()).unwrap_or(i64::MAX));
    match between() {
        Some(mean) => outputs.put("mean_of_difference", number(mean)),
        None => outputs.absent("mean_of_difference", &Label::new("jumlah penilai tidak berubah", "the number of raters has not changed")),
    };
    let changed = usize::try_from((n2 - n1).abs()).unwrap_or(usize::MAX);
    let blocked = (1..minimum).contains(&changed);
    outputs.put("block_release2", blocked);
    Ok(outputs.done())
}

fn run_pp30(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    static SHIPPED: OnceLock<Option<jenjang_asn::Shipped>> = OnceLock::new();
    let unusable = || Label::new("kebijakan bawaan tidak dapat dipakai", "the shipped policies cannot be used");
    let shipped = SHIPPED.get_or_init(|| jenjang_asn::shipped().ok()).as_ref().ok_or_else(unusable)?;
    // the last day of the last whole year the value was made under this article
    let as_of = NaiveDate::from_ymd_opt(2021, 12, 31).ok_or_else(unusable)?;
    let mut dossier = Dossier::new(shipped.catalogue.clone(), as_of);
    let mut set = |name: &str, value: Value| -> Result<(), Label> {
        dossier.set(shipped.catalogue.find(name).ok_or_else(unusable)?, value);
        Ok(())
    };
    set("performance.skp value", Value::Number(inputs.decimal("skp")?))?;
    set("performance.behaviour value", Value::Number(inputs.decimal("perilaku")?))?;
    set("performance.peer opinions", Value::Boolean(inputs.flag("uses_peer_and_subordinate_opinion")?))?;
    set("performance.innovation", Value::Boolean(inputs.find("new_idea").is_some() && inputs.flag("new_idea")?))?;
    let decided = |id: &str| -> Result<Outcome, Label> {
        let policy = shipped.policies.get(id).ok_or_else(unusable)?;
        let on_date = prepare(&shipped.policies, policy, as_of, EVERYTHING_KNOWN).map_err(|e| e.message())?;
        Ok(outcome(&on_date, &dossier))
    };
    let mut outputs = Outputs::new();
    let outside = Label::new("nilai di luar 0 sampai 120", "the value is outside 0 to 120");
    match decided("asn/performance/value-2019")? {
        Outcome::Value(Value::Number(value)) => {
            outputs.put("nilai", number(Ratio::from(value)));
            let rounded = Ratio::from(value).round(2, RoundingMode::HalfUp).map(|d| d.to_string());
            outputs.put("nilai_2dp", rounded.map_or(Json::Null, Json::String));
        }
        _ => {
            outputs.absent("nilai", &outside).absent("nilai_2dp", &outside);
        }
    }
    match decided("asn/performance/label-2019")? {
        Outcome::Value(value @ Value::Choice(_)) => outputs.put("predikat", explain::value(&value, None, Language::Id)),
        _ => outputs.absent("predikat", &outside),
    };
    Ok(outputs.done())
}
