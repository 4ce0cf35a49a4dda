//! How a consultation went, in figures; and which figures may be shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use super::clause::ClauseNumber;
use super::compare::TracedChange;
use super::process::StakeholderGroup;
use super::submission::{Meeting, Outcome, Position, Submission};
use crate::legal::Label;
use crate::number::RoundingMode;
use crate::number::ratio::Ratio;

/// Counts below this are not published.
pub const LEAST_SHOWN: u64 = 5;

/// What came from one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupFigures {
    /// Code of the group.
    pub group: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Submissions; none where they are not shown.
    pub submissions: Option<u64>,
    /// Participants of meetings; none where they are not shown.
    pub participants: Option<u64>,
}

/// What was said on one clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClauseFigures {
    /// The clause.
    pub clause: ClauseNumber,
    /// Submissions by what they want.
    pub positions: BTreeMap<Position, u64>,
}

/// How a consultation went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Metrics {
    /// All submissions.
    pub submissions: u64,
    /// By group, in the order of the process.
    pub groups: Vec<GroupFigures>,
    /// By clause.
    pub clauses: Vec<ClauseFigures>,
    /// Meetings.
    pub meetings: u64,
    /// Submissions with an answer.
    pub answered: u64,
    /// Share answered in percent, one place, half up; none without submissions.
    pub answered_share: Option<Decimal>,
    /// By what became of them.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// Share of the answered that was accepted, wholly or in part, in percent.
    pub accepted_share: Option<Decimal>,
    /// Median of the calendar days from coming to answer; half days between two.
    pub median_days: Option<Decimal>,
    /// Clauses that read or work differently now than when they were consulted.
    pub clauses_changed: u64,
    /// Of these, those that a submission led to.
    pub clauses_changed_by_submissions: u64,
}

/// `part` of `whole` in percent, one place, half up.
pub fn percent(part: u64, whole: u64) -> Option<Decimal> {
    Ratio::new(i128::from(part) * 100, i128::from(whole))?.round(1, RoundingMode::HalfUp)
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

impl Metrics {
    /// The figures, everything shown.
    pub fn of(groups: &[StakeholderGroup], submissions: &[Submission], meetings: &[Meeting], changes: &[TracedChange]) -> Metrics {
        let answers: Vec<_> = submissions.iter().filter_map(|submission| submission.answer.as_ref()).collect();
        let mut outcomes: BTreeMap<Outcome, u64> = Outcome::ALL.iter().map(|outcome| (*outcome, 0)).collect();
        for answer in &answers {
            outcomes.entry(answer.outcome).and_modify(|count| *count += 1);
        }
        let mut clauses: BTreeMap<ClauseNumber, BTreeMap<Position, u64>> = BTreeMap::new();
        for submission in submissions {
            *clauses.entry(submission.clause).or_default().entry(submission.position).or_default() += 1;
        }
        let mut days: Vec<i64> = submissions.iter().filter_map(Submission::days_to_answer).collect();
        days.sort_unstable();
        let accepted = outcomes.get(&Outcome::Accepted).copied().unwrap_or(0) + outcomes.get(&Outcome::Partly).copied().unwrap_or(0);
        let changed: BTreeSet<ClauseNumber> = changes.iter().filter_map(|change| change.clause).collect();
        let led: BTreeSet<ClauseNumber> =
            changes.iter().filter(|change| !change.submissions.is_empty()).filter_map(|change| change.clause).collect();
        let of_group = |group: &StakeholderGroup| GroupFigures {
            group: Arc::clone(&group.code),
            label: group.label.clone(),
            submissions: Some(count(submissions.iter().filter(|submission| submission.group == group.code).count())),
            participants: Some(meetings.iter().filter_map(|meeting| meeting.participants.get(&group.code)).sum()),
        };
        Metrics {
            submissions: count(submissions.len()),
            groups: groups.iter().map(of_group).collect(),
            clauses: clauses.into_iter().map(|(clause, positions)| ClauseFigures { clause, positions }).collect(),
            meetings: count(meetings.len()),
            answered: count(answers.len()),
            answered_share: percent(count(answers.len()), count(submissions.len())),
            accepted_share: percent(accepted, count(answers.len())),
            outcomes,
            median_days: median(&days),
            clauses_changed: count(changed.len()),
            clauses_changed_by_submissions: count(led.len()),
        }
    }

    /// The same as it may be published: figures of groups below `least` are left out, and others with them where the sum would give them away.
    #[must_use]
    pub fn published(mut self, least: u64) -> Metrics {
        let submissions: Vec<u64> = self.groups.iter().map(|group| group.submissions.unwrap_or(0)).collect();
        let participants: Vec<u64> = self.groups.iter().map(|group| group.participants.unwrap_or(0)).collect();
        let (of_submissions, of_participants) = (hidden(&submissions, least), hidden(&participants, least));
        for (group, (one, other)) in self.groups.iter_mut().zip(of_submissions.into_iter().zip(of_participants)) {
            if one {
                group.submissions = None;
            }
            if other {
                group.participants = None;
            }
        }
        self
    }
}

/// Which counts are left out of a table whose sum is shown: those from 1 to below `least`, and as many of the smallest others as it takes that at
/// least two are left out which together hold `least`. Nothing says of a count left out whether it is small. A count of 0 is about nobody and is left
/// out only where there is no other.
pub fn hidden(counts: &[u64], least: u64) -> Vec<bool> {
    let mut hidden: Vec<bool> = counts.iter().map(|count| (1..least).contains(count)).collect();
    while hidden.contains(&true) {
        let together: u64 = counts.iter().zip(&hidden).filter(|(_, hidden)| **hidden).map(|(count, _)| *count).sum();
        if hidden.iter().filter(|hidden| **hidden).count() >= 2 && together >= least {
            break;
        }
        let smallest = counts
            .iter()
            .enumerate()
            .filter(|(place, _)| hidden.get(*place) == Some(&false))
            .min_by_key(|(_, count)| (**count == 0, **count));
        match smallest.map(|(place, _)| place).and_then(|place| hidden.get_mut(place)) {
            Some(place) => *place = true,
            None => break,
        }
    }
    hidden
}

/// The middle of values in ascending order.
fn median(values: &[i64]) -> Option<Decimal> {
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(Decimal::from(upper));
    }
    let lower = *values.get(middle.checked_sub(1)?)?;
    Ratio::new(i128::from(lower) + i128::from(upper), 2)?.round(1, RoundingMode::HalfUp).map(|median| median.normalize())
}
