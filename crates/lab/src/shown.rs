//! Figures that may be hidden: the two marks, and which parts of a whole to hide so that none can be worked back.
//!
//! A figure of 1 to 4 people is not shown ([`Shown::Few`], printed `<5`). Where it would follow from what stands beside it, others are hidden with it
//! ([`Shown::Protecting`], printed `·`). Tables with two margins are protected by [`jenjang_statistics::tables::hide_marked`]; figures that are parts
//! of one known whole by [`Parts`].

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

use crate::compare::Suppression;

/// A figure, or why it is not shown.
///
/// In JSON the figure itself, `"few"` or `"protecting"`.
///
/// ```
/// use jenjang_lab::shown::Shown;
///
/// assert_eq!(serde_json::to_string(&[Shown::Value(12), Shown::Few, Shown::Protecting]).unwrap(), r#"[12,"few","protecting"]"#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown<T = u64> {
    /// The figure.
    Value(T),
    /// Somebody, but fewer people than may be shown.
    Few,
    /// Hidden so that a small figure cannot be worked back from it: of nobody, or of as many people as may be shown.
    Protecting,
}

impl<T: Copy> Shown<T> {
    /// The figure, where it is shown.
    pub fn value(self) -> Option<T> {
        match self {
            Shown::Value(value) => Some(value),
            Shown::Few | Shown::Protecting => None,
        }
    }

    /// Whether it is not shown.
    pub fn is_hidden(self) -> bool {
        self.value().is_none()
    }

    /// Another figure made of this one, hidden as it is.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Shown<U> {
        match self {
            Shown::Value(value) => Shown::Value(make(value)),
            Shown::Few => Shown::Few,
            Shown::Protecting => Shown::Protecting,
        }
    }

    /// A figure made of two, shown where both are.
    pub fn with<U: Copy, V>(self, other: Shown<U>, make: impl FnOnce(T, U) -> V) -> Shown<V> {
        match (self.value(), other.value()) {
            (Some(one), Some(other)) => Shown::Value(make(one, other)),
            _ => Shown::Protecting,
        }
    }
}

impl Shown {
    /// A count by itself: `Few` where somebody, but fewer than `least`, are counted.
    pub fn of(count: u64, least: u64) -> Shown {
        if is_few(count, least) { Shown::Few } else { Shown::Value(count) }
    }

    /// A count that is not to be shown: the mark that says why.
    pub(crate) fn hidden(count: u64, least: u64) -> Shown {
        if is_few(count, least) { Shown::Few } else { Shown::Protecting }
    }

    /// Whether somebody may be counted: a count above 0, or one that is not shown.
    pub fn may_be_some(self) -> bool {
        self != Shown::Value(0)
    }
}

impl<T> From<T> for Shown<T> {
    fn from(value: T) -> Shown<T> {
        Shown::Value(value)
    }
}

impl<T: Default> Default for Shown<T> {
    fn default() -> Shown<T> {
        Shown::Value(T::default())
    }
}

impl<T: Serialize> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Shown::Value(value) => value.serialize(serializer),
            Shown::Few => serializer.serialize_str("few"),
            Shown::Protecting => serializer.serialize_str("protecting"),
        }
    }
}

/// Whether a count is of somebody, but of too few.
pub(crate) fn is_few(count: u64, least: u64) -> bool {
    count > 0 && count < least
}

/// How many people hidden parts that are not small count together. Marks tell parts of 1 to `least - 1` from others: so many leave each small part all
/// of these.
fn enough(suppression: Suppression) -> u64 {
    suppression.width.max(suppression.least.saturating_mul(2).saturating_sub(2))
}

/// Parts of a whole that readers know, each person in one of them, and which of them are hidden.
///
/// INVARIANT (no hidden part can be worked back): where a part is hidden, so are others that together count twice as many people as may be shown,
/// as far as there are any. Whoever takes what is shown from the whole, and knows what the marks mean, is left with every small figure there can be.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    counts: Vec<u64>,
    hidden: BTreeSet<usize>,
    least: u64,
}

impl Parts {
    /// Hides what is few, and `must`; and with them as many of `spare` as it takes, the first first, those of nobody last. A part that is in no
    /// list is shown elsewhere, and stays so.
    pub(crate) fn of(counts: &[u64], must: &[usize], spare: &[usize], suppression: Suppression) -> Parts {
        let least = suppression.least;
        let count = |at: &usize| counts.get(*at).copied().unwrap_or(0);
        let mut hidden: BTreeSet<usize> = must.iter().copied().collect();
        hidden.extend((0..counts.len()).filter(|at| is_few(count(at), least)));
        if !hidden.is_empty() {
            let is_done = |hidden: &BTreeSet<usize>| {
                let others: u64 = hidden.iter().map(count).filter(|count| !is_few(*count, least)).sum();
                hidden.len() > 1 && others >= enough(suppression)
            };
            let (somebody, nobody): (Vec<usize>, Vec<usize>) = spare.iter().copied().partition(|at| count(at) > 0);
            for at in somebody.into_iter().chain(nobody) {
                if is_done(&hidden) {
                    break;
                }
                hidden.insert(at);
            }
        }
        Parts { counts: counts.to_vec(), hidden, least }
    }

