//! Tables of more than two groups: chi-square, several shares, and a trend over ordered groups.

use crate::Undefined;
use crate::distribution::{chi_square_above, normal_two_sided};
use crate::fairness::Selection;

/// A chi-square statistic with its degrees of freedom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquare {
    /// The statistic.
    pub statistic: f64,
    /// Degrees of freedom.
    pub df: u64,
    /// P(chi-square ≥ statistic).
    pub p: f64,
}

/// Pearson's chi-square of a table with its association and the least expected count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Association {
    /// The test.
    pub test: ChiSquare,
    /// Cramér's V, `sqrt(chi2 / (n·(min(rows, columns) - 1)))`.
    pub cramers_v: f64,
    /// Least expected count; below 5 the p-value is a rough one.
    pub least_expected: f64,
}

/// Pearson's chi-square of a table of counts, without correction: `sum (observed - expected)² / expected`, df `(r-1)(c-1)`.
///
/// `Shape` for rows of different length, `TooFew` below two rows or columns, `EmptyTotal` where a row or column is all zero.
pub fn chi_square(table: &[Vec<u64>]) -> Result<Association, Undefined> {
    let columns = table.first().map_or(0, Vec::len);
    if table.iter().any(|row| row.len() != columns) {
        return Err(Undefined::Shape);
    }
    let needed = table.len().min(columns);
    if needed < 2 {
        return Err(Undefined::TooFew { found: needed, needed: 2 });
    }
    let row_sums: Vec<f64> = table.iter().map(|row| row.iter().map(|&n| n as f64).sum()).collect();
    let mut column_sums = vec![0.0; columns];
    for row in table {
        for (sum, &n) in column_sums.iter_mut().zip(row) {
            *sum += n as f64;
        }
    }
    if row_sums.iter().chain(&column_sums).any(|&sum| sum == 0.0) {
        return Err(Undefined::EmptyTotal);
    }
    let all: f64 = row_sums.iter().sum();
    let (mut statistic, mut least_expected) = (0.0, f64::INFINITY);
    for (row, row_sum) in table.iter().zip(&row_sums) {
        for (&observed, column_sum) in row.iter().zip(&column_sums) {
            let expected = row_sum * column_sum / all;
            let distance = observed as f64 - expected;
            statistic += distance * distance / expected;
            least_expected = least_expected.min(expected);
        }
    }
    let df = ((table.len() - 1) * (columns - 1)) as u64;
    let test = ChiSquare { statistic, df, p: chi_square_above(statistic, df as f64)? };
    Ok(Association { test, cramers_v: (statistic / (all * (needed - 1) as f64)).sqrt(), least_expected })
}

/// Whether several shares are equal: chi-square of selected and not selected, df `k - 1`.
///
/// `TooFew` below two groups, `EmptyTotal` where a group has nobody, `NoVariation` where all or none were selected.
pub fn equal_shares(groups: &[Selection]) -> Result<ChiSquare, Undefined> {
    if groups.iter().any(|g| g.eligible() == 0) {
        return Err(Undefined::EmptyTotal);
    }
    if groups.iter().all(|g| g.selected() == 0) || groups.iter().all(|g| g.rejected() == 0) {
        return Err(if groups.len() < 2 { Undefined::TooFew { found: groups.len(), needed: 2 } } else { Undefined::NoVariation });
    }
    let table: Vec<Vec<u64>> = groups.iter().map(|g| vec![g.selected(), g.rejected()]).collect();
    Ok(chi_square(&table)?.test)
}

/// Bowker's test that changes between several answers go both ways alike: `sum (n_ij - n_ji)² / (n_ij + n_ji)`, one degree of freedom for each pair of
/// answers between which somebody changed.
///
/// `Shape` unless the table is square, `NoVariation` where nobody changed. Source: Bowker 1948.
pub fn bowker(table: &[Vec<u64>]) -> Result<ChiSquare, Undefined> {
    if table.iter().any(|row| row.len() != table.len()) {
        return Err(Undefined::Shape);
    }
    let (mut statistic, mut df) = (0.0, 0);
    for (i, row) in table.iter().enumerate() {
        for (j, &there) in row.iter().enumerate().skip(i + 1) {
            let back = table.get(j).and_then(|row| row.get(i)).copied().unwrap_or(0);
            if there > 0 || back > 0 {
                statistic += (there.abs_diff(back) as f64).powi(2) / (there as f64 + back as f64);
                df += 1;
            }
        }
    }
    if df == 0 { Err(Undefined::NoVariation) } else { Ok(ChiSquare { statistic, df, p: chi_square_above(statistic, df as f64)? }) }
}

