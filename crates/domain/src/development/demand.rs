//! The demand of a unit: what its people lack, competency by competency, ranked by a published score policy.
//!
//! A row adds up measured gaps of everybody in the unit and under it. What staff wish to learn and what 360° results say stand beside the row and are
//! read by no score. Rows about few people are withheld from everybody but HR officers of the unit; see [`Shield`].

mod shield;
mod tally;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use super::need::{NeedFacts, NeedRules, dossier};
use crate::index::{half_up, percent};
use crate::legal::Label;
use crate::people::id::{CompetencyCode, FrameworkId};
use crate::policy::decide::{PolicyOnDate, decide, tie_breaks};
use crate::policy::decision::{ComponentScore, Outcome};
use crate::policy::dossier::Dossier;
use crate::policy::value::Value;

pub use shield::{Part, Shield};
pub use tally::{Subject, Tallies, Tally};

/// The figures of a competency in a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Figures {
    /// People whose post requires it.
    pub required: u32,
    /// Of these, how many have no usable assessment.
    pub not_measured: u32,
    /// Of those measured, how many are below the level of their post.
    pub below: u32,
    /// Percent of those measured who are below; absent where nobody is measured.
    pub not_competent_share: Option<Decimal>,
    /// Mean gap of those below, in levels; zero where nobody is.
    pub mean_gap: Option<Decimal>,
    /// Mean relative weight in the posts of those below; zero where nobody is.
    pub relative_weight: Option<Decimal>,
    /// Percent of those below for whose post it is critical.
    pub critical_share: Option<Decimal>,
    /// Percent of those below who miss learning hours this year.
    pub missing_hours_share: Option<Decimal>,
    /// Whether the agency named it a strategic issue.
    pub strategic: bool,
    /// People with a released 360° score below the threshold in a dimension of this code. Beside the score: nothing reads it. Absent where it is
    /// withheld.
    pub feedback: Option<u32>,
    /// People who wish to learn it. Beside the score: nothing reads it. Absent where it is withheld.
    pub wishes: Option<u32>,
}

/// How many decimals the figures of a row have.
const PLACES: u32 = 4;

impl Figures {
    /// The figures of a tally, rounded half up to four places. `None` beyond the digits kept.
    pub fn of(tally: &Tally, strategic: bool) -> Option<Figures> {
        let below = Decimal::from(tally.below);
        let measured = tally.measured > 0;
        let of_below = |sum: Decimal| {
            if tally.below == 0 { measured.then_some(Decimal::ZERO) } else { sum.checked_div(below).map(|mean| half_up(mean, PLACES)) }
        };
        let share = |count: u32| {
            if tally.below == 0 {
                measured.then_some(Decimal::ZERO)
            } else {
                percent(Decimal::from(count), below).map(|share| half_up(share, PLACES))
            }
        };
        Some(Figures {
            required: tally.required,
            not_measured: tally.required.checked_sub(tally.measured)?,
            below: tally.below,
            not_competent_share: percent(below, Decimal::from(tally.measured)).map(|share| half_up(share, PLACES)),
            mean_gap: of_below(tally.gap),
            relative_weight: of_below(tally.weight),
            critical_share: share(tally.critical),
            missing_hours_share: share(tally.missing_hours),
            strategic,
            feedback: Some(tally.feedback),
            wishes: Some(tally.wishes),
        })
    }

    fn dossier(&self, policy: &PolicyOnDate, facts: &NeedFacts) -> Dossier {
        let number = |value: Option<Decimal>| value.map_or(Value::Missing, Value::Number);
        let people = if self.not_competent_share.is_some() { Some(Decimal::from(self.below)) } else { None };
        let given = [
            (facts.mean_gap, number(self.mean_gap)),
            (facts.relative_weight, number(self.relative_weight)),
            (facts.critical_share, number(self.critical_share)),
            (facts.not_competent_share, number(self.not_competent_share)),
            (facts.missing_hours_share, number(self.missing_hours_share)),
            (facts.strategic, Value::Boolean(self.strategic)),
            (facts.not_competent, number(people)),
        ];
        dossier(policy, &given)
    }
}

/// A competency with its figures, and what the score policy makes of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct DemandRow {
    /// One more than the number of rows strictly ahead: 1, 2, 2, 4. Absent where there is no score.
    pub rank: Option<usize>,
    /// Whether others share the rank: score and all published tie-breakers are equal.
    pub tied: bool,
    /// The framework.
    pub framework: FrameworkId,
    /// The competency.
    pub competency: CompetencyCode,
    /// Its name.
    pub label: Label,
    /// The figures.
    pub figures: Figures,
    /// The score; absent where nobody is measured.
    pub score: Option<Decimal>,
    /// What each component added.
    pub components: Vec<ComponentScore>,
    /// Priority by the share of staff not yet competent; absent in the holes of the printed rule.
    pub priority: Option<crate::policy::scale::Choice>,
    #[serde(skip)]
    breaks: Vec<Value>,
}

