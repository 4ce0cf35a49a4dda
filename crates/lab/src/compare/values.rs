//! How values move: scores, points and classifications before and after.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;
use serde::Serialize;

use super::result::{Change, Suppression};
use super::tally::{Pool, value_change};
use super::totals::Everybody;
use crate::answers::{Detail, Outcomes};
use crate::error::LabError;
use crate::kernel::Kernel;
use crate::population::{Population, Wanted};
use crate::run::{self, Threads};
use crate::shown::{Parts, Shown, is_few};

/// Values before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ValueComparison {
    /// Numbers: how they are distributed and move. Absent for categories.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<NumberComparison>,
    /// Categories: how many move from which to which. Absent for numbers, and where there are too many to be told apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categories: Option<CategoryComparison>,
    /// Who is among the first places, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<CutComparison>,
}

/// Numbers before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct NumberComparison {
    /// Unit of the numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Arc<str>>,
    /// Under the rule in force.
    pub before: Distribution,
    /// Under the draft.
    pub after: Distribution,
    /// Bands over both, each half-open; neighbours with few people are one. The first also counts who stands below it, the last who stands above.
    /// Empty where how many people have a value is hidden.
    pub bands: Vec<NumberBand>,
    /// Whose value is greater after, and by how much.
    pub up: Moves,
    /// Whose value is less after, and by how much.
    pub down: Moves,
    /// Whose value is the same.
    pub same: Shown,
}

/// A distribution of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Distribution {
    /// People with a value.
    pub people: Shown,
    /// Known to have none.
    pub none: Shown,
    /// Unknown.
    pub unknown: Shown,
    /// Least, quartiles and greatest: the value at or below which that share of people stand, but always one with at least [`Suppression::least`]
    /// people at or below it and as many at or above it: no single person's. Absent with fewer people than that takes.
    pub quartiles: Option<[Decimal; 5]>,
    /// The mean, to four places, halves up. Absent where [`Distribution::people`] is hidden.
    pub mean: Option<Decimal>,
}

/// People whose value lies between two numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct NumberBand {
    /// From, included.
    pub from: Decimal,
    /// To, not included save in the last band.
    pub to: Decimal,
    /// People before.
    pub before: u64,
    /// People after.
    pub after: u64,
}

/// How far values move in one direction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Moves {
    /// People.
    pub people: Shown,
    /// Half of them move by at most this, and at least [`Suppression::least`] people.
    pub median: Option<Decimal>,
    /// The mean, to four places.
    pub mean: Option<Decimal>,
    /// The widest move that at least [`Suppression::least`] people reach.
    pub greatest: Option<Decimal>,
}

/// Categories before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CategoryComparison {
    /// The categories from lowest to highest, then none, then unknown.
    pub categories: Vec<Category>,
    /// `table[before][after]`.
    pub table: Vec<Vec<Shown>>,
}

/// A category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Category {
    /// Its code; `none`, `unknown`.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
}

/// Who is among the first places. Places are competition ranks (1, 2, 2, 4) by value, the greatest first; who shares the last place is inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CutComparison {
    /// How many places.
    pub places: u64,
    /// The value at the last place before; absent where few people are inside.
    pub value_before: Option<Decimal>,
    /// The value at the last place after.
    pub value_after: Option<Decimal>,
    /// Inside before, with those who share the last place.
    pub inside_before: Shown,
    /// Inside after.
    pub inside_after: Shown,
    /// Who share the last place before; tie-breakers decide among them.
    pub tied_before: Shown,
    /// Who share the last place after.
    pub tied_after: Shown,
    /// Inside after and not before.
    pub entered: Shown,
    /// Inside before and not after.
    pub left: Shown,
}

/// More different numbers than this are not told apart one by one.
const MOST_NUMBERS: usize = 2_000_000;
/// More different pairs of categories than this are no categories: texts that say something of each person.
const MOST_PAIRS: usize = 10_000;
/// A table of more categories than this is not shown.
const MOST_CATEGORIES: usize = 100;
/// Bands of a distribution.
const BANDS: u32 = 20;

/// What one thread counts: every number met, every move, every pair of categories.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    /// People before and after, by number.
    numbers: BTreeMap<Decimal, [u64; 2]>,
    /// People by how far their number moves.
    moves: BTreeMap<Decimal, u64>,
    /// People by both categories: a code, `None` for none, `unknown`; and by how the value changes.
    categories: BTreeMap<(Key, Key), (Change, u64)>,
    /// Whether both policies give numbers: then there are no categories.
    numeric: bool,
    /// More numbers than can be told apart.
    too_many: bool,
    /// More categories than can be.
    too_many_categories: bool,
}

