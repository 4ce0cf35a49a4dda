//! The years under one policy.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use jenjang::period::{DateRounding, months_between};
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::value::{FactIndex, Value};
use rust_decimal::prelude::ToPrimitive as _;

use super::cohort::{Cohort, SharesByGroup, standing};
use super::plan::{Limit, NONE, Places, Plan, Source};
use super::random::{self, Purpose};
use super::rank::{self, Candidate};
use super::result::{Course, Nesting, PolicyName, ProjectionYear};
use super::{Horizon, Rule, nesting, rounds, tally};
use crate::answers::{Answers, Detail, Outcomes};
use crate::bits::Bits;
use crate::column::{Column, Data, Meaning, Shape, day, day_number};
use crate::error::LabError;
use crate::grouping::{GroupKey, some};
use crate::kernel::Kernel;
use crate::run::Threads;
use crate::segment::Segment;

/// How far back entrants may be looked for.
const MOST_YEARS: u32 = 100;

/// Widest distance between numbers for which a table of them is laid out.
pub(super) const TABLE: i64 = 1 << 17;

/// How many may enter in a year.
const MOST_ENTRANTS: u64 = 50_000_000;

/// One course: the rules (a draft before the rule in force), the people, and what happens to them.
pub(super) struct Running<'p> {
    pub(super) plan: &'p Plan,
    pub(super) horizon: &'p Horizon,
    pub(super) rules: &'p [Rule<'p>],
    pub(super) score: Option<Rule<'p>>,
    pub(super) retirement: Option<Rule<'p>>,
    pub(super) seed: u64,
    pub(super) threads: Threads,
    pub(super) cohorts: Vec<Cohort>,
    shares: Vec<SharesByGroup>,
    by_lot: u64,
    /// Promotions of the year by limit and group.
    used: BTreeMap<(usize, GroupKey), u64>,
    /// Which dimensions lie within others.
    nested: Vec<Nesting>,
}

/// Calls a function on every cohort, on as many threads as there are; results in the order of the cohorts.
pub(super) fn each<T: Send, R: Send>(
    threads: Threads,
    list: &mut [T],
    work: impl Fn(usize, &mut T) -> Result<R, LabError> + Sync,
) -> Result<Vec<R>, LabError> {
    let count = list.len();
    let queue = Mutex::new(list.iter_mut().enumerate());
    let ended: Mutex<Vec<(usize, Result<R, LabError>)>> = Mutex::new(Vec::with_capacity(count));
    let run = || {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((at, one)) = next else { return };
            let result = work(at, one);
            ended.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.0.min(NonZero::new(count).unwrap_or(NonZero::<usize>::MIN)).get() {
            scope.spawn(run);
        }
        run();
    });
    let mut ended = ended.into_inner().unwrap_or_else(PoisonError::into_inner);
    ended.sort_by_key(|(at, _)| *at);
    ended.into_iter().map(|(_, result)| result).collect()
}

/// What one cohort says in a round.
struct Round {
    /// Eligible, with a grade above that is not limited.
    free: Vec<usize>,
    /// Eligible for a limited grade.
    candidates: Vec<Candidate>,
}

