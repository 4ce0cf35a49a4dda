//! Needs from competency gaps: the standard of the post beside what was assessed.

use rust_decimal::Decimal;

use super::{Met, Need, NeedSource, NotMeasured, StandardUsed, Weight};
use crate::competency::{CompetencyGap, CurrentProfile, GapError, GapQuestion, StandardTarget, Standards};
use crate::index::half_up;
use crate::legal::Label;
use crate::people::id::{PositionId, TierCode};
use crate::people::record::PositionRecord;

/// The tier standards know a position by: its own, or else its kind.
pub fn tier_of(position: &PositionRecord) -> Option<TierCode> {
    position.tier.clone().or_else(|| position.kind.as_str().parse().ok())
}

/// The post whose own standard a position has: the one whose id or name is the position's title, letters of any case.
pub fn post_of(position: &PositionRecord, standards: &[Standards]) -> Option<PositionId> {
    let title = position.title.as_deref()?.trim().to_lowercase();
    standards.iter().flat_map(Standards::standards).find_map(|standard| match &standard.target {
        StandardTarget::Post(post) => {
            let names = [post.as_str(), &*standard.label.id, &*standard.label.en];
            names.iter().any(|name| name.to_lowercase() == title).then(|| post.clone())
        }
        StandardTarget::Tier(_) => None,
    })
}

/// What a standard makes of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gaps {
    /// The standard.
    pub standard: StandardUsed,
    /// What is below the level required, in the order of the standard.
    pub needs: Vec<Need>,
    /// What nobody has measured.
    pub not_measured: Vec<NotMeasured>,
    /// What is met.
    pub met: Vec<Met>,
}

impl Gaps {
    /// Compares.
    ///
    /// INVARIANT (silence is not zero): what is not measured is neither a need nor met.
    ///
    /// # Errors
    /// [`GapError`] for levels or weights gaps cannot be computed with.
    pub fn of(question: &GapQuestion<'_>) -> Result<Gaps, GapError> {
        let GapQuestion { found, framework, .. } = *question;
        let standard = found.standard;
        let used = StandardUsed {
            standards: found.standards.id().clone(),
            framework: framework.id().clone(),
            target: standard.target.clone(),
            label: standard.label.clone(),
            reference: standard.source.clone(),
        };
        let (current, report) = question.compare()?;
        let mean = mean_weight(report.rows());
        let mut gaps = Gaps { standard: used, needs: Vec::new(), not_measured: Vec::new(), met: Vec::new() };
        for row in report.rows() {
            gaps.row(row, question, &current, mean);
        }
        Ok(gaps)
    }

    fn row(&mut self, row: &CompetencyGap, question: &GapQuestion<'_>, current: &CurrentProfile<'_>, mean: Option<Decimal>) {
        let framework = question.framework;
        let relative = mean.and_then(|mean| row.weight.checked_div(mean)).map_or(Decimal::ONE, |weight| half_up(weight, 6));
        let weight = Weight { relative, critical: row.critical };
        let label = || framework.competency(&row.competency).map_or_else(|| Label::same(row.competency.as_str()), |c| c.label.clone());
        let (Some(actual), Some(assessment)) = (row.actual, current.assessments.get(&row.competency)) else {
            let set_aside = current.set_aside.iter().filter(|aside| aside.assessment.competency == row.competency);
            self.not_measured.push(NotMeasured {
                framework: framework.id().clone(),
                competency: row.competency.clone(),
                label: label(),
                required: row.required,
                weight,
                set_aside: set_aside.max_by_key(|aside| aside.assessment.date).map(|aside| aside.reason.clone()),
            });
            return;
        };
        if actual >= row.required {
            self.met.push(Met { framework: framework.id().clone(), competency: row.competency.clone() });
            return;
        }
        self.needs.push(Need {
            size: (row.required - actual).normalize(),
            weight,
            since: assessment.date,
            reference: question.found.standard.source.clone(),
            source: NeedSource::Gap {
                framework: framework.id().clone(),
                competency: row.competency.clone(),
                label: label(),
                required: row.required,
                actual,
                standards: question.found.standards.id().clone(),
                post: question.found.standard.label.clone(),
                assessor: assessment.assessor.clone(),
                method: assessment.method.clone(),
                evidence: assessment.evidence.clone(),
            },
        });
    }
}

/// `None` where there is nothing to weigh, or no weight above zero.
fn mean_weight(rows: &[CompetencyGap]) -> Option<Decimal> {
    let sum = rows.iter().try_fold(Decimal::ZERO, |sum, row| sum.checked_add(row.weight))?;
    sum.checked_div(Decimal::from(rows.len())).filter(|mean| !mean.is_zero())
}
