//! How alike two profiles are (Cronbach & Gleser 1953). A distance has no direction and a correlation ignores the level: never one of them alone.

use crate::Undefined;
use crate::descriptive::{at_least, count, plain_mean};
use crate::ordering::correlation::pearson;

/// Likeness of a person's profile and a target's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Similarity {
    /// Competencies compared.
    pub n: usize,
    /// D²: sum of squared gaps.
    pub squared_distance: f64,
    /// Mean absolute gap.
    pub mean_absolute_gap: f64,
    /// Mean gap, person - target.
    pub mean_gap: f64,
    /// Correlation across competencies; undefined for a flat profile.
    pub correlation: Result<f64, Undefined>,
    /// Competencies below the target.
    pub below: usize,
    /// Competencies at the target.
    pub equal: usize,
    /// Competencies above the target.
    pub above: usize,
    /// Distance after each profile is brought to mean 0: shape and scatter without level.
    pub shape_distance: f64,
}

impl Similarity {
    /// Compares two profiles of the same competencies in the same order.
    ///
    /// # Errors
    /// Undefined without competencies and for profiles of two lengths.
    pub fn of(person: &[f64], target: &[f64]) -> Result<Similarity, Undefined> {
        if person.len() != target.len() {
            return Err(Undefined::Shape);
        }
        at_least(person, 1)?;
        at_least(target, 1)?;
        let gaps: Vec<f64> = person.iter().zip(target).map(|(a, t)| a - t).collect();
        let mean_gap = plain_mean(&gaps);
        Ok(Similarity {
            n: gaps.len(),
            squared_distance: gaps.iter().map(|g| g * g).sum(),
            mean_absolute_gap: gaps.iter().map(|g| g.abs()).sum::<f64>() / count(gaps.len()),
            mean_gap,
            correlation: pearson(person, target).map(|c| c.value),
            below: gaps.iter().filter(|g| **g < 0.0).count(),
            equal: gaps.iter().filter(|g| **g == 0.0).count(),
            above: gaps.iter().filter(|g| **g > 0.0).count(),
            shape_distance: gaps.iter().map(|g| (g - mean_gap) * (g - mean_gap)).sum::<f64>().sqrt(),
        })
    }

    /// D: the root of D².
    pub fn distance(&self) -> f64 {
        self.squared_distance.sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn level_and_shape_are_told_apart() {
        let above = Similarity::of(&[4.0, 5.0, 3.0], &[3.0, 4.0, 2.0]).unwrap();
        assert_eq!((above.squared_distance, above.shape_distance, above.mean_gap, above.above), (3.0, 0.0, 1.0, 3));
        assert!((above.correlation.unwrap() - 1.0).abs() < 1e-12);
        let flat = Similarity::of(&[3.0, 3.0, 3.0], &[3.0, 4.0, 2.0]).unwrap();
        assert_eq!(flat.correlation, Err(Undefined::NoVariation));
        assert_eq!(Similarity::of(&[], &[]).err(), Some(Undefined::TooFew { found: 0, needed: 1 }));
        assert_eq!(Similarity::of(&[1.0], &[]).err(), Some(Undefined::Shape));
    }
}
