//! People who came together, with the columns that move: what the years do to them.

use std::collections::VecDeque;
use std::collections::btree_map::{BTreeMap, Entry};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::period::{DateRounding, add_months, months_between};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::value::{FactIndex, Value};

use super::course::TABLE;
use super::integers;
use super::plan::{Change, MISSING, NONE, Plan, Source, meaning};
use super::random::{self, Purpose};
use crate::column::{Column, Meaning, Shape, day, day_number};
use crate::error::LabError;
use crate::grouping::GroupKey;
use crate::segment::Segment;

/// How a person stands in the year: the greater answer stays.
pub(super) mod standing {
    pub(crate) const NOT: u8 = 0;
    pub(crate) const UNKNOWN: u8 = 1;
    pub(crate) const AT_TOP: u8 = 2;
    pub(crate) const LOST: u8 = 3;
    pub(crate) const PROMOTED: u8 = 4;
}

/// Nobody leaves on this day.
pub(super) const NEVER: i32 = i32::MAX;

/// Shares of new values as seen at the start: values with the running total of how often they came.
pub(super) type Shares = Vec<(i32, u64)>;

/// Shares by group; `None` for everybody together.
pub(super) type SharesByGroup = BTreeMap<Option<GroupKey>, Shares>;

/// People who came together.
#[derive(Clone, Debug)]
pub(super) struct Cohort {
    /// As they are now.
    pub(super) segment: Segment,
    /// As they were at the start.
    initial: Segment,
    /// What tells them apart in choices by chance.
    pub(super) keys: Arc<Vec<u64>>,
    /// Year they came in; 0 for those present at the start.
    pub(super) entered: u32,
    moving: BTreeMap<FactIndex, Vec<i32>>,
    histories: Vec<VecDeque<Column>>,
    /// Day number on which each leaves.
    pub(super) leaves: Vec<i32>,
    pub(super) gone: Vec<bool>,
    /// Gone this year.
    pub(super) retired: Vec<bool>,
    pub(super) standing: Vec<u8>,
    /// Grade at the start of the year.
    pub(super) start: Vec<i32>,
    /// People by grade and months waited, promoted this year.
    pub(super) waited: BTreeMap<(i32, u32), u64>,
    /// Those whose date of the grade nobody told, by grade.
    pub(super) waited_unknown: BTreeMap<i32, u64>,
}

impl Cohort {
    /// People as read; `keys` are as many.
    pub(super) fn new(plan: &Plan, segment: Segment, keys: Vec<u64>, entered: u32) -> Result<Cohort, LabError> {
        let catalogue = Arc::clone(segment.catalogue());
        let len = segment.len();
        let mut moving = BTreeMap::new();
        let single = [plan.grade, plan.since].into_iter().chain(plan.effects.iter().map(|(fact, _)| *fact));
        let adding = plan.yearly.iter().filter(|renewal| matches!(renewal.source, Source::Add(_)));
        let adding = adding.flat_map(|renewal| renewal.facts.iter().map(|fact| (*fact, renewal.meaning.clone())));
        let single = single.map(|fact| Ok::<_, LabError>((fact, meaning(catalogue.fact(fact), &catalogue.fact(fact).ty, 0)?)));
        for entry in adding.map(Ok).chain(single) {
            let (fact, meaning) = entry?;
            if let Entry::Vacant(place) = moving.entry(fact) {
                place.insert(integers::of(catalogue.fact(fact), segment.fact(fact), &meaning, len)?);
            }
        }
        let histories = plan.yearly.iter().map(|renewal| match (&renewal.source, renewal.list) {
            (Source::Add(_), _) => VecDeque::new(),
            (_, Some(_)) => match renewal.facts.first().and_then(|fact| segment.fact(*fact)).map(|column| &column.shape) {
                Some(Shape::Lists { items, .. }) => items.iter().cloned().collect(),
                _ => VecDeque::new(),
            },
            (_, None) => {
                let column = |fact: &FactIndex| segment.fact(*fact).map_or_else(|| Column::silent(len), |column| Column::clone(column));
                renewal.facts.iter().map(column).collect()
            }
        });
        let histories = histories.collect();
        let start = moving.get(&plan.grade).cloned().unwrap_or_default();
        Ok(Cohort {
            initial: segment.clone(),
            segment,
            keys: Arc::new(keys),
            entered,
            moving,
            histories,
            leaves: vec![NEVER; len],
            gone: vec![false; len],
            retired: vec![false; len],
            standing: vec![standing::NOT; len],
            start,
            waited: BTreeMap::new(),
            waited_unknown: BTreeMap::new(),
        })
    }

