//! Counting people by group, stratum and step.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::value::Value;

use super::Chosen;
use super::steps::{self, Step};
use crate::answers::{Answers, Detail, Outcomes};
use crate::bits::Bits;
use crate::compare::Pool;
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

/// The people of a group by everything that is told of them: what may be shown is found here, and nothing is shown that is no sum of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fine {
    pub(super) people: u64,
    /// By where they stop in the funnel and by outcome: see [`funnel_column`].
    pub(super) funnel: Vec<u64>,
    /// For every step by itself, in the order of [`Alone`].
    pub(super) alone: Vec<[u64; Alone::COUNT]>,
}

/// What a step says of a person by itself, and whether the funnel says it already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alone {
    NotApplicable,
    Met,
    /// Not met, by who stops in the funnel here.
    NotMetHere,
    UnknownHere,
    /// Not met, by who stopped before or passes otherwise.
    NotMetElsewhere,
    UnknownElsewhere,
}

impl Alone {
    pub(super) const COUNT: usize = 6;

    pub(super) fn place(self) -> usize {
        self as usize
    }
}

/// Selected, not selected, unknown.
pub(super) const CLASSES: usize = 3;

/// The column of people who stop at a step of the funnel (`steps` of them; past the last: who passes), because it is unknown or not, with an outcome.
pub(super) fn funnel_column(stop: usize, unknown: bool, steps: usize, class: usize) -> usize {
    (if stop < steps { 2 * stop + usize::from(unknown) } else { 2 * steps }) * CLASSES + class
}

impl Fine {
    pub(super) fn of(funnel: usize, alone: usize) -> Fine {
        Fine { people: 0, funnel: vec![0; (2 * funnel + 1) * CLASSES], alone: vec![[0; Alone::COUNT]; alone] }
    }

    pub(super) fn add(&mut self, other: &Fine) {
        self.people += other.people;
        if self.funnel.len() < other.funnel.len() {
            self.funnel.resize(other.funnel.len(), 0);
        }
        if self.alone.len() < other.alone.len() {
            self.alone.resize(other.alone.len(), [0; Alone::COUNT]);
        }
        self.funnel.iter_mut().zip(&other.funnel).for_each(|(own, other)| *own += other);
        self.alone.iter_mut().flatten().zip(other.alone.iter().flatten()).for_each(|(own, other)| *own += other);
    }
}

/// One attribute.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    /// By place: the outcome first, then the funnel, then every step by itself.
    pub(super) places: BTreeMap<Place, Vec<Cell>>,
    pub(super) groups: BTreeMap<GroupKey, Fine>,
}

impl Cells {
    fn add(&mut self, other: Cells) {
        merge(&mut self.places, other.places);
        for (group, fine) in other.groups {
            self.groups.entry(group).or_default().add(&fine);
        }
    }
}

/// For each attribute its cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted {
    pub(super) attributes: Vec<Cells>,
    pub(super) people: u64,
}

