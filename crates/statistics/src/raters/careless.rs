//! Straight-lining and halo: answers that say little about the person rated. Flags only; equal answers can be honest.

use crate::Undefined;
use crate::descriptive::{median, standard_deviation};

/// The longest run of identical answers in a row; unanswered items are not in the way.
pub fn longest_run<T: PartialEq>(answers: &[Option<T>]) -> usize {
    let given: Vec<&T> = answers.iter().flatten().collect();
    given.chunk_by(|a, b| a == b).map(<[&T]>::len).max().unwrap_or(0)
}

/// Spread of one person's answers: the standard deviation over items (IRV, Dunn et al. 2018).
///
/// # Errors
/// Undefined below two answers.
pub fn response_variability(answers: &[Option<f64>]) -> Result<f64, Undefined> {
    let given: Vec<f64> = answers.iter().flatten().copied().collect();
    standard_deviation(&given)
}

/// When a response is flagged for checking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CarelessRule {
    /// Shortest run of identical answers.
    pub run: usize,
    /// The run must also cover this share of the answers, in hundredths.
    pub run_percent: usize,
    /// Fewest answers for a flag on no spread at all.
    pub answers: usize,
    /// Fewest competencies among those.
    pub competencies: usize,
}

impl Default for CarelessRule {
    /// A run of nine that covers three quarters, or eight equal answers over two competencies.
    fn default() -> CarelessRule {
        CarelessRule { run: 9, run_percent: 75, answers: 8, competencies: 2 }
    }
}

impl CarelessRule {
    /// Whether a response with answers over this many competencies is flagged.
    pub fn flags(&self, answers: &[Option<f64>], competencies: usize) -> bool {
        let given = answers.iter().flatten().count();
        let run = longest_run(answers);
        let long = run >= self.run && run * 100 >= self.run_percent * given;
        let flat = run == given && given >= self.answers && competencies >= self.competencies;
        long || flat
    }
}

/// Halo of the raters of one person: spread over competency means far below that of the median rater (Cooper 1981; Balzer & Sulsky 1992).
#[derive(Clone, Debug, PartialEq)]
pub struct Halo {
    /// Standard deviation of each rater's competency means; undefined below two.
    pub spreads: Vec<Result<f64, Undefined>>,
    /// Their median.
    pub median: f64,
    /// Whether each is below `ratio` of the median.
    pub flags: Vec<bool>,
}

/// Compares raters; rows are raters, columns competencies.
///
/// # Errors
/// Undefined where no rater has two competencies.
pub fn halo<R: AsRef<[Option<f64>]>>(rows: &[R], ratio: f64) -> Result<Halo, Undefined> {
    let spreads: Vec<Result<f64, Undefined>> = rows.iter().map(|row| response_variability(row.as_ref())).collect();
    let known: Vec<f64> = spreads.iter().flatten().copied().collect();
    if known.is_empty() {
        return Err(Undefined::TooFew { found: 0, needed: 1 });
    }
    let median = median(&known)?;
    let flags = spreads.iter().map(|spread| spread.is_ok_and(|spread| spread < ratio * median)).collect();
    Ok(Halo { spreads, median, flags })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(text: &str) -> Vec<Option<f64>> {
        text.chars().map(|c| c.to_digit(10).map(f64::from)).collect()
    }

    #[test]
    fn runs_pass_over_gaps() {
        assert_eq!(longest_run(&answers("33-3344")), 4);
        assert_eq!(longest_run(&answers("---")), 0);
        assert!(response_variability(&answers("4---")).is_err());
    }

    #[test]
    fn flags_need_length_and_share() {
        let rule = CarelessRule::default();
        assert!(rule.flags(&answers("444444444544"), 3));
        assert!(!rule.flags(&answers("4444444441231"), 3));
        assert!(rule.flags(&answers("44444444"), 2));
        assert!(!rule.flags(&answers("44444444"), 1));
        assert!(!rule.flags(&answers("4444444"), 2));
        assert!(!rule.flags(&[], 2));
    }

    #[test]
    fn halo_needs_a_median_to_compare_with() {
        let rows = [answers("44444"), answers("15243"), answers("25143")];
        let found = halo(&rows, 0.25).unwrap();
        assert_eq!(found.flags, [true, false, false]);
        // where most raters are flat, none of them stands out
        assert_eq!(halo(&[answers("444"), answers("333"), answers("135")], 0.25).unwrap().flags, [false, false, false]);
        assert!(halo(&[answers("4")], 0.25).is_err());
    }
}
