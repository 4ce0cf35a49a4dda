//! Orders of alternatives by several criteria: TOPSIS, MOORA, weighted product, composite performance index.
//!
//! All but the weighted sum on a fixed scale depend on who else is compared: leaving one alternative out can turn the others round.

use crate::Undefined;
use crate::descriptive::finite;

/// Alternatives in rows, criteria in columns.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    rows: &'a [Vec<f64>],
    cost: &'a [bool],
    weights: &'a [f64],
}

impl<'a> Table<'a> {
    /// A table with a weight for each criterion, and whether less is better.
    ///
    /// # Errors
    /// Undefined without alternatives or criteria, where lengths differ, for negative weights and where all weights are 0.
    pub fn new(rows: &'a [Vec<f64>], weights: &'a [f64], cost: &'a [bool]) -> Result<Table<'a>, Undefined> {
        let width = weights.len();
        if rows.is_empty() || width == 0 {
            return Err(Undefined::TooFew { found: 0, needed: 1 });
        }
        if cost.len() != width || rows.iter().any(|row| row.len() != width) {
            return Err(Undefined::Shape);
        }
        rows.iter().try_for_each(|row| finite(row))?;
        finite(weights)?;
        if weights.iter().any(|w| *w < 0.0) {
            return Err(Undefined::OutOfRange);
        }
        if weights.iter().sum::<f64>() == 0.0 { Err(Undefined::EmptyTotal) } else { Ok(Table { rows, cost, weights }) }
    }

    fn column(&self, j: usize) -> impl Iterator<Item = f64> + '_ {
        self.rows.iter().filter_map(move |row| row.get(j).copied())
    }

    /// Values over the root of the sum of squares of their column; a column of zeros stays zero.
    fn vector_normalised(&self) -> Vec<Vec<f64>> {
        let norms: Vec<f64> = (0..self.weights.len()).map(|j| self.column(j).map(|x| x * x).sum::<f64>().sqrt()).collect();
        let cell = |(x, norm): (&f64, &f64)| if *norm == 0.0 { 0.0 } else { x / norm };
        self.rows.iter().map(|row| row.iter().zip(&norms).map(cell).collect()).collect()
    }

    /// Values on a scale from the least (0) to the greatest (1) of their column; a column without spread is zero.
    fn min_max_normalised(&self) -> Vec<Vec<f64>> {
        let ends: Vec<(f64, f64)> = (0..self.weights.len())
            .map(|j| (self.column(j).fold(f64::INFINITY, f64::min), self.column(j).fold(f64::NEG_INFINITY, f64::max)))
            .collect();
        let cell = |(x, (low, high)): (&f64, &(f64, f64))| if high > low { (x - low) / (high - low) } else { 0.0 };
        self.rows.iter().map(|row| row.iter().zip(&ends).map(cell).collect()).collect()
    }

    fn normalised_weights(&self) -> Vec<f64> {
        let total: f64 = self.weights.iter().sum();
        self.weights.iter().map(|w| w / total).collect()
    }
}

/// How TOPSIS makes criteria comparable; the order of the alternatives may depend on it, so it is always named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalisation {
    /// Over the root of the sum of squares (Hwang & Yoon).
    Vector,
    /// From the least to the greatest value in the table.
    MinMax,
}

/// Distances of TOPSIS.
#[derive(Clone, Debug, PartialEq)]
pub struct Topsis {
    /// The best value of each weighted criterion.
    pub ideal: Vec<f64>,
    /// The worst.
    pub anti_ideal: Vec<f64>,
    /// Distance of each alternative from the ideal.
    pub from_ideal: Vec<f64>,
    /// Distance from the anti-ideal.
    pub from_anti_ideal: Vec<f64>,
    /// D- / (D+ + D-); undefined for a single alternative and for one that is at both points.
    pub closeness: Vec<Result<f64, Undefined>>,
}

