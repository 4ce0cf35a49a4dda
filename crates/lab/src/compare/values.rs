//! How values move: scores, points and classifications before and after.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;
use serde::Serialize;

use super::tally::Pool;
use crate::answers::{Detail, Outcomes};
use crate::error::LabError;
use crate::kernel::Kernel;
use crate::population::{Population, Wanted};
use crate::run::{self, Threads};

/// Values before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ValueComparison {
    /// Numbers: how they are distributed and move. Absent for categories.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<NumberComparison>,
    /// Categories: how many move from which to which. Absent for numbers.
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
    /// Bands of equal width over both; each half-open, the last closed.
    pub bands: Vec<NumberBand>,
    /// Whose value is greater after, and by how much.
    pub up: Moves,
    /// Whose value is less after, and by how much.
    pub down: Moves,
    /// Whose value is the same.
    pub same: u64,
}

/// A distribution of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Distribution {
    /// People with a value.
    pub people: u64,
    /// Known to have none.
    pub none: u64,
    /// Unknown.
    pub unknown: u64,
    /// Least, quartiles and greatest: the value at or below which that share of people stand. Absent without people.
    pub quartiles: Option<[Decimal; 5]>,
    /// The mean, to four places, halves up.
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
    pub people: u64,
    /// Half of them move by at most this.
    pub median: Option<Decimal>,
    /// The mean, to four places.
    pub mean: Option<Decimal>,
    /// The widest move.
    pub greatest: Option<Decimal>,
}

/// Categories before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CategoryComparison {
    /// The categories from lowest to highest, then none, then unknown.
    pub categories: Vec<Category>,
    /// `table[before][after]`.
    pub table: Vec<Vec<u64>>,
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
    /// The value at the last place before.
    pub value_before: Option<Decimal>,
    /// The value at the last place after.
    pub value_after: Option<Decimal>,
    /// Inside before, with those who share the last place.
    pub inside_before: u64,
    /// Inside after.
    pub inside_after: u64,
    /// Who share the last place before; tie-breakers decide among them.
    pub tied_before: u64,
    /// Who share the last place after.
    pub tied_after: u64,
    /// Inside after and not before.
    pub entered: u64,
    /// Inside before and not after.
    pub left: u64,
}

/// More different numbers than this are not told apart one by one.
const MOST_NUMBERS: usize = 2_000_000;
/// Bands of a distribution.
const BANDS: u32 = 20;

/// What one thread counts: every number met, every move, every pair of categories.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    /// People before and after, by number.
    numbers: BTreeMap<Decimal, [u64; 2]>,
    /// People by how far their number moves.
    moves: BTreeMap<Decimal, u64>,
    /// None and unknown, before and after.
    without: [[u64; 2]; 2],
    /// People by both categories: a code, `None` for none, `unknown`.
    categories: BTreeMap<(Key, Key), u64>,
    too_many: bool,
}

/// A category by code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Of(Arc<str>),
    None,
    Unknown,
}

impl Key {
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
    pub(super) fn new() -> Values {
        Values::default()
    }

    pub(super) fn count(&mut self, before: &Outcomes, after: &Outcomes) {
        let (Outcomes::Values(before), Outcomes::Values(after)) = (before, after) else { return };
        for place in 0..before.len() {
            let (was, is) = (before.value(place), after.value(place));
            for (side, value) in [&was, &is].into_iter().enumerate() {
                let count = match value {
                    Value::Number(number) => self.numbers.entry(*number).or_default().get_mut(side),
                    Value::None => self.without.first_mut().and_then(|none| none.get_mut(side)),
                    Value::Missing => self.without.last_mut().and_then(|unknown| unknown.get_mut(side)),
                    _ => None,
                };
                if let Some(count) = count {
                    *count += 1;
                }
            }
            if let (Value::Number(was), Value::Number(is)) = (&was, &is) {
                match is.checked_sub(*was) {
                    Some(by) => *self.moves.entry(by.normalize()).or_default() += 1,
                    None => self.too_many = true,
                }
            } else if !matches!((&was, &is), (Value::Number(_), _) | (_, Value::Number(_))) {
                *self.categories.entry((Key::of(&was), Key::of(&is))).or_default() += 1;
            }
        }
        self.too_many |= self.numbers.len() > MOST_NUMBERS || self.moves.len() > MOST_NUMBERS;
    }

    pub(super) fn add(&mut self, other: Values) {
        for (number, counts) in other.numbers {
            let mine = self.numbers.entry(number).or_default();
            mine.iter_mut().zip(counts).for_each(|(mine, other)| *mine += other);
        }
        for (by, people) in other.moves {
            *self.moves.entry(by).or_default() += people;
        }
        self.without.iter_mut().flatten().zip(other.without.iter().flatten()).for_each(|(mine, other)| *mine += other);
        for (pair, people) in other.categories {
            *self.categories.entry(pair).or_default() += people;
        }
        self.too_many |= other.too_many;
    }

