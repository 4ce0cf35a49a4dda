//! How far the scores of a cycle can be trusted.

#![allow(clippy::float_arithmetic, reason = "statistics are f64; what leaves here is rounded")]

use std::collections::{BTreeMap, BTreeSet};

use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::report::{Figure, Precision};
use jenjang::evaluation::scheme::{Relation, Scheme};
use jenjang::legal::Label;
use jenjang::number::ratio::Ratio;
use jenjang::people::id::{CompetencyCode, PersonId, RaterGroupCode};
use jenjang_statistics::agreement::krippendorff::{Coincidences, Metric};
use jenjang_statistics::agreement::rwg;
use jenjang_statistics::reliability::alpha;
use jenjang_statistics::reliability::error::{detectable_difference, standard_error};
use jenjang_statistics::reliability::icc::{Model, TwoWay, Unit};
use jenjang_statistics::reliability::one_way::{GroupSize, OneWay};
use jenjang_statistics::reliability::spearman_brown;
use jenjang_statistics::{Undefined, descriptive};
use serde::{Deserialize, Serialize};

use super::figures::{COEFFICIENT, POINTS, decimal, figure, float, mean};
use super::{Viewed, overall, too_few};

/// Fewest people rated for statistics of a cycle: of fewer, they would describe persons.
pub const RATEES_AT_LEAST: usize = 10;

/// Reliability wanted of a group's mean.
const WANTED: f64 = 0.7;

/// An intraclass correlation with its interval at 95 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Correlations {
    /// Of a single rater.
    pub single: Figure,
    /// Its interval.
    pub single_interval: Option<(jenjang::Decimal, jenjang::Decimal)>,
    /// Of the mean of the raters.
    pub average: Figure,
    /// Its interval.
    pub average_interval: Option<(jenjang::Decimal, jenjang::Decimal)>,
}

/// Reliability of one group of raters, or of all anonymous raters together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct GroupReliability {
    /// The group; none for all anonymous raters.
    pub group: Option<RaterGroupCode>,
    /// Its name.
    pub label: Label,
    /// People rated by it.
    pub ratees: usize,
    /// Ratings.
    pub ratings: usize,
    /// Raters for one person, k0.
    pub raters: Figure,
    /// ICC(1,1) and ICC(1,k): every person has other raters.
    pub one_way: Correlations,
    /// Raters needed for a reliability of .70 (Spearman-Brown).
    pub needed: Figure,
    /// Standard deviation of the group's means over people.
    pub spread: Figure,
}

/// Agreement and inner consistency of one dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Consistency {
    /// The dimension.
    pub code: CompetencyCode,
    /// Its name.
    pub label: Label,
    /// Mean r*wg(J) over people and groups of enough raters, from three of them; below 0 counts as 0.
    pub agreement: Figure,
    /// Mean average deviation from the mean, in points.
    pub deviation: Figure,
    /// People and groups behind the two.
    pub groups: usize,
    /// Krippendorff's alpha, interval scale, over people.
    pub krippendorff: Figure,
    /// Cronbach's alpha over complete responses.
    pub alpha: Figure,
    /// Its interval at 95 % (Feldt).
    pub alpha_interval: Option<(jenjang::Decimal, jenjang::Decimal)>,
    /// Complete responses.
    pub responses: usize,
}

/// How people see themselves against others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SelfView {
    /// People with both.
    pub people: usize,
    /// Mean of own rating less score.
    pub mean: Figure,
    /// Its standard deviation.
    pub spread: Figure,
}

/// Reliability of a cycle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reliability {
    /// Of the composite: reliability (Mosier), standard error, detectable difference.
    pub precision: Precision,
    /// What was assumed because one superior alone gives no estimate.
    pub assumed: Option<Label>,
    /// By anonymous group, then all anonymous raters together.
    pub groups: Vec<GroupReliability>,
    /// ICC(2,·): raters who rated everybody, absolute agreement.
    pub same_panel: Correlations,
    /// ICC(3,·): raters who rated everybody, consistency.
    pub same_panel_consistency: Correlations,
    /// Raters who rated everybody.
    pub panel: usize,
    /// By dimension.
    pub dimensions: Vec<Consistency>,
    /// Own view against others'.
    pub self_view: SelfView,
}

