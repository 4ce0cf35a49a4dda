//! Job-person match (JPM): how much of what a post requires a person shows, as one percentage.

use rust_decimal::Decimal;
use serde::Serialize;

use super::gap::{CompetencyGap, GapReport};
use crate::legal::Label;
use crate::number::{Rounding, RoundingMode};
use crate::people::id::CompetencyCode;

/// A percentage kept as its two parts, so that a threshold is decided without dividing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percentage {
    part: Decimal,
    whole: Decimal,
}

impl Percentage {
    /// The percentage, exact where 28 digits hold it. For showing and for facts; thresholds are decided by [`Percentage::at_least`].
    pub fn value(self) -> Decimal {
        // the numerator first: 24 of 30 is 80 exactly
        (self.part * Decimal::ONE_HUNDRED).checked_div(self.whole).unwrap_or_default().normalize()
    }

    /// The percentage as people read it: halves up, once, here.
    pub fn rounded(self, places: u32) -> Decimal {
        Rounding { places, mode: RoundingMode::HalfUp }.apply(self.value())
    }

    /// Whether it reaches a threshold in percent: compared crosswise, so that no rounding decides.
    pub fn at_least(self, threshold: Decimal) -> bool {
        self.part * Decimal::ONE_HUNDRED >= threshold * self.whole
    }

    fn capped(self) -> Percentage {
        Percentage { part: self.part.min(self.whole), whole: self.whole }
    }
}

/// Why there is no job-person match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoMatch {
    /// No competency at all.
    NothingRequired,
    /// More than a fifth of the competencies is unmeasured.
    TooMuchUnmeasured {
        /// How many are unmeasured.
        unmeasured: usize,
        /// Of how many.
        of: usize,
    },
}

impl NoMatch {
    /// The reason, for people.
    pub fn label(&self) -> Label {
        match self {
            NoMatch::NothingRequired => Label::new("tidak ada kompetensi yang dipersyaratkan", "no competency is required"),
            NoMatch::TooMuchUnmeasured { unmeasured, of } => Label::new(
                format!("{unmeasured} dari {of} kompetensi belum diukur, diharapkan paling banyak 20%"),
                format!("{unmeasured} of {of} competencies are unmeasured, expected at most 20%"),
            ),
        }
    }
}

/// The job-person match of one person and one post, the usual way and with each competency capped.
///
/// Unmeasured competencies are in neither sum. The two totals differ where a surplus in one competency hides a deficit in another: shown side by
/// side, the surplus hides nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobPersonMatch {
    achieved: Decimal,
    achieved_capped_each: Decimal,
    required: Decimal,
    unmeasured: Vec<CompetencyCode>,
}

impl JobPersonMatch {
    /// The match of a gap report.
    ///
    /// # Errors
    /// [`NoMatch`] where nothing is required or more than a fifth of the competencies is unmeasured.
    pub fn of(report: &GapReport) -> Result<JobPersonMatch, NoMatch> {
        let rows = report.rows();
        let unmeasured: Vec<CompetencyCode> = report.unmeasured().into_iter().map(|row| row.competency.clone()).collect();
        if rows.is_empty() {
            return Err(NoMatch::NothingRequired);
        }
        // more than 20 %, in whole numbers
        if unmeasured.len() * 5 > rows.len() {
            return Err(NoMatch::TooMuchUnmeasured { unmeasured: unmeasured.len(), of: rows.len() });
        }
        let measured = || rows.iter().filter_map(|row| Some((row, row.actual?)));
        let sum = |value: fn(&CompetencyGap, Decimal) -> Decimal| measured().map(|(row, actual)| value(row, actual)).sum::<Decimal>();
        Ok(JobPersonMatch {
            achieved: sum(|_, actual| actual),
            achieved_capped_each: sum(|row, actual| actual.min(row.required)),
            required: sum(|row, _| row.required),
            unmeasured,
        })
    }

    /// Sum of the assessed levels.
    pub fn achieved(&self) -> Decimal {
        self.achieved
    }

    /// Sum of the required levels of what is measured.
    pub fn required(&self) -> Decimal {
        self.required
    }

    /// Competencies in neither sum.
    pub fn unmeasured(&self) -> &[CompetencyCode] {
        &self.unmeasured
    }

    /// Achieved of required, which can pass 100.
    pub fn uncapped(&self) -> Percentage {
        Percentage { part: self.achieved, whole: self.required }
    }

    /// Achieved of required, at most 100: the figure of most assessment centres.
    pub fn total(&self) -> Percentage {
        self.uncapped().capped()
    }

    /// Each level counted only up to the required one, so that no surplus pays for a deficit elsewhere.
    pub fn capped_each(&self) -> Percentage {
        Percentage { part: self.achieved_capped_each, whole: self.required }
    }
}

#[cfg(test)]
mod tests;