    /// The order in which least is lost: parts that are enough by themselves first, of these the smallest.
    pub(crate) fn sparing(counts: &[u64], among: impl IntoIterator<Item = usize>, suppression: Suppression) -> Vec<usize> {
        let mut spare: Vec<usize> = among.into_iter().collect();
        let count = |at: &usize| counts.get(*at).copied().unwrap_or(0);
        spare.sort_by_key(|at| if count(at) < enough(suppression) { (1, u64::MAX - count(at)) } else { (0, count(at)) });
        spare
    }

    /// Whether a part is hidden.
    pub(crate) fn hides(&self, at: usize) -> bool {
        self.hidden.contains(&at)
    }

    /// The figure that is the sum of these parts: shown where none of them is hidden, or where all that is hidden is among them, because then it
    /// follows from the whole.
    pub(crate) fn sum(&self, of: &[usize]) -> Shown {
        let count = of.iter().filter_map(|at| self.counts.get(*at)).sum();
        let inside = self.hidden.iter().filter(|at| of.contains(at)).count();
        match Shown::of(count, self.least) {
            Shown::Value(count) if inside == 0 || inside == self.hidden.len() && inside > 1 => Shown::Value(count),
            _ => Shown::hidden(count, self.least),
        }
    }

    /// One part.
    pub(crate) fn part(&self, at: usize) -> Shown {
        self.sum(&[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE: Suppression = Suppression { least: 5, width: 5 };

    /// All counts that fit the marks and the whole, part by part: what a reader who knows how hiding works can still believe.
    fn believable(counts: &[u64], parts: &Parts) -> Vec<BTreeSet<u64>> {
        let whole: u64 = counts.iter().sum();
        let fits = |shown: Shown, count: u64| match shown {
            Shown::Value(value) => value == count,
            Shown::Few => is_few(count, 5),
            Shown::Protecting => !is_few(count, 5),
        };
        let mut all = vec![BTreeSet::new(); counts.len()];
        let mut tries = vec![Vec::new()];
        for (at, count) in counts.iter().enumerate() {
            let shown = if parts.hidden.contains(&at) { Shown::hidden(*count, 5) } else { Shown::Value(*count) };
            tries = (tries.into_iter())
                .flat_map(|start: Vec<u64>| {
                    let left = whole - start.iter().sum::<u64>();
                    (0..=left)
                        .filter(|count| fits(shown, *count))
                        .map(move |count| [start.clone(), vec![count]].concat())
                        .collect::<Vec<_>>()
                })
                .collect();
        }
        for found in tries.into_iter().filter(|found| found.iter().sum::<u64>() == whole) {
            for (all, count) in all.iter_mut().zip(found) {
                all.insert(count);
            }
        }
        all
    }

    #[test]
    fn a_small_part_keeps_every_count_it_can_have() {
        for counts in [[1, 5, 9, 0], [4, 4, 20, 7], [1, 1, 1, 30], [3, 0, 0, 8], [2, 6, 6, 6]] {
            let parts = Parts::of(&counts, &[], &[0, 1, 2, 3], FIVE);
            let found = believable(&counts, &parts);
            for (at, count) in counts.iter().enumerate().filter(|(_, count)| is_few(**count, 5)) {
                assert_eq!(found[at], BTreeSet::from([1, 2, 3, 4]), "{count} of {counts:?} hiding {:?}", parts.hidden);
            }
        }
    }

    #[test]
    fn sums_are_shown_where_they_give_nothing_away() {
        let parts = Parts::of(&[3, 40, 20, 60], &[], &[1, 2, 3], FIVE);
        assert_eq!((parts.part(0), parts.part(1), parts.part(2)), (Shown::Few, Shown::Protecting, Shown::Value(20)));
        assert_eq!(
            (parts.sum(&[0, 1]), parts.sum(&[0, 2]), parts.sum(&[0, 1, 2])),
            (Shown::Value(43), Shown::Protecting, Shown::Value(63))
        );
        assert!((0..3).all(|at| !Parts::of(&[0, 5, 7], &[], &[1], FIVE).hides(at)));
        // nothing can stand beside the only part there is
        assert_eq!(Parts::of(&[3], &[], &[], FIVE).part(0), Shown::Few);
        let parts = Parts::of(&[7, 0], &[0], &[1], FIVE);
        assert_eq!((parts.part(0), parts.part(1)), (Shown::Protecting, Shown::Protecting));
    }
}