/// Cochran-Armitage test of a linear trend of a share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Signed: positive where the share rises with the score.
    pub z: f64,
    /// z².
    pub chi2: f64,
    /// Two-sided p-value.
    pub p: f64,
}

/// Cochran-Armitage trend over groups with the given scores (years, grades).
///
/// `T = sum s(x - n·p)`, variance `p(1-p)(sum n·s² - (sum n·s)²/N)`. `Shape` where scores and groups differ in number, `NoVariation` where all or
/// none were selected or all scores are equal. Do not pool years whose rules changed.
pub fn trend_in_shares(groups: &[Selection], scores: &[f64]) -> Result<Trend, Undefined> {
    if groups.len() != scores.len() {
        return Err(Undefined::Shape);
    }
    if scores.iter().any(|s| !s.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let all: f64 = groups.iter().map(|g| g.eligible() as f64).sum();
    if all == 0.0 {
        return Err(Undefined::EmptyTotal);
    }
    let share = groups.iter().map(|g| g.selected() as f64).sum::<f64>() / all;
    let mean = groups.iter().zip(scores).map(|(g, s)| g.eligible() as f64 * s).sum::<f64>() / all;
    let distance: f64 = groups.iter().zip(scores).map(|(g, s)| (s - mean) * (g.selected() as f64 - g.eligible() as f64 * share)).sum();
    let spread: f64 = groups.iter().zip(scores).map(|(g, s)| g.eligible() as f64 * (s - mean) * (s - mean)).sum();
    let variance = share * (1.0 - share) * spread;
    if variance <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let z = distance / variance.sqrt();
    Ok(Trend { z, chi2: z * z, p: normal_two_sided(z) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(selected: u64, eligible: u64) -> Selection {
        Selection::try_new(selected, eligible).unwrap()
    }

    #[test]
    fn an_empty_row_or_column_has_no_expectation() {
        assert_eq!(chi_square(&[vec![1, 2], vec![0, 0]]), Err(Undefined::EmptyTotal));
        assert_eq!(chi_square(&[vec![1, 0], vec![2, 0]]), Err(Undefined::EmptyTotal));
        assert_eq!(chi_square(&[vec![1, 0], vec![2]]), Err(Undefined::Shape));
        assert_eq!(chi_square(&[vec![1, 2]]), Err(Undefined::TooFew { found: 1, needed: 2 }));
    }

    #[test]
    fn two_answers_of_bowker_are_mcnemars() {
        let found = bowker(&[vec![794, 86], vec![150, 570]]).unwrap();
        assert!((found.statistic - 64.0_f64.powi(2) / 236.0).abs() < 1e-12 && found.df == 1);
        assert_eq!(bowker(&[vec![1, 0], vec![0, 2]]), Err(Undefined::NoVariation));
        assert_eq!(bowker(&[vec![1, 0]]), Err(Undefined::Shape));
    }

    #[test]
    fn equal_shares_of_all_are_no_test() {
        assert_eq!(equal_shares(&[of(3, 3), of(4, 4)]), Err(Undefined::NoVariation));
        assert_eq!(equal_shares(&[of(1, 2), of(2, 4)]).unwrap().statistic, 0.0);
    }

    #[test]
    fn a_trend_needs_different_scores_and_does_not_mind_their_zero() {
        let groups = [of(83, 86), of(90, 93), of(129, 136), of(70, 82)];
        let one = trend_in_shares(&groups, &[1.0, 2.0, 3.0, 4.0]).unwrap();
        let two = trend_in_shares(&groups, &[2021.0, 2022.0, 2023.0, 2024.0]).unwrap();
        assert!((one.chi2 - 8.224_922_285_2).abs() < 1e-8 && (one.z - two.z).abs() < 1e-9);
        assert!(one.z < 0.0);
        assert_eq!(trend_in_shares(&groups, &[1.0; 4]), Err(Undefined::NoVariation));
        assert_eq!(trend_in_shares(&groups, &[1.0; 3]), Err(Undefined::Shape));
    }
}
