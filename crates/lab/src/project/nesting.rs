//! Which dimensions lie within others, as units lie in regions: what is known of a group tells of those in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::course::{Running, each};
use super::result::Nesting;
use super::tally::{Before, code};
use crate::error::LabError;
use crate::grouping::{Assigned, GroupKey};

/// Widest table of two dimensions laid out for a cohort.
const TABLE: usize = 1 << 16;

/// Which dimensions lie within others, by where people are now: nine in ten of a finer group in one of the coarser, for nine in ten people.
/// (Somebody whose unit or region nobody told must not switch protection off.)
pub(super) fn nested(before: &Before, running: &mut Running<'_>) -> Result<Vec<Nesting>, LabError> {
    let plan = running.plan;
    let dimensions = 1 + plan.by.len();
    let pairs: Vec<(usize, usize)> = (0..dimensions).flat_map(|one| (one + 1..dimensions).map(move |other| (one, other))).collect();
    type Cross = BTreeMap<(Arc<str>, Arc<str>), u64>;
    let counted = each(running.threads, &mut running.cohorts, |at, cohort| {
        let grades = Assigned {
            keys: std::iter::once(GroupKey::Missing)
                .chain(plan.scale.values.iter().zip(0..).map(|(value, rank)| GroupKey::Known(rank, value.code.clone())))
                .collect(),
            of: cohort.start.iter().map(|rank| u32::try_from(i64::from(*rank) + 1).unwrap_or(0)).collect(),
        };
        let of = |dimension: usize| match dimension.checked_sub(1) {
            None => Some(&grades),
            Some(view) => before.groups.get(at)?.get(view),
        };
        let crosses = pairs.iter().map(|(one, other)| of(*one).zip(of(*other)).map_or_else(Cross::new, |(one, other)| cross(one, other)));
        Ok(crosses.collect::<Vec<Cross>>())
    })?;
    let mut crosses = vec![Cross::new(); pairs.len()];
    for found in counted {
        for (all, cross) in crosses.iter_mut().zip(found) {
            for (key, people) in cross {
                *all.entry(key).or_insert(0) += people;
            }
        }
    }
    let mut nested = Vec::new();
    for ((one, other), cross) in pairs.into_iter().zip(crosses) {
        let turned = cross.iter().map(|((one, other), people)| ((Arc::clone(other), Arc::clone(one)), *people)).collect();
        for (finer, coarser, cross) in [(one, other, &cross), (other, one, &turned)] {
            nested.extend(parents(cross).map(|parent_of| Nesting { finer, coarser, parent_of }));
        }
    }
    Ok(nested)
}

/// People by their groups of two dimensions.
fn cross(one: &Assigned, other: &Assigned) -> BTreeMap<(Arc<str>, Arc<str>), u64> {
    let width = other.keys.len();
    let size = one.keys.len().saturating_mul(width);
    let pairs = one.of.iter().zip(&other.of).map(|(one, other)| (*one as usize, *other as usize));
    let mut counts: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    if size <= TABLE {
        let mut table = vec![0_u64; size];
        pairs.for_each(|(one, other)| {
            if let Some(place) = table.get_mut(one * width + other) {
                *place += 1;
            }
        });
        let filled = table.into_iter().enumerate().filter(|(_, people)| *people > 0);
        counts.extend(filled.map(|(at, people)| ((at / width, at % width), people)));
    } else {
        pairs.for_each(|pair| *counts.entry(pair).or_insert(0) += 1);
    }
    let name = |groups: &Assigned, at: usize| groups.keys.get(at).map(code);
    let named = counts.into_iter().filter_map(|((a, b), people)| Some(((name(one, a)?, name(other, b)?), people)));
    named.collect()
}

/// For each group of the first dimension the one of the second that nine in ten of it are in, where that is so for nine in ten people; none where the
/// second has as many groups as the first.
fn parents(cross: &BTreeMap<(Arc<str>, Arc<str>), u64>) -> Option<BTreeMap<Arc<str>, Arc<str>>> {
    let mut found: BTreeMap<&Arc<str>, (u64, &Arc<str>, u64)> = BTreeMap::new();
    let mut above: BTreeSet<&Arc<str>> = BTreeSet::new();
    for ((child, parent), people) in cross {
        above.insert(parent);
        let (all, main, most) = found.entry(child).or_insert((0, parent, 0));
        *all += people;
        if people > most {
            (*main, *most) = (parent, *people);
        }
    }
    let lies_in_one = |(all, _, most): &(u64, &Arc<str>, u64)| u128::from(*most) * 10 >= u128::from(*all) * 9;
    let everybody: u64 = found.values().map(|(all, ..)| all).sum();
    let inside: u64 = found.values().filter(|found| lies_in_one(found)).map(|(all, ..)| all).sum();
    let divides = above.len() > 1 && above.len() < found.len() && u128::from(inside) * 10 >= u128::from(everybody) * 9;
    let parents =
        found.into_iter().filter(|(_, found)| lies_in_one(found)).map(|(child, (_, parent, _))| (Arc::clone(child), Arc::clone(parent)));
    divides.then(|| parents.collect())
}
