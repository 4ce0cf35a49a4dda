//! The combinations of facts with the least hashes, and how many people have each: a sample that does not depend on the order of people, of parts
//! or of threads, and needs no numbers of people.
//!
//! A combination among the least of everybody is among the least of every share of them, so it is never dropped on the way and its count is exact.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::Datelike;
use jenjang::policy::value::Value;

use super::dimension::pays;
use crate::column::{Column, Data, Shape};

/// A hash of 128 bits, built up from parts. Two different combinations practically never share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mixed(u64, u64);

impl Mixed {
    pub(crate) fn new(seed: u64) -> Mixed {
        Mixed(spread(seed ^ 0x9E37_79B9_7F4A_7C15), spread(seed.wrapping_add(0xD1B5_4A32_D192_ED03)))
    }

    #[must_use]
    pub(crate) fn with(self, part: u64) -> Mixed {
        Mixed(spread(self.0 ^ part), spread(self.1.rotate_left(23).wrapping_add(part)))
    }
}

/// A bijection in which every bit depends on every other.
fn spread(mut n: u64) -> u64 {
    n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ (n >> 31)
}

/// Text to a number (FNV-1a), without a string in between.
struct Fnv(u64);

impl std::fmt::Write for Fnv {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
        Ok(())
    }
}

fn hash_of(value: &Value) -> u64 {
    let mut hash = Fnv(0xCBF2_9CE4_8422_2325);
    // writing to a number cannot fail
    let _ = write!(hash, "{}:{value}", value.type_word());
    spread(hash.0)
}

/// A date becomes the first day of its month; everything else stays.
pub(crate) fn coarse(value: Value) -> Value {
    match value {
        Value::Date(date) => Value::Date(date.with_day(1).unwrap_or(date)),
        Value::List(items) => Value::List(items.iter().cloned().map(coarse).collect()),
        other => other,
    }
}