/// A category by code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Of(Arc<str>),
    None,
    Unknown,
}

impl Key {
    /// The answer it stands for: a value, none, unknown.
    fn answer(&self) -> usize {
        match self {
            Key::Of(_) => 0,
            Key::None => 1,
            Key::Unknown => 2,
        }
    }

    fn of(value: &Value) -> Key {
        match value {
            Value::Missing => Key::Unknown,
            Value::None => Key::None,
            Value::Choice(choice) => Key::Of(Arc::clone(choice.code())),
            Value::Text(text) => Key::Of(Arc::clone(text)),
            other => Key::Of(other.to_string().into()),
        }
    }
}

impl Values {
    pub(super) fn new(before: &PolicyOnDate, after: &PolicyOnDate) -> Values {
        let is_number = |policy: &PolicyOnDate| matches!(policy.policy().outcome_type(), Type::Number(_));
        Values { numeric: is_number(before) && is_number(after), ..Values::default() }
    }

    pub(super) fn count(&mut self, before: &Outcomes, after: &Outcomes) {
        let (Outcomes::Values(before), Outcomes::Values(after)) = (before, after) else { return };
        for place in 0..before.len() {
            let (was, is) = (before.value(place), after.value(place));
            if self.numeric {
                self.count_numbers(&was, &is);
            } else if !self.too_many_categories {
                let change = match (is_known(&was), is_known(&is)) {
                    (true, true) => value_change(&was, &is),
                    // each other pair of answers is a part of its own
                    _ => Change::StayedUnknown,
                };
                self.categories.entry((Key::of(&was), Key::of(&is))).or_insert((change, 0)).1 += 1;
                if self.categories.len() > MOST_PAIRS {
                    self.forget_categories();
                }
            }
            if self.too_many {
                // the comparison is refused: nothing more is kept
                (self.numbers, self.moves) = Default::default();
                return;
            }
        }
    }

    fn count_numbers(&mut self, was: &Value, is: &Value) {
        for (side, value) in [was, is].into_iter().enumerate() {
            if let Value::Number(number) = value
                && let Some(count) = self.numbers.entry(*number).or_default().get_mut(side)
            {
                *count += 1;
            }
        }
        if let (Value::Number(was), Value::Number(is)) = (was, is) {
            match is.checked_sub(*was) {
                Some(by) => *self.moves.entry(by.normalize()).or_default() += 1,
                None => self.too_many = true,
            }
        }
        self.too_many |= self.numbers.len() > MOST_NUMBERS || self.moves.len() > MOST_NUMBERS;
    }

    fn forget_categories(&mut self) {
        self.too_many_categories = true;
        self.categories = BTreeMap::new();
    }

    pub(super) fn add(&mut self, other: Values) {
        self.too_many |= other.too_many;
        if other.too_many_categories {
            self.forget_categories();
        }
        if self.too_many {
            return;
        }
        for (number, counts) in other.numbers {
            let mine = self.numbers.entry(number).or_default();
            mine.iter_mut().zip(counts).for_each(|(mine, other)| *mine += other);
        }
        for (by, people) in other.moves {
            *self.moves.entry(by).or_default() += people;
        }
        if !self.too_many_categories {
            for (pair, (change, people)) in other.categories {
                self.categories.entry(pair).or_insert((change, 0)).1 += people;
            }
            if self.categories.len() > MOST_PAIRS {
                self.forget_categories();
            }
        }
    }