/// TOPSIS (Hwang & Yoon 1981); cost is handled in the ideal points. Weights are used as given.
pub fn topsis(table: &Table<'_>, normalisation: Normalisation) -> Topsis {
    let comparable = match normalisation {
        Normalisation::Vector => table.vector_normalised(),
        Normalisation::MinMax => table.min_max_normalised(),
    };
    let weighted: Vec<Vec<f64>> = comparable.into_iter().map(|row| row.iter().zip(table.weights).map(|(x, w)| x * w).collect()).collect();
    let bounds: Vec<(f64, f64)> = (0..table.weights.len())
        .map(|j| {
            let column = || weighted.iter().filter_map(|row| row.get(j).copied());
            (column().fold(f64::INFINITY, f64::min), column().fold(f64::NEG_INFINITY, f64::max))
        })
        .collect();
    let (ideal, anti_ideal): (Vec<f64>, Vec<f64>) =
        bounds.into_iter().zip(table.cost).map(|((low, high), cost)| if *cost { (low, high) } else { (high, low) }).unzip();
    let distances = |point: &[f64]| -> Vec<f64> {
        weighted.iter().map(|row| row.iter().zip(point).map(|(x, p)| (x - p) * (x - p)).sum::<f64>().sqrt()).collect()
    };
    let (from_ideal, from_anti_ideal) = (distances(&ideal), distances(&anti_ideal));
    let closeness = from_ideal
        .iter()
        .zip(&from_anti_ideal)
        .map(|(best, worst)| {
            if table.rows.len() < 2 {
                Err(Undefined::TooFew { found: table.rows.len(), needed: 2 })
            } else if best + worst == 0.0 {
                Err(Undefined::NoVariation)
            } else {
                Ok(worst / (best + worst))
            }
        })
        .collect();
    Topsis { ideal, anti_ideal, from_ideal, from_anti_ideal, closeness }
}

/// MOORA (Brauers & Zavadskas 2006): the sum of weighted, vector-normalised benefits less costs.
pub fn moora(table: &Table<'_>) -> Vec<f64> {
    let sign = |cost: &bool| if *cost { -1.0 } else { 1.0 };
    let score = |row: Vec<f64>| row.iter().zip(table.weights.iter().zip(table.cost)).map(|(x, (w, cost))| sign(cost) * w * x).sum();
    table.vector_normalised().into_iter().map(score).collect()
}

/// The weighted product: S = Π x^(±w) with weights that sum to 1, and V = S / Σ S.
///
/// # Errors
/// Undefined for a negative value, for 0 in a cost, and where every product is 0.
pub fn weighted_product(table: &Table<'_>) -> Result<(Vec<f64>, Vec<f64>), Undefined> {
    let weights = table.normalised_weights();
    let mut products = Vec::with_capacity(table.rows.len());
    for row in table.rows {
        let mut product = 1.0;
        for (x, (w, cost)) in row.iter().zip(weights.iter().zip(table.cost)) {
            if *x < 0.0 || *x == 0.0 && *cost {
                return Err(Undefined::OutOfRange);
            }
            product *= x.powf(if *cost { -w } else { *w });
        }
        products.push(product);
    }
    let total: f64 = products.iter().sum();
    if total <= 0.0 {
        return Err(Undefined::EmptyTotal);
    }
    let shares = products.iter().map(|s| s / total).collect();
    Ok((products, shares))
}

/// A composite performance index with the values it sums.
#[derive(Clone, Debug, PartialEq)]
pub struct PerformanceIndex {
    /// Values on a scale where the least of a criterion is 100.
    pub transformed: Vec<Vec<f64>>,
    /// Weighted sums.
    pub index: Vec<f64>,
}

/// Composite performance index: where more is better, x / min · 100; where less is better, min / x · 100; then the weighted sum.
/// Weights are used as given.
///
/// # Errors
/// Undefined where a criterion has a value that is not above 0: ratios to the least need a true zero.
pub fn performance_index(table: &Table<'_>) -> Result<PerformanceIndex, Undefined> {
    let least: Vec<f64> = (0..table.weights.len()).map(|j| table.column(j).fold(f64::INFINITY, f64::min)).collect();
    if least.iter().any(|x| *x <= 0.0) {
        return Err(Undefined::OutOfRange);
    }
    let cell = |(x, (least, cost)): (&f64, (&f64, &bool))| 100.0 * if *cost { least / x } else { x / least };
    let transformed: Vec<Vec<f64>> =
        table.rows.iter().map(|row| row.iter().zip(least.iter().zip(table.cost)).map(cell).collect()).collect();
    let index = transformed.iter().map(|row| row.iter().zip(table.weights).map(|(x, w)| x * w).sum()).collect();
    Ok(PerformanceIndex { transformed, index })
}

