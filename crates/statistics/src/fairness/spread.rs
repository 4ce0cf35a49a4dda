//! How evenly something (training hours, budget) is spread over people.

use std::collections::BTreeMap;

use crate::Undefined;

fn checked_total(values: &[f64]) -> Result<f64, Undefined> {
    if values.iter().any(|x| !x.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if values.iter().any(|&x| x < 0.0) {
        return Err(Undefined::OutOfRange);
    }
    let total: f64 = values.iter().sum();
    if total > 0.0 { Ok(total) } else { Err(Undefined::EmptyTotal) }
}

/// Gini coefficient in the population form: `sum |xi - xj| / (2·n²·mean)`. 0 is even, near 1 a handful has everything.
///
/// People with nothing are part of the list. `OutOfRange` for a negative value, `EmptyTotal` where all are zero or there is nobody.
pub fn gini(values: &[f64]) -> Result<f64, Undefined> {
    let total = checked_total(values)?;
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let sum: f64 = sorted.iter().enumerate().map(|(at, x)| (2.0 * (at as f64 + 1.0) - n - 1.0) * x).sum();
    Ok(sum / (n * total))
}

/// Theil's T, `mean(x/mean · ln(x/mean))` with `0·ln 0 = 0`. Undefined as [`gini`].
pub fn theil(values: &[f64]) -> Result<f64, Undefined> {
    let mean = checked_total(values)? / values.len() as f64;
    let sum: f64 = values.iter().filter(|&&x| x > 0.0).map(|x| x / mean * (x / mean).ln()).sum();
    Ok(sum / values.len() as f64)
}

/// Theil's T split into what lies between groups and what lies within them; the two add up to T exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TheilSplit {
    /// T if everybody had the mean of the own group.
    pub between: f64,
    /// The groups' own T, weighted with their share of the total.
    pub within: f64,
    /// between / T; `NoVariation` where T is 0.
    pub between_share: Result<f64, Undefined>,
}

/// Between and within groups. `Shape` where values and groups differ in number, otherwise undefined as [`gini`].
pub fn theil_split<G: Ord>(values: &[f64], groups: &[G]) -> Result<TheilSplit, Undefined> {
    if values.len() != groups.len() {
        return Err(Undefined::Shape);
    }
    let total = checked_total(values)?;
    let mean = total / values.len() as f64;
    let mut members: BTreeMap<&G, Vec<f64>> = BTreeMap::new();
    for (value, group) in values.iter().zip(groups) {
        members.entry(group).or_default().push(*value);
    }
    let (mut between, mut within) = (0.0, 0.0);
    for own in members.values() {
        let sum: f64 = own.iter().sum();
        if sum > 0.0 {
            let (share, ratio) = (sum / total, sum / own.len() as f64 / mean);
            between += share * ratio.ln();
            within += share * theil(own)?;
        }
    }
    let all = between + within;
    // equal values leave rounding dust of the logarithms
    let between_share = if all.abs() < 1e-15 { Err(Undefined::NoVariation) } else { Ok(between / all) };
    Ok(TheilSplit { between, within, between_share })
}

/// Share of the total that goes to the top share of people (0.2: the top fifth), the last person counted in part. Undefined as [`gini`].
pub fn top_share(values: &[f64], top: f64) -> Result<f64, Undefined> {
    if !(0.0..=1.0).contains(&top) {
        return Err(Undefined::OutOfRange);
    }
    let total = checked_total(values)?;
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let mut left = top * sorted.len() as f64;
    let mut sum = 0.0;
    for x in sorted {
        let part = left.clamp(0.0, 1.0);
        sum += part * x;
        left -= 1.0;
    }
    Ok(sum / total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn everything_to_half_of_the_people() {
        let values = [0.0, 0.0, 0.0, 10.0, 10.0, 10.0];
        assert_eq!(gini(&values), Ok(0.5));
        assert!((theil(&values).unwrap() - std::f64::consts::LN_2).abs() < 1e-12);
        assert_eq!(top_share(&values, 0.5), Ok(1.0));
        assert_eq!(gini(&[3.0, 3.0]), Ok(0.0));
        assert_eq!(gini(&[0.0, 0.0]), Err(Undefined::EmptyTotal));
        assert_eq!(gini(&[]), Err(Undefined::EmptyTotal));
        assert_eq!(theil(&[1.0, -1.0]), Err(Undefined::OutOfRange));
        assert_eq!(theil_split(&[2.0, 2.0], &["a", "b"]).unwrap().between_share, Err(Undefined::NoVariation));
    }

    proptest! {
        #[test]
        fn between_and_within_add_up(values in proptest::collection::vec((0.0f64..100.0, 0u8..4), 1..40)) {
            let (x, g): (Vec<f64>, Vec<u8>) = values.into_iter().unzip();
            if let (Ok(all), Ok(split)) = (theil(&x), theil_split(&x, &g)) {
                prop_assert!((all - split.between - split.within).abs() < 1e-10);
            }
        }

        #[test]
        fn gini_is_the_mean_difference(values in proptest::collection::vec(0.0f64..100.0, 1..30)) {
            let (n, total) = (values.len() as f64, values.iter().sum::<f64>());
            if let Ok(found) = gini(&values) {
                let sum: f64 = values.iter().flat_map(|a| values.iter().map(move |b| (a - b).abs())).sum();
                prop_assert!((found - sum / (2.0 * n * total)).abs() < 1e-10);
                prop_assert!((0.0..=1.0).contains(&found));
            }
        }
    }
}