impl<'p> Running<'p> {
    pub(super) fn new(
        plan: &'p Plan,
        horizon: &'p Horizon,
        rules: &'p [Rule<'p>],
        (score, retirement): (Option<Rule<'p>>, Option<Rule<'p>>),
        (seed, threads): (u64, Threads),
        people: &[(Segment, Vec<u64>)],
    ) -> Result<Running<'p>, LabError> {
        let mut slots: Vec<Option<Cohort>> = vec![None; people.len()];
        each(threads, &mut slots, |at, slot| {
            if let Some((segment, keys)) = people.get(at) {
                *slot = Some(Cohort::new(plan, segment.clone(), keys.clone(), 0)?);
            }
            Ok(())
        })?;
        let cohorts = slots.into_iter().flatten().collect();
        let mut running = Running {
            plan,
            horizon,
            rules,
            score,
            retirement,
            seed,
            threads,
            cohorts,
            shares: Vec::new(),
            by_lot: 0,
            used: BTreeMap::new(),
            nested: Vec::new(),
        };
        running.shares = running.observed()?;
        Ok(running)
    }

    /// Shares of the newest values at the start, for each yearly rule that draws from them.
    fn observed(&mut self) -> Result<Vec<SharesByGroup>, LabError> {
        let mut all = Vec::new();
        for renewal in &self.plan.yearly {
            let Source::Observed(within) = &renewal.source else {
                all.push(SharesByGroup::new());
                continue;
            };
            let counted = each(self.threads, &mut self.cohorts, |_, cohort| {
                let newest = cohort.at_start(renewal)?.into_iter().next().unwrap_or_default();
                let groups = within.as_ref().map(|grouping| grouping.assign(&cohort.segment));
                let mut counts: BTreeMap<(Option<GroupKey>, i32), u64> = BTreeMap::new();
                let mut local: BTreeMap<(Option<u32>, i32), u64> = BTreeMap::new();
                for (at, value) in newest.iter().enumerate() {
                    *local.entry((None, *value)).or_insert(0) += 1;
                    if let Some(group) = groups.as_ref().and_then(|groups| groups.of.get(at)) {
                        *local.entry((Some(*group), *value)).or_insert(0) += 1;
                    }
                }
                for ((group, value), people) in local {
                    let key = group.and_then(|group| groups.as_ref()?.keys.get(group as usize).cloned());
                    *counts.entry((key, value)).or_insert(0) += people;
                }
                Ok(counts)
            })?;
            let mut merged: BTreeMap<(Option<GroupKey>, i32), u64> = BTreeMap::new();
            for (key, people) in counted.into_iter().flatten() {
                *merged.entry(key).or_insert(0) += people;
            }
            let mut shares = SharesByGroup::new();
            for ((group, value), people) in merged {
                let list = shares.entry(group).or_default();
                let before = list.last().map_or(0, |(_, total)| *total);
                list.push((value, before + people));
            }
            all.push(shares);
        }
        Ok(all)
    }

    /// Runs all years; also gives which dimensions lie within others.
    pub(super) fn run(mut self) -> Result<(Course, Vec<Nesting>), LabError> {
        let name = self.rules.first().map(|rule| PolicyName::of(rule.policy));
        let mut years = Vec::new();
        for year in 1..=self.horizon.years {
            years.push(self.year(year)?);
        }
        let waiting = tally::together(years.iter().map(|year: &ProjectionYear| &year.waiting));
        let policy = name.unwrap_or(PolicyName { id: "".into(), title: jenjang::legal::Label::same(""), version: String::new() });
        Ok((Course { policy, grades: tally::sums(&years), years, waiting }, self.nested))
    }

    fn year(&mut self, year: u32) -> Result<ProjectionYear, LabError> {
        let (start, end) = rounds::year(self.horizon, year)?;
        let (plan, seed, shares) = (self.plan, self.seed, std::mem::take(&mut self.shares));
        self.by_lot = 0;
        self.used.clear();
        if year > 1 {
            each(self.threads, &mut self.cohorts, |_, cohort| cohort.renew(plan, &shares, seed, year))?;
            self.recruit(year, start)?;
        }
        self.shares = shares;
        each(self.threads, &mut self.cohorts, |_, cohort| {
            cohort.begin(plan);
            Ok(())
        })?;
        self.age(start)?;
        let counted = tally::Before::new(self, start)?;
        if year == 1 {
            self.nested = nesting::nested(&counted, self)?;
        }
        let policies = rounds::of_year(plan, self.rules, self.horizon, (start, end))?;
        for policy in &policies {
            self.round(policy, year)?;
        }
        let last = day_number(end) - 1;
        each(self.threads, &mut self.cohorts, |_, cohort| {
            cohort.retire(last);
            Ok(())
        })?;
        let days = policies.iter().map(|policy| policy.as_of()).collect();
        tally::year(self, year, start, days, counted)
    }

    pub(super) fn lots(&self) -> u64 {
        self.by_lot
    }

    /// Works out who leaves when.
    fn age(&mut self, start: NaiveDate) -> Result<(), LabError> {
        let plan = self.plan;
        let Some(retirement) = &plan.rules.retirement else { return Ok(()) };
        let kernel = match self.retirement {
            Some(rule) => Some(Kernel::new(&[rounds::prepared(rule, start, self.horizon)?])),
            None => None,
        };
        each(self.threads, &mut self.cohorts, |_, cohort| {
            let answers = kernel.as_ref().and_then(|kernel| kernel.answer(&cohort.segment, Detail::Outcome).into_iter().next());
            let columns: Vec<Option<Arc<Column>>> = plan.ages.iter().map(|(fact, ..)| cohort.segment.fact(*fact).cloned()).collect();
            let by_policy = match answers.as_ref().map(|answers| &answers.outcome) {
                Some(Outcomes::Values(column)) => Some(ages(column)),
                _ => None,
            };
            let age_of = |at: usize| {
                let by_policy = by_policy.as_ref().and_then(|age| age(at));
                let declared = || {
                    let fits = |(column, (_, is, _)): &(&Option<Arc<Column>>, &(FactIndex, Value, u32))| {
                        column.as_ref().is_some_and(|column| column.value(at) == *is)
                    };
                    columns.iter().zip(&plan.ages).find(fits).map(|(_, (_, _, age))| *age)
                };
                by_policy.or_else(declared).or(retirement.otherwise)
            };
            cohort.set_leaving(plan, age_of);
            Ok(())
        })?;
        Ok(())
    }

    /// Entrants of a year: copies of those who had entered lately at the start, their dates moved to the day of entry.
    fn recruit(&mut self, year: u32, start: NaiveDate) -> Result<(), LabError> {
        let plan = self.plan;
        let (Some(recruitment), Some(entry)) = (&plan.rules.recruitment, plan.entry) else { return Ok(()) };
        let (seed, from) = (self.seed, self.horizon.from);
        let oldest = recruitment.recent_years.checked_mul(12).and_then(|months| from.checked_sub_months(chrono::Months::new(months)));
        let Some(oldest) = oldest.filter(|_| recruitment.recent_years <= MOST_YEARS && recruitment.each_year <= MOST_ENTRANTS) else {
            let (years, number) = (recruitment.recent_years, recruitment.each_year);
            return Err(LabError::refused(
                format!(
                    "penerimaan: diharapkan `recent-years` paling banyak {MOST_YEARS} dan `each-year` paling banyak {MOST_ENTRANTS}, ditemukan {years} dan {number}"
                ),
                format!(
                    "recruitment: expected `recent-years` of at most {MOST_YEARS} and `each-year` of at most {MOST_ENTRANTS}, found {years} and {number}"
                ),
            ));
        };
        let found = each(self.threads, &mut self.cohorts, |_, cohort| {
            let mut models: Vec<(u64, usize)> = Vec::new();
            if cohort.entered == 0 {
                let Some(column) = cohort.segment.fact(entry) else { return Ok(models) };
                let recent = recent(column, day_number(oldest), day_number(from));
                models.extend(recent.map(|at| (random::bits(seed, cohort.keys.get(at).copied().unwrap_or(0), year, Purpose::Entrant), at)));
            }
            Ok(models)
        })?;
        let mut models: Vec<(u64, u64, usize, usize)> = Vec::new();
        for (cohort, list) in found.into_iter().enumerate() {
            let keys = self.cohorts.get(cohort).map(|cohort| Arc::clone(&cohort.keys)).unwrap_or_default();
            models.extend(list.into_iter().map(|(lot, at)| (lot, keys.get(at).copied().unwrap_or(0), cohort, at)));
        }
        let count = models.len() as u64;
        if count == 0 {
            let years = recruitment.recent_years;
            return Err(LabError::refused(
                format!("tidak ada orang yang masuk dalam {years} tahun sebelum {from} untuk menjadi contoh pegawai baru"),
                format!("nobody entered within {years} years before {from}, so that there is no model for entrants"),
            ));
        }
        models.sort_unstable();
        let (rounds, rest) = (recruitment.each_year / count, recruitment.each_year % count);
        let mut by_cohort: BTreeMap<usize, Vec<(usize, u64)>> = BTreeMap::new();
        for (place, (_, key, cohort, at)) in models.iter().enumerate() {
            for copy in 0..rounds + u64::from((place as u64) < rest) {
                let own = random::mix(random::mix(key ^ u64::from(year).rotate_left(32)) ^ copy);
                by_cohort.entry(*cohort).or_default().push((*at, own));
            }
        }
        let mut jobs: Vec<(usize, Vec<(usize, u64)>, Option<Cohort>)> =
            by_cohort.into_iter().map(|(cohort, list)| (cohort, list, None)).collect();
        let cohorts = &self.cohorts;
        each(self.threads, &mut jobs, |_, (cohort, list, made)| {
            let Some(source) = cohorts.get(*cohort) else { return Ok(()) };
            let places: Vec<usize> = list.iter().map(|(at, _)| *at).collect();
            let taken = some(source.as_at_start(), &places);
            let entered = entrants(&taken, entry, start)?;
            *made = Some(Cohort::new(plan, entered, list.iter().map(|(_, key)| *key).collect(), year)?);
            Ok(())
        })?;
        self.cohorts.extend(jobs.into_iter().filter_map(|(.., made)| made));
        Ok(())
    }

    /// One round.
    fn round(&mut self, policy: &Arc<PolicyOnDate>, year: u32) -> Result<(), LabError> {
        let plan = self.plan;
        let on = policy.as_of();
        let kernel = Kernel::new(std::slice::from_ref(policy));
        let score = match self.score {
            Some(rule) => Some(Kernel::new(&[rounds::prepared(rule, on, self.horizon)?])),
            None => None,
        };
        let rounding = policy.policy().date_rounding();
        let top = i32::try_from(plan.scale.values.len()).unwrap_or(i32::MAX) - 1;
        let limited: BTreeSet<i32> = plan.vacancies.iter().map(|limit| limit.rank).collect();
        let seed = self.seed;
        let found = each(self.threads, &mut self.cohorts, |at, cohort| {
            cohort.retire(day_number(on));
            let answers = kernel.answer(&cohort.segment, Detail::Outcome).into_iter().next();
            let Some(Answers { outcome: Outcomes::Eligibility { eligible, unknown }, .. }) = answers else {
                return Ok(Round { free: Vec::new(), candidates: Vec::new() });
            };
            let (mut free, limited) = sorted_out(plan, cohort, &eligible, &unknown, top, &limited);
            let (candidates, uncovered) = rank::candidates(plan, score.as_ref(), cohort, at, &limited, (seed, year));
            free.extend(uncovered);
            Ok(Round { free, candidates })
        })?;
        let mut promoted: Vec<Vec<usize>> = Vec::with_capacity(found.len());
        let mut candidates = Vec::new();
        for round in found {
            promoted.push(round.free);
            candidates.extend(round.candidates);
        }
        self.fill(candidates, &mut promoted)?;
        let promoted = &promoted;
        each(self.threads, &mut self.cohorts, |at, cohort| {
            cohort.promote(plan, promoted.get(at).map_or(&[], Vec::as_slice), on, rounding);
            Ok(())
        })?;
        Ok(())
    }

    /// Gives limited places to those first in order, the highest grade first, so that the posts it empties can be filled the same day.
    fn fill(&mut self, candidates: Vec<Candidate>, promoted: &mut [Vec<usize>]) -> Result<(), LabError> {
        let mut occupied = self.occupied(promoted)?;
        let mut pools: BTreeMap<(std::cmp::Reverse<i32>, usize, GroupKey), Vec<Candidate>> = BTreeMap::new();
        for candidate in candidates {
            pools.entry((std::cmp::Reverse(candidate.target), candidate.limit, candidate.group.clone())).or_default().push(candidate);
        }
        for ((_, limit, group), mut pool) in pools {
            let Some(places) = self.plan.vacancies.get(limit).map(|limit| limit.places) else { continue };
            let free = match places {
                Places::Quota(quota) => quota.saturating_sub(self.used.get(&(limit, group.clone())).copied().unwrap_or(0)),
                Places::Posts(posts) => posts.saturating_sub(occupied.get(&(limit, group.clone())).copied().unwrap_or(0)),
            };
            let free = usize::try_from(free).unwrap_or(usize::MAX).min(pool.len());
            self.by_lot += rank::order(self.plan, &mut pool, free);
            *self.used.entry((limit, group.clone())).or_insert(0) += free as u64;
            *occupied.entry((limit, group)).or_insert(0) += free as u64;
            for (place, candidate) in pool.into_iter().enumerate() {
                if place < free {
                    if let Some(from) = candidate.leaves.and_then(|(limit, group)| occupied.get_mut(&(limit, group))) {
                        *from = from.saturating_sub(1);
                    }
                    if let Some(list) = promoted.get_mut(candidate.cohort) {
                        list.push(candidate.place);
                    }
                }
            }
        }
        promoted.iter_mut().for_each(|list| list.sort_unstable());
        Ok(())
    }

    /// Who holds the posts of limited grades, those who move on freely taken off.
    fn occupied(&mut self, promoted: &[Vec<usize>]) -> Result<BTreeMap<(usize, GroupKey), u64>, LabError> {
        let plan = self.plan;
        if !plan.vacancies.iter().any(|limit| matches!(limit.places, Places::Posts(_))) {
            return Ok(BTreeMap::new());
        }
        let counted = each(self.threads, &mut self.cohorts, |at, cohort| {
            let groups = rank::groups(plan, cohort);
            let mut staying = vec![true; cohort.len()];
            for place in promoted.get(at).into_iter().flatten() {
                if let Some(place) = staying.get_mut(*place) {
                    *place = false;
                }
            }
            let mut counts: BTreeMap<(usize, u32), u64> = BTreeMap::new();
            for (place, grade) in cohort.moving(plan.grade).iter().enumerate() {
                let here = cohort.gone.get(place) == Some(&false) && staying.get(place) == Some(&true);
                if here && let Some((limit, local)) = rank::limit_of(plan, &groups, *grade, place) {
                    *counts.entry((limit, local)).or_insert(0) += 1;
                }
            }
            Ok(counts.into_iter().map(|((limit, local), people)| ((limit, rank::key(&groups, limit, local)), people)).collect::<Vec<_>>())
        })?;
        let mut occupied = BTreeMap::new();
        for (key, people) in counted.into_iter().flatten() {
            *occupied.entry(key).or_insert(0) += people;
        }
        Ok(occupied)
    }
}

