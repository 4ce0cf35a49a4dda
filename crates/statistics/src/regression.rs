//! Least squares for a handful of columns, by Householder reflections.

use crate::Undefined;

/// A fitted linear model.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fit {
    /// Coefficients, a column each.
    pub(crate) coefficients: Vec<f64>,
    /// `(X'WX)⁻¹`.
    pub(crate) inverse: Vec<Vec<f64>>,
}

/// Weighted least squares of `y` on the rows of `x`. Weights must not be negative.
///
/// `Shape` where lengths differ, `TooFew` below as many rows as columns, `NoVariation` where columns depend on one another.
#[allow(clippy::needless_range_loop, reason = "triangular solving reads and writes by place")]
pub(crate) fn least_squares(x: &[Vec<f64>], y: &[f64], weights: Option<&[f64]>) -> Result<Fit, Undefined> {
    let (n, p) = (x.len(), x.first().map_or(0, Vec::len));
    if y.len() != n || weights.is_some_and(|w| w.len() != n) || x.iter().any(|row| row.len() != p) {
        return Err(Undefined::Shape);
    }
    if n < p || p == 0 {
        return Err(Undefined::TooFew { found: n, needed: p.max(1) });
    }
    // rows with the answer behind, scaled by the root of the weight
    let mut a: Vec<Vec<f64>> = x
        .iter()
        .zip(y)
        .enumerate()
        .map(|(at, (row, &answer))| {
            let root = weights.and_then(|w| w.get(at)).map_or(1.0, |w| w.sqrt());
            row.iter().chain([&answer]).map(|v| v * root).collect()
        })
        .collect();
    if a.iter().flatten().any(|v| !v.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    for k in 0..p {
        let size = (k..n).map(|i| a[i][k] * a[i][k]).sum::<f64>().sqrt();
        let whole = (0..n).map(|i| a[i][k] * a[i][k]).sum::<f64>().sqrt();
        if size <= 1e-12 * whole || size == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let alpha = if a[k][k] > 0.0 { -size } else { size };
        let mut v: Vec<f64> = (k..n).map(|i| a[i][k]).collect();
        if let Some(first) = v.first_mut() {
            *first -= alpha;
        }
        let length: f64 = v.iter().map(|x| x * x).sum();
        for j in k..=p {
            let along: f64 = v.iter().enumerate().map(|(i, x)| x * a[k + i][j]).sum::<f64>() * 2.0 / length;
            for (i, x) in v.iter().enumerate() {
                a[k + i][j] -= along * x;
            }
        }
    }
    let solve = |right: &dyn Fn(usize) -> f64| {
        let mut b = vec![0.0; p];
        for k in (0..p).rev() {
            let rest: f64 = (k + 1..p).map(|j| a[k][j] * b[j]).sum();
            b[k] = (right(k) - rest) / a[k][k];
        }
        b
    };
    let coefficients = solve(&|k| a[k][p]);
    // columns of R⁻¹
    let columns: Vec<Vec<f64>> = (0..p).map(|c| solve(&|k| if k == c { 1.0 } else { 0.0 })).collect();
    let inverse = (0..p).map(|i| (0..p).map(|j| columns.iter().map(|column| column[i] * column[j]).sum()).collect()).collect();
    Ok(Fit { coefficients, inverse })
}

/// The value the model gives for a row.
pub(crate) fn predicted(row: &[f64], coefficients: &[f64]) -> f64 {
    row.iter().zip(coefficients).map(|(x, b)| x * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_through_three_points() {
        let x: Vec<Vec<f64>> = [1.0, 2.0, 3.0].iter().map(|t| vec![1.0, *t]).collect();
        let fit = least_squares(&x, &[2.0, 3.0, 5.0], None).unwrap();
        assert!((fit.coefficients[0] - 1.0 / 3.0).abs() < 1e-12 && (fit.coefficients[1] - 1.5).abs() < 1e-12);
        assert!((fit.inverse[1][1] - 0.5).abs() < 1e-12);
        let same: Vec<Vec<f64>> = (0..3).map(|_| vec![1.0, 4.0]).collect();
        assert_eq!(least_squares(&same, &[2.0, 3.0, 5.0], None), Err(Undefined::NoVariation));
        assert_eq!(least_squares(&x[..1], &[2.0], None), Err(Undefined::TooFew { found: 1, needed: 2 }));
    }

    proptest! {
        #[test]
        fn what_is_left_is_at_right_angles_to_every_column(rows in proptest::collection::vec((-9.0f64..9.0, -9.0f64..9.0, -9.0f64..9.0, 0.1f64..4.0), 5..20)) {
            let x: Vec<Vec<f64>> = rows.iter().map(|r| vec![1.0, r.0, r.1]).collect();
            let y: Vec<f64> = rows.iter().map(|r| r.2).collect();
            let w: Vec<f64> = rows.iter().map(|r| r.3).collect();
            if let Ok(fit) = least_squares(&x, &y, Some(&w)) {
                for column in 0..3 {
                    let sum: f64 = x.iter().zip(&y).zip(&w).map(|((row, y), w)| w * row[column] * (y - predicted(row, &fit.coefficients))).sum();
                    prop_assert!(sum.abs() < 1e-6, "{sum}");
                }
            }
        }
    }
}