    pub(super) fn finish(
        self,
        before: &PolicyOnDate,
        after: &PolicyOnDate,
        everybody: &Everybody,
        suppression: Suppression,
        cut: Option<(u64, &dyn Population, &Kernel, Threads)>,
    ) -> Result<ValueComparison, LabError> {
        if self.too_many || self.numbers.len() > MOST_NUMBERS {
            return Err(LabError::refused(
                format!("lebih dari {MOST_NUMBERS} nilai berbeda, atau nilai terlalu besar untuk dibandingkan; bulatkan hasil kebijakan"),
                format!("more than {MOST_NUMBERS} different values, or values too large to be compared; round the policy's result"),
            ));
        }
        let types = [before.policy().outcome_type(), after.policy().outcome_type()];
        let [Type::Number(_), Type::Number(unit)] = &types else {
            let scales: Vec<&Arc<Scale>> =
                types.iter().filter_map(|ty| if let Type::Choice(scale) = ty { Some(scale) } else { None }).collect();
            return Ok(ValueComparison { numbers: None, categories: self.categories(&scales, everybody, suppression), cut: None });
        };
        let cut = match cut {
            Some((places, population, kernel, threads)) => Some(self.cut(places, population, kernel, threads, everybody, suppression)?),
            None => None,
        };
        let [better, worse, _, same] = everybody.moved();
        let (mut up, mut down) =
            (self.moved(&|by| by > Decimal::ZERO, better, suppression), self.moved(&|by| by < Decimal::ZERO, worse, suppression));
        if better.is_hidden() || worse.is_hidden() {
            // both means and how many move give away what the means of everybody do not
            (up.mean, down.mean) = (None, None);
        }
        let [one, other] = [(0, everybody.before(0).shown), (1, everybody.after(0).shown)];
        let with = [everybody.before(1).shown, everybody.before(2).shown, everybody.after(1).shown, everybody.after(2).shown];
        let distribution = |(side, people), none, unknown| self.distribution(side, people, none, unknown, suppression);
        let numbers = NumberComparison {
            unit: unit.clone(),
            before: distribution(one, with[0], with[1]),
            after: distribution(other, with[2], with[3]),
            bands: if one.1.is_hidden() || other.1.is_hidden() { Vec::new() } else { self.bands(suppression) },
            up,
            down,
            same,
        };
        Ok(ValueComparison { numbers: Some(numbers), categories: None, cut })
    }