/// Hashes of the values of a column.
pub(crate) enum Hasher<'c> {
    /// Nobody said anything.
    Silent,
    /// A table by the stored integer.
    Table { column: &'c Column, data: &'c Data, table: Vec<u64>, base: i64 },
    /// By places in lists.
    Lists { column: &'c Column, items: Vec<Hasher<'c>>, lengths: &'c [u16] },
    /// Value by value.
    Values { column: &'c Column, coarse: bool },
}

impl<'c> Hasher<'c> {
    /// For a column; with dates by month where `by_month`.
    pub(crate) fn of(column: Option<&'c Column>, by_month: bool) -> Hasher<'c> {
        let Some(column) = column else { return Hasher::Silent };
        match &column.shape {
            Shape::Narrow { meaning, data, base, least, greatest } if pays(*base, *least, *greatest, column.len()) => {
                let hash = |n: i64| {
                    let value = meaning.value(n);
                    hash_of(&if by_month { coarse(value) } else { value })
                };
                Hasher::Table { column, data, table: (*base..=*greatest).map(hash).collect(), base: *base }
            }
            Shape::Lists { items, lengths } => {
                Hasher::Lists { column, items: items.iter().map(|item| Hasher::of(Some(item), by_month)).collect(), lengths }
            }
            _ => Hasher::Values { column, coarse: by_month },
        }
    }

    pub(crate) fn hash(&self, place: usize) -> u64 {
        const MISSING: u64 = 1;
        const NONE: u64 = 2;
        let absent = |column: &Column| {
            let set = |bits: &Option<crate::bits::Bits>| bits.as_ref().is_some_and(|bits| bits.get(place));
            if set(&column.missing) { Some(MISSING) } else { set(&column.none).then_some(NONE) }
        };
        match self {
            Hasher::Silent => MISSING,
            Hasher::Table { column, data, table, base } => absent(column).unwrap_or_else(|| {
                let at = data.get(place);
                let at = if matches!(data, Data::I64(_)) { at.wrapping_sub(*base) } else { at };
                usize::try_from(at).ok().and_then(|at| table.get(at)).copied().unwrap_or(MISSING)
            }),
            Hasher::Lists { column, items, lengths } => absent(column).unwrap_or_else(|| {
                let length = usize::from(lengths.get(place).copied().unwrap_or(0));
                items.iter().take(length).fold(spread(3 + length as u64), |hash, item| spread(hash ^ item.hash(place)).rotate_left(9))
            }),
            Hasher::Values { column, coarse: by_month } => absent(column).unwrap_or_else(|| {
                let value = column.value(place);
                hash_of(&if *by_month { coarse(value) } else { value })
            }),
        }
    }
}

/// A combination that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept<T> {
    pub(crate) people: u64,
    pub(crate) what: T,
}

/// The combinations with the least hashes.
#[derive(Clone, Debug)]
pub(crate) struct Sketch<T> {
    most: usize,
    kept: BTreeMap<Mixed, Kept<T>>,
    /// Whether some were dropped.
    dropped: bool,
}

/// What several threads that fill sketches of one kind know together: nothing above it can be among the least.
#[derive(Debug)]
pub(crate) struct Ceiling(AtomicU64);

impl Default for Ceiling {
    fn default() -> Ceiling {
        Ceiling(AtomicU64::new(u64::MAX))
    }
}

impl<T> Sketch<T> {
    pub(crate) fn new(most: usize) -> Sketch<T> {
        Sketch { most, kept: BTreeMap::new(), dropped: false }
    }

    /// Counts a person.
    pub(crate) fn offer(&mut self, hash: Mixed, ceiling: &Ceiling, make: impl FnOnce() -> T) {
        if hash.0 > ceiling.0.load(Ordering::Relaxed) {
            self.dropped = true;
            return;
        }
        if let Some(kept) = self.kept.get_mut(&hash) {
            kept.people += 1;
            return;
        }
        if self.kept.len() >= self.most {
            self.dropped = true;
            if self.kept.last_key_value().is_none_or(|(last, _)| hash > *last) {
                return;
            }
            self.kept.pop_last();
        }
        self.kept.insert(hash, Kept { people: 1, what: make() });
        if self.kept.len() >= self.most
            && let Some((last, _)) = self.kept.last_key_value()
        {
            ceiling.0.fetch_min(last.0, Ordering::Relaxed);
        }
    }

    /// Adds another of the same kind.
    pub(crate) fn add(&mut self, other: Sketch<T>) {
        self.dropped |= other.dropped;
        for (hash, kept) in other.kept {
            match self.kept.get_mut(&hash) {
                Some(known) => known.people += kept.people,
                None => {
                    self.kept.insert(hash, kept);
                }
            }
        }
        while self.kept.len() > self.most {
            self.kept.pop_last();
            self.dropped = true;
        }
    }

    /// Whether every combination there was is here.
    pub(crate) fn is_complete(&self) -> bool {
        !self.dropped
    }

    /// The combinations, by hash.
    pub(crate) fn kept(&self) -> impl Iterator<Item = &Kept<T>> {
        self.kept.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jenjang::policy::types::Type;

    #[test]
    fn counts_of_what_is_kept_are_exact_however_people_are_shared_out() {
        let hash = |n: u64| Mixed::new(7).with(n % 97);
        let one = |numbers: &mut dyn Iterator<Item = u64>, ceiling: &Ceiling| {
            let mut sketch = Sketch::new(10);
            numbers.for_each(|n| sketch.offer(hash(n), ceiling, || n % 97));
            sketch
        };
        let all = one(&mut (0..1000), &Ceiling::default());
        let ceiling = Ceiling::default();
        let mut shared = one(&mut (0..1000).rev().filter(|n| n % 3 == 0), &ceiling);
        shared.add(one(&mut (0..1000).filter(|n| n % 3 != 0), &ceiling));
        assert_eq!(all.kept, shared.kept);
        assert!(!all.is_complete() && all.kept.len() == 10);
        assert!(all.kept().all(|kept| kept.people == (0..1000).filter(|n| n % 97 == kept.what).count() as u64));
    }

    #[test]
    fn a_value_has_one_hash_however_its_column_is_held() {
        let values: Vec<Value> = [100, 7, 250_000, 7].map(|n| Value::Number(n.into())).into();
        let many: Vec<Value> = (0..600).map(|n| Value::Number((n % 8).into())).collect();
        let (wide, narrow) = (Column::of(&Type::NUMBER, values), Column::of(&Type::NUMBER, many));
        let (one, other) = (Hasher::of(Some(&wide), false), Hasher::of(Some(&narrow), false));
        assert!(matches!(one, Hasher::Values { .. }) && matches!(other, Hasher::Table { .. }));
        assert_eq!(one.hash(1), other.hash(7));
        assert_eq!(one.hash(1), one.hash(3));
        assert_ne!(one.hash(0), one.hash(1));
    }
}
