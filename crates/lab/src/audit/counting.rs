//! Counting people by group, stratum and step.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::value::Value;

use super::Chosen;
use super::steps::{self, Step};
use crate::answers::{Answers, Detail, Outcomes};
use crate::bits::Bits;
use crate::error::LabError;
use crate::grouping::{GroupKey, Grouping};
use crate::kernel::Kernel;
use crate::population::{Population, Reading, Wanted};
use crate::run::{self, Threads};
use crate::segment::Segment;

/// Pool, selected, and unknown among those not selected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) pool: u64,
    pub(super) selected: u64,
    pub(super) unknown: u64,
}

impl Cell {
    fn add(&mut self, other: Cell) {
        self.pool += other.pool;
        self.selected += other.selected;
        self.unknown += other.unknown;
    }
}

/// A place in the table: the group and the stratum people are in.
pub(super) type Place = (GroupKey, Arc<[GroupKey]>);

/// For each attribute the cells by place: the outcome first, then the funnel, then every step by itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted {
    pub(super) attributes: Vec<BTreeMap<Place, Vec<Cell>>>,
    pub(super) people: u64,
}

/// What is counted.
#[derive(Clone, Debug)]
pub(super) struct Counting<'a> {
    pub(super) policy: &'a Arc<PolicyOnDate>,
    pub(super) chosen: &'a Chosen,
    pub(super) funnel: Vec<Step>,
    pub(super) alone: Vec<Step>,
    pub(super) attributes: Vec<Grouping>,
    pub(super) strata: Vec<Grouping>,
}

/// Who is selected, and who is not known to be or not to be.
pub(super) fn selected(chosen: &Chosen, outcome: &Outcomes) -> (Bits, Bits) {
    match (outcome, chosen) {
        (Outcomes::Eligibility { eligible, unknown }, _) => (eligible.clone(), unknown.clone()),
        (Outcomes::Values(column), chosen) => {
            let fits = |value: Value| match (chosen, value) {
                (Chosen::AtLeast(least), Value::Number(number)) => number >= *least,
                (Chosen::OneOf(codes), Value::Choice(choice)) => codes.contains(choice.code()),
                _ => false,
            };
            let selected = (0..column.len()).map(|at| fits(column.value(at))).collect();
            (selected, outcome.unknown())
        }
    }
}

