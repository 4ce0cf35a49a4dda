//! Several looks at once: p-values adjusted for their number.

use crate::Undefined;

fn sorted(p: &[f64]) -> Result<Vec<usize>, Undefined> {
    if p.iter().any(|p| p.is_nan()) {
        return Err(Undefined::NotFinite);
    }
    if p.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return Err(Undefined::OutOfRange);
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p.get(a).unwrap_or(&1.0).total_cmp(p.get(b).unwrap_or(&1.0)));
    Ok(order)
}

/// Holm's step-down adjustment: family-wise, for statements that name one unit. In the order given. `OutOfRange` outside 0 to 1.
pub fn holm(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    let m = p.len();
    let mut adjusted = vec![0.0; m];
    let mut highest: f64 = 0.0;
    for (rank, at) in sorted(p)?.into_iter().enumerate() {
        highest = highest.max((m - rank) as f64 * p[at]).min(1.0);
        adjusted[at] = highest;
    }
    Ok(adjusted)
}

/// Benjamini-Hochberg step-up adjustment: false discovery rate, for screening many units. In the order given. `OutOfRange` outside 0 to 1.
pub fn benjamini_hochberg(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    step_up(p, |m, rank| m as f64 / (rank + 1) as f64)
}

/// Hochberg's step-up adjustment: family-wise, for independent tests. In the order given. `OutOfRange` outside 0 to 1.
pub fn hochberg(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    step_up(p, |m, rank| (m - rank) as f64)
}

/// Benjamini-Yekutieli step-up adjustment: false discovery rate under any dependence. In the order given. `OutOfRange` outside 0 to 1.
pub fn benjamini_yekutieli(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    let harmonic: f64 = (1..=p.len()).map(|i| 1.0 / i as f64).sum();
    step_up(p, |m, rank| harmonic * m as f64 / (rank + 1) as f64)
}

/// From the greatest p down: the least of `factor·p` so far, at most 1.
fn step_up(p: &[f64], factor: impl Fn(usize, usize) -> f64) -> Result<Vec<f64>, Undefined> {
    let mut adjusted = vec![0.0; p.len()];
    let mut lowest: f64 = 1.0;
    for (rank, at) in sorted(p)?.into_iter().enumerate().rev() {
        lowest = lowest.min(factor(p.len(), rank) * p[at]);
        adjusted[at] = lowest;
    }
    Ok(adjusted)
}

/// Bonferroni: each p times their number, at most 1. `OutOfRange` outside 0 to 1.
pub fn bonferroni(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    sorted(p)?;
    Ok(p.iter().map(|one| (one * p.len() as f64).min(1.0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn adjusted_as_r_adjusts() {
        // p.adjust(c(0.01, 0.04, 0.03, 0.005), ...)
        let p = [0.01, 0.04, 0.03, 0.005];
        let near = |found: Vec<f64>, expected: [f64; 4]| found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12);
        assert!(near(holm(&p).unwrap(), [0.03, 0.06, 0.06, 0.02]));
        assert!(near(benjamini_hochberg(&p).unwrap(), [0.02, 0.04, 0.04, 0.02]));
        assert!(near(bonferroni(&p).unwrap(), [0.04, 0.16, 0.12, 0.02]));
        assert!(near(hochberg(&p).unwrap(), [0.03, 0.04, 0.04, 0.02]));
        let by = 25.0 / 12.0;
        assert!(near(benjamini_yekutieli(&p).unwrap(), [0.02 * by, 0.04 * by, 0.04 * by, 0.02 * by]));
        assert_eq!(holm(&[1.2]), Err(Undefined::OutOfRange));
        assert_eq!(holm(&[]), Ok(vec![]));
    }

    proptest! {
        #[test]
        fn adjusting_never_lowers_and_keeps_the_order(p in proptest::collection::vec(0.0f64..=1.0, 1..30)) {
            let (h, b) = (holm(&p).unwrap(), benjamini_hochberg(&p).unwrap());
            for i in 0..p.len() {
                prop_assert!(p[i] <= b[i] + 1e-15 && b[i] <= h[i] + 1e-12 && h[i] <= 1.0);
                for j in 0..p.len() {
                    if p[i] < p[j] {
                        prop_assert!(h[i] <= h[j] && b[i] <= b[j]);
                    }
                }
            }
        }
    }
}