/// Notes how people stand in this round, and gives those eligible for a grade without and with limits. Sixty-four people at a time: most are
/// neither eligible nor unknown.
fn sorted_out(
    plan: &Plan,
    cohort: &mut Cohort,
    eligible: &Bits,
    unknown: &Bits,
    top: i32,
    limited: &BTreeSet<i32>,
) -> (Vec<usize>, Vec<usize>) {
    let (mut free, mut waiting) = (Vec::new(), Vec::new());
    let mut standings = std::mem::take(&mut cohort.standing);
    let (grades, gone) = (cohort.moving(plan.grade), &cohort.gone);
    let words = eligible.words().iter().zip(unknown.words());
    for ((eligible, unknown), (block, standings)) in words.zip(standings.chunks_mut(64).enumerate()) {
        if eligible | unknown == 0 {
            standings.iter_mut().filter(|now| **now == standing::UNKNOWN).for_each(|now| *now = standing::NOT);
            continue;
        }
        let first = block * 64;
        let people = standings.iter_mut().zip(grades.iter().skip(first)).zip(gone.iter().skip(first)).enumerate();
        for (bit, ((now, grade), gone)) in people {
            if *gone || *now == standing::PROMOTED {
                continue;
            }
            if eligible >> bit & 1 == 1 {
                if *grade <= NONE || *grade >= top {
                    *now = (*now).max(standing::AT_TOP);
                } else if limited.contains(&(*grade + 1)) {
                    *now = standing::LOST;
                    waiting.push(first + bit);
                } else {
                    free.push(first + bit);
                }
            } else if *now <= standing::UNKNOWN {
                *now = if unknown >> bit & 1 == 1 { standing::UNKNOWN } else { standing::NOT };
            }
        }
    }
    cohort.standing = standings;
    (free, waiting)
}