impl Counting<'_> {
    /// Counts a population.
    pub(super) fn run(&self, population: &dyn Population, threads: Threads) -> Result<(Counted, Reading), LabError> {
        let kernel = Kernel::new(std::slice::from_ref(self.policy));
        let mut wanted = Wanted { facts: kernel.facts().to_vec(), others: Vec::new() };
        self.attributes.iter().chain(&self.strata).for_each(|grouping| grouping.want(&mut wanted));
        tidy(&mut wanted);
        let fresh = || Counted { attributes: vec![BTreeMap::new(); self.attributes.len()], people: 0 };
        let (parts, reading) = run::over(population, &wanted, threads, fresh, |counted, segment| {
            if let Some(answers) = kernel.answer(segment, Detail::Criteria).first() {
                self.count(counted, segment, answers);
            }
            Ok(())
        })?;
        let mut all = fresh();
        for part in parts {
            all.people += part.people;
            for (own, other) in all.attributes.iter_mut().zip(part.attributes) {
                merge(own, other);
            }
        }
        Ok((all, reading))
    }

    fn count(&self, counted: &mut Counted, segment: &Segment, answers: &Answers) {
        let len = segment.len();
        counted.people += len as u64;
        let outcome = selected(self.chosen, &answers.outcome);
        let masks = |step: &Step| {
            let verdicts = steps::verdicts(self.policy, answers, step.member)?;
            Some((steps::passes(verdicts), verdicts))
        };
        let funnel: Vec<_> = self.funnel.iter().map(masks).collect();
        let alone: Vec<_> = self.alone.iter().map(masks).collect();
        let width = 1 + funnel.len() + alone.len();
        let (strata, stratum_of) = together(&self.strata, segment);
        for (attribute, cells) in self.attributes.iter().zip(&mut counted.attributes) {
            let groups = attribute.assign(segment);
            let mut local: Vec<Cell> = vec![Cell::default(); groups.keys.len() * strata.len() * width];
            for at in 0..len {
                let (group, stratum) =
                    (groups.of.get(at).copied().unwrap_or(0) as usize, stratum_of.get(at).copied().unwrap_or(0) as usize);
                let from = (group * strata.len() + stratum) * width;
                let Some(own) = local.get_mut(from..from + width) else { continue };
                let mut note = |place: usize, selected: bool, unknown: bool| {
                    if let Some(cell) = own.get_mut(place) {
                        cell.pool += 1;
                        cell.selected += u64::from(selected);
                        cell.unknown += u64::from(unknown && !selected);
                    }
                };
                note(0, outcome.0.get(at), outcome.1.get(at));
                for (place, step) in funnel.iter().enumerate() {
                    let Some((passes, verdicts)) = step else { continue };
                    let passed = passes.get(at);
                    note(1 + place, passed, verdicts.unknown.get(at));
                    if !passed {
                        break;
                    }
                }
                for (place, step) in alone.iter().enumerate() {
                    if let Some((passes, verdicts)) = step
                        && !verdicts.not_applicable.get(at)
                    {
                        note(1 + funnel.len() + place, passes.get(at), verdicts.unknown.get(at));
                    }
                }
            }
            let mut named: BTreeMap<Place, Vec<Cell>> = BTreeMap::new();
            for (at, own) in local.chunks(width).enumerate() {
                let (group, stratum) = (at / strata.len().max(1), at % strata.len().max(1));
                if let (Some(group), Some(stratum)) = (groups.keys.get(group), strata.get(stratum))
                    && own.iter().any(|cell| cell.pool > 0)
                {
                    named.insert((group.clone(), Arc::clone(stratum)), own.to_vec());
                }
            }
            merge(cells, named);
        }
    }
}

fn merge(own: &mut BTreeMap<Place, Vec<Cell>>, other: BTreeMap<Place, Vec<Cell>>) {
    for (place, cells) in other {
        match own.entry(place) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(cells);
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                entry.get_mut().iter_mut().zip(cells).for_each(|(own, other)| own.add(other));
            }
        }
    }
}

/// Facts and columns once each, ascending.
pub(super) fn tidy(wanted: &mut Wanted) {
    wanted.facts.sort_unstable();
    wanted.facts.dedup();
    wanted.others.sort_unstable();
    wanted.others.dedup();
}

/// The strata of several groupings together: those met in the segment, and for each person the place of theirs.
fn together(groupings: &[Grouping], segment: &Segment) -> (Vec<Arc<[GroupKey]>>, Vec<u32>) {
    let assigned: Vec<_> = groupings.iter().map(|grouping| grouping.assign(segment)).collect();
    let mut found: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    let mut last: Option<(Vec<u32>, u32)> = None;
    let mut of = Vec::with_capacity(segment.len());
    let mut own = Vec::with_capacity(assigned.len());
    for at in 0..segment.len() {
        own.clear();
        own.extend(assigned.iter().map(|assigned| assigned.of.get(at).copied().unwrap_or(0)));
        let place = match &last {
            Some((same, place)) if *same == own => *place,
            _ => {
                let next = u32::try_from(found.len()).unwrap_or(u32::MAX);
                let place = match found.get(&own) {
                    Some(place) => *place,
                    None => *found.entry(own.clone()).or_insert(next),
                };
                last = Some((own.clone(), place));
                place
            }
        };
        of.push(place);
    }
    let mut names: Vec<Arc<[GroupKey]>> = vec![Arc::from([]); found.len()];
    for (places, at) in found {
        let keys =
            places.iter().zip(&assigned).map(|(place, assigned)| assigned.keys.get(*place as usize).cloned().unwrap_or(GroupKey::Missing));
        if let Some(name) = names.get_mut(at as usize) {
            *name = keys.collect();
        }
    }
    (names, of)
}
