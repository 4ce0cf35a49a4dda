//! Additive severity: rating = ratee + rater, by least squares on whoever rated whom.
//!
//! Solved on the list of ratings itself: ratees are eliminated, raters are found by conjugate gradients, so that a round of thousands of raters
//! takes milliseconds and no matrix is built.

use crate::Undefined;
use crate::descriptive::count;

/// One rating.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rating {
    /// Place of the ratee, from 0.
    pub ratee: usize,
    /// Place of the rater, from 0.
    pub rater: usize,
    /// The rating.
    pub value: f64,
}

/// Least-squares levels of ratees and raters.
#[derive(Clone, Debug, PartialEq)]
pub struct Additive {
    /// Mean of each ratee's ratings; undefined without any.
    pub raw: Vec<Result<f64, Undefined>>,
    /// What each ratee would have got from all raters of the same part: the least-squares mean.
    pub adjusted: Vec<Result<f64, Undefined>>,
    /// How much above the others each rater rates; sums to 0 over the raters of a part.
    pub leniency: Vec<Result<f64, Undefined>>,
    /// The part each ratee belongs to, counted from 0 in order of first ratee; `None` without ratings.
    pub parts: Vec<Option<usize>>,
    /// Number of parts that share neither rater nor ratee. Levels compare within a part only.
    pub part_count: usize,
    /// Sum of squared residuals.
    pub residual: f64,
}

impl Additive {
    /// The solution, where everyone can be compared with everyone.
    ///
    /// # Errors
    /// [`Undefined::Disconnected`] where the ratings fall into parts.
    pub fn connected(self) -> Result<Additive, Undefined> {
        if self.part_count == 1 { Ok(self) } else { Err(Undefined::Disconnected) }
    }
}

/// Parts of a design, by union-find over ratees and raters.
#[derive(Clone, Debug)]
struct Parts {
    parent: Vec<usize>,
}

impl Parts {
    fn root(&mut self, mut node: usize) -> usize {
        while let Some(&up) = self.parent.get(node) {
            if up == node {
                break;
            }
            // halve the path on the way
            let above = self.parent.get(up).copied().unwrap_or(up);
            if let Some(slot) = self.parent.get_mut(node) {
                *slot = above;
            }
            node = above;
        }
        node
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // the smaller place leads, so that the result does not depend on the order of ratings
        if let Some(slot) = self.parent.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}

/// Ratings with their sums, and products with the matrix of the reduced equations.
struct Design<'a> {
    ratings: &'a [Rating],
    per_ratee: Vec<f64>,
    per_rater: Vec<f64>,
}

impl Design<'_> {
    fn sum_by<'s>(&'s self, len: usize, of: impl Fn(&Rating) -> (usize, f64) + 's) -> Vec<f64> {
        let mut sums = vec![0.0; len];
        for rating in self.ratings {
            let (place, value) = of(rating);
            if let Some(sum) = sums.get_mut(place) {
                *sum += value;
            }
        }
        sums
    }

    /// Mean over each ratee's ratings of something.
    fn ratee_means(&self, of: impl Fn(&Rating) -> f64) -> Vec<f64> {
        let mut means = self.sum_by(self.per_ratee.len(), |rating| (rating.ratee, of(rating)));
        means.iter_mut().zip(&self.per_ratee).for_each(|(sum, n)| *sum /= n.max(1.0));
        means
    }

    /// Raters' sums of what a ratee's mean leaves over.
    fn reduced(&self, of: impl Fn(&Rating) -> f64) -> Vec<f64> {
        let means = self.ratee_means(&of);
        self.sum_by(self.per_rater.len(), |rating| (rating.rater, of(rating) - at(&means, rating.ratee)))
    }

    /// Raters' levels by conjugate gradients, each equation divided by its rater's number of ratings.
    fn raters(&self) -> Result<Vec<f64>, Undefined> {
        let precondition = |list: &[f64]| -> Vec<f64> { list.iter().zip(&self.per_rater).map(|(x, n)| x / n.max(1.0)).collect() };
        let mut levels = vec![0.0; self.per_rater.len()];
        let mut rest = self.reduced(|rating| rating.value);
        let mut scaled = precondition(&rest);
        let mut direction = scaled.clone();
        let mut norm = dot(&rest, &scaled);
        let start = norm;
        let mut best = norm;
        let mut idle = 0;
        for _ in 0..10 * levels.len() + 100 {
            if norm <= start * 1e-28 || norm == 0.0 || idle > 20 {
                break;
            }
            let product = self.reduced(|rating| at(&direction, rating.rater));
            let curvature = dot(&direction, &product);
            if curvature <= 0.0 {
                break;
            }
            let step = norm / curvature;
            levels.iter_mut().zip(&direction).for_each(|(x, d)| *x += step * d);
            rest.iter_mut().zip(&product).for_each(|(r, p)| *r -= step * p);
            scaled = precondition(&rest);
            let next = dot(&rest, &scaled);
            direction.iter_mut().zip(&scaled).for_each(|(d, s)| *d = s + next / norm * *d);
            norm = next;
            // rounding stops progress somewhere near 1e-28; that is as far as floats go
            if norm < best { (best, idle) = (norm, 0) } else { idle += 1 }
        }
        if best <= start * 1e-18 { Ok(levels) } else { Err(Undefined::NoConvergence) }
    }
}