    /// Numbers of one side with their people, ascending.
    fn side(&self, side: usize) -> impl DoubleEndedIterator<Item = (Decimal, u64)> + '_ {
        self.numbers.iter().map(move |(n, counts)| (*n, counts.get(side).copied().unwrap_or(0))).filter(|(_, people)| *people > 0)
    }

    fn distribution(&self, side: usize, people: Shown, none: Shown, unknown: Shown, suppression: Suppression) -> Distribution {
        let values: Vec<(Decimal, u64)> = self.side(side).collect();
        let quartile = |quarter: u64| value_at(&values, quarter, suppression);
        let quartiles = (|| Some([quartile(0)?, quartile(1)?, quartile(2)?, quartile(3)?, quartile(4)?]))();
        let mean = mean(values.iter().copied()).filter(|_| !people.is_hidden());
        Distribution { people, none, unknown, quartiles: quartiles.filter(|_| !people.is_hidden()), mean }
    }

    fn moved(&self, counts: &dyn Fn(Decimal) -> bool, people: Shown, suppression: Suppression) -> Moves {
        let mut moves: Vec<(Decimal, u64)> =
            self.moves.iter().filter(|(by, _)| counts(**by)).map(|(by, people)| (by.abs(), *people)).collect();
        moves.sort_unstable();
        if people.is_hidden() {
            return Moves { people, ..Moves::default() };
        }
        Moves {
            people,
            median: value_at(&moves, 2, suppression),
            mean: mean(moves.iter().copied()),
            greatest: value_at(&moves, 4, suppression),
        }
    }

    /// Bands of equal width between the values that no single person stands at, the few beyond them in the outermost; neighbours put together until
    /// each counts nobody or enough people, before and after.
    fn bands(&self, suppression: Suppression) -> Vec<NumberBand> {
        let ends = |side: usize| {
            let values: Vec<(Decimal, u64)> = self.side(side).collect();
            Some([value_at(&values, 0, suppression)?, value_at(&values, 4, suppression)?])
        };
        let ends: Vec<[Decimal; 2]> = [ends(0), ends(1)].into_iter().flatten().collect();
        let (Some(least), Some(greatest)) = (ends.iter().map(|[low, _]| *low).min(), ends.iter().map(|[_, high]| *high).max()) else {
            return Vec::new();
        };
        let width = greatest.checked_sub(least).and_then(|width| width.checked_div(Decimal::from(BANDS)));
        let edge = |n: u32| width.and_then(|width| width.checked_mul(Decimal::from(n))?.checked_add(least)).map(|edge| edge.normalize());
        let count = if least == greatest { 1 } else { BANDS };
        let bands = (0..count).filter_map(|n| {
            let (first, last) = (n == 0, n + 1 == count);
            let (from, to) = (edge(n)?, if last { greatest } else { edge(n + 1)? });
            let inside = self.numbers.iter().filter(|(value, _)| (first || from <= **value) && (last || **value < to));
            let [before, after] = inside.fold([0, 0], |[b, a], (_, [before, after])| [b + before, a + after]);
            Some(NumberBand { from, to, before, after })
        });
        let is_few = |band: &NumberBand| is_few(band.before, suppression.least) || is_few(band.after, suppression.least);
        let mut joined: Vec<NumberBand> = Vec::new();
        for band in bands {
            match joined.last_mut() {
                Some(last) if is_few(last) => last.take(&band),
                _ => joined.push(band),
            }
        }
        while joined.len() > 1 && joined.last().is_some_and(is_few) {
            if let (Some(end), Some(last)) = (joined.pop(), joined.last_mut()) {
                last.take(&end);
            }
        }
        if joined.iter().any(is_few) { Vec::new() } else { joined }
    }

    /// From which category to which. Pairs of one kind of change are parts of those who change so, which the totals tell.
    fn categories(&self, scales: &[&Arc<Scale>], everybody: &Everybody, suppression: Suppression) -> Option<CategoryComparison> {
        let mut keys: Vec<Key> = Vec::new();
        let mut labels: BTreeMap<Key, Label> = BTreeMap::new();
        for value in scales.iter().flat_map(|scale| &scale.values) {
            let key = Key::Of(Arc::clone(&value.code));
            if labels.insert(key.clone(), value.label.clone()).is_none() {
                keys.push(key);
            }
        }
        let met: BTreeSet<&Key> = self.categories.keys().flat_map(|(was, is)| [was, is]).collect();
        keys.extend(met.into_iter().filter(|key| matches!(key, Key::Of(_)) && !labels.contains_key(key)).cloned());
        if self.too_many_categories || keys.len() > MOST_CATEGORIES {
            return None;
        }
        keys.extend([Key::None, Key::Unknown]);
        let mut shown: BTreeMap<&(Key, Key), Shown> = BTreeMap::new();
        let mut kinds: BTreeMap<(usize, usize, usize), Vec<&(Key, Key)>> = BTreeMap::new();
        for (pair, (change, _)) in &self.categories {
            kinds.entry((pair.0.answer(), pair.1.answer(), change.place())).or_default().push(pair);
        }
        let [better, worse, changed, same] = everybody.moved();
        for ((was, is, change), pairs) in kinds {
            let counts: Vec<u64> = pairs.iter().map(|pair| self.categories.get(*pair).map_or(0, |(_, people)| *people)).collect();
            let whole = match (was, is) {
                (0, 0) if change == Change::Gained.place() => better,
                (0, 0) if change == Change::Lost.place() => worse,
                (0, 0) if change == Change::Changed.place() => changed,
                (0, 0) => same,
                _ => everybody.part(was, is),
            };
            // where the whole is hidden, so is every part of it
            let must: Vec<usize> = if whole.is_hidden() { (0..counts.len()).collect() } else { Vec::new() };
            let parts = Parts::of(&counts, &must, &Parts::sparing(&counts, 0..counts.len(), suppression), suppression);
            for (at, (pair, count)) in pairs.into_iter().zip(&counts).enumerate() {
                let mark = if parts.hides(at) { Shown::hidden(*count, suppression.least) } else { Shown::Value(*count) };
                shown.insert(pair, mark);
            }
        }
        let table = keys.iter().map(|was| {
            let people = |is: &Key| shown.get(&(was.clone(), is.clone())).copied().unwrap_or_default();
            keys.iter().map(people).collect()
        });
        let category = |key: &Key| match key {
            Key::Of(code) => {
                Category { code: Arc::clone(code), label: labels.get(key).cloned().unwrap_or_else(|| Label::same(Arc::clone(code))) }
            }
            Key::None => Category { code: "none".into(), label: Label::new("tidak ada", "none") },
            Key::Unknown => Category { code: "unknown".into(), label: Label::new("tidak diketahui", "unknown") },
        };
        Some(CategoryComparison { table: table.collect(), categories: keys.iter().map(category).collect() })
    }

    /// The value at the last of so many places, and how many share that place.
    fn last_place(&self, side: usize, places: u64) -> Option<(Decimal, u64, u64)> {
        let mut inside = 0_u64;
        for (value, people) in self.side(side).rev() {
            if inside + people >= places {
                return Some((value, inside + people, people));
            }
            inside += people;
        }
        // fewer people than places: all are inside
        self.side(side).next().map(|(value, people)| (value, inside, people))
    }

    fn cut(
        &self,
        places: u64,
        population: &dyn Population,
        kernel: &Kernel,
        threads: Threads,
        everybody: &Everybody,
        suppression: Suppression,
    ) -> Result<CutComparison, LabError> {
        if places == 0 {
            return Err(LabError::refused("tidak ada tempat: seharusnya 1 atau lebih", "there are no places, expected 1 or more"));
        }
        let (before, after) = (self.last_place(0, places), self.last_place(1, places));
        let wanted = Wanted { facts: kernel.facts().to_vec(), others: Vec::new() };
        let pool: Pool<[u64; 2]> = Pool::new();
        run::over(
            population,
            &wanted,
            threads,
            || (),
            |(), segment| {
                let answers = kernel.answer(segment, Detail::Outcome);
                if let [one, other] = answers.as_slice()
                    && let (Outcomes::Values(one), Outcomes::Values(other)) = (&one.outcome, &other.outcome)
                {
                    let inside = |value: Value, last: Option<(Decimal, u64, u64)>| match (value, last) {
                        (Value::Number(number), Some((last, _, _))) => number >= last,
                        _ => false,
                    };
                    pool.with(
                        || [0, 0],
                        |[entered, left]| {
                            for place in 0..segment.len() {
                                match (inside(one.value(place), before), inside(other.value(place), after)) {
                                    (false, true) => *entered += 1,
                                    (true, false) => *left += 1,
                                    _ => {}
                                }
                            }
                        },
                    );
                }
                Ok(())
            },
        )?;
        let [entered, left] = pool.into_all().into_iter().fold([0, 0], |[a, b], [entered, left]| [a + entered, b + left]);
        let stayed = before.map_or(0, |(_, inside, _)| inside).saturating_sub(left);
        let people = everybody.totals().people;
        // inside before and after, only after, only before, never: the last stands nowhere
        let counts = [stayed, entered, left, people.saturating_sub(stayed + entered + left)];
        let parts = Parts::of(&counts, &[], &[3, 0, 1, 2], suppression);
        let tied = |last: Option<(Decimal, u64, u64)>, inside: Shown| match last {
            Some((_, count, shared)) if count > places => {
                // who share the last place, and who stand before them, are parts of who is inside
                let alone = is_few(shared, suppression.least) || is_few(count.saturating_sub(shared), suppression.least);
                if alone || inside.is_hidden() { Shown::hidden(shared, suppression.least) } else { Shown::Value(shared) }
            }
            _ => Shown::Value(0),
        };
        let (inside_before, inside_after) = (parts.sum(&[0, 2]), parts.sum(&[0, 1]));
        let value =
            |last: Option<(Decimal, u64, u64)>| last.filter(|(_, inside, _)| *inside >= suppression.least).map(|(value, _, _)| value);
        Ok(CutComparison {
            places,
            value_before: value(before),
            value_after: value(after),
            tied_before: tied(before, inside_before),
            tied_after: tied(after, inside_after),
            inside_before,
            inside_after,
            entered: parts.part(1),
            left: parts.part(2),
        })
    }
}