    pub(super) fn finish(
        self,
        before: &PolicyOnDate,
        after: &PolicyOnDate,
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
            return Ok(ValueComparison { numbers: None, categories: Some(self.categories(&scales)), cut: None });
        };
        let cut = match cut {
            Some((places, population, kernel, threads)) => Some(self.cut(places, population, kernel, threads)?),
            None => None,
        };
        let (up, down) = (self.moved(&|by| by > Decimal::ZERO), self.moved(&|by| by < Decimal::ZERO));
        let numbers = NumberComparison {
            unit: unit.clone(),
            before: self.distribution(0),
            after: self.distribution(1),
            bands: self.bands(),
            up,
            down,
            same: self.moves.get(&Decimal::ZERO).copied().unwrap_or(0),
        };
        Ok(ValueComparison { numbers: Some(numbers), categories: None, cut })
    }

    /// Numbers of one side with their people, ascending.
    fn side(&self, side: usize) -> impl DoubleEndedIterator<Item = (Decimal, u64)> + '_ {
        self.numbers.iter().map(move |(n, counts)| (*n, counts.get(side).copied().unwrap_or(0))).filter(|(_, people)| *people > 0)
    }

    fn distribution(&self, side: usize) -> Distribution {
        let values: Vec<(Decimal, u64)> = self.side(side).collect();
        let people: u64 = values.iter().map(|(_, people)| people).sum();
        let of = |row: usize| self.without.get(row).and_then(|counts| counts.get(side)).copied().unwrap_or(0);
        let quartile = |quarter: u64| value_at(&values, quarter, 4);
        let quartiles = (|| Some([quartile(0)?, quartile(1)?, quartile(2)?, quartile(3)?, quartile(4)?]))();
        Distribution { people, none: of(0), unknown: of(1), quartiles, mean: mean(values.iter().copied()) }
    }

    fn moved(&self, counts: &dyn Fn(Decimal) -> bool) -> Moves {
        let mut moves: Vec<(Decimal, u64)> =
            self.moves.iter().filter(|(by, _)| counts(**by)).map(|(by, people)| (by.abs(), *people)).collect();
        moves.sort_unstable();
        Moves {
            people: moves.iter().map(|(_, people)| people).sum(),
            median: value_at(&moves, 2, 4),
            mean: mean(moves.iter().copied()),
            greatest: moves.last().map(|(by, _)| *by),
        }
    }

    fn bands(&self) -> Vec<NumberBand> {
        let (Some((least, _)), Some((greatest, _))) = (self.numbers.first_key_value(), self.numbers.last_key_value()) else {
            return Vec::new();
        };
        let width = greatest.checked_sub(*least).and_then(|width| width.checked_div(Decimal::from(BANDS)));
        let edge = |n: u32| width.and_then(|width| width.checked_mul(Decimal::from(n))?.checked_add(*least)).map(|edge| edge.normalize());
        let count = if least == greatest { 1 } else { BANDS };
        (0..count)
            .filter_map(|n| {
                let last = n + 1 == count;
                let (from, to) = (edge(n)?, if last { *greatest } else { edge(n + 1)? });
                let inside = self.numbers.iter().filter(|(value, _)| from <= **value && (**value < to || last));
                let [before, after] = inside.fold([0, 0], |[b, a], (_, [before, after])| [b + before, a + after]);
                Some(NumberBand { from, to, before, after })
            })
            .collect()
    }

    fn categories(&self, scales: &[&Arc<Scale>]) -> CategoryComparison {
        let mut keys: Vec<Key> = Vec::new();
        let mut labels: BTreeMap<Key, Label> = BTreeMap::new();
        for value in scales.iter().flat_map(|scale| &scale.values) {
            let key = Key::Of(Arc::clone(&value.code));
            if labels.insert(key.clone(), value.label.clone()).is_none() {
                keys.push(key);
            }
        }
        let met = self.categories.keys().flat_map(|(was, is)| [was, is]);
        for key in met {
            if matches!(key, Key::Of(_)) && !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        keys.extend([Key::None, Key::Unknown]);
        let table = keys.iter().map(|was| {
            let people = |is: &Key| self.categories.get(&(was.clone(), is.clone())).copied().unwrap_or(0);
            keys.iter().map(people).collect()
        });
        let category = |key: &Key| match key {
            Key::Of(code) => {
                Category { code: Arc::clone(code), label: labels.get(key).cloned().unwrap_or_else(|| Label::same(Arc::clone(code))) }
            }
            Key::None => Category { code: "none".into(), label: Label::new("tidak ada", "none") },
            Key::Unknown => Category { code: "unknown".into(), label: Label::new("tidak diketahui", "unknown") },
        };
        CategoryComparison { table: table.collect(), categories: keys.iter().map(category).collect() }
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

    fn cut(&self, places: u64, population: &dyn Population, kernel: &Kernel, threads: Threads) -> Result<CutComparison, LabError> {
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
        let tied = |last: Option<(Decimal, u64, u64)>| last.map_or(0, |(_, inside, people)| if inside > places { people } else { 0 });
        Ok(CutComparison {
            places,
            value_before: before.map(|(value, _, _)| value),
            value_after: after.map(|(value, _, _)| value),
            inside_before: before.map_or(0, |(_, inside, _)| inside),
            inside_after: after.map_or(0, |(_, inside, _)| inside),
            tied_before: tied(before),
            tied_after: tied(after),
            entered,
            left,
        })
    }
}

/// The least value at or below which `part` of `of` people stand; the least value for part 0.
fn value_at(values: &[(Decimal, u64)], part: u64, of: u64) -> Option<Decimal> {
    let people: u128 = values.iter().map(|(_, people)| u128::from(*people)).sum();
    let mut below = 0_u128;
    for (value, people_here) in values {
        below += u128::from(*people_here);
        if below * u128::from(of) >= people * u128::from(part) {
            return Some(*value);
        }
    }
    None
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