fn at(list: &[f64], place: usize) -> f64 {
    list.get(place).copied().unwrap_or(0.0)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Least squares of ratings on `ratees` and `raters` levels, in any order.
///
/// # Errors
/// Undefined without ratings, for a place outside the given numbers, for values that are not finite, and where the iteration does not settle.
pub fn additive(ratings: &[Rating], ratees: usize, raters: usize) -> Result<Additive, Undefined> {
    if ratings.is_empty() {
        return Err(Undefined::TooFew { found: 0, needed: 1 });
    }
    if ratings.iter().any(|r| r.ratee >= ratees || r.rater >= raters) {
        return Err(Undefined::Shape);
    }
    if ratings.iter().any(|r| !r.value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let mut design = Design { ratings, per_ratee: vec![0.0; ratees], per_rater: vec![0.0; raters] };
    design.per_ratee = design.sum_by(ratees, |r| (r.ratee, 1.0));
    design.per_rater = design.sum_by(raters, |r| (r.rater, 1.0));
    let levels = design.raters()?;

    let mut parts = Parts { parent: (0..ratees + raters).collect() };
    for rating in ratings {
        parts.join(rating.ratee, ratees + rating.rater);
    }
    // the root of a part is its first ratee
    let of_ratee: Vec<usize> = (0..ratees).map(|i| parts.root(i)).collect();
    let of_rater: Vec<usize> = (0..raters).map(|j| parts.root(ratees + j)).collect();
    let (mut sum, mut members) = (vec![0.0; ratees + raters], vec![0.0; ratees + raters]);
    for ((part, level), n) in of_rater.iter().zip(&levels).zip(&design.per_rater) {
        if let (true, Some(sum), Some(members)) = (*n > 0.0, sum.get_mut(*part), members.get_mut(*part)) {
            *sum += level;
            *members += 1.0;
        }
    }
    let centre = |part: usize| at(&sum, part) / at(&members, part).max(1.0);
    let raw = design.ratee_means(|r| r.value);
    let fitted = design.ratee_means(|r| r.value - at(&levels, r.rater));
    let residual = ratings.iter().map(|r| (r.value - at(&fitted, r.ratee) - at(&levels, r.rater)).powi(2)).sum();
    let none = Undefined::TooFew { found: 0, needed: 1 };
    let given = |n: &f64, value: f64| if *n > 0.0 { Ok(value) } else { Err(none) };
    let mut numbers = std::collections::BTreeMap::new();
    let parts = design.per_ratee.iter().zip(&of_ratee).map(|(n, part)| {
        let next = numbers.len();
        (*n > 0.0).then(|| *numbers.entry(*part).or_insert(next))
    });
    let parts: Vec<Option<usize>> = parts.collect();
    Ok(Additive {
        raw: design.per_ratee.iter().zip(&raw).map(|(n, x)| given(n, *x)).collect(),
        adjusted: design.per_ratee.iter().zip(fitted.iter().zip(&of_ratee)).map(|(n, (x, part))| given(n, x + centre(*part))).collect(),
        leniency: design.per_rater.iter().zip(levels.iter().zip(&of_rater)).map(|(n, (x, part))| given(n, x - centre(*part))).collect(),
        part_count: numbers.len(),
        parts,
        residual,
    })
}

/// The ratings of a table with a row for each ratee and a column for each rater, gaps left out.
pub fn ratings_of<R: AsRef<[Option<f64>]>>(rows: &[R]) -> Vec<Rating> {
    let cells = rows.iter().enumerate().flat_map(|(ratee, row)| row.as_ref().iter().enumerate().map(move |(rater, x)| (ratee, rater, x)));
    cells.filter_map(|(ratee, rater, value)| value.map(|value| Rating { ratee, rater, value })).collect()
}

/// Degrees of freedom left for residuals: ratings less levels, where each part has one level to spare.
pub fn residual_freedom(ratings: usize, ratees: usize, raters: usize, parts: usize) -> f64 {
    count(ratings) - count(ratees) - count(raters) + count(parts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_without_a_link_are_told_apart() {
        let rows = [[Some(3.0), Some(4.0), None, None], [Some(2.0), None, None, None], [None, None, Some(5.0), None], [None; 4]];
        let found = additive(&ratings_of(&rows), 4, 4).unwrap();
        assert_eq!(found.part_count, 2);
        assert_eq!(found.parts, [Some(0), Some(0), Some(1), None]);
        assert_eq!(found.adjusted[3], Err(Undefined::TooFew { found: 0, needed: 1 }));
        assert!((found.adjusted[2].unwrap() - 5.0).abs() < 1e-12);
        // the second ratee met only the severe rater, half a point below the pair's mean
        assert!((found.adjusted[1].unwrap() - 2.5).abs() < 1e-12);
        assert!(found.leniency[3].is_err());
        assert_eq!(found.connected(), Err(Undefined::Disconnected));
        assert!(additive(&[], 1, 1).is_err());
        assert_eq!(additive(&[Rating { ratee: 1, rater: 0, value: 1.0 }], 1, 1), Err(Undefined::Shape));
    }

    #[test]
    fn a_large_ring_of_raters_is_solved() {
        // a thousand ratees, each rated by three neighbouring raters: true levels come back
        let n = 1000;
        let level = |i: usize| count(i % 7) / 3.0;
        let lenient = |j: usize| count(j % 5) / 10.0;
        let ratings: Vec<Rating> = (0..n)
            .flat_map(|i| (0..3).map(move |k| (i, (i + k) % n)))
            .map(|(ratee, rater)| Rating { ratee, rater, value: level(ratee) + lenient(rater) })
            .collect();
        let found = additive(&ratings, n, n).unwrap().connected().unwrap();
        for (j, leniency) in found.leniency.iter().enumerate() {
            assert!((leniency.unwrap() - (lenient(j) - 0.2)).abs() < 1e-6, "{j}");
        }
        assert!(found.residual < 1e-9);
    }

    proptest! {
        /// The order of ratings does not matter, and a rater who adds a point to everyone changes only his own leniency.
        #[test]
        fn order_and_severity_do_not_matter(cells in prop::collection::vec(prop::array::uniform4(prop::option::weighted(0.8, 1u8..6)), 3..8)) {
            let rows: Vec<Vec<Option<f64>>> = cells.iter().map(|row| row.iter().map(|x| x.map(f64::from)).collect()).collect();
            let ratings = ratings_of(&rows);
            prop_assume!(!ratings.is_empty());
            let turned: Vec<Rating> = ratings.iter().rev().copied().collect();
            let lenient: Vec<Rating> = ratings.iter().map(|r| Rating { value: r.value + if r.rater == 1 { 1.0 } else { 0.0 }, ..*r }).collect();
            let (a, b, c) = (additive(&ratings, rows.len(), 4).unwrap(), additive(&turned, rows.len(), 4).unwrap(), additive(&lenient, rows.len(), 4).unwrap());
            prop_assert_eq!(&a.parts, &b.parts);
            prop_assert!((a.residual - c.residual).abs() < 1e-8);
            for (x, y) in a.adjusted.iter().zip(&b.adjusted) {
                if let (Ok(x), Ok(y)) = (x, y) {
                    prop_assert!((x - y).abs() < 1e-8);
                }
            }
        }
    }
}
