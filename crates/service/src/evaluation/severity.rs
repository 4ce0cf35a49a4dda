//! Would the result change if lenient and severe raters were accounted for? The official score is not altered.

#![allow(clippy::float_arithmetic, reason = "statistics are f64; what leaves here are names and rounded decimals")]

use std::collections::{BTreeMap, BTreeSet};

use jenjang::evaluation::report::Figure;
use jenjang::people::id::PersonId;
use jenjang_statistics::Undefined;
use jenjang_statistics::raters::additive::{Rating, additive};
use jenjang_statistics::raters::shrinkage::components;
use serde::{Deserialize, Serialize};

use super::Viewed;
use super::figures::{COEFFICIENT, count, figure};

/// One way of accounting for severity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SeverityCheck {
    /// Variance between ratees (shrinkage), or share of ratees that can be compared (additive), rounded.
    pub basis: Figure,
    /// People who would enter the top.
    pub entering: Vec<PersonId>,
    /// People who would leave it.
    pub leaving: Vec<PersonId>,
}

/// The two checks together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Severity {
    /// How many people at the top were compared.
    pub recommended: usize,
    /// Means of few ratings drawn towards the mean of all, by restricted maximum likelihood.
    pub shrinkage: SeverityCheck,
    /// Ratee plus rater by least squares, where raters overlap.
    pub additive: SeverityCheck,
    /// Whether either changes the list: then a panel looks at it.
    pub sensitive: bool,
}

pub(super) fn of(viewed: &[Viewed<'_>], recommended: Option<usize>) -> Severity {
    let people: Vec<(&PersonId, Vec<(&PersonId, f64)>)> = viewed
        .iter()
        .map(|person| (&person.sheet.ratee, person.views.iter().filter_map(|v| Some((&v.rater, v.overall?))).collect()))
        .filter(|(_, ratings): &(_, Vec<_>)| !ratings.is_empty())
        .collect();
    let recommended = recommended.unwrap_or_else(|| people.len().div_ceil(5)).min(people.len());
    let means: Vec<f64> = people.iter().map(|(_, ratings)| ratings.iter().map(|(_, x)| x).sum::<f64>() / count(ratings.len())).collect();
    let names: Vec<&PersonId> = people.iter().map(|(name, _)| *name).collect();
    let plain = top(&names, &means, recommended);
    let compare = |basis: Result<f64, Undefined>, values: Result<Vec<f64>, Undefined>| {
        let Ok(values) = values else {
            return SeverityCheck { basis: figure(values.map(|_| 0.0), COEFFICIENT), entering: Vec::new(), leaving: Vec::new() };
        };
        let after = top(&names, &values, recommended);
        let only = |a: &BTreeSet<&PersonId>, b: &BTreeSet<&PersonId>| a.difference(b).map(|name| (*name).clone()).collect();
        SeverityCheck { basis: figure(basis, COEFFICIENT), entering: only(&after, &plain), leaving: only(&plain, &after) }
    };
    let groups: Vec<Vec<f64>> = people.iter().map(|(_, ratings)| ratings.iter().map(|(_, x)| *x).collect()).collect();
    let shrunk = components(&groups);
    let shrinkage = compare(
        shrunk.map(|c| c.between),
        shrunk.and_then(|c| {
            // nothing distinguishes people then, and every order is as good as another
            if c.between == 0.0 {
                Err(Undefined::NoVariation)
            } else {
                Ok(groups.iter().zip(&means).map(|(g, m)| c.shrunken(g.len(), *m)).collect())
            }
        }),
    );
    let (ratings, raters) = design(&people);
    let solved = additive(&ratings, people.len(), raters).and_then(|found| found.connected());
    let adjusted = solved.and_then(|found| found.adjusted.into_iter().collect::<Result<Vec<f64>, Undefined>>());
    let additive = compare(Ok(1.0), adjusted);
    let changed = |check: &SeverityCheck| !check.entering.is_empty();
    Severity { recommended, sensitive: changed(&shrinkage) || changed(&additive), shrinkage, additive }
}

fn design(people: &[(&PersonId, Vec<(&PersonId, f64)>)]) -> (Vec<Rating>, usize) {
    let mut places: BTreeMap<&PersonId, usize> = BTreeMap::new();
    let mut ratings = Vec::new();
    for (ratee, (_, given)) in people.iter().enumerate() {
        for (rater, value) in given {
            let next = places.len();
            let rater = *places.entry(rater).or_insert(next);
            ratings.push(Rating { ratee, rater, value: *value });
        }
    }
    (ratings, places.len())
}

/// The names with the highest values; who is level with the last one, to nine decimals, is in too.
fn top<'a>(names: &[&'a PersonId], values: &[f64], recommended: usize) -> BTreeSet<&'a PersonId> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let Some(last) = recommended.checked_sub(1).and_then(|at| sorted.get(at)) else { return BTreeSet::new() };
    names.iter().zip(values).filter(|(_, value)| **value >= last - 1e-9).map(|(name, _)| *name).collect()
}