/// More groups of an attribute than this are names or numbers of people, not groups.
const MOST_GROUPS: usize = 10_000;
/// More groups within strata than this are too fine to be compared.
const MOST_PLACES: usize = 1 << 19;

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
        let fresh = || Counted { attributes: vec![Cells::default(); self.attributes.len()], people: 0 };
        let pool: Pool<Counted> = Pool::new();
        let (_, reading) = run::over(
            population,
            &wanted,
            threads,
            || (),
            |(), segment| {
                let answers = kernel.answer(segment, Detail::Criteria);
                let Some(answers) = answers.first() else { return Ok(()) };
                pool.with(fresh, |counted| {
                    self.count(counted, segment, answers);
                    self.few_enough(counted)
                })
            },
        )?;
        let mut all = fresh();
        for counted in pool.into_all() {
            all.people += counted.people;
            all.attributes.iter_mut().zip(counted.attributes).for_each(|(own, other)| own.add(other));
        }
        self.few_enough(&all)?;
        Ok((all, reading))
    }

    /// Refuses what are no groups before they fill the memory.
    fn few_enough(&self, counted: &Counted) -> Result<(), LabError> {
        for (attribute, cells) in self.attributes.iter().zip(&counted.attributes) {
            let name = &attribute.name;
            if cells.groups.len() > MOST_GROUPS {
                return Err(LabError::refused(
                    format!("`{name}` memiliki lebih dari {MOST_GROUPS} nilai berbeda: bukan kelompok yang dapat dibandingkan"),
                    format!("`{name}` has more than {MOST_GROUPS} different values: not groups that can be compared"),
                ));
            }
            if cells.places.len() > MOST_PLACES {
                return Err(LabError::refused(
                    format!("`{name}` di dalam strata memberi lebih dari {MOST_PLACES} kelompok, diharapkan strata yang lebih kasar"),
                    format!("`{name}` within the strata gives more than {MOST_PLACES} groups, expected coarser strata"),
                ));
            }
        }
        Ok(())
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
        let in_funnel: Vec<Option<usize>> =
            self.alone.iter().map(|step| self.funnel.iter().position(|other| other.member == step.member)).collect();
        let width = 1 + funnel.len() + alone.len();
        let (strata, stratum_of) = together(&self.strata, segment);
        for (attribute, cells) in self.attributes.iter().zip(&mut counted.attributes) {
            let groups = attribute.assign(segment);
            let mut fine: Vec<Fine> = vec![Fine::of(funnel.len(), alone.len()); groups.keys.len()];
            // places met, in the order of meeting, and their cells one after the other
            let mut met: HashMap<(u32, u32), usize> = HashMap::new();
            let mut local: Vec<Cell> = Vec::new();
            for at in 0..len {
                let place = (groups.of.get(at).copied().unwrap_or(0), stratum_of.get(at).copied().unwrap_or(0));
                let next = met.len();
                let slot = *met.entry(place).or_insert(next);
                if slot == next {
                    local.resize((next + 1) * width, Cell::default());
                }
                let Some(own) = local.get_mut(slot * width..(slot + 1) * width) else { continue };
                let Some(fine) = fine.get_mut(place.0 as usize) else { continue };
                let mut note = |place: usize, selected: bool, unknown: bool| {
                    if let Some(cell) = own.get_mut(place) {
                        cell.pool += 1;
                        cell.selected += u64::from(selected);
                        cell.unknown += u64::from(unknown && !selected);
                    }
                };
                let (chosen, unclear) = (outcome.0.get(at), outcome.1.get(at));
                note(0, chosen, unclear);
                let (mut stop, mut unknown_there) = (funnel.len(), false);
                for (place, step) in funnel.iter().enumerate() {
                    let Some((passes, verdicts)) = step else { continue };
                    let passed = passes.get(at);
                    note(1 + place, passed, verdicts.unknown.get(at));
                    if !passed {
                        (stop, unknown_there) = (place, verdicts.unknown.get(at));
                        break;
                    }
                }
                fine.people += 1;
                let class = if chosen { 0 } else { 1 + usize::from(unclear) };
                if let Some(count) = fine.funnel.get_mut(funnel_column(stop, unknown_there, funnel.len(), class)) {
                    *count += 1;
                }
                for (place, step) in alone.iter().enumerate() {
                    let Some((passes, verdicts)) = step else { continue };
                    let (passed, unknown) = (passes.get(at), verdicts.unknown.get(at));
                    let applies = !verdicts.not_applicable.get(at);
                    if applies {
                        note(1 + funnel.len() + place, passed, unknown);
                    }
                    let here = in_funnel.get(place).copied().flatten() == Some(stop);
                    let told = match (applies, passed, unknown, here) {
                        (false, ..) => Alone::NotApplicable,
                        (_, true, ..) => Alone::Met,
                        (_, _, true, true) => Alone::UnknownHere,
                        (_, _, true, false) => Alone::UnknownElsewhere,
                        (_, _, false, true) => Alone::NotMetHere,
                        (_, _, false, false) => Alone::NotMetElsewhere,
                    };
                    if let Some(count) = fine.alone.get_mut(place).and_then(|counts| counts.get_mut(told.place())) {
                        *count += 1;
                    }
                }
            }
            for (key, fine) in groups.keys.iter().zip(&fine).filter(|(_, fine)| fine.people > 0) {
                cells.groups.entry(key.clone()).or_default().add(fine);
            }
            let mut named: BTreeMap<Place, Vec<Cell>> = BTreeMap::new();
            for ((group, stratum), slot) in met {
                if let (Some(group), Some(stratum), Some(own)) =
                    (groups.keys.get(group as usize), strata.get(stratum as usize), local.get(slot * width..(slot + 1) * width))
                {
                    named.insert((group.clone(), Arc::clone(stratum)), own.to_vec());
                }
            }
            merge(&mut cells.places, named);
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