/// The age each whole or broken number of a column stands for, in years, looked up once for each number.
fn ages(column: &Column) -> impl Fn(usize) -> Option<u32> + '_ {
    let of = |value: &Value| if let Value::Number(age) = value { age.ceil().to_u32() } else { None };
    let told = |at: usize| {
        let says = |bits: &Option<Bits>| bits.as_ref().is_some_and(|bits| bits.get(at));
        !says(&column.missing) && !says(&column.none)
    };
    let table: Option<(&Data, i64, Vec<Option<u32>>)> = match &column.shape {
        Shape::Narrow { meaning, data, base, least, greatest } if greatest.saturating_sub(*least) < TABLE => {
            Some((data, base.wrapping_sub(*least), (*least..=*greatest).map(|number| of(&meaning.value(number))).collect()))
        }
        _ => None,
    };
    move |at: usize| match &table {
        Some((data, distance, ages)) if told(at) && at < data.len() => {
            usize::try_from(distance.wrapping_add(data.get(at))).ok().and_then(|place| ages.get(place).copied().flatten())
        }
        Some(_) => None,
        None => of(&column.value(at)),
    }
}

/// Places of those whose date lies between two days, both included.
fn recent(column: &Arc<Column>, oldest: i64, newest: i64) -> impl Iterator<Item = usize> + '_ {
    (0..column.len()).filter(move |at| match column.value(*at) {
        Value::Date(date) => (oldest..=newest).contains(&day_number(date)),
        _ => false,
    })
}

