//! Who stands behind what has been released: the guard against subtraction.

use std::collections::BTreeSet;

use crate::legal::Label;

/// The finest sets that differences of released figures can reach.
///
/// Every released figure is a sum over a union of these cohorts, so every linear combination of figures is one over whole cohorts.
// INVARIANT (no single rater): a cohort never has fewer than `minimum` members, so no combination of figures isolates fewer
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohorts<T: Ord> {
    cohorts: Vec<BTreeSet<T>>,
}

/// A figure whose release would let a few people be worked out by subtracting it from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooClose {
    /// How many people the difference would leave.
    pub left: usize,
    /// Fewest allowed.
    pub minimum: usize,
}

impl TooClose {
    /// The sentence.
    pub fn message(self) -> Label {
        Label::new(
            format!(
                "angka ini tidak ditampilkan: selisihnya dengan angka yang sudah ditampilkan hanya menyangkut {} orang, diharapkan tidak ada atau sedikitnya {}",
                self.left, self.minimum
            ),
            format!(
                "this figure is not shown: its difference to figures already shown concerns only {} people, expected none or at least {}",
                self.left, self.minimum
            ),
        )
    }
}

impl<T: Ord> Default for Cohorts<T> {
    /// Nothing released yet.
    fn default() -> Cohorts<T> {
        Cohorts { cohorts: Vec::new() }
    }
}

impl<T: Ord + Clone> Cohorts<T> {
    /// The cohorts after a figure over `members` is released too.
    ///
    /// # Errors
    /// [`TooClose`] where some difference of figures would concern 1 to `minimum - 1` people.
    pub fn with(&self, members: &BTreeSet<T>, minimum: usize) -> Result<Cohorts<T>, TooClose> {
        let mut cohorts = Vec::with_capacity(self.cohorts.len() + 1);
        let mut new = members.clone();
        for cohort in &self.cohorts {
            let inside: BTreeSet<T> = cohort.intersection(members).cloned().collect();
            let outside: BTreeSet<T> = cohort.difference(members).cloned().collect();
            new.retain(|member| !inside.contains(member));
            cohorts.extend([inside, outside]);
        }
        cohorts.push(new);
        cohorts.retain(|cohort| !cohort.is_empty());
        match cohorts.iter().map(BTreeSet::len).filter(|size| *size < minimum).min() {
            Some(left) => Err(TooClose { left, minimum }),
            None => Ok(Cohorts { cohorts }),
        }
    }

    /// The cohorts.
    pub fn sets(&self) -> &[BTreeSet<T>] {
        &self.cohorts
    }
}

/// Figures asked for over parts of a population (a unit, a grade): each is answered only if it keeps every cohort large enough,
/// so that two overlapping filters never differ by a few people.
#[derive(Clone, Debug)]
pub struct QueryGuard<T: Ord> {
    cohorts: Cohorts<T>,
    minimum: usize,
}

impl<T: Ord + Clone> QueryGuard<T> {
    /// A guard over a whole population, whose total counts as released from the start.
    ///
    /// # Errors
    /// [`TooClose`] for a population of fewer than `minimum`.
    pub fn try_new(population: &BTreeSet<T>, minimum: usize) -> Result<QueryGuard<T>, TooClose> {
        Ok(QueryGuard { cohorts: Cohorts::default().with(population, minimum)?, minimum })
    }

    /// Whether a figure over these people may be shown; if so, it is remembered.
    ///
    /// # Errors
    /// [`TooClose`], and nothing is remembered.
    pub fn ask(&mut self, members: &BTreeSet<T>) -> Result<(), TooClose> {
        self.cohorts = self.cohorts.with(members, self.minimum)?;
        Ok(())
    }
}