    pub(super) fn len(&self) -> usize {
        self.segment.len()
    }

    pub(super) fn catalogue(&self) -> &Arc<Catalogue> {
        self.segment.catalogue()
    }

    /// As they were at the start (or entry).
    pub(super) fn as_at_start(&self) -> &Segment {
        &self.initial
    }

    /// Integers of a fact that moves.
    pub(super) fn moving(&self, fact: FactIndex) -> &[i32] {
        self.moving.get(&fact).map_or(&[], Vec::as_slice)
    }

    /// Begins a year: nobody has an answer yet.
    pub(super) fn begin(&mut self, plan: &Plan) {
        self.standing.fill(standing::NOT);
        self.retired.fill(false);
        self.start = self.moving(plan.grade).to_vec();
        self.waited.clear();
        self.waited_unknown.clear();
    }

    /// Moves yearly facts into a new year.
    pub(super) fn renew(&mut self, plan: &Plan, shares: &[SharesByGroup], seed: u64, year: u32) -> Result<(), LabError> {
        for (at, renewal) in plan.yearly.iter().enumerate() {
            if let Source::Add(amount) = renewal.source {
                self.add(renewal.facts.as_slice(), amount, renewal)?;
                continue;
            }
            let new = self.drawn(renewal, shares.get(at), seed, year, Purpose::Yearly(u32::try_from(at).unwrap_or(u32::MAX)))?;
            let column = integers::column(&renewal.meaning, &new);
            let Some(history) = self.histories.get_mut(at) else { continue };
            history.push_front(column);
            match renewal.list {
                Some(longest) => {
                    history.truncate(longest);
                    let Some(fact) = renewal.facts.first() else { continue };
                    let longer = lengthened(self.segment.fact(*fact).map(|column| &**column), &new, history, longest);
                    self.segment.set(*fact, longer);
                }
                None => {
                    history.truncate(renewal.facts.len());
                    for (fact, column) in renewal.facts.iter().zip(history.iter()) {
                        self.segment.set(*fact, column.clone());
                    }
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, facts: &[FactIndex], amount: i64, renewal: &super::plan::Renewal) -> Result<(), LabError> {
        for fact in facts {
            let Some(values) = self.moving.get_mut(fact) else { continue };
            for value in values.iter_mut().filter(|value| **value > NONE) {
                *value = i32::try_from(i64::from(*value) + amount).ok().filter(|sum| *sum > NONE).ok_or_else(|| {
                    let name = &self.segment.catalogue().fact(*fact).name;
                    LabError::refused(
                        format!("fakta `{name}` tumbuh melampaui angka yang dapat diproyeksikan"),
                        format!("the fact `{name}` grows past the numbers that can be projected"),
                    )
                })?;
            }
            let column = integers::column(&renewal.meaning, values);
            self.segment.set(*fact, column);
        }
        Ok(())
    }

    /// A new value for everybody.
    fn drawn(
        &self,
        renewal: &super::plan::Renewal,
        shares: Option<&SharesByGroup>,
        seed: u64,
        year: u32,
        purpose: Purpose,
    ) -> Result<Vec<i32>, LabError> {
        let bits = |at: usize| random::bits(seed, self.keys.get(at).copied().unwrap_or(0), year, purpose);
        let len = self.len();
        let new = match &renewal.source {
            Source::Add(_) => Vec::new(),
            Source::Own => {
                let places = self.at_start(renewal)?;
                let known = |at: usize| places.iter().filter_map(move |place| place.get(at)).copied().filter(|value| *value > NONE);
                (0..len)
                    .map(|at| {
                        let pick = random::below(bits(at), known(at).count() as u64);
                        usize::try_from(pick).ok().and_then(|pick| known(at).nth(pick)).unwrap_or(MISSING)
                    })
                    .collect()
            }
            Source::Declared(buckets) => {
                let mut total = 0_u64;
                let running: Shares = buckets
                    .iter()
                    .map(|(value, weight)| {
                        total += u64::from(*weight);
                        (*value, total)
                    })
                    .collect();
                (0..len).map(|at| pick(&running, bits(at))).collect()
            }
            Source::Observed(within) => {
                let groups = within.as_ref().map(|grouping| grouping.assign(&self.segment));
                let everybody: &[(i32, u64)] = shares.and_then(|shares| shares.get(&None)).map_or(&[], Vec::as_slice);
                let of_group = |key: &GroupKey| shares.and_then(|shares| shares.get(&Some(key.clone()))).map_or(everybody, Vec::as_slice);
                let lists: Vec<&[(i32, u64)]> = groups.iter().flat_map(|groups| groups.keys.iter().map(of_group)).collect();
                let list = |at: usize| {
                    let group = groups.as_ref().and_then(|groups| groups.of.get(at)).and_then(|group| lists.get(*group as usize));
                    group.copied().unwrap_or(everybody)
                };
                (0..len).map(|at| pick(list(at), bits(at))).collect()
            }
        };
        Ok(new)
    }

    /// The values of a yearly fact at the start, a list for each place in its history; past the length of a list they are missing.
    pub(super) fn at_start(&self, renewal: &super::plan::Renewal) -> Result<Vec<Vec<i32>>, LabError> {
        let len = self.len();
        let catalogue = self.catalogue();
        let Some(first) = renewal.facts.first() else { return Ok(Vec::new()) };
        if renewal.list.is_none() {
            let of = |fact: &FactIndex| integers::of(catalogue.fact(*fact), self.initial.fact(*fact), &renewal.meaning, len);
            return renewal.facts.iter().map(of).collect();
        }
        let Some(column) = self.initial.fact(*first) else { return Ok(Vec::new()) };
        match &column.shape {
            Shape::Lists { items, lengths } => (items.iter().enumerate())
                .map(|(place, item)| {
                    let mut values = integers::of_column(catalogue.fact(*first), item, &renewal.meaning, len)?;
                    for (at, value) in values.iter_mut().enumerate() {
                        if lengths.get(at).is_none_or(|length| usize::from(*length) <= place) {
                            *value = MISSING;
                        }
                    }
                    Ok(values)
                })
                .collect(),
            Shape::Wide(_) => Err(integers::too_wide(catalogue.fact(*first))),
            Shape::Narrow { .. } => Ok(Vec::new()),
        }
    }

    /// Lets go whoever leaves up to this day.
    pub(super) fn retire(&mut self, up_to: i64) {
        for (at, leaves) in self.leaves.iter().enumerate() {
            if i64::from(*leaves) <= up_to
                && *leaves != NEVER
                && let (Some(gone), Some(retired)) = (self.gone.get_mut(at), self.retired.get_mut(at))
                && !*gone
            {
                *gone = true;
                *retired = true;
            }
        }
    }

    /// When each leaves, from ages in years by person. The day is worked out once for each day of birth and age.
    pub(super) fn set_leaving(&mut self, plan: &Plan, age_of: impl Fn(usize) -> Option<u32>) {
        let Some(birth) = plan.birth.and_then(|birth| self.segment.fact(birth)) else { return };
        let (first, days) = match &birth.shape {
            Shape::Narrow { least, greatest, .. } if greatest.saturating_sub(*least) < TABLE => {
                (*least, usize::try_from(greatest - least).map_or(0, |width| width + 1))
            }
            _ => (0, 0),
        };
        let leaving = |birth: i64, age: u32| {
            let leaves = day(birth).and_then(|birth| leaving_day(birth, age));
            leaves.map_or(NEVER, |day| i32::try_from(day_number(day)).unwrap_or(NEVER))
        };
        let mut known: Vec<(u32, Vec<Option<i32>>)> = Vec::new();
        for (at, leaves) in self.leaves.iter_mut().enumerate() {
            *leaves = match (born(birth, at), age_of(at)) {
                (Some(birth), Some(age)) => {
                    let place = known.iter().position(|(other, _)| *other == age).unwrap_or(known.len());
                    if place == known.len() {
                        known.push((age, vec![None; days]));
                    }
                    let known = known.get_mut(place).zip(usize::try_from(birth - first).ok()).and_then(|((_, days), at)| days.get_mut(at));
                    match known {
                        Some(known) => *known.get_or_insert_with(|| leaving(birth, age)),
                        None => leaving(birth, age),
                    }
                }
                _ => NEVER,
            };
        }
    }

    /// Promotes people to the next grade on a day. Each is told once; who has no grade above is not told.
    pub(super) fn promote(&mut self, plan: &Plan, places: &[usize], on: NaiveDate, rounding: DateRounding) {
        if places.is_empty() {
            return;
        }
        let today = i32::try_from(day_number(on)).unwrap_or(MISSING);
        for at in places {
            let (Some(grade), Some(since)) = (value(&self.moving, plan.grade, *at), value(&self.moving, plan.since, *at)) else { continue };
            match day(i64::from(since)).filter(|_| since > NONE) {
                Some(since) => {
                    let months = u32::try_from(months_between(since, on, rounding).max(0)).unwrap_or(0);
                    *self.waited.entry((grade, months)).or_insert(0) += 1;
                }
                None => *self.waited_unknown.entry(grade).or_insert(0) += 1,
            }
            if let Some(standing) = self.standing.get_mut(*at) {
                *standing = standing::PROMOTED;
            }
            set(&mut self.moving, plan.grade, *at, grade + 1);
            set(&mut self.moving, plan.since, *at, today);
            for (fact, change) in &plan.effects {
                let now = match change {
                    Change::Day => today,
                    Change::To(value) => *value,
                    Change::Next => match value(&self.moving, *fact, *at) {
                        Some(rank) if rank > NONE && rank < highest(self.segment.catalogue(), *fact) => rank + 1,
                        Some(rank) => rank,
                        None => continue,
                    },
                };
                set(&mut self.moving, *fact, *at, now);
            }
        }
        let catalogue = Arc::clone(self.segment.catalogue());
        for fact in [plan.grade, plan.since].into_iter().chain(plan.effects.iter().map(|(fact, _)| *fact)) {
            let declared = catalogue.fact(fact);
            if let (Ok(meaning), Some(values)) = (meaning(declared, &declared.ty, 0), self.moving.get(&fact)) {
                let patched = self.segment.fact(fact).and_then(|column| integers::patched(column, &meaning, places, values));
                self.segment.set(fact, patched.unwrap_or_else(|| integers::column(&meaning, values)));
            }
        }
    }
}

/// The day number of a date of birth, where it is told.
fn born(column: &Column, at: usize) -> Option<i64> {
    let says = |bits: &Option<crate::bits::Bits>| bits.as_ref().is_some_and(|bits| bits.get(at));
    match &column.shape {
        Shape::Narrow { meaning: Meaning::Date, data, base, .. } => {
            (at < data.len() && !says(&column.missing) && !says(&column.none)).then(|| base.wrapping_add(data.get(at)))
        }
        _ => match column.value(at) {
            Value::Date(date) => Some(day_number(date)),
            _ => None,
        },
    }
}

/// The first day of the month after a person reaches an age.
fn leaving_day(birth: NaiveDate, age: u32) -> Option<NaiveDate> {
    use chrono::Datelike as _;
    let months = i32::try_from(age.checked_mul(12)?).ok()?;
    let reached = add_months(birth, months, DateRounding::LastDayOfMonth)?;
    add_months(reached.with_day(1)?, 1, DateRounding::LastDayOfMonth)
}

fn highest(catalogue: &Catalogue, fact: FactIndex) -> i32 {
    match &catalogue.fact(fact).ty {
        jenjang::policy::types::Type::Choice(scale) => i32::try_from(scale.values.len()).unwrap_or(i32::MAX) - 1,
        _ => NONE,
    }
}

fn value(moving: &BTreeMap<FactIndex, Vec<i32>>, fact: FactIndex, at: usize) -> Option<i32> {
    moving.get(&fact)?.get(at).copied()
}

fn set(moving: &mut BTreeMap<FactIndex, Vec<i32>>, fact: FactIndex, at: usize, to: i32) {
    if let Some(place) = moving.get_mut(&fact).and_then(|values| values.get_mut(at)) {
        *place = to;
    }
}

/// The value these bits pick by its share; missing where there are none.
fn pick(shares: &[(i32, u64)], bits: u64) -> i32 {
    let total = shares.last().map_or(0, |(_, total)| *total);
    let point = random::below(bits, total);
    shares.iter().find(|(_, running)| point < *running).map_or(MISSING, |(value, _)| *value)
}

/// A list with a new first item. Who had no list and gets no item has none still.
fn lengthened(old: Option<&Column>, new: &[i32], items: &VecDeque<Column>, longest: usize) -> Column {
    let absent = |at: usize, none: bool| {
        old.is_none_or(|column| if none { &column.none } else { &column.missing }.as_ref().is_some_and(|bits| bits.get(at)))
    };
    let length = |at: usize| match old.map(|column| &column.shape) {
        Some(Shape::Lists { lengths, .. }) => lengths.get(at).copied().unwrap_or(0),
        _ => 0,
    };
    let longest = u16::try_from(longest).unwrap_or(u16::MAX);
    let still = |at: usize, none: bool| new.get(at) == Some(&MISSING) && (old.is_some() || !none) && absent(at, none);
    let lengths: Vec<u16> =
        (0..new.len()).map(|at| if still(at, false) || still(at, true) { 0 } else { length(at).saturating_add(1).min(longest) }).collect();
    let mask = |none: bool| {
        let bits: crate::bits::Bits = (0..new.len()).map(|at| still(at, none)).collect();
        (bits.count() > 0).then_some(bits)
    };
    let (missing, none) = (mask(false), mask(true));
    Column { shape: Shape::Lists { items: items.iter().cloned().collect(), lengths: lengths.into() }, missing, none }
}