/// Copies with their dates moved on by as many months as lie between each model's entry and the new one.
fn entrants(models: &Segment, entry: FactIndex, on: NaiveDate) -> Result<Segment, LabError> {
    let months: Vec<i32> = (0..models.len())
        .map(|at| match models.value(entry, at) {
            Value::Date(since) => months_between(since, on, DateRounding::LastDayOfMonth),
            _ => 0,
        })
        .collect();
    let mut moved = models.clone();
    let facts: Vec<FactIndex> = models.facts().collect();
    for fact in facts {
        if let Some(column) = models.fact(fact)
            && let Some(later) = later(column, &months)
        {
            moved.set(fact, later);
        }
    }
    Ok(moved)
}

/// Dates moved on by months, person by person; `None` for columns without dates.
fn later(column: &Column, months: &[i32]) -> Option<Column> {
    match &column.shape {
        Shape::Narrow { meaning: Meaning::Date, data, base, .. } => {
            let moved = |at: usize| {
                let date = day(base.wrapping_add(data.get(at)))?;
                jenjang::period::add_months(date, months.get(at).copied().unwrap_or(0), DateRounding::LastDayOfMonth).map(day_number)
            };
            let days: Vec<i64> = (0..column.len()).map(|at| moved(at).unwrap_or_else(|| base.wrapping_add(data.get(at)))).collect();
            let (least, greatest) = (days.iter().copied().min().unwrap_or(0), days.iter().copied().max().unwrap_or(0));
            let data = Data::I64(days.into());
            let shape = Shape::Narrow { meaning: Meaning::Date, data, base: 0, least, greatest };
            Some(Column { shape, missing: column.missing.clone(), none: column.none.clone() })
        }
        Shape::Lists { items, lengths } => {
            let moved: Option<Vec<Column>> = items.iter().map(|item| later(item, months)).collect();
            let shape = Shape::Lists { items: moved?, lengths: lengths.clone() };
            Some(Column { shape, missing: column.missing.clone(), none: column.none.clone() })
        }
        _ => None,
    }
}

/// The limit among several that a person of a group falls under; the first declared that fits.
pub(super) fn covers(limit: &Limit, key: Option<&GroupKey>) -> bool {
    match (&limit.within, &limit.is, key) {
        (None, ..) => true,
        (Some(_), None, Some(GroupKey::Known(..))) => true,
        (Some(_), Some(is), Some(GroupKey::Known(_, code))) => is == code,
        _ => false,
    }
}