/// Competition ranks of scores, the greatest first: 1, 2, 2, 4. Scores that agree to twelve digits are equal; undefined ones have no rank.
pub fn ranks_of(scores: &[Result<f64, Undefined>]) -> Vec<Option<usize>> {
    let known: Vec<f64> = scores.iter().flatten().copied().collect();
    let ahead = |x: f64| known.iter().filter(|y| **y - x > 1e-12 * y.abs().max(x.abs()).max(1e-3)).count();
    scores.iter().map(|score| score.ok().map(|x| 1 + ahead(x))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_single_alternative_and_equal_ones_have_no_closeness() {
        let one = [vec![3.0, 4.0]];
        let found = topsis(&Table::new(&one, &[0.5, 0.5], &[false, true]).unwrap(), Normalisation::Vector);
        assert_eq!(found.closeness, [Err(Undefined::TooFew { found: 1, needed: 2 })]);
        let equal = [vec![3.0, 0.0], vec![3.0, 0.0]];
        let found = topsis(&Table::new(&equal, &[0.5, 0.5], &[false, true]).unwrap(), Normalisation::Vector);
        assert_eq!(found.closeness, [Err(Undefined::NoVariation); 2]);
    }

    #[test]
    fn the_normalisation_can_turn_the_order() {
        // computed apart with numpy
        let rows = [
            vec![85.0, 6.0, 8.0, 3.0, 7.0],
            vec![78.0, 8.0, 7.0, 4.0, 6.0],
            vec![92.0, 4.0, 9.0, 2.0, 9.0],
            vec![80.0, 10.0, 8.0, 3.0, 6.0],
        ];
        let (weights, cost) = ([0.35, 0.2, 0.2, 0.1, 0.15], [false, false, false, false, true]);
        let table = Table::new(&rows, &weights, &cost).unwrap();
        for (normalisation, expected) in [
            (Normalisation::Vector, [0.411_884_336_595, 0.600_924_512_73, 0.291_219_621_238, 0.735_855_439_322]),
            (Normalisation::MinMax, [0.487_937_875_104, 0.354_332_494_491, 0.599_539_258_55, 0.465_108_693_995]),
        ] {
            for (found, expected) in topsis(&table, normalisation).closeness.iter().zip(expected) {
                assert!((found.unwrap() - expected).abs() < 1e-9, "{found:?}, expected {expected}");
            }
        }
    }

    #[test]
    fn zero_and_negative_values_are_not_silently_zero() {
        let table = [vec![0.0, 2.0], vec![1.0, 4.0]];
        let of = |cost: &[bool]| weighted_product(&Table::new(&table, &[1.0, 1.0], cost).unwrap());
        assert_eq!(of(&[true, false]), Err(Undefined::OutOfRange));
        assert_eq!(of(&[false, false]).unwrap().1, [0.0, 1.0]);
        assert_eq!(performance_index(&Table::new(&table, &[1.0, 1.0], &[false, false]).unwrap()), Err(Undefined::OutOfRange));
        assert_eq!(Table::new(&table, &[0.0, 0.0], &[false, false]).err(), Some(Undefined::EmptyTotal));
        assert_eq!(Table::new(&table, &[1.0], &[false]).err(), Some(Undefined::Shape));
    }

    #[test]
    fn the_index_brings_the_least_to_a_hundred() {
        let table = [vec![50.0, 4.0], vec![75.0, 2.0]];
        let found = performance_index(&Table::new(&table, &[0.6, 0.4], &[false, true]).unwrap()).unwrap();
        assert_eq!(found.transformed, [vec![100.0, 50.0], vec![150.0, 100.0]]);
        assert_eq!(found.index, [80.0, 130.0]);
    }

    #[test]
    fn ranks_skip_after_a_tie() {
        assert_eq!(
            ranks_of(&[Ok(0.5), Ok(0.9), Err(Undefined::NoVariation), Ok(0.5), Ok(0.1)]),
            [Some(2), Some(1), None, Some(2), Some(4)]
        );
    }

    proptest! {
        /// The order of alternatives does not matter, and who is best in everything is first.
        #[test]
        fn properties(rows in prop::collection::vec(prop::array::uniform3(1u8..50), 2..7)) {
            let mut rows: Vec<Vec<f64>> = rows.iter().map(|r| r.iter().map(|x| f64::from(*x)).collect()).collect();
            rows.push(vec![60.0, 60.0, 0.5]);
            let (weights, cost) = ([0.5, 0.3, 0.2], [false, false, true]);
            let table = Table::new(&rows, &weights, &cost).unwrap();
            let best = topsis(&table, Normalisation::Vector).closeness;
            prop_assert!((best.last().unwrap().unwrap() - 1.0).abs() < 1e-9);
            prop_assert_eq!(ranks_of(&weighted_product(&table).unwrap().1.into_iter().map(Ok).collect::<Vec<_>>()).last().copied().flatten(), Some(1));
            prop_assert_eq!(ranks_of(&moora(&table).into_iter().map(Ok).collect::<Vec<_>>()).last().copied().flatten(), Some(1));
            let turned: Vec<Vec<f64>> = rows.iter().rev().cloned().collect();
            let turned = topsis(&Table::new(&turned, &weights, &cost).unwrap(), Normalisation::Vector).closeness;
            for (a, b) in best.iter().zip(turned.iter().rev()) {
                prop_assert!((a.unwrap() - b.unwrap()).abs() < 1e-12);
            }
        }
    }
}