impl NumberBand {
    /// Takes in the band that follows.
    fn take(&mut self, next: &NumberBand) {
        self.to = next.to;
        self.before += next.before;
        self.after += next.after;
    }
}

fn is_known(value: &Value) -> bool {
    !matches!(value, Value::Missing | Value::None)
}

/// The least value at or below which so many quarters of people stand, and in any case enough people, with enough at or above it; absent where there
/// are too few for both.
fn value_at(values: &[(Decimal, u64)], quarters: u64, suppression: Suppression) -> Option<Decimal> {
    let people: u64 = values.iter().map(|(_, people)| people).sum();
    let least = suppression.least.max(1);
    let last = people.checked_sub(least)?.checked_add(1)?;
    let rank = u64::try_from((u128::from(people) * u128::from(quarters)).div_ceil(4)).ok()?;
    if last < least {
        return None;
    }
    let rank = rank.clamp(least, last);
    let mut below = 0_u64;
    values.iter().find_map(|(value, people_here)| {
        below += people_here;
        (below >= rank).then_some(*value)
    })
}

/// The mean, to four places; absent of nobody, or where the sum is too large.
fn mean(values: impl Iterator<Item = (Decimal, u64)>) -> Option<Decimal> {
    let (mut sum, mut people) = (Decimal::ZERO, 0_u64);
    for (value, count) in values {
        sum = sum.checked_add(value.checked_mul(Decimal::from(count))?)?;
        people += count;
    }
    let mean = sum.checked_div(Decimal::from(people))?;
    Some(mean.round_dp_with_strategy(4, rust_decimal::RoundingStrategy::MidpointAwayFromZero).normalize())
}

#[cfg(test)]
mod tests;