/// A competency about which the reader learns nothing but its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Withheld {
    /// The framework.
    pub framework: FrameworkId,
    /// The competency.
    pub competency: CompetencyCode,
    /// Its name.
    pub label: Label,
}

/// The ranked demand of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Demand {
    /// Rows with a score, by rank, then by competency, which means nothing; then those without a score.
    pub rows: Vec<DemandRow>,
    /// Competencies withheld because too few people stand behind a figure.
    pub withheld: Vec<Withheld>,
    /// The published tie-breakers, in their order.
    pub tie_breaks: Vec<Label>,
    /// Id of the score policy.
    pub policy: Arc<str>,
    /// The least certain value it rests on.
    pub certainty: crate::legal::Certainty,
}

impl Demand {
    /// Ranks the competencies of a unit. `shown` says which of them the reader may see; `strategic` are those the agency named.
    ///
    /// INVARIANT (order does not matter): the same people in another order give the same demand.
    /// INVARIANT (silence is not zero): a competency nobody was measured in has no score.
    pub fn of(
        rules: &NeedRules,
        tallies: &Tallies,
        strategic: &BTreeSet<CompetencyCode>,
        label_of: impl Fn(&Subject) -> Label,
        shown: impl Fn(&Subject, Part) -> bool,
    ) -> Option<Demand> {
        let policy = &rules.demand;
        let (mut rows, mut withheld) = (Vec::new(), Vec::new());
        for (subject, tally) in tallies.iter() {
            let Subject { framework, competency } = subject.clone();
            let label = label_of(subject);
            if !shown(subject, Part::Figures) {
                withheld.push(Withheld { framework, competency, label });
                continue;
            }
            let mut figures = Figures::of(tally, strategic.contains(&competency))?;
            figures.feedback = figures.feedback.filter(|_| shown(subject, Part::Feedback));
            figures.wishes = figures.wishes.filter(|_| shown(subject, Part::Wishes));
            let dossier = figures.dossier(policy, rules.facts());
            let decision = decide(policy, &dossier, &[]);
            let score = if let Outcome::Value(Value::Number(score)) = decision.outcome { Some(score) } else { None };
            let share = figures.dossier(&rules.priority, rules.facts());
            let priority = match decide(&rules.priority, &share, &[]).outcome {
                Outcome::Value(Value::Choice(choice)) => Some(choice),
                _ => None,
            };
            let breaks = tie_breaks(policy, &dossier);
            let (rank, tied, components) = (None, false, decision.components);
            rows.push(DemandRow { rank, tied, framework, competency, label, figures, score, components, priority, breaks });
        }
        let descending: Vec<bool> = policy.policy().tie_breaks.iter().map(|tie| tie.descending).collect();
        rows.sort_by(|a, b| order(a, b, &descending).then_with(|| (&a.framework, &a.competency).cmp(&(&b.framework, &b.competency))));
        rank(&mut rows, &descending);
        Some(Demand {
            rows,
            withheld,
            tie_breaks: policy.policy().tie_breaks.iter().map(|tie| tie.label.clone()).collect(),
            policy: Arc::clone(&policy.policy().id),
            certainty: policy.certainty(),
        })
    }
}

/// The greater score first, no score last; then the tie-breakers.
fn order(a: &DemandRow, b: &DemandRow, descending: &[bool]) -> Ordering {
    let scores = b.score.cmp(&a.score);
    let breaks = || {
        a.breaks.iter().zip(&b.breaks).zip(descending).fold(Ordering::Equal, |found, ((a, b), descending)| {
            found.then_with(|| match (a, b) {
                (Value::Number(a), Value::Number(b)) if *descending => b.cmp(a),
                (Value::Number(a), Value::Number(b)) => a.cmp(b),
                // what has no number comes after what has one: an order has to be one
                (Value::Number(_), _) => Ordering::Less,
                (_, Value::Number(_)) => Ordering::Greater,
                _ => Ordering::Equal,
            })
        })
    };
    scores.then_with(breaks)
}

fn rank(rows: &mut [DemandRow], descending: &[bool]) {
    let mut ahead = 0;
    for group in rows.chunk_by_mut(|a, b| order(a, b, descending) == Ordering::Equal) {
        let tied = group.len() > 1;
        for row in group.iter_mut().filter(|row| row.score.is_some()) {
            row.rank = Some(ahead + 1);
            row.tied = tied;
        }
        ahead += group.len();
    }
}

#[cfg(test)]
mod tests;