pub(super) fn of(scheme: &Scheme, instrument: &Instrument, viewed: &[Viewed<'_>]) -> Reliability {
    let anonymous: Vec<usize> = (0..scheme.groups().len())
        .filter(|place| !scheme.groups()[*place].identified && scheme.groups()[*place].relation != Relation::Oneself)
        .collect();
    let mut groups: Vec<GroupReliability> = anonymous
        .iter()
        .map(|place| {
            let group = &scheme.groups()[*place];
            one_group(Some(group.code.clone()), group.label.clone(), &ratings(viewed, &|of| of == *place))
        })
        .collect();
    let all = Label::new("Semua penilai anonim", "All anonymous raters");
    groups.push(one_group(None, all, &ratings(viewed, &|of| anonymous.contains(&of))));
    let (absolute, consistency, panel) = same_panel(viewed);
    Reliability {
        precision: precision(scheme, viewed),
        assumed: scheme.parts().assumed.as_ref().map(|assumed| {
            Label::new(
                format!(
                    "reliabilitas satu atasan diandaikan {} ({})",
                    assumed.superior.to_string().replace('.', ","),
                    assumed.reference.citation
                ),
                format!("the reliability of one superior is assumed to be {} ({})", assumed.superior, assumed.reference.citation),
            )
        }),
        groups,
        same_panel: absolute,
        same_panel_consistency: consistency,
        panel,
        dimensions: (0..instrument.dimensions().len()).map(|at| dimension(scheme, instrument, viewed, at)).collect(),
        self_view: self_view(viewed),
    }
}

/// Each person's ratings by the groups asked for, people without any left out.
fn ratings(viewed: &[Viewed<'_>], keep: &dyn Fn(usize) -> bool) -> Vec<Vec<f64>> {
    let of = |person: &Viewed<'_>| person.views.iter().filter(|v| keep(v.group)).filter_map(|v| v.overall).collect::<Vec<f64>>();
    viewed.iter().map(of).filter(|ratings| !ratings.is_empty()).collect()
}

fn one_way(ratings: &[Vec<f64>]) -> Result<OneWay, Undefined> {
    if ratings.len() < RATEES_AT_LEAST {
        return Err(Undefined::TooFew { found: ratings.len(), needed: RATEES_AT_LEAST });
    }
    let way = OneWay::of(ratings)?;
    // a reliability of exactly 1 would say that every rater's answer is the mean shown
    if way.within == 0.0 { Err(Undefined::NoVariation) } else { Ok(way) }
}

fn interval(value: Result<(f64, f64), Undefined>) -> Option<(jenjang::Decimal, jenjang::Decimal)> {
    let (low, high) = value.ok()?;
    Some((super::figures::rounded(low, COEFFICIENT)?, super::figures::rounded(high, COEFFICIENT)?))
}

fn one_group(group: Option<RaterGroupCode>, label: Label, ratings: &[Vec<f64>]) -> GroupReliability {
    let way = one_way(ratings);
    let single = way.and_then(|w| w.single(GroupSize::K0));
    let means: Vec<f64> = ratings.iter().filter_map(|r| mean(r.iter().copied())).collect();
    GroupReliability {
        group,
        label,
        ratees: ratings.len(),
        ratings: ratings.iter().map(Vec::len).sum(),
        raters: figure(way.map(|w| w.k0), 1),
        one_way: Correlations {
            single: figure(single, COEFFICIENT),
            single_interval: interval(way.and_then(|w| w.single_interval(GroupSize::K0, 0.95))),
            average: figure(way.and_then(|w| w.average()), COEFFICIENT),
            average_interval: interval(way.and_then(|w| w.average_interval(0.95))),
        },
        needed: figure(single.and_then(|r| spearman_brown::needed_whole(r, WANTED)), 0),
        spread: figure(way.and_then(|_| descriptive::standard_deviation(&means)), POINTS),
    }
}

/// Raters who rated everybody form a panel, for which the two-way forms make sense.
fn same_panel(viewed: &[Viewed<'_>]) -> (Correlations, Correlations, usize) {
    let by_person: Vec<BTreeMap<&PersonId, f64>> =
        viewed.iter().map(|person| person.views.iter().filter_map(|view| Some((&view.rater, view.overall?))).collect()).collect();
    let mut panel: BTreeSet<&PersonId> = by_person.first().map(|first| first.keys().copied().collect()).unwrap_or_default();
    panel.retain(|rater| by_person.iter().all(|ratings| ratings.contains_key(rater)));
    let rows: Vec<Vec<f64>> =
        by_person.iter().map(|ratings| panel.iter().filter_map(|rater| ratings.get(rater).copied()).collect()).collect();
    let way = if rows.len() < RATEES_AT_LEAST {
        Err(Undefined::TooFew { found: rows.len(), needed: RATEES_AT_LEAST })
    } else if panel.len() < 2 {
        Err(Undefined::TooFew { found: panel.len(), needed: 2 })
    } else {
        TwoWay::of(&rows)
    };
    let of = |model: Model| {
        let form = |unit: Unit| way.and_then(|way| way.icc((model, unit)));
        let limits = |unit: Unit| interval(way.and_then(|way| way.interval((model, unit), 0.95)));
        Correlations {
            single: figure(form(Unit::Single), COEFFICIENT),
            single_interval: limits(Unit::Single),
            average: figure(form(Unit::Average), COEFFICIENT),
            average_interval: limits(Unit::Average),
        }
    };
    (of(Model::TwoWayRandom), of(Model::TwoWayMixed), panel.len())
}

/// Reliability of the composite: 1 - error variance / variance of the scores (Mosier 1943), the error of each person being the sum over blocks of
/// squared weight times the variance of a rater over the number of raters. With equal numbers that is Mosier's sum over groups of
/// `w² s² (1 - reliability)`; here people may have other groups, merged groups and other numbers of raters.
fn precision(scheme: &Scheme, viewed: &[Viewed<'_>]) -> Precision {
    let scored: Vec<&Viewed<'_>> = viewed.iter().filter(|person| person.sheet.overall.is_some()).collect();
    let scores: Vec<f64> = scored.iter().filter_map(|person| overall(person.sheet)).collect();
    if scores.len() < RATEES_AT_LEAST {
        let none = || too_few(scores.len(), RATEES_AT_LEAST);
        return Precision { reliability: none(), standard_error: none(), detectable_difference: none() };
    }
    let reliability = || -> Result<f64, Undefined> {
        let errors = Errors::of(scheme, viewed)?;
        let each: Vec<f64> = scored.iter().map(|person| errors.of_person(person)).collect::<Result<_, _>>()?;
        let variance = descriptive::variance(&scores)?;
        if variance <= 0.0 { Err(Undefined::NoVariation) } else { Ok(1.0 - descriptive::mean(&each)? / variance) }
    };
    let reliability = reliability();
    let spread = descriptive::standard_deviation(&scores);
    let error = reliability.and_then(|r| standard_error(spread?, r));
    Precision {
        reliability: figure(reliability, COEFFICIENT),
        standard_error: figure(error, POINTS),
        detectable_difference: figure(error.and_then(|e| detectable_difference(e, 0.95)), POINTS),
    }
}

/// Variance of one rater's view about the same person.
struct Errors {
    /// By group of the scheme; of a group with too few people that of all anonymous raters together.
    of_group: Vec<f64>,
    /// Of a superior, from the reliability assumed.
    superior: Result<f64, Undefined>,
}

impl Errors {
    fn of(scheme: &Scheme, viewed: &[Viewed<'_>]) -> Result<Errors, Undefined> {
        let named = |place: usize| scheme.groups().get(place).is_none_or(|group| group.identified);
        let all = one_way(&ratings(viewed, &|of| !named(of)))?.within;
        let of_group =
            (0..scheme.groups().len()).map(|place| one_way(&ratings(viewed, &|of| of == place)).map_or(all, |way| way.within)).collect();
        let superior = match &scheme.parts().assumed {
            // one superior for each person: nothing to compare with, and nothing assumed
            None => Err(Undefined::TooFew { found: 1, needed: 2 }),
            Some(assumed) => {
                let own: Vec<f64> = ratings(viewed, &named).into_iter().flatten().collect();
                descriptive::variance(&own).map(|variance| variance * (1.0 - decimal(assumed.superior)))
            }
        };
        Ok(Errors { of_group, superior })
    }

    fn of_person(&self, person: &Viewed<'_>) -> Result<f64, Undefined> {
        // groups are merged alike in all dimensions, so that the fullest one stands for them
        let fullest = person.sheet.dimensions.iter().filter(|d| d.composite.score.is_some()).max_by_key(|d| d.composite.blocks.len());
        let Some(dimension) = fullest else { return Err(Undefined::TooFew { found: 0, needed: 1 }) };
        let mut sum = 0.0;
        for block in dimension.composite.blocks.iter().filter(|block| block.weight != Ratio::ZERO) {
            let weight = dimension.composite.effective_weight(block).map_or(0.0, float);
            let error = if block.identified {
                self.superior?
            } else {
                let raters: Vec<usize> =
                    person.views.iter().filter(|v| v.overall.is_some() && block.groups.contains(&v.group)).map(|v| v.group).collect();
                let own: Vec<f64> = raters.iter().filter_map(|group| self.of_group.get(*group).copied()).collect();
                descriptive::mean(&own)? / super::figures::count(own.len())
            };
            sum += weight * weight * error;
        }
        Ok(sum)
    }
}

fn dimension(scheme: &Scheme, instrument: &Instrument, viewed: &[Viewed<'_>], at: usize) -> Consistency {
    let dimension = &instrument.dimensions()[at];
    let items: Vec<usize> = (0..instrument.items().len()).filter(|item| instrument.dimension_of(*item) == Some(at)).collect();
    let shown = |view: &super::View| view.by_dimension.get(at).is_some_and(Option::is_some);
    let rows_of = |views: &[&super::View]| -> Vec<Vec<Option<f64>>> {
        views.iter().map(|view| items.iter().map(|item| view.answers.get(*item).copied().flatten()).collect()).collect()
    };
    let scale = instrument.scale();
    let (mut agreement, mut deviation) = (Vec::new(), Vec::new());
    for person in viewed {
        for group in 0..scheme.groups().len() {
            let views: Vec<&super::View> = person.views.iter().filter(|view| view.group == group && shown(view)).collect();
            if views.len() < scheme.release().minimum_for_detail {
                continue;
            }
            if let Ok(found) = rwg::over_items(&rows_of(&views), scale.anchors.len(), decimal(scale.minimum)) {
                agreement.push(found.rwg_j_lindell.max(0.0));
                deviation.push(found.deviation_from_mean);
            }
        }
    }
    let all: Vec<&super::View> = viewed.iter().flat_map(|person| person.views.iter().filter(|view| shown(view))).collect();
    // a leader is asked more items: alpha needs the same ones of everybody
    let common: Vec<usize> = items.iter().copied().filter(|item| !instrument.items()[*item].leaders_only).collect();
    let rows: Vec<Vec<Option<f64>>> =
        all.iter().map(|view| common.iter().map(|item| view.answers.get(*item).copied().flatten()).collect()).collect();
    let enough = viewed.len() >= RATEES_AT_LEAST;
    let few = || Undefined::TooFew { found: viewed.len(), needed: RATEES_AT_LEAST };
    let alpha = if enough { alpha::listwise(&rows) } else { Err(few()) };
    let units: Vec<Vec<f64>> =
        viewed.iter().map(|person| person.views.iter().filter_map(|view| view.by_dimension.get(at).copied().flatten()).collect()).collect();
    let krippendorff = if enough { Coincidences::of(&units).and_then(|found| found.alpha(Metric::Interval)) } else { Err(few()) };
    // of one or two people it would be about them
    let spread_out = |values: &[f64]| {
        if values.len() < 3 { Err(Undefined::TooFew { found: values.len(), needed: 3 }) } else { descriptive::mean(values) }
    };
    let averaged = |values: &[f64], places| figure(if enough { spread_out(values) } else { Err(few()) }, places);
    Consistency {
        code: dimension.code.clone(),
        label: dimension.label.clone(),
        agreement: averaged(&agreement, COEFFICIENT),
        deviation: averaged(&deviation, POINTS),
        groups: agreement.len(),
        krippendorff: figure(krippendorff, COEFFICIENT),
        alpha: figure(alpha.map(|found| found.alpha), COEFFICIENT),
        alpha_interval: interval(alpha.and_then(|found| found.interval(0.95))),
        responses: alpha.map_or(0, |found| found.n),
    }
}

fn self_view(viewed: &[Viewed<'_>]) -> SelfView {
    let own = |person: &Viewed<'_>| {
        let differences =
            person.sheet.dimensions.iter().filter_map(|d| d.own.zip(d.composite.score)).map(|(own, score)| float(own) - float(score));
        mean(differences)
    };
    let differences: Vec<f64> = viewed.iter().filter_map(own).collect();
    let enough = |value: Result<f64, Undefined>| {
        if differences.len() < RATEES_AT_LEAST { too_few(differences.len(), RATEES_AT_LEAST) } else { figure(value, POINTS) }
    };
    SelfView {
        people: differences.len(),
        mean: enough(descriptive::mean(&differences)),
        spread: enough(descriptive::standard_deviation(&differences)),
    }
}
